/* xml: libxml2 behind one door. Parsing, the tree view, writing. */
#include "core/wsman/xml.h"

#include <assert.h>
#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlwriter.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/strv.h"
#include "core/base/text.h"

/* Longest start tag, in bytes: libxml2 compares each attribute with all others. */
#define TAG_MAX 8192
#define NAMESPACES_MAX 32

#define XSI "http://www.w3.org/2001/XMLSchema-instance"

static const char blanks[] = " \t\r\n";

static const struct tree nowhere;
static const struct tree_ops xml_ops;

void xml_global_init(void)
{
	xmlInitParser();
}

/* ---- parsing ---- */

struct xml_doc {
	struct doc doc;
	xmlDoc *xml;
	struct strv trimmed; /* texts lent out that differ from the document's */
};

/* What the parser's callbacks know and find. */
struct limits {
	size_t elements;
	const char *broken; /* the rule; NULL: none */
};

static void stop(xmlParserCtxt *ctxt, const char *rule)
{
	struct limits *l = ctxt->_private;

	if (!l->broken)
		l->broken = rule;
	xmlStopParser(ctxt);
}

static void refuse_doctype(void *arg, const xmlChar *name, const xmlChar *external,
			   const xmlChar *system)
{
	(void)name;
	(void)external;
	(void)system;
	stop(arg, "it has a DOCTYPE");
}

static void start_element(void *arg, const xmlChar *local, const xmlChar *prefix,
			  const xmlChar *uri, int n_namespaces,
			  const xmlChar **namespaces, int n_attributes, int n_defaulted,
			  const xmlChar **attributes)
{
	xmlParserCtxt *ctxt = arg;
	struct limits *l = ctxt->_private;

	if (ctxt->nodeNr >= XML_DEPTH_MAX) {
		stop(ctxt, "it is nested too deeply");
		return;
	}
	if (++l->elements > XML_ELEMENTS_MAX) {
		stop(ctxt, "it has too many elements");
		return;
	}
	if (n_namespaces > NAMESPACES_MAX) {
		stop(ctxt, "an element declares too many namespaces");
		return;
	}
	xmlSAX2StartElementNs(arg, local, prefix, uri, n_namespaces, namespaces,
			      n_attributes, n_defaulted, attributes);
}

/* Is any start tag longer than TAG_MAX? */
static bool has_long_tag(const char *s, size_t len)
{
	const char *end = s + len;

	for (const char *tag = s; (tag = memchr(tag, '<', (size_t)(end - tag))); tag++) {
		size_t left = (size_t)(end - tag);

		if (left > TAG_MAX && !memchr(tag, '>', TAG_MAX))
			return true;
	}
	return false;
}

static bool is_blank(const xmlNode *n)
{
	const char *s = (const char *)n->content;

	return (n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE) &&
	       (!s || !s[strspn(s, blanks)]);
}

/* The node after n in document order, within top. */
static xmlNode *after(xmlNode *n, const xmlNode *top)
{
	if (n->children && n->type == XML_ELEMENT_NODE)
		return n->children;
	while (n != top && !n->next)
		n = n->parent;
	return n == top ? NULL : n->next;
}

/* Drop the white space around elements. */
static void tidy(xmlNode *root)
{
	xmlNode *next;

	for (xmlNode *n = root; n; n = next) {
		next = after(n, root);
		if (is_blank(n) && xmlFirstElementChild(n->parent)) {
			xmlUnlinkNode(n);
			xmlFreeNode(n);
		}
	}
}

static bool parse_error(xmlParserCtxt *ctxt, const struct limits *l, struct err *e)
{
	const xmlError *why = xmlCtxtGetLastError(ctxt);
	int line = ctxt->input ? ctxt->input->line : 0;

	if (l->broken)
		return err_set(e, ERR_PROTO, 0, "XML line %d: %s", line, l->broken);
	if (!why || !why->message)
		return err_set(e, ERR_PROTO, 0, "XML: not well-formed");

	AUTO(xfreep) char *text = xstrndup(why->message, strcspn(why->message, "\n"));

	text_scrub(text);
	return err_set(e, ERR_PROTO, 0, "XML line %d: %s", why->line, text);
}

static void free_ctxtp(xmlParserCtxt **ctxt)
{
	if (*ctxt)
		xmlFreeParserCtxt(*ctxt);
}

/* The document, or NULL; whatever a failed parse leaves behind is freed. */
static xmlDoc *read_document(const char *s, size_t len, struct err *e)
{
	AUTO(free_ctxtp) xmlParserCtxt *ctxt = xmlNewParserCtxt();
	struct limits limits = { 0 };

	if (!ctxt) {
		err_set(e, ERR_INTERNAL, 0, "XML: no memory");
		return NULL;
	}
	ctxt->_private = &limits;
	ctxt->sax->internalSubset = refuse_doctype;
	ctxt->sax->startElementNs = start_element;
	ctxt->sax->comment = NULL; /* never enter the document */
	ctxt->sax->processingInstruction = NULL;

	xmlDoc *xml = xmlCtxtReadMemory(ctxt, s, (int)len, NULL, NULL,
					XML_PARSE_NONET | XML_PARSE_NOCDATA |
						XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
						XML_PARSE_IGNORE_ENC);

	if (!xml || limits.broken || !ctxt->wellFormed || !ctxt->nsWellFormed) {
		parse_error(ctxt, &limits, e);
		xmlFreeDoc(xml);
		return NULL;
	}
	return xml;
}

static void xml_doc_free(struct doc *d)
{
	struct xml_doc *x = (struct xml_doc *)d;

	xmlFreeDoc(x->xml);
	strv_done(&x->trimmed);
	free(x);
}

static struct tree view(xmlNode *n)
{
	return n ? (struct tree){ .ops = &xml_ops, .node = n } : nowhere;
}

struct doc *xml_parse(const void *bytes, size_t len, struct err *e)
{
	const char *s = bytes;

	if (len > XML_MAX) {
		err_set(e, ERR_PROTO, 0, "XML: over %u bytes", XML_MAX);
		return NULL;
	}
	while (len && strchr(blanks, *s) && *s) {
		s++;
		len--;
	}
	if (!len) {
		err_set(e, ERR_PROTO, 0, "XML: empty");
		return NULL;
	}
	if (!text_is_utf8(s, len)) {
		err_set(e, ERR_PROTO, 0, "XML: not UTF-8");
		return NULL;
	}
	if (has_long_tag(s, len)) {
		err_set(e, ERR_PROTO, 0, "XML: a tag is over %d bytes", TAG_MAX);
		return NULL;
	}

	xmlDoc *xml = read_document(s, len, e);

	if (!xml)
		return NULL;

	struct xml_doc *d = xcalloc(1, sizeof(*d));
	xmlNode *root = xmlDocGetRootElement(xml);

	tidy(root);
	xml->_private = d;
	d->doc = (struct doc){ .root = view(root), .free = xml_doc_free };
	d->xml = xml;
	return &d->doc;
}

/* ---- the tree view ---- */

static const char *node_name(struct tree t)
{
	const xmlNode *n = t.node;

	return (const char *)n->name;
}

static bool is_nil(xmlNode *n)
{
	xmlChar *v = xmlGetNsProp(n, BAD_CAST "nil", BAD_CAST XSI);
	bool nil =
		v && (!strcmp((const char *)v, "true") || !strcmp((const char *)v, "1"));

	xmlFree(v);
	return nil;
}

/*
 * The document keeps the blanks around a text, since a Put should return it
 * as it came; who reads gets it without.
 */
static const char *lend_trimmed(xmlNode *n, const char *s)
{
	struct xml_doc *d = n->doc->_private;

	s += strspn(s, blanks);

	size_t len = strlen(s);

	while (len && strchr(blanks, s[len - 1]))
		len--;
	if (!s[len])
		return s;
	if (!n->_private) {
		strv_take(&d->trimmed, xstrndup(s, len));
		n->_private = d->trimmed.v[d->trimmed.n - 1];
	}
	return n->_private;
}

static const char *node_text(struct tree t)
{
	xmlNode *n = t.node;

	if (xmlFirstElementChild(n) || is_nil(n))
		return NULL;
	if (!n->children || !n->children->content)
		return "";
	return lend_trimmed(n, (const char *)n->children->content);
}

static struct tree node_first(struct tree t)
{
	return view(xmlFirstElementChild(t.node));
}

static struct tree node_next(struct tree t)
{
	return view(xmlNextElementSibling(t.node));
}

/* Char of XML 1.0, production 2: no control characters but tab, LF and CR. */
static bool is_writable(const char *text)
{
	size_t len = strlen(text);

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c < 0x20 && c != '\t' && c != '\n' && c != '\r')
			return false;
		/* U+FFFE and U+FFFF */
		if (c == 0xef && (unsigned char)text[i + 1] == 0xbf &&
		    (unsigned char)text[i + 2] >= 0xbe)
			return false;
	}
	return text_is_utf8(text, len);
}

static void drop_children(xmlNode *n)
{
	while (n->children) {
		xmlNode *child = n->children;

		xmlUnlinkNode(child);
		xmlFreeNode(child);
	}
}

static bool node_set_text(struct tree t, const char *text)
{
	xmlNode *n = t.node;
	xmlAttr *nil = xmlHasNsProp(n, BAD_CAST "nil", BAD_CAST XSI);

	if (xmlFirstElementChild(n) || !is_writable(text))
		return false;

	xmlNode *fresh = *text ? xmlNewDocText(n->doc, BAD_CAST text) : NULL;

	if (nil)
		xmlRemoveProp(nil);
	drop_children(n);
	n->_private = NULL;
	if (fresh)
		xmlAddChild(n, fresh);
	return true;
}

static struct tree node_add(struct tree t, const char *name)
{
	xmlNode *parent = t.node;
	xmlNode *last = NULL;

	if (!xmlFirstElementChild(parent) && parent->children)
		return nowhere; /* a leaf with text */
	if (xmlValidateNCName(BAD_CAST name, 0) != 0)
		return nowhere;
	for (xmlNode *n = xmlFirstElementChild(parent); n; n = xmlNextElementSibling(n)) {
		if (!strcmp((const char *)n->name, name))
			last = n;
	}

	xmlNode *n = xmlNewDocNode(parent->doc, last ? last->ns : parent->ns,
				   BAD_CAST name, NULL);

	if (!n)
		return nowhere;
	return view(last ? xmlAddNextSibling(last, n) : xmlAddChild(parent, n));
}

static void node_remove(struct tree t)
{
	xmlUnlinkNode(t.node);
	xmlFreeNode(t.node);
}

static const struct tree_ops xml_ops = {
	.name = node_name,
	.text = node_text,
	.first = node_first,
	.next = node_next,
	.set_text = node_set_text,
	.add = node_add,
	.remove = node_remove,
};

bool xml_holds(struct tree t)
{
	return t.ops == &xml_ops;
}

const char *xml_namespace(struct tree t)
{
	const xmlNode *n = t.ops == &xml_ops ? t.node : NULL;

	return n && n->ns && n->ns->href ? (const char *)n->ns->href : "";
}

char *xml_attribute(struct tree t, const char *name)
{
	if (t.ops != &xml_ops)
		return NULL;

	xmlAttr *a = xmlHasProp(t.node, BAD_CAST name);

	if (!a)
		return NULL;

	xmlChar *v = xmlNodeListGetString(a->doc, a->children, 1);
	char *copy = xstrdup(v ? (const char *)v : "");

	xmlFree(v);
	return copy;
}

void xml_print(struct tree t, struct buf *ret)
{
	if (t.ops != &xml_ops)
		return;

	/* A copy declares what its parents did. */
	xmlDoc *doc = xmlNewDoc(BAD_CAST "1.0");
	xmlNode *copy = xmlDocCopyNode(t.node, doc, 1);
	xmlBuffer *text = xmlBufferCreate();

	if (!doc || !copy || !text)
		out_of_memory();
	xmlDocSetRootElement(doc, copy);
	xmlNodeDump(text, doc, copy, 0, 1);
	buf_puts(ret, (const char *)xmlBufferContent(text));
	xmlBufferFree(text);
	xmlFreeDoc(doc);
}

/* ---- writing ---- */

struct xml_writer {
	xmlBuffer *text;
	xmlTextWriter *w;
	char bad[40]; /* the element that XML cannot hold; "": none */
	char at[40];  /* the element opened last */
};

/* libxml2 fails here only when memory runs out. */
static void wrote(int rc)
{
	if (rc < 0)
		out_of_memory();
}

struct xml_writer *xml_writer_new(void)
{
	struct xml_writer *w = xcalloc(1, sizeof(*w));

	w->text = xmlBufferCreate();
	w->w = w->text ? xmlNewTextWriterMemory(w->text, 0) : NULL;
	if (!w->w)
		out_of_memory();
	wrote(xmlTextWriterWriteRaw(w->w, BAD_CAST
				    "<?xml version=\"1.0\" encoding=\"utf-8\"?>"));
	return w;
}

void xml_writer_free(struct xml_writer *w)
{
	if (!w)
		return;
	if (w->w)
		xmlFreeTextWriter(w->w);
	explicit_bzero(w->text->content, w->text->use);
	xmlBufferFree(w->text);
	free(w);
}

static void note_bad(struct xml_writer *w)
{
	if (!*w->bad)
		snprintf(w->bad, sizeof(w->bad), "%s", *w->at ? w->at : "element");
}

static const xmlChar *or_none(const char *prefix)
{
	return prefix && *prefix ? BAD_CAST prefix : NULL;
}

void xml_open(struct xml_writer *w, const char *prefix, const char *name)
{
	snprintf(w->at, sizeof(w->at), "%s", name);
	if (xmlValidateNCName(BAD_CAST name, 0) != 0) {
		note_bad(w);
		name = "bad";
	}
	wrote(xmlTextWriterStartElementNS(w->w, or_none(prefix), BAD_CAST name, NULL));
}

void xml_close(struct xml_writer *w)
{
	wrote(xmlTextWriterEndElement(w->w));
}

void xml_declare(struct xml_writer *w, const struct xml_prefix *p)
{
	AUTO(xfreep)
	char *name = xasprintf("xmlns%s%s", *p->prefix ? ":" : "", p->prefix);

	wrote(xmlTextWriterWriteAttribute(w->w, BAD_CAST name, BAD_CAST p->uri));
}

/* The text if XML can hold it; else "", and the failure is noted. */
static const xmlChar *checked(struct xml_writer *w, const char *text)
{
	if (is_writable(text))
		return BAD_CAST text;
	note_bad(w);
	return BAD_CAST "";
}

void xml_put_attribute(struct xml_writer *w, const char *name, const char *value)
{
	wrote(xmlTextWriterWriteAttribute(w->w, BAD_CAST name, checked(w, value)));
}

void xml_put_text(struct xml_writer *w, const char *text)
{
	if (*text)
		wrote(xmlTextWriterWriteString(w->w, checked(w, text)));
}

void xml_leaf(struct xml_writer *w, const char *prefix, const char *name,
	      const char *text)
{
	xml_open(w, prefix, name);
	if (text)
		xml_put_text(w, text);
	xml_close(w);
}

static const struct xml_prefix *known_prefix(const struct xml_prefix *known, size_t n,
					     const char *uri)
{
	for (size_t i = 0; i < n; i++) {
		if (!strcmp(known[i].uri, uri))
			return &known[i];
	}
	return NULL;
}

/*
 * Attributes in a namespace get prefixes of ours: the one they came with may
 * mean something else here.
 */
static void put_attributes(struct xml_writer *w, xmlNode *n)
{
	char prefix[16];
	unsigned i = 0;

	for (xmlAttr *a = n->properties; a; a = a->next, i++) {
		xmlChar *v = xmlNodeListGetString(n->doc, a->children, 1);
		const char *uri = a->ns ? (const char *)a->ns->href : NULL;
		bool is_xml = uri && !strcmp(uri, (const char *)XML_XML_NAMESPACE);

		snprintf(prefix, sizeof(prefix), "y%u", i);
		wrote(xmlTextWriterWriteAttributeNS(
			w->w, is_xml ? BAD_CAST "xml" : or_none(uri ? prefix : NULL),
			a->name, is_xml ? NULL : BAD_CAST uri, v ? v : BAD_CAST ""));
		xmlFree(v);
	}
}

static void put_content(struct xml_writer *w, struct tree t)
{
	const xmlNode *n = t.ops == &xml_ops ? t.node : NULL;
	const char *text = n ? NULL : tree_text(t);

	if (n && n->children && n->children->content)
		text = (const char *)n->children->content;
	if (text)
		xml_put_text(w, text);
}

void xml_put_tree(struct xml_writer *w, struct tree t, const struct xml_prefix *known,
		  size_t n)
{
	assert(known && n);

	const char *uri = xml_namespace(t);
	const struct xml_prefix *p = *uri ? known_prefix(known, n, uri) : &known[0];
	const struct xml_prefix here = { .prefix = "x", .uri = uri };
	struct tree m = tree_first(t);

	if (t.ops != &xml_ops && !tree_exists(m) && !tree_text(t))
		return; /* null is absent */
	xml_open(w, p ? p->prefix : here.prefix, tree_name(t));
	if (!p)
		xml_declare(w, &here);
	if (t.ops == &xml_ops)
		put_attributes(w, t.node);
	if (!tree_exists(m))
		put_content(w, t);
	for (; tree_exists(m); m = tree_next(m))
		xml_put_tree(w, m, known, n);
	xml_close(w);
}

bool xml_writer_finish(struct xml_writer *w, struct buf *ret, struct err *e)
{
	wrote(xmlTextWriterFlush(w->w));
	if (*w->bad)
		return err_set(e, ERR_USAGE, 0, "%s: XML cannot hold this name or text",
			       w->bad);
	return buf_add(ret, xmlBufferContent(w->text), (size_t)xmlBufferLength(w->text),
		       e);
}
