/* plan_secrets: whose word opens the ways of a target. */
#include "core/reach/plan.h"

#include <stdlib.h>

/* For the AMT password. The first source that says something is the one. */
static bool find_direct_secret(struct plan *p, struct err *e)
{
	struct reach *r = p->reach;
	struct command_values values = { .host = p->route.host,
					 .port = (uint16_t)p->route.port.v,
					 .name = p->route.name };
	struct source *s = &p->direct_secret;
	const char *credential = p->route.credential;

	if (!source_from_flags(&r->options, &values, s, e) ||
	    (!s->kind && !source_from_env(&r->env, &values, s, e)) ||
	    (!s->kind && credential &&
	     !source_from_section(r->config, "credential", credential, &values, s, e)) ||
	    (!s->kind && !source_from_section(r->config, "defaults", "", &values, s, e)))
		return false;
	if (s->kind || !r->options.ask_password)
		return true;
	*s = (struct source){
		.kind = SOURCE_PROMPT,
		.text = credential ? xasprintf("AMT password of %s (credential %s): ",
					       p->user, credential)
				   : xasprintf("AMT password of %s: ", p->user)
	};
	return true;
}

/* A token given in place of a login. */
static bool source_of_token(const struct reach *r, const struct server *server,
			    struct source *ret)
{
	if (!r->env.token)
		return source_from_token_file(r->config, server->section, ret);
	*ret = (struct source){ .kind = SOURCE_ENV,
				.text = xstrdup("AMTCTL_TOKEN"),
				.common = true };
	return true;
}

/* For the server's login; see reach.h about whose password the options are. */
static bool find_server_secret(struct plan *p, struct err *e)
{
	struct reach *r = p->reach;
	struct server *server = p->server;
	struct command_values values = { .name = server->context };
	struct source *s = &p->server_secret;

	if (r->cloud_only && !source_from_flags(&r->options, &values, s, e))
		return false;
	if (s->kind)
		return true;
	p->server_token = source_of_token(r, server, s);
	if (p->server_token)
		return true;
	if ((server->section &&
	     !source_from_section(r->config, "server", server->section, &values, s, e)) ||
	    (!s->kind && r->cloud_only && !source_from_env(&r->env, &values, s, e)))
		return false;
	/* Nobody is bothered for a way that may not be taken. */
	if (s->kind || p->direct || !server->gateway || !r->options.ask_password)
		return true;
	*s = (struct source){ .kind = SOURCE_PROMPT,
			      .text = xasprintf("Password of %s on server %s: ",
						server->login, server->context) };
	return true;
}

static void note(const struct plan *p, const char *text)
{
	const struct reach_options *o = &p->reach->options;

	if (o->note) {
		AUTO(xfreep) char *line = xasprintf("%s: %s", p->route.name, text);

		o->note(o->arg, line);
	}
}

bool plan_no_direct_secret(const struct plan *p, struct err *e)
{
	const char *credential = p->route.credential;

	err_set(e, ERR_NO_SECRET, 0,
		"no password for %s: no option and no variable gives one, %s%s%s, "
		"and nobody can be asked",
		p->user, credential ? "credential \"" : "the device has no credential",
		credential ? credential : "", credential ? "\" has none" : "");
	return err_hint(e, "--password-stdin, --password-file F, --password-cmd CMD, "
			   "AMTCTL_PASSWORD, or credential = NAME of the device");
}

static bool no_server_secret(const struct plan *p, struct err *e)
{
	err_set(e, ERR_NO_SECRET, 0,
		"no password for %s on server %s: no option and no variable gives one, "
		"the server section has none, and nobody can be asked",
		p->server->login, p->server->context);
	return err_hint(e, "password-cmd or password-file of the server section, or "
			   "AMTCTL_TOKEN");
}

bool plan_find_secrets(struct plan *p, struct err *e)
{
	if (p->direct && !find_direct_secret(p, e))
		return false;
	if (p->cloud && !find_server_secret(p, e))
		return false;

	bool direct = p->direct && p->direct_secret.kind != SOURCE_NONE;
	bool cloud =
		p->cloud && (p->server_secret.kind != SOURCE_NONE || !p->server->gateway);

	if (p->direct && !direct) {
		if (!cloud)
			return plan_no_direct_secret(p, e);
		note(p, "no AMT password, so only the cloud path is taken");
	}
	if (p->cloud && !cloud) {
		if (!direct)
			return no_server_secret(p, e);
		note(p, "no password for the server, so only the direct path is taken");
	}
	p->direct = direct;
	p->cloud = cloud;
	return true;
}
