/* amtctl info: what a device is. */
#include "cmd/info_dump.h"
#include "cmd/nouns.h"
#include "cmd/out.h"
#include "core/device/capabilities.h"
#include "core/device/firmware.h"
#include "core/device/hardware.h"
#include "core/device/info.h"

static bool info_show(struct device *dev, const struct call *call, struct out *out,
		      struct err *e)
{
	AUTO(device_info_done) struct device_info info = { 0 };

	if (!device_info_get(dev, &info, e))
		return err_wrap_operation(e, "info %s", call->verb->name);
	out_record(out, &device_info_record, &info);
	return true;
}

static bool info_hardware(struct device *dev, const struct call *call, struct out *out,
			  struct err *e)
{
	AUTO(hardware_done) struct hardware hardware = { 0 };

	if (!device_hardware_get(dev, &hardware, e))
		return err_wrap_operation(e, "info %s", call->verb->name);
	out_record(out, &hardware_record, &hardware);
	return true;
}

static bool info_disks(struct device *dev, const struct call *call, struct out *out,
		       struct err *e)
{
	AUTO(disks_done) struct disks disks = { 0 };

	if (!device_disks_get(dev, &disks, e))
		return err_wrap_operation(e, "info %s", call->verb->name);
	for (size_t i = 0; i < disks.disks.n; i++)
		out_record(out, &disk_record, rec_list_at(&disks.disks, &disk_record, i));
	return true;
}

static bool info_firmware(struct device *dev, const struct call *call, struct out *out,
			  struct err *e)
{
	AUTO(firmware_done) struct firmware firmware = { 0 };

	if (!device_firmware_get(dev, &firmware, e))
		return err_wrap_operation(e, "info %s", call->verb->name);
	out_record(out, &firmware_record, &firmware);
	return true;
}

static bool info_capabilities(struct device *dev, const struct call *call,
			      struct out *out, struct err *e)
{
	AUTO(capabilities_done) struct capabilities capabilities = { 0 };

	if (!device_capabilities_get(dev, &capabilities, e))
		return err_wrap_operation(e, "info %s", call->verb->name);
	out_record(out, &capabilities_record, &capabilities);
	return true;
}

// clang-format off
static const struct opt dump_opts[] = {
	OPT_LIST(struct info_dump_opts, classes, 0, "class", "PATTERN", COMPLETE_NOTHING,
		 "only classes of that name, such as 'CIM_Physical*'; may be repeated"),
	OPT_END,
};
// clang-format on

static const struct verb info_verbs[] = {
	{ .name = "show",
	  .is_default = true,
	  .run = info_show,
	  .flags = VERB_READS | VERB_DETAIL,
	  .record = &device_info_record,
	  .help = "show identity, version, control mode, network and what is switched "
		  "on" },
	{ .name = "hardware",
	  .run = info_hardware,
	  .flags = VERB_READS | VERB_DETAIL,
	  .record = &hardware_record,
	  .help = "show the PC, its board, BIOS, processors, memory, batteries, sensors "
		  "and fans, as the BIOS told them at the last boot" },
	{ .name = "disks",
	  .run = info_disks,
	  .flags = VERB_READS | VERB_LIST,
	  .record = &disk_record,
	  .help = "list drives; model and serial number are those of the storage package "
		  "in the same place of its list" },
	{ .name = "firmware",
	  .run = info_firmware,
	  .flags = VERB_READS | VERB_DETAIL,
	  .record = &firmware_record,
	  .help = "show versions of the firmware and the BIOS, what it is licensed for, "
		  "and how it was activated" },
	{ .name = "capabilities",
	  .run = info_capabilities,
	  .flags = VERB_READS | VERB_DETAIL,
	  .record = &capabilities_record,
	  .help = "show what the PC can do: boot, power, KVM, screens, consent, erase" },
	{ .name = "dump",
	  .opts = dump_opts,
	  .opts_size = sizeof(struct info_dump_opts),
	  .check = info_dump_check,
	  .run = info_dump,
	  .flags = VERB_READS,
	  .record = &property_record,
	  .help = "print all known classes as one JSON document that can be compared, "
		  "without what changes by itself" },
	{ 0 },
};

const struct noun noun_info = {
	.name = "info",
	.summary = "show what a device is",
	.verbs = info_verbs,
};
