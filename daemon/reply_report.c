/*
 * A visit's report and the answers to the closing survey: which visit, held when, what
 * homework, and whether the aim was reached.
 */
#include "reply.h"

#include "clock.h"
#include "norm.h"
#include "phrase.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAY_SEC       86400
#define NEAR_DAYS     200 /* a date without a year is the nearest one to the mail */
#define HOMEWORK_MAX  120
#define HEADING_BYTES 30 /* of a heading, behind the word that it begins with */
#define DATE_LEN      10
#define REPORT_SIGNS                                                                                    \
	"訪問しました|訪問いたしました|行いました|実施|終了|終わりました|" \
	"行ってきました|"                                                                        \
	"伺いました|お邪魔|報告|宿題|次回までに|回目終了|無事に|visit"

/* When a report was asked for, less is enough. */
#define DUE_SIGNS                                                                                                \
	"第1回|第2回|第3回|1回目|2回目|3回目|一回目|二回目|三回目|初回|最終回|目標|" \
	"達成|"                                                                                                \
	"本日|完了|済みました|未記入|参加者|出席者"

/* A visit that was not held, or a report that comes later, is none. */
#define NOT_YET                                                                                                      \
	"報告は明日|報告は後|報告は週明け|報告は来週|報告は~お送りします|報告は~"    \
	"提出します|"                                                                                           \
	"報告書は~お送りします|報告書は~提出します|報告が遅れ|報告は遅れ|"              \
	"報告を少し待って|"                                                                                  \
	"報告はもう少し|実施しておりません|実施していません|実施できませんでした|" \
	"実施できておりません|行われませんでした|訪問は流れ|訪問が流れ"

/* --- which visit --- */

static int
find_visit_no(const char *text)
{
	static const struct phrase table[] = {
	    {1, "第1回|1回目|初回|一回目|第一回|初めての訪問|firstvisit|first "
	        "visit|(1st)"},
	    {2, "第2回|2回目|二回目|第二回|second visit"},
	    {3, "第3回|3回目|三回目|第三回|最終回|最後の訪問|third visit|final visit"},
	    /* The next visit is not the one that is reported. */
	    {0, "次回は第2回|次回は第3回|第2回は~予定|第3回は~予定|2回目は|3回目は|"
	        "2回目に向け|3回目に向け|2回目までに|3回目までに|第2回の研修の構成|"
	        "第2回:|次回(第2回|次回(第3回|初回のため"},
	};
	struct phrase_hit hits[PHRASE_HITS_MAX];
	size_t n = phrase_find(text, table, ARRAY_LEN(table), hits);

	for (size_t i = 0; i < n; i++)
		if (hits[i].tag > 0)
			return hits[i].tag;
	return 0;
}

/* --- held when --- */

/* The year that brings month and day nearest to the mail. */
static int
nearest_year(int month, int day, int64_t sent)
{
	int year = civil_from_time(sent).year;
	int64_t today = sent / DAY_SEC, that = civil_day(year, month, day);

	if (that - today > NEAR_DAYS)
		return year - 1;
	return today - that > NEAR_DAYS ? year + 1 : year;
}

/* Reads 12月8日, 12/8, 2026-12-08 and the like at p (folded, so digits are ASCII). */
static bool
date_at(const char *p, int64_t sent, char out[16])
{
	int year = 0, month = 0, day = 0;

	if (sscanf(p, "%4d年%2d月%2d日", &year, &month, &day) == 3 ||
	    sscanf(p, "%4d/%2d/%2d", &year, &month, &day) == 3 ||
	    sscanf(p, "%4d-%2d-%2d", &year, &month, &day) == 3) {
		if (year < 100)
			year += 2018; /* 令和 */
	} else if (sscanf(p, "%2d月%2d日", &month, &day) == 2 ||
	           sscanf(p, "%2d/%2d", &month, &day) == 2) {
		if (month < 1 || month > 12)
			return false;
		year = nearest_year(month, day, sent);
	} else {
		return false;
	}
	if (!civil_valid_date(year, month, day))
		return false;
	snprintf(out, 16, "%04d-%02d-%02d", year, month, day);
	return true;
}

static char *
day_before(int64_t sent, int days)
{
	return civil_iso_date(sent - (int64_t)days * DAY_SEC);
}

/* The first date that is not after the mail; else 本日 and the like. Owned, or NULL. */
static char *
find_done_on(const char *text, int64_t sent)
{
	char *today = day_before(sent, 0), date[16];
	char *found = NULL;

	for (const char *p = text; *p && !found; p++) {
		bool starts = *p >= '0' && *p <= '9' &&
		              (p == text || p[-1] < '0' || p[-1] > '9') &&
		              (p == text || (p[-1] != '/' && p[-1] != '-'));

		if (starts && date_at(p, sent, date) && strcmp(date, today) <= 0)
			found = xstrdup(date);
	}
	free(today);
	if (found)
		return found;
	if (phrase_has(text, "本日|今日|先ほど"))
		return day_before(sent, 0);
	if (phrase_has(text, "昨日"))
		return day_before(sent, 1);
	return phrase_has(text, "一昨日|おととい") ? day_before(sent, 2) : NULL;
}

/* --- homework --- */

static bool
says_none(const char *s)
{
	return phrase_has(s, "なし|ありません|ございません|特になし|none");
}

/* What follows a label on its line, or the lines below it when nothing does. Owned. */
static char *
after_label(const char *line)
{
	const char *p = line;
	char *text;

	while (*p && *p != '\n' && *p != ':' && *p != '|')
		p += *p == ' ' ? 1 : strcspn(p, " \n:|") ? strcspn(p, " \n:|") : 1;
	while (*p == ':' || *p == ' ' || *p == '|')
		p++;
	if (*p == '\n')
		while (*p == '\n' || *p == ' ')
			p++;
	text = str_trim(xstrndup(p, strcspn(p, "\n")));
	utf8_cut(text, HOMEWORK_MAX);
	return text;
}

/* The sentence around a word. Owned. */
static char *
sentence_at(const char *lines, const char *word)
{
	const char *begin = word, *end = word;
	char *text;

	while (begin > lines && begin[-1] != '\n' &&
	       !(begin - lines >= 3 && str_starts(begin - 3, "。")) &&
	       !(begin - lines >= 2 && str_starts(begin - 2, ". ")))
		begin--;
	while (*end && *end != '\n' && !str_starts(end, "。") && !str_starts(end, ". "))
		end++;
	text = str_trim(xstrndup(begin, (size_t)(end - begin)));
	utf8_cut(text, HOMEWORK_MAX);
	return text;
}

/* A word near the beginning of its line, and behind it a colon, or nothing but the rest
 * of a heading: "次回までの宿題は、…です" is a sentence. */
static bool
is_label(const char *lines, const char *word)
{
	const char *p = word;
	size_t rest = strcspn(word, ":|\n");

	while (p > lines && p[-1] != '\n')
		p--;
	if (word - p > 24 || word[strcspn(word, "。\n")] == '\0')
		return false;
	return word[rest] == ':' || word[rest] == '|' ||
	       (rest <= HEADING_BYTES && strcspn(word, "。\n") == strcspn(word, "\n"));
}

static char *
find_homework(const char *lines)
{
	static const char *const words[] = {"宿題", "次回まで", "回目まで", "次までに",
	    "それまでに", "までに、", "に向けて", "をお願いし", "お願いしたのは",
	    "てもらいます", "ていただくことに", "記入することに", "作っていただ",
	    "作ってもら", "Homework", "homework", "By next", "by the next"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		const char *word = strstr(lines, words[i]);
		char *text;

		if (word == NULL)
			continue;
		text = i == 0 && is_label(lines, word) ? after_label(word)
		                                       : sentence_at(lines, word);
		if (*text && !says_none(text))
			return text;
		free(text);
		if (i == 0)
			return NULL;
	}
	return NULL;
}

/* --- aim --- */

static const char *
find_goal(const char *text)
{
	static const struct phrase table[] = {
	    {1, "目標達成|目標:達成|達成と判断|達成できたと|達成できました|達成しました|"
	        "達成です|達成しています|達成しております|達成いたしました|"
	        "目的は果たせた|目的を果たせ|達成と考え|目標は達成|目的は達成でき|到達度:"
	        "達成|"
	        "満足|十分達成|到達:はい|目標到達:はい|すべて形にな|全て形にな|"
	        "果たせました|"
	        "fully achieved|goal reached|goal was reached"},
	    {2, "一部達成|一部とさせて|一部達成と|概ね達成|おおむね達成|部分的に|"
	        "半分ほど達成|"
	        "一部は達成|途上|道半ば|半ば|半分くらい|partly|partially|一部"},
	    {3, "未達成|達成できません|達成できず|達成には至|達成していません|"
	        "届いておりません|目標には届い|目標に届き|目標には届き|届きませんでした|"
	        "not reached|"
	        "果たせませんでした"},
	    {0, "未評価|評価はまだ|まだ判断|判断できません|判断は~まだ|未記入|"
	        "未達成:まだ|まだ~終わっていない|お答えできません|"
	        "達成度の自己評価"},
	};
	static const char *const words[] = {NULL, "yes", "partly", "no"};
	struct phrase_hit hits[PHRASE_HITS_MAX];
	size_t n = phrase_find(text, table, ARRAY_LEN(table), hits);
	const char *goal = NULL;

	for (size_t i = 0; i < n; i++) {
		if (hits[i].tag == 0)
			return NULL;
		/* "概ね達成できたが、一部とさせて" is partly. */
		if (goal == NULL || hits[i].tag >= 2)
			goal = words[hits[i].tag];
	}
	return goal;
}

bool
reply_report(const struct reply_input *in, struct reply *p, struct strlist *why)
{
	const char *text = in->a->text;
	struct report *t = &p->report;
	struct strlist wanted = {0};
	bool due = in->context->context == CONTEXT_REPORT_DUE;

	if (phrase_has(text, NOT_YET) ||
	    !(phrase_has(text, REPORT_SIGNS) || (due && phrase_has(text, DUE_SIGNS))))
		return false;
	t->visit_no = find_visit_no(text);
	if (t->visit_no == 0)
		t->visit_no = find_visit_no(in->a->subject);
	t->done_on = find_done_on(text, in->sent);
	/* Without a visit and without a day it reports nothing. */
	if (in->context->context != CONTEXT_REPORT_DUE && in->kind != KIND_VISIT_REPORT)
		return false;
	if (in->context->context == CONTEXT_REPORT_DUE && !t->done_on &&
	    in->context->fixed)
		t->done_on = xstrndup(in->context->fixed, 10);
	t->next_homework = find_homework(in->a->lines);
	set_str(&t->goal_reached, find_goal(text));
	reply_add_wanted(in, &wanted);
	for (size_t i = 0; i < wanted.n; i++)
		if (!t->done_on || strncmp(wanted.v[i], t->done_on, DATE_LEN) > 0)
			strlist_add(&p->dates, wanted.v[i]);
	strlist_free(&wanted);
	p->kind = REPLY_VISIT_REPORT;
	strlist_addf(why, "訪問の報告: 第%d回 %s", t->visit_no,
	    t->done_on ? t->done_on : "実施日不明");
	return true;
}

/* --- survey --- */

static const char *
survey_goal(const char *text)
{
	static const struct phrase first[] = {{1, "はい|できた|出来た|達成|yes"},
	    {2, "一部|いちぶ|部分的|partly|partially"},
	    {3, "いいえ|できなかった|できません|出来ませんでした|: no|1. no|not "
	        "reached"}};
	static const char *const words[] = {NULL, "yes", "partly", "no"};
	struct phrase_hit hits[PHRASE_HITS_MAX];

	if (phrase_has(text, "お答えできません"))
		return NULL;
	if (find_goal(text))
		return find_goal(text);
	return phrase_find(text, first, ARRAY_LEN(first), hits) ? words[hits[0].tag]
	                                                        : NULL;
}

bool
reply_survey(const struct reply_input *in, struct reply *p, struct strlist *why)
{
	const char *text = in->a->text, *goal = reply_form_survey(in);

	if (goal == NULL)
		goal = survey_goal(text);

	if (phrase_has(text, "アンケートは後|後ほど回答|後日回答"))
		return false;
	if (!goal &&
	    !phrase_has(text, "q1|q2|回答|点|満足|5段階|評価|良かった|よかった|◎|全部|"
	                      "question 1|of 5|out of 5|/5"))
		return false;
	p->kind = REPLY_SURVEY_ANSWER;
	set_str(&p->report.goal_reached, goal);
	p->ambiguous = goal == NULL;
	strlist_addf(why, "アンケートの回答: 目的の達成 %s", goal ? goal : "不明");
	return true;
}
