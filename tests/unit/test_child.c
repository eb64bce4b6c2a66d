/* Unit tests of core/base/child. */
#include "tests/unit/support.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/child.h"

/* sh -c script; the tests may use a shell. */
static struct strv script(const char *text)
{
	struct strv v = { 0 };

	strv_add(&v, "sh");
	strv_add(&v, "-c");
	strv_add(&v, text);
	return v;
}

static char *output_of(const char *text)
{
	AUTO(strv_done) struct strv v = script(text);
	struct buf out = BUF_INIT(65536);
	struct err e;

	if (!child_output(&v, &out, &e))
		fail_msg("%s", e.msg);
	return buf_steal(&out);
}

static void output_is_collected(void **state)
{
	AUTO(xfreep) char *text = output_of("printf 'a b\\n'; printf c");

	(void)state;
	assert_string_equal(text, "a b\nc");
}

static void secrets_are_not_inherited(void **state)
{
	(void)state;
	setenv("AMTCTL_PASSWORD", "p1", 1);
	setenv("AMT_PASSWORD", "p2", 1);
	setenv("AMTCTL_TOKEN", "p3", 1);
	setenv("AMTCTL_TOKENS", "kept", 1);

	AUTO(xfreep)
	char *text = output_of(
		"echo $AMTCTL_PASSWORD$AMT_PASSWORD$AMTCTL_TOKEN.$AMTCTL_TOKENS");

	assert_string_equal(text, ".kept\n");
}

static void only_the_standard_descriptors_are_open(void **state)
{
	int leaky = open("/dev/null", O_RDONLY); /* not close-on-exec */

	(void)state;
	assert_true(leaky > 2);

	/* the shell's own listing opens one more, the folder itself */
	AUTO(xfreep) char *text = output_of("exec ls /proc/self/fd");

	close(leaky);
	assert_string_equal(text, "0\n1\n2\n3\n");
}

static void signal_actions_are_default(void **state)
{
	unsigned long long blocked, ignored;
	sigset_t block, old;

	(void)state;
	signal(SIGPIPE, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	sigemptyset(&block);
	sigaddset(&block, SIGTERM);
	sigprocmask(SIG_BLOCK, &block, &old);

	AUTO(xfreep)
	char *text = output_of("grep -E '^Sig(Ign|Blk)' /proc/self/status | cut -f2");

	sigprocmask(SIG_SETMASK, &old, NULL);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGINT, SIG_DFL);
	assert_int_equal(sscanf(text, "%llx %llx", &blocked, &ignored), 2);
	assert_true(blocked == 0);
	/* 32 and 33 are the C library's own; it has them ignored. */
	assert_true((ignored & ~0x180000000ull) == 0);
}

static void standard_descriptors_may_change_places(void **state)
{
	AUTO(strv_done) struct strv v = script("echo out; echo err >&2");
	int out[2], err[2];
	char got[16] = { 0 };
	pid_t pid;
	struct err e;

	(void)state;
	assert_int_equal(pipe2(out, O_CLOEXEC), 0);
	assert_int_equal(pipe2(err, O_CLOEXEC), 0);

	int saved1 = fcntl(1, F_DUPFD_CLOEXEC, 10);
	int saved2 = fcntl(2, F_DUPFD_CLOEXEC, 10);

	dup2(err[1], 1); /* our 1 shall be its 2, and our 2 its 1 */
	dup2(out[1], 2);

	bool ok = child_spawn(&v, -1, 2, 1, &pid, &e);

	dup2(saved1, 1);
	dup2(saved2, 2);
	close(saved1);
	close(saved2);
	assert_true(ok);
	assert_true(child_wait(pid, "sh", &e));
	assert_int_equal(read(out[0], got, sizeof(got)), 4);
	assert_memory_equal(got, "out\n", 4);
	assert_int_equal(read(err[0], got, sizeof(got)), 4);
	assert_memory_equal(got, "err\n", 4);
	for (int i = 0; i < 2; i++) {
		close(out[i]);
		close(err[i]);
	}
}

static void a_missing_program_is_named(void **state)
{
	AUTO(strv_done) struct strv v = { 0 };
	struct buf out = BUF_INIT(100);
	struct err e;

	(void)state;
	assert_false(child_output(&v, &out, &e));
	assert_err(e, ERR_LOCAL, "empty");
	strv_add(&v, "/nonexistent/program");
	assert_false(child_output(&v, &out, &e));
	assert_err(e, ERR_LOCAL, "cannot start /nonexistent/program: No such file");
}

static void bad_ends_are_told(void **state)
{
	AUTO(strv_done) struct strv status = script("exit 3");
	AUTO(strv_done) struct strv killed = script("kill -KILL $$");
	struct buf out = BUF_INIT(100);
	struct err e;

	(void)state;
	assert_false(child_output(&status, &out, &e));
	assert_err(e, ERR_LOCAL, "sh ended with status 3");
	assert_false(child_output(&killed, &out, &e));
	assert_err(e, ERR_LOCAL, "sh was ended by signal 9 (SIGKILL)");
}

static void too_much_output_stops_the_child(void **state)
{
	AUTO(strv_done) struct strv v = script("yes");
	struct buf out = BUF_INIT(1000);
	struct err e;

	(void)state;
	assert_false(child_output(&v, &out, &e));
	assert_err(e, ERR_PROTO, "output of sh: over 1000 bytes");
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* none is left */
	buf_done(&out);
}

/* Start a script that writes a byte once it is ready, and wait for that. */
static pid_t start_ready(const char *text)
{
	AUTO(strv_done) struct strv v = script(text);
	int ends[2];
	pid_t pid = -1;
	struct err e;
	char c;

	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	assert_true(child_spawn(&v, -1, ends[1], -1, &pid, &e));
	close(ends[1]);
	assert_int_equal(read(ends[0], &c, 1), 1);
	close(ends[0]);
	return pid;
}

static void stopping_ends_even_the_stubborn(void **state)
{
	pid_t obedient = start_ready("echo; exec sleep 1000");
	pid_t stubborn = start_ready("trap '' TERM; echo; exec sleep 1000");

	(void)state;
	assert_false(child_ended(obedient));
	child_stop(obedient);
	child_stop(stubborn);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static void an_ended_child_is_seen_without_reaping(void **state)
{
	AUTO(strv_done) struct strv v = script("exit 4");
	siginfo_t info;
	pid_t pid;
	struct err e;

	(void)state;
	assert_true(child_spawn(&v, -1, -1, -1, &pid, &e));
	assert_int_equal(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
	assert_true(child_ended(pid));
	assert_true(child_ended(pid));
	assert_false(child_wait(pid, "it", &e));
	assert_err(e, ERR_LOCAL, "it ended with status 4");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(output_is_collected),
		cmocka_unit_test(secrets_are_not_inherited),
		cmocka_unit_test(only_the_standard_descriptors_are_open),
		cmocka_unit_test(signal_actions_are_default),
		cmocka_unit_test(standard_descriptors_may_change_places),
		cmocka_unit_test(a_missing_program_is_named),
		cmocka_unit_test(bad_ends_are_told),
		cmocka_unit_test(too_much_output_stops_the_child),
		cmocka_unit_test(stopping_ends_even_the_stubborn),
		cmocka_unit_test(an_ended_child_is_seen_without_reaping),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
