/* features over REST: amt/features, all switches in one call. (MPS 2.34, Console) */
#include "core/device/features.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/cloud/cloud_device.h"
#include "core/device/info.h"

/* How often, and how long apart, a change is looked for. */
static const uint32_t looks_ms[] = { 0, 500, 1500 };

#define CONTROL_MODE_CLIENT 4 /* AMT_SetupAndConfigurationService.ProvisioningMode */

// clang-format off
static const struct field answer_fields[] = {
	F_STRING(struct cloud_features, consent, "userConsent", 0, "none, kvm, all"),
	F_ENUM(struct cloud_features, opt_in_state, "optInState", NULL, 0, "OptInState"),
	F_BOOL(struct cloud_features, redirection, "redirection", 0, "ListenerEnabled"),
	F_BOOL(struct cloud_features, kvm, "KVM", 0, "KVM is on"),
	F_BOOL(struct cloud_features, kvm_available, "kvmAvailable", 0, "there is KVM"),
	F_BOOL(struct cloud_features, sol, "SOL", 0, "Serial over LAN is on"),
	F_BOOL(struct cloud_features, ider, "IDER", 0, "storage redirection is on"),
	F_BOOL(struct cloud_features, ocr, "ocr", 0, "One-Click Recovery is on"),
	F_BOOL(struct cloud_features, https, "httpsBootSupported", 0, "it can boot so"),
	F_BOOL(struct cloud_features, winre, "winREBootSupported", 0, "it can boot so"),
	F_BOOL(struct cloud_features, pba, "localPBABootSupported", 0, "it can boot so"),
	F_BOOL(struct cloud_features, rpe, "rpe", 0, "Remote Platform Erase is on"),
	F_BOOL(struct cloud_features, rpe_supported, "rpeSupported", 0, "Console only"),
	F_END,
};

struct control_mode {
	struct rec_uint v;
};
static const struct field control_mode_fields[] = {
	F_UINT(struct control_mode, v, "AMT_SetupAndConfigurationService.response.ProvisioningMode", 0, ""),
	F_END,
};
// clang-format on

static const struct record answer_record = { .name = "features answer",
					     .summary = "GET amt/features",
					     .size = sizeof(struct cloud_features),
					     .fields = answer_fields };

static const struct record control_mode_record = { .name = "control mode",
						   .summary = "GET amt/version",
						   .size = sizeof(struct control_mode),
						   .fields = control_mode_fields };

void cloud_features_done(struct cloud_features *f)
{
	record_done(&answer_record, f);
	*f = (struct cloud_features){ 0 };
}

bool cloud_features_read(struct cloud_device *c, struct cloud_features *ret,
			 struct err *e)
{
	AUTO(doc_freep) struct doc *doc = cloud_get(c, "amt/features", e);
	struct cloud_features f = { 0 };

	if (!doc)
		return false;
	if (!record_read(&answer_record, doc->root, &f, e)) {
		cloud_features_done(&f);
		return cloud_wrap(c, e);
	}
	cloud_features_done(ret);
	*ret = f;
	return true;
}

bool cloud_client_control(struct cloud_device *c, bool *ret, struct err *e)
{
	AUTO(doc_freep) struct doc *doc = cloud_get(c, "amt/version", e);
	struct control_mode mode = { 0 };

	if (!doc)
		return false;
	if (!record_read(&control_mode_record, doc->root, &mode, e))
		return cloud_wrap(c, e);
	*ret = mode.v.set && mode.v.v == CONTROL_MODE_CLIENT;
	return true;
}

static struct rec_enum consent_of(const char *text)
{
	struct rec_enum v = { 0 };
	char name[8] = "";

	for (size_t i = 0; text && text[i] && i < sizeof(name) - 1; i++)
		name[i] = (char)tolower((unsigned char)text[i]);
	v.set = enum_code(user_consent_names, name, &v.code);
	return v;
}

/* The server says false, too, where the firmware has no One-Click Recovery. */
static bool has_recovery(const struct cloud_features *f)
{
	return f->ocr.v || f->https.v || f->winre.v || f->pba.v;
}

/* What the server does not tell is absent: web interface, ping. */
static struct features features_of(const struct cloud_features *f)
{
	return (struct features){
		.kvm = { f->kvm.set && !(f->kvm_available.set && !f->kvm_available.v),
			 f->kvm.v },
		.sol = f->sol,
		.ider = f->ider,
		.listener = f->redirection,
		.consent = consent_of(f->consent),
		.opt_in_state = f->opt_in_state,
		.ocr = { f->ocr.set && has_recovery(f), f->ocr.v },
		.platform_erase = { f->rpe.set && f->rpe_supported.v, f->rpe.v },
	};
}

bool cloud_features_get(struct device *d, struct features *ret, struct err *e)
{
	AUTO(cloud_features_done) struct cloud_features f = { 0 };

	if (!cloud_features_read(cloud_of(d), &f, e))
		return false;
	*ret = features_of(&f);
	return true;
}

/* ---- what to do ---- */

struct change {
	struct cloud_device *c; /* borrowed, as all here */
	const struct features *want;
	struct features_result *r;
	struct cloud_features read;
	struct features was;
	struct features goal; /* of what the server switches */
	struct strv steps;
};

static void change_done(struct change *g)
{
	cloud_features_done(&g->read);
	strv_done(&g->steps);
}

static bool not_here(const char *what, struct err *e)
{
	return err_set(e, ERR_UNSUPPORTED, 0,
		       "the management server cannot switch %s; the direct path can",
		       what);
}

/* Switches that its interface does not have. */
static bool check_known(const struct features *want, struct err *e)
{
	if (want->web_ui.set)
		return not_here("the web interface", e);
	if (want->ping.set)
		return not_here("the ping response", e);
	if (want->rmcp_ping.set)
		return not_here("the RMCP ping response", e);
	return true;
}

static bool check_change(struct change *g, struct err *e)
{
	const struct features *want = g->want;
	bool client = false;

	if (want->platform_erase.set && !g->read.rpe_supported.set)
		return not_here("Remote Platform Erase", e);
	if (!features_check(want, &g->was, e))
		return false;
	if (want->listener.set && want->listener.v != g->was.listener.v) {
		err_set(e, ERR_UNSUPPORTED, 0,
			"the management server switches the redirection listener by "
			"itself, with KVM, Serial over LAN and storage redirection");
		return false;
	}
	if (!want->consent.set || want->consent.code == g->was.consent.code)
		return true;
	if (!cloud_client_control(g->c, &client, e))
		return false;
	if (!client)
		return true;
	err_set(e, ERR_REFUSED, 0,
		"user consent cannot be changed in client control mode, where everything "
		"needs it");
	return err_name(e, "CONSENT_FIXED");
}

static void plan_switch(struct change *g, const char *name, struct rec_bool want,
			struct rec_bool *goal)
{
	if (!want.set || want.v == goal->v)
		return;
	goal->v = want.v;
	strv_take(&g->steps, xasprintf("switch %s %s", name, want.v ? "on" : "off"));
}

static void plan(struct change *g)
{
	const struct features *w = g->want;

	g->goal = g->was;
	plan_switch(g, "Serial over LAN", w->sol, &g->goal.sol);
	plan_switch(g, "storage redirection", w->ider, &g->goal.ider);
	plan_switch(g, "KVM", w->kvm, &g->goal.kvm);
	if (w->consent.set && w->consent.code != g->was.consent.code) {
		const char *name = enum_name(user_consent_names, w->consent.code);

		g->goal.consent = w->consent;
		strv_take(&g->steps, xasprintf("set user consent to %s", name));
	}
	plan_switch(g, "One-Click Recovery", w->ocr, &g->goal.ocr);
	plan_switch(g, "Remote Platform Erase", w->platform_erase,
		    &g->goal.platform_erase);
}

/* ---- sending ---- */

static bool is_on(struct rec_bool b)
{
	return b.set && b.v;
}

static const char *json_bool(struct rec_bool b)
{
	return is_on(b) ? "true" : "false";
}

/*
 * All that MPS requires, as it was where it was not named. What else there is
 * MPS leaves alone when it is left out, but Console switches it off; rpe is
 * what tells them apart.
 */
static bool send(struct change *g, struct err *e)
{
	const struct features *f = &g->goal;
	const char *consent = enum_name(user_consent_names, f->consent.code);
	bool console = g->read.rpe_supported.set || g->read.rpe.set;
	AUTO(buf_done) struct buf body = BUF_INIT(512);
	const struct cloud_change post = { .method = "POST",
					   .resource = "amt/features",
					   .body = &body };

	if (!f->consent.set || !f->sol.set || !f->ider.set || !consent) {
		err_set(e, ERR_PROTO, 0,
			"the server does not tell all switches, and would change what it "
			"is not told");
		return cloud_wrap(g->c, e);
	}
	buf_printf(&body,
		   "{\"userConsent\":\"%s\",\"enableSOL\":%s,\"enableIDER\":%s,"
		   "\"enableKVM\":%s",
		   consent, json_bool(f->sol), json_bool(f->ider), json_bool(f->kvm));
	if (g->want->ocr.set || console)
		buf_printf(&body, ",\"ocr\":%s", json_bool(f->ocr));
	if (console)
		buf_printf(&body, ",\"rpe\":%s", json_bool(f->platform_erase));
	buf_puts(&body, "}");
	if (cloud_change(g->c, &post, e)) {
		g->r->sent = true;
		return true;
	}
	g->r->sent =
		e->domain == ERR_INDETERMINATE || (e->domain == ERR_CANCELLED && e->code);
	return false;
}

/* What was not named, but for the listener, must be as it was. */
static struct features others_of(const struct change *g)
{
	const struct features *w = g->want;
	struct features f = g->was;

	f.kvm.set &= !w->kvm.set;
	f.sol.set &= !w->sol.set;
	f.ider.set &= !w->ider.set;
	f.consent.set &= !w->consent.set;
	f.ocr.set &= !w->ocr.set;
	f.platform_erase.set &= !w->platform_erase.set;
	f.listener.set = false;
	return f;
}

/* The server does not look at what the firmware answers it: read, until it shows. */
static bool verify(struct change *g, struct err *e)
{
	const char *name = NULL;

	for (size_t i = 0; i < ARRAY_LEN(looks_ms); i++) {
		if (looks_ms[i] && !loop_sleep(g->c->base.loop, looks_ms[i], e))
			return false;
		if (!cloud_features_read(g->c, &g->read, e)) {
			if (e->domain != ERR_CANCELLED)
				e->domain = ERR_INDETERMINATE;
			return err_wrap(e, "sent, but the result could not be read");
		}
		g->r->now = features_of(&g->read);
		if (features_are(g->want, &g->r->now, &name))
			break;
		if (i == ARRAY_LEN(looks_ms) - 1)
			return err_set(e, ERR_INDETERMINATE, 0,
				       "accepted, but the device does not show it: %s",
				       name);
	}

	struct features others = others_of(g);

	if (!features_are(&others, &g->r->now, &name))
		return err_set(
			e, ERR_CONFLICT, 0,
			"done, but meanwhile something changed that was not named: "
			"%s",
			name);
	if (g->was.listener.set && g->r->now.listener.set &&
	    g->was.listener.v != g->r->now.listener.v)
		snprintf(g->r->note, sizeof(g->r->note),
			 "the server has switched the redirection listener %s, too",
			 g->r->now.listener.v ? "on" : "off");
	return true;
}

/* MPS: on with any of the three, off with the last of them. */
static void foretell_listener(const struct change *g)
{
	const struct features *f = &g->goal;
	bool any = is_on(f->kvm) || is_on(f->sol) || is_on(f->ider);

	if (f->listener.set && f->listener.v != any)
		snprintf(g->r->note, sizeof(g->r->note),
			 "the server is likely to switch the redirection listener %s, "
			 "too",
			 any ? "on" : "off");
}

bool cloud_features_set(struct device *d, const struct features *want, bool dry_run,
			struct features_result *ret, struct err *e)
{
	AUTO(change_done)
	struct change g = { .c = cloud_of(d), .want = want, .r = ret };

	if (!check_known(want, e) || !cloud_features_read(g.c, &g.read, e))
		return false;
	g.was = features_of(&g.read);
	ret->now = g.was;
	if (!check_change(&g, e))
		return false;
	plan(&g);
	if (g.steps.n && dry_run)
		foretell_listener(&g);
	if (g.steps.n && !dry_run) {
		if (!send(&g, e))
			return false;
		ret->changed = true;
	}
	for (size_t i = 0; i < g.steps.n; i++)
		strv_add(&ret->steps, g.steps.v[i]);
	return dry_run || !g.steps.n || verify(&g, e);
}
