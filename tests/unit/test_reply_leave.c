/*
 * An expert who has accepted gives the case up: read as sure only where nothing else can
 * be meant, whatever letter he answers; all that sounds alike waits for a person.
 */
#include "brain_fixture.h"

#include "reading.h"

/* The letters that he may answer. */
static const enum context contexts[] = {CONTEXT_OFFER_SENT, CONTEXT_VISIT_FIXED,
    CONTEXT_INTRO_SENT, CONTEXT_VISIT_PROPOSED, CONTEXT_REPORT_DUE, CONTEXT_NONE};

static void
read_text(struct reading *r, const char *text, enum context context, bool engaged)
{
	struct read_context c = {.context = context,
	    .from_role = xstrdup("expert"),
	    .sent = 1780000000,
	    .engaged = engaged};
	struct message m;

	message_init(&m);
	set_str(&m.from.addr, "first@experts.example.jp");
	set_str(&m.subject, "Re: ご連絡 [案件 2026-0001]");
	set_str(&m.text, text);
	m.date = c.sent;
	decide(brain, &m, &c, r);
	message_free(&m);
	read_context_free(&c);
}

static bool
leaves(const struct reading *r)
{
	return (r->kind == KIND_WITHDRAW || r->kind == KIND_EXPERT_DECLINE) &&
	       r->decision == DECISION_AUTO && !r->reply.ambiguous;
}

static void
check(const char *const *texts, size_t n, bool wanted)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < ARRAY_LEN(contexts); k++) {
			struct reading r;

			read_text(&r, texts[i], contexts[k], true);
			if (leaves(&r) != wanted)
				fail_msg("%s, after %s: %s %s", texts[i],
				    context_name(contexts[k]), kind_name(r.kind),
				    decision_name(r.decision));
			reading_free(&r);
		}
}

static void
test_gives_up(void **state)
{
	static const char *const texts[] = {
	    "急な案件が入り、やはりお引き受けできなくなりました。申し訳ありません。",
	    "先日お引き受けしましたが、体調不良のため辞退させてください。",
	    "申し訳ありませんが、今回は辞退いたします。",
	    "家庭の事情でこの案件を続けることが難しくなりました。担当から外してください"
	    "。",
	    "急病のため、この案件の支援を続けることができません。申し訳ありません。",
	    "都合により、支援を続けられなくなりました。",
	    "転職に伴い副業ができなくなったため、今回の件は辞退させていただきます。",
	    "誠に勝手ながら、本業の繁忙により本件を辞退いたしたく、ご連絡申し上げます。"
	    "企業様にはくれぐれもよろしくお伝えください。",
	    "辞退します。",
	};

	(void)state;
	check(texts, ARRAY_LEN(texts), true);
}

static void
test_may_mean_something_else(void **state)
{
	static const char *const texts[] = {
	    "謝礼は辞退いたします。ボランティアとしてお手伝いします。",
	    "手土産は辞退しております。",
	    "交通費のお支払いはお断りします。",
	    "オンライン開催はお断りします。対面でお願いします。",
	    "製品の推薦はお断りします。",
	    "取材はお断りしています。",
	    "辞退するつもりはありません。引き続きよろしくお願いします。",
	    "先日の辞退の件は撤回します。引き続き担当いたします。",
	    "一度は辞退しようと思いましたが、やはり引き受けます。",
	    "引き続き支援を続けたいと思います。",
	    "先方の参加者が研修を辞退されました。",
	    "企業様から辞退の申し出がありました。",
	    "企業の担当者が退職し、先方で受け入れを続けることが難しいとのことです。",
	    "別の案件は辞退します。",
	    "2026-0009の件は辞退します。",
	    "このままでは支援を続けられなくなりそうで心配です。",
	    "体調がすぐれず、支援を続けることが難しいかもしれません。",
	    "万一支援を続けられなくなりましたらご連絡します。",
	    "第2回の訪問は辞退します。",
	    "6月10日は辞退させてください。",
	    "日程が変わらないようでしたら辞退します。",
	    "辞退のご連絡は何日前までにすればよろしいですか。",
	};

	(void)state;
	check(texts, ARRAY_LEN(texts), false);
}

/* Who has not accepted declines as ever: an offer is no engagement. */
static void
test_only_who_has_accepted(void **state)
{
	struct reading r;

	(void)state;
	read_text(
	    &r, "申し訳ありませんが、今回は辞退いたします。", CONTEXT_OFFER_SENT, false);
	assert_int_equal(r.kind, KIND_EXPERT_DECLINE);
	assert_int_equal(r.decision, DECISION_AUTO);
	reading_free(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_gives_up),
	    cmocka_unit_test(test_may_mean_something_else),
	    cmocka_unit_test(test_only_who_has_accepted),
	};

	return cmocka_run_group_tests(tests, brain_begin, brain_end);
}
