/* Unit tests of core/wsman: the AMT version in the Server header. */
#include "tests/unit/support.h"

#include "core/wsman/wsman.h"

static void versions_are_read(void **state)
{
	static const struct {
		const char *server;
		unsigned n;
		unsigned part[4];
		bool standard;
	} rows[] = {
		{ "Intel(R) Active Management Technology 15.0.23.1706",
		  4,
		  { 15, 0, 23, 1706 },
		  false },
		{ "Intel(R) Active Management Technology 8.0.3", 3, { 8, 0, 3 }, false },
		{ "Intel(R) Standard Manageability 11.8.55.3510",
		  4,
		  { 11, 8, 55, 3510 },
		  true },
		{ "2.1", 2, { 2, 1 }, false },
		{ "Intel(R) Standard Manageability", 0, { 0 }, true },
		{ "AMT", 0, { 0 }, false },
		{ "", 0, { 0 }, false },
		{ "AMT 15", 0, { 0 }, false },
		{ "AMT 1.2.3.4.5", 0, { 0 }, false },
		{ "AMT 1..2", 0, { 0 }, false },
		{ "AMT 1.2.", 0, { 0 }, false },
		{ "AMT 1.2a", 0, { 0 }, false },
		{ "AMT -1.2", 0, { 0 }, false },
		{ "AMT 1.9999999999", 0, { 0 }, false },
		{ "AMT 1.2 ", 0, { 0 }, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct amt_version v = amt_version_parse(rows[i].server);

		assert_int_equal(v.n, rows[i].n);
		assert_int_equal(v.standard_manageability, rows[i].standard);
		assert_memory_equal(v.part, rows[i].part, sizeof(v.part));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(versions_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
