/*
 * err: what went wrong, told once.
 *
 * The caller owns the struct and passes it as the last parameter; the
 * function also returns false, NULL or an enum. Set it where it happens, wrap
 * it where that explains something, print it once, in cmd/. Errors allocate
 * nothing.
 */
#ifndef AMT_BASE_ERR_H
#define AMT_BASE_ERR_H

#include "core/base/base.h"

/*
 * What kind of failure; cmd/status.c maps each to an exit status and class
 * name of amtctl-exit-status(7). The comments say what code means there.
 */
enum err_domain {
	ERR_NONE,
	ERR_USAGE,         /* flags, config or target expression; nothing was sent */
	ERR_AUTH,          /* credentials or privilege; code: HTTP status */
	ERR_NET,           /* name, route, refused, connect timeout; code: errno or 0 */
	ERR_TLS,           /* untrusted, changed pin, protocol; code: enum tls_err */
	ERR_INDETERMINATE, /* sent, result unknown or not observed in time */
	ERR_UNSUPPORTED,   /* this firmware, SKU, server or path lacks it */
	ERR_REFUSED,       /* the firmware said no; code: ReturnValue or HTTP status */
	ERR_CONSENT,       /* user consent needed, denied or expired */
	ERR_BUSY,          /* a redirection session is held by someone else */
	ERR_NOT_FOUND,     /* no such device, certificate, alarm ... */
	ERR_CONFLICT,      /* changed meanwhile, or the name exists */
	ERR_DECLINED,      /* the answer was no, or nobody could be asked */
	ERR_CLOUD,         /* MPS or RPS failed, or the device is not connected to it */
	ERR_NO_SECRET,     /* no credential source gave a password */
	ERR_LOCAL,         /* a local file, display or permission; code: errno */
	ERR_PROTO,         /* the peer sent what its protocol forbids */
	ERR_CANCELLED,     /* Ctrl-C or SIGTERM arrived */
	ERR_INTERNAL,      /* a defect of ours */
};

struct err {
	enum err_domain domain;
	int code;       /* by domain, 0 when it has no number */
	char name[64];  /* the code's name, such as DestinationUnreachable; may be "" */
	char msg[480];  /* "outer: inner: cause", no newline */
	char hint[240]; /* the command that helps; may be "" */
};

/* Replace *e. Always returns false, so that a failure is one line. */
bool err_set(struct err *e, enum err_domain domain, int code, const char *fmt, ...)
	PRINTF_LIKE(4, 5);

/* As err_set(), with ": strerror(errno)" appended and errno as the code. */
bool err_errno(struct err *e, enum err_domain domain, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

/* Put "text: " before the message, cutting its end when full. Returns false. */
bool err_wrap(struct err *e, const char *fmt, ...) PRINTF_LIKE(2, 3);

/*
 * As err_wrap(), with the name of an operation. What any operation would have
 * met on its way stays as it is: ERR_NET, ERR_TLS, ERR_CLOUD, ERR_NO_SECRET,
 * and a refused login (ERR_AUTH with HTTP status 401).
 */
bool err_wrap_operation(struct err *e, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Give the code a name, or the error a hint. Both return false. */
bool err_name(struct err *e, const char *name);
bool err_hint(struct err *e, const char *fmt, ...) PRINTF_LIKE(2, 3);

#endif
