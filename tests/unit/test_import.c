/* Unit tests of core/reach/import*: lists of other inventories become edits. */
#include "tests/unit/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "core/reach/import.h"
#include "core/record/csv.h"

static bool parse(enum import_format format, const char *text, size_t len,
		  struct import_list *ret, struct err *e)
{
	char *exact = test_memdup(text, len);
	bool ok = import_parse(format, exact, len, ret, e);

	free(exact);
	return ok;
}

static struct import_list parsed(const char *text)
{
	struct import_list list = { 0 };
	struct err e = { 0 };

	if (!parse(IMPORT_ANY, text, strlen(text), &list, &e))
		fail_msg("%s in <%s>", e.msg, text);
	return list;
}

/* "name:key=value,key=value;name..." */
static char *shown(const struct import_list *list)
{
	struct buf b = BUF_INIT(SIZE_MAX);

	for (size_t i = 0; i < list->n; i++) {
		const struct import_entry *entry = &list->v[i];

		buf_printf(&b, "%s%s", i ? ";" : "", entry->name);
		for (size_t k = 0; k < entry->n; k++)
			buf_printf(&b, "%s%s=%s", k ? "," : ":", entry->v[k].key,
				   entry->v[k].text);
	}
	return buf_steal(&b);
}

static void assert_shown(const char *text, const char *want)
{
	AUTO(import_list_done) struct import_list list = parsed(text);
	AUTO(xfreep) char *got = shown(&list);

	if (strcmp(got, want) != 0)
		fail_msg("<%s> gave <%s>, not <%s>", text, got, want);
}

static void tables_are_read(void **state)
{
	static const char *const rows[][2] = {
		{ "name,host\na,a.example.com\nb,10.0.0.2\n",
		  "a:host=a.example.com;b:host=10.0.0.2" },
		{ "host;tls\r\na;off\r\nb;true",
		  "a:host=a,tls=off;b:host=b,tls=require" },
		{ "\xef\xbb\xbfName\tHost\tTLS_Profile\na\t[::1]\tlegacy\n",
		  "a:host=::1,tls-profile=legacy" },
		{ "name,guid,via,server\n"
		  "a,4C4C4544-0046-5110-8052-B7C04F4D3358,cloud,hq\n",
		  "a:guid=4c4c4544-0046-5110-8052-b7c04f4d3358,via=cloud,server=hq" },
		{ "name\nb\n\na\n", "b;a" },
		{ "name,host\n,\n,,\n a , \"b\" \n", "a:host=b" },
		{ "name,host\na,%n.example.com\n", "a:host=%n.example.com" },
		{ "name,ca,timeout,proxy\na,/etc/ca.pem,1m,\"socks5://p,q\"\n",
		  "a:ca=/etc/ca.pem,timeout=1m,proxy=socks5://p,q" },
		{ "name,user\na,joe\n", "a" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_shown(rows[i][0], rows[i][1]);
}

static void computer_lists_are_read(void **state)
{
	static const char *const rows[][2] = {
		{ "{\"webappversion\":\"0.9.6\",\"computers\":[{\"name\":\"Front desk\","
		  "\"host\":\"10.0.0.7\",\"tags\":\"x\",\"user\":\"admin\",\"pass\":\"\","
		  "\"tls\":1,\"h\":0.5,\"date\":null}]}",
		  "Front-desk:host=10.0.0.7,tls=require" },
		{ " [{\"host\":\"a\"},{\"host\":\"b:26993\",\"tls\":\"1\"}]",
		  "a:host=a,tls=off;b:host=b,port=26993,tls=require" },
		{ "[{\"name\":\"Caf%C3%A9%201\",\"host\":\"localhost%3A26992\"}]",
		  "Caf\xc3\xa9-1:host=localhost,port=26992,tls=off" },
		{ "[{\"name\":\"6\",\"host\":\"fe80::1%eth0\"}]",
		  "6:host=fe80::1%%eth0,tls=off" },
		{ "[{\"name\":\"6\",\"host\":\"[::1]:16992:16994\"}]",
		  "6:host=::1,port=16992,tls=off" },
		{ "[{\"name\":\"6\",\"host\":\"[::1]\"}]", "6:host=::1,tls=off" },
		{ "[{\"host\":\"::1\"}]", "1:host=::1,tls=off" },
		{ "[{\"fqdn\":\"a.b\",\"host\":\"\"}]", "a.b:host=a.b,tls=off" },
		{ "\xef\xbb\xbf[{\"name\":\"(a) / #b!\",\"host\":\"c\"}]",
		  "a-b:host=c,tls=off" },
		{ "[{\"name\":\"a\"}]", "a:tls=off" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_shown(rows[i][0], rows[i][1]);
}

static void what_cannot_be_imported_is_refused(void **state)
{
	static const struct {
		enum import_format format;
		const char *text;
		const char *part;
	} rows[] = {
		{ IMPORT_ANY, "", "it is empty" },
		{ IMPORT_ANY, "\n\n", "it is empty" },
		{ IMPORT_ANY, "\xff\xfeh\n", "UTF-16" },
		{ IMPORT_ANY, "name\n\xff\n", "no text in UTF-8" },
		{ IMPORT_ANY, "name,host\n", "there are no devices" },
		{ IMPORT_ANY, "name,hots\na,b\n",
		  "line 1: unknown column 'hots', did you mean 'host'?" },
		{ IMPORT_ANY, "name,notes\n", "line 1: unknown column 'notes'" },
		{ IMPORT_ANY, "name,Password\na,x\n",
		  "line 1: column 'Password': passwords are not imported" },
		{ IMPORT_ANY, "name,AMT pass word,password-file\n", "unknown column" },
		{ IMPORT_ANY, "name,password-file\n", "passwords are not imported" },
		{ IMPORT_ANY, "name,amt_password\n", "passwords are not imported" },
		{ IMPORT_ANY, "name,client secret\n", "passwords are not imported" },
		{ IMPORT_ANY, "name,proxy-command\n",
		  "line 1: column 'proxy-command': commands come from the "
		  "configuration" },
		{ IMPORT_ANY, "name,\n", "line 1: column 2 has no title" },
		{ IMPORT_ANY, "name,host,Name\n",
		  "line 1: column 'Name' is there twice" },
		{ IMPORT_ANY, "guid\n", "line 1: neither a column name nor host" },
		{ IMPORT_ANY, "name,host\na\n",
		  "line 2: 1 cell, but the first row has 2" },
		{ IMPORT_ANY, "name\na,b\n", "line 2: 2 cells, but the first row has 1" },
		{ IMPORT_ANY, "name\n\"a\n", "line 2: a quote that never closes" },
		{ IMPORT_ANY, "name\n\"a\"b\n", "line 2: text behind a closing quote" },
		{ IMPORT_ANY, "name\na\"b\n", "line 2: a quote inside a cell" },
		{ IMPORT_ANY, "name,host\na,\"b\nc\"\nd,e\n",
		  "line 2: host: it has control characters" },
		{ IMPORT_ANY, "name,host\n\"\n\",b\nd,e e\n",
		  "line 2: \"\n\" cannot be a device's name" },
		{ IMPORT_ANY, "name,user\na,\"b\nc\"\n", "line 2: user: it is too long" },
		{ IMPORT_ANY, "name,host,port\na,b,99999\n",
		  "line 2: port: '99999' is no number in 1-65535" },
		{ IMPORT_ANY, "name,tls\n\na,maybe\n",
		  "line 3: tls: 'maybe' is none of require|off" },
		{ IMPORT_ANY, "name,via\na,sideways\n",
		  "line 2: via: 'sideways' is none" },
		{ IMPORT_ANY, "name,guid\na,12\n", "line 2: guid: '12' is no UUID" },
		{ IMPORT_ANY, "name,timeout\na,soon\n", "line 2: timeout: " },
		{ IMPORT_ANY, "name,pin\na,12\n", "line 2: pin: " },
		{ IMPORT_ANY, "name,ca\na,ca.pem\n",
		  "line 2: ca: 'ca.pem' does not begin with / or ~/" },
		{ IMPORT_ANY, "name,host\na,b c\n", "line 2: 'b c' is no host name" },
		{ IMPORT_ANY, "name,host\na,\" b\"\n", "line 2: ' b' is no host name" },
		{ IMPORT_ANY, "name,host\na,b:1\n", "line 2: 'b:1' is no host name" },
		{ IMPORT_ANY, "name,host\n,-b\n",
		  "line 2: \"-b\" cannot be a device's name" },
		{ IMPORT_ANY, "name,host\na b,c\n", "\"a b\" cannot be" },
		{ IMPORT_ANY, "name,host\n\"a,b\",c\n", "\"a,b\" cannot be" },
		{ IMPORT_ANY, "name,host\n@a,c\n", "\"@a\" cannot be" },
		{ IMPORT_ANY, "name,host\na[1-2],c\n", "\"a[1-2]\" cannot be" },
		{ IMPORT_ANY, "name,guid\n,4c4c4544-0046-5110-8052-b7c04f4d3358\n",
		  "line 2: neither name nor host" },
		{ IMPORT_ANY, "name\na\nb\n\na\n", "line 5: a is on line 2, too" },
		{ IMPORT_ANY,
		  "name,guid\na,4c4c4544-0046-5110-8052-b7c04f4d3358\n"
		  "b,4C4C4544-0046-5110-8052-B7C04F4D3358\n",
		  "line 3: 4c4c4544-0046-5110-8052-b7c04f4d3358 is on line 2, too" },
		{ IMPORT_CSV, "[{\"host\":\"a\"}]", "line 1: " },
		{ IMPORT_MESH, "name\na\n", "JSON line 1" },
		{ IMPORT_MESH, "5", "it is no computer list of MeshCommander" },
		{ IMPORT_ANY, "[]", "there are no devices in it" },
		{ IMPORT_ANY, "{\"computers\":[]}", "there are no devices in it" },
		{ IMPORT_ANY, "{}", "it is no computer list of MeshCommander" },
		{ IMPORT_ANY, "[5]", "computer 1: it is no object" },
		{ IMPORT_ANY, "[{\"host\":\"a\"},{\"user\":\"admin\"}]",
		  "computer 2: neither name nor host" },
		{ IMPORT_ANY, "[{\"name\":\"!?\",\"host\":\"a\"}]",
		  "computer 1: \"!?\" cannot be a device's name" },
		{ IMPORT_ANY, "[{\"host\":\"a:0\"}]",
		  "computer 1: port: '0' is no number" },
		{ IMPORT_ANY, "[{\"host\":\"a:16992:4\"}]",
		  "computer 1: host: no port for" },
		{ IMPORT_ANY, "[{\"host\":\"a\",\"tls\":2}]",
		  "computer 1: tls is neither 0 nor 1" },
		{ IMPORT_ANY, "[{\"host\":\"a/b\",\"name\":\"x\"}]",
		  "computer 1: 'a/b' is no host name" },
		{ IMPORT_ANY, "[{\"host\":\"a%0Ab\",\"name\":\"x\"}]",
		  "computer 1: host: it has control characters" },
		{ IMPORT_ANY, "[{\"name\":\"a b\"},{\"name\":\"a-b\"}]",
		  "computer 2: a-b is on computer 1, too" },
		{ IMPORT_ANY, "{\"magic\":\"x\",\"data\":\"00\"}",
		  "the list is encrypted" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct import_list list = { .n = 7 };
		struct err e = { 0 };

		if (parse(rows[i].format, rows[i].text, strlen(rows[i].text), &list, &e))
			fail_msg("<%s> was taken", rows[i].text);
		assert_err(e, ERR_USAGE, rows[i].part);
		assert_int_equal(list.n, 7);
	}
}

static void every_prefix_is_a_list_or_an_error(void **state)
{
	static const char *const texts[] = {
		"\xef\xbb\xbfname;host;tls\r\n\"lab \"\"1\"\"\";a\r\nb;\"c\";off\r\n",
		"name,host\na,b\nc,\"d\"\n",
		("{\"webappversion\":\"1\",\"computers\":[{\"name\":\"a%20b\",\"pass\":"
		 "\"P@ssw0rd\",\"host\":\"[::1]:16993:16995\",\"tls\":1}]}"),
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		for (size_t n = 0; n <= strlen(texts[i]); n++) {
			AUTO(import_list_done) struct import_list list = { 0 };
			struct err e = { 0 };
			bool ok = parse(IMPORT_ANY, texts[i], n, &list, &e);

			assert_true(ok ? list.n > 0 && !e.msg[0]
				       : !list.n && e.msg[0] && e.domain == ERR_USAGE);
		}
}

static void passwords_are_counted_and_never_told(void **state)
{
	AUTO(import_list_done)
	struct import_list list =
		parsed("[{\"host\":\"a\",\"user\":\"admin\",\"pass\":\"P@ssw0rd\"},"
		       "{\"host\":\"b\",\"user\":\"*\",\"pass\":\"HTTP/b:16993\"},"
		       "{\"host\":\"c\",\"pass\":\"\"},{\"host\":\"d\",\"pass\":\"x\"}]");
	AUTO(xfreep) char *text = shown(&list);
	static const char *const broken[] = {
		"[{\"host\":\"a\",\"pass\":\"P@ssw0rd",
		"[{\"host\":\"a\",\"pass\":P@ssw0rd}]",
		"[{\"host\":\"a\",\"pass\":\"P@ssw0rd\"\"}]",
		"[{\"host\":\"a\",\"pass\":\"P@ssw0rd\\x\"}]",
		"name,host\na,b,P@ssw0rd\n",
		"name,host\na,b\"P@ssw0rd\n",
		"name,host\na,\"b\"P@ssw0rd\n",
		"name,host\na,\"P@ssw0rd\n",
		"name,password\na,P@ssw0rd\n",
	};

	(void)state;
	assert_int_equal(list.secrets, 2);
	assert_null(strstr(text, "P@ss"));
	for (size_t i = 0; i < ARRAY_LEN(broken); i++) {
		struct import_list none = { 0 };
		struct err e = { 0 };

		assert_false(parse(IMPORT_ANY, broken[i], strlen(broken[i]), &none, &e));
		assert_true(e.msg[0]);
		if (strstr(e.msg, "P@ss") || strstr(e.hint, "P@ss"))
			fail_msg("%s", e.msg);
	}
}

static void long_values_and_wide_rows_are_refused(void **state)
{
	AUTO(buf_done) struct buf text = BUF_INIT(SIZE_MAX);
	struct import_list list = { 0 };
	struct err e;

	(void)state;
	buf_printf(&text, "name,proxy\na,%0*d\n", IMPORT_VALUE_MAX + 1, 0);
	assert_false(parse(IMPORT_ANY, text.data, text.len, &list, &e));
	assert_err(e, ERR_USAGE, "line 2: proxy: it is over 1024 bytes");
	buf_clear(&text);
	buf_printf(&text, "name\na%0*d\n", IMPORT_NAME_MAX, 0);
	assert_false(parse(IMPORT_ANY, text.data, text.len, &list, &e));
	assert_err(e, ERR_USAGE, "cannot be a device's name");
	buf_clear(&text);
	buf_puts(&text, "name");
	for (size_t i = 0; i < CSV_CELLS_MAX; i++)
		buf_puts(&text, ",");
	assert_false(parse(IMPORT_ANY, text.data, text.len, &list, &e));
	assert_err(e, ERR_USAGE, "line 1: too many cells");
}

/* ---- plans ---- */

static struct config *config_of(const char *text)
{
	struct config *c = config_new();
	struct err e;

	if (!config_load_text(c, "t", text, strlen(text), &e))
		fail_msg("%s", e.msg);
	return c;
}

/* "name=action ..." and then each edit as "section.subsection.key=value". */
static char *planned(const char *config, const char *list_text,
		     const struct import_options *o, size_t *ret_other_users)
{
	AUTO(config_freep) struct config *c = config_of(config);
	AUTO(import_list_done) struct import_list list = parsed(list_text);
	AUTO(import_plan_done) struct import_plan plan = { 0 };
	struct buf b = BUF_INIT(SIZE_MAX);
	struct err e;

	if (!import_plan(c, &list, o, &plan, &e))
		fail_msg("%s", e.msg);
	for (size_t i = 0; i < plan.n; i++) {
		AUTO(xfreep)
		char *action = record_cell(&import_record.fields[2], &plan.rows[i]);

		buf_printf(&b, "%s%s=%s", i ? " " : "", plan.rows[i].name, action);
	}
	for (size_t i = 0; i < plan.n_edits; i++)
		buf_printf(&b, "\n%s.%s.%s=%s", plan.edits[i].section,
			   plan.edits[i].subsection, plan.edits[i].key,
			   plan.edits[i].value);
	if (ret_other_users)
		*ret_other_users = plan.other_users;
	return buf_steal(&b);
}

static void plans_compare_with_the_config(void **state)
{
	static const struct {
		const char *config;
		const char *list;
		struct import_options o;
		const char *want;
	} rows[] = {
		{ "",
		  "name,host\na,x\nb,\n",
		  { 0 },
		  "a=added b=added\ndevice.a.host=x\ndevice.b.host=b" },
		{ "[device \"a\"]\nhost=x\n",
		  "name,host\na,y\nb,z\n",
		  { 0 },
		  "a=conflict b=added" },
		{ "[device \"a\"]\nhost=x\n",
		  "name,host,port\na,y,5\nb,z,\n",
		  { .update = true },
		  "a=updated "
		  "b=added\ndevice.a.host=y\ndevice.a.port=5\ndevice.b.host=z" },
		{ "[device \"a\"]\nhost=x\nguid=4C4C4544-0046-5110-8052-B7C04F4D3358\n",
		  "name,host,guid\na,x,4c4c4544-0046-5110-8052-b7c04f4d3358\n",
		  { .update = true },
		  "a=unchanged" },
		/* What is left out stays. */
		{ "[device \"a\"]\nhost=x\nport=5\n",
		  "name,host,port\na,x,\n",
		  { .update = true },
		  "a=unchanged" },
		{ "[device \"a\"]\nhost=x\n",
		  "name\na\n",
		  { .update = true },
		  "a=unchanged" },
		/* A template is not the device, but leads to it. */
		{ "[device \"a[1-3]\"]\nhost=%n.x\n",
		  "name,port\na2,7\n",
		  { 0 },
		  "a2=added\ndevice.a2.port=7" },
		{ "[device \"a[1-3]\"]\nhost=%n.x\n",
		  "name\na2\n",
		  { 0 },
		  "a2=conflict" },
		{ "",
		  "name,guid\na,4c4c4544-0046-5110-8052-b7c04f4d3358\n",
		  { 0 },
		  "a=added\ndevice.a.guid=4c4c4544-0046-5110-8052-b7c04f4d3358" },
		/* The credential of the command line, where the list names none. */
		{ "",
		  "name,credential\na,own\nb,\n",
		  { .credential = "lab" },
		  "a=added b=added\ndevice.a.host=a\ndevice.a.credential=own\n"
		  "device.b.host=b\ndevice.b.credential=lab" },
		/* Groups keep what they have, and get each name once. */
		{ "[group \"g\"]\nmembers=x lab[01-02]\n",
		  "name\nlab02\nlab03\nlab04\ny\n",
		  { .group = "g" },
		  "lab02=added lab03=added lab04=added y=added\ndevice.lab02.host=lab02\n"
		  "device.lab03.host=lab03\ndevice.lab04.host=lab04\ndevice.y.host=y\n"
		  "group.g.members=x lab[01-02] lab[03-04] y" },
		{ "[device \"a\"]\n[group \"g\"]\nmembers=a\n",
		  "name\na\n",
		  { .group = "g", .update = true },
		  "a=unchanged" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(xfreep)
		char *got = planned(rows[i].config, rows[i].list, &rows[i].o, NULL);

		if (strcmp(got, rows[i].want) != 0)
			fail_msg("<%s> gave <%s>, not <%s>", rows[i].list, got,
				 rows[i].want);
	}
}

static void other_users_are_counted(void **state)
{
	static const struct {
		const char *config;
		const char *credential;
		size_t want;
	} rows[] = {
		{ "", NULL, 1 },
		{ "[defaults]\nuser=joe\n", NULL, 1 },
		{ "[defaults]\nuser=jim\n", NULL, 2 },
		{ "[credential \"c\"]\nuser=joe\n", "c", 1 },
		{ "[defaults]\ncredential=c\n[credential \"c\"]\nuser=joe\n", NULL, 1 },
		{ "[device \"b\"]\ncredential=c\n[credential \"c\"]\nuser=joe\n", NULL,
		  0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct import_options o = { .credential = rows[i].credential,
					    .update = true };
		size_t n = 99;
		AUTO(xfreep)
		char *got = planned(rows[i].config, "name,user\na,admin\nb,joe\nc,\n", &o,
				    &n);

		assert_string_not_equal(got, "");
		if (n != rows[i].want)
			fail_msg("%zu other users, not %zu: %s", n, rows[i].want,
				 rows[i].config);
	}
}

static void names_of_options_are_checked(void **state)
{
	static const struct import_options bad[] = {
		{ .group = "a b" },    { .group = "@g" },    { .group = "" },
		{ .group = "g[1-2]" }, { .credential = "" }, { .credential = "a\x01" },
	};
	AUTO(config_freep) struct config *c = config_of("");
	AUTO(import_list_done) struct import_list list = parsed("name\na\n");

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct import_plan plan = { 0 };
		struct err e = { 0 };

		assert_false(import_plan(c, &list, &bad[i], &plan, &e));
		assert_err(e, ERR_USAGE, bad[i].group ? "--group: " : "--credential: ");
		assert_null(plan.rows);
	}
}

/* ---- size ---- */

/* How often a file came to a folder under its final name. */
static unsigned renames(int watch)
{
	char space[4096] __attribute__((aligned(__alignof__(struct inotify_event))));
	unsigned n = 0;
	ssize_t len;

	while ((len = read(watch, space, sizeof(space))) > 0)
		for (char *p = space; p < space + len;) {
			const struct inotify_event *event = (void *)p;

			n += (event->mask & IN_MOVED_TO) != 0;
			p += sizeof(*event) + event->len;
		}
	return n;
}

static void five_thousand_devices_are_one_write(void **state)
{
	enum { DEVICES = 5000 };
	char *folder = test_mkdir();
	AUTO(xfreep) char *path = test_write(folder, "config", "# kept\n[group \"g\"]\n");
	AUTO(buf_done) struct buf text = BUF_INIT(IMPORT_FILE_MAX);
	AUTO(config_freep) struct config *c = config_of("");
	AUTO(config_freep) struct config *after = config_new();
	AUTO(import_plan_done) struct import_plan plan = { 0 };
	AUTO(xclosep) int watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	struct import_options o = { .credential = "lab", .group = "g" };
	struct err e;

	(void)state;
	buf_puts(&text, "name,host,tls\n");
	for (size_t i = 0; i < DEVICES; i++)
		buf_printf(&text, "pc%05zu,pc%05zu.example.com,off\n", i, i);

	AUTO(import_list_done) struct import_list list = parsed(text.data);

	assert_true(import_plan(c, &list, &o, &plan, &e));
	assert_int_equal(plan.n_edits, 3 * DEVICES + 1);
	assert_true(watch >= 0 && inotify_add_watch(watch, folder, IN_MOVED_TO) >= 0);
	assert_true(config_edit(path, plan.edits, plan.n_edits, &e));
	assert_int_equal(renames(watch), 1);
	assert_true(config_load(after, path, false, &e));
	assert_int_equal(config_count(after), 3 * DEVICES + 1);
	assert_string_equal(config_get(after, "group", "g", "members"),
			    "pc[00000-04999]");
	assert_string_equal(config_get(after, "device", "pc04999", "host"),
			    "pc04999.example.com");
	test_rmdir(folder);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables_are_read),
		cmocka_unit_test(computer_lists_are_read),
		cmocka_unit_test(what_cannot_be_imported_is_refused),
		cmocka_unit_test(every_prefix_is_a_list_or_an_error),
		cmocka_unit_test(passwords_are_counted_and_never_told),
		cmocka_unit_test(long_values_and_wide_rows_are_refused),
		cmocka_unit_test(plans_compare_with_the_config),
		cmocka_unit_test(other_users_are_counted),
		cmocka_unit_test(names_of_options_are_checked),
		cmocka_unit_test(five_thousand_devices_are_one_write),
	};

	return cmocka_run_group_tests_name("import", tests, NULL, NULL);
}
