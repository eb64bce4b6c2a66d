/* loop: the event loop of one thread, the only file that knows libuv. */
#include "core/loop/loop.h"

#include <assert.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <uv.h>

struct loop {
	uv_loop_t uv;
	uv_async_t cancel_async; /* also keeps uv_run() from finding nothing to do */
	atomic_bool cancelled;
	struct loop_timer *grace; /* runs while cancelling is put off */
	bool stopped;
	bool in_callback;
};

/*
 * libuv frees nothing at once: a handle may go only when its close callback
 * runs. So each object below starts with its handle and is freed there.
 */
static void free_closed(uv_handle_t *handle)
{
	free(handle);
}

static void cancel_woke(uv_async_t *async)
{
	(void)async; /* loop_run() looks at the flag itself */
}

struct loop *loop_new(struct err *e)
{
	struct loop *l = xcalloc(1, sizeof(*l));
	int r = uv_loop_init(&l->uv);

	if (r < 0) {
		free(l);
		err_set(e, ERR_LOCAL, -r, "cannot make an event loop: %s",
			uv_strerror(r));
		return NULL;
	}
	r = uv_async_init(&l->uv, &l->cancel_async, cancel_woke);
	if (r < 0) {
		uv_loop_close(&l->uv);
		free(l);
		err_set(e, ERR_LOCAL, -r, "cannot make an event loop: %s",
			uv_strerror(r));
		return NULL;
	}
	return l;
}

void loop_free(struct loop *l)
{
	if (!l)
		return;
	assert(!l->in_callback);
	loop_grace(l, 0);
	uv_close((uv_handle_t *)&l->cancel_async, NULL);
	/* A caught signal still in libuv's pipe takes one more round. */
	for (int round = 0; uv_loop_close(&l->uv) == UV_EBUSY; round++) {
		assert(round < 100); /* someone left a watch or timer behind */
		uv_run(&l->uv, UV_RUN_NOWAIT);
	}
	free(l);
}

bool loop_run(struct loop *l, struct err *e)
{
	assert(!l->in_callback);
	l->stopped = false;
	while (!l->stopped && !loop_cancelled(l))
		uv_run(&l->uv, UV_RUN_ONCE);
	if (loop_cancelled(l))
		return err_set(e, ERR_CANCELLED, 0, "interrupted");
	return true;
}

void loop_stop(struct loop *l)
{
	l->stopped = true;
	uv_stop(&l->uv);
}

bool loop_in_callback(const struct loop *l)
{
	return l->in_callback;
}

void loop_cancel(struct loop *l)
{
	atomic_store(&l->cancelled, true);
	uv_async_send(&l->cancel_async);
}

bool loop_cancelled(const struct loop *l)
{
	return !l->grace && atomic_load(&l->cancelled);
}

static void grace_over(void *arg)
{
	loop_grace(arg, 0);
}

void loop_grace(struct loop *l, uint32_t ms)
{
	loop_timer_free(l->grace);
	l->grace = NULL;
	if (!ms)
		return;
	l->grace = loop_timer_new(l, grace_over, l);
	loop_timer_set(l->grace, ms);
}

/* ---- descriptors ---- */

struct loop_watch {
	uv_poll_t uv;
	struct loop *loop;
	void (*ready)(void *arg, int events);
	void *arg;
};

static void watch_ready(uv_poll_t *uv, int status, int uv_events)
{
	struct loop_watch *w = (struct loop_watch *)uv;
	struct loop *l = w->loop;
	int events = 0;

	if (uv_events & UV_READABLE)
		events |= LOOP_READ;
	if (uv_events & UV_WRITABLE)
		events |= LOOP_WRITE;
	if (status < 0) /* whoever reads or writes now meets the error */
		events = LOOP_READ | LOOP_WRITE;
	l->in_callback = true;
	w->ready(w->arg, events); /* may free w */
	l->in_callback = false;
}

struct loop_watch *loop_watch_new(struct loop *l, int fd, int events,
				  void (*ready)(void *arg, int events), void *arg)
{
	struct loop_watch *w = xcalloc(1, sizeof(*w));
	int r = uv_poll_init(&l->uv, &w->uv, fd);

	if (r < 0) {
		free(w);
		errno = -r;
		return NULL;
	}
	w->loop = l;
	w->ready = ready;
	w->arg = arg;
	loop_watch_set(w, events);
	return w;
}

void loop_watch_set(struct loop_watch *w, int events)
{
	int uv_events = 0;

	if (events & LOOP_READ)
		uv_events |= UV_READABLE;
	if (events & LOOP_WRITE)
		uv_events |= UV_WRITABLE;
	if (uv_events)
		uv_poll_start(&w->uv, uv_events, watch_ready);
	else
		uv_poll_stop(&w->uv);
}

void loop_watch_free(struct loop_watch *w)
{
	if (w)
		uv_close((uv_handle_t *)&w->uv, free_closed);
}

/* ---- timers ---- */

struct loop_timer {
	uv_timer_t uv;
	struct loop *loop;
	void (*fired)(void *arg);
	void *arg;
};

static void timer_fired(uv_timer_t *uv)
{
	struct loop_timer *t = (struct loop_timer *)uv;
	struct loop *l = t->loop;

	l->in_callback = true;
	t->fired(t->arg); /* may free t */
	l->in_callback = false;
}

struct loop_timer *loop_timer_new(struct loop *l, void (*fired)(void *arg), void *arg)
{
	struct loop_timer *t = xcalloc(1, sizeof(*t));

	uv_timer_init(&l->uv, &t->uv);
	t->loop = l;
	t->fired = fired;
	t->arg = arg;
	return t;
}

void loop_timer_set(struct loop_timer *t, uint32_t ms)
{
	/*
	 * libuv counts from when it last looked at the clock, in whole
	 * milliseconds: look now, and add the part it cut off.
	 */
	uv_update_time(&t->loop->uv);
	uv_timer_start(&t->uv, timer_fired, ms ? (uint64_t)ms + 1 : 0, 0);
}

void loop_timer_stop(struct loop_timer *t)
{
	uv_timer_stop(&t->uv);
}

void loop_timer_free(struct loop_timer *t)
{
	if (t)
		uv_close((uv_handle_t *)&t->uv, free_closed);
}

static void sleep_over(void *arg)
{
	loop_stop(arg);
}

bool loop_sleep(struct loop *l, uint32_t ms, struct err *e)
{
	struct loop_timer *t = loop_timer_new(l, sleep_over, l);

	loop_timer_set(t, ms);

	bool ok = loop_run(l, e);

	loop_timer_free(t);
	return ok;
}

uint64_t loop_now_ms(void)
{
	return uv_hrtime() / 1000000;
}

/* ---- signals ---- */

struct signal_watch {
	uv_signal_t uv;
	struct loop_signals *owner;
};

struct loop_signals {
	struct loop *loop;
	struct signal_watch **watch;
	size_t n;
	void (*caught)(void *arg, int signo);
	void *arg;
};

static void signal_caught(uv_signal_t *uv, int signo)
{
	struct loop_signals *s = ((struct signal_watch *)uv)->owner;
	struct loop *l = s->loop;

	l->in_callback = true;
	s->caught(s->arg, signo); /* may free s */
	l->in_callback = false;
}

struct loop_signals *loop_signals_new(struct loop *l, const int *signals, size_t n,
				      void (*caught)(void *arg, int signo), void *arg)
{
	struct loop_signals *s = xcalloc(1, sizeof(*s));

	s->loop = l;
	s->caught = caught;
	s->arg = arg;
	s->watch = xcalloc(n, sizeof(struct signal_watch *));
	s->n = n;
	for (size_t i = 0; i < n; i++) {
		struct signal_watch *w = xcalloc(1, sizeof(*w));

		w->owner = s;
		uv_signal_init(&l->uv, &w->uv);
		uv_signal_start(&w->uv, signal_caught, signals[i]);
		s->watch[i] = w;
	}
	return s;
}

void loop_signals_free(struct loop_signals *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->n; i++)
		uv_close((uv_handle_t *)&s->watch[i]->uv, free_closed);
	free(s->watch);
	free(s);
}

/* ---- wake-ups from other threads ---- */

struct loop_waker {
	uv_async_t uv;
	struct loop *loop;
	void (*woken)(void *arg);
	void *arg;
};

static void waker_woke(uv_async_t *uv)
{
	struct loop_waker *w = (struct loop_waker *)uv;
	struct loop *l = w->loop;

	l->in_callback = true;
	w->woken(w->arg); /* may free w */
	l->in_callback = false;
}

struct loop_waker *loop_waker_new(struct loop *l, void (*woken)(void *arg), void *arg)
{
	struct loop_waker *w = xcalloc(1, sizeof(*w));
	int rc = uv_async_init(&l->uv, &w->uv, waker_woke);

	assert(!rc); /* the loop's own async made its descriptors: this needs none */
	(void)rc;
	w->loop = l;
	w->woken = woken;
	w->arg = arg;
	return w;
}

void loop_wake(struct loop_waker *w)
{
	uv_async_send(&w->uv);
}

void loop_waker_free(struct loop_waker *w)
{
	if (w)
		uv_close((uv_handle_t *)&w->uv, free_closed);
}
