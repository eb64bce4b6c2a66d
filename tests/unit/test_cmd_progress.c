/* Unit tests of cmd/progress: the line, the event, the time left. */
#include "tests/unit/support.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/progress.h"
#include "core/base/text.h"

static const struct progress_state state_of_40 = {
	.total = 40,
	.done = 10,
	.failed = 1,
	.running = 16,
	.slowest = "lab-07",
	.slowest_ms = 12400,
	.run_ms = 30000,
};

static void assert_line(const struct progress_state *s, size_t columns,
			const char *wanted)
{
	AUTO(xfreep) char *line = progress_line(s, columns, true);

	assert_string_equal(line, wanted);
}

static void the_line_tells_all(void **state)
{
	(void)state;
	assert_line(&state_of_40, 79,
		    "[###---------] 10/40, 1 failed, 16 running, 1m30s left, "
		    "slowest lab-07 12s");
}

static void what_is_nothing_is_not_told(void **state)
{
	struct progress_state s = { .total = 3, .running = 2 };

	(void)state;
	assert_line(&s, 79, "[------------] 0/3, 2 running");
	s = (struct progress_state){ .total = 3, .done = 3, .run_ms = 9000 };
	assert_line(&s, 79, "[############] 3/3, 0 running");
}

static void a_narrow_terminal_gets_what_fits(void **state)
{
	(void)state;
	assert_line(&state_of_40, 74,
		    "[###---------] 10/40, 1 failed, 16 running, 1m30s left, "
		    "slowest lab-07 12s");
	assert_line(&state_of_40, 73,
		    "10/40, 1 failed, 16 running, 1m30s left, slowest lab-07 12s");
	assert_line(&state_of_40, 59,
		    "10/40, 1 failed, 16 running, 1m30s left, slowest lab-07 12s");
	assert_line(&state_of_40, 20, "10/40, 1 failed, 16 ");
	assert_line(&state_of_40, 1, "1");
	assert_line(&state_of_40, 0, "");
}

static void a_line_is_cut_between_characters(void **state)
{
	struct progress_state s = { .total = 2,
				    .running = 2,
				    .slowest = "p\xc3\xa9\xe6\xbc\xa2z" };

	(void)state;
	assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
	/* "0/2, 2 running, slowest " is 24 wide; the third character takes two. */
	assert_line(&s, 25, "0/2, 2 running, slowest p");
	assert_line(&s, 26, "0/2, 2 running, slowest p\xc3\xa9");
	assert_line(&s, 27, "0/2, 2 running, slowest p\xc3\xa9");
	assert_line(&s, 28, "0/2, 2 running, slowest p\xc3\xa9\xe6\xbc\xa2");
	for (size_t columns = 0; columns < 40; columns++) {
		AUTO(xfreep) char *line = progress_line(&s, columns, true);

		assert_in_range(text_width(line), 0, columns);
		assert_true(text_is_utf8(line, strlen(line)));
	}
	assert_non_null(setlocale(LC_CTYPE, "C"));
}

static void a_plain_terminal_gets_ascii(void **state)
{
	struct progress_state s = { .total = 2,
				    .running = 2,
				    .slowest = "\xc3\xa9\033z" };
	AUTO(xfreep) char *line = progress_line(&s, 40, false);

	(void)state;
	assert_string_equal(line, "0/2, 2 running, slowest ???z 0s");
}

static void times_are_short(void **state)
{
	static const struct {
		uint64_t ms;
		const char *wanted;
	} cases[] = {
		{ 0, "0s" },          { 499, "0s" },
		{ 59499, "59s" },     { 59500, "1m00s" },
		{ 125000, "2m05s" },  { 3599000, "59m59s" },
		{ 3600000, "1h00m" }, { 360000000, "100h00m" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct progress_state s = { .total = 1,
					    .running = 1,
					    .slowest = "a",
					    .slowest_ms = cases[i].ms };
		AUTO(xfreep) char *line = progress_line(&s, 59, true);

		assert_string_equal(strstr(line, "slowest a ") + 10, cases[i].wanted);
	}
}

static void the_time_left_comes_from_the_rate(void **state)
{
	struct progress_state s = { .total = 100, .run_ms = 5000 };
	uint64_t left = 4711;

	(void)state;
	assert_false(progress_left(&s, &left)); /* nothing is done */
	s.done = 100;
	assert_false(progress_left(&s, &left)); /* all is */
	s.done = 25;
	assert_true(progress_left(&s, &left));
	assert_int_equal(left, 15000);
	s.run_ms = 999;
	left = 4711;
	assert_false(progress_left(&s, &left)); /* too early to tell */
	assert_int_equal(left, 4711);
}

static void events_are_objects(void **state)
{
	struct progress_state s = { .total = 3 };
	AUTO(xfreep) char *full = progress_event(&state_of_40);
	AUTO(xfreep) char *bare = progress_event(&s);

	(void)state;
	assert_string_equal(full, "{\"event\":\"progress\",\"total\":40,\"done\":10,"
				  "\"failed\":1,\"running\":16,\"slowest\":\"lab-07\","
				  "\"slowest_ms\":12400,\"left_ms\":90000}");
	assert_string_equal(bare, "{\"event\":\"progress\",\"total\":3,\"done\":0,"
				  "\"failed\":0,\"running\":0,\"slowest\":null,"
				  "\"slowest_ms\":null,\"left_ms\":null}");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_line_tells_all),
		cmocka_unit_test(what_is_nothing_is_not_told),
		cmocka_unit_test(a_narrow_terminal_gets_what_fits),
		cmocka_unit_test(a_line_is_cut_between_characters),
		cmocka_unit_test(a_plain_terminal_gets_ascii),
		cmocka_unit_test(times_are_short),
		cmocka_unit_test(the_time_left_comes_from_the_rate),
		cmocka_unit_test(events_are_objects),
	};

	return cmocka_run_group_tests_name("progress", tests, NULL, NULL);
}
