/*
 * http: one origin, one connection kept open, one request at a time
 * (libcurl behind one door).
 *
 * http_do() runs the caller's loop until the reply is whole, so a command
 * reads top to bottom and Ctrl-C works at any moment.
 *
 * Errors tell whether the peer may have acted on the request:
 *   ERR_NET, ERR_TLS    nothing was sent; safe to repeat
 *   ERR_INDETERMINATE   sent, but no whole reply came
 *   ERR_AUTH            the credentials were refused; nothing was executed
 *   ERR_PROTO           a reply came that is not HTTP or over the ceiling
 *   ERR_CANCELLED       err.code is 1 when the request may have been sent
 */
#ifndef AMT_NET_HTTP_H
#define AMT_NET_HTTP_H

#include <stdio.h>

#include "core/base/buf.h"
#include "core/base/strv.h"
#include "core/loop/loop.h"
#include "core/net/tls.h"

/* Largest reply we read, in bytes. */
#define HTTP_REPLY_MAX (16u << 20)

struct http_config {
	const char *host; /* name or address, no brackets; may hold a %zone */
	uint16_t port;
	bool tls;
	struct tls_policy policy; /* if tls */
	const char *proxy; /* URL: socks5://, socks5h://, socks4a://, http://; or NULL */
	const struct strv *proxy_command; /* argv, already expanded; or NULL */
	uint32_t connect_timeout_ms;      /* name look-up, TCP, proxy and TLS; 0: none */
	uint32_t request_timeout_ms;      /* one request and its reply; 0: none */
	uint64_t deadline_ms;             /* loop_now_ms() at which all ends; 0: none */

	/* Digest: NULL user means none. Asked for once, at the first 401. */
	const char *user;
	bool (*password)(void *arg, const char *realm, struct secret *ret, struct err *e);
	void *password_arg;

	/* --trace: the wire, Authorization and bodies' secrets redacted; or NULL. */
	FILE *trace;
};

struct http;

/* config is copied except for what its pointers name, which must outlive it. */
struct http *http_new(struct loop *l, const struct http_config *config, struct err *e)
	MUST_USE;
void http_free(struct http *h);
DEFINE_FREEP(struct http, http_free)

struct http_request {
	const char *method;          /* "POST" */
	const char *path;            /* "/wsman" */
	const char *content_type;    /* NULL: none */
	const char *accept;          /* NULL: none */
	const struct secret *bearer; /* Authorization: Bearer; or NULL */
	const void *body;
	size_t body_len;
	bool trace_no_body; /* it, or the reply's, holds a secret */
	bool take_401;      /* a 401 is a reply like any other: its body tells why */
};

struct http_reply {
	int status;
	char content_type[96]; /* lower case, without parameters */
	char server[128];      /* Server header, scrubbed; also kept from a 401 */
	int64_t date;          /* Date header, seconds since 1970; 0: absent */
	struct buf body;
};

/*
 * Any status but an unanswerable 401 is a reply, that too with take_401; ret
 * needs http_reply_done().
 */
bool http_do(struct http *h, const struct http_request *r, struct http_reply *ret,
	     struct err *e) MUST_USE;
void http_reply_done(struct http_reply *r);

/* Drop the connection; the next request opens a new one. */
void http_close(struct http *h);

/* What the last TLS handshake saw, also a failed one; seen is false without TLS. */
const struct tls_peer *http_peer(const struct http *h);

/* Server header of the latest reply, also of a 401; "" when none came. */
const char *http_server(const struct http *h);

/* Digest realm of the latest challenge, "" when none came. */
const char *http_realm(const struct http *h);

/* Once per process, before any thread. Ignores SIGPIPE. */
bool http_global_init(struct err *e) MUST_USE;

#endif
