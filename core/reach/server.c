/* server: a section that names an MPS, checked once. */
#include "core/reach/plan.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/cloud/cloud.h"

/* The one account of an MPS as it is installed. */
#define LOGIN_DEFAULT "standalone"

static void server_free(struct server *s)
{
	if (!s)
		return;
	free(s->context);
	free(s->section);
	free(s->mps_url);
	free(s->login);
	free(s->ca);
	free(s->client_cert);
	free(s->client_key);
	free(s->proxy);
	free(s->pin_key);
	free(s);
}
DEFINE_FREEP(struct server, server_free)

void servers_free(struct server *s)
{
	while (s) {
		struct server *next = s->next;

		server_free(s);
		s = next;
	}
}

static struct setting section_get(const struct reach *r, const char *name,
				  const char *key)
{
	const struct config_entry *entry = config_find(r->config, "server", name, key);

	return (struct setting){ .text = entry ? entry->value : NULL,
				 .level = entry ? LEVEL_DEVICE : LEVEL_NONE,
				 .entry = entry };
}

static bool unknown_server(const struct reach *r, const char *name, struct err *e)
{
	struct strv known = { 0 };
	const char *near = NULL;

	config_subsections(r->config, "server", &known);
	if (known.n)
		near = text_nearest(name, (const char *const *)known.v);
	err_set(e, ERR_USAGE, 0,
		"the config has no url or mps-url for server \"%s\"%s%s%s", name,
		near ? " (did you mean " : "", near ? near : "", near ? "?)" : "");
	strv_done(&known);
	return false;
}

/* The REST base: mps-url as it stands, or what url means. */
static bool find_url(const struct reach *r, struct server *s, const char *name,
		     struct err *e)
{
	struct setting whole = section_get(r, name, "mps-url");
	struct setting url = section_get(r, name, "url");
	struct cloud_url parsed;
	struct err why;

	if (r->env.mps_url)
		whole = (struct setting){ .text = r->env.mps_url,
					  .level = LEVEL_ENV,
					  .flag = "AMTCTL_MPS_URL" };
	if (whole.text) {
		if (!cloud_url_parse(whole.text, &parsed, &why))
			return setting_bad(&whole, e, "%s", why.msg);
		s->mps_url = xstrdup(whole.text);
		return true;
	}
	if (!url.text)
		return unknown_server(r, name, e);
	s->mps_url = cloud_mps_url(url.text, &why);
	return s->mps_url || setting_bad(&url, e, "%s", why.msg);
}

static bool read_section(const struct reach *r, struct server *s, const char *name,
			 struct err *e)
{
	struct setting ca = section_get(r, name, "ca");
	struct setting pin = section_get(r, name, "pin");
	struct setting cert = section_get(r, name, "client-cert");
	struct setting key = section_get(r, name, "client-key");
	struct err why;

	s->login = xstrdup(config_get(r->config, "server", name, "login"));
	s->proxy = xstrdup(config_get(r->config, "server", name, "proxy"));
	s->ca = setting_path(&ca, name);
	s->client_cert = setting_path(&cert, name);
	s->client_key = setting_path(&key, name);
	if (pin.text && !tls_pin_parse(pin.text, s->pin, &why))
		return setting_bad(&pin, e, "%s", why.msg);
	s->have_pin = pin.text != NULL;
	return true;
}

/* Behind a gateway the REST base ends in /mps. */
static bool has_gateway(const char *mps_url)
{
	size_t len = strlen(mps_url);

	while (len && mps_url[len - 1] == '/')
		len--;
	return len >= 4 && !strncasecmp(mps_url + len - 4, "/mps", 4);
}

static struct server *server_new(struct reach *r, const char *section, struct err *e)
{
	AUTO(server_freep) struct server *s = xcalloc(1, sizeof(*s));
	const char *name = section ? section : "AMTCTL_MPS_URL";

	s->context = xstrdup(name);
	s->section = xstrdup(section);
	s->pin_key = xasprintf("server:%s", section ? section : r->env.mps_url);
	if (!find_url(r, s, name, e))
		return NULL;
	if (section && !read_section(r, s, section, e))
		return NULL;
	if (!section)
		s->login = xstrdup(r->env.user);
	if (!s->login)
		s->login = xstrdup(LOGIN_DEFAULT);
	s->gateway = has_gateway(s->mps_url);
	return STEAL(s);
}

struct server *server_get(struct reach *r, const char *context, struct err *e)
{
	struct server *s;

	pthread_mutex_lock(&r->lock);
	for (s = r->servers; s; s = s->next)
		if (context ? s->section && !strcmp(s->section, context) : !s->section)
			break;
	if (!s) {
		s = server_new(r, context, e);
		if (s) {
			s->next = r->servers;
			r->servers = s;
		}
	}
	pthread_mutex_unlock(&r->lock);
	return s;
}
