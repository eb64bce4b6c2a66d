/* value: WS-MAN's values beside JSON's. */
#include "core/wsman/value.h"

#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/strmap.h"
#include "core/wsman/body.h"
#include "core/wsman/soap.h"

/* ---- XML to JSON ---- */

static struct tree child(struct tree t, const char *uri, const char *name)
{
	struct tree m = tree_first(t);

	while (tree_exists(m) &&
	       (strcmp(tree_name(m), name) != 0 || strcmp(xml_namespace(m), uri) != 0))
		m = tree_next(m);
	return m;
}

/* Members "class", a text, and perhaps "selectors", and no other. */
static bool is_json_ref(struct tree t)
{
	bool named = false;

	for (struct tree m = tree_first(t); tree_exists(m); m = tree_next(m)) {
		if (!strcmp(tree_name(m), "class") && tree_text(m) && !named)
			named = true;
		else if (strcmp(tree_name(m), "selectors") != 0)
			return false;
	}
	return named;
}

bool value_is_ref(struct tree t)
{
	if (xml_holds(t))
		return tree_exists(child(t, NS_WSA, "ReferenceParameters"));
	return is_json_ref(t);
}

static struct json *ref_json(struct tree t)
{
	struct tree params = child(t, NS_WSA, "ReferenceParameters");
	const char *uri = tree_text(child(params, NS_WSMAN, "ResourceURI"));
	const char *class_name = uri ? body_class_of(uri) : NULL;
	struct tree s = tree_first(child(params, NS_WSMAN, "SelectorSet"));
	struct json *selectors = json_new_object();
	struct json *ref = json_new_object();

	for (; tree_exists(s); s = tree_next(s)) {
		AUTO(xfreep) char *name = xml_attribute(s, "Name");
		struct tree inner = child(s, NS_WSA, "EndpointReference");

		json_set(selectors, name ? name : "",
			 value_is_ref(inner) ? ref_json(inner)
					     : json_new_string(tree_text(s)));
	}
	json_set(ref, "class", json_new_string(class_name ? class_name : uri ? uri : ""));
	json_set(ref, "selectors", selectors);
	return ref;
}

/* The class of an object's members, where its element does not tell; NULL: none. */
static const char *class_of_members(struct tree t)
{
	struct tree m = tree_first(t);
	const char *own = xml_namespace(t);
	const char *theirs = xml_namespace(m);

	if (body_class_of(own) && !strcmp(body_class_of(own), tree_name(t)))
		return tree_name(t); /* an instance */
	return tree_exists(m) && strcmp(own, theirs) != 0 ? body_class_of(theirs) : NULL;
}

/* What was set under a name so far; the object owns it. */
struct slot {
	struct json *v;
	bool list;
};

static struct json *object_json(struct tree t)
{
	AUTO(strmap_done) struct strmap names = { 0 };
	AUTO(xfreep) struct slot *slots = NULL;
	struct json *object = json_new_object();
	const char *class_name = class_of_members(t);
	size_t n = 0;

	if (class_name)
		json_set(object, VALUE_CLASS, json_new_string(class_name));
	for (struct tree m = tree_first(t); tree_exists(m); m = tree_next(m)) {
		struct json *v = value_json(m);
		bool fresh;
		size_t at = *strmap_add(&names, tree_name(m), n, &fresh);

		if (fresh) {
			slots = xreallocarray(slots, n + 1, sizeof(*slots));
			slots[n++] = (struct slot){ .v = v };
			json_set(object, tree_name(m), v);
			continue;
		}
		assert(slots);
		if (!slots[at].list) {
			struct json *list = json_new_array();

			json_append(list, json_clone(slots[at].v));
			json_set(object, tree_name(m), list);
			slots[at] = (struct slot){ .v = list, .list = true };
		}
		json_append(slots[at].v, v);
	}
	return object;
}

struct json *value_json(struct tree t)
{
	if (!xml_holds(t))
		return json_from_tree(t);
	if (value_is_ref(t))
		return ref_json(t);
	if (tree_exists(tree_first(t)) || class_of_members(t))
		return object_json(t);
	return json_new_string(tree_text(t));
}

/* ---- references ---- */

/* wsman_ref, with what its const pointers name. */
struct owned_ref {
	struct wsman_ref ref; /* first: a pointer to one is a pointer to the other */
	char *class_name;
	struct wsman_selector *selectors;
	struct strv texts;
	struct wsman_ref **refs;
	size_t n_refs;
};

void value_ref_free(struct wsman_ref *ref)
{
	struct owned_ref *o = (struct owned_ref *)ref;

	if (!o)
		return;
	for (size_t i = 0; i < o->n_refs; i++)
		value_ref_free(o->refs[i]);
	free(o->refs);
	strv_done(&o->texts);
	free(o->selectors);
	free(o->class_name);
	free(o);
}

static struct wsman_ref *make_ref(const char *class_name, struct tree selectors,
				  unsigned depth, struct err *e);

static const char *keep(struct owned_ref *o, const char *text)
{
	strv_add(&o->texts, text);
	return o->texts.v[o->texts.n - 1];
}

static bool add_selector(struct owned_ref *o, struct tree s, unsigned depth,
			 struct err *e)
{
	struct wsman_selector *to = &o->selectors[o->ref.n];
	const char *text = tree_text(s);

	if (o->ref.n == REF_SELECTORS_MAX)
		return err_set(e, ERR_USAGE, 0, "more than %d selectors",
			       REF_SELECTORS_MAX);
	if (!text && !value_is_ref(s))
		return err_set(e, ERR_USAGE, 0,
			       "selector %.60s is neither a text nor a reference",
			       tree_name(s));
	*to = (struct wsman_selector){ .name = keep(o, tree_name(s)) };
	if (text) {
		to->value = keep(o, text);
	} else {
		struct wsman_ref *ref =
			make_ref(tree_member_text(s, "class"),
				 tree_member(s, "selectors"), depth + 1, e);

		if (!ref)
			return false;
		o->refs[o->n_refs++] = ref;
		to->ref = ref;
	}
	o->ref.n++;
	return true;
}

static struct wsman_ref *make_ref(const char *class_name, struct tree selectors,
				  unsigned depth, struct err *e)
{
	if (depth > REF_DEPTH_MAX) {
		err_set(e, ERR_USAGE, 0, "references nest deeper than %d levels",
			REF_DEPTH_MAX);
		return NULL;
	}
	if (!wsman_class_check(class_name ? class_name : "", e))
		return NULL;
	if (tree_text(selectors)) {
		err_set(e, ERR_USAGE, 0, "selectors of %s: not an object", class_name);
		return NULL;
	}

	struct owned_ref *o = xcalloc(1, sizeof(*o));

	o->class_name = xstrdup(class_name);
	o->selectors = xcalloc(REF_SELECTORS_MAX + 1, sizeof(*o->selectors));
	o->refs = xcalloc(REF_SELECTORS_MAX, sizeof(struct wsman_ref *));
	o->ref.class_name = o->class_name;
	o->ref.selectors = o->selectors;
	for (struct tree s = tree_first(selectors); tree_exists(s); s = tree_next(s)) {
		if (!add_selector(o, s, depth, e)) {
			value_ref_free(&o->ref);
			return NULL;
		}
	}
	return &o->ref;
}

struct wsman_ref *value_ref(const char *class_name, struct tree selectors, struct err *e)
{
	return make_ref(class_name, selectors, 0, e);
}

/* ---- comparing ---- */

static bool is_null(struct tree t)
{
	return !tree_text(t) && !tree_exists(tree_first(t));
}

/* t or a sibling behind it, of just that name and not null. */
static struct tree named(struct tree t, const char *name)
{
	while (tree_exists(t) && (strcmp(tree_name(t), name) != 0 || is_null(t)))
		t = tree_next(t);
	return t;
}

bool value_same_member(struct tree a, struct tree b, const char *name)
{
	struct tree ma = named(tree_first(a), name);
	struct tree mb = named(tree_first(b), name);

	while (tree_exists(ma) && tree_exists(mb)) {
		if (!value_same(ma, mb))
			return false;
		ma = named(tree_next(ma), name);
		mb = named(tree_next(mb), name);
	}
	return !tree_exists(ma) && !tree_exists(mb);
}

/* Has b under each name what a has? */
static bool covers(struct tree a, struct tree b)
{
	for (struct tree m = tree_first(a); tree_exists(m); m = tree_next(m)) {
		const char *name = tree_name(m);

		if (*name == '@' || named(tree_first(a), name).node != m.node)
			continue; /* ours; told with the first of its name, or null */
		if (!value_same_member(a, b, name))
			return false;
	}
	return true;
}

bool value_same(struct tree a, struct tree b)
{
	const char *ta = tree_text(a);
	const char *tb = tree_text(b);

	if (ta || tb)
		return ta && tb && !strcmp(ta, tb);
	return covers(a, b) && covers(b, a);
}

/* ---- patching ---- */

static void put_all(struct body *b, struct tree from, const char *name,
		    const struct buf *ns)
{
	for (struct tree m = tree_first(from); tree_exists(m); m = tree_next(m)) {
		if (!strcmp(tree_name(m), name))
			body_member(b, m, ns);
	}
}

struct doc *value_patch(struct tree was, struct tree now, struct err *e)
{
	AUTO(json_freep) struct json *was_json = value_json(was);
	AUTO(xml_writer_freep) struct xml_writer *w = xml_writer_new();
	AUTO(strmap_done) struct strmap done = { 0 };
	AUTO(buf_done) struct buf ns = BUF_INIT(1024);
	AUTO(buf_wipe) struct buf text = BUF_INIT(XML_MAX);
	struct body b = { .w = w, .e = e, .ok = true };

	body_open(&b, tree_name(was), tree_name(was), &ns);
	xml_declare(w, &body_wsa);
	xml_declare(w, &body_wsman);
	for (struct tree m = tree_first(now); tree_exists(m) && b.ok; m = tree_next(m)) {
		const char *name = tree_name(m);
		bool fresh;

		strmap_add(&done, name, 0, &fresh);
		if (!fresh || *name == '@')
			continue;
		put_all(&b, value_same_member(json_tree(was_json), now, name) ? was : now,
			name, &ns);
	}
	xml_close(w);
	if (!b.ok || !xml_writer_finish(w, &text, e))
		return NULL;
	return xml_parse(text.data, text.len, e);
}

/* ---- secrets ---- */

/* Is the lower-case word part of name, in any case? */
static bool has_word(const char *name, const char *word)
{
	for (; *name; name++) {
		size_t i = 0;

		while (word[i] && tolower((unsigned char)name[i]) == word[i])
			i++;
		if (!word[i])
			return true;
	}
	return false;
}

bool value_name_is_secret(const char *name)
{
	static const char *const words[] = {
		"password",  "passphrase", "secret",
		"psk",       "privatekey", "keyblob",
		"masterkey", "signingkey", "protectedaccesscredential",
	};

	if (!strcmp(name, "PPS"))
		return true;

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (has_word(name, words[i]))
			return true;
	}
	return false;
}

bool value_is_secret(struct tree t)
{
	const char *text = tree_text(t);

	return text && *text && strcmp(text, "true") != 0 && strcmp(text, "false") != 0 &&
	       value_name_is_secret(tree_name(t));
}

bool value_has_secret(struct tree t)
{
	for (struct tree m = tree_first(t); tree_exists(m); m = tree_next(m)) {
		if (value_is_secret(m) || value_has_secret(m))
			return true;
	}
	return false;
}
