/* out: collect what a verb says as JSON and as cells. */
#include "cmd/out.h"

#include <stdlib.h>
#include <string.h>

#include "core/device/catalog_decode.h"

/* Deepest tree that becomes rows. */
#define TREE_DEPTH_MAX 64

// clang-format off
static const struct field property_fields[] = {
	F_STRING(struct property, name, NULL, 0, "path of the property in its class"),
	F_STRING(struct property, value, NULL, 0, "its value; tables name numbers that have a meaning"),
	F_END,
};
// clang-format on

const struct record property_record = {
	.name = "property",
	.summary = "a property of a class, as the device sent it",
	.size = sizeof(struct property),
	.fields = property_fields,
};

// clang-format off
static const struct field instance_property_fields[] = {
	F_UINT(struct instance_property, instance, NULL, 0, "which of the instances, from 1"),
	F_STRING(struct instance_property, class, NULL, 0, "its own class, which may be derived from the one asked for"),
	F_STRING(struct instance_property, name, NULL, 0, "path of the property in its class"),
	F_STRING(struct instance_property, value, NULL, 0, "its value; tables name numbers that have a meaning"),
	F_END,
};
// clang-format on

const struct record instance_property_record = {
	.name = "instance_property",
	.summary = "a property of one of a class's instances, as the device sent it",
	.size = sizeof(struct instance_property),
	.fields = instance_property_fields,
};

void out_forget(struct out *out)
{
	struct out old = *out;

	out_done(out);
	out->changes = old.changes;
	out->changed = old.changed;
	out->answered = old.answered;
	out->yes = old.yes;
}

void out_done(struct out *out)
{
	json_free(out->data);
	for (size_t i = 0; i < out->n_rows; i++)
		strv_done(&out->rows[i]);
	free(out->rows);
	for (size_t i = 0; i < out->n_lines; i++) {
		free(out->lines[i].name);
		free(out->lines[i].value);
	}
	free(out->lines);
	free(out->text);
	free(out->xml);
	*out = (struct out){ .no_data = out->no_data,
			     .no_rows = out->no_rows,
			     .no_lines = out->no_lines,
			     .list = out->list };
}

void out_changed(struct out *out, bool changed)
{
	out->changes = true;
	out->changed = changed ? CHANGED_YES : CHANGED_NO;
}

void out_answer(struct out *out, bool yes)
{
	out->answered = true;
	out->yes = yes;
}

static struct strv *row_new(struct out *out, const struct record *r)
{
	out->record = r;
	out->rows = xreallocarray(out->rows, out->n_rows + 1, sizeof(*out->rows));
	out->rows[out->n_rows] = (struct strv){ 0 };
	return &out->rows[out->n_rows++];
}

static void lines_add(struct out *out, size_t cell, const char *before,
		      const struct record *r, const void *v);

static void list_lines_add(struct out *out, size_t cell, const char *name,
			   const struct record *r, const struct rec_list *l)
{
	for (size_t i = 0; i < l->n; i++) {
		AUTO(xfreep) char *before = xasprintf("%s[%zu].", name, i);

		lines_add(out, cell, before, r, rec_list_at(l, r, i));
	}
}

static void lines_add(struct out *out, size_t cell, const char *before,
		      const struct record *r, const void *v)
{
	for (const struct field *f = r->fields; f->name; f++) {
		AUTO(xfreep) char *name = xasprintf("%s%s", before, f->name);
		const void *at = (const char *)v + f->offset;

		if (f->type == FIELD_LIST) {
			list_lines_add(out, cell, name, f->record, at);
			continue;
		}
		if (f->type == FIELD_RECORD) {
			AUTO(xfreep) char *inner = xasprintf("%s.", name);

			lines_add(out, cell, inner, f->record, at);
			continue;
		}

		char *value = record_cell(f, v);

		if (!value) /* long lists of nothing help nobody; JSON has the nulls */
			continue;
		out->lines =
			xreallocarray(out->lines, out->n_lines + 1, sizeof(*out->lines));
		out->lines[out->n_lines++] = (struct line){ .cell = cell,
							    .name = STEAL(name),
							    .value = value };
	}
}

/* The lists of a record's row, which is the first. */
static void lists_add(struct out *out, const char *before, size_t *cell,
		      const struct record *r, const void *v)
{
	for (const struct field *f = r->fields; f->name; f++) {
		AUTO(xfreep) char *name = xasprintf("%s%s", before, f->name);
		const void *at = (const char *)v + f->offset;

		if (f->type == FIELD_RECORD) {
			AUTO(xfreep) char *inner = xasprintf("%s.", name);

			lists_add(out, inner, cell, f->record, at);
			continue;
		}
		if (f->type == FIELD_LIST)
			list_lines_add(out, *cell, name, f->record, at);
		(*cell)++;
	}
}

static void cells_add(struct strv *row, const struct record *r, const void *v)
{
	for (const struct field *f = r->fields; f->name; f++) {
		char *cell;

		if (f->type == FIELD_RECORD) {
			cells_add(row, f->record, (const char *)v + f->offset);
			continue;
		}
		cell = record_cell(f, v);
		strv_take(row, cell ? cell : xstrdup(""));
	}
}

void out_record(struct out *out, const struct record *r, const void *v)
{
	struct json *j;

	if (!out->no_rows) {
		cells_add(row_new(out, r), r, v);
		if (out->n_rows == 1 && !out->no_lines)
			lists_add(out, "", &(size_t){ 0 }, r, v);
	}
	if (out->no_data)
		return;
	j = record_json(r, v);
	if (!out->list) {
		json_free(out->data);
		out->data = j;
		return;
	}
	if (!out->data)
		out->data = json_new_array();
	json_append(out->data, j);
}

static void leaf_add(struct out *out, const struct instance_property *of,
		     const char *name, const char *text, const char *meaning)
{
	struct strv *row =
		row_new(out, of ? &instance_property_record : &property_record);

	if (of) {
		strv_take(row, xasprintf("%u", (unsigned)of->instance.v));
		strv_add(row, of->class);
	}
	strv_add(row, name);
	strv_add(row, text ? text : "");
	if (meaning)
		strv_take(row, xasprintf("%s (%s)", text, meaning));
}

/* {"code","name"} and {"code","names"}, which enum_json() and enum_bits_json() make. */
static bool is_code(struct tree t)
{
	struct tree m = tree_first(t);

	if (strcmp(tree_name(m), "code") != 0 || !tree_text(m))
		return false;
	for (m = tree_next(m); tree_exists(m); m = tree_next(m))
		if (strcmp(tree_name(m), "name") != 0 &&
		    strcmp(tree_name(m), "names") != 0)
			return false;
	return true;
}

static void code_add(struct out *out, const struct instance_property *of,
		     const char *name, struct tree t)
{
	struct tree code = tree_first(t);
	struct buf names = BUF_INIT(SIZE_MAX / 4);

	for (struct tree m = tree_next(code); tree_exists(m); m = tree_next(m))
		if (tree_text(m))
			buf_printf(&names, "%s%s", names.len ? "," : "", tree_text(m));
	leaf_add(out, of, name, tree_text(code), names.len ? buf_cstr(&names) : NULL);
	buf_done(&names);
}

static const struct class_value *described(const struct class_value *values,
					   const char *name)
{
	for (; values && values->name; values++)
		if (!strcmp(values->name, name))
			return values;
	return NULL;
}

/* Members whose names begin with "@" are about the object, not of it. */
static void leaves_add(struct out *out, const struct instance_property *of, struct tree t,
		       const char *path, unsigned depth, const struct class_value *values)
{
	const char *class_name = tree_member_text(t, "@class");
	const struct wsman_class *class = class_name ? catalog_find(class_name) : NULL;

	if (class)
		values = class->properties;
	for (struct tree c = tree_first(t); tree_exists(c); c = tree_next(c)) {
		AUTO(xfreep)
		char *name = *path ? xasprintf("%s.%s", path, tree_name(c))
				   : xstrdup(tree_name(c));

		if (*tree_name(c) == '@')
			continue;
		if (is_code(c)) {
			code_add(out, of, name, c);
		} else if (!tree_exists(tree_first(c))) {
			AUTO(xfreep)
			char *meaning = catalog_meaning(described(values, tree_name(c)),
							tree_text(c));

			leaf_add(out, of, name, tree_text(c), meaning);
		} else if (depth < TREE_DEPTH_MAX) {
			leaves_add(out, of, c, name, depth + 1, NULL);
		}
	}
}

void out_describe(struct out *out, const struct class_value *values)
{
	out->described = values;
}

void out_tree(struct out *out, struct tree t)
{
	json_free(STEAL(out->data));
	if (!out->no_data)
		out->data = json_from_tree(t);
	if (!out->no_rows)
		leaves_add(out, NULL, t, "", 0, out->described);
}

void out_instance(struct out *out, const char *class_name, struct tree t)
{
	struct instance_property of = { .instance = { true, ++out->n_instances },
					.class = (char *)class_name };

	if (!out->no_data && !out->data)
		out->data = json_new_array();
	if (!out->no_data)
		json_append(out->data, json_from_tree(t));
	if (!out->no_rows)
		leaves_add(out, &of, t, "", 0, NULL);
}

void out_text(struct out *out, char *text)
{
	free(out->text);
	out->text = text;
	if (!out->data && !out->no_data)
		out->data = json_new_string(text);
}

void out_xml(struct out *out, char *xml)
{
	free(out->xml);
	out->xml = xml;
}

static void columns_add_under(struct columns *c, const char *prefix,
			      const struct record *r, bool wide)
{
	for (const struct field *f = r->fields; f->name; f++) {
		AUTO(xfreep) char *name = xasprintf("%s%s", prefix, f->name);
		bool is_wide = wide || (f->flags & FIELD_WIDE);

		if (f->type == FIELD_RECORD) {
			AUTO(xfreep) char *under = xasprintf("%s.", name);

			columns_add_under(c, under, f->record, is_wide);
			continue;
		}
		c->v = xreallocarray(c->v, c->n + 1, sizeof(*c->v));
		c->v[c->n++] = (struct column){ .name = STEAL(name),
						.wide = is_wide,
						.time = f->type == FIELD_TIME,
						.list = f->type == FIELD_LIST };
	}
}

void columns_add(struct columns *c, const struct record *r)
{
	columns_add_under(c, "", r, false);
}

void columns_done(struct columns *c)
{
	for (size_t i = 0; i < c->n; i++)
		free(c->v[i].name);
	free(c->v);
}
