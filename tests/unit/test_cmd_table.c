/* The command table itself: what must hold of every row. */
#include "support.h"

#include <ctype.h>
#include <string.h>

#include "cmd/table.h"
#include "core/device/power.h"

#define EACH_VERB(noun, verb)                                          \
	for (const struct noun *const *n_ = nouns; *n_; n_++)          \
		for (const struct noun *noun = *n_; noun; noun = NULL) \
			for (const struct verb *verb = noun->verbs; verb->name; verb++)

static bool is_word(const char *s)
{
	if (!islower((unsigned char)*s))
		return false;
	for (; *s; s++)
		if (!islower((unsigned char)*s) && !isdigit((unsigned char)*s) &&
		    *s != '-')
			return false;
	return true;
}

static bool is_phrase(const char *s)
{
	return s && *s && s[strlen(s) - 1] != '.' && !strchr(s, '\n');
}

static void words_are_unique_and_explained(void **state)
{
	(void)state;
	for (size_t i = 0; nouns[i]; i++) {
		if (!is_word(nouns[i]->name) || !is_phrase(nouns[i]->summary))
			fail_msg("noun %s", nouns[i]->name);
		assert_null(shortcut_find(nouns[i]->name));
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(nouns[i]->name, nouns[k]->name);
		assert_non_null(nouns[i]->verbs[0].name);
	}
	EACH_VERB(noun, verb)
	{
		if ((*verb->name && !is_word(verb->name)) || !is_phrase(verb->help))
			fail_msg("verb %s %s", noun->name, verb->name);
		assert_ptr_equal(verb_find(noun, verb->name), verb);
		if (!*verb->name)
			assert_null(noun->verbs[1].name);
	}
}

static void a_verb_has_one_function(void **state)
{
	(void)state;
	EACH_VERB(noun, verb)
	{
		if (!!verb->run + !!verb->run_target + !!verb->run_once != 1)
			fail_msg("%s %s", noun->name, verb->name);
		if (verb->run && !(verb->flags & (VERB_READS | VERB_CHANGES)))
			fail_msg("%s %s neither reads nor changes", noun->name,
				 verb->name);
		if ((verb->flags & VERB_READS) && (verb->flags & VERB_CHANGES))
			fail_msg("%s %s reads and changes", noun->name, verb->name);
		if (verb->run && !verb->record)
			fail_msg("%s %s prints nothing", noun->name, verb->name);
		if ((verb->flags & VERB_WORDS) && !verb->run_once)
			fail_msg("%s %s takes words and targets", noun->name, verb->name);
		if (!verb->opts != !verb->opts_size)
			fail_msg("%s %s has options without a struct", noun->name,
				 verb->name);
	}
}

static void at_most_one_verb_is_default_and_it_only_reads(void **state)
{
	(void)state;
	for (size_t i = 0; nouns[i]; i++) {
		unsigned n = 0;

		for (const struct verb *v = nouns[i]->verbs; v->name; v++) {
			n += v->is_default;
			if (v->is_default) {
				assert_true(verb_takes_targets(v));
				assert_false(v->flags & VERB_CHANGES);
				assert_null(v->args);
			}
		}
		if (n > 1)
			fail_msg("%s has %u default verbs", nouns[i]->name, n);
	}
}

static void arguments_are_ordered(void **state)
{
	(void)state;
	EACH_VERB(noun, verb)
	{
		bool optional = false;
		size_t n = 0;

		for (const struct arg *a = verb->args; a && a->name; a++, n++) {
			if (!a->optional && optional)
				fail_msg("%s %s: %s after an optional one", noun->name,
					 verb->name, a->name);
			optional |= a->optional;
			assert_true(is_phrase(a->help));
			assert_true(isupper((unsigned char)a->name[0]));
		}
		assert_true(n <= ARGS_MAX);
		/* Whether a word is an argument or a target must not depend on luck. */
		if (optional && (verb_takes_targets(verb) || (verb->flags & VERB_WORDS)))
			fail_msg("%s %s: targets after an optional argument", noun->name,
				 verb->name);
	}
}

static void shortcuts_lead_somewhere(void **state)
{
	(void)state;
	for (const struct shortcut *s = shortcuts; s->name; s++) {
		assert_non_null(noun_find(s->noun));
		assert_non_null(verb_find(noun_find(s->noun), s->verb));
	}
}

static void check_options(const struct opt *opts, size_t size)
{
	for (const struct opt *o = opts; o && o->name; o++) {
		const struct opt *other = opt_find_anywhere(o->name, strlen(o->name), 0);

		if (!is_word(o->name) || !is_phrase(o->help))
			fail_msg("--%s", o->name);
		if (size && o->offset >= size)
			fail_msg("--%s lies outside its struct", o->name);
		for (const struct opt *p = opts; p < o; p++) {
			assert_string_not_equal(o->name, p->name);
			assert_true(!o->letter || o->letter != p->letter);
			assert_true(!size || o->offset != p->offset);
		}
		/* The same name means the same shape everywhere ... */
		if (!o->value != !other->value || !o->bare != !other->bare)
			fail_msg("--%s takes a value here and none there", o->name);
		/* ... and a letter the same option. */
		if (o->letter)
			assert_string_equal(opt_find_anywhere(NULL, 0, o->letter)->name,
					    o->name);
		if ((o->type == OPT_TYPE_FLAG) != !o->value)
			fail_msg("--%s: a flag takes no value", o->name);
		if (o->type == OPT_TYPE_UINT)
			assert_true(o->min <= o->max && o->max < OPT_BARE);
	}
}

static void options_are_unique_and_of_one_shape(void **state)
{
	(void)state;
	check_options(global_opts, 0);
	EACH_VERB(noun, verb)
	{
		(void)noun;
		check_options(verb->opts, verb->opts_size);
	}
}

static void power_wait_knows_every_goal(void **state)
{
	const struct arg *a = verb_find(noun_find("power"), "wait")->args;
	AUTO(strv_done) struct strv all = { 0 };
	size_t n = 0;

	(void)state;
	choice_split(a->choices, &all);
	for (const struct enum_name *g = power_goal_names; g->name; g++, n++)
		assert_true(strv_has(&all, g->name));
	assert_int_equal(all.n, n);
}

static void records_have_help_for_every_field(void **state)
{
	(void)state;
	EACH_VERB(noun, verb)
	{
		if (!verb->record)
			continue;
		assert_true(is_phrase(verb->record->summary));
		for (const struct field *f = verb->record->fields; f->name; f++)
			if (!f->help || !*f->help)
				fail_msg("%s %s: field %s has no help", noun->name,
					 verb->name, f->name);
	}
}

static void a_password_is_never_an_option(void **state)
{
	(void)state;
	assert_null(opt_find_anywhere("password", 8, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_unique_and_explained),
		cmocka_unit_test(a_verb_has_one_function),
		cmocka_unit_test(at_most_one_verb_is_default_and_it_only_reads),
		cmocka_unit_test(arguments_are_ordered),
		cmocka_unit_test(shortcuts_lead_somewhere),
		cmocka_unit_test(options_are_unique_and_of_one_shape),
		cmocka_unit_test(power_wait_knows_every_goal),
		cmocka_unit_test(records_have_help_for_every_field),
		cmocka_unit_test(a_password_is_never_an_option),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
