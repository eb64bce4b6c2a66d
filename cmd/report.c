/* report: compose documents and tables from results. */
#include "cmd/report.h"

#include <errno.h>
#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/options.h"
#include "cmd/report_table.h"
#include "core/base/text.h"

#define SCHEMA "amtctl/1"

static const char *const format_names[] = {
	[FORMAT_TABLE] = "table",   [FORMAT_PLAIN] = "plain", [FORMAT_JSON] = "json",
	[FORMAT_NDJSON] = "ndjson", [FORMAT_YAML] = "yaml",   [FORMAT_CSV] = "csv",
	[FORMAT_NAME] = "name",     [FORMAT_XML] = "xml",
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

static bool is_document(const struct report *r)
{
	return r->view->format == FORMAT_JSON || r->view->format == FORMAT_YAML;
}

/* Errors that say the same are told together, at the end. */
static bool errors_held(const struct report *r)
{
	return r->view->format == FORMAT_TABLE && r->view->fold;
}

struct out report_out(const struct report *r, size_t n)
{
	bool data = is_document(r) || r->view->format == FORMAT_NDJSON;

	return (struct out){ .no_data = !data,
			     .no_rows = data,
			     .no_lines = data || n > 1,
			     .list = r->verb && (r->verb->flags & VERB_LIST) };
}

void result_fail(struct result *result, const struct err *e)
{
	struct err copy = *e; /* may be the one that is replaced */

	if (!result->err)
		result->err = xmalloc(sizeof(*result->err));
	*result->err = copy;
	result->why = copy.domain;
	result->ok = false;
}

void result_done(struct result *result)
{
	out_done(&result->out);
	free(result->err);
	*result = (struct result){ 0 };
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
	if (r->verb && (r->verb->flags & VERB_LOCAL_CHANGES) && result->why == ERR_LOCAL)
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
	json_set(j, "error", result->ok ? json_new_null() : error_json(result->err));
	json_set(j, "ms", json_new_uint(result->ms));
	return j;
}

static struct json *skipped_json(const struct report *r)
{
	struct json *list = json_new_array();

	for (size_t i = 0; i < r->n_skipped; i++)
		json_append(list, json_new_string(r->skipped[i]));
	return list;
}

static struct json *document_json(const struct report *r,
				  const struct result *const *results, size_t n)
{
	struct json *doc = json_new_object();
	struct json *list = json_new_array();
	struct json *summary = json_new_object();
	uint64_t ok = 0, failed = 0;

	for (size_t i = 0; i < n; i++) {
		if (!results[i])
			continue;
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
	json_set(doc, "skipped", skipped_json(r));
	json_set(summary, "ok", json_new_uint(ok));
	json_set(summary, "failed", json_new_uint(failed));
	json_set(summary, "skipped", json_new_uint(r->n_skipped));
	json_set(doc, "summary", summary);
	return doc;
}

/* A line of NDJSON, at once; takes j. */
static void print_line(struct json *j)
{
	struct buf b = BUF_INIT(DOCUMENT_MAX);

	json_write(j, false, &b);
	json_free(j);
	printf("%s\n", buf_cstr(&b));
	fflush(stdout);
	buf_done(&b);
}

/* Does report_end() show it? */
static bool is_held(const struct report *r, const struct result *result)
{
	switch (r->view->format) {
	case FORMAT_JSON:
	case FORMAT_YAML:
		return !result->ok || !r->view->quiet;
	case FORMAT_NDJSON:
		return false;
	case FORMAT_TABLE:
	case FORMAT_PLAIN:
	case FORMAT_CSV:
	case FORMAT_NAME:
	case FORMAT_XML:
		break;
	}
	return result->ok ? !r->view->quiet : errors_held(r);
}

void report_result(struct report *r, struct result *result)
{
	if (!result->ok && !errors_held(r))
		report_error(r->view, result->target, result->err);
	if (r->view->format == FORMAT_NDJSON && (!result->ok || !r->view->quiet))
		print_line(result_json(r, result));
	if (is_held(r, result))
		return;
	out_forget(&result->out);
	free(STEAL(result->err));
}

void report_skipped(struct report *r, const char *const *names, size_t n,
		    const char *reason)
{
	r->skipped = names;
	r->n_skipped = n;
	r->reason = reason;
}

/* Also with -q: what was left undone is trouble. */
static void print_skipped(const struct report *r)
{
	AUTO(xfreep) char *folded = NULL;

	if (!r->n_skipped)
		return;
	folded = targets_fold(r->skipped, r->n_skipped);
	text_scrub(folded);
	fprintf(stderr, "amtctl: skipped: %s (%s)\n", folded, r->reason);
}

/* The last line of NDJSON, if any were. */
static void print_skipped_line(const struct report *r)
{
	struct json *j;

	if (!r->n_skipped)
		return;
	j = json_new_object();
	json_set(j, "skipped", skipped_json(r));
	print_line(j);
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

	switch (r->view->format) {
	case FORMAT_JSON:
	case FORMAT_YAML:
		print_document(r, results, n, &b);
		break;
	case FORMAT_NDJSON:
		print_skipped_line(r);
		break;
	case FORMAT_TABLE:
	case FORMAT_PLAIN:
	case FORMAT_CSV:
		if (!r->view->quiet && !print_text(r, results, n, &b))
			report_table_rows(r, results, n, &b);
		break;
	case FORMAT_XML:
		if (n == 1 && results[0] && results[0]->out.xml)
			buf_printf(&b, "%s\n", results[0]->out.xml);
		break;
	case FORMAT_NAME:
		if (!r->view->quiet)
			report_table_names(r, results, n, &b);
		break;
	}
	fwrite(buf_cstr(&b), 1, b.len, stdout);
	buf_done(&b);
	if (errors_held(r)) {
		fflush(stdout);
		report_table_errors(r, results, n);
	}
	print_skipped(r);
	return stdout_flush(e);
}
