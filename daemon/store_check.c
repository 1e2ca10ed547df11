/*
 * Looking after the store's file: consistent copies, integrity, and the size of the WAL.
 * See store.h.
 */
#include "store_db.h"
#include "store_sql.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --- backup --- */

static bool
sync_dir_of(const char *path, struct err *e)
{
	char *copy = xstrdup(path);
	int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = fd >= 0 && fsync(fd) == 0;

	if (!ok)
		(void)err_set(
		    e, "cannot sync the folder of %s: %s", path, strerror(errno));
	if (fd >= 0)
		(void)close(fd);
	free(copy);
	return ok;
}

static bool
copy_pages(struct store *s, sqlite3 *to, const char *path, struct err *e)
{
	sqlite3_backup *b = sqlite3_backup_init(to, "main", s->db, "main");
	int code;

	if (!b)
		return store_explain(e, to, sqlite3_errcode(to), path);
	/* all in one go: readers do not hold up writers, and a copy in steps would start
	 * again with each of their commits */
	do
		code = sqlite3_backup_step(b, -1);
	while (code == SQLITE_OK);
	(void)sqlite3_backup_finish(b);
	return code == SQLITE_DONE ? true : store_explain(e, NULL, code, path);
}

static bool
verify_copy(sqlite3 *db, const char *path, struct err *e)
{
	sqlite3_stmt *stmt = NULL;
	int code = sqlite3_prepare_v2(db, "PRAGMA quick_check(1)", -1, &stmt, NULL);
	bool ok;

	if (code == SQLITE_OK)
		code = sqlite3_step(stmt);
	ok = code == SQLITE_ROW &&
	     str_eq((const char *)sqlite3_column_text(stmt, 0), "ok");
	(void)sqlite3_finalize(stmt);
	return ok ? true : err_set(e, "the copy %s is damaged", path);
}

static bool
copy_to(struct store *s, const char *path, struct err *e)
{
	sqlite3 *to = NULL;
	int code = sqlite3_open_v2(
	    path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE, NULL);
	bool ok;

	if (code != SQLITE_OK) {
		(void)store_explain(e, to, code, path);
		(void)sqlite3_close(to);
		return false;
	}
	ok = copy_pages(s, to, path, e);
	/* a copy in one file, without a WAL beside it */
	if (ok) {
		code = sqlite3_exec(to, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL);
		ok = code == SQLITE_OK ? verify_copy(to, path, e)
		                       : store_explain(e, to, code, path);
	}
	(void)sqlite3_close(to);
	return ok;
}

static bool
backup_through(struct store *s, const char *partial, const char *path, struct err *e)
{
	int fd = open(partial, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool ok;

	if (fd < 0)
		return err_set(e, "cannot make %s: %s", partial, strerror(errno));
	(void)close(fd);
	ok = copy_to(s, partial, e);
	/* link(2) and not rename(2): it refuses where a file came into being meanwhile */
	if (ok && link(partial, path) != 0)
		ok = err_set(e, "cannot make %s: %s", path, strerror(errno));
	(void)unlink(partial);
	return ok && sync_dir_of(path, e);
}

bool
store_backup(struct store *s, const char *path, struct err *e)
{
	char *partial;
	bool ok;

	if (s->depth)
		return err_set(e, "store: no backup inside a transaction");
	if (access(path, F_OK) == 0)
		return err_set(e, "%s exists and is not overwritten", path);
	store_raw_close(s);
	partial = xasprintf("%s.partial-%ld", path, (long)getpid());
	ok = backup_through(s, partial, path, e);
	free(partial);
	return ok;
}

/* --- integrity --- */

static bool
check_pages(struct store *s, struct err *e)
{
	struct sql q = sql_query(s, "PRAGMA quick_check(1)");
	char *finding = sql_row(&q) ? col_text(&q) : NULL;
	bool ok = str_eq(finding, "ok");

	sql_end(&q);
	if (!ok)
		(void)err_set(e, "store damaged: %s",
		    finding           ? finding
		    : store_failed(s) ? store_failed(s)
		                      : "no answer");
	free(finding);
	return ok;
}

static bool
check_references(struct store *s, struct err *e)
{
	struct sql q = sql_query(s, "PRAGMA foreign_key_check");
	bool bad = sql_row(&q);

	if (bad) {
		char *table = col_text(&q);
		int64_t row = col_int(&q);
		char *parent = col_text(&q);

		(void)err_set(e,
		    "store: row %lld of %s refers to a row of %s that is not there",
		    (long long)row, table, parent);
		free(table);
		free(parent);
	}
	sql_end(&q);
	return !bad;
}

bool
store_check(struct store *s, struct err *e)
{
	if (!s->depth)
		s->failed = (struct err){0};
	if (!check_pages(s, e) || !check_references(s, e))
		return false;
	return store_failed(s) ? err_set(e, "%s", store_failed(s)) : true;
}

/* --- WAL --- */

void
store_checkpoint(struct store *s)
{
	if (s->depth || s->readonly)
		return;
	store_raw_close(s);
	/* somebody reading is no reason to wait: the next call does it */
	(void)sqlite3_busy_timeout(s->db, 0);
	(void)sqlite3_wal_checkpoint_v2(
	    s->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	(void)sqlite3_busy_timeout(s->db, STORE_BUSY_MS);
}
