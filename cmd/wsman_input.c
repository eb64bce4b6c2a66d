/* amtctl wsman: what --selector, --set, --unset and --input say. */
#include <string.h>
#include <unistd.h>

#include "cmd/wsman.h"
#include "core/wsman/value.h"
#include "core/wsman/xml.h"

const struct input *wsman_given(const struct call *call)
{
	return call->state;
}

static void free_given(void *state)
{
	input_free(state);
}

static bool read_file(struct input *in, const char *name, struct err *e)
{
	AUTO(buf_wipe) struct buf text = BUF_INIT(INPUT_MAX);
	bool is_stdin = !strcmp(name, "-");
	bool ok = is_stdin ? buf_read_fd(&text, STDIN_FILENO, e)
			   : buf_read_file(&text, name, e);

	if (!ok && e->domain == ERR_PROTO)
		return err_set(e, ERR_USAGE, 0, "--input: over %u bytes", INPUT_MAX);
	if (!ok)
		return is_stdin ? err_wrap(e, "--input") : false;
	return input_text(in, buf_cstr(&text), text.len, e) ||
	       err_wrap(e, "--input%s%s", is_stdin ? "" : " ", is_stdin ? "" : name);
}

static bool take_options(struct input *in, const struct wsman_opts *o, struct err *e)
{
	for (size_t i = 0; i < o->selectors.n; i++) {
		if (!input_selector(in, o->selectors.v[i], e))
			return false;
	}
	if (o->input && !read_file(in, o->input, e))
		return false;
	for (size_t i = 0; i < o->unset.n; i++) {
		if (!input_unset(in, o->unset.v[i], e))
			return false;
	}
	for (size_t i = 0; i < o->set.n; i++) {
		if (!input_set(in, o->set.v[i], e))
			return false;
	}
	return true;
}

bool wsman_get_check(struct call *call, struct err *e)
{
	AUTO(input_freep) struct input *in = input_new();
	AUTO(value_ref_freep) struct wsman_ref *ref = NULL;

	xml_global_init();
	if (!wsman_class_check(call->args[0], e) || !take_options(in, call->opts, e))
		return false;
	ref = value_ref(call->args[0], input_selectors(in), e);
	if (!ref)
		return err_wrap(e, "--selector");
	call->state = STEAL(in);
	call->free_state = free_given;
	return true;
}

bool wsman_put_check(struct call *call, struct err *e)
{
	if (!wsman_get_check(call, e))
		return false;
	if (!input_is_empty(wsman_given(call)))
		return true;
	err_set(e, ERR_USAGE, 0, "wsman put: nothing to change was given");
	return err_hint(e, "--set NAME=VALUE, --unset NAME or --input FILE");
}

/* XML is parsed once more for each device; what it is called is known before. */
static bool xml_check(const struct input *in, const char *name, struct err *e)
{
	AUTO(doc_freep)
	struct doc *d = input_is_xml(in) ? input_xml(in, name, e) : NULL;

	return d || !input_is_xml(in);
}

/* JSON makes something new of nothing. */
static bool json_check(const struct input *in, const char *class_name, struct err *e)
{
	AUTO(json_freep) struct json *object = json_new_object();

	return input_apply(in, class_name, object, e);
}

bool wsman_invoke_check(struct call *call, struct err *e)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"0123456789_";
	const char *method = call->args[1];
	size_t len = strlen(method);

	if (!len || len > CLASS_NAME_MAX || method[strspn(method, letters)])
		return err_set(e, ERR_USAGE, 0, "\"%.60s\" is no method name", method);
	if (!wsman_get_check(call, e))
		return false;

	AUTO(xfreep) char *name = xasprintf("%s_INPUT", method);

	return xml_check(wsman_given(call), name, e) &&
	       json_check(wsman_given(call), NULL, e);
}

bool wsman_create_check(struct call *call, struct err *e)
{
	if (!wsman_get_check(call, e))
		return false;
	if (input_is_empty(wsman_given(call))) {
		err_set(e, ERR_USAGE, 0, "wsman create: no properties were given");
		return err_hint(e, "--set NAME=VALUE or --input FILE");
	}
	return xml_check(wsman_given(call), call->args[0], e) &&
	       json_check(wsman_given(call), call->args[0], e);
}

bool wsman_delete_check(struct call *call, struct err *e)
{
	if (!wsman_get_check(call, e))
		return false;
	if (tree_exists(input_selectors(wsman_given(call))))
		return true;
	err_set(e, ERR_USAGE, 0, "wsman delete: which instance?");
	return err_hint(e, "--selector NAME=VALUE, for each of its keys");
}
