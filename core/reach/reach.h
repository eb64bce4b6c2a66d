/*
 * reach: from a target to an open device: inventory, credentials, pins,
 * choice of path. (amtctl-config(5), amtctl-target(1))
 *
 * A reach is made once, before any thread. Workers call reach_open() for
 * their targets; what it shares (secrets found once, the pins) is locked.
 *
 * A value comes from the first of: command line, environment, the device's
 * section, a template that matches its name (the last one in the files),
 * [defaults], and what is built in. %n in a value of the config is the
 * target's name, %% a percent sign.
 *
 * Whose password: --password-stdin, --password-file, --password-cmd and
 * AMTCTL_PASSWORD... are for AMT. When no target of the run goes direct, the
 * same options are for the server's login (and --ca, --pin and --proxy for
 * its TLS); the environment then counts only if the server section has no
 * secret of its own.
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
	const char *server; /* --server: name of a server section */
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
	uint32_t wait_ms;    /* the command waits so long: on top of a timeout_ms of 0 */
	uint32_t connect_timeout_ms;
	int retries; /* -1: default */
	FILE *trace;
	/* Ask for a password on the terminal, showing prompt as it stands; NULL: nobody
	 * can be asked. Main thread only. */
	bool (*ask_password)(void *arg, const char *prompt, struct secret *ret,
			     struct err *e);
	/* A line for -v; called from any thread. NULL: none. */
	void (*note)(void *arg, const char *text);
	void *arg;
};

struct reach;

/* c and what o points to must outlive it. ERR_USAGE: a bad known_devices file. */
struct reach *reach_new(const struct config *c, const struct reach_options *o,
			struct err *e) MUST_USE;

/* Wipes every secret. All devices must be freed before. */
void reach_free(struct reach *r);
DEFINE_FREEP(struct reach, reach_free)

/* Groups, files and names for targets_expand(). Valid while r lives. */
struct target_source reach_target_source(struct reach *r);

/* Is it in the inventory, by exact section or template? */
bool reach_knows(const struct reach *r, const char *name);

/* Where a target leads, without sending anything. Owned strings. */
struct route {
	rec_string name; /* inventory name or the text typed */
	struct rec_bool in_inventory;
	rec_string host; /* NULL: unknown, there is only the cloud */
	struct rec_uint port;
	struct rec_bool tls;
	rec_string guid;       /* NULL: unknown */
	struct rec_enum via;   /* enum via: AUTO when both paths are open */
	rec_string server;     /* server section for the cloud; NULL: none */
	rec_string credential; /* credential section; NULL: none */
	rec_string pin_key;    /* key in known_devices: GUID, name or address */
};
extern const struct record route_record;
void route_done(struct route *r);

/* ERR_USAGE: a bad value, with file and line, or no way to the target. */
bool reach_route(struct reach *r, const struct target *t, struct route *ret,
		 struct err *e) MUST_USE;

/*
 * Main thread, before the workers: find every secret that these targets need,
 * each once, asking on the terminal if it comes to that.
 * A target with both ways in does without the one that has no secret.
 *
 * failed  told of each target that has none left, or whose own cannot be read
 *         (ERR_NO_SECRET, ERR_LOCAL); it is not to be opened. NULL: the first
 *         of these ends it.
 *
 * ERR_USAGE for any target; ERR_NO_SECRET or ERR_LOCAL when an option or a
 * variable, so the source of all, gives no secret; ERR_CANCELLED.
 */
bool reach_prepare(struct reach *r, const struct target_list *targets,
		   void (*failed)(void *arg, size_t i, const struct err *e), void *arg,
		   struct err *e) MUST_USE;

/*
 * A secret that logs in nowhere of ours: from a file, or the output of a
 * command without placeholders, whichever is given. Main thread. ERR_USAGE,
 * ERR_NO_SECRET, ERR_LOCAL.
 */
bool reach_read_secret(const char *file, const char *command, struct secret *ret,
		       struct err *e) MUST_USE;

/*
 * Any thread. Nothing is sent before the first call on the device. The timeout
 * runs from here. Without reach_prepare() for this target, calls that need a
 * secret are ERR_NO_SECRET.
 */
bool reach_open(struct reach *r, const struct target *t, struct loop *l,
		struct device **ret, struct err *e) MUST_USE;

/*
 * Trust the certificate that d showed, if it is new: after a success with
 * accept_new_pin, or when the user said yes to an ERR_TLS with
 * TLS_ERR_UNKNOWN. Does nothing when it is vouched for, pinned already or
 * pinned by --pin or the config; ERR_TLS when another one is pinned.
 * Any thread.
 */
bool reach_remember(struct reach *r, const struct target *t, struct device *d,
		    struct err *e) MUST_USE;

/* The same when the device is gone: path is what device_path_name() said, or NULL. */
bool reach_remember_peer(struct reach *r, const struct target *t, const char *path,
			 const struct tls_peer *peer, struct err *e) MUST_USE;

/*
 * The key in known_devices of the certificate that a path shows: of the target
 * itself, or of its server on the cloud path. path NULL: the first that would
 * be taken. Owned. ERR_USAGE.
 */
char *reach_pin_key(struct reach *r, const struct target *t, const char *path,
		    struct err *e) MUST_USE;

/* The pins; lock-free use in the main thread while no worker runs. */
struct pins *reach_pins(struct reach *r);

#endif
