/* csv: cells of comma-separated values, written and read. (RFC 4180) */
#ifndef AMT_RECORD_CSV_H
#define AMT_RECORD_CSV_H

#include "core/base/buf.h"
#include "core/base/strv.h"

/*
 * One cell, quoted where it holds a comma, a quote or a line break, or starts
 * or ends with a blank; NULL gives an empty one. Commas between cells and the
 * CRLF behind a row are the caller's.
 */
void csv_cell(const char *text, struct buf *ret);

/* Most cells of a row that is read. */
#define CSV_CELLS_MAX 256

/* Where a reader stands. The text is borrowed and holds no NUL. */
struct csv_reader {
	const char *text;
	size_t len, off;
	unsigned line;  /* of text[off], from 1 */
	char separator; /* comma, semicolon or tab: the first outside quotes in row 1 */
};

/* Start at the beginning, behind a UTF-8 byte order mark. */
struct csv_reader csv_read(const char *text, size_t len);

/*
 * Append the next row's cells to ret, which is empty; it stays empty at the
 * end of the text. An empty line is a row with one empty cell. A row ends with
 * LF or CRLF; quotes hold line ends, and a quote as two. Outside of quotes,
 * blanks around a cell are dropped. *ret_line is where the row begins.
 *
 * ERR_PROTO with the line: a quote inside a cell without quotes, text behind a
 * closing one, one that never closes, too many cells.
 */
bool csv_read_row(struct csv_reader *r, struct strv *ret, unsigned *ret_line,
		  struct err *e) MUST_USE;

#endif
