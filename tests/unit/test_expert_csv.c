/* The expert list: the two lists of the corpus in three encodings, and cell by cell. */
#include "buf.h"
#include "expert_csv.h"
#include "paths.h"
#include "slots.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ucnv.h>
#include <unistd.h>

/* cmocka wants the headers above. */
#include <cmocka.h>

#define BIT(n) ((uint64_t)1 << ((n)-1))

static char temp[] = "/tmp/test_expert_csv.XXXXXX";

static void
write_temp(const char *text, size_t n)
{
	FILE *f = fopen(temp, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

static struct expert_list
read_text(const char *text, size_t n)
{
	struct expert_list l;
	struct err e = {0};

	write_temp(text, n);
	if (!expert_csv_read(temp, &l, &e))
		fail_msg("%s", e.text);
	return l;
}

static void
show(const struct strlist *lines)
{
	for (size_t i = 0; i < lines->n; i++)
		print_message("  %s\n", lines->v[i]);
}

static void
corpus(const char *name, struct buf *b)
{
	char *dir = path_data_dir();
	char *path = xasprintf("tests/corpus/lists/%s", name);
	char *full = path_join(dir, path);

	if (!buf_read_file(b, access(full, R_OK) == 0 ? full : path, 1 << 24))
		fail_msg("%s is not there", path);
	free(full);
	free(path);
	free(dir);
}

static void
check_clean(const struct expert_list *l, size_t n)
{
	show(&l->problems);
	show(&l->warnings);
	assert_int_equal(l->n, n);
	assert_int_equal(l->problems.n, 0);
	assert_int_equal(l->warnings.n, 0);
	for (size_t i = 0; i < n; i++) {
		const struct expert *e = &l->v[i];

		assert_int_equal(strlen(e->registration_no), 6);
		assert_true(e->themes && e->forms && e->prefectures && e->capacity);
		assert_true(e->industry_bits && e->valid_until && e->residence);
		assert_true(e->fee_min >= 10000 || strstr(e->fee, "相談"));
		assert_true(prefecture_number(e->residence) > 0);
	}
}

/* Nothing that a terminal takes for a command, or that turns the direction of text. */
static void
test_control_characters(void **state)
{
	static const char text[] =
	    "氏名,登録番号,メールアドレス,自己PR\n"
	    "\x1b[31m見本\xc2\x9b 花\xe2\x80\xae子\x7f,000001,e@example.jp,"
	    "\"一行目\n\x08二\t行目\"\n";
	struct expert_list l = read_text(text, sizeof(text) - 1);

	(void)state;
	assert_int_equal(l.n, 1);
	assert_string_equal(l.v[0].name, "[31m見本 花子");
	assert_string_equal(l.v[0].pr, "一行目\n二\t行目");
	expert_list_free(&l);
}

static void
test_published(void **state)
{
	struct buf b = {0};
	struct expert_list l;

	(void)state;
	corpus("experts200.csv", &b);
	l = read_text(b.data, b.len);
	check_clean(&l, 200);
	assert_string_equal(l.v[0].name, "松本 和也");
	assert_string_equal(l.v[0].affiliation, "independent");
	assert_int_equal(l.v[0].themes, 1u << 1 | 1u << 4);
	assert_string_equal(l.v[0].areas, "o--oooo-");
	assert_int_equal(l.v[0].forms, 15);
	assert_int_equal(l.v[0].fee_min, 40000);
	assert_int_equal(l.v[0].fee_max, -1);
	assert_true(l.v[0].prefectures == (BIT(9) | BIT(8)));
	assert_string_equal(l.v[0].valid_until, "2026-03-30");
	assert_int_equal(l.v[1].fee_min, 20000);
	assert_int_equal(l.v[1].fee_max, 30000);
	assert_string_equal(l.v[1].areas, "oO---o--");
	assert_string_equal(l.v[1].organisation, "株式会社北斗テクノ");
	assert_int_equal(l.line[1], 3);
	expert_list_free(&l);
	buf_free(&b);
}

static void
test_messy(void **state)
{
	struct buf b = {0};
	struct expert_list l;

	(void)state;
	corpus("experts60-messy.csv", &b);
	l = read_text(b.data, b.len);
	check_clean(&l, 60);
	assert_true(l.v[1].prefectures == region_prefectures("関東"));
	assert_int_equal(l.v[0].fee_min, 40000);
	assert_int_equal(l.v[2].fee_min, 20000);
	assert_true(l.v[3].prefectures == (BIT(19) | BIT(13) | BIT(14)));
	assert_int_equal(l.line[3], 5);
	assert_int_equal(l.line[4], 8);
	assert_int_equal(l.v[10].themes, 1u << 1 | 1u << 6);
	assert_true(l.v[56].prefectures == region_prefectures("全国"));
	expert_list_free(&l);
	buf_free(&b);
}

static size_t
to_charset(const char *charset, const struct buf *in, char *out, size_t max)
{
	UErrorCode status = U_ZERO_ERROR;
	int32_t n = ucnv_convert(
	    charset, "UTF-8", out, (int32_t)max, in->data, (int32_t)in->len, &status);

	assert_true(U_SUCCESS(status));
	return (size_t)n;
}

static void
same_experts(const struct expert_list *a, const struct expert_list *b)
{
	assert_int_equal(a->n, b->n);
	for (size_t i = 0; i < a->n; i++) {
		const struct expert *x = &a->v[i], *y = &b->v[i];

		assert_string_equal(x->registration_no, y->registration_no);
		assert_string_equal(x->email, y->email);
		assert_string_equal(x->areas, y->areas);
		assert_true(x->prefectures == y->prefectures && x->themes == y->themes);
		assert_true(x->forms == y->forms && x->industry_bits == y->industry_bits);
		assert_true(x->fee_min == y->fee_min && x->fee_max == y->fee_max);
	}
}

static void
test_encodings(void **state)
{
	static const char *const charsets[] = {"windows-31j", "UTF-16LE"};
	struct buf b = {0};
	struct expert_list utf8, other;
	char *bytes;

	(void)state;
	corpus("experts200.csv", &b);
	bytes = xcalloc(b.len * 2 + 2, 1);
	utf8 = read_text(b.data, b.len);
	for (size_t i = 0; i < ARRAY_LEN(charsets); i++) {
		size_t bom = i == 1 ? 2 : 0, n;

		memcpy(bytes, "\xff\xfe", bom);
		n = to_charset(charsets[i], &b, bytes + bom, b.len * 2);
		other = read_text(bytes, n + bom);
		same_experts(&utf8, &other);
		assert_int_equal(other.problems.n, 0);
		expert_list_free(&other);
	}
	memcpy(bytes, "\xef\xbb\xbf", 3);
	memcpy(bytes + 3, b.data, b.len);
	other = read_text(bytes, b.len + 3);
	same_experts(&utf8, &other);
	expert_list_free(&other);
	/* One broken byte costs one row, not the file. */
	bytes[3 + b.len - 40] = (char)0xff;
	other = read_text(bytes, b.len + 3);
	assert_int_equal(other.n, 199);
	assert_true(other.problems.n >= 1);
	expert_list_free(&other);
	expert_list_free(&utf8);
	free(bytes);
	buf_free(&b);
}

/* --- single cells --- */

#define HEAD                                                                             \
	"氏名,登録番号,メール,テーマ,支援形態,料金,対象地域,件数,有効期限,領域,居住地\n"

/* Good values; one cell is replaced. Columns from 0. */
static struct expert_list
with_cell(size_t column, const char *cell)
{
	static const char *const good[] = {"見本 一郎", "800001", "a@example.jp", "1",
	    "訪問", "応相談", "大阪", "1", "2028-09-30", "", "大阪"};
	struct buf b = {0};
	struct expert_list l;

	buf_adds(&b, HEAD);
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		buf_addf(&b, "%s\"%s\"", i ? "," : "", i == column ? cell : good[i]);
	l = read_text(b.data, b.len);
	buf_free(&b);
	return l;
}

enum { NAME, REGNO, MAIL, THEMES, FORMS, FEE, PLACES, CAPACITY, UNTIL, AREAS, HOME };

struct cell_case {
	size_t column;
	const char *cell;
	const char *want; /* NULL: the row is refused */
	bool warned;
};

static const struct cell_case cells[] = {
    {NAME, "　見本　花子　", "見本　花子", false},
    {NAME, "", NULL, false},
    {REGNO, "８０００２１", "800021", false},
    {REGNO, "第800021号", "800021", false},
    {REGNO, "80021", NULL, false},
    {REGNO, "8000211", NULL, false},
    {REGNO, "", NULL, false},
    {MAIL, " Ｔａｒｏ＠Example.JP ", "taro@example.jp", false},
    {MAIL, "mailto:a@example.jp", "a@example.jp", false},
    {MAIL, "a@example", NULL, false},
    {MAIL, "a@b@example.jp", NULL, false},
    {MAIL, "a@example.jp, b@example.jp", NULL, false},
    {MAIL, "", NULL, false},
    {THEMES, "1,6", "16", false},
    {THEMES, "①、③", "13", false},
    {THEMES, "１～３", "123", false},
    {THEMES, "1・5", "15", false},
    {THEMES, "1 2 5", "125", false},
    {THEMES, "１．情報セキュリティ規程の整備\n６．セキュリティアセスメント", "16", false},
    {THEMES, "クラウドサービスの安全利用、インシデント対応", "34", false},
    {THEMES, "全テーマ", "123456", false},
    {THEMES, "1、占い", "1", true},
    {THEMES, "7", NULL, true},
    {THEMES, "12", NULL, true},
    {THEMES, "", "", true},
    {FORMS, "訪問コンサルティング、オンラインコンサルティング", "3", false},
    {FORMS, "講習・研修\nセキュリティ製品の選定・導入支援", "12", false},
    {FORMS, "踊り", "0", true},
    {FEE, "20,000円以上～30,000円未満", "20000-30000", false},
    {FEE, "２０，０００円以上〜３０，０００円未満", "20000-30000", false},
    {FEE, "1回：40,000円以上", "40000--1", false},
    {FEE, "1回2時間 3万円", "30000-30000", false},
    {FEE, "2～3万円", "20000-30000", false},
    {FEE, "30000円未満", "-1-30000", false},
    {FEE, "～30,000円", "-1-30000", false},
    {FEE, "5千円", "5000-5000", false},
    {FEE, "無料", "0-0", false},
    {FEE, "要相談", "-1--1", false},
    {FEE, "", "-1--1", false},
    {FEE, "時価", "-1--1", true},
    {PLACES, "大阪府、京都", "26 27", false},
    {PLACES, "大阪\n京都\n", "26 27", false},
    {PLACES, "大阪・京都", "26 27", false},
    {PLACES, "大阪府京都府", "26 27", false},
    {PLACES, "沖縄（オンライン可）", "", true},
    {PLACES, "近畿", "25 26 27 28 29 30", false},
    {PLACES, "四国全域", "36 37 38 39", false},
    {PLACES, "近畿（和歌山を除く）", "25 26 27 28 29", false},
    {PLACES, "首都圏", "11 12 13 14", false},
    {PLACES, "大阪、火星", "27", true},
    {PLACES, "火星", NULL, true},
    {PLACES, "", "", true},
    {CAPACITY, "３件", "3", false},
    {CAPACITY, "0", "0", false},
    {CAPACITY, "", "1", false},
    {CAPACITY, "-1", NULL, false},
    {CAPACITY, "たくさん", NULL, false},
    {UNTIL, "2028/9/30", "2028-09-30", false},
    {UNTIL, "２０２８年９月３０日", "2028-09-30", false},
    {UNTIL, "2028.9.30", "2028-09-30", false},
    {UNTIL, "20280930", "2028-09-30", false},
    {UNTIL, "令和10年9月30日", "2028-09-30", false},
    {UNTIL, "R10.9.30", "2028-09-30", false},
    {UNTIL, "2028年2月末", "2028-02-29", false},
    {UNTIL, "2028/09/30 0:00", "2028-09-30", false},
    {UNTIL, "47026", "2028-09-30", false},
    {UNTIL, "2028-02-30", NULL, false},
    {UNTIL, "来年", NULL, false},
    {UNTIL, "99999999999999999999", NULL, false},
    {UNTIL, "", "", true},
    {AREAS, "◎○　○○", "Oo-oo---", false},
    {AREAS, "◎◎◎◎◎◎◎◎◎", "OOOOOOOO", true},
    {AREAS, "良", "--------", true},
    {HOME, "奈良県奈良市", "奈良県", false},
    {HOME, "東京", "東京都", false},
    {HOME, "月面", "月面", true},
};

static char *
value_of(const struct expert *e, size_t column)
{
	struct buf b = {0};

	switch (column) {
	case NAME: return xstrdup(e->name);
	case REGNO: return xstrdup(e->registration_no);
	case MAIL: return xstrdup(e->email);
	case FORMS: return xasprintf("%u", e->forms);
	case FEE:
		return xasprintf(
		    "%lld-%lld", (long long)e->fee_min, (long long)e->fee_max);
	case CAPACITY: return xasprintf("%d", e->capacity);
	case UNTIL: return xstrdup(e->valid_until ? e->valid_until : "");
	case AREAS: return xstrdup(e->areas);
	case HOME: return xstrdup(e->residence);
	case THEMES:
		for (int i = 0; i < 32; i++)
			if (e->themes & 1u << i)
				buf_addf(&b, "%d", i);
		break;
	default:
		for (int i = 1; i <= 47; i++)
			if (e->prefectures & BIT(i))
				buf_addf(&b, "%s%d", b.len ? " " : "", i);
	}
	return buf_steal(&b);
}

static void
test_cells(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cells); i++) {
		const struct cell_case *t = &cells[i];
		struct expert_list l = with_cell(t->column, t->cell);
		char *got = l.n ? value_of(&l.v[0], t->column) : NULL;

		if (cmp_str(got, t->want) != 0 || (l.warnings.n > 0) != t->warned) {
			print_message(
			    "cell \"%s\": got %s\n", t->cell, got ? got : "(none)");
			show(&l.problems);
			show(&l.warnings);
		}
		if (t->want)
			assert_string_equal(got, t->want);
		assert_int_equal(l.n, t->want != NULL);
		assert_int_equal(l.problems.n > 0, t->want == NULL);
		assert_int_equal(l.warnings.n > 0, t->warned);
		free(got);
		expert_list_free(&l);
	}
}

static void
test_headings(void **state)
{
	static const char text[] = "専門家一覧（2026年4月）\n\n"
	                           "\"氏　名\",登録セキスペ\t登録番号,写真,"
	                           "\"連絡先\n（メール）\",【指導テーマ】,"
	                           "得意とする支援領域１,登録番号の確認日,趣味\n"
	                           "見本 一郎,800001,,a@example.jp,1,◎,2026-01-01,将棋\n"
	                           ",,,,,,,\n"
	                           "見本 二郎,800001,,b@example.jp,1,,,\n"
	                           "見本 三郎,800003,,c@example.jp,1,,,,余分\n"
	                           "見本 四郎,800004,,\"d@example.jp,1,,,\n"
	                           "見本 五郎,800005,,e@example.jp,1\n";
	struct expert_list l = read_text(text, sizeof(text) - 1);

	(void)state;
	assert_int_equal(l.n, 2);
	assert_string_equal(l.v[0].registration_no, "800001");
	assert_string_equal(l.v[0].areas, "-O------");
	assert_string_equal(l.v[1].registration_no, "800005");
	assert_int_equal(l.problems.n, 3);
	assert_non_null(
	    strstr(l.problems.v[0], ":7: 登録番号: 800001は5行目にもあります"));
	assert_non_null(strstr(l.problems.v[1], ":8: 行全体: 列が見出しより多く"));
	assert_non_null(strstr(l.problems.v[2], ":9: 行全体: 9行目で始まる引用符"));
	expert_list_free(&l);
}

static void
test_refused(void **state)
{
	static const char *const files[] = {"", "\n\n", "a,b,c\n1,2,3\n",
	    "登録番号,メール,テーマ\n800001,a@example.jp,1\n",
	    "氏名,メール,テーマ\nx,a@example.jp,1\n", "\x89PNG\r\n\x1a\n"};
	struct expert_list l;
	struct err e = {0};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		write_temp(files[i], strlen(files[i]));
		assert_false(expert_csv_read(temp, &l, &e));
		assert_true(e.text[0]);
		assert_int_equal(l.n, 0);
	}
	write_temp("氏名\0,", 8);
	assert_false(expert_csv_read(temp, &l, &e));
	assert_false(expert_csv_read("/nonexistent", &l, &e));
}

static void
test_sample(void **state)
{
	struct buf b = {0};
	struct expert_list l;
	char *dir = path_data_dir(), *path = path_join(dir, "conf/experts-sample.csv");

	(void)state;
	if (!buf_read_file(
	        &b, access(path, R_OK) == 0 ? path : "conf/experts-sample.csv", 1 << 20))
		fail_msg("no sample");
	l = read_text(b.data, b.len);
	check_clean(&l, 8);
	expert_list_free(&l);
	buf_free(&b);
	free(path);
	free(dir);
}

/* Cut or damaged anywhere, the reader says something and does not break. */
static void
test_damage(void **state)
{
	struct buf b = {0};

	(void)state;
	corpus("experts60-messy.csv", &b);
	for (size_t n = 1; n < 6000; n += 61) {
		struct expert_list l;
		struct err e = {0};
		char old = b.data[n];

		b.data[n] = (char)(n * 7);
		write_temp(b.data, n * 3);
		b.data[n] = old;
		if (expert_csv_read(temp, &l, &e))
			expert_list_free(&l);
		else
			assert_true(e.text[0]);
	}
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_control_characters),
	    cmocka_unit_test(test_published),
	    cmocka_unit_test(test_messy),
	    cmocka_unit_test(test_encodings),
	    cmocka_unit_test(test_cells),
	    cmocka_unit_test(test_headings),
	    cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_sample),
	    cmocka_unit_test(test_damage),
	};
	int fd = mkstemp(temp), failed;

	if (fd < 0)
		return 1;
	(void)close(fd);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	(void)unlink(temp);
	return failed;
}
