/* amtctl version. */
#include "cmd/nouns.h"
#include "cmd/out.h"

struct version {
	rec_string version;
};

// clang-format off
static const struct field version_fields[] = {
	F_STRING(struct version, version, NULL, 0, "version of amtctl"),
	F_END,
};
// clang-format on

static const struct record version_record = {
	.name = "version",
	.summary = "the version of amtctl",
	.size = sizeof(struct version),
	.fields = version_fields,
};

static bool version_show(struct app *app, const struct call *call, struct out *out,
			 struct err *e)
{
	struct version v = { .version = (char *)AMTCTL_VERSION }; /* not freed */

	(void)app;
	(void)call;
	(void)e;
	out_record(out, &version_record, &v);
	out_text(out, xasprintf("amtctl %s\n", AMTCTL_VERSION));
	return true;
}

static const struct verb version_verbs[] = {
	{ .name = "",
	  .run_once = version_show,
	  .flags = VERB_NO_CONFIG,
	  .record = &version_record,
	  .help = "print the version" },
	{ 0 },
};

const struct noun noun_version = {
	.name = "version",
	.summary = "print the version",
	.verbs = version_verbs,
};
