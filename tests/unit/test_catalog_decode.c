/*
 * What the firmware sent in the types that the catalog tells: every type with
 * values that fit it and values that do not, and all that devices recorded.
 */
#include "tests/unit/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/strv.h"
#include "core/base/text.h"
#include "core/device/catalog_decode.h"
#include "core/wsman/value.h"
#include "core/wsman/xml.h"

/* What the recorded replies hold at least. */
#define RECORDED_INSTANCES 150
#define RECORDED_PROPERTIES 1000

/* Not recorded but made up, with properties that no device has, or words for times. */
static const char *const made_up[] = { "amt/eventlogentry/", "amt/hdr8021filter/",
				       "ips/alarmclock/" };

static const struct enum_name states[] = { { 2, "on" }, { 3, "off" }, { 0, NULL } };
static const struct enum_name lamps[] = {
	{ 0, "dark" }, { 1, "red" }, { 4, "green" }, { 0, NULL }
};
static const struct enum_name bits[] = { { 0x80000000, "top" }, { 0, NULL } };

/* A class that has everything. */
// clang-format off
static const struct class_value everything[] = {
	{ .name = "Base64", .type = VALUE_BASE64 },
	{ .name = "Bits", .type = VALUE_UINT32, .flags = VALUE_BITS, .names = bits },
	{ .name = "Bool", .type = VALUE_BOOL },
	{ .name = "Date", .type = VALUE_DATETIME },
	{ .name = "Instance", .type = VALUE_INSTANCE, .of = "CIM_Fan" },
	{ .name = "Interval", .type = VALUE_INTERVAL },
	{ .name = "Lamps", .type = VALUE_UINT8, .flags = VALUE_BITS | VALUE_ARRAY, .names = lamps },
	{ .name = "Ref", .type = VALUE_REF },
	{ .name = "Sint32", .type = VALUE_SINT32 },
	{ .name = "Sint64", .type = VALUE_SINT64 },
	{ .name = "State", .type = VALUE_UINT16, .names = states },
	{ .name = "String", .type = VALUE_STRING },
	{ .name = "Strings", .type = VALUE_STRING, .flags = VALUE_ARRAY },
	{ .name = "Uint16", .type = VALUE_UINT16 },
	{ .name = "Uint32", .type = VALUE_UINT32 },
	{ .name = "Uint64", .type = VALUE_UINT64 },
	{ .name = "Uint8", .type = VALUE_UINT8 },
	{ .name = NULL },
};
// clang-format on

static const struct wsman_class all = { .name = "CIM_All", .properties = everything };

#define SCHEMA "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/"

/* members: elements of CIM_All, with c: for common, a: addressing, w: WS-MAN. */
static struct json *instance(const char *members)
{
	AUTO(xfreep)
	char *text =
		xasprintf("<CIM_All xmlns=\"" SCHEMA "CIM_All\""
			  " xmlns:f=\"" SCHEMA "CIM_Fan\""
			  " xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\""
			  " xmlns:c=\"http://schemas.dmtf.org/wbem/wscim/1/common\""
			  " xmlns:a=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\""
			  " xmlns:w=\"http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd\""
			  ">%s</CIM_All>",
			  members);
	struct err e = { 0 };
	AUTO(doc_freep) struct doc *d = xml_parse(text, strlen(text), &e);

	if (!d)
		fail_msg("%s", e.msg);
	return value_json(d->root);
}

static char *written(const struct json *j)
{
	struct buf b = BUF_INIT(65536);

	json_write(j, false, &b);
	return buf_steal(&b);
}

struct sample {
	const char *members;
	const char *want;
};

static void assert_decodes(const struct sample *s, bool fits)
{
	AUTO(json_freep) struct json *sent = instance(s->members);
	AUTO(json_freep) struct json *got = catalog_decode(&all, json_tree(sent));
	AUTO(xfreep) char *text = written(got);
	AUTO(xfreep) char *want = xasprintf("{\"@class\":\"CIM_All\",%s}", s->want);
	struct tree m = tree_next(tree_first(json_tree(sent)));

	assert_string_equal(text, want);
	for (; tree_exists(m); m = tree_next(m)) {
		if (catalog_fits(class_property(&all, tree_name(m)), m) != fits)
			fail_msg("%s %s", s->members, fits ? "does not fit" : "fits");
	}
}

static void values_that_fit_have_their_type(void **state)
{
	static const struct sample samples[] = {
		{ "<Bool>true</Bool>", "\"Bool\":true" },
		{ "<Bool>0</Bool>", "\"Bool\":false" },
		{ "<Uint8>255</Uint8>", "\"Uint8\":255" },
		{ "<Uint16>65535</Uint16>", "\"Uint16\":65535" },
		{ "<Uint32>4294967295</Uint32>", "\"Uint32\":4294967295" },
		{ "<Uint64>18446744073709551615</Uint64>",
		  "\"Uint64\":18446744073709551615" },
		{ "<Sint32>-2147483648</Sint32>", "\"Sint32\":-2147483648" },
		{ "<Sint32>2147483647</Sint32>", "\"Sint32\":2147483647" },
		{ "<Sint32>-1</Sint32>", "\"Sint32\":-1" },
		{ "<Sint64>-9223372036854775808</Sint64>",
		  "\"Sint64\":-9223372036854775808" },
		{ "<State>3</State>", "\"State\":{\"code\":3,\"name\":\"off\"}" },
		{ "<State>4</State>", "\"State\":{\"code\":4,\"name\":null}" },
		{ "<Bits>2147483656</Bits>",
		  "\"Bits\":{\"code\":2147483656,\"names\":[\"bit-3\",\"top\"]}" },
		{ "<Bits>0</Bits>", "\"Bits\":{\"code\":0,\"names\":[]}" },
		{ "<Lamps>5</Lamps>",
		  "\"Lamps\":[{\"code\":5,\"names\":[\"red\",\"green\"]}]" },
		{ "<Lamps>0</Lamps><Lamps>4</Lamps>",
		  "\"Lamps\":[{\"code\":0,\"names\":[\"dark\"]},"
		  "{\"code\":4,\"names\":[\"green\"]}]" },
		{ "<String>007</String>", "\"String\":\"007\"" },
		{ "<String/>", "\"String\":\"\"" },
		{ "<Strings>a</Strings>", "\"Strings\":[\"a\"]" },
		{ "<Strings>a</Strings><Bool>1</Bool><Strings>b</Strings>",
		  "\"Strings\":[\"a\",\"b\"],\"Bool\":true" },
		{ "<Base64>AQID</Base64>", "\"Base64\":\"AQID\"" },
		{ "<Date><c:Datetime>2020-08-10T02:30:00+02:00</c:Datetime></Date>",
		  "\"Date\":\"2020-08-10T00:30:00Z\"" },
		{ "<Date><c:CIM_DateTime>20200810023000.000000+120</c:CIM_DateTime>"
		  "</Date>",
		  "\"Date\":\"2020-08-10T00:30:00Z\"" },
		{ "<Date>2020-08-10T02:30:00.123456789012345+02:00</Date>",
		  "\"Date\":\"2020-08-10T00:30:00Z\"" },
		{ "<Date><c:Date>2020-08-10</c:Date></Date>", "\"Date\":\"2020-08-10\"" },
		{ "<Date>2020-08-10T00:00:00Z</Date>",
		  "\"Date\":\"2020-08-10T00:00:00Z\"" },
		{ "<Interval><c:Interval>P1DT2H30M</c:Interval></Interval>",
		  "\"Interval\":\"P1DT2H30M\"" },
		{ "<Interval><c:CIM_DateTime>00000001023000.000000:000"
		  "</c:CIM_DateTime></Interval>",
		  "\"Interval\":\"00000001023000.000000:000\"" },
		{ "<Instance><f:DesiredSpeed>900</f:DesiredSpeed>"
		  "<f:OperationalStatus>2</f:OperationalStatus></Instance>",
		  "\"Instance\":{\"@class\":\"CIM_Fan\",\"DesiredSpeed\":900,"
		  "\"OperationalStatus\":[{\"code\":2,\"name\":\"ok\"}]}" },
		{ "<Instance><DesiredSpeed>900</DesiredSpeed></Instance>",
		  "\"Instance\":{\"DesiredSpeed\":900}" },
		{ "<Ref><a:Address>x</a:Address><a:ReferenceParameters>"
		  "<w:ResourceURI>" SCHEMA "CIM_Card</w:ResourceURI>"
		  "<w:SelectorSet><w:Selector Name=\"Tag\">7</w:Selector>"
		  "</w:SelectorSet></a:ReferenceParameters></Ref>",
		  "\"Ref\":{\"class\":\"CIM_Card\",\"selectors\":{\"Tag\":\"7\"}}" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(samples); i++)
		assert_decodes(&samples[i], true);
}

static void values_that_do_not_fit_stay_as_they_are(void **state)
{
	static const struct sample samples[] = {
		{ "<Bool>yes</Bool>", "\"Bool\":\"yes\"" },
		{ "<Bool><x>1</x></Bool>", "\"Bool\":{\"x\":\"1\"}" },
		{ "<Uint8>256</Uint8>", "\"Uint8\":\"256\"" },
		{ "<Uint16>65536</Uint16>", "\"Uint16\":\"65536\"" },
		{ "<Uint32>4294967296</Uint32>", "\"Uint32\":\"4294967296\"" },
		{ "<Uint64>18446744073709551616</Uint64>",
		  "\"Uint64\":\"18446744073709551616\"" },
		{ "<Uint32>-1</Uint32>", "\"Uint32\":\"-1\"" },
		{ "<Uint32>0x10</Uint32>", "\"Uint32\":\"0x10\"" },
		{ "<Uint32>1 2</Uint32>", "\"Uint32\":\"1 2\"" },
		{ "<Sint32>2147483648</Sint32>", "\"Sint32\":\"2147483648\"" },
		{ "<Sint32>-2147483649</Sint32>", "\"Sint32\":\"-2147483649\"" },
		{ "<Sint32>--1</Sint32>", "\"Sint32\":\"--1\"" },
		{ "<Sint64>-9223372036854775809</Sint64>",
		  "\"Sint64\":\"-9223372036854775809\"" },
		{ "<State>on</State>", "\"State\":\"on\"" },
		{ "<Bits>red</Bits>", "\"Bits\":\"red\"" },
		{ "<Lamps>256</Lamps>", "\"Lamps\":[\"256\"]" },
		{ "<String><x>1</x></String>", "\"String\":{\"x\":\"1\"}" },
		{ "<Date><c:Datetime>2020-02-30T00:00:00Z</c:Datetime></Date>",
		  "\"Date\":{\"Datetime\":\"2020-02-30T00:00:00Z\"}" },
		{ "<Date><c:Date>2020-02-30</c:Date></Date>",
		  "\"Date\":{\"Date\":\"2020-02-30\"}" },
		{ "<Date><c:Interval>P1D</c:Interval></Date>",
		  "\"Date\":{\"Interval\":\"P1D\"}" },
		{ "<Interval><c:Datetime>2020-08-10T00:00:00Z</c:Datetime></Interval>",
		  "\"Interval\":{\"Datetime\":\"2020-08-10T00:00:00Z\"}" },
		{ "<Interval>0</Interval>", "\"Interval\":\"0\"" },
		{ "<Interval>P</Interval>", "\"Interval\":\"P\"" },
		{ "<Interval>00000001023000.000000:0</Interval>",
		  "\"Interval\":\"00000001023000.000000:0\"" },
		{ "<Ref>CIM_Card</Ref>", "\"Ref\":\"CIM_Card\"" },
		{ "<Ref><x>1</x></Ref>", "\"Ref\":{\"x\":\"1\"}" },
		{ "<Instance>CIM_Fan</Instance>", "\"Instance\":\"CIM_Fan\"" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(samples); i++)
		assert_decodes(&samples[i], false);
}

static void what_is_empty_is_null_but_for_text(void **state)
{
	static const struct sample samples[] = {
		{ "<Bool/>", "\"Bool\":null" },
		{ "<Uint32/>", "\"Uint32\":null" },
		{ "<State></State>", "\"State\":null" },
		{ "<Date><c:Datetime/></Date>", "\"Date\":null" },
		{ "<Date/>", "\"Date\":null" },
		{ "<Interval><c:Interval/></Interval>", "\"Interval\":null" },
		{ "<Ref/>", "\"Ref\":null" },
		{ "<Base64/>", "\"Base64\":\"\"" },
		{ "<String i:nil=\"true\"/>", "\"String\":null" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(samples); i++)
		assert_decodes(&samples[i], true);
}

static void what_is_not_known_stays_as_it_is(void **state)
{
	AUTO(json_freep)
	struct json *sent = instance("<New>5</New><Odd><x>1</x></Odd><Many>1</Many>"
				     "<Many>2</Many><Uint8>1</Uint8><Uint8>2</Uint8>");
	AUTO(json_freep) struct json *known = catalog_decode(&all, json_tree(sent));
	AUTO(json_freep) struct json *unknown = catalog_decode(NULL, json_tree(sent));
	AUTO(xfreep) char *with = written(known);
	AUTO(xfreep) char *without = written(unknown);

	(void)state;
	assert_string_equal(with, "{\"@class\":\"CIM_All\",\"New\":\"5\",\"Odd\":{\"x\":"
				  "\"1\"},\"Many\":[\"1\",\"2\"],\"Uint8\":[1,2]}");
	assert_string_equal(without, "{\"@class\":\"CIM_All\",\"New\":\"5\",\"Odd\":"
				     "{\"x\":\"1\"},\"Many\":[\"1\",\"2\"],"
				     "\"Uint8\":[\"1\",\"2\"]}");
}

static void assert_meaning(const char *name, const char *text, const char *want)
{
	AUTO(xfreep) char *got = catalog_meaning(class_property(&all, name), text);

	if (want)
		assert_string_equal(got, want);
	else
		assert_null(got);
}

static void numbers_have_a_meaning(void **state)
{
	(void)state;
	assert_meaning("State", "3", "off");
	assert_meaning("State", "4", NULL);
	assert_meaning("State", "off", NULL);
	assert_meaning("State", NULL, NULL);
	assert_meaning("Lamps", "5", "red,green");
	assert_meaning("Lamps", "10", "bit-1,bit-3");
	assert_meaning("Lamps", "0", "dark");
	assert_meaning("Bits", "0", NULL);
	assert_meaning("Uint8", "3", NULL);
	assert_meaning("New", "3", NULL);
}

/* ---- recorded replies ---- */

struct totals {
	size_t instances;
	size_t properties;
};

static void instance_fits(const char *path, struct tree t, struct totals *totals)
{
	AUTO(json_freep) struct json *sent = value_json(t);
	const struct wsman_class *c = catalog_find(tree_name(t));
	struct tree m = tree_next(tree_first(json_tree(sent))); /* behind @class */

	if (!c)
		fail_msg("%s: %s is not known", path, tree_name(t));
	for (; tree_exists(m); m = tree_next(m)) {
		const struct class_value *v = class_property(c, tree_name(m));

		if (!v || !catalog_fits(v, m))
			fail_msg("%s: %s.%s \"%s\" does not fit", path, c->name,
				 tree_name(m), tree_text(m) ? tree_text(m) : "");
		if (!(v->flags & VALUE_ARRAY) && tree_exists(tree_again(m)))
			fail_msg("%s: %s.%s is an array", path, c->name, tree_name(m));
		totals->properties++;
	}
	totals->instances++;
}

static void body_fits(const char *path, struct tree t, struct totals *totals)
{
	for (struct tree c = tree_first(t); tree_exists(c); c = tree_next(c)) {
		const char *name = tree_name(c);

		if (strstr(name, "_OUTPUT"))
			continue;
		if (!strncmp(name, "AMT_", 4) || !strncmp(name, "CIM_", 4) ||
		    !strncmp(name, "IPS_", 4))
			instance_fits(path, c, totals);
		else
			body_fits(path, c, totals);
	}
}

static bool is_made_up(const char *path)
{
	for (size_t i = 0; i < ARRAY_LEN(made_up); i++)
		if (strstr(path, made_up[i]))
			return true;
	return false;
}

static void recorded_instances_fit(void **state)
{
	AUTO(xfreep) char *folder = xasprintf("%s/wsman", test_fixtures());
	AUTO(strv_done) struct strv files = { 0 };
	struct totals totals = { 0 };

	(void)state;
	test_find(folder, ".xml", &files);
	for (size_t i = 0; i < files.n; i++) {
		if (is_made_up(files.v[i]))
			continue;

		struct buf text = BUF_INIT(XML_MAX);
		struct err e = { 0 };
		bool ok = buf_read_file(&text, files.v[i], &e);
		AUTO(doc_freep)
		struct doc *d = ok ? xml_parse(text.data, text.len, &e) : NULL;

		buf_done(&text);
		if (!d)
			fail_msg("%s: %s", files.v[i], e.msg);
		body_fits(files.v[i], tree_member(d->root, "Body"), &totals);
	}
	assert_in_range(totals.instances, RECORDED_INSTANCES, 1000);
	assert_in_range(totals.properties, RECORDED_PROPERTIES, 20000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_that_fit_have_their_type),
		cmocka_unit_test(values_that_do_not_fit_stay_as_they_are),
		cmocka_unit_test(what_is_empty_is_null_but_for_text),
		cmocka_unit_test(what_is_not_known_stays_as_it_is),
		cmocka_unit_test(numbers_have_a_meaning),
		cmocka_unit_test(recorded_instances_fit),
	};

	xml_global_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
