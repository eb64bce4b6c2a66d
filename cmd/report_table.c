/* report_table: columns, rows, and targets that say the same as one line. */
#include "cmd/report_table.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cmd/grid.h"
#include "core/base/strmap.h"
#include "core/base/text.h"
#include "core/record/csv.h"

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
	if (changed && table && record != &property_record) /* it is not each one's */
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
	bool table = r->view->format == FORMAT_TABLE;

	for (size_t i = 0; i < l->n; i++) {
		const struct picked *p = &l->v[i];

		if (p->what == PICK_TARGET)
			strv_add(ret, target ? target : "");
		else if (p->what == PICK_CHANGED)
			strv_add(ret, changed_word(out));
		else if (p->time && table)
			strv_take(ret, local_time(row->v[p->cell]));
		else if (table && p->cell + 1 == l->columns.n && row->n > l->columns.n)
			strv_add(ret, row->v[l->columns.n]);
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

struct printer {
	const struct report *report;
	const struct layout *layout;
	struct grid *grid; /* FORMAT_TABLE */
	struct buf *to;
};

/* Everything that its lines show but the name. Owned. */
static char *result_key(const struct printer *p, const struct result *result)
{
	struct buf b = BUF_INIT(DOCUMENT_MAX);

	if (!result->ok) {
		buf_printf(&b, "%s\n%s", result->err->msg, result->err->hint);
		return buf_steal(&b);
	}
	for (size_t i = 0; i < result->out.n_rows; i++) {
		AUTO(strv_done) struct strv cells = { 0 };

		cells_pick(p->report, p->layout, NULL, &result->out, &result->out.rows[i],
			   &cells);
		buf_puts(&b, "\n");
		for (size_t k = 0; k < cells.n; k++)
			buf_printf(&b, "%s\t", cells.v[k]);
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
		       group_fn *each, struct printer *p)
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
		strv_take(&keys, result_key(p, results[i]));
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
		each(p, folded, groups[i].first);
		free(groups[i].names);
	}
}

/* Printing. */

static void print_error(void *arg, const char *name, const struct result *result)
{
	const struct printer *p = arg;

	report_error(p->report->view, name, result->err);
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

/* What one list holds. */
static void print_lines(const struct printer *p, size_t cell, const struct out *out)
{
	for (size_t i = 0; i < out->n_lines; i++) {
		const struct line *line = &out->lines[i];
		struct strv *row;

		if (line->cell != cell)
			continue;
		row = grid_row(p->grid);
		strv_add(row, line->name);
		strv_add(row, line->value);
	}
}

/* One device, a property a line. */
static void print_detail(const struct layout *l, const struct result *result,
			 struct printer *p)
{
	AUTO(strv_done) struct strv cells = { 0 };

	cells_pick(p->report, l, NULL, &result->out, &result->out.rows[0], &cells);
	for (size_t i = 0; i < l->n; i++) {
		const struct picked *picked = &l->v[i];
		struct strv *row;

		if (picked->what == PICK_CELL && l->columns.v[picked->cell].list &&
		    *cells.v[i]) {
			print_lines(p, picked->cell, &result->out);
			continue;
		}
		row = grid_row(p->grid);
		strv_add(row, picked->name);
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

void report_table_rows(const struct report *r, const struct result *const *results,
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
		table && alone && first && first->out.n_rows == 1 && !r->view->columns &&
		first->out.record != &property_record; /* a property a line already */

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

void report_table_names(const struct report *r, const struct result *const *results,
			size_t n, struct buf *to)
{
	struct printer p = { .report = r, .to = to };

	each_result(results, n, true, print_name, &p);
}

void report_table_errors(const struct report *r, const struct result *const *results,
			 size_t n)
{
	struct printer p = { .report = r };

	each_group(results, n, false, print_error, &p);
}
