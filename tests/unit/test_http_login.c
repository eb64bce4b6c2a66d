/* Unit tests of core/net/http: logins, and what a trace shows of them. */
#include "tests/unit/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/support_http.h"

static int global_setup(void **state)
{
	struct err e;

	(void)state;
	return http_global_init(&e) ? 0 : -1;
}

struct login_scene {
	struct test_login login;
	struct test_server server;
	struct test_client client;
};

static int login_setup(void **state)
{
	struct login_scene *s = xcalloc(1, sizeof(*s));

	s->login = (struct test_login){ .user = "admin",
					.password = "P@ssw0rd",
					.qop = "auth" };
	s->server.serve = login_serve_all;
	s->server.arg = &s->login;
	test_server_start(&s->server);
	client_init(&s->client, s->server.port);
	s->client.config.user = "admin";
	*state = s;
	return 0;
}

static int login_teardown(void **state)
{
	struct login_scene *s = *state;

	client_close(&s->client);
	test_server_stop(&s->server);
	free(s);
	return 0;
}

static void one_challenge_and_one_connection_serve_all_requests(void **state)
{
	struct login_scene *s = *state;

	client_open(&s->client);
	for (int i = 0; i < 5; i++)
		client_post_echoes(&s->client, "<envelope/>");
	assert_int_equal(s->login.challenges, 1);
	assert_int_equal(s->login.refusals, 0);
	assert_int_equal(s->login.executed, 5);
	assert_int_equal(s->login.last_nc, 5);
	assert_int_equal(s->client.asked, 1);
	assert_string_equal(s->client.realm, "Digest:727734D63A1FC0423736E48DA554E462");
	assert_string_equal(http_realm(s->client.http), s->client.realm);
	assert_int_equal(test_server_connections(&s->server), 2);
}

static void the_body_is_protected_when_the_peer_can(void **state)
{
	struct login_scene *s = *state;

	s->login.qop = "auth-int, auth"; /* the server insists on auth-int then */
	client_open(&s->client);
	client_post_echoes(&s->client, "<envelope/>");
	client_post_echoes(&s->client, "");
	assert_int_equal(s->login.refusals, 0);
}

static void a_wrong_password_is_tried_once(void **state)
{
	struct login_scene *s = *state;
	struct err e;

	s->client.password = "wrong";
	client_open(&s->client);
	for (int i = 0; i < 3; i++) { /* and never again by later requests */
		client_fails(&s->client, ERR_AUTH, "refused the password of user admin",
			     &e);
		assert_int_equal(e.code, 401);
	}
	assert_int_equal(s->login.challenges, 1);
	assert_int_equal(s->login.refusals, 1);
	assert_int_equal(s->client.asked, 1);
	assert_string_equal(http_server(s->client.http),
			    "Intel(R) Active Management Technology 15.0.23.1706");
}

static void an_expired_nonce_is_renewed_once_per_request(void **state)
{
	struct login_scene *s = *state;

	s->login.uses = 2; /* and firmware says stale="false" */
	client_open(&s->client);
	for (int i = 0; i < 6; i++)
		client_post_echoes(&s->client, "<envelope/>");
	assert_int_equal(s->login.executed, 6);
	assert_int_equal(s->login.challenges, 1);
	assert_int_equal(s->login.refusals, 2);
	assert_int_equal(s->client.asked, 1);
}

static void a_login_that_stops_working_is_repeated_but_once(void **state)
{
	struct login_scene *s = *state;
	struct err e;

	client_open(&s->client);
	client_post_echoes(&s->client, "<envelope/>");
	pthread_mutex_lock(&s->server.lock);
	s->login.always_refuse = true;
	pthread_mutex_unlock(&s->server.lock);
	client_fails(&s->client, ERR_AUTH, "refused the password", &e);
	client_fails(&s->client, ERR_AUTH, "refused the password", &e);
	assert_int_equal(s->login.refusals, 2);
}

static void a_nonce_that_comes_again_is_counted_on(void **state)
{
	struct login_scene *s = *state;

	s->login.same_nonce = true;
	client_open(&s->client);
	client_post_echoes(&s->client, "<envelope/>");
	pthread_mutex_lock(&s->server.lock);
	s->login.last_nc = 2; /* somebody else's use: our next count is refused */
	pthread_mutex_unlock(&s->server.lock);
	client_post_echoes(&s->client, "<envelope/>");
	assert_int_equal(s->login.refusals, 1);
}

static void a_peer_that_stays_open_after_401_is_fine(void **state)
{
	struct login_scene *s = *state;

	s->login.keep_open = true;
	s->login.uses = 1;
	client_open(&s->client);
	for (int i = 0; i < 3; i++)
		client_post_echoes(&s->client, "<envelope/>");
	assert_int_equal(s->login.executed, 3);
	/* Each 401 is left behind: it may close without having said so. */
	assert_int_equal(test_server_connections(&s->server), 4);
}

static void no_password_ends_it_and_is_asked_for_once(void **state)
{
	struct login_scene *s = *state;
	struct err e;

	s->client.password = NULL;
	client_open(&s->client);
	client_fails(&s->client, ERR_NO_SECRET, "no password", &e);
	client_fails(&s->client, ERR_NO_SECRET, "no password", &e);
	assert_int_equal(s->client.asked, 1);
	assert_int_equal(s->login.refusals, 0);
}

static void without_a_user_a_login_is_refused(void **state)
{
	struct login_scene *s = *state;
	struct err e;

	s->client.config.user = NULL;
	client_open(&s->client);
	client_fails(&s->client, ERR_AUTH, "wants a login (offered: Digest)", &e);
	assert_int_equal(s->client.asked, 0);
}

static void a_get_is_its_own_probe(void **state)
{
	struct login_scene *s = *state;
	struct http_request r = { .method = "GET",
				  .path = "/index.htm",
				  .accept = "*/*" };
	struct http_reply reply;
	struct err e;

	client_open(&s->client);
	assert_true(http_do(s->client.http, &r, &reply, &e));
	assert_int_equal(reply.status, 200);
	assert_string_equal(reply.content_type, "application/soap+xml");
	assert_string_equal(reply.server,
			    "Intel(R) Active Management Technology 15.0.23.1706");
	assert_int_equal(reply.date, 1704574865);
	http_reply_done(&reply);
	assert_int_equal(s->login.challenges, 1);
}

static void closing_opens_anew_without_a_new_challenge(void **state)
{
	struct login_scene *s = *state;

	client_open(&s->client);
	client_post_echoes(&s->client, "<envelope/>");
	http_close(s->client.http);
	client_post_echoes(&s->client, "<envelope/>");
	assert_int_equal(s->login.challenges, 1);
	assert_int_equal(s->login.refusals, 0);
	assert_int_equal(test_server_connections(&s->server), 3);
}

static char *trace_of(struct login_scene *s, bool no_body)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);
	struct http_request r = { .method = "POST",
				  .path = "/wsman",
				  .body = "<pin>\n\x1b[2J1234</pin>",
				  .body_len = 20,
				  .trace_no_body = no_body };
	struct http_reply reply;
	struct err e;

	s->client.config.trace = f;
	client_open(&s->client);
	assert_true(http_do(s->client.http, &r, &reply, &e));
	http_reply_done(&reply);
	fclose(f);
	s->client.config.trace = NULL;
	return text;
}

static void the_trace_shows_the_wire_but_no_credentials(void **state)
{
	AUTO(xfreep) char *text = trace_of(*state, false);

	assert_non_null(strstr(text, "> POST /wsman HTTP/1.1\n"));
	assert_non_null(strstr(text, "> Content-Length: 0\n"));
	assert_non_null(strstr(text, "< HTTP/1.1 401 Unauthorized\n"));
	assert_non_null(strstr(
		text, "> Authorization: Digest username=\"admin\" "
		      "realm=\"Digest:727734D63A1FC0423736E48DA554E462\" (withheld)\n"));
	assert_non_null(strstr(text, "> ?[2J1234</pin>\n"));
	assert_non_null(strstr(text, "< HTTP/1.1 200 OK\n"));
	assert_non_null(strstr(text, "< ?[2J1234</pin>\n"));
	assert_null(strstr(text, "response="));
	assert_null(strchr(text, '\x1b'));
}

static void the_trace_withholds_secret_bodies(void **state)
{
	AUTO(xfreep) char *text = trace_of(*state, true);

	assert_null(strstr(text, "1234"));
	assert_non_null(strstr(text, "> (20 bytes withheld)\n"));
	assert_non_null(strstr(text, "< (20 bytes withheld)\n"));
}

#define LOGIN_TEST(f) cmocka_unit_test_setup_teardown(f, login_setup, login_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		LOGIN_TEST(one_challenge_and_one_connection_serve_all_requests),
		LOGIN_TEST(the_body_is_protected_when_the_peer_can),
		LOGIN_TEST(a_wrong_password_is_tried_once),
		LOGIN_TEST(an_expired_nonce_is_renewed_once_per_request),
		LOGIN_TEST(a_login_that_stops_working_is_repeated_but_once),
		LOGIN_TEST(a_nonce_that_comes_again_is_counted_on),
		LOGIN_TEST(a_peer_that_stays_open_after_401_is_fine),
		LOGIN_TEST(no_password_ends_it_and_is_asked_for_once),
		LOGIN_TEST(without_a_user_a_login_is_refused),
		LOGIN_TEST(a_get_is_its_own_probe),
		LOGIN_TEST(closing_opens_anew_without_a_new_challenge),
		LOGIN_TEST(the_trace_shows_the_wire_but_no_credentials),
		LOGIN_TEST(the_trace_withholds_secret_bodies),
	};

	return cmocka_run_group_tests(tests, global_setup, NULL);
}
