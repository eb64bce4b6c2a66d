/* paths: our folders (XDG Base Directory Specification 0.8), and paths in files. */
#include "core/config/paths.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/config/config.h"

/* $name when it is an absolute path: the specification has others ignored. */
static const char *absolute_env(const char *name)
{
	const char *value = getenv(name);

	return value && *value == '/' ? value : NULL;
}

/* Without HOME (cron) the password database knows; owned. */
static char *home_folder(void)
{
	const char *home = absolute_env("HOME");
	char space[4096];
	struct passwd pw;
	struct passwd *found = NULL;

	if (home)
		return xstrdup(home);
	if (!getpwuid_r(getuid(), &pw, space, sizeof(space), &found) && found &&
	    *found->pw_dir == '/')
		return xstrdup(found->pw_dir);
	return xstrdup("/nonexistent");
}

/* Our folder below the one that the specification names. Owned. */
static char *xdg_folder(enum xdg_dir dir)
{
	static const struct {
		const char *env;
		const char *below_home;
	} dirs[] = {
		[XDG_CONFIG] = { "XDG_CONFIG_HOME", ".config" },
		[XDG_DATA] = { "XDG_DATA_HOME", ".local/share" },
		[XDG_STATE] = { "XDG_STATE_HOME", ".local/state" },
		[XDG_RUNTIME] = { "XDG_RUNTIME_DIR", NULL },
	};
	const char *base = absolute_env(dirs[dir].env);

	if (base)
		return xasprintf("%s/amtctl", base);
	if (!dirs[dir].below_home)
		return xasprintf("/tmp/amtctl-%lu", (unsigned long)getuid());

	AUTO(xfreep) char *home = home_folder();

	return xasprintf("%s/%s/amtctl", strcmp(home, "/") != 0 ? home : "",
			 dirs[dir].below_home);
}

char *xdg_path(enum xdg_dir dir, const char *name)
{
	AUTO(xfreep) char *folder = xdg_folder(dir);

	return *name ? xasprintf("%s/%s", folder, name) : STEAL(folder);
}

bool xdg_make_runtime_dir(struct err *e)
{
	AUTO(xfreep) char *folder = xdg_folder(XDG_RUNTIME);
	struct stat st;

	if (mkdir(folder, 0700) < 0 && errno != EEXIST)
		return err_errno(e, ERR_LOCAL, "cannot make %s", folder);
	/* In /tmp anybody may have been there first, with a link too. */
	if (lstat(folder, &st) < 0)
		return err_errno(e, ERR_LOCAL, "cannot look at %s", folder);
	if (!S_ISDIR(st.st_mode) || st.st_uid != getuid() || (st.st_mode & 077))
		return err_set(e, ERR_LOCAL, 0,
			       "%s is not a folder of ours with mode 0700", folder);
	return true;
}

char *path_folder(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return xstrdup(".");
	return slash == path ? xstrdup("/") : xstrndup(path, (size_t)(slash - path));
}

char *path_beside(const char *file, const char *name)
{
	if (!strncmp(name, "~/", 2)) {
		AUTO(xfreep) char *home = home_folder();

		return xasprintf("%s%s", strcmp(home, "/") != 0 ? home : "", name + 1);
	}

	const char *slash = strrchr(file, '/');

	if (*name == '/' || !slash)
		return xstrdup(name);
	return xasprintf("%.*s/%s", (int)(slash - file), file, name);
}

char *path_follow(const char *path, struct err *e)
{
	struct stat st;

	if (lstat(path, &st) < 0 || !S_ISLNK(st.st_mode))
		return xstrdup(path);

	char *target = realpath(path, NULL);

	if (!target)
		err_errno(e, ERR_LOCAL, "cannot follow the link %s", path);
	return target;
}

bool path_make_folder(const char *folder, struct err *e)
{
	AUTO(xfreep) char *part = xstrdup(folder);

	for (char *p = part + 1; *part; p++) {
		char c = *p;

		if (c && c != '/')
			continue;
		*p = '\0';
		if (mkdir(part, 0700) < 0 && errno != EEXIST && (!c || errno != EROFS))
			return err_errno(e, ERR_LOCAL, "cannot make the folder %s", part);
		*p = c;
		if (!c)
			break;
	}
	return true;
}
