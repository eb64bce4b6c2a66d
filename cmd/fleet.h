/* fleet: the options of runs on many targets, and the list of what failed. */
#ifndef AMT_CMD_FLEET_H
#define AMT_CMD_FLEET_H

#include "cmd/parse.h"
#include "cmd/report.h"
#include "core/fleet/pace.h"

/* Options that contradict each other, or that the verb has no use for. ERR_USAGE. */
bool fleet_check(const struct invocation *inv, struct err *e) MUST_USE;

/* What they say, for n targets. False: no rules at all. */
bool fleet_pace(const struct globals *g, size_t n, struct pace_rules *ret) MUST_USE;

/*
 * --shard: leave its part in list; *ret_all is how many there were. Nothing
 * without the option. ERR_USAGE.
 */
bool fleet_shard(const struct globals *g, struct target_list *list, size_t *ret_all,
		 struct err *e) MUST_USE;

/*
 * Write the targets that failed, or whose result is NULL because they never
 * ran, to path, one a line. Replaces it as a whole. ERR_LOCAL.
 */
bool failed_to_write(const char *path, const struct target_list *targets,
		     const struct result *const *results, struct err *e) MUST_USE;

#endif
