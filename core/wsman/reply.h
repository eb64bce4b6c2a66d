/*
 * reply: what came back for an envelope. Functions of bytes only: no
 * connection. For core/wsman only.
 */
#ifndef AMT_WSMAN_REPLY_H
#define AMT_WSMAN_REPLY_H

#include "core/wsman/envelope.h"

/*
 * Read the reply to asked. *ret is a document whose root is the element in
 * the body, NULL when the body is empty where it may be (Put, Release, Delete).
 * Errors as in wsman.h.
 */
bool reply_read(const struct http_reply *r, const struct envelope *asked,
		struct doc **ret, struct err *e) MUST_USE;

/* Is it an instance of a class, in the class's own namespace? ERR_PROTO. */
bool reply_check_instance(struct tree t, struct err *e) MUST_USE;

#endif
