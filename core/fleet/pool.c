/* pool: worker threads, each with its own loop, and the queue of what they finished. */
#include "core/fleet/pool.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

struct pool;

enum worker_state {
	WORKER_STARTING,
	WORKER_IDLE,
	WORKER_BUSY,
	WORKER_DONE,   /* its job has ended and waits for the caller's thread */
	WORKER_FAILED, /* it has no loop */
};

struct worker {
	struct pool *pool;
	pthread_t thread;
	pthread_cond_t wake; /* it has a job, or the pool closes */
	enum worker_state state;
	struct loop *loop; /* while it may be cancelled */
	size_t job;
	uint64_t ended; /* in which order */
	struct err e;   /* WORKER_FAILED */
};

struct pool {
	const struct pool_jobs *jobs;
	struct worker *workers;
	size_t n; /* threads started */

	/* The caller's thread only. */
	struct loop *main;
	struct loop_waker *waker;
	struct loop_timer *timer; /* the next job may begin */
	bool waiting;
	int signal;
	size_t next;   /* first job that was never started */
	size_t *again; /* jobs to be run once more */
	size_t n_again;
	bool timed;     /* the timer runs */
	bool cancelled; /* start nothing more */

	pthread_mutex_t mutex; /* for all below, and for the workers' fields */
	pthread_cond_t ended;  /* for the caller's thread, when its loop is cancelled */
	uint64_t n_ended;
	bool closing; /* all is done: threads end */
};

/* ---- the workers ---- */

/* With the mutex. */
static void tell_caller(struct pool *p)
{
	loop_wake(p->waker);
	pthread_cond_signal(&p->ended);
}

/* Run jobs until the pool closes; with the mutex, released while a job runs. */
static void work(struct worker *w)
{
	struct pool *p = w->pool;

	while (!p->closing) {
		if (w->state != WORKER_BUSY) {
			pthread_cond_wait(&w->wake, &p->mutex);
			continue;
		}
		pthread_mutex_unlock(&p->mutex);
		p->jobs->run(p->jobs->arg, w->job, w->loop);
		pthread_mutex_lock(&p->mutex);
		w->state = WORKER_DONE;
		w->ended = p->n_ended++;
		tell_caller(p);
	}
}

static void *worker_main(void *arg)
{
	struct worker *w = arg;
	struct pool *p = w->pool;
	struct loop *l = loop_new(&w->e);

	pthread_mutex_lock(&p->mutex);
	w->loop = l;
	w->state = l ? WORKER_IDLE : WORKER_FAILED;
	tell_caller(p);
	if (l)
		work(w);
	w->loop = NULL;
	pthread_mutex_unlock(&p->mutex);
	loop_free(l);
	return NULL;
}

/* ---- the caller's thread ---- */

/* Only pool_run()'s own wait is ended, not one that finished() is in. */
static void stop_waiting(struct pool *p)
{
	if (p->waiting)
		loop_stop(p->main);
}

static void woken(void *arg)
{
	stop_waiting(arg);
}

static void caught(void *arg, int signo)
{
	struct pool *p = arg;

	if (!p->signal)
		p->signal = signo;
	stop_waiting(p);
}

static void may_begin(void *arg)
{
	stop_waiting(arg);
}

/* May the next job begin now? If not, but later, the timer runs. */
static bool pace_allows(struct pool *p)
{
	uint64_t now = loop_now_ms();
	uint64_t until = 0;

	if (!p->jobs->pace)
		return true;
	switch (pace_next(p->jobs->pace, now, &until)) {
	case PACE_GO:
		pace_begun(p->jobs->pace, now);
		return true;
	case PACE_WAIT:
		until -= now;
		loop_timer_set(p->timer,
			       until < UINT32_MAX ? (uint32_t)until : UINT32_MAX);
		p->timed = true;
		return false;
	case PACE_HOLD:
	case PACE_STOP:
		return false;
	}
	return false;
}

static bool next_job(struct pool *p, size_t *ret)
{
	if (p->n_again) {
		*ret = p->again[--p->n_again];
		return true;
	}
	if (p->next == p->jobs->n || !pace_allows(p))
		return false;
	*ret = p->next++;
	return true;
}

/* Give jobs to those that have none. With the mutex. */
static void hand_out(struct pool *p)
{
	p->timed = false;
	loop_timer_stop(p->timer);
	for (size_t i = 0; i < p->n && !p->cancelled; i++) {
		struct worker *w = &p->workers[i];

		if (w->state != WORKER_IDLE)
			continue;
		if (!next_job(p, &w->job))
			return;
		w->state = WORKER_BUSY;
		pthread_cond_signal(&w->wake);
	}
}

/* What the caller's thread has to do next. */
enum step { STEP_WAIT, STEP_FINISHED, STEP_END };

/* With the mutex. STEP_FINISHED: *ret is the worker that ended first. */
static enum step next_step(struct pool *p, struct worker **ret)
{
	bool busy = false;

	*ret = NULL;
	for (size_t i = 0; i < p->n; i++) {
		struct worker *w = &p->workers[i];

		if (w->state == WORKER_DONE && (!*ret || w->ended < (*ret)->ended))
			*ret = w;
		busy |= w->state == WORKER_BUSY || w->state == WORKER_STARTING;
	}
	if (*ret)
		return STEP_FINISHED;
	return busy || p->timed ? STEP_WAIT : STEP_END;
}

/* Once a signal came: give up what runs, begin nothing. With the mutex. */
static void cancel_workers(struct pool *p)
{
	p->cancelled = true;
	for (size_t i = 0; i < p->n; i++)
		if (p->workers[i].loop)
			loop_cancel(p->workers[i].loop);
}

/*
 * Tell the caller of w's job. Unless the pace must know first how it came
 * out, w goes on meanwhile. With the mutex, released in between.
 */
static void finish(struct pool *p, struct worker *w)
{
	size_t job = w->job;

	w->state = WORKER_IDLE;
	if (!p->jobs->pace)
		hand_out(p);
	pthread_mutex_unlock(&p->mutex);

	enum pool_end end = p->jobs->finished(p->jobs->arg, job);

	pthread_mutex_lock(&p->mutex);
	if (end == POOL_AGAIN) {
		p->again = xreallocarray(p->again, p->n_again + 1, sizeof(*p->again));
		p->again[p->n_again++] = job;
	} else if (p->jobs->pace) {
		pace_ended(p->jobs->pace, end == POOL_OK, loop_now_ms());
	}
}

/* Wait for a worker, the pace or a signal. With the mutex, released in between. */
static void wait_for_change(struct pool *p)
{
	struct err e;

	if (loop_cancelled(p->main)) {
		pthread_cond_wait(&p->ended, &p->mutex);
		return;
	}
	pthread_mutex_unlock(&p->mutex);
	p->waiting = true;
	if (!loop_run(p->main, &e) && !p->signal)
		p->signal = SIGTERM;
	p->waiting = false;
	pthread_mutex_lock(&p->mutex);
}

/*
 * Jobs may end faster than they are told of: signals and the caller's timers
 * get their turn, too. With the mutex, released in between.
 */
static void look_around(struct pool *p)
{
	if (loop_cancelled(p->main))
		return;
	loop_wake(p->waker);
	wait_for_change(p);
}

/* Until all that was to run has ended and was told of. With the mutex. */
static void run_jobs(struct pool *p)
{
	struct worker *w;

	for (;;) {
		if (p->signal && !p->cancelled)
			cancel_workers(p);
		hand_out(p);
		switch (next_step(p, &w)) {
		case STEP_WAIT:
			wait_for_change(p);
			break;
		case STEP_FINISHED:
			finish(p, w);
			look_around(p);
			break;
		case STEP_END:
			return;
		}
	}
}

/* Threads for all jobs, or as many as there can be. With the mutex. ERR_LOCAL: none. */
static bool start_threads(struct pool *p, struct err *e)
{
	size_t wanted = p->jobs->n < p->jobs->parallel ? p->jobs->n : p->jobs->parallel;
	sigset_t all, old;
	int rc = 0;

	/* Signals are for the caller's thread. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	p->workers = xcalloc(wanted, sizeof(*p->workers));
	while (p->n < wanted && !rc) {
		struct worker *w = &p->workers[p->n];

		w->pool = p;
		pthread_cond_init(&w->wake, NULL);
		rc = pthread_create(&w->thread, NULL, worker_main, w);
		p->n += !rc;
	}
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return p->n || err_set(e, ERR_LOCAL, rc, "cannot start a thread: %s",
			       strerrordesc_np(rc));
}

static bool join_threads(struct pool *p, struct err *e)
{
	bool able = false;

	for (size_t i = 0; i < p->n; i++) {
		pthread_join(p->workers[i].thread, NULL);
		pthread_cond_destroy(&p->workers[i].wake);
		able |= p->workers[i].state != WORKER_FAILED;
	}
	if (!able)
		*e = p->workers[0].e;
	return able;
}

/* The threads live and die in here. */
static bool run_threads(struct pool *p, struct err *e)
{
	pthread_mutex_lock(&p->mutex);

	bool ok = start_threads(p, e);

	if (ok)
		run_jobs(p);
	p->closing = true;
	for (size_t i = 0; i < p->n; i++)
		pthread_cond_signal(&p->workers[i].wake);
	pthread_mutex_unlock(&p->mutex);
	ok = ok && join_threads(p, e);
	free(p->workers);
	free(p->again);
	return ok;
}

/* Those of our signals that are not ignored; what nohup said stands. */
static size_t signals_to_catch(int ret[3])
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(signals); i++) {
		struct sigaction action;

		if (!sigaction(signals[i], NULL, &action) && action.sa_handler != SIG_IGN)
			ret[n++] = signals[i];
	}
	return n;
}

bool pool_run(struct loop *main, const struct pool_jobs *jobs, int *ret_signal,
	      struct err *e)
{
	struct pool p = { .jobs = jobs,
			  .main = main,
			  .mutex = PTHREAD_MUTEX_INITIALIZER,
			  .ended = PTHREAD_COND_INITIALIZER };
	int catch[3];
	size_t n_catch = signals_to_catch(catch);

	if (!jobs->n) {
		*ret_signal = 0;
		return true;
	}
	p.waker = loop_waker_new(main, woken, &p);
	if (!p.waker)
		return err_errno(e, ERR_LOCAL, "cannot start a worker");
	p.timer = loop_timer_new(main, may_begin, &p);

	struct loop_signals *signals = loop_signals_new(main, catch, n_catch, caught, &p);
	bool ok = signals ? run_threads(&p, e)
			  : err_errno(e, ERR_LOCAL, "cannot catch signals");

	loop_signals_free(signals);
	loop_timer_free(p.timer);
	loop_waker_free(p.waker);
	pthread_cond_destroy(&p.ended);
	pthread_mutex_destroy(&p.mutex);
	if (ok)
		*ret_signal = p.signal;
	return ok;
}
