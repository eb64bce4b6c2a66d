/* The cloud path from target to power state, against mpssim. */
#include "tests/unit/support_reach.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/child.h"
#include "core/base/text.h"
#include "core/device/power.h"
#include "tests/unit/support_process.h"

#define GUID "4c4c4544-0042-3510-8057-b4c04f4d3432"
#define GUID_AWAY "00000000-0000-0000-0000-00000000000a"
#define PASSWORD "password-cmd = printf G@ppm0ym\n"

/* A running mpssim, and the reach of a config that names it as server "hq". */
struct fixture {
	struct test_reach t;
	char *dir;
	char *journal;
	char *url;
	char *fingerprint; /* NULL: no TLS */
	char *ca;
	pid_t pid;
};

static void start_sim(struct fixture *f, const char *arguments)
{
	f->dir = test_mkdir();
	f->journal = xasprintf("%s/journal", f->dir);
	f->ca = xasprintf("%s/ca.pem", f->dir);

	char *ready;
	char *command = xasprintf("mpssim --journal %s --ca-out %s --device " GUID
				  "=2,3 --device " GUID_AWAY "=offline %s",
				  f->journal, f->ca, arguments);

	f->pid = test_start(command, &ready);
	f->url = test_ready_word(ready, "url=");
	f->fingerprint = test_ready_word(ready, "fingerprint=");
	free(command);
	free(ready);
}

static void setup_with(struct fixture *f, const char *arguments, const char *server_keys,
		       const struct reach_options *o)
{
	*f = (struct fixture){ 0 };
	start_sim(f, arguments);

	char *config = xasprintf("[defaults]\nserver = hq\ntimeout = 30s\n"
				 "[server \"hq\"]\nurl = %s\n%s",
				 f->url, server_keys);

	test_reach_open(&f->t, config, o);
	free(config);
}

static void teardown(struct fixture *f)
{
	test_reach_close(&f->t);
	child_stop(f->pid);
	free(f->journal);
	free(f->url);
	free(f->fingerprint);
	free(f->ca);
	test_rmdir(f->dir);
}

static unsigned requests(const struct fixture *f, const char *part)
{
	struct buf text = BUF_INIT(1 << 20);
	unsigned n = 0;
	struct err e;

	if (buf_read_file(&text, f->journal, &e))
		for (const char *p = buf_cstr(&text); (p = strstr(p, part)); p++)
			n++;
	buf_done(&text);
	return n;
}

/* Open a target of the run and read its power state. */
static bool power_of(struct fixture *f, struct loop *l, const char *typed,
		     struct power_state *ret, struct err *e)
{
	struct target_list list;
	struct device *d = NULL;

	*ret = (struct power_state){ 0 };
	test_targets(&f->t, typed, &list);

	bool ok = reach_prepare(f->t.reach, &list, NULL, NULL, e) &&
		  reach_open(f->t.reach, &list.v[0], l, &d, e);

	if (ok) {
		assert_string_equal(device_path_name(d), "cloud");
		ok = device_power_get(d, ret, e) &&
		     reach_remember(f->t.reach, &list.v[0], d, e);
	}
	device_free(d);
	targets_done(&list);
	return ok;
}

static void expect_state(const char *arguments, const char *server_keys,
			 const struct reach_options *o, unsigned logins, unsigned reads)
{
	struct fixture f;
	struct power_state s;
	struct err e = { 0 };

	setup_with(&f, arguments, server_keys, o);

	struct loop *l = loop_new(&e);

	if (!power_of(&f, l, GUID, &s, &e))
		fail_msg("%s: %s", arguments, e.msg);
	assert_true(s.state.set && s.state.code == POWER_ON);
	assert_true(s.os_power_saving.set && s.os_power_saving.code == OS_SAVING_ACTIVE);
	assert_int_equal(requests(&f, "authorize"), logins);
	assert_int_equal(requests(&f, "power/state"), reads);
	power_state_done(&s);
	loop_free(l);
	teardown(&f);
}

static void expect_error(const char *arguments, const char *server_keys,
			 const char *typed, enum err_domain domain, const char *part)
{
	struct fixture f;
	struct power_state s;
	struct err e = { 0 };

	setup_with(&f, arguments, server_keys, NULL);

	struct loop *l = loop_new(&e);

	if (power_of(&f, l, typed, &s, &e))
		fail_msg("%s: no error", arguments);
	if (e.domain != domain || !strstr(e.msg, part))
		fail_msg("%s: %d \"%s\" is not %d \"%s\"", arguments, e.domain, e.msg,
			 domain, part);
	assert_null(strstr(e.msg, "G@ppm0ym"));
	power_state_done(&s);
	loop_free(l);
	teardown(&f);
}

static void expect_direct(void)
{
	struct fixture f = { 0 };
	struct power_state s;
	struct err e = { 0 };

	start_sim(&f, "--direct");
	setenv("AMTCTL_MPS_URL", f.url, 1);
	test_reach_open(&f.t, "", NULL);

	struct loop *l = loop_new(&e);

	if (!power_of(&f, l, GUID, &s, &e))
		fail_msg("%s", e.msg);
	assert_int_equal(requests(&f, "authorize"), 0);
	assert_int_equal(requests(&f, "\"token\":true"), 0);
	power_state_done(&s);
	loop_free(l);
	teardown(&f);
	test_reach_clean_env();
}

static void power_states_come_through(void **state)
{
	(void)state;
	expect_state("", PASSWORD, NULL, 1, 1);
	expect_state("--fault strings", PASSWORD, NULL, 1, 1);
	/* No gateway: neither prefix nor token. */
	expect_direct();
}

static void a_fresh_token_that_is_refused_is_final(void **state)
{
	(void)state;
	/* The first token is fresh: told expired, it is not worth a second login. */
	expect_error("--fault token-expired-once", PASSWORD, GUID, ERR_AUTH,
		     "server hq: token expired");
}

static void an_expired_token_is_replaced(void **state)
{
	struct fixture f;
	struct power_state s = { 0 };
	struct target_list list;
	struct device *d = NULL;
	struct err e = { 0 };

	(void)state;
	setup_with(&f, "--token-uses 1", PASSWORD, NULL);

	struct loop *l = loop_new(&e);

	test_targets(&f.t, GUID, &list);
	assert_true(reach_prepare(f.t.reach, &list, NULL, NULL, &e));
	assert_true(reach_open(f.t.reach, &list.v[0], l, &d, &e));
	for (unsigned i = 0; i < 3; i++)
		if (!device_power_get(d, &s, &e))
			fail_msg("read %u: %s", i, e.msg);
	assert_int_equal(requests(&f, "authorize"), 3);
	assert_int_equal(requests(&f, "\"status\":401"), 2);
	power_state_done(&s);
	device_free(d);
	targets_done(&list);
	loop_free(l);
	teardown(&f);
}

static void faults_are_errors_of_the_cloud(void **state)
{
	(void)state;
	expect_error("", PASSWORD, GUID_AWAY, ERR_CLOUD,
		     "server hq: the device is not connected to the server");
	expect_error("", "password-cmd = echo wrong\n", GUID, ERR_AUTH,
		     "server hq: login as standalone: Incorrect Username");
	expect_error("--fault html-200", PASSWORD, GUID, ERR_CLOUD, "but a web page");
	expect_error("--fault 502", PASSWORD, GUID, ERR_CLOUD, "HTTP status 502: An inv");
	expect_error("--fault bad-json", PASSWORD, GUID, ERR_PROTO, "server hq: ");
	expect_error("--fault empty-500", PASSWORD, GUID, ERR_CLOUD, "HTTP status 500");
	expect_error("--fault no-state", PASSWORD, GUID, ERR_PROTO, "no powerstate");
	expect_error("--fault login-405", PASSWORD, GUID, ERR_CLOUD,
		     "login as standalone: HTTP status 405: Login disabled");
}

static void reads_are_repeated_after_trouble_in_transit(void **state)
{
	(void)state;
	expect_state("--fault 502-once", PASSWORD, NULL, 1, 2);
	expect_state("--fault close-once", PASSWORD, NULL, 1, 2);
}

static void slow_servers_end_with_the_timeout(void **state)
{
	struct reach_options o = { .retries = -1, .timeout_ms = 700 };
	struct fixture f;
	struct power_state s;
	struct err e = { 0 };
	uint64_t start = loop_now_ms();

	(void)state;
	setup_with(&f, "--fault slow", PASSWORD, &o);

	struct loop *l = loop_new(&e);

	assert_false(power_of(&f, l, GUID, &s, &e));
	assert_err(e, ERR_CLOUD, "server hq");
	assert_true(loop_now_ms() - start < 20000);
	loop_free(l);
	teardown(&f);
}

static void a_server_that_is_not_there_is_the_clouds_fault(void **state)
{
	struct fixture f;
	struct power_state s;
	struct err e = { 0 };

	(void)state;
	setup_with(&f, "", PASSWORD, NULL);
	child_stop(f.pid);

	struct loop *l = loop_new(&e);

	assert_false(power_of(&f, l, GUID, &s, &e));
	assert_err(e, ERR_CLOUD, "server hq");
	loop_free(l);
	test_reach_close(&f.t);
	free(f.journal);
	free(f.url);
	free(f.fingerprint);
	free(f.ca);
	test_rmdir(f.dir);
}

static void given_tokens_are_used_as_they_are(void **state)
{
	(void)state;
	setenv("AMTCTL_TOKEN", "abc", 1);
	expect_error("", "", GUID, ERR_AUTH, "server hq: Bad token");
	test_reach_clean_env();
}

static void servers_are_trusted_by_ca_or_sight(void **state)
{
	struct reach_options o = { .retries = -1, .accept_new_pin = true };
	struct fixture f;
	struct power_state s;
	struct err e = { 0 };
	uint8_t pin[32], shown[32];

	(void)state;
	expect_error("--tls", PASSWORD, GUID, ERR_TLS, "server hq");

	setup_with(&f, "--tls", PASSWORD, &o);

	struct loop *l = loop_new(&e);

	if (!power_of(&f, l, GUID, &s, &e))
		fail_msg("%s", e.msg);
	power_state_done(&s);
	assert_true(tls_pin_parse(f.fingerprint, shown, &e));
	assert_true(pins_find(reach_pins(f.t.reach), "server:hq", pin));
	assert_memory_equal(pin, shown, sizeof(pin));
	assert_false(pins_find(reach_pins(f.t.reach), GUID, pin));
	loop_free(l);
	teardown(&f);

	/* The CA of the server section vouches: nothing is pinned. */
	f = (struct fixture){ 0 };
	start_sim(&f, "--tls");

	char *config = xasprintf("[defaults]\nserver = hq\n[server \"hq\"]\nurl = %s\n"
				 "ca = %s\n" PASSWORD,
				 f.url, f.ca);

	test_reach_open(&f.t, config, &o);
	free(config);
	l = loop_new(&e);
	if (!power_of(&f, l, GUID, &s, &e))
		fail_msg("%s", e.msg);
	power_state_done(&s);
	assert_int_equal(pins_count(reach_pins(f.t.reach)), 0);
	loop_free(l);
	teardown(&f);
}

struct worker {
	struct fixture *f;
	const struct target *target;
	pthread_barrier_t *all_done;
	struct err e;
	bool ok;
};

static void *work(void *arg)
{
	struct worker *w = arg;
	struct loop *l = loop_new(&w->e);
	struct device *d = NULL;
	struct power_state s = { 0 };

	w->ok = l && reach_open(w->f->t.reach, w->target, l, &d, &w->e) &&
		device_power_get(d, &s, &w->e) &&
		reach_remember(w->f->t.reach, w->target, d, &w->e);
	power_state_done(&s);
	device_free(d);
	/*
	 * libuv closes by system call, which the thread sanitizer does not see: a
	 * descriptor that another worker got anew meanwhile would look shared.
	 */
	pthread_barrier_wait(w->all_done);
	loop_free(l);
	return NULL;
}

static void workers_share_a_reach(void **state)
{
	struct reach_options o = { .retries = -1, .accept_new_pin = true };
	struct fixture f;
	struct worker w[6];
	pthread_t threads[6];
	pthread_barrier_t all_done;
	struct target_list list;
	struct err e = { 0 };

	(void)state;
	setup_with(&f, "--tls", PASSWORD, &o);
	test_targets(&f.t, GUID, &list);
	assert_true(reach_prepare(f.t.reach, &list, NULL, NULL, &e));
	assert_int_equal(pthread_barrier_init(&all_done, NULL, ARRAY_LEN(w)), 0);
	for (size_t i = 0; i < ARRAY_LEN(w); i++) {
		w[i] = (struct worker){ .f = &f,
					.target = &list.v[0],
					.all_done = &all_done };
		assert_int_equal(pthread_create(&threads[i], NULL, work, &w[i]), 0);
	}
	for (size_t i = 0; i < ARRAY_LEN(w); i++) {
		pthread_join(threads[i], NULL);
		if (!w[i].ok)
			fail_msg("worker %zu: %s", i, w[i].e.msg);
	}
	pthread_barrier_destroy(&all_done);
	assert_int_equal(pins_count(reach_pins(f.t.reach)), 1);
	targets_done(&list);
	teardown(&f);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(power_states_come_through),
		cmocka_unit_test(a_fresh_token_that_is_refused_is_final),
		cmocka_unit_test(an_expired_token_is_replaced),
		cmocka_unit_test(faults_are_errors_of_the_cloud),
		cmocka_unit_test(reads_are_repeated_after_trouble_in_transit),
		cmocka_unit_test(slow_servers_end_with_the_timeout),
		cmocka_unit_test(a_server_that_is_not_there_is_the_clouds_fault),
		cmocka_unit_test(given_tokens_are_used_as_they_are),
		cmocka_unit_test(servers_are_trusted_by_ca_or_sight),
		cmocka_unit_test(workers_share_a_reach),
	};
	struct err e;

	test_reach_clean_env();
	if (!http_global_init(&e))
		return 1;
	return cmocka_run_group_tests_name("mps", tests, NULL, NULL);
}
