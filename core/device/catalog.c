/* catalog: look-ups in the tables of catalog_*.c. */
#include "core/device/catalog.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/device/catalog_rows.h"

static const struct wsman_class *const areas[] = {
	catalog_power,    catalog_boot,    catalog_redirection, catalog_general,
	catalog_hardware, catalog_network, catalog_wireless,    catalog_remote,
	catalog_security, catalog_logs,
};

/* CIM_BootConfigSetting and CIM_BootService. (Intel AMT SDK) */
static const struct enum_name boot_returns[] = {
	{ 0, "COMPLETED" },         { 1, "NOT_SUPPORTED" },
	{ 2, "UNSPECIFIED_ERROR" }, { 3, "BUSY" },
	{ 4, "INVALID_REFERENCE" }, { 5, "INVALID_PARAMETER" },
	{ 6, "ACCESS_DENIED" },     { 0, NULL },
};

/* CIM_MessageLog. (CIM schema 2) */
static const struct enum_name log_returns[] = {
	{ 0, "COMPLETED" },
	{ 1, "NOT_SUPPORTED" },
	{ 2, "INVALID_RECORD_POINTER" },
	{ 3, "NO_RECORD_EXISTS" },
	{ 0, NULL },
};

/* IPS_OptInService. (Intel AMT SDK) */
static const struct enum_name consent_returns[] = {
	{ 0, "SUCCESS" }, { 1, "INTERNAL_ERROR" }, { 2, "INVALID_STATE" },
	{ 3, "BLOCKED" }, { 4, "FAILED" },         { 0, NULL },
};

/* IPS_HostBasedSetupService. (Intel AMT SDK) */
static const struct enum_name setup_returns[] = {
	{ 0, "SUCCESS" },
	{ 1, "INTERNAL_ERROR" },
	{ 2, "INVALID_STATE" },
	{ 3, "INVALID_PARAMETER" },
	{ 4, "METHOD_DISABLED" },
	{ 5, "AUTHENTICATION_FAILED" },
	{ 6, "FLASH_WRITE_LIMIT_EXCEEDED" },
	{ 0, NULL },
};
static const struct enum_name chain_returns[] = {
	{ 0, "SUCCESS" },
	{ 1, "INVALID_PARAMETER" },
	{ 2, "INTERNAL_ERROR" },
	{ 3, "INVALID_STATE" },
	{ 4, "CERTIFICATE_VERIFICATION_FAILED" },
	{ 5, "CHAIN_LENGTH_EXCEEDED" },
	{ 0, NULL },
};

/* AMT_WiFiPortConfigurationService. (Intel AMT SDK) */
static const struct enum_name wifi_returns[] = {
	{ 0, "COMPLETED" },         { 1, "NOT_SUPPORTED" },     { 2, "FAILED" },
	{ 3, "INVALID_PARAMETER" }, { 4, "INVALID_REFERENCE" }, { 0, NULL },
};

static size_t class_count(void)
{
	size_t n = 0;

	for (size_t a = 0; a < ARRAY_LEN(areas); a++)
		for (const struct wsman_class *c = areas[a]; c->name; c++)
			n++;
	return n;
}

const struct wsman_class *catalog_find(const char *name)
{
	for (size_t a = 0; a < ARRAY_LEN(areas); a++)
		for (const struct wsman_class *c = areas[a]; c->name; c++)
			if (!strcasecmp(c->name, name))
				return c;
	return NULL;
}

static int by_name(const void *a, const void *b)
{
	const struct wsman_class *const *x = a, *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

const struct wsman_class **catalog_sorted(void)
{
	size_t n = class_count();
	const struct wsman_class **ret = xcalloc(n + 1, sizeof(*ret));
	size_t i = 0;

	for (size_t a = 0; a < ARRAY_LEN(areas); a++)
		for (const struct wsman_class *c = areas[a]; c->name; c++)
			ret[i++] = c;
	qsort(ret, n, sizeof(*ret), by_name);
	return ret;
}

const char *catalog_nearest(const char *name)
{
	AUTO(xfreep) const struct wsman_class **all = catalog_sorted();
	AUTO(xfreep) const char **names = xcalloc(class_count() + 1, sizeof(*names));

	for (size_t i = 0; all[i]; i++)
		names[i] = all[i]->name;
	return text_nearest(name, names);
}

static const struct class_value *value_find(const struct class_value *values,
					    const char *name)
{
	for (const struct class_value *v = values; v && v->name; v++)
		if (!strcmp(v->name, name))
			return v;
	return NULL;
}

const struct class_value *class_property(const struct wsman_class *c, const char *name)
{
	return value_find(c->properties, name);
}

const struct class_value *method_param(const struct class_method *m, const char *name)
{
	return value_find(m->params, name);
}

const struct class_method *class_method(const struct wsman_class *c, const char *name)
{
	for (const struct class_method *m = c->methods; m && m->name; m++)
		if (!strcmp(m->name, name))
			return m;
	return NULL;
}

const char *value_type_name(enum value_type type)
{
	static const char *const names[] = {
		[VALUE_BOOL] = "bool",         [VALUE_UINT8] = "uint8",
		[VALUE_UINT16] = "uint16",     [VALUE_UINT32] = "uint32",
		[VALUE_UINT64] = "uint64",     [VALUE_SINT32] = "sint32",
		[VALUE_SINT64] = "sint64",     [VALUE_STRING] = "string",
		[VALUE_DATETIME] = "datetime", [VALUE_INTERVAL] = "interval",
		[VALUE_BASE64] = "base64",     [VALUE_REF] = "ref",
		[VALUE_INSTANCE] = "instance",
	};

	return names[type];
}

const struct enum_name *catalog_returns(enum method_returns returns)
{
	switch (returns) {
	case RETURNS_BOOT:
		return boot_returns;
	case RETURNS_LOG:
		return log_returns;
	case RETURNS_CONSENT:
		return consent_returns;
	case RETURNS_SETUP:
		return setup_returns;
	case RETURNS_CHAIN:
		return chain_returns;
	case RETURNS_WIFI:
		return wifi_returns;
	case RETURNS_PT_STATUS:
	case RETURNS_CIM:
	case RETURNS_NOTHING:
		break;
	}
	return NULL;
}
