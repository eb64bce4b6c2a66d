/*
 * loop: the event loop of one thread, libuv behind one door.
 *
 * Code runs straight-line at the top of a thread and calls loop_run() to wait
 * for something; callbacks only note what happened. A loop belongs to the
 * thread that made it; loop_cancel() alone may be called from any other.
 */
#ifndef AMT_LOOP_LOOP_H
#define AMT_LOOP_LOOP_H

#include "core/base/err.h"

struct loop;

struct loop *loop_new(struct err *e) MUST_USE;

/* Every watch and timer must be gone by then. */
void loop_free(struct loop *l);
DEFINE_FREEP(struct loop, loop_free)

/*
 * Run callbacks until loop_stop() is called in one of them.
 * Returns false with ERR_CANCELLED once loop_cancel() was called, now or before.
 */
bool loop_run(struct loop *l, struct err *e) MUST_USE;
void loop_stop(struct loop *l);

/* True inside a callback: whoever blocks asserts that it is false. */
bool loop_in_callback(const struct loop *l);

/*
 * Give up whatever this loop waits for, for good. Any thread, any time
 * between loop_new() and loop_free(); not from a signal handler.
 */
void loop_cancel(struct loop *l);
bool loop_cancelled(const struct loop *l);

/*
 * For leaving nothing behind: what runs in the next ms milliseconds goes on
 * although the loop is cancelled. 0 ends that.
 */
void loop_grace(struct loop *l, uint32_t ms);

/*
 * A descriptor to watch. events: LOOP_READ | LOOP_WRITE, 0 to pause. It is
 * made non-blocking. NULL with errno when it cannot be watched, as a plain
 * file (EPERM) or one that is watched already (EEXIST).
 */
enum { LOOP_READ = 1, LOOP_WRITE = 2 };

struct loop_watch;
struct loop_watch *loop_watch_new(struct loop *l, int fd, int events,
				  void (*ready)(void *arg, int events), void *arg)
	MUST_USE;
void loop_watch_set(struct loop_watch *w, int events);
void loop_watch_free(struct loop_watch *w); /* the descriptor stays open */

/* A timer, armed at will; it fires once each time. */
struct loop_timer;
struct loop_timer *loop_timer_new(struct loop *l, void (*fired)(void *arg), void *arg)
	MUST_USE;
void loop_timer_set(struct loop_timer *t, uint32_t ms);
void loop_timer_stop(struct loop_timer *t);
void loop_timer_free(struct loop_timer *t);

/* Wait ms, running callbacks meanwhile. false: ERR_CANCELLED. */
bool loop_sleep(struct loop *l, uint32_t ms, struct err *e) MUST_USE;

/* Monotonic milliseconds, for timeouts. */
uint64_t loop_now_ms(void);

/*
 * Signals, for the main thread: call caught(arg, signo) from its loop.
 * loop_signals_free() restores the default actions.
 */
struct loop_signals;
struct loop_signals *loop_signals_new(struct loop *l, const int *signals, size_t n,
				      void (*caught)(void *arg, int signo), void *arg)
	MUST_USE;
void loop_signals_free(struct loop_signals *s);

/*
 * A wake-up for a loop from other threads: woken(arg) runs on the loop's
 * thread after loop_wake(), once for any number of calls before it ran.
 */
struct loop_waker;
struct loop_waker *loop_waker_new(struct loop *l, void (*woken)(void *arg), void *arg)
	MUST_USE;
void loop_wake(struct loop_waker *w);
void loop_waker_free(struct loop_waker *w);

#endif
