/* amtctl config: what is configured, and where it stands. */
#include <string.h>
#include <unistd.h>

#include "cmd/app.h"
#include "cmd/nouns.h"

struct config_row {
	rec_string key;
	rec_string value;
	rec_string file;
	struct rec_uint line;
};

struct path_row {
	rec_string path;
	struct rec_bool exists;
};

struct finding_row {
	rec_string finding;
};

// clang-format off
static const struct field config_fields[] = {
	F_STRING(struct config_row, key, NULL, 0, "section, subsection and key, with dots between"),
	F_STRING(struct config_row, value, NULL, 0, "the value that holds"),
	F_STRING(struct config_row, file, NULL, 0, "the file it stands in"),
	F_UINT(struct config_row, line, NULL, 0, "the line in it"),
	F_END,
};

static const struct field path_fields[] = {
	F_STRING(struct path_row, path, NULL, 0, "a file that is read; later ones win"),
	F_BOOL(struct path_row, exists, NULL, 0, "whether it is there"),
	F_END,
};

static const struct field finding_fields[] = {
	F_STRING(struct finding_row, finding, NULL, 0, "file, line, and what is wrong there"),
	F_END,
};
// clang-format on

static const struct record config_record = {
	.name = "config",
	.summary = "a value of the configuration",
	.size = sizeof(struct config_row),
	.fields = config_fields,
};

static const struct record path_record = {
	.name = "config_path",
	.summary = "a file of the configuration",
	.size = sizeof(struct path_row),
	.fields = path_fields,
};

static const struct record finding_record = {
	.name = "config_finding",
	.summary = "a mistake in the configuration",
	.size = sizeof(struct finding_row),
	.fields = finding_fields,
};

static bool config_show(struct app *app, const struct call *call, struct out *out,
			struct err *e)
{
	const struct config *c;

	(void)call;
	if (!app_config(app, &c, e))
		return false;
	for (size_t i = 0; i < config_count(c); i++) {
		const struct config_entry *entry = config_at(c, i);
		AUTO(xfreep) char *key = NULL;

		if (config_find(c, entry->section, entry->subsection, entry->key) !=
		    entry)
			continue;
		key = *entry->subsection ? xasprintf("%s.%s.%s", entry->section,
						     entry->subsection, entry->key)
					 : xasprintf("%s.%s", entry->section, entry->key);

		struct config_row row = { key,
					  (char *)entry->value,
					  (char *)entry->file,
					  { true, entry->line } }; /* borrowed */

		out_record(out, &config_record, &row);
	}
	return true;
}

static bool config_path(struct app *app, const struct call *call, struct out *out,
			struct err *e)
{
	const struct config *c;
	struct err ignored; /* broken files have paths, too */

	(void)call;
	(void)e;
	(void)!app_config(app, &c, &ignored);
	for (size_t i = 0; i < app->config_files.n; i++) {
		char *path = app->config_files.v[i];
		struct path_row row = { path, { true, access(path, F_OK) == 0 } };

		out_record(out, &path_record, &row);
	}
	return true;
}

static void finding_add(void *arg, const char *line)
{
	struct finding_row row = { (char *)line }; /* borrowed */

	out_record(arg, &finding_record, &row);
}

static bool config_check_files(struct app *app, const struct call *call, struct out *out,
			       struct err *e)
{
	const struct config *c;
	size_t n;

	(void)call;
	if (!app_config(app, &c, e))
		return false;
	n = config_check(c, finding_add, out);
	if (!n)
		return true;
	for (size_t i = 0; i < out->n_rows; i++) {
		if (i)
			report_error(&app->view, NULL, e);
		err_set(e, ERR_USAGE, 0, "%s", out->rows[i].v[0]);
	}
	return false;
}

static const struct verb config_verbs[] = {
	{ .name = "show",
	  .run_once = config_show,
	  .flags = VERB_READS | VERB_LIST,
	  .record = &config_record,
	  .help = "show every value that holds, and where it stands" },
	{ .name = "path",
	  .run_once = config_path,
	  .flags = VERB_READS | VERB_LIST | VERB_NO_CONFIG,
	  .record = &path_record,
	  .help = "list the files that are read" },
	{ .name = "check",
	  .run_once = config_check_files,
	  .flags = VERB_READS | VERB_LIST | VERB_NO_CONFIG,
	  .record = &finding_record,
	  .help = "look for mistakes" },
	{ 0 },
};

const struct noun noun_config = {
	.name = "config",
	.summary = "show and check the configuration",
	.verbs = config_verbs,
};
