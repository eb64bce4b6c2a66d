/*
 * import_mesh: the computer list that MeshCommander saves.
 *
 * A JSON array of computers, or {"webappversion": ..., "computers": [...]}.
 * Members of a computer that matter here:
 *
 *     host  name or address, with :PORT or :PORT:PORT of redirection behind
 *           it (then an IPv6 address is in brackets); fqdn in older lists
 *     name  any text, may be empty
 *     user  "*" for Kerberos
 *     pass  the password, or with Kerberos no secret
 *     tls   1, else without
 *
 * Texts are percent-encoded when the computer was never edited. Certificates
 * are known there by SHA-1, so no pin can be made of tlscerthash. An encrypted
 * list is an object with "magic". (MeshCommander, index.html: addComputerButton,
 * computerEditOk, portsFromHost, saveComputerListOk)
 */
#include "core/reach/import.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"

#define PORT_REDIRECTION_PLAIN 16994
#define PORT_REDIRECTION_TLS 16995

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/*
 * Undo percent-encoding; what is none is meant as it stands, as a whole: the
 * zone in fe80::1%eth0. Owned.
 */
static char *decode(const char *text)
{
	AUTO(xfreep) char *decoded = xstrdup(text);
	char *p = decoded;

	for (; *text; text++) {
		int high, low;

		if (*text != '%') {
			*p++ = *text;
			continue;
		}
		high = hex_digit(text[1]);
		low = high < 0 ? -1 : hex_digit(text[2]);
		if (low < 0 || !(high + low))
			return NULL;
		*p++ = (char)(high * 16 + low);
		text += 2;
	}
	*p = '\0';
	return text_is_utf8(decoded, strlen(decoded)) ? STEAL(decoded) : NULL;
}

/* The text of a member, decoded, without blanks around it; "" when absent. Owned. */
static char *member(struct tree computer, const char *name)
{
	const char *raw = tree_member_text(computer, name);
	AUTO(xfreep) char *text = raw ? decode(raw) : NULL;
	const char *start = text ? text : raw ? raw : "";
	size_t len;

	start += strspn(start, " \t\r\n");
	len = strlen(start);
	while (len && strchr(" \t\r\n", start[len - 1]))
		len--;
	return xstrndup(start, len);
}

/* Free text as a device's name; NULL when nothing is left of it. Owned. */
static char *name_of(const char *text)
{
	char *name = xmalloc(strlen(text) + 1);
	char *p = name;

	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c >= 0x80 || isalnum(c) || strchr("._-", c))
			*p++ = (char)c;
		else if (p > name && p[-1] != '-')
			*p++ = '-';
	}
	while (p > name && p[-1] == '-')
		p--;
	*p = '\0';
	for (p = name; *p && strchr("-.", *p);)
		p++;
	p = *p ? xstrdup(p) : NULL;
	free(name);
	return p;
}

/* Is the text up to a zone an IPv6 address? */
static bool is_ipv6(const char *text)
{
	AUTO(xfreep) char *bare = xstrndup(text, strcspn(text, "%"));
	struct in6_addr address;

	return inet_pton(AF_INET6, bare, &address) == 1;
}

/* Cut off the ports behind a host: ":16993:16995" gives both, "" where there is none. */
static void split_host(char *host, const char **ret_port, const char **ret_redirection)
{
	char *end = *host == '[' ? strstr(host, "]:") : NULL;
	char *colon = end ? end + 1 : strchr(host, ':');
	char *second;

	*ret_port = *ret_redirection = "";
	if (!colon || (!end && (*host == '[' || is_ipv6(host))))
		return;
	*colon = '\0';
	*ret_port = colon + 1;
	second = strchr(colon + 1, ':');
	if (second) {
		*second = '\0';
		*ret_redirection = second + 1;
	}
}

/* A percent sign is one in the config, too. Owned. */
static char *host_text(const char *host)
{
	char *text = xmalloc(2 * strlen(host) + 1);
	char *p = text;

	for (; *host; host++) {
		if (*host == '%')
			*p++ = '%';
		*p++ = *host;
	}
	*p = '\0';
	return text;
}

/* The other port cannot be told to us, so it must be the usual one. */
static bool check_redirection(const char *text, bool tls, struct err *e)
{
	uint64_t port;

	if (!*text || (text_to_uint(text, UINT16_MAX, &port) &&
		       port == (tls ? PORT_REDIRECTION_TLS : PORT_REDIRECTION_PLAIN)))
		return true;
	return err_set(e, ERR_USAGE, 0,
		       "host: no port for redirection of its own can be kept");
}

static bool read_tls(struct tree computer, bool *ret, struct err *e)
{
	AUTO(xfreep) char *text = member(computer, "tls");

	*ret = false;
	return !*text || config_to_bool(text, ret) ||
	       err_set(e, ERR_USAGE, 0, "tls is neither 0 nor 1");
}

static bool read_computer(struct tree computer, struct import_list *list,
			  struct import_entry *ret, struct err *e)
{
	AUTO(xfreep) char *name = member(computer, "name");
	AUTO(xfreep) char *host = member(computer, "host");
	AUTO(xfreep) char *user = member(computer, "user");
	const char *pass = tree_member_text(computer, "pass");
	const char *port, *redirection;
	bool tls;

	if (!tree_exists(tree_first(computer)))
		return err_set(e, ERR_USAGE, 0, "it is no object with members");
	list->secrets += pass && *pass && strcmp(user, "*") != 0;
	if (!*host) {
		free(host);
		host = member(computer, "fqdn");
	}
	split_host(host, &port, &redirection);
	if (!read_tls(computer, &tls, e) || !check_redirection(redirection, tls, e))
		return false;
	ret->name = name_of(*name ? name : host);
	ret->user = *user ? STEAL(user) : NULL;
	if (!ret->name && *name)
		return err_set(e, ERR_USAGE, 0, "\"%.60s\" cannot be a device's name",
			       name);
	if (!ret->name)
		return err_set(e, ERR_USAGE, 0, "neither name nor host");
	return import_set(ret, import_key("host"), host_text(host), e) &&
	       import_set(ret, import_key("port"), xstrdup(port), e) &&
	       import_set(ret, import_key("tls"), xstrdup(tls ? "require" : "off"), e);
}

/* The text around the mistake may be a password. */
static bool bad_json(struct err *e)
{
	char *near = strstr(e->msg, " near '");

	if (near)
		*near = '\0';
	return false;
}

bool import_mesh(const char *text, size_t len, struct import_list *ret, struct err *e)
{
	size_t bom = len >= 3 && !memcmp(text, "\xef\xbb\xbf", 3) ? 3 : 0;
	size_t blank = bom;
	AUTO(doc_freep) struct doc *doc = json_parse(text + bom, len - bom, e);
	struct tree computer;
	bool is_array;

	if (!doc)
		return bad_json(e);
	while (blank < len && memchr(" \t\r\n", text[blank], 4))
		blank++;
	is_array = blank < len && text[blank] == '[';
	if (!is_array && tree_exists(tree_member(doc->root, "magic"))) {
		err_set(e, ERR_USAGE, 0, "the list is encrypted");
		return err_hint(e, "save it in MeshCommander without a password");
	}
	computer = is_array ? tree_first(doc->root) : tree_member(doc->root, "computers");
	if (!is_array && !tree_exists(computer) &&
	    !tree_empty_list(doc->root, "computers"))
		return err_set(e, ERR_USAGE, 0,
			       "it is no computer list of MeshCommander");
	ret->unit = "computer";
	for (unsigned i = 1; tree_exists(computer); i++) {
		if (!read_computer(computer, ret, import_add(ret, i), e))
			return err_wrap(e, "computer %u", i);
		computer = is_array ? tree_next(computer) : tree_again(computer);
	}
	return true;
}
