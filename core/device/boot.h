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
	struct strv uefi;                /* they in words, without secrets */
	struct rec_bool options_cleared; /* the firmware has used and cleared them */
	struct rec_bool https_enabled, winre_enabled,
		pba_enabled; /* allowed by the BIOS */
	struct rec_bool rpe_enabled, secure_boot_control;
	struct rec_enums last_status; /* of the last secure erase, and what it met */
	struct rec_uint bootguard_status;
};
extern const struct record boot_settings_record;

void boot_settings_done(struct boot_settings *s);

/*
 * What is set for the next boot, in words, one an option; nothing when it will
 * be an ordinary one as far as options go.
 */
void boot_settings_words(const struct boot_settings *s, struct strv *ret);

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
	rec_string path;        /* BootString: the text of an EFI file device path */
	rec_string structured;  /* StructuredBootString: "CIM:Network:1" */
};
extern const struct record boot_source_record;

struct boot_sources {
	struct boot_source *v;
	size_t n;
};
void boot_sources_done(struct boot_sources *s);

/*
 * What is armed, as the associations of the boot configuration tell it.
 * (CIM_ElementSettingData.IsNext, CIM_OrderedComponent.AssignedSequence;
 * CIM schema 2, DSP1012) Firmware that lacks them tells nothing.
 */
struct boot_armed {
	struct rec_bool
		next; /* the next boot uses options and source; absent: not told */
	bool source_told;
	rec_string source; /* InstanceID of the chosen source; NULL: none, or not told */
};
void boot_armed_done(struct boot_armed *a);

/*
 * Is anything armed that changes the next boot? Absent when the firmware does
 * not tell.
 */
struct rec_bool boot_is_armed(const struct boot_settings *s, const struct boot_armed *a);

/*
 * The fine flags; what is not set stays at the firmware's default for this
 * boot. sol, pause and reflash contradict a boot source, which only BIOS setup
 * and redirected drives do without.
 */
struct boot_flags {
	bool sol; /* BIOS console over Serial over LAN */
	bool pause;
	bool lock_keyboard, lock_power_button, lock_reset_button, lock_sleep_button;
	bool user_password_bypass;
	bool reflash;
	bool progress_events;
	bool safe_mode;              /* disk */
	struct rec_enum verbosity;   /* firmware_verbosity_names */
	struct rec_bool secure_boot; /* ider, OCR: EnforceSecureBoot; absent: as it is */
	struct rec_uint media_index; /* disk, cd: 1 primary, 2 secondary */
};

/* All borrowed. */
struct boot_order {
	enum boot_target target;
	struct boot_flags flags;
	const char *url; /* https: scheme and host, at most 300 bytes */
	const char *user;
	const struct secret *password; /* https login, with user; NULL: none */
	const char *server_hash; /* https: SHA-256 of the server's certificate, hex */
	const char *source; /* winre, pba: InstanceID or words of it; NULL: the one */
};

/* Refuse what no device could do: ERR_USAGE. */
bool boot_order_check(const struct boot_order *o, struct err *e) MUST_USE;

struct boot_change {
	struct boot_order order;
	enum boot_power power;
	uint32_t wait_ms; /* as in struct power_change */
	bool dry_run;
};

struct boot_result {
	/* The next boot, or the one under way, is the one ordered; absent: unknown. */
	struct rec_bool armed;
	bool sent;                    /* the power request went out */
	struct rec_bool changed;      /* absent: unknown */
	struct power_request request; /* with set_request */
	bool set_request;
	rec_string source; /* InstanceID of the boot source; NULL: none is chosen */
	struct strv steps; /* what was sent, or would be, in words and in order */
	struct boot_settings settings; /* as the device answered; dry_run: as read */
	struct power_state state;      /* none was read with BOOT_POWER_NONE */
};
void boot_result_done(struct boot_result *r);

/*
 * Boot once from order.target. Read first: consent, capabilities, state, open
 * sessions where they matter; what cannot work is refused before anything is
 * written. Then the settings are written from a clean record, checked in the
 * device's answer, and the power request is sent once.
 *
 * ERR_CONSENT         the user has not consented, or not any more
 * ERR_UNSUPPORTED     this device cannot boot so, or not with these flags
 * ERR_REFUSED         not in this state, or the firmware said no
 * ERR_BUSY            a session is open that a power cycle would have to end
 * ERR_INDETERMINATE   sent, but not observed
 * Once something was written, the message of any failure says either that
 * nothing is armed (it was taken back) or that the boot may still be armed,
 * with a hint of what clears it. ret is filled as far as it is known, also on
 * failure; it needs boot_result_done().
 */
bool device_boot(struct device *d, const struct boot_change *c, struct boot_result *ret,
		 struct err *e) MUST_USE;

/*
 * Forget what is armed: no source, no option but EnforceSecureBoot. ret has
 * steps, settings as the device answered, and changed: absent when there were
 * no options and the firmware does not tell whether there was a source.
 */
bool device_boot_clear(struct device *d, bool dry_run, struct boot_result *ret,
		       struct err *e) MUST_USE;

bool device_boot_settings(struct device *d, struct boot_settings *ret, struct err *e)
	MUST_USE;
bool device_boot_capabilities(struct device *d, struct boot_capabilities *ret,
			      struct err *e) MUST_USE;
bool device_boot_sources(struct device *d, struct boot_sources *ret, struct err *e)
	MUST_USE;
bool device_boot_armed(struct device *d, struct boot_armed *ret, struct err *e) MUST_USE;

/* ---- for paths ---- */

/* A number of a class that not every device has. */
enum boot_fact {
	BOOT_FACT_SERVICE,      /* CIM_BootService.EnabledState */
	BOOT_FACT_KVM,          /* CIM_KVMRedirectionSAP.EnabledState */
	BOOT_FACT_CONTROL_MODE, /* IPS_HostBasedSetupService.CurrentControlMode */
};

/* For a path that arms and boots in one call. All borrowed. */
struct boot_once {
	const struct boot_order *order;
	uint32_t request;                 /* POWER_ON or POWER_RESET */
	const struct boot_source *source; /* winre, pba */
};

/* SetBootConfigRole's Role: the next boot only. */
#define BOOT_ROLE_NEXT_SINGLE_USE 1u

#endif
