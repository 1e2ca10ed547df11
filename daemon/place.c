/*
 * Finding the prefecture in a text. See place.h.
 *
 * One pass: at each character the longest known name is taken, so 東京都 never reads as
 * 京都 nor 東大阪市 as 大阪. Names are kept sorted; a bitmap of first characters turns
 * away most positions at once, and at most MAX_NAME lengths are looked up at the others.
 */
#include "place.h"
#include "buf.h"
#include "norm.h"
#include "slots.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_NAME = 8, PREFECTURE_MAX = 47 };

/* What a name weighs. A bare one counts only where the sentence shows a place. */
enum strength {
	WEIGHT_PREFECTURE = 12,
	WEIGHT_POSTAL = 12,
	WEIGHT_FULL = 10,
	WEIGHT_SHORT = 7,
	WEIGHT_BARE = 6
};

struct name {
	char *text; /* owned */
	uint64_t prefectures;
	short weight;
	bool bare; /* needs the sentence around it */
};

struct places {
	struct name *v;
	size_t n, cap;
	unsigned char first[65536 / 8];
};

static void
add_name(struct places *p, const char *text, size_t len, uint64_t prefectures, int weight,
    bool bare)
{
	if (p->n == p->cap) {
		p->cap = p->cap ? p->cap * 2 : 1024;
		p->v = xreallocarray(p->v, p->cap, sizeof(*p->v));
	}
	p->v[p->n++] =
	    (struct name){xstrndup(text, len), prefectures, (short)weight, bare};
}

static int
cmp_name(const void *a, const void *b)
{
	const struct name *x = a, *y = b;
	int order = strcmp(x->text, y->text);

	return order != 0 ? order : (y->weight > x->weight) - (y->weight < x->weight);
}

static void
mark_first(struct places *p, const char *text)
{
	uint32_t cp;

	(void)utf8_next(text, &cp);
	if (cp < 65536)
		p->first[cp / 8] |= (unsigned char)(1u << cp % 8);
}

/* Sorts, and joins equal names: the stronger reading stays, prefectures of equal
 * strength are both possible. */
static void
index_names(struct places *p)
{
	size_t kept = 0;

	qsort(p->v, p->n, sizeof(*p->v), cmp_name);
	for (size_t i = 0; i < p->n; i++) {
		if (kept > 0 && strcmp(p->v[kept - 1].text, p->v[i].text) == 0) {
			if (p->v[kept - 1].weight == p->v[i].weight)
				p->v[kept - 1].prefectures |= p->v[i].prefectures;
			free(p->v[i].text);
			continue;
		}
		p->v[kept++] = p->v[i];
		mark_first(p, p->v[i].text);
	}
	p->n = kept;
}

static size_t
chars(const char *s, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += ((unsigned char)s[i] & 0xC0) != 0x80;
	return n;
}

static void
add_place(struct places *p, const char *text, int number)
{
	static const char *const suffixes[] = {"市", "区", "町", "村"};
	uint64_t bit = UINT64_C(1) << (number - 1);
	size_t len = strlen(text);

	for (size_t i = 0; i < ARRAY_LEN(suffixes); i++) {
		if (!str_ends(text, suffixes[i]))
			continue;
		add_name(p, text, len, bit, WEIGHT_FULL, false);
		len -= strlen(suffixes[i]);
		/* One character says nothing alone; towns are rarely named without 町. */
		if (chars(text, len) >= 2)
			add_name(p, text, len, bit, i < 2 ? WEIGHT_BARE : 4, true);
		return;
	}
	add_name(p, text, len, bit, WEIGHT_BARE, true);
}

static void
add_prefectures(struct places *p)
{
	for (int i = 1; i <= PREFECTURE_MAX; i++) {
		const char *full = prefecture_name(i);
		size_t len = strlen(full);
		uint64_t bit = UINT64_C(1) << (i - 1);

		add_name(p, full, len, bit, WEIGHT_PREFECTURE, false);
		if (i != 1)
			add_name(p, full, len - strlen("県"), bit, WEIGHT_SHORT, true);
	}
}

static bool
add_line(struct places *p, char *line)
{
	char *tab;
	long number;

	if (line[0] == '#' || *str_trim(line) == '\0')
		return true;
	tab = strchr(line, '\t');
	if (tab == NULL || tab == line)
		return false;
	*tab = '\0';
	number = strtol(tab + 1, NULL, 10);
	if (number < 1 || number > PREFECTURE_MAX || chars(line, strlen(line)) > MAX_NAME)
		return false;
	add_place(p, line, (int)number);
	return true;
}

struct places *
places_load(const char *path, struct err *e)
{
	struct buf text = {0};
	struct places *p;
	int row = 0;

	if (!buf_read_file(&text, path, 1 << 20)) {
		(void)err_set(e, "%s: %s", path, strerror(errno));
		return NULL;
	}
	p = xcalloc(1, sizeof(*p));
	add_prefectures(p);
	for (char *line = text.data, *end; line != NULL; line = end) {
		end = strchr(line, '\n');
		if (end != NULL)
			*end++ = '\0';
		row++;
		if (!add_line(p, line)) {
			(void)err_set(e,
			    "%s:%d: wants a name, a tab and a number from 1 to 47", path,
			    row);
			places_free(p);
			p = NULL;
			break;
		}
	}
	buf_free(&text);
	if (p != NULL)
		index_names(p);
	return p;
}

void
places_free(struct places *p)
{
	if (p == NULL)
		return;
	for (size_t i = 0; i < p->n; i++)
		free(p->v[i].text);
	free(p->v);
	free(p);
}

static const struct name *
lookup(const struct places *p, const char *s, size_t len)
{
	size_t low = 0, high = p->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int order = strncmp(p->v[mid].text, s, len);

		if (order == 0)
			order = p->v[mid].text[len] != '\0';
		if (order == 0)
			return &p->v[mid];
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

/* Whether a name starts with these bytes. */
static bool
any_starts(const struct places *p, const char *s, size_t len)
{
	size_t low = 0, high = p->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int order = strncmp(p->v[mid].text, s, len);

		if (order == 0)
			return true;
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return false;
}

/* The longest name that starts here. */
static const struct name *
longest(const struct places *p, const char *s, size_t *len)
{
	size_t ends[MAX_NAME], n = 0, at = 0;
	uint32_t cp;

	while (n < MAX_NAME && s[at] != '\0') {
		at += utf8_next(s + at, &cp);
		ends[n++] = at;
	}
	if (n >= 2 && !any_starts(p, s, ends[1]))
		return NULL;
	while (n >= 2) {
		const struct name *found = lookup(p, s, ends[n - 1]);

		if (found != NULL) {
			*len = ends[n - 1];
			return found;
		}
		n--;
	}
	return NULL;
}

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

/* What follows a bare name that is a place and not a person or part of a company. */
static bool
place_follows(const char *s, bool short_prefecture)
{
	static const char *const words[] = {"の", "で", "に", "にて", "から", "まで",
	    "周辺", "近郊", "市内", "町内", "県内", "府内", "駅", "港", "支店", "工場",
	    "本社", "本店", "営業所", "事業所", "事務所", "市", "在住", "・", "/", ",",
	    "、", "(", ")", "」", "】", "地区", "地方", "方面", "東部", "西部", "南部",
	    "北部", "中心", "郊外", "より北", "へ", "沖", "沿", "だ", "県", "や", "発",
	    "[", "]", ";", ":", "|", "出身"};
	static const char *const not_place[] = {"のぞみ", "でございます", "です",
	    "でした", "にお", "の携帯", "まで連絡", "までご", "までお", "までメ", "宛",
	    "からご", "からお", "からの連", "から連", "へご連", "へお", "・担当", "だけ",
	    "の代理", "でご", "に代"};

	if (one_of(s, not_place, ARRAY_LEN(not_place)))
		return false;
	if (one_of(s, words, ARRAY_LEN(words)))
		return true;
	return short_prefecture && (*s == ' ' || str_starts(s, "オフィス"));
}

struct spot {
	const char *start, *end;
	uint32_t before;          /* the character in front; 0 at the start of the text */
	const char *previous_end; /* of the place mentioned last */
};

static bool
continues_place(const struct spot *at)
{
	return at->previous_end == at->start;
}

static bool
ends_with_word(const struct spot *at, const char *text, const char *word)
{
	size_t len = strlen(word);

	return (size_t)(at->start - text) >= len &&
	       memcmp(at->start - len, word, len) == 0;
}

/* A place that is only somebody else's: a customer's, a vendor's, a relative's. */
static bool
someone_elses(const char *after)
{
	static const char *const words[] = {"の親会社", "の取引先", "の得意先", "の客先",
	    "の元請", "の業者", "のベンダ", "の制作会社", "の納入先", "の発注元",
	    "の顧客", "の大手", "の会社に", "の会社が", "のメーカー", "の本部", "の仕入",
	    "の同業", "の友人", "の知人", "の甥", "の姪", "の息子", "の娘", "の弟",
	    "の兄", "の専門家", "の先生", "の講師", "の展示会", "のセミナー", "へ出張",
	    "に出張", "で働", "だし", "の大学", "の開発会社", "のシステム会社",
	    "の委託先", "の問屋", "の商社", "のIT会社", "の保守会社", "の荷主",
	    "の支援士", "の弁護士", "の病院で", "の病院が"};

	return one_of(after, words, ARRAY_LEN(words));
}

static bool
bare_counts(const struct name *name, const struct spot *at, const char *text)
{
	uint32_t first;
	bool kanji;

	if (continues_place(at))
		return true;
	(void)utf8_next(name->text, &first);
	kanji = is_kanji(first);
	if (kanji ? is_kanji(at->before) || is_katakana(at->before)
	          : is_katakana(at->before) || is_hiragana(at->before))
		return false;
	if (!place_follows(at->end, name->weight == WEIGHT_SHORT))
		return false;
	/* "総務の山口、": a person. "東北の山形で": a place. */
	if (ends_with_word(at, text, "の") && name->prefectures != 0)
		return !str_starts(at->end, "、") && !str_starts(at->end, ",") &&
		       !str_starts(at->end, "(") && !str_starts(at->end, "の");
	return !ends_with_word(at, text, "担当:") && !ends_with_word(at, text, "担当 ") &&
	       !ends_with_word(at, text, "担当は");
}

static int
weigh(const struct name *name, const struct spot *at, const char *text)
{
	int weight = name->weight;

	if (name->bare) {
		if (!bare_counts(name, at, text))
			return 0;
	} else if (weight == WEIGHT_FULL && is_kanji(at->before) &&
	           !continues_place(at) && !ends_with_word(at, text, "郡")) {
		return 0;
	}
	if (someone_elses(at->end))
		weight = 1;
	return weight;
}

static void
vote(struct place_votes *v, uint64_t prefectures, int weight)
{
	bool alone = (prefectures & (prefectures - 1)) == 0;

	for (int i = 1; i <= PREFECTURE_MAX; i++) {
		if ((prefectures >> (i - 1) & 1) == 0)
			continue;
		if (alone)
			v->sure[i] += weight;
		else
			v->maybe[i] += weight;
	}
}

/* Prefecture by the first three digits of a postal code: the ranges run in order. */
static int
postal_prefecture(int code)
{
	static const struct {
		short from, number;
	} ranges[] = {{0, 1}, {10, 5}, {20, 3}, {30, 2}, {40, 1}, {100, 13}, {210, 14},
	    {260, 12}, {300, 8}, {320, 9}, {330, 11}, {370, 10}, {380, 20}, {400, 19},
	    {410, 22}, {440, 23}, {500, 21}, {510, 24}, {520, 25}, {530, 27}, {600, 26},
	    {630, 29}, {640, 30}, {650, 28}, {680, 31}, {690, 32}, {700, 33}, {720, 34},
	    {740, 35}, {760, 37}, {770, 36}, {780, 39}, {790, 38}, {800, 40}, {817, 42},
	    {818, 40}, {840, 41}, {850, 42}, {860, 43}, {870, 44}, {880, 45}, {890, 46},
	    {900, 47}, {910, 18}, {920, 17}, {930, 16}, {940, 15}, {960, 7}, {980, 4},
	    {990, 6}};
	int number = 0;

	for (size_t i = 0; i < ARRAY_LEN(ranges) && ranges[i].from <= code; i++)
		number = ranges[i].number;
	return number;
}

static void
vote_postal(const char *s, int weight, struct place_votes *v)
{
	char *end;
	long code;

	while (*s == ' ')
		s++;
	code = strtol(s, &end, 10);
	if (end == s + 3 && *end == '-' && code >= 0)
		v->sure[postal_prefecture((int)code)] += weight * WEIGHT_POSTAL;
}

void
places_vote(const struct places *p, const char *text, int weight, struct place_votes *v)
{
	struct spot at = {0};
	uint32_t cp;
	size_t len;

	for (const char *s = text; *s != '\0'; s += len) {
		const struct name *name;

		len = utf8_next(s, &cp);
		if (cp == 0x3012)
			vote_postal(s + len, weight, v);
		if (cp < 65536 && (p->first[cp / 8] >> cp % 8 & 1) != 0 &&
		    (name = longest(p, s, &len)) != NULL) {
			int own;

			at.start = s;
			at.end = s + len;
			own = weigh(name, &at, text);
			vote(v, name->prefectures, weight * own);
			if (own > 0)
				at.previous_end = at.end;
			else if (name->bare)
				len = utf8_next(s, &cp);
			else
				(void)utf8_next(name->text, &cp);
		}
		at.before = cp;
	}
}

int
places_winner(const struct place_votes *v)
{
	int best = 0, best_score = 0;

	for (int i = 1; i <= PREFECTURE_MAX; i++) {
		int score = v->sure[i] > 0 ? v->sure[i] + v->maybe[i] : 0;

		if (score > best_score) {
			best = i;
			best_score = score;
		}
	}
	return best;
}
