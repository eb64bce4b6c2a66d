/* certs: the device's certificate and its TLS settings. */
#ifndef AMTSIM_CERTS_H
#define AMTSIM_CERTS_H

#include <openssl/ssl.h>

#include "core/base/err.h"

struct tls;
struct options;
struct profile;

/*
 * Make (RSA 2048, self-signed) or load the certificate. One serves all devices
 * of the process. ERR_LOCAL, ERR_TLS.
 */
struct tls *tls_new(const struct options *o, const struct profile *p, struct err *e)
	MUST_USE;
void tls_free(struct tls *t);

/* A server session on fd; expired: with a certificate long past its end. */
SSL *tls_session(struct tls *t, int fd, bool expired) MUST_USE;

/* SHA256: and 64 hex digits of the DER certificate. */
void tls_fingerprint(const struct tls *t, char ret[72]);

/* The DER certificate; "" without TLS. */
char *tls_certificate_base64(const struct tls *t) MUST_USE;

#endif
