/*
 * cloud: the path through a running MPS of the Device Management Toolkit,
 * over its REST interface.
 *
 * What goes wrong at the server is ERR_CLOUD, a server that cannot be reached
 * included: the administrator has to look there, not at the PC. Refused
 * credentials are ERR_AUTH, a certificate that is not trusted ERR_TLS.
 */
#ifndef AMT_CLOUD_CLOUD_H
#define AMT_CLOUD_CLOUD_H

#include "core/device/device.h"
#include "core/net/http.h"

/* One MPS, or a Console in its place. All borrowed for the device's life. */
struct cloud_server {
	const char *context; /* name of the server section, for messages */
	const char *mps_url; /* REST base up to /api/v1, exclusive: https://host/mps */
	const char *user;    /* NULL: send no token (an MPS without a gateway) */
	const struct secret *password; /* for login; NULL: calls are ERR_NO_SECRET */
	const struct secret *token;    /* ready-made bearer token; NULL: log in */
	/* policy, proxy, timeouts, trace; host, port, tls and the policy's name come
	 * from mps_url */
	struct http_config http;
	unsigned retries; /* reads repeated after a failure in transit */
};

/*
 * guid: canonical, lower case. Nothing is sent before the first call; that
 * one logs in, once per device and again when the token has expired.
 * ERR_USAGE: mps_url is no URL.
 */
struct device *cloud_open(struct loop *l, const char *name, const char *guid,
			  const struct cloud_server *server, struct err *e) MUST_USE;

struct cloud_url {
	bool tls;
	char host[256]; /* without brackets */
	uint16_t port;  /* from the scheme when absent */
	char path[256]; /* "" or "/mps", without trailing slash */
};

/* Take an http or https URL apart, as it stands. No user, query or fragment. ERR_USAGE.
 */
bool cloud_url_parse(const char *url, struct cloud_url *ret, struct err *e) MUST_USE;

/*
 * The REST base that the url of a server section means: as it stands when it
 * has a path or when its port says that there is no gateway (3000: MPS itself,
 * 8181: Console), else with /mps. Owned.
 */
char *cloud_mps_url(const char *url, struct err *e) MUST_USE;

#endif
