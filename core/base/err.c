/* err: composing error texts in place. */
#include "core/base/err.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static void set_v(struct err *e, enum err_domain domain, int code, const char *fmt,
		  va_list ap) PRINTF_LIKE(4, 0);

static void set_v(struct err *e, enum err_domain domain, int code, const char *fmt,
		  va_list ap)
{
	char msg[sizeof(e->msg)]; /* fmt's arguments may point into *e */

	vsnprintf(msg, sizeof(msg), fmt, ap);
	*e = (struct err){ .domain = domain, .code = code };
	memcpy(e->msg, msg, strlen(msg) + 1);
}

bool err_set(struct err *e, enum err_domain domain, int code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	set_v(e, domain, code, fmt, ap);
	va_end(ap);
	return false;
}

bool err_errno(struct err *e, enum err_domain domain, const char *fmt, ...)
{
	int code = errno;
	va_list ap;

	va_start(ap, fmt);
	set_v(e, domain, code, fmt, ap);
	va_end(ap);

	size_t len = strlen(e->msg);
	char reason[128];

	snprintf(e->msg + len, sizeof(e->msg) - len, ": %s",
		 strerror_r(code, reason, sizeof(reason)));
	return false;
}

bool err_wrap(struct err *e, const char *fmt, ...)
{
	char inner[sizeof(e->msg)];
	va_list ap;

	memcpy(inner, e->msg, sizeof(inner));
	va_start(ap, fmt);
	vsnprintf(e->msg, sizeof(e->msg), fmt, ap);
	va_end(ap);

	size_t len = strlen(e->msg);

	snprintf(e->msg + len, sizeof(e->msg) - len, ": %s", inner);
	return false;
}

bool err_name(struct err *e, const char *name)
{
	snprintf(e->name, sizeof(e->name), "%s", name);
	return false;
}

bool err_hint(struct err *e, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(e->hint, sizeof(e->hint), fmt, ap);
	va_end(ap);
	return false;
}
