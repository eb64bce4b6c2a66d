/*
 * edit: change single values of a config text and leave every other byte as
 * it was.
 *
 * The text is taken apart into sections and lines once, so that many edits
 * (an import of ten thousand devices) cost no more than reading it.
 */
#include "core/config/config.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "core/base/strmap.h"
#include "core/config/paths.h"
#include "core/config/syntax.h"

struct line {
	enum syntax_kind kind;
	char *text;                    /* with its line end; "" once removed */
	char *key;                     /* of an entry */
	size_t value_start, value_end; /* in text */
	bool inside_line;              /* behind the section's header */
	bool has_comment;
	bool fresh; /* written by us */
};

/* A header and what stands below it; what stands before the first is one too. */
struct section {
	char *id; /* "section\nsubsection"; "" before the first */
	struct line *v;
	size_t n, cap;
	size_t previous; /* index + 1 of the one before with the same id, 0: none */
	bool gone;
};

struct doc {
	struct section *v;
	size_t n, cap;
	struct strmap last; /* id to the index of its last section */
	size_t bom;         /* bytes of a byte order mark */
	const char *eol;    /* as the first line ends */
	char *indent;       /* as the last entry of all begins */
	bool unfinished;    /* the last line has no end */
};

static void doc_done(struct doc *d)
{
	for (size_t i = 0; i < d->n; i++) {
		for (size_t j = 0; j < d->v[i].n; j++) {
			free(d->v[i].v[j].text);
			free(d->v[i].v[j].key);
		}
		free(d->v[i].v);
		free(d->v[i].id);
	}
	free(d->v);
	free(d->indent);
	strmap_done(&d->last);
	*d = (struct doc){ 0 };
}

/* Takes id. */
static struct section *add_section(struct doc *d, char *id)
{
	bool fresh;

	if (d->n == d->cap) {
		d->cap = d->cap ? d->cap * 2 : 16;
		d->v = xreallocarray(d->v, d->cap, sizeof(*d->v));
	}

	size_t *last = strmap_add(&d->last, id, d->n, &fresh);

	d->v[d->n] = (struct section){ .id = id, .previous = fresh ? 0 : *last + 1 };
	*last = d->n;
	return &d->v[d->n++];
}

/* Takes what line owns. */
static void insert_line(struct section *s, size_t at, struct line line)
{
	if (s->n == s->cap) {
		s->cap = s->cap ? s->cap * 2 : 4;
		s->v = xreallocarray(s->v, s->cap, sizeof(*s->v));
	}
	memmove(&s->v[at + 1], &s->v[at], (s->n - at) * sizeof(*s->v));
	s->v[at] = line;
	s->n++;
}

static void note_style(struct doc *d, const struct line *line)
{
	size_t len = strlen(line->text);

	if (!d->eol && len && line->text[len - 1] == '\n')
		d->eol = len > 1 && line->text[len - 2] == '\r' ? "\r\n" : "\n";
	if (line->kind == SYNTAX_ENTRY && !line->inside_line) {
		free(d->indent);
		d->indent = xstrndup(line->text, strspn(line->text, " \t"));
	}
	d->unfinished = len && line->text[len - 1] != '\n';
}

static bool doc_read(struct doc *d, const char *name, const char *text, size_t len,
		     struct err *e)
{
	struct syntax s = syntax_init(name, text, len);
	struct section *section = add_section(d, xstrdup(""));

	d->bom = s.off;
	for (;;) {
		AUTO(syntax_item_done) struct syntax_item item = { 0 };

		if (!syntax_next(&s, &item, e))
			return false;
		if (item.kind == SYNTAX_END)
			return true;
		if (item.kind == SYNTAX_SECTION)
			section = add_section(d,
					      xasprintf("%s\n%s", item.name, item.value));

		struct line line = {
			.kind = item.kind,
			.text = xstrndup(text + item.start, item.end - item.start),
			.inside_line = item.inside_line,
			.has_comment = item.has_comment,
		};

		if (item.kind == SYNTAX_ENTRY) {
			line.key = STEAL(item.name);
			line.value_start = item.value_start - item.start;
			line.value_end = item.value_end - item.start;
		}
		insert_line(section, section->n, line);
		note_style(d, &line);
	}
}

static const char *eol_of(const struct doc *d)
{
	return d->eol ? d->eol : "\n";
}

/*
 * Would the next line be read as a part of this one? At the end of a file a
 * line may lack its end, or end in a backslash that nothing continues.
 */
static bool is_open(const struct line *line)
{
	size_t len = strlen(line->text);
	size_t slashes = 0;

	if (line->text[len - 1] != '\n')
		return true;
	if (line->kind != SYNTAX_ENTRY || line->has_comment)
		return false;
	len -= len > 1 && line->text[len - 2] == '\r' ? 2 : 1;
	while (slashes < len && line->text[len - 1 - slashes] == '\\')
		slashes++;
	return slashes % 2;
}

static bool doc_write(const struct doc *d, struct buf *out, struct err *e)
{
	const struct line *last = NULL;

	if (!buf_add(out, "\xef\xbb\xbf", d->bom, e))
		return false;
	for (size_t i = 0; i < d->n; i++)
		for (size_t j = 0; j < d->v[i].n; j++) {
			const struct line *line = &d->v[i].v[j];

			if (!*line->text)
				continue;
			if (last && !line->inside_line && is_open(last) &&
			    !buf_add(out, eol_of(d), strlen(eol_of(d)), e))
				return false;
			if (!buf_add(out, line->text, strlen(line->text), e))
				return false;
			last = line;
		}
	/* A file without a final line end stays one. */
	if (last && last->fresh && d->unfinished) {
		out->len -= strlen(eol_of(d));
		out->data[out->len] = '\0';
	}
	return true;
}

static bool is_live(const struct line *line, enum syntax_kind kind)
{
	return line->kind == kind && *line->text;
}

static void set_text(struct line *line, char *text)
{
	free(line->text);
	line->text = text;
}

/* Index of the last entry that still stands, 0 (the header) when there is none. */
static size_t last_entry(const struct section *s)
{
	size_t i = s->n - 1;

	while (i && !is_live(&s->v[i], SYNTAX_ENTRY))
		i--;
	return i;
}

static void remove_line(struct section *s, size_t i)
{
	struct line *line = &s->v[i];

	/* The line end stays with the header. */
	if (line->inside_line) {
		struct line *header = &s->v[0];
		size_t len = strlen(header->text);
		const char *end = line->text + strlen(line->text);

		if (end[-1] == '\n')
			end -= end - line->text > 1 && end[-2] == '\r' ? 2 : 1;
		while (len && strchr(" \t", header->text[len - 1]))
			len--;
		set_text(header, xasprintf("%.*s%s", (int)len, header->text, end));
	}
	set_text(line, xstrdup(""));
}

/* Without entries and comments a section is of no use. */
static void drop_if_empty(struct section *s)
{
	if (last_entry(s) || s->v[0].has_comment)
		return;
	for (size_t i = 1; i < s->n; i++)
		if (is_live(&s->v[i], SYNTAX_COMMENT))
			return;
	for (size_t i = 0; i < s->n; i++)
		set_text(&s->v[i], xstrdup(""));
	s->gone = true;
}

/*
 * Remove all that belongs to a section: not the comments behind its entries,
 * which speak of the section that follows, unless they are indented.
 */
static void remove_section(struct section *s)
{
	size_t end = last_entry(s) + 1;
	bool bare = end == 1;

	while (end < s->n && s->v[end].kind == SYNTAX_COMMENT &&
	       (bare || strchr(" \t", *s->v[end].text)))
		end++;
	while (end < s->n && s->v[end].kind == SYNTAX_BLANK)
		end++;
	for (size_t i = 0; i < end; i++)
		set_text(&s->v[i], xstrdup(""));
	s->gone = true;
}

/* value as it is written; owned. */
static char *quote(const char *value)
{
	size_t len = strlen(value);
	bool quoted =
		!len || strpbrk(value, "#;") || *value == ' ' || value[len - 1] == ' ';
	char *out = xmalloc(2 * len + 3);
	char *p = out;

	if (quoted)
		*p++ = '"';
	for (; *value; value++) {
		if (strchr("\"\\\n\t", *value))
			*p++ = '\\';
		*p++ = *value == '\n' ? 'n' : *value == '\t' ? 't' : *value;
	}
	if (quoted)
		*p++ = '"';
	*p = '\0';
	return out;
}

static void replace_value(struct line *line, const char *value)
{
	AUTO(xfreep) char *written = quote(value);
	const char *gap = line->value_start == line->value_end ? " " : "";
	char *text = xasprintf("%.*s%s%s%s", (int)line->value_start, line->text, gap,
			       written, line->text + line->value_end);

	line->value_start += strlen(gap);
	line->value_end = line->value_start + strlen(written);
	set_text(line, text);
}

static void add_entry(struct doc *d, struct section *s, const char *key,
		      const char *value)
{
	AUTO(xfreep) char *written = quote(value);
	size_t last = last_entry(s);
	const char *model = d->indent ? d->indent : "\t";
	struct line line = { .kind = SYNTAX_ENTRY, .key = xstrdup(key), .fresh = true };

	if (last && !s->v[last].inside_line)
		model = s->v[last].text;
	line.text = xasprintf("%.*s%s = %s%s", (int)strspn(model, " \t"), model, key,
			      written, eol_of(d));
	line.value_end = strlen(line.text) - strlen(eol_of(d));
	line.value_start = line.value_end - strlen(written);
	insert_line(s, last + 1, line);
}

/* Takes id. */
static struct section *add_header(struct doc *d, char *id, const struct config_edit *edit)
{
	struct section *s = add_section(d, id);
	AUTO(buf_done) struct buf text = BUF_INIT(SIZE_MAX);

	buf_printf(&text, "[%s", edit->section);
	for (const char *p = edit->subsection; *p; p++)
		buf_printf(&text, "%s%s%c", p == edit->subsection ? " \"" : "",
			   strchr("\"\\", *p) ? "\\" : "", *p);
	buf_printf(&text, "%s]%s", *edit->subsection ? "\"" : "", eol_of(d));
	insert_line(s, 0,
		    (struct line){ .kind = SYNTAX_SECTION,
				   .text = buf_steal(&text),
				   .fresh = true });
	return s;
}

/* Lower-case id of the section that edit means; owned. */
static char *edit_id(const struct config_edit *edit)
{
	char *id = xasprintf("%s\n%s", edit->section, edit->subsection);

	for (char *p = id; *p != '\n'; p++)
		*p = (char)tolower((unsigned char)*p);
	return id;
}

/* Set or remove the key wherever it stands in s; true: found, and set once. */
static bool edit_section(struct section *s, const struct config_edit *edit, bool set)
{
	bool removed = false;
	bool done = false;

	for (size_t i = s->n; i-- > 1;) {
		struct line *line = &s->v[i];

		if (!is_live(line, SYNTAX_ENTRY) || strcasecmp(line->key, edit->key) != 0)
			continue;
		if (set && !done) {
			replace_value(line, edit->value);
			done = true;
		} else {
			remove_line(s, i);
			removed = true;
		}
	}
	if (removed)
		drop_if_empty(s);
	return done;
}

static void apply(struct doc *d, const struct config_edit *edit)
{
	AUTO(xfreep) char *id = edit_id(edit);
	const size_t *last = strmap_find(&d->last, id);
	size_t home = 0; /* index + 1 of the last section of that name */
	bool done = false;

	for (size_t i = last ? *last + 1 : 0; i; i = d->v[i - 1].previous) {
		struct section *s = &d->v[i - 1];

		if (s->gone)
			continue;
		if (!home)
			home = i;
		if (!edit->key)
			remove_section(s);
		else if (edit_section(s, edit, edit->value && !done))
			done = true;
	}
	if (!edit->key || !edit->value || done)
		return;
	add_entry(d, home ? &d->v[home - 1] : add_header(d, STEAL(id), edit), edit->key,
		  edit->value);
}

static bool check_edit(const struct config_edit *edit, struct err *e)
{
	if (!syntax_is_name(edit->section))
		return err_set(e, ERR_USAGE, 0, "'%s' cannot be a section's name",
			       edit->section);
	if (strlen(edit->subsection) > SYNTAX_SUBSECTION_MAX ||
	    !syntax_is_text(edit->subsection, false))
		return err_set(e, ERR_USAGE, 0,
			       "the name of a [%s] is too long or no plain UTF-8 text",
			       edit->section);
	if (edit->key && !syntax_is_name(edit->key))
		return err_set(e, ERR_USAGE, 0, "'%s' cannot be a key", edit->key);
	if (edit->key && edit->value && !syntax_is_text(edit->value, true))
		return err_set(e, ERR_USAGE, 0, "the value of %s is no plain UTF-8 text",
			       edit->key);
	return true;
}

static bool edit_text(const char *name, const char *in, size_t len,
		      const struct config_edit *edits, size_t n, struct buf *out,
		      struct err *e)
{
	AUTO(doc_done) struct doc d = { 0 };

	for (size_t i = 0; i < n; i++)
		if (!check_edit(&edits[i], e))
			return false;
	if (!doc_read(&d, name, in, len, e))
		return false;
	for (size_t i = 0; i < n; i++)
		apply(&d, &edits[i]);
	if (doc_write(&d, out, e))
		return true;
	e->domain = ERR_USAGE;
	return err_wrap(e, "%s", name);
}

bool config_edit_text(const char *in, size_t len, const struct config_edit *edit,
		      struct buf *out, struct err *e)
{
	return edit_text("config", in, len, edit, 1, out, e);
}

bool config_edit(const char *path, const struct config_edit *edits, size_t n,
		 struct err *e)
{
	AUTO(xclosep) int lock = file_lock(path, e);
	AUTO(buf_done) struct buf in = BUF_INIT(CONFIG_FILE_MAX);
	AUTO(buf_done) struct buf out = BUF_INIT(CONFIG_FILE_MAX);

	if (lock < 0)
		return false;
	if (access(path, F_OK) == 0 || errno != ENOENT) {
		if (!buf_read_file(&in, path, e))
			return false;
	}
	if (!edit_text(path, buf_cstr(&in), in.len, edits, n, &out, e))
		return false;
	if (out.len == in.len && !memcmp(buf_cstr(&in), buf_cstr(&out), in.len))
		return true;
	return file_replace(path, buf_cstr(&out), out.len, e);
}
