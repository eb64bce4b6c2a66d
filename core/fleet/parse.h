/* parse: what one word, its ranges expanded, says. Inside core/fleet. */
#ifndef AMT_FLEET_PARSE_H
#define AMT_FLEET_PARSE_H

#include "core/fleet/target.h"

/* Longest word that may be a target, in bytes. */
#define TARGET_WORD_MAX 1024

/*
 * One name, address, UUID or tag with its prefixes; not @, - and file:.
 * A name of the inventory may hold any characters. ERR_USAGE.
 */
bool target_parse(const char *word, const struct target_source *source,
		  struct target *ret, struct err *e) MUST_USE;
void target_done(struct target *t);

/* word behind prefix, or NULL when it does not begin with that. */
const char *target_after(const char *word, const char *prefix);

/* The same behind direct: or cloud: and name:, for finding ranges and devices. */
const char *target_bare(const char *word);

#endif
