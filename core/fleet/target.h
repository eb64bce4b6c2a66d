/*
 * target: from what was typed to a list of devices, and back to a short form
 * (amtctl-target(1)).
 *
 *     lab-07  10.0.0.5  host:16993  [2001:db8::5]:16993  lab01..40
 *     lab[01-40,44]  r[1-3]n[1-8]  @group  tag:london  guid:UUID  UUID
 *     name:X  direct:X  cloud:X  -  file:hosts.txt  !EXPR (in files and config)
 *
 * Nothing here knows the config or the network: groups and files come through
 * struct target_source.
 */
#ifndef AMT_FLEET_TARGET_H
#define AMT_FLEET_TARGET_H

#include "core/base/buf.h"
#include "core/base/strv.h"

/* Most targets of one run, ranges of one name, and nested groups. */
#define TARGET_MAX 1000000u
#define TARGET_DIMENSIONS_MAX 4
#define TARGET_GROUP_DEPTH 16

enum target_kind {
	TARGET_NAME,    /* inventory or DNS name */
	TARGET_ADDRESS, /* has a port or is an IP address */
	TARGET_GUID,
	TARGET_TAG, /* expands to devices of a server, later */
};

enum target_via { TARGET_VIA_ANY, TARGET_VIA_DIRECT, TARGET_VIA_CLOUD };

struct target {
	char *text; /* as we show it, and its identity: two equal ones are one target;
		     * expands to this target again */
	enum target_kind kind;
	enum target_via via;
	bool forced_name; /* name:X was written: not a verb, and may be changed by DNS */
	char *host;       /* name or address, without brackets; GUID in lower case */
	uint16_t port;    /* 0: none given */
};

struct target_list {
	struct target *v;
	size_t n;
	size_t cap;
};

struct target_source {
	/*
	 * Expressions of a group, one per strv entry, "!EXPR" to leave out.
	 * ERR_USAGE: no such group (with the nearest name).
	 */
	bool (*group)(void *arg, const char *name, struct strv *ret, struct err *e);
	/* Contents of a file, or of stdin for "-". */
	bool (*read)(void *arg, const char *path, struct buf *ret, struct err *e);
	/* Is this the name of a device of the inventory? It then wins over lab01..40. */
	bool (*is_device)(void *arg, const char *name);
	void *arg;
};

/*
 * Expand expressions in order, dropping later duplicates; then take out what
 * exclude names. An expression may be several, parted by commas outside of
 * brackets, as targets_fold() writes them. ERR_USAGE for bad syntax, an
 * unknown group, a cycle of groups, too many targets, or nothing left.
 *
 * Each group and file is asked for once. To leave out lab-07 leaves it out on
 * either path and any port; what a tag stands for is not known yet, so tags
 * and exclusions together are refused.
 */
bool targets_expand(const struct strv *exprs, const struct strv *exclude,
		    const struct target_source *source, struct target_list *ret,
		    struct err *e) MUST_USE;
void targets_done(struct target_list *list);

/* Does word look like a target that cannot be a verb: has . : @ [ or a prefix? */
bool target_is_unmistakable(const char *word);

/*
 * The names in the shortest range form, comma-separated, order by name with
 * numbers in numeric order; widths (padding) are kept apart.
 * {lab01, lab02, lab04, x} gives "lab[01-02,04],x".
 */
char *targets_fold(const char *const *names, size_t n) MUST_USE;

/*
 * Expand the ranges of one name only (a config template such as "lab[01-40]"):
 * does name belong to it?
 */
bool target_matches_template(const char *template_text, const char *name);

#endif
