/*
 * power: the model machine behind the management engine.
 *
 * Deterministic: a state, at most one transition under way, and a delay for
 * each kind of transition. Numbers are those of CIM_PowerManagementService
 * (DMTF DSP1027).
 */
#ifndef AMTSIM_POWER_H
#define AMTSIM_POWER_H

#include "tests/sim/loop.h"
#include "tests/sim/store.h"

struct device;

enum power_number {
	POWER_ON = 2,
	POWER_SLEEP = 4,
	POWER_CYCLE = 5,
	POWER_HIBERNATE = 7,
	POWER_OFF = 8,
	POWER_RESET = 10,
	POWER_NMI = 11,
	POWER_OFF_GRACEFUL = 12,
	POWER_RESET_GRACEFUL = 14,
};

enum os_saving { OS_FULL_POWER = 2, OS_SAVING = 3 };

/* Return values of CIM power methods. */
enum power_return {
	POWER_RETURN_DONE = 0,
	POWER_RETURN_NOT_SUPPORTED = 1,
	POWER_RETURN_NOT_NOW = 2,
	POWER_RETURN_INVALID = 5,
};

enum delay_kind {
	DELAY_ON,
	DELAY_OFF,
	DELAY_RESET,
	DELAY_SLEEP, /* sleep and hibernate */
	DELAY_GRACEFUL,
	DELAY_OS_SAVING,
	N_DELAYS,
};

struct power_options {
	uint32_t delay_ms[N_DELAYS];
	enum power_number initial;
	bool standby;          /* a Modern Standby platform */
	bool initially_saving; /* starts in OS power saving */
	bool no_os_agent;
};

struct machine {
	struct timer timer;
	struct device *device;
	uint8_t state;     /* 2, 4, 7 or 8 */
	uint8_t request;   /* under way; 0: none */
	uint8_t os_saving; /* enum os_saving */
	uint8_t os_target; /* under way; 0: none */
	uint8_t previous_sx, reason;
	const char *reason_details;
};

/* MS for every delay, or KIND=MS,... ERR_USAGE. */
bool power_delays_parse(struct power_options *o, const char *text, struct err *e)
	MUST_USE;

/* on, off, sleep, hibernate or standby. ERR_USAGE. */
bool power_initial_parse(struct power_options *o, const char *text, struct err *e)
	MUST_USE;

void machine_init(struct machine *m, struct device *d);
void machine_done(struct machine *m, struct device *d);

/* Both answer at once, with a ReturnValue; the transition takes its time. */
uint32_t power_request(struct device *d, uint64_t number);
uint32_t power_request_os_saving(struct device *d, uint64_t state);

void power_live_state(const struct device *d, struct inst *copy);
void power_live_os_saving(const struct device *d, struct inst *copy);
void power_live_boot_reason(const struct device *d, struct inst *copy);

#endif
