/* catalog_remote: classes of remote access (CIRA). */
#include "core/device/catalog_rows.h"

// clang-format off
static const struct class_value amt_remote_access_service_properties[] = {
	P_CREATION_CLASS,
	P_ELEMENT_NAME,
	P_ENABLED_STATE,
	P("IsRemoteTunnelConnected", BOOL, "the tunnel to a server is up", .since = "17"),
	P_NAME_KEY,
	P("RemoteTunnelKeepAliveTimeout", UINT32, "keep-alive of the tunnel; 4294967295 when there is none",
	  .unit = "s", .since = "17"),
	P_REQUESTED_STATE,
	P_SYSTEM_CLASS,
	P_SYSTEM_NAME,
	{ .name = NULL },
};

static const struct class_method amt_remote_access_service_methods[] = {
	M("AddMpServer", PT_STATUS, "add a management presence server",
	  IN("AccessInfo", STRING, "host, at most 256 characters", REQUIRED),
	  IN("InfoFormat", UINT16, "what AccessInfo is", REQUIRED, .names = address_format_names),
	  IN("Port", UINT16, "port, usually 4433", REQUIRED),
	  IN("AuthMethod", UINT32, "how the device proves who it is",
	    REQUIRED, .names = remote_access_auth_names),
	  IN("Certificate", REF, "its certificate, for mutual-tls",
	    .of = "AMT_PublicKeyCertificate"),
	  IN("Username", STRING, "its user, for password, at most 16 characters"),
	  IN("Password", STRING, "its password, at most 16 characters", INPUT_SECRET),
	  IN("CN", STRING, "name in the server's certificate, when AccessInfo is an address"),
	  OUT("MpServer", REF, "the new server", .of = "AMT_ManagementPresenceRemoteSAP")),
	M("AddRemoteAccessPolicyRule", PT_STATUS, "say when to connect",
	  IN("Trigger", UINT16, "what makes it connect",
	    REQUIRED, .names = remote_access_trigger_names),
	  IN("TunnelLifeTime", UINT32, "how long it stays connected, 0 is for ever",
	    REQUIRED, .unit = "s"),
	  IN("ExtendedData", BASE64, "interval or time of day of a periodic rule"),
	  IN("MpServer", REF, "server, and a backup",
	    ARRAY, .of = "AMT_ManagementPresenceRemoteSAP"),
	  IN("InternalMpServer", REF, "server inside the network, from AMT 11.6",
	    ARRAY, .of = "AMT_ManagementPresenceRemoteSAP"),
	  OUT("PolicyRule", REF, "the new rule", .of = "AMT_RemoteAccessPolicyRule")),
	M0("CloseRemoteAccessConnection", PT_STATUS, "end the tunnel"),
	{ .name = NULL },
};

static const struct class_value amt_management_presence_remote_sap_properties[] = {
	P("AccessInfo", STRING, "host"),
	P("CN", STRING, "name in its certificate"),
	P_CREATION_CLASS,
	P_ELEMENT_NAME,
	P("InfoFormat", UINT16, "what AccessInfo is", .names = address_format_names),
	P_NAME_KEY,
	P("Port", UINT16, "port"),
	P_SYSTEM_CLASS,
	P_SYSTEM_NAME,
	{ .name = NULL },
};

static const struct class_value amt_remote_access_policy_rule_properties[] = {
	P_CREATION_CLASS,
	P_ELEMENT_NAME,
	P("ExtendedData", BASE64, "interval or time of day of a periodic rule", WRITABLE),
	P("PolicyRuleName", STRING, "User Initiated, Alert or Periodic", KEY),
	P_SYSTEM_CLASS,
	P_SYSTEM_NAME,
	P("Trigger", UINT16, "what makes it connect", .names = remote_access_trigger_names),
	P("TunnelLifeTime", UINT32, "how long it stays connected, 0 is for ever",
	  WRITABLE, .unit = "s"),
	{ .name = NULL },
};

static const struct class_value amt_remote_access_policy_applies_to_mps_properties[] = {
	P("ManagedElement", REF, "the server", KEY, .of = "AMT_ManagementPresenceRemoteSAP"),
	P("MpsType", UINT16, "from where the server is reached",
	  WRITABLE, .names = mps_type_names, .since = "11.6"),
	P("OrderOfAccess", UINT16, "server or backup", WRITABLE, .names = mps_order_names),
	P("PolicySet", REF, "the rule", KEY, .of = "AMT_RemoteAccessPolicyRule"),
	{ .name = NULL },
};

static const struct class_value amt_mps_username_password_properties[] = {
	P("Algorithm", STRING, "algorithm of the secret"),
	P_ELEMENT_NAME,
	P_INSTANCE_ID,
	P("Protocol", STRING, "protocol it is for"),
	P("RemoteID", STRING, "user", WRITABLE),
	P("Secret", STRING, "password", SECRET),
	{ .name = NULL },
};

static const struct class_value amt_remote_access_credential_context_properties[] = {
	P("ElementInContext", REF, "AMT_MPSUsernamePassword or AMT_PublicKeyCertificate", KEY),
	P("ElementProvidingContext", REF, "the server",
	  KEY, .of = "AMT_ManagementPresenceRemoteSAP"),
	{ .name = NULL },
};

static const struct class_value amt_remote_access_capabilities_properties[] = {
	P_ELEMENT_NAME,
	P_INSTANCE_ID,
	P("MaxMpsPerPolicy", UINT32, "servers of a rule"),
	P("MaxTotalMpServers", UINT32, "servers"),
	P("MaxTotalPolicies", UINT32, "rules"),
	P("MaxTotalProxyEntryPoints", UINT32, "proxies", .since = "12"),
	{ .name = NULL },
};

static const struct class_value amt_user_initiated_connection_service_properties[] = {
	P_CREATION_CLASS,
	P_ELEMENT_NAME,
	P("EnabledState", UINT16, "from where", .names = user_initiated_state_names),
	P("LastConnectionReason", STRING, "why it connected last"),
	P_NAME_KEY,
	P("RequestedState", UINT16, "state last asked for", .names = user_initiated_state_names),
	P_SYSTEM_CLASS,
	P_SYSTEM_NAME,
	{ .name = NULL },
};

static const struct class_method amt_user_initiated_connection_service_methods[] = {
	M_STATE_CHANGE(user_initiated_state_names, "say from where the user may connect"),
	{ .name = NULL },
};

static const struct class_value amt_environment_detection_setting_data_properties[] = {
	P("DetectionAlgorithm", UINT16, "what DetectionStrings are",
	  WRITABLE, .names = detection_algorithm_names),
	P("DetectionIPv6LocalPrefixes", STRING, "IPv6 prefixes of the network", WRITABLE_ARRAY),
	P("DetectionStrings", STRING,
	  "DNS suffixes of the network; outside of it the local ports are closed", WRITABLE_ARRAY),
	P_ELEMENT_NAME,
	P_INSTANCE_ID,
	{ .name = NULL },
};

static const struct class_method amt_environment_detection_setting_data_methods[] = {
	M("SetSystemDefensePolicy", PT_STATUS, "choose the network policy outside",
	  IN("Policy", REF, "the policy", REQUIRED)),
	M("EnableVpnRouting", PT_STATUS, "let traffic of a VPN in",
	  IN("Enable", BOOL, "let it in", REQUIRED)),
	{ .name = NULL },
};

const struct wsman_class catalog_remote[] = {
	{ .name = "AMT_EnvironmentDetectionSettingData", .parent = "CIM_SettingData", .since = "3",
	  .operations = CLASS_GET | CLASS_PUT | CLASS_ENUMERATE,
	  .help = "how AMT knows that it is inside its network",
	  .properties = amt_environment_detection_setting_data_properties, .methods = amt_environment_detection_setting_data_methods },
	{ .name = "AMT_MPSUsernamePassword", .parent = "CIM_SharedCredential", .since = "4",
	  .operations = CLASS_GET | CLASS_PUT | CLASS_ENUMERATE, .many = true,
	  .help = "login at a server",
	  .properties = amt_mps_username_password_properties },
	{ .name = "AMT_ManagementPresenceRemoteSAP", .parent = "CIM_RemoteServiceAccessPoint", .since = "4",
	  .operations = CLASS_GET | CLASS_DELETE | CLASS_ENUMERATE, .many = true,
	  .help = "a management presence server",
	  .properties = amt_management_presence_remote_sap_properties },
	{ .name = "AMT_RemoteAccessCapabilities", .parent = "CIM_Capabilities", .since = "4",
	  .operations = CLASS_GET | CLASS_ENUMERATE,
	  .help = "how many servers and rules there may be",
	  .properties = amt_remote_access_capabilities_properties },
	{ .name = "AMT_RemoteAccessCredentialContext", .parent = "CIM_CredentialContext", .since = "4",
	  .operations = CLASS_GET | CLASS_ENUMERATE, .many = true,
	  .help = "which login is for which server",
	  .properties = amt_remote_access_credential_context_properties },
	{ .name = "AMT_RemoteAccessPolicyAppliesToMPS", .parent = "CIM_PolicySetAppliesToElement", .since = "4",
	  .operations = CLASS_GET | CLASS_PUT | CLASS_CREATE | CLASS_DELETE | CLASS_ENUMERATE, .many = true,
	  .help = "which rule uses which server",
	  .properties = amt_remote_access_policy_applies_to_mps_properties },
	{ .name = "AMT_RemoteAccessPolicyRule", .parent = "CIM_PolicyRule", .since = "4",
	  .operations = CLASS_GET | CLASS_PUT | CLASS_DELETE | CLASS_ENUMERATE, .many = true,
	  .help = "when to connect to a server",
	  .properties = amt_remote_access_policy_rule_properties },
	{ .name = "AMT_RemoteAccessService", .parent = "CIM_Service", .since = "4",
	  .operations = CLASS_GET | CLASS_ENUMERATE,
	  .help = "adds servers and rules of remote access; tells whether it is connected",
	  .properties = amt_remote_access_service_properties, .methods = amt_remote_access_service_methods },
	{ .name = "AMT_UserInitiatedConnectionService", .parent = "CIM_Service", .since = "4",
	  .operations = CLASS_GET | CLASS_ENUMERATE,
	  .help = "from where the user may ask to connect",
	  .properties = amt_user_initiated_connection_service_properties, .methods = amt_user_initiated_connection_service_methods },
	{ .name = NULL },
};
// clang-format on
