/* envelope: request envelopes. */
#include "core/wsman/envelope.h"

#include <stdio.h>
#include <string.h>

#include "core/wsman/body.h"
#include "core/wsman/soap.h"
#include "core/wsman/value.h"

static const struct xml_prefix soap = { .prefix = "", .uri = NS_SOAP };

static void put_action(struct body *g, const struct envelope *v)
{
	static const char *const actions[] = {
		[ENVELOPE_GET] = ACTION_GET,
		[ENVELOPE_PUT] = ACTION_PUT,
		[ENVELOPE_ENUMERATE] = ACTION_ENUMERATE,
		[ENVELOPE_PULL] = ACTION_PULL,
		[ENVELOPE_RELEASE] = ACTION_RELEASE,
		[ENVELOPE_CREATE] = ACTION_CREATE,
		[ENVELOPE_DELETE] = ACTION_DELETE,
	};
	AUTO(buf_done) struct buf action = BUF_INIT(4096);

	if (v->op != ENVELOPE_INVOKE) {
		xml_leaf(g->w, "a", "Action", actions[v->op]);
		return;
	}
	if (g->ok)
		g->ok = body_resource_uri(v->what->class_name, &action, g->e);
	buf_printf(&action, "/%.256s", v->method);
	xml_leaf(g->w, "a", "Action", buf_cstr(&action));
}

static void put_header(struct body *g, const struct envelope *v)
{
	char id[16];

	snprintf(id, sizeof(id), "%u", v->message_id);
	xml_open(g->w, NULL, "Header");
	put_action(g, v);
	xml_leaf(g->w, "a", "To", "/wsman");
	body_resource(g, v->what);
	xml_leaf(g->w, "a", "MessageID", id);
	xml_open(g->w, "a", "ReplyTo");
	xml_leaf(g->w, "a", "Address", WSA_ANONYMOUS);
	xml_close(g->w);
	xml_leaf(g->w, "w", "OperationTimeout", "PT60S");
	body_selectors(g, v->what);
	xml_close(g->w);
}

/* M_INPUT with its parameters: a tree of them, or a list. (DSP0227 7.4) */
static void put_input(struct body *g, const struct envelope *v)
{
	AUTO(xfreep) char *name = xasprintf("%.256s_INPUT", v->method);
	AUTO(buf_done) struct buf ns = BUF_INIT(1024);

	if (tree_exists(v->instance)) {
		body_object(g, name, v->what->class_name, v->instance);
		return;
	}
	body_open(g, name, v->what->class_name, &ns);
	for (size_t i = 0; i < v->n; i++) {
		const struct wsman_param *p = &v->params[i];

		xml_open(g->w, "r", p->name);
		if (p->value)
			xml_put_text(g->w, p->value);
		else if (p->ref)
			body_ref(g, p->ref);
		xml_close(g->w);
	}
	xml_close(g->w);
}

/* The instance under its own class, which need not be the one addressed. */
static void put_instance(struct body *g, const struct envelope *v)
{
	const char *own = tree_name(v->instance);
	const char *told = tree_member_text(v->instance, VALUE_CLASS);
	const char *name = *own ? own : told ? told : v->what->class_name;
	struct err unused;

	/* An element of another kind is written as it is called, for what it is worth. */
	body_object(g, name,
		    *own && !wsman_class_check(own, &unused) ? v->what->class_name : name,
		    v->instance);
}

static void put_enumeration(struct body *g, const struct envelope *v, const char *name)
{
	static const struct xml_prefix wsen = { .prefix = "", .uri = NS_WSEN };

	xml_open(g->w, NULL, name);
	xml_declare(g->w, &wsen);
	if (v->context)
		xml_leaf(g->w, NULL, "EnumerationContext", v->context);
	if (v->op == ENVELOPE_PULL) {
		xml_leaf(g->w, NULL, "MaxElements", PULL_ELEMENTS);
		xml_leaf(g->w, NULL, "MaxCharacters", PULL_CHARACTERS);
	}
	xml_close(g->w);
}

static void put_body(struct body *g, const struct envelope *v)
{
	static const struct xml_prefix wsmid = { .prefix = "", .uri = NS_WSMID };

	switch (v->op) {
	case ENVELOPE_GET:
	case ENVELOPE_DELETE:
		break;
	case ENVELOPE_PUT:
	case ENVELOPE_CREATE:
		put_instance(g, v);
		break;
	case ENVELOPE_ENUMERATE:
		put_enumeration(g, v, "Enumerate");
		break;
	case ENVELOPE_PULL:
		put_enumeration(g, v, "Pull");
		break;
	case ENVELOPE_RELEASE:
		put_enumeration(g, v, "Release");
		break;
	case ENVELOPE_INVOKE:
		put_input(g, v);
		break;
	case ENVELOPE_IDENTIFY:
		xml_open(g->w, NULL, "Identify");
		xml_declare(g->w, &wsmid);
		xml_close(g->w);
		break;
	}
}

bool envelope_write(const struct envelope *v, struct buf *ret, struct err *e)
{
	AUTO(xml_writer_freep) struct xml_writer *w = xml_writer_new();
	struct body g = { .w = w, .e = e, .ok = true };

	xml_open(w, NULL, "Envelope");
	xml_declare(w, &soap);
	if (v->op == ENVELOPE_IDENTIFY) {
		xml_leaf(w, NULL, "Header", NULL);
	} else {
		xml_declare(w, &body_wsa);
		xml_declare(w, &body_wsman);
		put_header(&g, v);
	}
	xml_open(w, NULL, "Body");
	put_body(&g, v);
	xml_close(w);
	xml_close(w);
	return g.ok && xml_writer_finish(w, ret, e);
}
