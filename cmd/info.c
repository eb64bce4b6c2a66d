/* amtctl info: what a device is. */
#include "cmd/nouns.h"
#include "cmd/out.h"
#include "core/device/info.h"

static bool info_show(struct device *dev, const struct call *call, struct out *out,
		      struct err *e)
{
	AUTO(device_info_done) struct device_info info = { 0 };

	if (!device_info_get(dev, &info, e))
		return err_wrap_operation(e, "info %s", call->verb->name);
	out_record(out, &device_info_record, &info);
	return true;
}

static const struct verb info_verbs[] = {
	{ .name = "show",
	  .is_default = true,
	  .run = info_show,
	  .flags = VERB_READS | VERB_DETAIL,
	  .record = &device_info_record,
	  .help = "show identity, version, control mode, network and what is switched "
		  "on" },
	{ 0 },
};

const struct noun noun_info = {
	.name = "info",
	.summary = "show what a device is",
	.verbs = info_verbs,
};
