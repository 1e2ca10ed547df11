/*
 * Masking: the text is normalised, lines that only repeat headers or other people's words
 * are dropped, rules mark what may not leave, and the marks are written out. See mask.h.
 */
#include "mask.h"

#include "buf.h"
#include "mask_sheet.h"
#include "mask_tokens.h"
#include "norm.h"
#include "party_text.h"
#include "split_rules.h"

#include <stdlib.h>
#include <string.h>

static const char *const shown[MASK_SORTS] = {
    [MASK_NOTHING] = "",
    [MASK_COMPANY] = "〔会社〕",
    [MASK_PERSON] = "〔氏名〕",
    [MASK_MAIL] = "〔メール〕",
    [MASK_URL] = "〔URL〕",
    [MASK_NUMBER] = "〔番号〕",
    [MASK_CODE] = "〔記号〕",
    [MASK_STREET] = "〔番地〕",
    [MASK_PLACE] = "〔地域〕",
};

void
mask_free(struct mask *k)
{
	for (size_t i = 0; i < k->n; i++)
		free(k->v[i].text);
	free(k->v);
	*k = (struct mask){.lists = k->lists};
}

/* --- the sheet --- */

void
sheet_mark(struct sheet *s, const char *from, const char *to, enum mask_sort sort)
{
	for (const char *p = from; p < to; p++)
		if (s->sort[p - s->text] == MASK_NOTHING)
			s->sort[p - s->text] = (unsigned char)sort;
}

bool
sheet_marked(const struct sheet *s, const char *p)
{
	return s->sort[p - s->text] != MASK_NOTHING;
}

static char *
sheet_out(const struct sheet *s)
{
	struct buf out = {0};
	unsigned char last = MASK_NOTHING;

	for (size_t i = 0; i < s->n; i++) {
		if (s->sort[i] == MASK_NOTHING)
			buf_addc(&out, s->text[i]);
		else if (s->sort[i] != last)
			buf_adds(&out, shown[s->sort[i]]);
		last = s->sort[i];
	}
	return buf_steal(&out);
}

/* --- before masking --- */

/* What business mail is written with. Other letters and digits could spell a name or a
 * number past every rule, and tell nothing about the matter. */
static bool
usual(uint32_t cp)
{
	static const struct {
		uint32_t first, last;
	} ranges[] = {{'\n', '\n'}, {' ', '~'}, {0xC0, 0x24F}, {0x2010, 0x2026},
	    {0x3001, 0x3096}, {0x309D, 0x30FE}, {0x3400, 0x4DBF}, {0x4E00, 0x9FFF},
	    {0xF900, 0xFAFF}};

	for (size_t i = 0; i < ARRAY_LEN(ranges); i++)
		if (cp >= ranges[i].first && cp <= ranges[i].last)
			return true;
	return false;
}

/* Invisible characters go without a trace, so that they part no number; others that are
 * not usual become a blank. */
static bool
invisible(uint32_t cp)
{
	return cp == 0xAD || (cp >= 0x200B && cp <= 0x200F) ||
	       (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2060 && cp <= 0x2064) ||
	       (cp >= 0x300 && cp <= 0x36F) || (cp >= 0xFE00 && cp <= 0xFE0F) ||
	       cp == 0xFEFF || cp == '\r';
}

static char *
strip(const char *text, bool unusual)
{
	struct buf out = {0};
	uint32_t cp;
	size_t n;

	for (const char *p = text; *p; p += n) {
		n = utf8_next(p, &cp);
		if (invisible(cp))
			continue;
		if (unusual && !usual(cp))
			buf_addc(&out, ' ');
		else
			buf_add(&out, p, n);
	}
	return buf_steal(&out);
}

static struct piece_of_text
line_at(const char *p)
{
	return (struct piece_of_text){p, strcspn(p, "\n")};
}

/* Header lines of a forwarded mail, "… wrote:", and quoted lines: whose words and names
 * these are nobody knows. */
static bool
foreign_line(struct piece_of_text line, struct piece_of_text next)
{
	struct piece_of_text inner = line;
	enum opener opener = rules_opener(line, next);

	return rules_quote(&inner, false) > 0 || rules_label(line, NULL) != LABEL_NONE ||
	       opener == OPENER_REPLY || opener == OPENER_ORIGINAL ||
	       opener == OPENER_FORWARD;
}

static char *
own_lines(const char *text)
{
	struct buf out = {0};

	for (const char *p = text; *p;) {
		struct piece_of_text line = line_at(p);
		const char *after = p + line.n + (p[line.n] == '\n');

		if (!foreign_line(line, line_at(after)))
			buf_add(&out, p, (size_t)(after - p));
		p = after;
	}
	return buf_steal(&out);
}

static bool
is_long(const char *text, const char *end)
{
	enum { WRAPPED_CHARS = 20 };
	const char *line = end;

	while (line > text && line[-1] != '\n')
		line--;
	return text_chars(line, end) >= WRAPPED_CHARS;
}

/* Mail programs break long lines anywhere, within names, too. */
static void
join_names(char *text)
{
	char *to = text;

	for (const char *p = text; *p; p++) {
		enum script before = *p == '\n' && to > text
		                         ? text_script(text_previous(text, to))
		                         : SCRIPT_OTHER;
		bool one = (before == SCRIPT_KANJI || before == SCRIPT_KATAKANA) &&
		           text_script(p + 1) == before && is_long(text, to);

		if (!one)
			*to++ = *p;
	}
	*to = '\0';
}

/* Cut where a line or a sentence ends, so that no name or number is left in halves. */
static void
cut(char *text, size_t chars)
{
	size_t all = strlen(text);
	char *p;

	utf8_cut(text, chars);
	if (strlen(text) == all)
		return;
	for (p = text + strlen(text); p > text; p--)
		if (p[-1] == '\n' || p[-1] == ' ' ||
		    (p - text >= 3 && strncmp(p - 3, "。", 3) == 0) ||
		    (p - text >= 3 && strncmp(p - 3, "、", 3) == 0))
			break;
	*p = '\0';
}

static char *
prepare(const char *text, size_t chars)
{
	/* Normal forms may grow; what lies far behind the cut is not even looked at. */
	char *head = xstrdup(text), *visible, *norm, *plain, *lines;

	utf8_cut(head, 4 * chars);
	visible = strip(head, false);
	norm = mask_norm(visible);
	plain = strip(norm, true);
	lines = own_lines(plain);
	join_names(lines);
	cut(lines, chars);
	free(plain);
	free(norm);
	free(visible);
	free(head);
	return lines;
}

/* --- masking --- */

/* What needs the dictionary. */
static void
by_words(struct sheet *s, struct mask *k)
{
	struct tokens t;

	tokens_cut(k->lists->words, s->text, &t);
	mask_people(s, k, &t);
	mask_firms(s, &t);
	tokens_free(&t);
}

/* What is no name is no secret either. */
static void
forget_harmless(struct mask *k)
{
	size_t kept = 0;

	for (size_t i = 0; i < k->n; i++) {
		struct tokens t;

		tokens_cut(k->lists->words, k->v[i].text, &t);
		if (tokens_harmless(&t))
			free(k->v[i].text);
		else
			k->v[kept++] = k->v[i];
		tokens_free(&t);
	}
	k->n = kept;
}

/* The rules by surroundings take 担当者 and 相談 for names now and then. */
static void
spare(struct sheet *s, const struct mask *k)
{
	struct tokens t;

	tokens_cut(k->lists->words, s->text, &t);
	mask_spare(s, &t);
	tokens_free(&t);
}

char *
mask_text(struct mask *k, const char *text, size_t chars)
{
	struct sheet s = {.text = prepare(text ? text : "", chars)};
	char *out;

	s.n = strlen(s.text);
	s.sort = xcalloc(s.n + 1, 1);
	mask_figures(&s);
	mask_names(&s, k);
	mask_context(&s, k);
	if (k->lists)
		forget_harmless(k);
	mask_known(&s, k);
	mask_places(&s);
	mask_latin_people(&s, k);
	if (k->lists) {
		by_words(&s, k);
		forget_harmless(k);
	}
	mask_known(&s, k);
	if (k->lists)
		spare(&s, k);
	out = sheet_out(&s);
	free(s.sort);
	free(s.text);
	return out;
}

static bool
holds_name(const struct mask *k, const char *plain)
{
	return mask_holds_known(plain, k) ||
	       (k->lists && mask_holds_family(plain, k->lists));
}

/* The same with its lines joined: a name may stand on two. */
static bool
holds_broken_name(const struct mask *k, const char *plain)
{
	char *joined = xstrdup(plain), *to = joined;
	bool holds;

	for (const char *p = plain; *p; p++)
		if (*p != '\n')
			*to++ = *p;
	*to = '\0';
	holds = mask_holds_known(joined, k);
	free(joined);
	return holds;
}

bool
mask_clean(const struct mask *k, const char *text)
{
	size_t digits = 0, n;
	char *plain;
	bool clean;

	for (const char *p = text; *p; p += n ? n : 1) {
		n = mask_digit(p);
		digits = n ? digits + 1 : 0;
		if (digits >= 4 || *p == '@')
			return false;
	}
	plain = mask_without_marks(text);
	clean = !holds_name(k, plain) && !holds_broken_name(k, plain);
	free(plain);
	return clean;
}

/* --- what is known of a message --- */

static void
learn_person_at(struct mask *k, const struct address *a)
{
	if (a->name)
		mask_learn_person(k, a->name);
	if (a->addr)
		mask_learn_address(k, a->addr);
}

static void
learn_list(struct mask *k, const struct addresses *list)
{
	enum { MOST = 10 };

	for (size_t i = 0; i < list->n && i < MOST; i++)
		learn_person_at(k, &list->v[i]);
}

/* The lines of a signature hold names and little else. */
static void
learn_signature(struct mask *k, const char *signature)
{
	struct mask found = {.lists = k->lists};

	free(mask_text(&found, signature, MASK_SUBJECT_CHARS));
	for (size_t i = 0; i < found.n; i++)
		if (found.v[i].sort == MASK_COMPANY)
			mask_learn_company(k, found.v[i].text);
		else
			mask_learn_person(k, found.v[i].text);
	mask_free(&found);
}

void
mask_learn(struct mask *k, const struct message *m, const struct reading *r)
{
	const struct slots *s = &r->slots;

	if (s->company)
		mask_learn_company(k, s->company);
	if (s->contact)
		mask_learn_person(k, s->contact);
	if (s->requester_email)
		mask_learn_address(k, s->requester_email);
	learn_person_at(k, &m->from);
	learn_person_at(k, &m->sender);
	learn_person_at(k, &m->reply_to);
	learn_person_at(k, &m->fwd_from);
	learn_list(k, &m->to);
	learn_list(k, &m->cc);
	if (m->signature)
		learn_signature(k, m->signature);
}
