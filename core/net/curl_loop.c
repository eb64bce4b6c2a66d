/* curl_loop: libcurl's sockets and timer on our loop. */
#include "core/net/curl_loop.h"

#include <assert.h>
#include <poll.h>
#include <stdlib.h>

/* None of these options, older than any libcurl that links, can fail. */
#define SET_MULTI(multi, option, value)                                        \
	do {                                                                   \
		CURLMcode rc_ = curl_multi_setopt((multi), (option), (value)); \
		assert(rc_ == CURLM_OK);                                       \
		(void)rc_;                                                     \
	} while (0)

struct curl_loop {
	struct loop *loop;
	CURLM *multi;
	struct loop_timer *timer; /* libcurl's */
	curl_socket_t kept;       /* between transfers; CURL_SOCKET_BAD: none */
	/* The transfer under way. */
	bool done;
	CURLcode result;
	struct err failure;
};

struct curl_socket {
	struct curl_loop *owner;
	int fd;
	struct loop_watch *watch; /* NULL: it could not be watched */
};

static void look_for_result(struct curl_loop *c)
{
	int left;
	CURLMsg *m;

	while ((m = curl_multi_info_read(c->multi, &left))) {
		if (m->msg != CURLMSG_DONE)
			continue;
		c->done = true;
		c->result = m->data.result;
		loop_stop(c->loop);
	}
}

static void socket_ready(void *arg, int events)
{
	struct curl_socket *s = arg;
	struct curl_loop *c = s->owner; /* s may go in the call */
	int mask = 0, running;

	if (events & LOOP_READ)
		mask |= CURL_CSELECT_IN;
	if (events & LOOP_WRITE)
		mask |= CURL_CSELECT_OUT;
	curl_multi_socket_action(c->multi, s->fd, mask, &running);
	look_for_result(c);
}

static void timer_fired(void *arg)
{
	struct curl_loop *c = arg;
	int running;

	curl_multi_socket_action(c->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	look_for_result(c);
}

static void drop_socket(struct curl_loop *c, struct curl_socket *s, curl_socket_t fd)
{
	if (s)
		loop_watch_free(s->watch);
	free(s);
	curl_multi_assign(c->multi, fd, NULL);
}

static struct curl_socket *add_socket(struct curl_loop *c, curl_socket_t fd)
{
	struct curl_socket *s = xcalloc(1, sizeof(*s));

	s->owner = c;
	s->fd = fd;
	s->watch = loop_watch_new(c->loop, fd, 0, socket_ready, s);
	if (!s->watch) {
		err_errno(&c->failure, ERR_LOCAL, "cannot watch a socket");
		loop_stop(c->loop);
	}
	curl_multi_assign(c->multi, fd, s);
	return s;
}

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *arg, void *socket)
{
	struct curl_loop *c = arg;
	struct curl_socket *s = socket;
	int events = 0;

	(void)easy;
	if (what == CURL_POLL_REMOVE) {
		drop_socket(c, s, fd);
		return 0;
	}
	if (what & CURL_POLL_IN)
		events |= LOOP_READ;
	if (what & CURL_POLL_OUT)
		events |= LOOP_WRITE;
	if (!s)
		s = add_socket(c, fd);
	if (s->watch)
		loop_watch_set(s->watch, events);
	return 0;
}

static int on_timer(CURLM *multi, long timeout_ms, void *arg)
{
	struct curl_loop *c = arg;

	(void)multi;
	if (timeout_ms < 0)
		loop_timer_stop(c->timer);
	else
		loop_timer_set(c->timer,
			       timeout_ms < INT32_MAX ? (uint32_t)timeout_ms : INT32_MAX);
	return 0;
}

static void make_multi(struct curl_loop *c)
{
	c->multi = curl_multi_init();
	if (!c->multi)
		out_of_memory();
	SET_MULTI(c->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
	SET_MULTI(c->multi, CURLMOPT_SOCKETDATA, c);
	SET_MULTI(c->multi, CURLMOPT_TIMERFUNCTION, on_timer);
	SET_MULTI(c->multi, CURLMOPT_TIMERDATA, c);
	SET_MULTI(c->multi, CURLMOPT_MAXCONNECTS, 1L);
}

struct curl_loop *curl_loop_new(struct loop *l)
{
	struct curl_loop *c = xcalloc(1, sizeof(*c));

	c->loop = l;
	c->kept = CURL_SOCKET_BAD;
	c->timer = loop_timer_new(l, timer_fired, c);
	make_multi(c);
	return c;
}

void curl_loop_free(struct curl_loop *c)
{
	if (!c)
		return;
	curl_multi_cleanup(c->multi);
	loop_timer_free(c->timer);
	free(c);
}

void curl_loop_close(struct curl_loop *c)
{
	curl_multi_cleanup(c->multi);
	c->kept = CURL_SOCKET_BAD;
	make_multi(c);
}

bool curl_loop_stale(const struct curl_loop *c)
{
	struct pollfd p = { .fd = c->kept, .events = POLLIN | POLLRDHUP };

	return c->kept != CURL_SOCKET_BAD && poll(&p, 1, 0) != 0;
}

bool curl_loop_run(struct curl_loop *c, CURL *easy, const bool *give_up, CURLcode *ret,
		   struct err *e)
{
	bool running = true;
	CURLMcode added;

	c->done = false;
	c->failure = (struct err){ 0 };
	added = curl_multi_add_handle(c->multi, easy);
	if (added != CURLM_OK)
		return err_set(e, ERR_LOCAL, 0, "libcurl: %s",
			       curl_multi_strerror(added));
	while (running && !c->done && !*give_up && !c->failure.domain)
		running = loop_run(c->loop, e);
	c->kept = CURL_SOCKET_BAD;
	if (c->done)
		curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &c->kept);
	curl_multi_remove_handle(c->multi, easy);
	loop_timer_stop(c->timer);
	if (!c->done && c->failure.domain) {
		*e = c->failure;
		return false;
	}
	*ret = c->done ? c->result : CURLE_OPERATION_TIMEDOUT;
	return running || c->done;
}
