/* amtctl help, and --help: the tables in words. */
#include "cmd/help.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/nouns.h"
#include "cmd/out.h"
#include "core/base/buf.h"
#include "core/base/text.h"

#define HELP_MAX (1u << 20)

/* Where the second column of help begins. */
#define INDENT 30

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

static void line_add(struct buf *b, const char *left, const char *right)
{
	size_t width = strlen(left);

	buf_printf(b, "  %s", left);
	if (width + 4 > INDENT)
		buf_printf(b, "\n%*s", INDENT, "");
	else
		buf_printf(b, "%*s", (int)(INDENT - 2 - width), "");
	buf_printf(b, "%s\n", right);
}

static void opts_add(struct buf *b, const char *title, const struct opt *opts)
{
	if (!opts || !opts->name)
		return;
	buf_printf(b, "\n%s:\n", title);
	for (const struct opt *o = opts; o->name; o++) {
		AUTO(xfreep) char *left = opt_synopsis(o);

		line_add(b, left, o->help);
	}
}

static void all_add(struct buf *b)
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
	opts_add(b, "Options", global_opts);
	buf_puts(b, "\namtctl help NOUN lists the verbs of a noun.\n");
}

static void noun_add(struct buf *b, const struct noun *noun)
{
	const struct verb *dflt = verb_default(noun);

	buf_printf(b, "amtctl %s: %s\n\nUsage:\n", noun->name, noun->summary);
	for (const struct verb *v = noun->verbs; v->name; v++) {
		AUTO(xfreep) char *usage = command_usage(noun, v);

		line_add(b, usage + strlen("amtctl "), v->help);
	}
	if (dflt)
		buf_printf(b, "\namtctl %s TARGET... means amtctl %s %s TARGET...\n",
			   noun->name, noun->name, dflt->name);
	for (const struct shortcut *s = shortcuts; s->name; s++)
		if (!strcmp(s->noun, noun->name))
			buf_printf(b, "%samtctl %s means amtctl %s %s\n",
				   s == shortcuts ? "\n" : "", s->name, s->noun, s->verb);
	buf_printf(b,
		   "\namtctl help %s VERB explains a verb; amtctl help lists the options "
		   "that all take.\n",
		   noun->name);
}

static void verb_add(struct buf *b, const struct noun *noun, const struct verb *verb)
{
	AUTO(xfreep) char *usage = command_usage(noun, verb);

	buf_printf(b, "Usage: %s [options]\n\n%s\n", usage, verb->help);
	if (verb->args)
		buf_puts(b, "\nArguments:\n");
	for (const struct arg *a = verb->args; a && a->name; a++) {
		AUTO(xfreep)
		char *help = xasprintf("%s%s%s", a->help, a->choices ? ": " : "",
				       a->choices ? a->choices : "");

		line_add(b, a->name, help);
	}
	opts_add(b, "Options", verb->opts);
	buf_puts(b, "\namtctl help lists the options that all commands take.\n");
}

static char *help_text(const struct noun *noun, const struct verb *verb)
{
	struct buf b = BUF_INIT(HELP_MAX);

	if (!noun)
		all_add(&b);
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
	text = help_text(noun, verb);
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
		verb = verb_find(noun, call->args[1]);
		if (!verb)
			return verb_unknown(noun, call->args[1], e);
	}
	out_text(out, help_text(noun, verb));
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
