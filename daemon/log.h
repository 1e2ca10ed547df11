/*
 * The log: one line an outcome, on standard error (the journal adds the time). Under
 * systemd the lines carry the <N> priority prefix of sd-daemon(3). Control characters are
 * escaped, so that nothing received can forge a line. No bodies, no secrets.
 */
#ifndef MADOGUCHI_LOG_H
#define MADOGUCHI_LOG_H

#include "mem.h"

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARN, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

/* process: a short literal that starts each line, such as "fetch" or "work". */
void log_init(const char *process, enum log_level max);
void log_set_level(enum log_level max);
void log_error(const char *fmt, ...) PRINTF(1, 2);
void log_warn(const char *fmt, ...) PRINTF(1, 2);
void log_info(const char *fmt, ...) PRINTF(1, 2);
void log_debug(const char *fmt, ...) PRINTF(1, 2);
/* For start-up and our own broken invariants only; never for anything received. */
void fatal(const char *fmt, ...) PRINTF(1, 2) __attribute__((noreturn));

#endif
