/* Unit tests of core/record/yaml: what is written reads back as the same type. */
#include "tests/unit/support.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "core/record/json.h"

static char *written(const struct json *j)
{
	struct buf b = BUF_INIT(1u << 20);

	yaml_write(j, &b);
	return buf_steal(&b);
}

static void documents_are_in_blocks(void **state)
{
	AUTO(json_freep) struct json *j = json_new_object();
	struct json *list = json_new_array();
	struct json *item = json_new_object();

	(void)state;
	json_set(item, "code", json_new_uint(2));
	json_set(item, "name", json_new_string("on"));
	json_append(list, item);
	json_append(list, json_new_string("plain words"));
	json_set(j, "states", list);
	json_set(j, "none", json_new_null());
	json_set(j, "flag", json_new_bool(true));
	json_set(j, "big", json_new_uint(UINT64_MAX));
	json_set(j, "empty", json_new_array());
	json_set(j, "nothing", json_new_object());
	json_set(j, "y", json_new_string(""));

	AUTO(xfreep) char *text = written(j);

	assert_string_equal(text,
			    "---\nstates:\n- code: 2\n  name: \"on\"\n- plain words\n"
			    "none: null\nflag: true\nbig: 18446744073709551615\n"
			    "empty: []\nnothing: {}\n\"y\": \"\"\n");
}

/* Read the one scalar of a document back: its text, and whether it was quoted. */
static void read_back(const char *text, char **ret, bool *ret_plain)
{
	yaml_parser_t p;
	yaml_event_t event;
	yaml_event_type_t type = YAML_NO_EVENT;

	*ret = NULL;
	assert_true(yaml_parser_initialize(&p));
	yaml_parser_set_input_string(&p, (const unsigned char *)text, strlen(text));
	while (type != YAML_STREAM_END_EVENT) {
		if (!yaml_parser_parse(&p, &event))
			fail_msg("%s: %s", text, p.problem);
		type = event.type;
		if (type == YAML_SCALAR_EVENT) {
			assert_null(*ret);
			*ret = xstrdup((const char *)event.data.scalar.value);
			*ret_plain = event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
		}
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&p);
}

static void strings_stay_strings(void **state)
{
	static const struct {
		const char *text;
		bool plain;
	} rows[] = {
		{ "word", true },
		{ "Intel(r) AMT", true },
		{ "lab-12.example.net", true },
		{ "online", true },
		{ "", false },
		{ "on", false },
		{ "Off", false },
		{ "YES", false },
		{ "no", false },
		{ "y", false },
		{ "N", false },
		{ "true", false },
		{ "False", false },
		{ "null", false },
		{ "~", false },
		{ "12", false },
		{ "1e3", false },
		{ "0x1f", false },
		{ "0o17", false },
		{ "1_000", false },
		{ "190:20:30", false },
		{ ".inf", false },
		{ "-.5", false },
		{ "2020-08-10", false },
		{ "2020-08-10T00:00:00Z", false },
		{ "- item", false },
		{ "a: b", false },
		{ "a #b", false },
		{ "#b", false },
		{ "*alias", false },
		{ "&anchor", false },
		{ "!tag", false },
		{ "%directive", false },
		{ "@at", false },
		{ "`tick", false },
		{ "[1]", false },
		{ "{a: 1}", false },
		{ "'q'", false },
		{ "\"q\"", false },
		{ "<<", false },
		{ "=", false },
		{ "? k", false },
		{ "| x", false },
		{ "> x", false },
		{ "---", false },
		{ "...", false },
		{ " lead", false },
		{ "trail ", false },
		{ "two  blanks", false },
		{ "line\nbreak\n", false },
		{ "tab\t", false },
		{ "back\\slash", false },
		{ "esc\x1b[2J\x7f\xc2\x9b", false },
		{ "\xc3\xa9t\xc3\xa9 \xf0\x9f\x98\x80", false },
		{ "\xe2\x80\xa8\xef\xbb\xbf", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(json_freep) struct json *j = json_new_string(rows[i].text);
		AUTO(xfreep) char *text = written(j);
		AUTO(xfreep) char *back = NULL;
		bool plain = false;

		read_back(text, &back, &plain);
		assert_string_equal(back, rows[i].text);
		if (plain != rows[i].plain)
			fail_msg("%s", text);
		for (const char *s = text; *s; s++)
			assert_true(*s == '\n' || (unsigned char)*s >= 0x20);
	}
}

static void long_lines_are_not_folded(void **state)
{
	char longer[400];

	(void)state;
	for (size_t i = 0; i < sizeof(longer); i++)
		longer[i] = i % 7 ? 'a' : ',';
	longer[200] = ' ';
	longer[sizeof(longer) - 1] = '\0';

	AUTO(json_freep) struct json *j = json_new_string(longer);
	AUTO(xfreep) char *text = written(j);

	assert_int_equal(strlen(text), 4 + 2 + strlen(longer) + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(documents_are_in_blocks),
		cmocka_unit_test(strings_stay_strings),
		cmocka_unit_test(long_lines_are_not_folded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
