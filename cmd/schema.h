/* schema: hidden __schema, the names that stay as they are within amtctl/1. */
#ifndef AMT_CMD_SCHEMA_H
#define AMT_CMD_SCHEMA_H

#include <stddef.h>

/* words: "records" (fields and their values) or "commands". Returns the exit status. */
int schema_main(char *const *words, size_t n);

#endif
