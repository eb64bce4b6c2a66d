/* net: accept, TLS, reading requests and sending replies, without waiting. */
#include "tests/sim/net.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/sim/certs.h"
#include "tests/sim/http.h"

#define HUGE_BLOCK 65536
#define LINGER_MS 2000

enum conn_state {
	CONN_HANDSHAKE,
	CONN_ALERT, /* waits for the hello that it answers with an alert */
	CONN_READ,
	CONN_LATENCY, /* the reply is ready but not yet due */
	CONN_WRITE,
	CONN_STALL,
	CONN_LINGER, /* all is sent; waits for the peer's close */
};

struct conn {
	struct watch watch;
	struct timer timer;
	struct conn *next, **link; /* of sim->connections */
	struct device *device;
	SSL *ssl; /* NULL: plain */
	enum conn_state state;
	bool counted;  /* one of the device's connections */
	bool reset;    /* close with RST */
	struct buf in; /* bytes not yet answered */
	struct http_reply reply;
	size_t sent;   /* of reply.bytes */
	size_t filler; /* bytes of DELIVER_ENDLESS_CHUNKS still to make */
	struct http_peer peer;
};

/* Results of conn_read() and conn_write() apart from a count. */
enum { IO_AGAIN = -1, IO_GONE = -2 };

static void conn_free(struct watch *w)
{
	struct conn *c = container_of(w, struct conn, watch);

	SSL_free(c->ssl);
	buf_done(&c->in);
	buf_done(&c->reply.bytes);
	free(c);
}

static void uncount(struct conn *c)
{
	if (c->counted)
		c->device->n_connections--;
	c->counted = false;
}

static void reset_fd(int fd)
{
	struct linger l = { .l_onoff = 1 };

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &l, sizeof(l));
}

static void conn_close(struct conn *c)
{
	struct loop *l = &c->device->sim->loop;

	if (c->watch.fd < 0)
		return;
	*c->link = c->next;
	if (c->next)
		c->next->link = c->link;
	timer_stop(l, &c->timer);
	uncount(c);
	if (c->reset)
		reset_fd(c->watch.fd);
	watch_close(l, &c->watch);
}

/* Wait for these events; TLS may want the other direction (SSL_want). */
static void await(struct conn *c, uint32_t events)
{
	struct err e;

	if (c->ssl && SSL_want(c->ssl) == SSL_WRITING)
		events |= EPOLLOUT;
	if (c->ssl && SSL_want(c->ssl) == SSL_READING)
		events |= EPOLLIN;
	if (!watch_set(&c->device->sim->loop, &c->watch, events, &e))
		conn_close(c);
}

static ssize_t ssl_result(struct conn *c, int r)
{
	int why = SSL_get_error(c->ssl, r);

	ERR_clear_error();
	if (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE)
		return IO_AGAIN;
	return why == SSL_ERROR_ZERO_RETURN ? 0 : IO_GONE;
}

static ssize_t sys_result(ssize_t n)
{
	if (n >= 0)
		return n;
	return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? IO_AGAIN
									 : IO_GONE;
}

static ssize_t conn_read(struct conn *c, char *to, size_t len)
{
	if (!c->ssl)
		return sys_result(recv(c->watch.fd, to, len, 0));

	int n = SSL_read(c->ssl, to, (int)len);

	return n > 0 ? n : ssl_result(c, n);
}

static ssize_t conn_write(struct conn *c, const char *from, size_t len)
{
	if (!c->ssl)
		return sys_result(send(c->watch.fd, from, len, MSG_NOSIGNAL));
	if (len > HUGE_BLOCK)
		len = HUGE_BLOCK;

	int n = SSL_write(c->ssl, from, (int)len);

	return n > 0 ? n : ssl_result(c, n);
}

static void idle_timer(struct conn *c)
{
	uint32_t ms = c->device->sim->opt.idle_ms;

	if (ms)
		timer_set(&c->device->sim->loop, &c->timer, ms);
}

/*
 * Everything is sent. A close right away could destroy what the peer has not
 * read yet, so it is asked to close first. The device no longer counts this
 * connection: the peer's next one often comes before that close.
 */
static void conn_finish(struct conn *c)
{
	if (c->reset) {
		conn_close(c);
		return;
	}
	if (c->ssl)
		SSL_shutdown(c->ssl);
	ERR_clear_error();
	shutdown(c->watch.fd, SHUT_WR);
	uncount(c);
	c->state = CONN_LINGER;
	timer_set(&c->device->sim->loop, &c->timer, LINGER_MS);
	await(c, EPOLLIN);
}

/* More filler while a huge reply lasts; then its end. */
static void refill(struct conn *c)
{
	struct buf *b = &c->reply.bytes;
	size_t n = c->filler < HUGE_BLOCK ? c->filler : HUGE_BLOCK;

	buf_clear(b);
	c->sent = 0;
	buf_printf(b, "%04zX\r\n", n);
	for (size_t i = 0; i < n / 16; i++)
		buf_puts(b, "<a>filler </a>  ");
	buf_puts(b, "\r\n");
	c->filler -= n;
	if (!c->filler)
		buf_puts(b, "0\r\n\r\n");
}

static void next_request(struct conn *c);

static void reply_sent(struct conn *c)
{
	bool close = c->reply.close;

	c->reset = c->reply.delivery == DELIVER_RESET;
	buf_done(&c->reply.bytes);
	if (close) {
		conn_finish(c);
		return;
	}
	c->state = CONN_READ;
	idle_timer(c);
	next_request(c);
}

static void write_on(struct conn *c)
{
	struct buf *b = &c->reply.bytes;
	bool dribble = c->reply.delivery == DELIVER_DRIBBLE;

	while (c->sent < b->len) {
		size_t len = dribble ? 1 : b->len - c->sent;
		ssize_t n = conn_write(c, b->data + c->sent, len);

		if (n == IO_AGAIN) {
			await(c, EPOLLOUT);
			return;
		}
		if (n <= 0) {
			conn_close(c);
			return;
		}
		c->sent += (size_t)n;
		if (c->sent == b->len && c->filler)
			refill(c);
		if (dribble && c->sent < b->len) { /* let each byte travel alone */
			timer_set(&c->device->sim->loop, &c->timer, c->sent % 8 ? 0 : 1);
			await(c, 0);
			return;
		}
	}
	reply_sent(c);
}

static void write_start(struct conn *c)
{
	c->sent = 0;
	c->filler = 0;
	if (c->reply.delivery == DELIVER_NOTHING) {
		c->state = CONN_STALL;
		timer_stop(&c->device->sim->loop, &c->timer);
		await(c, EPOLLIN | EPOLLRDHUP);
		return;
	}
	if (c->reply.delivery == DELIVER_ENDLESS_CHUNKS)
		c->filler = HUGE_REPLY;
	c->state = CONN_WRITE;
	idle_timer(c); /* a peer that does not read is gone */
	write_on(c);
}

/* Evenly spread, and the same in every run (the finalizer of splitmix64). */
static uint64_t scatter(uint32_t device, uint32_t reply)
{
	uint64_t x = ((uint64_t)device << 32 | reply) + 0x9e3779b97f4a7c15u;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
	x = (x ^ x >> 27) * 0x94d049bb133111ebu;
	return x ^ x >> 31;
}

/* Of the device's next reply. */
static uint64_t latency(struct device *d)
{
	const struct options *o = &d->sim->opt;
	uint64_t ms = o->latency_ms;

	if (o->jitter_ms)
		ms += scatter(d->index, d->n_replies++) % (o->jitter_ms + 1);
	return d->machine.state == POWER_ON ? ms : ms * o->slow_off;
}

static void reply_ready(struct conn *c)
{
	uint64_t ms = latency(c->device);

	if (!ms) {
		write_start(c);
		return;
	}
	c->state = CONN_LATENCY;
	timer_set(&c->device->sim->loop, &c->timer, ms);
	await(c, 0);
}

/* Answer the next request that is complete in c->in, or wait for more of it. */
static void next_request(struct conn *c)
{
	struct http_request q = { 0 };
	enum http_parse p = http_parse(buf_cstr(&c->in), c->in.len, &q);
	size_t used = c->in.len;

	if (p == HTTP_MORE) {
		await(c, EPOLLIN | EPOLLRDHUP);
		return;
	}
	if (p == HTTP_OK) {
		used = q.head_len + q.body_len;
		http_answer(c->device, &c->peer, &q, c->in.data + q.head_len, &c->reply);
	} else {
		http_answer(c->device, &c->peer, NULL, NULL, &c->reply);
	}
	http_request_done(&q);
	memmove(c->in.data, c->in.data + used, c->in.len - used);
	c->in.len -= used;
	if (!c->in.len) /* idle connections of a fleet hold no buffer */
		buf_done(&c->in);
	reply_ready(c);
}

static void read_on(struct conn *c)
{
	char chunk[16384];
	struct err e;

	for (;;) {
		ssize_t n = conn_read(c, chunk, sizeof(chunk));

		if (n == IO_AGAIN)
			break;
		if (n <= 0 || !buf_add(&c->in, chunk, (size_t)n, &e)) {
			conn_close(c);
			return;
		}
	}
	next_request(c);
}

static void handshake(struct conn *c)
{
	int r = SSL_do_handshake(c->ssl);

	if (r == 1) {
		c->state = CONN_READ;
		read_on(c);
	} else if (ssl_result(c, r) == IO_AGAIN) {
		await(c, 0);
	} else {
		journal_connection(c->device, c->peer.connection, "tls-failed");
		conn_finish(c); /* the alert must arrive */
	}
}

/* TLS alert record: fatal, handshake_failure (RFC 5246 7.2). */
static void alert(struct conn *c)
{
	static const char record[] = { 0x15, 3, 3, 0, 2, 2, 40 };
	char hello[4096];

	if (sys_result(recv(c->watch.fd, hello, sizeof(hello), 0)) == IO_AGAIN)
		return;
	SSL_free(STEAL(c->ssl));
	send(c->watch.fd, record, sizeof(record), MSG_NOSIGNAL);
	conn_finish(c);
}

/* Nothing more is expected here: throw bytes away until the peer is gone. */
static void drain(struct conn *c)
{
	char chunk[4096];
	ssize_t n;

	do {
		n = sys_result(recv(c->watch.fd, chunk, sizeof(chunk), 0));
	} while (n > 0);
	if (n != IO_AGAIN)
		conn_close(c);
}

static void conn_ready(struct watch *w, uint32_t events)
{
	struct conn *c = container_of(w, struct conn, watch);

	if (events & EPOLLERR) {
		conn_close(c);
		return;
	}
	switch (c->state) {
	case CONN_HANDSHAKE:
		handshake(c);
		break;
	case CONN_ALERT:
		alert(c);
		break;
	case CONN_READ:
		read_on(c);
		break;
	case CONN_LATENCY:
		if (events & EPOLLHUP)
			conn_close(c);
		break;
	case CONN_WRITE:
		write_on(c);
		break;
	case CONN_STALL:
	case CONN_LINGER:
		drain(c);
		break;
	}
}

static void conn_timer(struct timer *t)
{
	struct conn *c = container_of(t, struct conn, timer);

	if (c->state == CONN_LATENCY)
		write_start(c);
	else if (c->state == CONN_WRITE && c->reply.delivery == DELIVER_DRIBBLE)
		write_on(c);
	else if (c->state == CONN_LINGER || c->state == CONN_WRITE)
		conn_close(c);
	else
		conn_finish(c); /* idle for too long */
}

static struct conn *conn_new(struct device *d, int fd, bool tls)
{
	struct conn *c = xcalloc(1, sizeof(*c));

	c->watch = (struct watch){ .fd = fd, .ready = conn_ready, .free = conn_free };
	c->timer.fire = conn_timer;
	c->device = d;
	c->in = BUF_INIT(HTTP_HEAD_MAX + HTTP_BODY_MAX + 16384);
	c->peer =
		(struct http_peer){ .connection = ++d->sim->next_connection, .tls = tls };
	c->next = d->sim->connections;
	c->link = &d->sim->connections;
	if (c->next)
		c->next->link = &c->next;
	d->sim->connections = c;
	return c;
}

static void refuse(struct device *d, int fd, const char *why)
{
	journal_connection(d, ++d->sim->next_connection, why);
	reset_fd(fd);
	close(fd);
}

static void accepted(struct listener *l, int fd)
{
	struct device *d = l->device;
	int on = 1;

	d->counts.stages[STAGE_CONNECTION]++;
	if (device_fault(d, FAULT_REFUSE)) {
		refuse(d, fd, "refused");
		return;
	}
	if (d->n_connections >= d->sim->opt.max_connections) {
		refuse(d, fd, "too-many-connections");
		return;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));

	struct conn *c = conn_new(d, fd, l->tls);

	d->n_connections++;
	c->counted = true;
	if (l->tls) {
		c->ssl = tls_session(d->sim->tls, fd, device_fault(d, FAULT_BAD_CERT));
		c->state = device_fault(d, FAULT_TLS_ALERT) ? CONN_ALERT : CONN_HANDSHAKE;
	} else {
		c->state = CONN_READ;
	}
	idle_timer(c);
	await(c, EPOLLIN | EPOLLRDHUP);
}

static void listener_ready(struct watch *w, uint32_t events)
{
	struct listener *l = container_of(w, struct listener, watch);

	(void)events;
	for (;;) {
		int fd = accept4(w->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (fd < 0)
			return;
		accepted(l, fd);
	}
}

static socklen_t address_make(const char *host, int port, struct sockaddr_storage *ret)
{
	struct sockaddr_in *v4 = (struct sockaddr_in *)ret;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)ret;

	*ret = (struct sockaddr_storage){ 0 };
	if (inet_pton(AF_INET, host, &v4->sin_addr) == 1) {
		v4->sin_family = AF_INET;
		v4->sin_port = htons((uint16_t)port);
		return sizeof(*v4);
	}
	if (inet_pton(AF_INET6, host, &v6->sin6_addr) == 1) {
		v6->sin6_family = AF_INET6;
		v6->sin6_port = htons((uint16_t)port);
		return sizeof(*v6);
	}
	return 0;
}

static int bound_port(int fd)
{
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} a = { .v6.sin6_port = 0 };
	socklen_t len = sizeof(a);

	if (getsockname(fd, &a.any, &len) < 0)
		return 0;
	return ntohs(a.any.sa_family == AF_INET6 ? a.v6.sin6_port : a.v4.sin_port);
}

/* *port 0 becomes the port that was free. */
static bool listen_on(struct listener *l, struct device *d, int *port, bool tls,
		      struct err *e)
{
	struct sockaddr_storage a;
	socklen_t len = address_make(d->host, *port, &a);
	int on = 1;

	*l = (struct listener){ .device = d, .tls = tls };
	l->watch.ready = listener_ready;
	l->watch.fd = -1;
	if (!len)
		return err_set(e, ERR_USAGE, 0, "%s is not an IP address", d->host);
	l->watch.fd = socket(a.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (l->watch.fd < 0)
		return err_errno(e, ERR_NET, "socket");
	setsockopt(l->watch.fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(l->watch.fd, (struct sockaddr *)&a, len) || listen(l->watch.fd, 64))
		return err_errno(e, ERR_NET, "cannot listen on %s port %d", d->host,
				 *port);
	*port = bound_port(l->watch.fd);
	return watch_set(&d->sim->loop, &l->watch, EPOLLIN, e);
}

/* Where device d listens, as the first one found free or as asked for. */
static void place(struct device *d)
{
	const struct options *o = &d->sim->opt;
	const struct device *first = &d->sim->devices[0];
	int step = o->consecutive_ports ? (int)d->index : 0;
	const char *host = o->listen      ? o->listen
			   : o->count > 1 ? "127.1.0.1"
					  : "127.0.0.1";
	struct in_addr a;

	d->http_port = d->index ? first->http_port : o->http_port;
	d->https_port = d->index ? first->https_port : o->https_port;
	if (d->http_port > 0)
		d->http_port += step;
	if (d->https_port > 0)
		d->https_port += step;
	if (!o->consecutive_ports && inet_pton(AF_INET, host, &a) == 1) {
		a.s_addr = htonl(ntohl(a.s_addr) + d->index);
		inet_ntop(AF_INET, &a, d->host, sizeof(d->host));
	} else {
		snprintf(d->host, sizeof(d->host), "%s", host);
	}
}

bool net_listen(struct sim *sim, struct err *e)
{
	for (unsigned i = 0; i < sim->opt.count; i++) {
		struct device *d = &sim->devices[i];

		place(d);
		if (d->http_port != PORT_NONE &&
		    !listen_on(&d->http, d, &d->http_port, false, e))
			return false;
		if (d->https_port != PORT_NONE &&
		    !listen_on(&d->https, d, &d->https_port, true, e))
			return false;
	}
	return true;
}

void net_done(struct sim *sim)
{
	while (sim->connections)
		conn_close(sim->connections);
	for (unsigned i = 0; i < sim->opt.count; i++) {
		watch_close(&sim->loop, &sim->devices[i].http.watch);
		watch_close(&sim->loop, &sim->devices[i].https.watch);
	}
}
