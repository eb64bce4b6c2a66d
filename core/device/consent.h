/*
 * consent: the user in front of the PC allows what an administrator wants to
 * do, by telling a code of six digits that the PC shows. (IPS_OptInService,
 * Intel AMT SDK)
 */
#ifndef AMT_DEVICE_CONSENT_H
#define AMT_DEVICE_CONSENT_H

#include "core/device/device.h"

/* IPS_OptInService.OptInState. There is no "timed out": that is NOT_STARTED. */
enum consent_state {
	CONSENT_NOT_STARTED = 0,
	CONSENT_REQUESTED = 1,  /* the code is not on the screen yet */
	CONSENT_DISPLAYED = 2,  /* it is; waiting for it */
	CONSENT_RECEIVED = 3,   /* given, until idle for code_timeout_s */
	CONSENT_IN_SESSION = 4, /* given, and a redirection session is open */
};

/* IPS_OptInService.OptInRequired. */
#define CONSENT_FOR_NONE 0u
#define CONSENT_FOR_KVM 1u
#define CONSENT_FOR_ALL 4294967295u

/* All absent where the firmware has no user consent (before AMT 6.2). */
struct consent {
	struct rec_enum required;          /* user_consent_names of info.h */
	struct rec_enum state;             /* enum consent_state */
	struct rec_uint code_timeout_s;    /* idle time that ends a given consent */
	struct rec_uint display_timeout_s; /* how long a code is shown */
	struct rec_bool can_modify;        /* may required be changed? */
};
extern const struct record consent_record;

void consent_done(struct consent *c);

/* What a path sends. */
struct consent_call {
	enum { CONSENT_START, CONSENT_SUBMIT, CONSENT_CANCEL } method;
	const char *code; /* CONSENT_SUBMIT: six digits, borrowed */
};

/* What needs consent. Plain power actions never do. */
enum consent_use {
	CONSENT_USE_BOOT = 1, /* boot options and sources, storage redirection */
	CONSENT_USE_KVM = 2,
};

/*
 * True when use may go on, also where nothing is known of consent. Else
 * ERR_CONSENT with the command that helps; device is how the user calls it.
 */
#define CONSENT_NEEDED "CONSENT_NEEDED" /* err.name */
bool consent_check(const struct consent *c, enum consent_use use, const char *device,
		   struct err *e) MUST_USE;

bool device_consent_get(struct device *d, struct consent *ret, struct err *e) MUST_USE;

/* What a request, a code or a cancellation did, or with dry_run would do. */
struct consent_result {
	struct consent now; /* as last read */
	bool changed;       /* something was sent, and the state shows it */
	bool sent;
	bool would_send; /* dry_run */
	const char *why; /* in words: what is done and why */
};
void consent_result_done(struct consent_result *r);

/*
 * The three below are ERR_UNSUPPORTED where the firmware has no user consent.
 * ret is filled as far as it is known, also on failure; it needs
 * consent_result_done(). A refusal is ERR_CONSENT with the ReturnValue as code.
 */

/*
 * Have the PC show a code, and wait until it does (wait_ms; 0: one look).
 * Nothing is sent when it is shown already, was given, or none is needed.
 * ERR_CONSENT: blocked for a while after wrong codes, no screen to show it on,
 * or the user took it away. ERR_INDETERMINATE: asked for, but not displayed
 * within wait_ms.
 */
#define CONSENT_DISPLAY_MS 30000u
bool device_consent_request(struct device *d, uint32_t wait_ms, bool dry_run,
			    struct consent_result *ret, struct err *e) MUST_USE;

/* Is it six digits, as the user reads them? ERR_USAGE. */
bool consent_code_check(const char *code, struct err *e) MUST_USE;

/*
 * Send the code, six digits. ERR_USAGE: it is not. ERR_CONSENT: not accepted,
 * or none was asked for; the message says whether the PC takes another try,
 * and so does ret->now.state.
 */
bool device_consent_submit(struct device *d, const char *code, bool dry_run,
			   struct consent_result *ret, struct err *e) MUST_USE;

/* Take it back: no code is shown any more, consent given ends. */
bool device_consent_cancel(struct device *d, bool dry_run, struct consent_result *ret,
			   struct err *e) MUST_USE;

#endif
