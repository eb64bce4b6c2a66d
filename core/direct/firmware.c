/* firmware over WS-MAN: one Enumerate of the versions, and three Gets. */
#include "core/direct/direct_device.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/base/text.h"

/* The fields of one class; F(type, member, property). */
#define RECORD(id, ...)                                                             \
	static const struct field id##_fields[] = { __VA_ARGS__, F_END };           \
	static const struct record id##_record = { .name = #id,                     \
						   .summary = #id,                  \
						   .size = sizeof(struct firmware), \
						   .fields = id##_fields }

// clang-format off
RECORD(host_setup,
	F_ENUM(struct firmware, control_mode, "CurrentControlMode", NULL, 0, ""),
	F_ENUMS(struct firmware, allowed_control_modes, "AllowedControlModes", NULL, 0, ""));
RECORD(setup,
	F_ENUM(struct firmware, provisioning_mode, "ProvisioningMode", NULL, 0, ""),
	F_ENUM(struct firmware, provisioning_state, "ProvisioningState", NULL, 0, ""));
RECORD(bios,
	F_STRING(struct firmware, bios_version, "Version", 0, ""),
	F_STRING(struct firmware, bios_vendor, "Manufacturer", 0, ""));
// clang-format on

static bool part_item(void *arg, struct tree t, struct err *e)
{
	struct firmware *f = arg;

	if (f->parts.n == RECORD_LIST_MAX)
		return err_set(e, ERR_PROTO, 0, "over %d versions", RECORD_LIST_MAX);
	return record_read(&firmware_part_record, t,
			   rec_list_add(&f->parts, &firmware_part_record), e);
}

/* Borrowed; NULL: not told. */
static const char *part(const struct firmware *f, const char *id)
{
	const struct firmware_part *p = f->parts.v;

	for (size_t i = 0; i < f->parts.n; i++)
		if (p[i].id && !strcmp(p[i].id, id) && p[i].version && *p[i].version)
			return p[i].version;
	return NULL;
}

/* Two identities that make one version; owned, NULL: neither is told. */
static char *joined(const struct firmware *f, const char *version_id,
		    const char *build_id)
{
	const char *version = part(f, version_id);
	const char *build = part(f, build_id);

	return version && build ? xasprintf("%s.%s", version, build) : xstrdup(version);
}

static struct rec_bool boolean(const char *text)
{
	if (text && !strcasecmp(text, "true"))
		return (struct rec_bool){ true, true };
	return (struct rec_bool){ text && !strcasecmp(text, "false"), false };
}

/* Firmware that refuses to tell its versions still has them in the Server header. */
static char *header_version(const struct device *d)
{
	struct amt_version v = direct_version(d);
	char *text = v.n ? xasprintf("%u.%u", v.part[0], v.part[1]) : NULL;

	for (unsigned i = 2; i < v.n; i++) {
		AUTO(xfreep) char *shorter = text;

		text = xasprintf("%s.%u", shorter, v.part[i]);
	}
	return text;
}

static void fill(struct device *d, struct firmware *f)
{
	const char *sku = part(f, "Sku");
	const char *server = http_server(direct_of(d)->http);
	uint64_t bits;

	f->version = joined(f, "AMT", "Build Number");
	if (!f->version)
		f->version = header_version(d);
	f->build = xstrdup(part(f, "Build Number"));
	f->recovery_version = joined(f, "Recovery Version", "Recovery Build Num");
	f->sku = xstrdup(sku);
	if (sku && text_to_uint(sku, UINT32_MAX, &bits))
		firmware_sku_features((uint32_t)bits,
				      f->version ? (unsigned)strtoul(f->version, NULL, 10)
						 : 0,
				      &f->sku_features);
	f->vendor_id = xstrdup(part(f, "VendorID"));
	f->legacy_mode = boolean(part(f, "Legacy Mode"));
	f->server = *server ? xstrdup(server) : NULL;
	f->intel_sa_00075 = firmware_sa_00075(f->version);
	/* Before AMT 6.2 there is no CurrentControlMode, and only this mode. */
	if (!f->control_mode.set && f->provisioning_mode.set)
		f->control_mode = (struct rec_enum){
			.set = true, .code = f->provisioning_mode.code == 4 ? 1 : 2
		};
}

bool direct_firmware_get(struct device *d, struct firmware *ret, struct err *e)
{
	AUTO(firmware_done) struct firmware f = { 0 };

	if (!direct_enumerate(d, "CIM_SoftwareIdentity", part_item, &f, e) ||
	    !direct_read(d, "IPS_HostBasedSetupService", NULL, &host_setup_record, &f,
			 e) ||
	    !direct_read(d, "AMT_SetupAndConfigurationService", NULL, &setup_record, &f,
			 e) ||
	    !direct_read_bios(d, &bios_record, &f, &f.bios_release_date, e))
		return false;
	fill(d, &f);
	*ret = f;
	f = (struct firmware){ 0 };
	return true;
}
