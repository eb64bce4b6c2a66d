/* amt: what MPS does with a device: power, consent, features, boot. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "tests/sim/mps/mps.h"

#define POWER_SERVICE                                        \
	"http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/" \
	"CIM_PowerManagementService"
#define OPT_IN_SERVICE "http://intel.com/wbem/wscim/1/ips-schema/1/IPS_OptInService"

/* A wrong consent code, as firmware answers it. */
#define WRONG_CODE 2066u

/* MPS' names, from a table that is that of another class. */
static const char *status_name(unsigned value)
{
	switch (value) {
	case 0:
		return "SUCCESS";
	case 2:
		return "NOT_READY";
	case 3:
		return "INVALID_PT_MODE";
	case 4:
		return "INVALID_MESSAGE_LENGTH";
	case WRONG_CODE:
		return "UNSUPPORTED";
	default:
		return "UNKNOWN_ERROR";
	}
}

static void answer_wsman(struct mps *m, struct exchange *x, int status,
			 const char *service, const char *method, unsigned value)
{
	if (m->console && !strcmp(service, POWER_SERVICE))
		answer_json(x, 200, "{\"ReturnValue\":%u}", value);
	else if (m->console)
		answer_json(x, 200, "{\"Header\":{},\"Body\":{\"ReturnValue\":%u}}",
			    value);
	else
		answer_json(x, status,
			    "{\"Header\":{\"To\":\"http://schemas.xmlsoap.org/ws/2004/08/"
			    "addressing/role/anonymous\",\"RelatesTo\":0,\"Action\":"
			    "\"%s/%sResponse\",\"MessageID\":\"uuid:00000000-8086-8086-"
			    "8086-000000000156\",\"ResourceURI\":\"%s\"},\"Body\":{"
			    "\"ReturnValue\":%u,\"ReturnValueStr\":\"%s\"}}",
			    service, method, service, value, status_name(value));
}

/* ---- bodies ---- */

/* What Express makes of the body; owned. Without the header it does not look. */
static json_t *read_body(const struct exchange *x)
{
	bool json = !strncmp(x->content_type, "application/json", 16);
	json_t *body = json ? json_loadb(buf_cstr(&x->body), x->body.len, 0, NULL) : NULL;

	if (!json)
		return json_object();
	return body ? body : json_null();
}

struct errors {
	struct buf text;
};

static void error_add(struct errors *errors, const json_t *value, const char *path)
{
	AUTO(xfreep)
	char *text = value ? json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;

	buf_printf(
		&errors->text,
		"%s{\"type\":\"field\",%s%s%s\"msg\":\"Invalid value\",\"path\":\"%s\","
		"\"location\":\"body\"}",
		errors->text.len ? "," : "", text ? "\"value\":" : "", text ? text : "",
		text ? "," : "", path);
}

/* Answers 400 and is true when there are any. */
static bool errors_end(struct errors *errors, struct exchange *x)
{
	bool any = errors->text.len > 0;

	if (any)
		answer_json(x, 400, "{\"errors\":[%s]}", buf_cstr(&errors->text));
	buf_done(&errors->text);
	return any;
}

/* A number, or a string of digits. */
static bool number_of(const json_t *v, unsigned *ret)
{
	uint64_t n;

	if (json_is_integer(v) && json_integer_value(v) >= 0)
		*ret = (unsigned)json_integer_value(v);
	else if (json_is_string(v) && text_to_uint(json_string_value(v), 999999, &n))
		*ret = (unsigned)n;
	else
		return false;
	return true;
}

static bool is_boot_action(unsigned action)
{
	return action == 100 || action == 101 || (action >= 104 && action <= 110) ||
	       (action >= 200 && action <= 203) || action == 300 || action == 301 ||
	       action == 400 || action == 401 || action == 500 || action == 501;
}

static bool is_power_action(unsigned action)
{
	return (action >= 2 && action <= 17 && action != 9) || is_boot_action(action);
}

/* ---- power ---- */

static bool carry_out(struct mps_device *d, unsigned action)
{
	switch (action) {
	case 2:
		d->saving = 2;
		d->power = 2;
		return true;
	case 4:
	case 7:
		d->power = action;
		return true;
	case 8:
	case 12:
		d->power = 8;
		d->opt_in_state = 0;
		return true;
	case 5:
	case 10:
	case 11:
	case 14:
		return d->power == 2;
	case 500:
	case 501:
		d->saving = action == 500 ? 2 : 3;
		return true;
	default:
		return true;
	}
}

static void power_action(struct mps *m, struct exchange *x, const char *guid)
{
	json_t *body = read_body(x);
	const json_t *value = json_object_get(body, "action");
	struct errors errors = { BUF_INIT(4096) };
	struct mps_device *d;
	unsigned action = 0;

	if (!number_of(value, &action) || !is_power_action(action)) {
		error_add(&errors, value, "action");
		if (!value)
			error_add(&errors, NULL, "action");
	}
	if (!errors_end(&errors, x) && (d = find_device(m, x, guid))) {
		if (m->fault == FAULT_REFUSE)
			answer_wsman(m, x, 200, POWER_SERVICE, "RequestPowerStateChange",
				     4);
		else if (is_boot_action(action) ? action < 500
						: action >= 15 && action <= 17)
			answer_json(x, 200,
				    "{\"Body\":{\"RequestPowerStateChange_OUTPUT\":{"
				    "\"ReturnValue\":36,\"ReturnValueStr\":"
				    "\"INVALID_PARAMETER\"}}}");
		else if (m->fault != FAULT_IGNORE && !carry_out(d, action))
			answer_wsman(m, x, 200, POWER_SERVICE, "RequestPowerStateChange",
				     2);
		else if (action >= 500)
			answer_json(x, 200,
				    "{\"Body\":{\"ReturnValue\":0,\"ReturnValueStr\":"
				    "\"COMPLETED_WITH_NO_ERROR\"}}");
		else
			answer_wsman(m, x, 200, POWER_SERVICE, "RequestPowerStateChange",
				     0);
	}
	json_decref(body);
}

/* ---- consent ---- */

static void consent_start(struct mps *m, struct exchange *x, const char *guid)
{
	struct mps_device *d = find_device(m, x, guid);
	unsigned value = 0;

	if (!d)
		return;
	if (m->fault == FAULT_REFUSE)
		value = 3;
	else if (d->opt_in_state || !strcmp(d->consent, "none"))
		value = 2;
	else if (m->fault != FAULT_IGNORE)
		d->opt_in_state = 2;
	answer_wsman(m, x, value ? 400 : 200, OPT_IN_SERVICE, "StartOptIn", value);
}

static void consent_send(struct mps *m, struct exchange *x, const char *guid)
{
	json_t *body = read_body(x);
	const json_t *code = json_object_get(body, "consentCode");
	struct errors errors = { BUF_INIT(4096) };
	struct mps_device *d;
	unsigned number = 0;
	unsigned value = 0;

	if (!number_of(code, &number) || (m->console && !json_is_string(code)))
		error_add(&errors, code, "consentCode");
	if (!errors_end(&errors, x) && (d = find_device(m, x, guid))) {
		if (d->opt_in_state != 2)
			value = 2;
		else if (number != d->code)
			value = WRONG_CODE;
		else
			d->opt_in_state = 3;
		answer_wsman(m, x, value ? 400 : 200, OPT_IN_SERVICE, "SendOptInCode",
			     value);
	}
	json_decref(body);
}

static void consent_cancel(struct mps *m, struct exchange *x, const char *guid)
{
	struct mps_device *d = find_device(m, x, guid);

	if (!d)
		return;

	unsigned value = d->opt_in_state ? 0 : 2;

	d->opt_in_state = 0;
	answer_wsman(m, x, value ? 400 : 200, OPT_IN_SERVICE, "CancelOptIn", value);
}

/* ---- features ---- */

static const char *json_bool(bool v)
{
	return v ? "true" : "false";
}

static void features_get(struct mps *m, struct exchange *x, const char *guid)
{
	const struct mps_device *d = find_device(m, x, guid);

	if (!d)
		return;
	answer_json(x, 200,
		    "{\"userConsent\":\"%s\",\"redirection\":%s,\"KVM\":%s,\"SOL\":%s,"
		    "\"IDER\":%s,\"optInState\":%u,\"kvmAvailable\":%s,\"ocr\":%s,"
		    "\"httpsBootSupported\":%s,\"winREBootSupported\":%s,"
		    "\"localPBABootSupported\":false,%s}",
		    d->consent, json_bool(d->listener), json_bool(d->kvm),
		    json_bool(d->sol), json_bool(d->ider), d->opt_in_state,
		    json_bool(!d->no_kvm), json_bool(d->ocr), json_bool(!d->no_ocr),
		    json_bool(!d->no_ocr),
		    m->console ? "\"rpe\":false,\"rpeSupported\":true"
			       : "\"remoteErase\":false");
}

static const char *consent_name(const json_t *v)
{
	static const char *const names[] = { "none", "kvm", "all" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (json_is_string(v) && !strcmp(json_string_value(v), names[i]))
			return names[i];
	return NULL;
}

/* Firmware keeps what it must; MPS does not look at that. */
static void features_apply(const struct mps *m, struct mps_device *d, const json_t *body)
{
	bool sol = json_is_true(json_object_get(body, "enableSOL"));
	bool ider = json_is_true(json_object_get(body, "enableIDER"));
	bool kvm = json_is_true(json_object_get(body, "enableKVM")) && !d->no_kvm;
	const json_t *ocr = json_object_get(body, "ocr");

	if (sol != d->sol || ider != d->ider || kvm != d->kvm ||
	    ((sol || ider) && !d->listener))
		d->listener = sol || ider || kvm;
	d->sol = sol;
	d->ider = ider;
	d->kvm = kvm;
	if (!d->ccm)
		d->consent = consent_name(json_object_get(body, "userConsent"));
	if ((ocr || m->console) && !d->no_ocr)
		d->ocr = json_is_true(ocr);
	if (m->fault == FAULT_MEDDLE)
		d->ider = !d->ider;
}

static void features_set(struct mps *m, struct exchange *x, const char *guid)
{
	static const char *const switches[] = { "enableSOL", "enableIDER", "enableKVM" };
	json_t *body = read_body(x);
	const json_t *consent = json_object_get(body, "userConsent");
	const json_t *ocr = json_object_get(body, "ocr");
	struct errors errors = { BUF_INIT(4096) };
	struct mps_device *d;

	if (!consent_name(consent))
		error_add(&errors, consent, "userConsent");
	for (size_t i = 0; i < ARRAY_LEN(switches); i++) {
		const json_t *v = json_object_get(body, switches[i]);

		if (!json_is_boolean(v))
			error_add(&errors, v, switches[i]);
	}
	if (ocr && !json_is_boolean(ocr))
		error_add(&errors, ocr, "ocr");
	if (!errors_end(&errors, x) && (d = find_device(m, x, guid))) {
		if (m->fault != FAULT_IGNORE)
			features_apply(m, d, body);
		answer_json(x, 200, "{\"status\":\"AMT Features updated\"}");
	}
	json_decref(body);
}

/* ---- boot ---- */

#define WINRE_PATH "\\\\Device\\\\HarddiskVolume1\\\\EFI\\\\Boot\\\\winre.efi"

static void boot_sources(struct mps *m, struct exchange *x, const char *guid)
{
	static const char source[] =
		"{\"biosBootString\":\"%s\",\"bootString\":\"%s\",\"elementName\":"
		"\"Intel(r) AMT: Boot Source\",\"failThroughSupported\":2,\"instanceID\":"
		"\"Intel(r) AMT: %s\",\"structuredBiosBootString\":\"%s\"}";
	static const char *const rows[][4] = {
		{ "", "", "Force Hard-drive Boot", "CIM:Hard-Disk:1" },
		{ "", "", "Force PXE Boot", "CIM:Network:1" },
		{ "", "", "Force CD/DVD Boot", "CIM:CD/DVD:1" },
		{ "WinRe", WINRE_PATH, "Force OCR UEFI Boot Option 1",
		  "CIM:Hard-Disk:1" },
	};
	struct buf list = BUF_INIT(8192);

	if (find_device(m, x, guid)) {
		for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
			buf_puts(&list, i ? "," : "");
			buf_printf(&list, source, rows[i][0], rows[i][1], rows[i][2],
				   rows[i][3]);
		}
		answer_json(x, 200, "[%s]", buf_cstr(&list));
	}
	buf_done(&list);
}

static const char *detail(const json_t *body, const char *name)
{
	const char *text = json_string_value(
		json_object_get(json_object_get(body, "bootDetails"), name));

	return text ? text : "";
}

/* MPS wants a host name with a dot in it. */
static bool is_url(const char *url)
{
	size_t host = strncmp(url, "https://", 8) ? 0 : strcspn(url + 8, ":/?#");

	return host && memchr(url + 8, '.', host);
}

/* What ends in MPS' own exception. */
static bool boot_breaks(const struct mps *m, const json_t *body, unsigned action)
{
	const json_t *details = json_object_get(body, "bootDetails");

	if (action == 105 || action == 106)
		return !m->console &&
		       (*detail(body, "username") || *detail(body, "password"));
	if (action < 107 || action > 110)
		return false;
	return !json_is_object(details) ||
	       !strstr("\\Device\\HarddiskVolume1\\EFI\\Boot\\winre.efi",
		       detail(body, "bootPath"));
}

static bool is_reset(unsigned action)
{
	switch (action) {
	case 101:
	case 105:
	case 107:
	case 109:
	case 200:
	case 202:
	case 301:
	case 400:
		return true;
	default:
		return false;
	}
}

static void boot(struct mps *m, struct exchange *x, struct mps_device *d,
		 const json_t *body, unsigned action)
{
	const json_t *secure = json_object_get(json_object_get(body, "bootDetails"),
					       "enforceSecureBoot");
	bool consent = strcmp(d->consent, "all") != 0 || d->opt_in_state >= 3;

	if (json_is_false(secure) && d->ccm)
		answer_json(x, 400,
			    "{\"error\":\"Bad Request\",\"errorDescription\":"
			    "\"EnforceSecureBoot cannot be disabled in CCM\"}");
	else if (!consent || boot_breaks(m, body, action))
		answer_json(x, 500,
			    "{\"error\":\"Internal Server Error\",\"errorDescription\":"
			    "\"Exception during Boot Setting request\"}");
	else if (m->fault == FAULT_REFUSE)
		answer_wsman(m, x, 200, POWER_SERVICE, "RequestPowerStateChange", 4);
	else if (m->fault == FAULT_IGNORE)
		answer_wsman(m, x, 200, POWER_SERVICE, "RequestPowerStateChange", 0);
	else
		answer_wsman(m, x, 200, POWER_SERVICE, "RequestPowerStateChange",
			     carry_out(d, is_reset(action) ? 10 : 2) ? 0 : 2);
}

static void boot_options(struct mps *m, struct exchange *x, const char *guid)
{
	json_t *body = read_body(x);
	const json_t *value = json_object_get(body, "action");
	const json_t *sol = json_object_get(body, "useSOL");
	struct errors errors = { BUF_INIT(4096) };
	struct mps_device *d;
	unsigned action = 0;

	if (!number_of(value, &action) || !is_boot_action(action))
		error_add(&errors, value, "action");
	if (!json_is_boolean(sol))
		error_add(&errors, sol, "useSOL");
	if ((action == 105 || action == 106) && !is_url(detail(body, "url")))
		error_add(&errors, NULL, "bootDetails.url");
	if (!errors_end(&errors, x) && (d = find_device(m, x, guid)))
		boot(m, x, d, body, action);
	json_decref(body);
}

static void version(struct mps *m, struct exchange *x, const char *guid)
{
	const struct mps_device *d = find_device(m, x, guid);

	if (d)
		answer_json(
			x, 200,
			"{\"CIM_SoftwareIdentity\":{\"responses\":[{\"InstanceID\":"
			"\"AMT\",\"IsEntity\":true,\"VersionString\":\"16.1.25\"}],"
			"\"status\":200},\"AMT_SetupAndConfigurationService\":{"
			"\"response\":{\"ProvisioningMode\":%d,\"ProvisioningState\":2},"
			"\"status\":200}}",
			d->ccm ? 4 : 1);
}

/* The longer of two paths with one beginning first. */
static const struct {
	const char *method, *path;
	void (*answer)(struct mps *m, struct exchange *x, const char *guid);
	bool change;
} routes[] = {
	{ "GET", "version/", version, false },
	{ "GET", "features/", features_get, false },
	{ "POST", "features/", features_set, true },
	{ "POST", "power/action/", power_action, true },
	{ "GET", "power/bootSources/", boot_sources, false },
	{ "POST", "power/bootOptions/", boot_options, true },
	{ "GET", "userConsentCode/cancel/", consent_cancel, true },
	{ "GET", "userConsentCode/", consent_start, true },
	{ "POST", "userConsentCode/", consent_send, true },
};

/* What becomes of the answer on its way. */
static void lose_answer(const struct mps *m, struct exchange *x)
{
	if (m->fault == FAULT_CLOSE_CHANGE) {
		x->status = 0;
	} else if (m->fault == FAULT_502_CHANGE) {
		x->by_gateway = true;
		answer_json(x, 502,
			    "{\"message\":\"An invalid response was received from the "
			    "upstream server\"}");
	} else if (m->fault == FAULT_BAD_JSON_CHANGE) {
		answer_json(x, 200, "{\"Body\":");
	}
}

bool amt_answer(struct mps *m, struct exchange *x, const char *path)
{
	for (size_t i = 0; i < ARRAY_LEN(routes); i++) {
		size_t len = strlen(routes[i].path);

		if (strcmp(x->method, routes[i].method) != 0 ||
		    strncasecmp(path, routes[i].path, len) != 0)
			continue;
		x->change = routes[i].change;
		pthread_mutex_lock(&m->lock);
		routes[i].answer(m, x, path + len);
		pthread_mutex_unlock(&m->lock);
		if (routes[i].change)
			lose_answer(m, x);
		return true;
	}
	return false;
}

/* ---- the device as it begins ---- */

static bool take_bool(const char *value, bool *ret)
{
	*ret = !strcmp(value, "1");
	return *ret || !strcmp(value, "0");
}

bool amt_device_set(struct mps_device *d, const char *text)
{
	static const struct {
		const char *name;
		size_t offset;
	} switches[] = {
		{ "ccm=", offsetof(struct mps_device, ccm) },
		{ "listener=", offsetof(struct mps_device, listener) },
		{ "kvm=", offsetof(struct mps_device, kvm) },
		{ "sol=", offsetof(struct mps_device, sol) },
		{ "ider=", offsetof(struct mps_device, ider) },
		{ "ocr=", offsetof(struct mps_device, ocr) },
		{ "no-kvm=", offsetof(struct mps_device, no_kvm) },
		{ "no-ocr=", offsetof(struct mps_device, no_ocr) },
	};
	uint64_t code;

	for (size_t i = 0; i < ARRAY_LEN(switches); i++)
		if (!strncmp(text, switches[i].name, strlen(switches[i].name)))
			return take_bool(text + strlen(switches[i].name),
					 (bool *)((char *)d + switches[i].offset));
	if (!strncmp(text, "consent=", 8)) {
		json_t *name = json_string(text + 8);

		d->consent = consent_name(name);
		json_decref(name);
		return d->consent != NULL;
	}
	if (!strncmp(text, "code=", 5) && text_to_uint(text + 5, 999999, &code)) {
		d->code = (unsigned)code;
		return true;
	}
	return false;
}
