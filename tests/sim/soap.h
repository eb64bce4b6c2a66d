/*
 * soap: request envelopes in, reply envelopes out.
 *
 * Requests are checked as strictly as the firmware does (SOAP 1.2,
 * WS-Addressing 2004/08, DSP0226); replies have its prefixes and order.
 */
#ifndef AMTSIM_SOAP_H
#define AMTSIM_SOAP_H

#include <libxml/tree.h>

#include "core/base/buf.h"
#include "tests/sim/store.h"

#define NS_SOAP "http://www.w3.org/2003/05/soap-envelope"
#define NS_WSA "http://schemas.xmlsoap.org/ws/2004/08/addressing"
#define NS_WSMAN "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
#define NS_WXF "http://schemas.xmlsoap.org/ws/2004/09/transfer"
#define NS_WSEN "http://schemas.xmlsoap.org/ws/2004/09/enumeration"
#define NS_WSE "http://schemas.xmlsoap.org/ws/2004/08/eventing"
#define NS_WST "http://schemas.xmlsoap.org/ws/2005/02/trust"
#define NS_WSSE                                   \
	"http://docs.oasis-open.org/wss/2004/01/" \
	"oasis-200401-wss-wssecurity-secext-1.0.xsd"
#define NS_CIMB "http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd"
#define NS_COMMON "http://schemas.dmtf.org/wbem/wscim/1/common"
#define NS_XSI "http://www.w3.org/2001/XMLSchema-instance"
#define NS_WSMID "http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd"
#define ANONYMOUS NS_WSA "/role/anonymous"

struct device;

enum soap_fault_id {
	SOAP_DESTINATION_UNREACHABLE,
	SOAP_ACTION_NOT_SUPPORTED,
	SOAP_ENDPOINT_UNAVAILABLE,
	SOAP_INVALID_HEADER,
	SOAP_HEADER_REQUIRED,
	SOAP_ACCESS_DENIED,
	SOAP_ALREADY_EXISTS,
	SOAP_QUOTA_LIMIT,
	SOAP_CONCURRENCY,
	SOAP_INVALID_SELECTORS,
	SOAP_SCHEMA_VALIDATION,
	SOAP_INVALID_PARAMETER,
	SOAP_INTERNAL_ERROR,
	SOAP_TIMED_OUT,
	SOAP_ENCODING_LIMIT,
	SOAP_UNSUPPORTED_FEATURE,
	SOAP_CANNOT_PROCESS_FILTER,
	SOAP_INVALID_REPRESENTATION,
	SOAP_MISSING_VALUES, /* InvalidRepresentation with that detail */
	SOAP_INVALID_VALUES,
	SOAP_INVALID_NAMESPACE,
	SOAP_INVALID_CONTEXT,
	SOAP_MUST_UNDERSTAND,
	SOAP_VERSION_MISMATCH,
	N_SOAP_FAULTS,
};

struct soap_fault {
	const char *name;   /* without prefix, for the journal and --fault */
	char prefix;        /* of the subcode; 0: a code without subcode */
	const char *code;   /* Sender, Receiver, MustUnderstand, VersionMismatch */
	const char *detail; /* last part of the faultDetail URI, or NULL */
	const char *reason;
};

const struct soap_fault *soap_fault_get(enum soap_fault_id id);
const struct soap_fault *soap_fault_named(const char *name); /* NULL: none */

enum operation {
	OP_NONE,
	OP_GET,
	OP_PUT,
	OP_CREATE,
	OP_DELETE,
	OP_ENUMERATE,
	OP_PULL,
	OP_RELEASE,
	OP_INVOKE,
	OP_IDENTIFY,
};

/* A request taken apart; texts live until request_done(). */
struct request {
	xmlDoc *doc;
	char *action, *to, *resource_uri, *message_id;
	const struct class *class; /* NULL: not one of ours */
	const char *method;        /* OP_INVOKE: part of action after the class */
	const char *action_name;   /* Get, Pull, StartOptIn, ... */
	enum operation op;
	struct ref *selectors; /* never NULL once parsed */
	xmlNode *body;         /* first element in Body, or NULL */
};

/*
 * Parse an envelope. False with *ret_fault NULL: not XML at all, which earns an
 * HTML page; with *ret_fault set: that SOAP fault. request_done() in all cases.
 */
bool request_parse(const char *text, size_t len, struct request *ret,
		   const struct soap_fault **ret_fault);
void request_done(struct request *r);

/* Element by namespace and local name. */
bool node_is(const xmlNode *n, const char *ns, const char *name);
xmlNode *node_child(const xmlNode *n, const char *ns, const char *name);

/* The text, blanks at both ends cut; "" when empty. */
char *node_text(const xmlNode *n) MUST_USE;

/* The content of an endpoint reference; NULL when it is not one. */
struct ref *node_ref(const xmlNode *n, unsigned depth) MUST_USE;

/* A reply in the making. */
struct reply {
	struct device *device;
	struct buf xml;
	char prefix;        /* of the class's elements, 'g' or 'h' */
	char common;        /* of datetime wrappers */
	bool wrong_relates; /* fault: RelatesTo someone else */
};

#define REPLY_MAX ((size_t)16 << 20)

void xml_text(struct buf *b, const char *text);

/*
 * Open the envelope and its Body. g, h: namespaces for these prefixes, or NULL;
 * the class prefix is the later one given.
 */
void reply_begin(struct reply *r, const struct request *q, const char *g, const char *h,
		 bool common);
void reply_end(struct reply *r);

void reply_inst(struct reply *r, const struct inst *i);
void reply_epr(struct reply *r, const struct ref *ref); /* without EndpointReference */
void reply_fault(struct reply *r, const struct request *q, const struct soap_fault *f);
void reply_identify(struct reply *r);

/* The class's namespace, to be freed. */
char *class_uri(const struct class *c) MUST_USE;

#endif
