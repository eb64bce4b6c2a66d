/* json_patch: changing parts of a JSON value. */
#include "core/record/json_patch.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/record/json_value.h"

static struct json *member(const struct json *object, const char *key)
{
	for (struct json *m = object->first; m; m = m->next) {
		if (!strcmp(m->key, key))
			return m;
	}
	return NULL;
}

static struct json *item(const struct json *array, uint64_t n)
{
	struct json *m = array->first;

	while (m && n--)
		m = m->next;
	return m;
}

/* Let j hold what v does, and v nothing. */
static void become(struct json *j, struct json *v)
{
	while (j->first)
		json_free(j->first);
	free(j->text);
	j->kind = v->kind;
	j->text = STEAL(v->text);
	for (struct json *m = v->first; m; m = m->next)
		m->parent = j;
	j->first = v->first;
	j->last = v->last;
	j->n = v->n;
	v->first = v->last = NULL;
	v->n = 0;
	json_free(v);
}

/* One value becomes a list that begins with it. */
static void become_list(struct json *j)
{
	struct json *list = json_new_array();

	if (j->kind != KIND_NULL)
		json_append(list, json_clone(j));
	become(j, list);
}

/* What name or number stands for in j, NULL: nothing. make: it comes to be as null. */
static struct json *step(struct json *j, const char *name, bool make)
{
	struct json *found = NULL;
	uint64_t n;

	if (text_to_uint(name, RECORD_INDEX_MAX, &n)) {
		if (j->kind != KIND_ARRAY && n == 0)
			return j;
		if (j->kind != KIND_ARRAY && make && n == 1)
			become_list(j);
		if (j->kind == KIND_ARRAY && make && n == j->n)
			json_append(j, json_new_null());
		return j->kind == KIND_ARRAY ? item(j, n) : NULL;
	}
	if (j->kind == KIND_NULL && make)
		become(j, json_new_object());
	if (j->kind != KIND_OBJECT)
		return NULL;
	found = member(j, name);
	if (!found && make) {
		found = json_new_null();
		json_link(j, j->last, name, found);
	}
	return found;
}

/* Down to what path names; NULL: nothing. */
static struct json *walk(struct json *j, const char *path, bool make)
{
	while (j && *path) {
		size_t len = strcspn(path, ".");
		AUTO(xfreep) char *name = xstrndup(path, len);

		j = step(j, name, make);
		path += len + (path[len] == '.');
	}
	return j;
}

bool json_patch_set(struct json *root, const char *path, bool more, struct json *v,
		    struct err *e)
{
	struct json *j = walk(root, path, true);

	if (!j) {
		json_free(v);
		return err_set(e, ERR_USAGE, 0,
			       "%.80s: there is no such place: a number is beyond the "
			       "end of its list, or a name stands under a text",
			       path);
	}
	if (!more) {
		become(j, v);
		return true;
	}
	if (j->kind != KIND_ARRAY)
		become_list(j);
	json_append(j, v);
	return true;
}

void json_patch_unset(struct json *root, const char *path)
{
	struct json *j = walk(root, path, false);

	if (j != root)
		json_free(j);
}

void json_patch_merge(struct json *root, const struct json *patch,
		      bool (*whole)(struct tree t))
{
	for (const struct json *m = patch->first; m; m = m->next) {
		struct json *old = member(root, m->key);

		if (m->kind == KIND_NULL)
			json_free(old);
		else if (old && old->kind == KIND_OBJECT && m->kind == KIND_OBJECT &&
			 !whole(json_tree(old)) && !whole(json_tree((struct json *)m)))
			json_patch_merge(old, m, whole);
		else
			json_set(root, m->key, json_clone(m));
	}
}
