/*
 * plan: all that is known about a target before it is opened, checked. For
 * core/reach/ only.
 */
#ifndef AMT_REACH_PLAN_H
#define AMT_REACH_PLAN_H

#include "core/net/http.h"
#include "core/reach/inventory.h"
#include "core/reach/reach.h"
#include "core/reach/secrets.h"

/* A server section, or the URL in AMTCTL_MPS_URL. Owned strings. */
struct server {
	struct server *next;
	char *context; /* section name, for messages and as identity */
	char *section; /* NULL: none, the URL came from the environment */
	char *mps_url;
	char *login;  /* user name */
	bool gateway; /* it wants a token; an MPS or Console alone may do without */
	char *ca;
	char *client_cert, *client_key;
	char *proxy;
	char *pin_key; /* "server:NAME" */
	bool have_pin;
	uint8_t pin[32];
};

/* Owned, unless said otherwise. */
struct plan {
	struct route route;
	bool direct; /* the ways that are open */
	bool cloud;
	char *user;
	enum tls_profile profile;
	char *tls_name;
	char *ca;
	char *client_cert, *client_key;
	bool have_pin; /* by --pin or the config */
	uint8_t pin[32];
	char *proxy;
	struct strv proxy_command; /* n 0: none */
	uint32_t timeout_ms, connect_timeout_ms;
	unsigned retries;
	struct server *server; /* borrowed from the reach; NULL: none */
	struct source direct_secret;
	struct source server_secret;
	bool server_token;   /* that is a token, not a password */
	struct reach *reach; /* borrowed */
};

struct reach {
	const struct config *config;
	struct reach_options options;
	struct reach_env env;
	struct inventory inventory;
	struct secrets secrets;
	struct pins *pins;
	bool cloud_only; /* no target of the run goes direct */

	pthread_mutex_t lock; /* guards what is below */
	struct server *servers;
};

/* The inventory's name of it, NULL when it is not in there. */
const char *plan_device(const struct plan *p);

/* A setting of the plan's device; see setting_get() and the like. */
struct setting plan_get(const struct plan *p, const char *key, const char *flag,
			const char *flag_value);
char *plan_get_text(const struct plan *p, const char *key, const char *flag,
		    const char *flag_value) MUST_USE;
char *plan_get_path(const struct plan *p, const char *key, const char *flag,
		    const char *flag_value) MUST_USE;

/* Which of words it is: its index, dflt when it is unset. ERR_USAGE. */
bool plan_get_choice(const struct plan *p, const char *key, const char *flag,
		     const char *flag_value, const char *const *words, unsigned dflt,
		     unsigned *ret, struct err *e) MUST_USE;

/* A number up to max; ret is left alone when it is unset. ERR_USAGE. */
bool plan_get_number(const struct plan *p, const char *key, uint64_t max, uint64_t *ret,
		     struct err *e) MUST_USE;

/* Fill p->route and the ways. ERR_USAGE. */
bool plan_route(struct plan *p, const struct target *t, struct err *e) MUST_USE;

/* Everything about t but its secrets. ERR_USAGE. */
struct plan *plan_new(struct reach *r, const struct target *t, struct err *e) MUST_USE;
void plan_free(struct plan *p);
DEFINE_FREEP(struct plan, plan_free)

/*
 * Where the secrets of the open ways come from. A way without any is closed,
 * when there is another one; ERR_NO_SECRET otherwise, with both as they were.
 */
bool plan_find_secrets(struct plan *p, struct err *e) MUST_USE;

/* Sets ERR_NO_SECRET: what was tried for the AMT password, and what helps. */
bool plan_no_direct_secret(const struct plan *p, struct err *e);

/* The server of a context, made once. context NULL: AMTCTL_MPS_URL. */
struct server *server_get(struct reach *r, const char *context, struct err *e) MUST_USE;
void servers_free(struct server *s);

#endif
