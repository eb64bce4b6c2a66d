/* consent: the states of a user consent, and what moves it between them. */
#include "tests/sim/consent.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "tests/sim/device.h"

#define WRONG_MAX 3  /* codes, then the display is gone */
#define ROUNDS_MAX 2 /* of wrong codes, then requests are blocked */

#define CODE_TIMEOUT_MIN_S 60
#define CODE_TIMEOUT_MAX_S 900

/* PT_STATUS as these methods use it. */
enum consent_return {
	CONSENT_RETURN_DONE = 0,
	CONSENT_RETURN_INVALID_STATE = 2,
	CONSENT_RETURN_BLOCKED = 3,
	CONSENT_RETURN_NO_DISPLAY = 4,
	CONSENT_RETURN_WRONG_CODE = 2066, /* as recorded: UNSUPPORTED */
};

bool consent_code_parse(struct consent_options *o, const char *text, struct err *e)
{
	uint64_t code;

	if (strlen(text) != 6 || !text_to_uint(text, CONSENT_CODE_MAX, &code))
		return err_set(e, ERR_USAGE, 0, "--consent-code: not six digits");
	o->fixed_code = true;
	o->code = (uint32_t)code;
	return true;
}

bool consent_times_parse(struct consent_options *o, const char *text, struct err *e)
{
	AUTO(xfreep) char *copy = xstrdup(text);
	char *comma = strchr(copy, ',');
	uint64_t display, code;

	if (comma)
		*comma++ = '\0';
	if (!comma || !text_to_uint(copy, UINT32_MAX, &display) ||
	    !text_to_uint(comma, UINT32_MAX, &code))
		return err_set(e, ERR_USAGE, 0, "--consent-ms: not DISPLAY,CODE: %s",
			       text);
	o->display_ms = (uint32_t)display;
	o->code_ms = (uint32_t)code;
	return true;
}

static const struct consent_options *options(const struct device *d)
{
	return &d->sim->opt.consent;
}

static const struct inst *service(const struct device *d)
{
	return store_first(&d->store, "IPS_OptInService");
}

static uint64_t required(const struct device *d)
{
	const struct inst *i = service(d);
	uint64_t n;

	if (!i)
		return 0;
	if (device_in_client_mode(d))
		return CONSENT_FOR_ALL;
	return text_to_uint(inst_text(i, "OptInRequired"), UINT32_MAX, &n) ? n : 0;
}

static bool needed(const struct device *d, enum consent_use use)
{
	uint64_t r = required(d);

	return r == CONSENT_FOR_ALL || (use == CONSENT_KVM && r == CONSENT_FOR_KVM);
}

static bool received(const struct device *d)
{
	return d->consent.state == CONSENT_RECEIVED ||
	       d->consent.state == CONSENT_IN_SESSION;
}

bool consent_given(const struct device *d, enum consent_use use)
{
	return !needed(d, use) || received(d);
}

/* An open session that consent is needed for. */
static bool in_session(const struct device *d)
{
	return ((d->sessions & SESSION_KVM) && needed(d, CONSENT_KVM)) ||
	       ((d->sessions & SESSION_IDER) && needed(d, CONSENT_STORAGE));
}

/* A time of the service's own, in seconds, unless tests have another. */
static uint64_t time_ms(const struct device *d, uint32_t override_ms, const char *name)
{
	return override_ms ? override_ms
			   : strtoull(inst_text(service(d), name), NULL, 10) * 1000;
}

static void arm(struct device *d)
{
	struct loop *l = &d->sim->loop;
	struct timer *t = &d->consent.timer;

	switch ((enum consent_state)d->consent.state) {
	case CONSENT_REQUESTED:
		timer_set(l, t, options(d)->draw_ms);
		break;
	case CONSENT_DISPLAYED:
		timer_set(l, t,
			  time_ms(d, options(d)->display_ms, "OptInDisplayTimeout"));
		break;
	case CONSENT_RECEIVED:
		timer_set(l, t, time_ms(d, options(d)->code_ms, "OptInCodeTimeout"));
		break;
	case CONSENT_NOT_STARTED:
	case CONSENT_IN_SESSION:
		timer_stop(l, t);
		break;
	}
}

/* Consent that ends takes with it what it allowed to be set. */
static void enter(struct device *d, enum consent_state state)
{
	struct consent *c = &d->consent;
	bool ends = received(d) && state == CONSENT_NOT_STARTED;

	if (c->state == state)
		return;
	journal_state(d, "consent", c->state, state);
	c->state = (uint8_t)state;
	if (ends && needed(d, CONSENT_BOOT))
		boot_clear(d);
	arm(d);
	screen_update(d);
}

static void fire(struct timer *t)
{
	struct device *d = container_of(t, struct consent, timer)->device;

	enter(d, d->consent.state == CONSENT_REQUESTED ? CONSENT_DISPLAYED
						       : CONSENT_NOT_STARTED);
}

void consent_init(struct consent *c, struct device *d)
{
	*c = (struct consent){ .timer = { .fire = fire }, .device = d };
	if (in_session(d))
		c->state = CONSENT_IN_SESSION;
}

void consent_done(struct consent *c, struct device *d)
{
	timer_stop(&d->sim->loop, &c->timer);
}

/* Looks like chance, and is the same on every run. */
static uint32_t next_code(struct device *d)
{
	AUTO(xfreep) char *seed = xasprintf("%s/%u", d->uuid, d->consent.codes++);
	uint8_t md[32];
	uint32_t n = 0;

	if (options(d)->fixed_code)
		return options(d)->code;
	EVP_Q_digest(NULL, "SHA256", NULL, seed, strlen(seed), md, NULL);
	for (size_t i = 0; i < sizeof(n); i++)
		n = n << 8 | md[i];
	return n % (CONSENT_CODE_MAX + 1);
}

const struct soap_fault *consent_start(struct call *call)
{
	struct device *d = call->device;
	struct consent *c = &d->consent;

	if (c->state != CONSENT_NOT_STARTED) {
		call->ret = CONSENT_RETURN_INVALID_STATE;
	} else if (c->blocked_until_ms > loop_now_ms()) {
		call->ret = CONSENT_RETURN_BLOCKED;
	} else if (d->machine.state != POWER_ON) {
		call->ret = CONSENT_RETURN_NO_DISPLAY;
	} else {
		c->wrong = 0;
		c->code = next_code(d);
		enter(d, CONSENT_REQUESTED);
		if (!options(d)->draw_ms)
			enter(d, CONSENT_DISPLAYED);
	}
	return NULL;
}

static void wrong_code(struct device *d)
{
	struct consent *c = &d->consent;

	journal_state(d, "consent-wrong-code", c->wrong, c->wrong + 1u);
	if (++c->wrong < WRONG_MAX)
		return;
	if (++c->rounds >= ROUNDS_MAX && options(d)->block_ms) {
		c->blocked_until_ms = loop_now_ms() + options(d)->block_ms;
		c->rounds = 0;
		journal_state(d, "consent-blocked", 0, 1);
	}
	enter(d, CONSENT_NOT_STARTED);
}

const struct soap_fault *consent_send_code(struct call *call)
{
	struct device *d = call->device;
	struct consent *c = &d->consent;
	uint64_t code;

	if (!call_uint(call, "OptInCode", UINT32_MAX, &code))
		return soap_fault_get(SOAP_INVALID_PARAMETER);
	if (c->state != CONSENT_REQUESTED && c->state != CONSENT_DISPLAYED) {
		call->ret = CONSENT_RETURN_INVALID_STATE;
	} else if (code != c->code) {
		call->ret = CONSENT_RETURN_WRONG_CODE;
		wrong_code(d);
	} else {
		c->rounds = 0;
		enter(d, in_session(d) ? CONSENT_IN_SESSION : CONSENT_RECEIVED);
	}
	return NULL;
}

const struct soap_fault *consent_cancel(struct call *call)
{
	struct device *d = call->device;

	if (d->consent.state == CONSENT_NOT_STARTED ||
	    d->consent.state == CONSENT_IN_SESSION)
		call->ret = CONSENT_RETURN_INVALID_STATE;
	else
		enter(d, CONSENT_NOT_STARTED);
	return NULL;
}

void consent_sessions_changed(struct device *d)
{
	if (d->consent.state == CONSENT_IN_SESSION && !in_session(d))
		enter(d, CONSENT_RECEIVED);
}

/* Nothing draws the code any more. */
void consent_host_left(struct device *d)
{
	if (d->consent.state == CONSENT_REQUESTED ||
	    d->consent.state == CONSENT_DISPLAYED)
		enter(d, CONSENT_NOT_STARTED);
}

void consent_live(const struct device *d, struct inst *copy)
{
	inst_set_uint(copy, "OptInState", d->consent.state);
	if (!device_in_client_mode(d))
		return;
	inst_set_uint(copy, "OptInRequired", CONSENT_FOR_ALL);
	inst_set_uint(copy, "CanModifyOptInPolicy", 0);
}

static bool differs(const struct inst *old, const struct inst *new, const char *name)
{
	return strcmp(inst_text(old, name), inst_text(new, name)) != 0;
}

/* In client control mode consent policy is not the console's to change. */
const struct soap_fault *consent_guard(const struct device *d, const struct inst *old,
				       const struct inst *new)
{
	bool may = !strcmp(inst_text(old, "CanModifyOptInPolicy"), "1");
	uint64_t n, timeout, display;

	if (differs(old, new, "OptInRequired") && !may)
		return soap_fault_get(SOAP_ACCESS_DENIED);
	if (differs(old, new, "OptInDisplayTimeout") && device_in_client_mode(d))
		return soap_fault_get(SOAP_ACCESS_DENIED);
	if (!text_to_uint(inst_text(new, "OptInRequired"), UINT32_MAX, &n) ||
	    (n > CONSENT_FOR_KVM && n != CONSENT_FOR_ALL) ||
	    !text_to_uint(inst_text(new, "OptInCodeTimeout"), CODE_TIMEOUT_MAX_S,
			  &timeout) ||
	    timeout < CODE_TIMEOUT_MIN_S ||
	    !text_to_uint(inst_text(new, "OptInDisplayTimeout"), UINT16_MAX, &display) ||
	    !display)
		return soap_fault_get(SOAP_INVALID_VALUES);
	return NULL;
}

/* What may be sent back, but is not the console's to say. */
void consent_stored(struct device *d, const struct inst *old, struct inst *own)
{
	inst_set(own, "CanModifyOptInPolicy", inst_text(old, "CanModifyOptInPolicy"));
	if (differs(old, own, "OptInRequired"))
		journal_texts(d, "consent-required", inst_text(old, "OptInRequired"),
			      inst_text(own, "OptInRequired"));
	consent_sessions_changed(d);
}
