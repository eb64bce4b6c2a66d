/*
 * proxy_command: connections through a command such as ssh -W.
 *
 * libcurl can connect to a Unix socket but cannot be handed a connected one.
 * So we listen on one in a folder only we can enter, and each connection that
 * this process makes becomes stdin and stdout of a fresh command. Inside
 * core/net only.
 */
#ifndef AMT_NET_PROXY_COMMAND_H
#define AMT_NET_PROXY_COMMAND_H

#include "core/base/strv.h"
#include "core/loop/loop.h"

struct proxy_command;

/* argv is borrowed. ERR_LOCAL. */
struct proxy_command *proxy_command_new(struct loop *l, const struct strv *argv,
					struct err *e) MUST_USE;
void proxy_command_free(struct proxy_command *p);
DEFINE_FREEP(struct proxy_command, proxy_command_free)

/* The socket to connect to. */
const char *proxy_command_path(const struct proxy_command *p);

/* Stop every command that still runs. */
void proxy_command_stop(struct proxy_command *p);

/* Did the command for the latest connection not even start? True with ERR_NET set. */
bool proxy_command_missing(const struct proxy_command *p, struct err *e);

/*
 * After a connection failed: did its command end? Waits for that a moment,
 * running the loop. True with ERR_NET set if so.
 */
bool proxy_command_ended(struct proxy_command *p, struct err *e);

#endif
