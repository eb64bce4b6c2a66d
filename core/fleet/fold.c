/* fold: many names in the shortest range form. */
#include "core/fleet/target.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/fleet/parse.h"
#include "core/fleet/pattern.h"

/* A number in a name: as written it is v with len digits. */
struct number {
	uint64_t v;
	unsigned len;
};

/* The numbers that stand at one place, in order. */
struct numbers {
	struct number *v;
	size_t n;
};

/* Names that are equal but for some of their last numbers: their product. */
struct item {
	char *text[TARGET_DIMENSIONS_MAX + 1];
	struct numbers dim[TARGET_DIMENSIONS_MAX];
	size_t n;
};

static void item_done(struct item *it)
{
	for (size_t i = 0; i < ARRAY_LEN(it->text); i++)
		free(it->text[i]);
	for (size_t i = 0; i < ARRAY_LEN(it->dim); i++)
		free(it->dim[i].v);
	*it = (struct item){ 0 };
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Where the numbers end that may be folded: 0 for a name that must stay whole. */
static size_t foldable_length(const char *name)
{
	const char *bare = target_bare(name);
	const char *colon = strchr(bare, ':');
	size_t len = colon ? (size_t)(colon - name) : strlen(name);
	char uuid[37];

	if (text_to_uuid(bare, uuid) || strstr(bare, "..") || strpbrk(bare, "[]!@,#% "))
		return 0;
	/* Behind a colon stands a port, or else this is none of our forms. */
	if (colon && (!colon[1] || colon[1 + strspn(colon + 1, "0123456789")]))
		return 0;
	return len;
}

/* Cut a name at its last numbers. */
static struct item item_of(const char *name)
{
	struct item it = { 0 };
	size_t end = foldable_length(name);
	size_t start[TARGET_DIMENSIONS_MAX];
	size_t stop[TARGET_DIMENSIONS_MAX];
	size_t n = 0;

	for (size_t i = end; i && n < TARGET_DIMENSIONS_MAX;) {
		size_t digits = 0;

		while (digits < i && is_digit(name[i - 1 - digits]))
			digits++;
		if (digits && digits <= PATTERN_DIGITS_MAX) {
			stop[n] = i;
			start[n++] = i - digits;
		}
		i -= digits ? digits : 1;
	}

	size_t from = 0;

	for (; it.n < n; it.n++) {
		size_t k = n - 1 - it.n;
		struct number number = { .len = (unsigned)(stop[k] - start[k]),
					 .v = strtoull(name + start[k], NULL, 10) };

		it.text[it.n] = xstrndup(name + from, start[k] - from);
		it.dim[it.n].v = xmemdup(&number, sizeof(number));
		it.dim[it.n].n = 1;
		from = stop[k];
	}
	it.text[it.n] = xstrdup(name + from);
	return it;
}

/* Numeric order within a width; also numeric where nothing is padded. */
static int compare_number(const struct number *a, const struct number *b)
{
	if (a->len != b->len)
		return a->len < b->len ? -1 : 1;
	return a->v < b->v ? -1 : a->v > b->v;
}

static int compare_numbers(const struct numbers *a, const struct numbers *b)
{
	for (size_t i = 0; i < a->n && i < b->n; i++) {
		int c = compare_number(&a->v[i], &b->v[i]);

		if (c)
			return c;
	}
	return a->n < b->n ? -1 : a->n > b->n;
}

/* By all that must be equal for a merge at the place skip from the end, then by it. */
static int compare_for_merge(const void *pa, const void *pb, void *skip)
{
	const struct item *a = pa;
	const struct item *b = pb;
	size_t d = a->n - 1 - *(const size_t *)skip;
	int c = 0;

	if (a->n != b->n)
		return a->n < b->n ? -1 : 1;
	for (size_t i = 0; i <= a->n && !c; i++)
		c = strcmp(a->text[i], b->text[i]);
	for (size_t i = 0; i < a->n && !c; i++)
		if (i != d)
			c = compare_numbers(&a->dim[i], &b->dim[i]);
	return c || d >= a->n ? c : compare_number(a->dim[d].v, b->dim[d].v);
}

/* By name, numbers in numeric order. */
static int compare_names(const void *pa, const void *pb)
{
	const struct item *a = pa;
	const struct item *b = pb;

	for (size_t i = 0;; i++) {
		int c = strcmp(a->text[i], b->text[i]);

		if (c || (i == a->n && i == b->n))
			return c;
		if (i == a->n || i == b->n)
			return i == a->n ? -1 : 1;
		c = compare_numbers(&a->dim[i], &b->dim[i]);
		if (c)
			return c;
	}
}

static bool are_mergeable(const struct item *a, const struct item *b, size_t skip)
{
	if (a->n != b->n || a->n <= skip)
		return false;
	for (size_t i = 0; i <= a->n; i++)
		if (strcmp(a->text[i], b->text[i]) != 0)
			return false;
	for (size_t i = 0; i < a->n; i++)
		if (i != a->n - 1 - skip && compare_numbers(&a->dim[i], &b->dim[i]) != 0)
			return false;
	return true;
}

/* Merge neighbours from items[begin] to before items[end] into the first. */
static void merge_run(struct item *items, size_t begin, size_t end, size_t skip)
{
	struct numbers *into = &items[begin].dim[items[begin].n - 1 - skip];
	size_t n = 0;

	for (size_t i = begin; i < end; i++)
		n += items[i].dim[items[i].n - 1 - skip].n;
	into->v = xreallocarray(into->v, n, sizeof(*into->v));
	for (size_t i = begin + 1; i < end; i++) {
		const struct numbers *from = &items[i].dim[items[i].n - 1 - skip];

		memcpy(into->v + into->n, from->v, from->n * sizeof(*from->v));
		into->n += from->n;
		item_done(&items[i]);
	}
}

/*
 * Merge what differs in one place only, the one that skip others stand behind.
 * In this pass each of them still holds one number there. Returns how many are left.
 */
static size_t merge(struct item *items, size_t n, size_t skip)
{
	size_t kept = 0;

	qsort_r(items, n, sizeof(*items), compare_for_merge, &skip);
	for (size_t begin = 0, end; begin < n; begin = end) {
		end = begin + 1;
		while (end < n && are_mergeable(&items[begin], &items[end], skip))
			end++;
		if (end > begin + 1)
			merge_run(items, begin, end, skip);
		items[kept++] = items[begin];
	}
	return kept;
}

static bool is_padded(const struct number *a)
{
	uint64_t least = 1;

	for (unsigned i = 1; i < a->len; i++)
		least *= 10;
	return a->len > 1 && a->v < least;
}

/* Can a range from lo, having come to the number before next, go on with it? */
static bool continues(const struct number *lo, const struct number *last,
		      const struct number *next)
{
	return next->v == last->v + 1 &&
	       (next->len == lo->len || (!is_padded(lo) && !is_padded(next)));
}

static void write_number(struct buf *out, const struct number *a)
{
	buf_printf(out, "%0*llu", (int)a->len, (unsigned long long)a->v);
}

static void write_numbers(struct buf *out, const struct numbers *list)
{
	if (list->n == 1) {
		write_number(out, list->v);
		return;
	}
	for (size_t i = 0, end; i < list->n; i = end) {
		end = i + 1;
		while (end < list->n &&
		       continues(&list->v[i], &list->v[end - 1], &list->v[end]))
			end++;
		buf_puts(out, i ? "," : "[");
		write_number(out, &list->v[i]);
		if (end > i + 1) {
			buf_puts(out, "-");
			write_number(out, &list->v[end - 1]);
		}
	}
	buf_puts(out, "]");
}

static void write_item(struct buf *out, const struct item *it)
{
	if (out->len)
		buf_puts(out, ",");
	for (size_t i = 0; i < it->n; i++) {
		buf_puts(out, it->text[i]);
		write_numbers(out, &it->dim[i]);
	}
	buf_puts(out, it->text[it->n]);
}

/* Sort, and drop names that come twice. Returns how many are left. */
static size_t sort_unique(struct item *items, size_t n)
{
	size_t kept = 0;

	qsort(items, n, sizeof(*items), compare_names);
	for (size_t i = 0; i < n; i++) {
		if (kept && !compare_names(&items[kept - 1], &items[i]))
			item_done(&items[i]);
		else
			items[kept++] = items[i];
	}
	return kept;
}

char *targets_fold(const char *const *names, size_t n)
{
	AUTO(buf_done) struct buf out = BUF_INIT(SIZE_MAX);
	struct item *items = xcalloc(n + 1, sizeof(*items));

	for (size_t i = 0; i < n; i++)
		items[i] = item_of(names[i]);
	n = sort_unique(items, n);
	for (size_t skip = 0; skip < TARGET_DIMENSIONS_MAX; skip++)
		n = merge(items, n, skip);
	qsort(items, n, sizeof(*items), compare_names);
	for (size_t i = 0; i < n; i++) {
		write_item(&out, &items[i]);
		item_done(&items[i]);
	}
	free(items);
	return buf_steal(&out);
}
