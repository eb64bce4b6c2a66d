/* Unit tests of core/record/json_patch: setting, removing, merging. */
#include "tests/unit/support.h"

#include <string.h>

#include "core/record/json_patch.h"

static struct json *json(const char *text)
{
	struct err e = { 0 };
	AUTO(doc_freep) struct doc *d = json_parse(text, strlen(text), &e);

	if (!d)
		fail_msg("%s: %s", text, e.msg);
	return json_from_tree(d->root);
}

static void assert_text(const struct json *j, const char *want)
{
	AUTO(buf_done) struct buf b = BUF_INIT(65536);

	json_write(j, false, &b);
	assert_string_equal(buf_cstr(&b), want);
}

static void paths_are_set(void **state)
{
	static const struct {
		const char *was, *path, *now;
		bool more;
	} rows[] = {
		{ "{}", "A", "{\"A\":\"v\"}", false },
		{ "{\"A\":1,\"B\":2}", "A", "{\"A\":\"v\",\"B\":2}", false },
		{ "{\"A\":{\"x\":[1]},\"B\":2}", "A", "{\"A\":\"v\",\"B\":2}", false },
		{ "{}", "A.B.C", "{\"A\":{\"B\":{\"C\":\"v\"}}}", false },
		{ "{\"A\":null}", "A.B", "{\"A\":{\"B\":\"v\"}}", false },
		{ "{\"L\":[1,2]}", "L.1", "{\"L\":[1,\"v\"]}", false },
		{ "{\"L\":[1,2]}", "L.2", "{\"L\":[1,2,\"v\"]}", false },
		{ "{\"L\":1}", "L.0", "{\"L\":\"v\"}", false },
		{ "{\"L\":1}", "L.1", "{\"L\":[1,\"v\"]}", false },
		{ "{\"L\":{\"a\":1}}", "L.0.a", "{\"L\":{\"a\":\"v\"}}", false },
		{ "{\"L\":{\"a\":1}}", "L.1.a", "{\"L\":[{\"a\":1},{\"a\":\"v\"}]}",
		  false },
		{ "{}", "L.0.a", "{\"L\":{\"a\":\"v\"}}", false },
		{ "{\"A\":1}", "A", "{\"A\":[1,\"v\"]}", true },
		{ "{\"A\":[1]}", "A", "{\"A\":[1,\"v\"]}", true },
		{ "{}", "A", "{\"A\":[\"v\"]}", true },
	};
	struct err e = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(json_freep) struct json *j = json(rows[i].was);

		assert_true(json_patch_set(j, rows[i].path, rows[i].more,
					   json_new_string("v"), &e));
		assert_text(j, rows[i].now);
	}
}

static void places_that_are_not_there_are_refused(void **state)
{
	static const struct {
		const char *was, *path;
	} rows[] = {
		{ "{\"A\":\"x\"}", "A.B" },   { "{\"L\":[1]}", "L.2" },
		{ "{\"L\":1}", "L.2" },       { "{\"L\":[1]}", "L.B" },
		{ "{\"L\":[1]}", "L.99999" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(json_freep) struct json *j = json(rows[i].was);
		struct err e = { 0 };

		assert_false(
			json_patch_set(j, rows[i].path, false, json_new_string("v"), &e));
		assert_err(e, ERR_USAGE, rows[i].path);
		assert_text(j, rows[i].was);
	}
}

static void paths_are_removed(void **state)
{
	static const struct {
		const char *was, *path, *now;
	} rows[] = {
		{ "{\"A\":1,\"B\":2}", "A", "{\"B\":2}" },
		{ "{\"A\":{\"B\":1,\"C\":2}}", "A.B", "{\"A\":{\"C\":2}}" },
		{ "{\"L\":[1,2,3]}", "L.1", "{\"L\":[1,3]}" },
		{ "{\"L\":1}", "L.0", "{}" },
		{ "{\"L\":1}", "L.1", "{\"L\":1}" },
		{ "{\"A\":1}", "B.C", "{\"A\":1}" },
		{ "{\"A\":1}", "0", "{\"A\":1}" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(json_freep) struct json *j = json(rows[i].was);

		json_patch_unset(j, rows[i].path);
		assert_text(j, rows[i].now);
	}
}

static bool has_class(struct tree t)
{
	return tree_exists(tree_member(t, "class"));
}

static void merging_goes_into_objects(void **state)
{
	static const struct {
		const char *was, *patch, *now;
	} rows[] = {
		{ "{\"A\":1,\"B\":2}", "{\"B\":3,\"C\":4}", "{\"A\":1,\"B\":3,\"C\":4}" },
		{ "{\"A\":1,\"B\":2}", "{\"A\":null,\"X\":null}", "{\"B\":2}" },
		{ "{\"O\":{\"a\":1,\"b\":2}}", "{\"O\":{\"b\":3}}",
		  "{\"O\":{\"a\":1,\"b\":3}}" },
		{ "{\"O\":{\"a\":1}}", "{\"O\":\"x\"}", "{\"O\":\"x\"}" },
		{ "{\"O\":\"x\"}", "{\"O\":{\"a\":1}}", "{\"O\":{\"a\":1}}" },
		{ "{\"L\":[1,2]}", "{\"L\":[3]}", "{\"L\":[3]}" },
		{ "{\"R\":{\"class\":\"x\",\"k\":1}}", "{\"R\":{\"class\":\"y\"}}",
		  "{\"R\":{\"class\":\"y\"}}" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(json_freep) struct json *j = json(rows[i].was);
		AUTO(json_freep) struct json *patch = json(rows[i].patch);

		json_patch_merge(j, patch, has_class);
		assert_text(j, rows[i].now);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_are_set),
		cmocka_unit_test(places_that_are_not_there_are_refused),
		cmocka_unit_test(paths_are_removed),
		cmocka_unit_test(merging_goes_into_objects),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
