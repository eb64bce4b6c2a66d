/* Unit tests of core/cloud: URLs, and what the answers of servers mean. */
#include "tests/unit/support.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/buf.h"
#include "core/cloud/cloud.h"
#include "core/cloud/rest.h"

static void urls_are_taken_apart(void **state)
{
	static const struct {
		const char *url;
		struct cloud_url wanted;
		const char *mps;
	} good[] = {
		{ "https://mps.example.com",
		  { true, "mps.example.com", 443, "" },
		  "https://mps.example.com:443/mps" },
		{ "https://h/", { true, "h", 443, "" }, "https://h:443/mps" },
		{ "HTTPS://h:8443/mps/",
		  { true, "h", 8443, "/mps" },
		  "https://h:8443/mps" },
		{ "http://127.0.0.1:3000",
		  { false, "127.0.0.1", 3000, "" },
		  "http://127.0.0.1:3000" },
		{ "https://c:8181", { true, "c", 8181, "" }, "https://c:8181" },
		{ "http://h", { false, "h", 80, "" }, "http://h:80/mps" },
		{ "https://[2001:db8::5]:444",
		  { true, "2001:db8::5", 444, "" },
		  "https://[2001:db8::5]:444/mps" },
		{ "https://[::1]", { true, "::1", 443, "" }, "https://[::1]:443/mps" },
		{ "https://h/a/b", { true, "h", 443, "/a/b" }, "https://h:443/a/b" },
	};
	static const char *const bad[] = {
		"",
		"h",
		"ftp://h",
		"https://",
		"https:///mps",
		"https://h:",
		"https://h:0",
		"https://h:65536",
		"https://h:8x",
		"https://u:p@h",
		"https://h?q",
		"https://h#f",
		"https://[::1",
		"https://[]",
		"https://[::1]x",
		"https://h\n",
		"https://h h",
		"https://a:b:c",
		"https://h/a\\b",
		"https://[::1]:",
		"https://[[::1]",
		"https://a]b",
		"https://[h]",
	};
	struct err e;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		struct cloud_url u;

		assert_true(cloud_url_parse(good[i].url, &u, &e));
		assert_int_equal(u.tls, good[i].wanted.tls);
		assert_string_equal(u.host, good[i].wanted.host);
		assert_int_equal(u.port, good[i].wanted.port);
		assert_string_equal(u.path, good[i].wanted.path);

		char *mps = cloud_mps_url(good[i].url, &e);

		assert_string_equal(mps, good[i].mps);
		free(mps);
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct cloud_url u;

		if (cloud_url_parse(bad[i], &u, &e))
			fail_msg("accepted '%s'", bad[i]);
		assert_err(e, ERR_USAGE, "no server URL");
	}
}

static void too_long_urls_are_refused(void **state)
{
	char url[1024];
	struct cloud_url u;
	struct err e;

	(void)state;
	snprintf(url, sizeof(url), "https://%0300d", 1);
	assert_false(cloud_url_parse(url, &u, &e));
	snprintf(url, sizeof(url), "https://h/%0300d", 1);
	assert_false(cloud_url_parse(url, &u, &e));
	assert_err(e, ERR_USAGE, "path is too long");
}

#define JSON "application/json"
#define HTML "text/html"
#define NOT_CONNECTED                                                                  \
	"{\"error\":\"Device not found/connected. Please connect again using CIRA.\"," \
	"\"errorDescription\":\"guid : 4c4c\"}"

/* Every shape, what it is, and its one line. */
static const struct {
	int status;
	const char *type;
	const char *body;
	enum err_domain domain;
	int code;
	const char *msg;
} shapes[] = {
	{ 400, JSON,
	  "{\"errors\":[{\"type\":\"field\",\"value\":\"S3cret\",\"msg\":\"too "
	  "short\",\"path\":\"password\",\"location\":\"body\"}]}",
	  ERR_CLOUD, 400, "HTTP status 400: password: too short" },
	{ 400, JSON,
	  "{\"errors\":[{\"msg\":\"a\",\"path\":\"p\"},{\"msg\":\"b\",\"path\":\"q\"},{"
	  "\"msg\":\"c\"},{\"msg\":\"d\"}]}",
	  ERR_CLOUD, 400, "HTTP status 400: p: a; q: b; c; ..." },
	{ 400, JSON, "{\"errors\":[]}", ERR_CLOUD, 400, "HTTP status 400: bad request" },
	{ 404, JSON, "{\"error\":\"NOT FOUND\",\"message\":\"Device ID 1 not found\"}",
	  ERR_NOT_FOUND, 404, "Device ID 1 not found" },
	{ 404, JSON, "{\"error\":\"\",\"message\":\"\"}", ERR_NOT_FOUND, 404,
	  "not found" },
	{ 404, JSON, NOT_CONNECTED, ERR_CLOUD, 404,
	  "the device is not connected to the server" },
	{ 404, JSON,
	  "{\"error\":{\"device\":\"Device not found/connected.\"},"
	  "\"errorDescription\":\"no such certificate\"}",
	  ERR_NOT_FOUND, 404, "no such certificate" },
	{ 404, "", "", ERR_NOT_FOUND, 404, "not found" },
	{ 404, HTML, "<html><pre>Cannot GET /api/v1/nosuch</pre></html>", ERR_UNSUPPORTED,
	  404, "the server does not know this request" },
	{ 404, HTML, "<html><app-root></app-root></html>", ERR_CLOUD, 404,
	  "no MPS answers at this URL" },
	{ 409, JSON, "{\"errorDescription\":\"Wireless Profile already exists: x.\"}",
	  ERR_CONFLICT, 409, "Wireless Profile already exists: x." },
	{ 409, JSON, "{\"profileName\":\"p\",\"pskPassphrase\":\"S3cret\"}", ERR_CONFLICT,
	  409, "conflict" },
	{ 412, JSON, "{\"configName\":\"p\",\"password\":\"S3cret\"}", ERR_CONFLICT, 412,
	  "precondition failed" },
	{ 401, JSON, "{\"message\":\"Unauthorized\"}", ERR_AUTH, 401, "Unauthorized" },
	{ 401, JSON, "{\"exp\":\"token expired\"}", ERR_AUTH, 401, "token expired" },
	{ 401, JSON, "{\"exp\":\"must be a number\"}", ERR_AUTH, 401,
	  "token expiry must be a number" },
	{ 403, "", "", ERR_AUTH, 403, "forbidden" },
	{ 400, JSON, "{\"error\":\"Incorrect URI or Bad Request\"}", ERR_CLOUD, 400,
	  "HTTP status 400: Incorrect URI or Bad Request" },
	{ 400, JSON,
	  "{\"Header\":{},\"Body\":{\"ReturnValue\":2066,\"ReturnValueStr\":\"NOT_"
	  "READY\"}}",
	  ERR_REFUSED, 2066, "the firmware answered 2066 NOT_READY" },
	{ 400, JSON, "{\"Body\":{\"SendOptInCode_OUTPUT\":{\"ReturnValue\":\"3\"}}}",
	  ERR_REFUSED, 3, "the firmware answered 3" },
	{ 500, "", "", ERR_CLOUD, 500, "HTTP status 500: internal server error" },
	{ 500, JSON, "{\"error\":", ERR_CLOUD, 500,
	  "HTTP status 500: internal server error" },
	{ 501, JSON, "{\"error\":\"Not Implemented\",\"errorDescription\":\"not yet\"}",
	  ERR_UNSUPPORTED, 501, "not yet" },
	{ 502, JSON, "{\"message\":\"An invalid response was received\"}", ERR_CLOUD, 502,
	  "HTTP status 502: An invalid response was received" },
	{ 503, HTML, "<html>busy</html>", ERR_CLOUD, 503,
	  "HTTP status 503: service unavailable" },
	{ 504, "", "", ERR_CLOUD, 504, "HTTP status 504: gateway timeout" },
	{ 302, HTML, "", ERR_CLOUD, 302, "HTTP status 302: unexpected status" },
	{ 200, HTML, "<html></html>", ERR_CLOUD, 200,
	  "no MPS answers at this URL, but a web page" },
	{ 200, "", "", ERR_CLOUD, 200,
	  "no MPS answers at this URL, but a reply that is not JSON" },
	{ 500, JSON, "{\"message\":\"a\\u001b[2Jb\\nc\"}", ERR_CLOUD, 500,
	  "HTTP status 500: a?[2Jb?c" },
};

static struct rest_answer answer(int status, const char *type, const char *body,
				 size_t len)
{
	return (struct rest_answer){
		.status = status, .content_type = type, .body = body, .len = len
	};
}

static void every_shape_becomes_one_line(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(shapes); i++) {
		size_t len = strlen(shapes[i].body);
		char *exact = test_memdup(shapes[i].body, len);
		struct rest_answer a =
			answer(shapes[i].status, shapes[i].type, exact, len);
		struct err e = { 0 };

		assert_null(rest_answer_read(&a, &e));
		if (e.domain != shapes[i].domain || e.code != shapes[i].code ||
		    strcmp(e.msg, shapes[i].msg) != 0)
			fail_msg("shape %zu: %d %d \"%s\"", i, e.domain, e.code, e.msg);
		assert_null(strstr(e.msg, "S3cret"));
		free(exact);
	}
}

static void good_answers_are_documents(void **state)
{
	static const char body[] = "{\"powerstate\":2}";
	struct rest_answer a = answer(200, JSON, body, strlen(body));
	struct rest_answer half = answer(200, JSON, body, strlen(body) - 1);
	struct rest_answer none = answer(204, "", "", 0);
	struct err e;
	struct doc *doc = rest_answer_read(&a, &e);

	(void)state;
	assert_non_null(doc);
	assert_string_equal(tree_member_text(doc->root, "PowerState"), "2");
	doc_free(doc);
	assert_null(rest_answer_read(&half, &e));
	assert_err(e, ERR_PROTO, "the server's answer");
	assert_null(rest_answer_read(&none, &e));
	assert_err(e, ERR_PROTO, "the server's answer");
}

static void texts_are_cut_to_their_space(void **state)
{
	struct rest_answer a = answer(500, JSON, "{\"message\":\"abcdefghij\"}", 24);
	char text[5];

	(void)state;
	rest_error_text(&a, text, sizeof(text));
	assert_string_equal(text, "abcd");
}

/* One recorded exchange: the status line, Content-Type and body of its reply. */
static bool parse_recorded(char *text, int *ret_status, char type[96], char **ret_body)
{
	char *reply = strstr(text, "--- response");
	char *http = reply ? strstr(reply, "HTTP/1.1 ") : NULL;
	char *body;

	if (!http || (strstr(text, "--- request") &&
		      strstr(strstr(text, "--- request") + 1, "--- request")))
		return false;
	body = strstr(http, "\n\n");
	if (!body)
		return false;
	*body = '\0';
	*ret_body = body + 2;
	*ret_status = atoi(http + 9);
	type[0] = '\0';
	for (char *line = http; line; line = strchr(line + 1, '\n')) {
		const char *name = *line == '\n' ? line + 1 : line;

		if (!strncasecmp(name, "content-type: ", 14))
			snprintf(type, 96, "%.*s", (int)strcspn(name + 14, ";\r\n"),
				 name + 14);
	}
	return true;
}

/* What a recorded error must say, by a part of its file's name. */
static const struct {
	const char *file;
	enum err_domain domain;
	const char *msg;
} recorded[] = {
	{ "003-authorize-bad-password", ERR_AUTH, "Incorrect Username and/or Password!" },
	{ "004-authorize-missing-password", ERR_CLOUD,
	  "HTTP status 400: password: Password is required" },
	{ "005-authorize-empty-body", ERR_CLOUD,
	  "HTTP status 400: username: Invalid value; username: User name is required; "
	  "password: Password is required" },
	{ "006-authorize-username-not-string", ERR_CLOUD,
	  "HTTP status 400: username: Invalid value" },
	{ "007-authorize-bad-json", ERR_CLOUD,
	  "HTTP status 400: Incorrect URI or Bad Request" },
	{ "008-authorize-get", ERR_UNSUPPORTED, "the server does not know this request" },
	{ "011-no-token", ERR_AUTH, "Unauthorized" },
	{ "012-bad-token", ERR_AUTH, "Bad token; invalid JSON" },
	{ "013-expired-token", ERR_AUTH, "token expired" },
	{ "014-wrong-signature", ERR_AUTH, "Invalid signature" },
	{ "015-unknown-iss", ERR_AUTH, "No credentials found for given 'iss'" },
	{ "016-token-no-exp", ERR_AUTH, "token expiry must be a number" },
	{ "018-gateway-unknown-path", ERR_CLOUD, "no MPS answers at this URL" },
	{ "038-device-get-unknown", ERR_NOT_FOUND, "not found" },
	{ "042-device-patch-unknown", ERR_NOT_FOUND,
	  "Device ID 00000000-0000-0000-0000-000000000000 not found" },
	{ "069-amt-powerstate-not-connected", ERR_CLOUD,
	  "the device is not connected to the server" },
	{ "406-amt-uppercase-guid", ERR_CLOUD,
	  "the device is not connected to the server" },
	{ "424-alarm-delete-unknown", ERR_NOT_FOUND,
	  "Alarm occurrence delete request failed for guid : "
	  "4c4c4544-0042-3510-8057-b4c04f4d3432." },
	{ "439-network-wired-patch-8021x", ERR_UNSUPPORTED,
	  "Wired 802.1X configuration is not yet supported" },
	{ "447-wifi-profile-add-duplicate", ERR_CONFLICT,
	  "Wireless Profile already exists: homenet." },
	{ "476-boot-options-109", ERR_CLOUD,
	  "HTTP status 500: Exception during Boot Setting request" },
	{ "605-short-lived-token-expired", ERR_AUTH, "token expired" },
};

/* Does a text of the server's own say it too? */
static bool in_msg(const char *body, const char *value)
{
	for (const char *p = body; (p = strstr(p, "\"msg\":\""));) {
		const char *found = strstr(p += 7, value);

		if (found && found < strchr(p, '}'))
			return true;
	}
	return false;
}

/* Values of errors[] that are long enough not to be there by accident. */
static void assert_no_value(const char *file, const char *body, const char *msg)
{
	for (const char *p = body; (p = strstr(p, "\"value\":\""));) {
		char value[64];

		p += 9;
		snprintf(value, sizeof(value), "%.*s", (int)strcspn(p, "\""), p);
		if (strlen(value) > 5 && strstr(msg, value) && !in_msg(body, value))
			fail_msg("%s: \"%s\" shows the value sent", file, msg);
	}
}

static void check_recorded(const char *file, int status, const char *type,
			   const char *body, size_t *hits)
{
	struct rest_answer a = answer(status, type, body, strlen(body));
	struct err e = { 0 };

	assert_null(rest_answer_read(&a, &e));
	if (!e.msg[0] || strpbrk(e.msg, "\n\r\t") || strchr(e.msg, '{'))
		fail_msg("%s: \"%s\" is not one line of text", file, e.msg);
	if (status == 409 || status == 412)
		assert_int_equal(e.domain, ERR_CONFLICT);
	if (status == 401)
		assert_int_equal(e.domain, ERR_AUTH);
	if (strstr(file, "not-connected") && strstr(body, "CIRA"))
		assert_err(e, ERR_CLOUD, "not connected");
	assert_no_value(file, body, e.msg);
	for (size_t i = 0; i < ARRAY_LEN(recorded); i++) {
		if (strncmp(file, recorded[i].file, strlen(recorded[i].file)) != 0)
			continue;
		if (e.domain != recorded[i].domain || strcmp(e.msg, recorded[i].msg) != 0)
			fail_msg("%s: %d \"%s\"", file, e.domain, e.msg);
		++*hits;
	}
}

static void recorded_errors_become_one_line(void **state)
{
	char *folder = xasprintf("%s/rest", test_fixtures());
	DIR *dir = opendir(folder);
	size_t errors = 0;
	size_t hits = 0;

	(void)state;
	assert_non_null(dir);
	for (struct dirent *d; (d = readdir(dir));) {
		char *path = xasprintf("%s/%s", folder, d->d_name);
		struct buf text = BUF_INIT(8 << 20);
		char type[96];
		char *body;
		int status;
		struct err e;

		if (d->d_name[0] >= '0' && d->d_name[0] <= '9' &&
		    buf_read_file(&text, path, &e) && text.len &&
		    parse_recorded(text.data, &status, type, &body) && status >= 400) {
			size_t len = strlen(body);

			while (len && body[len - 1] == '\n')
				body[--len] = '\0';
			check_recorded(d->d_name, status, type, body, &hits);
			errors++;
		}
		buf_done(&text);
		free(path);
	}
	closedir(dir);
	free(folder);
	assert_true(errors > 100);
	assert_int_equal(hits, ARRAY_LEN(recorded));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(urls_are_taken_apart),
		cmocka_unit_test(too_long_urls_are_refused),
		cmocka_unit_test(every_shape_becomes_one_line),
		cmocka_unit_test(good_answers_are_documents),
		cmocka_unit_test(texts_are_cut_to_their_space),
		cmocka_unit_test(recorded_errors_become_one_line),
	};

	return cmocka_run_group_tests_name("cloud", tests, NULL, NULL);
}
