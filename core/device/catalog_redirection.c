/* catalog_redirection: classes of redirection, screens and user consent. */
#include "core/device/catalog_rows.h"

// clang-format off
static const struct class_value amt_redirection_service_properties[] = {
	P("AccessLog", STRING, "recent uses of storage redirection; leave it out of a Put", ARRAY),
	P_CREATION_CLASS,
	P_ELEMENT_NAME,
	P("EnabledState", UINT16, "which kinds of redirection are on",
	  WRITABLE, .names = redirection_state_names),
	P("ListenerEnabled", BOOL, "the listener on ports 16994 and 16995 is on, which KVM needs too",
	  WRITABLE),
	P_NAME_KEY,
	P_REQUESTED_STATE,
	P_SYSTEM_CLASS,
	P_SYSTEM_NAME,
	{ .name = NULL },
};

static const struct class_method amt_redirection_service_methods[] = {
	M_STATE_CHANGE(redirection_state_names, "switch Serial over LAN and storage redirection"),
	M("TerminateSession", PT_STATUS, "end a session",
	  IN("SessionType", UINT32, "kind of session", REQUIRED, .names = redirection_session_names)),
	{ .name = NULL },
};

static const struct class_value cim_kvm_redirection_sap_properties[] = {
	P_CREATION_CLASS,
	P_ELEMENT_NAME,
	P("EnabledState", UINT16, "enabled while a session is open, enabled-but-offline without one",
	  .names = enabled_state_names),
	P("KVMProtocol", UINT16, "protocol of the session", .names = kvm_protocol_names),
	P_NAME_KEY,
	P_REQUESTED_STATE,
	P_SYSTEM_CLASS,
	P_SYSTEM_NAME,
	{ .name = NULL },
};

static const struct class_method cim_kvm_redirection_sap_methods[] = {
	M_STATE_CHANGE(requested_state_names, "switch KVM on (enabled) or off (disabled)"),
	{ .name = NULL },
};

static const struct class_value cim_redirection_service_properties[] = {
	P_CREATION_CLASS,
	P_ELEMENT_NAME,
	P_ENABLED_STATE,
	P("MaxCurrentEnabledSAPs", UINT16, "how many access points may be on at a time"),
	P_NAME_KEY,
	P("RedirectionServiceType", UINT16, "what is redirected",
	  ARRAY, .names = redirection_service_type_names),
	P_REQUESTED_STATE,
	P("SharingMode", UINT16, "whether sessions can be shared", .names = sharing_mode_names),
	P_SYSTEM_CLASS,
	P_SYSTEM_NAME,
	{ .name = NULL },
};

static const struct class_value ips_kvm_redirection_setting_data_properties[] = {
	P("BackToBackFbMode", BOOL, "send the next frame without being asked",
	  WRITABLE, .since = "8"),
	P("DefaultScreen", UINT8, "screen that is shown, 0 is the first", WRITABLE, .since = "8"),
	P("DoubleBufferActive", BOOL, "double buffering is in effect", .since = "15"),
	P("DoubleBufferEnabled", BOOL, "double buffering may be used", WRITABLE, .since = "15"),
	P_ELEMENT_NAME,
	P("EnabledByMEBx", BOOL, "KVM is permitted in MEBx"),
	P("GrayscalePixelFormatSupported", BOOL, "grey formats of 4 and 8 bits can be asked for",
	  .since = "15"),
	P("InitialDecimationModeForLowRes", UINT8, "whether large screens are sent at half size",
	  WRITABLE, .names = decimation_names, .since = "15"),
	P_INSTANCE_ID,
	P("Is5900PortEnabled", BOOL, "the plain VNC port 5900 is open", WRITABLE),
	P("OptInPolicy", BOOL, "KVM needs the user's consent", WRITABLE),
	P("OptInPolicyTimeout", UINT16, "how long to wait for consent; absent without OptInPolicy",
	  WRITABLE, .unit = "s"),
	P("RFBPassword", STRING, "password of port 5900, exactly 8 characters", SECRET),
	P("SessionTimeout", UINT16, "inactivity that ends a session, 0 is never",
	  WRITABLE, .unit = "min"),
	P("ZlibControlSupported", BOOL, "compression can be switched", .since = "15"),
	{ .name = NULL },
};

static const struct class_method ips_kvm_redirection_setting_data_methods[] = {
	M0("TerminateSession", PT_STATUS, "end the KVM session"),
	M0("DataChannelRead", PT_STATUS, "read from the data channel, local software only"),
	M("DataChannelWrite", PT_STATUS, "write to the data channel, local software only",
	  IN("DataMessage", BASE64, "what the viewer shall get", REQUIRED)),
	{ .name = NULL },
};

static const struct class_value ips_screen_setting_data_properties[] = {
	P_ELEMENT_NAME,
	P_INSTANCE_ID,
	P("IsActive", BOOL, "the screen is on, by display pipe", ARRAY),
	P("PrimaryIndex", UINT8, "pipe of the first screen"),
	P("QuadraryIndex", UINT8, "pipe of the fourth screen"),
	P("ResolutionX", UINT32, "width, by display pipe", ARRAY, .unit = "pixels"),
	P("ResolutionY", UINT32, "height, by display pipe", ARRAY, .unit = "pixels"),
	P("SecondaryIndex", UINT8, "pipe of the second screen"),
	P("TertiaryIndex", UINT8, "pipe of the third screen"),
	P("UpperLeftX", SINT32, "left edge on the desktop, by display pipe",
	  ARRAY, .unit = "pixels"),
	P("UpperLeftY", SINT32, "upper edge on the desktop, by display pipe",
	  ARRAY, .unit = "pixels"),
	{ .name = NULL },
};

static const struct class_method ips_screen_setting_data_methods[] = {
	M0("ResetToDefault", PT_STATUS, "forget what the driver told"),
	{ .name = NULL },
};

static const struct class_value ips_screen_configuration_service_properties[] = {
	P_CREATION_CLASS,
	P("CurrentState", UINT16, "whether screens are blanked now",
	  .names = screen_session_state_names),
	P_ELEMENT_NAME,
	P_ENABLED_STATE,
	P_NAME_KEY,
	P("RemainingConsecutiveRebootsNum", UINT16, "restarts that blanking will survive"),
	P_REQUESTED_STATE,
	P_SYSTEM_CLASS,
	P_SYSTEM_NAME,
	{ .name = NULL },
};

static const struct class_method ips_screen_configuration_service_methods[] = {
	M_STATE_CHANGE(requested_state_names, "allow blanking (enabled) or not (disabled)"),
	M("SetSessionState", PT_STATUS, "blank the screens, or show them again",
	  IN("SessionState", UINT8, "blanked or shown",
	    REQUIRED, .names = screen_session_state_names),
	  IN("ConsecutiveRebootsNum", UINT8, "restarts to survive, at most 3", REQUIRED)),
	{ .name = NULL },
};

static const struct class_value ips_sec_io_service_properties[] = {
	P_CREATION_CLASS,
	P("DefaultScreen", UINT8, "screen that shows it"),
	P_ELEMENT_NAME,
	P_ENABLED_STATE,
	P_NAME_KEY,
	P("NumberOfScreens", UINT8, "number of screens"),
	P("RequestedLanguage", UINT16, "language asked for", WRITABLE),
	P_REQUESTED_STATE,
	P("Started", BOOL, "the service runs"),
	P_STATUS,
	P_SYSTEM_CLASS,
	P_SYSTEM_NAME,
	P("language", UINT16, "language of the text"),
	P("zoom", UINT16, "size of the text", WRITABLE),
	{ .name = NULL },
};

static const struct class_method ips_sec_io_service_methods[] = {
	M_STATE_CHANGE(requested_state_names, "switch it"),
	{ .name = NULL },
};

static const struct class_value ips_opt_in_service_properties[] = {
	P("CanModifyOptInPolicy", UINT8, "OptInRequired may be changed", .names = off_on_names),
	P_CREATION_CLASS,
	P_ELEMENT_NAME,
	P_ENABLED_STATE,
	P_NAME_KEY,
	P("OptInCodeTimeout", UINT32, "idle time that ends a given consent, 60 to 900",
	  WRITABLE, .unit = "s"),
	P("OptInDisplayTimeout", UINT16, "how long the code is shown", WRITABLE, .unit = "s"),
	P("OptInRequired", UINT32, "what needs consent; in client control mode all, for ever",
	  WRITABLE, .names = user_consent_names),
	P("OptInState", UINT8, "how far the consent is", .names = opt_in_state_names),
	P_REQUESTED_STATE,
	P_SYSTEM_CLASS,
	P_SYSTEM_NAME,
	{ .name = NULL },
};

static const struct class_method ips_opt_in_service_methods[] = {
	M0("StartOptIn", CONSENT, "show a code on the PC"),
	M0("CancelOptIn", CONSENT, "take the code or the given consent back"),
	M("SendOptInCode", CONSENT, "tell the code",
	  IN("OptInCode", UINT32, "the six digits as a number", REQUIRED)),
	{ .name = NULL },
};

static const struct class_value amt_web_ui_service_properties[] = {
	P_CREATION_CLASS,
	P_ELEMENT_NAME,
	P_ENABLED_STATE,
	P_NAME_KEY,
	P_REQUESTED_STATE,
	P_SYSTEM_CLASS,
	P_SYSTEM_NAME,
	{ .name = NULL },
};

static const struct class_method amt_web_ui_service_methods[] = {
	M_STATE_CHANGE(requested_state_names, "switch the web pages on (enabled) or off (disabled)"),
	{ .name = NULL },
};

const struct wsman_class catalog_redirection[] = {
	{ .name = "AMT_RedirectionService", .parent = "CIM_Service", .since = "3",
	  .operations = CLASS_GET | CLASS_PUT | CLASS_ENUMERATE,
	  .help = "Serial over LAN and storage redirection, and their listener",
	  .properties = amt_redirection_service_properties, .methods = amt_redirection_service_methods },
	{ .name = "AMT_WebUIService", .parent = "CIM_Service", .since = "3", .until = "16",
	  .operations = CLASS_GET | CLASS_ENUMERATE,
	  .help = "the web pages of the device",
	  .properties = amt_web_ui_service_properties, .methods = amt_web_ui_service_methods },
	{ .name = "CIM_KVMRedirectionSAP", .parent = "CIM_ServiceAccessPoint", .since = "6",
	  .operations = CLASS_GET | CLASS_ENUMERATE,
	  .help = "whether KVM is on; absent where the PC has none",
	  .properties = cim_kvm_redirection_sap_properties, .methods = cim_kvm_redirection_sap_methods },
	{ .name = "CIM_RedirectionService", .parent = "CIM_Service", .since = "6",
	  .operations = CLASS_GET | CLASS_ENUMERATE, .many = true,
	  .help = "redirection services in general; tells about the one of KVM",
	  .properties = cim_redirection_service_properties },
	{ .name = "IPS_KVMRedirectionSettingData", .parent = "CIM_SettingData", .since = "6",
	  .operations = CLASS_GET | CLASS_PUT | CLASS_ENUMERATE,
	  .help = "settings of KVM",
	  .properties = ips_kvm_redirection_setting_data_properties, .methods = ips_kvm_redirection_setting_data_methods },
	{ .name = "IPS_OptInService", .parent = "CIM_Service", .since = "6.2",
	  .operations = CLASS_GET | CLASS_PUT | CLASS_ENUMERATE,
	  .help = "user consent: the code that the user reads out",
	  .properties = ips_opt_in_service_properties, .methods = ips_opt_in_service_methods },
	{ .name = "IPS_ScreenConfigurationService", .parent = "CIM_Service", .since = "10",
	  .operations = CLASS_GET | CLASS_ENUMERATE,
	  .help = "blanks the PC's screens during sessions",
	  .properties = ips_screen_configuration_service_properties, .methods = ips_screen_configuration_service_methods },
	{ .name = "IPS_ScreenSettingData", .parent = "CIM_SettingData", .since = "8",
	  .operations = CLASS_GET | CLASS_ENUMERATE,
	  .help = "where the PC's screens are, as the graphics driver told",
	  .properties = ips_screen_setting_data_properties, .methods = ips_screen_setting_data_methods },
	{ .name = "IPS_SecIOService", .parent = "CIM_Service", .since = "8",
	  .operations = CLASS_GET | CLASS_PUT | CLASS_ENUMERATE,
	  .help = "how the consent code is shown",
	  .properties = ips_sec_io_service_properties, .methods = ips_sec_io_service_methods },
	{ .name = NULL },
};
// clang-format on
