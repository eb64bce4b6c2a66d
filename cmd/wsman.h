/* wsman: what the files of "amtctl wsman" share. */
#ifndef AMT_CMD_WSMAN_H
#define AMT_CMD_WSMAN_H

#include "cmd/table.h"
#include "core/device/raw.h"
#include "core/wsman/input.h"

/* Options of the verbs that name an instance. */
struct wsman_opts {
	struct strv selectors;
	struct strv set;
	struct strv unset;
	const char *input;
};

/*
 * wsman_input.c: check() of those verbs. Class and selectors are checked, and
 * --input, --set and --unset are read; wsman_given() finds what they gave.
 */
bool wsman_get_check(struct call *call, struct err *e);
bool wsman_put_check(struct call *call, struct err *e);
bool wsman_invoke_check(struct call *call, struct err *e);
bool wsman_create_check(struct call *call, struct err *e);
bool wsman_delete_check(struct call *call, struct err *e);
const struct input *wsman_given(const struct call *call);

/* A request on the instance that class and selectors name. Borrows from call. */
struct raw_request wsman_request(const struct call *call, enum raw_op op);

/* Show an element of a reply. */
void wsman_show(struct out *out, const struct call *call, struct tree t);

/* wsman_change.c: what changes something, and what --dry-run shows of it. */
extern const struct record wsman_request_record;
bool wsman_put_class(struct device *dev, const struct call *call, struct out *out,
		     struct err *e);
bool wsman_invoke_method(struct device *dev, const struct call *call, struct out *out,
			 struct err *e);
bool wsman_create_instance(struct device *dev, const struct call *call, struct out *out,
			   struct err *e);
bool wsman_delete_instance(struct device *dev, const struct call *call, struct out *out,
			   struct err *e);

/* wsman_describe.c: the catalog of classes. */
extern const struct arg wsman_class_args[]; /* one CLASS, completed from the catalog */
extern const struct record wsman_class_row_record;
extern const struct record wsman_class_record;
bool wsman_classes(struct app *app, const struct call *call, struct out *out,
		   struct err *e);
bool wsman_describe(struct app *app, const struct call *call, struct out *out,
		    struct err *e);

#endif
