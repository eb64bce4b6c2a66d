/* support_server: a scripted HTTP peer. */
#include "tests/unit/support.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/unit/support_server.h"

static void *serve_connection(void *arg)
{
	struct test_conn *c = arg;
	struct test_server *s = c->server;

	if (s->tls) {
		c->ssl = SSL_new(s->tls);
		SSL_set_fd(c->ssl, c->fd);
	}
	if (!c->ssl || SSL_accept(c->ssl) == 1)
		c->serve(c);
	if (c->ssl && c->fd >= 0)
		SSL_shutdown(c->ssl);
	SSL_free(c->ssl);
	pthread_mutex_lock(&s->lock);
	if (s->fds[c->index] >= 0)
		close(s->fds[c->index]);
	s->fds[c->index] = -1;
	pthread_mutex_unlock(&s->lock);
	buf_done(&c->in);
	free(c);
	return NULL;
}

static void *accept_connections(void *arg)
{
	struct test_server *s = arg;
	int on = 1;

	for (;;) {
		int fd = accept4(s->fd, NULL, NULL, SOCK_CLOEXEC);
		struct test_conn *c;

		pthread_mutex_lock(&s->lock);
		if (s->stopping || fd < 0 || s->connections == TEST_CONNECTIONS_MAX) {
			pthread_mutex_unlock(&s->lock);
			if (fd >= 0)
				close(fd);
			return NULL;
		}
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
		c = xcalloc(1, sizeof(*c));
		*c = (struct test_conn){ .server = s,
					 .serve = s->serve,
					 .index = s->connections,
					 .fd = fd,
					 .in = BUF_INIT(1u << 24) };
		s->fds[c->index] = fd;
		s->connections++;
		if (pthread_create(&s->threads[c->index], NULL, serve_connection, c))
			abort();
		pthread_mutex_unlock(&s->lock);
	}
}

void test_server_start(struct test_server *s)
{
	struct sockaddr_in6 a6 = { .sin6_family = AF_INET6,
				   .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	struct sockaddr_in a4 = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct sockaddr *a = s->ipv6 ? (void *)&a6 : (void *)&a4;
	socklen_t len = s->ipv6 ? sizeof(a6) : sizeof(a4);

	s->fd = socket(a->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(s->fd >= 0);
	assert_int_equal(bind(s->fd, a, len), 0);
	assert_int_equal(listen(s->fd, s->silent ? 0 : 16), 0);
	assert_int_equal(getsockname(s->fd, a, &len), 0);
	s->port = ntohs(s->ipv6 ? a6.sin6_port : a4.sin_port);
	pthread_mutex_init(&s->lock, NULL);
	sem_init(&s->arrived, 0, 0);
	sem_init(&s->released, 0, 0);
	if (!s->silent)
		assert_int_equal(pthread_create(&s->thread, NULL, accept_connections, s),
				 0);
}

void test_server_stop(struct test_server *s)
{
	pthread_mutex_lock(&s->lock);
	s->stopping = true;
	for (int i = 0; i < s->connections; i++) {
		if (s->fds[i] >= 0)
			shutdown(s->fds[i], SHUT_RDWR);
		sem_post(&s->released);
	}
	pthread_mutex_unlock(&s->lock);
	shutdown(s->fd, SHUT_RDWR);
	if (!s->silent)
		pthread_join(s->thread, NULL);
	for (int i = 0; i < s->connections; i++)
		pthread_join(s->threads[i], NULL);
	close(s->fd);
	sem_destroy(&s->arrived);
	sem_destroy(&s->released);
	pthread_mutex_destroy(&s->lock);
}

void test_server_serve(struct test_server *s, void (*serve)(struct test_conn *c))
{
	pthread_mutex_lock(&s->lock);
	s->serve = serve;
	pthread_mutex_unlock(&s->lock);
}

int test_server_connections(struct test_server *s)
{
	pthread_mutex_lock(&s->lock);

	int n = s->connections;

	pthread_mutex_unlock(&s->lock);
	return n;
}

int test_server_requests(struct test_server *s)
{
	pthread_mutex_lock(&s->lock);

	int n = s->requests;

	pthread_mutex_unlock(&s->lock);
	return n;
}

ssize_t test_conn_recv(struct test_conn *c, void *bytes, size_t size)
{
	ssize_t n =
		c->ssl ? SSL_read(c->ssl, bytes, (int)size) : recv(c->fd, bytes, size, 0);

	return n > 0 ? n : -1;
}

static bool read_more(struct test_conn *c)
{
	char chunk[4096];
	ssize_t n = test_conn_recv(c, chunk, sizeof(chunk));
	struct err e;

	return n > 0 && buf_add(&c->in, chunk, (size_t)n, &e);
}

static void header_value(const char *head, const char *name, char *ret, size_t size)
{
	AUTO(xfreep) char *start = xasprintf("\n%s:", name);
	const char *at = strcasestr(head, start);

	ret[0] = '\0';
	if (at) {
		at += strlen(start);
		at += strspn(at, " ");
		snprintf(ret, size, "%.*s", (int)strcspn(at, "\r\n"), at);
	}
}

bool test_conn_read(struct test_conn *c, struct test_request *ret)
{
	char length[32], rest[16];
	char *end;

	*ret = (struct test_request){ 0 };
	while (!(end = strstr(buf_cstr(&c->in), "\r\n\r\n")))
		if (!read_more(c))
			return false;

	size_t head_len = (size_t)(end + 4 - c->in.data);

	ret->head = xstrndup(c->in.data, head_len);
	sscanf(ret->head, "%15s %255s %15s", ret->method, ret->path, rest);
	header_value(ret->head, "Authorization", ret->authorization,
		     sizeof(ret->authorization));
	header_value(ret->head, "Content-Length", length, sizeof(length));
	ret->body_len = strtoul(length, NULL, 10);
	while (c->in.len - head_len < ret->body_len)
		if (!read_more(c)) {
			test_request_done(ret);
			return false;
		}
	ret->body = xstrndup(c->in.data + head_len, ret->body_len);

	size_t used = head_len + ret->body_len;

	memmove(c->in.data, c->in.data + used, c->in.len - used + 1);
	c->in.len -= used;
	pthread_mutex_lock(&c->server->lock);
	c->server->requests++;
	pthread_mutex_unlock(&c->server->lock);
	sem_post(&c->server->arrived);
	return true;
}

void test_request_done(struct test_request *r)
{
	free(r->head);
	free(r->body);
	*r = (struct test_request){ 0 };
}

void test_conn_write(struct test_conn *c, const void *bytes, size_t len)
{
	const char *p = bytes;

	if (c->ssl) {
		(void)SSL_write(c->ssl, bytes, (int)len);
		return;
	}
	while (len) {
		ssize_t n = send(c->fd, p, len, MSG_NOSIGNAL);

		if (n <= 0)
			return;
		p += n;
		len -= (size_t)n;
	}
}

void test_conn_puts(struct test_conn *c, const char *text)
{
	test_conn_write(c, text, strlen(text));
}

void test_conn_printf(struct test_conn *c, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);

	AUTO(xfreep) char *text = xvasprintf(fmt, ap);

	va_end(ap);
	test_conn_puts(c, text);
}

void test_conn_reset(struct test_conn *c)
{
	struct linger now = { .l_onoff = 1 };

	setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	pthread_mutex_lock(&c->server->lock);
	close(c->fd);
	c->server->fds[c->index] = -1;
	pthread_mutex_unlock(&c->server->lock);
	c->fd = -1;
}

static bool copy_some(int from, int to)
{
	char chunk[4096];
	ssize_t n = read(from, chunk, sizeof(chunk));

	for (ssize_t done = 0; done < n;) {
		ssize_t put = write(to, chunk + done, (size_t)(n - done));

		if (put <= 0)
			return false;
		done += put;
	}
	return n > 0;
}

void test_relay(int a, int a_out, int b)
{
	struct pollfd p[2] = { { .fd = a, .events = POLLIN },
			       { .fd = b, .events = POLLIN } };

	for (;;) {
		if (poll(p, 2, -1) < 0 && errno != EINTR)
			return;
		if (p[0].revents && !copy_some(a, b))
			return;
		if (p[1].revents && !copy_some(b, a_out))
			return;
	}
}

int test_connect(uint16_t port)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
				 .sin_port = htons(port) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd >= 0 && connect(fd, (struct sockaddr *)&a, sizeof(a)) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}
