/* Unit tests of core/device/consent.c, most of them against amtsim. */
#include "tests/unit/support_sim.h"

#include <string.h>

#include "core/device/consent.h"

/* ---- what needs it ---- */

static void what_needs_consent_depends_on_policy_use_and_state(void **state)
{
	static const struct {
		bool known;
		uint32_t required, state;
		enum consent_use use;
		bool ok;
	} cases[] = {
		{ false, 0, 0, CONSENT_USE_BOOT, true },
		{ true, CONSENT_FOR_NONE, 0, CONSENT_USE_BOOT, true },
		{ true, CONSENT_FOR_NONE, 0, CONSENT_USE_KVM, true },
		{ true, CONSENT_FOR_KVM, 0, CONSENT_USE_BOOT, true },
		{ true, CONSENT_FOR_KVM, 0, CONSENT_USE_KVM, false },
		{ true, CONSENT_FOR_KVM, 3, CONSENT_USE_KVM, true },
		{ true, CONSENT_FOR_ALL, 0, CONSENT_USE_BOOT, false },
		{ true, CONSENT_FOR_ALL, 1, CONSENT_USE_BOOT, false },
		{ true, CONSENT_FOR_ALL, 2, CONSENT_USE_KVM, false },
		{ true, CONSENT_FOR_ALL, 3, CONSENT_USE_BOOT, true },
		{ true, CONSENT_FOR_ALL, 4, CONSENT_USE_BOOT, true },
		{ true, 77, 0, CONSENT_USE_BOOT, false }, /* to be on the safe side */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct consent c = { .required = { cases[i].known, cases[i].required },
				     .state = { cases[i].known, cases[i].state } };
		struct err e = { 0 };

		if (consent_check(&c, cases[i].use, "lab-07", &e) != cases[i].ok)
			fail_msg("case %zu", i);
		if (cases[i].ok)
			continue;
		assert_int_equal(e.domain, ERR_CONSENT);
		assert_string_equal(e.name, CONSENT_NEEDED);
		assert_string_equal(e.hint, cases[i].state
						    ? "amtctl consent submit CODE lab-07"
						    : "amtctl consent request lab-07");
	}
}

static void a_code_is_six_digits(void **state)
{
	static const char *const bad[] = { "",       "12345",  "1234567", "12345a",
					   " 12345", "-12345", "12 345" };
	struct err e = { 0 };

	(void)state;
	assert_true(consent_code_check("000000", &e));
	assert_true(consent_code_check("999999", &e));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		assert_false(consent_code_check(bad[i], &e));
		assert_err(e, ERR_USAGE, "six digits");
	}
}

/* ---- against the simulated PC ---- */

static void expect_state(const struct consent_result *r, uint32_t wanted)
{
	assert_true(r->now.state.set);
	assert_int_equal(r->now.state.code, wanted);
}

static void given(struct test_sim *s, struct consent_result *r)
{
	struct err e = { 0 };

	if (!device_consent_request(s->device, 0, false, r, &e))
		fail_msg("%s", e.msg);
}

static void a_code_is_requested_submitted_and_taken_back(void **state)
{
	struct test_sim s;
	struct consent c = { 0 };
	struct consent_result r = { 0 };
	struct err e = { 0 };

	(void)state;
	test_sim_start(&s, "--profile ccm --consent-code 000123");
	assert_true(device_consent_get(s.device, &c, &e));
	assert_int_equal(c.required.code, CONSENT_FOR_ALL);
	assert_int_equal(c.state.code, CONSENT_NOT_STARTED);
	assert_int_equal(c.code_timeout_s.v, 120);
	assert_true(c.can_modify.set && !c.can_modify.v);

	given(&s, &r);
	assert_true(r.changed && r.sent);
	expect_state(&r, CONSENT_DISPLAYED);

	r = (struct consent_result){ 0 };
	given(&s, &r); /* it is there already */
	assert_false(r.changed || r.sent);

	r = (struct consent_result){ 0 };
	assert_true(device_consent_submit(s.device, "000123", true, &r, &e));
	assert_true(r.would_send && !r.sent && !r.changed);

	r = (struct consent_result){ 0 };
	if (!device_consent_submit(s.device, "000123", false, &r, &e))
		fail_msg("%s", e.msg);
	assert_true(r.changed);
	expect_state(&r, CONSENT_RECEIVED);

	r = (struct consent_result){ 0 };
	assert_true(device_consent_submit(s.device, "000123", false, &r, &e));
	assert_false(r.changed || r.sent);
	given(&s, &r);
	assert_false(r.changed || r.sent);

	r = (struct consent_result){ 0 };
	assert_true(device_consent_cancel(s.device, true, &r, &e));
	assert_true(r.would_send && !r.sent);
	r = (struct consent_result){ 0 };
	assert_true(device_consent_cancel(s.device, false, &r, &e));
	assert_true(r.changed);
	expect_state(&r, CONSENT_NOT_STARTED);

	r = (struct consent_result){ 0 };
	assert_true(device_consent_cancel(s.device, false, &r, &e));
	assert_false(r.changed || r.sent);
	test_sim_stop(&s);
}

static void wrong_codes_are_told_from_codes_that_come_too_late(void **state)
{
	struct test_sim s;
	struct consent_result r = { 0 };
	struct err e = { 0 };

	(void)state;
	test_sim_start(&s, "--profile ccm --consent-code 123456");
	assert_false(device_consent_submit(s.device, "123456", false, &r, &e));
	assert_err(e, ERR_CONSENT, "no code was asked for");
	assert_false(r.sent);
	assert_non_null(strstr(e.hint, "consent request pc"));
	for (int round = 0; round < 2; round++) {
		given(&s, &r);
		for (int i = 0; i < 2; i++) {
			assert_false(
				device_consent_submit(s.device, "654321", false, &r, &e));
			assert_err(e, ERR_CONSENT, "still takes another try");
			assert_non_null(strstr(e.hint, "consent submit CODE pc"));
			expect_state(&r, CONSENT_DISPLAYED);
		}
		assert_false(device_consent_submit(s.device, "654321", false, &r, &e));
		assert_err(e, ERR_CONSENT, "shows it no more");
		expect_state(&r, CONSENT_NOT_STARTED);
	}
	/* So many that the PC has had enough. */
	assert_false(device_consent_request(s.device, 0, false, &r, &e));
	assert_err(e, ERR_CONSENT, "for a while");
	assert_int_equal(e.code, 3);
	assert_string_equal(e.name, "BLOCKED");
	test_sim_stop(&s);
}

static void a_code_is_waited_for_until_it_is_on_the_screen(void **state)
{
	struct test_sim s;
	struct consent_result r = { 0 };
	struct err e = { 0 };

	(void)state;
	test_sim_start(&s, "--profile ccm --consent-draw 500 "
			   "--fault close-early/StartOptIn");
	assert_false(device_consent_request(s.device, 0, false, &r, &e));
	assert_err(e, ERR_INDETERMINATE, "shows no code yet");
	assert_true(r.sent && !r.changed);
	r = (struct consent_result){ 0 };
	if (!device_consent_request(s.device, 20000, false, &r, &e))
		fail_msg("%s", e.msg);
	assert_false(r.sent || r.changed); /* it was asked for before */
	expect_state(&r, CONSENT_DISPLAYED);
	test_sim_stop(&s);
}

static void a_pc_without_a_screen_or_a_need_is_not_asked(void **state)
{
	struct test_sim s;
	struct consent_result r = { 0 };
	struct err e = { 0 };

	(void)state;
	test_sim_start(&s, "--profile ccm --power off");
	assert_false(device_consent_request(s.device, 0, false, &r, &e));
	assert_err(e, ERR_CONSENT, "no screen");
	assert_false(r.sent || r.changed);
	test_sim_stop(&s);

	test_sim_start(&s, "--profile acm");
	given(&s, &r);
	assert_false(r.sent || r.changed);
	expect_state(&r, CONSENT_NOT_STARTED);
	test_sim_stop(&s);
}

static void firmware_without_consent_says_so_but_can_be_read(void **state)
{
	struct test_sim s;
	struct consent c = { 0 };
	struct consent_result r = { 0 };
	struct err e = { 0 };

	(void)state;
	test_sim_start(&s, "--profile amt6");
	assert_true(device_consent_get(s.device, &c, &e));
	assert_false(c.required.set || c.state.set);
	assert_true(consent_check(&c, CONSENT_USE_KVM, "pc", &e));
	assert_false(device_consent_request(s.device, 0, false, &r, &e));
	assert_err(e, ERR_UNSUPPORTED, "no user consent");
	assert_false(device_consent_submit(s.device, "123456", false, &r, &e));
	assert_err(e, ERR_UNSUPPORTED, "no user consent");
	assert_false(device_consent_cancel(s.device, false, &r, &e));
	assert_err(e, ERR_UNSUPPORTED, "no user consent");
	test_sim_stop(&s);
}

static void what_was_accepted_but_does_not_show_is_unknown(void **state)
{
	struct test_sim s;
	struct consent_result r = { 0 };
	struct err e = { 0 };

	(void)state;
	test_sim_start(&s, "--profile ccm --fault accepted-not-done/StartOptIn");
	assert_false(device_consent_request(s.device, 0, false, &r, &e));
	assert_err(e, ERR_INDETERMINATE, "accepted, but");
	assert_true(r.sent && !r.changed);
	test_sim_stop(&s);
}

static void a_lost_answer_is_settled_by_the_state(void **state)
{
	struct test_sim s;
	struct consent_result r = { 0 };
	struct err e = { 0 };

	(void)state;
	test_sim_start(&s, "--profile ccm --consent-code 123456 "
			   "--fault close-early/StartOptIn,close-early/SendOptInCode");
	given(&s, &r);
	assert_true(r.changed);
	r = (struct consent_result){ 0 };
	/* A wrong code whose answer is lost: the state shows that it did not help. */
	assert_false(device_consent_submit(s.device, "111111", false, &r, &e));
	assert_int_equal(e.domain, ERR_INDETERMINATE);
	assert_true(r.sent && !r.changed);
	r = (struct consent_result){ 0 };
	if (!device_consent_submit(s.device, "123456", false, &r, &e))
		fail_msg("%s", e.msg);
	assert_true(r.changed);
	test_sim_stop(&s);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		sim_unit_test(what_needs_consent_depends_on_policy_use_and_state),
		sim_unit_test(a_code_is_six_digits),
		sim_unit_test(a_code_is_requested_submitted_and_taken_back),
		sim_unit_test(wrong_codes_are_told_from_codes_that_come_too_late),
		sim_unit_test(a_code_is_waited_for_until_it_is_on_the_screen),
		sim_unit_test(a_pc_without_a_screen_or_a_need_is_not_asked),
		sim_unit_test(firmware_without_consent_says_so_but_can_be_read),
		sim_unit_test(what_was_accepted_but_does_not_show_is_unknown),
		sim_unit_test(a_lost_answer_is_settled_by_the_state),
	};

	return cmocka_run_group_tests_name("consent", tests, NULL, NULL);
}
