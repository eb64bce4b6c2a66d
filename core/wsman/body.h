/*
 * body: what stands in envelopes and in bodies: references and values.
 * For core/wsman only.
 */
#ifndef AMT_WSMAN_BODY_H
#define AMT_WSMAN_BODY_H

#include "core/wsman/wsman.h"
#include "core/wsman/xml.h"

/* What every step of writing needs. A class name may be bad deep inside. */
struct body {
	struct xml_writer *w;
	struct err *e;
	bool ok; /* false: *e says why, and nothing counts any more */
};

/* The resource URI of a class, which is its XML namespace too. ERR_USAGE. */
bool body_resource_uri(const char *class_name, struct buf *ret, struct err *e) MUST_USE;

/* The class that a resource URI ends with, NULL: it is no class of AMT. Borrowed. */
const char *body_class_of(const char *uri);

/* ResourceURI; SelectorSet, nothing when there are none. */
void body_resource(struct body *b, const struct wsman_ref *ref);
void body_selectors(struct body *b, const struct wsman_ref *ref);

/* The content of an endpoint reference. (WS-Addressing 2004, 2.2) */
void body_ref(struct body *b, const struct wsman_ref *ref);

/*
 * An element of the class's namespace, prefix r, with the members of t, a
 * tree over XML or over JSON as value.h has it.
 */
void body_object(struct body *b, const char *name, const char *class_name, struct tree t);

/* Start and end such an element, and write one member of it. */
void body_open(struct body *b, const char *name, const char *class_name, struct buf *ns);
void body_member(struct body *b, struct tree member, const struct buf *ns);

/* Its prefixes; ones that requests declare. */
extern const struct xml_prefix body_wsa, body_wsman;

#endif
