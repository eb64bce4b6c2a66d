/*
 * syntax: the pieces of a text in git-config syntax, in order. Reader and
 * editor share it, so they cannot disagree about what a file says.
 */
#ifndef AMT_CONFIG_SYNTAX_H
#define AMT_CONFIG_SYNTAX_H

#include "core/base/err.h"

/* Longest subsection, in bytes. */
#define SYNTAX_SUBSECTION_MAX 4096

enum syntax_kind {
	SYNTAX_END,
	SYNTAX_BLANK,
	SYNTAX_COMMENT, /* a line with nothing else */
	SYNTAX_SECTION,
	SYNTAX_ENTRY
};

struct syntax_item {
	enum syntax_kind kind;
	unsigned line; /* where it begins, from 1 */
	/* Its bytes, line end included. All items together are the whole text. */
	size_t start, end;
	bool inside_line; /* an entry behind its section's header, on the same line */
	bool has_comment; /* a comment behind it, on the same line */
	/* Owned; done by syntax_item_done(). */
	char *name;  /* section or key, in lower case */
	char *value; /* subsection ("" for none) or the entry's value, unquoted */
	/* The value as written: quotes included, trailing blanks and comment not. */
	size_t value_start, value_end;
};

struct syntax {
	const char *name; /* what errors call the text; borrowed, as is the text */
	const char *text;
	size_t len;
	size_t off;
	unsigned line;
	bool inside_line;
};

/* Start at the beginning, behind a UTF-8 byte order mark. */
struct syntax syntax_init(const char *name, const char *text, size_t len);

/*
 * The next item; SYNTAX_END at the end. ERR_USAGE with "NAME:LINE: ".
 * ret is to be done after success only.
 */
bool syntax_next(struct syntax *s, struct syntax_item *ret, struct err *e) MUST_USE;
void syntax_item_done(struct syntax_item *item);

/* May this be written as a section or key name? */
bool syntax_is_name(const char *s);

/* Can a file hold this as value or subsection: UTF-8, no control characters? */
bool syntax_is_text(const char *s, bool newline_ok);

#endif
