/*
 * features: what the files about features in core/direct share: the classes,
 * and how they are read.
 */
#ifndef AMT_DIRECT_FEATURES_H
#define AMT_DIRECT_FEATURES_H

#include "core/direct/direct_device.h"

/* In the order in which they are read. */
enum features_class {
	FEATURES_REDIRECTION, /* AMT_RedirectionService: SOL, IDE-R, listener */
	FEATURES_OPT_IN,      /* IPS_OptInService */
	FEATURES_KVM,         /* CIM_KVMRedirectionSAP */
	FEATURES_WEB_UI,      /* AMT_WebUIService */
	FEATURES_GENERAL,     /* AMT_GeneralSettings: both pings */
	FEATURES_BOOT,        /* CIM_BootService: OCR, platform erase */
	FEATURES_CLASSES,
};
#define FEATURES_ALL ((1u << FEATURES_CLASSES) - 1)

/* What the classes say; absent: not read, or the device does not say. */
struct features_source {
	struct rec_uint redirection; /* 32768 + 1 for IDE-R + 2 for SOL */
	struct rec_bool listener;
	struct strv access_log; /* never sent back */
	struct rec_enum consent, opt_in_state;
	struct rec_bool can_modify;
	struct rec_uint kvm;    /* 2: on, a session is open; 6: on, none is; 3: off */
	struct rec_uint web_ui; /* 2 on, 3 off */
	struct rec_bool ping, rmcp_ping;
	struct rec_uint boot; /* 32768 + 1 for OCR + 2 for platform erase */
};

/* EnabledState of two switches in one number. */
#define FEATURES_PAIR 32768u

/* Name and record (of struct features_source) of a class. */
const char *features_class_name(enum features_class c);
const struct record *features_class_record(enum features_class c);

struct features_read {
	struct features_source s;
	struct doc *docs[FEATURES_CLASSES]; /* the instances as they came; NULL: none */
};
void features_read_done(struct features_read *r);

/*
 * Get the classes of that set of bits, over what r holds of them. Those that
 * the device lacks, or that its generation cannot have, are left out.
 */
bool features_read(struct device *d, unsigned classes, struct features_read *r,
		   struct err *e) MUST_USE;

void features_of(const struct device *d, const struct features_source *s,
		 struct features *ret);

#endif
