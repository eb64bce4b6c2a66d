/*
 * progress: what a long run is at, on stderr: a line that is rewritten on a
 * terminal, an object a second with ndjson.
 *
 * All of it on the main thread, by a timer on its loop. Whoever writes to
 * stderr meanwhile calls progress_hide() first; the line comes back by itself.
 */
#ifndef AMT_CMD_PROGRESS_H
#define AMT_CMD_PROGRESS_H

#include "core/base/base.h"
#include "core/loop/loop.h"

struct progress_state {
	size_t total, done, failed, running;
	const char *slowest; /* running longest; NULL: none runs. Borrowed */
	uint64_t slowest_ms; /* for how long */
	uint64_t run_ms;     /* since the run began */
};

enum progress_form {
	PROGRESS_LINE,   /* for eyes */
	PROGRESS_EVENTS, /* for programs */
};

struct progress;

/* look(arg, ret) fills all but run_ms whenever something is about to be shown. */
struct progress *progress_new(struct loop *l, enum progress_form form, bool utf8,
			      void (*look)(void *arg, struct progress_state *ret),
			      void *arg) MUST_USE;

/* Take the line off the terminal, if one is there. NULL is fine. */
void progress_hide(struct progress *p);
void progress_free(struct progress *p);
DEFINE_FREEP(struct progress, progress_free)

/* Can a line be rewritten on stderr? */
bool progress_possible(void);

/*
 * Milliseconds until the end if it goes on at the same rate; false while there
 * is nothing to tell it from.
 */
bool progress_left(const struct progress_state *s, uint64_t *ret_ms) MUST_USE;

/* The line in at most columns columns, with a bar if that fits; the event. Owned. */
char *progress_line(const struct progress_state *s, size_t columns, bool utf8) MUST_USE;
char *progress_event(const struct progress_state *s) MUST_USE;

#endif
