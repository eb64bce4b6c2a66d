/* firmware: its record, licence bits and the advisory that matters most. */
#include "core/device/firmware.h"

#include <string.h>

#include "core/base/text.h"
#include "core/device/cim_values.h"
#include "core/device/dispatch.h"
#include "core/device/info.h"

// clang-format off
static const struct field part_fields[] = {
	F_STRING(struct firmware_part, id, "InstanceID", 0, "what it is about"),
	F_STRING(struct firmware_part, version, "VersionString", 0, "version, or another word"),
	F_END,
};

static const struct field firmware_fields[] = {
	F_STRING(struct firmware, version, NULL, 0, "AMT firmware version with its build"),
	F_ENUM(struct firmware, control_mode, NULL, control_mode_names, 0, "client or admin control mode"),
	F_STRING(struct firmware, bios_version, NULL, 0, "version of the BIOS"),
	F_BOOL(struct firmware, intel_sa_00075, NULL, 0,
	       "affected by INTEL-SA-00075 (CVE-2017-5689), access without the password, by its version; null: the version does not tell"),
	F_STRING(struct firmware, build, NULL, FIELD_WIDE, "AMT firmware build number"),
	F_STRING(struct firmware, recovery_version, NULL, FIELD_WIDE, "version of the recovery image with its build"),
	F_STRING(struct firmware, sku, NULL, FIELD_WIDE, "what the firmware is licensed for, as a bit mask"),
	F_STRINGS(struct firmware, sku_features, NULL, FIELD_WIDE, "the bits of sku in words"),
	F_STRING(struct firmware, vendor_id, NULL, FIELD_WIDE, "PCI number of the vendor"),
	F_BOOL(struct firmware, legacy_mode, NULL, FIELD_WIDE, "the firmware runs in legacy mode"),
	F_STRING(struct firmware, server, NULL, FIELD_WIDE, "what the firmware calls itself in HTTP"),
	F_STRING(struct firmware, bios_vendor, NULL, FIELD_WIDE, "maker of the BIOS"),
	F_STRING(struct firmware, bios_release_date, NULL, FIELD_WIDE, "day on which the BIOS was released, such as 2023-04-19"),
	F_ENUM(struct firmware, provisioning_mode, NULL, provisioning_mode_names, FIELD_WIDE, "how AMT was activated"),
	F_ENUM(struct firmware, provisioning_state, NULL, provisioning_state_names, FIELD_WIDE, "how far activation is"),
	F_ENUMS(struct firmware, allowed_control_modes, NULL, control_mode_names, FIELD_WIDE, "control modes that it may be activated in"),
	F_LIST(struct firmware, parts, &firmware_part_record, NULL, "all that the firmware says about its versions"),
	F_END,
};
// clang-format on

const struct record firmware_part_record = {
	.name = "firmware_part",
	.summary = "a version of the firmware",
	.size = sizeof(struct firmware_part),
	.fields = part_fields,
};

const struct record firmware_record = {
	.name = "firmware",
	.summary = "versions and mode of a PC's firmware",
	.size = sizeof(struct firmware),
	.fields = firmware_fields,
};

void firmware_done(struct firmware *f)
{
	record_done(&firmware_record, f);
}

bool device_firmware_get(struct device *d, struct firmware *ret, struct err *e)
{
	return device_dispatch(d, firmware_get, e, ret);
}

/* ---- Sku ---- */

/* What a bit means until a major version, 0: for ever. */
static const struct {
	uint32_t mask;
	unsigned until;
	const char *name;
} sku_bits[] = {
	{ 0x0002, 7, "iqst" },      { 0x0004, 6, "asf" },
	{ 0x0008, 0, "amt-pro" },   { 0x0010, 0, "standard-manageability" },
	{ 0x0020, 6, "tpm" },       { 0x0100, 6, "home-it" },
	{ 0x0400, 6, "wox" },       { 0x2000, 0, "anti-theft" },
	{ 0x4000, 0, "corporate" }, { 0x8000, 8, "l3-upgrade" },
};

static const char *sku_bit_name(uint32_t mask, unsigned major)
{
	for (size_t i = 0; i < ARRAY_LEN(sku_bits); i++)
		if (sku_bits[i].mask == mask &&
		    (!sku_bits[i].until || (major && major < sku_bits[i].until)))
			return sku_bits[i].name;
	return NULL;
}

void firmware_sku_features(uint32_t sku, unsigned major, struct strv *ret)
{
	for (unsigned bit = 0; bit < 32; bit++) {
		uint32_t mask = UINT32_C(1) << bit;
		const char *name = sku_bit_name(mask, major);

		if (!(sku & mask))
			continue;
		if (name)
			strv_add(ret, name);
		else
			strv_take(ret, xasprintf("bit-%u", bit));
	}
}

/* ---- INTEL-SA-00075 ---- */

#define PARTS 4

/* The parts of "11.6.27.3264"; how many, 0: it is no version. */
static size_t version_parts(const char *version, unsigned ret[PARTS])
{
	size_t n = 0;

	while (n < PARTS) {
		size_t len = strspn(version, "0123456789");
		AUTO(xfreep) char *part = xstrndup(version, len);
		uint64_t v;

		if (!text_to_uint(part, 999999, &v))
			return 0;
		ret[n++] = (unsigned)v;
		version += len;
		if (!*version)
			return n;
		if (*version++ != '.')
			return 0;
	}
	return 0;
}

/*
 * What the advisory names as corrected: from this version of a series on, and
 * three earlier ones that some makers shipped.
 */
static const struct {
	unsigned major, from_minor, to_minor;
	unsigned fixed[PARTS];
} series[] = {
	{ 6, 0, 2, { 6, 2, 61, 3535 } },   { 7, 0, 1, { 7, 1, 91, 3272 } },
	{ 8, 0, 1, { 8, 1, 71, 3608 } },   { 9, 0, 1, { 9, 1, 41, 3024 } },
	{ 9, 5, 5, { 9, 5, 61, 3012 } },   { 10, 0, 0, { 10, 0, 55, 3000 } },
	{ 11, 0, 0, { 11, 0, 25, 3001 } }, { 11, 5, 6, { 11, 6, 27, 3264 } },
};
static const unsigned fixed_early[][PARTS] = {
	{ 11, 0, 18, 3003 },
	{ 11, 0, 22, 3001 },
	{ 11, 6, 12, 3202 },
};

/* Builds of corrected firmware begin here, in every series. */
#define FIXED_BUILD 3000

static int compare(const unsigned a[PARTS], const unsigned b[PARTS], size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	return 0;
}

static bool was_fixed_early(const unsigned v[PARTS])
{
	for (size_t i = 0; i < ARRAY_LEN(fixed_early); i++)
		if (!compare(v, fixed_early[i], 3) && v[3] >= fixed_early[i][3])
			return true;
	return false;
}

struct rec_bool firmware_sa_00075(const char *version)
{
	const struct rec_bool yes = { true, true }, no = { true, false };
	const struct rec_bool unknown = { false, false };
	unsigned v[PARTS] = { 0 };
	size_t n = version ? version_parts(version, v) : 0;

	if (n < 2)
		return unknown;
	if (v[0] < 6 || v[0] > 11 || (v[0] == 11 && v[1] > 6))
		return no;
	if (n < PARTS)
		return unknown;
	for (size_t i = 0; i < ARRAY_LEN(series); i++) {
		if (v[0] != series[i].major || v[1] < series[i].from_minor ||
		    v[1] > series[i].to_minor)
			continue;

		bool later =
			compare(v, series[i].fixed, PARTS) >= 0 || was_fixed_early(v);

		if (later != (v[3] >= FIXED_BUILD))
			return unknown; /* no such firmware is known */
		return later ? no : yes;
	}
	return unknown;
}
