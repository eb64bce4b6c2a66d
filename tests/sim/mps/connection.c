/* connection: HTTP/1.1 on one socket, plain or TLS, and the journal. */
#include "tests/sim/mps/mps.h"

#include <jansson.h>
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct wire {
	int fd;
	SSL *tls; /* NULL: plain */
	struct buf in;
};

static ssize_t wire_read(struct wire *w, char *bytes, size_t len)
{
	if (!w->tls)
		return read(w->fd, bytes, len);
	return SSL_read(w->tls, bytes, (int)len);
}

static bool wire_write(struct wire *w, const char *bytes, size_t len)
{
	while (len) {
		ssize_t n = w->tls ? SSL_write(w->tls, bytes, (int)len)
				   : write(w->fd, bytes, len);

		if (n <= 0)
			return false;
		bytes += n;
		len -= (size_t)n;
	}
	return true;
}

/* More bytes into w->in; false at its end or ceiling. */
static bool wire_fill(struct wire *w)
{
	char bytes[4096];
	ssize_t n = wire_read(w, bytes, sizeof(bytes));
	struct err e;

	return n > 0 && buf_add(&w->in, bytes, (size_t)n, &e);
}

static void copy_text(char *ret, size_t size, const char *text, size_t len)
{
	snprintf(ret, size, "%.*s", (int)len, text);
}

static bool parse_head(const char *head, struct exchange *x, size_t *ret_body_len)
{
	const char *line = head + strcspn(head, "\r\n");

	*ret_body_len = 0;
	if (sscanf(head, "%15s %1023s HTTP/1.1", x->method, x->path) != 2)
		return false;
	while (*(line += strspn(line, "\r\n"))) {
		size_t len = strcspn(line, "\r\n");
		size_t name = strcspn(line, ":\r\n");
		const char *value = line + name + 1;

		if (name >= len)
			return false;
		value += strspn(value, " ");

		size_t n = (size_t)(line + len - value);

		if (name == 13 && !strncasecmp(line, "authorization", name))
			copy_text(x->authorization, sizeof(x->authorization), value, n);
		else if (name == 12 && !strncasecmp(line, "content-type", name))
			copy_text(x->content_type, sizeof(x->content_type), value, n);
		else if (name == 14 && !strncasecmp(line, "content-length", name))
			*ret_body_len = strtoul(value, NULL, 10);
		line += len;
	}
	return *ret_body_len <= REQUEST_MAX;
}

/* The next whole request; what follows it stays in w->in. */
static bool read_request(struct wire *w, struct exchange *x)
{
	size_t body_len;
	size_t head_len;
	char *end;
	struct err e;

	while (!w->in.len || !(end = strstr(w->in.data, "\r\n\r\n")))
		if (!wire_fill(w))
			return false;
	end[2] = '\0';
	head_len = (size_t)(end - w->in.data) + 4;
	if (!parse_head(w->in.data, x, &body_len))
		return false;
	while (w->in.len < head_len + body_len)
		if (!wire_fill(w))
			return false;
	if (!buf_add(&x->body, w->in.data + head_len, body_len, &e))
		return false;

	struct buf rest = BUF_INIT(w->in.max);
	bool ok = buf_add(&rest, w->in.data + head_len + body_len,
			  w->in.len - head_len - body_len, &e);

	buf_done(&w->in);
	w->in = rest;
	return ok;
}

void journal_write(struct mps *m, const struct exchange *x)
{
	if (m->journal < 0)
		return;

	/* Only whether there was a token: nobody should find one in a file. */
	json_t *line =
		json_pack("{s:s,s:s,s:b,s:i}", "method", x->method, "path", x->path,
			  "token", x->authorization[0] != '\0', "status", x->status);
	json_t *body =
		x->change ? json_loadb(buf_cstr(&x->body), x->body.len, 0, NULL) : NULL;
	json_t *details = json_object_get(body, "bootDetails");

	if (*(json_string_value(json_object_get(details, "password")) ?: ""))
		json_object_set_new(details, "password", json_string("***"));
	if (body)
		json_object_set_new(line, "body", body);
	AUTO(xfreep) char *text = json_dumps(line, JSON_COMPACT);
	struct buf out = BUF_INIT(8192);

	buf_printf(&out, "%s\n", text ? text : "{}");
	if (write(m->journal, out.data, out.len) < 0)
		perror("mpssim: journal");
	buf_done(&out);
	json_decref(line);
}

static const char *phrase(int status)
{
	switch (status) {
	case 200:
		return "OK";
	case 400:
		return "Bad Request";
	case 401:
		return "Unauthorized";
	case 404:
		return "Not Found";
	case 405:
		return "Method Not Allowed";
	case 502:
		return "Bad Gateway";
	default:
		return "Internal Server Error";
	}
}

static bool write_reply(struct wire *w, const struct exchange *x)
{
	struct buf out = BUF_INIT(REQUEST_MAX);
	bool ok;

	buf_printf(&out, "HTTP/1.1 %d %s\r\n", x->status, phrase(x->status));
	if (!x->by_gateway)
		buf_puts(&out, "x-powered-by: Express\r\n");
	if (x->type)
		buf_printf(&out, "content-type: %s\r\n", x->type);
	if (x->by_gateway && x->status == 401)
		buf_puts(&out, "www-authenticate: Bearer\r\n");
	buf_printf(&out, "content-length: %zu\r\nconnection: %s\r\n\r\n", x->reply.len,
		   x->by_gateway ? "keep-alive" : "close");
	ok = buf_add(&out, buf_cstr(&x->reply), x->reply.len, &(struct err){ 0 }) &&
	     wire_write(w, out.data, out.len);
	buf_done(&out);
	return ok;
}

/* Hold the answer back until the client goes away. */
static void outwait(struct wire *w)
{
	while (wire_fill(w))
		;
}

/* One request and its answer; false ends the connection. */
static bool serve_one(struct mps *m, struct wire *w)
{
	struct exchange x = { .body = BUF_INIT(REQUEST_MAX),
			      .reply = BUF_INIT(REQUEST_MAX) };
	bool go_on = false;

	if (read_request(w, &x)) {
		gateway_answer(m, &x);
		journal_write(m, &x);
		if (m->fault == FAULT_SLOW && !strstr(x.path, "authorize"))
			outwait(w);
		else if (x.status)
			go_on = write_reply(w, &x) && x.by_gateway;
	}
	buf_done(&x.body);
	buf_done(&x.reply);
	return go_on;
}

void connection_serve(struct mps *m, int fd)
{
	struct wire w = { .fd = fd, .in = BUF_INIT((size_t)2 * REQUEST_MAX) };
	bool open = true;

	if (m->tls) {
		w.tls = SSL_new(m->tls);
		open = w.tls && SSL_set_fd(w.tls, fd) == 1 && SSL_accept(w.tls) == 1;
	}
	while (open && serve_one(m, &w))
		;
	if (w.tls) {
		if (open)
			SSL_shutdown(w.tls);
		SSL_free(w.tls);
	}
	ERR_clear_error();
	buf_done(&w.in);
	close(fd);
}
