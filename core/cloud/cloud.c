/* cloud: the REST path's table, and opening a device. */
#include <stdio.h>
#include <stdlib.h>

#include "core/cloud/cloud_device.h"

static const struct tls_peer *cloud_peer(const struct device *d)
{
	return http_peer(((const struct cloud_device *)d)->http);
}

static void cloud_free(struct device *d)
{
	struct cloud_device *c = cloud_of(d);

	secret_done(&c->token);
	http_free(c->http);
	free(c);
}

#define GAP(function, why)                                  \
	{                                                   \
		offsetof(struct device_path, function), why \
	}
#define NO_RAW "the management server offers no raw WS-MAN over REST"
#define NO_BOOT_STATE \
	"the management server does not tell what is armed, and cannot clear it"

static const struct path_gap gaps[] = {
	GAP(raw, NO_RAW),
	GAP(raw_enumerate, NO_RAW),
	GAP(raw_preview, NO_RAW),
	GAP(identify, NO_RAW),
	GAP(boot_get, NO_BOOT_STATE),
	GAP(boot_armed, NO_BOOT_STATE),
	{ 0, NULL },
};

static const struct device_path cloud_path = {
	.name = "cloud",
	.free = cloud_free,
	.power_get = cloud_power_get,
	.power_request = cloud_power_request,
	.consent_get = cloud_consent_get,
	.consent_call = cloud_consent_call,
	.features_get = cloud_features_get,
	.features_set = cloud_features_set,
	.boot_sources = cloud_boot_sources,
	.boot_once_check = cloud_boot_once_check,
	.boot_once = cloud_boot_once,
	.peer = cloud_peer,
	.gaps = gaps,
	.cannot = "not possible through a management server; the direct path can",
};

struct device *cloud_open(struct loop *l, const char *name, const char *guid,
			  const struct cloud_server *server, struct err *e)
{
	struct cloud_device *c = xcalloc(1, sizeof(*c));

	c->server = *server;
	if (!cloud_url_parse(server->mps_url, &c->url, e)) {
		err_wrap(e, "server %s", server->context);
		goto fail;
	}
	snprintf(c->guid, sizeof(c->guid), "%s", guid);

	struct http_config *http = &c->server.http;

	http->host = c->url.host;
	http->port = c->url.port;
	http->tls = c->url.tls;
	http->policy.name = c->url.host;
	c->http = http_new(l, http, e);
	if (!c->http) {
		cloud_wrap(c, e);
		goto fail;
	}
	c->base = (struct device){ .path = &cloud_path,
				   .loop = l,
				   .name = xstrdup(name),
				   .deadline_ms = http->deadline_ms };
	return &c->base;
fail:
	free(c);
	return NULL;
}
