/* value: booleans and times as texts. */
#include "core/record/value.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/text.h"

bool value_to_bool(const char *text, bool *ret)
{
	bool yes = !strcmp(text, "true") || !strcmp(text, "1");

	if (!yes && strcmp(text, "false") != 0 && strcmp(text, "0") != 0)
		return false;
	*ret = yes;
	return true;
}

/* Take n digits from *s. */
static bool digits(const char **s, int n, int *ret)
{
	int v = 0;

	for (int i = 0; i < n; i++) {
		if (!isdigit((unsigned char)(*s)[i]))
			return false;
		v = v * 10 + ((*s)[i] - '0');
	}
	*s += n;
	*ret = v;
	return true;
}

static bool literal(const char **s, char c)
{
	if (**s != c)
		return false;
	(*s)++;
	return true;
}

static int days_in(int year, int month)
{
	static const int length[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return length[month - 1] + (month == 2 && leap);
}

/* Does such a moment exist? A leap second does. */
static bool to_seconds(struct tm *tm, int year, int month, int64_t *ret)
{
	if (year < 1 || month < 1 || month > 12 || tm->tm_mday < 1 ||
	    tm->tm_mday > days_in(year, month) || tm->tm_hour > 23 || tm->tm_min > 59 ||
	    tm->tm_sec > 60)
		return false;
	tm->tm_year = year - 1900;
	tm->tm_mon = month - 1;
	*ret = timegm(tm);
	return true;
}

/* Z, +hh:mm or nothing, up to the end of the text. */
static bool zone(const char *s, int *ret_minutes)
{
	int sign = *s == '-' ? -1 : 1;
	int hours;
	int minutes;

	*ret_minutes = 0;
	if (!*s || !strcmp(s, "Z"))
		return true;
	if (!literal(&s, '+') && !literal(&s, '-'))
		return false;
	if (!digits(&s, 2, &hours) || !literal(&s, ':') || !digits(&s, 2, &minutes) ||
	    *s || hours > 14 || minutes > 59)
		return false;
	*ret_minutes = sign * (hours * 60 + minutes);
	return true;
}

/* 2020-08-10T12:30:00, then perhaps .123 and a zone. */
static bool xml_time(const char *s, int64_t *ret)
{
	struct tm tm = { 0 };
	int year;
	int month;
	int minutes;

	if (!digits(&s, 4, &year) || !literal(&s, '-') || !digits(&s, 2, &month) ||
	    !literal(&s, '-') || !digits(&s, 2, &tm.tm_mday) || !literal(&s, 'T') ||
	    !digits(&s, 2, &tm.tm_hour) || !literal(&s, ':') ||
	    !digits(&s, 2, &tm.tm_min) || !literal(&s, ':') || !digits(&s, 2, &tm.tm_sec))
		return false;
	if (*s == '.') {
		if (!isdigit((unsigned char)s[1]))
			return false;
		s += 1 + strspn(s + 1, "0123456789");
	}
	if (!zone(s, &minutes) || !to_seconds(&tm, year, month, ret))
		return false;
	*ret -= (int64_t)minutes * 60;
	return true;
}

/* 20200810123000.000000+060: the zone is in minutes. */
static bool cim_time(const char *s, int64_t *ret)
{
	struct tm tm = { 0 };
	int year;
	int month;
	int minutes;

	if (!digits(&s, 4, &year) || !digits(&s, 2, &month) ||
	    !digits(&s, 2, &tm.tm_mday) || !digits(&s, 2, &tm.tm_hour) ||
	    !digits(&s, 2, &tm.tm_min) || !digits(&s, 2, &tm.tm_sec) || !literal(&s, '.'))
		return false;
	if (strspn(s, "0123456789*") != 6) /* asterisks: not that exact */
		return false;
	s += 6;

	int sign = *s == '-' ? -1 : 1;

	if (!literal(&s, '+') && !literal(&s, '-'))
		return false;
	if (!digits(&s, 3, &minutes) || *s || !to_seconds(&tm, year, month, ret))
		return false;
	*ret -= (int64_t)sign * minutes * 60;
	return true;
}

bool value_to_time(const char *text, char ret[32])
{
	int64_t seconds;

	if (!xml_time(text, &seconds) && !cim_time(text, &seconds))
		return false;
	text_rfc3339(seconds, ret);
	return true;
}
