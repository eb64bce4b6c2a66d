/*
 * tree: a read-only view of structured data, the same over XML and JSON.
 *
 * A tree is a borrowed pointer into a document (struct doc) that outlives it.
 * It is either a leaf with text or it has members with names. Several members
 * may share a name: that is how both worlds write a list (repeated elements
 * in WS-MAN, an array in JSON).
 */
#ifndef AMT_RECORD_TREE_H
#define AMT_RECORD_TREE_H

#include "core/base/err.h"

struct tree_ops;

struct tree {
	const struct tree_ops *ops; /* NULL: no such node */
	void *node;
};

struct tree_ops {
	/* Its name in its parent: element's local name, member key. Borrowed. */
	const char *(*name)(struct tree t);
	/*
	 * Text of a leaf, trimmed of white space around it; "" when empty;
	 * NULL for null (xsi:nil, JSON null) and for inner nodes. Borrowed
	 * until the document changes.
	 */
	const char *(*text)(struct tree t);
	/* First child, next sibling. A JSON array's items come as siblings. */
	struct tree (*first)(struct tree t);
	struct tree (*next)(struct tree t);
	/*
	 * Replace the text of a leaf, or add an empty leaf to t: behind the
	 * last child called name, else as the last child; NULL where the
	 * document cannot change. False and no node: t is of the wrong kind,
	 * or the format cannot hold the text.
	 */
	bool (*set_text)(struct tree t, const char *text);
	struct tree (*add)(struct tree t, const char *name);
	void (*remove)(struct tree t);
	/*
	 * Has t a member called name, in any case, that is an empty list? Such
	 * a member has no node. NULL: the format cannot tell it from absent.
	 */
	bool (*empty_list)(struct tree t, const char *name);
};

/* An owned document and its root. Implementations put this first. */
struct doc {
	struct tree root;
	void (*free)(struct doc *d);
};

void doc_free(struct doc *d);
DEFINE_FREEP(struct doc, doc_free)

bool tree_exists(struct tree t);
const char *tree_name(struct tree t);
const char *tree_text(struct tree t); /* NULL when absent, null or not a leaf */
struct tree tree_first(struct tree t);
struct tree tree_next(struct tree t);

/*
 * The first member called name. Names match exactly, else without case:
 * MPS says OSPowerSavingState, Console osPowerSavingState.
 */
struct tree tree_member(struct tree t, const char *name);

/* The next sibling with the same name as t: for (m = tree_member(t, "X"); tree_exists(m);
 * m = tree_again(m)) */
struct tree tree_again(struct tree t);

/* A path of names, a.b.c; absent anywhere gives no node. */
struct tree tree_path(struct tree t, const char *path);

/* Text of a member, NULL when it is absent. */
const char *tree_member_text(struct tree t, const char *name);

/* Is the member there, as a list without items? False where nobody can tell. */
bool tree_empty_list(struct tree t, const char *name);

/* The changes, refused where the document cannot change. */
bool tree_set_text(struct tree t, const char *text) MUST_USE;
struct tree tree_add(struct tree t, const char *name) MUST_USE;
void tree_remove(struct tree t);

#endif
