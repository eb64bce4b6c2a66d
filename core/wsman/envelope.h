/*
 * envelope: request envelopes. Functions of their arguments only: no
 * connection, no counter. For core/wsman only.
 */
#ifndef AMT_WSMAN_ENVELOPE_H
#define AMT_WSMAN_ENVELOPE_H

#include "core/base/buf.h"
#include "core/wsman/wsman.h"

/* How much one Pull asks for; firmware may give less. */
#define PULL_ELEMENTS "999"
#define PULL_CHARACTERS "99999"

enum envelope_op {
	ENVELOPE_GET,
	ENVELOPE_PUT,
	ENVELOPE_ENUMERATE,
	ENVELOPE_PULL,
	ENVELOPE_RELEASE,
	ENVELOPE_INVOKE,
	ENVELOPE_CREATE,
	ENVELOPE_DELETE,
	ENVELOPE_IDENTIFY,
};

struct envelope {
	enum envelope_op op;
	const struct wsman_ref *what; /* all but Identify */
	unsigned message_id;
	struct tree instance; /* Put, Create; Invoke: all parameters, or no node */
	const char *context;  /* Pull, Release */
	const char *method;   /* Invoke */
	const struct wsman_param *params; /* without an instance */
	size_t n;
	bool secret; /* for traces; the text is the same */
};

/* Append the envelope's text. ERR_USAGE: names or texts that XML cannot hold. */
bool envelope_write(const struct envelope *v, struct buf *ret, struct err *e) MUST_USE;

#endif
