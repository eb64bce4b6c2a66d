/* curl_loop: libcurl's multi handle driven by our loop. Inside core/net only. */
#ifndef AMT_NET_CURL_LOOP_H
#define AMT_NET_CURL_LOOP_H

#include <curl/curl.h>

#include "core/loop/loop.h"

struct curl_loop;

struct curl_loop *curl_loop_new(struct loop *l) MUST_USE;
void curl_loop_free(struct curl_loop *c);

/* Close the one connection that is kept between transfers. */
void curl_loop_close(struct curl_loop *c);

/*
 * Has the peer closed the kept connection, or sent something unasked? Then
 * the next transfer must not use it. libcurl looks, too, but takes TLS's
 * closing alert for a sign of life.
 */
bool curl_loop_stale(const struct curl_loop *c);

/*
 * Run the loop until easy's transfer is done, or until a callback has set
 * *give_up and stopped the loop; ret is CURLE_OPERATION_TIMEDOUT then. A
 * transfer cut short takes its connection with it.
 * Errors: ERR_CANCELLED, ERR_LOCAL.
 */
bool curl_loop_run(struct curl_loop *c, CURL *easy, const bool *give_up, CURLcode *ret,
		   struct err *e) MUST_USE;

#endif
