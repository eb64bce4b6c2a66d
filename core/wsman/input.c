/* input: what an administrator wrote, as values. */
#include "core/wsman/input.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/record/json_patch.h"
#include "core/wsman/value.h"
#include "core/wsman/xml.h"

struct setting {
	char *path;
	bool more; /* the path was set before */
	struct json *v;
};

struct input {
	struct json *selectors; /* an object; NULL: none */
	struct json *members;   /* of a JSON text; NULL: none was given */
	char *xml;              /* an XML text; NULL: none was given */
	size_t xml_len;
	struct setting *settings;
	size_t n;
	struct strv unset;
};

struct input *input_new(void)
{
	return xcalloc(1, sizeof(struct input));
}

void input_free(struct input *in)
{
	if (!in)
		return;
	json_free(in->selectors);
	json_free(in->members);
	if (in->xml)
		explicit_bzero(in->xml, in->xml_len);
	free(in->xml);
	for (size_t i = 0; i < in->n; i++) {
		free(in->settings[i].path);
		json_free(in->settings[i].v);
	}
	free(in->settings);
	strv_done(&in->unset);
	free(in);
}

/* ---- texts ---- */

static size_t count(struct tree t)
{
	size_t n = 1;

	for (struct tree m = tree_first(t); tree_exists(m); m = tree_next(m))
		n += count(m);
	return n;
}

/* An array's items have no names of their own. */
static bool is_object(struct tree t)
{
	return tree_exists(t) && !tree_text(t) &&
	       (!tree_exists(tree_first(t)) || *tree_name(tree_first(t)));
}

static struct doc *parse_json(const char *text, size_t len, struct err *e)
{
	struct doc *d = json_parse(text, len, e);

	if (!d) {
		e->domain = ERR_USAGE;
		return NULL;
	}
	if (count(d->root) > INPUT_VALUES_MAX) {
		doc_free(d);
		err_set(e, ERR_USAGE, 0, "more than %d values", INPUT_VALUES_MAX);
		return NULL;
	}
	return d;
}

/* From a document of ours to the one instance in it; anything else is it already. */
static bool unwrap(struct tree root, struct tree *ret, struct err *e)
{
	const char *schema = tree_member_text(root, "schema");
	struct tree result = tree_member(root, "results");
	struct tree data = tree_member(result, "data");

	*ret = root;
	if (!schema || strncmp(schema, "amtctl/", 7) != 0)
		return true;
	if (tree_exists(tree_again(result)) || tree_exists(tree_again(data)) ||
	    !is_object(data))
		return err_set(e, ERR_USAGE, 0,
			       "an amtctl document, but not of one instance");
	*ret = data;
	return true;
}

static bool take_json(struct input *in, const char *text, size_t len, struct err *e)
{
	AUTO(doc_freep) struct doc *d = parse_json(text, len, e);
	struct tree root;

	if (!d || !unwrap(d->root, &root, e))
		return false;
	if (!is_object(root))
		return err_set(e, ERR_USAGE, 0, "a JSON object is wanted, { ... }");
	in->members = json_from_tree(root);
	return true;
}

static bool take_xml(struct input *in, const char *text, size_t len, struct err *e)
{
	AUTO(doc_freep) struct doc *d = xml_parse(text, len, e);

	if (!d) {
		e->domain = ERR_USAGE;
		return false;
	}
	in->xml = xstrndup(text, len);
	in->xml_len = len;
	return true;
}

bool input_text(struct input *in, const char *text, size_t len, struct err *e)
{
	size_t blank = 0;

	if (len > INPUT_MAX)
		return err_set(e, ERR_USAGE, 0, "over %u bytes", INPUT_MAX);
	if (memchr(text, '\0', len))
		return err_set(e, ERR_USAGE, 0, "a text cannot hold a NUL byte");
	while (blank < len && strchr(" \t\r\n", text[blank]))
		blank++;
	if (blank == len)
		return err_set(e, ERR_USAGE, 0, "empty");
	return text[blank] == '<' ? take_xml(in, text, len, e)
				  : take_json(in, text, len, e);
}

/* ---- words ---- */

static bool path_check(const char *option, const char *path, struct err *e)
{
	static const char chars[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_-";
	unsigned steps = 1;
	bool ok = strlen(path) <= INPUT_PATH_MAX && !strchr("0123456789-", *path);

	for (const char *s = path; ok; s++, steps++) {
		size_t n = strspn(s, chars);

		ok = n && steps <= INPUT_STEPS_MAX;
		s += n;
		if (!*s)
			break;
		ok = ok && *s == '.';
	}
	return ok || err_set(e, ERR_USAGE, 0,
			     "%s: \"%.60s\" is no name, nor names and numbers with dots "
			     "between",
			     option, path);
}

/* "name=value" in two; name is owned. */
static bool split(const char *option, const char *word, char **ret_name,
		  const char **ret_value, struct err *e)
{
	const char *equals = strchr(word, '=');

	if (!equals || equals == word)
		return err_set(e, ERR_USAGE, 0, "%s: \"%.60s\" is not NAME=VALUE", option,
			       word);
	*ret_name = xstrndup(word, (size_t)(equals - word));
	*ret_value = equals + 1;
	return true;
}

/* Text, or JSON when it begins so. Owned. */
static struct json *value_of(const char *text, struct err *e)
{
	AUTO(doc_freep) struct doc *d = NULL;

	if (*text != '{' && *text != '[') {
		if (text_is_utf8(text, strlen(text)))
			return json_new_string(text);
		err_set(e, ERR_USAGE, 0, "not UTF-8");
		return NULL;
	}
	d = parse_json(text, strlen(text), e);
	return d ? json_from_tree(d->root) : NULL;
}

/* Is a step of the path a secret's name, or one below it? */
static bool is_secret(const char *path, struct json *v)
{
	AUTO(json_freep) struct json *wrapped = json_new_object();
	AUTO(strv_done) struct strv steps = { 0 };
	bool secret = false;

	assert(path);
	for (const char *s = path; *s; s += strspn(s, ".")) {
		strv_take(&steps, xstrndup(s, strcspn(s, ".")));
		s += strcspn(s, ".");
	}
	for (size_t i = 0; i < steps.n; i++) {
		json_set(wrapped, steps.v[i], json_clone(v));
		secret |= value_has_secret(json_tree(wrapped));
	}
	return secret;
}

static bool was_set(const struct input *in, const char *path)
{
	for (size_t i = 0; i < in->n; i++) {
		if (!strcmp(in->settings[i].path, path))
			return true;
	}
	return false;
}

static bool words_check(const struct input *in, const char *option, struct err *e)
{
	return !in->xml ||
	       err_set(e, ERR_USAGE, 0,
		       "%s: XML is taken as it is, it goes with JSON only", option);
}

bool input_set(struct input *in, const char *word, struct err *e)
{
	AUTO(xfreep) char *path = NULL;
	AUTO(json_freep) struct json *v = NULL;
	const char *text = "";

	if (!words_check(in, "--set", e) || !split("--set", word, &path, &text, e) ||
	    !path_check("--set", path, e))
		return false;
	v = value_of(text, e);
	if (!v)
		return err_wrap(e, "--set %s", path);
	if (is_secret(path, v)) {
		err_set(e, ERR_USAGE, 0,
			"--set %s: secrets are not taken from the command line, which "
			"others can read",
			path);
		return err_hint(e, "--input FILE, or --input - for stdin");
	}
	if (in->n == INPUT_VALUES_MAX)
		return err_set(e, ERR_USAGE, 0, "more than %d --set", INPUT_VALUES_MAX);

	bool more = was_set(in, path);

	in->settings = xreallocarray(in->settings, in->n + 1, sizeof(*in->settings));
	in->settings[in->n++] = (struct setting){ STEAL(path), more, STEAL(v) };
	return true;
}

bool input_unset(struct input *in, const char *path, struct err *e)
{
	if (!words_check(in, "--unset", e) || !path_check("--unset", path, e))
		return false;
	strv_add(&in->unset, path);
	return true;
}

bool input_selector(struct input *in, const char *word, struct err *e)
{
	AUTO(xfreep) char *name = NULL;
	struct json *v;
	const char *text = "";

	if (!split("--selector", word, &name, &text, e))
		return false;
	v = *text == '{' ? value_of(text, e) : json_new_string(text);
	if (!v)
		return err_wrap(e, "--selector %s", name);
	if (!in->selectors)
		in->selectors = json_new_object();
	json_set(in->selectors, name, v);
	return true;
}

/* ---- what came of it ---- */

struct tree input_selectors(const struct input *in)
{
	return in->selectors ? json_tree(in->selectors) : (struct tree){ 0 };
}

bool input_is_empty(const struct input *in)
{
	return !in->members && !in->xml && !in->n && !in->unset.n;
}

bool input_is_xml(const struct input *in)
{
	return in->xml != NULL;
}

struct doc *input_xml(const struct input *in, const char *name, struct err *e)
{
	struct doc *d = xml_parse(in->xml, in->xml_len, e);

	if (!d || !strcmp(tree_name(d->root), name))
		return d;
	err_set(e, ERR_USAGE, 0, "the XML holds %.60s, not %.120s; nothing was sent",
		tree_name(d->root), name);
	doc_free(d);
	return NULL;
}

bool input_apply(const struct input *in, const char *class_name, struct json *object,
		 struct err *e)
{
	const char *told = in->members
				   ? tree_member_text(json_tree(in->members), VALUE_CLASS)
				   : NULL;

	if (told && (!class_name || strcmp(told, class_name) != 0))
		return err_set(e, ERR_USAGE, 0,
			       "the input is of class %.60s, not %.60s; nothing was sent",
			       told, class_name ? class_name : "a method's");
	if (in->members)
		json_patch_merge(object, in->members, value_is_ref);
	for (size_t i = 0; i < in->unset.n; i++)
		json_patch_unset(object, in->unset.v[i]);
	for (size_t i = 0; i < in->n; i++) {
		const struct setting *s = &in->settings[i];

		if (!json_patch_set(object, s->path, s->more, json_clone(s->v), e))
			return err_wrap(e, "--set");
	}
	return true;
}
