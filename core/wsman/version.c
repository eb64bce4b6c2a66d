/* version: AMT's version from its Server header. */
#include "core/wsman/wsman.h"

#include <stdlib.h>
#include <string.h>

/* No part of a version is longer, in digits. */
#define PART_DIGITS 9

struct amt_version amt_version_parse(const char *server)
{
	const char *blank = strrchr(server, ' ');
	const char *s = blank ? blank + 1 : server;
	const struct amt_version unknown = {
		.standard_manageability =
			strstr(server, "Standard Manageability") != NULL,
	};
	struct amt_version v = unknown;

	for (;;) {
		size_t len = strspn(s, "0123456789");

		if (!len || len > PART_DIGITS || v.n == ARRAY_LEN(v.part))
			return unknown;
		v.part[v.n++] = (unsigned)strtoul(s, NULL, 10);
		s += len;
		if (!*s)
			return v.n >= 2 ? v : unknown;
		if (*s++ != '.')
			return unknown;
	}
}
