/* What a delivery status notification says: the machine's part of RFC 3464, and bounces
 * that are written for people only. Works on text. */
#ifndef MADOGUCHI_DSN_READ_H
#define MADOGUCHI_DSN_READ_H

#include "message.h"

/* The text of a message/delivery-status part; of several recipients, the first that
 * failed counts. */
void dsn_read_status(const char *text, struct dsn *dsn);
/* The header of the mail that came back, or the mail itself. */
void dsn_read_original(const char *text, struct dsn *dsn);
/* Bounces without a machine-readable part, told by sender and phrases. body: the whole
 * text of the mail. */
void dsn_read_plain(const char *body, struct message *m);

#endif
