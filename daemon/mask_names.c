/*
 * Masking of names. Companies are found by their legal form, people by how they present
 * themselves or are addressed; what was found is masked wherever it stands, and so is
 * what headers, signature and reading name. See mask_sheet.h.
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
	NAMES_MAX = 64,
	NAME_CHARS_MAX = 40,
	LATIN_CHARS_MIN = 3, /* shorter ones are words of every sentence */
	LATIN_ANYWHERE = 4,  /* from so many letters on, inside other words as well */
	TAIL_LINES = 12,     /* where a signature without a mark may stand */
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

static void
learn_word(struct mask *k, const char *word, enum mask_sort sort)
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

	learn_word(k, norm, MASK_COMPANY);
	for (const char *p = norm; *p;) {
		size_t n = text_starts(p, legal_forms, ARRAY_LEN(legal_forms));

		if (n) {
			if (text_chars(start, p) >= 2)
				learn(k, start, p, MASK_COMPANY);
			start = p + n;
		}
		p += n ? n : 1;
	}
	if (start != norm && text_chars(start, start + strlen(start)) >= 2)
		learn_word(k, start, MASK_COMPANY);
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

	learn_word(k, norm, MASK_PERSON);
	squeezed = norm_squeeze(norm);
	learn_word(k, squeezed, MASK_PERSON);
	free(squeezed);
	mask_learn_company(k, norm);
	strlist_split(&words, norm, " \t/()<>[],;:\"'@|");
	for (size_t i = 0; i < words.n; i++) {
		if (is_department(words.v[i]))
			continue;
		learn_word(k, words.v[i], MASK_PERSON);
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

	learn_word(k, norm, MASK_MAIL);
	strlist_split(&words, norm, "@._-+0123456789");
	for (size_t i = 0; i < words.n; i++) {
		bool common = strlen(words.v[i]) < LATIN_ANYWHERE;

		for (size_t u = 0; u < ARRAY_LEN(usual); u++)
			common = common || str_ieq(words.v[i], usual[u]);
		if (!common)
			learn_word(k, words.v[i], MASK_PERSON);
	}
	strlist_free(&words);
	free(norm);
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
		learn_word(k, name, sort);
	free(name);
}

static void
companies(struct sheet *s, struct mask *k)
{
	size_t n;

	for (const char *p = s->text; *p; p += n ? n : 1) {
		const char *start, *from, *to;

		n = text_starts(p, legal_forms, ARRAY_LEN(legal_forms));
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
