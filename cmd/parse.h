/* parse: from argv to a noun, a verb, its arguments, options and targets. */
#ifndef AMT_CMD_PARSE_H
#define AMT_CMD_PARSE_H

#include "cmd/options.h"

struct invocation {
	const struct noun *noun; /* NULL: none was given */
	const struct verb *verb; /* NULL: none was given */
	struct globals globals;
	void *opts; /* the verb's options */
	const char *args[ARGS_MAX];
	struct strv words; /* targets, or expressions of a VERB_WORDS verb */
};

void invocation_done(struct invocation *inv);

/*
 * Parse the words after the program's name.
 *
 * is_device(arg, inv, word) tells whether word is in the inventory; it is
 * asked only if a target may stand in a default verb's place, and then
 * inv->globals.config is set already.
 *
 * On failure (ERR_USAGE) ret has the noun and verb as far as they were
 * understood; it needs invocation_done() in any case. With --help or
 * --version nothing else need be complete.
 */
bool parse_words(char *const *argv, size_t argc,
		 bool (*is_device)(void *arg, const struct invocation *inv,
				   const char *word),
		 void *arg, struct invocation *ret, struct err *e) MUST_USE;

/* The last value of -o as far as it can be told from argv that does not parse. */
const char *parse_output_anyway(char *const *argv, size_t argc);

/* Set one option in the struct that the table is for; value NULL: given bare. */
bool opt_apply(const struct opt *o, const char *value, void *opts, struct err *e)
	MUST_USE;
bool opt_is_set(const struct opt *o, const void *opts);
void opts_done(const struct opt *table, void *opts);

#endif
