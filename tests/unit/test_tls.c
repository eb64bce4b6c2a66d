/* Unit tests of TLS: pins, certificate files, and whom http trusts. */
#include "tests/unit/support.h"

#include <errno.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/support_certs.h"
#include "tests/unit/support_http.h"

/* Made once: keys take time. */
struct keys {
	char *folder;
	struct test_cert ca, signed_ok, signed_other_name, expired, self, self2, rsa;
	struct test_cert client_ca, client, other_client;
	char *ca_file;
};

static int make_keys(void **state)
{
	struct keys *k = xcalloc(1, sizeof(*k));
	struct err e;

	*state = k;
	k->folder = test_mkdir();
	test_cert_make(&k->ca, "Test CA", NULL, NULL, true, 10, false);
	test_cert_make(&k->signed_ok, "pc42", "DNS:pc42.example.net,IP:127.0.0.1", &k->ca,
		       false, 10, false);
	test_cert_make(&k->signed_other_name, "pc43", "DNS:pc43.example.net,IP:127.0.0.9",
		       &k->ca, false, 10, false);
	test_cert_make(&k->expired, "pc42", "IP:127.0.0.1", &k->ca, false, -5, false);
	test_cert_make(&k->self, "amt\x1b[2J", NULL, NULL, false, 10, false);
	test_cert_make(&k->self2, "amt", NULL, NULL, false, 10, false);
	test_cert_make(&k->rsa, "old", NULL, NULL, false, 10, true);
	test_cert_make(&k->client_ca, "Client CA", NULL, NULL, true, 10, false);
	test_cert_make(&k->client, "console", NULL, &k->client_ca, false, 10, false);
	test_cert_make(&k->other_client, "stranger", NULL, NULL, false, 10, false);
	k->ca_file = test_cert_write(&k->ca, k->folder, "ca.pem", true, false);
	return http_global_init(&e) ? 0 : -1;
}

static int drop_keys(void **state)
{
	struct keys *k = *state;

	test_cert_done(&k->ca);
	test_cert_done(&k->signed_ok);
	test_cert_done(&k->signed_other_name);
	test_cert_done(&k->expired);
	test_cert_done(&k->self);
	test_cert_done(&k->self2);
	test_cert_done(&k->rsa);
	test_cert_done(&k->client_ca);
	test_cert_done(&k->client);
	test_cert_done(&k->other_client);
	free(k->ca_file);
	test_rmdir(k->folder);
	free(k);
	return 0;
}

/* ---- pins and files ---- */

static void pins_are_read_in_every_common_form(void **state)
{
	static const char *const good[] = {
		"SHA256:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1eff",
		"sha256:000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1EFF",
		"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1eff",
		("00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:"
		 "10:11:12:13:14:15:16:17:18:19:1A:1B:1C:1D:1E:FF"),
	};
	static const char *const bad[] = {
		"",
		"SHA256:",
		"SHA1:000102030405060708090a0b0c0d0e0f10111213",
		"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1ef",
		"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1eff0",
		"g00102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1eff",
	};
	char text[TLS_PIN_TEXT];
	uint8_t pin[32];
	struct err e;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		memset(pin, 0, sizeof(pin));
		assert_true(tls_pin_parse(good[i], pin, &e));
		tls_pin_format(pin, text);
		assert_string_equal(text, good[0]);
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		assert_false(tls_pin_parse(bad[i], pin, &e));
		assert_err(e, ERR_USAGE, "no fingerprint");
	}
}

static void certificates_are_described_from_files(void **state)
{
	struct keys *k = *state;
	AUTO(xfreep)
	char *pem = test_cert_write(&k->rsa, k->folder, "rsa.pem", true, true);
	AUTO(xfreep) char *der = xasprintf("%s/self.der", k->folder);
	AUTO(xfreep) char *junk = test_write(k->folder, "junk", "hello");
	FILE *f = fopen(der, "w");
	struct tls_peer p;
	struct err e;

	assert_int_equal(i2d_X509_fp(f, k->self.cert), 1);
	fclose(f);
	assert_true(tls_peer_from_file(pem, &p, &e));
	assert_true(p.seen);
	assert_memory_equal(p.sha256, k->rsa.sha256, 32);
	assert_string_equal(p.subject, "CN = old");
	assert_string_equal(p.issuer, "CN = old");
	assert_string_equal(p.key, "RSA 2048");
	assert_int_equal(strlen(p.not_before), strlen("2024-01-06T21:01:05Z"));
	assert_true(strcmp(p.not_before, p.not_after) < 0);

	assert_true(tls_peer_from_file(der, &p, &e));
	assert_memory_equal(p.sha256, k->self.sha256, 32);
	assert_null(strchr(p.subject, '\x1b'));
	assert_string_equal(p.key, "EC 256");

	assert_false(tls_peer_from_file(junk, &p, &e));
	assert_err(e, ERR_LOCAL, "no certificate in PEM or DER");
	assert_false(tls_peer_from_file("/nonexistent", &p, &e));
	assert_err(e, ERR_LOCAL, "No such file");
}

/* ---- whom to trust ---- */

struct scene {
	struct test_login login;
	struct test_server server;
	struct test_client client;
	SSL_CTX *tls;
};

static void scene_open(struct scene *s, const struct test_cert *cert)
{
	*s = (struct scene){
		.login = { .user = "admin", .password = "P@ssw0rd", .qop = "auth" }
	};
	s->tls = test_server_tls(cert);
	s->server.tls = s->tls;
	s->server.serve = login_serve_all;
	s->server.arg = &s->login;
	test_server_start(&s->server);
	client_init(&s->client, s->server.port);
	s->client.config.user = "admin";
	s->client.config.tls = true;
}

static void scene_close(struct scene *s)
{
	client_close(&s->client);
	test_server_stop(&s->server);
	SSL_CTX_free(s->tls);
}

static struct tls_policy *policy(struct scene *s)
{
	return &s->client.config.policy;
}

static void post_works(struct scene *s)
{
	struct err e = { 0 };
	AUTO(xfreep) char *text = client_post(&s->client, "<a/>", NULL, &e);

	if (!text)
		fail_msg("%s", e.msg);
	assert_string_equal(text, "<a/>");
}

/* Refused in the handshake: nothing of HTTP was sent. */
static void post_is_refused(struct scene *s, enum tls_err code, const char *part,
			    struct err *e)
{
	client_fails(&s->client, ERR_TLS, part, e);
	assert_int_equal(e->code, code);
	assert_int_equal(test_server_requests(&s->server), 0);
}

static void a_ca_vouches_for_an_address(void **state)
{
	struct keys *k = *state;
	struct scene s;

	scene_open(&s, &k->signed_ok);
	policy(&s)->ca_file = k->ca_file;
	client_open(&s.client);
	post_works(&s);
	assert_true(http_peer(s.client.http)->seen);
	assert_true(http_peer(s.client.http)->vouched);
	assert_string_equal(http_peer(s.client.http)->protocol, "TLSv1.3");
	assert_string_equal(http_peer(s.client.http)->issuer, "CN = Test CA");
	scene_close(&s);
}

static void a_ca_vouches_for_the_name_expected(void **state)
{
	struct keys *k = *state;
	struct scene s;

	scene_open(&s, &k->signed_other_name);
	policy(&s)->ca_file = k->ca_file;
	policy(&s)->name = "pc43.example.net";
	client_open(&s.client);
	post_works(&s);
	assert_true(http_peer(s.client.http)->vouched);
	scene_close(&s);
}

static void a_signed_certificate_of_another_name_is_unknown(void **state)
{
	static const char *const names[] = { NULL, "pc42.example.net", "127.0.0.2",
					     "127.0.0.1" };
	struct keys *k = *state;

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct scene s;
		struct err e;

		scene_open(&s, &k->signed_other_name);
		policy(&s)->ca_file = k->ca_file;
		policy(&s)->name = names[i];
		client_open(&s.client);
		post_is_refused(&s, TLS_ERR_UNKNOWN, "mismatch", &e);
		assert_false(http_peer(s.client.http)->vouched);
		scene_close(&s);
	}
}

static void expired_and_foreign_chains_are_unknown(void **state)
{
	struct keys *k = *state;
	struct scene s;
	struct err e;

	scene_open(&s, &k->expired);
	policy(&s)->ca_file = k->ca_file;
	client_open(&s.client);
	post_is_refused(&s, TLS_ERR_UNKNOWN, "expired", &e);
	scene_close(&s);

	scene_open(&s, &k->self2);
	policy(&s)->ca_file = k->ca_file;
	client_open(&s.client);
	post_is_refused(&s, TLS_ERR_UNKNOWN, "self-signed", &e);
	scene_close(&s);
}

static void the_systems_cas_do_not_know_ours(void **state)
{
	struct keys *k = *state;
	struct scene s;
	struct err e;

	scene_open(&s, &k->signed_ok);
	policy(&s)->system_ca = true;
	client_open(&s.client);
	post_is_refused(&s, TLS_ERR_UNKNOWN, "is unknown (unable to get", &e);
	scene_close(&s);
}

static void an_unknown_certificate_is_shown(void **state)
{
	struct keys *k = *state;
	char pin[TLS_PIN_TEXT];
	const struct tls_peer *p;
	struct scene s;
	struct err e;

	scene_open(&s, &k->self);
	client_open(&s.client);
	assert_false(http_peer(s.client.http)->seen);
	tls_pin_format(k->self.sha256, pin);
	post_is_refused(&s, TLS_ERR_UNKNOWN, pin, &e);
	p = http_peer(s.client.http);
	assert_true(p->seen);
	assert_false(p->vouched);
	assert_memory_equal(p->sha256, k->self.sha256, 32);
	assert_string_equal(p->protocol, "");
	scene_close(&s);
}

static void a_pin_is_enough(void **state)
{
	struct keys *k = *state;
	struct scene s;

	scene_open(&s, &k->self);
	policy(&s)->have_pin = true;
	memcpy(policy(&s)->pin, k->self.sha256, 32);
	policy(&s)->ca_file = k->ca_file; /* that cannot vouch */
	client_open(&s.client);
	post_works(&s);
	post_works(&s);
	assert_false(http_peer(s.client.http)->vouched);
	scene_close(&s);
}

static void a_changed_certificate_is_refused(void **state)
{
	struct keys *k = *state;
	char old[TLS_PIN_TEXT], new[TLS_PIN_TEXT];
	struct scene s;
	struct err e;

	scene_open(&s, &k->self);
	policy(&s)->have_pin = true;
	policy(&s)->accept_new = true; /* which is for those without a pin only */
	memcpy(policy(&s)->pin, k->self2.sha256, 32);
	client_open(&s.client);
	tls_pin_format(k->self2.sha256, old);
	tls_pin_format(k->self.sha256, new);
	post_is_refused(&s, TLS_ERR_CHANGED, old, &e);
	assert_err(e, ERR_TLS, new);
	scene_close(&s);
}

static void a_new_certificate_is_accepted_on_wish(void **state)
{
	struct keys *k = *state;
	struct scene s;

	scene_open(&s, &k->self);
	policy(&s)->accept_new = true;
	client_open(&s.client);
	post_works(&s);
	assert_memory_equal(http_peer(s.client.http)->sha256, k->self.sha256, 32);
	scene_close(&s);
}

/* 401 closes the first connection; the second handshake is a short one. */
static void sessions_are_resumed(void **state)
{
	static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };
	struct keys *k = *state;

	for (size_t i = 0; i < ARRAY_LEN(versions); i++) {
		struct scene s;

		scene_open(&s, &k->self);
		SSL_CTX_set_max_proto_version(s.tls, versions[i]);
		policy(&s)->accept_new = true;
		client_open(&s.client);
		post_works(&s);
		post_works(&s); /* on the same connection, whatever tickets came */
		assert_int_equal(test_server_connections(&s.server), 2);
		assert_int_equal(SSL_CTX_sess_hits(s.tls), 1);
		scene_close(&s);
	}
}

/* One request a connection, then close_notify and close. */
static void serve_one(struct test_conn *c)
{
	struct test_request r;

	if (test_conn_read(c, &r)) {
		login_serve(c, c->server->arg, &r);
		test_request_done(&r);
	}
}

/* The closing of the latest connection has reached the kernel. */
static void await_close(struct scene *s)
{
	struct err e;
	bool open = true;

	while (open) {
		pthread_mutex_lock(&s->server.lock);
		open = s->server.fds[s->server.connections - 1] >= 0;
		pthread_mutex_unlock(&s->server.lock);
		assert_true(loop_sleep(s->client.loop, 1, &e));
	}
}

static void a_closed_idle_connection_is_replaced_unnoticed(void **state)
{
	static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };
	struct keys *k = *state;

	for (size_t i = 0; i < ARRAY_LEN(versions); i++) {
		struct scene s;

		scene_open(&s, &k->self);
		test_server_serve(&s.server, serve_one);
		SSL_CTX_set_max_proto_version(s.tls, versions[i]);
		policy(&s)->accept_new = true;
		client_open(&s.client);
		for (int n = 0; n < 3; n++) {
			post_works(&s);
			await_close(&s);
		}
		assert_int_equal(s.login.executed, 3);
		assert_int_equal(test_server_connections(&s.server), 4);
		scene_close(&s);
	}
}

/* ---- old and odd peers ---- */

static void old_protocols_need_the_legacy_profile(void **state)
{
	static const int versions[] = { TLS1_VERSION, TLS1_1_VERSION };
	static const char *const names[] = { "TLSv1", "TLSv1.1" };
	struct keys *k = *state;

	for (size_t i = 0; i < ARRAY_LEN(versions); i++) {
		struct scene s;
		struct err e;

		scene_open(&s, &k->rsa);
		SSL_CTX_set_min_proto_version(s.tls, versions[i]);
		SSL_CTX_set_max_proto_version(s.tls, versions[i]);
		/* and static RSA, as old firmware has */
		assert_true(SSL_CTX_set_cipher_list(s.tls, "AES128-SHA:@SECLEVEL=0"));
		policy(&s)->accept_new = true;
		client_open(&s.client);
		post_is_refused(&s, TLS_ERR_PROTOCOL, "protocol", &e);
		assert_non_null(strstr(e.hint, "--tls-profile legacy"));
		client_close(&s.client);

		policy(&s)->profile = TLS_LEGACY;
		client_open(&s.client);
		post_works(&s);
		assert_string_equal(http_peer(s.client.http)->protocol, names[i]);
		scene_close(&s);
	}
}

static void the_legacy_profile_still_speaks_the_newest(void **state)
{
	struct keys *k = *state;
	struct scene s;

	scene_open(&s, &k->self);
	policy(&s)->accept_new = true;
	policy(&s)->profile = TLS_LEGACY;
	client_open(&s.client);
	post_works(&s);
	assert_string_equal(http_peer(s.client.http)->protocol, "TLSv1.3");
	scene_close(&s);
}

static void serve_garbage(struct test_conn *c)
{
	test_conn_puts(c, "HTTP/1.1 400 Bad Request\r\n\r\n");
	sem_wait(&c->server->released);
}

/* A whole ClientHello, and then the end: bytes left unread would make it a reset. */
static void serve_close(struct test_conn *c)
{
	uint8_t bytes[16384];
	size_t have = 0;
	ssize_t n;

	while (have < 5 || have < 5 + (size_t)(bytes[3] << 8 | bytes[4])) {
		n = test_conn_recv(c, bytes + have, sizeof(bytes) - have);
		if (n < 0)
			return;
		have += (size_t)n;
	}
}

static void serve_reset(struct test_conn *c)
{
	char hello[16];

	test_conn_recv(c, hello, sizeof(hello));
	test_conn_reset(c);
}

static void serve_hang(struct test_conn *c)
{
	sem_wait(&c->server->released);
}

static void peers_without_tls_are_told(void **state)
{
	struct test_server s = { .serve = serve_garbage };
	struct test_client c;
	struct err e;

	(void)state;
	test_server_start(&s);
	client_init(&c, s.port);
	c.config.tls = true;
	c.config.connect_timeout_ms = 50;
	client_open(&c);
	client_fails(&c, ERR_TLS, "wrong version number", &e);
	assert_int_equal(e.code, TLS_ERR_PROTOCOL);
	assert_string_equal(e.hint, ""); /* no profile helps */

	test_server_serve(&s, serve_close);
	client_fails(&c, ERR_TLS, "closed the connection", &e);
	assert_non_null(strstr(e.hint, "--tls-profile legacy"));

	test_server_serve(&s, serve_reset);
	client_fails(&c, ERR_NET, "Connection reset by peer", &e);
	assert_int_equal(e.code, ECONNRESET);

	test_server_serve(&s, serve_hang);
	client_fails(&c, ERR_NET, "no end of the TLS handshake within 0.1 s", &e);
	client_close(&c);
	test_server_stop(&s);
}

/* ---- client certificates ---- */

static void want_client_cert(struct scene *s, const struct keys *k, int version)
{
	SSL_CTX_set_max_proto_version(s->tls, version);
	X509_STORE_add_cert(SSL_CTX_get_cert_store(s->tls), k->client_ca.cert);
	SSL_CTX_set_verify(s->tls, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
			   NULL);
	policy(s)->accept_new = true;
}

static void client_certificates_open_the_door(void **state)
{
	static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };
	struct keys *k = *state;
	AUTO(xfreep)
	char *cert = test_cert_write(&k->client, k->folder, "c.crt", true, false);
	AUTO(xfreep)
	char *key = test_cert_write(&k->client, k->folder, "c.key", false, true);
	AUTO(xfreep)
	char *both = test_cert_write(&k->client, k->folder, "c.pem", true, true);
	AUTO(xfreep)
	char *other = test_cert_write(&k->other_client, k->folder, "o.pem", true, true);

	for (size_t i = 0; i < ARRAY_LEN(versions); i++) {
		struct scene s;
		struct err e;

		scene_open(&s, &k->self);
		want_client_cert(&s, k, versions[i]);
		client_open(&s.client);
		post_is_refused(&s, TLS_ERR_CLIENT, "wants a client certificate", &e);
		assert_non_null(strstr(e.hint, "--client-cert"));
		client_close(&s.client);

		policy(&s)->client_cert = other;
		client_open(&s.client);
		post_is_refused(&s, TLS_ERR_CLIENT, "refused our client certificate", &e);
		client_close(&s.client);

		policy(&s)->client_cert = cert;
		policy(&s)->client_key = key;
		client_open(&s.client);
		post_works(&s);
		client_close(&s.client);

		policy(&s)->client_cert = both;
		policy(&s)->client_key = NULL;
		client_open(&s.client);
		post_works(&s);
		scene_close(&s);
	}
}

static void opening_fails(struct scene *s, const char *part)
{
	struct loop *l;
	struct err e;

	l = loop_new(&e);
	if (http_new(l, &s->client.config, &e))
		fail_msg("opened in spite of: %s", part);
	assert_err(e, ERR_LOCAL, part);
	loop_free(l);
}

static void bad_files_are_told_before_connecting(void **state)
{
	struct keys *k = *state;
	AUTO(xfreep)
	char *cert = test_cert_write(&k->client, k->folder, "b.crt", true, false);
	AUTO(xfreep)
	char *other = test_cert_write(&k->other_client, k->folder, "b.key", false, true);
	AUTO(xfreep) char *junk = test_write(k->folder, "junk.pem", "hello");
	AUTO(xfreep) char *locked = xasprintf("%s/locked.key", k->folder);
	struct scene s;

	scene_open(&s, &k->self);
	policy(&s)->ca_file = "/nonexistent/ca.pem";
	opening_fails(&s, "/nonexistent/ca.pem: No such file");
	policy(&s)->ca_file = junk;
	opening_fails(&s, "junk.pem");
	policy(&s)->ca_file = NULL;
	policy(&s)->client_cert = "/nonexistent/c.pem";
	opening_fails(&s, "/nonexistent/c.pem: No such file");
	policy(&s)->client_cert = junk;
	opening_fails(&s, "junk.pem");
	policy(&s)->client_cert = cert; /* which has no key in it */
	opening_fails(&s, "client key");
	policy(&s)->client_key = other;
	opening_fails(&s, "does not belong to");

	FILE *f = fopen(locked, "w");

	assert_int_equal(PEM_write_PrivateKey(f, k->client.key, EVP_aes_128_cbc(),
					      (unsigned char *)"secret", 6, NULL, NULL),
			 1);
	fclose(f);
	policy(&s)->client_key = locked;
	opening_fails(&s, "is encrypted");
	s.client.loop = NULL;
	scene_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pins_are_read_in_every_common_form),
		cmocka_unit_test(certificates_are_described_from_files),
		cmocka_unit_test(a_ca_vouches_for_an_address),
		cmocka_unit_test(a_ca_vouches_for_the_name_expected),
		cmocka_unit_test(a_signed_certificate_of_another_name_is_unknown),
		cmocka_unit_test(expired_and_foreign_chains_are_unknown),
		cmocka_unit_test(the_systems_cas_do_not_know_ours),
		cmocka_unit_test(an_unknown_certificate_is_shown),
		cmocka_unit_test(a_pin_is_enough),
		cmocka_unit_test(a_changed_certificate_is_refused),
		cmocka_unit_test(a_new_certificate_is_accepted_on_wish),
		cmocka_unit_test(sessions_are_resumed),
		cmocka_unit_test(a_closed_idle_connection_is_replaced_unnoticed),
		cmocka_unit_test(old_protocols_need_the_legacy_profile),
		cmocka_unit_test(the_legacy_profile_still_speaks_the_newest),
		cmocka_unit_test(peers_without_tls_are_told),
		cmocka_unit_test(client_certificates_open_the_door),
		cmocka_unit_test(bad_files_are_told_before_connecting),
	};

	return cmocka_run_group_tests(tests, make_keys, drop_keys);
}
