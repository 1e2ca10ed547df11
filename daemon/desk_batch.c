/* Many cases at once: what waits, the plan, and the offers. See desk_batch.h. */
#include "desk_batch.h"

#include "assign.h"
#include "buf.h"

#include <stdlib.h>

enum { ALERT_ROWS = 20 };

/* --- what waits --- */

static bool
has_offer(struct desk *d, int64_t case_id)
{
	struct offer o;

	if (!store_offer_current(d->store, case_id, &o))
		return false;
	offer_free(&o);
	return true;
}

static int
by_id(const void *a, const void *b)
{
	int64_t x = ((const struct batch_line *)a)->c.id;
	int64_t y = ((const struct batch_line *)b)->c.id;

	return (x > y) - (x < y);
}

static void
collect(struct desk *d, struct batch *b)
{
	static const char *const states[] = {"matching", "incident", "no_expert"};

	for (size_t s = 0; s < ARRAY_LEN(states); s++) {
		size_t n;
		struct case_row *rows = store_case_list(d->store, states[s], &n);

		b->lines = xreallocarray(b->lines, b->n + n + 1, sizeof(*b->lines));
		for (size_t i = 0; i < n; i++)
			if (has_offer(d, rows[i].id))
				case_row_free(&rows[i]);
			else
				b->lines[b->n++] = (struct batch_line){.c = rows[i]};
		free(rows);
	}
	qsort(b->lines, b->n, sizeof(*b->lines), by_id);
}

/* --- the plan --- */

/* What a case asks for, with what that borrows from. */
struct asking {
	struct need need;
	int64_t *asked;
	size_t asked_n;
};

static void
ask(struct desk *d, const struct case_row *c, struct asking *a)
{
	*a = (struct asking){0};
	a->asked = store_offer_asked(d->store, c->id, &a->asked_n);
	desk_need(d, c, a->asked, a->asked_n, &a->need);
}

static void
ask_end(struct asking *a)
{
	free(a->asked);
}

struct plan {
	struct desk *d;
	struct batch *b;
	const struct expert *list;
	size_t list_n;
	struct assign_case *cases;
	struct assign_expert *experts;
	struct assign_pair *pairs; /* by line, best first */
	size_t pairs_n;
	size_t *first; /* by line: its best pair */
};

static int
cost_of(double score)
{
	int cost = BATCH_COST_MOST - (int)(score * 100 + 0.5);

	return cost < 0 ? 0 : cost > BATCH_COST_MOST ? BATCH_COST_MOST : cost;
}

/* Of n cases, the best n experts of each are enough: the other cases cannot take all of
 * them, so that who takes a later one could have a better one instead. */
static void
add_pairs(struct plan *p, size_t i, const struct need *need)
{
	size_t n;
	struct candidate *v =
	    match_index_best(p->d->config, desk_index(p->d), need, p->b->n, &n);

	p->pairs = xreallocarray(p->pairs, p->pairs_n + n + 1, sizeof(*p->pairs));
	for (size_t k = 0; k < n; k++)
		p->pairs[p->pairs_n++] = (struct assign_pair){
		    i, (size_t)(v[k].expert - p->list), cost_of(v[k].score)};
	candidates_free(v, n);
}

static void
lay_out(struct plan *p)
{
	p->cases = xcalloc(p->b->n + 1, sizeof(*p->cases));
	p->first = xcalloc(p->b->n + 1, sizeof(*p->first));
	p->experts = xcalloc(p->list_n + 1, sizeof(*p->experts));
	for (size_t e = 0; e < p->list_n; e++)
		p->experts[e] = (struct assign_expert){
		    p->list[e].registration_no, p->list[e].capacity - p->list[e].load};
	for (size_t i = 0; i < p->b->n; i++) {
		struct batch_line *line = &p->b->lines[i];
		int most = p->d->config->match.max_offers;
		struct asking a;

		p->cases[i] = (struct assign_case){line->c.id, line->c.incident};
		p->first[i] = p->pairs_n;
		ask(p->d, &line->c, &a);
		if (a.asked_n < (size_t)most) {
			add_pairs(p, i, &a.need);
		} else {
			set_str(&line->rule, "打診の上限");
			line->why = xasprintf("打診の上限（%d名）に達しています", most);
		}
		ask_end(&a);
	}
}

/* Why it is not the one whom the case alone would have got. */
static void
add_batch_reason(const struct plan *p, struct batch_line *line, size_t pair, size_t best)
{
	const struct expert *other = &p->list[p->pairs[best].e];

	if (pair == best)
		strlist_add(&line->reasons, "一括割当: この案件の最上位の候補");
	else
		strlist_addf(&line->reasons,
		    "一括割当: この案件だけなら登録番号%s（%.1f点）が先、全体の割当では"
		    "この専門家",
		    other->registration_no,
		    (double)(BATCH_COST_MOST - p->pairs[best].cost) / 100);
}

static void
fill_line(struct plan *p, struct batch_line *line, size_t pair)
{
	size_t best = p->first[line - p->b->lines];
	struct match_explanation x;
	struct asking a;

	ask(p->d, &line->c, &a);
	if (pair != ASSIGN_NOBODY) {
		line->expert = &p->list[p->pairs[pair].e];
		line->cost = p->pairs[pair].cost;
		match_explain(p->d->config, line->expert, &a.need, &x);
		line->score = x.score;
		line->reasons = x.terms;
		x.terms = (struct strlist){0};
		match_explanation_free(&x);
		add_batch_reason(p, line, pair, best);
		p->b->served++;
		p->b->cost += line->cost;
	} else {
		desk_supply_explain(p->list, p->list_n, &a.need, line);
	}
	ask_end(&a);
}

static bool
solve(struct plan *p, struct err *e)
{
	struct assign_problem problem = {
	    p->cases, p->b->n, p->experts, p->list_n, p->pairs, p->pairs_n};
	size_t *chosen = xcalloc(p->b->n + 1, sizeof(*chosen));
	bool ok = assign_solve(&problem, chosen, e);

	for (size_t i = 0; ok && i < p->b->n; i++)
		fill_line(p, &p->b->lines[i], chosen[i]);
	free(chosen);
	return ok;
}

bool
desk_batch_plan(struct desk *d, struct batch *b, struct err *e)
{
	struct plan p = {.d = d, .b = b};
	bool ok;

	*b = (struct batch){0};
	collect(d, b);
	p.list = desk_experts(d, &p.list_n);
	lay_out(&p);
	ok = solve(&p, e);
	if (ok)
		desk_supply_table(b);
	free(p.cases);
	free(p.experts);
	free(p.first);
	free(p.pairs);
	return ok;
}

/* --- carrying it out --- */

/* The candidates of the case stay with it, as of every search (desk_match.c). */
static void
keep_search(struct desk *d, const struct batch_line *line)
{
	struct match_report found;
	struct asking a;

	ask(d, &line->c, &a);
	desk_match(d, &line->c, &a.need, &found);
	match_report_free(&found);
	ask_end(&a);
}

/* True when the company and the operators have not heard of it before. */
static bool
nobody_for(struct desk *d, struct batch_line *line)
{
	char *why = xasprintf("%s（一括割当）", line->why);
	bool is_new = !str_eq(line->c.state, "no_expert");

	if (is_new)
		is_new = desk_nobody(d, &line->c, why, false);
	else
		desk_event(d, &line->c, "nobody", false,
		    "打診できる専門家がまだいません: %s", why);
	free(why);
	return is_new;
}

static void
tell_operators(struct desk *d, const struct batch *b)
{
	struct buf text = {0};

	for (size_t i = 0; i < b->shortages_n && i < ALERT_ROWS; i++) {
		char *words = desk_supply_words(&b->shortages[i]);

		buf_addf(&text, "%s%s", i ? "／" : "", words);
		free(words);
	}
	if (b->shortages_n > ALERT_ROWS)
		buf_addf(&text, "／ほか%zu行", b->shortages_n - ALERT_ROWS);
	desk_alert(
	    d, NULL, "一括割当で専門家が見つからない案件があります", "%s", text.data);
	buf_free(&text);
}

/* Where several are asked at once, the others are chosen as ever, from the room that the
 * plan has left; incidents choose first. */
static void
ask_more(struct desk *d, struct batch *b)
{
	for (int incident = 1; incident >= 0; incident--)
		for (size_t i = 0; i < b->n; i++)
			if (b->lines[i].expert && b->lines[i].c.incident == incident) {
				size_t before = desk_offers_live(d, &b->lines[i].c);

				desk_offer_fill(d, &b->lines[i].c);
				b->further +=
				    desk_offers_live(d, &b->lines[i].c) - before;
			}
}

void
desk_batch_carry_out(struct desk *d, struct batch *b)
{
	bool unheard = false;

	for (size_t i = 0; i < b->n; i++) {
		struct batch_line *line = &b->lines[i];

		if (line->expert || !str_eq(line->c.state, "no_expert"))
			keep_search(d, line);
		if (line->expert)
			(void)desk_offer_to(
			    d, &line->c, line->expert, line->score, &line->reasons);
		else
			unheard |= nobody_for(d, line);
	}
	ask_more(d, b);
	if (unheard)
		tell_operators(d, b);
	if (b->n)
		desk_event(d, NULL, "batch", false,
		    "一括割当: %zu件のうち%zu件を打診、%zu件は該当者なし", b->n,
		    b->served, b->n - b->served);
}

void
batch_free(struct batch *b)
{
	for (size_t i = 0; i < b->n; i++) {
		case_row_free(&b->lines[i].c);
		strlist_free(&b->lines[i].reasons);
		free(b->lines[i].rule);
		free(b->lines[i].why);
	}
	for (size_t i = 0; i < b->shortages_n; i++)
		strlist_free(&b->shortages[i].cases);
	free(b->lines);
	free(b->shortages);
	*b = (struct batch){0};
}
