/* boot: arming the next boot. */
#include "tests/sim/boot.h"

#include <stdlib.h>
#include <string.h>

#include "tests/sim/classes.h"
#include "tests/sim/consent.h"
#include "tests/sim/device.h"

#define ROLE_NEXT_SINGLE_USE 1
#define ROLE_NOT_NEXT 32768

/* Return values of the boot methods. */
enum boot_return {
	BOOT_RETURN_DONE = 0,
	BOOT_RETURN_NOT_SUPPORTED = 1,
	BOOT_RETURN_FAILED = 2,
	BOOT_RETURN_INVALID_REFERENCE = 4,
	BOOT_RETURN_INVALID_PARAMETER = 5,
	BOOT_RETURN_ACCESS_DENIED = 6,
};

void boot_done(struct boot *b)
{
	free(b->last_target);
	*b = (struct boot){ 0 };
}

bool boot_conflict_parse(enum boot_conflict *ret, const char *text, struct err *e)
{
	static const char *const names[] = { [CONFLICT_ROLE] = "role",
					     [CONFLICT_PUT] = "put",
					     [CONFLICT_ORDER] = "order",
					     [CONFLICT_NONE] = "none" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (strcmp(text, names[i]) != 0)
			continue;
		*ret = (enum boot_conflict)i;
		return true;
	}
	return err_set(e, ERR_USAGE, 0,
		       "--boot-conflict: neither put, order, role nor none");
}

bool boot_is(const struct inst *i, const char *property)
{
	return i && !strcmp(inst_text(i, property), "true");
}

bool boot_options_conflict(const struct inst *settings)
{
	static const char *const names[] = { "UseSOL", "UseIDER", "ReflashBIOS",
					     "BIOSPause", "BIOSSetup" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (boot_is(settings, names[i]))
			return true;
	}
	return false;
}

const char *boot_source_name(const struct inst *source)
{
	const char *id = source ? inst_text(source, "InstanceID") : "none";
	const char *colon = strstr(id, ": ");

	return colon ? colon + 2 : id;
}

static void choose(struct device *d, const struct inst *source)
{
	if (d->boot.source != source)
		journal_texts(d, "boot-source", boot_source_name(d->boot.source),
			      boot_source_name(source));
	d->boot.source = source;
}

static void set_next(struct device *d, bool next)
{
	if (d->boot.next != next)
		journal_state(d, "boot-role", next ? ROLE_NOT_NEXT : ROLE_NEXT_SINGLE_USE,
			      next ? ROLE_NEXT_SINGLE_USE : ROLE_NOT_NEXT);
	d->boot.next = next;
}

/* Back to false and 0; EnforceSecureBoot is a policy and stays. */
void boot_clear(struct device *d)
{
	const struct inst *i = store_first(&d->store, "AMT_BootSettingData");

	choose(d, NULL);
	set_next(d, false);
	if (!i)
		return;

	struct inst *own = device_edit(d, i);

	for (size_t k = 0; k < own->n; k++) {
		struct prop *p = &own->v[k];
		bool keeps = word_in(own->class->read_only, p->name) ||
			     !strcmp(p->name, "EnforceSecureBoot");

		if (keeps || p->kind != VALUE_TEXT)
			continue;
		if (!strcmp(p->text, "true")) {
			free(p->text);
			p->text = xstrdup("false");
		}
	}
	inst_set_uint(own, "BootMediaIndex", 0);
	inst_set_uint(own, "FirmwareVerbosity", 0);
	inst_set_uint(own, "IDERBootDevice", 0);
	inst_drop(own, "UefiBootParametersArray");
	if (inst_prop(own, "UefiBootNumberOfParams"))
		inst_set_uint(own, "UefiBootNumberOfParams", 0);
	if (inst_prop(own, "OptionsCleared"))
		inst_set(own, "OptionsCleared", "true");
}

/* The instance that an endpoint reference names, or what is wrong with it. */
static uint32_t find_referenced(const struct device *d, const xmlNode *n,
				const char *class_name, const struct inst **ret)
{
	AUTO(ref_freep) struct ref *ref = node_ref(n, 0);
	size_t cursor = 0;

	if (!ref || !node_child(n, NS_WSA, "Address") ||
	    strcmp(ref->class_name, class_name) != 0)
		return BOOT_RETURN_INVALID_PARAMETER;
	for (size_t i = 0; i < ref->n; i++) {
		if (strcmp(ref->sel[i].name, "InstanceID") != 0)
			return BOOT_RETURN_INVALID_PARAMETER;
	}
	for (const struct inst *i; ref->n && (i = store_next(&d->store, &cursor));) {
		if (strcmp(i->class->name, class_name) != 0 || !inst_matches(i, ref))
			continue;
		*ret = i;
		return BOOT_RETURN_DONE;
	}
	return BOOT_RETURN_INVALID_REFERENCE;
}

/* All references must be good, though only the first counts. */
static uint32_t read_order(struct call *c, const struct inst **ret)
{
	for (xmlNode *n = xmlFirstElementChild((xmlNode *)c->input); n;
	     n = xmlNextElementSibling(n)) {
		const struct inst *i = NULL;
		uint32_t r = find_referenced(c->device, n, "CIM_BootSourceSetting", &i);

		if (r)
			return r;
		if (!*ret)
			*ret = i;
	}
	return BOOT_RETURN_DONE;
}

/* Reasons of firmware not to take a source that exists. */
static uint32_t source_refused(const struct device *d, const struct inst *source)
{
	const struct inst *settings = store_first(&d->store, "AMT_BootSettingData");
	const char *name = boot_source_name(source);
	bool indexed =
		settings && strcmp(inst_text(settings, "BootMediaIndex"), "0") != 0;

	if (d->sim->opt.boot_conflict == CONFLICT_ORDER &&
	    boot_options_conflict(settings))
		return BOOT_RETURN_FAILED;
	if (indexed &&
	    (strstr(name, "PXE") || strstr(name, "Diagnostic"))) /* they have none */
		return BOOT_RETURN_FAILED;
	return BOOT_RETURN_DONE;
}

/* Up to AMT 5 the parameter is "source". */
static bool well_named(const struct call *c)
{
	const char *name = c->device->sim->profile.major < 6 ? "source" : "Source";

	for (xmlNode *n = xmlFirstElementChild((xmlNode *)c->input); n;
	     n = xmlNextElementSibling(n)) {
		if (strcmp((const char *)n->name, name) != 0)
			return false;
	}
	return true;
}

const struct soap_fault *boot_change_order(struct call *c)
{
	struct device *d = c->device;
	const struct inst *source = NULL;

	if (!well_named(c))
		return soap_fault_get(SOAP_SCHEMA_VALIDATION);
	c->ret = read_order(c, &source);
	if (!c->ret && source && !consent_given(d, CONSENT_BOOT)) {
		if (d->sim->opt.consent_silent)
			return NULL;
		if (d->sim->profile.major >= 7)
			return soap_fault_get(SOAP_ACCESS_DENIED);
		c->ret = BOOT_RETURN_ACCESS_DENIED;
	}
	if (!c->ret && source)
		c->ret = source_refused(d, source);
	if (!c->ret)
		choose(d, source);
	return NULL;
}

const struct soap_fault *boot_set_role(struct call *c)
{
	struct device *d = c->device;
	const struct inst *config = NULL,
			  *settings = store_first(&d->store, "AMT_BootSettingData");
	bool looks = d->sim->opt.boot_conflict == CONFLICT_ROLE;
	uint64_t role;

	if (!call_uint(c, "Role", UINT16_MAX, &role))
		return soap_fault_get(SOAP_INVALID_PARAMETER);
	c->ret = find_referenced(d, node_child(c->input, c->ns, "BootConfigSetting"),
				 "CIM_BootConfigSetting", &config);
	if (c->ret)
		return NULL;
	if (role == 0 || role == 2 ||
	    (role == ROLE_NOT_NEXT && d->sim->profile.major < 7))
		c->ret = BOOT_RETURN_NOT_SUPPORTED;
	else if (role != ROLE_NEXT_SINGLE_USE && role != ROLE_NOT_NEXT)
		c->ret = BOOT_RETURN_INVALID_PARAMETER;
	else if (role == ROLE_NEXT_SINGLE_USE && looks && d->boot.source &&
		 boot_options_conflict(settings))
		c->ret = BOOT_RETURN_FAILED;
	else
		set_next(d, role == ROLE_NEXT_SINGLE_USE);
	return NULL;
}

/* One-Click Recovery is known from 15, Remote Platform Erase from 16. */
const struct soap_fault *boot_state_change(struct call *c)
{
	unsigned major = c->device->sim->profile.major;
	uint64_t state;

	if (major < 15)
		return soap_fault_get(SOAP_ACTION_NOT_SUPPORTED);
	if (call_times_given(c))
		return NULL;
	if (!call_uint(c, "RequestedState", UINT16_MAX, &state))
		return soap_fault_get(SOAP_INVALID_PARAMETER);
	if (state < 32768 || state > (major < 16 ? 32769 : 32771))
		c->ret = BOOT_RETURN_INVALID_PARAMETER;
	else
		call_set_state(c, state, state);
	return NULL;
}

/* The reference that a property of an association holds. */
static const struct ref *ref_of(const struct inst *i, const char *name)
{
	const struct prop *p = inst_prop(i, name);

	return p ? p->ref : NULL;
}

/* 3: is next, for a single use; 2: is not next. (CIM_ElementSettingData) */
void boot_live_next(const struct device *d, struct inst *copy)
{
	const struct ref *setting = ref_of(copy, "SettingData");

	if (setting && !strcmp(setting->class_name, "CIM_BootConfigSetting"))
		inst_set_uint(copy, "IsNext", d->boot.next ? 3 : 2);
}

/* 1: the first to be tried; 0: not used. (DSP1012 7.4) */
void boot_live_sequence(const struct device *d, struct inst *copy)
{
	const struct ref *part = ref_of(copy, "PartComponent");
	bool chosen = part && d->boot.source && inst_matches(d->boot.source, part);

	inst_set_uint(copy, "AssignedSequence", chosen ? 1 : 0);
}
