/* The lines of a mail's text. See split_lines.h. */
#include "split_lines.h"

#include "buf.h"

#include <stdlib.h>
#include <string.h>

enum { LINES_MAX = 100000, BLOCK_LINES_MAX = 200 };

/* A quotation mark that is one only in company: "|" is a table's as well, and "a>" may be
 * a sum. Two lines together settle it for the whole text. */
static bool
in_company(const struct lines *l, size_t (*mark)(struct piece_of_text))
{
	size_t before = 0;

	for (size_t i = 0; i < l->n; i++) {
		size_t n = mark(l->v[i].raw);

		if (n && n == before && memcmp(l->v[i].raw.s, l->v[i - 1].raw.s, n) == 0)
			return true;
		before = n;
	}
	return false;
}

static void
judge_marks(struct lines *l)
{
	bool bars = in_company(l, rules_bar), initials = in_company(l, rules_initials);

	for (size_t i = 0; i < l->n; i++) {
		struct line *line = &l->v[i];
		size_t n = initials ? rules_initials(line->raw) : 0;

		line->inner = line->raw;
		/* What stands before the '>' says who wrote it, and goes with it. */
		if (n) {
			line->inner.s += n - 1;
			line->inner.n -= n - 1;
		}
		line->depth = rules_quote(&line->inner, bars && rules_bar(line->raw));
		line->blank = rules_blank(line->inner);
	}
}

/* "＞が先方の文です": a mark that is spoken of, and stands alone. */
static void
judge_lone_marks(struct lines *l)
{
	for (size_t i = 0; i < l->n; i++) {
		struct line *line = &l->v[i];

		if (line->depth != 1 || (i && l->v[i - 1].depth) ||
		    (i + 1 < l->n && l->v[i + 1].depth) ||
		    !rules_begins_with_particle(line->inner))
			continue;
		line->depth = 0;
		line->inner = line->raw;
	}
}

/* Where an attribution begins whose last line is i: at the line with the date, at the
 * name, or right here. */
static size_t
attribution_start(const struct lines *l, size_t i)
{
	size_t start = i;
	unsigned back = 0;

	for (size_t k = i; back < 3; k--, back++) {
		const struct line *line = &l->v[k];

		if (line->blank || line->depth != l->v[i].depth || line->inner.n > 300 ||
		    (k < i && rules_ends_sentence(line->inner)))
			break;
		if (rules_begins_attribution(line->inner)) {
			bool more = k > 0 && rules_goes_on(l->v[k - 1].inner) &&
			            l->v[k - 1].depth == line->depth;

			return k - more;
		}
		if (k < i && rules_goes_on(line->inner))
			start = k;
		if (k == 0)
			break;
	}
	return start;
}

/* What stands right above marked lines, ends with a colon and names a person or a time
 * is what a program wrote there, in whatever language. */
static void
judge_attributions(struct lines *l)
{
	size_t below = l->n; /* the next line that is not blank */

	for (size_t i = l->n; i-- > 0;) {
		const struct line *line = &l->v[i];
		size_t start;

		if (line->blank)
			continue;
		if (below < l->n && below - i <= 3 && l->v[below].depth > line->depth &&
		    rules_ends_with_colon(line->inner)) {
			start = attribution_start(l, i);
			for (size_t k = start; k <= i; k++)
				if (rules_names_writer(l->v[k].inner)) {
					l->v[start].attribution = i + 1 - start;
					break;
				}
		}
		below = i;
	}
}

static void
judge(struct lines *l)
{
	static const struct piece_of_text none = {"", 0};

	judge_marks(l);
	judge_lone_marks(l);
	for (size_t i = 0; i < l->n; i++) {
		struct line *line = &l->v[i];

		line->opener =
		    rules_opener(line->inner, i + 1 < l->n ? l->v[i + 1].inner : none);
		line->label = rules_label(line->inner, &line->value);
	}
	judge_attributions(l);
}

struct lines
lines_read(const char *body)
{
	struct lines l = {0};
	size_t cap = 0;

	while (*body && l.n < LINES_MAX) {
		size_t n = l.n + 1 < LINES_MAX ? strcspn(body, "\n") : strlen(body);
		size_t end = n && body[n - 1] == '\r' ? n - 1 : n;

		if (l.n == cap) {
			cap = cap ? cap * 2 : 64;
			l.v = xreallocarray(l.v, cap, sizeof(*l.v));
		}
		l.v[l.n++] = (struct line){.raw = {body, end}};
		body += n;
		body += *body == '\n';
	}
	judge(&l);
	return l;
}

void
lines_free(struct lines *l)
{
	free(l->v);
	*l = (struct lines){0};
}

size_t
lines_next_filled(const struct lines *l, size_t i)
{
	while (i < l->n && l->v[i].blank)
		i++;
	return i;
}

/* Addresses of a long To or Cc run on over several lines; above: the last label. */
static bool
continues_block(const struct line *line, enum label above)
{
	if (line->blank || line->inner.n >= 300)
		return false;
	if (line->inner.n && strchr(" \t", line->inner.s[0]))
		return true;
	return (above == LABEL_TO || above == LABEL_CC || above == LABEL_FROM) &&
	       memchr(line->inner.s, '@', line->inner.n) &&
	       memchr(line->inner.s, '>', line->inner.n);
}

/* The line behind the header block that begins at i; *seen is a set of LABEL_ bits. */
static size_t
block_end(const struct lines *l, size_t i, unsigned *seen)
{
	unsigned depth = l->v[i].depth;
	enum label above = LABEL_NONE;
	size_t most = i + BLOCK_LINES_MAX;

	*seen = 0;
	for (; i < l->n && i < most && l->v[i].depth == depth; i++) {
		const struct line *line = &l->v[i];

		if (line->label != LABEL_NONE)
			above = line->label;
		else if (above == LABEL_NONE || !continues_block(line, above))
			break;
		*seen |= 1u << above;
	}
	/* Becky! ends its blocks with a short rule. */
	if (i < l->n && l->v[i].depth == depth && rules_is_short_rule(l->v[i].inner))
		i++;
	return i;
}

static bool
two_or_more(unsigned bits)
{
	return (bits & (bits - 1)) != 0;
}

/* A header block starts here: two labels, and without an opener one is the sender's, so
 * that the subject line of a form is none. */
static bool
block_at(const struct lines *l, size_t i, bool after_opener, size_t *end)
{
	unsigned seen;

	if (i >= l->n || l->v[i].label == LABEL_NONE)
		return false;
	*end = block_end(l, i, &seen);
	if (after_opener)
		return two_or_more(seen) || (seen & 1u << LABEL_FROM);
	return two_or_more(seen) && (seen & 1u << LABEL_FROM);
}

/* Where the block may begin that belongs to the opener at i: behind another opener, too
 * ("Forwarded by …" above "--- Original Message ---"). */
static size_t
below_opener(const struct lines *l, size_t i)
{
	size_t k = lines_next_filled(l, i + 1);

	if (k < l->n && k <= i + 2 &&
	    (l->v[k].opener == OPENER_ORIGINAL || l->v[k].opener == OPENER_FORWARD))
		k = lines_next_filled(l, k + 1);
	return k;
}

/* An attribution of one line or two, whose quotation may have no marks. */
static size_t
below_attribution(const struct lines *l, size_t i)
{
	size_t k = lines_next_filled(l, i + 1);

	if (k == i + 1 && k < l->n && !rules_ends_with_colon(l->v[i].inner) &&
	    l->v[k].depth == l->v[i].depth)
		k = lines_next_filled(l, k + 1);
	return k;
}

struct opening
lines_opening(const struct lines *l, size_t i)
{
	struct opening o = {.kind = l->v[i].opener};
	size_t k, end;

	if (l->v[i].attribution) {
		o.kind = OPENER_REPLY;
		o.block = o.text = lines_next_filled(l, i + l->v[i].attribution);
		return o;
	}
	if (o.kind == OPENER_NONE || o.kind == OPENER_CLOSE || o.kind == OPENER_END) {
		bool block = block_at(l, i, false, &end);

		o.kind = block ? OPENER_ORIGINAL : OPENER_NONE;
		o.block = i;
		o.text = block ? end : i;
		return o;
	}
	if (o.kind == OPENER_REPLY) {
		o.block = o.text = below_attribution(l, i);
		return o;
	}
	k = below_opener(l, i);
	if (k <= i + 6 && block_at(l, k, true, &end)) {
		if (o.kind == OPENER_RULE)
			o.kind = OPENER_ORIGINAL;
		o.block = k;
		o.text = end;
		return o;
	}
	if (o.kind == OPENER_RULE)
		o.kind = OPENER_NONE;
	o.block = o.text = i + 1;
	return o;
}

char *
lines_value(const struct lines *l, size_t i, size_t end)
{
	struct buf b = {0};

	buf_add(&b, l->v[i].value.s, l->v[i].value.n);
	for (size_t k = i + 1; k < end && l->v[k].label == LABEL_NONE &&
	                       !rules_is_short_rule(l->v[k].inner);
	     k++) {
		buf_addc(&b, ' ');
		buf_add(&b, l->v[k].inner.s, l->v[k].inner.n);
	}
	return str_trim(buf_steal(&b));
}
