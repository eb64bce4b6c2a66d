/*
 * reach: from a target to an open device: inventory, credentials, pins,
 * choice of path (cli.md sections 2 and 7).
 *
 * A reach is made once, before any thread. Workers call reach_open() for
 * their targets; what it shares (secrets found once, the pins) is locked.
 */
#ifndef AMT_REACH_REACH_H
#define AMT_REACH_REACH_H

#include <stdio.h>

#include "core/config/config.h"
#include "core/device/device.h"
#include "core/fleet/target.h"
#include "core/net/http.h"
#include "core/reach/pins.h"

enum via { VIA_AUTO, VIA_DIRECT, VIA_CLOUD };

/* What the command line and the environment say; NULL or 0: nothing. All borrowed. */
struct reach_options {
	const char *user;
	const char *password_file;
	const char *password_cmd;
	bool password_stdin;
	const char *via; /* direct, cloud, auto */
	const char *tls; /* require, off */
	const char *tls_profile;
	const char *ca;
	const char *pin;
	bool accept_new_pin;
	const char *client_cert, *client_key;
	const char *proxy, *proxy_command;
	uint32_t timeout_ms; /* one device, all of it */
	uint32_t connect_timeout_ms;
	int retries; /* -1: default */
	FILE *trace;
	/* Ask for a password on the terminal; NULL: nobody can be asked. Main thread
	 * only. */
	bool (*ask_password)(void *arg, const char *prompt, struct secret *ret,
			     struct err *e);
	/* A line for -v; called from any thread. NULL: none. */
	void (*note)(void *arg, const char *text);
	void *arg;
};

struct reach;
struct reach *reach_new(const struct config *c, const struct reach_options *o,
			struct err *e) MUST_USE;
void reach_free(struct reach *r);
DEFINE_FREEP(struct reach, reach_free)

/* Groups, files and names for targets_expand(). Valid while r lives. */
struct target_source reach_target_source(struct reach *r);

/* Is it in the inventory, by exact section or template? */
bool reach_knows(const struct reach *r, const char *name);

/* Where a target leads, without sending anything. Owned strings. */
struct route {
	char *name; /* inventory name or the text typed */
	bool in_inventory;
	char *host;
	uint16_t port;
	bool tls;
	char *guid; /* NULL: unknown */
	enum via via;
	char *server;     /* server section for the cloud; NULL: none */
	char *credential; /* credential section; NULL: none */
	char *pin_key;    /* key in known_devices */
};
extern const struct record route_record;
void route_done(struct route *r);
bool reach_route(struct reach *r, const struct target *t, struct route *ret,
		 struct err *e) MUST_USE;

/*
 * Main thread, before the workers: find every secret that these targets need,
 * each once, asking on the terminal if it comes to that.
 * ERR_NO_SECRET, ERR_USAGE, ERR_LOCAL.
 */
bool reach_prepare(struct reach *r, const struct target_list *targets, struct err *e)
	MUST_USE;

/* Any thread. Nothing is sent before the first call on the device. */
bool reach_open(struct reach *r, const struct target *t, struct loop *l,
		struct device **ret, struct err *e) MUST_USE;

/* The pins; lock-free use in the main thread while no worker runs. */
struct pins *reach_pins(struct reach *r);

#endif
