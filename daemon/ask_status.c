/* Questions about the state of a case. See ask_status.h. */
#include "ask_status.h"

#include "analysis.h"
#include "courtesy.h"
#include "norm.h"
#include "phrase.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum {
	TEXT_BYTES_MAX = 2000, /* a longer one says more than a question */
	NAME_BYTES_MIN = 4,    /* one kana or kanji is no name to go by */
	KANJI_OF_NAME_MAX = 4
};

/* --- the question --- */

enum { TOPIC, QUESTION, TELLING };

/* What is asked about, how one asks, and what only sounds so. Folded. */
static const struct phrase topics[] = {
    {TOPIC,
        "その後~いかが|その後~どう|その後~進|その後~状況|その後~連絡|その後~決ま|その後~"
        "見つか|その後~動き|その後~変化|その後~経過|その後の|その後、何か|その後は"},
    {TOPIC, "進捗|進み具合|進行状況|現在の状況|今の状況|現状はいかが|現況|件の状況|"
            "件は~状況|案件の状況|対応状況|手配状況|手配の状況|選定状況|選定の状況|"
            "検討状況|調整状況|調整の状況|状況はいかが|状況はどう|状況を教え|"
            "状況をお教え|状況をご教示|状況のご教示|状況をお知らせ|状況を知らせ|"
            "状況をお聞かせ|状況を伺|状況をうかが|状況を確認|状況について|状況だけでも"},
    {TOPIC, "どのような状況|どういう状況|どんな状況|どのような段階|どの段階|"
            "どこまで進|どうなりました|どうなってい|どうなっておりま|"
            "どうなったでしょう|どうなっているでしょう|どうなっているか|どうなったか"},
    {TOPIC, "専門家は~決ま|専門家は~見つか|専門家の方は~決ま|専門家の方は~見つか|"
            "専門家が~決ま|専門家が~見つか|専門家さんは~決ま|先生は~決ま|"
            "先生は~見つか|候補は~見つか|候補の方は~見つか|担当の方は~決ま|"
            "担当者は~決ま|支援士は~決ま|支援士の方は~決ま|登録セキスペは~決ま|"
            "登録セキスペの方は~決ま|いつ頃~決ま|いつごろ~決ま|いつ決ま"},
    {TOPIC, "見通しは|見通しを|見込みは~いつ|めどは|めどを|目途は|目途を|目処は|目処を"},
    {TOPIC, "any update|any news|any progress|an update on|the status|current status|"
            "status of|status update|how far|where do things stand|how do things stand|"
            "how things stand|how is it going|how are things going|"
            "found a specialist|found an expert|specialist been found|"
            "expert been found|specialist yet|expert yet|heard back|"
            "what is happening|what has become of"},
    {QUESTION,
        "いかが|どうな|ですか|どうでしょう|どうです|どのような|どういう|どんな|どの段階|"
        "どこまで|ますか|ましたか|でしょうか|たか。|教えて|お教え|教えを|ご教示|"
        "お知らせくだ|お知らせ下さ|お知らせいただ|お知らせ頂|お知らせ願|知らせてくだ|"
        "お聞かせ|伺え|伺い|うかがい|うかがえ|確認させ|確認したく|確認です|知りたく|"
        "知りたい|気にな|お願いできま|?"},
    {QUESTION, "any update|any news|any progress|could you|can you|would you|please|"
               "would like to know|wondering|like an update"},
    {TELLING, "教えていただきありがと|教えて頂きありがと|お知らせいただきありがと|"
              "お知らせ頂きありがと|ご連絡いただきありがと|お知らせいたします|"
              "お知らせします|お知らせ致します|ご報告いたします|ご報告します|"
              "報告いたします|報告します|共有いたします|共有します|"
              "お伝えいたします|お伝えします|ご連絡いたします|ご連絡します|"
              "thank you for the update|thanks for the update"},
};

/* Behind the sentence's end, or the text's. */
static size_t
sentence_end(const char *p)
{
	static const char *const ends[] = {"。", "?", "!", "."};
	size_t n = 0;

	for (; p[n]; n++)
		for (size_t i = 0; i < ARRAY_LEN(ends); i++)
			if (str_starts(p + n, ends[i]))
				return n + strlen(ends[i]);
	return n;
}

static bool
asks(const char *text)
{
	char *folded = analysis_fold(text);
	bool found = false;

	for (const char *p = folded; *p && !found;) {
		size_t n = sentence_end(p);
		char *sentence = xstrndup(p, n);
		unsigned tags = phrase_tags(sentence, topics, ARRAY_LEN(topics), NULL);

		found = tags & 1u << TOPIC && tags & 1u << QUESTION &&
		        !(tags & 1u << TELLING);
		free(sentence);
		p += n;
	}
	free(folded);
	return found;
}

/* --- what else is said --- */

/* The words of such a question in Japanese; longer ones count before shorter ones. */
static const char *const allowed[] = {"お世話になっております", "お世話になっています",
    "お世話になります", "いつも", "大変", "たいへん", "お忙しいところ", "ご多忙のところ",
    "ご多用のところ", "お忙しい中", "恐れ入りますが", "恐れ入ります", "恐縮ですが",
    "恐縮です", "恐縮ながら", "すみませんが", "すみません", "申し訳ございませんが",
    "申し訳ありませんが", "お手数ですが", "お手数をおかけしますが",
    "お手数をおかけします", "お手すきの際に", "お手数", "取り急ぎ", "念のため", "重ねて",
    "たびたび", "度々", "よろしくお願いします", "よろしくお願いいたします",
    "よろしくお願い致します", "よろしくお願い申し上げます", "宜しくお願いします",
    "宜しくお願いいたします", "宜しくお願い致します", "何卒", "どうぞ", "引き続き",
    "ありがとうございます", "ありがとうございました", "と申します", "でございます",
    "です", "ですが", "ますが", "でしょうか", "ましょうか", "ますでしょうか",
    "ましたでしょうか", "ましたか", "ますか", "ました", "ます", "か", "が", "を", "の",
    "に", "は", "も", "へ", "で", "と", "から", "より", "や", "その後", "それから",
    "あれから", "以前", "先日", "先週", "先月", "先般", "先ごろ", "昨日", "前回",
    "このたび", "この度", "この", "その", "あの", "上記", "標記", "標題", "表題", "首題",
    "下記", "本件", "件", "こと", "事", "案件", "番号", "相談", "ご相談", "お願い",
    "依頼", "ご依頼", "紹介", "ご紹介", "取次", "お取り次ぎ", "転送", "送付", "お送り",
    "連絡", "ご連絡", "おつなぎ", "申込", "申し込み", "お申し込み", "メール",
    "問い合わせ", "お問い合わせ", "企業", "企業様", "会員", "会員企業", "会員企業様",
    "会社", "弊社", "当社", "当所", "当会", "弊所", "本所", "様", "さま", "さん", "殿",
    "御中", "窓口", "担当", "ご担当", "担当者", "ご担当者", "相談窓口", "した", "して",
    "しておりました", "しております", "しました", "いたしました", "致しました",
    "いただいた", "いただきました", "いただいて", "いただいております", "おりました",
    "おります", "おり", "いる", "いた", "させていただいた", "させていただきました",
    "させていただき", "について", "につきまして", "に関して", "に関しまして", "ついて",
    "つきまして", "進捗", "進捗状況", "進み具合", "進行状況", "進行", "状況", "現在",
    "現状", "現況", "今", "いま", "経過", "段階", "見通し", "見込み", "めど", "目途",
    "目処", "動き", "変化", "進展", "選定", "手配", "対応", "ご対応", "検討", "調整",
    "専門家", "専門家さん", "方", "候補", "先生", "支援士", "登録セキスペ",
    "情報処理安全確保支援士", "いかが", "どう", "どのような", "どういう", "どんな",
    "どの", "どこまで", "いつ", "いつ頃", "いつごろ", "頃", "ごろ", "まで", "なり",
    "なりました", "なって", "なった", "なっている", "なっておりますか", "なっています",
    "決まり", "決まって", "決まった", "決まる", "決まりそう", "見つかり", "見つかって",
    "見つかった", "見つかる", "見つかりそう", "進み", "進んで", "進んだ", "ある", "あり",
    "ござい", "ございましたら", "ありましたら", "何か", "もう", "まだ", "すでに", "既に",
    "そろそろ", "教えて", "お教え", "教え", "ご教示", "お知らせ", "知らせて", "お聞かせ",
    "聞かせて", "聞き", "お聞き", "伺い", "伺え", "伺いたく", "伺いたい", "お伺い",
    "うかがい", "お尋ね", "尋ね", "確認", "ご確認", "確認させて", "知りたく", "知りたい",
    "気になって", "気になり", "思い", "思って", "存じ", "したく", "したい", "ください",
    "くださいます", "くださいませ", "下さい", "いただけ", "いただけます",
    "いただけません", "いただけない", "いただけましたら", "いただければ", "いただけると",
    "いただきたく", "いただきたい", "頂け", "頂ければ", "頂けます", "頂きたく", "願い",
    "願います", "幸い", "幸いです", "助かり", "嬉しい", "できます", "でき", "可能な",
    "範囲", "だけ", "でも", "ご", "お", "い", "よう", "状態", "ません", "お返事",
    "ご返信", "ご回答", "ご一報", "差し支えなければ", "よろしければ", "宜しければ",
    "よろしい", "ところ", "ほど", "のほど", "拝", "以上", "ながら", "中", "、", ",", ".",
    "・", ":", "(", ")", "[", "]", "「", "」", "-", "_", "=", "~", "─", "━", "…", "*",
    "#", "\"", " ", "　", "。", "?", "!"};

/* And in English; whole words. */
static const char *const allowed_en[] = {"hello", "hi", "dear", "sir", "madam", "or",
    "thank", "you", "thanks", "for", "your", "help", "support", "is", "there", "any",
    "update", "updates", "an", "a", "on", "our", "the", "case", "my", "request",
    "inquiry", "enquiry", "of", "this", "that", "these", "could", "can", "would", "will",
    "please", "let", "me", "us", "know", "tell", "what", "status", "state", "current",
    "has", "have", "had", "specialist", "expert", "been", "found", "yet", "so", "far",
    "how", "are", "things", "going", "go", "it", "its", "stand", "stands", "progress",
    "news", "best", "kind", "warm", "regards", "sincerely", "yours", "we", "i", "am",
    "just", "checking", "in", "wondering", "wonder", "like", "to", "about", "regarding",
    "following", "follow", "up", "with", "and", "if", "do", "where", "at", "moment",
    "now", "team", "number", "no", "company", "member", "referred", "sent", "forwarded",
    "made", "last", "week", "month", "ago", "desk", "consultation", "hear", "heard",
    "back", "from", "anything", "new", "was", "were", "the", "good", "morning",
    "afternoon", "many", "very", "much", "m", "s", "d", "ve", "re", "information",
    "security"};

static size_t
japanese_word(const char *p)
{
	size_t longest = 0;

	for (size_t i = 0; i < ARRAY_LEN(allowed); i++) {
		size_t n = str_prefix(p, allowed[i]);

		longest = n > longest ? n : longest;
	}
	return longest;
}

static size_t
latin_word(const char *p)
{
	size_t n = 0;

	while (isalpha((unsigned char)p[n]))
		n++;
	for (size_t i = 0; n && i < ARRAY_LEN(allowed_en); i++)
		if (strlen(allowed_en[i]) == n && strncmp(p, allowed_en[i], n) == 0)
			return n;
	return p[0] == '\'' ? 1 : 0;
}

/* The day on which something was sent, or the number of the case: no date that anybody is
 * to keep, as long as nothing is said of it but that. */
static size_t
figure(const char *p, bool dated)
{
	static const char *const behind[] = {"月", "日", "年", "/", "号"};
	size_t n = 0, unit = 0;

	while (isdigit((unsigned char)p[n]) || (n && p[n] == '-'))
		n++;
	for (size_t i = 0; n && !unit && i < ARRAY_LEN(behind); i++)
		unit = str_prefix(p + n, behind[i]);
	return n && (dated || (memchr(p, '-', n) && !unit)) ? n + unit : 0;
}

static bool
is_dated(const char *sentence)
{
	return phrase_has(sentence,
	    "お送りした|お送りしま|相談した|相談しま|相談させ|依頼した|依頼しま|"
	    "お願いした|お願いしま|紹介した|紹介しま|転送した|転送しま|おつなぎした|"
	    "連絡した|申し込んだ|問い合わせた|お問い合わせした");
}

/* A name of the case at p, in bytes. */
static size_t
name_at(const char *p, const struct strlist *names)
{
	size_t longest = 0;

	for (size_t i = 0; i < names->n; i++) {
		size_t n = str_prefix(p, names->v[i]);

		longest = n > longest ? n : longest;
	}
	return longest;
}

static const char *const verbs[] = {"です", "と申します", "でございます"};

/* A name of one to four kanji, and the verb. */
static bool
is_name_and_verb(const char *p)
{
	uint32_t cp;

	for (int i = 0; i <= KANJI_OF_NAME_MAX; i++) {
		for (size_t k = 0; i && k < ARRAY_LEN(verbs); k++)
			if (str_eq(p, verbs[k]))
				return true;
		p += utf8_next(p, &cp);
		if (cp < 0x4e00 || cp > 0x9fff)
			return false;
	}
	return false;
}

/* "北浜商工会議所の千田です" at the front, whatever his name. */
static bool
introduces_firm(const char *p)
{
	static const char *const firms[] = {"会議所の", "商工会の", "株式会社の",
	    "有限会社の", "合同会社の", "協会の", "センターの", "銀行の", "信用金庫の",
	    "信用組合の", "組合の", "連合会の", "機構の", "財団の", "公社の", "事務所の",
	    "製作所の", "工業の", "商会の", "産業の", "建設の", "精機の", "食品の",
	    "電機の"};

	for (size_t i = 0; i < ARRAY_LEN(firms); i++) {
		const char *at = strstr(p, firms[i]);

		if (at && is_name_and_verb(at + strlen(firms[i])))
			return true;
	}
	return false;
}

/* Whatever stands before a known name says whose he is. */
static bool
introduces(const char *p, const struct strlist *names)
{
	if (strlen(p) > 120 || strpbrk(p, "0123456789"))
		return false;
	if (introduces_firm(p))
		return true;
	for (; *p; p++) {
		size_t n = name_at(p, names);

		for (size_t i = 0; n && i < ARRAY_LEN(verbs); i++)
			if (str_eq(p + n, verbs[i]))
				return true;
	}
	return false;
}

static bool
says_nothing_else(const char *p, const struct strlist *names)
{
	bool dated = is_dated(p);

	if (introduces(p, names))
		return true;
	while (*p) {
		size_t n = japanese_word(p), other = name_at(p, names);

		n = other > n ? other : n;
		n = n ? n : latin_word(p);
		n = n ? n : figure(p, dated);
		if (!n)
			return false;
		p += n;
	}
	return true;
}

static void
add_name(struct strlist *out, const char *name)
{
	char *folded = analysis_fold(name);

	if (strlen(folded) >= NAME_BYTES_MIN)
		strlist_add(out, folded);
	free(folded);
}

/* A firm is often named without its legal form. */
static void
add_short(struct strlist *out, const char *name)
{
	static const char *const forms[] = {"株式会社", "有限会社", "合同会社"};

	for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
		const char *at = strstr(name, forms[i]);
		char *start;

		if (!at)
			continue;
		start = xstrndup(name, (size_t)(at - name));
		add_name(out, start);
		add_name(out, at + strlen(forms[i]));
		free(start);
	}
}

/* Names as the text may have them: folded, whole and by their parts. */
static void
fold_names(const struct strlist *names, struct strlist *out)
{
	for (size_t i = 0; i < names->n; i++) {
		struct strlist parts = {0};
		char *copy = xstrdup(names->v[i]);

		for (char *p = strstr(copy, "　"); p; p = strstr(p, "　"))
			memcpy(p, "   ", 3);
		strlist_split(&parts, copy, " ");
		add_name(out, names->v[i]);
		add_short(out, names->v[i]);
		for (size_t k = 0; k < parts.n; k++)
			add_name(out, parts.v[k]);
		strlist_free(&parts);
		free(copy);
	}
}

static bool
only_asks(const char *text, const struct strlist *names)
{
	struct strlist folded = {0}, sentences = {0};
	char *rest = courtesy_rest(NULL, text);
	bool only = true;

	fold_names(names, &folded);
	for (char *p = strstr(rest, "。"); p; p = strstr(p, "。"))
		memcpy(p, "\n\n\n", 3);
	strlist_split(&sentences, rest, "\n");
	for (size_t i = 0; i < sentences.n && only; i++)
		only = says_nothing_else(sentences.v[i], &folded);
	strlist_free(&sentences);
	strlist_free(&folded);
	free(rest);
	return only;
}

enum asking
ask_status(const struct message *m, const struct strlist *names)
{
	if (str_empty(m->text) || strlen(m->text) > 4 * TEXT_BYTES_MAX || !asks(m->text))
		return ASKS_NOTHING;
	return !m->truncated && !m->attachments_n && strlen(m->text) <= TEXT_BYTES_MAX &&
	               only_asks(m->text, names)
	           ? ASKS_STATUS
	           : ASKS_STATUS_AND_MORE;
}
