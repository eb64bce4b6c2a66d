/* http_wire_error: libcurl's failures sorted by whether anything was sent. */
#include "core/net/http_wire_error.h"

#include <errno.h>
#include <string.h>

static const char *curl_text(const struct http_outcome *o)
{
	return *o->text ? o->text : curl_easy_strerror(o->result);
}

/* To a tenth: what remained of a limit of 5 s reads "5 s". */
static double seconds_of(uint32_t ms)
{
	unsigned tenths = ms / 100 + (ms % 100 >= 50);

	return (tenths ? tenths : 1) / 10.0;
}

static bool explain_timeout(const struct http_outcome *o, const char *what,
			    const struct tls_guard *guard, struct err *e)
{
	double seconds = seconds_of(o->limit_ms);

	if (!o->sent && guard && tls_guard_started(guard) && !tls_guard_done(guard))
		return err_set(e, ERR_NET, ETIMEDOUT,
			       "%s: no end of the TLS handshake within %g s", what,
			       seconds);
	if (!o->sent)
		return err_set(e, ERR_NET, ETIMEDOUT, "cannot connect to %s within %g s",
			       what, seconds);
	if (!o->answered)
		return err_set(e, ERR_INDETERMINATE, ETIMEDOUT,
			       "the request was sent, but %s gave no answer within %g s",
			       what, seconds);
	return err_set(e, ERR_INDETERMINATE, ETIMEDOUT,
		       "the request was sent, but the answer of %s was not whole within "
		       "%g s",
		       what, seconds);
}

static bool is_tls_failure(const struct http_outcome *o, const struct tls_guard *guard)
{
	return guard && ((tls_guard_started(guard) && !tls_guard_done(guard)) ||
			 o->result == CURLE_SSL_CONNECT_ERROR ||
			 o->result == CURLE_PEER_FAILED_VERIFICATION);
}

/*
 * The connection was reset, at once or when the handshake had begun: which of
 * the two is chance. libcurl 7.88 tells the latter by its text only.
 */
static bool was_reset(const struct http_outcome *o)
{
	char reason[128];

	return o->os_errno == ECONNRESET ||
	       strstr(o->text, strerror_r(ECONNRESET, reason, sizeof(reason)));
}

/* Nothing was sent. */
static bool explain_connect(const struct http_outcome *o, const struct http_config *c,
			    const char *what, const struct tls_guard *guard,
			    struct err *e)
{
	char reason[128];

	if (guard && !tls_guard_done(guard) && was_reset(o)) {
		err_set(e, ERR_NET, ECONNRESET, "cannot connect to %s: %s", what,
			strerror_r(ECONNRESET, reason, sizeof(reason)));
		if (c->policy.profile == TLS_MODERN)
			err_hint(e, "if this is old firmware: --tls-profile legacy");
		return false;
	}
	if (is_tls_failure(o, guard))
		return tls_guard_explain(guard, "the peer closed the connection", e);
	if (o->result == CURLE_COULDNT_RESOLVE_HOST)
		return err_set(e, ERR_NET, 0, "there is no address for the name %s",
			       c->host);
	if (c->proxy)
		return err_set(e, ERR_NET, o->os_errno, "%s through its proxy: %s", what,
			       curl_text(o));
	if (o->os_errno)
		return err_set(e, ERR_NET, o->os_errno, "cannot connect to %s: %s", what,
			       strerror_r(o->os_errno, reason, sizeof(reason)));
	return err_set(e, ERR_NET, 0, "cannot connect to %s: %s", what, curl_text(o));
}

/*
 * Bytes came that are not HTTP. libcurl 7.88 reports bad chunks with the code
 * of a broken connection; only its text tells them apart.
 */
static bool is_malformed(const struct http_outcome *o)
{
	switch (o->result) {
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_UNSUPPORTED_PROTOCOL: /* HTTP/0.9 */
	case CURLE_BAD_CONTENT_ENCODING:
	case CURLE_FILESIZE_EXCEEDED:
	case CURLE_OUT_OF_MEMORY: /* a header line over libcurl's ceiling */
		return true;
	case CURLE_RECV_ERROR:
		return strstr(o->text, "chunked-encoding") != NULL;
	default:
		return false;
	}
}

/* The request may have been executed. */
static bool explain_reply(const struct http_outcome *o, const struct http_config *c,
			  const char *what, struct err *e)
{
	if (is_malformed(o)) {
		err_set(e, ERR_PROTO, 0, "the reply of %s is no valid HTTP: %s", what,
			curl_text(o));
		if (!c->tls && o->result == CURLE_UNSUPPORTED_PROTOCOL)
			err_hint(e, "is that a TLS port?");
		return false;
	}
	if (!o->answered)
		return err_set(e, ERR_INDETERMINATE, 0,
			       "the request was sent, but %s closed the connection "
			       "without an answer",
			       what);
	return err_set(e, ERR_INDETERMINATE, 0,
		       "the request was sent, but the connection to %s broke before the "
		       "answer was whole",
		       what);
}

/* A command that ended explains more than a closed connection. */
static bool explain_command(const struct http_outcome *o, struct proxy_command *command,
			    struct err *e)
{
	struct err why;

	if (!command || o->answered || o->timed_out)
		return false;
	if (proxy_command_missing(command, e)) /* nobody read what was sent */
		return true;
	if (!proxy_command_ended(command, &why))
		return false;
	if (!o->sent || o->probe) {
		*e = why;
	} else {
		err_set(e, ERR_INDETERMINATE, 0,
			"the request was sent, but no answer came: %s", why.msg);
	}
	return true;
}

bool http_outcome_explain(const struct http_outcome *o, const struct http_config *c,
			  const char *what, const struct tls_guard *guard,
			  struct proxy_command *command, struct err *e)
{
	if (o->failure.domain) {
		*e = o->failure;
		return false;
	}
	if (guard && !o->answered &&
	    (tls_guard_client_refused(guard) ||
	     (o->probe && !o->timed_out && tls_guard_client_wanted(guard))))
		return tls_guard_explain(guard, "the peer closed the connection", e);
	if (o->timed_out || o->result == CURLE_OPERATION_TIMEDOUT)
		explain_timeout(o, what, guard, e);
	else if (explain_command(o, command, e))
		return false;
	else if (!o->sent)
		explain_connect(o, c, what, guard, e);
	else
		explain_reply(o, c, what, e);
	if (o->probe && e->domain == ERR_INDETERMINATE) {
		e->domain = ERR_NET;
		err_wrap(e, "before logging in");
	}
	return false;
}
