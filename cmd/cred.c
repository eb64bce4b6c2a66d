/* amtctl cred: do the credentials work? */
#include "cmd/nouns.h"
#include "cmd/out.h"
#include "core/device/power.h"

struct cred_report {
	struct rec_bool accepted;
};

// clang-format off
static const struct field cred_fields[] = {
	F_BOOL(struct cred_report, accepted, NULL, 0, "whether the device took the credentials"),
	F_END,
};
// clang-format on

static const struct record cred_record = {
	.name = "cred",
	.summary = "whether credentials are accepted",
	.size = sizeof(struct cred_report),
	.fields = cred_fields,
};

/* One authenticated read; a refused password comes back as ERR_AUTH, tried once. */
static bool cred_test(struct device *dev, const struct call *call, struct out *out,
		      struct err *e)
{
	AUTO(power_state_done) struct power_state state = { 0 };
	struct cred_report report = { { true, true } };

	if (!device_power_get(dev, &state, e))
		return err_wrap_operation(e, "cred %s", call->verb->name);
	out_record(out, &cred_record, &report);
	return true;
}

static const struct verb cred_verbs[] = {
	{ .name = "test",
	  .run = cred_test,
	  .flags = VERB_READS,
	  .record = &cred_record,
	  .help = "log in once and say whether the device accepts it" },
	{ 0 },
};

const struct noun noun_cred = {
	.name = "cred",
	.summary = "test credentials",
	.verbs = cred_verbs,
};
