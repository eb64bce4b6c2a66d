/*
 * boot: what the next boot of the model machine is to be, and the boot itself
 * (AMT_BootSettingData, CIM_BootConfigSetting, CIM_BootService; Intel AMT SDK).
 *
 * Options are in the instance store, a source may be chosen, and the role
 * "next, single use" arms both: the next transition into boot consumes them.
 * Without that role a boot is an ordinary one and leaves them where they are.
 */
#ifndef AMTSIM_BOOT_H
#define AMTSIM_BOOT_H

#include "tests/sim/methods.h"

struct device;

/* Where firmware notices that options and a chosen source contradict. */
enum boot_conflict {
	CONFLICT_ROLE, /* SetBootConfigRole */
	CONFLICT_PUT,
	CONFLICT_ORDER, /* ChangeBootOrder */
	CONFLICT_NONE,  /* nowhere: BIOS prefers the source */
};

enum boot_device {
	BOOT_DISK,
	BOOT_BIOS,
	BOOT_PXE,
	BOOT_CD,
	BOOT_DIAG,
	BOOT_IDER_CD,
	BOOT_IDER_FLOPPY,
	BOOT_HTTPS,
	BOOT_WINRE,
	BOOT_PBA,
};

struct boot {
	const struct inst *source; /* chosen, of the profile; NULL: none */
	bool next;                 /* the role: next, single use */
	/* The last boot, as the screen shows it. */
	enum boot_device last;
	char *last_target; /* URL or path; NULL: none */
	bool last_pause, last_keyboard_locked, last_silent;
};

void boot_done(struct boot *b);

/* put, order, role or none. ERR_USAGE. */
bool boot_conflict_parse(enum boot_conflict *ret, const char *text, struct err *e)
	MUST_USE;

/* The host goes through POST: boot what is armed. */
void boot_run(struct device *d);

/* Options, source and role back to nothing. */
void boot_clear(struct device *d);

const struct soap_fault *boot_change_order(struct call *c);
const struct soap_fault *boot_set_role(struct call *c);
const struct soap_fault *boot_state_change(struct call *c); /* of CIM_BootService */

void boot_live_settings(const struct device *d, struct inst *copy);
void boot_live_next(const struct device *d, struct inst *copy);     /* IsNext */
void boot_live_sequence(const struct device *d, struct inst *copy); /* AssignedSequence */
const struct soap_fault *boot_guard_settings(const struct device *d,
					     const struct inst *old,
					     const struct inst *new);
void boot_stored_settings(struct device *d, const struct inst *old, struct inst *own);
bool boot_password_ok(const char *text); /* RSEPassword */

/* What the guard and the boot both look at. */
bool boot_options_conflict(const struct inst *settings);  /* with any source */
bool boot_is(const struct inst *i, const char *property); /* reads "true" */
const char *boot_source_name(const struct inst *source);  /* "Force PXE Boot" */

#endif
