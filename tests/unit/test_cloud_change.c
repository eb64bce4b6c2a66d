/* Unit tests of core/cloud: changes, against answers from a script or recorded ones. */
#include "tests/unit/support_server.h"

#include "tests/unit/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/cloud/cloud.h"
#include "core/device/boot.h"
#include "core/device/consent.h"
#include "core/device/features.h"
#include "core/device/info.h"
#include "core/net/http.h"
#include "core/record/json.h"

#define GUID "4c4c4544-0042-3510-8057-b4c04f4d3432"
#define STEPS_MAX 8

/* What is asked for, and the answer. status 0: none. */
struct step {
	char request[160]; /* "POST /mps/api/v1/amt/power/action/GUID" */
	char *body;        /* NULL: not compared */
	int status;
	char *answer;
	char type[96];
};

struct fixture {
	struct test_server server;
	struct loop *loop;
	struct device *d;
	char *url;
	pthread_mutex_t lock; /* of what follows */
	struct step steps[STEPS_MAX];
	int n;
	int served;
	char wrong[512]; /* the first request that was not the one expected */
};

/* JSON on one line, numbers as text: "123456" for 123456. Owned. */
static char *canonical(const char *text, size_t len)
{
	struct err e;
	AUTO(doc_freep) struct doc *doc = json_parse(text, len, &e);
	struct buf out = BUF_INIT(1 << 16);
	struct json *all = json_new_object();

	if (doc)
		for (struct tree t = tree_first(doc->root); tree_exists(t);
		     t = tree_next(t))
			json_set(all, tree_name(t),
				 tree_text(t) ? json_new_string(tree_text(t))
					      : json_from_tree(t));
	json_write(all, false, &out);
	json_free(all);
	return buf_steal(&out);
}

static void check_request(struct fixture *f, const struct step *s,
			  const struct test_request *r)
{
	char line[320];
	char *got = canonical(r->body ? r->body : "", r->body_len);
	char *want = s->body ? canonical(s->body, strlen(s->body)) : xstrdup(got);

	snprintf(line, sizeof(line), "%s %s", r->method, r->path);
	if (!f->wrong[0] && (strcmp(line, s->request) != 0 || strcmp(got, want) != 0))
		snprintf(f->wrong, sizeof(f->wrong), "%.150s %.300s", line, got);
	free(got);
	free(want);
}

static void answer(struct test_conn *c, const struct test_request *r)
{
	struct fixture *f = c->server->arg;

	if (f->served == f->n) {
		snprintf(f->wrong, sizeof(f->wrong), "one too many: %.100s", r->path);
		return;
	}

	const struct step *s = &f->steps[f->served++];

	check_request(f, s, r);
	if (s->status)
		test_conn_printf(c,
				 "HTTP/1.1 %d X\r\ncontent-type: %s\r\n"
				 "content-length: %zu\r\nconnection: close\r\n\r\n%s",
				 s->status, s->type, strlen(s->answer), s->answer);
}

/* A step a connection, as the servers close theirs. */
static void play(struct test_conn *c)
{
	struct fixture *f = c->server->arg;
	struct test_request r;

	if (!test_conn_read(c, &r))
		return;
	pthread_mutex_lock(&f->lock);
	answer(c, &r);
	pthread_mutex_unlock(&f->lock);
	test_request_done(&r);
}

static void setup(struct fixture *f)
{
	struct cloud_server server = { .context = "hq", .retries = 3 };
	struct err e;

	pthread_mutex_init(&f->lock, NULL);
	f->server.serve = play;
	f->server.arg = f;
	test_server_start(&f->server);
	f->url = xasprintf("http://127.0.0.1:%u/mps", f->server.port);
	server.mps_url = f->url;
	f->loop = loop_new(&e);
	f->d = cloud_open(f->loop, "pc", GUID, &server, &e);
	assert_non_null(f->d);
}

/* All steps were taken, and none was another. */
static void teardown(struct fixture *f)
{
	device_free(f->d);
	loop_free(f->loop);
	test_server_stop(&f->server);
	if (f->wrong[0])
		fail_msg("not expected: %s", f->wrong);
	assert_int_equal(f->served, f->n);
	for (int i = 0; i < f->n; i++) {
		free(f->steps[i].body);
		free(f->steps[i].answer);
	}
	free(f->url);
}

static void add(struct fixture *f, const char *request, const char *body, int status,
		const char *type, const char *text)
{
	struct step s = { .body = body ? xstrdup(body) : NULL,
			  .status = status,
			  .answer = xstrdup(text) };

	snprintf(s.request, sizeof(s.request), "%s/" GUID, request);
	snprintf(s.type, sizeof(s.type), "%s", type);
	assert_true(f->n < STEPS_MAX);
	pthread_mutex_lock(&f->lock);
	f->steps[f->n++] = s;
	pthread_mutex_unlock(&f->lock);
}

#define JSON "application/json; charset=utf-8"
#define ACTION "POST /mps/api/v1/amt/power/action"

static const struct power_request off = { POWER_REQUEST_STATE, POWER_OFF };

static bool request(struct fixture *f, const struct power_request *r, struct err *e)
{
	*e = (struct err){ 0 };
	return f->d->path->power_request(f->d, r, e);
}

static void a_change_is_sent_once_whatever_comes_back(void **state)
{
	static const struct {
		int status;
		const char *type, *answer;
		enum err_domain domain;
		int code;
		const char *msg;
	} cases[] = {
		{ 0, JSON, "", ERR_INDETERMINATE, 0, "server hq: the request was sent" },
		{ 500, JSON, "{\"error\":\"x\"}", ERR_INDETERMINATE, 500,
		  "server hq: it may have been carried out: HTTP status 500: x" },
		{ 502, JSON, "{\"message\":\"y\"}", ERR_INDETERMINATE, 502,
		  "server hq: it may have been carried out: HTTP status 502: y" },
		{ 503, "text/html", "<html>", ERR_INDETERMINATE, 503, "HTTP status 503" },
		{ 504, JSON, "", ERR_INDETERMINATE, 504, "HTTP status 504" },
		{ 200, JSON, "{\"Body\":", ERR_INDETERMINATE, 0, "it may have been" },
		{ 204, JSON, "", ERR_INDETERMINATE, 0, "it may have been" },
		{ 501, JSON, "{}", ERR_UNSUPPORTED, 501, "server hq: not implemented" },
		{ 400, JSON, "{\"errors\":[{\"msg\":\"Invalid value\",\"path\":\"a\"}]}",
		  ERR_CLOUD, 400, "server hq: HTTP status 400: a: Invalid value" },
		{ 401, JSON, "{\"exp\":\"token expired\"}", ERR_AUTH, 401,
		  "server hq: token expired" },
		{ 404, JSON, "{\"error\":\"Device not found/connected.\"}", ERR_CLOUD,
		  404, "server hq: the device is not connected to the server" },
		{ 200, "text/html", "<html></html>", ERR_CLOUD, 200,
		  "server hq: no MPS answers at this URL" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct fixture f = { 0 };
		struct err e;

		setup(&f);
		add(&f, ACTION, "{\"action\":8}", cases[i].status, cases[i].type,
		    cases[i].answer);
		assert_false(request(&f, &off, &e));
		if (e.domain != cases[i].domain ||
		    (cases[i].code && e.code != cases[i].code) ||
		    !strstr(e.msg, cases[i].msg))
			fail_msg("case %zu: %d %d \"%s\"", i, e.domain, e.code, e.msg);
		teardown(&f);
	}
}

static void a_refusal_may_come_with_status_200(void **state)
{
	static const struct {
		int status;
		const char *answer;
		int code; /* 0: no refusal */
		const char *name;
	} cases[] = {
		{ 200, "{\"Body\":{\"ReturnValue\":0,\"ReturnValueStr\":\"SUCCESS\"}}", 0,
		  "" },
		{ 200, "{\"Body\":{\"X_OUTPUT\":{\"ReturnValue\":0}}}", 0, "" },
		{ 200, "{\"ReturnValue\":0}", 0, "" },
		{ 200, "{\"status\":\"SUCCESS\"}", 0, "" },
		/* names are those of the method, not of the server's table */
		{ 200, "{\"Body\":{\"ReturnValue\":2,\"ReturnValueStr\":\"NOT_READY\"}}",
		  2, "UNSPECIFIED_ERROR" },
		{ 200,
		  "{\"Body\":{\"RequestPowerStateChange_OUTPUT\":{\"ReturnValue\":36,"
		  "\"ReturnValueStr\":\"INVALID_PARAMETER\"}}}",
		  36, "" },
		{ 200, "{\"ReturnValue\":4097}", 4097, "INVALID_STATE_TRANSITION" },
		{ 200, "{\"Body\":{\"ReturnValue\":\"1\"}}", 1, "NOT_SUPPORTED" },
		{ 400, "{\"Body\":{\"ReturnValue\":4}}", 4, "FAILED" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct fixture f = { 0 };
		struct err e;
		bool ok;

		setup(&f);
		add(&f, ACTION, NULL, cases[i].status, JSON, cases[i].answer);
		ok = request(&f, &off, &e);
		if (ok != !cases[i].code)
			fail_msg("case %zu: %s", i, ok ? "accepted" : e.msg);
		if (!ok) {
			assert_err(e, ERR_REFUSED, "the firmware answered");
			assert_int_equal(e.code, cases[i].code);
			assert_string_equal(e.name, cases[i].name);
		}
		teardown(&f);
	}
}

static void what_the_server_would_not_carry_out_is_not_sent(void **state)
{
	static const uint32_t requests[] = { 0, 1, 3, 6, 9, 13, 15, 16, 17, 100, 400 };
	struct fixture f = { 0 };
	struct err e;

	(void)state;
	setup(&f);
	for (size_t i = 0; i < ARRAY_LEN(requests); i++) {
		struct power_request r = { POWER_REQUEST_STATE, requests[i] };

		assert_false(request(&f, &r, &e));
		assert_err(e, ERR_UNSUPPORTED, "does not carry out");
	}
	teardown(&f);
}

#define FEATURES "{\"userConsent\":\"kvm\",\"redirection\":true,\"KVM\":true,"

static void features_that_are_half_told_are_not_overwritten(void **state)
{
	struct features want = { .kvm = { true, false } };
	struct features_result r = { 0 };
	struct fixture f = { 0 };
	struct err e;

	(void)state;
	setup(&f);
	add(&f, "GET /mps/api/v1/amt/features", NULL, 200, JSON,
	    FEATURES "\"SOL\":true}"); /* no IDER */
	assert_false(device_features_set(f.d, &want, false, &r, &e));
	assert_err(e, ERR_PROTO, "does not tell all switches");
	assert_false(r.sent);
	features_result_done(&r);
	teardown(&f);
}

/* Console has rpe, and switches off what it is not told. */
static void console_is_told_everything(void **state)
{
	struct features want = { .sol = { true, false } };
	struct features_result r = { 0 };
	struct fixture f = { 0 };
	struct err e;

	(void)state;
	setup(&f);
	add(&f, "GET /mps/api/v1/amt/features", NULL, 200, JSON,
	    FEATURES "\"SOL\":true,\"IDER\":false,\"kvmAvailable\":true,\"ocr\":true,"
		     "\"httpsBootSupported\":true,\"rpe\":true,\"rpeSupported\":true}");
	add(&f, "POST /mps/api/v1/amt/features",
	    "{\"userConsent\":\"kvm\",\"enableSOL\":false,\"enableIDER\":false,"
	    "\"enableKVM\":true,\"ocr\":true,\"rpe\":true}",
	    200, JSON, "{}");
	add(&f, "GET /mps/api/v1/amt/features", NULL, 200, JSON,
	    FEATURES "\"SOL\":false,\"IDER\":false,\"kvmAvailable\":true,\"ocr\":true,"
		     "\"httpsBootSupported\":true,\"rpe\":false,\"rpeSupported\":true}");
	/* It did switch one off: that is noticed. */
	assert_false(device_features_set(f.d, &want, false, &r, &e));
	assert_err(e, ERR_CONFLICT, "Remote Platform Erase");
	assert_true(r.sent && r.changed);
	features_result_done(&r);
	teardown(&f);
}

/* ---- recorded exchanges ---- */

static const char *header(const char *head, const char *name)
{
	const char *found = strcasestr(head, name);

	return found ? found + strlen(name) : "";
}

static void replay_with(struct fixture *f, const char *file, bool with_body)
{
	char *path = xasprintf("%s/rest/%s.txt", test_fixtures(), file);
	struct buf text = BUF_INIT(1 << 20);
	struct err e;
	char line[192];
	char *request, *reply, *body, *answer_text;
	bool post;

	if (!buf_read_file(&text, path, &e))
		fail_msg("%s", e.msg);
	request = strchr(strstr(text.data, "--- request"), '\n') + 1;
	reply = strstr(request, "--- response");
	*reply++ = '\0';
	reply = strstr(reply, "HTTP/1.1 ");
	body = strstr(request, "\n\n") + 2;
	answer_text = strstr(reply, "\n\n") + 2;
	post = with_body && !strncmp(request, "POST", 4);
	snprintf(line, sizeof(line), "%.*s", (int)(strstr(request, "/" GUID) - request),
		 request);
	while (answer_text[0] && answer_text[strlen(answer_text) - 1] == '\n')
		answer_text[strlen(answer_text) - 1] = '\0';

	char type[96];

	snprintf(type, sizeof(type), "%.*s",
		 (int)strcspn(header(reply, "content-type: "), "\n"),
		 header(reply, "content-type: "));
	add(f, line, post ? body : NULL, atoi(reply + 9), type, answer_text);
	buf_done(&text);
	free(path);
}

/* The next thing asked for is what file recorded, and so is the answer. */
static void replay(struct fixture *f, const char *file)
{
	replay_with(f, file, true);
}

/* The same, whatever body is sent. */
static void replay_any(struct fixture *f, const char *file)
{
	replay_with(f, file, false);
}

static void recorded_power_is_understood(void **state)
{
	static const uint32_t offered[] = { 2, 4, 5, 7, 8, 10, 12, 14 };
	struct power_state s = { 0 };
	struct fixture f = { 0 };
	struct err e = { 0 };

	(void)state;
	test_fixtures();
	setup(&f);
	replay(&f, "407-power-state");
	replay(&f, "408-power-capabilities");
	if (!device_power_actions(f.d, &s, &e))
		fail_msg("%s", e.msg);
	assert_int_equal(s.state.code, POWER_ON);
	assert_int_equal(s.os_power_saving.code, OS_SAVING_FULL);
	assert_int_equal(s.available.n, ARRAY_LEN(offered));
	assert_memory_equal(s.available.codes, offered, sizeof(offered));
	power_state_done(&s);
	teardown(&f);
}

static void recorded_power_requests_are_ours(void **state)
{
	static const struct {
		const char *file;
		struct power_request request;
	} sent[] = {
		{ "456-power-action-8", { POWER_REQUEST_STATE, POWER_OFF } },
		{ "457-power-action-2", { POWER_REQUEST_STATE, POWER_ON } },
		{ "458-power-action-10", { POWER_REQUEST_STATE, POWER_RESET } },
		{ "459-power-action-5", { POWER_REQUEST_STATE, POWER_CYCLE } },
		{ "460-power-action-14", { POWER_REQUEST_STATE, POWER_RESET_GRACEFUL } },
		{ "466-power-action-500", { POWER_REQUEST_OS_SAVING, OS_SAVING_FULL } },
		{ "467-power-action-501", { POWER_REQUEST_OS_SAVING, OS_SAVING_ACTIVE } },
		{ "468-power-action-string", { POWER_REQUEST_STATE, POWER_RESET } },
	};
	struct fixture f = { 0 };
	struct err e;

	(void)state;
	test_fixtures();
	setup(&f);
	for (size_t i = 0; i < ARRAY_LEN(sent); i++) {
		replay(&f, sent[i].file);
		if (!request(&f, &sent[i].request, &e))
			fail_msg("%s: %s", sent[i].file, e.msg);
	}
	teardown(&f);
}

/* A number that MPS takes and does not send is refused with status 200. */
static void recorded_refusals_are_refusals(void **state)
{
	static const char *const files[] = {
		"461-power-action-15",  "462-power-action-16",  "463-power-action-17",
		"464-power-action-100", "465-power-action-400",
	};

	(void)state;
	test_fixtures();
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct fixture f = { 0 };
		struct err e;

		setup(&f);
		replay_any(&f, files[i]); /* ours is one that may be sent */
		assert_false(request(&f, &off, &e));
		assert_err(e, ERR_REFUSED, "server hq: the firmware answered 36");
		assert_int_equal(e.code, 36);
		teardown(&f);
	}
}

static void recorded_features_are_understood(void **state)
{
	struct features want = { .consent = { true, CONSENT_FOR_NONE },
				 .ocr = { true, true } };
	struct features_result r = { 0 };
	struct fixture f = { 0 };
	struct err e = { 0 };

	(void)state;
	test_fixtures();
	setup(&f);
	replay(&f, "412-features-get");
	replay(&f, "409-version"); /* may consent be changed? */
	replay(&f, "413-features-set");
	replay(&f, "414-features-get-2");
	if (!device_features_set(f.d, &want, false, &r, &e))
		fail_msg("%s", e.msg);
	assert_true(r.changed && r.sent);
	assert_int_equal(r.steps.n, 1);
	assert_string_equal(r.steps.v[0], "set user consent to none");
	assert_true(r.now.kvm.v && r.now.sol.v && r.now.ider.v && r.now.listener.v);
	assert_true(r.now.ocr.set && r.now.ocr.v);
	assert_int_equal(r.now.consent.code, CONSENT_FOR_NONE);
	assert_true(r.now.opt_in_state.set && !r.now.opt_in_state.code);
	assert_false(r.now.web_ui.set || r.now.ping.set || r.now.rmcp_ping.set ||
		     r.now.platform_erase.set);
	assert_string_equal(r.note, "");
	features_result_done(&r);
	teardown(&f);
}

static bool consent(struct fixture *f, struct consent_call c, struct err *e)
{
	*e = (struct err){ 0 };
	return f->d->path->consent_call(f->d, &c, e);
}

static void recorded_consent_is_understood(void **state)
{
	struct fixture f = { 0 };
	struct err e;

	(void)state;
	test_fixtures();
	setup(&f);
	replay(&f, "452-consent-request");
	replay(&f, "453-consent-send-wrong");
	replay(&f, "454-consent-send-ok");
	replay(&f, "455-consent-cancel");
	assert_true(consent(&f, (struct consent_call){ CONSENT_START, NULL }, &e));
	assert_false(consent(&f, (struct consent_call){ CONSENT_SUBMIT, "111111" }, &e));
	assert_err(e, ERR_REFUSED, "the firmware answered 2066");
	assert_string_equal(e.name, ""); /* the server's is UNSUPPORTED */
	assert_true(consent(&f, (struct consent_call){ CONSENT_SUBMIT, "123456" }, &e));
	assert_true(consent(&f, (struct consent_call){ CONSENT_CANCEL, NULL }, &e));
	teardown(&f);
}

static void recorded_boot_sources_are_understood(void **state)
{
	AUTO(boot_sources_done) struct boot_sources s = { 0 };
	struct fixture f = { 0 };
	struct err e = { 0 };

	(void)state;
	test_fixtures();
	setup(&f);
	replay(&f, "451-boot-sources");
	if (!device_boot_sources(f.d, &s, &e))
		fail_msg("%s", e.msg);
	assert_true(s.n >= 4);
	assert_string_equal(s.v[1].id, "Intel(r) AMT: Force PXE Boot");
	assert_string_equal(s.v[1].structured, "CIM:Network:1");
	for (size_t i = 0; i < s.n; i++)
		assert_non_null(s.v[i].id);
	teardown(&f);
}

static void recorded_boots_are_ours(void **state)
{
	static const struct boot_source winre = {
		.path = (char *)"\\Device\\HarddiskVolume1\\EFI\\Boot\\winre.efi"
	};
	static const struct boot_order bios = { .target = BOOT_BIOS };
	static const struct boot_order cd = { .target = BOOT_IDER_CD };
	static const struct boot_order pxe = { .target = BOOT_PXE };
	static const struct boot_order https = {
		.target = BOOT_HTTPS, .url = "https://boot.example.com/image.efi"
	};
	static const struct boot_order recovery = { .target = BOOT_WINRE };
	static const struct {
		const char *file;
		struct boot_once once;
	} sent[] = {
		{ "469-boot-options-101", { &bios, POWER_RESET, NULL } },
		{ "470-boot-options-202", { &cd, POWER_RESET, NULL } },
		{ "471-boot-options-400", { &pxe, POWER_RESET, NULL } },
		{ "474-boot-options-105", { &https, POWER_RESET, NULL } },
		{ "475-boot-options-109", { &recovery, POWER_RESET, &winre } },
	};
	struct fixture f = { 0 };
	struct err e = { 0 };

	(void)state;
	test_fixtures();
	setup(&f);
	for (size_t i = 0; i < ARRAY_LEN(sent); i++) {
		replay(&f, sent[i].file);
		if (!f.d->path->boot_once(f.d, &sent[i].once, &e))
			fail_msg("%s: %s", sent[i].file, e.msg);
	}
	/* In the middle of its steps, for all one knows. */
	replay_any(&f, "476-boot-options-109");
	assert_false(f.d->path->boot_once(f.d, &sent[4].once, &e));
	assert_err(e, ERR_INDETERMINATE, "it may have been carried out");
	/* Before them. */
	replay_any(&f, "477-boot-options-no-usesol");
	assert_false(f.d->path->boot_once(f.d, &sent[0].once, &e));
	assert_err(e, ERR_CLOUD, "useSOL: Invalid value");
	teardown(&f);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_change_is_sent_once_whatever_comes_back),
		cmocka_unit_test(a_refusal_may_come_with_status_200),
		cmocka_unit_test(what_the_server_would_not_carry_out_is_not_sent),
		cmocka_unit_test(features_that_are_half_told_are_not_overwritten),
		cmocka_unit_test(console_is_told_everything),
		cmocka_unit_test(recorded_power_is_understood),
		cmocka_unit_test(recorded_power_requests_are_ours),
		cmocka_unit_test(recorded_refusals_are_refusals),
		cmocka_unit_test(recorded_features_are_understood),
		cmocka_unit_test(recorded_consent_is_understood),
		cmocka_unit_test(recorded_boot_sources_are_understood),
		cmocka_unit_test(recorded_boots_are_ours),
	};
	struct err e;

	if (!http_global_init(&e))
		return 1;
	return cmocka_run_group_tests_name("cloud_change", tests, NULL, NULL);
}
