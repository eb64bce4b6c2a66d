/* power over REST: amt/power/state. */
#include "core/cloud/cloud_device.h"

// clang-format off
/* How MPS and Console call the properties. */
static const struct field cloud_power_fields[] = {
	F_ENUM(struct power_state, state, "powerstate", NULL, 0, "CIM power state"),
	F_ENUM(struct power_state, os_power_saving, "OSPowerSavingState", NULL, 0, "Modern Standby"),
	F_END,
};
// clang-format on

static const struct record cloud_power_record = {
	.name = "power state answer",
	.summary = "GET amt/power/state",
	.size = sizeof(struct power_state),
	.fields = cloud_power_fields,
};

/* One answer holds both state and OS power saving, whatever is wanted. */
bool cloud_power_get(struct device *d, unsigned want, struct power_state *ret,
		     struct err *e)
{
	struct cloud_device *c = cloud_of(d);
	AUTO(doc_freep) struct doc *doc = cloud_get(c, "amt/power/state", e);

	(void)want;
	if (!doc)
		return false;
	if (!record_read(&cloud_power_record, doc->root, ret, e))
		return cloud_wrap(c, e);
	if (!ret->state.set) {
		err_set(e, ERR_PROTO, 0, "the answer has no powerstate");
		return cloud_wrap(c, e);
	}
	return true;
}
