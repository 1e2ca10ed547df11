/*
 * The store: one SQLite file, the only place where the parts of the desk meet.
 *
 * Opened WAL, synchronous=FULL, foreign keys on, busy timeout 30 s. Each process opens
 * its own connection after fork. SQL stands in store*.c only; everyone else uses the
 * store_*.h families, which take and return plain structs.
 *
 * Errors: a failing statement on an open store is either "another process holds the lock
 * too long", "disk full" or our own mistake. The functions of all families therefore do
 * not return errors one by one: the first failure is kept in the store (store_failed),
 * every later call inside the transaction does nothing and returns an empty result, and
 * store_commit reports it and rolls back. A caller checks once, at commit. Outside a
 * transaction each write is its own transaction and store_failed can be asked afterwards;
 * it stays until the next write or begin. A failure inside an inner transaction ends with
 * it: after its failed commit the outer one goes on, unless SQLite had to undo all of it.
 *
 * Structs returned by a store_*_get function own their strings; release them with the
 * matching *_free.
 */
#ifndef MADOGUCHI_STORE_H
#define MADOGUCHI_STORE_H

#include "err.h"
#include "mem.h"

#include <stdint.h>

enum { STORE_SCHEMA_VERSION = 4 };

struct store;

/* Opens path, makes it (mode 0600) and its tables if missing, migrates an older version
 * in one transaction. NULL with e filled: not a store, newer version, no permission, disk
 * full. */
struct store *store_open(const char *path, struct err *e) MUST_CHECK;
/* As store_open, but the file must exist and is only read. */
struct store *store_open_readonly(const char *path, struct err *e) MUST_CHECK;
void store_close(struct store *s);

/* BEGIN IMMEDIATE; nests by savepoint: an inner commit or rollback ends only the inner
 * part. */
bool store_begin(struct store *s) MUST_CHECK;
/* False: everything since the matching begin was undone; e says why. */
bool store_commit(struct store *s, struct err *e) MUST_CHECK;
void store_rollback(struct store *s);
/* The first failure since the outermost begin; NULL when there is none. */
const char *store_failed(const struct store *s);
/* Increases whenever another connection has committed (PRAGMA data_version). */
int64_t store_version(struct store *s);
/* Waits no longer than so many milliseconds for another's transaction (30 s by default),
 * and looks often, for those whom somebody waits for. */
void store_patience(struct store *s, int ms);
/* A consistent copy while others write (online backup); refuses to overwrite a file. */
bool store_backup(struct store *s, const char *path, struct err *e) MUST_CHECK;
/* PRAGMA quick_check and foreign_key_check; false with the first finding in e. */
bool store_check(struct store *s, struct err *e) MUST_CHECK;
/* Moves the WAL into the file and truncates it, where nobody reads. */
void store_checkpoint(struct store *s);

/* meta table. store_meta_get returns an owned string or NULL. */
char *store_meta_get(struct store *s, const char *key);
void store_meta_set(struct store *s, const char *key, const char *value);

/* Token keys (32 bytes). The newest is made at the first call on a new store. */
struct secret {
	int id;
	unsigned char key[32];
};
bool store_secret_newest(struct store *s, int64_t now, struct secret *out) MUST_CHECK;
bool store_secret_get(struct store *s, int id, struct secret *out) MUST_CHECK;

#endif
