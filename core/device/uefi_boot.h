/*
 * uefi_boot: the parameters of a UEFI boot, as AMT_BootSettingData's
 * UefiBootParametersArray carries them. (Intel AMT SDK: One-Click Recovery,
 * Remote Platform Erase)
 *
 * Entries without padding, little endian:
 *
 *	offset size
 *	0      2    vendor, 0x8086
 *	2      2    type
 *	4      4    length of the value
 *	8      n    value; text without a NUL at its end
 *
 * Functions of their arguments only.
 */
#ifndef AMT_DEVICE_UEFI_BOOT_H
#define AMT_DEVICE_UEFI_BOOT_H

#include "core/base/err.h"
#include "core/base/strv.h"

/* Most bytes that all entries may take together. */
#define UEFI_PARAMS_MAX 1024

/* Two numberings share the framing. */
enum uefi_set { UEFI_SET_BOOT, UEFI_SET_ERASE };

enum uefi_boot_type {
	UEFI_URL = 1,         /* network device path */
	UEFI_FILE_PATH = 2,   /* text of a file device path */
	UEFI_PATH_LENGTH = 3, /* uint16, of the file device path */
	UEFI_IMAGE_SHA256 = 4,
	UEFI_IMAGE_SHA384 = 5,
	UEFI_IMAGE_SHA512 = 6,
	UEFI_OPTIONAL_DATA = 10,
	UEFI_TRUSTED_ROOTS = 20, /* bool: check the server with AMT's own roots */
	UEFI_SERVER_NAME = 21,   /* the name to look for in its certificate */
	UEFI_SERVER_VERIFY = 22, /* uint16, enum uefi_verify */
	UEFI_SERVER_SHA256 = 23, /* hash of its certificate */
	UEFI_SERVER_SHA384 = 24,
	UEFI_SERVER_SHA512 = 25,
	UEFI_REQUEST_TIMEOUT = 30, /* uint16 seconds, 0: default */
	UEFI_USER = 40,
	UEFI_PASSWORD = 41,
};

enum uefi_verify {
	UEFI_VERIFY_FULL_NAME = 1,
	UEFI_VERIFY_SUFFIX = 2,
	UEFI_VERIFY_OTHER = 3,
};

enum uefi_erase_type {
	UEFI_ERASE_MASK = 1, /* uint32, bits of AMT_BootCapabilities.PlatformErase */
	UEFI_ERASE_PSID = 10,
	UEFI_ERASE_SSD_PASSWORD = 20,
	UEFI_ERASE_OEM = 30,
};

/* Longest values, in bytes. */
#define UEFI_URL_MAX 300
#define UEFI_PATH_MAX 300
#define UEFI_LOGIN_MAX 16

/* What is being written. Zeroed but for set it is empty; it may hold a password. */
struct uefi_params {
	enum uefi_set set;
	uint8_t bytes[UEFI_PARAMS_MAX];
	size_t len;
	uint32_t n; /* entries */
};

/* Overwrite it. */
void uefi_params_wipe(struct uefi_params *p);

/*
 * Append one entry.
 * ERR_USAGE: too short, too long, or no room left; the message names the
 * parameter and its limit, never its value. p stays as it was.
 * ERR_INTERNAL: no such type in this set, or not of this kind.
 */
bool uefi_add_text(struct uefi_params *p, unsigned type, const char *text, struct err *e)
	MUST_USE;
bool uefi_add_number(struct uefi_params *p, unsigned type, uint32_t value, struct err *e)
	MUST_USE;
bool uefi_add_bytes(struct uefi_params *p, unsigned type, const void *bytes, size_t len,
		    struct err *e) MUST_USE;

/* As it goes into the property. Owned; wipe it when it may hold a password. */
char *uefi_params_base64(const struct uefi_params *p) MUST_USE;

/* One entry as read; value is borrowed from the bytes. */
struct uefi_entry {
	uint16_t type;
	const char *name; /* NULL: unknown to us */
	const uint8_t *value;
	size_t len;
};

enum uefi_next { UEFI_NEXT_ENTRY, UEFI_NEXT_END, UEFI_NEXT_BAD };

/*
 * The entry at *offset, which moves behind it. Every length is checked, also
 * against the limits of the types that we know; types that we do not know are
 * entries like others. UEFI_NEXT_BAD: *e is ERR_PROTO, *offset stays.
 */
enum uefi_next uefi_next(enum uefi_set set, const uint8_t *bytes, size_t len,
			 size_t *offset, struct uefi_entry *ret, struct err *e) MUST_USE;

/*
 * All entries in words, "url https://boot.example.net/": one an entry, secrets
 * as "***". base64 as the property has it; count what the device says, checked.
 * ERR_PROTO; ret is untouched then.
 */
bool uefi_params_words(enum uefi_set set, const char *base64, uint64_t count,
		       struct strv *ret, struct err *e) MUST_USE;

#endif
