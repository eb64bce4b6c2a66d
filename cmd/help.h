/* help: what --help prints. */
#ifndef AMT_CMD_HELP_H
#define AMT_CMD_HELP_H

#include <stdio.h>

#include "cmd/table.h"

/* All commands (noun NULL), the verbs of a noun (verb NULL), or one verb. */
void help_print(const struct noun *noun, const struct verb *verb, FILE *to);

/* All commands, without the options. */
void help_brief(FILE *to);

/* "-o, --output FORMAT" of an option. Owned. */
char *opt_synopsis(const struct opt *o) MUST_USE;

#endif
