/*
 * What can be said of a message's kind by rule.
 *
 * Headers that only programs write settle the matter: such mail is never answered,
 * whatever its words say. Words alone settle nothing here but the two automatic kinds;
 * for the others they are hints that the model weighs.
 */
#include "kind.h"

#include "decide.h"
#include "incident.h"
#include "phrase.h"
#include "reply.h"
#include "role.h"

#include <stdlib.h>
#include <string.h>

/* Parts of a sender's address before the '@'. */
static const char *const program_senders[] = {"mailer-daemon", "postmaster", "no-reply",
    "noreply", "no_reply", "do-not-reply", "donotreply", "do_not_reply"};

/* Folded beginnings of subjects that mail programs give to automatic answers. */
static const char *const auto_subjects[] = {"自動応答", "自動返信", "【自動返信】",
    "【自動応答】", "(自動返信)", "(自動応答)", "不在:", "不在通知", "不在のお知らせ",
    "automatic reply", "auto reply", "auto:", "autoreply", "out of office",
    "[auto-reply]", "[auto reply]"};

static const char *const bounce_subjects[] = {"配信不能", "undeliverable",
    "undelivered mail", "delivery status notification",
    "returned mail:", "failure notice", "mail delivery failed", "mail delivery system",
    "delivery failure", "message not delivered", "warning: message", "delayed mail",
    "宛先不明", "メールを配信できませんでした", "配信できませんでした"};

/* Folded words by which a mail calls itself automatic. That it only speaks of automatic
 * answers (自動返信が勝手に送られている, I got an automatic reply) is no such sign. */
static const char *const auto_phrases[] = {"本メールは自動", "このメールは自動",
    "このメッセージは自動", "本メッセージは自動", "このメールはシステム",
    "本メールはシステム", "このメールは、システム", "本メールは、システム",
    "本メールは送信専用", "このメールは送信専用", "自動で送信して", "自動で送信され",
    "自動的に送信", "自動送信され", "自動送信して", "自動送信です", "自動送信メールです",
    "自動配信され", "自動配信して", "自動配信です", "自動で返信して", "自動返信です",
    "自動返信メールです", "自動返信して", "自動返信にて", "自動返信となり",
    "自動応答です", "自動応答メールです", "自動応答メッセージです", "自動応答して",
    "自動応答にて", "this is an automated response", "this is an automatic reply",
    "automatic reply to your", "automated response to your", "automatically generated",
    "auto-reply:", "i am out of the office", "i'm out of the office",
    "currently out of the office", "will be out of the office",
    "i am currently out of office"};

static const char *
find_any(const char *text, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strstr(text, words[i]))
			return words[i];
	return NULL;
}

static const char *
starts_any(const char *text, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_starts(text, words[i]))
			return words[i];
	return NULL;
}

/* "自動返信: …" and "自動応答メール", but not "自動返信が勝手に…", which tells of one. */
static const char *
auto_subject(const char *subject)
{
	static const char *const after[] = {":", "-", "(", "]", "】", "です", "メール",
	    "のお知らせ", "メッセージ", "/", "/", "【", "<"};
	const char *word = starts_any(subject, auto_subjects, ARRAY_LEN(auto_subjects));
	const char *rest = word ? subject + strlen(word) : NULL;
	bool bare = word && (str_eq(word, "自動応答") || str_eq(word, "自動返信"));

	if (!bare || *rest == '\0')
		return word;
	if (str_starts(rest, "メールが") || str_starts(rest, "メールの") ||
	    str_starts(rest, "メールを"))
		return NULL;
	return starts_any(rest, after, ARRAY_LEN(after)) ? word : NULL;
}

/* The word for a bounce in a subject; not "undelivered mail が大量に届きます", which
 * tells of them: whoever's account is abused gets many. */
static const char *
bounce_subject(const char *subject, bool at_start)
{
	const char *word =
	    at_start ? starts_any(subject, bounce_subjects, ARRAY_LEN(bounce_subjects))
	             : find_any(subject, bounce_subjects, ARRAY_LEN(bounce_subjects));

	return word && !phrase_has(subject, "が大量|が届|が多数|がたくさん|が何|が次々|"
	                                    "が来ます|が来て|が止ま|が増え|を大量|"
	                                    "で困|の相談|について相談|についてご相談|"
	                                    "について教え")
	           ? word
	           : NULL;
}

bool
kind_address_is_program(const char *addr)
{
	for (size_t i = 0; addr && i < ARRAY_LEN(program_senders); i++) {
		const char *name = program_senders[i];

		if (str_istarts(addr, name) && strchr("@+-.", addr[strlen(name)]))
			return true;
	}
	return false;
}

static bool
precedence_is_bulk(const char *precedence)
{
	static const char *const words[] = {"bulk", "list", "junk", "auto_reply"};

	for (size_t i = 0; precedence && i < ARRAY_LEN(words); i++)
		if (str_eq(precedence, words[i]))
			return true;
	return false;
}

/* The first header that proves a program at work; NULL when none does. Owned. */
static char *
automatic_header(const struct message *m)
{
	if (m->desk_mark)
		return xstrdup("窓口自身の印のあるメール");
	if (m->auto_submitted && !str_eq(m->auto_submitted, "no"))
		return xasprintf("Auto-Submitted: %s", m->auto_submitted);
	if (m->dsn.present || m->report)
		return xstrdup("配信状況の通知（multipart/report）");
	if (m->return_path && *m->return_path == '\0')
		return xstrdup("Return-Path が空");
	if (precedence_is_bulk(m->precedence))
		return xasprintf("Precedence: %s", m->precedence);
	if (m->list)
		return xstrdup("メーリングリスト（List-*）");
	if (m->suppress)
		return xstrdup("X-Auto-Response-Suppress がある");
	if (kind_address_is_program(m->from.addr))
		return xasprintf("差出人: %s", m->from.addr);
	return NULL;
}

bool
decide_automatic(const struct message *m, char **why)
{
	char *reason = m->chat ? NULL : automatic_header(m);

	if (reason == NULL && !str_empty(m->subject)) {
		char *subject = analysis_fold(m->subject);
		const char *word = auto_subject(subject);

		if (word == NULL)
			word = bounce_subject(subject, true);
		reason = word ? xasprintf("件名「%s」", word) : NULL;
		free(subject);
	}
	if (why)
		*why = reason;
	else
		free(reason);
	return reason != NULL;
}

bool
kind_only_sender_is_program(const struct message *m)
{
	struct message copy = *m;

	copy.from.addr = NULL;
	return kind_address_is_program(m->from.addr) && !decide_automatic(&copy, NULL) &&
	       !str_istarts(m->from.addr, "mailer-daemon") &&
	       !str_istarts(m->from.addr, "postmaster");
}

bool
kind_may_relay(const struct message *m)
{
	struct message copy = *m;

	if (str_eq(m->auto_submitted, "auto-generated"))
		copy.auto_submitted = NULL;
	copy.suppress = false;
	return kind_only_sender_is_program(&copy) || !decide_automatic(&copy, NULL);
}

bool
kind_is_bounce(const struct analysis *a, char **why)
{
	const struct message *m = a->m;
	const char *word = bounce_subject(a->subject, false);
	bool daemon = m->from.addr && (str_istarts(m->from.addr, "mailer-daemon@") ||
	                                  str_istarts(m->from.addr, "postmaster@") ||
	                                  str_istarts(m->from.addr, "daemon@"));

	if (m->dsn.present)
		*why =
		    xasprintf("不達通知: %s", m->dsn.status ? m->dsn.status : "状態不明");
	else if (daemon)
		*why = xasprintf("不達通知: 差出人 %s", m->from.addr);
	else if (word && !m->chat && !str_starts(a->subject, "re:") && !a->forward)
		*why = xasprintf("不達通知: 件名「%s」", word);
	else
		return false;
	return true;
}

bool
kind_is_auto_reply(const struct analysis *a, char **why)
{
	const char *word = auto_subject(a->subject);

	if (word == NULL && strlen(a->text) < 1200)
		word = find_any(a->text, auto_phrases, ARRAY_LEN(auto_phrases));
	if (word == NULL || a->forward)
		return false;
	/* A person who tells of automatic mail in a request of his own is no program. */
	if (strstr(a->text, "相談") && !auto_subject(a->subject))
		return false;
	*why = xasprintf("自動応答: 「%s」という語", word);
	return true;
}

/* --- hints --- */

/* Tags are kinds. */
static const struct phrase hints[] = {
    {KIND_WITHDRAW,
        "取り下げ|取下げ|取りやめ|取り止め|取消し|取り消し|なかったことに|無かったことに|"
        "やめておきます|やっぱりやめ|キャンセルさせて|キャンセルで|キャンセルしたい|"
        "申し込みを辞退|支援は辞退|マッチングは辞退|支援を辞退|見送ること|見送りたい|"
        "なしにしてください|なしでお願い|白紙に|相談は無し|相談はなし|もういいです|"
        "終わりにさせて|終わりにしたい|終了にしてください|終了とさせて|以降は中止|"
        "打ち切|手を引かせて|降ろさせて|降板|続けられなくな|継続できな|"
        "自社で対応することに|社内で対応することに|自分たちでやることに|他で決ま|"
        "ほかで決ま|他社にお願いすることに|必要がなくな|不要になり|解決しましたので|"
        "外部の専門家を入れることが|廃業|cancel our|withdraw our|no longer need"},
    {KIND_COMPLAINT,
        "苦情|クレーム|納得できません|納得でき|納得がいか|不信感|不誠実|憤|遺憾|抗議|"
        "二度とお願い|二度と頼|責任者の方|責任者を|上の方を|上の人|ひどい|酷い|"
        "失礼では|失礼な|がっかり|怒ってい|呆れ|あきれ|どうなってますか|"
        "どうなっているので|どういうことで|看過|面目を失|経緯の説明|説明を求め|"
        "経緯をご報告|法的な手段|文書で回答|書面にて回答|文書で求め|謝罪|お詫びの一言|"
        "あの態度|態度が|横柄|高圧的|上から目線|では困ります|ては困ります|"
        "約束だったはず|約束と違|話が違|改善のお願い|申入れ|申し入れ|"
        "ちゃんと読んで|不満|不快|失望|放置|待たされ|何週間も|待ちぼうけ|無断で|"
        "すっぽかし|来ませんでした|現れませんでした|いい加減に|disappointed|"
        "unacceptable|complain"},
    {KIND_LIST_APPLICATION,
        "掲載を希望|リストへの掲載|リスト掲載|掲載内容|登録内容の変更|掲載申|掲載情報|"
        "掲載の|掲載を|リストに載|リストから|名簿に|登録番号|対応地域|対応可能地域|"
        "登録セキスペの更新|登録更新|新規登録|専門家として登録|専門家登録|"
        "得意分野|保有資格"},
    {KIND_AGENCY_FORWARD,
        "取り次|取次|転送いたし|転送し|転送します|会員企業|会員様|会員事業所|会員の|"
        "会員さん|当所会員|お客様から相談|お客様からご相談|顧問先|組合員|"
        "お取引先の企業|経営指導員|商工会の|商工会議所の|信用金庫の|信金の|"
        "中央会の|取引先企業様|支援先|管内の|当センター|当金庫|当行|当会|当所|"
        "相談が寄せられ|ご相談がありました|相談を受けました|紹介したい企業|"
        "回ってきました|お繋ぎ|おつなぎ"},
    {KIND_SCHEDULE_REPLY,
        "候補日|第1希望|第2希望|第一希望|日程の件|訪問日|初回日程|日程変更|日時で|"
        "で承知|ご提案の日|ご提示の日|いただいた日程|いただいた候補|日程で|の日程|"
        "日程調整|時間でお願い|時でお願い|別の日|日をずら|日を改め|リスケ|"
        "都合が悪|都合がつ|調整をお願い"},
    {KIND_VISIT_REPORT,
        "宿題|実施日|訪問指導|報告いたします|ご報告いたします|ご報告です|次回まで|"
        "出席者|所感|第1回を|第2回を|第3回を|最終回の|訪問報告|実施報告|実施内容|"
        "訪問してまいり|訪問してきました|行ってまいり|行ってきました|伺ってまいり|"
        "支援を実施|指導を実施|次回は|目標は達成|達成度"},
    {KIND_FOLLOWUP,
        "お尋ねの件|お尋ねの「|つづきです|続きです|前に話した|ご依頼のあった|"
        "ご質問の件|ご質問いただ|ご照会|ご案内いただいた|youaskedhow|you asked|"
        "additional information|補足|追加で|追加情報|追記|訂正|修正です|"
        "先ほど相談|先日相談|先日ご相談|先日お願い|先週お願い|先週ご相談|"
        "先ほどのメール|先ほど送|前回のメール|言い忘れ|書き忘れ|書き漏ら|伝え忘れ|"
        "その後いかが|その後どう|届いてますか|届いていますか|届いております|"
        "進捗|進み具合|いつ頃|いつごろ|まだでしょうか|返信がな|お返事がまだ|"
        "間違えて|間違っており|変更になりました|変わりました|案件番号|受付番号|"
        "追って|申し込んだ件|申込みの件|資料をお送り|添付いたし|添付します|"
        "any update|following up|follow up"},
    {KIND_SPAM,
        "突然のご連絡|突然のご案内|突然のメール|配信停止|無料トライアル|限定|"
        "キャンペーン|導入事例|導入実績|業務提携|ご提案させて|ご提案です|弊社サービス|"
        "弊社の|seo|bitcoin|unsubscribe|bounty|資料請求|初期費用|月額|無料で|"
        "成果報酬|コスト削減|売上|集客|貴社|貴機関|貴窓口の|協業|代理店|"
        "お打ち合わせの機会|お時間を頂戴|オンラインでご説明|デモ|今なら|特別価格|"
        "アカウントの確認|ご本人確認|special offer|free trial|our product"},
    {KIND_OTHER,
        "メルマガ|取材|テスト送信|テストです|同窓会|飲み会|登録の解除|入居者各位|"
        "着任|異動のご挨拶|御礼|採用の|アルバイト|卒業論文|卒論|ゼミ|研究室|"
        "アンケート調査|ご後援|後援名義|説明会のご案内|開催のご案内|各位|"
        "受付時間|開設時間|電話番号を教え|対象になりますか|制度について|"
        "費用はかかりますか|無料ですか|間違いメール|宛先|誤送信|ご挨拶|"
        "年末年始|newsletter|interview"},
};

/* The number of digits at p. */
static size_t
digits(const char *p)
{
	size_t n = 0;

	while (p[n] >= '0' && p[n] <= '9')
		n++;
	return n;
}

/* "2026-0123" or "26-0944": a year, a hyphen, a serial number; no telephone's or day's
 * further part may follow. */
static bool
is_case_number(const char *p)
{
	size_t year = digits(p), serial;

	if ((year != 2 && year != 4) || p[year] != '-')
		return false;
	serial = digits(p + year + 1);
	p += year + 1 + serial;
	return serial >= 3 && serial <= 5 && *p != '-' && *p != '/';
}

static bool
names_case(const char *text)
{
	static const char words[] = "案件番号|案件no|受付番号|受付no|整理番号|管理番号|"
	                            "お問い合わせ番号|casenumber|case number|ticket";

	if (phrase_has(text, words))
		return true;
	for (const char *p = text; *p; p += digits(p) ? digits(p) : 1) {
		/* "案件2026-0123" or "c-26-0944" */
		bool led = p > text && p[-1] == '-' && p - 1 > text && p[-2] >= 'a' &&
		           p[-2] <= 'z';

		led = led || (p - text >= 6 && memcmp(p - 6, "案件", 6) == 0);
		if (led && is_case_number(p))
			return true;
	}
	return false;
}

void
kind_find_hints(struct analysis *a)
{
	a->stance = stance_words(a->text);
	role_find_signs(a);
	incident_find_signs(a);
	a->case_number = names_case(a->subject) || names_case(a->text);
	a->hints = phrase_tags(a->subject, hints, ARRAY_LEN(hints), a->hint_word);
	a->hints |= phrase_tags(a->text, hints, ARRAY_LEN(hints), a->hint_word);
}
