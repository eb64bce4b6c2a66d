/* http_trace: the wire for people to read. */
#include "core/net/http_trace.h"

#include <string.h>
#include <strings.h>

#include "core/base/text.h"

/* Print name="..." of a digest header. */
static void print_parameter(FILE *out, const char *line, const char *name)
{
	const char *start = strstr(line, name);
	const char *end = start ? strchr(start + strlen(name) + 2, '"') : NULL;

	if (end)
		fprintf(out, " %.*s", (int)(end + 1 - start), start);
}

/* True when the line was a header with a credential, and is dealt with. */
static bool print_redacted(FILE *out, const char *line)
{
	static const char *const names[] = { "Authorization:", "Proxy-Authorization:",
					     "Cookie:", "Set-Cookie:" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		size_t n = strlen(names[i]);

		if (strncasecmp(line, names[i], n) != 0)
			continue;

		const char *scheme = line + n + strspn(line + n, " \t");
		size_t len = i < 2 ? strcspn(scheme, " \t") : 0;

		fprintf(out, "%.*s %.*s", (int)n, line, (int)len, scheme);
		if (len == strlen("Digest") && !strncasecmp(scheme, "Digest", len)) {
			print_parameter(out, scheme, "username");
			print_parameter(out, scheme, "realm");
		}
		fputs(" (withheld)\n", out);
		return true;
	}
	return false;
}

/* Lines of text, made safe for a terminal. */
static void print_lines(FILE *out, char mark, const char *text, size_t len, bool headers)
{
	while (len) {
		const char *newline = memchr(text, '\n', len);
		size_t taken = newline ? (size_t)(newline - text) + 1 : len;
		size_t n = taken;

		while (n && (text[n - 1] == '\n' || text[n - 1] == '\r'))
			n--;

		AUTO(xfreep) char *line = xmalloc(n + 1);

		memcpy(line, text, n);
		line[n] = '\0';
		for (char *p = line; p < line + n; p++)
			if (!*p)
				*p = '?';
		text_scrub(line);
		fprintf(out, "%c ", mark);
		if (!headers || !print_redacted(out, line))
			fprintf(out, "%s\n", line);
		text += taken;
		len -= taken;
	}
}

void http_trace(FILE *out, const char *what, char mark, const struct buf *headers,
		const void *body, size_t body_len)
{
	flockfile(out);
	fprintf(out, "* %s %s\n", mark == '>' ? "to" : "from", what);
	print_lines(out, mark, buf_cstr(headers), headers->len, true);
	if (body)
		print_lines(out, mark, body, body_len, false);
	else if (body_len)
		fprintf(out, "%c (%zu bytes withheld)\n", mark, body_len);
	fflush(out);
	funlockfile(out);
}

void http_trace_note(FILE *out, const char *what, const char *fmt, ...)
{
	va_list ap;

	flockfile(out);
	fprintf(out, "* %s: ", what);
	va_start(ap, fmt);
	vfprintf(out, fmt, ap);
	va_end(ap);
	fputc('\n', out);
	fflush(out);
	funlockfile(out);
}
