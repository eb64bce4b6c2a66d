/* info: the record of what an administrator asks first. */
#include "core/device/info.h"

#include "core/device/dispatch.h"

const struct enum_name control_mode_names[] = {
	{ 0, "not-activated" },
	{ 1, "client" }, /* CCM: changes to boot and screen need the user's consent */
	{ 2, "admin" },  /* ACM */
	{ 0, NULL },
};

const struct enum_name user_consent_names[] = {
	{ 0, "none" },
	{ 1, "kvm" },
	{ 4294967295, "all" },
	{ 0, NULL },
};

// clang-format off
static const struct field device_info_fields[] = {
	F_STRING(struct device_info, name, NULL, 0, "host name as AMT knows it"),
	F_STRING(struct device_info, domain, NULL, FIELD_WIDE, "domain name as AMT knows it"),
	F_STRING(struct device_info, uuid, NULL, 0, "UUID of the platform"),
	F_STRING(struct device_info, amt_version, NULL, 0, "AMT firmware version"),
	F_STRING(struct device_info, amt_build, NULL, FIELD_WIDE, "AMT firmware build number"),
	F_STRING(struct device_info, sku, NULL, FIELD_WIDE, "what the firmware is licensed for"),
	F_ENUM(struct device_info, control_mode, NULL, control_mode_names, 0, "client or admin control mode"),
	F_ENUM(struct device_info, power, NULL, power_state_names, 0, "power state of the host"),
	F_STRING(struct device_info, ipv4, NULL, 0, "IPv4 address of the wired interface"),
	F_STRING(struct device_info, mac, NULL, FIELD_WIDE, "MAC address of the wired interface"),
	F_BOOL(struct device_info, link_up, NULL, FIELD_WIDE, "the wired interface has a link"),
	F_STRING(struct device_info, wifi_ipv4, NULL, FIELD_WIDE, "IPv4 address of the wireless interface"),
	F_STRING(struct device_info, wifi_mac, NULL, FIELD_WIDE, "MAC address of the wireless interface"),
	F_BOOL(struct device_info, tls, NULL, FIELD_WIDE, "TLS is on for the network"),
	F_BOOL(struct device_info, tls_mutual, NULL, FIELD_WIDE, "the device asks clients for a certificate"),
	F_BOOL(struct device_info, plain_ports, NULL, FIELD_WIDE, "clear-text ports stay open beside TLS"),
	F_BOOL(struct device_info, listener, NULL, FIELD_WIDE, "redirection listener is on"),
	F_BOOL(struct device_info, sol, NULL, FIELD_WIDE, "Serial over LAN is on"),
	F_BOOL(struct device_info, ider, NULL, FIELD_WIDE, "storage redirection is on"),
	F_BOOL(struct device_info, kvm, NULL, FIELD_WIDE, "KVM is on; null: the device has none"),
	F_ENUM(struct device_info, user_consent, NULL, user_consent_names, FIELD_WIDE, "what needs the user's consent"),
	F_END,
};
// clang-format on

const struct record device_info_record = {
	.name = "info",
	.summary = "what an administrator asks first about a PC",
	.size = sizeof(struct device_info),
	.fields = device_info_fields,
};

void device_info_done(struct device_info *i)
{
	record_done(&device_info_record, i);
}

bool device_info_get(struct device *d, struct device_info *ret, struct err *e)
{
	return device_dispatch(d, info_get, e, ret);
}
