/* Unit tests of core/wsman/input: words and texts, and how much of them. */
#include "tests/unit/support.h"

#include <stdlib.h>
#include <string.h>

#include "core/wsman/input.h"
#include "core/wsman/xml.h"

static void assert_applied(const struct input *in, const char *was, const char *want)
{
	struct err e = { 0 };
	AUTO(doc_freep) struct doc *d = json_parse(was, strlen(was), &e);
	AUTO(json_freep) struct json *j = json_from_tree(d->root);
	AUTO(buf_done) struct buf b = BUF_INIT(1 << 20);

	if (!input_apply(in, "AMT_X", j, &e))
		fail_msg("%s", e.msg);
	json_write(j, false, &b);
	assert_string_equal(buf_cstr(&b), want);
}

static void words_change_what_the_text_says(void **state)
{
	static const char text[] = "{\"@class\":\"AMT_X\",\"A\":1,\"B\":2,\"C\":null}";
	AUTO(input_freep) struct input *in = input_new();
	struct err e = { 0 };

	(void)state;
	assert_true(input_is_empty(in));
	assert_true(input_text(in, text, strlen(text), &e));
	assert_true(input_unset(in, "B", &e));
	assert_true(input_set(in, "L=x", &e));
	assert_true(input_set(in, "L={\"k\":\"y\"}", &e));
	assert_true(input_set(in, "A=a=b", &e));
	assert_true(input_set(in, "E=", &e));
	assert_false(input_is_empty(in));
	assert_false(input_is_xml(in));
	assert_applied(in, "{\"@class\":\"AMT_X\",\"C\":3,\"D\":4}",
		       "{\"@class\":\"AMT_X\",\"D\":4,\"A\":\"a=b\","
		       "\"L\":[\"x\",{\"k\":\"y\"}],\"E\":\"\"}");
}

static void our_documents_are_unwrapped(void **state)
{
	static const char text[] = " {\"schema\":\"amtctl/1\",\"results\":[{\"data\":"
				   "[{\"@class\":\"AMT_X\",\"A\":\"1\"}]}]}";
	AUTO(input_freep) struct input *in = input_new();
	struct err e = { 0 };

	(void)state;
	assert_true(input_text(in, text, strlen(text), &e));
	assert_applied(in, "{}", "{\"@class\":\"AMT_X\",\"A\":\"1\"}");
}

static void selectors_are_texts_and_references(void **state)
{
	AUTO(input_freep) struct input *in = input_new();
	struct err e = { 0 };

	(void)state;
	assert_false(tree_exists(input_selectors(in)));
	assert_true(input_selector(in, "K=[1]=2", &e));
	assert_true(input_selector(in, "R={\"class\":\"CIM_X\"}", &e));
	assert_true(input_is_empty(in));
	assert_string_equal(tree_member_text(input_selectors(in), "K"), "[1]=2");
	assert_string_equal(tree_text(tree_path(input_selectors(in), "R.class")),
			    "CIM_X");
}

/* before, n times unit, after. */
static char *repeated(const char *before, const char *unit, size_t n, const char *after)
{
	struct buf b = BUF_INIT(8 << 20);

	buf_puts(&b, before);
	for (size_t i = 0; i < n; i++)
		buf_puts(&b, unit);
	buf_puts(&b, after);
	return buf_steal(&b);
}

static void texts_are_bounded(void **state)
{
	static const struct {
		const char *before, *unit, *after;
		size_t most;
		const char *part;
	} rows[] = {
		{ "{\"A\":\"", "x", "\"}", INPUT_MAX - 8, "over 1048576 bytes" },
		{ "{\"L\":[1", ",1", "]}", INPUT_VALUES_MAX - 2,
		  "more than 16384 values" },
		{ "{\"L\":", "[", "", 64, "JSON" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		for (size_t more = 0; more < 2; more++) {
			AUTO(xfreep)
			char *text = repeated(rows[i].before, rows[i].unit,
					      rows[i].most + more, rows[i].after);
			AUTO(input_freep) struct input *in = input_new();
			struct err e = { 0 };
			bool ok = input_text(in, text, strlen(text), &e);

			if (i == 2)
				assert_false(ok); /* never closed */
			else
				assert_int_equal(ok, !more);
			if (!ok)
				assert_err(e, ERR_USAGE, rows[i].part);
		}
	}
}

static void texts_hold_no_nul(void **state)
{
	static const char *const texts[] = { "<AMT_X/>\0", "{\"A\":\"\0\"}", "\0" };
	static const size_t lengths[] = { 9, 9, 1 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		AUTO(input_freep) struct input *in = input_new();
		struct err e = { 0 };

		assert_false(input_text(in, texts[i], lengths[i], &e));
		assert_err(e, ERR_USAGE, "NUL byte");
		assert_true(input_is_empty(in));
	}
}

static void words_are_bounded(void **state)
{
	static const struct {
		const char *unit;
		size_t most;
	} rows[] = { { "A", INPUT_PATH_MAX }, { "A.", INPUT_STEPS_MAX - 1 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		for (size_t more = 0; more < 2; more++) {
			AUTO(xfreep)
			char *word = repeated("", rows[i].unit, rows[i].most + more,
					      i ? "A=1" : "=1");
			AUTO(input_freep) struct input *in = input_new();
			struct err e = { 0 };

			assert_int_equal(input_set(in, word, &e), !more);
			if (more)
				assert_err(e, ERR_USAGE, "is no name");
		}
	}
}

static void bad_words_are_refused(void **state)
{
	static const char *const words[] = { "",       "A",     "=1",     ".A=1",
					     "A.=1",   "0=1",   "A.@b=1", "-=1",
					     "A=\xff", "A={}x", "A=[1," };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		AUTO(input_freep) struct input *in = input_new();
		struct err e = { 0 };

		if (input_set(in, words[i], &e))
			fail_msg("%s", words[i]);
		assert_err(e, ERR_USAGE, "--set");
		assert_true(input_is_empty(in));
	}
}

static void secrets_are_refused_as_words(void **state)
{
	static const struct {
		const char *word;
		bool secret;
	} rows[] = {
		{ "RFBPassword=x", true },  { "S.PSKPassPhrase=x", true },
		{ "Password.0=x", true },   { "S={\"a\":[{\"Secret\":\"x\"}]}", true },
		{ "RFBPassword=", false },  { "UserPasswordBypass=false", false },
		{ "Name=password", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(input_freep) struct input *in = input_new();
		struct err e = { 0 };

		if (input_set(in, rows[i].word, &e) == rows[i].secret)
			fail_msg("%s", rows[i].word);
		if (rows[i].secret) {
			assert_err(e, ERR_USAGE, "secrets are not taken");
			assert_null(strstr(e.msg, "=x"));
		}
	}
}

static void xml_is_taken_as_it_is(void **state)
{
	static const char text[] = "\n<AMT_X><A>1</A></AMT_X>";
	AUTO(input_freep) struct input *in = input_new();
	struct err e = { 0 };

	(void)state;
	assert_true(input_text(in, text, strlen(text), &e));
	assert_true(input_is_xml(in));
	assert_false(input_set(in, "A=1", &e));
	assert_err(e, ERR_USAGE, "--set: XML is taken as it is");
	assert_false(input_unset(in, "A", &e));
	assert_err(e, ERR_USAGE, "--unset: XML is taken as it is");
	assert_null(input_xml(in, "AMT_Y", &e));
	assert_err(e, ERR_USAGE, "the XML holds AMT_X, not AMT_Y");

	AUTO(doc_freep) struct doc *d = input_xml(in, "AMT_X", &e);

	assert_non_null(d);
	assert_string_equal(tree_member_text(d->root, "A"), "1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_change_what_the_text_says),
		cmocka_unit_test(our_documents_are_unwrapped),
		cmocka_unit_test(selectors_are_texts_and_references),
		cmocka_unit_test(texts_are_bounded),
		cmocka_unit_test(texts_hold_no_nul),
		cmocka_unit_test(words_are_bounded),
		cmocka_unit_test(bad_words_are_refused),
		cmocka_unit_test(secrets_are_refused_as_words),
		cmocka_unit_test(xml_is_taken_as_it_is),
	};

	xml_global_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
