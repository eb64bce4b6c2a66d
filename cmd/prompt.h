/* prompt: questions on the terminal; stderr shows them, stdin answers. */
#ifndef AMT_CMD_PROMPT_H
#define AMT_CMD_PROMPT_H

#include "core/base/secret.h"
#include "core/net/tls.h"

/* Are stdin and stderr terminals? */
bool prompt_possible(void);

/*
 * Read a password without echo. The terminal is restored on every way out,
 * signals included. ERR_NO_SECRET: end of file or empty; ERR_CANCELLED: a
 * signal, which is then raised again with its default action.
 */
bool prompt_secret(const char *text, struct secret *ret, struct err *e) MUST_USE;

/* A question that only y or yes affirms. */
bool prompt_yes(const char *text);

/*
 * A line, echoed. False: end of file, a signal, or longer than size allows;
 * buf is not to be used then.
 */
bool prompt_line(const char *text, char *buf, size_t size) MUST_USE;

/* The signal that ended the last question, 0: none did. */
int prompt_signal(void);

/* Show a certificate never seen before and ask whether to trust it. */
bool prompt_trust(const char *target, const char *key, const struct tls_peer *peer);

#endif
