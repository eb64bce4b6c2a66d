/* direct: the Enterprise path's table, and opening a device. */
#include "core/direct/direct.h"

#include <stdlib.h>

#include "core/direct/direct_device.h"

bool direct_get(struct device *d, const char *class_name, struct doc **ret, struct err *e)
{
	struct wsman_ref what = { .class_name = class_name };

	return wsman_get(direct_of(d)->wsman, &what, ret, e);
}

bool direct_read(struct device *d, const char *class_name, const char *instance_id,
		 const struct record *r, void *v, struct err *e)
{
	struct wsman_selector key = { .name = "InstanceID", .value = instance_id };
	struct wsman_ref what = { .class_name = class_name,
				  .selectors = &key,
				  .n = instance_id ? 1 : 0 };
	AUTO(doc_freep) struct doc *doc = NULL;
	struct err failure;

	if (!wsman_get(direct_of(d)->wsman, &what, &doc, &failure)) {
		if (failure.domain == ERR_UNSUPPORTED)
			return true;
		*e = failure;
		return false;
	}
	return record_read(r, doc->root, v, e);
}

bool direct_enumerate(struct device *d, const char *class_name,
		      bool (*item)(void *arg, struct tree instance, struct err *e),
		      void *arg, struct err *e)
{
	struct err failure;

	if (wsman_enumerate(direct_of(d)->wsman, class_name, item, arg, &failure) ||
	    failure.domain == ERR_UNSUPPORTED)
		return true;
	*e = failure;
	return false;
}

struct amt_version direct_version(const struct device *d)
{
	return amt_version_parse(http_server(((const struct direct_device *)d)->http));
}

static bool direct_identify(struct device *d, struct doc **ret, struct err *e)
{
	return wsman_identify(direct_of(d)->wsman, ret, e);
}

static const struct tls_peer *direct_peer(const struct device *d)
{
	return http_peer(((const struct direct_device *)d)->http);
}

static void direct_free(struct device *d)
{
	struct direct_device *direct = direct_of(d);

	wsman_free(direct->wsman);
	http_free(direct->http);
	free(direct);
}

static const struct device_path direct_path = {
	.name = "direct",
	.free = direct_free,
	.power_get = direct_power_get,
	.power_request = direct_power_request,
	.info_get = direct_info_get,
	.hardware_get = direct_hardware_get,
	.disks_get = direct_disks_get,
	.firmware_get = direct_firmware_get,
	.capabilities_get = direct_capabilities_get,
	.raw = direct_raw,
	.raw_enumerate = direct_raw_enumerate,
	.raw_preview = direct_raw_preview,
	.consent_get = direct_consent_get,
	.consent_call = direct_consent_call,
	.features_get = direct_features_get,
	.features_set = direct_features_set,
	.boot_get = direct_boot_get,
	.boot_put = direct_boot_put,
	.boot_capabilities = direct_boot_capabilities,
	.boot_sources = direct_boot_sources,
	.boot_armed = direct_boot_armed,
	.boot_fact = direct_boot_fact,
	.boot_order = direct_boot_order,
	.boot_role = direct_boot_role,
	.identify = direct_identify,
	.peer = direct_peer,
	.cannot = "the direct path cannot do this yet",
};

struct device *direct_open(struct loop *l, const char *name,
			   const struct http_config *http, unsigned retries,
			   struct err *e)
{
	struct http *connection = http_new(l, http, e);

	if (!connection)
		return NULL;

	struct direct_device *d = xcalloc(1, sizeof(*d));

	d->base = (struct device){ .path = &direct_path,
				   .loop = l,
				   .name = xstrdup(name),
				   .deadline_ms = http->deadline_ms };
	d->http = connection;
	d->wsman = wsman_new(connection, l, retries);
	return &d->base;
}
