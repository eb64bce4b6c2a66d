/* strmap: open addressing, linear probing, at most half full. */
#include "core/base/strmap.h"

#include <stdlib.h>
#include <string.h>

/* FNV-1a, and a final mix because the low bits choose the slot. */
static uint64_t hash(const char *key)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (; *key; key++)
		h = (h ^ (unsigned char)*key) * 0x100000001b3u;
	return h ^ h >> 32;
}

/* The slot that holds key, or the free one where it belongs. */
static struct strmap_slot *slot_of(const struct strmap *m, const char *key, uint64_t h)
{
	size_t mask = m->cap - 1;
	size_t i = (size_t)h & mask;

	while (m->slots[i].key &&
	       (m->slots[i].hash != h || strcmp(m->slots[i].key, key) != 0))
		i = (i + 1) & mask;
	return &m->slots[i];
}

static void grow(struct strmap *m)
{
	struct strmap bigger = { .n = m->n, .cap = m->cap ? m->cap * 2 : 16 };

	bigger.slots = xcalloc(bigger.cap, sizeof(*bigger.slots));
	for (size_t i = 0; i < m->cap; i++)
		if (m->slots[i].key)
			*slot_of(&bigger, m->slots[i].key, m->slots[i].hash) =
				m->slots[i];
	free(m->slots);
	*m = bigger;
}

size_t *strmap_find(const struct strmap *m, const char *key)
{
	if (!m->n)
		return NULL;

	struct strmap_slot *s = slot_of(m, key, hash(key));

	return s->key ? &s->value : NULL;
}

size_t *strmap_add(struct strmap *m, const char *key, size_t value, bool *ret_new)
{
	uint64_t h = hash(key);

	if (m->n >= m->cap / 2)
		grow(m);

	struct strmap_slot *s = slot_of(m, key, h);

	*ret_new = !s->key;
	if (*ret_new) {
		*s = (struct strmap_slot){ .key = key, .hash = h, .value = value };
		m->n++;
	}
	return &s->value;
}

void strmap_done(struct strmap *m)
{
	free(m->slots);
	*m = (struct strmap){ 0 };
}
