/*
 * table: the command line as data. Nouns hold verbs, verbs hold arguments and
 * options; the parser, --help, completion and the man pages read one table.
 *
 * An option's value lands in a struct at a checked offset: the macros refuse
 * a member of another type. Structs of options start zeroed, and whatever the
 * user left out stays zero, which means "unchanged", never "off".
 */
#ifndef AMT_CMD_TABLE_H
#define AMT_CMD_TABLE_H

#include "core/base/strv.h"
#include "core/base/err.h"
#include "core/record/record.h"

struct app;
struct device;
struct out;
struct target;
struct verb;

/* Values that know whether they were given. */
struct opt_ms {
	bool set;
	uint32_t ms;
};
struct opt_uint {
	bool set;
	uint64_t v; /* OPT_BARE: given without a number */
};
#define OPT_BARE UINT64_MAX

enum opt_type {
	OPT_TYPE_FLAG,     /* bool */
	OPT_TYPE_STRING,   /* const char *, borrowed from argv */
	OPT_TYPE_LIST,     /* struct strv; may be repeated */
	OPT_TYPE_UINT,     /* struct opt_uint */
	OPT_TYPE_DURATION, /* struct opt_ms */
};

/* What the shell may offer for a value. */
enum complete {
	COMPLETE_NOTHING,
	COMPLETE_FILE,
	COMPLETE_DEVICE, /* one name of the inventory */
	COMPLETE_CREDENTIAL,
	COMPLETE_SERVER,
	COMPLETE_TARGET, /* devices, groups, expressions */
	COMPLETE_NOUN,
	COMPLETE_VERB, /* of the noun before it */
	COMPLETE_COLUMN,
	COMPLETE_CLASS, /* of the catalog */
};

struct opt {
	const char *name; /* NULL ends the table */
	char letter;      /* 0: none */
	enum opt_type type;
	const char *value;   /* what its value is called; NULL for a flag */
	const char *bare;    /* value when none is given; NULL: one must be given */
	const char *choices; /* "on|off"; NULL: anything */
	uint64_t min, max;   /* OPT_TYPE_UINT */
	enum complete complete;
	size_t offset;
	const char *help;
};

#define OPT_AT(S, m, T)                                                           \
	(offsetof(S, m) +                                                         \
	 0 * sizeof(char[__builtin_types_compatible_p(__typeof__(((S *)0)->m), T) \
				 ? 1                                              \
				 : -1]))

// clang-format off
#define OPT_FLAG(S, m, l, n, hlp) \
	{ .name = n, .letter = l, .type = OPT_TYPE_FLAG, .offset = OPT_AT(S, m, bool), .help = hlp }
#define OPT_STRING(S, m, l, n, val, cmpl, hlp) \
	{ .name = n, .letter = l, .type = OPT_TYPE_STRING, .value = val, .complete = cmpl, .offset = OPT_AT(S, m, const char *), .help = hlp }
#define OPT_STRING_OPTIONAL(S, m, l, n, val, dflt, cmpl, hlp) \
	{ .name = n, .letter = l, .type = OPT_TYPE_STRING, .value = val, .bare = dflt, .complete = cmpl, .offset = OPT_AT(S, m, const char *), .help = hlp }
#define OPT_CHOICE(S, m, l, n, list, hlp) \
	{ .name = n, .letter = l, .type = OPT_TYPE_STRING, .value = list, .choices = list, .offset = OPT_AT(S, m, const char *), .help = hlp }
#define OPT_LIST(S, m, l, n, val, cmpl, hlp) \
	{ .name = n, .letter = l, .type = OPT_TYPE_LIST, .value = val, .complete = cmpl, .offset = OPT_AT(S, m, struct strv), .help = hlp }
#define OPT_UINT(S, m, l, n, val, lo, hi, hlp) \
	{ .name = n, .letter = l, .type = OPT_TYPE_UINT, .value = val, .min = lo, .max = hi, .offset = OPT_AT(S, m, struct opt_uint), .help = hlp }
#define OPT_UINT_OPTIONAL(S, m, l, n, val, lo, hi, hlp) \
	{ .name = n, .letter = l, .type = OPT_TYPE_UINT, .value = val, .bare = "", .min = lo, .max = hi, .offset = OPT_AT(S, m, struct opt_uint), .help = hlp }
#define OPT_DURATION(S, m, l, n, hlp) \
	{ .name = n, .letter = l, .type = OPT_TYPE_DURATION, .value = "DUR", .offset = OPT_AT(S, m, struct opt_ms), .help = hlp }
#define OPT_DURATION_OPTIONAL(S, m, l, n, dflt, hlp) \
	{ .name = n, .letter = l, .type = OPT_TYPE_DURATION, .value = "DUR", .bare = dflt, .offset = OPT_AT(S, m, struct opt_ms), .help = hlp }
#define OPT_END { .name = NULL }
// clang-format on

/* A verb's own argument. They come before the targets, in fixed number. */
#define ARGS_MAX 4
struct arg {
	const char *name;    /* "STATE"; NULL ends the table */
	const char *choices; /* "on|off"; NULL: anything */
	enum complete complete;
	bool stdin_dash; /* "-" stands for a line of stdin */
	bool optional;   /* only without targets after it */
	const char *help;
};

/* One run of a verb: what the user said. */
struct call {
	const struct verb *verb;
	const void *opts; /* verb->opts_size bytes */
	const char *args[ARGS_MAX];
	const struct strv *words; /* of a VERB_WORDS verb: its expressions */
	bool dry_run;
	uint32_t timeout_ms; /* -t, 0: not given */
	uint32_t wait_ms;    /* set by check(): how long run() means to wait */
	bool xml;            /* -o xml: out_xml() is wanted */
	/* Set by check(), for all devices: what it made of the options. */
	void *state;
	void (*free_state)(void *state);
};

enum {
	VERB_READS = 1,           /* asks only; tried again after failures in transit */
	VERB_CHANGES = 2,         /* changes devices: confirmation, --dry-run */
	VERB_PREDICATE = 4,       /* answers yes or no by its exit status */
	VERB_LIST = 8,            /* data is an array */
	VERB_DETAIL = 16,         /* one device is shown a property a line */
	VERB_WORDS = 32,          /* run_once takes any number of words */
	VERB_NEED_WORD = 64,      /* ... at least one */
	VERB_NO_CONFIG = 128,     /* works without, or in spite of, the configuration */
	VERB_LOCAL_CHANGES = 256, /* changes our files only: nothing to confirm */
	VERB_ONE_TARGET = 512,    /* what it says is meant for one device */
	VERB_ASKS = 1024,         /* cannot be undone: asks for any number of targets */
	VERB_XML = 2048,          /* -o xml shows what the device sent */
};

/*
 * Exactly one of the three functions is set.
 *
 * run         once for every device, on a worker, never seeing the others
 * run_target  once for every target, on the main thread, nothing is opened
 * run_once    without targets
 */
struct verb {
	const char *
		name; /* "" for the only verb of help, version ...; NULL ends the table */
	const char *help; /* one phrase */
	const struct arg *args;
	const struct opt *opts;
	size_t opts_size;
	unsigned flags;
	bool is_default; /* a target may stand in its place */
	int arg;         /* for the function: what tells it apart from its siblings */
	const struct record *record; /* what it prints, for amtctl-records(7) */
	const char *dry_columns;     /* what a table shows with --dry-run, "a,b" */
	/* Before anything is opened: refuse what the tables cannot; may be NULL. */
	bool (*check)(struct call *call, struct err *e);
	bool (*run)(struct device *dev, const struct call *call, struct out *out,
		    struct err *e);
	bool (*run_target)(struct app *app, const struct target *t,
			   const struct call *call, struct out *out, struct err *e);
	bool (*run_once)(struct app *app, const struct call *call, struct out *out,
			 struct err *e);
};

struct noun {
	const char *name;
	const char *summary; /* one phrase */
	const struct verb *verbs;
};

/* A word that stands for a noun and its verb. */
struct shortcut {
	const char *name;
	const char *noun;
	const char *verb;
};

extern const struct noun *const nouns[]; /* ends with NULL */
extern const struct shortcut shortcuts[];
extern const struct opt global_opts[];

const struct noun *noun_find(const char *name);
const struct verb *verb_find(const struct noun *noun, const char *name);
const struct verb *verb_default(const struct noun *noun); /* NULL: none */
bool verb_takes_targets(const struct verb *verb);
const struct shortcut *shortcut_find(const char *name);

/*
 * ERR_USAGE for a word that is no noun, no verb of noun; the hint has the nearest.
 * or_target: a target might have stood there.
 */
bool noun_unknown(const char *word, struct err *e);
bool verb_unknown(const struct noun *noun, const char *word, bool or_target,
		  struct err *e);

const struct opt *opt_find(const struct opt *opts, const char *name, size_t len);
const struct opt *opt_find_letter(const struct opt *opts, char letter);

/*
 * In any table, by name or, when that is NULL, by letter. An option may stand
 * before the verb it belongs to, so a name or letter takes a value in all
 * tables or in none (test_cmd_table.c sees to that).
 */
const struct opt *opt_find_anywhere(const char *name, size_t len, char letter);

/* Is word one of "a|b|c"? */
bool choice_has(const char *choices, const char *word);
void choice_split(const char *choices, struct strv *ret);

/* "power on", or "help" for a verb without a name. Owned. */
char *command_name(const struct noun *noun, const struct verb *verb) MUST_USE;

/* "amtctl power wait STATE TARGET..." without options. Owned. */
char *command_usage(const struct noun *noun, const struct verb *verb) MUST_USE;

#endif
