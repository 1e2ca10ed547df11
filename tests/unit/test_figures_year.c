/*
 * The programme's figures of a year, played through: 35 companies matched, one withdrawn
 * before the start, 34 courses by region and theme, 100 visits of which two courses have
 * two. One after the other and in one batch, on a list that can serve them and on lists
 * as they are published.
 */
#include "year.h"

#include "desk_batch.h"

enum { COURSES = 34 };

/* 大阪, 名古屋, 埼玉 × themes 1-5. */
static const struct {
	const char *prefecture;
	int courses[5];
} figures[] = {
    {"大阪府", {10, 1, 1, 1, 4}},
    {"愛知県", {2, 2, 2, 4, 3}},
    {"埼玉県", {3, 1, 0, 0, 0}},
};

/* --- what must hold --- */

/* The expert who has the case; 0: nobody. Exactly one offer is accepted then. */
static int64_t
who_has(struct year *y, const struct course *k)
{
	size_t n, accepted = 0;
	struct offer *offers = store_offer_list(y->p.d.store, k->id, &n);
	struct case_row c;
	int64_t id;

	assert_true(store_case_get(y->p.d.store, k->id, &c));
	id = c.expert_id;
	for (size_t i = 0; i < n; i++)
		if (str_eq(offers[i].state, "accepted")) {
			accepted++;
			assert_int_equal(offers[i].expert_id, id);
		}
	assert_int_equal(accepted, id != 0);
	offers_free(offers, n);
	case_row_free(&c);
	return id;
}

/* Whoever was asked may have the case, by the rules as they stood; nobody has too many.
 */
static void
check_all(struct year *y)
{
	int load[EXPERTS_MAX];

	memcpy(load, y->taken, sizeof(load));
	for (size_t i = 0; i < y->cases_n; i++) {
		struct course *k = &y->cases[i];
		size_t n;
		struct offer *offers = store_offer_list(y->p.d.store, k->id, &n);
		bool over = is_in(y, k, "closed") || is_in(y, k, "withdrawn");

		for (size_t o = 0; o < n; o++) {
			size_t e = index_of(y, offers[o].expert_id);
			const char *why =
			    kept_out(&y->experts[e], &k->asks, offers[o].made_at);

			if (why)
				fail_msg("case %zu, expert %zu: %s", i, e, why);
			load[e] += !over && (str_eq(offers[o].state, "open") ||
			                        str_eq(offers[o].state, "accepted"));
		}
		offers_free(offers, n);
		(void)who_has(y, k);
	}
	for (size_t e = 0; e < y->experts_n; e++)
		assert_true(load[e] <= y->experts[e].capacity || load[e] <= y->taken[e]);
}

/* Calls back for each course of the table, the regions mixed as they come in. */
static void
each_course(struct year *y, void (*each)(struct year *y, const char *place, int theme))
{
	for (int nth = 0; nth < 10; nth++)
		for (int theme = 1; theme <= 5; theme++)
			for (size_t r = 0; r < ARRAY_LEN(figures); r++)
				if (figures[r].courses[theme - 1] > nth)
					each(y, figures[r].prefecture, theme);
}

static void
just_open(struct year *y, const char *place, int theme)
{
	(void)open_case(y, place, theme);
}

/* --- one after the other --- */

static int64_t
asked_now(struct year *y, const struct course *k)
{
	struct offer o;
	int64_t id;

	if (!store_offer_current(y->p.d.store, k->id, &o))
		return 0;
	id = o.expert_id;
	offer_free(&o);
	return id;
}

/* The deadline is on working days. */
static void
stay_silent(struct year *y, const struct course *k)
{
	int64_t first = asked_now(y, k);

	while (asked_now(y, k) == first)
		pass(y, HOUR);
}

/* Some decline, some are silent; the rest say yes within hours. */
static void
open_and_settle(struct year *y, const char *place, int theme)
{
	struct course *k = open_case(y, place, theme);

	if (y->cases_n % 5 == 2)
		answer(y, k, KIND_EXPERT_DECLINE);
	else if (y->cases_n % 7 == 3)
		stay_silent(y, k);
	pass(y, 3 * HOUR);
	assert_true(is_in(y, k, "offered"));
	answer(y, k, KIND_EXPERT_ACCEPT);
	assert_true(is_in(y, k, "accepted"));
	check_all(y);
	pass(y, 3 * HOUR);
}

/* Counts by region and theme who has accepted, by the expert's own entry. */
static void
check_table(struct year *y, size_t from)
{
	for (size_t r = 0; r < ARRAY_LEN(figures); r++)
		for (int theme = 1; theme <= 5; theme++) {
			int number = prefecture_number(figures[r].prefecture), found = 0;

			for (size_t i = from; i < y->cases_n; i++) {
				const struct asked_for *a = &y->cases[i].asks;
				const struct listed *e;

				if (a->prefecture != number || a->theme != theme)
					continue;
				e = &y->experts[index_of(y, who_has(y, &y->cases[i]))];
				assert_true(e->prefectures >> (number - 1) & 1);
				assert_true(e->themes >> theme & 1);
				found++;
			}
			assert_int_equal(found, figures[r].courses[theme - 1]);
		}
}

/* The 35th: a company that withdraws just before the first visit. */
static void
withdraw(struct year *y, const struct course *k)
{
	int64_t held = who_has(y, k);
	size_t n;
	struct outbox_row *mails = store_outbox_list(y->p.d.store, k->id, "sent", &n);
	struct visit *visits;
	struct expert e;
	int load;

	assert_true(n > 0 && str_eq(mails[0].template_name, "ack"));
	assert_true(store_expert_get(y->p.d.store, held, y->p.now, &e));
	load = e.load;
	expert_free(&e);
	play_deliver(&y->p, &(struct play_letter){.from = mails[0].recipient,
	                        .to = &mails[0],
	                        .kind = KIND_WITHDRAW,
	                        .reply = REPLY_WITHDRAW});
	outbox_rows_free(mails, n);
	play_send_all(&y->p);
	assert_true(is_in(y, k, "withdrawn"));
	visits = store_visit_list(y->p.d.store, k->id, &n);
	assert_int_equal(n, 3);
	for (size_t i = 0; i < n; i++)
		assert_string_equal(visits[i].state, "cancelled");
	visits_free(visits, n);
	assert_true(store_expert_get(y->p.d.store, held, y->p.now, &e));
	assert_int_equal(e.load, load - 1);
	expert_free(&e);
}

static int64_t
visits_held(struct year *y)
{
	int64_t held = 0;

	for (size_t i = 0; i < y->cases_n; i++) {
		size_t n;
		struct visit *v = store_visit_list(y->p.d.store, y->cases[i].id, &n);

		for (size_t k = 0; k < n; k++)
			held +=
			    str_eq(v[k].state, "held") || str_eq(v[k].state, "reported");
		visits_free(v, n);
	}
	return held;
}

/* True when two visits are behind it and the third is to come. */
static bool
third_is_left(struct year *y, const struct course *k)
{
	size_t n;
	struct visit *v = store_visit_list(y->p.d.store, k->id, &n);
	bool left = n == 3 && str_eq(v[1].state, "held") && !str_eq(v[2].state, "held") &&
	            is_in(y, k, "visits");

	visits_free(v, n);
	return left;
}

/* By agreement, after two visits. */
static void
end_early(struct year *y, const struct course *k)
{
	struct case_row c;

	while (!third_is_left(y, k))
		pass(y, DAY);
	play_begin(&y->p);
	assert_true(store_case_get(y->p.d.store, k->id, &c));
	desk_close_case(&y->p.d, &c, "双方の合意により2回で終了");
	case_row_free(&c);
	play_commit(&y->p);
	play_send_all(&y->p);
	assert_true(is_in(y, k, "closed"));
}

/* To the last course's end. */
static void
play_out(struct year *y)
{
	end_early(y, &y->cases[y->cases_n - 1]);
	end_early(y, &y->cases[y->cases_n - 2]);
	pass(y, 120 * DAY);
	for (size_t i = 1; i < y->cases_n; i++) {
		assert_true(is_in(y, &y->cases[i], "closed"));
		assert_true(who_has(y, &y->cases[i]) != 0);
	}
	assert_int_equal(visits_held(y), 32 * 3 + 2 * 2);
	check_all(y);
}

static void
test_one_by_one(void **state)
{
	static struct year y;
	struct expert_list list = year_begin(&y, NULL);

	(void)state;
	open_and_settle(&y, "大阪府", 1);
	withdraw(&y, &y.cases[0]);
	each_course(&y, open_and_settle);
	assert_int_equal(y.cases_n, COURSES + 1);
	check_table(&y, 1);
	play_out(&y);
	year_end(&y, &list);
}

/* --- all at once --- */

/* One batch; *served gets how many offers it made. */
static void
run_batch(struct year *y, size_t *served)
{
	struct batch b;
	struct err e = {0};

	play_begin(&y->p);
	if (!desk_batch_plan(&y->p.d, &b, &e))
		fail_msg("%s", e.text);
	*served = b.served;
	desk_batch_carry_out(&y->p.d, &b);
	batch_free(&b);
	play_commit(&y->p);
	play_send_all(&y->p);
}

static void
accept_all(struct year *y)
{
	for (size_t i = 0; i < y->cases_n; i++)
		if (is_in(y, &y->cases[i], "offered"))
			answer(y, &y->cases[i], KIND_EXPERT_ACCEPT);
}

static void
test_in_one_batch(void **state)
{
	static struct year y;
	struct expert_list list = year_begin(&y, NULL);
	size_t served;

	(void)state;
	y.p.config->match.wait_for_batch = true;
	just_open(&y, "大阪府", 1);
	each_course(&y, just_open);
	run_batch(&y, &served);
	assert_int_equal(served, COURSES + 1);
	check_all(&y);
	accept_all(&y);
	withdraw(&y, &y.cases[0]);
	check_all(&y);
	check_table(&y, 1);
	play_out(&y);
	year_end(&y, &list);
}

/* --- lists as they are published --- */

static bool
may_have(const struct year *y, size_t c, size_t e)
{
	return !kept_out(&y->experts[e], &y->cases[c].asks, y->p.now);
}

/* A case finds an expert with room, or moves another one of his elsewhere (augmenting
 * paths, the plain textbook way). */
static bool
find_room(const struct year *y, size_t c, size_t *of_case, bool *seen)
{
	for (size_t e = 0; e < y->experts_n; e++) {
		int used = 0;

		if (seen[e] || !may_have(y, c, e))
			continue;
		seen[e] = true;
		for (size_t i = 0; i < y->cases_n; i++)
			used += of_case[i] == e;
		if (used < y->experts[e].capacity) {
			of_case[c] = e;
			return true;
		}
		for (size_t i = 0; i < y->cases_n; i++)
			if (of_case[i] == e && find_room(y, i, of_case, seen)) {
				of_case[c] = e;
				return true;
			}
	}
	return false;
}

static size_t
most_that_can_be_served(const struct year *y)
{
	size_t of_case[CASES_MAX], served = 0;
	bool seen[EXPERTS_MAX];

	for (size_t c = 0; c < y->cases_n; c++)
		of_case[c] = SIZE_MAX;
	for (size_t c = 0; c < y->cases_n; c++) {
		memset(seen, 0, sizeof(seen));
		served += find_room(y, c, of_case, seen);
	}
	return served;
}

static int
load_of(struct year *y, size_t e)
{
	int load = 0;

	for (size_t i = 0; i < y->cases_n; i++)
		load += who_has(y, &y->cases[i]) == y->experts[e].id;
	return load;
}

/* Offered exactly when somebody may have it and has room just now. */
static void
open_and_compare(struct year *y, const char *place, int theme)
{
	struct course *k = open_case(y, place, theme);
	bool can = false;

	for (size_t e = 0; e < y->experts_n && !can; e++)
		can = may_have(y, y->cases_n - 1, e) &&
		      load_of(y, e) < y->experts[e].capacity;
	assert_true(is_in(y, k, can ? "offered" : "no_expert"));
	if (can)
		answer(y, k, KIND_EXPERT_ACCEPT);
}

/* The table, then every prefecture and theme there is in the batch. */
static void
play_list(const char *file)
{
	static struct year y;
	struct expert_list list = year_begin(&y, file);
	size_t served, feasible = 0;

	each_course(&y, open_and_compare);
	assert_int_equal(y.cases_n, COURSES);
	check_all(&y);
	year_end(&y, &list);

	list = year_begin(&y, file);
	y.p.config->match.wait_for_batch = true;
	each_course(&y, just_open);
	for (int place = 1; place <= 47; place += 2)
		for (int theme = 1; theme <= 6; theme++)
			just_open(&y, prefecture_name(place), theme);
	feasible = most_that_can_be_served(&y);
	run_batch(&y, &served);
	print_message("%s: %zu of %zu cases can be served\n", file, feasible, y.cases_n);
	assert_int_equal(served, feasible);
	assert_true(feasible > COURSES && feasible < y.cases_n);
	accept_all(&y);
	check_all(&y);
	for (size_t i = 0; i < y.cases_n; i++)
		assert_true(is_in(&y, &y.cases[i], "accepted") ||
		            is_in(&y, &y.cases[i], "no_expert"));
	year_end(&y, &list);
}

static void
test_published_lists(void **state)
{
	(void)state;
	play_list("tests/corpus/lists/experts60-messy.csv");
	play_list("tests/corpus/lists/experts200.csv");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_one_by_one),
	    cmocka_unit_test(test_in_one_batch),
	    cmocka_unit_test(test_published_lists),
	};

	return cmocka_run_group_tests_name("figures of a year", tests, NULL, NULL);
}
