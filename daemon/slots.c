/*
 * Facts out of a message. See slots.h.
 *
 * Rules only, each over normalised text: numbers are judged by the words around them, who
 * and where by party.c and place.c. A forwarded mail is read in two layers: what the
 * company itself wrote, then what the agency says about it.
 */
#include "slots.h"
#include "buf.h"
#include "clock.h"
#include "industry.h"
#include "jdate.h"
#include "norm.h"
#include "party.h"
#include "place.h"

#include <stdlib.h>
#include <string.h>

struct gazetteer {
	struct places *places;
	struct industries *industries;
};

struct cue {
	const char *word;
	int points;
};

/* The layers of a message, normalised; "" where there is none. All owned. */
struct layers {
	char *all;   /* every text, for what may stand anywhere */
	char *own;   /* the company's own words: a request, or the forwarded text */
	char *about; /* what an agency says of the company; "" for a request */
	char *signature;
};

struct gazetteer *
gazetteer_load(const char *data_dir, struct err *e)
{
	struct gazetteer *g = xcalloc(1, sizeof(*g));
	char *places = xasprintf("%s/conf/places.txt", data_dir);
	char *industries = xasprintf("%s/conf/industries.txt", data_dir);

	g->places = places_load(places, e);
	g->industries = g->places != NULL ? industries_load(industries, e) : NULL;
	free(places);
	free(industries);
	if (g->industries != NULL)
		return g;
	gazetteer_free(g);
	return NULL;
}

void
gazetteer_free(struct gazetteer *g)
{
	if (g == NULL)
		return;
	places_free(g->places);
	industries_free(g->industries);
	free(g);
}

/* Quotation marks at the starts of lines would stand in the way of every rule. */
static char *
without_marks(const char *text)
{
	struct buf out = {0};

	for (const char *p = text; *p != '\0';) {
		while (*p == '>' || (*p == ' ' && p[1] == '>'))
			p++;
		if (*p == ' ' && p > text && p[-1] == '>')
			p++;
		while (*p != '\0') {
			buf_addc(&out, *p);
			if (*p++ == '\n')
				break;
		}
	}
	return buf_steal(&out);
}

static char *
join_texts(const char *const *texts, size_t n)
{
	struct buf joined = {0};
	char *norm, *plain;

	for (size_t i = 0; i < n; i++) {
		if (str_empty(texts[i]))
			continue;
		buf_adds(&joined, texts[i]);
		buf_addc(&joined, '\n');
	}
	norm = norm_text(buf_str(&joined));
	plain = without_marks(norm);
	free(norm);
	buf_free(&joined);
	return plain;
}

static void
read_layers(const struct message *m, bool forward, struct layers *l)
{
	const char *forwarded = str_empty(m->fwd_text) ? m->quoted : m->fwd_text;
	const char *all[] = {m->subject, m->text, forward ? forwarded : NULL,
	    forward ? NULL : m->signature};
	const char *own[] = {m->text, m->signature};
	const char *company[] = {forwarded};

	l->all = join_texts(all, ARRAY_LEN(all));
	if (forward) {
		l->own = join_texts(company, ARRAY_LEN(company));
		l->about = join_texts(&all[1], 1);
	} else {
		l->own = join_texts(own, ARRAY_LEN(own));
		l->about = xstrdup("");
	}
	l->signature = join_texts((const char *const *)&m->signature, 1);
}

static void
free_layers(struct layers *l)
{
	free(l->all);
	free(l->own);
	free(l->about);
	free(l->signature);
}

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
find_employees(const char *text)
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
find_employees_en(const char *text)
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

static int64_t
find_budget(const char *text)
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

enum { FORMAT_VISIT, FORMAT_ONLINE, FORMAT_ANY, FORMAT_COUNT };

static const struct {
	const char *word;
	int format; /* FORMAT_COUNT: says nothing, hides a word within */
} format_words[] = {{"形式不問", FORMAT_ANY}, {"形式は不問", FORMAT_ANY},
    {"形式は問", FORMAT_ANY}, {"形式問わ", FORMAT_ANY}, {"形式を問", FORMAT_ANY},
    {"形態:問わ", FORMAT_ANY}, {"形態は問", FORMAT_ANY}, {"形態不問", FORMAT_ANY},
    {"方法は問", FORMAT_ANY}, {"形式はどちら", FORMAT_ANY}, {"形式はお任せ", FORMAT_ANY},
    {"形式はおまかせ", FORMAT_ANY}, {"形式:不問", FORMAT_ANY},
    {"形式:どちら", FORMAT_ANY}, {"訪問でもオンライン", FORMAT_ANY},
    {"オンラインでも訪問", FORMAT_ANY}, {"来訪でもオンライン", FORMAT_ANY},
    {"来社でもオンライン", FORMAT_ANY}, {"対面でもオンライン", FORMAT_ANY},
    {"オンラインでも対面", FORMAT_ANY}, {"オンラインでも来", FORMAT_ANY},
    {"訪問かオンライン", FORMAT_ANY}, {"訪問またはオンライン", FORMAT_ANY},
    {"来社またはオンライン", FORMAT_ANY}, {"訪問・オンライン", FORMAT_ANY},
    {"オンラインでもかま", FORMAT_ANY}, {"オンラインでも構", FORMAT_ANY},
    {"オンラインでも可", FORMAT_ANY}, {"オンラインでも結構", FORMAT_ANY},
    {"オンライン可", FORMAT_ANY}, {"オンライン併用", FORMAT_ANY},
    {"会場でもオンライン", FORMAT_ANY}, {"訪問でもウェブ", FORMAT_ANY},
    {"訪問でもWeb", FORMAT_ANY}, {"訪問でもZoom", FORMAT_ANY},
    {"either online or", FORMAT_ANY}, {"online or", FORMAT_ANY},
    {"or online", FORMAT_ANY}, {"訪問看護", FORMAT_COUNT}, {"訪問介護", FORMAT_COUNT},
    {"訪問リハ", FORMAT_COUNT}, {"訪問入浴", FORMAT_COUNT}, {"訪問診療", FORMAT_COUNT},
    {"訪問歯科", FORMAT_COUNT}, {"訪問販売", FORMAT_COUNT},
    {"オンラインショップ", FORMAT_COUNT}, {"オンラインストア", FORMAT_COUNT},
    {"オンラインバンキング", FORMAT_COUNT}, {"オンライン資格", FORMAT_COUNT},
    {"オンライン請求", FORMAT_COUNT}, {"オンライン診療", FORMAT_COUNT},
    {"オンライン授業", FORMAT_COUNT}, {"オンライン予約", FORMAT_COUNT},
    {"オンラインゲーム", FORMAT_COUNT}, {"オンライン販売", FORMAT_COUNT},
    {"オンライン発注", FORMAT_COUNT}, {"オンライン化", FORMAT_COUNT},
    {"オンライン英会話", FORMAT_COUNT}, {"オンラインではなく", FORMAT_VISIT},
    {"オンラインは苦手", FORMAT_VISIT}, {"オンラインは不", FORMAT_VISIT},
    {"オンラインは難", FORMAT_VISIT}, {"オンライン不可", FORMAT_VISIT},
    {"訪問ではなく", FORMAT_ONLINE}, {"訪問不要", FORMAT_ONLINE},
    {"訪問は不要", FORMAT_ONLINE}, {"来社不要", FORMAT_ONLINE},
    {"会場とZoom", FORMAT_ANY}, {"会場とオンライン", FORMAT_ANY},
    {"オンライン", FORMAT_ONLINE}, {"Zoom", FORMAT_ONLINE}, {"ZOOM", FORMAT_ONLINE},
    {"Teamsで", FORMAT_ONLINE}, {"リモートで", FORMAT_ONLINE}, {"Web会議", FORMAT_ONLINE},
    {"ウェブ会議", FORMAT_ONLINE}, {"WEB会議", FORMAT_ONLINE},
    {"ビデオ会議", FORMAT_ONLINE}, {"遠隔で", FORMAT_ONLINE}, {"画面越し", FORMAT_ONLINE},
    {"online", FORMAT_ONLINE}, {"Online", FORMAT_ONLINE}, {"by video", FORMAT_ONLINE},
    {"訪問", FORMAT_VISIT}, {"来社", FORMAT_VISIT}, {"来訪", FORMAT_VISIT},
    {"来所", FORMAT_VISIT}, {"来院", FORMAT_VISIT}, {"来園", FORMAT_VISIT},
    {"来店", FORMAT_VISIT}, {"来館", FORMAT_VISIT}, {"来校", FORMAT_VISIT},
    {"来て", FORMAT_VISIT}, {"来れ", FORMAT_VISIT}, {"来られる方", FORMAT_VISIT},
    {"お越し", FORMAT_VISIT}, {"現地に", FORMAT_VISIT}, {"現地で", FORMAT_VISIT},
    {"現地へ", FORMAT_VISIT}, {"現場を見", FORMAT_VISIT}, {"現場に", FORMAT_VISIT},
    {"対面", FORMAT_VISIT}, {"会場", FORMAT_VISIT}, {"会議室", FORMAT_VISIT},
    {"研修室", FORMAT_VISIT}, {"講堂", FORMAT_VISIT}, {"ホールで", FORMAT_VISIT},
    {"会館", FORMAT_VISIT}, {"公民館", FORMAT_VISIT}, {"ご足労", FORMAT_VISIT},
    {"足を運", FORMAT_VISIT}, {"食堂で", FORMAT_VISIT}, {"駆けつけ", FORMAT_VISIT},
    {"来ても", FORMAT_VISIT}, {"当社で", FORMAT_VISIT}, {"本社で", FORMAT_VISIT},
    {"工場で", FORMAT_VISIT}, {"visit", FORMAT_VISIT}, {"on site", FORMAT_VISIT},
    {"on-site", FORMAT_VISIT}, {"in person", FORMAT_VISIT}, {"in-person", FORMAT_VISIT}};

static int
format_at(const char *p, size_t *len)
{
	for (size_t i = 0; i < ARRAY_LEN(format_words); i++) {
		size_t n = strlen(format_words[i].word);

		if (strncmp(p, format_words[i].word, n) == 0) {
			*len = n;
			return format_words[i].format;
		}
	}
	return -1;
}

static bool
choice_given(const char *text)
{
	static const char *const words[] = {"どちらでも", "どちらも可", "いずれでも",
	    "問いません", "こだわりません", "こだわらない", "オンラインでもいい",
	    "オンラインでも大丈夫", "オンラインでもよ", "オンラインでも良"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (strstr(text, words[i]) != NULL)
			return true;
	}
	return false;
}

static const char *
find_format(const char *text)
{
	int seen[FORMAT_COUNT] = {0};
	size_t len;
	uint32_t cp;

	for (const char *p = text; *p != '\0'; p += len) {
		int format = format_at(p, &len);

		if (format < 0)
			len = utf8_next(p, &cp);
		else if (format != FORMAT_COUNT)
			seen[format]++;
	}
	if (seen[FORMAT_ANY] > 0)
		return "any";
	if (seen[FORMAT_ONLINE] > 0 && (seen[FORMAT_VISIT] > 0 || choice_given(text)))
		return choice_given(text) ? "any" : "online";
	if (seen[FORMAT_ONLINE] > 0)
		return "online";
	return seen[FORMAT_VISIT] > 0 ? "visit" : NULL;
}

static void
find_party(const struct layers *l, bool forward, const struct message *m, struct slots *s)
{
	struct party own = {0}, about = {0};

	if (l->own[0] != '\0')
		party_find(l->own, true, &own);
	if (forward && l->about[0] != '\0')
		party_find(l->about, false, &about);
	set_str(&s->company, own.company != NULL ? own.company : about.company);
	set_str(&s->contact, own.contact != NULL ? own.contact : about.contact);
	if (forward && s->contact == NULL && m->fwd_from.name != NULL) {
		char *name = norm_text(m->fwd_from.name);

		set_str(&s->contact, name);
		free(name);
	}
	party_free(&own);
	party_free(&about);
}

static void
find_reach(const struct layers *l, bool forward, const struct message *m, struct slots *s)
{
	const char *sender = m->from.addr;

	s->phone = party_phone(l->own);
	if (s->phone == NULL && forward)
		s->phone = party_phone(l->about);
	if (!forward) {
		s->requester_email = xstrdup_null(str_empty(sender) ? NULL : sender);
		if (s->requester_email == NULL)
			s->requester_email = party_email(l->own, NULL);
		return;
	}
	if (!str_empty(m->fwd_from.addr) && !str_ieq(m->fwd_from.addr, sender))
		s->requester_email = xstrdup(m->fwd_from.addr);
	if (s->requester_email == NULL)
		s->requester_email = party_email(l->own, sender);
	if (s->requester_email == NULL)
		s->requester_email = party_email(l->about, sender);
}

static void
find_place(const struct gazetteer *g, const struct layers *l, const struct message *m,
    bool forward, struct slots *s)
{
	enum { OWN = 3, ABOUT = 2, SUBJECT = 1 };
	struct place_votes votes = {0};
	char *subject = norm_text(m->subject != NULL ? m->subject : "");

	places_vote(g->places, l->own, OWN, &votes);
	if (forward)
		places_vote(g->places, l->about, ABOUT, &votes);
	places_vote(g->places, subject, SUBJECT, &votes);
	free(subject);
	set_str(&s->prefecture, prefecture_name(places_winner(&votes)));
}

/* The part of a date-time that is its day; times are for the calendar, not for matching.
 */
static void
add_days(struct strlist *to, const struct strlist *from)
{
	for (size_t i = 0; i < from->n; i++) {
		char *day = xstrdup(from->v[i]);

		if (strchr(day, '/') == NULL && strlen(day) > strlen("2026-12-01"))
			day[strlen("2026-12-01")] = '\0';
		if (strlist_has(to, day))
			free(day);
		else
			strlist_take(to, day);
	}
}

static void
find_dates(const struct layers *l, int64_t sent, struct slots *s)
{
	struct date_findings f;

	dates_find(l->all, sent, &f);
	add_days(&s->dates, &f.wanted);
	add_days(&s->unavailable, &f.unavailable);
	for (size_t i = 0; i < f.conflicts.n; i++)
		strlist_add(&s->date_conflicts, f.conflicts.v[i]);
	date_findings_free(&f);
}

void
slots_extract(const struct gazetteer *g, const struct message *m, bool forward,
    int64_t sent, struct slots *s)
{
	struct layers l;
	unsigned industry;

	read_layers(m, forward, &l);
	find_party(&l, forward, m, s);
	find_reach(&l, forward, m, s);
	find_place(g, &l, m, forward, s);
	s->employees = find_employees(l.all);
	if (s->employees < 0)
		s->employees = find_employees_en(l.all);
	s->budget_yen = find_budget(l.all);
	set_str(&s->format, find_format(l.all));
	industry = industries_find(g->industries, l.all, s->company);
	set_str(&s->industry, industry_name(industry));
	find_dates(&l, sent, s);
	free_layers(&l);
}
