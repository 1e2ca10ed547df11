/*
 * Companies in a text, and with them their people. See party.h.
 *
 * A company is known by its legal form or by a closing word (製作所, 病院 …); its name is
 * cut out of the running text by the kinds of characters. Of several, the one counts for
 * which the words around it speak most.
 */
#include "party.h"
#include "norm.h"
#include "party_name.h"
#include "party_text.h"
#include "person.h"
#include "wordset.h"

#include <stdlib.h>
#include <string.h>

enum { LEAST_SCORE = 20 };

void
party_free(struct party *p)
{
	free(p->company);
	*p = (struct party){0};
}

struct candidate {
	const char *start, *end;
	const char *person, *person_end; /* who speaks or is named with it */
	int marks;
};

struct search {
	const struct surnames *names;
	const struct places *places;
	const char *text;
	const char *shown; /* who the mail says it is from, normalised; "" unknown */
	bool speaker;
	struct candidate best;
	int best_score;
};

static bool
desk_or_agency(const char *start, const char *end)
{
	static const char *const words[] = {"相談窓口", "紹介窓口", "商工会議所",
	    "商工会", "信用金庫", "信用組合", "銀行", "振興財団", "産業振興",
	    "支援センター", "よろず支援拠点", "中小企業団体", "産業支援", "財団",
	    "振興公社", "中央会", "県庁", "警察", "相談会"};
	static struct wordset set = WORDSET(words);

	for (const char *p = start; p < end; p++) {
		size_t n = wordset_starts(&set, p);

		if (n > 0 && p + n <= end)
			return true;
	}
	return false;
}

/* 企業名:, 事業者: in front. */
static bool
labelled_company(const char *text, const char *p)
{
	static const char *const labels[] = {"企業名", "会社名", "事業者", "事業所名",
	    "企業", "貴社名", "法人名", "団体名", "企業様", "会社", "事業者名", "相談者",
	    "申込者", "屋号"};
	static struct wordset set = WORDSET(labels);

	while (p > text && (p[-1] == ' ' || p[-1] == ':'))
		p--;
	return (p - text) >= 6 && wordset_ends(&set, text, p) > 0 &&
	       (*p == ' ' || *p == ':');
}

/* The agency speaks of itself by a part of the name that its mail shows. */
static bool
shown_has(const struct search *s, const char *start, const char *end)
{
	char *name = xstrndup(start, (size_t)(end - start));
	bool has = strstr(s->shown, name) != NULL;

	free(name);
	return has;
}

/* How well a name stands for the company in need. */
static void
rate(struct search *s, const char *start, const char *end, bool legal)
{
	bool agency = !s->speaker && shown_has(s, start, end);

	struct candidate c = {.start = start, .end = end};
	const char *after =
	    text_skip_brackets(str_starts(end, "」") ? end + strlen("」") : end);
	int score = agency ? -60 : legal ? 40 : 10;
	bool honoured = text_starts(end, text_honours, TEXT_HONOURS) > 0 ||
	                text_starts(after, text_honours, TEXT_HONOURS) > 0;

	if (person_presented(s->text, end, after, text_sentence_end(after), &c.person,
	        &c.person_end) &&
	    !honoured)
		score += s->speaker ? 50 : -35;
	else
		c.person = NULL;
	if (after != end && end[0] == '(')
		score += 20;
	if (str_starts(end, "です") || str_starts(end, "でござ") ||
	    str_starts(end, "と申"))
		score += s->speaker ? 25 : -15;
	if (labelled_company(s->text, start))
		score += 50;
	if (honoured)
		score += s->speaker ? -35 : 40;
	if (c.person == NULL && !s->speaker)
		(void)person_honoured(after, &c.person, &c.person_end);
	if (desk_or_agency(start, end))
		score -= 40;
	score -=
	    (int)((start - s->text) / 120) > 20 ? 20 : (int)((start - s->text) / 120);
	if (score > s->best_score) {
		s->best_score = score;
		s->best = c;
	}
}

/* 来所された有限会社くにさき七島藺商店: words that are no name stand before the form, and
 * the name behind it. */
static bool
name_behind(const char *text, const char *p, size_t form)
{
	const char *behind = p + form;
	enum script front = p > text ? text_script(text_previous(text, p)) : SCRIPT_OTHER;

	if (front != SCRIPT_HIRAGANA && front != SCRIPT_OTHER)
		return false;
	if (front == SCRIPT_HIRAGANA && !name_verb(name_hiragana(text, p), p))
		return false;
	return text_script(behind) != SCRIPT_OTHER &&
	       !(text_script(behind) == SCRIPT_HIRAGANA &&
	           name_grammar(behind, text_run_end(behind)));
}

/* A legal form at p: the name around it. Returns where to go on. */
static const char *
legal_form(struct search *s, const char *p)
{
	static const char *const grammar[] = {"です", "でござ", "と申", "という", "から",
	    "では", "として", "にて", "である", "のため", "向け"};
	size_t after = name_legal_after(p);
	size_t before = name_legal_before(p);
	const char *start, *end;

	if (after > 0 && !(before > 0 && name_behind(s->text, p, before))) {
		start = name_start(s->text, p);
		if (text_chars(start, p) >= 2) {
			end = p + after;
			rate(s, start, end, true);
			return end;
		}
	}
	if (before == 0)
		return p + after;
	if (text_starts(p + before, grammar, ARRAY_LEN(grammar)) > 0)
		return p + before;
	start = p;
	end = name_end(s->names, text_skip_blanks(p + before));
	if (text_chars(p + before, end) >= 2)
		rate(s, start, end, true);
	return end > p + before ? end : p + before;
}

/* A run of name characters that ends in a closing word, at the end p. */
static void
closing_word(struct search *s, const char *start, const char *end)
{
	if (name_closed(start, end) > 0 && name_plausible(start, end))
		rate(s, start, end, false);
}

/* Behind a name: a particle, or a run of grammar, before the next name. */
static const char *
skip_grammar(const char *p)
{
	static const char *const particles[] = {
	    "の", "は", "が", "を", "に", "で", "と", "も", "へ", "や"};
	const char *end = text_run_end(p);
	size_t n = text_starts(p, particles, ARRAY_LEN(particles));

	if (name_verb(p, end))
		return end;
	return p + n;
}

static const char *
plain_name(struct search *s, const char *p)
{
	const char *end, *start;
	uint32_t cp;

	if (text_script(p) == SCRIPT_HIRAGANA && p > s->text &&
	    text_script(text_previous(s->text, p)) != SCRIPT_OTHER) {
		const char *next = skip_grammar(p);

		if (next > p && *next == '(')
			return next;
		p = next;
	}
	if (name_legal_before(p) > 0 || name_legal_after(p) > 0)
		return p;
	end = name_end(s->names, p);
	if (end == p) /* the grammar may have been the end of the text */
		return *p ? p + utf8_next(p, &cp) : p;
	for (const char *q = p; q < end; q++) {
		if (((unsigned char)*q & 0xC0) != 0x80 && q > p &&
		    (name_legal_after(q) > 0 || name_legal_before(q) > 0))
			return q;
	}
	if (name_closed(p, end) > 0) {
		start = name_start(s->text, end);
		closing_word(s, start > p ? start : p, end);
	}
	return end;
}

/* Back over a description in brackets, a department, a role and what joins them. */
static const char *
before_person(const char *text, const char *p)
{
	static const char *const parts[] = {"代表取締役社長", "代表取締役", "取締役社長",
	    "取締役", "代表理事", "代表", "理事長", "理事", "社長", "専務", "常務",
	    "会長", "事務局長", "事務局", "事務長", "事務", "総務部長", "総務部",
	    "総務課", "総務", "経理", "人事", "営業", "製造", "業務", "技術", "開発",
	    "管理", "企画", "生産技術", "生産管理", "生産", "品質保証", "品質管理",
	    "品証", "情報システム", "情報", "工場長", "院長", "副院長", "所長", "園長",
	    "塾長", "店主", "店長", "支配人", "若女将", "女将", "番頭", "部長", "次長",
	    "課長", "係長", "主任", "室長", "担当者", "担当", "教務", "管理薬剤師",
	    "管理栄養士", "オーナー", "リーダー", "部", "課", "係", "室", "CTO"};
	static struct wordset set = WORDSET(parts);
	const char *start = p;

	while (p > text && start - p < 120) {
		size_t n = wordset_ends(&set, text, p);

		if (p[-1] == ' ' || p[-1] == '\n')
			p--;
		else if (p[-1] == ')') {
			const char *open = p - 1;

			while (open > text && *open != '(' && p - open < 150)
				open--;
			if (*open != '(')
				return p;
			p = open;
		} else if (p - text >= 3 &&
		           (strncmp(p - 3, "の", 3) == 0 || strncmp(p - 3, "、", 3) == 0))
			p -= 3;
		else if (n > 0)
			p -= n;
		else
			break;
	}
	return p;
}

/* Where the words begin that end with a company's name: behind the sentence or comma
 * before them, and behind the place and what the company does. */
static const char *
introduction_start(const struct search *s, const char *end)
{
	static const char *const joints[] = {"市の", "町の", "村の", "区の", "県の",
	    "府の", "都の", "道の", "にある", "あります", "ている", "ております",
	    "ています", "やってる", "いる", "営む", "です", "ます", "島の", "からの",
	    "系の", "業の", "ございます", "という", "屋の", "塾の", "地の", "会員の",
	    "顧問先の", "取引先の", "先の", "やってます", "ホームの", "活動する", "織る",
	    "をやっている"};
	static struct wordset set = WORDSET(joints);
	const char *p = end, *best;

	while (p > s->text && end - p < NAME_BYTES_MAX) {
		const char *c = text_previous(s->text, p);

		if (text_script(c) == SCRIPT_OTHER && !str_starts(c, "・"))
			break;
		p = c;
	}
	best = p;
	for (const char *q = p; q < end; q++) {
		size_t n =
		    ((unsigned char)*q & 0xC0) != 0x80 ? wordset_starts(&set, q) : 0;

		if (n > 0 && q + n < end && !(q == p && str_starts(q, "道の駅")))
			best = q + n;
	}
	for (const char *q = best; q < end; q++) {
		size_t n = ((unsigned char)*q & 0xC0) != 0x80 ? name_legal_before(q) : 0;

		/* お取引先の株式会社… but not あおば株式会社 */
		if (n > 0 && q + n < end)
			return q;
	}
	return best + place_lead(s->places, best);
}

/* つつじ園(水戸市、30名): a name with a description of a company behind it. */
static void
described(struct search *s, const char *open)
{
	enum { MAX_BYTES = 150, DESCRIBED = 48 };
	static const char *const facts[] = {
	    "市", "町", "村", "県", "府", "東京都", "北海道"};
	static const char *const counts[] = {"名", "人"};
	const char *close = memchr(open, ')', strnlen(open, MAX_BYTES)), *end = open,
	           *start;
	bool told = false;

	if (close == NULL || open == s->text)
		return;
	for (const char *p = open + 1; p < close && !told; p++)
		told = text_starts(p, facts, ARRAY_LEN(facts)) > 0 ||
		       (p[-1] >= '0' && p[-1] <= '9' &&
		           text_starts(p, counts, ARRAY_LEN(counts)) > 0);
	while (end > s->text && end[-1] == ' ')
		end--;
	if (str_starts(end - (end - s->text >= 3 ? 3 : 0), "」"))
		end -= 3;
	end -= text_ends(s->text, end, text_honours, TEXT_HONOURS);
	if (!told || s->best_score >= DESCRIBED)
		return;
	start = introduction_start(s, end);
	if (start >= end || !name_plausible(start, end) || desk_or_agency(start, end) ||
	    (!s->speaker && shown_has(s, start, end)))
		return;
	s->best = (struct candidate){.start = start, .end = end};
	s->best_score = DESCRIBED;
}

/* 「花宴」さん */
static const char *
quoted_name(struct search *s, const char *p)
{
	enum { MAX_BYTES = 60 };
	const char *start = p + strlen("「"), *close, *after;
	const char *limit = start + strnlen(start, MAX_BYTES);
	uint32_t cp;

	for (close = start; close < limit && *close != '\n' && !str_starts(close, "」");)
		close += utf8_next(close, &cp);
	if (close == start || !str_starts(close, "」"))
		return start;
	after = text_skip_brackets(close + strlen("」"));
	if (!s->speaker &&
	    (text_starts(after, text_honours, TEXT_HONOURS) > 0 || after[-1] == ')')) {
		rate(s, start, close, false);
		return close + strlen("」");
	}
	return start;
}

/* Who presents himself says where he works in front of his name. */
static void
introduced(struct search *s, const char *person)
{
	enum { INTRODUCED = 52, MOST_PLACES = 4 };
	static const char *const says[] = {
	    "です", "と申", "と\n申", "でござ", "といい", "と言い", "。", " です"};
	size_t n = strlen(person);
	int places = 0;

	for (const char *p = strstr(s->text, person); p != NULL && places < MOST_PLACES;
	     p = strstr(p + n, person), places++) {
		const char *end, *start;

		if (text_starts(p + n, says, ARRAY_LEN(says)) == 0)
			continue;
		end = before_person(s->text, p);
		start = introduction_start(s, end);
		if (end == p || start >= end || !name_plausible(start, end))
			continue;
		/* The same end, found before: only where its start was cut too late. */
		if (s->best.end == end ? start >= s->best.start
		                       : s->best_score >= INTRODUCED)
			return;
		if (desk_or_agency(start, end) && s->best.start != NULL)
			return;
		s->best = (struct candidate){.start = start, .end = end};
		s->best_score = INTRODUCED;
		return;
	}
}

/* 株式会社モトラボ 品質: a word of the name that the mail shows which the text says, too,
 * and which is no person, place or department. */
static void
shown_company(struct search *s)
{
	enum { SHOWN = 30, LEAST_BYTES = 9, MOST_BYTES = 60 };
	const char *p = s->shown;

	while (*p != '\0' && s->best.start == NULL) {
		size_t n, form;
		const char *at;
		char *word;

		p += strspn(p, " ()");
		form = name_legal_before(p);
		p = text_skip_blanks(p + form);
		n = strcspn(p, " ()");
		word = xstrndup(p, n);
		at = n >= LEAST_BYTES && n <= MOST_BYTES ? strstr(s->text, word) : NULL;
		free(word);
		p += n;
		if (at != NULL && form == 0) {
			size_t lead = place_lead(s->places, at);

			at += lead;
			n -= lead < n ? lead : n;
		}
		if (at == NULL || n < LEAST_BYTES || text_script(at) == SCRIPT_LATIN ||
		    !name_plausible(at, at + n) || desk_or_agency(at, at + n) ||
		    surnames_prefix(s->names, at, at + n) == n ||
		    place_is(s->places, at, n) ||
		    (form == 0 && name_closed(at, at + n) == 0))
			continue;
		s->best = (struct candidate){.start = at, .end = at + n};
		s->best_score = SHOWN;
	}
}

void
party_find(const struct surnames *names, const struct places *places, const char *text,
    bool speaker, const char *person, const char *shown, struct party *found)
{
	char *from = norm_text(shown != NULL ? shown : "");
	struct search s = {.shown = from,
	    .names = names,
	    .places = places,
	    .text = text,
	    .speaker = speaker};

	*found = (struct party){0};
	for (const char *p = text; *p != '\0';) {
		if (name_legal_before(p) > 0 || name_legal_after(p) > 0)
			p = legal_form(&s, p);
		else if (str_starts(p, "「"))
			p = quoted_name(&s, p);
		else if (*p == '(' && p > text)
			described(&s, p++);
		else
			p = plain_name(&s, p);
	}
	if (speaker && person != NULL)
		introduced(&s, person);
	if (speaker && s.best.start == NULL)
		shown_company(&s);
	if (s.best.start == NULL)
		found->company = party_english(text);
	else if (s.best_score >= LEAST_SCORE)
		found->company =
		    xstrndup(s.best.start, (size_t)(s.best.end - s.best.start));
	free(from);
}
