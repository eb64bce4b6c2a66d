/* power: states, their names, reading and waiting. */
#include "core/device/power.h"

#include "core/device/dispatch.h"
#include "core/device/power_watch.h"

const struct enum_name power_state_names[] = {
	{ POWER_OTHER, "other" },
	{ POWER_ON, "on" },
	{ POWER_SLEEP_LIGHT, "sleep-light" },
	{ POWER_SLEEP, "sleep" },
	{ POWER_CYCLE, "cycle" },
	{ POWER_OFF_HARD, "off-hard" },
	{ POWER_HIBERNATE, "hibernate" },
	{ POWER_OFF, "off" },
	{ POWER_CYCLE_HARD, "cycle-hard" },
	{ POWER_RESET, "reset" },
	{ POWER_NMI, "nmi" },
	{ POWER_OFF_GRACEFUL, "off-graceful" },
	{ POWER_OFF_HARD_GRACEFUL, "off-hard-graceful" },
	{ POWER_RESET_GRACEFUL, "reset-graceful" },
	{ POWER_CYCLE_GRACEFUL, "cycle-graceful" },
	{ POWER_CYCLE_HARD_GRACEFUL, "cycle-hard-graceful" },
	{ POWER_INIT, "init" },
	{ POWER_NOT_APPLICABLE, "not-applicable" },
	{ POWER_NO_CHANGE, "no-change" },
	{ 0, NULL },
};

/* Requests, by the verb that sends them. */
const struct enum_name power_action_names[] = {
	{ POWER_ON, "on" },
	{ POWER_SLEEP_LIGHT, "sleep-light" },
	{ POWER_SLEEP, "sleep" },
	{ POWER_CYCLE, "cycle" },
	{ POWER_OFF_HARD, "off-hard" },
	{ POWER_HIBERNATE, "hibernate" },
	{ POWER_OFF, "off" },
	{ POWER_CYCLE_HARD, "cycle-hard" },
	{ POWER_RESET, "reset" },
	{ POWER_NMI, "nmi" },
	{ POWER_OFF_GRACEFUL, "shutdown" },
	{ POWER_OFF_HARD_GRACEFUL, "shutdown-hard" },
	{ POWER_RESET_GRACEFUL, "reboot" },
	{ POWER_CYCLE_GRACEFUL, "cycle-graceful" },
	{ POWER_CYCLE_HARD_GRACEFUL, "cycle-hard-graceful" },
	{ POWER_INIT, "init" },
	{ 0, NULL },
};

const struct enum_name os_power_saving_names[] = {
	{ OS_SAVING_UNKNOWN, "unknown" },
	{ OS_SAVING_UNSUPPORTED, "unsupported" },
	{ OS_SAVING_FULL, "full-power" },
	{ OS_SAVING_ACTIVE, "power-saving" },
	{ 0, NULL },
};

const struct enum_name power_goal_names[] = {
	{ POWER_GOAL_ON, "on" },
	{ POWER_GOAL_OFF, "off" },
	{ POWER_GOAL_SLEEP, "sleep" },
	{ POWER_GOAL_HIBERNATE, "hibernate" },
	{ 0, NULL },
};

// clang-format off
static const struct field power_state_fields[] = {
	F_ENUM(struct power_state, state, "PowerState", power_state_names, 0, "CIM power state of the host"),
	F_ENUM(struct power_state, os_power_saving, "OSPowerSavingState", os_power_saving_names, 0,
	       "whether the operating system is in Modern Standby; null when off, not read, or before AMT 10"),
	F_ENUM(struct power_state, transitioning, "TransitioningToPowerState", power_state_names, FIELD_WIDE,
	       "the state it is on its way to"),
	F_ENUMS(struct power_state, available, "AvailableRequestedPowerStates", power_action_names, FIELD_WIDE,
		"requests that would be accepted now; null on old firmware"),
	F_END,
};
// clang-format on

const struct record power_state_record = {
	.name = "power",
	.summary = "power state of a PC",
	.size = sizeof(struct power_state),
	.fields = power_state_fields,
};

void power_state_done(struct power_state *s)
{
	record_done(&power_state_record, s);
}

bool power_is_on(const struct power_state *s)
{
	return s->state.set && s->state.code == POWER_ON;
}

bool power_is_off(const struct power_state *s)
{
	if (!s->state.set)
		return false;
	switch (s->state.code) {
	case POWER_OFF_HARD:
	case POWER_OFF:
	case POWER_OFF_GRACEFUL:
	case POWER_OFF_HARD_GRACEFUL:
		return true;
	default:
		return false;
	}
}

static bool in_modern_standby(const struct power_state *s)
{
	return s->os_power_saving.set && s->os_power_saving.code == OS_SAVING_ACTIVE;
}

bool power_is_sleeping(const struct power_state *s)
{
	if (s->state.set &&
	    (s->state.code == POWER_SLEEP || s->state.code == POWER_SLEEP_LIGHT))
		return true;
	return in_modern_standby(s);
}

/* No state change is under way; firmware says 18 or 19, older one nothing. */
static bool settled(const struct power_state *s)
{
	return !s->transitioning.set || !s->transitioning.code ||
	       s->transitioning.code == POWER_NOT_APPLICABLE ||
	       s->transitioning.code == POWER_NO_CHANGE;
}

bool power_goal_reached(const struct power_state *s, enum power_goal goal)
{
	switch (goal) {
	case POWER_GOAL_ON:
		return power_is_on(s) && !in_modern_standby(s);
	case POWER_GOAL_OFF:
		return power_is_off(s);
	case POWER_GOAL_SLEEP:
		return power_is_sleeping(s);
	case POWER_GOAL_HIBERNATE:
		return s->state.set && s->state.code == POWER_HIBERNATE;
	case POWER_GOAL_SETTLED:
		return power_is_on(s) && settled(s);
	}
	return false;
}

bool device_power_read(struct device *d, unsigned want, struct power_state *ret,
		       struct err *e)
{
	struct power_state s = { 0 };

	if (!device_dispatch(d, power_get, e, want, &s)) {
		power_state_done(&s);
		return false;
	}
	if (want & POWER_WANT_STATE) {
		power_state_done(ret);
		*ret = s;
	} else {
		ret->os_power_saving = s.os_power_saving;
		power_state_done(&s);
	}
	return true;
}

bool device_power_get(struct device *d, struct power_state *ret, struct err *e)
{
	return device_power_read(d, POWER_WANT_STATE | POWER_WANT_SAVING, ret, e);
}

bool device_power_actions(struct device *d, struct power_state *ret, struct err *e)
{
	return device_power_read(d, POWER_WANT_STATE | POWER_WANT_AVAILABLE, ret, e);
}

/* A read that fails like this while a PC changes state may work a moment later. */
static bool passes(const struct err *e)
{
	return e->domain == ERR_NET || e->domain == ERR_INDETERMINATE;
}

bool device_power_watch(struct device *d, unsigned want, enum power_goal goal,
			uint32_t wait_ms, struct power_state *ret, struct err *e)
{
	/* Fast firmware answers within a second; later there is no hurry. */
	static const uint32_t pauses_ms[] = { 250, 500, 1000, 2000, 3000, 5000 };
	uint64_t now = loop_now_ms();
	uint64_t end = now + wait_ms;

	if (d->deadline_ms && d->deadline_ms < end)
		end = d->deadline_ms;
	for (size_t i = 0;; i++) {
		struct err failure = { 0 };
		uint64_t pause =
			pauses_ms[i < ARRAY_LEN(pauses_ms) ? i
							   : ARRAY_LEN(pauses_ms) - 1];

		if (pause > end - now)
			pause = end - now;
		if (pause && !loop_sleep(d->loop, (uint32_t)pause, e))
			return false;
		if (device_power_read(d, want, ret, &failure)) {
			if (power_goal_reached(ret, goal))
				return true;
		} else if (!passes(&failure)) {
			*e = failure;
			return false;
		}
		now = loop_now_ms();
		if (now < end)
			continue;
		if (failure.domain)
			return err_set(e, ERR_INDETERMINATE, 0,
				       "the result could not be read: %s", failure.msg);
		return err_set(e, ERR_INDETERMINATE, 0,
			       "not observed within %.3g s; the last state was %s",
			       wait_ms / 1000.0, power_state_text(ret));
	}
}

const char *power_state_text(const struct power_state *s)
{
	const char *name =
		s->state.set ? enum_name(power_state_names, s->state.code) : NULL;

	if (in_modern_standby(s))
		return "on, in Modern Standby";
	if (power_is_on(s) && !settled(s))
		return "on, changing";
	return name ? name : "unknown";
}

bool device_power_wait(struct device *d, enum power_goal goal, uint32_t wait_ms,
		       struct power_state *ret, struct err *e)
{
	if (!device_power_get(d, ret, e))
		return false;
	if (power_goal_reached(ret, goal))
		return true;
	return device_power_watch(d, POWER_WANT_STATE | POWER_WANT_SAVING, goal, wait_ms,
				  ret, e);
}
