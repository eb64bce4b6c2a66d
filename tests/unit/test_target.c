/* Unit tests of core/fleet: what target expressions expand to. */
#include "tests/unit/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/fleet/target.h"

/* A small world: groups, files and devices by name. */
struct world {
	const char *const (*groups)[8]; /* name, members..., NULL */
	const char *const (*files)[2];
	const char *devices[4];
	unsigned asked;
};

static bool world_group(void *arg, const char *name, struct strv *ret, struct err *e)
{
	struct world *w = arg;

	w->asked++;
	for (size_t i = 0; w->groups && w->groups[i][0]; i++) {
		if (strcmp(w->groups[i][0], name) != 0)
			continue;
		for (size_t j = 1; w->groups[i][j]; j++)
			strv_add(ret, w->groups[i][j]);
		return true;
	}
	return err_set(e, ERR_USAGE, 0, "no group '%s'", name);
}

static bool world_read(void *arg, const char *path, struct buf *ret, struct err *e)
{
	struct world *w = arg;

	w->asked++;
	for (size_t i = 0; w->files && w->files[i][0]; i++)
		if (!strcmp(w->files[i][0], path))
			return buf_add(ret, w->files[i][1], strlen(w->files[i][1]), e);
	return err_set(e, ERR_LOCAL, 2, "cannot open %s", path);
}

static bool world_is_device(void *arg, const char *name)
{
	struct world *w = arg;

	for (size_t i = 0; i < ARRAY_LEN(w->devices); i++)
		if (w->devices[i] && !strcmp(w->devices[i], name))
			return true;
	return false;
}

static struct target_source source_of(struct world *w)
{
	return (struct target_source){ .group = world_group,
				       .read = world_read,
				       .is_device = world_is_device,
				       .arg = w };
}

/* words parted by blanks; as one text of targets parted by blanks. Owned. */
static char *expand(struct world *w, const char *words, const char *exclude,
		    struct err *e)
{
	struct target_source source = source_of(w);
	struct strv in = { 0 };
	struct strv out = { 0 };
	struct target_list list = { 0 };
	char *shown = NULL;

	*e = (struct err){ 0 };
	for (const char *p = words; *p; p += strcspn(p, " "), p += *p == ' ')
		strv_take(&in, xstrndup(p, strcspn(p, " ")));
	if (exclude)
		strv_add(&out, exclude);
	if (targets_expand(&in, &out, &source, &list, e)) {
		struct buf text = BUF_INIT(SIZE_MAX);

		for (size_t i = 0; i < list.n; i++)
			buf_printf(&text, "%s%s", i ? " " : "", list.v[i].text);
		shown = buf_steal(&text);
	} else {
		assert_int_equal(list.n, 0);
		assert_int_not_equal(e->domain, ERR_NONE);
	}
	targets_done(&list);
	strv_done(&in);
	strv_done(&out);
	return shown;
}

static void assert_expands(struct world *w, const char *words, const char *wanted)
{
	struct err e;
	char *shown = expand(w, words, NULL, &e);

	if (!shown)
		fail_msg("%s: %s", words, e.msg);
	assert_string_equal(shown, wanted);
	free(shown);
}

static void assert_refused(struct world *w, const char *words, const char *part)
{
	struct err e;
	char *shown = expand(w, words, NULL, &e);

	if (shown)
		fail_msg("%s gives %s", words, shown);
	assert_err(e, ERR_USAGE, part);
}

static const char guid[] = "55e3ae13-bfd2-61bb-17a0-88aedd7037ea";

static void every_form_is_understood(void **state)
{
	static const struct {
		const char *word;
		struct target t;
	} rows[] = {
		{ "lab-07", { "lab-07", TARGET_NAME, 0, false, "lab-07", 0 } },
		{ "a_b.example.com",
		  { "a_b.example.com", TARGET_NAME, 0, false, "a_b.example.com", 0 } },
		{ "10.0.0.5", { "10.0.0.5", TARGET_ADDRESS, 0, false, "10.0.0.5", 0 } },
		{ "10.0.0.5:16993",
		  { "10.0.0.5:16993", TARGET_ADDRESS, 0, false, "10.0.0.5", 16993 } },
		{ "host:16993",
		  { "host:16993", TARGET_ADDRESS, 0, false, "host", 16993 } },
		{ "host:080", { "host:80", TARGET_ADDRESS, 0, false, "host", 80 } },
		{ "[2001:DB8:0::5]:16993",
		  { "[2001:db8::5]:16993", TARGET_ADDRESS, 0, false, "2001:db8::5",
		    16993 } },
		{ "[fe80::1%eth0]",
		  { "[fe80::1%eth0]", TARGET_ADDRESS, 0, false, "fe80::1%eth0", 0 } },
		{ "fe80::1%eth0",
		  { "[fe80::1%eth0]", TARGET_ADDRESS, 0, false, "fe80::1%eth0", 0 } },
		{ "2001:db8::5",
		  { "[2001:db8::5]", TARGET_ADDRESS, 0, false, "2001:db8::5", 0 } },
		{ "tag:london", { "tag:london", TARGET_TAG, 0, false, "london", 0 } },
		{ "guid:55E3AE13-BFD2-61BB-17A0-88AEDD7037EA",
		  { (char *)guid, TARGET_GUID, 0, false, (char *)guid, 0 } },
		{ "55E3AE13-BFD2-61BB-17A0-88AEDD7037EA",
		  { (char *)guid, TARGET_GUID, 0, false, (char *)guid, 0 } },
		{ "name:wall", { "wall", TARGET_NAME, 0, true, "wall", 0 } },
		{ "name:10.0.0.5",
		  { "name:10.0.0.5", TARGET_NAME, 0, true, "10.0.0.5", 0 } },
		{ "direct:lab-07",
		  { "direct:lab-07", TARGET_NAME, TARGET_VIA_DIRECT, false, "lab-07",
		    0 } },
		{ "cloud:lab-07",
		  { "cloud:lab-07", TARGET_NAME, TARGET_VIA_CLOUD, false, "lab-07", 0 } },
		{ "cloud:guid:55e3ae13-bfd2-61bb-17a0-88aedd7037ea",
		  { "cloud:55e3ae13-bfd2-61bb-17a0-88aedd7037ea", TARGET_GUID,
		    TARGET_VIA_CLOUD, false, (char *)guid, 0 } },
		{ "direct:name:wall",
		  { "direct:wall", TARGET_NAME, TARGET_VIA_DIRECT, true, "wall", 0 } },
		{ "direct:[::1]:16992",
		  { "direct:[::1]:16992", TARGET_ADDRESS, TARGET_VIA_DIRECT, false, "::1",
		    16992 } },
		{ "b\xc3\xbcro-1",
		  { "b\xc3\xbcro-1", TARGET_NAME, 0, false, "b\xc3\xbcro-1", 0 } },
	};
	struct world w = { 0 };
	struct target_source source = source_of(&w);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *word = (char *)rows[i].word;

		/* What is shown means the same when typed. */
		for (unsigned again = 0; again < 2; again++) {
			struct strv in = { .v = &word, .n = 1 };
			struct target_list list = { 0 };
			struct err e;

			if (!targets_expand(&in, NULL, &source, &list, &e))
				fail_msg("%s: %s", word, e.msg);
			assert_int_equal(list.n, 1);
			assert_string_equal(list.v[0].text, rows[i].t.text);
			assert_string_equal(list.v[0].host, rows[i].t.host);
			assert_int_equal(list.v[0].kind, rows[i].t.kind);
			assert_int_equal(list.v[0].via, rows[i].t.via);
			assert_int_equal(list.v[0].port, rows[i].t.port);
			if (!again)
				assert_int_equal(list.v[0].forced_name,
						 rows[i].t.forced_name);
			targets_done(&list);
			word = rows[i].t.text;
		}
	}
}

static void ranges_keep_padding_and_order(void **state)
{
	struct world w = { 0 };

	(void)state;
	assert_expands(&w, "lab08..11", "lab08 lab09 lab10 lab11");
	assert_expands(&w, "lab8..11", "lab8 lab9 lab10 lab11");
	assert_expands(&w, "lab[01-03,44]", "lab01 lab02 lab03 lab44");
	assert_expands(&w, "lab[9-11].example.com",
		       "lab9.example.com lab10.example.com lab11.example.com");
	assert_expands(&w, "r[1-2]n[1-3]", "r1n1 r1n2 r1n3 r2n1 r2n2 r2n3");
	assert_expands(&w, "[0-1]", "0 1");
	assert_expands(&w, "a[000-002]", "a000 a001 a002");
	assert_expands(&w, "a[0-1][0-1]x[2][3]", "a00x23 a01x23 a10x23 a11x23");
	assert_expands(&w, "10.0.0.254..255", "10.0.0.254 10.0.0.255");
	assert_expands(&w, "10.0.[0-1].7:16993", "10.0.0.7:16993 10.0.1.7:16993");
	assert_expands(&w, "direct:lab[1-2]", "direct:lab1 direct:lab2");
	assert_expands(&w, "name:lab1..2", "lab1 lab2");
	assert_expands(&w, "lab[1-2,1],x,lab2", "lab1 lab2 x");
	assert_expands(&w, "b a b lab1..2 lab2 a", "b a lab1 lab2");
	assert_expands(&w, "lab[3,1,2]", "lab3 lab1 lab2");
}

static void bad_expressions_are_refused(void **state)
{
	static const char *const rows[][2] = {
		{ "lab[1-010]", "not padded to the same width" },
		{ "lab[01-100]", "not padded to the same width" },
		{ "lab01..100", "not padded to the same width" },
		{ "lab[9-1]", "reversed" },
		{ "lab9..1", "reversed" },
		{ "lab[1-1000001]", "more than 1000000 targets" },
		{ "lab[0-999999][0-1]", "more than 1000000 targets" },
		{ "a[1-10][1-10][1-10][1-10]b[1-10]", "more than 4 lists" },
		{ "a[0-999][0-999][0-1]", "more than 1000000 targets" },
		{ "lab[1-3", "numbers and ranges only" },
		{ "lab[]", "numbers and ranges only" },
		{ "lab[a-b]", "numbers and ranges only" },
		{ "lab[1,]", "numbers and ranges only" },
		{ "lab[1--3]", "numbers and ranges only" },
		{ "lab[1-2-3]", "numbers and ranges only" },
		{ "lab[[1]]", "numbers and ranges only" },
		{ "lab1]", "] without [" },
		{ "lab[1234567890123456789]", "more than 18 digits" },
		{ "lab..5", "between two numbers" },
		{ "lab5..", "between two numbers" },
		{ "a..b", "between two numbers" },
		{ "lab1..5.example.com", "ends the name" },
		{ "10.0.5", "no IPv4 address" },
		{ "10.0.0.256", "no IPv4 address" },
		{ "10.0.0.[255-256]", "no IPv4 address" },
		{ "[2001:db8::5", "numbers and ranges only" },
		{ "[2001:db8::g]", "no IPv6 address" },
		{ "[2001:db8::5]x", "no IPv6 address" },
		{ "[fe80::1%]", "no IPv6 address" },
		{ "1:2:3", "no IPv6 address" },
		{ "[2001:db8::5]:0", "no port" },
		{ "host:", "no port" },
		{ "host:65536", "no port" },
		{ "hots:lab", "no port" },
		{ ":16993", "no name or address" },
		{ "lab*", "no name or address" },
		{ "lab/7", "no name or address" },
		{ "-lab", "no name or address" },
		{ "lab..4x[1-2]", "no name or address" },
		{ "guid:lab", "no UUID" },
		{ "tag:", "names no tag" },
		{ "@", "names no group" },
		{ "@nope", "no group 'nope'" },
		{ "file:", "names no file" },
		{ "name:", "stands a name" },
		{ "name:a:b", "stands a name" },
		{ "direct:@lab", "stands one device" },
		{ "cloud:tag:x", "stands one device" },
		{ "direct:", "no name or address" },
		{ "direct:cloud:x", "is no port" },
		{ "!lab", "for files and the config" },
		{ "a,,b", "an empty target" },
		{ "a,", "an empty target" },
		{ "a\x1b[2J", "control characters" },
		{ "a\xff", "control characters" },
	};
	struct world w = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_refused(&w, rows[i][0], rows[i][1]);
	assert_refused(&w, "", "no target given");
}

static void words_that_are_too_long_are_refused(void **state)
{
	struct world w = { 0 };
	char *word = xmalloc(2000);

	(void)state;
	memset(word, 'a', 1999);
	word[1999] = '\0';
	assert_refused(&w, word, "too long");
	free(word);
}

static void devices_of_the_inventory_win_over_ranges(void **state)
{
	struct world w = { .devices = { "lab1..3", "pc+1", "lab[1-2]" } };

	(void)state;
	assert_expands(&w, "lab1..3 lab1..2", "lab1..3 lab1 lab2");
	assert_expands(&w, "pc+1", "pc+1");
	assert_expands(&w, "name:pc+1", "name:pc+1");
	/* A template is no device. */
	assert_expands(&w, "lab[1-2]", "lab1 lab2");
}

static void groups_nest_and_leave_out(void **state)
{
	static const char *const groups[][8] = {
		{ "lab", "lab[01-04]", "!lab03", NULL },
		{ "all", "@lab", "x", "!@odd", NULL },
		{ "odd", "lab01", "lab03", NULL },
		{ "empty", NULL },
		{ "self", "a", "@self", NULL },
		{ "ping", "@pong", NULL },
		{ "pong", "@ping", NULL },
		{ "in", "-", NULL },
		{ "bad", "lab[2-1]", NULL },
		{ "notag", "tag:x", "!lab", NULL },
		{ NULL },
	};
	struct world w = { .groups = groups };
	struct err e;
	char *shown;

	(void)state;
	assert_expands(&w, "@lab", "lab01 lab02 lab04");
	assert_expands(&w, "@all", "lab02 lab04 x");
	/* What one group leaves out another may bring. */
	assert_expands(&w, "@all lab01 @empty", "lab02 lab04 x lab01");
	assert_refused(&w, "@empty", "no targets");
	assert_refused(&w, "@self", "@self contains itself");
	assert_refused(&w, "@ping", "@ping: @pong: @ping contains itself");
	assert_refused(&w, "@in", "command line only");
	assert_refused(&w, "@bad", "@bad: 'lab[2-1]'");
	assert_refused(&w, "@notag", "tags and left-out");
	assert_null(expand(&w, "tag:x", "lab", &e));
	assert_err(e, ERR_USAGE, "tags and left-out");
	w.asked = 0;
	assert_expands(&w, "@lab @lab,@lab", "lab01 lab02 lab04");
	assert_int_equal(w.asked, 1);

	shown = expand(&w, "lab01..04", "@lab", &e);
	assert_string_equal(shown, "lab03");
	free(shown);
	assert_null(expand(&w, "@lab", "lab1..4,@lab", &e));
	assert_err(e, ERR_USAGE, "all were left out");
	/* On either path, on any port, in either case. */
	shown = expand(&w, "a direct:b B:16993 cloud:c c", "b,cloud:C", &e);
	assert_string_equal(shown, "a c");
	free(shown);
	assert_null(expand(&w, "a", "!b", &e));
	assert_err(e, ERR_USAGE, "for files and the config");
}

static void deep_and_multiplying_groups_are_bounded(void **state)
{
	char names[20][8];
	char members[20][8];
	const char *groups[21][8] = { 0 };
	struct world w = { .groups = (const char *const(*)[8])groups };

	(void)state;
	for (size_t i = 0; i < 20; i++) {
		snprintf(names[i], sizeof(names[i]), "g%zu", i);
		snprintf(members[i], sizeof(members[i]), "@g%zu", i + 1);
		groups[i][0] = names[i];
		groups[i][1] = i == 19 ? "x" : members[i];
	}
	assert_expands(&w, "@g4", "x");
	assert_refused(&w, "@g3", "nested deeper than 16");
	/* Each level names the next five times: asked for once each all the same. */
	for (size_t i = 10; i < 19; i++)
		for (size_t j = 2; j < 6; j++)
			groups[i][j] = members[i];
	w.asked = 0;
	assert_expands(&w, "@g10", "x");
	assert_int_equal(w.asked, 10);
	groups[19][1] = "x[1-100000]";
	assert_refused(&w, "@g10", "counting repetitions");
}

static void files_hold_names_and_comments(void **state)
{
	static const char *const files[][2] = {
		{ "hosts.txt", "\xef\xbb\xbflab01 lab02 # both\r\n\r\n#none\n"
			       "\tlab[03-05]\r\n!lab04\nx" },
		{ "outer", "file:hosts.txt\n@nope" },
		{ "-", "from-stdin\n" },
		{ "bad", "a\nb\nlab[2-1]\n" },
		{ "in", "-" },
		{ "empty", "" },
		{ NULL, NULL },
	};
	struct world w = { .files = files };
	struct err e;

	(void)state;
	assert_expands(&w, "file:hosts.txt", "lab01 lab02 lab03 lab05 x");
	assert_expands(&w, "- y", "from-stdin y");
	assert_refused(&w, "- -", "stdin can be read once");
	assert_refused(&w, "file:bad", "bad:3: 'lab[2-1]'");
	assert_refused(&w, "file:outer", "outer:2: no group");
	assert_refused(&w, "file:in", "command line only");
	assert_refused(&w, "file:empty", "no targets");
	assert_null(expand(&w, "file:missing,x", NULL, &e));
	assert_err(e, ERR_LOCAL, "cannot open missing,x");
}

static void a_name_once_forced_stays_forced(void **state)
{
	char *words[] = { "wall", "name:wall" };
	struct strv in = { .v = words, .n = 2 };
	struct target_source source = { 0 };
	struct target_list list = { 0 };
	struct err e;

	(void)state;
	assert_true(targets_expand(&in, NULL, &source, &list, &e));
	assert_int_equal(list.n, 1);
	assert_true(list.v[0].forced_name);
	targets_done(&list);
}

static void a_large_fleet_is_expanded(void **state)
{
	char *words[] = { "r[001-100]n[0001-1000]", "r[050-100]n[0001-1000]",
			  "lab[1-9999]" };
	char *out[] = { "r[001-100]n[0001-0999]" };
	struct strv in = { .v = words, .n = 3 };
	struct strv exclude = { .v = out, .n = 1 };
	struct target_source source = { 0 };
	struct target_list list = { 0 };
	struct err e;

	(void)state;
	assert_true(targets_expand(&in, NULL, &source, &list, &e));
	assert_int_equal(list.n, 109999);
	assert_string_equal(list.v[99999].text, "r100n1000");
	assert_string_equal(list.v[100000].text, "lab1");
	targets_done(&list);
	assert_true(targets_expand(&in, &exclude, &source, &list, &e));
	assert_int_equal(list.n, 100 + 9999);
	targets_done(&list);
}

static void words_that_cannot_be_verbs(void **state)
{
	(void)state;
	assert_true(target_is_unmistakable("lab.example.com"));
	assert_true(target_is_unmistakable("@lab"));
	assert_true(target_is_unmistakable("lab[1-2]"));
	assert_true(target_is_unmistakable("lab1..2"));
	assert_true(target_is_unmistakable("name:on"));
	assert_true(target_is_unmistakable("-"));
	assert_true(target_is_unmistakable(guid));
	assert_false(target_is_unmistakable("lab-07"));
	assert_false(target_is_unmistakable("on"));
}

static void templates_match_their_names(void **state)
{
	static const struct {
		const char *template;
		const char *name;
		bool matches;
	} rows[] = {
		{ "lab[01-40]", "lab07", true },    { "lab[01-40]", "lab7", false },
		{ "lab[01-40]", "lab41", false },   { "lab[01-40]", "lab00", false },
		{ "lab[01-40]", "lab077", false },  { "lab[01-40]", "xlab07", false },
		{ "lab[1-40]", "lab7", true },      { "lab[1-40]", "lab07", false },
		{ "lab[0-40]", "lab0", true },      { "lab[0-40]", "lab00", false },
		{ "lab[1-3,7]x", "lab7x", true },   { "lab[1-3,7]x", "lab7", false },
		{ "r[1-3]n[1-8]", "r3n8", true },   { "r[1-3]n[1-8]", "r3n9", false },
		{ "a[1-12][1-12]", "a111", true },  { "a[1-12][5-12]", "a125", true },
		{ "a[1-12][5-12]", "a124", false }, { "lab", "lab", true },
		{ "lab", "lab1", false },           { "lab[", "lab[", true },
		{ "lab1..3", "lab2", false },       { "lab1..3", "lab1..3", true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (target_matches_template(rows[i].template, rows[i].name) !=
		    rows[i].matches)
			fail_msg("%s and %s", rows[i].template, rows[i].name);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_form_is_understood),
		cmocka_unit_test(ranges_keep_padding_and_order),
		cmocka_unit_test(bad_expressions_are_refused),
		cmocka_unit_test(words_that_are_too_long_are_refused),
		cmocka_unit_test(devices_of_the_inventory_win_over_ranges),
		cmocka_unit_test(groups_nest_and_leave_out),
		cmocka_unit_test(deep_and_multiplying_groups_are_bounded),
		cmocka_unit_test(files_hold_names_and_comments),
		cmocka_unit_test(a_name_once_forced_stays_forced),
		cmocka_unit_test(a_large_fleet_is_expanded),
		cmocka_unit_test(words_that_cannot_be_verbs),
		cmocka_unit_test(templates_match_their_names),
	};

	return cmocka_run_group_tests_name("target", tests, NULL, NULL);
}
