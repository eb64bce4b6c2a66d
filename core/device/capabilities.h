/*
 * capabilities: what a PC and its firmware can do at all, whatever is switched
 * on now. (AMT_BootCapabilities, CIM_PowerManagementCapabilities,
 * CIM_AssociatedPowerManagementService, CIM_KVMRedirectionSAP,
 * IPS_KVMRedirectionSettingData, IPS_ScreenSettingData, IPS_OptInService,
 * AMT_CryptographicCapabilities; Intel AMT SDK, CIM schema 2)
 */
#ifndef AMT_DEVICE_CAPABILITIES_H
#define AMT_DEVICE_CAPABILITIES_H

#include "core/device/boot.h"

/* An output of the graphics, as KVM numbers them. */
struct display {
	struct rec_uint pipe; /* from 1 */
	struct rec_bool active;
	struct rec_enum role; /* from 1: primary, secondary ... */
	struct rec_uint width_px, height_px;
	rec_string position; /* "1920,0"; may be negative */
};
extern const struct record display_record;
extern const struct enum_name display_role_names[];

/* IPS_KVMRedirectionSettingData; what firmware of that age does not know is absent. */
struct kvm_capabilities {
	struct rec_bool enabled_by_mebx;
	struct rec_bool port_5900;
	struct rec_uint session_timeout_min;
	struct rec_uint default_screen; /* from 0 */
	struct rec_bool back_to_back;
	struct rec_bool double_buffer, double_buffer_active;
	struct rec_bool grayscale, zlib;
	struct rec_enum decimation;
};
extern const struct record kvm_capabilities_record;

struct capabilities {
	struct rec_bool kvm; /* the firmware has it at all */
	struct rec_uint active_displays;
	struct rec_bool one_click_recovery; /* any of its boots */
	struct rec_uint platform_erase;     /* platform_erase_bits; 0: cannot */
	struct rec_enums
		power_available; /* requests accepted now; absent on old firmware */
	struct rec_enum consent; /* what needs it */
	struct rec_bool consent_can_modify;
	struct rec_enums power_requests, power_states, power_changes;
	struct rec_enum crypto_acceleration; /* off_on_names */
	struct kvm_capabilities kvm_settings;
	struct rec_list displays;
	struct boot_capabilities boot;
};
extern const struct record capabilities_record;

void capabilities_done(struct capabilities *c);

/* At most one Get of each class. */
bool device_capabilities_get(struct device *d, struct capabilities *ret, struct err *e)
	MUST_USE;

#endif
