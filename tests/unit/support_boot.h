/* support_boot: a path that plays a PC about to boot, and writes down what it is asked.
 */
#ifndef AMT_TESTS_SUPPORT_BOOT_H
#define AMT_TESTS_SUPPORT_BOOT_H

#include "tests/unit/support.h"

#include <string.h>

#include "core/base/buf.h"
#include "core/device/boot.h"
#include "core/device/consent.h"

#define PXE "Intel(r) AMT: Force PXE Boot"
#define HTTPS "Intel(r) AMT: Force OCR UEFI HTTPS Boot"
#define OPTION "Intel(r) AMT: Force OCR UEFI Boot Option "
#define URL "https://boot.example.net/winpe.efi"

#define YES                \
	{                  \
		true, true \
	}

struct scripted {
	struct device base;
	struct buf log; /* "consent capabilities state get ..." */
	struct consent consent;
	struct boot_capabilities can;
	uint32_t state, after; /* power state before and after the request */
	uint32_t available[8]; /* 0 ends; none: not told */
	struct rec_uint facts[3];
	const struct boot_source *sources;
	size_t n_sources;
	char *settings; /* XML */
	char *put;      /* what the last Put said, "Name=value Name=value" */
	bool put_secret;
	bool forgetful;   /* takes a Put and does not store it */
	bool empty_reply; /* to a Put */
	struct boot_armed armed;

	const char *fails; /* this word in the log fails: "put", "order()", "role" */
	unsigned spare;    /* after so many that do not */
	bool for_ever;
	struct err failure;
};

/*
 * AMT_BootSettingData as AMT 16 shows it, or old firmware, with what overrides
 * says: "Name=value Name=value". XML, owned.
 */
char *boot_script_settings(bool old, const char *overrides);

/* A PC that is on, can do everything and needs no consent. */
struct scripted boot_script(struct loop *l, const char *overrides);
void boot_script_done(struct scripted *s);

/* device_boot() with a fresh result and error. */
bool boot_script_run(struct scripted *s, const struct boot_change *c,
		     struct boot_result *r, struct err *e);

#define assert_log(s, words) assert_string_equal(buf_cstr(&(s)->log), words)

/* What every boot reads before its settings. */
#define READS "consent capabilities state "

/* For groups: a loop as the state. */
int boot_script_loop(void **state);
int boot_script_drop_loop(void **state);

#endif
