/* inventory: device sections, templates and defaults, value by value. */
#include "core/reach/inventory.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/text.h"

static bool is_template(const char *name)
{
	return strchr(name, '[') != NULL;
}

static int compare_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int compare_guid(const void *a, const void *b)
{
	return strcmp(((const struct guid_name *)a)->guid,
		      ((const struct guid_name *)b)->guid);
}

/* A value that is no GUID is reported when its device is used, not here. */
static void index_guids(struct inventory *inv)
{
	inv->guids = xcalloc(inv->devices.n + 1, sizeof(*inv->guids));
	for (size_t i = 0; i < inv->devices.n; i++) {
		struct guid_name *g = &inv->guids[inv->guids_n];
		const char *text =
			config_get(inv->config, "device", inv->devices.v[i], "guid");

		g->name = inv->devices.v[i];
		if (text && text_to_uuid(text, g->guid))
			inv->guids_n++;
	}
	if (inv->guids_n)
		qsort(inv->guids, inv->guids_n, sizeof(*inv->guids), compare_guid);
}

void inventory_init(struct inventory *inv, const struct config *c,
		    struct target_source source)
{
	struct strv all = { 0 };

	*inv = (struct inventory){ .config = c, .source = source };
	pthread_mutex_init(&inv->lock, NULL);
	config_subsections(c, "device", &all);
	for (size_t i = 0; i < all.n; i++)
		strv_add(is_template(all.v[i]) ? &inv->templates : &inv->devices,
			 all.v[i]);
	strv_done(&all);
	if (inv->devices.n)
		qsort(inv->devices.v, inv->devices.n, sizeof(*inv->devices.v),
		      compare_text);
	index_guids(inv);
}

void inventory_done(struct inventory *inv)
{
	strv_done(&inv->devices);
	strv_done(&inv->templates);
	free(inv->guids);
	inventory_groups_done(inv);
	pthread_mutex_destroy(&inv->lock);
}

bool inventory_knows(const struct inventory *inv, const char *name)
{
	if (inv->devices.n && bsearch(&name, inv->devices.v, inv->devices.n,
				      sizeof(*inv->devices.v), compare_text))
		return true;
	for (size_t i = 0; i < inv->templates.n; i++)
		if (target_matches_template(inv->templates.v[i], name))
			return true;
	return false;
}

bool inventory_by_guid(const struct inventory *inv, const char *guid, const char **ret,
		       struct err *e)
{
	struct guid_name key;
	size_t low = 0;
	size_t high = inv->guids_n;

	snprintf(key.guid, sizeof(key.guid), "%s", guid);
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_guid(&inv->guids[middle], &key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*ret = NULL;
	if (low == inv->guids_n || compare_guid(&inv->guids[low], &key) != 0)
		return true;
	if (low + 1 < inv->guids_n && !compare_guid(&inv->guids[low + 1], &key))
		return err_set(e, ERR_USAGE, 0, "devices %s and %s have the same guid %s",
			       inv->guids[low].name, inv->guids[low + 1].name, guid);
	*ret = inv->guids[low].name;
	return true;
}

static struct setting from_entry(const struct config_entry *entry, enum level level)
{
	return (struct setting){ .text = entry->value, .level = level, .entry = entry };
}

struct setting setting_get(const struct inventory *inv, const char *device,
			   const char *key, const char *flag, const char *flag_value)
{
	const struct config_entry *entry;

	if (flag_value)
		return (struct setting){ .text = flag_value,
					 .level = LEVEL_FLAG,
					 .flag = flag };
	if (device) {
		entry = config_find(inv->config, "device", device, key);
		if (entry)
			return from_entry(entry, LEVEL_DEVICE);
		for (size_t i = inv->templates.n; i-- > 0;) {
			const char *template = inv->templates.v[i];

			entry = config_find(inv->config, "device", template, key);
			if (entry && target_matches_template(template, device))
				return from_entry(entry, LEVEL_TEMPLATE);
		}
	}
	entry = config_find(inv->config, "defaults", "", key);
	if (entry)
		return from_entry(entry, LEVEL_DEFAULTS);
	return (struct setting){ .level = LEVEL_NONE };
}

bool setting_bad(const struct setting *s, struct err *e, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);

	AUTO(xfreep) char *why = xvasprintf(fmt, ap);

	va_end(ap);
	if (s->entry)
		return err_set(e, ERR_USAGE, 0, "%s:%u: %s = %s: %s", s->entry->file,
			       s->entry->line, s->entry->key, s->text, why);
	return err_set(e, ERR_USAGE, 0, "%s %s: %s", s->flag, s->text, why);
}

char *setting_expand(const struct setting *s, const char *name)
{
	if (!s->text || !s->entry)
		return xstrdup(s->text);

	/* Longest when every second byte begins a %n. */
	char *text = xmalloc(strlen(s->text) * (strlen(name) + 1) + 1);
	char *p = text;

	for (const char *t = s->text; *t; t++) {
		if (t[0] == '%' && t[1] == 'n') {
			p = stpcpy(p, name);
			t++;
		} else {
			*p++ = *t;
			t += t[0] == '%' && t[1] == '%';
		}
	}
	*p = '\0';
	return text;
}

/* The home directory, from the password database when HOME is unset. Owned. */
static char *home_folder(void)
{
	const char *home = getenv("HOME");
	struct passwd entry, *found = NULL;
	char space[4096];

	if (home && *home)
		return xstrdup(home);
	if (getpwuid_r(getuid(), &entry, space, sizeof(space), &found) || !found)
		return NULL;
	return xstrdup(found->pw_dir);
}

char *setting_path(const struct setting *s, const char *name)
{
	AUTO(xfreep) char *text = setting_expand(s, name);
	const char *slash;

	if (!text || !s->entry || *text == '/' || !*text)
		return STEAL(text);
	if (!strncmp(text, "~/", 2)) {
		AUTO(xfreep) char *home = home_folder();

		return home ? xasprintf("%s%s", home, text + 1) : STEAL(text);
	}
	slash = strrchr(s->entry->file, '/');
	if (!slash)
		return STEAL(text);
	return xasprintf("%.*s/%s", (int)(slash - s->entry->file), s->entry->file, text);
}
