/* http_trace: --trace, the wire without its secrets. Inside core/net. */
#ifndef AMT_NET_HTTP_TRACE_H
#define AMT_NET_HTTP_TRACE_H

#include <stdio.h>

#include "core/base/buf.h"

/*
 * Write header lines and a body, each line behind mark ('>' sent, '<' got).
 * body NULL: withheld, it holds a secret; only its length is told. Credentials
 * in headers are withheld always. The block is written whole, whatever other
 * threads write to out.
 */
void http_trace(FILE *out, const char *what, char mark, const struct buf *headers,
		const void *body, size_t body_len);

/* One line about the exchange. */
void http_trace_note(FILE *out, const char *what, const char *fmt, ...) PRINTF_LIKE(3, 4);

#endif
