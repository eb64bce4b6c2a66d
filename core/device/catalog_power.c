/* catalog_power: classes of power and of the systems. */
#include "core/device/catalog_rows.h"

// clang-format off
static const struct class_value cim_service_available_to_element_properties[] = {
	P("ServiceProvided", REF, "the service", KEY, .of = "CIM_Service"),
	P("UserOfService", REF, "what it serves", KEY),
	{ .name = NULL },
};

static const struct class_value cim_associated_power_management_service_properties[] = {
	P("AvailableRequestedPowerStates", UINT16, "requests that would be accepted now",
	  ARRAY, .names = power_action_names),
	P("OtherPowerState", STRING, "power state in words, when it is other"),
	P("OtherRequestedPowerState", STRING, "requested state in words, when it is other"),
	P("PowerOnTime", DATETIME, "when it was last switched on"),
	P("PowerState", UINT16, "power state of the host", .names = power_state_names),
	P("RequestedPowerState", UINT16, "state last asked for", .names = power_state_names),
	P("ServiceProvided", REF, "the power service", KEY, .of = "CIM_PowerManagementService"),
	P("TransitioningToPowerState", UINT16, "the state it is on its way to",
	  .names = power_state_names),
	P("UserOfService", REF, "the host", KEY, .of = "CIM_ComputerSystem"),
	{ .name = NULL },
};

static const struct class_value cim_power_management_service_properties[] = {
	P_CREATION_CLASS,
	P_ELEMENT_NAME,
	P_ENABLED_STATE,
	P_NAME_KEY,
	P_REQUESTED_STATE,
	P_SYSTEM_CLASS,
	P_SYSTEM_NAME,
	{ .name = NULL },
};

static const struct class_method cim_power_management_service_methods[] = {
	M("RequestPowerStateChange", CIM, "switch the host on, off, reset it",
	  IN("PowerState", UINT16, "the power state to go to",
	    REQUIRED, .names = power_action_names),
	  IN("ManagedElement", REF, "the host, Name=ManagedSystem",
	    REQUIRED, .of = "CIM_ComputerSystem"),
	  IN("Time", DATETIME, "when; leave it out"),
	  IN("TimeoutPeriod", DATETIME, "leave it out, the firmware refuses it"),
	  OUT("Job", REF, "job that carries it out, normally absent")),
	{ .name = NULL },
};

static const struct class_value cim_power_management_capabilities_properties[] = {
	P_ELEMENT_NAME,
	P_INSTANCE_ID,
	P("OtherPowerCapabilitiesDescriptions", STRING, "other capabilities in words", ARRAY),
	P("OtherPowerChangeCapabilities", STRING, "another way to change power in words"),
	P("PowerCapabilities", UINT16, "old form of PowerChangeCapabilities", ARRAY),
	P("PowerChangeCapabilities", UINT16, "ways to change power",
	  ARRAY, .names = power_change_capability_names),
	P("PowerStatesSupported", UINT16, "power states that can be set",
	  ARRAY, .names = power_action_names),
	P("RequestedPowerStatesSupported", UINT16, "requests that are known",
	  ARRAY, .names = power_action_names),
	{ .name = NULL },
};

static const struct class_value ips_power_management_service_properties[] = {
	P_CREATION_CLASS,
	P_ELEMENT_NAME,
	P_ENABLED_STATE,
	P_NAME_KEY,
	P("OSPowerSavingState", UINT16,
	  "whether the operating system is in Modern Standby; absent when the host is off", .names = os_power_saving_names),
	P_REQUESTED_STATE,
	P_SYSTEM_CLASS,
	P_SYSTEM_NAME,
	{ .name = NULL },
};

static const struct class_method ips_power_management_service_methods[] = {
	M("RequestOSPowerSavingStateChange", CIM, "begin or end Modern Standby",
	  IN("OSPowerSavingState", UINT16, "full-power or power-saving",
	    REQUIRED, .names = os_power_saving_names),
	  IN("ManagedElement", REF, "the host, Name=ManagedSystem",
	    REQUIRED, .of = "CIM_ComputerSystem"),
	  IN("Time", DATETIME, "when; leave it out"),
	  IN("TimeoutPeriod", DATETIME, "leave it out, the firmware refuses it"),
	  OUT("Job", REF, "job that carries it out, normally absent")),
	{ .name = NULL },
};

static const struct class_value ips_host_boot_reason_properties[] = {
	P_ELEMENT_NAME,
	P_INSTANCE_ID,
	P("PreviousSxState", UINT32, "sleep state before it booted", .names = sx_state_names),
	P("Reason", UINT32, "what made it boot", .names = host_boot_reason_names),
	P("ReasonDetails", STRING, "the power request, or the name of the alarm"),
	{ .name = NULL },
};

static const struct class_value amt_system_power_scheme_properties[] = {
	P("Description", STRING, "the sleep states, in words"),
	P_ELEMENT_NAME,
	P_INSTANCE_ID,
	P("SchemeGUID", BASE64, "identifier of the scheme, 16 bytes", KEY),
	{ .name = NULL },
};

static const struct class_method amt_system_power_scheme_methods[] = {
	M0("SetPowerScheme", PT_STATUS, "put this scheme in force"),
	{ .name = NULL },
};

static const struct class_value cim_computer_system_properties[] = {
	P_CREATION_CLASS,
	P("Dedicated", UINT16, "what the system is for", ARRAY),
	P_ELEMENT_NAME,
	P_ENABLED_STATE,
	P("IdentifyingDescriptions", STRING, "what OtherIdentifyingInfo holds, item by item", ARRAY),
	P_NAME_KEY,
	P("NameFormat", STRING, "how Name is made"),
	P_OPERATIONAL_STATUS,
	P("OtherIdentifyingInfo", STRING, "further identifiers, such as the UUID", ARRAY),
	P_REQUESTED_STATE,
	P("Roles", STRING, "roles of the system", ARRAY),
	{ .name = NULL },
};

static const struct class_value cim_system_packaging_properties[] = {
	P("Antecedent", REF, "the package", KEY, .of = "CIM_PhysicalElement"),
	P("Dependent", REF, "the system", KEY, .of = "CIM_System"),
	{ .name = NULL },
};

static const struct class_value cim_computer_system_package_properties[] = {
	P("Antecedent", REF, "the chassis", KEY, .of = "CIM_Chassis"),
	P("Dependent", REF, "the host", KEY, .of = "CIM_ComputerSystem"),
	P("PlatformGUID", STRING, "UUID, 32 hex digits in the byte order of SMBIOS"),
	{ .name = NULL },
};

const struct wsman_class catalog_power[] = {
	{ .name = "AMT_SystemPowerScheme", .parent = "CIM_SettingData", .since = "3",
	  .operations = CLASS_GET | CLASS_ENUMERATE, .many = true,
	  .help = "in which sleep states AMT can be reached; CIM_ElementSettingData marks the one in force",
	  .properties = amt_system_power_scheme_properties, .methods = amt_system_power_scheme_methods },
	{ .name = "CIM_AssociatedPowerManagementService", .parent = "CIM_ServiceAvailableToElement", .since = "3",
	  .operations = CLASS_GET | CLASS_ENUMERATE,
	  .help = "power state of the host, and what may be asked now",
	  .properties = cim_associated_power_management_service_properties },
	{ .name = "CIM_ComputerSystem", .parent = "CIM_System", .since = "3",
	  .operations = CLASS_GET | CLASS_ENUMERATE, .many = true,
	  .help = "the host (ManagedSystem) and the management engine (Intel(r) AMT)",
	  .properties = cim_computer_system_properties },
	{ .name = "CIM_ComputerSystemPackage", .parent = "CIM_SystemPackaging", .since = "3",
	  .operations = CLASS_GET | CLASS_ENUMERATE,
	  .help = "UUID of the platform",
	  .properties = cim_computer_system_package_properties },
	{ .name = "CIM_PowerManagementCapabilities", .parent = "CIM_Capabilities", .since = "3",
	  .operations = CLASS_GET | CLASS_ENUMERATE,
	  .help = "what the power service can do at all",
	  .properties = cim_power_management_capabilities_properties },
	{ .name = "CIM_PowerManagementService", .parent = "CIM_Service", .since = "3",
	  .operations = CLASS_GET | CLASS_ENUMERATE,
	  .help = "switches the host on and off",
	  .properties = cim_power_management_service_properties, .methods = cim_power_management_service_methods },
	{ .name = "CIM_ServiceAvailableToElement", .since = "3",
	  .operations = CLASS_GET | CLASS_ENUMERATE, .many = true,
	  .help = "which service serves which element; AMT answers with the power service",
	  .properties = cim_service_available_to_element_properties },
	{ .name = "CIM_SystemPackaging", .parent = "CIM_Dependency", .since = "3",
	  .operations = CLASS_GET | CLASS_ENUMERATE, .many = true,
	  .help = "which package holds which system",
	  .properties = cim_system_packaging_properties },
	{ .name = "IPS_HostBootReason", .parent = "CIM_ManagedElement", .since = "8",
	  .operations = CLASS_GET | CLASS_ENUMERATE,
	  .help = "why the host booted last",
	  .properties = ips_host_boot_reason_properties },
	{ .name = "IPS_PowerManagementService", .parent = "CIM_Service", .since = "10",
	  .operations = CLASS_GET | CLASS_ENUMERATE,
	  .help = "Modern Standby of the operating system",
	  .properties = ips_power_management_service_properties, .methods = ips_power_management_service_methods },
	{ .name = NULL },
};
// clang-format on
