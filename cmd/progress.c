/* progress: a bar, numbers, the slowest, and the time left. */
#include "cmd/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "core/base/buf.h"
#include "core/base/text.h"
#include "core/record/json.h"

#define LINE_MS 100
#define LINE_FIRST_MS 400 /* what is over sooner needs no line */
#define EVENT_MS 1000
#define RATE_MS 1000 /* a rate of less than that is none */
#define BAR 12
#define BAR_WIDTH (BAR + 3)
#define TEXT_MAX 4096
#define COLUMNS 80 /* of a terminal that does not say */

struct progress {
	struct loop_timer *timer;
	enum progress_form form;
	bool utf8;
	void (*look)(void *arg, struct progress_state *ret);
	void *arg;
	uint64_t start_ms;
	char *shown; /* the line on the terminal; NULL: none */
};

bool progress_left(const struct progress_state *s, uint64_t *ret_ms)
{
	if (!s->done || s->run_ms < RATE_MS || s->done >= s->total)
		return false;
	*ret_ms = s->run_ms * (s->total - s->done) / s->done;
	return true;
}

/* 7s, 2m05s, 1h02m */
static void print_time(uint64_t ms, struct buf *to)
{
	unsigned long long s = (ms + 500) / 1000;

	if (s < 60)
		buf_printf(to, "%llus", s);
	else if (s < 3600)
		buf_printf(to, "%llum%02llus", s / 60, s % 60);
	else
		buf_printf(to, "%lluh%02llum", s / 3600, s / 60 % 60);
}

/* Bytes of the character at s. */
static size_t char_len(const char *s)
{
	size_t n = 1;

	while ((s[n] & 0xc0) == 0x80)
		n++;
	return n;
}

/* Safe on the terminal that there is. Owned. */
static char *shown_name(const char *name, bool utf8)
{
	char *s = xstrdup(name);

	text_scrub(s);
	for (char *p = s; *p; p++)
		if (!utf8 && (*p & 0x80))
			*p = '?';
	return s;
}

static void cut(char *line, size_t columns)
{
	char *end = line;

	while (*end) {
		size_t n = char_len(end);
		char after = end[n];

		end[n] = '\0';
		if (text_width(line) > columns) {
			*end = '\0';
			return;
		}
		end[n] = after;
		end += n;
	}
}

static void print_bar(const struct progress_state *s, struct buf *to)
{
	size_t full = s->total ? BAR * s->done / s->total : BAR;

	buf_puts(to, "[");
	for (size_t i = 0; i < BAR; i++)
		buf_puts(to, i < full ? "#" : "-");
	buf_puts(to, "] ");
}

char *progress_line(const struct progress_state *s, size_t columns, bool utf8)
{
	struct buf b = BUF_INIT(TEXT_MAX);
	uint64_t left;
	buf_printf(&b, "%zu/%zu", s->done, s->total);
	if (s->failed)
		buf_printf(&b, ", %zu failed", s->failed);
	buf_printf(&b, ", %zu running", s->running);
	if (progress_left(s, &left)) {
		buf_puts(&b, ", ");
		print_time(left, &b);
		buf_puts(&b, " left");
	}
	if (s->slowest) {
		AUTO(xfreep) char *name = shown_name(s->slowest, utf8);

		buf_printf(&b, ", slowest %.1024s ", name);
		print_time(s->slowest_ms, &b);
	}

	AUTO(xfreep) char *text = buf_steal(&b);

	if (BAR_WIDTH + text_width(text) <= columns)
		print_bar(s, &b);
	buf_puts(&b, text);

	char *line = buf_steal(&b);

	cut(line, columns);
	return line;
}

char *progress_event(const struct progress_state *s)
{
	AUTO(json_freep) struct json *j = json_new_object();
	struct buf b = BUF_INIT(SIZE_MAX / 4);
	uint64_t left = 0;

	json_set(j, "event", json_new_string("progress"));
	json_set(j, "total", json_new_uint(s->total));
	json_set(j, "done", json_new_uint(s->done));
	json_set(j, "failed", json_new_uint(s->failed));
	json_set(j, "running", json_new_uint(s->running));
	json_set(j, "slowest",
		 s->slowest ? json_new_string(s->slowest) : json_new_null());
	json_set(j, "slowest_ms",
		 s->slowest ? json_new_uint(s->slowest_ms) : json_new_null());
	json_set(j, "left_ms",
		 progress_left(s, &left) ? json_new_uint(left) : json_new_null());
	json_write(j, false, &b);
	return buf_steal(&b);
}

/* Also while it is in the background, where it would disturb what runs in front. */
static bool in_front(void)
{
	return tcgetpgrp(STDERR_FILENO) == getpgrp();
}

/* One less than there are: behind the last one terminals wrap. */
static size_t columns(void)
{
	struct winsize size;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col < 2)
		return COLUMNS - 1;
	return size.ws_col - 1u;
}

bool progress_possible(void)
{
	const char *term = getenv("TERM");

	return isatty(STDERR_FILENO) && term && *term && strcmp(term, "dumb") != 0;
}

void progress_hide(struct progress *p)
{
	if (!p || !p->shown)
		return;
	fputs("\r\033[K", stderr);
	free(p->shown);
	p->shown = NULL;
}

static void show_line(struct progress *p, const struct progress_state *s)
{
	AUTO(xfreep) char *line = NULL;

	if (!in_front())
		return;
	line = progress_line(s, columns(), p->utf8);
	if (p->shown && !strcmp(p->shown, line))
		return;
	fprintf(stderr, "\r%s\033[K", line);
	free(p->shown);
	p->shown = STEAL(line);
}

static void fired(void *arg)
{
	struct progress *p = arg;
	struct progress_state s = { .run_ms = loop_now_ms() - p->start_ms };

	p->look(p->arg, &s);
	if (p->form == PROGRESS_LINE) {
		show_line(p, &s);
		loop_timer_set(p->timer, LINE_MS);
		return;
	}

	AUTO(xfreep) char *event = progress_event(&s);

	fprintf(stderr, "%s\n", event);
	loop_timer_set(p->timer, EVENT_MS);
}

struct progress *progress_new(struct loop *l, enum progress_form form, bool utf8,
			      void (*look)(void *arg, struct progress_state *ret),
			      void *arg)
{
	struct progress *p = xcalloc(1, sizeof(*p));

	p->form = form;
	p->utf8 = utf8;
	p->look = look;
	p->arg = arg;
	p->start_ms = loop_now_ms();
	p->timer = loop_timer_new(l, fired, p);
	loop_timer_set(p->timer, form == PROGRESS_LINE ? LINE_FIRST_MS : EVENT_MS);
	return p;
}

void progress_free(struct progress *p)
{
	if (!p)
		return;
	progress_hide(p);
	loop_timer_free(p->timer);
	free(p);
}
