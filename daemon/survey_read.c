/* See survey_read.h. */
#include "survey_read.h"

#include "analysis.h"
#include "courtesy.h"
#include "filled_form.h"
#include "phrase.h"
#include "report_read.h"

#include <stdlib.h>
#include <string.h>

enum { Q_GOAL, Q_SATISFACTION, Q_WISHES, Q_COMMENT, Q_COUNT, BEST = 5, NEAR_BYTES = 48 };

#define NUMBERED(n, wide, circled)                                                       \
	n "|" wide "|" circled "|(" n ")|（" n "）|（" wide "）|q" wide "|ｑ" wide       \
	  "|Ｑ" wide "|ｑ" n "|Ｑ" n "|問" n "|問" wide "|質問" n "|設問" n

static const struct form_field fields[Q_COUNT] = {
    [Q_GOAL] = {"q1", NUMBERED("1", "１", "①"), true},
    [Q_SATISFACTION] = {"q2", NUMBERED("2", "２", "②"), true},
    [Q_WISHES] = {"q3", NUMBERED("3", "３", "③"), true},
    [Q_COMMENT] = {"q4", NUMBERED("4", "４", "④"), true},
};

/* --- how satisfied --- */

static int
satisfaction_word(const char *text)
{
	static const struct phrase table[] = {
	    {5, "大変満足|とても満足|非常に満足|たいへん満足|very satisfied|"
	        "extremely satisfied"},
	    {4, "満足|やや満足|satisfied"}, {3, "普通|ふつう|どちらとも|neutral|neither"},
	    {2, "やや不満|少し不満|dissatisfied|unsatisfied"},
	    {1, "不満|大変不満|とても不満|不満足|very dissatisfied|very unsatisfied"}};
	struct phrase_hit hits[PHRASE_HITS_MAX];

	return phrase_find(text, table, ARRAY_LEN(table), hits) == 1 ? hits[0].tag : 0;
}

/* 4, 4点, 4/5, 5段階で4, ★★★★, 満足. */
static int
satisfaction_of(const char *value)
{
	const char *p = strstr(value, "段階");
	int stars = 0;

	for (const char *star = strstr(value, "★"); star; star = strstr(star + 1, "★"))
		stars++;
	if (stars)
		return stars <= BEST ? stars : 0;
	p = p ? p + strlen("段階") : value;
	while (*p && (*p < '0' || *p > '9'))
		p++;
	if (*p >= '1' && *p <= '0' + BEST && (p[1] < '0' || p[1] > '9'))
		return *p - '0';
	return *p ? 0 : satisfaction_word(value);
}

/* In free words only what says that it is about this. */
static int
satisfaction_in(const char *text)
{
	const char *p = strstr(text, "満足度");
	char *near;
	int value;

	if (!p)
		return phrase_has(text, "大変満足|とても満足|非常に満足|very satisfied")
		           ? BEST
		           : 0;
	p += strlen("満足度");
	near = xstrndup(p, strnlen(p, NEAR_BYTES));
	value = satisfaction_of(near);
	free(near);
	return value;
}

/* What free words say of the goal; NULL for nothing, or for two things. */
static const char *
goal_in(const char *text)
{
	static const struct phrase table[] = {
	    {1, "目標達成|目標は達成|目標を達成|目的は達成|目的を達成|達成できました|"
	        "達成できたと|達成しました|達成いたしました|目的は果たせ|目標は果たせ|"
	        "goal was reached|goal reached|reached our goal"},
	    {2, "一部達成|一部は達成|一部のみ達成|概ね達成|おおむね達成|ある程度達成|"
	        "ある程度は達成|半分ほど達成|目標は概ね|目標はおおむね|目標は一部|"
	        "partly reached|partially reached"},
	    {3, "未達成|達成できません|達成できなかった|達成には至|達成していません|"
	        "達成されません|not reached|目標は達成できません|目標を達成できません|"
	        "目標は達成できなかった|目標を達成できなかった|目標は達成には至|"
	        "目的は達成できません|目的は達成できなかった|目標は達成していません"}};
	static const char *const goals[] = {NULL, "yes", "partly", "no"};
	struct phrase_hit hits[PHRASE_HITS_MAX];
	size_t n = phrase_find(text, table, ARRAY_LEN(table), hits);

	int tag = n ? hits[0].tag : 0;

	/* "概ね達成できました" is partly; beside a no it is nothing that is sure. */
	for (size_t i = 1; i < n; i++) {
		if ((tag == 3) != (hits[i].tag == 3))
			return NULL;
		tag = hits[i].tag > tag ? hits[i].tag : tag;
	}
	return goals[tag];
}

bool
survey_told(const struct message *m)
{
	char *folded = analysis_fold(m->text ? m->text : "");
	bool told = goal_in(folded) || satisfaction_in(folded);

	free(folded);
	return told;
}

/* --- the form --- */

/* Answers without a number, a line each and in order: told by the first two. */
static bool
bare_lines(const struct message *m, char **values)
{
	struct strlist lines = {0};
	size_t n = 0;
	bool unclear, ok = false;

	strlist_split(&lines, m->text ? m->text : "", "\r\n");
	for (size_t i = 0; i < lines.n && n < Q_COUNT; i++) {
		char *rest = courtesy_rest(NULL, lines.v[i]);

		if (!str_empty(rest))
			values[n++] = xstrdup(str_trim(lines.v[i]));
		free(rest);
	}
	if (n >= 2) {
		char *goal = analysis_fold(values[Q_GOAL]);
		char *grade = analysis_fold(values[Q_SATISFACTION]);

		ok = report_goal(goal, &unclear) && satisfaction_of(grade);
		free(goal);
		free(grade);
	}
	if (!ok)
		form_values_free(values, Q_COUNT);
	strlist_free(&lines);
	return ok;
}

/* As form_filled. The own text of many mails has numbered lines; fewer than two of them
 * are no answer to this, unless the quotation was filled in. */
static size_t
answers(const struct message *m, char **values)
{
	size_t n = form_filled(m, fields, Q_COUNT, values);
	char *goal = values[Q_GOAL] ? analysis_fold(values[Q_GOAL]) : NULL;
	bool unclear;

	if (n == 1 && !(goal && report_goal(goal, &unclear))) {
		form_values_free(values, Q_COUNT);
		n = 0;
	}
	free(goal);
	if (n == 0 && bare_lines(m, values))
		for (size_t i = 0; i < Q_COUNT; i++)
			n += values[i] != NULL;
	return n;
}

size_t
survey_filled(const struct message *m)
{
	char *values[Q_COUNT] = {NULL};
	size_t n = answers(m, values);

	form_values_free(values, Q_COUNT);
	return n;
}

void
survey_read(struct survey_said *s, const struct message *m, const struct reply *r)
{
	char *values[Q_COUNT] = {NULL}, *folded;
	bool unclear = false;

	*s = (struct survey_said){.filled = answers(m, values)};
	if (values[Q_GOAL]) {
		folded = analysis_fold(values[Q_GOAL]);
		s->goal = report_goal(folded, &unclear);
		free(folded);
	}
	if (!s->goal && !unclear)
		s->goal = report_known_goal(r->report.goal_reached);
	if (!s->goal && !s->filled) {
		folded = analysis_fold(m->text ? m->text : "");
		s->goal = goal_in(folded);
		free(folded);
	}
	folded = analysis_fold(values[Q_SATISFACTION] ? values[Q_SATISFACTION]
	                       : m->text              ? m->text
	                                              : "");
	s->satisfaction =
	    values[Q_SATISFACTION] ? satisfaction_of(folded) : satisfaction_in(folded);
	free(folded);
	s->wishes = values[Q_WISHES];
	s->comment = values[Q_COMMENT];
	values[Q_WISHES] = values[Q_COMMENT] = NULL;
	form_values_free(values, Q_COUNT);
}

void
survey_said_free(struct survey_said *s)
{
	free(s->wishes);
	free(s->comment);
	*s = (struct survey_said){0};
}
