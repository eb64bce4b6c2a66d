/* parse: words to an invocation, by the tables of table.h. */
#include "cmd/parse.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/fleet/target.h"

/* One word of the command line, or one of the letters of -qn. */
struct token {
	const struct opt *opt; /* NULL: not an option */
	const char *text;      /* as typed */
	const char *value;     /* of an option; NULL: none */
};

struct tokens {
	struct token *v;
	size_t n;
};

static void tokens_done(struct tokens *t)
{
	free(t->v);
}

static void tokens_add(struct tokens *t, struct token token)
{
	t->v = xreallocarray(t->v, t->n + 1, sizeof(*t->v));
	t->v[t->n++] = token;
}

static void *opt_at(const struct opt *o, void *opts)
{
	return (char *)opts + o->offset;
}

static bool choice_check(const struct opt *o, const char *value, struct err *e)
{
	AUTO(strv_done) struct strv all = { 0 };
	const char *near;

	choice_split(o->choices, &all);
	if (strv_has(&all, value))
		return true;
	near = text_nearest(value, (const char *const *)all.v);
	err_set(e, ERR_USAGE, 0, "--%s: \"%.60s\" is none of %s", o->name, value,
		o->choices);
	if (near)
		err_hint(e, "did you mean %s?", near);
	return false;
}

bool opt_apply(const struct opt *o, const char *value, void *opts, struct err *e)
{
	void *at = opt_at(o, opts);

	if (!value)
		value = o->bare;
	switch (o->type) {
	case OPT_TYPE_FLAG:
		*(bool *)at = true;
		return true;
	case OPT_TYPE_STRING:
		if (o->choices && !choice_check(o, value, e))
			return false;
		*(const char **)at = value;
		return true;
	case OPT_TYPE_LIST:
		strv_add(at, value);
		return true;
	case OPT_TYPE_UINT: {
		struct opt_uint u = { .set = true, .v = OPT_BARE };

		if (*value && (!text_to_uint(value, o->max, &u.v) || u.v < o->min))
			return err_set(e, ERR_USAGE, 0,
				       "--%s: \"%.60s\" is no number from %llu to %llu",
				       o->name, value, (unsigned long long)o->min,
				       (unsigned long long)o->max);
		if (!*value && !o->bare)
			return err_set(e, ERR_USAGE, 0, "--%s: no number given", o->name);
		*(struct opt_uint *)at = u;
		return true;
	}
	case OPT_TYPE_DURATION: {
		struct opt_ms d = { .set = true };

		if (!text_to_duration_ms(value, &d.ms, e))
			return err_wrap(e, "--%s", o->name);
		*(struct opt_ms *)at = d;
		return true;
	}
	}
	return err_set(e, ERR_INTERNAL, 0, "--%s has no type", o->name);
}

bool opt_is_set(const struct opt *o, const void *opts)
{
	const void *at = (const char *)opts + o->offset;

	switch (o->type) {
	case OPT_TYPE_FLAG:
		return *(const bool *)at;
	case OPT_TYPE_STRING:
		return *(const char *const *)at != NULL;
	case OPT_TYPE_LIST:
		return ((const struct strv *)at)->n != 0;
	case OPT_TYPE_UINT:
		return ((const struct opt_uint *)at)->set;
	case OPT_TYPE_DURATION:
		return ((const struct opt_ms *)at)->set;
	}
	return false;
}

void opts_done(const struct opt *table, void *opts)
{
	for (const struct opt *o = table; o && o->name; o++)
		if (o->type == OPT_TYPE_LIST)
			strv_done(opt_at(o, opts));
}

void invocation_done(struct invocation *inv)
{
	if (inv->opts) {
		opts_done(inv->verb->opts, inv->opts);
		free(inv->opts);
	}
	globals_done(&inv->globals);
	strv_done(&inv->words);
}

static const char *nearest_option(const char *name)
{
	AUTO(strv_done) struct strv all = { 0 };
	const char *near;

	for (const struct opt *o = global_opts; o->name; o++)
		strv_add(&all, o->name);
	for (size_t i = 0; nouns[i]; i++)
		for (const struct verb *v = nouns[i]->verbs; v->name; v++)
			for (const struct opt *o = v->opts; o && o->name; o++)
				strv_add(&all, o->name);
	near = text_nearest(name, (const char *const *)all.v);
	if (!near)
		return NULL;
	return opt_find_anywhere(near, strlen(near), 0)->name;
}

static bool unknown_option(const char *typed, const char *name, size_t len, struct err *e)
{
	AUTO(xfreep) char *word = xstrndup(name, len);
	const char *near = nearest_option(word);

	if (!strcmp(word, "password") || !strcmp(word, "pass")) {
		err_set(e, ERR_USAGE, 0,
			"--%s is not taken: other users could read it in the process "
			"list",
			word);
		return err_hint(e, "use --password-file FILE, --password-stdin, "
				   "--password-cmd CMD, AMTCTL_PASSWORD, or a "
				   "[credential] section of the config");
	}
	err_set(e, ERR_USAGE, 0, "unknown option %.60s", typed);
	if (near)
		return err_hint(e, "did you mean --%s?", near);
	return err_hint(e, "amtctl help lists the options, --help after a verb its own");
}

/* --name, --name=VALUE, --name VALUE; *i is left at the last word used. */
static bool long_option(char *const *argv, size_t argc, size_t *i, struct tokens *ret,
			struct err *e)
{
	const char *name = argv[*i] + 2;
	size_t len = strcspn(name, "=");
	const struct opt *o = opt_find_anywhere(name, len, 0);
	struct token t = { .opt = o, .text = argv[*i] };

	if (!o)
		return unknown_option(argv[*i], name, len, e);
	if (name[len] == '=') {
		if (!o->value)
			return err_set(e, ERR_USAGE, 0, "--%s takes no value", o->name);
		t.value = name + len + 1;
	} else if (o->value && !o->bare) {
		if (*i + 1 >= argc)
			return err_set(e, ERR_USAGE, 0, "--%s needs a value: %s", o->name,
				       o->value);
		t.value = argv[++*i];
	}
	tokens_add(ret, t);
	return true;
}

/* -q, -qn, -oVALUE, -o VALUE. */
static bool short_options(char *const *argv, size_t argc, size_t *i, struct tokens *ret,
			  struct err *e)
{
	const char *word = argv[*i];

	for (const char *p = word + 1; *p; p++) {
		const struct opt *o = opt_find_anywhere(NULL, 0, *p);
		struct token t = { .opt = o, .text = word };

		if (!o)
			return err_set(e, ERR_USAGE, 0, "unknown option -%c", *p);
		if (o->value && p[1]) {
			t.value = p + 1 + (p[1] == '=');
			tokens_add(ret, t);
			return true;
		}
		if (o->value && !o->bare) {
			if (*i + 1 >= argc)
				return err_set(e, ERR_USAGE, 0, "-%c needs a value: %s",
					       *p, o->value);
			t.value = argv[++*i];
		}
		tokens_add(ret, t);
	}
	return true;
}

static bool tokenise(char *const *argv, size_t argc, struct tokens *ret, struct err *e)
{
	for (size_t i = 0; i < argc; i++) {
		const char *word = argv[i];
		bool ok = true;

		if (!strcmp(word, "--")) {
			if (i + 1 < argc)
				return err_set(e, ERR_USAGE, 0,
					       "\"%.60s\" after --: this command takes "
					       "nothing there",
					       argv[i + 1]);
			return true;
		}
		if (word[0] == '-' && word[1] == '-')
			ok = long_option(argv, argc, &i, ret, e);
		else if (word[0] == '-' && word[1])
			ok = short_options(argv, argc, &i, ret, e);
		else
			tokens_add(ret, (struct token){ .text = word });
		if (!ok)
			return false;
	}
	return true;
}

/* The next word at or after *i, or NULL; *i is then behind it. */
static const char *next_word(const struct tokens *t, size_t *i)
{
	while (*i < t->n) {
		const struct token *token = &t->v[(*i)++];

		if (!token->opt)
			return token->text;
	}
	return NULL;
}

static const char *option_value(const struct tokens *t, const char *name)
{
	const char *value = NULL;

	for (size_t i = 0; i < t->n; i++)
		if (t->v[i].opt && !strcmp(t->v[i].opt->name, name))
			value = t->v[i].value;
	return value;
}

/* Find noun and verb; *i is left at the first token that may hold an argument. */
static bool resolve(const struct tokens *t, size_t *i,
		    bool (*is_device)(void *arg, const struct invocation *inv,
				      const char *word),
		    void *arg, struct invocation *ret, struct err *e)
{
	const char *word = next_word(t, i);
	const struct shortcut *s;
	size_t after_noun = *i;

	if (!word)
		return true;
	s = shortcut_find(word);
	if (s) {
		ret->noun = noun_find(s->noun);
		ret->verb = verb_find(ret->noun, s->verb);
		return true;
	}
	ret->noun = noun_find(word);
	if (!ret->noun)
		return noun_unknown(word, e);
	if (!*ret->noun->verbs[0].name) {
		ret->verb = &ret->noun->verbs[0];
		return true;
	}
	word = next_word(t, i);
	if (!word)
		return true;
	ret->verb = verb_find(ret->noun, word);
	if (ret->verb)
		return true;
	if (verb_default(ret->noun)) {
		ret->globals.config = option_value(t, "config");
		if (target_is_unmistakable(word) || is_device(arg, ret, word)) {
			ret->verb = verb_default(ret->noun);
			*i = after_noun;
			return true;
		}
	}
	return verb_unknown(ret->noun, word, true, e);
}

static bool apply_options(const struct tokens *t, struct invocation *ret, struct err *e)
{
	const struct opt *verb_opts = ret->verb ? ret->verb->opts : NULL;

	if (ret->verb && ret->verb->opts_size)
		ret->opts = xcalloc(1, ret->verb->opts_size);
	for (size_t i = 0; i < t->n; i++) {
		const struct token *token = &t->v[i];
		const struct opt *o;
		void *into = ret->opts;

		if (!token->opt)
			continue;
		o = opt_find(verb_opts, token->opt->name, strlen(token->opt->name));
		if (!o) {
			o = opt_find(global_opts, token->opt->name,
				     strlen(token->opt->name));
			into = &ret->globals;
		}
		if (!o && !ret->verb)
			continue;
		if (!o) {
			AUTO(xfreep) char *name = command_name(ret->noun, ret->verb);

			err_set(e, ERR_USAGE, 0, "%s has no option --%s", name,
				token->opt->name);
			return err_hint(e, "amtctl help %s lists its options", name);
		}
		if (!opt_apply(o, token->value, into, e))
			return false;
	}
	return true;
}

static bool take_words(const struct tokens *t, size_t i, struct invocation *ret,
		       struct err *e)
{
	const struct verb *verb = ret->verb;
	const char *word;
	size_t n = 0;

	for (const struct arg *a = verb->args; a && a->name; a++, n++) {
		ret->args[n] = next_word(t, &i);
		if (!ret->args[n] && !a->optional) {
			AUTO(xfreep) char *usage = command_usage(ret->noun, verb);

			err_set(e, ERR_USAGE, 0, "no %s given", a->name);
			return err_hint(e, "usage: %s", usage);
		}
		if (ret->args[n] && a->choices && !choice_has(a->choices, ret->args[n]))
			return err_set(e, ERR_USAGE, 0, "%s: \"%.60s\" is none of %s",
				       a->name, ret->args[n], a->choices);
	}
	while ((word = next_word(t, &i))) {
		if (!verb_takes_targets(verb) && !(verb->flags & VERB_WORDS)) {
			AUTO(xfreep) char *usage = command_usage(ret->noun, verb);

			err_set(e, ERR_USAGE, 0, "unexpected \"%.60s\"", word);
			return err_hint(e, "usage: %s", usage);
		}
		strv_add(&ret->words, word);
	}
	if (!ret->words.n &&
	    (verb_takes_targets(verb) || (verb->flags & VERB_NEED_WORD))) {
		AUTO(xfreep) char *usage = command_usage(ret->noun, verb);

		err_set(e, ERR_USAGE, 0, "no %s given",
			verb_takes_targets(verb) ? "target" : "target expression");
		return err_hint(e, "usage: %s", usage);
	}
	return true;
}

/* Was the option given with just that text? */
static bool option_is(const struct opt *o, const void *opts, const char *text)
{
	const char *const *value = (const void *)((const char *)opts + o->offset);

	return *value && !strcmp(*value, text);
}

/* stdin can be read once. */
static bool stdin_check(const struct invocation *inv, struct err *e)
{
	const struct strv *lists[] = { &inv->words, &inv->globals.exclude };
	unsigned readers = inv->globals.password_stdin;
	const struct arg *args = inv->verb->args;

	for (size_t i = 0; args && args[i].name; i++)
		readers +=
			args[i].stdin_dash && inv->args[i] && !strcmp(inv->args[i], "-");

	for (const struct opt *o = inv->verb->opts; o && o->name; o++)
		readers += o->type == OPT_TYPE_STRING && o->complete == COMPLETE_FILE &&
			   option_is(o, inv->opts, "-");
	for (size_t i = 0; i < ARRAY_LEN(lists); i++)
		for (size_t k = 0; k < lists[i]->n; k++)
			readers += !strcmp(lists[i]->v[k], "-") ||
				   !strcmp(lists[i]->v[k], "file:-");
	if (readers > 1)
		return err_set(e, ERR_USAGE, 0, "stdin can be read by one thing only");
	return true;
}

bool parse_words(char *const *argv, size_t argc,
		 bool (*is_device)(void *arg, const struct invocation *inv,
				   const char *word),
		 void *arg, struct invocation *ret, struct err *e)
{
	AUTO(tokens_done) struct tokens tokens = { 0 };
	size_t i = 0;

	*ret = (struct invocation){ 0 };
	if (!tokenise(argv, argc, &tokens, e) ||
	    !resolve(&tokens, &i, is_device, arg, ret, e) ||
	    !apply_options(&tokens, ret, e))
		return false;
	if (ret->globals.help || ret->globals.version)
		return true;
	if (ret->globals.fold && ret->globals.no_fold)
		return err_set(e, ERR_USAGE, 0,
			       "--fold and --no-fold exclude each other");
	if (ret->noun && !ret->verb) {
		err_set(e, ERR_USAGE, 0, "%s: which verb?", ret->noun->name);
		return err_hint(e, "amtctl help %s lists them", ret->noun->name);
	}
	if (!ret->verb) {
		err_set(e, ERR_USAGE, 0, "no command given");
		return err_hint(e, "amtctl help lists all commands");
	}
	return take_words(&tokens, i, ret, e) && stdin_check(ret, e);
}

const char *parse_output_anyway(char *const *argv, size_t argc)
{
	const char *found = NULL;

	for (size_t i = 0; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (!strncmp(argv[i], "--output=", 9))
			found = argv[i] + 9;
		else if (!strcmp(argv[i], "--output") || !strcmp(argv[i], "-o"))
			found = i + 1 < argc ? argv[++i] : found;
		else if (!strncmp(argv[i], "-o", 2))
			found = argv[i] + 2 + (argv[i][2] == '=');
	}
	return found ? found : getenv("AMTCTL_OUTPUT");
}
