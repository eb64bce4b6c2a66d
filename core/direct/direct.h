/* direct: the Enterprise path, WS-MAN straight to the device. */
#ifndef AMT_DIRECT_DIRECT_H
#define AMT_DIRECT_DIRECT_H

#include "core/device/device.h"
#include "core/net/http.h"

/*
 * A device at http->host. Nothing is sent before the first call. http's
 * pointers must outlive the device; retries: reads repeated after a failure
 * in transit.
 */
struct device *direct_open(struct loop *l, const char *name,
			   const struct http_config *http, unsigned retries,
			   struct err *e) MUST_USE;

#endif
