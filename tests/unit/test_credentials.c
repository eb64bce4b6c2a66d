/* Unit tests of core/reach: where passwords come from. */
#include "tests/unit/support_reach.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/reach/plan.h"

#define GUID "4c4c4544-0042-3510-8057-b4c04f4d3432"

/* A question on the terminal, as cmd would ask it. */
struct asked {
	unsigned times;
	char prompt[128];
};

static bool answer(void *arg, const char *prompt, struct secret *ret, struct err *e)
{
	struct asked *a = arg;

	a->times++;
	snprintf(a->prompt, sizeof(a->prompt), "%s", prompt);
	return secret_set(ret, "typed", 5, e);
}

static bool prepare(struct test_reach *t, const char *typed, struct err *e)
{
	struct target_list list;

	test_targets(t, typed, &list);

	bool ok = reach_prepare(t->reach, &list, NULL, NULL, e);

	targets_done(&list);
	return ok;
}

/* The plan of one target with its secrets, after reach_prepare(). */
static struct plan *plan_of(struct test_reach *t, const char *typed)
{
	struct target_list list;
	struct err e = { 0 };

	test_targets(t, typed, &list);

	struct plan *p = plan_new(t->reach, &list.v[0], &e);

	if (!p || !plan_find_secrets(p, &e))
		fail_msg("%s: %s", typed, e.msg);
	targets_done(&list);
	return p;
}

static void assert_password(struct test_reach *t, const char *typed, const char *wanted)
{
	struct err e = { 0 };

	if (!prepare(t, typed, &e))
		fail_msg("%s: %s", typed, e.msg);

	struct plan *p = plan_of(t, typed);
	const struct secret *s = secrets_find(&t->reach->secrets, &p->direct_secret);

	assert_non_null(s);
	assert_string_equal(s->text, wanted);
	plan_free(p);
}

static void assert_no_password(struct test_reach *t, const char *typed,
			       enum err_domain domain, const char *part)
{
	struct err e = { 0 };

	assert_false(prepare(t, typed, &e));
	assert_err(e, domain, part);
}

/* A file that only we can read. */
static char *secret_file(const char *dir, const char *name, const char *text)
{
	char *path = test_write(dir, name, text);

	assert_int_equal(chmod(path, 0600), 0);
	return path;
}

static void sources_are_taken_in_order(void **state)
{
	char *dir = test_mkdir();
	char *flag = secret_file(dir, "flag", "from flag\n");
	char *env = secret_file(dir, "env", "from env file\r\n");
	char *cred = secret_file(dir, "cred", "from credential");
	char *dflt = secret_file(dir, "dflt", "from defaults");
	char *systemd = secret_file(dir, "amtctl", "from systemd");
	char *config = xasprintf("[defaults]\npassword-file = %s\n"
				 "[credential \"c\"]\npassword-file = %s\n"
				 "[device \"x\"]\ncredential = c\n"
				 "[device \"y\"]\nhost = y\n",
				 dflt, cred);
	struct reach_options o = { .retries = -1 };
	struct test_reach t;

	(void)state;
	/* Each step takes the winner of the last one away. */
	setenv("AMT_PASSWORD", "from AMT_PASSWORD", 1);
	setenv("AMTCTL_PASSWORD", "from AMTCTL_PASSWORD", 1);
	setenv("AMTCTL_PASSWORD_FILE", env, 1);
	setenv("AMTCTL_PASSWORD_CMD", "echo from env cmd %n", 1);
	setenv("CREDENTIALS_DIRECTORY", dir, 1);

	o.password_file = flag;
	test_reach_open(&t, config, &o);
	assert_password(&t, "x", "from flag");
	test_reach_close(&t);
	o.password_file = NULL;
	o.password_cmd = "printf 'from %n'";
	test_reach_open(&t, config, &o);
	assert_password(&t, "x", "from x");
	test_reach_close(&t);

	static const struct {
		const char *variable, *wanted;
	} steps[] = {
		{ "AMTCTL_PASSWORD", "from AMTCTL_PASSWORD" },
		{ "AMTCTL_PASSWORD_FILE", "from env file" },
		{ "AMTCTL_PASSWORD_CMD", "from env cmd x" },
		{ "AMT_PASSWORD", "from AMT_PASSWORD" },
		{ "CREDENTIALS_DIRECTORY", "from systemd" },
		{ "AMTCTL_USER", "from credential" },
	};

	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		test_reach_open(&t, config, NULL);
		assert_password(&t, "x", steps[i].wanted);
		test_reach_close(&t);
		unsetenv(steps[i].variable);
	}
	test_reach_open(&t, config, NULL);
	assert_password(&t, "y", "from defaults");
	test_reach_close(&t);
	free(flag);
	free(env);
	free(cred);
	free(dflt);
	free(systemd);
	free(config);
	test_rmdir(dir);
}

static void stdin_is_read_once_and_by_one(void **state)
{
	struct reach_options o = { .retries = -1, .password_stdin = true };
	struct test_reach t;
	struct err e;
	int ends[2];
	int saved = dup(STDIN_FILENO);

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "piped\n", 6), 6);
	close(ends[1]);
	dup2(ends[0], STDIN_FILENO);
	close(ends[0]);
	test_reach_open(&t, "", &o);
	assert_password(&t, "x", "piped");
	assert_password(&t, "y", "piped"); /* a second read would find it empty */

	struct target_source source = reach_target_source(t.reach);
	struct buf text = BUF_INIT(100);

	assert_false(source.read(source.arg, "-", &text, &e));
	assert_err(e, ERR_USAGE, "stdin");
	test_reach_close(&t);
	dup2(saved, STDIN_FILENO);
	close(saved);
}

static void commands_run_once_for_their_words(void **state)
{
	char *dir = test_mkdir();
	char *log = xasprintf("%s/log", dir);
	char *script = xasprintf("%s/script", dir);
	char *same = xasprintf("sh %s", script);
	char *each = xasprintf("sh %s %%n", script);
	struct reach_options o = { .retries = -1, .password_cmd = same };
	struct buf text = BUF_INIT(1000);
	struct test_reach t;
	struct err e;

	(void)state;
	free(test_write(dir, "script",
			"echo \"run $1\" >>\"${0%script}log\"\necho pw$1\n"));
	test_reach_open(&t, "", &o);
	assert_true(prepare(&t, "lab[1-3]", &e));
	assert_password(&t, "lab1", "pw");
	test_reach_close(&t);
	assert_true(buf_read_file(&text, log, &e));
	assert_string_equal(buf_cstr(&text), "run \n");
	buf_clear(&text);

	o.password_cmd = each;
	test_reach_open(&t, "", &o);
	assert_true(prepare(&t, "lab[1-2]", &e));
	assert_password(&t, "lab2", "pwlab2");
	test_reach_close(&t);
	assert_true(buf_read_file(&text, log, &e));
	assert_string_equal(buf_cstr(&text), "run \nrun lab1\nrun lab2\n");
	buf_done(&text);
	free(log);
	free(script);
	free(same);
	free(each);
	test_rmdir(dir);
}

static void unsafe_and_empty_sources_are_refused(void **state)
{
	char *dir = test_mkdir();
	char *open_file = test_write(dir, "open", "pw\n");
	char *empty = secret_file(dir, "empty", "\n");
	char *missing = xasprintf("%s/missing", dir);
	char big[SECRET_MAX + 100];
	char *long_file;
	struct reach_options o = { .retries = -1 };
	struct test_reach t;
	const struct {
		const char *file, *cmd;
		enum err_domain domain;
		const char *part;
	} table[] = {
		{ open_file, NULL, ERR_LOCAL, "others can read it (mode 640)" },
		{ empty, NULL, ERR_NO_SECRET, "empty" },
		{ missing, NULL, ERR_LOCAL, "No such file" },
		{ dir, NULL, ERR_LOCAL, "is a folder" },
		{ NULL, "true", ERR_NO_SECRET, "--password-cmd: the secret is empty" },
		{ NULL, "false", ERR_LOCAL, "--password-cmd" },
		{ NULL, "a | b", ERR_USAGE, "without a shell" },
		{ NULL, "/nonexistent/program", ERR_LOCAL, "--password-cmd" },
		{ NULL, "head -c 9000 /dev/zero", ERR_PROTO, "--password-cmd" },
	};

	(void)state;
	assert_int_equal(chmod(open_file, 0640), 0);
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		o.password_file = table[i].file;
		o.password_cmd = table[i].cmd;
		test_reach_open(&t, "", &o);
		assert_no_password(&t, "x", table[i].domain, table[i].part);
		test_reach_close(&t);
	}
	memset(big, 'x', sizeof(big));
	big[sizeof(big) - 1] = '\0';
	long_file = secret_file(dir, "long", big);
	o = (struct reach_options){ .retries = -1, .password_file = long_file };
	test_reach_open(&t, "", &o);
	assert_no_password(&t, "x", ERR_NO_SECRET, "longer than");
	test_reach_close(&t);

	o = (struct reach_options){ .retries = -1,
				    .password_file = empty,
				    .password_stdin = true };
	test_reach_open(&t, "", &o);
	assert_no_password(&t, "x", ERR_USAGE, "only one of --password-stdin");
	test_reach_close(&t);

	setenv("AMTCTL_PASSWORD", "", 1);
	test_reach_open(&t, "", NULL);
	assert_no_password(&t, "x", ERR_NO_SECRET,
			   "AMTCTL_PASSWORD: the secret is empty");
	test_reach_close(&t);
	test_reach_clean_env();
	free(open_file);
	free(empty);
	free(missing);
	free(long_file);
	test_rmdir(dir);
}

/* Writes to the named pipe in its own time, as a process substitution does. */
static void *write_fifo(void *arg)
{
	int fd = open(arg, O_WRONLY);
	bool ok = fd >= 0 && write(fd, "by pipe\n", 8) == 8;

	close(fd);
	return ok ? arg : NULL;
}

static void descriptors_and_pipes_are_fine(void **state)
{
	char *dir = test_mkdir();
	char *path = test_write(dir, "open", "by descriptor\n");
	char *fifo = xasprintf("%s/fifo", dir);
	struct reach_options o = { .retries = -1 };
	struct test_reach t;
	int fd = open(path, O_RDONLY);
	char *numbered = xasprintf("/dev/fd/%d", fd);
	pthread_t writer;
	void *wrote;

	(void)state;
	assert_int_equal(chmod(path, 0644), 0);
	o.password_file = numbered;
	test_reach_open(&t, "", &o);
	assert_password(&t, "x", "by descriptor");
	test_reach_close(&t);
	close(fd);

	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_int_equal(chmod(fifo, 0666), 0);
	assert_int_equal(pthread_create(&writer, NULL, write_fifo, fifo), 0);
	o.password_file = fifo;
	test_reach_open(&t, "", &o);
	assert_password(&t, "x", "by pipe");
	test_reach_close(&t);
	pthread_join(writer, &wrote);
	assert_ptr_equal(wrote, fifo);
	free(numbered);
	free(path);
	free(fifo);
	test_rmdir(dir);
}

static void the_terminal_is_asked_once_a_user(void **state)
{
	struct asked asked = { 0 };
	struct reach_options o = { .retries = -1, .ask_password = answer, .arg = &asked };
	struct test_reach t;
	struct err e;

	(void)state;
	test_reach_open(
		&t, "[credential \"c\"]\nuser = root\n[device \"z\"]\ncredential = c\n",
		&o);
	assert_true(prepare(&t, "lab[1-3]", &e));
	assert_int_equal(asked.times, 1);
	assert_string_equal(asked.prompt, "AMT password of admin: ");
	assert_password(&t, "lab2", "typed");
	assert_int_equal(asked.times, 1);
	assert_password(&t, "z", "typed");
	assert_int_equal(asked.times, 2);
	assert_string_equal(asked.prompt, "AMT password of root (credential c): ");
	test_reach_close(&t);

	test_reach_open(&t,
			"[credential \"c\"]\nuser = root\n[device \"z\"]\n"
			"credential = c\n",
			NULL);
	assert_no_password(&t, "z", ERR_NO_SECRET, "credential \"c\" has none");
	test_reach_close(&t);
}

static void a_usage_error_comes_before_any_question(void **state)
{
	struct asked asked = { 0 };
	struct reach_options o = { .retries = -1, .ask_password = answer, .arg = &asked };
	struct test_reach t;
	struct err e;

	(void)state;
	test_reach_open(&t, "[device \"lab3\"]\nport = x\n", &o);
	assert_false(prepare(&t, "lab[1-3]", &e));
	assert_err(e, ERR_USAGE, "port = x");
	assert_int_equal(asked.times, 0);
	test_reach_close(&t);
}

static const char cloud_config[] =
	"[server \"hq\"]\nurl = https://mps\nlogin = me\n"
	"[server \"own\"]\nurl = https://mps\npassword-cmd = echo of-server\n"
	"[server \"lab\"]\nurl = http://mps:3000\n"
	"[device \"both\"]\nhost = h\nguid = " GUID "\nserver = own\n"
	"[device \"cloud\"]\nguid = 00000000-0000-0000-0000-000000000001\nserver = own\n"
	"[device \"poor\"]\nguid = 00000000-0000-0000-0000-000000000002\nserver = hq\n"
	"[device \"free\"]\nguid = 00000000-0000-0000-0000-000000000003\nserver = lab\n"
	"[device \"half\"]\nhost = h\nguid = 00000000-0000-0000-0000-000000000004\n"
	"server = hq\n";

static void assert_server_secret(struct test_reach *t, const char *typed,
				 const char *wanted, bool token)
{
	struct err e = { 0 };

	if (!prepare(t, typed, &e))
		fail_msg("%s: %s", typed, e.msg);

	struct plan *p = plan_of(t, typed);
	const struct secret *s = secrets_find(&t->reach->secrets, &p->server_secret);

	assert_int_equal(p->server_token, token);
	if (wanted) {
		assert_non_null(s);
		assert_string_equal(s->text, wanted);
	} else {
		assert_null(s);
	}
	plan_free(p);
}

static void servers_have_secrets_of_their_own(void **state)
{
	struct reach_options o = { .retries = -1 };
	struct test_reach t;
	struct asked asked = { 0 };

	(void)state;
	test_reach_open(&t, cloud_config, NULL);
	assert_server_secret(&t, "cloud", "of-server", false);
	assert_server_secret(&t, "free", NULL, false); /* no gateway, no login */
	assert_no_password(&t, "poor", ERR_NO_SECRET, "no password for me on server hq");
	test_reach_close(&t);

	/* On the command line it is for the server, when nothing goes direct. */
	o.password_cmd = "echo flag";
	test_reach_open(&t, cloud_config, &o);
	assert_server_secret(&t, "cloud", "flag", false);
	assert_server_secret(&t, "both", "of-server", false);
	test_reach_close(&t);

	/* The environment's is AMT's, unless the server has nothing at all. */
	setenv("AMTCTL_PASSWORD", "env", 1);
	test_reach_open(&t, cloud_config, NULL);
	assert_server_secret(&t, "cloud", "of-server", false);
	assert_server_secret(&t, "poor", "env", false);
	test_reach_close(&t);
	setenv("AMTCTL_TOKEN", "tok", 1);
	test_reach_open(&t, cloud_config, NULL);
	assert_server_secret(&t, "cloud", "tok", true);
	test_reach_close(&t);
	test_reach_clean_env();

	o = (struct reach_options){ .retries = -1,
				    .ask_password = answer,
				    .arg = &asked };
	test_reach_open(&t, cloud_config, &o);
	assert_server_secret(&t, "poor", "typed", false);
	assert_string_equal(asked.prompt, "Password of me on server hq: ");
	assert_int_equal(asked.times, 1);
	test_reach_close(&t);
}

static void note(void *arg, const char *text)
{
	snprintf(arg, 128, "%s", text);
}

static void a_way_without_a_secret_is_left_out(void **state)
{
	char noted[128] = "";
	struct reach_options o = { .retries = -1, .note = note, .arg = noted };
	struct test_reach t;
	struct err e;
	struct plan *p;

	(void)state;
	test_reach_open(&t, cloud_config, &o);
	assert_true(prepare(&t, "both", &e));
	p = plan_of(&t, "both");
	assert_false(p->direct);
	assert_true(p->cloud);
	assert_non_null(strstr(noted, "both: no AMT password"));
	plan_free(p);
	assert_no_password(&t, "half", ERR_NO_SECRET, "no password for admin");
	test_reach_close(&t);

	setenv("AMTCTL_PASSWORD", "env", 1);
	test_reach_open(&t, cloud_config, &o);
	assert_true(prepare(&t, "half", &e));
	p = plan_of(&t, "half");
	assert_true(p->direct);
	assert_false(p->cloud);
	assert_non_null(strstr(noted, "half: no password for the server"));
	plan_free(p);
	test_reach_close(&t);
	test_reach_clean_env();
}

static void groups_give_credentials(void **state)
{
	struct test_reach t;

	(void)state;
	test_reach_open(&t,
			"[group \"g\"]\nmembers = lab[1-3] !lab2\ncredential = c\n"
			"[credential \"c\"]\npassword-cmd = echo group\n"
			"[credential \"d\"]\npassword-cmd = echo device\n"
			"[device \"lab[1-9]\"]\nhost = %n\n"
			"[device \"lab3\"]\ncredential = d\n",
			NULL);
	assert_password(&t, "lab1", "group");
	assert_password(&t, "lab3", "device");
	assert_no_password(&t, "lab2", ERR_NO_SECRET, "the device has no credential");
	test_reach_close(&t);
}

/* What reach_prepare() told of targets. */
struct failures {
	size_t n;
	size_t target[4];
	enum err_domain domain[4];
};

static void note_failure(void *arg, size_t i, const struct err *e)
{
	struct failures *f = arg;

	assert_true(f->n < ARRAY_LEN(f->target));
	f->target[f->n] = i;
	f->domain[f->n++] = e->domain;
}

static bool refuse(void *arg, const char *prompt, struct secret *ret, struct err *e)
{
	(void)prompt;
	(void)ret;
	((struct asked *)arg)->times++;
	return err_set(e, ERR_NO_SECRET, 0, "no password was typed");
}

static void a_target_without_a_secret_fails_alone(void **state)
{
	struct failures f = { 0 };
	struct target_list list;
	struct test_reach t;
	struct err e = { 0 };

	(void)state;
	test_reach_open(&t,
			"[credential \"good\"]\npassword-cmd = echo good\n"
			"[credential \"gone\"]\npassword-file = /nowhere/pw\n"
			"[device \"a\"]\ncredential = good\n"
			"[device \"b\"]\ncredential = gone\n[device \"c\"]\nhost = c\n",
			NULL);
	test_targets(&t, "b,a,c", &list);
	assert_true(reach_prepare(t.reach, &list, note_failure, &f, &e));
	assert_int_equal(f.n, 2);
	assert_int_equal(f.target[0], 0);
	assert_int_equal(f.domain[0], ERR_LOCAL);
	assert_int_equal(f.target[1], 2);
	assert_int_equal(f.domain[1], ERR_NO_SECRET);
	assert_password(&t, "a", "good");
	assert_false(reach_prepare(t.reach, &list, NULL, NULL, &e));
	assert_err(e, ERR_LOCAL, "/nowhere/pw");
	targets_done(&list);
	test_reach_close(&t);
}

static void a_secret_for_all_that_is_missing_ends_the_run(void **state)
{
	struct reach_options o = { .retries = -1, .password_file = "/nowhere/pw" };
	struct failures f = { 0 };
	struct target_list list;
	struct test_reach t;
	struct err e = { 0 };

	(void)state;
	test_reach_open(&t, "", &o);
	test_targets(&t, "a,b", &list);
	assert_false(reach_prepare(t.reach, &list, note_failure, &f, &e));
	assert_err(e, ERR_LOCAL, "/nowhere/pw");
	assert_int_equal(f.n, 0);
	targets_done(&list);
	test_reach_close(&t);
}

static void a_refused_question_is_not_asked_again(void **state)
{
	struct asked asked = { 0 };
	struct reach_options o = { .retries = -1, .ask_password = refuse, .arg = &asked };
	struct test_reach t;
	struct err e = { 0 };

	(void)state;
	test_reach_open(&t, "", &o);
	assert_false(prepare(&t, "a", &e));
	assert_false(prepare(&t, "b", &e));
	assert_err(e, ERR_NO_SECRET, "no password was typed");
	assert_int_equal(asked.times, 1);
	test_reach_close(&t);
}

static void assert_pin_key(struct test_reach *t, const char *typed, const char *path,
			   const char *wanted)
{
	struct target_list list;
	struct err e = { 0 };

	test_targets(t, typed, &list);

	AUTO(xfreep) char *key = reach_pin_key(t->reach, &list.v[0], path, &e);

	targets_done(&list);
	if (!key)
		fail_msg("%s: %s", typed, e.msg);
	assert_string_equal(key, wanted);
}

static void a_servers_pin_is_the_servers(void **state)
{
	struct test_reach t;

	(void)state;
	test_reach_open(&t,
			"[server \"hq\"]\nurl = https://mps.example.com\n"
			"[device \"both\"]\nhost = b\nguid = " GUID "\nserver = hq\n"
			"[device \"plain\"]\nhost = p\n",
			NULL);
	assert_pin_key(&t, "both", NULL, GUID);
	assert_pin_key(&t, "both", "direct", GUID);
	assert_pin_key(&t, "both", "cloud", "server:hq");
	assert_pin_key(&t, "cloud:both", NULL, "server:hq");
	assert_pin_key(&t, "plain", NULL, "plain");
	assert_pin_key(&t, "plain", "direct", "plain");
	test_reach_close(&t);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(sources_are_taken_in_order),
		cmocka_unit_test(stdin_is_read_once_and_by_one),
		cmocka_unit_test(commands_run_once_for_their_words),
		cmocka_unit_test(unsafe_and_empty_sources_are_refused),
		cmocka_unit_test(descriptors_and_pipes_are_fine),
		cmocka_unit_test(the_terminal_is_asked_once_a_user),
		cmocka_unit_test(a_usage_error_comes_before_any_question),
		cmocka_unit_test(servers_have_secrets_of_their_own),
		cmocka_unit_test(a_way_without_a_secret_is_left_out),
		cmocka_unit_test(groups_give_credentials),
		cmocka_unit_test(a_target_without_a_secret_fails_alone),
		cmocka_unit_test(a_secret_for_all_that_is_missing_ends_the_run),
		cmocka_unit_test(a_refused_question_is_not_asked_again),
		cmocka_unit_test(a_servers_pin_is_the_servers),
	};

	test_reach_clean_env();
	return cmocka_run_group_tests_name("credentials", tests, NULL, NULL);
}
