/* raw: handing requests to the path in use. */
#include "core/device/raw.h"

#include "core/device/dispatch.h"

bool device_raw(struct device *d, const struct raw_request *r, struct doc **ret,
		struct err *e)
{
	return device_dispatch(d, raw, e, r, ret);
}

bool device_raw_enumerate(struct device *d, const char *class_name,
			  bool (*item)(void *arg, struct tree instance, struct err *e),
			  void *arg, struct err *e)
{
	return device_dispatch(d, raw_enumerate, e, class_name, item, arg);
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
