/* tls: a policy put on OpenSSL contexts, and failed handshakes explained. */
#include "core/net/tls_guard.h"

#include <arpa/inet.h>
#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Alerts of RFC 8446 section 6 that are about our certificate. */
enum {
	ALERT_NONE = -1,
	ALERT_HANDSHAKE_FAILURE = 40,
	ALERT_BAD_CERTIFICATE = 42,
	ALERT_UNKNOWN_CA = 48,
	ALERT_ACCESS_DENIED = 49,
	ALERT_CERTIFICATE_REQUIRED = 116,
};

struct tls_guard {
	const struct tls_policy *policy;
	char *what;
	X509_STORE *store; /* NULL: no CA, none can vouch */
	X509 *cert;        /* ours; NULL: none */
	STACK_OF(X509) * chain;
	EVP_PKEY *key;

	struct tls_peer peer;
	/* Since tls_guard_reset(): */
	struct err refused;   /* set when we refused the peer */
	unsigned long reason; /* OpenSSL's; 0: none */
	int alert;            /* fatal one from the peer, or ALERT_NONE */
	bool started;
	bool done;
	bool cert_wanted;
};

/* ---- what the policy names ---- */

/* OpenSSL's own callback would ask on the terminal for a key's password. */
static int no_password(char *buf, int size, int writing, void *arg)
{
	(void)buf;
	(void)size;
	(void)writing;
	(void)arg;
	return -1;
}

/* OpenSSL's text for the latest failure; it clears the queue. */
static const char *take_reason(void)
{
	const char *text = ERR_reason_error_string(ERR_peek_last_error());

	ERR_clear_error();
	return text ? text : "unknown reason";
}

static BIO *open_pem(const char *path, struct err *e)
{
	errno = 0;

	BIO *bio = BIO_new_file(path, "re"); /* e: close on exec */

	if (!bio)
		err_errno(e, ERR_LOCAL, "cannot open %s", path);
	ERR_clear_error();
	return bio;
}

static bool load_ca(struct tls_guard *g, struct err *e)
{
	const struct tls_policy *p = g->policy;

	if (!p->ca_file && !p->system_ca)
		return true;
	g->store = X509_STORE_new();
	if (!g->store)
		out_of_memory();
	if (p->ca_file) {
		BIO *bio = open_pem(p->ca_file, e); /* for the reason, if it cannot */

		if (!bio)
			return false;
		BIO_free(bio);
		if (!X509_STORE_load_file(g->store, p->ca_file))
			return err_set(e, ERR_LOCAL, 0, "CA file %s: %s", p->ca_file,
				       take_reason());
		/* An issuing CA alone is enough of an anchor when the user names it. */
		X509_STORE_set_flags(g->store, X509_V_FLAG_PARTIAL_CHAIN);
	}
	if (p->system_ca && !X509_STORE_set_default_paths(g->store))
		return err_set(e, ERR_LOCAL, 0, "the system's CAs: %s", take_reason());
	return true;
}

static bool load_client_cert(struct tls_guard *g, struct err *e)
{
	const char *path = g->policy->client_cert;
	BIO *bio = open_pem(path, e);

	if (!bio)
		return false;
	g->cert = PEM_read_bio_X509(bio, NULL, no_password, NULL);
	g->chain = sk_X509_new_null();
	for (X509 *more;
	     g->cert && (more = PEM_read_bio_X509(bio, NULL, no_password, NULL));)
		sk_X509_push(g->chain, more);
	BIO_free(bio);
	if (!g->cert)
		return err_set(e, ERR_LOCAL, 0, "client certificate %s: %s", path,
			       take_reason());
	ERR_clear_error(); /* the end of the file is no error */
	return true;
}

static bool load_client_key(struct tls_guard *g, struct err *e)
{
	const char *path = g->policy->client_key ?: g->policy->client_cert;
	BIO *bio = open_pem(path, e);

	if (!bio)
		return false;
	g->key = PEM_read_bio_PrivateKey(bio, NULL, no_password, NULL);
	BIO_free(bio);
	if (!g->key) {
		bool encrypted =
			ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_BAD_PASSWORD_READ;

		err_set(e, ERR_LOCAL, 0, "client key %s: %s", path, take_reason());
		if (encrypted)
			err_set(e, ERR_LOCAL, 0, "client key %s is encrypted", path);
		return false;
	}
	if (!X509_check_private_key(g->cert, g->key)) {
		ERR_clear_error();
		return err_set(e, ERR_LOCAL, 0, "client key %s does not belong to %s",
			       path, g->policy->client_cert);
	}
	return true;
}

/* Also on a context of our own, so that what OpenSSL dislikes shows before connecting. */
static bool load_client(struct tls_guard *g, struct err *e)
{
	if (!g->policy->client_cert)
		return true;
	if (!load_client_cert(g, e) || !load_client_key(g, e))
		return false;

	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
	bool ok = ctx && tls_guard_apply(g, ctx, e);

	SSL_CTX_free(ctx);
	return ok;
}

struct tls_guard *tls_guard_new(const struct tls_policy *policy, const char *what,
				struct err *e)
{
	AUTO(tls_guard_freep) struct tls_guard *g = xcalloc(1, sizeof(*g));

	g->policy = policy;
	g->what = xstrdup(what);
	g->alert = ALERT_NONE;
	if (!load_ca(g, e) || !load_client(g, e))
		return NULL;
	return STEAL(g);
}

void tls_guard_free(struct tls_guard *g)
{
	if (!g)
		return;
	X509_STORE_free(g->store);
	X509_free(g->cert);
	sk_X509_pop_free(g->chain, X509_free);
	EVP_PKEY_free(g->key);
	free(g->what);
	free(g);
}

/* ---- trust ---- */

static bool set_name(X509_STORE_CTX *x, const char *name)
{
	X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param(x);
	unsigned char address[16];

	X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
	if (inet_pton(AF_INET, name, address) == 1 ||
	    inet_pton(AF_INET6, name, address) == 1)
		return X509_VERIFY_PARAM_set1_ip_asc(param, name) == 1;
	return X509_VERIFY_PARAM_set1_host(param, name, 0) == 1;
}

/* Does a CA of ours stand behind the chain and the name? why: text if not. */
static bool ca_vouches(const struct tls_guard *g, X509_STORE_CTX *x, const char **why)
{
	if (!g->store || !g->policy->name) {
		*why = "there is no CA to vouch for it";
		return false;
	}
	if (!set_name(x, g->policy->name)) {
		*why = "no certificate can carry its name";
		return false;
	}
	if (X509_verify_cert(x) == 1)
		return true;
	*why = X509_verify_cert_error_string(X509_STORE_CTX_get_error(x));
	return false;
}

static bool refuse_peer(struct tls_guard *g, const char *why)
{
	char seen[TLS_PIN_TEXT], pinned[TLS_PIN_TEXT];

	tls_pin_format(g->peer.sha256, seen);
	if (!g->policy->have_pin) {
		err_set(&g->refused, ERR_TLS, TLS_ERR_UNKNOWN,
			"the certificate of %s is unknown (%s): %s", g->what, why, seen);
		return false;
	}
	tls_pin_format(g->policy->pin, pinned);
	err_set(&g->refused, ERR_TLS, TLS_ERR_CHANGED,
		"the certificate of %s has changed: %s, expected %s", g->what, seen,
		pinned);
	return false;
}

/* The whole decision; OpenSSL's own chain check is but one part of it. */
static bool trust_peer(struct tls_guard *g, X509_STORE_CTX *x)
{
	X509 *cert = X509_STORE_CTX_get0_cert(x);
	const char *why = "";

	if (!cert || !tls_peer_from_x509(cert, &g->peer)) {
		err_set(&g->refused, ERR_TLS, TLS_ERR_OTHER, "%s shows no certificate",
			g->what);
		return false;
	}
	g->peer.vouched = ca_vouches(g, x, &why);
	if (g->peer.vouched)
		return true;
	if (g->policy->have_pin &&
	    !memcmp(g->policy->pin, g->peer.sha256, sizeof(g->peer.sha256)))
		return true;
	if (!g->policy->have_pin && g->policy->accept_new)
		return true;
	return refuse_peer(g, why);
}

static int verify_callback(X509_STORE_CTX *x, void *arg)
{
	bool trusted = trust_peer(arg, x);

	ERR_clear_error(); /* a chain that failed, while the pin is right, is no error */
	if (trusted)
		X509_STORE_CTX_set_error(x, X509_V_OK);
	else if (X509_STORE_CTX_get_error(x) == X509_V_OK)
		X509_STORE_CTX_set_error(x, X509_V_ERR_APPLICATION_VERIFICATION);
	return trusted;
}

/* ---- what happens in the handshake ---- */

static int cert_callback(SSL *ssl, void *arg)
{
	struct tls_guard *g = arg;

	(void)ssl;
	g->cert_wanted = true;
	return 1;
}

static void info_callback(const SSL *ssl, int where, int ret)
{
	struct tls_guard *g = SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));

	if (where & SSL_CB_HANDSHAKE_START)
		g->started = true;
	if (where & SSL_CB_HANDSHAKE_DONE) {
		g->done = true;
		snprintf(g->peer.protocol, sizeof(g->peer.protocol), "%s",
			 SSL_get_version(ssl));
	}
	if ((where & SSL_CB_READ_ALERT) == SSL_CB_READ_ALERT && ret >> 8 == SSL3_AL_FATAL)
		g->alert = ret & 0xff;
	if ((where & SSL_CB_EXIT) && ret <= 0 && !g->reason)
		g->reason = ERR_peek_error(); /* libcurl takes it off the queue */
}

static bool apply_profile(const struct tls_guard *g, SSL_CTX *ctx)
{
	/* Resumption spares firmware the second handshake after each 401. */
	SSL_CTX_clear_options(ctx, SSL_OP_NO_TICKET);
	if (g->policy->profile == TLS_MODERN) {
		SSL_CTX_clear_options(ctx, SSL_OP_LEGACY_SERVER_CONNECT);
		return SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION);
	}
	SSL_CTX_clear_options(ctx, SSL_OP_NO_TLSv1 | SSL_OP_NO_TLSv1_1);
	SSL_CTX_set_options(ctx, SSL_OP_LEGACY_SERVER_CONNECT);
	return SSL_CTX_set_cipher_list(ctx, "DEFAULT:@SECLEVEL=0") &&
	       SSL_CTX_set_min_proto_version(ctx, TLS1_VERSION);
}

bool tls_guard_apply(struct tls_guard *g, SSL_CTX *ctx, struct err *e)
{
	SSL_CTX_set_app_data(ctx, g);
	SSL_CTX_set_info_callback(ctx, info_callback);
	SSL_CTX_set_cert_cb(ctx, cert_callback, g);
	SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
	SSL_CTX_set_cert_verify_callback(ctx, verify_callback, g);
	if (g->store)
		SSL_CTX_set1_cert_store(ctx, g->store);
	if (!apply_profile(g, ctx))
		return err_set(e, ERR_LOCAL, 0, "TLS profile: %s", take_reason());
	if (g->cert && SSL_CTX_use_cert_and_key(ctx, g->cert, g->key, g->chain, 1) != 1)
		return err_set(e, ERR_LOCAL, 0, "client certificate %s: %s",
			       g->policy->client_cert, take_reason());
	return true;
}

void tls_guard_reset(struct tls_guard *g)
{
	g->refused = (struct err){ 0 };
	g->reason = 0;
	g->alert = ALERT_NONE;
	g->started = false;
	g->done = false;
	g->cert_wanted = false;
}

const struct tls_peer *tls_guard_peer(const struct tls_guard *g)
{
	return &g->peer;
}

bool tls_guard_started(const struct tls_guard *g)
{
	return g->started;
}

bool tls_guard_done(const struct tls_guard *g)
{
	return g->done;
}

/* ---- failures ---- */

bool tls_guard_client_wanted(const struct tls_guard *g)
{
	return g->cert_wanted;
}

bool tls_guard_client_refused(const struct tls_guard *g)
{
	return g->cert_wanted &&
	       (g->alert == ALERT_HANDSHAKE_FAILURE ||
		(g->alert >= ALERT_BAD_CERTIFICATE && g->alert <= ALERT_UNKNOWN_CA) ||
		g->alert == ALERT_ACCESS_DENIED ||
		g->alert == ALERT_CERTIFICATE_REQUIRED);
}

/* Failures that an older protocol, cipher or key size would cure. */
static bool legacy_may_help(unsigned long reason)
{
	static const int curable[] = {
		SSL_R_UNSUPPORTED_PROTOCOL,
		SSL_R_TLSV1_ALERT_PROTOCOL_VERSION,
		SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE,
		SSL_R_TLSV1_ALERT_INSUFFICIENT_SECURITY,
		SSL_R_UNSAFE_LEGACY_RENEGOTIATION_DISABLED,
		SSL_R_DH_KEY_TOO_SMALL,
		SSL_R_EE_KEY_TOO_SMALL,
		SSL_R_LEGACY_SIGALG_DISALLOWED_OR_UNSUPPORTED,
		SSL_R_WRONG_SIGNATURE_TYPE,
		SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC,
		SSL_R_SSLV3_ALERT_BAD_RECORD_MAC,
	};

	if (!reason) /* closed without a word: so do some stacks that know no TLS 1.2 */
		return true;
	for (size_t i = 0; i < ARRAY_LEN(curable); i++)
		if (ERR_GET_LIB(reason) == ERR_LIB_SSL &&
		    ERR_GET_REASON(reason) == curable[i])
			return true;
	return false;
}

static bool explain_client(const struct tls_guard *g, struct err *e)
{
	const char *how = g->alert == ALERT_NONE ? "it closed the connection"
						 : SSL_alert_desc_string_long(g->alert);

	if (g->cert)
		err_set(e, ERR_TLS, TLS_ERR_CLIENT,
			"%s refused our client certificate (%s)", g->what, how);
	else
		err_set(e, ERR_TLS, TLS_ERR_CLIENT, "%s wants a client certificate (%s)",
			g->what, how);
	return err_hint(e, "give one that its trusted roots signed: "
			   "--client-cert FILE --client-key FILE");
}

bool tls_guard_explain(const struct tls_guard *g, const char *fallback, struct err *e)
{
	const char *reason = g->reason ? ERR_reason_error_string(g->reason) : NULL;

	if (g->refused.domain) {
		*e = g->refused;
		return false;
	}
	if (tls_guard_client_refused(g) || (g->done && g->cert_wanted))
		return explain_client(g, e);
	err_set(e, ERR_TLS, TLS_ERR_PROTOCOL, "TLS with %s failed: %s", g->what,
		reason ? reason : fallback);
	if (g->policy->profile == TLS_MODERN && legacy_may_help(g->reason))
		err_hint(e, "old firmware needs --tls-profile legacy");
	return false;
}
