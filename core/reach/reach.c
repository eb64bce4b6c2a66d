/* reach: opening devices, and what all of them share. */
#include "core/reach/reach.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/cloud/cloud.h"
#include "core/direct/direct.h"
#include "core/reach/plan.h"

/* Longest that one request waits for its reply: the patience of the usual gateways. */
#define REQUEST_TIMEOUT_MS 60000u

static bool source_group(void *arg, const char *name, struct strv *ret, struct err *e)
{
	const struct reach *r = arg;

	return inventory_group(&r->inventory, name, ret, e);
}

static bool source_read(void *arg, const char *path, struct buf *ret, struct err *e)
{
	struct reach *r = arg;

	if (strcmp(path, "-") != 0)
		return buf_read_file(ret, path, e);
	if (r->options.password_stdin || r->secrets.stdin_taken)
		return err_set(e, ERR_USAGE, 0,
			       "stdin cannot give both targets and the password, or be "
			       "read twice");
	r->secrets.stdin_taken = true;
	return buf_read_fd(ret, STDIN_FILENO, e);
}

static bool source_is_device(void *arg, const char *name)
{
	return reach_knows(arg, name);
}

struct target_source reach_target_source(struct reach *r)
{
	return (struct target_source){ .group = source_group,
				       .read = source_read,
				       .is_device = source_is_device,
				       .arg = r };
}

struct reach *reach_new(const struct config *c, const struct reach_options *o,
			struct err *e)
{
	AUTO(xfreep) char *user_file = xdg_path(XDG_DATA, "known_devices");
	struct pins *pins = pins_load(user_file, CONFIG_SYSTEM_DIR "/known_devices", e);

	if (!pins)
		return NULL;

	struct reach *r = xcalloc(1, sizeof(*r));

	r->config = c;
	r->options = *o;
	r->pins = pins;
	pthread_mutex_init(&r->lock, NULL);
	reach_env_read(&r->env);
	secrets_init(&r->secrets, &r->options);
	inventory_init(&r->inventory, c, reach_target_source(r));
	return r;
}

void reach_free(struct reach *r)
{
	if (!r)
		return;
	servers_free(r->servers);
	inventory_done(&r->inventory);
	secrets_done(&r->secrets);
	reach_env_done(&r->env);
	pins_free(r->pins);
	pthread_mutex_destroy(&r->lock);
	free(r);
}

bool reach_knows(const struct reach *r, const char *name)
{
	return inventory_knows(&r->inventory, name);
}

struct pins *reach_pins(struct reach *r)
{
	return r->pins;
}

bool reach_route(struct reach *r, const struct target *t, struct route *ret,
		 struct err *e)
{
	AUTO(plan_freep) struct plan *p = plan_new(r, t, e);

	if (!p)
		return false;
	*ret = p->route;
	p->route = (struct route){ 0 };
	return true;
}

/* False with *ret_own: only this target is without a secret. */
static bool prepare_one(struct reach *r, const struct target *t, bool *ret_own,
			struct err *e)
{
	AUTO(plan_freep) struct plan *p = plan_new(r, t, e);
	const struct source *from = NULL;

	*ret_own = false;
	if (!p)
		return false;
	if (!plan_find_secrets(p, e)) {
		*ret_own = e->domain == ERR_NO_SECRET;
		return false;
	}
	if (p->direct && !secrets_read(&r->secrets, &p->direct_secret, e))
		from = &p->direct_secret;
	else if (p->cloud && p->server_secret.kind != SOURCE_NONE &&
		 !secrets_read(&r->secrets, &p->server_secret, e))
		from = &p->server_secret;
	*ret_own = from && !from->common &&
		   (e->domain == ERR_NO_SECRET || e->domain == ERR_LOCAL);
	return !from;
}

bool reach_prepare(struct reach *r, const struct target_list *targets,
		   void (*failed)(void *arg, size_t i, const struct err *e), void *arg,
		   struct err *e)
{
	bool direct = false;

	/* Look at all before the first secret is read: a usage error comes first. */
	for (size_t i = 0; i < targets->n; i++) {
		AUTO(plan_freep) struct plan *p = plan_new(r, &targets->v[i], e);

		if (!p)
			return false;
		direct |= p->direct;
	}
	r->cloud_only = !direct;
	for (size_t i = 0; i < targets->n; i++) {
		struct err why = { 0 };
		bool own;

		if (prepare_one(r, &targets->v[i], &own, &why))
			continue;
		if (!own || !failed) {
			*e = why;
			return false;
		}
		failed(arg, i, &why);
	}
	return true;
}

/* http's question at the first 401, on a worker. */
static bool give_password(void *arg, const char *realm, struct secret *ret, struct err *e)
{
	const struct plan *p = arg;
	const struct secret *found = secrets_find(&p->reach->secrets, &p->direct_secret);

	(void)realm;
	if (!found)
		return plan_no_direct_secret(p, e);
	secret_copy(ret, found);
	return true;
}

/* What both ways have in common. */
static struct http_config http_base(const struct plan *p)
{
	uint32_t timeout = p->timeout_ms;

	return (struct http_config){
		.connect_timeout_ms = p->connect_timeout_ms,
		.request_timeout_ms =
			timeout < REQUEST_TIMEOUT_MS ? timeout : REQUEST_TIMEOUT_MS,
		.deadline_ms = loop_now_ms() + timeout,
		.trace = p->reach->options.trace,
	};
}

static void add_pin(const struct plan *p, const char *key, bool given,
		    const uint8_t pin[32], struct tls_policy *policy)
{
	policy->have_pin = given;
	if (given)
		memcpy(policy->pin, pin, sizeof(policy->pin));
	else
		policy->have_pin = pins_find(p->reach->pins, key, policy->pin);
	policy->accept_new = p->reach->options.accept_new_pin;
}

static struct device *open_direct(struct plan *p, struct loop *l, struct err *e)
{
	struct http_config http = http_base(p);

	http.host = p->route.host;
	http.port = (uint16_t)p->route.port.v;
	http.tls = p->route.tls.v;
	http.policy = (struct tls_policy){
		.profile = p->profile,
		.name = p->tls_name ? p->tls_name : p->route.host,
		.ca_file = p->ca,
		.client_cert = p->client_cert,
		.client_key = p->client_key,
	};
	add_pin(p, p->route.pin_key, p->have_pin, p->pin, &http.policy);
	http.proxy = p->proxy;
	http.proxy_command = p->proxy_command.n ? &p->proxy_command : NULL;
	http.user = p->user;
	http.password = give_password;
	http.password_arg = p;
	return direct_open(l, p->route.name, &http, p->retries, e);
}

static struct device *open_cloud(struct plan *p, struct loop *l, struct err *e)
{
	const struct reach *r = p->reach;
	const struct reach_options *o = &r->options;
	const struct server *s = p->server;
	const struct secret *secret = secrets_find(&p->reach->secrets, &p->server_secret);
	bool token = p->server_token;
	/* Options that are about devices, unless there are none in the run. */
	bool flags = r->cloud_only;
	struct cloud_server server = {
		.context = s->context,
		.mps_url = s->mps_url,
		.user = token || (!secret && !s->gateway) ? NULL : s->login,
		.password = token ? NULL : secret,
		.token = token ? secret : NULL,
		.http = http_base(p),
		.retries = p->retries,
	};

	server.http.policy = (struct tls_policy){
		.ca_file = flags && o->ca ? o->ca : s->ca,
		.system_ca = true,
		.client_cert = s->client_cert,
		.client_key = s->client_key,
	};
	if (flags && o->pin)
		add_pin(p, s->pin_key, true, p->pin, &server.http.policy);
	else
		add_pin(p, s->pin_key, s->have_pin, s->pin, &server.http.policy);
	server.http.proxy = flags && o->proxy ? o->proxy : s->proxy;
	return cloud_open(l, p->route.name, p->route.guid, &server, e);
}

/* Direct first; the cloud is what is left when nothing could be sent that way. */
static struct device *open_ways(struct plan *p, struct loop *l, struct err *e)
{
	AUTO(device_freep) struct device *first = NULL;
	AUTO(device_freep) struct device *second = NULL;

	if (p->direct)
		first = open_direct(p, l, e);
	if (p->direct && !first)
		return NULL;
	if (p->cloud)
		second = open_cloud(p, l, e);
	if (p->cloud && !second)
		return NULL;
	if (!first)
		return STEAL(second);
	first->fallback = STEAL(second);
	return STEAL(first);
}

static void release_plan(void *arg)
{
	plan_free(arg);
}

bool reach_open(struct reach *r, const struct target *t, struct loop *l,
		struct device **ret, struct err *e)
{
	AUTO(plan_freep) struct plan *p = plan_new(r, t, e);

	/* Without a password there is still what needs none; the first call that does
	 * need one tells. */
	if (!p || (!plan_find_secrets(p, e) && e->domain != ERR_NO_SECRET))
		return false;

	struct device *d = open_ways(p, l, e);

	if (!d)
		return false;
	d->note = r->options.note;
	d->note_arg = r->options.arg;
	d->release = release_plan; /* its strings are what the paths borrow */
	d->release_arg = STEAL(p);
	*ret = d;
	return true;
}

/* Whose certificate it is: path NULL means the first way. */
static bool is_cloud(const struct plan *p, const char *path)
{
	return p->server && (path ? !strcmp(path, "cloud") : !p->direct);
}

char *reach_pin_key(struct reach *r, const struct target *t, const char *path,
		    struct err *e)
{
	AUTO(plan_freep) struct plan *p = plan_new(r, t, e);

	if (!p)
		return NULL;
	return xstrdup(is_cloud(p, path) ? p->server->pin_key : p->route.pin_key);
}

bool reach_remember_peer(struct reach *r, const struct target *t, const char *path,
			 const struct tls_peer *peer, struct err *e)
{
	uint8_t known[32];

	if (!peer || !peer->seen || peer->vouched)
		return true;

	AUTO(plan_freep) struct plan *p = plan_new(r, t, e);

	if (!p)
		return false;

	bool cloud = is_cloud(p, path);
	bool given = cloud ? p->server->have_pin || (r->cloud_only && r->options.pin)
			   : p->have_pin;
	const char *key = cloud ? p->server->pin_key : p->route.pin_key;

	if (given)
		return true;
	if (!pins_find(r->pins, key, known))
		return pins_add(r->pins, key, peer, e);
	if (!memcmp(known, peer->sha256, sizeof(known)))
		return true;
	err_set(e, ERR_TLS, TLS_ERR_CHANGED, "%s is pinned to another certificate", key);
	return err_hint(e, "if that is right: amtctl pin forget %s", key);
}

bool reach_remember(struct reach *r, const struct target *t, struct device *d,
		    struct err *e)
{
	return reach_remember_peer(r, t, device_path_name(d), device_peer(d), e);
}
