/*
 * The days of a reply in the context of what was proposed or fixed. The kind of the
 * answer and its choice are given: this is about dates alone.
 */
#include "buf.h"
#include "clock.h"
#include "reply.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct sample {
	enum context context;
	enum reply_kind kind;
	const char *choice; /* slot numbers */
	const char *text;
	const char *dates, *unavailable;
};

/* Sent on Thursday, 2026-12-10. Proposed: 12/15 10:00, 12/16 13:30, 12/18 10:00; fixed:
 * 12/17 13:30. */
static const struct sample samples[] = {
    {CONTEXT_VISIT_PROPOSED, REPLY_SCHEDULE_COUNTER, "",
        "三つとも都合がつきません。21日の13時はいかがですか。", "2026-12-21T13:00+09:00",
        "2026-12-15 2026-12-16 2026-12-18"},
    {CONTEXT_VISIT_PROPOSED, REPLY_SCHEDULE_COUNTER, "",
        "候補はどれも埋まっております。再来週なら火曜以外いつでも大丈夫です。",
        "2026-12-21 2026-12-23 2026-12-24 2026-12-25",
        "2026-12-22 2026-12-15 2026-12-16 2026-12-18"},
    {CONTEXT_VISIT_PROPOSED, REPLY_SCHEDULE_COUNTER, "",
        "None of the three works. Could we do December 21?", "2026-12-21",
        "2026-12-15 2026-12-16 2026-12-18"},
    {CONTEXT_VISIT_PROPOSED, REPLY_SCHEDULE_ACCEPT, "1 2 3", "3日とも空けられます。", "",
        ""},
    {CONTEXT_VISIT_PROPOSED, REPLY_SCHEDULE_ACCEPT, "1 3",
        "第1か第3なら出られます(第2は歯医者の予約が…)", "", "2026-12-16"},
    {CONTEXT_VISIT_PROPOSED, REPLY_SCHEDULE_ACCEPT, "2",
        "②でお願いします。③は社員総会のため避けたいです。", "", "2026-12-18"},
    {CONTEXT_VISIT_PROPOSED, REPLY_SCHEDULE_ACCEPT, "2",
        "16日で確定してください。他の二つは埋めてしまいました。", "2026-12-16",
        "2026-12-15 2026-12-18"},
    {CONTEXT_VISIT_PROPOSED, REPLY_SCHEDULE_COUNTER, "1",
        "第1希望の15日でお受けできるのですが、開始を14時からにしていただけますか。",
        "2026-12-15T14:00+09:00", ""},
    {CONTEXT_VISIT_FIXED, REPLY_SCHEDULE_CANCEL, "",
        "担当者が入院しましたので、訪問は中止でお願いします。", "", "2026-12-17"},
    {CONTEXT_VISIT_FIXED, REPLY_SCHEDULE_CANCEL, "",
        "17日の訪問は中止でお願いします。振替は来週水曜の同じ時間でどうでしょうか。",
        "2026-12-16T13:30+09:00", "2026-12-17"},
    {CONTEXT_OFFER_SENT, REPLY_EXPERT_DECLINE, "",
        "年度末まで手一杯ですので、辞退いたします。", "", "2026-12-10/2027-03-31"},
    {CONTEXT_OFFER_SENT, REPLY_EXPERT_DECLINE, "", "2月まで育休をいただいております。",
        "", "2026-12-10/2027-02-28"},
    {CONTEXT_OFFER_SENT, REPLY_EXPERT_CONDITIONAL, "",
        "初回が1月12日以降でも差し支えないようでしたら担当いたします。", "",
        "2026-12-10/2027-01-11"},
    {CONTEXT_OFFER_SENT, REPLY_EXPERT_CONDITIONAL, "",
        "初回は1月18日の週でお願いします。", "2027-01-18", ""},
    /* 1 January 2027 is a holiday. */
    {CONTEXT_OFFER_SENT, REPLY_EXPERT_ACCEPT, "", "12月28日の週ならいつでも動けます。",
        "2026-12-28 2026-12-29 2026-12-30 2026-12-31", ""},
    {CONTEXT_OFFER_SENT, REPLY_EXPERT_ACCEPT, "", "1月中旬に伺えます。", "", ""},
    {CONTEXT_OFFER_SENT, REPLY_AUTO_REPLY, "", "期間:12月28日(月)~1月5日(火)", "",
        "2026-12-28/2027-01-05"},
    {CONTEXT_OFFER_SENT, REPLY_AUTO_REPLY, "",
        "I am out of the office and will return on Monday, December 21.", "",
        "2026-12-10/2026-12-20"},
    {CONTEXT_VISIT_FIXED, REPLY_WITHDRAW, "",
        "12月17日の訪問もキャンセルし、これで終わりにします。", "", ""},
    {CONTEXT_SURVEY_SENT, REPLY_SURVEY_ANSWER, "", "12月21日から使い始めます。", "", ""},
};

static void
add_all(struct strlist *list, const char *words)
{
	strlist_split(list, words, " ");
}

static char *
joined(const struct strlist *list)
{
	struct buf b = {0};

	for (size_t i = 0; i < list->n; i++) {
		if (i > 0)
			buf_addc(&b, ' ');
		buf_adds(&b, list->v[i]);
	}
	return buf_steal(&b);
}

static void
check(const struct sample *s)
{
	struct message m = {.chat = true, .text = xstrdup(s->text)};
	struct analysis a;
	struct read_context context = {.context = s->context};
	struct date_findings found;
	struct reply reply = {.kind = s->kind};
	char *dates, *unavailable;

	assert_true(civil_parse_iso("2026-12-10T10:00+09:00", &context.sent));
	add_all(&context.proposed,
	    "2026-12-15T10:00+09:00 2026-12-16T13:30+09:00 2026-12-18T10:00+09:00");
	context.fixed = xstrdup("2026-12-17T13:30+09:00");
	add_all(&reply.choice, s->choice);
	analysis_make(&a, &m);
	dates_find(s->text, context.sent, &found);
	reply_dates(&(struct reply_input){&a, &context, NULL, NULL, &found, context.sent,
	                KIND_OTHER, 0, NULL, {.kind = REPLY_NONE}},
	    &reply);
	dates = joined(&reply.dates);
	unavailable = joined(&reply.unavailable);
	if (!str_eq(dates, s->dates) || !str_eq(unavailable, s->unavailable))
		fail_msg("%s: dates %s, not %s; unavailable %s, not %s", s->text, dates,
		    s->dates, unavailable, s->unavailable);
	free(dates);
	free(unavailable);
	strlist_free(&reply.dates);
	strlist_free(&reply.unavailable);
	strlist_free(&reply.choice);
	date_findings_free(&found);
	analysis_free(&a);
	read_context_free(&context);
	free(m.text);
}

static void
test_samples(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(samples); i++)
		check(&samples[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_samples)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
