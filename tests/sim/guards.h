/* guards: what a Put may make of settings, apart from their types. */
#ifndef AMTSIM_GUARDS_H
#define AMTSIM_GUARDS_H

#include "tests/sim/store.h"

struct device;
struct soap_fault;

/* Each returns NULL to let a change pass (classes.h). */
const struct soap_fault *guard_general(const struct device *d, const struct inst *old,
				       const struct inst *new);
const struct soap_fault *guard_kvm(const struct device *d, const struct inst *old,
				   const struct inst *new);

/* OptInPolicyTimeout is there while OptInPolicy is true. */
void live_kvm(const struct device *d, struct inst *copy);

/*
 * Eight characters with upper case, lower case, digit and another, none of
 * them a quote, comma or colon.
 */
bool rfb_password_ok(const char *text);

#endif
