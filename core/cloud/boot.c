/* boot over REST: amt/power/bootOptions, which arms and boots. (MPS 2.34, Console) */
#include "core/device/boot.h"

#include <inttypes.h>
#include <string.h>

#include "core/base/text.h"
#include "core/cloud/cloud_device.h"
#include "core/wsman/wsman.h"

/* Most sources that a device may have; firmware has about fifteen. */
#define SOURCES_MAX 256

// clang-format off
/* How MPS and Console call the properties. */
static const struct field source_fields[] = {
	F_STRING(struct boot_source, id, "instanceID", 0, "InstanceID"),
	F_STRING(struct boot_source, description, "biosBootString", 0, "BIOSBootString"),
	F_STRING(struct boot_source, path, "bootString", 0, "BootString"),
	F_STRING(struct boot_source, structured, "structuredBiosBootString", 0, "StructuredBootString"),
	F_END,
};
// clang-format on

static const struct record source_record = { .name = "boot source answer",
					     .summary = "GET amt/power/bootSources",
					     .size = sizeof(struct boot_source),
					     .fields = source_fields };

bool cloud_boot_sources(struct device *d, struct boot_sources *ret, struct err *e)
{
	struct cloud_device *c = cloud_of(d);
	AUTO(doc_freep) struct doc *doc = cloud_get(c, "amt/power/bootSources", e);

	if (!doc)
		return false;
	for (struct tree t = tree_first(doc->root); tree_exists(t); t = tree_next(t)) {
		if (ret->n == SOURCES_MAX) {
			err_set(e, ERR_PROTO, 0, "over %d boot sources", SOURCES_MAX);
			return cloud_wrap(c, e);
		}
		ret->v = xreallocarray(ret->v, ret->n + 1, sizeof(*ret->v));
		ret->v[ret->n] = (struct boot_source){ 0 };
		if (!record_read(&source_record, t, &ret->v[ret->n++], e))
			return cloud_wrap(c, e);
	}
	return true;
}

/*
 * The server's own numbers. Others that it takes do not what they say: 104
 * erases nothing, 300 and 301 boot no diagnostics, 500 and 501 switch on.
 */
static const struct {
	uint16_t on, reset;
	const char *why_not;
} actions[] = {
	[BOOT_BIOS] = { 100, 101, NULL },
	[BOOT_PXE] = { 401, 400, NULL },
	[BOOT_DISK] = { 0, 0, "cannot choose the disk" },
	[BOOT_CD] = { 0, 0, "cannot choose the PC's own drive" },
	[BOOT_DIAG] = { 0, 0, "accepts this request, but boots as usual" },
	[BOOT_IDER_CD] = { 203, 202, NULL },
	[BOOT_IDER_FLOPPY] = { 201, 200, NULL },
	[BOOT_HTTPS] = { 106, 105, NULL },
	[BOOT_WINRE] = { 110, 109, NULL },
	[BOOT_PBA] = { 108, 107, NULL },
};

static bool is_recovery(enum boot_target t)
{
	return t == BOOT_HTTPS || t == BOOT_WINRE || t == BOOT_PBA;
}

/* ---- what can be expressed ---- */

static bool not_set(const char *what, struct err *e)
{
	return err_set(e, ERR_UNSUPPORTED, 0,
		       "the management server cannot set %s; the direct path can", what);
}

#define FLAG(m) offsetof(struct boot_flags, m)

/* One-Click Recovery always reports progress events. */
static bool check_flags(const struct boot_order *o, struct err *e)
{
	static const struct {
		size_t flag;
		const char *property;
	} unknown[] = {
		{ FLAG(pause), "BIOSPause" },
		{ FLAG(reflash), "ReflashBIOS" },
		{ FLAG(lock_keyboard), "LockKeyboard" },
		{ FLAG(lock_power_button), "LockPowerButton" },
		{ FLAG(lock_reset_button), "LockResetButton" },
		{ FLAG(lock_sleep_button), "LockSleepButton" },
		{ FLAG(user_password_bypass), "UserPasswordBypass" },
		{ FLAG(safe_mode), "UseSafeMode" },
	};

	for (size_t i = 0; i < ARRAY_LEN(unknown); i++)
		if (*(const bool *)((const char *)&o->flags + unknown[i].flag))
			return not_set(unknown[i].property, e);
	if (o->flags.progress_events && !is_recovery(o->target))
		return not_set("ForcedProgressEvents", e);
	if (o->flags.verbosity.set && o->flags.verbosity.code)
		return not_set("FirmwareVerbosity", e);
	if (o->flags.media_index.set)
		return not_set("BootMediaIndex", e);
	if (o->flags.secure_boot.set && !is_recovery(o->target))
		return not_set("EnforceSecureBoot for redirected drives", e);
	return !o->server_hash || not_set("the hash of the web server's certificate", e);
}

/* MPS fails with a login of the web server; Console passes it on. */
static bool check_login(struct cloud_device *c, const struct boot_order *o, struct err *e)
{
	struct err failure = { 0 };
	AUTO(doc_freep) struct doc *doc = NULL;

	if (!o->user)
		return true;
	if (!text_is_utf8(o->user, strlen(o->user)) ||
	    !text_is_utf8(o->password->text, strlen(o->password->text)))
		return err_set(e, ERR_USAGE, 0,
			       "the web server's user or password is not UTF-8 text");
	doc = cloud_get_server(c, "server/features", &failure);
	if (doc && tree_exists(tree_member(doc->root, "ciraEnabled")))
		return true;
	if (!doc && failure.domain != ERR_UNSUPPORTED &&
	    failure.domain != ERR_NOT_FOUND) {
		*e = failure;
		return false;
	}
	return err_set(e, ERR_UNSUPPORTED, 0,
		       "MPS fails when it is given a login of the web server; the direct "
		       "path and Console take it");
}

static bool check_secure_boot(struct cloud_device *c, const struct boot_order *o,
			      struct err *e)
{
	bool client = false;

	if (!o->flags.secure_boot.set || o->flags.secure_boot.v)
		return true;
	if (!cloud_client_control(c, &client, e))
		return false;
	return !client || err_set(e, ERR_REFUSED, 0,
				  "not sent: in client control mode Secure Boot cannot "
				  "be switched off");
}

/* ---- what the device can do ---- */

static bool check_recovery(struct cloud_device *c, const struct boot_order *o,
			   struct err *e)
{
	AUTO(cloud_features_done) struct cloud_features f = { 0 };
	struct rec_bool can;

	if (!cloud_features_read(c, &f, e))
		return false;
	can = o->target == BOOT_HTTPS ? f.https : o->target == BOOT_PBA ? f.pba : f.winre;
	if (can.set && !can.v)
		return err_set(
			e, ERR_UNSUPPORTED, 0,
			"this device cannot boot %s, or its BIOS does not allow it",
			enum_name(boot_target_names, o->target));
	if (f.ocr.set && f.ocr.v)
		return true;
	if (!f.ocr.set)
		return err_set(e, ERR_UNSUPPORTED, 0,
			       "this management server knows no One-Click Recovery");
	err_set(e, ERR_REFUSED, 0, "not sent: One-Click Recovery is off");
	err_name(e, "OCR_OFF");
	return err_hint(e, "amtctl features set --ocr on %s", c->base.name);
}

static bool check_setup(struct cloud_device *c, struct err *e)
{
	bool listed = false;

	if (!cloud_power_lists(c, actions[BOOT_BIOS].reset, &listed, e))
		return false;
	return listed || err_set(e, ERR_UNSUPPORTED, 0,
				 "this device cannot: AMT_BootCapabilities has no "
				 "BIOSSetup (boot bios)");
}

bool cloud_boot_once_check(struct device *d, const struct boot_order *o, struct err *e)
{
	struct cloud_device *c = cloud_of(d);
	const char *why_not = actions[o->target].why_not;

	if (why_not)
		return err_set(e, ERR_UNSUPPORTED, 0,
			       "the management server %s; the direct path can", why_not);
	if (!check_flags(o, e) || !check_login(c, o, e) || !check_secure_boot(c, o, e))
		return false;
	if (is_recovery(o->target))
		return check_recovery(c, o, e);
	return o->target != BOOT_BIOS || check_setup(c, e);
}

/* ---- sending ---- */

static void add_member(struct buf *b, const char *name, const char *text)
{
	buf_printf(b, "\"%s\":", name);
	cloud_json_string(b, text);
	buf_puts(b, ",");
}

/*
 * What the server puts into AMT_BootSettingData for One-Click Recovery. It does
 * not take EnforceSecureBoot as it was, so the safe value is what goes unsaid.
 */
static void add_details(struct buf *b, const struct boot_once *once)
{
	const struct boot_order *o = once->order;
	bool relax = o->flags.secure_boot.set && !o->flags.secure_boot.v;

	buf_puts(b, ",\"bootDetails\":{");
	if (o->target == BOOT_HTTPS) {
		add_member(b, "url", o->url);
		add_member(b, "username", o->user ? o->user : "");
		add_member(b, "password", o->password ? o->password->text : "");
	} else {
		add_member(b, "bootPath", once->source->path);
	}
	buf_printf(b, "\"enforceSecureBoot\":%s}", relax ? "false" : "true");
}

bool cloud_boot_once(struct device *d, const struct boot_once *b, struct err *e)
{
	const struct boot_order *o = b->order;
	unsigned action =
		b->request == POWER_ON ? actions[o->target].on : actions[o->target].reset;
	AUTO(buf_wipe) struct buf body = BUF_INIT((size_t)16 * SECRET_MAX);
	const struct cloud_change change = { .method = "POST",
					     .resource = "amt/power/bootOptions",
					     .body = &body,
					     .secret = o->password != NULL,
					     .returns = wsman_cim_returns };

	buf_printf(&body, "{\"action\":%u,\"useSOL\":%s", action,
		   o->flags.sol ? "true" : "false");
	if (is_recovery(o->target))
		add_details(&body, b);
	buf_puts(&body, "}");
	return cloud_change(cloud_of(d), &change, e);
}
