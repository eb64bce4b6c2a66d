/*
 * fault: the failures that --fault asks for, and when each is due.
 *
 * A fault belongs to a stage, and each device counts how often it came to
 * that stage: so "@3" is the third connection, login, reply or method call.
 * "/Put" or "/CIM_BootService" confines a fault to an action or class: then
 * only those requests are struck, and counted.
 */
#ifndef AMTSIM_FAULT_H
#define AMTSIM_FAULT_H

#include <stdio.h>

#include "core/base/err.h"

enum fault_stage {
	STAGE_CONNECTION, /* TCP connections accepted */
	STAGE_LOGIN,      /* requests that carry credentials */
	STAGE_REPLY,      /* requests that were let in */
	STAGE_METHOD,     /* methods invoked */
	N_STAGES,
};

enum fault_id {
	FAULT_REFUSE,
	FAULT_TLS_ALERT,
	FAULT_BAD_CERT,
	FAULT_WRONG_DIGEST,
	FAULT_STALE_ONCE,
	FAULT_STALL,
	FAULT_DRIBBLE,
	FAULT_CLOSE_EARLY,
	FAULT_RESET,
	FAULT_SHORT_REPLY,
	FAULT_HUGE_REPLY,
	FAULT_HTTP_GARBAGE,
	FAULT_HTML_200,
	FAULT_HTML_400,
	FAULT_EMPTY_400,
	FAULT_GARBAGE_XML,
	FAULT_WRONG_RELATES_TO,
	FAULT_SOAP_FAULT,
	FAULT_RETURN,
	FAULT_ACCEPTED_NOT_DONE,
	N_FAULTS,
};

struct fault {
	bool on;
	uint32_t first, last; /* counts at which it strikes, both included */
	char arg[64];         /* SUBCODE or N */
	char only[48];        /* action or class; "": all */
};

/* What one device has seen. */
struct fault_counts {
	uint32_t stages[N_STAGES];
	uint32_t only[N_FAULTS]; /* requests that a confined fault is for */
	uint32_t now;            /* bits by enum fault_id: this request is one of them */
};

struct faults {
	struct fault v[N_FAULTS];
	enum fault_id order[N_FAULTS]; /* those that are on, as they were first named */
	size_t n;
};

/*
 * The faults of one device of many, as bits by enum fault_id. percent 100: all
 * that are on. Else so many devices of a hundred have one fault each and the
 * others none: device i is struck when i * percent / 100, rounded down, is less
 * than that of device i + 1, and those struck take the faults in turn, in the
 * order of --fault. So with 10 it is devices 9, 19, 29 ...
 */
uint32_t faults_of(const struct faults *f, uint32_t percent, unsigned index);

/* "stall,reset" of such bits, "-" when there are none. */
void faults_print(uint32_t bits, FILE *to);

/* NAME[:ARG][/ACTION|/CLASS][@N|@N+],... added to what is there. ERR_USAGE. */
bool faults_parse(struct faults *f, const char *list, struct err *e) MUST_USE;

/* A request that was let in is this action of this class; either may be NULL. */
void fault_request(const struct faults *f, struct fault_counts *counts,
		   const char *class_name, const char *action);

/* The fault when it strikes at this count, else NULL. */
const struct fault *fault_due(const struct faults *f, enum fault_id id,
			      const struct fault_counts *counts);

/* Names alone, one a line (for scripts), or the table of --help. */
void faults_list(FILE *to);
void faults_help(FILE *to);

#endif
