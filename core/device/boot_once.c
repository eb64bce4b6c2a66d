/* boot_once: a boot through a path that arms and boots in one call. */
#include "core/device/boot_once.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/device/boot_plan.h"
#include "core/device/dispatch.h"
#include "core/device/power_watch.h"

struct once {
	struct device *d; /* borrowed, as all here but sources */
	const struct boot_change *c;
	struct boot_result *r;
	struct boot_request power;
	struct boot_sources sources;
	struct boot_once call;
};

static void once_done(struct once *g)
{
	boot_sources_done(&g->sources);
}

static bool one_call(const char *what, struct err *e)
{
	err_set(e, ERR_UNSUPPORTED, 0,
		"the management server arms and boots in one call: no %s", what);
	return err_hint(e, "--power on or --power reset");
}

static bool check_power(enum boot_power power, struct err *e)
{
	if (power == BOOT_POWER_NONE)
		return one_call("arming alone", e);
	return power != BOOT_POWER_CYCLE || one_call("power cycle", e);
}

static bool choose_power(struct once *g, struct err *e)
{
	if (!device_power_read(g->d, POWER_WANT_STATE, &g->r->state, e) ||
	    !boot_choose_power(g->c->power, &g->r->state, g->d->name, &g->power, e) ||
	    (g->power.value == POWER_CYCLE && !one_call("power cycle", e)))
		return false;
	g->call.request = g->power.value;
	g->r->set_request = true;
	g->r->request = (struct power_request){ POWER_REQUEST_STATE, g->power.value };
	return true;
}

static bool find_source(struct once *g, struct err *e)
{
	const struct boot_order *o = &g->c->order;
	const struct boot_kind *kind = boot_kind_of(o->target);

	if (kind->source)
		g->r->source = xstrdup(kind->source);
	if (!kind->marker)
		return true;
	if (!device_boot_sources(g->d, &g->sources, e))
		return false;
	g->call.source = boot_find_source(o, &g->sources, e);
	if (!g->call.source)
		return false;
	g->r->source = xstrdup(g->call.source->id);
	return true;
}

/* Add to the message what is true now. */
static bool add_outcome(struct err *e, const char *outcome)
{
	struct err was = *e;
	int room = (int)(sizeof(e->msg) - strlen(outcome) - sizeof("; "));

	snprintf(e->msg, sizeof(e->msg), "%.*s; %s", room, was.msg, outcome);
	return false;
}

/* The number that is refused is that of the power request, the last of its steps. */
static bool call_failed(struct once *g, struct err *e)
{
	if (!g->r->sent && e->domain != ERR_REFUSED) {
		g->r->armed = (struct rec_bool){ true, false };
		return false;
	}
	g->r->armed = (struct rec_bool){ 0 };
	g->r->changed = (struct rec_bool){ 0 };
	return add_outcome(e, "the boot may still be armed");
}

static bool watch(struct once *g, bool answered, struct err *e)
{
	bool on = g->power.value == POWER_ON;
	struct err seen = { 0 };
	uint32_t wait_ms =
		g->c->wait_ms == POWER_WAIT_DEFAULT ? POWER_VERIFY_MS : g->c->wait_ms;

	/* Only from off to on can be told from the state whether it arrived. */
	if (!answered && !(on && e->domain == ERR_INDETERMINATE))
		return call_failed(g, e);
	if (device_power_watch(g->d, POWER_WANT_STATE,
			       on ? POWER_GOAL_ON : POWER_GOAL_SETTLED, wait_ms,
			       &g->r->state, &seen))
		return true;
	if (!answered && seen.domain != ERR_CANCELLED)
		return call_failed(g, e);
	*e = seen;
	if (seen.domain == ERR_CANCELLED)
		err_wrap(e, "the boot was requested, its result was not observed");
	else if (seen.domain == ERR_INDETERMINATE)
		err_set(e, ERR_INDETERMINATE, 0, "accepted, but %s", seen.msg);
	return call_failed(g, e);
}

static bool run(struct once *g, struct err *e)
{
	struct boot_result *r = g->r;
	bool answered = device_dispatch(g->d, boot_once, e, &g->call);

	r->sent = answered || e->domain == ERR_INDETERMINATE ||
		  (e->domain == ERR_CANCELLED && e->code);
	if (!watch(g, answered, e))
		return false;
	r->armed = (struct rec_bool){ true, true };
	r->changed = (struct rec_bool){ true, true };
	return true;
}

bool boot_through_once(struct device *d, const struct boot_change *c,
		       const struct consent *consent, struct boot_result *ret,
		       struct err *e)
{
	AUTO(once_done)
	struct once g = { .d = d, .c = c, .r = ret, .call = { .order = &c->order } };

	if (!check_power(c->power, e) ||
	    !device_dispatch(d, boot_once_check, e, &c->order) ||
	    !consent_check(consent, CONSENT_USE_BOOT, d->name, e) ||
	    !choose_power(&g, e) || !find_source(&g, e))
		return false;
	strv_take(&ret->steps,
		  xasprintf("have the server arm boot %s and request power %s (%u): %s",
			    enum_name(boot_target_names, c->order.target),
			    enum_name(power_action_names, g.power.value),
			    (unsigned)g.power.value, g.power.why));
	return c->dry_run || run(&g, e);
}
