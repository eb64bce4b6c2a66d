/*
 * json_value: what a JSON value looks like inside. For core/record only.
 *
 * jansson keeps neither parents nor siblings, which a tree needs, and no
 * integer over INT64_MAX, which we may have to print; so jansson reads texts
 * (json_parse.c) and the values are these.
 */
#ifndef AMT_RECORD_JSON_VALUE_H
#define AMT_RECORD_JSON_VALUE_H

#include "core/record/json.h"

enum json_kind {
	KIND_NULL,
	KIND_BOOL,
	KIND_NUMBER,
	KIND_STRING,
	KIND_OBJECT,
	KIND_ARRAY,
};

struct json {
	enum json_kind kind;
	char *key;  /* in an object; else NULL */
	char *text; /* as tree_ops want it; NULL for null, object and array */
	struct json *parent, *prev, *next;
	struct json *first, *last; /* members or items */
	size_t n;                  /* how many */
};

/* A value; text is copied. */
struct json *json_new(enum json_kind kind, const char *text) MUST_USE;

/* Put v into where, behind prev (NULL: as the first); key NULL: none. */
void json_link(struct json *where, struct json *prev, const char *key, struct json *v);

#endif
