/* man: hidden __man, the generated parts of the man pages, in mdoc(7). */
#ifndef AMT_CMD_MAN_H
#define AMT_CMD_MAN_H

#include <stddef.h>

/* words: what to write: noun NAME, or options, commands, records, config, exit-status. */
int man_main(char *const *words, size_t n);

#endif
