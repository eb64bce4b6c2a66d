/*
 * app: one run of the command: what the user said, the configuration, and
 * the way to the devices, each made when first needed. Main thread only.
 */
#ifndef AMT_CMD_APP_H
#define AMT_CMD_APP_H

#include "cmd/parse.h"
#include "cmd/report.h"
#include "core/reach/reach.h"

struct app {
	struct invocation inv;
	struct view view;
	struct config *config;
	struct reach *reach;
	struct strv config_files; /* in the order read, whether they exist or not */
	FILE *trace;
	bool network;     /* app_network() was called */
	uint32_t wait_ms; /* how long the verb means to wait on each device */
};

void app_done(struct app *app);

/* The configuration: --config or AMTCTL_CONFIG only, else the system's and the user's. */
bool app_config(struct app *app, const struct config **ret, struct err *e) MUST_USE;

/* The file that add, set and rm change. Owned. */
char *app_config_edited(const struct app *app, bool system) MUST_USE;

bool app_reach(struct app *app, struct reach **ret, struct err *e) MUST_USE;

/* Is word a device of the inventory, also by a template? */
bool config_has_device(const struct config *c, const char *word);

/* The name of a device nearest to word, NULL when none is near. Owned. */
char *config_nearest_device(const struct config *c, const char *word) MUST_USE;

/* Make the libraries ready that talk to devices; before any thread. */
bool app_network(struct app *app, struct err *e) MUST_USE;

/* The targets on the command line; with --shard its part, maybe none, of *ret_all. */
bool app_targets(struct app *app, struct target_list *ret, size_t *ret_all, struct err *e)
	MUST_USE;

/* May anything be asked? */
bool app_can_ask(const struct app *app);

/* Run what inv says. Returns the exit status; *ret_signal is the signal to die by, or 0.
 */
int app_run(struct app *app, int *ret_signal);

/* cmd/run.c: the verb once for every target. */
int run_targets(struct app *app, const char *command, int *ret_signal);

/* A usage error, or one before any target: printed as -o asks for. Returns its status. */
int app_fail(const struct view *view, const char *command, const struct verb *verb,
	     const struct err *e);

#endif
