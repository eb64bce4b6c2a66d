/* power over WS-MAN: CIM_AssociatedPowerManagementService and its two services. */
#include "core/direct/direct_device.h"

#include <stdio.h>

/* OS power saving came with AMT 10; asking older firmware costs a fault. */
static bool may_know_saving(const struct device *d)
{
	struct amt_version v = direct_version(d);

	return v.part[0] == 0 || v.part[0] >= 10;
}

bool direct_power_get(struct device *d, unsigned want, struct power_state *ret,
		      struct err *e)
{
	if (want & POWER_WANT_STATE) {
		AUTO(doc_freep) struct doc *doc = NULL;

		if (!direct_get(d, "CIM_AssociatedPowerManagementService", &doc, e) ||
		    !record_read(&power_state_record, doc->root, ret, e))
			return false;
		if (!ret->state.set)
			return err_set(e, ERR_PROTO, 0, "the reply has no PowerState");
		if (!power_is_on(ret))
			return true; /* the property exists only while the host is on */
	}
	if (!(want & POWER_WANT_SAVING) || !may_know_saving(d))
		return true;
	return direct_read(d, "IPS_PowerManagementService", NULL, &power_state_record,
			   ret, e);
}

/* Both requests name the host, not the management engine. */
static const struct wsman_selector host_keys[] = {
	{ .name = "CreationClassName", .value = "CIM_ComputerSystem" },
	{ .name = "Name", .value = "ManagedSystem" },
};
static const struct wsman_ref host = {
	.class_name = "CIM_ComputerSystem",
	.selectors = host_keys,
	.n = ARRAY_LEN(host_keys),
};

bool direct_power_request(struct device *d, const struct power_request *r, struct err *e)
{
	bool saving = r->kind == POWER_REQUEST_OS_SAVING;
	struct wsman_ref service = { .class_name =
					     saving ? "IPS_PowerManagementService"
						    : "CIM_PowerManagementService" };
	char value[16];
	struct wsman_param params[] = {
		{ .name = saving ? "OSPowerSavingState" : "PowerState", .value = value },
		{ .name = "ManagedElement", .ref = &host },
	};

	snprintf(value, sizeof(value), "%u", r->value);
	return wsman_invoke(direct_of(d)->wsman, &service,
			    saving ? "RequestOSPowerSavingStateChange"
				   : "RequestPowerStateChange",
			    params, ARRAY_LEN(params), wsman_cim_returns, NULL, e);
}
