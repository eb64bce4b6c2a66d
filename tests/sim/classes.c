/* classes: the class table (Intel AMT SDK, WS-Management Class Reference). */
#include "tests/sim/classes.h"

#include <string.h>

#include "tests/sim/device.h"
#include "tests/sim/guards.h"
#include "tests/sim/power.h"
#include "tests/sim/soap.h"

#define SERVICE_KEYS "CreationClassName Name SystemCreationClassName SystemName"
#define DEVICE_KEYS "CreationClassName DeviceID SystemCreationClassName SystemName"

static const struct soap_fault *
redirection_guard(const struct device *d, const struct inst *old, const struct inst *new)
{
	const char *state = inst_text(new, "EnabledState");

	(void)d;
	(void)old;
	return word_in("32768 32769 32770 32771", state)
		       ? NULL
		       : soap_fault_get(SOAP_INVALID_REPRESENTATION);
}

/* clang-format off */
static const struct class classes[] = {
	/* Base classes, enumerated through their subclasses. */
	{ .name = "CIM_Service", .keys = SERVICE_KEYS, .flags = CLASS_COMMON },
	{ .name = "CIM_ServiceAvailableToElement", .keys = "ServiceProvided UserOfService",
	  .flags = CLASS_COMMON },
	{ .name = "CIM_SystemPackaging", .keys = "Antecedent Dependent" },
	{ .name = "CIM_SettingData", .keys = "InstanceID" },
	{ .name = "CIM_CredentialContext", .keys = "ElementInContext ElementProvidingContext" },
	{ .name = "CIM_PhysicalElement", .keys = "CreationClassName Tag", .flags = CLASS_COMMON },

	/* The machine and its parts. */
	{ .name = "CIM_ComputerSystem", .keys = "CreationClassName Name", .flags = CLASS_COMMON },
	{ .name = "CIM_ComputerSystemPackage", .parent = "CIM_SystemPackaging",
	  .keys = "Antecedent Dependent" },
	{ .name = "CIM_PhysicalPackage", .parent = "CIM_PhysicalElement",
	  .keys = "CreationClassName Tag", .flags = CLASS_COMMON | CLASS_ONE_PER_PULL },
	{ .name = "CIM_Card", .parent = "CIM_PhysicalPackage", .keys = "CreationClassName Tag",
	  .flags = CLASS_COMMON },
	{ .name = "CIM_Chassis", .parent = "CIM_PhysicalPackage", .keys = "CreationClassName Tag",
	  .flags = CLASS_COMMON },
	{ .name = "CIM_Chip", .parent = "CIM_PhysicalElement", .keys = "CreationClassName Tag",
	  .flags = CLASS_COMMON | CLASS_ONE_PER_PULL },
	{ .name = "CIM_PhysicalMemory", .parent = "CIM_Chip", .keys = "CreationClassName Tag",
	  .flags = CLASS_COMMON },
	{ .name = "CIM_Battery", .keys = DEVICE_KEYS, .flags = CLASS_COMMON },
	{ .name = "CIM_Sensor", .keys = DEVICE_KEYS, .flags = CLASS_COMMON | CLASS_ONE_PER_PULL },
	{ .name = "CIM_Fan", .keys = DEVICE_KEYS, .flags = CLASS_COMMON },
	{ .name = "CIM_EthernetPort", .keys = DEVICE_KEYS, .flags = CLASS_COMMON },
	{ .name = "CIM_Processor", .keys = DEVICE_KEYS, .flags = CLASS_COMMON },
	{ .name = "CIM_MediaAccessDevice", .keys = DEVICE_KEYS, .flags = CLASS_COMMON },
	{ .name = "CIM_BIOSElement",
	  .keys = "Name SoftwareElementID SoftwareElementState TargetOperatingSystem Version",
	  .flags = CLASS_COMMON },
	{ .name = "CIM_BIOSFeature", .keys = "IdentifyingNumber Name Vendor Version",
	  .flags = CLASS_COMMON },
	{ .name = "CIM_SoftwareIdentity", .keys = "InstanceID", .flags = CLASS_COMMON },

	/* Power. */
	{ .name = "CIM_PowerManagementService", .parent = "CIM_Service", .keys = SERVICE_KEYS,
	  .flags = CLASS_COMMON },
	{ .name = "IPS_PowerManagementService", .parent = "CIM_Service", .keys = SERVICE_KEYS,
	  .flags = CLASS_COMMON, .live = power_live_os_saving },
	{ .name = "CIM_AssociatedPowerManagementService",
	  .parent = "CIM_ServiceAvailableToElement", .keys = "ServiceProvided UserOfService",
	  .flags = CLASS_COMMON, .live = power_live_state },
	{ .name = "CIM_PowerManagementCapabilities", .keys = "InstanceID",
	  .flags = CLASS_ONE_PER_PULL },
	{ .name = "IPS_HostBootReason", .keys = "InstanceID", .live = power_live_boot_reason },

	/* Boot. */
	{ .name = "AMT_BootSettingData", .parent = "CIM_SettingData", .keys = "InstanceID",
	  .flags = CLASS_PUT, .secret = "RSEPassword",
	  .read_only = "BIOSLastStatus BootguardStatus OptionsCleared RPEEnabled "
		       "SecureBootControlEnabled UEFIHTTPSBootEnabled UEFILocalPBABootEnabled "
		       "WinREBootEnabled",
	  .secret_ok = boot_password_ok, .live = boot_live_settings,
	  .guard = boot_guard_settings, .stored = boot_stored_settings,
	  .optional = "UefiBootNumberOfParams UefiBootParametersArray",
	  .required = "BIOSPause BIOSSetup BootMediaIndex ConfigurationDataReset FirmwareVerbosity "
		      "ForcedProgressEvents IDERBootDevice InstanceID LockKeyboard LockPowerButton "
		      "LockResetButton LockSleepButton ReflashBIOS SecureErase UseIDER UseSOL UseSafeMode "
		      "UserPasswordBypass" },

	{ .name = "AMT_BootCapabilities", .keys = "InstanceID" },
	{ .name = "CIM_BootConfigSetting", .parent = "CIM_SettingData", .keys = "InstanceID" },
	{ .name = "CIM_BootService", .parent = "CIM_Service", .keys = SERVICE_KEYS,
	  .flags = CLASS_COMMON },
	{ .name = "CIM_ElementSettingData", .keys = "ManagedElement SettingData",
	  .live = boot_live_next },
	{ .name = "CIM_OrderedComponent", .keys = "GroupComponent PartComponent",
	  .live = boot_live_sequence },
	{ .name = "CIM_BootSourceSetting", .parent = "CIM_SettingData", .keys = "InstanceID" },

	/* Redirection and consent. */
	{ .name = "AMT_RedirectionService", .parent = "CIM_Service", .keys = SERVICE_KEYS,
	  .flags = CLASS_COMMON | CLASS_PUT, .read_only = "AccessLog",
	  .required = "EnabledState ListenerEnabled", .guard = redirection_guard },
	{ .name = "CIM_RedirectionService", .parent = "CIM_Service", .keys = SERVICE_KEYS,
	  .flags = CLASS_COMMON },
	{ .name = "CIM_KVMRedirectionSAP", .keys = SERVICE_KEYS, .flags = CLASS_COMMON,
	  .live = session_live_kvm },
	{ .name = "IPS_KVMRedirectionSettingData", .parent = "CIM_SettingData",
	  .keys = "InstanceID", .flags = CLASS_PUT, .secret = "RFBPassword",
	  .secret_ok = rfb_password_ok, .optional = "OptInPolicyTimeout",
	  .echoed = "DoubleBufferActive EnabledByMEBx GrayscalePixelFormatSupported "
		    "ZlibControlSupported",
	  .live = live_kvm, .guard = guard_kvm },
	{ .name = "IPS_ScreenSettingData", .parent = "CIM_SettingData", .keys = "InstanceID" },
	{ .name = "IPS_ScreenConfigurationService", .parent = "CIM_Service",
	  .keys = SERVICE_KEYS, .flags = CLASS_COMMON },
	{ .name = "IPS_SecIOService", .parent = "CIM_Service", .keys = SERVICE_KEYS,
	  .flags = CLASS_COMMON | CLASS_PUT, .echoed = "EnabledState Started Status language" },
	{ .name = "IPS_OptInService", .parent = "CIM_Service", .keys = SERVICE_KEYS,
	  .flags = CLASS_COMMON | CLASS_PUT, .required = "OptInRequired", .live = consent_live,
	  .guard = consent_guard, .stored = consent_stored },

	/* Configuration. */
	{ .name = "AMT_GeneralSettings", .parent = "CIM_SettingData", .keys = "InstanceID",
	  .flags = CLASS_PUT, .guard = guard_general,
	  .echoed = "DigestRealm NetworkInterfaceEnabled OemID PowerSource PrivacyLevel" },
	{ .name = "AMT_WebUIService", .parent = "CIM_Service", .keys = SERVICE_KEYS,
	  .flags = CLASS_COMMON },
	{ .name = "AMT_SystemPowerScheme", .parent = "CIM_SettingData", .keys = "SchemeGUID" },
	{ .name = "CIM_ElementSettingData", .keys = "ManagedElement SettingData" },
	{ .name = "AMT_CryptographicCapabilities", .keys = "InstanceID" },
	{ .name = "AMT_EnvironmentDetectionSettingData", .parent = "CIM_SettingData",
	  .keys = "InstanceID", .flags = CLASS_PUT, .echoed = "DetectionAlgorithm",
	  .optional = "DetectionStrings" },
	{ .name = "AMT_SetupAndConfigurationService", .parent = "CIM_Service",
	  .keys = SERVICE_KEYS, .flags = CLASS_COMMON },
	{ .name = "IPS_HostBasedSetupService", .parent = "CIM_Service", .keys = SERVICE_KEYS,
	  .flags = CLASS_COMMON },
	{ .name = "AMT_TimeSynchronizationService", .parent = "CIM_Service",
	  .keys = SERVICE_KEYS, .flags = CLASS_COMMON },
	{ .name = "AMT_EthernetPortSettings", .parent = "CIM_SettingData", .keys = "InstanceID",
	  .flags = CLASS_PUT, .read_only = "LinkIsUp PhysicalConnectionType",
	  .optional = "DefaultGateway IPAddress PrimaryDNS SecondaryDNS SubnetMask" },
	{ .name = "AMT_TLSSettingData", .parent = "CIM_SettingData", .keys = "InstanceID",
	  .flags = CLASS_PUT, .read_only = "NonSecureConnectionsSupported",
	  .optional = "TrustedCN", .required = "Enabled" },
	{ .name = "AMT_TLSProtocolEndpointCollection", .keys = "ElementName" },
	{ .name = "AMT_TLSCredentialContext", .parent = "CIM_CredentialContext",
	  .keys = "ElementInContext ElementProvidingContext",
	  .flags = CLASS_PUT | CLASS_CREATE | CLASS_DELETE },
	{ .name = "AMT_PublicKeyCertificate", .keys = "InstanceID",
	  .flags = CLASS_COMMON | CLASS_DELETE },
};
/* clang-format on */

const struct class *class_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(classes); i++) {
		if (!strcmp(classes[i].name, name))
			return &classes[i];
	}
	return NULL;
}

bool class_is_a(const struct class *c, const struct class *ancestor)
{
	while (c && c != ancestor)
		c = c->parent ? class_find(c->parent) : NULL;
	return c != NULL;
}

bool word_in(const char *words, const char *word)
{
	size_t len = strlen(word);

	while (words && *words) {
		size_t n = strcspn(words, " ");

		if (n == len && !memcmp(words, word, n))
			return true;
		words += n;
		words += strspn(words, " ");
	}
	return false;
}

bool class_has_key(const struct class *c, const char *name)
{
	return word_in(c->keys, name);
}

const char *class_uri_prefix(const char *name)
{
	if (!strncmp(name, "CIM_", 4))
		return "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/";
	if (!strncmp(name, "AMT_", 4))
		return "http://intel.com/wbem/wscim/1/amt-schema/1/";
	if (!strncmp(name, "IPS_", 4))
		return "http://intel.com/wbem/wscim/1/ips-schema/1/";
	return NULL;
}
