/* What a host name says by itself: whether it can only be this machine, where plain text
 * may be spoken, or only one of the house. */
#ifndef MADOGUCHI_LOOPBACK_H
#define MADOGUCHI_LOOPBACK_H

#include "mem.h"

/* localhost, 127.0.0.0/8 or ::1 (with or without brackets). Names are not resolved. */
bool host_is_loopback(const char *host);
/* An IP address (v6 with or without brackets), and no name. */
bool host_is_address(const char *host);
/* An IP address that no router of the Internet forwards: RFC 1918, RFC 4193, link-local;
 * not loopback. */
bool host_is_private(const char *host);

#endif
