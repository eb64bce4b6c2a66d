/*
 * digest: HTTP digest authentication as AMT firmware does it (RFC 7616).
 *
 * Ours and not libcurl's, because firmware says stale="false" when a nonce
 * has merely expired, which libcurl takes for a wrong password, and offers
 * auth-int, which libcurl cannot compute.
 *
 * Functions of bytes only: no connection, no clock.
 */
#ifndef AMT_NET_DIGEST_H
#define AMT_NET_DIGEST_H

#include "core/base/secret.h"
#include "core/crypto/hash.h"

/* Texts are as between the quotes, escapes included: so they are hashed and sent. */
struct digest_challenge {
	char realm[128];
	char nonce[256];
	char opaque[256]; /* "" when absent; AMT sends none */
	enum hash_alg alg;
	bool session; /* algorithm ends in -sess */
	bool qop_auth;
	bool qop_auth_int;
};

/*
 * Parse the value of one WWW-Authenticate header. It may hold several
 * challenges; the first digest one we can answer is taken.
 *
 * ERR_UNSUPPORTED: no digest challenge in it, or an unknown algorithm or qop.
 * ERR_PROTO: malformed, too long, or without realm or nonce.
 */
bool digest_challenge_parse(const char *header, struct digest_challenge *ret,
			    struct err *e) MUST_USE;

struct digest_request {
	const char *user;
	const struct secret *password; /* its text is not NULL */
	const char *method;            /* "POST" */
	const char *uri;               /* "/wsman" */
	const void *body;
	size_t body_len;
	uint32_t nc;        /* from 1, grows with each use of the nonce */
	const char *cnonce; /* hex text; the same as long as the nonce is (-sess) */
};

/* Longest value that digest_authorize() makes. */
#define DIGEST_VALUE_MAX 4096

/*
 * The value of the Authorization header, to be wiped by the caller (buf_wipe).
 * auth-int is preferred: it protects the body on clear-text ports.
 * ERR_USAGE: a user name or path that cannot be quoted. ERR_LOCAL: no MD5.
 */
bool digest_authorize(const struct digest_challenge *c, const struct digest_request *r,
		      struct buf *ret, struct err *e) MUST_USE;

#endif
