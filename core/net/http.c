/* http: requests, and the login they need. */
#include "core/net/http.h"

#include <assert.h>
#include <curl/curl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/net/digest.h"
#include "core/net/http_wire.h"

/* Does the peer want a digest login? */
enum auth_state {
	AUTH_UNASKED,
	AUTH_OPEN, /* it answered a probe without asking for one */
	AUTH_CHALLENGED,
};

struct http {
	struct loop *loop;
	struct http_config config;
	struct http_wire *wire;
	char server[128];
	bool fresh; /* the next request goes on a new connection */

	enum auth_state auth;
	struct digest_challenge challenge;
	struct secret password;
	char cnonce[33];
	uint32_t nc;
	bool proven;        /* the password was right once */
	struct err refused; /* set: never try again, or firmware locks the account */
};

struct http *http_new(struct loop *l, const struct http_config *config, struct err *e)
{
	AUTO(http_freep) struct http *h = xcalloc(1, sizeof(*h));

	h->loop = l;
	h->config = *config;
	h->wire = http_wire_new(l, &h->config, e);
	return h->wire ? STEAL(h) : NULL;
}

void http_free(struct http *h)
{
	if (!h)
		return;
	http_wire_free(h->wire);
	secret_done(&h->password);
	free(h);
}

void http_close(struct http *h)
{
	http_wire_close(h->wire);
}

const struct tls_peer *http_peer(const struct http *h)
{
	return http_wire_peer(h->wire);
}

const char *http_server(const struct http *h)
{
	return h->server;
}

const char *http_realm(const struct http *h)
{
	return h->challenge.realm;
}

void http_reply_done(struct http_reply *r)
{
	buf_done(&r->body);
}

bool http_global_init(struct err *e)
{
	/* OpenSSL writes to sockets without MSG_NOSIGNAL. */
	signal(SIGPIPE, SIG_IGN);

	CURLcode r = curl_global_init(CURL_GLOBAL_ALL);

	if (r != CURLE_OK)
		return err_set(e, ERR_LOCAL, 0, "libcurl: %s", curl_easy_strerror(r));
	return true;
}

/* ---- challenges ---- */

/* "Negotiate, Basic": the schemes of a 401, scrubbed. */
static void list_schemes(const struct strv *challenges, char *ret, size_t size)
{
	ret[0] = '\0';
	for (size_t i = 0; i < challenges->n; i++) {
		const char *v = challenges->v[i];
		size_t len = strlen(ret);

		snprintf(ret + len, size - len, "%s%.*s", i ? ", " : "",
			 (int)strcspn(v, " \t,"), v);
	}
	text_scrub(ret);
}

/* There may be several headers (Kerberos on: Negotiate, too): the first we can answer. */
static bool parse_challenges(struct http *h, const struct http_answer *a, struct err *e)
{
	struct err why = { 0 };
	char schemes[80];

	for (size_t i = 0; i < a->challenges.n; i++) {
		struct err one;

		if (digest_challenge_parse(a->challenges.v[i], &h->challenge, &one))
			return true;
		if (!why.domain || one.domain == ERR_PROTO)
			why = one;
	}
	list_schemes(&a->challenges, schemes, sizeof(schemes));
	err_set(e, ERR_AUTH, 401,
		"%s wants a login that we cannot make (offered: %s)%s%s",
		http_wire_what(h->wire), *schemes ? schemes : "nothing",
		why.domain ? ": " : "", why.msg);
	return false;
}

static bool ask_password(struct http *h, struct err *e)
{
	if (h->password.text)
		return true;
	if (h->config.password(h->config.password_arg, h->challenge.realm, &h->password,
			       e))
		return true;
	h->refused = *e; /* ask but once */
	return false;
}

static bool take_challenge(struct http *h, const struct http_answer *a, struct err *e)
{
	char former[sizeof(h->challenge.nonce)];

	memcpy(former, h->challenge.nonce, sizeof(former));
	if (!parse_challenges(h, a, e) || !ask_password(h, e))
		return false;
	h->auth = AUTH_CHALLENGED;
	if (!strcmp(former, h->challenge.nonce)) /* a new count would come twice */
		return true;
	h->nc = 0;
	return random_hex(16, h->cnonce, e);
}

/* The 401 that ends it. */
static bool refuse(struct http *h, const struct http_request *r,
		   const struct http_answer *a, struct err *e)
{
	const char *what = http_wire_what(h->wire);

	if (r->bearer)
		return err_set(e, ERR_AUTH, 401, "%s refused the token", what);
	if (!h->config.user) {
		char schemes[80];

		list_schemes(&a->challenges, schemes, sizeof(schemes));
		return err_set(e, ERR_AUTH, 401, "%s wants a login (offered: %s)", what,
			       *schemes ? schemes : "nothing");
	}
	err_set(e, ERR_AUTH, 401, "%s refused the password of user %s", what,
		h->config.user);
	err_hint(e, "wrong name or password, or an account locked for a while; "
		    "more attempts lock it longer");
	h->refused = *e;
	return false;
}

/* ---- requests ---- */

static bool authorize(struct http *h, const struct http_request *r, struct buf *ret,
		      struct err *e)
{
	const struct digest_request d = {
		.user = h->config.user,
		.password = &h->password,
		.method = r->method,
		.uri = r->path,
		.body = r->body,
		.body_len = r->body_len,
		.nc = ++h->nc,
		.cnonce = h->cnonce,
	};

	return digest_authorize(&h->challenge, &d, ret, e);
}

/* One exchange; also notes what every reply tells. a is the caller's to free. */
static bool exchange(struct http *h, const struct http_request *r, bool probe,
		     bool with_auth, struct http_answer *a, struct err *e)
{
	AUTO(buf_wipe) struct buf authorization = BUF_INIT(DIGEST_VALUE_MAX);
	struct http_exchange x = { .request = r, .probe = probe, .fresh = h->fresh };

	http_answer_init(a);
	if (with_auth) {
		if (!authorize(h, r, &authorization, e))
			return false;
		x.authorization = authorization.data;
	}
	if (!http_wire_exchange(h->wire, &x, a, e))
		return false;
	if (*a->reply.server)
		memcpy(h->server, a->reply.server, sizeof(h->server));
	/* Firmware closes after a 401; do not race with that. */
	h->fresh = a->reply.status == 401;
	return true;
}

/*
 * The first request goes out without its body: it will be refused, and on
 * clear-text ports the body would be shown for nothing.
 */
static bool probe_login(struct http *h, const struct http_request *r, struct err *e)
{
	struct http_answer a;
	bool ok = exchange(h, r, true, false, &a, e);

	if (ok && a.reply.status == 401)
		ok = take_challenge(h, &a, e);
	else if (ok)
		h->auth = AUTH_OPEN;
	http_answer_done(&a);
	return ok;
}

/*
 * Send it, and once more if the answer is a 401 that we may answer: the first
 * challenge, or one for a nonce that expired. Firmware says stale="false" of
 * an expired one, too; so a 401 means that if the password was right before,
 * and is final if it never was, or if it comes twice in a row.
 */
static bool request(struct http *h, const struct http_request *r, struct http_answer *a,
		    struct err *e)
{
	for (bool again = false;; again = true) {
		bool with_auth = h->auth == AUTH_CHALLENGED && !r->bearer;

		if (!exchange(h, r, false, with_auth, a, e))
			return false;
		if (a->reply.status != 401 || r->take_401) {
			h->proven |= with_auth;
			return true;
		}
		if (!h->config.user || r->bearer || (with_auth && (again || !h->proven)))
			return refuse(h, r, a, e);
		if (!take_challenge(h, a, e))
			return false;
		http_answer_done(a);
	}
}

bool http_do(struct http *h, const struct http_request *r, struct http_reply *ret,
	     struct err *e)
{
	struct http_answer a;

	assert(!loop_in_callback(h->loop));
	if (h->refused.domain && !r->bearer) {
		*e = h->refused;
		return false;
	}
	if (h->config.user && !r->bearer && r->body_len && h->auth == AUTH_UNASKED &&
	    !probe_login(h, r, e))
		return false;
	if (!request(h, r, &a, e)) {
		http_answer_done(&a);
		return false;
	}
	memcpy(a.reply.server, h->server, sizeof(h->server));
	*ret = a.reply;
	strv_done(&a.challenges);
	return true;
}
