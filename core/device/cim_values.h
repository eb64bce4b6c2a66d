/*
 * cim_values: what the numbers in the firmware's classes mean, for records
 * and for the class catalog. Names are lower case with hyphens, because
 * scripts read them. Tables of a subject that has a file of its own are there:
 * power.h, info.h.
 */
#ifndef AMT_DEVICE_CIM_VALUES_H
#define AMT_DEVICE_CIM_VALUES_H

#include "core/record/record.h"

/* Of many classes. (CIM schema 2) */
extern const struct enum_name enabled_state_names[];
extern const struct enum_name requested_state_names[];
extern const struct enum_name enabled_default_names[];
extern const struct enum_name operational_status_names[];
extern const struct enum_name health_state_names[];

/* CIM_ElementSettingData. (CIM schema 2) */
extern const struct enum_name is_current_names[];
extern const struct enum_name is_default_names[];
extern const struct enum_name is_next_names[];

/* CIM_PowerManagementCapabilities. (CIM schema 2) */
extern const struct enum_name power_change_capability_names[];

/* IPS_HostBootReason. (Intel AMT SDK) */
extern const struct enum_name host_boot_reason_names[];
extern const struct enum_name sx_state_names[];

/* AMT_BootSettingData, CIM_BootService, CIM_BootSourceSetting. (Intel AMT SDK) */
extern const struct enum_name firmware_verbosity_names[];
extern const struct enum_name ider_boot_device_names[];
extern const struct enum_name boot_last_status_names[];
extern const struct enum_name boot_service_state_names[];
extern const struct enum_name boot_config_role_names[];
extern const struct enum_name fail_through_names[];

/* Redirection, KVM and consent. (Intel AMT SDK) */
extern const struct enum_name redirection_state_names[]; /* bit 0 IDE-R, bit 1 SOL */
extern const struct enum_name redirection_session_names[];
extern const struct enum_name redirection_service_type_names[];
extern const struct enum_name sharing_mode_names[];
extern const struct enum_name kvm_protocol_names[];
extern const struct enum_name decimation_names[];
extern const struct enum_name opt_in_state_names[];
extern const struct enum_name screen_session_state_names[];

/* AMT_GeneralSettings, activation. (Intel AMT SDK) */
extern const struct enum_name off_on_names[]; /* of numbers that are switches */
extern const struct enum_name power_source_names[];
extern const struct enum_name privacy_level_names[];
extern const struct enum_name address_family_names[];
extern const struct enum_name provisioning_mode_names[];
extern const struct enum_name provisioning_state_names[];
extern const struct enum_name password_model_names[];
extern const struct enum_name cert_chain_status_names[];

/* Hardware. (CIM schema 2; DSP0134 where it says SMBIOS) */
extern const struct enum_name package_type_names[];
extern const struct enum_name chassis_package_type_names[];
extern const struct enum_name cpu_status_names[];
extern const struct enum_name processor_family_names[];         /* SMBIOS */
extern const struct enum_name processor_upgrade_method_names[]; /* SMBIOS */
extern const struct enum_name memory_form_factor_names[];       /* SMBIOS */
extern const struct enum_name memory_type_names[];
extern const struct enum_name media_capability_names[];
extern const struct enum_name media_security_names[];
extern const struct enum_name battery_status_names[];
extern const struct enum_name charging_status_names[];
extern const struct enum_name battery_chemistry_names[];
extern const struct enum_name sensor_type_names[];
extern const struct enum_name software_element_state_names[];
extern const struct enum_name target_os_names[];
extern const struct enum_name bios_characteristic_names[];

/* Network. (CIM schema 2, Intel AMT SDK) */
extern const struct enum_name link_policy_names[];
extern const struct enum_name link_owner_names[]; /* preference and control */
extern const struct enum_name wlan_link_protection_names[];
extern const struct enum_name physical_connection_names[];
extern const struct enum_name nic_medium_names[];
extern const struct enum_name link_technology_names[];
extern const struct enum_name lan_type_names[];
extern const struct enum_name protocol_type_names[]; /* those of a network card */
extern const struct enum_name ethernet_port_type_names[];
extern const struct enum_name wifi_port_type_names[];
extern const struct enum_name wifi_state_names[];
extern const struct enum_name wifi_requested_state_names[];
extern const struct enum_name wifi_authentication_names[];
extern const struct enum_name wifi_encryption_names[];
extern const struct enum_name wifi_profile_sync_names[];
extern const struct enum_name bss_type_names[];
extern const struct enum_name ipv6_interface_id_names[];
extern const struct enum_name eap_protocol_names[];
extern const struct enum_name eap_old_protocol_names[]; /* AMT_8021XProfile */
extern const struct enum_name eap_state_names[];
extern const struct enum_name eap_server_name_check_names[];

/* Remote access, security, users. (Intel AMT SDK) */
extern const struct enum_name address_format_names[]; /* InfoFormat */
extern const struct enum_name proxy_type_names[];
extern const struct enum_name remote_access_trigger_names[];
extern const struct enum_name remote_access_auth_names[];
extern const struct enum_name mps_type_names[];
extern const struct enum_name mps_order_names[];
extern const struct enum_name user_initiated_state_names[];
extern const struct enum_name detection_algorithm_names[];
extern const struct enum_name key_algorithm_names[];
extern const struct enum_name csr_signature_names[];
extern const struct enum_name setup_password_names[];
extern const struct enum_name setup_signature_names[];
extern const struct enum_name kerberos_algorithm_names[];
extern const struct enum_name access_permission_names[];
extern const struct enum_name realm_names[];

/* Logs, clocks, watchdogs. (CIM schema 2, Intel AMT SDK) */
extern const struct enum_name log_state_names[];
extern const struct enum_name log_overwrite_names[];
extern const struct enum_name log_capability_names[];
extern const struct enum_name log_character_set_names[];
extern const struct enum_name log_last_change_names[];
extern const struct enum_name audit_storage_names[];
extern const struct enum_name audit_state_bits[]; /* code: mask of one bit; 0: none set */
extern const struct enum_name audit_lock_names[];
extern const struct enum_name audit_signature_names[];
extern const struct enum_name audit_policy_type_names[];
extern const struct enum_name local_time_sync_names[];
extern const struct enum_name time_source_names[];
extern const struct enum_name watchdog_state_names[]; /* one bit each */
extern const struct enum_name defense_action_names[];
extern const struct enum_name watchdog_action_names[];

/* AMT_BootCapabilities.PlatformErase: masks of one bit. (Intel AMT SDK) */
extern const struct enum_name platform_erase_bits[];

#endif
