/* json_write: JSON values as text. (RFC 8259) */
#include "core/record/json.h"

#include "core/record/json_value.h"

/* The escape of the character at s and how many bytes it stands for; NULL: none. */
static const char *escape(const unsigned char *s, char scratch[8], size_t *ret_len)
{
	unsigned cp = s[0];

	*ret_len = 1;
	switch (s[0]) {
	case '"':
		return "\\\"";
	case '\\':
		return "\\\\";
	case '\n':
		return "\\n";
	case '\r':
		return "\\r";
	case '\t':
		return "\\t";
	}
	if (s[0] == 0xc2 && s[1] >= 0x80 && s[1] <= 0x9f) { /* C1 in UTF-8 */
		cp = s[1];
		*ret_len = 2;
	} else if (s[0] >= 0x20 && s[0] != 0x7f) {
		return NULL;
	}
	scratch[0] = '\\';
	scratch[1] = 'u';
	scratch[2] = scratch[3] = '0';
	scratch[4] = "0123456789abcdef"[cp >> 4];
	scratch[5] = "0123456789abcdef"[cp & 15];
	scratch[6] = '\0';
	return scratch;
}

static void write_string(const char *text, struct buf *ret)
{
	const char *from = text;
	const char *s = text;

	buf_puts(ret, "\"");
	while (*s) {
		char scratch[8];
		size_t len;
		const char *esc = escape((const unsigned char *)s, scratch, &len);

		if (esc) {
			buf_printf(ret, "%.*s%s", (int)(s - from), from, esc);
			from = s + len;
		}
		s += len;
	}
	buf_puts(ret, from);
	buf_puts(ret, "\"");
}

static void write_break(bool indented, unsigned depth, struct buf *ret)
{
	if (indented)
		buf_printf(ret, "\n%*s", (int)(2 * depth), "");
}

static void write_value(const struct json *j, bool indented, unsigned depth,
			struct buf *ret)
{
	if (j->kind == KIND_STRING) {
		write_string(j->text, ret);
		return;
	}
	if (j->kind != KIND_OBJECT && j->kind != KIND_ARRAY) {
		buf_puts(ret, j->text ? j->text : "null");
		return;
	}
	buf_puts(ret, j->kind == KIND_OBJECT ? "{" : "[");
	for (const struct json *m = j->first; m; m = m->next) {
		write_break(indented, depth + 1, ret);
		if (m->key) {
			write_string(m->key, ret);
			buf_puts(ret, indented ? ": " : ":");
		}
		write_value(m, indented, depth + 1, ret);
		if (m->next)
			buf_puts(ret, ",");
	}
	if (j->first)
		write_break(indented, depth, ret);
	buf_puts(ret, j->kind == KIND_OBJECT ? "}" : "]");
}

void json_write(const struct json *j, bool indented, struct buf *ret)
{
	write_value(j, indented, 0, ret);
}
