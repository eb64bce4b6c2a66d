/* loop: epoll and a binary heap of timers. */
#include "tests/sim/loop.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

uint64_t loop_now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

bool loop_init(struct loop *l, struct err *e)
{
	*l = (struct loop){ .epoll_fd = epoll_create1(EPOLL_CLOEXEC) };
	return l->epoll_fd >= 0 || err_errno(e, ERR_LOCAL, "epoll");
}

static void bury(struct loop *l)
{
	while (l->dead) {
		struct watch *w = l->dead;

		l->dead = w->next_dead;
		if (w->free)
			w->free(w);
	}
}

void loop_done(struct loop *l)
{
	bury(l);
	xclosep(&l->epoll_fd);
	free(l->heap);
	l->heap = NULL;
}

bool watch_set(struct loop *l, struct watch *w, uint32_t events, struct err *e)
{
	if (w->added && w->events == events)
		return true;

	struct epoll_event ev = { .events = events, .data.ptr = w };

	if (epoll_ctl(l->epoll_fd, w->added ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, w->fd, &ev))
		return err_errno(e, ERR_LOCAL, "epoll_ctl");
	w->added = true;
	w->events = events;
	return true;
}

void watch_close(struct loop *l, struct watch *w)
{
	if (w->fd < 0)
		return;
	close(w->fd);
	w->fd = -1;
	w->next_dead = l->dead;
	l->dead = w;
}

static void heap_put(struct loop *l, struct timer *t, size_t slot)
{
	l->heap[slot] = t;
	t->slot = slot;
}

static void heap_settle(struct loop *l, struct timer *t, size_t slot)
{
	while (slot > 1 && l->heap[slot / 2]->at_ms > t->at_ms) {
		heap_put(l, l->heap[slot / 2], slot);
		slot /= 2;
	}
	for (;;) {
		size_t child = slot * 2;

		if (child > l->n)
			break;
		if (child < l->n && l->heap[child + 1]->at_ms < l->heap[child]->at_ms)
			child++;
		if (l->heap[child]->at_ms >= t->at_ms)
			break;
		heap_put(l, l->heap[child], slot);
		slot = child;
	}
	heap_put(l, t, slot);
}

void timer_stop(struct loop *l, struct timer *t)
{
	if (!t->slot)
		return;

	struct timer *last = l->heap[l->n--];

	if (last != t)
		heap_settle(l, last, t->slot);
	t->slot = 0;
}

void timer_set(struct loop *l, struct timer *t, uint64_t delay_ms)
{
	timer_stop(l, t);
	t->at_ms = loop_now_ms() + delay_ms;
	if (l->n + 1 >= l->cap) {
		l->cap = l->cap ? l->cap * 2 : 64;
		l->heap = xreallocarray(l->heap, l->cap, sizeof(*l->heap));
	}
	heap_settle(l, t, ++l->n);
}

static int wait_ms(const struct loop *l)
{
	if (!l->n)
		return -1;

	uint64_t now = loop_now_ms(), at = l->heap[1]->at_ms;

	if (at <= now)
		return 0;
	return at - now > INT_MAX ? INT_MAX : (int)(at - now);
}

static void fire_due(struct loop *l)
{
	uint64_t now = loop_now_ms();

	while (l->n && l->heap[1]->at_ms <= now) {
		struct timer *t = l->heap[1];

		timer_stop(l, t);
		t->fire(t);
	}
}

bool loop_run(struct loop *l, struct err *e)
{
	struct epoll_event ev[256];

	while (!l->stop) {
		int n = epoll_wait(l->epoll_fd, ev, (int)ARRAY_LEN(ev), wait_ms(l));

		if (n < 0 && errno != EINTR)
			return err_errno(e, ERR_INTERNAL, "epoll_wait");
		for (int i = 0; i < n; i++) {
			struct watch *w = ev[i].data.ptr;

			if (w->fd >= 0) /* an earlier event may have closed it */
				w->ready(w, ev[i].events);
		}
		fire_due(l);
		bury(l);
	}
	return true;
}
