/* power_watch: what power.c and power_change.c share. For core/device/ only. */
#ifndef AMT_DEVICE_POWER_WATCH_H
#define AMT_DEVICE_POWER_WATCH_H

#include "core/device/power.h"

bool power_goal_reached(const struct power_state *s, enum power_goal goal);

/* The state in words, for messages. */
const char *power_state_text(const struct power_state *s);

/*
 * One read of what is wanted. On success *ret is replaced; when only OS power
 * saving is wanted, that member alone.
 */
bool device_power_read(struct device *d, unsigned want, struct power_state *ret,
		       struct err *e) MUST_USE;

/* Read until goal is reached, pausing longer each time. *ret holds the last state read.
 */
bool device_power_watch(struct device *d, unsigned want, enum power_goal goal,
			uint32_t wait_ms, struct power_state *ret, struct err *e)
	MUST_USE;

#endif
