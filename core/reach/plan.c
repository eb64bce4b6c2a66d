/* plan: the settings of one target, read and checked. */
#include "core/reach/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"

/* What is built in. */
#define USER_DEFAULT "admin"
#define TIMEOUT_MS 120000u
#define CONNECT_TIMEOUT_MS 10000u
#define RETRIES 2u
#define RETRIES_MAX 100u

void plan_free(struct plan *p)
{
	if (!p)
		return;
	route_done(&p->route);
	free(p->user);
	free(p->tls_name);
	free(p->ca);
	free(p->client_cert);
	free(p->client_key);
	free(p->proxy);
	strv_done(&p->proxy_command);
	source_done(&p->direct_secret);
	source_done(&p->server_secret);
	free(p);
}

const char *plan_device(const struct plan *p)
{
	return p->route.in_inventory.v ? p->route.name : NULL;
}

struct setting plan_get(const struct plan *p, const char *key, const char *flag,
			const char *flag_value)
{
	return setting_get(&p->reach->inventory, plan_device(p), key, flag, flag_value);
}

char *plan_get_text(const struct plan *p, const char *key, const char *flag,
		    const char *flag_value)
{
	struct setting s = plan_get(p, key, flag, flag_value);

	return setting_expand(&s, p->route.name);
}

char *plan_get_path(const struct plan *p, const char *key, const char *flag,
		    const char *flag_value)
{
	struct setting s = plan_get(p, key, flag, flag_value);

	return setting_path(&s, p->route.name);
}

bool plan_get_choice(const struct plan *p, const char *key, const char *flag,
		     const char *flag_value, const char *const *words, unsigned dflt,
		     unsigned *ret, struct err *e)
{
	struct setting s = plan_get(p, key, flag, flag_value);
	struct buf all = BUF_INIT(512);

	*ret = dflt;
	if (!s.text)
		return true;
	for (unsigned i = 0; words[i]; i++) {
		if (!strcmp(s.text, words[i])) {
			*ret = i;
			buf_done(&all);
			return true;
		}
		buf_printf(&all, "%s%s", i ? ", " : "", words[i]);
	}
	setting_bad(&s, e, "it must be one of %s", buf_cstr(&all));
	buf_done(&all);
	return false;
}

static bool get_duration(const struct plan *p, const char *key, uint32_t option,
			 uint32_t dflt, uint32_t *ret, struct err *e)
{
	struct setting s = plan_get(p, key, NULL, NULL);
	struct err why;

	*ret = option ? option : dflt;
	if (option || !s.text)
		return true;
	if (!text_to_duration_ms(s.text, ret, &why))
		return setting_bad(&s, e, "%s", why.msg);
	return *ret || setting_bad(&s, e, "it must be more than nothing");
}

bool plan_get_number(const struct plan *p, const char *key, uint64_t max, uint64_t *ret,
		     struct err *e)
{
	struct setting s = plan_get(p, key, NULL, NULL);

	if (!s.text || text_to_uint(s.text, max, ret))
		return true;
	return setting_bad(&s, e, "it must be a number up to %llu",
			   (unsigned long long)max);
}

/* The credential section: the device's, its groups', the defaults'. */
static bool find_credential(struct plan *p, struct setting *ret, struct err *e)
{
	struct setting s = plan_get(p, "credential", NULL, NULL);

	if (s.level >= LEVEL_DEFAULTS && plan_device(p) &&
	    !inventory_group_credential(&p->reach->inventory, p->route.name, &s, e))
		return false;
	if (s.text && !config_has_section(p->reach->config, "credential", s.text))
		return setting_bad(&s, e, "there is no [credential \"%s\"]", s.text);
	p->route.credential = xstrdup(s.text);
	*ret = s;
	return true;
}

/* The user name; the one of a credential is as near as the credential itself. */
static bool find_user(struct plan *p, struct err *e)
{
	const struct reach *r = p->reach;
	struct setting user = plan_get(p, "user", "--user", r->options.user);
	struct setting credential = { 0 };
	const char *named = NULL;

	if (!find_credential(p, &credential, e))
		return false;
	if (credential.text)
		named = config_get(r->config, "credential", credential.text, "user");
	if (user.level > LEVEL_ENV && r->env.user)
		p->user = xstrdup(r->env.user);
	else if (named && user.level >= LEVEL_DEFAULTS)
		p->user = xstrdup(named);
	else
		p->user = user.text ? setting_expand(&user, p->route.name)
				    : xstrdup(USER_DEFAULT);
	return true;
}

static bool find_trust(struct plan *p, struct err *e)
{
	static const char *const profiles[] = { "modern", "legacy", NULL };
	const struct reach_options *o = &p->reach->options;
	struct setting pin = plan_get(p, "pin", "--pin", o->pin);
	unsigned profile;
	struct err why;

	if (!plan_get_choice(p, "tls-profile", "--tls-profile", o->tls_profile, profiles,
			     0, &profile, e))
		return false;
	p->profile = profile ? TLS_LEGACY : TLS_MODERN;
	p->tls_name = plan_get_text(p, "tls-name", NULL, NULL);
	p->ca = plan_get_path(p, "ca", "--ca", o->ca);
	p->client_cert = plan_get_path(p, "client-cert", "--client-cert", o->client_cert);
	p->client_key = plan_get_path(p, "client-key", "--client-key", o->client_key);
	if (p->client_key && !p->client_cert)
		return err_set(e, ERR_USAGE, 0, "%s: a client-key needs its client-cert",
			       p->route.name);
	if (!pin.text)
		return true;
	p->have_pin = true;
	return tls_pin_parse(pin.text, p->pin, &why) ||
	       setting_bad(&pin, e, "%s", why.msg);
}

/* "none" takes back what stands further away. */
static void take_back(struct setting *s)
{
	if (s->text && !strcmp(s->text, "none"))
		*s = (struct setting){ .level = LEVEL_NONE };
}

/* The nearer of proxy and proxy-command counts. */
static bool find_proxy(struct plan *p, struct err *e)
{
	const struct reach_options *o = &p->reach->options;
	struct setting proxy = plan_get(p, "proxy", "--proxy", o->proxy);
	struct setting command =
		plan_get(p, "proxy-command", "--proxy-command", o->proxy_command);
	struct command_values values = { .host = p->route.host,
					 .port = (uint16_t)p->route.port.v,
					 .name = p->route.name };
	struct err why;

	take_back(&proxy);
	take_back(&command);
	if (proxy.text && proxy.level == command.level)
		return setting_bad(&command, e, "there is a proxy too");
	if (proxy.level < command.level)
		p->proxy = setting_expand(&proxy, p->route.name);
	else if (command.text && p->direct &&
		 !command_expand(command.text, &values, &p->proxy_command, &why))
		return setting_bad(&command, e, "%s", why.msg);
	return true;
}

static bool find_limits(struct plan *p, struct err *e)
{
	const struct reach_options *o = &p->reach->options;
	uint64_t retries = RETRIES;

	if (o->retries >= 0)
		retries = (uint64_t)o->retries;
	else if (!plan_get_number(p, "retries", RETRIES_MAX, &retries, e))
		return false;
	p->retries = (unsigned)retries;
	if (!get_duration(p, "timeout", o->timeout_ms, TIMEOUT_MS, &p->timeout_ms, e))
		return false;
	if (!o->timeout_ms && o->wait_ms <= UINT32_MAX - p->timeout_ms)
		p->timeout_ms += o->wait_ms;
	return get_duration(p, "connect-timeout", o->connect_timeout_ms,
			    CONNECT_TIMEOUT_MS, &p->connect_timeout_ms, e);
}

struct plan *plan_new(struct reach *r, const struct target *t, struct err *e)
{
	AUTO(plan_freep) struct plan *p = xcalloc(1, sizeof(*p));

	p->reach = r;
	if (!plan_route(p, t, e) || !find_user(p, e) || !find_trust(p, e) ||
	    !find_proxy(p, e) || !find_limits(p, e))
		return NULL;
	return STEAL(p);
}
