/* Words of the dictionary, and family names among them. See mask_tokens.h. */
#include "mask_tokens.h"

#include "norm.h"
#include "party_text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { FAMILY_WORDS = 3, FAMILY_CHARS = 4, READING_BYTES = 32 };

struct cutting {
	struct tokens *t;
	size_t cap;
};

static void
take(void *data, enum word_sort sort, size_t begin, size_t end)
{
	struct cutting *c = data;
	struct tokens *t = c->t;

	if (t->n == c->cap) {
		c->cap = c->cap ? c->cap * 2 : 256;
		t->v = xreallocarray(t->v, c->cap, sizeof(*t->v));
	}
	t->v[t->n++] = (struct token){t->text + begin, t->text + end, sort};
}

void
tokens_cut(struct words *words, const char *text, struct tokens *t)
{
	struct cutting c = {.t = t};

	*t = (struct tokens){.text = text};
	words_sort(words, text, take, &c);
}

void
tokens_free(struct tokens *t)
{
	free(t->v);
	*t = (struct tokens){0};
}

bool
token_is(const struct token *w, const char *const *words, size_t n)
{
	return text_is_one(w->from, w->to, words, n);
}

bool
token_tells(const struct token *w)
{
	static const char *const telling[] = {"相談", "研修", "講演", "講師", "規程",
	    "規定", "方針", "体制", "監査", "診断", "点検", "対策", "対応", "支援",
	    "訪問", "派遣", "専門家", "指導", "助言", "紹介", "依頼", "見積", "見積もり",
	    "予算", "費用", "日程", "訓練", "教育", "勉強", "説明", "手順", "計画",
	    "会社", "弊社", "当社", "自社", "他社", "各社", "本社", "企業", "事業",
	    "社員", "職員", "社長", "従業員", "担当", "担当者", "取引先", "顧客", "情報",
	    "個人情報", "個人", "機密", "秘密", "漏洩", "漏えい", "流出", "紛失", "盗難",
	    "誤送信", "攻撃", "不正", "侵入", "被害", "事故", "感染", "復旧", "調査",
	    "警察", "パソコン", "サーバー", "サーバ", "メール", "ウイルス", "ランサム",
	    "ランサムウェア", "フィッシング", "セキュリティ", "サイバー",
	    "サイバーセキュリティ", "インシデント", "システム", "ネットワーク", "ウェブ",
	    "サイト", "ホームページ", "クラウド", "バックアップ", "パスワード", "認証",
	    "認定", "取得", "更新", "ルーター", "スマホ", "スマートフォン", "タブレット",
	    "アカウント", "ログ", "データ", "ファイル", "テレワーク", "在宅", "業界",
	    "ガイドライン", "チェック", "シート", "チェックシート", "マーク", "アプリ",
	    "ソフト", "中小", "地域", "商工会", "会議所", "商工", "組合", "申込", "登録",
	    "変更", "辞退", "承諾", "報告", "確認", "お願い", "問い合わせ", "質問",
	    "日本", "東京オリンピック", "県内", "市内", "全国", "本年", "今年", "来年"};

	return token_is(w, telling, ARRAY_LEN(telling));
}

/* Family names that are words of every day as well, and hardly ever meant as a name. */
static bool
everyday(const char *from, const char *to)
{
	static const char *const words[] = {"一番", "三年", "上下", "大方", "十分",
	    "本間", "手当", "有事", "目黒川", "当社", "一本", "一切", "一日", "一条",
	    "二階", "三階", "大勢", "安心", "明日", "今後", "本当", "平日", "新着",
	    "新田"};

	return text_is_one(from, to, words, ARRAY_LEN(words));
}

/* One letter may be anything; it is a name where it stands alone as one. */
static bool
single_family(const struct tokens *t, const struct mask_lists *l, size_t i)
{
	static const char *const never[] = {"前", "上", "下", "中", "東", "西", "南",
	    "北", "本", "次", "先", "元", "内", "外", "別", "後", "間", "方", "道", "門",
	    "口", "番", "件", "表", "裏", "横", "角", "辺", "向", "今", "何", "円", "台",
	    "丸"};
	static const char *const ends[] = {
	    "です", "と", "から", "より", "まで", "が", "は", "に", "も", "宛", "宛て"};
	static const char *const starts[] = {"は", "の", "、", " ", "が"};
	const struct token *w = &t->v[i], *next = w + 1;

	if (text_chars(w->from, w->to) != 1 || token_is(w, never, ARRAY_LEN(never)) ||
	    !surnames_have(l->surnames, w->from, (size_t)(w->to - w->from)))
		return false;
	if (i > 0 && w[-1].to == w->from && !token_is(w - 1, starts, ARRAY_LEN(starts)))
		return false;
	if (w->sort == WORD_FAMILY)
		return true;
	return i + 1 < t->n && w->sort == WORD_NOUN && i > 0 &&
	       token_is(next, ends, ARRAY_LEN(ends)) &&
	       (token_is(next, ends, 2) || !str_starts(w[-1].from, "の"));
}

size_t
tokens_family(const struct tokens *t, const struct mask_lists *l, size_t i)
{
	const char *from = t->v[i].from;
	size_t found = 0;

	if (text_script(from) != SCRIPT_KANJI || token_tells(&t->v[i]))
		return 0;
	for (size_t n = 1; n <= FAMILY_WORDS && i + n <= t->n; n++) {
		const char *to = t->v[i + n - 1].to;
		size_t chars = text_chars(from, to);

		if (chars > FAMILY_CHARS || (n > 1 && token_tells(&t->v[i + n - 1])))
			break;
		if (chars >= 2 && surnames_have(l->surnames, from, (size_t)(to - from)) &&
		    !everyday(from, to))
			found = n;
	}
	return found ? found : single_family(t, l, i);
}

/* sato for Satoh and Satou: as conf/surnames-read.txt writes it. */
static void
plain_reading(const char *from, const char *to, char out[READING_BYTES])
{
	size_t n = 0;

	for (const char *p = from; p < to && n + 1 < READING_BYTES; p++) {
		char c = (char)tolower((unsigned char)*p);
		bool vowel_next =
		    p + 1 < to && strchr("aiueoy", tolower((unsigned char)p[1]));

		if (c == 'h' && n && out[n - 1] == 'o' && !vowel_next)
			continue;
		if ((c == 'o' || c == 'u') && n && out[n - 1] == 'o')
			continue;
		if (c == 'u' && n && out[n - 1] == 'u')
			continue;
		if (c == 'm' && p + 1 < to && strchr("bpm", tolower((unsigned char)p[1])))
			c = 'n';
		out[n++] = c;
	}
	out[n] = '\0';
}

bool
reads_as_family(const struct mask_lists *l, const char *from, const char *to)
{
	char plain[READING_BYTES];

	if ((unsigned char)*from >= 0x80)
		return surnames_have(l->readings, from, (size_t)(to - from));
	if (to - from >= READING_BYTES)
		return false;
	plain_reading(from, to, plain);
	return *plain && surnames_have(l->readings, plain, strlen(plain));
}

/* --- what is no name after all --- */

/* Posts, parts of a firm, and what stands between them. */
static bool
token_addresses(const struct token *w)
{
	static const char *const words[] = {"ご", "御", "様", "さま", "さん", "御中",
	    "各位", " ", "・", "、", "の", "者", "方", "名", "件", "専務", "常務", "会長",
	    "取締役", "代表", "代表者", "部長", "課長", "係長", "次長", "室長", "所長",
	    "工場長", "院長", "園長", "店長", "事務長", "施設長", "支配人", "理事",
	    "理事長", "局長", "主任", "先生", "税理士", "社労士", "診断士", "総務",
	    "経理", "人事", "営業", "事務", "事務局", "窓口", "現場", "部", "課", "係",
	    "室", "店", "病院", "組合", "管理", "品質", "品質管理", "経営", "開発",
	    "技術", "法務", "広報", "先方", "元請", "荷主", "私", "うち", "息子", "母",
	    "父", "妻", "夫", "生徒", "学生", "農家", "職人", "アルバイト", "パート",
	    "運転手", "電話", "上限", "下記", "内容", "項目", "話", "言葉", "意見",
	    "要望", "要件", "恐縮", "平素", "残念", "理想", "得意", "仕", "段階", "研究",
	    "協力", "監視", "運行", "顧問", "顧問先", "近所", "名簿", "運転", "社",
	    "生産者", "作業", "業務", "組織", "製造", "生産", "図面", "原因", "手",
	    "書類", "文書", "契約", "審査", "条件", "資料", "時間"};

	return token_is(w, words, ARRAY_LEN(words));
}

/* (株)データ, 「相談」様: the name of a firm even if it is made of words that tell. */
static bool
stands_as_firm(const struct sheet *s, const char *from, const char *to)
{
	static const char *const before[] = {
	    "会社", "会社 ", "法人", "法人 ", ")", ") ", "「", "『"};
	static const char *const behind[] = {
	    "株式会社", " 株式会社", "有限会社", "合同会社", "(株)", "(有)", "」", "』"};

	return text_ends(s->text, from, before, ARRAY_LEN(before)) > 0 ||
	       text_starts(to, behind, ARRAY_LEN(behind)) > 0;
}

bool
tokens_harmless(const struct tokens *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (!token_tells(&t->v[i]) && !token_addresses(&t->v[i]))
			return false;
	return true;
}

/* The i-th word with those up to the end of its mark: none of them is a name. */
static bool
harmless_until(const struct sheet *s, const struct tokens *t, size_t i, size_t *end)
{
	bool harmless = true;

	for (*end = i; *end < t->n && sheet_marked(s, t->v[*end].from); ++*end)
		harmless = harmless &&
		           (token_tells(&t->v[*end]) || token_addresses(&t->v[*end]));
	/* Marks begin and end with words, else the words say nothing of them. */
	return harmless && *end > i && !sheet_marked(s, t->v[*end - 1].to) &&
	       !stands_as_firm(s, t->v[i].from, t->v[*end - 1].to) &&
	       (t->v[i].from == t->text || !sheet_marked(s, t->v[i].from - 1));
}

void
mask_spare(struct sheet *s, const struct tokens *t)
{
	size_t end;

	for (size_t i = 0; i<t->n; i = end> i ? end : i + 1) {
		unsigned char sort = s->sort[t->v[i].from - s->text];

		if (harmless_until(s, t, i, &end) &&
		    (sort == MASK_PERSON || sort == MASK_COMPANY))
			memset(s->sort + (t->v[i].from - s->text), MASK_NOTHING,
			    (size_t)(t->v[end - 1].to - t->v[i].from));
	}
}

/* --- the last look --- */

char *
mask_without_marks(const char *text)
{
	char *copy = xstrdup(text);

	for (char *p = strstr(copy, "〔"); p; p = strstr(p, "〔")) {
		char *end = strstr(p, "〕");

		end = end ? end + strlen("〕") : p + strlen(p);
		memset(p, ' ', (size_t)(end - p));
		p = end;
	}
	return copy;
}

static bool
holds_reading(const char *text, const struct mask_lists *l)
{
	for (const char *p = text; *p;) {
		const char *end = p;

		while (isalpha((unsigned char)*end))
			end++;
		if (text_script(p) == SCRIPT_KATAKANA)
			end = text_run_end(p);
		if (end > p && reads_as_family(l, p, end))
			return true;
		p = end > p ? end : p + 1;
	}
	return false;
}

bool
mask_holds_family(const char *plain, const struct mask_lists *l)
{
	struct tokens t;
	bool found = holds_reading(plain, l);

	tokens_cut(l->words, plain, &t);
	for (size_t i = 0; i < t.n && !found; i++)
		found = tokens_family(&t, l, i) > 0;
	tokens_free(&t);
	return found;
}
