/* paths: where files are, shared inside core/config. */
#ifndef AMT_CONFIG_PATHS_H
#define AMT_CONFIG_PATHS_H

#include "core/base/err.h"

/* The folder part of path, "." when it has none. Owned. */
char *path_folder(const char *path) MUST_USE;

/* name as written in file: ~/ expanded, a relative one put behind file's folder. Owned.
 */
char *path_beside(const char *file, const char *name) MUST_USE;

/*
 * What path leads to when it is a symbolic link, else a copy of it; so that
 * lock and replacement meet at one file. Owned; NULL: a link to nowhere, ERR_LOCAL.
 */
char *path_follow(const char *path, struct err *e) MUST_USE;

/* Make folder and its parents, 0700 each, where they are missing. */
bool path_make_folder(const char *folder, struct err *e) MUST_USE;

#endif
