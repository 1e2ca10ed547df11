/* Lines above quotations: openers and attributions. See split_rules.h. */
#include "split_rules.h"

#include <string.h>

enum { LINE_MAX_BYTES = 400 };

/* How the text of an opener, freed of rules and white space, is compared. */
enum fit { FIT_IS, FIT_STARTS, FIT_ENDS, FIT_HOLDS };

static const struct {
	const char *text;
	enum fit fit;
	bool ruled; /* only between rules such as ----- */
	enum opener opener;
} openers[] = {
    {"Original Message Ends", FIT_IS, true, OPENER_END},
    {"Forwarded Message Ends", FIT_IS, true, OPENER_END},
    {"Original Message", FIT_IS, true, OPENER_ORIGINAL},
    {"元のメッセージ", FIT_IS, true, OPENER_ORIGINAL},
    {"元のメール", FIT_IS, true, OPENER_ORIGINAL},
    {"Original Appointment", FIT_IS, true, OPENER_ORIGINAL},
    {"返信元メッセージ", FIT_IS, true, OPENER_ORIGINAL},
    {"Forwarded message", FIT_STARTS, true, OPENER_FORWARD},
    {"Forwarded by", FIT_STARTS, true, OPENER_FORWARD},
    {"Begin forwarded message", FIT_STARTS, false, OPENER_FORWARD},
    {"Begin Forwarded Message", FIT_STARTS, true, OPENER_FORWARD},
    {"転送されたメッセージ", FIT_IS, true, OPENER_FORWARD},
    {"転送されたメッセージ:", FIT_IS, false, OPENER_FORWARD},
    {"転送されたメッセージ：", FIT_IS, false, OPENER_FORWARD},
    {"転送メッセージ", FIT_STARTS, true, OPENER_FORWARD},
    {"転送メール", FIT_STARTS, true, OPENER_FORWARD},
    {"により転送", FIT_HOLDS, true, OPENER_FORWARD},
    {"ここまで", FIT_HOLDS, true, OPENER_CLOSE},
    {"以上", FIT_STARTS, true, OPENER_CLOSE},
    {"ここから", FIT_HOLDS, true, OPENER_PASTED},
    {"以下、", FIT_STARTS, true, OPENER_PASTED},
    {"以下転送", FIT_STARTS, true, OPENER_PASTED},
    {"以下引用", FIT_STARTS, true, OPENER_PASTED},
    {"転送", FIT_IS, true, OPENER_PASTED},
    {"原文", FIT_IS, true, OPENER_PASTED},
    {"さんは書きました:", FIT_ENDS, false, OPENER_REPLY},
    {"さんは書きました：", FIT_ENDS, false, OPENER_REPLY},
    {"さんが書きました:", FIT_ENDS, false, OPENER_REPLY},
    {"は書きました:", FIT_ENDS, false, OPENER_REPLY},
    {"のメール:", FIT_ENDS, false, OPENER_REPLY},
    {"のメール：", FIT_ENDS, false, OPENER_REPLY},
    {"のメッセージ:", FIT_ENDS, false, OPENER_REPLY},
    {"のメッセージ：", FIT_ENDS, false, OPENER_REPLY},
    {"wrote:", FIT_ENDS, false, OPENER_REPLY},
    {"wrote :", FIT_ENDS, false, OPENER_REPLY},
    {"In article <", FIT_STARTS, false, OPENER_REPLY},
};

/* Takes rules and spaces off both ends; *marks counts the ornaments on the poorer side.
 */
static struct piece_of_text
unrule(struct piece_of_text p, size_t *marks)
{
	size_t front = 0, back = 0, n;

	p = piece_trim(p);
	while (p.n &&
	       (((n = rules_ornament(p)) != 0 && ++front) || (n = piece_space(p)) != 0))
		piece_skip(&p, n);
	while (p.n) {
		struct piece_of_text last = {p.s + p.n - 1, 1};

		/* Step back over one whole character. */
		while (last.s > p.s && ((unsigned char)last.s[0] & 0xC0) == 0x80) {
			last.s--;
			last.n++;
		}
		if (rules_ornament(last))
			back++;
		else if (!piece_space(last))
			break;
		p.n -= last.n;
	}
	*marks = front < back ? front : back;
	return p;
}

static bool
fits(struct piece_of_text p, const char *text, enum fit fit)
{
	switch (fit) {
	case FIT_IS: return p.n == strlen(text) && piece_ibegins(p, text);
	case FIT_STARTS: return piece_ibegins(p, text);
	case FIT_ENDS: return piece_iends(p, text);
	case FIT_HOLDS: return piece_holds(p, text);
	}
	return false;
}

static bool
digits_at(struct piece_of_text *p, size_t least, size_t most)
{
	size_t n = 0;

	while (n < p->n && p->s[n] >= '0' && p->s[n] <= '9')
		n++;
	if (n < least || n > most)
		return false;
	piece_skip(p, n);
	return true;
}

static bool
has_clock_time(struct piece_of_text p)
{
	for (; p.n >= 4; piece_skip(&p, 1)) {
		struct piece_of_text at = p;

		if (digits_at(&at, 1, 2) && piece_begins(at, ":")) {
			piece_skip(&at, 1);
			if (at.n >= 2 && digits_at(&at, 2, 2))
				return true;
		}
	}
	return false;
}

/* "2024年11月5日(火) 10:00 山田太郎 <y@example.jp>:", perhaps broken before the '<'. */
static bool
is_dated_attribution(struct piece_of_text p, struct piece_of_text next)
{
	struct piece_of_text rest = p;

	if (!digits_at(&rest, 4, 4) || !piece_begins(rest, "年") || !has_clock_time(p))
		return false;
	if (piece_iends(p, ":") || piece_iends(p, "："))
		return true;
	next = piece_trim(next);
	return next.n && next.s[0] == '<' && piece_iends(next, ">:");
}

static bool
starts_with_date(struct piece_of_text p)
{
	return piece_ibegins(p, "on ") || digits_at(&p, 4, 4);
}

/* "On … +0900" with "… wrote:" on the next line. */
static bool
is_broken_wrote(struct piece_of_text p, struct piece_of_text next)
{
	return piece_ibegins(p, "on ") && has_clock_time(p) &&
	       piece_iends(piece_trim(next), "wrote:");
}

bool
rules_begins_with_particle(struct piece_of_text line)
{
	static const char *const particles[] = {"が", "は", "の", "を", "で", "と", "も"};

	for (size_t i = 0; i < ARRAY_LEN(particles); i++)
		if (piece_begins(line, particles[i]))
			return true;
	return false;
}

bool
rules_greets(struct piece_of_text line)
{
	static const char *const words[] = {"はじめて", "初めて", "はじめまして",
	    "初めまして", "お世話になって", "お世話様", "いつもお世話", "突然",
	    "こんにちは", "おはよう", "Hello", "Dear ", "Hi"};
	struct piece_of_text p = piece_trim(line);

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (piece_ibegins(p, words[i]))
			return true;
	return false;
}

bool
rules_points_up(struct piece_of_text line)
{
	static const char *const words[] = {"上のもの", "上のメール", "上の件", "上の文",
	    "上の依頼", "上記のもの", "上記のメール", "上記メール", "上記の依頼", "↑",
	    "the mail above", "the e-mail above", "the message above", "the above mail",
	    "the above e-mail", "the above message"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (piece_holds(line, words[i]))
			return true;
	return false;
}

bool
rules_ends_with_colon(struct piece_of_text line)
{
	struct piece_of_text p = piece_trim(line);

	return piece_iends(p, ":") || piece_iends(p, "：");
}

bool
rules_ends_sentence(struct piece_of_text line)
{
	struct piece_of_text p = piece_trim(line);

	return piece_iends(p, "。") || piece_iends(p, "！") || piece_iends(p, "？") ||
	       rules_ends_with_colon(p);
}

bool
rules_begins_attribution(struct piece_of_text line)
{
	static const char *const words[] = {
	    "on ", "in article", "in message", "--- ", "am ", "le ", "el ", "il ", "op "};
	struct piece_of_text p = piece_trim(line), rest;

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (piece_ibegins(p, words[i]))
			return true;
	if (p.n && p.s[0] == '(')
		piece_skip(&p, 1);
	rest = p;
	return digits_at(&rest, 4, 4) && rest.n &&
	       (piece_begins(rest, "年") || strchr("/-.", rest.s[0]));
}

bool
rules_goes_on(struct piece_of_text line)
{
	struct piece_of_text p = piece_trim(line);
	const char *at = memchr(p.s, '@', p.n);

	return piece_iends(p, "さんの") || piece_iends(p, "様の") ||
	       (at && piece_iends(p, ">")) || piece_ibegins(p, "In message") ||
	       piece_ibegins(p, "In article");
}

bool
rules_names_writer(struct piece_of_text line)
{
	static const char *const words[] = {
	    "wrote", "writes", "書きました", "schrieb", "écrit", "escribi", "scritto"};
	struct piece_of_text p = piece_trim(line);
	const char *at = memchr(p.s, '@', p.n);

	if (has_clock_time(p) || (at && memchr(p.s, '<', p.n)))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (piece_holds(p, words[i]))
			return true;
	return false;
}

/* Becky! writes "Forwarded by …" without a rule above its own opener. */
static bool
is_forwarded_by(struct piece_of_text p, struct piece_of_text next)
{
	static const char words[] = "Forwarded by ";

	return piece_ibegins(p, words) && next.n > 10 && piece_begins(next, "-----");
}

static bool
ends_like_reply(struct piece_of_text p, const char *text)
{
	/* "…のメール:" ends ordinary sentences too, unless it begins with a date. */
	return !piece_holds((struct piece_of_text){text, strlen(text)}, "のメ") ||
	       (starts_with_date(p) && has_clock_time(p));
}

enum opener
rules_opener(struct piece_of_text line, struct piece_of_text next)
{
	struct piece_of_text p = piece_trim(line), core;
	size_t marks;

	if (!p.n || p.n > LINE_MAX_BYTES)
		return OPENER_NONE;
	if (p.n >= 20 && piece_begins(p, "____________________") && rules_is_rule(p))
		return OPENER_RULE;
	core = unrule(p, &marks);
	for (size_t i = 0; i < ARRAY_LEN(openers); i++) {
		if (openers[i].ruled &&
		    (marks < 2 || !fits(core, openers[i].text, openers[i].fit)))
			continue;
		if (!openers[i].ruled && !fits(p, openers[i].text, openers[i].fit))
			continue;
		if (openers[i].fit == FIT_ENDS && !ends_like_reply(p, openers[i].text))
			continue;
		return openers[i].opener;
	}
	if (is_dated_attribution(p, next) || is_broken_wrote(p, next))
		return OPENER_REPLY;
	if (is_forwarded_by(p, next))
		return OPENER_FORWARD;
	return OPENER_NONE;
}
