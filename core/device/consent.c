/* consent: reading it, asking for it, giving it, taking it back. */
#include "core/device/consent.h"

#include <string.h>

#include "core/device/cim_values.h"
#include "core/device/dispatch.h"
#include "core/device/info.h"

/* Firmware is asked no more often than this. */
#define PAUSE_MS 1000u

/* How long a code or a cancellation may take to show in the state. */
#define SETTLE_MS 3000u

/* ReturnValue of the methods. (Intel AMT SDK) */
enum consent_return {
	RETURN_INVALID_STATE = 2,
	RETURN_BLOCKED = 3,
	RETURN_FAILED = 4,
};

// clang-format off
static const struct field consent_fields[] = {
	F_ENUM(struct consent, required, "OptInRequired", user_consent_names, 0,
	       "what needs the user's consent; null: the firmware has no user consent"),
	F_ENUM(struct consent, state, "OptInState", opt_in_state_names, 0, "how far consent has come"),
	F_UINT(struct consent, code_timeout_s, "OptInCodeTimeout", 0, "idle time that ends a given consent"),
	F_UINT(struct consent, display_timeout_s, "OptInDisplayTimeout", 0, "how long a code is shown"),
	F_BOOL(struct consent, can_modify, "CanModifyOptInPolicy", FIELD_WIDE,
	       "whether required may be changed; not in client control mode"),
	F_END,
};
// clang-format on

const struct record consent_record = {
	.name = "consent",
	.summary = "what needs the consent of the PC's user, and whether it was given",
	.size = sizeof(struct consent),
	.fields = consent_fields,
};

void consent_done(struct consent *c)
{
	record_done(&consent_record, c);
}

void consent_result_done(struct consent_result *r)
{
	consent_done(&r->now);
}

/* ---- what it says ---- */

static bool state_is(const struct consent *c, enum consent_state state)
{
	return c->state.set ? c->state.code == state : state == CONSENT_NOT_STARTED;
}

static bool given(const struct consent *c)
{
	return state_is(c, CONSENT_RECEIVED) || state_is(c, CONSENT_IN_SESSION);
}

static const char *state_text(const struct consent *c)
{
	const char *name =
		c->state.set ? enum_name(opt_in_state_names, c->state.code) : NULL;

	return name ? name : "unknown";
}

bool consent_check(const struct consent *c, enum consent_use use, const char *device,
		   struct err *e)
{
	if (!c->required.set || c->required.code == CONSENT_FOR_NONE || given(c) ||
	    (c->required.code == CONSENT_FOR_KVM && use != CONSENT_USE_KVM))
		return true;
	if (state_is(c, CONSENT_NOT_STARTED)) {
		err_set(e, ERR_CONSENT, 0, "this needs the consent of the PC's user");
		err_hint(e, "amtctl consent request %s", device);
	} else {
		err_set(e, ERR_CONSENT, (int)c->state.code,
			"this needs the consent of the PC's user, who was asked for it "
			"(state: %s)",
			state_text(c));
		err_hint(e, "amtctl consent submit CODE %s", device);
	}
	return err_name(e, CONSENT_NEEDED);
}

bool consent_code_check(const char *code, struct err *e)
{
	if (strlen(code) == 6 && strspn(code, "0123456789") == 6)
		return true;
	return err_set(e, ERR_USAGE, 0, "a consent code is six digits, not '%.40s'",
		       code);
}

bool device_consent_get(struct device *d, struct consent *ret, struct err *e)
{
	return device_dispatch(d, consent_get, e, ret);
}

/* ---- changing it ---- */

/* What is true of every change before anything is sent. */
static bool begin(struct device *d, struct consent_result *r, struct err *e)
{
	if (!device_consent_get(d, &r->now, e))
		return false;
	if (r->now.required.set || r->now.state.set)
		return true;
	err_set(e, ERR_UNSUPPORTED, 0, "this firmware has no user consent");
	return false;
}

static bool look(struct device *d, struct consent_result *r, struct err *e)
{
	struct consent now = { 0 };

	if (!device_consent_get(d, &now, e))
		return false;
	consent_done(&r->now);
	r->now = now;
	return true;
}

/*
 * Send once. An answer that was lost counts as sent: the state tells more.
 * *ret_lost keeps what happened then.
 */
static bool send(struct device *d, const struct consent_call *c, struct consent_result *r,
		 struct err *ret_lost, struct err *e)
{
	if (device_dispatch(d, consent_call, e, c)) {
		r->sent = true;
		return true;
	}
	if (e->domain == ERR_INDETERMINATE) {
		r->sent = true;
		*ret_lost = *e;
		return true;
	}
	r->sent |= e->domain == ERR_CANCELLED && e->code;
	return false;
}

static void read_failed(struct err *e)
{
	e->domain = ERR_INDETERMINATE;
	err_wrap(e, "sent, but the result could not be read");
}

/* What is waited for, and on what. */
struct watch {
	bool (*there)(const struct consent *c);
	bool (*on_the_way)(const struct consent *c);
	uint32_t wait_ms;
	struct err lost; /* what became of the answer, if it was lost */
	bool moved;      /* the state has changed meanwhile */
};

/*
 * Look until the state is what was wanted, or has moved off the way there.
 * After a lost answer one look decides.
 */
static bool watch(struct device *d, struct watch *w, struct consent_result *r,
		  struct err *e)
{
	uint64_t end = loop_now_ms() + w->wait_ms;
	uint32_t before = r->now.state.code;

	if (d->deadline_ms && d->deadline_ms < end)
		end = d->deadline_ms;
	for (;;) {
		uint64_t now;
		uint64_t left;

		if (!look(d, r, e)) {
			if (r->sent && e->domain != ERR_CANCELLED)
				read_failed(e);
			return false;
		}
		if (w->there(&r->now))
			return true;
		w->moved |= r->now.state.code != before;
		if (w->moved && w->on_the_way(&r->now))
			w->lost.domain = ERR_NONE; /* it did arrive */
		now = loop_now_ms();
		if (w->lost.domain || (w->moved && !w->on_the_way(&r->now)) || now >= end)
			break;
		left = end - now;
		if (!loop_sleep(d->loop, left < PAUSE_MS ? (uint32_t)left : PAUSE_MS, e))
			return false;
	}
	if (w->lost.domain) {
		*e = w->lost;
		return false;
	}
	return err_set(e, ERR_INDETERMINATE, 0,
		       "accepted, but not observed in time; the state is %s",
		       state_text(&r->now));
}

static bool is_shown(const struct consent *c)
{
	return state_is(c, CONSENT_DISPLAYED) || given(c);
}

static bool is_requested(const struct consent *c)
{
	return state_is(c, CONSENT_REQUESTED);
}

static bool is_idle(const struct consent *c)
{
	return state_is(c, CONSENT_NOT_STARTED);
}

static bool is_nothing(const struct consent *c)
{
	(void)c;
	return false;
}

static bool none_needed(const struct consent *c)
{
	return c->required.set && c->required.code == CONSENT_FOR_NONE;
}

/* The firmware's no to a request, in words. */
static void request_refused(const struct device *d, struct err *e)
{
	int code = e->code;
	char name[sizeof(e->name)];

	memcpy(name, e->name, sizeof(name));
	switch (code) {
	case RETURN_INVALID_STATE:
		err_set(e, ERR_CONSENT, code,
			"the PC cannot ask its user in its present state");
		err_hint(e, "amtctl consent status %s", d->name);
		break;
	case RETURN_BLOCKED:
		err_set(e, ERR_CONSENT, code,
			"the PC is blocking requests for a while, after wrong codes or "
			"too many requests; try again in some minutes");
		break;
	case RETURN_FAILED:
		err_set(e, ERR_CONSENT, code,
			"the PC has no screen to show a code on: it must be on, with a "
			"display");
		err_hint(e, "amtctl power status %s", d->name);
		break;
	default:
		return;
	}
	err_name(e, name);
}

static const char *request_why(const struct consent *c)
{
	if (none_needed(c))
		return "nothing needs the user's consent here";
	if (given(c))
		return "consent was given already";
	if (is_shown(c))
		return "a code is shown already";
	if (is_requested(c))
		return "asked for already: wait until the code is shown";
	return "have the PC show a code to its user";
}

bool device_consent_request(struct device *d, uint32_t wait_ms, bool dry_run,
			    struct consent_result *ret, struct err *e)
{
	static const struct consent_call start = { .method = CONSENT_START };
	struct watch w = { is_shown, is_requested, .wait_ms = wait_ms };
	bool needed;

	if (!begin(d, ret, e))
		return false;
	needed = is_idle(&ret->now) && !none_needed(&ret->now);
	ret->why = request_why(&ret->now);
	ret->would_send = dry_run && needed;
	if (dry_run || none_needed(&ret->now) || is_shown(&ret->now))
		return true;
	if (needed && !send(d, &start, ret, &w.lost, e)) {
		if (e->domain == ERR_REFUSED)
			request_refused(d, e);
		return false;
	}
	if (watch(d, &w, ret, e)) {
		ret->changed = ret->sent;
		return true;
	}
	if (e->domain != ERR_INDETERMINATE)
		return false;
	if (w.moved && is_idle(&ret->now))
		return err_set(e, ERR_CONSENT, 0,
			       "the request ended before a code was shown");
	if (is_requested(&ret->now))
		return err_set(e, ERR_INDETERMINATE, 0,
			       "the PC was asked, but shows no code yet");
	return false;
}

/* The code was not accepted, whatever the number says: does the PC take another one? */
static bool code_refused(struct device *d, struct consent_result *r, struct err *e)
{
	struct err refusal = *e;

	if (!look(d, r, e))
		return err_wrap(e, "the code was not accepted, and the state unknown");
	if (refusal.code == RETURN_BLOCKED) {
		err_set(e, ERR_CONSENT, refusal.code,
			"the PC is blocking codes for a while, after wrong ones; try "
			"again in some minutes");
	} else if (is_idle(&r->now)) {
		err_set(e, ERR_CONSENT, refusal.code,
			"the code was not accepted, and the PC shows it no more");
		err_hint(e, "amtctl consent request %s", d->name);
	} else {
		err_set(e, ERR_CONSENT, refusal.code,
			"the code was not accepted; the PC still takes another try");
		err_hint(e, "amtctl consent submit CODE %s", d->name);
	}
	return err_name(e, refusal.name);
}

bool device_consent_submit(struct device *d, const char *code, bool dry_run,
			   struct consent_result *ret, struct err *e)
{
	struct consent_call submit = { .method = CONSENT_SUBMIT, .code = code };
	struct watch w = { given, is_nothing, .wait_ms = SETTLE_MS };

	if (!consent_code_check(code, e) || !begin(d, ret, e))
		return false;
	if (given(&ret->now)) {
		ret->why = "consent was given already";
		return true;
	}
	if (is_idle(&ret->now)) {
		err_set(e, ERR_CONSENT, 0, "no code was asked for, or it has expired");
		return err_hint(e, "amtctl consent request %s", d->name);
	}
	ret->why = "send the code";
	ret->would_send = dry_run;
	if (dry_run)
		return true;
	if (!send(d, &submit, ret, &w.lost, e))
		return e->domain == ERR_REFUSED ? code_refused(d, ret, e) : false;
	ret->changed = watch(d, &w, ret, e);
	return ret->changed;
}

bool device_consent_cancel(struct device *d, bool dry_run, struct consent_result *ret,
			   struct err *e)
{
	static const struct consent_call cancel = { .method = CONSENT_CANCEL };
	struct watch w = { is_idle, is_nothing, .wait_ms = SETTLE_MS };

	if (!begin(d, ret, e))
		return false;
	if (is_idle(&ret->now)) {
		ret->why = "there is nothing to cancel";
		return true;
	}
	ret->why = given(&ret->now) ? "end the consent that was given"
				    : "have the PC show its code no more";
	ret->would_send = dry_run;
	if (dry_run)
		return true;
	if (!send(d, &cancel, ret, &w.lost, e)) {
		if (e->domain == ERR_REFUSED && state_is(&ret->now, CONSENT_IN_SESSION))
			err_wrap(e, "a session is open that was allowed by it; end that "
				    "first");
		return false;
	}
	ret->changed = watch(d, &w, ret, e);
	return ret->changed;
}
