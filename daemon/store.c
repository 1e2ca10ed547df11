/*
 * The store: opening, making and migrating the file, and transactions. See store.h.
 */
#include "store.h"

#include "schema_sql.h"
#include "store_db.h"
#include "store_migrations.h"
#include "store_sql.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

/* --- opening --- */

static const char pragmas[] =
    "PRAGMA page_size=8192;" /* of a new store: a mail in a page */
    "PRAGMA foreign_keys=ON;"
    "PRAGMA synchronous=FULL;"
    "PRAGMA cache_size=-2048;"
    "PRAGMA mmap_size=0;"
    "PRAGMA temp_store=MEMORY;"
    "PRAGMA trusted_schema=OFF;"
    "PRAGMA cell_size_check=ON;"
    "PRAGMA secure_delete=ON;" /* what is purged is gone */
    "PRAGMA wal_autocheckpoint=1000;"
    "PRAGMA journal_size_limit=16777216;";

static const struct {
	int what, value;
} limits[] = {
    {SQLITE_LIMIT_LENGTH, 256 << 20},
    {SQLITE_LIMIT_SQL_LENGTH, 100000},
    {SQLITE_LIMIT_COLUMN, 128},
    {SQLITE_LIMIT_EXPR_DEPTH, 100},
    {SQLITE_LIMIT_COMPOUND_SELECT, 16},
    {SQLITE_LIMIT_FUNCTION_ARG, 16},
    {SQLITE_LIMIT_ATTACHED, 0},
    {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000},
    {SQLITE_LIMIT_VARIABLE_NUMBER, 128},
    {SQLITE_LIMIT_TRIGGER_DEPTH, 16},
    {SQLITE_LIMIT_WORKER_THREADS, 0},
};

static bool
exec(struct store *s, const char *sql, struct err *e)
{
	int code = sqlite3_exec(s->db, sql, NULL, NULL, NULL);

	return code == SQLITE_OK ? true : store_explain(e, s->db, code, s->path);
}

/* For the few statements that run before the store can be trusted. */
static bool
ask_number(struct store *s, const char *sql, int64_t *out, struct err *e)
{
	sqlite3_stmt *stmt = NULL;
	int code = sqlite3_prepare_v2(s->db, sql, -1, &stmt, NULL);

	if (code == SQLITE_OK)
		code = sqlite3_step(stmt);
	if (code == SQLITE_ROW)
		*out = sqlite3_column_int64(stmt, 0);
	(void)sqlite3_finalize(stmt);
	return code == SQLITE_ROW ? true : store_explain(e, s->db, code, s->path);
}

/* SQLite would make the file with the umask's mode. */
static bool
make_file(const char *path, struct err *e)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd >= 0)
		return close(fd) == 0 ? true
		                      : err_set(e, "%s: %s", path, strerror(errno));
	/* never opened and closed here when it exists: that would drop the locks which
	 * this process may hold on it by another connection */
	if (errno == EEXIST)
		return true;
	return errno == ENOSPC
	           ? err_retry(e, "cannot make the store %s: %s", path, strerror(errno))
	           : err_set(e, "cannot make the store %s: %s", path, strerror(errno));
}

static bool
connect_db(struct store *s, struct err *e)
{
	int flags = s->readonly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
	int code = sqlite3_open_v2(
	    s->path, &s->db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);

	if (code != SQLITE_OK)
		return err_set(e, "cannot open the store %s: %s", s->path,
		    sqlite3_system_errno(s->db) ? strerror(sqlite3_system_errno(s->db))
		                                : sqlite3_errstr(code));
	for (size_t i = 0; i < ARRAY_LEN(limits); i++)
		(void)sqlite3_limit(s->db, limits[i].what, limits[i].value);
	(void)sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	(void)sqlite3_db_config(s->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	(void)sqlite3_db_config(s->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	(void)sqlite3_busy_timeout(s->db, STORE_BUSY_MS);
	return exec(s, pragmas, e);
}

/* SQLite's own waiting grows to a tenth of a second between two looks. */
static int
wait_a_little(void *ctx, int count)
{
	const struct store *s = ctx;

	if (count >= s->patience_ms)
		return 0;
	(void)usleep(1000);
	return 1;
}

void
store_patience(struct store *s, int ms)
{
	s->patience_ms = ms;
	(void)sqlite3_busy_handler(s->db, wait_a_little, s);
}

enum store_kind { STORE_EMPTY, STORE_OURS, STORE_FOREIGN };

/* Reads what kind of file it is, and the schema version of ours. */
static bool
identify(struct store *s, enum store_kind *kind, int *version, struct err *e)
{
	int64_t app = 0, user = 0, tables = 0;

	if (!ask_number(s, "SELECT count(*) FROM sqlite_schema", &tables, e) ||
	    !ask_number(s, "PRAGMA application_id", &app, e) ||
	    !ask_number(s, "PRAGMA user_version", &user, e))
		return false;
	*version = (int)user;
	*kind = app == STORE_APPLICATION_ID ? STORE_OURS
	        : app || user || tables     ? STORE_FOREIGN
	                                    : STORE_EMPTY;
	return true;
}

static bool
refuse(struct store *s, enum store_kind kind, int version, struct err *e)
{
	if (kind == STORE_FOREIGN)
		return err_set(e,
		    "%s is not a madoguchi store but another program's database",
		    s->path);
	if (version > STORE_SCHEMA_VERSION)
		return err_set(e,
		    "%s was made by a newer madoguchi (schema %d; this one knows %d)",
		    s->path, version, STORE_SCHEMA_VERSION);
	return true;
}

/* Two processes may get here at once; SQLite then answers busy without waiting. */
static bool
set_wal(struct store *s, struct err *e)
{
	int code = SQLITE_BUSY;

	for (int tries = 0; tries < 200 && (code & 0xff) == SQLITE_BUSY; tries++) {
		if (tries)
			(void)usleep(20000);
		code = sqlite3_exec(s->db, "PRAGMA journal_mode=WAL", NULL, NULL, NULL);
	}
	return code == SQLITE_OK ? true : store_explain(e, s->db, code, s->path);
}

static bool
set_version(struct store *s, int version, struct err *e)
{
	char *sql = xasprintf("PRAGMA user_version=%d", version);
	bool ok = exec(s, sql, e);

	free(sql);
	return ok;
}

static bool
make_tables(struct store *s, struct err *e)
{
	char *sql = xasprintf("PRAGMA application_id=%d", STORE_APPLICATION_ID);
	bool ok = exec(s, schema_sql, e) && exec(s, sql, e) &&
	          set_version(s, STORE_SCHEMA_VERSION, e);

	free(sql);
	return ok;
}

static bool
migrate_from(struct store *s, int version, const struct migration *steps, size_t n,
    int target, struct err *e)
{
	for (; version < target; version++) {
		bool found = false;

		for (size_t i = 0; i < n; i++) {
			if (steps[i].from != version)
				continue;
			found = true;
			if (!exec(s, steps[i].sql, e))
				return false;
		}
		if (!found)
			return err_set(e,
			    "%s has schema %d, from which no way leads to %d", s->path,
			    version, target);
	}
	return set_version(s, target, e);
}

bool
store_migrate(
    struct store *s, const struct migration *steps, size_t n, int target, struct err *e)
{
	enum store_kind kind;
	int version = 0;
	bool ok;

	if (!exec(s, "BEGIN IMMEDIATE", e))
		return false;
	/* looked at again: another process may have been first */
	ok = identify(s, &kind, &version, e) && refuse(s, kind, version, e);
	if (ok && kind == STORE_EMPTY)
		ok = make_tables(s, e);
	else if (ok && version < target)
		ok = migrate_from(s, version, steps, n, target, e);
	ok = ok && exec(s, "COMMIT", e);
	if (!ok && !sqlite3_get_autocommit(s->db))
		(void)sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	return ok;
}

static bool
prepare_file(struct store *s, struct err *e)
{
	const struct migration *steps;
	enum store_kind kind;
	int version;
	size_t n;

	if (!identify(s, &kind, &version, e) || !refuse(s, kind, version, e))
		return false;
	if (s->readonly && (kind == STORE_EMPTY || version < STORE_SCHEMA_VERSION))
		return err_set(e,
		    "%s has schema %d and must first be opened by the daemon", s->path,
		    version);
	if (s->readonly)
		return true;
	if (!set_wal(s, e))
		return false;
	if (kind == STORE_OURS && version == STORE_SCHEMA_VERSION)
		return true;
	steps = store_migrations(&n);
	return store_migrate(s, steps, n, STORE_SCHEMA_VERSION, e);
}

static struct store *
open_store(const char *path, bool readonly, struct err *e)
{
	struct store *s;

	if (!readonly && !make_file(path, e))
		return NULL;
	s = xcalloc(1, sizeof(*s));
	s->path = xstrdup(path);
	s->readonly = readonly;
	if (connect_db(s, e) && prepare_file(s, e))
		return s;
	store_close(s);
	return NULL;
}

struct store *
store_open(const char *path, struct err *e)
{
	return open_store(path, false, e);
}

struct store *
store_open_readonly(const char *path, struct err *e)
{
	return open_store(path, true, e);
}

void
store_close(struct store *s)
{
	if (!s)
		return;
	store_raw_close(s);
	for (size_t i = 0; i < ARRAY_LEN(s->kept); i++)
		(void)sqlite3_finalize(s->kept[i].stmt);
	(void)sqlite3_close(s->db);
	free(s->path);
	free(s);
}

/* --- transactions --- */

/* Savepoints by depth: 1 is the transaction itself. */
static bool
exec_savepoint(struct store *s, const char *verb)
{
	char *sql = xasprintf("%s s%d", verb, s->depth);
	int code = sqlite3_exec(s->db, sql, NULL, NULL, NULL);

	free(sql);
	return code == SQLITE_OK ? true : store_fail(s, code, verb);
}

bool
store_begin(struct store *s)
{
	bool ok;

	store_raw_close(s);
	if (!s->depth) {
		s->failed = (struct err){0};
		/* a reader gets one unchanging view */
		ok = s->readonly ? sql_run(s, "BEGIN") : sql_run(s, "BEGIN IMMEDIATE");
		s->depth = ok;
		return ok;
	}
	if (s->failed.text[0])
		return false;
	s->depth++;
	if (exec_savepoint(s, "SAVEPOINT"))
		return true;
	s->depth--;
	s->failed_depth = s->depth;
	return false;
}

static void
roll_back_inner(struct store *s)
{
	char *sql = xasprintf("ROLLBACK TO s%d; RELEASE s%d", s->depth, s->depth);
	int code = sqlite3_exec(s->db, sql, NULL, NULL, NULL);

	free(sql);
	/* after some failures SQLite has undone the whole transaction by itself; the
	 * outer part is lost then, and must not go on as if it were whole */
	if (code != SQLITE_OK) {
		(void)store_fail(s, code, "rolling back");
		s->failed_depth = 1;
	}
}

static void
roll_back(struct store *s)
{
	if (s->depth > 1)
		roll_back_inner(s);
	else if (!sqlite3_get_autocommit(s->db))
		(void)sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	s->depth--;
	/* a failure inside an inner part is over with it, the outer one is still sound */
	if (s->depth && s->failed_depth > s->depth)
		s->failed = (struct err){0};
}

/* Ends the innermost part with success. */
static bool
complete(struct store *s)
{
	int code;

	if (s->failed.text[0])
		return false;
	if (s->depth > 1)
		return exec_savepoint(s, "RELEASE");
	code = sqlite3_exec(s->db, "COMMIT", NULL, NULL, NULL);
	return code == SQLITE_OK ? true : store_fail(s, code, "committing");
}

bool
store_commit(struct store *s, struct err *e)
{
	if (!s->depth)
		return err_set(e, "store: commit without a transaction");
	store_raw_close(s);
	if (complete(s)) {
		s->depth--;
		return true;
	}
	if (e)
		*e = s->failed;
	roll_back(s);
	return false;
}

void
store_rollback(struct store *s)
{
	if (!s->depth)
		return;
	store_raw_close(s);
	roll_back(s);
}

const char *
store_failed(const struct store *s)
{
	return s->failed.text[0] ? s->failed.text : NULL;
}

bool
tx_begin(struct store *s)
{
	if (s->depth)
		return false;
	/* when it fails, a transaction in name only keeps the statements from running one
	 * by one */
	if (!store_begin(s))
		s->depth = 1;
	return true;
}

void
tx_end(struct store *s, bool began)
{
	/* what failed can be asked by store_failed */
	if (began)
		(void)!store_commit(s, NULL);
}

int64_t
store_version(struct store *s)
{
	return sql_number(s, 0, "PRAGMA data_version");
}

/* --- meta and secrets --- */

char *
store_meta_get(struct store *s, const char *key)
{
	struct sql q = sql_query(s, "SELECT value FROM meta WHERE key = ?1", TEXT(key));
	char *value = sql_row(&q) ? col_text(&q) : NULL;

	sql_end(&q);
	return value;
}

void
store_meta_set(struct store *s, const char *key, const char *value)
{
	(void)sql_run(s,
	    "INSERT INTO meta (key, value) VALUES (?1, ?2)"
	    " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
	    TEXT(key), TEXT(value));
}

static bool
read_secret(struct sql q, struct secret *out)
{
	bool ok = false;
	char *key;
	size_t n;

	if (sql_row(&q)) {
		out->id = col_small(&q);
		key = col_blob(&q, &n);
		ok = n == sizeof(out->key);
		if (ok)
			memcpy(out->key, key, n);
		explicit_bzero(key, n);
		free(key);
	}
	sql_end(&q);
	return ok;
}

static bool
newest_secret(struct store *s, struct secret *out)
{
	return read_secret(
	    sql_query(s, "SELECT id, key FROM secret ORDER BY id DESC LIMIT 1"), out);
}

bool
store_secret_newest(struct store *s, int64_t now, struct secret *out)
{
	unsigned char key[sizeof(out->key)];

	if (newest_secret(s, out))
		return true;
	if (getrandom(key, sizeof(key), 0) != (ssize_t)sizeof(key))
		return false;
	/* one statement, so that of two processes only one makes the first key */
	(void)sql_run(s,
	    "INSERT INTO secret (key, created)"
	    " SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM secret)",
	    BLOB(key, sizeof(key)), INT(now));
	explicit_bzero(key, sizeof(key));
	return newest_secret(s, out);
}

bool
store_secret_get(struct store *s, int id, struct secret *out)
{
	return read_secret(
	    sql_query(s, "SELECT id, key FROM secret WHERE id = ?1", INT(id)), out);
}
