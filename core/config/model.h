/* model: what the reader fills and the questions look into; inside core/config. */
#ifndef AMT_CONFIG_MODEL_H
#define AMT_CONFIG_MODEL_H

#include "core/base/strmap.h"
#include "core/config/config.h"

struct config {
	struct config_entry *entries;
	size_t n, cap;
	struct strv files;       /* names; entries borrow them */
	struct strv ids;         /* of each entry: "section\nsubsection\nkey" */
	struct strmap by_id;     /* the winning entry */
	struct strv section_ids; /* "section\nsubsection", each once, in order */
	struct strmap by_section;
};

/* Note the name of a file or text that is being read; borrowed from c. */
const char *config_add_file(struct config *c, const char *name);

/* Note that a section is there, even if nothing stands in it. */
void config_add_section(struct config *c, const char *section, const char *subsection);

/* Append an entry, which wins over earlier ones. Strings are copied, but for file. */
void config_add(struct config *c, const char *section, const char *subsection,
		const char *key, const char *value, const char *file, unsigned line);

#endif
