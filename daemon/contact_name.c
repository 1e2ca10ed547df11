/* Reading the name of a person that ends somewhere. See contact_name.h. */
#include "contact_name.h"
#include "party_text.h"
#include "wordset.h"

#include <string.h>

enum { MOST_CHARS = 8, BLANKS_MAX = 16 };

/* Parts of a firm and roles that stand in front of a name, or between it and a title. */
static const char *const parts[] = {"代表取締役社長", "代表取締役", "代表社員", "取締役",
    "代表理事", "理事長", "理事", "事務局長", "事務局", "事務長", "事務部", "事務",
    "副社長", "社長", "会長", "専務", "常務", "工場長", "支店長", "営業所長", "所長",
    "院長", "施設長", "園長", "校長", "塾長", "店主", "店長", "支配人", "若女将", "女将",
    "番頭", "本部長", "部長", "次長", "課長補佐", "課長代理", "課長", "係長", "主任",
    "室長", "局長", "班長", "組合長", "代表", "総務部", "総務課", "総務", "経理部",
    "経理課", "経理", "人事部", "人事課", "人事", "営業部", "営業課", "営業", "製造部",
    "製造課", "製造", "業務部", "業務課", "業務", "技術部", "技術課", "技術", "開発部",
    "開発", "管理部", "管理課", "管理", "企画部", "企画室", "企画", "生産技術",
    "生産管理", "生産", "品質保証", "品質管理", "品質", "通販係", "通販", "品証",
    "情報システム", "情シス", "情報", "看護部", "看護", "工務課", "工務", "購買", "資材",
    "海務部", "運行課", "部", "課", "室", "係", "科", "局", "担当者", "担当", "窓口",
    "ご担当", "税理士", "先生", "工場", "責任者"};
static struct wordset parts_set = WORDSET(parts);

/* Words that stand where names do. */
static const char *const never[] = {"中身", "内容", "程度", "範囲", "御中", "連絡先",
    "大丈夫", "様", "所", "員", "者", "業", "院", "会", "梅", "件", "未対応", "退職",
    "学童", "保育園", "農園", "法人", "写真館", "学校", "病院", "医院", "以上", "被害",
    "希望", "可能", "訪問", "必要", "予定", "通り", "相談", "依頼", "研修", "管理",
    "対応", "対策", "状況", "場所", "工場", "窓口", "当方", "代表", "社長", "不明",
    "未定", "不要", "不可", "無理", "次第", "以下", "同じ", "本社", "前後", "程度",
    "機関", "結構", "専門", "中心", "経理", "総務", "情報", "午後", "午前", "時間",
    "全部", "多数", "複数", "自分", "今回", "連絡", "本件", "来週", "元請", "お客",
    "患者", "利用者", "税理士", "弁護士", "社労士", "支援", "実施", "目標", "紹介",
    "旅館", "加工", "販売", "卸売", "小売", "製造", "運送", "建設", "農家", "対象",
    "所存", "正直", "初回", "同様", "一同", "最近", "現在", "過去", "昨日", "先月",
    "今年", "来年", "昨年", "課題", "本当", "問題", "以外", "同社", "同店", "同院",
    "自社", "弊社", "当社", "会員", "当会", "平日", "休日", "大変", "苦手", "素人",
    "心配", "不安", "皆", "各", "御社", "貴社", "先方", "取引先", "業者", "荷主", "親",
    "子", "客", "前", "元", "新", "女性", "男性", "若手", "専務", "常務", "部長", "課長",
    "会社", "開発", "保護者", "親御", "番頭", "職人", "仲居", "船頭", "織子", "店",
    "担当者", "担当", "役員", "屋", "社", "組合", "パート", "ヘルパー", "ベンダー",
    "メーカー", "お客様", "皆様", "皆さん", "娘", "息子", "奥", "嫁", "母", "父", "妻",
    "夫", "兄", "弟", "姉", "妹", "孫", "医師", "看護師", "講師", "先生", "専門家",
    "監督", "警察", "銀行", "商工会", "役場", "市役所", "支援士", "学生", "生徒", "児童",
    "園児", "新人", "社員", "職員", "従業員", "若女将", "女将", "ご担当", "中小企業",
    "大手", "同業", "本部", "支部", "問屋", "農協", "漁協", "協会", "大学"};
static struct wordset never_set = WORDSET(never);

static const char *
kanji_back(const char *text, const char *p)
{
	const char *end = p;

	while (p > text && end - p < 3 * MOST_CHARS &&
	       text_script(text_previous(text, p)) == SCRIPT_KANJI)
		p = text_previous(text, p);
	return p;
}

/* [start, end) without the roles and departments that it begins with. */
static const char *
without_parts(const char *start, const char *end)
{
	while (start < end) {
		size_t n = wordset_starts(&parts_set, start);

		/* 部田, 室木: the name itself begins so. */
		if (n <= 3 || start + n >= end)
			break;
		start += n;
	}
	return start;
}

/* 西川事務[部長]: the name in front of a department. */
static const char *
before_part(const struct contact_text *s, const char *start, const char *end)
{
	size_t n = wordset_ends(&parts_set, start, end);
	const char *cut = end - n;

	return n > 3 && cut > start && cut - start <= 9 &&
	               !surnames_have(s->names, start, (size_t)(end - start))
	           ? cut
	           : end;
}

/* A name in letters that names of foreigners have: ラジェシュ・クマール, Tran Thi Hoa. */
static const char *
foreign_back(const char *text, const char *end, enum script script, int *tokens)
{
	const char *p = end, *best = end;

	*tokens = 0;
	while (p > text && end - p < NAME_BYTES_MAX) {
		const char *c = text_previous(text, p);

		if (text_script(c) == script) {
			p = c;
			best = p;
			continue;
		}
		if (p == best && p < end && (*c == ' ' || str_starts(c, "・")) &&
		    c > text && text_script(text_previous(text, c)) == script) {
			++*tokens;
			p = c;
			continue;
		}
		break;
	}
	*tokens += best < end;
	return best;
}

/* The token in front of a given name: 氏家 [恵], 木庭 [フサ子]. */
static void
take_surname(const struct contact_text *s, struct found *f)
{
	const char *end = f->start - 1, *start;

	if (f->start - s->text < 4 || f->start[-1] != ' ')
		return;
	start = without_parts(kanji_back(s->text, end), end);
	if (start == end || end - start > 12 || wordset_is_one(&parts_set, start, end) ||
	    wordset_is_one(&never_set, start, end))
		return;
	if (!surnames_have(s->names, start, (size_t)(end - start)) &&
	    (f->known || end - start > 9 || wordset_ends(&parts_set, start, end) > 0))
		return;
	f->known = surnames_have(s->names, start, (size_t)(end - start)) || f->known;
	f->start = start;
	f->tokens = 2;
}

static bool
read_kanji_name(const struct contact_text *s, const char *end, struct found *f)
{
	const char *start = without_parts(kanji_back(s->text, end), end);

	end = before_part(s, start, end);
	if (start == end || end - start > 3 * 5 || wordset_is_one(&parts_set, start, end))
		return false;
	*f = (struct found){.start = start, .end = end, .tokens = 1};
	f->known = surnames_have(s->names, start, (size_t)(end - start));
	take_surname(s, f);
	/* 山田太郎 written as one */
	if (!f->known && f->tokens == 1 && end - start >= 9) {
		size_t n = surnames_prefix(s->names, start, end);

		f->known = f->whole = n >= 6 && (size_t)(end - start) - n <= 6;
	}
	return f->tokens == 2 || !wordset_is_one(&never_set, start, end);
}

/* フサ子, さやか, ヨシ子: a given name with kana behind its surname. */
static bool
read_mixed_name(const struct contact_text *s, const char *end, struct found *f)
{
	const char *p = end;

	while (p > s->text && end - p < 3 * 5 &&
	       (text_script(text_previous(s->text, p)) == SCRIPT_KANJI ||
	           text_script(text_previous(s->text, p)) == SCRIPT_HIRAGANA ||
	           text_script(text_previous(s->text, p)) == SCRIPT_KATAKANA))
		p = text_previous(s->text, p);
	*f = (struct found){.start = p, .end = end, .tokens = 1};
	if (p == end)
		return false;
	take_surname(s, f);
	return f->tokens == 2 && f->known;
}

bool
contact_read_name(const struct contact_text *s, const char *end, struct found *f)
{
	enum script script;

	/* A name stands near what marks it; long runs of blanks cost their square. */
	for (int i = 0; i < BLANKS_MAX && end > s->text && end[-1] == ' '; i++)
		end--;
	if (end == s->text)
		return false;
	script = text_script(text_previous(s->text, end));
	if (read_mixed_name(s, end, f))
		return true;
	if (script == SCRIPT_KANJI)
		return read_kanji_name(s, end, f);
	if (script != SCRIPT_KATAKANA && script != SCRIPT_LATIN)
		return false;
	f->end = end;
	f->known = f->whole = false;
	f->start = foreign_back(s->text, end, script, &f->tokens);
	return f->tokens >= 1 && text_chars(f->start, end) >= 2 &&
	       (script == SCRIPT_KATAKANA || (*f->start >= 'A' && *f->start <= 'Z'));
}

size_t
contact_role_ends(const char *start, const char *end)
{
	return wordset_ends(&parts_set, start, end);
}

size_t
contact_role_starts(const char *p)
{
	return wordset_starts(&parts_set, p);
}

bool
contact_never(const char *start, const char *end)
{
	return wordset_is_one(&never_set, start, end);
}
