/* features over WS-MAN: reading them, a Get for each class. */
#include "core/direct/features.h"

/* The members of one class. */
#define RECORD(id, ...)                                                             \
	static const struct field id##_fields[] = { __VA_ARGS__, F_END };           \
	static const struct record id##_record = { .name = #id,                     \
						   .summary = #id,                  \
						   .size = sizeof(                  \
							   struct features_source), \
						   .fields = id##_fields }

// clang-format off
RECORD(redirection,
	F_UINT(struct features_source, redirection, "EnabledState", 0, ""),
	F_BOOL(struct features_source, listener, "ListenerEnabled", 0, ""),
	F_STRINGS(struct features_source, access_log, "AccessLog", FIELD_RO, ""));
RECORD(opt_in,
	F_ENUM(struct features_source, consent, "OptInRequired", NULL, 0, ""),
	F_ENUM(struct features_source, opt_in_state, "OptInState", NULL, 0, ""),
	F_BOOL(struct features_source, can_modify, "CanModifyOptInPolicy", 0, ""));
RECORD(kvm, F_UINT(struct features_source, kvm, "EnabledState", 0, ""));
RECORD(web_ui, F_UINT(struct features_source, web_ui, "EnabledState", 0, ""));
RECORD(general,
	F_BOOL(struct features_source, ping, "PingResponseEnabled", 0, ""),
	F_BOOL(struct features_source, rmcp_ping, "RmcpPingResponseEnabled", 0, ""));
RECORD(boot, F_UINT(struct features_source, boot, "EnabledState", 0, ""));
// clang-format on

static const struct {
	const char *name;
	const struct record *record;
	unsigned major, minor; /* the firmware that it came with, or that put it to use */
} classes[FEATURES_CLASSES] = {
	[FEATURES_REDIRECTION] = { "AMT_RedirectionService", &redirection_record, 0, 0 },
	[FEATURES_OPT_IN] = { "IPS_OptInService", &opt_in_record, 6, 2 },
	[FEATURES_KVM] = { "CIM_KVMRedirectionSAP", &kvm_record, 6, 0 },
	[FEATURES_WEB_UI] = { "AMT_WebUIService", &web_ui_record, 0, 0 },
	[FEATURES_GENERAL] = { "AMT_GeneralSettings", &general_record, 0, 0 },
	[FEATURES_BOOT] = { "CIM_BootService", &boot_record, 15, 0 },
};

const char *features_class_name(enum features_class c)
{
	return classes[c].name;
}

const struct record *features_class_record(enum features_class c)
{
	return classes[c].record;
}

/* Known to be older than that? */
static bool older(const struct device *d, unsigned major, unsigned minor)
{
	struct amt_version v = direct_version(d);

	return v.part[0] &&
	       (v.part[0] < major || (v.part[0] == major && v.part[1] < minor));
}

void features_read_done(struct features_read *r)
{
	strv_done(&r->s.access_log);
	for (size_t i = 0; i < FEATURES_CLASSES; i++)
		doc_free(r->docs[i]);
}

static bool read_class(struct device *d, enum features_class c, struct features_read *r,
		       struct err *e)
{
	struct doc *doc = NULL;
	struct err failure;

	if (older(d, classes[c].major, classes[c].minor))
		return true;
	if (!direct_get(d, classes[c].name, &doc, &failure)) {
		/* Where KVM is not licensed some firmware has no better answer than 400.
		 */
		if (failure.domain == ERR_UNSUPPORTED ||
		    (c == FEATURES_KVM && failure.domain == ERR_REFUSED))
			return true;
		*e = failure;
		return false;
	}
	doc_free(r->docs[c]);
	r->docs[c] = doc;
	return record_read(classes[c].record, doc->root, &r->s, e);
}

bool features_read(struct device *d, unsigned wanted, struct features_read *r,
		   struct err *e)
{
	for (unsigned c = 0; c < FEATURES_CLASSES; c++)
		if (wanted & 1u << c && !read_class(d, (enum features_class)c, r, e))
			return false;
	return true;
}

static struct rec_bool bit_of(const struct rec_uint *pair, unsigned bit)
{
	bool known =
		pair->set && pair->v >= FEATURES_PAIR && pair->v <= FEATURES_PAIR + 3;

	return (struct rec_bool){ .set = known, .v = known && pair->v & bit };
}

void features_of(const struct device *d, const struct features_source *s,
		 struct features *ret)
{
	*ret = (struct features){
		.kvm = { s->kvm.set, s->kvm.v == 2 || s->kvm.v == 6 },
		.sol = bit_of(&s->redirection, 2),
		.ider = bit_of(&s->redirection, 1),
		.listener = s->listener,
		.consent = s->consent,
		.opt_in_state = s->opt_in_state,
		.web_ui = { s->web_ui.set, s->web_ui.v == 2 },
		.ping = s->ping,
		.rmcp_ping = s->rmcp_ping,
		.ocr = bit_of(&s->boot, 1),
		.platform_erase = bit_of(&s->boot, 2),
	};
	if (older(d, 16, 0))
		ret->platform_erase.set = false;
}

bool direct_features_get(struct device *d, struct features *ret, struct err *e)
{
	AUTO(features_read_done) struct features_read r = { 0 };

	if (!features_read(d, FEATURES_ALL, &r, e))
		return false;
	features_of(d, &r.s, ret);
	return true;
}
