/* boot_plan: what an order means on this device. */
#include "core/device/boot_plan.h"

#include <ctype.h>
#include <string.h>

#include "core/crypto/hash.h"

#define CAN(m) offsetof(struct boot_capabilities, m)
#define SETTING(m) offsetof(struct boot_settings, m)
#define FLAG(m) offsetof(struct boot_flags, m)

#define SOURCE(name) "Intel(r) AMT: " name
#define RECOVERY_OPTION SOURCE("Force OCR UEFI Boot Option")

static const struct boot_kind kinds[] = {
	[BOOT_BIOS] = { CAN(bios_setup), "BIOSSetup", NULL, NULL, false, 0, NULL },
	[BOOT_PXE] = { CAN(force_pxe), "ForcePXEBoot", SOURCE("Force PXE Boot"), NULL,
		       false, 0, NULL },
	[BOOT_DISK] = { CAN(force_disk), "ForceHardDriveBoot",
			SOURCE("Force Hard-drive Boot"), NULL, false, 0, NULL },
	[BOOT_CD] = { CAN(force_cd), "ForceCDorDVDBoot", SOURCE("Force CD/DVD Boot"),
		      NULL, false, 0, NULL },
	[BOOT_DIAG] = { CAN(force_diagnostic), "ForceDiagnosticBoot",
			SOURCE("Force Diagnostic Boot"), NULL, false, 0, NULL },
	/* Their source is UseIDER: Force CD/DVD Boot is the PC's own drive. */
	[BOOT_IDER_CD] = { CAN(ider), "IDER", NULL, NULL, false, 0, NULL },
	[BOOT_IDER_FLOPPY] = { CAN(ider), "IDER", NULL, NULL, false, 0, NULL },
	[BOOT_HTTPS] = { CAN(force_https), "ForceUEFIHTTPSBoot",
			 SOURCE("Force OCR UEFI HTTPS Boot"), NULL, true,
			 SETTING(https_enabled), "UEFIHTTPSBootEnabled" },
	[BOOT_WINRE] = { CAN(force_winre), "ForceWinREBoot", NULL, "WinRe", true,
			 SETTING(winre_enabled), "WinREBootEnabled" },
	[BOOT_PBA] = { CAN(force_pba), "ForceUEFIPBABoot", NULL, "PBA", true,
		       SETTING(pba_enabled), "UEFILocalPBABootEnabled" },
};

const struct boot_kind *boot_kind_of(enum boot_target t)
{
	return &kinds[t];
}

bool boot_has_source(enum boot_target t)
{
	return kinds[t].source || kinds[t].marker;
}

/* Options that a flag of the order sets. */
static const struct {
	size_t flag, setting, capability;
	const char *property, *capability_name;
	bool no_source; /* contradicts a boot source */
} flags[] = {
	{ FLAG(sol), SETTING(use_sol), CAN(sol), "UseSOL", "SOL", true },
	{ FLAG(pause), SETTING(bios_pause), CAN(bios_pause), "BIOSPause", "BIOSPause",
	  true },
	{ FLAG(reflash), SETTING(reflash_bios), CAN(bios_reflash), "ReflashBIOS",
	  "BIOSReflash", true },
	{ FLAG(lock_keyboard), SETTING(lock_keyboard), CAN(lock_keyboard), "LockKeyboard",
	  "KeyboardLock", false },
	{ FLAG(lock_power_button), SETTING(lock_power_button), CAN(lock_power_button),
	  "LockPowerButton", "PowerButtonLock", false },
	{ FLAG(lock_reset_button), SETTING(lock_reset_button), CAN(lock_reset_button),
	  "LockResetButton", "ResetButtonLock", false },
	{ FLAG(lock_sleep_button), SETTING(lock_sleep_button), CAN(lock_sleep_button),
	  "LockSleepButton", "SleepButtonLock", false },
	{ FLAG(user_password_bypass), SETTING(user_password_bypass),
	  CAN(user_password_bypass), "UserPasswordBypass", "UserPasswordBypass", false },
	{ FLAG(progress_events), SETTING(forced_progress_events),
	  CAN(forced_progress_events), "ForcedProgressEvents", "ForcedProgressEvents",
	  false },
	{ FLAG(safe_mode), SETTING(safe_mode), CAN(force_disk_safe_mode), "UseSafeMode",
	  "ForceHardDriveSafeModeBoot", false },
};

static const struct rec_bool *can_of(const struct boot_capabilities *can, size_t offset)
{
	return (const struct rec_bool *)((const char *)can + offset);
}

static bool option_of(const struct boot_settings *s, size_t offset)
{
	return ((const struct rec_bool *)((const char *)s + offset))->v;
}

static bool flag_of(const struct boot_order *o, size_t offset)
{
	return *(const bool *)((const char *)&o->flags + offset);
}

/* ---- the order itself ---- */

static const char *name_of(const struct boot_order *o)
{
	return enum_name(boot_target_names, o->target);
}

static bool not_for(const char *what, const struct boot_order *o, struct err *e)
{
	return err_set(e, ERR_USAGE, 0, "%s does not go with boot %s", what, name_of(o));
}

static bool check_flags(const struct boot_order *o, struct err *e)
{
	const struct boot_flags *f = &o->flags;
	bool ider = o->target == BOOT_IDER_CD || o->target == BOOT_IDER_FLOPPY;

	for (size_t i = 0; i < ARRAY_LEN(flags); i++)
		if (flags[i].no_source && flag_of(o, flags[i].flag) &&
		    boot_has_source(o->target))
			return err_set(e, ERR_USAGE, 0,
				       "%s contradicts the boot source of boot %s",
				       flags[i].property, name_of(o));
	if (f->safe_mode && o->target != BOOT_DISK)
		return not_for("UseSafeMode", o, e);
	if (f->media_index.set && o->target != BOOT_DISK && o->target != BOOT_CD)
		return not_for("BootMediaIndex", o, e);
	if (f->secure_boot.set && !ider && !kinds[o->target].recovery)
		return not_for("EnforceSecureBoot", o, e);
	return true;
}

/* Authority of a URL: host, [IPv6] or name, and an optional port; no user. */
static bool authority_ok(const char *s, size_t len)
{
	size_t host = *s == '[' ? strspn(s + 1, "0123456789abcdefABCDEF:.")
				: strspn(s, "abcdefghijklmnopqrstuvwxyz"
					    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-");
	unsigned long port = 0;

	if (!host)
		return false;
	if (*s == '[') {
		if (s[1 + host] != ']')
			return false;
		host += 2;
	}
	if (host == len)
		return true;
	if (s[host] != ':' || len - host < 2 || len - host > 6)
		return false;
	for (size_t i = host + 1; i < len; i++) {
		if (!isdigit((unsigned char)s[i]))
			return false;
		port = 10 * port + (unsigned long)(s[i] - '0');
	}
	return port > 0 && port <= 65535;
}

static bool check_url(const char *url, struct err *e)
{
	static const char scheme[] = "https://";
	const char *host = url + sizeof(scheme) - 1;

	if (strlen(url) > UEFI_URL_MAX)
		return err_set(e, ERR_USAGE, 0,
			       "the URL has %zu bytes; firmware takes %d", strlen(url),
			       UEFI_URL_MAX);
	if (strncmp(url, scheme, sizeof(scheme) - 1) != 0)
		return err_set(e, ERR_USAGE, 0,
			       "the URL must begin with https://, firmware boots from "
			       "nothing else");
	for (const char *p = url; *p; p++)
		if (*p <= ' ' || *p > '~')
			return err_set(e, ERR_USAGE, 0,
				       "the URL has a character that must be encoded");

	size_t len = strcspn(host, "/?#");

	/* A password in the URL would end up in logs, and firmware ignores it. */
	if (memchr(host, '@', len)) {
		err_set(e, ERR_USAGE, 0, "the URL may not hold a login");
		return err_hint(e, "--http-user and --http-password-file");
	}
	return authority_ok(host, len) ||
	       err_set(e, ERR_USAGE, 0, "the URL has no valid host");
}

static bool check_https(const struct boot_order *o, struct err *e)
{
	struct uefi_params params;
	uint8_t hash[32];
	bool ok;

	if (!o->url)
		return err_set(e, ERR_USAGE, 0, "boot https needs a URL");
	if (!check_url(o->url, e))
		return false;
	if (!o->user != !o->password)
		return err_set(e, ERR_USAGE, 0,
			       "a login needs both a user and a password");
	if (o->server_hash && !hex_decode(o->server_hash, hash, sizeof(hash)))
		return err_set(e, ERR_USAGE, 0,
			       "the server's hash is not a SHA-256 of 64 hex digits");
	ok = boot_uefi_params(o, NULL, &params, e);
	uefi_params_wipe(&params);
	return ok;
}

bool boot_order_check(const struct boot_order *o, struct err *e)
{
	if (!check_flags(o, e))
		return false;
	if (o->source && !kinds[o->target].marker)
		return not_for("a source", o, e);
	if (o->target == BOOT_HTTPS)
		return check_https(o, e);
	return (!o->url && !o->user && !o->password && !o->server_hash) ||
	       not_for("a URL", o, e);
}

bool boot_uefi_params(const struct boot_order *o, const struct boot_source *source,
		      struct uefi_params *ret, struct err *e)
{
	uint8_t hash[32];

	*ret = (struct uefi_params){ .set = UEFI_SET_BOOT };
	if (source)
		return uefi_add_text(ret, UEFI_FILE_PATH, source->path, e) &&
		       uefi_add_number(ret, UEFI_PATH_LENGTH,
				       (uint32_t)strlen(source->path), e);
	if (!uefi_add_text(ret, UEFI_URL, o->url, e) ||
	    !uefi_add_number(ret, UEFI_TRUSTED_ROOTS, 1, e))
		return false;
	if (o->user && (!uefi_add_text(ret, UEFI_USER, o->user, e) ||
			!uefi_add_text(ret, UEFI_PASSWORD, o->password->text, e)))
		return false;
	return !o->server_hash ||
	       (hex_decode(o->server_hash, hash, sizeof(hash)) &&
		uefi_add_bytes(ret, UEFI_SERVER_SHA256, hash, sizeof(hash), e));
}

/* ---- the order on this device ---- */

static bool lacks(const char *capability, struct err *e)
{
	return err_set(e, ERR_UNSUPPORTED, 0,
		       "this device cannot: AMT_BootCapabilities has no %s", capability);
}

static bool check_verbosity(const struct boot_order *o,
			    const struct boot_capabilities *can, struct err *e)
{
	switch (o->flags.verbosity.code) {
	case 1:
		return can->verbosity_quiet.v || lacks("VerbosityQuiet", e);
	case 2:
		return can->verbosity_verbose.v || lacks("VerbosityVerbose", e);
	case 3:
		return can->verbosity_blank.v || lacks("VerbosityScreenBlank", e);
	}
	return true;
}

bool boot_capable(const struct boot_order *o, const struct boot_capabilities *can,
		  struct err *e)
{
	const struct boot_kind *kind = &kinds[o->target];

	if (!can_of(can, kind->capability)->v)
		return lacks(kind->capability_name, e);
	for (size_t i = 0; i < ARRAY_LEN(flags); i++)
		if (flag_of(o, flags[i].flag) && !can_of(can, flags[i].capability)->v)
			return lacks(flags[i].capability_name, e);
	if (o->flags.secure_boot.set && !o->flags.secure_boot.v && kind->recovery &&
	    !can->amt_secure_boot_control.v)
		return lacks("AMTSecureBootControl", e);
	if (o->flags.secure_boot.set && !kind->recovery && !can->bios_secure_boot.v)
		return lacks("BIOSSecureBoot", e);
	return check_verbosity(o, can, e);
}

bool boot_allowed(const struct boot_order *o, const struct boot_settings *now,
		  struct err *e)
{
	const struct boot_kind *kind = &kinds[o->target];

	if (!kind->recovery)
		return true;
	if (!option_of(now, kind->allowed)) {
		err_set(e, ERR_UNSUPPORTED, 0,
			"the BIOS does not allow it (%s is false), which only its "
			"setup can change",
			kind->allowed_name);
		return err_name(e, "NOT_ALLOWED_BY_BIOS");
	}
	if (o->flags.secure_boot.set && !o->flags.secure_boot.v &&
	    !now->secure_boot_control.v) {
		err_set(e, ERR_UNSUPPORTED, 0,
			"the BIOS does not let AMT switch Secure Boot off "
			"(SecureBootControlEnabled is false)");
		return err_name(e, "NOT_ALLOWED_BY_BIOS");
	}
	return true;
}

void boot_settings_wanted(const struct boot_order *o, const struct boot_capabilities *can,
			  struct boot_settings *s)
{
	static const struct rec_bool yes = { true, true };
	bool ider = o->target == BOOT_IDER_CD || o->target == BOOT_IDER_FLOPPY;

	boot_settings_clear(s);
	for (size_t i = 0; i < ARRAY_LEN(flags); i++)
		if (flag_of(o, flags[i].flag))
			*(struct rec_bool *)((char *)s + flags[i].setting) = yes;
	if (o->target == BOOT_BIOS)
		s->bios_setup = yes;
	if (ider) {
		s->use_ider = yes;
		s->ider_device = (struct rec_enum){ true, o->target == BOOT_IDER_CD };
	}
	if (kinds[o->target].recovery && can->forced_progress_events.v)
		s->forced_progress_events = yes;
	if (o->flags.verbosity.set)
		s->verbosity = o->flags.verbosity;
	if (o->flags.media_index.set)
		s->media_index = o->flags.media_index;
	if (o->flags.secure_boot.set)
		s->enforce_secure_boot = o->flags.secure_boot;
}

/* ---- the power request ---- */

/* Would the firmware take it now? Old firmware does not say. */
static bool offered(const struct power_state *s, uint32_t request, bool untold)
{
	for (size_t i = 0; i < s->available.n; i++)
		if (s->available.codes[i] == request)
			return true;
	return !s->available.set && untold;
}

static bool no_way(const char *why, struct err *e)
{
	err_set(e, ERR_REFUSED, 0, "not sent: %s", why);
	return err_name(e, "NOT_AVAILABLE");
}

static struct boot_request request(uint32_t value, const char *why)
{
	return (struct boot_request){ .value = value, .why = why };
}

/* Asleep, hibernated or in a state without a name: "on" would only resume. */
static bool choose_suspended(const struct power_state *s, const char *device,
			     struct boot_request *ret, struct err *e)
{
	if (offered(s, POWER_RESET, true)) {
		*ret = request(POWER_RESET,
			       "suspended, where power on would only resume");
		return true;
	}
	if (offered(s, POWER_CYCLE, false)) {
		*ret = request(POWER_CYCLE, "suspended, and no reset is offered");
		return true;
	}
	no_way("suspended, where power on would only resume, and the firmware offers "
	       "neither reset nor power cycle now",
	       e);
	return err_hint(e, "amtctl power %s %s",
			offered(s, POWER_OFF, false) ? "off" : "on", device);
}

static bool choose_auto(const struct power_state *s, const char *device,
			struct boot_request *ret, struct err *e)
{
	if (power_is_off(s)) {
		*ret = request(POWER_ON, "it is off");
		return true;
	}
	if (!power_is_on(s))
		return choose_suspended(s, device, ret, e);
	if (offered(s, POWER_RESET, true)) {
		*ret = request(POWER_RESET, "it is on");
		return true;
	}
	if (offered(s, POWER_CYCLE, false)) {
		*ret = request(POWER_CYCLE, "it is on, and no reset is offered");
		return true;
	}
	no_way("the firmware offers neither reset nor power cycle now", e);
	return err_hint(e, "amtctl power actions %s", device);
}

static bool choose_on(const struct power_state *s, struct boot_request *ret,
		      struct err *e)
{
	if (power_is_off(s)) {
		*ret = request(POWER_ON, "it is off");
		return true;
	}
	no_way(power_is_on(s) ? "already on"
			      : "suspended, where power on would only resume",
	       e);
	return err_hint(e, "--power reset");
}

static bool choose_restart(uint32_t value, const struct power_state *s,
			   struct boot_request *ret, struct err *e)
{
	bool reset = value == POWER_RESET;

	if (power_is_off(s)) {
		no_way("it is off", e);
		return err_hint(e, "--power on");
	}
	if (offered(s, value, true)) {
		*ret = request(value, "as asked for");
		return true;
	}
	no_way(reset ? "the firmware offers no reset now"
		     : "the firmware offers no power cycle now",
	       e);
	if (offered(s, reset ? POWER_CYCLE : POWER_RESET, false))
		err_hint(e, "--power %s", reset ? "cycle" : "reset");
	return false;
}

bool boot_choose_power(enum boot_power how, const struct power_state *s,
		       const char *device, struct boot_request *ret, struct err *e)
{
	if (how != BOOT_POWER_NONE && !s->state.set)
		return no_way("the device does not tell its power state", e);
	switch (how) {
	case BOOT_POWER_AUTO:
		return choose_auto(s, device, ret, e);
	case BOOT_POWER_ON:
		return choose_on(s, ret, e);
	case BOOT_POWER_RESET:
		return choose_restart(POWER_RESET, s, ret, e);
	case BOOT_POWER_CYCLE:
		return choose_restart(POWER_CYCLE, s, ret, e);
	case BOOT_POWER_NONE:
		*ret = (struct boot_request){ .none = true };
		return true;
	}
	return err_set(e, ERR_INTERNAL, 0, "unknown way to boot");
}

/* ---- the source ---- */

static bool is_option_number(const char *id, const char *number)
{
	const char *blank = strrchr(id, ' ');

	return *number && !number[strspn(number, "0123456789")] && blank &&
	       !strcmp(blank + 1, number);
}

static bool is_meant(const struct boot_order *o, const struct boot_source *s)
{
	const char *marker = kinds[o->target].marker;
	const char *words = o->source;

	if (!s->id || strncmp(s->id, RECOVERY_OPTION, strlen(RECOVERY_OPTION)) != 0)
		return false;
	if (words && (!strcmp(s->id, words) || is_option_number(s->id, words)))
		return true;
	if (!s->description || !strcasestr(s->description, marker))
		return false;
	return !words || strcasestr(s->description, words) || strcasestr(s->id, words) ||
	       (s->path && strcasestr(s->path, words));
}

static bool path_ok(const struct boot_source *s, struct err *e)
{
	size_t len = s->path ? strlen(s->path) : 0;

	if (len && len <= UEFI_PATH_MAX)
		return true;
	return err_set(e, ERR_UNSUPPORTED, 0,
		       "boot source \"%.80s\" has a file device path of %zu bytes, not "
		       "1 to %d",
		       s->id, len, UEFI_PATH_MAX);
}

const struct boot_source *boot_find_source(const struct boot_order *o,
					   const struct boot_sources *s, struct err *e)
{
	const struct boot_source *found = NULL;

	for (size_t i = 0; i < s->n; i++) {
		if (!is_meant(o, &s->v[i]))
			continue;
		if (found) {
			err_set(e, ERR_USAGE, 0,
				"several boot sources would do: \"%.80s\" (%.60s) and "
				"\"%.80s\" (%.60s)",
				found->id, found->path ? found->path : "", s->v[i].id,
				s->v[i].path ? s->v[i].path : "");
			err_hint(e, "--source with a part of its name");
			return NULL;
		}
		found = &s->v[i];
	}
	if (!found && o->source) {
		err_set(e, ERR_NOT_FOUND, 0, "no boot source of boot %s is \"%.60s\"",
			name_of(o), o->source);
		return NULL;
	}
	if (!found) {
		err_set(e, ERR_UNSUPPORTED, 0,
			"this device has no boot source for boot %s", name_of(o));
		return NULL;
	}
	return path_ok(found, e) ? found : NULL;
}
