/*
 * The statement layer below the store_* families: bind, step, read columns. Private to
 * store*.c. No SQLite type appears here.
 *
 * Statements are prepared once and kept, found again by the address of their SQL text;
 * therefore the SQL must be a string literal, which the macros enforce. A failure is kept
 * in the store (store.h); after one, everything here does nothing until the transaction
 * ends.
 */
#ifndef MADOGUCHI_STORE_SQL_H
#define MADOGUCHI_STORE_SQL_H

#include "store.h"

/* --- values for parameters ?1, ?2, … --- */

enum val_type { VAL_NULL, VAL_INT, VAL_REAL, VAL_TEXT, VAL_BLOB, VAL_ZEROBLOB };

struct val {
	enum val_type type;
	int64_t i; /* the number, or the bytes of a blob */
	double r;
	const void *p; /* borrowed while the statement is under way */
};

#define INT(x) ((struct val){.type = VAL_INT, .i = (int64_t)(x)})
/* NULL where the number is the one that stands for "none". */
#define INT_OR_NULL(x, none)                                                             \
	((struct val){.type = (x) == (none) ? VAL_NULL : VAL_INT, .i = (int64_t)(x)})
#define ID_OR_NULL(x) INT_OR_NULL(x, 0)
#define REAL(x)       ((struct val){.type = VAL_REAL, .r = (x)})
/* NULL stays NULL. Invalid UTF-8 is repaired on its way in. */
#define TEXT(x)     ((struct val){.type = VAL_TEXT, .p = (x)})
#define BLOB(x, n)  ((struct val){.type = VAL_BLOB, .i = (int64_t)(n), .p = (x)})
#define ZEROBLOB(n) ((struct val){.type = VAL_ZEROBLOB, .i = (int64_t)(n)})

/* The leading empty value lets the list be empty; it is not counted. */
#define SQL_VALUES(...)                                                                  \
	(const struct val[]){{0}, __VA_ARGS__},                                          \
	    sizeof((const struct val[]){{0}, __VA_ARGS__}) / sizeof(struct val) - 1

/* --- statements --- */

struct sql {
	struct store *store;
	struct kept_stmt *kept; /* NULL: failed before it began */
	int column;             /* next to be read */
};

/* Runs a statement that returns no rows. False when it failed. */
#define sql_run(s, text, ...) sql_run_values(s, "" text, SQL_VALUES(__VA_ARGS__))
/* As sql_run; the id of the row it inserted, 0 when it inserted none. */
#define sql_insert(s, text, ...) sql_insert_values(s, "" text, SQL_VALUES(__VA_ARGS__))
/* As sql_run; how many rows it changed. */
#define sql_change(s, text, ...) sql_change_values(s, "" text, SQL_VALUES(__VA_ARGS__))
/* The first column of the first row as a number; none when there is no row or NULL. */
#define sql_number(s, none, text, ...)                                                   \
	sql_number_values(s, none, "" text, SQL_VALUES(__VA_ARGS__))
/* Starts a statement that returns rows; then sql_row until it is false. */
#define sql_query(s, text, ...) sql_query_values(s, "" text, SQL_VALUES(__VA_ARGS__))

bool sql_run_values(struct store *s, const char *text, const struct val *v, size_t n);
int64_t sql_insert_values(
    struct store *s, const char *text, const struct val *v, size_t n);
int64_t sql_change_values(
    struct store *s, const char *text, const struct val *v, size_t n);
int64_t sql_number_values(
    struct store *s, int64_t none, const char *text, const struct val *v, size_t n);
struct sql sql_query_values(
    struct store *s, const char *text, const struct val *v, size_t n);

/* The next row. False: there is none, or it failed; the statement is ended then. */
bool sql_row(struct sql *q);
/* Ends early; harmless after sql_row returned false. */
void sql_end(struct sql *q);

/* The columns of a row, each call one further. */
int64_t col_int(struct sql *q); /* NULL: 0 */
int64_t col_int_or(struct sql *q, int64_t none);
int col_small(struct sql *q);
bool col_bool(struct sql *q);
double col_real(struct sql *q);
char *col_text(struct sql *q); /* owned; NULL stays NULL */
/* Copies at most size - 1 bytes; NULL: "". */
void col_text_into(struct sql *q, char *to, size_t size);
/* Owned, NUL-ended; *n its bytes. */
char *col_blob(struct sql *q, size_t *n);
/* A JSON list of strings, as list_json wrote it. */
void col_list(struct sql *q, struct strlist *out);

/* --- small helpers of the families --- */

/* Room for one more row after n of them; the new row is zeroed. */
void *rows_grow(void *rows, size_t n, size_t size);
/* Owned JSON list of strings. */
char *list_json(const struct strlist *list);
/* An owned valid UTF-8 text: what is invalid becomes U+FFFD. */
char *utf8_repaired(const char *s);

/* For families whose write takes several statements: begins a transaction unless one is
 * open already. tx_end commits what tx_begin began; inside an outer transaction a failure
 * stays kept, so that the outer commit reports it. */
bool tx_begin(struct store *s);
void tx_end(struct store *s, bool began);

/* Incremental access to inbox_raw.raw. */
bool raw_write(struct store *s, int64_t id, size_t offset, const void *bytes, size_t n);
size_t raw_read(struct store *s, int64_t id, size_t offset, void *bytes, size_t n);

#endif
