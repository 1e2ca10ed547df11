/*
 * Older stores: a file as an older version left it opens, keeps all that is in it, and
 * ends up with the very tables that a new store has.
 */
#include "store_fixture.h"

#include "store_db.h"
#include "store_sql.h"

/* Runs the SQL of a file on a database file of its own. */
static void
load(const char *sql_file, const char *path)
{
	FILE *f = fopen(sql_file, "r");
	char *sql = xcalloc(1, 1 << 20), *problem = NULL;
	sqlite3 *db = NULL;

	assert_non_null(f);
	assert_true(fread(sql, 1, (1 << 20) - 1, f) > 1000);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	(void)sqlite3_exec(db, sql, NULL, NULL, &problem);
	if (problem)
		fail_msg("%s: %s", sql_file, problem);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	free(sql);
}

/* Columns, indexes and foreign keys of every table, each as a line, in order. */
static struct strlist
shape(struct store *s)
{
	struct strlist lines = {0};
	struct sql q = sql_query(s,
	    "SELECT 'column ' || t.name || '.' || c.name || ' ' || c.type || ' ' ||"
	    " c.\"notnull\" || ' ' || ifnull(c.dflt_value, '') || ' ' || c.pk"
	    " FROM pragma_table_list t JOIN pragma_table_info(t.name) c"
	    " WHERE t.schema = 'main' AND t.name NOT LIKE 'sqlite_%'"
	    " UNION ALL SELECT 'index ' || m.name || ' ' || m.tbl_name || ' ' ||"
	    " ifnull(m.sql, '') FROM sqlite_schema m WHERE m.type = 'index'"
	    " UNION ALL SELECT 'key ' || t.name || ' ' || k.\"from\" || ' ' || "
	    "k.\"table\""
	    " || ' ' || ifnull(k.\"to\", '') || ' ' || k.on_delete FROM "
	    "pragma_table_list t"
	    " JOIN pragma_foreign_key_list(t.name) k WHERE t.schema = 'main'"
	    " UNION ALL SELECT 'strict ' || t.name || ' ' || t.strict || ' ' || t.wr"
	    " FROM pragma_table_list t WHERE t.schema = 'main'"
	    " AND t.name NOT LIKE 'sqlite_%' ORDER BY 1");

	while (sql_row(&q))
		strlist_take(&lines, col_text(&q));
	return lines;
}

static void
check_becomes_the_present_one(struct fixture *f, const char *sql_file)
{
	char *path = xasprintf("%s/old.db", f->dir);
	struct strlist fresh = shape(f->s), old;
	struct err e = {0};
	struct store *s;

	load(sql_file, path);
	assert_null(store_open_readonly(path, &e));
	s = open_path(path);
	assert_int_equal(sql_number(s, -1, "PRAGMA user_version"), STORE_SCHEMA_VERSION);
	old = shape(s);
	assert_true(fresh.n > 150);
	for (size_t i = 0; i < fresh.n && i < old.n; i++)
		assert_string_equal(old.v[i], fresh.v[i]);
	assert_int_equal(old.n, fresh.n);
	assert_true(store_check(s, &e));
	strlist_free(&old);
	strlist_free(&fresh);
	store_close(s);
	free(path);
}

static void
test_version_1_becomes_the_present_one(void **state)
{
	check_becomes_the_present_one(*state, "tests/unit/store-v1.sql");
}

static void
test_version_2_becomes_the_present_one(void **state)
{
	check_becomes_the_present_one(*state, "tests/unit/store-v2.sql");
}

/* CHECK lists do not show in the shape: each is tried on both. */
static void
check_refuses(struct store *s)
{
	assert_true(store_begin(s));
	assert_int_equal(
	    sql_insert(s, "INSERT INTO conflicts (expert_id, kind, value,"
	                  " said_by, said_at) VALUES (1, 'planet', 'a', 'b', 1)"),
	    0);
	store_rollback(s);
	assert_true(store_begin(s));
	assert_int_equal(
	    sql_insert(s, "INSERT INTO conflicts (expert_id, kind, value, contractor,"
	                  " said_by, said_at) VALUES (1, 'domain', 'a', 2, 'b', 1)"),
	    0);
	store_rollback(s);
	assert_true(store_begin(s));
	assert_int_equal(
	    sql_insert(s,
	        "INSERT INTO expert_drafts (at, state, wish, sender, lang, forged,"
	        " fields, troubles) VALUES (1, 'open', 'dream', 'a', 'ja', 0, '', '')"),
	    0);
	store_rollback(s);
	assert_true(store_begin(s));
	assert_false(
	    sql_run(s, "INSERT INTO expert_notices (expert_id, valid_until, kind, at)"
	               " VALUES (1, '2029-03-31', 'third', 1)"));
	store_rollback(s);
}

/* Whether a row with these words goes in beside the mail 1 of case 1. */
static bool
takes_disclosure(
    struct store *s, const char *subject, const char *recipient, const char *basis)
{
	bool ok;

	assert_true(store_begin(s));
	ok = sql_insert(s,
	         "INSERT INTO disclosures (case_id, outbox_id, subject, fields,"
	         " recipient, purpose, basis, queued_at)"
	         " VALUES (1, 1, ?1, '[]', ?2, 'visit', ?3, 1)",
	         TEXT(subject), TEXT(recipient), TEXT(basis)) != 0;
	store_rollback(s);
	return ok;
}

static void
check_disclosures(struct store *s)
{
	assert_true(takes_disclosure(s, "company", "expert", "request"));
	assert_true(takes_disclosure(s, "referrer", "copy", "list"));
	assert_false(takes_disclosure(s, "copy", "expert", "request"));
	assert_false(takes_disclosure(s, "company", "operator", "request"));
	assert_false(takes_disclosure(s, "company", "expert", "whim"));
}

static void
test_version_1_keeps_what_is_in_it(void **state)
{
	struct fixture *f = *state;
	char *path = xasprintf("%s/old.db", f->dir);
	struct expert expert, *list;
	struct offer offer;
	struct store *s;
	size_t n;

	load("tests/unit/store-v1.sql", path);
	s = open_path(path);
	list = store_expert_list(s, NOW, &n);
	experts_free(list, n);
	assert_int_equal(n, 3);
	assert_true(store_expert_find(s, "900002", NOW, &expert));
	assert_int_equal(expert.load, 1);
	assert_true(store_offer_get(s, 2, &offer));
	assert_string_equal(offer.state, "accepted");
	assert_int_equal(
	    sql_number(s, 0, "SELECT count(*) FROM outbox WHERE offer_id IS NOT NULL"),
	    2);
	assert_int_equal(sql_number(s, 0, "SELECT count(*) FROM events"), 25);
	/* the visits moved into another table: what hangs on them still does */
	assert_int_equal(sql_number(s, 0, "SELECT count(*) FROM visits"), 3);
	assert_int_equal(
	    sql_number(
	        s, 0, "SELECT count(*) FROM outbox o JOIN visits v ON v.id = o.visit_id"),
	    6);
	assert_int_equal(
	    sql_number(s, 0,
	        "SELECT count(*) FROM visits v JOIN cases c ON c.id = v.case_id"
	        " WHERE v.expert_id = c.expert_id"),
	    3);
	check_refuses(s);
	check_refuses(f->s);
	check_disclosures(s);
	(void)add_mail(f->s, add_case(f->s, "accepted", NOW), "a@example.jp", "1@desk");
	check_disclosures(f->s);
	offer_free(&offer);
	expert_free(&expert);
	store_close(s);
	/* a second opening finds nothing to do */
	s = open_path(path);
	assert_int_equal(sql_number(s, 0, "SELECT count(*) FROM events"), 25);
	store_close(s);
	free(path);
}

static void
test_version_2_keeps_what_is_in_it(void **state)
{
	struct fixture *f = *state;
	char *path = xasprintf("%s/old.db", f->dir);
	struct expert expert;
	struct store *s;

	load("tests/unit/store-v2.sql", path);
	s = open_path(path);
	assert_true(store_expert_find(s, "900003", NOW, &expert));
	assert_string_equal(expert.status, "suspended");
	expert_free(&expert);
	assert_int_equal(sql_number(s, 0, "SELECT count(*) FROM conflicts"), 1);
	assert_int_equal(sql_number(s, 0, "SELECT count(*) FROM match_runs"), 2);
	assert_true(sql_number(s, 0, "SELECT count(*) FROM match_candidates") > 2);
	assert_int_equal(
	    sql_number(s, 0, "SELECT count(*) FROM offers WHERE state = 'accepted'"), 1);
	assert_int_equal(sql_number(s, -1, "SELECT count(*) FROM expert_drafts"), 0);
	check_refuses(s);
	store_close(s);
	free(path);
}

static void
test_version_3_becomes_the_present_one(void **state)
{
	check_becomes_the_present_one(*state, "tests/unit/store-v3.sql");
}

/* A CHECK list does not show in the shape. */
static void
test_version_3_keeps_what_is_in_it(void **state)
{
	struct fixture *f = *state;
	char *path = xasprintf("%s/old.db", f->dir);
	struct store *s;

	load("tests/unit/store-v3.sql", path);
	s = open_path(path);
	assert_true(sql_number(s, 0, "SELECT count(*) FROM outbox") > 5);
	assert_int_equal(
	    sql_number(s, -1, "SELECT count(*) FROM outbox WHERE channel <> 'mail'"), 0);
	assert_true(sql_number(s, 0, "SELECT count(*) FROM disclosures") > 1);
	assert_int_equal(
	    sql_number(s, 0, "SELECT count(*) FROM offers WHERE state = 'accepted'"), 1);
	assert_true(store_begin(s));
	assert_false(sql_run(s, "UPDATE outbox SET channel = 'pigeon'"));
	store_rollback(s);
	assert_true(store_begin(s));
	assert_false(sql_run(s, "INSERT INTO chat_change (inbox_id, at, kind)"
	                        " VALUES (1, 1, 'forgotten')"));
	store_rollback(s);
	store_close(s);
	free(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    STORE_TEST(test_version_1_becomes_the_present_one),
	    STORE_TEST(test_version_1_keeps_what_is_in_it),
	    STORE_TEST(test_version_2_becomes_the_present_one),
	    STORE_TEST(test_version_2_keeps_what_is_in_it),
	    STORE_TEST(test_version_3_becomes_the_present_one),
	    STORE_TEST(test_version_3_keeps_what_is_in_it),
	};

	return cmocka_run_group_tests_name("migrations", tests, NULL, NULL);
}
