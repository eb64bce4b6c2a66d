/* consent_ask: the conversation about consent, step by step. */
#include "cmd/consent_ask.h"

#include <stdio.h>
#include <string.h>

#include "cmd/prompt.h"
#include "core/device/consent.h"

/* The firmware itself gives up after so many, and blocks requests then. */
#define TRIES_MAX 3

bool consent_ask_due(const struct consent_ask *a)
{
	return a->step == CONSENT_ASK_REQUEST || a->step == CONSENT_ASK_SUBMIT;
}

bool consent_ask_run(struct consent_ask *a, struct device *d, struct err *e)
{
	AUTO(consent_result_done) struct consent_result res = { 0 };

	if (a->step == CONSENT_ASK_REQUEST)
		return device_consent_request(d, CONSENT_DISPLAY_MS, false, &res, e);

	bool ok = device_consent_submit(d, a->code, false, &res, e);

	a->takes_another = !ok && e->domain == ERR_CONSENT && res.now.state.set &&
			   res.now.state.code == CONSENT_DISPLAYED;
	return ok;
}

bool consent_ask_begin(struct consent_ask *a, const char *target, const struct err *e)
{
	if (a->step != CONSENT_ASK_NOT || e->domain != ERR_CONSENT ||
	    strcmp(e->name, CONSENT_NEEDED) != 0)
		return false;
	a->needed = *e;
	a->step = CONSENT_ASK_REQUEST;
	fprintf(stderr,
		"amtctl: %s: this needs the consent of the PC's user; asking the PC to "
		"show a code\n",
		target);
	return true;
}

/* Until it looks like a code. False: nothing was typed, or a signal came. */
static bool code_typed(struct consent_ask *a, const char *target)
{
	AUTO(xfreep)
	char *question =
		xasprintf("%s shows a code of six digits to its user; type it: ", target);
	char line[128];
	struct err e;

	while (prompt_line(question, line, sizeof(line)) && *line) {
		if (consent_code_check(line, &e)) {
			memcpy(a->code, line, sizeof("123456"));
			return true;
		}
		fprintf(stderr, "amtctl: %s\n", e.msg);
	}
	return false;
}

bool consent_ask_next(struct consent_ask *a, const char *target, bool ok, struct err *e,
		      int *ret_signal)
{
	*ret_signal = 0;
	if (ok && a->step == CONSENT_ASK_SUBMIT) {
		a->step = CONSENT_ASK_OVER;
		return true;
	}
	if (!ok && a->step == CONSENT_ASK_SUBMIT && a->takes_another &&
	    a->tries < TRIES_MAX)
		fprintf(stderr, "amtctl: %s: the code was not accepted\n", target);
	else if (!ok)
		return false;
	if (code_typed(a, target)) {
		a->tries++;
		a->step = CONSENT_ASK_SUBMIT;
		return true;
	}
	*ret_signal = prompt_signal();
	*e = a->needed;
	return err_hint(e, "the PC still shows the code: amtctl consent submit CODE %s",
			target);
}
