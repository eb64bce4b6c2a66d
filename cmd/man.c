/* man: the tables as mdoc(7), for man/update. */
#include "cmd/man.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "cmd/nouns.h"
#include "cmd/out.h"
#include "cmd/status.h"
#include "cmd/table.h"
#include "core/config/config.h"
#include "core/reach/pins.h"

/* Text in a line of its own: no leading dot or quote, backslashes and "-" kept. */
static void text(const char *s)
{
	if (*s == '.' || *s == '\'')
		fputs("\\&", stdout);
	for (; *s; s++)
		if (*s == '\\')
			fputs("\\e", stdout);
		else
			putchar(*s);
}

/* A phrase as a sentence: it begins with a capital and ends with a full stop. */
static void sentence(const char *s)
{
	size_t n = strlen(s);

	if (islower((unsigned char)s[0]) && !isupper((unsigned char)s[1])) {
		putchar(toupper((unsigned char)*s));
		s++;
	}
	text(s);
	puts(n && s[strlen(s) - 1] == '.' ? "" : ".");
}

static void value_macro(const struct opt *o)
{
	AUTO(strv_done) struct strv all = { 0 };

	if (!o->choices && !strchr(o->value, '|')) {
		printf(" Ar %s", o->value);
		return;
	}
	choice_split(o->value, &all);
	for (size_t i = 0; i < all.n; i++)
		printf("%s Cm %s", i ? " |" : "", all.v[i]);
}

static void option_item(const struct opt *o)
{
	printf(".It ");
	if (o->letter && o->value && !o->bare) {
		printf("Fl %c", o->letter);
		value_macro(o);
		printf(" , ");
	} else if (o->letter) {
		printf("Fl %c , ", o->letter);
	}
	printf("Fl -%s", o->name);
	if (o->value && o->bare) {
		printf(" Ns Op = Ns Ar %s", o->value);
	} else if (o->value) {
		value_macro(o);
	}
	puts("");
	sentence(o->help);
}

/* "on, off or sleep." */
static void choices_man(const char *choices)
{
	AUTO(strv_done) struct strv all = { 0 };

	choice_split(choices, &all);
	for (size_t i = 0; i < all.n; i++)
		printf(".Cm %s%s\n", all.v[i],
		       i + 1 == all.n   ? " ."
		       : i + 2 == all.n ? "\nor"
					: " ,");
}

/* An option that this many verbs take is explained once. */
#define SHARED_BY 3

/* How many verbs of the noun take just this option. */
static unsigned takers(const struct noun *noun, const struct opt *wanted)
{
	unsigned n = 0;

	for (const struct verb *v = noun->verbs; v->name; v++)
		for (const struct opt *o = v->opts; o && o->name; o++)
			n += !strcmp(o->name, wanted->name) &&
			     !strcmp(o->help, wanted->help);
	return n;
}

/* Options in a list, if any is left. noun NULL: all; else those that few verbs take. */
static void option_list(const struct noun *noun, const struct opt *opts)
{
	bool open = false;

	for (const struct opt *o = opts; o->name; o++) {
		if (noun && takers(noun, o) >= SHARED_BY)
			continue;
		if (!open)
			puts(".Bl -tag -width Ds");
		open = true;
		option_item(o);
	}
	if (open)
		puts(".El");
}

static void takers_man(const struct noun *noun, const struct opt *wanted)
{
	AUTO(strv_done) struct strv names = { 0 };

	for (const struct verb *v = noun->verbs; v->name; v++)
		for (const struct opt *o = v->opts; o && o->name; o++)
			if (!strcmp(o->name, wanted->name) &&
			    !strcmp(o->help, wanted->help))
				strv_add(&names, v->name);
	puts("For");
	for (size_t i = 0; i < names.n; i++)
		printf(".Cm %s%s\n", names.v[i],
		       i + 1 == names.n   ? " ."
		       : i + 2 == names.n ? "\nand"
					  : " ,");
}

/* What several verbs take, once. */
static void shared_options(const struct noun *noun)
{
	AUTO(strv_done) struct strv seen = { 0 };

	for (const struct verb *v = noun->verbs; v->name; v++)
		for (const struct opt *o = v->opts; o && o->name; o++) {
			if (takers(noun, o) < SHARED_BY || strv_has(&seen, o->name))
				continue;
			if (!seen.n)
				puts(".Sh OPTIONS OF SEVERAL VERBS\n"
				     ".Bl -tag -width Ds");
			strv_add(&seen, o->name);
			option_item(o);
			takers_man(noun, o);
		}
	if (seen.n)
		puts(".El");
}

static void synopsis(const struct noun *noun, const struct verb *v)
{
	puts(".Nm amtctl");
	printf(".Cm %s", noun->name);
	if (*v->name)
		printf(" %s", v->name);
	puts("");
	if (v->opts)
		puts(".Op Ar options");
	for (const struct arg *a = v->args; a && a->name; a++)
		printf(a->optional ? ".Op Ar %s\n" : ".Ar %s\n", a->name);
	if (verb_takes_targets(v))
		puts(v->flags & VERB_ONE_TARGET ? ".Ar TARGET" : ".Ar TARGET ...");
	else if (v->flags & VERB_NEED_WORD)
		puts(".Ar EXPR ...");
	else if (v->flags & VERB_WORDS)
		puts(".Op Ar EXPR ...");
}

static void verb_item(const struct noun *noun, const struct verb *v)
{
	printf(".It Cm %s", *v->name ? v->name : noun->name);
	for (const struct arg *a = v->args; a && a->name; a++)
		printf(a->optional ? " Op Ar %s" : " Ar %s", a->name);
	puts("");
	sentence(v->help);
	if (v->is_default)
		puts("This is the default: the verb may be left out.");
	for (const struct arg *a = v->args; a && a->name; a++) {
		printf(".Ar %s\nis ", a->name);
		text(a->help);
		if (a->choices) {
			puts(":");
			choices_man(a->choices);
		} else {
			puts(".");
		}
	}
	if (v->opts)
		option_list(noun, v->opts);
}

static void noun_man(const struct noun *noun)
{
	puts(".Sh SYNOPSIS");
	for (const struct verb *v = noun->verbs; v->name; v++)
		synopsis(noun, v);
	puts(".Sh VERBS");
	puts(".Bl -tag -width Ds");
	for (const struct verb *v = noun->verbs; v->name; v++)
		verb_item(noun, v);
	puts(".El");
	shared_options(noun);
}

static void commands_man(void)
{
	puts(".Bl -tag -width Ds");
	for (size_t i = 0; nouns[i]; i++) {
		printf(".It Cm %s\n", nouns[i]->name);
		sentence(nouns[i]->summary);
		if (*nouns[i]->verbs[0].name)
			printf("See\n.Xr amtctl-%s 1 .\n", nouns[i]->name);
	}
	puts(".El");
	puts(".Pp\nShort-cuts for the daily acts:");
	puts(".Bl -tag -width Ds -compact");
	for (const struct shortcut *s = shortcuts; s->name; s++)
		printf(".It Cm %s\n.Cm %s %s\n", s->name, s->noun, s->verb);
	puts(".El");
}

static const char *const field_types[] = {
	[FIELD_BOOL] = "boolean",     [FIELD_UINT] = "number",
	[FIELD_ENUM] = "enumeration", [FIELD_ENUMS] = "array of enumerations",
	[FIELD_STRING] = "string",    [FIELD_STRINGS] = "array of strings",
	[FIELD_TIME] = "time",        [FIELD_RECORD] = "object",
	[FIELD_BITS] = "bit field",   [FIELD_LIST] = "object",
};

static void names_man(const struct enum_name *names)
{
	puts("Known values:");
	for (const struct enum_name *n = names; n->name; n++)
		printf(".Cm %s\n%s%u%s\n", n->name, "(", n->code,
		       n[1].name ? ")," : ").");
}

static void record_man(const struct record *r)
{
	printf(".Ss %s\n", r->name);
	sentence(r->summary);
	puts(".Bl -tag -width Ds");
	for (const struct field *f = r->fields; f->name; f++) {
		printf(".It Va %s\n", f->name);
		sentence(f->help);
		printf("Type: %s%s.\n", f->type == FIELD_LIST ? "array of " : "",
		       f->record ? f->record->name : field_types[f->type]);
		if (f->names)
			names_man(f->names);
	}
	puts(".El");
}

/* A record's own parts, behind it, once each. */
static void parts_man(const struct record *r, struct strv *seen)
{
	for (const struct field *f = r->fields; f->name; f++) {
		if (!f->record || strv_has(seen, f->record->name))
			continue;
		strv_add(seen, f->record->name);
		record_man(f->record);
		printf("Part of the record\n.Cm %s .\n", r->name);
		parts_man(f->record, seen);
	}
}

/* Every record that a verb prints, once, and the commands that print it. */
static void records_man(void)
{
	AUTO(strv_done) struct strv seen = { 0 };

	for (size_t i = 0; nouns[i]; i++)
		for (const struct verb *v = nouns[i]->verbs; v->name; v++) {
			if (!v->record || strv_has(&seen, v->record->name))
				continue;
			strv_add(&seen, v->record->name);
			record_man(v->record);
			puts("Printed by");
			for (size_t k = 0; nouns[k]; k++)
				for (const struct verb *w = nouns[k]->verbs; w->name; w++)
					if (w->record == v->record)
						printf(".Cm %s%s%s ,\n", nouns[k]->name,
						       *w->name ? " " : "", w->name);
			puts("see their pages.");
			parts_man(v->record, &seen);
		}
}

static void config_man(void)
{
	const char *section = "";
	const char *subsection = NULL;
	bool open = false;

	for (const struct config_key *k = config_keys; k->section; k++) {
		bool same =
			!strcmp(k->section, section) && (!k->subsection) == (!subsection);

		if (!same) {
			if (open)
				puts(".El");
			section = k->section;
			subsection = k->subsection;
			open = true;
			if (subsection)
				printf(".Ss [%s \\(dq%s\\(dq]\n", section, subsection);
			else
				printf(".Ss [%s]\n", section);
			puts(".Bl -tag -width Ds");
		}
		printf(".It Cm %s\n", k->key);
		sentence(k->help);
		if (k->type == CONFIG_CHOICE) {
			puts("One of");
			choices_man(k->choices);
		}
		if (k->dflt && *k->dflt)
			printf("Default:\n.Cm %s .\n", k->dflt);
	}
	if (open)
		puts(".El");
}

static void status_man(void)
{
	puts(".Bl -tag -width Ds");
	for (const struct status *s = statuses; s->name; s++) {
		printf(".It Sy %d Pq %s\n", s->number, s->name);
		text(s->when);
		puts("");
	}
	puts(".El");
}

int man_main(char *const *words, size_t n)
{
	const struct noun *noun = NULL;

	if (n == 2 && !strcmp(words[0], "noun"))
		noun = noun_find(words[1]);
	if (noun)
		noun_man(noun);
	else if (n == 1 && !strcmp(words[0], "options"))
		option_list(NULL, global_opts);
	else if (n == 1 && !strcmp(words[0], "commands"))
		commands_man();
	else if (n == 1 && !strcmp(words[0], "records"))
		records_man();
	else if (n == 1 && !strcmp(words[0], "config"))
		config_man();
	else if (n == 1 && !strcmp(words[0], "exit-status"))
		status_man();
	else
		return STATUS_USAGE;
	return fflush(stdout) ? STATUS_LOCAL : STATUS_OK;
}
