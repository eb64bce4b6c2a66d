/* Unit tests of core/reach/pins. */
#include "tests/unit/support.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/buf.h"
#include "core/reach/pins.h"

#define HEX_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define HEX_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static struct tls_peer peer_of(uint8_t byte)
{
	struct tls_peer peer = { .seen = true, .subject = "CN=lab 07,O=Example" };

	memset(peer.sha256, byte, sizeof(peer.sha256));
	return peer;
}

static void assert_file(const char *path, const char *wanted)
{
	struct buf text = BUF_INIT(1 << 20);
	struct err e;

	assert_true(buf_read_file(&text, path, &e));
	assert_string_equal(buf_cstr(&text), wanted);
	buf_done(&text);
}

static void users_pins_win_over_the_systems(void **state)
{
	char *dir = test_mkdir();
	char *user = test_write(dir, "user",
				"# mine\n\nlab-07 SHA256:" HEX_A
				" 2026-01-01T00:00:00Z CN=a b\n");
	char *system = test_write(dir, "system",
				  "lab-07 SHA256:" HEX_B "\nlab-08 SHA256:" HEX_B "\n");
	struct err e;
	struct pins *p = pins_load(user, system, &e);
	uint8_t pin[32];

	(void)state;
	assert_non_null(p);
	assert_int_equal(pins_count(p), 2);
	assert_true(pins_find(p, "lab-07", pin));
	assert_int_equal(pin[0], 0xaa);
	assert_true(pins_find(p, "lab-08", pin));
	assert_int_equal(pin[31], 0xbb);
	assert_false(pins_find(p, "lab-0", pin));
	for (size_t i = 0; i < pins_count(p); i++) {
		const struct pin_entry *entry = pins_at(p, i);

		if (!strcmp(entry->key, "lab-07")) {
			assert_string_equal(entry->fingerprint, "SHA256:" HEX_A);
			assert_string_equal(entry->subject, "CN=a b");
			assert_string_equal(entry->file, user);
		}
	}
	pins_free(p);
	free(user);
	free(system);
	test_rmdir(dir);
}

static void missing_files_are_no_pins(void **state)
{
	struct err e;
	struct pins *p = pins_load("/nonexistent/a", NULL, &e);
	uint8_t pin[32];

	(void)state;
	assert_non_null(p);
	assert_int_equal(pins_count(p), 0);
	assert_false(pins_find(p, "x", pin));
	pins_free(p);
}

static void malformed_lines_are_named(void **state)
{
	static const struct {
		const char *text;
		const char *part;
	} bad[] = {
		{ "# ok\nlab-07\n", "pins:2: no fingerprint" },
		{ "lab-07 SHA256:" HEX_A "\nlab-08 SHA256:12\n", "pins:2:" },
		{ "lab-07 MD5:" HEX_A "\n", "pins:1:" },
		{ "a%zz SHA256:" HEX_A "\n", "pins:1: the key has a % that is no %XX" },
		{ "a%00 SHA256:" HEX_A "\n", "pins:1:" },
		{ "a% SHA256:" HEX_A, "pins:1:" },
	};
	char *dir = test_mkdir();
	struct err e;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		char *path = test_write(dir, "pins", bad[i].text);

		assert_null(pins_load(path, NULL, &e));
		assert_err(e, ERR_USAGE, bad[i].part);
		free(path);
	}
	test_rmdir(dir);
}

static void files_that_others_write_are_refused(void **state)
{
	char *dir = test_mkdir();
	char *path = test_write(dir, "pins", "");
	struct err e;

	(void)state;
	assert_int_equal(chmod(path, 0620), 0);
	assert_null(pins_load(path, NULL, &e));
	assert_err(e, ERR_USAGE, "others can write to");
	assert_int_equal(chmod(path, 0600), 0);
	assert_int_equal(chmod(dir, 0777), 0);
	assert_null(pins_load(path, NULL, &e));
	assert_err(e, ERR_USAGE, "others can write to");
	free(path);
	test_rmdir(dir);
}

/* Everything but the time of a line that we wrote. */
static void mask_times(char *text)
{
	for (char *p = text; (p = strstr(p, " 20"));) {
		memcpy(p + 1, "YYYY-MM-DDThh:mm:ssZ", 20);
		p++;
	}
}

static void pins_are_stored_with_comments_kept(void **state)
{
	char *dir = test_mkdir();
	char *path = test_write(
		dir, "pins", "# head\n\nold SHA256:" HEX_A "\n# tail\nz SHA256:" HEX_A);
	struct tls_peer peer = peer_of(0xbb);
	struct err e;
	struct pins *p = pins_load(path, NULL, &e);
	struct buf text = BUF_INIT(1 << 20);
	uint8_t pin[32];

	(void)state;
	assert_true(pins_add(p, "old", &peer, &e));
	assert_true(pins_add(p, "a b%\n", &peer, &e));
	assert_true(pins_find(p, "old", pin));
	assert_int_equal(pin[0], 0xbb);
	assert_true(pins_find(p, "a b%\n", pin));
	pins_free(p);

	assert_true(buf_read_file(&text, path, &e));
	mask_times(text.data);
	assert_string_equal(
		text.data,
		"# head\n\nold SHA256:" HEX_B
		" YYYY-MM-DDThh:mm:ssZ CN=lab 07,O=Example\n# tail\nz SHA256:" HEX_A
		"\na%20b%25%0a SHA256:" HEX_B
		" YYYY-MM-DDThh:mm:ssZ CN=lab 07,O=Example\n");
	buf_done(&text);

	p = pins_load(path, NULL, &e);
	assert_true(pins_find(p, "a b%\n", pin));
	pins_free(p);
	free(path);
	test_rmdir(dir);
}

static void the_folder_is_made_for_us_alone(void **state)
{
	char *dir = test_mkdir();
	char *path = xasprintf("%s/one/two/known_devices", dir);
	char *folder = xasprintf("%s/one", dir);
	struct tls_peer peer = peer_of(0x11);
	struct err e;
	struct pins *p = pins_load(path, NULL, &e);
	struct stat st;

	(void)state;
	assert_true(pins_add(p, "x", &peer, &e));
	assert_int_equal(stat(folder, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	pins_free(p);
	free(folder);
	free(path);
	test_rmdir(dir);
}

static void forgetting_needs_a_pin_of_the_user(void **state)
{
	char *dir = test_mkdir();
	char *user = test_write(dir, "user", "# c\na SHA256:" HEX_A "\n");
	char *system = test_write(dir, "system", "b SHA256:" HEX_B "\n");
	struct err e;
	struct pins *p = pins_load(user, system, &e);
	uint8_t pin[32];

	(void)state;
	assert_true(pins_remove(p, "a", &e));
	assert_false(pins_find(p, "a", pin));
	assert_file(user, "# c\n");
	assert_false(pins_remove(p, "a", &e));
	assert_err(e, ERR_NOT_FOUND, "pin of a");
	assert_false(pins_remove(p, "b", &e));
	assert_err(e, ERR_LOCAL, system);
	pins_free(p);
	free(user);
	free(system);
	test_rmdir(dir);
}

static void changes_of_other_processes_are_kept(void **state)
{
	char *dir = test_mkdir();
	char *path = test_write(dir, "pins", "");
	struct tls_peer peer = peer_of(0x22);
	struct err e;
	struct pins *one = pins_load(path, NULL, &e);
	struct pins *two = pins_load(path, NULL, &e);
	uint8_t pin[32];

	(void)state;
	assert_true(pins_add(one, "x", &peer, &e));
	assert_true(pins_add(two, "y", &peer, &e));
	assert_true(pins_find(two, "x", pin));
	assert_int_equal(pins_count(two), 2);
	pins_free(one);
	pins_free(two);
	free(path);
	test_rmdir(dir);
}

struct worker {
	struct pins *pins;
	unsigned n;
	bool ok;
};

static void *work(void *arg)
{
	struct worker *w = arg;
	struct tls_peer peer = peer_of((uint8_t)w->n);

	w->ok = true;
	for (unsigned i = 0; i < 8 && w->ok; i++) {
		char key[32];
		uint8_t pin[32];
		struct err e;

		snprintf(key, sizeof(key), "host-%u-%u", w->n, i);
		w->ok = pins_add(w->pins, key, &peer, &e) &&
			pins_find(w->pins, key, pin) && pin[0] == w->n;
	}
	return NULL;
}

static void threads_share_the_pins(void **state)
{
	char *dir = test_mkdir();
	char *path = xasprintf("%s/pins", dir);
	struct err e;
	struct pins *p = pins_load(path, NULL, &e);
	struct worker w[4];
	pthread_t threads[4];

	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		w[i] = (struct worker){ .pins = p, .n = i };
		assert_int_equal(pthread_create(&threads[i], NULL, work, &w[i]), 0);
	}
	for (unsigned i = 0; i < 4; i++) {
		pthread_join(threads[i], NULL);
		assert_true(w[i].ok);
	}
	assert_int_equal(pins_count(p), 32);
	pins_free(p);
	free(path);
	test_rmdir(dir);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(users_pins_win_over_the_systems),
		cmocka_unit_test(missing_files_are_no_pins),
		cmocka_unit_test(malformed_lines_are_named),
		cmocka_unit_test(files_that_others_write_are_refused),
		cmocka_unit_test(pins_are_stored_with_comments_kept),
		cmocka_unit_test(the_folder_is_made_for_us_alone),
		cmocka_unit_test(forgetting_needs_a_pin_of_the_user),
		cmocka_unit_test(changes_of_other_processes_are_kept),
		cmocka_unit_test(threads_share_the_pins),
	};

	return cmocka_run_group_tests_name("pins", tests, NULL, NULL);
}
