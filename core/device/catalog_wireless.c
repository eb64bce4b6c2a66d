/* catalog_wireless: classes of the wireless network. */
#include "core/device/catalog_rows.h"

// clang-format off
static const struct class_value cim_wi_fi_port_properties[] = {
	P_CREATION_CLASS,
	P_DEVICE_ID,
	P_ELEMENT_NAME,
	P("EnabledState", UINT16, "power states in which AMT uses it", .names = wifi_state_names),
	P_HEALTH_STATE,
	P("LinkTechnology", UINT16, "kind of link", .names = link_technology_names),
	P_OPERATIONAL_STATUS,
	P("PermanentAddress", STRING, "MAC address, 12 hex digits"),
	P("PortType", UINT16, "kind of port", .names = wifi_port_type_names),
	P("RequestedState", UINT16, "state last asked for", .names = wifi_requested_state_names),
	P_SYSTEM_CLASS,
	P_SYSTEM_NAME,
	{ .name = NULL },
};

static const struct class_method cim_wi_fi_port_methods[] = {
	M_STATE_CHANGE(wifi_requested_state_names, "say when AMT may use the wireless port"),
	{ .name = NULL },
};

static const struct class_value amt_wi_fi_port_configuration_service_properties[] = {
	P_CREATION_CLASS,
	P_ELEMENT_NAME,
	P_ENABLED_STATE,
	P_HEALTH_STATE,
	P("LastConnectedSsidUnderMeControl", STRING, "network that AMT itself was in last"),
	P_NAME_KEY,
	P("NoHostCsmeSoftwarePolicy", UINT32, "what to do while the host's software is missing",
	  WRITABLE),
	P_REQUESTED_STATE,
	P_SYSTEM_CLASS,
	P_SYSTEM_NAME,
	P("UEFIWiFiProfileShareEnabled", BOOL, "share profiles with the BIOS",
	  WRITABLE, .since = "16"),
	P("localProfileSynchronizationEnabled", UINT32, "take over the user's profiles",
	  WRITABLE, .names = wifi_profile_sync_names),
	{ .name = NULL },
};

static const struct class_method amt_wi_fi_port_configuration_service_methods[] = {
	M("AddWiFiSettings", WIFI, "add a profile",
	  IN("WiFiEndpoint", REF, "Name=WiFi Endpoint 0", REQUIRED, .of = "CIM_WiFiEndpoint"),
	  IN("WiFiEndpointSettingsInput", INSTANCE, "the profile",
	    REQUIRED, .of = "CIM_WiFiEndpointSettings"),
	  IN("IEEE8021xSettingsInput", INSTANCE, "its 802.1X settings",
	    .of = "CIM_IEEE8021xSettings"),
	  IN("ClientCredential", REF, "certificate of the device", .of = "AMT_PublicKeyCertificate"),
	  IN("CACredential", REF, "root of the server's certificate",
	    .of = "AMT_PublicKeyCertificate"),
	  OUT("WiFiEndpointSettings", REF, "the new profile", .of = "CIM_WiFiEndpointSettings"),
	  OUT("IEEE8021xSettings", REF, "its 802.1X settings", .of = "CIM_IEEE8021xSettings")),
	M("UpdateWiFiSettings", WIFI, "change a profile",
	  IN("WiFiEndpointSettings", REF, "the profile to change",
	    REQUIRED, .of = "CIM_WiFiEndpointSettings"),
	  IN("WiFiEndpointSettingsInput", INSTANCE, "as it shall be",
	    REQUIRED, .of = "CIM_WiFiEndpointSettings"),
	  IN("IEEE8021xSettingsInput", INSTANCE, "its 802.1X settings",
	    .of = "CIM_IEEE8021xSettings"),
	  IN("ClientCredential", REF, "certificate of the device", .of = "AMT_PublicKeyCertificate"),
	  IN("CACredential", REF, "root of the server's certificate",
	    .of = "AMT_PublicKeyCertificate"),
	  OUT("IEEE8021xSettings", REF, "its 802.1X settings", .of = "CIM_IEEE8021xSettings")),
	M0("DeleteAllITProfiles", WIFI, "delete the profiles of administrators"),
	M0("DeleteAllUserProfiles", WIFI, "delete the profiles of the user"),
	{ .name = NULL },
};

static const struct class_value cim_wi_fi_endpoint_settings_properties[] = {
	P("AuthenticationMethod", UINT16, "authentication", .names = wifi_authentication_names),
	P("BSSType", UINT16, "kind of network", .names = bss_type_names),
	P_ELEMENT_NAME,
	P("EncryptionMethod", UINT16, "encryption", .names = wifi_encryption_names),
	P_INSTANCE_ID,
	P("PSKPassPhrase", STRING, "passphrase, 8 to 63 characters", SECRET),
	P("PSKValue", BASE64, "key in place of a passphrase", SECRET),
	P("Priority", UINT8, "1 is tried first; 0 is a profile of the user"),
	P("SSID", STRING, "name of the network, at most 32 bytes"),
	{ .name = NULL },
};

static const struct class_value cim_wi_fi_endpoint_properties[] = {
	P("AccessPointAddress", STRING, "MAC address of the access point"),
	P("Associated", BOOL, "it is in a network"),
	P("AuthenticationMethod", UINT16, "authentication", .names = wifi_authentication_names),
	P("BSSType", UINT16, "kind of network", .names = bss_type_names),
	P_CREATION_CLASS,
	P_ELEMENT_NAME,
	P_ENABLED_STATE,
	P("EncryptionMethod", UINT16, "encryption", .names = wifi_encryption_names),
	P("IEEE8021xAuthenticationProtocol", UINT16, "protocol of 802.1X",
	  .names = eap_protocol_names),
	P("LANID", STRING, "network it is in"),
	P_NAME_KEY,
	P("NameFormat", STRING, "how Name is made"),
	P("ProtocolIFType", UINT16, "kind of protocol"),
	P_REQUESTED_STATE,
	P_SYSTEM_CLASS,
	P_SYSTEM_NAME,
	{ .name = NULL },
};

static const struct class_value cim_wi_fi_endpoint_capabilities_properties[] = {
	P_ELEMENT_NAME,
	P_INSTANCE_ID,
	P("SupportedAuthenticationMethods", UINT16, "kinds of authentication",
	  ARRAY, .names = wifi_authentication_names),
	P("SupportedEncryptionMethods", UINT16, "kinds of encryption",
	  ARRAY, .names = wifi_encryption_names),
	{ .name = NULL },
};

static const struct class_value cim_wi_fi_port_capabilities_properties[] = {
	P_ELEMENT_NAME,
	P_INSTANCE_ID,
	P("SupportedPortTypes", UINT16, "kinds of port", ARRAY, .names = wifi_port_type_names),
	{ .name = NULL },
};

static const struct class_value cim_ieee8021x_settings_properties[] = {
	P("AuthenticationProtocol", UINT16, "protocol", .names = eap_protocol_names),
	P("Domain", STRING, "domain of the user"),
	P_ELEMENT_NAME,
	P_INSTANCE_ID,
	P("PACPassword", STRING, "password of the protected access credential", SECRET),
	P("PSK", BASE64, "pre-shared key", SECRET),
	P("Password", STRING, "password of the user", SECRET),
	P("ProtectedAccessCredential", BASE64, "protected access credential of EAP-FAST", SECRET),
	P("RoamingIdentity", STRING, "outer name"),
	P("ServerCertificateName", STRING, "name that the server's certificate must have"),
	P("ServerCertificateNameComparison", UINT16, "how that is compared",
	  .names = eap_server_name_check_names),
	P("Username", STRING, "user"),
	{ .name = NULL },
};

const struct wsman_class catalog_wireless[] = {
	{ .name = "AMT_WiFiPortConfigurationService", .parent = "CIM_NetworkPortConfigurationService", .since = "4",
	  .operations = CLASS_GET | CLASS_PUT | CLASS_ENUMERATE,
	  .help = "adds and removes Wi-Fi profiles",
	  .properties = amt_wi_fi_port_configuration_service_properties, .methods = amt_wi_fi_port_configuration_service_methods },
	{ .name = "CIM_IEEE8021xSettings", .parent = "CIM_SettingData", .since = "3",
	  .operations = CLASS_GET | CLASS_ENUMERATE, .many = true,
	  .help = "802.1X settings of a Wi-Fi profile",
	  .properties = cim_ieee8021x_settings_properties },
	{ .name = "CIM_WiFiEndpoint", .parent = "CIM_LANEndpoint", .since = "3",
	  .operations = CLASS_GET | CLASS_ENUMERATE, .many = true,
	  .help = "AMT as a station of the wireless network",
	  .properties = cim_wi_fi_endpoint_properties },
	{ .name = "CIM_WiFiEndpointCapabilities", .parent = "CIM_EnabledLogicalElementCapabilities", .since = "3",
	  .operations = CLASS_GET | CLASS_ENUMERATE, .many = true,
	  .help = "what AMT knows of Wi-Fi security",
	  .properties = cim_wi_fi_endpoint_capabilities_properties },
	{ .name = "CIM_WiFiEndpointSettings", .parent = "CIM_SettingData", .since = "3",
	  .operations = CLASS_GET | CLASS_DELETE | CLASS_ENUMERATE, .many = true,
	  .help = "a Wi-Fi profile",
	  .properties = cim_wi_fi_endpoint_settings_properties },
	{ .name = "CIM_WiFiPort", .parent = "CIM_NetworkPort", .since = "3",
	  .operations = CLASS_GET | CLASS_ENUMERATE, .many = true,
	  .help = "the wireless port, and when AMT may use it",
	  .properties = cim_wi_fi_port_properties, .methods = cim_wi_fi_port_methods },
	{ .name = "CIM_WiFiPortCapabilities", .parent = "CIM_NetworkPortCapabilities", .since = "3",
	  .operations = CLASS_GET | CLASS_ENUMERATE, .many = true,
	  .help = "what the wireless port can do",
	  .properties = cim_wi_fi_port_capabilities_properties },
	{ .name = NULL },
};
// clang-format on
