/* import_csv: a table of devices; its first row says what the columns are. */
#include "core/reach/import.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/record/csv.h"

struct column {
	enum { COLUMN_NAME, COLUMN_USER, COLUMN_KEY } what;
	const struct config_key *key; /* of COLUMN_KEY */
};

/* Host_Name is as good as host-name. Owned. */
static char *normalise(const char *title)
{
	char *name = xstrdup(title);

	for (char *p = name; *p; p++)
		*p = *p == '_' || *p == ' ' ? '-' : (char)tolower((unsigned char)*p);
	return name;
}

static bool is_secret(const char *name)
{
	return !strncmp(name, "pass", 4) || strstr(name, "password") ||
	       strstr(name, "secret") || !strcmp(name, "pw");
}

static bool refuse(const char *title, const char *name, struct err *e)
{
	const char *known[64] = { "name", "user" };
	size_t n = 2;
	const char *near;

	if (is_secret(name)) {
		err_set(e, ERR_USAGE, 0, "column '%.40s': passwords are not imported",
			title);
		return err_hint(e,
				"leave it out, and name a [credential] by --credential "
				"or in a column credential");
	}
	if (!strcmp(name, "proxy-command"))
		return err_set(e, ERR_USAGE, 0,
			       "column '%.40s': commands come from the configuration "
			       "only",
			       title);
	for (const struct config_key *k = config_keys; k->section; k++)
		if (!strcmp(k->section, "device") && k->type != CONFIG_COMMAND &&
		    n < ARRAY_LEN(known) - 1)
			known[n++] = k->key;
	near = text_nearest(name, known);
	err_set(e, ERR_USAGE, 0, "unknown column '%.40s'%s%s%s", title,
		near ? ", did you mean '" : "", near ? near : "", near ? "'?" : "");
	return err_hint(e,
			"amtctl-device(1) lists the columns; the first row names them");
}

static bool find_column(const char *title, struct column *ret, struct err *e)
{
	AUTO(xfreep) char *name = normalise(title);
	const struct config_key *key = import_key(name);

	if (!strcmp(name, "name"))
		*ret = (struct column){ .what = COLUMN_NAME };
	else if (!strcmp(name, "user"))
		*ret = (struct column){ .what = COLUMN_USER };
	else if (key && key->type != CONFIG_COMMAND)
		*ret = (struct column){ .what = COLUMN_KEY, .key = key };
	else
		return refuse(title, name, e);
	return true;
}

static bool read_header(const struct strv *row, struct column *ret, struct err *e)
{
	bool named = false;

	for (size_t i = 0; i < row->n; i++) {
		if (!*row->v[i])
			return err_set(e, ERR_USAGE, 0, "column %zu has no title", i + 1);
		if (!find_column(row->v[i], &ret[i], e))
			return false;
		for (size_t k = 0; k < i; k++)
			if (ret[k].what == ret[i].what && ret[k].key == ret[i].key)
				return err_set(e, ERR_USAGE, 0,
					       "column '%.40s' is there twice",
					       row->v[i]);
		named |= ret[i].what == COLUMN_NAME ||
			 (ret[i].key && !strcmp(ret[i].key->key, "host"));
	}
	return named || err_set(e, ERR_USAGE, 0, "neither a column name nor host");
}

static bool is_blank(const struct strv *row)
{
	for (size_t i = 0; i < row->n; i++)
		if (*row->v[i])
			return false;
	return true;
}

/* Takes the cells. */
static bool read_entry(struct strv *row, const struct column *columns, size_t n,
		       struct import_entry *ret, struct err *e)
{
	if (row->n != n)
		return err_set(e, ERR_USAGE, 0, "%zu cell%s, but the first row has %zu",
			       row->n, row->n == 1 ? "" : "s", n);
	for (size_t i = 0; i < n; i++) {
		char *cell = STEAL(row->v[i]);

		if (columns[i].what == COLUMN_KEY) {
			if (!import_set(ret, columns[i].key, cell, e))
				return false;
		} else if (!*cell) {
			free(cell);
		} else {
			*(columns[i].what == COLUMN_NAME ? &ret->name : &ret->user) =
				cell;
		}
	}
	return true;
}

bool import_csv(const char *text, size_t len, struct import_list *ret, struct err *e)
{
	struct csv_reader r = csv_read(text, len);
	struct column columns[CSV_CELLS_MAX] = { 0 };
	size_t n = 0;

	ret->unit = "line";
	for (;;) {
		AUTO(strv_done) struct strv row = { 0 };
		unsigned line;

		if (!csv_read_row(&r, &row, &line, e))
			return false;
		if (!row.n)
			return n || err_set(e, ERR_USAGE, 0, "it is empty");
		if (is_blank(&row))
			continue;
		if (n ? !read_entry(&row, columns, n, import_add(ret, line), e)
		      : !read_header(&row, columns, e))
			return err_wrap(e, "line %u", line);
		n = n ? n : row.n;
	}
}
