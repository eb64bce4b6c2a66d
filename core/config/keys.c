/* keys: every section and key there is, and whether a config keeps to that. */
#include "core/config/config.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/config/model.h"
#include "core/config/syntax.h"

#define VIA "direct|cloud|auto"
#define TLS "require|off"
#define PROFILE "modern|legacy"

// clang-format off
const struct config_key config_keys[] = {
	{ "include", NULL, "path", CONFIG_PATH, NULL, NULL,
	  "further files, a pattern; also as include = PATTERN before any section" },

	{ "defaults", NULL, "user", CONFIG_STRING, NULL, "admin",
	  "user name on devices" },
	{ "defaults", NULL, "password-file", CONFIG_PATH, NULL, NULL,
	  "file with the devices' password; must not be readable by others" },
	{ "defaults", NULL, "password-cmd", CONFIG_COMMAND, NULL, NULL,
	  "command that prints the devices' password" },
	{ "defaults", NULL, "credential", CONFIG_NAME, "credential", NULL,
	  "credential section for devices that name none" },
	{ "defaults", NULL, "server", CONFIG_NAME, "server", NULL,
	  "server section for the cloud path" },
	{ "defaults", NULL, "via", CONFIG_CHOICE, VIA, "auto",
	  "path to devices" },
	{ "defaults", NULL, "tls", CONFIG_CHOICE, TLS, "require",
	  "whether the direct path is encrypted" },
	{ "defaults", NULL, "tls-profile", CONFIG_CHOICE, PROFILE, "modern",
	  "legacy also allows TLS 1.0 and weak ciphers, for old firmware" },
	{ "defaults", NULL, "ca", CONFIG_PATH, NULL, NULL,
	  "PEM file with the CA that vouches for devices" },
	{ "defaults", NULL, "pin", CONFIG_STRING, NULL, NULL,
	  "SHA-256 of the one certificate that all devices show" },
	{ "defaults", NULL, "client-cert", CONFIG_PATH, NULL, NULL,
	  "PEM file with our certificate, where devices ask for one" },
	{ "defaults", NULL, "client-key", CONFIG_PATH, NULL, NULL,
	  "PEM file with its private key" },
	{ "defaults", NULL, "proxy", CONFIG_STRING, NULL, NULL,
	  "SOCKS or HTTP proxy to devices, as a URL" },
	{ "defaults", NULL, "proxy-command", CONFIG_COMMAND, NULL, NULL,
	  "command that carries the connection; %h host, %p port, %n name" },
	{ "defaults", NULL, "timeout", CONFIG_DURATION, NULL, NULL,
	  "limit for one device, all of it" },
	{ "defaults", NULL, "connect-timeout", CONFIG_DURATION, NULL, NULL,
	  "limit for making a connection" },
	{ "defaults", NULL, "retries", CONFIG_UINT, "0-100", "2",
	  "how often a read that failed is repeated" },
	{ "defaults", NULL, "parallel", CONFIG_UINT, "1-1024", "16",
	  "devices worked on at the same time" },
	{ "defaults", NULL, "confirm-above", CONFIG_UINT, "0-1000000", "10",
	  "changes on more targets than this are asked about" },
	{ "defaults", NULL, "output", CONFIG_CHOICE,
	  "table|plain|json|ndjson|yaml|csv|name", NULL,
	  "form of the output" },
	{ "defaults", NULL, "color", CONFIG_CHOICE, "auto|always|never", "auto",
	  "colour in the output" },

	{ "server", "NAME", "url", CONFIG_STRING, NULL, NULL,
	  "URL where MPS and RPS are found as /mps and /rps, or a Console" },
	{ "server", "NAME", "mps-url", CONFIG_STRING, NULL, NULL,
	  "URL of MPS" },
	{ "server", "NAME", "rps-url", CONFIG_STRING, NULL, NULL,
	  "URL of RPS" },
	{ "server", "NAME", "login", CONFIG_STRING, NULL, "standalone",
	  "user name on the server" },
	{ "server", "NAME", "password-file", CONFIG_PATH, NULL, NULL,
	  "file with the server's password; must not be readable by others" },
	{ "server", "NAME", "password-cmd", CONFIG_COMMAND, NULL, NULL,
	  "command that prints the server's password" },
	{ "server", "NAME", "token-file", CONFIG_PATH, NULL, NULL,
	  "file with a bearer token, instead of a login" },
	{ "server", "NAME", "ca", CONFIG_PATH, NULL, NULL,
	  "PEM file with the server's CA, besides the system's" },
	{ "server", "NAME", "client-cert", CONFIG_PATH, NULL, NULL,
	  "PEM file with our certificate, where the server asks for one" },
	{ "server", "NAME", "client-key", CONFIG_PATH, NULL, NULL,
	  "PEM file with its private key" },
	{ "server", "NAME", "proxy", CONFIG_STRING, NULL, NULL,
	  "SOCKS or HTTP proxy to the server, as a URL" },

	{ "credential", "NAME", "user", CONFIG_STRING, NULL, NULL,
	  "user name on devices" },
	{ "credential", "NAME", "password-file", CONFIG_PATH, NULL, NULL,
	  "file with the password; must not be readable by others" },
	{ "credential", "NAME", "password-cmd", CONFIG_COMMAND, NULL, NULL,
	  "command that prints the password" },

	{ "device", "NAME", "host", CONFIG_STRING, NULL, NULL,
	  "DNS name or address; %n is the device's name" },
	{ "device", "NAME", "port", CONFIG_UINT, "1-65535", NULL,
	  "port of the management service, when it is not 16993 (16992 without TLS)" },
	{ "device", "NAME", "guid", CONFIG_UUID, NULL, NULL,
	  "UUID of the PC, by which the cloud knows it" },
	{ "device", "NAME", "server", CONFIG_NAME, "server", NULL,
	  "server section for the cloud path" },
	{ "device", "NAME", "via", CONFIG_CHOICE, VIA, NULL,
	  "path to the device" },
	{ "device", "NAME", "credential", CONFIG_NAME, "credential", NULL,
	  "credential section" },
	{ "device", "NAME", "tls", CONFIG_CHOICE, TLS, NULL,
	  "whether the direct path is encrypted" },
	{ "device", "NAME", "tls-name", CONFIG_STRING, NULL, NULL,
	  "name in the device's certificate, when it is not host" },
	{ "device", "NAME", "tls-profile", CONFIG_CHOICE, PROFILE, NULL,
	  "legacy also allows TLS 1.0 and weak ciphers, for old firmware" },
	{ "device", "NAME", "ca", CONFIG_PATH, NULL, NULL,
	  "PEM file with the CA that vouches for the device" },
	{ "device", "NAME", "pin", CONFIG_STRING, NULL, NULL,
	  "SHA-256 of the device's certificate" },
	{ "device", "NAME", "client-cert", CONFIG_PATH, NULL, NULL,
	  "PEM file with our certificate, where the device asks for one" },
	{ "device", "NAME", "client-key", CONFIG_PATH, NULL, NULL,
	  "PEM file with its private key" },
	{ "device", "NAME", "proxy", CONFIG_STRING, NULL, NULL,
	  "SOCKS or HTTP proxy to the device, as a URL" },
	{ "device", "NAME", "proxy-command", CONFIG_COMMAND, NULL, NULL,
	  "command that carries the connection; %h host, %p port, %n name" },
	{ "device", "NAME", "timeout", CONFIG_DURATION, NULL, NULL,
	  "limit for this device, all of it" },

	{ "group", "NAME", "members", CONFIG_STRING, NULL, NULL,
	  "targets, parted by blanks; !TARGET leaves one out" },
	{ "group", "NAME", "cmd", CONFIG_COMMAND, NULL, NULL,
	  "command that prints further targets" },
	{ "group", "NAME", "credential", CONFIG_NAME, "credential", NULL,
	  "credential section for members that name none" },

	{ NULL, NULL, NULL, CONFIG_STRING, NULL, NULL, NULL },
};
// clang-format on

struct check {
	const struct config *c;
	void (*report)(void *arg, const char *line);
	void *arg;
	size_t findings;
};

static void found(struct check *k, const struct config_entry *entry, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

static void found(struct check *k, const struct config_entry *entry, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);

	AUTO(xfreep) char *what = xvasprintf(fmt, ap);

	va_end(ap);

	AUTO(xfreep) char *line = xasprintf("%s:%u: %s", entry->file, entry->line, what);

	text_scrub(line);
	k->report(k->arg, line);
	k->findings++;
}

static const struct config_key *key_of(const char *section, const char *key)
{
	for (const struct config_key *k = config_keys; k->section; k++)
		if (!strcmp(k->section, section) && (!key || !strcmp(k->key, key)))
			return k;
	return NULL;
}

/* section NULL: the section nearest to word; else the key of it. */
static const char *nearest(const char *section, const char *word)
{
	const char *names[ARRAY_LEN(config_keys)];
	size_t n = 0;

	for (const struct config_key *k = config_keys; k->section; k++)
		if (!section || !strcmp(k->section, section))
			names[n++] = section ? k->key : k->section;
	names[n] = NULL;
	return text_nearest(word, names);
}

static void unknown(struct check *k, const struct config_entry *entry, const char *what,
		    const char *word, const char *near)
{
	found(k, entry, "unknown %s '%s'%s%s%s", what, word,
	      near ? ", did you mean '" : "", near ? near : "", near ? "'?" : "");
}

static bool is_choice(const char *choices, const char *value)
{
	size_t len = strlen(value);

	for (const char *p = choices; *p; p += *p == '|') {
		size_t n = strcspn(p, "|");

		if (n == len && !strncmp(p, value, n))
			return true;
		p += n;
	}
	return false;
}

/* range as in struct config_key: "1-1024". */
static bool is_in_range(const char *range, const char *value)
{
	char *dash;
	uint64_t low = strtoull(range, &dash, 10);
	uint64_t v;

	return text_to_uint(value, strtoull(dash + 1, NULL, 10), &v) && v >= low;
}

static void check_command(struct check *k, const struct config_entry *entry)
{
	AUTO(strv_done) struct strv words = { 0 };
	struct err e;

	if (!text_split_words(entry->value, &words, &e))
		found(k, entry, "%s: %s", entry->key, e.msg);
}

static void check_value(struct check *k, const struct config_entry *entry,
			const struct config_key *key)
{
	const char *v = entry->value;
	bool flag;
	char uuid[37];
	uint32_t ms;
	struct err e;

	if (!*v) {
		found(k, entry, "%s is empty", entry->key);
		return;
	}
	switch (key->type) {
	case CONFIG_STRING:
	case CONFIG_PATH:
		break;
	case CONFIG_BOOL:
		if (!config_to_bool(v, &flag))
			found(k, entry, "%s: '%s' is neither yes nor no", entry->key, v);
		break;
	case CONFIG_UINT:
		if (!is_in_range(key->choices, v))
			found(k, entry, "%s: '%s' is no number in %s", entry->key, v,
			      key->choices);
		break;
	case CONFIG_DURATION:
		if (!text_to_duration_ms(v, &ms, &e))
			found(k, entry, "%s: %s", entry->key, e.msg);
		break;
	case CONFIG_CHOICE:
		if (!is_choice(key->choices, v))
			found(k, entry, "%s: '%s' is none of %s", entry->key, v,
			      key->choices);
		break;
	case CONFIG_COMMAND:
		check_command(k, entry);
		break;
	case CONFIG_UUID:
		if (!text_to_uuid(v, uuid))
			found(k, entry, "%s: '%s' is no UUID", entry->key, v);
		break;
	case CONFIG_NAME:
		if (!config_has_section(k->c, key->choices, v))
			found(k, entry, "%s: there is no [%s \"%s\"]", entry->key,
			      key->choices, v);
		break;
	}
}

static void check_entry(struct check *k, const struct config_entry *entry)
{
	const struct config_key *section = key_of(entry->section, NULL);
	const struct config_key *key = key_of(entry->section, entry->key);

	if (!section)
		unknown(k, entry, "section", entry->section,
			nearest(NULL, entry->section));
	else if (section->subsection && !*entry->subsection)
		found(k, entry, "[%s] needs a name: [%s \"%s\"]", entry->section,
		      entry->section, section->subsection);
	else if (!section->subsection && *entry->subsection)
		found(k, entry, "[%s] takes no name", entry->section);
	else if (!key)
		unknown(k, entry, "key", entry->key, nearest(entry->section, entry->key));
	else
		check_value(k, entry, key);
}

size_t config_check(const struct config *c, void (*report)(void *arg, const char *line),
		    void *arg)
{
	struct check k = { .c = c, .report = report, .arg = arg };

	for (size_t i = 0; i < config_count(c); i++)
		check_entry(&k, config_at(c, i));
	return k.findings;
}

/* line is "FILE:LINE: KEY: what is wrong"; only the last part means something here. */
static void note_value(void *arg, const char *line)
{
	const char *key = strstr(line, ": ");
	const char *what = key ? strstr(key + 2, ": ") : NULL;

	err_set(arg, ERR_USAGE, 0, "%s", what ? what + 2 : line);
}

bool config_check_value(const char *section, const char *key, const char *value,
			struct err *e)
{
	const struct config_key *known = key_of(section, key);
	struct config_entry entry = { section, "", key, value, "", 0 };
	struct check k = { .report = note_value, .arg = e };

	if (!known)
		return err_set(e, ERR_USAGE, 0, "[%s] has no key '%s'", section, key);
	if (!*value)
		return err_set(e, ERR_USAGE, 0, "it is empty");
	if (!syntax_is_text(value, true))
		return err_set(e, ERR_USAGE, 0, "it is no plain UTF-8 text");
	if (known->type != CONFIG_NAME)
		check_value(&k, &entry, known);
	return !k.findings;
}
