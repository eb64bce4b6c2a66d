/*
 * fuzz_import: what is read of a list of devices can be written as a config,
 * which then says the same, and finds nothing to change the second time.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/reach/import.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* One edit at a time is slow for many. */
#define EDITS_MAX 64

static void require(bool held)
{
	if (!held)
		abort();
}

static void count_unknown_sections(void *arg, const char *line)
{
	/* Sections that the list names stand nowhere. */
	if (!strstr(line, ": there is no ["))
		++*(unsigned *)arg;
}

/* The config that the edits make of the empty one. */
static struct config *written(const struct import_plan *plan)
{
	struct config *c = config_new();
	struct buf text = BUF_INIT(CONFIG_FILE_MAX);
	struct err e;

	for (size_t i = 0; i < plan->n_edits; i++) {
		struct buf next = BUF_INIT(CONFIG_FILE_MAX);

		require(config_edit_text(buf_cstr(&text), text.len, &plan->edits[i],
					 &next, &e));
		buf_done(&text);
		text = next;
	}
	require(config_load_text(c, "written", buf_cstr(&text), text.len, &e));
	buf_done(&text);
	return c;
}

static void check_list(const struct import_list *list)
{
	static const struct import_options options = { .group = "g", .update = true };
	AUTO(config_freep) struct config *none = config_new();
	AUTO(import_plan_done) struct import_plan plan = { 0 };
	AUTO(import_plan_done) struct import_plan again = { 0 };
	unsigned findings = 0;
	struct err e;

	require(import_plan(none, list, &options, &plan, &e));
	require(plan.n == list->n && !plan.conflicts && plan.n_edits > list->n);
	if (plan.n_edits > EDITS_MAX)
		return;

	AUTO(config_freep) struct config *c = written(&plan);

	config_check(c, count_unknown_sections, &findings);
	require(!findings);
	for (size_t i = 0; i < list->n; i++)
		for (size_t k = 0; k < list->v[i].n; k++)
			require(!strcmp(config_get(c, "device", list->v[i].name,
						   list->v[i].v[k].key),
					list->v[i].v[k].text));
	require(import_plan(c, list, &options, &again, &e));
	require(!again.n_edits);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* The first byte chooses the format. */
	enum import_format format = size ? data[0] % 3 : 0;
	AUTO(import_list_done) struct import_list list = { 0 };
	AUTO(xfreep) char *text = size ? xmemdup(data + 1, size - 1) : NULL;
	struct err e = { 0 };

	if (!size)
		return 0;
	if (!import_parse(format, text, size - 1, &list, &e)) {
		require(e.domain == ERR_USAGE && e.msg[0] && !list.n);
		return 0;
	}
	require(list.n);
	for (size_t i = 0; i < list.n; i++)
		require(import_is_name(list.v[i].name) &&
			text_is_utf8(list.v[i].name, strlen(list.v[i].name)));
	check_list(&list);
	return 0;
}
