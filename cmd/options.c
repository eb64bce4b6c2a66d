/* options: the global options, and their values from environment and config. */
#include "cmd/options.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/parse.h"

#define G struct globals

// clang-format off
const struct opt global_opts[] = {
	OPT_CHOICE(G, output, 'o', "output", "table|plain|json|ndjson|yaml|csv|name|xml",
		   "how to print results"),
	OPT_STRING(G, columns, 0, "columns", "A,B", COMPLETE_COLUMN,
		   "print only these columns, in this order (table, plain, csv)"),
	OPT_FLAG(G, no_headers, 0, "no-headers", "print no line of column names"),
	OPT_FLAG(G, fold, 0, "fold", "one line for all targets that say the same; usual on a terminal"),
	OPT_FLAG(G, no_fold, 0, "no-fold", "one line for each target"),
	OPT_CHOICE(G, color, 0, "color", "auto|always|never", "colours on a terminal [auto]"),
	OPT_FLAG(G, quiet, 'q', "quiet", "print failures only"),
	OPT_FLAG(G, verbose, 'v', "verbose", "tell on stderr what is being done"),
	OPT_STRING_OPTIONAL(G, trace, 0, "trace", "FILE", "-", COMPLETE_FILE,
			    "show the wire on stderr or in FILE, credentials redacted"),
	OPT_STRING(G, user, 'u', "user", "NAME", COMPLETE_NOTHING,
		   "log in as NAME [admin]"),
	OPT_STRING(G, password_file, 0, "password-file", "FILE", COMPLETE_FILE,
		   "read the password from FILE, which others must not be able to read"),
	OPT_FLAG(G, password_stdin, 0, "password-stdin", "read the password from stdin"),
	OPT_STRING(G, password_cmd, 0, "password-cmd", "CMD", COMPLETE_NOTHING,
		   "take the password from the output of CMD, which runs without a shell"),
	OPT_STRING(G, server, 0, "server", "NAME", COMPLETE_SERVER,
		   "the [server] of the cloud path, whatever the device's is"),
	OPT_CHOICE(G, via, 0, "via", "direct|cloud|auto", "the way to the device"),
	OPT_CHOICE(G, tls, 0, "tls", "require|off", "encrypt, or use the plain ports [require]"),
	OPT_CHOICE(G, tls_profile, 0, "tls-profile", "modern|legacy",
		   "legacy also speaks TLS 1.0 and 1.1, for old firmware [modern]"),
	OPT_STRING(G, ca, 0, "ca", "FILE", COMPLETE_FILE,
		   "trust certificates that this CA signed (PEM)"),
	OPT_STRING(G, pin, 0, "pin", "SHA256", COMPLETE_NOTHING,
		   "trust only the certificate with this fingerprint"),
	OPT_FLAG(G, accept_new_pin, 0, "accept-new-pin",
		 "trust and remember certificates never seen before"),
	OPT_STRING(G, client_cert, 0, "client-cert", "FILE", COMPLETE_FILE,
		   "our certificate, for devices that want one (PEM)"),
	OPT_STRING(G, client_key, 0, "client-key", "FILE", COMPLETE_FILE,
		   "its key, unless the certificate's file holds it"),
	OPT_STRING(G, proxy_command, 0, "proxy-command", "CMD", COMPLETE_NOTHING,
		   "talk to the device through CMD's stdin and stdout; %h host, %p port, %n name"),
	OPT_STRING(G, proxy, 0, "proxy", "URL", COMPLETE_NOTHING,
		   "connect through socks5://, socks5h://, socks4a:// or http://HOST:PORT"),
	OPT_DURATION(G, timeout, 't', "timeout", "limit for one device, all of it: 90, 90s, 5m, 1h30m [2m]"),
	OPT_DURATION(G, connect_timeout, 0, "connect-timeout",
		     "limit for name look-up, connecting and TLS [10s]"),
	OPT_UINT(G, retries, 0, "retries", "N", 0, 100,
		 "repeat reads that failed in transit; changes never are [2]"),
	OPT_UINT(G, parallel, 'P', "parallel", "N", 1, 1024,
		 "work on up to N devices at a time [16]"),
	OPT_DURATION(G, stagger, 0, "stagger", "begin with the next device no sooner than that after the last"),
	OPT_UINT(G, batch, 0, "batch", "N", 1, 1000000,
		 "N devices at a time; the next ones when all of these have ended"),
	OPT_DURATION(G, batch_pause, 0, "batch-pause", "wait so long after each batch"),
	OPT_UINT(G, canary, 0, "canary", "N", 1, 1000000,
		 "the first N alone; the others only if all of these succeed"),
	OPT_STRING(G, max_failures, 0, "max-failures", "N|N%", COMPLETE_NOTHING,
		   "begin nothing new once more than N, or N% of all, have failed"),
	OPT_LIST(G, exclude, 'x', "exclude", "EXPR", COMPLETE_TARGET,
		 "leave these targets out; may be repeated"),
	OPT_STRING(G, shard, 0, "shard", "I/N", COMPLETE_NOTHING,
		   "part I of N of the targets, by their names, the same at every run"),
	OPT_STRING(G, failed_to, 0, "failed-to", "FILE", COMPLETE_FILE,
		   "write the names of those that failed or were skipped; file:FILE takes them up"),
	OPT_FLAG(G, dry_run, 'n', "dry-run", "do the reads, print what would be sent and why"),
	OPT_UINT_OPTIONAL(G, yes, 'y', "yes", "COUNT", 1, 1000000,
			  "do not ask; with COUNT only if that is the number of targets"),
	OPT_FLAG(G, no_input, 0, "no-input", "never ask anything"),
	OPT_STRING(G, config, 0, "config", "FILE", COMPLETE_FILE,
		   "read this configuration only"),
	OPT_FLAG(G, help, 'h', "help", "explain the command"),
	OPT_FLAG(G, version, 0, "version", "print the version"),
	OPT_END,
};
// clang-format on

/* Variable, the option whose value it stands for; core/reach reads those of secrets. */
static const struct {
	const char *variable;
	const char *option;
} environment[] = {
	{ "AMTCTL_OUTPUT", "output" },   { "AMTCTL_VIA", "via" },
	{ "AMTCTL_TIMEOUT", "timeout" }, { "AMTCTL_PARALLEL", "parallel" },
	{ "AMTCTL_CONFIG", "config" },   { "AMTCTL_NO_INPUT", "no-input" },
};

void globals_done(struct globals *g)
{
	strv_done(&g->exclude);
}

bool globals_from_environment(struct globals *g, struct err *e)
{
	for (size_t i = 0; i < ARRAY_LEN(environment); i++) {
		const struct opt *o = opt_find(global_opts, environment[i].option,
					       strlen(environment[i].option));
		const char *value = getenv(environment[i].variable);

		if (!value || !*value || opt_is_set(o, g))
			continue;
		if (!opt_apply(o, value, g, e))
			return err_wrap(e, "%s", environment[i].variable);
	}
	return true;
}

bool globals_from_config(struct globals *g, const struct config *c, struct err *e)
{
	static const char *const keys[] = { "output", "parallel", "color" };

	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		const struct opt *o = opt_find(global_opts, keys[i], strlen(keys[i]));
		const struct config_entry *entry =
			config_find(c, "defaults", "", keys[i]);

		if (!entry || opt_is_set(o, g))
			continue;
		if (!opt_apply(o, entry->value, g, e))
			return err_wrap(e, "%s:%u: %s", entry->file, entry->line,
					keys[i]);
	}
	return true;
}
