/* transport: WS-MAN over an http connection. */
#include "core/wsman/transport.h"

#include <stdlib.h>

struct over_http {
	struct http *http;
	struct loop *loop;
};

static bool over_http_send(void *arg, const struct http_request *r,
			   struct http_reply *ret, struct err *e)
{
	struct over_http *o = arg;

	return http_do(o->http, r, ret, e);
}

static bool over_http_pause(void *arg, uint32_t ms, struct err *e)
{
	struct over_http *o = arg;

	return loop_sleep(o->loop, ms, e);
}

static void over_http_drop(void *arg)
{
	struct over_http *o = arg;

	http_close(o->http);
}

static void over_http_grace(void *arg, uint32_t ms)
{
	struct over_http *o = arg;

	loop_grace(o->loop, ms);
}

struct wsman *wsman_new(struct http *http, struct loop *l, unsigned retries)
{
	struct over_http *o = xmalloc(sizeof(*o));
	struct wsman_transport t = { .send = over_http_send,
				     .pause = over_http_pause,
				     .drop = over_http_drop,
				     .grace = over_http_grace,
				     .free = free,
				     .arg = o };

	*o = (struct over_http){ .http = http, .loop = l };
	return wsman_over(&t, retries);
}
