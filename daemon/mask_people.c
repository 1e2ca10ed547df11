/*
 * Masking of people whom nothing marks but the dictionary and the lists of family names:
 * 鈴木から聞きました, 担当は田中, (スズキ ハナコ), taro yamada. See mask_tokens.h.
 */
#include "mask_tokens.h"

#include "norm.h"
#include "party_text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { BRACKET_CHARS = 16, LATIN_WORDS = 3 };

static bool
is_name(enum word_sort sort)
{
	return sort == WORD_FAMILY || sort == WORD_GIVEN || sort == WORD_NAME;
}

/* The dictionary takes many a short word for a given name: つかさ, まい, アイ, 要. */
static bool
sure_name(const struct tokens *t, size_t i)
{
	const struct token *w = &t->v[i];
	size_t chars = text_chars(w->from, w->to);
	bool beside =
	    (i > 0 && is_name(w[-1].sort)) || (i + 1 < t->n && is_name(w[1].sort)) ||
	    (i > 1 &&
	        text_is_one(w[-1].from, w[-1].to, (const char *const[]){" ", "・"}, 2) &&
	        is_name(w[-2].sort));

	if (token_tells(w))
		return false;
	switch (text_script(w->from)) {
	case SCRIPT_KANJI: return chars > 1 || beside || w->sort == WORD_FAMILY;
	case SCRIPT_KATAKANA: return chars > 2 || beside;
	case SCRIPT_HIRAGANA: return chars > 2;
	default: return false;
	}
}

static void
learn_found(struct mask *k, const char *from, const char *to)
{
	char *name;

	if (text_chars(from, to) < 2 || text_script(from) == SCRIPT_HIRAGANA)
		return;
	name = xstrndup(from, (size_t)(to - from));
	mask_learn_person(k, name);
	free(name);
}

/* A given name follows: 鈴木〔健太〕, 田中 〔美咲〕 — kanji that end where a name could.
 */
static const char *
given_end(const struct tokens *t, size_t i)
{
	static const char *const joins[] = {" ", "・"};
	size_t n = i;

	if (n + 1 < t->n && token_is(&t->v[n], joins, ARRAY_LEN(joins)) &&
	    is_name(t->v[n + 1].sort))
		return t->v[n + 1].to;
	while (n < t->n && n < i + 2 && is_name(t->v[n].sort))
		n++;
	return n > i ? t->v[n - 1].to : NULL;
}

static void
families(struct sheet *s, struct mask *k, const struct tokens *t)
{
	size_t n;

	for (size_t i = 0; i < t->n; i += n ? n : 1) {
		const char *to, *given;

		n = tokens_family(t, k->lists, i);
		if (!n)
			continue;
		to = t->v[i + n - 1].to;
		given = given_end(t, i + n);
		learn_found(k, t->v[i].from, to);
		sheet_mark(s, t->v[i].from, given ? given : to, MASK_PERSON);
	}
}

static void
named(struct sheet *s, struct mask *k, const struct tokens *t)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct token *w = &t->v[i];

		if (!is_name(w->sort) || !sure_name(t, i))
			continue;
		sheet_mark(s, w->from, w->to, MASK_PERSON);
		if (w->sort == WORD_FAMILY)
			learn_found(k, w->from, w->to);
	}
}

/* --- kana --- */

/* スズキ, ヤマダ タロウ: a run of katakana that reads as a family name, and the next. */
static void
katakana(struct sheet *s, struct mask *k)
{
	for (const char *p = s->text; *p;) {
		const char *end, *next;
		uint32_t cp;

		if (text_script(p) != SCRIPT_KATAKANA) {
			p += utf8_next(p, &cp);
			continue;
		}
		end = next = text_run_end(p);
		if (reads_as_family(k->lists, p, end)) {
			if ((*end == ' ' || str_starts(end, "・")) &&
			    text_script(end + (*end == ' ' ? 1 : strlen("・"))) ==
			        SCRIPT_KATAKANA)
				next =
				    text_run_end(end + (*end == ' ' ? 1 : strlen("・")));
			sheet_mark(s, p, next, MASK_PERSON);
		}
		p = end;
	}
}

/* (スズキ ハナコ), 〔氏名〕(さとう): how a name is read. */
static void
bracketed(struct sheet *s)
{
	for (const char *p = strchr(s->text, '('); p; p = strchr(p + 1, '(')) {
		const char *end = p + 1;
		size_t chars = 0, blanks = 0, kana = 0;
		enum script first = text_script(end);
		uint32_t cp;

		while (*end && *end != ')' && chars <= BRACKET_CHARS) {
			blanks += *end == ' ' || str_starts(end, "・");
			kana += text_script(end) == first || str_starts(end, "ー");
			chars++;
			end += utf8_next(end, &cp);
		}
		if (*end != ')' || kana + blanks != chars ||
		    (first != SCRIPT_KATAKANA && first != SCRIPT_HIRAGANA))
			continue;
		if (blanks == 1 || (p > s->text && sheet_marked(s, p - 1)))
			sheet_mark(s, p + 1, end, MASK_PERSON);
	}
}

void
mask_people(struct sheet *s, struct mask *k, const struct tokens *t)
{
	families(s, k, t);
	named(s, k, t);
	katakana(s, k);
	bracketed(s);
}

/* --- Latin letters --- */

static bool
common_english(const char *from, const char *to)
{
	static const char *const words[] = {"a", "an", "the", "my", "our", "your", "his",
	    "her", "their", "this", "that", "it", "not", "no", "in", "on", "at", "of",
	    "for", "from", "to", "with", "by", "and", "or", "but", "as", "if", "so",
	    "who", "we", "you", "i", "am", "is", "are", "was", "very", "just", "also",
	    "now", "still", "sorry", "sure", "afraid", "glad", "happy", "aware", "unable",
	    "able", "new", "responsible", "interested", "worried", "concerned", "about",
	    "because", "only", "currently", "being", "here", "there", "all", "both",
	    "one", "ready", "available", "fine", "ok", "owner", "manager", "director",
	    "president", "urgent", "regarding", "what", "how", "why", "when", "where",
	    "out", "well", "team", "sir", "madam", "grateful", "curious", "please",
	    "thank", "thanks", "many", "an", "more", "need", "have", "would", "will",
	    "can", "could", "email"};
	char word[16];
	size_t n = (size_t)(to - from);

	if (n >= sizeof(word))
		return true;
	for (size_t i = 0; i < n; i++)
		word[i] = (char)tolower((unsigned char)from[i]);
	word[n] = '\0';
	return text_is_one(word, word + n, words, ARRAY_LEN(words)) ||
	       (n > 4 && (str_ends(word, "ing") || str_ends(word, "ed")));
}

static const char *
word_end(const char *p)
{
	while (isalpha((unsigned char)*p) || (*p == '-' && isalpha((unsigned char)p[1])))
		p++;
	return p;
}

/* I am taro yamada from …: names in small letters, up to a word that is none. */
static void
presented_small(struct sheet *s, struct mask *k)
{
	static const char *const before[] = {
	    "my name is ", "my name's ", "i am ", "i'm ", "this is ", "name: "};

	for (const char *p = s->text; *p; p++) {
		const char *start = NULL, *end;

		if (p > s->text && isalnum((unsigned char)p[-1]))
			continue;
		for (size_t i = 0; i < ARRAY_LEN(before) && !start; i++)
			if (str_istarts(p, before[i]))
				start = p + strlen(before[i]);
		end = start;
		for (int i = 0; start && i < LATIN_WORDS; i++) {
			const char *word = *end == ' ' ? end + 1 : end;
			const char *stop = word_end(word);

			if (stop == word || common_english(word, stop))
				break;
			end = stop;
		}
		if (start && end > start) {
			sheet_mark(s, start, end, MASK_PERSON);
			learn_found(k, start, end);
		}
	}
}

/* Syllables of Japanese, as given names have them: hanako, ken-ichi, shun. */
static bool
looks_japanese(const char *from, const char *to)
{
	bool vowel = true;
	size_t run = 0;

	if (to - from < 3 || common_english(from, to))
		return false;
	for (const char *p = from; p < to; p++) {
		int c = tolower((unsigned char)*p);

		if (strchr("lqvx", c))
			return false;
		vowel = strchr("aiueo", c) != NULL;
		run = vowel ? 0 : run + 1;
		if (run > 2)
			return false;
	}
	return vowel || to[-1] == 'n';
}

/* A family name in Latin letters wherever it stands, and a given name beside it. */
static void
latin_families(struct sheet *s, struct mask *k)
{
	const char *last = NULL, *last_end = NULL;

	for (const char *p = s->text; *p;) {
		const char *end = p, *next;

		while (isalpha((unsigned char)*end))
			end++;
		if (end == p || !reads_as_family(k->lists, p, end)) {
			last = end > p ? p : last;
			last_end = end > p ? end : last_end;
			p = end > p ? end : p + 1;
			continue;
		}
		if (last && last_end + 1 == p && *last_end == ' ' &&
		    looks_japanese(last, last_end))
			sheet_mark(s, last, p, MASK_PERSON);
		sheet_mark(s, p, end, MASK_PERSON);
		next = *end == ' ' ? word_end(end + 1) : end;
		if (next > end + 1 && looks_japanese(end + 1, next))
			sheet_mark(s, end, next, MASK_PERSON);
		last = NULL;
		p = end;
	}
}

void
mask_latin_people(struct sheet *s, struct mask *k)
{
	presented_small(s, k);
	if (k->lists)
		latin_families(s, k);
}
