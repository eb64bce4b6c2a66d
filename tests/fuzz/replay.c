/* replay: a plain main() for a fuzz target; runs it over each file of its folders. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/base.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool replay(const char *path)
{
	FILE *f = fopen(path, "rb");
	uint8_t *data;
	long size;
	bool ok;

	if (!f || fseek(f, 0, SEEK_END) || (size = ftell(f)) < 0) {
		perror(path);
		return false;
	}
	rewind(f);
	data = malloc((size_t)size); /* exact: ASan sees an over-read */
	ok = fread(data, 1, (size_t)size, f) == (size_t)size;
	fclose(f);
	if (ok)
		LLVMFuzzerTestOneInput(data, (size_t)size);
	free(data);
	return ok;
}

int main(int argc, char **argv)
{
	int n = 0;

	for (int i = 1; i < argc; i++) {
		DIR *folder = opendir(argv[i]);
		struct dirent *entry;

		if (!folder) {
			perror(argv[i]);
			return 1;
		}
		while ((entry = readdir(folder))) {
			AUTO(xfreep)
			char *path = xasprintf("%s/%s", argv[i], entry->d_name);

			if (entry->d_name[0] == '.')
				continue;
			if (!replay(path))
				return 1;
			n++;
		}
		closedir(folder);
	}
	if (n == 0) {
		fprintf(stderr, "usage: %s FOLDER... with at least one file\n", argv[0]);
		return 1;
	}
	printf("1..1\nok 1 - replayed %d inputs\n", n);
	return 0;
}
