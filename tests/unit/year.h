/*
 * A year of the desk: cases that come in, experts of a list who answer, time that passes.
 * With a list of the test's own, as it is published, that can serve the programme's
 * figures; and others beside, who must not be asked.
 */
#ifndef MADOGUCHI_YEAR_H
#define MADOGUCHI_YEAR_H

#include "play.h"

#include "case_intake.h"
#include "expert_csv.h"
#include "hard_rules.h"
#include "slots.h"

enum { CASES_MAX = 300, EXPERTS_MAX = 300, HOUR = 3600, DAY = 86400 };

/* --- a list that can serve them, and others beside --- */

enum { OK, LAPSES, FULL, SUSPENDED, DEAD, CONFLICT };

static const struct row {
	const char *regno, *themes, *forms, *places;
	int capacity, how;
} rows[] = {
    {"900101", "12", "訪問コンサルティング", "大阪 奈良 京都 兵庫", 4, OK},
    {"900102", "15", "訪問コンサルティング、講習・研修", "大阪府", 4, OK},
    {"900103", "1", "訪問コンサルティング", "大阪", 4, OK},
    {"900104", "125", "訪問コンサルティング、オンラインコンサルティング", "近畿", 4, OK},
    {"900105", "345", "訪問コンサルティング", "大阪、兵庫", 3, OK},
    {"900106", "35", "訪問コンサルティング", "近畿", 3, OK},
    {"900107", "1", "訪問コンサルティング", "大阪府、和歌山県", 4, OK},
    {"900108", "234", "訪問コンサルティング", "大阪", 3, OK},
    {"900109", "5", "訪問コンサルティング", "京都、大阪", 3, OK},
    {"900201", "12", "訪問コンサルティング", "東海", 4, OK},
    {"900202", "34", "訪問コンサルティング", "愛知", 4, OK},
    {"900203", "45", "訪問コンサルティング", "愛知、岐阜、三重", 4, OK},
    {"900204", "5", "訪問コンサルティング", "愛知県", 4, OK},
    {"900205", "23", "訪問コンサルティング", "愛知、静岡", 4, OK},
    {"900206", "4", "訪問コンサルティング", "東海", 4, OK},
    {"900207", "15", "訪問コンサルティング", "愛知", 3, OK},
    {"900301", "1", "訪問コンサルティング", "埼玉", 2, OK},
    {"900302", "12", "訪問コンサルティング", "関東", 2, OK},
    {"900303", "12", "訪問コンサルティング", "埼玉県、東京都", 2, OK},
    {"900304", "1", "訪問コンサルティング", "全国", 1, OK},
    {"900401", "12345", "訪問コンサルティング", "大阪、愛知、埼玉", 9, LAPSES},
    {"900402", "12345", "訪問コンサルティング", "全国", 1, FULL},
    {"900403", "12345", "訪問コンサルティング", "全国", 9, SUSPENDED},
    {"900404", "12345", "訪問コンサルティング", "全国", 9, DEAD},
    {"900405", "12345", "訪問コンサルティング", "全国", 9, CONFLICT},
    {"900501", "12345", "訪問コンサルティング", "北海道", 9, OK},
    {"900502", "12345", "訪問コンサルティング", "九州、中国、四国", 9, OK},
    {"900503", "6", "訪問コンサルティング", "大阪、愛知、埼玉", 9, OK},
    {"900504", "12345", "オンラインコンサルティング", "全国", 9, OK},
    {"900505", "12345", "講習・研修", "全国", 9, OK},
    {"900506", "12345", "訪問コンサルティング", "千葉、奈良、岐阜", 9, OK},
};

static const char *const theme_names[] = {"", "１．情報セキュリティ規程の整備",
    "２．情報資産の洗い出しとリスク分析", "３．クラウドサービスの安全利用",
    "４．セキュリティインシデント対応", "５．従業員向け情報セキュリティ教育",
    "６．セキュリティアセスメント"};

/* As the list is published. */
static inline void
write_row(FILE *f, const struct row *r)
{
	(void)fprintf(f, "見本 %s,%s,独立,,大阪,e%s@%s.example.jp,", r->regno, r->regno,
	    r->regno, r->how == CONFLICT ? "kumiai" : "experts");
	for (const char *t = r->themes; *t; t++)
		(void)fprintf(
		    f, "%s%s", t == r->themes ? "" : "、", theme_names[*t - '0']);
	(void)fprintf(f,
	    ",,製造業,,○,,,,,,,,%s,\"30,000円以上～40,000円未満\",スポット,%s,%d,%s,\n",
	    r->forms, r->places, r->capacity,
	    r->how == LAPSES ? "2026-01-20" : "2029-03-31");
}

static inline char *
write_list(const char *dir)
{
	char *path = xasprintf("%s/list.csv", dir);
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	(void)fputs(
	    "氏名,登録番号,所属状況,所属先,居住地,メールアドレス,"
	    "支援可能な指導テーマ,保有する他の資格,得意とする業界,中小企業支援実績,"
	    "領域0,領域1,領域2,領域3,領域4,領域5,領域6,領域7,支援形態,"
	    "支援料金（1回2時間あたり）,支援期間,支援対象地域,受入可能件数,"
	    "登録有効期限,自己PR\n",
	    f);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		write_row(f, &rows[i]);
	assert_int_equal(fclose(f), 0);
	return path;
}

/* --- the year --- */

struct course {
	int64_t id;
	struct asked_for asks;
};

struct year {
	struct play p;
	struct listed experts[EXPERTS_MAX];
	size_t experts_n;
	struct course cases[CASES_MAX];
	size_t cases_n;
	int taken[EXPERTS_MAX]; /* before any of the cases */
};

static inline size_t
index_of(const struct year *y, int64_t expert_id)
{
	for (size_t i = 0; i < y->experts_n; i++)
		if (y->experts[i].id == expert_id)
			return i;
	fail_msg("expert %lld is not on the list", (long long)expert_id);
	return 0;
}

/* Texts of the list stay alive with it. */
static inline void
import(struct year *y, const struct expert_list *list)
{
	y->experts_n = list->n;
	assert_true(list->n && list->n <= EXPERTS_MAX);
	for (size_t i = 0; i < list->n; i++) {
		const struct expert *e = &list->v[i];

		y->taken[i] = 0;
		y->experts[i] =
		    (struct listed){.id = store_expert_put(y->p.d.store, e, NOW, NULL),
		        .email = e->email,
		        .valid_until = e->valid_until,
		        .themes = e->themes,
		        .forms = e->forms,
		        .prefectures = e->prefectures,
		        .capacity = e->capacity,
		        .mail_of = -1,
		        .works_at = -1};
	}
	y->p.d.experts_stale = true;
}

/* What the list does not say. */
static inline void
set_apart(struct year *y)
{
	struct store *s = y->p.d.store;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct listed *e = &y->experts[i];

		if (rows[i].how == FULL) {
			struct case_row c;

			assert_true(
			    store_case_get(s, add_case(s, "visits", NOW - DAY), &c));
			c.expert_id = e->id;
			c.accepted_at = NOW - DAY;
			store_case_update(s, &c);
			case_row_free(&c);
			y->taken[i] = 1;
		} else if (rows[i].how == SUSPENDED) {
			store_expert_status(s, e->id, "suspended");
			e->suspended = true;
		} else if (rows[i].how == DEAD) {
			store_person_dead(s, e->email, NOW);
			e->dead = true;
		} else if (rows[i].how == CONFLICT) {
			e->mail_of = 0; /* the companies' own association */
		}
	}
	y->p.d.experts_stale = true;
}

/* A company's case is understood: it is offered, or waits for the batch. */
static inline struct course *
open_case(struct year *y, const char *prefecture, int theme)
{
	struct course *k = &y->cases[y->cases_n++];
	struct play *p = &y->p;
	struct case_row c;
	char *email;

	assert_true(y->cases_n <= CASES_MAX);
	play_begin(p);
	case_row_init(&c);
	set_str(&c.state, "received");
	c.opened_at = p->now;
	c.company = xasprintf("株式会社見本%zu", y->cases_n);
	set_str(&c.contact, "山田");
	set_str(&c.prefecture, prefecture);
	set_str(&c.need, "相談したい。");
	c.category = 'a';
	c.theme = theme;
	store_case_add(p->d.store, &c);
	email = xasprintf("info@c%zu.kumiai.example.jp", y->cases_n);
	c.requester_id = store_person(p->d.store, email, c.contact, c.company, NULL, NOW);
	store_case_person(p->d.store, c.id, c.requester_id, "requester");
	store_case_update(p->d.store, &c);
	intake_understood(&p->d, &c, "読み取り");
	play_commit(p);
	*k = (struct course){.id = c.id,
	    .asks = {.theme = theme,
	        .prefecture = prefecture_number(prefecture),
	        .category = 'a',
	        .organisation = 0,
	        .referrer = -1}};
	free(email);
	case_row_free(&c);
	play_send_all(p);
	return k;
}

static inline char *
state_of(struct year *y, const struct course *k)
{
	struct case_row c;
	char *state;

	assert_true(store_case_get(y->p.d.store, k->id, &c));
	state = xstrdup(c.state);
	case_row_free(&c);
	return state;
}

static inline bool
is_in(struct year *y, const struct course *k, const char *state)
{
	char *now = state_of(y, k);
	bool same = str_eq(now, state);

	free(now);
	return same;
}

/* The letter of the offer that is open for the case. */
static inline bool
open_letter(struct year *y, const struct course *k, struct outbox_row *out)
{
	struct offer o;
	size_t n;
	struct outbox_row *mails;
	int64_t id = 0;

	if (!store_offer_current(y->p.d.store, k->id, &o))
		return false;
	mails = store_outbox_list(y->p.d.store, k->id, "sent", &n);
	for (size_t i = 0; i < n; i++)
		if (mails[i].offer_id == o.id && str_eq(mails[i].template_name, "offer"))
			id = mails[i].id;
	outbox_rows_free(mails, n);
	offer_free(&o);
	return id && store_outbox_get(y->p.d.store, id, out);
}

static inline void
answer(struct year *y, const struct course *k, enum kind kind)
{
	struct outbox_row letter = {0};

	assert_true(open_letter(y, k, &letter));
	play_deliver(
	    &y->p, &(struct play_letter){.from = letter.recipient,
	               .to = &letter,
	               .kind = kind,
	               .reply = kind == KIND_EXPERT_ACCEPT ? REPLY_EXPERT_ACCEPT
	                                                   : REPLY_EXPERT_DECLINE});
	outbox_row_free(&letter);
	play_send_all(&y->p);
}

static inline void
pass(struct year *y, int64_t seconds)
{
	int64_t until = y->p.now + seconds;

	while (play_wait(&y->p, until)) {
		play_fire(&y->p);
		play_send_all(&y->p);
	}
}

/* --- beginnings --- */

static inline struct expert_list
year_begin(struct year *y, const char *file)
{
	struct expert_list list;
	struct err e = {0};
	char *own = NULL;

	*y = (struct year){0};
	play_open(&y->p);
	play_new_store(&y->p);
	if (!file)
		file = own = write_list(y->p.dir);
	if (!expert_csv_read(file, &list, &e))
		fail_msg("%s", e.text);
	assert_int_equal(list.problems.n, 0);
	import(y, &list);
	if (own) {
		assert_int_equal(unlink(own), 0);
		set_apart(y);
		free(own);
	}
	return list;
}

static inline void
year_end(struct year *y, struct expert_list *list)
{
	play_close(&y->p);
	expert_list_free(list);
}

#endif
