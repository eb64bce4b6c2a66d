/* strv: a growing list of owned strings. A zeroed struct is an empty list. */
#ifndef AMT_BASE_STRV_H
#define AMT_BASE_STRV_H

#include "core/base/base.h"

struct strv {
	char **v; /* NULL-terminated once anything was added, so it serves as argv */
	size_t n;
	size_t cap; /* allocated, NULL excluded */
};

void strv_add(struct strv *s, const char *text); /* copies */
void strv_take(struct strv *s, char *text);      /* takes ownership */
bool strv_has(const struct strv *s, const char *text);
void strv_done(struct strv *s);

#endif
