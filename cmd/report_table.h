/*
 * report_table: the forms made of rows: table, plain, CSV and name; and the
 * failures of a folded table. What report.c and report_table.c share.
 */
#ifndef AMT_CMD_REPORT_TABLE_H
#define AMT_CMD_REPORT_TABLE_H

#include "cmd/report.h"
#include "core/base/buf.h"

/* What we compose is bounded by what was collected, not here. */
#define DOCUMENT_MAX (SIZE_MAX / 4)

struct report {
	const struct view *view;
	char *command;
	const struct verb *verb;
	const char *const *skipped; /* borrowed */
	size_t n_skipped;
	const char *reason;
};

/* Append the rows of the results that are ok. NULL results never ran. */
void report_table_rows(const struct report *r, const struct result *const *results,
		       size_t n, struct buf *to);

/* Append the name of each target that is ok, or the first cell of rows without one. */
void report_table_names(const struct report *r, const struct result *const *results,
			size_t n, struct buf *to);

/* On stderr: each failure once, with the names of all targets that share it. */
void report_table_errors(const struct report *r, const struct result *const *results,
			 size_t n);

#endif
