/* boot_record: what the boot classes say, as records and in words. */
#include <stdio.h>
#include <stdlib.h>

#include "core/base/text.h"
#include "core/device/boot.h"
#include "core/device/cim_values.h"
#include "core/device/dispatch.h"
#include "core/device/uefi_boot.h"

const struct enum_name boot_target_names[] = {
	{ BOOT_BIOS, "bios" },
	{ BOOT_PXE, "pxe" },
	{ BOOT_DISK, "disk" },
	{ BOOT_CD, "cd" },
	{ BOOT_DIAG, "diag" },
	{ BOOT_IDER_CD, "ider-cd" },
	{ BOOT_IDER_FLOPPY, "ider-floppy" },
	{ BOOT_HTTPS, "https" },
	{ BOOT_WINRE, "winre" },
	{ BOOT_PBA, "pba" },
	{ 0, NULL },
};

// clang-format off
static const struct field settings_fields[] = {
	F_BOOL(struct boot_settings, bios_setup, "BIOSSetup", 0, "enter firmware setup"),
	F_BOOL(struct boot_settings, bios_pause, "BIOSPause", 0, "the BIOS waits for a key"),
	F_BOOL(struct boot_settings, use_sol, "UseSOL", 0, "BIOS console over Serial over LAN"),
	F_BOOL(struct boot_settings, use_ider, "UseIDER", 0, "boot from a redirected drive"),
	F_ENUM(struct boot_settings, ider_device, "IDERBootDevice", ider_boot_device_names, 0, "which redirected drive"),
	F_UINT(struct boot_settings, media_index, "BootMediaIndex", 0, "which disk or drive; 0: default, 1: primary"),
	F_ENUM(struct boot_settings, verbosity, "FirmwareVerbosity", firmware_verbosity_names, 0, "how much the BIOS shows"),
	F_BOOL(struct boot_settings, lock_keyboard, "LockKeyboard", 0, "the keyboard is locked until the next boot"),
	F_BOOL(struct boot_settings, lock_power_button, "LockPowerButton", 0, "so is the power button"),
	F_BOOL(struct boot_settings, lock_reset_button, "LockResetButton", 0, "so is the reset button"),
	F_BOOL(struct boot_settings, lock_sleep_button, "LockSleepButton", 0, "so is the sleep button"),
	F_BOOL(struct boot_settings, user_password_bypass, "UserPasswordBypass", 0, "no BIOS or boot password is asked for"),
	F_BOOL(struct boot_settings, reflash_bios, "ReflashBIOS", 0, "the BIOS is flashed anew"),
	F_BOOL(struct boot_settings, configuration_data_reset, "ConfigurationDataReset", 0, "BIOS settings go back to defaults"),
	F_BOOL(struct boot_settings, forced_progress_events, "ForcedProgressEvents", 0, "the BIOS reports all progress events"),
	F_BOOL(struct boot_settings, safe_mode, "UseSafeMode", 0, "the operating system starts in safe mode"),
	F_BOOL(struct boot_settings, enforce_secure_boot, "EnforceSecureBoot", 0,
	       "Secure Boot stays on for redirected drives and One-Click Recovery; null before AMT 7"),
	F_BOOL(struct boot_settings, secure_erase, "SecureErase", 0, "the drive is erased; null before AMT 11"),
	F_BOOL(struct boot_settings, platform_erase, "PlatformErase", 0, "Remote Platform Erase runs; null before AMT 16"),
	F_UINT(struct boot_settings, uefi_params, "UefiBootNumberOfParams", 0, "how many UEFI boot parameters there are"),
	F_STRINGS(struct boot_settings, uefi, NULL, 0, "UEFI boot parameters, if the firmware tells them, secrets as ***"),
	F_BOOL(struct boot_settings, options_cleared, "OptionsCleared", FIELD_RO,
	       "the BIOS has used and cleared the options; null before AMT 9"),
	F_BOOL(struct boot_settings, https_enabled, "UEFIHTTPSBootEnabled", FIELD_RO, "the BIOS allows HTTPS boot"),
	F_BOOL(struct boot_settings, winre_enabled, "WinREBootEnabled", FIELD_RO, "the BIOS allows WinRE boot"),
	F_BOOL(struct boot_settings, pba_enabled, "UEFILocalPBABootEnabled", FIELD_RO,
	       "the BIOS allows pre-boot applications"),
	F_BOOL(struct boot_settings, rpe_enabled, "RPEEnabled", FIELD_RO, "the BIOS allows Remote Platform Erase"),
	F_BOOL(struct boot_settings, secure_boot_control, "SecureBootControlEnabled", FIELD_RO,
	       "the BIOS lets AMT switch Secure Boot off"),
	F_ENUMS(struct boot_settings, last_status, "BIOSLastStatus", boot_last_status_names, FIELD_RO,
		"result of the last secure erase, and the number of what it met"),
	F_UINT(struct boot_settings, bootguard_status, "BootguardStatus", FIELD_RO, "Boot Guard bits as a number; 4294967295: unknown"),
	F_END,
};

static const struct field capabilities_fields[] = {
	F_BOOL(struct boot_capabilities, bios_setup, "BIOSSetup", 0, "boot to firmware setup"),
	F_BOOL(struct boot_capabilities, bios_pause, "BIOSPause", 0, "pause in the BIOS"),
	F_BOOL(struct boot_capabilities, bios_reflash, "BIOSReflash", 0, "flash the BIOS anew"),
	F_BOOL(struct boot_capabilities, bios_secure_boot, "BIOSSecureBoot", 0, "Secure Boot for redirected drives"),
	F_BOOL(struct boot_capabilities, configuration_data_reset, "ConfigurationDataReset", 0, "reset BIOS settings"),
	F_BOOL(struct boot_capabilities, force_cd, "ForceCDorDVDBoot", 0, "boot from the PC's own CD drive"),
	F_BOOL(struct boot_capabilities, force_diagnostic, "ForceDiagnosticBoot", 0, "boot to diagnostics"),
	F_BOOL(struct boot_capabilities, force_disk, "ForceHardDriveBoot", 0, "boot from disk"),
	F_BOOL(struct boot_capabilities, force_disk_safe_mode, "ForceHardDriveSafeModeBoot", 0, "boot from disk in safe mode"),
	F_BOOL(struct boot_capabilities, force_pxe, "ForcePXEBoot", 0, "boot by PXE"),
	F_BOOL(struct boot_capabilities, force_https, "ForceUEFIHTTPSBoot", 0, "One-Click Recovery over HTTPS"),
	F_BOOL(struct boot_capabilities, force_pba, "ForceUEFIPBABoot", 0, "One-Click Recovery to a pre-boot application"),
	F_BOOL(struct boot_capabilities, force_winre, "ForceWinREBoot", 0, "One-Click Recovery to WinRE"),
	F_BOOL(struct boot_capabilities, forced_progress_events, "ForcedProgressEvents", 0, "report all progress events"),
	F_BOOL(struct boot_capabilities, ider, "IDER", 0, "boot from redirected drives"),
	F_BOOL(struct boot_capabilities, sol, "SOL", 0, "BIOS console over Serial over LAN"),
	F_BOOL(struct boot_capabilities, lock_keyboard, "KeyboardLock", 0, "lock the keyboard"),
	F_BOOL(struct boot_capabilities, lock_power_button, "PowerButtonLock", 0, "lock the power button"),
	F_BOOL(struct boot_capabilities, lock_reset_button, "ResetButtonLock", 0, "lock the reset button"),
	F_BOOL(struct boot_capabilities, lock_sleep_button, "SleepButtonLock", 0, "lock the sleep button"),
	F_BOOL(struct boot_capabilities, secure_erase, "SecureErase", 0, "erase the drive"),
	F_BITS(struct boot_capabilities, platform_erase, "PlatformErase", platform_erase_bits, 0, "what Remote Platform Erase can do; 0: nothing"),
	F_BOOL(struct boot_capabilities, amt_secure_boot_control, "AMTSecureBootControl", 0, "AMT may switch Secure Boot off"),
	F_BOOL(struct boot_capabilities, user_password_bypass, "UserPasswordBypass", 0, "skip BIOS passwords"),
	F_BOOL(struct boot_capabilities, verbosity_quiet, "VerbosityQuiet", 0, "quiet BIOS"),
	F_BOOL(struct boot_capabilities, verbosity_blank, "VerbosityScreenBlank", 0, "blank screen in the BIOS"),
	F_BOOL(struct boot_capabilities, verbosity_verbose, "VerbosityVerbose", 0, "verbose BIOS"),
	F_BOOL(struct boot_capabilities, wifi_profile_share, "UEFIWiFiCoExistenceAndProfileShare", 0,
	       "the BIOS takes Wi-Fi profiles from AMT"),
	F_END,
};

static const struct field source_fields[] = {
	F_STRING(struct boot_source, id, "InstanceID", 0, "its name"),
	F_STRING(struct boot_source, description, "BIOSBootString", 0, "what the BIOS calls it"),
	F_STRING(struct boot_source, path, "BootString", 0, "EFI file device path"),
	F_STRING(struct boot_source, structured, "StructuredBootString", FIELD_WIDE, "class and number, CIM:Network:1"),
	F_END,
};
// clang-format on

const struct record boot_settings_record = {
	.name = "boot_settings",
	.summary = "options of the next boot; null: the firmware does not know it",
	.size = sizeof(struct boot_settings),
	.fields = settings_fields,
};

const struct record boot_capabilities_record = {
	.name = "boot_capabilities",
	.summary = "what the firmware can do at a boot",
	.size = sizeof(struct boot_capabilities),
	.fields = capabilities_fields,
};

const struct record boot_source_record = {
	.name = "boot_source",
	.summary = "a source that can be booted from",
	.size = sizeof(struct boot_source),
	.fields = source_fields,
};

void boot_settings_done(struct boot_settings *s)
{
	record_done(&boot_settings_record, s);
}

void boot_sources_done(struct boot_sources *s)
{
	for (size_t i = 0; i < s->n; i++)
		record_done(&boot_source_record, &s->v[i]);
	free(s->v);
	*s = (struct boot_sources){ 0 };
}

void boot_armed_done(struct boot_armed *a)
{
	free(a->source);
	*a = (struct boot_armed){ 0 };
}

struct rec_bool boot_is_armed(const struct boot_settings *s, const struct boot_armed *a)
{
	AUTO(strv_done) struct strv words = { 0 };

	boot_settings_words(s, &words);
	if (a->next.set && !a->next.v)
		return (struct rec_bool){ true, false };
	if (!words.n && !a->source) /* the role alone changes nothing */
		return (struct rec_bool){ a->source_told, false };
	return a->next;
}

/* ---- in words ---- */

static const struct {
	size_t offset;
	const char *words;
} told[] = {
	{ offsetof(struct boot_settings, bios_setup), "firmware setup" },
	{ offsetof(struct boot_settings, bios_pause), "pause in the BIOS" },
	{ offsetof(struct boot_settings, use_sol), "BIOS console over SOL" },
	{ offsetof(struct boot_settings, lock_keyboard), "keyboard locked" },
	{ offsetof(struct boot_settings, lock_power_button), "power button locked" },
	{ offsetof(struct boot_settings, lock_reset_button), "reset button locked" },
	{ offsetof(struct boot_settings, lock_sleep_button), "sleep button locked" },
	{ offsetof(struct boot_settings, user_password_bypass), "no BIOS password" },
	{ offsetof(struct boot_settings, reflash_bios), "BIOS is flashed" },
	{ offsetof(struct boot_settings, configuration_data_reset),
	  "BIOS settings are reset" },
	{ offsetof(struct boot_settings, forced_progress_events), "all progress events" },
	{ offsetof(struct boot_settings, safe_mode), "safe mode" },
	{ offsetof(struct boot_settings, secure_erase), "drive is erased" },
	{ offsetof(struct boot_settings, platform_erase), "platform is erased" },
};

static void add_ider(const struct boot_settings *s, struct strv *ret)
{
	if (!s->use_ider.v)
		return;
	strv_add(ret, !s->ider_device.set        ? "redirected drive"
		      : s->ider_device.code == 1 ? "redirected CD"
						 : "redirected floppy");
}

void boot_settings_words(const struct boot_settings *s, struct strv *ret)
{
	const char *verbosity = enum_name(firmware_verbosity_names, s->verbosity.code);

	add_ider(s, ret);
	for (size_t i = 0; i < ARRAY_LEN(told); i++) {
		const struct rec_bool *b =
			(const struct rec_bool *)((const char *)s + told[i].offset);

		if (b->v)
			strv_add(ret, told[i].words);
	}
	if (s->media_index.v)
		strv_take(ret, xasprintf("drive %u", (unsigned)s->media_index.v));
	if (s->verbosity.code)
		strv_take(ret, xasprintf("%s BIOS", verbosity ? verbosity : "unknown"));
	if (s->uefi_params.v && !s->uefi.n)
		strv_take(ret, xasprintf("%u UEFI boot parameters",
					 (unsigned)s->uefi_params.v));
	for (size_t i = 0; i < s->uefi.n; i++)
		strv_add(ret, s->uefi.v[i]);
}
