/* Fuzz target: WWW-Authenticate headers, and the answers made from them. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/net/digest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool has_line_end(const char *s)
{
	return strpbrk(s, "\r\n") != NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct secret password = { .text = (char[]){ "P@ssw0rd" } };
	struct digest_request r = { .user = "admin",
				    .password = &password,
				    .method = "POST",
				    .uri = "/wsman",
				    .body = data,
				    .body_len = size,
				    .nc = 1,
				    .cnonce = "0a4f113b" };
	char *header = xmalloc(size + 1); /* exact: ASan sees an over-read */
	struct digest_challenge c;
	struct buf b = BUF_INIT(DIGEST_VALUE_MAX);
	struct err e;

	memcpy(header, data, size);
	header[size] = '\0';
	if (digest_challenge_parse(header, &c, &e)) {
		/* Whatever the peer said, the answer is one header line. */
		if (!digest_authorize(&c, &r, &b, &e) || has_line_end(b.data))
			abort();
	} else if (e.domain != ERR_PROTO && e.domain != ERR_UNSUPPORTED) {
		abort();
	}
	buf_wipe(&b);
	free(header);
	return 0;
}
