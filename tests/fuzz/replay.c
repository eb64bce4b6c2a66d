/* replay: a plain main() for a fuzz target; runs it once over each file named. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		FILE *f = fopen(argv[i], "rb");

		if (!f) {
			perror(argv[i]);
			return 1;
		}
		fseek(f, 0, SEEK_END);

		long size = ftell(f);
		uint8_t *data =
			malloc((size_t)size + 1); /* exact: ASan sees an over-read */

		rewind(f);
		if (!data || fread(data, 1, (size_t)size, f) != (size_t)size)
			return 1;
		fclose(f);
		data = realloc(data, size ? (size_t)size : 1);
		LLVMFuzzerTestOneInput(data, (size_t)size);
		free(data);
	}
	printf("1..1\nok 1 - replayed %d inputs\n", argc - 1);
	return 0;
}
