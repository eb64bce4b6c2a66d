/* reply: what came back for an envelope. */
#include "core/wsman/reply.h"

#include <stdio.h>
#include <string.h>

#include "core/base/text.h"
#include "core/wsman/body.h"
#include "core/wsman/fault.h"
#include "core/wsman/soap.h"
#include "core/wsman/xml.h"

static bool is_soap(const struct http_reply *r)
{
	return !strcmp(r->content_type, "application/soap+xml");
}

/* A reply without SOAP: the HTTP status is all there is to tell. */
static bool no_soap(const struct http_reply *r, struct err *e)
{
	int status = r->status;

	switch (status) {
	case 400:
		if (!r->body.len)
			return err_set(e, ERR_REFUSED, status,
				       "the device rejected the request without giving a "
				       "reason (HTTP 400, empty)");
		return err_set(e, ERR_REFUSED, status,
			       "the device rejected the request as malformed (HTTP 400)");
	case 401:
	case 403:
		return err_set(e, ERR_AUTH, status, "access denied (HTTP %d)", status);
	case 404:
		return err_set(e, ERR_UNSUPPORTED, status,
			       "no WS-MAN at /wsman (HTTP 404)");
	case 500:
	case 503:
		return err_set(e, ERR_BUSY, status, "the device is overloaded (HTTP %d)",
			       status);
	}
	if (status >= 200 && status < 300)
		return err_set(e, ERR_PROTO, status, "the reply is %s, not SOAP",
			       *r->content_type ? r->content_type : "of no type");
	return err_set(e, ERR_PROTO, status, "unexpected HTTP status %d", status);
}

static bool is_named(struct tree t, const char *uri, const char *name)
{
	return tree_exists(t) && !strcmp(tree_name(t), name) &&
	       !strcmp(xml_namespace(t), uri);
}

/* The child in a namespace; no node when there is none. */
static struct tree child(struct tree t, const char *uri, const char *name)
{
	struct tree m = tree_first(t);

	while (tree_exists(m) && !is_named(m, uri, name))
		m = tree_next(m);
	return m;
}

/*
 * On a connection kept open, a late reply to a request given up could be
 * taken for the answer to this one.
 */
static bool check_relation(struct tree envelope, const struct envelope *asked,
			   bool must_have, struct err *e)
{
	struct tree header = child(envelope, NS_SOAP, "Header");
	const char *relates = tree_text(child(header, NS_WSA, "RelatesTo"));
	char id[16];

	if (asked->op == ENVELOPE_IDENTIFY || (!relates && !must_have))
		return true;
	if (!relates)
		return err_set(e, ERR_PROTO, 0, "the reply does not say to what");
	snprintf(id, sizeof(id), "%u", asked->message_id);
	if (strcmp(relates, id) != 0)
		return err_set(e, ERR_PROTO, 0, "the reply answers another request");
	return true;
}

static bool unexpected(struct tree t, const char *wanted, struct err *e)
{
	AUTO(xfreep) char *name = xstrndup(tree_name(t), 60);

	text_scrub(name);
	return err_set(e, ERR_PROTO, 0, "the reply holds %s, not %s",
		       *name ? name : "nothing", wanted);
}

/* Ends ns with "/" and the name? Every schema is laid out so. (DSP0230 5) */
bool reply_check_instance(struct tree t, struct err *e)
{
	const char *ns = xml_namespace(t);
	const char *slash = strrchr(ns, '/');
	const char *name = tree_name(t);
	struct err unused;

	if (!slash || strcmp(slash + 1, name) != 0 || !wsman_class_check(name, &unused))
		return unexpected(t, "an instance", e);
	return true;
}

static bool check_output(struct tree t, const struct envelope *asked, struct err *e)
{
	AUTO(buf_done) struct buf uri = BUF_INIT(1024);
	AUTO(xfreep) char *name = xasprintf("%s_OUTPUT", asked->method);

	if (!body_resource_uri(asked->what->class_name, &uri, e))
		return false;
	return is_named(t, buf_cstr(&uri), name) || unexpected(t, name, e);
}

static bool check_content(struct tree t, const struct envelope *asked, struct err *e)
{
	switch (asked->op) {
	case ENVELOPE_GET:
		return reply_check_instance(t, e);
	case ENVELOPE_PUT:
		return !tree_exists(t) || reply_check_instance(t, e);
	case ENVELOPE_ENUMERATE:
		return is_named(t, NS_WSEN, "EnumerateResponse") ||
		       unexpected(t, "EnumerateResponse", e);
	case ENVELOPE_PULL:
		return is_named(t, NS_WSEN, "PullResponse") ||
		       unexpected(t, "PullResponse", e);
	case ENVELOPE_RELEASE:
	case ENVELOPE_DELETE:
		return true;
	case ENVELOPE_CREATE:
		return is_named(t, NS_WXF, "ResourceCreated") ||
		       unexpected(t, "ResourceCreated", e);
	case ENVELOPE_INVOKE:
		return check_output(t, asked, e);
	case ENVELOPE_IDENTIFY:
		return is_named(t, NS_WSMID, "IdentifyResponse") ||
		       unexpected(t, "IdentifyResponse", e);
	}
	return err_set(e, ERR_INTERNAL, 0, "unknown operation %d", asked->op);
}

bool reply_read(const struct http_reply *r, const struct envelope *asked,
		struct doc **ret, struct err *e)
{
	if (!is_soap(r))
		return no_soap(r, e);

	AUTO(doc_freep) struct doc *d = xml_parse(buf_cstr(&r->body), r->body.len, e);

	if (!d)
		return err_wrap(e, "HTTP status %d, bad SOAP", r->status);
	if (!is_named(d->root, NS_SOAP, "Envelope"))
		return unexpected(d->root, "a SOAP 1.2 envelope", e);

	struct tree body = child(d->root, NS_SOAP, "Body");
	struct tree content = tree_first(body);
	bool is_fault = is_named(content, NS_SOAP, "Fault");

	if (!tree_exists(body))
		return err_set(e, ERR_PROTO, 0, "the reply has no body");
	if (!check_relation(d->root, asked, !is_fault, e))
		return false;
	if (is_fault)
		return fault_read(content, r->status, e);
	if (r->status < 200 || r->status > 299)
		return err_set(e, ERR_PROTO, r->status, "HTTP status %d without a fault",
			       r->status);
	if (!check_content(content, asked, e))
		return false;
	d->root = content;
	*ret = tree_exists(content) ? STEAL(d) : NULL;
	return true;
}
