/*
 * config: the configuration in git-config syntax (cli.md section 7): read
 * from several files, the later file wins key by key; edited in place with
 * comments, order and unknown keys kept.
 *
 *     [section "subsection"]   ; comment
 *         key = value          # comment
 *         key = "quoted; value" \
 *               continued
 *
 * Sections and keys are case-insensitive, subsections exact. A key without
 * "=" is an error here: nothing of ours is a bare switch. Same escapes as
 * git-config(1) in quotes: \" \\ \n \t. include = GLOB at the top of a file
 * (before any section) or in [include] as path = GLOB.
 */
#ifndef AMT_CONFIG_CONFIG_H
#define AMT_CONFIG_CONFIG_H

#include <sys/types.h>

#include "core/base/buf.h"
#include "core/base/strv.h"

/* Largest config file, in bytes, and deepest include. */
#define CONFIG_FILE_MAX (8u << 20)
#define CONFIG_INCLUDE_DEPTH 8

struct config;

/* Where a value stands. Strings are owned by the config. */
struct config_entry {
	const char *section;    /* lower case */
	const char *subsection; /* "" when there is none */
	const char *key;        /* lower case */
	const char *value;
	const char *file;
	unsigned line;
};

struct config *config_new(void) MUST_USE;
void config_free(struct config *c);
DEFINE_FREEP(struct config, config_free)

/*
 * Add a file; what it sets wins over what is there. A file that does not
 * exist is fine when optional. A file or folder that others can write to is
 * refused (ERR_USAGE); so are bad syntax and too deep or too many includes,
 * with file and line.
 */
bool config_load(struct config *c, const char *path, bool optional, struct err *e)
	MUST_USE;

/* The same from memory, for tests and fuzzing: name is what errors call it. */
bool config_load_text(struct config *c, const char *name, const char *text, size_t len,
		      struct err *e) MUST_USE;

/* The winning entry, NULL when unset. subsection "" for plain sections. */
const struct config_entry *config_find(const struct config *c, const char *section,
				       const char *subsection, const char *key);
const char *config_get(const struct config *c, const char *section,
		       const char *subsection, const char *key);

/*
 * The value as bool (yes, on, true, 1 ...), unsigned or duration; ret is left
 * alone when unset. ERR_USAGE with file and line.
 */
bool config_get_bool(const struct config *c, const char *section, const char *subsection,
		     const char *key, bool *ret, struct err *e) MUST_USE;
bool config_get_uint(const struct config *c, const char *section, const char *subsection,
		     const char *key, uint64_t max, uint64_t *ret, struct err *e)
	MUST_USE;
bool config_get_duration_ms(const struct config *c, const char *section,
			    const char *subsection, const char *key, uint32_t *ret,
			    struct err *e) MUST_USE;

/* All entries in the order read (later wins), and the subsections of a section, each
 * once. */
size_t config_count(const struct config *c);
const struct config_entry *config_at(const struct config *c, size_t i);
void config_subsections(const struct config *c, const char *section, struct strv *ret);

/*
 * Every section and key we know, for config check and amtctl-config(5).
 * subsection: what stands in the quotes ("NAME"), NULL for none.
 */
enum config_type {
	CONFIG_STRING,
	CONFIG_BOOL,
	CONFIG_UINT,
	CONFIG_DURATION,
	CONFIG_CHOICE,
	CONFIG_PATH,
	CONFIG_COMMAND,
	CONFIG_UUID
};

struct config_key {
	const char *section;
	const char *subsection;
	const char *key;
	enum config_type type;
	const char *choices; /* "direct|cloud|auto" for CONFIG_CHOICE */
	const char *dflt;    /* NULL: none */
	const char *help;
};
extern const struct config_key config_keys[]; /* ends with a NULL section */

/* Check every entry against config_keys; report() gets one line per finding. Returns
 * their count. */
size_t config_check(const struct config *c, void (*report)(void *arg, const char *line),
		    void *arg);

/*
 * Edit a file: under a lock, by a temporary file beside it, fsync and rename.
 * The file and its folder are made (0600, 0700) when missing. A symbolic link
 * is followed. value NULL removes the key, and the section with its last key.
 */
struct config_edit {
	const char *section;
	const char *subsection; /* "" for none */
	const char *key;        /* NULL: the whole section is removed */
	const char *value;
};
bool config_edit(const char *path, const struct config_edit *edits, size_t n,
		 struct err *e) MUST_USE;

/* The same on text, for tests: apply one edit to in, into out. */
bool config_edit_text(const char *in, size_t len, const struct config_edit *edit,
		      struct buf *out, struct err *e) MUST_USE;

/*
 * Replace a file's contents by temporary file, fsync and rename, keeping its
 * mode (0600 for a new one). The caller holds config_lock() on it.
 */
bool file_replace(const char *path, const char *text, size_t len, struct err *e) MUST_USE;

/* Lock path against our other processes (path.lock, flock); -1 with *e set. close()
 * unlocks. */
int file_lock(const char *path, struct err *e) MUST_USE;

/*
 * Our files (cli.md section 7): $XDG_CONFIG_HOME/amtctl/config and so on, the
 * home directory from the password database when HOME is unset. Owned text.
 */
enum xdg_dir { XDG_CONFIG, XDG_DATA, XDG_STATE, XDG_RUNTIME };
char *xdg_path(enum xdg_dir dir, const char *name) MUST_USE;

#define CONFIG_SYSTEM_DIR "/etc/amtctl"

#endif
