/* power_change: from a verb and the present state to one request, then watching. */
#include "core/device/power.h"

#include <stdio.h>
#include <string.h>

#include "core/device/dispatch.h"
#include "core/device/power_watch.h"

/* What is to be done now. */
struct plan {
	enum { PLAN_DONE, PLAN_SEND, PLAN_IMPOSSIBLE } kind;
	struct power_request request;
	enum power_goal goal;
	unsigned want;    /* what to read when watching */
	const char *why;  /* in words */
	const char *hint; /* PLAN_IMPOSSIBLE: the verb that helps, or NULL */
};

static struct plan plan_done(const char *why)
{
	return (struct plan){ .kind = PLAN_DONE, .why = why };
}

static struct plan plan_impossible(const char *why, const char *hint)
{
	return (struct plan){ .kind = PLAN_IMPOSSIBLE, .why = why, .hint = hint };
}

static struct plan plan_state(uint32_t value, enum power_goal goal, const char *why)
{
	return (struct plan){ .kind = PLAN_SEND,
			      .request = { POWER_REQUEST_STATE, value },
			      .goal = goal,
			      .want = POWER_WANT_STATE,
			      .why = why };
}

static struct plan plan_saving(uint32_t value, enum power_goal goal, const char *why)
{
	return (struct plan){ .kind = PLAN_SEND,
			      .request = { POWER_REQUEST_OS_SAVING, value },
			      .goal = goal,
			      .want = POWER_WANT_SAVING,
			      .why = why };
}

/* Would the firmware take this request now? Old firmware does not say: yes. */
static bool offered(const struct power_state *s, uint32_t request)
{
	if (!s->available.set)
		return true;
	for (size_t i = 0; i < s->available.n; i++)
		if (s->available.codes[i] == request)
			return true;
	return false;
}

/* Off, or in S4, which is off with a memory on disk. */
static bool powerless(const struct power_state *s)
{
	return power_is_off(s) || (s->state.set && s->state.code == POWER_HIBERNATE);
}

static struct plan plan_on(const struct power_state *s)
{
	if (power_is_on(s) && power_is_sleeping(s))
		return plan_saving(
			OS_SAVING_FULL, POWER_GOAL_ON,
			"in Modern Standby, which a power request does not end");
	if (power_is_on(s))
		return plan_done("already on");
	if (power_is_sleeping(s))
		return plan_state(POWER_ON, POWER_GOAL_ON, "asleep: resume");
	if (powerless(s) && !power_is_off(s))
		return plan_state(POWER_ON, POWER_GOAL_ON, "hibernated: resume");
	return plan_state(POWER_ON, POWER_GOAL_ON, "off: power up");
}

static struct plan plan_off(const struct power_state *s)
{
	if (power_is_off(s))
		return plan_done("already off");
	if (powerless(s) && !(s->available.set && offered(s, POWER_OFF)))
		return plan_done("hibernated, so already without power");
	return plan_state(POWER_OFF, POWER_GOAL_OFF, "power down at once");
}

static struct plan plan_shutdown(const struct power_state *s)
{
	if (power_is_off(s))
		return plan_done("already off");
	if (!power_is_on(s))
		return plan_impossible("no operating system is running to shut down",
				       "power wake");
	if (!offered(s, POWER_OFF_GRACEFUL))
		return plan_impossible(
			"the operating system does not offer a graceful shutdown",
			"power off");
	return plan_state(POWER_OFF_GRACEFUL, POWER_GOAL_OFF,
			  "ask the operating system to shut down");
}

static struct plan plan_reboot(const struct power_state *s)
{
	if (!power_is_on(s))
		return plan_impossible("no operating system is running to restart",
				       "power on");
	if (!offered(s, POWER_RESET_GRACEFUL))
		return plan_impossible(
			"the operating system does not offer a graceful restart",
			"power reset");
	return plan_state(POWER_RESET_GRACEFUL, POWER_GOAL_SETTLED,
			  "ask the operating system to restart");
}

/* cycle and reset: only what runs can be made to start anew. */
static struct plan plan_restart(const struct power_state *s, uint32_t request,
				const char *why)
{
	if (powerless(s))
		return plan_impossible("it is off", "power on");
	if (!offered(s, request))
		return plan_impossible("the firmware does not offer this now",
				       request == POWER_RESET ? "power cycle"
							      : "power reset");
	return plan_state(request, POWER_GOAL_SETTLED, why);
}

static struct plan plan_sleep(const struct power_state *s)
{
	if (power_is_sleeping(s))
		return plan_done("already asleep");
	if (!power_is_on(s))
		return plan_impossible("it is off", "power on");
	if (s->available.set && !offered(s, POWER_SLEEP)) {
		if (s->os_power_saving.set && s->os_power_saving.code == OS_SAVING_FULL)
			return plan_saving(OS_SAVING_ACTIVE, POWER_GOAL_SLEEP,
					   "this PC sleeps by Modern Standby");
		return plan_impossible("the operating system does not offer sleep", NULL);
	}
	return plan_state(POWER_SLEEP, POWER_GOAL_SLEEP,
			  "ask the operating system to sleep (S3)");
}

static struct plan plan_hibernate(const struct power_state *s)
{
	if (s->state.set && s->state.code == POWER_HIBERNATE)
		return plan_done("already hibernated");
	if (power_is_off(s))
		return plan_impossible("it is off", "power on");
	if (!offered(s, POWER_HIBERNATE))
		return plan_impossible("the operating system does not offer hibernation",
				       NULL);
	return plan_state(POWER_HIBERNATE, POWER_GOAL_HIBERNATE,
			  "ask the operating system to hibernate (S4)");
}

static struct plan plan_nmi(const struct power_state *s)
{
	if (!power_is_on(s))
		return plan_impossible("it is not on", "power on");
	if (!offered(s, POWER_NMI))
		return plan_impossible("the firmware does not offer an NMI", NULL);
	return plan_state(POWER_NMI, POWER_GOAL_SETTLED, "diagnostic interrupt");
}

static struct plan plan_of(enum power_action action, const struct power_state *s)
{
	if (!s->state.set)
		return plan_impossible("the device does not tell its power state", NULL);
	switch (action) {
	case ACTION_ON:
	case ACTION_WAKE:
		return plan_on(s);
	case ACTION_OFF:
		return plan_off(s);
	case ACTION_SHUTDOWN:
		return plan_shutdown(s);
	case ACTION_CYCLE:
		return plan_restart(s, POWER_CYCLE, "power off and on again");
	case ACTION_RESET:
		return plan_restart(s, POWER_RESET, "reset at once");
	case ACTION_REBOOT:
		return plan_reboot(s);
	case ACTION_SLEEP:
		return plan_sleep(s);
	case ACTION_HIBERNATE:
		return plan_hibernate(s);
	case ACTION_NMI:
		return plan_nmi(s);
	}
	return plan_impossible("unknown action", NULL);
}

/* The immediate form of a graceful action, for or_hard; else the action itself. */
static enum power_action hard_form(enum power_action a)
{
	return a == ACTION_SHUTDOWN ? ACTION_OFF : a == ACTION_REBOOT ? ACTION_RESET : a;
}

/* Send once. A request that may have arrived is never sent again; watching tells. */
static bool send_and_watch(struct device *d, const struct plan *p, uint32_t wait_ms,
			   struct power_result *r, struct err *e)
{
	bool unanswered = false;

	r->request = p->request;
	snprintf(r->why, sizeof(r->why), "%s", p->why);
	if (device_dispatch(d, power_request, e, &p->request)) {
		r->sent = true;
	} else if (e->domain == ERR_INDETERMINATE && p->goal != POWER_GOAL_SETTLED) {
		r->sent = true;
		unanswered = true;
	} else {
		r->sent |= e->domain == ERR_INDETERMINATE ||
			   (e->domain == ERR_CANCELLED && e->code);
		if (e->domain == ERR_REFUSED &&
		    (p->request.value == POWER_OFF || p->request.value == POWER_CYCLE))
			err_hint(e, "firmware refuses this while a SOL, IDE-R or KVM "
				    "session is "
				    "open; end the session first");
		return false;
	}

	struct err watch = { 0 };

	if (device_power_watch(d, p->want, p->goal, wait_ms, &r->state, &watch)) {
		r->changed = true;
		return true;
	}
	if (!unanswered || watch.domain == ERR_CANCELLED) {
		*e = watch;
		if (watch.domain == ERR_INDETERMINATE)
			err_set(e, ERR_INDETERMINATE, 0, "accepted, but %s", watch.msg);
	}
	return false;
}

static bool impossible(const struct device *d, const struct plan *p, struct err *e)
{
	err_set(e, ERR_REFUSED, 0, "not sent: %s", p->why);
	err_name(e, "NOT_AVAILABLE");
	if (p->hint)
		err_hint(e, "amtctl %s %s", p->hint, d->name);
	return false;
}

static uint32_t wait_for(const struct power_change *c)
{
	if (c->wait_ms != POWER_WAIT_DEFAULT)
		return c->wait_ms;
	return c->or_hard ? POWER_VERIFY_OS_MS : POWER_VERIFY_MS;
}

bool device_power_change(struct device *d, const struct power_change *c,
			 struct power_result *ret, struct err *e)
{
	if (!device_power_get(d, &ret->state, e))
		return false;

	struct plan p = plan_of(c->action, &ret->state);
	bool hard_at_once = c->or_hard && p.kind == PLAN_IMPOSSIBLE;

	if (hard_at_once)
		p = plan_of(hard_form(c->action), &ret->state);
	snprintf(ret->why, sizeof(ret->why), "%s", p.why);
	if (p.kind == PLAN_IMPOSSIBLE)
		return impossible(d, &p, e);
	if (p.kind == PLAN_DONE)
		return true;
	ret->request = p.request;
	if (c->dry_run) {
		ret->would_send = true;
		return true;
	}
	if (send_and_watch(d, &p, hard_at_once ? POWER_VERIFY_MS : wait_for(c), ret, e))
		return true;
	if (!c->or_hard || hard_at_once || e->domain != ERR_INDETERMINATE)
		return false;

	struct plan hard = plan_of(hard_form(c->action), &ret->state);

	if (hard.kind == PLAN_DONE) { /* it got there between two looks */
		ret->changed = true;
		return true;
	}
	if (hard.kind == PLAN_IMPOSSIBLE)
		return false;
	return send_and_watch(d, &hard, POWER_VERIFY_MS, ret, e);
}

void power_result_done(struct power_result *r)
{
	power_state_done(&r->state);
}
