/*
 * What a search costs: the best ten of a list of so many experts, over needs of every
 * kind, beside SQLite going through the same rows in memory for the hard rules alone.
 * Processor time, warm: the list is made ready once, and each need is asked some rounds.
 *
 *   time_match EXPERTS ROUNDS   one line: experts, making ready (ms), then medians and
 *                               greatest over the needs of the least of a need's rounds:
 *                               best ten, whole report, SQLite; in microseconds; last,
 *                               the candidates found
 *   time_match --csv EXPERTS    a list of that length, for `madoguchi experts import`
 */
#include "match.h"
#include "slots.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { NEEDS = 40, LIMIT = 10, NEAR = 30, PREFECTURES = 47 };

static uint64_t seed = 20240401;

static unsigned
dice(unsigned sides)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)((seed >> 11) % sides);
}

static double
microseconds(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* --- a list --- */

#define PICK(words) ((words)[dice((unsigned)ARRAY_LEN(words))])

static const char *const qualifications[] = {"", "CISSP", "ITコーディネータ",
    "公認システム監査人、中小企業診断士", "ISMS主任審査員"};
static const char *const records[] = {
    "", "規程整備支援 多数", "研修 多数", "クラウド監査", "インシデント対応支援"};
static const char *const industries[] = {
    "製造業", "建設業", "小売業、卸売業", "医療・福祉", "情報通信業"};
static const char *const organisations[] = {
    "", "", "株式会社青葉セキュリティ", "北斗システム株式会社", "南港テクノ有限会社"};

static unsigned
some_bits(unsigned of, int times)
{
	unsigned bits = 0;

	while (times-- > 0)
		bits |= 1u << dice(of);
	return bits;
}

/* Home, and one or two more: near it, as people are. */
static uint64_t
some_prefectures(int home)
{
	uint64_t bits = (uint64_t)1 << (home - 1);

	for (unsigned n = dice(4); n > 0; n--)
		bits |= prefecture_neighbours(home) & (uint64_t)1 << dice(PREFECTURES);
	return dice(40) ? bits : ((uint64_t)1 << PREFECTURES) - 1;
}

static void
fill(struct expert *e, size_t i)
{
	int home = 1 + (int)dice(PREFECTURES);
	char *text = xasprintf("%06zu", i);

	expert_init(e);
	e->id = (int64_t)i + 1;
	e->registration_no = text;
	e->email = xasprintf("expert%zu@experts.example.jp", i);
	set_str(&e->organisation, PICK(organisations));
	set_str(&e->residence, prefecture_name(home));
	set_str(&e->qualifications, PICK(qualifications));
	set_str(&e->track_record, PICK(records));
	set_str(&e->industries, PICK(industries));
	e->industry_bits = some_bits(11, 2);
	e->themes = some_bits(6, 3) << 1;
	e->forms = FORM_VISIT | dice(16);
	e->prefectures = some_prefectures(home);
	e->capacity = 1 + (int)dice(3);
	e->load = (int)dice(2);
	e->recent = (int)dice(5);
	e->answers = (int)dice(3);
	e->response_sec = (int)dice(300000);
	e->fee_min = 10000 * (int64_t)dice(5);
	e->fee_max = e->fee_min + 10000;
	e->valid_until = xasprintf("20%02u-09-30", 26 + dice(4));
	for (int k = 0; k < 8; k++)
		e->areas[k] = "--oO"[dice(4)];
}

static struct need
some_need(size_t i)
{
	static const char *const formats[] = {NULL, "visit", "any", "online"};

	return (struct need){.theme = i % 8 ? 1 + (int)dice(6) : 0,
	    .category = "abcde"[i % 5],
	    .prefecture = 1 + (int)dice(PREFECTURES),
	    .industry_bits = 1u << dice(11),
	    .budget_yen = 10000 * (int64_t)dice(5),
	    .format = formats[i % 4],
	    .company_domain = "info@north-works.co.jp",
	    .company = "北斗システム株式会社",
	    .day = 20600,
	    .last_day = 20660};
}

/* --- the yardsticks --- */

/* The same as the database below is asked, over the list as it stands in memory. */
static size_t
scan_list(const struct expert *list, size_t list_n, const struct need *n)
{
	unsigned theme = n->theme ? 1u << n->theme : ~0u;
	unsigned forms =
	    str_eq(n->format, "online") ? FORM_ONLINE : FORM_VISIT | FORM_ONLINE;
	uint64_t place = n->format && !str_eq(n->format, "visit")
	                     ? ~(uint64_t)0
	                     : (uint64_t)1 << (n->prefecture - 1);
	size_t found = 0;

	for (size_t i = 0; i < list_n; i++) {
		const struct expert *e = &list[i];

		found += (e->themes & theme) && (e->forms & forms) &&
		         (e->prefectures & place) && e->load < e->capacity &&
		         strcmp(e->valid_until, "2026-07-25") >= 0;
	}
	return found;
}

static void
must(sqlite3 *db, int code)
{
	if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW)
		return;
	(void)fprintf(stderr, "time_match: %s\n", sqlite3_errmsg(db));
	exit(1);
}

static sqlite3 *
database(const struct expert *list, size_t n)
{
	sqlite3 *db;
	sqlite3_stmt *put;

	must(NULL, sqlite3_open(":memory:", &db));
	must(db, sqlite3_exec(db,
	             "CREATE TABLE e (id INTEGER PRIMARY KEY, themes INT, forms INT,"
	             " prefectures INT, load INT, capacity INT, valid_until TEXT, status"
	             " TEXT, email TEXT); BEGIN",
	             NULL, NULL, NULL));
	must(db, sqlite3_prepare_v2(db,
	             "INSERT INTO e VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'active', ?8)",
	             -1, &put, NULL));
	for (size_t i = 0; i < n; i++) {
		const struct expert *e = &list[i];

		(void)sqlite3_bind_int64(put, 1, e->id);
		(void)sqlite3_bind_int64(put, 2, e->themes);
		(void)sqlite3_bind_int64(put, 3, e->forms);
		(void)sqlite3_bind_int64(put, 4, (sqlite3_int64)e->prefectures);
		(void)sqlite3_bind_int64(put, 5, e->load);
		(void)sqlite3_bind_int64(put, 6, e->capacity);
		(void)sqlite3_bind_text(put, 7, e->valid_until, -1, SQLITE_STATIC);
		(void)sqlite3_bind_text(put, 8, e->email, -1, SQLITE_STATIC);
		must(db, sqlite3_step(put));
		(void)sqlite3_reset(put);
	}
	(void)sqlite3_finalize(put);
	must(db, sqlite3_exec(db, "COMMIT", NULL, NULL, NULL));
	return db;
}

static size_t
scan(sqlite3 *db, const struct need *n)
{
	sqlite3_stmt *ask;
	size_t found;

	must(db, sqlite3_prepare_v2(db,
	             "SELECT count(*) FROM e WHERE (?1 = 0 OR themes & ?1) AND forms & ?2"
	             " AND (?3 = 0 OR prefectures & ?3) AND load < capacity"
	             " AND status = 'active' AND valid_until >= '2026-07-25'",
	             -1, &ask, NULL));
	(void)sqlite3_bind_int64(ask, 1, n->theme ? 1 << n->theme : 0);
	(void)sqlite3_bind_int64(
	    ask, 2, str_eq(n->format, "online") ? FORM_ONLINE : FORM_VISIT | FORM_ONLINE);
	(void)sqlite3_bind_int64(ask, 3,
	    n->format && !str_eq(n->format, "visit")
	        ? 0
	        : (sqlite3_int64)1 << (n->prefecture - 1));
	must(db, sqlite3_step(ask));
	found = (size_t)sqlite3_column_int64(ask, 0);
	(void)sqlite3_finalize(ask);
	return found;
}

/* --- the figures --- */

enum { BEST, REPORT, SCAN, SQLITE, FIGURES };

struct bench {
	struct config *config;
	struct match_index *ix;
	sqlite3 *db;
	const struct expert *list;
	size_t list_n, found;
	size_t scanned, asked; /* what the yardsticks found */
};

static void
search(struct bench *b, const struct need *n, int figure)
{
	struct candidate *v;
	struct match_report r;
	size_t found;

	if (figure == BEST) {
		v = match_index_best(b->config, b->ix, n, LIMIT, &found);
		b->found += found;
		candidates_free(v, found);
	} else if (figure == REPORT) {
		match_report(b->config, b->ix, n, LIMIT, NEAR, &r);
		match_report_free(&r);
	} else if (figure == SCAN) {
		b->scanned += scan_list(b->list, b->list_n, n);
	} else {
		b->asked += scan(b->db, n);
	}
}

static double
least_of(struct bench *b, const struct need *n, int figure, int rounds)
{
	double least = 0;

	for (int i = 0; i < rounds; i++) {
		double from = microseconds(), took;

		search(b, n, figure);
		took = microseconds() - from;
		if (i == 0 || took < least)
			least = took;
	}
	return least;
}

static int
cmp_number(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void
measure(struct expert *list, size_t n, int rounds)
{
	struct bench b = {.config = config_default(),
	    .db = database(list, n),
	    .list = list,
	    .list_n = n};
	double took[FIGURES][NEEDS], ready = microseconds();

	b.ix = match_index_new(list, n);
	ready = microseconds() - ready;
	for (size_t i = 0; i < NEEDS; i++) {
		struct need need = some_need(i);

		for (int f = 0; f < FIGURES; f++)
			took[f][i] = least_of(&b, &need, f, rounds);
	}
	if (b.scanned != b.asked) {
		(void)fprintf(stderr, "time_match: the yardsticks differ: %zu, %zu\n",
		    b.scanned, b.asked);
		exit(1);
	}
	(void)printf("%zu %.1f", n, ready / 1000);
	for (int f = 0; f < FIGURES; f++) {
		qsort(took[f], NEEDS, sizeof(took[f][0]), cmp_number);
		(void)printf(" %.1f %.1f", took[f][NEEDS / 2], took[f][NEEDS - 1]);
	}
	(void)printf(" %zu\n", b.found / (size_t)rounds);
	match_index_free(b.ix);
	config_free(b.config);
	(void)sqlite3_close(b.db);
}

static void
print_prefectures(uint64_t bits)
{
	const char *between = "";

	for (int p = 1; p <= PREFECTURES; p++)
		if (bits >> (p - 1) & 1) {
			(void)printf("%s%s", between, prefecture_name(p));
			between = "、";
		}
}

static void
print_row(const struct expert *e)
{
	const char *between = "";

	(void)printf("見本 太郎,%s,独立,%s,%s,%s,", e->registration_no, e->organisation,
	    e->residence, e->email);
	for (int t = 1; t <= 6; t++)
		if (e->themes >> t & 1) {
			(void)printf("%s%d", between, t);
			between = "、";
		}
	(void)printf(",%s,%s,%s", e->qualifications, e->industries, e->track_record);
	for (int k = 0; k < 8; k++)
		(void)printf(",%s", e->areas[k] == 'O'   ? "◎"
		                    : e->areas[k] == 'o' ? "○"
		                                         : "");
	(void)printf(",訪問コンサルティング%s%s,\"%lld円以上～%lld円未満\",スポット,",
	    e->forms & FORM_ONLINE ? "、オンラインコンサルティング" : "",
	    e->forms & FORM_TRAINING ? "、講習・研修" : "",
	    (long long)(e->fee_min ? e->fee_min : 10000), (long long)e->fee_max + 10000);
	print_prefectures(e->prefectures);
	(void)printf(
	    ",%d,%s,地域の中小企業を支援します。\n", e->capacity, e->valid_until);
}

static void
print_list(const struct expert *list, size_t n)
{
	(void)puts(
	    "氏名,登録番号,所属状況,所属先,居住地,メールアドレス,支援可能な指導テーマ,"
	    "保有する他の資格,得意とする業界,中小企業支援実績,領域0,領域1,領域2,領域3,"
	    "領域4,領域5,領域6,領域7,支援形態,支援料金（1回2時間あたり）,支援期間,"
	    "支援対象地域,受入可能件数,登録有効期限,自己PR");
	for (size_t i = 0; i < n; i++)
		print_row(&list[i]);
}

int
main(int argc, char **argv)
{
	bool csv = argc == 3 && str_eq(argv[1], "--csv");
	size_t n = argc == 3 ? (size_t)strtoul(argv[csv ? 2 : 1], NULL, 10) : 0;
	int rounds = csv || argc != 3 ? 1 : (int)strtol(argv[2], NULL, 10);
	struct expert *list;

	if (n < 1 || n > 1000000 || rounds < 1)
		return 2;
	list = xcalloc(n, sizeof(*list));
	for (size_t i = 0; i < n; i++)
		fill(&list[i], i);
	if (csv)
		print_list(list, n);
	else
		measure(list, n, rounds);
	experts_free(list, n);
	return 0;
}
