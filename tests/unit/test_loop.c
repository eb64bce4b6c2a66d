/* Unit tests of core/loop. */
#include "tests/unit/support.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/loop/loop.h"

struct scene {
	struct loop *loop;
	struct loop_watch *watch;
	struct loop_timer *timer;
	struct loop_waker *waker;
	int pair[2];
	int events;
	int fired;
	int signo;
	bool was_inside;
};

static int setup(void **state)
{
	struct scene *s = xcalloc(1, sizeof(*s));
	struct err e;

	s->loop = loop_new(&e);
	*state = s;
	return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, s->pair);
}

static int teardown(void **state)
{
	struct scene *s = *state;

	loop_free(s->loop);
	close(s->pair[0]);
	close(s->pair[1]);
	free(s);
	return 0;
}

static void note_timer(void *arg)
{
	struct scene *s = arg;

	s->fired++;
	s->was_inside = loop_in_callback(s->loop);
	loop_stop(s->loop);
}

static void note_events(void *arg, int events)
{
	struct scene *s = arg;

	s->events |= events;
	loop_stop(s->loop);
}

static void timers_fire_once_and_not_early(void **state)
{
	struct scene *s = *state;
	struct err e;

	s->timer = loop_timer_new(s->loop, note_timer, s);
	for (int i = 1; i <= 3; i++) {
		uint64_t start = loop_now_ms();

		loop_timer_set(s->timer, 20);
		assert_true(loop_run(s->loop, &e));
		assert_true(loop_now_ms() - start >= 20);
		assert_int_equal(s->fired, i);
	}
	assert_true(s->was_inside);
	assert_false(loop_in_callback(s->loop));
	loop_timer_set(s->timer, 1);
	loop_timer_stop(s->timer);
	assert_true(loop_sleep(s->loop, 30, &e));
	assert_int_equal(s->fired, 3);
	loop_timer_free(s->timer);
}

static void a_descriptor_shows_what_was_asked_for(void **state)
{
	struct scene *s = *state;
	struct err e;

	s->watch = loop_watch_new(s->loop, s->pair[0], LOOP_WRITE, note_events, s);
	assert_non_null(s->watch);
	assert_true(loop_run(s->loop, &e));
	assert_int_equal(s->events, LOOP_WRITE);

	s->events = 0;
	loop_watch_set(s->watch, LOOP_READ);
	assert_int_equal(write(s->pair[1], "x", 1), 1);
	assert_true(loop_run(s->loop, &e));
	assert_int_equal(s->events, LOOP_READ);

	s->events = 0;
	loop_watch_set(s->watch, 0); /* still readable, but not watched */
	assert_true(loop_sleep(s->loop, 20, &e));
	assert_int_equal(s->events, 0);
	loop_watch_free(s->watch);
}

static void end_of_file_is_readable(void **state)
{
	struct scene *s = *state;
	struct err e;

	s->watch = loop_watch_new(s->loop, s->pair[0], LOOP_READ, note_events, s);
	assert_int_equal(shutdown(s->pair[1], SHUT_RDWR), 0);
	assert_true(loop_run(s->loop, &e));
	assert_true(s->events & LOOP_READ);
	loop_watch_free(s->watch);
}

static void a_plain_file_cannot_be_watched(void **state)
{
	struct scene *s = *state;
	int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);

	assert_null(loop_watch_new(s->loop, fd, LOOP_READ, note_events, s));
	assert_int_equal(errno, EPERM);
	close(fd);
}

static void free_itself(void *arg, int events)
{
	struct scene *s = arg;

	(void)events;
	loop_watch_free(s->watch);
	s->watch = NULL;
	close(s->pair[0]); /* the number is free for the next descriptor */
	s->pair[0] = -1;
	loop_stop(s->loop);
}

static void a_watch_may_be_freed_in_its_callback_and_its_number_used_again(void **state)
{
	struct scene *s = *state;
	struct err e;
	int old = s->pair[0];

	s->watch = loop_watch_new(s->loop, s->pair[0], LOOP_WRITE, free_itself, s);
	assert_true(loop_run(s->loop, &e));
	assert_null(s->watch);
	s->pair[0] = dup(s->pair[1]);
	assert_int_equal(s->pair[0], old);
	s->watch = loop_watch_new(s->loop, s->pair[0], LOOP_WRITE, note_events, s);
	assert_non_null(s->watch);
	assert_true(loop_run(s->loop, &e));
	assert_int_equal(s->events, LOOP_WRITE);
	loop_watch_free(s->watch);
}

static void *cancel_it(void *arg)
{
	struct scene *s = arg;
	char c;

	assert_int_equal(read(s->pair[1], &c, 1), 1); /* the loop runs by now */
	loop_cancel(s->loop);
	return NULL;
}

static void say_running(void *arg)
{
	struct scene *s = arg;

	assert_int_equal(write(s->pair[0], "x", 1), 1);
}

static void cancelling_from_a_thread_ends_every_wait_for_good(void **state)
{
	struct scene *s = *state;
	pthread_t thread;
	struct err e;

	s->timer = loop_timer_new(s->loop, say_running, s);
	loop_timer_set(s->timer, 0);
	assert_int_equal(pthread_create(&thread, NULL, cancel_it, s), 0);
	assert_false(loop_run(s->loop, &e));
	assert_int_equal(e.domain, ERR_CANCELLED);
	assert_true(loop_cancelled(s->loop));
	pthread_join(thread, NULL);
	assert_false(loop_sleep(s->loop, 60000, &e));
	assert_int_equal(e.domain, ERR_CANCELLED);
	loop_timer_free(s->timer);
}

static void what_cleans_up_goes_on_for_a_while(void **state)
{
	struct scene *s = *state;
	struct err e;

	loop_cancel(s->loop);
	loop_grace(s->loop, 60000);
	assert_false(loop_cancelled(s->loop));
	assert_true(loop_sleep(s->loop, 1, &e));
	loop_grace(s->loop, 0);
	assert_false(loop_sleep(s->loop, 60000, &e));
	assert_int_equal(e.domain, ERR_CANCELLED);

	loop_grace(s->loop, 1);
	assert_false(loop_sleep(s->loop, 60000, &e)); /* ends with the grace */
	assert_int_equal(e.domain, ERR_CANCELLED);
}

static void note_wake(void *arg)
{
	note_timer(arg);
}

static void *wake_often(void *arg)
{
	struct scene *s = arg;

	for (int i = 0; i < 1000; i++)
		loop_wake(s->waker);
	return NULL;
}

static void a_waker_runs_on_the_loops_thread(void **state)
{
	struct scene *s = *state;
	pthread_t thread;
	struct err e;

	s->waker = loop_waker_new(s->loop, note_wake, s);
	for (int i = 0; i < 10; i++) /* before it ran: once */
		loop_wake(s->waker);
	assert_true(loop_run(s->loop, &e));
	assert_int_equal(s->fired, 1);
	assert_int_equal(pthread_create(&thread, NULL, wake_often, s), 0);
	assert_true(loop_run(s->loop, &e));
	pthread_join(thread, NULL);
	assert_true(s->fired >= 2);
	loop_waker_free(s->waker);
}

static void note_signal(void *arg, int signo)
{
	struct scene *s = arg;

	s->signo = signo;
	loop_stop(s->loop);
}

static void signals_are_caught_and_given_back(void **state)
{
	static const int both[] = { SIGUSR1, SIGUSR2 };
	struct scene *s = *state;
	struct sigaction now;
	struct err e;
	struct loop_signals *signals =
		loop_signals_new(s->loop, both, ARRAY_LEN(both), note_signal, s);

	raise(SIGUSR2);
	assert_true(loop_run(s->loop, &e));
	assert_int_equal(s->signo, SIGUSR2);
	raise(SIGUSR1);
	loop_signals_free(signals); /* with one on its way */
	assert_int_equal(sigaction(SIGUSR1, NULL, &now), 0);
	assert_true(now.sa_handler == SIG_DFL);
}

static void free_of_nothing_is_fine(void **state)
{
	(void)state;
	loop_free(NULL);
	loop_watch_free(NULL);
	loop_timer_free(NULL);
	loop_signals_free(NULL);
	loop_waker_free(NULL);
}

#define LOOP_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		LOOP_TEST(timers_fire_once_and_not_early),
		LOOP_TEST(a_descriptor_shows_what_was_asked_for),
		LOOP_TEST(end_of_file_is_readable),
		LOOP_TEST(a_plain_file_cannot_be_watched),
		LOOP_TEST(a_watch_may_be_freed_in_its_callback_and_its_number_used_again),
		LOOP_TEST(cancelling_from_a_thread_ends_every_wait_for_good),
		LOOP_TEST(what_cleans_up_goes_on_for_a_while),
		LOOP_TEST(a_waker_runs_on_the_loops_thread),
		LOOP_TEST(signals_are_caught_and_given_back),
		cmocka_unit_test(free_of_nothing_is_fine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
