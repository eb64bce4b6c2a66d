/* amtctl consent: the user's consent, asked for, given and taken back. */
#include "cmd/nouns.h"
#include "cmd/out.h"
#include "core/device/cim_values.h"
#include "core/device/consent.h"
#include "core/device/info.h"

#include <string.h>

struct consent_opts {
	struct opt_ms wait;
};

/* What a change reports, and with --dry-run what it would do. */
struct consent_report {
	struct rec_enum required;
	struct rec_enum state;
	struct rec_uint code_timeout_s;
	struct rec_uint display_timeout_s;
	rec_string why;
};

// clang-format off
static const struct field report_fields[] = {
	F_ENUM(struct consent_report, required, NULL, user_consent_names, 0, "what needs the user's consent"),
	F_ENUM(struct consent_report, state, NULL, opt_in_state_names, 0, "how far consent has come, as last seen"),
	F_UINT(struct consent_report, code_timeout_s, NULL, FIELD_WIDE, "idle time that ends a given consent"),
	F_UINT(struct consent_report, display_timeout_s, NULL, FIELD_WIDE, "how long a code is shown"),
	F_STRING(struct consent_report, why, NULL, 0, "what is done and why, in words"),
	F_END,
};

static const struct opt request_opts[] = {
	OPT_DURATION_OPTIONAL(struct consent_opts, wait, 'w', "wait", "30s",
		     "give the PC this long to show the code [30s]"),
	OPT_END,
};

static const struct arg submit_args[] = {
	{ .name = "CODE", .stdin_dash = true, .help = "the six digits that the PC shows; -: read them from stdin" },
	{ 0 },
};
// clang-format on

static const struct record report_record = {
	.name = "consent_change",
	.summary = "what was done about the user's consent",
	.size = sizeof(struct consent_report),
	.fields = report_fields,
};

static bool request_check(struct call *call, struct err *e)
{
	const struct consent_opts *o = call->opts;

	(void)e;
	call->wait_ms = o->wait.set ? o->wait.ms : CONSENT_DISPLAY_MS;
	return true;
}

static bool submit_check(struct call *call, struct err *e)
{
	return consent_code_check(call->args[0], e);
}

static bool consent_status(struct device *dev, const struct call *call, struct out *out,
			   struct err *e)
{
	AUTO(consent_done) struct consent consent = { 0 };

	if (!device_consent_get(dev, &consent, e))
		return err_wrap_operation(e, "consent %s", call->verb->name);
	out_record(out, &consent_record, &consent);
	return true;
}

enum { REQUEST, SUBMIT, CANCEL };

static bool consent_change(struct device *dev, const struct call *call, struct out *out,
			   struct err *e)
{
	AUTO(consent_result_done) struct consent_result res = { 0 };
	bool ok = false;

	switch (call->verb->arg) {
	case REQUEST:
		ok = device_consent_request(dev, call->wait_ms, call->dry_run, &res, e);
		break;
	case SUBMIT:
		ok = device_consent_submit(dev, call->args[0], call->dry_run, &res, e);
		break;
	case CANCEL:
		ok = device_consent_cancel(dev, call->dry_run, &res, e);
		break;
	}
	if (res.now.required.set || res.now.state.set) {
		const struct consent_report report = {
			.required = res.now.required,
			.state = res.now.state,
			.code_timeout_s = res.now.code_timeout_s,
			.display_timeout_s = res.now.display_timeout_s,
			.why = (char *)res.why, /* borrowed, not freed */
		};

		out_record(out, &report_record, &report);
	}
	if (ok)
		out_changed(out, res.changed);
	else if (!res.sent)
		out_changed(out, false);
	if (!ok && e->domain == ERR_CANCELLED && res.sent)
		err_wrap(e, "the request was sent, its result was not observed");
	return ok || err_wrap_operation(e, "consent %s", call->verb->name);
}

// clang-format off
static const struct verb consent_verbs[] = {
	{ .name = "status", .is_default = true, .run = consent_status, .flags = VERB_READS,
	  .record = &consent_record, .help = "show what needs the user's consent, and whether it was given" },
	{ .name = "request", .arg = REQUEST, .check = request_check, .run = consent_change, .flags = VERB_CHANGES,
	  .opts = request_opts, .opts_size = sizeof(struct consent_opts),
	  .record = &report_record, .dry_columns = "target,state,why", .help = "have the PC show a code to its user" },
	{ .name = "submit", .arg = SUBMIT, .args = submit_args, .check = submit_check, .run = consent_change,
	  .flags = VERB_CHANGES | VERB_ONE_TARGET, .record = &report_record, .dry_columns = "target,state,why",
	  .help = "give consent with the code that the user has read out" },
	{ .name = "cancel", .arg = CANCEL, .run = consent_change, .flags = VERB_CHANGES,
	  .record = &report_record, .dry_columns = "target,state,why", .help = "take the code off the screen, or end the consent that was given" },
	{ 0 },
};
// clang-format on

const struct noun noun_consent = {
	.name = "consent",
	.summary = "ask the user of a PC for consent",
	.verbs = consent_verbs,
};
