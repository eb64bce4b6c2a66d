/*
 * transport: what wsman.c needs of a connection and a clock, so that its
 * tests can play both. For core/wsman only.
 */
#ifndef AMT_WSMAN_TRANSPORT_H
#define AMT_WSMAN_TRANSPORT_H

#include "core/wsman/wsman.h"

struct wsman_transport {
	/* As http_do(). */
	bool (*send)(void *arg, const struct http_request *r, struct http_reply *ret,
		     struct err *e);
	/* As loop_sleep(). */
	bool (*pause)(void *arg, uint32_t ms, struct err *e);
	/* As http_close(). */
	void (*drop)(void *arg);
	/* As loop_grace(); or NULL. */
	void (*grace)(void *arg, uint32_t ms);
	/* Frees arg; or NULL. */
	void (*free)(void *arg);
	void *arg;
};

struct wsman *wsman_over(const struct wsman_transport *t, unsigned retries) MUST_USE;

#endif
