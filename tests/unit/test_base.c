/* Unit tests of core/base: err, buf, secret, strv, strmap and the helpers of base. */
#include "tests/unit/support.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/buf.h"
#include "core/base/secret.h"
#include "core/base/strmap.h"
#include "core/base/strv.h"

/* Run fn in a child; its exit status, and in text what it wrote to stderr. */
static int in_child(void (*fn)(void), char *text, size_t size)
{
	int pipes[2], status;
	size_t len = 0;
	ssize_t n;

	assert_int_equal(pipe(pipes), 0);

	pid_t pid = fork();

	assert_true(pid >= 0);
	if (!pid) {
		dup2(pipes[1], STDERR_FILENO);
		fn();
		_exit(99);
	}
	close(pipes[1]);
	while (len + 1 < size && (n = read(pipes[0], text + len, size - 1 - len)) > 0)
		len += (size_t)n;
	text[len] = '\0';
	close(pipes[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

/* ---- base ---- */

static void no_memory_ends_the_process_with_a_word(void **state)
{
	char text[100], want[100];

	(void)state;
	assert_int_equal(in_child(out_of_memory, text, sizeof(text)), EXIT_NO_MEMORY);
	snprintf(want, sizeof(want), "%s: out of memory\n",
		 program_invocation_short_name);
	assert_string_equal(text, want);
}

static void copies_have_the_length_asked_for(void **state)
{
	char *exact = test_memdup("abc", 3); /* no NUL */
	AUTO(xfreep) char *two = xstrndup(exact, 2);
	AUTO(xfreep) char *three = xstrndup(exact, 3);
	AUTO(xfreep) char *short_one = xstrndup("ab", 1000);
	AUTO(xfreep) void *none = xmemdup(NULL, 0);
	AUTO(xfreep) void *bytes = xmemdup("a\0b", 3);

	(void)state;
	free(exact);
	assert_string_equal(two, "ab");
	assert_string_equal(three, "abc");
	assert_string_equal(short_one, "ab");
	assert_non_null(none);
	assert_memory_equal(bytes, "a\0b", 3);
	assert_null(xstrdup(NULL));
}

static void stolen_is_gone(void **state)
{
	char *p = xstrdup("x");
	AUTO(xfreep) char *q = STEAL(p);

	(void)state;
	assert_null(p);
	assert_string_equal(q, "x");
	xfreep(&q);
	assert_null(q);
}

static void closing_keeps_errno(void **state)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	int was = fd;

	(void)state;
	assert_true(fd >= 0);
	errno = ENOENT;
	xclosep(&fd);
	assert_int_equal(errno, ENOENT);
	assert_int_equal(fd, -1);
	assert_int_equal(fcntl(was, F_GETFD), -1);
	errno = EPERM;
	xclosep(&fd); /* none: nothing happens */
	assert_int_equal(errno, EPERM);
}

/* ---- err ---- */

static void an_error_replaces_the_former(void **state)
{
	struct err e = { 0 };

	(void)state;
	assert_false(err_set(&e, ERR_REFUSED, 2, "first %d", 1));
	assert_false(err_name(&e, "NotReady"));
	assert_false(err_hint(&e, "wait %s", "a while"));
	assert_string_equal(e.msg, "first 1");
	assert_string_equal(e.name, "NotReady");
	assert_string_equal(e.hint, "wait a while");
	assert_false(err_set(&e, ERR_NET, 0, "second, not %s", e.msg)); /* of itself */
	assert_int_equal(e.domain, ERR_NET);
	assert_int_equal(e.code, 0);
	assert_string_equal(e.msg, "second, not first 1");
	assert_string_equal(e.name, "");
	assert_string_equal(e.hint, "");
}

static void wrapping_keeps_all_but_the_text(void **state)
{
	struct err e = { 0 };

	(void)state;
	err_set(&e, ERR_REFUSED, 2, "cause");
	err_name(&e, "NotReady");
	err_hint(&e, "hint");
	assert_false(err_wrap(&e, "outer %s", "part"));
	assert_string_equal(e.msg, "outer part: cause");
	assert_int_equal(e.domain, ERR_REFUSED);
	assert_int_equal(e.code, 2);
	assert_string_equal(e.name, "NotReady");
	assert_string_equal(e.hint, "hint");
}

static void errno_is_told_and_kept(void **state)
{
	struct err e = { 0 };

	(void)state;
	errno = EACCES;
	assert_false(err_errno(&e, ERR_LOCAL, "cannot open %s", "x"));
	assert_int_equal(e.code, EACCES);
	assert_string_equal(e.msg, "cannot open x: Permission denied");
}

static void long_texts_are_cut(void **state)
{
	char text[2000];
	struct err e = { 0 };

	(void)state;
	memset(text, 'a', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	err_set(&e, ERR_NET, 0, "%s", text);
	assert_int_equal(strlen(e.msg), sizeof(e.msg) - 1);
	err_wrap(&e, "outer");
	assert_int_equal(strlen(e.msg), sizeof(e.msg) - 1);
	assert_int_equal(strncmp(e.msg, "outer: aaa", 10), 0);
	err_wrap(&e, "%s", text);
	assert_int_equal(strlen(e.msg), sizeof(e.msg) - 1);
	assert_int_equal(strspn(e.msg, "a"), sizeof(e.msg) - 1);
	errno = ENOENT;
	err_errno(&e, ERR_LOCAL, "%s", text);
	assert_int_equal(strlen(e.msg), sizeof(e.msg) - 1);
	err_name(&e, text);
	assert_int_equal(strlen(e.name), sizeof(e.name) - 1);
	err_hint(&e, "%s", text);
	assert_int_equal(strlen(e.hint), sizeof(e.hint) - 1);
}

static void trouble_on_the_way_names_no_operation(void **state)
{
	static const struct {
		enum err_domain domain;
		int code;
		bool named;
	} rows[] = {
		{ ERR_NET, ECONNREFUSED, false }, { ERR_TLS, 1, false },
		{ ERR_CLOUD, 0, false },          { ERR_NO_SECRET, 0, false },
		{ ERR_AUTH, 401, false },         { ERR_AUTH, 403, true },
		{ ERR_AUTH, 400, true }, /* a fault: AccessDenied */
		{ ERR_REFUSED, 2, true },         { ERR_PROTO, 0, true },
		{ ERR_INDETERMINATE, 0, true },   { ERR_BUSY, 0, true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct err e;

		err_set(&e, rows[i].domain, rows[i].code, "cause");
		assert_false(err_wrap_operation(&e, "Get %s", "X"));
		assert_string_equal(e.msg, rows[i].named ? "Get X: cause" : "cause");
	}
}

/* ---- buf ---- */

static void a_buffer_is_text_at_every_length(void **state)
{
	AUTO(buf_done) struct buf b = BUF_INIT(1000);
	struct err e;

	(void)state;
	assert_string_equal(buf_cstr(&b), "");
	for (size_t i = 0; i < 1000; i++) {
		assert_true(buf_add(&b, i % 2 ? "b" : "a", 1, &e));
		assert_int_equal(b.len, i + 1);
		assert_int_equal(b.data[b.len], '\0');
		assert_true(b.cap > b.len);
	}
	for (size_t i = 0; i < 1000; i++)
		assert_int_equal(b.data[i], i % 2 ? 'b' : 'a');
	buf_clear(&b);
	assert_string_equal(b.data, "");
	assert_int_equal(b.max, 1000);
}

static void the_ceiling_holds_and_what_was_there_stays(void **state)
{
	AUTO(buf_done) struct buf b = BUF_INIT(4);
	struct err e = { 0 };

	(void)state;
	assert_true(buf_add(&b, "abc", 3, &e));
	assert_false(buf_add(&b, "de", 2, &e));
	assert_err(e, ERR_PROTO, "over 4 bytes");
	assert_false(buf_add(&b, "x", SIZE_MAX, &e)); /* a sum would overflow */
	assert_string_equal(b.data, "abc");
	assert_true(buf_add(&b, "d", 1, &e));
	assert_true(buf_add(&b, "", 0, &e));
	assert_false(buf_add(&b, "e", 1, &e));
	assert_string_equal(b.data, "abcd");
}

static void bytes_need_not_be_text(void **state)
{
	AUTO(buf_wipe) struct buf b = BUF_INIT(100);
	struct err e;

	(void)state;
	assert_true(buf_add(&b, "a\0b", 3, &e));
	buf_printf(&b, "%c%s", 'c', "d");
	assert_int_equal(b.len, 5);
	assert_memory_equal(b.data, "a\0bcd", 6);
}

static void a_stolen_buffer_starts_anew(void **state)
{
	struct buf b = BUF_INIT(100);
	AUTO(xfreep) char *nothing = buf_steal(&b);

	(void)state;
	buf_puts(&b, "text");

	AUTO(xfreep) char *text = buf_steal(&b);

	assert_string_equal(nothing, "");
	assert_string_equal(text, "text");
	assert_null(b.data);
	assert_int_equal(b.len, 0);
	assert_int_equal(b.max, 100);
	buf_done(&b);
}

static void files_are_read_whole_or_not_at_all(void **state)
{
	char *folder = test_mkdir();
	size_t len = 100000; /* several reads */
	char *big = xcalloc(1, len + 1);
	AUTO(buf_done) struct buf b = BUF_INIT(100000);
	AUTO(buf_done) struct buf small = BUF_INIT(99999);
	struct err e = { 0 };

	(void)state;
	for (size_t i = 0; i < len; i++)
		big[i] = (char)('a' + i % 26);

	AUTO(xfreep) char *path = test_write(folder, "big", big);
	AUTO(xfreep) char *missing = xasprintf("%s/missing", folder);

	assert_true(buf_read_file(&b, path, &e));
	assert_int_equal(b.len, len);
	assert_memory_equal(b.data, big, len);
	assert_false(buf_read_file(&small, path, &e));
	assert_err(e, ERR_PROTO, "big: over 99999 bytes");
	assert_false(buf_read_file(&small, missing, &e));
	assert_err(e, ERR_LOCAL, "missing: No such file or directory");
	assert_int_equal(e.code, ENOENT);
	assert_false(buf_read_file(&small, folder, &e));
	assert_err(e, ERR_LOCAL, "cannot read: Is a directory");
	free(big);
	test_rmdir(folder);
}

/* ---- secret ---- */

static void one_newline_is_no_part_of_a_secret(void **state)
{
	static const char *const v[][2] = {
		{ "P@ssw0rd", "P@ssw0rd" },     { "P@ssw0rd\n", "P@ssw0rd" },
		{ "P@ssw0rd\r\n", "P@ssw0rd" }, { "P@ssw0rd\n\n", "P@ssw0rd\n" },
		{ "P@ssw0rd\r", "P@ssw0rd\r" }, { " a b ", " a b " },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(v); i++) {
		char *exact = test_memdup(v[i][0], strlen(v[i][0]));
		struct secret s = { 0 };
		struct secret copy = { 0 };
		struct err e;

		assert_true(secret_set(&s, exact, strlen(v[i][0]), &e));
		free(exact);
		secret_copy(&copy, &s);
		assert_string_equal(s.text, v[i][1]);
		secret_done(&s);
		assert_null(s.text);
		assert_string_equal(copy.text, v[i][1]);
		secret_done(&copy);
		secret_done(&copy);
	}
}

static void what_is_no_secret_is_refused(void **state)
{
	struct secret s = { 0 };
	struct err e = { 0 };
	char *longest = xmalloc(SECRET_MAX + 1);

	(void)state;
	memset(longest, 'x', SECRET_MAX + 1);
	assert_false(secret_set(&s, "", 0, &e));
	assert_err(e, ERR_NO_SECRET, "empty");
	assert_false(secret_set(&s, "\n", 1, &e));
	assert_err(e, ERR_NO_SECRET, "empty");
	assert_false(secret_set(&s, "\r\n", 2, &e));
	assert_err(e, ERR_NO_SECRET, "empty");
	assert_false(secret_set(&s, "P@ss\0w0rd", 9, &e));
	assert_err(e, ERR_NO_SECRET, "NUL");
	assert_false(secret_set(&s, longest, SECRET_MAX + 1, &e));
	assert_err(e, ERR_NO_SECRET, "longer than 4096 bytes");
	assert_null(strstr(e.msg, "xx"));
	assert_null(s.text);
	longest[SECRET_MAX] = '\n';
	assert_true(secret_set(&s, longest, SECRET_MAX + 1, &e));
	assert_int_equal(strlen(s.text), SECRET_MAX);
	secret_done(&s);
	free(longest);
}

static void protect(void)
{
	struct rlimit core;

	secret_protect_process();
	_exit(!getrlimit(RLIMIT_CORE, &core) && !core.rlim_cur && !core.rlim_max &&
	      !prctl(PR_GET_DUMPABLE));
}

static void secrets_leave_no_core_file(void **state)
{
	char text[100];

	(void)state;
	assert_int_equal(in_child(protect, text, sizeof(text)), 1);
	assert_string_equal(text, "");
}

/* ---- strv, strmap ---- */

static void lists_serve_as_argv(void **state)
{
	struct strv s = { 0 };
	char text[8];

	(void)state;
	assert_false(strv_has(&s, ""));
	for (size_t i = 0; i < 100; i++) {
		snprintf(text, sizeof(text), "%zu", i);
		if (i % 2)
			strv_take(&s, xstrdup(text));
		else
			strv_add(&s, text);
		assert_int_equal(s.n, i + 1);
		assert_null(s.v[s.n]);
	}
	assert_string_equal(s.v[0], "0");
	assert_string_equal(s.v[99], "99");
	assert_true(strv_has(&s, "57"));
	assert_false(strv_has(&s, "100"));
	strv_done(&s);
	assert_null(s.v);
	assert_int_equal(s.n, 0);
}

static void each_of_many_names_is_found(void **state)
{
	enum { N = 5000 };
	struct strmap m = { 0 };
	struct strv keys = { 0 };
	bool is_new;

	(void)state;
	assert_null(strmap_find(&m, "key0"));
	for (size_t i = 0; i < N; i++)
		strv_take(&keys, xasprintf("key%zu", i));
	for (size_t i = 0; i < N; i++) {
		assert_int_equal(*strmap_add(&m, keys.v[i], i, &is_new), i);
		assert_true(is_new);
	}
	assert_int_equal(*strmap_add(&m, "key7", 99, &is_new), 7); /* the first stays */
	assert_false(is_new);
	assert_int_equal(m.n, N);
	for (size_t i = 0; i < N; i++)
		assert_int_equal(*strmap_find(&m, keys.v[i]), i);
	*strmap_find(&m, "key7") = 8;
	assert_int_equal(*strmap_find(&m, "key7"), 8);
	assert_null(strmap_find(&m, "key"));
	assert_null(strmap_find(&m, ""));
	assert_null(strmap_find(&m, "key5000"));
	strmap_done(&m);
	assert_null(strmap_find(&m, "key7"));
	strv_done(&keys);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_memory_ends_the_process_with_a_word),
		cmocka_unit_test(copies_have_the_length_asked_for),
		cmocka_unit_test(stolen_is_gone),
		cmocka_unit_test(closing_keeps_errno),
		cmocka_unit_test(an_error_replaces_the_former),
		cmocka_unit_test(wrapping_keeps_all_but_the_text),
		cmocka_unit_test(errno_is_told_and_kept),
		cmocka_unit_test(long_texts_are_cut),
		cmocka_unit_test(trouble_on_the_way_names_no_operation),
		cmocka_unit_test(a_buffer_is_text_at_every_length),
		cmocka_unit_test(the_ceiling_holds_and_what_was_there_stays),
		cmocka_unit_test(bytes_need_not_be_text),
		cmocka_unit_test(a_stolen_buffer_starts_anew),
		cmocka_unit_test(files_are_read_whole_or_not_at_all),
		cmocka_unit_test(one_newline_is_no_part_of_a_secret),
		cmocka_unit_test(what_is_no_secret_is_refused),
		cmocka_unit_test(secrets_leave_no_core_file),
		cmocka_unit_test(lists_serve_as_argv),
		cmocka_unit_test(each_of_many_names_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
