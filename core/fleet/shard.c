/* shard: FNV-1a over names. */
#include "core/fleet/shard.h"

#include <string.h>

#include "core/base/text.h"
#include "core/fleet/parse.h"

bool shard_parse(const char *text, struct shard *ret, struct err *e)
{
	const char *slash = strchr(text, '/');
	AUTO(xfreep) char *before = xstrndup(text, slash ? (size_t)(slash - text) : 0);
	uint64_t part, of;

	if (!slash || !text_to_uint(before, SHARD_MAX, &part) ||
	    !text_to_uint(slash + 1, SHARD_MAX, &of) || !part || part > of)
		return err_set(e, ERR_USAGE, 0,
			       "\"%.60s\" is no part I/N, I from 1 to N, N up to %u",
			       text, SHARD_MAX);
	*ret = (struct shard){ (unsigned)part, (unsigned)of };
	return true;
}

uint64_t shard_hash(const char *name)
{
	uint64_t hash = 0xcbf29ce484222325;

	for (const unsigned char *p = (const unsigned char *)name; *p; p++)
		hash = (hash ^ *p) * 0x100000001b3;
	return hash;
}

void shard_apply(const struct shard *s, struct target_list *list)
{
	size_t n = 0;

	for (size_t i = 0; i < list->n; i++) {
		struct target *t = &list->v[i];

		if (1 + shard_hash(t->text) % s->of == s->part) {
			list->v[n++] = *t;
			continue;
		}
		target_done(t);
	}
	list->n = n;
}
