/*
 * How many people a company has and what it would pay. See figures.h.
 *
 * Every number with the right unit is a candidate; the words in its sentence give points
 * for and against, and the best one that is not spoken against wins.
 */
#include "figures.h"
#include "jdate.h"
#include "norm.h"

#include <string.h>

struct cue {
	const char *word;
	int points;
};

static int
cues_in(const char *start, const char *end, const struct cue *cues, size_t n)
{
	int points = 0;

	for (const char *p = start; p < end; p++) {
		if (((unsigned char)*p & 0xC0) == 0x80)
			continue;
		for (size_t i = 0; i < n; i++) {
			size_t len = strlen(cues[i].word);

			if ((size_t)(end - p) >= len &&
			    memcmp(p, cues[i].word, len) == 0) {
				points += cues[i].points;
				p += len - 1;
				break;
			}
		}
	}
	return points;
}

static const char *
back(const char *text, const char *p, size_t bytes)
{
	const char *start = (size_t)(p - text) > bytes ? p - bytes : text;

	while (start < p && ((unsigned char)*start & 0xC0) == 0x80)
		start++;
	return start;
}

static const char *
forth(const char *p, size_t bytes)
{
	size_t n = strnlen(p, bytes);

	while (n > 0 && ((unsigned char)p[n] & 0xC0) == 0x80)
		n--;
	return p + n;
}

/* The latest sentence or line border in [start, p). */
static const char *
clause_start(const char *start, const char *p, bool comma)
{
	static const char *const borders[] = {"。", "\n", "!", "?", "、"};
	const char *best = start;

	for (const char *q = start; q < p; q++) {
		for (size_t i = 0; i < ARRAY_LEN(borders) - !comma; i++) {
			size_t n = strlen(borders[i]);

			if (q + n <= p && strncmp(q, borders[i], n) == 0)
				best = q + n;
		}
	}
	return best;
}

static const char *
clause_end(const char *p, const char *limit)
{
	for (const char *q = p; q < limit; q++) {
		if (*q == '\n' || strncmp(q, "。", 3) == 0)
			return q;
	}
	return limit;
}

static bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

/* 1,200 or 30 or 三十; false where p is inside a number. */
static bool
read_count(const char *text, const char **p, int64_t *value)
{
	const char *q = *p;
	int kanji;

	if (!digit(*q)) {
		if (!date_eat_number(&q, &kanji))
			return false;
		*value = kanji;
		*p = q;
		return true;
	}
	if (q > text && (digit(q[-1]) || strchr(".-/:", q[-1]) != NULL ||
	                    (q[-1] == ',' && q - 1 > text && digit(q[-2]))))
		return false;
	*value = 0;
	while (digit(*q) || (*q == ',' && digit(q[1]))) {
		if (*q != ',')
			*value = *value * 10 + (*q - '0');
		if (*value > 1000000000)
			return false;
		q++;
	}
	*p = q;
	return true;
}

static const struct cue staff_before[] = {{"従業員", 40}, {"社員", 30}, {"職員", 35},
    {"スタッフ", 30}, {"所員", 40}, {"教職員", 40}, {"組合員", 30}, {"会員", 20},
    {"総勢", 40}, {"全社", 25}, {"全員", 10}, {"人数", 30}, {"規模", 30},
    {"合わせて", 30}, {"あわせて", 30}, {"含め", 30}, {"込みで", 30}, {"家族", 20},
    {"いれて", 30}, {"入れて", 30}, {"パート", 15}, {"(", 12}, {"市", 6}, {"当社は", 15},
    {"弊社は", 15}, {"うちは", 15}, {"計", 12}, {"新入社員", -60}, {"受講", -50},
    {"対象", -40}, {"参加", -50}, {"出席", -50}, {"聴講", -50}, {"定員", -50},
    {"うち", -25}, {"事務職員", -10}, {"計", 25}, {"退職", -30}, {"辞めた", -30},
    {"担当", -12}, {"情シス", -20}, {"管理職", -30}, {"役員", -20}, {"幹部", -30},
    {"在宅", -30}, {"育児中", -40}, {"総務", -6}, {"顧客", -30}, {"患者", -30},
    {"被害", -20}, {"名簿", -30}, {"申込", -40}, {"集まる", -40}, {"席", -20},
    {"部門", -15}, {"講師", -30}, {"実習生", -20}, {"内定者", -50}, {"講習", -30},
    {"営業", -8}};
static const struct cue staff_after[] = {{"の会社", 30}, {"の事業所", 25}, {"規模", 25},
    {"でやって", 25}, {"です", 10}, {")", 12}, {"、", 4}, {"。", 8}, {"ほど", 3},
    {"おり", 8}, {"の工場", 20}, {"の病院", 20}, {"の町工場", 25}, {"の零細", 25},
    {"の小さ", 25}, {"体制", 10}, {"で", 3}, {"が参加", -60}, {"参加", -50},
    {"を対象", -60}, {"対象", -50}, {"が受講", -60}, {"受講", -50}, {"向け", -40},
    {"出席", -50}, {"分の", -40}, {"分", -25}, {"が集ま", -50}, {"集ま", -40},
    {"の前で", -50}, {"位", -20}, {"以外", -20}, {"だけ", -15}, {"のうち", -10},
    {"が退職", -40}, {"が辞め", -40}, {"の顧客", -40}, {"のお客", -40}, {"で見て", -40},
    {"が使", -25}, {"が開", -40}, {"がリンク", -50}, {"にメール", -30}, {"の情報", -30},
    {"が在宅", -40}, {"で担当", -30}, {"で管理", -30}, {"以上", -10}, {"と2人", -20},
    {"一組", -30}, {"がクリック", -50}, {"ずつ", -40}, {"に講", -40}, {"に話", -40},
    {"会場", -30}, {"宿泊", -30}, {"目", -30}, {"様", -20}, {"程度の参加", -60},
    {"が自宅", -40}, {"で回し", -15}, {"派遣", -30}, {"来て", -30}};

/* (大垣市、22名): a description of the company. */
static bool
in_brackets(const char *text, const char *p)
{
	const char *start = back(text, p, 75);

	while (p > start && p[-1] != '(' && p[-1] != ')' && p[-1] != '\n')
		p--;
	return p > start && p[-1] == '(';
}

/* A sentence or clause of its own: 。55名。 */
static bool
alone(const char *clause, const char *start, const char *end)
{
	return clause == start && (*end == '\0' || *end == '\n' ||
	                              str_starts(end, "。") || str_starts(end, "、") ||
	                              str_starts(end, "です") || str_starts(end, "で"));
}

static int64_t
staff_points(const char *text, const char *start, const char *end)
{
	const char *from = clause_start(back(text, start, 60), start, false);
	const char *near = clause_start(back(text, start, 24), start, true);

	return (in_brackets(text, start) ? 30 : 0) + (alone(near, start, end) ? 12 : 0) +
	       cues_in(from, start, staff_before, ARRAY_LEN(staff_before)) / 2 +
	       cues_in(near, start, staff_before, ARRAY_LEN(staff_before)) +
	       cues_in(end, clause_end(end, forth(end, 18)), staff_after,
	           ARRAY_LEN(staff_after));
}

/* 社員5人とバイト4人: the sum of the two. */
static int64_t
add_helpers(const char *p)
{
	static const char *const words[] = {"パート", "バイト", "アルバイト", "派遣",
	    "嘱託", "パート・アルバイト", "パートさん", "契約社員", "非常勤"};
	const char *q = p;
	int64_t more;

	if (!date_eat(&q, "と") && !date_eat(&q, "、") && !date_eat(&q, "+") &&
	    !date_eat(&q, "・"))
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		const char *w = q;

		if (date_eat(&w, words[i]) && (date_eat(&w, "さん") || true) &&
		    (date_eat(&w, "が") || true) && read_count(w, &w, &more) &&
		    (str_starts(w, "名") || str_starts(w, "人")))
			return more;
	}
	return 0;
}

static int
employees_ja(const char *text)
{
	enum { LEAST_POINTS = -2, MOST = 100000 };
	int64_t best = -1, best_points = LEAST_POINTS - 1, value, points;
	uint32_t cp;

	for (const char *p = text; *p != '\0';) {
		const char *start = p, *end = p;

		if (!read_count(text, &end, &value)) {
			p += utf8_next(p, &cp);
			continue;
		}
		p = end;
		while (*end == ' ')
			end++;
		(void)(date_eat(&end, "数") || date_eat(&end, "余"));
		if (!date_eat(&end, "名") && !date_eat(&end, "人") &&
		    !date_eat(&end, "employees"))
			continue;
		if (value < 1 || value > MOST || str_starts(end, "前") ||
		    str_starts(end, "工"))
			continue;
		points = staff_points(text, start, end);
		if (!digit(*start) && value == 1)
			points -= 20;
		if (points > best_points) {
			best_points = points;
			best = value + add_helpers(end);
		}
	}
	return (int)best;
}

/* "30 employees", "a staff of 12", "we are 20 people" */
static int
employees_en(const char *text)
{
	static const char *const behind[] = {"employees", "staff", "people", "persons"};
	int64_t value;

	for (const char *p = text; *p != '\0'; p++) {
		const char *end = p;

		if (!digit(*p) || !read_count(text, &end, &value))
			continue;
		while (*end == ' ' || *end == '-')
			end++;
		for (size_t i = 0; i < ARRAY_LEN(behind); i++) {
			if (str_starts(end, behind[i]) && value > 0 && value < 100000)
				return (int)value;
		}
	}
	return -1;
}

static const struct cue money_before[] = {{"総予算", -40}, {"予算", 30}, {"謝金", 30},
    {"謝礼", 30}, {"費用", 25}, {"料金", 15}, {"講師料", 30}, {"1回", 25}, {"一回", 25},
    {"2時間", 25}, {"上限", 20}, {"単価", 10}, {"訪問", 10}, {"オンライン", 12},
    {"形式", 10}, {"被害", -60}, {"損害", -60}, {"振り込", -60}, {"振込", -60},
    {"送金", -60}, {"請求", -40}, {"身代金", -60}, {"だまし", -60}, {"売上", -60},
    {"リース", -60}, {"月額", -50}, {"月々", -50}, {"年間", -50}, {"年額", -50},
    {"補助金", -40}, {"補助", -20}, {"見積", -40}, {"総額", -40}, {"合計", -40},
    {"資本金", -60}, {"保険", -50}, {"手数料", -50}, {"罰金", -60}, {"引き出", -60},
    {"全3回", -30}, {"3回で", -40}, {"2回で", -40}, {"全体で", -40}, {"2コマで", -40},
    {"二コマで", -40}, {"2日で", -40}, {"毎月", -50}, {"保守", -30}, {"見積り", -40},
    {"提案", -25}, {"買", -30}, {"購入", -30}, {"年に", -20}, {"年", -4}, {"機器", -25},
    {"導入", -15}, {"業者", -20}, {"会費", -50}, {"資料代", -50}};
static const struct cue money_after[] = {{"まで", 20}, {"以内", 20}, {"程度", 15},
    {"くらい", 15}, {"ぐらい", 15}, {"ほど", 8}, {"で", 8}, {"を上限", 20},
    {"/2時間", 30}, {"/回", 30}, {"/1回", 30}, {"(2時間", 30}, {"(1回", 30}, {"(税", 10},
    {"。", 12}, {"、", 8}, {"です", 10}, {"でお願い", 20}, {"希望", 15}, {"を予定", 20},
    {"以下", 15}, {"前後", 12}, {"用意", 20}, {"出せ", 20}, {"払え", 15},
    {"を振り込", -60}, {"振り込", -60}, {"振込", -60}, {"が送金", -60}, {"送金", -60},
    {"の被害", -60}, {"被害", -50}, {"請求", -50}, {"の見積", -50}, {"見積", -50},
    {"を要求", -60}, {"要求", -60}, {"払え", -10}, {"を支払", -30}, {"支払っ", -50},
    {"損", -50}, {"の機器", -40}, {"のリース", -50}, {"/月", -50}, {"/年", -50},
    {"の補助", -40}, {"の赤字", -60}, {"の取引", -50}, {"だまし", -60}, {"と言われ", -30},
    {"の提案", -40}, {"かかる", -30}, {"かかり", -30}, {"でした", -30}, {"の契約", -40},
    {"引き出", -60}, {"が消", -60}, {"ました", -25}, {"の売上", -60}, {"枠", -30},
    {"分", -20}};

/* 3万円, 3万5千円, 30,000円, 3万, 5千円; 0 when it is no amount of money. */
static int64_t
read_money(const char *text, const char **p)
{
	const char *q = *p;
	int64_t value, rest, yen;
	bool unit = true;

	if (!read_count(text, &q, &value))
		return 0;
	if (*q == '.' && digit(q[1]) && strncmp(q + 2, "万", 3) == 0) {
		yen = value * 10000 + (q[1] - '0') * 1000;
		q += 2 + strlen("万");
	} else if (date_eat(&q, "万")) {
		yen = value * 10000;
		if (digit(*q) && read_count(q, &q, &rest))
			yen += date_eat(&q, "千") ? rest * 1000 : rest;
	} else if (date_eat(&q, "千")) {
		yen = value * 1000;
		unit = false;
	} else {
		yen = value;
		unit = false;
	}
	(void)date_eat(&q, " ");
	if (!date_eat(&q, "円") && !date_eat(&q, "yen") && !date_eat(&q, "JPY") && !unit)
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

static int64_t
money_points(const char *text, const char *start, const char *end)
{
	const char *from = clause_start(back(text, start, 75), start, false);
	const char *near = clause_start(back(text, start, 30), start, true);

	return cues_in(from, start, money_before, ARRAY_LEN(money_before)) / 2 +
	       cues_in(near, start, money_before, ARRAY_LEN(money_before)) +
	       cues_in(end, clause_end(end, forth(end, 24)), money_after,
	           ARRAY_LEN(money_after));
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

int64_t
figures_budget(const char *text)
{
	enum { LEAST_YEN = 3000, MOST_YEN = 500000 };
	int64_t best = -1, best_points = 0;
	uint32_t cp;

	for (const char *p = text; *p != '\0';) {
		const char *start = p, *end = p, *upper;
		int64_t yen = read_money(text, &end), more, points;

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
		points = money_points(text, start, end);
		if (points > best_points) {
			best_points = points;
			best = yen;
		}
	}
	return best;
}

int
figures_employees(const char *text)
{
	int n = employees_ja(text);

	return n >= 0 ? n : employees_en(text);
}
