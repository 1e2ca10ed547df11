/*
 * ISO-2022-JP as it really comes, made fit for a converter that knows the standard alone:
 * escape sequences doubled, dropped, forgotten at the end or named after a newer edition,
 * half-width kana as bare bytes, lines broken within a run. Works on bytes.
 */
#ifndef MADOGUCHI_JIS_REPAIR_H
#define MADOGUCHI_JIS_REPAIR_H

#include <stddef.h>

/* The same text with plain escape sequences only; *n is its new length. Owned. */
char *jis_repair(const char *s, size_t *n);
/* Some gateways take the ESC bytes away and leave "$B … (B": puts them back, where the
 * bytes between can be characters. Owned; NULL when there is nothing to put back. */
char *jis_restore(const char *s, size_t *n);

#endif
