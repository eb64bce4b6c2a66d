/*
 * json: JSON documents, jansson behind one door. (RFC 8259; jansson 2.14)
 *
 * Two uses: reading what a server or a file sent (json_parse, seen as a
 * tree), and composing what we print (json_object and friends). Numbers that
 * we write are exact 64-bit integers.
 */
#ifndef AMT_RECORD_JSON_H
#define AMT_RECORD_JSON_H

#include "core/base/buf.h"
#include "core/record/tree.h"

/*
 * Read a whole text: one value, no duplicate keys, no trailing text, at most
 * 64 levels deep. Integers keep 64 bits. ERR_PROTO with line and column.
 */
struct doc *json_parse(const char *text, size_t len, struct err *e) MUST_USE;

/* A JSON value under construction. Owned; adding it to another hands it over. */
struct json;

struct json *json_object(void) MUST_USE;
struct json *json_array(void) MUST_USE;
struct json *json_null(void) MUST_USE;
struct json *json_bool(bool v) MUST_USE;
struct json *json_uint(uint64_t v) MUST_USE;
struct json *json_int(int64_t v) MUST_USE;
struct json *json_string(const char *s) MUST_USE; /* NULL: null; bad UTF-8 is replaced */
struct json *json_copy(const struct json *j) MUST_USE;
void json_free(struct json *j);
DEFINE_FREEP(struct json, json_free)

/* Order of members is the order of these calls. Both take ownership of v. */
void json_set(struct json *object, const char *key, struct json *v);
void json_append(struct json *array, struct json *v);

size_t json_array_len(const struct json *array);

/* Turn any tree into JSON as it stands: objects of strings, repeated names as arrays. */
struct json *json_from_tree(struct tree t) MUST_USE;

/* Write it: compact on one line, or indented by two; no newline at the end. */
void json_write(const struct json *j, bool indented, struct buf *ret);

/* View it as a tree; borrowed, valid while j lives. */
struct tree json_tree(const struct json *j);

/* Write it as one YAML document. (libyaml; core/record/yaml.c) */
void yaml_write(const struct json *j, struct buf *ret);

#endif
