/* http: the small HTTP/1.1 server of the firmware (RFC 9112). */
#include "tests/sim/http.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "core/base/text.h"
#include "tests/sim/device.h"

static bool request_line(const char *line, size_t len, struct http_request *r)
{
	const char *sp = memchr(line, ' ', len);
	size_t method_len = sp ? (size_t)(sp - line) : 0;
	const char *path = sp ? sp + 1 : NULL;
	const char *sp2 = sp ? memchr(path, ' ', len - method_len - 1) : NULL;
	size_t path_len = sp2 ? (size_t)(sp2 - path) : 0;

	if (!sp2 || !method_len || method_len >= sizeof(r->method) || !path_len ||
	    path_len >= sizeof(r->path) || *path != '/')
		return false;
	memcpy(r->method, line, method_len);
	memcpy(r->path, path, path_len);

	size_t rest = len - (size_t)(sp2 + 1 - line);

	if (rest != 8 ||
	    (memcmp(sp2 + 1, "HTTP/1.1", 8) != 0 && memcmp(sp2 + 1, "HTTP/1.0", 8) != 0))
		return false;
	r->close = sp2[8] == '0';
	return true;
}

/* Name of a header when the line is one; *ret_value owns a trimmed copy. */
static bool header_is(const char *line, size_t len, const char *name, char **ret_value)
{
	size_t n = strlen(name);

	if (len <= n || line[n] != ':' || strncasecmp(line, name, n) != 0)
		return false;
	line += n + 1;
	len -= n + 1;
	while (len && (*line == ' ' || *line == '\t')) {
		line++;
		len--;
	}
	while (len && (line[len - 1] == ' ' || line[len - 1] == '\t'))
		len--;
	free(*ret_value);
	*ret_value = xstrndup(line, len);
	return true;
}

struct head {
	char *host, *length, *connection;
};

static bool header_line(const char *line, size_t len, struct head *h,
			struct http_request *r)
{
	AUTO(xfreep) char *value = NULL;

	if (header_is(line, len, "Content-Length", &value)) {
		if (h->length) /* twice: a smuggler's trick (RFC 9112 6.3) */
			return false;
		h->length = STEAL(value);
		return true;
	}
	if (header_is(line, len, "Transfer-Encoding", &value)) /* firmware takes none */
		return false;
	return header_is(line, len, "Host", &h->host) ||
	       header_is(line, len, "Connection", &h->connection) ||
	       header_is(line, len, "Authorization", &r->authorization) ||
	       (memchr(line, ':', len) && *line != ' ' && *line != '\t');
}

static bool head_complete(const struct head *h, struct http_request *r)
{
	uint64_t n = 0;

	if (!h->host || (!h->length && !strcmp(r->method, "POST")))
		return false;
	if (h->length && !text_to_uint(h->length, HTTP_BODY_MAX, &n))
		return false;
	r->body_len = (size_t)n;
	r->close |= h->connection && !strcasecmp(h->connection, "close");
	return true;
}

static bool head_parse(const char *data, struct http_request *r)
{
	const char *end = data + r->head_len - 2; /* before the empty line */
	const char *line = data;
	struct head h = { 0 };
	bool ok = true, first = true;

	while (ok && line < end) {
		const char *eol = memmem(line, (size_t)(end - line), "\r\n", 2);
		size_t len = (size_t)(eol - line);

		ok = !memchr(line, '\n', len) && !memchr(line, '\0', len) &&
		     (first ? request_line(line, len, r) : header_line(line, len, &h, r));
		first = false;
		line = eol + 2;
	}
	ok = ok && head_complete(&h, r);
	free(h.host);
	free(h.length);
	free(h.connection);
	return ok;
}

enum http_parse http_parse(const char *data, size_t len, struct http_request *ret)
{
	struct http_request r = { 0 };
	const char *blank = memmem(data, len, "\r\n\r\n", 4);

	if (!blank)
		return len >= HTTP_HEAD_MAX ? HTTP_BAD : HTTP_MORE;
	r.head_len = (size_t)(blank - data) + 4;
	if (r.head_len > HTTP_HEAD_MAX || !head_parse(data, &r)) {
		http_request_done(&r);
		return HTTP_BAD;
	}
	if (len - r.head_len < r.body_len) {
		http_request_done(&r);
		return HTTP_MORE;
	}
	*ret = r;
	return HTTP_OK;
}

void http_request_done(struct http_request *r)
{
	free(r->authorization);
	r->authorization = NULL;
}

static void date_text(const struct device *d, char ret[40])
{
	time_t now = (time_t)device_time(d);
	struct tm tm;

	gmtime_r(&now, &tm);
	strftime(ret, 40, "%a, %d %b %Y %H:%M:%S GMT", &tm);
}

/* Not well-formed on purpose: P and LI are never closed (HTML 4.01 allows it). */
static void html_page(struct buf *b, const char *heading, const char *text)
{
	buf_printf(
		b,
		"<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01 Transitional//EN\" >\r\n"
		"<html><head><link rel=\"stylesheet\" href=\"/styles.css\">\r\n"
		"<meta http-equiv=\"Content-Type\" content=\"text/html; "
		"charset=iso-8859-1\">\r\n"
		"<title>Intel(R) Active Management Technology</title></head>\r\n"
		"<body><table class=\"header\"><tr><td><h1>Intel(R) Active Management "
		"Technology</h1></td></tr></table>\r\n"
		"<h2>%s</h2><p>%s\r\n"
		"<ul><li>Check the user name and the password, and try again.\r\n<li>If "
		"the "
		"account is locked, wait a while.</ul>\r\n"
		"<form METHOD=\"GET\" action=\"index.htm\"><h2><input type=submit "
		"value=\"Try again\"></h2></form>\r\n"
		"</body></html>\r\n",
		heading, text);
}

static void html_reply(struct device *d, int status, const char *reason, const char *text,
		       struct http_reply *ret)
{
	struct buf page = BUF_INIT(4096);
	struct buf *b = &ret->bytes;

	html_page(&page, reason, text);
	buf_printf(b, "HTTP/1.1 %d %s\r\n", status, reason);
	if (status == 401) {
		buf_puts(b, "WWW-Authenticate: ");
		auth_challenge(d, b);
		buf_puts(b, "\r\n");
	}
	buf_printf(b,
		   "Content-Type: text/html\r\nServer: %s\r\nContent-Length: %zu\r\n"
		   "Connection: close\r\n\r\n%s",
		   d->sim->profile.server, page.len, buf_cstr(&page));
	buf_done(&page);
	ret->close = true;
}

static void unauthorized(struct device *d, struct http_reply *ret)
{
	html_reply(d, 401, "Unauthorized",
		   "Log on failed. Incorrect user name or password, or user account "
		   "temporarily "
		   "locked.",
		   ret);
}

/* Recorded replies begin with chunks of these sizes. */
static size_t chunk_size(const struct device *d, size_t nth)
{
	if (d->sim->opt.chunk)
		return d->sim->opt.chunk;
	return nth == 0 ? 544 : 762;
}

static void add_chunks(const struct device *d, struct buf *b, const char *text,
		       size_t len)
{
	for (size_t nth = 0, at = 0; at < len; nth++) {
		size_t n = chunk_size(d, nth);

		if (n > len - at)
			n = len - at;
		buf_printf(b, "%04zX\r\n%.*s\r\n", n, (int)n, text + at);
		at += n;
	}
}

static void soap_head(struct device *d, const char *status, bool close, struct buf *b)
{
	char date[40];

	date_text(d, date);
	buf_printf(b,
		   "HTTP/1.1 %s\r\nDate: %s\r\nServer: %s\r\nX-Frame-Options: DENY\r\n"
		   "Content-Type: application/soap+xml; charset=UTF-8\r\n"
		   "Transfer-Encoding: chunked\r\n%s\r\n",
		   status, date, d->sim->profile.server,
		   close ? "Connection: close\r\n" : "");
}

static void soap_reply(struct device *d, const struct buf *xml, bool fault,
		       struct http_reply *ret)
{
	soap_head(d, fault ? "400 Bad Request" : "200 OK", fault, &ret->bytes);
	add_chunks(d, &ret->bytes, buf_cstr(xml), xml->len);
	buf_puts(&ret->bytes, "0\r\n\r\n");
	ret->close |= fault;
}

static void cut(struct http_reply *ret, size_t to)
{
	ret->bytes.len = to;
	ret->close = true;
}

/* Faults that stand in the place of the whole reply. */
static bool replace_reply(struct device *d, struct http_reply *ret, int *status)
{
	if (device_fault(d, FAULT_STALL)) {
		ret->delivery = DELIVER_NOTHING;
		*status = 0;
	} else if (device_fault(d, FAULT_HTTP_GARBAGE)) {
		buf_puts(&ret->bytes, "\x16\x03garbage, not HTTP\r\n\r\n\r\n");
		ret->close = true;
		*status = 0;
	} else if (device_fault(d, FAULT_HTML_200)) {
		html_reply(d, 200, "OK", "Welcome.", ret);
	} else if (device_fault(d, FAULT_HTML_400)) {
		html_reply(d, 400, "Bad Request", "The request is not valid.", ret);
		*status = 400;
	} else if (device_fault(d, FAULT_EMPTY_400)) {
		buf_printf(
			&ret->bytes,
			"HTTP/1.1 400 Bad Request\r\nServer: %s\r\nContent-Length: 0\r\n"
			"Connection: close\r\n\r\n",
			d->sim->profile.server);
		ret->close = true;
		*status = 400;
	} else {
		return false;
	}
	return true;
}

/* Faults that spoil the delivery of a reply already made. */
static void spoil_delivery(struct device *d, struct http_reply *ret)
{
	size_t head =
		(size_t)(strstr(buf_cstr(&ret->bytes), "\r\n\r\n") - ret->bytes.data) + 4;
	size_t body = ret->bytes.len - head;

	if (device_fault(d, FAULT_HUGE_REPLY)) {
		cut(ret, head);
		ret->delivery = DELIVER_ENDLESS_CHUNKS;
	} else if (device_fault(d, FAULT_SHORT_REPLY)) {
		cut(ret, ret->bytes.len - 5 - 12); /* inside the last chunk */
	} else if (device_fault(d, FAULT_CLOSE_EARLY)) {
		cut(ret, head + body / 2);
	} else if (device_fault(d, FAULT_RESET)) {
		cut(ret, head + body / 2);
		ret->delivery = DELIVER_RESET;
	} else if (device_fault(d, FAULT_DRIBBLE)) {
		ret->delivery = DELIVER_DRIBBLE;
	}
}

static void spoil_xml(struct device *d, struct buf *xml)
{
	char *end = xml->len > 20 ? strrchr(xml->data, '/') : NULL;

	if (end && device_fault(d, FAULT_GARBAGE_XML))
		*end = '<'; /* </a:Envelope> becomes <<a:Envelope> */
}

static void operate(struct device *d, const struct http_request *q, const char *body,
		    struct http_reply *ret, struct journal_request log)
{
	struct reply reply = { .device = d, .xml = BUF_INIT(REPLY_MAX) };
	struct wsman_log ws;
	enum wsman_result result = wsman_run(&reply, body, q->body_len, &ws);

	log.class_name = *ws.class_name ? ws.class_name : NULL;
	log.action = *ws.action ? ws.action : NULL;
	log.soap_fault = ws.fault;
	log.return_value = ws.return_value;
	log.status = result == WSMAN_OK ? 200 : 400;
	ret->close |= q->close;
	if (!replace_reply(d, ret, &log.status)) {
		if (result == WSMAN_NOT_SOAP) {
			html_reply(d, 400, "Bad Request", "The request is not valid.",
				   ret);
		} else {
			spoil_xml(d, &reply.xml);
			soap_reply(d, &reply.xml, result == WSMAN_FAULT, ret);
			spoil_delivery(d, ret);
		}
	}
	journal_request(d, &log);
	buf_done(&reply.xml);
}

/* A connection over TLS keeps its digest: no header is needed after the first. */
static enum auth_result authenticate(struct device *d, struct http_peer *peer,
				     const struct http_request *q, const char *body)
{
	enum auth_result r;

	if (!q->authorization)
		return peer->remembered ? AUTH_OK : AUTH_NONE;
	d->counts.stages[STAGE_LOGIN]++;
	if (device_fault(d, FAULT_STALE_ONCE))
		auth_forget(d);
	r = auth_check(d, q->authorization, q->method, q->path, body, q->body_len);
	if (r == AUTH_OK && device_fault(d, FAULT_WRONG_DIGEST))
		r = AUTH_BAD;
	peer->remembered = r == AUTH_OK && peer->tls && d->sim->profile.tls_remembers;
	return r;
}

void http_answer(struct device *d, struct http_peer *peer, const struct http_request *q,
		 const char *body, struct http_reply *ret)
{
	struct journal_request log = { .connection = peer->connection,
				       .tls = peer->tls,
				       .method = q ? q->method : NULL,
				       .path = q ? q->path : NULL,
				       .return_value = -1 };

	*ret = (struct http_reply){ .bytes = BUF_INIT(REPLY_MAX * 4) };
	if (!q) {
		html_reply(d, log.status = 400, "Bad Request",
			   "The request is not valid.", ret);
		journal_request(d, &log);
		return;
	}
	if (strcmp(q->path, "/wsman") != 0) {
		html_reply(d, log.status = 404, "Not Found", "The page is not found.",
			   ret);
		journal_request(d, &log);
		return;
	}

	enum auth_result auth = authenticate(d, peer, q, body);

	log.auth = auth_result_name(auth);
	if (auth != AUTH_OK) {
		log.status = 401;
		unauthorized(d, ret);
		journal_request(d, &log);
		return;
	}
	d->counts.stages[STAGE_REPLY]++;
	operate(d, q, body, ret, log);
}
