/* support_http: a client under test, and an AMT-like digest login. */
#include "tests/unit/support.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/support_http.h"

#define REALM "Digest:727734D63A1FC0423736E48DA554E462"

static bool give_password(void *arg, const char *realm, struct secret *ret, struct err *e)
{
	struct test_client *c = arg;

	c->asked++;
	snprintf(c->realm, sizeof(c->realm), "%s", realm);
	if (!c->password)
		return err_set(e, ERR_NO_SECRET, 0, "no password");
	return secret_set(ret, c->password, strlen(c->password), e);
}

void client_init(struct test_client *c, uint16_t port)
{
	*c = (struct test_client){ .config = { .host = "127.0.0.1",
					       .port = port,
					       .connect_timeout_ms = 10000,
					       .request_timeout_ms = 10000,
					       .password = give_password,
					       .password_arg = c },
				   .password = "P@ssw0rd" };
}

void client_open(struct test_client *c)
{
	struct err e;

	c->loop = loop_new(&e);
	c->http = http_new(c->loop, &c->config, &e);
	if (!c->http)
		fail_msg("%s", e.msg);
}

void client_close(struct test_client *c)
{
	http_free(c->http);
	loop_free(c->loop);
	c->http = NULL;
	c->loop = NULL;
}

char *client_post(struct test_client *c, const char *body, int *ret_status, struct err *e)
{
	struct http_request r = { .method = "POST",
				  .path = "/wsman",
				  .content_type = "application/soap+xml; charset=utf-8",
				  .body = body,
				  .body_len = strlen(body) };
	struct http_reply reply;

	if (!http_do(c->http, &r, &reply, e))
		return NULL;
	if (ret_status)
		*ret_status = reply.status;

	char *text = buf_steal(&reply.body);

	http_reply_done(&reply);
	return text;
}

void client_fails(struct test_client *c, enum err_domain domain, const char *part,
		  struct err *e)
{
	AUTO(xfreep) char *text = client_post(c, "<a/>", NULL, e);

	if (text)
		fail_msg("answered: %s", text);
	assert_err(*e, domain, part);
}

/* ---- the other side ---- */

/* Computed afresh, or mistakes of the code under test would cancel out. */
static void md5(char ret[33], const char *fmt, ...) PRINTF_LIKE(2, 3);

static void md5(char ret[33], const char *fmt, ...)
{
	unsigned char d[16];
	va_list ap;

	va_start(ap, fmt);

	AUTO(xfreep) char *text = xvasprintf(fmt, ap);

	va_end(ap);
	EVP_Digest(text, strlen(text), d, NULL, EVP_md5(), NULL);
	for (size_t i = 0; i < sizeof(d); i++)
		sprintf(ret + 2 * i, "%02x", d[i]);
}

static void field(const char *header, const char *name, char *ret, size_t size)
{
	AUTO(xfreep) char *key = xasprintf(" %s=", name);
	const char *p = strstr(header, key);

	ret[0] = '\0';
	if (!p)
		return;
	p += strlen(key);
	if (*p == '"')
		snprintf(ret, size, "%.*s", (int)strcspn(p + 1, "\""), p + 1);
	else
		snprintf(ret, size, "%.*s", (int)strcspn(p, ", "), p);
}

static bool login_is_right(const struct test_login *l, const struct test_request *r)
{
	char qop[16], nc[16], cnonce[64], response[64], nonce[64], uri[256], user[64];
	char a1[33], a2[33], body[33], want[33], expected[64];

	field(r->authorization, "username", user, sizeof(user));
	field(r->authorization, "qop", qop, sizeof(qop));
	field(r->authorization, "nc", nc, sizeof(nc));
	field(r->authorization, "cnonce", cnonce, sizeof(cnonce));
	field(r->authorization, "response", response, sizeof(response));
	field(r->authorization, "nonce", nonce, sizeof(nonce));
	field(r->authorization, "uri", uri, sizeof(uri));
	snprintf(expected, sizeof(expected), "nonce/%u", l->nonce);
	md5(a1, "%s:" REALM ":%s", l->user, l->password);
	md5(body, "%s", r->body);
	if (!strcmp(qop, "auth-int"))
		md5(a2, "%s:%s:%s", r->method, r->path, body);
	else
		md5(a2, "%s:%s", r->method, r->path);
	md5(want, "%s:%s:%s:%s:%s:%s", a1, nonce, nc, cnonce, qop, a2);
	return !strcmp(want, response) && !strcmp(nonce, expected) &&
	       !strcmp(uri, r->path) && !strcmp(user, l->user) &&
	       strtoul(nc, NULL, 16) > l->last_nc && strstr(l->qop, qop) &&
	       (!strstr(l->qop, "auth-int") || !strcmp(qop, "auth-int"));
}

/* Take one use of the nonce; it may expire by that. */
static void count_use(struct test_login *l, const struct test_request *r)
{
	char nc[16];

	field(r->authorization, "nc", nc, sizeof(nc));
	l->last_nc = (unsigned)strtoul(nc, NULL, 16);
	l->executed++;
	if (l->uses && ++l->used == l->uses) {
		l->nonce++;
		l->used = 0;
		l->last_nc = 0;
	}
}

/* With a fresh nonce each time, unless told otherwise. */
static void challenge(struct test_conn *c, struct test_login *l)
{
	pthread_mutex_lock(&c->server->lock);
	if (!l->same_nonce) {
		l->nonce++;
		l->used = 0;
		l->last_nc = 0;
	}

	unsigned nonce = l->nonce;

	pthread_mutex_unlock(&c->server->lock);
	test_conn_printf(c,
			 "HTTP/1.1 401 Unauthorized\r\n"
			 "WWW-Authenticate: Digest realm=\"" REALM
			 "\", nonce=\"nonce/%u\",stale=\"%s\",qop=\"%s\"\r\n"
			 "Content-Type: text/html\r\n"
			 "Server: Intel(R) Active Management Technology 15.0.23.1706\r\n"
			 "Content-Length: 6\r\n%s\r\n<html>",
			 nonce, l->stale ? l->stale : "false", l->qop,
			 l->keep_open ? "" : "Connection: close\r\n");
}

bool login_serve(struct test_conn *c, struct test_login *l, struct test_request *r)
{
	pthread_mutex_lock(&c->server->lock);

	bool right = !l->always_refuse && login_is_right(l, r);

	if (right)
		count_use(l, r);
	else if (*r->authorization)
		l->refusals++;
	else
		l->challenges++;
	pthread_mutex_unlock(&c->server->lock);
	if (!right) {
		challenge(c, l);
		return l->keep_open;
	}

	int half = (int)r->body_len / 2;

	test_conn_printf(c,
			 "HTTP/1.1 200 OK\r\n"
			 "Date: Sat, 06 Jan 2024 21:01:05 GMT\r\n"
			 "Server: Intel(R) Active Management Technology 15.0.23.1706\r\n"
			 "Content-Type: Application/SOAP+xml; charset=UTF-8\r\n"
			 "Transfer-Encoding: chunked\r\n\r\n"
			 "%04X\r\n%.*s\r\n%04X\r\n%s\r\n0\r\n\r\n",
			 (unsigned)half, half, r->body,
			 (unsigned)r->body_len - (unsigned)half, r->body + half);
	return true;
}

void login_serve_all(struct test_conn *c)
{
	struct test_request r;
	bool more = true;

	while (more && test_conn_read(c, &r)) {
		more = login_serve(c, c->server->arg, &r);
		test_request_done(&r);
	}
}

void client_post_echoes(struct test_client *c, const char *body)
{
	struct err e = { 0 };
	int status;
	AUTO(xfreep) char *text = client_post(c, body, &status, &e);

	if (!text)
		fail_msg("%s", e.msg);
	assert_int_equal(status, 200);
	assert_string_equal(text, body);
}
