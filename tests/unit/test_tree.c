/* Unit tests of core/record/tree, over JSON. */
#include "tests/unit/support.h"

#include <string.h>

#include "core/record/json.h"

static struct doc *parse(const char *text)
{
	struct err e = { 0 };
	struct doc *d = json_parse(text, strlen(text), &e);

	if (!d)
		fail_msg("%s", e.msg);
	return d;
}

static void nothing_has_no_members(void **state)
{
	struct tree none = { 0 };

	(void)state;
	assert_false(tree_exists(none));
	assert_string_equal(tree_name(none), "");
	assert_null(tree_text(none));
	assert_false(tree_exists(tree_first(none)));
	assert_false(tree_exists(tree_next(none)));
	assert_false(tree_exists(tree_again(none)));
	assert_false(tree_exists(tree_member(none, "a")));
	assert_false(tree_exists(tree_path(none, "a.b")));
	assert_false(tree_empty_list(none, "a"));
	assert_false(tree_set_text(none, "x"));
	assert_false(tree_exists(tree_add(none, "x")));
	tree_remove(none);
	doc_free(NULL);
}

static void exact_names_come_first(void **state)
{
	AUTO(doc_freep)
	struct doc *d = parse("{\"oSPower\":1,\"OSPower\":2,\"other\":3}");

	(void)state;
	assert_string_equal(tree_member_text(d->root, "OSPower"), "2");
	assert_string_equal(tree_member_text(d->root, "ospower"), "1");
	assert_null(tree_member_text(d->root, "OSPowe"));
	assert_null(tree_member_text(d->root, "OSPowers"));
}

static void paths_lead_down(void **state)
{
	AUTO(doc_freep) struct doc *d = parse("{\"a\":{\"b\":{\"c\":\"deep\"}},\"x\":7}");

	(void)state;
	assert_string_equal(tree_text(tree_path(d->root, "a.b.c")), "deep");
	assert_string_equal(tree_text(tree_path(d->root, "x")), "7");
	assert_false(tree_exists(tree_path(d->root, "a.c")));
	assert_false(tree_exists(tree_path(d->root, "a.b.c.d")));
	assert_false(tree_exists(tree_path(d->root, "x.y")));
	assert_false(tree_exists(tree_path(d->root, "")));
}

static void lists_are_siblings_of_one_name(void **state)
{
	AUTO(doc_freep)
	struct doc *d = parse("{\"l\":[1,{\"k\":2},[3,[],4]],\"e\":[],\"m\":5}");
	struct tree m = tree_member(d->root, "l");

	(void)state;
	assert_string_equal(tree_text(m), "1");
	m = tree_again(m);
	assert_null(tree_text(m));
	assert_string_equal(tree_name(m), "l");
	assert_string_equal(tree_member_text(m, "k"), "2");
	m = tree_again(m);
	assert_string_equal(tree_text(m), "3");
	m = tree_again(m);
	assert_string_equal(tree_text(m), "4");
	assert_false(tree_exists(tree_again(m)));
	assert_string_equal(tree_name(tree_next(m)), "m");
	assert_false(tree_exists(tree_next(tree_next(m))));
	assert_true(tree_empty_list(d->root, "E"));
	assert_false(tree_empty_list(d->root, "l"));
	assert_false(tree_empty_list(d->root, "m"));
	assert_false(tree_exists(tree_member(d->root, "e")));
}

static void a_list_can_be_the_root(void **state)
{
	AUTO(doc_freep) struct doc *d = parse("[{\"a\":1},{\"a\":2}]");
	struct tree m = tree_first(d->root);

	(void)state;
	assert_string_equal(tree_member_text(m, "a"), "1");
	assert_string_equal(tree_member_text(tree_again(m), "a"), "2");
	assert_false(tree_exists(tree_again(tree_again(m))));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_has_no_members),
		cmocka_unit_test(exact_names_come_first),
		cmocka_unit_test(paths_lead_down),
		cmocka_unit_test(lists_are_siblings_of_one_name),
		cmocka_unit_test(a_list_can_be_the_root),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
