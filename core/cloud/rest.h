/*
 * rest: what an answer of MPS, RPS, Console or the gateway before them means.
 *
 * Functions of status, content type and body only: no connection.
 */
#ifndef AMT_CLOUD_REST_H
#define AMT_CLOUD_REST_H

#include "core/base/err.h"
#include "core/record/record.h"
#include "core/record/tree.h"

/* All borrowed. */
struct rest_answer {
	int status;
	const char *content_type; /* lower case, without parameters; "" when absent */
	const char *body;
	size_t len;
	/* To a request that changes something: 200 alone does not mean that it did. */
	bool change;
	/* Names of its ReturnValue; NULL: the server's, from a table that is not the
	 * method's own. */
	const struct enum_name *returns;
};

/*
 * One line that says what went wrong, at most size bytes with its NUL, safe
 * for terminals. What the client sent is never in it: servers echo secrets.
 */
void rest_error_text(const struct rest_answer *a, char *ret, size_t size);

/*
 * The document of a good answer, or NULL with *e set:
 *   ERR_AUTH         401, 403: token or tenant
 *   ERR_CLOUD        the device is not connected, the server failed, or this is
 *                    no MPS at all (a web page); code: HTTP status
 *   ERR_REFUSED      the firmware's ReturnValue, relayed with status 400 or, to
 *                    a change, 200; code: ReturnValue
 *   ERR_NOT_FOUND, ERR_CONFLICT, ERR_UNSUPPORTED
 *   ERR_PROTO        an empty answer or broken JSON with a good status
 */
struct doc *rest_answer_read(const struct rest_answer *a, struct err *e) MUST_USE;

#endif
