/* text: small functions of strings. */
#include "core/base/text.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wchar.h>

void text_scrub(char *s)
{
	for (unsigned char *p = (unsigned char *)s; *p; p++) {
		if (*p < 0x20 || *p == 0x7f)
			*p = '?';
		else if (*p == 0xc2 && p[1] >= 0x80 && p[1] <= 0x9f) /* C1 in UTF-8 */
			p[0] = p[1] = '?';
	}
}

/*
 * One UTF-8 sequence at s: its length, and the code point in *ret_cp.
 * 0 when it is not well-formed (overlong, surrogate, cut short).
 */
static size_t utf8_sequence(const unsigned char *s, size_t len, uint32_t *ret_cp)
{
	static const uint32_t least[5] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n;
	uint32_t cp;

	if (!len)
		return 0;
	if (s[0] < 0x80) {
		*ret_cp = s[0];
		return 1;
	}
	if (s[0] >= 0xf0 && s[0] <= 0xf4) {
		n = 4;
		cp = s[0] & 0x07;
	} else if (s[0] >= 0xe0 && s[0] < 0xf0) {
		n = 3;
		cp = s[0] & 0x0f;
	} else if (s[0] >= 0xc2 && s[0] < 0xe0) {
		n = 2;
		cp = s[0] & 0x1f;
	} else {
		return 0;
	}
	if (n > len)
		return 0;
	for (size_t i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		cp = cp << 6 | (s[i] & 0x3f);
	}
	if (cp < least[n] || cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff))
		return 0;
	*ret_cp = cp;
	return n;
}

size_t text_width(const char *utf8)
{
	const unsigned char *s = (const unsigned char *)utf8;
	size_t left = strlen(utf8);
	size_t width = 0;

	while (left) {
		uint32_t cp;
		size_t n = utf8_sequence(s, left, &cp);
		int columns = n ? wcwidth((wchar_t)cp) : 1;

		width += columns > 0 ? (size_t)columns : (size_t)(columns < 0);
		n = n ? n : 1;
		s += n;
		left -= n;
	}
	return width;
}

bool text_is_utf8(const char *s, size_t len)
{
	const unsigned char *p = (const unsigned char *)s;

	while (len) {
		uint32_t cp;
		uint64_t word;

		/* Nearly all is ASCII: eight at a time. */
		if (len >= sizeof(word)) {
			memcpy(&word, p, sizeof(word));
			if (!(word & 0x8080808080808080u)) {
				p += sizeof(word);
				len -= sizeof(word);
				continue;
			}
		}

		size_t n = utf8_sequence(p, len, &cp);

		if (!n)
			return false;
		p += n;
		len -= n;
	}
	return true;
}

#define DISTANCE_MAX 64

unsigned text_distance(const char *a, const char *b)
{
	size_t na = strlen(a);
	size_t nb = strlen(b);
	unsigned d[3][DISTANCE_MAX + 1];

	if (na > DISTANCE_MAX || nb > DISTANCE_MAX)
		return UINT_MAX;
	for (size_t j = 0; j <= nb; j++)
		d[0][j] = (unsigned)j;
	for (size_t i = 1; i <= na; i++) {
		unsigned *row = d[i % 3];
		const unsigned *up = d[(i - 1) % 3];
		const unsigned *up2 = d[(i + 1) % 3];

		row[0] = (unsigned)i;
		for (size_t j = 1; j <= nb; j++) {
			unsigned best = up[j - 1] + (a[i - 1] != b[j - 1]);

			if (up[j] + 1 < best)
				best = up[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1] && up2[j - 2] + 1 < best)
				best = up2[j - 2] + 1;
			row[j] = best;
		}
	}
	return d[na % 3][nb];
}

const char *text_nearest(const char *word, const char *const *list)
{
	unsigned limit = (unsigned)(strlen(word) + 2) / 3;
	const char *nearest = NULL;

	for (; *list; list++) {
		unsigned d = text_distance(word, *list);

		if (d < limit || (d == limit && !nearest)) {
			limit = d;
			nearest = *list;
		}
	}
	return nearest;
}

bool text_to_uint(const char *s, uint64_t max, uint64_t *ret)
{
	uint64_t v = 0;

	if (!*s)
		return false;
	for (; *s; s++) {
		if (*s < '0' || *s > '9')
			return false;

		unsigned digit = (unsigned)(*s - '0');

		if (digit > max || v > (max - digit) / 10)
			return false;
		v = v * 10 + digit;
	}
	*ret = v;
	return true;
}

bool text_to_duration_ms(const char *s, uint32_t *ret_ms, struct err *e)
{
	static const struct {
		const char *unit;
		uint32_t ms;
	} units[] = { { "h", 3600000 }, { "m", 60000 }, { "s", 1000 }, { "ms", 1 } };
	const char *p = s;
	uint64_t total = 0;
	size_t next = 0; /* units come once each, largest first */

	if (!*p)
		goto bad;
	while (*p) {
		const char *digits = p;
		uint64_t n = 0;

		for (; isdigit((unsigned char)*p) && p - digits < 10; p++)
			n = n * 10 + (uint64_t)(*p - '0');
		if (p == digits || isdigit((unsigned char)*p))
			goto bad;
		if (!*p && digits == s) {
			total = n * 1000;
			break;
		}

		size_t len = strspn(p, "hms");
		size_t u = next;

		while (u < ARRAY_LEN(units) && (strlen(units[u].unit) != len ||
						strncmp(units[u].unit, p, len) != 0))
			u++;
		if (u == ARRAY_LEN(units))
			goto bad;
		total += n * units[u].ms;
		next = u + 1;
		p += len;
	}
	if (total > INT32_MAX)
		goto bad;
	*ret_ms = (uint32_t)total;
	return true;
bad:
	return err_set(e, ERR_USAGE, 0, "'%s' is no duration (90, 90s, 5m, 1h30m, 250ms)",
		       s);
}

/* One word at *p, its quotes taken off, onto ret; *p stands behind it then. */
static bool split_word(const char **p, const char *line, char *word, size_t *ret_len,
		       struct err *e)
{
	size_t n = 0;
	char quote = '\0';
	const char *s = *p;

	for (; *s && (quote || (*s != ' ' && *s != '\t')); s++) {
		if (quote && *s == quote) {
			quote = '\0';
		} else if (!quote && (*s == '\'' || *s == '"')) {
			quote = *s;
		} else if (*s == '\\' && quote != '\'') {
			bool escapes = !quote || (s[1] && strchr("\\\"$`", s[1]));

			if (!s[1])
				return err_set(e, ERR_USAGE, 0,
					       "'%s' ends with a backslash", line);
			if (!escapes)
				word[n++] = '\\';
			word[n++] = *++s;
		} else if (quote != '\'' && strchr(quote ? "$`" : "|&;<>()$`\n", *s)) {
			return err_set(e, ERR_USAGE, 0,
				       "'%c' in '%s': commands run without a shell", *s,
				       line);
		} else {
			word[n++] = *s;
		}
	}
	if (quote)
		return err_set(e, ERR_USAGE, 0, "unclosed %c in '%s'", quote, line);
	*p = s;
	*ret_len = n;
	return true;
}

bool text_split_words(const char *line, struct strv *ret, struct err *e)
{
	AUTO(xfreep) char *word = xmalloc(strlen(line) + 1);

	for (const char *p = line; *(p += strspn(p, " \t"));) {
		size_t len = 0;

		if (!split_word(&p, line, word, &len, e)) {
			strv_done(ret);
			return false;
		}
		strv_take(ret, xstrndup(word, len));
	}
	return true;
}

bool text_to_uuid(const char *s, char ret[37])
{
	char lower[37];

	if (strlen(s) != 36)
		return false;
	for (size_t i = 0; i < 36; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash ? s[i] != '-' : !isxdigit((unsigned char)s[i]))
			return false;
		lower[i] = (char)tolower((unsigned char)s[i]);
	}
	lower[36] = '\0';
	memcpy(ret, lower, sizeof(lower));
	return true;
}

void text_rfc3339(int64_t seconds, char ret[32])
{
	time_t t = (time_t)seconds;
	struct tm tm;

	if (!gmtime_r(&t, &tm) || !strftime(ret, 32, "%Y-%m-%dT%H:%M:%SZ", &tm))
		ret[0] = '\0';
}
