/* amtctl pin: the certificates that are trusted by sight. */
#include <string.h>

#include "cmd/app.h"
#include "cmd/nouns.h"
#include "cmd/prompt.h"
#include "core/device/power.h"
#include "core/loop/loop.h"
#include "core/reach/pins.h"

struct pin_opts {
	const char *cert;
};

// clang-format off
static const struct opt accept_opts[] = {
	OPT_STRING(struct pin_opts, cert, 0, "cert", "FILE", COMPLETE_FILE,
		   "trust the certificate in FILE (PEM or DER), without connecting"),
	OPT_END,
};
// clang-format on

static bool pin_list(struct app *app, const struct call *call, struct out *out,
		     struct err *e)
{
	struct reach *reach;

	(void)call;
	if (!app_reach(app, &reach, e))
		return false;
	for (size_t i = 0; i < pins_count(reach_pins(reach)); i++)
		out_record(out, &pin_record, pins_at(reach_pins(reach), i));
	return true;
}

/* Where a target's pin stands: under the returned key, which is owned. */
static char *pin_key(struct app *app, const struct target *t, struct pins **ret_pins,
		     struct err *e)
{
	struct reach *reach;

	if (!app_reach(app, &reach, e))
		return NULL;
	*ret_pins = reach_pins(reach);
	return reach_pin_key(reach, t, NULL, e);
}

static bool pin_show(struct app *app, const struct target *t, const struct call *call,
		     struct out *out, struct err *e)
{
	struct pins *pins = NULL;
	AUTO(xfreep) char *key = pin_key(app, t, &pins, e);

	(void)call;
	if (!key)
		return false;
	for (size_t i = 0; i < pins_count(pins); i++)
		if (!strcmp(pins_at(pins, i)->key, key)) {
			out_record(out, &pin_record, pins_at(pins, i));
			return true;
		}
	return err_set(e, ERR_NOT_FOUND, 0, "no pin for %s", key);
}

static bool pin_forget(struct app *app, const struct target *t, const struct call *call,
		       struct out *out, struct err *e)
{
	struct pins *pins = NULL;
	AUTO(xfreep) char *key = pin_key(app, t, &pins, e);

	if (!key)
		return false;
	if (call->dry_run) {
		uint8_t pin[32];

		out_changed(out, false);
		return pins_find(pins, key, pin) ||
		       err_set(e, ERR_NOT_FOUND, 0, "no pin for %s", key);
	}
	if (!pins_remove(pins, key, e))
		return false;
	out_changed(out, true);
	return true;
}

/* A PC shows its certificate to anyone; a server is asked by its user only. */
static bool greet(struct device *dev, struct err *e)
{
	AUTO(power_state_done) struct power_state state = { 0 };
	AUTO(doc_freep) struct doc *doc = NULL;

	if (!strcmp(device_path_name(dev), "cloud"))
		return device_power_get(dev, &state, e);
	return device_identify(dev, &doc, e);
}

static bool prepare(struct reach *reach, const struct target *t, struct err *e)
{
	const struct target_list list = { .v = (struct target *)t, .n = 1 };
	AUTO(route_done) struct route route = { 0 };

	if (!reach_route(reach, t, &route, e))
		return false;
	return route.via.code != VIA_CLOUD || reach_prepare(reach, &list, NULL, NULL, e);
}

/*
 * The certificate that the device shows. vouched or pinned already: *ret_new
 * is false. Only a changed one is refused here; pin forget comes first then.
 */
static bool peer_fetch(struct app *app, const struct target *t, struct tls_peer *ret,
		       bool *ret_new, struct err *e)
{
	AUTO(loop_freep) struct loop *loop = loop_new(e);
	AUTO(device_freep) struct device *dev = NULL;
	const struct tls_peer *peer;
	struct reach *reach;
	bool ok;

	if (!loop || !app_network(app, e) || !app_reach(app, &reach, e) ||
	    !prepare(reach, t, e) || !reach_open(reach, t, loop, &dev, e))
		return false;
	ok = greet(dev, e);
	peer = device_peer(dev);
	if (!peer || !peer->seen)
		return !ok ? false
			   : err_set(e, ERR_USAGE, 0, "%s does not use TLS", t->text);
	*ret = *peer;
	*ret_new = !ok && e->domain == ERR_TLS && e->code == TLS_ERR_UNKNOWN;
	/* What fails behind the handshake, such as the login, is not asked here. */
	return ok || *ret_new || e->domain != ERR_TLS;
}

static bool pin_agreed(struct app *app, const struct target *t, const char *key,
		       const struct tls_peer *peer, struct err *e)
{
	char pin[TLS_PIN_TEXT];

	if (app->inv.globals.yes.set || app->inv.globals.accept_new_pin)
		return true;
	if (app_can_ask(app)) {
		if (prompt_trust(t->text, key, peer))
			return true;
		return err_set(e, ERR_DECLINED, 0, "the certificate was not accepted");
	}
	tls_pin_format(peer->sha256, pin);
	err_set(e, ERR_DECLINED, 0, "nobody can be asked about %s (%s)", pin,
		peer->subject);
	return err_hint(e,
			"compare the fingerprint, then: amtctl pin accept %.60s --pin %s",
			t->text, pin);
}

static bool pin_accept(struct app *app, const struct target *t, const struct call *call,
		       struct out *out, struct err *e)
{
	const struct pin_opts *o = call->opts;
	struct pins *pins = NULL;
	AUTO(xfreep) char *key = pin_key(app, t, &pins, e);
	struct tls_peer peer = { 0 };
	uint8_t old[32];
	bool fresh = true;
	bool known;

	if (!key)
		return false;
	if (o->cert ? !tls_peer_from_file(o->cert, &peer, e)
		    : !peer_fetch(app, t, &peer, &fresh, e))
		return err_wrap_operation(e, "pin %s", call->verb->name);
	known = pins_find(pins, key, old);
	if (known && memcmp(old, peer.sha256, sizeof(old)) != 0) {
		err_set(e, ERR_TLS, TLS_ERR_CHANGED,
			"%s has the pin of another certificate", key);
		return err_hint(e, "if the change was expected: amtctl pin forget %.60s",
				t->text);
	}
	out_changed(out, false);
	if (known || call->dry_run)
		return true;
	if (!o->cert && fresh && !pin_agreed(app, t, key, &peer, e))
		return false;
	if (!pins_add(pins, key, &peer, e))
		return false;
	out_changed(out, true);
	return true;
}

static const struct verb pin_verbs[] = {
	{ .name = "list",
	  .run_once = pin_list,
	  .flags = VERB_READS | VERB_LIST,
	  .record = &pin_record,
	  .help = "list the certificates that are trusted by sight" },
	{ .name = "show",
	  .run_target = pin_show,
	  .flags = VERB_READS | VERB_DETAIL,
	  .record = &pin_record,
	  .help = "show the pin of a device" },
	{ .name = "accept",
	  .run_target = pin_accept,
	  .opts = accept_opts,
	  .opts_size = sizeof(struct pin_opts),
	  .flags = VERB_LOCAL_CHANGES,
	  .record = &pin_record,
	  .help = "trust the certificate that a device shows" },
	{ .name = "forget",
	  .run_target = pin_forget,
	  .flags = VERB_LOCAL_CHANGES,
	  .record = &pin_record,
	  .help = "forget the pin of a device, so that a new one can be accepted" },
	{ 0 },
};

const struct noun noun_pin = {
	.name = "pin",
	.summary = "certificates trusted by sight",
	.verbs = pin_verbs,
};
