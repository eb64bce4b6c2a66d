/* secret: copies that are wiped. */
#include "core/base/secret.h"

#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

bool secret_set(struct secret *ret, const char *text, size_t len, struct err *e)
{
	if (len && text[len - 1] == '\n') {
		len--;
		if (len && text[len - 1] == '\r')
			len--;
	}
	if (!len)
		return err_set(e, ERR_NO_SECRET, 0, "the secret is empty");
	if (len > SECRET_MAX)
		return err_set(e, ERR_NO_SECRET, 0, "the secret is longer than %d bytes",
			       SECRET_MAX);
	if (memchr(text, '\0', len))
		return err_set(e, ERR_NO_SECRET, 0, "the secret contains a NUL byte");
	ret->text = xstrndup(text, len);
	return true;
}

void secret_copy(struct secret *ret, const struct secret *from)
{
	ret->text = xstrdup(from->text);
}

void secret_done(struct secret *s)
{
	if (s->text)
		explicit_bzero(s->text, strlen(s->text));
	free(s->text);
	s->text = NULL;
}

void secret_protect_process(void)
{
	struct rlimit none = { 0, 0 };

	prctl(PR_SET_DUMPABLE, 0);
	setrlimit(RLIMIT_CORE, &none);
}
