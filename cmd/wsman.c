/* amtctl wsman: raw classes of the firmware. */
#include <string.h>

#include "cmd/nouns.h"
#include "cmd/out.h"
#include "cmd/wsman.h"
#include "core/wsman/value.h"
#include "core/wsman/xml.h"

// clang-format off
#define SELECTOR \
	OPT_LIST(struct wsman_opts, selectors, 0, "selector", "NAME=VALUE", COMPLETE_NOTHING, \
		 "a key of the instance, its value a text or a {reference}; may be repeated")
#define SET(what) \
	OPT_LIST(struct wsman_opts, set, 0, "set", "NAME=VALUE", COMPLETE_NOTHING, \
		 what "; A.B=C goes inside, again makes a list, {...} and [...] are JSON")
#define INPUT(what) \
	OPT_STRING(struct wsman_opts, input, 0, "input", "FILE", COMPLETE_FILE, \
		   what " as JSON or XML; - is stdin")

static const struct opt get_opts[] = {
	SELECTOR,
	OPT_END,
};

static const struct opt put_opts[] = {
	SELECTOR,
	SET("a property to change"),
	OPT_LIST(struct wsman_opts, unset, 0, "unset", "NAME", COMPLETE_NOTHING,
		 "a property to leave out; may be repeated"),
	INPUT("properties to change, or the whole instance,"),
	OPT_END,
};

static const struct opt invoke_opts[] = {
	SELECTOR,
	SET("a parameter, in the order of the method's"),
	INPUT("parameters"),
	OPT_END,
};

static const struct opt create_opts[] = {
	SET("a property"),
	INPUT("the instance"),
	OPT_END,
};

static const struct arg invoke_args[] = {
	{ .name = "CLASS", .complete = COMPLETE_CLASS, .help = "a class such as CIM_Card or AMT_GeneralSettings" },
	{ .name = "METHOD", .help = "one of its methods" },
	{ 0 },
};
// clang-format on

struct raw_request wsman_request(const struct call *call, enum raw_op op)
{
	return (struct raw_request){ .op = op,
				     .class_name = call->args[0],
				     .selectors = input_selectors(wsman_given(call)) };
}

void wsman_show(struct out *out, const struct call *call, struct tree t)
{
	AUTO(json_freep) struct json *j = value_json(t);

	out_tree(out, json_tree(j));
	if (call->xml) {
		struct buf text = BUF_INIT(SIZE_MAX / 4);

		xml_print(t, &text);
		out_xml(out, buf_steal(&text));
	}
}

static bool wsman_get_class(struct device *dev, const struct call *call, struct out *out,
			    struct err *e)
{
	struct raw_request get = wsman_request(call, RAW_GET);
	AUTO(doc_freep) struct doc *doc = NULL;

	if (!device_raw(dev, &get, &doc, e))
		return err_wrap_operation(e, "wsman get");
	wsman_show(out, call, doc->root);
	return true;
}

/* Largest list of instances that is shown as XML. */
#define LIST_MAX (256u << 20)

struct listing {
	struct out *out;
	bool xml;
	struct buf text;
};

static bool list_instance(void *arg, struct tree t, struct err *e)
{
	struct listing *l = arg;
	AUTO(json_freep) struct json *j = value_json(t);
	AUTO(buf_done) struct buf text = BUF_INIT(LIST_MAX);

	out_instance(l->out, tree_name(t), json_tree(j));
	if (!l->xml)
		return true;
	xml_print(t, &text);
	buf_puts(&text, "\n");
	return buf_add(&l->text, text.data, text.len, e);
}

static bool wsman_enum_class(struct device *dev, const struct call *call, struct out *out,
			     struct err *e)
{
	struct listing l = { .out = out, .xml = call->xml, .text = BUF_INIT(LIST_MAX) };
	bool ok = device_raw_enumerate(dev, call->args[0], list_instance, &l, e);

	if (!ok)
		out_done(out); /* half a list is none */
	else if (call->xml)
		out_xml(out, xasprintf("<Items>\n%s</Items>", buf_cstr(&l.text)));
	buf_done(&l.text);
	return ok || err_wrap_operation(e, "wsman enum");
}

static bool enum_check(struct call *call, struct err *e)
{
	return wsman_class_check(call->args[0], e);
}

static bool wsman_identify_device(struct device *dev, const struct call *call,
				  struct out *out, struct err *e)
{
	AUTO(doc_freep) struct doc *doc = NULL;

	if (!device_identify(dev, &doc, e))
		return err_wrap_operation(e, "wsman %s", call->verb->name);
	wsman_show(out, call, doc->root);
	return true;
}

static const struct verb wsman_verbs[] = {
	{ .name = "get",
	  .args = wsman_class_args,
	  .opts = get_opts,
	  .opts_size = sizeof(struct wsman_opts),
	  .check = wsman_get_check,
	  .run = wsman_get_class,
	  .flags = VERB_READS | VERB_DETAIL | VERB_XML,
	  .record = &property_record,
	  .help = "read one instance of CLASS" },
	{ .name = "enum",
	  .args = wsman_class_args,
	  .check = enum_check,
	  .run = wsman_enum_class,
	  .flags = VERB_READS | VERB_LIST | VERB_DETAIL | VERB_XML,
	  .record = &instance_property_record,
	  .help = "read all instances of CLASS and of the classes derived from it" },
	{ .name = "put",
	  .args = wsman_class_args,
	  .opts = put_opts,
	  .opts_size = sizeof(struct wsman_opts),
	  .check = wsman_put_check,
	  .run = wsman_put_class,
	  .flags = VERB_CHANGES | VERB_DETAIL | VERB_XML,
	  .record = &property_record,
	  .help = "change properties of an instance: read it, write it back, verify" },
	{ .name = "invoke",
	  .args = invoke_args,
	  .opts = invoke_opts,
	  .opts_size = sizeof(struct wsman_opts),
	  .check = wsman_invoke_check,
	  .run = wsman_invoke_method,
	  .flags = VERB_CHANGES | VERB_DETAIL | VERB_XML,
	  .record = &property_record,
	  .help = "call METHOD of an instance" },
	{ .name = "create",
	  .args = wsman_class_args,
	  .opts = create_opts,
	  .opts_size = sizeof(struct wsman_opts),
	  .check = wsman_create_check,
	  .run = wsman_create_instance,
	  .flags = VERB_CHANGES | VERB_DETAIL | VERB_XML,
	  .record = &property_record,
	  .help = "create an instance of CLASS; prints the reference to it" },
	{ .name = "delete",
	  .args = wsman_class_args,
	  .opts = get_opts,
	  .opts_size = sizeof(struct wsman_opts),
	  .check = wsman_delete_check,
	  .run = wsman_delete_instance,
	  .flags = VERB_CHANGES | VERB_ASKS | VERB_XML,
	  .record = &wsman_request_record, /* with --dry-run */
	  .help = "delete the instance that the selectors name; always asks" },
	{ .name = "identify",
	  .run = wsman_identify_device,
	  .flags = VERB_READS | VERB_DETAIL | VERB_XML,
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
	.summary = "the firmware's classes as they are",
	.verbs = wsman_verbs,
};
