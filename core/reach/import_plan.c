/* import_plan: what a list of devices means for a config that has some already. */
#include "core/reach/import.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/base/strmap.h"

static const struct enum_name action_names[] = {
	{ IMPORT_ADDED, "added" },
	{ IMPORT_UPDATED, "updated" },
	{ IMPORT_UNCHANGED, "unchanged" },
	{ IMPORT_CONFLICT, "conflict" },
	{ 0, NULL },
};

// clang-format off
static const struct field import_fields[] = {
	F_STRING(struct import_row, name, NULL, 0, "name in the inventory"),
	F_STRING(struct import_row, host, NULL, 0, "its host in the list, else in the inventory; null when it has none"),
	F_ENUM(struct import_row, action, NULL, action_names, 0, "what is done with it; conflict: it was there already"),
	F_END,
};
// clang-format on

const struct record import_record = {
	.name = "device_import",
	.summary = "what an import does with a device",
	.size = sizeof(struct import_row),
	.fields = import_fields,
};

/* Words and templates among them. Words are owned. */
struct names {
	struct strv words;
	struct strmap by_word;
	struct strv templates;
};

static void names_done(struct names *n)
{
	strmap_done(&n->by_word);
	strv_done(&n->words);
	strv_done(&n->templates);
}

/* Takes word. */
static void names_add(struct names *n, char *word)
{
	bool fresh;

	if (strchr(word, '['))
		strv_add(&n->templates, word);
	strv_take(&n->words, word);
	strmap_add(&n->by_word, word, n->words.n - 1, &fresh);
}

static bool names_have(const struct names *n, const char *name)
{
	if (strmap_find(&n->by_word, name))
		return true;
	for (size_t i = 0; i < n->templates.n; i++)
		if (target_matches_template(n->templates.v[i], name))
			return true;
	return false;
}

struct planner {
	const struct config *config;
	const struct import_options *options;
	struct import_plan *plan;
	size_t edits_cap;
	struct names devices;
};

static void edit(struct planner *p, const struct config_edit *e)
{
	struct import_plan *plan = p->plan;

	if (plan->n_edits == p->edits_cap) {
		p->edits_cap = p->edits_cap ? p->edits_cap * 2 : 64;
		plan->edits =
			xreallocarray(plan->edits, p->edits_cap, sizeof(*plan->edits));
	}
	plan->edits[plan->n_edits++] = *e;
}

static const char *device_get(const struct planner *p, const char *name, const char *key)
{
	return config_get(p->config, "device", name, key);
}

static bool is_same(const char *key, const char *a, const char *b)
{
	return a && !(strcmp(key, "guid") ? strcmp(a, b) : strcasecmp(a, b));
}

/* Set a key unless the device has that value; did it not? */
static bool set(struct planner *p, const char *name, const char *key, const char *value)
{
	if (is_same(key, device_get(p, name, key), value))
		return false;
	edit(p, &(struct config_edit){ "device", name, key, value });
	return true;
}

/* The user that the config gives the device, as far as it names one. */
static const char *user_of(const struct planner *p, const struct import_entry *entry,
			   const char *credential)
{
	const char *user;

	if (!credential)
		credential = device_get(p, entry->name, "credential");
	if (!credential)
		credential = config_get(p->config, "defaults", "", "credential");
	user = credential ? config_get(p->config, "credential", credential, "user")
			  : NULL;
	if (!user)
		user = config_get(p->config, "defaults", "", "user");
	return user ? user : "admin";
}

static void note_user(struct planner *p, const struct import_entry *entry,
		      const char *credential)
{
	if (!entry->user || !strcmp(entry->user, user_of(p, entry, credential)))
		return;
	if (!p->plan->other_users++)
		p->plan->other_user = entry;
}

/* The values that differ, or all of a new device. Are there any? */
static bool set_all(struct planner *p, const struct import_entry *entry,
		    const char *credential, const char *host)
{
	bool changed = false;

	if (host)
		changed = set(p, entry->name, "host", host);
	for (size_t i = 0; i < entry->n; i++)
		changed |= set(p, entry->name, entry->v[i].key, entry->v[i].text);
	if (credential)
		changed |= set(p, entry->name, "credential", credential);
	return changed;
}

static enum import_action plan_entry(struct planner *p, const struct import_entry *entry,
				     const char **ret_host)
{
	const char *name = entry->name;
	const char *credential =
		import_get(entry, "credential") ? NULL : p->options->credential;
	bool there = config_has_section(p->config, "device", name);
	bool templated = !there && names_have(&p->devices, name);
	const char *host = import_get(entry, "host");
	const char *own = NULL;
	bool changed;

	/* As device add does: what nothing else leads to is called as its host. */
	if (!there && !templated && !host && !import_get(entry, "guid"))
		own = name;
	*ret_host = host ? host : own ? own : device_get(p, name, "host");
	there |= templated && !entry->n && !credential;
	if (there && !p->options->update)
		return IMPORT_CONFLICT;
	note_user(p, entry,
		  import_get(entry, "credential") ? import_get(entry, "credential")
						  : credential);
	changed = set_all(p, entry, credential, own);
	return !there ? IMPORT_ADDED : changed ? IMPORT_UPDATED : IMPORT_UNCHANGED;
}

/* Folded names are parted by commas, members by blanks. */
static void part_by_blanks(char *folded)
{
	unsigned depth = 0;

	for (char *c = folded; *c; c++) {
		depth += *c == '[';
		depth -= *c == ']';
		if (*c == ',' && !depth)
			*c = ' ';
	}
}

/* All of the list become members, behind those that are. */
static void plan_group(struct planner *p, const struct import_list *list)
{
	const char *group = p->options->group;
	const char *members = config_get(p->config, "group", group, "members");
	AUTO(names_done) struct names there = { 0 };
	AUTO(strv_done) struct strv fresh = { 0 };
	char *added;

	for (const char *m = members ? members : ""; *m;) {
		size_t n = strcspn(m, " \t\r\n");

		if (n)
			names_add(&there, xstrndup(m, n));
		m += n;
		m += strspn(m, " \t\r\n");
	}
	for (size_t i = 0; i < list->n; i++)
		if (!names_have(&there, list->v[i].name))
			strv_add(&fresh, list->v[i].name);
	if (!fresh.n)
		return;
	added = targets_fold((const char *const *)fresh.v, fresh.n);
	part_by_blanks(added);
	strv_take(&p->plan->owned, added);
	if (members) {
		added = xasprintf("%s %s", members, added);
		strv_take(&p->plan->owned, added);
	}
	edit(p, &(struct config_edit){ "group", group, "members", added });
}

static bool check_options(const struct import_options *o, struct err *e)
{
	if (o->credential &&
	    !config_check_value("device", "credential", o->credential, e))
		return err_wrap(e, "--credential");
	if (o->group && !import_is_name(o->group))
		return err_set(e, ERR_USAGE, 0,
			       "--group: \"%.60s\" cannot be a group's name", o->group);
	return true;
}

bool import_plan(const struct config *c, const struct import_list *list,
		 const struct import_options *o, struct import_plan *ret, struct err *e)
{
	struct import_plan plan = { 0 };
	struct planner p = { .config = c, .options = o, .plan = &plan };
	AUTO(strv_done) struct strv known = { 0 };

	if (!check_options(o, e))
		return false;
	config_subsections(c, "device", &known);
	for (size_t i = 0; i < known.n; i++)
		names_add(&p.devices, STEAL(known.v[i]));
	plan.rows = xcalloc(list->n, sizeof(*plan.rows));
	for (; plan.n < list->n; plan.n++) {
		struct import_row *row = &plan.rows[plan.n];
		const char *host;
		enum import_action action = plan_entry(&p, &list->v[plan.n], &host);

		*row = (struct import_row){ .name = list->v[plan.n].name,
					    .host = (char *)host, /* borrowed */
					    .action = { true, action } };
		plan.conflicts += action == IMPORT_CONFLICT;
	}
	if (plan.conflicts)
		plan.n_edits = 0;
	else if (o->group)
		plan_group(&p, list);
	names_done(&p.devices);
	*ret = plan;
	return true;
}

void import_plan_done(struct import_plan *plan)
{
	free(plan->rows);
	free(plan->edits);
	strv_done(&plan->owned);
	*plan = (struct import_plan){ 0 };
}
