/*
 * fault: SOAP faults told as errors. (SOAP 1.2 part 1, 5.4; DSP0226 14)
 * For core/wsman only.
 */
#ifndef AMT_WSMAN_FAULT_H
#define AMT_WSMAN_FAULT_H

#include "core/record/tree.h"

/* The error that a soap:Fault element means; status: the reply's. Returns false. */
bool fault_read(struct tree fault, int status, struct err *e);

/* Is the error a fault that passes, so that a read may be tried again? */
bool fault_is_transient(const struct err *e);

#endif
