/*
 * Recorded WS-MAN replies decode without loss: every text in a reply's body
 * is found again, in order, after it was unwrapped and written anew; and what
 * is shown of each instance makes the same instance again.
 */
#include "tests/unit/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/wsman/envelope.h"
#include "core/wsman/reply.h"
#include "core/wsman/value.h"
#include "core/wsman/xml.h"

/* Requests kept among the replies: RelatesTo is missing. */
static const char *const requests[] = { "amt/boot/settingdata/put.xml",
					"amt/setupandconfiguration/getuuid.xml",
					"amt/setupandconfiguration/getuuid-bad.xml",
					NULL };

/* All replies; instances in those of Get, Put and Pull; texts in the bodies. */
#define REPLIES 265
#define INSTANCES 159
#define TEXTS 1633

static bool is_request(const char *path)
{
	for (size_t i = 0; requests[i]; i++) {
		const char *at = strstr(path, requests[i]);

		if (at && !at[strlen(requests[i])])
			return true;
	}
	return false;
}

/* What must have been asked for such a reply. The caller frees class and method. */
struct question {
	struct envelope asked;
	struct wsman_ref what;
	char *class_name;
	char *method;
};

static enum envelope_op op_of(const char *action)
{
	static const struct {
		const char *name;
		enum envelope_op op;
	} ops[] = {
		{ "/transfer/Get", ENVELOPE_GET },
		{ "/transfer/Put", ENVELOPE_PUT },
		{ "/transfer/Create", ENVELOPE_RELEASE }, /* any body will do */
		{ "/transfer/Delete", ENVELOPE_RELEASE },
		{ "/enumeration/Enumerate", ENVELOPE_ENUMERATE },
		{ "/enumeration/Pull", ENVELOPE_PULL },
	};

	for (size_t i = 0; i < ARRAY_LEN(ops); i++) {
		if (strstr(action, ops[i].name))
			return ops[i].op;
	}
	return ENVELOPE_INVOKE;
}

static void guess_question(const char *path, const struct buf *text, struct question *ret)
{
	struct err e = { 0 };
	AUTO(doc_freep) struct doc *d = xml_parse(text->data, text->len, &e);

	if (!d)
		fail_msg("%s: %s", path, e.msg);

	struct tree header = tree_member(d->root, "Header");
	const char *action = tree_member_text(header, "Action");
	const char *uri = tree_member_text(header, "ResourceURI");
	const char *relates = tree_member_text(header, "RelatesTo");

	if (!action || !uri || !relates)
		fail_msg("%s: no reply", path);
	ret->class_name = xstrdup(strrchr(uri, '/') + 1);
	ret->method = xstrdup(strrchr(action, '/') + 1);

	char *suffix = strstr(ret->method, "Response");

	if (suffix)
		*suffix = '\0';
	ret->what = (struct wsman_ref){ .class_name = ret->class_name };
	ret->asked = (struct envelope){ .op = op_of(action),
					.what = &ret->what,
					.message_id = (unsigned)atoi(relates),
					.method = ret->method };
}

static const char blanks[] = " \t\r\n";

/*
 * Every text between tags of raw's body must occur in printed, each behind
 * the one before. Byte by byte, so that the parser cannot vouch for itself.
 */
static size_t assert_texts(const char *path, const char *raw, const char *printed)
{
	const char *at = strstr(raw, "Body");
	size_t n = 0;

	assert_non_null(at);
	while ((at = strchr(at, '>'))) {
		at++;
		at += strspn(at, blanks);

		size_t len = strcspn(at, "<");

		while (len && strchr(blanks, at[len - 1]))
			len--;
		if (!len)
			continue;

		AUTO(xfreep) char *text = xasprintf("%.*s", (int)len, at);
		const char *there = strstr(printed, text);

		if (!there)
			fail_msg("%s: \"%s\" is lost", path, text);
		printed = there + len;
		n++;
	}
	return n;
}

/* The instances of an unwrapped reply. */
static size_t count_instances(const struct question *q, const struct doc *d)
{
	struct err e = { 0 };
	struct tree t;
	size_t n = 0;

	if (q->asked.op == ENVELOPE_GET || q->asked.op == ENVELOPE_PUT)
		return 1;
	if (q->asked.op != ENVELOPE_PULL)
		return 0;
	t = tree_first(tree_member(d->root, "Items"));
	for (; tree_exists(t); t = tree_next(t), n++) {
		if (!reply_check_instance(t, &e))
			fail_msg("%s", e.msg);
	}
	return n;
}

struct totals {
	size_t replies;
	size_t instances;
	size_t texts;
};

/* What is shown of an instance makes the same instance again. */
static void assert_survives_json(const char *path, struct tree t)
{
	AUTO(json_freep) struct json *shown = value_json(t);
	struct wsman_ref what = { .class_name = tree_name(t) };
	struct envelope v = { .op = ENVELOPE_PUT,
			      .what = &what,
			      .instance = json_tree(shown) };
	AUTO(buf_done) struct buf put = BUF_INIT(XML_MAX);
	AUTO(doc_freep) struct doc *d = NULL;
	struct err e = { 0 };

	if (!envelope_write(&v, &put, &e))
		fail_msg("%s: %s", path, e.msg);
	d = xml_parse(put.data, put.len, &e);
	if (!d)
		fail_msg("%s: %s", path, e.msg);

	AUTO(json_freep)
	struct json *again = value_json(tree_first(tree_member(d->root, "Body")));

	if (!value_same(json_tree(shown), json_tree(again)))
		fail_msg("%s: %s", path, put.data);
}

static void check_values(const char *path, struct tree root)
{
	struct tree t = tree_first(tree_member(root, "Items"));

	if (!reply_check_instance(root, &(struct err){ 0 })) {
		for (; tree_exists(t); t = tree_next(t))
			assert_survives_json(path, t);
		return;
	}
	assert_survives_json(path, root);
}

static void check_reply(const char *path, struct totals *totals)
{
	struct http_reply r = { .status = 200, .body = BUF_INIT(XML_MAX) };
	struct buf printed = BUF_INIT(XML_MAX);
	struct buf put = BUF_INIT(XML_MAX);
	struct question q = { 0 };
	struct doc *d = NULL;
	struct err e = { 0 };

	assert_true(buf_read_file(&r.body, path, &e));
	guess_question(path, &r.body, &q);
	snprintf(r.content_type, sizeof(r.content_type), "application/soap+xml");
	if (!reply_read(&r, &q.asked, &d, &e))
		fail_msg("%s: %s", path, e.msg);
	totals->replies++;
	if (d) {
		struct envelope back = { .op = ENVELOPE_PUT,
					 .what = &q.what,
					 .instance = d->root };

		xml_print(d->root, &printed);
		totals->texts += assert_texts(path, r.body.data, printed.data);
		assert_true(envelope_write(&back, &put, &e));
		if (tree_exists(tree_first(d->root)))
			assert_texts(path, r.body.data, strstr(put.data, "<Body>"));
		totals->instances += count_instances(&q, d);
		check_values(path, d->root);
	}
	doc_free(d);
	buf_done(&printed);
	buf_done(&put);
	buf_done(&r.body);
	free(q.class_name);
	free(q.method);
}

static void every_recorded_reply_decodes(void **state)
{
	AUTO(xfreep) char *folder = xasprintf("%s/wsman", test_fixtures());
	AUTO(strv_done) struct strv files = { 0 };
	struct totals totals = { 0 };
	size_t skipped = 0;

	(void)state;
	test_find(folder, ".xml", &files);
	for (size_t i = 0; i < files.n; i++) {
		if (is_request(files.v[i]))
			skipped++;
		else
			check_reply(files.v[i], &totals);
	}
	assert_int_equal(skipped, ARRAY_LEN(requests) - 1);
	assert_int_equal(totals.replies, REPLIES);
	assert_int_equal(totals.instances, INSTANCES);
	assert_int_equal(totals.texts, TEXTS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_recorded_reply_decodes),
	};

	xml_global_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
