/* support_certs: keys and certificates made for a test. */
#ifndef AMT_TESTS_SUPPORT_CERTS_H
#define AMT_TESTS_SUPPORT_CERTS_H

#include <openssl/ssl.h>
#include <openssl/x509.h>

struct test_cert {
	X509 *cert;
	EVP_PKEY *key;
	uint8_t sha256[32];
};

/*
 * names: subject alternative names, such as "DNS:localhost,IP:127.0.0.1"; NULL: none.
 * issuer NULL: signed by itself. ca: may sign others. days: of validity from
 * now, negative: expired. rsa: else P-256.
 */
void test_cert_make(struct test_cert *ret, const char *cn, const char *names,
		    const struct test_cert *issuer, bool ca, int days, bool rsa);
void test_cert_done(struct test_cert *c);

/* folder/name with the certificate, or the key, or both, in PEM; path is owned. */
char *test_cert_write(const struct test_cert *c, const char *folder, const char *name,
		      bool cert, bool key);

/* A server's context with that certificate; free with SSL_CTX_free(). */
SSL_CTX *test_server_tls(const struct test_cert *c);

#endif
