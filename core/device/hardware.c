/* hardware: the records of a PC's parts. */
#include "core/device/hardware.h"

#include "core/device/cim_values.h"
#include "core/device/dispatch.h"

// clang-format off
static const struct field processor_fields[] = {
	F_STRING(struct hardware_processor, id, "DeviceID", 0, "name of the processor"),
	F_STRING(struct hardware_processor, brand, NULL, 0, "brand string, such as \"Intel(R) Core(TM) i5-1250P\""),
	F_STRING(struct hardware_processor, manufacturer, NULL, 0, "maker"),
	F_ENUM(struct hardware_processor, family, "Family", processor_family_names, 0, "processor family, by the numbers of SMBIOS"),
	F_UINT(struct hardware_processor, max_mhz, "MaxClockSpeed", 0, "highest clock in MHz"),
	F_UINT(struct hardware_processor, current_mhz, "CurrentClockSpeed", 0, "clock in MHz at the last boot"),
	F_UINT(struct hardware_processor, bus_mhz, "ExternalBusClockSpeed", 0, "external bus clock in MHz"),
	F_STRING(struct hardware_processor, stepping, "Stepping", 0, "stepping"),
	F_ENUM(struct hardware_processor, socket, "UpgradeMethod", processor_upgrade_method_names, 0, "socket, by the numbers of SMBIOS"),
	F_ENUM(struct hardware_processor, status, "CPUStatus", cpu_status_names, 0, "whether it is in use"),
	F_STRING(struct hardware_processor, role, "Role", 0, "what it is for"),
	F_ENUM(struct hardware_processor, health, "HealthState", health_state_names, 0, "health"),
	F_END,
};

static const struct field memory_fields[] = {
	F_STRING(struct hardware_memory, bank, "BankLabel", 0, "slot"),
	F_UINT(struct hardware_memory, capacity_bytes, "Capacity", 0, "size in bytes"),
	F_UINT(struct hardware_memory, speed_mhz, NULL, 0, "highest speed of the module in MHz"),
	F_UINT(struct hardware_memory, speed_ns, NULL, 0, "access time in ns, from firmware that tells no MHz"),
	F_UINT(struct hardware_memory, configured_mhz, "ConfiguredMemoryClockSpeed", 0, "speed in use, in MHz"),
	F_ENUM(struct hardware_memory, form_factor, "FormFactor", memory_form_factor_names, 0, "form, by the numbers of SMBIOS"),
	F_ENUM(struct hardware_memory, type, "MemoryType", memory_type_names, 0, "kind of memory"),
	F_STRING(struct hardware_memory, manufacturer, "Manufacturer", 0, "maker, or its JEDEC number"),
	F_STRING(struct hardware_memory, part_number, "PartNumber", 0, "part number"),
	F_STRING(struct hardware_memory, serial_number, "SerialNumber", 0, "serial number"),
	F_STRING(struct hardware_memory, tag, "Tag", 0, "asset tag, made unique by the firmware"),
	F_END,
};

static const struct field battery_fields[] = {
	F_STRING(struct hardware_battery, id, "DeviceID", 0, "name of the battery, mostly its model"),
	F_ENUM(struct hardware_battery, status, "BatteryStatus", battery_status_names, 0, "charge in words"),
	F_ENUM(struct hardware_battery, charging, "ChargingStatus", charging_status_names, 0, "whether it charges"),
	F_ENUM(struct hardware_battery, chemistry, "Chemistry", battery_chemistry_names, 0, "chemistry"),
	F_UINT(struct hardware_battery, charge_percent, "EstimatedChargeRemaining", 0, "charge in percent; 0 where the firmware does not know"),
	F_UINT(struct hardware_battery, design_capacity_mwh, "DesignCapacity", 0, "capacity when new, in mWh"),
	F_UINT(struct hardware_battery, full_capacity_mwh, "FullChargeCapacity", 0, "capacity now, in mWh; 0 where the firmware does not know"),
	F_UINT(struct hardware_battery, design_voltage_mv, "DesignVoltage", 0, "voltage in mV"),
	F_ENUM(struct hardware_battery, health, "HealthState", health_state_names, 0, "health"),
	F_END,
};

static const struct field sensor_fields[] = {
	F_STRING(struct hardware_sensor, id, "DeviceID", 0, "name of the sensor"),
	F_ENUM(struct hardware_sensor, type, "SensorType", sensor_type_names, 0, "what it watches"),
	F_STRING(struct hardware_sensor, state, "CurrentState", 0, "its state in words, as the firmware says it"),
	F_ENUM(struct hardware_sensor, health, "HealthState", health_state_names, 0, "health"),
	F_ENUM(struct hardware_sensor, enabled, "EnabledState", enabled_state_names, 0, "whether it is on"),
	F_ENUMS(struct hardware_sensor, operational, "OperationalStatus", operational_status_names, 0, "operational status"),
	F_END,
};

static const struct field fan_fields[] = {
	F_STRING(struct hardware_fan, id, "DeviceID", 0, "name of the fan"),
	F_BOOL(struct hardware_fan, active_cooling, "ActiveCooling", 0, "it cools actively"),
	F_BOOL(struct hardware_fan, variable_speed, "VariableSpeed", 0, "its speed can vary"),
	F_UINT(struct hardware_fan, desired_rpm, "DesiredSpeed", 0, "speed that is asked of it, in revolutions per minute; 0 where the firmware does not know"),
	F_ENUM(struct hardware_fan, health, "HealthState", health_state_names, 0, "health"),
	F_ENUM(struct hardware_fan, enabled, "EnabledState", enabled_state_names, 0, "whether it is on"),
	F_ENUMS(struct hardware_fan, operational, "OperationalStatus", operational_status_names, 0, "operational status"),
	F_END,
};
// clang-format on

#define RECORD(id, text)                               \
	const struct record hardware_##id##_record = { \
		.name = #id,                           \
		.summary = text,                       \
		.size = sizeof(struct hardware_##id),  \
		.fields = id##_fields,                 \
	}
RECORD(processor, "a processor");
RECORD(memory, "a memory module");
RECORD(battery, "a battery");
RECORD(sensor, "a sensor: a state, never a reading");
RECORD(fan, "a fan");

// clang-format off
static const struct field hardware_fields[] = {
	F_STRING(struct hardware, manufacturer, NULL, 0, "maker of the PC"),
	F_STRING(struct hardware, model, NULL, 0, "model of the PC"),
	F_STRING(struct hardware, serial_number, NULL, 0, "serial number of the PC"),
	F_STRING(struct hardware, bios_version, NULL, 0, "version of the BIOS"),
	F_STRING(struct hardware, processor, NULL, 0, "brand of the first processor"),
	F_UINT(struct hardware, memory_bytes, NULL, 0, "size of all memory modules together, in bytes"),
	F_STRING(struct hardware, version, NULL, FIELD_WIDE, "version of the PC"),
	F_ENUM(struct hardware, chassis_type, NULL, chassis_package_type_names, FIELD_WIDE, "form of the PC"),
	F_STRING(struct hardware, uuid, NULL, FIELD_WIDE, "UUID of the platform"),
	F_STRING(struct hardware, product, NULL, FIELD_WIDE, "product name that the BIOS tells"),
	F_STRING(struct hardware, product_vendor, NULL, FIELD_WIDE, "its vendor"),
	F_STRING(struct hardware, product_version, NULL, FIELD_WIDE, "its version"),
	F_STRING(struct hardware, product_number, NULL, FIELD_WIDE, "its identifying number"),
	F_STRING(struct hardware, board_manufacturer, NULL, FIELD_WIDE, "maker of the base board"),
	F_STRING(struct hardware, board_model, NULL, FIELD_WIDE, "model of the base board"),
	F_STRING(struct hardware, board_serial_number, NULL, FIELD_WIDE, "serial number of the base board"),
	F_STRING(struct hardware, board_version, NULL, FIELD_WIDE, "version of the base board"),
	F_STRING(struct hardware, bios_vendor, NULL, FIELD_WIDE, "maker of the BIOS"),
	F_STRING(struct hardware, bios_release_date, NULL, FIELD_WIDE, "day on which the BIOS was released, such as 2023-04-19"),
	F_LIST(struct hardware, processors, &hardware_processor_record, NULL, "processors"),
	F_LIST(struct hardware, memory, &hardware_memory_record, NULL, "memory modules"),
	F_LIST(struct hardware, batteries, &hardware_battery_record, NULL, "batteries"),
	F_LIST(struct hardware, sensors, &hardware_sensor_record, NULL, "sensors"),
	F_LIST(struct hardware, fans, &hardware_fan_record, NULL, "fans"),
	F_END,
};

static const struct field disk_fields[] = {
	F_STRING(struct disk, id, "DeviceID", 0, "name of the drive; null: a storage package without one"),
	F_STRING(struct disk, model, NULL, 0, "model, of the storage package in the same place"),
	F_STRING(struct disk, serial_number, NULL, 0, "serial number, from there too"),
	F_UINT(struct disk, size_bytes, NULL, 0, "size in bytes, exact to 1000"),
	F_ENUMS(struct disk, capabilities, "Capabilities", media_capability_names, 0, "what it can do"),
	F_ENUM(struct disk, security, "Security", media_security_names, 0, "how it is locked"),
	F_ENUM(struct disk, enabled, "EnabledState", enabled_state_names, FIELD_WIDE, "whether it is on"),
	F_ENUM(struct disk, enabled_default, "EnabledDefault", enabled_default_names, FIELD_WIDE, "whether it is on by default"),
	F_ENUMS(struct disk, operational, "OperationalStatus", operational_status_names, FIELD_WIDE, "operational status"),
	F_STRING(struct disk, package, NULL, FIELD_WIDE, "tag of the storage package"),
	F_END,
};

static const struct field disks_fields[] = {
	F_LIST(struct disks, disks, &disk_record, NULL, "drives"),
	F_END,
};
// clang-format on

const struct record hardware_record = {
	.name = "hardware",
	.summary = "a PC and its parts, as the BIOS told the firmware at the last boot",
	.size = sizeof(struct hardware),
	.fields = hardware_fields,
};

const struct record disk_record = {
	.name = "disk",
	.summary = "a drive of a PC",
	.size = sizeof(struct disk),
	.fields = disk_fields,
};

static const struct record disks_record = {
	.name = "disks",
	.summary = "all drives of a PC",
	.size = sizeof(struct disks),
	.fields = disks_fields,
};

void hardware_done(struct hardware *h)
{
	record_done(&hardware_record, h);
}

void disks_done(struct disks *d)
{
	record_done(&disks_record, d);
}

bool device_hardware_get(struct device *d, struct hardware *ret, struct err *e)
{
	return device_dispatch(d, hardware_get, e, ret);
}

bool device_disks_get(struct device *d, struct disks *ret, struct err *e)
{
	return device_dispatch(d, disks_get, e, ret);
}
