/* Unit tests of core/wsman/value: WS-MAN's values as JSON, and back. */
#include "tests/unit/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/device/catalog.h"
#include "core/wsman/envelope.h"
#include "core/wsman/value.h"
#include "core/wsman/xml.h"

#define AMT "http://intel.com/wbem/wscim/1/amt-schema/1/"
#define CIM "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/"
#define IPS "http://intel.com/wbem/wscim/1/ips-schema/1/"
#define NAMESPACES                                                      \
	"xmlns:b=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\" " \
	"xmlns:c=\"http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd\" "   \
	"xmlns:i=\"http://schemas.dmtf.org/wbem/wscim/1/common\" "      \
	"xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
#define INSTANCE(members) \
	"<h:AMT_X xmlns:h=\"" AMT "AMT_X\" " NAMESPACES ">" members "</h:AMT_X>"
#define EPR(class_name, selectors)                                                 \
	"<b:Address>default</b:Address><b:ReferenceParameters><c:ResourceURI>" CIM \
		class_name "</c:ResourceURI><c:SelectorSet>" selectors             \
	"</c:SelectorSet></b:ReferenceParameters>"
#define KEY(name, value) "<c:Selector Name=\"" name "\">" value "</c:Selector>"

static struct doc *xml(const char *text)
{
	struct err e = { 0 };
	struct doc *d = xml_parse(text, strlen(text), &e);

	if (!d)
		fail_msg("%s: %s", text, e.msg);
	return d;
}

static struct doc *json(const char *text)
{
	struct err e = { 0 };
	struct doc *d = json_parse(text, strlen(text), &e);

	if (!d)
		fail_msg("%s: %s", text, e.msg);
	return d;
}

static void assert_json(struct tree t, const char *want)
{
	AUTO(json_freep) struct json *j = value_json(t);
	AUTO(buf_done) struct buf b = BUF_INIT(XML_MAX);

	json_write(j, false, &b);
	assert_string_equal(buf_cstr(&b), want);
}

/* Pairs that hold in both directions. */
static const struct {
	const char *xml;
	const char *json;
} pairs[] = {
	{ INSTANCE(""), "{\"@class\":\"AMT_X\"}" },
	{ INSTANCE("<h:A>1</h:A><h:B>true</h:B><h:E></h:E>"),
	  "{\"@class\":\"AMT_X\",\"A\":\"1\",\"B\":\"true\",\"E\":\"\"}" },
	{ INSTANCE("<h:L>b</h:L><h:L>a</h:L><h:L>b</h:L><h:Z>z</h:Z>"),
	  "{\"@class\":\"AMT_X\",\"L\":[\"b\",\"a\",\"b\"],\"Z\":\"z\"}" },
	{ INSTANCE("<h:When><i:Datetime>2020-08-10T00:00:00Z</i:Datetime></h:When>"
		   "<h:Interval><i:Interval>P1DT2H3M</i:Interval></h:Interval>"),
	  "{\"@class\":\"AMT_X\",\"When\":{\"Datetime\":\"2020-08-10T00:00:00Z\"},"
	  "\"Interval\":{\"Interval\":\"P1DT2H3M\"}}" },
	{ INSTANCE("<h:R>" EPR("CIM_ComputerSystem",
			       KEY("CreationClassName", "CIM_ComputerSystem")
				       KEY("Name", "ManagedSystem")) "</h:R>"),
	  "{\"@class\":\"AMT_X\",\"R\":{\"class\":\"CIM_ComputerSystem\",\"selectors\":"
	  "{\"CreationClassName\":\"CIM_ComputerSystem\",\"Name\":\"ManagedSystem\"}}}" },
	{ INSTANCE("<h:R>" EPR(
		  "CIM_A",
		  KEY("Of", "<b:EndpointReference>" EPR(
				    "CIM_B", KEY("K", "v")) "</b:EndpointReference>")
			  KEY("Z", "1")) "</h:R>"),
	  "{\"@class\":\"AMT_X\",\"R\":{\"class\":\"CIM_A\",\"selectors\":{\"Of\":"
	  "{\"class\":\"CIM_B\",\"selectors\":{\"K\":\"v\"}},\"Z\":\"1\"}}}" },
	{ INSTANCE("<h:T><p:Name xmlns:p=\"" IPS "IPS_Alarm\">n</p:Name>"
		   "<p:At xmlns:p=\"" IPS
		   "IPS_Alarm\"><i:Datetime>2020</i:Datetime></p:At></h:T>"),
	  "{\"@class\":\"AMT_X\",\"T\":{\"@class\":\"IPS_Alarm\",\"Name\":\"n\","
	  "\"At\":{\"Datetime\":\"2020\"}}}" },
	{ INSTANCE("<h:O><h:P>1</h:P><h:Q>2</h:Q></h:O>"),
	  "{\"@class\":\"AMT_X\",\"O\":{\"P\":\"1\",\"Q\":\"2\"}}" },
};

static void replies_become_json(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		AUTO(doc_freep) struct doc *d = xml(pairs[i].xml);

		assert_json(d->root, pairs[i].json);
	}
}

/* The instance in the body of the Put that the tree makes. */
static struct tree put(struct tree instance, struct doc **ret)
{
	static const struct wsman_ref what = { .class_name = "AMT_X" };
	struct envelope v = { .op = ENVELOPE_PUT, .what = &what, .instance = instance };
	AUTO(buf_done) struct buf b = BUF_INIT(XML_MAX);
	struct err e = { 0 };

	if (!envelope_write(&v, &b, &e))
		fail_msg("%s", e.msg);
	*ret = xml_parse(b.data, b.len, &e);
	if (!*ret)
		fail_msg("%s: %s", b.data, e.msg);
	return tree_first(tree_member((*ret)->root, "Body"));
}

static void json_becomes_the_same_xml(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		AUTO(doc_freep) struct doc *given = json(pairs[i].json);
		AUTO(doc_freep) struct doc *sent = NULL;
		struct tree t = put(given->root, &sent);

		assert_json(t, pairs[i].json);
		assert_string_equal(xml_namespace(t), AMT "AMT_X");
	}
}

static void values_are_texts(void **state)
{
	AUTO(doc_freep)
	struct doc *given = json("{\"N\":16,\"B\":false,\"R\":1.5,\"Z\":null,\"E\":[],"
				 "\"L\":[1,null,\"007\"],\"@note\":\"ours\",\"S\":\"\"}");
	AUTO(doc_freep) struct doc *sent = NULL;

	(void)state;
	assert_json(put(given->root, &sent),
		    "{\"@class\":\"AMT_X\",\"N\":\"16\",\"B\":\"false\",\"R\":\"1.5\","
		    "\"L\":[\"1\",\"007\"],\"S\":\"\"}");
}

static void nil_is_null(void **state)
{
	AUTO(doc_freep) struct doc *d = xml(INSTANCE("<h:A xsi:nil=\"true\"/>"));

	(void)state;
	assert_json(d->root, "{\"@class\":\"AMT_X\",\"A\":null}");
}

/* Firmware sends this beside a ReturnValue that is not 0. */
static void empty_references_are_shown_so(void **state)
{
	AUTO(doc_freep)
	struct doc *d = xml("<h:M_OUTPUT xmlns:h=\"" AMT "AMT_X\" " NAMESPACES
			    "><h:Job><b:Address>default</b:Address>"
			    "<b:ReferenceParameters><c:ResourceURI></c:ResourceURI>"
			    "<c:SelectorSet></c:SelectorSet></b:ReferenceParameters>"
			    "</h:Job><h:ReturnValue>1</h:ReturnValue></h:M_OUTPUT>");

	(void)state;
	assert_json(d->root, "{\"Job\":{\"class\":\"\",\"selectors\":{}},"
			     "\"ReturnValue\":\"1\"}");
}

static void subclasses_keep_their_name(void **state)
{
	AUTO(doc_freep)
	struct doc *given = json("{\"@class\":\"CIM_Y\",\"A\":\"1\"}");
	AUTO(doc_freep) struct doc *sent = NULL;
	struct tree t = put(given->root, &sent);

	(void)state;
	assert_string_equal(tree_name(t), "CIM_Y");
	assert_string_equal(xml_namespace(t), CIM "CIM_Y");
	assert_string_equal(xml_namespace(tree_first(t)), CIM "CIM_Y");
}

static void bad_values_are_refused(void **state)
{
	static const struct {
		const char *json, *part;
	} rows[] = {
		{ "{\"a b\":\"1\"}", "XML cannot hold" },
		{ "{\"\":\"1\"}", "XML cannot hold" },
		{ "{\"A\":\"\\u001b\"}", "A: XML cannot hold" },
		{ "{\"@class\":\"Win32_X\"}", "is no class name" },
		{ "{\"A\":{\"@class\":\"X\",\"B\":\"1\"}}", "is no class name" },
		{ "{\"A\":{\"class\":\"X\",\"selectors\":{}}}", "is no class name" },
		{ "{\"A\":{\"class\":\"CIM_X\",\"selectors\":\"K=v\"}}",
		  "not an object" },
		{ "{\"A\":{\"class\":\"CIM_X\",\"selectors\":{\"K\":{\"x\":\"1\"}}}}",
		  "K is neither" },
	};
	static const struct wsman_ref what = { .class_name = "AMT_X" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(doc_freep) struct doc *d = json(rows[i].json);
		struct envelope v = { .op = ENVELOPE_PUT,
				      .what = &what,
				      .instance = d->root };
		AUTO(buf_done) struct buf b = BUF_INIT(XML_MAX);
		struct err e = { 0 };

		assert_false(envelope_write(&v, &b, &e));
		assert_err(e, ERR_USAGE, rows[i].part);
	}
}

/* n times before, then middle, then n times after. */
static char *nested(const char *before, const char *middle, const char *after, int n)
{
	struct buf b = BUF_INIT(XML_MAX);

	for (int i = 0; i < n; i++)
		buf_puts(&b, before);
	buf_puts(&b, middle);
	for (int i = 0; i < n; i++)
		buf_puts(&b, after);
	return buf_steal(&b);
}

static void nesting_is_bounded(void **state)
{
	static const struct wsman_ref what = { .class_name = "AMT_X" };
	static const struct {
		const char *before, *middle, *after;
		int most;
		const char *part;
	} rows[] = {
		{ "{\"A\":", "{\"A\":\"1\"}", "}", 32, "deeper than 32" },
		{ "{\"class\":\"CIM_X\",\"selectors\":{\"K\":", "\"v\"", "}}", 5,
		  "deeper than 4" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		for (int more = 0; more < 2; more++) {
			AUTO(xfreep)
			char *value = nested(rows[i].before, rows[i].middle,
					     rows[i].after, rows[i].most + more);
			AUTO(xfreep)
			char *text = i ? xasprintf("{\"R\":%s}", value) : xstrdup(value);
			AUTO(doc_freep) struct doc *d = json(text);
			struct envelope v = { .op = ENVELOPE_PUT,
					      .what = &what,
					      .instance = d->root };
			AUTO(buf_done) struct buf b = BUF_INIT(XML_MAX);
			struct err e = { 0 };

			assert_int_equal(envelope_write(&v, &b, &e), !more);
			if (more)
				assert_err(e, ERR_USAGE, rows[i].part);
		}
	}
}

static void selectors_are_bounded(void **state)
{
	struct err e = { 0 };

	(void)state;
	for (int n = REF_SELECTORS_MAX; n <= REF_SELECTORS_MAX + 1; n++) {
		AUTO(json_freep) struct json *j = json_new_object();
		AUTO(value_ref_freep) struct wsman_ref *ref = NULL;

		for (int i = 0; i < n; i++) {
			char name[16];

			snprintf(name, sizeof(name), "K%d", i);
			json_set(j, name, json_new_string("v"));
		}
		ref = value_ref("CIM_X", json_tree(j), &e);
		assert_int_equal(ref != NULL, n == REF_SELECTORS_MAX);
	}
	assert_err(e, ERR_USAGE, "more than 32 selectors");
}

static void sameness_minds_texts_and_order_of_lists(void **state)
{
	static const struct {
		const char *a, *b;
		bool same;
	} rows[] = {
		{ "{\"A\":1,\"B\":\"x\"}", "{\"B\":\"x\",\"A\":\"1\"}", true },
		{ "{\"A\":null}", "{}", true },
		{ "{\"A\":\"\"}", "{}", false },
		{ "{\"A\":\"1\"}", "{\"A\":\"2\"}", false },
		{ "{\"A\":\"1\"}", "{\"a\":\"1\"}", false },
		{ "{\"L\":[1,2]}", "{\"L\":[2,1]}", false },
		{ "{\"L\":[1,2]}", "{\"L\":[1]}", false },
		{ "{\"L\":[1]}", "{\"L\":1}", true },
		{ "{\"O\":{\"P\":1}}", "{\"O\":{\"P\":1,\"Q\":2}}", false },
		{ "{\"O\":{\"P\":1}}", "{\"O\":\"1\"}", false },
		{ "{\"@class\":\"A\",\"X\":1}", "{\"X\":1}", true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(doc_freep) struct doc *a = json(rows[i].a);
		AUTO(doc_freep) struct doc *b = json(rows[i].b);

		if (value_same(a->root, b->root) != rows[i].same ||
		    value_same(b->root, a->root) != rows[i].same)
			fail_msg("%s and %s", rows[i].a, rows[i].b);
	}
}

/* The blank behind "a" would be lost by way of JSON. */
static void a_patch_keeps_the_rest_to_the_byte(void **state)
{
	static const char was_text[] =
		INSTANCE("<h:A>a </h:A><h:B>1</h:B><h:C>c</h:C><h:L>1</h:L><h:L>2</h:L>");
	AUTO(doc_freep) struct doc *was = xml(was_text);
	AUTO(doc_freep)
	struct doc *now = json("{\"@class\":\"AMT_X\",\"A\":\"a\",\"B\":\"2\",\"L\":"
			       "[\"1\",\"2\"],\"N\":[\"x\",\"y\"]}");
	struct err e = { 0 };
	AUTO(doc_freep) struct doc *patched = value_patch(was->root, now->root, &e);
	AUTO(buf_done) struct buf b = BUF_INIT(XML_MAX);

	(void)state;
	assert_non_null(patched);
	assert_json(patched->root,
		    "{\"@class\":\"AMT_X\",\"A\":\"a\",\"B\":\"2\",\"L\":[\"1\",\"2\"],"
		    "\"N\":[\"x\",\"y\"]}");
	xml_print(patched->root, &b);
	assert_non_null(strstr(buf_cstr(&b), ":A>a </r:A>"));
	assert_null(strstr(buf_cstr(&b), ":C>"));
}

static void secrets_are_known_by_name(void **state)
{
	static const struct {
		const char *json;
		bool secret;
	} rows[] = {
		{ "{\"RFBPassword\":\"P@ssw0rd\"}", true },
		{ "{\"Settings\":{\"PSKPassPhrase\":\"x\"}}", true },
		{ "{\"L\":[{\"A\":1},{\"PrivateKey\":\"x\"}]}", true },
		{ "{\"ClientSecret\":[\"x\"]}", true },
		{ "{\"KeyBlob\":\"x\"}", true },
		{ "{\"UserPasswordBypass\":false}", false },
		{ "{\"UserPasswordBypass\":\"true\"}", false },
		{ "{\"RFBPassword\":\"\"}", false },
		{ "{\"RFBPassword\":null}", false },
		{ "{\"Name\":\"password\",\"Pass\":\"x\"}", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(doc_freep) struct doc *d = json(rows[i].json);

		if (value_has_secret(d->root) != rows[i].secret)
			fail_msg("%s", rows[i].json);
	}
}

static size_t check_secrets(const struct class_value *v)
{
	size_t n = 0;

	for (; v && v->name; v++) {
		if (!(v->flags & VALUE_SECRET))
			continue;
		if (!value_name_is_secret(v->name))
			fail_msg("%s", v->name);
		n++;
	}
	return n;
}

static void every_secret_of_the_catalog_is_known_by_name(void **state)
{
	AUTO(xfreep) const struct wsman_class **all = catalog_sorted();
	size_t n = 0;

	(void)state;
	for (size_t i = 0; all[i]; i++) {
		n += check_secrets(all[i]->properties);
		for (const struct class_method *m = all[i]->methods; m && m->name; m++)
			n += check_secrets(m->params);
	}
	assert_true(n > 10);
}

static void a_request_is_shown_without_its_secrets(void **state)
{
	static const struct wsman_ref what = { .class_name = "IPS_KVM" };
	AUTO(doc_freep)
	struct doc *d = json("{\"RFBPassword\":\"P@ssw0rd\",\"IsMirrored\":false}");
	AUTO(buf_done) struct buf b = BUF_INIT(XML_MAX);
	struct err e = { 0 };

	(void)state;
	assert_true(wsman_request_text(WSMAN_PUT, &what, NULL, d->root, &b, &e));
	assert_non_null(strstr(buf_cstr(&b), "<r:RFBPassword>***</r:RFBPassword>"));
	assert_non_null(strstr(buf_cstr(&b), "<r:IsMirrored>false</r:IsMirrored>"));
	assert_non_null(strstr(buf_cstr(&b), "transfer/Put</a:Action>"));
	assert_null(strstr(buf_cstr(&b), "P@ssw0rd"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(replies_become_json),
		cmocka_unit_test(json_becomes_the_same_xml),
		cmocka_unit_test(values_are_texts),
		cmocka_unit_test(nil_is_null),
		cmocka_unit_test(empty_references_are_shown_so),
		cmocka_unit_test(subclasses_keep_their_name),
		cmocka_unit_test(bad_values_are_refused),
		cmocka_unit_test(nesting_is_bounded),
		cmocka_unit_test(selectors_are_bounded),
		cmocka_unit_test(sameness_minds_texts_and_order_of_lists),
		cmocka_unit_test(a_patch_keeps_the_rest_to_the_byte),
		cmocka_unit_test(secrets_are_known_by_name),
		cmocka_unit_test(every_secret_of_the_catalog_is_known_by_name),
		cmocka_unit_test(a_request_is_shown_without_its_secrets),
	};

	xml_global_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
