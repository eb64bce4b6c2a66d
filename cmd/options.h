/* options: what the global options, the environment and [defaults] say. */
#ifndef AMT_CMD_OPTIONS_H
#define AMT_CMD_OPTIONS_H

#include "cmd/table.h"
#include "core/config/config.h"

struct globals {
	const char *output;
	const char *columns;
	bool no_headers;
	bool quiet;
	bool verbose;
	const char *trace; /* "-": stderr */
	const char *user;
	const char *password_file;
	bool password_stdin;
	const char *password_cmd;
	const char *server;
	const char *via;
	const char *tls;
	const char *tls_profile;
	const char *ca;
	const char *pin;
	bool accept_new_pin;
	const char *client_cert;
	const char *client_key;
	const char *proxy;
	const char *proxy_command;
	struct opt_ms timeout;
	struct opt_ms connect_timeout;
	struct opt_uint retries;
	struct opt_uint parallel;
	struct opt_ms stagger;
	struct opt_uint batch;
	struct opt_ms batch_pause;
	struct opt_uint canary;
	const char *max_failures; /* "N" or "N%" */
	struct strv exclude;
	const char *shard; /* "I/N" */
	const char *failed_to;
	bool fold;
	bool no_fold;
	bool dry_run;
	struct opt_uint yes;
	bool no_input;
	const char *color;
	const char *config;
	bool help;
	bool version;
};

void globals_done(struct globals *g);

/*
 * Fill what the user left out from AMTCTL_OUTPUT, AMTCTL_PARALLEL and so on.
 * ERR_USAGE for a value that the option of the same meaning would refuse.
 */
bool globals_from_environment(struct globals *g, struct err *e) MUST_USE;

/* Then from [defaults]: parallel, output ... */
bool globals_from_config(struct globals *g, const struct config *c, struct err *e)
	MUST_USE;

#endif
