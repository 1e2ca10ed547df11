/*
 * A mail program that breaks lines at a column breaks quoted ones, too, and the rest
 * stands there like an answer. What gives it away: the line above is as long as lines
 * get in this mail, and stops in the middle of a sentence; the quotation goes on below.
 */
#include "split_wrapped.h"

#include "norm.h"

#include <string.h>

#define WIDTH_MIN 54 /* columns: shorter lines are not broken */
#define WIDTH_SLOP                                                                       \
	4 /* how far a line may stay below the longest; particles hang over              \
	   */

/* Columns of a line, East Asian letters being two wide. */
static size_t
width(struct piece_of_text p)
{
	size_t columns = 0;
	uint32_t cp;

	for (size_t n; p.n > 0; piece_skip(&p, n)) {
		n = utf8_next(p.s, &cp);
		n = n > p.n ? p.n : n;
		columns += cp < 0x1100 || (cp >= 0xff61 && cp <= 0xffdc) ? 1 : 2;
	}
	return columns;
}

static size_t
widest_quoted(const struct lines *l)
{
	size_t most = 0;

	for (size_t i = 0; i < l->n; i++) {
		size_t w = l->v[i].depth ? width(l->v[i].raw) : 0;

		most = w > most ? w : most;
	}
	return most;
}

static bool
goes_on(const struct lines *l, size_t i)
{
	return i + 1 < l->n && l->v[i + 1].depth > 0;
}

/* An answer in the middle of the quotation is told by what it says. */
static bool
may_answer(struct piece_of_text p)
{
	static const char *const words[] = {"承", "諾", "辞退", "受け", "断", "ただし",
	    "但し", "のみ", "限", "条件", "無理", "難し", "できません", "可", "ok", "OK",
	    "はい", "いいえ", "→", "←", "※", "・", "○", "×", "！", "!"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (piece_holds(p, words[i]))
			return true;
	return false;
}

/* A line that stops where lines stop, in the middle of a sentence. */
static bool
is_broken(const struct line *line, size_t edge)
{
	return line->depth && !line->blank && width(line->raw) >= edge &&
	       !rules_ends_sentence(line->inner) && !rules_is_rule(line->inner) &&
	       !rules_is_short_rule(line->inner);
}

void
split_wrapped(struct lines *l)
{
	size_t most = widest_quoted(l), edge = most > WIDTH_SLOP ? most - WIDTH_SLOP : 0;

	if (most < WIDTH_MIN)
		return;
	for (size_t i = 1; i < l->n; i++) {
		struct line *line = &l->v[i];

		if (line->depth || line->blank || !is_broken(&l->v[i - 1], edge) ||
		    !goes_on(l, i) || width(line->raw) >= most)
			continue;
		line->quoted = !may_answer(line->raw);
		l->guessed = true;
	}
}
