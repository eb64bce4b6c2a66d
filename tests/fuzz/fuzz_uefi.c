/*
 * Fuzz the parameters of a UEFI boot. The first byte chooses the set; the rest
 * is read entry by entry, and what was read is written again.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/crypto/hash.h"
#include "core/device/uefi_boot.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Entries lie in the input, one behind the other, and are none too many. */
static size_t read_all(enum uefi_set set, const uint8_t *bytes, size_t len, bool *ret_ok)
{
	struct uefi_entry entry;
	struct err e = { 0 };
	size_t offset = 0;
	size_t n = 0;

	for (;; n++) {
		size_t before = offset;
		enum uefi_next next = uefi_next(set, bytes, len, &offset, &entry, &e);

		*ret_ok = next == UEFI_NEXT_END;
		if (next == UEFI_NEXT_BAD && (e.domain != ERR_PROTO || offset != before))
			abort();
		if (next == UEFI_NEXT_END && offset != len)
			abort();
		if (next != UEFI_NEXT_ENTRY)
			return n;
		if (entry.value != bytes + before + 8 || entry.len > len ||
		    offset != before + 8 + entry.len)
			abort();
	}
}

/* A value that can be read can be written, to the same bytes, if it is text. */
static void write_again(const uint8_t *bytes, size_t len)
{
	struct uefi_params p = { .set = UEFI_SET_BOOT };
	AUTO(xfreep) char *text = xstrndup((const char *)bytes, len);
	struct err e = { 0 };

	if (!uefi_add_text(&p, UEFI_SERVER_NAME, text, &e)) {
		if (e.domain != ERR_USAGE || p.len || p.n)
			abort();
	} else if (p.len != 8 + strlen(text) || p.n != 1 ||
		   memcmp(p.bytes + 8, text, strlen(text)) != 0) {
		abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;

	enum uefi_set set = data[0] & 1 ? UEFI_SET_ERASE : UEFI_SET_BOOT;
	size_t len = size - 1;
	AUTO(xfreep) uint8_t *exact = xmalloc(len); /* ASan sees an over-read */
	AUTO(strv_done) struct strv words = { 0 };
	struct err e = { 0 };
	bool ok;

	memcpy(exact, data + 1, len);

	size_t n = read_all(set, exact, len, &ok);
	AUTO(xfreep) char *base64 = base64_encode(exact, len);

	if (uefi_params_words(set, base64, n, &words, &e) !=
	    (ok && len <= UEFI_PARAMS_MAX))
		abort();
	for (size_t i = 0; i < words.n; i++)
		if (!text_is_utf8(words.v[i], strlen(words.v[i])) ||
		    strpbrk(words.v[i], "\x1b\n\r"))
			abort();
	write_again(exact, len);
	return 0;
}
