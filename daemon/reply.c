/*
 * Replies in context: what is said in any context first (automatic, complaint, the end of
 * the request, another person to ask), then the answer that the context expects.
 */
#include "reply.h"

#include "norm.h"
#include "phrase.h"

#include <stdlib.h>
#include <string.h>

#define KIND_SURE 0.6

/* Texts are folded: no white space, small letters. */
static const char delegate_words[] =
    "担当は~替わりました|担当が~替わりました|担当は~変わりました|担当が~変わりました|"
    "担当者が変わり|担当者が替わり|あてに改めて打診|宛に改めて打診|あてに打診|"
    "に聞いてもらえ|に聞いてください|に直接お願い|の方へ直接|の方に直接|の代理で|"
    "にお尋ねください|に引き継ぎ|が適任と思います|が適任かと";
static const char withdraw_words[] =
    "取り下げ|取下げ|なかったことに|やめておきます|今回は終了と|以降をキャンセル|"
    "以降は中止|"
    "やめることにし|申し込みを辞退|支援は辞退|支援を辞退|相談は結構|担当を降ろ|"
    "無料でないのでしたら結構|これで終わりに|申し込みをキャンセル|相談をキャンセル|"
    "withdraw";
static const char complaint_words[] =
    "納得できません|納得がいきません|苦情|クレーム|経緯を~説明|責任者の方|責任者から|"
    "不信感|二度とお願い|遺憾|返金|ひどい|一向にお返事|どうなっているので|"
    "先生が現れず|先生が来ない|催促はやめて|催促をやめ";
static const char unrelated_words[] =
    "別件ですが|別件で|別の話なのですが|突然のご連絡失礼|突然のご連絡で|それより、|"
    "ところで別の|とは別の話|別の相談|新たに相談|新しく相談|登録内容の";
static const char receipt_words[] = "受け取りました|受領しました|拝受しました|確認のうえ|"
                                    "社内で確認して|ありがとうございます|"
                                    "ありがとうございました|助かります|感謝|確認して~"
                                    "お返事|拝見しました|お礼|thankyou|thanks";
static const char promise_words[] =
    "確認のうえ~お返事|社内で確認して|改めてお返事|期日までにお返事|受け取りましたこと";
static const char followup_words[] = "その後の状況|その後いかが|訂正|補足|追加でお知らせ|"
                                     "数え漏れ|追記|進捗|まだでしょうか|"
                                     "届いていますか|届いてますか";

static bool
is_auto_reply(const struct reply_input *in)
{
	return in->kind == KIND_AUTO_REPLY ||
	       (in->kind == KIND_BOUNCE && in->kind_chance >= KIND_SURE) ||
	       phrase_has(in->a->text,
	           "自動応答|自動返信|自動送信|自動で送信|automatedresponse|"
	           "automated response|out of the office");
}

/* 訪問 or オンライン where the text asks for one of them; "any" is no wish. */
static void
read_format(const struct reply_input *in, struct reply *p)
{
	static const struct phrase table[] = {
	    {1, "訪問希望|訪問でお願い|訪問で|訪問を希望|来ていただ|来てほしい|"
	        "来てもらい|現地|"
	        "形態:訪問|形態→訪問|お越しいただ|対面|伺いました|行ってきました|on-"
	        "site"},
	    {2, "オンライン希望|オンラインで|オンラインが|オンライン可|オンラインに|"
	        "オンラインを|"
	        "オンラインの|zoom|teams|web会議|リモート|形態:オンライン|online"},
	    {3, "どちらでも|訪問・オンライン|訪問かオンライン|訪問、オンライン"},
	    {0, "2回目からは~オンライン|2回目以降は~オンライン|そのあとは~web会議|"
	        "オンラインに変える|オンラインでもでき"},
	};
	struct phrase_hit hits[PHRASE_HITS_MAX];
	size_t n = phrase_find(in->a->text, table, ARRAY_LEN(table), hits);
	bool said[4] = {false};

	for (size_t i = 0; i < n; i++)
		said[hits[i].tag] = true;
	if (said[3] || said[1] == said[2])
		return;
	set_str(&p->format, said[1] ? "visit" : "online");
}

/* The sentence that holds a giving of reasons, without what follows it. */
static char *
sentence_with(const char *lines, const char *words)
{
	const char *p = lines;

	while (*p) {
		size_t n = 0;
		char *s;

		while (p[n] && p[n] != '\n' && !str_starts(p + n, "。"))
			n++;
		s = str_trim(xstrndup(p, n));
		if (phrase_has(s, words)) {
			utf8_cut(s, 80);
			return s;
		}
		free(s);
		p += n;
		while (*p == '\n' || str_starts(p, "。"))
			p += *p == '\n' ? 1 : strlen("。");
	}
	return NULL;
}

static void
read_reason(const struct reply_input *in, struct reply *p)
{
	static const char words[] = "ため|ので|理由|都合|により|につき|多忙|繁忙|手一杯|"
	                            "専門外|利益相反|入院|出張|"
	                            "体調|重なって|重なり|ことになり|休暇|休業|予算|遠く|"
	                            "ですから|because|fully booked";

	switch (p->kind) {
	case REPLY_EXPERT_DECLINE:
	case REPLY_SCHEDULE_CANCEL:
	case REPLY_WITHDRAW:
	case REPLY_COMPLAINT:
	case REPLY_AUTO_REPLY:
		if (!p->reason)
			p->reason = sentence_with(in->a->lines, words);
		break;
	case REPLY_EXPERT_CONDITIONAL:
		if (!p->condition)
			p->condition = sentence_with(in->a->lines,
			    "条件|なら|たら|れば|ただし|ただ、|前提|次第|もらえますか|"
			    "いただけますか|"
			    "可能でしょうか|できますか|大丈夫ですか");
		break;
	default: break;
	}
}

static bool
settle(struct reply *p, enum reply_kind kind, struct strlist *why, const char *text)
{
	p->kind = kind;
	strlist_add(why, text);
	return true;
}

/* Complaint, withdrawal and the like cut across what was asked. */
static bool
reply_crosswise(const struct reply_input *in, struct reply *p, struct strlist *why)
{
	const char *text = in->a->text;
	bool offer = in->context->context == CONTEXT_OFFER_SENT;

	if (is_auto_reply(in))
		return settle(p, REPLY_AUTO_REPLY, why, "返信: 自動応答");
	if (phrase_has(text, complaint_words) && in->kind != KIND_VISIT_REPORT && !offer)
		return settle(p, REPLY_COMPLAINT, why, "返信: 苦情の言葉");
	if (phrase_has(text, delegate_words))
		return settle(p, REPLY_DELEGATE, why, "返信: 別の担当者を案内");
	if (!offer && phrase_has(text, withdraw_words) &&
	    !phrase_has(text, "キャンセル待ち|取り消し線"))
		return settle(p, REPLY_WITHDRAW, why, "返信: 取り下げの言葉");
	if (!offer && phrase_has(text, unrelated_words))
		return settle(p, REPLY_UNRELATED, why, "返信: 別の用件");
	return false;
}

static bool
is_receipt(const struct reply_input *in)
{
	return phrase_has(in->a->text, receipt_words) && strlen(in->a->text) < 600 &&
	       !phrase_has(in->a->text, "?|でしょうか|ですか|ますか");
}

static void
reply_rest(const struct reply_input *in, struct reply *p, struct strlist *why)
{
	if (phrase_has(in->a->text, followup_words) || in->kind == KIND_FOLLOWUP)
		settle(p, REPLY_FOLLOWUP, why, "返信: 案件への補足・確認");
	else if (is_receipt(in))
		settle(p, REPLY_THANKS_ONLY, why, "返信: お礼または受領の連絡のみ");
	else if (in->kind == KIND_REQUEST || in->kind == KIND_SPAM ||
	         in->kind == KIND_LIST_APPLICATION)
		settle(p, REPLY_UNRELATED, why, "返信: 文脈と別の用件");
	else {
		settle(p, REPLY_OTHER, why, "返信: 問いへの答えが見つからない");
		p->ambiguous = true;
	}
}

/* A case known to no context: the kind of its words decides. */
static bool
reply_by_kind(const struct reply_input *in, struct reply *p, struct strlist *why)
{
	switch (in->kind) {
	case KIND_VISIT_REPORT: return reply_report(in, p, why);
	case KIND_SCHEDULE_REPLY: return reply_visit(in, p, why);
	case KIND_EXPERT_ACCEPT:
	case KIND_EXPERT_DECLINE:
	case KIND_EXPERT_CONDITIONAL: return reply_stance(in, p, why);
	case KIND_WITHDRAW: return settle(p, REPLY_WITHDRAW, why, "返信: 取り下げ");
	case KIND_COMPLAINT: return settle(p, REPLY_COMPLAINT, why, "返信: 苦情");
	default: return false;
	}
}

static bool
reply_expected(const struct reply_input *in, struct reply *p, struct strlist *why)
{
	switch (in->context->context) {
	case CONTEXT_OFFER_SENT: return reply_stance(in, p, why);
	case CONTEXT_CONFIRM_MENU: return reply_menu(in, p, why);
	case CONTEXT_REPORT_DUE: return reply_report(in, p, why);
	case CONTEXT_SURVEY_SENT: return reply_survey(in, p, why);
	case CONTEXT_VISIT_FIXED:
		return reply_report(in, p, why) || reply_visit(in, p, why);
	case CONTEXT_INTRO_SENT:
	case CONTEXT_VISIT_PROPOSED: return reply_visit(in, p, why);
	default: return reply_by_kind(in, p, why);
	}
}

void
reply_read(const struct reply_input *in, struct reply *p, struct strlist *why)
{
	/* "ご案内ありがとうございます。確認のうえお返事します" answers nothing yet. */
	if (phrase_has(in->a->text, promise_words) && is_receipt(in) &&
	    !(in->a->stance & (WORD_ACCEPT | WORD_DECLINE | WORD_CONDITION)))
		settle(p, REPLY_THANKS_ONLY, why, "返信: 受領の連絡のみ");
	else if (!reply_crosswise(in, p, why) && !reply_expected(in, p, why))
		reply_rest(in, p, why);
	reply_dates(in, p);
	read_format(in, p);
	read_reason(in, p);
}
