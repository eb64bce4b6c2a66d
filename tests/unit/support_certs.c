/* support_certs: keys and certificates made for a test. */
#include "tests/unit/support.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>

#include "tests/unit/support_certs.h"

static void add_extension(X509 *cert, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX ctx;
	X509_EXTENSION *x;

	X509V3_set_ctx(&ctx, issuer, cert, NULL, NULL, 0);
	x = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
	assert_non_null(x);
	assert_int_equal(X509_add_ext(cert, x, -1), 1);
	X509_EXTENSION_free(x);
}

void test_cert_make(struct test_cert *ret, const char *cn, const char *names,
		    const struct test_cert *issuer, bool ca, int days, bool rsa)
{
	static int serial;
	X509 *cert = X509_new();
	EVP_PKEY *key = rsa ? EVP_RSA_gen(2048) : EVP_EC_gen("P-256");
	X509_NAME *subject = X509_get_subject_name(cert);
	long now = days < 0 ? 86400L * 2 * days : -3600;

	assert_non_null(key);
	X509_set_version(cert, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(cert), ++serial);
	X509_gmtime_adj(X509_getm_notBefore(cert), now);
	X509_gmtime_adj(X509_getm_notAfter(cert), 86400L * days);
	X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
				   (const unsigned char *)cn, -1, -1, 0);
	X509_set_issuer_name(cert,
			     issuer ? X509_get_subject_name(issuer->cert) : subject);
	X509_set_pubkey(cert, key);
	add_extension(cert, issuer ? issuer->cert : cert, NID_basic_constraints,
		      ca ? "critical,CA:TRUE" : "CA:FALSE");
	if (names)
		add_extension(cert, issuer ? issuer->cert : cert, NID_subject_alt_name,
			      names);
	assert_true(X509_sign(cert, issuer ? issuer->key : key, EVP_sha256()) > 0);
	*ret = (struct test_cert){ .cert = cert, .key = key };
	assert_int_equal(X509_digest(cert, EVP_sha256(), ret->sha256, NULL), 1);
}

void test_cert_done(struct test_cert *c)
{
	X509_free(c->cert);
	EVP_PKEY_free(c->key);
	*c = (struct test_cert){ 0 };
}

char *test_cert_write(const struct test_cert *c, const char *folder, const char *name,
		      bool cert, bool key)
{
	char *path = xasprintf("%s/%s", folder, name);
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	if (cert)
		assert_int_equal(PEM_write_X509(f, c->cert), 1);
	if (key)
		assert_int_equal(
			PEM_write_PrivateKey(f, c->key, NULL, NULL, 0, NULL, NULL), 1);
	assert_int_equal(fclose(f), 0);
	return path;
}

SSL_CTX *test_server_tls(const struct test_cert *c)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());

	assert_non_null(ctx);
	assert_int_equal(SSL_CTX_use_certificate(ctx, c->cert), 1);
	assert_int_equal(SSL_CTX_use_PrivateKey(ctx, c->key), 1);
	SSL_CTX_set_session_id_context(ctx, (const unsigned char *)"test", 4);
	return ctx;
}
