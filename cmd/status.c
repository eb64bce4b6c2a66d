/* status: one table from kinds of failure to exit statuses and class names. */
#include "cmd/status.h"

const struct status statuses[] = {
	{ 0, "ok",
	  "Every target reached the requested and verified state, or was there "
	  "already." },
	{ 1, "no", "A predicate answered no, and nothing else went wrong." },
	{ 2, "usage",
	  "Bad flags, configuration or target expression; nothing was sent." },
	{ 3, "auth", "Wrong credentials or missing privilege." },
	{ 4, "unreachable",
	  "The name, the route, a refused connection, or connecting took too long." },
	{ 5, "tls",
	  "The certificate is not trusted, differs from the pin, or no common "
	  "protocol." },
	{ 6, "indeterminate",
	  "Something was sent, but its result is unknown or was not observed in time." },
	{ 7, "unsupported", "This firmware, model, server or path lacks it." },
	{ 8, "refused",
	  "The firmware answered with an error; its number and name are in the "
	  "message." },
	{ 9, "consent", "User consent is needed, was denied or has expired." },
	{ 10, "busy", "A redirection session is held by someone else." },
	{ 11, "not-found", "No such device, profile, alarm or certificate." },
	{ 12, "conflict", "It changed meanwhile, or the name exists." },
	{ 13, "partial",
	  "Several targets: some succeeded and some failed or were skipped." },
	{ 14, "declined",
	  "The answer was no, or a confirmation was needed and nobody could be asked." },
	{ 15, "cloud",
	  "The management server failed, or the device is not connected to it." },
	{ 16, "no-secret", "No credential source gave a password." },
	{ 17, "local", "A local file, display or permission." },
	{ 18, "mixed", "Several targets: none succeeded, for different reasons." },
	{ 19, "internal", "A defect of amtctl, or out of memory." },
	{ 0, NULL, NULL },
};

/* ERR_CANCELLED has no status of its own: the process dies by the signal. */
static const int by_domain[] = {
	[ERR_NONE] = 0,        [ERR_USAGE] = 2,      [ERR_AUTH] = 3,
	[ERR_NET] = 4,         [ERR_TLS] = 5,        [ERR_INDETERMINATE] = 6,
	[ERR_UNSUPPORTED] = 7, [ERR_REFUSED] = 8,    [ERR_CONSENT] = 9,
	[ERR_BUSY] = 10,       [ERR_NOT_FOUND] = 11, [ERR_CONFLICT] = 12,
	[ERR_DECLINED] = 14,   [ERR_CLOUD] = 15,     [ERR_NO_SECRET] = 16,
	[ERR_LOCAL] = 17,      [ERR_PROTO] = 6,      [ERR_CANCELLED] = 6,
	[ERR_INTERNAL] = 19,
};

int status_of(enum err_domain domain)
{
	if ((size_t)domain >= ARRAY_LEN(by_domain))
		return STATUS_INTERNAL;
	return by_domain[domain];
}

const char *status_class(enum err_domain domain)
{
	int n = status_of(domain);

	for (const struct status *s = statuses; s->name; s++)
		if (s->number == n)
			return s->name;
	return "internal";
}

void tally_failed(struct tally *t, enum err_domain domain)
{
	int n = status_of(domain);

	if (!t->failed)
		t->first = n;
	else if (t->first != n)
		t->differ = true;
	t->failed++;
}

int tally_status(const struct tally *t, bool predicate)
{
	size_t all = t->ok + t->failed + t->skipped;

	if (t->ok == all)
		return t->no ? STATUS_NO : STATUS_OK;
	if (all == 1)
		return t->first;
	if (t->ok || predicate)
		return STATUS_PARTIAL;
	return t->differ ? STATUS_MIXED : t->first;
}
