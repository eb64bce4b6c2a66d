/*
 * mps: a fake MPS (Device Management Toolkit) behind a fake gateway, for
 * tests: login, tokens, power state, and the error bodies of both.
 *
 * One thread a connection; what they share stands in struct mps behind its
 * lock. Nothing here is shared with core/ but core/base.
 */
#ifndef MPSSIM_MPS_H
#define MPSSIM_MPS_H

#include <openssl/ssl.h>
#include <pthread.h>

#include "core/base/buf.h"

#define REQUEST_MAX (128u << 10)
#define DEVICES_MAX 64u
#define TOKENS_MAX 65536u

enum fault {
	FAULT_NONE,
	FAULT_HTML_200,           /* the gateway's web page with status 200 */
	FAULT_502,                /* the gateway has lost its server */
	FAULT_502_ONCE,           /* the same, for the first request only */
	FAULT_BAD_JSON,           /* status 200 and half a document */
	FAULT_TOKEN_EXPIRED_ONCE, /* the first request with a token is told so */
	FAULT_SLOW,               /* no answer until the client gives up */
	FAULT_CLOSE_ONCE,         /* the first request is dropped without an answer */
	FAULT_EMPTY_500,          /* status 500 and no body */
	FAULT_NO_STATE,           /* an answer without powerstate */
	FAULT_STRINGS,            /* numbers as strings, members spelled differently */
	FAULT_LOGIN_405,          /* passwords are switched off */
};

struct mps_device {
	char guid[37];
	bool connected;
	unsigned power;
	unsigned saving;
};

struct mps {
	const char *user;
	const char *password;
	enum fault fault;
	bool direct;         /* no gateway: no prefix, no token needed */
	unsigned token_uses; /* 0: no limit */
	unsigned token_seconds;
	struct mps_device devices[DEVICES_MAX];
	size_t devices_n;
	SSL_CTX *tls;    /* NULL: plain HTTP */
	int journal;     /* -1: none */
	uint8_t key[32]; /* signs the tokens */

	pthread_mutex_t lock; /* guards what is below */
	unsigned tokens_n;    /* issued so far */
	unsigned uses[TOKENS_MAX];
	unsigned requests;
	unsigned faults_done;
};

/* One request, and the reply that is being composed. */
struct exchange {
	char method[16];
	char path[1024];
	char authorization[2048]; /* "" when absent */
	char content_type[128];
	struct buf body;

	int status; /* 0: close without an answer */
	const char *type;
	bool by_gateway; /* its replies keep the connection open */
	struct buf reply;
};

/* Answer what is in x. */
void gateway_answer(struct mps *m, struct exchange *x);

/* Status and JSON (or other) body; fmt's output goes into x->reply. */
void answer_json(struct exchange *x, int status, const char *fmt, ...) PRINTF_LIKE(3, 4);
void answer_page(struct exchange *x, int status, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* A new token into ret. */
void token_issue(struct mps *m, struct buf *ret);

/*
 * What the gateway says to an Authorization header: NULL when the token is
 * good, else the body of its 401.
 */
const char *token_check(struct mps *m, const char *authorization);

/* Serve one connection until it ends; closes fd. */
void connection_serve(struct mps *m, int fd);

/* One line a request. */
void journal_write(struct mps *m, const struct exchange *x);

/* A fresh self-signed certificate for 127.0.0.1, its PEM to ca_out if not NULL. */
SSL_CTX *certificate_new(const char *ca_out, char ret_fingerprint[72], struct err *e)
	MUST_USE;

#endif
