/*
 * What a store is made of. Private to store.c, store_sql.c and store_check.c, the files
 * that call SQLite.
 */
#ifndef MADOGUCHI_STORE_DB_H
#define MADOGUCHI_STORE_DB_H

#include "store.h"

#include <sqlite3.h>

enum { STORE_STATEMENTS_MAX = 512, STORE_BUSY_MS = 30000 };

/* "MDGC": tells the store from any other SQLite file. */
enum { STORE_APPLICATION_ID = 0x4d444743 };

struct kept_stmt {
	const char *text; /* the literal; NULL: free slot */
	sqlite3_stmt *stmt;
	bool busy; /* being stepped */
};

struct store {
	sqlite3 *db;
	char *path;
	bool readonly;
	int patience_ms;  /* of store_patience */
	int depth;        /* transactions open, the inner ones are savepoints */
	int failed_depth; /* depth at the first failure */
	struct err failed;
	struct kept_stmt kept[STORE_STATEMENTS_MAX]; /* hash table, open addressing */
	size_t kept_n;
	sqlite3_blob *raw; /* open on inbox_raw between two pieces of one message */
	int64_t raw_id;
	bool raw_writable;
};

/* Keeps the first failure; doing is what was tried. Returns false. */
bool store_fail(struct store *s, int code, const char *doing);
/* What an SQLite result means, for people; fills e. Returns false. */
bool store_explain(struct err *e, sqlite3 *db, int code, const char *doing);
/* Ends the incremental access to a raw message, if there is one. */
void store_raw_close(struct store *s);

/* A step of the way from an older schema to the next; those from one version are run in
 * their order. */
struct migration {
	int from; /* to from + 1 */
	const char *sql;
};
/* Brings the store to version target, in one transaction. */
bool store_migrate(struct store *s, const struct migration *steps, size_t n, int target,
    struct err *e) MUST_CHECK;

#endif
