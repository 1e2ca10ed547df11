/*
 * Companies in a text, and with them their people. See party.h.
 *
 * A company is known by its legal form or by a closing word (製作所, 病院 …); its name is
 * cut out of the running text by the kinds of characters. Of several, the one counts for
 * which the words around it speak most.
 */
#include "party.h"
#include "norm.h"
#include "party_text.h"
#include "person.h"

#include <stdlib.h>
#include <string.h>

enum { LEAST_SCORE = 20 };

static const char *const legal_before[] = {"株式会社", "有限会社", "合同会社", "合資会社",
    "合名会社", "医療法人社団", "医療法人財団", "医療法人", "社会福祉法人", "学校法人",
    "一般社団法人", "公益社団法人", "一般財団法人", "公益財団法人", "特定非営利活動法人",
    "NPO法人", "農業生産法人", "農業法人", "社会医療法人", "学校法人", "行政書士法人",
    "社会保険労務士法人", "監査法人", "事業協同組合", "農事組合法人", "宗教法人",
    "弁護士法人", "税理士法人", "司法書士法人", "(株)", "(有)", "(同)", "(医)", "(福)"};

static const char *const legal_after[] = {"株式会社", "有限会社", "合同会社", "合資会社",
    "税理士法人", "社会保険労務士法人", "行政書士法人", "司法書士法人", "弁護士法人",
    "農事組合法人", "(株)", "(有)"};

static const char *const closing_words[] = {"事務所", "製作所", "製造所", "鉄工所",
    "工作所", "研究所", "診療所", "製材所", "印刷所", "造船所", "醸造所", "木工所",
    "整備工場", "病院", "医院", "クリニック", "歯科", "薬局", "工業", "工務店", "工房",
    "工芸", "商店", "商会", "商事", "商工", "産業", "物産", "運輸", "運送", "物流",
    "海運", "通運", "交通", "倉庫", "水産", "海産", "農産", "農園", "農場", "牧場",
    "果樹園", "茶園", "養鶏", "畜産", "酪農", "ファーム", "建設", "建築", "建材", "土木",
    "電設", "電工", "設備", "塗装", "造園", "組", "住宅", "不動産", "酒造", "酒店",
    "醸造", "醤油", "味噌", "製菓", "菓匠", "製麺", "製茶", "食品", "フーズ",
    "ベーカリー", "旅館", "ホテル", "温泉", "民宿", "食堂", "料亭", "観光", "旅行",
    "興業", "興産", "精機", "精工", "精密", "鋳工", "鋳造", "鍛造", "金型", "鋼業",
    "鉄工", "金属", "化学", "化成", "樹脂", "ゴム", "電機", "電子", "電気", "機械",
    "製紙", "紙器", "紙工", "印刷", "印章", "オフセット", "繊維", "織物", "紡績", "染工",
    "縫製", "木工", "製材", "家具", "システム", "システムズ", "ソフト", "テック",
    "テクノ", "デザイン", "企画", "出版", "商品", "商社", "販売", "電器", "石油", "ガス",
    "燃料", "自動車", "モータース", "協同組合", "組合", "協会", "協議会", "連絡会",
    "振興会", "青年部", "学園", "学院", "高校", "幼稚園", "保育園", "保育所", "こども園",
    "苑", "の里", "介護", "ケア", "サービス", "スタジオ", "書店", "書房", "堂", "屋",
    "亭", "館", "園", "塾", "会", "店", "窯", "荘", "院", "丸", "ロッジ", "クリーニング",
    "ソックス", "タクシー", "バス", "リース", "ラボ", "ワークス", "ストア", "マート",
    "教室", "センター", "スクール", "ネット", "メディカル", "ばね", "整形外科", "外科",
    "内科", "眼科", "皮膚科", "小児科", "耳鼻咽喉科", "工業所", "オート", "サイクル",
    "薬品", "薬舗", "刃物", "硝子", "工機", "機工", "縫工", "塗工", "窯業", "製陶",
    "陶苑", "菓子舗", "本舗", "総本店", "塾", "道場", "牧場", "養殖", "漁業", "漁協",
    "農協", "青果", "精肉", "鮮魚", "畳店", "生花", "種苗", "葬祭", "警備", "急便",
    "陸運", "引越", "タイヤ", "鈑金", "板金", "溶接", "研磨", "メッキ", "めっき",
    "熱処理", "アルマイト", "プレス", "カフェ", "食品店", "スイミング", "美容室", "理容",
    "ヘア", "エステート", "ハウス", "リゾート", "ロジスティクス", "ロジ", "インキ",
    "ペイント", "ペンション", "農産加工", "集落", "商店会", "商店街", "市場", "旅館組合",
    "シート", "マテリアル", "ケミカル"};

/* Words that look like names of companies and are none. */
static const char *const not_company[] = {"当社", "弊社", "御社", "貴社", "会社", "自社",
    "他社", "商工会", "商工会議所", "相談会", "本社", "支社", "本店", "支店", "当店",
    "当院", "病院", "当会", "当組合", "工場", "機械", "電子", "電気", "取引先", "業界",
    "お店", "全社", "各社", "数社", "二社", "同社", "社会", "機会", "総会", "研修会",
    "勉強会", "講演会", "委員会", "例会", "協会", "旅館", "ホテル", "食品", "システム",
    "サービス", "センター", "ネット", "工業", "運輸", "販売", "会", "店", "屋", "社",
    "診療所", "クリニック", "薬局", "製造", "建設", "不動産", "保険会社", "子会社",
    "親会社", "開発会社", "銀行", "信用金庫", "支援機関", "事務所", "会計事務所",
    "営業所", "図書館", "公民館", "会館", "役員会", "理事会", "取締役会", "保守会社",
    "システム会社", "制作会社", "運送会社", "警備会社", "個人情報保護委員会",
    "クラウドサービス", "外部サービス", "相談窓口", "専門家紹介窓口", "説明会", "審査会",
    "業務委託先", "医院", "歯科", "工務店", "印刷", "倉庫", "建築", "設備", "繊維",
    "織物", "温泉", "金属", "化学", "樹脂", "基幹システム", "自動車", "ガス", "企画",
    "交通", "観光", "旅行", "家具", "写真館", "自転車屋", "花屋", "お花屋", "お店屋",
    "魚屋", "鉄骨屋", "鋳物屋", "電器屋", "電気屋", "本屋", "米屋", "酒屋", "パン屋",
    "そば屋", "水産加工", "食品加工", "こども園", "保育園", "幼稚園", "茶園", "農園",
    "老人ホーム", "塗装店", "カフェ", "ペンション", "矯正歯科", "整形外科", "学習塾",
    "塾", "税理士会", "女性会", "部工会", "自工会", "協議会", "連絡会", "女将会",
    "旅館組合", "漁協", "農協", "組合", "温泉旅館", "小さな旅館", "部会", "展示会",
    "青年部", "発表会", "社労士事務所", "税理士事務所", "法律事務所", "動物病院",
    "設計事務所", "建築事務所", "デザイン事務所", "酒造", "板金", "溶接", "塗装",
    "印刷所", "製材所", "鉄工所", "製作所", "運送", "物流", "通販サイト", "予約サイト",
    "ウイルス対策ソフト", "会計ソフト", "販売", "EC販売", "ネット販売", "食品製造",
    "プレス", "オート", "訪問介護", "訪問看護", "介護", "デイサービス", "教室", "サロン",
    "コールセンター", "データセンター", "社内ネット", "インターネット", "イントラネット",
    "スーパー", "商工連合会", "業務システム", "販売管理システム", "受発注システム",
    "予約システム", "生産管理システム", "倉庫管理システム", "メールサービス",
    "メールソフト", "オフィスソフト", "決済サービス", "市場", "チームソフト",
    "広告デザイン事務所", "温泉ホテル", "特許事務所", "文化会館", "シルバー人材センター",
    "チェックシート", "監査チェックシート", "部品商社", "機械商社"};

void
party_free(struct party *p)
{
	free(p->company);
	*p = (struct party){0};
}

/* A hiragana run that is grammar and not part of a name. */
static bool
grammar_run(const char *p, const char *end)
{
	static const char *const words[] = {"です", "でござ", "と申", "という", "から",
	    "より", "さん", "さま", "では", "には", "にて", "への", "での", "とし",
	    "といい", "まで", "も", "などの", "である", "であり", "だけ", "ですが",
	    "にお", "をお", "がお", "のお", "でお", "はい", "ほか", "および", "または",
	    "のよう", "について", "における", "として", "と、", "のみな", "とは", "にも",
	    "でも", "へは", "のほう"};
	size_t bytes = (size_t)(end - p);

	/* One letter is a particle, but for names such as みね; longer runs by list. */
	return bytes <= 3 || text_starts(p, words, ARRAY_LEN(words)) > 0;
}

static bool
verb_run(const char *p, const char *end)
{
	static const char *const ends[] = {"ます", "した", "する", "いる", "です", "のは",
	    "ている", "った", "ある", "しい", "ない", "での", "との", "への", "からの",
	    "などの", "、", "まで", "より", "ところ", "おります", "こちら", "もの",
	    "たび", "という", "って", "けて", "とう", "ので", "から", "んの", "うちの",
	    "うち", "さんの", "たちの", "この", "その", "にて", "では", "には"};

	return (size_t)(end - p) <= 3 || text_ends(p, end, ends, ARRAY_LEN(ends)) > 0;
}

/* 舟下り社中, 木漏れ日: one letter that is no particle belongs to the word. */
static bool
okurigana(const char *p, const char *end)
{
	static const char *const particles[] = {
	    "の", "は", "が", "を", "に", "で", "と", "も", "へ", "や", "か", "よ", "ね"};

	return end - p == 3 && text_starts(p, particles, ARRAY_LEN(particles)) == 0 &&
	       text_script(end) == SCRIPT_KANJI;
}

/* A department, a role or a family name: the company's name has ended. */
static bool
person_next(const struct surnames *names, const char *p)
{
	static const char *const parts[] = {"代表", "取締役", "社長", "専務", "常務",
	    "会長", "総務", "経理", "人事", "営業", "製造", "業務", "技術", "開発",
	    "管理", "企画", "生産", "品質", "情報", "事務", "工場", "院長", "所長",
	    "園長", "店長", "女将", "担当", "部長", "課長", "係長", "主任", "支配人",
	    "番頭", "先生"};
	const char *end = text_run_end(p);

	return text_starts(p, parts, ARRAY_LEN(parts)) > 0 ||
	       surnames_prefix(names, p, end) == (size_t)(end - p);
}

static const char *
hiragana_start(const char *text, const char *p)
{
	const char *end = p;

	while (p > text && end - p < NAME_BYTES_MAX &&
	       text_script(text_previous(text, p)) == SCRIPT_HIRAGANA)
		p = text_previous(text, p);
	return p;
}

/* の inside a name: what follows is short and the name ends where a bracket or 様 comes.
 */
static bool
inner_no(const struct surnames *names, const char *p)
{
	enum { SHORT_CHARS = 5 };
	const char *q = p;
	uint32_t cp;
	int n = 0;

	while (text_script(q) != SCRIPT_OTHER && n <= SHORT_CHARS &&
	       text_starts(q, text_honours, TEXT_HONOURS) == 0) {
		if (text_script(q) == SCRIPT_HIRAGANA && q > p &&
		    (str_starts(q, "です") || str_starts(q, "と申")))
			return false;
		q += utf8_next(q, &cp);
		n++;
	}
	if (n == 0 || n > SHORT_CHARS || person_next(names, p))
		return false;
	return *q == '(' || *q == ' ' || *q == '\n' || str_starts(q, "、") ||
	       str_starts(q, "。") || text_starts(q, text_honours, TEXT_HONOURS) > 0;
}

/* 能代市のしらかみ: the の belongs to the place. */
static bool
place_suffix_before(const char *p)
{
	static const char *const suffixes[] = {"市", "町", "村", "区", "県", "府", "都"};

	return text_starts(p - strlen("市"), suffixes, ARRAY_LEN(suffixes)) > 0;
}

/* Where the name that starts at p ends. */
static const char *
name_end(const struct surnames *names, const char *p)
{
	const char *start = p;

	while (*p != '\0' && p - start < NAME_BYTES_MAX) {
		const char *end;

		if (str_starts(p, "・") && p > start) {
			p += strlen("・");
			continue;
		}
		if (text_script(p) == SCRIPT_OTHER ||
		    text_starts(p, text_honours, TEXT_HONOURS) > 0)
			break;
		end = text_run_end(p);
		if (text_script(p) == SCRIPT_KANJI) {
			for (const char *q = p; q < end; q += 3) {
				if (q > start &&
				    text_starts(q, text_honours, TEXT_HONOURS) > 0)
					return q;
			}
		}
		if (text_script(p) == SCRIPT_HIRAGANA && p > start) {
			if (str_starts(p, "の") && end == p + 3 && inner_no(names, end)) {
				p = end;
				continue;
			}
			if (okurigana(p, end)) {
				p = end;
				continue;
			}
			if (grammar_run(p, end) ||
			    (str_starts(p, "の") && place_suffix_before(p)))
				break;
			/* しおりの千坂: the の leads on; つけもの本舗: it does not */
			if (end - p > 6 && strncmp(end - 3, "の", 3) == 0 &&
			    text_script(end) == SCRIPT_KANJI && person_next(names, end))
				return end - 3;
			/* しらゆきさん: the run holds the honour at its end */
			for (const char *q = p; q < end; q += 3) {
				if (text_starts(q, text_honours, TEXT_HONOURS) > 0 ||
				    str_starts(q, "です") || str_starts(q, "と申"))
					return q;
			}
		}
		p = end;
	}
	return p;
}

/* Where the name that ends at p starts. */
static const char *
name_start(const char *text, const char *p)
{
	const char *end = p;

	while (p > text && end - p < NAME_BYTES_MAX) {
		const char *c = text_previous(text, p), *run = p;
		enum script s = text_script(c);

		if (str_starts(c, "・") && p < end) {
			const char *before = c > text ? text_previous(text, c) : c;

			if (text_script(before) != SCRIPT_KATAKANA ||
			    text_script(p) != SCRIPT_KATAKANA)
				break;
			p = c;
			continue;
		}
		if (s == SCRIPT_OTHER)
			break;
		while (run > text && end - run < NAME_BYTES_MAX &&
		       text_script(text_previous(text, run)) == s)
			run = text_previous(text, run);
		if (s == SCRIPT_HIRAGANA && (verb_run(run, p)) && p < end + 1 &&
		    run > text && text_script(text_previous(text, run)) != SCRIPT_OTHER)
			break;
		if (s == SCRIPT_HIRAGANA && str_starts(run, "の") && run - text >= 3 &&
		    place_suffix_before(run))
			return run + strlen("の");
		p = run;
	}
	return p;
}

struct candidate {
	const char *start, *end;
	const char *person, *person_end; /* who speaks or is named with it */
	int marks;
};

struct search {
	const struct surnames *names;
	const struct places *places;
	const char *text;
	bool speaker;
	bool closes[256]; /* by the last bytes: a closing word may end so */
	bool legal[256];  /* by the first bytes: a legal form may begin so */
	struct candidate best;
	int best_score;
};

static bool
desk_or_agency(const char *start, const char *end)
{
	static const char *const words[] = {"相談窓口", "紹介窓口", "商工会議所",
	    "商工会", "信用金庫", "信用組合", "銀行", "振興財団", "産業振興",
	    "支援センター", "よろず支援拠点", "中小企業団体", "産業支援", "財団",
	    "振興公社", "中央会", "県庁", "警察", "相談会"};

	for (const char *p = start; p < end; p++) {
		size_t n = text_starts(p, words, ARRAY_LEN(words));

		if (n > 0 && p + n <= end)
			return true;
	}
	return false;
}

/* 企業名:, 事業者: in front. */
static bool
labelled_company(const char *text, const char *p)
{
	static const char *const labels[] = {"企業名", "会社名", "事業者", "事業所名",
	    "企業", "貴社名", "法人名", "団体名", "企業様", "会社", "事業者名", "相談者",
	    "申込者", "屋号"};

	while (p > text && (p[-1] == ' ' || p[-1] == ':'))
		p--;
	return (p - text) >= 6 && text_ends(text, p, labels, ARRAY_LEN(labels)) > 0 &&
	       (*p == ' ' || *p == ':');
}

/* How well a name stands for the company in need. */
static void
rate(struct search *s, const char *start, const char *end, bool legal)
{
	struct candidate c = {.start = start, .end = end};
	const char *after =
	    text_skip_brackets(str_starts(end, "」") ? end + strlen("」") : end);
	int score = legal ? 40 : 10;
	bool honoured = text_starts(end, text_honours, TEXT_HONOURS) > 0 ||
	                text_starts(after, text_honours, TEXT_HONOURS) > 0;

	if (person_presented(s->text, end, after, text_sentence_end(after), &c.person,
	        &c.person_end) &&
	    !honoured)
		score += s->speaker ? 50 : -35;
	else
		c.person = NULL;
	if (after != end && end[0] == '(')
		score += 20;
	if (str_starts(end, "です") || str_starts(end, "でござ") ||
	    str_starts(end, "と申"))
		score += s->speaker ? 25 : -15;
	if (labelled_company(s->text, start))
		score += 50;
	if (honoured)
		score += s->speaker ? -35 : 40;
	if (c.person == NULL && !s->speaker)
		(void)person_honoured(after, &c.person, &c.person_end);
	if (desk_or_agency(start, end))
		score -= 40;
	score -=
	    (int)((start - s->text) / 120) > 20 ? 20 : (int)((start - s->text) / 120);
	if (score > s->best_score) {
		s->best_score = score;
		s->best = c;
	}
}

/* 旅行会社, 決済代行会社, 開発業者: kinds of companies. */
static bool
ends_in_company(const char *start, const char *end)
{
	static const char *const words[] = {"会社", "業者", "のソフト", "うちのシステム"};

	return text_ends(start, end, words, ARRAY_LEN(words)) > 0;
}

/* 印刷屋, 手袋メーカー, 施設長: what somebody is, not what it is called. */
static bool
a_trade(const char *start, const char *end, size_t n)
{
	static const char *const trades[] = {"メーカー", "商社", "様", "長", "士", "委員",
	    "フロント", "ご担当", "農家", "客", "先", "業", "ベンチャー",
	    "スタートアップ", "アパレル", "会員", "課", "係", "ます", "です", "人", "名"};
	static const char *const shops[] = {
	    "屋", "教室", "酒屋", "整骨院", "木工所", "店", "会館", "シート"};

	return text_ends(start, end, trades, ARRAY_LEN(trades)) > 0 ||
	       (n <= 5 && text_ends(start, end, shops, ARRAY_LEN(shops)) > 0 &&
	           text_script(start) == SCRIPT_KANJI && n <= 3) ||
	       (n <= 5 && text_ends(start, end, shops, 2) > 0);
}

static bool
plausible_company(const char *start, const char *end)
{
	size_t n = text_chars(start, end);

	return n >= 3 && n <= 24 && !ends_in_company(start, end) &&
	       !(*start >= '0' && *start <= '9') && !a_trade(start, end, n) &&
	       !text_is_one(start, end, not_company, ARRAY_LEN(not_company));
}

/* 来所された有限会社くにさき七島藺商店: words that are no name stand before the form, and
 * the name behind it. */
static bool
name_behind(const char *text, const char *p, size_t form)
{
	const char *behind = p + form;
	enum script front = p > text ? text_script(text_previous(text, p)) : SCRIPT_OTHER;

	if (front != SCRIPT_HIRAGANA && front != SCRIPT_OTHER)
		return false;
	if (front == SCRIPT_HIRAGANA && !verb_run(hiragana_start(text, p), p))
		return false;
	return text_script(behind) != SCRIPT_OTHER &&
	       !(text_script(behind) == SCRIPT_HIRAGANA &&
	           grammar_run(behind, text_run_end(behind)));
}

/* A legal form at p: the name around it. Returns where to go on. */
static const char *
legal_form(struct search *s, const char *p)
{
	size_t after = text_starts(p, legal_after, ARRAY_LEN(legal_after));
	size_t before = text_starts(p, legal_before, ARRAY_LEN(legal_before));
	const char *start, *end;

	if (after > 0 && !(before > 0 && name_behind(s->text, p, before))) {
		start = name_start(s->text, p);
		if (text_chars(start, p) >= 2) {
			end = p + after;
			rate(s, start, end, true);
			return end;
		}
	}
	if (before == 0)
		return p + after;
	start = p;
	end = name_end(s->names, text_skip_blanks(p + before));
	if (text_chars(p + before, end) >= 2)
		rate(s, start, end, true);
	return end > p + before ? end : p + before;
}

static unsigned char
last_bytes(const char *end)
{
	return (unsigned char)((unsigned char)end[-1] * 31 + (unsigned char)end[-2] * 7);
}

static unsigned char
first_bytes(const char *p)
{
	return (unsigned char)((unsigned char)p[0] * 31 + (unsigned char)p[1] * 7 +
	                       (p[1] ? (unsigned char)p[2] : 0));
}

/* The lists are long, and most runs of letters are none of their words. */
static void
prepare_words(struct search *s)
{
	for (size_t i = 0; i < ARRAY_LEN(closing_words); i++)
		s->closes[last_bytes(closing_words[i] + strlen(closing_words[i]))] = true;
	for (size_t i = 0; i < ARRAY_LEN(legal_before); i++)
		s->legal[first_bytes(legal_before[i])] = true;
	for (size_t i = 0; i < ARRAY_LEN(legal_after); i++)
		s->legal[first_bytes(legal_after[i])] = true;
}

/* A run of name characters that ends in a closing word, at the end p. */
static void
closing_word(struct search *s, const char *start, const char *end)
{
	if (text_ends(start, end, closing_words, ARRAY_LEN(closing_words)) > 0 &&
	    plausible_company(start, end))
		rate(s, start, end, false);
}

/* Behind a name: a particle, or a run of grammar, before the next name. */
static const char *
skip_grammar(const char *p)
{
	static const char *const particles[] = {
	    "の", "は", "が", "を", "に", "で", "と", "も", "へ", "や"};
	const char *end = text_run_end(p);
	size_t n = text_starts(p, particles, ARRAY_LEN(particles));

	if (verb_run(p, end))
		return end;
	return p + n;
}

static const char *
plain_name(struct search *s, const char *p)
{
	const char *end, *start;
	uint32_t cp;

	if (text_script(p) == SCRIPT_HIRAGANA && p > s->text &&
	    text_script(text_previous(s->text, p)) != SCRIPT_OTHER) {
		const char *next = skip_grammar(p);

		if (next > p && *next == '(')
			return next;
		p = next;
	}
	if (text_starts(p, legal_before, ARRAY_LEN(legal_before)) > 0 ||
	    text_starts(p, legal_after, ARRAY_LEN(legal_after)) > 0)
		return p;
	end = name_end(s->names, p);
	if (end == p)
		return p + utf8_next(p, &cp);
	for (const char *q = p; q < end; q++) {
		if (((unsigned char)*q & 0xC0) != 0x80 && q > p &&
		    s->legal[first_bytes(q)] &&
		    (text_starts(q, legal_after, ARRAY_LEN(legal_after)) > 0 ||
		        text_starts(q, legal_before, ARRAY_LEN(legal_before)) > 0))
			return q;
	}
	if (end - p >= 3 && s->closes[last_bytes(end)]) {
		start = name_start(s->text, end);
		closing_word(s, start > p ? start : p, end);
	}
	return end;
}

/* Back over a description in brackets, a department, a role and what joins them. */
static const char *
before_person(const char *text, const char *p)
{
	static const char *const parts[] = {"代表取締役社長", "代表取締役", "取締役社長",
	    "取締役", "代表理事", "代表", "理事長", "理事", "社長", "専務", "常務",
	    "会長", "事務局長", "事務局", "事務長", "事務", "総務部長", "総務部",
	    "総務課", "総務", "経理", "人事", "営業", "製造", "業務", "技術", "開発",
	    "管理", "企画", "生産技術", "生産管理", "生産", "品質保証", "品質管理",
	    "品証", "情報システム", "情報", "工場長", "院長", "副院長", "所長", "園長",
	    "塾長", "店主", "店長", "支配人", "若女将", "女将", "番頭", "部長", "次長",
	    "課長", "係長", "主任", "室長", "担当者", "担当", "教務", "管理薬剤師",
	    "管理栄養士", "オーナー", "リーダー", "部", "課", "係", "室", "CTO"};
	const char *start = p;

	while (p > text && start - p < 120) {
		size_t n = text_ends(text, p, parts, ARRAY_LEN(parts));

		if (p[-1] == ' ' || p[-1] == '\n')
			p--;
		else if (p[-1] == ')') {
			const char *open = p;

			while (open > text && *open != '(' && p - open < 150)
				open--;
			if (*open != '(')
				return p;
			p = open;
		} else if (p - text >= 3 &&
		           (strncmp(p - 3, "の", 3) == 0 || strncmp(p - 3, "、", 3) == 0))
			p -= 3;
		else if (n > 0)
			p -= n;
		else
			break;
	}
	return p;
}

/* Where the words begin that end with a company's name: behind the sentence or comma
 * before them, and behind the place and what the company does. */
static const char *
introduction_start(const struct search *s, const char *end)
{
	static const char *const joints[] = {"市の", "町の", "村の", "区の", "県の",
	    "府の", "都の", "道の", "にある", "あります", "ている", "ております",
	    "ています", "やってる", "いる", "営む", "です", "ます", "島の", "からの",
	    "系の", "業の", "ございます", "という", "屋の", "塾の", "地の", "会員の",
	    "顧問先の", "取引先の", "先の", "やってます", "ホームの", "活動する", "織る",
	    "をやっている"};
	const char *p = end, *best;

	while (p > s->text && end - p < NAME_BYTES_MAX) {
		const char *c = text_previous(s->text, p);

		if (text_script(c) == SCRIPT_OTHER && !str_starts(c, "・"))
			break;
		p = c;
	}
	best = p;
	for (const char *q = p; q < end; q++) {
		size_t n = ((unsigned char)*q & 0xC0) != 0x80
		               ? text_starts(q, joints, ARRAY_LEN(joints))
		               : 0;

		if (n > 0 && q + n < end && !(q == p && str_starts(q, "道の駅")))
			best = q + n;
	}
	for (const char *q = best; q < end; q++) {
		size_t n = ((unsigned char)*q & 0xC0) != 0x80
		               ? text_starts(q, legal_before, ARRAY_LEN(legal_before))
		               : 0;

		/* お取引先の株式会社… but not あおば株式会社 */
		if (n > 0 && q + n < end)
			return q;
	}
	return best + place_lead(s->places, best);
}

/* つつじ園(水戸市、30名): a name with a description of a company behind it. */
static void
described(struct search *s, const char *open)
{
	enum { MAX_BYTES = 150, DESCRIBED = 48 };
	static const char *const facts[] = {
	    "市", "町", "村", "県", "府", "東京都", "北海道"};
	static const char *const counts[] = {"名", "人"};
	const char *close = memchr(open, ')', strnlen(open, MAX_BYTES)), *end = open,
	           *start;
	bool told = false;

	if (close == NULL || open == s->text)
		return;
	for (const char *p = open + 1; p < close && !told; p++)
		told = text_starts(p, facts, ARRAY_LEN(facts)) > 0 ||
		       (p[-1] >= '0' && p[-1] <= '9' &&
		           text_starts(p, counts, ARRAY_LEN(counts)) > 0);
	while (end > s->text && end[-1] == ' ')
		end--;
	if (str_starts(end - (end - s->text >= 3 ? 3 : 0), "」"))
		end -= 3;
	end -= text_ends(s->text, end, text_honours, TEXT_HONOURS);
	if (!told || s->best_score >= DESCRIBED)
		return;
	start = introduction_start(s, end);
	if (start >= end || !plausible_company(start, end) || desk_or_agency(start, end))
		return;
	s->best = (struct candidate){.start = start, .end = end};
	s->best_score = DESCRIBED;
}

/* 「花宴」さん */
static const char *
quoted_name(struct search *s, const char *p)
{
	enum { MAX_BYTES = 60 };
	const char *start = p + strlen("「"), *close, *after;
	const char *limit = start + strnlen(start, MAX_BYTES);
	uint32_t cp;

	for (close = start; close < limit && *close != '\n' && !str_starts(close, "」");)
		close += utf8_next(close, &cp);
	if (close == start || !str_starts(close, "」"))
		return start;
	after = text_skip_brackets(close + strlen("」"));
	if (!s->speaker &&
	    (text_starts(after, text_honours, TEXT_HONOURS) > 0 || after[-1] == ')')) {
		rate(s, start, close, false);
		return close + strlen("」");
	}
	return start;
}

static char *
expand_legal(const char *start, const char *end)
{
	static const struct {
		const char *mark, *full;
	} forms[] = {{"(株)", "株式会社"}, {"(有)", "有限会社"}, {"(同)", "合同会社"}};
	char *name = xstrndup(start, (size_t)(end - start));

	for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
		char *at = strstr(name, forms[i].mark), *full;

		if (at == NULL)
			continue;
		*at = '\0';
		full =
		    xasprintf("%s%s%s", name, forms[i].full, at + strlen(forms[i].mark));
		free(name);
		name = full;
	}
	return name;
}

/* Who presents himself says where he works in front of his name. */
static void
introduced(struct search *s, const char *person)
{
	enum { INTRODUCED = 52, MOST_PLACES = 4 };
	static const char *const says[] = {
	    "です", "と申", "と\n申", "でござ", "といい", "と言い", "。", " です"};
	size_t n = strlen(person);
	int places = 0;

	for (const char *p = strstr(s->text, person); p != NULL && places < MOST_PLACES;
	     p = strstr(p + n, person), places++) {
		const char *end, *start;

		if (text_starts(p + n, says, ARRAY_LEN(says)) == 0)
			continue;
		end = before_person(s->text, p);
		start = introduction_start(s, end);
		if (end == p || start >= end || !plausible_company(start, end))
			continue;
		/* The same end, found before: only where its start was cut too late. */
		if (s->best.end == end ? start >= s->best.start
		                       : s->best_score >= INTRODUCED)
			return;
		if (desk_or_agency(start, end) && s->best.start != NULL)
			return;
		s->best = (struct candidate){.start = start, .end = end};
		s->best_score = INTRODUCED;
		return;
	}
}

void
party_find(const struct surnames *names, const struct places *places, const char *text,
    bool speaker, const char *person, struct party *found)
{
	struct search s = {
	    .names = names, .places = places, .text = text, .speaker = speaker};

	*found = (struct party){0};
	prepare_words(&s);
	for (const char *p = text; *p != '\0';) {
		if (s.legal[first_bytes(p)] &&
		    (text_starts(p, legal_before, ARRAY_LEN(legal_before)) > 0 ||
		        text_starts(p, legal_after, ARRAY_LEN(legal_after)) > 0))
			p = legal_form(&s, p);
		else if (str_starts(p, "「"))
			p = quoted_name(&s, p);
		else if (*p == '(' && p > text)
			described(&s, p++);
		else
			p = plain_name(&s, p);
	}
	if (speaker && person != NULL)
		introduced(&s, person);
	if (s.best.start == NULL && (found->company = party_english(text)) != NULL)
		return;
	if (s.best.start != NULL && s.best_score >= LEAST_SCORE)
		found->company = expand_legal(s.best.start, s.best.end);
}
