/* Rows that documents become: raw values, and what tables show in their place. */
#include "tests/unit/support.h"

#include <string.h>

#include "cmd/out.h"

static struct doc *parse(const char *text)
{
	struct err e = { 0 };
	struct doc *d = json_parse(text, strlen(text), &e);

	if (!d)
		fail_msg("%s", e.msg);
	return d;
}

/* All cells, "|" between them, a row a line. */
static void assert_rows(const struct out *out, const char *want)
{
	struct buf b = BUF_INIT(65536);

	for (size_t i = 0; i < out->n_rows; i++)
		for (size_t k = 0; k < out->rows[i].n; k++)
			buf_printf(&b, "%s%s", out->rows[i].v[k],
				   k + 1 < out->rows[i].n ? "|" : "\n");
	assert_string_equal(buf_cstr(&b), want);
	buf_done(&b);
}

static void assert_tree(const char *json, const struct class_value *described,
			const char *want)
{
	AUTO(doc_freep) struct doc *d = parse(json);
	AUTO(out_done) struct out out = { 0 };

	out_describe(&out, described);
	out_tree(&out, d->root);
	assert_rows(&out, want);
}

static void numbers_of_a_class_have_names_for_tables(void **state)
{
	(void)state;
	assert_tree("{\"@class\":\"CIM_Fan\",\"EnabledState\":\"6\",\"DeviceID\":\"2\","
		    "\"HealthState\":\"77\",\"OperationalStatus\":[\"2\",\"0\"]}",
		    NULL,
		    "EnabledState|6|6 (enabled-but-offline)\nDeviceID|2\nHealthState|77\n"
		    "OperationalStatus|2|2 (ok)\nOperationalStatus|0|0 (unknown)\n");
	assert_tree("{\"@class\":\"AMT_BootCapabilities\",\"PlatformErase\":\"73\"}",
		    NULL,
		    "PlatformErase|73|73 (platform-erase,verify-storage-erase,"
		    "tpm-clear)\n");
	assert_tree("{\"EnabledState\":\"6\"}", NULL, "EnabledState|6\n");
	assert_tree("{\"@class\":\"CIM_Unheard\",\"EnabledState\":\"6\"}", NULL,
		    "EnabledState|6\n");
}

/* A property of the object around it says nothing about one inside. */
static void each_object_has_its_own_class(void **state)
{
	(void)state;
	assert_tree("{\"@class\":\"CIM_Fan\",\"Odd\":{\"EnabledState\":\"2\"},"
		    "\"Inner\":{\"@class\":\"CIM_WiFiPort\",\"EnabledState\":\"32768\"}}",
		    NULL,
		    "Odd.EnabledState|2\n"
		    "Inner.EnabledState|32768|32768 (enabled-s0)\n");
}

static void outputs_have_names_when_they_are_described(void **state)
{
	const struct class_method *m = class_method(
		catalog_find("AMT_AuthorizationService"), "GetUserAclEntryEx");

	(void)state;
	assert_tree(
		"{\"AccessPermission\":\"2\",\"Realms\":\"20\",\"ReturnValue\":\"0\"}",
		m->params,
		"AccessPermission|2|2 (any)\nRealms|20|20 (audit-log)\n"
		"ReturnValue|0\n");
}

static void decoded_numbers_are_one_row(void **state)
{
	(void)state;
	assert_tree(
		"{\"A\":{\"code\":2,\"name\":\"on\"},\"B\":{\"code\":9,\"name\":null},"
		"\"C\":[{\"code\":5,\"names\":[\"a\",\"c\"]},{\"code\":0,"
		"\"names\":[]}],\"D\":{\"code\":1,\"size\":2},\"E\":null}",
		NULL, "A|2|2 (on)\nB|9\nC|5|5 (a,c)\nC|0\nD.code|1\nD.size|2\nE|\n");
}

static void instances_are_counted(void **state)
{
	AUTO(doc_freep)
	struct doc *d = parse("{\"@class\":\"CIM_Fan\",\"EnabledState\":\"2\"}");
	AUTO(out_done) struct out out = { .list = true };

	(void)state;
	out_instance(&out, "CIM_Fan", d->root);
	out_instance(&out, "CIM_Fan", d->root);
	assert_rows(&out, "1|CIM_Fan|EnabledState|2|2 (enabled)\n"
			  "2|CIM_Fan|EnabledState|2|2 (enabled)\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_of_a_class_have_names_for_tables),
		cmocka_unit_test(each_object_has_its_own_class),
		cmocka_unit_test(outputs_have_names_when_they_are_described),
		cmocka_unit_test(decoded_numbers_are_one_row),
		cmocka_unit_test(instances_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
