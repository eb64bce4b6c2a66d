/* cloud_device: what the files of core/cloud share. */
#ifndef AMT_CLOUD_CLOUD_DEVICE_H
#define AMT_CLOUD_CLOUD_DEVICE_H

#include "core/cloud/cloud.h"
#include "core/device/boot.h"
#include "core/device/consent.h"
#include "core/device/features.h"
#include "core/device/power.h"

struct cloud_device {
	struct device base;
	struct cloud_server server;
	struct cloud_url url;
	char guid[37];
	struct http *http;
	struct secret token; /* from login; none when the server section has one */
	bool lost;           /* the last request went out, but no whole reply came */
};

static inline struct cloud_device *cloud_of(struct device *d)
{
	return (struct cloud_device *)d;
}

/* Whose fault: the message begins with the server's name. Returns false. */
bool cloud_wrap(const struct cloud_device *c, struct err *e);

/*
 * Read a resource of the device ("amt/power/state"), again after trouble in
 * transit. Owned; NULL with *e set as rest_answer_read() says, and ERR_CLOUD
 * for a server that cannot be reached.
 */
struct doc *cloud_get(struct cloud_device *c, const char *resource, struct err *e)
	MUST_USE;

/* The same for what is not a device's: "server/features". */
struct doc *cloud_get_server(struct cloud_device *c, const char *resource, struct err *e)
	MUST_USE;

/* What changes something. All borrowed. */
struct cloud_change {
	const char *method;              /* "POST"; of some the server has made a GET */
	const char *resource;            /* of the device, "amt/power/action" */
	const struct buf *body;          /* JSON; NULL: none */
	bool secret;                     /* the body holds one: it is not traced */
	const struct enum_name *returns; /* as in struct rest_answer */
};

/*
 * Send it once. A token that has expired is replaced first: what was told so
 * went no further than the gateway.
 *
 * ERR_REFUSED        the firmware's ReturnValue, whatever the HTTP status
 * ERR_INDETERMINATE  no answer, a broken one, or the server failed on its way:
 *                    it may have been carried out
 * others             as rest_answer_read() says; it was not carried out
 */
bool cloud_change(struct cloud_device *c, const struct cloud_change *change,
		  struct err *e) MUST_USE;

/*
 * Add text as a JSON string (RFC 8259 section 7): for what holds a secret,
 * which a JSON library would copy to where nobody wipes it.
 */
void cloud_json_string(struct buf *b, const char *text);

/*
 * Is action, a CIM power number or the server's own, among those it lists for
 * this device?
 */
bool cloud_power_lists(struct cloud_device *c, uint32_t action, bool *ret, struct err *e)
	MUST_USE;

/* GET amt/features as it comes; what a server does not know is absent. */
struct cloud_features {
	rec_string consent;
	struct rec_enum opt_in_state;
	struct rec_bool redirection; /* the listener */
	struct rec_bool kvm, kvm_available, sol, ider;
	struct rec_bool ocr;
	struct rec_bool https, winre, pba;  /* the device can boot so */
	struct rec_bool rpe, rpe_supported; /* Console has them */
};
void cloud_features_done(struct cloud_features *f);

/* Replaces *ret on success. */
bool cloud_features_read(struct cloud_device *c, struct cloud_features *ret,
			 struct err *e) MUST_USE;

/* Is the device in client control mode? */
bool cloud_client_control(struct cloud_device *c, bool *ret, struct err *e) MUST_USE;

bool cloud_power_get(struct device *d, unsigned want, struct power_state *ret,
		     struct err *e);
bool cloud_power_request(struct device *d, const struct power_request *r, struct err *e);
bool cloud_consent_get(struct device *d, struct consent *ret, struct err *e);
bool cloud_consent_call(struct device *d, const struct consent_call *c, struct err *e);
bool cloud_features_get(struct device *d, struct features *ret, struct err *e);
bool cloud_features_set(struct device *d, const struct features *want, bool dry_run,
			struct features_result *ret, struct err *e);
bool cloud_boot_sources(struct device *d, struct boot_sources *ret, struct err *e);
bool cloud_boot_once_check(struct device *d, const struct boot_order *o, struct err *e);
bool cloud_boot_once(struct device *d, const struct boot_once *b, struct err *e);

#endif
