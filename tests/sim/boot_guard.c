/* boot_guard: what a Put of AMT_BootSettingData may say. */
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "tests/sim/boot.h"
#include "tests/sim/classes.h"
#include "tests/sim/consent.h"
#include "tests/sim/device.h"
#include "tests/sim/uefi.h"

#define RSE_PASSWORD_MAX 32

/* An option, and the capability without which BIOS does not have it. */
static const struct {
	const char *option, *capability;
} needs[] = {
	{ "BIOSPause", "BIOSPause" },
	{ "BIOSSetup", "BIOSSetup" },
	{ "ConfigurationDataReset", "ConfigurationDataReset" },
	{ "ForcedProgressEvents", "ForcedProgressEvents" },
	{ "LockKeyboard", "KeyboardLock" },
	{ "LockPowerButton", "PowerButtonLock" },
	{ "LockResetButton", "ResetButtonLock" },
	{ "LockSleepButton", "SleepButtonLock" },
	{ "ReflashBIOS", "BIOSReflash" },
	{ "SecureErase", "SecureErase" },
	{ "UseIDER", "IDER" },
	{ "UseSOL", "SOL" },
	{ "UseSafeMode", "ForceHardDriveSafeModeBoot" },
	{ "UserPasswordBypass", "UserPasswordBypass" },
};

/* By FirmwareVerbosity. */
static const char *const verbosity_needs[] = { NULL, "VerbosityQuiet", "VerbosityVerbose",
					       "VerbosityScreenBlank" };

static bool number(const struct inst *i, const char *name, uint64_t max, uint64_t *ret)
{
	return text_to_uint(inst_text(i, name), max, ret);
}

static bool capable(const struct device *d, const struct inst *new, uint64_t verbosity)
{
	const struct inst *can = store_first(&d->store, "AMT_BootCapabilities");

	if (!can)
		return true;
	for (size_t i = 0; i < ARRAY_LEN(needs); i++) {
		if (boot_is(new, needs[i].option) && !boot_is(can, needs[i].capability))
			return false;
	}
	return !verbosity || boot_is(can, verbosity_needs[verbosity]);
}

/* Remote Platform Erase: allowed in the BIOS menu, and of what the PC can erase. */
static bool erase_ok(const struct device *d, const struct inst *new,
		     const struct uefi_params *p)
{
	const struct inst *can = store_first(&d->store, "AMT_BootCapabilities");
	uint64_t mask = 0;

	if (!boot_is(new, "PlatformErase"))
		return true;
	return boot_is(new, "RPEEnabled") && can && p->n &&
	       number(can, "PlatformErase", UINT32_MAX, &mask) && (mask & 1) &&
	       !(p->erase & ~mask);
}

/*
 * The parameters and their number agree. No Get shows the array, so a Put
 * without it leaves what there is, unless it says that there are none.
 */
static bool params_ok(const struct device *d, const struct inst *new)
{
	const struct inst *stored = store_first(&d->store, "AMT_BootSettingData");
	const struct inst *from =
		inst_prop(new, "UefiBootParametersArray") ? new : stored;
	enum uefi_kind kind = boot_is(new, "PlatformErase") ? UEFI_ERASE : UEFI_RECOVERY;
	struct uefi_params p = { 0 };
	uint64_t n = 0;

	if (inst_prop(new, "UefiBootNumberOfParams") &&
	    !number(new, "UefiBootNumberOfParams", UINT32_MAX, &n))
		return false;
	if ((n || from == new) &&
	    !uefi_parse(inst_text(from, "UefiBootParametersArray"), kind, &p))
		return false;
	return p.n == n && erase_ok(d, new, &p);
}

static bool source_ok(const struct device *d, const struct inst *new, uint64_t index)
{
	const char *name = boot_source_name(d->boot.source);

	if (!d->boot.source)
		return true;
	if (index && (strstr(name, "PXE") || strstr(name, "Diagnostic")))
		return false;
	return d->sim->opt.boot_conflict != CONFLICT_PUT || !boot_options_conflict(new);
}

const struct soap_fault *boot_guard_settings(const struct device *d,
					     const struct inst *old,
					     const struct inst *new)
{
	uint64_t index, verbosity, drive;

	(void)old;
	if (!consent_given(d, CONSENT_BOOT))
		return d->sim->opt.consent_silent ? NULL
						  : soap_fault_get(SOAP_ACCESS_DENIED);
	if (!number(new, "BootMediaIndex", UINT16_MAX, &index) ||
	    !number(new, "FirmwareVerbosity", ARRAY_LEN(verbosity_needs) - 1,
		    &verbosity) ||
	    !number(new, "IDERBootDevice", 1, &drive) || !capable(d, new, verbosity) ||
	    !params_ok(d, new) || !source_ok(d, new, index))
		return soap_fault_get(SOAP_INVALID_VALUES);
	if (device_in_client_mode(d) &&
	    !strcmp(inst_text(new, "EnforceSecureBoot"), "false"))
		return soap_fault_get(SOAP_INVALID_VALUES);
	return NULL;
}

bool boot_password_ok(const char *text)
{
	size_t n = strlen(text);

	for (size_t i = 0; i < n; i++) {
		if (text[i] < 0x20 || text[i] > 0x7e)
			return false;
	}
	return n <= RSE_PASSWORD_MAX;
}

static bool any_set(const struct inst *i)
{
	static const char *const numbers[] = { "BootMediaIndex", "FirmwareVerbosity",
					       "UefiBootNumberOfParams" };

	for (size_t k = 0; k < i->n; k++) {
		const char *name = i->v[k].name;

		if (boot_is(i, name) && !word_in(i->class->read_only, name) &&
		    strcmp(name, "EnforceSecureBoot") != 0)
			return true;
	}
	for (size_t k = 0; k < ARRAY_LEN(numbers); k++) {
		const char *text = inst_text(i, numbers[k]);

		if (*text && strcmp(text, "0") != 0)
			return true;
	}
	return false;
}

/* Without consent some firmware says yes, and forgets what it was told. */
static void forget(const struct inst *old, struct inst *own)
{
	for (size_t k = 0; k < own->n; k++) {
		struct prop *p = &own->v[k];

		if (word_in(own->class->read_only, p->name)) /* no Put changes it */
			continue;
		free(p->text);
		p->text = xstrdup(inst_text(old, p->name));
	}
	inst_drop(own, "UefiBootParametersArray");
}

void boot_stored_settings(struct device *d, const struct inst *old, struct inst *own)
{
	if (!consent_given(d, CONSENT_BOOT)) {
		forget(old, own);
		return;
	}
	if (!strcmp(inst_text(own, "UefiBootNumberOfParams"), "0"))
		inst_drop(own, "UefiBootParametersArray");

	bool set = any_set(own);

	if (set && inst_prop(own, "OptionsCleared"))
		inst_set(own, "OptionsCleared", "false");
	if (set != any_set(old))
		journal_state(d, "boot-options", !set, set);
}

void boot_live_settings(const struct device *d, struct inst *copy)
{
	inst_drop(copy, "UefiBootParametersArray");
	if (device_in_client_mode(d) && inst_prop(copy, "EnforceSecureBoot"))
		inst_set(copy, "EnforceSecureBoot", "true");
}
