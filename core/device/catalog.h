/*
 * catalog: what is known of the firmware's classes, as data: their properties
 * and methods, types, units, meanings of numbers. (CIM schema 2, Intel AMT SDK)
 *
 * It describes; it does not forbid. A class, a property or a value that is
 * not here may exist all the same, on newer firmware above all.
 *
 * Everything is const and lives for ever. Properties stand in the order of
 * the wire, which is ASCII order; parameters in the order that the firmware
 * wants; classes in no order.
 */
#ifndef AMT_DEVICE_CATALOG_H
#define AMT_DEVICE_CATALOG_H

#include "core/record/record.h"

enum value_type {
	VALUE_BOOL,
	VALUE_UINT8,
	VALUE_UINT16,
	VALUE_UINT32,
	VALUE_UINT64,
	VALUE_SINT32,
	VALUE_SINT64,
	VALUE_STRING,
	VALUE_DATETIME, /* CIM: a Datetime element inside */
	VALUE_INTERVAL, /* the same with Interval */
	VALUE_BASE64,
	VALUE_REF,      /* an endpoint reference to an instance */
	VALUE_INSTANCE, /* an instance of a class, written out */
};

enum {
	VALUE_ARRAY = 1,    /* a repeated element */
	VALUE_KEY = 2,      /* a selector of the instance */
	VALUE_WRITABLE = 4, /* Put may change it */
	VALUE_SECRET = 8,   /* written, never read back */
	VALUE_BITS = 16,    /* names are of bits, which add up */
	VALUE_OUT = 32,     /* a parameter that the method returns */
	VALUE_REQUIRED = 64 /* a parameter that must be given */
};

/* A property of a class, or a parameter of a method. */
struct class_value {
	const char *name; /* NULL ends a table */
	enum value_type type;
	unsigned flags;
	const struct enum_name *names; /* of its numbers; NULL: none */
	const char *unit;              /* NULL: none */
	const char *since;             /* AMT version; NULL: as old as its class */
	const char *of;                /* REF, INSTANCE: the class; NULL: any */
	const char *help;              /* one phrase */
};

/* Whose numbers ReturnValue has. */
enum method_returns {
	RETURNS_PT_STATUS, /* of all AMT_ and IPS_ methods not named below */
	RETURNS_CIM,       /* state and power requests */
	RETURNS_BOOT,
	RETURNS_LOG,
	RETURNS_CONSENT,
	RETURNS_SETUP, /* host based setup */
	RETURNS_CHAIN, /* ... its certificates */
	RETURNS_WIFI,
	RETURNS_NOTHING, /* no ReturnValue in the reply */
};

struct class_method {
	const char *name; /* NULL ends a table */
	enum method_returns returns;
	const struct class_value *params; /* NULL: none */
	const char *since;                /* NULL: as old as its class */
	const char *help;                 /* one phrase */
};

enum {
	CLASS_GET = 1,
	CLASS_PUT = 2,
	CLASS_CREATE = 4,
	CLASS_DELETE = 8,
	CLASS_ENUMERATE = 16,
};

struct wsman_class {
	const char *name;   /* NULL ends a table */
	const char *parent; /* NULL: unknown */
	const char *since;  /* first AMT version */
	const char *until;  /* first AMT version without it; NULL: still there */
	unsigned operations;
	bool many;        /* several instances, else one */
	const char *help; /* one phrase */
	const struct class_value *properties;
	const struct class_method *methods; /* NULL: none */
};

/* By name; case does not matter. NULL: not known. */
const struct wsman_class *catalog_find(const char *name);

/* The name that the user may have meant; NULL: none is near. */
const char *catalog_nearest(const char *name);

/* All classes by name; ends with NULL. The array is owned, the classes are not. */
const struct wsman_class **catalog_sorted(void) MUST_USE;

/* Exact names. NULL: not known. */
const struct class_value *class_property(const struct wsman_class *c, const char *name);
const struct class_method *class_method(const struct wsman_class *c, const char *name);
const struct class_value *method_param(const struct class_method *m, const char *name);

/* "uint16", "datetime" */
const char *value_type_name(enum value_type type);

/*
 * Names of ReturnValue. NULL where core/wsman has them (RETURNS_CIM,
 * RETURNS_PT_STATUS) and for RETURNS_NOTHING.
 */
const struct enum_name *catalog_returns(enum method_returns returns);

#endif
