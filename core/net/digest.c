/* digest: challenges and responses of HTTP digest authentication (RFC 7616). */
#include "core/net/digest.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Longest user name and request target that we put in a header. */
#define USER_MAX 256
#define URI_MAX 1024

/* ---- the challenge ---- */

/* What is left of the header. */
struct scan {
	const char *p;
};

/* tchar of RFC 9110 section 5.6.2 */
static bool is_token_char(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z') || (c && strchr("!#$%&'*+-.^_`|~", c));
}

static void skip_space(struct scan *s)
{
	s->p += strspn(s->p, " \t");
}

static void skip_commas(struct scan *s)
{
	s->p += strspn(s->p, " \t,");
}

/* A token; len 0 when there is none. Borrowed from the header. */
static const char *scan_token(struct scan *s, size_t *ret_len)
{
	const char *start = s->p;

	while (is_token_char(*s->p))
		s->p++;
	*ret_len = (size_t)(s->p - start);
	return start;
}

static bool token_is(const char *token, size_t len, const char *name)
{
	return strlen(name) == len && !strncasecmp(token, name, len);
}

static bool malformed(const char *why, struct err *e)
{
	return err_set(e, ERR_PROTO, 0, "malformed digest challenge: %s", why);
}

/* A parameter value: text between quotes as it stands, or a token. Borrowed. */
static bool scan_value(struct scan *s, const char **ret, size_t *ret_len, struct err *e)
{
	if (*s->p != '"') {
		*ret = scan_token(s, ret_len);
		return *ret_len ? true : malformed("a parameter without a value", e);
	}

	const char *start = ++s->p;

	for (; *s->p != '"'; s->p++) {
		if (*s->p == '\\' && s->p[1])
			s->p++;
		if (!*s->p)
			return malformed("an unclosed quote", e);
		if ((unsigned char)*s->p < 0x20 || *s->p == 0x7f)
			return malformed("a control character", e);
	}
	*ret = start;
	*ret_len = (size_t)(s->p++ - start);
	return true;
}

/*
 * Does a parameter ("name =") come next, and not the next challenge's scheme?
 * Neither is consumed.
 */
static bool parameter_is_next(struct scan s)
{
	size_t len;

	scan_token(&s, &len);
	skip_space(&s);
	return len && *s.p == '=';
}

/* The parameters of one challenge while they are collected. */
struct collected {
	struct digest_challenge c;
	bool have_realm, have_nonce, have_opaque, have_alg, have_qop;
	bool unknown_alg;
};

static bool take_text(const char *name, const char *value, size_t len, char *ret,
		      size_t ret_size, bool *have, struct err *e)
{
	if (*have)
		return err_set(e, ERR_PROTO, 0, "malformed digest challenge: two %ss",
			       name);
	if (len >= ret_size)
		return err_set(e, ERR_PROTO, 0,
			       "malformed digest challenge: %s over %zu bytes", name,
			       ret_size - 1);
	memcpy(ret, value, len);
	ret[len] = '\0';
	*have = true;
	return true;
}

static bool take_algorithm(struct collected *c, const char *value, size_t len,
			   struct err *e)
{
	static const struct {
		const char *name;
		enum hash_alg alg;
		bool session;
	} known[] = {
		{ "MD5", HASH_MD5, false },
		{ "MD5-sess", HASH_MD5, true },
		{ "SHA-256", HASH_SHA256, false },
		{ "SHA-256-sess", HASH_SHA256, true },
	};

	if (c->have_alg)
		return malformed("two algorithms", e);
	c->have_alg = true;
	c->unknown_alg = true;
	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		if (!token_is(value, len, known[i].name))
			continue;
		c->c.alg = known[i].alg;
		c->c.session = known[i].session;
		c->unknown_alg = false;
	}
	return true;
}

/* A list inside the quotes: "auth-int, auth". Unknown members are no obstacle. */
static bool take_qop(struct collected *c, const char *value, size_t len, struct err *e)
{
	if (c->have_qop)
		return malformed("two qops", e);
	c->have_qop = true;
	while (len) {
		size_t n = 0;

		while (n < len && is_token_char(value[n]))
			n++;
		c->c.qop_auth |= token_is(value, n, "auth");
		c->c.qop_auth_int |= token_is(value, n, "auth-int");
		n += n == 0; /* a separator */
		value += n;
		len -= n;
	}
	return true;
}

static bool take_parameter(struct collected *c, const char *name, size_t name_len,
			   const char *value, size_t len, struct err *e)
{
	if (token_is(name, name_len, "realm"))
		return take_text("realm", value, len, c->c.realm, sizeof(c->c.realm),
				 &c->have_realm, e);
	if (token_is(name, name_len, "nonce"))
		return take_text("nonce", value, len, c->c.nonce, sizeof(c->c.nonce),
				 &c->have_nonce, e);
	if (token_is(name, name_len, "opaque"))
		return take_text("opaque", value, len, c->c.opaque, sizeof(c->c.opaque),
				 &c->have_opaque, e);
	if (token_is(name, name_len, "algorithm"))
		return take_algorithm(c, value, len, e);
	if (token_is(name, name_len, "qop"))
		return take_qop(c, value, len, e);
	return true; /* stale, domain, charset ...: not ours */
}

/* name=value pairs up to the next scheme or the end. */
static bool scan_parameters(struct scan *s, struct collected *c, struct err *e)
{
	for (skip_commas(s); parameter_is_next(*s); skip_commas(s)) {
		size_t name_len, len;
		const char *value;
		const char *name = scan_token(s, &name_len);

		skip_space(s);
		s->p++; /* '=' */
		skip_space(s);
		if (!scan_value(s, &value, &len, e) ||
		    !take_parameter(c, name, name_len, value, len, e))
			return false;
		skip_space(s);
		if (*s->p && *s->p != ',')
			return malformed("no comma between parameters", e);
	}
	return true;
}

/* Is a whole digest challenge one that we can answer? */
static bool check_challenge(const struct collected *c, struct err *e)
{
	if (!c->have_realm || !c->have_nonce || !*c->c.nonce)
		return malformed(c->have_realm ? "no nonce" : "no realm", e);
	if (c->unknown_alg)
		return err_set(e, ERR_UNSUPPORTED, 0,
			       "the digest challenge wants an unknown algorithm");
	if (c->have_qop && !c->c.qop_auth && !c->c.qop_auth_int)
		return err_set(e, ERR_UNSUPPORTED, 0,
			       "the digest challenge wants an unknown qop");
	if (c->c.session && !c->have_qop)
		return err_set(e, ERR_UNSUPPORTED, 0,
			       "the digest challenge has a -sess algorithm without qop");
	return true;
}

/*
 * Another scheme's challenge: skip its token68 (as after Negotiate) or its
 * parameters.
 */
static bool skip_challenge(struct scan *s, struct err *e)
{
	struct scan ahead = *s;

	skip_space(&ahead);
	while (is_token_char(*ahead.p) || *ahead.p == '/')
		ahead.p++;
	ahead.p += strspn(ahead.p, "=");
	skip_space(&ahead);
	if (!*ahead.p || *ahead.p == ',') {
		*s = ahead;
		return true;
	}
	/* Its parameters may have our names, but not our limits. */
	for (skip_commas(s); parameter_is_next(*s); skip_commas(s)) {
		size_t len;
		const char *value;

		scan_token(s, &len);
		skip_space(s);
		s->p++;
		skip_space(s);
		if (!scan_value(s, &value, &len, e))
			return false;
	}
	return true;
}

bool digest_challenge_parse(const char *header, struct digest_challenge *ret,
			    struct err *e)
{
	struct scan s = { header };
	struct err first = { 0 };

	for (skip_commas(&s); *s.p; skip_commas(&s)) {
		struct collected c = { 0 };
		size_t len;
		const char *scheme = scan_token(&s, &len);

		if (!len || (*s.p && !strchr(" \t,", *s.p)))
			return malformed("no scheme", e);
		if (!token_is(scheme, len, "Digest")) {
			if (!skip_challenge(&s, e))
				return false;
			continue;
		}
		if (!scan_parameters(&s, &c, e))
			return false;
		if (check_challenge(&c, e)) {
			*ret = c.c;
			return true;
		}
		if (e->domain != ERR_UNSUPPORTED)
			return false;
		if (!first.domain)
			first = *e;
	}
	if (first.domain) {
		*e = first;
		return false;
	}
	return err_set(e, ERR_UNSUPPORTED, 0, "no digest challenge");
}

/* ---- the response ---- */

struct part_list {
	struct hash_part v[16];
	size_t n;
};

static void part_add(struct part_list *l, const void *bytes, size_t len)
{
	assert(l->n < ARRAY_LEN(l->v));
	l->v[l->n++] = (struct hash_part){ bytes, len };
}

/* The texts, colons between them. */
static void part_join(struct part_list *l, const char *const *texts, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i)
			part_add(l, ":", 1);
		part_add(l, texts[i], strlen(texts[i]));
	}
}

static bool hash_texts(enum hash_alg alg, const char *const *texts, size_t n,
		       char ret[HASH_HEX_MAX], struct err *e)
{
	struct part_list l = { 0 };

	part_join(&l, texts, n);
	return hash_hex(alg, l.v, l.n, ret, e);
}

static bool hash_a1(const struct digest_challenge *c, const struct digest_request *r,
		    char ret[HASH_HEX_MAX], struct err *e)
{
	char inner[HASH_HEX_MAX] = "";
	const char *texts[] = { r->user, c->realm, r->password->text };
	const char *session[] = { inner, c->nonce, r->cnonce };
	bool ok = hash_texts(c->alg, texts, ARRAY_LEN(texts), ret, e);

	if (ok && c->session) {
		memcpy(inner, ret, sizeof(inner));
		ok = hash_texts(c->alg, session, ARRAY_LEN(session), ret, e);
		explicit_bzero(inner, sizeof(inner));
	}
	return ok;
}

static bool hash_a2(const struct digest_challenge *c, const struct digest_request *r,
		    char ret[HASH_HEX_MAX], struct err *e)
{
	char body[HASH_HEX_MAX];
	const char *texts[] = { r->method, r->uri, body };

	if (!c->qop_auth_int)
		return hash_texts(c->alg, texts, 2, ret, e);
	return hash_hex(c->alg, &(struct hash_part){ r->body, r->body_len }, 1, body,
			e) &&
	       hash_texts(c->alg, texts, 3, ret, e);
}

/* The request-digest of RFC 7616 section 3.4.1. */
static bool hash_response(const struct digest_challenge *c,
			  const struct digest_request *r, const char *qop, const char *nc,
			  char ret[HASH_HEX_MAX], struct err *e)
{
	char a1[HASH_HEX_MAX], a2[HASH_HEX_MAX];
	const char *with_qop[] = { a1, c->nonce, nc, r->cnonce, qop, a2 };
	const char *without[] = { a1, c->nonce, a2 }; /* RFC 2069 */
	bool ok = hash_a1(c, r, a1, e) && hash_a2(c, r, a2, e) &&
		  (qop ? hash_texts(c->alg, with_qop, ARRAY_LEN(with_qop), ret, e)
		       : hash_texts(c->alg, without, ARRAY_LEN(without), ret, e));

	explicit_bzero(a1, sizeof(a1));
	return ok;
}

static bool can_be_quoted(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f || *s == '"' || *s == '\\')
			return false;
	return true;
}

/*
 * Colons end the user name in what is hashed, and a quote or backslash inside
 * quotes is hashed with its escape by some servers and without by others.
 */
static bool check_request(const struct digest_request *r, struct err *e)
{
	if (!*r->user || strlen(r->user) > USER_MAX || !can_be_quoted(r->user) ||
	    strchr(r->user, ':'))
		return err_set(e, ERR_USAGE, 0,
			       "the user name is empty, longer than %d bytes or has one "
			       "of : \" \\ or a control character in it",
			       USER_MAX);
	if (strlen(r->uri) > URI_MAX || !can_be_quoted(r->uri))
		return err_set(e, ERR_USAGE, 0, "the request path cannot be quoted");
	return true;
}

static void write_algorithm(const struct digest_challenge *c, struct buf *out)
{
	/* MD5 is the default; firmware names no algorithm and gets none back. */
	if (c->alg == HASH_SHA256 || c->session)
		buf_printf(out, ", algorithm=%s%s",
			   c->alg == HASH_SHA256 ? "SHA-256" : "MD5",
			   c->session ? "-sess" : "");
}

bool digest_authorize(const struct digest_challenge *c, const struct digest_request *r,
		      struct buf *ret, struct err *e)
{
	const char *qop = c->qop_auth_int ? "auth-int" : c->qop_auth ? "auth" : NULL;
	char response[HASH_HEX_MAX], nc[9];

	assert(r->nc && r->password->text);
	if (!check_request(r, e))
		return false;
	snprintf(nc, sizeof(nc), "%08x", r->nc);
	if (!hash_response(c, r, qop, nc, response, e))
		return false;

	struct buf out = BUF_INIT(DIGEST_VALUE_MAX);

	buf_printf(&out, "Digest username=\"%s\", realm=\"%s\", nonce=\"%s\", uri=\"%s\"",
		   r->user, c->realm, c->nonce, r->uri);
	write_algorithm(c, &out);
	if (qop)
		buf_printf(&out, ", qop=%s, nc=%s, cnonce=\"%s\"", qop, nc, r->cnonce);
	buf_printf(&out, ", response=\"%s\"", response);
	if (*c->opaque)
		buf_printf(&out, ", opaque=\"%s\"", c->opaque);

	bool ok = buf_add(ret, out.data, out.len, e);

	buf_wipe(&out);
	return ok;
}
