/* http_answer: what we keep of a reply's headers. */
#include "core/net/http_answer.h"

#include <ctype.h>
#include <curl/curl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/base/text.h"

void http_answer_init(struct http_answer *a)
{
	*a = (struct http_answer){ .reply.body = BUF_INIT(HTTP_REPLY_MAX) };
}

void http_answer_done(struct http_answer *a)
{
	http_reply_done(&a->reply);
	strv_done(&a->challenges);
}

/* A status line: begin anew, for a 1xx may have come before. */
static void start_headers(struct http_answer *a, const char *line)
{
	const char *code = strchr(line, ' ');
	size_t header_bytes = a->header_bytes;
	int status = 0;

	for (code = code ? code + 1 : ""; isdigit((unsigned char)*code) && status < 100;)
		status = status * 10 + (*code++ - '0');
	http_answer_done(a);
	http_answer_init(a);
	a->header_bytes = header_bytes;
	a->reply.status = status;
}

static void keep_text(const char *value, char *ret, size_t size)
{
	snprintf(ret, size, "%s", value);
	text_scrub(ret);
}

static void keep_content_type(const char *value, char *ret, size_t size)
{
	keep_text(value, ret, size);
	ret[strcspn(ret, "; \t")] = '\0';
	for (char *p = ret; *p; p++)
		*p = (char)tolower((unsigned char)*p);
}

static void keep_header(struct http_answer *a, const char *name, const char *value)
{
	struct http_reply *r = &a->reply;

	if (!strcasecmp(name, "WWW-Authenticate")) {
		strv_add(&a->challenges, value);
	} else if (!strcasecmp(name, "Content-Type")) {
		keep_content_type(value, r->content_type, sizeof(r->content_type));
	} else if (!strcasecmp(name, "Server")) {
		keep_text(value, r->server, sizeof(r->server));
	} else if (!strcasecmp(name, "Date")) {
		time_t t = curl_getdate(value, NULL);

		r->date = t > 0 ? t : 0;
	}
}

bool http_answer_header(struct http_answer *a, const char *line, size_t len,
			struct err *e)
{
	a->header_bytes += len;
	if (len > HTTP_HEADERS_MAX || a->header_bytes > HTTP_HEADERS_MAX)
		return err_set(e, ERR_PROTO, 0, "reply headers over %u bytes",
			       HTTP_HEADERS_MAX);
	while (len && strchr("\r\n \t", line[len - 1]))
		len--;

	AUTO(xfreep) char *text = xstrndup(line, len);

	if (a->headers_done) /* trailers of a chunked body */
		return true;
	if (!strncmp(text, "HTTP/", 5)) {
		start_headers(a, text);
		return true;
	}
	if (!len) {
		a->headers_done = a->reply.status >= 200;
		return true;
	}

	char *value = strchr(text, ':');

	if (!value) /* a folded line, or what libcurl lets pass: not ours */
		return true;
	*value++ = '\0';
	keep_header(a, text, value + strspn(value, " \t"));
	return true;
}
