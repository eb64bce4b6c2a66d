/* Unit tests of core/record/record and csv. */
#include "tests/unit/support.h"

#include <stdlib.h>
#include <string.h>

#include "core/record/csv.h"
#include "core/record/record.h"
#include "core/wsman/xml.h"

static const struct enum_name colours[] = { { 2, "red" }, { 3, "green" }, { 0, NULL } };

struct inner {
	struct rec_uint count;
	rec_string name;
};

static const struct field inner_fields[] = {
	F_UINT(struct inner, count, "Count", 0, "how many"),
	F_STRING(struct inner, name, "Name", 0, "its name"),
	F_END,
};

static const struct record inner_record = { .name = "inner",
					    .size = sizeof(struct inner),
					    .fields = inner_fields };

struct sample {
	struct rec_bool flag;
	struct rec_uint number;
	struct rec_enum colour;
	struct rec_enums colours;
	rec_string text;
	rec_string password;
	struct strv list;
	rec_string when;
	rec_string key;
	rec_string ours;
	struct inner inner;
};

static const struct field sample_fields[] = {
	F_BOOL(struct sample, flag, "Flag", 0, "a flag"),
	F_UINT(struct sample, number, "Number", 0, "a number"),
	F_ENUM(struct sample, colour, "Colour", colours, 0, "a colour"),
	F_ENUMS(struct sample, colours, "Colours", colours, 0, "colours"),
	F_STRING(struct sample, text, "Text", 0, "a text"),
	F_STRING(struct sample, password, "Password", FIELD_SECRET, "a secret"),
	F_STRINGS(struct sample, list, "List", 0, "texts"),
	F_TIME(struct sample, when, "When", 0, "a time"),
	F_STRING(struct sample, key, "Key", FIELD_RO, "its key"),
	F_STRING(struct sample, ours, NULL, 0, "computed"),
	{ .name = "inner",
	  .source = "In",
	  .type = FIELD_RECORD,
	  .offset = FIELD_AT(struct sample, inner, struct inner),
	  .record = &inner_record,
	  .help = "a part" },
	F_END,
};

static const struct record sample_record = { .name = "sample",
					     .size = sizeof(struct sample),
					     .fields = sample_fields };

static void sample_done(struct sample *s)
{
	record_done(&sample_record, s);
}

#define NS "xmlns=\"urn:c\" xmlns:h=\"http://schemas.dmtf.org/wbem/wscim/1/common\""
#define XSI "xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\""

static const char full_xml[] =
	"<C " NS "><Colour>3</Colour><Colours>2</Colours><Colours>9</Colours>"
	"<Flag>true</Flag><In><Count>7</Count><Name>n</Name></In><Key>k</Key>"
	"<List>a</List><List>b  c</List><Number>18446744073709551615</Number>"
	"<Other>o</Other><Password>pw</Password><Text> two  words </Text>"
	"<When><h:Datetime>2020-08-10T02:00:00+02:00</h:Datetime></When></C>";

/* REST servers change the types of leaves between versions. */
static const char full_json[] =
	"{\"colour\":\"3\",\"colours\":[2,\"9\"],\"flag\":\"true\","
	"\"in\":{\"count\":\"7\",\"name\":\"n\"},\"key\":\"k\",\"list\":[\"a\",\"b  c\"],"
	"\"number\":\"18446744073709551615\",\"password\":\"pw\","
	"\"text\":\"two  words\",\"when\":\"2020-08-10T00:00:00Z\"}";

static const char full_output[] =
	"{\"flag\":true,\"number\":18446744073709551615,"
	"\"colour\":{\"code\":3,\"name\":\"green\"},"
	"\"colours\":[{\"code\":2,\"name\":\"red\"},{\"code\":9,\"name\":null}],"
	"\"text\":\"two  words\",\"password\":\"***\",\"list\":[\"a\",\"b  c\"],"
	"\"when\":\"2020-08-10T00:00:00Z\",\"key\":\"k\",\"ours\":null,"
	"\"inner\":{\"count\":7,\"name\":\"n\"}}";

static const char empty_output[] =
	"{\"flag\":null,\"number\":null,\"colour\":null,\"colours\":null,\"text\":null,"
	"\"password\":null,\"list\":[],\"when\":null,\"key\":null,\"ours\":null,"
	"\"inner\":{\"count\":null,\"name\":null}}";

static struct doc *parse(const char *text)
{
	struct err e = { 0 };
	struct doc *d = text[0] == '<' ? xml_parse(text, strlen(text), &e)
				       : json_parse(text, strlen(text), &e);

	if (!d)
		fail_msg("%s", e.msg);
	return d;
}

static void assert_prints(const struct sample *s, const char *want)
{
	AUTO(json_freep) struct json *j = record_json(&sample_record, s);
	struct buf b = BUF_INIT(8192);

	json_write(j, false, &b);
	assert_string_equal(buf_cstr(&b), want);
	buf_done(&b);
}

static void assert_reads(const char *text, struct sample *ret)
{
	AUTO(doc_freep) struct doc *d = parse(text);
	struct err e = { 0 };

	if (!record_read(&sample_record, d->root, ret, &e))
		fail_msg("%s", e.msg);
}

static void both_worlds_read_alike(void **state)
{
	AUTO(sample_done) struct sample x = { 0 };
	AUTO(sample_done) struct sample j = { 0 };

	(void)state;
	assert_reads(full_xml, &x);
	assert_prints(&x, full_output);
	assert_reads(full_json, &j);
	assert_prints(&j, full_output);
}

static void json_types_are_taken(void **state)
{
	AUTO(sample_done) struct sample s = { 0 };

	(void)state;
	assert_reads("{\"Flag\":false,\"Number\":16,\"Colour\":2,\"Text\":12,"
		     "\"When\":{\"Datetime\":\"2021-01-01T00:00:00Z\"},\"List\":\"one\"}",
		     &s);
	assert_true(s.flag.set && !s.flag.v);
	assert_true(s.number.set && s.number.v == 16);
	assert_true(s.colour.set && s.colour.code == 2);
	assert_string_equal(s.text, "12");
	assert_string_equal(s.when, "2021-01-01T00:00:00Z");
	assert_int_equal(s.list.n, 1);
	assert_string_equal(s.list.v[0], "one");
}

static void absent_is_null(void **state)
{
	static const char *const texts[] = {
		"<C/>",
		"{}",
		"{\"Flag\":null,\"Number\":null,\"Colours\":null,\"Text\":null,\"When\":"
		"null,"
		"\"List\":null,\"In\":null}",
		"<C " XSI
		"><Flag i:nil=\"true\"/><Number i:nil=\"1\"/><Text i:nil=\"true\"/>"
		"<Colours i:nil=\"true\"/><List i:nil=\"true\"/></C>",
		"<C><Flag/><Number> </Number><Colour/><Colours/><When/></C>",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		AUTO(sample_done) struct sample s = { 0 };

		assert_reads(texts[i], &s);
		assert_prints(&s, empty_output);
	}
}

static void absent_keeps_what_another_reply_gave(void **state)
{
	AUTO(sample_done) struct sample s = { 0 };

	(void)state;
	assert_reads(full_xml, &s);
	assert_reads("<C><Text>new</Text><List>c</List></C>", &s);
	assert_string_equal(s.text, "new");
	assert_int_equal(s.list.n, 1);
	assert_true(s.flag.v);
	assert_int_equal(s.colours.n, 2);
}

static void empty_lists_differ_from_absent_ones(void **state)
{
	AUTO(sample_done) struct sample s = { 0 };

	(void)state;
	assert_reads(full_json, &s);
	assert_reads("{\"colours\":[],\"list\":[]}", &s);
	assert_true(s.colours.set);
	assert_int_equal(s.colours.n, 0);
	assert_int_equal(s.list.n, 0);
}

static void wrong_shapes_are_refused(void **state)
{
	static const struct {
		const char *text;
		const char *msg;
	} bad[] = {
		{ "<C><Flag>yes</Flag></C>", "C.Flag is \"yes\", not true or false" },
		{ "<C><Number>-1</Number></C>", "C.Number is \"-1\", not a number" },
		{ "<C><Number>18446744073709551616</Number></C>", "not a number" },
		{ "<C><Number>1.0</Number></C>", "not a number" },
		{ "<C><Colour>4294967296</Colour></C>", "not a number of 32 bits" },
		{ "<C><Colours>2</Colours><Colours>x</Colours></C>",
		  "C.Colours is \"x\"" },
		{ "<C><Text><A/></Text></C>", "C.Text is \"(a structure)\", not text" },
		{ "<C><List><A/></List></C>", "C.List is \"(a structure)\"" },
		{ "<C><Number><A/></Number></C>", "C.Number is \"(a structure)\"" },
		{ "<C><When>soon</When></C>", "C.When is \"soon\", not a time" },
		{ "<C><In><Count>x</Count></In></C>", "In.Count is \"x\"" },
		{ "{\"Flag\":\"\\u001b[2J\"}", "sample.Flag is \"?[2J\"" },
		{ "{\"Number\":1.5}", "sample.Number is \"1.5\"" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		AUTO(doc_freep) struct doc *d = parse(bad[i].text);
		AUTO(sample_done) struct sample s = { 0 };
		struct err e = { 0 };

		assert_false(record_read(&sample_record, d->root, &s, &e));
		assert_err(e, ERR_PROTO, bad[i].msg);
	}
}

static void lists_are_bounded(void **state)
{
	static const char *const names[] = { "List", "Colours" };

	(void)state;
	for (size_t k = 0; k < ARRAY_LEN(names); k++) {
		struct buf b = BUF_INIT(1u << 20);

		buf_puts(&b, "<C>");
		for (int i = 0; i <= RECORD_LIST_MAX; i++)
			buf_printf(&b, "<%s>1</%s>", names[k], names[k]);
		buf_puts(&b, "</C>");

		AUTO(doc_freep) struct doc *d = parse(b.data);
		AUTO(sample_done) struct sample s = { 0 };
		struct err e = { 0 };

		assert_false(record_read(&sample_record, d->root, &s, &e));
		assert_err(e, ERR_PROTO, "has more than 4096 values");
		tree_remove(tree_first(d->root));
		assert_true(record_read(&sample_record, d->root, &s, &e));
		buf_done(&b);
	}
}

static void times_become_rfc3339(void **state)
{
	static const struct {
		const char *text;
		const char *want; /* NULL: refused */
	} rows[] = {
		{ "2020-08-10T00:00:00Z", "2020-08-10T00:00:00Z" },
		{ "2020-08-10T00:00:00", "2020-08-10T00:00:00Z" },
		{ "2020-08-10T00:00:00.999Z", "2020-08-10T00:00:00Z" },
		{ "2020-08-10T01:30:00+01:30", "2020-08-10T00:00:00Z" },
		{ "2020-12-31T23:00:00-02:00", "2021-01-01T01:00:00Z" },
		{ "2020-02-29T12:00:00Z", "2020-02-29T12:00:00Z" },
		{ "2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z" },
		{ "1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z" },
		{ "20200810020000.000000+120", "2020-08-10T00:00:00Z" },
		{ "20200810020000.******-060", "2020-08-10T03:00:00Z" },
		{ "2021-02-29T12:00:00Z", NULL },
		{ "2021-02-30T00:00:00Z", NULL },
		{ "2020-13-01T00:00:00Z", NULL },
		{ "2020-00-01T00:00:00Z", NULL },
		{ "2020-01-00T00:00:00Z", NULL },
		{ "2020-01-01T24:00:00Z", NULL },
		{ "2020-01-01T00:60:00Z", NULL },
		{ "2020-01-01T00:00:61Z", NULL },
		{ "2020-01-01T00:00:00.Z", NULL },
		{ "2020-01-01T00:00:00ZZ", NULL },
		{ "2020-01-01T00:00:00+1:00", NULL },
		{ "2020-01-01T00:00:00+15:00", NULL },
		{ "2020-01-01 00:00:00", NULL },
		{ "2020-01-01", NULL },
		{ "0000-01-01T00:00:00Z", NULL },
		{ "00000001000000.000000:000", NULL },
		{ "20200810020000.000000+12", NULL },
		{ "20200810020000.00000+120", NULL },
		{ "P1DT2H3M", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(xfreep) char *text = xasprintf("{\"When\":\"%s\"}", rows[i].text);
		AUTO(doc_freep) struct doc *d = parse(text);
		AUTO(sample_done) struct sample s = { 0 };
		struct err e = { 0 };
		bool ok = record_read(&sample_record, d->root, &s, &e);

		if (ok != (rows[i].want != NULL))
			fail_msg("%s: %s", rows[i].text, ok ? s.when : e.msg);
		if (ok)
			assert_string_equal(s.when, rows[i].want);
		else
			assert_err(e, ERR_PROTO, "not a time");
	}
}

static void paths_lead_to_values(void **state)
{
	static const struct field fields[] = {
		F_UINT(struct inner, count, "A.B.Count", 0, ""),
		F_STRING(struct inner, name, "A.Name", 0, ""),
		F_END,
	};
	static const struct record r = { .name = "deep",
					 .size = sizeof(struct inner),
					 .fields = fields };
	AUTO(doc_freep)
	struct doc *d = parse("<C><A><B><Count>5</Count></B><Name>n</Name></A></C>");
	struct inner v = { 0 };
	struct err e = { 0 };

	(void)state;
	assert_true(record_read(&r, d->root, &v, &e));
	assert_int_equal(v.count.v, 5);
	assert_string_equal(v.name, "n");
	record_done(&r, &v);
	assert_null(v.name);
}

static void cells_are_one_line(void **state)
{
	static const char *const want[] = { "true",
					    "18446744073709551615",
					    "green",
					    "red,9",
					    "a?b",
					    "***",
					    "a,b  c",
					    "2020-08-10T00:00:00Z",
					    "k",
					    NULL,
					    "{\"count\":7,\"name\":\"n\"}" };
	AUTO(sample_done) struct sample s = { 0 };
	AUTO(sample_done) struct sample none = { 0 };

	(void)state;
	assert_reads(full_xml, &s);
	assert_reads("<C><Text>a\nb</Text></C>", &s);
	for (size_t i = 0; sample_fields[i].name; i++) {
		AUTO(xfreep) char *cell = record_cell(&sample_fields[i], &s);
		AUTO(xfreep) char *absent = record_cell(&sample_fields[i], &none);

		if (want[i])
			assert_string_equal(cell, want[i]);
		else
			assert_null(cell);
		if (sample_fields[i].type != FIELD_RECORD)
			assert_null(absent);
	}
}

// clang-format off
static const struct enum_name lamps[] = {
	{ 0, "dark" }, { 1, "red" }, { 4, "green" }, { 0x80000000, "blue" }, { 0, NULL },
};
static const struct field lamp_fields[] = {
	F_BITS(struct inner, count, "Count", lamps, 0, "lamps that are on"),
	F_END,
};
static const struct record lamp_record = { .name = "lamp", .size = sizeof(struct inner), .fields = lamp_fields };
// clang-format on

static void assert_lamps(const char *text, const char *object, const char *cell)
{
	AUTO(xfreep) char *xml = xasprintf("<L><Count>%s</Count></L>", text);
	AUTO(doc_freep) struct doc *d = parse(xml);
	struct inner v = { 0 };
	struct err e = { 0 };
	struct buf b = BUF_INIT(1024);

	assert_true(record_read(&lamp_record, d->root, &v, &e));

	AUTO(json_freep) struct json *j = record_json(&lamp_record, &v);
	AUTO(xfreep) char *shown = record_cell(lamp_fields, &v);

	json_write(j, false, &b);
	assert_string_equal(buf_cstr(&b), object);
	assert_string_equal(shown ? shown : "-", cell);
	buf_done(&b);
}

static void bits_are_number_and_names(void **state)
{
	(void)state;
	assert_lamps("5", "{\"count\":{\"code\":5,\"names\":[\"red\",\"green\"]}}",
		     "red,green");
	assert_lamps("2147483650",
		     "{\"count\":{\"code\":2147483650,\"names\":[\"bit-1\",\"blue\"]}}",
		     "bit-1,blue");
	assert_lamps("0", "{\"count\":{\"code\":0,\"names\":[\"dark\"]}}", "dark");
	assert_lamps("", "{\"count\":null}", "-");
}

struct rack {
	struct rec_list shelves;
};
struct shelf {
	rec_string name;
	struct rec_uint count;
};

// clang-format off
static const struct field shelf_fields[] = {
	F_STRING(struct shelf, name, "Name", 0, "name"),
	F_UINT(struct shelf, count, "Count", 0, "count"),
	F_END,
};
static const struct record shelf_record = { .name = "shelf", .size = sizeof(struct shelf), .fields = shelf_fields };
static const struct field rack_fields[] = {
	F_LIST(struct rack, shelves, &shelf_record, "Shelf", "shelves"),
	F_END,
};
static const struct record rack_record = { .name = "rack", .size = sizeof(struct rack), .fields = rack_fields };
// clang-format on

static void rack_done(struct rack *r)
{
	record_done(&rack_record, r);
}

static void assert_rack(const struct rack *r, const char *want)
{
	AUTO(json_freep) struct json *j = record_json(&rack_record, r);
	struct buf b = BUF_INIT(1024);

	json_write(j, false, &b);
	assert_string_equal(buf_cstr(&b), want);
	buf_done(&b);
}

static void lists_of_records_are_read_and_printed(void **state)
{
	AUTO(doc_freep)
	struct doc *xml = parse("<R><Shelf><Name>a</Name><Count>1</Count></Shelf>"
				"<Shelf><Name>b</Name></Shelf></R>");
	AUTO(doc_freep) struct doc *json = parse("{\"shelf\":[{\"name\":\"c\"}]}");
	AUTO(doc_freep) struct doc *empty = parse("{\"shelf\":[]}");
	AUTO(doc_freep)
	struct doc *bad = parse("<R><Shelf><Count>1</Count></Shelf>"
				"<Shelf><Count>x</Count></Shelf></R>");
	AUTO(rack_done) struct rack r = { 0 };
	AUTO(xfreep) char *cell = NULL;
	struct shelf *added;
	struct err e = { 0 };

	(void)state;
	assert_null(record_cell(&rack_fields[0], &r));
	assert_true(record_read(&rack_record, xml->root, &r, &e));
	assert_rack(&r, "{\"shelves\":[{\"name\":\"a\",\"count\":1},"
			"{\"name\":\"b\",\"count\":null}]}");
	assert_false(record_read(&rack_record, bad->root, &r, &e));
	assert_string_equal(e.msg, "Shelf.Count is \"x\", not a number");
	assert_int_equal(r.shelves.n, 2); /* as it was */
	assert_true(record_read(&rack_record, json->root, &r, &e));
	added = rec_list_add(&r.shelves, &shelf_record);
	added->name = xstrdup("d");
	cell = record_cell(&rack_fields[0], &r);
	assert_string_equal(cell, "[{\"name\":\"c\",\"count\":null},"
				  "{\"name\":\"d\",\"count\":null}]");
	assert_true(record_read(&rack_record, empty->root, &r, &e));
	assert_rack(&r, "{\"shelves\":[]}");
}

static void enums_have_names(void **state)
{
	uint32_t code = 0;

	(void)state;
	assert_string_equal(enum_name(colours, 2), "red");
	assert_null(enum_name(colours, 0));
	assert_null(enum_name(NULL, 2));
	assert_true(enum_code(colours, "green", &code));
	assert_int_equal(code, 3);
	assert_false(enum_code(colours, "Green", &code));
	assert_false(enum_code(NULL, "green", &code));
	assert_int_equal(code, 3);
}

/* Patch text by a change of now; the outcome is written to *ret. */
static bool patch(const char *text, void (*change)(struct sample *now), char **ret,
		  bool *ret_changed, struct err *e)
{
	AUTO(doc_freep) struct doc *d = parse(text);
	AUTO(sample_done) struct sample was = { 0 };
	AUTO(sample_done) struct sample now = { 0 };
	struct buf b = BUF_INIT(8192);

	assert_true(record_read(&sample_record, d->root, &was, e));
	assert_true(record_read(&sample_record, d->root, &now, e));
	change(&now);
	if (!record_patch(&sample_record, d->root, &was, &now, ret_changed, e))
		return false;
	if (text[0] == '<') {
		xml_print(d->root, &b);
	} else {
		AUTO(json_freep) struct json *j = json_from_tree(d->root);

		json_write(j, false, &b);
	}
	*ret = buf_steal(&b);
	return true;
}

static void change_nothing(struct sample *now)
{
	(void)now;
}

static void change_all(struct sample *now)
{
	now->flag.v = false;
	now->number.v = 5;
	now->colour.code = 2;
	now->colours.codes[1] = 3;
	free(now->text);
	now->text = xstrdup("<new>");
	free(now->password);
	now->password = xstrdup("pw2");
	strv_add(&now->list, "c");
	free(now->when);
	now->when = xstrdup("2024-01-01T00:00:00Z");
	now->inner.count.v = 8;
}

static void change_to_absent(struct sample *now)
{
	now->flag.set = false;
	free(now->text);
	now->text = NULL;
	strv_done(&now->list);
	now->colours.n = 1;
}

static void change_flag(struct sample *now)
{
	now->flag = (struct rec_bool){ .set = true, .v = true };
}

static void change_list(struct sample *now)
{
	strv_add(&now->list, "x");
}

static void change_text_badly(struct sample *now)
{
	free(now->text);
	now->text = xstrdup("\x1b");
}

static void patches_keep_the_rest(void **state)
{
	AUTO(xfreep) char *before = NULL;
	AUTO(xfreep) char *after = NULL;
	AUTO(xfreep) char *json = NULL;
	bool changed = true;
	struct err e = { 0 };

	(void)state;
	assert_true(patch(full_xml, change_nothing, &before, &changed, &e));
	assert_false(changed);
	assert_string_equal(
		before,
		"<C " NS ">\n  <Colour>3</Colour>\n  <Colours>2</Colours>\n"
		"  <Colours>9</Colours>\n  <Flag>true</Flag>\n  <In>\n    "
		"<Count>7</Count>\n"
		"    <Name>n</Name>\n  </In>\n  <List>a</List>\n  <List>b  c</List>\n"
		"  <Number>18446744073709551615</Number>\n  <Other>o</Other>\n"
		"  <Password>pw</Password>\n  <Text> two  words </Text>\n  <When>\n"
		"    <h:Datetime>2020-08-10T02:00:00+02:00</h:Datetime>\n  "
		"</When>\n</C>");
	assert_true(patch(full_xml, change_all, &after, &changed, &e));
	assert_true(changed);
	assert_string_equal(
		after,
		"<C " NS ">\n  <Colour>2</Colour>\n  <Colours>2</Colours>\n"
		"  <Colours>3</Colours>\n  <Flag>false</Flag>\n  <In>\n"
		"    <Count>8</Count>\n    <Name>n</Name>\n  </In>\n  <List>a</List>\n"
		"  <List>b  c</List>\n  <List>c</List>\n  <Number>5</Number>\n"
		"  <Other>o</Other>\n  <Password>pw2</Password>\n"
		"  <Text>&lt;new&gt;</Text>\n  <When>\n"
		"    <h:Datetime>2024-01-01T00:00:00Z</h:Datetime>\n  </When>\n</C>");
	assert_true(patch("{\"Flag\":false,\"list\":[],\"Number\":\"1\",\"x\":[1,{}]}",
			  change_list, &json, &changed, &e));
	assert_string_equal(
		json, "{\"Flag\":false,\"list\":[\"x\"],\"Number\":\"1\",\"x\":[1,{}]}");
}

static void what_became_absent_is_removed(void **state)
{
	AUTO(xfreep) char *after = NULL;
	bool changed = false;
	struct err e = { 0 };

	(void)state;
	assert_true(patch("<C><Colours>2</Colours><Colours>3</Colours><Flag>true</Flag>"
			  "<List>a</List><List>b</List><Text>t</Text><Z>z</Z></C>",
			  change_to_absent, &after, &changed, &e));
	assert_true(changed);
	assert_string_equal(after, "<C>\n  <Colours>2</Colours>\n  <Z>z</Z>\n</C>");
}

static void firmware_without_the_property_is_told(void **state)
{
	AUTO(xfreep) char *after = NULL;
	bool changed = false;
	struct err e = { 0 };

	(void)state;
	assert_false(patch("<C><Text>t</Text></C>", change_flag, &after, &changed, &e));
	assert_err(e, ERR_UNSUPPORTED, "C has no Flag on this firmware");
	assert_false(patch("<C><Text>t</Text></C>", change_list, &after, &changed, &e));
	assert_err(e, ERR_UNSUPPORTED, "C has no List");
	assert_false(
		patch("<C><Text>t</Text></C>", change_text_badly, &after, &changed, &e));
	assert_err(e, ERR_USAGE, "C.Text cannot be");
	assert_false(changed);
}

static void csv_cells_are_quoted(void **state)
{
	static const struct {
		const char *text;
		const char *want;
	} rows[] = {
		{ NULL, "" },
		{ "", "" },
		{ "plain", "plain" },
		{ "a,b", "\"a,b\"" },
		{ "say \"hi\"", "\"say \"\"hi\"\"\"" },
		{ "\"", "\"\"\"\"" },
		{ "two\nlines", "\"two\nlines\"" },
		{ "cr\r", "\"cr\r\"" },
		{ " blank", "\" blank\"" },
		{ "blank ", "\"blank \"" },
		{ "=1+1", "=1+1" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct buf b = BUF_INIT(256);

		csv_cell(rows[i].text, &b);
		assert_string_equal(buf_cstr(&b), rows[i].want);
		buf_done(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_worlds_read_alike),
		cmocka_unit_test(json_types_are_taken),
		cmocka_unit_test(absent_is_null),
		cmocka_unit_test(absent_keeps_what_another_reply_gave),
		cmocka_unit_test(empty_lists_differ_from_absent_ones),
		cmocka_unit_test(wrong_shapes_are_refused),
		cmocka_unit_test(lists_are_bounded),
		cmocka_unit_test(times_become_rfc3339),
		cmocka_unit_test(paths_lead_to_values),
		cmocka_unit_test(cells_are_one_line),
		cmocka_unit_test(bits_are_number_and_names),
		cmocka_unit_test(lists_of_records_are_read_and_printed),
		cmocka_unit_test(enums_have_names),
		cmocka_unit_test(patches_keep_the_rest),
		cmocka_unit_test(what_became_absent_is_removed),
		cmocka_unit_test(firmware_without_the_property_is_told),
		cmocka_unit_test(csv_cells_are_quoted),
	};

	xml_global_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
