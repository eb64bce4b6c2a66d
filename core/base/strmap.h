/*
 * strmap: from strings to numbers, for finding one of very many names.
 *
 * A zeroed struct is an empty map. Keys are borrowed: they must outlive the
 * map, unchanged.
 */
#ifndef AMT_BASE_STRMAP_H
#define AMT_BASE_STRMAP_H

#include "core/base/base.h"

struct strmap_slot {
	const char *key; /* NULL: free */
	uint64_t hash;
	size_t value;
};

struct strmap {
	struct strmap_slot *slots;
	size_t n;
	size_t cap; /* a power of two, or 0 */
};

/* What key maps to, or NULL; borrowed until the next strmap_add(). */
size_t *strmap_find(const struct strmap *m, const char *key);

/* Add key, or find it; *ret_new tells which. value is used for a new one only. */
size_t *strmap_add(struct strmap *m, const char *key, size_t value, bool *ret_new);

void strmap_done(struct strmap *m);

#endif
