/* Unit tests of core/wsman: operations, and what is tried again. */
#include "tests/unit/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/wsman/transport.h"
#include "core/wsman/xml.h"

#define ENVELOPE                                                                  \
	"<a:Envelope xmlns:a=\"http://www.w3.org/2003/05/soap-envelope\" "        \
	"xmlns:b=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\" "           \
	"xmlns:g=\"http://schemas.xmlsoap.org/ws/2004/09/enumeration\" "          \
	"xmlns:h=\"http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_Chip\" " \
	"xmlns:r=\"http://intel.com/wbem/wscim/1/amt-schema/1/AMT_X\">"           \
	"<a:Header><b:RelatesTo>%u</b:RelatesTo></a:Header><a:Body>%s"            \
	"</a:Body></a:Envelope>"

#define FAULT(name)                                                               \
	"<a:Fault><a:Code><a:Value>a:Sender</a:Value><a:Subcode><a:Value>e:" name \
	"</a:Value></a:Subcode></a:Code></a:Fault>"
#define CONTEXT(c) "<g:EnumerationContext>" c "</g:EnumerationContext>"
#define OPENED(c) "<g:EnumerateResponse>" CONTEXT(c) "</g:EnumerateResponse>"
#define CHIP(tag) "<h:CIM_Chip><h:Tag>" tag "</h:Tag></h:CIM_Chip>"
#define PULLED(context, items, end)                                        \
	"<g:PullResponse>" context "<g:Items>" items "</g:Items>" end "</" \
	"g:PullResponse>"
#define END "<g:EndOfSequence/>"

/* One exchange of the script: what must be asked, what comes back. */
struct step {
	const char *asks; /* part of the request */
	const char *body; /* of a SOAP reply; NULL: the error */
	int status;       /* 0: 200 */
	enum err_domain error;
	unsigned stale; /* added to the RelatesTo that would be right */
};

/* A connection that plays a script. */
struct fake {
	const struct step *steps;
	size_t n;
	size_t at;
	uint32_t waits[16];
	size_t n_waits;
	unsigned drops;
	bool no_patience; /* pause() is cancelled */
	bool hid_body;
	uint32_t grace_ms; /* in which even a cancelled request is sent */
};

static bool fake_send(void *arg, const struct http_request *r, struct http_reply *ret,
		      struct err *e)
{
	struct fake *f = arg;
	const struct step *s = &f->steps[f->at];
	const char *id;

	if (f->at == f->n)
		fail_msg("one request too many: %s", (const char *)r->body);
	f->at++;
	assert_string_equal(r->path, "/wsman");
	assert_int_equal(f->grace_ms != 0, strstr(r->body, "<Release ") != NULL);
	if (!strstr(r->body, s->asks))
		fail_msg("%s lacks %s", (const char *)r->body, s->asks);
	f->hid_body = r->trace_no_body;
	if (!s->body)
		return err_set(e, s->error, 0, "scripted");
	id = strstr(r->body, "MessageID>");
	ret->status = s->status ? s->status : 200;
	ret->body = BUF_INIT(HTTP_REPLY_MAX);
	snprintf(ret->content_type, sizeof(ret->content_type), "application/soap+xml");
	buf_printf(&ret->body, ENVELOPE,
		   (id ? (unsigned)strtoul(id + 10, NULL, 10) : 0) + s->stale, s->body);
	return true;
}

static bool fake_pause(void *arg, uint32_t ms, struct err *e)
{
	struct fake *f = arg;

	assert_true(f->n_waits < ARRAY_LEN(f->waits));
	f->waits[f->n_waits++] = ms;
	return f->no_patience ? err_set(e, ERR_CANCELLED, 0, "cancelled") : true;
}

static void fake_drop(void *arg)
{
	((struct fake *)arg)->drops++;
}

static void fake_grace(void *arg, uint32_t ms)
{
	((struct fake *)arg)->grace_ms = ms;
}

static struct wsman *play(struct fake *f, const struct step *steps, size_t n,
			  unsigned retries)
{
	const struct wsman_transport t = { .send = fake_send,
					   .pause = fake_pause,
					   .drop = fake_drop,
					   .grace = fake_grace,
					   .arg = f };

	*f = (struct fake){ .steps = steps, .n = n };
	return wsman_over(&t, retries);
}

static void assert_waits(const struct fake *f, const uint32_t *want, size_t n)
{
	assert_int_equal(f->n_waits, n);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(f->waits[i], want[i]);
}

static const struct wsman_ref x = { .class_name = "AMT_X" };

static void get_yields_the_instance(void **state)
{
	static const struct step steps[] = {
		{ .asks = "transfer/Get<", .body = "<r:AMT_X><r:A>1</r:A></r:AMT_X>" },
	};
	struct fake f;
	struct err e = { 0 };
	AUTO(wsman_freep) struct wsman *w = play(&f, steps, ARRAY_LEN(steps), 2);
	AUTO(doc_freep) struct doc *d = NULL;

	(void)state;
	assert_true(wsman_get(w, &x, &d, &e));
	assert_string_equal(tree_member_text(d->root, "A"), "1");
	assert_int_equal(f.at, 1);
	assert_int_equal(f.drops, 0);
}

static void reads_are_repeated(void **state)
{
	static const struct {
		struct step failure;
		enum err_domain domain;
		unsigned tries;
		uint32_t waits[3];
	} rows[] = {
		{ { "Get", NULL, 0, ERR_NET, 0 }, ERR_NET, 4, { 500, 1000, 2000 } },
		{ { "Get", NULL, 0, ERR_INDETERMINATE, 0 },
		  ERR_INDETERMINATE,
		  2,
		  { 500 } },
		{ { "Get", FAULT("Concurrency"), 400, 0, 0 },
		  ERR_BUSY,
		  4,
		  { 1000, 2000, 4000 } },
		{ { "Get", FAULT("TimedOut"), 400, 0, 0 },
		  ERR_INDETERMINATE,
		  4,
		  { 1000, 2000, 4000 } },
		{ { "Get", FAULT("InternalError"), 400, 0, 0 },
		  ERR_REFUSED,
		  4,
		  { 1000, 2000, 4000 } },
		{ { "Get", FAULT("DestinationUnreachable"), 400, 0, 0 },
		  ERR_UNSUPPORTED,
		  1,
		  { 0 } },
		{ { "Get", NULL, 0, ERR_AUTH, 0 }, ERR_AUTH, 1, { 0 } },
		{ { "Get", NULL, 0, ERR_TLS, 0 }, ERR_TLS, 1, { 0 } },
		{ { "Get", NULL, 0, ERR_CANCELLED, 0 }, ERR_CANCELLED, 1, { 0 } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct step steps[4] = { rows[i].failure, rows[i].failure,
					 rows[i].failure, rows[i].failure };
		struct fake f;
		struct err e = { 0 };
		AUTO(wsman_freep) struct wsman *w = play(&f, steps, 4, 3);
		AUTO(doc_freep) struct doc *d = NULL;

		assert_false(wsman_get(w, &x, &d, &e));
		assert_err(e, rows[i].domain, "");
		if (e.domain == ERR_NET || e.domain == ERR_TLS) /* no matter of Get's */
			assert_string_equal(e.msg, "scripted");
		else
			assert_non_null(strstr(e.msg, "Get AMT_X: "));
		assert_int_equal(f.at, rows[i].tries);
		assert_waits(&f, rows[i].waits, rows[i].tries - 1);
	}
}

static void a_repeated_read_can_succeed(void **state)
{
	static const struct step steps[] = {
		{ .asks = "MessageID>1<", .error = ERR_NET },
		{ .asks = "MessageID>2<", .body = FAULT("QuotaLimit"), .status = 400 },
		{ .asks = "MessageID>3<", .body = "<r:AMT_X/>" },
	};
	struct fake f;
	struct err e = { 0 };
	AUTO(wsman_freep) struct wsman *w = play(&f, steps, ARRAY_LEN(steps), 2);
	AUTO(doc_freep) struct doc *d = NULL;

	(void)state;
	assert_true(wsman_get(w, &x, &d, &e));
	assert_int_equal(e.domain, ERR_NONE);
	assert_int_equal(f.at, 3);
}

static void no_retries_means_one_try(void **state)
{
	static const struct step steps[] = { { .asks = "Get", .error = ERR_NET } };
	struct fake f;
	struct err e = { 0 };
	AUTO(wsman_freep) struct wsman *w = play(&f, steps, 1, 0);
	AUTO(doc_freep) struct doc *d = NULL;

	(void)state;
	assert_false(wsman_get(w, &x, &d, &e));
	assert_waits(&f, NULL, 0);
}

static void waits_stay_bounded_and_can_be_cancelled(void **state)
{
	struct step steps[8];
	struct fake f;
	struct err e = { 0 };
	static const uint32_t want[] = { 500, 1000, 2000, 4000, 8000, 8000, 8000 };
	AUTO(doc_freep) struct doc *d = NULL;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(steps); i++)
		steps[i] = (struct step){ .asks = "Get", .error = ERR_NET };

	AUTO(wsman_freep) struct wsman *w = play(&f, steps, 8, 7);

	assert_false(wsman_get(w, &x, &d, &e));
	assert_waits(&f, want, ARRAY_LEN(want));

	AUTO(wsman_freep) struct wsman *v = play(&f, steps, 8, 7);

	f.no_patience = true;
	assert_false(wsman_get(v, &x, &d, &e));
	assert_err(e, ERR_CANCELLED, "cancelled");
	assert_int_equal(f.at, 1);
}

static void changes_are_sent_once(void **state)
{
	static const struct step failures[] = {
		{ "AMT_X", NULL, 0, ERR_NET, 0 },
		{ "AMT_X", NULL, 0, ERR_INDETERMINATE, 0 },
		{ "AMT_X", FAULT("Concurrency"), 400, 0, 0 },
		{ "AMT_X", FAULT("InternalError"), 400, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(failures); i++) {
		struct fake f;
		struct err e = { 0 };
		AUTO(wsman_freep) struct wsman *p = play(&f, &failures[i], 1, 3);

		assert_false(wsman_put(p, &x, (struct tree){ 0 }, false, NULL, &e));
		assert_int_equal(e.domain == ERR_NET,
				 strstr(e.msg, "Put AMT_X: ") != e.msg);

		AUTO(wsman_freep) struct wsman *m = play(&f, &failures[i], 1, 3);

		assert_false(wsman_invoke(m, &x, "M", NULL, 0, NULL, NULL, &e));
		assert_int_equal(e.domain == ERR_NET,
				 strstr(e.msg, "AMT_X.M: ") != e.msg);
		assert_waits(&f, NULL, 0);
	}
}

static void a_late_reply_is_noticed(void **state)
{
	static const struct step steps[] = {
		{ .asks = "Get", .body = "<r:AMT_X/>", .stale = 1 },
	};
	struct fake f;
	struct err e = { 0 };
	AUTO(wsman_freep) struct wsman *w = play(&f, steps, 1, 3);
	AUTO(doc_freep) struct doc *d = NULL;

	(void)state;
	assert_false(wsman_get(w, &x, &d, &e));
	assert_err(e, ERR_PROTO, "answers another request");
	assert_int_equal(f.drops, 1);
}

static void put_may_come_back_empty(void **state)
{
	static const struct step steps[] = {
		{ .asks = "<r:AMT_X xmlns:r=", .body = "" },
		{ .asks = "transfer/Put<", .body = "<r:AMT_X><r:A>2</r:A></r:AMT_X>" },
	};
	struct fake f;
	struct err e = { 0 };
	AUTO(wsman_freep) struct wsman *w = play(&f, steps, 2, 3);
	AUTO(doc_freep) struct doc *d = NULL;

	(void)state;
	assert_true(wsman_put(w, &x, (struct tree){ 0 }, true, &d, &e));
	assert_null(d);
	assert_true(f.hid_body);
	assert_true(wsman_put(w, &x, (struct tree){ 0 }, false, &d, &e));
	assert_false(f.hid_body);
	assert_string_equal(tree_member_text(d->root, "A"), "2");
}

static void create_yields_the_reference(void **state)
{
	static const struct step steps[] = {
		{ .asks = "transfer/Create<",
		  .body = "<t:ResourceCreated xmlns:t=\"http://schemas.xmlsoap.org/ws/"
			  "2004/09/transfer\"><b:Address>x</b:Address>"
			  "</t:ResourceCreated>" },
		{ .asks = "<r:AMT_X xmlns:r=", .body = "<r:AMT_X/>" },
		{ .asks = "Create", .error = ERR_INDETERMINATE },
	};
	struct fake f;
	struct err e = { 0 };
	AUTO(wsman_freep) struct wsman *w = play(&f, steps, ARRAY_LEN(steps), 3);
	AUTO(doc_freep) struct doc *d = NULL;
	struct doc *none = NULL;

	(void)state;
	assert_true(wsman_create(w, &x, (struct tree){ 0 }, true, &d, &e));
	assert_true(f.hid_body);
	assert_string_equal(tree_member_text(d->root, "Address"), "x");
	assert_false(wsman_create(w, &x, (struct tree){ 0 }, false, &none, &e));
	assert_err(e, ERR_PROTO, "Create AMT_X: the reply holds AMT_X");
	assert_false(wsman_create(w, &x, (struct tree){ 0 }, false, &none, &e));
	assert_int_equal(e.domain, ERR_INDETERMINATE); /* and is not sent again */
	assert_int_equal(f.at, 3);
	assert_null(none);
}

static void delete_wants_no_body(void **state)
{
	static const struct step steps[] = {
		{ .asks = "<w:Selector Name=\"K\">v</w:Selector></w:SelectorSet>"
			  "</Header><Body/>",
		  .body = "" },
		{ .asks = "transfer/Delete<",
		  .body = FAULT("DestinationUnreachable"),
		  .status = 400 },
	};
	static const struct wsman_selector key = { .name = "K", .value = "v" };
	static const struct wsman_ref what = { .class_name = "AMT_X",
					       .selectors = &key,
					       .n = 1 };
	struct fake f;
	struct err e = { 0 };
	AUTO(wsman_freep) struct wsman *w = play(&f, steps, ARRAY_LEN(steps), 3);

	(void)state;
	assert_true(wsman_delete(w, &what, &e));
	assert_false(wsman_delete(w, &what, &e));
	assert_err(e, ERR_UNSUPPORTED, "Delete AMT_X: fault DestinationUnreachable");
}

static void any_tree_is_a_methods_input(void **state)
{
	static const char in_text[] = "{\"B\":2,\"A\":{\"C\":1},\"B2\":\"\"}";
	static const struct enum_name own[] = { { 7, "SEVEN" }, { 0, NULL } };
	static const struct step steps[] = {
		{ .asks = "<r:M_INPUT xmlns:r=\"http://intel.com/wbem/wscim/1/"
			  "amt-schema/1/AMT_X\"><r:B>2</r:B><r:A><r:C>1</r:C></r:A>"
			  "<r:B2/></r:M_INPUT>",
		  .body = "<r:M_OUTPUT><r:Out>o</r:Out></r:M_OUTPUT>" },
		{ .asks = "AMT_X/M<",
		  .body = "<r:M_OUTPUT><r:ReturnValue>7</r:ReturnValue></r:M_OUTPUT>" },
	};
	struct fake f;
	struct err e = { 0 };
	AUTO(wsman_freep) struct wsman *w = play(&f, steps, ARRAY_LEN(steps), 3);
	AUTO(doc_freep)
	struct doc *in = json_parse(in_text, strlen(in_text), &e);
	AUTO(doc_freep) struct doc *d = NULL;
	AUTO(doc_freep) struct doc *refused = NULL;

	(void)state;
	assert_non_null(in);
	assert_true(wsman_invoke_tree(w, &x, "M", in->root, true, NULL, &d, &e));
	assert_true(f.hid_body);
	assert_string_equal(tree_member_text(d->root, "Out"), "o");
	assert_false(wsman_invoke_tree(w, &x, "M", in->root, false, own, &refused, &e));
	assert_err(e, ERR_REFUSED, "M returned 7 (SEVEN)");
	assert_string_equal(tree_member_text(refused->root, "ReturnValue"), "7");
}

static void return_values_are_named(void **state)
{
	static const struct enum_name own[] = { { 2, "OWN" }, { 0, NULL } };
	static const struct {
		const char *class_name;
		const char *value;
		const struct enum_name *names;
		const char *msg;
		const char *name;
	} rows[] = {
		{ "AMT_X", "2", NULL, "M returned 2 (NOT_READY)", "NOT_READY" },
		{ "CIM_Chip", "2", NULL, "M returned 2 (UNSPECIFIED_ERROR)",
		  "UNSPECIFIED_ERROR" },
		{ "AMT_X", "2", own, "M returned 2 (OWN)", "OWN" },
		{ "AMT_X", "2082", NULL, "M returned 2082 (OPERATION_IN_PROGRESS)",
		  "OPERATION_IN_PROGRESS" },
		{ "CIM_Chip", "4097", NULL, "M returned 4097 (INVALID_STATE_TRANSITION)",
		  "INVALID_STATE_TRANSITION" },
		{ "AMT_X", "12345", NULL, "M returned 12345", "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char prefix = rows[i].class_name[0] == 'C' ? 'h' : 'r';
		AUTO(xfreep)
		char *body = xasprintf("<%c:M_OUTPUT><%c:ReturnValue>%s</%c:ReturnValue>"
				       "</%c:M_OUTPUT>",
				       prefix, prefix, rows[i].value, prefix, prefix);
		struct step step = { .asks = "M_INPUT", .body = body };
		struct wsman_ref what = { .class_name = rows[i].class_name };
		struct fake f;
		struct err e = { 0 };
		AUTO(wsman_freep) struct wsman *w = play(&f, &step, 1, 3);

		assert_false(
			wsman_invoke(w, &what, "M", NULL, 0, rows[i].names, NULL, &e));
		assert_int_equal(e.domain, ERR_REFUSED);
		assert_string_equal(e.msg, rows[i].msg);
		assert_string_equal(e.name, rows[i].name);
		assert_int_equal(e.code, atoi(rows[i].value));
	}
}

static void methods_yield_their_output(void **state)
{
	static const struct step steps[] = {
		{ .asks = "<r:P>v</r:P>",
		  .body = "<r:M_OUTPUT><r:Out>o</r:Out><r:ReturnValue>0</r:ReturnValue>"
			  "</r:M_OUTPUT>" },
		{ .asks = "M_INPUT", .body = "<r:M_OUTPUT/>" },
		{ .asks = "M_INPUT",
		  .body = "<r:M_OUTPUT><r:ReturnValue>no</r:ReturnValue></r:M_OUTPUT>" },
	};
	static const struct wsman_param param = { .name = "P",
						  .value = "v",
						  .secret = true };
	struct fake f;
	struct err e = { 0 };
	AUTO(wsman_freep) struct wsman *w = play(&f, steps, ARRAY_LEN(steps), 0);
	AUTO(doc_freep) struct doc *d = NULL;

	(void)state;
	assert_true(wsman_invoke(w, &x, "M", &param, 1, NULL, &d, &e));
	assert_string_equal(tree_member_text(d->root, "Out"), "o");
	assert_true(f.hid_body);
	for (int i = 0; i < 2; i++) {
		assert_false(wsman_invoke(w, &x, "M", NULL, 0, NULL, NULL, &e));
		assert_err(e, ERR_PROTO, "M returned no status");
		assert_false(f.hid_body);
	}
}

static void identify_is_not_addressed(void **state)
{
	static const struct step steps[] = {
		{ .asks = "<Identify ",
		  .body = "<i:IdentifyResponse "
			  "xmlns:i=\"http://schemas.dmtf.org/wbem/wsman/"
			  "identity/1/wsmanidentity.xsd\"><i:ProductVendor>Intel"
			  "</i:ProductVendor></i:IdentifyResponse>" },
	};
	struct fake f;
	struct err e = { 0 };
	AUTO(wsman_freep) struct wsman *w = play(&f, steps, 1, 0);
	AUTO(doc_freep) struct doc *d = NULL;

	(void)state;
	assert_true(wsman_identify(w, &d, &e));
	assert_string_equal(tree_member_text(d->root, "ProductVendor"), "Intel");
}

/* Collects the chips' tags; fails at the one called stop. */
struct tags {
	char text[128];
	const char *stop;
};

static bool take_tag(void *arg, struct tree t, struct err *e)
{
	struct tags *tags = arg;
	const char *tag = tree_member_text(t, "Tag");
	size_t len = strlen(tags->text);

	if (tags->stop && !strcmp(tag, tags->stop))
		return err_set(e, ERR_LOCAL, 0, "stop here");
	snprintf(tags->text + len, sizeof(tags->text) - len, "%s ", tag);
	return true;
}

static bool enumerate(struct fake *f, const struct step *steps, size_t n,
		      struct tags *tags, struct err *e)
{
	AUTO(wsman_freep) struct wsman *w = play(f, steps, n, 1);
	bool ok = wsman_enumerate(w, "CIM_Chip", take_tag, tags, e);

	assert_int_equal(f->at, n);
	return ok;
}

static void pulls_go_on_to_the_end(void **state)
{
	static const struct step steps[] = {
		{ .asks = "<Enumerate ", .body = OPENED("c1") },
		{ .asks = "Context>c1<", .body = PULLED(CONTEXT("c2"), CHIP("1"), "") },
		{ .asks = "Context>c2<", .body = PULLED("", CHIP("2") CHIP("3"), "") },
		{ .asks = "Context>c2<", .body = PULLED(CONTEXT("c3"), "", END) },
	};
	struct fake f;
	struct err e = { 0 };
	struct tags tags = { 0 };

	(void)state;
	assert_true(enumerate(&f, steps, ARRAY_LEN(steps), &tags, &e));
	assert_string_equal(tags.text, "1 2 3 ");
}

static void a_context_is_released_when_items_are_refused(void **state)
{
	static const struct step steps[] = {
		{ .asks = "<Enumerate ", .body = OPENED("c1") },
		{ .asks = "<Pull ",
		  .body = PULLED(CONTEXT("c2"), CHIP("1") CHIP("2") CHIP("3"), "") },
		{ .asks = "<Release xmlns=\"http://schemas.xmlsoap.org/ws/2004/09/"
			  "enumeration\"><EnumerationContext>c2<",
		  .body = "" },
	};
	struct fake f;
	struct err e = { 0 };
	struct tags tags = { .stop = "2" };

	(void)state;
	assert_false(enumerate(&f, steps, ARRAY_LEN(steps), &tags, &e));
	assert_err(e, ERR_LOCAL, "Enumerate CIM_Chip: stop here");
	assert_string_equal(tags.text, "1 ");
}

static void nothing_is_released_after_the_end(void **state)
{
	static const struct step steps[] = {
		{ .asks = "<Enumerate ", .body = OPENED("c1") },
		{ .asks = "<Pull ", .body = PULLED("", CHIP("1"), END) },
	};
	struct fake f;
	struct err e = { 0 };
	struct tags tags = { .stop = "1" };

	(void)state;
	assert_false(enumerate(&f, steps, ARRAY_LEN(steps), &tags, &e));
	assert_err(e, ERR_LOCAL, "stop here");
}

static void a_lost_pull_starts_over_unless_items_were_given(void **state)
{
	static const struct step again[] = {
		{ .asks = "<Enumerate ", .body = OPENED("c1") },
		{ .asks = "<Pull ", .error = ERR_INDETERMINATE },
		{ .asks = "<Release ", .body = "" },
		{ .asks = "<Enumerate ", .body = OPENED("c9") },
		{ .asks = "Context>c9<", .body = PULLED("", CHIP("1"), END) },
	};
	static const struct step given[] = {
		{ .asks = "<Enumerate ", .body = OPENED("c1") },
		{ .asks = "<Pull ", .body = PULLED("", CHIP("1"), "") },
		{ .asks = "<Pull ", .error = ERR_INDETERMINATE },
		{ .asks = "<Release ", .error = ERR_NET },
	};
	static const struct step expired[] = {
		{ .asks = "<Enumerate ", .body = OPENED("c1") },
		{ .asks = "<Pull ",
		  .body = FAULT("InvalidEnumerationContext"),
		  .status = 400 },
		{ .asks = "<Release ", .body = FAULT("InvalidEnumerationContext") },
		{ .asks = "<Enumerate ", .body = OPENED("c2") },
		{ .asks = "<Pull ",
		  .body = FAULT("InvalidEnumerationContext"),
		  .status = 400 },
		{ .asks = "<Release ", .body = "" },
	};
	struct fake f;
	struct err e = { 0 };
	struct tags tags = { 0 };
	struct tags few = { 0 };

	(void)state;
	assert_true(enumerate(&f, again, ARRAY_LEN(again), &tags, &e));
	assert_string_equal(tags.text, "1 ");
	assert_false(enumerate(&f, given, ARRAY_LEN(given), &few, &e));
	assert_err(e, ERR_INDETERMINATE, "Enumerate CIM_Chip: scripted");
	assert_false(enumerate(&f, expired, ARRAY_LEN(expired), &few, &e));
	assert_err(e, ERR_REFUSED, "fault InvalidEnumerationContext");
	assert_string_equal(few.text, "1 ");
}

static void a_pull_that_was_not_carried_out_is_repeated(void **state)
{
	static const struct step steps[] = {
		{ .asks = "<Enumerate ", .body = OPENED("c1") },
		{ .asks = "<Pull ", .body = PULLED("", CHIP("1"), "") },
		{ .asks = "<Pull ", .error = ERR_NET },
		{ .asks = "<Pull ", .body = PULLED("", CHIP("2"), END) },
	};
	struct fake f;
	struct err e = { 0 };
	struct tags tags = { 0 };

	(void)state;
	assert_true(enumerate(&f, steps, ARRAY_LEN(steps), &tags, &e));
	assert_string_equal(tags.text, "1 2 ");
}

static void an_enumeration_without_progress_ends(void **state)
{
	struct step steps[18] = { { .asks = "<Enumerate ", .body = OPENED("c1") } };
	struct fake f;
	struct err e = { 0 };
	struct tags tags = { 0 };

	(void)state;
	for (size_t i = 1; i < 17; i++)
		steps[i] = (struct step){ .asks = "<Pull ", .body = PULLED("", "", "") };
	steps[17] = (struct step){ .asks = "<Release ", .body = "" };
	assert_false(enumerate(&f, steps, ARRAY_LEN(steps), &tags, &e));
	assert_err(e, ERR_PROTO, "no end after 16 pulls");
}

static void odd_enumerations_are_refused(void **state)
{
	static const struct step no_context[] = {
		{ .asks = "<Enumerate ", .body = OPENED("") },
	};
	static const struct step no_class[] = {
		{ .asks = "<Enumerate ", .body = OPENED("c1") },
		{ .asks = "<Pull ", .body = PULLED("", "<h:Other/>", END) },
	};
	struct fake f;
	struct err e = { 0 };
	struct tags tags = { 0 };

	(void)state;
	assert_false(enumerate(&f, no_context, ARRAY_LEN(no_context), &tags, &e));
	assert_err(e, ERR_PROTO, "no EnumerationContext");
	assert_false(enumerate(&f, no_class, ARRAY_LEN(no_class), &tags, &e));
	assert_err(e, ERR_PROTO, "the reply holds Other, not an instance");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(get_yields_the_instance),
		cmocka_unit_test(reads_are_repeated),
		cmocka_unit_test(a_repeated_read_can_succeed),
		cmocka_unit_test(no_retries_means_one_try),
		cmocka_unit_test(waits_stay_bounded_and_can_be_cancelled),
		cmocka_unit_test(changes_are_sent_once),
		cmocka_unit_test(a_late_reply_is_noticed),
		cmocka_unit_test(put_may_come_back_empty),
		cmocka_unit_test(create_yields_the_reference),
		cmocka_unit_test(delete_wants_no_body),
		cmocka_unit_test(any_tree_is_a_methods_input),
		cmocka_unit_test(return_values_are_named),
		cmocka_unit_test(methods_yield_their_output),
		cmocka_unit_test(identify_is_not_addressed),
		cmocka_unit_test(pulls_go_on_to_the_end),
		cmocka_unit_test(a_context_is_released_when_items_are_refused),
		cmocka_unit_test(nothing_is_released_after_the_end),
		cmocka_unit_test(a_lost_pull_starts_over_unless_items_were_given),
		cmocka_unit_test(a_pull_that_was_not_carried_out_is_repeated),
		cmocka_unit_test(an_enumeration_without_progress_ends),
		cmocka_unit_test(odd_enumerations_are_refused),
	};

	xml_global_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
