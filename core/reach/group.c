/* group: named sets of devices, and the credential they give their members. */
#include "core/reach/inventory.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/child.h"
#include "core/base/text.h"

/* Most that a group's cmd may print, in bytes. */
#define GROUP_OUTPUT_MAX (64u << 20)

/* Words of text, "#" to the end of a line left out. */
static void add_words(const char *text, struct strv *ret)
{
	static const char blank[] = " \t\r\n";

	while (*(text += strspn(text, blank))) {
		size_t len = strcspn(text, blank);

		if (*text == '#')
			len = strcspn(text, "\n");
		else
			strv_take(ret, xstrndup(text, len));
		text += len;
	}
}

static bool run_cmd(const struct config_entry *cmd, struct strv *ret, struct err *e)
{
	struct setting s = { .text = cmd->value, .entry = cmd };
	AUTO(buf_done) struct buf out = BUF_INIT(GROUP_OUTPUT_MAX);
	struct strv argv = { 0 };
	struct err why;
	bool ok = text_split_words(cmd->value, &argv, &why);

	if (!ok)
		setting_bad(&s, e, "%s", why.msg);
	else if (!argv.n)
		ok = setting_bad(&s, e, "no command");
	else
		ok = child_output(&argv, &out, e) ||
		     err_wrap(e, "%s:%u: cmd", cmd->file, cmd->line);
	strv_done(&argv);
	if (!ok)
		return false;
	if (strlen(buf_cstr(&out)) != out.len)
		return setting_bad(&s, e, "its output is no text");
	add_words(buf_cstr(&out), ret);
	return true;
}

static bool unknown_group(const struct inventory *inv, const char *name, struct err *e)
{
	struct strv known = { 0 };
	const char *near = NULL;

	config_subsections(inv->config, "group", &known);
	if (known.n)
		near = text_nearest(name, (const char *const *)known.v);
	err_set(e, ERR_USAGE, 0, "there is no group @%s%s%s%s", name,
		near ? " (did you mean @" : "", near ? near : "", near ? "?)" : "");
	strv_done(&known);
	return false;
}

bool inventory_group(const struct inventory *inv, const char *name, struct strv *ret,
		     struct err *e)
{
	const struct config_entry *members =
		config_find(inv->config, "group", name, "members");
	const struct config_entry *cmd = config_find(inv->config, "group", name, "cmd");

	if (!members && !cmd)
		return unknown_group(inv, name, e);
	if (members)
		add_words(members->value, ret);
	return !cmd || run_cmd(cmd, ret, e);
}

static int compare_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool expand_group(struct inventory *inv, const char *name,
			 struct group_members *ret, struct err *e)
{
	struct target_list list = { 0 };
	struct strv expr = { 0 };
	const struct strv none = { 0 };

	strv_take(&expr, xasprintf("@%s", name));

	bool ok = targets_expand(&expr, &none, &inv->source, &list, e);

	strv_done(&expr);
	if (!ok)
		return err_wrap(e, "credential of @%s", name);
	ret->names = xcalloc(list.n + 1, sizeof(*ret->names));
	for (size_t i = 0; i < list.n; i++)
		ret->names[ret->n++] = xstrdup(list.v[i].host);
	if (ret->n)
		qsort(ret->names, ret->n, sizeof(*ret->names), compare_text);
	targets_done(&list);
	return true;
}

void inventory_groups_done(struct inventory *inv)
{
	for (size_t i = 0; i < inv->groups_n; i++) {
		for (size_t j = 0; j < inv->groups[i].n; j++)
			free(inv->groups[i].names[j]);
		free(inv->groups[i].names);
	}
	free(inv->groups);
	inv->groups = NULL;
	inv->groups_n = 0;
}

/* Expand the groups that have a credential, once. */
static bool expand_groups(struct inventory *inv, struct err *e)
{
	struct strv all = { 0 };
	bool ok = true;

	if (inv->groups_known)
		return true;
	config_subsections(inv->config, "group", &all);
	inv->groups = xcalloc(all.n + 1, sizeof(*inv->groups));
	for (size_t i = 0; i < all.n && ok; i++) {
		struct group_members *g = &inv->groups[inv->groups_n];

		g->credential = config_find(inv->config, "group", all.v[i], "credential");
		if (!g->credential)
			continue;
		ok = expand_group(inv, all.v[i], g, e);
		inv->groups_n += ok;
	}
	strv_done(&all);
	if (!ok)
		inventory_groups_done(inv);
	inv->groups_known = ok;
	return ok;
}

static bool group_has(const struct group_members *g, const char *device)
{
	return g->n && bsearch(&device, g->names, g->n, sizeof(*g->names), compare_text);
}

static bool find_credential(struct inventory *inv, const char *device,
			    struct setting *ret, struct err *e)
{
	const struct config_entry *found = NULL;

	if (!expand_groups(inv, e))
		return false;
	for (size_t i = 0; i < inv->groups_n; i++) {
		const struct config_entry *one = inv->groups[i].credential;

		if (!group_has(&inv->groups[i], device))
			continue;
		if (found && strcmp(found->value, one->value) != 0) {
			err_set(e, ERR_USAGE, 0,
				"groups @%s and @%s give %s different credentials",
				found->subsection, one->subsection, device);
			return err_hint(e, "give the device a credential of its own");
		}
		found = one;
	}
	if (found)
		*ret = (struct setting){ .text = found->value,
					 .level = LEVEL_TEMPLATE,
					 .entry = found };
	return true;
}

bool inventory_group_credential(struct inventory *inv, const char *device,
				struct setting *ret, struct err *e)
{
	pthread_mutex_lock(&inv->lock);

	bool ok = find_credential(inv, device, ret, e);

	pthread_mutex_unlock(&inv->lock);
	return ok;
}
