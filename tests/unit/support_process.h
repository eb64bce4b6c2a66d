/* support_process: servers of ours that unit tests talk to, as processes. */
#ifndef AMT_TESTS_SUPPORT_PROCESS_H
#define AMT_TESTS_SUPPORT_PROCESS_H

#include <sys/types.h>

/*
 * Start a program that stands beside the folder of the unit tests ("amtsim
 * --power off") and wait until it is ready. End it with child_stop().
 * ret_ready: its ready line, owned.
 */
pid_t test_start(const char *command, char **ret_ready);

/* What follows key ("port=") in a ready line, up to the next blank; owned, NULL if
 * absent. */
char *test_ready_word(const char *line, const char *key);

#endif
