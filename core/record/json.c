/* json: values under construction. */
#include "core/record/json.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/record/json_value.h"

struct json *json_new(enum json_kind kind, const char *text)
{
	struct json *j = xcalloc(1, sizeof(*j));

	j->kind = kind;
	j->text = xstrdup(text);
	return j;
}

struct json *json_new_object(void)
{
	return json_new(KIND_OBJECT, NULL);
}

struct json *json_new_array(void)
{
	return json_new(KIND_ARRAY, NULL);
}

struct json *json_new_null(void)
{
	return json_new(KIND_NULL, NULL);
}

struct json *json_new_bool(bool v)
{
	return json_new(KIND_BOOL, v ? "true" : "false");
}

struct json *json_new_uint(uint64_t v)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, v);
	return json_new(KIND_NUMBER, text);
}

struct json *json_new_int(int64_t v)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRId64, v);
	return json_new(KIND_NUMBER, text);
}

/* Length of the longest well-formed start of s. */
static size_t utf8_prefix(const char *s, size_t len)
{
	size_t good = 0;

	while (good < len) {
		size_t n = 1;

		while (n <= 4 && n <= len - good && !text_is_utf8(s + good, n))
			n++;
		if (n > 4 || n > len - good)
			break;
		good += n;
	}
	return good;
}

/* s with each stray byte replaced by U+FFFD. */
static char *utf8_repair(const char *s)
{
	size_t left = strlen(s);
	struct buf b = BUF_INIT(SIZE_MAX / 2);

	while (left) {
		size_t n = utf8_prefix(s, left);

		buf_printf(&b, "%.*s%s", (int)n, s, n < left ? "\xef\xbf\xbd" : "");
		n += n < left;
		s += n;
		left -= n;
	}
	return buf_steal(&b);
}

struct json *json_new_string(const char *s)
{
	if (!s)
		return json_new_null();
	if (text_is_utf8(s, strlen(s)))
		return json_new(KIND_STRING, s);

	AUTO(xfreep) char *repaired = utf8_repair(s);

	return json_new(KIND_STRING, repaired);
}

void json_link(struct json *where, struct json *prev, const char *key, struct json *v)
{
	free(v->key);
	v->key = xstrdup(key);
	v->parent = where;
	v->prev = prev;
	v->next = prev ? prev->next : where->first;
	*(v->prev ? &v->prev->next : &where->first) = v;
	*(v->next ? &v->next->prev : &where->last) = v;
	where->n++;
}

static void json_unlink(struct json *j)
{
	struct json *where = j->parent;

	if (!where)
		return;
	*(j->prev ? &j->prev->next : &where->first) = j->next;
	*(j->next ? &j->next->prev : &where->last) = j->prev;
	j->parent = j->prev = j->next = NULL;
	where->n--;
}

struct json *json_clone(const struct json *j)
{
	struct json *copy = json_new(j->kind, j->text);

	for (const struct json *m = j->first; m; m = m->next)
		json_link(copy, copy->last, m->key, json_clone(m));
	return copy;
}

static void free_linked(struct json *j)
{
	for (struct json *m = j->first; m;) {
		struct json *next = m->next;

		free_linked(m);
		m = next;
	}
	free(j->key);
	free(j->text);
	free(j);
}

void json_free(struct json *j)
{
	if (!j)
		return;
	json_unlink(j);
	free_linked(j);
}

static struct json *find(const struct json *object, const char *key)
{
	for (struct json *m = object->first; m; m = m->next) {
		if (!strcmp(m->key, key))
			return m;
	}
	return NULL;
}

void json_set(struct json *object, const char *key, struct json *v)
{
	struct json *old = find(object, key);

	json_link(object, old ? old : object->last, key, v);
	json_free(old);
}

void json_append(struct json *array, struct json *v)
{
	json_link(array, array->last, NULL, v);
}
