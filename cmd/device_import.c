/* device import: take over another inventory. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/app.h"
#include "cmd/device_import.h"

#define I struct device_import_opts

// clang-format off
const struct opt device_import_opts[] = {
	OPT_CHOICE(I, format, 0, "format", "csv|meshcommander", "what FILE is, if its first character does not tell"),
	OPT_STRING(I, credential, 0, "credential", "NAME", COMPLETE_CREDENTIAL, "the [credential] that all take that name none"),
	OPT_STRING(I, group, 0, "group", "NAME", COMPLETE_NOTHING, "make all of them members of this [group]"),
	OPT_FLAG(I, update, 0, "update", "change devices that are there already, by the values that differ"),
	OPT_FLAG(I, system, 0, "system", "change " CONFIG_SYSTEM_DIR "/config, not your own"),
	OPT_END,
};

const struct arg device_import_args[] = {
	{ .name = "FILE", .complete = COMPLETE_FILE, .help = "a table (CSV) or a computer list of MeshCommander; - is stdin" },
	{ 0 },
};
// clang-format on

static bool read_list(struct app *app, const struct call *call, const char *name,
		      struct import_list *ret, struct err *e)
{
	const struct device_import_opts *o = call->opts;
	AUTO(buf_wipe) struct buf text = BUF_INIT(IMPORT_FILE_MAX);
	enum import_format format = IMPORT_ANY;
	bool ok;

	if (o->format)
		format = !strcmp(o->format, "csv") ? IMPORT_CSV : IMPORT_MESH;
	if (strcmp(call->args[0], "-") != 0) {
		ok = buf_read_file(&text, call->args[0], e);
	} else {
		if (app->inv.globals.password_stdin)
			return err_set(e, ERR_USAGE, 0,
				       "stdin can be read by one thing only");
		ok = buf_read_fd(&text, STDIN_FILENO, e) || err_wrap(e, "%s", name);
	}
	if (!ok) {
		if (e->domain == ERR_PROTO) /* too large */
			e->domain = ERR_USAGE;
		return false;
	}
	return import_parse(format, buf_cstr(&text), text.len, ret, e) ||
	       err_wrap(e, "%s", name);
}

/* What the list has and the inventory does not take. */
static void warn(const struct app *app, const struct call *call, const char *name,
		 const struct import_list *list, const struct import_plan *plan)
{
	const struct device_import_opts *o = call->opts;
	struct err e = { 0 };

	if (app->inv.globals.quiet)
		return;
	if (list->secrets) {
		err_set(&e, ERR_NONE, 0, "%s: the password%s of %zu device%s left out",
			name, list->secrets == 1 ? "" : "s", list->secrets,
			list->secrets == 1 ? " was" : "s were");
		if (!o->credential)
			err_hint(&e, "--credential NAME gives all one of the "
				     "configuration");
		report_error(&app->view, NULL, &e);
	}
	if (plan->other_users) {
		e = (struct err){ 0 };
		err_set(&e, ERR_NONE, 0,
			"%s names another user for %zu device%s than the configuration "
			"(%s: %.60s)",
			name, plan->other_users, plan->other_users == 1 ? "" : "s",
			plan->other_user->name, plan->other_user->user);
		err_hint(&e, "the user stands in a [credential]: amtctl-config(5)");
		report_error(&app->view, NULL, &e);
	}
}

static bool conflict(const struct import_plan *plan, struct err *e)
{
	AUTO(xfreep) const char **names = xcalloc(plan->conflicts, sizeof(*names));
	AUTO(xfreep) char *folded = NULL;
	size_t n = 0;

	for (size_t i = 0; i < plan->n; i++)
		if (plan->rows[i].action.code == IMPORT_CONFLICT)
			names[n++] = plan->rows[i].name;
	folded = targets_fold(names, n);
	err_set(e, ERR_CONFLICT, 0, "%zu device%s there already: %.300s%s", n,
		n == 1 ? " is" : "s are", folded, strlen(folded) > 300 ? "..." : "");
	return err_hint(e, "--update changes them; nothing was written");
}

bool device_import(struct app *app, const struct call *call, struct out *out,
		   struct err *e)
{
	const struct device_import_opts *o = call->opts;
	const char *name = strcmp(call->args[0], "-") != 0 ? call->args[0] : "stdin";
	const struct import_options options = { o->credential, o->group, o->update };
	AUTO(import_list_done) struct import_list list = { 0 };
	AUTO(import_plan_done) struct import_plan plan = { 0 };
	AUTO(xfreep) char *path = app_config_edited(app, o->system);
	const struct config *c;

	if (!app_config(app, &c, e) || !read_list(app, call, name, &list, e) ||
	    !import_plan(c, &list, &options, &plan, e))
		return false;
	for (size_t i = 0; i < plan.n; i++)
		if (!plan.conflicts || plan.rows[i].action.code == IMPORT_CONFLICT)
			out_record(out, &import_record, &plan.rows[i]);
	if (plan.conflicts)
		return conflict(&plan, e);
	if (!call->dry_run && plan.n_edits &&
	    !config_edit(path, plan.edits, plan.n_edits, e))
		return false;
	out_changed(out, !call->dry_run && plan.n_edits);
	warn(app, call, name, &list, &plan);
	return true;
}
