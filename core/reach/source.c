/* source: which of the places a password can come from is the one. */
#include "core/reach/secrets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/reach/inventory.h"

void source_done(struct source *s)
{
	free(s->text);
	strv_done(&s->argv);
	*s = (struct source){ 0 };
}

static bool set_common(enum source_kind kind, const char *text, struct source *ret)
{
	*ret = (struct source){ .kind = kind, .text = xstrdup(text), .common = true };
	return true;
}

static bool set_command(const char *line, const char *what,
			const struct command_values *v, struct source *ret, struct err *e)
{
	struct strv argv = { 0 };

	if (!command_expand(line, v, &argv, e))
		return err_wrap(e, "%s", what);
	*ret = (struct source){ .kind = SOURCE_COMMAND,
				.text = xstrdup(what),
				.argv = argv };
	return true;
}

/* One with placeholders is another one for each target. */
static bool set_common_command(const char *line, const char *what,
			       const struct command_values *v, struct source *ret,
			       struct err *e)
{
	if (!set_command(line, what, v, ret, e))
		return false;
	ret->common = !strchr(line, '%');
	return true;
}

bool source_from_flags(const struct reach_options *o, const struct command_values *v,
		       struct source *ret, struct err *e)
{
	*ret = (struct source){ 0 };
	if (o->password_stdin + (o->password_file != NULL) + (o->password_cmd != NULL) >
	    1)
		return err_set(e, ERR_USAGE, 0,
			       "only one of --password-stdin, --password-file and "
			       "--password-cmd may be given");
	if (o->password_stdin)
		return set_common(SOURCE_STDIN, "--password-stdin", ret);
	if (o->password_file)
		return set_common(SOURCE_FILE, o->password_file, ret);
	if (o->password_cmd)
		return set_common_command(o->password_cmd, "--password-cmd", v, ret, e);
	return true;
}

bool source_from_env(const struct reach_env *env, const struct command_values *v,
		     struct source *ret, struct err *e)
{
	*ret = (struct source){ 0 };
	if (env->password)
		return set_common(SOURCE_ENV, "AMTCTL_PASSWORD", ret);
	if (env->password_file)
		return set_common(SOURCE_FILE, env->password_file, ret);
	if (env->password_cmd)
		return set_common_command(env->password_cmd, "AMTCTL_PASSWORD_CMD", v,
					  ret, e);
	if (env->amt_password)
		return set_common(SOURCE_ENV, "AMT_PASSWORD", ret);
	if (env->credential)
		return set_common(SOURCE_FILE, env->credential, ret);
	return true;
}

bool source_from_section(const struct config *c, const char *section, const char *name,
			 const struct command_values *v, struct source *ret,
			 struct err *e)
{
	const struct config_entry *file = config_find(c, section, name, "password-file");
	const struct config_entry *cmd = config_find(c, section, name, "password-cmd");

	*ret = (struct source){ 0 };
	if (file && cmd) {
		struct setting s = { .text = cmd->value, .entry = cmd };

		return setting_bad(&s, e, "[%s%s%s%s] has a password-file too", section,
				   *name ? " \"" : "", name, *name ? "\"" : "");
	}
	if (file) {
		struct setting s = { .text = file->value, .entry = file };

		*ret = (struct source){ .kind = SOURCE_FILE,
					.text = setting_path(&s,
							     v->name ? v->name : "") };
	}
	if (cmd) {
		AUTO(xfreep)
		char *what = xasprintf("%s:%u: password-cmd", cmd->file, cmd->line);

		return set_command(cmd->value, what, v, ret, e);
	}
	return true;
}

bool source_from_token_file(const struct config *c, const char *server,
			    struct source *ret)
{
	const struct config_entry *file =
		server ? config_find(c, "server", server, "token-file") : NULL;
	struct setting s = { .text = file ? file->value : NULL, .entry = file };

	*ret = (struct source){ 0 };
	if (file)
		*ret = (struct source){ .kind = SOURCE_FILE,
					.text = setting_path(&s, server) };
	return file != NULL;
}

/* A variable that is set to something. */
static const char *env_get(const char *name)
{
	const char *text = getenv(name);

	return text && *text ? text : NULL;
}

void reach_env_read(struct reach_env *env)
{
	const char *folder = env_get("CREDENTIALS_DIRECTORY");

	*env = (struct reach_env){
		.user = env_get("AMTCTL_USER"),
		.server = env_get("AMTCTL_SERVER"),
		.mps_url = env_get("AMTCTL_MPS_URL"),
		.token = env_get("AMTCTL_TOKEN"),
		.password_file = env_get("AMTCTL_PASSWORD_FILE"),
		.password_cmd = env_get("AMTCTL_PASSWORD_CMD"),
		.password = getenv("AMTCTL_PASSWORD") != NULL,
		.amt_password = env_get("AMT_PASSWORD") != NULL,
	};
	if (folder) {
		AUTO(xfreep) char *path = xasprintf("%s/amtctl", folder);

		if (access(path, F_OK) == 0)
			env->credential = STEAL(path);
	}
}

void reach_env_done(struct reach_env *env)
{
	free(env->credential);
	*env = (struct reach_env){ 0 };
}
