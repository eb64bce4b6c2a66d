/* proxy_command: a Unix socket whose every connection is a fresh command. */
#include "core/net/proxy_command.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/base/child.h"

/* How long a command may take to end after it has closed the connection. */
#define END_PATIENCE_MS 500

struct proxy_command {
	struct loop *loop;
	const struct strv *argv;
	char *folder; /* NULL: not made */
	struct sockaddr_un address;
	bool bound;
	int fd;
	struct loop_watch *watch;
	pid_t *children; /* not reaped yet; the last serves the latest connection */
	size_t n;
	struct err start_error; /* the latest connection's command did not start */
};

static bool make_folder(struct proxy_command *p, struct err *e)
{
	const char *base = getenv("XDG_RUNTIME_DIR");
	size_t most = sizeof(p->address.sun_path) - sizeof("/amtctl-XXXXXX/s");

	if (!base || *base != '/' || strlen(base) > most || access(base, W_OK | X_OK) < 0)
		base = "/tmp";

	AUTO(xfreep) char *folder = xasprintf("%s/amtctl-XXXXXX", base);

	if (!mkdtemp(folder)) /* mode 0700 */
		return err_errno(e, ERR_LOCAL, "cannot make a folder in %s", base);
	p->folder = STEAL(folder);
	p->address.sun_family = AF_UNIX;
	snprintf(p->address.sun_path, sizeof(p->address.sun_path), "%s/s", p->folder);
	return true;
}

/* Reap those that ended; with stop, end the others first. */
static void tidy_children(struct proxy_command *p, bool stop)
{
	size_t kept = 0;

	for (size_t i = 0; i < p->n; i++) {
		if (stop || child_ended(p->children[i]))
			child_stop(p->children[i]);
		else
			p->children[kept++] = p->children[i];
	}
	p->n = kept;
}

static bool is_ourselves(int fd)
{
	struct ucred peer;
	socklen_t len = sizeof(peer);

	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) == 0 &&
	       peer.pid == getpid();
}

static void connection_arrived(void *arg, int events)
{
	struct proxy_command *p = arg;
	AUTO(xclosep) int fd = accept4(p->fd, NULL, NULL, SOCK_CLOEXEC);
	pid_t pid;

	(void)events;
	if (fd < 0 || !is_ourselves(fd))
		return;
	/* Older connections are closed by now: their commands may go. */
	for (size_t i = 0; i < p->n; i++)
		kill(p->children[i], SIGTERM);
	tidy_children(p, false);
	p->start_error = (struct err){ 0 };
	/* It cannot start: closing fd tells libcurl, start_error the user. */
	if (!child_spawn(p->argv, fd, fd, -1, &pid, &p->start_error))
		return;
	p->children = xreallocarray(p->children, p->n + 1, sizeof(*p->children));
	p->children[p->n++] = pid;
}

static bool listen_there(struct proxy_command *p, struct err *e)
{
	p->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (p->fd < 0)
		return err_errno(e, ERR_LOCAL, "cannot make a socket");
	if (bind(p->fd, (struct sockaddr *)&p->address, sizeof(p->address)) < 0)
		return err_errno(e, ERR_LOCAL, "cannot bind %s", p->address.sun_path);
	p->bound = true;
	if (listen(p->fd, 4) < 0)
		return err_errno(e, ERR_LOCAL, "cannot listen on %s",
				 p->address.sun_path);
	p->watch = loop_watch_new(p->loop, p->fd, LOOP_READ, connection_arrived, p);
	if (!p->watch)
		return err_errno(e, ERR_LOCAL, "cannot watch %s", p->address.sun_path);
	return true;
}

struct proxy_command *proxy_command_new(struct loop *l, const struct strv *argv,
					struct err *e)
{
	AUTO(proxy_command_freep) struct proxy_command *p = xcalloc(1, sizeof(*p));

	p->loop = l;
	p->argv = argv;
	p->fd = -1;
	if (!make_folder(p, e) || !listen_there(p, e))
		return NULL;
	return STEAL(p);
}

void proxy_command_free(struct proxy_command *p)
{
	if (!p)
		return;
	loop_watch_free(p->watch);
	xclosep(&p->fd);
	if (p->bound)
		unlink(p->address.sun_path);
	if (p->folder)
		rmdir(p->folder);
	proxy_command_stop(p);
	free(p->children);
	free(p->folder);
	free(p);
}

const char *proxy_command_path(const struct proxy_command *p)
{
	return p->address.sun_path;
}

void proxy_command_stop(struct proxy_command *p)
{
	tidy_children(p, true);
}

static void stop_waiting(void *arg)
{
	loop_stop(arg);
}

static void child_readable(void *arg, int events)
{
	(void)events;
	loop_stop(arg);
}

/* Its descriptors close just before it becomes a child that ended: wait for that. */
static void await_end(struct proxy_command *p, pid_t pid)
{
	struct err ignored;
	AUTO(xclosep) int fd = pidfd_open(pid, 0);

	if (fd < 0 || child_ended(pid))
		return;

	struct loop_watch *w =
		loop_watch_new(p->loop, fd, LOOP_READ, child_readable, p->loop);
	struct loop_timer *t = loop_timer_new(p->loop, stop_waiting, p->loop);

	loop_timer_set(t, END_PATIENCE_MS);
	/* Cancelled: the caller finds that out by itself. */
	(void)!loop_run(p->loop, &ignored);
	loop_timer_free(t);
	loop_watch_free(w);
}

bool proxy_command_missing(const struct proxy_command *p, struct err *e)
{
	if (!p->start_error.domain)
		return false;
	err_set(e, ERR_NET, p->start_error.code, "proxy command: %s", p->start_error.msg);
	return true;
}

bool proxy_command_ended(struct proxy_command *p, struct err *e)
{
	if (!p->n)
		return false;

	pid_t pid = p->children[p->n - 1];
	AUTO(xfreep) char *what = xasprintf("proxy command %s", p->argv->v[0]);

	await_end(p, pid);
	if (!child_ended(pid))
		return false;
	p->n--;
	if (child_wait(pid, what, e))
		err_set(e, ERR_NET, 0,
			"%s ended with status 0, but no connection came up", what);
	e->domain = ERR_NET;
	return true;
}
