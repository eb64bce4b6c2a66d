/*
 * json: JSON documents, jansson behind one door. (RFC 8259; jansson 2.14)
 *
 * Two uses: reading what a server or a file sent (json_parse, seen as a
 * tree), and composing what we print (json_new_object and friends). Numbers
 * that we write are exact 64-bit integers. jansson exports json_object,
 * json_string and the like, so no such name is ours.
 */
#ifndef AMT_RECORD_JSON_H
#define AMT_RECORD_JSON_H

#include "core/base/buf.h"
#include "core/record/tree.h"

/* Deepest nesting that is read. */
#define JSON_DEPTH_MAX 64

/*
 * Read a whole text: one value, no duplicate keys, no NUL in a string, no
 * trailing text, at most JSON_DEPTH_MAX levels deep. Integers are exact up to
 * INT64_MAX and refused beyond. ERR_PROTO with line and column.
 */
struct doc *json_parse(const char *text, size_t len, struct err *e) MUST_USE;

/* A JSON value under construction. Owned; adding it to another hands it over. */
struct json;

struct json *json_new_object(void) MUST_USE;
struct json *json_new_array(void) MUST_USE;
struct json *json_new_null(void) MUST_USE;
struct json *json_new_bool(bool v) MUST_USE;
struct json *json_new_uint(uint64_t v) MUST_USE;
struct json *json_new_int(int64_t v) MUST_USE;
/* NULL gives null; bad UTF-8 is replaced. */
struct json *json_new_string(const char *s) MUST_USE;
struct json *json_clone(const struct json *j) MUST_USE;
void json_free(struct json *j);
DEFINE_FREEP(struct json, json_free)

/*
 * Order of members is the order of these calls; a key set before keeps its
 * place and gets the new value. Both take ownership of v.
 */
void json_set(struct json *object, const char *key, struct json *v);
void json_append(struct json *array, struct json *v);

/*
 * Turn any tree into JSON as it stands. A tree over JSON is copied; any other
 * gives objects of strings, repeated names as arrays.
 */
struct json *json_from_tree(struct tree t) MUST_USE;

/*
 * Write it: compact on one line, or indented by two; no newline at the end.
 * Control characters are escaped, DEL and C1 too, so a terminal is safe.
 */
void json_write(const struct json *j, bool indented, struct buf *ret);

/*
 * View it as a tree; borrowed, valid while j lives. A new text keeps the type
 * of the leaf that it replaces where it can ("16" for 8), else it is a string.
 */
struct tree json_tree(struct json *j);

/*
 * Write it as one YAML document, from "---" to a newline. A string that would
 * read as another type is quoted. (YAML 1.1, libyaml; core/record/yaml.c)
 */
void yaml_write(const struct json *j, struct buf *ret);

#endif
