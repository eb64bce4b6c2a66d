/*
 * amtctl: Intel AMT PCs from the command line.
 *
 *	main.c        this: set up the process, run, exit
 *	table.c       nouns, verbs and options as data; what all others read
 *	options.c     the global options
 *	parse.c       words to a noun, a verb, options and targets
 *	app.c         configuration and devices, made when needed
 *	run.c         a verb on many targets: the pool, the outcome
 *	confirm.c     what is asked before anything is changed
 *	fleet.c       options of such runs: pacing, shards, the list of failures
 *	progress.c    what such a run is at
 *	out.c         what a verb says, as JSON and as cells
 *	report.c      documents and tables on stdout, failures on stderr; its
 *	              rows: report_table.c
 *	grid.c        aligned columns
 *	status.c      failures to exit statuses
 *	prompt.c      questions on the terminal
 *	consent_ask.c the user's consent, asked for in the middle of another verb
 *	help.c        --help and amtctl help
 *	complete.c    hidden __complete, what a shell may offer
 *	schema.c      hidden __schema, the names that scripts rely on
 *	man.c         hidden __man, the generated parts of the man pages
 *
 * and one file for each noun: power.c, boot.c, consent.c, features.c, info.c, wsman.c,
 * device.c, pin.c, cred.c, config.c, target.c, completion.c, version.c. What a noun
 * has too much of stands beside it: info_dump.c, wsman_change.c, wsman_describe.c,
 * wsman_input.c, device_import.c.
 */
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "cmd/app.h"
#include "cmd/complete.h"
#include "cmd/help.h"
#include "cmd/man.h"
#include "cmd/schema.h"

/* A fleet holds several descriptors a device. */
static void raise_descriptor_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

static bool is_device(void *arg, const struct invocation *inv, const char *word)
{
	struct app *app = arg;
	const struct config *c;
	struct err ignored; /* told when the verb loads the config itself */

	(void)inv; /* is app->inv */
	return app_config(app, &c, &ignored) && config_has_device(c, word);
}

/* What can still be said of a command line that does not parse. */
static int fail_early(struct app *app, char *const *argv, size_t argc,
		      const struct err *e)
{
	AUTO(xfreep) char *command = NULL;

	if (!app->inv.globals.output)
		app->inv.globals.output = parse_output_anyway(argv, argc);
	view_choose(&app->view, &app->inv.globals);
	if (app->inv.noun)
		command = command_name(app->inv.noun, app->inv.verb);
	return app_fail(&app->view, command, app->inv.verb, e);
}

static int run(char *const *argv, size_t argc, int *ret_signal)
{
	AUTO(app_done) struct app app = { 0 };
	struct err e = { 0 };

	if (!argc) {
		help_brief(stderr);
		return STATUS_USAGE;
	}
	if (!parse_words(argv, argc, is_device, &app, &app.inv, &e) ||
	    !globals_from_environment(&app.inv.globals, &e))
		return fail_early(&app, argv, argc, &e);
	view_choose(&app.view, &app.inv.globals);
	if (app.inv.globals.help || app.inv.globals.version) {
		if (app.inv.globals.help)
			help_print(app.inv.noun, app.inv.verb, stdout);
		else
			printf("amtctl %s\n", AMTCTL_VERSION);
		if (stdout_flush(&e))
			return STATUS_OK;
		report_error(&app.view, NULL, &e);
		return STATUS_LOCAL;
	}
	return app_run(&app, ret_signal);
}

int main(int argc, char **argv)
{
	char *const *words = argv + (argc > 0);
	size_t n = argc > 0 ? (size_t)argc - 1 : 0;
	int signo = 0;
	int status;

	setlocale(LC_CTYPE, "");
	signal(SIGPIPE, SIG_IGN);
	if (n && !strcmp(words[0], "__complete"))
		return complete_main(words + 1, n - 1);
	if (n && !strcmp(words[0], "__man"))
		return man_main(words + 1, n - 1);
	if (n && !strcmp(words[0], "__schema"))
		return schema_main(words + 1, n - 1);
	raise_descriptor_limit();
	status = run(words, n, &signo);
	if (signo) {
		fflush(NULL);
		signal(signo, SIG_DFL);
		raise(signo);
	}
	return status;
}
