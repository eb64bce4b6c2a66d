/* pace: stagger, batches, canary, and how many may fail. */
#include "core/fleet/pace.h"

#include <stdio.h>
#include <string.h>

#include "core/base/text.h"

#define FAILURES_MAX 1000000

void pace_init(struct pace *p, const struct pace_rules *rules)
{
	*p = (struct pace){ .rules = *rules };
}

/* Of the group that begins with the next job. */
static size_t group_size(const struct pace *p)
{
	const struct pace_rules *r = &p->rules;
	size_t size = r->batch ? r->batch : SIZE_MAX;
	size_t canaries = p->begun < r->canary ? r->canary - p->begun : SIZE_MAX;

	return size < canaries ? size : canaries;
}

enum pace_verdict pace_next(const struct pace *p, uint64_t now_ms, uint64_t *ret_until_ms)
{
	uint64_t until = 0;

	if (*p->reason)
		return PACE_STOP;
	if (!p->begun)
		return PACE_GO;
	if (!p->left) {
		if (p->ended < p->begun)
			return PACE_HOLD;
		until = p->ended_ms + p->rules.batch_pause_ms;
	}
	if (p->begun_ms + p->rules.stagger_ms > until)
		until = p->begun_ms + p->rules.stagger_ms;
	if (now_ms >= until)
		return PACE_GO;
	*ret_until_ms = until;
	return PACE_WAIT;
}

void pace_begun(struct pace *p, uint64_t now_ms)
{
	if (!p->left)
		p->left = group_size(p);
	p->left--;
	p->begun++;
	p->begun_ms = now_ms;
}

void pace_ended(struct pace *p, bool ok, uint64_t now_ms)
{
	p->ended++;
	p->ended_ms = now_ms;
	if (ok)
		return;
	p->failed++;
	if (*p->reason)
		return;
	/* Canaries are alone: what ends while no other has begun is one of them. */
	if (p->begun <= p->rules.canary)
		snprintf(p->reason, sizeof(p->reason),
			 p->rules.canary == 1 ? "the canary failed" : "a canary failed");
	else if (p->rules.limited && p->failed > p->rules.max_failures)
		snprintf(p->reason, sizeof(p->reason),
			 p->rules.max_failures ? "more than %zu failed" : "one failed",
			 p->rules.max_failures);
}

const char *pace_reason(const struct pace *p)
{
	return *p->reason ? p->reason : NULL;
}

bool pace_failures(const char *text, size_t n, size_t *ret)
{
	size_t len = strlen(text);
	bool percent = len && text[len - 1] == '%';
	AUTO(xfreep) char *digits = xstrndup(text, len - percent);
	uint64_t v;

	if (!text_to_uint(digits, percent ? 100 : FAILURES_MAX, &v))
		return false;
	*ret = percent ? (size_t)(n * v / 100) : (size_t)v;
	return true;
}
