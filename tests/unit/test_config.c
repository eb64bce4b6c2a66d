/* Unit tests of core/config: reading and checking. */
#include "tests/unit/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/config/config.h"

static struct config *load(const char *text)
{
	struct config *c = config_new();
	size_t len = strlen(text);
	char *exact = test_memdup(text, len);
	struct err e;

	if (!config_load_text(c, "t", exact, len, &e))
		fail_msg("%s", e.msg);
	free(exact);
	return c;
}

static void values_are_unquoted(void **state)
{
	static const char *const rows[][2] = {
		{ "k = v", "v" },
		{ "k=v", "v" },
		{ "k = a  b \t ", "a  b" },
		{ "k = v ; c", "v" },
		{ "k = v # c", "v" },
		{ "k = v;c", "v" },
		{ "k = \"v ; c\" # d", "v ; c" },
		{ "k = \" v \"", " v " },
		{ "k = a\" b\"c", "a bc" },
		{ "k =", "" },
		{ "k = \"\"", "" },
		{ "k = \"\"  ", "" },
		{ "k = # c", "" },
		{ "k = a\\\nb", "ab" },
		{ "k = a \\\r\n  b", "a   b" },
		{ "k = \"a\\\n b\"", "a b" },
		{ "k = a \\\n", "a" },
		{ "k = \\\"\\\\\\n\\t.", "\"\\\n\t." },
		{ "k = \"\\\"\\\\\\n\\t\"", "\"\\\n\t" },
		{ "\tK\t= v", "v" },
		{ "k = v\r\nl = w\r\n", "v" },
		{ "k = 1\nk = 2", "2" },
		{ "k = \xc3\xa9", "\xc3\xa9" },
		{ "k = [x]", "[x]" },
		{ "k = a = b", "a = b" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(xfreep) char *text = xasprintf("[s]\n%s", rows[i][0]);
		AUTO(config_freep) struct config *c = load(text);
		const char *value = config_get(c, "s", "", "k");

		if (!value || strcmp(value, rows[i][1]) != 0)
			fail_msg("<%s> gives <%s>", rows[i][0], value ? value : "none");
	}
}

static void sections_are_found(void **state)
{
	static const char *const rows[][3] = {
		{ "[a]\nk = 1", "a", "" },
		{ "[A]\nk = 1", "a", "" },
		{ "[a]\nK = 1", "A", "" },
		{ "  [ a ] ; c\n k = 1", "a", "" },
		{ "[a] k = 1", "a", "" },
		{ "[a \"x\"]\nk = 1", "a", "x" },
		{ "[a\t\"X y\"] # c\nk = 1", "a", "X y" },
		{ "[a \"]\"]\nk = 1", "a", "]" },
		{ "[a \"\\\"\\\\\\n\"]\nk = 1", "a", "\"\\n" },
		{ "[a \"lab[01-40]\"]\nk = 1", "a", "lab[01-40]" },
		{ "\xef\xbb\xbf[a]\nk = 1", "a", "" },
		{ "# c\n\n;d\n[b]\n[a]\nk = 1", "a", "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(config_freep) struct config *c = load(rows[i][0]);
		const char *value = config_get(c, rows[i][1], rows[i][2], "k");

		if (!value || strcmp(value, "1") != 0)
			fail_msg("%s", rows[i][0]);
		assert_null(config_get(c, rows[i][1], "other", "k"));
	}

	/* The subsection's case counts; newlines make no other section of it. */
	AUTO(config_freep) struct config *c = load("[a \"x\"]\nk = 1\n[b]\n");

	assert_null(config_get(c, "a", "X", "k"));
	assert_null(config_get(c, "a", "", "k"));
	assert_null(config_get(c, "a", "x\nk\nb", "k"));
}

static void bad_syntax_is_refused_with_its_line(void **state)
{
	static const char *const rows[][2] = {
		{ "[s]\nk", "t:2: k has no value" },
		{ "[s]\nk ; c", "t:2: k has no value" },
		{ "[s]\n\nk k = v", "t:3: k has no value" },
		{ "k = v", "t:1: k stands before any [section]" },
		{ "[s]\n1k = v", "t:2: neither" },
		{ "[s]\n= v", "t:2: neither" },
		{ "[s]\nk_x = v", "t:2: k has no value" },
		{ "[s]\n\xc3\xa9 = v", "t:2: neither" },
		{ "[s] [t]", "t:1: neither" },
		{ "[s", "t:1: the section's header has no closing ]" },
		{ "[s x]", "t:1: the section's header has no closing ]" },
		{ "[s \"x\" y]", "t:1: the section's header has no closing ]" },
		{ "[]", "t:1: a section begins as" },
		{ "[\"x\"]", "t:1: a section begins as" },
		{ "[-s]", "t:1: a section begins as" },
		{ "[s.x]", "t:1: write [section \"subsection\"]" },
		{ "[s \"x", "t:1: the section's name has no closing quote" },
		{ "[s \"x\n\"]", "t:1: the section's name has no closing quote" },
		{ "[s \"x\\", "t:1: the section's name has no closing quote" },
		{ "[s \"\"]", "t:1: the section's name is empty" },
		{ "[s \"\xff\"]", "t:1: the section's name is not plain UTF-8" },
		{ "[s \"\x1b\"]", "t:1: the section's name is not plain UTF-8" },
		{ "[s]\nk = \"v", "t:2: a quoted value has no closing quote" },
		{ "[s]\nk = \"v\n\"", "t:2: a quoted value has no closing quote" },
		{ "[s]\nk = a\\\n\\\n\"v", "t:4: a quoted value has no closing quote" },
		{ "[s]\nk = \\x", "t:2: after a backslash" },
		{ "[s]\nk = a\\", "t:2: after a backslash" },
		{ "[s]\nk = a\xff", "t:2: the value of k is not plain UTF-8" },
		{ "[s]\nk = a\x01", "t:2: the value of k is not plain UTF-8" },
		{ "[s]\nk = a\rb", "t:2: the value of k is not plain UTF-8" },
		{ "include =", "t:1: include names no file" },
		{ "[include]\npath = \"\"", "t:2: include names no file" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(config_freep) struct config *c = config_new();
		size_t len = strlen(rows[i][0]);
		char *exact = test_memdup(rows[i][0], len);
		struct err e;

		if (config_load_text(c, "t", exact, len, &e))
			fail_msg("accepted: %s", rows[i][0]);
		assert_err(e, ERR_USAGE, rows[i][1]);
		free(exact);
	}
}

static void nul_bytes_are_refused(void **state)
{
	static const char in_value[] = "[s]\nk = a\0b\n";
	static const char in_comment[] = "[s]\n# a\0b\n";
	static const char in_section[] = "[s \"a\0b\"]\n";
	static const char in_line[] = "[s]\n\0\n";
	AUTO(config_freep) struct config *c = config_new();
	struct err e;

	(void)state;
	assert_false(config_load_text(c, "t", in_value, sizeof(in_value) - 1, &e));
	assert_err(e, ERR_USAGE, "t:2: the value of k");
	assert_false(config_load_text(c, "t", in_comment, sizeof(in_comment) - 1, &e));
	assert_err(e, ERR_USAGE, "t:2: a NUL byte");
	assert_false(config_load_text(c, "t", in_section, sizeof(in_section) - 1, &e));
	assert_err(e, ERR_USAGE, "t:1: the section's name");
	assert_false(config_load_text(c, "t", in_line, sizeof(in_line) - 1, &e));
	assert_err(e, ERR_USAGE, "t:2: neither");
}

static void every_prefix_is_read_or_refused(void **state)
{
	static const char text[] = "\xef\xbb\xbf# c\r\ninclude = *.x\n[s \"a\\\"\"] ; c\n"
				   "\tk = \"v \\\n \\t\" # d\nl = w\\\r\n x\r\n[t] m = 1";

	(void)state;
	for (size_t len = 0; len < sizeof(text); len++) {
		AUTO(config_freep) struct config *c = config_new();
		char *exact = test_memdup(text, len);
		struct err e = { 0 };

		if (!config_load_text(c, "t", exact, len, &e))
			assert_err(e, ERR_USAGE, "t:");
		free(exact);
	}
}

static void entries_know_where_they_stand(void **state)
{
	AUTO(config_freep)
	struct config *c = load("include = x\n[S \"Sub\"]\n\nKey = a\\\nb\nkey = c\n");
	const struct config_entry *entry = config_find(c, "s", "Sub", "KEY");

	(void)state;
	assert_int_equal(config_count(c), 3);
	assert_string_equal(config_at(c, 0)->section, "include");
	assert_string_equal(config_at(c, 0)->key, "path");
	assert_string_equal(config_at(c, 1)->section, "s");
	assert_string_equal(config_at(c, 1)->subsection, "Sub");
	assert_string_equal(config_at(c, 1)->key, "key");
	assert_int_equal(config_at(c, 1)->line, 4);
	assert_ptr_equal(entry, config_at(c, 2));
	assert_int_equal(entry->line, 6);
	assert_string_equal(entry->file, "t");
}

static void values_have_types(void **state)
{
	AUTO(config_freep)
	struct config *c = load("[s]\non = Yes\noff = FALSE\nn = 24\ndur = 1m30s\n"
				"bad = \"x\\ny\"\n");
	bool flag = false;
	uint64_t n = 7;
	uint32_t ms = 9;
	struct err e;

	(void)state;
	assert_true(config_get_bool(c, "s", "", "on", &flag, &e));
	assert_true(flag);
	assert_true(config_get_bool(c, "s", "", "off", &flag, &e));
	assert_false(flag);
	flag = true;
	assert_true(config_get_bool(c, "s", "", "unset", &flag, &e));
	assert_true(flag);
	assert_false(config_get_bool(c, "s", "", "bad", &flag, &e));
	assert_err(e, ERR_USAGE, "t:6: bad: 'x?y' is neither yes nor no");
	assert_true(config_get_uint(c, "s", "", "unset", 99, &n, &e));
	assert_int_equal(n, 7);
	assert_true(config_get_uint(c, "s", "", "n", 24, &n, &e));
	assert_int_equal(n, 24);
	assert_false(config_get_uint(c, "s", "", "n", 23, &n, &e));
	assert_err(e, ERR_USAGE, "t:4: n: '24' is no number from 0 to 23");
	assert_true(config_get_duration_ms(c, "s", "", "unset", &ms, &e));
	assert_int_equal(ms, 9);
	assert_true(config_get_duration_ms(c, "s", "", "dur", &ms, &e));
	assert_int_equal(ms, 90000);
	assert_false(config_get_duration_ms(c, "s", "", "on", &ms, &e));
	assert_err(e, ERR_USAGE, "t:2: on: 'Yes' is no duration");
}

static void subsections_come_once_and_in_order(void **state)
{
	AUTO(config_freep)
	struct config *c =
		load("[device \"b\"]\nx = 1\n[device]\nx = 1\n[devices \"z\"]\n"
		     "[Device \"a\"]\n[device \"b\"]\ny = 1\n[device \"A\"]\n");
	struct strv names = { 0 };

	(void)state;
	config_subsections(c, "DEVICE", &names);
	assert_int_equal(names.n, 3);
	assert_string_equal(names.v[0], "b");
	assert_string_equal(names.v[1], "a");
	assert_string_equal(names.v[2], "A");
	strv_done(&names);
}

static void add_line(void *arg, const char *line)
{
	strv_add(arg, line);
}

static void a_config_is_checked_against_the_table(void **state)
{
	static const char *const rows[][2] = {
		{ "[defalts]\nuser = x",
		  "t:2: unknown section 'defalts', did you mean 'defaults'?" },
		{ "[device \"x\"]\nhots = x",
		  "t:2: unknown key 'hots', did you mean 'host'?" },
		{ "[device \"x\"]\nquantum = x", "t:2: unknown key 'quantum'" },
		{ "[device]\nhost = x", "t:2: [device] needs a name: [device \"NAME\"]" },
		{ "[defaults \"x\"]\nuser = x", "t:2: [defaults] takes no name" },
		{ "[defaults]\nparallel = 0",
		  "t:2: parallel: '0' is no number in 1-1024" },
		{ "[defaults]\nparallel = 1025",
		  "t:2: parallel: '1025' is no number in 1-1024" },
		{ "[defaults]\nvia = cloud|auto",
		  "t:2: via: 'cloud|auto' is none of direct|cloud|auto" },
		{ "[defaults]\ntimeout = soon", "t:2: timeout: 'soon' is no duration "
						"(90, 90s, 5m, 1h30m, 250ms)" },
		{ "[defaults]\npassword-cmd = a | b",
		  "t:2: password-cmd: '|' in 'a | b': commands run without a shell" },
		{ "[device \"x\"]\nguid = 12", "t:2: guid: '12' is no UUID" },
		{ "[device \"x\"]\nserver = hq",
		  "t:2: server: there is no [server \"hq\"]" },
		{ "[defaults]\nuser =", "t:2: user is empty" },
		{ "[defaults]\nuser = a\nuser = b\nuser = \"\"", "t:4: user is empty" },
	};
	/* The example of the manual. */
	static const char good[] =
		"include = conf.d/*.conf\n[defaults]\n    user = admin\n    parallel = "
		"24\n"
		"    confirm-above = 10\n[server \"hq\"]   ; one MPS/RPS pair\n"
		"    url = https://mps.example.com ; /mps\n    login = standalone\n"
		"    password-cmd = pass show mps/hq\n    ca = /etc/ssl/hq-ca.pem\n"
		"[credential \"lab\"]\n    user = admin\n    password-file = "
		"/etc/lab.pw\n"
		"[device \"lab-07\"]\n    host = lab-07.mgmt.example.com\n"
		"    guid = 55e3ae13-bfd2-61bb-17a0-88aedd7037ea\n    server = hq\n"
		"    via = auto\n    credential = lab\n[device \"lab[01-40]\"]\n"
		"    host = %n.mgmt.example.com\n"
		"    proxy-command = ssh -W %h:%p bastion\n[group \"lab\"]\n"
		"    members = lab[01-40] !lab13\n";
	struct strv lines = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(config_freep) struct config *c = load(rows[i][0]);

		assert_int_equal(config_check(c, add_line, &lines), 1);
		assert_int_equal(lines.n, 1);
		assert_string_equal(lines.v[0], rows[i][1]);
		strv_done(&lines);
	}

	AUTO(config_freep) struct config *c = load(good);

	if (config_check(c, add_line, &lines))
		fail_msg("%s", lines.v[0]);
	assert_string_equal(config_get(c, "server", "hq", "url"),
			    "https://mps.example.com");
	assert_string_equal(config_get(c, "device", "lab[01-40]", "proxy-command"),
			    "ssh -W %h:%p bastion");
}

static void check_ignore(void *arg, const char *line)
{
	(void)arg;
	fail_msg("%s", line);
}

static void the_table_itself_is_sound(void **state)
{
	struct err e;

	(void)state;
	for (const struct config_key *k = config_keys; k->section; k++) {
		struct buf text = BUF_INIT(SIZE_MAX);

		assert_true(k->help && *k->help);
		assert_true(!k->choices ==
			    (k->type != CONFIG_CHOICE && k->type != CONFIG_UINT &&
			     k->type != CONFIG_NAME));
		for (const struct config_key *o = config_keys; o != k; o++)
			assert_false(!strcmp(o->section, k->section) &&
				     !strcmp(o->key, k->key));
		/* Each default is a value that the check lets pass. */
		if (k->dflt) {
			AUTO(config_freep) struct config *c = config_new();

			buf_printf(&text, "[%s%s]\n%s = %s\n", k->section,
				   k->subsection ? " \"x\"" : "", k->key, k->dflt);
			assert_true(config_load_text(c, "t", text.data, text.len, &e));
			assert_int_equal(config_check(c, check_ignore, NULL), 0);
		}
		buf_done(&text);
	}
}

/* ---- files ---- */

static void expect_refused(const char *path, enum err_domain domain, const char *part)
{
	AUTO(config_freep) struct config *c = config_new();
	struct err e;

	if (config_load(c, path, false, &e))
		fail_msg("%s was accepted", path);
	assert_err(e, domain, part);
}

/* A file that only an include names. */
static void put(const char *folder, const char *name, const char *text)
{
	free(test_write(folder, name, text));
}

static void later_files_win_key_by_key(void **state)
{
	char *folder = test_mkdir();
	AUTO(xfreep) char *a = test_write(folder, "a", "[s]\nx = 1\ny = 1\n");
	AUTO(xfreep) char *b = test_write(folder, "b", "[s]\ny = 2\n");
	AUTO(xfreep) char *none = xasprintf("%s/none/x", folder);
	AUTO(config_freep) struct config *c = config_new();
	struct err e;

	(void)state;
	assert_true(config_load(c, a, true, &e));
	assert_true(config_load(c, none, true, &e));
	assert_true(config_load(c, b, false, &e));
	assert_string_equal(config_get(c, "s", "", "x"), "1");
	assert_string_equal(config_get(c, "s", "", "y"), "2");
	assert_string_equal(config_find(c, "s", "", "y")->file, b);
	expect_refused(none, ERR_LOCAL, "cannot open");
	expect_refused(folder, ERR_USAGE, "is a folder");
	test_rmdir(folder);
}

static void files_that_others_can_write_are_refused(void **state)
{
	char *folder = test_mkdir();
	AUTO(xfreep) char *path = test_write(folder, "config", "[s]\nx = 1\n");
	AUTO(xfreep) char *safe = xasprintf("%s/safe", folder);
	AUTO(xfreep) char *link_path = xasprintf("%s/link", safe);
	AUTO(config_freep) struct config *c = config_new();
	struct err e;

	(void)state;
	assert_int_equal(mkdir(safe, 0700), 0);
	assert_int_equal(symlink(path, link_path), 0);
	assert_int_equal(chmod(path, 0644), 0);
	assert_true(config_load(c, path, false, &e));
	assert_int_equal(chmod(path, 0664), 0);
	expect_refused(path, ERR_USAGE, "others can write to this file (mode 0664)");
	assert_int_equal(chmod(path, 0602), 0);
	expect_refused(path, ERR_USAGE, "others can write to this file");
	assert_int_equal(chmod(path, 0600), 0);
	assert_int_equal(chmod(folder, 0770), 0);
	expect_refused(path, ERR_USAGE, "others can write to this folder");
	expect_refused(link_path, ERR_USAGE, "others can write to this folder");
	assert_int_equal(chmod(folder, 01777), 0);
	expect_refused(path, ERR_USAGE, "others can write to this folder");
	assert_int_equal(chmod(folder, 0700), 0);
	assert_true(config_load(c, link_path, false, &e));
	assert_true(config_load(c, "/dev/null", false, &e));
	/* Only root can make the file of another user that this needs. */
	if (geteuid() == 0) {
		assert_int_equal(chown(path, 12345, (gid_t)-1), 0);
		expect_refused(path, ERR_USAGE, "belongs to another user (uid 12345)");
	}
	test_rmdir(folder);
}

static void too_large_files_are_refused(void **state)
{
	char *folder = test_mkdir();
	AUTO(xfreep) char *path = test_write(folder, "config", "");

	(void)state;
	assert_int_equal(truncate(path, CONFIG_FILE_MAX + 1), 0);
	expect_refused(path, ERR_USAGE, "over 8388608 bytes");
	test_rmdir(folder);
}

static void includes_are_read_where_they_stand(void **state)
{
	char *folder = test_mkdir();
	AUTO(xfreep) char *sub = xasprintf("%s/a[b]*", folder);

	(void)state;
	assert_int_equal(mkdir(sub, 0700), 0);

	AUTO(xfreep)
	char *main_file = test_write(sub, "main",
				     "include = d.*\n[s]\nlast = main\nmid = main\n"
				     "[include]\npath = none*\npath = ./e\n[s]\n"
				     "end = main\n");
	put(sub, "d.1", "[s]\nlast = d1\nd = d1\n");
	AUTO(xfreep) char *d2 = test_write(sub, "d.2", "[s]\nd = d2\n");
	put(sub, "d.B", "[s]\ncase = B\n");
	put(sub, "d.a", "[s]\ncase = a\n");
	put(sub, "d.1.lock", "broken");
	put(sub, "e", "[s]\nmid = e\nend = e\n");
	AUTO(config_freep) struct config *c = config_new();
	struct err e;

	if (!config_load(c, main_file, false, &e))
		fail_msg("%s", e.msg);
	assert_string_equal(config_get(c, "s", "", "last"), "main");
	assert_string_equal(config_get(c, "s", "", "d"), "d2");
	assert_string_equal(config_get(c, "s", "", "case"), "a");
	assert_string_equal(config_get(c, "s", "", "mid"), "e");
	assert_string_equal(config_get(c, "s", "", "end"), "main");
	assert_string_equal(config_find(c, "s", "", "d")->file, d2);
	test_rmdir(folder);
}

static void bad_includes_are_refused(void **state)
{
	char *folder = test_mkdir();
	AUTO(xfreep) char *missing = test_write(folder, "missing", "\ninclude = nope\n");
	AUTO(xfreep) char *self = test_write(folder, "self", "include = se*f\n");
	AUTO(xfreep) char *ping = test_write(folder, "ping", "include = pong\n");
	put(folder, "pong", "include = ping\n");
	AUTO(xfreep) char *bad = test_write(folder, "bad", "[s]\nk\n");
	AUTO(xfreep) char *outer = test_write(folder, "outer", "include = bad\n");
	AUTO(xfreep) char *inner = NULL;

	(void)state;
	expect_refused(missing, ERR_LOCAL, "missing:2: cannot open");
	expect_refused(self, ERR_USAGE, "includes itself");
	expect_refused(ping, ERR_USAGE, "includes itself");
	expect_refused(outer, ERR_USAGE, "bad:2: k has no value");
	assert_int_equal(chmod(bad, 0666), 0);
	expect_refused(outer, ERR_USAGE, "others can write to this file");
	for (unsigned i = 0; i <= CONFIG_INCLUDE_DEPTH + 1; i++) {
		AUTO(xfreep) char *name = xasprintf("n%u", i);
		AUTO(xfreep) char *text = xasprintf("include = n%u\n", i + 1);
		bool last = i == CONFIG_INCLUDE_DEPTH + 1;

		free(inner);
		inner = test_write(folder, name, last ? "" : text);
	}

	AUTO(xfreep) char *n0 = xasprintf("%s/n0", folder);
	AUTO(xfreep) char *n1 = xasprintf("%s/n1", folder);
	AUTO(config_freep) struct config *c = config_new();
	struct err e;

	expect_refused(n0, ERR_USAGE, "deeper than 8");
	assert_true(config_load(c, n1, false, &e));
	test_rmdir(folder);
}

static void too_many_files_are_refused(void **state)
{
	char *folder = test_mkdir();
	struct buf text = BUF_INIT(SIZE_MAX);
	put(folder, "leaf", "");

	(void)state;
	for (unsigned i = 0; i < CONFIG_FILES_MAX; i++)
		buf_puts(&text, "include = leaf\n");

	AUTO(xfreep) char *path = test_write(folder, "main", text.data);

	expect_refused(path, ERR_USAGE, "main:1000: ");
	expect_refused(path, ERR_USAGE, "more than 1000 files");
	buf_done(&text);
	test_rmdir(folder);
}

static void paths_are_relative_to_their_file(void **state)
{
	char *folder = test_mkdir();
	AUTO(xfreep)
	char *path = test_write(folder, "config", "[s]\nr = ca.pem\na = /x\nh = ~/y\n");
	AUTO(xfreep) char *beside = xasprintf("%s/ca.pem", folder);
	AUTO(config_freep) struct config *c = config_new();
	struct err e;

	(void)state;
	assert_int_equal(setenv("HOME", "/home/x", 1), 0);
	assert_true(config_load(c, path, false, &e));

	AUTO(xfreep) char *r = config_get_path(c, "s", "", "r");
	AUTO(xfreep) char *a = config_get_path(c, "s", "", "a");
	AUTO(xfreep) char *h = config_get_path(c, "s", "", "h");

	assert_string_equal(r, beside);
	assert_string_equal(a, "/x");
	assert_string_equal(h, "/home/x/y");
	assert_null(config_get_path(c, "s", "", "unset"));
	test_rmdir(folder);
}

static void assert_xdg(enum xdg_dir dir, const char *name, const char *wanted)
{
	AUTO(xfreep) char *path = xdg_path(dir, name);

	assert_string_equal(path, wanted);
}

static void our_files_are_where_xdg_says(void **state)
{
	AUTO(xfreep)
	char *fallback = xasprintf("/tmp/amtctl-%lu", (unsigned long)getuid());

	(void)state;
	setenv("HOME", "/home/x", 1);
	unsetenv("XDG_CONFIG_HOME");
	unsetenv("XDG_DATA_HOME");
	setenv("XDG_STATE_HOME", "relative", 1);
	unsetenv("XDG_RUNTIME_DIR");
	assert_xdg(XDG_CONFIG, "config", "/home/x/.config/amtctl/config");
	assert_xdg(XDG_DATA, "known_devices",
		   "/home/x/.local/share/amtctl/known_devices");
	assert_xdg(XDG_STATE, "", "/home/x/.local/state/amtctl");
	assert_xdg(XDG_RUNTIME, "", fallback);
	setenv("XDG_CONFIG_HOME", "/c", 1);
	setenv("XDG_RUNTIME_DIR", "/run/user/1", 1);
	assert_xdg(XDG_CONFIG, "config", "/c/amtctl/config");
	assert_xdg(XDG_RUNTIME, "x.sock", "/run/user/1/amtctl/x.sock");
	setenv("HOME", "/", 1);
	assert_xdg(XDG_DATA, "x", "/.local/share/amtctl/x");
	/* cron: the password database knows. */
	unsetenv("HOME");

	AUTO(xfreep) char *data = xdg_path(XDG_DATA, "x");

	assert_int_equal(data[0], '/');
	assert_non_null(strstr(data, "/.local/share/amtctl/x"));
}

static void the_runtime_folder_must_be_ours(void **state)
{
	char *folder = test_mkdir();
	AUTO(xfreep) char *ours = xasprintf("%s/amtctl", folder);
	struct stat st;
	struct err e;

	(void)state;
	setenv("XDG_RUNTIME_DIR", folder, 1);
	assert_true(xdg_make_runtime_dir(&e));
	assert_true(xdg_make_runtime_dir(&e));
	assert_int_equal(stat(ours, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	assert_int_equal(chmod(ours, 0750), 0);
	assert_false(xdg_make_runtime_dir(&e));
	assert_err(e, ERR_LOCAL, "not a folder of ours");
	assert_int_equal(rmdir(ours), 0);
	assert_int_equal(symlink(folder, ours), 0);
	assert_false(xdg_make_runtime_dir(&e));
	assert_err(e, ERR_LOCAL, "not a folder of ours");
	test_rmdir(folder);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_unquoted),
		cmocka_unit_test(sections_are_found),
		cmocka_unit_test(bad_syntax_is_refused_with_its_line),
		cmocka_unit_test(nul_bytes_are_refused),
		cmocka_unit_test(every_prefix_is_read_or_refused),
		cmocka_unit_test(entries_know_where_they_stand),
		cmocka_unit_test(values_have_types),
		cmocka_unit_test(subsections_come_once_and_in_order),
		cmocka_unit_test(a_config_is_checked_against_the_table),
		cmocka_unit_test(the_table_itself_is_sound),
		cmocka_unit_test(later_files_win_key_by_key),
		cmocka_unit_test(files_that_others_can_write_are_refused),
		cmocka_unit_test(too_large_files_are_refused),
		cmocka_unit_test(includes_are_read_where_they_stand),
		cmocka_unit_test(bad_includes_are_refused),
		cmocka_unit_test(too_many_files_are_refused),
		cmocka_unit_test(paths_are_relative_to_their_file),
		cmocka_unit_test(our_files_are_where_xdg_says),
		cmocka_unit_test(the_runtime_folder_must_be_ours),
	};

	return cmocka_run_group_tests_name("config", tests, NULL, NULL);
}
