/* boot_once: what boot.c hands over to. For core/device/boot*.c only. */
#ifndef AMT_DEVICE_BOOT_ONCE_H
#define AMT_DEVICE_BOOT_ONCE_H

#include "core/device/boot.h"
#include "core/device/consent.h"

/*
 * As device_boot(), where the path in use has boot_once(). The order was
 * checked and consent was read. What the path cannot express is refused before
 * the user is bothered.
 */
bool boot_through_once(struct device *d, const struct boot_change *c,
		       const struct consent *consent, struct boot_result *ret,
		       struct err *e) MUST_USE;

#endif
