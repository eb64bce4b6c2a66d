/* Unit tests of core/device/power*: decisions, watching, and the hard way. */
#include "tests/unit/support.h"

#include <stdlib.h>
#include <string.h>

#include "core/device/power.h"

/* A path that plays a script: the states it shows, one a read, the last one for ever. */
struct shown {
	uint32_t state;
	uint32_t saving; /* 0: absent */
	uint32_t transitioning;
	uint32_t available[9]; /* 0 ends */
	bool no_list;
	bool fails; /* this read fails in transit */
};

struct scripted {
	struct device base;
	const struct shown *shown;
	size_t n, reads;
	struct power_request sent[4];
	size_t n_sent;
	enum err_domain request_fails; /* ERR_NONE: accepted */
	size_t fails_from;             /* that many are accepted first */
	int request_code;
};

static bool scripted_get(struct device *d, unsigned want, struct power_state *ret,
			 struct err *e)
{
	struct scripted *s = (struct scripted *)d;
	const struct shown *now = &s->shown[s->reads < s->n ? s->reads : s->n - 1];

	s->reads++;
	if (now->fails)
		return err_set(e, ERR_NET, 0, "link is down");
	if (want & POWER_WANT_STATE) {
		ret->state = (struct rec_enum){ true, now->state };
		if (now->transitioning)
			ret->transitioning =
				(struct rec_enum){ true, now->transitioning };
		if (!now->no_list) {
			ret->available.set = true;
			ret->available.codes = xcalloc(9, sizeof(uint32_t));
			for (; now->available[ret->available.n]; ret->available.n++)
				ret->available.codes[ret->available.n] =
					now->available[ret->available.n];
		}
	}
	if ((want & POWER_WANT_SAVING) && now->saving)
		ret->os_power_saving = (struct rec_enum){ true, now->saving };
	return true;
}

static bool scripted_request(struct device *d, const struct power_request *r,
			     struct err *e)
{
	struct scripted *s = (struct scripted *)d;

	s->sent[s->n_sent++] = *r;
	if (s->request_fails && s->n_sent > s->fails_from)
		return err_set(e, s->request_fails, s->request_code, "request failed");
	return true;
}

static void scripted_free(struct device *d)
{
	(void)d;
}

static const struct device_path scripted_path = { .name = "scripted",
						  .free = scripted_free,
						  .power_get = scripted_get,
						  .power_request = scripted_request,
						  .cannot = "scripted" };

static struct scripted script(struct loop *l, const struct shown *shown, size_t n)
{
	return (struct scripted){
		.base = { .path = &scripted_path, .loop = l, .name = (char *)"pc" },
		.shown = shown,
		.n = n,
	};
}

static int make_loop(void **state)
{
	struct err e;

	*state = loop_new(&e);
	return *state ? 0 : -1;
}

static int drop_loop(void **state)
{
	loop_free(*state);
	return 0;
}

#define S0                                 \
	{                                  \
		10, 8, 5, 11, 4, 7, 14, 12 \
	}
#define S5        \
	{         \
		2 \
	}

/* What one action does in one state: the request it sends, or none. */
// clang-format off
static const struct decision {
	enum power_action action;
	struct shown before, after;
	int kind; /* -1: nothing is sent, it is there already; -2: refused */
	uint32_t value;
} decisions[] = {
	{ ACTION_ON,
	  { 8, 0, 0, S5, 0, 0 },
	  { 2, 0, 0, S0, 0, 0 },
	  POWER_REQUEST_STATE,
	  2 },
	{ ACTION_ON,
	  { 7, 0, 0, S5, 0, 0 },
	  { 2, 0, 0, S0, 0, 0 },
	  POWER_REQUEST_STATE,
	  2 },
	{ ACTION_ON,
	  { 4, 0, 0, S5, 0, 0 },
	  { 2, 0, 0, S0, 0, 0 },
	  POWER_REQUEST_STATE,
	  2 },
	{ ACTION_ON, { 2, 2, 0, S0, 0, 0 }, { 0 }, -1, 0 },
	{ ACTION_ON,
	  { 2, 3, 0, S0, 0, 0 },
	  { 2, 2, 0, S0, 0, 0 },
	  POWER_REQUEST_OS_SAVING,
	  2 },
	{ ACTION_WAKE,
	  { 2, 3, 0, S0, 0, 0 },
	  { 2, 2, 0, S0, 0, 0 },
	  POWER_REQUEST_OS_SAVING,
	  2 },
	{ ACTION_WAKE,
	  { 4, 0, 0, S5, 0, 0 },
	  { 2, 0, 0, S0, 0, 0 },
	  POWER_REQUEST_STATE,
	  2 },
	{ ACTION_OFF,
	  { 2, 0, 0, S0, 0, 0 },
	  { 8, 0, 0, S5, 0, 0 },
	  POWER_REQUEST_STATE,
	  8 },
	{ ACTION_OFF,
	  { 2, 0, 0, { 0 }, 1, 0 },
	  { 6, 0, 0, { 0 }, 1, 0 },
	  POWER_REQUEST_STATE,
	  8 },
	{ ACTION_OFF, { 8, 0, 0, S5, 0, 0 }, { 0 }, -1, 0 },
	{ ACTION_OFF, { 6, 0, 0, S5, 0, 0 }, { 0 }, -1, 0 },
	{ ACTION_OFF, { 7, 0, 0, S5, 0, 0 }, { 0 }, -1, 0 },
	{ ACTION_OFF,
	  { 7, 0, 0, { 2, 8 }, 0, 0 },
	  { 8, 0, 0, S5, 0, 0 },
	  POWER_REQUEST_STATE,
	  8 },
	{ ACTION_SHUTDOWN,
	  { 2, 0, 0, S0, 0, 0 },
	  { 8, 0, 0, S5, 0, 0 },
	  POWER_REQUEST_STATE,
	  12 },
	{ ACTION_SHUTDOWN, { 2, 0, 0, { 8, 10 }, 0, 0 }, { 0 }, -2, 0 },
	{ ACTION_SHUTDOWN, { 4, 0, 0, S0, 0, 0 }, { 0 }, -2, 0 },
	{ ACTION_SHUTDOWN, { 8, 0, 0, S5, 0, 0 }, { 0 }, -1, 0 },
	{ ACTION_CYCLE,
	  { 2, 0, 0, S0, 0, 0 },
	  { 2, 0, 19, S0, 0, 0 },
	  POWER_REQUEST_STATE,
	  5 },
	{ ACTION_CYCLE, { 8, 0, 0, S5, 0, 0 }, { 0 }, -2, 0 },
	{ ACTION_RESET,
	  { 2, 0, 0, S0, 0, 0 },
	  { 2, 0, 18, S0, 0, 0 },
	  POWER_REQUEST_STATE,
	  10 },
	{ ACTION_RESET, { 8, 0, 0, S5, 0, 0 }, { 0 }, -2, 0 },
	{ ACTION_RESET, { 2, 0, 0, { 5, 8 }, 0, 0 }, { 0 }, -2, 0 },
	{ ACTION_REBOOT,
	  { 2, 0, 0, S0, 0, 0 },
	  { 2, 0, 0, S0, 0, 0 },
	  POWER_REQUEST_STATE,
	  14 },
	{ ACTION_REBOOT, { 8, 0, 0, S5, 0, 0 }, { 0 }, -2, 0 },
	{ ACTION_SLEEP,
	  { 2, 1, 0, S0, 0, 0 },
	  { 4, 0, 0, S5, 0, 0 },
	  POWER_REQUEST_STATE,
	  4 },
	{ ACTION_SLEEP,
	  { 2, 2, 0, { 8, 10 }, 0, 0 },
	  { 2, 3, 0, S0, 0, 0 },
	  POWER_REQUEST_OS_SAVING,
	  3 },
	{ ACTION_SLEEP, { 2, 1, 0, { 8, 10 }, 0, 0 }, { 0 }, -2, 0 },
	{ ACTION_SLEEP, { 2, 3, 0, S0, 0, 0 }, { 0 }, -1, 0 },
	{ ACTION_SLEEP, { 8, 0, 0, S5, 0, 0 }, { 0 }, -2, 0 },
	{ ACTION_HIBERNATE,
	  { 2, 0, 0, S0, 0, 0 },
	  { 7, 0, 0, S5, 0, 0 },
	  POWER_REQUEST_STATE,
	  7 },
	{ ACTION_HIBERNATE, { 7, 0, 0, S5, 0, 0 }, { 0 }, -1, 0 },
	{ ACTION_HIBERNATE, { 2, 0, 0, { 8 }, 0, 0 }, { 0 }, -2, 0 },
	{ ACTION_NMI,
	  { 2, 0, 0, S0, 0, 0 },
	  { 2, 0, 0, S0, 0, 0 },
	  POWER_REQUEST_STATE,
	  11 },
	{ ACTION_NMI, { 8, 0, 0, S5, 0, 0 }, { 0 }, -2, 0 },
};
// clang-format on

static void each_state_gets_its_request(void **state)
{
	for (size_t i = 0; i < ARRAY_LEN(decisions); i++) {
		const struct decision *d = &decisions[i];
		struct shown shown[] = { d->before, d->after };
		struct scripted s = script(*state, shown, 2);
		struct power_change c = { .action = d->action, .wait_ms = 0 };
		struct power_result r = { 0 };
		struct err e = { 0 };
		bool ok = device_power_change(&s.base, &c, &r, &e);

		if (d->kind == -2) {
			if (ok || e.domain != ERR_REFUSED || s.n_sent)
				fail_msg("row %zu: not refused", i);
		} else if (!ok) {
			fail_msg("row %zu: %s", i, e.msg);
		} else if (d->kind == -1) {
			if (s.n_sent || r.changed || s.reads != 1)
				fail_msg("row %zu: something was sent", i);
		} else if (s.n_sent != 1 || (int)s.sent[0].kind != d->kind ||
			   s.sent[0].value != d->value || !r.changed || s.reads != 2) {
			fail_msg("row %zu: sent %zu, kind %d, value %u, %zu reads", i,
				 s.n_sent, (int)s.sent[0].kind, s.sent[0].value, s.reads);
		}
		power_result_done(&r);
	}
}

static void accepted_but_not_seen_is_indeterminate(void **state)
{
	static const struct shown on[] = { { 2, 0, 0, S0, 0, 0 } };
	struct scripted s = script(*state, on, 1);
	struct power_change c = { .action = ACTION_OFF, .wait_ms = 300 };
	struct power_result r = { 0 };
	struct err e = { 0 };

	assert_false(device_power_change(&s.base, &c, &r, &e));
	assert_err(e, ERR_INDETERMINATE, "accepted, but not observed within 0.3 s");
	assert_true(r.sent);
	assert_false(r.changed);
	assert_int_equal(s.n_sent, 1);
	assert_int_equal(s.reads, 3); /* before, after 250 ms, at the end */
	power_result_done(&r);
}

static void a_pending_transition_is_not_the_end(void **state)
{
	static const struct shown shown[] = { { 2, 0, 0, S0, 0, 0 },
					      { 2, 0, 2, S0, 0, 0 },
					      { 8, 0, 2, S0, 0, 0 },
					      { 2, 0, 19, S0, 0, 0 } };
	struct scripted s = script(*state, shown, 4);
	struct power_change c = { .action = ACTION_CYCLE, .wait_ms = 5000 };
	struct power_result r = { 0 };
	struct err e = { 0 };

	assert_true(device_power_change(&s.base, &c, &r, &e));
	assert_int_equal(s.reads, 4);
	power_result_done(&r);
}

static void reads_that_fail_while_it_changes_are_repeated(void **state)
{
	static const struct shown shown[] = { { 2, 0, 0, S0, 0, 0 },
					      { .fails = true },
					      { 8, 0, 0, S5, 0, 0 } };
	struct scripted s = script(*state, shown, 3);
	struct power_change c = { .action = ACTION_OFF, .wait_ms = 5000 };
	struct power_result r = { 0 };
	struct err e = { 0 };

	s.base.reached = true;
	assert_true(device_power_change(&s.base, &c, &r, &e));
	assert_true(r.changed);
	power_result_done(&r);
}

static void a_request_without_answer_is_settled_by_looking(void **state)
{
	static const struct shown off[] = { { 2, 0, 0, S0, 0, 0 },
					    { 8, 0, 0, S5, 0, 0 } };
	static const struct shown on[] = { { 2, 0, 0, S0, 0, 0 } };
	struct scripted s = script(*state, off, 2);
	struct power_change c = { .action = ACTION_OFF, .wait_ms = 0 };
	struct power_result r = { 0 };
	struct err e = { 0 };

	s.request_fails = ERR_INDETERMINATE;
	assert_true(device_power_change(&s.base, &c, &r, &e));
	assert_int_equal(s.n_sent, 1);
	power_result_done(&r);

	r = (struct power_result){ 0 };
	s = script(*state, on, 1);
	s.request_fails = ERR_INDETERMINATE;
	assert_false(device_power_change(&s.base, &c, &r, &e));
	assert_err(e, ERR_INDETERMINATE, "request failed");
	assert_int_equal(s.n_sent, 1);
	power_result_done(&r);

	/* A reset leaves no trace in the state: nothing to look for. */
	r = (struct power_result){ 0 };
	s = script(*state, on, 1);
	s.request_fails = ERR_INDETERMINATE;
	c.action = ACTION_RESET;
	assert_false(device_power_change(&s.base, &c, &r, &e));
	assert_true(r.sent);
	assert_int_equal(s.reads, 1);
	power_result_done(&r);
}

static void refusal_names_open_sessions(void **state)
{
	static const struct shown on[] = { { 2, 0, 0, S0, 0, 0 } };
	struct scripted s = script(*state, on, 1);
	struct power_change c = { .action = ACTION_OFF, .wait_ms = 0 };
	struct power_result r = { 0 };
	struct err e = { 0 };

	s.request_fails = ERR_REFUSED;
	s.request_code = 2;
	assert_false(device_power_change(&s.base, &c, &r, &e));
	assert_int_equal(e.domain, ERR_REFUSED);
	assert_non_null(strstr(e.hint, "session"));
	assert_false(r.sent);
	power_result_done(&r);
}

static void the_hard_way_follows_only_when_asked(void **state)
{
	static const struct shown deaf[] = { { 2, 0, 0, S0, 0, 0 },
					     { 2, 0, 0, S0, 0, 0 },
					     { 8, 0, 0, S5, 0, 0 } };
	static const struct shown no_agent[] = { { 2, 0, 0, { 8, 10, 5 }, 0, 0 },
						 { 8, 0, 0, S5, 0, 0 } };
	struct scripted s = script(*state, deaf, 3);
	struct power_change c = { .action = ACTION_SHUTDOWN,
				  .or_hard = true,
				  .wait_ms = 0 };
	struct power_result r = { 0 };
	struct err e = { 0 };

	assert_true(device_power_change(&s.base, &c, &r, &e));
	assert_int_equal(s.n_sent, 2);
	assert_int_equal(s.sent[0].value, POWER_OFF_GRACEFUL);
	assert_int_equal(s.sent[1].value, POWER_OFF);
	power_result_done(&r);

	r = (struct power_result){ 0 };
	s = script(*state, deaf, 3);
	c.or_hard = false;
	assert_false(device_power_change(&s.base, &c, &r, &e));
	assert_int_equal(s.n_sent, 1);
	power_result_done(&r);

	/* The hard way is refused, but the graceful request is out. */
	r = (struct power_result){ 0 };
	s = script(*state, deaf, 2);
	s.request_fails = ERR_REFUSED;
	s.fails_from = 1;
	c.or_hard = true;
	assert_false(device_power_change(&s.base, &c, &r, &e));
	assert_int_equal(s.n_sent, 2);
	assert_true(r.sent);
	power_result_done(&r);

	r = (struct power_result){ 0 };
	s = script(*state, no_agent, 2);
	c.or_hard = true;
	assert_true(device_power_change(&s.base, &c, &r, &e));
	assert_int_equal(s.n_sent, 1);
	assert_int_equal(s.sent[0].value, POWER_OFF);
	power_result_done(&r);
}

static void dry_run_sends_nothing(void **state)
{
	static const struct shown on[] = { { 2, 0, 0, S0, 0, 0 } };
	struct scripted s = script(*state, on, 1);
	struct power_change c = { .action = ACTION_CYCLE, .dry_run = true };
	struct power_result r = { 0 };
	struct err e = { 0 };

	assert_true(device_power_change(&s.base, &c, &r, &e));
	assert_int_equal(s.n_sent, 0);
	assert_true(r.would_send);
	assert_int_equal(r.request.value, POWER_CYCLE);
	assert_string_equal(r.why, "power off and on again");
	power_result_done(&r);
}

static void waiting_ends_at_the_deadline(void **state)
{
	static const struct shown on[] = { { 2, 0, 0, S0, 0, 0 } };
	struct scripted s = script(*state, on, 1);
	struct power_state now = { 0 };
	struct err e = { 0 };
	uint64_t start = loop_now_ms();

	s.base.deadline_ms = start + 100;
	assert_false(device_power_wait(&s.base, POWER_GOAL_OFF, 60000, &now, &e));
	assert_err(e, ERR_INDETERMINATE, "the last state was on");
	assert_true(loop_now_ms() - start < 30000);
	power_state_done(&now);
}

static void cancel_ends_waiting(void **state)
{
	static const struct shown on[] = { { 2, 0, 0, S0, 0, 0 } };
	struct err e = { 0 };
	struct loop *l = loop_new(&e);
	struct scripted s = script(l, on, 1);
	struct power_state now = { 0 };

	(void)state;
	loop_cancel(l);
	assert_false(device_power_wait(&s.base, POWER_GOAL_OFF, 60000, &now, &e));
	assert_int_equal(e.domain, ERR_CANCELLED);
	power_state_done(&now);
	loop_free(l);
}

/* A first path that cannot be reached, and how often it was asked. */
static unsigned unreachable_asked;

static bool unreachable_get(struct device *d, unsigned want, struct power_state *ret,
			    struct err *e)
{
	(void)d;
	(void)want;
	(void)ret;
	unreachable_asked++;
	return err_set(e, ERR_NET, 111, "connection refused");
}

static bool untrusted_get(struct device *d, unsigned want, struct power_state *ret,
			  struct err *e)
{
	(void)d;
	(void)want;
	(void)ret;
	return err_set(e, ERR_TLS, TLS_ERR_CHANGED, "changed");
}

static void the_fallback_serves_when_the_first_path_is_dead(void **state)
{
	static const struct device_path dead = { .name = "dead",
						 .free = scripted_free,
						 .power_get = unreachable_get,
						 .cannot = "dead" };
	static const struct shown on[] = { { 2, 0, 0, S0, 0, 0 } };
	struct scripted second = script(*state, on, 1);
	struct device first = { .path = &dead, .loop = *state, .name = (char *)"pc" };
	struct power_state now = { 0 };
	struct err e = { 0 };

	first.fallback = &second.base;
	unreachable_asked = 0;
	assert_true(device_power_get(&first, &now, &e));
	assert_true(device_power_get(&first, &now, &e));
	assert_int_equal(unreachable_asked, 1);
	assert_int_equal(second.reads, 2);
	assert_string_equal(device_path_name(&first), "scripted");
	power_state_done(&now);
}

static void distrust_is_not_walked_around(void **state)
{
	static const struct device_path untrusted = { .name = "untrusted",
						      .free = scripted_free,
						      .power_get = untrusted_get,
						      .cannot = "untrusted" };
	static const struct shown on[] = { { 2, 0, 0, S0, 0, 0 } };
	struct scripted second = script(*state, on, 1);
	struct device first = { .path = &untrusted,
				.loop = *state,
				.name = (char *)"pc" };
	struct power_state now = { 0 };
	struct err e = { 0 };

	first.fallback = &second.base;
	assert_false(device_power_get(&first, &now, &e));
	assert_int_equal(e.domain, ERR_TLS);
	assert_int_equal(second.reads, 0);
}

static void what_a_path_lacks_is_unsupported(void **state)
{
	static const struct shown on[] = { { 2, 0, 0, S0, 0, 0 } };
	struct scripted s = script(*state, on, 1);
	struct doc *doc = NULL;
	struct err e = { 0 };

	assert_false(device_identify(&s.base, &doc, &e));
	assert_err(e, ERR_UNSUPPORTED, "scripted");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_state_gets_its_request),
		cmocka_unit_test(accepted_but_not_seen_is_indeterminate),
		cmocka_unit_test(a_pending_transition_is_not_the_end),
		cmocka_unit_test(reads_that_fail_while_it_changes_are_repeated),
		cmocka_unit_test(a_request_without_answer_is_settled_by_looking),
		cmocka_unit_test(refusal_names_open_sessions),
		cmocka_unit_test(the_hard_way_follows_only_when_asked),
		cmocka_unit_test(dry_run_sends_nothing),
		cmocka_unit_test(waiting_ends_at_the_deadline),
		cmocka_unit_test(cancel_ends_waiting),
		cmocka_unit_test(the_fallback_serves_when_the_first_path_is_dead),
		cmocka_unit_test(distrust_is_not_walked_around),
		cmocka_unit_test(what_a_path_lacks_is_unsupported),
	};

	return cmocka_run_group_tests_name("power", tests, make_loop, drop_loop);
}
