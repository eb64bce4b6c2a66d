/* Unit tests of core/base/text. */
#include "tests/unit/support.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"

static void control_characters_become_question_marks(void **state)
{
	char s[] = "a\x1b[2J\tb\xc2\x9b"
		   "c\x7f\xc3\xa9";

	(void)state;
	text_scrub(s);
	assert_string_equal(s, "a?[2J?b??c?\xc3\xa9");
}

static void utf8_is_checked(void **state)
{
	static const char *const bad[] = { "\x80",         "\xc0\xaf",
					   "\xc2",         "\xe0\x80\x80",
					   "\xed\xa0\x80", "\xf4\x90\x80\x80",
					   "\xff" };

	(void)state;
	assert_true(text_is_utf8("plain \xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80", 17));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(text_is_utf8(bad[i], strlen(bad[i])));
}

/* Eight bytes are looked at together: one bad one shows wherever it stands. */
static void utf8_is_checked_everywhere(void **state)
{
	(void)state;
	for (size_t len = 1; len < 40; len++) {
		for (size_t at = 0; at < len; at++) {
			char *exact = test_memdup(
				"plain text that is longer than all of it", len);

			assert_true(text_is_utf8(exact, len));
			exact[at] = '\xff';
			assert_false(text_is_utf8(exact, len));
			free(exact);
		}
	}
}

static void widths_count_columns(void **state)
{
	(void)state;
	assert_int_equal(text_width("abc"), 3);
	assert_int_equal(text_width("\xff"
				    "a"),
			 2);
	if (setlocale(LC_CTYPE, "C.UTF-8")) {
		assert_int_equal(text_width("\xc3\xa9"), 1);
		assert_int_equal(text_width("\xe6\xbc\xa2"), 2);
		assert_int_equal(text_width("e\xcc\x81"), 1);
	}
}

static void nearest_word_is_suggested(void **state)
{
	static const char *const verbs[] = { "status",   "on",    "off",
					     "shutdown", "reset", NULL };

	(void)state;
	assert_string_equal(text_nearest("statsu", verbs), "status");
	assert_string_equal(text_nearest("rest", verbs), "reset");
	assert_null(text_nearest("explode", verbs));
	assert_int_equal(text_distance("abcd", "abdc"), 1);
	assert_int_equal(text_distance("", "abc"), 3);
	assert_int_equal(text_distance("kitten", "sitting"), 3);
}

static void numbers_are_strict(void **state)
{
	uint64_t v = 7;

	(void)state;
	assert_true(text_to_uint("0", 10, &v));
	assert_int_equal(v, 0);
	assert_true(text_to_uint("18446744073709551615", UINT64_MAX, &v));
	assert_true(v == UINT64_MAX);
	assert_false(text_to_uint("18446744073709551616", UINT64_MAX, &v));
	assert_false(text_to_uint("11", 10, &v));
	assert_false(text_to_uint("9", 8, &v));
	assert_false(text_to_uint("", 10, &v));
	assert_false(text_to_uint("+1", 10, &v));
	assert_false(text_to_uint("1 ", 10, &v));
	assert_true(v == UINT64_MAX);
}

static void durations_are_read(void **state)
{
	static const struct {
		const char *text;
		uint32_t ms;
	} good[] = { { "90", 90000 },      { "90s", 90000 }, { "5m", 300000 },
		     { "1h30m", 5400000 }, { "250ms", 250 }, { "0", 0 },
		     { "1m500ms", 60500 } };
	static const char *const bad[] = { "",     "s",         "1x",         "1m1h",
					   "1s1s", "1.5",       "-1",         "99d",
					   "1h30", "99999999h", "12345678901" };
	struct err e;
	uint32_t ms;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		assert_true(text_to_duration_ms(good[i].text, &ms, &e));
		assert_int_equal(ms, good[i].ms);
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		assert_false(text_to_duration_ms(bad[i], &ms, &e));
		assert_err(e, ERR_USAGE, "no duration");
	}
}

static void words_are_split_without_a_shell(void **state)
{
	struct strv v = { 0 };
	struct err e;

	(void)state;
	assert_true(
		text_split_words("ssh  -W %h:%p 'a b' \"c \\\" d\" e\\ f ''", &v, &e));
	assert_int_equal(v.n, 7);
	assert_string_equal(v.v[2], "%h:%p");
	assert_string_equal(v.v[3], "a b");
	assert_string_equal(v.v[4], "c \" d");
	assert_string_equal(v.v[5], "e f");
	assert_string_equal(v.v[6], "");
	strv_done(&v);
	assert_false(text_split_words("a | b", &v, &e));
	assert_err(e, ERR_USAGE, "without a shell");
	assert_false(text_split_words("a \"$HOME\"", &v, &e));
	assert_false(text_split_words("a 'b", &v, &e));
	assert_err(e, ERR_USAGE, "unclosed");
	assert_false(text_split_words("a \\", &v, &e));
	assert_int_equal(v.n, 0);
}

static void uuids_are_canonical(void **state)
{
	char out[37];

	(void)state;
	assert_true(text_to_uuid("55E3AE13-BFD2-61BB-17A0-88AEDD7037EA", out));
	assert_string_equal(out, "55e3ae13-bfd2-61bb-17a0-88aedd7037ea");
	assert_false(text_to_uuid("55E3AE13BFD261BB17A088AEDD7037EA", out));
	assert_false(text_to_uuid("55E3AE13-BFD2-61BB-17A0-88AEDD7037EG", out));
	assert_false(text_to_uuid("", out));
}

static void times_are_rfc3339(void **state)
{
	char out[32];

	(void)state;
	text_rfc3339(1704574865, out);
	assert_string_equal(out, "2024-01-06T21:01:05Z");
	text_rfc3339(0, out);
	assert_string_equal(out, "1970-01-01T00:00:00Z");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(control_characters_become_question_marks),
		cmocka_unit_test(utf8_is_checked),
		cmocka_unit_test(utf8_is_checked_everywhere),
		cmocka_unit_test(widths_count_columns),
		cmocka_unit_test(nearest_word_is_suggested),
		cmocka_unit_test(numbers_are_strict),
		cmocka_unit_test(durations_are_read),
		cmocka_unit_test(words_are_split_without_a_shell),
		cmocka_unit_test(uuids_are_canonical),
		cmocka_unit_test(times_are_rfc3339),
	};

	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
