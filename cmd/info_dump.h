/* info_dump: all known classes of a device as one document. */
#ifndef AMT_CMD_INFO_DUMP_H
#define AMT_CMD_INFO_DUMP_H

#include "cmd/table.h"

struct info_dump_opts {
	struct strv classes; /* glob patterns; none: all */
};

/* Of "info dump". */
bool info_dump_check(struct call *call, struct err *e);
bool info_dump(struct device *dev, const struct call *call, struct out *out,
	       struct err *e);

#endif
