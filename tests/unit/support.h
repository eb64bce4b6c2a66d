/* support: what unit tests share. Include it first: cmocka needs its order. */
#ifndef AMT_TESTS_SUPPORT_H
#define AMT_TESTS_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/err.h"
#include "core/base/strv.h"

/* A heap copy of exactly len bytes, so that ASan sees an over-read. */
void *test_memdup(const void *p, size_t len);

/* A fresh folder under $TMPDIR, removed with all in it by test_rmdir(). */
char *test_mkdir(void);
void test_rmdir(char *path);

/* Write text to folder/name and return that path (owned). */
char *test_write(const char *folder, const char *name, const char *text);

/* The folder of recorded replies (AMT_FIXTURES), or skip the running test. */
const char *test_fixtures(void);

/* Add all files below folder whose names end so; there must be one. */
void test_find(const char *folder, const char *suffix, struct strv *ret);

/* Assert that an error is of a domain and that its message has a part. */
#define assert_err(e, wanted_domain, part)                                \
	do {                                                              \
		assert_int_equal((e).domain, (wanted_domain));            \
		if (!strstr((e).msg, (part)))                             \
			fail_msg("\"%s\" lacks \"%s\"", (e).msg, (part)); \
	} while (0)

#endif
