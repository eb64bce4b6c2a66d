/* token: JSON Web Tokens as the login gives them and the gateway checks them. */
#include "tests/sim/mps/mps.h"

#include <jansson.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ISSUER "mpssim"
#define PART_MAX 1024

/* base64url without padding (RFC 4648 section 5) */
static void base64url(const void *bytes, size_t len, char ret[2 * PART_MAX])
{
	int n = EVP_EncodeBlock((unsigned char *)ret, bytes, (int)len);

	while (n && ret[n - 1] == '=')
		n--;
	ret[n] = '\0';
	for (char *p = ret; *p; p++)
		*p = *p == '+' ? '-' : *p == '/' ? '_' : *p;
}

/* -1: not base64url, or too long */
static int base64url_decode(const char *text, size_t len, unsigned char ret[PART_MAX])
{
	char padded[PART_MAX + 4] = "";
	size_t n = len;

	if (!len || len > PART_MAX - 4)
		return -1;
	for (size_t i = 0; i < len; i++)
		padded[i] = text[i] == '-' ? '+' : text[i] == '_' ? '/' : text[i];
	while (n % 4)
		padded[n++] = '=';

	int got = EVP_DecodeBlock(ret, (unsigned char *)padded, (int)n);

	return got < 0 ? -1 : got - (int)(n - len);
}

static void sign(const struct mps *m, const char *text, size_t len,
		 char ret[2 * PART_MAX])
{
	unsigned char mac[EVP_MAX_MD_SIZE];
	unsigned mac_len;

	HMAC(EVP_sha256(), m->key, sizeof(m->key), (const unsigned char *)text, len, mac,
	     &mac_len);
	base64url(mac, mac_len, ret);
}

void token_issue(struct mps *m, struct buf *ret)
{
	static const char header[] = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
	char part[2 * PART_MAX];
	char claims[256];

	pthread_mutex_lock(&m->lock);

	unsigned serial = m->tokens_n++ % TOKENS_MAX;

	m->uses[serial] = 0;
	pthread_mutex_unlock(&m->lock);
	snprintf(claims, sizeof(claims),
		 "{\"tenantId\":\"\",\"iss\":\"%s\",\"deviceId\":\"*\",\"serial\":%u,"
		 "\"exp\":%lld}",
		 ISSUER, serial, (long long)time(NULL) + m->token_seconds);
	base64url(header, sizeof(header) - 1, part);
	buf_printf(ret, "%s.", part);
	base64url(claims, strlen(claims), part);
	buf_puts(ret, part);
	sign(m, ret->data, ret->len, part);
	buf_printf(ret, ".%s", part);
}

static json_t *decode_json(const char *text, size_t len)
{
	unsigned char bytes[PART_MAX];
	int n = base64url_decode(text, len, bytes);

	return n < 0 ? NULL : json_loadb((char *)bytes, (size_t)n, 0, NULL);
}

/* May this token be used once more? */
static bool count_use(struct mps *m, json_int_t serial)
{
	bool good;

	pthread_mutex_lock(&m->lock);
	if (m->fault == FAULT_TOKEN_EXPIRED_ONCE && !m->faults_done) {
		m->faults_done++;
		good = false;
	} else {
		good = serial >= 0 && serial < TOKENS_MAX &&
		       (!m->token_uses || m->uses[serial]++ < m->token_uses);
	}
	pthread_mutex_unlock(&m->lock);
	return good;
}

static const char *check_claims(struct mps *m, const json_t *claims, bool signed_well)
{
	const json_t *iss = json_object_get(claims, "iss");
	const json_t *exp = json_object_get(claims, "exp");

	if (!json_is_string(iss))
		return "{\"message\":\"No mandatory 'iss' in claims\"}";
	if (strcmp(json_string_value(iss), ISSUER) != 0)
		return "{\"message\":\"No credentials found for given 'iss'\"}";
	if (!signed_well)
		return "{\"message\":\"Invalid signature\"}";
	if (!json_is_integer(exp))
		return "{\"exp\":\"must be a number\"}";
	if (json_integer_value(exp) <= time(NULL) ||
	    !count_use(m, json_integer_value(json_object_get(claims, "serial"))))
		return "{\"exp\":\"token expired\"}";
	return NULL;
}

const char *token_check(struct mps *m, const char *authorization)
{
	const char *token = authorization + 7;

	if (!*authorization)
		return "{\"message\":\"Unauthorized\"}";
	if (strncasecmp(authorization, "Bearer ", 7) != 0)
		return "{\"message\":\"Unauthorized\"}";

	const char *dot = strchr(token, '.');
	const char *last = strrchr(token, '.');
	json_t *claims = NULL;

	if (dot && last > dot)
		claims = decode_json(dot + 1, (size_t)(last - dot - 1));
	if (!claims)
		return "{\"message\":\"Bad token; invalid JSON\"}";

	char good[2 * PART_MAX];

	sign(m, token, (size_t)(last - token), good);

	const char *why = check_claims(m, claims, !strcmp(last + 1, good));

	json_decref(claims);
	return why;
}
