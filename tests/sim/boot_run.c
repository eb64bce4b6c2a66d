/* boot_run: the machine goes through POST. */
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "tests/sim/boot.h"
#include "tests/sim/device.h"
#include "tests/sim/session.h"
#include "tests/sim/uefi.h"

/* Options that are worth a word in the journal when they are in force. */
static const struct {
	const char *option, *word;
} in_force[] = {
	{ "UseSOL", "sol" },
	{ "BIOSPause", "pause" },
	{ "LockKeyboard", "lock-keyboard" },
	{ "LockPowerButton", "lock-power-button" },
	{ "LockResetButton", "lock-reset-button" },
	{ "LockSleepButton", "lock-sleep-button" },
	{ "UserPasswordBypass", "password-bypass" },
	{ "ReflashBIOS", "reflash" },
	{ "ConfigurationDataReset", "configuration-reset" },
	{ "ForcedProgressEvents", "progress-events" },
	{ "UseSafeMode", "safe-mode" },
	{ "EnforceSecureBoot", "secure-boot" },
	{ "SecureErase", "secure-erase" },
};

static const char *const device_words[] = {
	[BOOT_DISK] = "disk",
	[BOOT_BIOS] = "bios",
	[BOOT_PXE] = "pxe",
	[BOOT_CD] = "cd",
	[BOOT_DIAG] = "diag",
	[BOOT_IDER_CD] = "ider-cd",
	[BOOT_IDER_FLOPPY] = "ider-floppy",
	[BOOT_HTTPS] = "https",
	[BOOT_WINRE] = "winre",
	[BOOT_PBA] = "pba",
};

/* A boot in the making. */
struct plan {
	const struct inst *settings; /* NULL: nothing is armed */
	enum boot_device device;
	const char *note; /* why not what was asked for */
	struct uefi_params params;
	bool erases;
};

static void instead(struct plan *p, const char *why)
{
	p->device = BOOT_DISK;
	p->note = why;
}

/* One-Click Recovery wants its switch, the BIOS's leave and its parameters. */
static void plan_recovery(const struct device *d, struct plan *p, enum boot_device what)
{
	static const struct {
		const char *capability, *leave;
	} needs[] = { [BOOT_HTTPS] = { "ForceUEFIHTTPSBoot", "UEFIHTTPSBootEnabled" },
		      [BOOT_WINRE] = { "ForceWinREBoot", "WinREBootEnabled" },
		      [BOOT_PBA] = { "ForceUEFIPBABoot", "UEFILocalPBABootEnabled" } };
	const struct inst *service = store_first(&d->store, "CIM_BootService");
	const struct inst *can = store_first(&d->store, "AMT_BootCapabilities");
	const char *state = service ? inst_text(service, "EnabledState") : "";
	const char *path = inst_text(d->boot.source, "BootString");

	p->device = what;
	if (strcmp(state, "32769") != 0 && strcmp(state, "32771") != 0)
		instead(p, "One-Click Recovery is off");
	else if (!boot_is(can, needs[what].capability) ||
		 !boot_is(p->settings, needs[what].leave))
		instead(p, "not allowed by the BIOS");
	else if (what == BOOT_HTTPS && !*p->params.url)
		instead(p, "no URL");
	else if (what == BOOT_HTTPS && strncmp(p->params.url, "https://", 8) != 0)
		instead(p, "the URL is not https");
	else if (what != BOOT_HTTPS && !*p->params.path)
		instead(p, "no file device path");
	else if (what != BOOT_HTTPS && (strcmp(p->params.path, path) != 0 ||
					p->params.path_len != strlen(path)))
		instead(p, "the file device path is not that of the source");
}

static void plan_source(const struct device *d, struct plan *p)
{
	const char *name = boot_source_name(d->boot.source);
	const char *text = inst_text(d->boot.source, "BIOSBootString");

	if (!strcmp(name, "Force PXE Boot"))
		p->device = BOOT_PXE;
	else if (!strcmp(name, "Force CD/DVD Boot"))
		p->device = BOOT_CD;
	else if (!strcmp(name, "Force Diagnostic Boot"))
		p->device = BOOT_DIAG;
	else if (!strcmp(name, "Force OCR UEFI HTTPS Boot"))
		plan_recovery(d, p, BOOT_HTTPS);
	else if (strstr(text, "WinRe"))
		plan_recovery(d, p, BOOT_WINRE);
	else if (strstr(text, "PBA"))
		plan_recovery(d, p, BOOT_PBA);
	if (!p->note && boot_options_conflict(p->settings))
		p->note = "options that contradict the source are ignored";
}

static void plan_options(const struct device *d, struct plan *p)
{
	if (boot_is(p->settings, "BIOSSetup"))
		p->device = BOOT_BIOS;
	else if (boot_is(p->settings, "UseIDER") && !(d->sessions & SESSION_IDER))
		instead(p, "no storage redirection session");
	else if (boot_is(p->settings, "UseIDER"))
		p->device = !strcmp(inst_text(p->settings, "IDERBootDevice"), "1")
				    ? BOOT_IDER_CD
				    : BOOT_IDER_FLOPPY;
}

static void plan_erase(const struct device *d, struct plan *p)
{
	const struct inst *service = store_first(&d->store, "CIM_BootService");
	const char *state = service ? inst_text(service, "EnabledState") : "";

	p->erases = !strcmp(state, "32770") || !strcmp(state, "32771");
	if (!p->erases)
		p->note = "Remote Platform Erase is off";
}

static void plan_make(const struct device *d, struct plan *p)
{
	bool erase = boot_is(p->settings, "PlatformErase");

	if (!uefi_parse(inst_text(p->settings, "UefiBootParametersArray"),
			erase ? UEFI_ERASE : UEFI_RECOVERY, &p->params))
		p->params = (struct uefi_params){ 0 };
	if (d->boot.source)
		plan_source(d, p);
	else
		plan_options(d, p);
	if (erase)
		plan_erase(d, p);
}

/* The members of a boot's line in the journal. */
struct members {
	struct journal_member v[40];
	size_t n;
};

static void add_text(struct members *m, const char *name, const char *text)
{
	if (text && *text)
		m->v[m->n++] = (struct journal_member){ .name = name, .text = text };
}

static void add_uint(struct members *m, const char *name, uint64_t number)
{
	if (number)
		m->v[m->n++] = (struct journal_member){ .name = name, .number = number };
}

static void add_true(struct members *m, const char *name, bool set)
{
	if (set)
		m->v[m->n++] = (struct journal_member){ .name = name, .is_true = true };
}

static void add_recovery(struct members *m, const struct plan *p)
{
	const struct uefi_params *u = &p->params;

	if (p->device == BOOT_WINRE || p->device == BOOT_PBA)
		add_text(m, "path", u->path);
	if (p->device != BOOT_HTTPS)
		return;
	add_text(m, "url", u->url);
	add_true(m, "amt-roots", u->roots);
	add_text(m, "server-hash", u->server_hash);
	add_uint(m, "timeout", u->timeout_s);
	add_text(m, "user", u->user);
	add_true(m, "password", u->password);
}

static uint64_t setting(const struct inst *i, const char *name)
{
	return strtoull(inst_text(i, name), NULL, 10);
}

static void journal_boot(struct device *d, const struct plan *p)
{
	static const char *const verbosity[] = { "", "quiet", "verbose", "blank" };
	struct members m = { 0 };

	add_text(&m, "device", device_words[p->device]);
	add_recovery(&m, p);
	if (p->settings) {
		bool ignores = d->boot.source && boot_options_conflict(p->settings);

		for (size_t i = 0; i < ARRAY_LEN(in_force); i++) {
			bool dropped = ignores && i < 2; /* sol, pause */

			add_true(&m, in_force[i].word,
				 !dropped && boot_is(p->settings, in_force[i].option));
		}
		add_text(&m, "verbosity",
			 verbosity[setting(p->settings, "FirmwareVerbosity") % 4]);
		add_uint(&m, "media-index", setting(p->settings, "BootMediaIndex"));
		if (p->erases)
			add_uint(&m, "platform-erase", p->params.erase);
	}
	add_text(&m, "note", p->note);
	journal_members(d, "boot", m.v, m.n);
}

static void remember(struct boot *b, const struct plan *p)
{
	bool recovery = p->device == BOOT_WINRE || p->device == BOOT_PBA;
	uint64_t verbosity = p->settings ? setting(p->settings, "FirmwareVerbosity") : 0;

	free(b->last_target);
	b->last_target = p->device == BOOT_HTTPS ? xstrdup(p->params.url)
			 : recovery              ? xstrdup(p->params.path)
						 : NULL;
	b->last = p->device;
	b->last_silent = verbosity == 1 || verbosity == 3;
	b->last_pause = boot_is(p->settings, "BIOSPause") && !b->source;
	b->last_keyboard_locked = boot_is(p->settings, "LockKeyboard");
}

void boot_run(struct device *d)
{
	struct plan p = { .device = BOOT_DISK };

	if (d->boot.next)
		p.settings = store_first(&d->store, "AMT_BootSettingData");
	if (p.settings)
		plan_make(d, &p);
	journal_boot(d, &p);
	remember(&d->boot, &p);

	bool erased = boot_is(p.settings, "SecureErase");

	if (d->boot.next)
		boot_clear(d);
	if (erased) { /* done, and well */
		struct inst *own =
			device_edit(d, store_first(&d->store, "AMT_BootSettingData"));

		inst_set_uint(own, "BIOSLastStatus", 0);
		inst_add(own, "BIOSLastStatus", VALUE_TEXT, "0", NULL);
	}
}
