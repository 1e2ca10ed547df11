/*
 * A reader tells an incident under way from one that is feared, rehearsed, over, or
 * somebody else's by the words around it in the same sentence. The signs say which of
 * these stand together; the model weighs them.
 */
#include "incident.h"

#include "norm.h"
#include "phrase.h"

#include <stdlib.h>
#include <string.h>

/* What happens; folded, '~' for a few characters of the same sentence. */
static const char happening[] =
    "ランサム|感染|暗号化され|乗っ取|不正アクセス|不正ログイン|漏えい|漏洩|流出|身代金|"
    "脅迫|なりすまし|被害|遠隔操作|サポート詐欺|勝手に|開けなく|開かなく|開けません|"
    "開きません|開かない|開けない|読めなく|紛失|盗難|盗まれ|置き忘れ|なくし|無くし|"
    "見つからな|見当たらな|失くし|誤送信|間違えて送|誤って送|改ざん|改竄|書き換え|"
    "引っかか|ひっかか|騙され|だまされ|クリックしてしま|押してしま|入力してしま|"
    "開いてしま|教えてしま|送ってしま|振り込んでしま|払ってしま|振り込まれ|送金|"
    "引き出され|不審なログイン|見知らぬ|見覚えのない|身に覚えの|警告画面|警告が出|"
    "画面が出|ピーピー|鳴りやま|動かなく|動かない|動きません|止まって|止まりました|"
    "止まった|落ちて|繋がらな|つながらな|入れなく|ログインできなく|ログインできません|"
    "文字化け|ウイルスが|マルウェア|トロイ|バックドア|アラートが|検知|検出|攻撃を受け|"
    "攻撃され|迷惑メールが大量|知らない人に|晒され|公開されて|消えて|消され|削除され|"
    "ransomware|hacked|infected|encrypted|breach|leaked|stolen|compromised|locked out";

/* Tags are signs. */
static const struct phrase signs[] = {
    {INCIDENT_NAMED, happening},
    {INCIDENT_NOW,
        "今まさに|たった今|ただ今|いま|今も|今朝|今日|本日|昨日|きのう|昨夜|昨晩|"
        "ゆうべ|夜中|未明|さっき|先ほど|先程|さきほど|現在|この数日|ここ数日|"
        "時間前|分前|週明けから|朝から|昼から|朝来たら|出社したら|出勤したら|"
        "起きています|起きてい|続いて|ています|ております|てます|してしまいました|"
        "しまった|ました|てきた|てる|出とる|right now|just now|this morning|today"},
    {INCIDENT_PAST,
        "昨年|去年|一昨年|おととし|年前|以前|かつて|先月|先々月|半年前|か月前|"
        "ヶ月前|カ月前|復旧済|復旧しました|復旧し、|復旧して|収束|片付|落ち着|"
        "解決し|済んだ|済みました|終わりました|元に戻|直りました|再発防止|"
        "last year|resolved|recovered"},
    {INCIDENT_IF,
        "もし|万が一|万一|いざ|起きたら|起きた時|起きたとき|起きた場合|起こったら|"
        "起こった|起きては|なったら|やられたら|されたら|したら|場合|備え|訓練|演習|"
        "想定|手順|フロー|有事|発生時|心配|不安|怖い|恐れ|おそれ|リスク|防ぐ|防止|"
        "対策|ないように|前に|避けたい|what if|in case|in the event|drill"},
    {INCIDENT_OTHERS,
        "同業|他社|よそ|余所|隣の|近所|近隣|取引先が|取引先の|取引先で|仕入先|"
        "元請が|親会社が|知り合い|知人|友人|仲間|ニュース|新聞|テレビ|報道|記事|"
        "事例|が被害に遭った|の会社が|の病院が|話を聞|と聞いて|そうです|たそうで|"
        "in the news|another company|a neighbour"},
    {INCIDENT_DENIED,
        "ていません|ておりません|てはいません|ていない|てはいない|ありません|"
        "事故はな|被害はな|被害は出て|まだ起き|起きたわけでは|わけではありません|"
        "わけではない|わけじゃ|遭ったことはな|特に何も|何も起き|今のところ|幸い|"
        "not happened|nothing has"},
    {INCIDENT_HELP,
        "助けて|至急|大至急|緊急|今すぐ|すぐに|すぐ来|すぐ見|急いで|どうすれば|"
        "どうしたら|どうしたらいい|何をすれば|何からすれば|いいでしょうか|"
        "まずいですか|大丈夫でしょうか|触らず|電源を|抜いて|切って|隔離|遮断|警察|"
        "業務が止|仕事にな|出荷でき|受注でき|納期|復旧の見込|復旧した|復旧させ|"
        "urgent|asap|immediately|help"},
};

static const char *const names[INCIDENT_SIGN_COUNT] = {
    [INCIDENT_NAMED] = "incident named",
    [INCIDENT_NOW] = "incident now",
    [INCIDENT_PAST] = "incident past",
    [INCIDENT_IF] = "incident feared",
    [INCIDENT_OTHERS] = "incident of others",
    [INCIDENT_DENIED] = "incident denied",
    [INCIDENT_HELP] = "help wanted at once",
};

const char *
incident_sign_name(enum incident_sign s)
{
	return names[s];
}

static bool
ends_sentence(const char *p)
{
	return *p == '!' || *p == '?' || *p == '\n' || str_starts(p, "。");
}

/* A text under way: what its present sentence has said so far. */
struct sentence {
	const char *text;
	size_t at; /* everything before has been looked at for an end */
	unsigned tags, found;
};

static void
close_sentence(struct sentence *s)
{
	static const unsigned alone = 1U << INCIDENT_HELP;

	s->found |= s->tags & (1U << INCIDENT_NAMED) ? s->tags : s->tags & alone;
	s->tags = 0;
}

static void
see_phrase(void *data, int tag, size_t begin, const char *words)
{
	struct sentence *s = data;

	(void)words;
	for (; s->at < begin; s->at++)
		if (ends_sentence(s->text + s->at))
			close_sentence(s);
	s->tags |= 1U << tag;
}

static void
see_text(struct analysis *a, const char *text)
{
	struct sentence s = {.text = text};

	phrase_each(text, signs, ARRAY_LEN(signs), see_phrase, &s);
	close_sentence(&s);
	a->incident_signs |= s.found;
}

void
incident_find_signs(struct analysis *a)
{
	see_text(a, a->subject);
	see_text(a, a->text);
	see_text(a, a->fwd);
}
