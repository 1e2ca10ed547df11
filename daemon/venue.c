/* Whether the expert is to come. See venue.h. */
#include "venue.h"
#include "norm.h"
#include "wordset.h"

#include <string.h>

enum { FORMAT_VISIT, FORMAT_ONLINE, FORMAT_ANY, FORMAT_COUNT };

static const struct {
	const char *word;
	int format; /* FORMAT_COUNT: says nothing, hides a word within */
} format_words[] = {{"形式不問", FORMAT_ANY}, {"形式は不問", FORMAT_ANY},
    {"形式は問", FORMAT_ANY}, {"形式問わ", FORMAT_ANY}, {"形式を問", FORMAT_ANY},
    {"形態:問わ", FORMAT_ANY}, {"形態は問", FORMAT_ANY}, {"形態不問", FORMAT_ANY},
    {"方法は問", FORMAT_ANY}, {"形式はどちら", FORMAT_ANY}, {"形式はお任せ", FORMAT_ANY},
    {"形式はおまかせ", FORMAT_ANY}, {"形式:不問", FORMAT_ANY},
    {"形式:どちら", FORMAT_ANY}, {"訪問でもオンライン", FORMAT_ANY},
    {"オンラインでも訪問", FORMAT_ANY}, {"来訪でもオンライン", FORMAT_ANY},
    {"来社でもオンライン", FORMAT_ANY}, {"対面でもオンライン", FORMAT_ANY},
    {"オンラインでも対面", FORMAT_ANY}, {"オンラインでも来", FORMAT_ANY},
    {"訪問かオンライン", FORMAT_ANY}, {"訪問またはオンライン", FORMAT_ANY},
    {"来社またはオンライン", FORMAT_ANY}, {"訪問・オンライン", FORMAT_ANY},
    {"オンラインでもかま", FORMAT_ANY}, {"オンラインでも構", FORMAT_ANY},
    {"オンラインでも可", FORMAT_ANY}, {"オンラインでも結構", FORMAT_ANY},
    {"オンライン可", FORMAT_ONLINE}, {"オンライン併用", FORMAT_ANY},
    {"会場でもオンライン", FORMAT_ANY}, {"訪問でもウェブ", FORMAT_ANY},
    {"訪問でもWeb", FORMAT_ANY}, {"訪問でもZoom", FORMAT_ANY},
    {"either online or", FORMAT_ANY}, {"online or", FORMAT_ANY},
    {"or online", FORMAT_ANY}, {"訪問看護", FORMAT_COUNT}, {"訪問介護", FORMAT_COUNT},
    {"訪問リハ", FORMAT_COUNT}, {"訪問入浴", FORMAT_COUNT}, {"訪問診療", FORMAT_COUNT},
    {"訪問歯科", FORMAT_COUNT}, {"訪問販売", FORMAT_COUNT},
    {"オンラインショップ", FORMAT_COUNT}, {"オンラインストア", FORMAT_COUNT},
    {"オンラインバンキング", FORMAT_COUNT}, {"オンライン資格", FORMAT_COUNT},
    {"オンライン請求", FORMAT_COUNT}, {"オンライン診療", FORMAT_COUNT},
    {"オンライン授業", FORMAT_COUNT}, {"オンライン予約", FORMAT_COUNT},
    {"オンラインゲーム", FORMAT_COUNT}, {"オンライン販売", FORMAT_COUNT},
    {"オンライン発注", FORMAT_COUNT}, {"オンライン化", FORMAT_COUNT},
    {"オンライン英会話", FORMAT_COUNT}, {"オンラインではなく", FORMAT_VISIT},
    {"オンラインは苦手", FORMAT_VISIT}, {"オンラインは不", FORMAT_VISIT},
    {"オンラインは難", FORMAT_VISIT}, {"オンライン不可", FORMAT_VISIT},
    {"訪問ではなく", FORMAT_ONLINE}, {"訪問不要", FORMAT_ONLINE},
    {"訪問は不要", FORMAT_ONLINE}, {"来社不要", FORMAT_ONLINE},
    {"会場とZoom", FORMAT_ANY}, {"会場とオンライン", FORMAT_ANY},
    {"オンライン", FORMAT_ONLINE}, {"Zoom", FORMAT_ONLINE}, {"ZOOM", FORMAT_ONLINE},
    {"Teamsで", FORMAT_ONLINE}, {"Web会議", FORMAT_ONLINE}, {"ウェブ会議", FORMAT_ONLINE},
    {"WEB会議", FORMAT_ONLINE}, {"ビデオ会議", FORMAT_ONLINE},
    {"遠隔でも", FORMAT_ONLINE}, {"遠隔で、", FORMAT_ONLINE}, {"遠隔で。", FORMAT_ONLINE},
    {"遠隔希望", FORMAT_ONLINE}, {"遠隔でお願", FORMAT_ONLINE},
    {"画面越し", FORMAT_ONLINE}, {"online", FORMAT_ONLINE}, {"Online", FORMAT_ONLINE},
    {"by video", FORMAT_ONLINE}, {"訪問", FORMAT_VISIT}, {"来社", FORMAT_VISIT},
    {"来訪", FORMAT_VISIT}, {"来所", FORMAT_VISIT}, {"来院", FORMAT_VISIT},
    {"来園", FORMAT_VISIT}, {"来店", FORMAT_VISIT}, {"来館", FORMAT_VISIT},
    {"来校", FORMAT_VISIT}, {"来られる方", FORMAT_VISIT}, {"お越し", FORMAT_VISIT},
    {"現地に", FORMAT_VISIT}, {"現地で", FORMAT_VISIT}, {"現地へ", FORMAT_VISIT},
    {"現場を見", FORMAT_VISIT}, {"現場に", FORMAT_VISIT}, {"対面", FORMAT_VISIT},
    {"会場", FORMAT_VISIT}, {"会議室", FORMAT_VISIT}, {"研修室", FORMAT_VISIT},
    {"講堂", FORMAT_VISIT}, {"ホールで", FORMAT_VISIT}, {"会館", FORMAT_VISIT},
    {"公民館", FORMAT_VISIT}, {"ご足労", FORMAT_VISIT}, {"足を運", FORMAT_VISIT},
    {"食堂で", FORMAT_VISIT}, {"駆けつけ", FORMAT_VISIT}, {"来ても", FORMAT_VISIT},
    {"当社で、", FORMAT_VISIT}, {"当社でお", FORMAT_VISIT}, {"本社です", FORMAT_COUNT},
    {"本社で", FORMAT_VISIT}, {"工場です", FORMAT_COUNT}, {"工場でし", FORMAT_COUNT},
    {"工場でお願", FORMAT_VISIT}, {"工場で、", FORMAT_VISIT}, {"工場で開", FORMAT_VISIT},
    {"visit", FORMAT_VISIT}, {"on site", FORMAT_VISIT}, {"on-site", FORMAT_VISIT},
    {"in person", FORMAT_VISIT}, {"in-person", FORMAT_VISIT}, {"方法不問", FORMAT_ANY},
    {"方法お", FORMAT_ANY}, {"方法はお", FORMAT_ANY}, {"方法は任", FORMAT_ANY},
    {"方法は何でも", FORMAT_ANY}, {"方法問わ", FORMAT_ANY},
    {"訪問・リモート", FORMAT_ANY}, {"来社・オンライン", FORMAT_ANY},
    {"リモート保守", FORMAT_COUNT}, {"リモート接続", FORMAT_COUNT},
    {"リモートデスク", FORMAT_COUNT}, {"リモートワーク", FORMAT_COUNT},
    {"リモートアクセス", FORMAT_COUNT}, {"リモート勤務", FORMAT_COUNT},
    {"リモート操作", FORMAT_COUNT}, {"リモート監視", FORMAT_COUNT},
    {"リモートメンテ", FORMAT_COUNT}, {"リモートから", FORMAT_COUNT},
    {"オンラインの手続", FORMAT_COUNT}, {"オンラインにな", FORMAT_COUNT},
    {"オンライン会議の", FORMAT_COUNT}, {"オンラインサロン", FORMAT_COUNT},
    {"オンライン申請", FORMAT_COUNT}, {"オンライン決済", FORMAT_COUNT},
    {"オンライン教室", FORMAT_COUNT}, {"オンライン注文", FORMAT_COUNT},
    {"リモートで、", FORMAT_ONLINE}, {"リモートでお", FORMAT_ONLINE},
    {"リモートで。", FORMAT_ONLINE}, {"リモートでも", FORMAT_ONLINE},
    {"リモート希望", FORMAT_ONLINE}, {"リモート、", FORMAT_ONLINE},
    {"リモート。", FORMAT_ONLINE}, {"リモート\n", FORMAT_ONLINE},
    {"・リモート", FORMAT_ONLINE}, {"、リモート", FORMAT_ONLINE}, {"zoom", FORMAT_ONLINE},
    {"Webで", FORMAT_ONLINE}, {"WEBで", FORMAT_ONLINE}, {"画面でお願", FORMAT_ONLINE},
    {"画面でも", FORMAT_ONLINE}, {"画面共有", FORMAT_ONLINE}, {"画面ごし", FORMAT_ONLINE},
    {"配信でも", FORMAT_ONLINE}, {"中継でも", FORMAT_ONLINE},
    {"Teamsでも", FORMAT_ONLINE}, {"Meet", FORMAT_ONLINE}, {"ビデオ通話", FORMAT_ONLINE},
    {"遠隔1", FORMAT_ONLINE}, {"遠隔2", FORMAT_ONLINE}, {"video call", FORMAT_ONLINE},
    {"来社され", FORMAT_COUNT}, {"来所され", FORMAT_COUNT}, {"来訪され", FORMAT_COUNT},
    {"来院され", FORMAT_COUNT}, {"来店され", FORMAT_COUNT}, {"訪問済", FORMAT_COUNT},
    {"訪問先", FORMAT_COUNT}, {"お客様を訪問", FORMAT_COUNT},
    {"訪問マッサージ", FORMAT_COUNT}, {"訪問サービス", FORMAT_COUNT},
    {"訪問用", FORMAT_COUNT}, {"訪問者", FORMAT_COUNT}, {"来館者", FORMAT_COUNT},
    {"来店客", FORMAT_COUNT}, {"来院患者", FORMAT_COUNT}, {"来場", FORMAT_COUNT},
    {"訪問車", FORMAT_COUNT}, {"訪問鞄", FORMAT_COUNT}, {"訪問中", FORMAT_COUNT},
    {"来ていただ", FORMAT_VISIT}, {"来て頂", FORMAT_VISIT}, {"来てほし", FORMAT_VISIT},
    {"来て欲し", FORMAT_VISIT}, {"来てくだ", FORMAT_VISIT}, {"来て下さ", FORMAT_VISIT},
    {"来てもら", FORMAT_VISIT}, {"来てもろ", FORMAT_VISIT}, {"来て教", FORMAT_VISIT},
    {"来てくれ", FORMAT_VISIT}, {"来て見", FORMAT_VISIT}, {"来て話", FORMAT_VISIT},
    {"来て一緒", FORMAT_VISIT}, {"来て、見", FORMAT_VISIT}, {"来て指", FORMAT_VISIT},
    {"きてほし", FORMAT_VISIT}, {"きてくれ", FORMAT_VISIT}, {"きてもら", FORMAT_VISIT},
    {"きて欲し", FORMAT_VISIT}, {"来れる", FORMAT_VISIT}, {"来れます", FORMAT_VISIT},
    {"来られる", FORMAT_VISIT}, {"来られます", FORMAT_VISIT}, {"来てや", FORMAT_VISIT},
    {"見に来て", FORMAT_VISIT}, {"見にきて", FORMAT_VISIT},
    {"おいでいただ", FORMAT_VISIT}, {"おいでくだ", FORMAT_VISIT},
    {"おいで願", FORMAT_VISIT}, {"お運び", FORMAT_VISIT}, {"出向いて", FORMAT_VISIT},
    {"本社にて", FORMAT_VISIT}, {"工場にて", FORMAT_VISIT}, {"当社にて", FORMAT_VISIT},
    {"弊社にて", FORMAT_VISIT}, {"事務所にて", FORMAT_VISIT}, {"教室にて", FORMAT_VISIT},
    {"事務所に来", FORMAT_VISIT}, {"事務所へ", FORMAT_VISIT},
    {"事務所で、", FORMAT_VISIT}, {"応接", FORMAT_VISIT}, {"現地確認", FORMAT_VISIT},
    {"現地、", FORMAT_VISIT}, {"現地。", FORMAT_VISIT}, {"現地希望", FORMAT_VISIT},
    {"現地訪問", FORMAT_VISIT}, {"現地を", FORMAT_VISIT}, {"現地・", FORMAT_VISIT},
    {"現物を見", FORMAT_VISIT}, {"現場をご", FORMAT_VISIT}, {"現場で", FORMAT_VISIT},
    {"工場をご", FORMAT_VISIT}, {"工場を見", FORMAT_VISIT},
    {"工場をご案内", FORMAT_VISIT}, {"ご案内でき", FORMAT_VISIT},
    {"迎えに", FORMAT_VISIT}, {"送迎", FORMAT_VISIT}, {"の会議室", FORMAT_VISIT},
    {"体育館", FORMAT_VISIT}, {"集会所", FORMAT_VISIT}, {"休憩室", FORMAT_VISIT},
    {"大広間", FORMAT_VISIT}, {"食堂、", FORMAT_VISIT}, {"の2階", FORMAT_VISIT},
    {"の二階", FORMAT_VISIT}, {"come to", FORMAT_VISIT}, {"come on", FORMAT_VISIT},
    {"who can come", FORMAT_VISIT}, {"the visit", FORMAT_VISIT}, {"場所:", FORMAT_VISIT},
    {"場所 ", FORMAT_VISIT}, {"場所は", FORMAT_VISIT}, {"保管場所", FORMAT_COUNT},
    {"工場で。", FORMAT_VISIT}, {"事務所で", FORMAT_VISIT}, {"事務所です", FORMAT_COUNT},
    {"事務所では", FORMAT_COUNT}, {"事務所での", FORMAT_COUNT},
    {"本社へ。", FORMAT_VISIT}, {"院内で", FORMAT_VISIT}, {"来て設", FORMAT_VISIT},
    {"に来て、", FORMAT_VISIT}, {"来てお願", FORMAT_VISIT}, {"来て一", FORMAT_VISIT},
    {"教えに来", FORMAT_VISIT}, {"会社来て", FORMAT_VISIT}, {"ズームで", FORMAT_ONLINE},
    {"Teams希望", FORMAT_ONLINE}, {"Teams、", FORMAT_ONLINE},
    {"オンライン不問", FORMAT_ANY}, {"Web可", FORMAT_ANY}, {"訪問も歓迎", FORMAT_ANY},
    {"訪問も可", FORMAT_ANY}, {"訪問でもネット", FORMAT_ANY}, {"遠隔どちら", FORMAT_ANY},
    {"遠隔、", FORMAT_ONLINE}, {"見にきて", FORMAT_VISIT}, {"当社食堂", FORMAT_VISIT},
    {"同社食堂", FORMAT_VISIT}, {"本社食堂", FORMAT_VISIT}, {"本社工場", FORMAT_VISIT},
    {"見ていただきながら", FORMAT_VISIT}, {"来てる", FORMAT_COUNT},
    {"来ている", FORMAT_COUNT}, {"来ても何", FORMAT_COUNT}, {"電話が来て", FORMAT_COUNT},
    {"見に来てい", FORMAT_COUNT}};
static struct wordset format_set = WORDSET(format_words);

static bool
choice_given(const char *text)
{
	static const char *const words[] = {"どちらでも", "どちらも可", "いずれでも",
	    "問いません", "こだわりません", "こだわらない", "オンラインでもいい",
	    "オンラインでも大丈夫", "オンラインでもよ", "オンラインでも良"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (strstr(text, words[i]) != NULL)
			return true;
	}
	return false;
}

/* 訪問でもオンラインでも, ご来社またはZoom: the two side by side, left open. */
static bool
left_open(const char *between, const char *after)
{
	static const char *const words[] = {"でも", "または", "もしくは", "あるいは",
	    "いずれ", "か", "or ", "ても", "どちら", "なら"};
	const char *limit = after + strnlen(after, 18);

	for (const char *p = between; p < limit; p++) {
		for (size_t i = 0; i < ARRAY_LEN(words); i++) {
			if (str_starts(p, words[i]))
				return true;
		}
	}
	return false;
}

const char *
venue_find(const char *text)
{
	enum { NEAR = 45 };
	int seen[FORMAT_COUNT] = {0}, last = FORMAT_COUNT;
	const char *last_end = text;
	size_t len;
	uint32_t cp;

	for (const char *p = text; *p != '\0'; p += len) {
		int i = wordset_longest(&format_set, p, &len), format;

		if (i < 0) {
			len = utf8_next(p, &cp);
			continue;
		}
		format = format_words[i].format;
		if (format == FORMAT_COUNT)
			continue;
		seen[format]++;
		if (last != FORMAT_COUNT && last != format && p - last_end <= NEAR &&
		    left_open(last_end, p + len))
			seen[FORMAT_ANY]++;
		last = format;
		last_end = p + len;
	}
	if (seen[FORMAT_ANY] > 0)
		return "any";
	if (seen[FORMAT_ONLINE] > 0 && choice_given(text))
		return "any";
	if (seen[FORMAT_ONLINE] > 0)
		return "online";
	return seen[FORMAT_VISIT] > 0 ? "visit" : NULL;
}
