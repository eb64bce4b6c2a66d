/* Unit tests of core/device/boot: what is written, and what is taken back. */
#include "tests/unit/support_boot.h"

#include <stdlib.h>

#define URL_BASE64 "hoABACIAAABodHRwczovL2Jvb3QuZXhhbXBsZS5uZXQvd2lucGUuZWZphoAUAAEAAAAB"

/* ---- what goes right ---- */

static void each_boot_sends_its_steps_in_order(void **state)
{
	static const struct {
		struct boot_change change;
		const char *settings;
		const char *log;
		const char *source;
	} v[] = {
		{ { .order = { .target = BOOT_BIOS } },
		  NULL,
		  READS "get order() put role power:10 state",
		  NULL },
		{ { .order = { .target = BOOT_PXE } },
		  NULL,
		  READS "get order(Force PXE Boot) role power:10 state",
		  PXE },
		{ { .order = { .target = BOOT_PXE } },
		  "UseIDER=true",
		  READS "get put order(Force PXE Boot) role power:10 state",
		  PXE },
		/* Says nothing without UseIDER. */
		{ { .order = { .target = BOOT_PXE } },
		  "IDERBootDevice=1",
		  READS "get order(Force PXE Boot) role power:10 state",
		  PXE },
		{ { .order = { .target = BOOT_PXE } },
		  "UefiBootNumberOfParams=2",
		  READS "get put order(Force PXE Boot) role power:10 state",
		  PXE },
		{ { .order = { .target = BOOT_DISK, .flags.safe_mode = true } },
		  NULL,
		  READS "get put order(Force Hard-drive Boot) role power:10 state",
		  "Intel(r) AMT: Force Hard-drive Boot" },
		{ { .order = { .target = BOOT_CD } },
		  NULL,
		  READS "get order(Force CD/DVD Boot) role power:10 state",
		  "Intel(r) AMT: Force CD/DVD Boot" },
		{ { .order = { .target = BOOT_DIAG } },
		  NULL,
		  READS "get order(Force Diagnostic Boot) role power:10 state",
		  "Intel(r) AMT: Force Diagnostic Boot" },
		{ { .order = { .target = BOOT_IDER_CD } },
		  NULL,
		  READS "get order() put role power:10 state",
		  NULL },
		{ { .order = { .target = BOOT_HTTPS, .url = URL } },
		  NULL,
		  READS "service get order() put role order(Force OCR UEFI HTTPS Boot) "
			"power:10 state",
		  HTTPS },
		{ { .order = { .target = BOOT_WINRE } },
		  NULL,
		  READS "service sources get order() put role "
			"order(Force OCR UEFI Boot Option 1) power:10 state",
		  OPTION "1" },
		{ { .order = { .target = BOOT_PBA } },
		  NULL,
		  READS "service sources get order() put role "
			"order(Force OCR UEFI Boot Option 2) power:10 state",
		  OPTION "2" },
		{ { .order = { .target = BOOT_BIOS }, .power = BOOT_POWER_NONE },
		  NULL,
		  "consent capabilities get order() put role get",
		  NULL },
		{ { .order = { .target = BOOT_BIOS }, .power = BOOT_POWER_CYCLE },
		  NULL,
		  READS "kvm get order() put role power:5 state",
		  NULL },
		{ { .order = { .target = BOOT_IDER_CD,
			       .flags.secure_boot = { true, false } } },
		  NULL,
		  READS "mode get order() put role power:10 state",
		  NULL },
		{ { .order = { .target = BOOT_BIOS }, .dry_run = true },
		  NULL,
		  READS "get",
		  NULL },
	};

	for (size_t i = 0; i < ARRAY_LEN(v); i++) {
		struct scripted s = boot_script(*state, v[i].settings);
		struct boot_result r;
		struct err e;

		if (!boot_script_run(&s, &v[i].change, &r, &e))
			fail_msg("row %zu: %s", i, e.msg);
		if (strcmp(buf_cstr(&s.log), v[i].log) != 0)
			fail_msg("row %zu: %s", i, buf_cstr(&s.log));
		if (v[i].source)
			assert_string_equal(r.source, v[i].source);
		else
			assert_null(r.source);
		assert_true(r.changed.set && r.changed.v == !v[i].change.dry_run);
		assert_int_equal(r.armed.v, !v[i].change.dry_run);
		assert_int_equal(r.sent, v[i].change.power != BOOT_POWER_NONE &&
						 !v[i].change.dry_run);
		assert_true(r.steps.n >= 3);
		boot_result_done(&r);
		boot_script_done(&s);
	}
}

static void bios_is_put_from_a_clean_record(void **state)
{
	struct boot_change c = { .order = { .target = BOOT_BIOS,
					    .flags = { .sol = true,
						       .verbosity = { true, 1 } } } };
	struct scripted s = boot_script(*state, "UseIDER=true LockKeyboard=true "
						"SecureErase=true PlatformErase=true "
						"BootMediaIndex=2 FirmwareVerbosity=3");
	struct boot_result r;
	struct err e;

	assert_true(boot_script_run(&s, &c, &r, &e));
	assert_string_equal(
		s.put,
		"BIOSPause=false BIOSSetup=true BootMediaIndex=0 "
		"ConfigurationDataReset=false "
		"ElementName=Intel(r) AMT Boot Configuration Settings "
		"EnforceSecureBoot=true FirmwareVerbosity=1 ForcedProgressEvents=false "
		"IDERBootDevice=0 InstanceID=Intel(r) AMT:BootSettingData 0 "
		"LockKeyboard=false LockPowerButton=false LockResetButton=false "
		"LockSleepButton=false Novelty=7 OwningEntity=Intel(r) AMT "
		"PlatformErase=false RSEPassword= ReflashBIOS=false SecureErase=false "
		"UseIDER=false UseSOL=true UseSafeMode=false UserPasswordBypass=false");
	assert_false(s.put_secret);
	assert_string_equal(r.steps.v[1],
			    "set BIOSSetup UseSOL FirmwareVerbosity=quiet and clear all "
			    "other options");
	assert_true(r.settings.bios_setup.v);
	boot_result_done(&r);
	boot_script_done(&s);
}

static void all_flags_reach_their_property(void **state)
{
	struct boot_change c = {
		.order = { .target = BOOT_IDER_CD,
			   .flags = { .sol = true,
				      .pause = true,
				      .lock_keyboard = true,
				      .lock_power_button = true,
				      .lock_reset_button = true,
				      .lock_sleep_button = true,
				      .user_password_bypass = true,
				      .reflash = true,
				      .progress_events = true,
				      .verbosity = { true, 2 },
				      .secure_boot = { true, false } } },
	};
	struct scripted s = boot_script(*state, NULL);
	struct boot_result r;
	struct err e;

	assert_true(boot_script_run(&s, &c, &r, &e));
	assert_string_equal(
		s.put,
		"BIOSPause=true BIOSSetup=false BootMediaIndex=0 "
		"ConfigurationDataReset=false "
		"ElementName=Intel(r) AMT Boot Configuration Settings "
		"EnforceSecureBoot=false FirmwareVerbosity=2 ForcedProgressEvents=true "
		"IDERBootDevice=1 InstanceID=Intel(r) AMT:BootSettingData 0 "
		"LockKeyboard=true LockPowerButton=true LockResetButton=true "
		"LockSleepButton=true Novelty=7 OwningEntity=Intel(r) AMT "
		"PlatformErase=false RSEPassword= ReflashBIOS=true SecureErase=false "
		"UseIDER=true UseSOL=true UseSafeMode=false UserPasswordBypass=true");
	boot_result_done(&r);
	boot_script_done(&s);
}

static void parameters_go_where_the_alphabet_wants_them(void **state)
{
	struct secret password = { .text = (char *)"s3cret" };
	struct boot_change c = { .order = { .target = BOOT_HTTPS,
					    .url = URL,
					    .user = "boot",
					    .password = &password } };
	struct scripted s = boot_script(*state, NULL);
	struct boot_result r;
	struct err e;

	assert_true(boot_script_run(&s, &c, &r, &e));
	assert_non_null(strstr(s.put, " SecureErase=false UefiBootNumberOfParams=4 "
				      "UefiBootParametersArray=" URL_BASE64
				      "hoAoAAQAAABib290hoApAAYAAABzM2NyZXQ= "
				      "UseIDER=false UseSOL=false UseSafeMode=false "
				      "UserPasswordBypass=false"));
	assert_non_null(strstr(s.put, " ForcedProgressEvents=true "));
	assert_true(s.put_secret);
	assert_int_equal(r.settings.uefi.n, 4);
	assert_string_equal(r.settings.uefi.v[3], "password ***");
	boot_result_done(&r);
	boot_script_done(&s);
}

static void the_source_tells_what_to_boot(void **state)
{
	struct boot_change c = { .order = { .target = BOOT_PBA, .source = "2" } };
	struct scripted s = boot_script(*state, NULL);
	struct boot_result r;
	struct err e;

	assert_true(boot_script_run(&s, &c, &r, &e));
	assert_non_null(strstr(s.put, " UefiBootNumberOfParams=2 UefiBootParametersArray="
				      "hoACAAsAAABcT2VtUGJhLmVmaYaAAwACAAAACwA= "));
	boot_result_done(&r);
	boot_script_done(&s);
}

static void old_firmware_gets_what_it_knows(void **state)
{
	struct boot_change c = { .order = { .target = BOOT_BIOS } };
	struct scripted s = boot_script(*state, NULL);
	struct boot_result r;
	struct err e;

	free(s.settings);
	s.settings = boot_script_settings(true, NULL);
	s.available[0] = 0;
	assert_true(boot_script_run(&s, &c, &r, &e));
	assert_string_equal(
		s.put,
		"BIOSPause=false BIOSSetup=true BootMediaIndex=0 "
		"ConfigurationDataReset=false "
		"ElementName=Intel(r) AMT Boot Configuration Settings "
		"FirmwareVerbosity=0 ForcedProgressEvents=false "
		"IDERBootDevice=0 InstanceID=Intel(r) AMT:BootSettingData 0 "
		"LockKeyboard=false LockPowerButton=false LockResetButton=false "
		"LockSleepButton=false OwningEntity=Intel(r) AMT "
		"ReflashBIOS=false "
		"UseIDER=false UseSOL=false UseSafeMode=false UserPasswordBypass=false");
	boot_result_done(&r);

	/* What it does not know is refused before anything is written. */
	c.order = (struct boot_order){ .target = BOOT_IDER_CD,
				       .flags.secure_boot = { true, true } };
	free(s.settings);
	s.settings = boot_script_settings(true, NULL);
	buf_clear(&s.log);
	assert_false(boot_script_run(&s, &c, &r, &e));
	assert_err(e, ERR_UNSUPPORTED, "has no EnforceSecureBoot on this firmware");
	assert_log(&s, READS "get");
	boot_result_done(&r);
	boot_script_done(&s);
}

/* ---- what fails in the middle ---- */

#define NOTHING "; nothing is armed"
#define PERHAPS "; the boot may still be armed"

static void failures_in_the_middle_are_taken_back_or_told(void **state)
{
	static const struct {
		enum boot_target target;
		const char *fails;
		enum err_domain domain;
		int code;
		const char *log; /* behind the reads */
		const char *outcome;
	} v[] = {
		/* Nothing that boots was written. */
		{ BOOT_BIOS, "order()", ERR_REFUSED, 2, "order()", NOTHING },
		{ BOOT_BIOS, "put", ERR_REFUSED, 2, "order() put", NOTHING },
		{ BOOT_PXE, "order(Force PXE Boot)", ERR_REFUSED, 2,
		  "order(Force PXE Boot)", NOTHING },
		/* Taken back. */
		{ BOOT_BIOS, "role", ERR_REFUSED, 2, "order() put role put", NOTHING },
		{ BOOT_PXE, "role", ERR_REFUSED, 2, "order(Force PXE Boot) role order()",
		  NOTHING },
		{ BOOT_BIOS, "power:10", ERR_REFUSED, 2, "order() put role power:10 put",
		  NOTHING },
		{ BOOT_HTTPS, "order(Force OCR UEFI HTTPS Boot)", ERR_REFUSED, 4,
		  "order() put role order(Force OCR UEFI HTTPS Boot) put", NOTHING },
		{ BOOT_HTTPS, "power:10", ERR_BUSY, 0,
		  "order() put role order(Force OCR UEFI HTTPS Boot) power:10 order() "
		  "put",
		  NOTHING },
		/* Nobody knows. */
		{ BOOT_BIOS, "put", ERR_INDETERMINATE, 0, "order() put", PERHAPS },
		{ BOOT_BIOS, "role", ERR_PROTO, 0, "order() put role", PERHAPS },
		{ BOOT_BIOS, "power:10", ERR_INDETERMINATE, 0,
		  "order() put role power:10", PERHAPS },
		{ BOOT_BIOS, "role", ERR_CANCELLED, 0, "order() put role", PERHAPS },
		{ BOOT_BIOS, "power:10", ERR_CANCELLED, 1, "order() put role power:10",
		  PERHAPS },
		{ BOOT_BIOS, "order()", ERR_CANCELLED, 0, "order()", NOTHING },
	};

	for (size_t i = 0; i < ARRAY_LEN(v); i++) {
		struct boot_change c = { .order = { .target = v[i].target } };
		struct scripted s = boot_script(*state, NULL);
		struct boot_result r;
		struct err e;
		const char *log;

		if (v[i].target == BOOT_HTTPS)
			c.order.url = URL;
		s.fails = v[i].fails;
		err_set(&s.failure, v[i].domain, v[i].code, "it failed");
		if (boot_script_run(&s, &c, &r, &e))
			fail_msg("row %zu: no failure", i);
		log = strstr(buf_cstr(&s.log), "get ");
		if (!log || strcmp(log + 4, v[i].log) != 0)
			fail_msg("row %zu: %s", i, buf_cstr(&s.log));
		if (e.domain != v[i].domain || !strstr(e.msg, "it failed") ||
		    !strstr(e.msg, v[i].outcome))
			fail_msg("row %zu: %s", i, e.msg);
		if (!strcmp(v[i].outcome, PERHAPS)) {
			assert_string_equal(e.hint, "amtctl boot clear pc");
			assert_false(r.armed.set);
			assert_false(r.changed.set);
		} else {
			assert_true(r.armed.set && !r.armed.v);
			assert_true(r.changed.set && !r.changed.v);
		}
		boot_result_done(&r);
		boot_script_done(&s);
	}
}

static void what_is_taken_back_is_among_the_steps(void **state)
{
	struct boot_change c = { .order = { .target = BOOT_PXE } };
	struct scripted s = boot_script(*state, "UseSOL=true");
	struct boot_result r;
	struct err e;

	s.fails = "role";
	err_set(&s.failure, ERR_REFUSED, 2, "it failed");
	assert_false(boot_script_run(&s, &c, &r, &e));
	assert_err(e, ERR_REFUSED, "it failed" NOTHING);
	assert_string_equal(r.steps.v[r.steps.n - 2], "take back: choose no boot source");
	assert_string_equal(r.steps.v[r.steps.n - 1], "take back: clear all options");
	boot_result_done(&r);
	boot_script_done(&s);
}

static void a_boot_that_is_not_seen_may_still_come(void **state)
{
	struct boot_change c = { .order = { .target = BOOT_BIOS } };
	struct scripted s = boot_script(*state, NULL);
	struct boot_result r;
	struct err e;

	s.after = POWER_OFF;
	assert_false(boot_script_run(&s, &c, &r, &e));
	assert_err(e, ERR_INDETERMINATE, "accepted, but not observed");
	assert_err(e, ERR_INDETERMINATE, PERHAPS);
	assert_string_equal(e.hint, "amtctl boot clear pc");
	assert_true(r.sent);
	boot_result_done(&r);
	boot_script_done(&s);
}

static void a_put_that_cannot_be_undone_is_told(void **state)
{
	struct boot_change c = { .order = { .target = BOOT_BIOS } };
	struct scripted s = boot_script(*state, NULL);
	struct boot_result r;
	struct err e;

	/* Whatever is put, it stays as it is: so does what takes it back. */
	free(s.settings);
	s.settings = boot_script_settings(false, "UseSafeMode=true");
	s.forgetful = true;
	assert_false(boot_script_run(&s, &c, &r, &e));
	assert_err(e, ERR_REFUSED, "accepted BIOSSetup and did not store it" PERHAPS);
	assert_string_equal(e.name, "NOT_STORED");
	assert_log(&s, READS "get order() put put");
	boot_result_done(&r);
	boot_script_done(&s);
}

static void a_silent_refusal_is_seen_before_the_role(void **state)
{
	struct boot_change c = { .order = { .target = BOOT_BIOS } };
	struct scripted s = boot_script(*state, NULL);
	struct boot_result r;
	struct err e;

	s.forgetful = true;
	assert_false(boot_script_run(&s, &c, &r, &e));
	assert_err(e, ERR_REFUSED, "accepted BIOSSetup and did not store it" NOTHING);
	assert_log(&s, READS "get order() put put");
	boot_result_done(&r);

	buf_clear(&s.log);
	s.consent.required = (struct rec_enum){ true, CONSENT_FOR_ALL };
	s.consent.state = (struct rec_enum){ true, CONSENT_RECEIVED };
	assert_false(boot_script_run(&s, &c, &r, &e));
	assert_err(e, ERR_CONSENT, "without the user's consent");
	assert_string_equal(e.hint, "amtctl consent request pc");
	assert_string_equal(e.name, CONSENT_NEEDED);
	boot_result_done(&r);
	boot_script_done(&s);
}

static void an_empty_reply_is_read_again(void **state)
{
	struct boot_change c = { .order = { .target = BOOT_BIOS } };
	struct scripted s = boot_script(*state, NULL);
	struct boot_result r;
	struct err e;

	s.empty_reply = true;
	assert_true(boot_script_run(&s, &c, &r, &e));
	assert_log(&s, READS "get order() put get role power:10 state");
	boot_result_done(&r);
	boot_script_done(&s);
}

static void denials_are_about_consent_where_that_is_needed(void **state)
{
	static const struct {
		bool needed;
		enum err_domain domain;
		int code;
		const char *name;
		enum err_domain result;
	} v[] = {
		{ true, ERR_AUTH, 400, "AccessDenied", ERR_CONSENT },
		{ false, ERR_AUTH, 400, "AccessDenied", ERR_AUTH },
		{ true, ERR_AUTH, 401, "", ERR_AUTH },
		{ true, ERR_REFUSED, 6, "ACCESS_DENIED", ERR_CONSENT },
		{ false, ERR_REFUSED, 6, "ACCESS_DENIED", ERR_AUTH },
		{ false, ERR_REFUSED, 2081, "USER_CONSENT_REQUIRED", ERR_CONSENT },
		{ true, ERR_REFUSED, 2, "UNSPECIFIED_ERROR", ERR_REFUSED },
	};

	for (size_t i = 0; i < ARRAY_LEN(v); i++) {
		struct boot_change c = { .order = { .target = BOOT_PXE } };
		struct scripted s = boot_script(*state, NULL);
		struct boot_result r;
		struct err e;

		s.consent.state = (struct rec_enum){ true, CONSENT_RECEIVED };
		s.consent.required =
			(struct rec_enum){ true, v[i].needed ? CONSENT_FOR_ALL
							     : CONSENT_FOR_NONE };
		s.fails = "order(Force PXE Boot)";
		err_set(&s.failure, v[i].domain, v[i].code, "denied");
		err_name(&s.failure, v[i].name);
		assert_false(boot_script_run(&s, &c, &r, &e));
		if (e.domain != v[i].result)
			fail_msg("row %zu: domain %d, %s", i, e.domain, e.msg);
		if (v[i].result == ERR_CONSENT)
			assert_string_equal(e.hint, "amtctl consent request pc");
		boot_result_done(&r);
		boot_script_done(&s);
	}
}

static void power_on_without_answer_is_settled_by_looking(void **state)
{
	struct boot_change c = { .order = { .target = BOOT_BIOS } };
	struct scripted s = boot_script(*state, NULL);
	struct boot_result r;
	struct err e;

	s.state = POWER_OFF;
	s.fails = "power:2";
	err_set(&s.failure, ERR_INDETERMINATE, 0, "no answer");
	assert_false(boot_script_run(&s, &c, &r, &e));
	assert_err(e, ERR_INDETERMINATE, "no answer" PERHAPS);
	assert_true(r.sent);
	assert_log(&s, READS "get order() put role power:2 state");
	boot_result_done(&r);
	boot_script_done(&s);
}

static void what_reads_back_otherwise_is_told(void **state)
{
	struct boot_change c = { .order = { .target = BOOT_PXE },
				 .power = BOOT_POWER_NONE };
	struct scripted s = boot_script(*state, NULL);
	struct boot_result r;
	struct err e;

	s.fails = "get";
	s.spare = 1;
	err_set(&s.failure, ERR_NET, 0, "link is down");
	s.base.reached = true;
	assert_false(boot_script_run(&s, &c, &r, &e));
	assert_err(e, ERR_NET, "armed, but not read back: link is down" PERHAPS);
	assert_false(r.changed.set);
	boot_result_done(&r);
	boot_script_done(&s);
}

/* ---- clearing and showing ---- */

static void clearing_sends_what_is_needed(void **state)
{
	static const struct {
		const char *settings;
		struct boot_armed armed;
		const char *log;
		struct rec_bool changed;
	} v[] = {
		{ "BIOSSetup=true", { { 0 }, false, NULL }, "get order() put", YES },
		{ NULL, { { 0 }, true, (char *)PXE }, "get armed order()", YES },
		{ NULL, { { 0 }, true, NULL }, "get armed", { true, false } },
		{ NULL, { { 0 }, false, NULL }, "get armed order()", { false, false } },
	};

	for (size_t i = 0; i < ARRAY_LEN(v); i++) {
		struct scripted s = boot_script(*state, v[i].settings);
		struct boot_result r = { 0 };
		struct err e = { 0 };

		s.armed = v[i].armed;
		if (!device_boot_clear(&s.base, false, &r, &e))
			fail_msg("row %zu: %s", i, e.msg);
		if (strcmp(buf_cstr(&s.log), v[i].log) != 0)
			fail_msg("row %zu: %s", i, buf_cstr(&s.log));
		assert_int_equal(r.changed.set, v[i].changed.set);
		assert_int_equal(r.changed.v, v[i].changed.v);
		assert_true(r.armed.set && !r.armed.v);
		assert_false(r.settings.bios_setup.v);
		boot_result_done(&r);
		boot_script_done(&s);
	}
}

static void clearing_may_fail_for_want_of_consent(void **state)
{
	struct scripted s = boot_script(*state, "BIOSSetup=true");
	struct boot_result r = { 0 };
	struct err e = { 0 };

	s.consent.required = (struct rec_enum){ true, CONSENT_FOR_ALL };
	s.fails = "put";
	err_set(&s.failure, ERR_AUTH, 400, "denied");
	err_name(&s.failure, "AccessDenied");
	assert_false(device_boot_clear(&s.base, false, &r, &e));
	assert_err(e, ERR_CONSENT, "denied" PERHAPS);
	assert_log(&s, "get order() put consent");
	boot_result_done(&r);
	boot_script_done(&s);
}

static void a_dry_clear_sends_nothing(void **state)
{
	struct scripted s = boot_script(*state, "BIOSSetup=true");
	struct boot_result r = { 0 };
	struct err e = { 0 };

	assert_true(device_boot_clear(&s.base, true, &r, &e));
	assert_log(&s, "get");
	assert_int_equal(r.steps.n, 2);
	assert_true(r.changed.set && !r.changed.v);
	assert_true(r.settings.bios_setup.v);
	boot_result_done(&r);
	boot_script_done(&s);
}

static void what_is_armed_is_told_as_far_as_firmware_tells(void **state)
{
	struct boot_settings s = { .bios_setup = YES,
				   .use_ider = YES,
				   .ider_device = { true, 1 },
				   .media_index = { true, 2 },
				   .verbosity = { true, 9 },
				   .uefi_params = { true, 3 } };
	struct boot_settings none = { 0 };
	struct boot_armed untold = { 0 };
	struct boot_armed not_next = { .next = { true, false } };
	struct boot_armed next = { .next = YES, .source_told = true };
	AUTO(strv_done) struct strv words = { 0 };

	(void)state;
	boot_settings_words(&s, &words);
	assert_int_equal(words.n, 5);
	assert_string_equal(words.v[0], "redirected CD");
	assert_string_equal(words.v[1], "firmware setup");
	assert_string_equal(words.v[2], "drive 2");
	assert_string_equal(words.v[3], "unknown BIOS");
	assert_string_equal(words.v[4], "3 UEFI boot parameters");

	assert_false(boot_is_armed(&s, &untold).set);
	assert_false(boot_is_armed(&none, &untold).set);
	assert_true(boot_is_armed(&s, &not_next).set && !boot_is_armed(&s, &not_next).v);
	assert_true(boot_is_armed(&s, &next).v);
	assert_true(boot_is_armed(&none, &next).set && !boot_is_armed(&none, &next).v);
	next.source = (char *)PXE;
	assert_true(boot_is_armed(&none, &next).v);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_boot_sends_its_steps_in_order),
		cmocka_unit_test(bios_is_put_from_a_clean_record),
		cmocka_unit_test(all_flags_reach_their_property),
		cmocka_unit_test(parameters_go_where_the_alphabet_wants_them),
		cmocka_unit_test(the_source_tells_what_to_boot),
		cmocka_unit_test(old_firmware_gets_what_it_knows),
		cmocka_unit_test(failures_in_the_middle_are_taken_back_or_told),
		cmocka_unit_test(what_is_taken_back_is_among_the_steps),
		cmocka_unit_test(a_boot_that_is_not_seen_may_still_come),
		cmocka_unit_test(a_put_that_cannot_be_undone_is_told),
		cmocka_unit_test(a_silent_refusal_is_seen_before_the_role),
		cmocka_unit_test(an_empty_reply_is_read_again),
		cmocka_unit_test(denials_are_about_consent_where_that_is_needed),
		cmocka_unit_test(power_on_without_answer_is_settled_by_looking),
		cmocka_unit_test(what_reads_back_otherwise_is_told),
		cmocka_unit_test(clearing_sends_what_is_needed),
		cmocka_unit_test(clearing_may_fail_for_want_of_consent),
		cmocka_unit_test(a_dry_clear_sends_nothing),
		cmocka_unit_test(what_is_armed_is_told_as_far_as_firmware_tells),
	};

	return cmocka_run_group_tests_name("boot", tests, boot_script_loop,
					   boot_script_drop_loop);
}
