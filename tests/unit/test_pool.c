/* Unit tests of core/fleet/pool: jobs on worker threads. */
#include "tests/unit/support.h"

#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "core/fleet/pool.h"

#define JOBS 64

/* What the jobs of one test share. */
struct job_state {
	struct loop *main;
	atomic_uint running, most, started, ended;
	unsigned parallel;
	atomic_uint runs[JOBS];
	struct err errors[JOBS];
	size_t order[2 * JOBS]; /* as finished() was called */
	size_t n_finished;
	sem_t gate;
	pthread_barrier_t barrier;
	bool blocked;
	uint64_t began_ms[JOBS];
};

static int run_pool(struct job_state *s, struct pool_jobs jobs)
{
	int signo = -1;
	struct err e;

	s->main = loop_new(&e);
	assert_non_null(s->main);
	s->parallel = jobs.parallel;
	jobs.arg = s;
	if (!pool_run(s->main, &jobs, &signo, &e))
		fail_msg("%s", e.msg);
	loop_free(s->main);
	return signo;
}

static void begin(struct job_state *s, size_t i)
{
	unsigned now = atomic_fetch_add(&s->running, 1) + 1;
	unsigned most = atomic_load(&s->most);

	while (now > most && !atomic_compare_exchange_weak(&s->most, &most, now))
		;
	atomic_fetch_add(&s->runs[i], 1);
}

static void end(struct job_state *s)
{
	atomic_fetch_sub(&s->running, 1);
	atomic_fetch_add(&s->ended, 1);
}

static void run_plain(void *arg, size_t i, struct loop *l)
{
	begin(arg, i);
	assert_false(loop_cancelled(l));
	end(arg);
}

static enum pool_end note_finished(void *arg, size_t i)
{
	struct job_state *s = arg;

	assert_false(loop_in_callback(s->main));
	s->order[s->n_finished++] = i;
	return POOL_OK;
}

static void every_job_runs_once(void **state)
{
	(void)state;
	for (unsigned parallel = 1; parallel <= 80; parallel += 13) {
		struct job_state s = { 0 };

		assert_int_equal(
			run_pool(&s, (struct pool_jobs){ .n = JOBS,
							 .parallel = parallel,
							 .run = run_plain,
							 .finished = note_finished }),
			0);
		assert_int_equal(s.n_finished, JOBS);
		for (size_t i = 0; i < JOBS; i++)
			assert_int_equal(s.runs[i], 1);
		assert_in_range(s.most, 1, parallel);
		/* One worker does them in order. */
		for (size_t i = 0; parallel == 1 && i < JOBS; i++)
			assert_int_equal(s.order[i], i);
	}
}

static void nothing_to_do_is_done(void **state)
{
	struct job_state s = { 0 };

	(void)state;
	assert_int_equal(run_pool(&s, (struct pool_jobs){ .n = 0,
							  .parallel = 4,
							  .run = run_plain,
							  .finished = note_finished }),
			 0);
	assert_int_equal(s.n_finished, 0);
}

static void run_together(void *arg, size_t i, struct loop *l)
{
	struct job_state *s = arg;

	(void)l;
	begin(s, i);
	pthread_barrier_wait(&s->barrier); /* hangs unless four are here at once */
	end(s);
}

static void as_many_as_allowed_run_at_once(void **state)
{
	struct job_state s = { 0 };

	(void)state;
	pthread_barrier_init(&s.barrier, NULL, 4);
	run_pool(&s, (struct pool_jobs){ .n = 40,
					 .parallel = 4,
					 .run = run_together,
					 .finished = note_finished });
	assert_int_equal(s.most, 4);
	pthread_barrier_destroy(&s.barrier);
}

static void run_first_last(void *arg, size_t i, struct loop *l)
{
	struct job_state *s = arg;

	(void)l;
	begin(s, i);
	if (i == 0)
		sem_wait(&s->gate);
	end(s);
}

static enum pool_end open_gate_after_others(void *arg, size_t i)
{
	struct job_state *s = arg;

	note_finished(arg, i);
	if (s->n_finished == 9)
		sem_post(&s->gate);
	return POOL_OK;
}

static void jobs_are_told_of_as_they_end(void **state)
{
	struct job_state s = { 0 };

	(void)state;
	sem_init(&s.gate, 0, 0);
	run_pool(&s, (struct pool_jobs){ .n = 10,
					 .parallel = 2,
					 .run = run_first_last,
					 .finished = open_gate_after_others });
	assert_int_equal(s.n_finished, 10);
	for (size_t i = 0; i < 9; i++)
		assert_int_equal(s.order[i], i + 1);
	assert_int_equal(s.order[9], 0);
	sem_destroy(&s.gate);
}

static enum pool_end again_if_even(void *arg, size_t i)
{
	struct job_state *s = arg;

	note_finished(arg, i);
	return i % 2 == 0 && atomic_load(&s->runs[i]) == 1 ? POOL_AGAIN : POOL_OK;
}

static void a_job_is_run_again_when_asked(void **state)
{
	(void)state;
	for (unsigned parallel = 1; parallel <= 8; parallel *= 8) {
		struct job_state s = { 0 };

		run_pool(&s, (struct pool_jobs){ .n = 9,
						 .parallel = parallel,
						 .run = run_plain,
						 .finished = again_if_even });
		assert_int_equal(s.n_finished, 14);
		for (size_t i = 0; i < 9; i++)
			assert_int_equal(s.runs[i], i % 2 ? 1 : 2);
	}
}

static enum pool_end wait_in_finished(void *arg, size_t i)
{
	struct job_state *s = arg;
	struct err e;

	note_finished(arg, i);
	/* A worker that ends now must not cut this wait short. */
	uint64_t start = loop_now_ms();

	assert_true(loop_sleep(s->main, 5, &e));
	assert_true(loop_now_ms() - start >= 4);
	/* What has ended and was not told of: one a worker. */
	assert_true(atomic_load(&s->ended) - s->n_finished <= s->parallel);
	return POOL_OK;
}

static void a_slow_caller_holds_the_workers_back(void **state)
{
	struct job_state s = { 0 };

	(void)state;
	run_pool(&s, (struct pool_jobs){ .n = 30,
					 .parallel = 3,
					 .run = run_plain,
					 .finished = wait_in_finished });
	assert_int_equal(s.n_finished, 30);
}

/* Wait for ever; the last of those that run at once sends the signal. */
static void run_until_signal(void *arg, size_t i, struct loop *l)
{
	struct job_state *s = arg;

	begin(s, i);
	if (atomic_fetch_add(&s->started, 1) + 1 == s->parallel)
		kill(getpid(), SIGINT);
	assert_false(loop_sleep(l, 3600000, &s->errors[i]));
	end(s);
}

static enum pool_end always_again(void *arg, size_t i)
{
	note_finished(arg, i);
	return POOL_AGAIN;
}

static void a_signal_cancels_what_runs_and_starts_no_more(void **state)
{
	struct job_state s = { 0 };
	struct sigaction action;

	(void)state;
	assert_int_equal(run_pool(&s, (struct pool_jobs){ .n = 10,
							  .parallel = 4,
							  .run = run_until_signal,
							  .finished = always_again }),
			 SIGINT);
	assert_int_equal(s.n_finished, 4);
	for (size_t i = 0; i < 10; i++) {
		assert_int_equal(s.runs[i], i < 4);
		assert_int_equal(s.errors[i].domain, i < 4 ? ERR_CANCELLED : ERR_NONE);
	}
	assert_int_equal(sigaction(SIGINT, NULL, &action), 0);
	assert_ptr_equal(action.sa_handler, SIG_DFL);
}

static void run_cancelling_main(void *arg, size_t i, struct loop *l)
{
	struct job_state *s = arg;

	begin(s, i);
	if (atomic_fetch_add(&s->started, 1) + 1 == s->parallel)
		loop_cancel(s->main);
	assert_false(loop_sleep(l, 3600000, &s->errors[i]));
	end(s);
}

static void cancelling_the_callers_loop_ends_it_too(void **state)
{
	struct job_state s = { 0 };

	(void)state;
	assert_int_equal(run_pool(&s, (struct pool_jobs){ .n = 10,
							  .parallel = 4,
							  .run = run_cancelling_main,
							  .finished = note_finished }),
			 SIGTERM);
	assert_int_equal(s.n_finished, 4);
}

static void run_hangup(void *arg, size_t i, struct loop *l)
{
	struct job_state *s = arg;
	sigset_t set;

	(void)l;
	begin(s, i);
	pthread_sigmask(SIG_SETMASK, NULL, &set);
	s->blocked = sigismember(&set, SIGINT) && sigismember(&set, SIGTERM) &&
		     sigismember(&set, SIGHUP) && sigismember(&set, SIGCHLD);
	kill(getpid(), SIGHUP);
	end(s);
}

static void ignored_signals_stay_ignored(void **state)
{
	struct job_state s = { 0 };
	struct sigaction action;
	sigset_t before, after;

	(void)state;
	pthread_sigmask(SIG_SETMASK, NULL, &before);
	signal(SIGHUP, SIG_IGN);
	assert_int_equal(run_pool(&s, (struct pool_jobs){ .n = 3,
							  .parallel = 1,
							  .run = run_hangup,
							  .finished = note_finished }),
			 0);
	assert_int_equal(s.n_finished, 3);
	assert_true(s.blocked);
	assert_int_equal(sigaction(SIGHUP, NULL, &action), 0);
	assert_ptr_equal(action.sa_handler, SIG_IGN);
	signal(SIGHUP, SIG_DFL);
	pthread_sigmask(SIG_SETMASK, NULL, &after);
	for (int i = 1; i < SIGRTMIN; i++)
		assert_int_equal(sigismember(&before, i), sigismember(&after, i));
}

static void without_a_worker_nothing_runs(void **state)
{
	struct job_state s = { 0 };
	struct pool_jobs jobs = { .n = 5,
				  .parallel = 3,
				  .run = run_plain,
				  .finished = note_finished,
				  .arg = &s };
	struct rlimit old, none;
	int signo = -1;
	struct err e;

	(void)state;
	s.main = loop_new(&e);
	assert_non_null(s.main);

	/* No descriptor is left for a worker's loop. */
	int first_free = open("/dev/null", O_RDONLY);

	assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
	none = old;
	none.rlim_cur = (rlim_t)first_free;
	close(first_free);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);

	bool ok = pool_run(s.main, &jobs, &signo, &e);

	assert_int_equal(setrlimit(RLIMIT_NOFILE, &old), 0);
	assert_false(ok);
	assert_err(e, ERR_LOCAL, "loop");
	assert_int_equal(s.n_finished, 0);
	assert_int_equal(s.ended, 0);
	assert_int_equal(signo, -1);
	loop_free(s.main);
}

/* ---- with a pace ---- */

static enum pool_end note_failed(void *arg, size_t i)
{
	note_finished(arg, i);
	return POOL_FAILED;
}

static int run_paced(struct job_state *s, struct pool_jobs jobs, struct pace_rules rules,
		     struct pace *ret)
{
	pace_init(ret, &rules);
	jobs.pace = ret;
	return run_pool(s, jobs);
}

/* Nobody of another batch is here. */
static void run_in_batch(void *arg, size_t i, struct loop *l)
{
	struct job_state *s = arg;

	(void)l;
	assert_int_equal(atomic_load(&s->ended) / 3, i / 3);
	begin(s, i);
	if (i < 9)
		pthread_barrier_wait(&s->barrier); /* the three of a batch are together */
	end(s);
}

static void a_batch_begins_when_the_one_before_ended(void **state)
{
	struct job_state s = { 0 };
	struct pace pace;

	(void)state;
	pthread_barrier_init(&s.barrier, NULL, 3);
	assert_int_equal(run_paced(&s,
				   (struct pool_jobs){ .n = 10,
						       .parallel = 8,
						       .run = run_in_batch,
						       .finished = note_finished },
				   (struct pace_rules){ .batch = 3 }, &pace),
			 0);
	assert_int_equal(s.n_finished, 10);
	assert_int_equal(s.most, 3);
	assert_null(pace_reason(&pace));
	pthread_barrier_destroy(&s.barrier);
}

static void run_timed(void *arg, size_t i, struct loop *l)
{
	struct job_state *s = arg;

	(void)l;
	begin(s, i);
	s->began_ms[i] = loop_now_ms();
	end(s);
}

static void jobs_begin_apart(void **state)
{
	struct job_state s = { 0 };
	struct pace pace;
	uint64_t start = loop_now_ms();

	(void)state;
	run_paced(&s,
		  (struct pool_jobs){ .n = 5,
				      .parallel = 8,
				      .run = run_timed,
				      .finished = note_finished },
		  (struct pace_rules){ .stagger_ms = 20 }, &pace);
	assert_int_equal(s.n_finished, 5);
	for (size_t i = 0; i < 5; i++)
		assert_true(s.began_ms[i] >= start + 20 * i);
}

static void after_a_failed_canary_nothing_begins(void **state)
{
	struct job_state s = { 0 };
	struct pace pace;

	(void)state;
	assert_int_equal(run_paced(&s,
				   (struct pool_jobs){ .n = 20,
						       .parallel = 4,
						       .run = run_plain,
						       .finished = note_failed },
				   (struct pace_rules){ .canary = 2 }, &pace),
			 0);
	/* The second had perhaps begun when the first failed. */
	assert_in_range(s.n_finished, 1, 2);
	assert_string_equal(pace_reason(&pace), "a canary failed");
}

static enum pool_end again_then_failed(void *arg, size_t i)
{
	struct job_state *s = arg;

	note_finished(arg, i);
	return atomic_load(&s->runs[i]) < 3 ? POOL_AGAIN : POOL_FAILED;
}

static void a_job_run_again_is_no_new_beginning(void **state)
{
	struct job_state s = { 0 };
	struct pace pace;

	(void)state;
	run_paced(&s,
		  (struct pool_jobs){ .n = 9,
				      .parallel = 4,
				      .run = run_plain,
				      .finished = again_then_failed },
		  (struct pace_rules){ .batch = 2, .limited = true, .max_failures = 3 },
		  &pace);
	assert_int_equal(s.n_finished, 12);
	for (size_t i = 0; i < 9; i++)
		assert_int_equal(s.runs[i], i < 4 ? 3 : 0);
	assert_int_equal(pace.begun, 4);
	assert_int_equal(pace.failed, 4);
	assert_string_equal(pace_reason(&pace), "more than 3 failed");
}

static void run_at_once(void *arg, size_t i, struct loop *l)
{
	(void)l;
	begin(arg, i);
	end(arg);
}

static enum pool_end signal_when_idle(void *arg, size_t i)
{
	note_finished(arg, i);
	kill(getpid(), SIGTERM);
	return POOL_OK;
}

static void a_signal_ends_the_wait_for_the_pace(void **state)
{
	struct job_state s = { 0 };
	struct pace pace;

	(void)state;
	assert_int_equal(run_paced(&s,
				   (struct pool_jobs){ .n = 3,
						       .parallel = 2,
						       .run = run_at_once,
						       .finished = signal_when_idle },
				   (struct pace_rules){ .stagger_ms = 3600000 }, &pace),
			 SIGTERM);
	assert_int_equal(s.n_finished, 1);
	assert_int_equal(s.runs[1], 0);
}

static enum pool_end signal_soon(void *arg, size_t i)
{
	struct job_state *s = arg;

	note_finished(arg, i);
	if (s->n_finished == 3)
		kill(getpid(), SIGINT);
	return s->n_finished < JOBS ? POOL_AGAIN : POOL_OK;
}

static void a_signal_is_seen_however_fast_jobs_end(void **state)
{
	struct job_state s = { 0 };

	(void)state;
	assert_int_equal(run_pool(&s, (struct pool_jobs){ .n = 8,
							  .parallel = 8,
							  .run = run_at_once,
							  .finished = signal_soon }),
			 SIGINT);
	assert_in_range(s.n_finished, 3, JOBS - 1);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_job_runs_once),
		cmocka_unit_test(nothing_to_do_is_done),
		cmocka_unit_test(as_many_as_allowed_run_at_once),
		cmocka_unit_test(jobs_are_told_of_as_they_end),
		cmocka_unit_test(a_job_is_run_again_when_asked),
		cmocka_unit_test(a_slow_caller_holds_the_workers_back),
		cmocka_unit_test(a_signal_cancels_what_runs_and_starts_no_more),
		cmocka_unit_test(cancelling_the_callers_loop_ends_it_too),
		cmocka_unit_test(ignored_signals_stay_ignored),
		cmocka_unit_test(without_a_worker_nothing_runs),
		cmocka_unit_test(a_batch_begins_when_the_one_before_ended),
		cmocka_unit_test(jobs_begin_apart),
		cmocka_unit_test(after_a_failed_canary_nothing_begins),
		cmocka_unit_test(a_job_run_again_is_no_new_beginning),
		cmocka_unit_test(a_signal_ends_the_wait_for_the_pace),
		cmocka_unit_test(a_signal_is_seen_however_fast_jobs_end),
	};

	return cmocka_run_group_tests_name("pool", tests, NULL, NULL);
}
