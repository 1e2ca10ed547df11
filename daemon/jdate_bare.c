/*
 * Days without their month: 18日, 16日火曜, 翌27日, the 23rd. See jdate_reader.h.
 */
#include "clock.h"
#include "jdate_reader.h"

#include <string.h>

/* Up to this, a number with 日 is as often a count of days. */
#define FEW_DAYS 7

/* 3日間, 二日以内: a stretch of time. */
static bool
is_duration(const struct reader *r, const char *start, const char *end)
{
	static const char *const after[] = {"間", "目", "以内", "前", "分", "ごと", "程",
	    "連続", "かけ", "足らず", "余", "おき", "たって", "経", "付け", "ぶり",
	    "ほど", "も経", "もた", "もかか", "に一", "に1", "と半", "たら", "働", "止ま",
	    "の間に", "くらい", "ぐらい", "がか", "後に", "後、", "後の", "かか", "町",
	    "市", "とも", "当", "あたり", "で復", "で消", "で終", "もの"};
	static const char *const before[] = {"約", "あと", "残り", "この", "ここ", "計",
	    "各", "中", "毎月", "毎", "丸", "まる", "月に", "週", "年", "数", "たった",
	    "最大", "最長", "最短", "長くて", "もので", "どこか", "うち", "いずれか",
	    "どれか", "好きな", "まず", "少なくとも", "候補の", "提示の", "もう",
	    "わずか", "ほぼ"};

	if (starts_with_any(end, after, ARRAY_LEN(after)) && !str_starts(end, "前後"))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(before) && !r->following; i++) {
		if (char_before(r, start, before[i]))
			return true;
	}
	return false;
}

/* 1日8時間, 1日1万円: so much a day. */
static bool
is_rate(const char *p)
{
	static const char *const units[] = {"万", "千", "円", "回", "人", "名", "台",
	    "件", "枚", "時間", "食", "個", "本", "便", "通", "トン", "分", "社", "割",
	    "箱"};
	int n;

	(void)(date_eat(&p, "に") || date_eat(&p, "約") || date_eat(&p, "で"));
	return date_eat_number(&p, &n) && starts_with_any(p, units, ARRAY_LEN(units));
}

/* 七日、八日、九日: a list of days has no lengths in it. */
static bool
list_follows(const char *p)
{
	int n;

	if (!date_eat(&p, "、") && !date_eat(&p, "・") && !date_eat(&p, "か") &&
	    !date_eat(&p, "と") && !date_eat(&p, "~") && !date_eat(&p, "から"))
		return false;
	return date_eat_number(&p, &n) && n <= 31 && date_eat(&p, "日") &&
	       !str_starts(p, "間") && !str_starts(p, "目");
}

/* 3日の午後 is a date, 3日だけ and 3日で may be as well three days. */
static bool
few_days_meant(const char *end)
{
	static const char *const dates[] = {"の件", "の午", "の朝", "の昼", "の夕",
	    "の夜", "の訪", "の打", "の週", "午", "朝", "夕", "夜", "に伺", "に来",
	    "にお", "でお願", "以降", "か", "・", "、", "は", "~", "-", "終日", "の1",
	    "の9", "の8", "1", "9"};

	return !starts_with_any(end, dates, ARRAY_LEN(dates));
}

/* The first such day after sending; with a weekday, the second when only that one fits. A
 * third would be a guess. */
static int64_t
day_ahead(const struct reader *r, int day, int weekday)
{
	enum { MONTHS = 12, CHOICES = 2 };
	struct civil now = civil_from_day(r->sent);
	int64_t first = 0;
	int choices = 0;

	for (int m = 0; m < MONTHS && choices < CHOICES; m++) {
		struct civil c = civil_from_day(civil_day(now.year, now.month + m, 1));
		int64_t that = civil_day(c.year, c.month, day);

		if (!civil_valid_date(c.year, c.month, day) || that <= r->sent)
			continue;
		if (weekday < 0 || civil_from_day(that).weekday == weekday)
			return that;
		first = first ? first : that;
		choices++;
	}
	return first;
}

/* The day of the month just spoken of, or of the next when it has gone by there. */
static int64_t
day_in_context(const struct reader *r, int day)
{
	int64_t of = r->named != 0 ? r->named : r->recent;
	struct civil c = civil_from_day(of);

	if (of >= r->sent && civil_valid_date(c.year, c.month, day) &&
	    civil_day(c.year, c.month, day) < r->sent)
		c = civil_from_day(civil_day(c.year, c.month + 1, 1));
	return civil_valid_date(c.year, c.month, day) ? civil_day(c.year, c.month, day)
	                                              : 0;
}

static bool
read_day_alone(struct reader *r, int day, int weekday)
{
	int64_t ahead = day_ahead(r, day, weekday), that = 0;
	struct date_item *item;
	struct civil c;

	if (r->named != 0 || r->recent != 0)
		that = day_in_context(r, day);
	if (that == 0 || (weekday >= 0 && civil_from_day(that).weekday != weekday))
		that = ahead;
	if (that == 0)
		return false;
	item = add_item(r, that, that);
	item->ahead = ahead;
	item->conflict = weekday >= 0 && civil_from_day(that).weekday != weekday;
	c = civil_from_day(that);
	r->year = c.year;
	r->month = c.month;
	r->year_given = true;
	widen_to_week(r, item);
	return true;
}

static bool
eat_opening(const char **p)
{
	static const char *const words[] = {"年明けの", "年明けは", "年明けなら",
	    "年明けでしたら", "年明けであれば", "年明けに", "年明け、", "年明け"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (date_eat(p, words[i]))
			return true;
	}
	return false;
}

/* 年明け is the coming January, or the one that runs. */
static int
opening_year(const struct reader *r)
{
	struct civil now = civil_from_day(r->sent);

	return now.year + (now.month > 1);
}

/* 18日, 16日火曜, 翌27日, 年明け12日: the next one after sending, or in the month just
 * spoken of. */
bool
read_bare_day(struct reader *r)
{
	const char *start = r->p, *q = r->p;
	bool opening = eat_opening(&q), kanji, list;
	int day, weekday;

	(void)(date_eat(&q, "翌") || date_eat(&q, "同"));
	kanji = !is_digit(*q);
	if (digit_before(r, q) ||
	    (letter_before(r, q) && !char_before(r, q, "the") &&
	        !char_before(r, q, "The")) ||
	    !date_eat_number(&q, &day) || day < 1 || day > 31 || !eat_day_sign(&q) ||
	    is_duration(r, start, q))
		return false;
	r->p = q;
	weekday = eat_own_weekday(&r->p);
	/* 三日 is as often three days. */
	list = opening || list_follows(q);
	if (day <= FEW_DAYS && weekday < 0 && !list && (few_days_meant(q) || is_rate(q)))
		return false;
	if (kanji && day <= 9 && weekday < 0 && !list &&
	    q - start <= (long)strlen("三日"))
		return false;
	r->g->bare = weekday < 0;
	if (!opening)
		return read_day_alone(r, day, weekday);
	r->p = q;
	r->month = 1;
	r->year = opening_year(r);
	r->year_given = true;
	r->g->bare = false;
	return add_day(r, day);
}
