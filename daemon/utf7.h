/* Folder names as IMAP wants them: modified UTF-7 (RFC 3501, 5.1.3). */
#ifndef MADOGUCHI_UTF7_H
#define MADOGUCHI_UTF7_H

#include "mem.h"

/* Encodes a UTF-8 name. Bytes that are no UTF-8 become U+FFFD. Owned. */
char *utf7_encode(const char *utf8);

#endif
