/* url: a server's URL, and what is found below it. */
#include "core/cloud/cloud.h"

#include <stdio.h>
#include <string.h>

#include "core/base/text.h"

static bool bad_url(const char *url, const char *why, struct err *e)
{
	return err_set(e, ERR_USAGE, 0, "'%s' is no server URL: %s", url, why);
}

/* Scheme and "//"; *url stands behind them then. */
static bool parse_scheme(const char **url, bool *ret_tls)
{
	if (!strncasecmp(*url, "https://", 8)) {
		*url += 8;
		*ret_tls = true;
		return true;
	}
	if (!strncasecmp(*url, "http://", 7)) {
		*url += 7;
		*ret_tls = false;
		return true;
	}
	return false;
}

/* The host part of authority, which may stand in brackets; *ret_rest is ":port" or "". */
static bool parse_host(const char *authority, size_t len, struct cloud_url *ret,
		       size_t *ret_used)
{
	const char *host = authority;
	size_t n = strcspn(authority, ":/");
	size_t used = n;

	if (*authority == '[') {
		host++;
		n = strcspn(host, "]/");
		used = n + 2;
		if (used > len || host[n] != ']')
			return false;
	}
	if (!n || n >= sizeof(ret->host) || used > len)
		return false;
	memcpy(ret->host, host, n);
	ret->host[n] = '\0';
	if (strpbrk(ret->host, "[]") || (host > authority && !strchr(ret->host, ':')))
		return false;
	*ret_used = used;
	return true;
}

bool cloud_url_parse(const char *url, struct cloud_url *ret, struct err *e)
{
	struct cloud_url u = { 0 };
	const char *p = url;
	size_t used;

	for (const char *c = url; *c; c++)
		if ((unsigned char)*c <= ' ' || *c == 0x7f || strchr("?#@\\\"<>", *c))
			return bad_url(url,
				       "only scheme, host, port and path may stand in it",
				       e);
	if (!parse_scheme(&p, &u.tls))
		return bad_url(url, "it begins with https:// or http://", e);

	size_t len = strcspn(p, "/");

	if (!parse_host(p, len, &u, &used))
		return bad_url(url, "it has no valid host", e);
	u.port = u.tls ? 443 : 80;
	if (used < len) {
		char digits[8];
		uint64_t port;

		if (p[used] != ':' || len - used - 1 >= sizeof(digits))
			return bad_url(url, "its port is not valid", e);
		memcpy(digits, p + used + 1, len - used - 1);
		digits[len - used - 1] = '\0';
		if (!text_to_uint(digits, UINT16_MAX, &port) || !port)
			return bad_url(url, "its port is not valid", e);
		u.port = (uint16_t)port;
	}
	p += len;

	size_t n = strlen(p);

	while (n && p[n - 1] == '/')
		n--;
	if (n >= sizeof(u.path))
		return bad_url(url, "its path is too long", e);
	memcpy(u.path, p, n);
	*ret = u;
	return true;
}

/* Ports of the servers themselves, with no gateway that adds a prefix. */
#define PORT_MPS 3000
#define PORT_CONSOLE 8181

char *cloud_mps_url(const char *url, struct err *e)
{
	struct cloud_url u = { 0 };

	if (!cloud_url_parse(url, &u, e))
		return NULL;

	bool as_it_stands = u.path[0] || u.port == PORT_MPS || u.port == PORT_CONSOLE;
	bool bracketed = strchr(u.host, ':') != NULL;

	return xasprintf("%s://%s%s%s:%u%s", u.tls ? "https" : "http",
			 bracketed ? "[" : "", u.host, bracketed ? "]" : "", u.port,
			 as_it_stands ? u.path : "/mps");
}
