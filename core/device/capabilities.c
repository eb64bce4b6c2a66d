/* capabilities: the record of what a PC can do. */
#include "core/device/capabilities.h"

#include "core/device/cim_values.h"
#include "core/device/dispatch.h"
#include "core/device/info.h"

const struct enum_name display_role_names[] = {
	{ 1, "primary" },    { 2, "secondary" }, { 3, "tertiary" },
	{ 4, "quaternary" }, { 0, NULL },
};

// clang-format off
static const struct field display_fields[] = {
	F_UINT(struct display, pipe, NULL, 0, "number of the output, from 1"),
	F_BOOL(struct display, active, NULL, 0, "a screen is on it"),
	F_ENUM(struct display, role, NULL, display_role_names, 0, "its place among the screens"),
	F_UINT(struct display, width_px, NULL, 0, "width in pixels"),
	F_UINT(struct display, height_px, NULL, 0, "height in pixels"),
	F_STRING(struct display, position, NULL, 0, "left and upper edge on the desktop, such as \"1920,0\""),
	F_END,
};

static const struct field kvm_fields[] = {
	F_BOOL(struct kvm_capabilities, enabled_by_mebx, "EnabledByMEBx", FIELD_WIDE, "MEBx or BIOS permit KVM"),
	F_BOOL(struct kvm_capabilities, port_5900, "Is5900PortEnabled", FIELD_WIDE, "the port of plain VNC is open"),
	F_UINT(struct kvm_capabilities, session_timeout_min, "SessionTimeout", FIELD_WIDE, "minutes of inactivity that end a session"),
	F_UINT(struct kvm_capabilities, default_screen, "DefaultScreen", FIELD_WIDE, "screen shown first, from 0"),
	F_BOOL(struct kvm_capabilities, back_to_back, "BackToBackFbMode", FIELD_WIDE, "the next frame is sent without being asked for"),
	F_BOOL(struct kvm_capabilities, double_buffer, "DoubleBufferEnabled", FIELD_WIDE, "double buffering is allowed"),
	F_BOOL(struct kvm_capabilities, double_buffer_active, "DoubleBufferActive", FIELD_WIDE, "double buffering is in effect"),
	F_BOOL(struct kvm_capabilities, grayscale, "GrayscalePixelFormatSupported", FIELD_WIDE, "pixels of 4 and 8 bits of grey can be had"),
	F_BOOL(struct kvm_capabilities, zlib, "ZlibControlSupported", FIELD_WIDE, "compression can be controlled"),
	F_ENUM(struct kvm_capabilities, decimation, "InitialDecimationModeForLowRes", decimation_names, FIELD_WIDE, "whether large screens are halved"),
	F_END,
};

static const struct field capabilities_fields[] = {
	F_BOOL(struct capabilities, kvm, NULL, 0, "the firmware has KVM"),
	F_UINT(struct capabilities, active_displays, NULL, 0, "outputs with a screen on them"),
	F_BOOL(struct capabilities, one_click_recovery, NULL, 0, "it can boot from HTTPS, WinRE or a partition of the maker"),
	F_BITS(struct capabilities, platform_erase, NULL, platform_erase_bits, 0, "what Remote Platform Erase can do; 0: nothing"),
	F_ENUMS(struct capabilities, power_available, NULL, power_action_names, 0, "power requests that would be accepted now"),
	F_ENUM(struct capabilities, consent, "OptInRequired", user_consent_names, 0, "what needs the user's consent"),
	F_BOOL(struct capabilities, consent_can_modify, "CanModifyOptInPolicy", 0, "that can be changed remotely"),
	F_ENUMS(struct capabilities, power_requests, "RequestedPowerStatesSupported", power_action_names, FIELD_WIDE, "power requests that the firmware knows"),
	F_ENUMS(struct capabilities, power_states, "PowerStatesSupported", power_state_names, FIELD_WIDE, "power states that the firmware knows"),
	F_ENUMS(struct capabilities, power_changes, "PowerChangeCapabilities", power_change_capability_names, FIELD_WIDE, "ways of changing power"),
	F_ENUM(struct capabilities, crypto_acceleration, "HardwareAcceleration", off_on_names, FIELD_WIDE, "hardware helps with cryptography"),
	F_RECORD(struct capabilities, kvm_settings, struct kvm_capabilities, &kvm_capabilities_record, "how KVM can work"),
	F_LIST(struct capabilities, displays, &display_record, NULL, "outputs of the graphics"),
	{ .name = "boot", .type = FIELD_RECORD, .flags = FIELD_WIDE, .offset = FIELD_AT(struct capabilities, boot, struct boot_capabilities),
	  .record = &boot_capabilities_record, .help = "what the next boot can be told" },
	F_END,
};
// clang-format on

const struct record display_record = {
	.name = "display",
	.summary = "an output of a PC's graphics",
	.size = sizeof(struct display),
	.fields = display_fields,
};

const struct record kvm_capabilities_record = {
	.name = "kvm_capabilities",
	.summary = "how KVM of a PC can work",
	.size = sizeof(struct kvm_capabilities),
	.fields = kvm_fields,
};

const struct record capabilities_record = {
	.name = "capabilities",
	.summary = "what a PC and its firmware can do",
	.size = sizeof(struct capabilities),
	.fields = capabilities_fields,
};

void capabilities_done(struct capabilities *c)
{
	record_done(&capabilities_record, c);
}

bool device_capabilities_get(struct device *d, struct capabilities *ret, struct err *e)
{
	return device_dispatch(d, capabilities_get, e, ret);
}
