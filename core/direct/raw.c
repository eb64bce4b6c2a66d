/* raw: any request of WS-Transfer, any method, any class. */
#include "core/device/raw.h"

#include "core/direct/direct_device.h"
#include "core/wsman/value.h"

static bool send(struct wsman *w, const struct raw_request *r,
		 const struct wsman_ref *what, struct doc **ret, struct err *e)
{
	switch (r->op) {
	case RAW_GET:
		return wsman_get(w, what, ret, e);
	case RAW_PUT:
		return wsman_put(w, what, r->body, r->secret, ret, e);
	case RAW_INVOKE:
		return wsman_invoke_tree(w, what, r->method, r->body, r->secret,
					 r->return_names, ret, e);
	case RAW_CREATE:
		return wsman_create(w, what, r->body, r->secret, ret, e);
	case RAW_DELETE:
		return wsman_delete(w, what, e);
	}
	return err_set(e, ERR_INTERNAL, 0, "unknown operation %d", r->op);
}

bool direct_raw(struct device *d, const struct raw_request *r, struct doc **ret,
		struct err *e)
{
	AUTO(value_ref_freep)
	struct wsman_ref *what = value_ref(r->class_name, r->selectors, e);

	return what && send(direct_of(d)->wsman, r, what, ret, e);
}

bool direct_raw_enumerate(struct device *d, const char *class_name,
			  bool (*item)(void *arg, struct tree instance, struct err *e),
			  void *arg, struct err *e)
{
	return wsman_class_check(class_name, e) &&
	       wsman_enumerate(direct_of(d)->wsman, class_name, item, arg, e);
}

bool direct_raw_preview(struct device *d, const struct raw_request *r, struct buf *ret,
			struct err *e)
{
	static const enum wsman_op ops[] = {
		[RAW_PUT] = WSMAN_PUT,
		[RAW_INVOKE] = WSMAN_INVOKE,
		[RAW_CREATE] = WSMAN_CREATE,
		[RAW_DELETE] = WSMAN_DELETE,
	};
	AUTO(value_ref_freep)
	struct wsman_ref *what = value_ref(r->class_name, r->selectors, e);

	(void)d;
	return what && wsman_request_text(ops[r->op], what, r->method, r->body, ret, e);
}
