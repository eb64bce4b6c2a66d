/*
 * power: states and actions (DSP1027, Intel AMT SDK), and the care around
 * them that is the same on every path.
 */
#ifndef AMT_DEVICE_POWER_H
#define AMT_DEVICE_POWER_H

#include "core/device/device.h"

/* CIM power numbers, used for states and for requests (DSP1027). */
enum cim_power {
	POWER_OTHER = 1,
	POWER_ON = 2,
	POWER_SLEEP_LIGHT = 3,
	POWER_SLEEP = 4, /* S3 */
	POWER_CYCLE = 5,
	POWER_OFF_HARD = 6,
	POWER_HIBERNATE = 7, /* S4 */
	POWER_OFF = 8,       /* S5; as a request the immediate power down */
	POWER_CYCLE_HARD = 9,
	POWER_RESET = 10,
	POWER_NMI = 11,
	POWER_OFF_GRACEFUL = 12,
	POWER_OFF_HARD_GRACEFUL = 13,
	POWER_RESET_GRACEFUL = 14,
	POWER_CYCLE_GRACEFUL = 15,
	POWER_CYCLE_HARD_GRACEFUL = 16,
	POWER_INIT = 17,
	POWER_NOT_APPLICABLE = 18, /* in TransitioningToPowerState */
	POWER_NO_CHANGE = 19,
};

/* IPS_PowerManagementService.OSPowerSavingState (Intel AMT SDK). */
enum os_power_saving {
	OS_SAVING_UNKNOWN = 0,
	OS_SAVING_UNSUPPORTED = 1,
	OS_SAVING_FULL = 2,
	OS_SAVING_ACTIVE = 3, /* Modern Standby */
};

struct power_state {
	struct rec_enum state;           /* enum cim_power */
	struct rec_enum os_power_saving; /* absent when off, or before AMT 10 */
	struct rec_enum transitioning;   /* absent on old firmware */
	struct rec_enums available;      /* requests accepted now; absent: not told */
};
extern const struct record power_state_record;
extern const struct enum_name power_state_names[];
extern const struct enum_name power_action_names[];
extern const struct enum_name os_power_saving_names[];

void power_state_done(struct power_state *s);

/*
 * What power_get of a path reads. Both: the state, and OS power saving if the
 * state is on and the firmware may know it. One alone costs one read.
 */
enum power_want {
	POWER_WANT_STATE = 1, /* state, transitioning, available */
	POWER_WANT_SAVING = 2,
	POWER_WANT_AVAILABLE = 4, /* available, also where that takes a read of its own */
};

/* What a path sends: a CIM power request, or one about OS power saving. */
struct power_request {
	enum { POWER_REQUEST_STATE, POWER_REQUEST_OS_SAVING } kind;
	uint32_t value;
};

/* Classes of states. */
bool power_is_on(const struct power_state *s);
bool power_is_off(const struct power_state *s);      /* off in any way but hibernated */
bool power_is_sleeping(const struct power_state *s); /* S1 to S3, or Modern Standby */

/* Where "power wait" and "--wait" can wait for. */
enum power_goal {
	POWER_GOAL_ON, /* S0, and not in Modern Standby */
	POWER_GOAL_OFF,
	POWER_GOAL_SLEEP,
	POWER_GOAL_HIBERNATE,
	POWER_GOAL_SETTLED, /* on, and no transition pending: after a reset */
};
extern const struct enum_name power_goal_names[]; /* on, off, sleep, hibernate */

/* Read state, available requests and, when the state is on, OS power saving. */
bool device_power_get(struct device *d, struct power_state *ret, struct err *e) MUST_USE;

/*
 * State and available, which a management server tells only here, and as what
 * the firmware can do at all.
 */
bool device_power_actions(struct device *d, struct power_state *ret, struct err *e)
	MUST_USE;

enum power_action {
	ACTION_ON,
	ACTION_OFF,
	ACTION_SHUTDOWN,
	ACTION_CYCLE,
	ACTION_RESET,
	ACTION_REBOOT,
	ACTION_SLEEP,
	ACTION_HIBERNATE,
	ACTION_NMI,
	ACTION_WAKE,
};

/*
 * How long a change is watched when the caller does not say: long enough for
 * what firmware does itself; what the operating system must do takes longer,
 * so before the hard way (or_hard) it gets more.
 */
#define POWER_WAIT_DEFAULT UINT32_MAX
#define POWER_VERIFY_MS 10000u
#define POWER_VERIFY_OS_MS 120000u

struct power_change {
	enum power_action action;
	bool or_hard;     /* shutdown, reboot: if the OS does not answer, the hard way */
	uint32_t wait_ms; /* watch this long; 0: one look; or POWER_WAIT_DEFAULT */
	bool dry_run;     /* read and decide, send nothing */
};

struct power_result {
	bool changed;                 /* false: it was there already */
	bool would_send;              /* dry_run: request is what would go out */
	bool sent;                    /* a request went out */
	struct power_request request; /* what went out, or would */
	char why[160];                /* in words: what is done and why, for --dry-run */
	struct power_state state;     /* as last seen */
};
void power_result_done(struct power_result *r);

/*
 * Bring the PC where the action leads: read first, pick the right request,
 * send it once, watch the state.
 *
 * ERR_REFUSED        not possible in this state (nothing sent), or the firmware said no
 * ERR_INDETERMINATE  accepted, but not observed within wait_ms
 * ret is filled as far as it is known, also on failure; it needs power_result_done().
 */
bool device_power_change(struct device *d, const struct power_change *c,
			 struct power_result *ret, struct err *e) MUST_USE;

/* Watch until goal is reached or wait_ms is over (ERR_INDETERMINATE). */
bool device_power_wait(struct device *d, enum power_goal goal, uint32_t wait_ms,
		       struct power_state *ret, struct err *e) MUST_USE;

#endif
