/*
 * amtsim: a simulated Intel AMT PC, or thousands of them in one process.
 *
 *   main.c       options, ready line, signals
 *   loop.c       epoll and timers
 *   net.c        connections; certs.c: their TLS
 *   http.c       HTTP requests and replies; digest.c: who may
 *   soap.c       request envelopes; reply.c: reply envelopes and faults
 *   wsman.c      Get, Put, Create, Delete, methods; enumerate.c: the rest
 *   methods.c    the table of methods
 *   classes.c    the table of classes; guards.c: what a Put may make of them
 *   store.c      instances; profile.c: their XML files
 *   device.c     one PC; power.c: its model machine; screen.c: its screen
 *   boot.c       arming a boot; boot_guard.c: its options; boot_run.c: the boot
 *   uefi.c       parameters of UEFI boots
 *   consent.c    user consent; session.c: redirection sessions
 *   fault.c      --fault; journal.c: --journal
 *
 * It uses nothing of the client but core/base, so that no mistake can hide on
 * both sides.
 */
#include <getopt.h>
#include <libxml/parser.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "core/base/secret.h"
#include "core/base/text.h"
#include "tests/sim/certs.h"
#include "tests/sim/device.h"
#include "tests/sim/net.h"
#include "tests/sim/soap.h"

#ifndef AMTSIM_DEVICES
#define AMTSIM_DEVICES "tests/sim/devices"
#endif

#define COUNT_MAX 60000
#define EXIT_USAGE 2

enum option_kind {
	O_TEXT,
	O_UINT,
	O_FLAG,
	O_PORT,
	O_FAULT,
	O_DELAY,
	O_POWER,
	O_SESSION,
	O_CONFLICT,
	O_CODE,
	O_CONSENT_TIMES,
	O_SET,
	O_PASSWORD_FILE,
	O_DIGEST,
	O_FAULTS,
	O_PROFILES,
	O_HELP,
	O_VERSION,
};

struct option_row {
	const char *name, *arg; /* arg NULL: takes none */
	enum option_kind kind;
	size_t offset;
	uint64_t min, max; /* of O_UINT */
	const char *help;
};

#define AT(member) offsetof(struct options, member)

/* clang-format off */
static const struct option_row rows[] = {
	{ "profile", "NAME|FILE", O_TEXT, AT(profile), 0, 0,
	  "kind of device (acm), see below, or an XML file" },
	{ "mode", "admin|client", O_TEXT, AT(mode), 0, 0,
	  "control mode at start (the profile's)" },
	{ "devices", "DIR", O_TEXT, AT(devices_dir), 0, 0,
	  "where profiles are (AMTSIM_DEVICES; " AMTSIM_DEVICES " or the installed ones)" },
	{ "listen", "ADDR", O_TEXT, AT(listen), 0, 0,
	  "first IP address (127.0.0.1; with --count 127.1.0.1)" },
	{ "http", "PORT", O_PORT, AT(http_port), 0, 65535, "0: any free; off: closed" },
	{ "https", "PORT", O_PORT, AT(https_port), 0, 65535, "0: any free; off: closed" },
	{ "count", "N", O_UINT, AT(count), 1, COUNT_MAX,
	  "devices, on addresses counting up, ports the same" },
	{ "list", "FILE", O_TEXT, AT(list), 0, 0,
	  "write a line a device: index, address, ports, UUID, its faults" },
	{ "consecutive-ports", NULL, O_FLAG, AT(consecutive_ports), 0, 0,
	  "with --count: one address, ports counting up (name them)" },
	{ "user", "NAME", O_TEXT, AT(user), 0, 0, "account (admin)" },
	{ "password-file", "FILE", O_PASSWORD_FILE, AT(password), 0, 0,
	  "its password (AMTSIM_PASSWORD; P@ssw0rd)" },
	{ "digest", "md5|sha-256", O_DIGEST, AT(sha256), 0, 0, "hash of the challenge (md5)" },
	{ "nonce-uses", "N", O_UINT, AT(nonce_uses), 0, UINT32_MAX,
	  "requests a nonce is good for (0: no limit)" },
	{ "nonce-ms", "MS", O_UINT, AT(nonce_ms), 0, UINT32_MAX,
	  "time a nonce is good for (0: no limit)" },
	{ "lockout", "N", O_UINT, AT(lockout_after), 0, UINT32_MAX,
	  "lock the account after N bad logins in a row (10; 0: never)" },
	{ "lockout-ms", "MS", O_UINT, AT(lockout_ms), 0, UINT32_MAX, "for so long (3000)" },
	{ "max-connections", "N", O_UINT, AT(max_connections), 1, UINT32_MAX,
	  "per device; more are reset (4)" },
	{ "idle", "MS", O_UINT, AT(idle_ms), 0, UINT32_MAX,
	  "close idle connections after this (15000; 0: never)" },
	{ "chunk", "N", O_UINT, AT(chunk), 0, 65535,
	  "bytes a chunk of replies (0: 544, then 762)" },
	{ "latency", "MS", O_UINT, AT(latency_ms), 0, 600000, "before each reply of the device" },
	{ "jitter", "MS", O_UINT, AT(jitter_ms), 0, 600000,
	  "up to so much more, by device and reply the same in every run" },
	{ "slow-off", "FACTOR", O_UINT, AT(slow_off), 1, 1000,
	  "multiply latency while the host is not on (1)" },
	{ "contexts", "N", O_UINT, AT(contexts), 1, CONTEXTS_MAX,
	  "enumerations a device can have open (5)" },
	{ "context-ms", "MS", O_UINT, AT(context_ms), 1, UINT32_MAX,
	  "time after which they expire (30000)" },
	{ "late-end", NULL, O_FLAG, AT(late_end), 0, 0,
	  "tell the end of every enumeration with one more Pull" },
	{ "lenient-put", NULL, O_FLAG, AT(lenient_put), 0, 0,
	  "ignore read-only and unknown properties of a Put" },
	{ "power", "STATE", O_POWER, AT(power), 0, 0,
	  "state at start: on (default), off, sleep, hibernate, standby" },
	{ "delay", "MS|KIND=MS,...", O_DELAY, AT(power), 0, 0,
	  "of transitions (300): on, off, reset, sleep, graceful, os" },
	{ "standby", NULL, O_FLAG, AT(power.standby), 0, 0, "a Modern Standby platform" },
	{ "no-os-agent", NULL, O_FLAG, AT(power.no_os_agent), 0, 0,
	  "accept graceful requests, but nothing happens" },
	{ "session", "KIND,...", O_SESSION, AT(sessions), 0, 0,
	  "redirection open at start: kvm, sol, ider; off and cycle are refused" },
	{ "boot-conflict", "WHERE", O_CONFLICT, AT(boot_conflict), 0, 0,
	  "who refuses options with a source: role (default), put, order, none" },
	{ "consent-code", "NNNNNN", O_CODE, AT(consent), 0, 0,
	  "the user's code (else another each time)" },
	{ "consent-ms", "DISPLAY,CODE", O_CONSENT_TIMES, AT(consent), 0, 0,
	  "how long it shows, and how long consent lasts (as settings say)" },
	{ "consent-draw", "MS", O_UINT, AT(consent.draw_ms), 0, 600000,
	  "until the code is on the screen (0)" },
	{ "consent-block", "MS", O_UINT, AT(consent.block_ms), 0, UINT32_MAX,
	  "refuse requests so long after twice three wrong codes (30000; 0: never)" },
	{ "consent-silent", NULL, O_FLAG, AT(consent_silent), 0, 0,
	  "accept boot options without consent, and forget them" },
	{ "screen", "FILE", O_TEXT, AT(screen), 0, 0,
	  "keep what the PC shows there (with --count FILE.INDEX)" },
	{ "set", "CLASS.PROPERTY=VALUE", O_SET, AT(sets), 0, 0,
	  "what the class's first instance says at start" },
	{ "cert", "FILE", O_TEXT, AT(cert), 0, 0, "PEM certificate chain (made at start)" },
	{ "key", "FILE", O_TEXT, AT(key), 0, 0, "its key (in the --cert file)" },
	{ "client-ca", "FILE", O_TEXT, AT(client_ca), 0, 0,
	  "demand client certificates of this authority" },
	{ "journal", "FILE", O_TEXT, AT(journal), 0, 0,
	  "append a JSON line for each request and state change" },
	{ "fault", "NAME[:ARG][/ONLY][@N[+]],...", O_FAULT, AT(faults), 0, 0,
	  "misbehave; see below" },
	{ "fault-share", "PERCENT", O_UINT, AT(fault_share), 1, 100,
	  "so many of 100 devices have one of the faults each, in turn (100: all of all)" },
	{ "profiles", NULL, O_PROFILES, 0, 0, 0, "print the profiles, one a line" },
	{ "faults", NULL, O_FAULTS, 0, 0, 0, "print the names of all faults, one a line" },
	{ "help", NULL, O_HELP, 0, 0, 0, "print this" },
	{ "version", NULL, O_VERSION, 0, 0, 0, "print the version" },
};
/* clang-format on */

static void help(FILE *to, const char *devices_dir)
{
	fprintf(to,
		"usage: amtsim [options]\n\n"
		"Simulate a PC with Intel AMT (WS-MAN on HTTP and TLS). Prints one line\n"
		"\"ready host=... http=PORT https=PORT ...\" when it listens, and runs "
		"until\n"
		"SIGTERM.\n\n");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char left[64];

		snprintf(left, sizeof(left), "--%s%s%s", rows[i].name,
			 rows[i].arg ? " " : "", rows[i].arg ? rows[i].arg : "");
		fprintf(to, "  %-33s %s\n", left, rows[i].help);
	}
	fprintf(to, "\nProfiles:\n\n");
	profile_list(devices_dir, "  ", to);
	fprintf(to, "\nFaults, and what N of @N (only the Nth) or @N+ (from there on) "
		    "counts, for\n"
		    "each device:\n\n");
	faults_help(to);
	fprintf(to,
		"\nReply and method faults can be confined to an action or class, as in\n"
		"return:2/SetBootConfigRole or stall/Put@2; then N counts only those.\n");
}

static bool set_uint(void *slot, const struct option_row *row, const char *text,
		     struct err *e)
{
	uint64_t n;

	if (!text_to_uint(text, row->max, &n) || n < row->min)
		return err_set(e, ERR_USAGE, 0,
			       "--%s: %s is not a number from %llu to %llu", row->name,
			       text, (unsigned long long)row->min,
			       (unsigned long long)row->max);
	*(uint32_t *)slot = (uint32_t)n;
	return true;
}

static bool set_port(int *slot, const struct option_row *row, const char *text,
		     struct err *e)
{
	uint32_t n = 0;

	if (!strcmp(text, "off")) {
		*slot = PORT_NONE;
		return true;
	}
	if (!set_uint(&n, row, text, e))
		return false;
	*slot = (int)n;
	return true;
}

static void set_text(char **slot, const char *text)
{
	free(*slot);
	*slot = xstrdup(text);
}

static bool set_password(char **slot, const char *path, struct err *e)
{
	struct buf text = BUF_INIT(SECRET_MAX);
	struct secret s = { 0 };
	bool ok = buf_read_file(&text, path, e) &&
		  secret_set(&s, buf_cstr(&text), text.len, e);

	if (ok)
		set_text(slot, s.text);
	secret_done(&s);
	buf_wipe(&text);
	return ok;
}

static bool set_digest(bool *slot, const char *text, struct err *e)
{
	*slot = !strcmp(text, "sha-256");
	return *slot || !strcmp(text, "md5") ||
	       err_set(e, ERR_USAGE, 0, "--digest: neither md5 nor sha-256");
}

static bool option_set(struct options *o, const struct option_row *row, const char *arg,
		       struct err *e)
{
	void *slot = (char *)o + row->offset;

	switch (row->kind) {
	case O_TEXT:
		set_text(slot, arg);
		return true;
	case O_UINT:
		return set_uint(slot, row, arg, e);
	case O_FLAG:
		*(bool *)slot = true;
		return true;
	case O_PORT:
		return set_port(slot, row, arg, e);
	case O_FAULT:
		return faults_parse(slot, arg, e);
	case O_DELAY:
		return power_delays_parse(slot, arg, e);
	case O_POWER:
		return power_initial_parse(slot, arg, e);
	case O_SESSION:
		return sessions_parse(slot, arg, e);
	case O_CONFLICT:
		return boot_conflict_parse(slot, arg, e);
	case O_CODE:
		return consent_code_parse(slot, arg, e);
	case O_CONSENT_TIMES:
		return consent_times_parse(slot, arg, e);
	case O_SET:
		strv_add(slot, arg);
		return true;
	case O_PASSWORD_FILE:
		return set_password(slot, arg, e);
	case O_DIGEST:
		return set_digest(slot, arg, e);
	case O_FAULTS:
	case O_PROFILES:
	case O_HELP:
	case O_VERSION:
		break;
	}
	return true;
}

/* 0: go on; 1: done with status 0; -1: *e is set. */
static int options_parse(struct options *o, int argc, char **argv, struct err *e)
{
	struct option longs[ARRAY_LEN(rows) + 1] = { 0 };
	int c;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		longs[i] = (struct option){ rows[i].name,
					    rows[i].arg ? required_argument : no_argument,
					    NULL, (int)i + 1 };
	while ((c = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		if (c == '?') {
			err_set(e, ERR_USAGE, 0, "see --help");
			return -1;
		}

		const struct option_row *row = &rows[c - 1];

		if (row->kind == O_FAULTS)
			faults_list(stdout);
		else if (row->kind == O_PROFILES)
			profile_list(o->devices_dir, "", stdout);
		else if (row->kind == O_HELP)
			help(stdout, o->devices_dir);
		else if (row->kind == O_VERSION)
			printf("amtsim %s\n", AMTCTL_VERSION);
		else if (!option_set(o, row, optarg, e))
			return -1;
		if (row->kind >= O_FAULTS)
			return 1;
	}
	if (optind < argc) {
		err_set(e, ERR_USAGE, 0, "unexpected argument %s", argv[optind]);
		return -1;
	}
	return 0;
}

/* AMTSIM_DEVICES, the source tree's folder, or the one installed beside bin. */
static char *devices_dir(void)
{
	const char *dir = getenv("AMTSIM_DEVICES");
	char exe[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe));

	if (dir || !access(AMTSIM_DEVICES, R_OK) || n <= 0 || (size_t)n == sizeof(exe))
		return xstrdup(dir ? dir : AMTSIM_DEVICES);
	return xasprintf("%.*s/../share/amtsim",
			 (int)((char *)memrchr(exe, '/', (size_t)n) - exe), exe);
}

static void options_init(struct options *o)
{
	const char *password = getenv("AMTSIM_PASSWORD");

	*o = (struct options){
		.profile = xstrdup("acm"),
		.devices_dir = devices_dir(),
		.count = 1,
		.user = xstrdup("admin"),
		.password = xstrdup(password ? password : "P@ssw0rd"),
		.lockout_after = 10,
		.lockout_ms = 3000,
		.max_connections = 4,
		.idle_ms = 15000,
		.slow_off = 1,
		.fault_share = 100,
		.contexts = 5,
		.context_ms = 30000,
		.power = { .initial = POWER_ON },
		.consent = { .block_ms = 30000 },
	};
	for (size_t i = 0; i < N_DELAYS; i++)
		o->power.delay_ms[i] = 300;
}

static void options_done(struct options *o)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (rows[i].kind == O_TEXT || rows[i].kind == O_PASSWORD_FILE)
			free(*(char **)((char *)o + rows[i].offset));
	}
	strv_done(&o->sets);
}

static bool options_check(struct sim *s, struct err *e)
{
	struct options *o = &s->opt;
	const struct fault *f = &o->faults.v[FAULT_SOAP_FAULT];

	for (size_t i = 0; i < o->sets.n; i++) {
		if (!profile_set(&s->profile, o->sets.v[i], e))
			return false;
	}
	if ((o->sessions & SESSION_KVM) &&
	    !profile_has(&s->profile, "CIM_KVMRedirectionSAP"))
		return err_set(e, ERR_USAGE, 0, "--session: profile %s has no KVM",
			       s->profile.name);
	if (f->on && !soap_fault_named(f->arg))
		return err_set(e, ERR_USAGE, 0, "soap-fault: no subcode %s", f->arg);
	if (!s->profile.http)
		o->http_port = PORT_NONE;
	if (!s->profile.https)
		o->https_port = PORT_NONE;
	if (o->http_port == PORT_NONE && o->https_port == PORT_NONE)
		return err_set(e, ERR_USAGE, 0, "no port to listen on");
	if (o->consecutive_ports && (!o->http_port || !o->https_port))
		return err_set(e, ERR_USAGE, 0,
			       "--consecutive-ports wants --http and --https");
	return true;
}

static bool choose_mode(struct sim *s, struct err *e)
{
	const char *mode = s->opt.mode;

	if (mode && strcmp(mode, "admin") != 0 && strcmp(mode, "client") != 0)
		return err_set(e, ERR_USAGE, 0, "--mode: neither admin nor client");
	if (mode ? !strcmp(mode, "client") : s->profile.client_mode)
		return profile_set_client_mode(&s->profile, e);
	return true;
}

/* What is open besides listeners: a few hundred connections, and then some. */
#define OTHER_FILES 256

/* Each device has a listener a port: no address is open that is not a device's. */
static bool raise_file_limit(const struct options *o, struct err *e)
{
	uint64_t ports = (uint64_t)(o->http_port != PORT_NONE) +
			 (uint64_t)(o->https_port != PORT_NONE);
	uint64_t wanted = o->count * ports + OTHER_FILES;
	struct rlimit r;

	if (getrlimit(RLIMIT_NOFILE, &r))
		return err_errno(e, ERR_LOCAL, "getrlimit");
	r.rlim_cur = r.rlim_max;
	setrlimit(RLIMIT_NOFILE, &r);
	return wanted <= r.rlim_max ||
	       err_set(e, ERR_LOCAL, 0,
		       "%u devices need %llu open files and the limit is %llu: raise it "
		       "(ulimit -Hn), or close a port (--http off)",
		       o->count, (unsigned long long)wanted,
		       (unsigned long long)r.rlim_max);
}

static void print_port(const char *name, int port, int last)
{
	if (port == PORT_NONE)
		printf(" %s=off", name);
	else
		printf(" %s=%d", name, port);
	if (last != port)
		printf(" %s-last=%d", name, last);
}

static void print_ready(const struct sim *s)
{
	const struct device *first = &s->devices[0],
			    *last = &s->devices[s->opt.count - 1];
	char fingerprint[72] = "none";

	if (s->tls)
		tls_fingerprint(s->tls, fingerprint);
	printf("ready host=%s", first->host);
	if (strcmp(first->host, last->host) != 0)
		printf(" host-last=%s", last->host);
	print_port("http", first->http_port, last->http_port);
	print_port("https", first->https_port, last->https_port);
	printf(" count=%u profile=%s user=%s uuid=%s fingerprint=%s pid=%d\n",
	       s->opt.count, s->profile.name, s->opt.user, first->uuid, fingerprint,
	       (int)getpid());
	fflush(stdout);
}

static void list_port(int port, FILE *to)
{
	if (port == PORT_NONE)
		fputs(" -", to);
	else
		fprintf(to, " %d", port);
}

static bool write_list(const struct sim *s, struct err *e)
{
	const char *path = s->opt.list;
	FILE *to = path ? fopen(path, "we") : NULL;

	if (!path)
		return true;
	if (!to)
		return err_errno(e, ERR_LOCAL, "cannot open %s", path);
	for (unsigned i = 0; i < s->opt.count; i++) {
		const struct device *d = &s->devices[i];

		fprintf(to, "%u %s", i, d->host);
		list_port(d->http_port, to);
		list_port(d->https_port, to);
		fprintf(to, " %s ", d->uuid);
		faults_print(d->faults, to);
		fputs("\n", to);
	}
	return fclose(to) == 0 || err_errno(e, ERR_LOCAL, "cannot write %s", path);
}

struct signal_watch {
	struct watch watch;
	struct loop *loop;
};

static void signal_ready(struct watch *w, uint32_t events)
{
	(void)events;
	container_of(w, struct signal_watch, watch)->loop->stop = true;
}

/* SIGTERM and SIGINT end the loop, and so the process with status 0. */
static bool watch_signals(struct sim *s, struct signal_watch *w, struct err *e)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	*w = (struct signal_watch){ .loop = &s->loop };
	w->watch.ready = signal_ready;
	w->watch.fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (w->watch.fd < 0)
		return err_errno(e, ERR_LOCAL, "signalfd");
	return watch_set(&s->loop, &w->watch, EPOLLIN, e);
}

static bool serve(struct sim *s, struct err *e)
{
	s->devices = xcalloc(s->opt.count, sizeof(*s->devices));
	for (unsigned i = 0; i < s->opt.count; i++)
		device_init(&s->devices[i], s, i);

	bool ok = screens_open(s, e) && net_listen(s, e) && write_list(s, e);

	if (ok) {
		print_ready(s);
		ok = loop_run(&s->loop, e);
	}
	net_done(s);
	for (unsigned i = 0; i < s->opt.count; i++)
		device_done(&s->devices[i]);
	return ok;
}

static bool start(struct sim *s, struct err *e)
{
	struct options *o = &s->opt;
	struct signal_watch signals;

	if (!profile_load(&s->profile, o->devices_dir, o->profile, e) ||
	    !choose_mode(s, e) || !options_check(s, e))
		return false;
	if (o->journal && !journal_open(&s->journal, o->journal, e))
		return false;
	if (o->https_port != PORT_NONE) {
		s->tls = tls_new(o, &s->profile, e);
		if (!s->tls)
			return false;
	}
	if (!raise_file_limit(o, e) || !loop_init(&s->loop, e) ||
	    !watch_signals(s, &signals, e))
		return false;

	bool ok = serve(s, e);

	watch_close(&s->loop, &signals.watch);
	loop_done(&s->loop);
	return ok;
}

int main(int argc, char **argv)
{
	struct sim s = { .journal.fd = -1, .loop.epoll_fd = -1 };
	struct err e = { 0 };
	int parsed, status = 0;

	options_init(&s.opt);
	parsed = options_parse(&s.opt, argc, argv, &e);
	if (parsed < 0 || (!parsed && !start(&s, &e))) {
		fprintf(stderr, "amtsim: %s\n", e.msg);
		status = e.domain == ERR_USAGE ? EXIT_USAGE : EXIT_FAILURE;
	}
	free(s.devices);
	tls_free(s.tls);
	journal_done(&s.journal);
	profile_done(&s.profile);
	options_done(&s.opt);
	xmlCleanupParser();
	return status;
}
