/* app: configuration, inventory and devices of one run. */
#include "cmd/app.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/fleet.h"
#include "cmd/prompt.h"
#include "core/base/text.h"
#include "core/wsman/xml.h"

void app_done(struct app *app)
{
	reach_free(app->reach);
	config_free(app->config);
	strv_done(&app->config_files);
	if (app->trace && app->trace != stderr)
		fclose(app->trace);
	invocation_done(&app->inv);
}

static const char *only_config(const struct invocation *inv)
{
	const char *env = getenv("AMTCTL_CONFIG");

	if (inv->globals.config)
		return inv->globals.config;
	return env && *env ? env : NULL;
}

bool app_config(struct app *app, const struct config **ret, struct err *e)
{
	const char *only = only_config(&app->inv);

	if (!app->config) {
		AUTO(config_freep) struct config *c = config_new();

		strv_done(&app->config_files);
		app->config_files = (struct strv){ 0 };
		if (only) {
			strv_add(&app->config_files, only);
		} else {
			strv_add(&app->config_files, CONFIG_SYSTEM_DIR "/config");
			strv_take(&app->config_files, xdg_path(XDG_CONFIG, "config"));
		}
		for (size_t i = 0; i < app->config_files.n; i++)
			if (!config_load(c, app->config_files.v[i], !only, e))
				return false;
		app->config = STEAL(c);
	}
	*ret = app->config;
	return true;
}

char *app_config_edited(const struct app *app, bool system)
{
	const char *only = only_config(&app->inv);

	if (system)
		return xstrdup(CONFIG_SYSTEM_DIR "/config");
	return only ? xstrdup(only) : xdg_path(XDG_CONFIG, "config");
}

bool app_can_ask(const struct app *app)
{
	return !app->inv.globals.no_input && prompt_possible();
}

static bool ask_password(void *arg, const char *prompt, struct secret *ret, struct err *e)
{
	(void)arg;
	return prompt_secret(prompt, ret, e);
}

static void note(void *arg, const char *text)
{
	(void)arg;
	fprintf(stderr, "amtctl: %s\n", text);
}

static bool trace_open(struct app *app, struct err *e)
{
	const char *name = app->inv.globals.trace;

	if (!name)
		return true;
	if (!strcmp(name, "-")) {
		app->trace = stderr;
		return true;
	}

	/* Redacted, but still nobody else's business. */
	mode_t mask = umask(077);

	app->trace = fopen(name, "we");
	umask(mask);
	return app->trace || err_errno(e, ERR_LOCAL, "%s", name);
}

bool app_reach(struct app *app, struct reach **ret, struct err *e)
{
	const struct globals *g = &app->inv.globals;
	const struct config *c;

	if (!app->reach) {
		struct reach_options o = {
			.user = g->user,
			.password_file = g->password_file,
			.password_cmd = g->password_cmd,
			.password_stdin = g->password_stdin,
			.server = g->server,
			.via = g->via,
			.tls = g->tls,
			.tls_profile = g->tls_profile,
			.ca = g->ca,
			.pin = g->pin,
			.accept_new_pin = g->accept_new_pin,
			.client_cert = g->client_cert,
			.client_key = g->client_key,
			.proxy = g->proxy,
			.proxy_command = g->proxy_command,
			.timeout_ms = g->timeout.ms,
			.wait_ms = app->wait_ms,
			.connect_timeout_ms = g->connect_timeout.ms,
			.retries = g->retries.set ? (int)g->retries.v : -1,
			.ask_password = app_can_ask(app) ? ask_password : NULL,
			.note = g->verbose ? note : NULL,
		};

		if (!app_config(app, &c, e) || !trace_open(app, e))
			return false;
		o.trace = app->trace;
		secret_protect_process();
		app->reach = reach_new(c, &o, e);
	}
	*ret = app->reach;
	return app->reach != NULL;
}

bool app_network(struct app *app, struct err *e)
{
	if (app->network)
		return true;
	if (!http_global_init(e))
		return false;
	xml_global_init();
	app->network = true;
	return true;
}

bool config_has_device(const struct config *c, const char *word)
{
	AUTO(strv_done) struct strv names = { 0 };

	config_subsections(c, "device", &names);
	for (size_t i = 0; i < names.n; i++)
		if (target_matches_template(names.v[i], word))
			return true;
	return strv_has(&names, word);
}

char *config_nearest_device(const struct config *c, const char *word)
{
	AUTO(strv_done) struct strv names = { 0 };

	config_subsections(c, "device", &names);
	return names.n ? xstrdup(text_nearest(word, (const char *const *)names.v)) : NULL;
}

bool app_targets(struct app *app, struct target_list *ret, size_t *ret_all, struct err *e)
{
	struct target_source source;
	struct reach *reach;

	if (!app_reach(app, &reach, e))
		return false;
	source = reach_target_source(reach);
	return targets_expand(&app->inv.words, &app->inv.globals.exclude, &source, ret,
			      e) &&
	       fleet_shard(&app->inv.globals, ret, ret_all, e);
}

int app_fail(const struct view *view, const char *command, const struct verb *verb,
	     const struct err *e)
{
	AUTO(report_freep) struct report *report = report_new(view, command, verb);
	AUTO(result_done) struct result failed = { 0 };
	const struct result *results[] = { &failed };
	struct err ignored;

	result_fail(&failed, e);
	report_result(report, &failed);
	if (!report_end(report, results, 1, &ignored))
		return STATUS_LOCAL;
	return status_of(e->domain);
}

static int run_once(struct app *app, const char *command)
{
	const struct verb *verb = app->inv.verb;
	AUTO(report_freep) struct report *report = report_new(&app->view, command, verb);
	AUTO(result_done) struct result result = { .out.list = verb->flags & VERB_LIST };
	const struct result *results[] = { &result };
	struct call call = {
		.verb = verb,
		.opts = app->inv.opts,
		.words = &app->inv.words,
		.dry_run = app->inv.globals.dry_run,
	};
	struct tally tally = { 0 };
	struct err e = { 0 };
	uint64_t start = loop_now_ms();
	int status;

	memcpy(call.args, app->inv.args, sizeof(call.args));
	result.ok = verb->run_once(app, &call, &result.out, &e);
	result.ms = loop_now_ms() - start;
	if (result.ok)
		tally = (struct tally){ .ok = 1,
					.no = result.out.answered && !result.out.yes };
	else
		tally_failed(&tally, e.domain);
	if (!result.ok)
		result_fail(&result, &e);
	status = tally_status(&tally, false);
	report_result(report, &result);
	if (!report_end(report, results, 1, &e)) {
		report_error(&app->view, NULL, &e);
		status = STATUS_LOCAL;
	}
	return status;
}

/* Every column that --columns names must be one that the verb has. */
static bool columns_check(const struct app *app, struct err *e)
{
	AUTO(columns_done) struct columns columns = { 0 };
	AUTO(xfreep) char *all = xstrdup(app->inv.globals.columns);
	char *save = NULL;

	if (!all)
		return true;
	if (app->inv.verb->record)
		columns_add(&columns, app->inv.verb->record);
	for (char *p = strtok_r(all, ",", &save); p; p = strtok_r(NULL, ",", &save)) {
		bool found = !strcmp(p, "target") || !strcmp(p, "changed");

		for (size_t i = 0; i < columns.n && !found; i++)
			found = !strcmp(p, columns.v[i].name);
		if (!found) {
			err_set(e, ERR_USAGE, 0, "--columns: no column \"%.60s\"", p);
			return err_hint(e, "amtctl-records(7) lists those of %s",
					app->inv.verb->record
						? app->inv.verb->record->name
						: "each command");
		}
	}
	return true;
}

/* XML is what the device sent: not every command has any. */
static bool format_check(const struct app *app, struct err *e)
{
	if (app->view.format != FORMAT_XML || (app->inv.verb->flags & VERB_XML))
		return true;
	return err_set(e, ERR_USAGE, 0,
		       "-o xml: only the wsman commands have XML to show");
}

int app_run(struct app *app, int *ret_signal)
{
	AUTO(xfreep) char *command = command_name(app->inv.noun, app->inv.verb);
	const struct config *c;
	struct err e = { 0 };

	*ret_signal = 0;
	if (!(app->inv.verb->flags & VERB_NO_CONFIG)) {
		if (!app_config(app, &c, &e) ||
		    !globals_from_config(&app->inv.globals, c, &e))
			return app_fail(&app->view, command, app->inv.verb, &e);
		view_choose(&app->view, &app->inv.globals);
	}
	if (!columns_check(app, &e) || !format_check(app, &e) ||
	    !fleet_check(&app->inv, &e))
		return app_fail(&app->view, command, app->inv.verb, &e);
	if (app->inv.verb->run_once)
		return run_once(app, command);
	return run_targets(app, command, ret_signal);
}
