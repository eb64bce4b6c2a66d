/* report: compose documents and tables from results. */
#include "cmd/report.h"

#include <ctype.h>
#include <errno.h>
#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cmd/grid.h"
#include "cmd/options.h"
#include "core/base/strmap.h"
#include "core/base/text.h"
#include "core/record/csv.h"

#define SCHEMA "amtctl/1"

/* What we compose is bounded by what was collected, not here. */
#define DOCUMENT_MAX (SIZE_MAX / 4)

struct report {
	const struct view *view;
	char *command;
	const struct verb *verb;
};

static const char *const format_names[] = {
	[FORMAT_TABLE] = "table",   [FORMAT_PLAIN] = "plain", [FORMAT_JSON] = "json",
	[FORMAT_NDJSON] = "ndjson", [FORMAT_YAML] = "yaml",   [FORMAT_CSV] = "csv",
	[FORMAT_NAME] = "name",
};

bool format_from_name(const char *name, enum format *ret)
{
	for (size_t i = 0; name && i < ARRAY_LEN(format_names); i++)
		if (!strcmp(name, format_names[i])) {
			*ret = (enum format)i;
			return true;
		}
	return false;
}

static bool color_wanted(const char *when, int fd)
{
	const char *no_color = getenv("NO_COLOR");

	if (when && !strcmp(when, "always"))
		return true;
	if (when && !strcmp(when, "never"))
		return false;
	return isatty(fd) && !(no_color && *no_color);
}

void view_choose(struct view *ret, const struct globals *g)
{
	bool tty = isatty(STDOUT_FILENO);

	*ret = (struct view){ .format = FORMAT_TABLE };
	if (!format_from_name(g->output, &ret->format))
		ret->format = FORMAT_TABLE;
	ret->columns = g->columns;
	ret->quiet = g->quiet;
	ret->dry_run = g->dry_run;
	ret->color = color_wanted(g->color, STDOUT_FILENO);
	ret->err_color = color_wanted(g->color, STDERR_FILENO);
	ret->utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8");
	ret->fold = g->fold || (tty && !g->no_fold);
	ret->headers =
		!g->no_headers && (ret->format == FORMAT_CSV ||
				   (ret->format == FORMAT_TABLE && (tty || g->output)));
}

struct report *report_new(const struct view *view, const char *command,
			  const struct verb *verb)
{
	struct report *r = xcalloc(1, sizeof(*r));

	r->view = view;
	r->command = xstrdup(command);
	r->verb = verb;
	return r;
}

void report_free(struct report *r)
{
	if (!r)
		return;
	free(r->command);
	free(r);
}

void report_error(const struct view *view, const char *target, const struct err *e)
{
	AUTO(xfreep) char *msg = xstrdup(*e->msg ? e->msg : status_class(e->domain));
	AUTO(xfreep) char *name = xstrdup(target ? target : "");

	text_scrub(msg);
	text_scrub(name);
	fprintf(stderr, "%samtctl:%s %s%s%s\n", view->err_color ? "\033[31m" : "",
		view->err_color ? "\033[0m" : "", name, *name ? ": " : "", msg);
	if (*e->hint) {
		AUTO(xfreep) char *hint = xstrdup(e->hint);

		text_scrub(hint);
		fprintf(stderr, "        %s\n", hint);
	}
}

bool stdout_flush(struct err *e)
{
	errno = 0;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return true;
	if (errno == EPIPE || errno == 0)
		return true;
	return err_errno(e, ERR_LOCAL, "standard output");
}

/* JSON, NDJSON and YAML. */

static struct json *string_or_null(const char *s)
{
	return s && *s ? json_new_string(s) : json_new_null();
}

static struct json *error_json(const struct err *e)
{
	struct json *j = json_new_object();

	json_set(j, "class", json_new_string(status_class(e->domain)));
	json_set(j, "code", e->code ? json_new_int(e->code) : json_new_null());
	json_set(j, "name", string_or_null(e->name));
	json_set(j, "message", json_new_string(e->msg));
	json_set(j, "hint", string_or_null(e->hint));
	return j;
}

static struct json *changed_json(const struct report *r, const struct result *result)
{
	if (result->out.changes)
		return json_new_bool(result->out.changed == CHANGED_YES);
	if (r->verb && (r->verb->flags & VERB_CHANGES))
		return json_new_null();
	/* Our files are replaced whole or not at all; only their disk can leave doubt. */
	if (r->verb && (r->verb->flags & VERB_LOCAL_CHANGES) &&
	    result->err.domain == ERR_LOCAL)
		return json_new_null();
	return json_new_bool(false);
}

static struct json *data_json(const struct result *result)
{
	if (result->out.data)
		return json_clone(result->out.data);
	return result->ok && result->out.list ? json_new_array() : json_new_null();
}

static struct json *result_json(const struct report *r, const struct result *result)
{
	struct json *j = json_new_object();

	json_set(j, "target", json_new_string(result->target));
	json_set(j, "path", json_new_string(result->path));
	json_set(j, "ok", json_new_bool(result->ok));
	json_set(j, "changed", changed_json(r, result));
	json_set(j, "data", data_json(result));
	json_set(j, "error", result->ok ? json_new_null() : error_json(&result->err));
	json_set(j, "ms", json_new_uint(result->ms));
	return j;
}

static struct json *document_json(const struct report *r,
				  const struct result *const *results, size_t n)
{
	struct json *doc = json_new_object();
	struct json *list = json_new_array();
	struct json *summary = json_new_object();
	uint64_t ok = 0, failed = 0, skipped = 0;

	for (size_t i = 0; i < n; i++) {
		if (!results[i]) {
			skipped++;
			continue;
		}
		if (results[i]->ok)
			ok++;
		else
			failed++;
		if (!results[i]->ok || !r->view->quiet)
			json_append(list, result_json(r, results[i]));
	}
	json_set(doc, "schema", json_new_string(SCHEMA));
	json_set(doc, "command", json_new_string(r->command));
	json_set(doc, "results", list);
	json_set(summary, "ok", json_new_uint(ok));
	json_set(summary, "failed", json_new_uint(failed));
	json_set(summary, "skipped", json_new_uint(skipped));
	json_set(doc, "summary", summary);
	return doc;
}

/* Columns of tables, plain and CSV. */

struct picked {
	enum { PICK_TARGET, PICK_CHANGED, PICK_CELL } what;
	size_t cell;
	const char *name;
	bool time;
};

struct layout {
	struct columns columns; /* all of the record */
	struct picked *v;
	size_t n;
	bool targets; /* results have them */
};

static void layout_done(struct layout *l)
{
	columns_done(&l->columns);
	free(l->v);
}

static void pick(struct layout *l, struct picked p)
{
	l->v = xreallocarray(l->v, l->n + 1, sizeof(*l->v));
	l->v[l->n++] = p;
}

static void pick_by_name(struct layout *l, const char *name)
{
	if (!strcmp(name, "target"))
		pick(l, (struct picked){ .what = PICK_TARGET, .name = "target" });
	else if (!strcmp(name, "changed"))
		pick(l, (struct picked){ .what = PICK_CHANGED, .name = "changed" });
	for (size_t i = 0; i < l->columns.n; i++)
		if (!strcmp(name, l->columns.v[i].name))
			pick(l, (struct picked){ .what = PICK_CELL,
						 .cell = i,
						 .name = l->columns.v[i].name,
						 .time = l->columns.v[i].time });
}

static const char *columns_wanted(const struct report *r)
{
	if (r->view->columns)
		return r->view->columns;
	if (r->view->format == FORMAT_TABLE && r->view->dry_run && r->verb)
		return r->verb->dry_columns;
	return NULL;
}

static void layout_choose(const struct report *r, const struct record *record,
			  bool targets, bool detail, struct layout *l)
{
	bool table = r->view->format == FORMAT_TABLE;
	bool changed = r->verb && (r->verb->flags & VERB_CHANGES) && targets;

	columns_add(&l->columns, record);
	if (columns_wanted(r)) {
		AUTO(xfreep) char *all = xstrdup(columns_wanted(r));
		char *save = NULL;

		for (char *p = strtok_r(all, ",", &save); p;
		     p = strtok_r(NULL, ",", &save))
			pick_by_name(l, p);
		return;
	}
	if (targets && !detail)
		pick_by_name(l, "target");
	if (changed && !table)
		pick_by_name(l, "changed");
	for (size_t i = 0; i < l->columns.n; i++)
		if (!table || detail || !l->columns.v[i].wide)
			pick_by_name(l, l->columns.v[i].name);
	if (changed && table)
		pick_by_name(l, "changed");
}

/* "2026-11-21T10:00:00Z" as local time with its offset; anything else as it is. Owned. */
static char *local_time(const char *rfc3339)
{
	struct tm tm = { 0 };
	const char *end = strptime(rfc3339, "%Y-%m-%dT%H:%M:%SZ", &tm);
	char text[64];
	time_t t;

	if (!end || *end)
		return xstrdup(rfc3339);
	t = timegm(&tm);
	if (!localtime_r(&t, &tm) || !strftime(text, sizeof(text), "%F %T %z", &tm))
		return xstrdup(rfc3339);
	return xstrdup(text);
}

static const char *changed_word(const struct out *out)
{
	if (!out->changes)
		return "";
	return out->changed == CHANGED_YES ? "yes" : "no";
}

static void cells_pick(const struct report *r, const struct layout *l, const char *target,
		       const struct out *out, const struct strv *row, struct strv *ret)
{
	for (size_t i = 0; i < l->n; i++) {
		const struct picked *p = &l->v[i];

		if (p->what == PICK_TARGET)
			strv_add(ret, target ? target : "");
		else if (p->what == PICK_CHANGED)
			strv_add(ret, changed_word(out));
		else if (p->time && r->view->format == FORMAT_TABLE)
			strv_take(ret, local_time(row->v[p->cell]));
		else
			strv_add(ret, row->v[p->cell]);
	}
}

static char *column_title(const char *name)
{
	char *s = xstrdup(name);

	for (char *p = s; *p; p++)
		*p = (char)toupper((unsigned char)*p);
	return s;
}

/* Targets that say the same, as one line. */

struct group {
	const struct result *first;
	const char **names; /* of all its targets */
	size_t n;
};

/* Everything that a line of it shows. Owned. */
static char *result_key(const struct result *result)
{
	struct buf b = BUF_INIT(DOCUMENT_MAX);

	if (!result->ok) {
		buf_printf(&b, "%s\n%s", result->err.msg, result->err.hint);
		return buf_steal(&b);
	}
	buf_puts(&b, changed_word(&result->out));
	for (size_t i = 0; i < result->out.n_rows; i++) {
		buf_puts(&b, "\n");
		for (size_t k = 0; k < result->out.rows[i].n; k++)
			buf_printf(&b, "%s\t", result->out.rows[i].v[k]);
	}
	return buf_steal(&b);
}

/* name: NULL for a result without target. */
typedef void group_fn(void *arg, const char *name, const struct result *result);

/* Call each() for every result that is ok, or is not, in order. */
static void each_result(const struct result *const *results, size_t n, bool ok,
			group_fn *each, void *arg)
{
	for (size_t i = 0; i < n; i++)
		if (results[i] && results[i]->ok == ok)
			each(arg, results[i]->target, results[i]);
}

/* The same once for all that say the same, with their names folded. */
static void each_group(const struct result *const *results, size_t n, bool ok,
		       group_fn *each, void *arg)
{
	AUTO(strmap_done) struct strmap map = { 0 };
	AUTO(strv_done) struct strv keys = { 0 };
	AUTO(xfreep) struct group *groups = xcalloc(n + 1, sizeof(*groups));
	size_t count = 0;

	for (size_t i = 0; i < n; i++) {
		struct group *g;
		bool fresh;

		if (!results[i] || results[i]->ok != ok)
			continue;
		strv_take(&keys, result_key(results[i]));
		g = &groups[*strmap_add(&map, keys.v[keys.n - 1], count, &fresh)];
		if (fresh) {
			g->first = results[i];
			count++;
		}
		g->names = xreallocarray(g->names, g->n + 1, sizeof(*g->names));
		g->names[g->n++] = results[i]->target;
	}
	for (size_t i = 0; i < count; i++) {
		AUTO(xfreep) char *folded = NULL;

		if (groups[i].names[0])
			folded = targets_fold(groups[i].names, groups[i].n);
		each(arg, folded, groups[i].first);
		free(groups[i].names);
	}
}

/* Printing. */

struct printer {
	const struct report *report;
	const struct layout *layout;
	struct grid *grid; /* FORMAT_TABLE */
	struct buf *to;
};

static void print_error(void *arg, const char *name, const struct result *result)
{
	const struct printer *p = arg;

	report_error(p->report->view, name, &result->err);
}

/* A tab or newline inside a value would break the line that it stands in. */
static void plain_cell(const char *cell, struct buf *to)
{
	AUTO(xfreep) char *s = xstrdup(cell);

	text_scrub(s);
	buf_puts(to, s);
}

static void print_rows(void *arg, const char *name, const struct result *result)
{
	const struct printer *p = arg;
	enum format format = p->report->view->format;

	for (size_t i = 0; i < result->out.n_rows; i++) {
		AUTO(strv_done) struct strv row = { 0 };

		if (p->grid) {
			cells_pick(p->report, p->layout, name, &result->out,
				   &result->out.rows[i], grid_row(p->grid));
			continue;
		}
		cells_pick(p->report, p->layout, name, &result->out, &result->out.rows[i],
			   &row);
		for (size_t k = 0; k < row.n; k++) {
			if (k)
				buf_puts(p->to, format == FORMAT_CSV ? "," : "\t");
			if (format == FORMAT_CSV)
				csv_cell(row.v[k], p->to);
			else
				plain_cell(row.v[k], p->to);
		}
		buf_puts(p->to, "\n");
	}
}

static void print_name(void *arg, const char *name, const struct result *result)
{
	const struct printer *p = arg;

	if (name) {
		plain_cell(name, p->to);
		buf_puts(p->to, "\n");
		return;
	}
	for (size_t i = 0; i < result->out.n_rows; i++) {
		plain_cell(result->out.rows[i].v[0], p->to);
		buf_puts(p->to, "\n");
	}
}

/* One device, a property a line. */
static void print_detail(const struct layout *l, const struct result *result,
			 struct printer *p)
{
	AUTO(strv_done) struct strv cells = { 0 };

	cells_pick(p->report, l, NULL, &result->out, &result->out.rows[0], &cells);
	for (size_t i = 0; i < l->n; i++) {
		struct strv *row = grid_row(p->grid);

		strv_add(row, l->v[i].name);
		strv_add(row, cells.v[i]);
	}
}

static const struct result *first_with_rows(const struct result *const *results, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (results[i] && results[i]->ok && results[i]->out.n_rows)
			return results[i];
	return NULL;
}

static void print_head(const struct report *r, const struct layout *l, struct grid *grid,
		       struct buf *to)
{
	for (size_t i = 0; i < l->n; i++) {
		if (r->view->format == FORMAT_TABLE) {
			strv_take(&grid->head, column_title(l->v[i].name));
			continue;
		}
		if (i)
			buf_puts(to, ",");
		csv_cell(l->v[i].name, to);
	}
	if (r->view->format != FORMAT_TABLE)
		buf_puts(to, "\n");
}

static void print_table(const struct report *r, const struct result *const *results,
			size_t n, struct buf *to)
{
	const struct result *first = first_with_rows(results, n);
	AUTO(layout_done) struct layout layout = { 0 };
	AUTO(grid_done)
	struct grid grid = { .bold_head = r->view->color, .ascii = !r->view->utf8 };
	bool table = r->view->format == FORMAT_TABLE;
	struct printer p = { r, &layout, table ? &grid : NULL, to };
	bool alone = n == 1 && r->verb && (r->verb->flags & VERB_DETAIL);
	bool detail =
		table && alone && first && first->out.n_rows == 1 && !r->view->columns;

	if (!first)
		return;
	layout_choose(r, first->out.record, first->target != NULL,
		      table && alone && !r->view->columns, &layout);
	if (detail) {
		print_detail(&layout, first, &p);
	} else {
		if (r->view->headers)
			print_head(r, &layout, &grid, to);
		if (table && r->view->fold)
			each_group(results, n, true, print_rows, &p);
		else
			each_result(results, n, true, print_rows, &p);
	}
	if (table)
		grid_print(&grid, to);
}

static bool errors_held(const struct report *r)
{
	return r->view->format == FORMAT_TABLE && r->view->fold;
}

void report_result(struct report *r, const struct result *result)
{
	if (!result->ok && !errors_held(r))
		report_error(r->view, result->target, &result->err);
	if (r->view->format == FORMAT_NDJSON && (!result->ok || !r->view->quiet)) {
		AUTO(json_freep) struct json *j = result_json(r, result);
		struct buf b = BUF_INIT(DOCUMENT_MAX);

		json_write(j, false, &b);
		printf("%s\n", buf_cstr(&b));
		fflush(stdout);
		buf_done(&b);
	}
}

static void print_document(const struct report *r, const struct result *const *results,
			   size_t n, struct buf *to)
{
	AUTO(json_freep) struct json *doc = document_json(r, results, n);

	if (r->view->format == FORMAT_YAML) {
		yaml_write(doc, to);
		return;
	}
	json_write(doc, true, to);
	buf_puts(to, "\n");
}

/* Help, a script: for eyes, in place of rows. */
static bool print_text(const struct report *r, const struct result *const *results,
		       size_t n, struct buf *to)
{
	if (n != 1 || !results[0] || !results[0]->out.text ||
	    r->view->format == FORMAT_CSV || r->view->columns)
		return false;
	buf_puts(to, results[0]->out.text);
	return true;
}

bool report_end(struct report *r, const struct result *const *results, size_t n,
		struct err *e)
{
	struct buf b = BUF_INIT(DOCUMENT_MAX);
	struct printer p = { .report = r, .to = &b };

	switch (r->view->format) {
	case FORMAT_JSON:
	case FORMAT_YAML:
		print_document(r, results, n, &b);
		break;
	case FORMAT_NDJSON:
		break;
	case FORMAT_TABLE:
	case FORMAT_PLAIN:
	case FORMAT_CSV:
		if (!r->view->quiet && !print_text(r, results, n, &b))
			print_table(r, results, n, &b);
		break;
	case FORMAT_NAME:
		if (!r->view->quiet)
			each_result(results, n, true, print_name, &p);
		break;
	}
	fwrite(buf_cstr(&b), 1, b.len, stdout);
	buf_done(&b);
	if (errors_held(r)) {
		fflush(stdout);
		each_group(results, n, false, print_error, &p);
	}
	return stdout_flush(e);
}
