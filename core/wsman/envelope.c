/* envelope: request envelopes. */
#include "core/wsman/envelope.h"

#include <stdio.h>
#include <string.h>

#include "core/wsman/soap.h"
#include "core/wsman/xml.h"

static const struct {
	const char *prefix;
	const char *uri;
} schemas[] = {
	{ "CIM_", "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/" },
	{ "AMT_", "http://intel.com/wbem/wscim/1/amt-schema/1/" },
	{ "IPS_", "http://intel.com/wbem/wscim/1/ips-schema/1/" },
};

static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			      "0123456789_";

/* The URI prefix of the class's schema; NULL: it is no class of AMT. */
static const char *schema_of(const char *class_name)
{
	for (size_t i = 0; i < ARRAY_LEN(schemas); i++) {
		if (!strncmp(class_name, schemas[i].prefix, strlen(schemas[i].prefix)))
			return schemas[i].uri;
	}
	return NULL;
}

bool wsman_class_check(const char *class_name, struct err *e)
{
	size_t len = strlen(class_name);

	if (!schema_of(class_name) || len < 5 || len > CLASS_NAME_MAX ||
	    class_name[strspn(class_name, letters)])
		return err_set(
			e, ERR_USAGE, 0,
			"\"%.60s\" is no class name: CIM_, AMT_ or IPS_ and a name",
			class_name);
	return true;
}

bool envelope_resource_uri(const char *class_name, struct buf *ret, struct err *e)
{
	if (!wsman_class_check(class_name, e))
		return false;
	buf_printf(ret, "%s%s", schema_of(class_name), class_name);
	return true;
}

static const struct xml_prefix soap = { .prefix = "", .uri = NS_SOAP };
static const struct xml_prefix wsa = { .prefix = "a", .uri = NS_WSA };
static const struct xml_prefix wsman = { .prefix = "w", .uri = NS_WSMAN };

/* References nest; this deep, they are a defect of ours. */
#define REF_DEPTH_MAX 4

/* What every step of writing needs. A class name may be bad deep inside. */
struct writing {
	struct xml_writer *w;
	struct err *e;
	bool ok;
};

static void put_ref(struct writing *g, const struct wsman_ref *ref, unsigned depth);

/* ResourceURI, and the selectors behind whatever stands between. */
static void put_resource(struct writing *g, const struct wsman_ref *ref)
{
	AUTO(buf_done) struct buf uri = BUF_INIT(1024);

	if (g->ok)
		g->ok = envelope_resource_uri(ref->class_name, &uri, g->e);
	xml_leaf(g->w, "w", "ResourceURI", buf_cstr(&uri));
}

static void put_selectors(struct writing *g, const struct wsman_ref *ref, unsigned depth)
{
	if (!ref->n)
		return;
	xml_open(g->w, "w", "SelectorSet");
	for (size_t i = 0; i < ref->n; i++) {
		const struct wsman_selector *s = &ref->selectors[i];

		xml_open(g->w, "w", "Selector");
		xml_put_attribute(g->w, "Name", s->name);
		if (s->value) {
			xml_put_text(g->w, s->value);
		} else {
			xml_open(g->w, "a", "EndpointReference");
			put_ref(g, s->ref, depth + 1);
			xml_close(g->w);
		}
		xml_close(g->w);
	}
	xml_close(g->w);
}

/* The content of an endpoint reference. (WS-Addressing 2004, 2.2) */
static void put_ref(struct writing *g, const struct wsman_ref *ref, unsigned depth)
{
	if (depth > REF_DEPTH_MAX) {
		g->ok = err_set(g->e, ERR_INTERNAL, 0, "references nest too deeply");
		return;
	}
	xml_leaf(g->w, "a", "Address", WSA_ANONYMOUS);
	xml_open(g->w, "a", "ReferenceParameters");
	put_resource(g, ref);
	put_selectors(g, ref, depth);
	xml_close(g->w);
}

static void put_action(struct writing *g, const struct envelope *v)
{
	static const char *const actions[] = {
		[ENVELOPE_GET] = ACTION_GET,
		[ENVELOPE_PUT] = ACTION_PUT,
		[ENVELOPE_ENUMERATE] = ACTION_ENUMERATE,
		[ENVELOPE_PULL] = ACTION_PULL,
		[ENVELOPE_RELEASE] = ACTION_RELEASE,
	};
	AUTO(buf_done) struct buf action = BUF_INIT(4096);

	if (v->op != ENVELOPE_INVOKE) {
		xml_leaf(g->w, "a", "Action", actions[v->op]);
		return;
	}
	if (g->ok)
		g->ok = envelope_resource_uri(v->what->class_name, &action, g->e);
	buf_printf(&action, "/%.256s", v->method);
	xml_leaf(g->w, "a", "Action", buf_cstr(&action));
}

static void put_header(struct writing *g, const struct envelope *v)
{
	char id[16];

	snprintf(id, sizeof(id), "%u", v->message_id);
	xml_open(g->w, NULL, "Header");
	put_action(g, v);
	xml_leaf(g->w, "a", "To", "/wsman");
	put_resource(g, v->what);
	xml_leaf(g->w, "a", "MessageID", id);
	xml_open(g->w, "a", "ReplyTo");
	xml_leaf(g->w, "a", "Address", WSA_ANONYMOUS);
	xml_close(g->w);
	xml_leaf(g->w, "w", "OperationTimeout", "PT60S");
	put_selectors(g, v->what, 0);
	xml_close(g->w);
}

/* M_INPUT with its parameters. (DSP0227 7.4) */
static void put_input(struct writing *g, const struct envelope *v,
		      const struct xml_prefix *class_ns)
{
	AUTO(xfreep) char *name = xasprintf("%.256s_INPUT", v->method);

	xml_open(g->w, "r", name);
	xml_declare(g->w, class_ns);
	for (size_t i = 0; i < v->n; i++) {
		const struct wsman_param *p = &v->params[i];

		xml_open(g->w, "r", p->name);
		if (p->value)
			xml_put_text(g->w, p->value);
		else if (p->ref)
			put_ref(g, p->ref, 0);
		xml_close(g->w);
	}
	xml_close(g->w);
}

/* The instance under its own name, which need not be the addressed class's. */
static void put_instance(struct writing *g, const struct envelope *v,
			 const struct xml_prefix *class_ns)
{
	const struct xml_prefix known[] = { *class_ns, wsa, wsman };
	const char *name = tree_name(v->instance);

	xml_open(g->w, "r", *name ? name : v->what->class_name);
	xml_declare(g->w, class_ns);
	for (struct tree m = tree_first(v->instance); tree_exists(m); m = tree_next(m))
		xml_put_tree(g->w, m, known, ARRAY_LEN(known));
	xml_close(g->w);
}

static void put_enumeration(struct writing *g, const struct envelope *v, const char *name)
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

static void put_body(struct writing *g, const struct envelope *v)
{
	AUTO(buf_done) struct buf uri = BUF_INIT(1024);
	struct xml_prefix class_ns = { .prefix = "r" };
	static const struct xml_prefix wsmid = { .prefix = "", .uri = NS_WSMID };

	if (v->what && g->ok)
		g->ok = envelope_resource_uri(v->what->class_name, &uri, g->e);
	class_ns.uri = buf_cstr(&uri);
	switch (v->op) {
	case ENVELOPE_GET:
		break;
	case ENVELOPE_PUT:
		put_instance(g, v, &class_ns);
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
		put_input(g, v, &class_ns);
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
	struct writing g = { .w = w, .e = e, .ok = true };

	xml_open(w, NULL, "Envelope");
	xml_declare(w, &soap);
	if (v->op == ENVELOPE_IDENTIFY) {
		xml_leaf(w, NULL, "Header", NULL);
	} else {
		xml_declare(w, &wsa);
		xml_declare(w, &wsman);
		put_header(&g, v);
	}
	xml_open(w, NULL, "Body");
	put_body(&g, v);
	xml_close(w);
	xml_close(w);
	return g.ok && xml_writer_finish(w, ret, e);
}
