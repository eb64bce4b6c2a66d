/*
 * record: a class described once.
 *
 * A field table says how a C struct's members are called in the source
 * (WS-MAN property, REST member), in our output (snake_case) and in words.
 * The table reads the struct from a tree, prints it as JSON or as cells of a
 * table, and documents it in amtctl-records(7).
 *
 * Every member type can be absent: an absent property is null in the output,
 * never left out, never zero.
 */
#ifndef AMT_RECORD_RECORD_H
#define AMT_RECORD_RECORD_H

#include "core/base/strv.h"
#include "core/record/json.h"
#include "core/record/tree.h"

/* The member types. Strings are owned. */
struct rec_bool {
	bool set, v;
};
struct rec_uint {
	bool set;
	uint64_t v;
};
struct rec_enum {
	bool set;
	uint32_t code;
};
struct rec_enums {
	bool set; /* false: null; true with n 0: an empty list */
	size_t n;
	uint32_t *codes;
};
typedef char *rec_string; /* NULL: absent */
struct rec_list {         /* structs that another record describes; owned */
	size_t n;
	void *v; /* n times record->size bytes */
};

/* Names of an enumeration; ends with a NULL name. Unknown codes print as numbers. */
struct enum_name {
	uint32_t code;
	const char *name;
};

const char *enum_name(const struct enum_name *names, uint32_t code); /* NULL: unknown */
bool enum_code(const struct enum_name *names, const char *name, uint32_t *ret) MUST_USE;

/*
 * Append the names of the bits that are set, from the lowest on; one without
 * a name is "bit-N". Codes are masks of one bit; none set: the name of 0, if
 * it has one.
 */
void enum_bits(const struct enum_name *names, uint64_t bits, struct strv *ret);

/* {"code":2,"name":"on"}, an unknown name is null; {"code":9,"names":["a","bit-3"]} */
struct json *enum_json(const struct enum_name *names, uint32_t code) MUST_USE;
struct json *enum_bits_json(const struct enum_name *names, uint64_t bits) MUST_USE;

enum field_type {
	FIELD_BOOL,    /* struct rec_bool */
	FIELD_UINT,    /* struct rec_uint */
	FIELD_ENUM,    /* struct rec_enum; JSON {"code":2,"name":"on"} */
	FIELD_ENUMS,   /* struct rec_enums; JSON array of those */
	FIELD_BITS,    /* struct rec_uint; JSON {"code":5,"names":["a","c"]} */
	FIELD_STRING,  /* rec_string */
	FIELD_STRINGS, /* struct strv; JSON array, empty when absent */
	FIELD_TIME,    /* rec_string holding RFC 3339 in UTC; CIM Datetime is unwrapped */
	FIELD_RECORD,  /* an embedded struct described by another record */
	FIELD_LIST,    /* struct rec_list; JSON array of objects, empty when absent */
};

/* Most values that a list may have. */
#define RECORD_LIST_MAX 4096

enum {
	FIELD_RO = 1,     /* dropped before a Put */
	FIELD_SECRET = 2, /* printed as "***" */
	FIELD_WIDE = 4,   /* not a column of the table, only of the detailed forms */
};

struct record;

struct field {
	const char *name; /* ours: snake_case, unit in the name */
	const char
		*source; /* theirs: tree path such as PowerState; NULL: computed by us */
	enum field_type type;
	unsigned flags;
	size_t offset;
	const struct enum_name *names; /* ENUM, ENUMS, BITS */
	const struct record *record;   /* RECORD, LIST */
	const char *help;              /* one phrase for amtctl-records(7) */
};

struct record {
	const char *name;           /* in amtctl-records(7), e.g. "power" */
	const char *summary;        /* one phrase */
	size_t size;                /* of the struct */
	const struct field *fields; /* ends with a NULL name */
};

/* offsetof that refuses a member of another type. */
#define FIELD_AT(S, m, T)                                                         \
	(offsetof(S, m) +                                                         \
	 0 * sizeof(char[__builtin_types_compatible_p(__typeof__(((S *)0)->m), T) \
				 ? 1                                              \
				 : -1]))

// clang-format off
#define F_BOOL(S, m, src, fl, hlp) \
	{ .name = #m, .source = src, .type = FIELD_BOOL, .flags = (fl), .offset = FIELD_AT(S, m, struct rec_bool), .help = hlp }
#define F_UINT(S, m, src, fl, hlp) \
	{ .name = #m, .source = src, .type = FIELD_UINT, .flags = (fl), .offset = FIELD_AT(S, m, struct rec_uint), .help = hlp }
#define F_ENUM(S, m, src, nms, fl, hlp) \
	{ .name = #m, .source = src, .type = FIELD_ENUM, .flags = (fl), .offset = FIELD_AT(S, m, struct rec_enum), .names = nms, .help = hlp }
#define F_ENUMS(S, m, src, nms, fl, hlp) \
	{ .name = #m, .source = src, .type = FIELD_ENUMS, .flags = (fl), .offset = FIELD_AT(S, m, struct rec_enums), .names = nms, .help = hlp }
#define F_BITS(S, m, src, nms, fl, hlp) \
	{ .name = #m, .source = src, .type = FIELD_BITS, .flags = (fl), .offset = FIELD_AT(S, m, struct rec_uint), .names = nms, .help = hlp }
#define F_STRING(S, m, src, fl, hlp) \
	{ .name = #m, .source = src, .type = FIELD_STRING, .flags = (fl), .offset = FIELD_AT(S, m, rec_string), .help = hlp }
#define F_STRINGS(S, m, src, fl, hlp) \
	{ .name = #m, .source = src, .type = FIELD_STRINGS, .flags = (fl), .offset = FIELD_AT(S, m, struct strv), .help = hlp }
#define F_TIME(S, m, src, fl, hlp) \
	{ .name = #m, .source = src, .type = FIELD_TIME, .flags = (fl), .offset = FIELD_AT(S, m, rec_string), .help = hlp }
#define F_RECORD(S, m, T, rec, hlp) \
	{ .name = #m, .type = FIELD_RECORD, .offset = FIELD_AT(S, m, T), .record = rec, .help = hlp }
#define F_LIST(S, m, rec, src, hlp) \
	{ .name = #m, .source = src, .type = FIELD_LIST, .flags = FIELD_WIDE, .offset = FIELD_AT(S, m, struct rec_list), .record = rec, .help = hlp }
#define F_END { .name = NULL }
// clang-format on

/*
 * Fill the fields that have a source from t. Fields absent in t keep what ret
 * holds, so one struct can be filled from several replies; ret starts zeroed.
 * An empty element counts as absent, except for strings. A time without a
 * zone is UTC.
 * A value of the wrong shape: ERR_PROTO naming class, property and value;
 * ret may be partly filled then and still needs record_done().
 */
bool record_read(const struct record *r, struct tree t, void *ret, struct err *e)
	MUST_USE;

/* A new zeroed item at the end of a list that r describes; valid until the next. */
void *rec_list_add(struct rec_list *l, const struct record *r) MUST_USE;

/* Item i of a list that r describes. */
void *rec_list_at(const struct rec_list *l, const struct record *r, size_t i);

/* Free what the members own. */
void record_done(const struct record *r, void *v);

/* All fields as a JSON object, in table order. */
struct json *record_json(const struct record *r, const void *v) MUST_USE;

/*
 * One field as text for table, plain and CSV: names of enums, items of lists
 * joined by commas, a record as JSON; no control characters. Absent: "-" in
 * tables is the caller's.
 */
char *record_cell(const struct field *f, const void *v) MUST_USE; /* NULL: absent */

/*
 * Make tree what Put wants: replace the members in which now differs from
 * was (absent now: removed), drop those marked FIELD_RO, leave every other
 * member as it came.
 * Both structs were read by this table. ret_changed tells whether any differed.
 * ERR_UNSUPPORTED when a changed property is not in the tree: firmware
 * refuses elements that its Get did not return.
 */
bool record_patch(const struct record *r, struct tree tree, const void *was,
		  const void *now, bool *ret_changed, struct err *e) MUST_USE;

#endif
