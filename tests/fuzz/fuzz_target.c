/*
 * fuzz_target: what expands shows targets that mean the same when typed, one
 * by one and folded.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/fleet/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool held)
{
	if (!held)
		abort();
}

/* What the groups and the file of the small world hold: the input's lines. */
struct world {
	struct strv lines;
};

static bool world_group(void *arg, const char *name, struct strv *ret, struct err *e)
{
	struct world *w = arg;
	size_t line = (unsigned char)name[0] % 4;

	if (line >= w->lines.n || name[1])
		return err_set(e, ERR_USAGE, 0, "no such group");
	strv_add(ret, w->lines.v[line]);
	strv_add(ret, "fixed[1-3]");
	return true;
}

static bool world_read(void *arg, const char *path, struct buf *ret, struct err *e)
{
	struct world *w = arg;

	if (strcmp(path, "f") != 0 && strcmp(path, "-") != 0)
		return err_set(e, ERR_LOCAL, 0, "no such file");
	for (size_t i = 0; i < w->lines.n; i++)
		if (!buf_add(ret, w->lines.v[i], strlen(w->lines.v[i]), e) ||
		    !buf_add(ret, "\n", 1, e))
			return false;
	return true;
}

static bool world_is_device(void *arg, const char *name)
{
	(void)arg;
	return !strcmp(name, "lab1..3");
}

static int by_text(const void *a, const void *b)
{
	return strcmp(((const struct target *)a)->text, ((const struct target *)b)->text);
}

/* The words expand to the same targets again, in whatever order. */
static void require_same(const struct strv *words, const struct target_source *source,
			 const struct target_list *sorted)
{
	struct target_list again = { 0 };
	struct err e;

	require(targets_expand(words, NULL, source, &again, &e));
	require(again.n == sorted->n);
	qsort(again.v, again.n, sizeof(*again.v), by_text);
	for (size_t i = 0; i < again.n; i++)
		require(!strcmp(again.v[i].text, sorted->v[i].text) &&
			!strcmp(again.v[i].host, sorted->v[i].host) &&
			again.v[i].kind == sorted->v[i].kind &&
			again.v[i].via == sorted->v[i].via &&
			again.v[i].port == sorted->v[i].port);
	targets_done(&again);
}

static void check_list(struct target_list *list, const struct target_source *source)
{
	struct strv names = { 0 };

	for (size_t i = 0; i < list->n; i++) {
		require(text_is_utf8(list->v[i].text, strlen(list->v[i].text)));
		strv_add(&names, list->v[i].text);
	}

	char *folded = targets_fold((const char *const *)names.v, names.n);
	struct strv one = { .v = &folded, .n = 1 };

	qsort(list->v, list->n, sizeof(*list->v), by_text);
	require_same(&names, source, list);
	require_same(&one, source, list);
	free(folded);
	strv_done(&names);
}

/* Large ranges are for the unit tests: here they would only be slow. */
static bool is_large(const uint8_t *data, size_t size)
{
	size_t lists = 0;
	size_t digits = 0;
	size_t most = 0;

	for (size_t i = 0; i < size; i++) {
		lists += data[i] == '[';
		digits = data[i] >= '0' && data[i] <= '9' ? digits + 1 : 0;
		if (digits > most)
			most = digits;
	}
	return lists > 2 || most > (lists ? 2 : 4);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct world w = { 0 };
	struct target_source source = { .group = world_group,
					.read = world_read,
					.is_device = world_is_device,
					.arg = &w };
	struct target_list list = { 0 };
	struct strv exclude = { 0 };
	struct err e = { 0 };

	if (is_large(data, size))
		return 0;
	for (size_t i = 0, n; i < size; i += n + 1) {
		const uint8_t *end = memchr(data + i, '\n', size - i);

		n = end ? (size_t)(end - data) - i : size - i;
		strv_take(&w.lines, xstrndup((const char *)data + i, n));
	}
	/* The last of several lines is what to leave out. */
	if (w.lines.n > 1) {
		strv_take(&exclude, w.lines.v[--w.lines.n]);
		w.lines.v[w.lines.n] = NULL;
	}
	if (targets_expand(&w.lines, &exclude, &source, &list, &e))
		check_list(&list, &source);
	else
		require((e.domain == ERR_USAGE || e.domain == ERR_LOCAL) && e.msg[0] &&
			!list.n);
	for (size_t i = 0; i + 1 < w.lines.n; i++)
		(void)target_matches_template(w.lines.v[i], w.lines.v[i + 1]);
	targets_done(&list);
	strv_done(&exclude);
	strv_done(&w.lines);
	return 0;
}
