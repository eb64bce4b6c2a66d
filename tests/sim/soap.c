/* soap: request envelopes, taken apart and checked. */
#include "tests/sim/soap.h"

#include <libxml/parser.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "tests/sim/classes.h"
#include "tests/sim/device.h"

#define ENVELOPE_SIZE_MIN 50000

bool node_is(const xmlNode *n, const char *ns, const char *name)
{
	return n && n->ns && !strcmp((const char *)n->ns->href, ns) &&
	       !strcmp((const char *)n->name, name);
}

xmlNode *node_child(const xmlNode *n, const char *ns, const char *name)
{
	xmlNode *c = n ? xmlFirstElementChild((xmlNode *)n) : NULL;

	while (c && !node_is(c, ns, name))
		c = xmlNextElementSibling(c);
	return c;
}

char *node_text(const xmlNode *n)
{
	xmlChar *v = n ? xmlNodeGetContent(n) : NULL;
	const char *s = v ? (const char *)v : "";

	s += strspn(s, " \t\r\n");

	size_t len = strlen(s);

	while (len && strchr(" \t\r\n", s[len - 1]))
		len--;

	char *text = xstrndup(s, len);

	xmlFree(v);
	return text;
}

/* Class name from a resource URI whose prefix goes with it; else NULL. */
static const char *uri_class(const char *uri)
{
	const char *slash = strrchr(uri, '/');
	const char *prefix = slash ? class_uri_prefix(slash + 1) : NULL;

	if (!prefix || strlen(prefix) != (size_t)(slash + 1 - uri) ||
	    strncmp(prefix, uri, strlen(prefix)) != 0)
		return NULL;
	return slash + 1;
}

static bool selectors_parse(const xmlNode *set, struct ref *ret, unsigned depth)
{
	xmlNode *s = set ? xmlFirstElementChild((xmlNode *)set) : NULL;

	for (; s; s = xmlNextElementSibling(s)) {
		xmlChar *name = xmlGetNoNsProp(s, (const xmlChar *)"Name");
		xmlNode *epr = node_child(s, NS_WSA, "EndpointReference");
		struct ref *inner = epr ? node_ref(epr, depth + 1) : NULL;
		AUTO(xfreep) char *text = node_text(s);
		bool ok = name && node_is(s, NS_WSMAN, "Selector") &&
			  ret->n < SELECTORS_MAX && (!epr || inner);

		if (ok)
			ref_add(ret, (const char *)name, epr ? NULL : text, STEAL(inner));
		ref_free(inner);
		xmlFree(name);
		if (!ok)
			return false;
	}
	return true;
}

struct ref *node_ref(const xmlNode *n, unsigned depth)
{
	xmlNode *params = node_child(n, NS_WSA, "ReferenceParameters");
	AUTO(xfreep) char *uri = node_text(node_child(params, NS_WSMAN, "ResourceURI"));
	const char *class_name = uri_class(uri);

	if (!class_name || depth > REF_DEPTH_MAX)
		return NULL;

	AUTO(ref_freep) struct ref *r = xcalloc(1, sizeof(*r));

	r->class_name = xstrdup(class_name);
	if (!selectors_parse(node_child(params, NS_WSMAN, "SelectorSet"), r, depth))
		return NULL;
	return STEAL(r);
}

/* SOAP 1.2 5.2.3: xs:boolean. */
static bool must_understand(const xmlNode *n)
{
	xmlChar *v = xmlGetNsProp((xmlNode *)n, (const xmlChar *)"mustUnderstand",
				  (const xmlChar *)NS_SOAP);
	bool must =
		v && (!strcmp((const char *)v, "true") || !strcmp((const char *)v, "1"));

	xmlFree(v);
	return must;
}

static bool understood(const xmlNode *n)
{
	static const struct {
		const char *ns, *name;
	} headers[] = {
		{ NS_WSA, "Action" },
		{ NS_WSA, "To" },
		{ NS_WSA, "MessageID" },
		{ NS_WSA, "ReplyTo" },
		{ NS_WSA, "FaultTo" },
		{ NS_WSA, "From" },
		{ NS_WSA, "RelatesTo" },
		{ NS_WSMAN, "ResourceURI" },
		{ NS_WSMAN, "SelectorSet" },
		{ NS_WSMAN, "OperationTimeout" },
		{ NS_WSMAN, "MaxEnvelopeSize" },
	};

	for (size_t i = 0; i < ARRAY_LEN(headers); i++) {
		if (node_is(n, headers[i].ns, headers[i].name))
			return true;
	}
	return false;
}

static const struct soap_fault *headers_check(const xmlNode *header)
{
	xmlNode *n = xmlFirstElementChild((xmlNode *)header);

	for (; n; n = xmlNextElementSibling(n)) {
		bool known = understood(n);

		if (!known && must_understand(n))
			return soap_fault_get(SOAP_MUST_UNDERSTAND);
		for (xmlNode *m = xmlNextElementSibling(n); known && m;
		     m = xmlNextElementSibling(m)) {
			if (node_is(m, (const char *)n->ns->href, (const char *)n->name))
				return soap_fault_get(SOAP_INVALID_HEADER);
		}
	}
	return NULL;
}

/* /wsman, http(s)://anything/wsman, or the anonymous address. */
static bool is_our_address(const char *to)
{
	if (!strcmp(to, "/wsman") || !strcmp(to, ANONYMOUS))
		return true;
	if (strncmp(to, "http://", 7) != 0 && strncmp(to, "https://", 8) != 0)
		return false;

	const char *path = strchr(strstr(to, "://") + 3, '/');

	return path && !strcmp(path, "/wsman");
}

/* XML Schema duration, as far as clients use it: PnDTnHnMn.nS. */
static bool is_duration(const char *s)
{
	return *s++ == 'P' && *s && strspn(s, "0123456789.YMDTHS") == strlen(s);
}

static const struct soap_fault *options_check(const xmlNode *header)
{
	xmlNode *size = node_child(header, NS_WSMAN, "MaxEnvelopeSize");
	xmlNode *timeout = node_child(header, NS_WSMAN, "OperationTimeout");
	AUTO(xfreep) char *size_text = node_text(size);
	AUTO(xfreep) char *timeout_text = node_text(timeout);
	uint64_t n;

	if (size && (!text_to_uint(size_text, UINT64_MAX, &n) || n < ENVELOPE_SIZE_MIN))
		return soap_fault_get(SOAP_ENCODING_LIMIT);
	if (timeout && !is_duration(timeout_text))
		return soap_fault_get(SOAP_INVALID_HEADER);
	return NULL;
}

static const struct soap_fault *addressing_parse(const xmlNode *header, struct request *r)
{
	xmlNode *action = node_child(header, NS_WSA, "Action");
	xmlNode *to = node_child(header, NS_WSA, "To");
	xmlNode *uri = node_child(header, NS_WSMAN, "ResourceURI");
	xmlNode *id = node_child(header, NS_WSA, "MessageID");
	xmlNode *reply_to = node_child(header, NS_WSA, "ReplyTo");
	AUTO(xfreep)
	char *reply_address = node_text(node_child(reply_to, NS_WSA, "Address"));

	r->action = node_text(action);
	r->to = node_text(to);
	r->resource_uri = node_text(uri);
	r->message_id = node_text(id);
	if (!action || !to || !uri || !id || !reply_to)
		return soap_fault_get(SOAP_HEADER_REQUIRED);
	if (!*r->message_id || strcmp(reply_address, ANONYMOUS) != 0)
		return soap_fault_get(SOAP_INVALID_HEADER);
	if (!is_our_address(r->to))
		return soap_fault_get(SOAP_DESTINATION_UNREACHABLE);
	return NULL;
}

static void operation_find(struct request *r)
{
	static const struct {
		const char *action;
		enum operation op;
	} actions[] = {
		{ NS_WXF "/Get", OP_GET },
		{ NS_WXF "/Put", OP_PUT },
		{ NS_WXF "/Create", OP_CREATE },
		{ NS_WXF "/Delete", OP_DELETE },
		{ NS_WSEN "/Enumerate", OP_ENUMERATE },
		{ NS_WSEN "/Pull", OP_PULL },
		{ NS_WSEN "/Release", OP_RELEASE },
	};
	const char *slash = strrchr(r->action, '/');
	size_t uri_len = strlen(r->resource_uri);

	r->action_name = slash ? slash + 1 : r->action;
	for (size_t i = 0; i < ARRAY_LEN(actions); i++) {
		if (!strcmp(r->action, actions[i].action))
			r->op = actions[i].op;
	}
	if (r->op == OP_NONE && !strncmp(r->action, r->resource_uri, uri_len) &&
	    r->action[uri_len] == '/') {
		r->op = OP_INVOKE;
		r->method = r->action + uri_len + 1;
	}
}

static const struct soap_fault *envelope_parse(xmlNode *root, struct request *r)
{
	xmlNode *header = node_child(root, NS_SOAP, "Header");
	xmlNode *body = node_child(root, NS_SOAP, "Body");
	const struct soap_fault *f;

	if (!node_is(root, NS_SOAP, "Envelope"))
		return soap_fault_get(SOAP_VERSION_MISMATCH);
	r->body = body ? xmlFirstElementChild(body) : NULL;
	if (node_is(r->body, NS_WSMID,
		    "Identify")) { /* needs no addressing (DSP0226 11) */
		r->op = OP_IDENTIFY;
		r->action_name = "Identify";
		return NULL;
	}
	if (!header || !body)
		return soap_fault_get(SOAP_HEADER_REQUIRED);
	f = headers_check(header);
	if (!f)
		f = addressing_parse(header, r);
	if (!f)
		f = options_check(header);
	if (f)
		return f;

	const char *class_name = uri_class(r->resource_uri);

	r->class = class_name ? class_find(class_name) : NULL;
	operation_find(r);
	if (!selectors_parse(node_child(header, NS_WSMAN, "SelectorSet"), r->selectors,
			     0))
		return soap_fault_get(SOAP_INVALID_SELECTORS);
	return NULL;
}

bool request_parse(const char *text, size_t len, struct request *ret,
		   const struct soap_fault **ret_fault)
{
	*ret = (struct request){ .selectors = xcalloc(1, sizeof(struct ref)) };
	*ret_fault = NULL;
	if (len > INT_MAX)
		return false;
	ret->doc =
		xmlReadMemory(text, (int)len, NULL, NULL,
			      XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);

	/* SOAP 1.2 5: a message must not contain a document type declaration. */
	if (!ret->doc || ret->doc->intSubset || !xmlDocGetRootElement(ret->doc))
		return false;
	*ret_fault = envelope_parse(xmlDocGetRootElement(ret->doc), ret);
	return !*ret_fault;
}

void request_done(struct request *r)
{
	xmlFreeDoc(r->doc);
	free(r->action);
	free(r->to);
	free(r->resource_uri);
	free(r->message_id);
	ref_free(r->selectors);
}
