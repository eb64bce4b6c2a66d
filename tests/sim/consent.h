/*
 * consent: the user in front of the PC lets an administrator in by a code
 * that the screen shows (IPS_OptInService, Intel AMT SDK).
 */
#ifndef AMTSIM_CONSENT_H
#define AMTSIM_CONSENT_H

#include "tests/sim/loop.h"
#include "tests/sim/methods.h"

struct device;

/* OptInState. */
enum consent_state {
	CONSENT_NOT_STARTED,
	CONSENT_REQUESTED,
	CONSENT_DISPLAYED,
	CONSENT_RECEIVED,
	CONSENT_IN_SESSION,
};

/* OptInRequired. */
#define CONSENT_FOR_KVM 1u
#define CONSENT_FOR_ALL 4294967295u

#define CONSENT_CODE_MAX 999999u

enum consent_use { CONSENT_BOOT, CONSENT_KVM, CONSENT_STORAGE };

struct consent_options {
	bool fixed_code;
	uint32_t code;                /* with fixed_code, the same each time */
	uint32_t display_ms, code_ms; /* 0: as the device's own settings say */
	uint32_t draw_ms;             /* until the code is on the screen */
	uint32_t block_ms;            /* 0: never */
};

struct consent {
	struct timer timer;
	struct device *device;
	uint8_t state;
	uint8_t wrong;  /* codes, since this one is shown */
	uint8_t rounds; /* in a row, that ended by wrong codes */
	uint32_t code;
	uint32_t codes; /* shown so far */
	uint64_t blocked_until_ms;
};

/* Six digits. ERR_USAGE. */
bool consent_code_parse(struct consent_options *o, const char *text, struct err *e)
	MUST_USE;
/* DISPLAY,CODE in milliseconds. ERR_USAGE. */
bool consent_times_parse(struct consent_options *o, const char *text, struct err *e)
	MUST_USE;

void consent_init(struct consent *c, struct device *d);
void consent_done(struct consent *c, struct device *d);

/* True when a use needs no consent, or has it. */
bool consent_given(const struct device *d, enum consent_use use);

/* Sessions began or ended, or the host left S0. */
void consent_sessions_changed(struct device *d);
void consent_host_left(struct device *d);

const struct soap_fault *consent_start(struct call *c);
const struct soap_fault *consent_send_code(struct call *c);
const struct soap_fault *consent_cancel(struct call *c);

void consent_live(const struct device *d, struct inst *copy);
const struct soap_fault *consent_guard(const struct device *d, const struct inst *old,
				       const struct inst *new);
void consent_stored(struct device *d, const struct inst *old, struct inst *own);

#endif
