/* tree: what works on any structured data, through its tree_ops. */
#include "core/record/tree.h"

#include <string.h>
#include <strings.h>

static const struct tree nowhere;

void doc_free(struct doc *d)
{
	if (d)
		d->free(d);
}

bool tree_exists(struct tree t)
{
	return t.ops != NULL;
}

const char *tree_name(struct tree t)
{
	return t.ops ? t.ops->name(t) : "";
}

const char *tree_text(struct tree t)
{
	return t.ops ? t.ops->text(t) : NULL;
}

struct tree tree_first(struct tree t)
{
	return t.ops ? t.ops->first(t) : nowhere;
}

struct tree tree_next(struct tree t)
{
	return t.ops ? t.ops->next(t) : nowhere;
}

/* The first member whose name is the len bytes at name. */
static struct tree member(struct tree t, const char *name, size_t len)
{
	for (struct tree m = tree_first(t); tree_exists(m); m = tree_next(m)) {
		const char *s = tree_name(m);

		if (!strncmp(s, name, len) && !s[len])
			return m;
	}
	for (struct tree m = tree_first(t); tree_exists(m); m = tree_next(m)) {
		const char *s = tree_name(m);

		if (!strncasecmp(s, name, len) && !s[len])
			return m;
	}
	return nowhere;
}

struct tree tree_member(struct tree t, const char *name)
{
	return member(t, name, strlen(name));
}

struct tree tree_again(struct tree t)
{
	const char *name = tree_name(t);

	for (struct tree m = tree_next(t); tree_exists(m); m = tree_next(m)) {
		if (!strcmp(tree_name(m), name))
			return m;
	}
	return nowhere;
}

struct tree tree_path(struct tree t, const char *path)
{
	while (tree_exists(t)) {
		size_t len = strcspn(path, ".");

		t = member(t, path, len);
		if (!path[len])
			return t;
		path += len + 1;
	}
	return nowhere;
}

const char *tree_member_text(struct tree t, const char *name)
{
	return tree_text(tree_member(t, name));
}

bool tree_empty_list(struct tree t, const char *name)
{
	return t.ops && t.ops->empty_list && t.ops->empty_list(t, name);
}

bool tree_set_text(struct tree t, const char *text)
{
	return t.ops && t.ops->set_text && t.ops->set_text(t, text);
}

struct tree tree_add(struct tree t, const char *name)
{
	return t.ops && t.ops->add ? t.ops->add(t, name) : nowhere;
}

void tree_remove(struct tree t)
{
	if (t.ops && t.ops->remove)
		t.ops->remove(t);
}
