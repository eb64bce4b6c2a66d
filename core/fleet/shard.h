/*
 * shard: one part of a fleet, for jobs that share it without talking
 * (amtctl(1), FLEETS).
 *
 * A target belongs to part 1 + FNV-1a(name) mod N, 64 bits, where name is the
 * text that the target is shown by. So parts are disjoint and complete, and a target
 * stays in its part whatever joins or leaves the fleet.
 */
#ifndef AMT_FLEET_SHARD_H
#define AMT_FLEET_SHARD_H

#include "core/fleet/target.h"

struct shard {
	unsigned part; /* from 1 to of */
	unsigned of;   /* at most SHARD_MAX */
};

#define SHARD_MAX 1000000u

/* "I/N", I from 1 to N. ERR_USAGE. */
bool shard_parse(const char *text, struct shard *ret, struct err *e) MUST_USE;

/* FNV-1a with 64 bits (Fowler, Noll, Vo). */
uint64_t shard_hash(const char *name);

/* Leave in list what belongs to s, in order; it may be nothing. */
void shard_apply(const struct shard *s, struct target_list *list);

#endif
