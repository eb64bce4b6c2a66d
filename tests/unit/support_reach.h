/* support_reach: a reach over a config given as text, in a home of its own. */
#ifndef AMT_TESTS_SUPPORT_REACH_H
#define AMT_TESTS_SUPPORT_REACH_H

#include "tests/unit/support.h"

#include "core/reach/reach.h"

struct test_reach {
	char *home;
	struct config *config;
	struct reach *reach;
};

/* options NULL: none. The environment's AMTCTL_ variables are those of the test. */
void test_reach_open(struct test_reach *t, const char *config,
		     const struct reach_options *options);
void test_reach_close(struct test_reach *t);

/* Take all our variables out of the environment. */
void test_reach_clean_env(void);

/* What was typed as a list of targets; fails the test when that is no target. */
void test_targets(struct test_reach *t, const char *typed, struct target_list *ret);

/* The route, or NULL-filled and *e set. */
bool test_route(struct test_reach *t, const char *typed, struct route *ret,
		struct err *e);

#endif
