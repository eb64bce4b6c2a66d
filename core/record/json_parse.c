/* json_parse: texts from servers and files, read by jansson. */
#include <jansson.h>

#include "core/record/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/record/json_value.h"

/* The shortest text that reads back as the same real number. */
static struct json *real_value(double v)
{
	char text[40];

	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, v);
		if (strtod(text, NULL) == v)
			break;
	}
	if (strpbrk(text, ".e"))
		return json_new(KIND_NUMBER, text);

	/* Or it would read back as an integer. */
	AUTO(xfreep) char *real = xasprintf("%s.0", text);

	return json_new(KIND_NUMBER, real);
}

/* NULL: nested deeper than depth. */
static struct json *value_from(json_t *v, unsigned depth)
{
	AUTO(json_freep) struct json *ret = NULL;
	const char *key;
	json_t *m;
	size_t i;

	if (!depth)
		return NULL;
	switch (json_typeof(v)) {
	case JSON_OBJECT:
		ret = json_new(KIND_OBJECT, NULL);
		json_object_foreach(v, key, m)
		{
			struct json *member = value_from(m, depth - 1);

			if (!member)
				return NULL;
			json_link(ret, ret->last, key, member);
		}
		break;
	case JSON_ARRAY:
		ret = json_new(KIND_ARRAY, NULL);
		json_array_foreach(v, i, m)
		{
			struct json *item = value_from(m, depth - 1);

			if (!item)
				return NULL;
			json_append(ret, item);
		}
		break;
	case JSON_STRING:
		ret = json_new(KIND_STRING, json_string_value(v));
		break;
	case JSON_INTEGER:
		ret = json_new_int(json_integer_value(v));
		break;
	case JSON_REAL:
		ret = real_value(json_real_value(v));
		break;
	case JSON_TRUE:
	case JSON_FALSE:
		ret = json_new_bool(json_is_true(v));
		break;
	case JSON_NULL:
		ret = json_new(KIND_NULL, NULL);
		break;
	}
	return STEAL(ret);
}

struct json_doc {
	struct doc doc;
	struct json *value;
};

static void json_doc_free(struct doc *d)
{
	struct json_doc *j = (struct json_doc *)d;

	json_free(j->value);
	free(j);
}

struct doc *json_parse(const char *text, size_t len, struct err *e)
{
	json_error_t why;
	AUTO(json_decrefp)
	json_t *v = json_loadb(text, len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &why);

	if (!v) {
		text_scrub(why.text);
		err_set(e, ERR_PROTO, 0, "JSON line %d column %d: %s", why.line,
			why.column, why.text);
		return NULL;
	}

	struct json *value = value_from(v, JSON_DEPTH_MAX);

	if (!value) {
		err_set(e, ERR_PROTO, 0, "JSON: nested deeper than %d levels",
			JSON_DEPTH_MAX);
		return NULL;
	}

	struct json_doc *d = xcalloc(1, sizeof(*d));

	d->doc = (struct doc){ .root = json_tree(value), .free = json_doc_free };
	d->value = value;
	return &d->doc;
}
