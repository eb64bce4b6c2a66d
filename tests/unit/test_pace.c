/* Unit tests of core/fleet/pace: when jobs may begin, by a clock of our own. */
#include "tests/unit/support.h"

#include <string.h>

#include "core/fleet/pace.h"

static enum pace_verdict next(const struct pace *p, uint64_t now)
{
	uint64_t until = 0;

	return pace_next(p, now, &until);
}

/* Begin n jobs at now, each as allowed. */
static void begin(struct pace *p, size_t n, uint64_t now)
{
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(next(p, now), PACE_GO);
		pace_begun(p, now);
	}
}

static void end(struct pace *p, size_t n, bool ok, uint64_t now)
{
	for (size_t i = 0; i < n; i++)
		pace_ended(p, ok, now);
}

static void assert_waits(const struct pace *p, uint64_t now, uint64_t wanted)
{
	uint64_t until = 0;

	assert_int_equal(pace_next(p, now, &until), PACE_WAIT);
	assert_int_equal(until, wanted);
	assert_int_equal(pace_next(p, wanted - 1, &until), PACE_WAIT);
	assert_int_equal(pace_next(p, wanted, &until), PACE_GO);
}

static void assert_stops(const struct pace *p, uint64_t now, const char *reason)
{
	assert_int_equal(next(p, now), PACE_STOP);
	assert_string_equal(pace_reason(p), reason);
}

#define PACE(p, ...)   \
	struct pace p; \
	pace_init(&p, &(struct pace_rules){ __VA_ARGS__ })

static void without_rules_all_go(void **state)
{
	struct pace p;

	(void)state;
	pace_init(&p, &(struct pace_rules){ 0 });
	begin(&p, 1000, 5);
	end(&p, 1000, false, 6);
	assert_int_equal(next(&p, 6), PACE_GO);
	assert_null(pace_reason(&p));
}

static void stagger_parts_beginnings(void **state)
{
	PACE(p, .stagger_ms = 100);

	(void)state;
	begin(&p, 1, 1000); /* the first at once */
	assert_waits(&p, 1000, 1100);
	assert_waits(&p, 1099, 1100);
	begin(&p, 1, 1150);
	assert_waits(&p, 1150, 1250); /* from when it began, not from when it might */
	end(&p, 2, true, 1160);
	assert_waits(&p, 1160, 1250); /* ends do not matter */
	begin(&p, 1, 9000);
}

static void batches_wait_for_all_before(void **state)
{
	PACE(p, .batch = 3);

	(void)state;
	begin(&p, 3, 10);
	assert_int_equal(next(&p, 10), PACE_HOLD);
	end(&p, 2, true, 20);
	assert_int_equal(next(&p, 20), PACE_HOLD);
	end(&p, 1, false, 30); /* failures alone stop nothing */
	begin(&p, 3, 30);
	assert_int_equal(next(&p, 30), PACE_HOLD);
	end(&p, 3, true, 40);
	assert_int_equal(next(&p, 40), PACE_GO);
}

static void a_batch_is_filled_also_when_some_ended(void **state)
{
	PACE(p, .batch = 3);

	(void)state;
	begin(&p, 2, 10);
	end(&p, 2, true, 20);
	begin(&p, 1, 30);
	assert_int_equal(next(&p, 30), PACE_HOLD);
}

static void pauses_follow_batches(void **state)
{
	PACE(p, .batch = 2, .batch_pause_ms = 500);

	(void)state;
	begin(&p, 2, 10);
	end(&p, 1, true, 20);
	assert_int_equal(next(&p, 20), PACE_HOLD);
	end(&p, 1, true, 40);
	assert_waits(&p, 40, 540); /* from the end of the last */
	begin(&p, 2, 600);
	assert_int_equal(next(&p, 600), PACE_HOLD);
}

static void a_batch_larger_than_all_is_no_rule(void **state)
{
	PACE(p, .batch = 1000, .batch_pause_ms = 500);

	(void)state;
	begin(&p, 40, 10);
	end(&p, 40, false, 20);
	assert_int_equal(next(&p, 20), PACE_GO);
}

static void stagger_holds_within_batches_and_after(void **state)
{
	PACE(p, .batch = 2, .stagger_ms = 100);

	(void)state;
	begin(&p, 1, 0);
	assert_waits(&p, 0, 100);
	begin(&p, 1, 100);
	assert_int_equal(next(&p, 300), PACE_HOLD);
	end(&p, 2, true, 150);
	assert_waits(&p, 150, 200); /* the later of 150 and 200 */

	PACE(q, .batch = 1, .batch_pause_ms = 50, .stagger_ms = 100);
	begin(&q, 1, 0);
	end(&q, 1, true, 10);
	assert_waits(&q, 10, 100); /* of 60 and 100 */
	begin(&q, 1, 100);
	end(&q, 1, true, 190);
	assert_waits(&q, 190, 240); /* of 240 and 200 */
}

static void the_rest_waits_for_the_canaries(void **state)
{
	PACE(p, .canary = 2);

	(void)state;
	begin(&p, 2, 10);
	assert_int_equal(next(&p, 10), PACE_HOLD);
	end(&p, 1, true, 20);
	assert_int_equal(next(&p, 20), PACE_HOLD);
	end(&p, 1, true, 30);
	begin(&p, 1000, 30);
	end(&p, 1000, false, 40); /* later failures are not the canary's */
	assert_int_equal(next(&p, 40), PACE_GO);
}

static void a_failed_canary_stops_all(void **state)
{
	PACE(p, .canary = 3);

	(void)state;
	begin(&p, 2, 10);
	end(&p, 1, true, 20);
	end(&p, 1, false, 20);
	assert_stops(&p, 20, "a canary failed"); /* the third, too */
	end(&p, 0, true, 30);
	assert_stops(&p, 1000000, "a canary failed");

	PACE(q, .canary = 1, .stagger_ms = 100, .batch = 5);
	begin(&q, 1, 10);
	end(&q, 1, false, 20);
	assert_stops(&q, 20, "the canary failed");
}

static void as_many_canaries_as_jobs(void **state)
{
	PACE(p, .canary = 5);

	(void)state;
	/* All of four: they run alone anyway. */
	begin(&p, 4, 10);
	end(&p, 4, true, 20);
	assert_null(pace_reason(&p));
	begin(&p, 1, 20);
	end(&p, 1, false, 30);
	assert_stops(&p, 30, "a canary failed");
}

static void canaries_go_by_batches(void **state)
{
	PACE(p, .canary = 3, .batch = 2, .batch_pause_ms = 100);

	(void)state;
	begin(&p, 2, 0);
	assert_int_equal(next(&p, 0), PACE_HOLD);
	end(&p, 2, true, 10);
	assert_waits(&p, 10, 110);
	begin(&p, 1, 110);
	assert_int_equal(next(&p, 110), PACE_HOLD); /* no other beside the last canary */
	end(&p, 1, true, 120);
	assert_waits(&p, 120, 220);
	begin(&p, 2, 220);
	assert_int_equal(next(&p, 220), PACE_HOLD);

	/* A batch larger than the canary does not reach beyond it. */
	PACE(q, .canary = 2, .batch = 10);
	begin(&q, 2, 0);
	assert_int_equal(next(&q, 0), PACE_HOLD);
	end(&q, 2, true, 10);
	begin(&q, 10, 10);
	assert_int_equal(next(&q, 10), PACE_HOLD);
}

static void too_many_failures_stop(void **state)
{
	PACE(p, .limited = true, .max_failures = 2);

	(void)state;
	begin(&p, 10, 0);
	end(&p, 3, true, 10);
	end(&p, 2, false, 10);
	assert_int_equal(next(&p, 10), PACE_GO); /* so many may fail */
	end(&p, 1, false, 20);
	assert_stops(&p, 20, "more than 2 failed");
	end(&p, 4, true, 30); /* those in flight end; it stays so */
	assert_stops(&p, 30, "more than 2 failed");
}

static void no_failure_allowed(void **state)
{
	PACE(p, .limited = true);

	(void)state;
	begin(&p, 3, 0);
	end(&p, 2, true, 10);
	assert_int_equal(next(&p, 10), PACE_GO);
	end(&p, 1, false, 10);
	assert_stops(&p, 10, "one failed");
}

static void a_stop_wins_over_waiting(void **state)
{
	PACE(p, .limited = true, .max_failures = 0, .batch = 2, .batch_pause_ms = 100,
	     .stagger_ms = 10);

	(void)state;
	begin(&p, 1, 0);
	begin(&p, 1, 10);
	end(&p, 1, false, 20);
	assert_stops(&p, 20, "one failed"); /* not HOLD, nor WAIT */
}

static void the_first_reason_stays(void **state)
{
	PACE(p, .limited = true, .max_failures = 0, .canary = 2);

	(void)state;
	begin(&p, 2, 0);
	end(&p, 2, false, 10);
	assert_stops(&p, 10, "a canary failed");
}

static void assert_failures(const char *text, size_t n, size_t wanted)
{
	size_t got = 4711;

	assert_true(pace_failures(text, n, &got));
	assert_int_equal(got, wanted);
}

static void failures_as_number_and_percentage(void **state)
{
	static const char *const bad[] = { "",    "%",   "-1",      "101%", "1.5%",
					   "5 %", "5%%", "1000001", "ten",  " 5" };
	size_t got = 4711;

	(void)state;
	assert_failures("0", 10, 0);
	assert_failures("7", 5, 7);
	assert_failures("1000000", 5, 1000000);
	assert_failures("0%", 1000, 0);
	assert_failures("10%", 40, 4);
	assert_failures("10%", 49, 4); /* 5 of 49 are more than 10% */
	assert_failures("10%", 9, 0);
	assert_failures("33%", 3, 0);
	assert_failures("34%", 3, 1);
	assert_failures("100%", 1000000, 1000000); /* never more than that */
	assert_failures("50%", 0, 0);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		assert_false(pace_failures(bad[i], 10, &got));
		assert_int_equal(got, 4711);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_rules_all_go),
		cmocka_unit_test(stagger_parts_beginnings),
		cmocka_unit_test(batches_wait_for_all_before),
		cmocka_unit_test(a_batch_is_filled_also_when_some_ended),
		cmocka_unit_test(pauses_follow_batches),
		cmocka_unit_test(a_batch_larger_than_all_is_no_rule),
		cmocka_unit_test(stagger_holds_within_batches_and_after),
		cmocka_unit_test(the_rest_waits_for_the_canaries),
		cmocka_unit_test(a_failed_canary_stops_all),
		cmocka_unit_test(as_many_canaries_as_jobs),
		cmocka_unit_test(canaries_go_by_batches),
		cmocka_unit_test(too_many_failures_stop),
		cmocka_unit_test(no_failure_allowed),
		cmocka_unit_test(a_stop_wins_over_waiting),
		cmocka_unit_test(the_first_reason_stays),
		cmocka_unit_test(failures_as_number_and_percentage),
	};

	return cmocka_run_group_tests_name("pace", tests, NULL, NULL);
}
