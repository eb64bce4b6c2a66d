/*
 * inventory: what the config says about devices, groups and credentials. For
 * core/reach/ only.
 */
#ifndef AMT_REACH_INVENTORY_H
#define AMT_REACH_INVENTORY_H

#include <pthread.h>

#include "core/config/config.h"
#include "core/fleet/target.h"

struct guid_name {
	char guid[37];
	const char *name; /* borrowed from devices */
};

/* The members of a group that gives its devices a credential. */
struct group_members {
	const struct config_entry *credential;
	char **names; /* sorted */
	size_t n;
};

struct inventory {
	const struct config *config;
	struct strv devices;     /* exact sections, sorted */
	struct strv templates;   /* as in the files */
	struct guid_name *guids; /* sorted */
	size_t guids_n;
	struct target_source source;

	pthread_mutex_t lock; /* guards what is below: expanded when first needed */
	bool groups_known;
	struct group_members *groups;
	size_t groups_n;
};

/* source expands groups; it is borrowed from the caller's reach. */
void inventory_init(struct inventory *inv, const struct config *c,
		    struct target_source source);
void inventory_done(struct inventory *inv);

/* A name or an address without brackets and port, nothing that libraries could take for
 * more? */
bool inventory_is_host(const char *host);

bool inventory_knows(const struct inventory *inv, const char *name);

/* The device with this GUID in *ret, NULL when there is none. ERR_USAGE: there are two.
 */
bool inventory_by_guid(const struct inventory *inv, const char *guid, const char **ret,
		       struct err *e) MUST_USE;

/* How near to the device a value stands: the lower wins. */
enum level {
	LEVEL_FLAG,
	LEVEL_ENV,
	LEVEL_DEVICE,
	LEVEL_TEMPLATE,
	LEVEL_DEFAULTS,
	LEVEL_NONE
};

/* A value and where it stands. Borrowed. */
struct setting {
	const char *text; /* NULL: unset */
	enum level level;
	const char *flag;                 /* name of the flag or variable */
	const struct config_entry *entry; /* of LEVEL_DEVICE and further */
};

/*
 * The value of a key for a device (NULL: one that is not in the inventory).
 * flag_value comes before all, if it is not NULL.
 */
struct setting setting_get(const struct inventory *inv, const char *device,
			   const char *key, const char *flag, const char *flag_value);

/* Sets ERR_USAGE: "FILE:LINE: key = value: why" or "--flag value: why". */
bool setting_bad(const struct setting *s, struct err *e, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

/* Its text with %n and %% replaced where it comes from the config; owned, NULL: unset. */
char *setting_expand(const struct setting *s, const char *name) MUST_USE;

/*
 * The same for the name of a file: a leading ~/ is the home directory, a
 * relative one in the config starts at the folder of the config file.
 */
char *setting_path(const struct setting *s, const char *name) MUST_USE;

/*
 * The credential that the groups of a device give it; s->text stays NULL when
 * none does. ERR_USAGE: two groups disagree, or one cannot be expanded.
 */
bool inventory_group_credential(struct inventory *inv, const char *device,
				struct setting *ret, struct err *e) MUST_USE;

/* Forget the members of the groups again. */
void inventory_groups_done(struct inventory *inv);

/* Expressions of a group: its members, and what its cmd prints. See target_source. */
bool inventory_group(const struct inventory *inv, const char *name, struct strv *ret,
		     struct err *e) MUST_USE;

#endif
