/* Unit tests of core/record/csv: what is read, and that it reads what it writes. */
#include "tests/unit/support.h"

#include <stdlib.h>
#include <string.h>

#include "core/record/csv.h"

/* "1:a|b 3:c|d", each row with its line; owned. "!MESSAGE" when it fails. */
static char *shown(const char *text, size_t len)
{
	char *exact = test_memdup(text, len);
	struct csv_reader r = csv_read(exact, len);
	struct buf b = BUF_INIT(SIZE_MAX);
	struct err e = { 0 };

	for (;;) {
		AUTO(strv_done) struct strv row = { 0 };
		unsigned line;

		if (!csv_read_row(&r, &row, &line, &e)) {
			assert_int_equal(e.domain, ERR_PROTO);
			buf_clear(&b);
			buf_printf(&b, "!%s", e.msg);
			break;
		}
		if (!row.n)
			break;
		buf_printf(&b, "%s%u:", b.len ? " " : "", line);
		for (size_t i = 0; i < row.n; i++)
			buf_printf(&b, "%s%s", i ? "|" : "", row.v[i]);
	}
	free(exact);
	return buf_steal(&b);
}

static void rows_are_read(void **state)
{
	static const char *const rows[][2] = {
		{ "", "" },
		{ "a", "1:a" },
		{ "a,b\nc,d\n", "1:a|b 2:c|d" },
		{ "a,b\r\nc,d", "1:a|b 2:c|d" },
		{ "a,\n,b\n", "1:a| 2:|b" },
		{ "\xef\xbb\xbf"
		  "a;b,c\n",
		  "1:a|b,c" },
		{ "a\tb;c\n d\t\te \n", "1:a|b;c 2:d||e" },
		{ "\"a,b\";c\nd;e,f\n", "1:a,b|c 2:d|e,f" },
		{ "\"a;\"\"b\"\" \"\n", "1:a;\"b\" " },
		{ " \"a\" , b c ,\"\"\n", "1:a|b c|" },
		{ "a\n\n\nb\n", "1:a 2: 3: 4:b" },
		{ "a\n\"b\n\n\"\"\nc\"\nd\n", "1:a 2:b\n\n\"\nc 6:d" },
		{ "a\rb\r\nc\r", "1:a\rb 2:c" },
		{ "a\n\"b\n\"x\n", "!line 3: text behind a closing quote" },
		{ "a\nb\"\n", "!line 2: a quote inside a cell that has none around it" },
		{ "a\n\"b\n\n", "!line 2: a quote that never closes" },
		{ "\"a\"\"", "!line 1: a quote that never closes" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(xfreep) char *got = shown(rows[i][0], strlen(rows[i][0]));

		if (strcmp(got, rows[i][1]) != 0)
			fail_msg("<%s> gave <%s>, not <%s>", rows[i][0], got, rows[i][1]);
	}
}

static void every_prefix_ends(void **state)
{
	static const char text[] = "\xef\xbb\xbf\"a\"\"b\",c\r\n \"d\n\" ,e\n,\n";

	(void)state;
	for (size_t n = 0; n < sizeof(text); n++) {
		AUTO(xfreep) char *got = shown(text, n);

		/* But for nothing and the mark alone, there is a row or an error. */
		assert_int_equal(n != 0 && n != 3, *got != '\0');
		if (n == sizeof(text) - 1)
			assert_string_equal(got, "1:a\"b|c 2:d\n|e 4:|");
	}
}

static void a_row_has_so_many_cells(void **state)
{
	struct buf text = BUF_INIT(SIZE_MAX);
	char *got;

	(void)state;
	for (size_t i = 1; i < CSV_CELLS_MAX; i++)
		buf_puts(&text, ",");
	got = shown(text.data, text.len);
	assert_int_equal(strlen(got), strlen("1:") + CSV_CELLS_MAX - 1);
	free(got);
	buf_puts(&text, ",");
	got = shown(text.data, text.len);
	assert_string_equal(got, "!line 1: too many cells");
	free(got);
	buf_done(&text);
}

static void what_is_written_is_read(void **state)
{
	static const char *const cells[] = { "a",      " b ", "c,d", "\"e\"",
					     "f\r\ng", "",    ";",   "h\"\"" };
	struct buf text = BUF_INIT(SIZE_MAX);
	AUTO(strv_done) struct strv row = { 0 };
	struct csv_reader r;
	unsigned line;
	struct err e;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cells); i++) {
		if (i)
			buf_puts(&text, ",");
		csv_cell(cells[i], &text);
	}
	buf_puts(&text, "\r\n");
	r = csv_read(text.data, text.len);
	assert_true(csv_read_row(&r, &row, &line, &e));
	assert_int_equal(row.n, ARRAY_LEN(cells));
	for (size_t i = 0; i < row.n; i++)
		assert_string_equal(row.v[i], cells[i]);
	assert_int_equal(r.line, 3);
	buf_done(&text);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_read),
		cmocka_unit_test(every_prefix_ends),
		cmocka_unit_test(a_row_has_so_many_cells),
		cmocka_unit_test(what_is_written_is_read),
	};

	return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
