/* Unit tests of core/net/digest. */
#include "tests/unit/support.h"

#include <stdlib.h>
#include <string.h>

#include "core/net/digest.h"

#define REALM "Digest:727734D63A1FC0423736E48DA554E462"
#define NONCE "B9AX94iAAAAAAAAAx6rrSfPHGUrx/3uA"

/* Two real challenges, as firmware before and after 16.0 writes them. */
static const char old_firmware[] =
	"Digest realm=\"" REALM "\", nonce=\"" NONCE "\",stale=\"false\",qop=\"auth\"";
static const char new_firmware[] = "Digest realm=\"" REALM "\", nonce=\"" NONCE
				   "\",stale=\"false\",qop=\"auth-int, auth\"";

static struct secret amt_password = { .text = (char[]){ "P@ssw0rd" } };

static struct digest_challenge parsed(const char *header)
{
	struct digest_challenge c;
	struct err e;

	memset(&c, 0x55, sizeof(c));
	if (!digest_challenge_parse(header, &c, &e))
		fail_msg("%s: %s", header, e.msg);
	return c;
}

static char *authorized(const struct digest_challenge *c, const struct digest_request *r)
{
	struct buf b = BUF_INIT(DIGEST_VALUE_MAX);
	struct err e;

	if (!digest_authorize(c, r, &b, &e))
		fail_msg("%s", e.msg);
	return buf_steal(&b);
}

static void firmware_challenges_are_understood(void **state)
{
	struct digest_challenge c = parsed(old_firmware);

	(void)state;
	assert_string_equal(c.realm, REALM);
	assert_string_equal(c.nonce, NONCE);
	assert_string_equal(c.opaque, "");
	assert_int_equal(c.alg, HASH_MD5);
	assert_false(c.session);
	assert_true(c.qop_auth);
	assert_false(c.qop_auth_int);
	c = parsed(new_firmware);
	assert_true(c.qop_auth);
	assert_true(c.qop_auth_int);
}

static void responses_are_those_of_the_firmware(void **state)
{
	static const struct {
		const char *header;
		uint32_t nc;
		const char *want;
	} v[] = {
		{ old_firmware, 1,
		  "qop=auth, nc=00000001, cnonce=\"0a4f113b\", "
		  "response=\"af529a4dad3bc31d05033d7ae873aa4f\"" },
		{ old_firmware, 2,
		  "qop=auth, nc=00000002, cnonce=\"0a4f113b\", "
		  "response=\"7e3a31fbb038144972160492fa72d9b7\"" },
		{ new_firmware, 1,
		  "qop=auth-int, nc=00000001, cnonce=\"0a4f113b\", "
		  "response=\"117e513a6a20dc31fe51348c767796a9\"" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(v); i++) {
		struct digest_challenge c = parsed(v[i].header);
		struct digest_request r = { .user = "admin",
					    .password = &amt_password,
					    .method = "POST",
					    .uri = "/wsman",
					    .body = "<a/>",
					    .body_len = 4,
					    .nc = v[i].nc,
					    .cnonce = "0a4f113b" };
		AUTO(xfreep) char *got = authorized(&c, &r);
		AUTO(xfreep)
		char *want = xasprintf("Digest username=\"admin\", realm=\"" REALM
				       "\", nonce=\"" NONCE "\", uri=\"/wsman\", %s",
				       v[i].want);

		assert_string_equal(got, want);
	}
}

static void responses_are_those_of_the_rfcs(void **state)
{
	static const struct {
		const char *header, *password, *cnonce, *want;
	} v[] = {
		{ /* RFC 7616 3.9.1, which offers SHA-256 first in a header of its own */
		  "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", "
		  "algorithm=MD5, "
		  "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", "
		  "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"",
		  "Circle of Life", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
		  "8ca523f5e9506fed4657c9700eebdbec" },
		{ "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", "
		  "algorithm=SHA-256, "
		  "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", "
		  "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"",
		  "Circle of Life", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
		  "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(v); i++) {
		struct digest_challenge c = parsed(v[i].header);
		struct secret password = { .text = (char *)v[i].password };
		struct digest_request r = { .user = "Mufasa",
					    .password = &password,
					    .method = "GET",
					    .uri = "/dir/index.html",
					    .nc = 1,
					    .cnonce = v[i].cnonce };

		c.qop_auth_int = false; /* the RFC's example chooses auth */

		AUTO(xfreep) char *got = authorized(&c, &r);

		assert_non_null(strstr(got, v[i].want));
		assert_non_null(strstr(
			got,
			", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\""));
		assert_int_equal(!!strstr(got, ", algorithm=SHA-256, "), i == 1);
	}
}

/* HA1 = MD5(MD5(user:realm:password):nonce:cnonce), RFC 7616 3.4.2 */
static void sessions_hash_the_nonce_too(void **state)
{
	struct digest_challenge c =
		parsed("Digest realm=\"r\", nonce=\"n\", algorithm=MD5-sess, qop=auth");
	struct digest_request r = { .user = "admin",
				    .password = &amt_password,
				    .method = "GET",
				    .uri = "/",
				    .nc = 1,
				    .cnonce = "c" };
	const struct hash_part a1[] = { { "admin:r:P@ssw0rd", 16 } };
	const struct hash_part a2[] = { { "GET:/", 5 } };
	char h1[HASH_HEX_MAX], h2[HASH_HEX_MAX], want[HASH_HEX_MAX];
	AUTO(xfreep) char *got = authorized(&c, &r);
	struct err e;

	(void)state;
	assert_true(c.session);
	assert_true(hash_hex(HASH_MD5, a1, 1, h1, &e));
	assert_true(hash_hex(HASH_MD5, a2, 1, h2, &e));

	const struct hash_part session[] = { { h1, 32 }, { ":n:c", 4 } };

	assert_true(hash_hex(HASH_MD5, session, 2, h1, &e));

	const struct hash_part all[] = { { h1, 32 },
					 { ":n:00000001:c:auth:", 19 },
					 { h2, 32 } };

	assert_true(hash_hex(HASH_MD5, all, 3, want, &e));
	assert_non_null(strstr(got, want));
	assert_non_null(strstr(got, ", algorithm=MD5-sess, "));
}

/* RFC 2617 3.2.2.1: without qop there is neither nc nor cnonce. */
static void without_qop_it_is_rfc_2069(void **state)
{
	struct digest_challenge c = parsed("Digest realm=\"r\", nonce=\"n\"");
	struct digest_request r = { .user = "admin",
				    .password = &amt_password,
				    .method = "GET",
				    .uri = "/",
				    .nc = 1,
				    .cnonce = "c" };
	const struct hash_part a1[] = { { "admin:r:P@ssw0rd", 16 } };
	const struct hash_part a2[] = { { "GET:/", 5 } };
	char h1[HASH_HEX_MAX], h2[HASH_HEX_MAX], want[HASH_HEX_MAX];
	AUTO(xfreep) char *got = authorized(&c, &r);
	struct err e;

	(void)state;
	assert_true(hash_hex(HASH_MD5, a1, 1, h1, &e));
	assert_true(hash_hex(HASH_MD5, a2, 1, h2, &e));

	const struct hash_part all[] = { { h1, 32 }, { ":n:", 3 }, { h2, 32 } };

	assert_true(hash_hex(HASH_MD5, all, 3, want, &e));
	assert_non_null(strstr(got, want));
	assert_null(strstr(got, "nc="));
	assert_null(strstr(got, "qop="));
}

static void odd_but_valid_headers_are_understood(void **state)
{
	static const char *const good[] = {
		"digest REALM=\"r\",NONCE=\"n\"",
		"Digest realm=\"r\" , nonce = \"n\" , ",
		", ,Digest\trealm=r,\tnonce=n",
		"Digest nonce=\"n\", realm=\"r\", qop=\"token,auth\", algorithm=md5",
		"Digest realm=\"r\", nonce=\"n\", stale=FALSE, domain=\"/a /b\", "
		"x=\"\\\"\"",
		"Negotiate, Digest realm=\"r\", nonce=\"n\"",
		"Negotiate YIIKdg+/a==, Digest realm=\"r\", nonce=\"n\"",
		"Basic realm=\"x, Digest\", charset=\"UTF-8\", Digest realm=\"r\", "
		"nonce=\"n\"",
		"Digest realm=\"x\", nonce=\"y\", algorithm=SHA-512-256, "
		"Digest realm=\"r\", nonce=\"n\"",
		"Digest realm=\"r\", nonce=\"n\", Basic realm=\"other\"",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		struct digest_challenge c = parsed(good[i]);

		assert_string_equal(c.realm, "r");
		assert_string_equal(c.nonce, "n");
		assert_int_equal(c.alg, HASH_MD5);
	}
}

static void escapes_stay_as_they_are(void **state)
{
	struct digest_challenge c = parsed("Digest realm=\"a\\\"b\\\\\", nonce=\"n\"");
	struct digest_request r = { .user = "u",
				    .password = &amt_password,
				    .method = "GET",
				    .uri = "/",
				    .nc = 1,
				    .cnonce = "c" };
	AUTO(xfreep) char *got = authorized(&c, &r);

	(void)state;
	assert_non_null(strstr(got, "realm=\"a\\\"b\\\\\", nonce=\"n\""));
}

static void refuse(const char *header, enum err_domain domain, const char *part)
{
	struct digest_challenge c;
	struct err e;
	char *exact = test_memdup(header, strlen(header) + 1);

	memset(&c, 0x55, sizeof(c));
	if (digest_challenge_parse(exact, &c, &e))
		fail_msg("%s was accepted", header);
	assert_err(e, domain, part);
	assert_int_equal(c.realm[0], 0x55); /* untouched */
	free(exact);
}

static void malformed_challenges_are_refused(void **state)
{
	static const struct {
		const char *header, *part;
	} bad[] = {
		{ "Digest", "no realm" },
		{ "Digest nonce=\"n\"", "no realm" },
		{ "Digest realm=\"r\"", "no nonce" },
		{ "Digest realm=\"r\", nonce=\"\"", "no nonce" },
		{ "Digest realm=\"r", "unclosed quote" },
		{ "Digest realm=\"r\\\"", "unclosed quote" },
		{ "Digest realm=\"r\\", "unclosed quote" },
		{ "Digest realm=\"r\", nonce=", "without a value" },
		{ "Digest realm=\"r\", nonce=\"n\"x", "no comma" },
		{ "Digest realm=\"r\" nonce=\"n\"", "no comma" },
		{ "Digest realm=\"r\", nonce=\"n\", realm=\"s\"", "two realms" },
		{ "Digest realm=\"r\", nonce=\"n\", nonce=\"m\"", "two nonces" },
		{ "Digest realm=\"r\", nonce=\"n\", qop=auth, qop=auth", "two qops" },
		{ "Digest realm=\"r\", nonce=\"n\", opaque=a, opaque=b", "two opaques" },
		{ "Digest realm=\"r\", nonce=\"n\", algorithm=MD5, algorithm=MD5",
		  "two algorithms" },
		{ "Digest realm=\"a\nb\", nonce=\"n\"", "control character" },
		{ "Digest realm=\"a\x7f\", nonce=\"n\"", "control character" },
		{ "\"Digest\" realm=\"r\"", "no scheme" },
		{ "=x", "no scheme" },
		{ "Digest=x", "no scheme" },
		{ "Basic realm=\"", "unclosed quote" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		refuse(bad[i].header, ERR_PROTO, bad[i].part);
}

static void what_we_cannot_answer_is_told(void **state)
{
	(void)state;
	refuse("", ERR_UNSUPPORTED, "no digest challenge");
	refuse("Negotiate", ERR_UNSUPPORTED, "no digest challenge");
	refuse("Basic realm=\"x\"", ERR_UNSUPPORTED, "no digest challenge");
	refuse("Digest realm=\"r\", nonce=\"n\", algorithm=SHA-512-256", ERR_UNSUPPORTED,
	       "unknown algorithm");
	refuse("Digest realm=\"r\", nonce=\"n\", qop=\"token\"", ERR_UNSUPPORTED,
	       "unknown qop");
	refuse("Digest realm=\"r\", nonce=\"n\", algorithm=MD5-sess", ERR_UNSUPPORTED,
	       "without qop");
}

static void lengths_have_limits(void **state)
{
	char text[300];

	(void)state;
	memset(text, 'x', sizeof(text));
	for (int len = 126; len <= 129; len++) {
		AUTO(xfreep)
		char *h = xasprintf("Digest nonce=\"n\", realm=\"%.*s\"", len, text);

		if (len <= 127)
			assert_int_equal(strlen(parsed(h).realm), len);
		else
			refuse(h, ERR_PROTO, "realm over 127 bytes");
	}
	for (int len = 254; len <= 257; len++) {
		AUTO(xfreep)
		char *h = xasprintf("Digest realm=\"r\", nonce=\"%.*s\"", len, text);

		if (len <= 255)
			assert_int_equal(strlen(parsed(h).nonce), len);
		else
			refuse(h, ERR_PROTO, "nonce over 255 bytes");
	}
}

static void every_prefix_is_refused_or_whole(void **state)
{
	(void)state;
	for (size_t n = 0; n < strlen(new_firmware); n++) {
		char *exact = test_memdup(new_firmware, n + 1);
		struct digest_challenge c;
		struct err e;

		exact[n] = '\0';
		if (digest_challenge_parse(exact, &c, &e)) {
			assert_string_equal(c.realm, REALM);
			assert_string_equal(c.nonce, NONCE);
		} else {
			assert_true(e.domain == ERR_PROTO || e.domain == ERR_UNSUPPORTED);
		}
		free(exact);
	}
}

static void names_that_cannot_be_quoted_are_refused(void **state)
{
	static const char *const users[] = { "", "a\"b", "a\\b", "a:b", "a\nb", "a\x7f" };
	struct digest_challenge c = parsed(old_firmware);
	char longest[258];
	struct digest_request r = { .password = &amt_password,
				    .method = "GET",
				    .uri = "/",
				    .nc = 1,
				    .cnonce = "c" };
	struct buf b = BUF_INIT(DIGEST_VALUE_MAX);
	struct err e;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(users); i++) {
		r.user = users[i];
		assert_false(digest_authorize(&c, &r, &b, &e));
		assert_err(e, ERR_USAGE, "the user name");
	}
	memset(longest, 'u', sizeof(longest) - 1);
	longest[257] = '\0';
	r.user = longest;
	assert_false(digest_authorize(&c, &r, &b, &e));
	longest[256] = '\0';
	assert_true(digest_authorize(&c, &r, &b, &e));
	buf_clear(&b);
	r.user = "admin";
	r.uri = "/a\"b";
	assert_false(digest_authorize(&c, &r, &b, &e));
	assert_err(e, ERR_USAGE, "path");
	buf_wipe(&b);
}

/* The longest of everything must fit what DIGEST_VALUE_MAX promises. */
static void the_longest_value_fits(void **state)
{
	struct digest_challenge c = { .alg = HASH_SHA256,
				      .session = true,
				      .qop_auth = true };
	char user[257] = { 0 }, uri[1025] = { 0 };
	struct digest_request r = { .user = user,
				    .password = &amt_password,
				    .method = "POST",
				    .uri = uri,
				    .nc = UINT32_MAX,
				    .cnonce = "0123456789abcdef0123456789abcdef" };

	(void)state;
	memset(user, 'u', 256);
	memset(uri, 'i', 1024);
	memset(c.realm, 'r', sizeof(c.realm) - 1);
	memset(c.nonce, 'n', sizeof(c.nonce) - 1);
	memset(c.opaque, 'o', sizeof(c.opaque) - 1);

	AUTO(xfreep) char *got = authorized(&c, &r);

	assert_non_null(strstr(got, "nc=ffffffff"));
	assert_true(strlen(got) < DIGEST_VALUE_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(firmware_challenges_are_understood),
		cmocka_unit_test(responses_are_those_of_the_firmware),
		cmocka_unit_test(responses_are_those_of_the_rfcs),
		cmocka_unit_test(sessions_hash_the_nonce_too),
		cmocka_unit_test(without_qop_it_is_rfc_2069),
		cmocka_unit_test(odd_but_valid_headers_are_understood),
		cmocka_unit_test(escapes_stay_as_they_are),
		cmocka_unit_test(malformed_challenges_are_refused),
		cmocka_unit_test(what_we_cannot_answer_is_told),
		cmocka_unit_test(lengths_have_limits),
		cmocka_unit_test(every_prefix_is_refused_or_whole),
		cmocka_unit_test(names_that_cannot_be_quoted_are_refused),
		cmocka_unit_test(the_longest_value_fits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
