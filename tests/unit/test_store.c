/* The store itself: opening, refusing, migrating, transactions, crashes, backup. */
#include "store_fixture.h"

#include "store_db.h"
#include "store_sql.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

/* Runs SQL on a file behind the store's back. */
static void
raw_sql(const char *path, const char *sql)
{
	sqlite3 *db = NULL;
	char *problem = NULL;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	(void)sqlite3_exec(db, sql, NULL, NULL, &problem);
	if (problem)
		fail_msg("%s: %s", sql, problem);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void
write_file(const char *path, const char *text, size_t n)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

static bool
has_meta(struct store *s, const char *key)
{
	char *value = store_meta_get(s, key);
	bool is = value != NULL;

	free(value);
	return is;
}

/* --- opening --- */

static void
test_open_makes_private_file(void **state)
{
	struct fixture *f = *state;
	struct stat st;

	assert_int_equal(stat(f->path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_null(store_meta_get(f->s, "x"));
	store_meta_set(f->s, "x", "1");
	store_meta_set(f->s, "x", "2");
	store_close(f->s);
	f->s = open_path(f->path);
	assert_true(has_meta(f->s, "x"));
	assert_int_equal(
	    sql_number(f->s, -1, "PRAGMA user_version"), STORE_SCHEMA_VERSION);
	assert_int_equal(
	    sql_number(f->s, -1, "PRAGMA application_id"), STORE_APPLICATION_ID);
	assert_int_equal(sql_number(f->s, -1, "PRAGMA foreign_keys"), 1);
	assert_int_equal(sql_number(f->s, -1, "PRAGMA synchronous"), 2);
	assert_int_equal(sql_number(f->s, -1, "PRAGMA trusted_schema"), 0);
}

static void
test_open_refuses(void **state)
{
	static const char junk[] =
	    "This is a letter and no database at all, although long "
	    "enough to be taken for the header of one, perhaps.";
	static const struct {
		const char *sql; /* NULL: a file of junk */
		const char *says;
	} rows[] = {
	    {NULL, "is not a madoguchi store"},
	    {"CREATE TABLE recipes (name TEXT)", "another program's database"},
	    {"PRAGMA application_id=7", "another program's database"},
	    {"PRAGMA user_version=1", "another program's database"},
	    {"PRAGMA application_id=1296320323; PRAGMA user_version=999",
	        "newer madoguchi"},
	    {"PRAGMA application_id=1296320323; PRAGMA user_version=0; CREATE TABLE a "
	     "(b)",
	        "no way leads"},
	};
	struct fixture *f = *state;

	assert_int_equal(STORE_APPLICATION_ID, 1296320323);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *path = xasprintf("%s/other-%zu", f->dir, i);
		struct err e = {0};

		if (rows[i].sql)
			raw_sql(path, rows[i].sql);
		else
			write_file(path, junk, sizeof(junk));
		assert_null(store_open(path, &e));
		if (!strstr(e.text, rows[i].says))
			fail_msg("%zu: %s", i, e.text);
		assert_false(e.retry);
		e = (struct err){0};
		assert_null(store_open_readonly(path, &e));
		assert_true(e.text[0]);
		free(path);
	}
}

static void
test_open_nowhere(void **state)
{
	struct fixture *f = *state;
	char *path = xasprintf("%s/none/store.db", f->dir);
	struct err e = {0};

	assert_null(store_open(path, &e));
	assert_non_null(strstr(e.text, "No such file"));
	assert_null(store_open_readonly(path, &e));
	assert_int_not_equal(access(path, F_OK), 0);
	free(path);
}

static void
test_many_open_a_new_store_at_once(void **state)
{
	struct fixture *f = *state;
	char *path = xasprintf("%s/fresh.db", f->dir);

	for (int i = 0; i < 6; i++) {
		if (fork() == 0) {
			struct store *s = store_open(path, NULL);

			_exit(s && add_case(s, "new", NOW) ? 0 : 1);
		}
	}
	for (int i = 0; i < 6; i++) {
		int status = -1;

		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	store_close(f->s);
	f->s = open_path(path);
	assert_int_equal(
	    sql_number(f->s, 0, "SELECT count(DISTINCT number) FROM cases"), 6);
	free(path);
}

static void
test_migrate(void **state)
{
	static const struct migration good[] = {
	    {.from = STORE_SCHEMA_VERSION,
	        .sql = "ALTER TABLE meta ADD COLUMN note TEXT"},
	    {.from = STORE_SCHEMA_VERSION + 1, .sql = "UPDATE meta SET note = 'seen'"},
	};
	static const struct migration bad[] = {
	    {.from = STORE_SCHEMA_VERSION,
	        .sql = "ALTER TABLE meta ADD COLUMN note TEXT"},
	    {.from = STORE_SCHEMA_VERSION + 1, .sql = "UPDATE meta SET nothing = 1"},
	};
	const int target = STORE_SCHEMA_VERSION + 2;
	struct fixture *f = *state;
	struct err e = {0};

	store_meta_set(f->s, "x", "1");
	assert_false(store_migrate(f->s, bad, 2, target, &e));
	assert_non_null(strstr(e.text, "nothing"));
	assert_int_equal(
	    sql_number(f->s, -1, "PRAGMA user_version"), STORE_SCHEMA_VERSION);
	assert_int_equal(sql_number(f->s, -1,
	                     "SELECT count(*) FROM pragma_table_info('meta')"
	                     " WHERE name = 'note'"),
	    0);
	assert_true(store_migrate(f->s, good, 2, target, &e));
	assert_int_equal(sql_number(f->s, -1, "PRAGMA user_version"), target);
	assert_int_equal(
	    sql_number(f->s, -1, "SELECT count(*) FROM meta WHERE note = 'seen'"), 1);
	store_close(f->s);
	f->s = NULL;
	assert_null(store_open(f->path, &e));
	assert_non_null(strstr(e.text, "newer"));
}

static void
test_readonly(void **state)
{
	struct fixture *f = *state;
	struct err e = {0};
	struct store *r = store_open_readonly(f->path, &e);

	assert_non_null(r);
	store_meta_set(f->s, "a", "1");
	assert_true(has_meta(r, "a"));
	/* a transaction of a reader is one unchanging view */
	assert_true(store_begin(r));
	assert_true(has_meta(r, "a"));
	store_meta_set(f->s, "b", "1");
	assert_null(store_failed(f->s));
	assert_false(has_meta(r, "b"));
	assert_true(store_commit(r, &e));
	assert_true(has_meta(r, "b"));
	store_meta_set(r, "c", "1");
	assert_non_null(strstr(store_failed(r), "may only be read"));
	store_close(r);
}

/* --- transactions --- */

static void
test_commit_and_rollback(void **state)
{
	struct fixture *f = *state;
	struct err e = {0};

	assert_true(store_begin(f->s));
	store_meta_set(f->s, "a", "1");
	assert_true(store_commit(f->s, &e));
	assert_true(store_begin(f->s));
	store_meta_set(f->s, "b", "1");
	store_rollback(f->s);
	assert_true(has_meta(f->s, "a"));
	assert_false(has_meta(f->s, "b"));
	assert_false(store_commit(f->s, &e));
	store_rollback(f->s);
}

static void
test_nesting(void **state)
{
	struct fixture *f = *state;
	struct err e = {0};

	assert_true(store_begin(f->s));
	store_meta_set(f->s, "outer", "1");
	assert_true(store_begin(f->s));
	store_meta_set(f->s, "undone", "1");
	assert_true(store_begin(f->s));
	store_meta_set(f->s, "undone-too", "1");
	assert_true(store_commit(f->s, &e));
	store_rollback(f->s);
	assert_true(store_begin(f->s));
	store_meta_set(f->s, "inner", "1");
	assert_true(store_commit(f->s, &e));
	assert_true(store_commit(f->s, &e));
	assert_true(has_meta(f->s, "outer"));
	assert_true(has_meta(f->s, "inner"));
	assert_false(has_meta(f->s, "undone"));
	assert_false(has_meta(f->s, "undone-too"));
}

static void
test_first_failure_is_kept(void **state)
{
	struct fixture *f = *state;
	struct err e = {0};
	size_t n = 9;

	assert_true(store_begin(f->s));
	store_meta_set(f->s, "a", "1");
	store_meta_set(f->s, "b", NULL); /* NOT NULL fails */
	assert_non_null(strstr(store_failed(f->s), "meta.value"));
	store_case_person(f->s, 7, 7, "requester"); /* would fail otherwise */
	assert_int_equal(add_case(f->s, "new", NOW), 0);
	assert_null(store_case_list(f->s, NULL, &n));
	assert_int_equal(n, 0);
	assert_false(store_begin(f->s));
	assert_false(store_commit(f->s, &e));
	assert_non_null(strstr(e.text, "meta.value"));
	assert_false(e.retry);
	assert_false(has_meta(f->s, "a"));
	/* the next transaction starts afresh */
	assert_true(store_begin(f->s));
	assert_null(store_failed(f->s));
	assert_true(store_commit(f->s, &e));
}

static void
test_inner_failure_leaves_outer_sound(void **state)
{
	struct fixture *f = *state;
	struct err e = {0};

	assert_true(store_begin(f->s));
	store_meta_set(f->s, "outer", "1");
	assert_true(store_begin(f->s));
	store_meta_set(f->s, "inner", "1");
	store_meta_set(f->s, "bad", NULL);
	assert_false(store_commit(f->s, &e));
	assert_non_null(strstr(e.text, "meta.value"));
	assert_null(store_failed(f->s));
	store_meta_set(f->s, "after", "1");
	assert_true(store_commit(f->s, &e));
	assert_true(has_meta(f->s, "outer"));
	assert_true(has_meta(f->s, "after"));
	assert_false(has_meta(f->s, "inner"));
}

/* A family function that writes twice must not hide its failure from the caller. */
static void
test_failure_in_family_function_reaches_commit(void **state)
{
	struct fixture *f = *state;
	struct err e = {0};
	struct case_row c;

	case_row_init(&c);
	c.opened_at = NOW;
	assert_true(store_begin(f->s));
	store_case_add(f->s, &c); /* without a state */
	assert_int_equal(c.id, 0);
	assert_false(store_commit(f->s, &e));
	assert_non_null(strstr(e.text, "cases.state"));
	case_row_free(&c);
}

static void
test_single_writes_outside(void **state)
{
	struct fixture *f = *state;

	store_meta_set(f->s, "a", NULL);
	assert_non_null(store_failed(f->s));
	assert_false(has_meta(f->s, "a"));
	assert_non_null(store_failed(f->s));
	store_meta_set(f->s, "a", "1");
	assert_null(store_failed(f->s));
	/* returning rows makes no difference */
	assert_int_equal(store_person(f->s, NULL, NULL, NULL, NULL, NOW), 0);
	assert_non_null(store_failed(f->s));
	assert_true(store_person(f->s, "a@example.com", NULL, NULL, NULL, NOW) > 0);
	assert_null(store_failed(f->s));
}

static void
test_lock_of_another(void **state)
{
	struct fixture *f = *state;
	struct store *other = open_path(f->path);
	struct err e = {0};
	int64_t version = store_version(f->s);

	assert_int_equal(sqlite3_busy_timeout(f->s->db, 20), SQLITE_OK);
	assert_true(store_begin(other));
	store_meta_set(other, "x", "1");
	assert_false(store_begin(f->s));
	assert_non_null(strstr(store_failed(f->s), "another process"));
	assert_true(f->s->failed.retry);
	/* a family function of several writes does none of them then */
	assert_int_equal(add_case(f->s, "new", NOW), 0);
	assert_non_null(strstr(store_failed(f->s), "another process"));
	assert_true(store_commit(other, &e));
	assert_true(add_case(f->s, "new", NOW) > 0);
	assert_true(store_version(f->s) != version);
	store_close(other);
}

/* --- what can go wrong with the machine --- */

/* Writes units of three rows until it is killed. */
static void
write_until_killed(const char *path, int fd)
{
	struct store *s = store_open(path, NULL);

	for (int i = 0; s; i++) {
		int64_t id;

		if (!store_begin(s))
			_exit(1);
		id = add_case(s, "new", NOW);
		if (i == 5)
			(void)!write(fd, "x", 1);
		(void)store_event(s, id, NOW, "desk", "opened", "開始", 0, false);
		store_timer_set(s, id, "reminder", 0, NOW);
		if (!store_commit(s, NULL))
			_exit(1);
	}
	_exit(1);
}

static void
test_kill_is_all_or_nothing(void **state)
{
	struct fixture *f = *state;

	store_close(f->s);
	for (int round = 0; round < 8; round++) {
		int fds[2], status;
		char byte;
		pid_t pid;
		struct err e = {0};

		assert_int_equal(pipe(fds), 0);
		pid = fork();
		if (pid == 0)
			write_until_killed(f->path, fds[1]);
		assert_int_equal(read(fds[0], &byte, 1), 1);
		(void)usleep((useconds_t)(round * 1700));
		assert_int_equal(kill(pid, SIGKILL), 0);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		(void)close(fds[0]);
		(void)close(fds[1]);
		/* a reader copes with what was left, before anybody tidied up */
		f->s = store_open_readonly(f->path, &e);
		assert_non_null(f->s);
		assert_true(sql_number(f->s, 0, "SELECT count(*) FROM cases") >= 5);
		store_close(f->s);
		f->s = open_path(f->path);
		assert_true(store_check(f->s, &e));
		assert_true(sql_number(f->s, 0, "SELECT count(*) FROM cases") >= 5);
		assert_int_equal(
		    sql_number(f->s, -1,
		        "SELECT count(*) FROM cases c"
		        " WHERE (SELECT count(*) FROM events WHERE case_id = c.id)"
		        " + (SELECT count(*) FROM timers WHERE case_id = c.id) <> 2"),
		    0);
		store_close(f->s);
	}
	f->s = open_path(f->path);
}

/* Killed between two statements, certainly inside the transaction. */
static void
test_kill_inside_leaves_nothing(void **state)
{
	struct fixture *f = *state;
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		struct store *s = store_open(f->path, NULL);

		if (!s || !store_begin(s))
			_exit(1);
		(void)add_case(s, "new", NOW);
		(void)add_inbox(s, store_source(s, "desk").id, 1, 1);
		(void)raise(SIGKILL);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(sql_number(f->s, -1, "SELECT count(*) FROM cases"), 0);
	assert_int_equal(store_inbox_count(f->s, NULL), 0);
	assert_int_equal(sql_number(f->s, -1, "SELECT count(*) FROM source"), 0);
}

static void
test_disk_full(void **state)
{
	struct fixture *f = *state;
	char *big = xcalloc(1, 1 << 20);
	struct err e = {0};

	memset(big, 'x', (1 << 20) - 1);
	store_meta_set(f->s, "kept", "1");
	assert_int_equal(
	    sqlite3_exec(f->s->db, "PRAGMA max_page_count=100", NULL, NULL, NULL),
	    SQLITE_OK);
	assert_true(store_begin(f->s));
	store_meta_set(f->s, "small", "1");
	assert_true(store_begin(f->s));
	store_meta_set(f->s, "big", big);
	assert_non_null(strstr(store_failed(f->s), "disk is full"));
	store_rollback(f->s);
	if (store_commit(f->s, &e))
		assert_true(has_meta(f->s, "small"));
	else
		assert_non_null(strstr(e.text, "disk is full"));
	assert_false(has_meta(f->s, "big"));
	assert_true(has_meta(f->s, "kept"));
	store_meta_set(f->s, "big", big);
	assert_non_null(strstr(store_failed(f->s), "disk is full"));
	assert_true(f->s->failed.retry);
	(void)sqlite3_exec(f->s->db, "PRAGMA max_page_count=100000", NULL, NULL, NULL);
	store_meta_set(f->s, "big", big);
	assert_null(store_failed(f->s));
	assert_true(store_check(f->s, &e));
	free(big);
}

/* --- backup and check --- */

static void
test_backup_while_writing(void **state)
{
	struct fixture *f = *state;
	char *copy = xasprintf("%s/copy.db", f->dir);
	struct err e = {0};
	struct stat st;
	int fds[2], status;
	char byte;
	struct store *c;
	pid_t pid;

	assert_int_equal(pipe(fds), 0);
	pid = fork();
	if (pid == 0)
		write_until_killed(f->path, fds[1]);
	assert_int_equal(read(fds[0], &byte, 1), 1);
	if (!store_backup(f->s, copy, &e))
		fail_msg("%s", e.text);
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(stat(copy, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_false(store_backup(f->s, copy, &e));
	assert_non_null(strstr(e.text, "not overwritten"));
	c = open_path(copy);
	assert_true(store_check(c, &e));
	assert_true(sql_number(c, 0, "SELECT count(*) FROM cases") >= 5);
	assert_int_equal(sql_number(c, 0,
	                     "SELECT (SELECT count(*) FROM cases)"
	                     " - (SELECT count(*) FROM events)"),
	    0);
	store_close(c);
	assert_true(store_begin(f->s));
	assert_false(store_backup(f->s, "/nowhere/x", &e));
	store_rollback(f->s);
	assert_false(store_backup(f->s, "/nowhere/x", &e));
	(void)close(fds[0]);
	(void)close(fds[1]);
	free(copy);
}

static void
test_check_finds(void **state)
{
	struct fixture *f = *state;
	struct err e = {0};

	assert_true(store_check(f->s, &e));
	raw_sql(f->path, "PRAGMA foreign_keys=OFF;"
	                 "INSERT INTO case_person VALUES (5, 5, 'copy')");
	assert_false(store_check(f->s, &e));
	assert_non_null(strstr(e.text, "case_person"));
}

static void
test_checkpoint_empties_wal(void **state)
{
	struct fixture *f = *state;
	char *wal = xasprintf("%s-wal", f->path);
	struct stat st;

	store_meta_set(f->s, "a", "1");
	assert_int_equal(stat(wal, &st), 0);
	assert_true(st.st_size > 0);
	store_checkpoint(f->s);
	assert_int_equal(stat(wal, &st), 0);
	assert_int_equal(st.st_size, 0);
	free(wal);
}

/* --- meta, secrets, texts --- */

static void
test_secrets(void **state)
{
	struct fixture *f = *state;
	struct secret a, b, c;

	assert_false(store_secret_get(f->s, 1, &a));
	assert_true(store_secret_newest(f->s, NOW, &a));
	assert_true(store_secret_newest(f->s, NOW, &b));
	assert_int_equal(a.id, b.id);
	assert_memory_equal(a.key, b.key, sizeof(a.key));
	assert_true(store_secret_get(f->s, a.id, &c));
	assert_memory_equal(a.key, c.key, sizeof(a.key));
	raw_sql(f->path, "INSERT INTO secret (key, created) VALUES (zeroblob(32), 1)");
	assert_true(store_secret_newest(f->s, NOW, &b));
	assert_int_equal(b.id, a.id + 1);
}

static void
test_invalid_bytes_are_repaired(void **state)
{
	static const struct {
		const char *in, *out;
	} rows[] = {
	    {"", ""},
	    {"plain", "plain"},
	    {"窓口 𠮷", "窓口 𠮷"},
	    {"\xff", "\xef\xbf\xbd"},
	    {"a\x80z", "a\xef\xbf\xbdz"},
	    {"\xe7\xaa", "\xef\xbf\xbd\xef\xbf\xbd"},
	    {"\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd"},
	    {"\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
	    {"\xf4\x90\x80\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
	    {"\xf0\x9f\x98\x80!", "\xf0\x9f\x98\x80!"},
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *back;

		store_meta_set(f->s, "text", rows[i].in);
		back = store_meta_get(f->s, "text");
		assert_string_equal(back, rows[i].out);
		free(back);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    STORE_TEST(test_open_makes_private_file),
	    STORE_TEST(test_open_refuses),
	    STORE_TEST(test_open_nowhere),
	    STORE_TEST(test_many_open_a_new_store_at_once),
	    STORE_TEST(test_migrate),
	    STORE_TEST(test_readonly),
	    STORE_TEST(test_commit_and_rollback),
	    STORE_TEST(test_nesting),
	    STORE_TEST(test_first_failure_is_kept),
	    STORE_TEST(test_inner_failure_leaves_outer_sound),
	    STORE_TEST(test_failure_in_family_function_reaches_commit),
	    STORE_TEST(test_single_writes_outside),
	    STORE_TEST(test_lock_of_another),
	    STORE_TEST(test_kill_is_all_or_nothing),
	    STORE_TEST(test_kill_inside_leaves_nothing),
	    STORE_TEST(test_disk_full),
	    STORE_TEST(test_backup_while_writing),
	    STORE_TEST(test_check_finds),
	    STORE_TEST(test_checkpoint_empties_wal),
	    STORE_TEST(test_secrets),
	    STORE_TEST(test_invalid_bytes_are_repaired),
	};

	return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
