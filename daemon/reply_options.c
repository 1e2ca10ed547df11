/* Options as they are named, marked and pointed at. See reply_options.h. */
#include "reply_options.h"

#include "norm.h"
#include "phrase.h"

#include <stdlib.h>
#include <string.h>

#define PLACE_CHARS     24
#define SIGNED_CHARS    8
#define ROW_BYTES_MAX   200
#define ROW_OPTIONS_MAX 4

/* Longest match first: 条件付き承諾 is no 承諾. */
static const struct phrase options[] = {
    {REPLY_EXPERT_CONDITIONAL, "条件付|条件つき|条件あり"},
    {REPLY_EXPERT_DECLINE, "辞退|お断り|不承諾|受けない|不可|見送"},
    {REPLY_EXPERT_ACCEPT, "承諾|受諾|お引き受け|引き受ける|お受けする|受ける"},
};

/* Words beside 承諾 by which it is none, or not yet. */
static const char not_plain[] =
    "ない|なく|ません|かね|難し|むずかし|厳し|ず、|ずに|できず|無理|余裕|見送|不可|不承|"
    "ただ|但し|が、|けど|れば|たら|なら|次第|条件|検討|保留|撤回|取消|取り消|cannot|can'"
    "t|not";

/* Words by which a place that is named is not the one chosen. */
static const char not_this[] =
    "ではな|じゃな|でなく|でない|以外|除い|ません|れない|できない|勘弁|無理|遠慮|パス|"
    "断|迷|どちら|どれ|どの|か?|か。|?|だけは|たら|なら|れば|not|n't";

/* Marks as NFKC leaves them, and boxes that are empty or crossed out. Longest first. */
static const char *const marked[] = {"[○]", "[〇]", "[◯]", "[●]", "[x]", "[レ]", "[v]",
    "[✓]", "[✔]", "[■]", "(○)", "(〇)", "(◯)", "(●)", "(◎)", "(レ)", "(✓)", "(v)", "(x)",
    "☑", "☒", "■", "✓", "✔", "✅", "◎", "○", "〇", "◯", "●", "レ"};
static const char *const unmarked[] = {
    "[×]", "(×)", "[ ]", "( )", "[]", "()", "□", "☐", "◻", "▢", "×", "✕", "✖"};

static size_t
starts_with_one(const char *line, const char *const *signs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_starts(line, signs[i]))
			return strlen(signs[i]);
	return 0;
}

size_t
option_mark(const char *text)
{
	return starts_with_one(text, marked, ARRAY_LEN(marked));
}

size_t
option_no_mark(const char *text)
{
	return starts_with_one(text, unmarked, ARRAY_LEN(unmarked));
}

/* --- naming --- */

/* "条件付きで承諾する": the 承諾 belongs to the words before it. */
static bool
belongs_to_condition(const struct phrase_hit *before, const struct phrase_hit *hit)
{
	return before->tag == REPLY_EXPERT_CONDITIONAL &&
	       hit->tag == REPLY_EXPERT_ACCEPT && hit->begin - before->end < 10;
}

size_t
options_named(const char *text, enum reply_kind *order, size_t max)
{
	struct phrase_hit hits[PHRASE_HITS_MAX];
	size_t n = phrase_find(text, options, ARRAY_LEN(options), hits), k = 0;

	for (size_t i = 0; i < n && k < max; i++)
		if (i == 0 || !belongs_to_condition(&hits[i - 1], &hits[i]))
			order[k++] = (enum reply_kind)hits[i].tag;
	return k;
}

enum reply_kind
option_named(const char *text)
{
	char *plain = xstrndup(text, *text == '(' ? strlen(text) : strcspn(text, "("));
	enum reply_kind order[PHRASE_HITS_MAX];
	size_t n = options_named(plain, order, ARRAY_LEN(order));

	for (size_t i = 1; i < n; i++)
		if (order[i] != order[0])
			n = 0;
	/* 承諾できません, 承諾は難しい, 承諾します。ただし…: no acceptance, whatever it
	 * is. */
	if (n && order[0] == REPLY_EXPERT_ACCEPT && phrase_has(text, not_plain))
		n = 0;
	free(plain);
	return n ? order[0] : REPLY_NONE;
}

/* Each word of the text must be one of these; whatever else stands there makes it false.
 */
static bool
says_only(const char *text, const char *const *words, size_t n)
{
	while (*text) {
		size_t len = 0;

		for (size_t i = 0; i < n; i++) {
			size_t one = str_prefix(text, words[i]);

			len = one > len ? one : len;
		}
		if (!len)
			return false;
		text += len;
	}
	return true;
}

/* Nothing is said beside an acceptance that could turn it around ("承諾は遠慮", "承諾×",
 * "承諾?"). */
static bool
is_plain_acceptance(const char *text)
{
	static const char *const words[] = {"承諾", "受諾", "お引き受け", "引き受け",
	    "お受け", "受け", "いたします", "致します", "します", "する", "できます",
	    "ます", "る", "です", "はい", "喜んで", "ぜひ", "是非", "よろしく", "お願い",
	    "を", "に", "で", "の方", "これ", "希望", "可", "ok", "○", "〇", "◯", "◎",
	    "●", "☑", "☒", "✓", "✔", "✅", "■", "レ", "←", "→", "。", "、", "!", ".", ",",
	    ":", ")", "]", "】", "」", "(", "[", "【", "「", "-", "1", "2", "3", "4",
	    "\xEF\xB8\x8F", " "};
	char *plain = xstrndup(text, *text == '(' ? strlen(text) : strcspn(text, "("));
	bool only = says_only(plain, words, ARRAY_LEN(words));

	free(plain);
	return only;
}

enum reply_kind
option_filled(const char *text)
{
	enum reply_kind kind = option_named(text);

	return kind == REPLY_EXPERT_ACCEPT && !is_plain_acceptance(text) ? REPLY_NONE
	                                                                 : kind;
}

/* --- marking --- */

enum reply_kind
option_marked(const char *text)
{
	static const char *const before[] = {
	    "(", "[", "【", "「", "○", "〇", "◯", "●", "☑", "✓", "■"};
	const char *arrow = strstr(text, "→");
	enum reply_kind found = REPLY_NONE;
	char *piece;

	if (arrow)
		return option_filled(arrow + strlen("→"));
	for (size_t len; *text; text += len + (text[len] != '\0')) {
		len = strcspn(text, "/|");
		piece = xstrndup(text, len);
		if (starts_with_one(piece, before, ARRAY_LEN(before)) &&
		    option_filled(piece) != REPLY_NONE) {
			if (found != REPLY_NONE) {
				free(piece);
				return REPLY_NONE;
			}
			found = option_filled(piece);
		}
		free(piece);
	}
	return found;
}

/* A row as it is read from left to right. */
struct row {
	enum reply_kind option[ROW_OPTIONS_MAX];
	int mark[ROW_OPTIONS_MAX]; /* 1 chosen, -1 not, 0 nothing beside it */
	size_t n;
	int waiting;      /* a mark whose option comes behind it */
	bool marks_first; /* the row begins with a mark, or an empty box */
};

/* Bytes of one option with all that belongs to it: 条件付きで承諾する. 0 for none. */
static size_t
row_option(const char *p, enum reply_kind *kind)
{
	static const struct {
		const char *words;
		enum reply_kind kind;
	} whole[] = {{"条件付きで承諾", REPLY_EXPERT_CONDITIONAL},
	    {"条件付き承諾", REPLY_EXPERT_CONDITIONAL},
	    {"条件付承諾", REPLY_EXPERT_CONDITIONAL},
	    {"条件付きでお引き受け", REPLY_EXPERT_CONDITIONAL},
	    {"条件付き", REPLY_EXPERT_CONDITIONAL}, {"承諾", REPLY_EXPERT_ACCEPT},
	    {"受諾", REPLY_EXPERT_ACCEPT}, {"お引き受け", REPLY_EXPERT_ACCEPT},
	    {"引き受ける", REPLY_EXPERT_ACCEPT}, {"お受け", REPLY_EXPERT_ACCEPT},
	    {"辞退", REPLY_EXPERT_DECLINE}, {"お断り", REPLY_EXPERT_DECLINE}};
	static const char *const tails[] = {"いたします", "致します", "します", "する"};

	for (size_t i = 0; i < ARRAY_LEN(whole); i++) {
		size_t n = str_prefix(p, whole[i].words);

		if (n) {
			*kind = whole[i].kind;
			return n + starts_with_one(p + n, tails, ARRAY_LEN(tails));
		}
	}
	return 0;
}

/* A mark belongs to the option that it touches; between two of them the row's beginning
 * tells. */
static void
row_add_mark(struct row *r, int mark, bool touches)
{
	if (r->n == 0)
		r->marks_first = true;
	if (r->n && touches && !r->marks_first && !r->mark[r->n - 1])
		r->mark[r->n - 1] = mark;
	else
		r->waiting = mark;
}

static bool
row_add_option(struct row *r, enum reply_kind kind)
{
	if (r->n == ROW_OPTIONS_MAX)
		return false;
	r->option[r->n] = kind;
	r->mark[r->n++] = r->waiting;
	r->waiting = 0;
	return true;
}

/* False where anything but options, marks and what divides them stands. */
static bool
row_read(struct row *r, const char *p)
{
	static const char *const divides[] = {
	    "/", "|", "・", "、", ",", ";", " ", "→", "←", ".", "または", "or"};
	bool touches = false;

	while (*p) {
		enum reply_kind kind;
		size_t n = row_option(p, &kind);

		if (n) {
			if (!row_add_option(r, kind))
				return false;
			touches = true;
		} else if ((n = option_mark(p)) != 0) {
			row_add_mark(r, 1, touches);
		} else if ((n = option_no_mark(p)) != 0) {
			row_add_mark(r, -1, touches);
		} else {
			n = starts_with_one(p, divides, ARRAY_LEN(divides));
			touches = false;
		}
		if (!n)
			return false;
		p += n;
	}
	return r->waiting <= 0;
}

enum reply_kind
option_of_row(const char *line)
{
	static const char *const labels[] = {"回答", "ご回答", "お返事", "返事", "可否"};
	struct row r = {.n = 0};
	enum reply_kind chosen = REPLY_NONE;
	size_t label = starts_with_one(line, labels, ARRAY_LEN(labels));

	if (strlen(line) > ROW_BYTES_MAX)
		return REPLY_NONE;
	if (label && line[label] == ':')
		line += label + 1;
	if (!row_read(&r, line) || r.n < 2)
		return REPLY_NONE;
	for (size_t i = 0; i < r.n; i++) {
		if (r.mark[i] <= 0)
			continue;
		if (chosen != REPLY_NONE)
			return REPLY_NONE;
		chosen = r.option[i];
	}
	return chosen;
}

enum reply_kind
option_pointed(const char *line)
{
	static const char *const here[] = {"←これ", "←こちら", "←こっち", "←○", "←〇",
	    "←◯", "←◎", "←レ", "←お願い", "←で", "←希望", "←です", "<-これ", "<-こちら",
	    "<=これ", "<=こちら"};
	const char *arrow = NULL;
	char *option;
	enum reply_kind kind;

	for (size_t i = 0; i < ARRAY_LEN(here) && !arrow; i++)
		arrow = strstr(line, here[i]);
	if (arrow == NULL || strlen(line) > ROW_BYTES_MAX ||
	    phrase_has(arrow, not_this) || phrase_has(arrow, not_plain))
		return REPLY_NONE;
	option = xstrndup(line, (size_t)(arrow - line));
	kind = option_filled(option + option_no_mark(option));
	free(option);
	return kind;
}

/* --- pointing --- */

/* A name behind the answer, and nothing more. */
static bool
is_signed(const char *p)
{
	uint32_t cp;
	int chars = 0;

	for (; *p == ' '; p++)
		;
	for (; *p; chars++) {
		p += utf8_next(p, &cp);
		if (!((cp >= 0x4e00 && cp <= 0x9fff) || (cp >= 0x30a1 && cp <= 0x30fc) ||
		        cp == ' '))
			return false;
	}
	return chars <= SIGNED_CHARS;
}

int
option_number(const char *text)
{
	static const char *const words[] = {"つ目", "番目", "番", "です", "で", "を",
	    "に", "の", "方", "承諾", "選びます", "選択", "します", "いたします",
	    "お願い", "よろしく", "希望", "。", "、", ")", "!", "."};
	const char *p = *text == '(' ? text + 1 : text, *blank;
	char *said;
	bool plain;

	if (*p < '1' || *p > '9')
		return 0;
	blank = strchr(p, ' ');
	said = xstrndup(p + 1, blank ? (size_t)(blank - p - 1) : strlen(p + 1));
	plain = says_only(said, words, ARRAY_LEN(words)) && (!blank || is_signed(blank));
	free(said);
	return plain ? *p - '0' : 0;
}

/* The place that is named, and only one. 9: the last. */
static int
place_tag(const char *text, const struct phrase *places, size_t n)
{
	struct phrase_hit hits[PHRASE_HITS_MAX];
	size_t found = phrase_find(text, places, n, hits);

	for (size_t i = 1; i < found; i++)
		if (hits[i].tag != hits[0].tag)
			return 0;
	return found ? hits[0].tag : 0;
}

size_t
option_place(const char *text, size_t n)
{
	static const struct phrase places[] = {
	    {1, "左端|いちばん左|一番左|いちばん上|一番上|"
	        "左から1|上から1|最初の|1番目|1つ目|一番目|一つ目|ひとつ目"},
	    {2, "真ん中|まん中|まんなか|真中|中央|左から2|上から2|2番目|2つ目|二番目|"
	        "二つ目|"
	        "ふたつ目"},
	    {3, "左から3|上から3|3番目|3つ目|三番目|三つ目|みっつ目"},
	    {9, "右端|いちばん右|一番右|いちばん下|一番下|最後の"}};
	char *begin = xstrdup(text);
	int tag;
	bool middle;

	utf8_cut(begin, PLACE_CHARS);
	tag = place_tag(begin, places, ARRAY_LEN(places));
	middle = tag == 2 && !strpbrk(begin, "2") && !strstr(begin, "二") &&
	         !strstr(begin, "ふた");
	/* 左端だけは勘弁, 一番左ではなく…, 左端でしょうか */
	if (phrase_has(begin, not_this) || (middle && n != 3))
		tag = 0;
	free(begin);
	return tag == 9 ? n : (size_t)tag;
}

int
option_reference(const char *sentence)
{
	static const struct phrase places[] = {
	    {1, "前者|1番|1つ目|一番目|一つ目|ひとつ目|"
	        "最初の方|最初のほう"},
	    {2, "後者|2番|2つ目|二番目|二つ目|ふたつ目"}, {3, "3番|3つ目|三番目|三つ目"}};
	static const char *const words[] = {"前者", "後者", "1番", "2番", "3番", "1つ目",
	    "2つ目", "3つ目", "一番目", "二番目", "三番目", "一つ目", "二つ目", "三つ目",
	    "ひとつ目", "ふたつ目", "最初", "目", "の方", "のほう", "で", "を", "に",
	    "です", "と", "の", "お願い", "いたします", "致します", "申し上げます",
	    "します", "させていただきます", "させて", "いただきます", "選びます", "選択",
	    "希望", "回答", "返信", "お返事", "返事", "よろしく", "今回は", "回答は",
	    "お返事は", "当方は", "私は", "では", "すみませんが", "すみません",
	    "申し訳ありませんが", "申し訳ございませんが", "恐れ入りますが", "恐縮ですが",
	    "残念ですが", "というわけで", "ということで", "ので", "お手数ですが",
	    "ください", "!", "、", "ね", "よ"};

	if (!says_only(sentence, words, ARRAY_LEN(words)))
		return 0;
	return place_tag(sentence, places, ARRAY_LEN(places));
}
