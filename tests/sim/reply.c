/* reply: envelopes as the firmware writes them. */
#include "tests/sim/soap.h"

#include <stdlib.h>
#include <string.h>

#include "tests/sim/classes.h"
#include "tests/sim/device.h"

#define ACTION_FAULT_WSA NS_WSA "/fault"
#define ACTION_FAULT_WSMAN "http://schemas.dmtf.org/wbem/wsman/1/wsman/fault"
#define FAULT_DETAIL "http://schemas.dmtf.org/wbem/wsman/1/wsman/faultDetail/"

/* clang-format off */
/* DSP0226 14 and WS-Enumeration 4; prefixes are those of a fault envelope. */
static const struct soap_fault faults[N_SOAP_FAULTS] = {
	[SOAP_DESTINATION_UNREACHABLE] = { "DestinationUnreachable", 'b', "Sender", NULL,
		"No route can be determined to reach the destination role defined by the "
		"WSAddressing To." },
	[SOAP_ACTION_NOT_SUPPORTED] = { "ActionNotSupported", 'b', "Sender", NULL,
		"The action is not supported by the service." },
	[SOAP_ENDPOINT_UNAVAILABLE] = { "EndpointUnavailable", 'b', "Receiver", NULL,
		"The specified endpoint is currently unavailable." },
	[SOAP_INVALID_HEADER] = { "InvalidMessageInformationHeader", 'b', "Sender", NULL,
		"A message information header is not valid and the message cannot be processed." },
	[SOAP_HEADER_REQUIRED] = { "MessageInformationHeaderRequired", 'b', "Sender", NULL,
		"A required header is missing." },
	[SOAP_ACCESS_DENIED] = { "AccessDenied", 'e', "Sender", NULL,
		"The sender was not authorized to access the resource." },
	[SOAP_ALREADY_EXISTS] = { "AlreadyExists", 'e', "Sender", NULL,
		"The sender attempted to create a resource which already exists." },
	[SOAP_QUOTA_LIMIT] = { "QuotaLimit", 'e', "Sender", NULL,
		"The service is busy servicing other requests." },
	[SOAP_CONCURRENCY] = { "Concurrency", 'e', "Sender", NULL,
		"The action could not be completed due to concurrency or locking problems." },
	[SOAP_INVALID_SELECTORS] = { "InvalidSelectors", 'e', "Sender", NULL,
		"The Selectors for the resource were not valid." },
	[SOAP_SCHEMA_VALIDATION] = { "SchemaValidationError", 'e', "Sender", NULL,
		"The supplied SOAP violates the corresponding XML Schema definition." },
	[SOAP_INVALID_PARAMETER] = { "InvalidParameter", 'e', "Sender", NULL,
		"An operation parameter was not valid." },
	[SOAP_INTERNAL_ERROR] = { "InternalError", 'e', "Receiver", NULL,
		"The service cannot comply with the request due to internal processing errors." },
	[SOAP_TIMED_OUT] = { "TimedOut", 'e', "Receiver", NULL,
		"The operation has timed out." },
	[SOAP_ENCODING_LIMIT] = { "EncodingLimit", 'e', "Sender", "MaxEnvelopeSize",
		"An internal encoding limit was exceeded in a request or would be violated if "
		"the message were processed." },
	[SOAP_UNSUPPORTED_FEATURE] = { "UnsupportedFeature", 'e', "Sender", NULL,
		"The specified feature is not supported." },
	[SOAP_CANNOT_PROCESS_FILTER] = { "CannotProcessFilter", 'e', "Sender", NULL,
		"The requested filter could not be processed." },
	[SOAP_INVALID_REPRESENTATION] = { "InvalidRepresentation", 'd', "Sender", NULL,
		"The XML content was invalid." },
	[SOAP_MISSING_VALUES] = { "InvalidRepresentation", 'd', "Sender", "MissingValues",
		"The XML content was invalid." },
	[SOAP_INVALID_VALUES] = { "InvalidRepresentation", 'd', "Sender", "InvalidValues",
		"The XML content was invalid." },
	[SOAP_INVALID_NAMESPACE] = { "InvalidRepresentation", 'd', "Sender", "InvalidNamespace",
		"The XML content was invalid." },
	[SOAP_INVALID_CONTEXT] = { "InvalidEnumerationContext", 'c', "Receiver", NULL,
		"The supplied enumeration context is invalid." },
	[SOAP_MUST_UNDERSTAND] = { "MustUnderstand", 0, "MustUnderstand", NULL,
		"A header that must be understood is not." },
	[SOAP_VERSION_MISMATCH] = { "VersionMismatch", 0, "VersionMismatch", NULL,
		"The SOAP version is not supported." },
};
/* clang-format on */

const struct soap_fault *soap_fault_get(enum soap_fault_id id)
{
	return &faults[id];
}

const struct soap_fault *soap_fault_named(const char *name)
{
	for (size_t i = 0; i < N_SOAP_FAULTS; i++) {
		if (!strcmp(faults[i].name, name))
			return &faults[i];
	}
	return NULL;
}

char *class_uri(const struct class *c)
{
	return xasprintf("%s%s", class_uri_prefix(c->name), c->name);
}

void xml_text(struct buf *b, const char *text)
{
	while (*text) {
		size_t n = strcspn(text, "<>&\"");

		buf_printf(b, "%.*s", (int)n, text);
		text += n;
		if (*text)
			buf_puts(b, *text == '<'   ? "&lt;"
				    : *text == '>' ? "&gt;"
				    : *text == '&' ? "&amp;"
						   : "&quot;");
		text += *text != '\0';
	}
}

static void element(struct buf *b, const char *name, const char *text)
{
	buf_printf(b, "<%s>", name);
	xml_text(b, text);
	buf_printf(b, "</%s>", name);
}

static void open_envelope(struct buf *b)
{
	buf_puts(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?><a:Envelope");
}

static void declare(struct buf *b, char prefix, const char *ns)
{
	buf_printf(b, " xmlns:%c=\"%s\"", prefix, ns);
}

static void header(struct reply *r, const struct request *q, const char *action,
		   const char *action_suffix)
{
	struct buf *b = &r->xml;

	buf_printf(b, " xmlns:xsi=\"%s\"><a:Header><b:To>%s</b:To>", NS_XSI, ANONYMOUS);
	if (q->message_id && *q->message_id)
		element(b, "b:RelatesTo",
			r->wrong_relates ? "uuid:00000000-8086-8086-8086-FFFFFFFFFFFF"
					 : q->message_id);
	buf_puts(b, "<b:Action a:mustUnderstand=\"true\">");
	xml_text(b, action);
	buf_printf(b,
		   "%s</b:Action><b:MessageID>uuid:00000000-8086-8086-8086-%012X</"
		   "b:MessageID>",
		   action_suffix, ++r->device->message_id);
}

void reply_begin(struct reply *r, const struct request *q, const char *g, const char *h,
		 bool common)
{
	static const char *const fixed[] = { NS_SOAP, NS_WSA,  NS_WSMAN,
					     NS_WST,  NS_WSSE, NS_CIMB };
	struct buf *b = &r->xml;
	char next = 'a';

	open_envelope(b);
	for (size_t i = 0; i < ARRAY_LEN(fixed); i++)
		declare(b, next++, fixed[i]);
	if (g)
		declare(b, next++, g);
	if (h)
		declare(b, next++, h);
	r->prefix = (char)(next - 1);
	r->common = next;
	if (common)
		declare(b, next, NS_COMMON);
	header(r, q, q->action, "Response");
	element(b, "c:ResourceURI", q->resource_uri);
	buf_puts(b, "</a:Header><a:Body>");
}

void reply_end(struct reply *r)
{
	buf_puts(&r->xml, "</a:Body></a:Envelope>");
}

static int selector_order(const void *a, const void *b)
{
	return strcmp(((const struct selector *)a)->name,
		      ((const struct selector *)b)->name);
}

void reply_epr(struct reply *r, const struct ref *ref)
{
	struct buf *b = &r->xml;
	const char *prefix = class_uri_prefix(ref->class_name);
	AUTO(ref_freep) struct ref *sorted = ref_copy(ref);

	if (sorted->n)
		qsort(sorted->sel, sorted->n, sizeof(*sorted->sel), selector_order);
	buf_printf(b,
		   "<b:Address>%s</b:Address><b:ReferenceParameters>"
		   "<c:ResourceURI>%s%s</c:ResourceURI><c:SelectorSet>",
		   ANONYMOUS, prefix ? prefix : "", ref->class_name);
	for (size_t i = 0; i < sorted->n; i++) {
		const struct selector *s = &sorted->sel[i];

		buf_puts(b, "<c:Selector Name=\"");
		xml_text(b, s->name);
		buf_puts(b, "\">");
		if (s->ref) {
			buf_puts(b, "<b:EndpointReference>");
			reply_epr(r, s->ref);
			buf_puts(b, "</b:EndpointReference>");
		} else {
			xml_text(b, s->text);
		}
		buf_puts(b, "</c:Selector>");
	}
	buf_puts(b, "</c:SelectorSet></b:ReferenceParameters>");
}

static void reply_prop(struct reply *r, const struct prop *p)
{
	struct buf *b = &r->xml;
	const char *wrapper = p->kind == VALUE_DATETIME   ? "Datetime"
			      : p->kind == VALUE_INTERVAL ? "Interval"
							  : NULL;

	buf_printf(b, "<%c:%s>", r->prefix, p->name);
	if (p->kind == VALUE_REF)
		reply_epr(r, p->ref);
	if (wrapper)
		buf_printf(b, "<%c:%s>", r->common, wrapper);
	if (p->text)
		xml_text(b, p->text);
	if (wrapper)
		buf_printf(b, "</%c:%s>", r->common, wrapper);
	buf_printf(b, "</%c:%s>", r->prefix, p->name);
}

void reply_inst(struct reply *r, const struct inst *i)
{
	AUTO(inst_freep) struct inst *now = device_read(r->device, i);

	buf_printf(&r->xml, "<%c:%s>", r->prefix, i->class->name);
	for (size_t k = 0; k < now->n; k++)
		reply_prop(r, &now->v[k]);
	buf_printf(&r->xml, "</%c:%s>", r->prefix, i->class->name);
}

void reply_fault(struct reply *r, const struct request *q, const struct soap_fault *f)
{
	/* In this order, and with these letters, only in faults. */
	static const struct {
		char prefix;
		const char *ns;
	} ns[] = { { 'g', NS_CIMB }, { 'f', NS_WSE },  { 'e', NS_WSMAN },
		   { 'd', NS_WXF },  { 'c', NS_WSEN }, { 'b', NS_WSA },
		   { 'a', NS_SOAP }, { 'h', NS_WST },  { 'i', NS_WSSE } };
	struct buf *b = &r->xml;

	open_envelope(b);
	for (size_t i = 0; i < ARRAY_LEN(ns); i++)
		declare(b, ns[i].prefix, ns[i].ns);
	header(r, q, f->prefix == 'b' ? ACTION_FAULT_WSA : ACTION_FAULT_WSMAN, "");
	buf_printf(b, "</a:Header><a:Body><a:Fault><a:Code><a:Value>a:%s</a:Value>",
		   f->code);
	if (f->prefix)
		buf_printf(b, "<a:Subcode><a:Value>%c:%s</a:Value></a:Subcode>",
			   f->prefix, f->name);
	buf_printf(b,
		   "</a:Code><a:Reason><a:Text "
		   "xml:lang=\"en-US\">%s</a:Text></a:Reason><a:Detail>",
		   f->reason);
	if (f->detail)
		buf_printf(b, "<e:FaultDetail>%s%s</e:FaultDetail>", FAULT_DETAIL,
			   f->detail);
	buf_puts(b, "</a:Detail></a:Fault>");
	reply_end(r);
}

void reply_identify(struct reply *r)
{
	const struct profile *p = &r->device->sim->profile;
	struct buf *b = &r->xml;

	open_envelope(b);
	declare(b, 'a', NS_SOAP);
	declare(b, 'b', NS_WSMID);
	buf_puts(b, "><a:Header></a:Header><a:Body><b:IdentifyResponse>");
	element(b, "b:ProtocolVersion", NS_WSMAN);
	element(b, "b:ProductVendor", "Intel(r)");
	element(b, "b:ProductVersion", p->version);
	buf_puts(b, "</b:IdentifyResponse>");
	reply_end(r);
}
