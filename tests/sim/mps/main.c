/* mpssim: the fake MPS of the tests; --help tells its options. */
#include "tests/sim/mps/mps.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <openssl/rand.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/text.h"

#define GUID_DEFAULT "4c4c4544-0042-3510-8057-b4c04f4d3432"

static const char usage[] =
	"usage: mpssim [options]\n"
	"  --port N          on 127.0.0.1; 0: any free one [0]\n"
	"  --user U          login name [standalone]\n"
	"  --password P      its password [G@ppm0ym]\n"
	"  --device GUID[=POWER[,SAVING]|=offline]  may be repeated [" GUID_DEFAULT
	"=2,2]\n"
	"  --set KEY=VALUE   of the device before it:\n"
	"                    consent=none|kvm|all [kvm], code=N [012345], and as 0 or 1\n"
	"                    ccm listener kvm sol ider ocr no-kvm no-ocr\n"
	"  --direct          no gateway in front: no /mps, no token needed\n"
	"  --console         a Console, which has no /mps either\n"
	"  --token-uses N    a token expires after so many requests\n"
	"  --token-seconds N or after so long [86400]\n"
	"  --fault NAME      html-200 502 502-once bad-json token-expired-once slow\n"
	"                    close-once empty-500 no-state strings login-405\n"
	"                    refuse ignore meddle close-change 502-change\n"
	"                    bad-json-change\n"
	"  --tls             with a certificate of its own\n"
	"  --ca-out FILE     write that certificate (PEM)\n"
	"  --journal FILE    append one JSON object a request\n"
	"Prints \"ready port=N url=URL [fingerprint=SHA256:HEX]\" once it listens.\n";

static const char *const faults[] = {
	[FAULT_NONE] = "none",
	[FAULT_HTML_200] = "html-200",
	[FAULT_502] = "502",
	[FAULT_502_ONCE] = "502-once",
	[FAULT_BAD_JSON] = "bad-json",
	[FAULT_TOKEN_EXPIRED_ONCE] = "token-expired-once",
	[FAULT_SLOW] = "slow",
	[FAULT_CLOSE_ONCE] = "close-once",
	[FAULT_EMPTY_500] = "empty-500",
	[FAULT_NO_STATE] = "no-state",
	[FAULT_STRINGS] = "strings",
	[FAULT_LOGIN_405] = "login-405",
	[FAULT_REFUSE] = "refuse",
	[FAULT_IGNORE] = "ignore",
	[FAULT_MEDDLE] = "meddle",
	[FAULT_CLOSE_CHANGE] = "close-change",
	[FAULT_502_CHANGE] = "502-change",
	[FAULT_BAD_JSON_CHANGE] = "bad-json-change",
};

struct settings {
	unsigned port;
	bool tls;
	const char *ca_out;
	const char *journal;
};

static NORETURN void fail(const char *text, const char *detail)
{
	fprintf(stderr, "mpssim: %s%s%s\n", text, detail ? ": " : "",
		detail ? detail : "");
	exit(2);
}

static unsigned number(const char *text, unsigned max)
{
	uint64_t v;

	if (!text_to_uint(text, max, &v))
		fail("not a number in its range", text);
	return (unsigned)v;
}

/* "=POWER" or "=POWER,SAVING", numbers both. */
static bool take_state(const char *text, struct mps_device *ret)
{
	AUTO(xfreep) char *power = xstrndup(text + 1, strcspn(text + 1, ","));
	const char *saving = strchr(text, ',');
	uint64_t v;

	if (*text != '=' || !text_to_uint(power, UINT_MAX, &v))
		return false;
	ret->power = (unsigned)v;
	if (saving && !text_to_uint(saving + 1, UINT_MAX, &v))
		return false;
	if (saving)
		ret->saving = (unsigned)v;
	return true;
}

static void add_device(struct mps *m, const char *text)
{
	char guid[37];
	struct mps_device d = {
		.connected = true,
		.power = 2,
		.saving = 2,
		.consent = "kvm",
		.code = 12345,
		.listener = true,
		.kvm = true,
		.sol = true,
		.ider = true,
		.ocr = true,
	};

	if (m->devices_n == DEVICES_MAX)
		fail("too many devices", NULL);
	snprintf(guid, sizeof(guid), "%s", text);
	if (!text_to_uuid(guid, d.guid))
		fail("not a GUID", text);
	text += 36;
	if (!strcmp(text, "=offline"))
		d.connected = false;
	else if (*text && !take_state(text, &d))
		fail("not a device's state", text);
	m->devices[m->devices_n++] = d;
}

static enum fault find_fault(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(faults); i++)
		if (!strcmp(faults[i], name))
			return (enum fault)i;
	fail("unknown fault", name);
}

static void parse(int argc, char **argv, struct mps *m, struct settings *s)
{
	enum {
		PORT = 1,
		USER,
		PASSWORD,
		DEVICE,
		SET,
		DIRECT,
		CONSOLE,
		USES,
		SECONDS,
		FAULT,
		TLS,
		CA_OUT,
		JOURNAL,
		HELP
	};
	static const struct option options[] = {
		{ "port", 1, NULL, PORT },
		{ "user", 1, NULL, USER },
		{ "password", 1, NULL, PASSWORD },
		{ "device", 1, NULL, DEVICE },
		{ "set", 1, NULL, SET },
		{ "direct", 0, NULL, DIRECT },
		{ "console", 0, NULL, CONSOLE },
		{ "token-uses", 1, NULL, USES },
		{ "token-seconds", 1, NULL, SECONDS },
		{ "fault", 1, NULL, FAULT },
		{ "tls", 0, NULL, TLS },
		{ "ca-out", 1, NULL, CA_OUT },
		{ "journal", 1, NULL, JOURNAL },
		{ "help", 0, NULL, HELP },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case PORT:
			s->port = number(optarg, UINT16_MAX);
			break;
		case USER:
			m->user = optarg;
			break;
		case PASSWORD:
			m->password = optarg;
			break;
		case DEVICE:
			add_device(m, optarg);
			break;
		case SET:
			if (!m->devices_n)
				add_device(m, GUID_DEFAULT);
			if (!amt_device_set(&m->devices[m->devices_n - 1], optarg))
				fail("not a setting of a device", optarg);
			break;
		case CONSOLE:
			m->console = true;
			break;
		case DIRECT:
			m->direct = true;
			break;
		case USES:
			m->token_uses = number(optarg, 1000000);
			break;
		case SECONDS:
			m->token_seconds = number(optarg, 1000000000);
			break;
		case FAULT:
			m->fault = find_fault(optarg);
			break;
		case TLS:
			s->tls = true;
			break;
		case CA_OUT:
			s->ca_out = optarg;
			break;
		case JOURNAL:
			s->journal = optarg;
			break;
		case HELP:
			fputs(usage, stdout);
			exit(0);
		default:
			fputs(usage, stderr);
			exit(2);
		}
	}
	if (optind < argc)
		fail("unexpected argument", argv[optind]);
	if (!m->devices_n)
		add_device(m, GUID_DEFAULT);
}

static int open_listener(unsigned *port)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
				 .sin_port = htons((uint16_t)*port),
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int on = 1;

	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0 ||
	    bind(fd, (struct sockaddr *)&a, sizeof(a)) < 0 || listen(fd, 128) < 0 ||
	    getsockname(fd, (struct sockaddr *)&a, &len) < 0)
		fail("cannot listen", strerror(errno));
	*port = ntohs(a.sin_port);
	return fd;
}

struct job {
	struct mps *m;
	int fd;
};

static void *serve(void *arg)
{
	struct job *job = arg;

	connection_serve(job->m, job->fd);
	free(job);
	return NULL;
}

static NORETURN void accept_all(struct mps *m, int listener)
{
	for (;;) {
		int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
		pthread_t thread;

		if (fd < 0) {
			if (errno == EINTR || errno == ECONNABORTED)
				continue;
			fail("accept", strerror(errno));
		}

		struct job *job = xmalloc(sizeof(*job));

		*job = (struct job){ .m = m, .fd = fd };
		if (pthread_create(&thread, NULL, serve, job))
			fail("no thread", NULL);
		pthread_detach(thread);
	}
}

int main(int argc, char **argv)
{
	struct mps *m = xcalloc(1, sizeof(*m));
	struct settings s = { 0 };
	char fingerprint[72] = "";
	struct err e;

	m->user = "standalone";
	m->password = "G@ppm0ym";
	m->token_seconds = 86400;
	m->journal = -1;
	pthread_mutex_init(&m->lock, NULL);
	parse(argc, argv, m, &s);
	signal(SIGPIPE, SIG_IGN);
	if (RAND_bytes(m->key, sizeof(m->key)) != 1)
		fail("no random bytes", NULL);
	if (s.tls && !(m->tls = certificate_new(s.ca_out, fingerprint, &e)))
		fail(e.msg, NULL);
	if (s.journal) {
		m->journal =
			open(s.journal, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
		if (m->journal < 0)
			fail(s.journal, strerror(errno));
	}

	int listener = open_listener(&s.port);

	printf("ready port=%u url=%s://127.0.0.1:%u%s%s\n", s.port,
	       s.tls ? "https" : "http", s.port, s.tls ? " fingerprint=" : "",
	       fingerprint);
	if (fflush(stdout))
		fail("cannot say that it is ready", NULL);
	accept_all(m, listener);
}
