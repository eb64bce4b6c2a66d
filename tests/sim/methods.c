/* methods: what each method does. */
#include "tests/sim/methods.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "tests/sim/classes.h"
#include "tests/sim/device.h"

#define PT_SUCCESS 0
#define PT_NOT_READY 2
#define PT_NOT_PERMITTED 16
#define PT_INVALID_PARAMETER 36
#define CIM_FAILED 4
#define CIM_INVALID_PARAMETER 5

/* A number among the parameters. */
bool call_uint(const struct call *c, const char *name, uint64_t max, uint64_t *ret)
{
	AUTO(xfreep) char *text = node_text(node_child(c->input, c->ns, name));

	return text_to_uint(text, max, ret);
}

static bool param_given(const struct call *c, const char *name)
{
	return node_child(c->input, c->ns, name) != NULL;
}

/* ManagedElement must be the host, not the management engine. */
static const struct soap_fault *check_host(const struct call *c)
{
	AUTO(ref_freep)
	struct ref *ref = node_ref(node_child(c->input, c->ns, "ManagedElement"), 0);
	bool named = false;

	if (!ref || strcmp(ref->class_name, "CIM_ComputerSystem") != 0)
		return soap_fault_get(SOAP_INVALID_PARAMETER);
	for (size_t i = 0; i < ref->n; i++) {
		const struct selector *s = &ref->sel[i];
		const char *want = !strcmp(s->name, "Name") ? "ManagedSystem"
				   : !strcmp(s->name, "CreationClassName")
					   ? "CIM_ComputerSystem"
					   : NULL;

		if (!want || !s->text || strcmp(s->text, want) != 0)
			return soap_fault_get(SOAP_INVALID_PARAMETER);
		named |= !strcmp(s->name, "Name");
	}
	return named ? NULL : soap_fault_get(SOAP_INVALID_PARAMETER);
}

/* DSP1027: a TimeoutPeriod or Time is not supported. */
bool call_times_given(struct call *c)
{
	if (!param_given(c, "Time") && !param_given(c, "TimeoutPeriod"))
		return false;
	c->ret = 4098;
	return true;
}

static const struct soap_fault *power_state_change(struct call *c)
{
	const struct soap_fault *f = check_host(c);
	uint64_t number;

	if (f || call_times_given(c))
		return f;
	if (!call_uint(c, "PowerState", UINT16_MAX, &number))
		return soap_fault_get(SOAP_INVALID_PARAMETER);
	c->ret = power_request(c->device, number);
	return NULL;
}

static const struct soap_fault *os_saving_change(struct call *c)
{
	const struct soap_fault *f = check_host(c);
	uint64_t state;

	if (f || call_times_given(c))
		return f;
	if (!call_uint(c, "OSPowerSavingState", UINT16_MAX, &state))
		return soap_fault_get(SOAP_INVALID_PARAMETER);
	c->ret = power_request_os_saving(c->device, state);
	return NULL;
}

static const struct soap_fault *get_uuid(struct call *c)
{
	uint8_t guid[16];
	char text[32];

	device_guid(c->device, guid);
	EVP_EncodeBlock((unsigned char *)text, guid, sizeof(guid));
	buf_printf(c->out, "<g:UUID>%s</g:UUID>", text);
	c->ret = PT_SUCCESS;
	return NULL;
}

static const struct soap_fault *commit_changes(struct call *c)
{
	c->ret = PT_SUCCESS;
	return NULL;
}

void call_set_state(struct call *c, uint64_t enabled, uint64_t requested)
{
	struct inst *i = device_edit(c->device, c->inst);

	journal_state(c->device, i->class->name,
		      (unsigned)strtoul(inst_text(i, "EnabledState"), NULL, 10),
		      (unsigned)enabled);
	inst_set_uint(i, "EnabledState", enabled);
	if (inst_prop(i, "RequestedState"))
		inst_set_uint(i, "RequestedState", requested);
	c->ret = 0;
}

static const struct soap_fault *redirection_state_change(struct call *c)
{
	uint64_t state;

	if (call_times_given(c))
		return NULL;
	if (!call_uint(c, "RequestedState", UINT16_MAX, &state))
		return soap_fault_get(SOAP_INVALID_PARAMETER);
	if (state < 32768 || state > 32771)
		c->ret = CIM_INVALID_PARAMETER;
	else
		call_set_state(c, state, state);
	if (!c->ret && !(state & 1))
		session_end(c->device, SESSION_IDER);
	if (!c->ret && !(state & 2))
		session_end(c->device, SESSION_SOL);
	return NULL;
}

/* The BIOS of the PC has a say before anybody on the network. */
static bool kvm_forbidden(const struct device *d)
{
	const struct inst *i = store_first(&d->store, "IPS_KVMRedirectionSettingData");

	return i && !strcmp(inst_text(i, "EnabledByMEBx"), "false");
}

static const struct soap_fault *kvm_state_change(struct call *c)
{
	uint64_t state;

	if (call_times_given(c))
		return NULL;
	if (!call_uint(c, "RequestedState", UINT16_MAX, &state))
		return soap_fault_get(SOAP_INVALID_PARAMETER);
	if (kvm_forbidden(c->device))
		c->ret = CIM_FAILED;
	else if (state == 2)
		call_set_state(c, 6, state); /* enabled, without a session */
	else if (state == 3)
		call_set_state(c, 3, state);
	else
		c->ret = CIM_INVALID_PARAMETER;
	if (!c->ret && state == 3)
		session_end(c->device, SESSION_KVM);
	return NULL;
}

/* Services that are on (2) or off (3). */
static const struct soap_fault *on_off_state_change(struct call *c)
{
	uint64_t state;

	if (call_times_given(c))
		return NULL;
	if (!call_uint(c, "RequestedState", UINT16_MAX, &state))
		return soap_fault_get(SOAP_INVALID_PARAMETER);
	if (state == 2 || state == 3)
		call_set_state(c, state, state);
	else
		c->ret = CIM_INVALID_PARAMETER;
	return NULL;
}

/* Roles back to the pipes in their order. */
static const struct soap_fault *screens_reset(struct call *c)
{
	static const char *const roles[] = { "PrimaryIndex", "SecondaryIndex",
					     "TertiaryIndex", "QuadraryIndex" };
	struct inst *i = device_edit(c->device, c->inst);

	for (size_t k = 0; k < ARRAY_LEN(roles); k++)
		inst_set_uint(i, roles[k], k + 1);
	c->ret = PT_SUCCESS;
	return NULL;
}

static bool consent_required(const struct device *d)
{
	const struct inst *i = store_first(&d->store, "IPS_OptInService");

	return i && strcmp(inst_text(i, "OptInRequired"), "0") != 0;
}

/* Blank (1) or show (0) the local screens: for admins whom nobody need let in. */
static const struct soap_fault *screen_session(struct call *c)
{
	uint64_t state, reboots;

	if (!call_uint(c, "SessionState", UINT8_MAX, &state) ||
	    !call_uint(c, "ConsecutiveRebootsNum", UINT8_MAX, &reboots))
		return soap_fault_get(SOAP_INVALID_PARAMETER);
	if (state > 1 || reboots > 3) {
		c->ret = PT_INVALID_PARAMETER;
	} else if (device_in_client_mode(c->device) || consent_required(c->device)) {
		c->ret = PT_NOT_PERMITTED;
	} else if (strcmp(inst_text(c->inst, "EnabledState"), "2") != 0) {
		c->ret = PT_NOT_READY;
	} else {
		struct inst *i = device_edit(c->device, c->inst);

		inst_set_uint(i, "CurrentState", state);
		inst_set_uint(i, "RemainingConsecutiveRebootsNum", state ? reboots : 0);
		c->ret = PT_SUCCESS;
	}
	return NULL;
}

/* CIM_ElementSettingData tells which scheme is current (1). */
static const struct soap_fault *set_power_scheme(struct call *c)
{
	AUTO(ref_freep) struct ref *chosen = inst_ref(c->inst);
	struct store *s = &c->device->store;
	size_t cursor = 0;

	for (const struct inst *i; (i = store_next(s, &cursor));) {
		const struct prop *p = inst_prop(i, "SettingData");

		if (!p || !p->ref ||
		    strcmp(p->ref->class_name, c->inst->class->name) != 0)
			continue;
		inst_set_uint(device_edit(c->device, i), "IsCurrent",
			      ref_covers(p->ref, chosen) ? 1 : 2);
	}
	c->ret = PT_SUCCESS;
	return NULL;
}

static const struct soap_fault *clock_get(struct call *c)
{
	buf_printf(c->out, "<g:Ta0>%lld</g:Ta0>", (long long)device_time(c->device));
	c->ret = PT_SUCCESS;
	return NULL;
}

/* Ta0: what the device said; Tm1, Tm2: our clock then and now. */
static const struct soap_fault *clock_set(struct call *c)
{
	uint64_t ta0, tm1, tm2;

	if (!call_uint(c, "Ta0", UINT32_MAX, &ta0) ||
	    !call_uint(c, "Tm1", UINT32_MAX, &tm1) ||
	    !call_uint(c, "Tm2", UINT32_MAX, &tm2))
		return soap_fault_get(SOAP_INVALID_PARAMETER);
	if (tm2 < tm1) {
		c->ret = PT_INVALID_PARAMETER;
		return NULL;
	}
	c->device->clock_offset_s += (int64_t)((tm1 + tm2) / 2) - (int64_t)ta0;
	c->ret = PT_SUCCESS;
	return NULL;
}

/* clang-format off */
static const struct method methods[] = {
	{ "CIM_PowerManagementService", "RequestPowerStateChange",
	  "PowerState ManagedElement Time TimeoutPeriod", power_state_change },
	{ "IPS_PowerManagementService", "RequestOSPowerSavingStateChange",
	  "OSPowerSavingState ManagedElement Time TimeoutPeriod", os_saving_change },
	{ "AMT_SetupAndConfigurationService", "GetUuid", "", get_uuid },
	{ "AMT_SetupAndConfigurationService", "CommitChanges", "", commit_changes },
	{ "AMT_RedirectionService", "RequestStateChange", "RequestedState TimeoutPeriod",
	  redirection_state_change },
	{ "CIM_KVMRedirectionSAP", "RequestStateChange", "RequestedState TimeoutPeriod",
	  kvm_state_change },
	{ "AMT_RedirectionService", "TerminateSession", "SessionType", session_terminate },
	{ "IPS_KVMRedirectionSettingData", "TerminateSession", "", session_terminate_kvm },
	{ "CIM_BootConfigSetting", "ChangeBootOrder", "Source source", boot_change_order },
	{ "CIM_BootService", "SetBootConfigRole", "BootConfigSetting Role", boot_set_role },
	{ "CIM_BootService", "RequestStateChange", "RequestedState TimeoutPeriod",
	  boot_state_change },
	{ "IPS_OptInService", "StartOptIn", "", consent_start },
	{ "IPS_OptInService", "SendOptInCode", "OptInCode", consent_send_code },
	{ "IPS_OptInService", "CancelOptIn", "", consent_cancel },
	{ "AMT_WebUIService", "RequestStateChange", "RequestedState TimeoutPeriod",
	  on_off_state_change },
	{ "IPS_ScreenConfigurationService", "RequestStateChange",
	  "RequestedState TimeoutPeriod", on_off_state_change },
	{ "IPS_ScreenConfigurationService", "SetSessionState",
	  "SessionState ConsecutiveRebootsNum", screen_session },
	{ "IPS_ScreenSettingData", "ResetToDefault", "", screens_reset },
	{ "AMT_SystemPowerScheme", "SetPowerScheme", "", set_power_scheme },
	{ "AMT_TimeSynchronizationService", "GetLowAccuracyTimeSynch", "", clock_get },
	{ "AMT_TimeSynchronizationService", "SetHighAccuracyTimeSynch", "Ta0 Tm1 Tm2", clock_set },
};
/* clang-format on */

const struct method *method_find(const struct class *c, const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(methods); i++) {
		if (!strcmp(methods[i].class_name, c->name) &&
		    !strcmp(methods[i].name, name))
			return &methods[i];
	}
	return NULL;
}
