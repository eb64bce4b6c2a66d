/* complete: what may stand where the cursor is, from the tables and the config. */
#include "cmd/complete.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/app.h"
#include "core/base/text.h"
#include "core/device/catalog.h"

/* Most names that templates are expanded to. */
#define EXPAND_MAX 1000

struct completion {
	char *current;              /* without the quote it may begin with */
	const char *typed;          /* the part of it that a candidate must begin with */
	const char *before;         /* "--output=", printed before each candidate */
	struct strv words;          /* before it, less options and their values */
	const struct opt *value_of; /* current is this option's value */
	const struct noun *noun;
	const struct verb *verb;
	size_t position; /* among the verb's words */
	struct app app;  /* for its config */
};

static void offer(const struct completion *c, const char *text, const char *what)
{
	if (!strncmp(text, c->typed, strlen(c->typed)))
		printf("%s%s\t%s\n", c->before, text, what);
}

static const struct config *config_quietly(struct completion *c)
{
	const struct config *config = NULL;
	struct err ignored;

	return app_config(&c->app, &config, &ignored) ? config : NULL;
}

static void offer_sections(struct completion *c, const char *section, const char *before,
			   const char *what)
{
	const struct config *config = config_quietly(c);
	AUTO(strv_done) struct strv names = { 0 };

	if (!config)
		return;
	config_subsections(config, section, &names);
	for (size_t i = 0; i < names.n; i++) {
		AUTO(xfreep) char *text = xasprintf("%s%s", before, names.v[i]);

		offer(c, text, what);
	}
}

static bool no_group(void *arg, const char *name, struct strv *ret, struct err *e)
{
	(void)arg;
	(void)ret;
	return err_set(e, ERR_USAGE, 0, "group %s", name);
}

static bool no_file(void *arg, const char *path, struct buf *ret, struct err *e)
{
	(void)arg;
	(void)ret;
	return err_set(e, ERR_USAGE, 0, "file %s", path);
}

static bool no_device(void *arg, const char *name)
{
	(void)arg;
	(void)name;
	return false;
}

/* The names that a template such as lab[01-40] stands for. */
static void offer_template(const struct completion *c, const char *template)
{
	struct target_source none = { no_group, no_file, no_device, NULL };
	AUTO(targets_done) struct target_list list = { 0 };
	AUTO(strv_done) struct strv exprs = { 0 };
	struct strv exclude = { 0 };
	struct err ignored;

	strv_add(&exprs, template);
	if (!targets_expand(&exprs, &exclude, &none, &list, &ignored) ||
	    list.n > EXPAND_MAX)
		return;
	for (size_t i = 0; i < list.n; i++)
		offer(c, list.v[i].text, "device");
}

static void offer_targets(struct completion *c)
{
	const struct config *config = config_quietly(c);
	AUTO(strv_done) struct strv names = { 0 };

	offer_sections(c, "device", "", "device");
	offer_sections(c, "group", "@", "group");
	if (!config || !*c->typed)
		return;
	config_subsections(config, "device", &names);
	for (size_t i = 0; i < names.n; i++)
		if (strchr(names.v[i], '['))
			offer_template(c, names.v[i]);
}

static void offer_choices(const struct completion *c, const char *choices,
			  const char *what)
{
	AUTO(strv_done) struct strv all = { 0 };

	choice_split(choices, &all);
	for (size_t i = 0; i < all.n; i++)
		offer(c, all.v[i], what);
}

static void offer_nouns(const struct completion *c, bool with_shortcuts)
{
	for (size_t i = 0; nouns[i]; i++)
		offer(c, nouns[i]->name, nouns[i]->summary);
	for (const struct shortcut *s = shortcuts; with_shortcuts && s->name; s++) {
		const struct verb *verb = verb_find(noun_find(s->noun), s->verb);

		offer(c, s->name, verb->help);
	}
}

static void offer_verbs(const struct completion *c, const struct noun *noun)
{
	for (const struct verb *v = noun ? noun->verbs : NULL; v && v->name; v++)
		if (*v->name)
			offer(c, v->name, v->help);
}

/* The last name of a list "a,b". */
static void offer_columns(const struct completion *c)
{
	AUTO(columns_done) struct columns columns = { 0 };
	const char *comma = strrchr(c->typed, ',');
	int done = comma ? (int)(comma + 1 - c->typed) : 0;
	AUTO(xfreep) char *before = xasprintf("%s%.*s", c->before, done, c->typed);
	struct completion last = *c;

	if (!c->verb || !c->verb->record)
		return;
	last.before = before;
	last.typed = c->typed + done;
	if (verb_takes_targets(c->verb))
		offer(&last, "target", "column");
	if (c->verb->flags & VERB_CHANGES)
		offer(&last, "changed", "column");
	columns_add(&columns, c->verb->record);
	for (size_t i = 0; i < columns.n; i++)
		offer(&last, columns.v[i].name, "column");
}

static void offer_classes(const struct completion *c)
{
	AUTO(xfreep) const struct wsman_class **all = catalog_sorted();

	for (size_t i = 0; all[i]; i++)
		offer(c, all[i]->name, all[i]->help);
}

static void offer_kind(struct completion *c, enum complete kind)
{
	switch (kind) {
	case COMPLETE_NOTHING:
		break;
	case COMPLETE_FILE:
		puts(":file");
		break;
	case COMPLETE_DEVICE:
		offer_sections(c, "device", "", "device");
		break;
	case COMPLETE_CREDENTIAL:
		offer_sections(c, "credential", "", "credential");
		break;
	case COMPLETE_SERVER:
		offer_sections(c, "server", "", "server");
		break;
	case COMPLETE_TARGET:
		offer_targets(c);
		break;
	case COMPLETE_NOUN:
		offer_nouns(c, true);
		break;
	case COMPLETE_VERB:
		if (c->words.n > 1)
			offer_verbs(c, noun_find(c->words.v[1]));
		break;
	case COMPLETE_COLUMN:
		offer_columns(c);
		break;
	case COMPLETE_CLASS:
		offer_classes(c);
		break;
	}
}

static void offer_value(struct completion *c, const struct opt *o)
{
	if (o->choices || (o->value && strchr(o->value, '|')))
		offer_choices(c, o->choices ? o->choices : o->value, o->name);
	else
		offer_kind(c, o->complete);
}

static void offer_options(const struct completion *c)
{
	const struct opt *tables[] = { c->verb ? c->verb->opts : NULL, global_opts };

	for (size_t t = 0; t < ARRAY_LEN(tables); t++)
		for (const struct opt *o = tables[t]; o && o->name; o++) {
			AUTO(xfreep) char *text = xasprintf("--%s", o->name);

			if (t && opt_find(tables[0], o->name, strlen(o->name)))
				continue;
			offer(c, text, o->help);
		}
}

static void offer_word(struct completion *c)
{
	size_t args = 0;

	if (!c->noun) {
		offer_nouns(c, true);
		return;
	}
	if (!c->verb) {
		offer_verbs(c, c->noun);
		if (verb_default(c->noun))
			offer_targets(c);
		return;
	}
	for (const struct arg *a = c->verb->args; a && a->name; a++, args++) {
		if (args != c->position)
			continue;
		if (a->choices)
			offer_choices(c, a->choices, a->help);
		else
			offer_kind(c, a->complete);
		return;
	}
	if (verb_takes_targets(c->verb) || (c->verb->flags & VERB_WORDS))
		offer_targets(c);
}

/* A word as typed, without the quotes around it. Owned. */
static char *unquoted(const char *word)
{
	size_t n = strlen(word);
	char quote = word[0];

	if (quote != '\'' && quote != '"')
		return xstrdup(word);
	if (n > 1 && word[n - 1] == quote)
		n--;
	return xstrndup(word + 1, n - 1);
}

/* Take one word before the cursor; true: the next one is its value. */
static bool take_word(struct completion *c, const char *word)
{
	const struct opt *o = NULL;

	c->value_of = NULL;
	if (!strncmp(word, "--config=", 9))
		c->app.inv.globals.config = word + 9;
	if (word[0] != '-' || !word[1]) {
		strv_add(&c->words, word);
		return false;
	}
	if (word[1] == '-' && !strchr(word, '='))
		o = opt_find_anywhere(word + 2, strlen(word + 2), 0);
	else if (word[1] != '-')
		o = opt_find_anywhere(NULL, 0, word[strlen(word) - 1]);
	if (!o || !o->value || o->bare)
		return false;
	c->value_of = o;
	return true;
}

/* Noun and verb of the words before the cursor. */
static void find_verb(struct completion *c)
{
	const struct shortcut *s;
	size_t used = 1;

	if (!c->words.n)
		return;
	s = shortcut_find(c->words.v[0]);
	c->noun = noun_find(s ? s->noun : c->words.v[0]);
	if (!c->noun)
		return;
	if (s)
		c->verb = verb_find(c->noun, s->verb);
	else if (!*c->noun->verbs[0].name)
		c->verb = &c->noun->verbs[0];
	else if (c->words.n > 1) {
		c->verb = verb_find(c->noun, c->words.v[1]);
		used = c->verb ? 2 : 1;
		if (!c->verb)
			c->verb = verb_default(c->noun);
	}
	c->position = c->words.n - used;
}

static void complete(struct completion *c)
{
	const char *equals = strchr(c->current, '=');
	AUTO(xfreep) char *before = NULL;

	find_verb(c);
	if (c->value_of) {
		offer_value(c, c->value_of);
		return;
	}
	if (c->current[0] != '-' || !c->current[1]) {
		if (c->current[0] == '-')
			offer_options(c);
		else if (!c->words.n || c->noun)
			offer_word(c);
		return;
	}
	if (equals && c->current[1] == '-') {
		const struct opt *o = opt_find_anywhere(
			c->current + 2, (size_t)(equals - c->current) - 2, 0);

		before = xstrndup(c->current, (size_t)(equals - c->current) + 1);
		c->before = before;
		c->typed = equals + 1;
		if (o)
			offer_value(c, o);
		c->before = "";
		return;
	}
	offer_options(c);
}

int complete_main(char *const *words, size_t n)
{
	struct completion c = { .before = "" };
	uint64_t index;

	if (!n || !text_to_uint(words[0], 10000, &index) || !index)
		return STATUS_USAGE;
	words++;
	n--;
	c.current = unquoted(index < n ? words[index] : "");
	c.typed = c.current;
	for (size_t i = 1; i < index && i < n; i++) {
		if (c.value_of) {
			if (!strcmp(c.value_of->name, "config"))
				c.app.inv.globals.config = words[i];
			c.value_of = NULL;
			continue;
		}
		if (!strcmp(words[i], "--"))
			goto out;

		AUTO(xfreep) char *word = unquoted(words[i]);

		take_word(&c, word);
	}
	complete(&c);
out:
	strv_done(&c.words);
	free(c.current);
	app_done(&c.app);
	return fflush(stdout) ? STATUS_LOCAL : STATUS_OK;
}
