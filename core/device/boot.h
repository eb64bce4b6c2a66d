/*
 * boot: the next boot of the PC, once, from where the administrator wants.
 * (AMT_BootSettingData, AMT_BootCapabilities, CIM_BootConfigSetting,
 * CIM_BootService, CIM_BootSourceSetting; Intel AMT SDK, CIM schema 2)
 */
#ifndef AMT_DEVICE_BOOT_H
#define AMT_DEVICE_BOOT_H

#include "core/base/secret.h"
#include "core/device/power.h"

enum boot_target {
	BOOT_BIOS, /* firmware setup */
	BOOT_PXE,
	BOOT_DISK,
	BOOT_CD, /* the PC's own drive */
	BOOT_DIAG,
	BOOT_IDER_CD, /* redirected; its session must be open when the PC boots */
	BOOT_IDER_FLOPPY,
	BOOT_HTTPS, /* the last three: One-Click Recovery, AMT 15 */
	BOOT_WINRE,
	BOOT_PBA,
};
extern const struct enum_name boot_target_names[];

/* How the PC is made to boot. */
enum boot_power {
	BOOT_POWER_AUTO, /* on when off, else reset */
	BOOT_POWER_ON,
	BOOT_POWER_RESET,
	BOOT_POWER_CYCLE,
	BOOT_POWER_NONE, /* arm only */
};

/*
 * AMT_BootSettingData as read. What firmware of that age does not know is
 * absent.
 */
struct boot_settings {
	struct rec_bool bios_setup, bios_pause;
	struct rec_bool use_sol;
	struct rec_bool use_ider;
	struct rec_enum ider_device; /* ider_boot_device_names */
	struct rec_uint media_index;
	struct rec_enum verbosity; /* firmware_verbosity_names */
	struct rec_bool lock_keyboard, lock_power_button, lock_reset_button,
		lock_sleep_button;
	struct rec_bool user_password_bypass;
	struct rec_bool reflash_bios;
	struct rec_bool configuration_data_reset;
	struct rec_bool forced_progress_events;
	struct rec_bool safe_mode;
	struct rec_bool enforce_secure_boot;
	struct rec_bool secure_erase, platform_erase;
	struct rec_uint uefi_params;     /* how many */
	struct rec_bool options_cleared; /* the firmware has used and cleared them */
	struct rec_bool https_enabled, winre_enabled,
		pba_enabled; /* allowed by the BIOS */
	struct rec_bool rpe_enabled, secure_boot_control;
};
extern const struct record boot_settings_record;

/* AMT_BootCapabilities. */
struct boot_capabilities {
	struct rec_bool bios_setup, bios_pause, bios_reflash, bios_secure_boot;
	struct rec_bool configuration_data_reset;
	struct rec_bool force_cd, force_diagnostic, force_disk, force_disk_safe_mode,
		force_pxe;
	struct rec_bool force_https, force_pba, force_winre;
	struct rec_bool forced_progress_events;
	struct rec_bool ider, sol;
	struct rec_bool lock_keyboard, lock_power_button, lock_reset_button,
		lock_sleep_button;
	struct rec_bool secure_erase;
	struct rec_uint platform_erase; /* bits */
	struct rec_bool amt_secure_boot_control;
	struct rec_bool user_password_bypass;
	struct rec_bool verbosity_quiet, verbosity_blank, verbosity_verbose;
	struct rec_bool wifi_profile_share;
};
extern const struct record boot_capabilities_record;

/* CIM_BootSourceSetting. */
struct boot_source {
	rec_string id;          /* InstanceID: "Intel(r) AMT: Force PXE Boot" */
	rec_string description; /* BIOSBootString: "WinRe" */
	rec_string path;        /* BootString: the text of an EFI device path */
	rec_string structured;  /* StructuredBootString: "CIM:Network:1" */
};
extern const struct record boot_source_record;

struct boot_sources {
	struct boot_source *v;
	size_t n;
};
void boot_sources_done(struct boot_sources *s);

/* The fine flags; what is not set stays at the firmware's default for this boot. */
struct boot_flags {
	bool sol; /* BIOS console over Serial over LAN */
	bool pause;
	bool lock_keyboard, lock_power_button, lock_reset_button, lock_sleep_button;
	bool user_password_bypass;
	bool reflash;
	bool progress_events;
	bool safe_mode;              /* disk */
	struct rec_enum verbosity;   /* firmware_verbosity_names */
	struct rec_bool secure_boot; /* EnforceSecureBoot; absent: as it is */
	struct rec_uint media_index; /* disk, cd: 1 primary, 2 secondary */
};

/* All borrowed. */
struct boot_order {
	enum boot_target target;
	struct boot_flags flags;
	const char *url; /* https: scheme and host, at most 300 bytes */
	const char *user;
	const struct secret *password; /* https login; NULL: none */
	const char *server_hash; /* https: SHA-256 of the server's certificate, hex */
	const char
		*source; /* winre, pba: InstanceID, path or words of it; NULL: the one */
};

struct boot_change {
	struct boot_order order;
	enum boot_power power;
	uint32_t wait_ms; /* as in struct power_change */
	bool dry_run;
};

struct boot_result {
	bool armed; /* the settings were written and are in force, or were until it booted
		     */
	bool sent;  /* the power request went out */
	bool changed;
	struct power_request request; /* with set_request */
	bool set_request;
	struct strv steps; /* what was sent, or would be, in words and in order */
	struct boot_settings settings; /* as the device answered; dry_run: as read */
	struct power_state state;
};
void boot_result_done(struct boot_result *r);

/*
 * Boot once from order.target. Read first: consent, capabilities, state, open
 * sessions where they matter; what cannot work is refused before anything is
 * written. Then the settings are written from a clean record, checked in the
 * device's answer, and the power request is sent once.
 *
 * ERR_CONSENT, ERR_UNSUPPORTED, ERR_REFUSED, ERR_BUSY  nothing is armed, or
 *                     the message says that it is and what clears it
 * ERR_INDETERMINATE   sent, but not observed
 * ret is filled as far as it is known, also on failure; it needs
 * boot_result_done().
 */
bool device_boot(struct device *d, const struct boot_change *c, struct boot_result *ret,
		 struct err *e) MUST_USE;

/*
 * Forget what is armed. *ret_changed: whether anything was.
 */
bool device_boot_clear(struct device *d, bool dry_run, struct boot_settings *ret,
		       bool *ret_changed, struct err *e) MUST_USE;

bool device_boot_settings(struct device *d, struct boot_settings *ret, struct err *e)
	MUST_USE;
bool device_boot_capabilities(struct device *d, struct boot_capabilities *ret,
			      struct err *e) MUST_USE;
bool device_boot_sources(struct device *d, struct boot_sources *ret, struct err *e)
	MUST_USE;

#endif
