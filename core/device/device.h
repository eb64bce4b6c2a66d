/*
 * device: the middle. What can be done with a PC, whichever way leads to it.
 *
 * Commands call these functions and never ask which path they are on. A path
 * ("direct", "cloud") is a const table of functions; what it cannot do is
 * ERR_UNSUPPORTED with the reason. A device belongs to one thread and its loop.
 */
#ifndef AMT_DEVICE_DEVICE_H
#define AMT_DEVICE_DEVICE_H

#include "core/loop/loop.h"
#include "core/net/tls.h"
#include "core/record/record.h"

struct device;
struct power_state;
struct boot_capabilities;
struct boot_sources;
struct boot_armed;
struct boot_once;
struct boot_order;
struct power_request;
struct device_info;
struct hardware;
struct disks;
struct firmware;
struct capabilities;
struct consent;
struct consent_call;
struct features;
struct features_result;

struct raw_request;

struct path_gap {
	size_t function; /* offset in struct device_path */
	const char *why; /* "the management server offers no raw WS-MAN" */
};

struct device_path {
	const char *name; /* "direct", "cloud" */
	void (*free)(struct device *d);

	/* Each may be NULL: the path cannot do it; gaps and cannot say why. */
	bool (*power_get)(struct device *d, unsigned want, struct power_state *ret,
			  struct err *e); /* want: enum power_want */
	bool (*power_request)(struct device *d, const struct power_request *r,
			      struct err *e);
	bool (*info_get)(struct device *d, struct device_info *ret, struct err *e);
	bool (*hardware_get)(struct device *d, struct hardware *ret, struct err *e);
	bool (*disks_get)(struct device *d, struct disks *ret, struct err *e);
	bool (*firmware_get)(struct device *d, struct firmware *ret, struct err *e);
	bool (*capabilities_get)(struct device *d, struct capabilities *ret,
				 struct err *e);
	bool (*raw)(struct device *d, const struct raw_request *r, struct doc **ret,
		    struct err *e);
	bool (*raw_enumerate)(struct device *d, const char *class_name,
			      bool (*item)(void *arg, struct tree instance,
					   struct err *e),
			      void *arg, struct err *e);
	bool (*raw_preview)(struct device *d, const struct raw_request *r,
			    struct buf *ret, struct err *e);
	/* Firmware without user consent leaves ret alone. */
	bool (*consent_get)(struct device *d, struct consent *ret, struct err *e);
	bool (*consent_call)(struct device *d, const struct consent_call *c,
			     struct err *e);
	bool (*features_get)(struct device *d, struct features *ret, struct err *e);
	bool (*features_set)(struct device *d, const struct features *want, bool dry_run,
			     struct features_result *ret, struct err *e);
	/* AMT_BootSettingData as it is, and as it shall be; *ret NULL: an empty reply. */
	bool (*boot_get)(struct device *d, struct doc **ret, struct err *e);
	bool (*boot_put)(struct device *d, struct tree instance, bool secret,
			 struct doc **ret, struct err *e);
	bool (*boot_capabilities)(struct device *d, struct boot_capabilities *ret,
				  struct err *e);
	bool (*boot_sources)(struct device *d, struct boot_sources *ret, struct err *e);
	bool (*boot_armed)(struct device *d, struct boot_armed *ret, struct err *e);
	/* what: enum boot_fact. A device without the class leaves ret alone. */
	bool (*boot_fact)(struct device *d, unsigned what, struct rec_uint *ret,
			  struct err *e);
	bool (*boot_order)(struct device *d, const char *source, /* NULL: none */
			   struct err *e);
	bool (*boot_role)(struct device *d, uint32_t role, struct err *e);
	/*
	 * A path that arms and boots in one call has these two instead; check
	 * refuses what it cannot express, or the device cannot do.
	 */
	bool (*boot_once_check)(struct device *d, const struct boot_order *o,
				struct err *e);
	bool (*boot_once)(struct device *d, const struct boot_once *b, struct err *e);
	bool (*identify)(struct device *d, struct doc **ret, struct err *e);
	const struct tls_peer *(*peer)(const struct device *d);

	/* Why not, of single functions; ends with a NULL why. May be NULL. */
	const struct path_gap *gaps;
	const char *cannot; /* of all others: "the cloud path cannot do this" */
};

/* The part that all paths share; a path's own struct begins with it. */
struct device {
	const struct device_path *path;
	struct loop *loop;    /* borrowed */
	char *name;           /* as the user calls it */
	bool reached;         /* this path has answered once */
	uint64_t deadline_ms; /* loop_now_ms() at which all ends; 0: none */
	/*
	 * The other way in, tried when this one cannot be reached before
	 * anything was sent (via = auto); NULL: none. Owned.
	 */
	struct device *fallback;
	bool fell_back; /* fallback is the path in use */
	/* Tells -v which path is taken; may be NULL. */
	void (*note)(void *arg, const char *text);
	void *note_arg;
	/* Frees what the paths borrow, once they are gone; may be NULL. */
	void (*release)(void *arg);
	void *release_arg;
};

void device_free(struct device *d);
DEFINE_FREEP(struct device, device_free)

/* The path in use: after a fallback, the one that answered. */
const char *device_path_name(const struct device *d);

/* Certificate that the last TLS handshake showed; NULL when there was none. */
const struct tls_peer *device_peer(const struct device *d);

bool device_identify(struct device *d, struct doc **ret, struct err *e) MUST_USE;

#endif
