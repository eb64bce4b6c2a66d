/*
 * firmware: versions, of the management engine and the BIOS, what the firmware
 * is licensed for, and in which mode it was activated. (CIM_SoftwareIdentity,
 * IPS_HostBasedSetupService, AMT_SetupAndConfigurationService,
 * CIM_BIOSElement; Intel AMT SDK)
 */
#ifndef AMT_DEVICE_FIRMWARE_H
#define AMT_DEVICE_FIRMWARE_H

#include "core/device/device.h"

/* CIM_SoftwareIdentity: a version, or another word about the firmware. */
struct firmware_part {
	rec_string id; /* "AMT", "Flash", "Build Number", "Sku" */
	rec_string version;
};
extern const struct record firmware_part_record;

struct firmware {
	rec_string version; /* "16.1.25.2124" */
	struct rec_enum control_mode;
	rec_string bios_version;
	struct rec_bool intel_sa_00075;
	rec_string build;
	rec_string recovery_version; /* with its build */
	rec_string sku;              /* a bit mask, decimal */
	struct strv sku_features;    /* its bits in words */
	rec_string vendor_id;        /* "8086" */
	struct rec_bool legacy_mode;
	rec_string server; /* what it calls itself in HTTP */
	rec_string bios_vendor, bios_release_date;
	struct rec_enum provisioning_mode, provisioning_state;
	struct rec_enums allowed_control_modes;
	struct rec_list parts;
};
extern const struct record firmware_record;

void firmware_done(struct firmware *f);

bool device_firmware_get(struct device *d, struct firmware *ret, struct err *e) MUST_USE;

/*
 * The bits of a Sku in words, for firmware of that major version (0: unknown).
 * A bit without a name there is "bit-N".
 */
void firmware_sku_features(uint32_t sku, unsigned major, struct strv *ret);

/*
 * Can anybody log in without the password (INTEL-SA-00075, CVE-2017-5689)?
 * By the versions of that advisory: 6.0 to 11.6 before the corrected ones.
 * version is "11.6.27.3264"; absent when it is NULL, or has no build where that
 * decides, or lies beside all that the advisory names.
 */
struct rec_bool firmware_sa_00075(const char *version);

#endif
