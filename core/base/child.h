/*
 * child: start a program without a shell (posix_spawn), for password-cmd,
 * proxy-command and group commands.
 *
 * The child gets the given descriptors as 0, 1 and 2, no other, default
 * signal actions, and the environment less whatever carries our secrets
 * (AMTCTL_PASSWORD, AMT_PASSWORD, AMTCTL_TOKEN).
 */
#ifndef AMT_BASE_CHILD_H
#define AMT_BASE_CHILD_H

#include <sys/types.h>

#include "core/base/buf.h"
#include "core/base/strv.h"

/* in, out, err: -1 means /dev/null, except err: our own stderr. ERR_LOCAL. */
bool child_spawn(const struct strv *argv, int in, int out, int err, pid_t *ret,
		 struct err *e) MUST_USE;

/* Wait until pid ends. status 0 is true; else ERR_LOCAL says how it ended. */
bool child_wait(pid_t pid, const char *what, struct err *e) MUST_USE;

/* Has it ended, so that child_wait() will not wait? */
bool child_ended(pid_t pid);

/* SIGTERM, then reap; SIGKILL when it takes over two seconds. */
void child_stop(pid_t pid);

/* Run argv to its end and collect its stdout into out. ERR_LOCAL, ERR_PROTO (ceiling). */
bool child_output(const struct strv *argv, struct buf *out, struct err *e) MUST_USE;

#endif
