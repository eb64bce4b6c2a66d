/* table: all nouns and short-cuts, and how to find a row. */
#include "cmd/table.h"

#include <string.h>

#include "cmd/nouns.h"
#include "core/base/buf.h"
#include "core/base/text.h"

/* In the order in which help lists them. */
const struct noun *const nouns[] = {
	&noun_power,  &noun_boot,   &noun_consent,    &noun_features, &noun_info,
	&noun_wsman,  &noun_device, &noun_pin,        &noun_cred,     &noun_config,
	&noun_target, &noun_help,   &noun_completion, &noun_version,  NULL,
};

const struct shortcut shortcuts[] = {
	{ "on", "power", "on" },         { "off", "power", "off" },
	{ "cycle", "power", "cycle" },   { "reset", "power", "reset" },
	{ "status", "power", "status" }, { NULL, NULL, NULL },
};

const struct noun *noun_find(const char *name)
{
	for (size_t i = 0; nouns[i]; i++)
		if (!strcmp(nouns[i]->name, name))
			return nouns[i];
	return NULL;
}

const struct verb *verb_find(const struct noun *noun, const char *name)
{
	for (const struct verb *v = noun->verbs; v->name; v++)
		if (!strcmp(v->name, name))
			return v;
	return NULL;
}

const struct verb *verb_default(const struct noun *noun)
{
	for (const struct verb *v = noun->verbs; v->name; v++)
		if (v->is_default)
			return v;
	return NULL;
}

bool verb_takes_targets(const struct verb *verb)
{
	return verb->run || verb->run_target;
}

const struct shortcut *shortcut_find(const char *name)
{
	for (const struct shortcut *s = shortcuts; s->name; s++)
		if (!strcmp(s->name, name))
			return s;
	return NULL;
}

const struct opt *opt_find(const struct opt *opts, const char *name, size_t len)
{
	for (const struct opt *o = opts; o && o->name; o++)
		if (strlen(o->name) == len && !memcmp(o->name, name, len))
			return o;
	return NULL;
}

const struct opt *opt_find_letter(const struct opt *opts, char letter)
{
	for (const struct opt *o = opts; o && o->name; o++)
		if (o->letter && o->letter == letter)
			return o;
	return NULL;
}

const struct opt *opt_find_anywhere(const char *name, size_t len, char letter)
{
	const struct opt *o = name ? opt_find(global_opts, name, len)
				   : opt_find_letter(global_opts, letter);

	for (size_t i = 0; !o && nouns[i]; i++)
		for (const struct verb *v = nouns[i]->verbs; !o && v->name; v++)
			o = name ? opt_find(v->opts, name, len)
				 : opt_find_letter(v->opts, letter);
	return o;
}

bool choice_has(const char *choices, const char *word)
{
	AUTO(strv_done) struct strv all = { 0 };

	choice_split(choices, &all);
	return strv_has(&all, word);
}

void choice_split(const char *choices, struct strv *ret)
{
	for (const char *p = choices; *p;) {
		size_t n = strcspn(p, "|");

		strv_take(ret, xstrndup(p, n));
		p += n + (p[n] == '|');
	}
}

char *command_name(const struct noun *noun, const struct verb *verb)
{
	if (!verb || !*verb->name)
		return xstrdup(noun->name);
	return xasprintf("%s %s", noun->name, verb->name);
}

char *command_usage(const struct noun *noun, const struct verb *verb)
{
	AUTO(xfreep) char *name = command_name(noun, verb);
	struct buf b = BUF_INIT(1024);

	buf_printf(&b, "amtctl %s", name);
	for (const struct arg *a = verb->args; a && a->name; a++)
		buf_printf(&b, a->optional ? " [%s]" : " %s", a->name);
	if (verb_takes_targets(verb))
		buf_puts(&b, verb->flags & VERB_ONE_TARGET ? " TARGET" : " TARGET...");
	else if (verb->flags & VERB_NEED_WORD)
		buf_puts(&b, " EXPR...");
	else if (verb->flags & VERB_WORDS)
		buf_puts(&b, " [EXPR...]");
	return buf_steal(&b);
}

bool noun_unknown(const char *word, struct err *e)
{
	AUTO(strv_done) struct strv all = { 0 };
	const char *near;

	for (size_t i = 0; nouns[i]; i++)
		strv_add(&all, nouns[i]->name);
	for (const struct shortcut *s = shortcuts; s->name; s++)
		strv_add(&all, s->name);
	near = text_nearest(word, (const char *const *)all.v);
	err_set(e, ERR_USAGE, 0, "unknown command \"%.60s\"", word);
	if (near)
		return err_hint(e, "did you mean %s?", near);
	return err_hint(e, "amtctl help lists all commands");
}

bool verb_unknown(const struct noun *noun, const char *word, bool or_target,
		  struct err *e)
{
	AUTO(strv_done) struct strv all = { 0 };
	const char *near;

	for (const struct verb *v = noun->verbs; v->name; v++)
		strv_add(&all, v->name);
	near = text_nearest(word, (const char *const *)all.v);
	err_set(e, ERR_USAGE, 0, "unknown command \"%s %.60s\"", noun->name, word);
	if (near)
		err_hint(e, "did you mean %s %s?", noun->name, near);
	else if (or_target && verb_default(noun))
		err_hint(e,
			 "for a device of that name that is not in the inventory: "
			 "amtctl %s %s name:%.60s",
			 noun->name, verb_default(noun)->name, word);
	else
		err_hint(e, "amtctl help %s lists its verbs", noun->name);
	return false;
}
