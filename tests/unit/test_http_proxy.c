/* Unit tests of core/net/http through proxies and proxy commands. */
#include "tests/unit/support.h"

#include <arpa/inet.h>
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/support_certs.h"
#include "tests/unit/support_http.h"

/* ---- proxies of our own; each notes what it was asked for ---- */

struct proxy {
	int connections;
	char asked[256]; /* of the latest connection */
	bool refuse;
	uint16_t to; /* relays there, whatever was asked */
};

static bool recv_exactly(struct test_conn *c, void *bytes, size_t n)
{
	char *p = bytes;

	while (n) {
		ssize_t got = test_conn_recv(c, p, n);

		if (got < 0)
			return false;
		p += got;
		n -= (size_t)got;
	}
	return true;
}

static void note(struct test_conn *c, const char *text)
{
	struct proxy *p = c->server->arg;

	pthread_mutex_lock(&c->server->lock);
	p->connections++;
	snprintf(p->asked, sizeof(p->asked), "%s", text);
	pthread_mutex_unlock(&c->server->lock);
}

static void relay_on(struct test_conn *c)
{
	int fd = test_connect(((struct proxy *)c->server->arg)->to);

	assert_true(fd >= 0);
	test_relay(c->fd, c->fd, fd);
	close(fd);
}

/* RFC 1928 */
static void serve_socks5(struct test_conn *c)
{
	struct proxy *p = c->server->arg;
	uint8_t b[300], n;
	char text[256] = "";
	uint16_t port;

	if (!recv_exactly(c, b, 2) || !recv_exactly(c, b + 2, b[1]))
		return;
	test_conn_write(c, "\5\0", 2);
	if (!recv_exactly(c, b, 4))
		return;
	if (b[3] == 1) { /* IPv4 */
		if (!recv_exactly(c, b, 4))
			return;
		inet_ntop(AF_INET, b, text, sizeof(text));
	} else if (b[3] == 3) { /* name */
		if (!recv_exactly(c, &n, 1) || !recv_exactly(c, text, n))
			return;
		text[n] = '\0';
	}
	if (!recv_exactly(c, &port, 2))
		return;
	note(c, text);
	test_conn_write(c, p->refuse ? "\5\2\0\1\0\0\0\0\0\0" : "\5\0\0\1\0\0\0\0\0\0",
			10);
	if (!p->refuse)
		relay_on(c);
}

static void serve_socks4a(struct test_conn *c)
{
	uint8_t b[8];
	char text[256], byte = 1;
	size_t n = 0;

	if (!recv_exactly(c, b, 8))
		return;
	while (byte) /* user */
		if (!recv_exactly(c, &byte, 1))
			return;
	do { /* name */
		if (!recv_exactly(c, text + n, 1))
			return;
	} while (text[n++]);
	note(c, text);
	test_conn_write(c, "\0\x5a\0\0\0\0\0\0", 8);
	relay_on(c);
}

/* RFC 9110 9.3.6 */
static void serve_connect(struct test_conn *c)
{
	struct proxy *p = c->server->arg;
	struct test_request r;

	if (!test_conn_read(c, &r))
		return;

	AUTO(xfreep) char *text = xasprintf("%s %s", r.method, r.path);

	test_request_done(&r);
	note(c, text);
	if (p->refuse) {
		test_conn_puts(c, "HTTP/1.1 403 Forbidden\r\nServer: the proxy\r\n"
				  "Content-Length: 0\r\n\r\n");
		return;
	}
	test_conn_puts(c, "HTTP/1.1 200 Connected\r\nServer: the proxy\r\n\r\n");
	relay_on(c);
}

/* A device behind a proxy. */
struct scene {
	struct test_login login;
	struct test_server device;
	struct proxy proxy;
	struct test_server front;
	struct test_client client;
	struct test_cert cert;
	SSL_CTX *tls;
	struct strv command;
	char *url;
};

static void device_open(struct scene *s, bool tls)
{
	*s = (struct scene){
		.login = { .user = "admin", .password = "P@ssw0rd", .qop = "auth" }
	};
	if (tls) {
		test_cert_make(&s->cert, "amt", NULL, NULL, false, 10, false);
		s->tls = test_server_tls(&s->cert);
		s->device.tls = s->tls;
	}
	s->device.serve = login_serve_all;
	s->device.arg = &s->login;
	test_server_start(&s->device);
	client_init(&s->client, s->device.port);
	s->client.config.user = "admin";
	s->client.config.tls = tls;
	s->client.config.policy.accept_new = true;
}

static void scene_open(struct scene *s, const char *scheme,
		       void (*serve)(struct test_conn *c), bool tls)
{
	device_open(s, tls);
	s->proxy.to = s->device.port;
	s->front.serve = serve;
	s->front.arg = &s->proxy;
	test_server_start(&s->front);
	s->url = xasprintf("%s://127.0.0.1:%u", scheme, s->front.port);
	s->client.config.proxy = s->url;
	s->client.config.host = "pc42.invalid"; /* which only the proxy knows */
}

static void scene_close(struct scene *s)
{
	client_close(&s->client);
	if (s->front.serve)
		test_server_stop(&s->front);
	test_server_stop(&s->device);
	SSL_CTX_free(s->tls);
	test_cert_done(&s->cert);
	strv_done(&s->command);
	free(s->url);
}

static void post_works(struct scene *s)
{
	struct err e = { 0 };
	AUTO(xfreep) char *text = client_post(&s->client, "<a/>", NULL, &e);

	if (!text)
		fail_msg("%s", e.msg);
	assert_string_equal(text, "<a/>");
}

static void names_travel_through_socks_and_connect(void **state)
{
	static const struct {
		const char *scheme;
		void (*serve)(struct test_conn *c);
		const char *asked;
	} v[] = { { "socks5h", serve_socks5, "pc42.invalid" },
		  { "socks4a", serve_socks4a, "pc42.invalid" },
		  { "http", serve_connect, "CONNECT pc42.invalid:" } };

	(void)state;
	for (size_t i = 0; i < 2 * ARRAY_LEN(v); i++) {
		struct scene s;

		scene_open(&s, v[i / 2].scheme, v[i / 2].serve, i % 2);
		client_open(&s.client);
		post_works(&s);
		post_works(&s);
		assert_non_null(strstr(s.proxy.asked, v[i / 2].asked));
		assert_int_equal(s.proxy.connections, 2); /* one for the 401 */
		assert_int_equal(s.login.refusals, 0);
		assert_string_equal(http_server(s.client.http),
				    "Intel(R) Active Management Technology 15.0.23.1706");
		scene_close(&s);
	}
}

static void socks5_gets_the_address_of_a_literal(void **state)
{
	struct scene s;

	(void)state;
	scene_open(&s, "socks5", serve_socks5, false);
	s.client.config.host = "127.0.0.7";
	client_open(&s.client);
	post_works(&s);
	assert_string_equal(s.proxy.asked, "127.0.0.7");
	scene_close(&s);
}

static void proxies_that_refuse_are_told(void **state)
{
	struct scene s;
	struct err e;

	(void)state;
	scene_open(&s, "socks5h", serve_socks5, false);
	s.proxy.refuse = true;
	client_open(&s.client);
	client_fails(&s.client, ERR_NET, "through its proxy", &e);
	scene_close(&s);

	scene_open(&s, "http", serve_connect, true);
	s.proxy.refuse = true;
	client_open(&s.client);
	client_fails(&s.client, ERR_NET, "403", &e);
	assert_string_equal(http_server(s.client.http), "");
	assert_int_equal(test_server_requests(&s.device), 0);
	scene_close(&s);
}

static void a_proxy_that_is_not_there_is_told(void **state)
{
	struct test_server gone = { .silent = true };
	struct scene s;
	struct err e;

	(void)state;
	test_server_start(&gone);
	test_server_stop(&gone);
	device_open(&s, false);
	s.url = xasprintf("http://user:s3cret@127.0.0.1:%u", gone.port);
	s.client.config.proxy = s.url;
	client_open(&s.client);
	client_fails(&s.client, ERR_NET, "through its proxy", &e);
	assert_null(strstr(e.msg, "s3cret"));
	scene_close(&s);
}

static void other_proxies_are_refused(void **state)
{
	static const char *const urls[] = { "", "proxy:3128", "https://p:1", "socks4://p",
					    "file:///x" };
	struct loop *l;
	struct err e;

	(void)state;
	l = loop_new(&e);
	for (size_t i = 0; i < ARRAY_LEN(urls); i++) {
		struct http_config c = { .host = "h", .port = 1, .proxy = urls[i] };

		if (http_new(l, &c, &e))
			fail_msg("%s was taken", urls[i]);
		assert_err(e, ERR_USAGE, "socks5h://");
	}
	loop_free(l);
}

/* ---- commands ---- */

static void use_command(struct scene *s, const char *what)
{
	AUTO(xfreep) char *port = xasprintf("%u", s->device.port);

	strv_add(&s->command, "/proc/self/exe");
	strv_add(&s->command, what);
	strv_add(&s->command, port);
	s->client.config.proxy_command = &s->command;
	s->client.config.host = "pc42.invalid";
}

/* Folders of sockets that are left in /tmp by this process's clients. */
static size_t leftovers(void)
{
	AUTO(xfreep)
	char *pattern = xasprintf("%s/amtctl-*/s", getenv("XDG_RUNTIME_DIR"));
	glob_t g;
	size_t n = glob(pattern, 0, NULL, &g) ? 0 : g.gl_pathc;

	globfree(&g);
	return n;
}

static void commands_carry_the_connection(void **state)
{
	(void)state;
	for (int tls = 0; tls <= 1; tls++) {
		struct scene s;

		device_open(&s, tls);
		use_command(&s, "--relay");
		client_open(&s.client);
		assert_int_equal(leftovers(), 1);
		for (int i = 0; i < 3; i++)
			post_works(&s);
		assert_int_equal(test_server_connections(&s.device), 2);
		http_close(s.client.http);
		assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
		post_works(&s);
		assert_int_equal(s.login.challenges, 1);
		scene_close(&s);
		assert_int_equal(leftovers(), 0);
		assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* none is left */
	}
}

static void commands_that_fail_are_named(void **state)
{
	(void)state;
	for (int tls = 0; tls <= 1; tls++) {
		struct scene s;
		struct err e;

		device_open(&s, tls);
		use_command(&s, "--fail");
		client_open(&s.client);
		client_fails(&s.client, ERR_NET,
			     "proxy command /proc/self/exe ended with status 7", &e);
		scene_close(&s);

		device_open(&s, tls);
		use_command(&s, "--nothing");
		client_open(&s.client);
		client_fails(&s.client, ERR_NET, "ended with status 0, but no connection",
			     &e);
		scene_close(&s);
	}
}

/* It took the real request, and ended: who knows. */
static void a_command_that_dies_later_leaves_doubt(void **state)
{
	struct scene s;
	struct err e;

	(void)state;
	device_open(&s, false);
	use_command(&s, "--fail");
	s.client.config.user = NULL; /* no probe */
	client_open(&s.client);
	client_fails(&s.client, ERR_INDETERMINATE, "ended with status 7", &e);
	scene_close(&s);
}

static void a_command_that_does_not_exist_is_told(void **state)
{
	struct scene s;
	struct err e;

	(void)state;
	device_open(&s, false);
	strv_add(&s.command, "/nonexistent/ssh");
	s.client.config.proxy_command = &s.command;
	s.client.config.user = NULL;
	client_open(&s.client);
	client_fails(&s.client, ERR_NET, "cannot start /nonexistent/ssh: No such file",
		     &e);
	s.client.config.proxy = "http://127.0.0.1:1";
	assert_null(http_new(s.client.loop, &s.client.config, &e));
	assert_err(e, ERR_USAGE, "exclude each other");
	scene_close(&s);
}

static int group_setup(void **state)
{
	struct err e;
	char *folder = test_mkdir();

	*state = folder;
	setenv("XDG_RUNTIME_DIR", folder, 1);
	return http_global_init(&e) ? 0 : -1;
}

static int group_teardown(void **state)
{
	test_rmdir(*state);
	return 0;
}

/* This program again, as the command that connects. */
static int run_command(const char *what, const char *port)
{
	char byte;

	if (!strcmp(what, "--fail"))
		return read(0, &byte, 1) < 0 ? 8 : 7;
	if (!strcmp(what, "--nothing"))
		return 0;

	int fd = test_connect((uint16_t)atoi(port));

	if (fd < 0)
		return 1;
	test_relay(0, 1, fd);
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_travel_through_socks_and_connect),
		cmocka_unit_test(socks5_gets_the_address_of_a_literal),
		cmocka_unit_test(proxies_that_refuse_are_told),
		cmocka_unit_test(a_proxy_that_is_not_there_is_told),
		cmocka_unit_test(other_proxies_are_refused),
		cmocka_unit_test(commands_carry_the_connection),
		cmocka_unit_test(commands_that_fail_are_named),
		cmocka_unit_test(a_command_that_dies_later_leaves_doubt),
		cmocka_unit_test(a_command_that_does_not_exist_is_told),
	};

	if (argc == 3)
		return run_command(argv[1], argv[2]);
	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
