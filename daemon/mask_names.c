/*
 * Masking of names by the words around them: companies are found by their legal form,
 * people by how they present themselves or are addressed. What was found is learnt
 * (mask_known.c). See mask_sheet.h.
 */
#include "mask_lists.h"
#include "mask_sheet.h"
#include "norm.h"
#include "party_text.h"
#include "person.h"
#include "slots.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum {
	TAIL_LINES = 12, /* where a signature without a mark may stand */
	TAIL_CHARS = 40,
	TAIL_WORDS = 6
};

static const char *const legal_forms[] = {"株式会社", "有限会社", "合同会社", "合資会社",
    "合名会社", "医療法人社団", "医療法人財団", "医療法人", "社会福祉法人", "学校法人",
    "一般社団法人", "公益社団法人", "一般財団法人", "公益財団法人", "特定非営利活動法人",
    "NPO法人", "農業生産法人", "農業法人", "社会医療法人", "行政書士法人",
    "社会保険労務士法人", "監査法人", "事業協同組合", "農事組合法人", "宗教法人",
    "弁護士法人", "税理士法人", "司法書士法人", "協同組合", "(株)", "(有)", "(同)",
    "(医)", "(福)", "(資)", "(名)", "(社)", "(財)", "(特非)", "(NPO)"};

static const char *const latin_forms[] = {"Co.", "Inc", "Ltd", "LLC", "Corp", "K.K.",
    "KK", "GmbH", "Company", "Limited", "PLC", "LLP", "G.K.",
    /* no legal form, but the end of many a name */
    "Clinic", "Dental", "Hospital", "Bakery", "Cafe", "Restaurant", "Hotel", "Inn",
    "Shop", "Store", "Nursery", "Kindergarten", "Foods", "Farm", "Brewery", "Works",
    "Factory", "Industries", "Industry", "Manufacturing", "Trading", "Printing",
    "Logistics", "Transport", "Construction", "Holdings", "Partners", "Associates",
    "Seiki", "Kogyo", "Shokai", "Sangyo", "Kensetsu", "Denki", "Shoji", "Unyu",
    "Shokuhin"};

size_t
mask_legal_form(const char *p)
{
	return text_starts(p, legal_forms, ARRAY_LEN(legal_forms));
}

/* --- companies --- */

static bool
ends_company(const char *p, const char *start)
{
	static const char *const grammar[] = {"の", "は", "が", "を", "に", "で", "と",
	    "も", "へ", "や", "から", "より", "です", "でござ", "と申", "さん", "さま",
	    "にて", "では", "という", "といい", "である"};

	if (text_script(p) != SCRIPT_HIRAGANA || p == start)
		return false;
	/* Within hiragana no particle can be told from a name: はなまる, さとう. */
	if (text_script(p - 3) == SCRIPT_HIRAGANA)
		return str_starts(p, "の") || str_starts(p, "です") ||
		       str_starts(p, "と申");
	return text_starts(p, grammar, ARRAY_LEN(grammar)) > 0;
}

/* Behind 株式会社. */
static const char *
company_end(const char *p)
{
	const char *start = p;
	uint32_t cp;

	while (p - start < NAME_BYTES_MAX && *p &&
	       (text_script(p) != SCRIPT_OTHER || str_starts(p, "・") ||
	           (p > start && strchr("-.&'", *p))) &&
	       !ends_company(p, start) && text_starts(p, text_honours, TEXT_HONOURS) == 0)
		p += utf8_next(p, &cp);
	return p;
}

/* In front of 株式会社: back to a particle, or to what is no letter. */
static const char *
company_start(const char *text, const char *p)
{
	static const char *const particles[] = {"の", "は", "が", "を", "に", "で", "と",
	    "も", "、", "する", "から", "より", "いる", "した"};
	const char *end = p;

	while (p > text && end - p < NAME_BYTES_MAX) {
		const char *q = text_previous(text, p);

		if (text_script(q) == SCRIPT_OTHER && !str_starts(q, "・") &&
		    !strchr("-&", *q))
			break;
		if (p < end && text_script(q) == SCRIPT_HIRAGANA &&
		    text_script(p) != SCRIPT_HIRAGANA &&
		    text_ends(text, p, particles, ARRAY_LEN(particles)) > 0)
			break;
		p = q;
	}
	return p;
}

static void
found(struct sheet *s, struct mask *k, const char *from, const char *to,
    enum mask_sort sort)
{
	char *name = xstrndup(from, (size_t)(to - from));

	sheet_mark(s, from, to, sort);
	if (text_chars(from, to) >= 2)
		mask_learn_word(k, name, sort);
	free(name);
}

static void
companies(struct sheet *s, struct mask *k)
{
	size_t n;

	for (const char *p = s->text; *p; p += n ? n : 1) {
		const char *start, *from, *to;

		n = mask_legal_form(p);
		if (!n)
			continue;
		start = company_start(s->text, p);
		from = p + n;
		from += strspn(from, " ");
		if (str_starts(from, "「") || str_starts(from, "『"))
			from += strlen("「");
		to = company_end(from);
		if (text_chars(start, p) >= 2)
			found(s, k, start, p, MASK_COMPANY);
		else if (text_chars(from, to) >= 1)
			found(s, k, from, to, MASK_COMPANY);
	}
}

/* Capitalised words that end at end: Tsubame Seiki. */
static const char *
capitals_before(const char *text, const char *end)
{
	const char *p = end, *start = end;

	for (int words = 0; words < 5; words++) {
		while (p > text && strchr(" ,", p[-1]))
			p--;
		while (
		    p > text && (isalnum((unsigned char)p[-1]) || strchr("&'-", p[-1])))
			p--;
		if (!isupper((unsigned char)*p) || p == start)
			break;
		start = p;
	}
	return start;
}

static const char *
capitals_after(const char *p)
{
	const char *end = p;

	for (int words = 0; words < 3; words++) {
		p += strspn(p, " ");
		if (!isupper((unsigned char)*p))
			break;
		while (isalpha((unsigned char)*p) || (*p && strchr("'-", *p)))
			p++;
		end = p;
	}
	return end;
}

static bool
word_begins(const struct sheet *s, const char *p)
{
	return p == s->text || !isalnum((unsigned char)p[-1]);
}

static void
latin_companies(struct sheet *s, struct mask *k)
{
	for (const char *p = s->text; *p; p++) {
		size_t n = word_begins(s, p)
		               ? text_starts(p, latin_forms, ARRAY_LEN(latin_forms))
		               : 0;
		const char *start;

		if (!n || isalpha((unsigned char)p[n]))
			continue;
		start = capitals_before(s->text, p);
		if (start < p)
			found(s, k, start, p, MASK_COMPANY);
	}
}

/* --- people --- */

static void
presented(struct sheet *s, struct mask *k)
{
	const char *from = s->text, *limit = s->text + s->n, *start, *end;

	while (person_presented(s->text, from, NULL, limit, &start, &end)) {
		found(s, k, start, end, MASK_PERSON);
		from = end;
	}
}

/* お客様, 皆様: nobody's name. */
static bool
nobody(const char *start, const char *end)
{
	static const char *const words[] = {"客", "皆", "各位", "取引先", "御社", "貴社",
	    "担当者", "会社", "業者", "企業", "先方", "元請", "発注元", "顧客", "本社",
	    "保護者", "患者", "利用者", "会員", "組合員", "社員", "従業員", "事業者",
	    "機関", "専門家", "職員", "神", "奥", "相談者", "家族", "ユーザー",
	    "ベンダー", "メーカー", "何", "仕入先", "得意先", "委託先", "講師"};

	return text_ends(start, end, words, ARRAY_LEN(words)) > 0;
}

/* 山田様, 鈴木さん, ヤマダ様, Smith様 */
static void
honoured(struct sheet *s, struct mask *k)
{
	static const char *const honours[] = {"様", "さま", "さん", "氏", "殿", "先生"};
	size_t n;

	for (const char *p = s->text; *p; p += n ? n : 1) {
		const char *start = p;
		enum script script;

		n = text_starts(p, honours, ARRAY_LEN(honours));
		if (!n || p == s->text || str_starts(p, "氏名") ||
		    str_starts(p, "様式") || str_starts(p, "様々") ||
		    str_starts(p, "様子"))
			continue;
		if (p[-1] == ' ')
			start = p - 1;
		script = start > s->text ? text_script(text_previous(s->text, start))
		                         : SCRIPT_OTHER;
		if (script == SCRIPT_OTHER || script == SCRIPT_HIRAGANA)
			continue;
		while (start > s->text && p - start < NAME_BYTES_MAX / 2 &&
		       text_script(text_previous(s->text, start)) == script)
			start = text_previous(s->text, start);
		if (!nobody(start, p))
			found(s, k, start, p, MASK_PERSON);
	}
}

static void
latin_people(struct sheet *s, struct mask *k)
{
	static const char *const before[] = {"my name is ", "My name is ", "This is ",
	    "this is ", "I am ", "I'm ", "Mr. ", "Ms. ", "Mrs. ", "Dr. ", "Mr ", "Ms ",
	    "Dear ", "Regards,\n", "regards,\n", "Sincerely,\n", "Regards\n", "regards\n",
	    "wishes,\n", "Yours,\n", "you,\n"};

	for (const char *p = s->text; *p; p++) {
		size_t n =
		    word_begins(s, p) ? text_starts(p, before, ARRAY_LEN(before)) : 0;
		const char *start, *end;

		if (!n)
			continue;
		start = p + n + strspn(p + n, " \n");
		end = capitals_after(start);
		if (end > start)
			found(s, k, start, end, MASK_PERSON);
	}
}

/* A line of a few words with blanks between and nothing of a sentence: 総務部 山田 太郎
 */
static bool
is_name_line(const char *line, const char *end)
{
	static const char *const sentence[] = {"。", "、", "ます", "です", "した",
	    "ください", "せん", "?", "!", "・", "たい", "を", "の件", "について"};
	size_t blanks = 0;
	uint32_t cp;

	if (text_chars(line, end) > TAIL_CHARS)
		return false;
	for (const char *p = line; p < end; p += utf8_next(p, &cp)) {
		if (text_starts(p, sentence, ARRAY_LEN(sentence)) > 0)
			return false;
		blanks += *p == ' ' && p > line && p[-1] != ' ' && p + 1 < end;
	}
	return blanks > 0 && blanks < TAIL_WORDS && (unsigned char)*line >= 0x80;
}

/* Signatures that nothing parts from the text. */
static void
tail(struct sheet *s, struct mask *k)
{
	const char *end = s->text + s->n, *line = end;

	for (int i = 0; i < TAIL_LINES && end > s->text; i++) {
		while (line > s->text && line[-1] != '\n')
			line--;
		if (is_name_line(line, end)) {
			char *words = xstrndup(line, (size_t)(end - line));

			sheet_mark(s, line, end, MASK_PERSON);
			mask_learn_person(k, words);
			free(words);
		}
		if (line > s->text)
			line--;
		end = line;
	}
}

void
mask_search(struct mask *k, const char *text)
{
	for (int speaker = 0; speaker < 2; speaker++) {
		char *company, *person;

		gazetteer_party(k->lists->parties, text, speaker == 1, &company, &person);
		if (company)
			mask_learn_company(k, company);
		if (person)
			mask_learn_person(k, person);
		free(company);
		free(person);
	}
}

void
mask_names(struct sheet *s, struct mask *k)
{
	companies(s, k);
	latin_companies(s, k);
	presented(s, k);
	honoured(s, k);
	latin_people(s, k);
	tail(s, k);
	if (k->lists && k->lists->parties)
		mask_search(k, s->text);
}
