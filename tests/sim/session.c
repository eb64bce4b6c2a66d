/* session: redirection sessions that are open. */
#include "tests/sim/session.h"

#include <stdlib.h>
#include <string.h>

#include "tests/sim/consent.h"
#include "tests/sim/device.h"

#define PT_SUCCESS 0
#define PT_INVALID_PARAMETER 36
#define PT_NOT_FOUND 2068

static const struct {
	const char *name, *event;
	enum session session;
} kinds[] = {
	{ "kvm", "session-kvm", SESSION_KVM },
	{ "sol", "session-sol", SESSION_SOL },
	{ "ider", "session-ider", SESSION_IDER },
};

bool sessions_parse(unsigned *ret, const char *text, struct err *e)
{
	AUTO(xfreep) char *copy = xstrdup(text);
	char *save = NULL;

	for (char *w = strtok_r(copy, ",", &save); w; w = strtok_r(NULL, ",", &save)) {
		unsigned hit = 0;

		for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
			hit |= strcmp(w, kinds[i].name) ? 0 : kinds[i].session;
		if (!hit)
			return err_set(e, ERR_USAGE, 0,
				       "--session: neither kvm, sol nor ider: %s", w);
		*ret |= hit;
	}
	return true;
}

void session_end(struct device *d, enum session s)
{
	if (!(d->sessions & s))
		return;
	d->sessions &= ~(unsigned)s;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		if (kinds[i].session == s)
			journal_state(d, kinds[i].event, 1, 0);
	}
	consent_sessions_changed(d);
}

static void terminate(struct call *c, enum session s)
{
	c->ret = c->device->sessions & s ? PT_SUCCESS : PT_NOT_FOUND;
	session_end(c->device, s);
}

const struct soap_fault *session_terminate(struct call *c)
{
	uint64_t type;

	if (!call_uint(c, "SessionType", UINT32_MAX, &type))
		return soap_fault_get(SOAP_INVALID_PARAMETER);
	if (type > 1)
		c->ret = PT_INVALID_PARAMETER;
	else
		terminate(c, type ? SESSION_SOL : SESSION_IDER);
	return NULL;
}

const struct soap_fault *session_terminate_kvm(struct call *c)
{
	if (c->device->sim->profile.major < 16)
		return soap_fault_get(SOAP_ACTION_NOT_SUPPORTED);
	terminate(c, SESSION_KVM);
	return NULL;
}

void session_live_kvm(const struct device *d, struct inst *copy)
{
	if (!strcmp(inst_text(copy, "EnabledState"), "6") && (d->sessions & SESSION_KVM))
		inst_set_uint(copy, "EnabledState", 2);
}
