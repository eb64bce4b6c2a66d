/* support_reach: a reach over a config given as text, in a home of its own. */
#include "tests/unit/support_reach.h"

#include <stdlib.h>
#include <string.h>

void test_reach_clean_env(void)
{
	static const char *const names[] = {
		"AMTCTL_USER",         "AMTCTL_SERVER",   "AMTCTL_MPS_URL",
		"AMTCTL_TOKEN",        "AMTCTL_PASSWORD", "AMTCTL_PASSWORD_FILE",
		"AMTCTL_PASSWORD_CMD", "AMT_PASSWORD",    "CREDENTIALS_DIRECTORY",
	};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		unsetenv(names[i]);
}

void test_reach_open(struct test_reach *t, const char *config,
		     const struct reach_options *options)
{
	struct reach_options none = { .retries = -1 };
	struct err e = { 0 };

	t->home = test_mkdir();
	setenv("XDG_DATA_HOME", t->home, 1);
	t->config = config_new();
	if (!config_load_text(t->config, "config", config, strlen(config), &e))
		fail_msg("config: %s", e.msg);
	t->reach = reach_new(t->config, options ? options : &none, &e);
	if (!t->reach)
		fail_msg("reach: %s", e.msg);
}

void test_reach_close(struct test_reach *t)
{
	reach_free(t->reach);
	config_free(t->config);
	test_rmdir(t->home);
}

void test_targets(struct test_reach *t, const char *typed, struct target_list *ret)
{
	struct target_source source = reach_target_source(t->reach);
	struct strv exprs = { 0 };
	const struct strv none = { 0 };
	struct err e = { 0 };

	*ret = (struct target_list){ 0 };
	strv_add(&exprs, typed);
	if (!targets_expand(&exprs, &none, &source, ret, &e))
		fail_msg("%s: %s", typed, e.msg);
	strv_done(&exprs);
}

bool test_route(struct test_reach *t, const char *typed, struct route *ret, struct err *e)
{
	struct target_list list;

	*ret = (struct route){ 0 };
	test_targets(t, typed, &list);
	assert_int_equal(list.n, 1);

	bool ok = reach_route(t->reach, &list.v[0], ret, e);

	targets_done(&list);
	return ok;
}
