/*
 * What people write into the cells of the expert list, and how it is understood. What is
 * shown to people later (name, fee, self-introduction) stays as it was written.
 */
#include "expert_cells.h"

#include "buf.h"
#include "clock.h"
#include "match.h"
#include "norm.h"
#include "slots.h"
#include "theme.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- texts --- */

/* Line breaks within a cell separate items. */
static char *
one_line(const char *cell, const char *between)
{
	struct buf b = {0};

	for (const char *p = cell; *p; p++) {
		if (*p != '\n' && *p != '\r')
			buf_addc(&b, *p);
		else if (b.len && p[1] && p[1] != '\n')
			buf_adds(&b, between);
	}
	return buf_steal(&b);
}

static void
put_line(char **slot, const char *cell, const char *between)
{
	free(*slot);
	*slot = *cell ? one_line(cell, between) : NULL;
}

/* Items of a list cell, normalised, without white space. */
static void
split_items(struct strlist *items, const char *cell)
{
	char *text = norm_text(cell), *p;

	for (p = text; *p; p++)
		if (strchr(",;/\n\r\t", *p) ||
		    (*p == ' ' && p > text && isdigit((unsigned char)p[-1]) &&
		        isdigit((unsigned char)p[1])))
			*p = '\n';
	/* The ideographic comma and full stop are three bytes long. */
	for (p = text; *p; p++)
		if (str_starts(p, "、") || str_starts(p, "。"))
			memset(p, '\n', 3);
	strlist_split(items, text, "\n");
	free(text);
	for (size_t i = 0; i < items->n; i++) {
		char *squeezed = norm_squeeze(items->v[i]);

		free(items->v[i]);
		items->v[i] = squeezed;
	}
}

static void
put_name(struct reading_row *r, const char *cell, int number)
{
	(void)number;
	put_line(&r->e->name, cell, " ");
	if (!r->e->name)
		row_problem(r, "氏名が空です");
}

static void
put_affiliation(struct reading_row *r, const char *cell, int number)
{
	static const struct {
		const char *word, *value;
	} words[] = {{"独立", "independent"}, {"フリー", "independent"},
	    {"個人", "independent"}, {"勤務", "employed"}, {"企業", "employed"},
	    {"会社", "employed"}};

	(void)number;
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (strstr(cell, words[i].word)) {
			set_str(&r->e->affiliation, words[i].value);
			return;
		}
	if (*cell)
		row_warning(r, "「%s」は読み取れません（独立／企業勤務）", cell);
}

static void
put_organisation(struct reading_row *r, const char *cell, int number)
{
	(void)number;
	put_line(&r->e->organisation, cell, " ");
}

static void
put_qualifications(struct reading_row *r, const char *cell, int number)
{
	(void)number;
	put_line(&r->e->qualifications, cell, "、");
}

static void
put_record(struct reading_row *r, const char *cell, int number)
{
	(void)number;
	put_line(&r->e->track_record, cell, "、");
}

static void
put_periods(struct reading_row *r, const char *cell, int number)
{
	(void)number;
	put_line(&r->e->periods, cell, "、");
}

static void
put_pr(struct reading_row *r, const char *cell, int number)
{
	(void)number;
	set_str(&r->e->pr, *cell ? cell : NULL);
}

/* --- identity --- */

static void
put_registration(struct reading_row *r, const char *cell, int number)
{
	char *s = norm_squeeze(cell), digits[7];
	size_t n = 0, all = 0;

	(void)number;
	for (const char *p = s; *p; p++)
		if (isdigit((unsigned char)*p)) {
			all++;
			if (n < sizeof(digits) - 1)
				digits[n++] = *p;
		}
	digits[n] = '\0';
	free(s);
	if (all != 6)
		row_problem(r, "登録番号「%s」は6桁の数字ではありません", cell);
	else
		set_str(&r->e->registration_no, digits);
}

static bool
good_address(const char *s)
{
	const char *at = strchr(s, '@');

	if (!at || at == s || strchr(at + 1, '@') || !strchr(at + 1, '.') ||
	    at[1] == '.' || strstr(at, "..") || str_ends(s, ".") || strlen(s) > 254)
		return false;
	for (const unsigned char *p = (const unsigned char *)s; *p; p++)
		if (*p <= 0x20 || *p >= 0x7f || strchr("<>()[],;:\"\\", *p))
			return false;
	return true;
}

static void
put_email(struct reading_row *r, const char *cell, int number)
{
	char *s = norm_squeeze(cell);
	const char *addr = str_istarts(s, "mailto:") ? s + 7 : s;

	(void)number;
	for (char *p = s; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	if (!good_address(addr))
		row_problem(r, "「%s」はメールアドレスとして使えません", cell);
	else
		set_str(&r->e->email, addr);
	free(s);
}

/* --- themes, industries, forms --- */

static int
theme_by_name(const char *item)
{
	static const struct {
		const char *word;
		int theme;
	} words[] = {{"規程", 1}, {"規定", 1}, {"資産", 2}, {"リスク分析", 2},
	    {"クラウド", 3}, {"インシデント", 4}, {"教育", 5}, {"研修", 5},
	    {"アセスメント", 6}};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (strstr(item, words[i].word))
			return words[i].theme;
	return 0;
}

/* "1", "1.規程の整備", "1~3", "1・2"; false where a number is no theme. */
static bool
themes_by_number(const char *item, unsigned *themes)
{
	bool range = false;
	int last = 0;

	for (const char *p = item; *p; p++) {
		if (isdigit((unsigned char)*p)) {
			int n = *p - '0';

			if (isdigit((unsigned char)p[1]))
				n = n * 10 + *++p - '0';
			if (n < 1 || n > theme_last() || isdigit((unsigned char)p[1]))
				return false;
			for (int k = range && last < n ? last : n; k <= n; k++)
				*themes |= 1u << k;
			last = n;
			range = false;
		} else if (*p == '~' || *p == '-') {
			range = last > 0;
		} else {
			range = false;
		}
	}
	return true;
}

static unsigned
themes_of(const char *item)
{
	unsigned themes = 0;
	int named;

	if (!themes_by_number(item, &themes))
		return 0;
	if (themes)
		return themes;
	if (strstr(item, "全て") || strstr(item, "すべて") || strstr(item, "全テーマ"))
		return theme_all();
	named = theme_by_name(item);
	return named ? 1u << named : 0;
}

static void
put_themes(struct reading_row *r, const char *cell, int number)
{
	struct strlist items = {0};

	(void)number;
	split_items(&items, cell);
	for (size_t i = 0; i < items.n; i++) {
		unsigned themes = themes_of(items.v[i]);

		r->e->themes |= themes;
		if (!themes)
			row_warning(r, "「%s」はテーマ（1～%d）として読み取れません",
			    items.v[i], theme_last());
	}
	if (items.n && !r->e->themes)
		row_problem(r, "指導テーマを一つも読み取れません");
	else if (!items.n)
		row_warning(
		    r, "指導テーマが空です。テーマを指定した案件の候補になりません");
	strlist_free(&items);
}

static void
put_industries(struct reading_row *r, const char *cell, int number)
{
	struct strlist items = {0};

	(void)number;
	put_line(&r->e->industries, cell, "、");
	split_items(&items, cell);
	for (size_t i = 0; i < items.n; i++) {
		unsigned bits = industry_bit(items.v[i]);

		r->e->industry_bits |= bits ? bits : industry_bit("その他");
	}
	strlist_free(&items);
}

static void
put_forms(struct reading_row *r, const char *cell, int number)
{
	struct strlist items = {0};

	(void)number;
	split_items(&items, cell);
	for (size_t i = 0; i < items.n; i++) {
		unsigned forms = 0;

		if (form_parse(items.v[i], &forms))
			r->e->forms |= forms;
		else
			row_warning(
			    r, "「%s」は支援形態として読み取れません", items.v[i]);
	}
	if (!r->e->forms)
		row_warning(r, "支援形態がありません。案件の候補になりません");
	strlist_free(&items);
}

/* --- areas of skill --- */

/* The mark at p; its length, 0 where it is none. */
static size_t
area_mark(const char *p, char *mark)
{
	static const struct {
		const char *sign;
		char mark;
	} signs[] = {{"◎", 'O'}, {"○", 'o'}, {"◯", 'o'}, {"〇", 'o'}, {"●", 'o'},
	    {"O", 'o'}, {"o", 'o'}, {"0", 'o'}, {"×", '-'}, {"-", '-'}, {"－", '-'},
	    {"―", '-'}, {"ー", '-'}, {"△", '-'}, {"　", '-'}, {" ", '-'}};

	for (size_t i = 0; i < ARRAY_LEN(signs); i++)
		if (str_starts(p, signs[i].sign)) {
			*mark = signs[i].mark;
			return strlen(signs[i].sign);
		}
	return 0;
}

static void
put_area(struct reading_row *r, const char *cell, int number)
{
	const char *p = cell;
	size_t i = number >= 0 ? (size_t)number : 0, end = number >= 0 ? i + 1 : 8, n;

	for (; *p && i < end; i++, p += n) {
		n = area_mark(p, &r->e->areas[i]);
		if (n == 0)
			break;
	}
	if (*p)
		row_warning(r, "「%s」は読み取れません（◎、○、空欄のいずれか）", cell);
}

/* --- money --- */

struct amount {
	int64_t yen;
	bool unit; /* 万 or 千 followed */
	bool from, below;
};

/* The number at *p, with what follows it; false where it counts something else. */
static bool
read_amount(const char **p, struct amount *a)
{
	static const char *const others[] = {
	    "回", "時間", "h", "分", "名", "人", "日", "か月", "%"};
	int64_t n = 0;
	const char *q = *p;

	for (; isdigit((unsigned char)*q) || (*q == ',' && isdigit((unsigned char)q[1]));
	     q++)
		if (*q != ',' && n < 100000000)
			n = n * 10 + (*q - '0');
	*p = q;
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		if (str_starts(q, others[i]))
			return false;
	*a = (struct amount){.yen = n};
	if (str_starts(q, "万") || str_starts(q, "千")) {
		a->yen *= str_starts(q, "万") ? 10000 : 1000;
		a->unit = true;
		q += strlen("万");
	}
	if (str_starts(q, "円"))
		q += strlen("円");
	a->from = str_starts(q, "以上") || str_starts(q, "から") || str_starts(q, "~");
	a->below =
	    str_starts(q, "未満") || str_starts(q, "以下") || str_starts(q, "まで");
	*p = q;
	return true;
}

static size_t
read_amounts(const char *s, struct amount *v, size_t max)
{
	size_t n = 0;

	while (*s && n < max) {
		if (!isdigit((unsigned char)*s)) {
			bool below = str_starts(s, "~");

			s++;
			if (!(below && isdigit((unsigned char)*s)) ||
			    !read_amount(&s, &v[n]))
				continue;
			v[n++].below = true;
		} else if (read_amount(&s, &v[n])) {
			n++;
		}
	}
	return n;
}

/* In "2~3万円" the unit belongs to both. */
static void
share_unit(struct amount *a, const struct amount *b)
{
	if (!a->unit && b->unit && a->yen < 1000)
		a->yen *= 10000;
}

static void
fee_band(struct expert *e, const char *s)
{
	struct amount v[2];
	size_t n = read_amounts(s, v, ARRAY_LEN(v));

	if (n == 2) {
		share_unit(&v[0], &v[1]);
		e->fee_min = v[0].yen;
		e->fee_max = v[1].yen >= v[0].yen ? v[1].yen : -1;
	} else if (n == 1) {
		e->fee_min = v[0].below ? -1 : v[0].yen;
		e->fee_max = v[0].from ? -1 : v[0].yen;
	}
}

static void
put_fee(struct reading_row *r, const char *cell, int number)
{
	char *s = norm_squeeze(cell);

	(void)number;
	put_line(&r->e->fee, cell, " ");
	r->e->fee_min = r->e->fee_max = -1;
	fee_band(r->e, s);
	if (r->e->fee_min < 0 && r->e->fee_max < 0) {
		if (strstr(s, "無料") || strstr(s, "無償"))
			r->e->fee_min = r->e->fee_max = 0;
		else if (*s && !strstr(s, "相談") && !strstr(s, "見積") &&
		         !strstr(s, "問"))
			row_warning(
			    r, "料金「%s」は読み取れません。応相談として扱います", cell);
	}
	free(s);
}

/* --- places --- */

/* The prefectures of the longest name at the beginning of s; its length in *n. */
static uint64_t
place_at(const char *s, size_t *n)
{
	enum { LONGEST = 8 };
	size_t ends[LONGEST], count = 0, at = 0;

	while (s[at] && count < LONGEST) {
		uint32_t cp;

		at += utf8_next(s + at, &cp);
		ends[count++] = at;
	}
	while (count-- > 0) {
		char *name = xstrndup(s, ends[count]);
		int number = prefecture_number(name);
		uint64_t bits =
		    number > 0 ? (uint64_t)1 << (number - 1) : region_prefectures(name);

		if (str_eq(name, "首都圏"))
			bits = (uint64_t)0xf << 10; /* 埼玉 千葉 東京 神奈川 */
		free(name);
		if (bits) {
			*n = ends[count];
			return bits;
		}
	}
	return 0;
}

static size_t
skip_word(const char *s, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_starts(s, words[i]))
			return strlen(words[i]);
	return 0;
}

/* One item such as 関東全域, 京都府大阪府, 沖縄を除く全国; false where a part is left. */
static bool
places_of(const char *item, uint64_t *bits)
{
	static const char *const fill[] = {"全域", "一円", "全県", "全部", "地方", "地域",
	    "エリア", "圏", "など", "等", "内", "下", "と", "及び", "および", "・", "(",
	    ")", "·", "他"};
	static const char *const except[] = {"を除く", "除く", "は除く", "以外"};
	uint64_t pending = 0, out = 0;
	bool clean = true;

	for (const char *s = item; *s;) {
		size_t n = 0;
		uint64_t here = place_at(s, &n);

		if (here) {
			*bits |= pending;
			pending = here;
		} else if ((n = skip_word(s, except, ARRAY_LEN(except)))) {
			out |= pending;
			pending = 0;
		} else if (!(n = skip_word(s, fill, ARRAY_LEN(fill)))) {
			/* 大阪市 is a part of 大阪, not the whole of it. */
			clean = false;
			pending = 0;
			n = strlen(s);
		}
		s += n;
	}
	*bits |= pending;
	*bits &= ~out;
	return clean;
}

static void
put_prefectures(struct reading_row *r, const char *cell, int number)
{
	struct strlist items = {0};
	uint64_t bits = 0;
	bool online = false;

	(void)number;
	split_items(&items, cell);
	for (size_t i = 0; i < items.n; i++) {
		if (strstr(items.v[i], "オンライン"))
			online = true;
		else if (!places_of(items.v[i], &bits))
			row_warning(r, "「%s」は都道府県または地方として読み取れません",
			    items.v[i]);
	}
	r->e->prefectures = bits;
	if (!bits && items.n && !online)
		row_problem(r, "支援対象地域を一つも読み取れません");
	else if (!bits)
		row_warning(
		    r, "支援対象地域がありません。オンラインの案件だけの候補になります");
	strlist_free(&items);
}

static void
put_residence(struct reading_row *r, const char *cell, int number)
{
	char *s = norm_squeeze(cell);
	size_t n;
	uint64_t bits = place_at(s, &n);

	(void)number;
	free(s);
	if (bits && !(bits & (bits - 1))) {
		set_str(&r->e->residence, prefecture_name(__builtin_ctzll(bits) + 1));
	} else if (*cell) {
		put_line(&r->e->residence, cell, " ");
		row_warning(r, "居住地「%s」は都道府県として読み取れません", cell);
	}
}

/* --- numbers and dates --- */

static void
put_capacity(struct reading_row *r, const char *cell, int number)
{
	char *s = norm_squeeze(cell), *end;
	long n = strtol(s, &end, 10);

	(void)number;
	if (!*s) {
		r->e->capacity = 1;
	} else if (end == s || n < 0 || n > 999 ||
	           (*end && !str_eq(end, "件") && !str_eq(end, "社") &&
	               !str_eq(end, "件まで"))) {
		row_problem(r, "受入可能件数「%s」は0～999の数ではありません", cell);
	} else {
		r->e->capacity = (int)n;
	}
	free(s);
}

/* The numbers of a date in any spelling; how many there were. */
static int
date_numbers(const char *s, int *v, int max)
{
	int n = 0;

	while (*s && n < max) {
		char *end;
		long value;

		if (!isdigit((unsigned char)*s)) {
			s++;
			continue;
		}
		value = strtol(s, &end, 10);
		v[n++] = value > 99999999 ? 0 : (int)value;
		s = end;
	}
	return n;
}

static int
last_of_month(int year, int month)
{
	int day = 31;

	while (day > 28 && !civil_valid_date(year, month, day))
		day--;
	return day;
}

/* 2028-09-30, 2028/9/30, 2028年9月末, 令和10年9月30日, R10.9.30, 20280930, and the day
 * numbers of spreadsheets. */
static bool
read_date(const char *s, int *year, int *month, int *day)
{
	int v[3] = {0}, n;
	bool reiwa = str_starts(s, "令和") || str_istarts(s, "R");

	if (str_starts(s, "令和元年")) {
		n = date_numbers(s + strlen("令和元年"), v + 1, 2) + 1;
		v[0] = 1;
	} else {
		n = date_numbers(s, v, 3);
	}
	if (n == 1 && v[0] > 40000 && v[0] < 80000 && strlen(s) == 5) {
		/* Day 25569 of a spreadsheet is 1970-01-01. */
		struct civil c = civil_from_day(v[0] - 25569);

		*year = c.year, *month = c.month, *day = c.day;
		return true;
	}
	if (n == 1 && v[0] >= 19000101)
		v[1] = v[0] / 100 % 100, v[2] = v[0] % 100, v[0] /= 10000, n = 3;
	*year = reiwa ? v[0] + 2018 : v[0];
	*month = v[1];
	if (n == 2 && *month >= 1 && *month <= 12)
		v[2] = last_of_month(*year, *month);
	*day = v[2];
	return n >= 2 && *year >= 2000 && *year < 2100 &&
	       civil_valid_date(*year, *month, *day);
}

static void
put_valid_until(struct reading_row *r, const char *cell, int number)
{
	/* With its spaces: 2028/09/30 0:00. */
	char *s = norm_text(cell);
	int year, month, day;

	(void)number;
	if (!*s) {
		row_warning(r, "登録有効期限が空です。期日のある案件の候補になりません");
	} else if (!read_date(s, &year, &month, &day)) {
		row_problem(r, "登録有効期限「%s」は日付として読み取れません", cell);
	} else {
		free(r->e->valid_until);
		r->e->valid_until = xasprintf("%04d-%02d-%02d", year, month, day);
	}
	free(s);
}

/* A heading belongs to the row with the longest part that it holds. */
static const struct cell_column columns[] = {
    {"氏名|名前|専門家名", put_name, "氏名", false, FIELD_NAME},
    {"登録番号|登録セキスペ番号", put_registration, "登録番号", false, FIELD_NONE},
    {"所属状況|所属形態|勤務形態", put_affiliation, NULL, false, FIELD_AFFILIATION},
    {"所属先|勤務先|所属|会社名", put_organisation, NULL, false, FIELD_ORGANISATION},
    {"居住地|居住|お住まい", put_residence, NULL, false, FIELD_RESIDENCE},
    {"メールアドレス|メール|連絡先|mail|e-mail", put_email, "メールアドレス", false,
        FIELD_EMAIL},
    {"指導テーマ|支援可能な指導テーマ|テーマ", put_themes, NULL, false, FIELD_THEMES},
    {"資格|保有資格|保有する他の資格", put_qualifications, NULL, false,
        FIELD_QUALIFICATIONS},
    {"業界|業種|得意とする業界", put_industries, NULL, false, FIELD_INDUSTRIES},
    {"支援実績|中小企業支援実績|実績", put_record, NULL, false, FIELD_RECORD},
    {"領域|支援領域|得意とする支援領域", put_area, NULL, true, FIELD_AREAS},
    {"支援形態|形態", put_forms, NULL, false, FIELD_FORMS},
    {"支援料金|料金", put_fee, NULL, false, FIELD_FEE},
    {"支援期間|期間", put_periods, NULL, false, FIELD_PERIODS},
    {"支援対象地域|対象地域|支援地域|対応地域", put_prefectures, NULL, false,
        FIELD_PREFECTURES},
    {"受入可能件数|受入件数|件数", put_capacity, NULL, false, FIELD_CAPACITY},
    {"有効期限|登録有効期限|期限|更新期限", put_valid_until, NULL, false,
        FIELD_VALID_UNTIL},
    {"自己PR|PR|自己紹介", put_pr, NULL, false, FIELD_PR},
};

const struct cell_column *
cell_column(size_t i)
{
	return i < ARRAY_LEN(columns) ? &columns[i] : NULL;
}
