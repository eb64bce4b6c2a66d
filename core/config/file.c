/* file: reading config files, whom to believe, and includes. */
#include "core/config/config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/config/model.h"
#include "core/config/paths.h"
#include "core/config/syntax.h"

/* The files being read, from the innermost to the first. */
struct reading {
	const struct reading *outer;
	const char *file;
	unsigned depth;
	dev_t dev;
	ino_t ino;
};

static bool load_file(struct config *c, const char *path, bool optional,
		      const struct reading *outer, struct err *e);

/* Whoever can write here decides which commands we run, so: root and ourselves. */
static bool check_writers(const struct stat *st, const char *what, const char *path,
			  struct err *e)
{
	if (st->st_mode & 022) {
		err_set(e, ERR_USAGE, 0, "%s: others can write to this %s (mode %04o)",
			path, what, (unsigned)(st->st_mode & 07777));
		return err_hint(e, "chmod go-w '%s'", path);
	}
	if (st->st_uid != 0 && st->st_uid != geteuid())
		return err_set(e, ERR_USAGE, 0,
			       "%s: this %s belongs to another user (uid %lu)", path,
			       what, (unsigned long)st->st_uid);
	return true;
}

static bool check_folder(const char *path, struct err *e)
{
	AUTO(xfreep) char *folder = path_folder(path);
	struct stat st;

	if (stat(folder, &st) < 0)
		return err_errno(e, ERR_LOCAL, "cannot look at %s", folder);
	return check_writers(&st, "folder", folder, e);
}

/* Pipes count as files; of a device such as /dev/null only the folder matters. */
static bool check_file(int fd, const char *path, struct stat *ret, struct err *e)
{
	if (fstat(fd, ret) < 0)
		return err_errno(e, ERR_LOCAL, "cannot look at %s", path);
	if (S_ISDIR(ret->st_mode))
		return err_set(e, ERR_USAGE, EISDIR, "%s is a folder", path);
	if (!S_ISCHR(ret->st_mode) && !check_writers(ret, "file", path, e))
		return false;
	if (!check_folder(path, e))
		return false;

	/* Behind a symbolic link is a second folder. */
	AUTO(xfreep) char *real = S_ISREG(ret->st_mode) ? realpath(path, NULL) : NULL;

	return !real || check_folder(real, e);
}

static bool check_nesting(const struct config *c, const struct reading *r, struct err *e)
{
	if (r->depth > CONFIG_INCLUDE_DEPTH)
		return err_set(e, ERR_USAGE, 0, "%s: includes go deeper than %d", r->file,
			       CONFIG_INCLUDE_DEPTH);
	if (c->files.n >= CONFIG_FILES_MAX)
		return err_set(e, ERR_USAGE, 0, "%s: more than %d files", r->file,
			       CONFIG_FILES_MAX);
	for (const struct reading *o = r->outer; o; o = o->outer)
		if (o->dev == r->dev && o->ino == r->ino)
			return err_set(e, ERR_USAGE, 0, "%s includes itself", r->file);
	return true;
}

/* folder with its own glob characters made plain, then the pattern. Owned. */
static char *pattern_beside(const char *file, const char *pattern)
{
	AUTO(xfreep) char *whole = path_beside(file, pattern);
	size_t len = strlen(whole);
	size_t tail = strlen(pattern);
	size_t n = 0;

	if (*pattern == '~')
		tail--;

	char *safe = xmalloc(2 * len + 1);

	for (size_t i = 0; i < len; i++) {
		if (i < len - tail && strchr("*?[\\", whole[i]))
			safe[n++] = '\\';
		safe[n++] = whole[i];
	}
	safe[n] = '\0';
	return safe;
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int stop_unless_missing(const char *path, int error)
{
	(void)path;
	return error != ENOENT && error != ENOTDIR;
}

static bool is_lock(const char *path)
{
	size_t len = strlen(path);

	return len >= 5 && !strcmp(path + len - 5, ".lock");
}

static bool load_glob(struct config *c, const char *pattern, const struct reading *r,
		      struct err *e)
{
	AUTO(xfreep) char *safe = pattern_beside(r->file, pattern);
	AUTO(globfree) glob_t found = { 0 };
	int rc = glob(safe, GLOB_NOSORT, stop_unless_missing, &found);

	if (rc == GLOB_NOMATCH)
		return true;
	if (rc)
		return err_errno(e, ERR_LOCAL, "cannot list %s", safe);
	/* Not glob's own order, which depends on the locale. */
	qsort(found.gl_pathv, found.gl_pathc, sizeof(*found.gl_pathv), by_bytes);
	for (size_t i = 0; i < found.gl_pathc; i++)
		if (!is_lock(found.gl_pathv[i]) &&
		    !load_file(c, found.gl_pathv[i], false, r, e))
			return false;
	return true;
}

static bool load_include(struct config *c, const char *pattern, const struct reading *r,
			 struct err *e)
{
	if (strpbrk(pattern, "*?["))
		return load_glob(c, pattern, r, e);

	AUTO(xfreep) char *path = path_beside(r->file, pattern);

	return load_file(c, path, false, r, e);
}

/* r NULL: includes are not followed. */
static bool add_entry(struct config *c, const char *section, const char *subsection,
		      const struct syntax_item *item, const char *file,
		      const struct reading *r, struct err *e)
{
	const char *key = item->name;

	/* Before any section stands one key only, short for [include] path. */
	if (!section) {
		if (strcmp(key, "include") != 0)
			return err_set(e, ERR_USAGE, 0,
				       "%s:%u: %s stands before any [section]", file,
				       item->line, key);
		section = "include";
		key = "path";
	}
	config_add(c, section, subsection, key, item->value, file, item->line);
	if (strcmp(section, "include") != 0 || *subsection || strcmp(key, "path") != 0)
		return true;
	if (!*item->value)
		return err_set(e, ERR_USAGE, 0, "%s:%u: include names no file", file,
			       item->line);
	if (r && !load_include(c, item->value, r, e))
		return err_wrap(e, "%s:%u", file, item->line);
	return true;
}

static bool load_items(struct config *c, const char *file, const char *text, size_t len,
		       const struct reading *r, struct err *e)
{
	struct syntax s = syntax_init(file, text, len);
	AUTO(syntax_item_done) struct syntax_item section = { 0 };
	bool more = true;

	while (more) {
		AUTO(syntax_item_done) struct syntax_item item = { 0 };

		if (!syntax_next(&s, &item, e))
			return false;
		more = item.kind != SYNTAX_END;
		if (item.kind == SYNTAX_SECTION) {
			syntax_item_done(&section);
			section = item;
			config_add_section(c, section.name, section.value);
			item = (struct syntax_item){ 0 };
		} else if (item.kind == SYNTAX_ENTRY &&
			   !add_entry(c, section.name, section.value ? section.value : "",
				      &item, file, r, e)) {
			return false;
		}
	}
	return true;
}

static bool load_file(struct config *c, const char *path, bool optional,
		      const struct reading *outer, struct err *e)
{
	AUTO(xclosep) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	AUTO(buf_done) struct buf text = BUF_INIT(CONFIG_FILE_MAX);
	struct stat st;

	if (fd < 0) {
		if (optional && (errno == ENOENT || errno == ENOTDIR))
			return true;
		return err_errno(e, ERR_LOCAL, "cannot open %s", path);
	}
	if (!check_file(fd, path, &st, e))
		return false;

	struct reading r = { .outer = outer,
			     .file = path,
			     .depth = outer ? outer->depth + 1 : 0,
			     .dev = st.st_dev,
			     .ino = st.st_ino };

	if (!check_nesting(c, &r, e))
		return false;
	if (!buf_read_fd(&text, fd, e)) {
		if (e->domain == ERR_PROTO)
			e->domain = ERR_USAGE;
		return err_wrap(e, "%s", path);
	}
	return load_items(c, config_add_file(c, path), buf_cstr(&text), text.len, &r, e);
}

bool config_load(struct config *c, const char *path, bool optional, struct err *e)
{
	return load_file(c, path, optional, NULL, e);
}

bool config_load_text(struct config *c, const char *name, const char *text, size_t len,
		      struct err *e)
{
	return load_items(c, config_add_file(c, name), text, len, NULL, e);
}
