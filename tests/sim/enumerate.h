/*
 * enumerate: enumeration contexts (WS-Enumeration), a scarce resource of the
 * firmware: a few a device, and they expire.
 */
#ifndef AMTSIM_ENUMERATE_H
#define AMTSIM_ENUMERATE_H

#include "tests/sim/soap.h"

enum enumeration_mode { MODE_OBJECT, MODE_EPR, MODE_OBJECT_AND_EPR };

struct context {
	uint32_t id; /* 0: free */
	const struct class *class;
	enum enumeration_mode mode;
	size_t next; /* items given out */
	uint64_t expires_ms;
};

#define CONTEXTS_MAX 16

struct enumeration {
	struct context v[CONTEXTS_MAX];
	uint32_t last_id;
};

/* Each writes a whole reply, or returns the fault. */
const struct soap_fault *enumerate_start(struct reply *r, const struct request *q);
const struct soap_fault *enumerate_pull(struct reply *r, const struct request *q);
const struct soap_fault *enumerate_release(struct reply *r, const struct request *q);

#endif
