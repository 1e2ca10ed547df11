/* Word to systemd (sd_notify(3)), by its datagram protocol; nothing when not run by it.
 */
#ifndef MADOGUCHI_NOTIFY_H
#define MADOGUCHI_NOTIFY_H

#include "mem.h"

void notify(const char *fmt, ...) PRINTF(1, 2);
/* Seconds between two WATCHDOG=1, half of what systemd asks for; 0: it does not ask. */
int notify_watchdog_sec(void);

#endif
