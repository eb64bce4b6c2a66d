/* certificate: a self-signed one for this run, for 127.0.0.1 and localhost. */
#include "tests/sim/mps/mps.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>

static bool add_extension(X509 *cert, int nid, const char *value)
{
	X509_EXTENSION *x = X509V3_EXT_conf_nid(NULL, NULL, nid, value);
	bool ok = x && X509_add_ext(cert, x, -1);

	X509_EXTENSION_free(x);
	return ok;
}

static bool fill(X509 *cert, EVP_PKEY *key)
{
	X509_NAME *name = X509_get_subject_name(cert);

	return X509_set_version(cert, X509_VERSION_3) &&
	       ASN1_INTEGER_set(X509_get_serialNumber(cert), 1) &&
	       X509_gmtime_adj(X509_getm_notBefore(cert), -60) &&
	       X509_gmtime_adj(X509_getm_notAfter(cert), 86400) &&
	       X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
					  (const unsigned char *)"mpssim", -1, -1, 0) &&
	       X509_set_issuer_name(cert, name) && X509_set_pubkey(cert, key) &&
	       add_extension(cert, NID_basic_constraints, "critical,CA:TRUE") &&
	       add_extension(cert, NID_subject_alt_name, "IP:127.0.0.1,DNS:localhost") &&
	       X509_sign(cert, key, EVP_sha256());
}

static bool write_pem(const char *path, X509 *cert)
{
	FILE *f = fopen(path, "w");

	if (!f)
		return false;

	bool ok = PEM_write_X509(f, cert);

	return !fclose(f) && ok;
}

static void fingerprint(X509 *cert, char ret[72])
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned len = 0;
	int n = snprintf(ret, 72, "SHA256:");

	X509_digest(cert, EVP_sha256(), digest, &len);
	for (unsigned i = 0; i < 32; i++)
		n += snprintf(ret + n, 72 - (size_t)n, "%02x", digest[i]);
}

SSL_CTX *certificate_new(const char *ca_out, char ret_fingerprint[72], struct err *e)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *cert = X509_new();
	SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());

	if (!key || !cert || !ctx || !fill(cert, key) ||
	    SSL_CTX_use_certificate(ctx, cert) != 1 ||
	    SSL_CTX_use_PrivateKey(ctx, key) != 1) {
		err_set(e, ERR_INTERNAL, 0, "no certificate could be made");
		goto fail;
	}
	fingerprint(cert, ret_fingerprint);
	if (ca_out && !write_pem(ca_out, cert)) {
		err_errno(e, ERR_LOCAL, "%s", ca_out);
		goto fail;
	}
	EVP_PKEY_free(key);
	X509_free(cert);
	return ctx;
fail:
	EVP_PKEY_free(key);
	X509_free(cert);
	SSL_CTX_free(ctx);
	return NULL;
}
