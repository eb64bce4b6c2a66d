/* features: the switches as a record, and what is wanted against what is. */
#include "core/device/features.h"

#include <stdio.h>

#include "core/device/cim_values.h"
#include "core/device/consent.h"
#include "core/device/dispatch.h"
#include "core/device/info.h"

// clang-format off
static const struct field features_fields[] = {
	F_BOOL(struct features, kvm, NULL, 0, "KVM is on"),
	F_BOOL(struct features, sol, NULL, 0, "Serial over LAN is on"),
	F_BOOL(struct features, ider, NULL, 0, "storage redirection is on"),
	F_BOOL(struct features, listener, NULL, 0, "redirection listener is on, without which no session can be opened"),
	F_ENUM(struct features, consent, NULL, user_consent_names, 0, "what needs the user's consent"),
	F_ENUM(struct features, opt_in_state, NULL, opt_in_state_names, FIELD_WIDE, "how far consent has come"),
	F_BOOL(struct features, web_ui, NULL, FIELD_WIDE, "the device's own web pages are on"),
	F_BOOL(struct features, ping, NULL, FIELD_WIDE, "the device answers ICMP echo requests"),
	F_BOOL(struct features, rmcp_ping, NULL, FIELD_WIDE, "the device answers ASF presence pings (RMCP, UDP 623)"),
	F_BOOL(struct features, ocr, NULL, FIELD_WIDE, "One-Click Recovery is on; null before AMT 15"),
	F_BOOL(struct features, platform_erase, NULL, FIELD_WIDE, "Remote Platform Erase is on; null before AMT 16"),
	F_END,
};
// clang-format on

const struct record features_record = {
	.name = "features",
	.summary = "what may be used of a PC; null: the device does not have it",
	.size = sizeof(struct features),
	.fields = features_fields,
};

/* The switches among them, and what they are called in messages. */
static const struct {
	const char *name;
	size_t offset;
} switches[] = {
	{ "KVM", offsetof(struct features, kvm) },
	{ "Serial over LAN", offsetof(struct features, sol) },
	{ "storage redirection", offsetof(struct features, ider) },
	{ "redirection listener", offsetof(struct features, listener) },
	{ "web interface", offsetof(struct features, web_ui) },
	{ "ping response", offsetof(struct features, ping) },
	{ "RMCP ping response", offsetof(struct features, rmcp_ping) },
	{ "One-Click Recovery", offsetof(struct features, ocr) },
	{ "Remote Platform Erase", offsetof(struct features, platform_erase) },
};

static struct rec_bool switch_of(const struct features *f, size_t i)
{
	return *(const struct rec_bool *)((const char *)f + switches[i].offset);
}

void features_done(struct features *f)
{
	record_done(&features_record, f);
}

void features_result_done(struct features_result *r)
{
	features_done(&r->now);
	strv_done(&r->steps);
}

bool features_check(const struct features *want, const struct features *now,
		    struct err *e)
{
	for (size_t i = 0; i < ARRAY_LEN(switches); i++)
		if (switch_of(want, i).set && !switch_of(now, i).set)
			return err_set(e, ERR_UNSUPPORTED, 0, "this device has no %s",
				       switches[i].name);
	if (!want->consent.set)
		return true;
	if (!now->consent.set)
		return err_set(e, ERR_UNSUPPORTED, 0,
			       "this firmware has no user consent");
	if (want->consent.code == CONSENT_FOR_KVM && !now->kvm.set)
		return err_set(e, ERR_UNSUPPORTED, 0,
			       "this device has no KVM that could need consent");
	return true;
}

bool features_are(const struct features *want, const struct features *now,
		  const char **ret_name)
{
	for (size_t i = 0; i < ARRAY_LEN(switches); i++) {
		struct rec_bool is = switch_of(now, i);

		*ret_name = switches[i].name;
		if (switch_of(want, i).set && (!is.set || is.v != switch_of(want, i).v))
			return false;
	}
	*ret_name = "user consent";
	return !want->consent.set ||
	       (now->consent.set && now->consent.code == want->consent.code);
}

bool device_features_get(struct device *d, struct features *ret, struct err *e)
{
	return device_dispatch(d, features_get, e, ret);
}

static bool is_on(struct rec_bool b)
{
	return b.set && b.v;
}

/*
 * What was just switched on is of no use while the listener is off. It is not
 * switched on unasked: it opens ports.
 */
static void note_listener(const struct device *d, const struct features *want,
			  struct features_result *r)
{
	bool off = r->now.listener.set && !r->now.listener.v;

	if (!want->listener.set && off &&
	    (is_on(want->kvm) || is_on(want->sol) || is_on(want->ider)))
		snprintf(r->note, sizeof(r->note),
			 "the redirection listener is off, so no session can be opened; "
			 "amtctl features set --listener on %.80s",
			 d->name);
}

bool device_features_set(struct device *d, const struct features *want, bool dry_run,
			 struct features_result *ret, struct err *e)
{
	bool ok = device_dispatch(d, features_set, e, want, dry_run, ret);

	if (ok)
		note_listener(d, want, ret);
	return ok;
}
