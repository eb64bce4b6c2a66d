/* preview: a request as text, before it is sent. */
#include "core/wsman/wsman.h"

#include "core/wsman/envelope.h"
#include "core/wsman/value.h"
#include "core/wsman/xml.h"

static bool hide_secrets(struct tree t)
{
	for (struct tree m = tree_first(t); tree_exists(m); m = tree_next(m)) {
		if (tree_exists(tree_first(m))) {
			if (!hide_secrets(m))
				return false;
		} else if (value_is_secret(m) && !tree_set_text(m, "***")) {
			return false;
		}
	}
	return true;
}

bool wsman_request_text(enum wsman_op op, const struct wsman_ref *what,
			const char *method, struct tree t, struct buf *ret, struct err *e)
{
	static const enum envelope_op ops[] = {
		[WSMAN_PUT] = ENVELOPE_PUT,
		[WSMAN_CREATE] = ENVELOPE_CREATE,
		[WSMAN_DELETE] = ENVELOPE_DELETE,
		[WSMAN_INVOKE] = ENVELOPE_INVOKE,
	};
	struct envelope v = { .op = ops[op],
			      .what = what,
			      .message_id = 1,
			      .instance = t,
			      .method = method };
	AUTO(buf_wipe) struct buf text = BUF_INIT(XML_MAX);
	AUTO(doc_freep) struct doc *d = NULL;

	if (!envelope_write(&v, &text, e))
		return false;
	d = xml_parse(text.data, text.len, e);
	if (!d)
		return false;
	if (!hide_secrets(d->root))
		return err_set(e, ERR_INTERNAL, 0, "a secret could not be hidden");
	xml_print(d->root, ret);
	return true;
}
