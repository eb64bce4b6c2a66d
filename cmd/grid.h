/* grid: aligned columns of text for eyes. */
#ifndef AMT_CMD_GRID_H
#define AMT_CMD_GRID_H

#include "core/base/buf.h"
#include "core/base/strv.h"

struct grid {
	struct strv head; /* none: no line of names */
	struct strv *rows;
	size_t n;
	bool bold_head;
	bool ascii; /* replace what is not ASCII */
};

/* A new row, to be filled. Valid until the next call. */
struct strv *grid_row(struct grid *g);

/* Two spaces between columns, none at the end of a line; empty cells are "-". */
void grid_print(const struct grid *g, struct buf *ret);
void grid_done(struct grid *g);

#endif
