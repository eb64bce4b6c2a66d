/* Unit tests of features over WS-MAN, against amtsim. */
#include "tests/unit/support_sim.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/buf.h"
#include "core/device/consent.h"
#include "core/device/features.h"
#include "core/wsman/wsman.h"
#include "core/wsman/xml.h"

#define CHANGES 60

/* ---- nothing but what was named ---- */

/* All that a change of features might reach, and what it may change there. */
static const struct {
	const char *class_name;
	struct {
		const char *property;
		size_t switches[2]; /* offsets of struct rec_bool in struct features */
		size_t n;
		bool consent;
	} may[4];
} classes[] = {
#define MAY1(p, a)                                            \
	{                                                     \
		p, { offsetof(struct features, a) }, 1, false \
	}
#define MAY2(p, a, b)                                                                 \
	{                                                                             \
		p, { offsetof(struct features, a), offsetof(struct features, b) }, 2, \
			false                                                         \
	}
	{ "AMT_RedirectionService",
	  { MAY2("EnabledState", sol, ider), MAY2("RequestedState", sol, ider),
	    MAY1("ListenerEnabled", listener) } },
	{ "CIM_KVMRedirectionSAP",
	  { MAY1("EnabledState", kvm), MAY1("RequestedState", kvm) } },
	{ "IPS_OptInService", { { "OptInRequired", { 0 }, 0, true } } },
	{ "AMT_GeneralSettings",
	  { MAY1("PingResponseEnabled", ping),
	    MAY1("RmcpPingResponseEnabled", rmcp_ping) } },
	{ "AMT_WebUIService",
	  { MAY1("EnabledState", web_ui), MAY1("RequestedState", web_ui) } },
	{ "CIM_BootService",
	  { MAY2("EnabledState", ocr, platform_erase),
	    MAY2("RequestedState", ocr, platform_erase) } },
	{ .class_name = "IPS_KVMRedirectionSettingData" },
};

static const size_t switches[] = {
	offsetof(struct features, kvm),
	offsetof(struct features, sol),
	offsetof(struct features, ider),
	offsetof(struct features, listener),
	offsetof(struct features, web_ui),
	offsetof(struct features, ping),
	offsetof(struct features, rmcp_ping),
	offsetof(struct features, ocr),
	offsetof(struct features, platform_erase),
};

static struct rec_bool *switch_at(struct features *f, size_t offset)
{
	return (struct rec_bool *)((char *)f + offset);
}

static bool is_named(struct features *want, size_t class, size_t i)
{
	bool named = classes[class].may[i].consent && want->consent.set;

	for (size_t k = 0; k < classes[class].may[i].n; k++)
		named |= switch_at(want, classes[class].may[i].switches[k])->set;
	return named;
}

/* The instance as text, without what may differ after want. Owned. */
static char *printed(struct wsman *w, size_t class, struct features *want)
{
	const struct wsman_ref what = { .class_name = classes[class].class_name };
	struct buf text = BUF_INIT(1 << 16);
	struct doc *doc = NULL;
	struct err e = { 0 };

	if (!wsman_get(w, &what, &doc, &e))
		fail_msg("%s: %s", what.class_name, e.msg);
	for (size_t i = 0; i < ARRAY_LEN(classes[0].may); i++) {
		const char *property = classes[class].may[i].property;
		struct tree m =
			property ? tree_member(doc->root, property) : (struct tree){ 0 };

		if (tree_exists(m) && is_named(want, class, i))
			tree_remove(m);
	}
	xml_print(doc->root, &text);
	doc_free(doc);
	return buf_steal(&text);
}

/* The same numbers on every run. (Numerical Recipes' generator) */
static uint32_t chance(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 16) % below;
}

static struct features some_change(uint32_t *seed)
{
	static const uint32_t consents[] = { CONSENT_FOR_NONE, CONSENT_FOR_KVM,
					     CONSENT_FOR_ALL };
	struct features want = { 0 };
	bool any = false;

	while (!any) {
		for (size_t i = 0; i < ARRAY_LEN(switches); i++) {
			bool set = !chance(seed, 4);

			any |= set;
			*switch_at(&want, switches[i]) =
				(struct rec_bool){ set, chance(seed, 2) };
		}
		want.consent.set = !chance(seed, 4);
		want.consent.code = consents[chance(seed, ARRAY_LEN(consents))];
		any |= want.consent.set;
	}
	return want;
}

/* was, but for what want names. */
static struct features applied(struct features was, struct features *want)
{
	for (size_t i = 0; i < ARRAY_LEN(switches); i++)
		if (switch_at(want, switches[i])->set)
			*switch_at(&was, switches[i]) = *switch_at(want, switches[i]);
	if (want->consent.set)
		was.consent = want->consent;
	return was;
}

static void expect_same(struct features *a, struct features *b, int change)
{
	for (size_t i = 0; i < ARRAY_LEN(switches); i++) {
		struct rec_bool *left = switch_at(a, switches[i]);
		struct rec_bool *right = switch_at(b, switches[i]);

		if (left->set != right->set || left->v != right->v)
			fail_msg("change %d: switch %zu", change, i);
	}
	assert_int_equal(a->consent.code, b->consent.code);
}

static bool all_as_wanted(struct features was, struct features *want)
{
	struct features now = applied(was, want);

	for (size_t i = 0; i < ARRAY_LEN(switches); i++)
		if (switch_at(&was, switches[i])->v != switch_at(&now, switches[i])->v)
			return false;
	return was.consent.code == now.consent.code;
}

static void change_and_compare(struct test_sim *s, struct wsman *w, struct features *want,
			       int change)
{
	char *before[ARRAY_LEN(classes)];
	struct features_result r = { 0 };
	struct features was = { 0 }, now = { 0 }, wanted;
	struct err e = { 0 };

	for (size_t c = 0; c < ARRAY_LEN(classes); c++)
		before[c] = printed(w, c, want);
	assert_true(device_features_get(s->device, &was, &e));
	if (!device_features_set(s->device, want, false, &r, &e))
		fail_msg("change %d: %s", change, e.msg);
	assert_int_equal(r.changed, !all_as_wanted(was, want));
	assert_int_equal(r.steps.n > 0, r.changed);
	assert_true(device_features_get(s->device, &now, &e));
	wanted = applied(was, want);
	expect_same(&now, &wanted, change);
	for (size_t c = 0; c < ARRAY_LEN(classes); c++) {
		char *after = printed(w, c, want);

		assert_string_equal(after, before[c]);
		free(after);
		free(before[c]);
	}
	features_result_done(&r);
}

static void changes_touch_nothing_else(const char *options, uint32_t seed)
{
	struct test_sim s;
	struct err e = { 0 };
	struct http *http;
	struct wsman *w;

	test_sim_start(&s, options);
	http = http_new(s.loop, s.http, &e);
	assert_non_null(http);
	w = wsman_new(http, s.loop, 0);
	for (int i = 0; i < CHANGES; i++) {
		struct features want = some_change(&seed);

		change_and_compare(&s, w, &want, i);
	}
	wsman_free(w);
	http_free(http);
	test_sim_stop(&s);
}

static void a_change_touches_nothing_that_was_not_named(void **state)
{
	(void)state;
	changes_touch_nothing_else("--profile acm", 1);
}

/* Firmware of tomorrow: properties that nobody here has heard of. */
static const char future[] =
	"<?xml version=\"1.0\"?>\n"
	"<device base=\"../../../../../../../..%s/tests/sim/devices/common.xml\"\n"
	"        version=\"16.9.1.3000\">\n"
	" <AMT_RedirectionService>\n"
	"  <AardvarkMode>3</AardvarkMode>\n"
	"  <AccessLog>11/21/2026, 06:01:29, 10.0.0.9:50123</AccessLog>\n"
	"  <AccessLog>11/21/2026, 06:02:30, 10.0.0.9:50124</AccessLog>\n"
	"  <Name>Intel(r) AMT Redirection Service</Name>\n"
	"  <ZebraEnabled>true</ZebraEnabled>\n"
	" </AMT_RedirectionService>\n"
	" <IPS_OptInService>\n"
	"  <Name>Intel(r) AMT OptIn Service</Name>\n"
	"  <OptInPicture>a &lt;b&gt; &amp; c</OptInPicture>\n"
	" </IPS_OptInService>\n"
	" <AMT_GeneralSettings>\n"
	"  <InstanceID>Intel(r) AMT: General Settings</InstanceID>\n"
	"  <PingFilters>10.0.0.0/8</PingFilters>\n"
	"  <PingFilters>fd00::/8</PingFilters>\n"
	"  <ZebraDistance></ZebraDistance>\n"
	" </AMT_GeneralSettings>\n"
	"</device>\n";

static void properties_that_we_do_not_know_survive(void **state)
{
	char *folder = test_mkdir();
	char *here = realpath(".", NULL);
	char *text = xasprintf(future, here);
	char *path = test_write(folder, "future.xml", text);
	char *options = xasprintf("--profile %s", path);

	(void)state;
	changes_touch_nothing_else(options, 2);
	free(options);
	free(path);
	free(text);
	free(here);
	test_rmdir(folder);
}

/* ---- refusals, and what goes wrong ---- */

static bool set(struct test_sim *s, struct features want, struct features_result *r,
		struct err *e)
{
	*r = (struct features_result){ 0 };
	*e = (struct err){ 0 };
	return device_features_set(s->device, &want, false, r, e);
}

#define ON                 \
	{                  \
		true, true \
	}
#define OFF                 \
	{                   \
		true, false \
	}

static void what_the_device_lacks_is_refused_before_anything_is_sent(void **state)
{
	struct features_result r;
	struct test_sim s;
	struct err e;

	(void)state;
	test_sim_start(&s, "--profile no-kvm");
	assert_false(set(&s, (struct features){ .sol = OFF, .kvm = ON }, &r, &e));
	assert_err(e, ERR_UNSUPPORTED, "no KVM");
	assert_false(r.sent);
	assert_false(set(&s, (struct features){ .consent = { true, CONSENT_FOR_KVM } },
			 &r, &e));
	assert_err(e, ERR_UNSUPPORTED, "no KVM");
	assert_false(r.sent);
	test_sim_stop(&s);

	test_sim_start(&s, "--profile amt6");
	assert_false(set(&s, (struct features){ .consent = { true, CONSENT_FOR_ALL } },
			 &r, &e));
	assert_err(e, ERR_UNSUPPORTED, "no user consent");
	assert_false(set(&s, (struct features){ .sol = OFF, .ocr = ON }, &r, &e));
	assert_err(e, ERR_UNSUPPORTED, "no One-Click Recovery");
	assert_false(r.sent);
	test_sim_stop(&s);

	test_sim_start(&s, "--profile ccm");
	assert_false(set(&s, (struct features){ .platform_erase = OFF }, &r, &e));
	assert_err(e, ERR_UNSUPPORTED, "no Remote Platform Erase");
	assert_false(set(
		&s,
		(struct features){ .sol = OFF, .consent = { true, CONSENT_FOR_NONE } },
		&r, &e));
	assert_err(e, ERR_REFUSED, "client control mode");
	assert_false(r.sent);
	/* What is so already is no change. */
	assert_true(set(&s, (struct features){ .consent = { true, CONSENT_FOR_ALL } }, &r,
			&e));
	assert_false(r.sent || r.changed);
	test_sim_stop(&s);

	test_sim_start(&s, "--profile acm --set IPS_OptInService.CanModifyOptInPolicy=0");
	assert_false(set(&s, (struct features){ .consent = { true, CONSENT_FOR_ALL } },
			 &r, &e));
	assert_err(e, ERR_REFUSED, "CanModifyOptInPolicy is 0");
	assert_false(r.sent);
	test_sim_stop(&s);
}

static void a_failure_in_the_middle_says_what_was_done(void **state)
{
	struct features_result r;
	struct test_sim s;
	struct err e;

	(void)state;
	test_sim_start(&s,
		       "--profile acm --set CIM_KVMRedirectionSAP.EnabledState=3 --set "
		       "IPS_KVMRedirectionSettingData.EnabledByMEBx=false");
	assert_false(set(&s, (struct features){ .kvm = ON, .ider = OFF, .ping = OFF }, &r,
			 &e));
	assert_err(e, ERR_REFUSED, "MEBx");
	assert_err(e, ERR_REFUSED, "done: switch storage redirection off; not done");
	assert_true(r.sent && r.changed);
	assert_int_equal(r.steps.n, 1);
	features_result_done(&r);
	/* Alone it says nothing of that kind. */
	assert_false(set(&s, (struct features){ .kvm = ON }, &r, &e));
	assert_null(strstr(e.msg, "done"));
	assert_false(r.sent || r.changed);
	test_sim_stop(&s);
}

static void what_does_not_show_is_unknown(void **state)
{
	struct features_result r;
	struct test_sim s;
	struct err e;

	(void)state;
	test_sim_start(&s, "--profile acm --fault accepted-not-done");
	assert_false(set(&s, (struct features){ .sol = OFF }, &r, &e));
	assert_err(e, ERR_INDETERMINATE, "does not show it: Serial over LAN");
	assert_true(r.sent);
	assert_true(r.now.sol.v);
	features_result_done(&r);
	test_sim_stop(&s);
}

static void a_listener_that_is_off_is_pointed_out_not_switched_on(void **state)
{
	struct features_result r;
	struct test_sim s;
	struct err e;

	(void)state;
	test_sim_start(&s, "--profile acm");
	assert_true(set(&s, (struct features){ .kvm = OFF, .listener = OFF }, &r, &e));
	assert_string_equal(r.note, "");
	features_result_done(&r);
	assert_true(set(&s, (struct features){ .kvm = ON }, &r, &e));
	assert_non_null(strstr(r.note, "features set --listener on pc"));
	assert_false(r.now.listener.v);
	features_result_done(&r);
	assert_true(set(&s, (struct features){ .kvm = ON, .listener = ON }, &r, &e));
	assert_string_equal(r.note, "");
	assert_int_equal(r.steps.n, 1);
	features_result_done(&r);
	test_sim_stop(&s);
}

static void features_are_read_where_kvm_is_not_licensed(void **state)
{
	struct features now = { 0 };
	struct test_sim s;
	struct err e = { 0 };

	(void)state;
	test_sim_start(&s, "--profile acm --fault empty-400/CIM_KVMRedirectionSAP");
	if (!device_features_get(s.device, &now, &e))
		fail_msg("%s", e.msg);
	assert_false(now.kvm.set);
	assert_true(now.sol.v);
	test_sim_stop(&s);
	/* Another class that fails is no class that is missing. */
	test_sim_start(&s, "--profile acm --fault empty-400/IPS_OptInService");
	assert_false(device_features_get(s.device, &now, &e));
	assert_int_equal(e.domain, ERR_REFUSED);
	test_sim_stop(&s);
}

static void a_dry_run_reads_only(void **state)
{
	struct features want = { .kvm = OFF, .consent = { true, CONSENT_FOR_ALL } };
	struct features_result r = { 0 };
	struct features now = { 0 };
	struct test_sim s;
	struct err e = { 0 };

	(void)state;
	test_sim_start(&s, "--profile acm");
	assert_true(device_features_set(s.device, &want, true, &r, &e));
	assert_false(r.sent || r.changed);
	assert_int_equal(r.steps.n, 2);
	assert_string_equal(r.steps.v[0], "switch KVM off");
	assert_string_equal(r.steps.v[1], "set user consent to all");
	assert_true(device_features_get(s.device, &now, &e));
	assert_true(now.kvm.v);
	assert_int_equal(now.consent.code, CONSENT_FOR_NONE);
	features_result_done(&r);
	test_sim_stop(&s);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		sim_unit_test(a_change_touches_nothing_that_was_not_named),
		sim_unit_test(properties_that_we_do_not_know_survive),
		sim_unit_test(what_the_device_lacks_is_refused_before_anything_is_sent),
		sim_unit_test(a_failure_in_the_middle_says_what_was_done),
		sim_unit_test(what_does_not_show_is_unknown),
		sim_unit_test(a_listener_that_is_off_is_pointed_out_not_switched_on),
		sim_unit_test(features_are_read_where_kvm_is_not_licensed),
		sim_unit_test(a_dry_run_reads_only),
	};

	return cmocka_run_group_tests_name("features", tests, NULL, NULL);
}
