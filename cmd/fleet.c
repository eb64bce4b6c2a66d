/* fleet: pacing, shards, and the list of what failed. */
#include "cmd/fleet.h"

#include <string.h>

#include "cmd/report_table.h"
#include "core/fleet/shard.h"

/* Of which verbs an option says something. */
enum of { OF_DEVICES, OF_TARGETS, OF_EXPRESSIONS };

static const struct {
	const char *option;
	enum of of;
} uses[] = {
	{ "stagger", OF_DEVICES },      { "batch", OF_DEVICES },
	{ "batch-pause", OF_DEVICES },  { "canary", OF_DEVICES },
	{ "max-failures", OF_DEVICES }, { "failed-to", OF_TARGETS },
	{ "shard", OF_EXPRESSIONS },
};

static bool has_use(const struct verb *v, enum of of)
{
	switch (of) {
	case OF_DEVICES:
		return v->run;
	case OF_TARGETS:
		return verb_takes_targets(v);
	case OF_EXPRESSIONS:
		return verb_takes_targets(v) || (v->flags & VERB_WORDS);
	}
	return false;
}

static bool uses_check(const struct invocation *inv, struct err *e)
{
	for (size_t i = 0; i < ARRAY_LEN(uses); i++) {
		const struct opt *o =
			opt_find(global_opts, uses[i].option, strlen(uses[i].option));
		AUTO(xfreep) char *command = command_name(inv->noun, inv->verb);

		if (opt_is_set(o, &inv->globals) && !has_use(inv->verb, uses[i].of))
			return err_set(e, ERR_USAGE, 0, "%s has no use for --%s", command,
				       o->name);
	}
	return true;
}

bool fleet_check(const struct invocation *inv, struct err *e)
{
	const struct globals *g = &inv->globals;
	size_t n;

	if (!uses_check(inv, e))
		return false;
	if (g->batch_pause.set && !g->batch.set)
		return err_set(e, ERR_USAGE, 0,
			       "--batch-pause: there are no batches without --batch");
	if (g->max_failures && !pace_failures(g->max_failures, 0, &n))
		return err_set(e, ERR_USAGE, 0,
			       "--max-failures: \"%.60s\" is neither a number nor a "
			       "percentage",
			       g->max_failures);
	if (g->failed_to && (!*g->failed_to || !strcmp(g->failed_to, "-")))
		return err_set(e, ERR_USAGE, 0, "--failed-to: needs the name of a file");
	return true;
}

bool fleet_pace(const struct globals *g, size_t n, struct pace_rules *ret)
{
	*ret = (struct pace_rules){
		.stagger_ms = g->stagger.ms,
		.batch = (size_t)g->batch.v,
		.batch_pause_ms = g->batch_pause.ms,
		.canary = (size_t)g->canary.v,
	};
	if (g->max_failures)
		ret->limited = pace_failures(g->max_failures, n, &ret->max_failures);
	return ret->stagger_ms || ret->batch || ret->canary || ret->limited;
}

bool fleet_shard(const struct globals *g, struct target_list *list, size_t *ret_all,
		 struct err *e)
{
	struct shard shard;

	*ret_all = list->n;
	if (!g->shard)
		return true;
	if (!shard_parse(g->shard, &shard, e))
		return err_wrap(e, "--shard");
	for (size_t i = 0; i < list->n; i++)
		if (list->v[i].kind == TARGET_TAG)
			return err_set(e, ERR_USAGE, 0,
				       "tags and --shard cannot be combined: a tag's "
				       "devices are known to the server only");
	shard_apply(&shard, list);
	return true;
}

bool failed_to_write(const char *path, const struct target_list *targets,
		     const struct result *const *results, struct err *e)
{
	struct buf b = BUF_INIT(DOCUMENT_MAX);

	for (size_t i = 0; i < targets->n; i++)
		if (!results[i] || !results[i]->ok)
			buf_printf(&b, "%s\n", targets->v[i].text);

	bool ok = file_replace(path, buf_cstr(&b), b.len, e);

	buf_done(&b);
	return ok || err_wrap(e, "--failed-to");
}
