/* confirm: names nobody knows, fleets larger than usual, and what cannot be undone. */
#include "cmd/confirm.h"

#include <stdlib.h>

#include "cmd/prompt.h"

/* defaults.confirm-above, unless the configuration says otherwise. */
#define CONFIRM_ABOVE 10

/* Names that are not in the inventory are fine to read, not to change. */
static bool strangers_check(struct app *app, const struct reach *reach,
			    const struct target_list *targets, struct err *e)
{
	AUTO(xfreep) const char **names = xcalloc(targets->n, sizeof(*names));
	AUTO(xfreep) char *folded = NULL;
	AUTO(xfreep) char *near = NULL;
	const struct config *c;
	size_t n = 0;

	for (size_t i = 0; i < targets->n; i++) {
		const struct target *t = &targets->v[i];

		if (t->kind == TARGET_NAME && !t->forced_name &&
		    !reach_knows(reach, t->host))
			names[n++] = t->text;
	}
	if (!n)
		return true;
	folded = targets_fold(names, n);
	if (app_can_ask(app)) {
		AUTO(xfreep)
		char *question = xasprintf(
			"%s %s not in the inventory. Go on with the name%s from DNS?",
			folded, n == 1 ? "is" : "are", n == 1 ? "" : "s");

		if (prompt_yes(question))
			return true;
	}
	err_set(e, ERR_DECLINED, 0, "not in the inventory: %.200s; nothing was sent",
		folded);
	if (app_config(app, &c, &(struct err){ 0 }))
		near = config_nearest_device(c, names[0]);
	if (near)
		return err_hint(e,
				"did you mean %s? to change a host known to DNS only: "
				"name:%.60s, or --yes",
				near, names[0]);
	return err_hint(e, "to change a host known to DNS only: name:%.60s, or --yes",
			names[0]);
}

static bool confirm_above(struct app *app, uint64_t *ret, struct err *e)
{
	const struct config *c;

	*ret = CONFIRM_ABOVE;
	return app_config(app, &c, e) &&
	       config_get_uint(c, "defaults", "", "confirm-above", TARGET_MAX, ret, e);
}

bool confirmed(struct app *app, const struct call *call, const struct reach *reach,
	       const struct target_list *targets, struct err *e)
{
	const struct opt_uint *yes = &app->inv.globals.yes;
	AUTO(xfreep) char *command = command_name(app->inv.noun, call->verb);
	uint64_t above;

	if (!(call->verb->flags & VERB_CHANGES) || call->dry_run)
		return true;
	if (yes->set && yes->v != OPT_BARE && yes->v != targets->n)
		return err_set(e, ERR_DECLINED, 0,
			       "%zu targets, not %llu as --yes said; nothing was sent",
			       targets->n, (unsigned long long)yes->v);
	if (yes->set)
		return true;
	if (!strangers_check(app, reach, targets, e) || !confirm_above(app, &above, e))
		return false;
	if (targets->n <= above && !(call->verb->flags & VERB_ASKS))
		return true;
	if (!app_can_ask(app)) {
		err_set(e, ERR_DECLINED, 0,
			"%s on %zu target%s needs a confirmation; nothing was sent",
			command, targets->n, targets->n == 1 ? "" : "s");
		return err_hint(e, "--yes, or --yes=%zu to be sure of their number",
				targets->n);
	}

	AUTO(xfreep)
	char *question =
		xasprintf("%s%s%s: go on with %zu target%s?", command,
			  call->args[0] ? " " : "", call->args[0] ? call->args[0] : "",
			  targets->n, targets->n == 1 ? "" : "s");

	if (prompt_yes(question))
		return true;
	return err_set(e, ERR_DECLINED, 0, "declined; nothing was sent");
}
