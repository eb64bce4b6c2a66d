/* wsman: the generic operations of WS-Transfer, and invoking methods. */
#include "tests/sim/wsman.h"

#include <stdlib.h>
#include <string.h>

#include "tests/sim/classes.h"
#include "tests/sim/device.h"
#include "tests/sim/methods.h"

/* Created instances of one class on one device (firmware tables are small). */
#define CREATED_MAX 16

static const struct soap_fault *check_selectors(const struct request *q)
{
	for (size_t i = 0; i < q->selectors->n; i++) {
		if (!class_has_key(q->class, q->selectors->sel[i].name))
			return soap_fault_get(SOAP_INVALID_SELECTORS);
	}
	return NULL;
}

/*
 * The instance that the selectors name. Fewer than all keys will do as long as
 * one instance matches; none at all gives the class's usual one.
 */
static const struct soap_fault *find_inst(const struct device *d, const struct request *q,
					  const struct inst **ret)
{
	const struct soap_fault *f = check_selectors(q);
	const struct inst *hit = NULL;
	size_t cursor = 0, hits = 0;

	if (f)
		return f;
	for (const struct inst *i; (i = store_next(&d->store, &cursor));) {
		if (i->class != q->class || !inst_matches(i, q->selectors))
			continue;
		if (!hits++ || i->preferred)
			hit = i;
	}
	if (!hit)
		return soap_fault_get(SOAP_DESTINATION_UNREACHABLE);
	if (hits > 1 && q->selectors->n)
		return soap_fault_get(SOAP_INVALID_SELECTORS);
	*ret = hit;
	return NULL;
}

static void reply_with(struct reply *r, const struct request *q, const struct inst *i)
{
	AUTO(xfreep) char *uri = class_uri(q->class);

	reply_begin(r, q, uri, NULL, q->class->flags & CLASS_COMMON);
	reply_inst(r, i);
	reply_end(r);
}

static const struct soap_fault *run_get(struct reply *r, const struct request *q)
{
	const struct inst *i = NULL;
	const struct soap_fault *f = find_inst(r->device, q, &i);

	if (!f)
		reply_with(r, q, i);
	return f;
}

/* A value of the body in the form the store holds it. */
static bool value_take(struct inst *to, const xmlNode *n, enum value_kind kind)
{
	const char *wrapper = kind == VALUE_DATETIME ? "Datetime" : "Interval";
	AUTO(xfreep) char *text = NULL;

	if (kind == VALUE_REF) {
		struct ref *ref = node_ref(n, 0);

		if (ref)
			inst_add(to, (const char *)n->name, kind, NULL, ref);
		return ref != NULL;
	}
	if (kind == VALUE_TEXT && xmlFirstElementChild((xmlNode *)n))
		return false;
	text = node_text(kind == VALUE_TEXT ? n : node_child(n, NS_COMMON, wrapper));
	inst_add(to, (const char *)n->name, kind, text, NULL);
	return true;
}

static bool is_bool(const char *s)
{
	return !strcmp(s, "true") || !strcmp(s, "false");
}

/* The schema is read off the stored instance: names, and which are booleans. */
static const struct soap_fault *put_prop(const struct device *d, const struct inst *old,
					 struct inst *new, const char *ns,
					 const xmlNode *n)
{
	const struct class *c = old->class;
	const char *name = (const char *)n->name;
	const struct prop *p = inst_prop(old, name);
	bool lenient = d->sim->opt.lenient_put;
	bool known = p || word_in(c->optional, name) || word_in(c->read_only, name) ||
		     word_in(c->secret, name);
	AUTO(xfreep) char *text = node_text(n);

	if (!node_is(n, ns, name) || !known)
		return lenient ? NULL : soap_fault_get(SOAP_SCHEMA_VALIDATION);
	if (word_in(c->read_only, name))
		return lenient ? NULL : soap_fault_get(SOAP_SCHEMA_VALIDATION);
	if (word_in(c->secret, name)) /* kept, if at all, where no Get sees it */
		return !*text || !c->secret_ok || c->secret_ok(text)
			       ? NULL
			       : soap_fault_get(SOAP_INVALID_VALUES);
	if (word_in(c->echoed, name))
		return lenient || !strcmp(text, inst_text(old, name))
			       ? NULL
			       : soap_fault_get(SOAP_INVALID_VALUES);
	if (p && p->kind == VALUE_TEXT && is_bool(p->text) && !is_bool(text))
		return soap_fault_get(SOAP_SCHEMA_VALIDATION);
	if (p && class_has_key(c, name) && p->kind == VALUE_TEXT &&
	    strcmp(text, p->text) != 0)
		return soap_fault_get(SOAP_INVALID_VALUES);
	if (!value_take(new, n, p ? p->kind : VALUE_TEXT))
		return soap_fault_get(SOAP_SCHEMA_VALIDATION);
	return NULL;
}

/* Of what is required, firmware knows what it has itself: known, NULL for all. */
static bool has_required(const char *words, const struct inst *i,
			 const struct inst *known)
{
	while (words && *words) {
		AUTO(xfreep) char *word = xstrndup(words, strcspn(words, " "));

		if (!inst_prop(i, word) && (!known || inst_prop(known, word)))
			return false;
		words += strlen(word);
		words += strspn(words, " ");
	}
	return true;
}

/* What a Put body says, checked, as an instance of its own. */
static const struct soap_fault *put_parse(const struct device *d, const struct request *q,
					  const struct inst *old, struct inst *new)
{
	AUTO(xfreep) char *ns = class_uri(q->class);
	const struct soap_fault *f = NULL;

	if (!q->body || strcmp((const char *)q->body->name, q->class->name) != 0)
		return soap_fault_get(SOAP_SCHEMA_VALIDATION);
	if (!node_is(q->body, ns, q->class->name))
		return soap_fault_get(SOAP_INVALID_NAMESPACE);
	for (xmlNode *n = xmlFirstElementChild(q->body); n && !f;
	     n = xmlNextElementSibling(n))
		f = put_prop(d, old, new, ns, n);
	if (!f && !has_required(q->class->required, new, old))
		f = soap_fault_get(SOAP_MISSING_VALUES);
	return f;
}

static void overwrite(struct inst *to, const struct inst *from)
{
	for (size_t k = 0; k < from->n; k++)
		inst_drop(to, from->v[k].name);
	for (size_t k = 0; k < from->n; k++)
		inst_add(to, from->v[k].name, from->v[k].kind, from->v[k].text,
			 ref_copy(from->v[k].ref));
}

static const struct soap_fault *run_put(struct reply *r, const struct request *q)
{
	struct device *d = r->device;
	const struct inst *i = NULL;
	const struct soap_fault *f = find_inst(d, q, &i);

	if (f)
		return f;
	if (!(q->class->flags & CLASS_PUT))
		return soap_fault_get(SOAP_ACTION_NOT_SUPPORTED);

	AUTO(inst_freep) struct inst *old = device_read(d, i);
	AUTO(inst_freep) struct inst *given = inst_new(q->class);

	f = put_parse(d, q, old, given);
	if (f)
		return f;

	AUTO(inst_freep) struct inst *merged = inst_copy(old);

	overwrite(merged, given);
	f = q->class->guard ? q->class->guard(d, old, merged) : NULL;
	if (f)
		return f;

	const struct fault *lost = device_fault(d, FAULT_ACCEPTED_NOT_DONE);

	if (lost && *lost->only) {
		reply_with(r, q, i);
		return NULL;
	}

	struct inst *own = device_edit(d, i);

	overwrite(own, given);
	if (q->class->stored)
		q->class->stored(d, old, own);
	reply_with(r, q, own);
	return NULL;
}

static bool ref_exists(const struct device *d, const struct ref *ref)
{
	const struct class *c = class_find(ref->class_name);
	size_t cursor = 0;

	for (const struct inst *i; (i = store_next(&d->store, &cursor));) {
		if (i->class == c && inst_matches(i, ref))
			return true;
	}
	return false;
}

static const struct soap_fault *create_parse(const struct device *d,
					     const struct request *q, struct inst *new)
{
	AUTO(xfreep) char *ns = class_uri(q->class);

	if (!node_is(q->body, ns, q->class->name))
		return soap_fault_get(SOAP_SCHEMA_VALIDATION);
	for (xmlNode *n = xmlFirstElementChild(q->body); n;
	     n = xmlNextElementSibling(n)) {
		bool epr = node_child(n, NS_WSA, "ReferenceParameters");

		if (!node_is(n, ns, (const char *)n->name) ||
		    !value_take(new, n, epr ? VALUE_REF : VALUE_TEXT))
			return soap_fault_get(SOAP_SCHEMA_VALIDATION);
	}
	if (!has_required(q->class->keys, new, NULL))
		return soap_fault_get(SOAP_MISSING_VALUES);
	for (size_t k = 0; k < new->n; k++) {
		if (new->v[k].ref && !ref_exists(d, new->v[k].ref))
			return soap_fault_get(SOAP_INVALID_VALUES);
	}
	return NULL;
}

static const struct soap_fault *create_room(const struct device *d,
					    const struct inst *new)
{
	AUTO(ref_freep) struct ref *keys = inst_ref(new);
	size_t cursor = 0, n = 0;

	for (const struct inst *i; (i = store_next(&d->store, &cursor));) {
		if (i->class != new->class)
			continue;
		if (inst_matches(i, keys))
			return soap_fault_get(SOAP_ALREADY_EXISTS);
		n++;
	}
	return n < CREATED_MAX ? NULL : soap_fault_get(SOAP_QUOTA_LIMIT);
}

static const struct soap_fault *run_create(struct reply *r, const struct request *q)
{
	AUTO(inst_freep) struct inst *new = inst_new(q->class);
	const struct soap_fault *f;

	if (!(q->class->flags & CLASS_CREATE))
		return soap_fault_get(SOAP_ACTION_NOT_SUPPORTED);
	f = create_parse(r->device, q, new);
	if (!f)
		f = create_room(r->device, new);
	if (f)
		return f;

	AUTO(ref_freep) struct ref *ref = inst_ref(new);

	reply_begin(r, q, NS_WXF, NULL, false);
	buf_puts(&r->xml, "<g:ResourceCreated>");
	reply_epr(r, ref);
	buf_puts(&r->xml, "</g:ResourceCreated>");
	reply_end(r);
	store_insert(&r->device->store, STEAL(new));
	return NULL;
}

static const struct soap_fault *run_delete(struct reply *r, const struct request *q)
{
	const struct inst *i = NULL;
	const struct soap_fault *f = find_inst(r->device, q, &i);

	if (f)
		return f;
	if (!(q->class->flags & CLASS_DELETE))
		return soap_fault_get(SOAP_ACTION_NOT_SUPPORTED);
	if (!q->selectors->n)
		return soap_fault_get(SOAP_INVALID_SELECTORS);
	store_delete(&r->device->store, i);
	reply_begin(r, q, NULL, NULL, false);
	reply_end(r);
	return NULL;
}

static const struct soap_fault *check_input(const struct request *q,
					    const struct method *m, const char *ns)
{
	AUTO(xfreep) char *input = xasprintf("%s_INPUT", m->name);

	if (!node_is(q->body, ns, input))
		return soap_fault_get(SOAP_SCHEMA_VALIDATION);
	for (xmlNode *n = xmlFirstElementChild(q->body); n;
	     n = xmlNextElementSibling(n)) {
		if (!node_is(n, ns, (const char *)n->name) ||
		    !word_in(m->params, (const char *)n->name))
			return soap_fault_get(SOAP_SCHEMA_VALIDATION);
	}
	return NULL;
}

/* The method itself, unless a --fault stands in its place. */
static const struct soap_fault *call_method(struct call *c, const struct method *m)
{
	const struct fault *f;

	c->device->counts.stages[STAGE_METHOD]++;
	f = device_fault(c->device, FAULT_RETURN);
	if (f) {
		c->ret = (uint32_t)strtoul(f->arg, NULL, 10);
		return NULL;
	}
	if (device_fault(c->device, FAULT_ACCEPTED_NOT_DONE)) {
		c->ret = 0;
		return NULL;
	}
	return m->run(c);
}

static bool lacks_method(const struct device *d, const struct method *m)
{
	AUTO(xfreep) char *name = xasprintf("%s.%s", m->class_name, m->name);

	return strv_has(&d->sim->profile.no_method, name);
}

static const struct soap_fault *run_invoke(struct reply *r, const struct request *q,
					   struct wsman_log *log)
{
	AUTO(xfreep) char *ns = class_uri(q->class);
	const struct method *m = method_find(q->class, q->method);
	struct buf out = BUF_INIT(REPLY_MAX);
	struct call c = { .device = r->device, .input = q->body, .ns = ns, .out = &out };
	const struct soap_fault *f = find_inst(r->device, q, &c.inst);

	if (f)
		return f;
	if (!m || lacks_method(r->device, m))
		return soap_fault_get(SOAP_ACTION_NOT_SUPPORTED);
	f = check_input(q, m, ns);
	if (!f)
		f = call_method(&c, m);
	if (!f) {
		log->return_value = c.ret;
		reply_begin(r, q, ns, NULL, false);
		buf_printf(
			&r->xml,
			"<g:%s_OUTPUT>%s<g:ReturnValue>%u</g:ReturnValue></g:%s_OUTPUT>",
			m->name, buf_cstr(&out), c.ret, m->name);
		reply_end(r);
	}
	buf_done(&out);
	return f;
}

static const struct soap_fault *run(struct reply *r, const struct request *q,
				    struct wsman_log *log)
{
	const struct fault *forced = device_fault(r->device, FAULT_SOAP_FAULT);

	if (forced)
		return soap_fault_named(forced->arg);
	if (q->op == OP_IDENTIFY) {
		reply_identify(r);
		return NULL;
	}
	if (!q->class || !device_has_class(r->device, q->class))
		return soap_fault_get(SOAP_DESTINATION_UNREACHABLE);
	switch (q->op) {
	case OP_GET:
		return run_get(r, q);
	case OP_PUT:
		return run_put(r, q);
	case OP_CREATE:
		return run_create(r, q);
	case OP_DELETE:
		return run_delete(r, q);
	case OP_ENUMERATE:
		return enumerate_start(r, q);
	case OP_PULL:
		return enumerate_pull(r, q);
	case OP_RELEASE:
		return enumerate_release(r, q);
	case OP_INVOKE:
		return run_invoke(r, q, log);
	case OP_IDENTIFY:
	case OP_NONE:
		break;
	}
	return soap_fault_get(SOAP_ACTION_NOT_SUPPORTED);
}

enum wsman_result wsman_run(struct reply *reply, const char *body, size_t len,
			    struct wsman_log *log)
{
	const struct soap_fault *f;
	struct request q;
	enum wsman_result result = WSMAN_OK;
	bool ok = request_parse(body, len, &q, &f);

	*log = (struct wsman_log){ .return_value = -1 };
	fault_request(&reply->device->sim->opt.faults, &reply->device->counts,
		      q.class ? q.class->name : NULL, q.action_name);
	reply->wrong_relates = device_fault(reply->device, FAULT_WRONG_RELATES_TO);
	if (ok)
		f = run(reply, &q, log);
	if (q.class)
		snprintf(log->class_name, sizeof(log->class_name), "%s", q.class->name);
	if (q.action_name)
		snprintf(log->action, sizeof(log->action), "%s", q.action_name);
	if (f) {
		log->fault = f->name;
		reply_fault(reply, &q, f);
		result = WSMAN_FAULT;
	} else if (!ok) {
		result = WSMAN_NOT_SOAP;
	}
	request_done(&q);
	return result;
}
