/* complete: hidden __complete, called by the scripts in completions/. */
#ifndef AMT_CMD_COMPLETE_H
#define AMT_CMD_COMPLETE_H

#include <stddef.h>

/*
 * words: CWORD, then the command line from the program's name on, as far as
 * it is typed; CWORD is the index of the word to complete. Prints a
 * candidate a line, a tab, and what it is. Reads only local files, and is
 * silent on errors. Returns the exit status.
 */
int complete_main(char *const *words, size_t n);

#endif
