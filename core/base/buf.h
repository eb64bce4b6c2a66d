/*
 * buf: a growing byte buffer with a ceiling, for whatever a peer or a file
 * sizes.
 *
 * A zeroed struct with max set is an empty buffer. data is always followed by
 * a NUL byte that len does not count, so text can be used as a string; it is
 * NULL only while nothing was ever added (use buf_cstr() then).
 */
#ifndef AMT_BASE_BUF_H
#define AMT_BASE_BUF_H

#include "core/base/err.h"

struct buf {
	char *data;
	size_t len;
	size_t cap; /* allocated, NUL included */
	size_t max; /* ceiling for len */
};

#define BUF_INIT(max_bytes) ((struct buf){ .max = (max_bytes) })

/* Append. Over the ceiling: ERR_PROTO, and the buffer keeps what it had. */
bool buf_add(struct buf *b, const void *bytes, size_t len, struct err *e) MUST_USE;

/* Append text to a buffer we size ourselves; over the ceiling is a defect. */
void buf_puts(struct buf *b, const char *text);
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* The text, "" when empty; borrowed until the next change. */
const char *buf_cstr(const struct buf *b);

/* Empty it, keeping memory and ceiling. */
void buf_clear(struct buf *b);

/* Hand the NUL-terminated text over; never NULL. The buffer is empty then. */
char *buf_steal(struct buf *b) MUST_USE;

/* Free the contents. buf_wipe() overwrites them first, for secrets. */
void buf_done(struct buf *b);
void buf_wipe(struct buf *b);

/*
 * Read a whole descriptor or file into b.
 * Errors: ERR_LOCAL (open, read), ERR_PROTO (over the ceiling).
 */
bool buf_read_fd(struct buf *b, int fd, struct err *e) MUST_USE;
bool buf_read_file(struct buf *b, const char *path, struct err *e) MUST_USE;

#endif
