/* store: instances, their properties, and each device's changes to them. */
#include "tests/sim/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/sim/classes.h"

void ref_free(struct ref *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->n; i++) {
		free(r->sel[i].name);
		free(r->sel[i].text);
		ref_free(r->sel[i].ref);
	}
	free(r->sel);
	free(r->class_name);
	free(r);
}

void ref_add(struct ref *r, const char *name, const char *text, struct ref *ref)
{
	r->sel = xreallocarray(r->sel, r->n + 1, sizeof(*r->sel));
	r->sel[r->n++] = (struct selector){ .name = xstrdup(name),
					    .text = xstrdup(text),
					    .ref = ref };
}

struct ref *ref_copy(const struct ref *r)
{
	if (!r)
		return NULL;

	struct ref *copy = xcalloc(1, sizeof(*copy));

	copy->class_name = xstrdup(r->class_name);
	for (size_t i = 0; i < r->n; i++)
		ref_add(copy, r->sel[i].name, r->sel[i].text, ref_copy(r->sel[i].ref));
	return copy;
}

struct inst *inst_new(const struct class *c)
{
	struct inst *i = xcalloc(1, sizeof(*i));

	i->class = c;
	return i;
}

static void prop_done(struct prop *p)
{
	free(p->name);
	free(p->text);
	ref_free(p->ref);
}

void inst_free(struct inst *i)
{
	if (!i)
		return;
	for (size_t k = 0; k < i->n; k++)
		prop_done(&i->v[k]);
	free(i->v);
	free(i);
}

struct inst *inst_copy(const struct inst *i)
{
	struct inst *copy = inst_new(i->class);

	copy->preferred = i->preferred;
	for (size_t k = 0; k < i->n; k++)
		inst_add(copy, i->v[k].name, i->v[k].kind, i->v[k].text,
			 ref_copy(i->v[k].ref));
	return copy;
}

const struct prop *inst_prop(const struct inst *i, const char *name)
{
	for (size_t k = 0; k < i->n; k++) {
		if (!strcmp(i->v[k].name, name))
			return &i->v[k];
	}
	return NULL;
}

const char *inst_text(const struct inst *i, const char *name)
{
	const struct prop *p = inst_prop(i, name);

	return p && p->text ? p->text : "";
}

void inst_drop(struct inst *i, const char *name)
{
	size_t kept = 0;

	for (size_t k = 0; k < i->n; k++) {
		if (strcmp(i->v[k].name, name) != 0)
			i->v[kept++] = i->v[k];
		else
			prop_done(&i->v[k]);
	}
	i->n = kept;
}

void inst_add(struct inst *i, const char *name, enum value_kind kind, const char *text,
	      struct ref *ref)
{
	size_t at = i->n;

	if (i->n == i->cap) {
		i->cap = i->cap ? i->cap * 2 : 8;
		i->v = xreallocarray(i->v, i->cap, sizeof(*i->v));
	}
	while (at > 0 && strcmp(i->v[at - 1].name, name) > 0)
		at--;
	memmove(&i->v[at + 1], &i->v[at], (i->n - at) * sizeof(*i->v));
	i->v[at] = (struct prop){
		.name = xstrdup(name), .kind = kind, .text = xstrdup(text), .ref = ref
	};
	i->n++;
}

void inst_set(struct inst *i, const char *name, const char *text)
{
	inst_drop(i, name);
	inst_add(i, name, VALUE_TEXT, text, NULL);
}

void inst_set_uint(struct inst *i, const char *name, uint64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%llu", (unsigned long long)value);
	inst_set(i, name, text);
}

bool ref_covers(const struct ref *full, const struct ref *wanted)
{
	if (strcmp(full->class_name, wanted->class_name) != 0)
		return false;
	for (size_t i = 0; i < wanted->n; i++) {
		const struct selector *w = &wanted->sel[i], *f = NULL;

		for (size_t k = 0; k < full->n && !f; k++) {
			if (!strcmp(full->sel[k].name, w->name))
				f = &full->sel[k];
		}
		if (!f || !f->text != !w->text)
			return false;
		if (w->text ? strcmp(w->text, f->text) != 0 : !ref_covers(f->ref, w->ref))
			return false;
	}
	return true;
}

bool inst_matches(const struct inst *i, const struct ref *selectors)
{
	for (size_t k = 0; k < selectors->n; k++) {
		const struct selector *s = &selectors->sel[k];
		const struct prop *p = inst_prop(i, s->name);

		if (!p || (p->kind == VALUE_REF) != (s->ref != NULL))
			return false;
		if (s->ref ? !ref_covers(p->ref, s->ref) : strcmp(p->text, s->text) != 0)
			return false;
	}
	return true;
}

struct ref *inst_ref(const struct inst *i)
{
	struct ref *r = xcalloc(1, sizeof(*r));

	r->class_name = xstrdup(i->class->name);
	for (size_t k = 0; k < i->n; k++) {
		const struct prop *p = &i->v[k];

		if (class_has_key(i->class, p->name))
			ref_add(r, p->name, p->kind == VALUE_REF ? NULL : p->text,
				ref_copy(p->ref));
	}
	return r;
}

void inst_list_add(struct inst_list *l, struct inst *i)
{
	if (l->n == l->cap) {
		l->cap = l->cap ? l->cap * 2 : 64;
		l->v = xreallocarray(l->v, l->cap, sizeof(struct inst *));
	}
	l->v[l->n++] = i;
}

void inst_list_done(struct inst_list *l)
{
	for (size_t i = 0; i < l->n; i++)
		inst_free(l->v[i]);
	free(l->v);
	*l = (struct inst_list){ 0 };
}

void store_done(struct store *s)
{
	for (size_t i = 0; i < s->n; i++)
		inst_free(s->changes[i].now);
	free(s->changes);
	*s = (struct store){ 0 };
}

static struct change *change_of(const struct store *s, const struct inst *base)
{
	for (size_t i = 0; i < s->n; i++) {
		if (s->changes[i].base == base)
			return &s->changes[i];
	}
	return NULL;
}

const struct inst *store_next(const struct store *s, size_t *cursor)
{
	while (*cursor < s->base->n) {
		const struct inst *i = s->base->v[(*cursor)++];
		const struct change *c = change_of(s, i);

		if (!c)
			return i;
		if (c->now)
			return c->now;
	}
	while (*cursor - s->base->n < s->n) {
		const struct change *c = &s->changes[(*cursor)++ - s->base->n];

		if (!c->base && c->now)
			return c->now;
	}
	return NULL;
}

static void change_add(struct store *s, const struct inst *base, struct inst *now)
{
	if (s->n == s->cap) {
		s->cap = s->cap ? s->cap * 2 : 4;
		s->changes = xreallocarray(s->changes, s->cap, sizeof(*s->changes));
	}
	s->changes[s->n++] = (struct change){ .base = base, .now = now };
}

static struct change *change_holding(struct store *s, const struct inst *i)
{
	for (size_t k = 0; k < s->n; k++) {
		if (s->changes[k].now == i)
			return &s->changes[k];
	}
	return NULL;
}

struct inst *store_edit(struct store *s, const struct inst *i)
{
	struct change *c = change_holding(s, i);

	if (!c) {
		change_add(s, i, inst_copy(i));
		c = &s->changes[s->n - 1];
	}
	return c->now;
}

void store_insert(struct store *s, struct inst *i)
{
	change_add(s, NULL, i);
}

void store_delete(struct store *s, const struct inst *i)
{
	struct change *c = change_holding(s, i);

	if (!c) {
		change_add(s, i, NULL);
		return;
	}
	inst_free(c->now);
	c->now = NULL;
	if (!c->base) /* nothing to remember */
		*c = s->changes[--s->n];
}

const struct inst *store_first(const struct store *s, const char *class_name)
{
	size_t cursor = 0;

	for (const struct inst *i; (i = store_next(s, &cursor));) {
		if (!strcmp(i->class->name, class_name))
			return i;
	}
	return NULL;
}
