/*
 * xml: XML documents as trees, and documents under construction (libxml2
 * behind one door).
 *
 * The tree matches local names; namespaces are checked where they carry
 * meaning, by xml_namespace().
 */
#ifndef AMT_WSMAN_XML_H
#define AMT_WSMAN_XML_H

#include "core/base/buf.h"
#include "core/record/tree.h"

/* Largest document, in bytes; deepest nesting; most elements. */
#define XML_MAX (4u << 20)
#define XML_DEPTH_MAX 64
#define XML_ELEMENTS_MAX 16384

/*
 * Parse untrusted bytes, in UTF-8 whatever their declaration says. A DOCTYPE
 * is refused, no entity is expanded, no network is used. White space before
 * the declaration is skipped; white space between elements, comments and
 * processing instructions are dropped.
 * ERR_PROTO with line and reason.
 */
struct doc *xml_parse(const void *bytes, size_t len, struct err *e) MUST_USE;

/* Is it part of an xml document? */
bool xml_holds(struct tree t);

/* Namespace URI of an element of an xml document; "" when it has none. */
const char *xml_namespace(struct tree t);

/* Value of an attribute by local name, NULL when absent. ret from xmalloc. */
char *xml_attribute(struct tree t, const char *name) MUST_USE;

/* A subtree as XML text, indented, namespaces declared; for -o xml and traces. */
void xml_print(struct tree t, struct buf *ret);

/*
 * A document under construction, on one line. What XML cannot hold (control
 * characters, bad UTF-8) is noted and reported by xml_writer_finish().
 */
struct xml_writer;

/* A namespace and its prefix; "" for the default namespace. */
struct xml_prefix {
	const char *prefix;
	const char *uri;
};

struct xml_writer *xml_writer_new(void) MUST_USE;

/* Wipes what was written, which may hold secrets. */
void xml_writer_free(struct xml_writer *w);
DEFINE_FREEP(struct xml_writer, xml_writer_free)

/* Start and end an element; prefix NULL or "": none. */
void xml_open(struct xml_writer *w, const char *prefix, const char *name);
void xml_close(struct xml_writer *w);

/* Inside a started element, before its content. The URIs are constants of ours. */
void xml_declare(struct xml_writer *w, const struct xml_prefix *p);
void xml_put_attribute(struct xml_writer *w, const char *name, const char *value);

void xml_put_text(struct xml_writer *w, const char *text);

/* An element that holds just text, or nothing when text is NULL. */
void xml_leaf(struct xml_writer *w, const char *prefix, const char *name,
	      const char *text);

/*
 * Write a tree. Elements of an xml document keep namespace, attributes and
 * text as they came; those without a namespace, and other trees, go to the
 * namespace of known[0]. known, n: the prefixes in scope; others are declared
 * on the spot.
 */
void xml_put_tree(struct xml_writer *w, struct tree t, const struct xml_prefix *known,
		  size_t n);

/*
 * Append the finished document to ret, which should be wiped if it may hold a
 * secret. ERR_USAGE: a text that XML cannot hold. ERR_PROTO: over ret's ceiling.
 */
bool xml_writer_finish(struct xml_writer *w, struct buf *ret, struct err *e) MUST_USE;

/* Once per process, before any thread. */
void xml_global_init(void);

#endif
