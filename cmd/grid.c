/* grid: widths, padding, and what the terminal can show. */
#include "cmd/grid.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"

struct strv *grid_row(struct grid *g)
{
	g->rows = xreallocarray(g->rows, g->n + 1, sizeof(*g->rows));
	g->rows[g->n] = (struct strv){ 0 };
	return &g->rows[g->n++];
}

void grid_done(struct grid *g)
{
	for (size_t i = 0; i < g->n; i++)
		strv_done(&g->rows[i]);
	free(g->rows);
	strv_done(&g->head);
	*g = (struct grid){ 0 };
}

/* As a terminal shows it: one line, no control characters. Owned. */
static char *cell_text(const struct grid *g, const char *cell)
{
	char *s = xstrdup(*cell ? cell : "-");
	char *to = s;

	text_scrub(s);
	if (!g->ascii)
		return s;
	for (const unsigned char *p = (unsigned char *)s; *p; p++)
		if (*p < 0x80)
			*to++ = (char)*p;
		else if (*p >= 0xc0) /* one mark for each character */
			*to++ = '?';
	*to = '\0';
	return s;
}

static void widths_add(const struct grid *g, const struct strv *row, size_t *widths)
{
	for (size_t i = 0; i < row->n; i++) {
		AUTO(xfreep) char *s = cell_text(g, row->v[i]);
		size_t w = text_width(s);

		if (w > widths[i])
			widths[i] = w;
	}
}

static void line_print(const struct grid *g, const struct strv *row, const size_t *widths,
		       struct buf *ret)
{
	size_t pad = 0;

	for (size_t i = 0; i < row->n; i++) {
		AUTO(xfreep) char *s = cell_text(g, row->v[i]);

		for (; pad; pad--)
			buf_puts(ret, " ");
		buf_puts(ret, s);
		pad = widths[i] - text_width(s) + 2;
	}
}

void grid_print(const struct grid *g, struct buf *ret)
{
	size_t columns = g->head.n;
	AUTO(xfreep) size_t *widths = NULL;

	for (size_t i = 0; i < g->n; i++)
		if (g->rows[i].n > columns)
			columns = g->rows[i].n;
	widths = xcalloc(columns ? columns : 1, sizeof(*widths));
	widths_add(g, &g->head, widths);
	for (size_t i = 0; i < g->n; i++)
		widths_add(g, &g->rows[i], widths);
	if (g->head.n) {
		if (g->bold_head)
			buf_puts(ret, "\033[1m");
		line_print(g, &g->head, widths, ret);
		buf_puts(ret, g->bold_head ? "\033[0m\n" : "\n");
	}
	for (size_t i = 0; i < g->n; i++) {
		line_print(g, &g->rows[i], widths, ret);
		buf_puts(ret, "\n");
	}
}
