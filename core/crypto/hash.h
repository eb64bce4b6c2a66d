/* hash: digests (OpenSSL behind one door), base64 and random bytes. */
#ifndef AMT_CRYPTO_HASH_H
#define AMT_CRYPTO_HASH_H

#include "core/base/err.h"

enum hash_alg { HASH_MD5, HASH_SHA256 };

#define HASH_HEX_MAX 65 /* longest hex text, NUL included */

/* One piece of what is hashed: {text, len}; text is borrowed. */
struct hash_part {
	const void *bytes;
	size_t len;
};

/*
 * Lower-case hex of the hash over the parts in order.
 * ERR_LOCAL: an OpenSSL that was told to do without the algorithm.
 */
bool hash_hex(enum hash_alg alg, const struct hash_part *parts, size_t n,
	      char ret[HASH_HEX_MAX], struct err *e) MUST_USE;

/* n random bytes as lower-case hex; ret holds 2n+1. ERR_LOCAL: the kernel has none. */
bool random_hex(size_t n, char *ret, struct err *e) MUST_USE;

/* Hex text of exactly n bytes; colons between bytes are allowed. */
bool hex_decode(const char *text, uint8_t *ret, size_t n) MUST_USE;
void hex_encode(const uint8_t *bytes, size_t n, char *ret);

/* Standard base64 with padding (RFC 4648 section 4). ret from xmalloc. */
char *base64_encode(const void *bytes, size_t len) MUST_USE;
bool base64_decode(const char *text, size_t max, void **ret, size_t *ret_len) MUST_USE;

#endif
