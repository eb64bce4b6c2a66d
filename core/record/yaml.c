/* yaml: JSON values as YAML, libyaml behind one door. (YAML 1.1) */
#include "core/record/json.h"

#include <string.h>
#include <strings.h>
#include <yaml.h>

#include "core/record/json_value.h"

/* What YAML 1.1 reads as bool or null, in any case. (yaml.org/type) */
static const char *const words[] = { "y",  "n",   "yes",  "no",    "true",
				     "on", "off", "null", "false", NULL };

/*
 * Only what no YAML reader takes for anything but a string stays unquoted:
 * no number, time or sign starts with a letter.
 */
static bool may_be_plain(const char *s)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ_";
	static const char safe[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ_"
				   "0123456789./()-";
	size_t len = strlen(s);

	if (!len || !strchr(letters, s[0]))
		return false;
	for (size_t i = 0; i < len; i++) {
		bool inner_blank = s[i] == ' ' && s[i - 1] != ' ' && i + 1 < len;

		if (!inner_blank && !strchr(safe, s[i]))
			return false;
	}
	for (size_t i = 0; words[i]; i++) {
		if (!strcasecmp(s, words[i]))
			return false;
	}
	return true;
}

/* Of what we give it, libyaml can refuse nothing; so memory has run out. */
static void emit(yaml_emitter_t *y, yaml_event_t *event, int made)
{
	if (!made || !yaml_emitter_emit(y, event))
		out_of_memory();
}

static void emit_text(yaml_emitter_t *y, const char *text, bool plain)
{
	yaml_event_t event;
	yaml_scalar_style_t style =
		plain ? YAML_PLAIN_SCALAR_STYLE : YAML_DOUBLE_QUOTED_SCALAR_STYLE;
	int made = yaml_scalar_event_initialize(&event, NULL, NULL,
						(const yaml_char_t *)text,
						(int)strlen(text), plain, !plain, style);

	emit(y, &event, made);
}

static void emit_value(yaml_emitter_t *y, const struct json *j)
{
	yaml_event_t event;
	int made;

	switch (j->kind) {
	case KIND_NULL:
		emit_text(y, "null", true);
		break;
	case KIND_BOOL:
	case KIND_NUMBER:
		emit_text(y, j->text, true);
		break;
	case KIND_STRING:
		emit_text(y, j->text, may_be_plain(j->text));
		break;
	case KIND_OBJECT:
		made = yaml_mapping_start_event_initialize(&event, NULL, NULL, 1,
							   YAML_BLOCK_MAPPING_STYLE);
		emit(y, &event, made);
		for (const struct json *m = j->first; m; m = m->next) {
			emit_text(y, m->key, may_be_plain(m->key));
			emit_value(y, m);
		}
		emit(y, &event, yaml_mapping_end_event_initialize(&event));
		break;
	case KIND_ARRAY:
		made = yaml_sequence_start_event_initialize(&event, NULL, NULL, 1,
							    YAML_BLOCK_SEQUENCE_STYLE);
		emit(y, &event, made);
		for (const struct json *m = j->first; m; m = m->next)
			emit_value(y, m);
		emit(y, &event, yaml_sequence_end_event_initialize(&event));
		break;
	}
}

static int write_buf(void *arg, unsigned char *bytes, size_t len)
{
	buf_printf(arg, "%.*s", (int)len, (const char *)bytes);
	return 1;
}

void yaml_write(const struct json *j, struct buf *ret)
{
	yaml_emitter_t y;
	yaml_event_t event;

	if (!yaml_emitter_initialize(&y))
		out_of_memory();
	yaml_emitter_set_output(&y, write_buf, ret);
	yaml_emitter_set_unicode(&y, 1);
	yaml_emitter_set_width(&y, -1);
	emit(&y, &event, yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING));
	emit(&y, &event,
	     yaml_document_start_event_initialize(&event, NULL, NULL, NULL, 0));
	emit_value(&y, j);
	emit(&y, &event, yaml_document_end_event_initialize(&event, 1));
	emit(&y, &event, yaml_stream_end_event_initialize(&event));
	yaml_emitter_delete(&y);
}
