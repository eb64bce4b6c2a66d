/* fault: SOAP faults told as errors. */
#include "core/wsman/fault.h"

#include <stdio.h>
#include <string.h>

#include "core/base/text.h"

static const struct {
	const char *subcode;
	enum err_domain domain;
	bool transient;
} faults[] = {
	{ "DestinationUnreachable", ERR_UNSUPPORTED, false },
	{ "ActionNotSupported", ERR_UNSUPPORTED, false },
	{ "AccessDenied", ERR_AUTH, false },
	{ "AlreadyExists", ERR_CONFLICT, false },
	{ "Concurrency", ERR_BUSY, true },
	{ "QuotaLimit", ERR_BUSY, true },
	{ "EndpointUnavailable", ERR_BUSY, true },
	{ "InternalError", ERR_REFUSED, true },
	{ "TimedOut", ERR_INDETERMINATE, true },
};

/* The part of a QName behind its prefix: prefixes vary, local parts do not clash. */
static const char *local_part(const char *qname)
{
	const char *colon = strrchr(qname, ':');

	return colon ? colon + 1 : qname;
}

/* The most specific code: subcodes nest. */
static const char *code_of(struct tree fault)
{
	struct tree code = tree_member(fault, "Code");
	const char *value = tree_member_text(code, "Value");
	struct tree sub = tree_member(code, "Subcode");

	for (; tree_exists(sub); sub = tree_member(sub, "Subcode")) {
		const char *text = tree_member_text(sub, "Value");

		value = text && *text ? text : value;
	}
	return value && *value ? local_part(value) : "without a code";
}

/* The last segment of the fault detail URI, "" when there is none. */
static const char *detail_of(struct tree fault)
{
	const char *uri = tree_text(tree_path(fault, "Detail.FaultDetail"));
	const char *slash = uri ? strrchr(uri, '/') : NULL;

	return slash ? slash + 1 : uri ? uri : "";
}

static enum err_domain domain_of(const char *code, const char *detail)
{
	if (!strcmp(detail, "InvalidResourceURI"))
		return ERR_UNSUPPORTED;
	for (size_t i = 0; i < ARRAY_LEN(faults); i++) {
		if (!strcmp(code, faults[i].subcode))
			return faults[i].domain;
	}
	return ERR_REFUSED;
}

bool fault_read(struct tree fault, int status, struct err *e)
{
	const char *code = code_of(fault);
	const char *detail = detail_of(fault);
	const char *reason = tree_text(tree_path(fault, "Reason.Text"));

	err_set(e, domain_of(code, detail), status, "fault %.63s%s%.250s%s%.63s%s", code,
		reason && *reason ? ": " : "", reason ? reason : "", *detail ? " (" : "",
		detail, *detail ? ")" : "");
	text_scrub(e->msg);
	err_name(e, code);
	text_scrub(e->name);
	return false;
}

bool fault_is_transient(const struct err *e)
{
	for (size_t i = 0; i < ARRAY_LEN(faults); i++) {
		if (!strcmp(e->name, faults[i].subcode))
			return faults[i].transient;
	}
	return false;
}
