/* Unit tests of core/wsman/xml. */
#include "tests/unit/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/record/json.h"
#include "core/wsman/xml.h"

static const char sample[] =
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?><a:E xmlns:a=\"urn:a\" "
	"xmlns:b=\"urn:b\">"
	"\n <b:One b:k=\"v&amp;\">  x &lt; y  </b:One>\n <!-- note --><a:Empty/>\n"
	" <a:L>1</a:L><a:L><![CDATA[<2>]]></a:L>"
	"<a:Nil xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" i:nil=\"true\"/>"
	"<a:In><b:Deep>d<!-- x -->e<?pi f?>g</b:Deep></a:In></a:E>";

static struct doc *parse(const char *text)
{
	struct err e = { 0 };
	struct doc *d = xml_parse(text, strlen(text), &e);

	if (!d)
		fail_msg("%s", e.msg);
	return d;
}

static void assert_refused(const char *text, size_t len, const char *part)
{
	struct err e = { 0 };
	char *exact = test_memdup(text, len);

	assert_null(xml_parse(exact, len, &e));
	assert_err(e, ERR_PROTO, part);
	free(exact);
}

static void elements_are_a_tree(void **state)
{
	AUTO(doc_freep) struct doc *d = parse(sample);
	struct tree one = tree_member(d->root, "One");
	AUTO(xfreep) char *v = xml_attribute(one, "k");
	AUTO(xfreep) char *none = xml_attribute(one, "z");

	(void)state;
	assert_string_equal(tree_name(d->root), "E");
	assert_string_equal(xml_namespace(d->root), "urn:a");
	assert_string_equal(xml_namespace(one), "urn:b");
	assert_string_equal(tree_text(one), "x < y");
	assert_string_equal(tree_text(one), "x < y");
	assert_string_equal(v, "v&");
	assert_null(none);
	assert_null(tree_text(d->root));
	assert_string_equal(tree_member_text(d->root, "Empty"), "");
	assert_null(tree_member_text(d->root, "Nil"));
	assert_string_equal(tree_member_text(d->root, "L"), "1");
	assert_string_equal(tree_text(tree_again(tree_member(d->root, "L"))), "<2>");
	assert_string_equal(tree_text(tree_path(d->root, "In.Deep")), "deg");
	assert_string_equal(xml_namespace((struct tree){ 0 }), "");
	assert_null(xml_attribute((struct tree){ 0 }, "k"));
}

static void leading_blanks_are_skipped(void **state)
{
	AUTO(doc_freep)
	struct doc *d =
		parse("\r\n \t<?xml version=\"1.0\" encoding=\"utf-8\"?><a>t</a>\n");

	(void)state;
	assert_string_equal(tree_text(d->root), "t");
}

static void every_prefix_is_refused(void **state)
{
	(void)state;
	for (size_t n = 0; n < sizeof(sample) - 1; n++)
		assert_refused(sample, n, "XML");
}

static void doctypes_are_refused(void **state)
{
	static const char *const bad[] = {
		"<!DOCTYPE a><a/>",
		"<?xml version=\"1.0\"?>\n<!DOCTYPE a [<!ENTITY b \"x\">]><a>&b;</a>",
		"<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>",
		"<!DOCTYPE l [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;\">"
		"<!ENTITY c \"&b;&b;&b;&b;&b;\">]><l>&c;</l>",
		"<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.0//EN\" "
		"\"x\"><html><body></html>",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_refused(bad[i], strlen(bad[i]), "it has a DOCTYPE");
	assert_refused("<a>&b;</a>", 10, "Entity 'b' not defined");
}

/* head, n times unit with each # in it counting up, tail. */
static char *repeat(const char *head, const char *unit, size_t n, const char *tail)
{
	struct buf b = BUF_INIT(2 * XML_MAX);
	size_t len = strcspn(unit, "#");

	buf_puts(&b, head);
	for (size_t i = 0; i < n; i++) {
		buf_printf(&b, "%.*s", (int)len, unit);
		if (unit[len])
			buf_printf(&b, "%zu%s", i, unit + len + 1);
	}
	buf_puts(&b, tail);
	return buf_steal(&b);
}

static void sizes_are_bounded(void **state)
{
	AUTO(xfreep) char *deep = repeat("", "<a>", XML_DEPTH_MAX + 1, "");
	AUTO(xfreep) char *abyss = repeat("", "<a>", 100000, "");
	AUTO(xfreep) char *many = repeat("<a>", "<b/>", XML_ELEMENTS_MAX, "</a>");
	AUTO(xfreep) char *wide = repeat("<a ", "k#='' ", 5000, "/>");
	AUTO(xfreep) char *spaces = repeat("<a ", "xmlns:k#='u' ", 33, "/>");
	AUTO(xfreep) char *large = repeat("<a>", "0123456789", XML_MAX / 10, "</a>");

	(void)state;
	assert_refused(deep, strlen(deep), "nested too deeply");
	assert_refused(abyss, strlen(abyss), "nested too deeply");
	assert_refused(many, strlen(many), "too many elements");
	assert_refused(wide, strlen(wide), "a tag is over");
	assert_refused(spaces, strlen(spaces), "too many namespaces");
	assert_refused(large, strlen(large), "over 4194304 bytes");
}

static void the_limits_themselves_are_allowed(void **state)
{
	AUTO(xfreep) char *opened = repeat("", "<a>", XML_DEPTH_MAX, "");
	AUTO(xfreep) char *deep = repeat(opened, "</a>", XML_DEPTH_MAX, "");
	AUTO(xfreep) char *many = repeat("<a>", "<b/>", XML_ELEMENTS_MAX - 1, "</a>");
	AUTO(doc_freep) struct doc *d = parse(deep);
	AUTO(doc_freep) struct doc *m = parse(many);

	(void)state;
	assert_string_equal(tree_name(d->root), "a");
	assert_string_equal(tree_name(tree_first(m->root)), "b");
}

static void bad_texts_are_refused(void **state)
{
	(void)state;
	assert_refused("<a>\xff</a>", 8, "not UTF-8");
	assert_refused("<a>\0</a>", 8, "XML");
	assert_refused("<a>\x1b</a>", 8, "XML line 1");
	assert_refused("<a/><b/>", 8, "XML line 1");
	assert_refused("<x:a/>", 6, "x");
	assert_refused("not xml", 7, "XML line 1");
}

/* Bytes and declaration disagree: what the declaration says is ignored. */
static void all_is_utf8(void **state)
{
	AUTO(doc_freep)
	struct doc *latin =
		parse("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>\xc3\xa9</a>");
	AUTO(doc_freep)
	struct doc *wide =
		parse("<?xml version=\"1.0\" encoding=\"UTF-16\"?><a>\xc3\xa9</a>");

	(void)state;
	assert_string_equal(tree_text(latin->root), "\xc3\xa9");
	assert_string_equal(tree_text(wide->root), "\xc3\xa9");
}

static void changes_stay_in_place(void **state)
{
	AUTO(doc_freep)
	struct doc *d = parse("<a xmlns=\"urn:a\" "
			      "xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\">"
			      "<K> keep </K><L>1</L><M i:nil=\"true\"/><Z>z</Z></a>");
	struct buf b = BUF_INIT(4096);

	(void)state;
	assert_true(tree_set_text(tree_member(d->root, "L"), "2 & <3>"));
	assert_string_equal(tree_member_text(d->root, "L"), "2 & <3>");
	assert_true(tree_set_text(tree_add(d->root, "L"), " 4 "));
	assert_true(tree_set_text(tree_member(d->root, "M"), "set"));
	assert_string_equal(tree_member_text(d->root, "M"), "set");
	assert_true(tree_set_text(tree_add(d->root, "New"), ""));
	tree_remove(tree_member(d->root, "Z"));
	assert_false(tree_set_text(d->root, "text"));
	assert_false(tree_set_text(tree_member(d->root, "K"), "\x1b"));
	assert_false(tree_set_text(tree_member(d->root, "K"), "\xff"));
	assert_false(tree_set_text(tree_member(d->root, "K"), "\xef\xbf\xbf"));
	assert_false(tree_exists(tree_add(d->root, "a b")));
	assert_false(tree_exists(tree_add(tree_member(d->root, "K"), "Sub")));
	assert_string_equal(xml_namespace(tree_member(d->root, "New")), "urn:a");
	xml_print(d->root, &b);
	assert_string_equal(buf_cstr(&b),
			    "<a xmlns=\"urn:a\" "
			    "xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\">\n"
			    "  <K> keep </K>\n  <L>2 &amp; &lt;3&gt;</L>\n  <L> 4 </L>\n"
			    "  <M>set</M>\n  <New/>\n</a>");
	buf_done(&b);
}

static void a_part_prints_with_its_namespaces(void **state)
{
	AUTO(doc_freep)
	struct doc *d = parse("<x:a xmlns:x=\"urn:x\"><x:b><x:c>1</x:c></x:b></x:a>");
	struct buf b = BUF_INIT(4096);

	(void)state;
	xml_print(tree_member(d->root, "b"), &b);
	assert_string_equal(buf_cstr(&b),
			    "<x:b xmlns:x=\"urn:x\">\n  <x:c>1</x:c>\n</x:b>");
	buf_done(&b);
}

static void trees_turn_into_json(void **state)
{
	AUTO(doc_freep) struct doc *d = parse(sample);
	AUTO(json_freep) struct json *j = json_from_tree(d->root);
	struct buf b = BUF_INIT(4096);

	(void)state;
	json_write(j, false, &b);
	assert_string_equal(buf_cstr(&b),
			    "{\"One\":\"x < y\",\"Empty\":\"\",\"L\":[\"1\",\"<2>\"],"
			    "\"Nil\":null,\"In\":{\"Deep\":\"deg\"}}");
	buf_done(&b);
}

static void trees_are_written_in_our_prefixes(void **state)
{
	static const struct xml_prefix known[] = { { "r", "urn:r" }, { "k", "urn:k" } };
	AUTO(doc_freep)
	struct doc *d = parse("<r xmlns:k=\"urn:o\"><p xmlns=\"urn:k\"> t </p>"
			      "<k:q r='1' k:s='&quot;'>u</k:q></r>");
	AUTO(xml_writer_freep) struct xml_writer *w = xml_writer_new();
	struct buf b = BUF_INIT(4096);
	struct err e = { 0 };

	(void)state;
	xml_put_tree(w, d->root, known, ARRAY_LEN(known));
	assert_true(xml_writer_finish(w, &b, &e));
	assert_string_equal(
		buf_cstr(&b),
		"<?xml version=\"1.0\" encoding=\"utf-8\"?><r:r><k:p> t </k:p>"
		"<x:q xmlns:x=\"urn:o\" r=\"1\" y1:s=\"&quot;\" "
		"xmlns:y1=\"urn:o\">u</x:q></r:r>");
	buf_done(&b);
}

static void what_xml_cannot_hold_is_refused(void **state)
{
	static const char *const texts[] = { "\x01", "\xff", "\xef\xbf\xbe" };
	static const char *const names[] = { "", "a b", "<a", "1a", "a:b" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts) + ARRAY_LEN(names); i++) {
		AUTO(xml_writer_freep) struct xml_writer *w = xml_writer_new();
		bool is_text = i < ARRAY_LEN(texts);
		struct buf b = BUF_INIT(4096);
		struct err e = { 0 };

		xml_leaf(w, NULL, is_text ? "Name" : names[i - ARRAY_LEN(texts)],
			 is_text ? texts[i] : "fine");
		assert_false(xml_writer_finish(w, &b, &e));
		assert_err(e, ERR_USAGE, "XML cannot hold");
		assert_int_equal(b.len, 0);
		buf_done(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(elements_are_a_tree),
		cmocka_unit_test(leading_blanks_are_skipped),
		cmocka_unit_test(every_prefix_is_refused),
		cmocka_unit_test(doctypes_are_refused),
		cmocka_unit_test(sizes_are_bounded),
		cmocka_unit_test(the_limits_themselves_are_allowed),
		cmocka_unit_test(bad_texts_are_refused),
		cmocka_unit_test(all_is_utf8),
		cmocka_unit_test(changes_stay_in_place),
		cmocka_unit_test(a_part_prints_with_its_namespaces),
		cmocka_unit_test(trees_turn_into_json),
		cmocka_unit_test(trees_are_written_in_our_prefixes),
		cmocka_unit_test(what_xml_cannot_hold_is_refused),
	};

	xml_global_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
