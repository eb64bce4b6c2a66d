/* support_process: servers of ours that unit tests talk to, as processes. */
#include "tests/unit/support.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/child.h"
#include "core/base/text.h"
#include "tests/unit/support_process.h"

static char *beside_tests(const char *command)
{
	char self[4096];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

	assert_true(n > 0);
	self[n] = '\0';
	*strrchr(self, '/') = '\0';
	return xasprintf("%s/../%s", self, command);
}

pid_t test_start(const char *command, char **ret_ready)
{
	struct strv argv = { 0 };
	struct err e = { 0 };
	char line[512] = "";
	int ends[2];
	pid_t pid;
	char *words = beside_tests(command);

	if (!text_split_words(words, &argv, &e))
		fail_msg("%s", e.msg);
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	if (!child_spawn(&argv, -1, ends[1], -1, &pid, &e))
		fail_msg("%s", e.msg);
	close(ends[1]);

	FILE *out = fdopen(ends[0], "r");

	if (!fgets(line, sizeof(line), out) || strncmp(line, "ready", 5) != 0)
		fail_msg("%s is not ready", words);
	fclose(out);
	free(words);
	strv_done(&argv);
	*ret_ready = xstrdup(line);
	return pid;
}

char *test_ready_word(const char *line, const char *key)
{
	const char *at = strstr(line, key);

	return at ? xstrndup(at + strlen(key), strcspn(at + strlen(key), " \n")) : NULL;
}
