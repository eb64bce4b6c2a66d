/* features over WS-MAN: changing what differs, one class at a time. */
#include "core/direct/features.h"

#include <stdio.h>
#include <string.h>

/* How often, and how long apart, a change is looked for. */
static const uint32_t looks_ms[] = { 0, 500, 1500 };

/* One request: a method's RequestedState, or a Put of the patched instance. */
struct step {
	enum features_class class;
	bool put;
	uint32_t state;
	char words[120]; /* "switch KVM on" */
};

#define STEPS_MAX 8

struct change {
	struct device *d; /* borrowed, as all here */
	const struct features *want;
	struct features_result *r;
	struct features_read read;
	struct features_source
		goal; /* what the classes should say; access_log borrowed */
	struct step steps[STEPS_MAX];
	size_t n;
	unsigned touched; /* classes */
};

static void change_done(struct change *c)
{
	features_read_done(&c->read);
}

/* ---- what to read ---- */

static bool wants_on(struct rec_bool b)
{
	return b.set && b.v;
}

static unsigned classes_of(const struct features *w)
{
	unsigned classes = 0;

	/* KVM that is switched on needs the listener, whose state is told. */
	if (w->sol.set || w->ider.set || w->listener.set || wants_on(w->kvm))
		classes |= 1u << FEATURES_REDIRECTION;
	if (w->consent.set)
		classes |= 1u << FEATURES_OPT_IN;
	if (w->kvm.set || (w->consent.set && w->consent.code == CONSENT_FOR_KVM))
		classes |= 1u << FEATURES_KVM;
	if (w->web_ui.set)
		classes |= 1u << FEATURES_WEB_UI;
	if (w->ping.set || w->rmcp_ping.set)
		classes |= 1u << FEATURES_GENERAL;
	if (w->ocr.set || w->platform_erase.set)
		classes |= 1u << FEATURES_BOOT;
	return classes;
}

/* ---- what to do ---- */

static struct step *step_add(struct change *c, enum features_class class)
{
	struct step *s = &c->steps[c->n++];

	*s = (struct step){ .class = class };
	c->touched |= 1u << class;
	return s;
}

static const char *on_off(bool on)
{
	return on ? "on" : "off";
}

static bool differs(struct rec_bool want, struct rec_bool is)
{
	return want.set && want.v != is.v;
}

/* "switch A on and B off", of those that differ. */
static void say_pair(struct step *s, const char *a, struct rec_bool want_a,
		     struct rec_bool is_a, const char *b, struct rec_bool want_b,
		     struct rec_bool is_b)
{
	bool first = differs(want_a, is_a);
	bool second = differs(want_b, is_b);

	snprintf(s->words, sizeof(s->words), "switch %s%s%s%s%s%s%s", first ? a : "",
		 first ? " " : "", first ? on_off(want_a.v) : "",
		 first && second ? " and " : "", second ? b : "", second ? " " : "",
		 second ? on_off(want_b.v) : "");
}

/* A method that sets two switches at once: the one that is not named stays. */
static void plan_pair(struct change *c, enum features_class class, const char *low_name,
		      struct rec_bool low, struct rec_bool low_is, const char *high_name,
		      struct rec_bool high, struct rec_bool high_is,
		      struct rec_uint *goal)
{
	struct step *s;

	if (!differs(low, low_is) && !differs(high, high_is))
		return;
	s = step_add(c, class);
	s->state = FEATURES_PAIR + (low.set ? low.v : low_is.v) +
		   2u * (high.set ? high.v : high_is.v);
	goal->v = s->state;
	/* SOL before IDE-R, as people know them; the bits are the other way round. */
	if (class == FEATURES_REDIRECTION)
		say_pair(s, high_name, high, high_is, low_name, low, low_is);
	else
		say_pair(s, low_name, low, low_is, high_name, high, high_is);
}

static void plan_switch(struct change *c, enum features_class class, const char *name,
			struct rec_bool want, struct rec_bool is)
{
	struct step *s;

	if (!differs(want, is))
		return;
	s = step_add(c, class);
	s->state = want.v ? 2 : 3;
	snprintf(s->words, sizeof(s->words), "switch %s %s", name, on_off(want.v));
}

static void plan_listener(struct change *c, struct rec_bool is)
{
	struct step *s;

	if (!differs(c->want->listener, is))
		return;
	s = step_add(c, FEATURES_REDIRECTION);
	s->put = true;
	c->goal.listener = c->want->listener;
	snprintf(s->words, sizeof(s->words), "switch the redirection listener %s",
		 on_off(c->want->listener.v));
}

static void plan_consent(struct change *c, struct rec_enum is)
{
	const struct rec_enum *want = &c->want->consent;
	const char *name;
	struct step *s;

	if (!want->set || want->code == is.code)
		return;
	name = enum_name(user_consent_names, want->code);
	s = step_add(c, FEATURES_OPT_IN);
	s->put = true;
	c->goal.consent = *want;
	snprintf(s->words, sizeof(s->words), "set user consent to %s",
		 name ? name : "unknown");
}

static void plan_pings(struct change *c, const struct features *is)
{
	const struct features *w = c->want;
	struct step *s;

	if (!differs(w->ping, is->ping) && !differs(w->rmcp_ping, is->rmcp_ping))
		return;
	s = step_add(c, FEATURES_GENERAL);
	s->put = true;
	if (w->ping.set)
		c->goal.ping = w->ping;
	if (w->rmcp_ping.set)
		c->goal.rmcp_ping = w->rmcp_ping;
	say_pair(s, "ping", w->ping, is->ping, "RMCP ping", w->rmcp_ping, is->rmcp_ping);
}

/* The firmware takes them in this order. */
static void plan(struct change *c)
{
	const struct features *w = c->want, *is = &c->r->now;

	c->goal = c->read.s;
	plan_pair(c, FEATURES_REDIRECTION, "storage redirection", w->ider, is->ider,
		  "Serial over LAN", w->sol, is->sol, &c->goal.redirection);
	plan_switch(c, FEATURES_KVM, "KVM", w->kvm, is->kvm);
	plan_listener(c, is->listener);
	plan_consent(c, is->consent);
	plan_pair(c, FEATURES_BOOT, "One-Click Recovery", w->ocr, is->ocr,
		  "Remote Platform Erase", w->platform_erase, is->platform_erase,
		  &c->goal.boot);
	plan_switch(c, FEATURES_WEB_UI, "the web interface", w->web_ui, is->web_ui);
	plan_pings(c, is);
}

/* ---- refusals ---- */

struct control_mode {
	struct rec_enum v;
};
static const struct field control_mode_fields[] = {
	F_ENUM(struct control_mode, v, "CurrentControlMode", NULL, 0, ""),
	F_END,
};
static const struct record control_mode_record = { .name = "control_mode",
						   .summary = "control mode",
						   .size = sizeof(struct control_mode),
						   .fields = control_mode_fields };

/* Why consent may not be changed, before anything is sent. */
static bool consent_fixed(struct change *c, struct err *e)
{
	struct control_mode mode = { 0 };
	struct err ignored = { 0 }; /* only the words depend on it */
	bool client = direct_read(c->d, "IPS_HostBasedSetupService", NULL,
				  &control_mode_record, &mode, &ignored) &&
		      mode.v.set && mode.v.code == 1;

	err_set(e, ERR_REFUSED, 0,
		client ? "user consent cannot be changed in client control mode, where "
			 "everything needs it"
		       : "this device does not allow user consent to be changed "
			 "(CanModifyOptInPolicy is 0)");
	return err_name(e, "CONSENT_FIXED");
}

struct kvm_setting {
	struct rec_bool allowed;
};
static const struct field kvm_setting_fields[] = {
	F_BOOL(struct kvm_setting, allowed, "EnabledByMEBx", 0, ""),
	F_END,
};
static const struct record kvm_setting_record = { .name = "kvm_setting",
						  .summary = "KVM setting",
						  .size = sizeof(struct kvm_setting),
						  .fields = kvm_setting_fields };

/* The firmware refused to switch KVM: does the firmware setup forbid it? */
static void explain_kvm(struct change *c, struct err *e)
{
	struct kvm_setting setting = { 0 };
	struct err ignored = { 0 }; /* the refusal stands as it is */
	char name[sizeof(e->name)];

	if (!direct_read(c->d, "IPS_KVMRedirectionSettingData", NULL, &kvm_setting_record,
			 &setting, &ignored) ||
	    !setting.allowed.set || setting.allowed.v)
		return;
	memcpy(name, e->name, sizeof(name));
	err_set(e, ERR_REFUSED, e->code,
		"KVM is forbidden in the firmware setup of the PC (MEBx), where alone it "
		"can be allowed");
	err_name(e, name);
}

/* ---- sending ---- */

static bool request_state(struct change *c, const struct step *s, struct err *e)
{
	struct wsman_ref what = { .class_name = features_class_name(s->class) };
	char state[16];
	struct wsman_param param = { .name = "RequestedState", .value = state };

	snprintf(state, sizeof(state), "%u", s->state);
	return wsman_invoke(direct_of(c->d)->wsman, &what, "RequestStateChange", &param,
			    1, wsman_cim_returns, NULL, e);
}

static bool put_instance(struct change *c, const struct step *s, struct err *e)
{
	struct wsman_ref what = { .class_name = features_class_name(s->class) };
	struct tree instance;
	bool changed;

	/* After a method the instance says more than was read before. */
	if (s->class == FEATURES_REDIRECTION &&
	    c->goal.redirection.v != c->read.s.redirection.v &&
	    !features_read(c->d, 1u << s->class, &c->read, e))
		return false;
	if (!c->read.docs[s->class])
		return err_set(e, ERR_CONFLICT, 0, "%s is gone", what.class_name);
	instance = c->read.docs[s->class]->root;
	c->goal.access_log = c->read.s.access_log;
	return record_patch(features_class_record(s->class), instance, &c->read.s,
			    &c->goal, &changed, e) &&
	       wsman_put(direct_of(c->d)->wsman, &what, instance, false, NULL, e);
}

static bool send(struct change *c, const struct step *s, struct err *e)
{
	if (s->put ? put_instance(c, s, e) : request_state(c, s, e))
		return true;
	c->r->sent |=
		e->domain == ERR_INDETERMINATE || (e->domain == ERR_CANCELLED && e->code);
	if (s->class == FEATURES_KVM && e->domain == ERR_REFUSED)
		explain_kvm(c, e);
	return false;
}

static char *joined(const struct strv *words)
{
	struct buf text = BUF_INIT(1024);

	for (size_t i = 0; i < words->n; i++)
		buf_printf(&text, "%s%s", i ? ", " : "", words->v[i]);
	return buf_steal(&text);
}

static bool send_all(struct change *c, struct err *e)
{
	for (size_t i = 0; i < c->n; i++) {
		if (!send(c, &c->steps[i], e)) {
			AUTO(xfreep) char *before = joined(&c->r->steps);

			err_wrap(e, "%s", c->steps[i].words);
			if (c->r->steps.n)
				err_wrap(e, "done: %s; not done", before);
			return false;
		}
		c->r->sent = true;
		c->r->changed = true;
		strv_add(&c->r->steps, c->steps[i].words);
	}
	return true;
}

/* Read what was written to, until it shows. */
static bool verify(struct change *c, struct err *e)
{
	const char *name = NULL;

	for (size_t i = 0; i < ARRAY_LEN(looks_ms); i++) {
		if (looks_ms[i] && !loop_sleep(c->d->loop, looks_ms[i], e))
			return false;
		if (!features_read(c->d, c->touched, &c->read, e)) {
			if (e->domain != ERR_CANCELLED)
				e->domain = ERR_INDETERMINATE;
			return err_wrap(e, "sent, but the result could not be read");
		}
		features_of(c->d, &c->read.s, &c->r->now);
		if (features_are(c->want, &c->r->now, &name))
			return true;
	}
	return err_set(e, ERR_INDETERMINATE, 0,
		       "accepted, but the device does not show it: %s", name);
}

/* After a step that the firmware refused: what became of those before it. */
static void look_again(struct change *c, enum err_domain why)
{
	struct err ignored = { 0 }; /* the refusal is what is told */

	if ((why == ERR_REFUSED || why == ERR_UNSUPPORTED || why == ERR_AUTH) &&
	    features_read(c->d, c->touched, &c->read, &ignored))
		features_of(c->d, &c->read.s, &c->r->now);
}

bool direct_features_set(struct device *d, const struct features *want, bool dry_run,
			 struct features_result *ret, struct err *e)
{
	AUTO(change_done) struct change c = { .d = d, .want = want, .r = ret };

	if (!features_read(d, classes_of(want), &c.read, e))
		return false;
	features_of(d, &c.read.s, &ret->now);
	if (!features_check(want, &ret->now, e))
		return false;
	plan(&c);
	if (c.goal.consent.code != c.read.s.consent.code && c.read.s.can_modify.set &&
	    !c.read.s.can_modify.v)
		return consent_fixed(&c, e);
	if (dry_run) {
		for (size_t i = 0; i < c.n; i++)
			strv_add(&ret->steps, c.steps[i].words);
		return true;
	}
	if (!c.n)
		return true;
	if (send_all(&c, e))
		return verify(&c, e);
	if (ret->changed)
		look_again(&c, e->domain);
	return false;
}
