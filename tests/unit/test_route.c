/* Unit tests of core/reach: from inventory and options to a route. */
#include "tests/unit/support_reach.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/reach/plan.h"

#define GUID "4c4c4544-0042-3510-8057-b4c04f4d3432"
#define GUID2 "00000000-0000-0000-0000-000000000002"
#define PIN "SHA256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const char inventory[] =
	"[server \"hq\"]\nurl = https://mps.example.com\n"
	"[credential \"lab\"]\nuser = labadmin\npassword-file = /lab.pw\n"
	"[credential \"other\"]\nuser = root\n"
	"[device \"both\"]\nhost = both.example.com\nguid = " GUID "\nserver = hq\n"
	"[device \"remote\"]\nguid = " GUID2 "\nserver = hq\n"
	"[device \"plain\"]\nhost = plain\ntls = off\n"
	"[device \"odd\"]\nhost = 10.0.0.9\nport = 1234\ncredential = other\n"
	"[device \"six\"]\nhost = [fe80::1%%eth0]\n"
	"[device \"bare\"]\ncredential = lab\n"
	"[device \"forced\"]\nhost = f\nguid = 00000000-0000-0000-0000-000000000003\n"
	"server = hq\nvia = cloud\n"
	"[device \"lab[01-40]\"]\nhost = %n.mgmt.example.com\nport = 2000\n"
	"[device \"lab[05-06]\"]\nport = 2005\n"
	"[device \"lab06\"]\nhost = special\n"
	"[group \"g\"]\nmembers = lab[01-03] !lab02\ncredential = lab\n";

/* host:port tls via server credential pin-key; "-" is absent. */
static char *show(const struct route *r)
{
	return xasprintf("%s:%u %s %s %s %s %s%s", r->host ? r->host : "-",
			 (unsigned)r->port.v, r->tls.v ? "tls" : "plain",
			 r->via.code == VIA_AUTO     ? "auto"
			 : r->via.code == VIA_DIRECT ? "direct"
						     : "cloud",
			 r->server ? r->server : "-", r->credential ? r->credential : "-",
			 r->pin_key, r->in_inventory.v ? "" : " unlisted");
}

static void assert_route(struct test_reach *t, const char *typed, const char *wanted)
{
	struct route route;
	struct err e = { 0 };

	if (!test_route(t, typed, &route, &e))
		fail_msg("%s: %s", typed, e.msg);

	char *text = show(&route);

	if (strcmp(text, wanted) != 0)
		fail_msg("%s: \"%s\" is not \"%s\"", typed, text, wanted);
	free(text);
	route_done(&route);
}

static void assert_no_route(struct test_reach *t, const char *typed, const char *part)
{
	struct route route;
	struct err e = { 0 };

	if (test_route(t, typed, &route, &e))
		fail_msg("%s has a route", typed);
	assert_err(e, ERR_USAGE, part);
}

static void inventory_leads_to_routes(void **state)
{
	static const struct {
		const char *typed, *wanted;
	} table[] = {
		{ "both", "both.example.com:16993 tls auto hq - " GUID },
		{ "direct:both", "both.example.com:16993 tls direct - - " GUID },
		{ "cloud:both", "both.example.com:16993 tls cloud hq - " GUID },
		{ "guid:" GUID, "both.example.com:16993 tls auto hq - " GUID },
		{ GUID2, "-:16993 tls cloud hq - " GUID2 },
		{ "remote", "-:16993 tls cloud hq - " GUID2 },
		{ "plain", "plain:16992 plain direct - - plain" },
		{ "odd", "10.0.0.9:1234 tls direct - other odd" },
		{ "odd:4321", "10.0.0.9:4321 tls direct - other odd" },
		{ "six", "fe80::1%eth0:16993 tls direct - - six" },
		{ "bare", "bare:16993 tls direct - lab bare" },
		{ "forced",
		  "f:16993 tls cloud hq - 00000000-0000-0000-0000-000000000003" },
		{ "lab01", "lab01.mgmt.example.com:2000 tls direct - lab lab01" },
		{ "lab02", "lab02.mgmt.example.com:2000 tls direct - - lab02" },
		{ "lab05", "lab05.mgmt.example.com:2005 tls direct - - lab05" },
		{ "lab06", "special:2005 tls direct - - lab06" },
		{ "lab41", "lab41:16993 tls direct - - lab41 unlisted" },
		{ "10.0.0.5", "10.0.0.5:16993 tls direct - - 10.0.0.5 unlisted" },
		{ "10.0.0.5:99", "10.0.0.5:99 tls direct - - 10.0.0.5:99 unlisted" },
		{ "[2001:db8::5]",
		  "2001:db8::5:16993 tls direct - - 2001:db8::5 unlisted" },
		{ "[2001:db8::5]:99",
		  "2001:db8::5:99 tls direct - - [2001:db8::5]:99 unlisted" },
	};
	struct test_reach t;

	(void)state;
	test_reach_open(&t, inventory, NULL);
	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		assert_route(&t, table[i].typed, table[i].wanted);
	assert_no_route(&t, "cloud:plain", "the cloud needs its GUID");
	assert_route(&t, "direct:remote", "remote:16993 tls direct - - " GUID2);
	assert_true(reach_knows(t.reach, "lab40"));
	assert_false(reach_knows(t.reach, "lab41"));
	assert_false(reach_knows(t.reach, "lab[01-40]"));
	test_reach_close(&t);
}

static void options_and_environment_come_first(void **state)
{
	struct reach_options o = { .retries = -1, .tls = "off" };
	struct test_reach t;

	(void)state;
	test_reach_open(&t, inventory, &o);
	assert_route(&t, "both", "both.example.com:16992 plain auto hq - " GUID);
	test_reach_close(&t);

	o = (struct reach_options){ .retries = -1, .via = "direct" };
	test_reach_open(&t, inventory, &o);
	assert_route(&t, "forced",
		     "f:16993 tls direct - - 00000000-0000-0000-0000-000000000003");
	assert_route(&t, "cloud:forced",
		     "f:16993 tls cloud hq - 00000000-0000-0000-0000-000000000003");
	test_reach_close(&t);

	o = (struct reach_options){ .retries = -1, .server = "nosuch" };
	test_reach_open(&t, inventory, &o);
	assert_no_route(&t, "both", "server \"nosuch\"");
	test_reach_close(&t);

	setenv("AMTCTL_MPS_URL", "http://127.0.0.1:3000", 1);
	test_reach_open(&t, "", NULL);
	assert_route(&t, GUID, "-:16993 tls cloud AMTCTL_MPS_URL - " GUID " unlisted");
	test_reach_close(&t);
	setenv("AMTCTL_MPS_URL", "nonsense", 1);
	test_reach_open(&t, "", NULL);
	assert_no_route(&t, GUID, "AMTCTL_MPS_URL nonsense: 'nonsense' is no server URL");
	test_reach_close(&t);
	test_reach_clean_env();

	test_reach_open(&t, inventory, NULL);
	assert_no_route(&t, "guid:00000000-0000-0000-0000-0000000000ff",
			"no server is known");
	test_reach_close(&t);
	setenv("AMTCTL_SERVER", "hq", 1);
	test_reach_open(&t, inventory, NULL);
	assert_route(&t, "guid:00000000-0000-0000-0000-0000000000ff",
		     "-:16993 tls cloud hq - 00000000-0000-0000-0000-0000000000ff "
		     "unlisted");
	test_reach_close(&t);
	test_reach_clean_env();
}

static void bad_values_are_named_with_their_place(void **state)
{
	static const struct {
		const char *config, *part;
	} table[] = {
		{ "[device \"x\"]\ntls = maybe\n",
		  "config:2: tls = maybe: it must be one of require, off" },
		{ "[device \"x\"]\nport = 70000\n", "config:2: port = 70000" },
		{ "[device \"x\"]\nport = 0\n", "port 0" },
		{ "[device \"x\"]\nguid = 12\n", "config:2: guid = 12: it is no UUID" },
		{ "[device \"x\"]\nhost = a b\n", "config:2: host = a b" },
		{ "[device \"x\"]\nhost = h:16993\n", "(port = is a key)" },
		{ "[device \"x\"]\nhost = -x\n", "config:2: host" },
		{ "[defaults]\nhost = h\n", "config:2: host = h: a host belongs" },
		{ "[defaults]\nvia = sideways\n", "config:2: via = sideways" },
		{ "[defaults]\ntls-profile = old\n", "config:2: tls-profile = old" },
		{ "[defaults]\npin = 12\n", "config:2: pin = 12" },
		{ "[defaults]\ntimeout = soon\n", "config:2: timeout = soon" },
		{ "[defaults]\ntimeout = 0\n", "config:2: timeout = 0" },
		{ "[defaults]\nconnect-timeout = 5 m\n", "config:2: connect-timeout" },
		{ "[defaults]\nretries = 101\n", "config:2: retries = 101" },
		{ "[defaults]\ncredential = nosuch\n",
		  "config:2: credential = nosuch: there is no [credential \"nosuch\"]" },
		{ "[defaults]\nserver = nosuch\n", "config:2: the config has no url" },
		{ "[defaults]\nserver = s\n[server \"s\"]\nurl = h\n",
		  "config:4: url = h" },
		{ "[defaults]\nserver = s\n[server \"s\"]\nmps-url = h\n",
		  "config:4: mps-url = h" },
		{ "[defaults]\nserver = s\n[server \"s\"]\nurl = https://h\npin = 1\n",
		  "config:5: pin = 1" },
		{ "[defaults]\nproxy-command = nc %x\n", "config:2: proxy-command" },
		{ "[defaults]\nproxy-command = \"a | b\"\n", "without a shell" },
		{ "[defaults]\nproxy = p\nproxy-command = nc %h\n",
		  "there is a proxy too" },
		{ "[defaults]\nclient-key = k\n", "client-key needs its client-cert" },
		{ "[device \"x\"]\nguid = " GUID "\n[device \"y\"]\nguid = " GUID "\n",
		  NULL },
		{ "[group \"a\"]\nmembers = x\ncredential = c\n"
		  "[group \"b\"]\nmembers = x y\ncredential = d\n"
		  "[credential \"c\"]\nuser = u\n[credential \"d\"]\nuser = v\n"
		  "[device \"x\"]\nhost = h\n",
		  "groups @a and @b give x different credentials" },
	};
	struct test_reach t;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		test_reach_open(&t, table[i].config, NULL);
		if (table[i].part)
			assert_no_route(&t, "x", table[i].part);
		else
			assert_no_route(&t, "guid:" GUID, "the same guid");
		test_reach_close(&t);
	}
}

static struct plan *plan_of(struct test_reach *t, const char *typed, struct err *e)
{
	struct target_list list;

	test_targets(t, typed, &list);

	struct plan *p = plan_new(t->reach, &list.v[0], e);

	targets_done(&list);
	return p;
}

static void every_setting_has_its_place(void **state)
{
	static const char config[] =
		"[defaults]\nca = ca.pem\ntimeout = 5m\nproxy = socks5://p\nuser = d\n"
		"tls-name = %n.corp\n"
		"[device \"x\"]\nhost = h.example.com\nproxy-command = nc -x %% %h %p "
		"n=%n\npin = " PIN "\nca = /x/%n.pem\nretries = 7\n"
		"[device \"y\"]\nproxy-command = none\ncredential = c\n"
		"[credential \"c\"]\nuser = cred\n"
		"[device \"z\"]\nproxy = none\nuser = own\ncredential = c\n";
	struct test_reach t;
	struct err e;
	struct plan *p;

	(void)state;
	test_reach_open(&t, config, NULL);
	p = plan_of(&t, "x", &e);
	assert_non_null(p);
	assert_string_equal(p->tls_name, "x.corp");
	assert_string_equal(p->ca, "/x/x.pem");
	assert_null(p->proxy);
	assert_int_equal(p->proxy_command.n, 6);
	assert_string_equal(p->proxy_command.v[2], "%");
	assert_string_equal(p->proxy_command.v[3], "h.example.com");
	assert_string_equal(p->proxy_command.v[4], "16993");
	assert_string_equal(p->proxy_command.v[5], "n=x");
	assert_true(p->have_pin);
	assert_int_equal(p->pin[31], 0xaa);
	assert_int_equal(p->retries, 7);
	assert_int_equal(p->timeout_ms, 300000);
	assert_int_equal(p->connect_timeout_ms, 10000);
	assert_string_equal(p->user, "d");
	plan_free(p);
	p = plan_of(&t, "y", &e);
	assert_string_equal(p->proxy, "socks5://p");
	assert_string_equal(p->user, "cred");
	assert_int_equal(p->retries, 2);
	plan_free(p);
	p = plan_of(&t, "z", &e);
	assert_null(p->proxy);
	assert_string_equal(p->user, "own");
	plan_free(p);
	setenv("AMTCTL_USER", "env", 1);
	test_reach_close(&t);
	test_reach_open(&t, config, NULL);
	p = plan_of(&t, "z", &e);
	assert_string_equal(p->user, "env");
	plan_free(p);
	test_reach_close(&t);
	test_reach_clean_env();
	test_reach_open(&t, "", NULL);
	p = plan_of(&t, "q", &e);
	assert_string_equal(p->user, "admin");
	assert_int_equal(p->timeout_ms, 120000);
	plan_free(p);
	test_reach_close(&t);
}

static void commands_take_only_safe_values(void **state)
{
	static const char *const bad[] = {
		"-oProxyCommand=x", "a b", "a;b", "$(x)", "", "a/b"
	};
	struct command_values v = { .host = "h", .port = 1, .name = "n" };
	struct strv argv = { 0 };
	struct err e;

	(void)state;
	assert_true(command_expand("ssh -W '%h:%p' \"%n\" %%h", &v, &argv, &e));
	assert_int_equal(argv.n, 5);
	assert_string_equal(argv.v[2], "h:1");
	assert_string_equal(argv.v[4], "%h");
	strv_done(&argv);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		v.host = bad[i];
		assert_false(command_expand("nc %h", &v, &argv, &e));
		assert_err(e, ERR_USAGE, "is not safe in a command (%h)");
	}
	v.host = NULL;
	assert_false(command_expand("nc %h", &v, &argv, &e));
	assert_err(e, ERR_USAGE, "%h is not known");
	assert_false(command_expand("nc %", &v, &argv, &e));
	assert_false(command_expand("  ", &v, &argv, &e));
	assert_err(e, ERR_USAGE, "empty");
}

static void groups_are_expressions(void **state)
{
	struct test_reach t;
	struct target_list list;
	struct strv exprs = { 0 };
	const struct strv none = { 0 };
	struct err e = { 0 };

	(void)state;
	test_reach_open(&t,
			"[group \"lab\"]\nmembers = a b # c\n"
			"[group \"cmd\"]\ncmd = \"printf 'x1 x2\\\\n# no\\\\nx3 # no'\"\n"
			"[group \"bad\"]\ncmd = false\n",
			NULL);
	test_targets(&t, "@lab", &list);
	assert_int_equal(list.n, 2);
	targets_done(&list);
	test_targets(&t, "@cmd", &list);
	assert_int_equal(list.n, 3);
	assert_string_equal(list.v[2].text, "x3");
	targets_done(&list);

	struct target_source source = reach_target_source(t.reach);

	strv_add(&exprs, "@lba");
	assert_false(targets_expand(&exprs, &none, &source, &list, &e));
	assert_err(e, ERR_USAGE, "there is no group @lba (did you mean @lab?)");
	strv_done(&exprs);
	strv_add(&exprs, "@bad");
	assert_false(targets_expand(&exprs, &none, &source, &list, &e));
	assert_err(e, ERR_LOCAL, "config:6: cmd");
	strv_done(&exprs);
	test_reach_close(&t);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(inventory_leads_to_routes),
		cmocka_unit_test(options_and_environment_come_first),
		cmocka_unit_test(bad_values_are_named_with_their_place),
		cmocka_unit_test(every_setting_has_its_place),
		cmocka_unit_test(commands_take_only_safe_values),
		cmocka_unit_test(groups_are_expressions),
	};

	test_reach_clean_env();
	return cmocka_run_group_tests_name("route", tests, NULL, NULL);
}
