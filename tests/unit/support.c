/* support: what unit tests share. */
#include "tests/unit/support.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void *test_memdup(const void *p, size_t len)
{
	void *copy = malloc(len ? len : 1);

	assert_non_null(copy);
	if (len)
		memcpy(copy, p, len);
	return copy;
}

char *test_mkdir(void)
{
	const char *tmp = getenv("TMPDIR");
	char *path = xasprintf("%s/amtctl-test-XXXXXX", tmp ? tmp : "/tmp");

	assert_non_null(mkdtemp(path));
	return path;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

void test_rmdir(char *path)
{
	assert_int_equal(nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
	free(path);
}

char *test_write(const char *folder, const char *name, const char *text)
{
	char *path = xasprintf("%s/%s", folder, name);
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
	return path;
}

const char *test_fixtures(void)
{
	const char *folder = getenv("AMT_FIXTURES");

	if (!folder || !*folder)
		skip();
	return folder;
}

/* Of the running test_find(): nftw() passes no argument. */
static struct {
	const char *suffix;
	struct strv *files;
} finding;

static int note_file(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	size_t len = strlen(path);
	size_t n = strlen(finding.suffix);

	(void)st;
	(void)ftw;
	if (type == FTW_F && len > n && !strcmp(path + len - n, finding.suffix))
		strv_add(finding.files, path);
	return 0;
}

void test_find(const char *folder, const char *suffix, struct strv *ret)
{
	finding.suffix = suffix;
	finding.files = ret;
	assert_int_equal(nftw(folder, note_file, 16, FTW_PHYS), 0);
	assert_true(ret->n > 0);
}
