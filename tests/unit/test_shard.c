/* Unit tests of core/fleet/shard: parts of a fleet. */
#include "tests/unit/support.h"

#include <stdio.h>
#include <string.h>

#include "core/fleet/shard.h"

static const struct target_source no_source;

static void expand(const char *text, struct target_list *ret)
{
	AUTO(strv_done) struct strv exprs = { 0 };
	struct strv none = { 0 };
	struct err e;

	strv_add(&exprs, text);
	*ret = (struct target_list){ 0 };
	if (!targets_expand(&exprs, &none, &no_source, ret, &e))
		fail_msg("%s", e.msg);
}

/* The part of each of n names among N, all lists checked against each other. */
static void parts_of(const char *text, unsigned of, unsigned *ret)
{
	struct target_list all;
	size_t total = 0;

	expand(text, &all);
	for (size_t i = 0; i < all.n; i++)
		ret[i] = 0;
	for (unsigned part = 1; part <= of; part++) {
		struct target_list list;
		size_t at = 0;

		expand(text, &list);
		shard_apply(&(struct shard){ part, of }, &list);
		total += list.n;
		for (size_t i = 0; i < list.n; i++, at++) {
			while (at < all.n && strcmp(all.v[at].text, list.v[i].text) != 0)
				at++;
			assert_in_range(at, 0, all.n - 1); /* in the order of all */
			assert_int_equal(ret[at], 0);      /* in no other part */
			ret[at] = part;
		}
		targets_done(&list);
	}
	assert_int_equal(total, all.n);
	targets_done(&all);
}

static void hashes_are_fnv_1a(void **state)
{
	(void)state;
	/* The authors' own test vectors. */
	assert_true(shard_hash("") == 0xcbf29ce484222325);
	assert_true(shard_hash("a") == 0xaf63dc4c8601ec8c);
	assert_true(shard_hash("foobar") == 0x85944171f73967e8);
	assert_true(shard_hash("\xff") != shard_hash("\x7f"));
}

static void parts_are_disjoint_and_complete(void **state)
{
	static const unsigned counts[] = { 1, 2, 3, 7, 16, 100 };
	unsigned parts[40];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(counts); i++)
		parts_of("lab[01-40]", counts[i], parts);
}

static void parts_are_of_like_size(void **state)
{
	static unsigned parts[10000];
	unsigned sizes[9] = { 0 };

	(void)state;
	parts_of("pc[0001-9999]", 8, parts);
	for (size_t i = 0; i < 9999; i++)
		sizes[parts[i]]++;
	for (size_t i = 1; i <= 8; i++)
		assert_in_range(sizes[i], 1150, 1350);
}

static void a_target_stays_in_its_part(void **state)
{
	unsigned before[40], after[60];

	(void)state;
	parts_of("lab[11-40]", 4, before);
	parts_of("lab[01-60]", 4, after);
	for (size_t i = 0; i < 30; i++)
		assert_int_equal(before[i], after[i + 10]);
}

static void parts_never_change(void **state)
{
	/* Scripts of today and tomorrow share a fleet: what these are is fixed. */
	static const unsigned wanted[] = { 4, 3, 2, 1, 4, 3, 2, 1 };
	unsigned parts[8];

	(void)state;
	parts_of("lab[01-08]", 4, parts);
	for (size_t i = 0; i < ARRAY_LEN(wanted); i++)
		assert_int_equal(parts[i], wanted[i]);
}

static void a_part_may_be_empty(void **state)
{
	struct target_list list;
	unsigned part = 1 + (unsigned)(shard_hash("lab-07") % 5);

	(void)state;
	expand("lab-07", &list);
	shard_apply(&(struct shard){ part, 5 }, &list);
	assert_int_equal(list.n, 1);
	shard_apply(&(struct shard){ part % 5 + 1, 5 }, &list);
	assert_int_equal(list.n, 0);
	targets_done(&list);
}

static void parts_are_written_as_i_of_n(void **state)
{
	static const char *const bad[] = { "",          "1",   "/",   "1/",   "/4",
					   "0/4",       "5/4", "0/0", "-1/4", "1/4/2",
					   "1/1000001", "a/4", "1 /4" };
	struct shard s = { 9, 9 };
	struct err e;

	(void)state;
	assert_true(shard_parse("1/1", &s, &e));
	assert_true(shard_parse("16/16", &s, &e));
	assert_int_equal(s.part, 16);
	assert_int_equal(s.of, 16);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		assert_false(shard_parse(bad[i], &s, &e));
		assert_err(e, ERR_USAGE, "I from 1 to N");
	}
	assert_int_equal(s.part, 16);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(hashes_are_fnv_1a),
		cmocka_unit_test(parts_are_disjoint_and_complete),
		cmocka_unit_test(parts_are_of_like_size),
		cmocka_unit_test(a_target_stays_in_its_part),
		cmocka_unit_test(parts_never_change),
		cmocka_unit_test(a_part_may_be_empty),
		cmocka_unit_test(parts_are_written_as_i_of_n),
	};

	return cmocka_run_group_tests_name("shard", tests, NULL, NULL);
}
