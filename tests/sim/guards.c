/* guards: ranges and dependences of settings (Intel AMT SDK, WS-Management Class
 * Reference). */
#include "tests/sim/guards.h"

#include <ctype.h>
#include <string.h>

#include "core/base/text.h"
#include "tests/sim/device.h"
#include "tests/sim/soap.h"

/* Numbers from min to max, or 0 where that switches something off. */
struct range {
	const char *property;
	uint64_t min, max;
	bool zero;
};

static bool in_ranges(const struct inst *i, const struct range *v, size_t n)
{
	for (size_t k = 0; k < n; k++) {
		uint64_t value;

		if (!inst_prop(i, v[k].property))
			continue;
		if (!text_to_uint(inst_text(i, v[k].property), v[k].max, &value))
			return false;
		if (value < v[k].min && !(v[k].zero && value == 0))
			return false;
	}
	return true;
}

static bool is_true(const struct inst *i, const char *property)
{
	return !strcmp(inst_text(i, property), "true");
}

#define HOST_NAME_MAX_LEN 63
#define DOMAIN_NAME_MAX_LEN 191

const struct soap_fault *guard_general(const struct device *d, const struct inst *old,
				       const struct inst *new)
{
	static const struct range ranges[] = {
		{ "AMTNetworkEnabled", 0, 1, false },
		{ "DDNSPeriodicUpdateInterval", 20, UINT32_MAX, true },
		{ "DDNSTTL", 0, UINT32_MAX, false },
		{ "DHCPv6ConfigurationTimeout", 0, UINT16_MAX, false },
		{ "IdleWakeTimeout", 1, UINT16_MAX, false },
		{ "PreferredAddressFamily", 0, 1, false },
		{ "PresenceNotificationInterval", 15, UINT32_MAX, true },
	};
	bool ok = in_ranges(new, ranges, ARRAY_LEN(ranges)) &&
		  strlen(inst_text(new, "HostName")) <= HOST_NAME_MAX_LEN &&
		  strlen(inst_text(new, "DomainName")) <= DOMAIN_NAME_MAX_LEN &&
		  !(is_true(new, "DDNSUpdateEnabled") &&
		    is_true(new, "DDNSUpdateByDHCPServerEnabled"));

	(void)d;
	(void)old;
	return ok ? NULL : soap_fault_get(SOAP_INVALID_VALUES);
}

const struct soap_fault *guard_kvm(const struct device *d, const struct inst *old,
				   const struct inst *new)
{
	static const struct range ranges[] = {
		{ "DefaultScreen", 0, 3, false },
		{ "InitialDecimationModeForLowRes", 0, 3, false },
		{ "OptInPolicyTimeout", 0, UINT16_MAX, false },
		{ "SessionTimeout", 0, UINT8_MAX, false },
	};

	if (!in_ranges(new, ranges, ARRAY_LEN(ranges)))
		return soap_fault_get(SOAP_INVALID_VALUES);
	if (is_true(new, "OptInPolicy") != is_true(old, "OptInPolicy") &&
	    device_in_client_mode(d))
		return soap_fault_get(SOAP_ACCESS_DENIED);
	if (is_true(new, "Is5900PortEnabled") && !d->sim->profile.port_5900)
		return soap_fault_get(SOAP_UNSUPPORTED_FEATURE);
	return NULL;
}

void live_kvm(const struct device *d, struct inst *copy)
{
	(void)d;
	if (!is_true(copy, "OptInPolicy"))
		inst_drop(copy, "OptInPolicyTimeout");
	else if (!inst_prop(copy, "OptInPolicyTimeout"))
		inst_set(copy, "OptInPolicyTimeout", "300");
}

bool rfb_password_ok(const char *text)
{
	bool upper = false, lower = false, digit = false, other = false;

	for (const char *s = text; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (!isgraph(c) || strchr("\",:", c))
			return false;
		upper |= isupper(c) != 0;
		lower |= islower(c) != 0;
		digit |= isdigit(c) != 0;
		other |= ispunct(c) != 0;
	}
	return strlen(text) == 8 && upper && lower && digit && other;
}
