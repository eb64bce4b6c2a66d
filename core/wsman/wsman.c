/* wsman: operations, and which of them are tried again. */
#include "core/wsman/wsman.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/wsman/envelope.h"
#include "core/wsman/fault.h"
#include "core/wsman/reply.h"
#include "core/wsman/soap.h"
#include "core/wsman/transport.h"
#include "core/wsman/xml.h"

/* Most requests of one enumeration, without an item in a row, and most items. */
#define PULLS_MAX 10000
#define IDLE_PULLS_MAX 16
#define ITEMS_MAX 100000

/* Waits before a read is repeated: doubled each time, from these up to the last. */
#define UNSENT_WAIT_MS 500
#define BUSY_WAIT_MS 1000
#define LONGEST_WAIT_MS 8000

/* How long an interrupted enumeration tries to release its context. */
#define RELEASE_WAIT_MS 3000

struct wsman {
	struct wsman_transport transport;
	unsigned retries;
	unsigned message_id;
};

struct wsman *wsman_over(const struct wsman_transport *t, unsigned retries)
{
	struct wsman *w = xcalloc(1, sizeof(*w));

	w->transport = *t;
	w->retries = retries;
	return w;
}

void wsman_free(struct wsman *w)
{
	if (!w)
		return;
	if (w->transport.free)
		w->transport.free(w->transport.arg);
	free(w);
}

/* ---- one exchange, and reads again ---- */

static bool has_secret(const struct envelope *v)
{
	if (v->secret)
		return true;
	for (size_t i = 0; i < v->n; i++) {
		if (v->params[i].secret)
			return true;
	}
	return false;
}

static bool exchange(struct wsman *w, struct envelope *v, struct doc **ret, struct err *e)
{
	AUTO(buf_wipe) struct buf text = BUF_INIT(XML_MAX);
	AUTO(http_reply_done) struct http_reply reply = { 0 };

	v->message_id = ++w->message_id;
	if (!envelope_write(v, &text, e))
		return false;

	const struct http_request request = {
		.method = "POST",
		.path = "/wsman",
		.content_type = "application/soap+xml;charset=UTF-8",
		.body = text.data,
		.body_len = text.len,
		.trace_no_body = has_secret(v),
	};

	if (!w->transport.send(w->transport.arg, &request, &reply, e))
		return false;
	if (reply_read(&reply, v, ret, e))
		return true;
	if (e->domain == ERR_PROTO) /* whatever else comes is suspect */
		w->transport.drop(w->transport.arg);
	return false;
}

enum repeat {
	REPEAT_NEVER,   /* changes */
	REPEAT_UNTAKEN, /* what a lost reply would make differ: only if not carried out */
	REPEAT_HARMLESS, /* reads */
};

/* May it be sent again after this failure, the nth, and after which wait? */
static bool may_repeat(const struct err *e, enum repeat how, unsigned n, uint32_t *ret_ms)
{
	uint32_t first;
	bool lost = e->domain == ERR_INDETERMINATE;

	if (how == REPEAT_NEVER || (lost && how == REPEAT_UNTAKEN))
		return false;
	if (e->domain == ERR_NET)
		first = UNSENT_WAIT_MS;
	else if (e->domain == ERR_BUSY || fault_is_transient(e))
		first = BUSY_WAIT_MS;
	else if (lost && n == 0)
		first = UNSENT_WAIT_MS;
	else
		return false;

	*ret_ms = n < 4 && first << n < LONGEST_WAIT_MS ? first << n : LONGEST_WAIT_MS;
	return true;
}

static bool request(struct wsman *w, struct envelope *v, enum repeat how,
		    struct doc **ret, struct err *e)
{
	struct err failure = { 0 };

	for (unsigned n = 0;; n++) {
		uint32_t wait_ms;

		if (exchange(w, v, ret, &failure))
			return true;
		if (n >= w->retries || !may_repeat(&failure, how, n, &wait_ms))
			break;
		if (!w->transport.pause(w->transport.arg, wait_ms, &failure))
			break;
	}
	*e = failure;
	return false;
}

/* ---- get, put, identify ---- */

bool wsman_get(struct wsman *w, const struct wsman_ref *what, struct doc **ret,
	       struct err *e)
{
	struct envelope v = { .op = ENVELOPE_GET, .what = what };

	return request(w, &v, REPEAT_HARMLESS, ret, e) ||
	       err_wrap_operation(e, "Get %s", what->class_name);
}

bool wsman_put(struct wsman *w, const struct wsman_ref *what, struct tree instance,
	       bool secret, struct doc **ret, struct err *e)
{
	struct envelope v = {
		.op = ENVELOPE_PUT, .what = what, .instance = instance, .secret = secret
	};
	AUTO(doc_freep) struct doc *stored = NULL;

	if (!request(w, &v, REPEAT_NEVER, &stored, e))
		return err_wrap_operation(e, "Put %s", what->class_name);
	if (ret)
		*ret = STEAL(stored);
	return true;
}

bool wsman_create(struct wsman *w, const struct wsman_ref *what, struct tree instance,
		  bool secret, struct doc **ret, struct err *e)
{
	struct envelope v = { .op = ENVELOPE_CREATE,
			      .what = what,
			      .instance = instance,
			      .secret = secret };

	return request(w, &v, REPEAT_NEVER, ret, e) ||
	       err_wrap_operation(e, "Create %s", what->class_name);
}

bool wsman_delete(struct wsman *w, const struct wsman_ref *what, struct err *e)
{
	struct envelope v = { .op = ENVELOPE_DELETE, .what = what };
	AUTO(doc_freep) struct doc *reply = NULL;

	return request(w, &v, REPEAT_NEVER, &reply, e) ||
	       err_wrap_operation(e, "Delete %s", what->class_name);
}

bool wsman_identify(struct wsman *w, struct doc **ret, struct err *e)
{
	struct envelope v = { .op = ENVELOPE_IDENTIFY };

	return request(w, &v, REPEAT_HARMLESS, ret, e) ||
	       err_wrap_operation(e, "Identify");
}

/* ---- invoke ---- */

static const struct enum_name *default_returns(const char *class_name)
{
	return strncmp(class_name, "CIM_", 4) ? wsman_pt_status : wsman_cim_returns;
}

static bool check_return(struct tree output, const char *method,
			 const struct enum_name *names, struct err *e)
{
	const char *text = tree_member_text(output, "ReturnValue");
	uint64_t v;

	if (!text || !text_to_uint(text, UINT32_MAX, &v))
		return err_set(e, ERR_PROTO, 0, "%s returned no status", method);
	if (!v)
		return true;

	const char *name = enum_name(names, (uint32_t)v);

	err_set(e, ERR_REFUSED, (int)v, "%s returned %u%s%s%s", method, (unsigned)v,
		name ? " (" : "", name ? name : "", name ? ")" : "");
	return name ? err_name(e, name) : false;
}

bool wsman_invoke(struct wsman *w, const struct wsman_ref *what, const char *method,
		  const struct wsman_param *params, size_t n,
		  const struct enum_name *return_names, struct doc **ret, struct err *e)
{
	struct envelope v = { .op = ENVELOPE_INVOKE,
			      .what = what,
			      .method = method,
			      .params = params,
			      .n = n };
	AUTO(doc_freep) struct doc *output = NULL;

	if (!return_names)
		return_names = default_returns(what->class_name);
	if (!request(w, &v, REPEAT_NEVER, &output, e))
		return err_wrap_operation(e, "%s.%s", what->class_name, method);
	if (!check_return(output->root, method, return_names, e))
		return false;
	if (ret)
		*ret = STEAL(output);
	return true;
}

bool wsman_invoke_tree(struct wsman *w, const struct wsman_ref *what, const char *method,
		       struct tree input, bool secret,
		       const struct enum_name *return_names, struct doc **ret,
		       struct err *e)
{
	struct envelope v = { .op = ENVELOPE_INVOKE,
			      .what = what,
			      .method = method,
			      .instance = input,
			      .secret = secret };

	if (!request(w, &v, REPEAT_NEVER, ret, e))
		return err_wrap_operation(e, "%s.%s", what->class_name, method);
	if (!return_names)
		return_names = default_returns(what->class_name);
	return !tree_exists(tree_member((*ret)->root, "ReturnValue")) ||
	       check_return((*ret)->root, method, return_names, e);
}

/* ---- enumerate ---- */

struct enumeration {
	struct wsman *w;
	struct wsman_ref what;
	bool (*item)(void *arg, struct tree instance, struct err *e);
	void *arg;
	char *context; /* NULL: none is open */
	size_t items;
	bool pull_failed; /* and not item() or Enumerate */
};

/* Also when the user gives up: firmware has few contexts, and keeps them for minutes. */
static void release(struct enumeration *n)
{
	const struct wsman_transport *t = &n->w->transport;
	struct envelope v = { .op = ENVELOPE_RELEASE,
			      .what = &n->what,
			      .context = n->context };
	AUTO(doc_freep) struct doc *reply = NULL;
	struct err ignored = { 0 }; /* the context expires by itself, later */

	if (n->context && t->grace)
		t->grace(t->arg, RELEASE_WAIT_MS);
	if (n->context)
		(void)!exchange(n->w, &v, &reply, &ignored);
	if (n->context && t->grace)
		t->grace(t->arg, 0);
	free(n->context);
	n->context = NULL;
}

/* Contexts change from reply to reply, and only the latest counts. */
static void take_context(struct enumeration *n, struct tree response)
{
	const char *text = tree_member_text(response, "EnumerationContext");

	if (text && *text) {
		free(n->context);
		n->context = xstrdup(text);
	}
	if (tree_exists(tree_member(response, "EndOfSequence"))) {
		free(n->context);
		n->context = NULL;
	}
}

static bool hand_over(struct enumeration *n, struct tree response, struct err *e)
{
	struct tree t = tree_first(tree_member(response, "Items"));

	for (; tree_exists(t); t = tree_next(t)) {
		if (n->items == ITEMS_MAX)
			return err_set(e, ERR_PROTO, 0, "over %d instances", ITEMS_MAX);
		n->items++;
		if (!reply_check_instance(t, e) || !n->item(n->arg, t, e))
			return false;
	}
	return true;
}

/* A pull whose reply is lost may have moved the context on, so it is not repeated. */
static bool pull(struct enumeration *n, struct err *e)
{
	struct envelope v = { .op = ENVELOPE_PULL,
			      .what = &n->what,
			      .context = n->context };
	AUTO(doc_freep) struct doc *reply = NULL;

	if (!request(n->w, &v, REPEAT_UNTAKEN, &reply, e)) {
		n->pull_failed = true;
		return false;
	}
	take_context(n, reply->root);
	return hand_over(n, reply->root, e);
}

static bool open_context(struct enumeration *n, struct err *e)
{
	struct envelope v = { .op = ENVELOPE_ENUMERATE, .what = &n->what };
	AUTO(doc_freep) struct doc *reply = NULL;

	if (!request(n->w, &v, REPEAT_HARMLESS, &reply, e))
		return false;
	take_context(n, reply->root);
	if (!n->context)
		return err_set(e, ERR_PROTO, 0, "no EnumerationContext");
	return true;
}

static bool pull_all(struct enumeration *n, struct err *e)
{
	unsigned idle = 0;

	for (unsigned i = 0; n->context; i++) {
		size_t before = n->items;

		if (i == PULLS_MAX || idle == IDLE_PULLS_MAX)
			return err_set(e, ERR_PROTO, 0, "no end after %u pulls", i);
		if (!pull(n, e))
			return false;
		idle = n->items == before ? idle + 1 : 0;
	}
	return true;
}

/* Nothing was handed over yet, so nobody notices a fresh start. */
static bool may_restart(const struct enumeration *n, const struct err *e)
{
	return n->w->retries && n->pull_failed && !n->items &&
	       (e->domain == ERR_INDETERMINATE ||
		!strcmp(e->name, "InvalidEnumerationContext"));
}

bool wsman_enumerate(struct wsman *w, const char *class_name,
		     bool (*item)(void *arg, struct tree instance, struct err *e),
		     void *arg, struct err *e)
{
	struct enumeration n = {
		.w = w, .what = { .class_name = class_name }, .item = item, .arg = arg
	};
	bool ok = false;

	for (int attempt = 0; attempt < 2; attempt++) {
		n.pull_failed = false;
		ok = open_context(&n, e) && pull_all(&n, e);
		release(&n);
		if (ok || !may_restart(&n, e))
			break;
	}
	return ok || err_wrap_operation(e, "Enumerate %s", class_name);
}
