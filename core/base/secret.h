/*
 * secret: a password or token. Never logged, never an argument of a process;
 * every copy of ours is wiped.
 */
#ifndef AMT_BASE_SECRET_H
#define AMT_BASE_SECRET_H

#include "core/base/buf.h"

struct secret {
	char *text; /* NUL-terminated; NULL: no secret */
};

/* Longest secret we take, in bytes. */
#define SECRET_MAX 4096

/*
 * Copy text, dropping one trailing newline (LF or CRLF).
 * Empty, over SECRET_MAX or with a NUL inside: ERR_NO_SECRET.
 */
bool secret_set(struct secret *ret, const char *text, size_t len, struct err *e) MUST_USE;
void secret_copy(struct secret *ret, const struct secret *from);

/* Wipe and free the text. */
void secret_done(struct secret *s);

/*
 * No core file, no ptrace by others. Call before the first secret is read.
 * (prctl(2) PR_SET_DUMPABLE, setrlimit(2) RLIMIT_CORE)
 */
void secret_protect_process(void);

#endif
