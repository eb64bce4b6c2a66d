/*
 * digest: HTTP digest authentication as the firmware does it (RFC 7616, with
 * the firmware's own spelling of the challenge).
 */
#ifndef AMTSIM_DIGEST_H
#define AMTSIM_DIGEST_H

#include <stddef.h>

#include "core/base/buf.h"

struct device;

/* A nonce stays good on any connection until its uses or time are up. */
struct nonce {
	char text[33]; /* "": slot is free */
	uint32_t last_nc;
	uint32_t uses;
	uint64_t issued_ms, used_ms;
};

#define NONCES 16

struct auth {
	struct nonce nonces[NONCES];
	uint32_t failures;
	uint64_t locked_until_ms;
};

enum auth_result {
	AUTH_OK,
	AUTH_NONE,   /* no credentials of ours in the request */
	AUTH_STALE,  /* nonce unknown, used up, or its count not greater */
	AUTH_BAD,    /* malformed, or wrong user or password */
	AUTH_LOCKED, /* too many bad ones before */
};

const char *auth_result_name(enum auth_result r);

/* Judge the value of an Authorization header; NULL when there was none. */
enum auth_result auth_check(struct device *d, const char *authorization,
			    const char *method, const char *path, const char *body,
			    size_t body_len);

/* Append the value of a WWW-Authenticate header with a fresh nonce. */
void auth_challenge(struct device *d, struct buf *out);

/* Forget every nonce given out. */
void auth_forget(struct device *d);

#endif
