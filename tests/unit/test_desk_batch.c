/* The batch seen from the desk: its plan against every possible one, and what is asked
 * besides where several experts are asked at once. */
#include "world_rules.h"

#include "desk_batch.h"

/* --- the plan against all others --- */

enum { TRIED_MOST = 5, NOT_ALLOWED = -1 };

/* Every way to give the cases to experts; the room is what is left. */
struct trial {
	size_t cases, experts;
	int cost[TRIED_MOST][EXPERTS_MOST], room[EXPERTS_MOST];
	int served, best_served;
	long sum, best_sum;
};

static void
try_from(struct trial *t, size_t c)
{
	if (c == t->cases) {
		if (t->served > t->best_served ||
		    (t->served == t->best_served && t->sum < t->best_sum)) {
			t->best_served = t->served;
			t->best_sum = t->sum;
		}
		return;
	}
	for (size_t e = 0; e < t->experts; e++) {
		if (t->cost[c][e] == NOT_ALLOWED || t->room[e] <= 0)
			continue;
		t->room[e]--;
		t->served++;
		t->sum += t->cost[c][e];
		try_from(t, c + 1);
		t->room[e]++;
		t->served--;
		t->sum -= t->cost[c][e];
	}
	try_from(t, c + 1);
}

/* One case after the other, each with its cheapest. */
static void
take_greedily(struct trial *t, int *served, long *sum)
{
	int room[EXPERTS_MOST];

	memcpy(room, t->room, sizeof(room));
	*served = 0;
	*sum = 0;
	for (size_t c = 0; c < t->cases; c++) {
		size_t best = EXPERTS_MOST;

		for (size_t e = 0; e < t->experts; e++)
			if (t->cost[c][e] != NOT_ALLOWED && room[e] > 0 &&
			    (best == EXPERTS_MOST || t->cost[c][e] < t->cost[c][best]))
				best = e;
		if (best == EXPERTS_MOST)
			continue;
		room[best]--;
		(*served)++;
		*sum += t->cost[c][best];
	}
}

static int
cost_of(struct world *w, const struct case_row *c, size_t e)
{
	struct match_explanation x;
	struct expert expert;
	struct need need;
	int cost;

	assert_true(store_expert_get(w->p.d.store, w->experts[e].id, w->p.now, &expert));
	desk_need(&w->p.d, c, NULL, 0, &need);
	match_explain(w->p.config, &expert, &need, &x);
	cost = 10000 - (int)(x.score * 100 + 0.5);
	match_explanation_free(&x);
	expert_free(&expert);
	return cost;
}

/* Nobody was asked yet; allowed is who holds the plain rules. */
static void
lay_out(struct world *w, struct trial *t)
{
	*t = (struct trial){.experts = w->experts_n};
	for (size_t e = 0; e < w->experts_n; e++)
		t->room[e] = w->experts[e].capacity;
	for (size_t i = 0; i < w->cases_n; i++) {
		struct case_row c;

		assert_true(store_case_get(w->p.d.store, w->cases[i].id, &c));
		for (size_t e = 0; e < w->experts_n; e++)
			t->cost[i][e] =
			    kept_out(&w->experts[e], &w->cases[i].asks, w->p.now)
			        ? NOT_ALLOWED
			        : cost_of(w, &c, e);
		case_row_free(&c);
	}
	t->cases = w->cases_n;
}

static void
open_waiting(struct world *w)
{
	w->p.config->match.wait_for_batch = true;
	w->p.config->match.max_offers = 8;
	while (w->cases_n < TRIED_MOST)
		open_some_case(w);
}

static void
test_no_plan_is_better(void **state)
{
	enum { ROUNDS = 400 };
	static struct world w;
	size_t unserved = 0, beaten = 0, shared = 0;

	(void)state;
	play_open(&w.p);
	for (unsigned round = 1; round <= ROUNDS; round++) {
		struct trial t;
		struct batch b;
		struct err e = {0};
		int greedy, used[EXPERTS_MOST] = {0};
		long greedy_sum;

		w.no_incidents = true;
		world_begin(&w, round);
		open_waiting(&w);
		play_begin(&w.p);
		lay_out(&w, &t);
		try_from(&t, 0);
		take_greedily(&t, &greedy, &greedy_sum);
		assert_true(desk_batch_plan(&w.p.d, &b, &e));
		assert_int_equal(b.n, w.cases_n);
		assert_int_equal(b.served, t.best_served);
		assert_int_equal(b.cost, t.best_sum);
		for (size_t i = 0; i < b.n; i++)
			if (b.lines[i].expert)
				shared += ++used[b.lines[i].expert->id - 1] == 2;
		unserved += b.served < b.n;
		beaten += t.best_served > greedy || t.best_sum < greedy_sum;
		batch_free(&b);
		play_commit(&w.p);
	}
	play_close(&w.p);
	/* The instances were worth it. */
	assert_true(unserved > ROUNDS / 4 && unserved < ROUNDS);
	assert_true(beaten > ROUNDS / 10);
	assert_true(shared > ROUNDS / 4);
}

/* --- several at once --- */

static void
list_one(struct play *p, int i, int capacity)
{
	struct expert e;

	expert_init(&e);
	e.registration_no = xasprintf("90000%d", i);
	set_str(&e.name, "見本 太郎");
	e.email = xasprintf("e%d@experts.example.jp", i);
	e.themes = 0x7e;
	e.forms = FORM_VISIT;
	e.prefectures = region_prefectures("近畿");
	e.capacity = capacity;
	set_str(&e.valid_until, "2029-03-31");
	(void)store_expert_put(p->d.store, &e, NOW, NULL);
	expert_free(&e);
}

static int64_t
waiting(struct play *p, const char *state, bool incident)
{
	int64_t id = add_case(p->d.store, state, NOW);
	struct case_row c;

	assert_true(store_case_get(p->d.store, id, &c));
	set_str(&c.prefecture, "大阪府");
	c.category = incident ? 'd' : 'a';
	c.theme = 1;
	c.incident = incident;
	c.requester_id = store_person(
	    p->d.store, "info@company.example.jp", "山田", "見本社", NULL, NOW);
	store_case_update(p->d.store, &c);
	case_row_free(&c);
	return id;
}

static size_t
asked(struct play *p, int64_t case_id)
{
	size_t n, letters = 0, mails;
	struct outbox_row *rows = store_outbox_list(p->d.store, case_id, NULL, &mails);

	free(store_offer_asked(p->d.store, case_id, &n));
	for (size_t i = 0; i < mails; i++)
		letters += str_eq(rows[i].template_name, "offer") ||
		           str_eq(rows[i].template_name, "offer_incident");
	outbox_rows_free(rows, mails);
	assert_int_equal(letters, n);
	return n;
}

/* Carries a batch out, and tells how many were asked besides. */
static size_t
carry_out(struct play *p)
{
	struct batch b;
	struct err e = {0};
	size_t further, n;
	struct expert *list;

	play_begin(p);
	assert_true(desk_batch_plan(&p->d, &b, &e));
	desk_batch_carry_out(&p->d, &b);
	further = b.further;
	batch_free(&b);
	play_commit(p);
	list = store_expert_list(p->d.store, NOW, &n);
	for (size_t i = 0; i < n; i++)
		assert_true(list[i].load <= list[i].capacity);
	experts_free(list, n);
	return further;
}

/* What the plan leaves is the incidents' first; an ordinary case is put to one. */
static void
test_incidents_are_put_to_several(void **state)
{
	struct play p;
	int64_t first, second, ordinary;

	(void)state;
	play_open(&p);
	for (int room = 2; room <= 6; room++) {
		play_new_store(&p);
		p.config->match.incident_offers_at_once = 2;
		for (int i = 0; i < room; i++)
			list_one(&p, i, 1);
		ordinary = waiting(&p, "matching", false);
		first = waiting(&p, "no_expert", true);
		second = waiting(&p, "matching", true);
		assert_int_equal(carry_out(&p), room <= 3 ? 0 : room == 4 ? 1 : 2);
		assert_int_equal(asked(&p, ordinary), room >= 3);
		assert_int_equal(asked(&p, first), room >= 4 ? 2 : 1);
		assert_int_equal(asked(&p, second), room >= 5 ? 2 : 1);
	}
	play_close(&p);
}

static void
test_others_where_it_is_set(void **state)
{
	struct play p;
	int64_t one, other;

	(void)state;
	play_open(&p);
	play_new_store(&p);
	p.config->match.offers_at_once = 3;
	p.config->match.max_offers = 2;
	for (int i = 0; i < 5; i++)
		list_one(&p, i, 1);
	one = waiting(&p, "matching", false);
	other = waiting(&p, "matching", false);
	assert_int_equal(carry_out(&p), 2);
	/* max_offers holds here, too */
	assert_int_equal(asked(&p, one), 2);
	assert_int_equal(asked(&p, other), 2);
	assert_int_equal(carry_out(&p), 0);
	play_close(&p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_no_plan_is_better),
	    cmocka_unit_test(test_incidents_are_put_to_several),
	    cmocka_unit_test(test_others_where_it_is_set),
	};

	return cmocka_run_group_tests_name("desk batch", tests, NULL, NULL);
}
