/*
 * The 47 prefectures: numbers, names, regions and neighbours. See slots.h.
 */
#include "slots.h"

#include <string.h>

enum region {
	HOKKAIDO,
	TOHOKU,
	KANTO,
	KOSHINETSU,
	TOKAI,
	KINKI,
	CHUGOKU,
	SHIKOKU,
	KYUSHU,
	OKINAWA,
	REGION_COUNT
};

enum { PREFECTURES = 47, MAX_NEIGHBOURS = 8 };

static const char *const region_names[REGION_COUNT] = {
    "北海道", "東北", "関東", "甲信越", "東海", "近畿", "中国", "四国", "九州", "沖縄"};

/* Other names of the blocks; 北陸 is split by the published list: 新潟 with 甲信越, the
 * other three with 東海 (their chambers of commerce look to Nagoya). */
static const struct {
	const char *name;
	enum region region;
} region_aliases[] = {
    {"関西", KINKI},
    {"首都圏", KANTO},
    {"中部", TOKAI},
    {"東海・北陸", TOKAI},
    {"東海北陸", TOKAI},
    {"九州・沖縄", KYUSHU},
};

/* Neighbours share a land border, or a bridge or tunnel that one drives or rides through
 * daily: 青函, 関門, 本四 (three routes), アクアライン. 沖縄 has none. */
static const struct {
	const char *name; /* without suffix */
	const char *full;
	const char *en;
	enum region region;
	unsigned char near[MAX_NEIGHBOURS];
} prefectures[PREFECTURES + 1] = {
    [1] = {"北海道", "北海道", "Hokkaido", HOKKAIDO, {2}},
    [2] = {"青森", "青森県", "Aomori", TOHOKU, {1, 3, 5}},
    [3] = {"岩手", "岩手県", "Iwate", TOHOKU, {2, 4, 5}},
    [4] = {"宮城", "宮城県", "Miyagi", TOHOKU, {3, 5, 6, 7}},
    [5] = {"秋田", "秋田県", "Akita", TOHOKU, {2, 3, 4, 6}},
    [6] = {"山形", "山形県", "Yamagata", TOHOKU, {4, 5, 7, 15}},
    [7] = {"福島", "福島県", "Fukushima", TOHOKU, {4, 6, 8, 9, 10, 15}},
    [8] = {"茨城", "茨城県", "Ibaraki", KANTO, {7, 9, 11, 12}},
    [9] = {"栃木", "栃木県", "Tochigi", KANTO, {7, 8, 10, 11}},
    [10] = {"群馬", "群馬県", "Gunma", KANTO, {7, 9, 11, 15, 20}},
    [11] = {"埼玉", "埼玉県", "Saitama", KANTO, {8, 9, 10, 12, 13, 19, 20}},
    [12] = {"千葉", "千葉県", "Chiba", KANTO, {8, 11, 13, 14}},
    [13] = {"東京", "東京都", "Tokyo", KANTO, {11, 12, 14, 19}},
    [14] = {"神奈川", "神奈川県", "Kanagawa", KANTO, {12, 13, 19, 22}},
    [15] = {"新潟", "新潟県", "Niigata", KOSHINETSU, {6, 7, 10, 16, 20}},
    [16] = {"富山", "富山県", "Toyama", TOKAI, {15, 17, 20, 21}},
    [17] = {"石川", "石川県", "Ishikawa", TOKAI, {16, 18, 21}},
    [18] = {"福井", "福井県", "Fukui", TOKAI, {17, 21, 25, 26}},
    [19] = {"山梨", "山梨県", "Yamanashi", KOSHINETSU, {11, 13, 14, 20, 22}},
    [20] = {"長野", "長野県", "Nagano", KOSHINETSU, {10, 11, 15, 16, 19, 21, 22, 23}},
    [21] = {"岐阜", "岐阜県", "Gifu", TOKAI, {16, 17, 18, 20, 23, 24, 25}},
    [22] = {"静岡", "静岡県", "Shizuoka", TOKAI, {14, 19, 20, 23}},
    [23] = {"愛知", "愛知県", "Aichi", TOKAI, {20, 21, 22, 24}},
    [24] = {"三重", "三重県", "Mie", TOKAI, {21, 23, 25, 26, 29, 30}},
    [25] = {"滋賀", "滋賀県", "Shiga", KINKI, {18, 21, 24, 26}},
    [26] = {"京都", "京都府", "Kyoto", KINKI, {18, 24, 25, 27, 28, 29}},
    [27] = {"大阪", "大阪府", "Osaka", KINKI, {26, 28, 29, 30}},
    [28] = {"兵庫", "兵庫県", "Hyogo", KINKI, {26, 27, 31, 33, 36}},
    [29] = {"奈良", "奈良県", "Nara", KINKI, {24, 26, 27, 30}},
    [30] = {"和歌山", "和歌山県", "Wakayama", KINKI, {24, 27, 29}},
    [31] = {"鳥取", "鳥取県", "Tottori", CHUGOKU, {28, 32, 33, 34}},
    [32] = {"島根", "島根県", "Shimane", CHUGOKU, {31, 34, 35}},
    [33] = {"岡山", "岡山県", "Okayama", CHUGOKU, {28, 31, 34, 37}},
    [34] = {"広島", "広島県", "Hiroshima", CHUGOKU, {31, 32, 33, 35, 38}},
    [35] = {"山口", "山口県", "Yamaguchi", CHUGOKU, {32, 34, 40}},
    [36] = {"徳島", "徳島県", "Tokushima", SHIKOKU, {28, 37, 38, 39}},
    [37] = {"香川", "香川県", "Kagawa", SHIKOKU, {33, 36, 38}},
    [38] = {"愛媛", "愛媛県", "Ehime", SHIKOKU, {34, 36, 37, 39}},
    [39] = {"高知", "高知県", "Kochi", SHIKOKU, {36, 38}},
    [40] = {"福岡", "福岡県", "Fukuoka", KYUSHU, {35, 41, 43, 44}},
    [41] = {"佐賀", "佐賀県", "Saga", KYUSHU, {40, 42}},
    [42] = {"長崎", "長崎県", "Nagasaki", KYUSHU, {41}},
    [43] = {"熊本", "熊本県", "Kumamoto", KYUSHU, {40, 44, 45, 46}},
    [44] = {"大分", "大分県", "Oita", KYUSHU, {40, 43, 45}},
    [45] = {"宮崎", "宮崎県", "Miyazaki", KYUSHU, {43, 44, 46}},
    [46] = {"鹿児島", "鹿児島県", "Kagoshima", KYUSHU, {43, 45}},
    [47] = {"沖縄", "沖縄県", "Okinawa", OKINAWA, {0}},
};

static bool
known(int number)
{
	return number >= 1 && number <= PREFECTURES;
}

int
prefecture_number(const char *name)
{
	if (name == NULL)
		return 0;
	for (int i = 1; i <= PREFECTURES; i++) {
		size_t n = str_prefix(name, prefectures[i].name);

		if (n > 0 && (name[n] == '\0' || str_eq(name, prefectures[i].full)))
			return i;
		if ((unsigned char)name[0] < 0x80 && str_ieq(name, prefectures[i].en))
			return i;
	}
	return 0;
}

const char *
prefecture_name(int number)
{
	return known(number) ? prefectures[number].full : NULL;
}

const char *
prefecture_name_en(int number)
{
	return known(number) ? prefectures[number].en : NULL;
}

static bool
letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The prefecture whose English name is the whole word at p; 0: none. */
static int
english_at(const char *p)
{
	for (int i = 1; i <= PREFECTURES; i++) {
		const char *en = prefectures[i].en;

		if ((*p | 0x20) == (*en | 0x20) && str_istarts(p, en) &&
		    !letter(p[strlen(en)]))
			return i;
	}
	return 0;
}

int
prefecture_in_english(const char *text)
{
	for (const char *p = text; *p != '\0'; p++) {
		int found = 0;

		if (!letter(*p))
			continue;
		if (p == text || strchr("@.-", p[-1]) == NULL)
			found = english_at(p);
		if (found != 0)
			return found;
		while (letter(p[1]))
			p++;
	}
	return 0;
}

const char *
prefecture_region(int number)
{
	return known(number) ? region_names[prefectures[number].region] : NULL;
}

static uint64_t
bit(int number)
{
	return UINT64_C(1) << (number - 1);
}

static uint64_t
members(enum region region)
{
	uint64_t bits = 0;

	for (int i = 1; i <= PREFECTURES; i++) {
		if (prefectures[i].region == region)
			bits |= bit(i);
	}
	return bits;
}

uint64_t
region_prefectures(const char *name)
{
	if (name == NULL)
		return 0;
	if (str_eq(name, "全国"))
		return (UINT64_C(1) << PREFECTURES) - 1;
	if (str_eq(name, "北陸"))
		return bit(16) | bit(17) | bit(18);
	for (int i = 0; i < REGION_COUNT; i++) {
		if (str_eq(name, region_names[i]))
			return members((enum region)i);
	}
	for (size_t i = 0; i < ARRAY_LEN(region_aliases); i++) {
		if (str_eq(name, region_aliases[i].name))
			return members(region_aliases[i].region) |
			       (strstr(name, "沖縄") != NULL ? bit(47) : 0);
	}
	return 0;
}

uint64_t
prefecture_neighbours(int number)
{
	uint64_t bits = 0;

	if (!known(number))
		return 0;
	for (int i = 0; i < MAX_NEIGHBOURS && prefectures[number].near[i] != 0; i++)
		bits |= bit(prefectures[number].near[i]);
	return bits;
}
