/* syntax: the pieces of a text in git-config syntax. */
#include "core/config/syntax.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/buf.h"
#include "core/base/text.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool is_name_char(char c)
{
	return isascii((unsigned char)c) && (isalnum((unsigned char)c) || c == '-');
}

bool syntax_is_name(const char *s)
{
	if (!isascii((unsigned char)*s) || !isalpha((unsigned char)*s))
		return false;
	while (is_name_char(*s))
		s++;
	return !*s;
}

bool syntax_is_text(const char *s, bool newline_ok)
{
	for (const char *p = s; *p; p++)
		if (((unsigned char)*p < 0x20 && *p != '\t' &&
		     !(newline_ok && *p == '\n')) ||
		    *p == 0x7f)
			return false;
	return text_is_utf8(s, strlen(s));
}

struct syntax syntax_init(const char *name, const char *text, size_t len)
{
	struct syntax s = { .name = name, .text = text, .len = len, .line = 1 };

	if (len >= 3 && !memcmp(text, "\xef\xbb\xbf", 3))
		s.off = 3;
	return s;
}

void syntax_item_done(struct syntax_item *item)
{
	free(item->name);
	free(item->value);
	*item = (struct syntax_item){ 0 };
}

static bool bad(const struct syntax *s, const char *what, struct err *e)
{
	return err_set(e, ERR_USAGE, 0, "%s:%u: %s", s->name, s->line, what);
}

/* The character at off + ahead, '\0' behind the end. (A NUL in the text is refused.) */
static char peek(const struct syntax *s, size_t ahead)
{
	return ahead < s->len - s->off ? s->text[s->off + ahead] : '\0';
}

/* Bytes of the line end that stands ahead: 0 when there is none. */
static size_t line_end(const struct syntax *s, size_t ahead)
{
	if (peek(s, ahead) == '\n')
		return 1;
	return peek(s, ahead) == '\r' && peek(s, ahead + 1) == '\n' ? 2 : 0;
}

static bool at_end_of_line(const struct syntax *s)
{
	return s->off == s->len || line_end(s, 0);
}

static void skip_blanks(struct syntax *s)
{
	while (is_blank(peek(s, 0)))
		s->off++;
}

static bool skip_comment(struct syntax *s, bool *ret_seen, struct err *e)
{
	*ret_seen = peek(s, 0) == '#' || peek(s, 0) == ';';
	if (!*ret_seen)
		return true;
	while (!at_end_of_line(s)) {
		if (!peek(s, 0))
			return bad(s, "a NUL byte", e);
		s->off++;
	}
	return true;
}

static void skip_line_end(struct syntax *s)
{
	size_t n = line_end(s, 0);

	s->off += n;
	s->line += n != 0;
	s->inside_line = false;
}

static char *take_name(struct syntax *s)
{
	size_t n = 0;

	while (is_name_char(peek(s, n)))
		n++;

	char *name = xstrndup(s->text + s->off, n);

	for (char *p = name; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	s->off += n;
	return name;
}

/* "subsection", where a backslash makes the next character itself. */
static bool take_subsection(struct syntax *s, struct buf *out, struct err *e)
{
	s->off++;
	for (; peek(s, 0) != '"'; s->off++) {
		if (peek(s, 0) == '\\')
			s->off++;
		if (at_end_of_line(s))
			return bad(s, "the section's name has no closing quote", e);
		if (!buf_add(out, s->text + s->off, 1, e))
			return bad(s, "the section's name is too long", e);
	}
	s->off++;
	return true;
}

static bool take_section(struct syntax *s, struct syntax_item *item, struct err *e)
{
	AUTO(buf_done) struct buf sub = BUF_INIT(SYNTAX_SUBSECTION_MAX);

	s->off++;
	skip_blanks(s);
	item->name = take_name(s);
	if (!syntax_is_name(item->name))
		return bad(s, "a section begins as [name] or [name \"subsection\"]", e);
	if (peek(s, 0) == '.')
		return bad(s, "write [section \"subsection\"], not [section.subsection]",
			   e);
	skip_blanks(s);
	if (peek(s, 0) == '"') {
		if (!take_subsection(s, &sub, e))
			return false;
		if (!sub.len)
			return bad(s, "the section's name is empty", e);
	}
	skip_blanks(s);
	if (peek(s, 0) != ']')
		return bad(s, "the section's header has no closing ]", e);
	s->off++;
	if (strlen(buf_cstr(&sub)) != sub.len || !syntax_is_text(buf_cstr(&sub), false))
		return bad(s, "the section's name is not plain UTF-8 text", e);
	item->value = buf_steal(&sub);
	skip_blanks(s);
	if (!skip_comment(s, &item->has_comment, e))
		return false;
	if (at_end_of_line(s))
		skip_line_end(s);
	else
		s->inside_line = true;
	return true;
}

/* A backslash and what it stands for; "" for one that continues the line. */
static bool take_escape(struct syntax *s, const char **ret, struct err *e)
{
	size_t eol = line_end(s, 1);

	if (eol) {
		s->off += 1 + eol;
		s->line++;
		*ret = "";
		return true;
	}
	switch (peek(s, 1)) {
	case 'n':
		*ret = "\n";
		break;
	case 't':
		*ret = "\t";
		break;
	case '"':
		*ret = "\"";
		break;
	case '\\':
		*ret = "\\";
		break;
	default:
		return bad(s, "after a backslash stands n, t, \", \\ or the line's end",
			   e);
	}
	s->off += 2;
	return true;
}

/* The value up to comment or line end, with the blanks behind it trimmed. */
static bool take_value(struct syntax *s, struct syntax_item *item, struct buf *out,
		       struct err *e)
{
	bool quoted = false;
	size_t keep = 0; /* of out: what is no trailing blank */

	while (!at_end_of_line(s)) {
		char c = peek(s, 0);
		const char *add = NULL;

		if (!quoted && (c == '#' || c == ';'))
			break;
		if (c == '"') {
			quoted = !quoted;
			s->off++;
			add = "";
		} else if (c == '\\') {
			if (!take_escape(s, &add, e))
				return false;
		}
		if (!buf_add(out, add ? add : &c, add ? strlen(add) : 1, e))
			return err_wrap(e, "%s:%u", s->name, s->line);
		s->off += !add;
		if (c == '"' || quoted || (add ? *add : !is_blank(c))) {
			keep = out->len;
			item->value_end = s->off;
		}
	}
	if (quoted)
		return bad(s, "a quoted value has no closing quote", e);
	if (!out->len)
		return true;
	out->data[keep] = '\0';
	out->len = keep;
	return true;
}

static bool take_entry(struct syntax *s, struct syntax_item *item, struct err *e)
{
	AUTO(buf_done) struct buf value = BUF_INIT(s->len);

	item->name = take_name(s);
	if (!syntax_is_name(item->name))
		return bad(s, "neither a [section], a key = value, nor a comment", e);
	skip_blanks(s);
	if (peek(s, 0) != '=')
		return err_set(e, ERR_USAGE, 0, "%s:%u: %s has no value (%s = ...)",
			       s->name, s->line, item->name, item->name);
	s->off++;
	item->value_start = item->value_end = s->off;
	skip_blanks(s);

	size_t first = s->off;

	if (!take_value(s, item, &value, e))
		return false;
	if (item->value_end > first)
		item->value_start = first;
	if (strlen(buf_cstr(&value)) != value.len ||
	    !syntax_is_text(buf_cstr(&value), true))
		return err_set(e, ERR_USAGE, 0,
			       "%s:%u: the value of %s is not plain UTF-8 text", s->name,
			       item->line, item->name);
	item->value = buf_steal(&value);
	if (!skip_comment(s, &item->has_comment, e))
		return false;
	skip_line_end(s);
	return true;
}

static bool take_item(struct syntax *s, struct syntax_item *item, struct err *e)
{
	bool comment;

	skip_blanks(s);
	if (s->off < s->len && peek(s, 0) == '[' && !item->inside_line) {
		item->kind = SYNTAX_SECTION;
		return take_section(s, item, e);
	}
	if (!skip_comment(s, &comment, e))
		return false;
	if (at_end_of_line(s)) {
		item->kind = comment ? SYNTAX_COMMENT : SYNTAX_BLANK;
		skip_line_end(s);
		return true;
	}
	item->kind = SYNTAX_ENTRY;
	return take_entry(s, item, e);
}

bool syntax_next(struct syntax *s, struct syntax_item *ret, struct err *e)
{
	struct syntax_item item = { .line = s->line,
				    .start = s->off,
				    .inside_line = s->inside_line };

	if (s->off == s->len) {
		item.end = s->off;
		*ret = item;
		return true;
	}
	if (!take_item(s, &item, e)) {
		syntax_item_done(&item);
		return false;
	}
	item.end = s->off;
	*ret = item;
	return true;
}
