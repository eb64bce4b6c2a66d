/* record: structs filled from trees, and enumerations. */
#include "core/record/record.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/record/value.h"

const char *enum_name(const struct enum_name *names, uint32_t code)
{
	for (; names && names->name; names++) {
		if (names->code == code)
			return names->name;
	}
	return NULL;
}

bool enum_code(const struct enum_name *names, const char *name, uint32_t *ret)
{
	for (; names && names->name; names++) {
		if (!strcmp(names->name, name)) {
			*ret = names->code;
			return true;
		}
	}
	return false;
}

void enum_bits(const struct enum_name *names, uint64_t bits, struct strv *ret)
{
	const char *none = enum_name(names, 0);

	if (!bits && none)
		strv_add(ret, none);
	for (unsigned bit = 0; bit < 64; bit++) {
		const char *name = bit < 32 ? enum_name(names, UINT32_C(1) << bit) : NULL;

		if (!(bits >> bit & 1))
			continue;
		if (name)
			strv_add(ret, name);
		else
			strv_take(ret, xasprintf("bit-%u", bit));
	}
}

/* Where a value came from, for the error that it may cause. */
struct origin {
	const struct record *record;
	const struct field *field;
	struct tree t; /* the instance */
};

static bool bad_value(const struct origin *o, const char *text, const char *wanted,
		      struct err *e)
{
	const char *class_name = tree_name(o->t);
	AUTO(xfreep) char *shown = xstrndup(text ? text : "(a structure)", 60);

	text_scrub(shown);
	return err_set(e, ERR_PROTO, 0, "%s.%s is \"%s\", not %s",
		       *class_name ? class_name : o->record->name, o->field->source,
		       shown, wanted);
}

/* The text of a value that is no string; *ret NULL: absent. */
static bool scalar_text(const struct origin *o, struct tree m, const char *wanted,
			const char **ret, struct err *e)
{
	const char *text = tree_text(m);

	if (!text && tree_exists(tree_first(m)))
		return bad_value(o, NULL, wanted, e);
	*ret = text && *text ? text : NULL;
	return true;
}

static bool read_bool(const struct origin *o, struct tree m, struct rec_bool *ret,
		      struct err *e)
{
	const char *text = NULL;
	bool v;

	if (!scalar_text(o, m, "true or false", &text, e))
		return false;
	if (!text)
		return true;
	if (!value_to_bool(text, &v))
		return bad_value(o, text, "true or false", e);
	*ret = (struct rec_bool){ .set = true, .v = v };
	return true;
}

/* *ret stays as it is when the value is absent, and *ret_set tells. */
static bool read_number(const struct origin *o, struct tree m, uint64_t max,
			uint64_t *ret, bool *ret_set, struct err *e)
{
	const char *text = NULL;

	*ret_set = false;
	if (!scalar_text(o, m, "a number", &text, e))
		return false;
	if (!text)
		return true;
	if (!text_to_uint(text, max, ret))
		return bad_value(o, text,
				 max == UINT32_MAX ? "a number of 32 bits" : "a number",
				 e);
	*ret_set = true;
	return true;
}

static bool read_uint(const struct origin *o, struct tree m, struct rec_uint *ret,
		      struct err *e)
{
	uint64_t v;
	bool set;

	if (!read_number(o, m, UINT64_MAX, &v, &set, e))
		return false;
	if (set)
		*ret = (struct rec_uint){ .set = true, .v = v };
	return true;
}

static bool read_enum(const struct origin *o, struct tree m, struct rec_enum *ret,
		      struct err *e)
{
	uint64_t v;
	bool set;

	if (!read_number(o, m, UINT32_MAX, &v, &set, e))
		return false;
	if (set)
		*ret = (struct rec_enum){ .set = true, .code = (uint32_t)v };
	return true;
}

static bool read_string(const struct origin *o, struct tree m, rec_string *ret,
			struct err *e)
{
	const char *text = tree_text(m);

	if (!text && tree_exists(tree_first(m)))
		return bad_value(o, NULL, "text", e);
	if (text) {
		free(*ret);
		*ret = xstrdup(text);
	}
	return true;
}

/* CIM wraps a time in an element of its own. (DSP0230, cim:cimDateTime) */
static struct tree time_leaf(struct tree m)
{
	static const char *const wrappers[] = { "Datetime", "CIM_DateTime", "Date" };

	for (size_t i = 0; i < ARRAY_LEN(wrappers); i++) {
		struct tree inner = tree_member(m, wrappers[i]);

		if (tree_exists(inner))
			return inner;
	}
	return m;
}

static bool read_time(const struct origin *o, struct tree m, rec_string *ret,
		      struct err *e)
{
	const char *text = NULL;
	char norm[32];

	if (!scalar_text(o, time_leaf(m), "a time", &text, e))
		return false;
	if (!text)
		return true;
	if (!value_to_time(text, norm))
		return bad_value(o, text, "a time", e);
	free(*ret);
	*ret = xstrdup(norm);
	return true;
}

static bool list_room(const struct origin *o, size_t n, struct err *e)
{
	if (n < RECORD_LIST_MAX)
		return true;
	return err_set(e, ERR_PROTO, 0, "%s.%s has more than %d values", tree_name(o->t),
		       o->field->source, RECORD_LIST_MAX);
}

static bool read_enums(const struct origin *o, struct tree m, struct rec_enums *ret,
		       struct err *e)
{
	AUTO(xfreep) uint32_t *codes = NULL;
	size_t n = 0;
	size_t cap = 0;

	for (; tree_exists(m); m = tree_again(m)) {
		uint64_t v;
		bool set;

		if (!list_room(o, n, e) || !read_number(o, m, UINT32_MAX, &v, &set, e))
			return false;
		if (!set)
			continue;
		if (n == cap) {
			cap = cap ? 2 * cap : 8;
			codes = xreallocarray(codes, cap, sizeof(*codes));
		}
		codes[n++] = (uint32_t)v;
	}
	if (!n)
		return true;
	free(ret->codes);
	*ret = (struct rec_enums){ .set = true, .n = n, .codes = STEAL(codes) };
	return true;
}

static bool read_strings(const struct origin *o, struct tree m, struct strv *ret,
			 struct err *e)
{
	AUTO(strv_done) struct strv list = { 0 };

	for (; tree_exists(m); m = tree_again(m)) {
		const char *text = tree_text(m);

		if (!list_room(o, list.n, e))
			return false;
		if (!text && tree_exists(tree_first(m)))
			return bad_value(o, NULL, "text", e);
		if (text)
			strv_add(&list, text);
	}
	if (!list.n)
		return true;
	strv_done(ret);
	*ret = list;
	list = (struct strv){ 0 };
	return true;
}

void *rec_list_at(const struct rec_list *l, const struct record *r, size_t i)
{
	return (char *)l->v + i * r->size;
}

void *rec_list_add(struct rec_list *l, const struct record *r)
{
	l->v = xreallocarray(l->v, l->n + 1, r->size);
	memset(rec_list_at(l, r, l->n), 0, r->size);
	return rec_list_at(l, r, l->n++);
}

static void list_done(struct rec_list *l, const struct record *r)
{
	for (size_t i = 0; i < l->n; i++)
		record_done(r, rec_list_at(l, r, i));
	free(l->v);
	*l = (struct rec_list){ 0 };
}

static bool read_list(const struct origin *o, struct tree m, struct rec_list *ret,
		      struct err *e)
{
	const struct record *r = o->field->record;
	struct rec_list list = { 0 };
	bool ok = true;

	for (; ok && tree_exists(m); m = tree_again(m))
		ok = list_room(o, list.n, e) &&
		     record_read(r, m, rec_list_add(&list, r), e);
	if (!ok) {
		list_done(&list, r);
		return false;
	}
	list_done(ret, r);
	*ret = list;
	return true;
}

/* A list that the source says is empty: the struct's becomes so, too. */
static void read_empty_list(const struct field *f, void *at)
{
	if (f->type == FIELD_ENUMS) {
		struct rec_enums *v = at;

		free(v->codes);
		*v = (struct rec_enums){ .set = true };
	} else if (f->type == FIELD_STRINGS) {
		strv_done(at);
	} else if (f->type == FIELD_LIST) {
		list_done(at, f->record);
	}
}

static bool read_present(const struct origin *o, struct tree m, void *at, struct err *e)
{
	switch (o->field->type) {
	case FIELD_BOOL:
		return read_bool(o, m, at, e);
	case FIELD_UINT:
	case FIELD_BITS:
		return read_uint(o, m, at, e);
	case FIELD_ENUM:
		return read_enum(o, m, at, e);
	case FIELD_ENUMS:
		return read_enums(o, m, at, e);
	case FIELD_STRING:
		return read_string(o, m, at, e);
	case FIELD_STRINGS:
		return read_strings(o, m, at, e);
	case FIELD_TIME:
		return read_time(o, m, at, e);
	case FIELD_RECORD:
		return record_read(o->field->record, m, at, e);
	case FIELD_LIST:
		return read_list(o, m, at, e);
	}
	return err_set(e, ERR_INTERNAL, 0, "field %s has no type", o->field->name);
}

/* The member at path, and in *ret_empty whether it is a list without items. */
static struct tree source_member(struct tree t, const char *path, bool *ret_empty)
{
	const char *dot = strrchr(path, '.');

	if (dot) {
		AUTO(xfreep) char *parent = xstrndup(path, (size_t)(dot - path));

		t = tree_path(t, parent);
		path = dot + 1;
	}

	struct tree m = tree_member(t, path);

	*ret_empty = !tree_exists(m) && tree_empty_list(t, path);
	return m;
}

bool record_read(const struct record *r, struct tree t, void *ret, struct err *e)
{
	for (const struct field *f = r->fields; f->name; f++) {
		const struct origin o = { .record = r, .field = f, .t = t };
		void *at = (char *)ret + f->offset;
		bool empty;

		if (!f->source)
			continue;

		struct tree m = source_member(t, f->source, &empty);

		if (empty)
			read_empty_list(f, at);
		else if (tree_exists(m) && !read_present(&o, m, at, e))
			return false;
	}
	return true;
}

static void field_done(const struct field *f, void *at)
{
	switch (f->type) {
	case FIELD_BOOL:
	case FIELD_UINT:
	case FIELD_ENUM:
	case FIELD_BITS:
		break;
	case FIELD_ENUMS:
		free(((struct rec_enums *)at)->codes);
		break;
	case FIELD_STRING:
	case FIELD_TIME: {
		rec_string *s = at;

		if (*s && (f->flags & FIELD_SECRET))
			explicit_bzero(*s, strlen(*s));
		free(*s);
		break;
	}
	case FIELD_STRINGS:
		strv_done(at);
		break;
	case FIELD_RECORD:
		record_done(f->record, at);
		break;
	case FIELD_LIST:
		list_done(at, f->record);
		break;
	}
}

void record_done(const struct record *r, void *v)
{
	for (const struct field *f = r->fields; f->name; f++)
		field_done(f, (char *)v + f->offset);
	memset(v, 0, r->size);
}
