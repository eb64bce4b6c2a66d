/*
 * pool: run a job for each of n targets, a worker thread each for up to
 * parallel of them, every worker with its own loop.
 *
 * The caller's thread stays in pool_run() until all is done. There, in the
 * order in which jobs end, finished() is called; so output and prompts need
 * no lock. Workers share nothing but the queue of finished jobs.
 *
 * Jobs begin in their order, each when a worker is free and the pace allows
 * it. One that is run again is no new beginning, and ends when it is not
 * asked for once more.
 */
#ifndef AMT_FLEET_POOL_H
#define AMT_FLEET_POOL_H

#include "core/fleet/pace.h"
#include "core/loop/loop.h"

/* How a job came out. */
enum pool_end {
	POOL_OK,
	POOL_FAILED,
	POOL_AGAIN, /* run it once more (the user accepted a certificate, say) */
};

struct pool_jobs {
	size_t n;
	unsigned parallel; /* at least 1 */
	/* On a worker: do job i, straight-line, waiting on l. */
	void (*run)(void *arg, size_t i, struct loop *l);
	/*
	 * On the caller's thread, not inside a callback of its loop, so it may
	 * wait there: job i has ended. POOL_AGAIN counts for nothing after a signal.
	 */
	enum pool_end (*finished)(void *arg, size_t i);
	void *arg;
	struct pace *pace; /* NULL: no rules; asked on the caller's thread only */
};

/*
 * main is the caller's loop. SIGINT, SIGTERM and SIGHUP, unless ignored as
 * under nohup, cancel every worker's loop and start nothing new; jobs that
 * never ran are not reported as finished. Then *ret_signal is the first such
 * signal, else 0. Jobs that the pace forbids never run either. (A main that was cancelled
 * by loop_cancel() does the same and counts as SIGTERM.) No more than parallel + 1
 * results wait for finished() at any time. false: ERR_LOCAL, no thread could be started;
 * nothing ran.
 */
bool pool_run(struct loop *main, const struct pool_jobs *jobs, int *ret_signal,
	      struct err *e) MUST_USE;

#endif
