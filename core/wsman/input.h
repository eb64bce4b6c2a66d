/*
 * input: an instance, or a method's parameters, as an administrator writes
 * them: a text in JSON (value.h) or XML, "path=value" words, selectors.
 *
 * All errors are ERR_USAGE and are found before anything is sent, but for
 * those that depend on the instance that is changed.
 */
#ifndef AMT_WSMAN_INPUT_H
#define AMT_WSMAN_INPUT_H

#include "core/record/json.h"

/* Longest text; most values in it; longest path, and most steps of one. */
#define INPUT_MAX (1u << 20)
#define INPUT_VALUES_MAX 16384
#define INPUT_PATH_MAX 256
#define INPUT_STEPS_MAX 16

/* Not changed once it is complete; then threads may share it. */
struct input;

struct input *input_new(void) MUST_USE;
void input_free(struct input *in);
DEFINE_FREEP(struct input, input_free)

/*
 * The text: XML when its first character is "<", else a JSON object: the
 * members, or what amtctl itself prints with -o json for one device. Once.
 */
bool input_text(struct input *in, const char *text, size_t len, struct err *e) MUST_USE;

/*
 * "Name=value", "Name.Sub=value", "List.0.Name=value": a value that begins
 * with { or [ is JSON. The same path again adds to a list. A secret is
 * refused: these words come from the command line, which others can read.
 */
bool input_set(struct input *in, const char *word, struct err *e) MUST_USE;

/* "Name": leave it out. */
bool input_unset(struct input *in, const char *path, struct err *e) MUST_USE;

/* A selector: "Name=value", or "Name={json}" with a reference. */
bool input_selector(struct input *in, const char *word, struct err *e) MUST_USE;

/* The selectors as an object, no node when there are none. Borrowed. */
struct tree input_selectors(const struct input *in);

/* Was nothing given but selectors? */
bool input_is_empty(const struct input *in);

/* Is the text XML? Then nothing was set or unset. */
bool input_is_xml(const struct input *in);

/* The XML, whose root must be called name. Owned; one for each thread. */
struct doc *input_xml(const struct input *in, const char *name, struct err *e) MUST_USE;

/*
 * Make object say what was given: merge the text's members, leave out, set.
 * class_name: what "@class" in it must be, if it is there; NULL: it must not.
 */
bool input_apply(const struct input *in, const char *class_name, struct json *object,
		 struct err *e) MUST_USE;

#endif
