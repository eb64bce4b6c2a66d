/*
 * pattern: a name with ranges in it, lab[01-40,44], r[1-3]n[1-8] or lab01..40.
 * Inside core/fleet.
 */
#ifndef AMT_FLEET_PATTERN_H
#define AMT_FLEET_PATTERN_H

#include "core/fleet/target.h"

/* Most digits of a number in a range. */
#define PATTERN_DIGITS_MAX 18

struct span {
	uint64_t lo, hi;
	unsigned width;  /* digits, zeros in front included; 0: as many as it takes */
	uint64_t before; /* numbers in the spans before it */
};

/* The lists in brackets, and the text before, between and behind them. */
struct pattern {
	char *text[TARGET_DIMENSIONS_MAX + 1];
	struct {
		struct span *v;
		size_t n, cap;
		uint64_t count;
	} dim[TARGET_DIMENSIONS_MAX];
	size_t n;       /* dimensions; 0: a plain name */
	uint64_t count; /* names that it stands for */
};

/*
 * dots: is lab01..40 a range too? ERR_USAGE, also for more than TARGET_MAX
 * names. Brackets around something with a colon are an IPv6 address.
 */
bool pattern_parse(const char *word, bool dots, struct pattern *ret, struct err *e)
	MUST_USE;
void pattern_done(struct pattern *p);

/* The name at index i, the last dimension running fastest. Owned. */
char *pattern_name(const struct pattern *p, uint64_t i) MUST_USE;

bool pattern_matches(const struct pattern *p, const char *name);

#endif
