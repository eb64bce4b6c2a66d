/* uefi_boot: writing and reading the parameters of a UEFI boot. */
#include "core/device/uefi_boot.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/buf.h"
#include "core/base/text.h"
#include "core/crypto/hash.h"

#define VENDOR 0x8086
#define HEADER 8

enum kind { KIND_TEXT, KIND_NUMBER, KIND_BYTES };

struct param {
	unsigned type;
	enum kind kind;
	uint16_t min, max; /* bytes of the value */
	bool secret;
	const char *name;
};

static const struct param boot_params[] = {
	{ UEFI_URL, KIND_TEXT, 1, UEFI_URL_MAX, false, "url" },
	{ UEFI_FILE_PATH, KIND_TEXT, 1, UEFI_PATH_MAX, false, "file path" },
	{ UEFI_PATH_LENGTH, KIND_NUMBER, 2, 2, false, "path length" },
	{ UEFI_IMAGE_SHA256, KIND_BYTES, 32, 32, false, "image SHA-256" },
	{ UEFI_IMAGE_SHA384, KIND_BYTES, 48, 48, false, "image SHA-384" },
	{ UEFI_IMAGE_SHA512, KIND_BYTES, 64, 64, false, "image SHA-512" },
	{ UEFI_OPTIONAL_DATA, KIND_BYTES, 1, 50, false, "optional data" },
	{ UEFI_TRUSTED_ROOTS, KIND_NUMBER, 1, 1, false, "trusted roots" },
	{ UEFI_SERVER_NAME, KIND_TEXT, 1, 256, false, "server name" },
	{ UEFI_SERVER_VERIFY, KIND_NUMBER, 2, 2, false, "server name method" },
	{ UEFI_SERVER_SHA256, KIND_BYTES, 32, 32, false, "server SHA-256" },
	{ UEFI_SERVER_SHA384, KIND_BYTES, 48, 48, false, "server SHA-384" },
	{ UEFI_SERVER_SHA512, KIND_BYTES, 64, 64, false, "server SHA-512" },
	{ UEFI_REQUEST_TIMEOUT, KIND_NUMBER, 2, 2, false, "request timeout" },
	{ UEFI_USER, KIND_TEXT, 1, UEFI_LOGIN_MAX, false, "user name" },
	{ UEFI_PASSWORD, KIND_TEXT, 1, UEFI_LOGIN_MAX, true, "password" },
	{ .name = NULL },
};

static const struct param erase_params[] = {
	{ UEFI_ERASE_MASK, KIND_NUMBER, 4, 4, false, "device mask" },
	{ UEFI_ERASE_PSID, KIND_TEXT, 1, 64, true, "PSID" },
	{ UEFI_ERASE_SSD_PASSWORD, KIND_TEXT, 1, 64, true, "SSD password" },
	{ UEFI_ERASE_OEM, KIND_BYTES, 1, 500, false, "OEM data" },
	{ .name = NULL },
};

static const struct param *param_of(enum uefi_set set, unsigned type)
{
	const struct param *p = set == UEFI_SET_BOOT ? boot_params : erase_params;

	while (p->name && p->type != type)
		p++;
	return p->name ? p : NULL;
}

static void put_le(uint8_t *at, size_t n, uint32_t v)
{
	for (size_t i = 0; i < n; i++, v >>= 8)
		at[i] = (uint8_t)v;
}

static uint32_t get_le(const uint8_t *at, size_t n)
{
	uint32_t v = 0;

	while (n--)
		v = v << 8 | at[n];
	return v;
}

/* ---- writing ---- */

void uefi_params_wipe(struct uefi_params *p)
{
	explicit_bzero(p, sizeof(*p));
}

static bool check_length(const struct param *param, size_t len, enum err_domain domain,
			 struct err *e)
{
	if (len >= param->min && len <= param->max)
		return true;
	if (param->min == param->max)
		return err_set(e, domain, 0, "UEFI boot: the %s has %zu bytes, not %u",
			       param->name, len, (unsigned)param->max);
	return err_set(e, domain, 0, "UEFI boot: the %s has %zu bytes, not %u to %u",
		       param->name, len, (unsigned)param->min, (unsigned)param->max);
}

static bool add(struct uefi_params *p, const struct param *param, enum kind kind,
		const void *value, size_t len, struct err *e)
{
	if (!param || param->kind != kind)
		return err_set(e, ERR_INTERNAL, 0, "UEFI boot: no such parameter");
	if (!check_length(param, len, ERR_USAGE, e))
		return false;
	if (len + HEADER > sizeof(p->bytes) - p->len)
		return err_set(e, ERR_USAGE, 0,
			       "UEFI boot: no room for the %s, all together may have %d "
			       "bytes",
			       param->name, UEFI_PARAMS_MAX);

	uint8_t *at = p->bytes + p->len;

	put_le(at, 2, VENDOR);
	put_le(at + 2, 2, param->type);
	put_le(at + 4, 4, (uint32_t)len);
	memcpy(at + HEADER, value, len);
	p->len += HEADER + len;
	p->n++;
	return true;
}

bool uefi_add_text(struct uefi_params *p, unsigned type, const char *text, struct err *e)
{
	return add(p, param_of(p->set, type), KIND_TEXT, text, strlen(text), e);
}

bool uefi_add_number(struct uefi_params *p, unsigned type, uint32_t value, struct err *e)
{
	const struct param *param = param_of(p->set, type);
	size_t n = param ? param->max : 0;
	uint8_t le[4];

	if (n < sizeof(le) && value >> (8 * n))
		return err_set(e, ERR_USAGE, 0, "UEFI boot: %" PRIu32 " is too much",
			       value);
	if (n > sizeof(le))
		n = 0; /* of another kind: refused by add() */
	put_le(le, n, value);
	return add(p, param, KIND_NUMBER, le, n, e);
}

bool uefi_add_bytes(struct uefi_params *p, unsigned type, const void *bytes, size_t len,
		    struct err *e)
{
	return add(p, param_of(p->set, type), KIND_BYTES, bytes, len, e);
}

char *uefi_params_base64(const struct uefi_params *p)
{
	return base64_encode(p->bytes, p->len);
}

/* ---- reading ---- */

enum uefi_next uefi_next(enum uefi_set set, const uint8_t *bytes, size_t len,
			 size_t *offset, struct uefi_entry *ret, struct err *e)
{
	const uint8_t *at = bytes + *offset;
	size_t left = len - *offset;

	if (!left)
		return UEFI_NEXT_END;
	if (left < HEADER) {
		err_set(e, ERR_PROTO, 0, "UEFI boot: an entry of %zu bytes", left);
		return UEFI_NEXT_BAD;
	}

	uint32_t vendor = get_le(at, 2);
	uint16_t type = (uint16_t)get_le(at + 2, 2);
	uint32_t size = get_le(at + 4, 4);
	const struct param *param = param_of(set, type);

	if (vendor != VENDOR) {
		err_set(e, ERR_PROTO, 0, "UEFI boot: vendor 0x%04" PRIx32, vendor);
		return UEFI_NEXT_BAD;
	}
	if (size > left - HEADER) {
		err_set(e, ERR_PROTO, 0,
			"UEFI boot: type %u says %" PRIu32 " bytes, %zu are left",
			(unsigned)type, size, left - HEADER);
		return UEFI_NEXT_BAD;
	}
	if (param && !check_length(param, size, ERR_PROTO, e))
		return UEFI_NEXT_BAD;
	*ret = (struct uefi_entry){ .type = type,
				    .name = param ? param->name : NULL,
				    .value = at + HEADER,
				    .len = size };
	*offset += HEADER + size;
	return UEFI_NEXT_ENTRY;
}

/* Text as it stands, made safe for a terminal; it may not be UTF-8 either. */
static void put_words(struct buf *words, const struct uefi_entry *entry)
{
	AUTO(xfreep)
	char *text = xstrndup((const char *)entry->value, entry->len);

	text_scrub(text);
	buf_puts(words, text_is_utf8(text, strlen(text)) ? text : "(no text)");
}

static char *entry_words(const struct param *param, const struct uefi_entry *entry)
{
	struct buf words = BUF_INIT(4 * (size_t)UEFI_PARAMS_MAX);

	if (!param) {
		buf_printf(&words, "type %u of %zu bytes", (unsigned)entry->type,
			   entry->len);
		return buf_steal(&words);
	}
	buf_printf(&words, "%s ", param->name);
	if (param->secret) {
		buf_puts(&words, "***");
	} else if (param->kind == KIND_TEXT) {
		put_words(&words, entry);
	} else if (param->kind == KIND_NUMBER) {
		buf_printf(&words, "%" PRIu32, get_le(entry->value, entry->len));
	} else {
		AUTO(xfreep) char *hex = xmalloc(2 * entry->len + 1);

		hex_encode(entry->value, entry->len, hex);
		buf_puts(&words, hex);
	}
	return buf_steal(&words);
}

bool uefi_params_words(enum uefi_set set, const char *base64, uint64_t count,
		       struct strv *ret, struct err *e)
{
	AUTO(strv_done) struct strv words = { 0 };
	struct uefi_entry entry;
	enum uefi_next next;
	void *bytes = NULL;
	size_t len = 0;
	size_t offset = 0;

	if (!base64_decode(base64, UEFI_PARAMS_MAX, &bytes, &len))
		return err_set(e, ERR_PROTO, 0,
			       "UEFI boot: no base64 of at most %d bytes",
			       UEFI_PARAMS_MAX);
	while ((next = uefi_next(set, bytes, len, &offset, &entry, e)) == UEFI_NEXT_ENTRY)
		strv_take(&words, entry_words(param_of(set, entry.type), &entry));
	explicit_bzero(bytes, len);
	free(bytes);
	if (next == UEFI_NEXT_BAD)
		return false;
	if (words.n != count)
		return err_set(e, ERR_PROTO, 0,
			       "UEFI boot: %zu parameters, not %" PRIu64 " as it says",
			       words.n, count);
	strv_done(ret);
	*ret = words;
	words = (struct strv){ 0 };
	return true;
}
