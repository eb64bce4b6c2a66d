/* The parser: words to a noun, a verb, options and targets. */
#include "support.h"

#include <stdio.h>
#include <string.h>

#include "cmd/parse.h"
#include "cmd/report.h"
#include "cmd/status.h"

#define WORDS_MAX 16

static unsigned lookups;

/* lab-07 is the one device there is. */
static bool is_device(void *arg, const struct invocation *inv, const char *word)
{
	(void)arg;
	(void)inv;
	lookups++;
	return !strcmp(word, "lab-07");
}

/* Split at blanks; '' is an empty word. */
static bool parse(const char *line, struct invocation *ret, struct err *e)
{
	static char copy[512]; /* values are borrowed from it */
	static char empty[1];
	char *words[WORDS_MAX + 1] = { 0 };
	char *save = NULL;
	size_t n = 0;

	snprintf(copy, sizeof(copy), "%s", line);
	*e = (struct err){ 0 };
	lookups = 0;
	for (char *p = strtok_r(copy, " ", &save); p && n < WORDS_MAX;
	     p = strtok_r(NULL, " ", &save))
		words[n++] = strcmp(p, "''") ? p : empty;
	return parse_words(words, n, is_device, NULL, ret, e);
}

static void assert_parses(const char *line, const char *noun, const char *verb,
			  const char *words)
{
	AUTO(invocation_done) struct invocation inv;
	char joined[256] = "";
	struct err e;

	if (!parse(line, &inv, &e))
		fail_msg("%s: %s", line, e.msg);
	assert_string_equal(inv.noun->name, noun);
	assert_string_equal(inv.verb->name, verb);
	for (size_t i = 0; i < inv.words.n; i++) {
		strcat(joined, i ? " " : "");
		strcat(joined, inv.words.v[i]);
	}
	assert_string_equal(joined, words);
}

static void assert_refused(const char *line, const char *msg, const char *hint)
{
	AUTO(invocation_done) struct invocation inv;
	struct err e;

	if (parse(line, &inv, &e))
		fail_msg("%s: was taken", line);
	assert_int_equal(e.domain, ERR_USAGE);
	if (!strstr(e.msg, msg))
		fail_msg("%s: \"%s\" lacks \"%s\"", line, e.msg, msg);
	if (hint && !strstr(e.hint, hint))
		fail_msg("%s: hint \"%s\" lacks \"%s\"", line, e.hint, hint);
}

static void nouns_verbs_and_targets(void **state)
{
	(void)state;
	assert_parses("power on lab-07", "power", "on", "lab-07");
	assert_parses("power on a b @c -x d", "power", "on", "a b @c");
	assert_parses("power wait off a b", "power", "wait", "a b");
	assert_parses("wsman get CIM_Card a", "wsman", "get", "a");
	assert_parses("version", "version", "", "");
	assert_parses("target fold a b", "target", "fold", "a b");
	assert_parses("power on -", "power", "on", "-");
}

static void shortcuts_are_the_same_code(void **state)
{
	(void)state;
	assert_parses("on lab-07", "power", "on", "lab-07");
	assert_parses("status on", "power", "status", "on");
	assert_parses("cycle -n a", "power", "cycle", "a");
	assert_refused("mount lab-07", "unknown command \"mount\"", NULL);
}

static void a_target_may_stand_for_the_default_verb(void **state)
{
	(void)state;
	assert_parses("power lab-07 other", "power", "status", "lab-07 other");
	assert_int_equal(lookups, 1);
	assert_parses("info 10.0.0.5", "info", "show", "10.0.0.5");
	assert_int_equal(lookups, 0);
	assert_parses("power @lab", "power", "status", "@lab");
	assert_parses("power lab[1-3]", "power", "status", "lab[1-3]");
	assert_parses("power name:on", "power", "status", "name:on");
	assert_parses("power -o json lab-07", "power", "status", "lab-07");
	/* neither in the inventory nor unmistakable: a mistyped verb */
	assert_refused("power onn lab-07", "unknown command \"power onn\"",
		       "did you mean power on?");
	assert_refused("power stranger", "unknown command", "name:stranger");
	/* no default verb */
	assert_refused("device lab-07", "unknown command", NULL);
}

static void options_stand_anywhere(void **state)
{
	static const char *const lines[] = {
		"-w5s -n power on lab-07",      "power --wait=5s on -n lab-07",
		"power on lab-07 -nw5s",        "--dry-run power on lab-07 --wait=5s",
		"power on --wait=5s -n lab-07", "power on lab-07 -n -w=5s --",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		AUTO(invocation_done) struct invocation inv;
		struct err e;

		if (!parse(lines[i], &inv, &e))
			fail_msg("%s: %s", lines[i], e.msg);
		assert_string_equal(inv.verb->name, "on");
		assert_true(inv.globals.dry_run);
		assert_int_equal(inv.words.n, 1);
		assert_true(((struct opt_ms *)inv.opts)->set);
		assert_int_equal(((struct opt_ms *)inv.opts)->ms, 5000);
	}
}

static void optional_values_do_not_eat_words(void **state)
{
	AUTO(invocation_done) struct invocation inv;
	struct err e;

	(void)state;
	assert_true(parse("power on --wait lab-07 --yes --trace", &inv, &e));
	assert_int_equal(inv.words.n, 1);
	assert_int_equal(((struct opt_ms *)inv.opts)->ms, 60000);
	assert_true(inv.globals.yes.set);
	assert_true(inv.globals.yes.v == OPT_BARE);
	assert_string_equal(inv.globals.trace, "-");
}

static void values_are_checked(void **state)
{
	(void)state;
	assert_refused("power a.b -o jsn", "\"jsn\" is none of", "json");
	assert_refused("power a.b -P 0", "no number from 1", NULL);
	assert_refused("power a.b -P x", "no number", NULL);
	assert_refused("power a.b -P ''", "no number", NULL);
	assert_refused("power a.b --yes=0", "no number from 1", NULL);
	assert_refused("power a.b -t 5x", "--timeout", NULL);
	assert_refused("power a.b -o", "-o needs a value", NULL);
	assert_refused("power a.b --user", "--user needs a value", NULL);
	assert_refused("power a.b --quiet=1", "--quiet takes no value", NULL);
	assert_refused("power a.b --fold --no-fold", "exclude each other", NULL);
	assert_refused("power wait up lab-07", "\"up\" is none of", NULL);
}

static void unknown_options_are_refused_with_the_nearest(void **state)
{
	(void)state;
	assert_refused("power on a --dry-rum", "unknown option --dry-rum", "--dry-run");
	assert_refused("power on a -Z", "unknown option -Z", NULL);
	assert_refused("power on a --or-off", "power on has no option --or-off", NULL);
	assert_refused("power on a --host hq", "has no option --host", NULL);
	assert_refused("power on a --batches 3", "unknown option --batches", NULL);
}

static void a_password_on_the_command_line_is_refused(void **state)
{
	(void)state;
	assert_refused("power on a --password x", "--password", "--password-file");
	assert_refused("power on a --password=x", "process list", "AMTCTL_PASSWORD");
}

static void words_that_do_not_fit(void **state)
{
	(void)state;
	assert_refused("power", "power: which verb?", "amtctl help power");
	assert_refused("", "no command", NULL);
	assert_refused("pwoer on a", "unknown command \"pwoer\"", "did you mean power?");
	assert_refused("power on", "no target given", "usage: amtctl power on TARGET...");
	assert_refused("power wait", "no STATE given", NULL);
	assert_refused("power wait on", "no target given", NULL);
	assert_refused("version now", "unexpected \"now\"", NULL);
	assert_refused("config show a", "unexpected \"a\"", NULL);
	assert_refused("target expand", "no target expression", NULL);
	assert_refused("power on a -- f2", "after --", NULL);
}

static void stdin_is_read_once(void **state)
{
	(void)state;
	assert_refused("power on - --password-stdin", "stdin", NULL);
	assert_refused("power on - -x -", "stdin", NULL);
	assert_refused("power on - file:-", "stdin", NULL);
	assert_parses("power on - -x b", "power", "on", "-");
}

static void verb_options_shadow_global_ones(void **state)
{
	AUTO(invocation_done) struct invocation inv;
	struct err e;

	(void)state;
	assert_true(parse("device add x --via cloud --timeout 5s", &inv, &e));
	assert_null(inv.globals.via);
	assert_false(inv.globals.timeout.set);
	assert_string_equal(inv.args[0], "x");
}

static void help_needs_nothing_else(void **state)
{
	AUTO(invocation_done) struct invocation inv;
	struct err e;

	(void)state;
	assert_true(parse("power wait --help", &inv, &e));
	assert_true(inv.globals.help);
	assert_string_equal(inv.verb->name, "wait");
	assert_refused("power nonsense --help", "unknown command", NULL);
}

static void output_is_told_even_when_the_rest_does_not_parse(void **state)
{
	char *a[] = { "power", "--bogus", "-o", "json" };
	char *b[] = { "-oyaml", "bogus" };
	char *c[] = { "--output=csv", "--", "-ojson" };
	char *d[] = { "-o" };

	(void)state;
	assert_string_equal(parse_output_anyway(a, 4), "json");
	assert_string_equal(parse_output_anyway(b, 2), "yaml");
	assert_string_equal(parse_output_anyway(c, 3), "csv");
	assert_null(parse_output_anyway(d, 1));
}

static void results_add_up_to_a_status(void **state)
{
	struct tally t = { 0 };

	(void)state;
	t.ok = 3;
	assert_int_equal(tally_status(&t, false), 0);
	t.no = 1;
	assert_int_equal(tally_status(&t, true), 1);
	tally_failed(&t, ERR_AUTH);
	assert_int_equal(tally_status(&t, true), 13);
	assert_int_equal(tally_status(&t, false), 13);

	t = (struct tally){ 0 };
	tally_failed(&t, ERR_AUTH);
	assert_int_equal(tally_status(&t, false), 3);
	assert_int_equal(tally_status(&t, true), 3);
	tally_failed(&t, ERR_AUTH);
	assert_int_equal(tally_status(&t, false), 3);
	tally_failed(&t, ERR_NET);
	assert_int_equal(tally_status(&t, false), 18);

	t = (struct tally){ .ok = 1, .skipped = 1 };
	assert_int_equal(tally_status(&t, false), 13);
}

static void every_failure_has_a_status_and_a_class(void **state)
{
	(void)state;
	for (int d = ERR_USAGE; d <= ERR_INTERNAL; d++) {
		assert_in_range(status_of((enum err_domain)d), 2, 19);
		assert_string_not_equal(status_class((enum err_domain)d), "ok");
	}
	for (int i = 0; i < 20; i++)
		assert_int_equal(statuses[i].number, i);
	assert_null(statuses[20].name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nouns_verbs_and_targets),
		cmocka_unit_test(shortcuts_are_the_same_code),
		cmocka_unit_test(a_target_may_stand_for_the_default_verb),
		cmocka_unit_test(options_stand_anywhere),
		cmocka_unit_test(optional_values_do_not_eat_words),
		cmocka_unit_test(values_are_checked),
		cmocka_unit_test(unknown_options_are_refused_with_the_nearest),
		cmocka_unit_test(a_password_on_the_command_line_is_refused),
		cmocka_unit_test(words_that_do_not_fit),
		cmocka_unit_test(stdin_is_read_once),
		cmocka_unit_test(verb_options_shadow_global_ones),
		cmocka_unit_test(help_needs_nothing_else),
		cmocka_unit_test(output_is_told_even_when_the_rest_does_not_parse),
		cmocka_unit_test(results_add_up_to_a_status),
		cmocka_unit_test(every_failure_has_a_status_and_a_class),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
