/* route: which PC a target is, and the ways that lead to it. */
#include "core/reach/plan.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"

#define PORT_TLS 16993
#define PORT_PLAIN 16992

static const struct enum_name via_names[] = {
	{ VIA_AUTO, "auto" },
	{ VIA_DIRECT, "direct" },
	{ VIA_CLOUD, "cloud" },
	{ 0, NULL },
};

// clang-format off
static const struct field route_fields[] = {
	F_STRING(struct route, name, NULL, 0, "name in the inventory, or the target as typed"),
	F_BOOL(struct route, in_inventory, NULL, FIELD_WIDE, "whether the inventory has it"),
	F_STRING(struct route, host, NULL, 0, "host name or address; null when only the cloud leads to it"),
	F_UINT(struct route, port, NULL, 0, "WS-MAN port"),
	F_BOOL(struct route, tls, NULL, 0, "TLS, never given up by itself"),
	F_STRING(struct route, guid, NULL, 0, "UUID of the PC; null when unknown"),
	F_ENUM(struct route, via, NULL, via_names, 0, "the path; auto: direct, then cloud"),
	F_STRING(struct route, server, NULL, 0, "server section of the cloud path"),
	F_STRING(struct route, credential, NULL, 0, "credential section of the AMT password"),
	F_STRING(struct route, pin_key, NULL, FIELD_WIDE, "what its pin is called in known_devices"),
	F_END,
};
// clang-format on

const struct record route_record = {
	.name = "route",
	.summary = "where a target leads",
	.size = sizeof(struct route),
	.fields = route_fields,
};

void route_done(struct route *r)
{
	record_done(&route_record, r);
}

/* Name, GUID, and whether the inventory has it. */
static bool identify(struct plan *p, const struct target *t, struct err *e)
{
	const struct inventory *inv = &p->reach->inventory;
	const char *name = t->host;

	if (t->kind == TARGET_TAG)
		return err_set(e, ERR_USAGE, 0, "tag:%s: tags cannot be looked up yet",
			       t->host);
	if (t->kind == TARGET_GUID) {
		if (!inventory_by_guid(inv, t->host, &name, e))
			return false;
		p->route.guid = xstrdup(t->host);
	}
	p->route.in_inventory =
		(struct rec_bool){ .set = true, .v = name && inventory_knows(inv, name) };
	p->route.name = xstrdup(p->route.in_inventory.v ? name : t->text);

	struct setting guid = plan_get(p, "guid", NULL, NULL);
	AUTO(xfreep) char *text = setting_expand(&guid, p->route.name);
	char canonical[37];

	if (p->route.guid || !text)
		return true;
	if (!text_to_uuid(text, canonical))
		return setting_bad(&guid, e, "it is no UUID (8-4-4-4-12 hex digits)");
	p->route.guid = xstrdup(canonical);
	return true;
}

bool inventory_is_host(const char *host)
{
	size_t len = strlen(host);
	const char *colon = strchr(host, ':');

	if (!len || len > 255 || *host == '-')
		return false;
	for (const char *p = host; *p; p++)
		if ((unsigned char)*p <= ' ' || *p == 0x7f || strchr("/\\@#?\"'<>[]", *p))
			return false;
	return !colon || strchr(colon + 1, ':'); /* IPv6, not name:port */
}

/* The host of the config, without the brackets of an address. */
static bool find_host(struct plan *p, const struct target *t, bool cloud_known,
		      struct err *e)
{
	struct setting s = plan_get(p, "host", NULL, NULL);
	AUTO(xfreep) char *host = NULL;

	if (s.level == LEVEL_DEFAULTS)
		return setting_bad(&s, e, "a host belongs to a device");
	host = setting_expand(&s, p->route.name);
	if (host) {
		size_t len = strlen(host);

		if (*host == '[' && host[len - 1] == ']') {
			memmove(host, host + 1, len - 2);
			host[len - 2] = '\0';
		}
		if (!inventory_is_host(host))
			return setting_bad(&s, e, "it is no host name or address%s",
					   strchr(host, ':') ? " (port = is a key)" : "");
	} else if (t->kind != TARGET_GUID || p->route.in_inventory.v) {
		/* Only a device that the cloud knows can do without a host. */
		if (!p->route.in_inventory.v || !p->route.guid || !cloud_known)
			host = xstrdup(t->kind == TARGET_GUID ? p->route.name : t->host);
	}
	if (host && !inventory_is_host(host))
		return err_set(e, ERR_USAGE, 0, "%s: '%s' is no host name or address",
			       p->route.name, host);
	p->route.host = STEAL(host);
	return true;
}

static bool find_port(struct plan *p, const struct target *t, struct err *e)
{
	static const char *const words[] = { "require", "off", NULL };
	const struct reach_options *o = &p->reach->options;
	unsigned tls;
	uint64_t port;

	if (!plan_get_choice(p, "tls", "--tls", o->tls, words, 0, &tls, e))
		return false;
	p->route.tls = (struct rec_bool){ .set = true, .v = tls == 0 };
	port = tls == 0 ? PORT_TLS : PORT_PLAIN;
	if (t->port)
		port = t->port;
	else if (!plan_get_number(p, "port", UINT16_MAX, &port, e))
		return false;
	if (!port)
		return err_set(e, ERR_USAGE, 0, "%s: port 0 cannot be reached",
			       p->route.name);
	p->route.port = (struct rec_uint){ .set = true, .v = port };
	return true;
}

/* The server that leads to the device: *ret_named tells that there is one. */
static bool find_server(struct plan *p, struct err *e)
{
	struct reach *r = p->reach;
	struct setting s = plan_get(p, "server", "--server", r->options.server);

	if (s.level > LEVEL_ENV && r->env.server)
		s = (struct setting){ .text = r->env.server,
				      .level = LEVEL_ENV,
				      .flag = "AMTCTL_SERVER" };
	else if (s.level > LEVEL_ENV && r->env.mps_url)
		s = (struct setting){ .level = LEVEL_ENV };
	if (s.level == LEVEL_NONE)
		return true;

	AUTO(xfreep) char *name = setting_expand(&s, p->route.name);
	struct err why;

	p->server = server_get(r, name, &why);
	if (!p->server) {
		*e = why;
		return s.entry ? err_wrap(e, "%s:%u", s.entry->file, s.entry->line)
			       : false;
	}
	p->route.server = xstrdup(p->server->context);
	return true;
}

static bool no_cloud(const struct plan *p, const struct target *t, struct err *e)
{
	const char *device = plan_device(p);

	if (!p->route.guid) {
		err_set(e, ERR_USAGE, 0, "%s: the cloud needs its GUID", p->route.name);
		return err_hint(e,
				"amtctl device %s %s --guid UUID, or the target "
				"guid:UUID",
				device ? "set" : "add", device ? device : t->host);
	}
	err_set(e, ERR_USAGE, 0, "%s: no server is known that leads to it",
		p->route.name);
	return err_hint(e,
			"--server NAME, AMTCTL_MPS_URL, or server = NAME in [defaults]");
}

/* Which of the ways are open, and whether that is what was asked for. */
static bool choose_ways(struct plan *p, const struct target *t, struct err *e)
{
	static const char *const words[] = { "auto", "direct", "cloud", NULL };
	unsigned via;

	if (!plan_get_choice(p, "via", "--via", p->reach->options.via, words, VIA_AUTO,
			     &via, e))
		return false;
	if (t->via != TARGET_VIA_ANY)
		via = t->via == TARGET_VIA_DIRECT ? VIA_DIRECT : VIA_CLOUD;
	if (via != VIA_DIRECT && !find_server(p, e))
		return false;

	bool cloud = p->server && p->route.guid;

	if (!find_host(p, t, cloud && via != VIA_DIRECT, e))
		return false;
	p->cloud = cloud;
	p->direct = p->route.host && via != VIA_CLOUD;
	if (via == VIA_CLOUD && !p->cloud)
		return no_cloud(p, t, e);
	if (via == VIA_DIRECT && !p->direct)
		return err_set(e, ERR_USAGE, 0, "%s: no host is known for it",
			       p->route.name);
	if (!p->cloud && !p->direct)
		return no_cloud(p, t, e);
	via = p->cloud && p->direct ? VIA_AUTO : p->cloud ? VIA_CLOUD : VIA_DIRECT;
	p->route.via = (struct rec_enum){ .set = true, .code = via };
	return true;
}

/* A GUID stays with the PC, a name with the inventory, an address with nobody. */
static char *pin_key(const struct route *r)
{
	unsigned port = (unsigned)r->port.v;

	if (r->guid)
		return xstrdup(r->guid);
	if (r->in_inventory.v)
		return xstrdup(r->name);
	if (port == (r->tls.v ? PORT_TLS : PORT_PLAIN))
		return xstrdup(r->host);
	return strchr(r->host, ':') ? xasprintf("[%s]:%u", r->host, port)
				    : xasprintf("%s:%u", r->host, port);
}

bool plan_route(struct plan *p, const struct target *t, struct err *e)
{
	if (!identify(p, t, e) || !find_port(p, t, e) || !choose_ways(p, t, e))
		return false;
	p->route.pin_key = pin_key(&p->route);
	return true;
}
