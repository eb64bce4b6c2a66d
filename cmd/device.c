/* amtctl device: the inventory. */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/app.h"
#include "cmd/device_import.h"
#include "cmd/fleet.h"
#include "cmd/nouns.h"
#include "cmd/prompt.h"
#include "core/device/power.h"
#include "core/base/text.h"

/* Every member is a key of [device]; NULL: unchanged, "": take it out. */
struct device_opts {
	const char *host;
	const char *port;
	const char *guid;
	const char *server;
	const char *via;
	const char *credential;
	const char *tls;
	const char *tls_name;
	const char *tls_profile;
	const char *ca;
	const char *pin;
	const char *client_cert;
	const char *client_key;
	const char *proxy;
	const char *proxy_command;
	const char *timeout;
	bool system;
};

struct device_test {
	struct rec_bool reached;
	struct rec_enum state;
	rec_string tls;
	rec_string certificate;
	struct rec_bool vouched;
	rec_string pin;
};

#define D struct device_opts

// clang-format off
static const struct opt device_opts[] = {
	OPT_STRING(D, host, 0, "host", "HOST", COMPLETE_NOTHING, "name or address; %n is the device's name"),
	OPT_STRING(D, port, 0, "port", "N", COMPLETE_NOTHING, "port, if not 16993 (16992 without TLS)"),
	OPT_STRING(D, guid, 0, "guid", "UUID", COMPLETE_NOTHING, "its UUID, by which servers know it"),
	OPT_STRING(D, server, 0, "server", "NAME", COMPLETE_SERVER, "the [server] that it is connected to"),
	OPT_STRING(D, via, 0, "via", "direct|cloud|auto", COMPLETE_NOTHING, "the way to it"),
	OPT_STRING(D, credential, 0, "credential", "NAME", COMPLETE_CREDENTIAL, "the [credential] it takes"),
	OPT_STRING(D, tls, 0, "tls", "require|off", COMPLETE_NOTHING, "encrypt, or use the plain ports"),
	OPT_STRING(D, tls_name, 0, "tls-name", "NAME", COMPLETE_NOTHING, "the name that its certificate carries"),
	OPT_STRING(D, tls_profile, 0, "tls-profile", "modern|legacy", COMPLETE_NOTHING, "legacy also speaks TLS 1.0 and 1.1"),
	OPT_STRING(D, ca, 0, "ca", "FILE", COMPLETE_FILE, "the CA that signed its certificate (PEM)"),
	OPT_STRING(D, pin, 0, "pin", "SHA256", COMPLETE_NOTHING, "fingerprint of its certificate"),
	OPT_STRING(D, client_cert, 0, "client-cert", "FILE", COMPLETE_FILE, "our certificate for it (PEM)"),
	OPT_STRING(D, client_key, 0, "client-key", "FILE", COMPLETE_FILE, "the key of that"),
	OPT_STRING(D, proxy, 0, "proxy", "URL", COMPLETE_NOTHING, "connect through this proxy"),
	OPT_STRING(D, proxy_command, 0, "proxy-command", "CMD", COMPLETE_NOTHING, "talk through a command's stdin and stdout"),
	OPT_STRING(D, timeout, 0, "timeout", "DUR", COMPLETE_NOTHING, "limit for one run on it"),
	OPT_FLAG(D, system, 0, "system", "change " CONFIG_SYSTEM_DIR "/config, not your own"),
	OPT_END,
};

static const struct opt rm_opts[] = {
	OPT_FLAG(D, system, 0, "system", "change " CONFIG_SYSTEM_DIR "/config, not your own"),
	OPT_END,
};

static const struct arg new_args[] = {
	{ .name = "NAME", .help = "a name, or a template such as 'lab[01-40]'" },
	{ 0 },
};

static const struct arg name_args[] = {
	{ .name = "NAME", .complete = COMPLETE_DEVICE, .help = "a device of the inventory" },
	{ 0 },
};

static const struct field test_fields[] = {
	F_BOOL(struct device_test, reached, NULL, 0, "whether it answered and took the credentials"),
	F_ENUM(struct device_test, state, NULL, power_state_names, 0, "CIM power state of the host"),
	F_STRING(struct device_test, tls, NULL, 0, "TLS version in use; null without TLS"),
	F_STRING(struct device_test, certificate, NULL, FIELD_WIDE, "subject of the certificate"),
	F_BOOL(struct device_test, vouched, NULL, FIELD_WIDE, "whether a CA vouches for it, else a pin does"),
	F_STRING(struct device_test, pin, NULL, FIELD_WIDE, "fingerprint of the certificate"),
	F_END,
};
// clang-format on

static const struct record test_record = {
	.name = "device_test",
	.summary = "how a device was reached",
	.size = sizeof(struct device_test),
	.fields = test_fields,
};

/* All devices, templates expanded, or those of the expressions. */
static bool device_list(struct app *app, const struct call *call, struct out *out,
			struct err *e)
{
	AUTO(targets_done) struct target_list list = { 0 };
	AUTO(strv_done) struct strv all = { 0 };
	const struct config *c;
	struct reach *reach;
	struct target_source source;
	size_t n_all;

	if (!app_config(app, &c, e) || !app_reach(app, &reach, e))
		return false;
	if (!call->words->n) {
		AUTO(strv_done) struct strv names = { 0 };

		config_subsections(c, "device", &names);
		for (size_t i = 0; i < names.n; i++)
			strv_take(&all, xasprintf("name:%s", names.v[i]));
		if (!all.n)
			return true;
	}
	source = reach_target_source(reach);
	if (!targets_expand(all.n ? &all : call->words, &app->inv.globals.exclude,
			    &source, &list, e) ||
	    !fleet_shard(&app->inv.globals, &list, &n_all, e))
		return false;
	for (size_t i = 0; i < list.n; i++) {
		AUTO(route_done) struct route route = { 0 };

		if (!reach_route(reach, &list.v[i], &route, e))
			return err_wrap(e, "%s", list.v[i].text);
		out_record(out, &route_record, &route);
	}
	return true;
}

/*
 * What is typed is meant from where it is typed, but the config takes it from
 * its own folder. %n in it stays what it is. Owned.
 */
static char *path_absolute(const char *typed, struct err *e)
{
	AUTO(xfreep) char *cwd = NULL;
	struct buf b = BUF_INIT((size_t)2 * PATH_MAX);

	if (!*typed || *typed == '/' || !strncmp(typed, "~/", 2))
		return xstrdup(typed);
	cwd = getcwd(NULL, 0);
	if (!cwd) {
		err_errno(e, ERR_LOCAL, "current folder");
		return NULL;
	}
	while (!strncmp(typed, "./", 2))
		typed += 2;
	for (const char *p = cwd; *p; p++)
		buf_printf(&b, *p == '%' ? "%%%%" : "%c", *p);
	buf_printf(&b, "%s%s", cwd[1] ? "/" : "", typed);
	return buf_steal(&b);
}

/* The options given, as edits; owned has what they point to. */
static bool edits_of(const struct device_opts *o, const char *name,
		     struct config_edit edits[ARRAY_LEN(device_opts)], size_t *ret_n,
		     struct strv *owned, struct err *e)
{
	size_t n = 0;

	for (const struct opt *opt = device_opts; opt->name; opt++) {
		const char *value;

		if (opt->type != OPT_TYPE_STRING || !opt_is_set(opt, o))
			continue;
		value = *(const char *const *)((const char *)o + opt->offset);
		if (opt->complete == COMPLETE_FILE) {
			char *path = path_absolute(value, e);

			if (!path)
				return err_wrap(e, "--%s", opt->name);
			strv_take(owned, path);
			value = path;
		}
		edits[n++] = (struct config_edit){ .section = "device",
						   .subsection = name,
						   .key = opt->name,
						   .value = *value ? value : NULL };
	}
	*ret_n = n;
	return true;
}

/* The values, looked at as config check would, before the file is touched. */
static bool edits_check(const struct config_edit *edits, size_t n, struct err *e)
{
	for (size_t i = 0; i < n; i++)
		if (edits[i].value && !config_check_value(edits[i].section, edits[i].key,
							  edits[i].value, e))
			return err_wrap(e, "--%s", edits[i].key);
	return true;
}

/* A fingerprint is a string to the config, but not to us. */
static bool pin_check(const struct device_opts *o, struct err *e)
{
	uint8_t pin[32];

	if (!o->pin || !*o->pin || tls_pin_parse(o->pin, pin, e))
		return true;
	return err_wrap(e, "--pin");
}

static bool name_check(const char *name, struct err *e)
{
	if (!*name || name[0] == '-' || strpbrk(name, " \t\n\"\\@!:"))
		return err_set(e, ERR_USAGE, 0, "\"%.60s\" cannot be a device's name",
			       name);
	return true;
}

static bool device_write(struct app *app, const struct call *call, struct out *out,
			 const struct config_edit *edits, size_t n, struct err *e)
{
	const struct device_opts *o = call->opts;
	AUTO(xfreep) char *path = app_config_edited(app, o->system);

	if (call->dry_run) {
		out_changed(out, false);
		return true;
	}
	if (!config_edit(path, edits, n, e))
		return false;
	out_changed(out, true);
	return true;
}

static bool device_add(struct app *app, const struct call *call, struct out *out,
		       struct err *e)
{
	struct config_edit edits[ARRAY_LEN(device_opts)];
	const struct device_opts *o = call->opts;
	const char *name = call->args[0];
	AUTO(strv_done) struct strv owned = { 0 };
	const struct config *c;
	size_t n;

	if (!app_config(app, &c, e) || !name_check(name, e) ||
	    !edits_of(o, name, edits, &n, &owned, e))
		return false;
	if (config_has_section(c, "device", name)) {
		err_set(e, ERR_CONFLICT, 0, "device %s is there already", name);
		return err_hint(e, "to change it: amtctl device set %s", name);
	}
	if (config_has_device(c, name)) {
		if (!n)
			return err_set(e, ERR_CONFLICT, 0,
				       "device %s is there already, by a template", name);
	} else if (!o->host && !o->guid) {
		edits[n++] = (struct config_edit){ "device", name, "host",
						   strpbrk(name, "[%") ? "%n" : name };
	}
	return pin_check(call->opts, e) && edits_check(edits, n, e) &&
	       device_write(app, call, out, edits, n, e);
}

static bool not_there(const struct config *c, const char *name, struct err *e)
{
	AUTO(xfreep) char *near = config_nearest_device(c, name);

	err_set(e, ERR_NOT_FOUND, 0, "no device %s in the inventory", name);
	if (near)
		return err_hint(e, "did you mean %s?", near);
	return err_hint(e, "amtctl device list shows them");
}

static bool device_set(struct app *app, const struct call *call, struct out *out,
		       struct err *e)
{
	struct config_edit edits[ARRAY_LEN(device_opts)];
	const char *name = call->args[0];
	AUTO(strv_done) struct strv owned = { 0 };
	bool changed = false;
	const struct config *c;
	size_t n = 0;

	if (!app_config(app, &c, e) || !edits_of(call->opts, name, edits, &n, &owned, e))
		return false;
	if (!config_has_section(c, "device", name))
		return not_there(c, name, e);
	if (!n)
		return err_set(e, ERR_USAGE, 0,
			       "device set %s: nothing to change was given", name);
	for (size_t i = 0; i < n; i++) {
		const char *was = config_get(c, "device", name, edits[i].key);

		changed |=
			edits[i].value ? !was || strcmp(was, edits[i].value) != 0 : !!was;
	}
	if (!pin_check(call->opts, e) || !edits_check(edits, n, e))
		return false;
	if (!changed) {
		out_changed(out, false);
		return true;
	}
	return device_write(app, call, out, edits, n, e);
}

static bool rm_agreed(const struct app *app, const struct call *call, const char *name,
		      struct err *e)
{
	const struct opt_uint *yes = &app->inv.globals.yes;
	AUTO(xfreep) char *question = xasprintf("Take %s out of the inventory?", name);

	if (call->dry_run || (yes->set && (yes->v == OPT_BARE || yes->v == 1)))
		return true;
	if (yes->set)
		return err_set(e, ERR_DECLINED, 0, "one device, not %llu as --yes said",
			       (unsigned long long)yes->v);
	if (!app_can_ask(app)) {
		err_set(e, ERR_DECLINED, 0, "device rm %s needs a confirmation", name);
		return err_hint(e, "amtctl device rm %s --yes", name);
	}
	return prompt_yes(question) || err_set(e, ERR_DECLINED, 0, "declined");
}

static bool device_rm(struct app *app, const struct call *call, struct out *out,
		      struct err *e)
{
	const char *name = call->args[0];
	struct config_edit edit = { .section = "device", .subsection = name };
	const struct config *c;

	if (!app_config(app, &c, e))
		return false;
	if (!config_has_section(c, "device", name))
		return not_there(c, name, e);
	return rm_agreed(app, call, name, e) && device_write(app, call, out, &edit, 1, e);
}

static bool device_test(struct device *dev, const struct call *call, struct out *out,
			struct err *e)
{
	AUTO(power_state_done) struct power_state state = { 0 };
	struct device_test test = { .reached = { true, true } };
	const struct tls_peer *peer;
	char pin[TLS_PIN_TEXT];

	if (!device_power_get(dev, &state, e))
		return err_wrap(e, "device %s", call->verb->name);
	test.state = state.state;
	peer = device_peer(dev);
	if (peer && peer->seen) {
		tls_pin_format(peer->sha256, pin);
		test.tls = (char *)peer->protocol; /* all borrowed, not freed */
		test.certificate = (char *)peer->subject;
		test.vouched = (struct rec_bool){ true, peer->vouched };
		test.pin = pin;
	}
	out_record(out, &test_record, &test);
	return true;
}

static const struct verb device_verbs[] = {
	{ .name = "list",
	  .run_once = device_list,
	  .flags = VERB_READS | VERB_LIST | VERB_WORDS,
	  .record = &route_record,
	  .help = "list the inventory, or where the expressions lead" },
	{ .name = "add",
	  .args = new_args,
	  .opts = device_opts,
	  .opts_size = sizeof(D),
	  .run_once = device_add,
	  .flags = VERB_LOCAL_CHANGES,
	  .help = "add a device to the inventory" },
	{ .name = "set",
	  .args = name_args,
	  .opts = device_opts,
	  .opts_size = sizeof(D),
	  .run_once = device_set,
	  .flags = VERB_LOCAL_CHANGES,
	  .help = "change a device of the inventory; an empty value takes a key out" },
	{ .name = "rm",
	  .args = name_args,
	  .opts = rm_opts,
	  .opts_size = sizeof(D),
	  .run_once = device_rm,
	  .flags = VERB_LOCAL_CHANGES,
	  .help = "take a device out of the inventory" },
	{ .name = "import",
	  .args = device_import_args,
	  .opts = device_import_opts,
	  .opts_size = sizeof(struct device_import_opts),
	  .run_once = device_import,
	  .flags = VERB_LOCAL_CHANGES | VERB_LIST,
	  .record = &import_record,
	  .help = "add the devices of a table or of another program's list" },
	{ .name = "test",
	  .run = device_test,
	  .flags = VERB_READS | VERB_DETAIL,
	  .record = &test_record,
	  .help = "reach the device, log in, and say how" },
	{ 0 },
};

const struct noun noun_device = {
	.name = "device",
	.summary = "the inventory: list, add, change, test devices",
	.verbs = device_verbs,
};
