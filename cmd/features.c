/* amtctl features: what may be used of a PC. */
#include "cmd/nouns.h"
#include "cmd/out.h"
#include "core/device/features.h"
#include "core/device/info.h"

#include <string.h>

struct features_opts {
	const char *kvm, *sol, *ider, *listener, *consent;
	const char *web_ui, *ping, *rmcp_ping, *ocr, *platform_erase;
};

/* What a change reports, and with --dry-run what it would do. */
struct features_report {
	struct strv steps;
	rec_string note;
	struct features features;
};

// clang-format off
static const struct field report_fields[] = {
	F_STRINGS(struct features_report, steps, NULL, 0, "what was done, or would be with --dry-run, in order"),
	F_STRING(struct features_report, note, NULL, 0, "what else to look at"),
	{ .name = "features", .type = FIELD_RECORD, .flags = FIELD_WIDE,
	  .offset = FIELD_AT(struct features_report, features, struct features), .record = &features_record,
	  .help = "what was read of the device, after the change; null: it does not have it, or it was not asked for" },
	F_END,
};

#define SWITCH(m, n, hlp) OPT_CHOICE(struct features_opts, m, 0, n, "on|off", hlp)
static const struct opt set_opts[] = {
	SWITCH(kvm, "kvm", "screen, keyboard and mouse"),
	SWITCH(sol, "sol", "Serial over LAN"),
	SWITCH(ider, "ider", "storage redirection"),
	SWITCH(listener, "listener", "the ports of all three"),
	OPT_CHOICE(struct features_opts, consent, 0, "consent", "none|kvm|all", "what needs the user's consent"),
	SWITCH(web_ui, "web-ui", "the device's own web pages"),
	SWITCH(ping, "ping", "answer ICMP echo requests"),
	SWITCH(rmcp_ping, "rmcp-ping", "answer ASF presence pings (RMCP)"),
	SWITCH(ocr, "ocr", "One-Click Recovery"),
	SWITCH(platform_erase, "platform-erase", "Remote Platform Erase"),
	OPT_END,
};
// clang-format on

static const struct record report_record = {
	.name = "features_change",
	.summary = "what a change of features did",
	.size = sizeof(struct features_report),
	.fields = report_fields,
};

static bool features_get(struct device *dev, const struct call *call, struct out *out,
			 struct err *e)
{
	AUTO(features_done) struct features features = { 0 };

	if (!device_features_get(dev, &features, e))
		return err_wrap_operation(e, "features %s", call->verb->name);
	out_record(out, &features_record, &features);
	return true;
}

static struct rec_bool wanted(const char *text)
{
	return (struct rec_bool){ .set = text, .v = text && !strcmp(text, "on") };
}

static struct features want_of(const struct features_opts *o)
{
	struct features want = {
		.kvm = wanted(o->kvm),
		.sol = wanted(o->sol),
		.ider = wanted(o->ider),
		.listener = wanted(o->listener),
		.web_ui = wanted(o->web_ui),
		.ping = wanted(o->ping),
		.rmcp_ping = wanted(o->rmcp_ping),
		.ocr = wanted(o->ocr),
		.platform_erase = wanted(o->platform_erase),
	};

	want.consent.set = o->consent &&
			   enum_code(user_consent_names, o->consent, &want.consent.code);
	return want;
}

static bool set_check(struct call *call, struct err *e)
{
	for (const struct opt *o = set_opts; o->name; o++)
		if (*(const char *const *)((const char *)call->opts + o->offset))
			return true;
	err_set(e, ERR_USAGE, 0, "features set: nothing to set");
	return err_hint(e, "amtctl help features set lists what there is");
}

static bool features_set(struct device *dev, const struct call *call, struct out *out,
			 struct err *e)
{
	AUTO(features_result_done) struct features_result res = { 0 };
	struct features want = want_of(call->opts);
	bool ok = device_features_set(dev, &want, call->dry_run, &res, e);

	if (ok || res.steps.n) {
		const struct features_report report = {
			.steps = res.steps, /* all borrowed, not freed */
			.note = *res.note ? res.note : NULL,
			.features = res.now,
		};

		out_record(out, &report_record, &report);
	}
	if (ok || res.changed)
		out_changed(out, res.changed);
	else if (!res.sent)
		out_changed(out, false);
	return ok || err_wrap_operation(e, "features %s", call->verb->name);
}

// clang-format off
static const struct verb features_verbs[] = {
	{ .name = "get", .is_default = true, .run = features_get, .flags = VERB_READS | VERB_DETAIL,
	  .record = &features_record, .help = "show what is switched on" },
	{ .name = "set", .check = set_check, .run = features_set, .flags = VERB_CHANGES,
	  .opts = set_opts, .opts_size = sizeof(struct features_opts),
	  .record = &report_record, .dry_columns = "target,steps", .help = "switch what the options name, and nothing else" },
	{ 0 },
};
// clang-format on

const struct noun noun_features = {
	.name = "features",
	.summary = "show and switch what may be used of a PC",
	.verbs = features_verbs,
};
