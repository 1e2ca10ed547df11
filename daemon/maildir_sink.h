/* Puts mail into a Maildir instead of sending it: for tests, the demo and local use. */
#ifndef MADOGUCHI_MAILDIR_SINK_H
#define MADOGUCHI_MAILDIR_SINK_H

#include "err.h"
#include "sink.h"

/* Makes path with new, cur and tmp where they are missing. */
bool maildir_sink_prepare(const char *path, struct err *e) MUST_CHECK;
/* Durable before it returns. The file's name follows from Message-ID and recipient, so
 * that the same mail put twice is there once. */
struct sink_answer maildir_sink_put(const char *path, const struct sink_mail *mail);

#endif
