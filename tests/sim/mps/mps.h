/*
 * mps: a fake MPS (Device Management Toolkit) behind a fake gateway, for
 * tests: login, tokens, what its REST interface does with a device, and the
 * error bodies of both. Or a Console, which stands alone.
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
	FAULT_REFUSE,             /* the device refuses changes, with status 200 or 400 */
	FAULT_IGNORE,             /* it accepts them, and nothing happens */
	FAULT_MEDDLE,             /* a change of features switches IDE-R, too */
	FAULT_CLOSE_CHANGE,       /* a change is carried out and not answered */
	FAULT_502_CHANGE,         /* and answered by the gateway, which lost the server */
	FAULT_BAD_JSON_CHANGE,    /* and answered with half a document */
};

struct mps_device {
	char guid[37];
	bool connected;
	unsigned power;
	unsigned saving;
	bool ccm;            /* client control mode: consent stays as it is */
	const char *consent; /* none, kvm, all */
	unsigned opt_in_state;
	unsigned code; /* of the consent that is asked for */
	bool listener, kvm, sol, ider, ocr;
	bool no_kvm, no_ocr; /* the firmware has none */
};

struct mps {
	const char *user;
	const char *password;
	enum fault fault;
	bool direct;         /* no gateway: no prefix, no token needed */
	bool console;        /* Console: no prefix */
	unsigned token_uses; /* 0: no limit */
	unsigned token_seconds;
	struct mps_device devices[DEVICES_MAX];
	size_t devices_n;
	SSL_CTX *tls;    /* NULL: plain HTTP */
	int journal;     /* -1: none */
	uint8_t key[32]; /* signs the tokens */

	pthread_mutex_t lock; /* guards devices and what is below */
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

	bool change; /* its body goes to the journal */
	int status;  /* 0: close without an answer */
	const char *type;
	bool by_gateway; /* its replies keep the connection open */
	struct buf reply;
};

/* Answer what is in x. */
void gateway_answer(struct mps *m, struct exchange *x);

/* Status and JSON (or other) body; fmt's output goes into x->reply. */
void answer_json(struct exchange *x, int status, const char *fmt, ...) PRINTF_LIKE(3, 4);
void answer_page(struct exchange *x, int status, const char *fmt, ...) PRINTF_LIKE(3, 4);

/*
 * The device, or NULL with x answered: not known, not connected. Devices answer
 * to their GUID in lower case only, as in MPS' own table.
 */
struct mps_device *find_device(struct mps *m, struct exchange *x, const char *guid);

/* Answer path below /api/v1/amt/; false: it is none of amt.c's. */
bool amt_answer(struct mps *m, struct exchange *x, const char *path);

/* Take "ccm=1", "consent=all", "code=012345" and the like; false: it is none. */
bool amt_device_set(struct mps_device *d, const char *text);

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
