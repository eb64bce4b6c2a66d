/* support_server: a scripted HTTP peer in the test's own process, on loopback. */
#ifndef AMT_TESTS_SUPPORT_SERVER_H
#define AMT_TESTS_SUPPORT_SERVER_H

#include <openssl/ssl.h>
#include <pthread.h>
#include <semaphore.h>

#include "core/base/buf.h"

#define TEST_CONNECTIONS_MAX 64

struct test_server;

/* One accepted connection, served by a thread of its own. */
struct test_conn {
	struct test_server *server;
	void (*serve)(struct test_conn *c);
	int index; /* from 0, in order of acceptance */
	int fd;
	SSL *ssl; /* NULL: plain */
	struct buf in;
};

struct test_request {
	char method[16];
	char path[256];
	char authorization[2048]; /* "" when absent */
	char *head;               /* all header lines */
	char *body;
	size_t body_len;
};

/* Zeroed but for serve and arg, then test_server_start(). */
struct test_server {
	void (*serve)(struct test_conn *c); /* the connection closes when it returns */
	void *arg;
	SSL_CTX *tls; /* borrowed; NULL: plain */
	bool ipv6;
	bool silent; /* accept nothing: connections stay in the backlog */

	uint16_t port;
	int fd;
	sem_t arrived;  /* posted for each request read */
	sem_t released; /* for serve() to wait on; posted in test_server_stop() */
	pthread_t thread;
	pthread_mutex_t lock; /* of what follows */
	bool stopping;
	int connections;
	int requests;
	int fds[TEST_CONNECTIONS_MAX];
	pthread_t threads[TEST_CONNECTIONS_MAX];
};

void test_server_start(struct test_server *s);
void test_server_stop(struct test_server *s);

/* What to do with connections from now on. */
void test_server_serve(struct test_server *s, void (*serve)(struct test_conn *c));

int test_server_connections(struct test_server *s);
int test_server_requests(struct test_server *s);

/* false: the peer has closed. Free with test_request_done(). */
bool test_conn_read(struct test_conn *c, struct test_request *ret);
void test_request_done(struct test_request *r);

/* Raw bytes; -1 when the peer has closed. */
ssize_t test_conn_recv(struct test_conn *c, void *bytes, size_t size);

/* Failures are ignored: a peer may leave. */
void test_conn_write(struct test_conn *c, const void *bytes, size_t len);
void test_conn_puts(struct test_conn *c, const char *text);
void test_conn_printf(struct test_conn *c, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Close with RST. */
void test_conn_reset(struct test_conn *c);

/* Copy bytes both ways until either side closes. */
void test_relay(int a, int a_out, int b);

/* Connect to a loopback port. */
int test_connect(uint16_t port);

#endif
