/*
 * What a batch of `match --batch` costs: the pairs that the hard rules allow with their
 * scores, then the assignment, without a store; beside them the greedy way, one case
 * after the other. The same problem goes to a file for another solver, and to a store
 * for the whole command.
 *
 *   time_batch KIND EXPERTS CASES ROUNDS FLOW STORE
 *
 * KIND: fair (a quarter more room than cases), scarce (half as much as cases), alike (all
 * experts the same, four times the room). FLOW gets the problem in the DIMACS format for
 * min-cost flows, with PRICE for a case without anybody. One line: pairs; milliseconds of
 * processor time for pairs, assignment, greedy (least of the rounds); cases served and
 * the cost, for assignment and greedy; PRICE.
 */
#include "assign.h"
#include "clock.h"
#include "desk_batch.h"
#include "slots.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static uint64_t seed = 7;

static unsigned
below(unsigned n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % n;
}

static double
milliseconds(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* --- the lists --- */

struct lists {
	const char *kind;
	struct config *config;
	struct expert *experts;
	struct case_row *cases;
	size_t experts_n, cases_n;
	int64_t now;
};

/* Most of the requests come from the large prefectures. */
static int
some_prefecture(void)
{
	static const int large[] = {13, 14, 23, 27, 28, 40};

	return below(2) ? large[below(ARRAY_LEN(large))] : 1 + (int)below(47);
}

static void
make_expert(struct lists *l, size_t i, struct expert *e)
{
	bool alike = str_eq(l->kind, "alike"), scarce = str_eq(l->kind, "scarce");
	int home = some_prefecture();
	unsigned themes = below(64);

	expert_init(e);
	e->registration_no = xasprintf("%06zu", 100000 + i);
	e->name = xasprintf("専門家 %zu", i);
	e->email = xasprintf("e%zu@experts.example.jp", i);
	e->status = xstrdup("active");
	e->valid_until = xstrdup("2099-03-31");
	e->forms = FORM_VISIT | FORM_ONLINE | FORM_TRAINING;
	e->capacity = alike ? 1 + (int)below(3) : below(scarce ? 5 : 2) == 0;
	e->themes = alike ? 0x7e : (themes | below(64)) << 1;
	e->prefectures =
	    alike ? ((uint64_t)1 << 47) - 1 : region_prefectures(prefecture_region(home));
	e->residence = xstrdup(alike ? "東京都" : prefecture_name(home));
	e->industry_bits = alike ? 0 : below(1024);
	e->fee_min = alike ? 20000 : 10000 * (1 + (int64_t)below(5));
	e->fee_max = e->fee_min + 10000;
}

static void
make_case(struct lists *l, struct case_row *c)
{
	case_row_init(c);
	set_str(&c->state, "matching");
	c->opened_at = c->updated_at = l->now;
	c->theme = 1 + (int)below(6);
	c->category = 'a';
	c->budget_yen = str_eq(l->kind, "alike") ? -1 : 10000 * (2 + (int64_t)below(5));
	set_str(&c->prefecture, prefecture_name(some_prefecture()));
	set_str(&c->format, "visit");
}

static struct lists
make_lists(const char *kind, size_t experts, size_t cases)
{
	struct lists l = {.kind = kind,
	    .config = config_default(),
	    .experts = xcalloc(experts, sizeof(*l.experts)),
	    .cases = xcalloc(cases, sizeof(*l.cases)),
	    .experts_n = experts,
	    .cases_n = cases,
	    .now = clock_now()};

	for (size_t i = 0; i < experts; i++)
		make_expert(&l, i, &l.experts[i]);
	for (size_t i = 0; i < cases; i++) {
		make_case(&l, &l.cases[i]);
		l.cases[i].id = (int64_t)i + 1;
	}
	return l;
}

static void
store_lists(struct lists *l, const char *file)
{
	struct err e = {0};
	struct store *s = store_open(file, &e);

	if (!s || !store_begin(s))
		goto failed;
	for (size_t i = 0; i < l->experts_n; i++)
		(void)store_expert_put(s, &l->experts[i], l->now, NULL);
	for (size_t i = 0; i < l->cases_n; i++) {
		char *address = xasprintf("c%zu@company%zu.example.co.jp", i, i);

		l->cases[i].requester_id =
		    store_person(s, address, NULL, NULL, NULL, l->now);
		store_case_add(s, &l->cases[i]);
		free(address);
	}
	if (!store_commit(s, &e))
		goto failed;
	store_close(s);
	return;
failed:
	(void)fprintf(stderr, "time_batch: %s\n", e.text);
	exit(1);
}

/* --- the problem --- */

struct flow {
	struct assign_case *cases;
	struct assign_expert *experts;
	struct assign_pair *pairs;
	size_t pairs_n;
	size_t *chosen;
};

static void
make_pairs(struct lists *l, struct flow *f)
{
	int64_t today = l->now / 86400;

	f->pairs_n = 0;
	for (size_t i = 0; i < l->cases_n; i++) {
		const struct case_row *c = &l->cases[i];
		struct need need = {.theme = c->theme,
		    .category = c->category,
		    .prefecture = prefecture_number(c->prefecture),
		    .budget_yen = c->budget_yen,
		    .format = c->format,
		    .day = today + 7,
		    .last_day = today + 56};
		size_t n;
		struct candidate *v = match_best(
		    l->config, l->experts, l->experts_n, &need, l->cases_n, &n);

		f->pairs = xreallocarray(f->pairs, f->pairs_n + n + 1, sizeof(*f->pairs));
		for (size_t k = 0; k < n; k++)
			f->pairs[f->pairs_n++] =
			    (struct assign_pair){i, (size_t)(v[k].expert - l->experts),
			        BATCH_COST_MOST - (int)(v[k].score * 100 + 0.5)};
		candidates_free(v, n);
	}
}

static void
assign(struct lists *l, struct flow *f)
{
	struct assign_problem p = {
	    f->cases, l->cases_n, f->experts, l->experts_n, f->pairs, f->pairs_n};
	struct err e = {0};

	if (assign_solve(&p, f->chosen, &e))
		return;
	(void)fprintf(stderr, "time_batch: %s\n", e.text);
	exit(1);
}

/* The best who is left, in the order of the cases; match_best gave them in order. */
static void
take_best(struct lists *l, struct flow *f)
{
	int *room = xcalloc(l->experts_n, sizeof(*room));

	for (size_t e = 0; e < l->experts_n; e++)
		room[e] = f->experts[e].room;
	for (size_t i = 0; i < l->cases_n; i++)
		f->chosen[i] = ASSIGN_NOBODY;
	for (size_t k = 0; k < f->pairs_n; k++)
		if (f->chosen[f->pairs[k].c] == ASSIGN_NOBODY &&
		    room[f->pairs[k].e] > 0) {
			f->chosen[f->pairs[k].c] = k;
			room[f->pairs[k].e]--;
		}
	free(room);
}

static void
sum(const struct lists *l, const struct flow *f, size_t *served, int64_t *cost)
{
	*served = 0;
	*cost = 0;
	for (size_t i = 0; i < l->cases_n; i++)
		if (f->chosen[i] != ASSIGN_NOBODY) {
			++*served;
			*cost += f->pairs[f->chosen[i]].cost;
		}
}

/* Nodes: cases, experts, the end. */
static void
write_flow(const struct lists *l, const struct flow *f, int64_t price, const char *file)
{
	size_t end = l->cases_n + l->experts_n + 1;
	FILE *to = fopen(file, "w");

	if (!to) {
		perror(file);
		exit(1);
	}
	(void)fprintf(to, "p min %zu %zu\n", end, f->pairs_n + l->experts_n + l->cases_n);
	for (size_t i = 0; i < l->cases_n; i++)
		(void)fprintf(to, "n %zu 1\n", i + 1);
	(void)fprintf(to, "n %zu -%zu\n", end, l->cases_n);
	for (size_t k = 0; k < f->pairs_n; k++)
		(void)fprintf(to, "a %zu %zu 0 1 %d\n", f->pairs[k].c + 1,
		    l->cases_n + f->pairs[k].e + 1, f->pairs[k].cost);
	for (size_t e = 0; e < l->experts_n; e++)
		(void)fprintf(to, "a %zu %zu 0 %d 0\n", l->cases_n + e + 1, end,
		    f->experts[e].room);
	for (size_t i = 0; i < l->cases_n; i++)
		(void)fprintf(to, "a %zu %zu 0 1 %lld\n", i + 1, end, (long long)price);
	if (fclose(to) != 0) {
		perror(file);
		exit(1);
	}
}

static double
least(struct lists *l, struct flow *f, void (*step)(struct lists *l, struct flow *f),
    long rounds)
{
	double best = 0;

	for (long i = 0; i < rounds; i++) {
		double from = milliseconds(), took;

		step(l, f);
		took = milliseconds() - from;
		if (i == 0 || took < best)
			best = took;
	}
	return best;
}

int
main(int argc, char **argv)
{
	struct lists l;
	struct flow f = {0};
	double took[3];
	size_t served[2];
	int64_t cost[2], price;
	long rounds;

	if (argc != 7) {
		(void)fputs(
		    "usage: time_batch KIND EXPERTS CASES ROUNDS FLOW STORE\n", stderr);
		return 2;
	}
	l = make_lists(argv[1], strtoul(argv[2], NULL, 10), strtoul(argv[3], NULL, 10));
	rounds = strtol(argv[4], NULL, 10);
	f.pairs = xcalloc(1, sizeof(*f.pairs));
	f.cases = xcalloc(l.cases_n, sizeof(*f.cases));
	f.chosen = xcalloc(l.cases_n, sizeof(*f.chosen));
	f.experts = xcalloc(l.experts_n, sizeof(*f.experts));
	for (size_t i = 0; i < l.cases_n; i++)
		f.cases[i].id = l.cases[i].id;
	for (size_t e = 0; e < l.experts_n; e++)
		f.experts[e] = (struct assign_expert){
		    l.experts[e].registration_no, l.experts[e].capacity};
	took[0] = least(&l, &f, make_pairs, rounds);
	took[1] = least(&l, &f, assign, rounds);
	sum(&l, &f, &served[0], &cost[0]);
	took[2] = least(&l, &f, take_best, rounds);
	sum(&l, &f, &served[1], &cost[1]);
	price = (int64_t)(l.cases_n + 1) * BATCH_COST_MOST;
	write_flow(&l, &f, price, argv[5]);
	store_lists(&l, argv[6]);
	(void)printf("%zu %.3f %.3f %.3f %zu %lld %zu %lld %lld\n", f.pairs_n, took[0],
	    took[1], took[2], served[0], (long long)cost[0], served[1],
	    (long long)cost[1], (long long)price);
	return 0;
}
