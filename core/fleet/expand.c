/* expand: from expressions to the list of targets, through groups and files. */
#include "core/fleet/target.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/strmap.h"
#include "core/base/text.h"
#include "core/fleet/parse.h"
#include "core/fleet/pattern.h"

/* Largest file of names, in bytes. */
#define FILE_MAX (64u << 20)

/* Most targets handled in one run, repetitions counted: groups can multiply. */
#define WORK_MAX (4ull * TARGET_MAX)

/* Targets, each once, and what is to be left out of them. */
struct result {
	struct target_list list;
	struct strmap seen; /* text to index in list */
	struct target_list out;
};

/* A group or file: "@lab", "file:hosts.txt" or "-". */
struct bundle {
	char *name;
	bool open; /* being expanded */
	struct target_list list;
};

struct expander {
	const struct target_source *source;
	struct bundle *bundles;
	size_t n, cap;
	struct strmap by_name;
	unsigned depth;
	uint64_t work;
};

static bool expand_word(struct expander *x, const char *word, bool typed,
			struct result *r, struct err *e);

void targets_done(struct target_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		target_done(&list->v[i]);
	free(list->v);
	*list = (struct target_list){ 0 };
}

static void result_done(struct result *r)
{
	strmap_done(&r->seen);
	targets_done(&r->list);
	targets_done(&r->out);
}

static void expander_done(struct expander *x)
{
	for (size_t i = 0; i < x->n; i++) {
		free(x->bundles[i].name);
		targets_done(&x->bundles[i].list);
	}
	free(x->bundles);
	strmap_done(&x->by_name);
}

/* Takes what t owns. */
static void list_add(struct target_list *list, struct target t)
{
	if (list->n == list->cap) {
		list->cap = list->cap ? list->cap * 2 : 16;
		list->v = xreallocarray(list->v, list->cap, sizeof(*list->v));
	}
	list->v[list->n++] = t;
}

static bool count_work(struct expander *x, struct err *e)
{
	if (++x->work > WORK_MAX)
		return err_set(e, ERR_USAGE, 0, "over %llu targets, counting repetitions",
			       WORK_MAX);
	return true;
}

/* A target that r has already, or NULL. */
static struct target *find_target(const struct result *r, const char *text)
{
	const size_t *i = strmap_find(&r->seen, text);

	return i ? &r->list.v[*i] : NULL;
}

/* Takes what t owns, also on failure. */
static bool add_target(struct result *r, bool leave_out, struct target t, struct err *e)
{
	struct target *known = leave_out ? NULL : find_target(r, t.text);
	bool fresh;

	if (known) {
		known->forced_name |= t.forced_name;
		target_done(&t);
		return true;
	}
	if (leave_out) {
		list_add(&r->out, t);
		return true;
	}
	if (r->list.n == TARGET_MAX) {
		target_done(&t);
		return err_set(e, ERR_USAGE, 0, "over %u targets", TARGET_MAX);
	}
	strmap_add(&r->seen, t.text, r->list.n, &fresh);
	list_add(&r->list, t);
	return true;
}

static bool add_copies(struct expander *x, struct result *r, bool leave_out,
		       const struct target_list *from, struct err *e)
{
	for (size_t i = 0; i < from->n; i++) {
		struct target t = from->v[i];
		struct target *known = leave_out ? NULL : find_target(r, t.text);

		if (!count_work(x, e))
			return false;
		if (known) {
			known->forced_name |= t.forced_name;
			continue;
		}
		t.text = xstrdup(t.text);
		t.host = xstrdup(t.host);
		if (!add_target(r, leave_out, t, e))
			return false;
	}
	return true;
}

/* Owned. Names in DNS know no case, and to leave out too much is the safe side. */
static char *out_key(const char *host, enum target_via via, unsigned port)
{
	char *key = xasprintf("%d %u %s", (int)via, port, host);

	for (char *p = key; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	return key;
}

static bool is_left_out(const struct strmap *out, const struct target *t)
{
	for (unsigned i = 0; i < 4; i++) {
		AUTO(xfreep)
		char *key = out_key(t->host, i & 1 ? t->via : TARGET_VIA_ANY,
				    i & 2 ? t->port : 0);

		if (strmap_find(out, key))
			return true;
	}
	return false;
}

static bool has_tag(const struct target_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->v[i].kind == TARGET_TAG)
			return true;
	return false;
}

static bool leave_out(struct target_list *list, const struct target_list *out,
		      struct err *e)
{
	AUTO(strv_done) struct strv keys = { 0 };
	AUTO(strmap_done) struct strmap map = { 0 };
	size_t kept = 0;
	bool fresh;

	if (!out->n)
		return true;
	if (has_tag(list) || has_tag(out))
		return err_set(e, ERR_USAGE, 0,
			       "tags and left-out targets cannot be combined: a tag's "
			       "devices are not known beforehand");
	for (size_t i = 0; i < out->n; i++) {
		strv_take(&keys, out_key(out->v[i].host, out->v[i].via, out->v[i].port));
		strmap_add(&map, keys.v[i], 0, &fresh);
	}
	for (size_t i = 0; i < list->n; i++) {
		if (is_left_out(&map, &list->v[i]))
			target_done(&list->v[i]);
		else
			list->v[kept++] = list->v[i];
	}
	list->n = kept;
	return true;
}

static bool expand_group(struct expander *x, const char *name, struct result *r,
			 struct err *e)
{
	AUTO(strv_done) struct strv exprs = { 0 };

	if (!*name)
		return err_set(e, ERR_USAGE, 0, "'@' names no group");
	if (!x->source->group)
		return err_set(e, ERR_USAGE, 0, "there are no groups here");
	if (!x->source->group(x->source->arg, name, &exprs, e))
		return false;
	for (size_t i = 0; i < exprs.n; i++)
		if (!expand_word(x, exprs.v[i], false, r, e))
			return err_wrap(e, "@%s", name);
	return true;
}

/* The words of one line of a file, up to a comment. line is changed. */
static bool expand_line(struct expander *x, char *line, struct result *r, struct err *e)
{
	char *rest = line;

	line[strcspn(line, "#")] = '\0';
	for (char *word; (word = strsep(&rest, " \t\r\f\v"));)
		if (*word && !expand_word(x, word, false, r, e))
			return false;
	return true;
}

static bool expand_file(struct expander *x, const char *path, struct result *r,
			struct err *e)
{
	AUTO(buf_done) struct buf text = BUF_INIT(FILE_MAX);
	const char *shown = strcmp(path, "-") != 0 ? path : "stdin";
	unsigned long n = 0;

	if (!*path)
		return err_set(e, ERR_USAGE, 0, "'file:' names no file");
	if (!x->source->read)
		return err_set(e, ERR_USAGE, 0, "no files are read here");
	if (!x->source->read(x->source->arg, path, &text, e)) {
		if (e->domain == ERR_PROTO)
			e->domain = ERR_USAGE;
		return false;
	}
	if (strlen(buf_cstr(&text)) != text.len)
		return err_set(e, ERR_USAGE, 0, "%s holds a NUL byte", shown);

	bool bom = !strncmp(buf_cstr(&text), "\xef\xbb\xbf", 3);
	char *rest = text.len ? text.data + (bom ? 3 : 0) : NULL;

	for (char *line; (line = strsep(&rest, "\n"));) {
		n++;
		if (!expand_line(x, line, r, e))
			return err_wrap(e, "%s:%lu", shown, n);
	}
	return true;
}

static bool fill_bundle(struct expander *x, const char *name, struct target_list *ret,
			struct err *e)
{
	AUTO(result_done) struct result r = { 0 };
	const char *file = target_after(name, "file:");
	bool ok = *name == '@' ? expand_group(x, name + 1, &r, e)
			       : expand_file(x, file ? file : name, &r, e);

	if (!ok)
		return false;
	if (!leave_out(&r.list, &r.out, e))
		return err_wrap(e, "%s", name);
	*ret = r.list;
	r.list = (struct target_list){ 0 };
	return true;
}

/* Whether a bundle may be opened (again). i: its index, or x->n for a new one. */
static bool check_bundle(const struct expander *x, size_t i, const char *name, bool typed,
			 struct err *e)
{
	bool is_stdin = !strcmp(name, "-");

	if (is_stdin && (!typed || i < x->n))
		return err_set(e, ERR_USAGE, 0,
			       typed ? "stdin can be read once only"
				     : "'-' (stdin) stands on the command line only");
	if (i < x->n && x->bundles[i].open)
		return err_set(e, ERR_USAGE, 0, "%s contains itself", name);
	if (i == x->n && x->depth == TARGET_GROUP_DEPTH)
		return err_set(e, ERR_USAGE, 0, "%s: groups are nested deeper than %d",
			       name, TARGET_GROUP_DEPTH);
	return true;
}

/* The targets of a group or file, asked for at its first mention. */
static bool open_bundle(struct expander *x, const char *name, bool typed, size_t *ret,
			struct err *e)
{
	size_t *known = strmap_find(&x->by_name, name);
	size_t i = known ? *known : x->n;
	struct target_list list = { 0 };
	bool fresh;

	if (!check_bundle(x, i, name, typed, e))
		return false;
	*ret = i;
	if (known)
		return true;
	if (x->n == x->cap) {
		x->cap = x->cap ? x->cap * 2 : 8;
		x->bundles = xreallocarray(x->bundles, x->cap, sizeof(*x->bundles));
	}
	x->bundles[x->n] = (struct bundle){ .name = xstrdup(name), .open = true };
	strmap_add(&x->by_name, x->bundles[x->n].name, i, &fresh);
	x->n++;
	x->depth++;

	bool ok = fill_bundle(x, name, &list, e);

	x->depth--;
	x->bundles[i].open = false;
	x->bundles[i].list = list;
	return ok;
}

static bool expand_bundle(struct expander *x, const char *name, bool typed, bool out,
			  struct result *r, struct err *e)
{
	size_t i;

	return open_bundle(x, name, typed, &i, e) &&
	       add_copies(x, r, out, &x->bundles[i].list, e);
}

/* The device is one of the inventory, though its name looks like a range. */
static bool is_device(const struct expander *x, const char *name)
{
	return !strchr(name, '[') && x->source->is_device &&
	       x->source->is_device(x->source->arg, name);
}

static bool expand_ranges(struct expander *x, const char *word, bool out,
			  struct result *r, struct err *e)
{
	AUTO(pattern_done) struct pattern p = { 0 };
	const char *bare = target_bare(word);
	bool plain = target_after(bare, "tag:") || target_after(bare, "guid:") ||
		     is_device(x, bare);
	struct target t;

	if (!plain && !pattern_parse(bare, true, &p, e))
		return false;
	if (!p.n)
		return count_work(x, e) && target_parse(word, x->source, &t, e) &&
		       add_target(r, out, t, e);
	for (uint64_t i = 0; i < p.count; i++) {
		AUTO(xfreep) char *name = pattern_name(&p, i);
		AUTO(xfreep)
		char *whole = xasprintf("%.*s%s", (int)(bare - word), word, name);

		if (!count_work(x, e) || !target_parse(whole, x->source, &t, e) ||
		    !add_target(r, out, t, e))
			return false;
	}
	return true;
}

static bool check_part(const char *part, struct err *e)
{
	bool clean = text_is_utf8(part, strlen(part));

	for (const char *p = part; *p; p++)
		clean = clean && (unsigned char)*p >= 0x20 && *p != 0x7f;
	if (!clean)
		return err_set(e, ERR_USAGE, 0,
			       "a target with control characters or broken UTF-8");
	return true;
}

static bool expand_part(struct expander *x, const char *part, bool typed,
			struct result *r, struct err *e)
{
	bool out = *part == '!';

	if (!check_part(part, e))
		return false;
	if (out && typed) {
		err_set(e, ERR_USAGE, 0, "'%s': ! is for files and the config", part);
		return err_hint(e, "-x '%s'", part + 1);
	}
	part += out;
	if (!*part)
		return err_set(e, ERR_USAGE, 0, "an empty target");
	if (*part == '@' || !strcmp(part, "-") || target_after(part, "file:"))
		return expand_bundle(x, part, typed, out, r, e);
	return expand_ranges(x, part, out, r, e);
}

/* Bytes up to a comma outside of brackets, or the end. */
static size_t part_length(const char *s)
{
	size_t n = 0;
	bool inside = false;

	for (; s[n] && (inside || s[n] != ','); n++)
		inside = s[n] == '[' || (inside && s[n] != ']');
	return n;
}

/* typed: on the command line, where ! is the shell's and - is stdin. */
static bool expand_word(struct expander *x, const char *word, bool typed,
			struct result *r, struct err *e)
{
	if (target_after(word, "file:") || target_after(word, "!file:"))
		return expand_part(x, word, typed, r, e);
	for (const char *s = word;; s++) {
		size_t n = part_length(s);
		AUTO(xfreep) char *part = xstrndup(s, n);

		if (!expand_part(x, part, typed, r, e))
			return false;
		s += n;
		if (!*s)
			return true;
	}
}

static bool expand_words(struct expander *x, const struct strv *words, struct result *r,
			 struct err *e)
{
	for (size_t i = 0; words && i < words->n; i++)
		if (!expand_word(x, words->v[i], true, r, e))
			return false;
	return true;
}

bool targets_expand(const struct strv *exprs, const struct strv *exclude,
		    const struct target_source *source, struct target_list *ret,
		    struct err *e)
{
	AUTO(expander_done) struct expander x = { .source = source };
	AUTO(result_done) struct result in = { 0 };
	AUTO(result_done) struct result out = { 0 };

	if (!exprs->n)
		return err_set(e, ERR_USAGE, 0, "no target given");
	if (!expand_words(&x, exprs, &in, e))
		return false;
	if (!in.list.n)
		return err_set(e, ERR_USAGE, 0, "no targets: what was named is empty");
	if (!expand_words(&x, exclude, &out, e) || !leave_out(&in.list, &out.list, e))
		return false;
	if (!in.list.n)
		return err_set(e, ERR_USAGE, 0, "no targets: all were left out");
	*ret = in.list;
	in.list = (struct target_list){ 0 };
	return true;
}
