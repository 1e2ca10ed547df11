/*
 * Replies in context: what is said in any context first (automatic, complaint, the end of
 * the request, another person to ask), then the answer that the context expects.
 */
#include "reply.h"

#include "answer.h"
#include "norm.h"
#include "phrase.h"

#include <stdlib.h>
#include <string.h>

#define KIND_SURE 0.6
/* Below some eight characters a sentence is a name or a greeting. */
#define SENTENCE_MIN 24
#define RULE_SURE    0.95
/* Found by cross-validation: the model has no doubt of an answer to the offer. */
#define OVERRULES        0.6
#define DOUBTED          0.2
#define DATE_SURE        0.6
#define OVERRULES_SURELY 0.9

/* Texts are folded: no white space, small letters. */
static const char delegate_words[] =
    "担当は~替わりました|担当が~替わりました|担当は~変わりました|担当が~変わりました|"
    "担当者が変わり|担当者が替わり|担当が代わり|担当者が代わり|あてに改めて打診|"
    "宛に改めて打診|あてに打診|"
    "に聞いてもらえ|に聞いてください|に直接お願い|の方へ直接|の方に直接|の代理で|"
    "にお尋ねください|に引き継ぎ|が適任と思います|が適任かと|後任の~引き継|"
    "に聞いてやって|を推します|を推薦します|を推薦いたし|をご紹介します|一括してお答え|"
    "代わりに答え|代わってお答え|ご転送いただ|へ転送|あてに送り直|宛先を~替え|"
    "宛先を~変え|のほうが得意で|の方が得意で|のほうが向いて|の方が向いて|"
    "のほうが断然|の方が断然|のほうが適任|の方が適任|に聞いてもらって|"
    "直接聞いてやって|さんに回して|先生に回して|に一任|あてに同じ|宛に同じ|"
    "あてにお送り|宛にお送り|さん宛に改めて|が受け持って|に宛てていただ|"
    "そちらへお尋ね|へお尋ねください|本人了解済|本人の了解|ご本人には~伝え|"
    "話は通して|direct this to|has taken over|takes over|hand over my|"
    "please contact my|please ask her|please ask him|please ask my|"
    "my colleague will";
static const char withdraw_words[] =
    "取り下げ|取下げ|なかったことに|やめておきます|今回は終了と|以降をキャンセル|"
    "以降は中止|"
    "やめることにし|申し込みを辞退|支援は辞退|支援を辞退|相談は結構|担当を降ろ|"
    "もう結構です|もう結構でございます|申し込み自体を|申込み自体を|お申込みを取り消|"
    "申し込みを取り消|申込を取り消|打ち切りと|打ち切らせ|打ち切って|支援はここまで|"
    "相談はもう|支援はもう|自力で解決|必要なくなり|必要がなくなり|不要になりまし|"
    "無料でないのでしたら結構|これで終わりに|申し込みをキャンセル|相談をキャンセル|"
    "withdraw";
static const char complaint_words[] =
    "納得できません|納得がいきません|苦情|クレーム|経緯を~説明|責任者の方|責任者から|"
    "不信感|二度とお願い|遺憾|返金|ひどい|一向にお返事|どうなっているので|"
    "あきれて|呆れて|責任を取|どう責任|説明を求め|書面で~お答え|書面で~回答|"
    "お叱りを受け|どういうおつもり|話が違|約束が違|いい加減に|困ります。どう|"
    "先生が現れず|先生が来ない|催促はやめて|催促をやめ";
static const char unrelated_words[] =
    "別件ですが|別件で|それとは別に|これとは別に|ご報告とは別に|話は変わり|話が変わり|"
    "別の話なのですが|突然のご連絡失礼|突然のご連絡で|それより、|"
    "ところで別の|とは別の話|別の相談|新たに相談|新しく相談|登録内容の";
static const char receipt_words[] = "受け取りました|受領しました|拝受しました|確認のうえ|"
                                    "社内で確認して|ありがとうございます|"
                                    "ありがとうございました|助かります|感謝|確認して~"
                                    "お返事|拝見しました|お礼|thankyou|thanks";
static const char promise_words[] =
    "確認のうえ~お返事|社内で確認して|改めてお返事|期日までにお返事|受け取りましたこと|"
    "と相談して~お返事|と相談のうえ~お返事|後ほど読み|後ほど拝見|後で読み|あとで読み|"
    "確かに拝受|期限までにお返事|後日お返事|のちほどお返事";
/* These answer nothing even where an answer's words stand beside them. */
static const char nothing_yet_words[] =
    "まずは受領|受領のご連絡まで|受領のみ|取り急ぎ受領|受け取りのご連絡|まずは拝受|"
    "返信は改めて|お返事は改めて|回答は改めて";
/* The expert answers later, or only when something else is known. */
static const char delay_words[] =
    "承諾か辞退か|可否が出ましたら|可否が出次第|お返事はそれから|それからお返事|"
    "それからご返事|までにお返事します|までにお返事いたし|までに回答し|までにご回答し|"
    "期限を~延ば|期限を~延長|回答期限の延長|お返事を~お待ち|お返事の前に|返事の前に|"
    "受けするかどうか決め|受けするかどうかを決め|受けするかどうかはそれ|"
    "少しお時間をください|少しお時間ください|考える時間を|until i decide|"
    "will let you know by|before i decide|before deciding";
static const char followup_words[] = "その後の状況|その後いかが|訂正|補足|追加でお知らせ|"
                                     "数え漏れ|追記|進捗|まだでしょうか|"
                                     "届いていますか|届いてますか|"
                                     "書き忘れ|書き漏ら|伝え忘れ|言い忘れ|音沙汰|"
                                     "追加のお知らせ|追加でお伝え|誤りがあり|"
                                     "間違いがあり|正しくは|実施しておりません|"
                                     "実施していません|実施できませんでした|追伸";
/* Said of an answer that was given earlier. */
static const char given_words[] =
    "お選びした~補足|お選びした~訂正|お選びした~追加|お返しした|返事に書き忘れ|"
    "返事に~書き忘れ|お答えした~補足|お答えした~訂正|お返事した~補足|お返事した~訂正|"
    "お伝えした~訂正|お知らせした~訂正";

static const char absence_words[] =
    "不在に|不在と|不在です|休業|休暇|出張中|産休|育休|返信が遅れ|返信できません|"
    "ご返信が遅|戻り次第|on vacation|out of office|on leave|away until";

static bool
is_auto_reply(const struct reply_input *in)
{
	/* A person's short answer resembles a program's: only a rule is believed. */
	return (in->kind == KIND_AUTO_REPLY &&
	           (in->kind_chance >= RULE_SURE ||
	               phrase_has(in->a->text, absence_words))) ||
	       (in->kind == KIND_BOUNCE && in->kind_chance >= KIND_SURE);
}

static const char visit_wish[] =
    "訪問希望|訪問でお願い|訪問で|訪問を希望|来ていただ|来てほしい|来てもらい|来て欲しい|"
    "来て下さ|来てくだ|現地|形態:訪問|形態→訪問|お越しいただ|お越しくだ|対面|伺いました|"
    "行ってきました|on-site|on site|in person";
static const char online_wish[] =
    "オンライン希望|オンラインで|オンラインが|オンライン可|オンラインに|オンラインを|"
    "オンラインの|zoom|teams|web会議|リモート|形態:オンライン|online";
static const char either_wish[] =
    "どちらでも|訪問・オンライン|訪問かオンライン|訪問、オンライン|訪問/オンライン|"
    "訪問とオンライン";
static const char not_now_wish[] =
    "2回目からは~オンライン|2回目以降は~オンライン|そのあとは~web会議|"
    "オンラインに変える|オンラインでもでき";
static const char no_online[] = "オンラインは無理|オンラインは苦手|オンラインは難し|"
                                "オンラインはでき|オンラインではなく|オンラインじゃなく";

static void
set_format(struct reply *p, bool visit, bool online)
{
	if (visit != online)
		set_str(&p->format, visit ? "visit" : "online");
}

/* 訪問 or オンライン where the text asks for one of them; "any" is no wish. The menu asks
 * for the format, so a bare word answers; a visit is what a report is of, unless it says
 * otherwise; who accepts an offer repeats its format and wishes for none. */
static void
read_format(const struct reply_input *in, struct reply *p)
{
	const char *text = in->a->text;
	bool menu = p->kind == REPLY_MENU_CHOICE;
	bool report = p->kind == REPLY_VISIT_REPORT;
	bool visit = phrase_has(text, visit_wish) || phrase_has(text, no_online) ||
	             report ||
	             (menu && phrase_has(text, "訪問|来所|こちらに来|現場で|出向いて"));
	bool online = !phrase_has(text, no_online) &&
	              (phrase_has(text, online_wish) ||
	                  ((menu || report) && phrase_has(text, "オンライン|ビデオ")));

	if (p->kind == REPLY_EXPERT_ACCEPT || p->kind == REPLY_SCHEDULE_QUESTION ||
	    phrase_has(text, either_wish) || phrase_has(text, not_now_wish))
		return;
	if (report && online)
		visit = phrase_has(text, "現地|対面|訪問しました|伺いました|お邪魔");
	set_format(p, visit, online);
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

struct pick {
	bool declined; /* the sentence has to name a hindrance */
	char *found;
};

static void
pick_sentence(void *data, const struct shape_sentence *s)
{
	static const char greeting[] =
	    "お世話|いつも|ありがとう|御礼|お礼|拝見|平素|拝啓|"
	    "時下|ご連絡いただ|おはよう|こんにちは";
	struct pick *pick = data;
	char *sentence;

	if (pick->found || s->len < SENTENCE_MIN ||
	    (pick->declined && !strchr(s->shape, SHAPE_HINDRANCE) &&
	        !strchr(s->shape, SHAPE_NOT)) ||
	    (pick->declined && strchr(s->shape, SHAPE_REFUSAL)))
		return;
	sentence = xstrndup(s->begin, s->len);
	if (phrase_has(sentence, greeting)) {
		free(sentence);
		return;
	}
	utf8_cut(sentence, 80);
	pick->found = sentence;
}

/* The first sentence that is no greeting: where no word gives a reason, it does. */
static char *
first_sentence(const struct reply_input *in, bool declined)
{
	struct pick pick = {declined, NULL};

	shape_walk(in->a->text, pick_sentence, &pick);
	return pick.found;
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
		p->reason = sentence_with(in->a->lines, words);
		if (!p->reason)
			p->reason = first_sentence(in, true);
		break;
	case REPLY_SCHEDULE_CANCEL:
	case REPLY_WITHDRAW:
	case REPLY_COMPLAINT:
		p->reason = sentence_with(in->a->lines, words);
		if (!p->reason)
			p->reason = first_sentence(in, true);
		if (!p->reason)
			p->reason = first_sentence(in, false);
		break;
	case REPLY_AUTO_REPLY: p->reason = sentence_with(in->a->lines, words); break;
	case REPLY_EXPERT_CONDITIONAL:
		p->condition = sentence_with(in->a->lines,
		    "条件|なら|たら|れば|ただし|ただ、|前提|次第|もらえますか|"
		    "いただけますか|"
		    "可能でしょうか|できますか|大丈夫ですか|限り|次第|のみ|だけ|"
		    "以降|必須|ください|provided|only if|as long as|once");
		if (!p->condition)
			p->condition = first_sentence(in, false);
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

/* An expert who says when he will answer has not answered; but "before I decide, tell me
 * whether …; if so, yes" is an answer. */
static bool
answers_later(const struct reply_input *in, struct reply *p, struct strlist *why)
{
	if (!phrase_has(in->a->text, delay_words))
		return false;
	p->ambiguous = true;
	return settle(p, REPLY_OTHER, why, "返信: 回答は後日");
}

/* Somebody else is to be asked; nobody who answers for himself says so in passing. */
static bool
names_another(const struct reply_input *in)
{
	return phrase_has(in->a->text, delegate_words) ||
	       (phrase_has(in->a->text, "後任|後継") &&
	           phrase_has(
	               in->a->text, "引き継|引継|からお答え|からご連絡|からお返事"));
}

/* What the model is sure of, whatever was asked. */
static bool
by_sure_kind(const struct reply_input *in, struct reply *p, struct strlist *why)
{
	/* A named letter answers the menu, whatever its words sound like. */
	if (in->kind_chance < KIND_SURE ||
	    (in->context->context == CONTEXT_CONFIRM_MENU && reply_menu_named(in)))
		return false;
	if (in->kind == KIND_WITHDRAW)
		return settle(p, REPLY_WITHDRAW, why, "返信: 取り下げ（文面全体の傾向）");
	if (in->kind == KIND_COMPLAINT)
		return settle(p, REPLY_COMPLAINT, why, "返信: 苦情（文面全体の傾向）");
	return false;
}

/* Complaint, withdrawal and the like cut across what was asked. */
static bool
reply_crosswise(const struct reply_input *in, struct reply *p, struct strlist *why)
{
	const char *text = in->a->text;
	bool offer = in->context->context == CONTEXT_OFFER_SENT;

	if (is_auto_reply(in))
		return settle(p, REPLY_AUTO_REPLY, why, "返信: 自動応答");
	/* Whoever answers may say all of the following beside it. */
	if (offer && reply_is_answer(in))
		return false;
	if (names_another(in))
		return settle(p, REPLY_DELEGATE, why, "返信: 別の担当者を案内");
	if (phrase_has(text, given_words))
		return settle(p, REPLY_FOLLOWUP, why, "返信: 前の返事への補足");
	if (offer && phrase_has(text, complaint_words) && in->a->stance == 0)
		return settle(p, REPLY_COMPLAINT, why, "返信: 苦情の言葉");
	if (offer)
		return answers_later(in, p, why);
	if (phrase_has(text, complaint_words) &&
	    !(in->kind == KIND_VISIT_REPORT && in->kind_chance >= KIND_SURE))
		return settle(p, REPLY_COMPLAINT, why, "返信: 苦情の言葉");
	if (phrase_has(text, withdraw_words) &&
	    !phrase_has(text, "キャンセル待ち|取り消し線"))
		return settle(p, REPLY_WITHDRAW, why, "返信: 取り下げの言葉");
	if (phrase_has(text, unrelated_words))
		return settle(p, REPLY_UNRELATED, why, "返信: 別の用件");
	return by_sure_kind(in, p, why);
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

/* Takes over what the model is sure of. A slot is nobody's choice that no word names, and
 * a letter neither. */
static void
overrule(const struct reply_input *in, const struct reply_guess *g, struct reply *p,
    struct strlist *why)
{
	enum reply_kind kind = (enum reply_kind)(g->best + REPLY_EXPERT_CONDITIONAL);

	/* The days that were named are others, whatever the words sound like. */
	if (kind == REPLY_MENU_CHOICE ||
	    (kind == REPLY_SCHEDULE_ACCEPT && p->kind == REPLY_SCHEDULE_COUNTER))
		return;
	strlist_free(&p->choice);
	p->ambiguous = p->ambiguous || g->chance[g->best] < OVERRULES_SURELY ||
	               (kind == REPLY_SCHEDULE_ACCEPT && in->context->proposed.n > 1);
	settle(p, kind, why, "返信: 文面全体の傾向");
}

/* To confirm what is fixed anyway commits nobody anew. */
static bool
is_new_date(const struct reply_input *in, const struct reply *p)
{
	return p->kind == REPLY_SCHEDULE_ACCEPT &&
	       in->context->context != CONTEXT_VISIT_FIXED;
}

/* Both ask for another date in place of the one that is fixed; whether that one stands
 * meanwhile hangs on words that the desk reads itself (date_off.h). */
static bool
leaves_fixed(const struct reply_input *in, int class)
{
	return in->context->context == CONTEXT_VISIT_FIXED &&
	       (class == REPLY_CLASS(REPLY_SCHEDULE_COUNTER) ||
	           class == REPLY_CLASS(REPLY_SCHEDULE_CANCEL));
}

/* Where the model takes the text for another kind than the words did, it is believed when
 * it is sure; where it doubts them, a person looks. An agreed date commits two sides. */
static void
reconsider(const struct reply_input *in, struct reply *p, struct strlist *why)
{
	struct reply_guess g;

	if (!reply_guess(in, &g))
		return;
	if (leaves_fixed(in, REPLY_CLASS(p->kind)) && leaves_fixed(in, g.best)) {
		if (g.chance[g.best] >= OVERRULES)
			p->kind = (enum reply_kind)(g.best + REPLY_EXPERT_CONDITIONAL);
		return;
	}
	if (g.chance[REPLY_CLASS(p->kind)] < (is_new_date(in, p) ? DATE_SURE : DOUBTED))
		p->ambiguous = true;
	if (g.best == REPLY_CLASS(p->kind) ||
	    (in->context->context == CONTEXT_OFFER_SENT && reply_is_answer(in)))
		return;
	if (g.best != 0 && g.chance[g.best] >= OVERRULES)
		overrule(in, &g, p, why);
}

/* An answer that names somebody else may be his to give: nobody is introduced, and nobody
 * passed over, before a person has looked. */
static void
heed_others(const struct reply_input *in, struct reply *p, struct strlist *why)
{
	static const char others[] = "弊社の~が|当社の~が|弊所の~が|当所の~が|うちの~が|"
	                             "同じ事務所の|同僚|部下|所員|"
	                             "代わりに|代わって|代理|別の者|他の者|ほかの者|"
	                             "宛てにご連絡|宛てに連絡|宛にご連絡|"
	                             "宛に連絡|にご連絡ください|に連絡してください|"
	                             "へご連絡ください|ではいかがでしょう|"
	                             "my colleague|instead of me|on my behalf";
	bool answer = p->kind == REPLY_EXPERT_ACCEPT || p->kind == REPLY_EXPERT_DECLINE;

	if (!answer || p->ambiguous || in->form.kind != REPLY_NONE ||
	    !(names_another(in) || phrase_has(in->a->text, others)))
		return;
	p->ambiguous = true;
	strlist_add(why, "別の人を挙げているため、人が確認します");
}

/* What the sender says, the dates apart. */
static void
read_kind(const struct reply_input *in, struct reply *p, struct strlist *why)
{
	bool offer = in->context->context == CONTEXT_OFFER_SENT;
	bool answer = offer && reply_is_answer(in);

	if (offer && !is_auto_reply(in) && reply_in_form(in, p, why))
		return;
	if (reply_slots_alone(in, p, why))
		return;
	/* "ご案内ありがとうございます。確認のうえお返事します" answers nothing yet. */
	if (!answer &&
	    (phrase_has(in->a->text, nothing_yet_words) ||
	        (phrase_has(in->a->text, promise_words) && is_receipt(in) &&
	            !(in->a->stance & (WORD_ACCEPT | WORD_DECLINE | WORD_CONDITION)))))
		settle(p, REPLY_THANKS_ONLY, why, "返信: 受領の連絡のみ");
	else if (!reply_crosswise(in, p, why) && !reply_expected(in, p, why))
		reply_rest(in, p, why);
	reconsider(in, p, why);
}

void
reply_read(const struct reply_input *in, struct reply *p, struct strlist *why)
{
	struct reply_input asked = *in;
	struct answer stance;

	reply_ask_stance(in, &stance);
	asked.stance = &stance;
	asked.form = reply_offer_form(
	    in->a, in->maker ? feature_maker_dictionary(in->maker) : NULL);
	read_kind(&asked, p, why);
	reply_leave(&asked, p, why);
	heed_others(&asked, p, why);
	reply_dates(in, p);
	read_format(in, p);
	read_reason(in, p);
}
