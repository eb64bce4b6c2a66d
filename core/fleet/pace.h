/*
 * pace: when the next job of a fleet may begin, and whether any may at all.
 *
 * A state machine without clock, threads or jobs: it is told what began and
 * ended, and asked what is next. Of several rules the strictest holds.
 *
 * The canary is a group of its own, as each batch is: the next group begins
 * when all of the one before it ended. Where there are batches, a large canary
 * goes by them, too.
 */
#ifndef AMT_FLEET_PACE_H
#define AMT_FLEET_PACE_H

#include "core/base/base.h"

/* Zeroed: all at once, whatever happens. */
struct pace_rules {
	uint32_t stagger_ms;     /* between two beginnings, at least */
	size_t batch;            /* jobs in a group; 0: no groups */
	uint32_t batch_pause_ms; /* from the end of a group to the next */
	size_t canary;           /* first jobs that must all succeed; 0: none */
	bool limited;            /* max_failures counts */
	size_t max_failures;     /* with more than these nothing new begins */
};

struct pace {
	struct pace_rules rules;
	size_t begun, ended, failed;
	size_t left;                 /* jobs of the open group that may still begin */
	uint64_t begun_ms, ended_ms; /* when the last one did */
	char reason[64];             /* "": not stopped */
};

enum pace_verdict {
	PACE_GO,   /* now */
	PACE_WAIT, /* not before *ret_until_ms */
	PACE_HOLD, /* not before a running one has ended */
	PACE_STOP, /* never: pace_reason() */
};

void pace_init(struct pace *p, const struct pace_rules *rules);

/* May a job begin that is neither running nor done? Changes nothing. */
enum pace_verdict pace_next(const struct pace *p, uint64_t now_ms,
			    uint64_t *ret_until_ms);

/* One did, as allowed; one has ended for good. */
void pace_begun(struct pace *p, uint64_t now_ms);
void pace_ended(struct pace *p, bool ok, uint64_t now_ms);

/* Why nothing new begins: "the canary failed", "more than 2 failed"; else NULL. */
const char *pace_reason(const struct pace *p);

/*
 * "3" or "10%" of n jobs, cut to a whole number of them. False for anything
 * else, and for more than 1000000 or 100%.
 */
bool pace_failures(const char *text, size_t n, size_t *ret) MUST_USE;

#endif
