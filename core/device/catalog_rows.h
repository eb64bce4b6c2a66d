/*
 * catalog_rows: how the tables of the catalog are written, a row a line. For
 * core/device/catalog*.c only.
 *
 *	P(name, TYPE, help, ...)            a property
 *	IN(name, TYPE, help, ...)           a parameter; OUT(): one that is returned
 *	M(name, RETURNS, help, params...)   a method; M0(): without parameters
 *
 * The dots take designated initializers such as .names = or .flags =.
 */
#ifndef AMT_DEVICE_CATALOG_ROWS_H
#define AMT_DEVICE_CATALOG_ROWS_H

#include "core/device/catalog.h"
#include "core/device/cim_values.h"
#include "core/device/info.h"
#include "core/device/power.h"

extern const struct wsman_class catalog_power[];
extern const struct wsman_class catalog_boot[];
extern const struct wsman_class catalog_redirection[];
extern const struct wsman_class catalog_general[];
extern const struct wsman_class catalog_hardware[];
extern const struct wsman_class catalog_network[];
extern const struct wsman_class catalog_wireless[];
extern const struct wsman_class catalog_remote[];
extern const struct wsman_class catalog_security[];
extern const struct wsman_class catalog_logs[];

// clang-format off
#define P(n, t, h, ...) { .name = n, .type = VALUE_##t, .help = h, __VA_ARGS__ }
#define IN P
#define OUT(n, t, h, ...) { .name = n, .type = VALUE_##t, .flags = VALUE_OUT, .help = h, __VA_ARGS__ }
#define OUTS(n, t, h, ...) { .name = n, .type = VALUE_##t, .flags = VALUE_OUT | VALUE_ARRAY, .help = h, __VA_ARGS__ }
#define VALUES(...) (const struct class_value[]){ __VA_ARGS__, { .name = NULL } }
#define M(n, r, h, ...) { .name = n, .returns = RETURNS_##r, .help = h, .params = VALUES(__VA_ARGS__) }
#define M0(n, r, h, ...) { .name = n, .returns = RETURNS_##r, .help = h, __VA_ARGS__ }

#define ARRAY .flags = VALUE_ARRAY
#define KEY .flags = VALUE_KEY
#define WRITABLE .flags = VALUE_WRITABLE
#define WRITABLE_ARRAY .flags = VALUE_WRITABLE | VALUE_ARRAY
#define SECRET .flags = VALUE_WRITABLE | VALUE_SECRET
#define REQUIRED .flags = VALUE_REQUIRED
#define REQUIRED_ARRAY .flags = VALUE_REQUIRED | VALUE_ARRAY
#define REQUIRED_SECRET .flags = VALUE_REQUIRED | VALUE_SECRET
#define INPUT_SECRET .flags = VALUE_SECRET

/* Properties that many classes have. */
#define P_CREATION_CLASS P("CreationClassName", STRING, "name of the class", KEY)
#define P_NAME_KEY P("Name", STRING, "name of the instance", KEY)
#define P_DEVICE_ID P("DeviceID", STRING, "identifier of the device", KEY)
#define P_INSTANCE_ID P("InstanceID", STRING, "identifier of the instance", KEY)
#define P_TAG P("Tag", STRING, "identifier of the package", KEY)
#define P_SYSTEM_CLASS P("SystemCreationClassName", STRING, "class of the system it belongs to", KEY)
#define P_SYSTEM_NAME P("SystemName", STRING, "name of the system it belongs to", KEY)
#define P_ELEMENT_NAME P("ElementName", STRING, "name for people")
#define P_ENABLED_STATE P("EnabledState", UINT16, "whether it is enabled", .names = enabled_state_names)
#define P_REQUESTED_STATE P("RequestedState", UINT16, "state last asked for", .names = requested_state_names)
#define P_ENABLED_DEFAULT P("EnabledDefault", UINT16, "state after a start", .names = enabled_default_names)
#define P_HEALTH_STATE P("HealthState", UINT16, "health", .names = health_state_names)
#define P_OPERATIONAL_STATUS P("OperationalStatus", UINT16, "status, AMT mostly reports unknown", ARRAY, .names = operational_status_names)
#define P_STATUS P("Status", STRING, "status in a word")

/* RequestStateChange of a class with its own names of states. */
#define M_STATE_CHANGE(values, h) \
	M("RequestStateChange", CIM, h, \
	  IN("RequestedState", UINT16, "the state to go to", REQUIRED, .names = values), \
	  IN("TimeoutPeriod", DATETIME, "leave it out, the firmware refuses it"), \
	  OUT("Job", REF, "job that carries it out, normally absent"))
// clang-format on

#endif
