/* amtctl wsman: raw classes of the firmware. */
#include <string.h>

#include "cmd/nouns.h"
#include "cmd/out.h"
#include "cmd/wsman.h"
#include "core/device/device.h"
#include "core/wsman/wsman.h"

struct wsman_opts {
	struct strv selectors;
};

// clang-format off
static const struct opt get_opts[] = {
	OPT_LIST(struct wsman_opts, selectors, 0, "selector", "NAME=VALUE", COMPLETE_NOTHING,
		 "a key of the instance; may be repeated"),
	OPT_END,
};
// clang-format on

static bool get_check(struct call *call, struct err *e)
{
	const struct wsman_opts *o = call->opts;

	for (size_t i = 0; i < o->selectors.n; i++)
		if (!strchr(o->selectors.v[i], '='))
			return err_set(e, ERR_USAGE, 0,
				       "--selector: \"%.60s\" is not NAME=VALUE",
				       o->selectors.v[i]);
	return wsman_class_check(call->args[0], e);
}

static bool wsman_get_class(struct device *dev, const struct call *call, struct out *out,
			    struct err *e)
{
	const struct wsman_opts *o = call->opts;
	struct raw_get get = { .class_name = call->args[0], .selectors = &o->selectors };
	AUTO(doc_freep) struct doc *doc = NULL;

	if (!device_raw_get(dev, &get, &doc, e))
		return err_wrap_operation(e, "wsman get");
	out_tree(out, doc->root);
	return true;
}

static bool wsman_identify_device(struct device *dev, const struct call *call,
				  struct out *out, struct err *e)
{
	AUTO(doc_freep) struct doc *doc = NULL;

	if (!device_identify(dev, &doc, e))
		return err_wrap_operation(e, "wsman %s", call->verb->name);
	out_tree(out, doc->root);
	return true;
}

static const struct verb wsman_verbs[] = {
	{ .name = "get",
	  .args = wsman_class_args,
	  .opts = get_opts,
	  .opts_size = sizeof(struct wsman_opts),
	  .check = get_check,
	  .run = wsman_get_class,
	  .flags = VERB_READS | VERB_DETAIL,
	  .record = &property_record,
	  .help = "read one instance of CLASS" },
	{ .name = "identify",
	  .run = wsman_identify_device,
	  .flags = VERB_READS | VERB_DETAIL,
	  .record = &property_record,
	  .help = "ask for protocol and product versions" },
	{ .name = "classes",
	  .run_once = wsman_classes,
	  .flags = VERB_LIST | VERB_NO_CONFIG,
	  .record = &wsman_class_row_record,
	  .help = "list the classes that amtctl can describe" },
	{ .name = "describe",
	  .args = wsman_class_args,
	  .run_once = wsman_describe,
	  .flags = VERB_DETAIL | VERB_NO_CONFIG,
	  .record = &wsman_class_record,
	  .help = "tell what amtctl knows of CLASS: properties, methods, values" },
	{ 0 },
};

const struct noun noun_wsman = {
	.name = "wsman",
	.summary = "read the firmware's classes as they are",
	.verbs = wsman_verbs,
};
