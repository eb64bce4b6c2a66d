/* amtctl target: what target expressions mean. */
#include "cmd/app.h"
#include "cmd/nouns.h"

struct target_row {
	rec_string name;
};

struct fold_row {
	rec_string folded;
	struct rec_uint count;
};

// clang-format off
static const struct field target_fields[] = {
	F_STRING(struct target_row, name, NULL, 0, "a target"),
	F_END,
};

static const struct field fold_fields[] = {
	F_STRING(struct fold_row, folded, NULL, 0, "the targets in the shortest form"),
	F_UINT(struct fold_row, count, NULL, FIELD_WIDE, "how many they are"),
	F_END,
};
// clang-format on

static const struct record target_record = {
	.name = "target",
	.summary = "a target of an expression",
	.size = sizeof(struct target_row),
	.fields = target_fields,
};

static const struct record fold_record = {
	.name = "target_fold",
	.summary = "targets in short form",
	.size = sizeof(struct fold_row),
	.fields = fold_fields,
};

static bool target_expand(struct app *app, const struct call *call, struct out *out,
			  struct err *e)
{
	AUTO(targets_done) struct target_list list = { 0 };
	size_t all;

	(void)call; /* its words are the app's targets */
	if (!app_targets(app, &list, &all, e))
		return false;
	for (size_t i = 0; i < list.n; i++) {
		struct target_row row = { list.v[i].text };

		out_record(out, &target_record, &row);
	}
	return true;
}

static bool target_fold(struct app *app, const struct call *call, struct out *out,
			struct err *e)
{
	AUTO(targets_done) struct target_list list = { 0 };
	AUTO(xfreep) const char **names = NULL;
	AUTO(xfreep) char *folded = NULL;
	size_t all;

	(void)call;
	if (!app_targets(app, &list, &all, e))
		return false;
	if (!list.n)
		return true;
	names = xcalloc(list.n, sizeof(*names));
	for (size_t i = 0; i < list.n; i++)
		names[i] = list.v[i].text;
	folded = targets_fold(names, list.n);

	struct fold_row row = { folded, { true, list.n } };

	out_record(out, &fold_record, &row);
	return true;
}

static const struct verb target_verbs[] = {
	{ .name = "expand",
	  .run_once = target_expand,
	  .flags = VERB_LIST | VERB_WORDS | VERB_NEED_WORD,
	  .record = &target_record,
	  .help = "print every target of the expressions, one a line" },
	{ .name = "fold",
	  .run_once = target_fold,
	  .flags = VERB_WORDS | VERB_NEED_WORD,
	  .record = &fold_record,
	  .help = "print the targets of the expressions in the shortest form" },
	{ 0 },
};

const struct noun noun_target = {
	.name = "target",
	.summary = "expand and fold target expressions",
	.verbs = target_verbs,
};
