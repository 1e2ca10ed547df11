/* The vocabulary of answers about slots. See slot_choice_words.h. */
#include "slot_choice_words.h"

#include "clock.h"
#include "mem.h"
#include "norm.h"

#include <stdlib.h>
#include <string.h>

enum { NOON = 12 };

struct entry {
	enum slot_word word;
	const char *words; /* folded, '|' between them */
};

/* Of words that begin at one place the longest counts. */
static const struct entry vocabulary[] = {
    {SLOT_WORD_ALL,
        "どれも|どれでも|いずれも|いずれでも|いずれの|どの日でも|どの日も|"
        "どの候補でも|どの候補も|どの日程でも|どの日程も|どの日時でも|どの日時も|全て|"
        "すべて|全部|全日程|全日|いつでも|何れも|何れでも|3つとも|3日とも|三つとも|"
        "三日とも|全候補|どちらも|どちらでも|両方|両日|2つとも|2日とも|二つとも|ともに|"
        "共に|any of|any|all of|all three|all dates|all|either of|either|both of|both|"
        "whichever|whatever|anytime|any time|お任せします|お任せいたします|お任せ致します"
        "|おまかせします|先方に合わせます|専門家の先生のご都合に合わせます|"
        "先生のご都合に合わせます|先生に合わせます|専門家のご都合に合わせます|"
        "ご都合に合わせます|都合のよいもので|ご都合のよろしいもので|"
        "ご都合の良いもので|flexible"},
    {SLOT_WORD_AND, "と|や|又は|または|もしくは|若しくは|あるいは|及び|および|and|or|、|"
                    ",|・|/|&|+|そして|ならびに"},
    {SLOT_WORD_OR, "か"},
    {SLOT_WORD_TO, "~|through|thru|to|-"},
    {SLOT_WORD_BUT_NOT, "except for|except|but not|apart from|other than|excluding"},
    {SLOT_WORD_OTHER_THAN, "以外|を除き|を除いて|を除く|を除けば|の他|のほか"},
    {SLOT_WORD_PREFER, "できれば|出来れば|可能であれば|できましたら|we prefer|prefer|"
                       "preferably|ideally|第一希望は|なるべくなら"},
    {SLOT_WORD_YES,
        "大丈夫|だいじょうぶ|可能|可|問題ございません|問題ありません|問題ないです|"
        "問題なし|"
        "問題なく|ok|オッケー|オーケー|空いております|空いています|空いてます|空いてる|"
        "空けておきます|空けます|いけます|行けます|伺えます|お伺いできます|参加可能|"
        "参加できます|出席できます|対応可能|対応できます|訪問可能|訪問できます|調整可能|"
        "都合がつきます|都合がよいです|都合が良いです|都合がいいです|都合よいです|"
        "都合良いです|都合がよい|都合が良い|都合がいい|よいです|良いです|いいです|"
        "結構です|"
        "結構でございます|構いません|かまいません|希望します|希望いたします|希望致します|"
        "希望です|希望|望ましいです|お願いしたいです|お願いしたく|お願いしたいのですが|"
        "お願いしたい|お願いします|お願い致します|お願いいたします|お願い申し上げます|"
        "お願いできますでしょうか|お願いできますか|お願いできれば|"
        "お願いできればと思います|"
        "おねがいします|おねがいいたします|おねがい致します|お願い|よろしいでしょうか|"
        "宜しいでしょうか|いただけますでしょうか|いただけますか|進めてください|"
        "進めて下さい|確定してください|決めてください|承知しました|承知いたしました|"
        "了解です|了解しました|決定で|決めました|works well|works best|works|work well|"
        "work|suits|suit|fine|good|great|okay|perfect|possible|convenient|available|best|"
        "make|do|choose|take|go with|happy with|acceptable|fits|fit|feasible|free|go "
        "for"},
    {SLOT_WORD_NO,
        "不可|ng|nG|難しい|むずかしい|難しく|難し|厳しい|厳しく|無理|だめ|ダメ|駄目|"
        "都合が悪い|都合が悪く|都合悪い|都合がつきません|都合がつかず|都合つきません|"
        "都合が合いません|都合が合わず|合いません|埋まっております|埋まっています|"
        "埋まっており|埋まって|予定があります|予定がございます|予定が入っております|"
        "予定が入っています|予定が入っており|予定あり|先約がございます|先約があります|"
        "先約があり|先約あり|先約|会議があります|会議です|出張です|休みです|"
        "行けません|伺えません|参加できません|できません|出来ません|対応できません|"
        "空いていません|空いておりません|impossible|unavailable|inconvenient|busy|"
        "booked|taken|difficult|unsuitable|bad"},
    {SLOT_WORD_NOT, "not|don't|doesn't|does not|do not|isn't|aren't|can't|cannot|can not|"
                    "won't|will not|no longer|neither|nor|unable to"},
    {SLOT_WORD_MARK_YES, "○|〇|◯|◎|☑|✓|✔|✅|[x]|[v]|[o]|[○]|[✓]|(○)|(◎)"},
    {SLOT_WORD_MARK_NO, "×|✕|✖|✗|❌|[×]|[ ]|[]|(×)"},
    {SLOT_WORD_NO_SLOT,
        "none of|none|全滅|別の日で|別の日を|別の日程を|別の日程で|別日で|別日を|"
        "ほかの日で|他の日で|ほかの日を|他の日を|他の日程を|ほかの日程を|再調整を|"
        "再調整|再度候補を|別の候補を|他の候補を|other dates|different dates|new dates|"
        "再度候補日を|改めて候補日を|別の候補日を|候補日を改めて"},
    {SLOT_WORD_NO_SLOT,
        "new dates|再度候補日を|改めて候補日を|別の候補日を|候補日を改めて"},
    {SLOT_WORD_YES, "おk|おーけー"},
    {SLOT_WORD_FILL,
        "only|suggest|send|propose|状況です|状況で|状況|誠に|お願いできれば"},
    {SLOT_WORD_TURN, "but|however|though|although"},
    {SLOT_WORD_END, "。|.|!|;|…"},
    {SLOT_WORD_FILL,
        "の|が|は|も|で|を|に|なら|ならば|では|であれば|でしたら|だと|だったら|でも|です|"
        "でございます|になります|となります|になっており|となっており|のほう|の方|ほう|"
        "方|日程|日時|候補日|候補|日|案|枠|時間|もの|回|目|番|こと|"
        "ですが|ますが|のみ|だけ|にて|として|とも|より|(|)|:|=|→|「|」|(|)|"
        "当方|弊社|当社|こちら|私|小職|わたし|専門家の先生|先生|"
        "すみません|すみませんが|恐れ入りますが|恐縮ですが|申し訳ありません|"
        "申し訳ございません|申し訳ありませんが|申し訳ございませんが|あいにく|生憎|"
        "どうしても|お世話になっております|お世話になります|お世話様です|"
        "いつもお世話になっております|いつもありがとうございます|お疲れ様です|"
        "お疲れさまです|ありがとうございます|ありがとうございました|有難うございます|"
        "ご連絡|ご調整|ご提示|ご提案|ご案内|ご送付|お知らせ|ご返信|ご回答|回答|返信|"
        "いただき|頂き|いただきまして|くださり|下さり|いただいた|頂いた|ご提示いただいた|"
        "どうぞ|何卒|よろしく|宜しく|宜敷く|よろしくお願いいたします|"
        "よろしくお願い致します|よろしくお願いします|宜しくお願いいたします|"
        "宜しくお願い致します|宜しくお願いします|よろしくお願い申し上げます|"
        "宜しくお願い申し上げます|お手数をおかけしますが|お手数をおかけしますがよろしく|"
        "お手数ですが|早速の|早速|この度は|このたびは|第1回|第2回|第3回|について|"
        "につきまして|につき|件|下記|以下|通り|とおり|いたします|致します|します|"
        "させていただきます|"
        "参加|出席|訪問|対応|都合|ご都合|それでは|では|じゃあ|はい|なお|ので|ため|"
        "ございます|あります|ありまして|ておりまして|ため、|いただけますと幸いです|"
        "幸いです|助かります|嬉しいです|"
        "hi|hello|dear|all the best|thank you very much|thank you|thanks a lot|"
        "many thanks|thanks|please|kind regards|best regards|warm regards|regards|"
        "best wishes|sincerely|yours|cheers|yes|no problem|ok with|for|us|me|we|i|it|"
        "is|are|'s|would|will|be|the|a|an|this|that is|these|those|date|dates|option|"
        "options|slot|slots|one|ones|time|times|day|days|them|which|of|on|in|at|with|"
        "our|my|side|can|could|let's|let us|like|we'd|i'd|i'm|we're|am|very|also|just|"
        "as|well|too|both sides|sorry|unfortunately|afraid|visit|meeting|from|schedule|"
        "suggested|proposed|offered|above|your|options you sent|to|choice|the specialist|"
        "specialist|expert|you|everyone|here|jst|best for|any of "
        "these|number|numbers|mail|email|"
        "e-mail|message|reply|proposal|proposals|suggestion|suggestions"},
};

static bool
is_latin(char c)
{
	return (c >= 'a' && c <= 'z') || c == '\'';
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The bytes of the longest of the alternatives at p; a Latin word ends where it ends. */
static size_t
longest(const char *p, const char *words)
{
	size_t best = 0;

	for (const char *w = words; *w;) {
		size_t n = strcspn(w, "|");
		bool fits = n > best && strncmp(p, w, n) == 0 &&
		            !(is_latin(w[n - 1]) && is_latin(p[n]));

		if (fits)
			best = n;
		w += n + (w[n] == '|');
	}
	return best;
}

static size_t
one_of(const char *p, const char *words)
{
	return longest(p, words);
}

static unsigned
all_of(const struct slot_lexer *l)
{
	return (1U << (l->n + 1)) - 2;
}

/* --- numbers and places --- */

static int
numeral(const char **p)
{
	static const char *const kanji[] = {"一", "二", "三", "四", "五"};
	static const char *const english[] = {"one", "two", "three", "four", "five"};
	static const char *const ordinal[] = {
	    "first", "second", "third", "fourth", "fifth"};

	if (**p >= '1' && **p <= '9' && !is_digit((*p)[1]))
		return *(*p)++ - '0';
	for (int i = 0; i < 5; i++) {
		const char *names[] = {kanji[i], english[i], ordinal[i]};

		for (size_t k = 0; k < ARRAY_LEN(names); k++) {
			size_t n = longest(*p, names[k]);

			*p += n;
			if (n)
				return i + 1;
		}
	}
	return 0;
}

static const char leads[] =
    "{|(|[|第|候補|候補日|案|no.|no|#|option|slot|date|choice|number|"
    "candidate|proposal|numbers|options|slots|dates";
static const char tails[] =
    "}|)|]|希望|候補|候補日|番目|番|ばん|案|つ目|つめ|個目|st|nd|rd|th|"
    "番目の候補|番の候補|.";

static void
skip_blanks(const char **p)
{
	while (**p == ' ')
		(*p)++;
}

/* A number of the letter. Spelt out it needs a word beside it: 一番 may be 一番早い. */
static size_t
place_number(const struct slot_lexer *l, const char *p, unsigned *value)
{
	const char *q = p, *digits;
	size_t lead = one_of(q, leads), tail;
	bool spelt, ordinal;
	int number;

	q += lead;
	skip_blanks(&q);
	digits = q;
	number = numeral(&q);
	if (!number)
		return 0;
	spelt = !is_digit(*digits);
	ordinal =
	    spelt && is_latin(*digits) && !longest(digits, "one|two|three|four|five");
	tail = one_of(q, tails);
	if (!tail && str_starts(p, "第"))
		return 0;
	if (spelt && !ordinal && !tail)
		return 0;
	if (!tail && !spelt && one_of(q, "月|日|時|分|年|名|人|回|階|件|つ|週|:|am|pm"))
		return 0;
	*value = (size_t)number <= l->n ? 1U << number : 0;
	while (tail) {
		q += tail;
		tail = one_of(q, tails);
	}
	return (size_t)(q - p);
}

/* "one and three": where it is no pronoun, as in "the first one" (slot_choice.c). */
static size_t
place_counted(const struct slot_lexer *l, const char *p, unsigned *value)
{
	const char *q = p;
	int number = is_digit(*p) || !is_latin(*p) ? 0 : numeral(&q);

	if (!number || !longest(p, "one|two|three|four|five") || str_starts(q, " of"))
		return 0;
	*value = (size_t)number <= l->n ? 1U << number : 0;
	return (size_t)(q - p);
}

/* B案, plan B */
static size_t
place_letter(const struct slot_lexer *l, const char *p, unsigned *value)
{
	size_t before = one_of(p, "プラン|案|option |plan |slot |date "), after = 0;
	char letter = p[before];

	if (letter < 'a' || letter > 'e' || is_latin(p[before + 1]))
		return 0;
	if (!before)
		after = one_of(p + 1, "案|プラン|日程");
	*value = (size_t)(letter - 'a') < l->n ? 2U << (letter - 'a') : 0;
	return before || after ? before + 1 + after : 0;
}

/* "first two", 最初の2つ, 後半の二つ */
static size_t
place_several(const struct slot_lexer *l, const char *p, unsigned *value)
{
	static const char front[] =
	    "first|最初の|はじめの|初めの|前の|前半の|上の|上から",
	                  back[] =
	                      "last|latter|最後の|後ろの|うしろの|あとの|後の|後半の|"
	                      "下の";
	const char *q = p;
	size_t head = one_of(q, front);
	bool from_front = head > 0;
	int number;

	if (!head)
		head = one_of(q, back);
	if (!head)
		return 0;
	q += head;
	skip_blanks(&q);
	number = numeral(&q);
	if (number < 1 || (size_t)number > l->n ||
	    !(one_of(q, "つ|個|日|候補|件") || (number > 1 && is_latin(*p))) ||
	    one_of(q, "つ目|つめ|番目"))
		return 0;
	q += one_of(q, "つの|つ|個|日|候補|件");
	*value = 0;
	for (int i = 0; i < number; i++)
		*value |= 1U << (from_front ? i + 1 : (int)l->n - i);
	return (size_t)(q - p);
}

/* Position of the earliest or latest slot. */
static unsigned
extreme(const struct slot_lexer *l, bool latest)
{
	size_t at = 0;

	for (size_t i = 1; i < l->n; i++)
		if (latest ? l->starts_at[i] > l->starts_at[at]
		           : l->starts_at[i] < l->starts_at[at])
			at = i;
	return 1U << (at + 1);
}

static size_t
place_word(const struct slot_lexer *l, const char *p, unsigned *value)
{
	size_t n;

	if ((n = one_of(p, "一番早い|いちばん早い|1番早い|最も早い|最短の|最短|早い方|"
	                   "早いほう|earliest|soonest"))) {
		*value = extreme(l, false);
	} else if ((n = one_of(
	                p, "一番遅い|いちばん遅い|最も遅い|遅い方|遅いほう|latest"))) {
		*value = extreme(l, true);
	} else if ((n = one_of(
	                p, "最初|一番上|1番上|いちばん上|はじめ|初め|前者|first"))) {
		*value = 1U << 1;
	} else if ((n = one_of(p, "最後|一番下|1番下|いちばん下|後者|last|final"))) {
		/* The last of the list, and not a later one. */
		*value = extreme(l, true) & 1U << l->n;
	} else if ((n = one_of(p, "真ん中|まん中|真中|中央|middle|間"))) {
		*value = l->n == 3 ? 1U << 2 : 0;
	}
	return n;
}

/* --- days and times --- */

static unsigned
on_day(const struct slot_lexer *l, int year, int month, int day)
{
	unsigned found = 0;

	for (size_t i = 0; i < l->n; i++) {
		struct civil c = civil_from_time(l->starts_at[i]);

		if ((!year || c.year == year) && (!month || c.month == month) &&
		    c.day == day)
			found |= 1U << (i + 1);
	}
	return found;
}

static bool
digits(const char **p, int most, int *out)
{
	const char *q = *p;

	*out = 0;
	while (is_digit(*q) && q - *p < most)
		*out = *out * 10 + *q++ - '0';
	if (q == *p || is_digit(*q))
		return false;
	*p = q;
	return true;
}

static int
month_named(const char **p)
{
	for (int m = 1; m <= 12; m++) {
		const char *name = month_en(m);
		size_t n = strlen(name), cut[] = {n, 4, 3};

		for (size_t i = 0; i < ARRAY_LEN(cut); i++)
			if (cut[i] <= n && str_istarts(*p, name) && !is_latin((*p)[n])) {
				*p += n;
				return m;
			} else if (cut[i] < n && strncasecmp(*p, name, cut[i]) == 0 &&
			           !is_latin((*p)[cut[i]])) {
				*p += cut[i] + ((*p)[cut[i]] == '.');
				return m;
			}
	}
	return 0;
}

/* "16 June", "June 16th", "the 23rd" */
static size_t
day_english(const struct slot_lexer *l, const char *p, unsigned *value)
{
	const char *q = p;
	int day = 0, month = month_named(&q);
	size_t suffix;

	skip_blanks(&q);
	if (!digits(&q, 2, &day))
		return 0;
	suffix = one_of(q, "st|nd|rd|th");
	q += suffix;
	if (!month) {
		const char *r = q;

		skip_blanks(&r);
		r += one_of(r, "of");
		skip_blanks(&r);
		month = month_named(&r);
		if (month)
			q = r;
	}
	/* "the 2nd" is the second one, unless a slot lies on the 2nd: then who knows. */
	if (!month && (!suffix || ((size_t)day <= l->n && !on_day(l, 0, 0, day))))
		return 0;
	*value = !month && (size_t)day <= l->n ? 0 : on_day(l, 0, month, day);
	return (size_t)(q - p);
}

static size_t
day_japanese(const struct slot_lexer *l, const char *p, unsigned *value)
{
	const char *q = p, *r = p;
	int year = 0, month = 0, day = 0;

	if (digits(&r, 4, &year) && year > 1000 && (str_starts(r, "年") || *r == '/')) {
		r += *r == '/' ? 1 : strlen("年");
		q = r;
	} else {
		year = 0;
	}
	r = q;
	if (digits(&r, 2, &month) && (str_starts(r, "月") || *r == '/')) {
		bool slash = *r == '/';

		r += slash ? 1 : strlen("月");
		if (!digits(&r, 2, &day) || (!slash && !str_starts(r, "日")))
			return 0;
		if (slash && ((size_t)month <= l->n && (size_t)day <= l->n) &&
		    !on_day(l, year, month, day))
			return 0; /* 1/2: numbers */
	} else {
		month = 0;
		r = q;
		if (year || !digits(&r, 2, &day))
			return 0;
		/* "16か23で": what no number of the letter can be. */
		if (!str_starts(r, "日") &&
		    ((size_t)day <= l->n || r - q < 2 || !on_day(l, 0, 0, day) ||
		        one_of(r, "月|時|分|年|名|人|回|階|件|つ|週|:|am|pm|%|/|-")))
			return 0;
	}
	r += one_of(r, "日");
	*value = on_day(l, year, month, day);
	return (size_t)(r - p);
}

static size_t
weekday(const struct slot_lexer *l, const char *p, unsigned *value)
{
	size_t n = 0;
	int day;

	for (day = 0; day < 7 && !n; day++) {
		const char *ja = weekday_ja(day), *en = weekday_en(day);
		size_t k = strlen(ja), bracket = *p == '(';

		if (str_starts(p + bracket, ja)) {
			const char *q = p + bracket + k;

			q += one_of(q, "曜日|曜");
			if (bracket ? *q == ')' : q > p + k)
				n = (size_t)(q - p) + bracket;
		} else if (strncasecmp(p, en, 3) == 0) {
			size_t full = strlen(en);
			const size_t cuts[] = {full, 4, 3};

			for (size_t i = 0; i < ARRAY_LEN(cuts) && !n; i++)
				if (strncasecmp(p, en, cuts[i]) == 0 &&
				    !is_latin(p[cuts[i]]))
					n = cuts[i] +
					    (p[cuts[i]] == '.' && cuts[i] < full);
		}
	}
	*value = 0;
	for (size_t i = 0; n && i < l->n; i++)
		if (civil_from_time(l->starts_at[i]).weekday == day - 1)
			*value |= 1U << (i + 1);
	return n;
}

static size_t
half(const struct slot_lexer *l, const char *p, unsigned *value)
{
	size_t early = one_of(p, "午前中|午前|朝|morning|mornings|am|a.m.");
	size_t n = early ? early : one_of(p, "午後|昼から|afternoon|afternoons|pm|p.m.");

	*value = 0;
	for (size_t i = 0; n && i < l->n; i++)
		if ((civil_from_time(l->starts_at[i]).hour < NOON) == (early > 0))
			*value |= 1U << (i + 1);
	return n;
}

/* A time of day as 13:30, 13時半, 午後1時; its length, 0 for none. */
static size_t
clock_at(const char *p, int *minute)
{
	const char *q = p;
	size_t pm = one_of(q, "午後"), late;
	int hour, min = 0;

	q += pm ? pm : one_of(q, "午前");
	if (!digits(&q, 2, &hour) || hour > 23)
		return 0;
	if (*q == ':') {
		q++;
		if (!digits(&q, 2, &min))
			return 0;
		late = one_of(q, " pm|pm|p.m.");
		q += late ? late : one_of(q, " am|am|a.m.");
		hour += late && hour < NOON ? NOON : 0;
	} else if (str_starts(q, "時")) {
		q += strlen("時");
		if (str_starts(q, "半")) {
			min = 30;
			q += strlen("半");
		} else if (digits(&q, 2, &min)) {
			q += one_of(q, "分");
		}
	} else {
		size_t am = one_of(q, " am|am|a.m.");

		late = one_of(q, " pm|pm|p.m.");
		if (!am && !late)
			return 0;
		q += am + late;
		hour += late && hour < NOON ? NOON : 0;
	}
	*minute = (pm && hour < NOON ? hour + NOON : hour) * 60 + min;
	return (size_t)(q - p);
}

/* Its end says nothing about which slot it is. */
static size_t
time_of_day(const struct slot_lexer *l, const char *p, unsigned *value)
{
	int minute, end;
	size_t n = clock_at(p, &minute), to;

	*value = 0;
	if (!n)
		return 0;
	for (size_t i = 0; i < l->n; i++) {
		struct civil c = civil_from_time(l->starts_at[i]);

		if (c.hour * 60 + c.minute == minute)
			*value |= 1U << (i + 1);
	}
	to = one_of(p + n, " to |~|-|から|より");
	n += to;
	if (to)
		n +=
		    clock_at(p + n, &end) + one_of(p + n + clock_at(p + n, &end), "まで");
	return n;
}

/* --- the next word --- */

/* Emoji and the like say nothing that words do not. */
static size_t
picture(const char *p)
{
	uint32_t cp;
	size_t n = utf8_next(p, &cp);

	return cp >= 0x1F300 || (cp >= 0x2600 && cp <= 0x26FF) || cp == 0xFE0F ||
	               cp == 0x266A
	           ? n
	           : 0;
}

struct found {
	enum slot_word word;
	unsigned value;
	size_t n;
};

static void
offer(struct found *f, enum slot_word word, size_t n, unsigned value)
{
	if (n > f->n)
		*f = (struct found){word, value, n};
}

/* が第1希望: in which order it is liked. */
static void
rank(struct found *f, const char *p)
{
	const char *q = p + one_of(p, "が|を");
	int number;

	if (q == p || !str_starts(q, "第"))
		return;
	q += strlen("第");
	number = numeral(&q);
	if (number && str_starts(q, "希望"))
		offer(f, SLOT_WORD_RANK, (size_t)(q - p) + strlen("希望"),
		    (unsigned)number);
}

static void
look_up(struct found *f, const char *p)
{
	for (size_t i = 0; i < ARRAY_LEN(vocabulary); i++)
		offer(f, vocabulary[i].word, longest(p, vocabulary[i].words), 0);
}

enum slot_word
slot_word_next(struct slot_lexer *l, unsigned *value)
{
	static size_t (*const names[])(const struct slot_lexer *l, const char *p,
	    unsigned *value) = {place_number, place_counted, place_letter, place_several,
	    place_word, day_japanese, day_english, weekday, half, time_of_day};
	static const enum slot_word words[] = {SLOT_WORD_PLACE, SLOT_WORD_COUNT,
	    SLOT_WORD_PLACE, SLOT_WORD_PLACE, SLOT_WORD_PLACE, SLOT_WORD_DAY,
	    SLOT_WORD_DAY, SLOT_WORD_WEEKDAY, SLOT_WORD_HALF, SLOT_WORD_TIME};
	struct found f = {0};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		unsigned set = 0;
		size_t n = names[i](l, l->at, &set);

		offer(&f, words[i], n, set);
	}
	rank(&f, l->at);
	offer(&f, SLOT_WORD_FILL, picture(l->at), 0);
	look_up(&f, l->at);
	if (f.word == SLOT_WORD_ALL)
		f.value = all_of(l);
	*value = f.value;
	l->at += f.n;
	/* "お願いできますか?" asks for nothing but what it names. */
	if (f.word == SLOT_WORD_NO_SLOT && *l->at == '?')
		l->at++;
	if (f.word == SLOT_WORD_YES && *l->at == '?' && f.n > strlen("か") &&
	    str_starts(l->at - strlen("か"), "か"))
		l->at++;
	skip_blanks(&l->at);
	return f.word;
}
