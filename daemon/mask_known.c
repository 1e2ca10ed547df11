/*
 * The names that masking knows: what is taken from headers, signatures, the reading and
 * the text itself, and every place where it stands again. See mask_sheet.h.
 */
#include "mask_sheet.h"
#include "norm.h"
#include "party_text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum {
	NAMES_MAX = 64,
	NAME_CHARS_MAX = 40,
	LATIN_CHARS_MIN = 3, /* shorter ones are words of every sentence */
	LATIN_ANYWHERE = 4,  /* from so many letters on, inside other words as well */
};

/* --- learning --- */

static bool
known(const struct mask *k, const char *text)
{
	for (size_t i = 0; i < k->n; i++)
		if (str_eq(k->v[i].text, text))
			return true;
	return false;
}

static bool
is_latin(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text >= 0x80)
			return false;
	return true;
}

/* The longest first, so that a name is shown as one. */
static void
learn(struct mask *k, const char *from, const char *to, enum mask_sort sort)
{
	char *text = str_trim(xstrndup(from, (size_t)(to - from)));
	size_t n = strlen(text), at = 0;

	if (k->n >= NAMES_MAX || n == 0 || known(k, text) ||
	    text_chars(text, text + n) > NAME_CHARS_MAX ||
	    (is_latin(text) && n < LATIN_CHARS_MIN)) {
		free(text);
		return;
	}
	while (at < k->n && strlen(k->v[at].text) >= n)
		at++;
	k->v = xreallocarray(k->v, k->n + 1, sizeof(*k->v));
	memmove(&k->v[at + 1], &k->v[at], (k->n - at) * sizeof(*k->v));
	k->v[at] = (struct mask_name){text, (int)sort};
	k->n++;
}

void
mask_learn_word(struct mask *k, const char *word, enum mask_sort sort)
{
	learn(k, word, word + strlen(word), sort);
}

char *
mask_norm(const char *text)
{
	static const struct {
		const char *written, *listed; /* listed is no longer */
	} variants[] = {{"髙", "高"}, {"﨑", "崎"}, {"\xF0\xA0\xAE\xB7", "吉"},
	    {"濵", "浜"}, {"德", "徳"}, {"桒", "桑"}};
	char *norm = norm_text(text), *to = norm;

	for (const char *p = norm; *p;) {
		size_t n = 0;

		for (size_t i = 0; i < ARRAY_LEN(variants) && !n; i++) {
			n = str_prefix(p, variants[i].written);
			if (n)
				to = mempcpy(
				    to, variants[i].listed, strlen(variants[i].listed));
		}
		if (!n)
			*to++ = *p;
		p += n ? n : 1;
	}
	*to = '\0';
	return norm;
}

/* The name, and without its legal form. */
void
mask_learn_company(struct mask *k, const char *name)
{
	char *norm = mask_norm(name);
	const char *start = norm;

	mask_learn_word(k, norm, MASK_COMPANY);
	for (const char *p = norm; *p;) {
		size_t n = mask_legal_form(p);

		if (n) {
			if (text_chars(start, p) >= 2)
				learn(k, start, p, MASK_COMPANY);
			start = p + n;
		}
		p += n ? n : 1;
	}
	if (start != norm && text_chars(start, start + strlen(start)) >= 2)
		mask_learn_word(k, start, MASK_COMPANY);
	free(norm);
}

static bool
is_department(const char *word)
{
	static const char *const ends[] = {"部", "課", "室", "係", "長", "担当", "窓口",
	    "事務局", "受付", "所", "店", "会", "様", "さん", "センター", "チーム",
	    "グループ", "本社", "代表", "役", "主任", "セキュリティ", "システム",
	    "サポート"};

	return text_ends(word, word + strlen(word), ends, ARRAY_LEN(ends)) > 0;
}

static bool
all_of(const char *word, enum script script)
{
	uint32_t cp;

	for (const char *p = word; *p; p += utf8_next(p, &cp))
		if (text_script(p) != script)
			return false;
	return *word != '\0';
}

/* 山田太郎: surname and given name stand together; mostly two letters each. */
static void
learn_halves(struct mask *k, const char *word)
{
	const size_t two = 2 * strlen("山");
	size_t n = strlen(word);

	if (!all_of(word, SCRIPT_KANJI) || n < two + strlen("山") || n > 2 * two + 3)
		return;
	learn(k, word, word + two, MASK_PERSON);
	learn(k, word + n - two, word + n, MASK_PERSON);
	if (n > 2 * two)
		learn(k, word, word + n - two, MASK_PERSON);
}

/* A name as headers and signatures show it: 総務部 山田 太郎, Taro Yamada (Tsubame). */
void
mask_learn_person(struct mask *k, const char *name)
{
	struct strlist words = {0};
	char *norm = mask_norm(name), *squeezed;

	mask_learn_word(k, norm, MASK_PERSON);
	squeezed = norm_squeeze(norm);
	mask_learn_word(k, squeezed, MASK_PERSON);
	free(squeezed);
	mask_learn_company(k, norm);
	strlist_split(&words, norm, " \t/()<>[],;:\"'@|");
	for (size_t i = 0; i < words.n; i++) {
		if (is_department(words.v[i]))
			continue;
		mask_learn_word(k, words.v[i], MASK_PERSON);
		learn_halves(k, words.v[i]);
	}
	strlist_free(&words);
	free(norm);
}

void
mask_learn_address(struct mask *k, const char *addr)
{
	static const char *const usual[] = {"info", "mail", "contact", "soudan", "office",
	    "support", "admin", "sales", "security", "consult", "help", "desk", "example",
	    "gmail", "yahoo", "outlook", "hotmail", "icloud", "docomo", "softbank",
	    "ezweb", "soumu", "madoguchi"};
	struct strlist words = {0};
	char *norm = norm_text(addr);

	mask_learn_word(k, norm, MASK_MAIL);
	strlist_split(&words, norm, "@._-+0123456789");
	for (size_t i = 0; i < words.n; i++) {
		bool common = strlen(words.v[i]) < LATIN_ANYWHERE;

		for (size_t u = 0; u < ARRAY_LEN(usual); u++)
			common = common || str_ieq(words.v[i], usual[u]);
		if (!common)
			mask_learn_word(k, words.v[i], MASK_PERSON);
	}
	strlist_free(&words);
	free(norm);
}

/* --- known names --- */

/* Length of a name at p, small and capital letters alike; 0: it does not stand there. */
static size_t
name_at(const char *text, const char *p, const char *name)
{
	size_t n = 0;

	while (name[n] && tolower((unsigned char)p[n]) == tolower((unsigned char)name[n]))
		n++;
	if (name[n])
		return 0;
	if (is_latin(name) && n < LATIN_ANYWHERE &&
	    ((p > text && isalnum((unsigned char)p[-1])) || isalnum((unsigned char)p[n])))
		return 0;
	/* 林 is a name, and a part of 森林. */
	if (n == strlen("林") && text_script(name) == SCRIPT_KANJI &&
	    ((p > text && text_script(text_previous(text, p)) == SCRIPT_KANJI) ||
	        text_script(p + n) == SCRIPT_KANJI))
		return 0;
	return n;
}

void
mask_known(struct sheet *s, const struct mask *k)
{
	for (size_t i = 0; i < k->n; i++)
		for (const char *p = s->text; *p; p++) {
			size_t n = name_at(s->text, p, k->v[i].text);

			if (n) {
				sheet_mark(s, p, p + n, (enum mask_sort)k->v[i].sort);
				p += n - 1;
			}
		}
}

bool
mask_holds_known(const char *text, const struct mask *k)
{
	for (size_t i = 0; i < k->n; i++)
		for (const char *p = text; *p; p++)
			if (name_at(text, p, k->v[i].text))
				return true;
	return false;
}
