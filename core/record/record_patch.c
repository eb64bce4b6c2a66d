/* record_patch: an instance made ready for Put. */
#include "core/record/record.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/*
 * A field's values as the source writes them: none when absent, else one, or
 * one an item.
 */
static void field_texts(const struct field *f, const void *at, struct strv *ret)
{
	char number[24];

	switch (f->type) {
	case FIELD_BOOL: {
		const struct rec_bool *v = at;

		if (v->set)
			strv_add(ret, v->v ? "true" : "false");
		break;
	}
	case FIELD_UINT:
	case FIELD_BITS: {
		const struct rec_uint *v = at;

		snprintf(number, sizeof(number), "%" PRIu64, v->v);
		if (v->set)
			strv_add(ret, number);
		break;
	}
	case FIELD_ENUM: {
		const struct rec_enum *v = at;

		snprintf(number, sizeof(number), "%" PRIu32, v->code);
		if (v->set)
			strv_add(ret, number);
		break;
	}
	case FIELD_ENUMS: {
		const struct rec_enums *v = at;

		for (size_t i = 0; i < v->n; i++) {
			snprintf(number, sizeof(number), "%" PRIu32, v->codes[i]);
			strv_add(ret, number);
		}
		break;
	}
	case FIELD_STRING:
	case FIELD_TIME:
		if (*(const rec_string *)at)
			strv_add(ret, *(const rec_string *)at);
		break;
	case FIELD_STRINGS: {
		const struct strv *v = at;

		for (size_t i = 0; i < v->n; i++)
			strv_add(ret, v->v[i]);
		break;
	}
	case FIELD_RECORD:
	case FIELD_LIST:
		break;
	}
}

static bool same(const struct strv *a, const struct strv *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++) {
		if (strcmp(a->v[i], b->v[i]) != 0)
			return false;
	}
	return true;
}

/* The leaf that holds the text of m: CIM wraps times. */
static struct tree leaf_of(const struct field *f, struct tree m)
{
	struct tree inner = f->type == FIELD_TIME ? tree_first(m) : (struct tree){ 0 };

	return tree_exists(inner) ? inner : m;
}

static bool refuse(struct tree t, const struct field *f, struct err *e)
{
	return err_set(e, ERR_UNSUPPORTED, 0, "%s has no %s on this firmware",
		       tree_name(t), f->source);
}

/* The node that holds the members of a source path, and the last name of it. */
static struct tree source_parent(struct tree t, const char *path, const char **ret_name)
{
	const char *dot = strrchr(path, '.');

	*ret_name = dot ? dot + 1 : path;
	if (!dot)
		return t;

	AUTO(xfreep) char *parent = xstrndup(path, (size_t)(dot - path));

	return tree_path(t, parent);
}

/* Write texts over the members of that name; spare members go, missing ones are added. */
static bool replace(struct tree t, const struct field *f, const struct strv *texts,
		    struct err *e)
{
	const char *name;
	struct tree parent = source_parent(t, f->source, &name);
	struct tree m = tree_member(parent, name);
	size_t i = 0;

	if (!tree_exists(m) && !tree_empty_list(parent, name))
		return refuse(t, f, e);
	if (tree_exists(m))
		name = tree_name(m);

	/* Add first: nodes are removed last, when no name is borrowed any more. */
	for (; tree_exists(m) && i < texts->n; m = tree_again(m), i++) {
		if (!tree_set_text(leaf_of(f, m), texts->v[i]))
			return err_set(e, ERR_USAGE, 0, "%s.%s cannot be \"%s\"",
				       tree_name(t), f->source, texts->v[i]);
	}
	for (; i < texts->n; i++) {
		struct tree added = tree_add(parent, name);

		if (!tree_set_text(added, texts->v[i]))
			return err_set(e, ERR_USAGE, 0, "%s.%s cannot be \"%s\"",
				       tree_name(t), f->source, texts->v[i]);
	}
	while (tree_exists(m)) {
		struct tree next = tree_again(m);

		tree_remove(m);
		m = next;
	}
	return true;
}

static void drop(struct tree t, const struct field *f)
{
	struct tree m = tree_path(t, f->source);

	while (tree_exists(m)) {
		struct tree next = tree_again(m);

		tree_remove(m);
		m = next;
	}
}

/* Secrets pass through these lists. */
static void texts_wipe(struct strv *texts)
{
	for (size_t i = 0; i < texts->n; i++)
		explicit_bzero(texts->v[i], strlen(texts->v[i]));
	strv_done(texts);
}

static bool patch_field(const struct field *f, struct tree t, const void *was,
			const void *now, bool *changed, struct err *e)
{
	AUTO(texts_wipe) struct strv before = { 0 };
	AUTO(texts_wipe) struct strv after = { 0 };

	field_texts(f, (const char *)was + f->offset, &before);
	field_texts(f, (const char *)now + f->offset, &after);
	if (f->flags & FIELD_RO) {
		drop(t, f);
		return true;
	}
	if (same(&before, &after))
		return true;
	*changed = true;
	return replace(t, f, &after, e);
}

bool record_patch(const struct record *r, struct tree tree, const void *was,
		  const void *now, bool *ret_changed, struct err *e)
{
	bool changed = false;

	for (const struct field *f = r->fields; f->name; f++) {
		if (!f->source)
			continue;
		if (f->type != FIELD_RECORD) {
			if (!patch_field(f, tree, was, now, &changed, e))
				return false;
			continue;
		}

		struct tree inner = tree_path(tree, f->source);
		bool inner_changed = false;

		if (!record_patch(f->record, inner, (const char *)was + f->offset,
				  (const char *)now + f->offset, &inner_changed, e))
			return false;
		changed = changed || inner_changed;
	}
	*ret_changed = changed;
	return true;
}
