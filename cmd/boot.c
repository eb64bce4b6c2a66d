/* amtctl boot: boot a PC once from somewhere else. */
#include "cmd/nouns.h"
#include "cmd/out.h"
#include "core/device/boot.h"
#include "core/device/cim_values.h"
#include "core/reach/reach.h"

#include <stdlib.h>
#include <string.h>

struct boot_opts {
	const char *power;
	struct opt_ms wait;
	const char *verbosity;
	bool lock_keyboard, lock_power_button, lock_reset_button, lock_sleep_button;
	bool user_password_bypass;
	bool progress_events;
	bool bios_pause, bios_sol, bios_reflash;
	bool safe_mode;
	struct opt_uint media_index;
	const char *secure_boot;
	const char *http_user, *http_password_file, *http_password_cmd;
	const char *server_hash;
	const char *source;
};

/* What a boot reports, and with --dry-run what it would do. */
struct boot_report {
	struct rec_enum boot;
	struct rec_enum state;
	struct rec_enum request;
	struct rec_bool armed;
	struct rec_bool sent;
	rec_string source;
	struct strv steps;
	rec_string note;
	struct boot_settings settings;
};

struct boot_shown {
	struct rec_bool armed;
	rec_string source;
	struct strv options;
	rec_string note;
	struct boot_settings settings;
};

struct boot_cleared {
	struct rec_bool armed;
	struct strv steps;
	struct boot_settings settings;
};

#define SETTINGS(S, hlp)                                                       \
	{                                                                      \
		.name = "settings", .type = FIELD_RECORD, .flags = FIELD_WIDE, \
		.offset = FIELD_AT(S, settings, struct boot_settings),         \
		.record = &boot_settings_record, .help = hlp                   \
	}

// clang-format off
static const struct field report_fields[] = {
	F_ENUM(struct boot_report, boot, NULL, boot_target_names, 0, "where it boots from"),
	F_ENUM(struct boot_report, state, NULL, power_state_names, 0,
	       "CIM power state as last seen; null: not read, with --power none"),
	F_ENUM(struct boot_report, request, NULL, power_action_names, 0,
	       "power request that was sent, or would be; null: none"),
	F_BOOL(struct boot_report, armed, NULL, 0,
	       "the next boot, or the one under way, is the one ordered; null: unknown, or --dry-run"),
	F_BOOL(struct boot_report, sent, NULL, FIELD_WIDE, "whether the power request was sent"),
	F_STRING(struct boot_report, source, NULL, FIELD_WIDE, "boot source; null: options do it"),
	F_STRINGS(struct boot_report, steps, NULL, FIELD_WIDE, "what was sent, or would be, in order"),
	F_STRING(struct boot_report, note, NULL, 0, "what else it takes"),
	SETTINGS(struct boot_report, "options as the device answered; with --dry-run, as read"),
	F_END,
};

static const struct field shown_fields[] = {
	F_BOOL(struct boot_shown, armed, NULL, 0,
	       "whether the next boot will not be an ordinary one; null: the firmware does not tell"),
	F_STRING(struct boot_shown, source, NULL, 0, "boot source that is chosen; null: none, or not told"),
	F_STRINGS(struct boot_shown, options, NULL, 0, "options that are set, in words"),
	F_STRING(struct boot_shown, note, NULL, 0, "what the firmware does not tell"),
	SETTINGS(struct boot_shown, "options as they are"),
	F_END,
};

static const struct field cleared_fields[] = {
	F_BOOL(struct boot_cleared, armed, NULL, 0, "false once it is cleared; null with --dry-run"),
	F_STRINGS(struct boot_cleared, steps, NULL, 0, "what was sent, or would be, in order"),
	SETTINGS(struct boot_cleared, "options as the device answered; with --dry-run, as read"),
	F_END,
};

#define ANY_BOOT                                                                                \
	OPT_CHOICE(struct boot_opts, power, 0, "power", "auto|on|reset|cycle|none",             \
		   "how to boot: on when off, else reset [auto]; none arms only"),              \
	OPT_DURATION_OPTIONAL(struct boot_opts, wait, 'w', "wait", "60s",                       \
			      "watch for the new state this long [10s, and 60s without DUR]"),  \
	OPT_CHOICE(struct boot_opts, verbosity, 0, "verbosity", "default|quiet|verbose|blank",  \
		   "what the BIOS shows meanwhile"),                                            \
	OPT_FLAG(struct boot_opts, lock_keyboard, 0, "lock-keyboard",                           \
		 "lock the PC's keyboard until the next boot"),                                 \
	OPT_FLAG(struct boot_opts, lock_power_button, 0, "lock-power-button",                   \
		 "lock its power button until the next boot"),                                  \
	OPT_FLAG(struct boot_opts, lock_reset_button, 0, "lock-reset-button",                   \
		 "lock its reset button until the next boot"),                                  \
	OPT_FLAG(struct boot_opts, lock_sleep_button, 0, "lock-sleep-button",                   \
		 "lock its sleep button until the next boot"),                                  \
	OPT_FLAG(struct boot_opts, user_password_bypass, 0, "user-password-bypass",             \
		 "do not ask for BIOS or boot passwords"),                                      \
	OPT_FLAG(struct boot_opts, progress_events, 0, "progress-events",                       \
		 "have the BIOS report all progress events")

#define WITHOUT_SOURCE                                                                          \
	OPT_FLAG(struct boot_opts, bios_sol, 0, "bios-sol", "BIOS console on Serial over LAN"), \
	OPT_FLAG(struct boot_opts, bios_pause, 0, "bios-pause", "the BIOS waits for a key"),    \
	OPT_FLAG(struct boot_opts, bios_reflash, 0, "bios-reflash", "the BIOS is flashed anew")

#define SECURE_BOOT                                                                             \
	OPT_CHOICE(struct boot_opts, secure_boot, 0, "secure-boot", "on|off",                   \
		   "keep Secure Boot on, or not; from then on, not only for this boot")

#define MEDIA_INDEX                                                                             \
	OPT_UINT(struct boot_opts, media_index, 0, "media-index", "N", 1, 255,                  \
		 "which one: 1 primary, 2 secondary")

static const struct opt bios_opts[] = { ANY_BOOT, WITHOUT_SOURCE, OPT_END };
static const struct opt source_opts[] = { ANY_BOOT, OPT_END };
static const struct opt cd_opts[] = { ANY_BOOT, MEDIA_INDEX, OPT_END };
static const struct opt ider_opts[] = { ANY_BOOT, WITHOUT_SOURCE, SECURE_BOOT, OPT_END };
static const struct opt disk_opts[] = {
	ANY_BOOT,
	MEDIA_INDEX,
	OPT_FLAG(struct boot_opts, safe_mode, 0, "safe-mode", "start the operating system in safe mode"),
	OPT_END,
};
static const struct opt https_opts[] = {
	ANY_BOOT,
	SECURE_BOOT,
	OPT_STRING(struct boot_opts, http_user, 0, "http-user", "NAME", COMPLETE_NOTHING,
		   "log in to the web server as this user"),
	OPT_STRING(struct boot_opts, http_password_file, 0, "http-password-file", "FILE", COMPLETE_FILE,
		   "read that user's password from here"),
	OPT_STRING(struct boot_opts, http_password_cmd, 0, "http-password-cmd", "CMD", COMPLETE_NOTHING,
		   "or from the output of a command"),
	OPT_STRING(struct boot_opts, server_hash, 0, "server-hash", "SHA256", COMPLETE_NOTHING,
		   "accept only this certificate of the web server"),
	OPT_END,
};
static const struct opt recovery_opts[] = {
	ANY_BOOT,
	SECURE_BOOT,
	OPT_STRING(struct boot_opts, source, 0, "source", "NAME", COMPLETE_NOTHING,
		   "which of several boot sources: its number, or a part of its name or path"),
	OPT_END,
};

static const struct arg url_args[] = {
	{ .name = "URL", .help = "https:// and what to boot, at most 300 bytes" },
	{ 0 },
};
// clang-format on

static const struct record report_record = {
	.name = "boot_change",
	.summary = "what a boot did",
	.size = sizeof(struct boot_report),
	.fields = report_fields,
};

static const struct record shown_record = {
	.name = "boot",
	.summary = "what is armed for the next boot",
	.size = sizeof(struct boot_shown),
	.fields = shown_fields,
};

static const struct record cleared_record = {
	.name = "boot_clear",
	.summary = "what clearing the next boot did",
	.size = sizeof(struct boot_cleared),
	.fields = cleared_fields,
};

/* ---- what the user said ---- */

/* Names as OPT_CHOICE has them, in the order of enum boot_power. */
static const struct enum_name power_choices[] = {
	{ BOOT_POWER_AUTO, "auto" },   { BOOT_POWER_ON, "on" },
	{ BOOT_POWER_RESET, "reset" }, { BOOT_POWER_CYCLE, "cycle" },
	{ BOOT_POWER_NONE, "none" },   { 0, NULL },
};

static void free_password(void *state)
{
	struct secret *password = state;

	secret_done(password);
	free(password);
}

static struct boot_order order_of(const struct call *call)
{
	const struct boot_opts *o = call->opts;
	struct boot_order order = {
		.target = (enum boot_target)call->verb->arg,
		.flags = {
			.sol = o->bios_sol,
			.pause = o->bios_pause,
			.reflash = o->bios_reflash,
			.lock_keyboard = o->lock_keyboard,
			.lock_power_button = o->lock_power_button,
			.lock_reset_button = o->lock_reset_button,
			.lock_sleep_button = o->lock_sleep_button,
			.user_password_bypass = o->user_password_bypass,
			.progress_events = o->progress_events,
			.safe_mode = o->safe_mode,
			.secure_boot = { o->secure_boot != NULL,
					 o->secure_boot && !strcmp(o->secure_boot, "on") },
			.media_index = { o->media_index.set, o->media_index.v },
		},
		.url = call->args[0],
		.user = o->http_user,
		.password = call->state,
		.server_hash = o->server_hash,
		.source = o->source,
	};

	order.flags.verbosity.set =
		o->verbosity && enum_code(firmware_verbosity_names, o->verbosity,
					  &order.flags.verbosity.code);
	return order;
}

static bool read_password(struct call *call, struct err *e)
{
	const struct boot_opts *o = call->opts;
	struct secret *password;

	if (o->http_password_file && o->http_password_cmd)
		return err_set(e, ERR_USAGE, 0,
			       "only one of --http-password-file and --http-password-cmd "
			       "may be given");
	if (!o->http_user != !(o->http_password_file || o->http_password_cmd))
		return err_set(e, ERR_USAGE, 0,
			       "--http-user and --http-password-file or "
			       "--http-password-cmd go together");
	if (!o->http_user)
		return true;
	password = xcalloc(1, sizeof(*password));
	call->state = password;
	call->free_state = free_password;
	return reach_read_secret(o->http_password_file, o->http_password_cmd, password,
				 e);
}

static bool boot_check(struct call *call, struct err *e)
{
	const struct boot_opts *o = call->opts;
	struct boot_order order;

	call->wait_ms = o->wait.ms;
	if (!read_password(call, e))
		return false;
	order = order_of(call);
	return boot_order_check(&order, e);
}

/* ---- the verbs ---- */

static const char *note_of(enum boot_target t)
{
	if (t != BOOT_IDER_CD && t != BOOT_IDER_FLOPPY)
		return NULL;
	return "it boots so only while a storage redirection session is open";
}

static void boot_report(const struct boot_result *res, enum boot_target target,
			struct out *out)
{
	/* All borrowed, not freed. */
	const struct boot_report report = {
		.boot = { true, target },
		.state = res->state.state,
		.request = { res->set_request, res->request.value },
		.armed = res->armed,
		.sent = { true, res->sent },
		.source = res->source,
		.steps = res->steps,
		.note = (char *)note_of(target),
		.settings = res->settings,
	};

	out_record(out, &report_record, &report);
}

static bool boot_run(struct device *dev, const struct call *call, struct out *out,
		     struct err *e)
{
	const struct boot_opts *o = call->opts;
	AUTO(boot_result_done) struct boot_result res = { 0 };
	struct boot_change change = {
		.order = order_of(call),
		.wait_ms = o->wait.set ? o->wait.ms : POWER_WAIT_DEFAULT,
		.dry_run = call->dry_run,
	};
	uint32_t power = BOOT_POWER_AUTO;
	bool ok;

	if (o->power && !enum_code(power_choices, o->power, &power))
		return err_set(e, ERR_INTERNAL, 0, "boot: no way \"%s\"", o->power);
	change.power = (enum boot_power)power;
	ok = device_boot(dev, &change, &res, e);
	if (ok || res.steps.n)
		boot_report(&res, change.order.target, out);
	if (res.changed.set)
		out_changed(out, res.changed.v);
	return ok || err_wrap_operation(e, "boot %s", call->verb->name);
}

static bool boot_show(struct device *dev, const struct call *call, struct out *out,
		      struct err *e)
{
	AUTO(boot_armed_done) struct boot_armed armed = { 0 };
	AUTO(boot_settings_done) struct boot_settings settings = { 0 };
	AUTO(strv_done) struct strv words = { 0 };
	struct boot_shown shown;

	if (!device_boot_settings(dev, &settings, e) ||
	    !device_boot_armed(dev, &armed, e))
		return err_wrap_operation(e, "boot %s", call->verb->name);
	boot_settings_words(&settings, &words);
	shown = (struct boot_shown){ .armed = boot_is_armed(&settings, &armed),
				     .source = armed.source,
				     .options = words,
				     .settings = settings };
	if (!armed.source_told)
		shown.note = (char *)"this firmware does not tell whether a source is "
				     "chosen";
	out_record(out, &shown_record, &shown);
	return true;
}

static bool boot_sources(struct device *dev, const struct call *call, struct out *out,
			 struct err *e)
{
	AUTO(boot_sources_done) struct boot_sources sources = { 0 };

	if (!device_boot_sources(dev, &sources, e))
		return err_wrap_operation(e, "boot %s", call->verb->name);
	for (size_t i = 0; i < sources.n; i++)
		out_record(out, &boot_source_record, &sources.v[i]);
	return true;
}

static bool boot_clear(struct device *dev, const struct call *call, struct out *out,
		       struct err *e)
{
	AUTO(boot_result_done) struct boot_result res = { 0 };
	bool ok = device_boot_clear(dev, call->dry_run, &res, e);

	if (ok || res.steps.n) {
		const struct boot_cleared cleared = { .armed = res.armed,
						      .steps = res.steps,
						      .settings = res.settings };

		out_record(out, &cleared_record, &cleared);
	}
	if (res.changed.set)
		out_changed(out, res.changed.v);
	return ok || err_wrap_operation(e, "boot %s", call->verb->name);
}

// clang-format off
#define BOOT(n, target, options, hlp)                                           \
	{ .name = n, .arg = target, .check = boot_check, .run = boot_run, .flags = VERB_CHANGES, \
	  .opts = options, .opts_size = sizeof(struct boot_opts),               \
	  .record = &report_record, .dry_columns = "target,boot,state,request,steps", \
	  .help = hlp }

static const struct verb boot_verbs[] = {
	BOOT("bios", BOOT_BIOS, bios_opts, "boot to the firmware's setup"),
	BOOT("pxe", BOOT_PXE, source_opts, "boot from the network by PXE"),
	BOOT("disk", BOOT_DISK, disk_opts, "boot from a disk"),
	BOOT("cd", BOOT_CD, cd_opts, "boot from the PC's own CD drive"),
	BOOT("diag", BOOT_DIAG, source_opts, "boot to the maker's diagnostics, before AMT 7"),
	BOOT("ider-cd", BOOT_IDER_CD, ider_opts,
	     "boot from a redirected CD, whose session must be open by then"),
	BOOT("ider-floppy", BOOT_IDER_FLOPPY, ider_opts,
	     "boot from a redirected floppy, whose session must be open by then"),
	{ .name = "https", .arg = BOOT_HTTPS, .args = url_args, .check = boot_check, .run = boot_run,
	  .flags = VERB_CHANGES, .opts = https_opts, .opts_size = sizeof(struct boot_opts),
	  .record = &report_record, .dry_columns = "target,boot,state,request,steps",
	  .help = "boot what a web server has (One-Click Recovery, AMT 15)" },
	BOOT("winre", BOOT_WINRE, recovery_opts, "boot the Windows recovery environment (AMT 15)"),
	BOOT("pba", BOOT_PBA, recovery_opts, "boot a pre-boot application from disk (AMT 15)"),
	{ .name = "show", .run = boot_show, .flags = VERB_READS | VERB_DETAIL,
	  .record = &shown_record, .help = "show what is armed for the next boot" },
	{ .name = "sources", .run = boot_sources, .flags = VERB_READS | VERB_LIST,
	  .record = &boot_source_record, .help = "list what can be booted from" },
	{ .name = "clear", .run = boot_clear, .flags = VERB_CHANGES,
	  .record = &cleared_record, .dry_columns = "target,steps",
	  .help = "forget what is armed: the next boot is an ordinary one" },
	{ 0 },
};
// clang-format on

const struct noun noun_boot = {
	.name = "boot",
	.summary = "boot once from somewhere else",
	.verbs = boot_verbs,
};
