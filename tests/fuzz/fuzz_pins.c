/* Fuzz a known_devices file: what loads must be found again by its keys. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/reach/pins.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("known_devices", MFD_CLOEXEC);
	char *path = xasprintf("/proc/self/fd/%d", fd);
	struct err e = { 0 };

	if (fd < 0 || fchmod(fd, 0600) < 0 || write(fd, data, size) != (ssize_t)size)
		abort();

	struct pins *p = pins_load(path, NULL, &e);

	if (!p && !e.msg[0])
		abort();
	for (size_t i = 0; p && i < pins_count(p); i++) {
		const struct pin_entry *entry = pins_at(p, i);
		uint8_t pin[32];
		char text[TLS_PIN_TEXT];

		if (!pins_find(p, entry->key, pin))
			abort();
		tls_pin_format(pin, text);
		if (strcmp(text, entry->fingerprint) != 0)
			abort();
	}
	pins_free(p);
	free(path);
	close(fd);
	return 0;
}
