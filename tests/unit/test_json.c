/* Unit tests of core/record/json. */
#include "tests/unit/support.h"

#include <stdlib.h>
#include <string.h>

#include "core/record/json.h"

#define BIG (1u << 20)

static char *written(const struct json *j, bool indented)
{
	struct buf b = BUF_INIT(BIG);

	json_write(j, indented, &b);
	return buf_steal(&b);
}

static void assert_written(struct json *owned, const char *want)
{
	AUTO(json_freep) struct json *j = owned;
	AUTO(xfreep) char *text = written(j, false);

	assert_string_equal(text, want);
}

static void assert_refused(const char *text, size_t len, const char *part)
{
	struct err e = { 0 };
	char *exact = test_memdup(text, len);

	assert_null(json_parse(exact, len, &e));
	assert_err(e, ERR_PROTO, part);
	free(exact);
}

static void scalars_are_written(void **state)
{
	(void)state;
	assert_written(json_new_null(), "null");
	assert_written(json_new_bool(true), "true");
	assert_written(json_new_bool(false), "false");
	assert_written(json_new_uint(UINT64_MAX), "18446744073709551615");
	assert_written(json_new_int(INT64_MIN), "-9223372036854775808");
	assert_written(json_new_string(NULL), "null");
	assert_written(json_new_string(""), "\"\"");
}

static void strings_are_safe(void **state)
{
	(void)state;
	assert_written(json_new_string("q\" b\\ n\n r\r t\t e\x1b d\x7f"),
		       "\"q\\\" b\\\\ n\\n r\\r t\\t e\\u001b d\\u007f\"");
	assert_written(json_new_string("c1 \xc2\x9b \xc3\xa9 \xf0\x9f\x98\x80"),
		       "\"c1 \\u009b \xc3\xa9 \xf0\x9f\x98\x80\"");
	assert_written(json_new_string("a\xff"
				       "b\xe2\x82"
				       "c\xc0\xaf\xf0\x9f"),
		       "\"a\xef\xbf\xbd"
		       "b\xef\xbf\xbd\xef\xbf\xbd"
		       "c\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
}

static struct json *sample(void)
{
	struct json *j = json_new_object();
	struct json *list = json_new_array();

	json_append(list, json_new_uint(1));
	json_append(list, json_new_object());
	json_set(j, "z", list);
	json_set(j, "a", json_new_string("x"));
	json_set(j, "e", json_new_array());
	return j;
}

static void order_is_kept(void **state)
{
	AUTO(json_freep) struct json *j = sample();
	AUTO(xfreep) char *wide = written(j, true);

	(void)state;
	assert_string_equal(wide, "{\n  \"z\": [\n    1,\n    {}\n  ],\n  \"a\": \"x\",\n"
				  "  \"e\": []\n}");
	json_set(j, "a", json_new_uint(2));
	assert_written(json_clone(j), "{\"z\":[1,{}],\"a\":2,\"e\":[]}");
}

static void texts_are_read_back(void **state)
{
	static const char text[] =
		"{\"s\":\"t\\u00e9\",\"n\":-9223372036854775808,"
		"\"r\":0.1,\"w\":[16.0,-0.0,1e-7],\"b\":[true,false,null],\"o\":{}}";
	struct err e = { 0 };
	AUTO(doc_freep) struct doc *d = json_parse(text, strlen(text), &e);

	(void)state;
	assert_non_null(d);
	assert_string_equal(tree_member_text(d->root, "s"), "t\xc3\xa9");
	assert_string_equal(tree_member_text(d->root, "n"), "-9223372036854775808");
	assert_string_equal(tree_member_text(d->root, "r"), "0.1");
	assert_written(json_from_tree(d->root),
		       "{\"s\":\"t\xc3\xa9\",\"n\":-9223372036854775808,\"r\":0.1,\"w\":["
		       "16.0,-0.0,1e-07],"
		       "\"b\":[true,false,null],\"o\":{}}");
}

static void every_prefix_is_refused(void **state)
{
	static const char text[] = "{\"a\":[1,\"\\u00e9x\",true],\"b\":{\"c\":null}}";

	(void)state;
	for (size_t n = 0; n + 1 < sizeof(text) - 1; n++)
		assert_refused(text, n, "JSON line 1");
}

static void bad_texts_are_refused(void **state)
{
	static const struct {
		const char *text;
		const char *why;
	} bad[] = {
		{ "{\"a\":1,\"a\":2}", "duplicate" },
		{ "{} x", "end of file expected" },
		{ "\"a\\u0000b\"", "\\u0000" },
		{ "{\"a\\u0000\":1}", "column" },
		{ "\"\xff\"", "unable to decode byte" },
		{ "9223372036854775808", "too big" },
		{ "1e999", "real number overflow" },
		{ "nan", "column" },
		{ "[1,]", "column" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_refused(bad[i].text, strlen(bad[i].text), bad[i].why);
	assert_refused("\"a\0b\"", 5, "JSON");
}

/* n opening brackets and as many closing ones. */
static char *nested(size_t n)
{
	char *text = xmalloc(2 * n + 1);

	memset(text, '[', n);
	memset(text + n, ']', n);
	text[2 * n] = '\0';
	return text;
}

static void deep_texts_are_refused(void **state)
{
	struct err e = { 0 };
	AUTO(xfreep) char *allowed = nested(JSON_DEPTH_MAX);
	AUTO(xfreep) char *deep = nested(JSON_DEPTH_MAX + 1);
	AUTO(xfreep) char *abyss = nested(1000000);
	AUTO(doc_freep) struct doc *d = json_parse(allowed, strlen(allowed), &e);

	(void)state;
	assert_non_null(d);
	assert_refused(deep, strlen(deep), "deeper than 64");
	assert_refused(abyss, strlen(abyss), "maximum parsing depth");
}

static void leaves_keep_their_type(void **state)
{
	static const char text[] = "{\"n\":1,\"b\":true,\"s\":\"2\",\"z\":null,\"o\":{}}";
	struct err e = { 0 };
	AUTO(doc_freep) struct doc *d = json_parse(text, strlen(text), &e);

	(void)state;
	assert_non_null(d);
	assert_true(tree_set_text(tree_member(d->root, "n"), "16"));
	assert_true(tree_set_text(tree_member(d->root, "b"), "false"));
	assert_true(tree_set_text(tree_member(d->root, "s"), "3"));
	assert_true(tree_set_text(tree_member(d->root, "z"), "4"));
	assert_false(tree_set_text(tree_member(d->root, "o"), "5"));
	assert_false(tree_set_text(tree_member(d->root, "s"), "\xff"));
	assert_written(json_from_tree(d->root),
		       "{\"n\":16,\"b\":false,\"s\":\"3\",\"z\":\"4\",\"o\":{}}");
	assert_true(tree_set_text(tree_member(d->root, "n"), "007"));
	assert_written(json_from_tree(tree_member(d->root, "n")), "\"007\"");
}

static void members_come_and_go(void **state)
{
	static const char text[] = "{\"l\":[1],\"e\":[],\"one\":5,\"last\":0}";
	struct err e = { 0 };
	AUTO(doc_freep) struct doc *d = json_parse(text, strlen(text), &e);

	(void)state;
	assert_non_null(d);
	assert_true(tree_set_text(tree_add(d->root, "l"), "2"));
	assert_true(tree_set_text(tree_add(d->root, "e"), "x"));
	assert_true(tree_set_text(tree_add(d->root, "one"), "6"));
	assert_true(tree_set_text(tree_add(d->root, "new"), "y"));
	assert_false(tree_exists(tree_add(tree_member(d->root, "last"), "sub")));
	tree_remove(tree_member(d->root, "last"));
	assert_written(json_from_tree(d->root),
		       "{\"l\":[1,2],\"e\":[\"x\"],\"one\":[5,6],\"new\":\"y\"}");
	tree_remove(tree_member(d->root, "e"));
	assert_true(tree_empty_list(d->root, "e"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scalars_are_written),
		cmocka_unit_test(strings_are_safe),
		cmocka_unit_test(order_is_kept),
		cmocka_unit_test(texts_are_read_back),
		cmocka_unit_test(every_prefix_is_refused),
		cmocka_unit_test(bad_texts_are_refused),
		cmocka_unit_test(deep_texts_are_refused),
		cmocka_unit_test(leaves_keep_their_type),
		cmocka_unit_test(members_come_and_go),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
