/* cloud_device: what the files of core/cloud share. */
#ifndef AMT_CLOUD_CLOUD_DEVICE_H
#define AMT_CLOUD_CLOUD_DEVICE_H

#include "core/cloud/cloud.h"
#include "core/device/power.h"

struct cloud_device {
	struct device base;
	struct cloud_server server;
	struct cloud_url url;
	char guid[37];
	struct http *http;
	struct secret token; /* from login; none when the server section has one */
	bool lost;           /* the last request went out, but no whole reply came */
};

static inline struct cloud_device *cloud_of(struct device *d)
{
	return (struct cloud_device *)d;
}

/* Whose fault: the message begins with the server's name. Returns false. */
bool cloud_wrap(const struct cloud_device *c, struct err *e);

/*
 * Read a resource of the device ("amt/power/state"), again after trouble in
 * transit. Owned; NULL with *e set as rest_answer_read() says, and ERR_CLOUD
 * for a server that cannot be reached.
 */
struct doc *cloud_get(struct cloud_device *c, const char *resource, struct err *e)
	MUST_USE;

bool cloud_power_get(struct device *d, unsigned want, struct power_state *ret,
		     struct err *e);

#endif
