/*
 * meter: what a command took, with all that it waited for.
 *
 *   meter COMMAND...
 *
 * Writes "WALL CPU RSS" to descriptor 3: seconds on the clock, seconds of CPU
 * (user + system), and the KiB that its largest process had in memory at most.
 * Ends with the command's status, or 2 when it could not be run.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(const struct timeval *t)
{
	return (double)t->tv_sec + (double)t->tv_usec / 1e6;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	struct rusage use;
	int status;
	double start = now();
	pid_t pid = argc > 1 ? vfork() : -1;

	if (pid == 0) {
		execvp(argv[1], argv + 1);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &use) < 0 || !WIFEXITED(status)) {
		fprintf(stderr, "meter: the command was not run to its end\n");
		return 2;
	}
	dprintf(3, "%.3f %.3f %ld\n", now() - start,
		seconds(&use.ru_utime) + seconds(&use.ru_stime), use.ru_maxrss);
	return WEXITSTATUS(status);
}
