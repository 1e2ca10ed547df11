/*
 * A growing run of bytes. data always ends with a NUL that len does not count, so it can
 * be read as a string where the content holds no NUL of its own. {0} is the empty buffer.
 */
#ifndef MADOGUCHI_BUF_H
#define MADOGUCHI_BUF_H

#include "mem.h"

struct buf {
	char *data; /* owned; NULL while nothing was added */
	size_t len;
	size_t cap;
};

void buf_add(struct buf *b, const void *bytes, size_t n);
void buf_adds(struct buf *b, const char *s);
void buf_addc(struct buf *b, char c);
void buf_addf(struct buf *b, const char *fmt, ...) PRINTF(2, 3);
/* Room for n more bytes; returns where they go. The caller adds what it wrote to len. */
char *buf_room(struct buf *b, size_t n);
/* The text, never NULL; owned by the buffer. */
const char *buf_str(const struct buf *b);
/* Hands the text over to the caller (never NULL) and empties the buffer. */
char *buf_steal(struct buf *b);
void buf_clear(struct buf *b);
void buf_free(struct buf *b);
/* Reads a whole file of at most max bytes; false with errno set (EFBIG when larger). */
bool buf_read_file(struct buf *b, const char *path, size_t max) MUST_CHECK;
/* Writes all bytes, whatever the number of writes it takes; false with errno set. */
bool write_all(int fd, const void *bytes, size_t n) MUST_CHECK;
/* Reads a descriptor to its end, at most max bytes; as above. */
bool buf_read_fd(struct buf *b, int fd, size_t max) MUST_CHECK;

#endif
