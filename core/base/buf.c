/* buf: the growing byte buffer. */
#include "core/base/buf.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * Old memory is wiped before it is freed: a secret that passes through a
 * growing buffer leaves no copy behind.
 */
static void grow(struct buf *b, size_t len)
{
	if (b->len + len < b->cap)
		return;

	size_t cap = b->cap ? b->cap : 128;

	while (cap <= b->len + len)
		cap *= 2;

	char *data = xmalloc(cap);

	if (b->data) {
		memcpy(data, b->data, b->len + 1);
		explicit_bzero(b->data, b->cap);
		free(b->data);
	}
	b->data = data;
	b->cap = cap;
	b->data[b->len] = '\0';
}

bool buf_add(struct buf *b, const void *bytes, size_t len, struct err *e)
{
	if (b->len > b->max || len > b->max - b->len)
		return err_set(e, ERR_PROTO, 0, "over %zu bytes", b->max);
	if (!len)
		return true;
	grow(b, len);
	memcpy(b->data + b->len, bytes, len);
	b->len += len;
	b->data[b->len] = '\0';
	return true;
}

void buf_puts(struct buf *b, const char *text)
{
	struct err e;
	bool fits = buf_add(b, text, strlen(text), &e);

	assert(fits);
	(void)fits;
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);

	AUTO(xfreep) char *text = xvasprintf(fmt, ap);

	va_end(ap);
	buf_puts(b, text);
}

const char *buf_cstr(const struct buf *b)
{
	return b->data ? b->data : "";
}

void buf_clear(struct buf *b)
{
	b->len = 0;
	if (b->data)
		b->data[0] = '\0';
}

char *buf_steal(struct buf *b)
{
	char *text = b->data ? b->data : xstrdup("");

	*b = BUF_INIT(b->max);
	return text;
}

void buf_done(struct buf *b)
{
	free(b->data);
	*b = BUF_INIT(b->max);
}

void buf_wipe(struct buf *b)
{
	if (b->data)
		explicit_bzero(b->data, b->cap);
	buf_done(b);
}

bool buf_read_fd(struct buf *b, int fd, struct err *e)
{
	char chunk[16384];
	bool ok = true;

	while (ok) {
		ssize_t n = read(fd, chunk, sizeof(chunk));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			ok = err_errno(e, ERR_LOCAL, "cannot read");
		else if (n == 0)
			break;
		else
			ok = buf_add(b, chunk, (size_t)n, e);
	}
	explicit_bzero(chunk, sizeof(chunk));
	return ok;
}

bool buf_read_file(struct buf *b, const char *path, struct err *e)
{
	AUTO(xclosep) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return err_errno(e, ERR_LOCAL, "cannot open %s", path);
	if (!buf_read_fd(b, fd, e))
		return err_wrap(e, "%s", path);
	return true;
}
