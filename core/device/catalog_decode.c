/* catalog_decode: texts of the firmware as JSON of the right type. */
#include "core/device/catalog_decode.h"

#include <stdio.h>
#include <string.h>

#include "core/base/strmap.h"
#include "core/base/text.h"
#include "core/record/value.h"

/* ---- numbers ---- */

/* Largest value; of signed types the smallest is -max - 1. 0: no integer. */
static uint64_t integer_max(enum value_type type)
{
	switch (type) {
	case VALUE_UINT8:
		return UINT8_MAX;
	case VALUE_UINT16:
		return UINT16_MAX;
	case VALUE_UINT32:
		return UINT32_MAX;
	case VALUE_UINT64:
		return UINT64_MAX;
	case VALUE_SINT32:
		return INT32_MAX;
	case VALUE_SINT64:
		return INT64_MAX;
	case VALUE_BOOL:
	case VALUE_STRING:
	case VALUE_DATETIME:
	case VALUE_INTERVAL:
	case VALUE_BASE64:
	case VALUE_REF:
	case VALUE_INSTANCE:
		break;
	}
	return 0;
}

static struct json *negative_json(const struct class_value *v, const char *text)
{
	uint64_t below; /* how far below -1 */
	uint64_t n;

	if ((v->type != VALUE_SINT32 && v->type != VALUE_SINT64) ||
	    !text_to_uint(text + 1, integer_max(v->type) + 1, &n) || !n)
		return NULL;
	below = n - 1;
	return json_new_int(-1 - (int64_t)below);
}

/* NULL, here and below: it does not fit. */
static struct json *number_json(const struct class_value *v, const char *text)
{
	uint64_t n;

	if (*text == '-')
		return negative_json(v, text);
	if (!text_to_uint(text, integer_max(v->type), &n))
		return NULL;
	if (v->flags & VALUE_BITS)
		return enum_bits_json(v->names, n);
	if (v->names && n <= UINT32_MAX)
		return enum_json(v->names, (uint32_t)n);
	return json_new_uint(n);
}

char *catalog_meaning(const struct class_value *v, const char *text)
{
	AUTO(strv_done) struct strv words = { 0 };
	struct buf b = BUF_INIT(SIZE_MAX / 2);
	const char *name;
	uint64_t n;

	if (!v || !v->names || !text || !text_to_uint(text, UINT32_MAX, &n))
		return NULL;
	name = enum_name(v->names, (uint32_t)n);
	if (!(v->flags & VALUE_BITS))
		return name ? xstrdup(name) : NULL;
	enum_bits(v->names, n, &words);
	for (size_t i = 0; i < words.n; i++)
		buf_printf(&b, "%s%s", i ? "," : "", words.v[i]);
	return words.n ? buf_steal(&b) : NULL;
}

/* ---- times ---- */

/* The leaf inside, where there is one: {"Datetime": "..."}. */
static const char *inner_text(struct tree t, const char *const *wrappers)
{
	for (; *wrappers; wrappers++) {
		const char *text = tree_member_text(t, *wrappers);

		if (text)
			return text;
	}
	return tree_text(t);
}

/* 2020-08-10: no moment, so no zone. */
static bool is_day(const char *text)
{
	char midnight[32];
	char unused[32];

	if (strlen(text) != 10)
		return false;
	snprintf(midnight, sizeof(midnight), "%sT00:00:00Z", text);
	return value_to_time(midnight, unused);
}

static struct json *time_json(struct tree t)
{
	static const char *const wrappers[] = { "Datetime", "CIM_DateTime", "Date",
						NULL };
	const char *text = inner_text(t, wrappers);
	char utc[32];

	if (!text)
		return NULL;
	if (!*text)
		return json_new_null();
	if (is_day(text))
		return json_new_string(text);
	return value_to_time(text, utc) ? json_new_string(utc) : NULL;
}

/* xs:duration, by its letters; or 00000001023000.000000:000. */
static bool is_interval(const char *s)
{
	static const char cim[] = "dddddddddddddd.dddddd:ddd";

	if (*s == '-')
		s++;
	if (*s == 'P')
		return s[1] && !s[1 + strspn(s + 1, "0123456789.YMDTHS")];
	for (const char *c = cim; *c; c++, s++)
		if (*c == 'd' ? *s < '0' || *s > '9' : *s != *c)
			return false;
	return !*s;
}

static struct json *interval_json(struct tree t)
{
	static const char *const wrappers[] = { "Interval", "CIM_DateTime", NULL };
	const char *text = inner_text(t, wrappers);

	if (!text)
		return NULL;
	if (!*text)
		return json_new_null();
	return is_interval(text) ? json_new_string(text) : NULL;
}

/* ---- structures ---- */

static bool is_ref(struct tree t)
{
	return tree_member_text(t, "class") != NULL;
}

/* The class tells itself, else it is the one that the property is of. */
static struct json *instance_json(const struct class_value *v, struct tree t)
{
	const char *name = tree_member_text(t, "@class");

	if (tree_text(t))
		return NULL;
	if (!name)
		name = v->of;
	return catalog_decode(name ? catalog_find(name) : NULL, t);
}

/* ---- values ---- */

static bool is_null(struct tree t)
{
	return !tree_text(t) && !tree_exists(tree_first(t));
}

static bool is_text_type(enum value_type type)
{
	return type == VALUE_STRING || type == VALUE_BASE64;
}

/* NULL: it does not fit. */
static struct json *typed_json(const struct class_value *v, struct tree t)
{
	const char *text = tree_text(t);
	bool yes;

	if (is_null(t) || (text && !*text && !is_text_type(v->type)))
		return json_new_null();
	switch (v->type) {
	case VALUE_BOOL:
		return text && value_to_bool(text, &yes) ? json_new_bool(yes) : NULL;
	case VALUE_UINT8:
	case VALUE_UINT16:
	case VALUE_UINT32:
	case VALUE_UINT64:
	case VALUE_SINT32:
	case VALUE_SINT64:
		return text ? number_json(v, text) : NULL;
	case VALUE_STRING:
	case VALUE_BASE64:
		return text ? json_new_string(text) : NULL;
	case VALUE_DATETIME:
		return time_json(t);
	case VALUE_INTERVAL:
		return interval_json(t);
	case VALUE_REF:
		return is_ref(t) ? json_from_tree(t) : NULL;
	case VALUE_INSTANCE:
		return instance_json(v, t);
	}
	return NULL;
}

bool catalog_fits(const struct class_value *v, struct tree t)
{
	AUTO(json_freep) struct json *typed = typed_json(v, t);

	return typed != NULL;
}

static struct json *one_json(const struct class_value *v, struct tree t)
{
	struct json *typed = v ? typed_json(v, t) : NULL;

	return typed ? typed : json_from_tree(t);
}

struct json *catalog_decode_values(const struct class_value *v, struct tree t)
{
	bool array = (v && (v->flags & VALUE_ARRAY)) || tree_exists(tree_again(t));
	struct json *list;

	if (!array)
		return one_json(v, t);
	list = json_new_array();
	for (; tree_exists(t); t = tree_again(t))
		json_append(list, one_json(v, t));
	return list;
}

struct json *catalog_decode(const struct wsman_class *c, struct tree t)
{
	AUTO(strmap_done) struct strmap done = { 0 };
	struct json *object = json_new_object();

	for (struct tree m = tree_first(t); tree_exists(m); m = tree_next(m)) {
		const char *name = tree_name(m);
		bool fresh;

		strmap_add(&done, name, 0, &fresh);
		if (fresh)
			json_set(object, name,
				 catalog_decode_values(c ? class_property(c, name) : NULL,
						       m));
	}
	return object;
}
