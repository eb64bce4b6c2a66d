/* device import: its part of the table of device.c. */
#ifndef AMT_CMD_DEVICE_IMPORT_H
#define AMT_CMD_DEVICE_IMPORT_H

#include "cmd/table.h"
#include "core/reach/import.h"

struct device_import_opts {
	const char *format;
	const char *credential;
	const char *group;
	bool update;
	bool system;
};
extern const struct opt device_import_opts[];
extern const struct arg device_import_args[];

bool device_import(struct app *app, const struct call *call, struct out *out,
		   struct err *e) MUST_USE;

#endif
