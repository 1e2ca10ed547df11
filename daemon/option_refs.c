/* Places and labels. See option_refs.h. */
#include "option_refs.h"

#include "mem.h"

#include <stdbool.h>

/* What may stand before and behind a reference that is all the sentence says. */
static const char *const leads[] = {"今回は", "回答は", "ご回答は", "お返事は", "返事は",
    "返答は", "当方は", "私は", "では", "それでは", "すみませんが", "申し訳ありませんが",
    "申し訳ございませんが", "恐れ入りますが", "恐縮ですが", "残念ですが", "というわけで",
    "ということで", "お手数ですが", "下の欄", "上の欄", "欄", "上記", "下記", "上から",
    "左から", "「", "(", "、", " "};
static const char *const tails[] = {"の方", "のほう", "で", "を", "に", "です", "と",
    "の", "番", "お願い", "いたします", "致します", "申し上げます", "します",
    "させていただきます", "させて", "いただきます", "選びます", "選択", "希望", "回答",
    "返信", "お返事", "返事", "よろしく", "ください", "とのお返事", "!", "、", ".", "ね",
    "よ", "」", ")", " "};

static size_t
skip(const char *text, const char *const *words, size_t n)
{
	size_t at = 0, len;

	do {
		len = 0;
		for (size_t i = 0; i < n; i++) {
			size_t one = str_prefix(text + at, words[i]);

			len = one > len ? one : len;
		}
		at += len;
	} while (len);
	return at;
}

static bool
is_label(const char *p)
{
	return ((*p >= '1' && *p <= '9') || (*p >= 'a' && *p <= 'e')) &&
	       !((p[1] >= '0' && p[1] <= '9') || (p[1] >= 'a' && p[1] <= 'z') ||
	           p[1] == '/' || p[1] == ':' || p[1] == '-');
}

/* A place in the order; of: only where there are so many options, 0 always. */
struct place {
	const char *word;
	int at; /* LAST: the last of them */
	size_t of;
};

enum { LAST = 9 };

static const struct place places[] = {{"前者", 1, 0}, {"1つ目", 1, 0}, {"一番目", 1, 0},
    {"一つ目", 1, 0}, {"1番目", 1, 0}, {"ひとつ目", 1, 0}, {"1つめ", 1, 0},
    {"最初", 1, 0}, {"1番", 1, 0}, {"1個目", 1, 0}, {"左端", 1, 0}, {"一番左", 1, 0},
    {"いちばん左", 1, 0}, {"一番上", 1, 0}, {"いちばん上", 1, 0}, {"左", 1, 0},
    {"上", 1, 2}, {"上段", 1, 2}, {"後者", 2, 0}, {"2つ目", 2, 0}, {"2番目", 2, 0},
    {"二番目", 2, 0}, {"二つ目", 2, 0}, {"ふたつ目", 2, 0}, {"2つめ", 2, 0},
    {"2番", 2, 0}, {"2個目", 2, 0}, {"2個め", 2, 0}, {"真ん中", 2, 3}, {"まん中", 2, 3},
    {"まんなか", 2, 3}, {"真中", 2, 3}, {"中央", 2, 3}, {"3つ目", 3, 0}, {"3番目", 3, 0},
    {"三番目", 3, 0}, {"三つ目", 3, 0}, {"3つめ", 3, 0}, {"3番", 3, 0}, {"3個目", 3, 0},
    {"右端", LAST, 0}, {"一番右", LAST, 0}, {"いちばん右", LAST, 0}, {"一番下", LAST, 0},
    {"いちばん下", LAST, 0}, {"最後", LAST, 0}, {"右", LAST, 0}, {"下", LAST, 2},
    {"下段", LAST, 2}};

static size_t
place_at(const char *p, size_t n, int *at)
{
	size_t longest = 0;

	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		size_t len = str_prefix(p, places[i].word);

		if (len <= longest || (places[i].of && places[i].of != n))
			continue;
		longest = len;
		*at = places[i].at == LAST ? (int)n : places[i].at;
	}
	return longest;
}

int
option_reference(const char *sentence, size_t n)
{
	const char *p = sentence + skip(sentence, leads, ARRAY_LEN(leads));
	int at = 0;
	size_t len = place_at(p, n, &at);

	if (!len && is_label(p)) {
		len = 1;
		at = (unsigned char)*p;
	}
	p += len;
	return len && p[skip(p, tails, ARRAY_LEN(tails))] == '\0' ? at : 0;
}
