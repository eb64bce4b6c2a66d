/* record_print: records as JSON and as cells of a table. */
#include "core/record/record.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"

static const char masked[] = "***";

struct json *enum_json(const struct enum_name *names, uint32_t code)
{
	struct json *j = json_new_object();

	json_set(j, "code", json_new_uint(code));
	json_set(j, "name", json_new_string(enum_name(names, code)));
	return j;
}

static struct json *enums_json(const struct field *f, const struct rec_enums *v)
{
	struct json *j = json_new_array();

	for (size_t i = 0; i < v->n; i++)
		json_append(j, enum_json(f->names, v->codes[i]));
	return j;
}

static struct json *strings_json(const struct strv *v)
{
	struct json *j = json_new_array();

	for (size_t i = 0; i < v->n; i++)
		json_append(j, json_new_string(v->v[i]));
	return j;
}

struct json *enum_bits_json(const struct enum_name *names, uint64_t bits)
{
	AUTO(strv_done) struct strv words = { 0 };
	struct json *j = json_new_object();

	enum_bits(names, bits, &words);
	json_set(j, "code", json_new_uint(bits));
	json_set(j, "names", strings_json(&words));
	return j;
}

static struct json *list_json(const struct field *f, const struct rec_list *v)
{
	struct json *j = json_new_array();

	for (size_t i = 0; i < v->n; i++)
		json_append(j, record_json(f->record, rec_list_at(v, f->record, i)));
	return j;
}

static bool is_absent(const struct field *f, const void *at)
{
	switch (f->type) {
	case FIELD_BOOL:
		return !((const struct rec_bool *)at)->set;
	case FIELD_UINT:
	case FIELD_BITS:
		return !((const struct rec_uint *)at)->set;
	case FIELD_ENUM:
		return !((const struct rec_enum *)at)->set;
	case FIELD_ENUMS:
		return !((const struct rec_enums *)at)->set;
	case FIELD_STRING:
	case FIELD_TIME:
		return !*(const rec_string *)at;
	case FIELD_STRINGS:
		return !((const struct strv *)at)->n;
	case FIELD_LIST:
		return !((const struct rec_list *)at)->n;
	case FIELD_RECORD:
		return false;
	}
	return true;
}

static struct json *field_json(const struct field *f, const void *at)
{
	if (f->type == FIELD_STRINGS && !(f->flags & FIELD_SECRET))
		return strings_json(at);
	if (f->type == FIELD_LIST)
		return list_json(f, at);
	if (is_absent(f, at))
		return json_new_null();
	if (f->flags & FIELD_SECRET)
		return json_new_string(masked);
	switch (f->type) {
	case FIELD_BOOL:
		return json_new_bool(((const struct rec_bool *)at)->v);
	case FIELD_UINT:
		return json_new_uint(((const struct rec_uint *)at)->v);
	case FIELD_BITS:
		return enum_bits_json(f->names, ((const struct rec_uint *)at)->v);
	case FIELD_ENUM:
		return enum_json(f->names, ((const struct rec_enum *)at)->code);
	case FIELD_ENUMS:
		return enums_json(f, at);
	case FIELD_STRING:
	case FIELD_TIME:
		return json_new_string(*(const rec_string *)at);
	case FIELD_STRINGS:
		return strings_json(at);
	case FIELD_RECORD:
		return record_json(f->record, at);
	case FIELD_LIST:
		return list_json(f, at);
	}
	return json_new_null();
}

struct json *record_json(const struct record *r, const void *v)
{
	struct json *j = json_new_object();

	for (const struct field *f = r->fields; f->name; f++)
		json_set(j, f->name, field_json(f, (const char *)v + f->offset));
	return j;
}

static void add_code(const struct field *f, uint32_t code, struct buf *b)
{
	const char *name = enum_name(f->names, code);

	if (name)
		buf_puts(b, name);
	else
		buf_printf(b, "%" PRIu32, code);
}

static void add_words(const struct strv *v, struct buf *b)
{
	for (size_t i = 0; i < v->n; i++)
		buf_printf(b, "%s%s", i ? "," : "", v->v[i]);
}

static void add_bits(const struct field *f, uint64_t bits, struct buf *b)
{
	AUTO(strv_done) struct strv words = { 0 };

	enum_bits(f->names, bits, &words);
	if (!words.n)
		strv_add(&words, "none");
	add_words(&words, b);
}

static void add_cell(const struct field *f, const void *at, struct buf *b)
{
	switch (f->type) {
	case FIELD_BOOL:
		buf_puts(b, ((const struct rec_bool *)at)->v ? "true" : "false");
		break;
	case FIELD_UINT:
		buf_printf(b, "%" PRIu64, ((const struct rec_uint *)at)->v);
		break;
	case FIELD_BITS:
		add_bits(f, ((const struct rec_uint *)at)->v, b);
		break;
	case FIELD_ENUM:
		add_code(f, ((const struct rec_enum *)at)->code, b);
		break;
	case FIELD_ENUMS: {
		const struct rec_enums *v = at;

		for (size_t i = 0; i < v->n; i++) {
			buf_puts(b, i ? "," : "");
			add_code(f, v->codes[i], b);
		}
		break;
	}
	case FIELD_STRING:
	case FIELD_TIME:
		buf_puts(b, *(const rec_string *)at);
		break;
	case FIELD_STRINGS:
		add_words(at, b);
		break;
	case FIELD_RECORD:
	case FIELD_LIST: {
		AUTO(json_freep) struct json *j = field_json(f, at);

		json_write(j, false, b);
		break;
	}
	}
}

char *record_cell(const struct field *f, const void *v)
{
	const void *at = (const char *)v + f->offset;
	struct buf b = BUF_INIT(SIZE_MAX / 2);

	if (is_absent(f, at))
		return NULL;
	if (f->flags & FIELD_SECRET)
		return xstrdup(masked);
	add_cell(f, at, &b);

	char *cell = buf_steal(&b);

	text_scrub(cell);
	return cell;
}
