/*
 * tls_guard: applies a tls_policy to the SSL_CTX of each connection to one
 * peer, and remembers what the handshakes showed. Inside core/net only: it
 * knows OpenSSL's types.
 */
#ifndef AMT_NET_TLS_GUARD_H
#define AMT_NET_TLS_GUARD_H

#include <openssl/ssl.h>

#include "core/net/tls.h"

struct tls_guard;

/*
 * policy (borrowed) without a name: no CA can vouch. what names the peer in
 * messages; copied. Files are read here and now.
 * Errors: ERR_LOCAL (CA file, client certificate or key).
 */
struct tls_guard *tls_guard_new(const struct tls_policy *policy, const char *what,
				struct err *e) MUST_USE;
void tls_guard_free(struct tls_guard *g);
DEFINE_FREEP(struct tls_guard, tls_guard_free)

/* Put the policy on a fresh context; g must outlive it. ERR_LOCAL. */
bool tls_guard_apply(struct tls_guard *g, SSL_CTX *ctx, struct err *e) MUST_USE;

/* Before a connection: forget errors and alerts, but not the peer. */
void tls_guard_reset(struct tls_guard *g);

const struct tls_peer *tls_guard_peer(const struct tls_guard *g);

/* Has a handshake begun, or ended well, since tls_guard_reset()? */
bool tls_guard_started(const struct tls_guard *g);
bool tls_guard_done(const struct tls_guard *g);

/*
 * Did the peer refuse our certificate, or the lack of one? With TLS 1.3 that
 * comes after the handshake, when a request may be on its way; it was not
 * read then.
 */
bool tls_guard_client_refused(const struct tls_guard *g);

/* Did it ask for one? Its refusal may get lost when it closes in a hurry. */
bool tls_guard_client_wanted(const struct tls_guard *g);

/* Why the connection failed: ERR_TLS. fallback: text when OpenSSL gave no reason. */
bool tls_guard_explain(const struct tls_guard *g, const char *fallback, struct err *e);

/* Describe a certificate; everything but vouched and protocol. */
bool tls_peer_from_x509(X509 *cert, struct tls_peer *ret);

#endif
