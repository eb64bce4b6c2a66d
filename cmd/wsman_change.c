/* amtctl wsman put, invoke, create, delete: raw requests that change something. */
#include <string.h>

#include "cmd/out.h"
#include "cmd/wsman.h"
#include "core/device/catalog.h"
#include "core/record/json_patch.h"
#include "core/wsman/value.h"
#include "core/wsman/xml.h"

/* Largest request that is shown. */
#define PREVIEW_MAX (16u << 20)

struct preview {
	rec_string operation;
	rec_string class;
	rec_string request;
};

// clang-format off
static const struct field preview_fields[] = {
	F_STRING(struct preview, operation, NULL, 0, "put, create, delete, or the method"),
	F_STRING(struct preview, class, NULL, 0, "the class it is for"),
	F_STRING(struct preview, request, NULL, 0, "the request as XML, secrets left out"),
	F_END,
};
// clang-format on

const struct record wsman_request_record = {
	.name = "wsman_request",
	.summary = "a request that would be sent",
	.size = sizeof(struct preview),
	.fields = preview_fields,
};

/* --dry-run: the request in place of its result. */
static bool preview(struct device *dev, const struct raw_request *r,
		    const struct call *call, struct out *out, struct err *e)
{
	AUTO(buf_done) struct buf text = BUF_INIT(PREVIEW_MAX);

	out_changed(out, false);
	if (!device_raw_preview(dev, r, &text, e))
		return false;

	struct preview p = { .operation =
				     (char *)(r->method ? r->method : call->verb->name),
			     .class = (char *)r->class_name,
			     .request = text.data };

	out_record(out, &wsman_request_record, &p);
	out_text(out, xasprintf("%s\n", text.data));
	if (call->xml)
		out_xml(out, buf_steal(&text));
	return true;
}

/* A request that may be shown instead, and what its failure means for "changed". */
static bool change(struct device *dev, const struct raw_request *r, struct doc **ret,
		   struct out *out, struct err *e)
{
	if (device_raw(dev, r, ret, e))
		return true;
	if (e->domain != ERR_INDETERMINATE && e->domain != ERR_PROTO && !*ret &&
	    (e->domain != ERR_CANCELLED || !e->code))
		out_changed(out, false);
	return false;
}

/* ---- put ---- */

/* What a put is about. */
struct put {
	struct json *was;
	struct json *now;
	struct doc *instance; /* to send */
	bool whole;           /* XML: what is not in it is not asked for */
};

static void put_done(struct put *p)
{
	json_free(p->was);
	json_free(p->now);
	doc_free(p->instance);
}

static bool put_plan(const struct input *given, struct tree fetched, struct put *p,
		     struct err *e)
{
	p->was = value_json(fetched);
	p->whole = input_is_xml(given);
	if (p->whole) {
		p->instance = input_xml(given, tree_name(fetched), e);
		if (p->instance)
			p->now = value_json(p->instance->root);
		return p->instance != NULL;
	}
	p->now = json_clone(p->was);
	if (!input_apply(given, tree_name(fetched), p->now, e))
		return false;
	p->instance = value_patch(fetched, json_tree(p->now), e);
	return p->instance != NULL;
}

/* Has "got" what was asked for under name? No device gives a secret back. */
static bool shows_member(struct tree got, struct tree now, const char *name)
{
	struct tree m = tree_member(now, name);

	return value_same_member(got, now, name) || value_is_secret(m) ||
	       value_has_secret(m);
}

/* What Put cannot change is there, also when it was left out. */
static bool may_go(const char *class_name, const char *name)
{
	const struct wsman_class *c = catalog_find(class_name);
	const struct class_value *v = c ? class_property(c, name) : NULL;

	return !v || (v->flags & VALUE_WRITABLE);
}

/* The first changed member that is not as asked for, NULL: all are. Borrowed. */
static const char *not_shown(const struct put *p, struct tree got)
{
	struct tree was = json_tree(p->was);
	struct tree now = json_tree(p->now);

	for (struct tree m = tree_first(now); tree_exists(m); m = tree_next(m)) {
		const char *name = tree_name(m);

		if (*name != '@' && !value_same_member(was, now, name) &&
		    !shows_member(got, now, name))
			return name;
	}
	for (struct tree m = tree_first(was); !p->whole && tree_exists(m);
	     m = tree_next(m)) {
		if (!value_same_member(was, now, tree_name(m)) &&
		    may_go(tree_member_text(was, VALUE_CLASS), tree_name(m)) &&
		    !tree_exists(tree_member(now, tree_name(m))) &&
		    tree_exists(tree_member(got, tree_name(m))))
			return tree_name(m);
	}
	return NULL;
}

/* A secret that was sent is one that may have changed. */
static bool put_changed(const struct put *p, struct tree got)
{
	return !value_same(json_tree(p->was), got) || value_has_secret(json_tree(p->now));
}

/* Is it as asked for? By the reply, else by one more look. */
static bool put_verify(struct device *dev, const struct call *call, const struct put *p,
		       const struct doc *reply, struct out *out, struct err *e)
{
	struct raw_request get = wsman_request(call, RAW_GET);
	AUTO(json_freep) struct json *got = reply ? value_json(reply->root) : NULL;
	AUTO(doc_freep) struct doc *doc = NULL;
	const char *name;

	if (got && !not_shown(p, json_tree(got))) {
		wsman_show(out, call, reply->root);
		out_changed(out, put_changed(p, json_tree(got)));
		return true;
	}
	if (!device_raw(dev, &get, &doc, e)) {
		e->domain = ERR_INDETERMINATE;
		return err_wrap(e, "accepted, but it could not be verified");
	}
	json_free(got);
	got = value_json(doc->root);
	wsman_show(out, call, doc->root);
	name = not_shown(p, json_tree(got));
	if (name)
		return err_set(e, ERR_INDETERMINATE, 0,
			       "the device accepted it, but %.80s is not as asked for",
			       name);
	out_changed(out, put_changed(p, json_tree(got)));
	return true;
}

static bool put(struct device *dev, const struct call *call, struct out *out,
		struct err *e)
{
	struct raw_request r = wsman_request(call, RAW_GET);
	AUTO(doc_freep) struct doc *fetched = NULL;
	AUTO(doc_freep) struct doc *reply = NULL;
	AUTO(put_done) struct put p = { 0 };

	if (!device_raw(dev, &r, &fetched, e) ||
	    !put_plan(wsman_given(call), fetched->root, &p, e)) {
		out_changed(out, false);
		return false;
	}
	if (value_same(json_tree(p.was), json_tree(p.now))) {
		wsman_show(out, call, fetched->root);
		out_changed(out, false);
		return true;
	}
	r.op = RAW_PUT;
	r.body = p.instance->root;
	r.secret = value_has_secret(r.body);
	if (call->dry_run)
		return preview(dev, &r, call, out, e);
	if (change(dev, &r, &reply, out, e))
		return put_verify(dev, call, &p, reply, out, e);
	if (!strcmp(e->name, "SchemaValidationError"))
		err_hint(e,
			 "firmware may refuse what is read-only: --unset NAME leaves it "
			 "out; amtctl wsman describe %.60s",
			 tree_name(fetched->root));
	return false;
}

bool wsman_put_class(struct device *dev, const struct call *call, struct out *out,
		     struct err *e)
{
	return put(dev, call, out, e) || err_wrap_operation(e, "wsman put");
}

/* ---- invoke, create: something new from what was given ---- */

/* The body: XML under its name, or JSON. One of *ret_doc and *ret_json is set. */
static bool make_body(const struct input *given, const char *name, const char *class_name,
		      struct doc **ret_doc, struct json **ret_json, struct tree *ret,
		      struct err *e)
{
	if (input_is_xml(given)) {
		*ret_doc = input_xml(given, name, e);
		if (*ret_doc)
			*ret = (*ret_doc)->root;
		return *ret_doc != NULL;
	}
	*ret_json = json_new_object();
	*ret = json_tree(*ret_json);
	return input_apply(given, class_name, *ret_json, e);
}

static const struct class_method *known_method(const struct call *call)
{
	const struct wsman_class *c = catalog_find(call->args[0]);

	return c ? class_method(c, call->args[1]) : NULL;
}

/* Parameters in the order that firmware wants, those not known behind them. */
static struct json *in_order(const struct class_value *params, struct json *given)
{
	struct json *object = json_new_object();

	for (const struct class_value *v = params; v && v->name; v++) {
		struct tree m = tree_member(json_tree(given), v->name);

		if (tree_exists(m) && !strcmp(tree_name(m), v->name))
			json_set(object, v->name, json_new_null());
	}
	json_patch_merge(object, given, value_is_ref);
	json_free(given);
	return object;
}

static bool invoke(struct device *dev, const struct call *call, struct out *out,
		   struct err *e)
{
	struct raw_request r = wsman_request(call, RAW_INVOKE);
	const struct class_method *method = known_method(call);
	AUTO(xfreep) char *name = xasprintf("%s_INPUT", call->args[1]);
	AUTO(doc_freep) struct doc *xml = NULL;
	AUTO(json_freep) struct json *json = NULL;
	AUTO(doc_freep) struct doc *output = NULL;
	bool ok;

	if (!make_body(wsman_given(call), name, NULL, &xml, &json, &r.body, e))
		return false;
	if (json && method) {
		json = in_order(method->params, json);
		r.body = json_tree(json);
	}
	if (method)
		r.return_names = catalog_returns(method->returns);
	r.method = call->args[1];
	r.secret = value_has_secret(r.body);
	if (call->dry_run)
		return preview(dev, &r, call, out, e);
	ok = change(dev, &r, &output, out, e);
	if (method)
		out_describe(out, method->params);
	if (output)
		wsman_show(out, call, output->root);
	return ok;
}

bool wsman_invoke_method(struct device *dev, const struct call *call, struct out *out,
			 struct err *e)
{
	return invoke(dev, call, out, e) || err_wrap_operation(e, "wsman invoke");
}

/*
 * Is there an instance? A fault other than that it is not there tells that it
 * cannot be asked for this way, which is no answer.
 */
enum presence { PRESENT, ABSENT, NOT_TOLD, NOT_ASKED };

static enum presence look(struct device *dev, const struct raw_request *r, struct err *e)
{
	AUTO(doc_freep) struct doc *doc = NULL;

	if (device_raw(dev, r, &doc, e))
		return PRESENT;
	if (!strcmp(e->name, "DestinationUnreachable"))
		return ABSENT;
	return *e->name ? NOT_TOLD : NOT_ASKED;
}

static bool create_verify(struct device *dev, struct tree ref, struct err *e)
{
	struct raw_request get = { .op = RAW_GET,
				   .class_name = tree_member_text(ref, "class"),
				   .selectors = tree_member(ref, "selectors") };

	switch (look(dev, &get, e)) {
	case PRESENT:
	case NOT_TOLD:
		break;
	case ABSENT:
		return err_set(e, ERR_INDETERMINATE, 0,
			       "the device accepted it, but there is no such instance");
	case NOT_ASKED:
		e->domain = ERR_INDETERMINATE;
		return err_wrap(e, "accepted, but it could not be verified");
	}
	return true;
}

static bool create(struct device *dev, const struct call *call, struct out *out,
		   struct err *e)
{
	struct raw_request r = wsman_request(call, RAW_CREATE);
	AUTO(doc_freep) struct doc *xml = NULL;
	AUTO(json_freep) struct json *json = NULL;
	AUTO(json_freep) struct json *ref = NULL;
	AUTO(doc_freep) struct doc *created = NULL;

	if (!make_body(wsman_given(call), call->args[0], call->args[0], &xml, &json,
		       &r.body, e))
		return false;
	r.secret = value_has_secret(r.body);
	if (call->dry_run)
		return preview(dev, &r, call, out, e);
	if (!change(dev, &r, &created, out, e))
		return false;
	wsman_show(out, call, created->root);
	ref = value_json(created->root);
	if (!create_verify(dev, json_tree(ref), e))
		return false;
	out_changed(out, true);
	return true;
}

bool wsman_create_instance(struct device *dev, const struct call *call, struct out *out,
			   struct err *e)
{
	return create(dev, call, out, e) || err_wrap_operation(e, "wsman create");
}

/* ---- delete ---- */

static bool delete (struct device *dev, const struct call *call, struct out *out,
		    struct err *e)
{
	struct raw_request r = wsman_request(call, RAW_DELETE);
	struct raw_request get = wsman_request(call, RAW_GET);
	AUTO(doc_freep) struct doc *reply = NULL;

	if (call->dry_run)
		return preview(dev, &r, call, out, e);
	if (!change(dev, &r, &reply, out, e))
		return false;
	switch (look(dev, &get, e)) {
	case ABSENT:
	case NOT_TOLD:
		break;
	case PRESENT:
		return err_set(e, ERR_INDETERMINATE, 0,
			       "the device accepted it, but the instance is still there");
	case NOT_ASKED:
		e->domain = ERR_INDETERMINATE;
		return err_wrap(e, "accepted, but it could not be verified");
	}
	out_changed(out, true);
	return true;
}

bool wsman_delete_instance(struct device *dev, const struct call *call, struct out *out,
			   struct err *e)
{
	return delete (dev, call, out, e) || err_wrap_operation(e, "wsman delete");
}
