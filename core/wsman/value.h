/*
 * value: WS-MAN's values beside JSON's, in both directions. (DSP0230 5)
 *
 *	text              "text"; numbers and booleans are text too
 *	repeated element  [ ... ]
 *	no element        null, or no member
 *	embedded object   { "Name": ... }, with "@class" first when its members
 *	                  are of another class than the one around it
 *	instance          the same, always with "@class"
 *	reference         { "class": "CIM_X", "selectors": { "Name": ... } }, where a
 *	                  selector is text or again a reference
 *	datetime          { "Datetime": "..." }, { "Interval": "..." }
 *
 * Members whose names begin with "@" are ours and never sent.
 */
#ifndef AMT_WSMAN_VALUE_H
#define AMT_WSMAN_VALUE_H

#include "core/record/json.h"
#include "core/wsman/wsman.h"

#define VALUE_CLASS "@class"

/* Most selectors of a reference, and how deep references nest. */
#define REF_SELECTORS_MAX 32
#define REF_DEPTH_MAX 4

/* An element of a reply as JSON: an instance, a method's output, a reference. */
struct json *value_json(struct tree t) MUST_USE;

/* Is it a reference, as XML or as JSON? */
bool value_is_ref(struct tree t);

/*
 * The reference that class_name and selectors, an object or no node, make.
 * Owned, with all that it names; NULL: ERR_USAGE.
 */
struct wsman_ref *value_ref(const char *class_name, struct tree selectors, struct err *e)
	MUST_USE;
void value_ref_free(struct wsman_ref *ref);
DEFINE_FREEP(struct wsman_ref, value_ref_free)

/* Say both trees the same? Null is absent, the order of different names is free. */
bool value_same(struct tree a, struct tree b);

/* As value_same(), of all values that two objects have under a name. */
bool value_same_member(struct tree a, struct tree b, const char *name);

/*
 * The instance that Put wants: what stands in now, of which value_json(was)
 * was the beginning. Members that say the same are kept to the byte, with
 * their attributes; those not in now are left out. ERR_USAGE: XML cannot hold it.
 */
struct doc *value_patch(struct tree was, struct tree now, struct err *e) MUST_USE;

/* Names such as RFBPassword, PSKPassPhrase, PrivateKey. */
bool value_name_is_secret(const char *name);

/*
 * Is it a text of such a name? Empty texts and booleans (UserPasswordBypass)
 * are no secrets. value_has_secret(): is there one at any depth?
 */
bool value_is_secret(struct tree t);
bool value_has_secret(struct tree t);

#endif
