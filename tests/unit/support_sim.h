/* support_sim: a simulated PC, and the device at the other end of the direct path. */
#ifndef AMT_TESTS_SUPPORT_SIM_H
#define AMT_TESTS_SUPPORT_SIM_H

#include "tests/unit/support.h"

#include <sys/types.h>

#include "core/device/device.h"

struct test_sim {
	pid_t pid;
	struct loop *loop;
	struct device *device; /* "pc" */
	struct http_config *http;
};

/* amtsim with these options, reached over plain HTTP. Fails the test. */
void test_sim_start(struct test_sim *s, const char *options);
void test_sim_stop(struct test_sim *s);

/* A test that may fail between these two. */
int test_sim_teardown(void **state);
#define sim_unit_test(f) cmocka_unit_test_teardown(f, test_sim_teardown)

#endif
