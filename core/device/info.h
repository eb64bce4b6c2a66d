/* info: what an administrator asks first about a PC. */
#ifndef AMT_DEVICE_INFO_H
#define AMT_DEVICE_INFO_H

#include "core/device/power.h"

struct device_info {
	rec_string name; /* host name as AMT knows it */
	rec_string domain;
	rec_string uuid;
	rec_string amt_version; /* "16.1.25.2049" */
	rec_string amt_build;
	rec_string sku;
	struct rec_enum control_mode;
	struct rec_enum power;
	rec_string ipv4; /* wired */
	rec_string mac;
	struct rec_bool link_up;
	rec_string wifi_ipv4;
	rec_string wifi_mac;
	struct rec_bool tls;         /* TLS on the network interface */
	struct rec_bool tls_mutual;  /* the device wants a client certificate */
	struct rec_bool plain_ports; /* 16992 stays open beside TLS */
	struct rec_bool listener;    /* redirection listener, 16994 and 16995 */
	struct rec_bool sol;
	struct rec_bool ider;
	struct rec_bool kvm; /* null: this device has no KVM */
	struct rec_enum user_consent;
};
extern const struct record device_info_record;
extern const struct enum_name control_mode_names[];
extern const struct enum_name user_consent_names[];

void device_info_done(struct device_info *i);

bool device_info_get(struct device *d, struct device_info *ret, struct err *e) MUST_USE;

#endif
