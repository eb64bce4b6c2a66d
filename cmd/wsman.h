/* wsman: what the files of "amtctl wsman" share. */
#ifndef AMT_CMD_WSMAN_H
#define AMT_CMD_WSMAN_H

#include "cmd/table.h"

/* wsman_describe.c: the catalog of classes. */
extern const struct arg wsman_class_args[]; /* one CLASS, completed from the catalog */
extern const struct record wsman_class_row_record;
extern const struct record wsman_class_record;
bool wsman_classes(struct app *app, const struct call *call, struct out *out,
		   struct err *e);
bool wsman_describe(struct app *app, const struct call *call, struct out *out,
		    struct err *e);

#endif
