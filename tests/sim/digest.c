/* digest: challenge, check of the response, nonce book-keeping, lock-out. */
#include "tests/sim/digest.h"

#include <ctype.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tests/sim/device.h"

#define FIELD_MAX 256
#define HEX_MAX 65

struct credentials {
	char username[FIELD_MAX], realm[FIELD_MAX], nonce[FIELD_MAX], uri[FIELD_MAX];
	char qop[FIELD_MAX], nc[FIELD_MAX], cnonce[FIELD_MAX], response[FIELD_MAX];
	char algorithm[FIELD_MAX];
};

const char *auth_result_name(enum auth_result r)
{
	static const char *const names[] = { "ok", "none", "stale", "bad", "locked" };

	return names[r];
}

/* token or quoted-string (RFC 9110 5.6); NULL when it is neither or too long. */
static const char *value_parse(const char *s, char ret[FIELD_MAX])
{
	bool quoted = *s == '"';
	size_t n = 0;

	s += quoted;
	while (quoted ? *s && *s != '"' : *s && !strchr(", \t\"", *s)) {
		if (quoted && *s == '\\' && s[1])
			s++;
		if (n == FIELD_MAX - 1)
			return NULL;
		ret[n++] = *s++;
	}
	ret[n] = '\0';
	if (quoted && *s++ != '"')
		return NULL;
	return s;
}

static char *field_of(struct credentials *c, const char *name, size_t len)
{
	/* clang-format off */
	const struct { const char *name; char *field; } fields[] = {
		{ "username", c->username }, { "realm", c->realm }, { "nonce", c->nonce },
		{ "uri", c->uri }, { "qop", c->qop }, { "nc", c->nc }, { "cnonce", c->cnonce },
		{ "response", c->response }, { "algorithm", c->algorithm },
	};
	/* clang-format on */

	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		if (strlen(fields[i].name) == len &&
		    !strncasecmp(fields[i].name, name, len))
			return fields[i].field;
	}
	return NULL;
}

static bool credentials_parse(const char *s, struct credentials *ret)
{
	*ret = (struct credentials){ 0 };
	for (;;) {
		char unknown[FIELD_MAX];

		s += strspn(s, ", \t");
		if (!*s)
			return true;

		size_t len = strcspn(s, "=, \t");
		char *field = field_of(ret, s, len);

		if (s[len] != '=' || (field && *field)) /* no value, or given twice */
			return false;
		s = value_parse(s + len + 1, field ? field : unknown);
		if (!s)
			return false;
		s += strspn(s, " \t");
		if (*s && *s != ',')
			return false;
	}
}

static void hash_hex(const struct device *d, const void *data, size_t len,
		     char ret[HEX_MAX])
{
	uint8_t md[32];
	size_t n = 0;

	EVP_Q_digest(NULL, d->sim->opt.sha256 ? "SHA256" : "MD5", NULL, data, len, md,
		     &n);
	for (size_t i = 0; i < n; i++)
		snprintf(ret + i * 2, 3, "%02x", md[i]);
}

/* RFC 7616 3.4.1 to 3.4.3. */
static void expected(const struct device *d, const struct credentials *c,
		     const char *method, const char *body, size_t body_len,
		     char ret[HEX_MAX])
{
	const struct options *o = &d->sim->opt;
	char ha1[HEX_MAX], ha2[HEX_MAX], hbody[HEX_MAX];
	AUTO(xfreep) char *a1 = xasprintf("%s:%s:%s", o->user, d->realm, o->password);
	AUTO(xfreep) char *a2 = NULL;

	hash_hex(d, a1, strlen(a1), ha1);
	if (!strcmp(c->qop, "auth-int")) {
		hash_hex(d, body, body_len, hbody);
		a2 = xasprintf("%s:%s:%s", method, c->uri, hbody);
	} else {
		a2 = xasprintf("%s:%s", method, c->uri);
	}
	hash_hex(d, a2, strlen(a2), ha2);

	AUTO(xfreep)
	char *all = xasprintf("%s:%s:%s:%s:%s:%s", ha1, c->nonce, c->nc, c->cnonce,
			      c->qop, ha2);

	hash_hex(d, all, strlen(all), ret);
}

/* RFC 7616 3.4: eight hexadecimal digits. */
static bool nc_parse(const char *s, uint32_t *ret)
{
	if (strlen(s) != 8 || strspn(s, "0123456789abcdefABCDEF") != 8)
		return false;
	*ret = (uint32_t)strtoul(s, NULL, 16);
	return true;
}

static bool qop_offered(const struct device *d, const char *qop)
{
	const char *offer = d->sim->profile.qop;

	if (!strcmp(qop, "auth-int"))
		return strstr(offer, "auth-int") != NULL;
	return !strcmp(qop, "auth");
}

static bool well_formed(const struct device *d, const struct credentials *c,
			const char *path, uint32_t *ret_nc)
{
	const char *algorithm = d->sim->opt.sha256 ? "SHA-256" : "MD5";

	if (*c->algorithm ? strcasecmp(c->algorithm, algorithm) != 0 : d->sim->opt.sha256)
		return false;
	return !strcmp(c->realm, d->realm) && !strcmp(c->uri, path) && *c->cnonce &&
	       qop_offered(d, c->qop) && nc_parse(c->nc, ret_nc);
}

static struct nonce *nonce_find(struct device *d, const char *text)
{
	const struct options *o = &d->sim->opt;

	for (size_t i = 0; i < NONCES; i++) {
		struct nonce *n = &d->auth.nonces[i];

		if (!*text || strcmp(n->text, text) != 0)
			continue;
		if (o->nonce_uses && n->uses >= o->nonce_uses)
			return NULL;
		if (o->nonce_ms && loop_now_ms() - n->issued_ms >= o->nonce_ms)
			return NULL;
		return n;
	}
	return NULL;
}

static enum auth_result failed(struct device *d)
{
	const struct options *o = &d->sim->opt;

	d->auth.failures++;
	if (o->lockout_after && d->auth.failures >= o->lockout_after) {
		d->auth.failures = 0;
		d->auth.locked_until_ms = loop_now_ms() + o->lockout_ms;
		journal_state(d, "locked", 0, 1);
	}
	return AUTH_BAD;
}

enum auth_result auth_check(struct device *d, const char *authorization,
			    const char *method, const char *path, const char *body,
			    size_t body_len)
{
	struct credentials c;
	char want[HEX_MAX];
	uint32_t nc = 0;

	if (!authorization || strncasecmp(authorization, "Digest ", 7) != 0)
		return AUTH_NONE;
	if (loop_now_ms() < d->auth.locked_until_ms)
		return AUTH_LOCKED;
	if (!credentials_parse(authorization + 7, &c) || !well_formed(d, &c, path, &nc))
		return failed(d);

	struct nonce *n = nonce_find(d, c.nonce);

	if (!n || nc <= n->last_nc)
		return AUTH_STALE;
	expected(d, &c, method, body, body_len, want);
	/* The whole response counts: an empty or short one never passes (CVE-2017-5689).
	 */
	if (strcmp(c.username, d->sim->opt.user) != 0 ||
	    strlen(c.response) != strlen(want) ||
	    CRYPTO_memcmp(c.response, want, strlen(want)) != 0)
		return failed(d);
	n->last_nc = nc;
	n->uses++;
	n->used_ms = loop_now_ms();
	d->auth.failures = 0;
	return AUTH_OK;
}

/* 24 bytes: a clock, zeros, and 12 random ones. */
static void nonce_make(char ret[33])
{
	uint8_t raw[24] = { 0 };
	uint64_t now = loop_now_ms();

	for (size_t i = 0; i < 5; i++)
		raw[i] = (uint8_t)(now >> (32 - 8 * i));
	RAND_bytes(raw + 12, 12);
	EVP_EncodeBlock((unsigned char *)ret, raw, sizeof(raw));
}

static struct nonce *nonce_issue(struct device *d)
{
	struct nonce *oldest = &d->auth.nonces[0];

	for (size_t i = 1; i < NONCES; i++) {
		if (d->auth.nonces[i].used_ms < oldest->used_ms)
			oldest = &d->auth.nonces[i];
	}

	uint64_t now = loop_now_ms();

	*oldest = (struct nonce){ .issued_ms = now, .used_ms = now };
	nonce_make(oldest->text);
	return oldest;
}

/* The blanks, commas and quotes are the firmware's; "stale" never says true. */
void auth_challenge(struct device *d, struct buf *out)
{
	const struct nonce *n = nonce_issue(d);

	buf_printf(out, "Digest realm=\"%s\", nonce=\"%s\",stale=\"false\",qop=\"%s\"",
		   d->realm, n->text, d->sim->profile.qop);
	if (d->sim->opt.sha256)
		buf_puts(out, ",algorithm=SHA-256");
}

void auth_forget(struct device *d)
{
	memset(d->auth.nonces, 0, sizeof(d->auth.nonces));
}
