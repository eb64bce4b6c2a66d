/* boot: reading first, then writing step by step, and taking back what failed. */
#include "core/device/boot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/device/boot_once.h"
#include "core/device/boot_plan.h"
#include "core/device/consent.h"
#include "core/device/dispatch.h"
#include "core/device/power_watch.h"

#define KVM_SESSION_OPEN 2 /* CIM_KVMRedirectionSAP.EnabledState */
#define CLIENT_CONTROL_MODE 1
#define OCR_ON(state) ((state) == 32769 || (state) == 32771)

/* PT_STATUS, where firmware answers 200 in place of a fault. */
#define USER_CONSENT_REQUIRED 2081

enum step {
	STEP_NO_SOURCE, /* ChangeBootOrder without a source */
	STEP_OPTIONS,   /* Put AMT_BootSettingData */
	STEP_SOURCE,    /* ChangeBootOrder */
	STEP_ROLE,      /* SetBootConfigRole */
	STEP_POWER,     /* RequestPowerStateChange */
};
#define STEPS_MAX 5

struct run {
	struct device *d;
	const struct boot_change *c;
	struct boot_result *r;
	struct consent consent;
	struct boot_capabilities can;
	struct boot_sources sources;
	struct boot_request power;
	struct uefi_params params; /* of One-Click Recovery */
	struct doc *doc;           /* AMT_BootSettingData, ready for Put */
	struct boot_settings was;  /* as read; want borrows from it */
	struct boot_settings want;
	const char *source; /* InstanceID, borrowed; NULL: none */
	enum step steps[STEPS_MAX];
	size_t n;
	bool wrote; /* a step of these was sent: */
	bool stored, chosen;
};

static void run_done(struct run *g)
{
	consent_done(&g->consent);
	boot_sources_done(&g->sources);
	uefi_params_wipe(&g->params);
	doc_free(g->doc);
	boot_settings_done(&g->was);
}

void boot_result_done(struct boot_result *r)
{
	free(r->source);
	strv_done(&r->steps);
	boot_settings_done(&r->settings);
	power_state_done(&r->state);
}

/* ---- reading ---- */

bool device_boot_capabilities(struct device *d, struct boot_capabilities *ret,
			      struct err *e)
{
	return device_dispatch(d, boot_capabilities, e, ret);
}

bool device_boot_sources(struct device *d, struct boot_sources *ret, struct err *e)
{
	return device_dispatch(d, boot_sources, e, ret);
}

bool device_boot_armed(struct device *d, struct boot_armed *ret, struct err *e)
{
	return device_dispatch(d, boot_armed, e, ret);
}

/* Parameters that are not understood are not told; their number is. */
static void read_params(struct tree t, struct boot_settings *ret)
{
	const char *base64 = tree_member_text(t, "UefiBootParametersArray");
	enum uefi_set set = ret->platform_erase.v ? UEFI_SET_ERASE : UEFI_SET_BOOT;
	struct err ignored;

	if (base64 && *base64)
		(void)!uefi_params_words(set, base64, ret->uefi_params.v, &ret->uefi,
					 &ignored);
}

static bool read_settings(struct tree t, struct boot_settings *ret, struct err *e)
{
	struct boot_settings s = { 0 };

	if (!record_read(&boot_settings_record, t, &s, e)) {
		boot_settings_done(&s);
		return false;
	}
	read_params(t, &s);
	boot_settings_done(ret);
	*ret = s;
	return true;
}

/* The instance, as a tree that a Put can be made from. NULL: *e is set. */
static struct doc *get_instance(struct device *d, struct err *e)
{
	struct doc *doc = NULL;

	if (device_dispatch(d, boot_get, e, &doc) && !doc)
		err_set(e, ERR_PROTO, 0, "the reply has no AMT_BootSettingData");
	return doc;
}

bool device_boot_settings(struct device *d, struct boot_settings *ret, struct err *e)
{
	AUTO(doc_freep) struct doc *doc = get_instance(d, e);

	return doc && read_settings(doc->root, ret, e);
}

static bool read_fact(struct device *d, enum boot_fact what, struct rec_uint *ret,
		      struct err *e)
{
	*ret = (struct rec_uint){ 0 };
	return device_dispatch(d, boot_fact, e, what, ret);
}

/* Open sessions refuse a power cycle. Consent in use tells that there is one. */
static bool check_sessions(struct run *g, struct err *e)
{
	struct rec_uint kvm;
	bool in_use = g->consent.state.set && g->consent.state.code == CONSENT_IN_SESSION;

	if (g->power.none || g->power.value != POWER_CYCLE)
		return true;
	if (!read_fact(g->d, BOOT_FACT_KVM, &kvm, e))
		return false;
	if (!in_use && !(kvm.set && kvm.v == KVM_SESSION_OPEN))
		return true;
	err_set(e, ERR_BUSY, 0,
		"not sent: a %s session is open, and firmware refuses a power cycle "
		"meanwhile",
		kvm.set && kvm.v == KVM_SESSION_OPEN ? "KVM" : "redirection");
	return err_hint(e, "end the session first, or --power reset");
}

static bool check_secure_boot(struct run *g, struct err *e)
{
	const struct rec_bool *wanted = &g->c->order.flags.secure_boot;
	struct rec_uint mode;

	if (!wanted->set || wanted->v)
		return true;
	if (!read_fact(g->d, BOOT_FACT_CONTROL_MODE, &mode, e))
		return false;
	if (!mode.set || mode.v != CLIENT_CONTROL_MODE)
		return true;
	return err_set(e, ERR_REFUSED, 0,
		       "not sent: in client control mode Secure Boot cannot be "
		       "switched off");
}

/* One-Click Recovery: is it on, and what does it boot? */
static bool read_recovery(struct run *g, struct err *e)
{
	const struct boot_kind *kind = boot_kind_of(g->c->order.target);
	const struct boot_source *source = NULL;
	struct rec_uint service;

	if (!kind->recovery)
		return true;
	if (!read_fact(g->d, BOOT_FACT_SERVICE, &service, e))
		return false;
	if (!service.set || !OCR_ON(service.v)) {
		err_set(e, ERR_REFUSED, 0, "not sent: One-Click Recovery is off");
		err_name(e, "OCR_OFF");
		return err_hint(e, "amtctl features set --ocr on %s", g->d->name);
	}
	if (kind->marker) {
		if (!device_boot_sources(g->d, &g->sources, e))
			return false;
		source = boot_find_source(&g->c->order, &g->sources, e);
		if (!source)
			return false;
		g->source = source->id;
	}
	return boot_uefi_params(&g->c->order, source, &g->params, e);
}

static void add_step(struct run *g, enum step s)
{
	g->steps[g->n++] = s;
}

/*
 * Options without a source are behind a cleared source; a source is behind
 * options that are as wanted. One-Click Recovery takes its source last.
 */
static void plan_steps(struct run *g)
{
	bool recovery = boot_kind_of(g->c->order.target)->recovery;

	if (recovery || !g->source) {
		add_step(g, STEP_NO_SOURCE);
		add_step(g, STEP_OPTIONS);
		add_step(g, STEP_ROLE);
		if (recovery)
			add_step(g, STEP_SOURCE);
	} else {
		if (boot_settings_differ(&g->was, &g->want))
			add_step(g, STEP_OPTIONS);
		add_step(g, STEP_SOURCE);
		add_step(g, STEP_ROLE);
	}
	if (!g->power.none)
		add_step(g, STEP_POWER);
}

/* Read the settings and make them ready for Put; what cannot be is refused now. */
static bool plan_settings(struct run *g, struct err *e)
{
	const struct boot_order *o = &g->c->order;
	bool recovery = boot_kind_of(o->target)->recovery;

	g->doc = get_instance(g->d, e);
	if (!g->doc || !read_settings(g->doc->root, &g->was, e) ||
	    !read_settings(g->doc->root, &g->r->settings, e) ||
	    !boot_allowed(o, &g->was, e))
		return false;
	g->want = g->was;
	boot_settings_wanted(o, &g->can, &g->want);
	if (recovery)
		g->want.uefi_params = (struct rec_uint){ true, g->params.n };
	return boot_settings_patch(g->doc->root, &g->was, &g->want,
				   recovery ? &g->params : NULL, e);
}

/* All that is read, and refused, before anything is written. */
static bool prepare(struct run *g, struct err *e)
{
	const struct boot_order *o = &g->c->order;

	if (!consent_check(&g->consent, CONSENT_USE_BOOT, g->d->name, e) ||
	    !device_boot_capabilities(g->d, &g->can, e) || !boot_capable(o, &g->can, e))
		return false;
	if (g->c->power != BOOT_POWER_NONE &&
	    !device_power_read(g->d, POWER_WANT_STATE, &g->r->state, e))
		return false;
	if (!boot_choose_power(g->c->power, &g->r->state, g->d->name, &g->power, e) ||
	    !check_sessions(g, e) || !check_secure_boot(g, e))
		return false;
	g->source = boot_kind_of(o->target)->source;
	if (!read_recovery(g, e) || !plan_settings(g, e))
		return false;
	g->r->source = xstrdup(g->source);
	if (!g->power.none) {
		g->r->set_request = true;
		g->r->request =
			(struct power_request){ POWER_REQUEST_STATE, g->power.value };
	}
	plan_steps(g);
	return true;
}

/* ---- the steps ---- */

static char *step_words(const struct run *g, enum step s)
{
	AUTO(xfreep) char *options = boot_settings_text(&g->want);
	AUTO(xfreep) char *left = boot_settings_text(&g->was);

	switch (s) {
	case STEP_NO_SOURCE:
		return xstrdup("choose no boot source");
	case STEP_OPTIONS:
		if (*options)
			return xasprintf("set %s and clear all other options", options);
		return xasprintf("clear all options (left over: %s)", left);
	case STEP_SOURCE:
		return xasprintf("choose the boot source \"%s\"", g->source);
	case STEP_ROLE:
		return xstrdup("arm it for the next boot only");
	case STEP_POWER:
		return xasprintf("power %s (%u): %s",
				 enum_name(power_action_names, g->power.value),
				 (unsigned)g->power.value, g->power.why);
	}
	return xstrdup("");
}

static bool consent_needed(const struct consent *c)
{
	return c->required.set && c->required.code != CONSENT_FOR_NONE &&
	       c->required.code != CONSENT_FOR_KVM;
}

/* A refusal for want of privilege is one for want of consent where that is needed. */
static void explain_denial(const struct consent *c, const char *device, struct err *e)
{
	bool fault = e->domain == ERR_AUTH && !strcmp(e->name, "AccessDenied");
	bool returned = e->domain == ERR_REFUSED && !strcmp(e->name, "ACCESS_DENIED");
	bool status = e->domain == ERR_REFUSED && e->code == USER_CONSENT_REQUIRED;

	if (status || ((fault || returned) && consent_needed(c))) {
		err_wrap(e, "the user's consent is needed, or has expired");
		e->domain = ERR_CONSENT;
		err_name(e, CONSENT_NEEDED);
		err_hint(e, "amtctl consent request %s", device);
	} else if (returned) {
		e->domain = ERR_AUTH;
	}
}

/* Did the device store what was put? stored NULL: its reply was empty, so look. */
static bool check_stored(struct run *g, struct doc *stored,
			 const struct boot_settings *want, struct err *e)
{
	const char *name;

	if (stored ? !read_settings(stored->root, &g->r->settings, e)
		   : !device_boot_settings(g->d, &g->r->settings, e))
		return false;
	if (boot_settings_stored(want, &g->r->settings, &name))
		return true;
	if (consent_needed(&g->consent)) {
		err_set(e, ERR_CONSENT, 0,
			"the firmware accepted %s and did not store it, as it does "
			"without the user's consent",
			name);
		err_name(e, CONSENT_NEEDED);
		return err_hint(e, "amtctl consent request %s", g->d->name);
	}
	err_set(e, ERR_REFUSED, 0, "the firmware accepted %s and did not store it", name);
	return err_name(e, "NOT_STORED");
}

static bool put(struct run *g, const struct boot_settings *want, struct err *e)
{
	AUTO(doc_freep) struct doc *stored = NULL;

	if (!device_dispatch(g->d, boot_put, e, g->doc->root, g->params.n > 0, &stored))
		return false;
	g->stored = true;
	return check_stored(g, stored, want, e);
}

static bool request_power(struct run *g, struct err *e)
{
	struct boot_result *r = g->r;
	struct err watch = { 0 };
	bool on = g->power.value == POWER_ON;
	uint32_t wait_ms =
		g->c->wait_ms == POWER_WAIT_DEFAULT ? POWER_VERIFY_MS : g->c->wait_ms;
	bool answered = device_dispatch(g->d, power_request, e, &r->request);

	r->sent = answered || e->domain == ERR_INDETERMINATE ||
		  (e->domain == ERR_CANCELLED && e->code);
	if (!answered && e->domain == ERR_REFUSED && g->power.value == POWER_CYCLE)
		err_hint(e, "firmware refuses this while a SOL, IDE-R or KVM session is "
			    "open; end the session first");
	/* Only from off to on can be told from the state whether it arrived. */
	if (!answered && !(on && e->domain == ERR_INDETERMINATE))
		return false;
	if (device_power_watch(g->d, POWER_WANT_STATE,
			       on ? POWER_GOAL_ON : POWER_GOAL_SETTLED, wait_ms,
			       &r->state, &watch))
		return true;
	if (!answered && watch.domain != ERR_CANCELLED)
		return false;
	*e = watch;
	if (watch.domain == ERR_CANCELLED)
		err_wrap(e, "the power request was sent, its result was not observed");
	else if (watch.domain == ERR_INDETERMINATE)
		err_set(e, ERR_INDETERMINATE, 0, "accepted, but %s", watch.msg);
	return false;
}

static bool take_step(struct run *g, enum step s, struct err *e)
{
	switch (s) {
	case STEP_NO_SOURCE:
		return device_dispatch(g->d, boot_order, e, NULL);
	case STEP_OPTIONS:
		return put(g, &g->want, e);
	case STEP_SOURCE:
		g->chosen = device_dispatch(g->d, boot_order, e, g->source);
		/* Some firmware refuses a pre-boot application without Secure Boot. */
		if (!g->chosen && e->domain == ERR_REFUSED &&
		    g->c->order.target == BOOT_PBA && !g->want.enforce_secure_boot.v)
			err_hint(e, "--secure-boot on");
		return g->chosen;
	case STEP_ROLE:
		return device_dispatch(g->d, boot_role, e, BOOT_ROLE_NEXT_SINGLE_USE);
	case STEP_POWER:
		return request_power(g, e);
	}
	return err_set(e, ERR_INTERNAL, 0, "unknown step");
}

/* ---- failures in the middle ---- */

/* Add to the message what is true now. */
static bool add_outcome(struct err *e, const char *outcome)
{
	struct err was = *e;
	int room = (int)(sizeof(e->msg) - strlen(outcome) - sizeof("; "));

	snprintf(e->msg, sizeof(e->msg), "%.*s; %s", room, was.msg, outcome);
	return false;
}

static bool still_armed(struct run *g, struct err *e)
{
	g->r->armed = (struct rec_bool){ 0 };
	g->r->changed = (struct rec_bool){ 0 };
	add_outcome(e, "the boot may still be armed");
	return err_hint(e, "amtctl boot clear %s", g->d->name);
}

static bool nothing_armed(struct run *g, struct err *e)
{
	g->r->armed = (struct rec_bool){ true, false };
	g->r->changed = (struct rec_bool){ true, false };
	return add_outcome(e, "nothing is armed");
}

/* May the request that failed so have been carried out nevertheless? */
static bool is_unknown(const struct err *e)
{
	return e->domain == ERR_INDETERMINATE || e->domain == ERR_PROTO ||
	       e->domain == ERR_CANCELLED;
}

/* Undo what was written: no source, no options. Without them the role does nothing. */
static bool disarm(struct run *g, struct err *e)
{
	struct boot_settings clean = g->want;

	if (g->chosen) {
		strv_add(&g->r->steps, "take back: choose no boot source");
		if (!device_dispatch(g->d, boot_order, e, NULL))
			return false;
	}
	if (!g->stored)
		return true;
	boot_settings_clear(&clean);
	clean.enforce_secure_boot = g->was.enforce_secure_boot;
	strv_add(&g->r->steps, "take back: clear all options");
	return boot_settings_patch(g->doc->root, &g->want, &clean, NULL, e) &&
	       put(g, &clean, e);
}

static bool step_failed(struct run *g, enum step s, struct err *e)
{
	struct err ignored = { 0 };

	explain_denial(&g->consent, g->d->name, e);
	/* Up to here nothing that boots was written. */
	if (s == STEP_NO_SOURCE || (!g->wrote && e->domain == ERR_CANCELLED && !e->code))
		return nothing_armed(g, e);
	if (g->r->sent || is_unknown(e) || !disarm(g, &ignored))
		return still_armed(g, e);
	return nothing_armed(g, e);
}

/* Where nothing boots now: are the settings still there? */
static bool read_back(struct run *g, struct err *e)
{
	const char *name;

	if (!device_boot_settings(g->d, &g->r->settings, e)) {
		err_wrap(e, "armed, but not read back");
		return still_armed(g, e);
	}
	if (boot_settings_stored(&g->want, &g->r->settings, &name))
		return true;
	err_set(e, ERR_INDETERMINATE, 0, "armed, but %s does not read back as it was set",
		name);
	return still_armed(g, e);
}

static bool run_steps(struct run *g, struct err *e)
{
	for (size_t i = 0; i < g->n; i++) {
		strv_take(&g->r->steps, step_words(g, g->steps[i]));
		if (!take_step(g, g->steps[i], e))
			return step_failed(g, g->steps[i], e);
		g->wrote = true;
		/* The last step before the power request, if there is one. */
		if (i + 1 == g->n - !g->power.none)
			g->r->armed = (struct rec_bool){ true, true };
	}
	g->r->changed = (struct rec_bool){ true, true };
	return !g->power.none || read_back(g, e);
}

bool device_boot(struct device *d, const struct boot_change *c, struct boot_result *ret,
		 struct err *e)
{
	AUTO(run_done) struct run g = { .d = d, .c = c, .r = ret };

	ret->changed = (struct rec_bool){ true, false };
	/* The first contact: from here on it is known which path is in use. */
	if (!boot_order_check(&c->order, e) || !device_consent_get(d, &g.consent, e))
		return false;
	if (device_in_use(d)->path->boot_once)
		return boot_through_once(d, c, &g.consent, ret, e);
	if (!prepare(&g, e))
		return false;
	if (!c->dry_run)
		return run_steps(&g, e);
	for (size_t i = 0; i < g.n; i++)
		strv_take(&ret->steps, step_words(&g, g.steps[i]));
	return true;
}

/* ---- clearing ---- */

/* Why was it denied? Only then it is worth asking. */
static bool clear_failed(struct run *g, struct err *e)
{
	struct err ignored;

	if (e->domain == ERR_AUTH || e->domain == ERR_REFUSED)
		(void)!device_consent_get(g->d, &g->consent, &ignored);
	explain_denial(&g->consent, g->d->name, e);
	return still_armed(g, e);
}

/* A source that is chosen is told by associations only, and not by all firmware. */
static bool read_changed(struct run *g, bool differs, struct rec_bool *ret, struct err *e)
{
	AUTO(boot_armed_done) struct boot_armed armed = { 0 };

	*ret = (struct rec_bool){ true, true };
	if (differs)
		return true;
	if (!device_boot_armed(g->d, &armed, e))
		return false;
	*ret = (struct rec_bool){ armed.source_told, armed.source != NULL };
	return true;
}

bool device_boot_clear(struct device *d, bool dry_run, struct boot_result *ret,
		       struct err *e)
{
	AUTO(run_done) struct run g = { .d = d, .r = ret };
	struct rec_bool changed;
	bool differs;

	ret->changed = (struct rec_bool){ true, false };
	g.doc = get_instance(d, e);
	if (!g.doc || !read_settings(g.doc->root, &g.was, e) ||
	    !read_settings(g.doc->root, &ret->settings, e))
		return false;
	g.want = g.was;
	boot_settings_clear(&g.want);
	differs = boot_settings_differ(&g.was, &g.want);
	if (!boot_settings_patch(g.doc->root, &g.was, &g.want, NULL, e) ||
	    !read_changed(&g, differs, &changed, e))
		return false;
	if (!changed.set || changed.v)
		strv_take(&ret->steps, step_words(&g, STEP_NO_SOURCE));
	if (differs)
		strv_take(&ret->steps, step_words(&g, STEP_OPTIONS));
	if (dry_run)
		return true;
	if (ret->steps.n && (!take_step(&g, STEP_NO_SOURCE, e) ||
			     (differs && !take_step(&g, STEP_OPTIONS, e))))
		return clear_failed(&g, e);
	ret->armed = (struct rec_bool){ true, false };
	ret->changed = changed;
	return true;
}
