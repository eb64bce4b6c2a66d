/*
 * pins: known_devices, the certificates we trust by sight. (amtctl-pin(1))
 *
 * $XDG_DATA_HOME/amtctl/known_devices, then /etc/amtctl/known_devices. One
 * line a pin, keyed by GUID when known, else inventory name, else address:
 *
 *     KEY SHA256:64-hex-digits 2026-11-21T10:00:00Z subject of the certificate
 *
 * Lines that begin with # and empty lines are kept.
 */
#ifndef AMT_REACH_PINS_H
#define AMT_REACH_PINS_H

#include "core/net/tls.h"
#include "core/record/record.h"

struct pin_entry {
	rec_string key;
	rec_string fingerprint; /* TLS_PIN_TEXT form */
	rec_string added;       /* RFC 3339 */
	rec_string subject;
	rec_string file;
};
extern const struct record pin_record;
void pin_entry_done(struct pin_entry *p);

struct pins;

/* user_file or system_file may be missing. ERR_USAGE for a malformed line, with its
 * number. */
struct pins *pins_load(const char *user_file, const char *system_file, struct err *e)
	MUST_USE;
void pins_free(struct pins *p);
DEFINE_FREEP(struct pins, pins_free)

size_t pins_count(const struct pins *p);
const struct pin_entry *pins_at(const struct pins *p, size_t i);

/* Any thread. false: no pin for key. */
bool pins_find(const struct pins *p, const char *key, uint8_t ret[32]);

/*
 * Store (replacing an older pin of the same key) or forget, in the user's
 * file: under a lock, by temporary file and rename. Any thread.
 * pins_remove: ERR_NOT_FOUND when there is none; ERR_LOCAL when it stands in
 * the system's file only.
 */
bool pins_add(struct pins *p, const char *key, const struct tls_peer *peer, struct err *e)
	MUST_USE;
bool pins_remove(struct pins *p, const char *key, struct err *e) MUST_USE;

#endif
