/*
 * Fuzz core/wsman/input: JSON, XML and --set words become requests, which
 * parse again as XML, and what they held stays the same.
 *
 * The input's first byte chooses what is asked for; lines that begin with
 * "=", "-" and "?" are --set, --unset and --selector words, the rest is the text.
 */
#include <stdlib.h>
#include <string.h>

#include "core/record/json_patch.h"
#include "core/wsman/body.h"
#include "core/wsman/envelope.h"
#include "core/wsman/input.h"
#include "core/wsman/value.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Namespaces and references make output larger than input. */
#define OUTPUT_MAX (256u << 20)

static void must_say_why(bool ok, const struct err *e)
{
	if (!ok && (e->domain != ERR_USAGE || !*e->msg))
		abort();
}

/* One line: a word for an option, or part of the text. */
static void take_line(struct input *in, struct buf *text, const char *line, size_t len)
{
	AUTO(xfreep) char *word = xstrndup(line, len);
	struct err e = { 0 };

	if (len && (*word == '=' || *word == '-' || *word == '?')) {
		must_say_why(*word == '='   ? input_set(in, word + 1, &e)
			     : *word == '-' ? input_unset(in, word + 1, &e)
					    : input_selector(in, word + 1, &e),
			     &e);
		return;
	}
	if (!buf_add(text, line, len, &e) || !buf_add(text, "\n", 1, &e))
		abort();
}

static struct input *read_input(const char *s, size_t len)
{
	struct input *in = input_new();
	AUTO(buf_done) struct buf text = BUF_INIT(OUTPUT_MAX);
	struct err e = { 0 };
	const char *end = s + len;

	while (s < end) {
		const char *newline = memchr(s, '\n', (size_t)(end - s));
		size_t n = (size_t)((newline ? newline : end) - s);

		take_line(in, &text, s, n);
		s += n + (newline != NULL);
	}
	/* As main() would: words behind an XML text are refused, those before are not. */
	if (text.len && (*buf_cstr(&text) != '<' || input_is_empty(in)))
		must_say_why(input_text(in, text.data, text.len, &e), &e);
	return in;
}

/* A request that is written must parse again, unless it grew over a limit of ours. */
static struct doc *written(const struct envelope *v)
{
	AUTO(buf_done) struct buf b = BUF_INIT(OUTPUT_MAX);
	struct err e = { 0 };
	struct doc *d;

	if (!envelope_write(v, &b, &e)) {
		must_say_why(false, &e);
		return NULL;
	}
	d = xml_parse(b.data, b.len, &e);
	if (!d && !strstr(e.msg, "over") && !strstr(e.msg, "too"))
		abort();
	return d;
}

/* What is sent says what was given; times and embedded classes too. */
static void check_body(struct doc *sent, const char *class_name)
{
	struct tree body = tree_first(tree_member(sent->root, "Body"));
	AUTO(json_freep) struct json *first = value_json(body);
	struct wsman_ref what = { .class_name = class_name };
	struct envelope v = { .op = ENVELOPE_PUT,
			      .what = &what,
			      .instance = json_tree(first) };
	AUTO(doc_freep) struct doc *again = written(&v);

	if (!again)
		return;

	AUTO(json_freep)
	struct json *second = value_json(tree_first(tree_member(again->root, "Body")));

	if (!value_same(json_tree(first), json_tree(second)))
		abort();
}

static void request(const struct input *in, enum envelope_op op)
{
	static const char *const names[] = { [ENVELOPE_PUT] = "AMT_X",
					     [ENVELOPE_CREATE] = "AMT_X",
					     [ENVELOPE_INVOKE] = "M_INPUT" };
	struct err e = { 0 };
	AUTO(value_ref_freep)
	struct wsman_ref *what = value_ref("AMT_X", input_selectors(in), &e);
	AUTO(json_freep) struct json *object = json_new_object();
	AUTO(doc_freep) struct doc *xml = NULL;
	AUTO(doc_freep) struct doc *sent = NULL;
	struct envelope v = { .op = op, .what = what, .message_id = 1, .method = "M" };

	if (!what) {
		must_say_why(false, &e);
		return;
	}
	if (input_is_xml(in)) {
		xml = input_xml(in, names[op], &e);
		if (!xml)
			return;
		v.instance = xml->root;
	} else {
		if (!input_apply(in, op == ENVELOPE_INVOKE ? NULL : "AMT_X", object,
				 &e)) {
			must_say_why(false, &e);
			return;
		}
		v.instance = json_tree(object);
	}
	(void)value_has_secret(v.instance);
	sent = written(&v);
	if (sent && op != ENVELOPE_INVOKE)
		check_body(sent, "AMT_X");
}

/* The same on top of an instance that was read. */
static void patch(const struct input *in)
{
	static const char was_text[] =
		"<AMT_X xmlns=\"http://intel.com/wbem/wscim/1/amt-schema/1/AMT_X\">"
		"<A>1 </A><B><C>2</C></B><L>1</L><L>2</L></AMT_X>";
	struct err e = { 0 };
	AUTO(doc_freep) struct doc *was = xml_parse(was_text, sizeof(was_text) - 1, &e);
	AUTO(json_freep) struct json *now = value_json(was->root);
	AUTO(doc_freep) struct doc *patched = NULL;

	if (input_is_xml(in) || !input_apply(in, "AMT_X", now, &e))
		return;
	patched = value_patch(was->root, json_tree(now), &e);
	if (!patched) {
		if (!*e.msg)
			abort();
		return;
	}
	if (!value_same_member(patched->root, was->root, "A") &&
	    value_same_member(json_tree(now), was->root, "A"))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum envelope_op ops[] = { ENVELOPE_PUT, ENVELOPE_CREATE,
						ENVELOPE_INVOKE };
	AUTO(input_freep) struct input *in = NULL;

	if (!size)
		return 0;
	in = read_input((const char *)data + 1, size - 1);
	request(in, ops[data[0] % ARRAY_LEN(ops)]);
	patch(in);
	return 0;
}
