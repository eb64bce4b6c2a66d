/* pattern: ranges in a name. */
#include "core/fleet/pattern.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t count_digits(const char *s)
{
	return strspn(s, "0123456789");
}

void pattern_done(struct pattern *p)
{
	for (size_t i = 0; i < ARRAY_LEN(p->text); i++)
		free(p->text[i]);
	for (size_t i = 0; i < ARRAY_LEN(p->dim); i++)
		free(p->dim[i].v);
	*p = (struct pattern){ 0 };
}

/* The span from the digits lo to the digits hi, of the given lengths. */
static bool span_set(struct span *ret, const char *lo, size_t lo_len, const char *hi,
		     size_t hi_len, const char *word, struct err *e)
{
	bool padded = (*lo == '0' && lo_len > 1) || (*hi == '0' && hi_len > 1);

	if (lo_len > PATTERN_DIGITS_MAX || hi_len > PATTERN_DIGITS_MAX)
		return err_set(e, ERR_USAGE, 0, "'%s': a number of more than %d digits",
			       word, PATTERN_DIGITS_MAX);

	struct span s = { .lo = strtoull(lo, NULL, 10), .hi = strtoull(hi, NULL, 10) };

	if (padded && lo_len != hi_len) {
		err_set(e, ERR_USAGE, 0,
			"'%s': %.*s and %.*s are not padded to the same width", word,
			(int)lo_len, lo, (int)hi_len, hi);
		return err_hint(e,
				"write [%0*" PRIu64 "-%0*" PRIu64 "] or [%" PRIu64
				"-%" PRIu64 "]",
				(int)(lo_len > hi_len ? lo_len : hi_len), s.lo,
				(int)(lo_len > hi_len ? lo_len : hi_len), s.hi, s.lo,
				s.hi);
	}
	if (s.lo > s.hi)
		return err_set(e, ERR_USAGE, 0,
			       "'%s': the range %.*s to %.*s is reversed", word,
			       (int)lo_len, lo, (int)hi_len, hi);
	if (padded)
		s.width = (unsigned)lo_len;
	*ret = s;
	return true;
}

static bool add_span(struct pattern *p, struct span s, const char *word, struct err *e)
{
	size_t d = p->n - 1;
	uint64_t n = s.hi - s.lo + 1;

	if (n > TARGET_MAX || p->dim[d].count + n > TARGET_MAX)
		return err_set(e, ERR_USAGE, 0, "'%s' is more than %u targets", word,
			       TARGET_MAX);
	s.before = p->dim[d].count;
	if (p->dim[d].n == p->dim[d].cap) {
		p->dim[d].cap = p->dim[d].cap ? p->dim[d].cap * 2 : 4;
		p->dim[d].v = xreallocarray(p->dim[d].v, p->dim[d].cap, sizeof(s));
	}
	p->dim[d].v[p->dim[d].n++] = s;
	p->dim[d].count += n;
	return true;
}

static bool bad_list(const char *word, struct err *e)
{
	err_set(e, ERR_USAGE, 0, "'%s': in brackets stand numbers and ranges only", word);
	return err_hint(e, "such as 'lab[01-40,44]'");
}

/* The list behind "[" at *s, which then stands behind "]". */
static bool take_list(struct pattern *p, const char **s, const char *word, struct err *e)
{
	const char *c = *s;

	do {
		const char *lo = ++c;
		size_t lo_len = count_digits(lo);
		const char *hi = lo;
		size_t hi_len = lo_len;
		struct span span;

		c += lo_len;
		if (*c == '-') {
			hi = ++c;
			hi_len = count_digits(hi);
			c += hi_len;
		}
		if (!lo_len || !hi_len)
			return bad_list(word, e);
		if (!span_set(&span, lo, lo_len, hi, hi_len, word, e) ||
		    !add_span(p, span, word, e))
			return false;
	} while (*c == ',');
	if (*c != ']')
		return bad_list(word, e);
	*s = c + 1;
	return true;
}

/* lab01..40: the digits in front of the dots and all behind them. */
static bool take_dots(struct pattern *p, const char *word, const char *dots,
		      struct err *e)
{
	const char *lo = dots;
	const char *hi = dots + 2;
	size_t hi_len = count_digits(hi);
	struct span span;

	while (lo > word && is_digit(lo[-1]))
		lo--;
	if (lo == dots || !hi_len) {
		err_set(e, ERR_USAGE, 0, "'%s': .. stands between two numbers", word);
		return err_hint(e, "such as lab01..40");
	}
	if (hi[hi_len]) {
		err_set(e, ERR_USAGE, 0, "'%s': a range with .. ends the name", word);
		return err_hint(e, "write '%.*s[%.*s-%.*s]%s'", (int)(lo - word), word,
				(int)(dots - lo), lo, (int)hi_len, hi, hi + hi_len);
	}
	p->text[0] = xstrndup(word, (size_t)(lo - word));
	p->text[1] = xstrdup("");
	p->n = 1;
	return span_set(&span, lo, (size_t)(dots - lo), hi, hi_len, word, e) &&
	       add_span(p, span, word, e);
}

/* The IPv6 address in brackets at s: its length, 0 when that is a list. */
static size_t address_length(const char *s)
{
	size_t n = strcspn(s, "]");

	return s[n] && memchr(s, ':', n) ? n + 1 : 0;
}

static bool take_lists(struct pattern *p, const char *word, struct err *e)
{
	const char *begin = word;
	const char *s = word;

	while (*s) {
		size_t skip = *s == '[' ? address_length(s) : *s != ']';

		if (skip) {
			s += skip;
			continue;
		}
		if (*s == ']')
			return err_set(e, ERR_USAGE, 0, "'%s': ] without [", word);
		if (p->n == TARGET_DIMENSIONS_MAX)
			return err_set(e, ERR_USAGE, 0, "'%s': more than %d lists", word,
				       TARGET_DIMENSIONS_MAX);
		p->text[p->n++] = xstrndup(begin, (size_t)(s - begin));
		if (!take_list(p, &s, word, e))
			return false;
		begin = s;
	}
	p->text[p->n] = xstrdup(begin);
	return true;
}

static bool parse(struct pattern *p, const char *word, bool dots, struct err *e)
{
	const char *two = dots ? strstr(word, "..") : NULL;

	if (two && !strchr(word, '[')) {
		if (!take_dots(p, word, two, e))
			return false;
	} else if (!take_lists(p, word, e)) {
		return false;
	}
	p->count = 1;
	for (size_t d = 0; d < p->n; d++) {
		p->count *= p->dim[d].count;
		if (p->count > TARGET_MAX)
			return err_set(e, ERR_USAGE, 0, "'%s' is more than %u targets",
				       word, TARGET_MAX);
	}
	return true;
}

bool pattern_parse(const char *word, bool dots, struct pattern *ret, struct err *e)
{
	struct pattern p = { 0 };

	if (!parse(&p, word, dots, e)) {
		pattern_done(&p);
		return false;
	}
	*ret = p;
	return true;
}

/* The span that holds the nth number of a list. */
static const struct span *find_span(const struct span *v, size_t n, uint64_t nth)
{
	while (n > 1) {
		size_t half = n / 2;

		if (nth < v[half].before) {
			n = half;
		} else {
			v += half;
			n -= half;
		}
	}
	return v;
}

char *pattern_name(const struct pattern *p, uint64_t i)
{
	AUTO(buf_done) struct buf name = BUF_INIT(SIZE_MAX);
	uint64_t left = p->count;

	for (size_t d = 0; d < p->n; d++) {
		left /= p->dim[d].count;

		uint64_t nth = i / left;
		const struct span *s = find_span(p->dim[d].v, p->dim[d].n, nth);

		i %= left;
		buf_printf(&name, "%s%0*" PRIu64, p->text[d], (int)s->width,
			   s->lo + nth - s->before);
	}
	buf_puts(&name, p->text[p->n]);
	return buf_steal(&name);
}

static bool span_has(const struct span *s, const char *digits, size_t len)
{
	uint64_t v = 0;

	if (s->width ? len != s->width : len > 1 && *digits == '0')
		return false;
	for (size_t i = 0; i < len; i++)
		v = v * 10 + (uint64_t)(digits[i] - '0');
	return v >= s->lo && v <= s->hi;
}

/* Does name, which begins where dimension d does, go on as the pattern does? */
static bool matches_from(const struct pattern *p, size_t d, const char *name)
{
	if (d == p->n)
		return !*name;

	size_t digits = count_digits(name);

	if (digits > PATTERN_DIGITS_MAX)
		digits = PATTERN_DIGITS_MAX;
	for (size_t len = 1; len <= digits; len++) {
		size_t text = strlen(p->text[d + 1]);

		if (strncmp(name + len, p->text[d + 1], text) != 0)
			continue;
		for (size_t i = 0; i < p->dim[d].n; i++)
			if (span_has(&p->dim[d].v[i], name, len) &&
			    matches_from(p, d + 1, name + len + text))
				return true;
	}
	return false;
}

bool pattern_matches(const struct pattern *p, const char *name)
{
	size_t text = strlen(p->text[0]);

	return !strncmp(name, p->text[0], text) && matches_from(p, 0, name + text);
}
