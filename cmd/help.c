/* amtctl help, and --help: the tables in words. */
#include "cmd/help.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/nouns.h"
#include "cmd/out.h"
#include "core/base/buf.h"
#include "core/base/text.h"

#define HELP_MAX (1u << 20)

/* Where the second column of help begins, and where a line ends. */
#define INDENT 30
#define WIDTH 79

/* The global options by subject: a group begins with the option named. */
static const struct {
	const char *first;
	const char *title;
} groups[] = {
	{ "output", "Output" },  { "user", "Login" },   { "server", "The way there" },
	{ "timeout", "Limits" }, { "exclude", "Care" }, { "config", "General" },
};

char *opt_synopsis(const struct opt *o)
{
	struct buf b = BUF_INIT(1024);

	if (o->letter)
		buf_printf(&b, "-%c, ", o->letter);
	buf_printf(&b, "--%s", o->name);
	if (o->value && o->bare)
		buf_printf(&b, "[=%s]", o->value);
	else if (o->value)
		buf_printf(&b, " %s", o->value);
	return buf_steal(&b);
}

/* Words from a column on, in lines of the usual width. */
static void words_add(struct buf *b, size_t column, const char *text)
{
	size_t at = column;

	while (*text) {
		size_t len = strcspn(text, " ");

		if (at > column && at + 1 + len > WIDTH) {
			buf_printf(b, "\n%*s", (int)column, "");
			at = column;
		} else if (at > column) {
			buf_puts(b, " ");
			at++;
		}
		buf_printf(b, "%.*s", (int)len, text);
		at += len;
		text += len + (text[len] == ' ');
	}
	buf_puts(b, "\n");
}

static void line_add(struct buf *b, const char *left, const char *right)
{
	size_t width = strlen(left);

	buf_printf(b, "  %s", left);
	if (width + 4 > INDENT)
		buf_printf(b, "\n%*s", INDENT, "");
	else
		buf_printf(b, "%*s", (int)(INDENT - 2 - width), "");
	words_add(b, INDENT, right);
}

static void opt_add(struct buf *b, const struct opt *o)
{
	AUTO(xfreep) char *left = opt_synopsis(o);

	line_add(b, left, o->help);
}

static void opts_add(struct buf *b, const struct opt *opts)
{
	if (opts && opts->name)
		buf_puts(b, "\nOptions:\n");
	for (const struct opt *o = opts; o && o->name; o++)
		opt_add(b, o);
}

static void global_opts_add(struct buf *b)
{
	for (const struct opt *o = global_opts; o->name; o++) {
		for (size_t i = 0; i < ARRAY_LEN(groups); i++)
			if (!strcmp(o->name, groups[i].first))
				buf_printf(b, "\n%s:\n", groups[i].title);
		opt_add(b, o);
	}
}

/* A phrase of the tables as a sentence. */
static void sentence_add(struct buf *b, const char *phrase)
{
	AUTO(xfreep)
	char *text = xasprintf("%c%s.", toupper((unsigned char)*phrase), phrase + 1);

	words_add(b, 0, text);
}

static void all_add(struct buf *b, bool options)
{
	buf_puts(b, "Usage: amtctl NOUN VERB [ARGUMENTS] TARGET... [options]\n\n"
		    "Remote management of PCs with Intel AMT.\n\nCommands:\n");
	for (size_t i = 0; nouns[i]; i++)
		line_add(b, nouns[i]->name, nouns[i]->summary);
	buf_puts(b, "\nShort-cuts:\n");
	for (const struct shortcut *s = shortcuts; s->name; s++) {
		AUTO(xfreep) char *right = xasprintf("%s %s", s->noun, s->verb);

		line_add(b, s->name, right);
	}
	buf_puts(b,
		 "\nTargets: a name of the inventory or of DNS, an address, lab01..40,\n"
		 "'lab[01-40]', @group, guid:UUID, - (names from stdin), file:FILE\n");
	if (options)
		global_opts_add(b);
	else
		buf_puts(b, "\namtctl help lists the options.");
	buf_puts(b, "\namtctl help NOUN lists the verbs of a noun, amtctl help NOUN VERB "
		    "explains one.\n");
}

static void noun_add(struct buf *b, const struct noun *noun)
{
	const struct verb *dflt = verb_default(noun);
	const char *comma = "\nShort-cuts: amtctl ";

	sentence_add(b, noun->summary);
	buf_printf(b, "\nUsage: amtctl %s VERB ... [options]\n\nVerbs:\n", noun->name);
	for (const struct verb *v = noun->verbs; v->name; v++) {
		AUTO(xfreep) char *usage = command_usage(noun, v);

		line_add(b, usage + strlen("amtctl ") + strlen(noun->name) + 1, v->help);
	}
	if (dflt)
		buf_printf(b, "\namtctl %s TARGET... means amtctl %s %s TARGET...\n",
			   noun->name, noun->name, dflt->name);
	for (const struct shortcut *s = shortcuts; s->name; s++)
		if (!strcmp(s->noun, noun->name)) {
			buf_printf(b, "%s%s", comma, s->name);
			comma = ", ";
		}
	buf_printf(b,
		   "%s\namtctl help %s VERB explains a verb,\n"
		   "amtctl help lists the options that all commands take.\n",
		   *comma == ',' ? "\n" : "", noun->name);
}

static void verb_add(struct buf *b, const struct noun *noun, const struct verb *verb)
{
	AUTO(xfreep) char *usage = command_usage(noun, verb);

	buf_printf(b, "Usage: %s [options]\n\n", usage);
	sentence_add(b, verb->help);
	if (verb->args)
		buf_puts(b, "\nArguments:\n");
	for (const struct arg *a = verb->args; a && a->name; a++) {
		AUTO(xfreep)
		char *help = xasprintf("%s%s%s", a->help, a->choices ? ": " : "",
				       a->choices ? a->choices : "");

		line_add(b, a->name, help);
	}
	opts_add(b, verb->opts);
	buf_puts(b, "\namtctl help lists the options that all commands take.\n");
}

static char *help_text(const struct noun *noun, const struct verb *verb, bool options)
{
	struct buf b = BUF_INIT(HELP_MAX);

	if (!noun)
		all_add(&b, options);
	else if (!verb)
		noun_add(&b, noun);
	else
		verb_add(&b, noun, verb);
	return buf_steal(&b);
}

void help_print(const struct noun *noun, const struct verb *verb, FILE *to)
{
	AUTO(xfreep) char *text = NULL;

	if (noun && !verb && !*noun->verbs[0].name)
		verb = &noun->verbs[0];
	text = help_text(noun, verb, true);
	fputs(text, to);
}

void help_brief(FILE *to)
{
	AUTO(xfreep) char *text = help_text(NULL, NULL, false);

	fputs(text, to);
}

static bool help_run(struct app *app, const struct call *call, struct out *out,
		     struct err *e)
{
	const struct noun *noun = NULL;
	const struct verb *verb = NULL;
	const struct shortcut *s;

	(void)app;
	if (call->args[0]) {
		s = shortcut_find(call->args[0]);
		noun = noun_find(s ? s->noun : call->args[0]);
		if (!noun)
			return noun_unknown(call->args[0], e);
		if (s)
			verb = verb_find(noun, s->verb);
		else if (!*noun->verbs[0].name)
			verb = &noun->verbs[0];
	}
	if (call->args[1]) {
		if (verb)
			return err_set(e, ERR_USAGE, 0, "%s has no verbs", call->args[0]);
		verb = verb_find(noun, call->args[1]);
		if (!verb)
			return verb_unknown(noun, call->args[1], false, e);
	}
	out_text(out, help_text(noun, verb, true));
	return true;
}

// clang-format off
static const struct arg help_args[] = {
	{ .name = "NOUN", .optional = true, .complete = COMPLETE_NOUN, .help = "a command" },
	{ .name = "VERB", .optional = true, .complete = COMPLETE_VERB, .help = "one of its verbs" },
	{ 0 },
};
// clang-format on

static const struct verb help_verbs[] = {
	{ .name = "",
	  .args = help_args,
	  .run_once = help_run,
	  .flags = VERB_NO_CONFIG,
	  .help = "explain a command" },
	{ 0 },
};

const struct noun noun_help = {
	.name = "help",
	.summary = "explain a command",
	.verbs = help_verbs,
};
