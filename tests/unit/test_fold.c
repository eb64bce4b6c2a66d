/* Unit tests of core/fleet/fold: names to ranges and back. */
#include "tests/unit/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/fleet/target.h"

static void assert_folds(const char *const *names, const char *wanted)
{
	size_t n = 0;

	while (names[n])
		n++;

	char *folded = targets_fold(names, n);

	assert_string_equal(folded, wanted);
	free(folded);
}

#define FOLDS(wanted, ...) \
	assert_folds((const char *const[]){ __VA_ARGS__, NULL }, wanted)

static void ranges_are_found(void **state)
{
	(void)state;
	FOLDS("lab[01-02,04],x", "lab01", "lab02", "lab04", "x");
	FOLDS("lab[8-11]", "lab10", "lab9", "lab8", "lab11", "lab9");
	FOLDS("lab[08-11]", "lab08", "lab09", "lab10", "lab11");
	FOLDS("lab[98-99,098,100]", "lab098", "lab99", "lab100", "lab98");
}

static void widths_stay_apart(void **state)
{
	(void)state;
	FOLDS("lab[1-2,01-02]", "lab01", "lab1", "lab2", "lab02");
	FOLDS("lab[01-02,100]", "lab01", "lab02", "lab100");
	FOLDS("lab[0-1,00]", "lab0", "lab00", "lab1");
}

static void single_names_stay_as_they_are(void **state)
{
	(void)state;
	assert_folds((const char *const[]){ NULL }, "");
	FOLDS("lab07", "lab07");
	FOLDS("a,b", "b", "a");
	FOLDS("lab1,lab1.example.com", "lab1.example.com", "lab1");
}

static void several_dimensions_fold(void **state)
{
	(void)state;
	FOLDS("r[1-2]n[1-3]", "r1n1", "r1n2", "r1n3", "r2n1", "r2n2", "r2n3");
	FOLDS("r1n[1-2],r2n1", "r1n1", "r1n2", "r2n1");
	FOLDS("a1-2-3-4-[5-6]", "a1-2-3-4-5", "a1-2-3-4-6");
	FOLDS("10.0.[0-1].[1-2]", "10.0.0.1", "10.0.0.2", "10.0.1.1", "10.0.1.2");
}

static void other_forms_keep_their_meaning(void **state)
{
	(void)state;
	FOLDS("h[1-2]:16993", "h1:16993", "h2:16993");
	FOLDS("h1:16993,h1:16994", "h1:16993", "h1:16994");
	FOLDS("direct:lab[1-2]", "direct:lab1", "direct:lab2");
	FOLDS("[2001:db8::1],[2001:db8::2]", "[2001:db8::2]", "[2001:db8::1]");
	FOLDS("55e3ae13-bfd2-61bb-17a0-88aedd703701,"
	      "55e3ae13-bfd2-61bb-17a0-88aedd703702",
	      "55e3ae13-bfd2-61bb-17a0-88aedd703701",
	      "55e3ae13-bfd2-61bb-17a0-88aedd703702");
	FOLDS("tag:a1,tag:a2", "tag:a1", "tag:a2");
	FOLDS("a12345678901234567890,a12345678901234567891", "a12345678901234567890",
	      "a12345678901234567891");
}

static uint32_t next_random(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

/* Few letters, many digits: names that nearly fold. */
static char *random_name(uint32_t *seed)
{
	static const char *const parts[] = {
		"a", "b", "-", ".x", "0", "1", "2", "9", "10"
	};
	struct buf name = BUF_INIT(SIZE_MAX);
	unsigned n = 1 + next_random(seed) % 6;

	buf_puts(&name, "n");
	while (n--)
		buf_puts(&name, parts[next_random(seed) % ARRAY_LEN(parts)]);
	return buf_steal(&name);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(((const struct target *)a)->text, ((const struct target *)b)->text);
}

static void assert_round_trip(const struct strv *names)
{
	struct target_source source = { 0 };
	struct target_list before = { 0 };
	struct target_list after = { 0 };
	struct err e;
	char *folded = targets_fold((const char *const *)names->v, names->n);
	struct strv again = { .v = &folded, .n = 1 };

	assert_true(targets_expand(names, NULL, &source, &before, &e));
	if (!targets_expand(&again, NULL, &source, &after, &e))
		fail_msg("%s: %s", folded, e.msg);
	qsort(before.v, before.n, sizeof(*before.v), by_text);
	qsort(after.v, after.n, sizeof(*after.v), by_text);
	assert_int_equal(before.n, after.n);
	for (size_t i = 0; i < before.n; i++)
		assert_string_equal(before.v[i].text, after.v[i].text);
	targets_done(&before);
	targets_done(&after);
	free(folded);
}

static void random_sets_survive_folding(void **state)
{
	uint32_t seed = 20241121;

	(void)state;
	for (unsigned round = 0; round < 2000; round++) {
		struct strv names = { 0 };
		unsigned n = 1 + next_random(&seed) % 60;

		while (n--)
			strv_take(&names, random_name(&seed));
		assert_round_trip(&names);
		strv_done(&names);
	}
}

static void a_large_fleet_folds_to_one_range(void **state)
{
	struct strv names = { 0 };

	(void)state;
	for (unsigned i = 0; i < 100000; i++)
		strv_take(&names,
			  xasprintf("r%02un%03u", i * 7919 % 100, i * 7919 / 100 % 1000));

	char *folded = targets_fold((const char *const *)names.v, names.n);

	assert_string_equal(folded, "r[00-99]n[000-999]");
	free(folded);
	strv_done(&names);
	/* Nothing to merge at all: every other number of many. */
	for (unsigned i = 0; i < 100000; i++)
		strv_take(&names, xasprintf("lab%u", i * 2));
	assert_round_trip(&names);
	strv_done(&names);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(ranges_are_found),
		cmocka_unit_test(widths_stay_apart),
		cmocka_unit_test(single_names_stay_as_they_are),
		cmocka_unit_test(several_dimensions_fold),
		cmocka_unit_test(other_forms_keep_their_meaning),
		cmocka_unit_test(random_sets_survive_folding),
		cmocka_unit_test(a_large_fleet_folds_to_one_range),
	};

	return cmocka_run_group_tests_name("fold", tests, NULL, NULL);
}
