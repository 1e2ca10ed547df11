/*
 * Finding the prefecture in a text. See place.h.
 *
 * One pass: at each character the longest known name is taken, so 東京都 never reads as
 * 京都 nor 東大阪市 as 大阪. What a mention weighs is place_judge's.
 */
#include "place.h"
#include "norm.h"
#include "party_text.h"
#include "place_judge.h"
#include "slots.h"

#include <stdlib.h>
#include <string.h>

enum { PREFECTURE_MAX = 47, FIRST_BONUS = 4, POSTAL_MARK = 0x3012 };

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

static bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

/* 静岡県 浜松市, 愛知県・名古屋市: the one goes on with the other. */
static bool
goes_on(const struct spot *at)
{
	const char *p = at->previous_end;

	if (p == NULL)
		return false;
	while (*p == ' ' && p < at->start)
		p++;
	return p == at->start;
}

/* One mention, whose name is known. Returns whether it was taken for a place. */
static bool
mention(const struct place_name *name, struct spot *at, int times, struct place_votes *v)
{
	bool chain = goes_on(at);
	uint64_t prefectures = name->prefectures;
	int weight;

	/* 福岡市東区松島: a part of the town has another town's name. */
	if (chain && (prefectures & at->previous) == 0) {
		if (at->previous_end == at->start)
			return false;
		chain = false;
	}
	weight = place_weigh(name, at, chain);
	if (weight == 0)
		return false;
	if (chain)
		prefectures &= at->previous;
	if (v->mentions == 0 && weight > ELSEWHERE + 1)
		weight += FIRST_BONUS;
	v->mentions += weight > ELSEWHERE + 1;
	vote(v, prefectures, weight * times);
	at->previous_end = at->end;
	at->previous = prefectures;
	at->previous_elsewhere = weight == ELSEWHERE;
	return true;
}

/* 123-4567 behind 〒 or in front of an address. */
static const struct place_name *
postal(const struct places *p, const char *s)
{
	enum { CODE = 8 };
	char key[16] = "〒";
	const struct place_name *found;
	size_t n = strlen(key);

	while (*s == ' ')
		s++;
	for (size_t i = 0; i < CODE; i++) {
		if (i == 3 ? s[i] != '-' : !digit(s[i]))
			return NULL;
	}
	if (digit(s[CODE]) || s[CODE] == '-')
		return NULL;
	memcpy(key + n, s, 3);
	memcpy(key + n + 3, s + 4, 2);
	found = place_named(p, key, n + 5);
	return found != NULL ? found : place_named(p, key, n + 3);
}

static void
vote_postal(const struct places *p, const char *s, uint32_t cp, uint32_t before,
    int times, struct place_votes *v)
{
	const struct place_name *found = NULL;

	if (cp == POSTAL_MARK)
		found = postal(p, s + strlen("〒"));
	else if (cp >= '0' && cp <= '9' &&
	         (before == 0 || before == '\n' || before == ' '))
		found = postal(p, s);
	if (found != NULL)
		vote(v, found->prefectures, WEIGHT_PREFECTURE * times);
}

/* A whole word of Latin letters. */
static const struct place_name *
latin_word(const struct places *p, const char *s, uint32_t before)
{
	size_t n = 0;

	if (before < 0x80 && before != 0 &&
	    (strchr("@.-_", (int)before) != NULL || (before >= 'A' && before <= 'Z') ||
	        (before >= 'a' && before <= 'z')))
		return NULL;
	while ((s[n] >= 'a' && s[n] <= 'z') || (s[n] >= 'A' && s[n] <= 'Z'))
		if (++n > 24)
			return NULL;
	return place_named(p, s, n);
}

void
places_vote(const struct places *p, const char *text, int times, struct place_votes *v)
{
	struct spot at = {.text = text};
	uint32_t cp;
	size_t len;

	for (const char *s = text; *s != '\0'; s += len) {
		const struct place_name *name = NULL;

		len = utf8_next(s, &cp);
		vote_postal(p, s, cp, at.before, times, v);
		at.start = s;
		if (cp >= 'A' && cp <= 'Z')
			name = latin_word(p, s, at.before);
		else if (cp >= 0x80 && cp != POSTAL_MARK && place_may_start(p, cp))
			name = place_longest(p, s, place_clause_starts(&at));
		if (name != NULL) {
			at.end = s + name->len;
			if (mention(name, &at, times, v) || !name->bare)
				len = name->len;
		}
		at.before = cp;
		if (name != NULL && len == name->len)
			(void)utf8_next(text_previous(text, s + len), &at.before);
	}
}

void
places_hint(const struct places *p, const char *name, int times, struct place_votes *v)
{
	const struct place_name *found = place_longest(p, name, false);

	if (found != NULL)
		vote(v, found->prefectures, times * found->weight);
}

bool
place_is(const struct places *p, const char *s, size_t len)
{
	return place_named(p, s, len) != NULL;
}

size_t
place_lead(const struct places *p, const char *s)
{
	const struct place_name *found = place_longest(p, s, false);

	return found != NULL && str_starts(s + found->len, "の")
	           ? found->len + strlen("の")
	           : 0;
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
