/* json_tree: JSON values seen as a tree, and trees turned into JSON. */
#include "core/record/json.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/base/text.h"
#include "core/record/json_value.h"

static const struct tree nowhere;

static const struct tree_ops json_ops;

static struct tree view(struct json *j)
{
	return j ? (struct tree){ .ops = &json_ops, .node = j } : nowhere;
}

/* An item is called as the array that holds it. */
static const char *node_name(struct tree t)
{
	const struct json *j = t.node;

	while (!j->key && j->parent)
		j = j->parent;
	return j->key ? j->key : "";
}

static const char *node_text(struct tree t)
{
	const struct json *j = t.node;

	return j->text;
}

/*
 * The first value from j on, following siblings up to the end of object top,
 * that is no array: arrays have no node of their own, so their items stand
 * for them.
 */
static struct json *settle(struct json *j, const struct json *top)
{
	while (j && j->kind == KIND_ARRAY) {
		if (j->first) {
			j = j->first;
			continue;
		}
		while (j != top && !j->next)
			j = j->parent;
		j = j == top ? NULL : j->next;
	}
	return j;
}

static struct tree node_first(struct tree t)
{
	struct json *j = t.node;

	return view(settle(j->first, j));
}

static struct tree node_next(struct tree t)
{
	struct json *j = t.node;
	struct json *top = j->parent;

	while (top && top->kind == KIND_ARRAY && top->parent)
		top = top->parent;
	while (j != top && !j->next)
		j = j->parent;
	return j == top ? nowhere : view(settle(j->next, top));
}

/* An integer in canonical form: 0, 16, -5. */
static bool is_integer(const char *s)
{
	if (*s == '-')
		s++;
	if (!*s || (*s == '0' && s[1]))
		return false;
	return s[strspn(s, "0123456789")] == '\0';
}

static bool keeps_kind(enum json_kind kind, const char *text)
{
	if (kind == KIND_NUMBER)
		return is_integer(text);
	return kind == KIND_BOOL && (!strcmp(text, "true") || !strcmp(text, "false"));
}

static bool node_set_text(struct tree t, const char *text)
{
	struct json *j = t.node;

	if (j->kind == KIND_OBJECT || j->kind == KIND_ARRAY ||
	    !text_is_utf8(text, strlen(text)))
		return false;
	if (!keeps_kind(j->kind, text))
		j->kind = KIND_STRING;

	char *old = j->text;

	j->text = xstrdup(text);
	free(old);
	return true;
}

/* The member called name, or so in another case, as tree_member() matches. */
static struct json *find(const struct json *object, const char *name)
{
	for (struct json *m = object->first; m; m = m->next) {
		if (!strcmp(m->key, name))
			return m;
	}
	for (struct json *m = object->first; m; m = m->next) {
		if (!strcasecmp(m->key, name))
			return m;
	}
	return NULL;
}

static struct tree node_add(struct tree t, const char *name)
{
	struct json *j = t.node;

	if (j->kind != KIND_OBJECT)
		return nowhere;

	struct json *v = json_new(KIND_STRING, "");
	struct json *m = find(j, name);

	if (!m) {
		json_set(j, name, v);
		return view(v);
	}
	if (m->kind != KIND_ARRAY) {
		struct json *list = json_new_array();

		json_link(j, m->prev, m->key, list);
		json_append(list, json_clone(m));
		json_free(m);
		m = list;
	}
	if (m->last)
		v->kind = m->last->kind == KIND_NUMBER ? KIND_NUMBER : KIND_STRING;
	json_append(m, v);
	return view(v);
}

static void node_remove(struct tree t)
{
	json_free(t.node);
}

static bool node_empty_list(struct tree t, const char *name)
{
	const struct json *j = t.node;
	const struct json *m = j->kind == KIND_OBJECT ? find(j, name) : NULL;

	return m && m->kind == KIND_ARRAY && !m->n;
}

static const struct tree_ops json_ops = {
	.name = node_name,
	.text = node_text,
	.first = node_first,
	.next = node_next,
	.set_text = node_set_text,
	.add = node_add,
	.remove = node_remove,
	.empty_list = node_empty_list,
};

struct tree json_tree(struct json *j)
{
	return view(j);
}

/* The member called name, beginning with the latest: lists come in a row. */
static struct json *find_back(const struct json *object, const char *name)
{
	struct json *m = object->last;

	while (m && strcmp(m->key, name) != 0)
		m = m->prev;
	return m;
}

struct json *json_from_tree(struct tree t)
{
	if (t.ops == &json_ops)
		return json_clone(t.node);

	struct tree m = tree_first(t);

	if (!tree_exists(m))
		return json_new_string(tree_text(t));

	struct json *object = json_new_object();

	for (; tree_exists(m); m = tree_next(m)) {
		struct json *v = json_from_tree(m);
		struct json *there = find_back(object, tree_name(m));

		if (!there) {
			json_link(object, object->last, tree_name(m), v);
		} else if (there->kind == KIND_ARRAY) {
			json_append(there, v);
		} else {
			struct json *list = json_new_array();

			json_link(object, there, tree_name(m), list);
			json_append(list, json_clone(there));
			json_append(list, v);
			json_free(there);
		}
	}
	return object;
}
