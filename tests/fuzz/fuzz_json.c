/*
 * Fuzz core/record: whatever parses is written as JSON that parses to the
 * same, as YAML, and read into a record.
 */
#include <stdlib.h>
#include <string.h>

#include "core/record/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define OUTPUT_MAX (64u << 20)

struct sample {
	struct rec_bool flag;
	struct rec_enums codes;
	struct strv list;
	rec_string when;
};

static const struct field fields[] = {
	F_BOOL(struct sample, flag, "flag", 0, ""),
	F_ENUMS(struct sample, codes, "codes", NULL, 0, ""),
	F_STRINGS(struct sample, list, "a.list", 0, ""),
	F_TIME(struct sample, when, "when", 0, ""),
	F_END,
};

static const struct record sample_record = { .name = "sample",
					     .size = sizeof(struct sample),
					     .fields = fields };

static void use_as_record(struct tree t)
{
	struct sample was = { 0 };
	struct sample now = { 0 };
	struct err e;
	bool changed;

	if (record_read(&sample_record, t, &was, &e) &&
	    record_read(&sample_record, t, &now, &e)) {
		strv_add(&now.list, "more");
		now.flag = (struct rec_bool){ .set = true, .v = !was.flag.v };
		if (!record_patch(&sample_record, t, &was, &now, &changed, &e))
			changed = false;
	}
	record_done(&sample_record, &was);
	record_done(&sample_record, &now);
}

/* The text of a tree; freed by the caller. */
static char *text_of(struct tree t)
{
	AUTO(json_freep) struct json *j = json_from_tree(t);
	struct buf b = BUF_INIT(OUTPUT_MAX);

	json_write(j, true, &b);
	return buf_steal(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err e;
	AUTO(doc_freep) struct doc *d = json_parse((const char *)data, size, &e);

	if (!d)
		return 0;

	AUTO(xfreep) char *text = text_of(d->root);
	AUTO(doc_freep) struct doc *again = json_parse(text, strlen(text), &e);

	if (!again)
		abort();

	AUTO(xfreep) char *same = text_of(again->root);
	AUTO(json_freep) struct json *j = json_from_tree(d->root);
	AUTO(buf_done) struct buf yaml = BUF_INIT(OUTPUT_MAX);

	if (strcmp(text, same) != 0)
		abort();
	yaml_write(j, &yaml);
	use_as_record(d->root);
	return 0;
}
