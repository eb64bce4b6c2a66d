/* The direct path against amtsim: what changes an instance, and what enumerates. */
#include "tests/unit/support_sim.h"

#include <stdlib.h>
#include <string.h>

#include "core/direct/direct_device.h"

static int setup(void **state)
{
	static struct test_sim s;

	test_sim_start(&s, "--profile acm");
	*state = &s;
	return 0;
}

static int teardown(void **state)
{
	test_sim_stop(*state);
	return 0;
}

static struct wsman *wsman_of(void **state)
{
	struct test_sim *s = *state;

	return direct_of(s->device)->wsman;
}

static const struct wsman_ref redirection = { .class_name = "AMT_RedirectionService" };

/* The members that this test knows; the tree has more. */
struct redirection {
	struct rec_bool listener;
	rec_string name;
};

// clang-format off
static const struct field redirection_fields[] = {
	F_BOOL(struct redirection, listener, "ListenerEnabled", 0, "listener"),
	F_STRING(struct redirection, name, "Name", 0, "key"),
	F_END,
};
// clang-format on

static const struct record redirection_record = { .name = "redirection",
						  .summary = "test",
						  .size = sizeof(struct redirection),
						  .fields = redirection_fields };

static struct doc *get_redirection(struct wsman *w)
{
	struct doc *doc = NULL;
	struct err e = { 0 };

	if (!wsman_get(w, &redirection, &doc, &e))
		fail_msg("%s", e.msg);
	return doc;
}

/* All members but ListenerEnabled, as text. */
static char *the_rest(struct tree t)
{
	struct buf text = BUF_INIT(1 << 16);

	for (struct tree m = tree_first(t); tree_exists(m); m = tree_next(m))
		if (strcmp(tree_name(m), "ListenerEnabled") != 0)
			buf_printf(&text, "%s=%s\n", tree_name(m), tree_text(m));
	return buf_steal(&text);
}

static void a_change_patches_the_tree_that_get_returned(void **state)
{
	struct wsman *w = wsman_of(state);
	struct redirection was = { 0 };
	struct redirection now = { 0 };
	struct err e = { 0 };
	bool changed;
	struct doc *before = get_redirection(w);
	char *rest = the_rest(before->root);

	assert_true(record_read(&redirection_record, before->root, &was, &e));
	assert_true(record_read(&redirection_record, before->root, &now, &e));
	assert_true(was.listener.set);
	now.listener.v = !was.listener.v;
	assert_true(record_patch(&redirection_record, before->root, &was, &now, &changed,
				 &e));
	assert_true(changed);
	if (!wsman_put(w, &redirection, before->root, false, NULL, &e))
		fail_msg("%s", e.msg);

	struct doc *after = get_redirection(w);
	char *rest_after = the_rest(after->root);

	assert_string_equal(tree_member_text(after->root, "ListenerEnabled"),
			    now.listener.v ? "true" : "false");
	assert_string_equal(rest_after, rest);
	free(rest);
	free(rest_after);
	record_done(&redirection_record, &was);
	record_done(&redirection_record, &now);
	doc_free(before);
	doc_free(after);
}

static void what_firmware_does_not_know_is_refused_by_name(void **state)
{
	struct wsman *w = wsman_of(state);
	struct doc *doc = get_redirection(w);
	struct err e = { 0 };

	assert_true(tree_set_text(tree_add(doc->root, "Surprise"), "1"));
	assert_false(wsman_put(w, &redirection, doc->root, false, NULL, &e));
	assert_int_equal(e.domain, ERR_REFUSED);
	assert_string_equal(e.name, "SchemaValidationError");
	doc_free(doc);
}

/* Names of the elements that came, in order; gives up after some if asked to. */
struct seen {
	struct buf names;
	size_t n, stop_at;
};

static bool see(void *arg, struct tree instance, struct err *e)
{
	struct seen *s = arg;

	buf_printf(&s->names, "%s ", tree_name(instance));
	if (++s->n == s->stop_at)
		return err_set(e, ERR_CONFLICT, 0, "enough");
	return true;
}

static void enumerations_are_pulled_to_the_end(void **state)
{
	struct wsman *w = wsman_of(state);
	struct seen chips = { .names = BUF_INIT(4096) };
	struct seen identities = { .names = BUF_INIT(4096) };
	struct err e = { 0 };

	/* One item a Pull whatever we ask for, and two classes in one. */
	if (!wsman_enumerate(w, "CIM_Chip", see, &chips, &e))
		fail_msg("%s", e.msg);
	assert_non_null(strstr(buf_cstr(&chips.names), "CIM_Chip "));
	assert_non_null(strstr(buf_cstr(&chips.names), "CIM_PhysicalMemory "));
	/* All in one. */
	assert_true(wsman_enumerate(w, "CIM_SoftwareIdentity", see, &identities, &e));
	assert_int_equal(identities.n, 11);
	buf_done(&chips.names);
	buf_done(&identities.names);
}

static void a_failed_enumeration_leaves_no_context_behind(void **state)
{
	struct wsman *w = wsman_of(state);
	struct err e = { 0 };

	/* The device has room for five; a sixth would be refused. */
	for (int i = 0; i < 12; i++) {
		struct seen some = { .names = BUF_INIT(4096), .stop_at = 1 };

		assert_false(wsman_enumerate(w, "CIM_Chip", see, &some, &e));
		assert_err(e, ERR_CONFLICT, "enough");
		buf_done(&some.names);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_change_patches_the_tree_that_get_returned),
		cmocka_unit_test(what_firmware_does_not_know_is_refused_by_name),
		cmocka_unit_test(enumerations_are_pulled_to_the_end),
		cmocka_unit_test(a_failed_enumeration_leaves_no_context_behind),
	};

	return cmocka_run_group_tests_name("direct", tests, setup, teardown);
}
