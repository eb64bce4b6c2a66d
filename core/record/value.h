/*
 * value: the texts that a leaf's value may have. For core/record and decoders.
 *
 * WS-MAN writes all values as text; REST servers write the same as numbers
 * and booleans or as text, and change their mind between versions. So types
 * are told by the field table, never by the leaf.
 */
#ifndef AMT_RECORD_VALUE_H
#define AMT_RECORD_VALUE_H

#include "core/base/base.h"

/* xs:boolean: true, false, 1, 0. */
bool value_to_bool(const char *text, bool *ret) MUST_USE;

/*
 * xs:dateTime or a CIM timestamp (DSP0004 5.2.4), as RFC 3339 in UTC, whole
 * seconds. Without a zone: UTC.
 */
bool value_to_time(const char *text, char ret[32]) MUST_USE;

#endif
