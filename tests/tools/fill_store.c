/*
 * Fills a store as a desk would have left it, for tests of its figures.
 * Usage: fill_store FILE programme|hostile|big
 *
 * programme: the published figures of one fiscal year (April 2024 to March 2025), with
 * cases of the years around it. hostile: names that a spreadsheet or a browser must not
 * take at their word. big: ten years of 400 cases, with their mail.
 */
#include "store_case.h"
#include "store_expert.h"
#include "store_work.h"

#include "clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	HOUR = 3600,
	DAY = 24 * HOUR,
	EXPERTS = 20,
	COMPANIES = 105,
	SECOND_PEOPLE = 17, /* companies with two */
	CONSULTATIONS = 55,
	BIG_CASES = 4000,
	BIG_MAILS = 20
};

struct filler {
	struct store *s;
	int64_t experts[EXPERTS];
	long serial;
	const char *expert_name, *agency_name, *company_name; /* # is a number */
};

/* The text with its # replaced; owned. */
static char *
formatted(const char *text, long n)
{
	const char *at = strchr(text, '#');

	return at ? xasprintf("%.*s%ld%s", (int)(at - text), text, n, at + 1)
	          : xstrdup(text);
}

static int64_t
day_of(int year, int month, int day)
{
	return civil_to_time(
	    &(struct civil){.year = year, .month = month, .day = day, .hour = 10});
}

static void
fill_experts(struct filler *f)
{
	for (long i = 0; i < EXPERTS; i++) {
		struct expert e;

		expert_init(&e);
		e.registration_no = xasprintf("%06ld", i + 1);
		e.name = formatted(f->expert_name, i + 1);
		e.email = xasprintf("e%ld@experts.example.jp", i + 1);
		f->experts[i] = store_expert_put(f->s, &e, day_of(2023, 4, 1), NULL);
		expert_free(&e);
	}
}

static int64_t
person(struct filler *f, const char *kind, long i, const char *company, int64_t at)
{
	char *email = xasprintf("%s%ld@%s.example.jp", kind, i, kind);
	char *name = company ? formatted(company, i) : NULL;
	int64_t id = store_person(f->s, email, "見本 花子", name, NULL, at);

	free(email);
	free(name);
	return id;
}

/* --- one case --- */

struct story {
	long company;
	bool second; /* a colleague reads along */
	const char *prefecture, *state;
	int theme;
	long agency;   /* 0 none */
	long expert;   /* 0 nobody accepted */
	int declined;  /* experts who declined before */
	int visits;    /* held */
	int cancelled; /* called off */
	const char *goal;
	int64_t at;
	size_t mails;
};

static void
fill_mail(struct filler *f, int64_t case_id, const char *template_name, int64_t at)
{
	static char wire[4000];
	char *id = xasprintf("%ld@desk.example.jp", ++f->serial);
	struct outbox_new m = {.case_id = case_id,
	    .template_name = template_name,
	    .lang = "ja",
	    .recipient = "a@example.jp",
	    .subject = "受付",
	    .message_id = id,
	    .wire = wire,
	    .wire_bytes = sizeof(wire),
	    .now = at};

	memset(wire, 'x', sizeof(wire));
	store_outbox_sent(f->s, store_outbox_add(f->s, &m), at + 60);
	free(id);
}

static void
fill_offer(struct filler *f, int64_t case_id, long expert, const char *state, int64_t at,
    int64_t took)
{
	struct offer o = {.case_id = case_id,
	    .expert_id = f->experts[expert % EXPERTS],
	    .state = "open",
	    .score = 50,
	    .reasons = "[]",
	    .made_at = at,
	    .due_at = at + 2 * DAY};

	store_offer_answer(f->s, store_offer_add(f->s, &o), state, NULL, at + took);
}

static void
fill_visit(struct filler *f, const struct story *t, int64_t case_id, int no)
{
	bool held = no <= t->visits;
	char *uid = xasprintf("v%ld@desk.example.jp", ++f->serial);
	int64_t starts = t->at + 9 * DAY + (int64_t)(no - 1) * 14 * DAY;
	struct visit v = {.case_id = case_id,
	    .no = no,
	    .state = "proposed",
	    .starts_at = starts,
	    .ends_at = starts + 3 * HOUR,
	    .format = no == 2 ? "online" : "visit",
	    .uid = uid};

	v.id = store_visit_add(f->s, &v);
	v.state = held ? "reported" : "cancelled";
	v.goal = held && no == t->visits ? (char *)(uintptr_t)t->goal : NULL;
	store_visit_update(f->s, &v);
	free(uid);
}

static void
fill_people(struct filler *f, const struct story *t, struct case_row *c)
{
	c->requester_id = person(f, "c", t->company, f->company_name, t->at);
	if (t->agency)
		c->referrer_id = person(f, "agency", t->agency, f->agency_name, t->at);
	store_case_update(f->s, c);
	store_case_person(f->s, c->id, c->requester_id, "requester");
	if (t->agency)
		store_case_person(f->s, c->id, c->referrer_id, "referrer");
	if (t->second)
		store_case_person(f->s, c->id,
		    person(f, "d", t->company, f->company_name, t->at), "copy");
	if (t->expert)
		store_case_person(
		    f->s, c->id, person(f, "e", t->expert, NULL, t->at), "expert");
}

static void
fill_case(struct filler *f, const struct story *t)
{
	struct case_row c;

	case_row_init(&c);
	set_str(&c.state, t->state);
	set_str(&c.prefecture, t->prefecture);
	c.company = formatted(f->company_name, t->company);
	c.category = 'a';
	c.theme = t->theme;
	c.opened_at = t->at;
	if (t->expert) {
		c.accepted_at = t->at + 2 * DAY + t->company % 5 * 3 * HOUR;
		c.expert_id = f->experts[t->expert % EXPERTS];
	}
	if (str_eq(t->state, "closed") || str_eq(t->state, "withdrawn"))
		c.closed_at = t->at + 60 * DAY;
	store_case_add(f->s, &c);
	fill_people(f, t, &c);
	fill_mail(f, c.id, "ack", t->at);
	for (size_t i = 1; i < t->mails; i++)
		fill_mail(f, c.id, "visit_invite", t->at + (int64_t)i * DAY);
	for (long i = 0; i < t->declined; i++)
		fill_offer(f, c.id, t->expert + 1 + i, i % 2 ? "lapsed" : "declined",
		    t->at + HOUR, 4 * HOUR);
	if (t->expert)
		fill_offer(f, c.id, t->expert, "accepted", t->at + DAY, DAY);
	for (int no = 1; no <= t->visits + t->cancelled; no++)
		fill_visit(f, t, c.id, no);
	case_row_free(&c);
}

/* --- the programme --- */

static const struct {
	const char *prefecture;
	int courses[5]; /* by theme */
} published[] = {
    {"大阪府", {10, 1, 1, 1, 4}},
    {"愛知県", {2, 2, 2, 4, 3}},
    {"埼玉県", {3, 1, 0, 0, 0}},
};

/* The 34 courses: two of two visits, the aim reached by 31. */
static long
fill_courses(struct filler *f)
{
	long n = 0;

	for (size_t i = 0; i < ARRAY_LEN(published); i++)
		for (int theme = 1; theme <= 5; theme++)
			for (int k = 0; k < published[i].courses[theme - 1]; k++) {
				bool two = n == 3 || n == 20;

				n++;
				fill_case(f, &(struct story){.company = n,
				                 .second = n <= SECOND_PEOPLE,
				                 .prefecture = published[i].prefecture,
				                 .state = "closed",
				                 .theme = theme,
				                 .agency = n % 5 == 0 ? 1 + n % 2 : 0,
				                 .expert = 1 + n % (EXPERTS - 1),
				                 .declined = (int)(n % 3),
				                 .visits = two ? 2 : 3,
				                 .cancelled = two,
				                 .goal = n == 7        ? "no"
				                         : n % 15 == 0 ? "partly"
				                                       : "yes",
				                 .at = day_of(2024, 6, 3) + n * 3 * DAY});
			}
	return n;
}

static void
fill_programme(struct filler *f)
{
	long n = fill_courses(f);

	n++;
	fill_case(f, &(struct story){.company = n,
	                 .prefecture = "大阪府",
	                 .state = "withdrawn",
	                 .theme = 1,
	                 .expert = 3,
	                 .cancelled = 3,
	                 .at = day_of(2024, 9, 2)});
	while (n < CONSULTATIONS) {
		n++;
		fill_case(f, &(struct story){.company = n,
		                 .prefecture = published[n % 3].prefecture,
		                 .state = n % 4 == 0   ? "no_expert"
		                          : n % 7 == 0 ? "withdrawn"
		                                       : "closed",
		                 .theme = 1 + (int)(n % 5),
		                 .declined = n % 4 == 0 ? 2 : 0,
		                 .at = day_of(2024, 10, 1) + (n - 35) * DAY});
	}
	/* They came to an event, and asked for nothing. */
	while (n < COMPANIES)
		(void)person(f, "c", ++n, f->company_name, day_of(2024, 11, 5));
	/* Other years. */
	for (int year = 2023; year <= 2025; year += 2)
		for (int i = 0; i < 3; i++)
			fill_case(f, &(struct story){.company = 200 + year * 3 + i,
			                 .prefecture = "大阪府",
			                 .state = "closed",
			                 .theme = 2,
			                 .expert = 5,
			                 .visits = 3,
			                 .goal = "yes",
			                 .at = year == 2023 ? day_of(2023, 5, 9 + i)
			                                    : day_of(2025, 4, 1 + i)});
}

/* --- others --- */

static void
fill_hostile(struct filler *f)
{
	f->agency_name = "<script>alert(#)</script>";
	f->company_name = "=cmd|' /C calc'!A#";
	for (long i = 1; i <= 4; i++)
		fill_case(f, &(struct story){.company = i,
		                 .prefecture = "大阪府",
		                 .state = "closed",
		                 .theme = 1,
		                 .agency = i,
		                 .expert = i,
		                 .visits = 3,
		                 .goal = "yes",
		                 .at = day_of(2024, 6, (int)i)});
	f->agency_name = "　＠SUM(A#)\"\r\n,\"x";
	fill_case(f, &(struct story){.company = 9,
	                 .prefecture = "大阪府",
	                 .state = "review",
	                 .agency = 9,
	                 .at = day_of(2024, 6, 20)});
}

static void
fill_big(struct filler *f)
{
	static const char *const prefectures[] = {
	    "大阪府", "愛知県", "埼玉県", "東京都", "北海道", "福岡県", "京都府"};

	for (long i = 0; i < BIG_CASES; i++)
		fill_case(f, &(struct story){.company = 1 + i / 2,
		                 .prefecture = prefectures[i % 7],
		                 .state = "closed",
		                 .theme = 1 + (int)(i % 6),
		                 .agency = i % 3 ? 1 + i % 40 : 0,
		                 .expert = 1 + i % (EXPERTS - 1),
		                 .declined = (int)(i % 3),
		                 .visits = 3,
		                 .goal = "yes",
		                 .at = day_of(2016, 4, 1) + i * 21 * HOUR,
		                 .mails = BIG_MAILS});
}

static const struct {
	const char *name;
	void (*fill)(struct filler *f);
	const char *expert_name;
} kinds[] = {
    {"programme", fill_programme, "見本 #郎"},
    {"hostile", fill_hostile, "=HYPERLINK(\"http://x.example/#\")<b>'"},
    {"big", fill_big, "見本 #郎"},
};

int
main(int argc, char **argv)
{
	struct filler f = {
	    .agency_name = "みなと商工会議所#", .company_name = "株式会社見本#"};
	struct err e = {0};
	size_t kind = 0;

	while (argc == 3 && kind < ARRAY_LEN(kinds) && !str_eq(kinds[kind].name, argv[2]))
		kind++;
	if (argc != 3 || kind == ARRAY_LEN(kinds)) {
		(void)fputs("usage: fill_store FILE programme|hostile|big\n", stderr);
		return 2;
	}
	f.s = store_open(argv[1], &e);
	if (!f.s || !store_begin(f.s)) {
		(void)fprintf(stderr, "fill_store: %s\n", e.text);
		return 3;
	}
	f.expert_name = kinds[kind].expert_name;
	fill_experts(&f);
	kinds[kind].fill(&f);
	if (!store_commit(f.s, &e)) {
		(void)fprintf(stderr, "fill_store: %s\n", e.text);
		return 3;
	}
	store_close(f.s);
	return 0;
}
