/* Unit tests of core/wsman/envelope: the text of each kind of request. */
#include "tests/unit/support.h"

#include <stdlib.h>
#include <string.h>

#include "core/wsman/envelope.h"
#include "core/wsman/xml.h"

#define DECLARATION "<?xml version=\"1.0\" encoding=\"utf-8\"?>"
#define START                                                           \
	DECLARATION                                                     \
	"<Envelope xmlns=\"http://www.w3.org/2003/05/soap-envelope\" "  \
	"xmlns:a=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\" " \
	"xmlns:w=\"http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd\"><Header>"
#define ANONYMOUS                                                                    \
	"<a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous" \
	"</a:Address>"
#define HEADER(action, uri, id)                                        \
	START "<a:Action>" action "</a:Action><a:To>/wsman</a:To>"     \
	      "<w:ResourceURI>" uri "</w:ResourceURI><a:MessageID>" id \
	      "</a:MessageID><a:ReplyTo>" ANONYMOUS "</a:ReplyTo>"     \
	      "<w:OperationTimeout>PT60S</w:OperationTimeout>"
#define TRANSFER "http://schemas.xmlsoap.org/ws/2004/09/transfer"
#define ENUMERATION "http://schemas.xmlsoap.org/ws/2004/09/enumeration"
#define AMT "http://intel.com/wbem/wscim/1/amt-schema/1/"
#define CIM "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/"
#define IPS "http://intel.com/wbem/wscim/1/ips-schema/1/"

static const struct wsman_ref general = { .class_name = "AMT_GeneralSettings" };

static const struct wsman_selector host_keys[] = {
	{ .name = "CreationClassName", .value = "CIM_ComputerSystem" },
	{ .name = "Name", .value = "ManagedSystem" },
};
static const struct wsman_ref host = { .class_name = "CIM_ComputerSystem",
				       .selectors = host_keys,
				       .n = ARRAY_LEN(host_keys) };

#define HOST_REF                                                              \
	ANONYMOUS "<a:ReferenceParameters><w:ResourceURI>" CIM                \
		  "CIM_ComputerSystem</w:ResourceURI><w:SelectorSet>"         \
		  "<w:Selector Name=\"CreationClassName\">CIM_ComputerSystem" \
		  "</w:Selector><w:Selector Name=\"Name\">ManagedSystem"      \
		  "</w:Selector></w:SelectorSet></a:ReferenceParameters>"

static void assert_writes(const struct envelope *v, const char *want)
{
	struct buf b = BUF_INIT(XML_MAX);
	struct err e = { 0 };

	if (!envelope_write(v, &b, &e))
		fail_msg("%s", e.msg);
	assert_string_equal(buf_cstr(&b), want);
	buf_done(&b);
}

static void assert_refuses(const struct envelope *v, const char *part)
{
	struct buf b = BUF_INIT(XML_MAX);
	struct err e = { 0 };

	assert_false(envelope_write(v, &b, &e));
	assert_err(e, ERR_USAGE, part);
	assert_int_equal(b.len, 0);
	buf_done(&b);
}

static void get_has_an_empty_body(void **state)
{
	struct envelope v = { .op = ENVELOPE_GET, .what = &general, .message_id = 1 };

	(void)state;
	assert_writes(&v, HEADER(TRANSFER "/Get", AMT "AMT_GeneralSettings",
				 "1") "</Header><Body/></Envelope>");
}

static void keys_are_selectors(void **state)
{
	const struct wsman_selector keys[] = {
		{ .name = "InstanceID", .value = "Intel(r) <AMT> & \"co\"" },
		{ .name = "ManagedElement", .ref = &host },
	};
	const struct wsman_ref what = { .class_name = "IPS_Thing",
					.selectors = keys,
					.n = ARRAY_LEN(keys) };
	struct envelope v = { .op = ENVELOPE_GET,
			      .what = &what,
			      .message_id = 4294967295u };

	(void)state;
	assert_writes(&v,
		      HEADER(TRANSFER "/Get", IPS "IPS_Thing",
			     "4294967295") "<w:SelectorSet><w:Selector "
					   "Name=\"InstanceID\">Intel(r) &lt;AMT&gt; "
					   "&amp; &quot;co&quot;</w:Selector><w:Selector "
					   "Name=\"ManagedElement\"><a:"
					   "EndpointReference>" HOST_REF
					   "</a:EndpointReference></w:Selector></"
					   "w:SelectorSet></Header>"
					   "<Body/></Envelope>");
}

static void enumerations_have_their_own_namespace(void **state)
{
	const struct wsman_ref memory = { .class_name = "CIM_PhysicalMemory" };
	struct envelope v = { .op = ENVELOPE_ENUMERATE,
			      .what = &memory,
			      .message_id = 2 };

	(void)state;
	assert_writes(&v, HEADER(ENUMERATION "/Enumerate", CIM "CIM_PhysicalMemory",
				 "2") "</Header><Body><Enumerate xmlns=\"" ENUMERATION
				      "\"/></Body></Envelope>");
	v.op = ENVELOPE_PULL;
	v.context = "16080000-0000";
	assert_writes(
		&v,
		HEADER(ENUMERATION "/Pull", CIM "CIM_PhysicalMemory",
		       "2") "</Header><Body><Pull xmlns=\"" ENUMERATION
			    "\"><EnumerationContext>16080000-0000</EnumerationContext>"
			    "<MaxElements>999</MaxElements><MaxCharacters>99999</"
			    "MaxCharacters>"
			    "</Pull></Body></Envelope>");
	v.op = ENVELOPE_RELEASE;
	assert_writes(
		&v,
		HEADER(ENUMERATION "/Release", CIM "CIM_PhysicalMemory",
		       "2") "</Header><Body><Release xmlns=\"" ENUMERATION
			    "\"><EnumerationContext>16080000-0000</EnumerationContext>"
			    "</Release></Body></Envelope>");
}

static void methods_take_values_and_references(void **state)
{
	const struct wsman_ref service = { .class_name = "CIM_PowerManagementService" };
	const struct wsman_param params[] = {
		{ .name = "PowerState", .value = "2" },
		{ .name = "ManagedElement", .ref = &host },
		{ .name = "Empty", .value = "" },
	};
	struct envelope v = { .op = ENVELOPE_INVOKE,
			      .what = &service,
			      .message_id = 3,
			      .method = "RequestPowerStateChange",
			      .params = params,
			      .n = ARRAY_LEN(params) };

	(void)state;
	assert_writes(
		&v,
		HEADER(CIM "CIM_PowerManagementService/RequestPowerStateChange",
		       CIM "CIM_PowerManagementService",
		       "3") "</Header><Body><r:RequestPowerStateChange_INPUT "
			    "xmlns:r=\"" CIM
			    "CIM_PowerManagementService\"><r:PowerState>2</r:PowerState>"
			    "<r:ManagedElement>" HOST_REF "</r:ManagedElement><r:Empty/>"
			    "</r:RequestPowerStateChange_INPUT></Body></Envelope>");
	v.n = 0;
	v.method = "M";
	assert_writes(&v, HEADER(CIM "CIM_PowerManagementService/M",
				 CIM "CIM_PowerManagementService",
				 "3") "</Header><Body><r:M_INPUT xmlns:r=\"" CIM
				      "CIM_PowerManagementService\"/></Body></Envelope>");
}

/* A reply as firmware sends it, a reference among its properties. */
static const char stored[] =
	"<g:AMT_GeneralSettings xmlns:g=\"" AMT "AMT_GeneralSettings\" "
	"xmlns:b=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\" "
	"xmlns:c=\"http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd\" "
	"xmlns:h=\"http://schemas.dmtf.org/wbem/wscim/1/common\">\n"
	" <g:HostName>a &amp; b </g:HostName>\n"
	" <g:Peer><b:Address>default</b:Address><b:ReferenceParameters>"
	"<c:ResourceURI>urn:x</c:ResourceURI><c:SelectorSet>"
	"<c:Selector Name=\"K\">v</c:Selector></c:SelectorSet>"
	"</b:ReferenceParameters></g:Peer>"
	"<g:Since><h:Datetime>2020-08-10T00:00:00Z</h:Datetime></g:Since>"
	"</g:AMT_GeneralSettings>";

static void put_returns_what_get_gave(void **state)
{
	struct err e = { 0 };
	AUTO(doc_freep) struct doc *d = xml_parse(stored, strlen(stored), &e);
	struct envelope v = { .op = ENVELOPE_PUT, .what = &general, .message_id = 4 };

	(void)state;
	assert_non_null(d);
	v.instance = d->root;
	assert_writes(
		&v, HEADER(TRANSFER "/Put", AMT "AMT_GeneralSettings",
			   "4") "</Header><Body><r:AMT_GeneralSettings xmlns:r=\"" AMT
				"AMT_GeneralSettings\"><r:HostName>a &amp; b "
				"</r:HostName><r:Peer>"
				"<a:Address>default</a:Address><a:ReferenceParameters>"
				"<w:ResourceURI>urn:x</w:ResourceURI><w:SelectorSet>"
				"<w:Selector Name=\"K\">v</w:Selector></w:SelectorSet>"
				"</a:ReferenceParameters></r:Peer><r:Since><x:Datetime "
				"xmlns:x=\"http://schemas.dmtf.org/wbem/wscim/1/common\">"
				"2020-08-10T00:00:00Z</x:Datetime></r:Since>"
				"</r:AMT_GeneralSettings></Body></Envelope>");
}

/* A file that an administrator wrote: no namespaces; or JSON, with a null. */
static void put_takes_any_tree(void **state)
{
	static const char want[] =
		HEADER(TRANSFER "/Put", AMT "AMT_GeneralSettings",
		       "5") "</Header><Body><r:AMT_GeneralSettings xmlns:r=\"" AMT
			    "AMT_GeneralSettings\"><r:HostName>x</r:HostName><r:L>1</"
			    "r:L><r:L>2</r:L>"
			    "</r:AMT_GeneralSettings></Body></Envelope>";
	static const char xml[] = "<AMT_GeneralSettings><HostName>x</HostName>"
				  "<L>1</L><L>2</L></AMT_GeneralSettings>";
	static const char json[] = "{\"HostName\":\"x\",\"N\":null,\"L\":[1,2]}";
	struct err e = { 0 };
	AUTO(doc_freep) struct doc *x = xml_parse(xml, strlen(xml), &e);
	AUTO(doc_freep) struct doc *j = json_parse(json, strlen(json), &e);
	struct envelope v = { .op = ENVELOPE_PUT, .what = &general, .message_id = 5 };

	(void)state;
	assert_non_null(x);
	assert_non_null(j);
	v.instance = x->root;
	assert_writes(&v, want);
	v.instance = j->root;
	assert_writes(&v, want);
}

static void identify_has_no_addressing(void **state)
{
	struct envelope v = { .op = ENVELOPE_IDENTIFY };

	(void)state;
	assert_writes(
		&v, DECLARATION
		"<Envelope xmlns=\"http://www.w3.org/2003/05/soap-envelope\"><Header/>"
		"<Body><Identify xmlns=\"http://schemas.dmtf.org/wbem/wsman/identity/1/"
		"wsmanidentity.xsd\"/></Body></Envelope>");
}

static void bad_names_are_refused(void **state)
{
	static const char *const classes[] = { "",        "AMT_",        "amt_General",
					       "Win32_X", "AMT_A/B",     "AMT_A B",
					       "CIM_<x>", "AMT_\xc3\xa9" };
	const struct wsman_param param = { .name = "a b", .value = "1" };
	const struct wsman_param text = { .name = "P", .value = "\x1b" };
	struct envelope v = { .op = ENVELOPE_INVOKE, .what = &general, .method = "M/x" };

	(void)state;
	assert_refuses(&v, "XML cannot hold");
	v.method = "M";
	v.n = 1;
	v.params = &param;
	assert_refuses(&v, "a b: XML cannot hold");
	v.params = &text;
	assert_refuses(&v, "P: XML cannot hold");
	v.op = ENVELOPE_GET;
	for (size_t i = 0; i < ARRAY_LEN(classes); i++) {
		struct wsman_ref what = { .class_name = classes[i] };

		v.what = &what;
		assert_refuses(&v, "is no class name");
	}
}

static void class_names_are_checked_inside_references(void **state)
{
	const struct wsman_ref bad = { .class_name = "Bad" };
	const struct wsman_selector key = { .name = "K", .ref = &bad };
	const struct wsman_ref what = { .class_name = "CIM_X",
					.selectors = &key,
					.n = 1 };
	struct envelope v = { .op = ENVELOPE_GET, .what = &what };

	(void)state;
	assert_refuses(&v, "\"Bad\" is no class name");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(get_has_an_empty_body),
		cmocka_unit_test(keys_are_selectors),
		cmocka_unit_test(enumerations_have_their_own_namespace),
		cmocka_unit_test(methods_take_values_and_references),
		cmocka_unit_test(put_returns_what_get_gave),
		cmocka_unit_test(put_takes_any_tree),
		cmocka_unit_test(identify_has_no_addressing),
		cmocka_unit_test(bad_names_are_refused),
		cmocka_unit_test(class_names_are_checked_inside_references),
	};

	xml_global_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
