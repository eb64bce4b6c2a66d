/*
 * json_patch: changing parts of a JSON value.
 *
 * A path such as Settings.SSID or Hosts.0.Port goes down through members and,
 * by number, items. A value that is no list counts as a list of one, since
 * WS-MAN cannot tell them apart.
 */
#ifndef AMT_RECORD_JSON_PATCH_H
#define AMT_RECORD_JSON_PATCH_H

#include "core/record/json.h"

/* Highest number in a path. */
#define RECORD_INDEX_MAX 4095

/*
 * Set what path names, making members on the way and, at the end of a list, an
 * item; more: append to it instead, making it a list. v is owned, also on
 * failure. ERR_USAGE: a number beyond the end, or a name under a text.
 */
bool json_patch_set(struct json *root, const char *path, bool more, struct json *v,
		    struct err *e) MUST_USE;

/* Remove what path names; absent is fine. */
void json_patch_unset(struct json *root, const char *path);

/*
 * Merge as RFC 7396: members replace members, null removes, objects merge,
 * unless whole() says of either that it is one value.
 */
void json_patch_merge(struct json *root, const struct json *patch,
		      bool (*whole)(struct tree t));

#endif
