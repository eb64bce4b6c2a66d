/* csv: cells of comma-separated values. (RFC 4180) */
#ifndef AMT_RECORD_CSV_H
#define AMT_RECORD_CSV_H

#include "core/base/buf.h"

/*
 * One cell, quoted where it holds a comma, a quote or a line break, or starts
 * or ends with a blank; NULL gives an empty one. Commas between cells and the
 * CRLF behind a row are the caller's.
 */
void csv_cell(const char *text, struct buf *ret);

#endif
