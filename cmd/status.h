/* status: from failures to exit statuses, amtctl-exit-status(7). */
#ifndef AMT_CMD_STATUS_H
#define AMT_CMD_STATUS_H

#include "core/base/err.h"

enum {
	STATUS_OK = 0,
	STATUS_NO = 1,
	STATUS_USAGE = 2,
	STATUS_PARTIAL = 13,
	STATUS_LOCAL = 17,
	STATUS_MIXED = 18,
	STATUS_INTERNAL = 19,
};

/* A row of the man page: every status once. */
struct status {
	int number;
	const char *name; /* the class */
	const char *when;
};
extern const struct status statuses[]; /* ends with a NULL name */

int status_of(enum err_domain domain);

/* "auth", "unreachable" ...: class in JSON. */
const char *status_class(enum err_domain domain);

/* What the results of a run add up to. */
struct tally {
	size_t ok; /* reached, predicates that said yes included */
	size_t no; /* of ok: answered no */
	size_t failed;
	size_t skipped; /* never ran */
	int first;      /* status of the first failure */
	bool differ;    /* failures of more than one class */
};
void tally_failed(struct tally *t, enum err_domain domain);
int tally_status(const struct tally *t, bool predicate);

#endif
