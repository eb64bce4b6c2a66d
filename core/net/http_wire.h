/*
 * http_wire: one exchange at a time with one origin, through libcurl. Knows
 * nothing of authentication; http.c decides what is sent and when again.
 * Inside core/net only.
 */
#ifndef AMT_NET_HTTP_WIRE_H
#define AMT_NET_HTTP_WIRE_H

#include "core/net/http_answer.h"

struct http_wire;

/* config is borrowed. ERR_USAGE (host, proxy), ERR_LOCAL. */
struct http_wire *http_wire_new(struct loop *l, const struct http_config *config,
				struct err *e) MUST_USE;
void http_wire_free(struct http_wire *w);
DEFINE_FREEP(struct http_wire, http_wire_free)

/* "pc42 port 16993", for messages. */
const char *http_wire_what(const struct http_wire *w);
const struct tls_peer *http_wire_peer(const struct http_wire *w);

struct http_exchange {
	const struct http_request *request;
	const char *authorization; /* value of the header; NULL: none */
	/*
	 * Send no body and no credentials, only to be challenged: nothing can
	 * be executed, so a failure is never indeterminate.
	 */
	bool probe;
	bool fresh; /* on a new connection */
};

/* ret was initialised, and is the caller's to free. Errors as of http_do(). */
bool http_wire_exchange(struct http_wire *w, const struct http_exchange *x,
			struct http_answer *ret, struct err *e) MUST_USE;

/* Close the connection and end its proxy command. */
void http_wire_close(struct http_wire *w);

#endif
