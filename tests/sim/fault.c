/* fault: the table of faults and the syntax of --fault. */
#include "tests/sim/fault.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/strv.h"
#include "core/base/text.h"

struct fault_kind {
	const char *name;
	enum fault_stage stage;
	const char *arg;       /* placeholder; NULL: takes none */
	const char *arg_value; /* when left out */
	uint32_t first, last;  /* when @ is left out; last 0: for ever */
	const char *help;
};

/* clang-format off */
static const struct fault_kind kinds[N_FAULTS] = {
	[FAULT_REFUSE] = { "refuse", STAGE_CONNECTION, NULL, NULL, 1, 0,
		"accept, then reset the connection" },
	[FAULT_TLS_ALERT] = { "tls-alert", STAGE_CONNECTION, NULL, NULL, 1, 0,
		"answer the TLS hello with a fatal alert" },
	[FAULT_BAD_CERT] = { "bad-cert", STAGE_CONNECTION, NULL, NULL, 1, 0,
		"show an expired certificate of another key" },
	[FAULT_WRONG_DIGEST] = { "wrong-digest", STAGE_LOGIN, NULL, NULL, 1, 0,
		"401 to good credentials" },
	[FAULT_STALE_ONCE] = { "stale-once", STAGE_LOGIN, NULL, NULL, 2, 2,
		"forget all nonces before the second login" },
	[FAULT_STALL] = { "stall", STAGE_REPLY, NULL, NULL, 1, 0,
		"read the request and never answer" },
	[FAULT_DRIBBLE] = { "dribble", STAGE_REPLY, NULL, NULL, 1, 0,
		"send the reply one byte at a time" },
	[FAULT_CLOSE_EARLY] = { "close-early", STAGE_REPLY, NULL, NULL, 1, 0,
		"close in the middle of the reply" },
	[FAULT_RESET] = { "reset", STAGE_REPLY, NULL, NULL, 1, 0,
		"reset the connection in the middle of the reply" },
	[FAULT_SHORT_REPLY] = { "short-reply", STAGE_REPLY, NULL, NULL, 1, 0,
		"end the reply inside its last chunk" },
	[FAULT_HUGE_REPLY] = { "huge-reply", STAGE_REPLY, NULL, NULL, 1, 0,
		"a reply of 64 MiB" },
	[FAULT_HTTP_GARBAGE] = { "http-garbage", STAGE_REPLY, NULL, NULL, 1, 0,
		"bytes that are not HTTP" },
	[FAULT_HTML_200] = { "html-200", STAGE_REPLY, NULL, NULL, 1, 0,
		"status 200 with a web page" },
	[FAULT_HTML_400] = { "html-400", STAGE_REPLY, NULL, NULL, 1, 0,
		"status 400 with a web page" },
	[FAULT_EMPTY_400] = { "empty-400", STAGE_REPLY, NULL, NULL, 1, 0,
		"status 400 without a body" },
	[FAULT_GARBAGE_XML] = { "garbage-xml", STAGE_REPLY, NULL, NULL, 1, 0,
		"a SOAP reply that is not well-formed" },
	[FAULT_WRONG_RELATES_TO] = { "wrong-relates-to", STAGE_REPLY, NULL, NULL, 1, 0,
		"RelatesTo names another message" },
	[FAULT_SOAP_FAULT] = { "soap-fault", STAGE_REPLY, "SUBCODE", "InternalError", 1, 0,
		"a SOAP fault in place of the result" },
	[FAULT_RETURN] = { "return", STAGE_METHOD, "N", "1", 1, 0,
		"methods do nothing and return N" },
	[FAULT_ACCEPTED_NOT_DONE] = { "accepted-not-done", STAGE_METHOD, NULL, NULL, 1, 0,
		"methods do nothing and return 0; with /Put also that" },
};
/* clang-format on */

_Static_assert(N_FAULTS <= 32, "a device has a bit for each");

static bool kind_find(const char *name, enum fault_id *ret)
{
	for (size_t i = 0; i < N_FAULTS; i++) {
		if (!strcmp(kinds[i].name, name)) {
			*ret = (enum fault_id)i;
			return true;
		}
	}
	return false;
}

/* The part after @: N, or N+ for all from then on. */
static bool span_parse(char *at, struct fault *f)
{
	size_t len = strlen(at);
	bool on = len > 0 && at[len - 1] == '+';
	uint64_t n;

	if (on)
		at[len - 1] = '\0';
	if (!text_to_uint(at, UINT32_MAX, &n) || !n)
		return false;
	f->first = (uint32_t)n;
	f->last = on ? UINT32_MAX : (uint32_t)n;
	return true;
}

static bool fault_parse(struct faults *faults, char *word, struct err *e)
{
	AUTO(xfreep) char *whole = xstrdup(word);
	char *at = strchr(word, '@');
	enum fault_id id;

	if (at)
		*at++ = '\0';

	char *only = strchr(word, '/');

	if (only)
		*only++ = '\0';

	char *arg = strchr(word, ':');

	if (arg)
		*arg++ = '\0';
	if (!kind_find(word, &id))
		return err_set(e, ERR_USAGE, 0, "no fault named %s (see --faults)", word);

	const struct fault_kind *k = &kinds[id];
	struct fault f = { .on = true,
			   .first = k->first,
			   .last = k->last ? k->last : UINT32_MAX };
	uint64_t n;

	if (at && !span_parse(at, &f))
		return err_set(e, ERR_USAGE, 0, "%s: @ wants N or N+", whole);
	if (only && k->stage < STAGE_REPLY)
		return err_set(e, ERR_USAGE, 0, "%s: %s comes before any action", whole,
			       k->name);
	if (only && (!*only || strlen(only) >= sizeof(f.only)))
		return err_set(e, ERR_USAGE, 0, "%s: / wants an action or class", whole);
	if (arg && !k->arg)
		return err_set(e, ERR_USAGE, 0, "%s: %s takes no value", whole, k->name);
	if (!arg)
		arg = (char *)(k->arg_value ? k->arg_value : "");
	if (strlen(arg) >= sizeof(f.arg) || (k->arg && !*arg) ||
	    (id == FAULT_RETURN && !text_to_uint(arg, UINT32_MAX, &n)))
		return err_set(e, ERR_USAGE, 0, "%s: not a valid %s", whole, k->arg);
	memcpy(f.arg, arg, strlen(arg) + 1);
	if (only)
		memcpy(f.only, only, strlen(only) + 1);
	if (!faults->v[id].on)
		faults->order[faults->n++] = id;
	faults->v[id] = f;
	return true;
}

bool faults_parse(struct faults *f, const char *list, struct err *e)
{
	AUTO(xfreep) char *copy = xstrdup(list);
	char *save = NULL;

	for (char *w = strtok_r(copy, ",", &save); w; w = strtok_r(NULL, ",", &save)) {
		if (!fault_parse(f, w, e))
			return false;
	}
	return true;
}

void fault_request(const struct faults *f, struct fault_counts *counts,
		   const char *class_name, const char *action)
{
	counts->now = 0;
	for (size_t i = 0; i < N_FAULTS; i++) {
		const char *only = f->v[i].only;

		if (!*only || ((!class_name || strcmp(only, class_name) != 0) &&
			       (!action || strcmp(only, action) != 0)))
			continue;
		counts->only[i]++;
		counts->now |= 1u << i;
	}
}

const struct fault *fault_due(const struct faults *f, enum fault_id id,
			      const struct fault_counts *counts)
{
	const struct fault *v = &f->v[id];
	uint32_t n = *v->only ? counts->only[id] : counts->stages[kinds[id].stage];

	if (*v->only && !(counts->now & 1u << id))
		return NULL;
	return v->on && n >= v->first && n <= v->last ? v : NULL;
}

uint32_t faults_of(const struct faults *f, uint32_t percent, unsigned index)
{
	uint64_t before = (uint64_t)index * percent / 100;
	uint32_t bits = 0;

	if (percent < 100)
		return f->n && ((uint64_t)index + 1) * percent / 100 > before
			       ? 1u << f->order[before % f->n]
			       : 0;
	for (size_t i = 0; i < f->n; i++)
		bits |= 1u << f->order[i];
	return bits;
}

void faults_print(uint32_t bits, FILE *to)
{
	const char *comma = "";

	for (size_t i = 0; i < N_FAULTS; i++) {
		if (!(bits & 1u << i))
			continue;
		fprintf(to, "%s%s", comma, kinds[i].name);
		comma = ",";
	}
	if (!bits)
		fputs("-", to);
}

void faults_list(FILE *to)
{
	for (size_t i = 0; i < N_FAULTS; i++)
		fprintf(to, "%s\n", kinds[i].name);
}

void faults_help(FILE *to)
{
	static const char *const stages[] = { "connection", "login", "reply", "method" };

	for (size_t i = 0; i < N_FAULTS; i++) {
		char name[40];

		snprintf(name, sizeof(name), "%s%s%s", kinds[i].name,
			 kinds[i].arg ? ":" : "", kinds[i].arg ? kinds[i].arg : "");
		fprintf(to, "  %-20s %-10s  %s\n", name, stages[kinds[i].stage],
			kinds[i].help);
	}
}
