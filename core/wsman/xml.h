/*
 * xml: XML documents as trees (libxml2 behind one door).
 *
 * The tree matches local names; namespaces are checked where they carry
 * meaning, by xml_namespace().
 */
#ifndef AMT_WSMAN_XML_H
#define AMT_WSMAN_XML_H

#include "core/base/buf.h"
#include "core/record/tree.h"

/* Largest document, in bytes, and deepest nesting. */
#define XML_MAX (4u << 20)
#define XML_DEPTH_MAX 64

/*
 * Parse untrusted bytes. A DOCTYPE is refused, no entity is expanded, no
 * network is used. White space before the declaration is skipped.
 * ERR_PROTO with line and reason.
 */
struct doc *xml_parse(const void *bytes, size_t len, struct err *e) MUST_USE;

/* Namespace URI of an element of an xml document; "" when it has none. */
const char *xml_namespace(struct tree t);

/* Value of an attribute by local name, NULL when absent. ret from xmalloc. */
char *xml_attribute(struct tree t, const char *name) MUST_USE;

/* A subtree as XML text, indented, namespaces declared; for -o xml and traces. */
void xml_print(struct tree t, struct buf *ret);

#endif
