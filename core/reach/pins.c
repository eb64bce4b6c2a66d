/* pins: known_devices in memory and on disk. */
#include "core/reach/pins.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/base/text.h"
#include "core/config/config.h"

#define PINS_FILE_MAX (16u << 20)

// clang-format off
static const struct field pin_fields[] = {
	F_STRING(struct pin_entry, key, NULL, 0, "what the pin is for: GUID, inventory name or address"),
	F_STRING(struct pin_entry, fingerprint, NULL, 0, "SHA-256 of the certificate (DER)"),
	F_TIME(struct pin_entry, added, NULL, 0, "when the certificate was accepted"),
	F_STRING(struct pin_entry, subject, NULL, 0, "subject of the certificate"),
	F_STRING(struct pin_entry, file, NULL, FIELD_WIDE, "file in which the pin stands"),
	F_END,
};
// clang-format on

const struct record pin_record = {
	.name = "pin",
	.summary = "a certificate trusted by sight",
	.size = sizeof(struct pin_entry),
	.fields = pin_fields,
};

void pin_entry_done(struct pin_entry *p)
{
	record_done(&pin_record, p);
}

/* Where a key's pin is; the highest rank of a key counts. */
struct pin_index {
	const char *key; /* borrowed from the entry */
	size_t rank;
	uint8_t pin[32];
};

struct pin_list {
	struct pin_entry *v;
	struct pin_index *index;
	size_t n;
	size_t cap;
};

struct pins {
	pthread_mutex_t lock;
	char *user_file;   /* NULL: none */
	char *system_file; /* NULL: none */
	struct pin_list list;
};

static void list_done(struct pin_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		pin_entry_done(&list->v[i]);
	free(list->v);
	free(list->index);
	*list = (struct pin_list){ 0 };
}

/*
 * Keys are one word in the file: what would break that, and the percent sign
 * itself, is written as %XX.
 */
static char *key_encode(const char *key)
{
	char *text = xmalloc(3 * strlen(key) + 1);
	char *p = text;

	for (; *key; key++) {
		unsigned char c = (unsigned char)*key;

		if (c <= ' ' || c == 0x7f || c == '%' || (c == '#' && p == text))
			p += sprintf(p, "%%%02x", c);
		else
			*p++ = (char)c;
	}
	*p = '\0';
	return text;
}

static int hex_value(char c)
{
	const char *digits = "0123456789abcdef";
	const char *at =
		c ? strchr(digits, c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* NULL: a percent sign without two hex digits, or a NUL hidden in them. */
static char *key_decode(const char *text, size_t len)
{
	AUTO(xfreep) char *key = xmalloc(len + 1);
	char *p = key;

	for (size_t i = 0; i < len; i++) {
		if (text[i] != '%') {
			*p++ = text[i];
			continue;
		}

		int high = i + 1 < len ? hex_value(text[i + 1]) : -1;
		int low = i + 2 < len ? hex_value(text[i + 2]) : -1;

		if (high < 0 || low < 0 || high + low == 0)
			return NULL;
		*p++ = (char)(high << 4 | low);
		i += 2;
	}
	*p = '\0';
	return STEAL(key);
}

/* The next word of a line; *p stands behind it and its blanks then. */
static size_t next_word(const char **p, const char *end, const char **ret)
{
	const char *s = *p;

	while (s < end && (*s == ' ' || *s == '\t'))
		s++;
	*ret = s;
	while (s < end && *s != ' ' && *s != '\t')
		s++;

	size_t len = (size_t)(s - *ret);

	while (s < end && (*s == ' ' || *s == '\t'))
		s++;
	*p = s;
	return len;
}

/* True for the lines that say nothing. */
static bool line_is_idle(const char *line, const char *end)
{
	while (line < end && (*line == ' ' || *line == '\t' || *line == '\r'))
		line++;
	return line == end || *line == '#';
}

/* KEY SHA256:HEX TIME SUBJECT; time and subject may be missing. */
static bool parse_line(const char *line, const char *end, struct pin_entry *ret,
		       uint8_t ret_pin[32], struct err *e)
{
	const char *p = line;
	const char *word;
	size_t len = next_word(&p, end, &word);
	struct pin_entry entry = { .key = key_decode(word, len) };

	if (!entry.key)
		return err_set(e, ERR_USAGE, 0, "the key has a %% that is no %%XX");
	len = next_word(&p, end, &word);
	if (!len) {
		pin_entry_done(&entry);
		return err_set(e, ERR_USAGE, 0, "no fingerprint after the key");
	}

	AUTO(xfreep) char *pin = xstrndup(word, len);
	char text[TLS_PIN_TEXT];

	if (!tls_pin_parse(pin, ret_pin, e)) {
		pin_entry_done(&entry);
		return false;
	}
	tls_pin_format(ret_pin, text);
	entry.fingerprint = xstrdup(text);
	len = next_word(&p, end, &word);
	if (len)
		entry.added = xstrndup(word, len);
	while (end > p && (end[-1] == '\r' || end[-1] == ' '))
		end--;
	if (end > p) {
		entry.subject = xstrndup(p, (size_t)(end - p));
		text_scrub(entry.subject);
	}
	*ret = entry;
	return true;
}

static void list_add(struct pin_list *list, struct pin_entry *entry,
		     const uint8_t pin[32])
{
	if (list->n == list->cap) {
		list->cap = list->cap ? 2 * list->cap : 16;
		list->v = xreallocarray(list->v, list->cap, sizeof(*list->v));
		list->index = xreallocarray(list->index, list->cap, sizeof(*list->index));
	}
	list->index[list->n] = (struct pin_index){ .key = entry->key, .rank = list->n };
	memcpy(list->index[list->n].pin, pin, 32);
	list->v[list->n++] = *entry;
}

static bool parse_text(struct pin_list *list, const char *file, const struct buf *text,
		       struct err *e)
{
	const char *p = buf_cstr(text);
	const char *end = p + text->len;

	if (memchr(p, '\0', text->len))
		return err_set(e, ERR_USAGE, 0, "%s is not a text file", file);
	for (size_t line = 1; p < end; line++) {
		const char *newline = memchr(p, '\n', (size_t)(end - p));
		const char *stop = newline ? newline : end;
		struct pin_entry entry;
		uint8_t pin[32];

		if (!line_is_idle(p, stop)) {
			if (!parse_line(p, stop, &entry, pin, e)) {
				e->domain = ERR_USAGE;
				return err_wrap(e, "%s:%zu", file, line);
			}
			entry.file = xstrdup(file);
			list_add(list, &entry, pin);
		}
		p = newline ? newline + 1 : end;
	}
	return true;
}

/* Whoever can write the file, or replace it in its folder, decides whom we trust. */
static bool check_owner(const char *path, struct err *e)
{
	AUTO(xfreep) char *folder = xstrdup(path);
	char *slash = strrchr(folder, '/');
	struct stat st;

	if (slash)
		slash[slash == folder] = '\0';

	const char *const both[] = { path, slash ? folder : "." };

	for (size_t i = 0; i < ARRAY_LEN(both); i++) {
		if (stat(both[i], &st) < 0)
			return errno == ENOENT || err_errno(e, ERR_LOCAL, "%s", both[i]);
		if ((st.st_mode & (S_IWGRP | S_IWOTH)) && !(st.st_mode & S_ISVTX)) {
			err_set(e, ERR_USAGE, 0, "others can write to %s", both[i]);
			return err_hint(e, "chmod go-w %s", both[i]);
		}
	}
	return true;
}

/* A file's text; empty when there is no such file. */
static bool read_file(const char *path, struct buf *ret, struct err *e)
{
	if (!path || access(path, F_OK) < 0) {
		if (path && errno != ENOENT && errno != ENOTDIR)
			return err_errno(e, ERR_LOCAL, "%s", path);
		return true;
	}
	return check_owner(path, e) && buf_read_file(ret, path, e);
}

static int compare_index(const void *a, const void *b)
{
	const struct pin_index *x = a;
	const struct pin_index *y = b;
	int order = strcmp(x->key, y->key);

	return order ? order : (x->rank < y->rank) - (x->rank > y->rank);
}

/* Drop what a later pin of the same key overrides, keeping the order of the rest. */
static void list_settle(struct pin_list *list)
{
	size_t kept = 0;
	AUTO(xfreep) bool *drop = xcalloc(list->n + 1, sizeof(*drop));

	if (!list->n)
		return;
	qsort(list->index, list->n, sizeof(*list->index), compare_index);
	for (size_t i = 0; i < list->n; i++) {
		if (kept && !strcmp(list->index[kept - 1].key, list->index[i].key))
			drop[list->index[i].rank] = true;
		else
			list->index[kept++] = list->index[i];
	}

	size_t left = 0;

	for (size_t i = 0; i < list->n; i++) {
		if (drop[i])
			pin_entry_done(&list->v[i]);
		else
			list->v[left++] = list->v[i];
	}
	list->n = left;
}

/* The system's file first: the user's pins rank higher. */
static bool load(struct pins *p, struct err *e)
{
	const char *const files[] = { p->system_file, p->user_file };
	struct pin_list list = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		AUTO(buf_done) struct buf text = BUF_INIT(PINS_FILE_MAX);

		if (!read_file(files[i], &text, e) ||
		    !parse_text(&list, files[i], &text, e)) {
			list_done(&list);
			return false;
		}
	}
	list_settle(&list);
	list_done(&p->list);
	p->list = list;
	return true;
}

struct pins *pins_load(const char *user_file, const char *system_file, struct err *e)
{
	struct pins *p = xcalloc(1, sizeof(*p));

	pthread_mutex_init(&p->lock, NULL);
	p->user_file = xstrdup(user_file);
	p->system_file = xstrdup(system_file);
	if (!load(p, e)) {
		pins_free(p);
		return NULL;
	}
	return p;
}

void pins_free(struct pins *p)
{
	if (!p)
		return;
	list_done(&p->list);
	pthread_mutex_destroy(&p->lock);
	free(p->user_file);
	free(p->system_file);
	free(p);
}

size_t pins_count(const struct pins *p)
{
	return p->list.n;
}

const struct pin_entry *pins_at(const struct pins *p, size_t i)
{
	return &p->list.v[i];
}

static int compare_key(const void *key, const void *index)
{
	return strcmp(key, ((const struct pin_index *)index)->key);
}

bool pins_find(const struct pins *p, const char *key, uint8_t ret[32])
{
	pthread_mutex_t *lock = (pthread_mutex_t *)&p->lock;
	const struct pin_index *found = NULL;

	pthread_mutex_lock(lock);
	if (p->list.n)
		found = bsearch(key, p->list.index, p->list.n, sizeof(*found),
				compare_key);
	if (found)
		memcpy(ret, found->pin, 32);
	pthread_mutex_unlock(lock);
	return found != NULL;
}

/* Our folder and what is missing above it, for us alone. */
static bool make_folder(const char *file, struct err *e)
{
	AUTO(xfreep) char *path = xstrdup(file);

	for (char *p = strchr(path + 1, '/'); p; p = strchr(p + 1, '/')) {
		*p = '\0';
		if (mkdir(path, 0700) < 0 && errno != EEXIST)
			return err_errno(e, ERR_LOCAL, "%s", path);
		*p = '/';
	}
	return true;
}

/* Does this line of the file hold the pin of key? */
static bool line_is_of(const char *line, const char *end, const char *key)
{
	const char *word;
	size_t len;

	if (line_is_idle(line, end))
		return false;
	len = next_word(&line, end, &word);

	AUTO(xfreep) char *decoded = key_decode(word, len);

	return decoded && !strcmp(decoded, key);
}

/*
 * Copy the file's text, with the lines of one key replaced by line (""
 * removes them). Returns how many there were.
 */
static size_t replace_lines(const struct buf *text, const char *key, const char *line,
			    struct buf *ret)
{
	const char *p = buf_cstr(text);
	const char *end = p + text->len;
	size_t hits = 0;

	while (p < end) {
		const char *newline = memchr(p, '\n', (size_t)(end - p));
		const char *stop = newline ? newline : end;

		if (!line_is_of(p, stop, key))
			buf_printf(ret, "%.*s\n", (int)(stop - p), p);
		else if (!hits++)
			buf_puts(ret, line);
		p = newline ? newline + 1 : end;
	}
	if (!hits)
		buf_puts(ret, line);
	return hits;
}

/*
 * Under the lock of the file: read it anew, since another process may have
 * changed it, replace the lines of key, write it, and take over what it says.
 */
static bool rewrite(struct pins *p, const char *key, const char *line, size_t *ret_hits,
		    struct err *e)
{
	if (!p->user_file)
		return err_set(e, ERR_LOCAL, 0, "there is no file for pins of our own");
	if (!make_folder(p->user_file, e))
		return false;

	AUTO(xclosep) int lock = file_lock(p->user_file, e);
	AUTO(buf_done) struct buf old = BUF_INIT(PINS_FILE_MAX);
	AUTO(buf_done) struct buf new = BUF_INIT(PINS_FILE_MAX + 4096);

	if (lock < 0 || !read_file(p->user_file, &old, e))
		return false;
	*ret_hits = replace_lines(&old, key, line, &new);
	if (new.len > PINS_FILE_MAX)
		return err_set(e, ERR_LOCAL, 0, "%s would grow over %u bytes",
			       p->user_file, PINS_FILE_MAX);
	if (!*ret_hits && !*line)
		return true;
	return file_replace(p->user_file, buf_cstr(&new), new.len, e) && load(p, e);
}

/* A line of the file, with its newline. */
static char *format_line(const char *key, const struct tls_peer *peer)
{
	AUTO(xfreep) char *encoded = key_encode(key);
	AUTO(xfreep) char *subject = xstrdup(peer->subject);
	char pin[TLS_PIN_TEXT];
	char now[32];

	text_scrub(subject);
	tls_pin_format(peer->sha256, pin);
	text_rfc3339(time(NULL), now);
	return xasprintf("%s %s %s %s\n", encoded, pin, now, subject);
}

bool pins_add(struct pins *p, const char *key, const struct tls_peer *peer, struct err *e)
{
	AUTO(xfreep) char *line = format_line(key, peer);
	size_t hits;

	if (!*key || strlen(key) > 1024)
		return err_set(e, ERR_USAGE, 0, "a pin needs a key of 1 to 1024 bytes");
	pthread_mutex_lock(&p->lock);

	bool ok = rewrite(p, key, line, &hits, e);

	pthread_mutex_unlock(&p->lock);
	return ok || err_wrap(e, "pin of %s", key);
}

static bool remove_locked(struct pins *p, const char *key, struct err *e)
{
	const struct pin_index *left = NULL;
	size_t hits = 0;

	if (!rewrite(p, key, "", &hits, e))
		return false;
	if (hits)
		return true;
	if (p->list.n)
		left = bsearch(key, p->list.index, p->list.n, sizeof(*left), compare_key);
	if (left)
		return err_set(e, ERR_LOCAL, 0, "it stands in %s", p->system_file);
	return err_set(e, ERR_NOT_FOUND, 0, "there is none");
}

bool pins_remove(struct pins *p, const char *key, struct err *e)
{
	pthread_mutex_lock(&p->lock);

	bool ok = remove_locked(p, key, e);

	pthread_mutex_unlock(&p->lock);
	return ok || err_wrap(e, "pin of %s", key);
}
