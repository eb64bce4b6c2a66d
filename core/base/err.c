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

static void wrap_v(struct err *e, const char *fmt, va_list ap) PRINTF_LIKE(2, 0);

static void wrap_v(struct err *e, const char *fmt, va_list ap)
{
	char inner[sizeof(e->msg)];
	size_t len;

	memcpy(inner, e->msg, sizeof(inner));
	vsnprintf(e->msg, sizeof(e->msg), fmt, ap);
	len = strlen(e->msg);
	snprintf(e->msg + len, sizeof(e->msg) - len, ": %s", inner);
}

bool err_wrap(struct err *e, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	wrap_v(e, fmt, ap);
	va_end(ap);
	return false;
}

static bool met_on_the_way(const struct err *e)
{
	return e->domain == ERR_NET || e->domain == ERR_TLS || e->domain == ERR_CLOUD ||
	       e->domain == ERR_NO_SECRET || (e->domain == ERR_AUTH && e->code == 401);
}

bool err_wrap_operation(struct err *e, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	if (!met_on_the_way(e))
		wrap_v(e, fmt, ap);
	va_end(ap);
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
