/* schema: what scripts may rely on, a line each, for tests/cli/schema.test. */
#include "cmd/schema.h"

#include <stdio.h>
#include <string.h>

#include "cmd/status.h"
#include "cmd/table.h"

static const char *const types[] = {
	[FIELD_BOOL] = "bool",    [FIELD_UINT] = "uint",     [FIELD_ENUM] = "enum",
	[FIELD_ENUMS] = "enum[]", [FIELD_STRING] = "string", [FIELD_STRINGS] = "string[]",
	[FIELD_TIME] = "time",    [FIELD_RECORD] = "object", [FIELD_LIST] = "object[]",
	[FIELD_BITS] = "bits",
};

/* "power status: state enum", and "power status: state on=2" for each value. */
static void fields_print(const char *command, const char *before, const struct record *r)
{
	for (const struct field *f = r->fields; f->name; f++) {
		AUTO(xfreep) char *path = xasprintf("%s%s", before, f->name);

		printf("%s: %s %s\n", command, path, types[f->type]);
		for (const struct enum_name *n = f->names; n && n->name; n++)
			printf("%s: %s %s=%u\n", command, path, n->name, n->code);
		if (f->type == FIELD_RECORD) {
			AUTO(xfreep) char *inner = xasprintf("%s.", path);

			fields_print(command, inner, f->record);
		} else if (f->type == FIELD_LIST) {
			AUTO(xfreep) char *inner = xasprintf("%s[].", path);

			fields_print(command, inner, f->record);
		}
	}
}

static void choices_print(const char *command, const char *of, const char *choices)
{
	AUTO(strv_done) struct strv all = { 0 };

	if (choices)
		choice_split(choices, &all);
	for (size_t i = 0; i < all.n; i++)
		printf("%s %s %s\n", command, of, all.v[i]);
}

static void opts_print(const char *command, const struct opt *opts)
{
	for (const struct opt *o = opts; o && o->name; o++) {
		AUTO(xfreep) char *name = xasprintf("--%s", o->name);
		const char *value = !o->value ? "" : o->bare ? " [VALUE]" : " VALUE";

		printf("%s %s%s\n", command, name, value);
		if (o->letter)
			printf("%s -%c is %s\n", command, o->letter, name);
		choices_print(command, name, o->choices);
	}
}

static void command_print(const struct noun *noun, const struct verb *verb)
{
	AUTO(xfreep) char *command = command_name(noun, verb);

	printf("%s\n", command);
	for (const struct arg *a = verb->args; a && a->name; a++) {
		printf("%s %s\n", command, a->name);
		choices_print(command, a->name, a->choices);
	}
	opts_print(command, verb->opts);
}

int schema_main(char *const *words, size_t n)
{
	bool records = n == 1 && !strcmp(words[0], "records");

	if (!records && (n != 1 || strcmp(words[0], "commands") != 0))
		return STATUS_USAGE;
	for (size_t i = 0; nouns[i]; i++)
		for (const struct verb *v = nouns[i]->verbs; v->name; v++) {
			AUTO(xfreep) char *command = command_name(nouns[i], v);

			if (!records)
				command_print(nouns[i], v);
			else if (v->record)
				fields_print(command, "", v->record);
		}
	if (!records) {
		opts_print("amtctl", global_opts);
		for (const struct shortcut *s = shortcuts; s->name; s++)
			printf("%s is %s %s\n", s->name, s->noun, s->verb);
		for (const struct status *s = statuses; s->name; s++)
			printf("status %d %s\n", s->number, s->name);
	}
	return fflush(stdout) ? STATUS_LOCAL : STATUS_OK;
}
