/*
 * features: what an administrator may use of the PC, as switches.
 * (AMT_RedirectionService, CIM_KVMRedirectionSAP, IPS_OptInService,
 * AMT_WebUIService, AMT_GeneralSettings, CIM_BootService; Intel AMT SDK)
 */
#ifndef AMT_DEVICE_FEATURES_H
#define AMT_DEVICE_FEATURES_H

#include "core/device/device.h"

/* Absent: the device does not have it. */
struct features {
	struct rec_bool kvm;
	struct rec_bool sol;
	struct rec_bool ider;         /* storage redirection, IDE-R or USB-R */
	struct rec_bool listener;     /* ports 16994 and 16995; KVM needs it too */
	struct rec_enum consent;      /* what needs it: user_consent_names of info.h */
	struct rec_enum opt_in_state; /* enum consent_state; cannot be set here */
	struct rec_bool web_ui;
	struct rec_bool ping;           /* ICMP echo */
	struct rec_bool rmcp_ping;      /* ASF presence ping, UDP 623 */
	struct rec_bool ocr;            /* One-Click Recovery, AMT 15 */
	struct rec_bool platform_erase; /* Remote Platform Erase, AMT 16 */
};
extern const struct record features_record;

void features_done(struct features *f);

bool device_features_get(struct device *d, struct features *ret, struct err *e) MUST_USE;

/* What a change did, or with dry_run would do. */
struct features_result {
	struct features now; /* what was read of it, after the change if there was one */
	bool changed;        /* false: all was as wanted, or nothing was done */
	bool sent;           /* something went out */
	struct strv steps;   /* what was done, or would be, in words and in order */
	char note[200];      /* such as: the listener is off; "": none */
};
void features_result_done(struct features_result *r);

/*
 * Make the members that are set in want so (opt_in_state must not be), and
 * touch nothing else: members unknown to us survive every Put. Only what
 * concerns the wanted members is read.
 *
 * ERR_UNSUPPORTED    the device lacks one of them; nothing was sent
 * ERR_REFUSED        not possible here (client control mode, forbidden in MEBx);
 *                    when known beforehand, nothing was sent
 * ERR_INDETERMINATE  sent, but the read back does not show it
 * When a step fails the message names those done before it.
 * ret is filled as far as it is known, also on failure; it needs
 * features_result_done().
 */
bool device_features_set(struct device *d, const struct features *want, bool dry_run,
			 struct features_result *ret, struct err *e) MUST_USE;

/* ---- for paths ---- */

/*
 * Can this device, that answered now, be made as wanted at all? ERR_UNSUPPORTED
 * names what it lacks. now.kvm must have been read if want.consent is for KVM.
 */
bool features_check(const struct features *want, const struct features *now,
		    struct err *e) MUST_USE;

/* Is all that is set in want so in now? *ret_name: the first that is not. */
bool features_are(const struct features *want, const struct features *now,
		  const char **ret_name);

#endif
