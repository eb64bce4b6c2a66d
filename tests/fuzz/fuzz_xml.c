/*
 * Fuzz core/wsman: bytes as the reply to each kind of request, and as a
 * document that is printed, changed and put.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/record/json.h"
#include "core/wsman/reply.h"
#include "core/wsman/xml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Indentation and declarations make output larger than input. */
#define OUTPUT_MAX (256u << 20)

static void use_as_reply(const uint8_t *data, size_t size)
{
	static const struct wsman_ref what = { .class_name = "AMT_GeneralSettings" };
	struct http_reply r = { .status = 200, .content_type = "application/soap+xml" };
	struct err e = { 0 };

	r.body = BUF_INIT(HTTP_REPLY_MAX);
	if (!buf_add(&r.body, data, size, &e))
		return;
	for (int op = ENVELOPE_GET; op <= ENVELOPE_IDENTIFY; op++) {
		struct envelope asked = { .op = (enum envelope_op)op,
					  .what = &what,
					  .message_id = 1,
					  .method = "M" };
		struct doc *d = NULL;

		if (reply_read(&r, &asked, &d, &e))
			doc_free(d);
		else if (e.domain == ERR_NONE || !*e.msg)
			abort();
	}
	buf_done(&r.body);
}

static void change(struct tree root)
{
	struct tree t = tree_first(root);

	if (tree_text(t) && !tree_set_text(t, "changed & <new>"))
		abort();
	if (tree_exists(t) && !tree_exists(tree_add(root, "Added")))
		abort();
	tree_remove(tree_next(t));
}

static void put(struct tree t)
{
	static const struct wsman_ref what = { .class_name = "AMT_GeneralSettings" };
	struct envelope v = { .op = ENVELOPE_PUT, .what = &what, .instance = t };
	AUTO(buf_done) struct buf b = BUF_INIT(OUTPUT_MAX);
	struct err e = { 0 };

	if (!envelope_write(&v, &b, &e))
		return;

	/* What we send must at least be well-formed, unless it grew over a limit. */
	AUTO(doc_freep) struct doc *d = xml_parse(b.data, b.len, &e);

	if (!d && !strstr(e.msg, "over") && !strstr(e.msg, "too"))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err e = { 0 };
	AUTO(doc_freep) struct doc *d = xml_parse(data, size, &e);
	AUTO(buf_done) struct buf text = BUF_INIT(OUTPUT_MAX);

	use_as_reply(data, size);
	if (!d)
		return 0;
	xml_print(d->root, &text);

	json_free(json_from_tree(d->root));
	put(d->root);
	change(d->root);
	put(d->root);
	return 0;
}
