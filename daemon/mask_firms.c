/*
 * Masking of firms without a legal form, by the endings that names of firms have, and of
 * buildings; of places below the prefecture that carry no 市 or 町. What an ending says
 * of the trade stays: 〔会社〕歯科. See mask_tokens.h.
 */
#include "mask_tokens.h"

#include "norm.h"
#include "party_text.h"

#include <ctype.h>
#include <string.h>

enum { NAME_WORDS = 3, RUN_CHARS = 16 };

/* Trades and shops; what stands directly in front of them names one. */
static const char *const firm_endings[] = {"製作所", "製作", "製造所", "工業", "工業所",
    "工務店", "工務所", "工房", "工芸", "工機", "工場", "鉄工", "鉄工所", "鉄工場",
    "精機", "精工", "精密", "精器", "電機", "電気", "電工", "電子", "電設", "通信",
    "建設", "建築", "組", "建材", "建具", "設備", "土木", "塗装", "塗料", "板金", "鋳造",
    "鋳物", "金属", "金型", "鍍金", "メッキ", "樹脂", "ゴム", "硝子", "ガラス", "化学",
    "化成", "薬品", "製薬", "商店", "商会", "商事", "商社", "物産", "物流", "産業",
    "興業", "興産", "企画", "運輸", "運送", "運送店", "陸運", "海運", "倉庫", "交通",
    "タクシー", "バス", "観光", "印刷", "印刷所", "製本", "製本所", "紙器", "製紙",
    "紙業", "出版", "食品", "食堂", "製菓", "製パン", "製麺", "製麺所", "製茶", "酒造",
    "酒店", "醸造", "味噌", "醤油", "豆腐", "豆腐店", "水産", "漁業", "造船", "農園",
    "農場", "牧場", "果樹園", "園芸", "造園", "林業", "木材", "製材", "製材所", "木工",
    "木工所", "家具", "石材", "繊維", "織物", "染色", "染工", "縫製", "被服", "青果",
    "精肉店", "鮮魚店", "薬局", "医院", "クリニック", "病院", "診療所", "歯科",
    "歯科医院", "内科", "外科", "眼科", "皮膚科", "小児科", "耳鼻科", "整形外科",
    "動物病院", "獣医科", "整骨院", "接骨院", "鍼灸院", "治療院", "保育園", "幼稚園",
    "こども園", "学園", "学院", "塾", "教室", "旅館", "ホテル", "民宿", "温泉", "荘",
    "庵", "亭", "館", "屋", "堂", "軒", "苑", "庭園", "書店", "書房", "文具", "文具店",
    "薬店", "生花店", "花店", "菓子店", "菓子舗", "茶舗", "衣料", "服飾", "洋品店",
    "呉服店", "時計店", "眼鏡店", "写真館", "理容室", "美容室", "美容院", "サロン",
    "カフェ", "喫茶", "喫茶店", "レストラン", "ベーカリー", "キッチン", "ストア",
    "ストアー", "スーパー", "マート", "モータース", "モーター", "自動車", "自動車工業",
    "整備", "石油", "ガス", "不動産", "住宅", "ホーム", "ハウス", "ハウジング",
    "リフォーム", "設計", "設計事務所", "測量", "会計", "会計事務所", "税理士事務所",
    "法律事務所", "社労士事務所", "行政書士事務所", "特許事務所", "事務所", "保険",
    "警備", "清掃", "クリーニング", "クリーニング店", "介護", "ケア", "デイサービス",
    "ケアプラン", "ホールディングス", "グループ", "コーポレーション", "カンパニー",
    "システムズ", "テクノ", "テック", "テクノロジー", "エンジニアリング", "プロダクツ",
    "サービス", "トラベル", "デザイン", "フーズ", "ファーム", "アグリ", "ワークス",
    "ラボ", "製油", "製粉", "製氷", "冷蔵", "冷凍", "養蜂", "養鶏", "畜産", "酪農",
    "信用金庫", "銀行", "農協", "漁協", "生協", "葬祭", "仏壇", "神社", "寺", "教会"};

/* In front of an ending they say which sort, not whose: 大手 商社, 個人 商店. */
static const char *const sorts_of[] = {"経済", "大手", "中堅", "零細", "老舗", "地元",
    "地場", "近所", "近隣", "個人", "総合", "専門", "同業", "関連", "外部", "民間",
    "認可", "一般", "各種", "精密", "機械", "自動車", "工作", "電気", "電子", "金属",
    "食品", "水産", "農業", "建設", "建築", "住宅", "不動産", "衣料", "介護", "医療",
    "福祉", "観光", "温泉", "ビジネス", "税理士", "会計", "法律", "設計", "社労士",
    "行政書士", "インターネット", "ネット", "システム", "ウェブ", "Web", "IT", "クラウド",
    "この", "保守", "開発", "運用", "管理", "業務", "接客", "委託", "生産", "製造",
    "販売", "受発注", "予約", "決済", "郵便", "宅配", "デジタル", "オンライン", "第三者",
    "本", "弊", "当", "貴", "御", "自", "他", "旧", "新", "元", "現", "全", "各", "同",
    "小", "中", "大", "町", "街", "歯科", "内科", "動物", "調剤", "こども", "保育"};

static const char *const buildings[] = {"ビル", "ビルディング", "マンション", "ハイツ",
    "コーポ", "アパート", "タワー", "プラザ", "会館", "レジデンス", "パレス", "メゾン",
    "ハイム", "コート", "スクエア", "センタービル", "ヒルズ", "テラス", "団地"};

/* Bodies of the state, and makers whose goods everybody uses: they tell what a mail is
 * about, and not who wrote it. */
static const char *const public_names[] = {"経済産業省", "経産省", "総務省", "厚生労働省",
    "厚労省", "警察庁", "警視庁", "デジタル庁", "金融庁", "国税庁", "文部科学省",
    "国土交通省", "中小企業庁", "個人情報保護委員会", "内閣", "マイクロソフト",
    "グーグル", "アップル", "アマゾン", "インテル", "アドビ", "フェイスブック",
    "ツイッター", "ヤフー", "ライン", "商工会議所", "会議所", "商工会", "警察", "警察署",
    "ハローワーク", "労働基準監督署", "税務署", "消防署", "保健所", "役所",
    "日本商工会議所"};

static const char *const wide_places[] = {"日本", "アジア", "欧州", "東アジア", "海外",
    "ヨーロッパ", "北米", "関東", "関西", "近畿", "東海", "東北", "九州", "四国", "中部",
    "北陸", "中国", "首都圏", "西日本", "東日本", "全国"};

/* Where the name of a firm may begin that ends at the i-th word; i: nowhere. */
static size_t
name_start(const struct tokens *t, size_t i)
{
	size_t start = i;

	while (start > 0 && i - start < NAME_WORDS &&
	       t->v[start - 1].to == t->v[start].from) {
		const struct token *w = &t->v[start - 1];
		bool noun = w->sort != WORD_OTHER && w->sort != WORD_SUFFIX;

		if (w->sort == WORD_SUFFIX && start < i)
			break;
		if (w->sort == WORD_SUFFIX)
			noun = true;
		if (!noun || token_tells(w))
			break;
		start--;
	}
	return start;
}

static bool
only_sorts(const struct tokens *t, size_t from, size_t to)
{
	for (; from < to; from++)
		if (!token_is(&t->v[from], sorts_of, ARRAY_LEN(sorts_of)) &&
		    text_starts(t->v[from].from, firm_endings, ARRAY_LEN(firm_endings)) <
		        (size_t)(t->v[from].to - t->v[from].from))
			return false;
	return true;
}

/* In front of an ending hiragana that the dictionary takes for particles: はなまる食品.
 * Only from the beginning of a clause; within one they may be particles indeed. */
static const char *
hiragana_start(const char *text, const char *p)
{
	const char *start = p;
	size_t chars = 0;

	while (start > text && chars < RUN_CHARS &&
	       text_script(text_previous(text, start)) == SCRIPT_HIRAGANA) {
		start = text_previous(text, start);
		chars++;
	}
	if (chars < 2 ||
	    (start > text && text_script(text_previous(text, start)) != SCRIPT_OTHER))
		return p;
	return start;
}

static bool
is_grammar(const char *from, const char *to)
{
	static const char *const ends[] = {"の", "を", "な", "という", "また", "および",
	    "あるいは", "または", "もし", "とても", "いつも", "おいしい", "できれば",
	    "から"};

	return text_ends(from, to, ends, ARRAY_LEN(ends)) > 0;
}

/* The words [i, i + n) are an ending of the list; the longest n, 0: none. */
static size_t
ending_at(const struct tokens *t, size_t i)
{
	size_t best = 0;

	for (size_t n = 1; n <= NAME_WORDS && i + n <= t->n; n++)
		if (text_is_one(t->v[i].from, t->v[i + n - 1].to, firm_endings,
		        ARRAY_LEN(firm_endings)))
			best = n;
	return best;
}

static void
by_ending(struct sheet *s, const struct tokens *t)
{
	size_t n;

	for (size_t i = 0; i < t->n; i += n ? n : 1) {
		const char *to = t->v[i].from, *start;
		size_t first;

		n = ending_at(t, i);
		if (!n || i == 0)
			continue;
		first = name_start(t, i);
		if (first < i && !only_sorts(t, first, i)) {
			sheet_mark(s, t->v[first].from, to, MASK_COMPANY);
			continue;
		}
		start = hiragana_start(t->text, to);
		if (first == i && start < to && !is_grammar(start, to))
			sheet_mark(s, start, to, MASK_COMPANY);
	}
}

/* 山田製作所 as one word, and katakana that the dictionary does not part: サクラテック,
 * サンライズビル. */
static void
within_word(struct sheet *s, const struct tokens *t, const char *const *endings, size_t n,
    enum mask_sort sort)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct token *w = &t->v[i];
		size_t len = w->sort == WORD_UNKNOWN || w->sort == WORD_FIRM
		                 ? text_ends(w->from, w->to, endings, n)
		                 : 0;

		if (len >= strlen("ビル") && w->to - w->from > (ptrdiff_t)len &&
		    text_chars(w->from, w->to - len) >= 2 && !token_tells(w))
			sheet_mark(s, w->from, w->to - len, sort);
	}
}

/* カフェ・ド・ルポ, ホテル青海: the trade stands in front of the name. */
static void
by_beginning(struct sheet *s)
{
	static const char *const trades[] = {"カフェ", "ホテル", "レストラン",
	    "ペンション", "スナック", "ビストロ", "ベーカリー", "パティスリー",
	    "ヘアサロン", "サロン", "トラットリア", "ラーメン", "居酒屋", "民宿", "旅館",
	    "喫茶", "割烹", "料亭"};
	size_t n;

	for (const char *p = s->text; *p; p += n ? n : 1) {
		const char *end;

		n = text_starts(p, trades, ARRAY_LEN(trades));
		if (!n || (p > s->text &&
		              text_script(text_previous(s->text, p)) == SCRIPT_KATAKANA))
			continue;
		end = p + n;
		while (text_script(end) == SCRIPT_KATAKANA || str_starts(end, "・"))
			end += strlen("ア");
		if (end == p + n && text_script(end) == SCRIPT_KANJI)
			end = text_run_end(end);
		if (text_chars(p + n, end) > 1)
			sheet_mark(s, p + n, end, MASK_COMPANY);
	}
}

/* 弊社ミライズは, 当社(ミライズ): a word of katakana that no dictionary knows, directly
 * behind what the writer calls his firm. */
static void
own_firm(struct sheet *s, const struct tokens *t)
{
	static const char *const own[] = {"弊社", "当社", "小社", "わが社", "我が社",
	    "弊社(", "当社(", "小社(", "弊社「", "当社「", "弊社、", "当社、"};
	static const char *const behind[] = {
	    "は", "が", "の", "で", "も", "を", "に", "と", "、", ")", "」"};

	for (size_t i = 0; i < t->n; i++) {
		const struct token *w = &t->v[i];

		if (w->sort == WORD_UNKNOWN && text_script(w->from) == SCRIPT_KATAKANA &&
		    text_chars(w->from, w->to) > 2 && !token_tells(w) &&
		    text_ends(t->text, w->from, own, ARRAY_LEN(own)) > 0 &&
		    text_starts(w->to, behind, ARRAY_LEN(behind)) > 0)
			sheet_mark(s, w->from, w->to, MASK_COMPANY);
	}
}

static void
organisations(struct sheet *s, const struct tokens *t)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct token *w = &t->v[i];

		if (w->sort == WORD_FIRM && (unsigned char)*w->from >= 0x80 &&
		    text_chars(w->from, w->to) > 1 && !token_tells(w) &&
		    !token_is(w, public_names, ARRAY_LEN(public_names)))
			sheet_mark(s, w->from, w->to, MASK_COMPANY);
	}
}

static void
quarters(struct sheet *s, const struct tokens *t)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct token *w = &t->v[i];

		if (w->sort == WORD_PLACE && text_chars(w->from, w->to) > 1 &&
		    !token_tells(w) && !token_is(w, wide_places, ARRAY_LEN(wide_places)))
			sheet_mark(s, w->from, w->to, MASK_PLACE);
	}
}

/* Behind a building or a street: 8階, 302号室, 5F, B1F. */
static const char *
room_end(const char *p)
{
	static const char *const units[] = {"階", "号室", "号", "F", "f", "番館"};
	const char *q = p;
	size_t n;

	q += *q == ' ';
	q += *q == 'B' && isdigit((unsigned char)q[1]);
	while (isdigit((unsigned char)*q) || (*q == '-' && isdigit((unsigned char)q[1])))
		q++;
	n = q > p ? text_starts(q, units, ARRAY_LEN(units)) : 0;
	return q > p && isdigit((unsigned char)q[-1]) ? q + n : p;
}

/* コーポ青木203 */
static void
behind_building(struct sheet *s, const struct tokens *t, size_t i)
{
	size_t end = i + 1;
	const char *to;

	while (end < t->n && end - i <= NAME_WORDS &&
	       t->v[end].from == t->v[end - 1].to && t->v[end].sort != WORD_OTHER &&
	       t->v[end].sort != WORD_SUFFIX && !token_tells(&t->v[end]))
		end++;
	to = room_end(t->v[end - 1].to);
	if (end > i + 1 && to > t->v[end - 1].to)
		sheet_mark(s, t->v[i].to, to, MASK_STREET);
}

static void
in_buildings(struct sheet *s, const struct tokens *t)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct token *w = &t->v[i];
		size_t first;

		if (text_ends(w->from, w->to, buildings, ARRAY_LEN(buildings)) == 0)
			continue;
		first =
		    token_is(w, buildings, ARRAY_LEN(buildings)) ? name_start(t, i) : i;
		if (first < i)
			sheet_mark(s, t->v[first].from, w->from, MASK_STREET);
		else
			behind_building(s, t, i);
		sheet_mark(s, w->to, room_end(w->to), MASK_STREET);
	}
}

/* 302号室, 8F, 地下1階: which room of which floor says where somebody is. */
static void
rooms(struct sheet *s)
{
	static const char *const units[] = {"階", "号室"};

	for (const char *p = s->text; *p;) {
		const char *end = p;
		size_t n;

		while (isdigit((unsigned char)*end))
			end++;
		n = end > p ? text_starts(end, units, ARRAY_LEN(units)) : 0;
		if (n || (end > p && *end == 'F' && !isalnum((unsigned char)end[1])))
			sheet_mark(s, p, end + (n ? n : 1), MASK_STREET);
		p = end > p ? end : p + 1;
	}
}

void
mask_firms(struct sheet *s, const struct tokens *t)
{
	within_word(s, t, firm_endings, ARRAY_LEN(firm_endings), MASK_COMPANY);
	within_word(s, t, buildings, ARRAY_LEN(buildings), MASK_STREET);
	in_buildings(s, t);
	rooms(s);
	by_ending(s, t);
	by_beginning(s);
	own_firm(s, t);
	organisations(s, t);
	quarters(s, t);
}
