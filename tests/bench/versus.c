/*
 * versus: CPU time of two commands, run in turn A B A B ..., as whole processes.
 *
 *   versus RUNS LIMIT A... -- B...
 *
 * Prints the medians (user + system, of the process and what it waited for)
 * and the ratio of each pair's median. Status 1 when the ratio is over LIMIT,
 * 2 when a command fails. stdout of the commands goes to /dev/null.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static double milliseconds(const struct timeval *t)
{
	return (double)t->tv_sec * 1000.0 + (double)t->tv_usec / 1000.0;
}

static double run(char **argv)
{
	struct rusage use;
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		int null = open("/dev/null", O_RDWR);

		dup2(null, STDIN_FILENO);
		dup2(null, STDOUT_FILENO);
		execvp(argv[0], argv);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &use) < 0 || status != 0) {
		fprintf(stderr, "versus: %s failed\n", argv[0]);
		exit(2);
	}
	return milliseconds(&use.ru_utime) + milliseconds(&use.ru_stime);
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *v, size_t n)
{
	qsort(v, n, sizeof(*v), by_value);
	return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

int main(int argc, char **argv)
{
	int split = 3;

	while (split < argc && strcmp(argv[split], "--") != 0)
		split++;
	if (argc < 6 || split >= argc - 1) {
		fprintf(stderr, "usage: versus RUNS LIMIT A... -- B...\n");
		return 2;
	}
	argv[split] = NULL;

	size_t runs = strtoul(argv[1], NULL, 10);
	double limit = strtod(argv[2], NULL);
	double *a = calloc(runs, sizeof(*a));
	double *b = calloc(runs, sizeof(*b));
	double *ratio = calloc(runs, sizeof(*ratio));

	if (!runs || !a || !b || !ratio)
		return 2;
	run(argv + 3); /* warm up */
	run(argv + split + 1);
	for (size_t i = 0; i < runs; i++) {
		a[i] = run(argv + 3);
		b[i] = run(argv + split + 1);
		ratio[i] = a[i] / b[i];
	}

	double r = median(ratio, runs);

	printf("%.1f ms against %.1f ms CPU, ratio %.2f (limit %.2f): %s\n",
	       median(a, runs), median(b, runs), r, limit, r <= limit ? "ok" : "over");
	free(a);
	free(b);
	free(ratio);
	return r > limit;
}
