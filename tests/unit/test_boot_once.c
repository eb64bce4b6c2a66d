/* Unit tests of core/device/boot_once.c: a path that arms and boots in one call. */
#include "tests/unit/support.h"

#include <stdlib.h>
#include <string.h>

#include "core/device/boot.h"
#include "core/device/boot_once.h"
#include "core/loop/loop.h"

/* A power state that cannot be read. */
#define UNREADABLE 99u

/* Long enough for one look. */
#define WAIT_MS 5u

struct script {
	struct device base;
	uint32_t state, after; /* before and after the call */
	struct err answer;     /* to the call; ERR_NONE: success */
	struct err look;       /* what a state that is UNREADABLE says */
	int calls;
	uint32_t request;
};

static bool scripted_power(struct device *d, unsigned want, struct power_state *ret,
			   struct err *e)
{
	struct script *s = (struct script *)d;
	uint32_t now = s->calls ? s->after : s->state;

	(void)want;
	if (now == UNREADABLE) {
		*e = s->look;
		return false;
	}
	*ret = (struct power_state){ .state = { true, now } };
	return true;
}

static bool scripted_consent(struct device *d, struct consent *ret, struct err *e)
{
	(void)d;
	(void)e;
	*ret = (struct consent){ .required = { true, CONSENT_FOR_NONE } };
	return true;
}

static bool scripted_check(struct device *d, const struct boot_order *o, struct err *e)
{
	(void)d;
	(void)o;
	(void)e;
	return true;
}

static bool scripted_once(struct device *d, const struct boot_once *b, struct err *e)
{
	struct script *s = (struct script *)d;

	s->calls++;
	s->request = b->request;
	if (!s->answer.domain)
		return true;
	*e = s->answer;
	return false;
}

static const struct device_path path = {
	.name = "script",
	.power_get = scripted_power,
	.consent_get = scripted_consent,
	.boot_once_check = scripted_check,
	.boot_once = scripted_once,
};

static char pc[] = "pc";

static struct err failure(enum err_domain domain, int code, const char *text)
{
	struct err e = { 0 };

	err_set(&e, domain, code, "%s", text);
	return e;
}

static bool boot(struct loop *l, struct script *s, struct boot_result *r, struct err *e)
{
	const struct boot_change c = { .order = { .target = BOOT_PXE },
				       .wait_ms = WAIT_MS };

	s->base = (struct device){ .path = &path, .loop = l, .name = pc };
	*r = (struct boot_result){ 0 };
	*e = (struct err){ 0 };
	return device_boot(&s->base, &c, r, e);
}

static void a_boot_is_one_call_and_a_look(void **state)
{
	struct script off = { .state = POWER_OFF, .after = POWER_ON };
	struct script on = { .state = POWER_ON, .after = POWER_ON };
	struct boot_result r;
	struct err e;

	if (!boot(*state, &off, &r, &e))
		fail_msg("%s", e.msg);
	assert_int_equal(off.request, POWER_ON);
	assert_true(r.sent && r.changed.v && r.armed.v);
	boot_result_done(&r);
	if (!boot(*state, &on, &r, &e))
		fail_msg("%s", e.msg);
	assert_int_equal(on.request, POWER_RESET);
	assert_int_equal(on.calls, 1);
	boot_result_done(&r);
}

static void what_became_of_it_is_told(void **state)
{
	static const char may[] = "the boot may still be armed";
	const struct {
		struct script s;
		enum err_domain domain;
		const char *part, *more;
		bool sent, known; /* is it known that nothing is armed? */
	} cases[] = {
		/* Before anything was sent. */
		{ { .state = UNREADABLE, .look = failure(ERR_NET, 0, "no route") },
		  ERR_NET,
		  "no route",
		  "",
		  false,
		  false },
		{ { .state = POWER_ON, .answer = failure(ERR_CLOUD, 404, "gone") },
		  ERR_CLOUD,
		  "gone",
		  "",
		  false,
		  true },
		/* The last of the server's steps was refused. */
		{ { .state = POWER_ON, .answer = failure(ERR_REFUSED, 2, "no") },
		  ERR_REFUSED,
		  "no; ",
		  may,
		  false,
		  false },
		/* A lost answer: from on to on, the state tells nothing. */
		{ { .state = POWER_ON,
		    .after = POWER_ON,
		    .answer = failure(ERR_INDETERMINATE, 0, "lost") },
		  ERR_INDETERMINATE,
		  "lost; ",
		  may,
		  true,
		  false },
		{ { .state = POWER_OFF,
		    .after = POWER_OFF,
		    .answer = failure(ERR_INDETERMINATE, 0, "lost") },
		  ERR_INDETERMINATE,
		  "lost; ",
		  may,
		  true,
		  false },
		/* Accepted, but. */
		{ { .state = POWER_OFF, .after = POWER_OFF },
		  ERR_INDETERMINATE,
		  "accepted, but not observed",
		  may,
		  true,
		  false },
		{ { .state = POWER_OFF,
		    .after = UNREADABLE,
		    .look = failure(ERR_PROTO, 0, "nonsense") },
		  ERR_PROTO,
		  "nonsense; ",
		  may,
		  true,
		  false },
		{ { .state = POWER_OFF,
		    .after = UNREADABLE,
		    .look = failure(ERR_CANCELLED, 0, "interrupted") },
		  ERR_CANCELLED,
		  "its result was not observed: interrupted",
		  may,
		  true,
		  false },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct script s = cases[i].s;
		struct boot_result r;
		struct err e;
		bool ok = boot(*state, &s, &r, &e);

		if (ok || e.domain != cases[i].domain || !strstr(e.msg, cases[i].part) ||
		    !strstr(e.msg, cases[i].more))
			fail_msg("case %zu: %s", i, ok ? "ok" : e.msg);
		if (r.sent != cases[i].sent || r.changed.v ||
		    r.armed.set != cases[i].known || r.armed.v)
			fail_msg("case %zu: sent %d, changed %d, armed %d %d", i, r.sent,
				 r.changed.v, r.armed.set, r.armed.v);
		boot_result_done(&r);
	}
}

static void a_lost_answer_to_a_pc_that_was_off_is_settled_by_its_state(void **state)
{
	struct script s = { .state = POWER_OFF,
			    .after = POWER_ON,
			    .answer = failure(ERR_INDETERMINATE, 0, "lost") };
	struct boot_result r;
	struct err e;

	if (!boot(*state, &s, &r, &e))
		fail_msg("%s", e.msg);
	assert_true(r.sent && r.changed.v && r.armed.v);
	assert_int_equal(s.calls, 1);
	boot_result_done(&r);
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
		cmocka_unit_test(a_boot_is_one_call_and_a_look),
		cmocka_unit_test(what_became_of_it_is_told),
		cmocka_unit_test(
			a_lost_answer_to_a_pc_that_was_off_is_settled_by_its_state),
	};

	return cmocka_run_group_tests_name("boot_once", tests, setup, teardown);
}
