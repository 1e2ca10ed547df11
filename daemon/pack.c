/* Packing by zstd. See pack.h. */
#include "pack.h"

#include "mem.h"

#include <stdlib.h>
#include <string.h>
#include <zstd.h>

enum { LEVEL = 3 };

static const char frame_begin[] = "\x28\xb5\x2f\xfd";

static bool
is_frame(const char *bytes, size_t n)
{
	return n >= sizeof(frame_begin) - 1 &&
	       memcmp(bytes, frame_begin, sizeof(frame_begin) - 1) == 0;
}

void
pack_bytes(const char *bytes, size_t n, struct buf *out)
{
	size_t most = ZSTD_compressBound(n), got;
	char *room = xcalloc(1, most);

	got = ZSTD_compress(room, most, bytes, n, LEVEL);
	if (ZSTD_isError(got) || got >= n)
		buf_add(out, bytes, n);
	else
		buf_add(out, room, got);
	free(room);
}

char *
unpack_bytes(const char *bytes, size_t packed_n, size_t *n)
{
	bool frame = is_frame(bytes, packed_n);
	unsigned long long size =
	    frame ? ZSTD_getFrameContentSize(bytes, packed_n) : packed_n;
	char *out;

	*n = 0;
	if (frame && (size == ZSTD_CONTENTSIZE_UNKNOWN ||
	                 size == ZSTD_CONTENTSIZE_ERROR || size > PACK_MAX))
		return NULL;
	out = xcalloc(1, (size_t)size + 1);
	if (frame) {
		if (ZSTD_decompress(out, (size_t)size, bytes, packed_n) != size) {
			free(out);
			return NULL;
		}
	} else if (size) {
		memcpy(out, bytes, (size_t)size);
	}
	out[size] = '\0';
	*n = (size_t)size;
	return out;
}
