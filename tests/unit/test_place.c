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
	struct err e = {0};

	(void)state;
	places = places_load("conf/places.txt", &e);
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
		struct err e = {0};

		assert_true(fd >= 0);
		assert_int_equal(write(fd, bad[i], strlen(bad[i])), (int)strlen(bad[i]));
		(void)close(fd);
		assert_null(places_load(path, &e));
		assert_non_null(strstr(e.text, ":1:"));
		(void)unlink(path);
		assert_null(places_load(path, &e));
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
