/* info over WS-MAN: one Get a class, classes that a device lacks left out. */
#include "core/direct/direct_device.h"

#include <stdlib.h>
#include <string.h>

/* What the classes say, before it becomes struct device_info. */
struct sources {
	struct device_info info;
	rec_string platform_guid;
	rec_string version, build, sku;
	struct rec_uint provisioning_mode;
	struct rec_uint redirection;
	struct rec_uint kvm;
};

/* The fields of one class; F(type, member, property). */
#define RECORD(id, ...)                                                            \
	static const struct field id##_fields[] = { __VA_ARGS__, F_END };          \
	static const struct record id##_record = { .name = #id,                    \
						   .summary = #id,                 \
						   .size = sizeof(struct sources), \
						   .fields = id##_fields }

// clang-format off
RECORD(general,
	F_STRING(struct sources, info.name, "HostName", 0, ""),
	F_STRING(struct sources, info.domain, "DomainName", 0, ""));
RECORD(package, F_STRING(struct sources, platform_guid, "PlatformGUID", 0, ""));
RECORD(version, F_STRING(struct sources, version, "VersionString", 0, ""));
RECORD(build, F_STRING(struct sources, build, "VersionString", 0, ""));
RECORD(sku, F_STRING(struct sources, sku, "VersionString", 0, ""));
RECORD(host_setup, F_ENUM(struct sources, info.control_mode, "CurrentControlMode", NULL, 0, ""));
RECORD(setup, F_UINT(struct sources, provisioning_mode, "ProvisioningMode", 0, ""));
RECORD(power, F_ENUM(struct sources, info.power, "PowerState", NULL, 0, ""));
RECORD(wired,
	F_STRING(struct sources, info.ipv4, "IPAddress", 0, ""),
	F_STRING(struct sources, info.mac, "MACAddress", 0, ""),
	F_BOOL(struct sources, info.link_up, "LinkIsUp", 0, ""));
RECORD(wireless,
	F_STRING(struct sources, info.wifi_ipv4, "IPAddress", 0, ""),
	F_STRING(struct sources, info.wifi_mac, "MACAddress", 0, ""));
RECORD(tls,
	F_BOOL(struct sources, info.tls, "Enabled", 0, ""),
	F_BOOL(struct sources, info.tls_mutual, "MutualAuthentication", 0, ""),
	F_BOOL(struct sources, info.plain_ports, "AcceptNonSecureConnections", 0, ""));
RECORD(redirection,
	F_UINT(struct sources, redirection, "EnabledState", 0, ""),
	F_BOOL(struct sources, info.listener, "ListenerEnabled", 0, ""));
RECORD(kvm, F_UINT(struct sources, kvm, "EnabledState", 0, ""));
RECORD(opt_in, F_ENUM(struct sources, info.user_consent, "OptInRequired", NULL, 0, ""));
// clang-format on

static const struct {
	const char *class_name;
	const char *instance_id;
	const struct record *record;
} reads[] = {
	{ "AMT_GeneralSettings", NULL, &general_record },
	{ "CIM_ComputerSystemPackage", NULL, &package_record },
	{ "CIM_SoftwareIdentity", "AMT", &version_record },
	{ "CIM_SoftwareIdentity", "Build Number", &build_record },
	{ "CIM_SoftwareIdentity", "Sku", &sku_record },
	{ "IPS_HostBasedSetupService", NULL, &host_setup_record },
	{ "CIM_AssociatedPowerManagementService", NULL, &power_record },
	{ "AMT_EthernetPortSettings", "Intel(r) AMT Ethernet Port Settings 0",
	  &wired_record },
	{ "AMT_EthernetPortSettings", "Intel(r) AMT Ethernet Port Settings 1",
	  &wireless_record },
	{ "AMT_TLSSettingData", "Intel(r) AMT 802.3 TLS Settings", &tls_record },
	{ "AMT_RedirectionService", NULL, &redirection_record },
	{ "CIM_KVMRedirectionSAP", NULL, &kvm_record },
	{ "IPS_OptInService", NULL, &opt_in_record },
};

static void sources_done(struct sources *s)
{
	device_info_done(&s->info);
	free(s->platform_guid);
	free(s->version);
	free(s->build);
	free(s->sku);
}

/* PlatformGUID has SMBIOS byte order: the first three fields are little endian. */
char *direct_uuid_text(const char *guid)
{
	static const unsigned char order[16] = { 3, 2, 1,  0,  5,  4,  7,  6,
						 8, 9, 10, 11, 12, 13, 14, 15 };
	char text[37];
	size_t n = 0;

	if (strlen(guid) != 32 || strspn(guid, "0123456789abcdefABCDEF") != 32)
		return NULL;
	for (size_t i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			text[n++] = '-';
		text[n++] = guid[(size_t)2 * order[i]];
		text[n++] = guid[(size_t)2 * order[i] + 1];
	}
	text[n] = '\0';
	for (size_t i = 0; i < n; i++)
		if (text[i] >= 'A' && text[i] <= 'F')
			text[i] = (char)(text[i] - 'A' + 'a');
	return xstrdup(text);
}

/* The Sku bit mask of CIM_SoftwareIdentity in words. */
static char *sku_text(const char *number)
{
	unsigned long bits = strtoul(number, NULL, 10);
	const char *what = bits & 0x08   ? "AMT Pro"
			   : bits & 0x10 ? "Standard Manageability"
					 : "unknown";

	return xasprintf("%s%s (%s)", what, bits & 0x4000 ? ", corporate" : "", number);
}

/* Firmware says zeros or nothing for an interface that has no address or is not there. */
static void drop_no_address(rec_string *address)
{
	if (*address && !(*address)[strspn(*address, "0.-:")]) {
		free(*address);
		*address = NULL;
	}
}

static void fill(struct sources *s)
{
	struct device_info *info = &s->info;

	if (s->platform_guid)
		info->uuid = direct_uuid_text(s->platform_guid);
	info->amt_version = s->version && s->build
				    ? xasprintf("%s.%s", s->version, s->build)
				    : xstrdup(s->version);
	info->amt_build = STEAL(s->build);
	if (s->sku)
		info->sku = sku_text(s->sku);
	/* Before AMT 6.2 there is no CurrentControlMode, and only this mode. */
	if (!info->control_mode.set && s->provisioning_mode.set)
		info->control_mode =
			(struct rec_enum){ .set = true,
					   .code = s->provisioning_mode.v == 4 ? 1 : 2 };
	drop_no_address(&info->ipv4);
	drop_no_address(&info->wifi_ipv4);
	drop_no_address(&info->mac);
	drop_no_address(&info->wifi_mac);
	if (s->redirection.set) {
		info->ider = (struct rec_bool){ true, s->redirection.v & 1 };
		info->sol = (struct rec_bool){ true, s->redirection.v & 2 };
	}
	if (s->kvm.set) /* 2: on, a session is open; 6: on, none is */
		info->kvm = (struct rec_bool){ true, s->kvm.v == 2 || s->kvm.v == 6 };
}

bool direct_info_get(struct device *d, struct device_info *ret, struct err *e)
{
	struct sources s = { 0 };
	bool ok = true;

	for (size_t i = 0; ok && i < ARRAY_LEN(reads); i++)
		ok = direct_read(d, reads[i].class_name, reads[i].instance_id,
				 reads[i].record, &s, e);
	if (ok && !s.info.control_mode.set)
		ok = direct_read(d, "AMT_SetupAndConfigurationService", NULL,
				 &setup_record, &s, e);
	if (ok) {
		fill(&s);
		*ret = s.info;
		s.info = (struct device_info){ 0 };
	}
	sources_done(&s);
	return ok;
}
