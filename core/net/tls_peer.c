/* tls_peer: certificates as people see them, and fingerprints as text. */
#include "core/net/tls_guard.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "core/base/text.h"
#include "core/crypto/hash.h"

#define PIN_PREFIX "SHA256:"

/* Largest certificate file we read. */
#define CERT_FILE_MAX (1u << 20)

void tls_pin_format(const uint8_t pin[32], char ret[TLS_PIN_TEXT])
{
	memcpy(ret, PIN_PREFIX, strlen(PIN_PREFIX));
	hex_encode(pin, 32, ret + strlen(PIN_PREFIX));
}

bool tls_pin_parse(const char *text, uint8_t ret[32], struct err *e)
{
	const char *hex = text;

	if (!strncasecmp(text, PIN_PREFIX, strlen(PIN_PREFIX)))
		hex += strlen(PIN_PREFIX);
	if (!hex_decode(hex, ret, 32))
		return err_set(e, ERR_USAGE, 0,
			       "'%.100s' is no fingerprint (SHA256: and 64 hex digits)",
			       text);
	return true;
}

/* "CN = pc42, O = Example": one line, whatever bytes the name holds. */
static void name_text(const X509_NAME *name, char *ret, size_t size)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *text;
	long len = 0;

	ret[0] = '\0';
	if (bio && X509_NAME_print_ex(bio, name, 0,
				      XN_FLAG_ONELINE &
					      ~(unsigned long)ASN1_STRFLGS_ESC_MSB) >= 0)
		len = BIO_get_mem_data(bio, &text);
	if (len > 0)
		snprintf(ret, size, "%.*s", len < 1024 ? (int)len : 1024, text);
	BIO_free(bio);
	text_scrub(ret);
}

static void time_text(const ASN1_TIME *t, char ret[32])
{
	struct tm tm;

	ret[0] = '\0';
	if (ASN1_TIME_to_tm(t, &tm))
		text_rfc3339(timegm(&tm), ret);
}

static void key_text(X509 *cert, char *ret, size_t size)
{
	EVP_PKEY *key = X509_get0_pubkey(cert);
	const char *type = key ? EVP_PKEY_get0_type_name(key) : NULL;

	if (type)
		snprintf(ret, size, "%s %d", type, EVP_PKEY_get_bits(key));
	else
		snprintf(ret, size, "unknown");
}

bool tls_peer_from_x509(X509 *cert, struct tls_peer *ret)
{
	struct tls_peer p = { .seen = true };
	unsigned len = 0;

	if (!X509_digest(cert, EVP_sha256(), p.sha256, &len) || len != sizeof(p.sha256))
		return false;
	name_text(X509_get_subject_name(cert), p.subject, sizeof(p.subject));
	name_text(X509_get_issuer_name(cert), p.issuer, sizeof(p.issuer));
	time_text(X509_get0_notBefore(cert), p.not_before);
	time_text(X509_get0_notAfter(cert), p.not_after);
	key_text(cert, p.key, sizeof(p.key));
	*ret = p;
	return true;
}

bool tls_peer_from_file(const char *path, struct tls_peer *ret, struct err *e)
{
	struct buf b = BUF_INIT(CERT_FILE_MAX);

	if (!buf_read_file(&b, path, e)) {
		e->domain = ERR_LOCAL; /* too large is a wrong file, too */
		buf_done(&b);
		return false;
	}

	const unsigned char *der = (const unsigned char *)buf_cstr(&b);
	BIO *bio = BIO_new_mem_buf(der, (int)b.len);
	X509 *cert = bio ? PEM_read_bio_X509(bio, NULL, NULL, NULL) : NULL;

	if (!cert)
		cert = d2i_X509(NULL, &der, (long)b.len);
	ERR_clear_error();

	bool ok = cert && tls_peer_from_x509(cert, ret);

	X509_free(cert);
	BIO_free(bio);
	buf_done(&b);
	if (!ok)
		return err_set(e, ERR_LOCAL, 0, "%s: no certificate in PEM or DER", path);
	return true;
}
