/* rest: error texts of the REST servers, in all the shapes they come in. */
#include "core/cloud/rest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/record/json.h"

/* Most errors[] members that one line tells. */
#define ERRORS_SHOWN 3

/* What a server may write into a reply that we only quote from. */
#define TEXT_MAX 300

struct line {
	char *text;
	size_t size;
	size_t len;
};

static void line_add(struct line *l, const char *text)
{
	size_t n = strlen(text);

	if (n > TEXT_MAX)
		n = TEXT_MAX;
	if (n > l->size - 1 - l->len)
		n = l->size - 1 - l->len;
	memcpy(l->text + l->len, text, n);
	l->len += n;
	l->text[l->len] = '\0';
}

static bool is_json(const struct rest_answer *a)
{
	return !strcmp(a->content_type, "application/json");
}

/* Express and the gateways have pages of their own for paths they do not know. */
static bool is_page(const struct rest_answer *a)
{
	return !strcmp(a->content_type, "text/html");
}

/* Express' page for a route it lacks: "Cannot GET /api/v1/nosuch". */
static bool is_unknown_route(const struct rest_answer *a)
{
	static const char mark[] = "<pre>Cannot ";

	return is_page(a) && a->len && memmem(a->body, a->len, mark, sizeof(mark) - 1);
}

static const char *reason_phrase(int status)
{
	static const struct {
		int status;
		const char *phrase;
	} known[] = {
		{ 204, "no content" },          { 400, "bad request" },
		{ 401, "unauthorized" },        { 403, "forbidden" },
		{ 404, "not found" },           { 405, "method not allowed" },
		{ 408, "request timeout" },     { 409, "conflict" },
		{ 412, "precondition failed" }, { 413, "content too large" },
		{ 429, "too many requests" },   { 500, "internal server error" },
		{ 501, "not implemented" },     { 502, "bad gateway" },
		{ 503, "service unavailable" }, { 504, "gateway timeout" },
	};

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (known[i].status == status)
			return known[i].phrase;
	return "unexpected status";
}

/* Text of a member, NULL when it is absent, no leaf or empty. */
static const char *leaf(struct tree t, const char *name)
{
	const char *text = tree_member_text(t, name);

	return text && *text ? text : NULL;
}

/* errors: [{path, msg, value}]. value is what the client sent: never shown. */
static bool add_validation(struct line *l, struct tree root)
{
	struct tree item = tree_member(root, "errors");
	size_t shown = 0;

	for (; tree_exists(item); item = tree_again(item)) {
		const char *path = leaf(item, "path");
		const char *msg = leaf(item, "msg");

		if (!path && !msg)
			continue;
		if (shown == ERRORS_SHOWN) {
			line_add(l, "; ...");
			break;
		}
		if (shown++)
			line_add(l, "; ");
		if (path) {
			line_add(l, path);
			line_add(l, ": ");
		}
		line_add(l, msg ? msg : "not valid");
	}
	return shown > 0;
}

/*
 * A WS-MAN reply turned into JSON: Body.ReturnValue, or one level deeper in
 * Body.Method_OUTPUT.ReturnValue; Console has ReturnValue alone. Returns the
 * node that has it.
 */
static struct tree wsman_output(struct tree root)
{
	struct tree body = tree_member(root, "Body");

	if (leaf(body, "ReturnValue"))
		return body;
	for (struct tree t = tree_first(body); tree_exists(t); t = tree_next(t))
		if (leaf(t, "ReturnValue"))
			return t;
	return leaf(root, "ReturnValue") ? root : (struct tree){ 0 };
}

static bool add_wsman(struct line *l, struct tree root)
{
	struct tree output = wsman_output(root);
	const char *value = leaf(output, "ReturnValue");
	const char *name = leaf(output, "ReturnValueStr");

	if (!value)
		return false;
	line_add(l, name ? name : "ReturnValue");
	line_add(l, " (");
	line_add(l, value);
	line_add(l, ")");
	return true;
}

static bool add_json(struct line *l, struct tree root)
{
	static const char *const members[] = { "errorDescription", "message", "error",
					       "exp" };

	if (add_validation(l, root))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(members); i++) {
		const char *text = leaf(root, members[i]);

		if (text) {
			/* {"exp":"must be a number"} makes sense only with its name */
			if (!strcmp(members[i], "exp") && strncmp(text, "token", 5) != 0)
				line_add(l, "token expiry ");
			line_add(l, text);
			return true;
		}
	}
	return add_wsman(l, root);
}

/* The line for an answer whose JSON, if any, is in root. */
static void compose(const struct rest_answer *a, struct tree root, char *ret, size_t size)
{
	struct line l = { .text = ret, .size = size };

	ret[0] = '\0';
	if (!tree_exists(root) || !add_json(&l, root)) {
		if (is_unknown_route(a))
			line_add(&l, "the server does not know this request");
		else
			line_add(&l, reason_phrase(a->status));
	}
	text_scrub(ret);
}

static struct doc *parse(const struct rest_answer *a, struct err *e)
{
	return json_parse(a->body ? a->body : "", a->len, e);
}

void rest_error_text(const struct rest_answer *a, char *ret, size_t size)
{
	struct err ignored;
	AUTO(doc_freep) struct doc *doc = is_json(a) ? parse(a, &ignored) : NULL;

	compose(a, doc ? doc->root : (struct tree){ 0 }, ret, size);
}

/* The text MPS gives a 404 of any call to a device that has no tunnel to it. */
static bool is_not_connected(struct tree root)
{
	/* raised inside a handler, error is no text but the table of all that MPS has */
	const char *text = leaf(root, "error");

	return text && strstr(text, "not found/connected");
}

/* Firmware's own number, relayed: ERR_REFUSED with its name. */
static bool set_refused(const struct rest_answer *a, struct tree root, struct err *e)
{
	struct tree output = wsman_output(root);
	const char *value = leaf(output, "ReturnValue");
	const char *name = leaf(output, "ReturnValueStr");
	uint64_t code;

	if (!value || !text_to_uint(value, INT32_MAX, &code) || !code)
		return false;
	if (a->returns)
		name = enum_name(a->returns, (uint32_t)code);
	err_set(e, ERR_REFUSED, (int)code, "the firmware answered %d%s%.64s", (int)code,
		name ? " " : "", name ? name : "");
	text_scrub(e->msg);
	if (name) {
		err_name(e, name);
		text_scrub(e->name);
	}
	return true;
}

static bool set_not_found(const struct rest_answer *a, struct tree root, const char *text,
			  struct err *e)
{
	if (is_not_connected(root)) {
		err_set(e, ERR_CLOUD, a->status,
			"the device is not connected to the server");
		return err_hint(
			e, "check its power, network and CIRA configuration; another MPS "
			   "instance may hold it");
	}
	if (is_unknown_route(a))
		return err_set(e, ERR_UNSUPPORTED, a->status, "%s", text);
	if (is_page(a)) {
		err_set(e, ERR_CLOUD, a->status, "no MPS answers at this URL");
		return err_hint(e, "check url or mps-url of the server section");
	}
	return err_set(e, ERR_NOT_FOUND, a->status, "%s", text);
}

static bool set_failure(const struct rest_answer *a, struct tree root, struct err *e)
{
	char text[sizeof(e->msg) / 2];

	compose(a, root, text, sizeof(text));
	switch (a->status) {
	case 400:
		if (set_refused(a, root, e))
			return false;
		break;
	case 401:
	case 403:
		return err_set(e, ERR_AUTH, a->status, "%s", text);
	case 404:
		return set_not_found(a, root, text, e);
	case 409:
	case 412:
		return err_set(e, ERR_CONFLICT, a->status, "%s", text);
	case 501:
		return err_set(e, ERR_UNSUPPORTED, a->status, "%s", text);
	default:
		break;
	}
	return err_set(e, ERR_CLOUD, a->status, "HTTP status %d: %s", a->status, text);
}

struct doc *rest_answer_read(const struct rest_answer *a, struct err *e)
{
	bool good = a->status >= 200 && a->status <= 299;

	if (good && a->status != 204 && !is_json(a)) {
		err_set(e, ERR_CLOUD, a->status, "no MPS answers at this URL, but a %s",
			is_page(a) ? "web page" : "reply that is not JSON");
		err_hint(e, "check url or mps-url of the server section");
		return NULL;
	}
	if (good) {
		AUTO(doc_freep) struct doc *doc = parse(a, e);

		if (!doc)
			err_wrap(e, "the server's answer");
		if (doc && a->change && set_refused(a, doc->root, e))
			return NULL;
		return STEAL(doc);
	}

	struct err ignored;
	AUTO(doc_freep) struct doc *doc = is_json(a) ? parse(a, &ignored) : NULL;

	set_failure(a, doc ? doc->root : (struct tree){ 0 }, e);
	return NULL;
}
