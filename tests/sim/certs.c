/* certs: certificates made at start, and the SSL_CTX of the devices. */
#include "tests/sim/certs.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/sim/device.h"

#define DAY_S 86400L

struct tls {
	SSL_CTX *good, *expired;
	X509 *cert; /* of good */
};

static bool ssl_fail(struct err *e, const char *what)
{
	char reason[160];

	ERR_error_string_n(ERR_get_error(), reason, sizeof(reason));
	return err_set(e, ERR_TLS, 0, "%s: %s", what, reason);
}

static bool cert_name(X509 *x)
{
	X509_NAME *name = X509_get_subject_name(x);

	return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
					  (const unsigned char *)"AMT RCFG", -1, -1, 0) &&
	       X509_NAME_add_entry_by_txt(name, "O", MBSTRING_ASC,
					  (const unsigned char *)"amtsim", -1, -1, 0) &&
	       X509_set_issuer_name(x, name);
}

/* Self-signed, with a name that says nothing, as the firmware's own is. */
static X509 *cert_make(EVP_PKEY *key, long from_s, long to_s)
{
	X509 *x = X509_new();
	bool ok = x && X509_set_version(x, X509_VERSION_3) &&
		  ASN1_INTEGER_set(X509_get_serialNumber(x), 1) &&
		  X509_gmtime_adj(X509_getm_notBefore(x), from_s) &&
		  X509_gmtime_adj(X509_getm_notAfter(x), to_s) &&
		  X509_set_pubkey(x, key) && cert_name(x) &&
		  X509_sign(x, key, EVP_sha256());

	if (ok)
		return x;
	X509_free(x);
	return NULL;
}

static bool use_made(SSL_CTX *ctx, long from_s, long to_s, struct err *e)
{
	EVP_PKEY *key = EVP_RSA_gen(2048);
	X509 *x = key ? cert_make(key, from_s, to_s) : NULL;
	bool ok = x && SSL_CTX_use_certificate(ctx, x) == 1 &&
		  SSL_CTX_use_PrivateKey(ctx, key) == 1;

	X509_free(x);
	EVP_PKEY_free(key);
	return ok || ssl_fail(e, "cannot make a certificate");
}

static bool use_files(SSL_CTX *ctx, const struct options *o, struct err *e)
{
	const char *key = o->key ? o->key : o->cert;

	if (SSL_CTX_use_certificate_chain_file(ctx, o->cert) != 1)
		return ssl_fail(e, o->cert);
	if (SSL_CTX_use_PrivateKey_file(ctx, key, SSL_FILETYPE_PEM) != 1)
		return ssl_fail(e, key);
	return true;
}

static bool demand_client(SSL_CTX *ctx, const char *ca, struct err *e)
{
	if (SSL_CTX_load_verify_locations(ctx, ca, NULL) != 1)
		return ssl_fail(e, ca);
	SSL_CTX_set_client_CA_list(ctx, SSL_load_client_CA_file(ca));
	SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
	return true;
}

static bool ctx_settings(SSL_CTX *ctx, const struct options *o, const struct profile *p,
			 struct err *e)
{
	static const unsigned char id[] = "amtsim";

	if (!SSL_CTX_set_min_proto_version(ctx, p->tls_min) ||
	    !SSL_CTX_set_max_proto_version(ctx, p->tls_max))
		return ssl_fail(e, "TLS versions");
	if (p->tls_ciphers && !SSL_CTX_set_cipher_list(ctx, p->tls_ciphers))
		return ssl_fail(e, p->tls_ciphers);
	SSL_CTX_set_session_id_context(ctx, id, sizeof(id) - 1);
	SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
				      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	return !o->client_ca || demand_client(ctx, o->client_ca, e);
}

static SSL_CTX *ctx_new(const struct options *o, const struct profile *p, bool expired,
			struct err *e)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
	bool ok = ctx ? ctx_settings(ctx, o, p, e) : ssl_fail(e, "TLS");

	if (ok)
		ok = expired   ? use_made(ctx, -900 * DAY_S, -30 * DAY_S, e)
		     : o->cert ? use_files(ctx, o, e)
			       : use_made(ctx, -DAY_S, 3650 * DAY_S, e);
	if (ok)
		return ctx;
	SSL_CTX_free(ctx);
	return NULL;
}

struct tls *tls_new(const struct options *o, const struct profile *p, struct err *e)
{
	struct tls *t = xcalloc(1, sizeof(*t));

	t->good = ctx_new(o, p, false, e);
	if (t->good && o->faults.v[FAULT_BAD_CERT].on)
		t->expired = ctx_new(o, p, true, e);
	if (!t->good || (o->faults.v[FAULT_BAD_CERT].on && !t->expired)) {
		tls_free(t);
		return NULL;
	}
	t->cert = SSL_CTX_get0_certificate(t->good);
	return t;
}

void tls_free(struct tls *t)
{
	if (!t)
		return;
	SSL_CTX_free(t->good);
	SSL_CTX_free(t->expired);
	free(t);
}

SSL *tls_session(struct tls *t, int fd, bool expired)
{
	SSL *s = SSL_new(expired ? t->expired : t->good);

	if (!s || !SSL_set_fd(s, fd)) {
		SSL_free(s);
		return NULL;
	}
	SSL_set_accept_state(s);
	return s;
}

void tls_fingerprint(const struct tls *t, char ret[72])
{
	uint8_t md[32];

	X509_digest(t->cert, EVP_sha256(), md, NULL);
	memcpy(ret, "SHA256:", 8);
	for (size_t i = 0; i < sizeof(md); i++)
		snprintf(ret + 7 + i * 2, 3, "%02x", md[i]);
}

char *tls_certificate_base64(const struct tls *t)
{
	unsigned char *der = NULL;
	int len = t ? i2d_X509(t->cert, &der) : 0;

	if (len <= 0)
		return xstrdup("");

	char *text = xmalloc((size_t)len / 3 * 4 + 8);

	EVP_EncodeBlock((unsigned char *)text, der, len);
	OPENSSL_free(der);
	return text;
}
