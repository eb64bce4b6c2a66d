/* journal: lines of JSON (RFC 8259). */
#include "tests/sim/journal.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/base/buf.h"
#include "core/base/text.h"
#include "tests/sim/device.h"

#define LINE_MAX_BYTES 65536
#define VALUE_MAX 512

bool journal_open(struct journal *j, const char *path, struct err *e)
{
	j->fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	return j->fd >= 0 || err_errno(e, ERR_LOCAL, "cannot open %s", path);
}

void journal_done(struct journal *j)
{
	xclosep(&j->fd);
}

/* Bytes of a peer that are not ASCII print as '?': the line stays valid. */
static void add_text(struct buf *b, const char *key, const char *value)
{
	size_t len;

	if (!value)
		return;
	buf_printf(b, ",\"%s\":\"", key);
	len = strnlen(value, VALUE_MAX);
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)value[i];

		if (c == '"' || c == '\\')
			buf_printf(b, "\\%c", c);
		else
			buf_printf(b, "%c", c < 0x20 || c > 0x7e ? '?' : c);
	}
	buf_puts(b, "\"");
}

static void begin(struct buf *b, struct device *d, const char *event)
{
	struct timespec now;
	char time_text[32];

	clock_gettime(CLOCK_REALTIME, &now);
	text_rfc3339(now.tv_sec, time_text);
	buf_printf(b, "{\"seq\":%llu,\"time\":\"%.19s.%03ldZ\",\"device\":%u",
		   (unsigned long long)++d->sim->journal.seq, time_text,
		   now.tv_nsec / 1000000, d->index);
	add_text(b, "host", d->host);
	add_text(b, "event", event);
}

static void end(struct buf *b, struct device *d)
{
	buf_puts(b, "}\n");
	/* A full disk loses lines; the tests that wait for them say so. */
	if (write(d->sim->journal.fd, b->data, b->len) < 0)
		fprintf(stderr, "amtsim: cannot write the journal\n");
	buf_done(b);
}

void journal_request(struct device *d, const struct journal_request *r)
{
	struct buf b = BUF_INIT(LINE_MAX_BYTES);

	if (d->sim->journal.fd < 0)
		return;
	begin(&b, d, "request");
	buf_printf(&b, ",\"connection\":%u,\"tls\":%s", r->connection,
		   r->tls ? "true" : "false");
	add_text(&b, "method", r->method);
	add_text(&b, "path", r->path);
	buf_printf(&b, ",\"status\":%d", r->status);
	add_text(&b, "auth", r->auth);
	add_text(&b, "class", r->class_name);
	add_text(&b, "action", r->action);
	add_text(&b, "fault", r->soap_fault);
	if (r->return_value >= 0)
		buf_printf(&b, ",\"return\":%lld", (long long)r->return_value);
	end(&b, d);
}

void journal_state(struct device *d, const char *what, unsigned from, unsigned to)
{
	struct buf b = BUF_INIT(LINE_MAX_BYTES);

	if (d->sim->journal.fd < 0)
		return;
	begin(&b, d, what);
	buf_printf(&b, ",\"from\":%u,\"to\":%u", from, to);
	end(&b, d);
}

void journal_texts(struct device *d, const char *what, const char *from, const char *to)
{
	const struct journal_member m[] = { { .name = "from", .text = from },
					    { .name = "to", .text = to } };

	journal_members(d, what, m, ARRAY_LEN(m));
}

void journal_members(struct device *d, const char *what, const struct journal_member *m,
		     size_t n)
{
	struct buf b = BUF_INIT(LINE_MAX_BYTES);

	if (d->sim->journal.fd < 0)
		return;
	begin(&b, d, what);
	for (size_t i = 0; i < n; i++) {
		if (m[i].text)
			add_text(&b, m[i].name, m[i].text);
		else if (m[i].is_true)
			buf_printf(&b, ",\"%s\":true", m[i].name);
		else
			buf_printf(&b, ",\"%s\":%llu", m[i].name,
				   (unsigned long long)m[i].number);
	}
	end(&b, d);
}

void journal_connection(struct device *d, uint32_t connection, const char *what)
{
	struct buf b = BUF_INIT(LINE_MAX_BYTES);

	if (d->sim->journal.fd < 0)
		return;
	begin(&b, d, what);
	buf_printf(&b, ",\"connection\":%u", connection);
	end(&b, d);
}
