/*
 * consent_ask: a verb failed for want of the user's consent, and somebody sits
 * at the terminal: have the PC show its code, ask for it here, send it, and
 * let the verb run again.
 *
 * What talks to the device runs on a worker, in place of the verb; what talks
 * to the person, on the main thread in between.
 */
#ifndef AMT_CMD_CONSENT_ASK_H
#define AMT_CMD_CONSENT_ASK_H

#include "core/device/device.h"

/* One conversation; zeroed: none. */
struct consent_ask {
	enum {
		CONSENT_ASK_NOT,     /* the verb is what runs */
		CONSENT_ASK_REQUEST, /* have a code shown */
		CONSENT_ASK_SUBMIT,  /* send the code */
		CONSENT_ASK_OVER,    /* the verb runs, and nothing is asked any more */
	} step;
	struct err needed;  /* the verb's failure, which stays when nobody answers */
	unsigned tries;     /* codes sent */
	bool takes_another; /* after a wrong one */
	char code[8];
};

/* Does a step run in place of the verb? */
bool consent_ask_due(const struct consent_ask *a);

/* On a worker: that step. */
bool consent_ask_run(struct consent_ask *a, struct device *d, struct err *e) MUST_USE;

/*
 * Main thread: the verb failed with e. True when its want of consent can be
 * talked about: then the job runs again, with a step in place of the verb.
 */
bool consent_ask_begin(struct consent_ask *a, const char *target, const struct err *e);

/*
 * Main thread: a step has ended, well or with *e. True: run the job again, for
 * the next step or the verb. False: it is over; *e is how the verb ended, and
 * *ret_signal what the question was answered by in place of words, or 0.
 */
bool consent_ask_next(struct consent_ask *a, const char *target, bool ok, struct err *e,
		      int *ret_signal);

#endif
