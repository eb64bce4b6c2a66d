/* raw: handing requests to the path in use. */
#include "core/device/raw.h"

#include <string.h>

#include "core/device/catalog.h"
#include "core/device/dispatch.h"

/* What firmware says of a class that it does not have means little to people. */
static bool explain_missing(const char *class_name, struct err *e)
{
	const char *near;

	if (strcmp(e->name, "DestinationUnreachable") != 0 || *e->hint)
		return false;
	near = catalog_find(class_name) ? NULL : catalog_nearest(class_name);
	if (near)
		return err_hint(e, "did you mean %s?", near);
	return err_hint(e, "this device has no %.100s, or none with such keys",
			class_name);
}

bool device_raw(struct device *d, const struct raw_request *r, struct doc **ret,
		struct err *e)
{
	return device_dispatch(d, raw, e, r, ret) || explain_missing(r->class_name, e);
}

bool device_raw_enumerate(struct device *d, const char *class_name,
			  bool (*item)(void *arg, struct tree instance, struct err *e),
			  void *arg, struct err *e)
{
	return device_dispatch(d, raw_enumerate, e, class_name, item, arg) ||
	       explain_missing(class_name, e);
}

bool device_raw_preview(struct device *d, const struct raw_request *r, struct buf *ret,
			struct err *e)
{
	struct device *in_use = device_in_use(d);

	return in_use->path->raw_preview
		       ? in_use->path->raw_preview(in_use, r, ret, e)
		       : device_cannot(in_use, offsetof(struct device_path, raw_preview),
				       e);
}
