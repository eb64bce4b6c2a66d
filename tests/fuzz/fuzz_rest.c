/*
 * Fuzz what an MPS may answer, to a read and to a change. The first byte
 * chooses status and content type, the rest is the body; and the same bytes as
 * a server URL.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/cloud/cloud.h"
#include "core/cloud/rest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int statuses[] = { 200, 204, 400, 401, 404, 409, 500, 502 };
	static const char *const types[] = { "application/json", "text/html", "" };
	struct err e = { 0 };
	struct cloud_url u;

	if (!size)
		return 0;

	char *text = xstrndup((const char *)data + 1, size - 1);
	struct rest_answer a = {
		.status = statuses[data[0] % ARRAY_LEN(statuses)],
		.content_type = types[data[0] / ARRAY_LEN(statuses) % ARRAY_LEN(types)],
		.body = (const char *)data + 1,
		.len = size - 1,
	};
	char line[64];

	for (int i = 0; i < 2; i++) {
		struct doc *doc = rest_answer_read(&a, &e);

		if (!doc && (!e.domain || !e.msg[0] || strpbrk(e.msg, "\n\r\x1b")))
			abort();
		doc_free(doc);
		a.change = true;
	}
	rest_error_text(&a, line, sizeof(line));
	if (strpbrk(line, "\n\r\x1b"))
		abort();
	if (cloud_url_parse(text, &u, &e)) {
		char *mps = cloud_mps_url(text, &e);
		struct cloud_url again;

		if (!mps || !cloud_url_parse(mps, &again, &e) ||
		    strcmp(again.host, u.host) != 0 || again.port != u.port)
			abort();
		free(mps);
	}
	free(text);
	return 0;
}
