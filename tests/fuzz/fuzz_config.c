/*
 * fuzz_config: a config that loads can be edited, and then says what the edit
 * said and nothing else of it changed.
 */
#include <stdlib.h>
#include <string.h>

#include "core/config/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool held)
{
	if (!held)
		abort();
}

static void ignore(void *arg, const char *line)
{
	(void)arg;
	require(line != NULL && !strchr(line, '\n'));
}

static struct config *load(const char *text, size_t len)
{
	struct config *c = config_new();
	struct err e;

	if (config_load_text(c, "t", text, len, &e))
		return c;
	require(e.domain == ERR_USAGE && e.msg[0] && !strchr(e.msg, '\n'));
	config_free(c);
	return NULL;
}

static bool is_meant(const struct config_entry *entry, const struct config_edit *edit)
{
	return !strcmp(entry->section, edit->section) &&
	       !strcmp(entry->subsection, edit->subsection) &&
	       (!edit->key || !strcmp(entry->key, edit->key));
}

/* Entries that the edit does not mean: equal, in the same order. */
static void compare_others(const struct config *a, const struct config *b,
			   const struct config_edit *edit)
{
	size_t j = 0;

	for (size_t i = 0; i < config_count(a); i++) {
		const struct config_entry *x = config_at(a, i);

		if (is_meant(x, edit))
			continue;
		while (j < config_count(b) && is_meant(config_at(b, j), edit))
			j++;
		require(j < config_count(b));

		const struct config_entry *y = config_at(b, j++);

		require(!strcmp(x->section, y->section) &&
			!strcmp(x->subsection, y->subsection) &&
			!strcmp(x->key, y->key) && !strcmp(x->value, y->value));
	}
	while (j < config_count(b))
		require(is_meant(config_at(b, j++), edit));
}

static void check_edit(const struct config *before, const char *text, size_t len,
		       const struct config_edit *edit)
{
	struct buf out = BUF_INIT(SIZE_MAX);
	struct err e;

	require(config_edit_text(text, len, edit, &out, &e));

	AUTO(config_freep) struct config *after = load(buf_cstr(&out), out.len);

	require(after != NULL);
	compare_others(before, after, edit);
	if (edit->key) {
		const char *value =
			config_get(after, edit->section, edit->subsection, edit->key);

		require(edit->value ? value && !strcmp(value, edit->value) : !value);
	}
	buf_done(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* Behind the last NUL byte stands the value to set. */
	const char *text = (const char *)data;
	const uint8_t *nul = size ? memrchr(data, '\0', size) : NULL;
	size_t len = nul ? (size_t)(nul - data) : size;
	AUTO(xfreep)
	char *value = nul ? xstrndup((const char *)nul + 1, size - len - 1)
			  : xstrdup("a \"b\" # c");
	AUTO(config_freep) struct config *c = load(text, len);
	struct err e;

	if (!c)
		return 0;
	config_check(c, ignore, NULL);

	size_t n = config_count(c);

	for (size_t i = 0; i < n && i < 8; i++) {
		const struct config_entry *entry = config_at(c, n - 1 - i);
		struct config_edit edit = { entry->section, entry->subsection, entry->key,
					    NULL };

		/* An include before any section is no section to edit. */
		if (!strcmp(entry->section, "include"))
			continue;
		require(config_find(c, entry->section, entry->subsection, entry->key));
		check_edit(c, text, len, &edit);
		edit.value = entry->value;
		check_edit(c, text, len, &edit);
		edit.key = NULL;
		check_edit(c, text, len, &edit);
	}

	struct config_edit edit = { "device", "fuzz", "host", value };
	struct buf out = BUF_INIT(SIZE_MAX);

	/* A value that no file can hold is refused; any other is kept. */
	if (config_edit_text(text, len, &edit, &out, &e))
		check_edit(c, text, len, &edit);
	else
		require(e.domain == ERR_USAGE);
	buf_done(&out);
	return 0;
}
