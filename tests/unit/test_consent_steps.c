/* Unit tests of core/device/consent.c: replies that amtsim does not give in this order.
 */
#include "tests/unit/support.h"

#include <string.h>

#include "core/device/consent.h"
#include "core/loop/loop.h"

/* No state: the look fails. */
#define UNREADABLE 99u

/* Long enough for one look more. */
#define WAIT_MS 20u

struct script {
	struct device base;
	const uint32_t *states; /* one a look; the last one stays */
	size_t left;
	struct err answer; /* to a call; ERR_NONE: success */
	int calls;
};

static bool scripted_get(struct device *d, struct consent *ret, struct err *e)
{
	struct script *s = (struct script *)d;
	uint32_t now = *s->states;

	if (s->left > 1) {
		s->states++;
		s->left--;
	}
	if (now == UNREADABLE)
		return err_set(e, ERR_PROTO, 0, "nonsense");
	*ret = (struct consent){ .required = { true, CONSENT_FOR_ALL },
				 .state = { true, now } };
	return true;
}

static bool scripted_call(struct device *d, const struct consent_call *c, struct err *e)
{
	struct script *s = (struct script *)d;

	(void)c;
	s->calls++;
	if (!s->answer.domain)
		return true;
	*e = s->answer;
	return false;
}

static const struct device_path path = {
	.name = "script",
	.consent_get = scripted_get,
	.consent_call = scripted_call,
};

static char pc[] = "pc";

#define STATES(...)                                  \
	.states = (const uint32_t[]){ __VA_ARGS__ }, \
	.left = sizeof((const uint32_t[]){ __VA_ARGS__ }) / sizeof(uint32_t)

static struct script script(struct loop *l, struct script s)
{
	s.base = (struct device){ .path = &path, .loop = l, .name = pc };
	return s;
}

/* What came of it: domain and a part of the message. */
struct outcome {
	struct script s;
	enum err_domain domain;
	const char *part;
	bool sent;
};

static struct err refused(int code)
{
	struct err e = { 0 };

	err_set(&e, ERR_REFUSED, code, "returned %d", code);
	err_name(&e, "NAME");
	return e;
}

static struct err lost(void)
{
	struct err e = { 0 };

	err_set(&e, ERR_INDETERMINATE, 0, "no answer");
	return e;
}

static void assert_outcome(const struct outcome *o, size_t i, bool ok,
			   const struct consent_result *r, const struct err *e)
{
	if (ok || e->domain != o->domain || !strstr(e->msg, o->part) ||
	    r->sent != o->sent || r->changed)
		fail_msg("case %zu: %s, sent %d, changed %d", i, ok ? "ok" : e->msg,
			 r->sent, r->changed);
}

static void a_request_fails_in_words_of_its_own(void **state)
{
	const struct outcome cases[] = {
		{ { STATES(UNREADABLE) }, ERR_PROTO, "nonsense", false },
		{ { STATES(0), .answer = refused(2) },
		  ERR_CONSENT,
		  "in its present state",
		  false },
		{ { STATES(0), .answer = refused(3) },
		  ERR_CONSENT,
		  "blocking requests",
		  false },
		{ { STATES(0), .answer = refused(4) }, ERR_CONSENT, "no screen", false },
		{ { STATES(0), .answer = refused(1) }, ERR_REFUSED, "returned 1", false },
		{ { STATES(0, UNREADABLE) },
		  ERR_INDETERMINATE,
		  "sent, but the result could not be read: nonsense",
		  true },
		{ { STATES(0, 1, 0) }, ERR_CONSENT, "before a code was shown", true },
		{ { STATES(0, 77) }, ERR_INDETERMINATE, "the state is unknown", true },
		{ { STATES(0), .answer = lost() }, ERR_INDETERMINATE, "no answer", true },
		/* Another's request: nothing of ours was sent. */
		{ { STATES(1, UNREADABLE) }, ERR_PROTO, "nonsense", false },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct script s = script(*state, cases[i].s);
		struct consent_result r = { 0 };
		struct err e = { 0 };
		bool ok = device_consent_request(&s.base, WAIT_MS, false, &r, &e);

		assert_outcome(&cases[i], i, ok, &r, &e);
	}
}

/* The request is not sent a second time for an answer that was lost. */
static void a_request_without_an_answer_is_followed(void **state)
{
	struct script s =
		script(*state, (struct script){ STATES(0, 1, 2), .answer = lost() });
	struct consent_result r = { 0 };
	struct err e = { 0 };

	if (!device_consent_request(&s.base, WAIT_MS, false, &r, &e))
		fail_msg("%s", e.msg);
	assert_true(r.sent && r.changed);
	assert_int_equal(s.calls, 1);
}

/* The time of the whole command ends the wait, too. */
static void the_deadline_ends_the_wait(void **state)
{
	struct script s = script(*state, (struct script){ STATES(0, 1) });
	struct consent_result r = { 0 };
	struct err e = { 0 };

	s.base.deadline_ms = loop_now_ms() + WAIT_MS;
	assert_false(device_consent_request(&s.base, 3600000, false, &r, &e));
	assert_err(e, ERR_INDETERMINATE, "shows no code yet");
}

static void a_code_that_is_refused_is_followed_by_a_look(void **state)
{
	const struct outcome cases[] = {
		{ { STATES(2), .answer = refused(1) },
		  ERR_CONSENT,
		  "still takes another try",
		  false },
		{ { STATES(2), .answer = refused(3) },
		  ERR_CONSENT,
		  "blocking codes",
		  false },
		{ { STATES(2, 0), .answer = refused(1) },
		  ERR_CONSENT,
		  "shows it no more",
		  false },
		{ { STATES(2, UNREADABLE), .answer = refused(1) },
		  ERR_PROTO,
		  "not accepted, and the state unknown: nonsense",
		  false },
		/* Accepted, and then on no way that leads there. */
		{ { STATES(2, 0) }, ERR_INDETERMINATE, "the state is", true },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct script s = script(*state, cases[i].s);
		struct consent_result r = { 0 };
		struct err e = { 0 };
		bool ok = device_consent_submit(&s.base, "012345", false, &r, &e);

		assert_outcome(&cases[i], i, ok, &r, &e);
		assert_int_equal(s.calls, 1);
	}
}

static void a_session_keeps_consent_from_being_taken_back(void **state)
{
	const struct outcome cases[] = {
		{ { STATES(4), .answer = refused(2) },
		  ERR_REFUSED,
		  "a session is open",
		  false },
		{ { STATES(3), .answer = refused(2) }, ERR_REFUSED, "returned 2", false },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct script s = script(*state, cases[i].s);
		struct consent_result r = { 0 };
		struct err e = { 0 };
		bool ok = device_consent_cancel(&s.base, false, &r, &e);

		assert_outcome(&cases[i], i, ok, &r, &e);
		assert_string_equal(e.name, "NAME");
	}
}

static int setup(void **state)
{
	struct err e = { 0 };

	*state = loop_new(&e);
	return *state ? 0 : -1;
}

static int teardown(void **state)
{
	loop_free(*state);
	return 0;
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_fails_in_words_of_its_own),
		cmocka_unit_test(a_request_without_an_answer_is_followed),
		cmocka_unit_test(the_deadline_ends_the_wait),
		cmocka_unit_test(a_code_that_is_refused_is_followed_by_a_look),
		cmocka_unit_test(a_session_keeps_consent_from_being_taken_back),
	};

	return cmocka_run_group_tests_name("consent_steps", tests, setup, teardown);
}
