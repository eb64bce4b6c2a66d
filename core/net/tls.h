/*
 * tls: whom we trust, and how old a protocol we put up with. One policy feeds
 * libcurl's context and, later, our own streams.
 *
 * Trust works as in ssh: a certificate that chains to the policy's CA and
 * carries the expected name needs no pin. Any other must equal the pin; one
 * without a pin is an error that carries the peer's certificate, so that the
 * command can ask, store the pin, and try again.
 */
#ifndef AMT_NET_TLS_H
#define AMT_NET_TLS_H

#include "core/base/err.h"
#include "core/base/secret.h"

enum tls_profile {
	TLS_MODERN, /* TLS 1.2 and later, OpenSSL's own security level */
	TLS_LEGACY, /* also 1.0 and 1.1, static RSA, SECLEVEL 0, old renegotiation */
};

/* err.code in ERR_TLS. */
enum tls_err {
	TLS_ERR_OTHER = 1,
	TLS_ERR_UNKNOWN,  /* no CA vouches and there is no pin: ask */
	TLS_ERR_CHANGED,  /* there is a pin, and it is another certificate */
	TLS_ERR_PROTOCOL, /* no common version or cipher: --tls-profile legacy may help */
	TLS_ERR_CLIENT,   /* the peer refused or wanted our certificate */
};

/* All strings are borrowed for as long as the policy is used. */
struct tls_policy {
	enum tls_profile profile;
	const char *name;    /* name or address that a CA-signed certificate must carry */
	const char *ca_file; /* PEM; NULL: no CA of our own */
	bool system_ca;      /* also trust the system's CAs (servers, not devices) */
	const char *client_cert; /* PEM chain; NULL: none */
	const char *client_key;  /* PEM; NULL: in client_cert */
	bool have_pin;
	uint8_t pin[32]; /* SHA-256 of the DER certificate */
	bool accept_new; /* no pin: accept what comes (first roll-out) */
};

/* The certificate that the last handshake showed. */
struct tls_peer {
	bool seen;
	bool vouched;       /* by a CA, with the right name */
	uint8_t sha256[32]; /* of the DER certificate */
	char subject[160];  /* one line, scrubbed for terminals */
	char issuer[160];
	char not_before[32]; /* RFC 3339 */
	char not_after[32];
	char key[32];      /* "RSA 2048" */
	char protocol[16]; /* "TLSv1.2"; "" until the handshake ended */
};

/* Fingerprint as we print and store it: SHA256:64 hex digits in lower case. */
#define TLS_PIN_TEXT 72
void tls_pin_format(const uint8_t pin[32], char ret[TLS_PIN_TEXT]);

/* The same, also without the prefix, with colons, in upper case. ERR_USAGE. */
bool tls_pin_parse(const char *text, uint8_t ret[32], struct err *e) MUST_USE;

/* The certificate in a PEM or DER file, for pin accept. ERR_LOCAL. */
bool tls_peer_from_file(const char *path, struct tls_peer *ret, struct err *e) MUST_USE;

#endif
