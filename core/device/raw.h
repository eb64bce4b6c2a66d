/*
 * raw: the firmware's classes as they are, whichever way leads to them.
 *
 * A request's trees are WS-MAN values in either form that core/wsman/value.h
 * describes; replies are the elements as they came. Nothing is looked at,
 * verified or tried again here. A fault is ERR_REFUSED, ERR_UNSUPPORTED,
 * ERR_AUTH, ERR_CONFLICT or ERR_BUSY with the fault's name.
 */
#ifndef AMT_DEVICE_RAW_H
#define AMT_DEVICE_RAW_H

#include "core/base/buf.h"
#include "core/device/device.h"

enum raw_op { RAW_GET, RAW_PUT, RAW_INVOKE, RAW_CREATE, RAW_DELETE };

/* All borrowed. */
struct raw_request {
	enum raw_op op;
	const char *class_name;
	struct tree selectors; /* an object of texts and references; no node: none */
	const char *method;    /* RAW_INVOKE */
	const struct enum_name *return_names; /* of its ReturnValue; NULL: the usual */
	struct tree body; /* RAW_PUT, RAW_CREATE: the instance; RAW_INVOKE: parameters */
	bool secret;      /* body holds one: keep it out of traces */
};

/*
 * *ret is the instance, the method's output, or wxf:ResourceCreated with the
 * new instance's reference; NULL after a delete, and after a put of firmware
 * that does not answer with the instance. RAW_INVOKE: a ReturnValue that is
 * not 0 is ERR_REFUSED with number and name, and *ret is set then too.
 */
bool device_raw(struct device *d, const struct raw_request *r, struct doc **ret,
		struct err *e) MUST_USE;

/*
 * All instances of a class and of those derived from it, one by one under
 * their own names; item() borrows. The device is told when item() fails or
 * the user gives up, so that nothing stays open in it.
 */
bool device_raw_enumerate(struct device *d, const char *class_name,
			  bool (*item)(void *arg, struct tree instance, struct err *e),
			  void *arg, struct err *e) MUST_USE;

/* Append a request other than RAW_GET as text, secrets hidden; nothing is sent. */
bool device_raw_preview(struct device *d, const struct raw_request *r, struct buf *ret,
			struct err *e) MUST_USE;

#endif
