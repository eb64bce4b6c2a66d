/* Unit tests of core/wsman/reply and fault: statuses, bodies, and what they mean. */
#include "tests/unit/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/wsman/fault.h"
#include "core/wsman/reply.h"
#include "core/wsman/xml.h"

#define CLASS "http://intel.com/wbem/wscim/1/amt-schema/1/AMT_GeneralSettings"

/* Prefixes as firmware has them: others than in its normal replies. */
#define ENVELOPE                                                         \
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>"                     \
	"<a:Envelope xmlns:e=\"http://schemas.dmtf.org/wbem/wsman/1/"    \
	"wsman.xsd\" xmlns:b=\"http://schemas.xmlsoap.org/ws/2004/08/"   \
	"addressing\" xmlns:a=\"http://www.w3.org/2003/05/soap-envelope" \
	"\" xmlns:g=\"" CLASS "\">"
#define HEADER(id) "<a:Header><b:RelatesTo>" id "</b:RelatesTo></a:Header>"

static const struct wsman_ref general = { .class_name = "AMT_GeneralSettings" };
static const struct envelope get = { .op = ENVELOPE_GET,
				     .what = &general,
				     .message_id = 4 };

static const char soap_type[] = "application/soap+xml";

/* Read a reply to asked; ret may be NULL when it must fail. */
static bool read_as(const struct envelope *asked, int status, const char *type,
		    const char *text, struct doc **ret, struct err *e)
{
	struct http_reply r = { .status = status, .body = BUF_INIT(XML_MAX) };
	struct doc *d = NULL;

	snprintf(r.content_type, sizeof(r.content_type), "%s", type);
	buf_puts(&r.body, text);

	bool ok = reply_read(&r, asked, &d, e);

	buf_done(&r.body);
	if (ret)
		*ret = d;
	else
		doc_free(d);
	return ok;
}

static char *fault_text(const char *code, const char *reason, const char *detail)
{
	return xasprintf(ENVELOPE HEADER("4") "<a:Body><a:Fault><a:Code><a:Value>a:Sender"
					      "</a:Value><a:Subcode><a:Value>%s"
					      "</a:Value></a:Subcode></a:Code><a:Reason>"
					      "<a:Text xml:lang=\"en-US\">%s</a:Text>"
					      "</a:Reason><a:Detail>%s</a:Detail>"
					      "</a:Fault></a:Body></a:Envelope>",
			 code, reason, detail);
}

static void every_fault_has_its_domain(void **state)
{
	static const struct {
		const char *code;
		enum err_domain domain;
		bool transient;
	} rows[] = {
		{ "b:DestinationUnreachable", ERR_UNSUPPORTED, false },
		{ "b:ActionNotSupported", ERR_UNSUPPORTED, false },
		{ "b:EndpointUnavailable", ERR_BUSY, true },
		{ "b:InvalidMessageInformationHeader", ERR_REFUSED, false },
		{ "b:MessageInformationHeaderRequired", ERR_REFUSED, false },
		{ "e:AccessDenied", ERR_AUTH, false },
		{ "e:AlreadyExists", ERR_CONFLICT, false },
		{ "e:QuotaLimit", ERR_BUSY, true },
		{ "e:Concurrency", ERR_BUSY, true },
		{ "e:InvalidSelectors", ERR_REFUSED, false },
		{ "e:SchemaValidationError", ERR_REFUSED, false },
		{ "d:InvalidRepresentation", ERR_REFUSED, false },
		{ "e:InvalidParameter", ERR_REFUSED, false },
		{ "e:InternalError", ERR_REFUSED, true },
		{ "e:TimedOut", ERR_INDETERMINATE, true },
		{ "e:EncodingLimit", ERR_REFUSED, false },
		{ "e:UnsupportedFeature", ERR_REFUSED, false },
		{ "e:CannotProcessFilter", ERR_REFUSED, false },
		{ "c:InvalidEnumerationContext", ERR_REFUSED, false },
		{ "c:FilteringNotSupported", ERR_REFUSED, false },
		{ "Unprefixed", ERR_REFUSED, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *name = strchr(rows[i].code, ':');
		AUTO(xfreep) char *text = fault_text(rows[i].code, "The reason.", "");
		AUTO(xfreep) char *want = NULL;
		struct err e = { 0 };

		name = name ? name + 1 : rows[i].code;
		want = xasprintf("fault %s: The reason.", name);
		assert_false(read_as(&get, 400, soap_type, text, NULL, &e));
		assert_err(e, rows[i].domain, want);
		assert_string_equal(e.msg, want);
		assert_string_equal(e.name, name);
		assert_int_equal(e.code, 400);
		assert_int_equal(fault_is_transient(&e), rows[i].transient);
	}
}

static void details_are_told(void **state)
{
	AUTO(xfreep)
	char *text = fault_text("x:InvalidRepresentation", "No.\x7f",
				"<e:FaultDetail>http://schemas.dmtf.org/wbem/wsman/1/"
				"wsman/faultDetail/MissingValues</e:FaultDetail>");
	AUTO(xfreep)
	char *uri = fault_text("b:DestinationUnreachable", "",
			       "<e:FaultDetail>faultDetail/InvalidResourceURI"
			       "</e:FaultDetail>");
	AUTO(xfreep)
	char *other = fault_text("b:InvalidMessageInformationHeader", "",
				 "<e:FaultDetail>InvalidResourceURI</e:FaultDetail>");
	struct err e = { 0 };

	(void)state;
	read_as(&get, 400, soap_type, text, NULL, &e);
	assert_string_equal(e.msg, "fault InvalidRepresentation: No.? (MissingValues)");
	assert_int_equal(e.domain, ERR_REFUSED);
	read_as(&get, 400, soap_type, uri, NULL, &e);
	assert_string_equal(e.msg, "fault DestinationUnreachable (InvalidResourceURI)");
	read_as(&get, 500, soap_type, other, NULL, &e);
	assert_err(e, ERR_UNSUPPORTED, "(InvalidResourceURI)");
	assert_int_equal(e.code, 500);
}

static void faults_may_lack_parts(void **state)
{
	struct err e = { 0 };

	(void)state;
	read_as(&get, 200, soap_type,
		ENVELOPE "<a:Header/><a:Body><a:Fault><a:Code><a:Value>a:MustUnderstand"
			 "</a:Value></a:Code></a:Fault></a:Body></a:Envelope>",
		NULL, &e);
	assert_string_equal(e.msg, "fault MustUnderstand");
	assert_string_equal(e.name, "MustUnderstand");
	read_as(&get, 400, soap_type, ENVELOPE "<a:Body><a:Fault/></a:Body></a:Envelope>",
		NULL, &e);
	assert_err(e, ERR_REFUSED, "fault without a code");
}

static void replies_without_soap_tell_the_status(void **state)
{
	static const struct {
		int status;
		const char *type;
		const char *body;
		enum err_domain domain;
		const char *part;
	} rows[] = {
		{ 400, "", "", ERR_REFUSED, "without giving a reason" },
		{ 400, "text/html", "<html><br>Bad", ERR_REFUSED,
		  "malformed (HTTP 400)" },
		{ 401, "text/html", "<html>", ERR_AUTH, "HTTP 401" },
		{ 403, "text/html", "<html>", ERR_AUTH, "HTTP 403" },
		{ 404, "text/html", "<html>", ERR_UNSUPPORTED, "no WS-MAN at /wsman" },
		{ 500, "", "", ERR_BUSY, "overloaded (HTTP 500)" },
		{ 503, "text/plain", "later", ERR_BUSY, "overloaded (HTTP 503)" },
		{ 302, "text/html", "<html>", ERR_PROTO, "HTTP status 302" },
		{ 200, "text/html", "<html>", ERR_PROTO, "the reply is text/html" },
		{ 200, "", "<a/>", ERR_PROTO, "of no type, not SOAP" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct err e = { 0 };

		assert_false(read_as(&get, rows[i].status, rows[i].type, rows[i].body,
				     NULL, &e));
		assert_err(e, rows[i].domain, rows[i].part);
		assert_int_equal(e.code, rows[i].status);
	}
}

static void odd_soap_is_a_protocol_error(void **state)
{
	static const struct {
		const char *text;
		const char *part;
	} rows[] = {
		{ "", "XML: empty" },
		{ "<html>", "bad SOAP" },
		{ "<Envelope/>", "not a SOAP 1.2 envelope" },
		{ "<Envelope xmlns=\"http://schemas.xmlsoap.org/soap/envelope/\"/>",
		  "not a SOAP 1.2 envelope" },
		{ ENVELOPE HEADER("4") "</a:Envelope>", "no body" },
		{ ENVELOPE HEADER("4") "<a:Body/></a:Envelope>",
		  "the reply holds nothing" },
		{ ENVELOPE "<a:Body><g:AMT_GeneralSettings/></a:Body></a:Envelope>",
		  "does not say to what" },
		{ ENVELOPE HEADER("3") "<a:Body><g:AMT_GeneralSettings/></a:Body>"
				       "</a:Envelope>",
		  "answers another request" },
		{ ENVELOPE HEADER("3") "<a:Body><a:Fault/></a:Body></a:Envelope>",
		  "answers another request" },
		{ ENVELOPE HEADER("4") "<a:Body><g:AMT_Other/></a:Body></a:Envelope>",
		  "the reply holds AMT_Other, not an instance" },
		{ ENVELOPE HEADER("4") "<a:Body><AMT_GeneralSettings/></a:Body>"
				       "</a:Envelope>",
		  "not an instance" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct err e = { 0 };

		assert_false(read_as(&get, 200, soap_type, rows[i].text, NULL, &e));
		assert_err(e, ERR_PROTO, rows[i].part);
	}
}

static void only_success_carries_an_instance(void **state)
{
	struct err e = { 0 };

	(void)state;
	assert_false(read_as(&get, 400, soap_type,
			     ENVELOPE HEADER("4") "<a:Body><g:AMT_GeneralSettings/>"
						  "</a:Body></a:Envelope>",
			     NULL, &e));
	assert_err(e, ERR_PROTO, "HTTP status 400 without a fault");
}

static void the_root_is_what_the_body_holds(void **state)
{
	struct err e = { 0 };
	AUTO(doc_freep) struct doc *d = NULL;

	(void)state;
	assert_true(read_as(&get, 200, soap_type,
			    ENVELOPE HEADER(" 4 ") "<a:Body> <g:AMT_GeneralSettings>"
						   "<g:HostName>pc</g:HostName>"
						   "</g:AMT_GeneralSettings></a:Body>"
						   "</a:Envelope>",
			    &d, &e));
	assert_string_equal(tree_name(d->root), "AMT_GeneralSettings");
	assert_string_equal(tree_member_text(d->root, "HostName"), "pc");
}

static void each_operation_wants_its_own_body(void **state)
{
	static const char text[] = ENVELOPE HEADER("4") "<a:Body><g:M_OUTPUT/></a:Body>"
							"</a:Envelope>";
	static const char empty[] = ENVELOPE HEADER("4") "<a:Body/></a:Envelope>";
	struct envelope v = get;
	struct err e = { 0 };

	(void)state;
	v.op = ENVELOPE_PUT;
	assert_true(read_as(&v, 200, soap_type, empty, NULL, &e));
	assert_false(read_as(&v, 200, soap_type, text, NULL, &e));
	assert_err(e, ERR_PROTO, "the reply holds M_OUTPUT, not an instance");
	v.op = ENVELOPE_RELEASE;
	assert_true(read_as(&v, 200, soap_type, empty, NULL, &e));
	v.op = ENVELOPE_ENUMERATE;
	assert_false(read_as(&v, 200, soap_type, text, NULL, &e));
	assert_err(e, ERR_PROTO, "not EnumerateResponse");
	v.op = ENVELOPE_PULL;
	assert_false(read_as(&v, 200, soap_type, text, NULL, &e));
	assert_err(e, ERR_PROTO, "not PullResponse");
	v.op = ENVELOPE_IDENTIFY;
	assert_false(read_as(&v, 200, soap_type, text, NULL, &e));
	assert_err(e, ERR_PROTO, "not IdentifyResponse");
	v.op = ENVELOPE_INVOKE;
	v.method = "N";
	assert_false(read_as(&v, 200, soap_type, text, NULL, &e));
	assert_err(e, ERR_PROTO, "the reply holds M_OUTPUT, not N_OUTPUT");
	v.method = "M";
	assert_true(read_as(&v, 200, soap_type, text, NULL, &e));
}

static void long_faults_are_cut(void **state)
{
	char reason[2000];
	struct err e = { 0 };

	(void)state;
	memset(reason, 'r', sizeof(reason) - 1);
	reason[sizeof(reason) - 1] = '\0';

	AUTO(xfreep) char *text = fault_text(reason, reason, "");

	assert_false(read_as(&get, 400, soap_type, text, NULL, &e));
	assert_int_equal(strlen(e.name), sizeof(e.name) - 1);
	assert_true(strlen(e.msg) < sizeof(e.msg));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_fault_has_its_domain),
		cmocka_unit_test(details_are_told),
		cmocka_unit_test(faults_may_lack_parts),
		cmocka_unit_test(replies_without_soap_tell_the_status),
		cmocka_unit_test(odd_soap_is_a_protocol_error),
		cmocka_unit_test(only_success_carries_an_instance),
		cmocka_unit_test(the_root_is_what_the_body_holds),
		cmocka_unit_test(each_operation_wants_its_own_body),
		cmocka_unit_test(long_faults_are_cut),
	};

	xml_global_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
