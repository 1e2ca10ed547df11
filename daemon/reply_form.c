/*
 * What was filled into other forms of the desk than an offer's (reply_offer_form.c):
 * slots with ○, the menu, a survey's lines. Only marks and fields that the writer filled
 * count; the desk's own words in the quotation say nothing.
 */
#include "reply.h"

#include "norm.h"
#include "phrase.h"

#include <stdlib.h>
#include <string.h>

#define LINES_MAX 120
/* Marks as NFKC leaves them, and boxes that are empty. */
static const char *const yes_marks[] = {"○", "〇", "◯", "◎", "☑", "✓", "✔", "[○]", "(○)",
    "[x]", "←○", "←◎", "←これ", "←希望", "←ok", "←可"};
static const char *const no_marks[] = {"×", "✕", "✖", "△", "[]", "()", "[ ]", "( )", "□"};

char *
reply_bare_line(const char *line, size_t len)
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
		char *line = reply_bare_line(quoted, len), name[2] = {0};
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
		char *line = reply_bare_line(quoted, len);

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
		char *line = reply_bare_line(quoted, len);
		char *value = str_starts(line, "q1") ? survey_value(line) : NULL;

		if (value)
			goal = goal_word(value);
		free(value);
		free(line);
		quoted += len + (quoted[len] == '\n');
	}
	return goal;
}
