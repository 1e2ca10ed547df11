/*
 * The words by which a reader knows who is writing and whose wish it is.
 *
 * A support body's mail and a company's own look alike in all that concerns the need;
 * what tells them apart is how the company is spoken of.
 */
#include "role.h"

#include "phrase.h"

#include <stdlib.h>

/* Tags are signs; words are folded, '~' stands for a few characters. */
static const struct phrase roles[] = {
    {ROLE_SUPPORTER,
        "商工会|会議所|信用金庫|信金|信用組合|信組|銀行|中央会|連合会|支援センター|"
        "産業振興|振興公社|振興財団|振興機構|支援機構|支援財団|公社|財団|協会|組合|"
        "事務局|市役所|町役場|村役場|県庁|産業課|商工課|商工観光|よろず|支援拠点|"
        "青年部|税理士|会計事務所|社労士|法律事務所|法律会計|経営指導|県警|警察|"
        "システムズ|ソリューション|情報サービス|農協|漁協|漁連|クラスター|支援員|"
        "相談員|chamber|support center|support desk|association"},
    {ROLE_HEARSAY,
        "とのこと|だそうで|たいそうで|ほしいそう|欲しいそう|るそうで|たそうで|"
        "いそうです|とおっしゃ|と仰|と言ってお|と言われてい|ほしいって|たいって|"
        "を希望され|希望されて|希望とのお|お困りで|お悩みで|というご相談|"
        "とのご相談|とのお話|とのご要望|と伺い|と聞いて|がご希望|ご希望です|"
        "よりの依頼|から依頼|より依頼|からの相談|よりご相談|相談がありま|"
        "相談があり|would like|they would|they need|passing on"},
    {ROLE_THIRD_PARTY,
        "さん(|様(|さん、|さんより|様より|さんから|様から|さんの社長|社長さん|"
        "院長先生|様の件|さんの件|先方|同社|同院|同園|同店|同組合|お客様の|"
        "お取引先|得意先の|お得意様|関与先|顧問先|会員の|会員企業|会員様|会員「|"
        "組合員の|部員の|管内の|担当先|融資先|支援先|テナントさん|our member|"
        "our client|our customer"},
    {ROLE_OWN, "弊社|当社|小社|わが社|我が社|うちの会社|うちは|うちの|うちで|ウチ|"
               "私ども|わたくしども|手前ども|当院|当園|当店|当館|当事務所|当法人|当工場|"
               "自社|私の会社|our company|our office|our shop|we are a"},
    {ROLE_EXPERT, "登録セキスペ|処理安全確保支援士|支援士|セキスペ|riss|ご打診|打診の件|"
                  "打診いただ|訪問指導|支援先の|登録番号"},
    {ROLE_SELLS, "ご提案|弊社サービス|弊社では|弊社の製品|弊社が提供|サービスのご案内|"
                 "ご紹介させていただきたく|導入企業|導入実績|無料で|無料トライアル|"
                 "お打ち合わせ|オンライン面談|資料をお送り|パートナー|代理店|"
                 "配信停止|特別価格|キャンペーン|our service|our solution|our product"},
    {ROLE_FIRST, "初めて|はじめまして|初めまして|はじめてご連絡|突然|ホームページを見て|"
                 "ホームページを拝見|サイトを見て|紹介されて|教えてもらって|聞いて連絡"},
    {ROLE_KNOWN,
        "先日は|先日の|先日お|先日ご|先週お|先週の|先ほどの|その後|の件ですが|"
        "の件です|の件で、|前回の|前回は|お世話になりました|ありがとうございました|"
        "いただいたメール|ご連絡ありがとう|ご返信ありがとう|お返事ありがとう|"
        "ご紹介ありがとう|ご案内ありがとう|お願いしていた|お願いしておりました|"
        "申し込んだ|申し込みました|相談した|ご相談した|約束"},
};

static const struct role {
	const char *name;
	bool in_sender, in_text, in_end;
} where[ROLE_SIGN_COUNT] = {
    [ROLE_SUPPORTER] = {"supporter", true, false, true},
    [ROLE_HEARSAY] = {"hearsay", false, true, false},
    [ROLE_THIRD_PARTY] = {"third party", false, true, false},
    [ROLE_OWN] = {"own", false, true, false},
    [ROLE_EXPERT] = {"expert", true, true, false},
    [ROLE_SELLS] = {"sells", false, true, false},
    [ROLE_FIRST] = {"first", false, true, false},
    [ROLE_KNOWN] = {"known", false, true, false},
};

const char *
role_sign_name(enum role_sign s)
{
	return where[s].name;
}

#define END_CHARS 80

void
role_find_signs(struct analysis *a)
{
	char *folded = analysis_fold(a->m->from.name);
	const char *tail = analysis_tail(a->text, END_CHARS);
	unsigned sender = phrase_tags(folded, roles, ARRAY_LEN(roles), NULL);
	unsigned text = phrase_tags(a->text, roles, ARRAY_LEN(roles), NULL);
	unsigned end = phrase_tags(tail, roles, ARRAY_LEN(roles), NULL);

	for (int i = 0; i < ROLE_SIGN_COUNT; i++) {
		unsigned seen = (where[i].in_sender ? sender : 0) |
		                (where[i].in_text ? text : 0) |
		                (where[i].in_end ? end : 0);

		a->role_signs |= seen & 1U << i;
	}
	free(folded);
}
