/*
 * Companies and people in a text. See party.h.
 *
 * A company is known by its legal form or by a closing word (製作所, 病院 …). A person is
 * known by what stands behind the name (と申します, です, 様) and in front of it (の, a
 * department, 担当). Both are cut out of the running text by the kinds of characters.
 */
#include "party.h"
#include "buf.h"
#include "norm.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_NAME_BYTES = 90, MAX_PERSON_CHARS = 10, LEAST_SCORE = 20 };

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
    "メールソフト", "オフィスソフト", "決済サービス", "市場", "チームソフト"};

/* Behind a company's name that is spoken of with respect. */
static const char *const honours[] = {"様", "さま", "さん", "殿", "御中"};

/* What ends a name of a person who presents himself; the longest first. */
static const char *const presents[] = {"と申します", "と申しまして", "と申し",
    "ともうします", "といいます", "と言います", "といい", "でございます", "でござい",
    "であります", "です", "だ。", "より", "拝", "っす"};

static const char *const roles[] = {"代表取締役社長", "代表取締役", "代表社員",
    "取締役社長", "取締役", "代表理事", "理事長", "事務局長", "事務長", "事務局",
    "副社長", "社長", "会長", "専務理事", "専務", "常務", "工場長", "支店長", "営業所長",
    "所長", "院長", "施設長", "園長", "校長", "塾長", "店主", "店長", "支配人", "女将",
    "若女将", "番頭", "部長", "次長", "課長補佐", "課長代理", "課長", "係長", "主任",
    "室長", "局長", "班長", "組合長", "代表", "先生", "氏", "様", "さま", "さん", "殿",
    "ご担当者", "ご担当", "担当者", "担当", "オーナー", "マネージャー", "リーダー",
    "杜氏", "若旦那", "主事", "主査", "参与", "顧問", "監督", "書記", "幹事", "部会長",
    "指導員", "君"};

void
party_free(struct party *p)
{
	free(p->company);
	free(p->contact);
	*p = (struct party){0};
}

enum script { OTHER, KANJI, HIRAGANA, KATAKANA, LATIN };

static enum script
script_of(uint32_t cp)
{
	if ((cp >= 0x4E00 && cp <= 0x9FFF) || cp == 0x3005 || cp == 0x30F6 ||
	    cp == 0x3006 || (cp >= 0x3400 && cp <= 0x4DBF) ||
	    (cp >= 0xF900 && cp <= 0xFAFF) || cp >= 0x20000)
		return KANJI;
	if (cp >= 0x3041 && cp <= 0x3096)
		return HIRAGANA;
	if ((cp >= 0x30A1 && cp <= 0x30FA) || cp == 0x30FC)
		return KATAKANA;
	if ((cp >= '0' && cp <= '9') || (cp >= 'A' && cp <= 'Z') ||
	    (cp >= 'a' && cp <= 'z') || cp == '&')
		return LATIN;
	return OTHER;
}

static enum script
script_at(const char *p)
{
	uint32_t cp;

	(void)utf8_next(p, &cp);
	return script_of(cp);
}

static const char *
previous_char(const char *text, const char *p)
{
	do
		p--;
	while (p > text && ((unsigned char)*p & 0xC0) == 0x80);
	return p;
}

static size_t
starts_with(const char *p, const char *const *words, size_t n)
{
	size_t best = 0;

	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(words[i]);

		if (len > best && strncmp(p, words[i], len) == 0)
			best = len;
	}
	return best;
}

static size_t
ends_with(const char *start, const char *end, const char *const *words, size_t n)
{
	size_t best = 0;

	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(words[i]);

		if (len > best && (size_t)(end - start) >= len &&
		    memcmp(end - len, words[i], len) == 0)
			best = len;
	}
	return best;
}

static bool
is_one(const char *start, const char *end, const char *const *words, size_t n)
{
	return ends_with(start, end, words, n) == (size_t)(end - start);
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
	return bytes <= 3 || starts_with(p, words, ARRAY_LEN(words)) > 0;
}

static bool
verb_run(const char *p, const char *end)
{
	static const char *const ends[] = {"ます", "した", "する", "いる", "です", "のは",
	    "ている", "った", "ある", "しい", "ない", "での", "との", "への", "からの",
	    "などの", "、", "まで", "より", "ところ", "おります", "こちら", "もの",
	    "たび", "という", "って", "けて", "とう", "ので", "から", "んの", "うちの",
	    "うち", "さんの", "たちの", "この", "その", "にて", "では", "には"};

	return (size_t)(end - p) <= 3 || ends_with(p, end, ends, ARRAY_LEN(ends)) > 0;
}

/* の inside a name: what follows is short and the name ends where a bracket or 様 comes.
 */
static bool
inner_no(const char *p)
{
	enum { SHORT_CHARS = 5 };
	const char *q = p;
	uint32_t cp;
	int n = 0;

	while (script_at(q) != OTHER && n <= SHORT_CHARS &&
	       starts_with(q, honours, ARRAY_LEN(honours)) == 0) {
		if (script_at(q) == HIRAGANA && q > p &&
		    (str_starts(q, "です") || str_starts(q, "と申")))
			return false;
		q += utf8_next(q, &cp);
		n++;
	}
	return n > 0 && n <= SHORT_CHARS &&
	       (*q == '(' || starts_with(q, honours, ARRAY_LEN(honours)) > 0);
}

static const char *
run_end(const char *p)
{
	enum script s = script_at(p);
	const char *start = p;
	uint32_t cp;

	while (*p != '\0' && p - start < MAX_NAME_BYTES && script_at(p) == s)
		p += utf8_next(p, &cp);
	return p;
}

/* 能代市のしらかみ: the の belongs to the place. */
static bool
place_suffix_before(const char *p)
{
	static const char *const suffixes[] = {"市", "町", "村", "区", "県", "府", "都"};

	return starts_with(p - strlen("市"), suffixes, ARRAY_LEN(suffixes)) > 0;
}

/* Where the name that starts at p ends. */
static const char *
name_end(const char *p)
{
	const char *start = p;

	while (*p != '\0' && p - start < MAX_NAME_BYTES) {
		const char *end;

		if (str_starts(p, "・") && p > start) {
			p += strlen("・");
			continue;
		}
		if (script_at(p) == OTHER ||
		    starts_with(p, honours, ARRAY_LEN(honours)) > 0)
			break;
		end = run_end(p);
		if (script_at(p) == KANJI) {
			for (const char *q = p; q < end; q += 3) {
				if (q > start &&
				    starts_with(q, honours, ARRAY_LEN(honours)) > 0)
					return q;
			}
		}
		if (script_at(p) == HIRAGANA && p > start) {
			if (str_starts(p, "の") && end == p + 3 && inner_no(end)) {
				p = end;
				continue;
			}
			if (grammar_run(p, end) ||
			    (str_starts(p, "の") && place_suffix_before(p)))
				break;
			/* しおりの千坂: the の leads on */
			if (end - p > 6 && strncmp(end - 3, "の", 3) == 0 &&
			    script_at(end) == KANJI)
				return end - 3;
			/* しらゆきさん: the run holds the honour at its end */
			for (const char *q = p; q < end; q += 3) {
				if (starts_with(q, honours, ARRAY_LEN(honours)) > 0 ||
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

	while (p > text && end - p < MAX_NAME_BYTES) {
		const char *c = previous_char(text, p), *run = p;
		enum script s = script_at(c);

		if (str_starts(c, "・") && p < end) {
			const char *before = c > text ? previous_char(text, c) : c;

			if (script_at(before) != KATAKANA || script_at(p) != KATAKANA)
				break;
			p = c;
			continue;
		}
		if (s == OTHER)
			break;
		while (run > text && end - run < MAX_NAME_BYTES &&
		       script_at(previous_char(text, run)) == s)
			run = previous_char(text, run);
		if (s == HIRAGANA && (verb_run(run, p)) && p < end + 1 && run > text &&
		    script_at(previous_char(text, run)) != OTHER)
			break;
		if (s == HIRAGANA && str_starts(run, "の") && run - text >= 3 &&
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

static const char *
skip_blanks(const char *p)
{
	while (*p == ' ')
		p++;
	return p;
}

/* Past a description in brackets that follows a name. */
static const char *
skip_brackets(const char *p)
{
	enum { MAX_BYTES = 200 };
	const char *close;

	p = skip_blanks(p);
	while (*p == '(') {
		close = strchr(p, ')');
		if (close == NULL || close - p > MAX_BYTES)
			break;
		p = skip_blanks(close + 1);
	}
	return p;
}

/* Words that end like names and are none. */
static const char *const never_person[] = {"状態", "以上", "希望", "可能", "訪問", "必要",
    "予定", "初めて", "こと", "とおり", "通り", "もの", "ため", "ところ", "相談", "依頼",
    "研修", "管理", "対応", "対策", "状況", "場所", "工場", "窓口", "当方", "担当",
    "代表", "社長", "不明", "未定", "不要", "不可", "十分", "無理", "次第", "以下",
    "同じ", "さん", "ない", "たい", "ます", "から", "まで", "よう", "本社", "株式会社",
    "有限会社", "前後", "程度", "ほど", "機関", "オンライン", "クラウド", "サーバー",
    "メール", "ファイル", "パソコン", "いい", "よい", "そう", "はず", "だけ", "くらい",
    "ばかり", "結構", "大丈夫", "平気", "幸い", "専門", "中心", "経理", "総務", "情報",
    "午後", "午前", "時間", "全部", "多数", "複数", "自分", "今回", "連絡", "本件",
    "来週", "元請", "お客", "患者", "利用者", "税理士", "弁護士", "社労士", "パート",
    "ヘルパー", "ベンダー", "保護者", "番頭", "仲居", "女将", "支援", "実施", "一つ",
    "目標", "紹介", "脅迫", "感染", "暗号", "旅館", "加工", "販売", "卸売", "小売",
    "製造", "運送", "建設", "農家", "歯科", "外科", "内科", "まま", "サイト", "ソフト",
    "システム", "バス", "ホテル", "カフェ", "プレス", "クリニック", "メーカー",
    "センター", "サービス", "対象", "アウト", "ベスト", "所存", "正直", "初回", "同様",
    "一同", "最近", "現在", "過去", "昨日", "先月", "今年", "来年", "昨年", "課題",
    "急ぎ", "本当", "問題", "可否", "お世話", "拝啓", "敬具", "以外", "同社", "同店",
    "同院", "自社", "弊社", "当社", "会員", "当会", "平日", "休日", "大変", "苦手",
    "素人", "心配", "不安"};

/* Letters at the end of a word that make it a thing; surnames may end so too. */
static const char *const thing_endings[] = {"業", "人", "社", "店", "県", "市", "町",
    "村", "員", "円", "会", "校", "件", "回", "分", "台", "点", "日", "時", "月", "年",
    "品", "内", "外", "要", "定", "題", "案", "様", "方", "的", "用", "中", "部", "課",
    "係", "室", "所", "院", "屋", "府", "都", "道", "区", "程", "何", "誰", "私", "僕",
    "者", "行", "側", "先", "費", "額", "代", "料", "数", "率", "量", "本", "機", "型",
    "式", "系", "性", "化", "力", "度", "物", "事", "話", "前", "後", "上", "下", "間",
    "際", "毎", "別", "役", "客", "皆", "組", "さ", "の", "箱"};

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

	return ends_with(start, end, never_person, ARRAY_LEN(never_person)) > 0 ||
	       (ends_with(start, end, thing_endings, ARRAY_LEN(thing_endings)) > 0 &&
	           !is_one(start, end, names, ARRAY_LEN(names)));
}

static size_t
char_count(const char *p, const char *end)
{
	size_t n = 0;

	for (; p < end; p++)
		n += ((unsigned char)*p & 0xC0) != 0x80;
	return n;
}

/* Reads a name of a person that ends at end: 山田, 山田 太郎, 古畑 ゆり. */
static const char *
person_start(const char *text, const char *end)
{
	const char *p = end, *first;
	enum script s;

	if (p == text)
		return NULL;
	s = script_at(previous_char(text, p));
	if (s == OTHER || s == LATIN)
		return NULL;
	while (p > text && script_at(previous_char(text, p)) == s &&
	       end - p < 3 * MAX_PERSON_CHARS)
		p = previous_char(text, p);
	/* よし野, みどり川: mixed; but の山田 is not */
	if (p > text && s == KANJI && script_at(previous_char(text, p)) == KATAKANA &&
	    str_starts(previous_char(text, p), "ノ"))
		p = previous_char(text, previous_char(text, p));
	first = p;
	if (p - text >= 4 && p[-1] == ' ' &&
	    script_at(previous_char(text, p - 1)) == KANJI) {
		const char *q = p - 1;

		while (q > text && script_at(previous_char(text, q)) == KANJI)
			q = previous_char(text, q);
		if (char_count(q, p - 1) <= 4 && !bad_person(q, p - 1))
			first = q;
	}
	return first;
}

/* 総務課長の山田: the name behind a department or role that runs into it. */
static const char *
after_role(const char *p, const char *end)
{
	for (const char *q = p; q < end;) {
		size_t n = starts_with(q, roles, ARRAY_LEN(roles));
		uint32_t cp;

		if (n > 0 && q + n < end) {
			p = q + n;
			q = p;
			continue;
		}
		q += utf8_next(q, &cp);
	}
	return skip_blanks(p);
}

/* near: it stands where a name belongs, behind the company's. */
static bool
good_person_at(const char *start, const char *end, bool near)
{
	/* と申します is said of nothing but names. */
	bool sure = str_starts(end, "と申") || str_starts(end, "ともう") ||
	            str_starts(end, "といい");

	size_t n = char_count(start, end);
	enum script s = script_at(start);

	if (n < 1 || n > 7 || s == OTHER || s == LATIN)
		return false;
	if (n == 1 && (s != KANJI || !near))
		return false;
	if (near && s == KANJI && n <= 8)
		return ends_with(start, end, never_person, ARRAY_LEN(never_person)) ==
		           0 &&
		       (n > 1 || ends_with(start, end, thing_endings,
		                     ARRAY_LEN(thing_endings)) == 0);
	if (s == HIRAGANA && (n < 2 || n > 4 || !sure))
		return false;
	if (s == KATAKANA && !sure && !near)
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
	       person[-1] == ')' ||
	       ends_with(company_end, person, roles, ARRAY_LEN(roles)) > 0;
}

/* Somebody presents himself between start and the end of that line: his name. */
static bool
presented(const char *text, const char *from, const char *direct, const char *limit,
    const char **start, const char **end)
{
	for (const char *p = from; p < limit && *p != '\0'; p++) {
		const char *s;

		if (((unsigned char)*p & 0xC0) == 0x80 ||
		    starts_with(p, presents, ARRAY_LEN(presents)) == 0)
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

static const char *
sentence_limit(const char *p)
{
	enum { MAX_BYTES = 160 };
	const char *end = p;
	uint32_t cp;

	while (*end != '\0' && end - p < MAX_BYTES && !str_starts(end, "。"))
		end += utf8_next(end, &cp);
	return *end == '\0' ? end : end + 3;
}

/* A third person named behind a company: の山田様, 社長の山田さん, 山田様. */
static bool
honoured_person(const char *from, const char **start, const char **end)
{
	static const char *const titles[] = {"様", "さま", "さん", "氏", "社長", "専務",
	    "部長", "課長", "工場長", "院長", "所長", "支配人", "代表", "係長", "会長",
	    "理事長", "店長", "事務長", "園長", "施設長", "女将", "主任", "常務", "次長",
	    "室長", "取締役", "事務局長", "店主", "組合長", "塾長", "総務", "オーナー"};
	const char *limit = sentence_limit(sentence_limit(from));

	for (const char *p = from; p < limit; p++) {
		const char *s;

		if (((unsigned char)*p & 0xC0) == 0x80 ||
		    starts_with(p, titles, ARRAY_LEN(titles)) == 0)
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

struct search {
	const char *text;
	bool speaker;
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
		size_t n = starts_with(p, words, ARRAY_LEN(words));

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
	return (p - text) >= 6 && ends_with(text, p, labels, ARRAY_LEN(labels)) > 0 &&
	       (*p == ' ' || *p == ':');
}

/* How well a name stands for the company in need. */
static void
rate(struct search *s, const char *start, const char *end, bool legal)
{
	struct candidate c = {.start = start, .end = end};
	const char *after =
	    skip_brackets(str_starts(end, "」") ? end + strlen("」") : end);
	int score = legal ? 40 : 10;
	bool honoured = starts_with(end, honours, ARRAY_LEN(honours)) > 0 ||
	                starts_with(after, honours, ARRAY_LEN(honours)) > 0;

	if (presented(
	        s->text, end, after, sentence_limit(after), &c.person, &c.person_end) &&
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
		(void)honoured_person(after, &c.person, &c.person_end);
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

	return ends_with(start, end, words, ARRAY_LEN(words)) > 0;
}

static bool
plausible_company(const char *start, const char *end)
{
	size_t n = char_count(start, end);

	return n >= 3 && n <= 24 && !ends_in_company(start, end) &&
	       !is_one(start, end, not_company, ARRAY_LEN(not_company));
}

/* A legal form at p: the name around it. Returns where to go on. */
static const char *
legal_form(struct search *s, const char *p)
{
	size_t after = starts_with(p, legal_after, ARRAY_LEN(legal_after));
	size_t before = starts_with(p, legal_before, ARRAY_LEN(legal_before));
	const char *start, *end;

	if (after > 0) {
		start = name_start(s->text, p);
		if (char_count(start, p) >= 2) {
			end = p + after;
			rate(s, start, end, true);
			return end;
		}
	}
	if (before == 0)
		return p + after;
	start = p;
	end = name_end(skip_blanks(p + before));
	if (char_count(p + before, end) >= 2)
		rate(s, start, end, true);
	return end > p + before ? end : p + before;
}

/* A run of name characters that ends in a closing word, at the end p. */
static void
closing_word(struct search *s, const char *start, const char *end)
{
	if (ends_with(start, end, closing_words, ARRAY_LEN(closing_words)) > 0 &&
	    plausible_company(start, end))
		rate(s, start, end, false);
}

/* Behind a name: a particle, or a run of grammar, before the next name. */
static const char *
skip_grammar(const char *p)
{
	static const char *const particles[] = {
	    "の", "は", "が", "を", "に", "で", "と", "も", "へ", "や"};
	const char *end = run_end(p);
	size_t n = starts_with(p, particles, ARRAY_LEN(particles));

	if (verb_run(p, end))
		return end;
	return p + n;
}

static const char *
plain_name(struct search *s, const char *p)
{
	const char *end, *start;
	uint32_t cp;

	if (script_at(p) == HIRAGANA && p > s->text &&
	    script_at(previous_char(s->text, p)) != OTHER)
		p = skip_grammar(p);
	if (starts_with(p, legal_before, ARRAY_LEN(legal_before)) > 0 ||
	    starts_with(p, legal_after, ARRAY_LEN(legal_after)) > 0)
		return p;
	end = name_end(p);
	if (end == p)
		return p + utf8_next(p, &cp);
	for (const char *q = p; q < end; q++) {
		if (((unsigned char)*q & 0xC0) != 0x80 && q > p &&
		    (starts_with(q, legal_after, ARRAY_LEN(legal_after)) > 0 ||
		        starts_with(q, legal_before, ARRAY_LEN(legal_before)) > 0))
			return q;
	}
	start = name_start(s->text, end);
	closing_word(s, start > p ? start : p, end);
	return end;
}

/* 「花宴」さん */
static const char *
quoted_name(struct search *s, const char *p)
{
	enum { MAX_BYTES = 60 };
	const char *start = p + strlen("「"), *close = strstr(start, "」");
	const char *after = close != NULL ? skip_brackets(close + strlen("」")) : NULL;

	if (close != NULL && close - start < MAX_BYTES && close > start &&
	    memchr(start, '\n', (size_t)(close - start)) == NULL && !s->speaker &&
	    (starts_with(after, honours, ARRAY_LEN(honours)) > 0 || after[-1] == ')')) {
		rate(s, start, close, false);
		return close + strlen("」");
	}
	return start;
}

static char *
person_text(const char *start, const char *end)
{
	return str_trim(xstrndup(start, (size_t)(end - start)));
}

/* 担当: 山田 様, 差出人: 山田 <…> */
static char *
labelled_person(const char *text)
{
	static const char *const labels[] = {"ご担当者:", "ご担当:", "担当者:", "担当:",
	    "連絡先:", "差出人:", "From:", "担当者", "ご担当",
	    "氏名:", "お名前:", "代表者:", "窓口:", "窓口は"};

	for (const char *p = text; *p != '\0'; p++) {
		size_t n;
		const char *q, *end;

		if (((unsigned char)*p & 0xC0) == 0x80)
			continue;
		n = starts_with(p, labels, ARRAY_LEN(labels));
		if (n == 0)
			continue;
		q = skip_blanks(p + n);
		if (q == p + n && q[-1] != ':')
			continue;
		if (*q == '"')
			q++;
		end = run_end(q);
		end = *end == ' ' && script_at(end + 1) != OTHER &&
		              script_at(end + 1) != LATIN
		          ? run_end(end + 1)
		          : end;
		q = after_role(q, end);
		end -= ends_with(q, end, roles, ARRAY_LEN(roles));
		if (q < end && good_person(q, end))
			return person_text(q, end);
	}
	return NULL;
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

/* 谷川: a name alone in the last line or sentence. */
static char *
closing_person(const char *text)
{
	const char *end = text + strlen(text), *start, *blank;
	char *name;

	while (end > text && strchr(" \n\t", end[-1]) != NULL)
		end--;
	start = end;
	while (start > text && start[-1] != '\n' && end - start < 60 &&
	       !(start - text >= 3 && strncmp(start - 3, "。", 3) == 0))
		start--;
	if (start > text && start[-1] != '\n' && strncmp(start - 3, "。", 3) != 0)
		return NULL;
	name = str_trim(xstrndup(start, (size_t)(end - start)));
	blank = strchr(name, ' ');
	if (script_at(name) == KANJI &&
	    good_person(name, blank ? blank : name + strlen(name)) &&
	    char_count(name, name + strlen(name)) <= (blank ? 7 : 4) &&
	    (blank == NULL ||
	        (script_at(blank + 1) != OTHER && script_at(blank + 1) != LATIN)) &&
	    (blank != NULL || *run_end(name) == '\0'))
		return name;
	free(name);
	return NULL;
}

/* The surname found, followed elsewhere by a given name: 佐久間 隆. */
static void
complete_name(const char *text, char **name)
{
	size_t n = *name != NULL ? strlen(*name) : 0;

	if (n == 0 || strchr(*name, ' ') != NULL || n > 15)
		return;
	for (const char *p = strstr(text, *name); p != NULL; p = strstr(p + n, *name)) {
		const char *given = p + n + 1, *end;

		if (p[n] != ' ' ||
		    (script_at(given) != KANJI && script_at(given) != HIRAGANA))
			continue;
		end = run_end(given);
		if (script_at(given) == KANJI && script_at(end) == HIRAGANA &&
		    (str_starts(end, "です") || str_starts(end, "と申") ||
		        str_starts(end, "でござ")))
			(void)0;
		else if (*end != '\0' && strchr("\n <(", *end) == NULL)
			continue;
		if (char_count(given, end) > 3 || bad_person(given, end))
			continue;
		free(*name);
		*name = xstrndup(p, (size_t)(end - p));
		return;
	}
}

void
party_find(const char *text, bool speaker, struct party *found)
{
	struct search s = {.text = text, .speaker = speaker, .best_score = 0};
	const char *start, *end;

	*found = (struct party){0};
	for (const char *p = text; *p != '\0';) {
		if (starts_with(p, legal_before, ARRAY_LEN(legal_before)) > 0 ||
		    starts_with(p, legal_after, ARRAY_LEN(legal_after)) > 0)
			p = legal_form(&s, p);
		else if (str_starts(p, "「"))
			p = quoted_name(&s, p);
		else
			p = plain_name(&s, p);
	}
	if (s.best.start != NULL && s.best_score >= LEAST_SCORE)
		found->company = expand_legal(s.best.start, s.best.end);
	if (s.best.person != NULL)
		found->contact = person_text(s.best.person, s.best.person_end);
	if (found->contact == NULL && speaker &&
	    presented(text, text, NULL, text + strlen(text), &start, &end))
		found->contact = person_text(start, end);
	if (found->contact == NULL)
		found->contact = labelled_person(text);
	if (found->contact == NULL && speaker)
		found->contact = closing_person(text);
	complete_name(text, &found->contact);
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* 03-0123-4567, 03(0123)4567, 090 0123 4567, 09001234567; its length, 0 for none. */
static size_t
phone_at(const char *p)
{
	size_t digits = 0, marks = 0, i = 0;

	if (p[0] != '0')
		return 0;
	for (; p[i] != '\0'; i++) {
		if (is_digit(p[i]))
			digits++;
		else if ((p[i] == '-' || p[i] == '(' || p[i] == ')') &&
		         is_digit(p[i + 1]))
			marks++;
		else
			break;
	}
	if ((digits == 10 || digits == 11) && (marks == 2 || marks == 0))
		return i;
	return 0;
}

static bool
fax_before(const char *text, const char *p)
{
	const char *start = p - text > 8 ? p - 8 : text;
	char before[9] = "";

	memcpy(before, start, (size_t)(p - start));
	return str_ifind(before, "fax") != NULL || strstr(before, "F:") != NULL;
}

char *
party_phone(const char *text)
{
	for (const char *p = text; *p != '\0'; p++) {
		size_t n;
		char *phone;

		if (p > text && (is_digit(p[-1]) || p[-1] == '-'))
			continue;
		n = phone_at(p);
		if (n == 0 || fax_before(text, p))
			continue;
		phone = xstrndup(p, n);
		for (char *c = phone; *c != '\0'; c++) {
			if (*c == '(' || *c == ')')
				*c = '-';
		}
		return phone;
	}
	return NULL;
}

static bool
mail_char(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c != '\0' && strchr("._+-", c) != NULL);
}

static bool
same_host(const char *a, const char *b)
{
	const char *x = a ? strchr(a, '@') : NULL, *y = b ? strchr(b, '@') : NULL;

	return x != NULL && y != NULL && str_ieq(x, y);
}

char *
party_email(const char *text, const char *not_this)
{
	for (const char *at = strchr(text, '@'); at != NULL; at = strchr(at + 1, '@')) {
		const char *start = at, *end = at + 1;
		char *address;

		while (start > text && mail_char(start[-1]))
			start--;
		while (mail_char(*end))
			end++;
		while (end > at + 1 && (end[-1] == '.' || end[-1] == '-'))
			end--;
		if (start == at || memchr(at, '.', (size_t)(end - at)) == NULL)
			continue;
		address = xstrndup(start, (size_t)(end - start));
		if (!str_ieq(address, not_this) && !same_host(address, not_this))
			return address;
		free(address);
	}
	return NULL;
}
