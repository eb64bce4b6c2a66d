/*
 * wsman: one request to the store of one device: Get, Put, Create, Delete,
 * methods, and the way to enumerate.
 */
#ifndef AMTSIM_WSMAN_H
#define AMTSIM_WSMAN_H

#include "tests/sim/soap.h"

enum wsman_result { WSMAN_OK, WSMAN_FAULT, WSMAN_NOT_SOAP };

/* What the journal wants to know. */
struct wsman_log {
	char class_name[80], action[80];
	const char *fault;
	int64_t return_value; /* -1: no method ran */
};

/* reply->xml gets the envelope, except for WSMAN_NOT_SOAP. */
enum wsman_result wsman_run(struct reply *reply, const char *body, size_t len,
			    struct wsman_log *log);

#endif
