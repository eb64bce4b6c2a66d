/* boot_settings: from AMT_BootSettingData as read to the instance that is put. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/buf.h"
#include "core/device/boot_plan.h"
#include "core/device/cim_values.h"

#define PARAMS "UefiBootParametersArray"
#define PARAMS_COUNT "UefiBootNumberOfParams"

/* The options that a boot consumes and that are switches. */
static const struct {
	size_t offset;
	const char *property;
} options[] = {
	{ offsetof(struct boot_settings, bios_setup), "BIOSSetup" },
	{ offsetof(struct boot_settings, bios_pause), "BIOSPause" },
	{ offsetof(struct boot_settings, use_sol), "UseSOL" },
	{ offsetof(struct boot_settings, use_ider), "UseIDER" },
	{ offsetof(struct boot_settings, lock_keyboard), "LockKeyboard" },
	{ offsetof(struct boot_settings, lock_power_button), "LockPowerButton" },
	{ offsetof(struct boot_settings, lock_reset_button), "LockResetButton" },
	{ offsetof(struct boot_settings, lock_sleep_button), "LockSleepButton" },
	{ offsetof(struct boot_settings, user_password_bypass), "UserPasswordBypass" },
	{ offsetof(struct boot_settings, reflash_bios), "ReflashBIOS" },
	{ offsetof(struct boot_settings, configuration_data_reset),
	  "ConfigurationDataReset" },
	{ offsetof(struct boot_settings, forced_progress_events),
	  "ForcedProgressEvents" },
	{ offsetof(struct boot_settings, safe_mode), "UseSafeMode" },
	{ offsetof(struct boot_settings, secure_erase), "SecureErase" },
	{ offsetof(struct boot_settings, platform_erase), "PlatformErase" },
};

static bool option_of(const struct boot_settings *s, size_t i)
{
	return ((const struct rec_bool *)((const char *)s + options[i].offset))->v;
}

void boot_settings_clear(struct boot_settings *s)
{
	for (size_t i = 0; i < ARRAY_LEN(options); i++)
		((struct rec_bool *)((char *)s + options[i].offset))->v = false;
	s->ider_device.code = 0;
	s->media_index.v = 0;
	s->verbosity.code = 0;
	s->uefi_params.v = 0;
}

/* IDERBootDevice says nothing unless UseIDER is set, so it alone is no difference. */
bool boot_settings_differ(const struct boot_settings *was,
			  const struct boot_settings *want)
{
	for (size_t i = 0; i < ARRAY_LEN(options); i++)
		if (option_of(was, i) != option_of(want, i))
			return true;
	return was->media_index.v != want->media_index.v ||
	       was->verbosity.code != want->verbosity.code ||
	       was->uefi_params.v != want->uefi_params.v ||
	       was->enforce_secure_boot.v != want->enforce_secure_boot.v ||
	       (want->use_ider.v && was->ider_device.code != want->ider_device.code);
}

bool boot_settings_stored(const struct boot_settings *want,
			  const struct boot_settings *stored, const char **ret_name)
{
	for (size_t i = 0; i < ARRAY_LEN(options); i++) {
		*ret_name = options[i].property;
		if (option_of(want, i) != option_of(stored, i))
			return false;
	}
	*ret_name = "BootMediaIndex";
	if (want->media_index.v != stored->media_index.v)
		return false;
	*ret_name = "FirmwareVerbosity";
	if (want->verbosity.code != stored->verbosity.code)
		return false;
	*ret_name = "EnforceSecureBoot";
	if (want->enforce_secure_boot.v != stored->enforce_secure_boot.v)
		return false;
	*ret_name = "IDERBootDevice";
	return !want->use_ider.v || want->ider_device.code == stored->ider_device.code;
}

char *boot_settings_text(const struct boot_settings *s)
{
	AUTO(buf_done) struct buf text = BUF_INIT(4096);
	const char *verbosity = enum_name(firmware_verbosity_names, s->verbosity.code);

	for (size_t i = 0; i < ARRAY_LEN(options); i++)
		if (option_of(s, i))
			buf_printf(&text, " %s", options[i].property);
	if (s->use_ider.v)
		buf_printf(&text, " IDERBootDevice=%" PRIu32, s->ider_device.code);
	if (s->media_index.v)
		buf_printf(&text, " BootMediaIndex=%" PRIu64, s->media_index.v);
	if (s->verbosity.code)
		buf_printf(&text, " FirmwareVerbosity=%s", verbosity ? verbosity : "?");
	if (s->uefi_params.v)
		buf_printf(&text, " " PARAMS_COUNT "=%" PRIu64, s->uefi_params.v);
	return text.len ? xstrdup(text.data + 1) : xstrdup("");
}

/* ---- the instance ---- */

/* A member that stood behind another one, to be added again. */
struct moved {
	char *name, *text;
};

static void moved_done(struct moved *m, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(m[i].name);
		free(m[i].text);
	}
	free(m);
}

/*
 * Set a member that Get may not have shown, where firmware wants it: members
 * are in alphabetical order, so those behind it step aside.
 */
static bool set_member(struct tree t, const char *name, const char *text)
{
	struct tree m = tree_member(t, name);
	struct moved *behind = NULL;
	size_t n = 0;

	if (tree_exists(m))
		return tree_set_text(m, text);
	for (m = tree_first(t); tree_exists(m);) {
		struct tree next = tree_next(m);

		if (strcmp(tree_name(m), name) > 0 && tree_text(m)) {
			behind = xreallocarray(behind, n + 1, sizeof(*behind));
			behind[n++] = (struct moved){ xstrdup(tree_name(m)),
						      xstrdup(tree_text(m)) };
			tree_remove(m);
		}
		m = next;
	}

	bool ok = tree_set_text(tree_add(t, name), text);

	for (size_t i = 0; ok && i < n; i++)
		ok = tree_set_text(tree_add(t, behind[i].name), behind[i].text);
	moved_done(behind, n);
	return ok;
}

static void drop_member(struct tree t, const char *name)
{
	struct tree m = tree_member(t, name);

	if (tree_exists(m))
		tree_remove(m);
}

/* Firmware is told of UEFI parameters only if there are some, or were. */
static bool patch_params(struct tree t, const struct boot_settings *was,
			 const struct uefi_params *params, struct err *e)
{
	char count[16];

	drop_member(t, PARAMS);
	if (!params) {
		if (!was->uefi_params.v)
			drop_member(t, PARAMS_COUNT);
		return true;
	}

	char *base64 = uefi_params_base64(params);

	snprintf(count, sizeof(count), "%" PRIu32, params->n);

	bool ok = set_member(t, PARAMS_COUNT, count) && set_member(t, PARAMS, base64);

	explicit_bzero(base64, strlen(base64));
	free(base64);
	return ok ||
	       err_set(e, ERR_INTERNAL, 0, "%s cannot hold %s", tree_name(t), PARAMS);
}

bool boot_settings_patch(struct tree instance, const struct boot_settings *was,
			 const struct boot_settings *want,
			 const struct uefi_params *params, struct err *e)
{
	struct boot_settings now = *want; /* borrows its strings */
	bool changed;

	if (params) /* a number that only goes with the array */
		now.uefi_params = was->uefi_params;
	return record_patch(&boot_settings_record, instance, was, &now, &changed, e) &&
	       patch_params(instance, was, params, e);
}
