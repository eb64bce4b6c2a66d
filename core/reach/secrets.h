/*
 * secrets: where a password can come from, and those that were found, each
 * read once. For core/reach/ only.
 *
 * Sources are read by the main thread; workers only copy what was found.
 */
#ifndef AMT_REACH_SECRETS_H
#define AMT_REACH_SECRETS_H

#include <pthread.h>

#include "core/base/secret.h"
#include "core/base/strv.h"
#include "core/reach/reach.h"

enum source_kind {
	SOURCE_NONE,
	SOURCE_STDIN,
	SOURCE_FILE,    /* text: its path */
	SOURCE_COMMAND, /* text: for messages; argv */
	SOURCE_ENV,     /* text: name of the variable */
	SOURCE_PROMPT,  /* text: the prompt */
};

/* Owned. */
struct source {
	enum source_kind kind;
	char *text;
	struct strv argv;
	bool common; /* options or variables, the same for all targets of the run */
};
void source_done(struct source *s);

/* What a source gave. It stays where it is until secrets_done(). */
struct found_secret {
	struct found_secret *next;
	char *key; /* of the source */
	struct secret secret;
	bool failed; /* there is no secret: why */
	struct err why;
};

struct secrets {
	const struct reach_options *options; /* borrowed */
	pthread_mutex_t lock;
	struct found_secret *found;
	bool protected; /* the process is undumpable */
	bool stdin_taken;
};

void secrets_init(struct secrets *s, const struct reach_options *o);
void secrets_done(struct secrets *s);

/*
 * Main thread: read the source unless it was read before; one that failed fails
 * the same way again. ERR_NO_SECRET, ERR_LOCAL, ERR_CANCELLED.
 */
bool secrets_read(struct secrets *s, const struct source *from, struct err *e) MUST_USE;

/* Any thread: what was read from it, borrowed until secrets_done(); NULL: nothing. */
const struct secret *secrets_find(struct secrets *s, const struct source *from);

/* The environment's variables of ours, as they were at reach_new(). Borrowed. */
struct reach_env {
	const char *user;
	const char *server;
	const char *mps_url;
	const char *token;
	const char *password_file;
	const char *password_cmd;
	bool password;     /* AMTCTL_PASSWORD is there, be it empty */
	bool amt_password; /* AMT_PASSWORD is there, and not empty */
	char *credential;  /* $CREDENTIALS_DIRECTORY/amtctl if it exists; owned */
};
void reach_env_read(struct reach_env *env);
void reach_env_done(struct reach_env *env);

/* For whom a password is, and what %h %p %n in a command stand for. Borrowed. */
struct command_values {
	const char *host; /* NULL: unknown */
	uint16_t port;
	const char *name;
};

/*
 * The words of a command line, with %h %p %n (and %%) replaced in each.
 * ERR_USAGE: bad quoting, an unknown %, or a value that is unsafe in a command.
 */
bool command_expand(const char *line, const struct command_values *v, struct strv *ret,
		    struct err *e) MUST_USE;

/*
 * The first source that says something. SOURCE_NONE when there is none.
 * ERR_USAGE: a command that is not valid, two options of the command line.
 */
bool source_from_flags(const struct reach_options *o, const struct command_values *v,
		       struct source *ret, struct err *e) MUST_USE;
bool source_from_env(const struct reach_env *env, const struct command_values *v,
		     struct source *ret, struct err *e) MUST_USE;

/*
 * password-file or password-cmd of a section: [credential "x"], [server "x"],
 * [defaults] (name "").
 */
bool source_from_section(const struct config *c, const char *section, const char *name,
			 const struct command_values *v, struct source *ret,
			 struct err *e) MUST_USE;

/* token-file of a server section (NULL: none); false when there is none. */
bool source_from_token_file(const struct config *c, const char *server,
			    struct source *ret);

#endif
