/*
 * Answers that were filled into the desk's quoted form: a marked box, a field behind
 * "回答:", a number that the quoted list explains, slots with ○, a survey's lines. Only
 * marks and fields that the writer filled count; the desk's own words in the quotation
 * say nothing.
 */
#include "reply.h"

#include "norm.h"
#include "phrase.h"
#include "reply_options.h"

#include <stdlib.h>
#include <string.h>

#define LINES_MAX   120
#define FIELD_CHARS 30
/* Bytes: 条件付きで承諾する. */
#define BARE_OPTION_MAX 30

/* Marks as NFKC leaves them, and boxes that are empty. */
static const char *const yes_marks[] = {"○", "〇", "◯", "◎", "☑", "✓", "✔", "[○]", "(○)",
    "[x]", "←○", "←◎", "←これ", "←希望", "←ok", "←可"};
static const char *const no_marks[] = {"×", "✕", "✖", "△", "[]", "()", "[ ]", "( )", "□"};

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
	size_t empty = option_no_mark(line), mark = empty ? 0 : option_mark(line);
	enum reply_kind kind = option_pointed(line);

	if (empty || is_bare_option(line))
		list_option(f, line + empty);
	if (kind == REPLY_NONE && mark)
		kind = option_filled(line + mark);
	if (kind != REPLY_NONE) {
		f->boxes = kind;
		f->filled++;
	} else if (empty) {
		f->empty += option_named(line) != REPLY_NONE;
	} else if (!mark) {
		f->empty += is_bare_option(line);
	}
}

static void
read_number(struct form *f, const char *line)
{
	const char *p = *line == '(' ? line + 1 : line;

	if (p[0] >= '1' && p[0] <= '9' && (p[1] < '0' || p[1] > '9'))
		f->number[p[0] - '0'] = option_named(p + 1);
}

static void
read_field(struct form *f, const char *line)
{
	const char *colon = strchr(line, ':');
	char *value;
	enum reply_kind row = option_of_row(line);
	int number;

	if (row != REPLY_NONE)
		f->field = row;
	if (row != REPLY_NONE || colon == NULL || strstr(line, "例") ||
	    colon - line > 120 || !strstr(line, "回答") || strstr(line, "回答") > colon ||
	    strstr(line, "期限"))
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
	else if (option_filled(colon + 1) == REPLY_EXPERT_ACCEPT)
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

/* An answer of a few words that names the place of an option in the quoted list. */
static enum reply_kind
answered_by_place(const struct form *f, const char *text)
{
	const enum reply_kind *order = f->order[2] ? f->order : f->listed;
	size_t at = order[2] ? option_place(text, 3) : 0;

	return at > 0 && at <= 3 ? order[at - 1] : REPLY_NONE;
}

/* --- the writer's own lines --- */

/* What one of the writer's own lines chooses; a copied row, or one of his own. */
static enum reply_kind
line_chooses(const char *line)
{
	enum reply_kind order[4], kind = option_of_row(line);

	if (kind == REPLY_NONE)
		kind = option_pointed(line);
	if (kind == REPLY_NONE && strstr(line, "→") &&
	    options_named(line, order, ARRAY_LEN(order)) > 2)
		kind = option_marked(line);
	return kind;
}

/* The choice of the lines; none when two choose different things. */
static enum reply_kind
lines_choose(const char *lines)
{
	enum reply_kind found = REPLY_NONE;

	for (int i = 0; i < LINES_MAX && *lines; i++) {
		size_t len = strcspn(lines, "\n");
		char *line = bare_line(lines, len);
		enum reply_kind kind = line_chooses(line);

		free(line);
		if (kind != REPLY_NONE && found != REPLY_NONE && kind != found)
			return REPLY_NONE;
		found = kind != REPLY_NONE ? kind : found;
		lines += len + (lines[len] == '\n');
	}
	return found;
}

/* The one place that a line's sentences refer to; -1 when they refer to two. */
static int
line_refers(char *line, int before)
{
	while (line && *line) {
		char *stop = strstr(line, "。");
		int at;

		if (stop)
			*stop = '\0';
		at = option_reference(line);
		if (at && before && at != before)
			return -1;
		before = at ? at : before;
		line = stop ? stop + strlen("。") : NULL;
	}
	return before;
}

/* 「後者でお願いします」: a whole sentence. An offer that shows no other order names
 * acceptance first, then refusal, then condition. */
static enum reply_kind
answered_by_reference(const struct form *f, const char *lines, bool *unsure)
{
	static const enum reply_kind usual[] = {
	    REPLY_EXPERT_ACCEPT, REPLY_EXPERT_DECLINE, REPLY_EXPERT_CONDITIONAL};
	const enum reply_kind *order = f->order[1]    ? f->order
	                               : f->listed[1] ? f->listed
	                                              : usual;
	int found = 0;

	for (int i = 0; i < LINES_MAX && *lines && found >= 0; i++) {
		size_t len = strcspn(lines, "\n");
		char *line = bare_line(lines, len);

		found = line_refers(line, found);
		free(line);
		lines += len + (lines[len] == '\n');
	}
	*unsure = *unsure || (found == 1 && order == usual);
	return found > 0 ? order[found - 1] : REPLY_NONE;
}

enum reply_kind
reply_form(const struct reply_input *in, bool *unsure)
{
	struct form f = {.boxes = REPLY_NONE};
	enum reply_kind kind = lines_choose(in->a->lines);
	char *first;
	int number;

	*unsure = false;
	if (kind != REPLY_NONE)
		return kind;
	read_quotation(&f, in->a->m->quoted ? in->a->m->quoted : "");
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
	kind = answered_by_place(&f, in->a->text);
	return kind != REPLY_NONE ? kind
	                          : answered_by_reference(&f, in->a->lines, unsure);
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
