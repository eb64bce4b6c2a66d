/* support_sim: a simulated PC, and the device at the other end of the direct path. */
#include "tests/unit/support_sim.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/child.h"
#include "core/base/text.h"
#include "core/direct/direct.h"
#include "tests/unit/support_process.h"

static bool password(void *arg, const char *realm, struct secret *ret, struct err *e)
{
	(void)arg;
	(void)realm;
	return secret_set(ret, "P@ssw0rd", 8, e);
}

/* Of the running test. */
static pid_t running;

int test_sim_teardown(void **state)
{
	(void)state;
	if (running)
		child_stop(running);
	running = 0;
	return 0;
}

void test_sim_start(struct test_sim *s, const char *options)
{
	char *command = xasprintf("amtsim --https off %s", options);
	struct err e = { 0 };
	uint64_t port;
	char *ready, *word;

	setenv("AMTSIM_DEVICES", "tests/sim/devices", 0);
	s->pid = running = test_start(command, &ready);
	word = test_ready_word(ready, "http=");
	assert_true(text_to_uint(word, 65535, &port));
	s->loop = loop_new(&e);
	assert_non_null(s->loop);
	s->http = xcalloc(1, sizeof(*s->http));
	*s->http = (struct http_config){
		.host = "127.0.0.1",
		.port = (uint16_t)port,
		.user = "admin",
		.password = password,
		.connect_timeout_ms = 10000,
		.request_timeout_ms = 30000,
	};
	s->device = direct_open(s->loop, "pc", s->http, 0, &e);
	assert_non_null(s->device);
	free(word);
	free(ready);
	free(command);
}

void test_sim_stop(struct test_sim *s)
{
	device_free(s->device);
	loop_free(s->loop);
	child_stop(s->pid);
	running = 0;
	free(s->http);
	*s = (struct test_sim){ 0 };
}
