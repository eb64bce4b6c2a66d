/* amtctl power: report or change a device's power state. */
#include "cmd/nouns.h"
#include "cmd/out.h"
#include "core/device/power.h"

/* How long "power wait" watches when nobody says. */
#define WAIT_MS 300000u

struct power_opts {
	struct opt_ms wait;
	bool or_hard;
};

/* What a change reports, and with --dry-run what it would do. */
struct power_report {
	struct rec_enum state;
	struct rec_enum os_power_saving;
	struct rec_bool sent;
	struct rec_enum request;
	struct rec_enum os_power_saving_request;
	rec_string why;
};

struct power_answer {
	struct rec_bool is_on;
	struct rec_enum state;
	struct rec_enum os_power_saving;
};

struct power_offer {
	struct rec_enum action;
};

// clang-format off
static const struct field report_fields[] = {
	F_ENUM(struct power_report, state, NULL, power_state_names, 0, "CIM power state as last seen"),
	F_ENUM(struct power_report, os_power_saving, NULL, os_power_saving_names, 0,
	       "whether the operating system is in Modern Standby"),
	F_BOOL(struct power_report, sent, NULL, FIELD_WIDE, "whether a request was sent"),
	F_ENUM(struct power_report, request, NULL, power_action_names, FIELD_WIDE,
	       "power request that was sent, or would be; null when none is needed"),
	F_ENUM(struct power_report, os_power_saving_request, NULL, os_power_saving_names, FIELD_WIDE,
	       "the same for requests that end or begin Modern Standby"),
	F_STRING(struct power_report, why, NULL, FIELD_WIDE, "what is done and why, in words"),
	F_END,
};

static const struct field answer_fields[] = {
	F_BOOL(struct power_answer, is_on, NULL, 0, "on, and not in Modern Standby"),
	F_ENUM(struct power_answer, state, NULL, power_state_names, 0, "CIM power state of the host"),
	F_ENUM(struct power_answer, os_power_saving, NULL, os_power_saving_names, 0,
	       "whether the operating system is in Modern Standby"),
	F_END,
};

static const struct field offer_fields[] = {
	F_ENUM(struct power_offer, action, NULL, power_action_names, 0, "request that would be accepted now"),
	F_END,
};

static const struct opt change_opts[] = {
	OPT_DURATION_OPTIONAL(struct power_opts, wait, 'w', "wait", "60s",
			      "watch for the new state this long [10s, and 60s without DUR]"),
	OPT_END,
};

static const struct opt shutdown_opts[] = {
	OPT_DURATION_OPTIONAL(struct power_opts, wait, 'w', "wait", "60s",
			      "watch for the new state this long [10s, and 60s without DUR]"),
	OPT_FLAG(struct power_opts, or_hard, 0, "or-off",
		 "if the operating system does not follow in time, switch off at once"),
	OPT_END,
};

static const struct opt reboot_opts[] = {
	OPT_DURATION_OPTIONAL(struct power_opts, wait, 'w', "wait", "60s",
			      "watch for the new state this long [10s, and 60s without DUR]"),
	OPT_FLAG(struct power_opts, or_hard, 0, "or-reset",
		 "if the operating system cannot be asked, reset at once"),
	OPT_END,
};

static const struct opt wait_opts[] = {
	OPT_DURATION_OPTIONAL(struct power_opts, wait, 'w', "wait", "5m",
			      "give up after this long [5m]"),
	OPT_END,
};

static const struct arg wait_args[] = {
	{ .name = "STATE", .choices = "on|off|sleep|hibernate", .help = "the state to wait for" },
	{ 0 },
};
// clang-format on

static const struct record report_record = {
	.name = "power_change",
	.summary = "what a power change did",
	.size = sizeof(struct power_report),
	.fields = report_fields,
};

static const struct record answer_record = {
	.name = "power_is_on",
	.summary = "the answer of power is-on",
	.size = sizeof(struct power_answer),
	.fields = answer_fields,
};

static const struct record offer_record = {
	.name = "power_action",
	.summary = "a request that the device would accept now",
	.size = sizeof(struct power_offer),
	.fields = offer_fields,
};

static bool change_check(struct call *call, struct err *e)
{
	const struct power_opts *o = call->opts;

	(void)e;
	call->wait_ms = o->wait.ms;
	return true;
}

static bool wait_check(struct call *call, struct err *e)
{
	const struct power_opts *o = call->opts;

	(void)e;
	if (o->wait.set)
		call->wait_ms = o->wait.ms;
	else
		call->wait_ms = call->timeout_ms ? call->timeout_ms : WAIT_MS;
	return true;
}

static bool power_status(struct device *dev, const struct call *call, struct out *out,
			 struct err *e)
{
	AUTO(power_state_done) struct power_state state = { 0 };

	if (!device_power_get(dev, &state, e))
		return err_wrap_operation(e, "power %s", call->verb->name);
	out_record(out, &power_state_record, &state);
	return true;
}

static void power_report(const struct power_result *res, struct out *out)
{
	struct rec_enum request = { .set = res->sent || res->would_send,
				    .code = res->request.value };
	struct power_report report = {
		.state = res->state.state,
		.os_power_saving = res->state.os_power_saving,
		.sent = { .set = true, .v = res->sent },
		.why = *res->why ? (char *)res->why : NULL, /* borrowed, not freed */
	};

	if (res->request.kind == POWER_REQUEST_STATE)
		report.request = request;
	else
		report.os_power_saving_request = request;
	out_record(out, &report_record, &report);
}

static bool power_change(struct device *dev, const struct call *call, struct out *out,
			 struct err *e)
{
	const struct power_opts *o = call->opts;
	AUTO(power_result_done) struct power_result res = { 0 };
	struct power_change change = {
		.action = (enum power_action)call->verb->arg,
		.or_hard = o->or_hard,
		.wait_ms = o->wait.set ? o->wait.ms : POWER_WAIT_DEFAULT,
		.dry_run = call->dry_run,
	};
	bool ok = device_power_change(dev, &change, &res, e);

	if (res.state.state.set)
		power_report(&res, out);
	if (ok)
		out_changed(out, res.changed);
	else if (!res.sent)
		out_changed(out, false);
	if (!ok && e->domain == ERR_CANCELLED && res.sent)
		err_wrap(e, "the request was sent, its result was not observed");
	return ok || err_wrap_operation(e, "power %s", call->verb->name);
}

static bool power_wait(struct device *dev, const struct call *call, struct out *out,
		       struct err *e)
{
	AUTO(power_state_done) struct power_state state = { 0 };
	uint32_t goal;
	bool ok;

	if (!enum_code(power_goal_names, call->args[0], &goal))
		return err_set(e, ERR_INTERNAL, 0, "power wait: no goal \"%s\"",
			       call->args[0]);
	ok = device_power_wait(dev, (enum power_goal)goal, call->wait_ms, &state, e);
	if (state.state.set)
		out_record(out, &power_state_record, &state);
	return ok || err_wrap_operation(e, "power wait %s", call->args[0]);
}

static bool power_actions(struct device *dev, const struct call *call, struct out *out,
			  struct err *e)
{
	AUTO(power_state_done) struct power_state state = { 0 };

	if (!device_power_actions(dev, &state, e))
		return err_wrap_operation(e, "power %s", call->verb->name);
	if (!state.available.set)
		return err_set(e, ERR_UNSUPPORTED, 0,
			       "power actions: this firmware does not tell");
	for (size_t i = 0; i < state.available.n; i++) {
		struct power_offer offer = { { true, state.available.codes[i] } };

		out_record(out, &offer_record, &offer);
	}
	return true;
}

static bool power_is(struct device *dev, const struct call *call, struct out *out,
		     struct err *e)
{
	AUTO(power_state_done) struct power_state state = { 0 };
	struct power_answer answer;
	bool yes;

	if (!device_power_get(dev, &state, e))
		return err_wrap_operation(e, "power %s", call->verb->name);
	yes = power_is_on(&state) && !power_is_sleeping(&state);
	answer = (struct power_answer){ .is_on = { true, yes },
					.state = state.state,
					.os_power_saving = state.os_power_saving };
	out_answer(out, yes);
	out_record(out, &answer_record, &answer);
	return true;
}

// clang-format off
#define CHANGE(n, action, options, hlp)                                         \
	{ .name = n, .arg = action, .check = change_check, .run = power_change, .flags = VERB_CHANGES, \
	  .opts = options, .opts_size = sizeof(struct power_opts),              \
	  .record = &report_record, .dry_columns = "target,state,request,os_power_saving_request,why", \
	  .help = hlp }

static const struct verb power_verbs[] = {
	{ .name = "status", .is_default = true, .run = power_status, .flags = VERB_READS,
	  .record = &power_state_record, .help = "report the power state" },
	CHANGE("on", ACTION_ON, change_opts, "switch on, or bring back from sleep"),
	CHANGE("off", ACTION_OFF, change_opts, "switch off at once, without asking the OS"),
	CHANGE("shutdown", ACTION_SHUTDOWN, shutdown_opts, "ask the OS to shut down"),
	CHANGE("cycle", ACTION_CYCLE, change_opts, "switch off at once and on again"),
	CHANGE("reset", ACTION_RESET, change_opts, "reset at once, without asking the OS"),
	CHANGE("reboot", ACTION_REBOOT, reboot_opts, "ask the OS to restart"),
	CHANGE("sleep", ACTION_SLEEP, change_opts, "put to sleep"),
	CHANGE("hibernate", ACTION_HIBERNATE, change_opts, "hibernate"),
	CHANGE("nmi", ACTION_NMI, change_opts, "send a diagnostic interrupt"),
	CHANGE("wake", ACTION_WAKE, change_opts, "bring back from Modern Standby or sleep"),
	{ .name = "actions", .run = power_actions, .flags = VERB_READS | VERB_LIST,
	  .record = &offer_record, .help = "list the requests that would be accepted now" },
	{ .name = "wait", .args = wait_args, .check = wait_check, .run = power_wait, .flags = VERB_READS,
	  .opts = wait_opts, .opts_size = sizeof(struct power_opts),
	  .record = &power_state_record, .help = "return when the device reaches STATE" },
	{ .name = "is-on", .run = power_is, .flags = VERB_READS | VERB_PREDICATE,
	  .record = &answer_record, .help = "exit 0 if the device is on, 1 if it is not" },
	{ 0 },
};
// clang-format on

const struct noun noun_power = {
	.name = "power",
	.summary = "report and change power states",
	.verbs = power_verbs,
};
