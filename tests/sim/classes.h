/*
 * classes: what the firmware knows of each class apart from its instances:
 * keys, base class, and what may be done to it.
 */
#ifndef AMTSIM_CLASSES_H
#define AMTSIM_CLASSES_H

#include "tests/sim/store.h"

struct device;
struct soap_fault;

enum class_flags {
	CLASS_PUT = 1,
	CLASS_CREATE = 2,
	CLASS_DELETE = 4,
	CLASS_COMMON = 8,       /* has datetime properties: envelopes declare "common" */
	CLASS_ONE_PER_PULL = 16 /* one item a Pull, and the end only with the next */
};

struct class
{
	const char *name;
	const char *parent; /* NULL: none that anyone enumerates */
	const char *keys;   /* words, blank between them */
	unsigned flags;
	const char *read_only; /* a strict Put refuses these; NULL: none */
	const char *echoed;    /* may be sent back as they read, not changed */
	const char *optional;  /* may be Put though Get need not show them */
	const char *required;  /* a Put without one of them is refused */
	const char *secret;    /* may be Put, reads as empty */
	/* What a secret may be, unless it is empty; NULL: anything. */
	bool (*secret_ok)(const char *text);
	/* Set what depends on the moment in a copy about to be sent. */
	void (*live)(const struct device *, struct inst *copy);
	/* Look at a change before it is stored: NULL lets it pass. */
	const struct soap_fault *(*guard)(const struct device *, const struct inst *old,
					  const struct inst *new);
	/* After a Put: what follows from it. old is a copy from before. */
	void (*stored)(struct device *, const struct inst *old, struct inst *own);
};

/* NULL when no firmware has it. */
const struct class *class_find(const char *name);

bool class_is_a(const struct class *c, const struct class *ancestor);
bool class_has_key(const struct class *c, const char *name);

/* True when word is one of the blank-separated words; words may be NULL. */
bool word_in(const char *words, const char *word);

/* Resource URI prefix by the class name's own: CIM_, AMT_, IPS_; else NULL. */
const char *class_uri_prefix(const char *name);

#endif
