/*
 * What a company would pay for one session. See figures.h.
 *
 * Every amount of money is a candidate; the words in its sentence give points for and
 * against, and the best one that is not spoken against wins.
 */
#include "figures.h"
#include "count.h"
#include "jdate.h"
#include "norm.h"
#include "party_text.h"

#include <string.h>

static const struct cue money_before[] = {{"交通費込", 10}, {"交通費", -60},
    {"旅費", -60}, {"budget", 30}, {"Budget", 30}, {"fee", 25}, {"Fee", 25},
    {"up to", 20}, {"Up to", 20}, {"pay", 15}, {"limit", 20}, {"offer", 15}, {"お礼", 25},
    {"講演料", 30}, {"薄謝", 20}, {"stolen", -60}, {"lost", -60}, {"ransom", -60},
    {"御礼", 25}, {"謝礼", 30}, {"月", -12}, {"総予算", -40}, {"全部で", -40},
    {"年内で", -40}, {"二つで", -40}, {"予算", 30}, {"謝金", 30}, {"謝礼", 30},
    {"費用", 25}, {"料金", 15}, {"講師料", 30}, {"1回", 25}, {"一回", 25}, {"2時間", 25},
    {"上限", 20}, {"単価", 10}, {"訪問", 10}, {"オンライン", 12}, {"形式", 10},
    {"被害", -60}, {"損害", -60}, {"振り込", -60}, {"振込", -60}, {"送金", -60},
    {"請求", -40}, {"身代金", -60}, {"だまし", -60}, {"売上", -60}, {"リース", -60},
    {"月額", -50}, {"月々", -50}, {"年間", -50}, {"年額", -50}, {"補助金", -40},
    {"補助", -20}, {"見積", -40}, {"総額", -40}, {"合計", -40}, {"資本金", -60},
    {"保険", -50}, {"手数料", -50}, {"罰金", -60}, {"引き出", -60}, {"全3回", -30},
    {"3回で", -40}, {"2回で", -40}, {"全体で", -40}, {"2コマで", -40}, {"二コマで", -40},
    {"2日で", -40}, {"毎月", -50}, {"保守", -30}, {"見積り", -40}, {"提案", -25},
    {"買", -30}, {"購入", -30}, {"年に", -20}, {"年", -4}, {"機器", -25}, {"導入", -15},
    {"業者", -20}, {"会費", -50}, {"資料代", -50}};
static struct wordset money_before_set = WORDSET(money_before);
static const struct cue money_after[] = {{"per session", 30}, {" per session", 30},
    {" a session", 30}, {" per visit", 30}, {" for the visit", 30},
    {" for two hours", 30}, {" a visit", 30}, {" per two", 30}, {" for a", 10}, {"台", 5},
    {"お支払", 30}, {"まで", 20}, {"以内", 20}, {"程度", 15}, {"くらい", 15},
    {"ぐらい", 15}, {"ほど", 8}, {"で", 8}, {"を上限", 20}, {"/2時間", 30}, {"/回", 30},
    {"/1回", 30}, {"(2時間", 30}, {"(1回", 30}, {"(税", 10}, {"。", 12}, {"、", 8},
    {"です", 10}, {"でお願い", 20}, {"希望", 15}, {"を予定", 20}, {"以下", 15},
    {"前後", 12}, {"用意", 20}, {"出せ", 20}, {"払え", 15}, {"を振り込", -60},
    {"振り込", -60}, {"振込", -60}, {"が送金", -60}, {"送金", -60}, {"の被害", -60},
    {"被害", -50}, {"請求", -50}, {"の見積", -50}, {"見積", -50}, {"を要求", -60},
    {"要求", -60}, {"払え", -10}, {"を支払", -30}, {"支払っ", -50}, {"損", -50},
    {"の機器", -40}, {"のリース", -50}, {"/月", -50}, {"/年", -50}, {"の補助", -40},
    {"の赤字", -60}, {"の取引", -50}, {"だまし", -60}, {"と言われ", -30}, {"の提案", -40},
    {"かかる", -30}, {"かかり", -30}, {"でした", -30}, {"の契約", -40}, {"引き出", -60},
    {"が消", -60}, {"ました", -25}, {"の売上", -60}, {"枠", -30}, {"分", -20}};
static struct wordset money_after_set = WORDSET(money_after);

/* 3万円, 3万5千円, 30,000円, 3万, 5千円; 0 when it is no amount of money. */
static int64_t
read_money(const char *text, const char **p)
{
	const char *q = *p;
	int64_t value, rest, yen;
	bool unit = true, sign = q - text >= 2 && strncmp(q - 2, "¥", 2) == 0;

	if (!count_read(text, &q, &value))
		return 0;
	if (*q == '.' && count_digit(q[1]) && strncmp(q + 2, "万", 3) == 0) {
		yen = value * 10000 + (q[1] - '0') * 1000;
		q += 2 + strlen("万");
	} else if (date_eat(&q, "万")) {
		yen = value * 10000;
		/* 四万十 is a river. */
		if (str_starts(q, "十"))
			return 0;
		if (count_read(q, &q, &rest))
			yen += date_eat(&q, "千") ? rest * 1000 : rest;
	} else if (date_eat(&q, "千")) {
		yen = value * 1000;
		unit = false;
	} else {
		yen = value;
		unit = false;
	}
	(void)date_eat(&q, " ");
	if (!date_eat(&q, "円") && !date_eat(&q, "yen") && !date_eat(&q, "JPY") &&
	    !unit && !sign)
		return 0;
	/* 3万人, 3万件, 3万キロ: counts */
	if (q > *p && unit && !str_ends("円", "") &&
	    (str_starts(q, "人") || str_starts(q, "件") || str_starts(q, "台") ||
	        str_starts(q, "点") || str_starts(q, "個") || str_starts(q, "名") ||
	        str_starts(q, "通") || str_starts(q, "枚") || str_starts(q, "本") ||
	        str_starts(q, "行") || str_starts(q, "キロ")))
		return 0;
	*p = q;
	return yen;
}

/* An emoji, a bullet: no letter, no digit, no sign of a number. */
static bool
symbol_before(const char *text, const char *p)
{
	const char *c = text_previous(text, p);

	return text_script(c) == SCRIPT_OTHER && (unsigned char)*c >= 0x80 &&
	       !str_starts(c, "¥");
}

/* 、4万円。 or 来社で3万円。: said by itself, an amount is an offer. */
static bool
stands_alone(const char *text, const char *start, const char *end)
{
	static const char *const ways[] = {"来社で", "訪問で", "オンラインで", "来院で",
	    "来園で", "来店で", "来館で", "来所で", "対面で", "現地で",
	    "お越しいただいて", "来ていただいて", "zoomで", "Zoomで", "2h ", "2時間 ",
	    "2時間で", "2h、", "1回 ", "会社来て、"};
	static const char *const closers[] = {"。", "/", " /", "お支払", "を用意", "です",
	    "、", "?", "!", " ", "(税", "・", "と", "にて", "を予定", "を考"};
	const char *from = window_back(text, start, 40);
	bool begins = clause_start(from, start, true) == start || start == text ||
	              start[-1] == '/' || start[-1] == ' ' ||
	              (start - text >= 3 && strncmp(start - 3, "で", 3) == 0) ||
	              symbol_before(text, start);

	for (size_t i = 0; i < ARRAY_LEN(ways) && !begins; i++) {
		size_t n = strlen(ways[i]);

		begins =
		    (size_t)(start - text) >= n && memcmp(start - n, ways[i], n) == 0;
	}
	if (!begins)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(closers); i++) {
		if (str_starts(end, closers[i]))
			return true;
	}
	return *end == '\0' || *end == '\n';
}

static bool
kanji_number_ends(const char *text, const char *p)
{
	static const char *const numbers[] = {
	    "二", "三", "四", "五", "六", "七", "八", "九", "十", "数", "全"};

	return text_ends(text, p, numbers, ARRAY_LEN(numbers)) > 0;
}

/* 2コマで8万, 全3回で: for all of them together. */
static bool
total_before(const char *text, const char *start)
{
	static const char *const units[] = {"回で", "コマで", "日間で", "日で", "年で",
	    "社で", "人で", "名で", "つで", "回分で", "回計", "回合計"};
	const char *p;

	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		size_t n = strlen(units[i]);

		p = start - n;
		if ((size_t)(start - text) <= n || memcmp(p, units[i], n) != 0)
			continue;
		if (!count_digit(p[-1]) && !kanji_number_ends(text, p))
			continue;
		return !(p[-1] == '1' && (p - 1 == text || !count_digit(p[-2]))) &&
		       !(p - text >= 3 && strncmp(p - 3, "一", 3) == 0);
	}
	return false;
}

/* Sums that nobody pays for two hours are for the whole work, unless it is said. */
static bool
of_one_session(const char *from, const char *end)
{
	static const struct cue cues[] = {{"1回", 1}, {"一回", 1}, {"2時間", 1},
	    {"二時間", 1}, {"講師料", 1}, {"講演料", 1}, {"講演", 1}, {"1日", 1},
	    {"1コマ", 1}, {"/回", 1}, {"一日", 1}, {"session", 1}};
	static struct wordset cues_set = WORDSET(cues);

	return cues_in(from, window_forth(end, 24), &cues_set) > 0;
}

static int64_t
money_points(const char *text, const char *start, const char *end, int64_t yen)
{
	enum { MOST_SESSION = 100000 };
	const char *from = clause_start(window_back(text, start, 75), start, false);
	const char *near = clause_start(window_back(text, start, 30), start, true);

	return (stands_alone(text, start, end) ? 24 : 0) -
	       (yen > MOST_SESSION && !of_one_session(from, end) ? 90 : 0) -
	       (total_before(text, start) ? 60 : 0) +
	       cues_in(from, start, &money_before_set) / 2 +
	       cues_in(near, start, &money_before_set) +
	       cues_in(
	           end, clause_end(end, window_forth(end, 24), false), &money_after_set);
}

/* 3~5万円, 3万円から5万円: the upper end counts. */
static const char *
range_sign_end(const char *p)
{
	const char *q = p;

	if (date_eat(&q, "~") || date_eat(&q, "-") || date_eat(&q, "から"))
		return q;
	return NULL;
}

/* 3~4万: the unit stands behind the upper end only. */
static int64_t
read_range(const char *text, const char **p)
{
	const char *q = *p, *upper;
	int64_t value, more;

	if (!count_read(text, &q, &value) || (upper = range_sign_end(q)) == NULL)
		return 0;
	more = read_money(upper, &upper);
	if (more < value * 1000)
		return 0;
	*p = upper;
	return more;
}

int64_t
figures_budget(const char *text)
{
	enum { LEAST_YEN = 3000, MOST_YEN = 500000, MOST_AMOUNTS = 400 };
	int64_t best = -1, best_points = 0;
	int amounts = 0;
	uint32_t cp;

	for (const char *p = text; *p != '\0' && amounts < MOST_AMOUNTS;) {
		const char *start = p, *end = p, *upper;
		int64_t yen = read_money(text, &end), more, points;

		if (yen == 0)
			yen = read_range(text, &end);
		if (yen == 0) {
			p += utf8_next(p, &cp);
			continue;
		}
		upper = range_sign_end(end);
		if (upper != NULL && (more = read_money(upper, &upper)) > yen) {
			yen = more;
			end = upper;
		}
		p = end;
		if (yen < LEAST_YEN || yen > MOST_YEN)
			continue;
		amounts++;
		points = money_points(text, start, end, yen);
		if (points > best_points) {
			best_points = points;
			best = yen;
		}
	}
	return best;
}
