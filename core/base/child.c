/* child: programs started without a shell. */
#include "core/base/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

/* How long a child may take to obey SIGTERM before SIGKILL. */
#define STOP_PATIENCE_MS 2000

static bool is_secret_variable(const char *assignment)
{
	static const char *const names[] = { "AMTCTL_PASSWORD=", "AMT_PASSWORD=",
					     "AMTCTL_TOKEN=" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (!strncmp(assignment, names[i], strlen(names[i])))
			return true;
	return false;
}

/* environ less our secrets: strings borrowed, the array owned. */
static char **environment_for_child(void)
{
	size_t n = 0;

	while (environ && environ[n])
		n++;

	char **copy = xcalloc(n + 1, sizeof(*copy));
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (!is_secret_variable(environ[i]))
			copy[kept++] = environ[i];
	return copy;
}

/*
 * Make descriptor to of the child from ours. *from is moved above 2 first: of
 * two standard descriptors that change places, the second would find the
 * first already overwritten.
 */
static int add_descriptor(posix_spawn_file_actions_t *actions, int from, int to,
			  int *ret_moved)
{
	if (from < 0)
		return posix_spawn_file_actions_addopen(actions, to, "/dev/null", O_RDWR,
							0);
	if (from <= 2) {
		*ret_moved = fcntl(from, F_DUPFD_CLOEXEC, 3);
		if (*ret_moved < 0)
			return errno;
		from = *ret_moved;
	}
	return posix_spawn_file_actions_adddup2(actions, from, to);
}

static int add_descriptors(posix_spawn_file_actions_t *actions, const int std[3],
			   int moved[3])
{
	for (int to = 0; to <= 2; to++) {
		int r = 0;

		if (to != 2 || std[2] >= 0) /* no err given: it keeps ours */
			r = add_descriptor(actions, std[to], to, &moved[to]);
		if (r)
			return r;
	}
	/* Ours are close-on-exec; a library's may not be. */
	return posix_spawn_file_actions_addclosefrom_np(actions, 3);
}

static int set_signals(posix_spawnattr_t *attr)
{
	sigset_t all, none;

	sigfillset(&all); /* we ignore SIGPIPE; a child must not */
	sigemptyset(&none);
	posix_spawnattr_setsigdefault(attr, &all);
	posix_spawnattr_setsigmask(attr, &none);
	return posix_spawnattr_setflags(attr,
					POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
}

bool child_spawn(const struct strv *argv, int in, int out, int err, pid_t *ret,
		 struct err *e)
{
	const int std[3] = { in, out, err };
	int moved[3] = { -1, -1, -1 };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	pid_t pid = -1;

	if (!argv->n || !*argv->v[0]) {
		err_set(e, ERR_LOCAL, 0, "the command to run is empty");
		return false;
	}

	AUTO(xfreep) char **environment = environment_for_child();

	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attr);

	int r = add_descriptors(&actions, std, moved);

	if (!r)
		r = set_signals(&attr);
	if (!r)
		r = posix_spawnp(&pid, argv->v[0], &actions, &attr, argv->v, environment);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&actions);
	for (size_t i = 0; i < ARRAY_LEN(moved); i++)
		xclosep(&moved[i]);
	if (r) {
		errno = r;
		err_errno(e, ERR_LOCAL, "cannot start %s", argv->v[0]);
		return false;
	}
	*ret = pid;
	return true;
}

static int reap(pid_t pid)
{
	int status = -1;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return status;
}

bool child_wait(pid_t pid, const char *what, struct err *e)
{
	int status = reap(pid);

	if (status == -1)
		return err_errno(e, ERR_LOCAL, "cannot wait for %s", what);
	if (WIFSIGNALED(status))
		return err_set(e, ERR_LOCAL, 0, "%s was ended by signal %d (SIG%s)", what,
			       WTERMSIG(status), sigabbrev_np(WTERMSIG(status)) ?: "?");
	if (WEXITSTATUS(status))
		return err_set(e, ERR_LOCAL, 0, "%s ended with status %d", what,
			       WEXITSTATUS(status));
	return true;
}

bool child_ended(pid_t pid)
{
	siginfo_t info = { 0 };

	return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) < 0 ||
	       info.si_pid == pid;
}

void child_stop(pid_t pid)
{
	AUTO(xclosep) int fd = pidfd_open(pid, 0);
	struct pollfd p = { .fd = fd, .events = POLLIN };

	kill(pid, SIGTERM);
	if (fd >= 0)
		while (poll(&p, 1, STOP_PATIENCE_MS) < 0 && errno == EINTR)
			;
	if (!child_ended(pid))
		kill(pid, SIGKILL);
	reap(pid);
}

bool child_output(const struct strv *argv, struct buf *out, struct err *e)
{
	int ends[2];
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return err_errno(e, ERR_LOCAL, "cannot make a pipe");

	AUTO(xclosep) int from_child = ends[0];
	bool started = child_spawn(argv, -1, ends[1], -1, &pid, e);

	close(ends[1]);
	if (!started)
		return false;
	if (!buf_read_fd(out, from_child, e)) {
		child_stop(pid);
		return err_wrap(e, "output of %s", argv->v[0]);
	}
	return child_wait(pid, argv->v[0], e);
}
