/* target: what one word means: a name, an address, a UUID or a tag. */
#include "core/fleet/target.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/fleet/parse.h"
#include "core/fleet/pattern.h"

const char *target_after(const char *word, const char *prefix)
{
	size_t len = strlen(prefix);

	return strncmp(word, prefix, len) ? NULL : word + len;
}

static const char *after_via(const char *word, enum target_via *ret)
{
	const char *direct = target_after(word, "direct:");
	const char *cloud = target_after(word, "cloud:");

	if (direct || cloud)
		*ret = direct ? TARGET_VIA_DIRECT : TARGET_VIA_CLOUD;
	return direct ? direct : cloud ? cloud : word;
}

const char *target_bare(const char *word)
{
	enum target_via via;
	const char *rest = after_via(word, &via);
	const char *name = target_after(rest, "name:");

	return name ? name : rest;
}

void target_done(struct target *t)
{
	free(t->text);
	free(t->host);
	*t = (struct target){ 0 };
}

bool target_is_unmistakable(const char *word)
{
	char uuid[37];

	return strpbrk(word, ".:@[") || !strcmp(word, "-") || text_to_uuid(word, uuid);
}

bool target_matches_template(const char *template_text, const char *name)
{
	AUTO(pattern_done) struct pattern p = { 0 };
	struct err e;

	if (!pattern_parse(template_text, false, &p, &e))
		return !strcmp(template_text, name);
	return pattern_matches(&p, name);
}

/* Letters of DNS names, an underscore, and UTF-8 for names of the inventory. */
static bool is_name(const char *s)
{
	if (!*s || *s == '-' || *s == '.' || strstr(s, ".."))
		return false;
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= '0' && c <= '9') && c < 0x80 && !strchr("-_.", c))
			return false;
	}
	return true;
}

/* Digits and dots: the resolver would take 10.0.5 or 300.1 for some address, too. */
static bool is_numeric(const char *s)
{
	return strchr(s, '.') && !s[strspn(s, "0123456789.")];
}

/* An IPv6 address with or without a zone (RFC 4007 11), in RFC 5952 form. */
static bool to_ipv6(const char *s, size_t len, char ret[80])
{
	char text[80];
	char canonical[INET6_ADDRSTRLEN];
	struct in6_addr in6;

	if (len >= sizeof(text))
		return false;
	memcpy(text, s, len);
	text[len] = '\0';

	char *zone = strchr(text, '%');

	if (zone) {
		*zone++ = '\0';
		if (strlen(zone) > 15 || !is_name(zone))
			return false;
	}
	if (inet_pton(AF_INET6, text, &in6) != 1 ||
	    !inet_ntop(AF_INET6, &in6, canonical, sizeof(canonical)))
		return false;
	snprintf(ret, 80, "%s%s%s", canonical, zone ? "%" : "", zone ? zone : "");
	return true;
}

static bool take_port(const char *s, const char *word, uint16_t *ret, struct err *e)
{
	uint64_t port;

	if (!text_to_uint(s, 65535, &port) || !port) {
		err_set(e, ERR_USAGE, 0, "'%s': '%s' is no port (1 to 65535)", word, s);
		return err_hint(e, "prefixes are name: guid: tag: direct: cloud: file:");
	}
	*ret = (uint16_t)port;
	return true;
}

/* [v6], [v6]:port or v6 alone. */
static bool take_ipv6(const char *s, const char *word, struct target *t, struct err *e)
{
	const char *begin = *s == '[' ? s + 1 : s;
	size_t len = *s == '[' ? strcspn(begin, "]") : strlen(s);
	const char *rest = begin + len;
	char address[80];

	if (*s == '[' && *rest)
		rest++;
	if (!to_ipv6(begin, len, address) || (*s == '[' && rest[-1] != ']') ||
	    (*rest && *rest != ':'))
		return err_set(e, ERR_USAGE, 0, "'%s' is no IPv6 address", word);
	if (*rest && !take_port(rest + 1, word, &t->port, e))
		return false;
	t->kind = TARGET_ADDRESS;
	t->host = xstrdup(address);
	return true;
}

/* host, host:port, IPv4 or IPv4:port. */
static bool take_host(const char *s, const char *word, struct target *t, struct err *e)
{
	const char *colon = strchr(s, ':');
	AUTO(xfreep) char *host = colon ? xstrndup(s, (size_t)(colon - s)) : xstrdup(s);
	struct in_addr in;
	bool ipv4 = inet_pton(AF_INET, host, &in) == 1;

	if (!ipv4 && is_numeric(host))
		return err_set(e, ERR_USAGE, 0, "'%s' is no IPv4 address", word);
	if (!is_name(host))
		return err_set(e, ERR_USAGE, 0, "'%s' is no name or address", word);
	if (colon && !take_port(colon + 1, word, &t->port, e))
		return false;
	t->kind = ipv4 || colon ? TARGET_ADDRESS : TARGET_NAME;
	t->host = STEAL(host);
	return true;
}

static bool take_guid(const char *s, bool forced, const char *word, struct target *t,
		      struct err *e)
{
	char uuid[37];

	if (!text_to_uuid(s, uuid))
		return forced ? err_set(e, ERR_USAGE, 0, "'%s' is no UUID", word) : false;
	t->kind = TARGET_GUID;
	t->host = xstrdup(uuid);
	return true;
}

static bool is_device(const struct target_source *source, const char *name)
{
	return source->is_device && source->is_device(source->arg, name);
}

/* name:X. What X would be without the prefix decides whether it must be shown. */
static bool take_name(const char *s, const char *word, const struct target_source *source,
		      struct target *t, bool *ret_plain, struct err *e)
{
	char uuid[37];
	struct in_addr in;
	bool ipv4 = inet_pton(AF_INET, s, &in) == 1;

	if (!is_device(source, s) && (!is_name(s) || (is_numeric(s) && !ipv4)))
		return err_set(e, ERR_USAGE, 0, "'%s': after name: stands a name", word);
	*ret_plain = is_name(s) && !is_numeric(s) && !text_to_uuid(s, uuid);
	t->kind = TARGET_NAME;
	t->forced_name = true;
	t->host = xstrdup(s);
	return true;
}

/* As every target is shown: in one form, which means the same when typed. */
static char *show(const struct target *t, bool plain_name)
{
	static const char *const via[] = { "", "direct:", "cloud:" };
	const char *prefix = t->kind == TARGET_TAG           ? "tag:"
			     : t->forced_name && !plain_name ? "name:"
							     : "";
	bool v6 = t->kind == TARGET_ADDRESS && strchr(t->host, ':');
	char port[8] = "";

	if (t->port)
		snprintf(port, sizeof(port), ":%u", t->port);
	return xasprintf("%s%s%s%s%s%s", via[t->via], prefix, v6 ? "[" : "", t->host,
			 v6 ? "]" : "", port);
}

static bool parse(const char *word, const struct target_source *source, struct target *t,
		  bool *ret_plain, struct err *e)
{
	const char *s = after_via(word, &t->via);
	const char *guid = target_after(s, "guid:");
	const char *name = target_after(s, "name:");
	const char *tag = target_after(s, "tag:");

	if (guid)
		return take_guid(guid, true, word, t, e);
	if (name)
		return take_name(name, word, source, t, ret_plain, e);
	if (tag || *s == '@' || !strcmp(s, "-") || target_after(s, "file:")) {
		if (t->via != TARGET_VIA_ANY || !tag)
			return err_set(e, ERR_USAGE, 0,
				       "'%s': after direct: or cloud: stands one device",
				       word);
		if (!*tag)
			return err_set(e, ERR_USAGE, 0, "'%s' names no tag", word);
		t->kind = TARGET_TAG;
		t->host = xstrdup(tag);
		return true;
	}
	if (is_device(source, s)) {
		t->kind = TARGET_NAME;
		t->host = xstrdup(s);
		return true;
	}
	if (take_guid(s, false, word, t, e))
		return true;
	if (*s == '[' || (strchr(s, ':') && strchr(strchr(s, ':') + 1, ':')))
		return take_ipv6(s, word, t, e);
	return take_host(s, word, t, e);
}

bool target_parse(const char *word, const struct target_source *source,
		  struct target *ret, struct err *e)
{
	struct target t = { 0 };
	bool plain = true;

	if (strlen(word) > TARGET_WORD_MAX)
		return err_set(e, ERR_USAGE, 0, "'%.40s...' is too long for a target",
			       word);
	if (!parse(word, source, &t, &plain, e)) {
		target_done(&t);
		return false;
	}
	t.text = show(&t, plain);
	*ret = t;
	return true;
}
