/*
 * The match: the score, the best of a list, and why. Rules and terms are tables of
 * functions (match_rules.c, match_terms.c), the same for choosing and for explaining.
 */
#include "match_terms.h"

#include <stdlib.h>
#include <string.h>

/* --- the score --- */

enum { TERMS_MAX = 16 };

/* The points that each term is worth at most; 100 in all. */
struct scale {
	double most[TERMS_MAX];
};

static double
weight(const struct config *c, const struct term *t)
{
	double value;

	memcpy(&value, (const char *)c + t->weight, sizeof(value));
	return value;
}

static struct scale
scale_of(const struct config *c)
{
	struct scale s = {0};
	const struct term *t;
	double sum = 0;

	for (size_t i = 0; (t = match_term(i)); i++)
		sum += weight(c, t);
	for (size_t i = 0; sum > 0 && (t = match_term(i)); i++)
		s.most[i] = 100 * weight(c, t) / sum;
	return s;
}

/* Two decimals, so that the order is the one that people see. */
static double
rounded(double score)
{
	return (double)(int64_t)(score * 100 + 0.5) / 100;
}

/* reasons NULL, or gets one line for each term that counts. One who cannot reach least
 * any more is not looked at further; what he has then is less. */
static double
score(const struct scale *s, const struct wanted *w, const struct match_row *r,
    double least, struct strlist *reasons)
{
	const struct term *t;
	double total = 0, left = 100;

	for (size_t i = 0; (t = match_term(i)); i++) {
		double points;
		char *words = NULL;

		if (!(s->most[i] > 0))
			continue;
		if (total + left + 0.02 < least)
			break;
		points = s->most[i] * t->value(w, r, reasons ? &words : NULL);
		total += points;
		left -= s->most[i];
		if (reasons)
			strlist_addf(reasons, "%s: %s（%.1f／%.1f点）", t->name, words,
			    points, s->most[i]);
		free(words);
	}
	return rounded(total);
}

/* --- the best --- */

struct place {
	double score;
	const struct match_row *row;
	uint32_t broken;
};

/* The worst of the best so far is at the root, where it can be replaced. */
struct heap {
	struct place *v;
	size_t n, limit;
};

static bool
better(const struct place *a, const struct place *b)
{
	int by_number;

	if (a->score > b->score || a->score < b->score)
		return a->score > b->score;
	by_number =
	    cmp_str(a->row->expert->registration_no, b->row->expert->registration_no);
	return by_number ? by_number < 0 : a->row->id < b->row->id;
}

static void
sink_root(struct place *v, size_t n)
{
	size_t i = 0;

	for (;;) {
		size_t child = 2 * i + 1;
		struct place tmp = v[i];

		if (child >= n)
			return;
		if (child + 1 < n && better(&v[child], &v[child + 1]))
			child++;
		if (better(&v[child], &v[i]))
			return;
		v[i] = v[child];
		v[child] = tmp;
		i = child;
	}
}

static void
rise(struct place *v, size_t i)
{
	while (i > 0) {
		size_t parent = (i - 1) / 2;
		struct place tmp = v[i];

		if (better(&v[i], &v[parent]))
			return;
		v[i] = v[parent];
		v[parent] = tmp;
		i = parent;
	}
}

static struct heap
heap_of(size_t limit, size_t n)
{
	struct heap h = {.limit = limit < n ? limit : n};

	h.v = xcalloc(h.limit ? h.limit : 1, sizeof(*h.v));
	return h;
}

/* What a newcomer must reach to be among the best. */
static double
least_of(const struct heap *h)
{
	return h->n == h->limit && h->n ? h->v[0].score : 0;
}

static void
offer_place(struct heap *h, struct place p)
{
	if (h->n < h->limit) {
		h->v[h->n] = p;
		rise(h->v, h->n++);
	} else if (h->limit && better(&p, &h->v[0])) {
		h->v[0] = p;
		sink_root(h->v, h->n);
	}
}

/* Empties the heap into candidates, best first. */
static struct candidate *
candidates_from(struct heap *h, const struct scale *s, const struct wanted *w, size_t *n)
{
	struct candidate *out = xcalloc(h->n ? h->n : 1, sizeof(*out));

	*n = h->n;
	for (size_t left = h->n; left > 0; left--) {
		const struct place *p = &h->v[0];
		struct candidate *to = &out[left - 1];

		to->expert = p->row->expert;
		to->score = p->score;
		if (p->broken) {
			const struct match_rule *rule =
			    match_rule((size_t)__builtin_ctz(p->broken));

			strlist_addf(
			    &to->reasons, "× %s: %s", rule->name, rule_no(rule, w));
		} else {
			(void)score(s, w, p->row, 0, &to->reasons);
		}
		h->v[0] = h->v[left - 1];
		sink_root(h->v, left - 1);
	}
	free(h->v);
	return out;
}

struct candidate *
match_index_best(const struct config *c, const struct match_index *ix,
    const struct need *need, size_t limit, size_t *n)
{
	struct wanted w = wanted_from(c, need);
	struct scale s = scale_of(c);
	struct heap best = heap_of(limit, ix->n);
	struct candidate *out;

	for (size_t i = 0; best.limit && i < ix->n; i++) {
		const struct match_row *r = &ix->rows[i];

		if (rules_hold(&w, r))
			offer_place(
			    &best, (struct place){
			               score(&s, &w, r, least_of(&best), NULL), r, 0});
	}
	out = candidates_from(&best, &s, &w, n);
	wanted_free(&w);
	return out;
}

struct candidate *
match_best(const struct config *c, const struct expert *list, size_t list_n,
    const struct need *need, size_t limit, size_t *n)
{
	struct match_index *ix = match_index_new(list, list_n);
	struct candidate *out = match_index_best(c, ix, need, limit, n);

	match_index_free(ix);
	return out;
}

void
candidates_free(struct candidate *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		strlist_free(&v[i].reasons);
	free(v);
}

/* --- everybody's part --- */

static bool
one_alone(uint32_t broken)
{
	return !(broken & (broken - 1));
}

static void
count_broken(struct match_report *out, uint32_t broken)
{
	bool alone = one_alone(broken);

	out->eligible += !broken;
	for (size_t i = 0; broken; i++, broken >>= 1) {
		out->failed[i].all += broken & 1;
		out->failed[i].alone += (broken & 1) && alone;
	}
}

void
match_report(const struct config *c, const struct match_index *ix,
    const struct need *need, size_t best, size_t near, struct match_report *out)
{
	struct wanted w = wanted_from(c, need);
	struct scale s = scale_of(c);
	struct heap in = heap_of(best, ix->n), out_by_one = heap_of(near, ix->n);
	const struct match_rule *rule;

	*out = (struct match_report){.considered = ix->n};
	out->failed = xcalloc(32, sizeof(*out->failed));
	for (; (rule = match_rule(out->failed_n)); out->failed_n++)
		out->failed[out->failed_n].rule = rule->name;
	for (size_t i = 0; i < ix->n; i++) {
		const struct match_row *r = &ix->rows[i];
		uint32_t broken = rules_broken(&w, r);
		struct heap *h = broken ? &out_by_one : &in;

		count_broken(out, broken);
		if (one_alone(broken) && h->limit)
			offer_place(h, (struct place){score(&s, &w, r, least_of(h), NULL),
			                   r, broken});
	}
	out->best = candidates_from(&in, &s, &w, &out->best_n);
	out->near = candidates_from(&out_by_one, &s, &w, &out->near_n);
	wanted_free(&w);
}

void
match_report_free(struct match_report *r)
{
	candidates_free(r->best, r->best_n);
	candidates_free(r->near, r->near_n);
	free(r->failed);
	*r = (struct match_report){0};
}

/* --- why --- */

void
match_explain(const struct config *c, const struct expert *e, const struct need *need,
    struct match_explanation *out)
{
	struct wanted w = wanted_from(c, need);
	struct match_row r = match_row_of(e);
	struct scale s = scale_of(c);
	const struct match_rule *rule;

	*out = (struct match_explanation){.eligible = true};
	for (size_t i = 0; (rule = match_rule(i)); i++) {
		bool ok = rule->holds(&w, &r);

		strlist_addf(&out->rules, "%s %s: %s", ok ? "○" : "×", rule->name,
		    ok ? rule->yes : rule_no(rule, &w));
		out->eligible = out->eligible && ok;
	}
	out->score = score(&s, &w, &r, 0, &out->terms);
	wanted_free(&w);
}

void
match_explanation_free(struct match_explanation *x)
{
	strlist_free(&x->rules);
	strlist_free(&x->terms);
	*x = (struct match_explanation){0};
}
