/*
 * out: what one run of a verb has to say. It is filled on whatever thread
 * runs the verb and printed later, by report.h, on the main thread.
 */
#ifndef AMT_CMD_OUT_H
#define AMT_CMD_OUT_H

#include "core/base/err.h"
#include "core/device/catalog.h"
#include "core/record/record.h"

/* What a list of records holds, for the form that shows a property a line. */
struct line {
	size_t cell; /* of the list in its row */
	char *name;  /* "memory[0].capacity_bytes" */
	char *value;
};

enum out_changed { CHANGED_UNKNOWN, CHANGED_NO, CHANGED_YES };

/* A property a row, for classes that no record describes. */
struct property {
	rec_string name;
	rec_string value;
};
extern const struct record property_record;

/* The same of one instance among several. */
struct instance_property {
	struct rec_uint instance;
	rec_string class;
	rec_string name;
	rec_string value;
};
extern const struct record instance_property_record;

struct out {
	bool no_data, no_rows, no_lines; /* nobody will look at them */
	bool list;                   /* data is an array, whatever the number of rows */
	struct json *data;           /* NULL: none */
	const struct record *record; /* of all rows */
	struct strv *rows; /* cells, "" is none; one spare: the last as tables show it */
	size_t n_rows;
	size_t n_instances; /* by out_instance() */
	struct line *lines; /* of the lists in the first row */
	size_t n_lines;
	enum out_changed changed;
	bool changes;       /* out_changed() was called */
	bool answered, yes; /* of a predicate */
	char *text;         /* plain text that is no data: help, a script */
	char *xml;          /* for -o xml */
	const struct class_value *described; /* by out_describe(); NULL: nothing */
};

void out_done(struct out *out);

/* Drop all that was collected but changed and the answer. */
void out_forget(struct out *out);

/* Of a verb that changes: did it? */
void out_changed(struct out *out, bool changed);

/* Of a predicate. */
void out_answer(struct out *out, bool yes);

/* A row; v is read at once. All rows of one out are of one record. */
void out_record(struct out *out, const struct record *r, const void *v);

/*
 * A document as it stands: data is the tree, rows are its leaves by path,
 * without those whose names begin with "@". A number that the catalog has a
 * name for, by the "@class" around it, has that behind it in tables: "6
 * (enabled-but-offline)"; so has {"code","name"}, which is one row.
 */
void out_tree(struct out *out, struct tree t);

/* What the members of the next tree are, when it tells no class: a method's output. */
void out_describe(struct out *out, const struct class_value *values);

/* The same of one instance among several: data is an array of them. */
void out_instance(struct out *out, const char *class_name, struct tree t);

/* Text as it stands, which tables show in place of rows; takes it. */
void out_text(struct out *out, char *text);

/* What the device sent, for -o xml; takes it. */
void out_xml(struct out *out, char *xml);

/*
 * The leaves of a record, embedded ones included: "state", "request.code".
 * Owned names.
 */
struct column {
	char *name;
	bool wide;
	bool time;
	bool list;
};
struct columns {
	struct column *v;
	size_t n;
};
void columns_add(struct columns *c, const struct record *r);
void columns_done(struct columns *c);

#endif
