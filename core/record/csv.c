/* csv: cells of comma-separated values. */
#include "core/record/csv.h"

#include <string.h>

static bool needs_quotes(const char *text)
{
	size_t len = strlen(text);

	return text[strcspn(text, ",\"\r\n")] ||
	       (len && (text[0] == ' ' || text[len - 1] == ' '));
}

void csv_cell(const char *text, struct buf *ret)
{
	if (!text)
		return;
	if (!needs_quotes(text)) {
		buf_puts(ret, text);
		return;
	}
	buf_puts(ret, "\"");
	for (;;) {
		size_t n = strcspn(text, "\"");

		buf_printf(ret, "%.*s", (int)n, text);
		if (!text[n])
			break;
		buf_puts(ret, "\"\"");
		text += n + 1;
	}
	buf_puts(ret, "\"");
}
