/* A connected socket, whatever the address family, within a time. */
#ifndef MADOGUCHI_TCP_CONNECT_H
#define MADOGUCHI_TCP_CONNECT_H

#include "err.h"

/* Tries all addresses of host, and shares the time among them; the name server's time is
 * not bounded. loopback_only: others are refused, as an error that a person must mend.
 * Returns a non-blocking descriptor, or -1 with e. */
int tcp_connect(const char *host, int port, int timeout_sec, bool loopback_only,
    struct err *e) MUST_CHECK;

#endif
