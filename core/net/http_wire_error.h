/* http_wire_error: how an exchange ended, put into words. Inside core/net. */
#ifndef AMT_NET_HTTP_WIRE_ERROR_H
#define AMT_NET_HTTP_WIRE_ERROR_H

#include <curl/curl.h>

#include "core/net/http.h"
#include "core/net/proxy_command.h"
#include "core/net/tls_guard.h"

struct http_outcome {
	CURLcode result;
	char text[CURL_ERROR_SIZE]; /* libcurl's */
	int os_errno;               /* of connect(), 0: none */
	uint32_t limit_ms;          /* of the phase it ended in */
	bool timed_out;
	bool sent;           /* the request may be on its way */
	bool answered;       /* a reply had begun */
	bool probe;          /* nothing can have been executed */
	bool resend_refused; /* libcurl wanted to send it again */
	struct err failure;  /* our own callbacks' */
};

/* guard and command may be NULL. Always false, with *e set. */
bool http_outcome_explain(const struct http_outcome *o, const struct http_config *c,
			  const char *what, const struct tls_guard *guard,
			  struct proxy_command *command, struct err *e);

#endif
