/* http: requests parsed, replies composed; no sockets here. */
#ifndef AMTSIM_HTTP_H
#define AMTSIM_HTTP_H

#include "tests/sim/wsman.h"

#define HTTP_HEAD_MAX 8192
#define HTTP_BODY_MAX 65536

struct http_request {
	char method[16];
	char path[256];
	char *authorization; /* NULL: none */
	size_t head_len, body_len;
	bool close; /* the client wants it closed */
};

enum http_parse { HTTP_MORE, HTTP_OK, HTTP_BAD };

/* ret is valid on HTTP_OK; http_request_done() then. */
enum http_parse http_parse(const char *data, size_t len, struct http_request *ret);
void http_request_done(struct http_request *r);

/* How the bytes of a reply are to be sent. */
enum delivery {
	DELIVER,
	DELIVER_DRIBBLE,        /* one byte at a time */
	DELIVER_RESET,          /* what there is, then RST */
	DELIVER_ENDLESS_CHUNKS, /* then filler up to HUGE_REPLY, then the end */
	DELIVER_NOTHING,
};

#define HUGE_REPLY ((size_t)64 << 20)

struct http_reply {
	struct buf bytes;
	bool close;
	enum delivery delivery;
};

/* What http_answer() must know of the connection. */
struct http_peer {
	uint32_t connection;
	bool tls;
	bool remembered; /* in, out: digest is remembered for this connection */
};

/* Answer a parsed request (body follows its head), or a malformed one (NULL). */
void http_answer(struct device *d, struct http_peer *peer, const struct http_request *q,
		 const char *body, struct http_reply *ret);

#endif
