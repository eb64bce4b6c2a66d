/* secrets: reading a source once, keeping what it gave, wiping it at the end. */
#include "core/reach/secrets.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/child.h"
#include "core/base/text.h"

void secrets_init(struct secrets *s, const struct reach_options *o)
{
	*s = (struct secrets){ .options = o };
	pthread_mutex_init(&s->lock, NULL);
}

void secrets_done(struct secrets *s)
{
	while (s->found) {
		struct found_secret *next = s->found->next;

		secret_done(&s->found->secret);
		free(s->found->key);
		free(s->found);
		s->found = next;
	}
	pthread_mutex_destroy(&s->lock);
}

/* Equal keys are one source: a command's is its argv, not the line it came from. */
static char *source_key(const struct source *from)
{
	struct buf key = BUF_INIT(SIZE_MAX / 2);

	buf_printf(&key, "%d", (int)from->kind);
	if (from->kind == SOURCE_COMMAND) {
		for (size_t i = 0; i < from->argv.n; i++)
			buf_printf(&key, "\x1f%s", from->argv.v[i]);
	} else if (from->text) {
		buf_printf(&key, "\x1f%s", from->text);
	}
	return buf_steal(&key);
}

static struct found_secret *find_key(struct secrets *s, const char *key)
{
	struct found_secret *f = s->found;

	while (f && strcmp(f->key, key) != 0)
		f = f->next;
	return f;
}

/* A newline more than a secret can be, so that too long is seen as such. */
#define READ_MAX (SECRET_MAX + 3)

static bool read_fd(int fd, struct secret *ret, struct err *e)
{
	char text[READ_MAX];
	size_t len = 0;
	bool ok = true;

	while (len < sizeof(text)) {
		ssize_t n = read(fd, text + len, sizeof(text) - len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			ok = err_errno(e, ERR_LOCAL, "read");
		if (n <= 0)
			break;
		len += (size_t)n;
	}
	ok = ok && secret_set(ret, text, len, e);
	explicit_bzero(text, sizeof(text));
	return ok;
}

/*
 * Files that others can read hold no secret. What is no file of the disk
 * (pipes, descriptors given by the caller, systemd's credentials) is as
 * private as its maker made it.
 */
static bool check_mode(int fd, const char *path, struct err *e)
{
	const char *folder = getenv("CREDENTIALS_DIRECTORY");
	size_t len = folder ? strlen(folder) : 0;
	struct stat st;

	if (fstat(fd, &st) < 0)
		return err_errno(e, ERR_LOCAL, "stat");
	if (S_ISDIR(st.st_mode))
		return err_set(e, ERR_LOCAL, EISDIR, "is a folder");
	if (!S_ISREG(st.st_mode) || !strncmp(path, "/dev/fd/", 8) ||
	    !strncmp(path, "/proc/self/fd/", 14) ||
	    (len && !strncmp(path, folder, len) && path[len] == '/' &&
	     !strstr(path + len, "/../")))
		return true;
	if (st.st_mode & (S_IRWXG | S_IRWXO)) {
		err_set(e, ERR_LOCAL, EACCES, "others can read it (mode %03o)",
			(unsigned)(st.st_mode & 0777));
		return err_hint(e, "chmod 600 %s", path);
	}
	return true;
}

static bool read_secret_file(const char *path, struct secret *ret, struct err *e)
{
	AUTO(xclosep) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return err_errno(e, ERR_LOCAL, "password file %s", path);
	if (check_mode(fd, path, e) && read_fd(fd, ret, e))
		return true;
	return err_wrap(e, "password file %s", path);
}

static bool read_command(const struct source *from, struct secret *ret, struct err *e)
{
	AUTO(buf_wipe) struct buf out = BUF_INIT(READ_MAX);

	return (child_output(&from->argv, &out, e) &&
		secret_set(ret, buf_cstr(&out), out.len, e)) ||
	       err_wrap(e, "%s", from->text);
}

static bool read_env(const char *name, struct secret *ret, struct err *e)
{
	const char *text = getenv(name);

	return secret_set(ret, text ? text : "", text ? strlen(text) : 0, e) ||
	       err_wrap(e, "%s", name);
}

static bool read_source(struct secrets *s, const struct source *from, struct secret *ret,
			struct err *e)
{
	const struct reach_options *o = s->options;

	switch (from->kind) {
	case SOURCE_STDIN:
		if (s->stdin_taken)
			return err_set(e, ERR_USAGE, 0,
				       "stdin is read for the targets already, so it "
				       "cannot give the password");
		s->stdin_taken = true;
		return read_fd(STDIN_FILENO, ret, e) || err_wrap(e, "%s", from->text);
	case SOURCE_FILE:
		return read_secret_file(from->text, ret, e);
	case SOURCE_COMMAND:
		return read_command(from, ret, e);
	case SOURCE_ENV:
		return read_env(from->text, ret, e);
	case SOURCE_PROMPT:
		return o->ask_password(o->arg, from->text, ret, e);
	case SOURCE_NONE:
		break;
	}
	return err_set(e, ERR_NO_SECRET, 0, "there is no password");
}

bool reach_read_secret(const char *file, const char *command, struct secret *ret,
		       struct err *e)
{
	AUTO(source_done)
	struct source from = { .kind = SOURCE_COMMAND,
			       .text = xstrdup("password command") };

	secret_protect_process();
	if (file)
		return read_secret_file(file, ret, e);
	return text_split_words(command, &from.argv, e) && read_command(&from, ret, e);
}

bool secrets_read(struct secrets *s, const struct source *from, struct err *e)
{
	AUTO(xfreep) char *key = source_key(from);

	pthread_mutex_lock(&s->lock);

	struct found_secret *f = find_key(s, key);

	pthread_mutex_unlock(&s->lock);
	if (!f) {
		if (!s->protected)
			secret_protect_process();
		s->protected = true;
		f = xcalloc(1, sizeof(*f));
		f->key = STEAL(key);
		f->failed = !read_source(s, from, &f->secret, &f->why);
		pthread_mutex_lock(&s->lock);
		f->next = s->found;
		s->found = f;
		pthread_mutex_unlock(&s->lock);
	}
	if (f->failed)
		*e = f->why;
	return !f->failed;
}

const struct secret *secrets_find(struct secrets *s, const struct source *from)
{
	AUTO(xfreep) char *key = source_key(from);

	pthread_mutex_lock(&s->lock);

	struct found_secret *f = find_key(s, key);

	pthread_mutex_unlock(&s->lock);
	return f && !f->failed ? &f->secret : NULL;
}
