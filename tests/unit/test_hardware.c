/* Inventory: of simulated PCs, of recorded replies, and what is computed from versions.
 */
#include "tests/unit/support_sim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/buf.h"
#include "core/base/strv.h"
#include "core/device/capabilities.h"
#include "core/device/cim_values.h"
#include "core/device/firmware.h"
#include "core/device/hardware.h"
#include "core/wsman/xml.h"

/* ---- a PC with more of everything than the profiles have ---- */

// clang-format off
#define KEYS(class_name, key, value) \
	"<CreationClassName>" class_name "</CreationClassName><" key ">" value "</" key ">"
#define SYSTEM \
	"<SystemCreationClassName>CIM_ComputerSystem</SystemCreationClassName>" \
	"<SystemName>ManagedSystem</SystemName>"
#define CHIP(tag, brand) \
	"<CIM_Chip>" KEYS("CIM_Chip", "Tag", tag) "<Version>" brand "</Version></CIM_Chip>"
#define PROCESSOR(id) \
	"<CIM_Processor>" KEYS("CIM_Processor", "DeviceID", id) SYSTEM "</CIM_Processor>"
#define MEMORY(tag, rest) \
	"<CIM_PhysicalMemory>" KEYS("CIM_PhysicalMemory", "Tag", tag) rest "</CIM_PhysicalMemory>"
#define PACKAGE(tag, type, model) \
	"<CIM_PhysicalPackage>" KEYS("CIM_PhysicalPackage", "Tag", tag) \
	"<PackageType>" type "</PackageType><Model>" model "</Model>" \
	"<SerialNumber>000012E5 </SerialNumber></CIM_PhysicalPackage>"
#define DEVICE(rest) \
	"<device version='9.5.40.1892' product='Intel(R) Active Management Technology'" \
	" qop='auth' uuid='55e3ae13-bfd2-61bb-17a0-88aedd7037ea' hostname='big'" \
	" tls-min='1.2' tls-max='1.2'>" rest "</device>"

/*
 * Two sockets, whose chips stand in another order, a battery, three ways of
 * telling a speed, a storage package without a drive, a BIOS without a day.
 */
static const char many[] = DEVICE(
	CHIP("CPU 1", "Xeon B") CHIP("CPU 0", "Xeon A")
	PROCESSOR("CPU 0") PROCESSOR("CPU 1")
	MEMORY("1", "<Capacity>1073741824</Capacity><IsSpeedInMhz>false</IsSpeedInMhz><Speed>5</Speed>")
	MEMORY("2", "<Capacity>2147483648</Capacity><MaxMemorySpeed>7</MaxMemorySpeed><Speed>1333</Speed>")
	MEMORY("3", "<IsSpeedInMhz>true</IsSpeedInMhz><MaxMemorySpeed>2400</MaxMemorySpeed><Speed>5</Speed>")
	PACKAGE("A", "11", "BATTERY") PACKAGE("B", "15", "DISK 1") PACKAGE("C", "15", "DISK 2")
	"<CIM_MediaAccessDevice>" KEYS("CIM_MediaAccessDevice", "DeviceID", "MEDIA DEV 0") SYSTEM
	"<MaxMediaSize>960197124</MaxMediaSize></CIM_MediaAccessDevice>"
	"<CIM_Battery>" KEYS("CIM_Battery", "DeviceID", "CC03056XL") SYSTEM
	"<DesignCapacity>5601</DesignCapacity></CIM_Battery>"
	"<CIM_BIOSElement><Manufacturer>Example</Manufacturer><Name>Primary BIOS</Name>"
	"<ReleaseDate type='datetime'>0000-00-00T00:00:00Z</ReleaseDate>"
	"<SoftwareElementID>007</SoftwareElementID><SoftwareElementState>2</SoftwareElementState>"
	"<TargetOperatingSystem>66</TargetOperatingSystem><Version>007</Version></CIM_BIOSElement>");
static const char odd[] = DEVICE(MEMORY("1", "<Capacity>much</Capacity>"));
// clang-format on

struct place {
	struct test_sim sim;
	char *folder, *journal;
};

/* *state: the name of a profile, or the text of one. */
static int setup(void **state)
{
	struct place *p = xcalloc(1, sizeof(*p));
	const char *profile = *state;
	AUTO(xfreep) char *options = NULL;
	AUTO(xfreep) char *path = NULL;

	p->folder = test_mkdir();
	p->journal = xasprintf("%s/journal", p->folder);
	if (*profile == '<')
		path = test_write(p->folder, "own.xml", profile);
	options = xasprintf("--profile %s --power on --journal %s", path ? path : profile,
			    p->journal);
	test_sim_start(&p->sim, options);
	*state = p;
	return 0;
}

static int teardown(void **state)
{
	struct place *p = *state;

	test_sim_stop(&p->sim);
	test_rmdir(p->folder);
	free(p->journal);
	free(p);
	return 0;
}

/* Fails when a class was asked twice by Get, by Enumerate or by both. */
static void assert_each_class_once(const struct place *p)
{
	struct buf text = BUF_INIT(1 << 20);
	AUTO(strv_done) struct strv asked = { 0 };
	struct err e = { 0 };

	assert_true(buf_read_file(&text, p->journal, &e));
	for (const char *at = buf_cstr(&text); (at = strstr(at, "\"class\":\"")); at++) {
		char class_name[64], action[32];

		assert_int_equal(sscanf(at,
					"\"class\":\"%63[^\"]\",\"action\":\"%31[^\"]",
					class_name, action),
				 2);
		if (!strcmp(action, "Pull"))
			continue;
		if (strv_has(&asked, class_name))
			fail_msg("%s was asked twice", class_name);
		strv_add(&asked, class_name);
	}
	assert_true(asked.n > 3);
	buf_done(&text);
}

static void read_hardware(struct place *p, struct hardware *ret)
{
	struct err e = { 0 };

	if (!device_hardware_get(p->sim.device, ret, &e))
		fail_msg("%s", e.msg);
}

static void a_pc_tells_its_parts_and_is_asked_once(void **state)
{
	struct place *p = *state;
	AUTO(hardware_done) struct hardware h = { 0 };
	const struct hardware_processor *cpu;
	const struct hardware_memory *memory;

	read_hardware(p, &h);
	assert_string_equal(h.model, "NUC12WSHv5");
	assert_string_equal(h.uuid, "55e3ae13-bfd2-61bb-17a0-88aedd7037ea");
	assert_string_equal(h.bios_release_date, "2023-04-19");
	assert_string_equal(h.processor, "12th Gen Intel(R) Core(TM) i5-1250P");
	assert_true(h.memory_bytes.v == UINT64_C(34359738368));
	assert_int_equal(h.processors.n, 1);
	cpu = h.processors.v;
	assert_string_equal(cpu->brand, h.processor);
	assert_int_equal(cpu->max_mhz.v, 4400);
	assert_int_equal(h.memory.n, 2);
	memory = h.memory.v;
	assert_string_equal(memory[0].part_number, "CT16G4SFRA32A.M16FR"); /* no blank */
	assert_string_equal(memory[1].serial_number, "000012E5");
	assert_int_equal(h.batteries.n, 0);
	assert_int_equal(h.fans.n, 1);
	assert_each_class_once(p);
}

static void two_sockets_are_joined_with_their_chips(void **state)
{
	struct place *p = *state;
	AUTO(hardware_done) struct hardware h = { 0 };
	const struct hardware_processor *cpu;

	read_hardware(p, &h);
	assert_int_equal(h.processors.n, 2);
	cpu = h.processors.v;
	assert_string_equal(cpu[0].id, "CPU 0");
	assert_string_equal(cpu[0].brand, "Xeon A");
	assert_string_equal(cpu[1].brand, "Xeon B");
	assert_string_equal(h.processor, "Xeon A");
	assert_each_class_once(p); /* the chips brought the memory */
}

static void memory_tells_mhz_only_where_it_is(void **state)
{
	struct place *p = *state;
	AUTO(hardware_done) struct hardware h = { 0 };
	const struct hardware_memory *m;

	read_hardware(p, &h);
	assert_int_equal(h.memory.n, 3);
	m = h.memory.v;
	assert_false(m[0].speed_mhz.set);
	assert_int_equal(m[0].speed_ns.v, 5);
	assert_int_equal(m[1].speed_mhz.v, 1333);
	assert_false(m[1].speed_ns.set);
	assert_int_equal(m[2].speed_mhz.v, 2400);
	assert_false(m[2].speed_ns.set);
	assert_false(m[2].capacity_bytes.set);
	assert_true(h.memory_bytes.v == UINT64_C(3221225472));
}

static void what_is_missing_or_strange_is_absent(void **state)
{
	struct place *p = *state;
	AUTO(hardware_done) struct hardware h = { 0 };
	const struct hardware_battery *battery;

	read_hardware(p, &h);
	assert_null(h.manufacturer); /* no CIM_Chassis */
	assert_null(h.uuid);
	assert_null(h.bios_release_date); /* no such day */
	assert_string_equal(h.bios_version, "007");
	assert_int_equal(h.sensors.n, 0);
	assert_int_equal(h.batteries.n, 1);
	battery = h.batteries.v;
	assert_int_equal(battery->design_capacity_mwh.v, 5601);
	assert_false(battery->charge_percent.set);
}

static void drives_and_packages_are_paired_by_order(void **state)
{
	struct place *p = *state;
	AUTO(disks_done) struct disks found = { 0 };
	const struct disk *d;
	struct err e = { 0 };

	if (!device_disks_get(p->sim.device, &found, &e))
		fail_msg("%s", e.msg);
	assert_int_equal(found.disks.n, 2); /* the battery is none */
	d = found.disks.v;
	assert_string_equal(d[0].id, "MEDIA DEV 0");
	assert_string_equal(d[0].model, "DISK 1");
	assert_string_equal(d[0].serial_number, "000012E5");
	assert_true(d[0].size_bytes.v == UINT64_C(960197124000));
	assert_null(d[1].id);
	assert_string_equal(d[1].model, "DISK 2");
	assert_false(d[1].size_bytes.set);
}

static void a_value_of_another_shape_fails_by_name(void **state)
{
	AUTO(hardware_done) struct hardware h = { 0 };
	struct place *p = *state;
	struct err e = { 0 };

	assert_false(device_hardware_get(p->sim.device, &h, &e));
	assert_err(e, ERR_PROTO, "CIM_PhysicalMemory.Capacity is \"much\"");
	assert_null(h.model);
}

static void firmware_tells_versions_and_mode(void **state)
{
	struct place *p = *state;
	AUTO(firmware_done) struct firmware f = { 0 };
	struct err e = { 0 };

	if (!device_firmware_get(p->sim.device, &f, &e))
		fail_msg("%s", e.msg);
	assert_string_equal(f.version, "15.0.23.1706");
	assert_int_equal(f.control_mode.code, 1);
	assert_int_equal(f.provisioning_mode.code, 4);
	assert_int_equal(f.sku_features.n, 2);
	assert_true(f.intel_sa_00075.set && !f.intel_sa_00075.v);
	assert_true(f.legacy_mode.set && !f.legacy_mode.v);
	assert_int_equal(f.parts.n, 11);
	assert_each_class_once(p);
}

static void firmware_that_tells_nothing_has_its_header(void **state)
{
	struct place *p = *state;
	AUTO(firmware_done) struct firmware f = { 0 };
	struct err e = { 0 };

	if (!device_firmware_get(p->sim.device, &f, &e))
		fail_msg("%s", e.msg);
	assert_string_equal(f.version, "9.5.40.1892");
	assert_true(f.intel_sa_00075.set && f.intel_sa_00075.v);
	assert_null(f.sku);
	assert_false(f.control_mode.set);
	assert_false(f.legacy_mode.set);
}

static void capabilities_of_a_pc(void **state)
{
	struct place *p = *state;
	AUTO(capabilities_done) struct capabilities c = { 0 };
	const struct display *d;
	struct err e = { 0 };

	if (!device_capabilities_get(p->sim.device, &c, &e))
		fail_msg("%s", e.msg);
	assert_true(c.kvm.v && c.one_click_recovery.v);
	assert_int_equal(c.active_displays.v, 2);
	assert_int_equal(c.displays.n, 4);
	d = c.displays.v;
	assert_int_equal(d[1].role.code, 2);
	assert_int_equal(d[1].width_px.v, 2560);
	assert_string_equal(d[1].position, "1920,-180");
	assert_null(d[2].position);
	assert_true(c.power_requests.n && c.power_available.n);
	assert_true(c.platform_erase.set &&
		    c.platform_erase.v == c.boot.platform_erase.v);
	assert_true(c.platform_erase.v & 0x40);
	assert_string_equal(enum_name(off_on_names, c.crypto_acceleration.code), "on");
	assert_each_class_once(p);
}

static void a_pc_without_kvm_says_so(void **state)
{
	struct place *p = *state;
	AUTO(capabilities_done) struct capabilities c = { 0 };
	struct err e = { 0 };

	if (!device_capabilities_get(p->sim.device, &c, &e))
		fail_msg("%s", e.msg);
	assert_true(c.kvm.set && !c.kvm.v);
	assert_int_equal(c.displays.n, 0);
	assert_false(c.active_displays.set);
}

/* ---- recorded replies ---- */

/* The nth instance of a recorded Pull, read by r into v. */
static void read_recorded(const char *path, size_t n, const struct record *r, void *v)
{
	AUTO(xfreep) char *name = xasprintf("%s/wsman/%s", test_fixtures(), path);
	struct buf text = BUF_INIT(1 << 20);
	struct err e = { 0 };
	struct doc *doc;
	struct tree t;

	assert_true(buf_read_file(&text, name, &e));
	doc = xml_parse(text.data, text.len, &e);
	if (!doc)
		fail_msg("%s: %s", path, e.msg);
	t = tree_path(doc->root, "Body.PullResponse.Items");
	t = tree_first(tree_exists(t) ? t : tree_member(doc->root, "Body"));
	for (; n; n--)
		t = tree_next(t);
	assert_true(tree_exists(t));
	if (!record_read(r, t, v, &e))
		fail_msg("%s: %s", path, e.msg);
	doc_free(doc);
	buf_done(&text);
}

static void recorded_parts_are_read(void **state)
{
	struct hardware_memory memory = { 0 };
	struct hardware_battery battery = { 0 };
	struct hardware_sensor sensor = { 0 };
	struct hardware_fan fan = { 0 };
	struct disk disk = { 0 };
	struct firmware_part sku = { 0 };

	(void)state;
	read_recorded("cim/physical/memory/pull.xml", 1, &hardware_memory_record,
		      &memory);
	assert_string_equal(memory.bank, "BANK 2");
	assert_true(memory.capacity_bytes.v == UINT64_C(17179869184));
	assert_int_equal(memory.form_factor.code, 13);
	assert_int_equal(memory.configured_mhz.v, 2400);
	assert_string_equal(memory.part_number, "CT16G4SFD824A.M16FE");
	assert_string_equal(memory.tag, "9876543210 (#1)");
	record_done(&hardware_memory_record, &memory);

	read_recorded("cim/battery/pull.xml", 0, &hardware_battery_record, &battery);
	assert_string_equal(battery.id, "CC03056XL");
	assert_int_equal(battery.design_voltage_mv.v, 11550);
	assert_int_equal(battery.chemistry.code, 2);
	record_done(&hardware_battery_record, &battery);

	read_recorded("cim/sensor/pull.xml", 0, &hardware_sensor_record, &sensor);
	assert_string_equal(sensor.id, "Sensor 1");
	assert_string_equal(sensor.state, "Unknown");
	record_done(&hardware_sensor_record, &sensor);

	read_recorded("cim/fan/pull.xml", 0, &hardware_fan_record, &fan);
	assert_true(fan.active_cooling.v && !fan.variable_speed.v);
	assert_int_equal(fan.operational.codes[0], 2);
	record_done(&hardware_fan_record, &fan);

	read_recorded("cim/mediaaccess/pull.xml", 1, &disk_record, &disk);
	assert_string_equal(disk.id, "MEDIA DEV 1");
	assert_int_equal(disk.security.code, 2);
	record_done(&disk_record, &disk);

	read_recorded("cim/software/identity/pull.xml", 4, &firmware_part_record, &sku);
	assert_string_equal(sku.id, "Sku");
	assert_string_equal(sku.version, "16392");
	record_done(&firmware_part_record, &sku);
}

/* ---- what is computed ---- */

static void the_advisory_is_applied_by_version(void **state)
{
	static const struct {
		const char *version;
		char verdict; /* y, n, ? */
	} cases[] = {
		{ NULL, '?' },           { "", '?' },
		{ "AMT", '?' },          { "11", '?' },
		{ "5.2.10.1000", 'n' },  { "6.0.3.1195", 'y' },
		{ "6.2.61.3534", '?' },  { "6.2.61.3535", 'n' },
		{ "7.1.91.3272", 'n' },  { "8.1.40.1416", 'y' },
		{ "9.1.41.3024", 'n' },  { "9.1.1.1000", 'y' },
		{ "9.2.1.1000", '?' }, /* the advisory has no such series */
		{ "9.5.40.1892", 'y' },  { "9.5.61.3012", 'n' },
		{ "9.5.62.1000", '?' }, /* later, with a build from before */
		{ "9.5.40", '?' },      /* the build decides */
		{ "10.0.55.3000", 'n' }, { "11.0.18.3002", '?' },
		{ "11.0.18.3003", 'n' }, { "11.0.22.3001", 'n' },
		{ "11.0.0.1205", 'y' },  { "11.5.1.1006", 'y' },
		{ "11.6.12.3202", 'n' }, { "11.6.25.1229", 'y' },
		{ "11.6.27.3264", 'n' }, { "11.7.0", 'n' },
		{ "16.1.25.2124", 'n' }, { "11.6.27.3264.1", '?' },
		{ "11.6.27.x", '?' },    { "11.6.99999999.1", '?' },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct rec_bool got = firmware_sa_00075(cases[i].version);
		char verdict = !got.set ? '?' : got.v ? 'y' : 'n';

		if (verdict != cases[i].verdict)
			fail_msg("%s: %c", cases[i].version ? cases[i].version : "(none)",
				 verdict);
	}
}

static char *features(uint32_t sku, unsigned major)
{
	AUTO(strv_done) struct strv words = { 0 };
	struct buf b = BUF_INIT(1024);

	firmware_sku_features(sku, major, &words);
	for (size_t i = 0; i < words.n; i++)
		buf_printf(&b, "%s%s", i ? "," : "", words.v[i]);
	return buf_steal(&b);
}

static void sku_bits_have_names_of_their_time(void **state)
{
	AUTO(xfreep) char *now = features(0x4008, 16);
	AUTO(xfreep) char *old = features(0x4006, 5);
	AUTO(xfreep) char *strange = features(0x80000006, 16);
	AUTO(xfreep) char *when = features(0x2, 0);

	(void)state;
	assert_string_equal(now, "amt-pro,corporate");
	assert_string_equal(old, "iqst,asf,corporate");
	assert_string_equal(strange, "bit-1,bit-2,bit-31");
	assert_string_equal(when, "bit-1");
}

#define ON(profile, test) \
	cmocka_unit_test_prestate_setup_teardown(test, setup, teardown, (void *)(profile))

int main(void)
{
	static const struct CMUnitTest tests[] = {
		ON("acm", a_pc_tells_its_parts_and_is_asked_once),
		ON(many, two_sockets_are_joined_with_their_chips),
		ON(many, memory_tells_mhz_only_where_it_is),
		ON(many, what_is_missing_or_strange_is_absent),
		ON(many, drives_and_packages_are_paired_by_order),
		ON(odd, a_value_of_another_shape_fails_by_name),
		ON("ccm", firmware_tells_versions_and_mode),
		ON(many, firmware_that_tells_nothing_has_its_header),
		ON("acm", capabilities_of_a_pc),
		ON("no-kvm", a_pc_without_kvm_says_so),
		cmocka_unit_test(recorded_parts_are_read),
		cmocka_unit_test(the_advisory_is_applied_by_version),
		cmocka_unit_test(sku_bits_have_names_of_their_time),
	};

	xml_global_init();
	return cmocka_run_group_tests_name("hardware", tests, NULL, NULL);
}
