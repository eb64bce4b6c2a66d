/* methods: the table from class and method to what it does. */
#ifndef AMTSIM_METHODS_H
#define AMTSIM_METHODS_H

#include "tests/sim/soap.h"

struct call {
	struct device *device;
	const struct inst *inst; /* addressed */
	const xmlNode *input;    /* M_INPUT */
	const char *ns;          /* of its parameters */
	struct buf *out;         /* output parameters, prefix g, before ReturnValue */
	uint32_t ret;            /* ReturnValue */
};

struct method {
	const char *class_name, *name;
	const char *params; /* words; any other parameter is refused */
	const struct soap_fault *(*run)(struct call *c);
};

/* A number among the parameters; false when it is missing or none. */
bool call_uint(const struct call *c, const char *name, uint64_t max, uint64_t *ret);

/* DSP1027: a TimeoutPeriod or Time is not supported. Sets the ReturnValue. */
bool call_times_given(struct call *c);

/* EnabledState and RequestedState of the instance, and ReturnValue 0. */
void call_set_state(struct call *c, uint64_t enabled, uint64_t requested);

/* NULL: the class has no such method. */
const struct method *method_find(const struct class *c, const char *name);

#endif
