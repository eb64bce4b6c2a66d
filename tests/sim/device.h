/*
 * device: one simulated PC, and the simulator that holds them all.
 *
 * What is the same for all devices (options, profile, certificate, journal)
 * lives in struct sim; struct device is what a fleet pays for per PC.
 */
#ifndef AMTSIM_DEVICE_H
#define AMTSIM_DEVICE_H

#include <netinet/in.h>

#include "tests/sim/boot.h"
#include "tests/sim/consent.h"
#include "tests/sim/digest.h"
#include "tests/sim/enumerate.h"
#include "tests/sim/fault.h"
#include "tests/sim/journal.h"
#include "tests/sim/loop.h"
#include "tests/sim/power.h"
#include "tests/sim/profile.h"
#include "tests/sim/screen.h"
#include "tests/sim/session.h"

#define PORT_NONE (-1)

struct options {
	char *profile;
	char *mode; /* admin or client; NULL: the profile's */
	char *devices_dir;
	char *listen;              /* NULL: 127.0.0.1, or 127.1.0.1 upward for a fleet */
	int http_port, https_port; /* 0: any free; PORT_NONE: closed */
	unsigned count;
	bool consecutive_ports;
	char *user, *password;
	bool sha256;
	uint32_t nonce_uses, nonce_ms; /* 0: no limit */
	uint32_t lockout_after, lockout_ms;
	uint32_t max_connections, idle_ms;
	uint32_t chunk; /* 0: as firmware cuts */
	uint32_t latency_ms, jitter_ms, slow_off;
	uint32_t contexts, context_ms;
	bool late_end;
	bool lenient_put;
	struct power_options power;
	unsigned sessions; /* enum session, open at start */
	enum boot_conflict boot_conflict;
	struct consent_options consent;
	bool consent_silent; /* without consent, accept boot options and forget them */
	char *screen;
	struct strv sets; /* CLASS.PROPERTY=VALUE */
	char *cert, *key, *client_ca;
	char *journal;
	struct faults faults;
	uint32_t fault_share; /* percent of the devices that have one */
	char *list;
};

struct listener {
	struct watch watch;
	struct device *device;
	bool tls;
};

struct device {
	struct sim *sim;
	unsigned index;
	char host[INET6_ADDRSTRLEN];
	char realm[48];
	char uuid[37];
	struct listener http, https;
	int http_port, https_port; /* PORT_NONE: closed */
	uint32_t n_connections;
	uint32_t faults; /* bits by enum fault_id: those it has */
	struct fault_counts counts;
	uint32_t n_replies;
	struct auth auth;
	struct store store;
	struct machine machine;
	struct boot boot;
	struct consent consent;
	unsigned sessions; /* enum session */
	char *screen;      /* text on it; NULL: nobody reads it */
	struct enumeration enumeration;
	uint32_t message_id;
	int64_t clock_offset_s;
};

struct tls;
struct conn;

struct sim {
	struct options opt;
	struct profile profile;
	struct loop loop;
	struct tls *tls; /* NULL: nobody listens on HTTPS */
	struct journal journal;
	struct device *devices;
	struct conn *connections; /* all that are open */
	uint32_t next_connection;
};

/* Give a zeroed device its identity. */
void device_init(struct device *d, struct sim *sim, unsigned index);
void device_done(struct device *d);

/* The firmware clock, in seconds since 1970. */
int64_t device_time(const struct device *d);

/* UUID in SMBIOS byte order (DSP0134 7.2.1). */
void device_guid(const struct device *d, uint8_t ret[16]);

/* text with ${name} replaced: guid realm host ip mac mac12 serial
 * version3 build certificate. */
char *device_expand(const struct device *d, const char *text) MUST_USE;

/* True when instances of class c, or of its subclasses, can exist here. */
bool device_has_class(const struct device *d, const struct class *c);

/* Client control mode: consent is needed for all, and not the console's to change. */
bool device_in_client_mode(const struct device *d);

/* A copy of i as it reads now: live properties set, texts expanded. */
struct inst *device_read(const struct device *d, const struct inst *i) MUST_USE;

/* The device's own copy of i, to be written to. */
struct inst *device_edit(struct device *d, const struct inst *i);

static inline const struct fault *device_fault(const struct device *d, enum fault_id id)
{
	return d->faults & 1u << id ? fault_due(&d->sim->opt.faults, id, &d->counts)
				    : NULL;
}

#endif
