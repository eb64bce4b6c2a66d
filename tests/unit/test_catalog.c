/*
 * The catalog of classes: its tables are sound, and whatever recorded devices
 * and simulated ones say is described in it.
 */
#include "tests/unit/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/device/catalog.h"
#include "core/wsman/xml.h"

/* Folders of the recorded replies that were made up, not recorded. */
static const char *const made_up[] = { "amt/eventlogentry/", "amt/hdr8021filter/",
				       "ips/alarmclock/" };

/* What the recorded replies and the simulated devices hold at least. */
#define RECORDED_INSTANCES 150
#define RECORDED_OUTPUTS 40
#define SIMULATED_INSTANCES 50

static bool is_integer(enum value_type type)
{
	return type >= VALUE_UINT8 && type <= VALUE_SINT64;
}

static uint64_t integer_max(enum value_type type)
{
	return type == VALUE_UINT8    ? UINT8_MAX
	       : type == VALUE_UINT16 ? UINT16_MAX
	       : type == VALUE_UINT32 ? UINT32_MAX
	       : type == VALUE_SINT32 ? INT32_MAX
	       : type == VALUE_SINT64 ? INT64_MAX
				      : UINT64_MAX;
}

/* One phrase: something, without a full stop, blanks around or quotes. */
static void assert_phrase(const char *of, const char *text)
{
	size_t len = text ? strlen(text) : 0;

	if (!len || text[len - 1] == '.' || text[0] == ' ' || text[len - 1] == ' ' ||
	    strchr(text, '"') || len > 120)
		fail_msg("%s: bad phrase \"%s\"", of, text ? text : "");
}

static void assert_version(const char *of, const char *text)
{
	if (!*text || strspn(text, "0123456789.") != strlen(text))
		fail_msg("%s: bad version \"%s\"", of, text);
}

static void assert_names(const char *of, const struct enum_name *names, bool bits,
			 uint64_t max)
{
	if (!names->name)
		fail_msg("%s: no names", of);
	for (const struct enum_name *n = names; n->name; n++) {
		if (!*n->name || strspn(n->name, "abcdefghijklmnopqrstuvwxyz0123456789"
						 "-+.") != strlen(n->name))
			fail_msg("%s: bad name \"%s\"", of, n->name);
		if (n->code > max || (bits && (n->code & (n->code - 1))))
			fail_msg("%s: %u cannot be", of, n->code);
		for (const struct enum_name *o = names; o < n; o++)
			if (o->code == n->code || !strcmp(o->name, n->name))
				fail_msg("%s: %u %s is there twice", of, n->code,
					 n->name);
	}
}

static void assert_value(const char *of, const struct class_value *v)
{
	AUTO(xfreep) char *name = xasprintf("%s.%s", of, v->name);

	assert_phrase(name, v->help);
	if (!value_type_name(v->type))
		fail_msg("%s: no type", name);
	if (v->since)
		assert_version(name, v->since);
	if ((v->names || v->unit) && !is_integer(v->type))
		fail_msg("%s: no number", name);
	if ((v->flags & VALUE_BITS) && !v->names)
		fail_msg("%s: bits without names", name);
	if (v->names)
		assert_names(name, v->names, v->flags & VALUE_BITS, integer_max(v->type));
	if (v->of && v->type != VALUE_REF && v->type != VALUE_INSTANCE)
		fail_msg("%s: no reference", name);
	if (v->of && strncmp(v->of, "CIM_", 4) != 0 && !catalog_find(v->of))
		fail_msg("%s: no class %s", name, v->of);
}

static void properties_are_sound(const struct wsman_class *c)
{
	size_t keys = 0;

	for (const struct class_value *p = c->properties; p->name; p++) {
		assert_value(c->name, p);
		if (p != c->properties && strcmp(p[-1].name, p->name) >= 0)
			fail_msg("%s.%s is out of order", c->name, p->name);
		if (p->flags & (VALUE_OUT | VALUE_REQUIRED))
			fail_msg("%s.%s is no parameter", c->name, p->name);
		if ((p->flags & VALUE_WRITABLE) && !(c->operations & CLASS_PUT) &&
		    !(p->flags & VALUE_SECRET))
			fail_msg("%s.%s cannot be put", c->name, p->name);
		if ((p->flags & VALUE_SECRET) && !(p->flags & VALUE_WRITABLE))
			fail_msg("%s.%s cannot be seen nor set", c->name, p->name);
		if ((p->flags & VALUE_KEY) && (p->flags & VALUE_WRITABLE))
			fail_msg("%s.%s is a key", c->name, p->name);
		keys += !!(p->flags & VALUE_KEY);
		assert_ptr_equal(class_property(c, p->name), p);
	}
	if (!keys)
		fail_msg("%s has no key", c->name);
}

static void methods_are_sound(const struct wsman_class *c)
{
	for (const struct class_method *m = c->methods; m && m->name; m++) {
		AUTO(xfreep) char *name = xasprintf("%s.%s", c->name, m->name);

		assert_phrase(name, m->help);
		assert_ptr_equal(class_method(c, m->name), m);
		for (const struct class_value *p = m->params; p && p->name; p++) {
			assert_value(name, p);
			if (p->flags & (VALUE_KEY | VALUE_WRITABLE))
				fail_msg("%s: %s is no property", name, p->name);
			if ((p->flags & VALUE_OUT) && (p->flags & VALUE_REQUIRED))
				fail_msg("%s: %s comes back", name, p->name);
			for (const struct class_value *o = m->params; o < p; o++)
				if (!strcmp(o->name, p->name) &&
				    (o->flags & VALUE_OUT) == (p->flags & VALUE_OUT))
					fail_msg("%s: %s twice", name, p->name);
			if (p > m->params && (p[-1].flags & VALUE_OUT) &&
			    !(p->flags & VALUE_OUT))
				fail_msg("%s: %s comes too late", name, p->name);
		}
	}
}

static void every_class_is_sound(void **state)
{
	AUTO(xfreep) const struct wsman_class **all = catalog_sorted();
	size_t n = 0;

	(void)state;
	for (; all[n]; n++) {
		const struct wsman_class *c = all[n];

		if (n && strcmp(all[n - 1]->name, c->name) >= 0)
			fail_msg("%s twice", c->name);
		if (strncmp(c->name, "AMT_", 4) != 0 &&
		    strncmp(c->name, "CIM_", 4) != 0 && strncmp(c->name, "IPS_", 4) != 0)
			fail_msg("%s is no class", c->name);
		assert_ptr_equal(catalog_find(c->name), c);
		assert_phrase(c->name, c->help);
		assert_version(c->name, c->since);
		if (c->until)
			assert_version(c->name, c->until);
		assert_true(c->operations & CLASS_GET);
		assert_true(c->operations & CLASS_ENUMERATE);
		properties_are_sound(c);
		methods_are_sound(c);
	}
	assert_in_range(n, 90, 200);
}

static void names_are_found(void **state)
{
	(void)state;
	assert_string_equal(catalog_find("amt_generalsettings")->name,
			    "AMT_GeneralSettings");
	assert_null(catalog_find("AMT_GeneralSetting"));
	assert_string_equal(catalog_nearest("CIM_Crad"), "CIM_Card");
	assert_null(catalog_nearest("printer"));
	assert_null(class_property(catalog_find("CIM_Card"), "tag"));
	assert_null(class_method(catalog_find("CIM_Card"), "Get"));
}

static void methods_tell_what_they_return(void **state)
{
	const struct class_method *m =
		class_method(catalog_find("AMT_RemoteAccessService"), "AddMpServer");

	(void)state;
	assert_true(method_param(m, "AccessInfo")->flags & VALUE_REQUIRED);
	assert_true(method_param(m, "MpServer")->flags & VALUE_OUT);
	assert_null(method_param(m, "ReturnValue"));
	assert_null(catalog_returns(RETURNS_PT_STATUS));
	assert_null(catalog_returns(RETURNS_CIM));
	assert_null(catalog_returns(RETURNS_NOTHING));
	assert_string_equal(enum_name(catalog_returns(RETURNS_BOOT), 5),
			    "INVALID_PARAMETER");
	assert_string_equal(enum_name(catalog_returns(RETURNS_CHAIN), 5),
			    "CHAIN_LENGTH_EXCEEDED");
	for (enum method_returns r = RETURNS_BOOT; r < RETURNS_NOTHING; r++)
		assert_int_equal(catalog_returns(r)[0].code, 0);
}

static bool is_reference(struct tree t)
{
	return tree_exists(tree_member(t, "Address"));
}

static bool number_fits(const struct class_value *v, const char *text)
{
	bool is_signed = v->type == VALUE_SINT32 || v->type == VALUE_SINT64;
	uint64_t n;

	if (is_signed && text[0] == '-')
		text++;
	if (!text_to_uint(text, integer_max(v->type), &n))
		return false;
	return !v->names || (v->flags & VALUE_BITS) || enum_name(v->names, (uint32_t)n);
}

/* Does a value of a device fit what the catalog says? */
static bool value_fits(const struct class_value *v, struct tree t)
{
	const char *text = tree_text(t);

	if (is_integer(v->type))
		return text && number_fits(v, text);
	switch (v->type) {
	case VALUE_BOOL:
		return text && (!strcmp(text, "true") || !strcmp(text, "false"));
	case VALUE_BASE64:
		return text &&
		       strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				    "0123456789+/=?") == strlen(text);
	case VALUE_DATETIME:
		return tree_exists(tree_member(t, "Datetime")) ||
		       tree_exists(tree_member(t, "Date"));
	case VALUE_INTERVAL:
		return tree_exists(tree_member(t, "Interval"));
	case VALUE_REF:
		return is_reference(t);
	case VALUE_INSTANCE:
		return tree_exists(tree_first(t));
	default:
		return text;
	}
}

static void assert_fits(const char *path, const char *of, const struct class_value *v,
			struct tree t)
{
	if (!v)
		fail_msg("%s: %s.%s is not described", path, of, tree_name(t));
	if (!value_fits(v, t))
		fail_msg("%s: %s.%s \"%s\" does not fit", path, of, tree_name(t),
			 tree_text(t) ? tree_text(t) : "");
	if (!(v->flags & VALUE_ARRAY) && tree_exists(tree_again(t)))
		fail_msg("%s: %s.%s is an array", path, of, tree_name(t));
}

static const struct wsman_class *class_of(const char *path, const char *name)
{
	const struct wsman_class *c = catalog_find(name);

	if (!c || strcmp(c->name, name) != 0)
		fail_msg("%s: %s is not described", path, name);
	return c;
}

static void instance_is_described(const char *path, struct tree t)
{
	const struct wsman_class *c = class_of(path, tree_name(t));

	for (struct tree m = tree_first(t); tree_exists(m); m = tree_next(m))
		assert_fits(path, c->name, class_property(c, tree_name(m)), m);
}

static const struct class_value *output(const struct class_method *m, const char *name)
{
	for (const struct class_value *p = m->params; p && p->name; p++)
		if ((p->flags & VALUE_OUT) && !strcmp(p->name, name))
			return p;
	return NULL;
}

static void output_is_described(const char *path, struct tree t)
{
	const char *uri = xml_namespace(t);
	const struct wsman_class *c = class_of(path, strrchr(uri, '/') + 1);
	AUTO(xfreep) char *method = xstrdup(tree_name(t));
	const struct class_method *m;

	*strstr(method, "_OUTPUT") = '\0';
	m = class_method(c, method);
	if (!m)
		fail_msg("%s: %s.%s is not described", path, c->name, method);
	for (struct tree p = tree_first(t); tree_exists(p); p = tree_next(p)) {
		if (strcmp(tree_name(p), "ReturnValue") != 0)
			assert_fits(path, method, output(m, tree_name(p)), p);
		else if (m->returns == RETURNS_NOTHING)
			fail_msg("%s: %s returns something", path, method);
	}
}

static bool is_class_name(const char *name)
{
	return strlen(name) > 4 &&
	       (!strncmp(name, "AMT_", 4) || !strncmp(name, "CIM_", 4) ||
		!strncmp(name, "IPS_", 4));
}

struct totals {
	size_t instances;
	size_t outputs;
};

static void body_is_described(const char *path, struct tree t, struct totals *totals)
{
	for (struct tree c = tree_first(t); tree_exists(c); c = tree_next(c)) {
		if (strstr(tree_name(c), "_OUTPUT")) {
			output_is_described(path, c);
			totals->outputs++;
		} else if (is_class_name(tree_name(c))) {
			instance_is_described(path, c);
			totals->instances++;
		} else {
			body_is_described(path, c, totals);
		}
	}
}

static struct doc *parse_file(const char *path)
{
	struct buf text = BUF_INIT(XML_MAX);
	struct err e = { 0 };
	struct doc *d = NULL;

	if (!buf_read_file(&text, path, &e) || !(d = xml_parse(text.data, text.len, &e)))
		fail_msg("%s: %s", path, e.msg);
	buf_done(&text);
	return d;
}

static void recorded_replies_are_described(void **state)
{
	AUTO(xfreep) char *folder = xasprintf("%s/wsman", test_fixtures());
	AUTO(strv_done) struct strv files = { 0 };
	struct totals totals = { 0 };

	(void)state;
	test_find(folder, ".xml", &files);
	for (size_t i = 0; i < files.n; i++) {
		AUTO(doc_freep) struct doc *d = NULL;
		bool skip = false;

		for (size_t k = 0; k < ARRAY_LEN(made_up); k++)
			skip |= !!strstr(files.v[i], made_up[k]);
		if (skip)
			continue;
		d = parse_file(files.v[i]);
		body_is_described(files.v[i], tree_member(d->root, "Body"), &totals);
	}
	assert_in_range(totals.instances, RECORDED_INSTANCES, 1000);
	assert_in_range(totals.outputs, RECORDED_OUTPUTS, 1000);
}

/* One of several values, of which a profile takes the one of its version. */
static bool is_of_some_version(struct tree t)
{
	AUTO(xfreep) char *since = xml_attribute(t, "since");
	AUTO(xfreep) char *until = xml_attribute(t, "until");

	return since || until;
}

/* Names only: the profiles have placeholders for values. */
static size_t profile_is_described(const char *path, struct tree t)
{
	size_t n = 0;

	for (struct tree c = tree_first(t); tree_exists(c); c = tree_next(c)) {
		const struct wsman_class *class;

		if (!is_class_name(tree_name(c))) {
			n += profile_is_described(path, c);
			continue;
		}
		class = class_of(path, tree_name(c));
		for (struct tree m = tree_first(c); tree_exists(m); m = tree_next(m)) {
			const struct class_value *v = class_property(class, tree_name(m));

			if (!v)
				fail_msg("%s: %s.%s is not described", path, class->name,
					 tree_name(m));
			if (!(v->flags & VALUE_ARRAY) && tree_exists(tree_again(m)) &&
			    !is_of_some_version(m))
				fail_msg("%s: %s.%s is an array", path, class->name,
					 tree_name(m));
		}
		n++;
	}
	return n;
}

static void simulated_devices_are_described(void **state)
{
	AUTO(strv_done) struct strv files = { 0 };
	size_t n = 0;

	(void)state;
	test_find("tests/sim/devices", ".xml", &files);
	for (size_t i = 0; i < files.n; i++) {
		AUTO(doc_freep) struct doc *d = parse_file(files.v[i]);

		n += profile_is_described(files.v[i], d->root);
	}
	assert_in_range(n, SIMULATED_INSTANCES, 10000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_class_is_sound),
		cmocka_unit_test(names_are_found),
		cmocka_unit_test(methods_tell_what_they_return),
		cmocka_unit_test(recorded_replies_are_described),
		cmocka_unit_test(simulated_devices_are_described),
	};

	xml_global_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
