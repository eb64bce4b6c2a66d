/*
 * store: the CIM instances of a device.
 *
 * The instances of a profile are read once and shared by all devices of the
 * process; a device keeps only what was changed, added or deleted on it. Texts
 * may hold ${name}, replaced for each device when they are read (device.h).
 */
#ifndef AMTSIM_STORE_H
#define AMTSIM_STORE_H

#include "core/base/err.h"

struct class;

enum value_kind { VALUE_TEXT, VALUE_REF, VALUE_DATETIME, VALUE_INTERVAL };

/* An endpoint reference: a class and some of its keys. */
struct ref {
	char *class_name;
	struct selector *sel;
	size_t n;
};

struct selector {
	char *name;
	char *text;      /* NULL when it is a reference */
	struct ref *ref; /* NULL when it is text */
};

#define REF_DEPTH_MAX 4
#define SELECTORS_MAX 16

struct prop {
	char *name;
	enum value_kind kind;
	char *text;
	struct ref *ref;
};

/* Properties stand in ASCII order of their names, array elements in theirs. */
struct inst {
	const struct class *class;
	struct prop *v;
	size_t n, cap;
	bool preferred; /* what a Get without selectors returns */
};

void ref_free(struct ref *r);
struct ref *ref_copy(const struct ref *r) MUST_USE;
void ref_add(struct ref *r, const char *name, const char *text, struct ref *ref);
DEFINE_FREEP(struct ref, ref_free)

/* True when wanted names the same thing as full, with all or fewer selectors. */
bool ref_covers(const struct ref *full, const struct ref *wanted);

struct inst *inst_new(const struct class *c) MUST_USE;
struct inst *inst_copy(const struct inst *i) MUST_USE;
void inst_free(struct inst *i);
DEFINE_FREEP(struct inst, inst_free)

/* First value of a property, or NULL. */
const struct prop *inst_prop(const struct inst *i, const char *name);
const char *inst_text(const struct inst *i, const char *name); /* "" when absent */

void inst_drop(struct inst *i, const char *name);
/* Append one value after those of the same name; text is copied, ref is taken. */
void inst_add(struct inst *i, const char *name, enum value_kind kind, const char *text,
	      struct ref *ref);
void inst_set(struct inst *i, const char *name, const char *text);
void inst_set_uint(struct inst *i, const char *name, uint64_t value);

/* True when each selector equals the property of its name. */
bool inst_matches(const struct inst *i, const struct ref *selectors);

/* The reference that names this instance by all its keys. */
struct ref *inst_ref(const struct inst *i) MUST_USE;

struct change {
	const struct inst *base; /* NULL: added */
	struct inst *now;        /* NULL: deleted */
};

struct inst_list {
	struct inst **v;
	size_t n, cap;
};

struct store {
	const struct inst_list *base; /* borrowed from the profile */
	struct change *changes;
	size_t n, cap;
};

void inst_list_add(struct inst_list *l, struct inst *i);
void inst_list_done(struct inst_list *l);
void store_done(struct store *s);

/* Walk all instances: *cursor starts at 0; NULL at the end. */
const struct inst *store_next(const struct store *s, size_t *cursor);

/* The instance to write to; a first write makes this device's own copy. */
struct inst *store_edit(struct store *s, const struct inst *i);
void store_insert(struct store *s, struct inst *i); /* takes it */
void store_delete(struct store *s, const struct inst *i);

/* The first instance of just this class, or NULL. */
const struct inst *store_first(const struct store *s, const char *class_name);

#endif
