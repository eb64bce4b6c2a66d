/*
 * hardware over WS-MAN. Classes with one instance are asked by Get, which is
 * one request; the others are enumerated, which is two or more. No class is
 * asked twice.
 */
#include "core/direct/direct_device.h"

#include <stdlib.h>
#include <string.h>

/* The fields of one class that fills a part of struct T. */
#define RECORD(id, T, ...)                                                            \
	static const struct field id##_fields[] = { __VA_ARGS__, F_END };             \
	static const struct record id##_record = {                                    \
		.name = #id, .summary = #id, .size = sizeof(T), .fields = id##_fields \
	}

/* What a memory module says of its speed. */
struct speed {
	struct rec_bool in_mhz;
	struct rec_uint max_mhz, ns;
};

struct chip {
	rec_string tag, brand, manufacturer;
};

struct media_size {
	struct rec_uint thousands;
};

struct package {
	struct rec_enum type;
	rec_string model, serial_number, tag;
};
#define PACKAGE_STORAGE 15

struct release {
	rec_string date;
};

// clang-format off
RECORD(package_uuid, struct hardware, F_STRING(struct hardware, uuid, "PlatformGUID", 0, ""));
RECORD(chassis, struct hardware,
	F_STRING(struct hardware, manufacturer, "Manufacturer", 0, ""),
	F_STRING(struct hardware, model, "Model", 0, ""),
	F_STRING(struct hardware, serial_number, "SerialNumber", 0, ""),
	F_STRING(struct hardware, version, "Version", 0, ""),
	F_ENUM(struct hardware, chassis_type, "ChassisPackageType", NULL, 0, ""));
RECORD(card, struct hardware,
	F_STRING(struct hardware, board_manufacturer, "Manufacturer", 0, ""),
	F_STRING(struct hardware, board_model, "Model", 0, ""),
	F_STRING(struct hardware, board_serial_number, "SerialNumber", 0, ""),
	F_STRING(struct hardware, board_version, "Version", 0, ""));
RECORD(bios_feature, struct hardware,
	F_STRING(struct hardware, product, "ProductName", 0, ""),
	F_STRING(struct hardware, product_vendor, "Vendor", 0, ""),
	F_STRING(struct hardware, product_version, "Version", 0, ""),
	F_STRING(struct hardware, product_number, "IdentifyingNumber", 0, ""));
RECORD(bios, struct hardware,
	F_STRING(struct hardware, bios_vendor, "Manufacturer", 0, ""),
	F_STRING(struct hardware, bios_version, "Version", 0, ""));
RECORD(release, struct release, F_TIME(struct release, date, "ReleaseDate", 0, ""));
RECORD(chip, struct chip,
	F_STRING(struct chip, tag, "Tag", 0, ""),
	F_STRING(struct chip, brand, "Version", 0, ""),
	F_STRING(struct chip, manufacturer, "Manufacturer", 0, ""));
RECORD(speed, struct speed,
	F_BOOL(struct speed, in_mhz, "IsSpeedInMhz", 0, ""),
	F_UINT(struct speed, max_mhz, "MaxMemorySpeed", 0, ""),
	F_UINT(struct speed, ns, "Speed", 0, ""));
RECORD(media_size, struct media_size, F_UINT(struct media_size, thousands, "MaxMediaSize", 0, ""));
RECORD(package, struct package,
	F_ENUM(struct package, type, "PackageType", NULL, 0, ""),
	F_STRING(struct package, model, "Model", 0, ""),
	F_STRING(struct package, serial_number, "SerialNumber", 0, ""),
	F_STRING(struct package, tag, "Tag", 0, ""));
// clang-format on

/* Read an instance into a new item of a list. */
static void *add(struct rec_list *l, const struct record *r, struct tree t, struct err *e)
{
	void *item;

	if (l->n == RECORD_LIST_MAX) {
		err_set(e, ERR_PROTO, 0, "over %d instances of %s", RECORD_LIST_MAX,
			tree_name(t));
		return NULL;
	}
	item = rec_list_add(l, r);
	return record_read(r, t, item, e) ? item : NULL;
}

/* Enumerate a class into a list. */
struct listing {
	struct rec_list *list;
	const struct record *record;
};

static bool list_item(void *arg, struct tree t, struct err *e)
{
	const struct listing *l = arg;

	return add(l->list, l->record, t, e) != NULL;
}

static bool list_class(struct device *d, const char *class_name, struct rec_list *list,
		       const struct record *record, struct err *e)
{
	struct listing l = { list, record };

	return direct_enumerate(d, class_name, list_item, &l, e);
}

/*
 * Where a module says so its speed is in MHz, else in ns. Old firmware puts
 * MHz there all the same: no memory is as slow as 100 ns.
 */
static void set_speed(struct hardware_memory *m, const struct speed *s)
{
	if (s->in_mhz.set && s->in_mhz.v) {
		if (s->max_mhz.v)
			m->speed_mhz = s->max_mhz;
	} else if (s->ns.v >= 100) {
		m->speed_mhz = s->ns;
	} else if (s->ns.v) {
		m->speed_ns = s->ns;
	}
}

static bool memory_item(void *arg, struct tree t, struct err *e)
{
	struct hardware *h = arg;
	struct hardware_memory *m = add(&h->memory, &hardware_memory_record, t, e);
	struct speed speed = { 0 };

	if (!m || !record_read(&speed_record, t, &speed, e))
		return false;
	set_speed(m, &speed);
	if (m->capacity_bytes.v > UINT64_MAX - h->memory_bytes.v)
		return err_set(e, ERR_PROTO, 0, "the memory modules are too large");
	if (m->capacity_bytes.set) {
		h->memory_bytes.set = true;
		h->memory_bytes.v += m->capacity_bytes.v;
	}
	return true;
}

/* The processor that a chip is: the same name, else the first that has no brand yet. */
static struct hardware_processor *chip_processor(struct hardware *h, const char *tag)
{
	struct hardware_processor *p = h->processors.v;
	struct hardware_processor *unnamed = NULL;

	for (size_t i = 0; i < h->processors.n; i++) {
		if (p[i].id && tag && !strcmp(p[i].id, tag))
			return &p[i];
		if (!p[i].brand && !unnamed)
			unnamed = &p[i];
	}
	return unnamed;
}

static bool chip_read(struct hardware *h, struct tree t, struct err *e)
{
	struct chip chip = { 0 };
	bool ok = record_read(&chip_record, t, &chip, e);
	struct hardware_processor *p = ok ? chip_processor(h, chip.tag) : NULL;

	if (ok && !p) {
		if (h->processors.n < RECORD_LIST_MAX)
			p = rec_list_add(&h->processors, &hardware_processor_record);
		else
			ok = err_set(e, ERR_PROTO, 0, "over %d processors",
				     RECORD_LIST_MAX);
		if (p)
			p->id = STEAL(chip.tag);
	}
	if (p && !p->brand) {
		p->brand = STEAL(chip.brand);
		p->manufacturer = STEAL(chip.manufacturer);
	}
	record_done(&chip_record, &chip);
	return ok;
}

/* CIM_Chip has processors, and memory modules as their own class. */
static bool chip_item(void *arg, struct tree t, struct err *e)
{
	if (!strcmp(tree_name(t), "CIM_PhysicalMemory"))
		return memory_item(arg, t, e);
	return strcmp(tree_name(t), "CIM_Chip") ? true : chip_read(arg, t, e);
}

/*
 * One processor has one chip, and Get finds it. Where there are more, or the
 * firmware knows no CIM_Processor (AMT 20), the chips are enumerated, and bring
 * the memory with them.
 */
static bool read_chips(struct device *d, struct hardware *h, struct err *e)
{
	AUTO(doc_freep) struct doc *chip = NULL;
	struct err failure;

	if (h->processors.n != 1)
		return direct_enumerate(d, "CIM_Chip", chip_item, h, e);
	if (direct_get(d, "CIM_Chip", &chip, &failure))
		return chip_read(h, chip->root, e);
	if (failure.domain == ERR_UNSUPPORTED)
		return true;
	*e = failure;
	return false;
}

static bool read_processors_and_memory(struct device *d, struct hardware *h,
				       struct err *e)
{
	if (!list_class(d, "CIM_Processor", &h->processors, &hardware_processor_record,
			e) ||
	    !read_chips(d, h, e))
		return false;
	if (!h->memory.n && !direct_enumerate(d, "CIM_PhysicalMemory", memory_item, h, e))
		return false;
	if (h->processors.n)
		h->processor = xstrdup(
			((const struct hardware_processor *)h->processors.v)->brand);
	return true;
}

bool direct_read_bios(struct device *d, const struct record *r, void *v,
		      rec_string *ret_released, struct err *e)
{
	AUTO(doc_freep) struct doc *doc = NULL;
	struct release release = { 0 };
	struct err failure;

	if (!direct_get(d, "CIM_BIOSElement", &doc, &failure)) {
		if (failure.domain == ERR_UNSUPPORTED)
			return true;
		*e = failure;
		return false;
	}
	/* A BIOS may tell any date; nothing else depends on it. */
	if (record_read(&release_record, doc->root, &release, &failure) && release.date)
		*ret_released = xstrndup(release.date, strcspn(release.date, "T"));
	record_done(&release_record, &release);
	return record_read(r, doc->root, v, e);
}

static bool read_system(struct device *d, struct hardware *h, struct err *e)
{
	AUTO(xfreep) char *guid = NULL;

	if (!direct_read(d, "CIM_ComputerSystemPackage", NULL, &package_uuid_record, h,
			 e))
		return false;
	guid = STEAL(h->uuid);
	if (guid)
		h->uuid = direct_uuid_text(guid);
	return direct_read(d, "CIM_Chassis", NULL, &chassis_record, h, e) &&
	       direct_read(d, "CIM_Card", NULL, &card_record, h, e) &&
	       direct_read_bios(d, &bios_record, h, &h->bios_release_date, e) &&
	       direct_read(d, "CIM_BIOSFeature", NULL, &bios_feature_record, h, e);
}

bool direct_hardware_get(struct device *d, struct hardware *ret, struct err *e)
{
	AUTO(hardware_done) struct hardware h = { 0 };

	if (!read_system(d, &h, e) || !read_processors_and_memory(d, &h, e) ||
	    !list_class(d, "CIM_Battery", &h.batteries, &hardware_battery_record, e) ||
	    !list_class(d, "CIM_Sensor", &h.sensors, &hardware_sensor_record, e) ||
	    !list_class(d, "CIM_Fan", &h.fans, &hardware_fan_record, e))
		return false;
	*ret = h;
	h = (struct hardware){ 0 };
	return true;
}

/* ---- disks ---- */

static bool media_item(void *arg, struct tree t, struct err *e)
{
	struct disk *disk = add(arg, &disk_record, t, e);
	struct media_size size = { 0 };

	if (!disk || !record_read(&media_size_record, t, &size, e))
		return false;
	if (size.thousands.set && size.thousands.v <= UINT64_MAX / 1000)
		disk->size_bytes = (struct rec_uint){ true, size.thousands.v * 1000 };
	return true;
}

struct packages {
	struct rec_list *disks;
	size_t n; /* storage packages so far */
};

/* The drive in the same place; one without a drive stands for itself. */
static struct disk *package_disk(struct packages *p, struct err *e)
{
	if (p->n < p->disks->n)
		return rec_list_at(p->disks, &disk_record, p->n++);
	if (p->n == RECORD_LIST_MAX) {
		err_set(e, ERR_PROTO, 0, "over %d storage packages", RECORD_LIST_MAX);
		return NULL;
	}
	p->n++;
	return rec_list_add(p->disks, &disk_record);
}

static bool package_item(void *arg, struct tree t, struct err *e)
{
	struct package package = { 0 };
	bool ok = record_read(&package_record, t, &package, e);

	if (ok && package.type.set && package.type.code == PACKAGE_STORAGE) {
		struct disk *disk = package_disk(arg, e);

		ok = disk != NULL;
		if (disk) {
			disk->model = STEAL(package.model);
			disk->serial_number = STEAL(package.serial_number);
			disk->package = STEAL(package.tag);
		}
	}
	record_done(&package_record, &package);
	return ok;
}

bool direct_disks_get(struct device *d, struct disks *ret, struct err *e)
{
	struct disks found = { 0 };
	struct packages packages = { .disks = &found.disks };

	if (!direct_enumerate(d, "CIM_MediaAccessDevice", media_item, &found.disks, e) ||
	    !direct_enumerate(d, "CIM_PhysicalPackage", package_item, &packages, e)) {
		disks_done(&found);
		return false;
	}
	*ret = found;
	return true;
}
