/* boot over WS-MAN: AMT_BootSettingData and the CIM classes around it. */
#include "core/device/boot.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/device/catalog.h"
#include "core/direct/direct_device.h"

#define BOOT_CONFIG "Intel(r) AMT: Boot Configuration 0"

/* Most sources that a device may have; firmware has about fifteen. */
#define SOURCES_MAX 256

bool direct_boot_get(struct device *d, struct doc **ret, struct err *e)
{
	return direct_get(d, "AMT_BootSettingData", ret, e);
}

bool direct_boot_put(struct device *d, struct tree instance, bool secret,
		     struct doc **ret, struct err *e)
{
	static const struct wsman_ref what = { .class_name = "AMT_BootSettingData" };

	return wsman_put(direct_of(d)->wsman, &what, instance, secret, ret, e);
}

bool direct_boot_capabilities(struct device *d, struct boot_capabilities *ret,
			      struct err *e)
{
	AUTO(doc_freep) struct doc *doc = NULL;

	return direct_get(d, "AMT_BootCapabilities", &doc, e) &&
	       record_read(&boot_capabilities_record, doc->root, ret, e);
}

static bool add_source(void *arg, struct tree instance, struct err *e)
{
	struct boot_sources *s = arg;

	if (s->n == SOURCES_MAX)
		return err_set(e, ERR_PROTO, 0, "over %d boot sources", SOURCES_MAX);
	s->v = xreallocarray(s->v, s->n + 1, sizeof(*s->v));
	s->v[s->n] = (struct boot_source){ 0 };
	return record_read(&boot_source_record, instance, &s->v[s->n++], e);
}

bool direct_boot_sources(struct device *d, struct boot_sources *ret, struct err *e)
{
	return wsman_enumerate(direct_of(d)->wsman, "CIM_BootSourceSetting", add_source,
			       ret, e);
}

/* The InstanceID in a reference that a property holds; NULL: it has none. */
static const char *referenced(struct tree t, const char *property)
{
	struct tree ref = tree_member(t, property);

	return tree_text(tree_path(ref, "ReferenceParameters.SelectorSet.Selector"));
}

/* 1: is next, 3: is next for a single use. */
static bool add_next(void *arg, struct tree instance, struct err *e)
{
	struct boot_armed *a = arg;
	const char *setting = referenced(instance, "SettingData");
	const char *next = tree_member_text(instance, "IsNext");

	(void)e;
	if (setting && !strcmp(setting, BOOT_CONFIG) && next)
		a->next = (struct rec_bool){ true,
					     !strcmp(next, "1") || !strcmp(next, "3") };
	return true;
}

/* The first in the order; 0: not used. */
static bool add_chosen(void *arg, struct tree instance, struct err *e)
{
	struct boot_armed *a = arg;
	const char *source = referenced(instance, "PartComponent");
	const char *sequence = tree_member_text(instance, "AssignedSequence");
	const char *config = referenced(instance, "GroupComponent");

	(void)e;
	if (!source || !sequence || !config || strcmp(config, BOOT_CONFIG) != 0)
		return true;
	a->source_told = true;
	if (!strcmp(sequence, "1") && !a->source)
		a->source = xstrdup(source);
	return true;
}

bool direct_boot_armed(struct device *d, struct boot_armed *ret, struct err *e)
{
	return direct_enumerate(d, "CIM_ElementSettingData", add_next, ret, e) &&
	       direct_enumerate(d, "CIM_OrderedComponent", add_chosen, ret, e);
}

struct fact {
	struct rec_uint value;
};

// clang-format off
static const struct field state_fields[] = { F_UINT(struct fact, value, "EnabledState", 0, ""), F_END };
static const struct field mode_fields[] = { F_UINT(struct fact, value, "CurrentControlMode", 0, ""), F_END };
// clang-format on
static const struct record state_record = { .name = "state",
					    .summary = "state",
					    .size = sizeof(struct fact),
					    .fields = state_fields };
static const struct record mode_record = { .name = "mode",
					   .summary = "mode",
					   .size = sizeof(struct fact),
					   .fields = mode_fields };

bool direct_boot_fact(struct device *d, unsigned what, struct rec_uint *ret,
		      struct err *e)
{
	static const struct {
		const char *class_name;
		const struct record *record;
	} facts[] = {
		[BOOT_FACT_SERVICE] = { "CIM_BootService", &state_record },
		[BOOT_FACT_KVM] = { "CIM_KVMRedirectionSAP", &state_record },
		[BOOT_FACT_CONTROL_MODE] = { "IPS_HostBasedSetupService", &mode_record },
	};
	struct fact fact = { .value = *ret };

	if (!direct_read(d, facts[what].class_name, NULL, facts[what].record, &fact, e))
		return false;
	*ret = fact.value;
	return true;
}

/* Up to AMT 5 the parameter is called source. */
static const char *source_name(const struct device *d)
{
	struct amt_version v = direct_version(d);

	return v.part[0] && v.part[0] < 6 ? "source" : "Source";
}

bool direct_boot_order(struct device *d, const char *source, struct err *e)
{
	static const struct wsman_ref config = { .class_name = "CIM_BootConfigSetting" };
	const struct wsman_selector key = { .name = "InstanceID", .value = source };
	const struct wsman_ref ref = { .class_name = "CIM_BootSourceSetting",
				       .selectors = &key,
				       .n = 1 };
	const struct wsman_param param = { .name = source_name(d), .ref = &ref };

	return wsman_invoke(direct_of(d)->wsman, &config, "ChangeBootOrder", &param,
			    source ? 1 : 0, catalog_returns(RETURNS_BOOT), NULL, e);
}

bool direct_boot_role(struct device *d, uint32_t role, struct err *e)
{
	static const struct wsman_ref service = { .class_name = "CIM_BootService" };
	static const struct wsman_selector key = { .name = "InstanceID",
						   .value = BOOT_CONFIG };
	static const struct wsman_ref config = { .class_name = "CIM_BootConfigSetting",
						 .selectors = &key,
						 .n = 1 };
	char value[16];
	const struct wsman_param params[] = {
		{ .name = "BootConfigSetting", .ref = &config },
		{ .name = "Role", .value = value },
	};

	snprintf(value, sizeof(value), "%" PRIu32, role);
	return wsman_invoke(direct_of(d)->wsman, &service, "SetBootConfigRole", params,
			    ARRAY_LEN(params), catalog_returns(RETURNS_BOOT), NULL, e);
}
