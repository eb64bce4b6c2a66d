/* http_answer: a reply while it arrives, header line by header line. Inside core/net. */
#ifndef AMT_NET_HTTP_ANSWER_H
#define AMT_NET_HTTP_ANSWER_H

#include "core/net/http.h"

/* Most bytes of headers that we read, interim replies included. */
#define HTTP_HEADERS_MAX (64u << 10)

struct http_answer {
	struct http_reply reply;
	struct strv challenges; /* values of WWW-Authenticate */
	size_t header_bytes;
	bool headers_done;
};

void http_answer_init(struct http_answer *a);
void http_answer_done(struct http_answer *a);

/* Take one header line, status line, blank line or trailer. ERR_PROTO. */
bool http_answer_header(struct http_answer *a, const char *line, size_t len,
			struct err *e) MUST_USE;

#endif
