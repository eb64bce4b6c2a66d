/* config: the entries read, and the questions that code asks of them. */
#include "core/config/config.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/base/text.h"
#include "core/config/model.h"
#include "core/config/paths.h"

struct config *config_new(void)
{
	return xcalloc(1, sizeof(struct config));
}

void config_free(struct config *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->n; i++) {
		free((char *)c->entries[i].section);
		free((char *)c->entries[i].subsection);
		free((char *)c->entries[i].key);
		free((char *)c->entries[i].value);
	}
	free(c->entries);
	strmap_done(&c->by_id);
	strmap_done(&c->by_section);
	strv_done(&c->ids);
	strv_done(&c->section_ids);
	strv_done(&c->files);
	free(c);
}

const char *config_add_file(struct config *c, const char *name)
{
	strv_add(&c->files, name);
	return c->files.v[c->files.n - 1];
}

static char *put_lower(char *to, const char *s)
{
	while (*s)
		*to++ = (char)tolower((unsigned char)*s++);
	return to;
}

/*
 * Newlines cannot stand in a section, subsection or key, so they part them.
 * ret has room for id_size().
 */
static void write_id(const char *section, const char *subsection, const char *key,
		     char *ret)
{
	ret = put_lower(ret, section);
	*ret++ = '\n';
	ret = stpcpy(ret, subsection);
	if (key) {
		*ret++ = '\n';
		ret = put_lower(ret, key);
	}
	*ret = '\0';
}

static size_t id_size(const char *section, const char *subsection, const char *key)
{
	return strlen(section) + strlen(subsection) + (key ? strlen(key) : 0) + 3;
}

static char *make_id(const char *section, const char *subsection, const char *key)
{
	char *id = xmalloc(id_size(section, subsection, key));

	write_id(section, subsection, key, id);
	return id;
}

/* What the map has for such an id; short ones, all in practice, cost no memory. */
static const size_t *find_id(const struct strmap *map, const char *section,
			     const char *subsection, const char *key)
{
	AUTO(xfreep) char *long_id = NULL;
	char id[256];

	if (id_size(section, subsection, key) > sizeof(id)) {
		long_id = make_id(section, subsection, key);
		return strmap_find(map, long_id);
	}
	write_id(section, subsection, key, id);
	return strmap_find(map, id);
}

void config_add_section(struct config *c, const char *section, const char *subsection)
{
	AUTO(xfreep) char *id = make_id(section, subsection, NULL);
	bool fresh;

	if (strmap_find(&c->by_section, id))
		return;
	strmap_add(&c->by_section, id, c->section_ids.n, &fresh);
	strv_take(&c->section_ids, STEAL(id));
}

void config_add(struct config *c, const char *section, const char *subsection,
		const char *key, const char *value, const char *file, unsigned line)
{
	bool fresh;

	if (c->n == c->cap) {
		c->cap = c->cap ? c->cap * 2 : 64;
		c->entries = xreallocarray(c->entries, c->cap, sizeof(*c->entries));
	}
	c->entries[c->n] = (struct config_entry){
		.section = xstrdup(section),
		.subsection = xstrdup(subsection),
		.key = xstrdup(key),
		.value = xstrdup(value),
		.file = file,
		.line = line,
	};
	strv_take(&c->ids, make_id(section, subsection, key));
	*strmap_add(&c->by_id, c->ids.v[c->n], c->n, &fresh) = c->n;
	c->n++;
	config_add_section(c, section, subsection);
}

const struct config_entry *config_find(const struct config *c, const char *section,
				       const char *subsection, const char *key)
{
	/* A newline in what was typed must not look like another entry. */
	if (strchr(subsection, '\n'))
		return NULL;

	const size_t *i = find_id(&c->by_id, section, subsection, key);

	return i ? &c->entries[*i] : NULL;
}

const char *config_get(const struct config *c, const char *section,
		       const char *subsection, const char *key)
{
	const struct config_entry *entry = config_find(c, section, subsection, key);

	return entry ? entry->value : NULL;
}

char *config_get_path(const struct config *c, const char *section, const char *subsection,
		      const char *key)
{
	const struct config_entry *entry = config_find(c, section, subsection, key);

	return entry ? path_beside(entry->file, entry->value) : NULL;
}

/* "FILE:LINE: key" in front of what is wrong with a value. */
static bool bad_value(const struct config_entry *entry, struct err *e)
{
	err_wrap(e, "%s:%u: %s", entry->file, entry->line, entry->key);
	text_scrub(e->msg);
	return false;
}

bool config_to_bool(const char *value, bool *ret)
{
	static const char *const words[2][4] = { { "no", "off", "false", "0" },
						 { "yes", "on", "true", "1" } };

	for (size_t i = 0; i < 2; i++)
		for (size_t j = 0; j < ARRAY_LEN(words[i]); j++)
			if (!strcasecmp(value, words[i][j])) {
				*ret = i;
				return true;
			}
	return false;
}

bool config_get_bool(const struct config *c, const char *section, const char *subsection,
		     const char *key, bool *ret, struct err *e)
{
	const struct config_entry *entry = config_find(c, section, subsection, key);

	if (!entry || config_to_bool(entry->value, ret))
		return true;
	err_set(e, ERR_USAGE, 0, "'%s' is neither yes nor no", entry->value);
	return bad_value(entry, e);
}

bool config_get_uint(const struct config *c, const char *section, const char *subsection,
		     const char *key, uint64_t max, uint64_t *ret, struct err *e)
{
	const struct config_entry *entry = config_find(c, section, subsection, key);

	if (!entry || text_to_uint(entry->value, max, ret))
		return true;
	err_set(e, ERR_USAGE, 0, "'%s' is no number from 0 to %llu", entry->value,
		(unsigned long long)max);
	return bad_value(entry, e);
}

bool config_get_duration_ms(const struct config *c, const char *section,
			    const char *subsection, const char *key, uint32_t *ret,
			    struct err *e)
{
	const struct config_entry *entry = config_find(c, section, subsection, key);

	if (!entry || text_to_duration_ms(entry->value, ret, e))
		return true;
	return bad_value(entry, e);
}

size_t config_count(const struct config *c)
{
	return c->n;
}

const struct config_entry *config_at(const struct config *c, size_t i)
{
	return &c->entries[i];
}

bool config_has_section(const struct config *c, const char *section,
			const char *subsection)
{
	return find_id(&c->by_section, section, subsection, NULL);
}

void config_subsections(const struct config *c, const char *section, struct strv *ret)
{
	size_t len = strlen(section);

	for (size_t i = 0; i < c->section_ids.n; i++) {
		const char *id = c->section_ids.v[i];

		if (!strncasecmp(id, section, len) && id[len] == '\n' && id[len + 1])
			strv_add(ret, id + len + 1);
	}
}
