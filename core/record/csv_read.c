/* csv_read: rows of comma-separated values, as spreadsheets write them. */
#include "core/record/csv.h"

#include <string.h>

struct csv_reader csv_read(const char *text, size_t len)
{
	struct csv_reader r = { .text = text, .len = len, .line = 1, .separator = ',' };
	bool quoted = false;

	if (len >= 3 && !memcmp(text, "\xef\xbb\xbf", 3))
		r.off = 3;
	for (size_t i = r.off; i < len && (quoted || text[i] != '\n'); i++) {
		if (text[i] == '"')
			quoted = !quoted;
		else if (!quoted && memchr(",;\t", text[i], 3)) {
			r.separator = text[i];
			break;
		}
	}
	return r;
}

static bool at_end(const struct csv_reader *r)
{
	return r->off == r->len;
}

/* Of a row: a line end, or the end of the text. */
static bool at_row_end(const struct csv_reader *r)
{
	const char *p = r->text + r->off;

	return at_end(r) || *p == '\n' ||
	       (*p == '\r' && (r->off + 1 == r->len || p[1] == '\n'));
}

static void skip_blanks(struct csv_reader *r)
{
	while (!at_end(r) && r->text[r->off] != r->separator &&
	       (r->text[r->off] == ' ' || r->text[r->off] == '\t'))
		r->off++;
}

static bool bad(unsigned line, const char *what, struct err *e)
{
	return err_set(e, ERR_PROTO, 0, "line %u: %s", line, what);
}

/* Behind the opening quote. */
static bool read_quoted(struct csv_reader *r, struct buf *cell, struct err *e)
{
	unsigned first = r->line;

	for (;;) {
		const char *p = r->text + r->off;
		const char *quote = memchr(p, '"', r->len - r->off);
		size_t n = quote ? (size_t)(quote - p) : 0;

		if (!quote)
			return bad(first, "a quote that never closes", e);
		for (size_t i = 0; i < n; i++)
			r->line += p[i] == '\n';
		r->off += n + 1;
		if (at_end(r) || r->text[r->off] != '"')
			return buf_add(cell, p, n, e);
		/* Two: one of them is meant. */
		if (!buf_add(cell, p, n + 1, e))
			return false;
		r->off++;
	}
}

static bool read_plain(struct csv_reader *r, struct buf *cell, struct err *e)
{
	size_t first = r->off;
	size_t n;

	while (!at_row_end(r) && r->text[r->off] != r->separator) {
		if (r->text[r->off] == '"')
			return bad(r->line,
				   "a quote inside a cell that has none around it", e);
		r->off++;
	}
	n = r->off - first;
	while (n && memchr(" \t", r->text[first + n - 1], 2))
		n--;
	return buf_add(cell, r->text + first, n, e);
}

static bool read_cell(struct csv_reader *r, struct strv *ret, struct err *e)
{
	AUTO(buf_done) struct buf cell = BUF_INIT(r->len);

	skip_blanks(r);
	if (!at_end(r) && r->text[r->off] == '"') {
		r->off++;
		if (!read_quoted(r, &cell, e))
			return false;
		skip_blanks(r);
		if (!at_row_end(r) && r->text[r->off] != r->separator)
			return bad(r->line, "text behind a closing quote", e);
	} else if (!read_plain(r, &cell, e)) {
		return false;
	}
	strv_take(ret, buf_steal(&cell));
	return true;
}

bool csv_read_row(struct csv_reader *r, struct strv *ret, unsigned *ret_line,
		  struct err *e)
{
	*ret_line = r->line;
	if (at_end(r))
		return true;
	for (;;) {
		if (!read_cell(r, ret, e))
			return false;
		if (at_row_end(r))
			break;
		if (ret->n == CSV_CELLS_MAX)
			return bad(*ret_line, "too many cells", e);
		r->off++; /* the separator */
	}
	if (!at_end(r) && r->text[r->off] == '\r')
		r->off++;
	if (!at_end(r)) {
		r->off++;
		r->line++;
	}
	return true;
}
