/* body: references and values as WS-MAN writes them. */
#include "core/wsman/body.h"

#include <stdio.h>
#include <string.h>

#include "core/wsman/soap.h"
#include "core/wsman/value.h"

/* Deepest nesting of values, and longest name of one. */
#define VALUE_DEPTH_MAX 32
#define VALUE_NAME_MAX 256

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

const struct xml_prefix body_wsa = { .prefix = "a", .uri = NS_WSA };
const struct xml_prefix body_wsman = { .prefix = "w", .uri = NS_WSMAN };
static const struct xml_prefix common = { .prefix = "c", .uri = NS_COMMON };

/* ---- classes and their URIs ---- */

/* The URI prefix of the class's schema; NULL: it is no class of AMT. */
static const char *schema_of(const char *class_name)
{
	for (size_t i = 0; i < ARRAY_LEN(schemas); i++) {
		if (!strncmp(class_name, schemas[i].prefix, strlen(schemas[i].prefix)))
			return schemas[i].uri;
	}
	return NULL;
}

static bool is_class(const char *name)
{
	size_t len = strlen(name);

	return schema_of(name) && len > 4 && len <= CLASS_NAME_MAX &&
	       !name[strspn(name, letters)];
}

bool wsman_class_check(const char *class_name, struct err *e)
{
	return is_class(class_name) ||
	       err_set(e, ERR_USAGE, 0,
		       "\"%.60s\" is no class name: CIM_, AMT_ or IPS_ and a name",
		       class_name);
}

bool body_resource_uri(const char *class_name, struct buf *ret, struct err *e)
{
	if (!wsman_class_check(class_name, e))
		return false;
	buf_printf(ret, "%s%s", schema_of(class_name), class_name);
	return true;
}

const char *body_class_of(const char *uri)
{
	const char *slash = strrchr(uri, '/');
	const char *name = slash ? slash + 1 : "";
	const char *schema = schema_of(name);

	if (!schema || !is_class(name) || strlen(schema) != (size_t)(name - uri) ||
	    strncmp(schema, uri, strlen(schema)) != 0)
		return NULL;
	return name;
}

/* ---- references ---- */

static void put_ref(struct body *b, const struct wsman_ref *ref, unsigned depth);

void body_resource(struct body *b, const struct wsman_ref *ref)
{
	AUTO(buf_done) struct buf uri = BUF_INIT(1024);

	if (b->ok)
		b->ok = body_resource_uri(ref->class_name, &uri, b->e);
	xml_leaf(b->w, "w", "ResourceURI", buf_cstr(&uri));
}

static void put_selectors(struct body *b, const struct wsman_ref *ref, unsigned depth)
{
	if (!ref->n)
		return;
	xml_open(b->w, "w", "SelectorSet");
	for (size_t i = 0; i < ref->n; i++) {
		const struct wsman_selector *s = &ref->selectors[i];

		xml_open(b->w, "w", "Selector");
		xml_put_attribute(b->w, "Name", s->name);
		if (s->value) {
			xml_put_text(b->w, s->value);
		} else {
			xml_open(b->w, "a", "EndpointReference");
			put_ref(b, s->ref, depth + 1);
			xml_close(b->w);
		}
		xml_close(b->w);
	}
	xml_close(b->w);
}

void body_selectors(struct body *b, const struct wsman_ref *ref)
{
	put_selectors(b, ref, 0);
}

static void put_ref(struct body *b, const struct wsman_ref *ref, unsigned depth)
{
	if (depth > REF_DEPTH_MAX) {
		b->ok = err_set(b->e, ERR_INTERNAL, 0, "references nest too deeply");
		return;
	}
	xml_leaf(b->w, "a", "Address", WSA_ANONYMOUS);
	xml_open(b->w, "a", "ReferenceParameters");
	body_resource(b, ref);
	put_selectors(b, ref, depth);
	xml_close(b->w);
}

void body_ref(struct body *b, const struct wsman_ref *ref)
{
	put_ref(b, ref, 0);
}

/* ---- values ---- */

static void put_value(struct body *b, struct tree t, const struct xml_prefix *ns,
		      unsigned depth);

static void put_ref_value(struct body *b, struct tree t)
{
	AUTO(value_ref_freep) struct wsman_ref *ref = NULL;

	if (!b->ok)
		return;
	ref = value_ref(tree_member_text(t, "class"), tree_member(t, "selectors"), b->e);
	if (ref)
		body_ref(b, ref);
	else
		b->ok = false;
}

/* The wrapper of a date or an interval: the only member, a text. */
static bool is_time(struct tree t)
{
	struct tree m = tree_first(t);
	const char *name = tree_name(m);

	return tree_text(m) && !tree_exists(tree_next(m)) &&
	       (!strcmp(name, "Datetime") || !strcmp(name, "Interval"));
}

static void put_time(struct body *b, struct tree t)
{
	struct tree m = tree_first(t);

	xml_open(b->w, common.prefix, tree_name(m));
	xml_declare(b->w, &common);
	xml_put_text(b->w, tree_text(m));
	xml_close(b->w);
}

/* The members of an embedded object, which may be of another class. */
static void put_members(struct body *b, struct tree t, const struct xml_prefix *ns,
			unsigned depth)
{
	const char *class_name = tree_member_text(t, VALUE_CLASS);
	AUTO(buf_done) struct buf uri = BUF_INIT(1024);
	struct xml_prefix own = *ns;
	char prefix[16];

	if (class_name && b->ok) {
		b->ok = body_resource_uri(class_name, &uri, b->e);
		snprintf(prefix, sizeof(prefix), "e%u", depth);
		own = (struct xml_prefix){ .prefix = prefix, .uri = buf_cstr(&uri) };
		xml_declare(b->w, &own);
	}
	for (struct tree m = tree_first(t); tree_exists(m); m = tree_next(m))
		put_value(b, m, &own, depth + 1);
}

static void put_json(struct body *b, struct tree t, const struct xml_prefix *ns,
		     unsigned depth)
{
	const char *text = tree_text(t);

	if (*tree_name(t) == '@' || (!text && !tree_exists(tree_first(t))))
		return; /* ours; null is absent */
	xml_open(b->w, ns->prefix, tree_name(t));
	if (text)
		xml_put_text(b->w, text);
	else if (value_is_ref(t))
		put_ref_value(b, t);
	else if (is_time(t))
		put_time(b, t);
	else
		put_members(b, t, ns, depth);
	xml_close(b->w);
}

static void put_value(struct body *b, struct tree t, const struct xml_prefix *ns,
		      unsigned depth)
{
	const struct xml_prefix known[] = { *ns, body_wsa, body_wsman };

	if (!b->ok)
		return;
	if (strlen(tree_name(t)) > VALUE_NAME_MAX)
		b->ok = err_set(b->e, ERR_USAGE, 0, "a name is over %d bytes",
				VALUE_NAME_MAX);
	else if (depth > VALUE_DEPTH_MAX)
		b->ok = err_set(b->e, ERR_USAGE, 0, "%s is nested deeper than %d levels",
				tree_name(t), VALUE_DEPTH_MAX);
	else if (xml_holds(t))
		xml_put_tree(b->w, t, known, ARRAY_LEN(known));
	else
		put_json(b, t, ns, depth);
}

void body_open(struct body *b, const char *name, const char *class_name, struct buf *ns)
{
	struct xml_prefix r = { .prefix = "r" };

	if (b->ok)
		b->ok = body_resource_uri(class_name, ns, b->e);
	r.uri = buf_cstr(ns);
	xml_open(b->w, r.prefix, name);
	xml_declare(b->w, &r);
}

void body_member(struct body *b, struct tree member, const struct buf *ns)
{
	const struct xml_prefix r = { .prefix = "r", .uri = buf_cstr(ns) };

	put_value(b, member, &r, 0);
}

void body_object(struct body *b, const char *name, const char *class_name, struct tree t)
{
	AUTO(buf_done) struct buf ns = BUF_INIT(1024);

	body_open(b, name, class_name, &ns);
	for (struct tree m = tree_first(t); tree_exists(m); m = tree_next(m))
		body_member(b, m, &ns);
	xml_close(b->w);
}
