/*
 * report: results on stdout in the form that -o asked for, failures on
 * stderr. Main thread only.
 */
#ifndef AMT_CMD_REPORT_H
#define AMT_CMD_REPORT_H

#include "cmd/out.h"
#include "cmd/status.h"
#include "cmd/table.h"
#include "core/fleet/target.h"

enum format {
	FORMAT_TABLE,
	FORMAT_PLAIN,
	FORMAT_JSON,
	FORMAT_NDJSON,
	FORMAT_YAML,
	FORMAT_CSV,
	FORMAT_NAME,
	FORMAT_XML, /* of VERB_XML verbs, one target */
};

struct view {
	enum format format;
	const char *columns; /* "a,b"; NULL: the usual ones */
	bool headers;
	bool fold;
	bool quiet;
	bool dry_run;
	bool color;     /* of stdout */
	bool err_color; /* of stderr */
	bool utf8;
};

/* Choose by options and by what stdout is. */
struct globals;
void view_choose(struct view *ret, const struct globals *g);
bool format_from_name(const char *name, enum format *ret);

/* How one target, or a command without target, came out. */
struct result {
	const char *target; /* NULL: none; borrowed */
	const char *path;   /* "direct", "cloud", NULL: none was taken; borrowed */
	bool ok;
	enum err_domain why; /* ERR_NONE: it has not failed */
	struct err *err;     /* the failure, until it is told; owned */
	struct out out;
	uint64_t ms;
};

/* It has not come out well, and why; in place of what was there. */
void result_fail(struct result *result, const struct err *e);
void result_done(struct result *result);

struct report;

/* command: "power on", NULL: unknown; verb NULL: unknown. view is borrowed. */
struct report *report_new(const struct view *view, const char *command,
			  const struct verb *verb) MUST_USE;
void report_free(struct report *r);
DEFINE_FREEP(struct report, report_free)

/* An empty out for one of n targets, that keeps no more than this report can show. */
struct out report_out(const struct report *r, size_t n);

/*
 * Print what need not wait for the others: ndjson lines, the next result of a
 * JSON document, failures on stderr. Drops what report_end() does not need, so
 * that a fleet costs little memory.
 */
void report_result(struct report *r, struct result *result);

/*
 * These targets never ran, and why: "interrupted". Said by report_end(); all
 * borrowed until then.
 */
void report_skipped(struct report *r, const char *const *names, size_t n,
		    const char *reason);

/*
 * Print the rest. All results were told to report_result(), and are in the order of the
 * targets; NULL ones never ran. ERR_LOCAL when stdout cannot be written; a closed pipe is
 * no error.
 */
bool report_end(struct report *r, const struct result *const *results, size_t n,
		struct err *e) MUST_USE;

/* "amtctl: lab-07: message" and the hint, on stderr; target may be NULL. */
void report_error(const struct view *view, const char *target, const struct err *e);

/* Write everything to stdout that is waiting. ERR_LOCAL; a closed pipe is no error. */
bool stdout_flush(struct err *e) MUST_USE;

#endif
