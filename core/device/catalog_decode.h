/*
 * catalog_decode: what the firmware sent, in the types that the catalog tells.
 *
 *	bool               true
 *	number             17179869184, exact
 *	... with names     {"code":2,"name":"enabled"}; null: the number has none
 *	... of bits        {"code":9,"names":["platform-erase","bit-3"]}
 *	array              [ ... ], of one value too
 *	datetime           "2020-08-10T00:00:00Z", UTC; a mere day "2020-08-10"
 *	interval           "P1DT2H30M", as sent
 *	instance           {"Name": ... }, its members decoded by its class
 *	ref, string, base64  as they are
 *
 * A number, bool or time that is sent empty is null. What the catalog does not
 * know, and what does not fit its type, stays as it is: nothing fails. What is
 * absent stays absent.
 *
 * Trees are what core/wsman/value.h makes of a reply, or the like in JSON: all
 * values are text, references are {"class","selectors"}. (CIM schema 2,
 * DSP0230 5, DSP0004 5.2.4)
 */
#ifndef AMT_DEVICE_CATALOG_DECODE_H
#define AMT_DEVICE_CATALOG_DECODE_H

#include "core/device/catalog.h"

/* An instance of c (NULL: not known), with the members that t has, in their order. */
struct json *catalog_decode(const struct wsman_class *c, struct tree t) MUST_USE;

/* All values of a property (NULL: not known), of which t is the first. */
struct json *catalog_decode_values(const struct class_value *v, struct tree t) MUST_USE;

/* Does this one value have the type, or is it none at all? */
bool catalog_fits(const struct class_value *v, struct tree t);

/*
 * The name of a number, of bits "a,b"; NULL: it has none. Owned. v NULL: not
 * known.
 */
char *catalog_meaning(const struct class_value *v, const char *text) MUST_USE;

#endif
