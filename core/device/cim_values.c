/* cim_values: numbers of firmware classes, except those of hardware. */
#include "core/device/cim_values.h"

const struct enum_name enabled_state_names[] = {
	{ 0, "unknown" },
	{ 1, "other" },
	{ 2, "enabled" },
	{ 3, "disabled" },
	{ 4, "shutting-down" },
	{ 5, "not-applicable" },
	{ 6, "enabled-but-offline" },
	{ 7, "in-test" },
	{ 8, "deferred" },
	{ 9, "quiesce" },
	{ 10, "starting" },
	{ 0, NULL },
};

const struct enum_name requested_state_names[] = {
	{ 0, "unknown" },   { 2, "enabled" }, { 3, "disabled" }, { 4, "shut-down" },
	{ 5, "no-change" }, { 6, "offline" }, { 7, "test" },     { 8, "deferred" },
	{ 9, "quiesce" },   { 10, "reboot" }, { 11, "reset" },   { 12, "not-applicable" },
	{ 0, NULL },
};

const struct enum_name enabled_default_names[] = {
	{ 2, "enabled" },
	{ 3, "disabled" },
	{ 5, "not-applicable" },
	{ 6, "enabled-but-offline" },
	{ 7, "no-default" },
	{ 9, "quiesce" },
	{ 0, NULL },
};

const struct enum_name operational_status_names[] = {
	{ 0, "unknown" },
	{ 1, "other" },
	{ 2, "ok" },
	{ 3, "degraded" },
	{ 4, "stressed" },
	{ 5, "predictive-failure" },
	{ 6, "error" },
	{ 7, "non-recoverable-error" },
	{ 8, "starting" },
	{ 9, "stopping" },
	{ 10, "stopped" },
	{ 11, "in-service" },
	{ 12, "no-contact" },
	{ 13, "lost-communication" },
	{ 14, "aborted" },
	{ 15, "dormant" },
	{ 16, "supporting-entity-in-error" },
	{ 17, "completed" },
	{ 18, "power-mode" },
	{ 19, "relocating" },
	{ 0, NULL },
};

const struct enum_name health_state_names[] = {
	{ 0, "unknown" },
	{ 5, "ok" },
	{ 10, "degraded" },
	{ 15, "minor-failure" },
	{ 20, "major-failure" },
	{ 25, "critical-failure" },
	{ 30, "non-recoverable-error" },
	{ 0, NULL },
};

const struct enum_name is_current_names[] = {
	{ 0, "unknown" },
	{ 1, "is-current" },
	{ 2, "is-not-current" },
	{ 0, NULL },
};

const struct enum_name is_default_names[] = {
	{ 0, "unknown" },
	{ 1, "is-default" },
	{ 2, "is-not-default" },
	{ 0, NULL },
};

const struct enum_name is_next_names[] = {
	{ 0, "unknown" },     { 1, "is-next" },
	{ 2, "is-not-next" }, { 3, "is-next-single-use" },
	{ 0, NULL },
};

const struct enum_name power_change_capability_names[] = {
	{ 0, "unknown" },
	{ 1, "other" },
	{ 2, "automatic-power-saving" },
	{ 3, "settable" },
	{ 4, "power-cycling" },
	{ 5, "timed-power-on" },
	{ 6, "off-hard-power-cycling" },
	{ 7, "hardware-reset" },
	{ 8, "graceful-shutdown" },
	{ 0, NULL },
};

const struct enum_name host_boot_reason_names[] = {
	{ 1, "other" }, /* not caused by AMT */
	{ 2, "remote-control" },
	{ 3, "alarm-clock" },
	{ 0, NULL },
};

const struct enum_name sx_state_names[] = {
	{ 0, "s0" }, { 1, "s1" }, { 2, "s2" }, { 3, "s3" },
	{ 4, "s4" }, { 5, "s5" }, { 0, NULL },
};

const struct enum_name firmware_verbosity_names[] = {
	{ 0, "default" }, { 1, "quiet" }, { 2, "verbose" }, { 3, "blank" }, { 0, NULL },
};

const struct enum_name ider_boot_device_names[] = {
	{ 0, "floppy" },
	{ 1, "cd" },
	{ 0, NULL },
};

const struct enum_name boot_last_status_names[] = {
	{ 0, "success" },    { 1, "in-progress" }, { 2, "not-updated" },
	{ 65535, "failed" }, { 0, NULL },
};

/* One-Click Recovery (bit 0) and Remote Platform Erase (bit 1); before: enabled_state. */
const struct enum_name boot_service_state_names[] = {
	{ 2, "enabled" },
	{ 5, "not-applicable" },
	{ 32768, "none" },
	{ 32769, "one-click-recovery" },
	{ 32770, "platform-erase" },
	{ 32771, "one-click-recovery+platform-erase" },
	{ 0, NULL },
};

const struct enum_name boot_config_role_names[] = {
	{ 0, "is-next" },    { 1, "is-next-single-use" },
	{ 2, "is-default" }, { 32768, "is-not-next" },
	{ 0, NULL },
};

const struct enum_name fail_through_names[] = {
	{ 0, "unknown" },
	{ 1, "supported" },
	{ 2, "not-supported" },
	{ 0, NULL },
};

const struct enum_name redirection_state_names[] = {
	{ 32768, "none" },     { 32769, "ider" }, { 32770, "sol" },
	{ 32771, "ider+sol" }, { 0, NULL },
};

const struct enum_name redirection_session_names[] = {
	{ 0, "ider" },
	{ 1, "sol" },
	{ 0, NULL },
};

const struct enum_name redirection_service_type_names[] = {
	{ 0, "unknown" }, { 1, "other" }, { 2, "text" }, { 3, "kvm" }, { 0, NULL },
};

const struct enum_name sharing_mode_names[] = {
	{ 0, "unknown" },   { 1, "other" }, { 2, "shared" },
	{ 3, "exclusive" }, { 0, NULL },
};

const struct enum_name kvm_protocol_names[] = {
	{ 0, "unknown" }, { 1, "other" },   { 2, "raw" },
	{ 3, "rdp" },     { 4, "vnc-rfb" }, { 0, NULL },
};

const struct enum_name decimation_names[] = {
	{ 0, "not-supported" },
	{ 1, "off" },
	{ 2, "automatic" },
	{ 3, "on" },
	{ 0, NULL },
};

const struct enum_name opt_in_state_names[] = {
	{ 0, "not-started" }, { 1, "requested" },  { 2, "displayed" },
	{ 3, "received" },    { 4, "in-session" }, { 0, NULL },
};

const struct enum_name screen_session_state_names[] = {
	{ 0, "shown" },
	{ 1, "blanked" },
	{ 0, NULL },
};

const struct enum_name off_on_names[] = {
	{ 0, "off" },
	{ 1, "on" },
	{ 0, NULL },
};

const struct enum_name power_source_names[] = {
	{ 0, "ac" },
	{ 1, "battery" },
	{ 0, NULL },
};

const struct enum_name privacy_level_names[] = {
	{ 0, "default" },
	{ 1, "enhanced" },
	{ 2, "extreme" },
	{ 0, NULL },
};

const struct enum_name address_family_names[] = {
	{ 0, "ipv4" },
	{ 1, "ipv6" },
	{ 0, NULL },
};

const struct enum_name provisioning_mode_names[] = {
	{ 0, "current" },        { 1, "admin" },
	{ 2, "small-business" }, { 3, "remote-connectivity" },
	{ 4, "client" },         { 0, NULL },
};

const struct enum_name provisioning_state_names[] = {
	{ 0, "pre" },
	{ 1, "in" },
	{ 2, "post" },
	{ 0, NULL },
};

/* When the MEBx password may be changed over the network. */
const struct enum_name password_model_names[] = {
	{ 0, "default-only" },
	{ 1, "during-setup" },
	{ 2, "any-time" },
	{ 0, NULL },
};

const struct enum_name cert_chain_status_names[] = {
	{ 0, "not-started" },
	{ 1, "in-progress" },
	{ 2, "complete" },
	{ 0, NULL },
};

const struct enum_name link_policy_names[] = {
	{ 1, "s0-ac" }, { 14, "sx-ac" }, { 16, "s0-dc" }, { 224, "sx-dc" }, { 0, NULL },
};

const struct enum_name link_owner_names[] = {
	{ 1, "me" },
	{ 2, "host" },
	{ 0, NULL },
};

const struct enum_name wlan_link_protection_names[] = {
	{ 0, "override" }, { 1, "none" }, { 2, "passive" }, { 3, "high" }, { 0, NULL },
};

const struct enum_name physical_connection_names[] = {
	{ 0, "integrated" }, { 1, "discrete" }, { 2, "thunderbolt-dock" },
	{ 3, "wlan" },       { 0, NULL },
};

const struct enum_name nic_medium_names[] = {
	{ 0, "smbus" },
	{ 1, "pcie" },
	{ 0, NULL },
};

const struct enum_name link_technology_names[] = {
	{ 0, "unknown" },    { 1, "other" },         { 2, "ethernet" },
	{ 3, "infiniband" }, { 4, "fibre-channel" }, { 5, "fddi" },
	{ 6, "atm" },        { 7, "token-ring" },    { 8, "frame-relay" },
	{ 9, "infrared" },   { 10, "bluetooth" },    { 11, "wireless-lan" },
	{ 0, NULL },
};

const struct enum_name lan_type_names[] = {
	{ 0, "unknown" },    { 1, "other" }, { 2, "ethernet" },
	{ 3, "token-ring" }, { 4, "fddi" },  { 0, NULL },
};

const struct enum_name protocol_type_names[] = {
	{ 0, "unknown" }, { 1, "other" },     { 2, "ipv4" },
	{ 3, "ipv6" },    { 14, "ethernet" }, { 0, NULL },
};

const struct enum_name ethernet_port_type_names[] = {
	{ 0, "unknown" },       { 1, "other" },      { 50, "10base-t" },
	{ 51, "10-100base-t" }, { 52, "100base-t" }, { 53, "1000base-t" },
	{ 54, "2500base-t" },   { 55, "10gbase-t" }, { 0, NULL },
};

const struct enum_name wifi_port_type_names[] = {
	{ 0, "unknown" },  { 1, "other" },    { 70, "802.11a" }, { 71, "802.11b" },
	{ 72, "802.11g" }, { 73, "802.11n" }, { 0, NULL },
};

const struct enum_name wifi_state_names[] = {
	{ 0, "unknown" },
	{ 2, "enabled" },
	{ 3, "disabled" },
	{ 5, "not-applicable" },
	{ 6, "enabled-but-offline" },
	{ 32768, "enabled-s0" },
	{ 32769, "enabled-s0-sx-ac" },
	{ 0, NULL },
};

const struct enum_name wifi_requested_state_names[] = {
	{ 0, "unknown" },
	{ 2, "enabled" },
	{ 3, "disabled" },
	{ 5, "no-change" },
	{ 12, "not-applicable" },
	{ 32768, "enabled-s0" },
	{ 32769, "enabled-s0-sx-ac" },
	{ 0, NULL },
};

const struct enum_name wifi_authentication_names[] = {
	{ 1, "other" },       { 2, "open" },         { 3, "shared-key" },
	{ 4, "wpa-psk" },     { 5, "wpa-802.1x" },   { 6, "wpa2-psk" },
	{ 7, "wpa2-802.1x" }, { 32768, "wpa3-sae" }, { 32769, "owe" },
	{ 0, NULL },
};

const struct enum_name wifi_encryption_names[] = {
	{ 1, "other" }, { 2, "wep" },  { 3, "tkip" },
	{ 4, "ccmp" },  { 5, "none" }, { 0, NULL },
};

const struct enum_name wifi_profile_sync_names[] = {
	{ 0, "off" }, { 1, "user" }, { 2, "admin" }, { 3, "unrestricted" }, { 0, NULL },
};

const struct enum_name bss_type_names[] = {
	{ 0, "unknown" },
	{ 2, "independent" },
	{ 3, "infrastructure" },
	{ 0, NULL },
};

const struct enum_name ipv6_interface_id_names[] = {
	{ 0, "random" },
	{ 1, "intel" },
	{ 2, "manual" },
	{ 0, NULL },
};

const struct enum_name eap_protocol_names[] = {
	{ 0, "eap-tls" }, { 1, "ttls-mschapv2" }, { 2, "peap-mschapv2" },
	{ 3, "eap-gtc" }, { 4, "fast-mschapv2" }, { 5, "fast-gtc" },
	{ 6, "eap-md5" }, { 7, "eap-psk" },       { 8, "eap-sim" },
	{ 9, "eap-aka" }, { 10, "fast-tls" },     { 0, NULL },
};

const struct enum_name eap_old_protocol_names[] = {
	{ 0, "eap-tls" },       { 1, "ttls-mschapv2" },
	{ 2, "peap-mschapv2" }, { 3, "eap-gtc" },
	{ 4, "fast-mschapv2" }, { 5, "fast-gtc" },
	{ 6, "fast-tls" },      { 0, NULL },
};

const struct enum_name eap_state_names[] = {
	{ 2, "enabled-with-certificates" },
	{ 3, "disabled" },
	{ 6, "enabled-without-certificates" },
	{ 0, NULL },
};

const struct enum_name eap_server_name_check_names[] = {
	{ 0, "full-name" },
	{ 1, "domain-suffix" },
	{ 0, NULL },
};

const struct enum_name address_format_names[] = {
	{ 2, "host-name" }, { 3, "ipv4" }, { 4, "ipv6" }, { 201, "fqdn" }, { 0, NULL },
};

const struct enum_name proxy_type_names[] = {
	{ 0, "admin" },
	{ 1, "os" },
	{ 0, NULL },
};

const struct enum_name remote_access_trigger_names[] = {
	{ 0, "user-initiated" },    { 1, "alert" }, { 2, "periodic" },
	{ 3, "home-provisioning" }, { 0, NULL },
};

const struct enum_name remote_access_auth_names[] = {
	{ 1, "mutual-tls" },
	{ 2, "password" },
	{ 0, NULL },
};

const struct enum_name mps_type_names[] = {
	{ 0, "external" },
	{ 1, "internal" },
	{ 2, "both" },
	{ 0, NULL },
};

const struct enum_name mps_order_names[] = {
	{ 0, "primary" },
	{ 1, "backup" },
	{ 0, NULL },
};

const struct enum_name user_initiated_state_names[] = {
	{ 32768, "none" },    { 32769, "bios" }, { 32770, "os" },
	{ 32771, "bios+os" }, { 0, NULL },
};

const struct enum_name detection_algorithm_names[] = {
	{ 0, "local-domains" },
	{ 1, "remote-urls" },
	{ 0, NULL },
};

const struct enum_name key_algorithm_names[] = {
	{ 0, "rsa" },
	{ 0, NULL },
};

const struct enum_name csr_signature_names[] = {
	{ 0, "sha1-rsa" },
	{ 1, "sha256-rsa" },
	{ 2, "sha384-rsa" },
	{ 0, NULL },
};

const struct enum_name setup_password_names[] = {
	{ 0, "none" },
	{ 1, "other" },
	{ 2, "http-digest-md5" },
	{ 0, NULL },
};

const struct enum_name setup_signature_names[] = {
	{ 0, "none" },
	{ 1, "other" },
	{ 2, "sha256-rsa" },
	{ 0, NULL },
};

const struct enum_name kerberos_algorithm_names[] = {
	{ 0, "rc4-hmac" },
	{ 1, "aes128" },
	{ 2, "aes256" },
	{ 0, NULL },
};

const struct enum_name access_permission_names[] = {
	{ 0, "local" },
	{ 1, "network" },
	{ 2, "any" },
	{ 0, NULL },
};

const struct enum_name realm_names[] = {
	{ 2, "redirection" },
	{ 3, "pt-administration" },
	{ 4, "hardware-asset" },
	{ 5, "remote-control" },
	{ 6, "storage" },
	{ 7, "event-manager" },
	{ 8, "storage-admin" },
	{ 9, "agent-presence-local" },
	{ 10, "agent-presence-remote" },
	{ 11, "circuit-breaker" },
	{ 12, "network-time" },
	{ 13, "general-info" },
	{ 14, "firmware-update" },
	{ 15, "eit" },
	{ 16, "local-user-notification" },
	{ 17, "endpoint-access-control" },
	{ 18, "endpoint-access-control-admin" },
	{ 19, "event-log-reader" },
	{ 20, "audit-log" },
	{ 21, "acl" },
	{ 24, "local-system" },
	{ 0, NULL },
};

const struct enum_name log_state_names[] = {
	{ 0, "unknown" },        { 2, "normal" }, { 3, "erasing" },
	{ 4, "not-applicable" }, { 0, NULL },
};

const struct enum_name log_overwrite_names[] = {
	{ 0, "unknown" }, { 2, "wraps" }, { 7, "never" }, { 32768, "partial-restricted" },
	{ 0, NULL },
};

const struct enum_name log_capability_names[] = {
	{ 0, "unknown" },
	{ 1, "other" },
	{ 2, "write-record" },
	{ 3, "delete-record" },
	{ 4, "move-backward" },
	{ 5, "freeze-log" },
	{ 6, "clear-log" },
	{ 7, "address-by-number" },
	{ 8, "variable-length-records" },
	{ 9, "variable-formats" },
	{ 10, "flag-for-overwrite" },
	{ 0, NULL },
};

const struct enum_name log_character_set_names[] = {
	{ 0, "unknown" },
	{ 1, "other" },
	{ 2, "ascii" },
	{ 3, "unicode" },
	{ 4, "iso2022" },
	{ 5, "iso8859" },
	{ 6, "extended-unix-code" },
	{ 7, "utf-8" },
	{ 8, "ucs-2" },
	{ 9, "bitmapped-data" },
	{ 10, "octet-string" },
	{ 11, "defined-by-records" },
	{ 0, NULL },
};

const struct enum_name log_last_change_names[] = {
	{ 0, "unknown" }, { 1, "add" },         { 2, "delete" },
	{ 3, "modify" },  { 4, "log-cleared" }, { 0, NULL },
};

const struct enum_name audit_storage_names[] = {
	{ 0, "no-roll-over" },
	{ 1, "roll-over" },
	{ 2, "restricted-roll-over" },
	{ 0, NULL },
};

const struct enum_name audit_state_bits[] = {
	{ 0, "enabled" },        { 0x01, "disabled" }, { 0x02, "locked" },
	{ 0x04, "almost-full" }, /* critical events only */
	{ 0x08, "full" },        { 0x10, "no-key" },   { 0, NULL },
};

const struct enum_name audit_lock_names[] = {
	{ 0, "lock" },
	{ 1, "lock-for-unprovisioning" },
	{ 2, "unlock" },
	{ 0, NULL },
};

const struct enum_name audit_signature_names[] = {
	{ 0, "sha1-rsa" },
	{ 1, "sha256-rsa" },
	{ 2, "sha384-rsa" },
	{ 0, NULL },
};

const struct enum_name audit_policy_type_names[] = {
	{ 0, "none" },
	{ 1, "critical" },
	{ 0, NULL },
};

const struct enum_name local_time_sync_names[] = {
	{ 0, "default-on" },
	{ 1, "on" },
	{ 2, "off" },
	{ 0, NULL },
};

const struct enum_name time_source_names[] = {
	{ 0, "bios-rtc" },
	{ 1, "configured" },
	{ 0, NULL },
};

const struct enum_name watchdog_state_names[] = {
	{ 1, "not-started" }, { 2, "stopped" },    { 4, "running" },
	{ 8, "expired" },     { 16, "suspended" }, { 0, NULL },
};

const struct enum_name defense_action_names[] = {
	{ 0, "activate-policy" },
	{ 1, "deactivate-policy" },
	{ 0, NULL },
};

const struct enum_name watchdog_action_names[] = {
	{ 0, "none" },
	{ 1, "reboot" },
	{ 0, NULL },
};

const struct enum_name platform_erase_bits[] = {
	{ 0x00000001, "platform-erase" },
	{ 0x00000002, "pyrite-revert" },
	{ 0x00000004, "secure-erase-all-ssds" },
	{ 0x00000008, "verify-storage-erase" },
	{ 0x00000010, "sanitization-report" },
	{ 0x00000040, "tpm-clear" },
	{ 0x00010000, "oem-custom-action" },
	{ 0x02000000, "clear-bios-nvm" },
	{ 0x04000000, "bios-golden-configuration" },
	{ 0x80000000, "csme-unconfigure" },
	{ 0, NULL },
};
