/* What the fuzzing programs share. Each is one file, so these are static functions. */
#ifndef MADOGUCHI_FUZZ_H
#define MADOGUCHI_FUZZ_H

#include "charset.h"
#include "mem.h"

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FUZZ_MUST(condition)                                                             \
	do {                                                                             \
		if (!(condition)) {                                                      \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);  \
			abort();                                                         \
		}                                                                        \
	} while (0)

/* The bytes as the valid UTF-8 that everything behind the reader gets. Owned. */
static inline char *
fuzz_text(const uint8_t *data, size_t size)
{
	return charset_decode_str("utf-8", data, size, NULL);
}

/* A file with these bytes, the same one each time; its path. */
static inline const char *
fuzz_file(const uint8_t *data, size_t size)
{
	static char path[64];
	static int fd = -1;

	if (fd < 0) {
		fd = memfd_create("fuzz", 0);
		FUZZ_MUST(fd >= 0);
		(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	}
	FUZZ_MUST(ftruncate(fd, 0) == 0);
	FUZZ_MUST(pwrite(fd, data, size, 0) == (ssize_t)size);
	return path;
}

#endif
