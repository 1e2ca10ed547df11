/*
 * Replies about a visit's date: a slot that was proposed is taken, another date is wished
 * for, a fixed one is dropped, or something is asked first.
 */
#include "reply.h"

#include "clock.h"
#include "date_judge.h"
#include "date_off.h"
#include "phrase.h"
#include "slot_choice.h"
#include "slot_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DATE_LEN  10 /* of 2026-12-01 */
#define SLOTS_MAX 9

static const struct phrase slots[] = {
    {1, "第1希望|第一希望|第1候補|第一候補|1番目|一番目|1番で|1番が|1番を|1つ目|一つ目|"
        "最初の|一番上|候補1|1を希望|1でお願い|1が|1で|第1か|第1でも|a案|案1|(1)が|(1)で|"
        "(1)を|(1)と|1と2|1と3|1か2|1か3"},
    {2, "第2希望|第二希望|第2候補|第二候補|2番目|二番目|2番で|2番が|2番を|2つ目|二つ目|"
        "真ん中|候補2|2を予備|2を希望|2でお願い|2が|2で|2でも|第2でも|b案|案2|(2)が|(2)"
        "で|"
        "(2)を|(2)と|2と3|2か3|2を"},
    {3, "第3希望|第三希望|第3候補|第三候補|3番目|三番目|3番で|3番が|3番を|3つ目|三つ目|"
        "最後の候補|最後の日|一番下|候補3|3を希望|3でお願い|3が|3で|第3なら|第3でも|c案|"
        "案3|"
        "(3)が|(3)で|(3)を|(3)と"},
    {-1, "第1は|第2は|第3は|1は|2は|3は|1番は|2番は|3番は|第1希望は|"
         "第2希望は|第3希望は|"
         "(1)は|(2)は|(3)は|a案は|b案は|c案は|1番の|2番の|3番の"},
};

static const char any_words[] =
    "3日とも空け|3日とも大丈夫|3日とも可|いずれも可|いずれも問題|いずれでも|どの日でも|"
    "どれでも|どの候補でも|すべて可|全て可|ご都合のよろしいところで|どちらでも構いません";
static const char none_words[] =
    "いずれも~重な|どれも~埋ま|全部ダメ|全部だめ|どれも都合|いずれも都合|いずれも難し|"
    "どれも難し|三日はあいにく|3日はあいにく|候補日はあいにく|あいにく~重なり|"
    "都合がつきません|再調整|別の日|別日|他の日|ほかの日|日程を変更|変更をお願い|"
    "ずらして|ずらせ|遅らせ|早めて|早められ|繰り上げ|繰り下げ|後ろ倒し|前倒し|"
    "変更可能|変更は可能|変更でき|変更していただ|変更してもら|に変えて|に変えられ|"
    "振り替え|振替|日を改め|reschedule|年明けにして|延期";
static const char cancel_words[] =
    "中止で|中止に|取消し|取り消し|本日の訪問は見合わせ|訪問は見合わせ|まで延期|"
    "時期は未定|"
    "中止とさせ|中止させ|キャンセル|白紙に|取りやめ|見合わせたい|"
    "はなしにして|は無しにして|は取り消|一から選び直|選び直させ|いったん白紙|延期させて|"
    "延期をお願い|伺えなくなり|行けなくなり|cancel";
static const char agree_words[] =
    "問題ございません|問題ありません|問題なし|承知しました|承知いたしました|了解しました|"
    "了解です|了解いたしました|大丈夫です|その日で|その日程で|その日時で|それで結構|"
    "お待ちしております|お待ちしてます|確認しました|よろしくお願いいたします|"
    "でお願いいたします|でお願いします|confirmed|see you|that works|works for "
    "us|ok|で結構です|で構いません|決まりということで";
static const char question_words[] =
    "でしょうか|ですか|ますか|ですよね|教えてください|教えて下さい|確認させて|お聞かせ|?";

/* "9日は水曜ですよね": no slot is taken by asking which day it is. */
static const char weekday_asked_words[] =
    "曜ですよね|曜日ですよね|曜ですか|曜日ですか|曜でしょうか|曜日でしょうか|曜で合っ|"
    "曜日で合っ|曜日だけ|曜日を確認";
/* What is asked must be known before a slot is taken. */
static const char first_words[] =
    "変えることって|変更できますか|変えられますか|要りますか|想定ですか|返事の前に|"
    "お返事の前|決める前に|それによって|どちらでしょう|どちらですか|のはずでは|ですよね|"
    "アリなの|ありなの|可能でしょうか";
static const char earliest_words[] = "一番早い|最も早い|いちばん早い|早い方で|早いほうで|"
                                     "earliest";

/* Words that take part of an agreement back, or put it off. Two sides plan their day by
 * an agreed date, so a person looks at what was said beside it. */
static const char held_back_words[] =
    "ではありません|ではない|じゃない|ではなく|ただ、|ただし|けれど|けど|ものの|しかし|"
    "確認します|確認いたし|確認してから|確認の上|確認のうえ|確認した上|確認したうえ|"
    "確認を取|確認をと|か確認|か社内|かどうか|調整して|相談して|検討|仮で|仮押さえ|"
    "仮に|仮の|おそらく|恐らく|たぶん|多分|かもしれ|かも知れ|見込み|未定|次第|"
    "訂正|撤回|間違|中止|取り消|取消|やめ|"
    "都合が悪|都合がつか|都合がつき|難し|厳し|無理|できません|できない|出来ません|"
    "出来ない|不可|ダメ|だめ|駄目|てから返事|てからお返事|difficult|but |however|not "
    "sure|tentative|unless|provided";

static void
add_slot(struct reply *p, int number)
{
	char text[12];

	snprintf(text, sizeof(text), "%d", number);
	if (!strlist_has(&p->choice, text))
		strlist_add(&p->choice, text);
}

/* The 3 of 「23で」. */
static bool
is_inside_number(const char *text, size_t at)
{
	return at > 0 && text[at] >= '0' && text[at] <= '9' && text[at - 1] >= '0' &&
	       text[at - 1] <= '9';
}

static void
slots_by_name(const struct reply_input *in, struct reply *p)
{
	struct phrase_hit hits[PHRASE_HITS_MAX];
	size_t n = phrase_find(in->a->text, slots, ARRAY_LEN(slots), hits);

	for (size_t i = 0; i < n; i++)
		if (hits[i].tag > 0 && !is_inside_number(in->a->text, hits[i].begin) &&
		    (size_t)hits[i].tag <= in->context->proposed.n)
			add_slot(p, hits[i].tag);
}

/* "1番で", "②" or "2" and nothing else. */
static void
slot_by_digit(const struct reply_input *in, struct reply *p)
{
	const char *t = in->a->text;
	int digit = *t - '0';

	if (digit >= 1 && (size_t)digit <= in->context->proposed.n &&
	    (t[1] == '\0' || str_starts(t + 1, "番") || str_starts(t + 1, "で") ||
	        str_starts(t + 1, "。")))
		add_slot(p, digit);
}

/* The slot on this ISO day, from 1; 0 when none was proposed there. With a time, only a
 * slot at that hour fits. */
static int
slot_on(const struct read_context *c, const char *iso)
{
	for (size_t i = 0; i < c->proposed.n && i < SLOTS_MAX; i++)
		if (strncmp(c->proposed.v[i], iso, DATE_LEN) == 0)
			return (int)i + 1;
	return 0;
}

/* Slots by the days that the text names; other days are counted in *elsewhere. */
static void
slots_by_date(const struct reply_input *in, struct reply *p, size_t *elsewhere)
{
	const struct strlist *wanted = &in->dates->wanted;

	for (size_t i = 0; i < wanted->n; i++) {
		int slot =
		    strchr(wanted->v[i], '/') ? 0 : slot_on(in->context, wanted->v[i]);

		if (slot)
			add_slot(p, slot);
		else
			(*elsewhere)++;
	}
}

/* "第1希望の17日で", where the 17th is another slot: a person asks which. */
static void
compare_dates(const struct reply_input *in, struct reply *p)
{
	const struct strlist *wanted = &in->dates->wanted;
	struct reply by_date = {0};
	size_t elsewhere = 0;

	if (p->choice.n == 1 && wanted->n == 1) {
		slots_by_date(in, &by_date, &elsewhere);
		if (by_date.choice.n == 1 &&
		    !str_eq(by_date.choice.v[0], p->choice.v[0])) {
			strlist_free(&p->choice);
			p->ambiguous = true;
		}
	}
	strlist_free(&by_date.choice);
}

/* "木曜の方で": a weekday that only one slot falls on. */
static void
slots_by_weekday(const struct reply_input *in, struct reply *p)
{
	const struct read_context *c = in->context;

	for (int day = 0; day < 7; day++) {
		char *name = xasprintf("%s曜", weekday_ja(day));
		int found = 0;

		for (size_t i = 0; i < c->proposed.n && phrase_has(in->a->text, name);
		     i++) {
			int64_t t;

			if (civil_parse_iso(c->proposed.v[i], &t) &&
			    civil_from_time(t).weekday == day &&
			    date_said_after(strstr(in->a->text, name)) != DATE_RULED_OUT)
				found = found ? -1 : (int)i + 1;
		}
		if (found > 0)
			add_slot(p, found);
		free(name);
	}
}

static bool
answer(struct reply *p, enum reply_kind kind, struct strlist *why, const char *text)
{
	p->kind = kind;
	strlist_add(why, text);
	return true;
}

/* A date is agreed. */
static bool
agree(
    const struct reply_input *in, struct reply *p, struct strlist *why, const char *text)
{
	/* Whoever names every slot says as often that none will do. */
	bool all = p->choice.n > 1 && p->choice.n == in->context->proposed.n &&
	           !phrase_has(in->a->text, any_words);

	if (all || strlen(in->a->text) > REPLY_SURE_BYTES ||
	    phrase_has(in->a->text, held_back_words) ||
	    phrase_has(in->a->text, cancel_words)) {
		p->ambiguous = true;
		strlist_add(why, "日程: 留保とも読める言葉があるため、人が確認します");
	}
	return answer(p, REPLY_SCHEDULE_ACCEPT, why, text);
}

static bool
take_all(const struct reply_input *in, struct reply *p, struct strlist *why)
{
	for (size_t i = 0; i < in->context->proposed.n; i++)
		add_slot(p, (int)i + 1);
	return agree(in, p, why, "日程: 候補のどれでもよい");
}

/* What the words say of each slot by its number counts more than that it is named: 「①と
 * ②が空いております。③は外してください」. */
static void
heed_words(const struct reply_input *in, struct reply *p)
{
	struct slot_words w;
	bool more;

	slot_words_read(
	    in->a->m->text ? in->a->m->text : "", in->context->proposed.n, &w);
	more = w.sure && w.n && !in->dates->wanted.n;

	for (size_t i = 0; more && i < p->choice.n; i++) {
		more = false;
		for (size_t k = 0; k < w.n; k++)
			more |= w.chosen[k] == p->choice.v[i][0] - '0';
	}
	if (more) {
		strlist_free(&p->choice);
		for (size_t i = 0; i < w.n; i++)
			add_slot(p, w.chosen[i]);
	}
	for (size_t i = 0; i < p->choice.n; i++)
		if (w.refused & 1U << (p->choice.v[i][0] - '0'))
			p->ambiguous = true;
}

/* Marks in the quoted list must not say another thing. */
static bool
fits_form(const struct reply_input *in, const struct slot_choice *c)
{
	struct reply marked = {0};
	bool fits = !reply_form_slots(in, &marked) || marked.choice.n == c->n;

	for (size_t i = 0; fits && marked.choice.n && i < c->n; i++) {
		char text[12];

		snprintf(text, sizeof(text), "%d", c->chosen[i]);
		fits = strlist_has(&marked.choice, text);
	}
	strlist_free(&marked.choice);
	return fits;
}

bool
reply_slots_alone(const struct reply_input *in, struct reply *p, struct strlist *why)
{
	const struct strlist *proposed = &in->context->proposed;
	int64_t starts[SLOT_CHOICE_MAX];
	struct slot_choice c;

	if (in->context->context != CONTEXT_VISIT_PROPOSED || proposed->n < 2 ||
	    proposed->n > SLOT_CHOICE_MAX || !in->a->m->text)
		return false;
	for (size_t i = 0; i < proposed->n; i++)
		if (!civil_parse_iso(proposed->v[i], &starts[i]))
			return false;
	if (!slot_choice_read(in->a->m->text, starts, proposed->n, &c) ||
	    !fits_form(in, &c))
		return false;
	for (size_t i = 0; i < c.n; i++)
		add_slot(p, c.chosen[i]);
	return c.n ? answer(p, REPLY_SCHEDULE_ACCEPT, why, "日程: 候補の指定のみの返信")
	           : answer(p, REPLY_SCHEDULE_COUNTER, why, "日程: どの候補も不可");
}

static bool
about_proposed(const struct reply_input *in, struct reply *p, struct strlist *why)
{
	const char *text = in->a->text;
	size_t elsewhere = 0;
	bool asks = phrase_has(text, question_words);

	if (reply_form_slots(in, p))
		return agree(in, p, why, "日程: 候補に付けた印");
	if (phrase_has(text, "はなしにして|は無しにして|選び直させ|いったん白紙"))
		return answer(p, REPLY_SCHEDULE_CANCEL, why, "日程: 取り消しの言葉");
	if (phrase_has(text, any_words))
		return take_all(in, p, why);
	slot_by_digit(in, p);
	slots_by_name(in, p);
	if (p->choice.n == 0)
		slots_by_date(in, p, &elsewhere);
	else
		compare_dates(in, p);
	if (phrase_has(text, none_words) ||
	    ((elsewhere > 0 || in->dates->conflicts.n > 0) && p->choice.n == 0))
		return answer(p, REPLY_SCHEDULE_COUNTER, why, "日程: 候補以外を希望");
	if (p->choice.n == 0 && !phrase_has(text, weekday_asked_words))
		slots_by_weekday(in, p);
	if (p->ambiguous)
		return answer(
		    p, REPLY_SCHEDULE_ACCEPT, why, "日程: 候補の番号と日付が合わない");
	if (p->choice.n == 0 && !asks && phrase_has(text, earliest_words))
		add_slot(p, 1);
	if (p->choice.n > 0)
		heed_words(in, p);
	if (p->choice.n > 0 && !(asks && phrase_has(text, first_words)))
		return agree(in, p, why, "日程: 候補から選択");
	if (asks) {
		strlist_free(&p->choice);
		p->ambiguous = phrase_has(text, first_words);
		return answer(p, REPLY_SCHEDULE_QUESTION, why, "日程: 先に質問がある");
	}
	if (!phrase_has(text, agree_words))
		return false;
	p->ambiguous = in->context->proposed.n != 1;
	return agree(in, p, why, "日程: 了承、ただし候補の指定なし");
}

static bool
about_fixed(const struct reply_input *in, struct reply *p, struct strlist *why)
{
	const char *text = in->a->text;

	if (phrase_has(text, cancel_words))
		return answer(p, REPLY_SCHEDULE_CANCEL, why, "日程: 取り消しの言葉");
	/* Who names another day moves the date, as far as words go. */
	if (in->dates->wanted.n == 0 && date_off_said(text))
		return answer(
		    p, REPLY_SCHEDULE_CANCEL, why, "日程: 都合がつかなくなった");
	if (phrase_has(text, none_words))
		return answer(p, REPLY_SCHEDULE_COUNTER, why, "日程: 変更を希望");
	if (phrase_has(text, question_words))
		return answer(p, REPLY_SCHEDULE_QUESTION, why, "日程: 質問がある");
	if (phrase_has(text, agree_words))
		return agree(in, p, why, "日程: 確定日を了承");
	return false;
}

/* After an introduction nothing is proposed yet: dates are proposals. */
static bool
about_nothing(const struct reply_input *in, struct reply *p, struct strlist *why)
{
	bool asks = phrase_has(in->a->text, question_words);

	if (asks && phrase_has(in->a->text, "いつごろ|いつ頃|いつに|いつです|いつまでに"))
		return answer(p, REPLY_SCHEDULE_QUESTION, why, "日程: いつかを質問");
	if (in->dates->wanted.n > 0)
		return answer(p, REPLY_SCHEDULE_COUNTER, why, "日程: 希望日の提示");
	if (asks && phrase_has(in->a->text, "日程|候補日|訪問日|初回"))
		return answer(p, REPLY_SCHEDULE_QUESTION, why, "日程: 質問がある");
	return false;
}

bool
reply_visit(const struct reply_input *in, struct reply *p, struct strlist *why)
{
	bool fixed = in->context->context == CONTEXT_VISIT_FIXED;

	if (fixed)
		return about_fixed(in, p, why);
	/* A conflict of day and weekday is asked about, whatever else is clear. */
	if (in->context->proposed.n > 0)
		return about_proposed(in, p, why);
	return about_nothing(in, p, why);
}
