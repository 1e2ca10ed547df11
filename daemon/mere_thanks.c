/*
 * A sentence is read word by word. What is thanked for has to be followed by thanks or by
 * its receipt: "ご確認ありがとうございます" asks for nothing,
 * "ご確認よろしくお願いします" does. The lists say what is allowed, so that whatever they
 * do not know counts as more. See mere_thanks.h.
 */
#include "mere_thanks.h"

#include "analysis.h"
#include "norm.h"
#include "phrase.h"

#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 1000, NAME_MIN = 3 };

enum class {
	WORD_NONE,
	WORD_FILLER,        /* between others, or a greeting */
	WORD_MATTER,        /* what is thanked for, or was received */
	WORD_MATTER_BEHIND, /* the same, and may follow its thanks */
	WORD_THANKS,        /* thanks or a receipt */
	WORD_WISH,          /* a good wish; asks for nothing by itself */
	WORD_NAME,          /* of somebody in the case */
	WORD_COPULA         /* behind a name */
};

static const struct {
	enum class class;
	const char *words; /* folded, no white space, "|" between them */
} classes[] = {
    {WORD_FILLER,
        "お世話になっております|お世話になっています|お世話になります|お世話さまです|"
        "お世話様です|お疲れさまです|お疲れ様です|おつかれさまです|お疲れさまでした|"
        "お疲れ様でした|おはようございます|こんにちは|こんばんは|いつも|平素は|平素より|"
        "格別の|大変|誠に|まことに|本当に|とても|早速の|早速|早々の|早々に|迅速な|迅速に|"
        "ご丁寧に|ご丁寧な|丁寧な|ご親切に|この度は|このたびは|今回は|先日は|本日は|"
        "昨日は|"
        "先ほどは|重ねて|改めて|厚く|深く|心より|心から|取り急ぎ|とりいそぎ|取急ぎ|"
        "まずは|"
        "以上です|以上|いろいろと|色々と|いろいろ|色々|お忙しいところ|お忙しい中|"
        "ご多忙の中|"
        "ご多用のところ|遅い時間に|拝啓|敬具|ご指導のほど|ご指導ご鞭撻のほど|"
        "ご支援のほど|ご厚誼のほど|おかげさまで|お陰様で|様|さま|殿|先生|さん|御中|"
        "ご担当者|皆様|"
        "皆さま|"
        "事務局|相談窓口|窓口|を|の|に|へ|は|も|と|で|、|,|.|・|:|-|_|=|*|~|^|♪|─|━|\"|'|"
        "dear|"
        "hello|hi|sir|all|team|verymuch|somuch|alot|foryour|forthe|for|your|the|and|of"},
    {WORD_MATTER,
        "ご連絡|ご案内|ご返信|ご返事|お返事|ご回答|ご対応|ご手配|ご支援|ご指導|ご助言|"
        "ご説明|ご配慮|ご高配|ご厚情|ご愛顧|ご尽力|ご協力|ご紹介|ご調整|ご確認|ご報告|"
        "ご提案|ご教示|ご送付|ご足労|お知らせ|お心遣い|お気遣い|お心づかい|お気づかい|"
        "お言葉|お時間|お力添え|ご依頼|ご相談|連絡|案内|返信|対応|説明|支援|報告|日程|"
        "日時|"
        "候補日|日程調整|調整|訪問|研修|講習|資料|書類|内容|宿題|予定|件|旨|メール|"
        "アンケート"},
    /* Behind what is thanked for; thanks are still to come. */
    {WORD_MATTER,
        "いただきまして|いただき|頂きまして|頂き|くださいまして|くださり|下さいまして|"
        "下さり|賜りまして|賜り|お世話になりまして|お世話になり"},
    {WORD_MATTER_BEHIND,
        "mail|email|e-mail|message|letter|reply|information|support|help|kindness|visit|"
        "quick|prompt|kind"},
    {WORD_THANKS,
        "ありがとうございます|ありがとうございました|有難うございます|有難うございました|"
        "有り難うございます|有り難うございました|ありがとう|感謝しております|"
        "感謝しています|"
        "感謝いたしております|感謝いたします|感謝致します|感謝申し上げます|感謝します|"
        "御礼申し上げます|お礼申し上げます|お礼を申し上げます|御礼まで|お礼まで|"
        "お礼のご連絡まで|受領のご連絡まで|ご連絡まで|助かりました|助かります|"
        "お世話になりました|お手数をおかけしました|お手数をおかけいたしました|"
        "お手数をお掛けしました|お手数をお掛けいたしました|お手数おかけしました|"
        "お手数おかけいたしました|お手数をおかけします|お手数をおかけいたします|"
        "承知しました|承知いたしました|承知致しました|承知しております|了解しました|"
        "了解いたしました|了解致しました|了解です|かしこまりました|承りました|"
        "受け取りました|受取りました|受領しました|受領いたしました|受領致しました|"
        "拝受しました|拝受いたしました|拝受致しました|拝見しました|拝見いたしました|"
        "拝見致しました|確認しました|確認いたしました|確認致しました|確認できました|"
        "確かに|"
        "たしかに|勉強になりました|thankyou|thanks|manythanks|received|wellreceived|"
        "noted|wellnoted|understood|muchappreciated|appreciated"},
    {WORD_WISH,
        "よろしくお願いします|よろしくお願いいたします|よろしくお願い致します|"
        "よろしくお願い申し上げます|よろしくお願いしたします|宜しくお願いします|"
        "宜しくお願いいたします|宜しくお願い致します|宜しくお願い申し上げます|"
        "よろしくお願いできれば幸いです|よろしくです|どうぞ|何卒|"
        "引き続き|今後とも|当日は|当日|楽しみにしております|楽しみにしています|"
        "お会いできることを|お会いできますことを|お目にかかれることを|"
        "またの機会がございましたら|またの機会がありましたら|また機会がございましたら|"
        "また機会がありましたら|機会がございましたら|機会がありましたら|またの機会に|"
        "皆様によろしくお伝えください|皆さまによろしくお伝えください|"
        "皆様にもよろしくお伝えください|ご自愛ください|お体に気をつけて|"
        "kindregards|bestregards|bestwishes|regards|best|sincerely|yours|"
        "lookingforwardtoit|lookforwardtoit"},
    {WORD_COPULA, "です|と申します|でございます"},
};

static size_t
longest_of(const char *list, const char *p)
{
	size_t longest = 0;

	while (*list) {
		size_t n = strcspn(list, "|");

		if (n > longest && strncmp(p, list, n) == 0)
			longest = n;
		list += n + (list[n] == '|');
	}
	return longest;
}

/* Bytes of the longest word at p, and its class. */
static size_t
word_at(const char *p, const struct strlist *names, enum class *class)
{
	size_t longest = 0;

	for (size_t i = 0; i < ARRAY_LEN(classes); i++) {
		size_t n = longest_of(classes[i].words, p);

		if (n > longest) {
			longest = n;
			*class = classes[i].class;
		}
	}
	for (size_t i = 0; i < names->n; i++) {
		size_t n = strlen(names->v[i]);

		if (n >= NAME_MIN && n >= longest && strncmp(p, names->v[i], n) == 0) {
			longest = n;
			*class = WORD_NAME;
		}
	}
	return longest;
}

/* *thanks: it thanks or receives. False: it says more. */
static bool
read_sentence(const char *p, const struct strlist *names, bool *thanks)
{
	enum class class = WORD_NONE, before = WORD_NONE;
	bool pending = false; /* something was named, and not thanked for yet */
	bool said = false;

	while (*p) {
		size_t n = word_at(p, names, &class);

		if (n == 0 || (class == WORD_WISH && pending) ||
		    (class == WORD_COPULA && before != WORD_NAME))
			return false;
		if (class == WORD_MATTER || (class == WORD_MATTER_BEHIND && !said))
			pending = true;
		if (class == WORD_THANKS) {
			pending = false;
			said = true;
		}
		before = class;
		p += n;
	}
	*thanks = *thanks || said;
	return !pending;
}

/* Folded, without white space. */
static char *
squeezed(const char *begin, size_t len)
{
	char *copy = xstrndup(begin, len), *folded = analysis_fold(copy), *to = folded;

	for (const char *p = folded; *p;) {
		size_t wide = str_prefix(p, "　");

		if (wide || *p == ' ' || *p == '\t' || *p == '\r')
			p += wide ? wide : 1;
		else
			*to++ = *p++;
	}
	*to = '\0';
	free(copy);
	return folded;
}

static size_t
sentence_length(const char *p, size_t *end)
{
	static const char *const ends[] = {"。", "．", "!", "！", "\n", ". "};
	size_t len = 0;

	for (; p[len]; len++)
		for (size_t i = 0; i < ARRAY_LEN(ends); i++)
			if ((*end = str_prefix(p + len, ends[i])) != 0)
				return len;
	*end = 0;
	return len;
}

/* What no thanks need. */
static const char more_signs[] =
    "?|ませんでした|変わりま|変更|でしょうか|ですか|ますか|ませんか|のか。|教えて|"
    "ください|下さい|いただけ|頂け|"
    "いただきた|頂きた|お願い|ほしい|欲しい|希望|幸いです|お待ち|ただ、|ただし|しかし|"
    "ですが|ますが|でしたが|ましたが|けれど|ものの|ところで|実は|一点|不安|心配|懸念|"
    "困っ|"
    "困り|気になる|気になり|気がかり|問題|不満|残念|にくい|にくく|分かりませ|わかりませ|"
    "分からな|わからな|できませ|できな|難し|違う|違い|違っ|間違|誤り|届いていな|届きませ|"
    "please|could|would|can you|but |however|worr|problem|question|unfortunately|not "
    "|n't";

/* As the text will be folded. */
static void
fold_names(struct strlist *to, const struct strlist *names)
{
	for (size_t i = 0; i < names->n; i++) {
		char *name = squeezed(names->v[i], strlen(names->v[i]));

		strlist_add(to, name);
		free(name);
	}
}

bool
mere_thanks(const char *text, const struct strlist *names)
{
	struct strlist known = {0};
	bool only = text && strlen(text) <= TEXT_MAX, thanks = false;

	fold_names(&known, names);
	for (const char *p = text; only && *p;) {
		size_t end, len = sentence_length(p, &end);
		char *sentence = squeezed(p, len);

		only = read_sentence(sentence, &known, &thanks);
		free(sentence);
		p += len + end;
	}
	strlist_free(&known);
	return only && thanks;
}

bool
thanks_with_more(const char *text, const struct strlist *names)
{
	struct strlist known = {0};
	bool more = false, thanks = false;

	fold_names(&known, names);
	for (const char *p = text ? text : ""; !more && *p;) {
		size_t end, len = sentence_length(p, &end);
		char *sentence = squeezed(p, len);

		if (!read_sentence(sentence, &known, &thanks)) {
			char *copy = xstrndup(p, len), *folded = analysis_fold(copy);

			more = phrase_has(folded, more_signs);
			free(folded);
			free(copy);
		}
		free(sentence);
		p += len + end;
	}
	strlist_free(&known);
	return more;
}
