/*
 * boot_plan: from an order and what the device says to the steps of a boot,
 * without sending anything. For core/device/boot*.c only.
 */
#ifndef AMT_DEVICE_BOOT_PLAN_H
#define AMT_DEVICE_BOOT_PLAN_H

#include "core/device/boot.h"
#include "core/device/uefi_boot.h"

/* What a target is made of. */
struct boot_kind {
	size_t capability; /* struct rec_bool in struct boot_capabilities */
	const char *capability_name;
	const char *source; /* InstanceID of its source; NULL: none, or to be found */
	const char *marker; /* what BIOSBootString of its source says; NULL: fixed */
	bool recovery;      /* One-Click Recovery */
	size_t allowed;     /* recovery: struct rec_bool in struct boot_settings */
	const char *allowed_name;
};
const struct boot_kind *boot_kind_of(enum boot_target t);

/* Is a boot source chosen, so that options which contradict one are refused? */
bool boot_has_source(enum boot_target t);

/* ERR_UNSUPPORTED names what the firmware cannot do of this order. */
bool boot_capable(const struct boot_order *o, const struct boot_capabilities *can,
		  struct err *e) MUST_USE;

/* The same, of what only the settings tell. */
bool boot_allowed(const struct boot_order *o, const struct boot_settings *now,
		  struct err *e) MUST_USE;

/* A power request and why it is this one. */
struct boot_request {
	bool none;
	uint32_t value; /* POWER_ON, POWER_RESET or POWER_CYCLE */
	const char *why;
};
/* ERR_REFUSED, with the option or verb that helps, when there is no way. */
bool boot_choose_power(enum boot_power how, const struct power_state *s,
		       const char *device, struct boot_request *ret, struct err *e)
	MUST_USE;

/* All options false or 0 that the firmware knows; EnforceSecureBoot stays. */
void boot_settings_clear(struct boot_settings *s);

/* The same, then what the order wants. No member is added that was absent, but set. */
void boot_settings_wanted(const struct boot_order *o, const struct boot_capabilities *can,
			  struct boot_settings *s);

/* Does a Put have to go out to get from was to want? */
bool boot_settings_differ(const struct boot_settings *was,
			  const struct boot_settings *want);

/*
 * Has the device stored what was put? false: *ret_name is the first property
 * that is otherwise.
 */
bool boot_settings_stored(const struct boot_settings *want,
			  const struct boot_settings *stored, const char **ret_name);

/* Text of the options in settings, "BIOSSetup LockKeyboard"; "" for none. Owned. */
char *boot_settings_text(const struct boot_settings *s) MUST_USE;

/*
 * Make the instance ready for Put: from was to want, params or none, read-only
 * members dropped, others as they came. ERR_UNSUPPORTED when the firmware does
 * not know a member that is to be set.
 */
bool boot_settings_patch(struct tree instance, const struct boot_settings *was,
			 const struct boot_settings *want,
			 const struct uefi_params *params, struct err *e) MUST_USE;

/* The source of a winre or pba order among those of the device, borrowed. */
const struct boot_source *boot_find_source(const struct boot_order *o,
					   const struct boot_sources *s, struct err *e)
	MUST_USE;

/* UEFI parameters of an order for One-Click Recovery. ret needs uefi_params_wipe(). */
bool boot_uefi_params(const struct boot_order *o, const struct boot_source *source,
		      struct uefi_params *ret, struct err *e) MUST_USE;

#endif
