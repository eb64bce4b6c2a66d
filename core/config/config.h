/*
 * config: the configuration in git-config syntax (amtctl-config(5)): read
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

/* Largest config file, in bytes; deepest include; most files of one config. */
#define CONFIG_FILE_MAX (8u << 20)
#define CONFIG_INCLUDE_DEPTH 8
#define CONFIG_FILES_MAX 1000

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
 * exist is fine when optional. A file or folder that others can write to or
 * own is refused (ERR_USAGE); so are bad syntax and too deep or too many
 * includes, with file and line. What cannot be opened or read: ERR_LOCAL.
 *
 * Included files are read where the include stands, in the order of their
 * names, relative to the including file. A pattern may match nothing, a plain
 * name must exist. Names in *.lock are left out of patterns (file_lock()).
 *
 * After a failure c holds part of the file and is only good for config_free().
 */
bool config_load(struct config *c, const char *path, bool optional, struct err *e)
	MUST_USE;

/*
 * The same from memory, for tests and fuzzing: name is what errors call it.
 * Includes are noted as entries and not followed.
 */
bool config_load_text(struct config *c, const char *name, const char *text, size_t len,
		      struct err *e) MUST_USE;

/* The winning entry, NULL when unset. subsection "" for plain sections. */
const struct config_entry *config_find(const struct config *c, const char *section,
				       const char *subsection, const char *key);
const char *config_get(const struct config *c, const char *section,
		       const char *subsection, const char *key);

/*
 * The value as a path, owned, NULL when unset: ~/ is the home directory, a
 * relative one starts at the folder of the file that it stands in.
 */
char *config_get_path(const struct config *c, const char *section, const char *subsection,
		      const char *key) MUST_USE;

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

/* Is there a [section "subsection"]? */
bool config_has_section(const struct config *c, const char *section,
			const char *subsection);

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
	CONFIG_UUID,
	CONFIG_NAME /* the NAME of a section: choices says which */
};

struct config_key {
	const char *section;
	const char *subsection;
	const char *key;
	enum config_type type;
	const char *choices; /* "direct|cloud|auto"; for CONFIG_UINT "1-1024" */
	const char *dflt;    /* NULL: none */
	const char *help;
};
extern const struct config_key config_keys[]; /* ends with a NULL section */

/* Check every entry against config_keys; report() gets one line per finding. Returns
 * their count. */
size_t config_check(const struct config *c, void (*report)(void *arg, const char *line),
		    void *arg);

/*
 * Would config_check() find fault with this value of a key? ERR_USAGE says what
 * is wrong with it, and nothing else. The name of a section is not looked up:
 * that section may stand in another file, or be written next.
 */
bool config_check_value(const char *section, const char *key, const char *value,
			struct err *e) MUST_USE;

/* yes, on, true, 1 and their opposites, in either case. */
bool config_to_bool(const char *value, bool *ret) MUST_USE;

/*
 * Edit a file: under a lock, by a temporary file beside it, fsync and rename.
 * The file and its folder are made (0600, 0700) when missing. A symbolic link
 * is followed. value NULL removes the key, and the section with its last key
 * unless a comment stands in it. A key that is there several times is set once,
 * at the last place; one to be removed that is not there is no error.
 *
 * All edits are made or none. ERR_USAGE: bad syntax in the file (with line), or
 * something that no config can hold. ERR_LOCAL: file system.
 */
struct config_edit {
	const char *section;
	const char *subsection; /* "" for none */
	const char *key;        /* NULL: the whole section is removed */
	const char *value;
};
bool config_edit(const char *path, const struct config_edit *edits, size_t n,
		 struct err *e) MUST_USE;

/* The same on text, for tests: apply one edit to in, onto the end of out. */
bool config_edit_text(const char *in, size_t len, const struct config_edit *edit,
		      struct buf *out, struct err *e) MUST_USE;

/*
 * Replace a file's contents by temporary file, fsync and rename, keeping its
 * mode and owner (0600 for a new one). A symbolic link is followed. The caller
 * holds file_lock() on it. ERR_LOCAL.
 */
bool file_replace(const char *path, const char *text, size_t len, struct err *e) MUST_USE;

/*
 * Could it, as far as can be told beforehand? The file stays as it is.
 * ERR_LOCAL, also for what is there and no plain file.
 */
bool file_replaceable(const char *path, struct err *e) MUST_USE;

/*
 * Lock path against our other processes (path.lock, flock); close() unlocks.
 * Missing folders are made (0700). -1 with ERR_LOCAL, also when another
 * process keeps it for FILE_LOCK_WAIT_MS.
 */
#define FILE_LOCK_WAIT_MS 10000
int file_lock(const char *path, struct err *e) MUST_USE;

/*
 * Our files (amtctl(1)): $XDG_CONFIG_HOME/amtctl/config and so on, the
 * home directory from the password database when HOME is unset. XDG_RUNTIME is
 * /tmp/amtctl-UID without $XDG_RUNTIME_DIR. name "": the folder. Owned text.
 */
enum xdg_dir { XDG_CONFIG, XDG_DATA, XDG_STATE, XDG_RUNTIME };
char *xdg_path(enum xdg_dir dir, const char *name) MUST_USE;

/*
 * Make sure that the folder xdg_path(XDG_RUNTIME, "") is there, 0700 and ours.
 * ERR_LOCAL: somebody else made it first, say.
 */
bool xdg_make_runtime_dir(struct err *e) MUST_USE;

#define CONFIG_SYSTEM_DIR "/etc/amtctl"

#endif
