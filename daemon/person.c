/*
 * Names of people in a text. See person.h.
 *
 * A person is known by what stands behind the name (と申します, です, 様) and in front of
 * it (の, a department, 担当); words that merely look alike are told by lists.
 */
#include "person.h"
#include "norm.h"
#include "party_text.h"
#include "wordset.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_PERSON_CHARS = 10 };

/* What ends a name of a person who presents himself; the longest first. */
static const char *const presents[] = {"と申します", "と申しまして", "と申し",
    "ともうします", "といいます", "と言います", "といい", "でございます", "でござい",
    "であります", "です", "だ。", "より", "拝", "っす"};
static struct wordset presents_set = WORDSET(presents);

static const char *const roles[] = {"代表取締役社長", "代表取締役", "代表社員",
    "取締役社長", "取締役", "代表理事", "理事長", "事務局長", "事務長", "事務局",
    "副社長", "社長", "会長", "専務理事", "専務", "常務", "工場長", "支店長", "営業所長",
    "所長", "院長", "施設長", "園長", "校長", "塾長", "店主", "店長", "支配人", "女将",
    "若女将", "番頭", "部長", "次長", "課長補佐", "課長代理", "課長", "係長", "主任",
    "室長", "局長", "班長", "組合長", "代表", "先生", "氏", "様", "さま", "さん", "殿",
    "ご担当者", "ご担当", "担当者", "担当", "オーナー", "マネージャー", "リーダー",
    "杜氏", "若旦那", "主事", "主査", "参与", "顧問", "監督", "書記", "幹事", "部会長",
    "指導員", "君"};
static struct wordset roles_set = WORDSET(roles);

/* Words that end like names and are none. */
static const char *const never_person[] = {"状態", "以上", "被害", "希望", "可能", "訪問",
    "必要", "予定", "初めて", "こと", "とおり", "通り", "もの", "ため", "ところ", "相談",
    "依頼", "研修", "管理", "対応", "対策", "状況", "場所", "工場", "窓口", "当方",
    "担当", "代表", "社長", "不明", "未定", "不要", "不可", "十分", "無理", "次第",
    "以下", "同じ", "さん", "ない", "たい", "ます", "から", "まで", "よう", "本社",
    "株式会社", "有限会社", "前後", "程度", "ほど", "機関", "オンライン", "クラウド",
    "サーバー", "メール", "ファイル", "パソコン", "いい", "よい", "そう", "はず", "だけ",
    "くらい", "ばかり", "結構", "大丈夫", "平気", "幸い", "専門", "中心", "経理", "総務",
    "情報", "午後", "午前", "時間", "全部", "多数", "複数", "自分", "今回", "連絡",
    "本件", "来週", "元請", "お客", "患者", "利用者", "税理士", "弁護士", "社労士",
    "パート", "ヘルパー", "ベンダー", "保護者", "番頭", "仲居", "女将", "支援", "実施",
    "一つ", "目標", "紹介", "脅迫", "感染", "暗号", "旅館", "加工", "販売", "卸売",
    "小売", "製造", "運送", "建設", "農家", "歯科", "外科", "内科", "まま", "サイト",
    "ソフト", "システム", "バス", "ホテル", "カフェ", "プレス", "クリニック", "メーカー",
    "センター", "サービス", "対象", "アウト", "ベスト", "所存", "正直", "初回", "同様",
    "一同", "最近", "現在", "過去", "昨日", "先月", "今年", "来年", "昨年", "課題",
    "急ぎ", "本当", "問題", "可否", "お世話", "拝啓", "敬具", "以外", "同社", "同店",
    "同院", "自社", "弊社", "当社", "会員", "当会", "平日", "休日", "大変", "苦手",
    "素人", "心配", "不安"};
static struct wordset never_person_set = WORDSET(never_person);

/* Letters at the end of a word that make it a thing; surnames may end so too. */
static const char *const thing_endings[] = {"業", "人", "社", "店", "県", "市", "町",
    "村", "員", "円", "会", "校", "件", "回", "分", "台", "点", "日", "時", "月", "年",
    "品", "内", "外", "要", "定", "題", "案", "様", "方", "的", "用", "中", "部", "課",
    "係", "室", "所", "院", "屋", "府", "都", "道", "区", "程", "何", "誰", "私", "僕",
    "者", "行", "側", "先", "費", "額", "代", "料", "数", "率", "量", "本", "機", "型",
    "式", "系", "性", "化", "力", "度", "物", "事", "話", "前", "後", "上", "下", "間",
    "際", "毎", "別", "役", "客", "皆", "組", "さ", "の", "箱"};
static struct wordset thing_endings_set = WORDSET(thing_endings);

static bool
bad_person(const char *start, const char *end)
{
	/* Surnames that end like one of these. */
	static const char *const names[] = {"上村", "中村", "木村", "田村", "西村",
	    "北村", "川村", "松村", "野村", "岡村", "奥村", "吉村", "今村", "村上",
	    "井上", "坂上", "山上", "森下", "山下", "木下", "松下", "竹下", "宮下",
	    "岩下", "大下", "堀内", "山内", "竹内", "大内", "河内", "宮内", "古内",
	    "武内", "坂本", "山本", "松本", "橋本", "岡本", "宮本", "杉本", "藤本",
	    "吉本", "西本", "川本", "河本", "森本", "榎本", "辻本", "塚本", "谷本",
	    "根本", "山中", "田中", "畑中", "竹中", "谷中", "浜中", "古市", "田部",
	    "阿部", "安部", "渡部", "服部", "磯部", "長谷部", "園部", "池上", "野上",
	    "川上", "三上", "最上", "水上", "上園", "尾上", "浦上", "押上", "坂部",
	    "矢部", "日下部", "建部", "山部", "黒部", "戸部", "田所", "別所", "谷内",
	    "箕内", "池内", "庄内", "木内", "寺内", "坪内", "垣内", "谷口", "沢村",
	    "河村", "植村", "稲村", "高村", "玉村", "津村", "梅村", "志村", "岸本",
	    "倉本", "寺本", "梶本", "柏本", "大本", "福本", "石本", "秋本", "浜本",
	    "瀧本", "滝本", "喜多村", "真下", "宮間", "風間", "本間", "野間", "浅間",
	    "久間", "笠間", "草間", "佐久間", "福間", "赤間", "八木下", "下村", "有村",
	    "五百部", "藤代", "田代", "神代", "八代", "矢代", "屋代", "新屋", "守屋",
	    "古屋", "土屋", "関屋", "長屋", "森屋", "城間", "当間", "座間", "大石",
	    "和田", "越前", "備前", "筑前", "肥後", "丹後", "備後", "豊後", "嵯峨",
	    "伊達", "武者", "小田切", "大前", "二宮", "物部", "監物", "月形", "如月",
	    "望月", "秋月", "葉月", "香月", "日向", "春日", "朝日", "明石", "小野里",
	    "北条", "安藤", "佐藤", "伊東", "真田", "別府", "大府", "太刀川", "武井",
	    "本多", "本田", "宮前", "笹本", "金本", "柳本", "村部", "下間", "木間",
	    "岩間", "大間", "浅見", "木本", "若本", "重本", "楠本", "神本", "島本",
	    "嶋本", "杉村", "新村", "大村", "中西", "大西", "市村", "飯村", "三村",
	    "今村", "折本", "熊本", "仲本", "栗本", "根来", "城下", "川下", "滝下",
	    "日下", "松井", "野口", "竹上", "石上", "田上", "西上", "溝上", "柿本",
	    "隅本", "高本", "前本", "北本", "南部", "綾部", "軽部", "小部", "久部",
	    "刑部", "伊部", "有本", "村本"};
	static struct wordset names_set = WORDSET(names);

	return wordset_ends(&never_person_set, start, end) > 0 ||
	       (wordset_ends(&thing_endings_set, start, end) > 0 &&
	           !wordset_is_one(&names_set, start, end));
}

/* Reads a name of a person that ends at end: 山田, 山田 太郎, 古畑 ゆり. */
static const char *
person_start(const char *text, const char *end)
{
	const char *p = end, *first;
	enum script s;

	if (p == text)
		return NULL;
	s = text_script(text_previous(text, p));
	if (s == SCRIPT_OTHER || s == SCRIPT_LATIN)
		return NULL;
	while (p > text && text_script(text_previous(text, p)) == s &&
	       end - p < 3 * MAX_PERSON_CHARS)
		p = text_previous(text, p);
	/* よし野, みどり川: mixed; but の山田 is not */
	if (p > text && s == SCRIPT_KANJI &&
	    text_script(text_previous(text, p)) == SCRIPT_KATAKANA &&
	    str_starts(text_previous(text, p), "ノ"))
		p = text_previous(text, text_previous(text, p));
	first = p;
	if (p - text >= 4 && p[-1] == ' ' &&
	    text_script(text_previous(text, p - 1)) == SCRIPT_KANJI) {
		const char *q = p - 1;

		while (q > text && text_script(text_previous(text, q)) == SCRIPT_KANJI)
			q = text_previous(text, q);
		if (text_chars(q, p - 1) <= 4 && !bad_person(q, p - 1))
			first = q;
	}
	return first;
}

/* 総務課長の山田: the name behind a department or role that runs into it. */
static const char *
after_role(const char *p, const char *end)
{
	for (const char *q = p; q < end;) {
		size_t n = wordset_starts(&roles_set, q);
		uint32_t cp;

		if (n > 0 && q + n < end) {
			p = q + n;
			q = p;
			continue;
		}
		q += utf8_next(q, &cp);
	}
	return text_skip_blanks(p);
}

/* near: it stands where a name belongs, behind the company's. */
static bool
good_person_at(const char *start, const char *end, bool near)
{
	/* と申します is said of nothing but names. */
	bool sure = str_starts(end, "と申") || str_starts(end, "ともう") ||
	            str_starts(end, "といい");

	size_t n = text_chars(start, end);
	enum script s = text_script(start);

	if (n < 1 || n > 7 || s == SCRIPT_OTHER || s == SCRIPT_LATIN)
		return false;
	if (n == 1 && (s != SCRIPT_KANJI || !near))
		return false;
	if (near && s == SCRIPT_KANJI && n <= 8)
		return wordset_ends(&never_person_set, start, end) == 0 &&
		       (n > 1 || wordset_ends(&thing_endings_set, start, end) == 0);
	if (s == SCRIPT_HIRAGANA && (n < 2 || n > 4 || !sure))
		return false;
	if (s == SCRIPT_KATAKANA && !sure && !near)
		return false;
	return (sure && n <= 5) || !bad_person(start, end);
}

static bool
good_person(const char *start, const char *end)
{
	return good_person_at(start, end, false);
}

/* …株式会社(…)の山田, …、総務の山田: near behind the company, with の or 、 before it. */
static bool
behind_company(const char *company_end, const char *person)
{
	enum { MAX_BYTES = 48 };

	if (person < company_end || person - company_end > MAX_BYTES)
		return false;
	if (person == company_end)
		return company_end[-1] == ')' || company_end[-1] == ' ';
	return person[-1] == ' ' || strncmp(person - 3, "の", 3) == 0 ||
	       strncmp(person - 3, "、", 3) == 0 || strncmp(person - 3, "。", 3) == 0 ||
	       person[-1] == ')' || wordset_ends(&roles_set, company_end, person) > 0;
}

/* Somebody presents himself between start and the end of that line: his name. */
bool
person_presented(const char *text, const char *from, const char *direct,
    const char *limit, const char **start, const char **end)
{
	for (const char *p = from; p < limit && *p != '\0'; p++) {
		const char *s;

		if (((unsigned char)*p & 0xC0) == 0x80 ||
		    wordset_starts(&presents_set, p) == 0)
			continue;
		s = person_start(text, p);
		if (s == NULL || s < from)
			continue;
		s = after_role(s, p);
		if (!good_person_at(s, p, direct != NULL && behind_company(direct, s)))
			continue;
		*start = s;
		*end = p;
		return true;
	}
	return false;
}

/* A third person named behind a company: の山田様, 社長の山田さん, 山田様. */
bool
person_honoured(const char *from, const char **start, const char **end)
{
	static const char *const titles[] = {"様", "さま", "さん", "氏", "社長", "専務",
	    "部長", "課長", "工場長", "院長", "所長", "支配人", "代表", "係長", "会長",
	    "理事長", "店長", "事務長", "園長", "施設長", "女将", "主任", "常務", "次長",
	    "室長", "取締役", "事務局長", "店主", "組合長", "塾長", "総務", "オーナー"};
	static struct wordset titles_set = WORDSET(titles);
	const char *limit = text_sentence_end(text_sentence_end(from));

	for (const char *p = from; p < limit; p++) {
		const char *s;

		if (((unsigned char)*p & 0xC0) == 0x80 ||
		    wordset_starts(&titles_set, p) == 0)
			continue;
		s = person_start(from, p);
		if (s == NULL)
			continue;
		s = after_role(s, p);
		if (s >= p || !good_person(s, p))
			continue;
		*start = s;
		*end = p;
		return true;
	}
	return false;
}
