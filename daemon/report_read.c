/* See report_read.h. */
#include "report_read.h"

#include "analysis.h"
#include "clock.h"
#include "filled_form.h"
#include "norm.h"
#include "phrase.h"
#include "report_day.h"
#include "slots.h"

#include <stdlib.h>
#include <string.h>

enum { DAY_SEC = 86400, CLAUSE_BYTES = 90 };

enum field { F_DONE_ON, F_DONE, F_HOMEWORK, F_NEXT, F_GOAL, F_REMARKS, F_COUNT };

static const struct form_field fields[F_COUNT] = {
    [F_DONE_ON] = {"実施日|held on",
        "実施日時|実施日程|訪問日|訪問日時|開催日|開催日時|日時|日付|date|date held|"
        "date of the visit|date of visit|visit date"},
    [F_DONE] = {"実施した内容|what was done",
        "実施内容|支援内容|指導内容|訪問内容|内容|概要|content|work done|done"},
    [F_HOMEWORK] = {"次回までの宿題|homework until the next visit",
        "宿題|次回までの課題|次回までに|homework|homework for the next visit|"
        "homework until next visit"},
    [F_NEXT] = {"次回の日時|date and time of the next visit",
        "次回日時|次回の日程|次回日程|次回の予定|次回予定|次回訪問|次回訪問日|次回|"
        "次回の候補日|next visit|next date|date of the next visit"},
    [F_GOAL] = {"目標の達成|goal reached",
        "目標達成|目標達成度|目標の達成度|達成度|達成状況|目標の達成状況|目標|到達度|"
        "goal|goal achieved|aim reached"},
    [F_REMARKS] = {"その他|other remarks", "備考|特記事項|other|remarks|notes"},
};

size_t
report_filled(const struct message *m)
{
	char *values[F_COUNT];
	size_t n = form_filled(m, fields, F_COUNT, values);

	/* The line as it was sent is no answer. */
	if (values[F_GOAL] && phrase_has(values[F_GOAL], "未達成") &&
	    phrase_has(values[F_GOAL], "一部達成"))
		n--;
	form_values_free(values, F_COUNT);
	return n;
}

/* --- which visit --- */

static int
visit_named(const char *p, int visits, size_t *len)
{
	static const struct {
		const char *before, *after;
	} forms[] = {{"第", "回"}, {"", "回目"}, {"visit ", ""}};
	static const char *const kanji[] = {
	    "", "一", "二", "三", "四", "五", "六", "七", "八", "九"};

	if ((*len = str_prefix(p, "最終回")))
		return visits;
	if ((*len = str_prefix(p, "初回")))
		return 1;
	for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
		size_t n = str_prefix(p, forms[i].before), digits = 0;
		int no = 0;

		if (*forms[i].before && !n)
			continue;
		while (p[n + digits] >= '0' && p[n + digits] <= '9' && digits < 2)
			no = no * 10 + p[n + digits++] - '0';
		for (int k = 1; !digits && k < (int)ARRAY_LEN(kanji); k++)
			if (str_starts(p + n, kanji[k])) {
				digits = strlen(kanji[k]);
				no = k;
			}
		if (digits && no && str_starts(p + n + digits, forms[i].after)) {
			*len = n + digits + strlen(forms[i].after);
			return no;
		}
	}
	return 0;
}

/* The words behind it, up to the end of the clause, tell of it as of something past. */
static bool
told_as_done(const char *behind)
{
	char clause[CLAUSE_BYTES + 1];
	size_t n = 0;

	while (behind[n] && behind[n] != '\n' && n < CLAUSE_BYTES &&
	       !str_starts(behind + n, "。") && !str_starts(behind + n, "、"))
		n++;
	memcpy(clause, behind, n);
	clause[n] = '\0';
	if (phrase_has(clause, "予定|次回|まで|向け|準備|日程|候補"))
		return false;
	return phrase_has(clause,
	    "報告|実施しました|実施いたしました|実施済|終了|終え|終わ|完了|無事|済み|"
	    "行いました|行って|訪問しました|訪問いたしました|伺いました|done|held|report|"
	    "finished|completed");
}

/* The visit that the text reports; 0 where it names none as reported, or wanted among
 * several. *also: another one that it reports; 0 none. */
static int
reported_number(const char *text, int visits, int wanted, int *also)
{
	int found = 0;

	*also = 0;
	for (const char *p = text; *p;) {
		size_t len = 0;
		int no =
		    (*p >= '0' && *p <= '9') && p > text && p[-1] >= '0' && p[-1] <= '9'
		        ? 0
		        : visit_named(p, visits, &len);
		uint32_t cp;

		if (no && told_as_done(p + len)) {
			if (found && no != found)
				*also = no == wanted ? found : no;
			if (!found || no == wanted)
				found = no;
		}
		p += no ? len : utf8_next(p, &cp);
	}
	return found;
}

/* --- when --- */

/* The writer knows that the day is another one. */
static bool
explains(const char *text)
{
	return phrase_has(text,
	    "訂正|正しくは|誤り|間違|変更|延期|振替|振り替え|順延|前倒し|繰り上げ|繰上げ|"
	    "繰り下げ|ずらし|ずれ|改め|corrected|correction|changed|moved|postponed|"
	    "rescheduled|instead of");
}

static bool
names_day(const struct report_day *days, size_t n, int64_t day)
{
	for (size_t i = 0; i < n; i++)
		if (days[i].day == day && !days[i].conflict)
			return true;
	return false;
}

static int64_t
day_of_iso(const char *iso)
{
	int64_t t;
	struct civil c;

	if (!iso || !civil_parse_iso(iso, &t))
		return 0;
	c = civil_from_time(t);
	return civil_day(c.year, c.month, c.day);
}

/* The day of which a sentence says that the visit was held then. */
static bool
held_day(const char *text, const struct report_asked *asked, int64_t *day)
{
	static const char held[] =
	    "実施しました|実施いたしました|実施致しました|行いました|行ないました|"
	    "行って参りました|行ってまいりました|行ってきました|訪問しました|"
	    "訪問いたしました|"
	    "伺いました|お伺いしました|開催しました|was held|took place|i visited|we "
	    "visited";
	bool found = false;

	for (const char *p = text; *p && !found;) {
		struct report_day days[REPORT_DAYS_MAX];
		const char *end = strstr(p, "。");
		size_t len = end ? (size_t)(end - p) : strlen(p), n;
		char *sentence = xstrndup(p, len);

		n = phrase_has(sentence, held) && !phrase_has(sentence, "次回|予定")
		        ? report_days(sentence, asked->written, days)
		        : 0;
		if (n == 1 && !days[0].conflict) {
			*day = days[0].day;
			found = true;
		}
		free(sentence);
		p += len + (end ? strlen("。") : 0);
	}
	return found;
}

static void
settle_day(struct report_said *s, const char *value, const char *text,
    const struct reply *r, const struct report_asked *asked)
{
	struct report_day days[REPORT_DAYS_MAX];
	size_t n = report_days(value ? value : text, asked->written, days);

	if (value && n) {
		s->impossible = days[0].conflict;
		s->done_day = s->impossible ? 0 : days[0].day;
	} else if (asked->no && names_day(days, n, asked->planned)) {
		s->done_day = asked->planned;
	} else if (asked->no && held_day(text, asked, &s->done_day)) {
		s->impossible = false;
	} else {
		s->done_day = day_of_iso(r->report.done_on);
		for (size_t i = 0; i < n && !value; i++)
			s->impossible = s->impossible || days[i].conflict;
		/* A day that cannot be may be that of the next visit. */
		s->impossible = s->impossible && asked->no &&
		                (!s->done_day || s->done_day == asked->planned) &&
		                !phrase_has(text, "次回|next");
	}
	s->future = s->done_day > asked->written;
	s->other_day = asked->no && s->done_day && s->done_day != asked->planned &&
	               !s->future && !explains(text);
}

/* --- goal --- */

/* The text speaks of the whole goal as reached and as missed. */
static bool
speaks_both_ways(const char *text)
{
	return phrase_has(text, "未達成です|未達成でした|目標は未達|達成できませんでした|"
	                        "達成には至|not reached") &&
	       phrase_has(text, "目標達成です|目標は達成|達成しました|達成できました|"
	                        "goal reached|fully achieved") &&
	       !phrase_has(text, "一部");
}

static void
settle_goal(
    struct report_said *s, const char *value, const char *text, const struct reply *r)
{
	bool unclear = false;

	if (!value || report_goal_as_sent(value)) {
		s->goal_unclear = speaks_both_ways(text);
		s->goal =
		    s->goal_unclear ? NULL : report_known_goal(r->report.goal_reached);
		return;
	}
	s->goal = report_goal(value, &unclear);
	if (!s->goal && !unclear && !strstr(value, "達成") &&
	    !phrase_has(value, "未評価|まだ|次回|記入なし|該当なし|n/a|not yet|-"))
		s->goal = report_known_goal(r->report.goal_reached);
	s->goal_unclear = unclear;
}

/* --- the rest --- */

static bool
says_none(const char *folded)
{
	static const char *const none[] = {"なし", "無し", "特になし", "特に無し",
	    "ありません", "特にありません", "ございません", "特にございません", "なし。",
	    "特になし。", "ありません。", "特にありません。", "none", "none.", "no", "-",
	    "―", "ー"};

	for (size_t i = 0; i < ARRAY_LEN(none); i++)
		if (str_eq(folded, none[i]))
			return true;
	return false;
}

static const char no_homework[] =
    "宿題なし|宿題:なし|宿題はなし|宿題は特になし|宿題は無し|宿題無し|宿題は特に無し|"
    "宿題はありません|宿題は特にありません|宿題はございません|宿題は特にございません|"
    "宿題は出して~ません|宿題は設け~ません|no homework|homework: none|homework:none";

/* The line of a form behind which nothing stands. */
static bool
is_bare_label(const char *s)
{
	size_t n = s ? strlen(s) : 0;

	return n && (s[n - 1] == ':' || (n >= 3 && str_eq(s + n - 3, "：")));
}

/* What is given as homework, without being called so. */
static const char *
without_label(const char *s)
{
	static const char *const labels[] = {"次回までの宿題は、", "次回までの宿題は",
	    "次回までの宿題:", "次回までの宿題：", "宿題は、", "宿題は", "宿題として、",
	    "宿題として", "宿題:", "宿題：", "Homework:", "homework:"};

	/* ③ of a numbered line is a plain 3 here. */
	const char *bare = s ? s + strspn(s, "(0123456789.) ") : NULL;

	for (size_t i = 0; s && i < ARRAY_LEN(labels); i++)
		if (str_starts(bare, labels[i])) {
			bare += strlen(labels[i]);
			return bare + strspn(bare, " ");
		}
	return s;
}

static void
settle_homework(
    struct report_said *s, char **value, const char *text, const struct reply *r)
{
	char *folded = *value ? analysis_fold(*value) : NULL;

	if (folded ? says_none(folded) : phrase_has(text, no_homework)) {
		s->homework = xstrdup("");
	} else if (*value) {
		s->homework = *value;
		*value = NULL;
	} else if (!is_bare_label(r->report.next_homework)) {
		s->homework = xstrdup_null(without_label(r->report.next_homework));
	}
	free(folded);
}

static void
settle_next(struct report_said *s, const char *value, const struct reply *r,
    const struct report_asked *asked)
{
	struct date_findings f;
	struct report_day days[REPORT_DAYS_MAX];
	size_t n;

	if (!value) {
		for (size_t i = 0; i < r->dates.n; i++)
			strlist_add(&s->next, r->dates.v[i]);
		return;
	}
	dates_find(value, asked->written * DAY_SEC, &f);
	for (size_t i = 0; i < f.wanted.n; i++)
		strlist_add(&s->next, f.wanted.v[i]);
	n = report_days(value, asked->written, days);
	for (size_t i = 0; i < n; i++)
		s->next_unclear = s->next_unclear || days[i].conflict;
	s->next_unclear = s->next_unclear || f.conflicts.n;
	date_findings_free(&f);
}

/* Whether items answer the lines of the form in their order: the first is a day, and the
 * goal stands where the form asks for it. */
static bool
is_in_order(char *const *items, size_t n, size_t goal_at, int64_t written)
{
	struct report_day days[REPORT_DAYS_MAX];
	bool unclear = false, goal;
	char *folded;

	if (n <= goal_at || !report_days(items[0], written, days))
		return false;
	folded = analysis_fold(items[goal_at]);
	goal = report_goal(folded, &unclear) != NULL;
	free(folded);
	return goal;
}

/* "(1) 6/10 (2) …": numbers instead of the labels. Returns how many lines were answered.
 */
static size_t
read_numbered(char **values, const struct message *m, const struct report_asked *asked)
{
	static const enum field all[] = {F_DONE_ON, F_DONE, F_HOMEWORK, F_NEXT, F_GOAL,
	    F_REMARKS},
	                        last[] = {
	                            F_DONE_ON, F_DONE, F_HOMEWORK, F_GOAL, F_REMARKS};
	bool is_last = asked->no && asked->no == asked->visits;
	const enum field *order = is_last ? last : all;
	size_t most = is_last ? ARRAY_LEN(last) : ARRAY_LEN(all);
	char *items[F_COUNT];
	size_t n = form_numbered(m->text, most, items), goal_at = 0;

	while (order[goal_at] != F_GOAL)
		goal_at++;
	if (!is_in_order(items, n, goal_at, asked->written)) {
		form_values_free(items, n);
		return 0;
	}
	for (size_t i = 0; i < n; i++) {
		free(values[order[i]]); /* the goal as it was sent */
		values[order[i]] = *items[i] ? xstrdup(items[i]) : NULL;
		free(items[i]);
	}
	return n;
}

void
report_read(struct report_said *s, const struct message *m, const struct reply *r,
    const struct report_asked *asked)
{
	char *values[F_COUNT], *text = analysis_fold(m->text ? m->text : "");
	char *goal;

	*s = (struct report_said){.filled = form_filled(m, fields, F_COUNT, values)};
	if (!report_filled(m))
		s->filled += read_numbered(values, m, asked);
	goal = values[F_GOAL] ? analysis_fold(values[F_GOAL]) : NULL;
	s->number = reported_number(text, asked->visits, asked->no, &s->also);
	s->other_visit = asked->no && s->number && s->number != asked->no;
	settle_day(s, values[F_DONE_ON], text, r, asked);
	settle_goal(s, goal, text, r);
	settle_homework(s, &values[F_HOMEWORK], text, r);
	settle_next(s, values[F_NEXT], r, asked);
	s->done = values[F_DONE];
	s->remarks = values[F_REMARKS];
	values[F_DONE] = values[F_REMARKS] = NULL;
	form_values_free(values, F_COUNT);
	free(goal);
	free(text);
}

void
report_said_free(struct report_said *s)
{
	free(s->done);
	free(s->homework);
	free(s->remarks);
	free(s->next_wrong);
	strlist_free(&s->next);
	*s = (struct report_said){0};
}
