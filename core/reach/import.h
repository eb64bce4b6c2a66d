/*
 * import: devices from another inventory, a CSV table or the computer list of
 * MeshCommander, turned into edits of the config (amtctl-device(1)).
 *
 * Two steps: import_parse() looks at the bytes alone, import_plan() at what it
 * gave and at the config. Neither writes anything. What a list says about
 * passwords is counted, never kept.
 */
#ifndef AMT_REACH_IMPORT_H
#define AMT_REACH_IMPORT_H

#include "core/config/config.h"
#include "core/fleet/target.h"
#include "core/record/record.h"

/* Largest list, longest value and name, in bytes. */
#define IMPORT_FILE_MAX CONFIG_FILE_MAX
#define IMPORT_VALUE_MAX 1024
#define IMPORT_NAME_MAX 255

enum import_format {
	IMPORT_ANY,  /* the first character tells: [ and { begin JSON */
	IMPORT_CSV,  /* RFC 4180; row 1 names keys of [device] and name, user */
	IMPORT_MESH, /* MeshCommander's JSON, plain */
};

/* A key of [device] and its value. */
struct import_value {
	const char *key; /* of config_keys */
	char *text;
};

struct import_entry {
	unsigned where; /* its line in a table, its number in a list */
	char *name;
	char *user; /* NULL: not told */
	struct import_value *v;
	size_t n;
};

struct import_list {
	const char *unit; /* what where counts: "line", "computer" */
	struct import_entry *v;
	size_t n, cap;
	size_t secrets; /* computers whose password was left out */
};

/*
 * Read a list. Names, hosts and values are such as the config can hold, and no
 * two entries have one name or GUID. ERR_USAGE with line or number; a message
 * never has a value of a member that may be a password.
 */
bool import_parse(enum import_format format, const char *text, size_t len,
		  struct import_list *ret, struct err *e) MUST_USE;
void import_list_done(struct import_list *list);

/* The value of a key, NULL when the entry has none. Borrowed. */
const char *import_get(const struct import_entry *entry, const char *key);

/* May one device be called so: does it mean that device, typed or in a group? */
bool import_is_name(const char *name);

/* For the readers of the formats, import_csv.c and import_mesh.c. */

/* A new entry at the end; borrowed until the next one. */
struct import_entry *import_add(struct import_list *list, unsigned where);

/* Give it a value, looked at as config check would. text is owned, "" gives none. */
bool import_set(struct import_entry *entry, const struct config_key *key, char *text,
		struct err *e) MUST_USE;
const struct config_key *import_key(const char *name); /* NULL: not of [device] */

bool import_csv(const char *text, size_t len, struct import_list *ret, struct err *e)
	MUST_USE;
bool import_mesh(const char *text, size_t len, struct import_list *ret, struct err *e)
	MUST_USE;

/* What is done with an entry. */
enum import_action {
	IMPORT_ADDED,
	IMPORT_UPDATED,
	IMPORT_UNCHANGED,
	IMPORT_CONFLICT, /* it is there, and update was not asked for */
};

struct import_row {
	rec_string name;
	rec_string host; /* of the list, else of the config; NULL: none */
	struct rec_enum action;
};
extern const struct record import_record; /* of struct import_row */

struct import_options {
	const char *credential; /* for all that name none; NULL: none */
	const char *group;      /* whose members all become; NULL: none */
	bool update;            /* devices that are there get the values that differ */
};

struct import_plan {
	struct import_row *rows; /* in the order of the list; strings borrowed */
	size_t n;
	struct config_edit *edits; /* borrow from the list and from owned */
	size_t n_edits;
	struct strv owned;
	size_t conflicts;
	/* Entries whose user is not the one that the config gives them. */
	size_t other_users;
	const struct import_entry *other_user; /* the first of them */
};

/*
 * Compare a list with the config. list and c are borrowed until the plan is
 * done. With conflicts there are no edits. ERR_USAGE: a name that cannot be one.
 */
bool import_plan(const struct config *c, const struct import_list *list,
		 const struct import_options *o, struct import_plan *ret, struct err *e)
	MUST_USE;
void import_plan_done(struct import_plan *plan);

#endif
