/* direct_device: what the files of core/direct share. */
#ifndef AMT_DIRECT_DIRECT_DEVICE_H
#define AMT_DIRECT_DIRECT_DEVICE_H

#include "core/device/capabilities.h"
#include "core/device/consent.h"
#include "core/device/boot.h"
#include "core/device/device.h"
#include "core/device/features.h"
#include "core/device/firmware.h"
#include "core/device/hardware.h"
#include "core/device/info.h"
#include "core/net/http.h"
#include "core/wsman/wsman.h"

struct direct_device {
	struct device base;
	struct http *http;
	struct wsman *wsman;
};

static inline struct direct_device *direct_of(struct device *d)
{
	return (struct direct_device *)d;
}

/* Get a class that has one instance. */
bool direct_get(struct device *d, const char *class_name, struct doc **ret, struct err *e)
	MUST_USE;

/*
 * Get one instance by its InstanceID (NULL: the class has one instance) and read
 * it into v. A device that lacks the class leaves v alone.
 */
bool direct_read(struct device *d, const char *class_name, const char *instance_id,
		 const struct record *r, void *v, struct err *e) MUST_USE;

/*
 * All instances of a class, as wsman_enumerate() has them. A device that lacks
 * the class has none.
 */
bool direct_enumerate(struct device *d, const char *class_name,
		      bool (*item)(void *arg, struct tree instance, struct err *e),
		      void *arg, struct err *e) MUST_USE;

/*
 * Read CIM_BIOSElement into v by r. ret_released, owned: the day of the release,
 * left alone when the BIOS tells none.
 */
bool direct_read_bios(struct device *d, const struct record *r, void *v,
		      rec_string *ret_released, struct err *e) MUST_USE;

/* CIM_ComputerSystemPackage.PlatformGUID as UUIDs are written; NULL: it is none. Owned.
 */
char *direct_uuid_text(const char *platform_guid) MUST_USE;

/* AMT version, from the replies so far. */
struct amt_version direct_version(const struct device *d);

bool direct_power_get(struct device *d, unsigned want, struct power_state *ret,
		      struct err *e);
bool direct_power_request(struct device *d, const struct power_request *r, struct err *e);
bool direct_boot_get(struct device *d, struct doc **ret, struct err *e);
bool direct_boot_put(struct device *d, struct tree instance, bool secret,
		     struct doc **ret, struct err *e);
bool direct_boot_capabilities(struct device *d, struct boot_capabilities *ret,
			      struct err *e);
bool direct_boot_sources(struct device *d, struct boot_sources *ret, struct err *e);
bool direct_boot_armed(struct device *d, struct boot_armed *ret, struct err *e);
bool direct_boot_fact(struct device *d, unsigned what, struct rec_uint *ret,
		      struct err *e);
bool direct_boot_order(struct device *d, const char *source, struct err *e);
bool direct_boot_role(struct device *d, uint32_t role, struct err *e);
bool direct_info_get(struct device *d, struct device_info *ret, struct err *e);
bool direct_hardware_get(struct device *d, struct hardware *ret, struct err *e);
bool direct_disks_get(struct device *d, struct disks *ret, struct err *e);
bool direct_firmware_get(struct device *d, struct firmware *ret, struct err *e);
bool direct_capabilities_get(struct device *d, struct capabilities *ret, struct err *e);
bool direct_raw(struct device *d, const struct raw_request *r, struct doc **ret,
		struct err *e);
bool direct_raw_enumerate(struct device *d, const char *class_name,
			  bool (*item)(void *arg, struct tree instance, struct err *e),
			  void *arg, struct err *e);
bool direct_raw_preview(struct device *d, const struct raw_request *r, struct buf *ret,
			struct err *e);
bool direct_consent_get(struct device *d, struct consent *ret, struct err *e);
bool direct_consent_call(struct device *d, const struct consent_call *c, struct err *e);
bool direct_features_get(struct device *d, struct features *ret, struct err *e);
bool direct_features_set(struct device *d, const struct features *want, bool dry_run,
			 struct features_result *ret, struct err *e);

#endif
