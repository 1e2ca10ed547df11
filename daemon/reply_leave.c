/*
 * An expert who has accepted a case gives it up again. What he answers to is about dates
 * then, so that the words alone are read as one of these; and nothing but the case itself
 * may be meant, as the desk calls off all visits on his word.
 */
#include "reply.h"

#include "phrase.h"

#include <ctype.h>
#include <string.h>

#define SURE_DECLINE .9
#define LEAVE_BYTES  1200 /* some 400 characters: a longer text says more than that */

/* What is given up: the case, or something that cannot be told from it, or something else
 * for sure. Of two that hold each other the longer counts. */
enum { THE_CASE = 1, UNTOLD, ELSE };

static const struct phrase leaves[] = {
    {THE_CASE,
        "辞退|担当を外|担当から外|担当を降|担当から降|引き受けできなく|"
        "引き受けすることができなく|引き受けられなく|お受けできなく|"
        "お受けすることができなく|担当できなく|担当することができなく|支援できなく|"
        "支援することができなく|続けられなく|続けられませ|続けることができな|"
        "続けることができませ|続けることが難し|続けることが困難|続けるのが難し|"
        "続けるのが困難|続けることは難し|続けることは困難|継続が難し|継続が困難|"
        "継続できなく|"
        "継続することが難し|継続することが困難|継続することができな|引き受けを取り消|"
        "引き受けを撤回|承諾を取り消|承諾を撤回|お受けした件~お断り|お受けしました~"
        "お断り|"
        "引き受けした件~お断り|引き受けしました~お断り|本件はお断り|本件をお断り|"
        "今回は辞退|本件は辞退|本件を辞退|件は辞退|件を辞退|こちらは辞退|担当は辞退|"
        "担当を辞退|支援は辞退|支援を辞退|引き受けは辞退|引き受けを辞退|依頼は辞退|"
        "依頼を辞退|お話は辞退|お話を辞退|"
        "withdraw from this case|withdraw from the case|step down from|"
        "continue with this case|continue with the case|decline this case after"},
    {UNTOLD,
        "お断り|断らせて|断ります|降ります|降りさせ|降ろさせ|降りたい|withdraw|step down|"
        "decline|見送らせて|見送ります"},
    {ELSE, "は辞退|を辞退|も辞退|の辞退"},
};

/* Turned around, told of somebody else, or meant of something else than the case. */
static const char other_words[] =
    "辞退ではな|辞退するわけ|辞退するつもり|辞退する理由|辞退しませ|辞退せず|辞退され|"
    "ご辞退|辞退も|辞退する可能|続けられないわけ|続けられなくはな|降りるわけ|"
    "から辞退|から~辞退の|申し出が|申出が|とのこと|だそう|そうです|らしい|先方で|先方が|"
    "先方の|"
    "企業が|企業の|企業側|企業様が|企業様から|企業様の|お客様が|なりましたら|万一|万が一|"
    "別の案件|他の案件|ほかの案件|前の案件|前回|過去|"
    "ようでしたら|ようなら|なければ辞退|ければ辞退|たら辞退|なら辞退|なければ降り|場合|"
    "もし|"
    "かもしれ|かも知れ|可能性|検討中|検討して|検討させ|検討いたし|考えて|考え中|迷って|"
    "相談させ|相談したい|でしょうか|ですか|ますか|?|どうか|第1|第2|第3|初回|次回|回目|"
    "1回|2回|3回|訪問|日程|日時|時間|曜|以降|一部|半分|テーマ|謝礼|謝金|報酬|費用|交通費|"
    "食事|昼食|懇親|出席|参加|受講|登壇|撮影|録画|録音|資料|報告|"
    "if |unless|visit|date|next week|meeting|fee|would it|could you|may have to|might";

/* Another case is named by its number, as 2026-0012. */
static bool
names_number(const char *text)
{
	for (const char *p = strchr(text, '-'); p; p = strchr(p + 1, '-'))
		if (p - text >= 4 && isdigit((unsigned char)p[-1]) &&
		    isdigit((unsigned char)p[-4]) && isdigit((unsigned char)p[1]) &&
		    isdigit((unsigned char)p[2]))
			return true;
	return false;
}

static bool
is_sure(const struct reply_input *in)
{
	const char *text = in->a->text;

	return strlen(text) <= LEAVE_BYTES && !in->a->m->text_guessed &&
	       in->dates->wanted.n == 0 && in->dates->conflicts.n == 0 &&
	       !phrase_has(text, other_words) && !names_number(text) && in->model &&
	       in->stance->best == STANCE_DECLINE &&
	       in->stance->p[STANCE_DECLINE] >= SURE_DECLINE;
}

/* Read as something definite that an expert may say beside it. */
static bool
is_settled(const struct reply *p)
{
	static const enum reply_kind kinds[] = {
	    REPLY_VISIT_REPORT, REPLY_DELEGATE, REPLY_COMPLAINT, REPLY_AUTO_REPLY};

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (p->kind == kinds[i])
			return true;
	return false;
}

/* The words give up the case. *any: they give up something. */
static bool
gives_up(const struct reply_input *in, bool *any)
{
	struct phrase_hit hits[PHRASE_HITS_MAX];
	bool found[ELSE + 1] = {false};
	size_t n = phrase_find(in->a->text, leaves, ARRAY_LEN(leaves), hits);

	for (size_t i = 0; i < n; i++)
		found[hits[i].tag] = true;
	*any = n > 0;
	return found[THE_CASE] && !found[ELSE] && is_sure(in);
}

void
reply_leave(const struct reply_input *in, struct reply *p, struct strlist *why)
{
	bool read = p->kind == REPLY_EXPERT_DECLINE || p->kind == REPLY_WITHDRAW, any,
	     sure;

	if (!in->context->engaged || is_settled(p))
		return;
	sure = gives_up(in, &any);
	/* What was read plainly stands beside words that may mean something else. */
	if (!sure && !read &&
	    (!any || (!p->ambiguous && p->kind != REPLY_OTHER && p->kind != REPLY_NONE)))
		return;
	strlist_free(&p->choice);
	p->kind = REPLY_WITHDRAW;
	p->ambiguous = !sure;
	strlist_add(why, sure ? "返信: 引き受けた案件を辞退する言葉"
	                      : "返信: 辞退とも読める言葉があるため、人が確認します");
}
