/*
 * loop: one epoll, timers, and the things they wake.
 *
 * Everything runs in one thread. A watch or timer is a member of the object
 * it wakes; container_of() leads back.
 */
#ifndef AMTSIM_LOOP_H
#define AMTSIM_LOOP_H

#include <sys/epoll.h>

#include "core/base/err.h"

#define container_of(ptr, type, member) ((type *)((char *)(ptr)-offsetof(type, member)))

struct watch {
	int fd;
	uint32_t events; /* registered; 0: errors only */
	bool added;
	void (*ready)(struct watch *, uint32_t events);
	void (*free)(struct watch *); /* run once no event can reach it */
	struct watch *next_dead;
};

struct timer {
	uint64_t at_ms;
	size_t slot; /* place in the heap, from 1; 0: not armed */
	void (*fire)(struct timer *);
};

struct loop {
	int epoll_fd;
	bool stop;
	struct timer **heap; /* [1..n], least at_ms first */
	size_t n, cap;
	struct watch *dead;
};

bool loop_init(struct loop *l, struct err *e) MUST_USE;
void loop_done(struct loop *l);

/* Until stop is set. ERR_INTERNAL when epoll itself fails. */
bool loop_run(struct loop *l, struct err *e) MUST_USE;

/* Milliseconds of a clock that never jumps. */
uint64_t loop_now_ms(void);

bool watch_set(struct loop *l, struct watch *w, uint32_t events, struct err *e) MUST_USE;

/* Close the descriptor; free() runs after the present batch of events. */
void watch_close(struct loop *l, struct watch *w);

/* Arm, or arm anew. */
void timer_set(struct loop *l, struct timer *t, uint64_t delay_ms);
void timer_stop(struct loop *l, struct timer *t);

#endif
