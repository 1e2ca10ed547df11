/* Places and labels. See option_refs.h. */
#include "option_refs.h"

#include "norm.h"
#include "phrase.h"

#include <stdlib.h>
#include <string.h>

#define PLACE_CHARS 24
#define LAST_PLACE  9

/* Words by which a place that is named is not the one chosen. */
static const char not_this[] =
    "ではな|じゃな|でなく|でない|以外|除い|ません|れない|できない|勘弁|無理|遠慮|パス|"
    "断|迷|どちら|どれ|どの|か?|か。|?|だけは|たら|なら|れば|not|n't";

/* The place that is named, and only one; 0 for none. */
static int
place_tag(const char *text, const struct phrase *places, size_t n)
{
	struct phrase_hit hits[PHRASE_HITS_MAX];
	size_t found = phrase_find(text, places, n, hits);

	for (size_t i = 1; i < found; i++)
		if (hits[i].tag != hits[0].tag)
			return 0;
	return found ? hits[0].tag : 0;
}

/* Of three, or of two. */
static int
place_of_many(const char *text)
{
	static const struct phrase places[] = {
	    {1, "左端|いちばん左|一番左|いちばん上|一番上|左から1|上から1|最初の|1番目|"
	        "1つ目|一番目|一つ目|ひとつ目|1つめ|ひとつめ"},
	    {2, "左から2|上から2|2番目|2つ目|二番目|二つ目|ふたつ目|2つめ|ふたつめ"},
	    {3, "左から3|上から3|3番目|3つ目|三番目|三つ目|みっつ目|3つめ|みっつめ"},
	    {LAST_PLACE, "右端|いちばん右|一番右|いちばん下|一番下|最後の|最後で"}};

	return place_tag(text, places, ARRAY_LEN(places));
}

static int
place_of_two(const char *text)
{
	static const struct phrase places[] = {
	    {1, "左で|左です|左の|左側|左を|上で|上です|上の方|上のほう|上段|上を"},
	    {2, "右で|右です|右の|右側|右を|下で|下です|下の方|下のほう|下段|下を"}};

	return place_tag(text, places, ARRAY_LEN(places));
}

static int
place_of_three(const char *text)
{
	static const struct phrase places[] = {
	    {1, "左で|左です|左を"},
	    {2, "真ん中|まん中|まんなか|真中|中央"},
	    {3, "右で|右です|右を"},
	};

	return place_tag(text, places, ARRAY_LEN(places));
}

size_t
option_place(const char *text, size_t n)
{
	char *begin = xstrdup(text);
	int tag;

	utf8_cut(begin, PLACE_CHARS);
	tag = place_of_many(begin);
	if (tag == 0 && n == 2)
		tag = place_of_two(begin);
	if (tag == 0 && n == 3)
		tag = place_of_three(begin);
	/* 左端だけは勘弁, 一番左ではなく…, 左端でしょうか */
	if (phrase_has(begin, not_this))
		tag = 0;
	free(begin);
	return tag == LAST_PLACE ? n : (size_t)tag <= n ? (size_t)tag : 0;
}

/* --- sentences --- */

/* What may stand before and behind a reference that is all the sentence says. */
static const char *const leads[] = {"今回は", "回答は", "ご回答は", "お返事は", "返事は",
    "返答は", "当方は", "私は", "では", "それでは", "すみませんが", "申し訳ありませんが",
    "申し訳ございませんが", "恐れ入りますが", "恐縮ですが", "残念ですが", "というわけで",
    "ということで", "お手数ですが", "下の欄", "上の欄", "欄", "上記", "下記", "「", "(",
    "、", " "};
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

int
option_reference(const char *sentence)
{
	static const struct {
		const char *word;
		int at;
	} words[] = {{"前者", 1}, {"1つ目", 1}, {"一番目", 1}, {"一つ目", 1},
	    {"1番目", 1}, {"ひとつ目", 1}, {"1つめ", 1}, {"最初", 1}, {"後者", 2},
	    {"2つ目", 2}, {"2番目", 2}, {"二番目", 2}, {"二つ目", 2}, {"ふたつ目", 2},
	    {"2つめ", 2}, {"1番", 1}, {"2番", 2}, {"3番", 3}, {"1個目", 1}, {"2個目", 2},
	    {"2個め", 2}, {"3個目", 3}, {"3つ目", 3}, {"3番目", 3}, {"三番目", 3},
	    {"三つ目", 3}, {"3つめ", 3}};
	const char *p = sentence + skip(sentence, leads, ARRAY_LEN(leads));
	size_t len = 0;
	int at = 0;

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_prefix(p, words[i].word) > len) {
			len = str_prefix(p, words[i].word);
			at = words[i].at;
		}
	if (!len && is_label(p)) {
		len = 1;
		at = (unsigned char)*p;
	}
	p += len;
	return len && p[skip(p, tails, ARRAY_LEN(tails))] == '\0' ? at : 0;
}
