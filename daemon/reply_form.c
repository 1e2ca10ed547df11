/*
 * Answers that were filled into the desk's quoted form: a marked box, a field behind
 * "回答:", a number that the quoted list explains, slots with ○, a survey's lines. Only
 * marks and fields that the writer filled count; the desk's own words in the quotation
 * say nothing.
 */
#include "reply.h"

#include "norm.h"
#include "phrase.h"

#include <stdlib.h>
#include <string.h>

#define LINES_MAX   120
#define FIELD_CHARS 30
#define PLACE_CHARS 24
/* Bytes: 条件付きで承諾する. */
#define BARE_OPTION_MAX 30

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

/* Marks as NFKC leaves them, and boxes that are empty. */
static const char *const marked[] = {"[○]", "[〇]", "[◯]", "[●]", "[x]", "[レ]", "[v]",
    "[✓]", "[✔]", "(○)", "(〇)", "(◯)", "(●)", "(レ)", "(✓)", "(x)", "☑", "☒", "■", "✓",
    "✔", "✅", "◎", "○", "〇", "◯", "●", "レ"};
static const char *const yes_marks[] = {"○", "〇", "◯", "◎", "☑", "✓", "✔", "[○]", "(○)",
    "[x]", "←○", "←◎", "←これ", "←希望", "←ok", "←可"};
static const char *const no_marks[] = {"×", "✕", "✖", "△", "[]", "()", "[ ]", "( )", "□"};
static const char *const unmarked[] = {"[]", "()", "[ ]", "( )", "□", "☐", "◻", "▢"};

/* A line of the quotation without its ">" and white space, folded. Owned. */
static char *
bare_line(const char *line, size_t len)
{
	char *copy, *folded;

	while (len > 0 && strchr("> |\t", *line)) {
		line++;
		len--;
	}
	copy = xstrndup(line, len);
	folded = analysis_fold(copy);
	free(copy);
	return folded;
}

static size_t
starts_with_one(const char *line, const char *const *signs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_starts(line, signs[i]))
			return strlen(signs[i]);
	return 0;
}

/* "条件付きで承諾する": the 承諾 belongs to the words before it. */
static bool
belongs_to_condition(const struct phrase_hit *before, const struct phrase_hit *hit)
{
	return before->tag == REPLY_EXPERT_CONDITIONAL &&
	       hit->tag == REPLY_EXPERT_ACCEPT && hit->begin - before->end < 10;
}

/* The options that a piece of text names, in its order; at most max of them. */
static size_t
options_named(const char *text, enum reply_kind *order, size_t max)
{
	struct phrase_hit hits[PHRASE_HITS_MAX];
	size_t n = phrase_find(text, options, ARRAY_LEN(options), hits), k = 0;

	for (size_t i = 0; i < n && k < max; i++)
		if (i == 0 || !belongs_to_condition(&hits[i - 1], &hits[i]))
			order[k++] = (enum reply_kind)hits[i].tag;
	return k;
}

/* The option that a piece of text names, if it names just one; what stands in brackets
 * behind it explains it. */
static enum reply_kind
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

/* Nothing is said beside an acceptance that could turn it around: each word must be one
 * of these, and whatever else stands there ("承諾は遠慮", "承諾×", "承諾?") makes it
 * none. */
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

/* The option that was filled in or marked; an acceptance must be one and nothing else. */
static enum reply_kind
option_filled(const char *text)
{
	enum reply_kind kind = option_named(text);

	return kind == REPLY_EXPERT_ACCEPT && !is_plain_acceptance(text) ? REPLY_NONE
	                                                                 : kind;
}

struct form {
	enum reply_kind boxes, field; /* what was marked, what was filled in */
	enum reply_kind number[10];   /* options by their numbers */
	enum reply_kind order[4];     /* options in the order of one line's list */
	size_t filled, empty;         /* boxes */
	enum reply_kind listed[4];    /* options of lines of their own, in order */
	size_t listed_n;
};

/* A line that is an option and nothing else: a box left blank. */
static bool
is_bare_option(const char *line)
{
	return strlen(line) <= BARE_OPTION_MAX && option_named(line) != REPLY_NONE;
}

static void
list_option(struct form *f, const char *line)
{
	enum reply_kind kind = option_named(line);

	if (kind != REPLY_NONE && f->listed_n < ARRAY_LEN(f->listed))
		f->listed[f->listed_n++] = kind;
}

static void
read_box(struct form *f, const char *line)
{
	size_t n = starts_with_one(line, unmarked, ARRAY_LEN(unmarked));

	if (n || is_bare_option(line))
		list_option(f, line + n);
	if (starts_with_one(line, unmarked, ARRAY_LEN(unmarked))) {
		f->empty += option_named(line) != REPLY_NONE;
		return;
	}
	n = starts_with_one(line, marked, ARRAY_LEN(marked));
	if (n == 0) {
		f->empty += is_bare_option(line);
		return;
	}
	if (option_filled(line + n) == REPLY_NONE)
		return;
	f->boxes = option_filled(line + n);
	f->filled++;
}

static void
read_number(struct form *f, const char *line)
{
	const char *p = *line == '(' ? line + 1 : line;

	if (p[0] >= '1' && p[0] <= '9' && (p[1] < '0' || p[1] > '9'))
		f->number[p[0] - '0'] = option_named(p + 1);
}

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
	return chars <= 8;
}

/* "3つ目", "2番でお願いします" or "(1)": which option; 0 when it is no number, or more is
 * said of it: "1番ではありません". */
static int
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

/* "(承諾)/辞退/条件付き", "承諾/○辞退" and "承諾/辞退→承諾": the one of several that is
 * marked. */
static enum reply_kind
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

static void
read_field(struct form *f, const char *line)
{
	const char *colon = strchr(line, ':');
	char *value;
	int number;

	if (colon == NULL || strstr(line, "例") || colon - line > 120 ||
	    !strstr(line, "回答") || strstr(line, "回答") > colon || strstr(line, "期限"))
		return;
	value = xstrdup(colon + 1);
	utf8_cut(value, FIELD_CHARS);
	options_named(line, f->order, ARRAY_LEN(f->order));
	number = option_number(value);
	if (number > 0 && number <= (int)ARRAY_LEN(f->order) && f->order[number - 1])
		f->field = f->order[number - 1];
	else if (strpbrk(value, "/|"))
		f->field = option_marked(value);
	else if (option_named(value) != REPLY_EXPERT_ACCEPT)
		f->field = option_named(value) ? option_named(value) : f->field;
	else if (is_plain_acceptance(colon + 1))
		f->field = REPLY_EXPERT_ACCEPT;
	free(value);
}

/* The first lines of the quotation; a form further down is no form. */
static void
read_quotation(struct form *f, const char *quoted)
{
	for (int i = 0; i < LINES_MAX && *quoted; i++) {
		size_t len = strcspn(quoted, "\n");
		char *line = bare_line(quoted, len);

		read_box(f, line);
		read_number(f, line);
		read_field(f, line);
		free(line);
		quoted += len + (quoted[len] == '\n');
	}
}

/* "右端で", "真ん中です", "左から2番目": which of n; 0 when no place is named. */
static size_t
place_named(const char *text, size_t n)
{
	static const struct phrase places[] = {
	    {1, "左端|いちばん左|一番左|いちばん上|一番上|"
	        "左から1|上から1|最初の|1番目|1つ目"},
	    {2, "真ん中|まん中|まんなか|真中|中央|左から2|上から2|2番目|2つ目"},
	    {3, "左から3|上から3|3番目|3つ目"},
	    {9, "右端|いちばん右|一番右|いちばん下|一番下|最後の"}};
	struct phrase_hit hits[PHRASE_HITS_MAX];
	size_t found = phrase_find(text, places, ARRAY_LEN(places), hits);

	if (found == 0)
		return 0;
	for (size_t i = 1; i < found; i++)
		if (hits[i].tag != hits[0].tag)
			return 0;
	if (hits[0].tag == 9)
		return n;
	return hits[0].tag == 2 && n != 3 && !strpbrk(text, "2") ? 0
	                                                         : (size_t)hits[0].tag;
}

/* An answer of a few words that names the place of an option in the quoted list. */
static enum reply_kind
answered_by_place(const struct form *f, const char *text)
{
	const enum reply_kind *order = f->order[2] ? f->order : f->listed;
	char *begin = xstrdup(text);
	size_t at;

	utf8_cut(begin, PLACE_CHARS);
	at = order[2] ? place_named(begin, 3) : 0;
	/* 左端だけは勘弁, 一番左ではなく…, 左端でしょうか */
	if (phrase_has(begin, not_this))
		at = 0;
	free(begin);
	return at > 0 && at <= 3 ? order[at - 1] : REPLY_NONE;
}

/* "承諾/辞退→承諾", copied and answered on a line of one's own. */
static enum reply_kind
answered_by_arrow(const char *lines)
{
	size_t len = strcspn(lines, "\n");
	char *first = bare_line(lines, len);
	enum reply_kind order[4], kind = REPLY_NONE;

	if (strstr(first, "→") && options_named(first, order, ARRAY_LEN(order)) > 2)
		kind = option_marked(first);
	free(first);
	return kind;
}

enum reply_kind
reply_form(const struct reply_input *in)
{
	struct form f = {.boxes = REPLY_NONE};
	enum reply_kind kind = answered_by_arrow(in->a->lines);
	char *first;
	int number;

	if (kind != REPLY_NONE || str_empty(in->a->m->quoted))
		return kind;
	read_quotation(&f, in->a->m->quoted);
	/* One filled box among empty ones; a list with ○ before each item is no form. */
	if (f.filled == 1 && f.empty > 0)
		return f.boxes;
	if (f.field != REPLY_NONE)
		return f.field;
	/* The number stands on a line of its own: the name may follow. */
	first = xstrndup(in->a->lines, strcspn(in->a->lines, "\n"));
	number = option_number(str_trim(first));
	free(first);
	if (number > 0 && f.number[number] != REPLY_NONE)
		return f.number[number];
	return answered_by_place(&f, in->a->text);
}

/* --- slots --- */

/* The number that a list's line begins with, behind a mark or none: "○(2)", "第2希望". */
static int
slot_number(const char *line)
{
	static const char *const leads[] = {"(", "第", "候補", "案"};
	const char *p = line + starts_with_one(line, yes_marks, ARRAY_LEN(yes_marks));

	p += starts_with_one(p, no_marks, ARRAY_LEN(no_marks));
	p += starts_with_one(p, leads, ARRAY_LEN(leads));
	return *p >= '1' && *p <= '9' && (p[1] < '0' || p[1] > '9') && p[1] != '/' &&
	               p[1] != '.' && !str_starts(p + 1, "月")
	           ? *p - '0'
	           : 0;
}

static bool
ends_with_one(const char *line, const char *const *signs, size_t n)
{
	size_t len = strlen(line);

	for (size_t i = 0; i < n; i++) {
		size_t k = strlen(signs[i]);

		if (len > k && str_eq(line + len - k, signs[i]))
			return true;
	}
	return false;
}

bool
reply_form_slots(const struct reply_input *in, struct reply *p)
{
	const char *quoted = in->a->m->quoted ? in->a->m->quoted : "";

	for (int i = 0; i < LINES_MAX && *quoted; i++) {
		size_t len = strcspn(quoted, "\n");
		char *line = bare_line(quoted, len), name[2] = {0};
		int number = slot_number(line);
		bool yes = starts_with_one(line, yes_marks, ARRAY_LEN(yes_marks)) ||
		           ends_with_one(line, yes_marks, ARRAY_LEN(yes_marks));

		name[0] = (char)('0' + number);
		if (yes && number > 0 && (size_t)number <= in->context->proposed.n &&
		    !strlist_has(&p->choice, name))
			strlist_add(&p->choice, name);
		free(line);
		quoted += len + (quoted[len] == '\n');
	}
	return p->choice.n > 0;
}

/* --- menu --- */

/* "メニュー(ア~オ):う", "○c 研修" or "c 研修←これ". */
static char *
menu_value(const char *line)
{
	const char *colon = strchr(line, ':'), *arrow = strstr(line, "←");
	size_t mark = starts_with_one(line, yes_marks, ARRAY_LEN(yes_marks));

	if (mark)
		return xstrdup(line + mark);
	if (ends_with_one(line, yes_marks, ARRAY_LEN(yes_marks)))
		return xstrndup(line, arrow ? (size_t)(arrow - line) : strlen(line));
	if (colon && colon[1] && colon - line < 60 &&
	    (str_starts(line, "メニュー") || str_starts(line, "記号") ||
	        str_starts(line, "区分") || str_starts(line, "ご相談の種類")))
		return xstrdup(colon + 1);
	return NULL;
}

char *
reply_form_menu(const struct reply_input *in)
{
	const char *quoted = in->a->m->quoted ? in->a->m->quoted : "";
	char *value = NULL;

	for (int i = 0; i < LINES_MAX && *quoted && !value; i++) {
		size_t len = strcspn(quoted, "\n");
		char *line = bare_line(quoted, len);

		value = menu_value(line);
		free(line);
		quoted += len + (quoted[len] == '\n');
	}
	return value;
}

/* --- survey --- */

/* What stands behind the arrow or colon, or the one option in brackets. Owned, or NULL.
 */
static char *
survey_value(const char *line)
{
	static const char *const chosen[] = {"(はい)", "(一部)", "(いいえ)", "[はい]",
	    "[一部]", "[いいえ]", "○はい", "○一部", "○いいえ"};
	const char *arrow = strstr(line, "→");

	if (arrow && arrow[strlen("→")])
		return xstrdup(arrow + strlen("→"));
	for (size_t i = 0; i < ARRAY_LEN(chosen); i++)
		if (strstr(line, chosen[i]))
			return xstrdup(chosen[i]);
	return NULL;
}

static const char *
goal_word(const char *value)
{
	static const struct phrase table[] = {{1, "はい|できた|達成|yes"},
	    {2, "一部|部分|半分|partly"}, {3, "いいえ|できなかった|未達|no"}};
	static const char *const words[] = {NULL, "yes", "partly", "no"};
	struct phrase_hit hits[PHRASE_HITS_MAX];

	return phrase_find(value, table, ARRAY_LEN(table), hits) ? words[hits[0].tag]
	                                                         : NULL;
}

const char *
reply_form_survey(const struct reply_input *in)
{
	const char *quoted = in->a->m->quoted ? in->a->m->quoted : "", *goal = NULL;

	for (int i = 0; i < LINES_MAX && *quoted && !goal; i++) {
		size_t len = strcspn(quoted, "\n");
		char *line = bare_line(quoted, len);
		char *value = str_starts(line, "q1") ? survey_value(line) : NULL;

		if (value)
			goal = goal_word(value);
		free(value);
		free(line);
		quoted += len + (quoted[len] == '\n');
	}
	return goal;
}
