/* http_wire: what libcurl is told, and what it asks. */
#include "core/net/http_wire.h"

#include <errno.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "core/net/curl_loop.h"
#include "core/net/http_trace.h"
#include "core/net/http_wire_error.h"
#include "core/net/proxy_command.h"
#include "core/net/tls_guard.h"

/*
 * Set an option of w's handle. Failures are rare (no memory, a libcurl built
 * without the feature) and kept for check_options().
 */
#define CURL_SET(w, option, value)                                             \
	do {                                                                   \
		CURLcode rc_ = curl_easy_setopt((w)->easy, (option), (value)); \
		if (rc_ != CURLE_OK)                                           \
			(w)->option_failed = rc_;                              \
	} while (0)

/* Longest request target; libcurl itself would take megabytes. */
#define PATH_MAX_BYTES 4096

struct http_wire {
	struct loop *loop;
	const struct http_config *config;
	struct tls_policy policy; /* config's, with the name to expect filled in */
	char *name;               /* host without a zone */
	char *origin;             /* "https://[fe80::1%25eth0]:16993" */
	char *what;
	struct tls_guard *guard;       /* NULL: no TLS */
	struct proxy_command *command; /* NULL: none */
	struct curl_loop *curl;
	CURL *easy;
	CURLcode option_failed;   /* CURLE_OK: none */
	struct loop_timer *limit; /* ours: connecting, then the reply */

	/* The exchange under way. */
	const struct http_exchange *exchange;
	struct http_answer *answer;
	struct http_outcome outcome;
	struct buf trace_reply; /* header lines */
};

/* ---- the limits ---- */

static void limit_reached(void *arg)
{
	struct http_wire *w = arg;

	w->outcome.timed_out = true;
	loop_stop(w->loop);
}

/* Allow the next phase its time, within the deadline. 0: none. */
static void set_limit(struct http_wire *w, uint32_t phase_ms)
{
	uint64_t ms = phase_ms ? phase_ms : UINT32_MAX;

	if (w->config->deadline_ms) {
		uint64_t now = loop_now_ms();
		uint64_t left =
			w->config->deadline_ms > now ? w->config->deadline_ms - now : 0;

		ms = left < ms ? left : ms;
	}
	w->outcome.limit_ms = (uint32_t)ms;
	if (ms < UINT32_MAX)
		loop_timer_set(w->limit, (uint32_t)ms);
	else
		loop_timer_stop(w->limit);
}

/* ---- what libcurl asks and tells ---- */

/*
 * libcurl sends a request a second time, on a new connection, when a kept
 * one dies before the first reply byte. The peer may have acted on it by
 * then, and a power cycle must not happen twice. There is no option against
 * that; but a repeat needs a new socket, which on_open() refuses, and passes
 * here again. So: one request, one passage. A kept connection that the peer
 * closed while it was idle is left behind before anything is sent (see
 * curl_loop_stale()); what remains is a peer that closes at that very moment.
 */
static int before_request(void *arg, char *remote, char *local, int remote_port,
			  int local_port)
{
	struct http_wire *w = arg;

	(void)remote;
	(void)local;
	(void)remote_port;
	(void)local_port;
	if (w->outcome.sent) {
		w->outcome.resend_refused = true;
		return CURL_PREREQFUNC_ABORT;
	}
	set_limit(w, w->config->request_timeout_ms);
	if (!w->outcome.limit_ms) {
		w->outcome.timed_out = true;
		return CURL_PREREQFUNC_ABORT;
	}
	w->outcome.sent = true;
	return CURL_PREREQFUNC_OK;
}

static curl_socket_t on_open(void *arg, curlsocktype purpose, struct curl_sockaddr *a)
{
	struct http_wire *w = arg;

	(void)purpose;
	if (w->outcome.sent) {
		w->outcome.resend_refused = true;
		return CURL_SOCKET_BAD;
	}
	return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

static CURLcode on_ssl_ctx(CURL *easy, void *ctx, void *arg)
{
	struct http_wire *w = arg;

	(void)easy;
	return tls_guard_apply(w->guard, ctx, &w->outcome.failure)
		       ? CURLE_OK
		       : CURLE_SSL_CERTPROBLEM;
}

static size_t on_header(char *line, size_t size, size_t n, void *arg)
{
	struct http_wire *w = arg;

	return http_answer_header(w->answer, line, size * n, &w->outcome.failure)
		       ? size * n
		       : 0;
}

static size_t on_body(char *bytes, size_t size, size_t n, void *arg)
{
	struct http_wire *w = arg;

	if (buf_add(&w->answer->reply.body, bytes, size * n, &w->outcome.failure))
		return size * n;
	err_wrap(&w->outcome.failure, "the reply of %s", w->what);
	return 0;
}

static int on_debug(CURL *easy, curl_infotype type, char *bytes, size_t len, void *arg)
{
	struct http_wire *w = arg;
	const struct http_request *r = w->exchange ? w->exchange->request : NULL;
	struct err ignored;

	(void)easy;
	if (type == CURLINFO_HEADER_IN) {
		(void)!buf_add(&w->trace_reply, bytes, len, &ignored);
	} else if (type == CURLINFO_HEADER_OUT && r) {
		struct buf head = { .data = bytes, .len = len };
		bool body = w->outcome.sent && !w->exchange->probe; /* not CONNECT's */

		http_trace(w->config->trace, w->what, '>', &head,
			   r->trace_no_body ? NULL : r->body, body ? r->body_len : 0);
	}
	return 0;
}

/* ---- set-up ---- */

/* Nothing that could end the host part of a URL or smuggle in another. */
static bool host_is_sane(const char *host)
{
	if (!*host ||
	    strlen(host) > 255 + 1 + 32) /* a name, or an address and its zone */
		return false;
	for (; *host; host++)
		if ((unsigned char)*host <= 0x20 || *host == 0x7f ||
		    strchr("/?#@\\[]<>\"^`{|}", *host))
			return false;
	return true;
}

static char *make_origin(const struct http_config *c)
{
	const char *scheme = c->tls ? "https" : "http";
	const char *zone = strchr(c->host, '%');

	if (!strchr(c->host, ':'))
		return xasprintf("%s://%s:%u", scheme, c->host, c->port);
	if (!zone)
		return xasprintf("%s://[%s]:%u", scheme, c->host, c->port);
	return xasprintf("%s://[%.*s%%25%s]:%u", scheme, (int)(zone - c->host), c->host,
			 zone + 1, c->port); /* RFC 6874 */
}

static bool check_config(const struct http_config *c, struct err *e)
{
	static const char *const schemes[] = { "socks5://", "socks5h://", "socks4a://",
					       "http://" };

	if (!host_is_sane(c->host) || (strchr(c->host, '%') && !strchr(c->host, ':')))
		return err_set(e, ERR_USAGE, 0, "'%.100s' is no host name or address",
			       c->host);
	if (!c->proxy)
		return true;
	if (c->proxy_command)
		return err_set(e, ERR_USAGE, 0,
			       "a proxy and a proxy command exclude each other");
	for (size_t i = 0; i < ARRAY_LEN(schemes); i++)
		if (!strncasecmp(c->proxy, schemes[i], strlen(schemes[i])))
			return true;
	return err_set(e, ERR_USAGE, 0,
		       "the proxy's URL begins with none of socks5:// socks5h:// "
		       "socks4a:// http://");
}

static void set_proxy_options(struct http_wire *w)
{
	const char *proxy = w->config->proxy;

	/* Given, even if empty, both keep libcurl from reading the environment. */
	CURL_SET(w, CURLOPT_PROXY, proxy ? proxy : "");
	CURL_SET(w, CURLOPT_NOPROXY, "");
	if (proxy && !strncasecmp(proxy, "http:", 5))
		CURL_SET(w, CURLOPT_HTTPPROXYTUNNEL, 1L);
	CURL_SET(w, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	if (w->command)
		CURL_SET(w, CURLOPT_UNIX_SOCKET_PATH, proxy_command_path(w->command));
}

static void set_tls_options(struct http_wire *w)
{
	/*
	 * libcurl's own checks are off because they know no pins. They weaken
	 * nothing: on_ssl_ctx() replaces the whole verification of the context
	 * and makes OpenSSL insist on its result. Without CA files to read in
	 * vain, each process also starts some milliseconds sooner.
	 *
	 * A resumed session is not verified again; it continues one that was,
	 * under this same policy, as libcurl keeps sessions with this handle.
	 */
	CURL_SET(w, CURLOPT_SSL_VERIFYPEER, 0L);
	CURL_SET(w, CURLOPT_SSL_VERIFYHOST, 0L);
	CURL_SET(w, CURLOPT_CAINFO, NULL);
	CURL_SET(w, CURLOPT_CAPATH, NULL);
	CURL_SET(w, CURLOPT_SSL_ENABLE_ALPN, 0L); /* there is but HTTP/1.1 */
	CURL_SET(w, CURLOPT_SSL_CTX_FUNCTION, on_ssl_ctx);
	CURL_SET(w, CURLOPT_SSL_CTX_DATA, w);
}

static void set_easy_options(struct http_wire *w)
{
	CURL_SET(w, CURLOPT_NOSIGNAL, 1L);
	CURL_SET(w, CURLOPT_QUICK_EXIT, 1L); /* giving up never waits for a name server */
	CURL_SET(w, CURLOPT_PROTOCOLS_STR, "http,https");
	CURL_SET(w, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	CURL_SET(w, CURLOPT_FOLLOWLOCATION, 0L);
	CURL_SET(w, CURLOPT_TCP_NODELAY, 1L);
	CURL_SET(w, CURLOPT_MAXFILESIZE, (long)HTTP_REPLY_MAX);
	CURL_SET(w, CURLOPT_ERRORBUFFER, w->outcome.text);
	CURL_SET(w, CURLOPT_HEADERFUNCTION, on_header);
	CURL_SET(w, CURLOPT_HEADERDATA, w);
	CURL_SET(w, CURLOPT_WRITEFUNCTION, on_body);
	CURL_SET(w, CURLOPT_WRITEDATA, w);
	CURL_SET(w, CURLOPT_PREREQFUNCTION, before_request);
	CURL_SET(w, CURLOPT_PREREQDATA, w);
	CURL_SET(w, CURLOPT_OPENSOCKETFUNCTION, on_open);
	CURL_SET(w, CURLOPT_OPENSOCKETDATA, w);
	/* Ours is exact; libcurl's shares the time out among several addresses. */
	CURL_SET(w, CURLOPT_CONNECTTIMEOUT_MS,
		 w->config->connect_timeout_ms ? (long)w->config->connect_timeout_ms
					       : 86400000L);
	if (w->config->trace) {
		CURL_SET(w, CURLOPT_VERBOSE, 1L);
		CURL_SET(w, CURLOPT_DEBUGFUNCTION, on_debug);
		CURL_SET(w, CURLOPT_DEBUGDATA, w);
	}
	set_proxy_options(w);
	if (w->guard)
		set_tls_options(w);
}

static bool check_options(struct http_wire *w, struct err *e)
{
	CURLcode rc = w->option_failed;

	if (rc == CURLE_OUT_OF_MEMORY)
		out_of_memory();
	w->option_failed = CURLE_OK;
	return rc == CURLE_OK || err_set(e, ERR_LOCAL, 0, "libcurl refuses an option: %s",
					 curl_easy_strerror(rc));
}

static bool make_guard(struct http_wire *w, struct err *e)
{
	if (!w->config->tls)
		return true;
	w->policy = w->config->policy;
	w->name = xstrndup(w->config->host, strcspn(w->config->host, "%"));
	if (!w->policy.name)
		w->policy.name = w->name;
	w->guard = tls_guard_new(&w->policy, w->what, e);
	return w->guard != NULL;
}

static bool make_command(struct http_wire *w, struct err *e)
{
	if (!w->config->proxy_command)
		return true;
	w->command = proxy_command_new(w->loop, w->config->proxy_command, e);
	return w->command != NULL;
}

struct http_wire *http_wire_new(struct loop *l, const struct http_config *config,
				struct err *e)
{
	AUTO(http_wire_freep) struct http_wire *w = xcalloc(1, sizeof(*w));

	w->loop = l;
	w->config = config;
	w->trace_reply = BUF_INIT(HTTP_HEADERS_MAX);
	if (!check_config(config, e))
		return NULL;
	w->what = xasprintf("%s port %u", config->host, config->port);
	w->origin = make_origin(config);
	w->limit = loop_timer_new(l, limit_reached, w);
	if (!make_guard(w, e) || !make_command(w, e))
		return NULL;
	w->easy = curl_easy_init();
	if (!w->easy)
		out_of_memory();
	set_easy_options(w);
	w->curl = curl_loop_new(l);
	return check_options(w, e) ? STEAL(w) : NULL;
}

void http_wire_free(struct http_wire *w)
{
	if (!w)
		return;
	curl_loop_free(w->curl); /* closes the connection, so before what that uses */
	curl_easy_cleanup(w->easy);
	proxy_command_free(w->command);
	loop_timer_free(w->limit);
	tls_guard_free(w->guard);
	buf_done(&w->trace_reply);
	free(w->what);
	free(w->origin);
	free(w->name);
	free(w);
}

void http_wire_close(struct http_wire *w)
{
	curl_loop_close(w->curl);
	if (w->command)
		proxy_command_stop(w->command);
}

const char *http_wire_what(const struct http_wire *w)
{
	return w->what;
}

const struct tls_peer *http_wire_peer(const struct http_wire *w)
{
	static const struct tls_peer none;

	return w->guard ? tls_guard_peer(w->guard) : &none;
}

/* ---- one exchange ---- */

static void add_header(struct curl_slist **list, const char *fmt, ...) PRINTF_LIKE(2, 3);

static void add_header(struct curl_slist **list, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);

	AUTO(xfreep) char *line = xvasprintf(fmt, ap);

	va_end(ap);

	struct curl_slist *longer = curl_slist_append(*list, line);

	if (!longer)
		out_of_memory();
	*list = longer;
	explicit_bzero(line, strlen(line));
}

/* A header without a value takes away the one that libcurl would add. */
static struct curl_slist *make_headers(const struct http_exchange *x)
{
	const struct http_request *r = x->request;
	struct curl_slist *list = NULL;

	add_header(&list, "Expect:");
	add_header(&list, r->accept ? "Accept: %s" : "Accept:", r->accept);
	if (r->content_type && !x->probe)
		add_header(&list, "Content-Type: %s", r->content_type);
	else
		add_header(&list, "Content-Type:");
	if (x->authorization)
		add_header(&list, "Authorization: %s", x->authorization);
	else if (r->bearer && !x->probe)
		add_header(&list, "Authorization: Bearer %s", r->bearer->text);
	return list;
}

static void free_headers(struct curl_slist *list)
{
	for (struct curl_slist *p = list; p; p = p->next)
		explicit_bzero(p->data, strlen(p->data));
	curl_slist_free_all(list);
}

static void set_request(struct http_wire *w, const struct http_exchange *x)
{
	const struct http_request *r = x->request;
	size_t body_len = x->probe ? 0 : r->body_len;
	AUTO(xfreep) char *url = xasprintf("%s%s", w->origin, r->path);

	CURL_SET(w, CURLOPT_URL, url);
	CURL_SET(w, CURLOPT_PATH_AS_IS, 1L); /* the path that digest has hashed */
	if (body_len || !strcmp(r->method, "POST") || !strcmp(r->method, "PUT")) {
		CURL_SET(w, CURLOPT_POST, 1L);
		CURL_SET(w, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body_len);
		CURL_SET(w, CURLOPT_POSTFIELDS, body_len ? (const char *)r->body : "");
	} else {
		CURL_SET(w, CURLOPT_HTTPGET, 1L);
		if (!strcmp(r->method, "HEAD"))
			CURL_SET(w, CURLOPT_NOBODY, 1L);
	}
	CURL_SET(w, CURLOPT_CUSTOMREQUEST, r->method);
	CURL_SET(w, CURLOPT_FRESH_CONNECT,
		 x->fresh || curl_loop_stale(w->curl) ? 1L : 0L);
}

static bool has_control(const char *s)
{
	for (; s && *s; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return true;
	return false;
}

static bool check_request(const struct http_request *r, struct err *e)
{
	if (r->path[0] != '/' || strlen(r->path) > PATH_MAX_BYTES ||
	    strpbrk(r->path, " #") || has_control(r->path))
		return err_set(e, ERR_USAGE, 0, "'%.100s' is no path of a URL", r->path);
	if (r->bearer && has_control(r->bearer->text))
		return err_set(e, ERR_USAGE, 0,
			       "the token has a control character in it");
	return true;
}

static void trace_result(struct http_wire *w)
{
	const struct http_request *r = w->exchange->request;
	const struct buf *body = &w->answer->reply.body;
	curl_off_t connect = 0, tls = 0, first = 0, total = 0;

	if (!w->config->trace)
		return;
	if (w->trace_reply.len)
		http_trace(w->config->trace, w->what, '<', &w->trace_reply,
			   r->trace_no_body ? NULL : buf_cstr(body), body->len);
	curl_easy_getinfo(w->easy, CURLINFO_CONNECT_TIME_T, &connect);
	curl_easy_getinfo(w->easy, CURLINFO_APPCONNECT_TIME_T, &tls);
	curl_easy_getinfo(w->easy, CURLINFO_STARTTRANSFER_TIME_T, &first);
	curl_easy_getinfo(w->easy, CURLINFO_TOTAL_TIME_T, &total);
	http_trace_note(
		w->config->trace, w->what,
		"connected after %.1f ms, TLS %.1f, first byte %.1f, end %.1f%s%s",
		(double)connect / 1e3, (double)tls / 1e3, (double)first / 1e3,
		(double)total / 1e3, *http_wire_peer(w)->protocol ? ", " : "",
		http_wire_peer(w)->protocol);
}

/* The outcome as an error, unless there is a whole reply. */
static bool judge(struct http_wire *w, struct err *e)
{
	struct http_outcome *o = &w->outcome;
	long os_errno = 0;

	/* libcurl takes headers that the peer's closing cut short for a reply. */
	if (o->result == CURLE_OK && w->answer->headers_done)
		return true;
	curl_easy_getinfo(w->easy, CURLINFO_OS_ERRNO, &os_errno);
	o->os_errno = (int)os_errno;
	o->answered = w->answer->header_bytes > 0;
	o->probe = w->exchange->probe;
	return http_outcome_explain(o, w->config, w->what, w->guard, w->command, e);
}

bool http_wire_exchange(struct http_wire *w, const struct http_exchange *x,
			struct http_answer *ret, struct err *e)
{
	uint64_t deadline = w->config->deadline_ms;

	if (!check_request(x->request, e))
		return false;
	if (deadline && loop_now_ms() >= deadline)
		return err_set(e, ERR_NET, ETIMEDOUT, "no time is left to connect to %s",
			       w->what);
	w->exchange = x;
	w->answer = ret;
	w->outcome = (struct http_outcome){ 0 };
	buf_clear(&w->trace_reply);
	if (w->guard)
		tls_guard_reset(w->guard);

	struct curl_slist *headers = make_headers(x);

	set_request(w, x);
	CURL_SET(w, CURLOPT_HTTPHEADER, headers);

	set_limit(w, w->config->connect_timeout_ms);

	bool ok = check_options(w, e) &&
		  curl_loop_run(w->curl, w->easy, &w->outcome.timed_out,
				&w->outcome.result, e);

	loop_timer_stop(w->limit);
	CURL_SET(w, CURLOPT_HTTPHEADER, NULL);
	free_headers(headers);
	trace_result(w);
	if (ok)
		ok = judge(w, e);
	else if (e->domain == ERR_CANCELLED)
		e->code = w->outcome.sent && !x->probe;
	if (!ok && w->config->trace)
		http_trace_note(w->config->trace, w->what, "%s", e->msg);
	w->exchange = NULL;
	w->answer = NULL;
	return ok;
}
