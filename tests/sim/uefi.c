/* uefi: parsing type, length and value. */
#include "tests/sim/uefi.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#include "core/base/base.h"

#define VENDOR 0x8086
#define HEAD_BYTES 8

struct entry_rule {
	uint16_t type;
	uint16_t min, max; /* bytes of the value */
};

static const struct entry_rule recovery_rules[] = {
	{ 1, 1, UEFI_TEXT_MAX },
	{ 2, 1, UEFI_TEXT_MAX },
	{ 3, 2, 2 },
	{ 4, 32, 32 },  /* hash of the boot image */
	{ 5, 48, 48 },  /* SHA-384 */
	{ 6, 64, 64 },  /* SHA-512 */
	{ 10, 1, 50 },  /* optional data */
	{ 20, 1, 1 },   /* AMT's trusted roots */
	{ 21, 1, 256 }, /* server name to check */
	{ 22, 2, 2 },   /* how to check it */
	{ 23, 32, 32 }, /* hash of the server's certificate */
	{ 24, 48, 48 }, /* SHA-384 */
	{ 25, 64, 64 }, /* SHA-512 */
	{ 30, 2, 2 },   /* timeout */
	{ 40, 1, 16 },  /* user */
	{ 41, 1, 16 },  /* password */
};

static const struct entry_rule erase_rules[] = {
	{ 1, 4, 4 },    /* device mask */
	{ 10, 1, 64 },  /* PSID */
	{ 20, 1, 64 },  /* SSD password */
	{ 30, 1, 500 }, /* OEM data */
};

struct entry {
	uint16_t type;
	const uint8_t *value;
	size_t len;
};

static uint32_t le(const uint8_t *p, size_t bytes)
{
	uint32_t v = 0;

	while (bytes--)
		v = v << 8 | p[bytes];
	return v;
}

static bool allowed(const struct entry *t, enum uefi_kind kind)
{
	const struct entry_rule *rules =
		kind == UEFI_ERASE ? erase_rules : recovery_rules;
	size_t n =
		kind == UEFI_ERASE ? ARRAY_LEN(erase_rules) : ARRAY_LEN(recovery_rules);

	for (size_t i = 0; i < n; i++) {
		if (rules[i].type == t->type)
			return t->len >= rules[i].min && t->len <= rules[i].max;
	}
	return false;
}

static bool text_take(char *to, const struct entry *t)
{
	if (memchr(t->value, '\0', t->len))
		return false;
	memcpy(to, t->value, t->len);
	to[t->len] = '\0';
	return true;
}

static bool recovery_take(struct uefi_params *p, const struct entry *t)
{
	switch (t->type) {
	case 1:
		return text_take(p->url, t);
	case 2:
		return text_take(p->path, t);
	case 3:
		p->path_len = (uint16_t)le(t->value, 2);
		return true;
	case 20:
		p->roots = t->value[0];
		return t->value[0] <= 1;
	case 22:
		return le(t->value, 2) >= 1 && le(t->value, 2) <= 3;
	case 23:
	case 24:
	case 25:
		for (size_t i = 0; i < t->len; i++)
			snprintf(p->server_hash + i * 2, 3, "%02x", t->value[i]);
		return true;
	case 30:
		p->timeout_s = (uint16_t)le(t->value, 2);
		return true;
	case 40:
		return text_take(p->user, t);
	case 41:
		p->password = true;
		return true;
	default:
		return true;
	}
}

static bool take(struct uefi_params *p, const struct entry *t, enum uefi_kind kind)
{
	if (kind == UEFI_RECOVERY)
		return recovery_take(p, t);
	if (t->type == 1)
		p->erase = le(t->value, 4);
	return true;
}

static bool entries_parse(const uint8_t *bytes, size_t len, enum uefi_kind kind,
			  struct uefi_params *p)
{
	bool seen[64] = { false }; /* no rule has a greater type */

	while (len) {
		if (len < HEAD_BYTES || le(bytes, 2) != VENDOR)
			return false;

		struct entry t = { .type = (uint16_t)le(bytes + 2, 2),
				   .value = bytes + HEAD_BYTES,
				   .len = le(bytes + 4, 4) };

		if (t.len > len - HEAD_BYTES || !allowed(&t, kind) || seen[t.type] ||
		    !take(p, &t, kind))
			return false;
		seen[t.type] = true;
		bytes += HEAD_BYTES + t.len;
		len -= HEAD_BYTES + t.len;
		p->n++;
	}
	return kind != UEFI_ERASE || !p->n || seen[1];
}

bool uefi_parse(const char *base64, enum uefi_kind kind, struct uefi_params *ret)
{
	uint8_t bytes[UEFI_BYTES_MAX + 3];
	size_t len = strlen(base64);
	size_t padding = len && base64[len - 1] == '=' ? 1 : 0;
	struct uefi_params p = { 0 };
	bool ok = true;

	if (len % 4 || len / 4 * 3 > sizeof(bytes))
		return false;
	if (len) {
		padding += base64[len - 2] == '=';
		ok = EVP_DecodeBlock(bytes, (const unsigned char *)base64, (int)len) >= 0;
		len = len / 4 * 3 - padding;
	}
	ok = ok && len <= UEFI_BYTES_MAX && entries_parse(bytes, len, kind, &p);
	if (ok)
		*ret = p;
	return ok;
}
