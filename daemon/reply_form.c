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

/* The option that a piece of text names, if it names just one. */
static enum reply_kind
option_named(const char *text)
{
	struct phrase_hit hits[PHRASE_HITS_MAX];
	size_t n = phrase_find(text, options, ARRAY_LEN(options), hits);

	for (size_t i = 1; i < n; i++)
		if (hits[i].tag != hits[0].tag)
			return REPLY_NONE;
	/* 承諾できません, 承諾は難しい, 承諾します。ただし…: no acceptance, whatever it
	 * is. */
	if (n && hits[0].tag == REPLY_EXPERT_ACCEPT && phrase_has(text, not_plain))
		return REPLY_NONE;
	return n ? (enum reply_kind)hits[0].tag : REPLY_NONE;
}

struct form {
	enum reply_kind boxes, field; /* what was marked, what was filled in */
	enum reply_kind number[10];   /* options by their numbers */
	enum reply_kind order[4];     /* options in the order of one line's list */
	size_t filled, empty;         /* boxes */
};

static void
read_box(struct form *f, const char *line)
{
	size_t n;

	if (starts_with_one(line, unmarked, ARRAY_LEN(unmarked))) {
		f->empty += option_named(line) != REPLY_NONE;
		return;
	}
	n = starts_with_one(line, marked, ARRAY_LEN(marked));
	if (n == 0 || option_named(line + n) == REPLY_NONE)
		return;
	f->boxes = option_named(line + n);
	f->filled++;
}

static void
read_number(struct form *f, const char *line)
{
	const char *p = *line == '(' ? line + 1 : line;

	if (p[0] >= '1' && p[0] <= '9' && (p[1] < '0' || p[1] > '9'))
		f->number[p[0] - '0'] = option_named(p + 1);
}

/* "3つ目", "2番" or "(1)": which option; 0 when it is no number. */
static int
option_number(const char *text)
{
	const char *p = *text == '(' ? text + 1 : text;

	if (*p < '1' || *p > '9')
		return 0;
	return p[1] == '\0' || str_starts(p + 1, "つ目") || str_starts(p + 1, "番") ||
	               str_starts(p + 1, "です") || str_starts(p + 1, "で") ||
	               str_starts(p + 1, ")") || str_starts(p + 1, "。")
	           ? *p - '0'
	           : 0;
}

/* The list that the field's own label gives: "回答(承諾・条件付き承諾・辞退):". */
static void
read_order(struct form *f, const char *label)
{
	struct phrase_hit hits[PHRASE_HITS_MAX];
	size_t n = phrase_find(label, options, ARRAY_LEN(options), hits), k = 0;

	for (size_t i = 0; i < n && k < ARRAY_LEN(f->order); i++) {
		/* The 承諾 behind 条件付き belongs to it. */
		if (i > 0 && hits[i - 1].tag == REPLY_EXPERT_CONDITIONAL &&
		    hits[i].tag == REPLY_EXPERT_ACCEPT &&
		    hits[i].begin - hits[i - 1].end < 7)
			continue;
		f->order[k++] = (enum reply_kind)hits[i].tag;
	}
}

static void
read_field(struct form *f, const char *line)
{
	const char *colon = strchr(line, ':');
	char *value;
	int number;

	if (colon == NULL || colon - line > 120 || !strstr(line, "回答") ||
	    strstr(line, "回答") > colon || strstr(line, "期限"))
		return;
	value = xstrdup(colon + 1);
	utf8_cut(value, FIELD_CHARS);
	read_order(f, line);
	number = option_number(value);
	if (number > 0 && number <= (int)ARRAY_LEN(f->order) && f->order[number - 1])
		f->field = f->order[number - 1];
	else if (option_named(value) != REPLY_NONE && !strpbrk(value, "/|"))
		f->field = option_named(value);
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

enum reply_kind
reply_form(const struct reply_input *in)
{
	struct form f = {.boxes = REPLY_NONE};
	char *first;
	int number;

	if (str_empty(in->a->m->quoted))
		return REPLY_NONE;
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
	return number > 0 ? f.number[number] : REPLY_NONE;
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
	const char *colon = strchr(line, ':');
	size_t mark = starts_with_one(line, yes_marks, ARRAY_LEN(yes_marks));

	if (mark)
		return xstrdup(line + mark);
	if (ends_with_one(line, yes_marks, ARRAY_LEN(yes_marks)))
		return xstrndup(line, strcspn(line, "←"));
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
