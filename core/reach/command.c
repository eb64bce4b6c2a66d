/* command: a configured command line to argv, with what it may refer to. */
#include "core/reach/secrets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"

/* Nothing that a program could take for an option, a path up or a shell's word. */
static bool is_safe(const char *value)
{
	static const char allowed[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"0123456789._:%-";

	return *value && *value != '-' && !value[strspn(value, allowed)];
}

static bool add_value(struct buf *word, char letter, const char *value, struct err *e)
{
	if (!value)
		return err_set(e, ERR_USAGE, 0, "%%%c is not known for this target",
			       letter);
	if (!is_safe(value)) {
		char shown[64];

		snprintf(shown, sizeof(shown), "%s", value);
		text_scrub(shown);
		return err_set(e, ERR_USAGE, 0, "'%s' is not safe in a command (%%%c)",
			       shown, letter);
	}
	return buf_add(word, value, strlen(value), e);
}

static bool expand_word(const char *text, const struct command_values *v,
			struct buf *word, struct err *e)
{
	char port[8];

	snprintf(port, sizeof(port), "%u", v->port);
	for (; *text; text++) {
		bool ok;

		if (*text != '%') {
			ok = buf_add(word, text, 1, e);
		} else {
			switch (*++text) {
			case '%':
				ok = buf_add(word, "%", 1, e);
				break;
			case 'h':
				ok = add_value(word, 'h', v->host, e);
				break;
			case 'p':
				ok = add_value(word, 'p', v->port ? port : NULL, e);
				break;
			case 'n':
				ok = add_value(word, 'n', v->name, e);
				break;
			default:
				return err_set(e, ERR_USAGE, 0,
					       "only %%h, %%p, %%n and %%%% stand for "
					       "something in a command");
			}
		}
		if (!ok)
			return false;
	}
	return true;
}

/* Longest word of a command after its values are in. */
#define WORD_MAX 16384u

bool command_expand(const char *line, const struct command_values *v, struct strv *ret,
		    struct err *e)
{
	struct strv words = { 0 };
	struct strv argv = { 0 };
	bool ok = text_split_words(line, &words, e);

	if (ok && !words.n)
		ok = err_set(e, ERR_USAGE, 0, "the command is empty");
	for (size_t i = 0; i < words.n && ok; i++) {
		AUTO(buf_done) struct buf word = BUF_INIT(WORD_MAX);

		ok = expand_word(words.v[i], v, &word, e);
		if (ok)
			strv_add(&argv, buf_cstr(&word));
		else if (e->domain == ERR_PROTO)
			e->domain = ERR_USAGE;
	}
	strv_done(&words);
	if (ok)
		*ret = argv;
	else
		strv_done(&argv);
	return ok;
}
