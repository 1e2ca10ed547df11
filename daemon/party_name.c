/* What companies are called. See party_name.h. */
#include "party_name.h"
#include "norm.h"
#include "party_text.h"
#include "wordset.h"

#include <string.h>

static const char *const legal_before[] = {"株式会社", "有限会社", "合同会社", "合資会社",
    "合名会社", "医療法人社団", "医療法人財団", "医療法人", "社会福祉法人", "学校法人",
    "一般社団法人", "公益社団法人", "一般財団法人", "公益財団法人", "特定非営利活動法人",
    "NPO法人", "農業生産法人", "農業法人", "社会医療法人", "学校法人", "行政書士法人",
    "社会保険労務士法人", "監査法人", "事業協同組合", "農事組合法人", "宗教法人",
    "弁護士法人", "税理士法人", "司法書士法人", "(株)", "(有)", "(同)", "(医)", "(福)"};
static struct wordset legal_before_set = WORDSET(legal_before);

static const char *const legal_after[] = {"株式会社", "有限会社", "合同会社", "合資会社",
    "税理士法人", "社会保険労務士法人", "行政書士法人", "司法書士法人", "弁護士法人",
    "農事組合法人", "(株)", "(有)"};
static struct wordset legal_after_set = WORDSET(legal_after);

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
static struct wordset closing_words_set = WORDSET(closing_words);

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
static struct wordset not_company_set = WORDSET(not_company);

/* A hiragana run that is grammar and not part of a name. */
bool
name_grammar(const char *p, const char *end)
{
	static const char *const words[] = {"です", "でござ", "と申", "という", "から",
	    "より", "さん", "さま", "では", "には", "にて", "への", "での", "とし",
	    "といい", "まで", "も", "などの", "である", "であり", "だけ", "ですが",
	    "にお", "をお", "がお", "のお", "でお", "はい", "ほか", "および", "または",
	    "のよう", "について", "における", "として", "と、", "のみな", "とは", "にも",
	    "でも", "へは", "のほう"};
	static struct wordset set = WORDSET(words);
	size_t bytes = (size_t)(end - p);

	/* One letter is a particle, but for names such as みね; longer runs by list. */
	return bytes <= 3 || wordset_starts(&set, p) > 0;
}

bool
name_verb(const char *p, const char *end)
{
	static const char *const ends[] = {"ます", "した", "する", "いる", "です", "のは",
	    "ている", "った", "ある", "しい", "ない", "での", "との", "への", "からの",
	    "などの", "、", "まで", "より", "ところ", "おります", "こちら", "もの",
	    "たび", "という", "って", "けて", "とう", "ので", "から", "んの", "うちの",
	    "うち", "さんの", "たちの", "この", "その", "にて", "では", "には"};
	static struct wordset set = WORDSET(ends);

	return (size_t)(end - p) <= 3 || wordset_ends(&set, p, end) > 0;
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
	static struct wordset set = WORDSET(parts);
	const char *end = text_run_end(p);

	return wordset_starts(&set, p) > 0 ||
	       surnames_prefix(names, p, end) == (size_t)(end - p);
}

const char *
name_hiragana(const char *text, const char *p)
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
const char *
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
			if (name_grammar(p, end) ||
			    (str_starts(p, "の") && p - start >= 3 &&
			        place_suffix_before(p)))
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
const char *
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
		if (s == SCRIPT_HIRAGANA && (name_verb(run, p)) && p < end + 1 &&
		    run > text && text_script(text_previous(text, run)) != SCRIPT_OTHER)
			break;
		if (s == SCRIPT_HIRAGANA && str_starts(run, "の") && run - text >= 3 &&
		    place_suffix_before(run))
			return run + strlen("の");
		p = run;
	}
	return p;
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
	static struct wordset set = WORDSET(trades);

	return wordset_ends(&set, start, end) > 0 ||
	       (n <= 5 && text_ends(start, end, shops, ARRAY_LEN(shops)) > 0 &&
	           text_script(start) == SCRIPT_KANJI && n <= 3) ||
	       (n <= 5 && text_ends(start, end, shops, 2) > 0);
}

/* 冷蔵倉庫, 建築板金, 自転車店: nothing but words of trades. */
static bool
generic(const char *start, const char *end)
{
	static const char *const more[] = {"冷蔵", "冷凍", "建築", "自転車", "雑貨",
	    "金属", "電気", "機械", "部品", "鞄", "靴", "花", "米", "酒", "茶", "紙",
	    "木", "石材", "薬", "本", "車", "中古車", "自動車", "水産", "海産", "食品",
	    "食料品", "野菜", "青果", "生花", "精肉", "鮮魚", "手作り", "老舗", "地元",
	    "家族", "個人", "小さな", "小さい", "うち", "の", "店子", "町", "村", "街",
	    "団地", "工業", "会計", "税理士", "司法書士", "行政書士", "社労士",
	    "社会保険労務士", "弁護士", "特許", "法律", "設計", "建設", "土木", "美容",
	    "理容", "整骨", "鍼灸", "動物", "総合", "一般", "地域", "市民", "観光",
	    "温泉", "老人", "介護", "福祉", "保育", "学習", "英会話", "音楽", "ピアノ",
	    "料理", "和菓子", "洋菓子", "菓子", "パン", "そば", "うどん", "ラーメン",
	    "居酒", "家具", "建具", "畳", "瓦", "印刷", "製本", "看板", "眼鏡", "メガネ",
	    "時計", "写真", "広告", "デザイン", "映像", "貸切", "町家", "ぶどう",
	    "りんご", "みかん", "いちご", "なし", "運送", "引越", "倉庫", "産直", "直売",
	    "交流", "懇話", "支援", "隊", "所", "店", "屋", "会", "社", "院", "園", "館",
	    "会社", "業"};
	static struct wordset set = WORDSET(more);
	const char *p = start;

	while (p < end) {
		size_t n = wordset_starts(&set, p);
		size_t m = wordset_starts(&closing_words_set, p);

		n = m > n ? m : n;
		if (n == 0)
			return false;
		p += n;
	}
	return true;
}

bool
name_plausible(const char *start, const char *end)
{
	size_t n = text_chars(start, end);

	return n >= 3 && n <= 24 && !ends_in_company(start, end) &&
	       !(*start >= '0' && *start <= '9') && !generic(start, end) &&
	       !a_trade(start, end, n) && !wordset_is_one(&not_company_set, start, end);
}

size_t
name_legal_before(const char *p)
{
	return wordset_starts(&legal_before_set, p);
}

size_t
name_legal_after(const char *p)
{
	return wordset_starts(&legal_after_set, p);
}

size_t
name_closed(const char *start, const char *end)
{
	return wordset_ends(&closing_words_set, start, end);
}
