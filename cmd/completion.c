/* amtctl completion: the scripts of completions/, built in. */
#include <string.h>

#include "cmd/nouns.h"
#include "cmd/out.h"

/* The file's bytes and a NUL, between two symbols. */
#define EMBED(symbol, path)                                                  \
	__asm__(".pushsection .rodata\n" #symbol ":\n.incbin \"" path "\"\n" \
		".byte 0\n.popsection\n");                                   \
	extern const char symbol[] __attribute__((visibility("hidden")))

EMBED(completion_bash, "completions/amtctl.bash");
EMBED(completion_zsh, "completions/_amtctl");
EMBED(completion_fish, "completions/amtctl.fish");

static bool completion_run(struct app *app, const struct call *call, struct out *out,
			   struct err *e)
{
	const char *shell = call->args[0];

	(void)app;
	(void)e;
	out_text(out, xstrdup(!strcmp(shell, "bash")  ? completion_bash
			      : !strcmp(shell, "zsh") ? completion_zsh
						      : completion_fish));
	return true;
}

// clang-format off
static const struct arg completion_args[] = {
	{ .name = "SHELL", .choices = "bash|zsh|fish", .help = "the shell" },
	{ 0 },
};
// clang-format on

static const struct verb completion_verbs[] = {
	{ .name = "",
	  .args = completion_args,
	  .run_once = completion_run,
	  .flags = VERB_NO_CONFIG,
	  .help = "print the completion script of a shell" },
	{ 0 },
};

const struct noun noun_completion = {
	.name = "completion",
	.summary = "print the completion script of a shell",
	.verbs = completion_verbs,
};
