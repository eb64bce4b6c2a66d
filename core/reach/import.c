/* import: what all lists of devices have in common. */
#include "core/reach/import.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/strmap.h"
#include "core/base/text.h"
#include "core/net/tls.h"
#include "core/reach/inventory.h"

static void entry_done(struct import_entry *entry)
{
	for (size_t i = 0; i < entry->n; i++)
		free(entry->v[i].text);
	free(entry->v);
	free(entry->name);
	free(entry->user);
}

void import_list_done(struct import_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		entry_done(&list->v[i]);
	free(list->v);
	*list = (struct import_list){ 0 };
}

struct import_entry *import_add(struct import_list *list, unsigned where)
{
	if (list->n == list->cap) {
		list->cap = list->cap ? list->cap * 2 : 64;
		list->v = xreallocarray(list->v, list->cap, sizeof(*list->v));
	}
	list->v[list->n] = (struct import_entry){ .where = where };
	return &list->v[list->n++];
}

const char *import_get(const struct import_entry *entry, const char *key)
{
	for (size_t i = 0; i < entry->n; i++)
		if (!strcmp(entry->v[i].key, key))
			return entry->v[i].text;
	return NULL;
}

const struct config_key *import_key(const char *name)
{
	for (const struct config_key *k = config_keys; k->section; k++)
		if (!strcmp(k->section, "device") && !strcmp(k->key, name))
			return k;
	return NULL;
}

/* Nothing that a terminal or a config would stumble over. */
static bool is_plain(const char *text)
{
	AUTO(xfreep) char *scrubbed = xstrdup(text);

	text_scrub(scrubbed);
	return !strcmp(scrubbed, text);
}

static bool is_device(void *arg, const char *name)
{
	(void)arg;
	(void)name;
	return true;
}

/* What is typed as a target is then this device, and nothing else. */
static bool is_target(const char *name)
{
	const struct target_source source = { .is_device = is_device };
	AUTO(targets_done) struct target_list list = { 0 };
	AUTO(strv_done) struct strv words = { 0 };
	struct err e;

	strv_add(&words, name);
	return targets_expand(&words, NULL, &source, &list, &e) && list.n == 1 &&
	       (list.v[0].kind == TARGET_NAME || list.v[0].kind == TARGET_ADDRESS) &&
	       !strcmp(list.v[0].host, name);
}

bool import_is_name(const char *name)
{
	return *name && *name != '-' && strlen(name) <= IMPORT_NAME_MAX &&
	       !strpbrk(name, " \t\n\"\\@!:[]#") && is_plain(name) && is_target(name);
}

/* The other words for require and off, such as "device list -o csv" prints. */
static void normalise_tls(char **text)
{
	bool on;

	if (!config_to_bool(*text, &on))
		return;
	free(*text);
	*text = xstrdup(on ? "require" : "off");
}

/* An address without its brackets, a GUID in the usual case. */
static void normalise(const char *key, char **text)
{
	size_t len = strlen(*text);
	char uuid[37];

	if (!strcmp(key, "tls")) {
		normalise_tls(text);
	} else if (!strcmp(key, "guid") && text_to_uuid(*text, uuid)) {
		memcpy(*text, uuid, sizeof(uuid));
	} else if (!strcmp(key, "host") && len > 1 && **text == '[' &&
		   (*text)[len - 1] == ']') {
		memmove(*text, *text + 1, len - 2);
		(*text)[len - 2] = '\0';
	}
}

static bool check(const struct config_key *key, const char *text, struct err *e)
{
	uint8_t pin[32];

	if (strlen(text) > IMPORT_VALUE_MAX)
		return err_set(e, ERR_USAGE, 0, "it is over %d bytes", IMPORT_VALUE_MAX);
	if (!is_plain(text))
		return err_set(e, ERR_USAGE, 0, "it has control characters");
	if (key->type == CONFIG_PATH && *text != '/' && strncmp(text, "~/", 2) != 0)
		return err_set(e, ERR_USAGE, 0, "'%.200s' does not begin with / or ~/",
			       text);
	if (!strcmp(key->key, "pin") && !tls_pin_parse(text, pin, e)) {
		e->domain = ERR_USAGE;
		return false;
	}
	return config_check_value("device", key->key, text, e);
}

bool import_set(struct import_entry *entry, const struct config_key *key, char *text,
		struct err *e)
{
	AUTO(xfreep) char *owned = text;

	if (!*owned)
		return true;
	normalise(key->key, &owned);
	if (!check(key, owned, e))
		return err_wrap(e, "%s", key->key);
	entry->v = xreallocarray(entry->v, entry->n + 1, sizeof(*entry->v));
	entry->v[entry->n++] =
		(struct import_value){ .key = key->key, .text = STEAL(owned) };
	return true;
}

/* Where the config's %n stands for the name. */
static bool check_host(const struct import_entry *entry, struct err *e)
{
	static const struct config_entry somewhere;
	const char *text = import_get(entry, "host");
	struct setting s = { .text = text, .entry = &somewhere };
	AUTO(xfreep) char *host = setting_expand(&s, entry->name);

	if (!host || inventory_is_host(host))
		return true;
	return err_set(e, ERR_USAGE, 0, "'%.200s' is no host name or address", text);
}

/* A device without a name is called as its host. */
static bool check_entry(struct import_entry *entry, struct err *e)
{
	const char *host = import_get(entry, "host");

	if (!entry->name) {
		if (!host)
			return err_set(e, ERR_USAGE, 0, "neither name nor host");
		entry->name = xstrdup(host);
	}
	if (!import_is_name(entry->name))
		return err_set(e, ERR_USAGE, 0, "\"%.60s\" cannot be a device's name",
			       entry->name);
	if (entry->user &&
	    (strlen(entry->user) > IMPORT_VALUE_MAX || !is_plain(entry->user)))
		return err_set(e, ERR_USAGE, 0,
			       "user: it is too long or has control characters");
	return check_host(entry, e);
}

static bool check_twice(const struct import_list *list, struct strmap *known, size_t i,
			const char *what, struct err *e)
{
	bool fresh;
	size_t *first = strmap_add(known, what, i, &fresh);

	return fresh || err_set(e, ERR_USAGE, 0, "%.60s is on %s %u, too", what,
				list->unit, list->v[*first].where);
}

static bool check_list(struct import_list *list, struct err *e)
{
	AUTO(strmap_done) struct strmap names = { 0 };
	AUTO(strmap_done) struct strmap guids = { 0 };

	for (size_t i = 0; i < list->n; i++) {
		const char *guid = import_get(&list->v[i], "guid");

		if (!check_entry(&list->v[i], e) ||
		    !check_twice(list, &names, i, list->v[i].name, e) ||
		    (guid && !check_twice(list, &guids, i, guid, e)))
			return err_wrap(e, "%s %u", list->unit, list->v[i].where);
	}
	return list->n || err_set(e, ERR_USAGE, 0, "there are no devices in it");
}

static bool is_json(const char *text, size_t len)
{
	size_t i = len >= 3 && !memcmp(text, "\xef\xbb\xbf", 3) ? 3 : 0;

	while (i < len && memchr(" \t\r\n", text[i], 4))
		i++;
	return i < len && (text[i] == '[' || text[i] == '{');
}

bool import_parse(enum import_format format, const char *text, size_t len,
		  struct import_list *ret, struct err *e)
{
	struct import_list list = { 0 };
	bool ok;

	if (len >= 2 && (!memcmp(text, "\xff\xfe", 2) || !memcmp(text, "\xfe\xff", 2)))
		return err_set(e, ERR_USAGE, 0, "it is UTF-16; save it as UTF-8");
	if (memchr(text, '\0', len) || !text_is_utf8(text, len))
		return err_set(e, ERR_USAGE, 0, "it is no text in UTF-8");
	if (format == IMPORT_ANY)
		format = is_json(text, len) ? IMPORT_MESH : IMPORT_CSV;
	ok = format == IMPORT_MESH ? import_mesh(text, len, &list, e)
				   : import_csv(text, len, &list, e);
	if (!ok || !check_list(&list, e)) {
		import_list_done(&list);
		e->domain = ERR_USAGE;
		return false;
	}
	*ret = list;
	return true;
}
