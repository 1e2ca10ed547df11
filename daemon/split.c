/*
 * A mail's text taken apart. See split.h. Each line is judged by split_rules.c first;
 * here lines become parts: new or quoted, then the forwarded originals inside the quoted
 * part, then the signature below the new one.
 */
#include "split.h"

#include "addr_read.h"
#include "buf.h"
#include "header_words.h"
#include "split_below.h"
#include "split_comments.h"
#include "split_lines.h"
#include "split_wrapped.h"

#include <stdlib.h>
#include <string.h>

enum {
	FORWARD_DEPTH_MAX = 4,
	SHORT_NOTE_BYTES = 150, /* what one writes above a mail that is passed on */
	SIGNATURE_LINES_MAX = 15,
	SIGNATURE_MARK_LINES_MAX = 40,
	SENTENCE_BYTES_MIN = 60
};

/* Where the writer goes on below what was pasted in, or below "Original Message Ends". */
static size_t
closing_line(const struct lines *l, size_t from, enum opener close)
{
	for (size_t i = from; i < l->n; i++)
		if (l->v[i].opener == close && l->v[i].depth == 0)
			return i;
	return l->n;
}

static void
mark(struct lines *l, size_t from, size_t to)
{
	for (size_t i = from; i < to && i < l->n; i++)
		l->v[i].quoted = true;
}

/* Unmarked text below an opener is all quoted; marked text ends where the marks do, and
 * what stands between or below is the writer's answer. */
static void
mark_quoted(struct lines *l, const char *subject)
{
	size_t i = 0;

	while (i < l->n) {
		struct opening o;
		size_t body;

		if (l->v[i].depth) {
			l->v[i++].quoted = true;
			continue;
		}
		o = lines_opening(l, i);
		if (!o.kind) {
			i++;
			continue;
		}
		mark(l, i, o.text);
		body = lines_next_filled(l, o.text);
		if (body >= l->n || l->v[body].depth) {
			mark(l, o.text, body);
			i = body;
			continue;
		}
		body = 1 + closing_line(l, o.text,
		               o.kind == OPENER_PASTED ? OPENER_CLOSE : OPENER_END);
		if (body > l->n) {
			body = split_below(l, i, o.text, rules_subject_reply(subject));
			l->guessed = l->guessed || body < l->n;
		}
		mark(l, o.text, body);
		i = body;
	}
}

/* What is passed on is left as it is. */
static void
mark_parts(struct lines *l, const char *subject)
{
	mark_quoted(l, subject);
	split_wrapped(l);
	if (rules_subject_reply(subject))
		split_comments(l);
}

static char *
finish_text(struct buf *b)
{
	char *text = buf_steal(b);
	size_t start = 0, len = strlen(text);

	/* Empty lines at the ends go; the indentation of the first line stays. */
	for (size_t i = 0; text[i] == ' ' || text[i] == '\t' || text[i] == '\n'; i++)
		if (text[i] == '\n')
			start = i + 1;
	while (len > start && strchr(" \t\n", text[len - 1]))
		len--;
	memmove(text, text + start, len - start);
	text[len - start] = '\0';
	if (*text)
		return text;
	free(text);
	return NULL;
}

static void
add_line(struct buf *b, struct piece_of_text p)
{
	buf_add(b, p.s, p.n);
	buf_addc(b, '\n');
}

/* The lines [from, to) that are quoted or not; a gap between two runs is one empty line.
 */
static char *
join(const struct lines *l, size_t from, size_t to, bool quoted)
{
	struct buf b = {0};
	bool gap = false;

	for (size_t i = from; i < to; i++) {
		if (l->v[i].quoted != quoted) {
			gap = b.len > 0;
			continue;
		}
		if (gap && !l->v[i].blank)
			buf_addc(&b, '\n');
		gap = gap && l->v[i].blank;
		add_line(&b, quoted ? l->v[i].inner : l->v[i].raw);
	}
	return finish_text(&b);
}

static bool
is_sentence(struct piece_of_text p)
{
	static const char *const ends[] = {
	    "ます", "です", "ません", "ください", "下さい", "。"};

	if (p.n < SENTENCE_BYTES_MIN)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		if (memmem(p.s, p.n, ends[i], strlen(ends[i])))
			return true;
	return false;
}

/* The new lines from i on look like a signature: short, and with an address in them. */
static bool
signature_from(const struct lines *l, size_t i, size_t end)
{
	size_t count = 0;
	bool hint = false;

	for (; i < end; i++) {
		if (l->v[i].quoted || l->v[i].blank)
			continue;
		if (++count > SIGNATURE_LINES_MAX || is_sentence(l->v[i].raw))
			return false;
		hint = hint || rules_signature_hint(l->v[i].raw);
	}
	return hint;
}

static size_t
new_lines(const struct lines *l, size_t from, size_t to)
{
	size_t count = 0;

	for (size_t i = from; i < to; i++)
		count += !l->v[i].quoted && !l->v[i].blank;
	return count;
}

/* Some put their signature above their words, between two marks. */
static bool
opens_with_mark(const struct lines *l, size_t from, size_t to)
{
	for (; from < to; from++)
		if (!l->v[from].blank)
			return rules_is_signature_mark(l->v[from].raw);
	return false;
}

/* Where the signature starts in [from, end); end when there is none. */
static size_t
signature_start(const struct lines *l, size_t from, size_t end)
{
	size_t below = 0, start = end;

	for (size_t i = end; i > from && below <= SIGNATURE_MARK_LINES_MAX; i--) {
		const struct line *line = &l->v[i - 1];

		if (line->quoted || line->blank)
			continue;
		if (rules_is_signature_mark(line->raw))
			return opens_with_mark(l, from, i - 1) ? end : i - 1;
		if (rules_is_rule(line->raw) && below < SIGNATURE_LINES_MAX &&
		    signature_from(l, i, end))
			start = i - 1;
		if (rules_is_sent_from(line->raw) && below < 3)
			start = i - 1;
		below++;
	}
	return new_lines(l, from, start) ? start : end;
}

/* Each run of new lines may carry its signature: above the quotation or below it. */
static void
take_new_text(struct lines *l, struct message *m)
{
	struct buf text = {0}, signature = {0};
	size_t i = 0;

	while (i < l->n) {
		size_t end = i, start;

		while (end < l->n && l->v[end].quoted == l->v[i].quoted)
			end++;
		if (!l->v[i].quoted) {
			start = signature_start(l, i, end);
			if (text.len)
				buf_addc(&text, '\n');
			for (size_t k = i; k < start; k++)
				add_line(&text, l->v[k].raw);
			for (size_t k = start; k < end; k++)
				add_line(&signature, l->v[k].raw);
		}
		i = end;
	}
	m->text = finish_text(&text);
	m->signature = finish_text(&signature);
}

/* "山田 [mailto:y@example.jp]" is how an old Outlook writes it. Takes over text. */
static void
set_sender(struct address *a, char *text)
{
	char *at = strstr(text, "[mailto:");

	if (at) {
		*at = '<';
		memmove(at + 1, at + 8, strlen(at + 8) + 1);
		if (strchr(at, ']'))
			*strchr(at, ']') = '>';
	}
	address_free(a);
	address_read(text, "From", a, NULL);
	if (!a->addr && *text)
		a->name = header_decode(text, "From", NULL);
	free(text);
}

/* The name in "2026/06/20 9:14、倉田慎 <k@example.jp>のメール:": between time and '<'. */
static void
sender_of_attribution(struct address *a, const struct line *first, const struct line *end)
{
	struct buf b = {0};
	char *angle, *name;

	for (; first < end; first++)
		buf_add(&b, first->inner.s, first->inner.n);
	angle = b.data ? strchr(b.data, '<') : NULL;
	if (angle && strchr(angle, '>')) {
		address_read(angle, "From", a, NULL);
		*angle = '\0';
	}
	name = strrchr(buf_str(&b), ':');
	if (a->addr && name) {
		name += 1 + strspn(name + 1, "0123456789: +,APMapm");
		if (str_starts(name, "、"))
			name += strlen("、");
		free(a->name);
		a->name = *name ? header_decode(name, "From", NULL) : NULL;
	}
	buf_free(&b);
}

/* One original inside the quoted part. */
struct original {
	struct opening o;
	size_t start, end; /* of its own text */
	struct address from;
	char *subject;
	unsigned least, most; /* quotation depth of its lines */
};

static bool
next_opening(const struct lines *l, size_t from, struct opening *o, size_t *at)
{
	for (size_t i = from; i < l->n; i++) {
		if (!l->v[i].quoted || l->v[i].blank)
			continue;
		*o = lines_opening(l, i);
		*at = i;
		if (o->kind)
			return true;
	}
	return false;
}

static void
read_block(const struct lines *l, size_t at, struct original *orig)
{
	if (orig->o.kind == OPENER_REPLY) {
		sender_of_attribution(&orig->from, &l->v[at], &l->v[orig->o.text]);
		return;
	}
	for (size_t i = orig->o.block; i < orig->o.text; i++) {
		if (l->v[i].label == LABEL_FROM && !orig->from.addr)
			set_sender(&orig->from, lines_value(l, i, orig->o.text));
		if (l->v[i].label == LABEL_SUBJECT && !orig->subject)
			orig->subject = lines_value(l, i, orig->o.text);
	}
}

static char *
own_text(const struct lines *l, const struct original *orig, size_t end)
{
	struct buf b = {0};

	for (size_t i = orig->start; i < end; i++)
		if (l->v[i].quoted && l->v[i].opener != OPENER_CLOSE &&
		    l->v[i].opener != OPENER_END &&
		    (l->v[i].blank ||
		        (l->v[i].depth >= orig->least && l->v[i].depth <= orig->most)))
			add_line(&b, l->v[i].inner);
	return finish_text(&b);
}

/* Whether the original passes on another one, rather than answering it. */
static bool
passes_on(const struct original *orig, const struct opening *inner, const char *own)
{
	if (rules_subject_forward(orig->subject))
		return true;
	if (inner->kind == OPENER_FORWARD || inner->kind == OPENER_PASTED)
		return true;
	if (rules_subject_reply(orig->subject))
		return false;
	return !own || (strlen(own) < SHORT_NOTE_BYTES && inner->kind != OPENER_REPLY) ||
	       strstr(own, "転送") != NULL;
}

static void
original_free(struct original *orig)
{
	address_free(&orig->from);
	free(orig->subject);
	*orig = (struct original){0};
}

static void
keep_original(struct message *m, struct original *orig, char *text)
{
	free(m->fwd_text);
	free(m->fwd_subject);
	address_free(&m->fwd_from);
	m->fwd_text = text;
	m->fwd_subject = orig->subject;
	m->fwd_from = orig->from;
	*orig = (struct original){0};
}

/* Follows the openers inward for as long as each mail passes on another. */
static void
take_originals(const struct lines *l, struct message *m)
{
	struct opening o;
	size_t at;
	bool more = next_opening(l, 0, &o, &at);

	for (int level = 0; more && level < FORWARD_DEPTH_MAX; level++) {
		struct original orig = {.o = o};
		size_t first = lines_next_filled(l, o.text), inner_at = l->n;
		char *own;

		orig.start = o.text;
		orig.most = first < l->n ? l->v[first].depth : 0;
		orig.least = l->v[at].depth < orig.most ? l->v[at].depth : orig.most;
		read_block(l, at, &orig);
		more = next_opening(l, first, &o, &inner_at);
		own = own_text(l, &orig, more ? inner_at : l->n);
		more = more && passes_on(&orig, &o, own);
		at = inner_at;
		if (own || !m->fwd_text)
			keep_original(m, &orig, own);
		original_free(&orig);
	}
}

/* Not an answer: the subject says so, an opener does, or the writer in so many words. */
static bool
is_forward(const struct lines *l, const char *subject, const char *text)
{
	static const char word[] = "転送";
	struct opening o;
	size_t at;

	if (rules_subject_forward(subject) || (subject && strstr(subject, word)))
		return true;
	if (!next_opening(l, 0, &o, &at))
		return false;
	if (o.kind == OPENER_FORWARD || o.kind == OPENER_PASTED)
		return true;
	return !rules_subject_reply(subject) || (text && strstr(text, word));
}

void
split_body(const char *subject, const char *body, struct message *m)
{
	struct lines l = lines_read(body ? body : "");

	free(m->quoted);
	free(m->text);
	free(m->signature);
	mark_parts(&l, subject);
	take_new_text(&l, m);
	m->text_guessed = l.guessed;
	m->quoted = join(&l, 0, l.n, true);
	if (m->quoted && is_forward(&l, subject, m->text)) {
		take_originals(&l, m);
		if (!m->fwd_text)
			m->fwd_text = xstrdup(m->quoted);
	}
	lines_free(&l);
}

struct split_marks
split_marks(const char *subject, const char *body)
{
	struct lines l = lines_read(body ? body : "");
	struct split_marks marks = {-1, -1};

	mark_parts(&l, subject);
	for (size_t i = l.n; i > 0; i--) {
		if (l.v[i - 1].blank)
			continue;
		if (l.v[i - 1].quoted)
			marks.quoted = (long)i - 1;
		else
			marks.text = (long)i - 1;
	}
	lines_free(&l);
	return marks;
}
