/* The header fields of a mail to struct message, one raw field at a time; and the same
 * header made fit for a strict parser. No library type. */
#ifndef MADOGUCHI_MIME_HEAD_H
#define MADOGUCHI_MIME_HEAD_H

#include "buf.h"
#include "message.h"

/* raw: as received, still folded. Fields that say nothing to the desk are ignored; of
 * fields that may come only once, the first counts. */
void head_field(struct message *m, const char *name, const char *raw);
/* Fills gaps once all fields were given. */
void head_finish(struct message *m);
/* Seconds since 1970, 0 when it is no date (RFC 5322 and its old forms). */
int64_t head_date(const char *raw);
/* Takes out what would end the header too early: mbox lines, lines that are no field, and
 * all beyond 1 MiB. False when nothing had to be done; clean is then left alone. */
bool head_clean(const char *raw, size_t n, struct buf *clean, struct strlist *defects);

#endif
