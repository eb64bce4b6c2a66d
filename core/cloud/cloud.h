/* cloud: the path through a running MPS, over its REST interface (cloud.md). */
#ifndef AMT_CLOUD_CLOUD_H
#define AMT_CLOUD_CLOUD_H

#include "core/device/device.h"
#include "core/net/http.h"

/* One MPS and RPS pair, or a Console. All borrowed for the device's life. */
struct cloud_server {
	const char *context; /* name of the server section, for messages */
	const char *mps_url; /* REST base up to /api/v1, exclusive: https://host/mps */
	const char
		*login_url; /* full URL of authorize; NULL: none needed or token given */
	const char *user;
	const struct secret *password; /* for login; NULL: none */
	const struct secret *token;    /* ready-made bearer token; NULL: log in */
	struct http_config
		http; /* policy, proxy, timeouts, trace; host and port from the URLs */
	unsigned retries;
};

/* guid: canonical, lower case. Nothing is sent before the first call. */
struct device *cloud_open(struct loop *l, const char *name, const char *guid,
			  const struct cloud_server *server, struct err *e) MUST_USE;

/*
 * From the url of a server section to its parts: /mps is added unless the
 * path has it already or the port answers as MPS itself (3000) or Console (8181).
 * http_port etc. come from the scheme when absent. ERR_USAGE.
 */
struct cloud_url {
	bool tls;
	char host[256];
	uint16_t port;
	char path[256]; /* without trailing slash */
};
bool cloud_url_parse(const char *url, struct cloud_url *ret, struct err *e) MUST_USE;

#endif
