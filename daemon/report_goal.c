/* The goal of a visit, as a form's value says it. See report_read.h. */
#include "report_read.h"

#include "norm.h"
#include "phrase.h"

#include <string.h>

static size_t
count_of(const char *text, const char *word)
{
	size_t n = 0;

	for (const char *p = strstr(text, word); p; p = strstr(p + strlen(word), word))
		n++;
	return n;
}

/* 一部, 概ね and the like; *with_goal: those with 達成 behind them, as in 一部のみ達成.
 */
static size_t
parts_of(const char *value, size_t *with_goal)
{
	static const char *const words[] = {
	    "一部", "概ね", "おおむね", "半分", "ほぼ", "partly", "partially"};
	enum { NEAR_BYTES = 15 };
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		for (const char *p = strstr(value, words[i]); p;
		     p = strstr(p + 1, words[i])) {
			const char *goal = strstr(p, "達成");

			n++;
			*with_goal +=
			    goal && (size_t)(goal - p) <= strlen(words[i]) + NEAR_BYTES;
		}
	return n;
}

/* Of the options of the form the one that is marked; NULL none or several. */
static const char *
marked_goal(const char *value)
{
	static const char *const marks[] = {
	    "○", "◯", "〇", "☑", "✓", "✔", "●", "■", "[x]", "[", "("};
	static const struct {
		const char *word, *goal;
	} options[] = {{"未達成", "no"}, {"一部達成", "partly"}, {"達成", "yes"},
	    {"partly", "partly"}, {"yes", "yes"}, {"no", "no"}};
	const char *found = NULL;
	int n = 0;

	for (size_t m = 0; m < ARRAY_LEN(marks); m++)
		for (size_t o = 0; o < ARRAY_LEN(options); o++) {
			char *both = xasprintf("%s%s", marks[m], options[o].word);

			if (strstr(value, both)) {
				found = options[o].goal;
				n++;
			}
			free(both);
		}
	return n == 1 ? found : NULL;
}

const char *
report_goal(const char *value, bool *unclear)
{
	size_t missed = count_of(value, "未達成") + count_of(value, "達成できません") +
	                count_of(value, "達成せず");
	size_t no = missed + count_of(value, "いいえ") + count_of(value, "/no") +
	            count_of(value, "/ no");
	size_t whole = 0, part = parts_of(value, &whole);
	size_t word =
	    count_of(value, "達成") + count_of(value, "はい") + count_of(value, "yes");
	size_t yes = word > missed + whole ? 1 : 0;

	*unclear = false;
	if (str_eq(value, "no") || str_starts(value, "no ") || str_starts(value, "not "))
		no++;
	if (no && part && yes) /* the line as it was sent, but for a mark */
		return marked_goal(value);
	*unclear = (no > 0) + (part > 0) + (yes > 0) > 1;
	if (*unclear)
		return NULL;
	return no ? "no" : part ? "partly" : yes ? "yes" : NULL;
}

const char *
report_known_goal(const char *goal)
{
	return str_eq(goal, "yes")      ? "yes"
	       : str_eq(goal, "partly") ? "partly"
	       : str_eq(goal, "no")     ? "no"
	                                : NULL;
}

const char *
report_goal_label(const char *goal)
{
	return str_eq(goal, "yes")      ? "達成"
	       : str_eq(goal, "partly") ? "一部達成"
	       : str_eq(goal, "no")     ? "未達成"
	                                : NULL;
}

bool
report_goal_as_sent(const char *value)
{
	return phrase_has(
	           value, "達成/一部達成/未達成|yes/partly/no|yes / partly / no") &&
	       !marked_goal(value);
}
