/* Unit tests of core/crypto/hash. */
#include "tests/unit/support.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "core/crypto/hash.h"

static void known_hashes(void **state)
{
	const struct hash_part abc[] = { { "a", 1 }, { "", 0 }, { "bc", 2 } };
	const struct hash_part body = { "<a/>", 4 };
	char hex[HASH_HEX_MAX];
	struct err e;

	(void)state;
	assert_true(hash_hex(HASH_MD5, abc, 3, hex, &e)); /* RFC 1321 A.5 */
	assert_string_equal(hex, "900150983cd24fb0d6963f7d28e17f72");
	assert_true(hash_hex(HASH_MD5, NULL, 0, hex, &e));
	assert_string_equal(hex, "d41d8cd98f00b204e9800998ecf8427e");
	assert_true(hash_hex(HASH_MD5, &body, 1, hex, &e));
	assert_string_equal(hex, "f019ee9a03978aff9f9b78d0ddf3edb7");
	assert_true(hash_hex(HASH_SHA256, abc, 3, hex, &e)); /* FIPS 180-4 examples */
	assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223"
				 "b00361a396177a9cb410ff61f20015ad");
}

static void hex_goes_both_ways(void **state)
{
	static const char *const bad[] = {
		"",      "0",      "00a",   "00g1",   "00:1:1", "00a1ff", ":00a1",
		"00a1:", "00::a1", "00 a1", "0x00a1", "000:a1", "00a"
	};
	uint8_t b[2] = { 7, 7 };
	char text[5];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		char *exact = test_memdup(bad[i], strlen(bad[i]) + 1);

		assert_false(hex_decode(exact, b, 2));
		assert_int_equal(b[0], 7);
		free(exact);
	}
	assert_true(hex_decode("0fA1", b, 2));
	assert_int_equal(b[0] << 8 | b[1], 0x0fa1);
	assert_true(hex_decode("00:fe", b, 2));
	hex_encode(b, 2, text);
	assert_string_equal(text, "00fe");
}

static void base64_of_the_rfc(void **state)
{
	static const char *const v[][2] = { { "", "" },
					    { "f", "Zg==" },
					    { "fo", "Zm8=" },
					    { "foo", "Zm9v" },
					    { "foob", "Zm9vYg==" },
					    { "fooba", "Zm9vYmE=" },
					    { "foobar", "Zm9vYmFy" } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(v); i++) {
		AUTO(xfreep) char *text = base64_encode(v[i][0], strlen(v[i][0]));
		void *bytes;
		size_t len;

		assert_string_equal(text, v[i][1]);
		assert_true(base64_decode(text, 6, &bytes, &len));
		assert_int_equal(len, strlen(v[i][0]));
		assert_memory_equal(bytes, v[i][0], len);
		free(bytes);
	}
}

static void base64_keeps_every_byte(void **state)
{
	uint8_t all[256];
	void *back;
	size_t len;

	(void)state;
	for (size_t i = 0; i < sizeof(all); i++)
		all[i] = (uint8_t)i;

	AUTO(xfreep) char *text = base64_encode(all, sizeof(all));

	assert_true(base64_decode(text, sizeof(all), &back, &len));
	assert_int_equal(len, sizeof(all));
	assert_memory_equal(back, all, len);
	free(back);
	assert_false(base64_decode(text, sizeof(all) - 1, &back, &len));
}

static void bad_base64_is_refused(void **state)
{
	static const char *const bad[] = {
		"Z",    "Zg",       "Zg=",  "Zg==Zg==", "Z===", "====", "Zm9v\n", "Zm 9",
		"Zm9-", "Zm8=Zm9v", "Zh==", "Zm9=",     "=m9v", "Zm=v", "Zm9vA"
	};
	void *bytes;
	size_t len;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		char *exact = test_memdup(bad[i], strlen(bad[i]) + 1);

		assert_false(base64_decode(exact, 100, &bytes, &len));
		free(exact);
	}
}

static void a_hash_that_openssl_lacks_is_an_error(void **state)
{
	char hex[HASH_HEX_MAX] = "as before";
	struct err e;

	(void)state;
	assert_true(EVP_set_default_properties(NULL, "provider=nobody"));
	assert_false(hash_hex(HASH_MD5, NULL, 0, hex, &e));
	assert_true(EVP_set_default_properties(NULL, ""));
	assert_int_equal(e.domain, ERR_LOCAL);
	assert_non_null(strstr(e.msg, "OpenSSL: MD5: unsupported"));
	assert_string_equal(hex, "as before");
	assert_true(hash_hex(HASH_MD5, NULL, 0, hex, &e));
}

static void random_text_differs(void **state)
{
	char a[101], b[101];
	struct err e;

	(void)state;
	assert_true(random_hex(50, a, &e));
	assert_true(random_hex(50, b, &e));
	assert_int_equal(strlen(a), 100);
	assert_int_equal(strspn(a, "0123456789abcdef"), 100);
	assert_string_not_equal(a, b);
	assert_true(random_hex(0, a, &e));
	assert_string_equal(a, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_hashes),
		cmocka_unit_test(hex_goes_both_ways),
		cmocka_unit_test(base64_of_the_rfc),
		cmocka_unit_test(base64_keeps_every_byte),
		cmocka_unit_test(bad_base64_is_refused),
		cmocka_unit_test(a_hash_that_openssl_lacks_is_an_error),
		cmocka_unit_test(random_text_differs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
