/* What a mention of a place weighs. See place_judge.h. */
#include "place_judge.h"
#include "norm.h"
#include "party_text.h"

#include <string.h>

static bool
is_kanji(uint32_t cp)
{
	return (cp >= 0x4E00 && cp <= 0x9FFF) || cp == 0x3005 || cp == 0x3006;
}

static bool
is_katakana(uint32_t cp)
{
	return (cp >= 0x30A1 && cp <= 0x30FA) || cp == 0x30FC;
}

static bool
is_hiragana(uint32_t cp)
{
	return cp >= 0x3041 && cp <= 0x3096;
}

static bool
one_of(const char *s, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (str_starts(s, words[i]))
			return true;
	}
	return false;
}

static bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Whether one of the words stands in the next so many bytes of this sentence. */
static bool
soon(const char *s, size_t bytes, const char *const *words, size_t n)
{
	for (const char *p = s; *p != '\0' && *p != '\n' && p < s + bytes; p++) {
		if (str_starts(p, "。"))
			return false;
		if (((unsigned char)*p & 0xC0) != 0x80 && one_of(p, words, n))
			return true;
	}
	return false;
}

/* 14名, 30 人: how many people begins here. */
static bool
headcount(const char *s)
{
	const char *p = s;

	while (digit(*p) || *p == ',')
		p++;
	if (p == s || p - s > 6)
		return false;
	while (*p == ' ')
		p++;
	return str_starts(p, "人") || str_starts(p, "名");
}

/* The line tells how many people work there: a terse description of a company. */
static bool
line_counts_heads(const struct spot *at)
{
	enum { AROUND = 90 };
	const char *from = at->start, *to;

	while (from > at->text && from[-1] != '\n' && at->start - from < AROUND)
		from--;
	to = at->end + strcspn(at->end, "\n");
	if (to > at->end + AROUND)
		to = at->end + AROUND;
	for (const char *p = from; p < to; p++) {
		if (digit(*p) && (p == at->text || !digit(p[-1])) && headcount(p))
			return true;
	}
	return false;
}

bool
place_clause_starts(const struct spot *at)
{
	return at->before == 0 || at->before == ' ' || at->before == '\n' ||
	       at->before == 0x3001 || at->before == 0x3002 || at->before == '(' ||
	       at->before == '!' || at->before == '?' || at->before == ':' ||
	       at->before == '/';
}

/* What follows a bare name that is a place and not a person or part of a company. */
static bool
place_follows(const char *s)
{
	static const char *const words[] = {"の", "で", "に", "にて", "から", "まで",
	    "周辺", "近郊", "市内", "町内", "県内", "府内", "駅", "港", "支店", "工場",
	    "本社", "本店", "営業所", "事業所", "事務所", "市", "在住", "・", "/", ",",
	    "、", "(", ")", "」", "】", "地区", "地方", "方面", "東部", "西部", "南部",
	    "北部", "中心", "郊外", "より北", "へ", "沖", "沿", "だ", "県", "や", "発",
	    "[", "]", ";", ":", "|", "出身", "近辺", "界隈", "あたり", "エリア", "側",
	    "オフィス", "支社", "支所", "拠点", "店", "店舗", "校", "会場", "市街", "郡"};
	static const char *const not_place[] = {"のぞみ", "でございます", "です",
	    "でした", "にお", "の携帯", "まで連絡", "までご", "までお", "までメ", "宛",
	    "からご", "からお", "からの連", "から連", "へご連", "へお", "・担当", "だけ",
	    "の代理", "でご", "に代", "だと申", "までTEL", "まで電話", "店長"};

	return !one_of(s, not_place, ARRAY_LEN(not_place)) &&
	       one_of(s, words, ARRAY_LEN(words));
}

/* A name, a blank, a mark or the end: nothing of the name goes on. */
static bool
name_closed(const char *s)
{
	uint32_t cp;

	if (*s == '\0')
		return true;
	(void)utf8_next(s, &cp);
	return !is_kanji(cp) && !is_katakana(cp) && !is_hiragana(cp) &&
	       text_script(s) != SCRIPT_LATIN;
}

static bool
ends_with_word(const struct spot *at, const char *word)
{
	size_t len = strlen(word);

	return (size_t)(at->start - at->text) >= len &&
	       memcmp(at->start - len, word, len) == 0;
}

/* 山口に電話ください, 石川まで: somebody to be called. */
static bool
to_be_called(const char *s)
{
	static const char *const particles[] = {"まで", "に", "へ", "から", "宛"};
	static const char *const calls[] = {"連絡", "電話", "返信", "返事", "回答",
	    "知らせ", "伝え", "ください", "下さい", "申し", "確認", "メール", "引き継",
	    "代わ", "替わ", "送", "一報", "問い合わせ", "頼", "相談"};

	return one_of(s, particles, ARRAY_LEN(particles)) &&
	       soon(s, 30, calls, ARRAY_LEN(calls));
}

static bool
person_before(const struct spot *at)
{
	static const char *const words[] = {"担当:", "担当 ", "担当は",
	    "担当者:", "担当者 ", "総務 ", "経理 ", "代表 ", "社長 ", "部長 ", "課長 ",
	    "氏名:", "名前:", "連絡先:", "窓口:", "室長 ", "係長 ", "主任 ", "店長 ",
	    "専務 ", "工場長 ", "院長 "};

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (ends_with_word(at, words[i]))
			return true;
	}
	return false;
}

/* の五十嵐 美咲: one to four kanji that a word of its own are, and a blank. */
static bool
surname_before(const struct spot *at)
{
	const char *p = at->start - 1;
	int n = 0;

	if (at->before != ' ')
		return false;
	while (p > at->text && n <= 4 &&
	       text_script(text_previous(at->text, p)) == SCRIPT_KANJI) {
		p = text_previous(at->text, p);
		n++;
	}
	return n >= 1 && n <= 4 &&
	       (p == at->text ||
	           text_script(text_previous(at->text, p)) == SCRIPT_OTHER ||
	           str_starts(text_previous(at->text, p), "の"));
}

/* 飯島 弘です, 五十嵐 美咲です: the one half of a person's name. */
static bool
half_a_person(const struct spot *at)
{
	static const char *const ends[] = {"です", "と申", "でご", "さん", "様", "さま",
	    "氏", "<", "(", "といい", "と言い", "殿", "より"};
	const char *given = at->end;

	if (*given != ' ')
		return surname_before(at) && one_of(at->end, ends, ARRAY_LEN(ends));
	given = text_skip_blanks(given);
	for (int n = 0; n < 5; n++) {
		uint32_t cp;

		if (n > 0 && one_of(given, ends, ARRAY_LEN(ends)))
			return true;
		if (text_script(given) == SCRIPT_OTHER ||
		    text_script(given) == SCRIPT_LATIN)
			return false;
		given += utf8_next(given, &cp);
	}
	return false;
}

/* A family name too: what speaks of a person. */
static bool
looks_like_person(const struct spot *at)
{
	if (to_be_called(at->end) || person_before(at))
		return true;
	/* 0986-01-2424(若松) */
	if (at->before == '(' && *at->end == ')' && at->start - at->text >= 2 &&
	    (digit(at->start[-2]) || at->start[-2] == ' '))
		return true;
	/* "総務の山口、": a person. "東北の山形で": a place. */
	return ends_with_word(at, "の") &&
	       (str_starts(at->end, "、") || *at->end == ',' || *at->end == '(' ||
	           *at->end == ')' || str_starts(at->end, "の"));
}

/* 場所:高松, 所在地: 高松 */
static bool
labelled(const struct spot *at)
{
	static const char *const before[] = {"場所:", "場所は", "場所 ",
	    "会場:", "会場は", "会場 ", "訪問先:", "訪問先は",
	    "開催地:", "所在地:", "所在地は", "所在地 ", "住所:", "住所は", "住所 ",
	    "実施場所:", "開催場所:", "開催場所は", "勤務地:", "現場は", "現地は",
	    "工場は", "訪問先 "};

	for (size_t i = 0; i < ARRAY_LEN(before); i++) {
		if (ends_with_word(at, before[i]))
			return true;
	}
	return false;
}

/* 岡崎68人; 公共工事 29人 五所川原: a place in a terse description. */
static bool
described(const struct place_name *name, const struct spot *at)
{
	const char *after = at->end;

	while (*after == ' ')
		after++;
	if (headcount(after))
		return true;
	if (str_starts(at->end, "です") || str_starts(at->end, "だ"))
		return !name->family && place_clause_starts(at) &&
		       (at->before != '(' || line_counts_heads(at));
	return name_closed(at->end) && (labelled(at) || line_counts_heads(at));
}

static bool
bare_counts(const struct place_name *name, const struct spot *at)
{
	uint32_t first;

	(void)utf8_next(name->text, &first);
	if (is_kanji(first) ? is_kanji(at->before) || is_katakana(at->before)
	                    : is_katakana(at->before) || is_hiragana(at->before))
		return false;
	if (name->len <= 4) /* one character */
		return place_clause_starts(at) &&
		       (str_starts(at->end, "の") || str_starts(at->end, "で") ||
		           str_starts(at->end, "市") ||
		           headcount(text_skip_blanks(at->end))) &&
		       !str_starts(at->end, "です") && !str_starts(at->end, "でご");
	if ((name->family && looks_like_person(at)) || half_a_person(at))
		return false;
	return place_follows(at->end) || described(name, at);
}

/* in Furano, near Hakone, Otsu City */
static bool
latin_counts(const struct spot *at)
{
	static const char *const before[] = {
	    "in ", "near ", "from ", "at ", "around ", "outside ", "of ", ", "};
	static const char *const after[] = {" City", "-shi", "-city", " city", "-machi",
	    "-cho", " Prefecture", "-based", ", Japan", " town"};

	if (one_of(at->end, after, ARRAY_LEN(after)))
		return true;
	for (size_t i = 0; i + 2 < ARRAY_LEN(before); i++) {
		if (ends_with_word(at, before[i]))
			return true;
	}
	return ends_with_word(at, ", ") && (*at->end == '.' || *at->end == ',' ||
	                                       *at->end == '\n' || *at->end == '\0');
}

/* A place that is only somebody else's: a customer's, a vendor's, a relative's. */
static bool
someone_elses(const struct spot *at)
{
	static const char *const after[] = {"の親会社", "の取引先", "の得意先", "の客先",
	    "の元請", "の業者", "のベンダ", "の制作会社", "の納入先", "の発注元",
	    "の顧客", "の大手", "の会社に", "の会社が", "の会社から", "のメーカー",
	    "の本部", "の仕入", "の同業", "の友人", "の知人", "の甥", "の姪", "の息子",
	    "の娘", "の弟", "の兄", "の専門家", "の先生", "の講師", "の展示会",
	    "のセミナー", "へ出張", "に出張", "で働", "だし", "の大学", "の開発会社",
	    "のシステム会社", "の委託先", "の問屋さん", "の問屋から", "の商社",
	    "のIT会社", "の保守会社", "の荷主", "の支援士", "の弁護士", "の病院で",
	    "の病院が", "の業者", "出身", "の実家", "のデータセンタ", "の系列", "の叔父",
	    "の従兄", "の親戚", "の同窓", "に本社を置く取引", "の発注者", "の卸から",
	    "の卸さん", "の警察"};
	static const char *const trades[] = {"問屋さん", "問屋から", "取引先", "得意先",
	    "客先", "元請", "親会社", "ベンダー", "納入先", "発注元", "バイヤー",
	    "メーカーさん", "メーカーから", "商社から", "会社さんから", "会社から",
	    "業者さん", "一次メーカー", "大手", "協力会", "業者から", "業者に", "荷主",
	    "本部から", "百貨店から", "お客"};
	static const char *const before[] = {"親会社は", "親会社が", "親会社(",
	    "親会社:", "取引先は", "取引先の", "取引先が", "取引先(", "元請は", "元請の",
	    "元請(", "得意先は", "得意先の", "得意先(", "納入先は", "納入先の", "納入先(",
	    "客先は", "本部は", "本部が", "本部(", "委託先は", "委託先(", "業者は",
	    "業者が", "業者(", "実家は", "実家が", "出張で", "データセンターは",
	    "ベンダーは", "ベンダー(", "顧客は", "出身は"};

	if (one_of(at->end, after, ARRAY_LEN(after)))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(before); i++) {
		if (ends_with_word(at, before[i]))
			return true;
	}
	return str_starts(at->end, "の") && soon(at->end, 24, trades, ARRAY_LEN(trades));
}

/* 岩手県商工会連合会, 佐賀県中小企業団体中央会: an office that is named after the place.
 */
static bool
names_an_office(const char *s)
{
	static const char *const ends[] = {"会議所", "商工会", "連合会", "中央会", "財団",
	    "公社", "支援センター", "信用金庫", "信用組合", "信用保証", "銀行", "労働局",
	    "支援拠点", "県警", "警察", "府警", "大学", "振興", "商工部", "産業課", "庁",
	    "役所", "役場", "よろず", "支援機構", "支援室"};
	const char *p = s;
	uint32_t cp;

	for (int n = 0; n < 12 && text_script(p) != SCRIPT_OTHER &&
	                text_script(p) != SCRIPT_HIRAGANA;
	     n++, p += utf8_next(p, &cp)) {
		if (one_of(p, ends, ARRAY_LEN(ends)))
			return true;
	}
	return false;
}

/* The words say that the visit is there. */
static bool
work_there(const struct spot *at)
{
	static const char *const after[] = {"に来", "へ来", "まで来", "にお越", "へお越",
	    "までお越", "に伺", "に訪", "へ訪", "でお願い", "で開催", "で開", "での開催",
	    "においで", "へおいで", "での研修", "で研修", "で講演", "工場に来",
	    "工場にお越", "工場へお越", "工場まで", "の工場に", "の工場へ", "の工場で",
	    "の工場を", "本社に", "本社へ", "の会場", "の本社に", "の本社へ", "の現場"};

	return one_of(at->end, after, ARRAY_LEN(after)) || labelled(at);
}

/* 石垣島ダイブ, 有馬温泉ホテル: a company that is named after the place. */
static bool
part_of_name(const struct place_name *name, const struct spot *at)
{
	static const char *const ends[] = {
	    "市", "町", "村", "区", "県", "府", "都", "道"};
	static const char *const more[] = {"周辺", "地区", "近く", "方面", "沿い", "在住",
	    "内", "本島", "市", "町", "村", "西", "東", "南", "北", "出身", "全域", "沖",
	    "前"};

	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		if (str_ends(name->text, ends[i]))
			return false;
	}
	return !one_of(at->end, more, ARRAY_LEN(more)) &&
	       (text_script(at->end) == SCRIPT_KANJI ||
	           text_script(at->end) == SCRIPT_KATAKANA);
}

int
place_weigh(const struct place_name *name, const struct spot *at, bool chain)
{
	int weight = name->weight;

	if (chain)
		return at->previous_elsewhere ? ELSEWHERE : weight;
	if (text_script(name->text) == SCRIPT_LATIN) {
		if (!latin_counts(at))
			return 0;
	} else if (name->bare) {
		if (!bare_counts(name, at))
			return 0;
	} else if (part_of_name(name, at)) {
		return 0;
	} else if (weight == WEIGHT_FULL && is_kanji(at->before) &&
	           !ends_with_word(at, "郡")) {
		return 0;
	}
	if (someone_elses(at))
		return ELSEWHERE;
	if (names_an_office(at->end))
		return ELSEWHERE + 1;
	return weight + (work_there(at) ? WORK_BONUS : 0);
}
