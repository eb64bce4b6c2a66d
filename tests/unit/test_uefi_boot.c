/* Unit tests of core/device/uefi_boot: the parameters of a UEFI boot. */
#include "tests/unit/support.h"

#include <stdlib.h>
#include <string.h>

#include "core/crypto/hash.h"
#include "core/device/uefi_boot.h"

#define URL "https://boot.example.net/winpe.efi"

static const uint8_t https_bytes[] = {
	0x86, 0x80, 0x01, 0x00, 0x22, 0x00, 0x00, 0x00, 0x68, 0x74, 0x74, 0x70, 0x73,
	0x3a, 0x2f, 0x2f, 0x62, 0x6f, 0x6f, 0x74, 0x2e, 0x65, 0x78, 0x61, 0x6d, 0x70,
	0x6c, 0x65, 0x2e, 0x6e, 0x65, 0x74, 0x2f, 0x77, 0x69, 0x6e, 0x70, 0x65, 0x2e,
	0x65, 0x66, 0x69, 0x86, 0x80, 0x14, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01,
};
static const uint8_t pba_bytes[] = {
	0x86, 0x80, 0x02, 0x00, 0x0b, 0x00, 0x00, 0x00, 0x5c, 0x4f,
	0x65, 0x6d, 0x50, 0x62, 0x61, 0x2e, 0x65, 0x66, 0x69, 0x86,
	0x80, 0x03, 0x00, 0x02, 0x00, 0x00, 0x00, 0x0b, 0x00,
};

#define HTTPS_BASE64 \
	"hoABACIAAABodHRwczovL2Jvb3QuZXhhbXBsZS5uZXQvd2lucGUuZWZphoAUAAEAAAAB"
#define LOGIN_BASE64                                                           \
	"hoABACIAAABodHRwczovL2Jvb3QuZXhhbXBsZS5uZXQvd2lucGUuZWZphoAUAAEAAAAB" \
	"hoAoAAQAAABib290hoApAAYAAABzM2NyZXSGgB4AAgAAADwA"

static void assert_written(const struct uefi_params *p, uint32_t n, const char *base64)
{
	AUTO(xfreep) char *text = uefi_params_base64(p);

	assert_int_equal(p->n, n);
	assert_string_equal(text, base64);
}

static void the_published_vectors_are_written(void **state)
{
	struct uefi_params https = { .set = UEFI_SET_BOOT };
	struct uefi_params pba = { .set = UEFI_SET_BOOT };
	struct err e = { 0 };

	(void)state;
	assert_true(uefi_add_text(&https, UEFI_URL, URL, &e));
	assert_true(uefi_add_number(&https, UEFI_TRUSTED_ROOTS, 1, &e));
	assert_int_equal(https.len, sizeof(https_bytes));
	assert_memory_equal(https.bytes, https_bytes, sizeof(https_bytes));
	assert_written(&https, 2, HTTPS_BASE64);
	assert_true(uefi_add_text(&https, UEFI_USER, "boot", &e));
	assert_true(uefi_add_text(&https, UEFI_PASSWORD, "s3cret", &e));
	assert_true(uefi_add_number(&https, UEFI_REQUEST_TIMEOUT, 60, &e));
	assert_int_equal(https.len, 87);
	assert_written(&https, 5, LOGIN_BASE64);

	assert_true(uefi_add_text(&pba, UEFI_FILE_PATH, "\\OemPba.efi", &e));
	assert_true(uefi_add_number(&pba, UEFI_PATH_LENGTH, 11, &e));
	assert_int_equal(pba.len, sizeof(pba_bytes));
	assert_memory_equal(pba.bytes, pba_bytes, sizeof(pba_bytes));
	assert_written(&pba, 2, "hoACAAsAAABcT2VtUGJhLmVmaYaAAwACAAAACwA=");
}

static void erase_masks_are_written(void **state)
{
	static const struct {
		uint32_t mask;
		const char *base64;
	} v[] = { { 0x44, "hoABAAQAAABEAAAA" },
		  { 0x04000000, "hoABAAQAAAAAAAAE" },
		  { 0x04, "hoABAAQAAAAEAAAA" } };
	struct err e = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(v); i++) {
		struct uefi_params p = { .set = UEFI_SET_ERASE };

		assert_true(uefi_add_number(&p, UEFI_ERASE_MASK, v[i].mask, &e));
		assert_written(&p, 1, v[i].base64);
	}
}

static void wiping_leaves_nothing(void **state)
{
	static const struct uefi_params nothing;
	struct uefi_params p = { .set = UEFI_SET_BOOT };
	struct err e = { 0 };

	(void)state;
	assert_true(uefi_add_text(&p, UEFI_PASSWORD, "s3cret", &e));
	uefi_params_wipe(&p);
	assert_memory_equal(p.bytes, nothing.bytes, sizeof(p.bytes));
	assert_int_equal(p.len, 0);
	assert_int_equal(p.n, 0);
}

/* Each type, and the shortest and longest value it takes. */
static const struct limit {
	enum uefi_set set;
	unsigned type;
	bool text;
	size_t min, max;
} limits[] = {
	{ UEFI_SET_BOOT, UEFI_URL, true, 1, 300 },
	{ UEFI_SET_BOOT, UEFI_FILE_PATH, true, 1, 300 },
	{ UEFI_SET_BOOT, UEFI_IMAGE_SHA256, false, 32, 32 },
	{ UEFI_SET_BOOT, UEFI_IMAGE_SHA384, false, 48, 48 },
	{ UEFI_SET_BOOT, UEFI_IMAGE_SHA512, false, 64, 64 },
	{ UEFI_SET_BOOT, UEFI_OPTIONAL_DATA, false, 1, 50 },
	{ UEFI_SET_BOOT, UEFI_SERVER_NAME, true, 1, 256 },
	{ UEFI_SET_BOOT, UEFI_SERVER_SHA256, false, 32, 32 },
	{ UEFI_SET_BOOT, UEFI_SERVER_SHA384, false, 48, 48 },
	{ UEFI_SET_BOOT, UEFI_SERVER_SHA512, false, 64, 64 },
	{ UEFI_SET_BOOT, UEFI_USER, true, 1, 16 },
	{ UEFI_SET_BOOT, UEFI_PASSWORD, true, 1, 16 },
	{ UEFI_SET_ERASE, UEFI_ERASE_PSID, true, 1, 64 },
	{ UEFI_SET_ERASE, UEFI_ERASE_SSD_PASSWORD, true, 1, 64 },
	{ UEFI_SET_ERASE, UEFI_ERASE_OEM, false, 1, 500 },
};

static bool add_filled(struct uefi_params *p, const struct limit *l, size_t len,
		       struct err *e)
{
	char value[600];

	memset(value, 'x', sizeof(value));
	value[len] = '\0';
	return l->text ? uefi_add_text(p, l->type, value, e)
		       : uefi_add_bytes(p, l->type, value, len, e);
}

static void every_limit_holds_for_writing(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(limits); i++) {
		const struct limit *l = &limits[i];
		struct uefi_params p = { .set = l->set };
		struct err e = { 0 };

		if (!add_filled(&p, l, l->min, &e) || !add_filled(&p, l, l->max, &e))
			fail_msg("row %zu: %s", i, e.msg);
		assert_int_equal(p.n, 2);

		size_t len = p.len;

		assert_false(add_filled(&p, l, l->max + 1, &e));
		assert_err(e, ERR_USAGE, "bytes, not");
		assert_false(add_filled(&p, l, l->min - 1, &e));
		assert_err(e, ERR_USAGE, "bytes, not");
		assert_null(strstr(e.msg, "xx"));
		assert_int_equal(p.n, 2);
		assert_int_equal(p.len, len);
	}
}

static void numbers_that_do_not_fit_are_refused(void **state)
{
	struct uefi_params p = { .set = UEFI_SET_BOOT };
	struct err e = { 0 };

	(void)state;
	assert_true(uefi_add_number(&p, UEFI_PATH_LENGTH, 65535, &e));
	assert_false(uefi_add_number(&p, UEFI_PATH_LENGTH, 65536, &e));
	assert_err(e, ERR_USAGE, "65536 is too much");
	assert_true(uefi_add_number(&p, UEFI_SERVER_VERIFY, UEFI_VERIFY_SUFFIX, &e));
	assert_false(uefi_add_number(&p, UEFI_TRUSTED_ROOTS, 256, &e));
	assert_int_equal(p.n, 2);
}

static void types_of_another_kind_or_set_are_refused(void **state)
{
	struct uefi_params p = { .set = UEFI_SET_BOOT };
	struct err e = { 0 };

	(void)state;
	assert_false(uefi_add_text(&p, UEFI_TRUSTED_ROOTS, "1", &e));
	assert_int_equal(e.domain, ERR_INTERNAL);
	assert_false(uefi_add_bytes(&p, UEFI_URL, "x", 1, &e));
	assert_int_equal(e.domain, ERR_INTERNAL);
	assert_false(uefi_add_number(&p, UEFI_IMAGE_SHA256, 1, &e));
	assert_int_equal(e.domain, ERR_INTERNAL);
	assert_false(uefi_add_number(&p, 99, 0, &e));
	assert_int_equal(e.domain, ERR_INTERNAL);
	p.set = UEFI_SET_ERASE;
	assert_false(uefi_add_text(&p, UEFI_USER, "boot", &e));
	assert_int_equal(e.domain, ERR_INTERNAL);
	assert_int_equal(p.len, 0);
}

static void the_whole_is_bounded(void **state)
{
	struct uefi_params p = { .set = UEFI_SET_BOOT };
	struct limit url = { UEFI_SET_BOOT, UEFI_URL, true, 1, 300 };
	struct limit name = { UEFI_SET_BOOT, UEFI_SERVER_NAME, true, 1, 256 };
	struct err e = { 0 };

	(void)state;
	for (int i = 0; i < 3; i++)
		assert_true(add_filled(&p, &url, 300, &e));
	assert_int_equal(p.len, 924); /* 100 are left */
	assert_false(add_filled(&p, &name, 93, &e));
	assert_err(e, ERR_USAGE, "no room for the server name");
	assert_true(add_filled(&p, &name, 92, &e));
	assert_int_equal(p.len, UEFI_PARAMS_MAX);
	assert_false(add_filled(&p, &name, 1, &e));

	AUTO(xfreep) char *text = uefi_params_base64(&p);
	AUTO(strv_done) struct strv words = { 0 };

	assert_true(uefi_params_words(UEFI_SET_BOOT, text, 4, &words, &e));
}

static void entries_are_read_back(void **state)
{
	struct uefi_entry entry;
	struct err e = { 0 };
	size_t offset = 0;

	(void)state;
	assert_int_equal(uefi_next(UEFI_SET_BOOT, https_bytes, sizeof(https_bytes),
				   &offset, &entry, &e),
			 UEFI_NEXT_ENTRY);
	assert_int_equal(entry.type, UEFI_URL);
	assert_int_equal(entry.len, 34);
	assert_memory_equal(entry.value, URL, 34);
	assert_string_equal(entry.name, "url");
	assert_int_equal(uefi_next(UEFI_SET_BOOT, https_bytes, sizeof(https_bytes),
				   &offset, &entry, &e),
			 UEFI_NEXT_ENTRY);
	assert_int_equal(entry.type, UEFI_TRUSTED_ROOTS);
	assert_int_equal(uefi_next(UEFI_SET_BOOT, https_bytes, sizeof(https_bytes),
				   &offset, &entry, &e),
			 UEFI_NEXT_END);
	assert_int_equal(offset, sizeof(https_bytes));
}

static void every_prefix_is_bad_or_ends_between_entries(void **state)
{
	(void)state;
	for (size_t n = 0; n < sizeof(pba_bytes); n++) {
		uint8_t *exact = test_memdup(pba_bytes, n);
		struct uefi_entry entry;
		struct err e = { 0 };
		size_t offset = 0;
		enum uefi_next next;

		do {
			next = uefi_next(UEFI_SET_BOOT, exact, n, &offset, &entry, &e);
		} while (next == UEFI_NEXT_ENTRY);
		if (n == 0 || n == 19) {
			assert_int_equal(next, UEFI_NEXT_END);
		} else {
			assert_int_equal(next, UEFI_NEXT_BAD);
			assert_int_equal(e.domain, ERR_PROTO);
			assert_int_equal(offset, n < 19 ? 0 : 19);
		}
		free(exact);
	}
}

static void bad_entries_are_named(void **state)
{
	static const struct {
		uint8_t bytes[16];
		size_t len;
		const char *part;
	} v[] = {
		{ { 0x87, 0x80, 1, 0, 1, 0, 0, 0, 'x' }, 9, "vendor 0x8087" },
		{ { 0x86, 0x80, 1, 0, 2, 0, 0, 0, 'x' }, 9, "says 2 bytes, 1 are left" },
		{ { 0x86, 0x80, 1, 0, 0xff, 0xff, 0xff, 0xff, 'x' },
		  9,
		  "says 4294967295 bytes" },
		{ { 0x86, 0x80, 1, 0, 0, 0, 0, 0 }, 8, "the url has 0 bytes" },
		{ { 0x86, 0x80, 3, 0, 1, 0, 0, 0, 1 },
		  9,
		  "path length has 1 bytes, not 2" },
		{ { 0x86, 0x80, 1, 0 }, 4, "an entry of 4 bytes" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(v); i++) {
		uint8_t *exact = test_memdup(v[i].bytes, v[i].len);
		struct uefi_entry entry;
		struct err e = { 0 };
		size_t offset = 0;

		assert_int_equal(
			uefi_next(UEFI_SET_BOOT, exact, v[i].len, &offset, &entry, &e),
			UEFI_NEXT_BAD);
		assert_err(e, ERR_PROTO, v[i].part);
		free(exact);
	}
}

static void words_hide_secrets_and_control_characters(void **state)
{
	struct uefi_params p = { .set = UEFI_SET_BOOT };
	uint8_t hash[32];
	AUTO(strv_done) struct strv words = { 0 };
	struct err e = { 0 };

	(void)state;
	memset(hash, 0xab, sizeof(hash));
	assert_true(uefi_params_words(UEFI_SET_BOOT, LOGIN_BASE64, 5, &words, &e));
	assert_int_equal(words.n, 5);
	assert_string_equal(words.v[0], "url " URL);
	assert_string_equal(words.v[1], "trusted roots 1");
	assert_string_equal(words.v[2], "user name boot");
	assert_string_equal(words.v[3], "password ***");
	assert_string_equal(words.v[4], "request timeout 60");

	assert_true(uefi_add_text(&p, UEFI_URL, "a\x1b[2J", &e));
	assert_true(uefi_add_text(&p, UEFI_SERVER_NAME, "\xff", &e));
	assert_true(uefi_add_bytes(&p, UEFI_SERVER_SHA256, hash, sizeof(hash), &e));
	p.bytes[p.len++] = 0x86; /* a type that nobody knows */
	p.bytes[p.len++] = 0x80;
	p.bytes[p.len++] = 0x63;
	p.len += 5;

	AUTO(xfreep) char *text = uefi_params_base64(&p);

	assert_true(uefi_params_words(UEFI_SET_BOOT, text, 4, &words, &e));
	assert_string_equal(words.v[0], "url a?[2J");
	assert_string_equal(words.v[1], "server name (no text)");
	assert_string_equal(words.v[2], "server SHA-256 abababababababababababababababab"
					"abababababababababababababababab");
	assert_string_equal(words.v[3], "type 99 of 0 bytes");
}

static void words_need_the_right_count_and_size(void **state)
{
	uint8_t large[UEFI_PARAMS_MAX + 3] = { 0 };
	AUTO(xfreep) char *text = base64_encode(large, sizeof(large));
	AUTO(strv_done) struct strv words = { 0 };
	struct err e = { 0 };

	(void)state;
	assert_false(uefi_params_words(UEFI_SET_BOOT, HTTPS_BASE64, 3, &words, &e));
	assert_err(e, ERR_PROTO, "2 parameters, not 3");
	assert_false(uefi_params_words(UEFI_SET_BOOT, "????", 0, &words, &e));
	assert_err(e, ERR_PROTO, "no base64");
	assert_false(uefi_params_words(UEFI_SET_BOOT, text, 0, &words, &e));
	assert_err(e, ERR_PROTO, "at most 1024 bytes");
	assert_true(uefi_params_words(UEFI_SET_BOOT, "", 0, &words, &e));
	assert_int_equal(words.n, 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_published_vectors_are_written),
		cmocka_unit_test(erase_masks_are_written),
		cmocka_unit_test(wiping_leaves_nothing),
		cmocka_unit_test(every_limit_holds_for_writing),
		cmocka_unit_test(numbers_that_do_not_fit_are_refused),
		cmocka_unit_test(types_of_another_kind_or_set_are_refused),
		cmocka_unit_test(the_whole_is_bounded),
		cmocka_unit_test(entries_are_read_back),
		cmocka_unit_test(every_prefix_is_bad_or_ends_between_entries),
		cmocka_unit_test(bad_entries_are_named),
		cmocka_unit_test(words_hide_secrets_and_control_characters),
		cmocka_unit_test(words_need_the_right_count_and_size),
	};

	return cmocka_run_group_tests_name("uefi_boot", tests, NULL, NULL);
}
