/*
 * uefi: the parameters of a UEFI boot (UefiBootParametersArray, Intel AMT SDK,
 * One Click Recovery and Remote Platform Erase).
 *
 * Entries stand one behind the other, little endian: vendor (16 bit, 0x8086),
 * type (16), length of the value (32), value.
 */
#ifndef AMTSIM_UEFI_H
#define AMTSIM_UEFI_H

#include "core/base/err.h"

#define UEFI_BYTES_MAX 1024
#define UEFI_TEXT_MAX 300

enum uefi_kind { UEFI_RECOVERY, UEFI_ERASE };

/* What the PC makes use of; texts are "" when not given. */
struct uefi_params {
	char url[UEFI_TEXT_MAX + 1];  /* recovery 1 */
	char path[UEFI_TEXT_MAX + 1]; /* 2 */
	uint16_t path_len;            /* 3 */
	bool roots;                   /* 20: AMT's own trusted roots */
	char server_hash[129];        /* 23, 24 or 25, in hex */
	uint16_t timeout_s;           /* 30 */
	char user[17];                /* 40 */
	bool password;                /* 41 was given */
	uint32_t erase;               /* erase 1: device mask */
	size_t n;                     /* entries */
};

/*
 * Parse what base64 says; "" has no entries. False when it is malformed, too
 * long, or holds what firmware does not know.
 */
bool uefi_parse(const char *base64, enum uefi_kind kind, struct uefi_params *ret);

#endif
