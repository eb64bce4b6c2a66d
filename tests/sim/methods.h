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

/* NULL: the class has no such method. */
const struct method *method_find(const struct class *c, const char *name);

#endif
