/* power: the states of the model machine and what moves it between them. */
#include "tests/sim/power.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/strv.h"
#include "core/base/text.h"
#include "tests/sim/device.h"

static const char *const delay_names[N_DELAYS] = {
	[DELAY_ON] = "on",       [DELAY_OFF] = "off",           [DELAY_RESET] = "reset",
	[DELAY_SLEEP] = "sleep", [DELAY_GRACEFUL] = "graceful", [DELAY_OS_SAVING] = "os",
};

#define DELAY_MAX_MS 3600000

static bool delay_parse(struct power_options *o, char *word, struct err *e)
{
	char *eq = strchr(word, '=');
	const char *ms = eq ? eq + 1 : word;
	bool known = !eq;
	uint64_t n;

	if (!text_to_uint(ms, DELAY_MAX_MS, &n))
		return err_set(e, ERR_USAGE, 0, "--delay: %s is not milliseconds", ms);
	if (eq)
		*eq = '\0';
	for (size_t i = 0; i < N_DELAYS; i++) {
		if (eq && strcmp(word, delay_names[i]) != 0)
			continue;
		o->delay_ms[i] = (uint32_t)n;
		known = true;
	}
	return known || err_set(e, ERR_USAGE, 0, "--delay: no transition named %s", word);
}

bool power_delays_parse(struct power_options *o, const char *text, struct err *e)
{
	AUTO(xfreep) char *copy = xstrdup(text);
	char *save = NULL;

	for (char *w = strtok_r(copy, ",", &save); w; w = strtok_r(NULL, ",", &save)) {
		if (!delay_parse(o, w, e))
			return false;
	}
	return true;
}

bool power_initial_parse(struct power_options *o, const char *text, struct err *e)
{
	static const struct {
		const char *name;
		enum power_number state;
		bool saving;
	} states[] = { { "on", POWER_ON, false },
		       { "off", POWER_OFF, false },
		       { "sleep", POWER_SLEEP, false },
		       { "hibernate", POWER_HIBERNATE, false },
		       { "standby", POWER_ON, true } };

	for (size_t i = 0; i < ARRAY_LEN(states); i++) {
		if (strcmp(text, states[i].name) != 0)
			continue;
		o->initial = states[i].state;
		o->initially_saving = states[i].saving;
		o->standby |= states[i].saving;
		return true;
	}
	return err_set(e, ERR_USAGE, 0, "--power: no state named %s", text);
}

static const struct power_options *options(const struct device *d)
{
	return &d->sim->opt.power;
}

static unsigned sx_of(unsigned state)
{
	return state == POWER_ON          ? 0
	       : state == POWER_SLEEP     ? 3
	       : state == POWER_HIBERNATE ? 4
					  : 5;
}

static void enter(struct device *d, uint8_t state)
{
	struct machine *m = &d->machine;

	journal_state(d, "power", m->state, state);
	m->state = state;
	m->os_saving = OS_FULL_POWER;
}

/* Once it is on: through POST. */
static void boot(struct device *d, const char *details)
{
	enter(d, POWER_ON);
	d->machine.reason = 2; /* remote control */
	d->machine.reason_details = details;
	boot_run(d);
}

static void start(struct device *d, uint8_t request, enum delay_kind kind)
{
	struct machine *m = &d->machine;

	m->request = request;
	m->previous_sx = (uint8_t)sx_of(m->state);
	timer_set(&d->sim->loop, &m->timer, options(d)->delay_ms[kind]);
}

/* The delay of a request is over: it takes effect. */
static void finish(struct device *d)
{
	struct machine *m = &d->machine;
	uint8_t request = m->request;

	m->request = 0;
	switch ((enum power_number)request) {
	case POWER_ON:
		if (m->state == POWER_SLEEP) /* S3 resumes, the others boot */
			enter(d, POWER_ON);
		else
			boot(d, "Power Up");
		break;
	case POWER_CYCLE:
		if (m->state != POWER_OFF) { /* the first half */
			enter(d, POWER_OFF);
			m->request = request;
			timer_set(&d->sim->loop, &m->timer,
				  options(d)->delay_ms[DELAY_ON]);
			break;
		}
		boot(d, "Power Cycle");
		break;
	case POWER_RESET:
	case POWER_RESET_GRACEFUL:
		boot(d, "Reset");
		break;
	case POWER_OFF:
	case POWER_OFF_GRACEFUL:
		enter(d, POWER_OFF);
		break;
	case POWER_SLEEP:
	case POWER_HIBERNATE:
		enter(d, request);
		break;
	case POWER_NMI:
		break;
	}
	if (m->state != POWER_ON)
		consent_host_left(d);
	screen_update(d);
}

static void fire(struct timer *t)
{
	struct machine *m = container_of(t, struct machine, timer);

	if (m->request) {
		finish(m->device);
	} else if (m->os_target) {
		journal_state(m->device, "os-power-saving", m->os_saving, m->os_target);
		m->os_saving = m->os_target;
		m->os_target = 0;
	}
}

void machine_init(struct machine *m, struct device *d)
{
	const struct power_options *o = options(d);

	*m = (struct machine){
		.timer = { .fire = fire },
		.device = d,
		.state = (uint8_t)o->initial,
		.os_saving = o->initially_saving ? OS_SAVING : OS_FULL_POWER,
		.reason = 1, /* not caused by AMT */
		.reason_details = "",
	};
}

void machine_done(struct machine *m, struct device *d)
{
	timer_stop(&d->sim->loop, &m->timer);
}

/* What AvailableRequestedPowerStates lists, in the order firmware lists it. */
static size_t available(const struct device *d, uint8_t ret[8])
{
	static const uint8_t on[] = { 10, 8, 5, 11, 4, 7, 14, 12 };
	static const uint8_t asleep[] = { 2, 10, 8, 5 };
	static const uint8_t off[] = { 2 };
	const struct machine *m = &d->machine;
	const uint8_t *list = m->state == POWER_ON      ? on
			      : m->state == POWER_SLEEP ? asleep
							: off;
	size_t n = m->state == POWER_ON      ? ARRAY_LEN(on)
		   : m->state == POWER_SLEEP ? ARRAY_LEN(asleep)
					     : ARRAY_LEN(off);
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		bool by_os =
			list[i] == 4 || list[i] == 7 || list[i] == 12 || list[i] == 14;

		if (by_os && !d->sim->profile.graceful)
			continue;
		if (list[i] == POWER_SLEEP && options(d)->standby) /* there is no S3 */
			continue;
		ret[kept++] = list[i];
	}
	return kept;
}

static bool is_available(const struct device *d, uint8_t number)
{
	uint8_t list[8];
	size_t n = available(d, list);

	return memchr(list, number, n) != NULL;
}

/* Sent on to the agent in the OS, which does it or is not there. */
static void ask_os(struct device *d, uint8_t number, enum delay_kind kind)
{
	if (options(d)->no_os_agent)
		journal_state(d, "ignored-no-os-agent", d->machine.state, number);
	else
		start(d, number, kind);
}

static uint32_t accept_request(struct device *d, uint8_t number)
{
	switch ((enum power_number)number) {
	case POWER_ON:
		start(d, number, DELAY_ON);
		break;
	case POWER_OFF:
	case POWER_CYCLE:
		if (d->sessions)
			return POWER_RETURN_NOT_NOW;
		start(d, number, DELAY_OFF);
		break;
	case POWER_RESET:
		start(d, number, DELAY_RESET);
		break;
	case POWER_NMI:
		journal_state(d, "nmi", d->machine.state, d->machine.state);
		break;
	case POWER_SLEEP:
	case POWER_HIBERNATE:
		ask_os(d, number, DELAY_SLEEP);
		break;
	case POWER_OFF_GRACEFUL:
	case POWER_RESET_GRACEFUL:
		ask_os(d, number, DELAY_GRACEFUL);
		break;
	}
	return POWER_RETURN_DONE;
}

uint32_t power_request(struct device *d, uint64_t number)
{
	struct machine *m = &d->machine;

	if (number < 1 || number > 16)
		return POWER_RETURN_INVALID;
	if (m->request)
		return POWER_RETURN_NOT_NOW;
	if (number == POWER_ON && m->state == POWER_ON && m->os_saving == OS_SAVING)
		return POWER_RETURN_DONE; /* and nothing happens: it is on already */
	if (!is_available(d, (uint8_t)number))
		return POWER_RETURN_NOT_NOW;
	timer_stop(&d->sim->loop, &m->timer);
	m->os_target = 0;
	return accept_request(d, (uint8_t)number);
}

uint32_t power_request_os_saving(struct device *d, uint64_t state)
{
	struct machine *m = &d->machine;

	if (state != OS_FULL_POWER && state != OS_SAVING)
		return POWER_RETURN_INVALID;
	if (!options(d)->standby)
		return POWER_RETURN_NOT_SUPPORTED;
	if (m->state != POWER_ON || m->request || m->os_target)
		return POWER_RETURN_NOT_NOW;
	if (m->os_saving == state)
		return POWER_RETURN_DONE;
	m->os_target = (uint8_t)state;
	timer_set(&d->sim->loop, &m->timer, options(d)->delay_ms[DELAY_OS_SAVING]);
	return POWER_RETURN_DONE;
}

/* Where the host will be when the request under way is done. */
static unsigned target_of(uint8_t request)
{
	switch ((enum power_number)request) {
	case POWER_OFF_GRACEFUL:
		return POWER_OFF;
	case POWER_CYCLE:
	case POWER_RESET:
	case POWER_RESET_GRACEFUL:
		return POWER_ON;
	case POWER_ON:
	case POWER_OFF:
	case POWER_SLEEP:
	case POWER_HIBERNATE:
	case POWER_NMI:
		break;
	}
	return request;
}

/*
 * Recorded replies have neither RequestedPowerState nor
 * TransitioningToPowerState at rest; they appear while a request is under way.
 */
void power_live_state(const struct device *d, struct inst *copy)
{
	const struct machine *m = &d->machine;
	uint8_t list[8];
	size_t n =
		d->sim->profile.available_states && !m->request ? available(d, list) : 0;

	inst_drop(copy, "AvailableRequestedPowerStates");
	for (size_t i = 0; i < n; i++) {
		char text[8];

		snprintf(text, sizeof(text), "%u", list[i]);
		inst_add(copy, "AvailableRequestedPowerStates", VALUE_TEXT, text, NULL);
	}
	inst_set_uint(copy, "PowerState", m->state);
	if (m->request) {
		inst_set_uint(copy, "RequestedPowerState", m->request);
		inst_set_uint(copy, "TransitioningToPowerState", target_of(m->request));
	}
}

void power_live_os_saving(const struct device *d, struct inst *copy)
{
	inst_drop(copy, "OSPowerSavingState");
	if (d->machine.state == POWER_ON)
		inst_set_uint(copy, "OSPowerSavingState", d->machine.os_saving);
}

void power_live_boot_reason(const struct device *d, struct inst *copy)
{
	inst_set_uint(copy, "PreviousSxState", d->machine.previous_sx);
	inst_set_uint(copy, "Reason", d->machine.reason);
	inst_set(copy, "ReasonDetails", d->machine.reason_details);
}
