/* routes: the gateway in front, and the MPS behind it. */
#include "tests/sim/mps/mps.h"

#include <ctype.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void answer_v(struct exchange *x, int status, const char *type, const char *fmt,
		     va_list ap) PRINTF_LIKE(4, 0);

static void answer_v(struct exchange *x, int status, const char *type, const char *fmt,
		     va_list ap)
{
	AUTO(xfreep) char *text = xvasprintf(fmt, ap);

	buf_clear(&x->reply);
	buf_puts(&x->reply, text);
	x->status = status;
	x->type = type;
}

void answer_json(struct exchange *x, int status, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	answer_v(x, status, "application/json; charset=utf-8", fmt, ap);
	va_end(ap);
}

void answer_page(struct exchange *x, int status, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	answer_v(x, status, "text/html", fmt, ap);
	va_end(ap);
}

static void answer_empty(struct exchange *x, int status)
{
	buf_clear(&x->reply);
	x->status = status;
	x->type = NULL;
}

/* Express' page for a route it lacks. */
static void unknown_route(struct exchange *x, const char *path)
{
	answer_page(x, 404,
		    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta "
		    "charset=\"utf-8\">\n<title>Error</title>\n</head>\n<body>\n"
		    "<pre>Cannot %s %s</pre>\n</body>\n</html>\n",
		    x->method, path);
	x->type = "text/html; charset=utf-8";
}

/* MPS' list of what is wrong with the login's body. */
static bool validate_login(struct exchange *x, const json_t *body, const char **ret_user,
			   const char **ret_password)
{
	const json_t *user = json_object_get(body, "username");
	const json_t *password = json_object_get(body, "password");
	struct buf errors = BUF_INIT(4096);
	char value[32] = "";

	if (!user)
		buf_puts(&errors,
			 ",{\"type\":\"field\",\"msg\":\"Invalid "
			 "value\",\"path\":\"username\","
			 "\"location\":\"body\"},{\"type\":\"field\",\"msg\":\"User name "
			 "is "
			 "required\",\"path\":\"username\",\"location\":\"body\"}");
	else if (!json_is_string(user)) {
		if (json_is_integer(user))
			snprintf(value, sizeof(value), "\"value\":%lld,",
				 (long long)json_integer_value(user));
		buf_printf(&errors,
			   ",{\"type\":\"field\",%s\"msg\":\"Invalid value\",\"path\":"
			   "\"username\",\"location\":\"body\"}",
			   value);
	}
	if (!json_is_string(password))
		buf_puts(&errors,
			 ",{\"type\":\"field\",\"msg\":\"Password is required\",\"path\":"
			 "\"password\",\"location\":\"body\"}");
	*ret_user = json_string_value(user);
	*ret_password = json_string_value(password);
	if (errors.len)
		answer_json(x, 400, "{\"errors\":[%s]}", buf_cstr(&errors) + 1);

	bool good = !errors.len;

	buf_done(&errors);
	return good;
}

static void login(struct mps *m, struct exchange *x)
{
	const char *user, *password;

	if (m->fault == FAULT_LOGIN_405) {
		answer_json(x, 405, "{\"message\":\"Login disabled\"}");
		return;
	}

	/* Without the header Express does not look at the body. */
	bool json = !strncmp(x->content_type, "application/json", 16);
	json_t *body = json ? json_loadb(buf_cstr(&x->body), x->body.len, 0, NULL)
			    : json_object();

	if (!body)
		answer_json(x, 400, "{\"error\":\"Incorrect URI or Bad Request\"}");
	else if (validate_login(x, body, &user, &password)) {
		if (strcasecmp(user, m->user) != 0 ||
		    strcmp(password, m->password) != 0) {
			answer_json(
				x, 401,
				"{\"message\":\"Incorrect Username and/or Password!\"}");
		} else {
			struct buf token = BUF_INIT(4096);

			token_issue(m, &token);
			answer_json(x, 200, "{\"token\":\"%s\"}", buf_cstr(&token));
			buf_done(&token);
		}
	}
	json_decref(body);
}

static bool is_guid(const char *s)
{
	if (strlen(s) != 36)
		return false;
	for (size_t i = 0; i < 36; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash ? s[i] != '-' : !isxdigit((unsigned char)s[i]))
			return false;
	}
	return true;
}

struct mps_device *find_device(struct mps *m, struct exchange *x, const char *guid)
{
	if (!is_guid(guid)) {
		json_t *value = json_string(guid);
		AUTO(xfreep)
		char *text = value ? json_dumps(value, JSON_ENCODE_ANY) : NULL;

		answer_json(
			x, 400,
			"{\"errors\":[{\"type\":\"field\",\"value\":%s,\"msg\":"
			"\"Invalid value\",\"path\":\"guid\",\"location\":\"params\"}]}",
			text ? text : "null");
		json_decref(value);
		return NULL;
	}
	for (size_t i = 0; i < m->devices_n; i++)
		if (m->devices[i].connected && !strcmp(m->devices[i].guid, guid))
			return &m->devices[i];
	answer_json(x, 404,
		    "{\"error\":\"Device not found/connected. Please connect again using "
		    "CIRA.\",\"errorDescription\":\"guid : %s\"}",
		    guid);
	return NULL;
}

static void power_state(struct mps *m, struct exchange *x, const char *guid)
{
	const struct mps_device *d = find_device(m, x, guid);

	if (!d)
		return;
	if (m->console)
		answer_json(x, 200, "{\"powerstate\":%u,\"osPowerSavingState\":%u}",
			    d->power, d->saving);
	else if (m->fault == FAULT_NO_STATE)
		answer_json(x, 200, "{\"OSPowerSavingState\":%u}", d->saving);
	else if (m->fault == FAULT_STRINGS)
		answer_json(x, 200,
			    "{\"powerState\":\"%u\",\"osPowerSavingState\":\"%u\"}",
			    d->power, d->saving);
	else
		answer_json(x, 200, "{\"powerstate\":%u,\"OSPowerSavingState\":%u}",
			    d->power, d->saving);
}

static void power_capabilities(struct mps *m, struct exchange *x, const char *guid)
{
	if (find_device(m, x, guid))
		answer_json(
			x, 200,
			"{\"Power up\":2,\"Power cycle\":5,\"Power down\":8,\"Reset\":10,"
			"\"Soft-off\":12,\"Soft-reset\":14,\"Sleep\":4,\"Hibernate\":7,"
			"\"Power up to BIOS\":100,\"Reset to BIOS\":101,\"Reset to "
			"Secure "
			"Erase\":104,\"Reset to IDE-R Floppy\":200,\"Power on to IDE-R "
			"Floppy\":201,\"Reset to IDE-R CDROM\":202,\"Power on to IDE-R "
			"CDROM\":203,\"Reset to PXE\":400,\"Power on to PXE\":401}");
}

/* True when a scripted fault has answered. */
static bool play_fault(struct mps *m, struct exchange *x)
{
	bool first;

	pthread_mutex_lock(&m->lock);
	first = !m->faults_done;
	if (m->fault == FAULT_502_ONCE || m->fault == FAULT_CLOSE_ONCE)
		m->faults_done++;
	pthread_mutex_unlock(&m->lock);
	switch (m->fault) {
	case FAULT_HTML_200:
		answer_page(
			x, 200,
			"<!doctype html><html><body><app-root></app-root></body></html>");
		return true;
	case FAULT_502_ONCE:
		if (!first)
			return false;
		/* fall through */
	case FAULT_502:
		x->by_gateway = true;
		answer_json(x, 502,
			    "{\"message\":\"An invalid response was received from the "
			    "upstream server\"}");
		return true;
	case FAULT_BAD_JSON:
		answer_json(x, 200, "{\"powerstate\":2,\"OSPower");
		return true;
	case FAULT_CLOSE_ONCE:
		x->status = 0;
		return first;
	case FAULT_EMPTY_500:
		answer_empty(x, 500);
		return true;
	case FAULT_NONE:
	case FAULT_TOKEN_EXPIRED_ONCE:
	case FAULT_SLOW:
	case FAULT_NO_STATE:
	case FAULT_STRINGS:
	case FAULT_LOGIN_405:
	case FAULT_REFUSE:
	case FAULT_IGNORE:
	case FAULT_MEDDLE:
	case FAULT_CLOSE_CHANGE:
	case FAULT_502_CHANGE:
	case FAULT_BAD_JSON_CHANGE:
		break;
	}
	return false;
}

/* Another connection may be changing the device. */
static void locked(void (*answer)(struct mps *m, struct exchange *x, const char *guid),
		   struct mps *m, struct exchange *x, const char *guid)
{
	pthread_mutex_lock(&m->lock);
	answer(m, x, guid);
	pthread_mutex_unlock(&m->lock);
}

/* The rest of path behind prefix, NULL when it does not begin with it. */
static const char *below(const char *path, const char *prefix)
{
	size_t len = strlen(prefix);

	return strncasecmp(path, prefix, len) ? NULL : path + len;
}

/* MPS itself; Express does not care about the case of a path. */
static void mps_answer(struct mps *m, struct exchange *x, const char *path)
{
	bool get = !strcmp(x->method, "GET");
	const char *guid;

	if (!strcasecmp(path, "/api/v1/authorize")) {
		if (!strcmp(x->method, "POST"))
			login(m, x);
		else
			unknown_route(x, path);
		return;
	}
	if (play_fault(m, x))
		return;
	if (get && m->console && !strcasecmp(path, "/api/v1/server/features"))
		answer_json(x, 200, "{\"ciraEnabled\":true}");
	else if (get && !m->console && !strcasecmp(path, "/api/v1/version"))
		answer_json(x, 200, "{\"serviceVersion\":\"2.34.1\"}");
	else if (get && (guid = below(path, "/api/v1/amt/power/state/")))
		locked(power_state, m, x, guid);
	else if (get && (guid = below(path, "/api/v1/amt/power/capabilities/")))
		power_capabilities(m, x, guid);
	else if (!(guid = below(path, "/api/v1/amt/")) || !amt_answer(m, x, guid))
		unknown_route(x, path);
}

void gateway_answer(struct mps *m, struct exchange *x)
{
	const char *path = x->path;
	const char *rest;
	AUTO(xfreep) char *alias = NULL;

	if (m->direct) {
		mps_answer(m, x, path);
		return;
	}
	if (!strcmp(path,
		    m->console ? "/api/v1/authorize" : "/mps/login/api/v1/authorize")) {
		mps_answer(m, x, "/api/v1/authorize");
		return;
	}
	rest = m->console ? path : below(path, "/mps/");
	if (rest) {
		rest -= !m->console;
	} else if ((rest = below(path, "/device/power/state/"))) {
		alias = xasprintf("/api/v1/amt/power/state/%s", rest);
		rest = alias;
	} else {
		x->by_gateway = true;
		answer_page(
			x, 404,
			"<!doctype html><html><body><app-root></app-root></body></html>");
		return;
	}

	const char *refusal = token_check(m, x->authorization);

	if (refusal) {
		x->by_gateway = true;
		answer_json(x, 401, "%s", refusal);
		return;
	}
	mps_answer(m, x, rest);
}
