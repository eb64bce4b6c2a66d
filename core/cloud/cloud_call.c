/* cloud_call: one request to the server, with a login before it when it takes one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/cloud/cloud_device.h"
#include "core/cloud/rest.h"
#include "core/record/json.h"

/* Before the nth repetition of a read: this long, doubling. */
#define RETRY_PAUSE_MS 250u

bool cloud_wrap(const struct cloud_device *c, struct err *e)
{
	if (e->domain == ERR_CANCELLED)
		return false;
	return err_wrap(e, "server %s", c->server.context);
}

/*
 * Trouble on the way to the server is the server's. Of what changes nothing,
 * not knowing whether it arrived means no more than that there is no answer.
 */
static bool transport_failed(struct cloud_device *c, bool change, struct err *e)
{
	bool unanswered = e->domain == ERR_INDETERMINATE || e->domain == ERR_PROTO;

	c->lost = e->domain == ERR_INDETERMINATE;
	if (unanswered && change)
		e->domain = ERR_INDETERMINATE;
	else if (unanswered || e->domain == ERR_NET)
		e->domain = ERR_CLOUD;
	return cloud_wrap(c, e);
}

static struct rest_answer answer_of(const struct http_reply *reply)
{
	return (struct rest_answer){
		.status = reply->status,
		.content_type = reply->content_type,
		.body = buf_cstr(&reply->body),
		.len = reply->body.len,
	};
}

void cloud_json_string(struct buf *b, const char *text)
{
	buf_puts(b, "\"");
	for (const char *p = text; *p; p++) {
		char one[8];

		if (*p == '"' || *p == '\\')
			snprintf(one, sizeof(one), "\\%c", *p);
		else if ((unsigned char)*p < 0x20)
			snprintf(one, sizeof(one), "\\u%04x", (unsigned char)*p);
		else
			snprintf(one, sizeof(one), "%c", *p);
		buf_puts(b, one);
		explicit_bzero(one, sizeof(one));
	}
	buf_puts(b, "\"");
}

/* Composed by hand: a JSON library keeps copies that nobody wipes. */
static bool login_body(const struct cloud_server *s, struct buf *ret, struct err *e)
{
	const char *password = s->password->text;

	if (!text_is_utf8(password, strlen(password)) ||
	    !text_is_utf8(s->user, strlen(s->user)))
		return err_set(e, ERR_USAGE, 0, "user or password is not UTF-8 text");
	buf_puts(ret, "{\"username\":");
	cloud_json_string(ret, s->user);
	buf_puts(ret, ",\"password\":");
	cloud_json_string(ret, password);
	buf_puts(ret, "}");
	return true;
}

/* The token in a login's answer; the document's copy is wiped. */
static bool take_token(const struct http_reply *reply, struct secret *ret, struct err *e)
{
	struct rest_answer a = answer_of(reply);
	AUTO(doc_freep) struct doc *doc = rest_answer_read(&a, e);

	if (!doc)
		return false;

	const char *text = tree_member_text(doc->root, "token");

	if (!text || !*text)
		return err_set(e, ERR_PROTO, 0, "the login's answer has no token");

	size_t len = strlen(text);
	bool ok = true;

	for (size_t i = 0; i < len && ok; i++)
		ok = text[i] > ' ' && text[i] < 0x7f; /* it becomes a header */
	if (!ok)
		err_set(e, ERR_PROTO, 0, "the login's token holds strange characters");
	else
		ok = secret_set(ret, text, len, e);
	if (!ok && e->domain == ERR_NO_SECRET)
		e->domain = ERR_PROTO;
	/* The document is ours and is freed on return. */
	explicit_bzero((char *)text, len);
	return ok;
}

static bool login_failed(const struct cloud_device *c, int status, struct err *e)
{
	err_wrap(e, "login as %s", c->server.user);
	if (status == 405)
		err_hint(e,
			 "this server takes no passwords; give a token in AMTCTL_TOKEN");
	return cloud_wrap(c, e);
}

/*
 * Behind a gateway the login has a path of its own, the only one below /mps
 * that needs no token.
 */
static bool login(struct cloud_device *c, struct err *e)
{
	const char *path = c->url.path;
	size_t len = strlen(path);
	bool gateway = len >= 4 && !strcasecmp(path + len - 4, "/mps");
	AUTO(xfreep)
	char *url_path =
		xasprintf("%s%s/api/v1/authorize", path, gateway ? "/login" : "");
	AUTO(buf_wipe)
	struct buf body = BUF_INIT((size_t)16 * SECRET_MAX);
	AUTO(http_reply_done) struct http_reply reply = { 0 };

	secret_done(&c->token);
	if (!login_body(&c->server, &body, e))
		return cloud_wrap(c, e);

	struct http_request request = { .method = "POST",
					.path = url_path,
					.content_type = "application/json",
					.accept = "application/json",
					.body = body.data,
					.body_len = body.len,
					.trace_no_body = true,
					.take_401 = true };

	if (!http_do(c->http, &request, &reply, e))
		return transport_failed(c, false, e);

	bool ok = take_token(&reply, &c->token, e);

	buf_wipe(&reply.body);
	if (!ok)
		return login_failed(c, reply.status, e);
	return true;
}

/* The token to send, logging in for it when there is none yet. NULL: send none. */
static bool need_token(struct cloud_device *c, const struct secret **ret, struct err *e)
{
	*ret = c->server.token;
	if (*ret || !c->server.user)
		return true;
	if (!c->server.password) {
		err_set(e, ERR_NO_SECRET, 0, "no password for %s", c->server.user);
		err_hint(e, "password-cmd or password-file of the server section, or "
			    "AMTCTL_TOKEN");
		return cloud_wrap(c, e);
	}
	if (!c->token.text && !login(c, e))
		return false;
	*ret = &c->token;
	return true;
}

/* One request, with a new token if the old one is no longer taken. */
static bool request_once(struct cloud_device *c, const struct http_request *what,
			 bool change, struct http_reply *ret, struct err *e)
{
	bool had_token = c->token.text != NULL; /* a fresh one is not tried twice */
	struct http_request request = *what;

	request.accept = "application/json";
	request.take_401 = true;
	c->lost = false;
	for (;;) {
		if (!need_token(c, &request.bearer, e))
			return false;
		if (!http_do(c->http, &request, ret, e))
			return transport_failed(c, change, e);
		if (ret->status != 401 || request.bearer != &c->token || !had_token)
			return true;
		had_token = false;
		http_reply_done(ret);
		*ret = (struct http_reply){ 0 };
		secret_done(&c->token);
	}
}

static bool answer_failed(const struct cloud_device *c, struct err *e)
{
	if (e->domain == ERR_AUTH && c->server.token)
		err_hint(e, "the token given (AMTCTL_TOKEN) is not accepted");
	else if (e->domain == ERR_AUTH && !c->server.user)
		err_hint(e, "set login and password-cmd of the server section");
	return cloud_wrap(c, e);
}

/* One attempt at a read, to the document of its answer. */
static struct doc *get_document(struct cloud_device *c, const char *path, struct err *e)
{
	const struct http_request request = { .method = "GET", .path = path };
	AUTO(http_reply_done) struct http_reply reply = { 0 };

	if (!request_once(c, &request, false, &reply, e))
		return NULL;

	struct rest_answer a = answer_of(&reply);
	struct doc *doc = rest_answer_read(&a, e);

	if (!doc)
		answer_failed(c, e);
	return doc;
}

/* A reply that got lost, or a gateway whose server is just being restarted. */
static bool worth_repeating(const struct cloud_device *c, const struct err *e)
{
	return c->lost || (e->domain == ERR_CLOUD && e->code >= 502 && e->code <= 504);
}

static bool time_is_left(const struct cloud_device *c, uint32_t pause_ms)
{
	return !c->base.deadline_ms || loop_now_ms() + pause_ms < c->base.deadline_ms;
}

static struct doc *read_path(struct cloud_device *c, const char *path, struct err *e)
{
	for (unsigned try = 0;; try++) {
		uint32_t pause_ms = RETRY_PAUSE_MS << (try < 6 ? try : 6);
		struct doc *doc = get_document(c, path, e);

		if (doc || try >= c->server.retries || !worth_repeating(c, e) ||
		    !time_is_left(c, pause_ms))
			return doc;
		http_close(c->http);
		if (!loop_sleep(c->base.loop, pause_ms, e))
			return NULL;
	}
}

struct doc *cloud_get(struct cloud_device *c, const char *resource, struct err *e)
{
	AUTO(xfreep)
	char *path = xasprintf("%s/api/v1/%s/%s", c->url.path, resource, c->guid);

	return read_path(c, path, e);
}

struct doc *cloud_get_server(struct cloud_device *c, const char *resource, struct err *e)
{
	AUTO(xfreep) char *path = xasprintf("%s/api/v1/%s", c->url.path, resource);

	return read_path(c, path, e);
}

/* The server gave up on its way, or what it says is broken. */
static bool is_unknown(const struct err *e)
{
	return e->domain == ERR_PROTO || (e->domain == ERR_CLOUD && e->code >= 500);
}

bool cloud_change(struct cloud_device *c, const struct cloud_change *change,
		  struct err *e)
{
	AUTO(xfreep)
	char *path = xasprintf("%s/api/v1/%s/%s", c->url.path, change->resource, c->guid);
	const struct http_request request = {
		.method = change->method,
		.path = path,
		.content_type = change->body ? "application/json" : NULL,
		.body = change->body ? change->body->data : NULL,
		.body_len = change->body ? change->body->len : 0,
		.trace_no_body = change->secret,
	};
	AUTO(http_reply_done) struct http_reply reply = { 0 };

	if (!request_once(c, &request, true, &reply, e))
		return false;

	struct rest_answer a = answer_of(&reply);

	a.change = true;
	a.returns = change->returns;

	AUTO(doc_freep) struct doc *doc = rest_answer_read(&a, e);

	if (doc)
		return true;
	if (is_unknown(e)) {
		e->domain = ERR_INDETERMINATE;
		err_wrap(e, "it may have been carried out");
	}
	return answer_failed(c, e);
}
