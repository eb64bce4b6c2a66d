/* hash: digests, base64 and random bytes. */
#include "core/crypto/hash.h"

#include <ctype.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * "-fips" drops a system-wide wish for approved algorithms: HTTP digest with
 * MD5 is what the firmware speaks.
 */
static bool hash_parts(const char *name, const struct hash_part *parts, size_t n,
		       uint8_t ret[EVP_MAX_MD_SIZE], unsigned *ret_len)
{
	EVP_MD *md = EVP_MD_fetch(NULL, name, "-fips");
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool ok = md && ctx && EVP_DigestInit_ex2(ctx, md, NULL);

	for (size_t i = 0; ok && i < n; i++)
		ok = EVP_DigestUpdate(ctx, parts[i].bytes, parts[i].len);
	ok = ok && EVP_DigestFinal_ex(ctx, ret, ret_len);
	EVP_MD_CTX_free(ctx);
	EVP_MD_free(md);
	return ok;
}

/* Why OpenSSL failed; its queue is empty then. */
static bool openssl_failed(const char *what, struct err *e)
{
	const char *reason = ERR_reason_error_string(ERR_peek_last_error());

	ERR_clear_error();
	return err_set(e, ERR_LOCAL, 0, "OpenSSL: %s: %s", what,
		       reason ? reason : "failed");
}

bool hash_hex(enum hash_alg alg, const struct hash_part *parts, size_t n,
	      char ret[HASH_HEX_MAX], struct err *e)
{
	const char *name = alg == HASH_SHA256 ? "SHA256" : "MD5";
	uint8_t bytes[EVP_MAX_MD_SIZE];
	unsigned len;

	if (!hash_parts(name, parts, n, bytes, &len))
		return openssl_failed(name, e);
	hex_encode(bytes, len, ret);
	explicit_bzero(bytes, sizeof(bytes));
	return true;
}

/* From the kernel: OpenSSL needs a fifth of a short run to set up a generator. */
bool random_hex(size_t n, char *ret, struct err *e)
{
	uint8_t piece[32];

	while (n) {
		size_t now = n < sizeof(piece) ? n : sizeof(piece);

		if (getentropy(piece, now))
			return err_errno(e, ERR_LOCAL, "the kernel's random bytes");
		hex_encode(piece, now, ret);
		ret += 2 * now;
		n -= now;
	}
	*ret = '\0';
	explicit_bzero(piece, sizeof(piece));
	return true;
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool hex_decode(const char *text, uint8_t *ret, size_t n)
{
	AUTO(xfreep) uint8_t *bytes = xmalloc(n); /* ret stays as it was on failure */

	for (size_t i = 0; i < n; i++) {
		if (i && *text == ':')
			text++;

		int high = hex_value(text[0]);
		int low = high < 0 ? -1 : hex_value(text[1]);

		if (low < 0)
			return false;
		bytes[i] = (uint8_t)(high << 4 | low);
		text += 2;
	}
	if (*text)
		return false;
	memcpy(ret, bytes, n);
	return true;
}

void hex_encode(const uint8_t *bytes, size_t n, char *ret)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < n; i++) {
		*ret++ = digits[bytes[i] >> 4];
		*ret++ = digits[bytes[i] & 15];
	}
	*ret = '\0';
}

static const char base64_digits[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

char *base64_encode(const void *bytes, size_t len)
{
	const uint8_t *in = bytes;
	char *text = xreallocarray(NULL, len / 3 + 2, 4);
	char *out = text;

	for (size_t i = 0; i < len; i += 3) {
		size_t left = len - i;
		uint32_t v = (uint32_t)in[i] << 16;

		v |= left > 1 ? (uint32_t)in[i + 1] << 8 : 0;
		v |= left > 2 ? in[i + 2] : 0;
		*out++ = base64_digits[v >> 18];
		*out++ = base64_digits[v >> 12 & 63];
		*out++ = left > 1 ? base64_digits[v >> 6 & 63] : '=';
		*out++ = left > 2 ? base64_digits[v & 63] : '=';
	}
	*out = '\0';
	return text;
}

static int base64_value(char c)
{
	const char *p = c ? strchr(base64_digits, c) : NULL;

	return p ? (int)(p - base64_digits) : -1;
}

/* Four characters; how many bytes they hold, 0 when they are no base64. */
static size_t base64_group(const char *in, uint8_t out[3])
{
	int v[4];
	size_t n = in[3] != '=' ? 3 : in[2] != '=' ? 2 : 1;

	for (size_t i = 0; i < 4; i++) {
		v[i] = i <= n ? base64_value(in[i]) : 0;
		if (v[i] < 0)
			return 0;
	}
	out[0] = (uint8_t)(v[0] << 2 | v[1] >> 4);
	out[1] = (uint8_t)(v[1] << 4 | v[2] >> 2);
	out[2] = (uint8_t)(v[2] << 6 | v[3]);
	if (n < 3 && out[n]) /* bits that no encoder sets (RFC 4648 3.5) */
		return 0;
	return n;
}

bool base64_decode(const char *text, size_t max, void **ret, size_t *ret_len)
{
	size_t len = strlen(text);

	if (len % 4 || len / 4 > max / 3 + 1)
		return false;

	AUTO(xfreep) uint8_t *bytes = xmalloc(len / 4 * 3);
	size_t n = 0;

	for (size_t i = 0; i < len; i += 4) {
		size_t got = base64_group(text + i, bytes + n);

		n += got;
		if (!got || (got < 3 && i + 4 < len))
			return false;
	}
	if (n > max)
		return false;
	*ret = STEAL(bytes);
	*ret_len = n;
	return true;
}
