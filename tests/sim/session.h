/*
 * session: redirection sessions of others, open from the start (--session),
 * and what ends them. While one is open the firmware refuses to switch off.
 */
#ifndef AMTSIM_SESSION_H
#define AMTSIM_SESSION_H

#include "tests/sim/methods.h"

struct device;

enum session { SESSION_KVM = 1, SESSION_SOL = 2, SESSION_IDER = 4 };

/* kvm, sol, ider; comma between them. ERR_USAGE. */
bool sessions_parse(unsigned *ret, const char *text, struct err *e) MUST_USE;

/* Nothing happens when it is not open. */
void session_end(struct device *d, enum session s);

const struct soap_fault *session_terminate(struct call *c);     /* SOL, IDE-R */
const struct soap_fault *session_terminate_kvm(struct call *c); /* AMT 16 */

/* EnabledState of the KVM access point: 2 with a session, 6 without. */
void session_live_kvm(const struct device *d, struct inst *copy);

#endif
