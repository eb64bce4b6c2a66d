/*
 * hardware: the PC around the management engine, as its BIOS told the firmware
 * at the last boot. (CIM schema 2: CIM_Chassis, CIM_Card, CIM_BIOSElement,
 * CIM_BIOSFeature, CIM_ComputerSystemPackage, CIM_Processor, CIM_Chip,
 * CIM_PhysicalMemory, CIM_Battery, CIM_Sensor, CIM_Fan, CIM_MediaAccessDevice,
 * CIM_PhysicalPackage)
 *
 * What a device does not say is absent, and a class that it lacks is an empty
 * list. Serial numbers, tags and versions stay text, whatever they look like.
 */
#ifndef AMT_DEVICE_HARDWARE_H
#define AMT_DEVICE_HARDWARE_H

#include "core/device/device.h"

/* CIM_Processor, with what CIM_Chip says under the same name. */
struct hardware_processor {
	rec_string id;    /* "CPU 0" */
	rec_string brand; /* "12th Gen Intel(R) Core(TM) i5-1250P" */
	rec_string manufacturer;
	struct rec_enum family;
	struct rec_uint max_mhz, current_mhz, bus_mhz; /* at boot */
	rec_string stepping;
	struct rec_enum socket;
	struct rec_enum status;
	rec_string role;
	struct rec_enum health;
};
extern const struct record hardware_processor_record;

/* CIM_PhysicalMemory: one populated module. */
struct hardware_memory {
	rec_string bank;
	struct rec_uint capacity_bytes;
	struct rec_uint speed_mhz; /* of the module; absent where only ns are told */
	struct rec_uint speed_ns;  /* old firmware */
	struct rec_uint configured_mhz;
	struct rec_enum form_factor, type;
	rec_string manufacturer, part_number, serial_number, tag;
};
extern const struct record hardware_memory_record;

struct hardware_battery {
	rec_string id; /* its model */
	struct rec_enum status, charging, chemistry;
	struct rec_uint charge_percent;
	struct rec_uint design_capacity_mwh, full_capacity_mwh, design_voltage_mv;
	struct rec_enum health;
};
extern const struct record hardware_battery_record;

/* A state, never a reading. */
struct hardware_sensor {
	rec_string id;
	struct rec_enum type;
	rec_string state; /* "Good", "Bad", "Unknown" */
	struct rec_enum health, enabled;
	struct rec_enums operational;
};
extern const struct record hardware_sensor_record;

struct hardware_fan {
	rec_string id;
	struct rec_bool active_cooling, variable_speed;
	struct rec_uint desired_rpm; /* 0 when unknown */
	struct rec_enum health, enabled;
	struct rec_enums operational;
};
extern const struct record hardware_fan_record;

struct hardware {
	rec_string manufacturer, model, serial_number; /* of the chassis */
	rec_string bios_version;
	rec_string processor;         /* brand of the first */
	struct rec_uint memory_bytes; /* of all modules */
	rec_string version;           /* of the chassis */
	struct rec_enum chassis_type;
	rec_string uuid;
	rec_string product, product_vendor, product_version, product_number;
	rec_string board_manufacturer, board_model, board_serial_number, board_version;
	rec_string bios_vendor;
	rec_string bios_release_date; /* "2023-04-19" */
	struct rec_list processors, memory, batteries, sensors, fans;
};
extern const struct record hardware_record;

void hardware_done(struct hardware *h);

/* At most one Get or Enumerate of each class. */
bool device_hardware_get(struct device *d, struct hardware *ret, struct err *e) MUST_USE;

/*
 * A drive: CIM_MediaAccessDevice, and the storage package of the same place in
 * the order of CIM_PhysicalPackage, which alone knows model and serial number.
 */
struct disk {
	rec_string id; /* "MEDIA DEV 0"; absent: a package without a drive */
	rec_string model, serial_number;
	struct rec_uint size_bytes;
	struct rec_enums capabilities;
	struct rec_enum security;
	struct rec_enum enabled;
	struct rec_enum enabled_default;
	struct rec_enums operational;
	rec_string package; /* its tag */
};
extern const struct record disk_record;

/* All drives of a device. */
struct disks {
	struct rec_list disks;
};
void disks_done(struct disks *d);

bool device_disks_get(struct device *d, struct disks *ret, struct err *e) MUST_USE;

#endif
