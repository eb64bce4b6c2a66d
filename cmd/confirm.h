/* confirm: what is asked before a verb changes anything. */
#ifndef AMT_CMD_CONFIRM_H
#define AMT_CMD_CONFIRM_H

#include "cmd/app.h"

/*
 * May call go to targets? Asks on a terminal, unless --yes answered. True at
 * once for what changes nothing. ERR_DECLINED: no, or nobody could be asked.
 */
bool confirmed(struct app *app, const struct call *call, const struct reach *reach,
	       const struct target_list *targets, struct err *e) MUST_USE;

#endif
