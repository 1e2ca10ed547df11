/* Looks for a company and its people in a text. See identity.h. */
#include "identity.h"

#include "buf.h"
#include "mail_domain.h"
#include "mask_sheet.h"
#include "norm.h"
#include "party_text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum {
	LATIN_MIN = 3,     /* shorter ones are words of every sentence */
	LATIN_SQUEEZE = 6, /* from here on also where blanks are lost or added */
	NAME_MIN = 2,      /* characters; a shorter name needs a title behind it */
	FAMILY_MAX = 3,    /* characters of a family name that no blank ends */
	PHONE_MIN = 8,
	PHONE_END = 9 /* digits that stay the same with a country code in front */
};

struct page {
	char *norm, *squeezed, *digits;
};

static bool
is_latin(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s >= 0x80)
			return false;
	return true;
}

/* Figures in the order of the text; what may stand inside a phone number is left out. */
static char *
digits_of(const char *norm)
{
	struct buf out = {0};

	for (const char *p = norm; *p; p++)
		if (isdigit((unsigned char)*p))
			buf_addc(&out, *p);
		else if (!strchr("-().+~ /", *p))
			buf_addc(&out, ' ');
	return buf_steal(&out);
}

static void
page_open(struct page *page, const char *text)
{
	page->norm = mask_norm(text);
	page->squeezed = norm_squeeze(page->norm);
	page->digits = digits_of(page->norm);
}

static void
page_close(struct page *page)
{
	free(page->norm);
	free(page->squeezed);
	free(page->digits);
}

/* A Latin word as a whole. */
static bool
holds_word(const char *norm, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = norm; (p = str_ifind(p, word)); p++)
		if ((p == norm || !isalnum((unsigned char)p[-1])) &&
		    !isalnum((unsigned char)p[n]))
			return true;
	return false;
}

static bool
holds(const struct page *page, const char *name)
{
	char *squeezed = norm_squeeze(name);
	bool found = false;

	if (is_latin(squeezed))
		found = (strlen(squeezed) >= LATIN_MIN && holds_word(page->norm, name)) ||
		        (strlen(squeezed) >= LATIN_SQUEEZE &&
		            str_ifind(page->squeezed, squeezed));
	else
		found = text_chars(squeezed, squeezed + strlen(squeezed)) >= NAME_MIN &&
		        str_ifind(page->squeezed, squeezed);
	free(squeezed);
	return found;
}

static void
found_it(struct strlist *found, const char *label, const char *what)
{
	char *words = xasprintf("%s「%s」", label, what);

	if (!strlist_has(found, words))
		strlist_add(found, words);
	free(words);
}

/* --- companies --- */

/* Minato Metal Co., Ltd.: without what says the form. */
static void
cut_latin_form(char *name)
{
	static const char *const forms[] = {"Co", "Ltd", "Inc", "KK", "Corp", "LLC", "GK",
	    "Limited", "Company", "Corporation"};

	for (char *blank; (blank = strrchr(name, ' ')) != NULL;) {
		char word[16];
		size_t n = 0;

		for (const char *p = blank; *p && n + 1 < sizeof(word); p++)
			if (isalnum((unsigned char)*p))
				word[n++] = *p;
		word[n] = '\0';
		for (n = 0; n < ARRAY_LEN(forms) && !str_ieq(word, forms[n]); n++)
			;
		if (n == ARRAY_LEN(forms))
			break;
		*blank = '\0';
	}
	name[strcspn(name, ",")] = '\0';
}

/* A piece of the name that no legal form interrupts, whole or its first word alone:
 * みなと金属 大阪支店. */
static void
find_piece(
    const struct page *page, const char *from, const char *to, struct strlist *found)
{
	char *piece = str_trim(xstrndup(from, (size_t)(to - from))), *blank;

	if (is_latin(piece))
		cut_latin_form(piece);
	if (holds(page, piece)) {
		found_it(found, "会社名", piece);
	} else if ((blank = strchr(piece, ' ')) != NULL) {
		*blank = '\0';
		if (!is_latin(piece) && holds(page, piece))
			found_it(found, "会社名", piece);
	}
	free(piece);
}

static void
find_company(const struct page *page, const char *name, struct strlist *found)
{
	char *norm = mask_norm(name);
	const char *start = norm;

	for (const char *p = norm; *p;) {
		size_t n = mask_legal_form(p);

		if (n) {
			find_piece(page, start, p, found);
			start = p + n;
		}
		p += n ? n : 1;
	}
	find_piece(page, start, start + strlen(start), found);
	free(norm);
}

/* --- people --- */

/* A name that is short, or the beginning of one: only where a title follows. */
static bool
holds_titled(const struct page *page, const char *name, size_t n)
{
	static const char *const titles[] = {"様", "さん", "さま", "氏", "殿", "先生",
	    "社長", "部長", "課長", "係長", "主任", "専務", "常務", "取締役"};
	bool found = false;

	for (size_t i = 0; i < ARRAY_LEN(titles) && !found; i++) {
		char *titled = xasprintf("%.*s%s", (int)n, name, titles[i]);

		found = str_ifind(page->squeezed, titled) != NULL;
		free(titled);
	}
	return found;
}

/* A mailbox is often named after its department. */
static bool
is_department(const char *word)
{
	static const char *const ends[] = {"部", "課", "室", "係", "担当", "担当者",
	    "窓口", "事務局", "受付", "センター"};

	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		if (str_ends(word, ends[i]))
			return true;
	return false;
}

/* One word of a name; unless it is the only one, it is family or given name as a whole.
 */
static void
find_name_word(
    const struct page *page, const char *word, bool only, struct strlist *found)
{
	const char *p = word;
	uint32_t cp;

	if (is_department(word))
		return;
	if (holds(page, word)) {
		found_it(found, "氏名", word);
		return;
	}
	if (is_latin(word))
		return;
	for (int i = 0; i < FAMILY_MAX && *p; i++) {
		p += utf8_next(p, &cp);
		if ((only || !*p) && holds_titled(page, word, (size_t)(p - word))) {
			char *family = xstrndup(word, (size_t)(p - word));

			found_it(found, "氏名", family);
			free(family);
			return;
		}
	}
}

static void
find_person(const struct page *page, const char *name, struct strlist *found)
{
	char *norm = mask_norm(name), *rest = NULL;
	bool only = strpbrk(norm, " \t\n") == NULL;

	for (char *word = strtok_r(norm, " \t\n", &rest); word;
	     word = strtok_r(NULL, " \t\n", &rest))
		find_name_word(page, word, only, found);
	free(norm);
}

/* --- phone and mail --- */

static void
find_phone(const struct page *page, const char *phone, struct strlist *found)
{
	char *norm = norm_text(phone), *digits = digits_of(norm);
	size_t n;

	/* Of several numbers, the first. */
	digits[strcspn(digits, " ")] = '\0';
	n = strlen(digits);
	if (n >= PHONE_MIN &&
	    strstr(page->digits, n > PHONE_END ? digits + n - PHONE_END : digits))
		found_it(found, "電話番号", norm);
	free(digits);
	free(norm);
}

static void
find_mail(const struct page *page, const char *addr, struct strlist *found)
{
	char *organisation = mail_organisation(addr);

	if (str_ifind(page->squeezed, addr))
		found_it(found, "メールアドレス", addr);
	else if (organisation && str_ifind(page->squeezed, organisation))
		found_it(found, "ドメイン", organisation);
	free(organisation);
}

void
identity_find(
    const char *text, enum identity_sort sort, const char *value, struct strlist *found)
{
	static void (*const finders[])(
	    const struct page *page, const char *value, struct strlist *found) = {
	    [IDENTITY_COMPANY] = find_company,
	    [IDENTITY_PERSON] = find_person,
	    [IDENTITY_PHONE] = find_phone,
	    [IDENTITY_MAIL] = find_mail,
	};
	struct page page;

	if (str_empty(value))
		return;
	page_open(&page, text);
	finders[sort](&page, value, found);
	page_close(&page);
}
