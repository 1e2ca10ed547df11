/* Prefectures, and finding one in running text with the shipped list of places. */
#include "norm.h"
#include "place.h"
#include "slots.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct places *places;

static int
load(void **state)
{
	static const char *const lists[] = {"conf/places.txt", "conf/places-common.txt"};
	struct err e = {0};

	(void)state;
	places = places_load(lists, 2, &e);
	if (places == NULL)
		(void)fprintf(stderr, "%s\n", e.text);
	return places == NULL;
}

static int
unload(void **state)
{
	(void)state;
	places_free(places);
	return 0;
}

static int
find(const char *text)
{
	struct place_votes votes = {0};
	char *norm = norm_text(text);

	places_vote(places, norm, 1, &votes);
	free(norm);
	return places_winner(&votes);
}

static void
test_find(void **state)
{
	static const struct {
		const char *text;
		int number;
	} table[] = {
	    {"東京都の会社です", 13},
	    {"京都の会社です", 26},
	    {"京都府宇治市のお茶屋です", 26},
	    {"東大阪市で金型を作っています", 27},
	    {"宮崎県都城市の農園です", 45},
	    {"都城市の農園です", 45},
	    {"米子で古着のネットショップ", 31},
	    {"久留米の写真館です", 40},
	    {"四日市で金型", 24},
	    {"総務の山口です。よろしく", 0},
	    {"担当は福島です", 0},
	    {"株式会社石川商事の者です", 0},
	    {"府中市の会社です", 0},
	    {"広島県府中市の会社です", 34},
	    {"東京都府中市の会社です", 13},
	    {"草津町の旅館。群馬です", 10},
	    {"〒680-0011 本社", 31},
	    {"〒1060000", 0},
	    {"小豆島のオリーブ園です", 37},
	    {"北海道の会社", 1},
	    {"横浜の工場に来てください。大阪の親会社から言われました", 14},
	    /* people */
	    {"山口 太郎と申します。社員12名", 0},
	    {"石川に電話ください", 0},
	    {"福島様まで", 0},
	    {"0986-01-2424(若松)", 0},
	    {"総務の五十嵐 美咲です。26名の会社です", 0},
	    {"飯島 弘です。78名でやっております", 0},
	    {"大分前から使っています", 0},
	    {"本部から調査票が来ました。東北の言葉で", 0},
	    /* terse descriptions */
	    {"岡崎68人 シャフト", 23},
	    {"ねじ屋18人 行橋です", 40},
	    {"堺で不動産屋やってます", 27},
	    {"萩 9人 喫茶", 35},
	    {"ぐんまけん おおた市", 10},
	    {"沼津。建設33人。", 22},
	    {"箱根の旅館です", 14},
	    {"天童温泉で旅館をしています", 6},
	    {"種子島の焼酎蔵", 46},
	    /* names that several have */
	    {"伊達市で農園", 0},
	    {"北海道伊達市で農園", 1},
	    {"美郷町です。島根の", 32},
	    {"福岡市中央区で", 40},
	    {"名古屋市中区松山町", 23},
	    {"長野県飯山市大字飯山", 20},
	    /* somebody else's, and where the work is */
	    {"奥州市の工場です。親会社は神奈川県川崎市です", 3},
	    {"醤油屋です。東京の食品問屋さんから連絡が来ました。場所:高松", 37},
	    {"本社は大阪市です。岐阜の工場に来てください。岐阜です", 21},
	    {"佐賀県中小企業団体中央会です。長崎県大村市の会社です", 42},
	    {"有限会社九十九島フーズ", 0},
	    {"九十九島で養殖", 42},
	    /* postal codes; the old municipality; English */
	    {"〒498-0001", 23},
	    {"〒871-0001", 44},
	    {"〒811-5101", 42},
	    {"123-4567-8901", 0},
	    {"郵便番号は 760-0017 です", 37},
	    {"愛知県渥美町", 23},
	    {"We are a lodge in Furano.", 1},
	    {"Mr. Fukuyama wrote", 0},
	    {"\xE5\xA4\xA7\xFF\xE9\x98", 0},
	    {"", 0},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		if (find(table[i].text) != table[i].number)
			fail_msg("%s: %d, not %d", table[i].text, find(table[i].text),
			    table[i].number);
	}
}

static void
test_names(void **state)
{
	(void)state;
	for (int i = 1; i <= 47; i++) {
		assert_int_equal(prefecture_number(prefecture_name(i)), i);
		assert_int_equal(prefecture_number(prefecture_name_en(i)), i);
		assert_true(region_prefectures(prefecture_region(i)) >> (i - 1) & 1);
	}
	assert_int_equal(prefecture_number("大阪"), 27);
	assert_int_equal(prefecture_number("東京"), 13);
	assert_int_equal(prefecture_number("梅田"), 0);
	assert_int_equal(prefecture_number(""), 0);
	assert_int_equal(prefecture_number(NULL), 0);
	assert_null(prefecture_name(0));
	assert_null(prefecture_name_en(48));
	assert_null(prefecture_region(-1));
}

static void
test_regions(void **state)
{
	static const char *const blocks[] = {"北海道", "東北", "関東", "甲信越", "東海",
	    "近畿", "中国", "四国", "九州", "沖縄"};
	uint64_t all = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(blocks); i++) {
		uint64_t bits = region_prefectures(blocks[i]);

		assert_true(bits != 0 && (bits & all) == 0);
		all |= bits;
	}
	assert_true(all == region_prefectures("全国"));
	assert_true(region_prefectures("関西") == region_prefectures("近畿"));
	assert_true(region_prefectures("火星") == 0);
	assert_true(region_prefectures(NULL) == 0);
}

static void
test_neighbours(void **state)
{
	(void)state;
	for (int i = 1; i <= 47; i++) {
		uint64_t bits = prefecture_neighbours(i);

		assert_true((bits >> (i - 1) & 1) == 0);
		for (int j = 1; j <= 47; j++) {
			if (bits >> (j - 1) & 1)
				assert_true(prefecture_neighbours(j) >> (i - 1) & 1);
		}
	}
	assert_true(prefecture_neighbours(47) == 0);
	assert_true(prefecture_neighbours(1) == 2);
	assert_true(prefecture_neighbours(0) == 0);
}

static void
test_bad_files(void **state)
{
	static const char *const bad[] = {"津市\n", "\t3\n", "津市\t0\n", "津市\t48\n",
	    "津市\tx\n", "あああああああああ\t3\n"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		char path[] = "/tmp/test_placeXXXXXX";
		int fd = mkstemp(path);
		const char *const list[] = {path};
		struct err e = {0};

		assert_true(fd >= 0);
		assert_int_equal(write(fd, bad[i], strlen(bad[i])), (int)strlen(bad[i]));
		(void)close(fd);
		assert_null(places_load(list, 1, &e));
		assert_non_null(strstr(e.text, ":1:"));
		(void)unlink(path);
		assert_null(places_load(list, 1, &e));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_find),
	    cmocka_unit_test(test_names),
	    cmocka_unit_test(test_regions),
	    cmocka_unit_test(test_neighbours),
	    cmocka_unit_test(test_bad_files),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
