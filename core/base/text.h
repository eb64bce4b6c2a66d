/* text: small functions of strings. */
#ifndef AMT_BASE_TEXT_H
#define AMT_BASE_TEXT_H

#include "core/base/err.h"
#include "core/base/strv.h"

/*
 * Make text from a device safe for a terminal, in place: control characters
 * (C0, DEL, C1) become '?'. Tabs and newlines too: one value is one line.
 */
void text_scrub(char *s);

/* Columns that valid UTF-8 text takes on a terminal; stray bytes count one. */
size_t text_width(const char *utf8);

/* True when every byte sequence is well-formed UTF-8 (RFC 3629). */
bool text_is_utf8(const char *s, size_t len);

/* Edits (insert, delete, replace, swap neighbours) that turn a into b. */
unsigned text_distance(const char *a, const char *b);

/*
 * The candidate nearest to word, or NULL when none is near enough to suggest
 * (more than a third of word's length away). list ends with NULL; borrowed.
 */
const char *text_nearest(const char *word, const char *const *list);

/* Unsigned decimal up to max, nothing else around it. */
bool text_to_uint(const char *s, uint64_t max, uint64_t *ret) MUST_USE;

/*
 * Duration as users write it (amtctl(1)): 90, 90s, 5m, 1h30m, also 250ms.
 * ERR_USAGE for anything else and for more than 24 days.
 */
bool text_to_duration_ms(const char *s, uint32_t *ret_ms, struct err *e) MUST_USE;

/*
 * Split a command line as a shell splits words (POSIX XCU 2.2 quoting: '...',
 * "...", backslash), without expansion of any kind. Unquoted characters that
 * a shell would act on (| & ; < > ( ) $ ` newline) are refused, so that
 * nobody believes a shell runs. ERR_USAGE.
 */
bool text_split_words(const char *line, struct strv *ret, struct err *e) MUST_USE;

/* A UUID in canonical text (8-4-4-4-12, either case); ret gets it in lower case. */
bool text_to_uuid(const char *s, char ret[37]) MUST_USE;

/* Seconds since 1970 as RFC 3339 in UTC: 2024-01-06T21:01:05Z */
void text_rfc3339(int64_t seconds, char ret[32]);

#endif
