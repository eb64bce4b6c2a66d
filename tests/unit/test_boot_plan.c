/* Unit tests of core/device/boot_plan: which request, and what is refused first. */
#include "tests/unit/support_boot.h"

#include <stdlib.h>

/* ---- the power request ---- */

static void each_state_gets_its_request(void **state)
{
	static const struct {
		enum boot_power how;
		uint32_t power;
		uint32_t available[4];
		uint32_t request; /* 0: refused */
		const char *hint;
	} v[] = {
		{ BOOT_POWER_AUTO, 8, { 2 }, 2, NULL },
		{ BOOT_POWER_AUTO, 6, { 0 }, 2, NULL },
		{ BOOT_POWER_AUTO, 2, { 10, 8, 5 }, 10, NULL },
		{ BOOT_POWER_AUTO, 2, { 0 }, 10, NULL },
		{ BOOT_POWER_AUTO, 2, { 8, 5 }, 5, NULL },
		{ BOOT_POWER_AUTO, 2, { 8 }, 0, "amtctl power actions pc" },
		{ BOOT_POWER_AUTO, 4, { 2, 10 }, 10, NULL },
		{ BOOT_POWER_AUTO, 4, { 2, 5 }, 5, NULL },
		{ BOOT_POWER_AUTO, 4, { 0 }, 10, NULL },
		{ BOOT_POWER_AUTO, 4, { 2, 8 }, 0, "amtctl power off pc" },
		{ BOOT_POWER_AUTO, 7, { 2 }, 0, "amtctl power on pc" },
		{ BOOT_POWER_ON, 8, { 2 }, 2, NULL },
		{ BOOT_POWER_ON, 2, { 10, 8, 5 }, 0, "--power reset" },
		{ BOOT_POWER_ON, 4, { 2 }, 0, "--power reset" },
		{ BOOT_POWER_RESET, 2, { 10 }, 10, NULL },
		{ BOOT_POWER_RESET, 8, { 2 }, 0, "--power on" },
		{ BOOT_POWER_RESET, 2, { 5, 8 }, 0, "--power cycle" },
		{ BOOT_POWER_CYCLE, 2, { 5 }, 5, NULL },
		{ BOOT_POWER_CYCLE, 2, { 0 }, 5, NULL },
		{ BOOT_POWER_CYCLE, 8, { 2 }, 0, "--power on" },
		{ BOOT_POWER_CYCLE, 2, { 10 }, 0, "--power reset" },
	};

	for (size_t i = 0; i < ARRAY_LEN(v); i++) {
		struct boot_change c = { .order = { .target = BOOT_PXE },
					 .power = v[i].how };
		struct scripted s = boot_script(*state, NULL);
		struct boot_result r;
		struct err e;
		bool ok;

		s.state = v[i].power;
		memset(s.available, 0, sizeof(s.available));
		memcpy(s.available, v[i].available, sizeof(v[i].available));
		ok = boot_script_run(&s, &c, &r, &e);
		if (ok != (v[i].request != 0))
			fail_msg("row %zu: %s", i, ok ? "not refused" : e.msg);
		if (ok) {
			assert_int_equal(r.request.value, v[i].request);
		} else {
			if (e.domain != ERR_REFUSED || strcmp(e.hint, v[i].hint) != 0)
				fail_msg("row %zu: %s; %s", i, e.msg, e.hint);
			assert_log(&s, "consent capabilities state");
			assert_int_equal(r.steps.n, 0);
		}
		boot_result_done(&r);
		boot_script_done(&s);
	}
}

static void open_sessions_refuse_a_power_cycle_only(void **state)
{
	struct boot_change c = { .order = { .target = BOOT_BIOS },
				 .power = BOOT_POWER_CYCLE };
	struct scripted s = boot_script(*state, NULL);
	struct boot_result r;
	struct err e;

	s.facts[BOOT_FACT_KVM] = (struct rec_uint){ true, 2 };
	assert_false(boot_script_run(&s, &c, &r, &e));
	assert_err(e, ERR_BUSY, "a KVM session is open");
	assert_log(&s, "consent capabilities state kvm");
	boot_result_done(&r);

	s.facts[BOOT_FACT_KVM].v = 6; /* on, no session */
	s.consent.state = (struct rec_enum){ true, CONSENT_IN_SESSION };
	assert_false(boot_script_run(&s, &c, &r, &e));
	assert_err(e, ERR_BUSY, "a redirection session is open");
	boot_result_done(&r);

	c.power = BOOT_POWER_AUTO;
	assert_true(boot_script_run(&s, &c, &r, &e));
	boot_result_done(&r);
	boot_script_done(&s);
}

/* ---- what is refused before anything is written ---- */

static void what_the_device_cannot_is_refused_first(void **state)
{
	static const struct {
		struct boot_order order;
		size_t lacks; /* of the capabilities */
		const char *settings;
		enum err_domain domain;
		const char *part;
	} v[] = {
#define CAN(m) offsetof(struct boot_capabilities, m)
		{ { .target = BOOT_PXE },
		  CAN(force_pxe),
		  NULL,
		  ERR_UNSUPPORTED,
		  "ForcePXEBoot" },
		{ { .target = BOOT_DIAG },
		  CAN(force_diagnostic),
		  NULL,
		  ERR_UNSUPPORTED,
		  "ForceDiagnosticBoot" },
		{ { .target = BOOT_BIOS, .flags.reflash = true },
		  CAN(bios_reflash),
		  NULL,
		  ERR_UNSUPPORTED,
		  "BIOSReflash" },
		{ { .target = BOOT_BIOS, .flags.lock_keyboard = true },
		  CAN(lock_keyboard),
		  NULL,
		  ERR_UNSUPPORTED,
		  "KeyboardLock" },
		{ { .target = BOOT_BIOS, .flags.verbosity = { true, 1 } },
		  CAN(verbosity_quiet),
		  NULL,
		  ERR_UNSUPPORTED,
		  "VerbosityQuiet" },
		{ { .target = BOOT_BIOS, .flags.verbosity = { true, 2 } },
		  CAN(verbosity_verbose),
		  NULL,
		  ERR_UNSUPPORTED,
		  "VerbosityVerbose" },
		{ { .target = BOOT_BIOS, .flags.verbosity = { true, 3 } },
		  CAN(verbosity_blank),
		  NULL,
		  ERR_UNSUPPORTED,
		  "VerbosityScreenBlank" },
		{ { .target = BOOT_DISK, .flags.safe_mode = true },
		  CAN(force_disk_safe_mode),
		  NULL,
		  ERR_UNSUPPORTED,
		  "ForceHardDriveSafeModeBoot" },
		{ { .target = BOOT_IDER_CD, .flags.secure_boot = { true, true } },
		  CAN(bios_secure_boot),
		  NULL,
		  ERR_UNSUPPORTED,
		  "BIOSSecureBoot" },
		{ { .target = BOOT_HTTPS,
		    .url = URL,
		    .flags.secure_boot = { true, false } },
		  CAN(amt_secure_boot_control),
		  NULL,
		  ERR_UNSUPPORTED,
		  "AMTSecureBootControl" },
		/* A capability that this BIOS has anyway: what counts is the rest. */
		{ { .target = BOOT_HTTPS, .url = URL },
		  CAN(configuration_data_reset),
		  "UEFIHTTPSBootEnabled=false",
		  ERR_UNSUPPORTED,
		  "UEFIHTTPSBootEnabled is false" },
		{ { .target = BOOT_WINRE },
		  CAN(configuration_data_reset),
		  "WinREBootEnabled=false",
		  ERR_UNSUPPORTED,
		  "WinREBootEnabled is false" },
		{ { .target = BOOT_PBA },
		  CAN(configuration_data_reset),
		  "UEFILocalPBABootEnabled=false",
		  ERR_UNSUPPORTED,
		  "UEFILocalPBABootEnabled is false" },
		{ { .target = BOOT_PBA, .flags.secure_boot = { true, false } },
		  CAN(configuration_data_reset),
		  "SecureBootControlEnabled=false",
		  ERR_UNSUPPORTED,
		  "SecureBootControlEnabled is false" },
		{ { .target = BOOT_WINRE, .source = "nonesuch" },
		  CAN(configuration_data_reset),
		  NULL,
		  ERR_NOT_FOUND,
		  "no boot source of boot winre is \"nonesuch\"" },
#undef CAN
	};

	for (size_t i = 0; i < ARRAY_LEN(v); i++) {
		struct boot_change c = { .order = v[i].order };
		struct scripted s = boot_script(*state, v[i].settings);
		struct boot_result r;
		struct err e;

		((struct rec_bool *)((char *)&s.can + v[i].lacks))->v = false;
		if (boot_script_run(&s, &c, &r, &e))
			fail_msg("row %zu: not refused", i);
		if (e.domain != v[i].domain || !strstr(e.msg, v[i].part))
			fail_msg("row %zu: %s", i, e.msg);
		if (strstr(buf_cstr(&s.log), "put") || strstr(buf_cstr(&s.log), "order"))
			fail_msg("row %zu: %s", i, buf_cstr(&s.log));
		assert_true(r.changed.set && !r.changed.v);
		boot_result_done(&r);
		boot_script_done(&s);
	}
}

static void consent_is_asked_for_first(void **state)
{
	struct boot_change c = { .order = { .target = BOOT_PXE } };
	struct scripted s = boot_script(*state, NULL);
	struct boot_result r;
	struct err e;

	s.consent.required = (struct rec_enum){ true, CONSENT_FOR_ALL };
	s.consent.state = (struct rec_enum){ true, CONSENT_NOT_STARTED };
	assert_false(boot_script_run(&s, &c, &r, &e));
	assert_int_equal(e.domain, ERR_CONSENT);
	assert_string_equal(e.hint, "amtctl consent request pc");
	assert_log(&s, "consent");
	boot_result_done(&r);
	boot_script_done(&s);
}

static void secure_boot_stays_on_in_client_mode(void **state)
{
	struct boot_change c = { .order = { .target = BOOT_IDER_CD,
					    .flags.secure_boot = { true, false } } };
	struct scripted s = boot_script(*state, NULL);
	struct boot_result r;
	struct err e;

	s.facts[BOOT_FACT_CONTROL_MODE].v = 1;
	assert_false(boot_script_run(&s, &c, &r, &e));
	assert_err(e, ERR_REFUSED, "in client control mode");
	boot_result_done(&r);

	/* Keeping it on needs no look. */
	c.order.flags.secure_boot.v = true;
	buf_clear(&s.log);
	assert_true(boot_script_run(&s, &c, &r, &e));
	assert_null(strstr(buf_cstr(&s.log), "mode"));
	boot_result_done(&r);
	boot_script_done(&s);
}

static void recovery_that_is_off_is_refused_with_what_helps(void **state)
{
	static const struct rec_uint off[] = {
		{ true, 32768 }, { true, 32770 }, { true, 5 }, { false, 0 }
	};

	for (size_t i = 0; i < ARRAY_LEN(off); i++) {
		struct boot_change c = { .order = { .target = BOOT_WINRE } };
		struct scripted s = boot_script(*state, NULL);
		struct boot_result r;
		struct err e;

		s.facts[BOOT_FACT_SERVICE] = off[i];
		assert_false(boot_script_run(&s, &c, &r, &e));
		assert_err(e, ERR_REFUSED, "One-Click Recovery is off");
		assert_string_equal(e.hint, "amtctl features set --ocr on pc");
		assert_log(&s, "consent capabilities state service");
		boot_result_done(&r);
		boot_script_done(&s);
	}
}

static void a_source_must_be_the_only_one_meant(void **state)
{
	static const struct boot_source several[] = {
		{ .id = (char *)OPTION "1",
		  .description = (char *)"winre A",
		  .path = (char *)"\\A.efi" },
		{ .id = (char *)OPTION "2",
		  .description = (char *)"WinRE B",
		  .path = (char *)"\\B.efi" },
		{ .id = (char *)OPTION "3", .description = (char *)"WinRE, no path" },
		{ .id = (char *)PXE, .description = (char *)"WinRE" },
	};
	static const struct {
		const char *source;
		size_t n;
		enum err_domain domain;
		const char *found; /* or part of the message */
	} v[] = {
		{ NULL, 1, ERR_NONE, OPTION "1" },
		{ NULL, 2, ERR_USAGE, "several boot sources" },
		{ "b.efi", 2, ERR_NONE, OPTION "2" },
		{ "2", 3, ERR_NONE, OPTION "2" },
		{ OPTION "1", 3, ERR_NONE, OPTION "1" },
		{ "3", 3, ERR_UNSUPPORTED, "path of 0 bytes" },
		{ NULL, 0, ERR_UNSUPPORTED, "no boot source for boot winre" },
		{ PXE, 4, ERR_NOT_FOUND, "no boot source of boot winre" },
	};

	for (size_t i = 0; i < ARRAY_LEN(v); i++) {
		struct boot_change c = { .order = { .target = BOOT_WINRE,
						    .source = v[i].source } };
		struct scripted s = boot_script(*state, NULL);
		struct boot_result r;
		struct err e;

		s.sources = several;
		s.n_sources = v[i].n;
		(void)!boot_script_run(&s, &c, &r, &e);
		if (e.domain != v[i].domain ||
		    !strstr(e.domain ? e.msg : r.source, v[i].found))
			fail_msg("row %zu: %s", i, e.domain ? e.msg : r.source);
		boot_result_done(&r);
		boot_script_done(&s);
	}
}

static void orders_that_make_no_sense_are_usage_errors(void **state)
{
	static const struct secret password = { .text = (char *)"secret" };
	static const struct secret long_one = { .text = (char *)"seventeen letters" };
	static const struct {
		struct boot_order order;
		const char *part; /* NULL: fine */
	} v[] = {
		{ { .target = BOOT_PXE, .flags.pause = true }, "BIOSPause contradicts" },
		{ { .target = BOOT_WINRE, .flags.sol = true }, "UseSOL contradicts" },
		{ { .target = BOOT_HTTPS, .url = URL, .flags.reflash = true },
		  "ReflashBIOS contradicts" },
		{ { .target = BOOT_BIOS, .flags.pause = true }, NULL },
		{ { .target = BOOT_BIOS, .flags.safe_mode = true }, "UseSafeMode" },
		{ { .target = BOOT_PXE, .flags.media_index = { true, 1 } },
		  "BootMediaIndex" },
		{ { .target = BOOT_CD, .flags.media_index = { true, 1 } }, NULL },
		{ { .target = BOOT_BIOS, .flags.secure_boot = { true, true } },
		  "EnforceSecureBoot" },
		{ { .target = BOOT_PXE, .source = "1" }, "a source does not go" },
		{ { .target = BOOT_PXE, .url = URL }, "a URL does not go" },
		{ { .target = BOOT_HTTPS }, "needs a URL" },
		{ { .target = BOOT_HTTPS, .url = "http://a/b" }, "https://" },
		{ { .target = BOOT_HTTPS, .url = "HTTPS://a/b" }, "https://" },
		{ { .target = BOOT_HTTPS, .url = "https:///b" }, "no valid host" },
		{ { .target = BOOT_HTTPS, .url = "https://a_b/" }, "no valid host" },
		{ { .target = BOOT_HTTPS, .url = "https://a:0/" }, "no valid host" },
		{ { .target = BOOT_HTTPS, .url = "https://a:65536/" }, "no valid host" },
		{ { .target = BOOT_HTTPS, .url = "https://a:/" }, "no valid host" },
		{ { .target = BOOT_HTTPS, .url = "https://[::1/" }, "no valid host" },
		{ { .target = BOOT_HTTPS, .url = "https://u:p@a/" }, "hold a login" },
		{ { .target = BOOT_HTTPS, .url = "https://a/b c" }, "must be encoded" },
		{ { .target = BOOT_HTTPS, .url = "https://a/\xc3\xa4" },
		  "must be encoded" },
		{ { .target = BOOT_HTTPS, .url = "https://a:8443?x=@y" }, NULL },
		{ { .target = BOOT_HTTPS, .url = "https://[2001:db8::5]:443/x" }, NULL },
		{ { .target = BOOT_HTTPS, .url = URL, .user = "u" }, "both a user" },
		{ { .target = BOOT_HTTPS, .url = URL, .password = &password },
		  "both a user" },
		{ { .target = BOOT_HTTPS,
		    .url = URL,
		    .user = "u",
		    .password = &password },
		  NULL },
		{ { .target = BOOT_HTTPS,
		    .url = URL,
		    .user = "u",
		    .password = &long_one },
		  "the password has 17 bytes" },
		{ { .target = BOOT_HTTPS, .url = URL, .server_hash = "abc" }, "SHA-256" },
		{ { .target = BOOT_HTTPS,
		    .url = URL,
		    .server_hash = "0123456789abcdef0123456789abcdef"
				   "0123456789ABCDEF0123456789ABCDEF" },
		  NULL },
	};
	char url[310] = "https://a/";
	struct boot_order o = { .target = BOOT_HTTPS, .url = url };
	struct err e = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(v); i++) {
		if (boot_order_check(&v[i].order, &e) != !v[i].part)
			fail_msg("row %zu: %s", i, e.msg);
		if (v[i].part && (e.domain != ERR_USAGE || !strstr(e.msg, v[i].part)))
			fail_msg("row %zu: %s", i, e.msg);
	}
	memset(url + 10, 'x', 290);
	assert_true(boot_order_check(&o, &e));
	url[300] = 'x';
	assert_false(boot_order_check(&o, &e));
	assert_err(e, ERR_USAGE, "301 bytes");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_state_gets_its_request),
		cmocka_unit_test(open_sessions_refuse_a_power_cycle_only),
		cmocka_unit_test(what_the_device_cannot_is_refused_first),
		cmocka_unit_test(consent_is_asked_for_first),
		cmocka_unit_test(secure_boot_stays_on_in_client_mode),
		cmocka_unit_test(recovery_that_is_off_is_refused_with_what_helps),
		cmocka_unit_test(a_source_must_be_the_only_one_meant),
		cmocka_unit_test(orders_that_make_no_sense_are_usage_errors),
	};

	return cmocka_run_group_tests_name("boot_plan", tests, boot_script_loop,
					   boot_script_drop_loop);
}
