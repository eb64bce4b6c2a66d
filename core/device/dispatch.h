/*
 * dispatch: how the middle's own files call a path. For core/device/ only.
 *
 * device_dispatch(d, fn, e, args...) calls fn of the path in use, and moves to
 * the fallback when the first path could not be reached at all.
 */
#ifndef AMT_DEVICE_DISPATCH_H
#define AMT_DEVICE_DISPATCH_H

#include "core/device/device.h"

/* The device whose path is in use: d itself or its fallback. */
struct device *device_in_use(struct device *d);

/* ERR_UNSUPPORTED, with the reason that the path gives for this function of it. */
bool device_cannot(const struct device *in_use, size_t function, struct err *e);

/* After a call with this outcome: true when the fallback should be tried now. */
bool device_moves_on(struct device *d, bool ok, const struct err *e);

#define device_dispatch(d, fn, e, ...)                                                  \
	({                                                                              \
		bool ok_;                                                               \
		do {                                                                    \
			struct device *in_use_ = device_in_use(d);                      \
			ok_ = in_use_->path->fn                                         \
				      ? in_use_->path->fn(in_use_, __VA_ARGS__, e)      \
				      : device_cannot(in_use_,                          \
						      offsetof(struct device_path, fn), \
						      e);                               \
		} while (device_moves_on(d, ok_, e));                                   \
		ok_;                                                                    \
	})

#endif
