/*
 * How many people a company has. See figures.h.
 *
 * Every number of people is a candidate; the words in its sentence give points for and
 * against, and the best one that is not spoken against wins. Audiences, victims and
 * customers are people as well.
 */
#include "count.h"
#include "figures.h"
#include "jdate.h"
#include "norm.h"

#include <string.h>

enum { MOST_PEOPLE = 100000 };

static const struct cue before[] = {{"(うち", -80}, {"全社員", 80}, {"従業員", 40},
    {"社員", 30}, {"職員", 35}, {"スタッフ", 30}, {"所員", 40}, {"教職員", 40},
    {"組合員", 30}, {"会員", 20}, {"総勢", 40}, {"全社", 25}, {"全員", 10}, {"人数", 30},
    {"規模", 30}, {"人員", 30}, {"合わせて", 30}, {"あわせて", 30}, {"合わせまして", 30},
    {"あわせまして", 30}, {"含め", 30}, {"込みで", 30}, {"家族", 20}, {"いれて", 30},
    {"入れて", 30}, {"パート", 15}, {"(", 12}, {"市", 6}, {"当社は", 15}, {"弊社は", 15},
    {"うちは", 15}, {"当社", 15}, {"弊社", 15}, {"全部で", 40}, {"(うち", -70},
    {"協力会社", -70}, {"登録", -40}, {"使うのは", -50}, {"集まるのは", -90},
    {"合計", 45}, {"計", 25}, {"働いて", 20}, {"所帯", 20}, {"職人", 12}, {"夫婦", 20},
    {"新入社員", -60}, {"受講", -50}, {"対象", -40}, {"参加", -50}, {"出席", -50},
    {"聴講", -50}, {"定員", -50}, {"うち", -25}, {"事務職員", -10}, {"退職", -30},
    {"辞めた", -30}, {"担当", -12}, {"情シス", -20}, {"管理職", -30}, {"役員", -20},
    {"幹部", -30}, {"在宅", -30}, {"育児中", -40}, {"総務", -6}, {"顧客", -30},
    {"顧問先", -45}, {"患者", -30}, {"利用者", -30}, {"被害", -20}, {"名簿", -30},
    {"申込", -40}, {"集まる", -40}, {"席", -20}, {"部門", -15}, {"講師", -5},
    {"実習生", -20}, {"内定者", -50}, {"講習", -30}, {"営業", -8}, {"外部の", -30},
    {"外注", -30}, {"聴衆", -60}, {"保護者", -60}, {"班長", -40}, {"のお客", -30},
    {"来場", -50}, {"取引先", -25}, {"親会社", -30}, {"元請", -20}, {"グループ全体", 10},
    {"卒業", -30}, {"生徒", -30}, {"園児", -40}, {"児童", -40}, {"学生", -25},
    {"宿泊者", -40}, {"お客", -25}, {"登録者", -30}, {"新人", -40}, {"新卒", -40}};
static struct wordset before_set = WORDSET(before);

/* Right behind the unit. */
static const struct cue at_once[] = {{"の会社", 30}, {"の事業所", 25}, {"規模", 25},
    {"でやって", 25}, {"です", 10}, {")", 12}, {"、", 4}, {"。", 8}, {"おり", 8},
    {"の工場", 20}, {"の病院", 20}, {"の町工場", 25}, {"の零細", 25}, {"の小さ", 25},
    {"の小規模", 25}, {"の所帯", 25}, {"の店", 20}, {"の旅館", 20}, {"の職場", 20},
    {"体制", 10}, {"で", 3}, {"が", -25}, {"がおり", 15}, {"がいま", 10}, {"が働", 25},
    {"が在籍", 30}, {"が勤", 25}, {"に", -25}, {"にな", 10}, {"に増", 15}, {"から", -30},
    {"の総会", -50}, {"を", -20}, {"向け", -60}, {"分", -50}, {"位", -20}, {"以外", -20},
    {"だけ", -15}, {"のうち", 5}, {"全員", 20}, {"の顧客", -40}, {"のお客", -40},
    {"で見て", -40}, {"の情報", -30}, {"の前で", -50}, {"以上の参加", -60},
    {"で担当", -30}, {"で管理", -30}, {"と2人", -20}, {"一組", -30}, {"ずつ", -40},
    {"目", -30}, {"様", -20}, {"で回し", -15}, {"派遣", -30}, {"定員", -50}, {"席", -50},
    {"乗り", -60}, {"部屋", -60}, {"程度の参加", -60}, {"枠", -40}, {"の生徒", -40},
    {"の方", -20}, {"募集", -50}, {"採用", -30}, {"の受講", -60}};
static struct wordset at_once_set = WORDSET(at_once);

/* In the rest of the clause. */
static const struct cue after[] = {{"参加", -50}, {"対象", -50}, {"受講", -50},
    {"出席", -50}, {"集ま", -50}, {"集め", -50}, {"法人", 15}, {"会場", -30},
    {"宿泊", -30}, {"退職", -40}, {"辞め", -40}, {"クリック", -50}, {"リンク", -50},
    {"在宅", -20}, {"来て", -30}, {"講演", -30}, {"聴", -40}, {"押し", -30},
    {"開い", -30}, {"漏れ", -40}, {"を営", 15}, {"班に分", 35}};
static struct wordset after_set = WORDSET(after);

/* (大垣市、22名): a description of the company. */
static bool
in_brackets(const char *text, const char *p)
{
	const char *start = window_back(text, p, 75);

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

/* 名ほど, 人くらい */
static const char *
skip_about(const char *end)
{
	static const char *const words[] = {"ほど", "くらい", "ぐらい", "程度", "前後",
	    "弱", "強", "あまり", "余り", "余", "超", "少々", "ちょっと", "以上",
	    "ぐらいの規模"};
	const char *p = end;

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (date_eat(&p, words[i]))
			return p;
	}
	return end;
}

/* Over line ends, as mail is folded. */
static const char *
sentence_end(const char *p, size_t bytes)
{
	const char *limit = window_forth(p, bytes);

	while (p < limit && strncmp(p, "。", 3) != 0 && strncmp(p, "、", 3) != 0)
		p++;
	return p;
}

/* 144名のバスとタクシーの会社です */
static bool
company_of(const char *behind)
{
	static const struct cue company[] = {{"会社です", 1}, {"\n会社", 1},
	    {"の会社", 1}, {"会社で", 1}, {"の事業所", 1}, {"工場です", 1}, {"の旅館", 1},
	    {"の店です", 1}, {"法人です", 1}};
	static struct wordset company_set = WORDSET(company);

	return str_starts(behind, "の") &&
	       cues_in(behind, sentence_end(behind, 60), &company_set) > 0;
}

static int64_t
points(const char *text, const char *start, const char *end)
{
	const char *from = clause_start(window_back(text, start, 60), start, false);
	const char *near = clause_start(window_back(text, start, 24), start, true);
	const char *behind = skip_about(end);

	return (in_brackets(text, start) ? 30 : 0) + (company_of(behind) ? 60 : 0) +
	       (alone(near, start, behind) ? 12 : 0) +
	       cues_in(from, start, &before_set) / 2 + cues_in(near, start, &before_set) +
	       cues_at(behind, &at_once_set) +
	       cues_in(behind, clause_end(behind, window_forth(behind, 36), true),
	           &after_set);
}

/* The unit behind a count of people; NULL: it counts something else. */
static const char *
unit_end(const char *text, const char *start, const char *p)
{
	while (*p == ' ')
		p++;
	/* 十数名: nobody knows how many. */
	if (str_starts(p, "数"))
		return NULL;
	(void)date_eat(&p, "余");
	if (str_starts(p, "人前") || str_starts(p, "人工") || str_starts(p, "人月"))
		return NULL;
	if (date_eat(&p, "名") || date_eat(&p, "人") || date_eat(&p, "employees"))
		return p;
	/* A producers' group counts its members by farm or house. */
	if (date_eat(&p, "軒") || date_eat(&p, "戸")) {
		const char *from = window_back(text, start, 40);

		for (const char *q = from; q < start; q++) {
			if (str_starts(q, "組合") || str_starts(q, "会員"))
				return p;
		}
	}
	return NULL;
}

static const char *const helpers[] = {"パート・アルバイト", "パートさん", "パート",
    "アルバイト", "バイトさん", "バイト", "派遣社員", "派遣", "嘱託", "契約社員",
    "非常勤", "臨時", "従業員", "社員", "スタッフ", "事務員", "事務", "見習い", "実習生"};

/* と, 、, + between parts of a staff, and the name of the next part. */
static bool
next_part(const char **p)
{
	static const char *const joints[] = {"と", "、", "+", "・", "に", "&", "/", ","};
	const char *q = *p;
	bool joined = false;

	for (size_t i = 0; i < ARRAY_LEN(joints) && !joined; i++)
		joined = date_eat(&q, joints[i]);
	while (*q == ' ')
		joined = ++q != NULL;
	for (size_t i = 0; joined && i < ARRAY_LEN(helpers); i++) {
		if (!date_eat(&q, helpers[i]))
			continue;
		(void)(date_eat(&q, "さん") || date_eat(&q, "が") || date_eat(&q, ":"));
		*p = q;
		return true;
	}
	return false;
}

/* 社員5人とバイト4人, 家族4人とパート3人: what comes on top. */
static int64_t
add_helpers(const char **p)
{
	enum { PARTS = 4 };
	int64_t sum = 0, more;
	const char *q = *p;

	for (int i = 0; i < PARTS && next_part(&q); i++) {
		if (!count_read(q, &q, &more) || more > MOST_PEOPLE)
			break;
		sum += more;
		(void)(date_eat(&q, "名") || date_eat(&q, "人"));
		*p = q;
	}
	return sum;
}

/* 社員12、パート30: parts of a staff without a unit. */
static int64_t
bare_parts(const char *text, const char *start, const char *end, int64_t value)
{
	static const char *const heads[] = {
	    "正社員", "社員", "従業員", "職員", "家族", "スタッフ", "正職員", "正規"};
	int64_t more;

	for (size_t i = 0; i < ARRAY_LEN(heads); i++) {
		size_t n = strlen(heads[i]);

		if ((size_t)(start - text) < n || memcmp(start - n, heads[i], n) != 0)
			continue;
		more = add_helpers(&end);
		/* 社員19。 */
		if (more == 0 && *end != '\0' && *end != '\n' && !str_starts(end, "。") &&
		    !str_starts(end, "、"))
			return -1;
		return value + more;
	}
	return -1;
}

/* One person or two are seldom a company, and often a department. */
static int
few(int64_t value, const char *text, const char *start)
{
	static const struct cue sure[] = {{"従業員", 1}, {"社員", 1}, {"職員", 1},
	    {"夫婦", 1}, {"家族", 1}, {"スタッフ", 1}, {"社長", 1}, {"全部で", 1},
	    {"うちは", 1}, {"組合員", 1}, {"グループ", 1}};
	static struct wordset sure_set = WORDSET(sure);
	const char *from = clause_start(window_back(text, start, 30), start, false);

	/* Nor thousands, but of customers and members. */
	if (value > 1000 && cues_in(from, start, &sure_set) == 0)
		return -60;
	return value <= 2 && cues_in(from, start, &sure_set) == 0 ? -25 : 0;
}

static int
employees_ja(const char *text)
{
	enum { LEAST_POINTS = -2, PARTS_POINTS = 35, MOST_COUNTS = 400 };
	int counts = 0;
	int64_t best = -1, best_points = LEAST_POINTS - 1, value, found;
	uint32_t cp;

	for (const char *p = text; *p != '\0' && counts < MOST_COUNTS;) {
		const char *start = p, *end;

		if (!count_read(text, &p, &value)) {
			p += utf8_next(p, &cp);
			continue;
		}
		counts++;
		end = unit_end(text, start, p);
		if (end == NULL) {
			value = bare_parts(text, start, p, value);
			found = PARTS_POINTS;
		} else {
			found = points(text, start, end) + few(value, text, start);
			if (!count_digit(*start) && value == 1)
				found -= 20;
		}
		if (end != NULL) {
			p = end;
			value += add_helpers(&p);
		}
		if (value < 1 || value > MOST_PEOPLE || found <= best_points)
			continue;
		best_points = found;
		best = value;
	}
	return (int)best;
}

/* five, twenty: where English writes small numbers out. */
static bool
read_english(const char **p, int64_t *value)
{
	static const struct {
		const char *word;
		int value;
	} words[] = {{"one", 1}, {"two", 2}, {"three", 3}, {"four", 4}, {"five", 5},
	    {"sixteen", 16}, {"six", 6}, {"seventeen", 17}, {"seven", 7},
	    {"eighteen", 18}, {"eight", 8}, {"nineteen", 19}, {"nine", 9}, {"ten", 10},
	    {"eleven", 11}, {"twelve", 12}, {"thirteen", 13}, {"fourteen", 14},
	    {"fifteen", 15}, {"twenty", 20}, {"thirty", 30}, {"forty", 40}, {"fifty", 50},
	    {"sixty", 60}};
	const char *q = *p;

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (date_eat(&q, words[i].word) && (*q == ' ' || *q == '-')) {
			*value = words[i].value;
			*p = q;
			return true;
		}
	}
	return false;
}

static bool
english_number(const char *text, const char **p, int64_t *value)
{
	bool word_starts =
	    *p == text || (*p)[-1] == ' ' || (*p)[-1] == '\n' || (*p)[-1] == '(';

	return count_digit(**p) ? count_read(text, p, value)
	                        : word_starts && read_english(p, value);
}

/* "30 employees", "a staff of 12", "we are 20 people", "a nine-person shop" */
static int
employees_en(const char *text)
{
	static const char *const behind[] = {"employees", "full-time", "staff", "people",
	    "persons", "person ", "person,", "workers", "of us", "in total",
	    "members of staff"};
	static const char *const front[] = {"staff of ", "team of ", "we are ",
	    "employs ", "employ ", "We are ", "staff: ", "employees: "};
	int64_t value;

	for (const char *p = text; *p != '\0'; p++) {
		const char *end = p;

		if (!english_number(text, &end, &value) || value < 1 ||
		    value > MOST_PEOPLE)
			continue;
		while (*end == ' ' || *end == '-')
			end++;
		for (size_t i = 0; i < ARRAY_LEN(behind); i++) {
			if (str_starts(end, behind[i]))
				return (int)value;
		}
		for (size_t i = 0; i < ARRAY_LEN(front); i++) {
			size_t n = strlen(front[i]);

			if ((size_t)(p - text) >= n && memcmp(p - n, front[i], n) == 0 &&
			    !str_starts(end, "year") && *end != ':')
				return (int)value;
		}
	}
	return -1;
}

int
figures_employees(const char *text)
{
	int n = employees_ja(text);

	return n >= 0 ? n : employees_en(text);
}
