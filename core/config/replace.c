/* replace: writing a file so that nobody ever sees half of it. */
#include "core/config/config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/config/paths.h"

static bool write_all(int fd, const char *text, size_t len)
{
	while (len) {
		ssize_t n = write(fd, text, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		text += n;
		len -= (size_t)n;
	}
	return true;
}

/*
 * Give the new file what the old one had. Only root can give a file away;
 * where that fails the new one stays 0600, so that nobody gains access.
 */
static bool keep_access(int fd, const char *path)
{
	struct stat old, new;

	if (stat(path, &old) < 0)
		return errno == ENOENT;
	if (fstat(fd, &new) < 0)
		return false;
	if ((old.st_uid != new.st_uid || old.st_gid != new.st_gid) &&
	    fchown(fd, old.st_uid, old.st_gid) < 0)
		return true;
	return fchmod(fd, old.st_mode & 07777) == 0;
}

/* The rename is on disk when its folder is. */
static bool sync_folder(const char *path)
{
	AUTO(xfreep) char *folder = path_folder(path);
	AUTO(xclosep) int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return false;
	/* EINVAL: a file system that does not do this. */
	return fsync(fd) == 0 || errno == EINVAL;
}

/* A new file beside real. Its name in *ret_name; -1: ERR_LOCAL. */
static int temp_open(const char *real, char **ret_name, struct err *e)
{
	AUTO(xfreep) char *folder = path_folder(real);
	const char *slash = strrchr(real, '/');
	AUTO(xfreep)
	char *temp = xasprintf("%s/.%s.XXXXXX", folder, slash ? slash + 1 : real);
	int fd = mkostemp(temp, O_CLOEXEC);

	if (fd < 0)
		err_errno(e, ERR_LOCAL, "cannot make a file in %s", folder);
	else
		*ret_name = STEAL(temp);
	return fd;
}

bool file_replaceable(const char *path, struct err *e)
{
	AUTO(xfreep) char *real = path_follow(path, e);
	AUTO(xfreep) char *temp = NULL;
	AUTO(xclosep) int fd = -1;
	struct stat st;

	if (!real)
		return false;
	if (!stat(real, &st) && !S_ISREG(st.st_mode))
		return err_set(e, ERR_LOCAL, 0, "%s is no plain file", real);
	fd = temp_open(real, &temp, e);
	if (fd < 0)
		return false;
	unlink(temp);
	return true;
}

bool file_replace(const char *path, const char *text, size_t len, struct err *e)
{
	AUTO(xfreep) char *real = path_follow(path, e);

	if (!real)
		return false;

	AUTO(xfreep) char *folder = path_folder(real);
	AUTO(xfreep) char *temp = NULL;
	AUTO(xclosep) int fd = temp_open(real, &temp, e);

	if (fd < 0)
		return false;
	if (!write_all(fd, text, len) || !keep_access(fd, real) || fsync(fd) < 0 ||
	    rename(temp, real) < 0) {
		err_errno(e, ERR_LOCAL, "cannot write %s", real);
		unlink(temp);
		return false;
	}
	if (!sync_folder(real))
		return err_errno(e, ERR_LOCAL, "cannot save the folder %s", folder);
	return true;
}

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* flock() itself knows no time limit. */
static bool lock_in_time(int fd, const char *lock, struct err *e)
{
	static const struct timespec pause = { .tv_nsec = 2000000 };
	int64_t end = now_ms() + FILE_LOCK_WAIT_MS;

	while (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return err_errno(e, ERR_LOCAL, "cannot lock %s", lock);
		if (now_ms() >= end)
			return err_set(e, ERR_LOCAL, EWOULDBLOCK,
				       "%s: another process has held the lock for %d s",
				       lock, FILE_LOCK_WAIT_MS / 1000);
		nanosleep(&pause, NULL);
	}
	return true;
}

int file_lock(const char *path, struct err *e)
{
	AUTO(xfreep) char *real = path_follow(path, e);

	if (!real)
		return -1;

	AUTO(xfreep) char *folder = path_folder(real);
	AUTO(xfreep) char *lock = xasprintf("%s.lock", real);

	if (!path_make_folder(folder, e))
		return -1;

	int fd = open(lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0)
		err_errno(e, ERR_LOCAL, "cannot open %s", lock);
	else if (!lock_in_time(fd, lock, e))
		xclosep(&fd);
	return fd;
}
