/* Unit tests of core/net/http: replies and failures, without TLS. */
#include "tests/unit/support.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/unit/support_http.h"

static int global_setup(void **state)
{
	struct err e;

	(void)state;
	/* What must not be listened to. */
	setenv("http_proxy", "http://127.0.0.1:1", 1);
	setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
	return http_global_init(&e) ? 0 : -1;
}

/* ---- other peers ---- */

/* Read a request, then do as the script says. */
struct play {
	const char *text; /* of each reply */
	size_t len;       /* 0: strlen() */
	bool byte_by_byte;
	bool reset;   /* then close with RST */
	bool hang;    /* then wait for the end of the test */
	int replies;  /* on one connection, then close without reading; 0: any */
	int silences; /* of these requests on, the connection just closes; 0: never */
	char *seen;   /* head of the first request; owned by the test */
};

static void play_reply(struct test_conn *c, const struct play *p)
{
	size_t len = p->len ? p->len : strlen(p->text);

	if (!p->byte_by_byte)
		test_conn_write(c, p->text, len);
	for (size_t i = 0; p->byte_by_byte && i < len; i++)
		test_conn_write(c, p->text + i, 1);
}

static void serve_play(struct test_conn *c)
{
	struct play *p = c->server->arg;
	struct test_request r;

	for (int n = 1; test_conn_read(c, &r); n++) {
		bool silent = p->silences && n >= p->silences;

		if (!p->seen)
			p->seen = STEAL(r.head);
		test_request_done(&r);
		if (silent)
			return;
		play_reply(c, p);
		if (p->hang)
			sem_wait(&c->server->released);
		if (p->reset)
			test_conn_reset(c);
		if (p->hang || p->reset || n == p->replies)
			return;
	}
}

struct play_scene {
	struct play play;
	struct test_server server;
	struct test_client client;
};

static void play_open(struct play_scene *s, struct play play)
{
	*s = (struct play_scene){ .play = play };
	s->server.serve = serve_play;
	s->server.arg = &s->play;
	test_server_start(&s->server);
	client_init(&s->client, s->server.port);
	client_open(&s->client);
}

static void play_close(struct play_scene *s)
{
	client_close(&s->client);
	test_server_stop(&s->server);
	free(s->play.seen);
}

static void play_fails(struct play play, enum err_domain domain, const char *part)
{
	struct play_scene s;
	struct err e;

	play_open(&s, play);
	client_fails(&s.client, domain, part, &e);
	assert_int_equal(test_server_requests(&s.server), 1); /* never a second time */
	play_close(&s);
}

#define CHUNKED "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

static void chunks_may_come_byte_by_byte(void **state)
{
	struct play_scene s;

	(void)state;
	play_open(&s, (struct play){ .text = CHUNKED "0003;x=y\r\n<a/\r\n1\r\n>\r\n0\r\n"
						     "Server: trailer\r\n\r\n",
				     .byte_by_byte = true });
	client_post_echoes(&s.client, "<a/>");
	client_post_echoes(&s.client, "<a/>");
	assert_string_equal(http_server(s.client.http), "");
	assert_int_equal(test_server_connections(&s.server), 1);
	play_close(&s);
}

static void nothing_needless_is_sent(void **state)
{
	struct play_scene s;

	(void)state;
	play_open(&s, (struct play){ .text = CHUNKED "4\r\n<a/>\r\n0\r\n\r\n" });
	client_post_echoes(&s.client, "<a/>");

	AUTO(xfreep)
	char *want = xasprintf("POST /wsman HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n"
			       "Content-Type: application/soap+xml; charset=utf-8\r\n"
			       "Content-Length: 4\r\n\r\n",
			       s.server.port);

	assert_string_equal(s.play.seen, want);
	play_close(&s);
}

static void a_large_body_is_sent_without_asking_first(void **state)
{
	AUTO(xfreep) char *body = xmalloc((2u << 20) + 1);
	struct play_scene s;
	struct err e;

	(void)state;
	memset(body, 'x', 2u << 20);
	body[2u << 20] = '\0';
	play_open(&s, (struct play){
			      .text = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" });

	AUTO(xfreep) char *text = client_post(&s.client, body, NULL, &e);

	assert_non_null(text);
	assert_null(strstr(s.play.seen, "Expect"));
	play_close(&s);
}

static void interim_replies_and_empty_errors_pass(void **state)
{
	struct play_scene s;
	struct err e;
	int status = 0;

	(void)state;
	play_open(&s,
		  (struct play){ .text = "HTTP/1.1 102 Wait\r\nServer: no\r\n\r\n"
					 "HTTP/1.1 400 Bad Request\r\n"
					 "Content-Length: 0\r\nConnection: close\r\n\r\n",
				 .replies = 1 });

	AUTO(xfreep) char *text = client_post(&s.client, "<a/>", &status, &e);

	assert_string_equal(text, "");
	assert_int_equal(status, 400);
	assert_string_equal(http_server(s.client.http), "");
	play_close(&s);
}

static void cut_replies_are_indeterminate(void **state)
{
	(void)state;
	play_fails((struct play){ .text = "", .replies = 1 }, ERR_INDETERMINATE,
		   "closed the connection without an answer");
	play_fails(
		(struct play){ .text = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n<a",
			       .replies = 1 },
		ERR_INDETERMINATE, "broke before the answer was whole");
	play_fails((struct play){ .text = CHUNKED "0009\r\n<a", .replies = 1 },
		   ERR_INDETERMINATE, "broke before the answer was whole");
	play_fails((struct play){ .text = CHUNKED "4\r\n<a/>\r\n", .replies = 1 },
		   ERR_INDETERMINATE, "broke before the answer was whole");
	play_fails((struct play){ .text = "HTTP/1.1 200 OK\r\nServer: x", .replies = 1 },
		   ERR_INDETERMINATE, "broke before the answer was whole");
	play_fails((struct play){ .text = CHUNKED "0009\r\n<a", .reset = true },
		   ERR_INDETERMINATE, "sent");
	play_fails((struct play){ .text = "", .reset = true }, ERR_INDETERMINATE, "sent");
}

/* The reply at every length short of whole: always an error, never a short body. */
static void every_cut_is_noticed(void **state)
{
	static const char whole[] = CHUNKED "0002\r\n<a\r\n2\r\n/>\r\n0\r\n\r\n";

	(void)state;
	for (size_t n = 1; n < strlen(whole) - 2; n++) {
		struct play_scene s;
		struct err e;

		play_open(&s, (struct play){ .text = whole, .len = n, .replies = 1 });

		AUTO(xfreep) char *text = client_post(&s.client, "<a/>", NULL, &e);

		if (text)
			fail_msg("whole after %zu bytes", n);
		assert_true(e.domain == ERR_INDETERMINATE || e.domain == ERR_PROTO);
		play_close(&s);
	}
}

static void what_is_no_http_is_told(void **state)
{
	(void)state;
	play_fails((struct play){ .text = "SSH-2.0-OpenSSH_9.2\r\n", .replies = 1 },
		   ERR_PROTO, "no valid HTTP");
	play_fails((struct play){ .text = "\x15\x03\x03\x00\x02\x02\x0a",
				  .len = 7,
				  .replies = 1 },
		   ERR_PROTO, "no valid HTTP");
	play_fails((struct play){ .text = CHUNKED "zz\r\n<a/>", .replies = 1 }, ERR_PROTO,
		   "no valid HTTP");
	play_fails((struct play){ .text = CHUNKED "4\r\n<a/>garbage\r\n", .replies = 1 },
		   ERR_PROTO, "no valid HTTP");
	play_fails((struct play){ .text = CHUNKED "11111111111111111\r\n<a/>",
				  .replies = 1 },
		   ERR_PROTO, "no valid HTTP");
	play_fails((struct play){ .text = "HTTP/1.1 200 OK\r\nContent-Length: 4x\r\n"
					  "Content-Length: -1\r\n\r\n<a/>",
				  .replies = 1 },
		   ERR_PROTO, "no valid HTTP");
	play_fails((struct play){ .text = "HTTP/1.1 200 OK\r\nServer: a\0b\r\n\r\n",
				  .len = 32,
				  .replies = 1 },
		   ERR_PROTO, "no valid HTTP");
}

static void oversized_replies_are_refused(void **state)
{
	AUTO(xfreep) char *many = xmalloc(200000);
	size_t n = (size_t)sprintf(many, "HTTP/1.1 200 OK\r\n");

	(void)state;
	while (n < 150000)
		n += (size_t)sprintf(many + n, "X: %0100d\r\n", 1);
	play_fails((struct play){ .text = many, .replies = 1 }, ERR_PROTO,
		   "headers over 65536 bytes");
	play_fails(
		(struct play){
			.text = "HTTP/1.1 200 OK\r\nContent-Length: 16777217\r\n\r\n",
			.replies = 1 },
		ERR_PROTO, "");

	/* Chunked: not known before it is too much. */
	size_t body = HTTP_REPLY_MAX + 1;
	AUTO(xfreep) char *large = xmalloc(body + 200);

	n = (size_t)sprintf(large, CHUNKED "%zx\r\n", body);
	memset(large + n, 'x', body);
	large[n + body] = '\0';
	play_fails((struct play){ .text = large, .replies = 1 }, ERR_PROTO,
		   "over 16777216 bytes");
}

static void a_closed_idle_connection_is_replaced_unnoticed(void **state)
{
	struct play_scene s;

	(void)state;
	play_open(&s, (struct play){ .text = CHUNKED "4\r\n<a/>\r\n0\r\n\r\n",
				     .replies = 1 });
	for (int i = 1; i <= 3; i++) {
		struct err e;

		client_post_echoes(&s.client, "<a/>");
		/* The server's end is closed when its thread has ended. */
		pthread_mutex_lock(&s.server.lock);
		while (s.server.fds[i - 1] >= 0) {
			pthread_mutex_unlock(&s.server.lock);
			assert_true(loop_sleep(s.client.loop, 1, &e));
			pthread_mutex_lock(&s.server.lock);
		}
		pthread_mutex_unlock(&s.server.lock);
		assert_int_equal(test_server_connections(&s.server), i);
	}
	play_close(&s);
}

/*
 * The peer reads a request on a kept connection and closes without a word: it
 * may have acted. libcurl alone would send it again.
 */
static void a_request_is_never_sent_twice(void **state)
{
	struct play_scene s;
	struct err e;

	(void)state;
	play_open(&s, (struct play){ .text = CHUNKED "4\r\n<a/>\r\n0\r\n\r\n",
				     .silences = 2 });
	client_post_echoes(&s.client, "<a/>");
	client_fails(&s.client, ERR_INDETERMINATE,
		     "closed the connection without an answer", &e);
	assert_int_equal(test_server_requests(&s.server), 2);
	assert_int_equal(test_server_connections(&s.server), 1);
	client_post_echoes(&s.client, "<a/>"); /* and it goes on after that */
	play_close(&s);
}

static void silence_is_indeterminate_in_time(void **state)
{
	struct play_scene s;
	struct err e;

	(void)state;
	play_open(&s, (struct play){ .text = CHUNKED "4\r\n<a", .hang = true });
	client_close(&s.client);
	s.client.config.request_timeout_ms = 50;
	client_open(&s.client);
	client_fails(&s.client, ERR_INDETERMINATE, "not whole within 0.1 s", &e);
	s.play.text = "";
	client_fails(&s.client, ERR_INDETERMINATE, "gave no answer within 0.1 s", &e);
	assert_int_equal(e.code, ETIMEDOUT);
	play_close(&s);
}

static void the_deadline_ends_all(void **state)
{
	struct play_scene s;
	struct err e;

	(void)state;
	play_open(&s, (struct play){ .text = "", .hang = true });
	client_close(&s.client);
	s.client.config.deadline_ms = loop_now_ms() + 50;
	client_open(&s.client);
	client_fails(&s.client, ERR_INDETERMINATE, "gave no answer within", &e);
	client_fails(&s.client, ERR_NET, "no time is left to connect", &e);
	assert_int_equal(test_server_requests(&s.server), 1);
	play_close(&s);
}

static void a_probe_that_fails_is_not_indeterminate(void **state)
{
	struct play_scene s;
	struct err e;

	(void)state;
	play_open(&s, (struct play){ .text = "", .replies = 1 });
	client_close(&s.client);
	s.client.config.user = "admin";
	client_open(&s.client);
	client_fails(&s.client, ERR_NET, "before logging in", &e);
	play_close(&s);
}

static void a_peer_without_login_gets_the_request(void **state)
{
	struct play_scene s;

	(void)state;
	play_open(&s, (struct play){ .text = CHUNKED "4\r\n<a/>\r\n0\r\n\r\n" });
	client_close(&s.client);
	s.client.config.user = "admin";
	client_open(&s.client);
	client_post_echoes(&s.client, "<a/>");
	client_post_echoes(&s.client, "<a/>");
	assert_int_equal(test_server_requests(&s.server), 3); /* one probe */
	assert_int_equal(s.client.asked, 0);
	play_close(&s);
}

static void other_schemes_are_named(void **state)
{
	struct play_scene s;
	struct err e;

	(void)state;
	play_open(&s,
		  (struct play){ .text = "HTTP/1.1 401 Unauthorized\r\n"
					 "WWW-Authenticate: Negotiate\r\n"
					 "WWW-Authenticate: Basic realm=\"x\"\r\n"
					 "Content-Length: 0\r\nConnection: close\r\n\r\n",
				 .replies = 1 });
	client_close(&s.client);
	s.client.config.user = "admin";
	client_open(&s.client);
	client_fails(&s.client, ERR_AUTH, "(offered: Negotiate, Basic)", &e);
	assert_int_equal(e.code, 401);
	assert_int_equal(s.client.asked, 0);
	play_close(&s);
}

static void tokens_are_sent_and_refused_tokens_told(void **state)
{
	struct secret token = { .text = (char[]){ "abc.def" } };
	struct secret bad = { .text = (char[]){ "abc\r\nX: y" } };
	struct http_request r = { .method = "DELETE",
				  .path = "/api/v1/x?a=%20b",
				  .bearer = &token };
	struct http_reply reply;
	struct play_scene s;
	struct err e;

	(void)state;
	play_open(&s, (struct play){ .text = "HTTP/1.1 401 Unauthorized\r\n"
					     "Content-Length: 0\r\n\r\n" });
	assert_false(http_do(s.client.http, &r, &reply, &e));
	assert_err(e, ERR_AUTH, "refused the token");
	assert_non_null(strstr(s.play.seen, "DELETE /api/v1/x?a=%20b HTTP/1.1\r\n"));
	assert_non_null(strstr(s.play.seen, "\r\nAuthorization: Bearer abc.def\r\n"));
	r.bearer = &bad;
	assert_false(http_do(s.client.http, &r, &reply, &e));
	assert_err(e, ERR_USAGE, "control character");
	r.path = "/a b";
	assert_false(http_do(s.client.http, &r, &reply, &e));
	assert_err(e, ERR_USAGE, "no path");
	play_close(&s);
}

/* ---- reaching nobody ---- */

static void refused_connections_are_told(void **state)
{
	struct test_server s = { .silent = true };
	struct test_client c;
	struct err e;

	(void)state;
	test_server_start(&s);
	client_init(&c, s.port);
	test_server_stop(&s);
	client_open(&c);
	client_fails(&c, ERR_NET, "Connection refused", &e);
	assert_int_equal(e.code, ECONNREFUSED);
	client_close(&c);
}

static void unknown_names_are_told(void **state)
{
	struct test_client c;
	struct err e;

	(void)state;
	client_init(&c, 1);
	c.config.host = "no-such-host.invalid"; /* RFC 6761: never resolved */
	client_open(&c);
	client_fails(&c, ERR_NET, "no address for the name no-such-host.invalid", &e);
	client_close(&c);
}

/* A backlog of one that is full: SYNs go unanswered. */
static void connecting_has_a_limit(void **state)
{
	struct test_server s = { .silent = true };
	struct test_client c;
	struct err e;
	int fill[8];

	(void)state;
	test_server_start(&s);
	for (size_t i = 0; i < ARRAY_LEN(fill); i++) {
		struct sockaddr_storage a;
		socklen_t len = sizeof(a);

		fill[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
		assert_int_equal(getsockname(s.fd, (struct sockaddr *)&a, &len), 0);
		connect(fill[i], (struct sockaddr *)&a, len);
	}
	client_init(&c, s.port);
	c.config.connect_timeout_ms = 50;
	client_open(&c);
	client_fails(&c, ERR_NET, "cannot connect to 127.0.0.1 port", &e);
	assert_int_equal(e.code, ETIMEDOUT);
	client_close(&c);
	for (size_t i = 0; i < ARRAY_LEN(fill); i++)
		close(fill[i]);
	test_server_stop(&s);
}

static void *cancel_after_arrival(void *arg)
{
	struct play_scene *s = arg;

	sem_wait(&s->server.arrived);
	loop_cancel(s->client.loop);
	return NULL;
}

static void cancelling_tells_that_it_was_sent(void **state)
{
	struct play_scene s;
	pthread_t thread;
	struct err e;

	(void)state;
	play_open(&s, (struct play){ .text = "", .hang = true });
	assert_int_equal(pthread_create(&thread, NULL, cancel_after_arrival, &s), 0);
	client_fails(&s.client, ERR_CANCELLED, "interrupted", &e);
	assert_int_equal(e.code, 1);
	pthread_join(thread, NULL);
	client_fails(&s.client, ERR_CANCELLED, "interrupted", &e);
	assert_int_equal(e.code, 0); /* nothing went out this time */
	assert_int_equal(test_server_requests(&s.server), 1);
	play_close(&s);
}

static void ipv6_literals_and_names_work(void **state)
{
	static const char *const hosts[] = { "::1", "localhost" };
	struct test_login login = { .user = "admin",
				    .password = "P@ssw0rd",
				    .qop = "auth" };
	struct test_server s = { .serve = login_serve_all, .arg = &login, .ipv6 = true };
	int probe = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)state;
	if (probe < 0)
		skip();
	close(probe);
	test_server_start(&s);
	for (size_t i = 0; i < ARRAY_LEN(hosts); i++) {
		struct test_client c;

		client_init(&c, s.port);
		c.config.user = "admin";
		c.config.host = hosts[i];
		client_open(&c);
		if (i == 0) /* whether localhost has ::1 is the system's business */
			client_post_echoes(&c, "<a/>");
		client_close(&c);
	}
	test_server_stop(&s);
}

static void odd_hosts_are_refused(void **state)
{
	static const char *const hosts[] = { "",        "a b",   "a/b",      "u@h",
					     "h:80/x?", "[::1]", "a%25eth0", "a\nb",
					     "h#f",     "h?q",   "h\\x" };
	struct loop *l;
	struct err e;

	(void)state;
	l = loop_new(&e);
	for (size_t i = 0; i < ARRAY_LEN(hosts); i++) {
		struct http_config c = { .host = hosts[i], .port = 1 };

		if (http_new(l, &c, &e))
			fail_msg("%s was taken", hosts[i]);
		assert_err(e, ERR_USAGE, "no host name");
	}
	loop_free(l);
}

static void zones_are_passed_on(void **state)
{
	struct test_client c;
	struct err e;

	(void)state;
	client_init(&c, 1);
	c.config.host =
		"fe80::1%no-such-if"; /* no such interface: an error, not a crash */
	client_open(&c);
	client_fails(&c, ERR_NET, "fe80::1%no-such-if port 1", &e);
	client_close(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(chunks_may_come_byte_by_byte),
		cmocka_unit_test(nothing_needless_is_sent),
		cmocka_unit_test(a_large_body_is_sent_without_asking_first),
		cmocka_unit_test(interim_replies_and_empty_errors_pass),
		cmocka_unit_test(cut_replies_are_indeterminate),
		cmocka_unit_test(every_cut_is_noticed),
		cmocka_unit_test(what_is_no_http_is_told),
		cmocka_unit_test(oversized_replies_are_refused),
		cmocka_unit_test(a_closed_idle_connection_is_replaced_unnoticed),
		cmocka_unit_test(a_request_is_never_sent_twice),
		cmocka_unit_test(silence_is_indeterminate_in_time),
		cmocka_unit_test(the_deadline_ends_all),
		cmocka_unit_test(a_probe_that_fails_is_not_indeterminate),
		cmocka_unit_test(a_peer_without_login_gets_the_request),
		cmocka_unit_test(other_schemes_are_named),
		cmocka_unit_test(tokens_are_sent_and_refused_tokens_told),
		cmocka_unit_test(refused_connections_are_told),
		cmocka_unit_test(unknown_names_are_told),
		cmocka_unit_test(connecting_has_a_limit),
		cmocka_unit_test(cancelling_tells_that_it_was_sent),
		cmocka_unit_test(ipv6_literals_and_names_work),
		cmocka_unit_test(odd_hosts_are_refused),
		cmocka_unit_test(zones_are_passed_on),
	};

	return cmocka_run_group_tests(tests, global_setup, NULL);
}
