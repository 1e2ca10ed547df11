/* Whether a host name can only be this machine: where plain text may be spoken. */
#ifndef MADOGUCHI_LOOPBACK_H
#define MADOGUCHI_LOOPBACK_H

#include "mem.h"

/* localhost, 127.0.0.0/8 or ::1 (with or without brackets). Names are not resolved. */
bool host_is_loopback(const char *host);

#endif
