/* Unit tests of core/config: editing, replacing and locking files. */
#include "tests/unit/support.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/config/config.h"

static void edits_change_nothing_else(void **state)
{
	static const struct {
		struct config_edit edit;
		const char *before;
		const char *after;
	} rows[] = {
		/* Setting what is there. */
		{ { "s", "", "k", "2" }, "[s]\n\tk = 1\n", "[s]\n\tk = 2\n" },
		{ { "S", "", "K", "2" }, "[s]\nk=1", "[s]\nk=2" },
		{ { "s", "", "k", "2" },
		  "[s]\nk = 1 # c\nl = 3\n",
		  "[s]\nk = 2 # c\nl = 3\n" },
		{ { "s", "", "k", "2" },
		  "[s]\r\nk = \"1\" \t;c\r\n",
		  "[s]\r\nk = 2 \t;c\r\n" },
		{ { "s", "", "k", "2" },
		  "[s]\nk = a \\\n  b\nl = 1\n",
		  "[s]\nk = 2\nl = 1\n" },
		{ { "s", "", "k", "2" }, "[s]\nk =\n", "[s]\nk = 2\n" },
		{ { "s", "", "k", "2" }, "[s]\nk = ; c\n", "[s]\nk = 2 ; c\n" },
		{ { "s", "", "k", "2" }, "[s]\nk = \"\"\n", "[s]\nk = 2\n" },
		{ { "s", "", "k", "2" }, "[s] k = 1\n", "[s] k = 2\n" },
		{ { "s", "", "k", "1" }, "[s]\n k = 1", "[s]\n k = 1" },
		{ { "s", "x", "k", "2" },
		  "[s]\nk=1\n[s \"x\"]\nk=1\n[s \"X\"]\nk=1\n",
		  "[s]\nk=1\n[s \"x\"]\nk=2\n[s \"X\"]\nk=1\n" },
		/* Several become one, at the last place. */
		{ { "s", "", "k", "3" }, "[s]\nk=1\nl=0\nk=2\n", "[s]\nl=0\nk=3\n" },
		{ { "s", "", "k", "3" },
		  "[s]\nk=1\n[t]\nx=1\n[s]\nk=2\n",
		  "[t]\nx=1\n[s]\nk=3\n" },
		/* Adding. */
		{ { "s", "", "l", "2" },
		  "[s]\n  k = 1\n\n# t\n[t]\n\tx = 1\n",
		  "[s]\n  k = 1\n  l = 2\n\n# t\n[t]\n\tx = 1\n" },
		{ { "s", "", "l", "2" },
		  "[s]\nk=1\n[t]\n[s]\nm=1\n",
		  "[s]\nk=1\n[t]\n[s]\nm=1\nl = 2\n" },
		{ { "s", "", "l", "2" },
		  "[s]\n[t]\n  x = 1\n",
		  "[s]\n  l = 2\n[t]\n  x = 1\n" },
		{ { "s", "", "l", "2" }, "[s]\n\tk = 1", "[s]\n\tk = 1\n\tl = 2" },
		{ { "s", "", "l", "2" },
		  "[s]\r\n    k = 1\r\n",
		  "[s]\r\n    k = 1\r\n    l = 2\r\n" },
		{ { "s", "", "l", "2" }, "[s] k = 1 # c\n", "[s] k = 1 # c\n\tl = 2\n" },
		{ { "s", "", "l", "2" }, "[s] # c", "[s] # c\n\tl = 2" },
		{ { "s", "", "l", "2" }, "", "[s]\n\tl = 2\n" },
		{ { "s", "a\"b\\c", "l", "2" },
		  "# c\n",
		  "# c\n[s \"a\\\"b\\\\c\"]\n\tl = 2\n" },
		{ { "s", "x", "l", "2" },
		  "[t]\r\n  x = 1\r\n",
		  "[t]\r\n  x = 1\r\n[s \"x\"]\r\n  l = 2\r\n" },
		{ { "s", "", "l", "2" }, "# c", "# c\n[s]\n\tl = 2" },
		{ { "s", "", "l", "2" }, "\xef\xbb\xbf", "\xef\xbb\xbf[s]\n\tl = 2\n" },
		{ { "s", "", "l", "2" }, "\xef\xbb\xbf[s]\nl=1", "\xef\xbb\xbf[s]\nl=2" },
		/* A backslash at the end of the file would take in what is added. */
		{ { "s", "", "l", "2" }, "[s]\nk = 1\\\n", "[s]\nk = 1\\\n\nl = 2\n" },
		{ { "t", "", "l", "2" },
		  "[s]\r\n k = 1\\\r\n",
		  "[s]\r\n k = 1\\\r\n\r\n[t]\r\n l = 2\r\n" },
		{ { "s", "", "l", "2" }, "[s]\nk = 1\\\\\n", "[s]\nk = 1\\\\\nl = 2\n" },
		/* Quoting. */
		{ { "s", "", "k", "" }, "[s]\nk=1\n", "[s]\nk=\"\"\n" },
		{ { "s", "", "k", " a " }, "[s]\nk=1\n", "[s]\nk=\" a \"\n" },
		{ { "s", "", "k", "a;b" }, "[s]\nk=1\n", "[s]\nk=\"a;b\"\n" },
		{ { "s", "", "k", "a#b" }, "[s]\nk=1\n", "[s]\nk=\"a#b\"\n" },
		{ { "s", "", "k", "a\"\\\n\tb" },
		  "[s]\nk=1\n",
		  "[s]\nk=a\\\"\\\\\\n\\tb\n" },
		/* Removing. */
		{ { "s", "", "k", NULL }, "[s]\nk=1\nl=1\n", "[s]\nl=1\n" },
		{ { "s", "", "k", NULL }, "[s]\nk=a\\\nb # c\nl=1\nk=2", "[s]\nl=1\n" },
		{ { "s", "", "k", NULL },
		  "[t]\nx=1\n\n[s]\nk=1\n\n[u]\ny=1\n",
		  "[t]\nx=1\n\n[u]\ny=1\n" },
		{ { "s", "", "k", NULL }, "[s]\n# why\nk=1\n", "[s]\n# why\n" },
		{ { "s", "", "k", NULL }, "[s] ; why\nk=1\n", "[s] ; why\n" },
		{ { "s", "", "k", NULL }, "[s]  k=1\r\nl=2\r\n", "[s]\r\nl=2\r\n" },
		{ { "s", "", "k", NULL }, "[s] k=1", "" },
		{ { "s", "", "k", NULL }, "[s]\n", "[s]\n" },
		{ { "s", "", "nope", NULL }, "[s]\nk = 1", "[s]\nk = 1" },
		{ { "nope", "", "k", NULL }, "[s]\nk = 1", "[s]\nk = 1" },
		/* Removing a section, wherever it stands. */
		{ { "s", "x", NULL, NULL },
		  "# of s\n[s \"x\"]\nk=1\n# in it\nl=1\n\n# of t\n[t]\nx=1\n[s \"x\"]\n",
		  "# of s\n# of t\n[t]\nx=1\n" },
		{ { "s", "", NULL, NULL },
		  "[s]\nk=1\n\t# l=1\n\n[t]\nx=1\n",
		  "[t]\nx=1\n" },
		{ { "s", "", NULL, NULL }, "[t]\nx=1\n[s] k=1", "[t]\nx=1\n" },
		{ { "s", "", NULL, NULL }, "[t]\nx=1\n", "[t]\nx=1\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct buf out = BUF_INIT(SIZE_MAX);
		size_t len = strlen(rows[i].before);
		char *exact = test_memdup(rows[i].before, len);
		struct err e;

		if (!config_edit_text(exact, len, &rows[i].edit, &out, &e))
			fail_msg("%s", e.msg);
		if (strcmp(buf_cstr(&out), rows[i].after) != 0)
			fail_msg("<%s> became <%s>, not <%s>", rows[i].before,
				 buf_cstr(&out), rows[i].after);
		buf_done(&out);
		free(exact);
	}
}

static void what_no_config_can_hold_is_refused(void **state)
{
	static const struct {
		struct config_edit edit;
		const char *in;
		const char *part;
	} rows[] = {
		{ { "s x", "", "k", "1" }, "", "cannot be a section's name" },
		{ { "", "", "k", "1" }, "", "cannot be a section's name" },
		{ { "s", "", "k=1", "1" }, "", "cannot be a key" },
		{ { "s", "", "", "1" }, "", "cannot be a key" },
		{ { "s", "a\nb", "k", "1" }, "", "name of a [s]" },
		{ { "s", "\xff", "k", "1" }, "", "name of a [s]" },
		{ { "s", "", "k", "a\rb" }, "", "value of k" },
		{ { "s", "", "k", "\xff" }, "", "value of k" },
		{ { "s", "", "k", "1" }, "[s]\nk\n", "config:2: k has no value" },
	};
	struct buf out = BUF_INIT(16);
	struct err e;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_false(config_edit_text(rows[i].in, strlen(rows[i].in),
					      &rows[i].edit, &out, &e));
		assert_err(e, ERR_USAGE, rows[i].part);
	}
	assert_false(config_edit_text(
		"", 0, &(struct config_edit){ "s", "", "k", "0123456789" }, &out, &e));
	assert_err(e, ERR_USAGE, "over 16 bytes");
	buf_done(&out);
}

/* ---- a random edit leaves all other entries alone ---- */

static uint32_t next_random(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

static const char *pick(uint32_t *seed, const char *const *from, size_t n)
{
	return from[next_random(seed) % n];
}

#define PICK(seed, ...)                                  \
	pick(seed, (const char *const[]){ __VA_ARGS__ }, \
	     ARRAY_LEN(((const char *const[]){ __VA_ARGS__ })))

static char *random_config(uint32_t *seed)
{
	const char *eol = PICK(seed, "\n", "\r\n");
	struct buf text = BUF_INIT(SIZE_MAX);
	unsigned n = next_random(seed) % 20;

	buf_printf(&text, "[a]");
	while (n--) {
		switch (next_random(seed) % 5) {
		case 0:
			buf_printf(&text, "%s[%s]%s", eol,
				   PICK(seed, "a", "b", "a \"x\"", "A"),
				   PICK(seed, "", " ; c", " k = 5 "));
			break;
		case 1:
			buf_printf(&text, "%s%s", eol, PICK(seed, "", "# c", "  ;c"));
			break;
		default:
			buf_printf(&text, "%s%s%s=%s%s", eol,
				   PICK(seed, "", "\t", "    "),
				   PICK(seed, "k", "l ", "M "),
				   PICK(seed, "", " 1", "\"a;b\" ", " a\\\n b"),
				   PICK(seed, "", " # c", "; c"));
		}
	}
	if (next_random(seed) % 2)
		buf_puts(&text, eol);
	return buf_steal(&text);
}

/* "section\nsubsection\nkey=value" of each entry that edit does not mean. */
static void other_entries(const char *text, const struct config_edit *edit,
			  struct strv *ret)
{
	AUTO(config_freep) struct config *c = config_new();
	struct err e;

	if (!config_load_text(c, "t", text, strlen(text), &e))
		fail_msg("%s in <%s>", e.msg, text);
	for (size_t i = 0; i < config_count(c); i++) {
		const struct config_entry *entry = config_at(c, i);

		if (!strcmp(entry->section, edit->section) &&
		    !strcmp(entry->subsection, edit->subsection) &&
		    (!edit->key || !strcmp(entry->key, edit->key)))
			continue;
		strv_take(ret, xasprintf("%s\n%s\n%s=%s", entry->section,
					 entry->subsection, entry->key, entry->value));
	}
}

static void check_random_edit(uint32_t *seed)
{
	AUTO(xfreep) char *before = random_config(seed);
	struct config_edit edit = { PICK(seed, "a", "b", "c"), PICK(seed, "", "x"),
				    PICK(seed, "k", "l", "m", NULL),
				    PICK(seed, "1", " ", "", "a\"#\\", NULL) };
	struct buf after = BUF_INIT(SIZE_MAX);
	struct strv old = { 0 };
	struct strv new = { 0 };
	struct err e;

	if (!config_edit_text(before, strlen(before), &edit, &after, &e))
		fail_msg("%s", e.msg);
	other_entries(before, &edit, &old);
	other_entries(buf_cstr(&after), &edit, &new);
	if (old.n != new.n)
		fail_msg("<%s> became <%s>", before, buf_cstr(&after));
	for (size_t i = 0; i < old.n; i++)
		assert_string_equal(old.v[i], new.v[i]);

	AUTO(config_freep) struct config *c = config_new();
	unsigned found = 0;

	assert_true(config_load_text(c, "t", buf_cstr(&after), after.len, &e));
	found = (unsigned)(config_count(c) - new.n);
	if (edit.key && edit.value) {
		assert_int_equal(found, 1);
		assert_string_equal(
			config_get(c, edit.section, edit.subsection, edit.key),
			edit.value);
	} else {
		assert_int_equal(found, 0);
	}
	strv_done(&old);
	strv_done(&new);
	buf_done(&after);
}

static void random_edits_keep_all_other_entries(void **state)
{
	uint32_t seed = 20241121;

	(void)state;
	for (unsigned i = 0; i < 20000; i++)
		check_random_edit(&seed);
}

/* ---- files ---- */

static char *read_file(const char *path)
{
	struct buf text = BUF_INIT(SIZE_MAX);
	struct err e;

	if (!buf_read_file(&text, path, &e))
		fail_msg("%s", e.msg);
	return buf_steal(&text);
}

static unsigned mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_mode & 07777;
}

static void assert_text(const char *path, const char *wanted)
{
	AUTO(xfreep) char *text = read_file(path);

	assert_string_equal(text, wanted);
}

static void missing_file_and_folders_are_made(void **state)
{
	char *folder = test_mkdir();
	AUTO(xfreep) char *inner = xasprintf("%s/a/amtctl", folder);
	AUTO(xfreep) char *path = xasprintf("%s/config", inner);
	struct config_edit edits[] = { { "device", "x", "host", "x.example.com" },
				       { "device", "x", "via", "direct" },
				       { "device", "x", "via", NULL },
				       { "device", "y", "via", "direct" } };
	struct err e;

	(void)state;
	if (!config_edit(path, edits, ARRAY_LEN(edits), &e))
		fail_msg("%s", e.msg);
	assert_text(path, "[device \"x\"]\n\thost = x.example.com\n"
			  "[device \"y\"]\n\tvia = direct\n");
	assert_int_equal(mode_of(path), 0600);
	assert_int_equal(mode_of(inner), 0700);
	test_rmdir(folder);
}

static void mode_and_links_are_kept(void **state)
{
	char *folder = test_mkdir();
	AUTO(xfreep) char *real = test_write(folder, "real", "[s]\nk = 1\n");
	AUTO(xfreep) char *sub = xasprintf("%s/sub", folder);
	AUTO(xfreep) char *path = xasprintf("%s/config", sub);
	AUTO(xfreep) char *nowhere = xasprintf("%s/nowhere", sub);
	struct config_edit edit = { "s", "", "k", "2" };
	struct stat st;
	struct err e;

	(void)state;
	assert_int_equal(chmod(real, 0640), 0);
	assert_int_equal(mkdir(sub, 0700), 0);
	assert_int_equal(symlink("../real", path), 0);
	assert_int_equal(symlink("gone", nowhere), 0);
	assert_true(config_edit(path, &edit, 1, &e));
	assert_text(real, "[s]\nk = 2\n");
	assert_int_equal(mode_of(real), 0640);
	assert_int_equal(lstat(path, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_false(config_edit(nowhere, &edit, 1, &e));
	assert_err(e, ERR_LOCAL, "cannot follow the link");
	test_rmdir(folder);
}

static void a_failed_edit_leaves_the_file(void **state)
{
	char *folder = test_mkdir();
	AUTO(xfreep) char *path = test_write(folder, "config", "[s]\nk = 1\nbroken\n");
	struct config_edit edits[] = { { "s", "", "k", "2" } };
	struct stat before, after;
	struct err e;

	(void)state;
	assert_false(config_edit(path, edits, 1, &e));
	assert_err(e, ERR_USAGE, "config:3: broken has no value");
	assert_text(path, "[s]\nk = 1\nbroken\n");

	/* An edit that changes nothing does not even write. */
	AUTO(xfreep) char *same = test_write(folder, "same", "[s]\nk = 2\n");

	assert_int_equal(stat(same, &before), 0);
	assert_true(config_edit(same, edits, 1, &e));
	assert_int_equal(stat(same, &after), 0);
	assert_int_equal(before.st_ino, after.st_ino);
	test_rmdir(folder);
}

static void a_large_import_is_one_pass(void **state)
{
	enum { DEVICES = 10000 };
	char *folder = test_mkdir();
	AUTO(xfreep) char *path = xasprintf("%s/config", folder);
	struct config_edit *edits = xcalloc(2 * DEVICES, sizeof(*edits));
	struct strv names = { 0 };
	AUTO(config_freep) struct config *c = config_new();
	struct err e;

	(void)state;
	for (size_t i = 0; i < DEVICES; i++) {
		strv_take(&names, xasprintf("pc%05zu", i));
		edits[2 * i] =
			(struct config_edit){ "device", names.v[i], "host", names.v[i] };
		edits[2 * i + 1] =
			(struct config_edit){ "device", names.v[i], "via", "direct" };
	}
	assert_true(config_edit(path, edits, 2 * DEVICES, &e));
	assert_true(config_load(c, path, false, &e));
	assert_int_equal(config_count(c), 2 * DEVICES);
	assert_string_equal(config_get(c, "device", "pc09999", "host"), "pc09999");
	free(edits);
	strv_done(&names);
	test_rmdir(folder);
}

/* Child: set keys of its own, one edit each. */
static void edit_many(const char *path, unsigned who, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		AUTO(xfreep) char *key = xasprintf("k%u-%u", who, i);
		struct config_edit edit = { "s", "", key, "1" };
		struct err e;

		if (!config_edit(path, &edit, 1, &e)) {
			fprintf(stderr, "%s\n", e.msg);
			_exit(1);
		}
	}
	_exit(0);
}

static void processes_that_edit_at_once_lose_nothing(void **state)
{
	enum { PROCESSES = 4, EDITS = 25 };
	char *folder = test_mkdir();
	AUTO(xfreep) char *path = xasprintf("%s/config", folder);
	AUTO(config_freep) struct config *c = config_new();
	struct err e;

	(void)state;
	for (unsigned i = 0; i < PROCESSES; i++) {
		pid_t pid = fork();

		assert_true(pid >= 0);
		if (!pid)
			edit_many(path, i, EDITS);
	}
	for (unsigned i = 0; i < PROCESSES; i++) {
		int status;

		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	assert_true(config_load(c, path, false, &e));
	assert_int_equal(config_count(c), PROCESSES * EDITS);
	test_rmdir(folder);
}

static void a_lock_keeps_others_out_until_closed(void **state)
{
	char *folder = test_mkdir();
	AUTO(xfreep) char *path = xasprintf("%s/config", folder);
	AUTO(xfreep) char *lock_path = xasprintf("%s/config.lock", folder);
	struct err e;
	int lock = file_lock(path, &e);
	int other = open(lock_path, O_RDWR);

	(void)state;
	assert_true(lock >= 0);
	assert_true(other >= 0);
	assert_int_equal(flock(other, LOCK_EX | LOCK_NB), -1);
	close(lock);
	assert_int_equal(flock(other, LOCK_EX | LOCK_NB), 0);
	close(other);
	assert_int_equal(unlink(lock_path), 0);
	assert_int_equal(symlink("/dev/null", lock_path), 0);
	assert_int_equal(file_lock(path, &e), -1);
	assert_err(e, ERR_LOCAL, "cannot open");
	test_rmdir(folder);
}

static void a_file_is_replaced_whole_or_not(void **state)
{
	char *folder = test_mkdir();
	AUTO(xfreep) char *path = test_write(folder, "f", "old");
	AUTO(xfreep) char *taken = xasprintf("%s/taken", folder);
	AUTO(xfreep) char *no_folder = xasprintf("%s/none/f", folder);
	AUTO(xfreep) char *inside = xasprintf("%s/taken/x", folder);
	struct err e;

	(void)state;
	assert_true(file_replace(path, "new", 3, &e));
	assert_text(path, "new");
	assert_false(file_replace(no_folder, "new", 3, &e));
	assert_err(e, ERR_LOCAL, "cannot make a file in");
	/* A folder cannot be replaced, and no temporary file stays behind. */
	assert_int_equal(mkdir(taken, 0700), 0);
	assert_int_equal(mkdir(inside, 0700), 0);
	assert_false(file_replace(taken, "new", 3, &e));
	assert_err(e, ERR_LOCAL, "cannot write");
	assert_int_equal(rmdir(inside), 0);
	assert_int_equal(rmdir(taken), 0);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(folder), 0);
	free(folder);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(edits_change_nothing_else),
		cmocka_unit_test(what_no_config_can_hold_is_refused),
		cmocka_unit_test(random_edits_keep_all_other_entries),
		cmocka_unit_test(missing_file_and_folders_are_made),
		cmocka_unit_test(mode_and_links_are_kept),
		cmocka_unit_test(a_failed_edit_leaves_the_file),
		cmocka_unit_test(a_large_import_is_one_pass),
		cmocka_unit_test(processes_that_edit_at_once_lose_nothing),
		cmocka_unit_test(a_lock_keeps_others_out_until_closed),
		cmocka_unit_test(a_file_is_replaced_whole_or_not),
	};

	return cmocka_run_group_tests_name("config_edit", tests, NULL, NULL);
}
