/* support_http: a client under test, and an AMT-like digest login to test it with. */
#ifndef AMT_TESTS_SUPPORT_HTTP_H
#define AMT_TESTS_SUPPORT_HTTP_H

#include "core/net/http.h"
#include "tests/unit/support_server.h"

/* A client of 127.0.0.1, to be changed before client_open(). */
struct test_client {
	struct loop *loop;
	struct http_config config;
	struct http *http;
	const char *password; /* what the callback gives */
	int asked;            /* how often */
	char realm[128];      /* of the latest question */
};

void client_init(struct test_client *c, uint16_t port);
void client_open(struct test_client *c);
void client_close(struct test_client *c);

/* POST body to /wsman; the reply's text is owned. NULL: *e is set. */
char *client_post(struct test_client *c, const char *body, int *ret_status,
		  struct err *e);

/* As client_post(), but it must fail so. */
void client_fails(struct test_client *c, enum err_domain domain, const char *part,
		  struct err *e);

/* As firmware logs in. Set user, password and qop; the rest may stay zero. */
struct test_login {
	const char *user;
	const char *password;
	const char *qop;    /* text of the challenge's qop */
	const char *stale;  /* NULL: "false" */
	unsigned uses;      /* of one nonce before it expires; 0: any */
	bool keep_open;     /* after a 401 */
	bool same_nonce;    /* in every challenge */
	bool always_refuse; /* a right password, too */

	/* Under the server's lock. */
	unsigned nonce;
	unsigned used;
	unsigned last_nc;
	int challenges; /* 401 to requests without Authorization */
	int refusals;   /* 401 to those with */
	int executed;
};

/*
 * Serve one request after a login: 200 with the request's body in two chunks.
 * false: the connection shall be closed.
 */
bool login_serve(struct test_conn *c, struct test_login *l, struct test_request *r);

/* serve() of a test_server: login_serve() until the connection ends; arg is a struct
 * test_login. */
void login_serve_all(struct test_conn *c);

/* POST body and find it echoed. */
void client_post_echoes(struct test_client *c, const char *body);

#endif
