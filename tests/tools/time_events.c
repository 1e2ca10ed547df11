/*
 * What one event costs: from a message in the inbox, or a timer that is due, to the
 * commit of its handler, by the clock on the wall, the way work.c does it: read in the
 * box, routed, understood, handled. Beside it what SQLite needs for a commit alone: one
 * row of 4 KB into a file of its own on the same disk, before each event.
 *
 *   time_events STORE ROUNDS   a line for each kind of event: its name, how many there
 *                              were, then in milliseconds median and 99th percentile of
 *                              all, and medians of reading, understanding, handling and
 *                              the commit; the last line is SQLite alone
 *
 * Each round is a course of one visit, from its request to the answered survey. STORE is
 * filled further. Run from the root of the repository.
 */
#include "ahead.h"
#include "box.h"
#include "clock.h"
#include "decide.h"
#include "handler.h"
#include "store_db.h"
#include "store_inbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DESK     "soudan@desk.example.jp"
#define EXPERT   "e%d@bench-experts.example.jp"
#define RAW_FILE "%s-raw"

enum { EXPERTS = 20, ROUNDS_MOST = 2000, HOUR = 3600 };

enum kind_of_event { REQUEST, ACCEPT, SLOTS, FIX, TIMER, REPORT, SURVEY, COMMIT, EVENTS };
static const char *const names[] = {"request", "accept", "slots answered", "slots fixed",
    "timer", "report", "survey", "sqlite alone"};
enum part { ALL, READING, UNDERSTANDING, HANDLING, COMMITTING, PARTS };

struct bench {
	struct config *config;
	struct store *store;
	struct desk desk;
	struct brain *brain;
	struct box *box;
	sqlite3 *raw;
	int64_t now, source;
	unsigned serial;
	size_t n[EVENTS];
	double took[EVENTS][PARTS][ROUNDS_MOST];
};

static double
milliseconds(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void
give_up(const char *what)
{
	(void)fprintf(stderr, "time_events: %s\n", what);
	exit(1);
}

static void
note(struct bench *b, enum kind_of_event k, const double at[PARTS + 1])
{
	size_t i = b->n[k]++;

	if (i >= ROUNDS_MOST)
		give_up("too many events");
	b->took[k][ALL][i] = at[PARTS - 1] - at[0];
	for (int p = READING; p < PARTS; p++)
		b->took[k][p][i] = at[p] - at[p - 1];
}

/* --- SQLite alone --- */

static void
raw_open(struct bench *b, const char *store)
{
	char *path = xasprintf(RAW_FILE, store);

	if (sqlite3_open(path, &b->raw) != SQLITE_OK ||
	    sqlite3_exec(b->raw,
	        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
	        "CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, row BLOB)",
	        NULL, NULL, NULL) != SQLITE_OK)
		give_up(sqlite3_errmsg(b->raw));
	free(path);
}

static void
raw_commit(struct bench *b)
{
	double at[PARTS + 1] = {0};

	at[0] = milliseconds();
	if (sqlite3_exec(b->raw, "INSERT INTO t (row) VALUES (zeroblob(4096))", NULL,
	        NULL, NULL) != SQLITE_OK)
		give_up(sqlite3_errmsg(b->raw));
	for (int p = READING; p < PARTS; p++)
		at[p] = milliseconds();
	note(b, COMMIT, at);
}

/* --- one event, as work.c does it --- */

struct raw_source {
	struct store *store;
	int64_t id;
};

static size_t
raw_bytes(void *ctx, size_t offset, void *bytes, size_t n)
{
	const struct raw_source *s = ctx;

	return store_inbox_raw_read(s->store, s->id, offset, bytes, n);
}

static void
begin(struct bench *b)
{
	if (!store_begin(b->store))
		give_up(store_failed(b->store));
	desk_begin(&b->desk);
	b->desk.now = b->now;
}

static void
commit(struct bench *b)
{
	struct err e = {0};

	if (!store_commit(b->store, &e))
		give_up(e.text);
}

static void
done(struct bench *b, int64_t inbox_id, const struct message *m, const struct reading *r,
    int64_t case_id)
{
	json_t *summary = reading_summary_json(r);
	char *text = json_dumps(summary, JSON_COMPACT);

	store_inbox_done(b->store, inbox_id,
	    &(struct inbox_done){.message_id = m->message_id,
	        .from_addr = m->from.addr,
	        .subject = m->subject,
	        .kind = kind_name(r->kind),
	        .decision = decision_name(r->decision),
	        .reading = text,
	        .case_id = case_id,
	        .now = b->now});
	free(text);
	json_decref(summary);
}

static void
handle(struct bench *b, int64_t inbox_id, struct message *m, struct reading *r)
{
	struct route route;
	struct case_row c;
	struct input in = {.inbox_id = inbox_id, .m = m, .r = r, .route = &route};

	route_message(&b->desk, m, NULL, &route);
	route_by_sender(&b->desk, m, r->kind, &route);
	if (route.case_id && store_case_get(b->store, route.case_id, &c)) {
		in.c = &c;
		in.case_id = c.id;
	}
	store_person_alive(b->store, m->from.addr);
	b->desk.inbox_id = inbox_id;
	b->desk.answering = m;
	b->desk.actor = route.role ? route.role : "sender";
	(void)handle_message(&b->desk, &in, NULL);
	b->desk.inbox_id = 0;
	b->desk.answering = NULL;
	b->desk.actor = "desk";
	done(b, inbox_id, m, r, in.case_id);
	if (in.c)
		case_row_free(&c);
	route_free(&route);
}

static void
understand(struct bench *b, const struct message *m, struct reading *r)
{
	struct route route;

	b->desk.now = b->now;
	route_message(&b->desk, m, NULL, &route);
	decide(b->brain, m, route.case_id ? &route.context : NULL, r);
	route_free(&route);
}

static void
take(struct bench *b, enum kind_of_event k)
{
	struct message m;
	struct reading r;
	struct err e = {0};
	double at[PARTS + 1];
	size_t n;
	struct inbox_item *items;
	struct raw_source source = {b->store, 0};

	at[0] = milliseconds();
	items = store_inbox_due(b->store, 0, NULL, 1, &n);
	if (n != 1)
		give_up("no message is due");
	source.id = items[0].id;
	if (box_read(b->box, raw_bytes, &source, (size_t)items[0].raw_bytes, false, &m,
	        &e) != BOX_OK)
		give_up(e.text);
	ahead_settle(&m, items[0].received_at, DESK);
	at[READING] = milliseconds();
	understand(b, &m, &r);
	at[UNDERSTANDING] = milliseconds();
	begin(b);
	handle(b, items[0].id, &m, &r);
	at[HANDLING] = milliseconds();
	commit(b);
	at[COMMITTING] = milliseconds();
	note(b, k, at);
	reading_free(&r);
	message_free(&m);
	store_inbox_items_free(items, n);
}

/* --- mail --- */

static void
put(struct bench *b, const char *from, const char *to, const char *in_reply_to,
    const char *text)
{
	char *thread =
	    in_reply_to ? xasprintf("In-Reply-To: <%s>\r\n", in_reply_to) : xstrdup("");
	char date[40];
	time_t utc = (time_t)b->now;
	struct tm tm;
	struct inbox_new m;
	char *raw;

	(void)strftime(
	    date, sizeof(date), "%a, %d %b %Y %H:%M:%S +0000", gmtime_r(&utc, &tm));
	raw = xasprintf(
	    "From: %s\r\nTo: %s\r\nSubject: %s\r\nDate: %s\r\nMessage-ID: "
	    "<in%u@b.example>\r\n"
	    "%sMIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n%s",
	    from, to,
	    in_reply_to ? "Re: ご案内" : "従業員向けのセキュリティ研修をお願いしたい",
	    date, b->serial, thread, text);
	m = (struct inbox_new){.source_id = b->source,
	    .uidvalidity = 1,
	    .uid = ++b->serial,
	    .size = (int64_t)strlen(raw),
	    .received_at = b->now,
	    .raw = raw,
	    .raw_bytes = strlen(raw)};

	memcpy(m.dedup, &b->serial, sizeof(b->serial));
	m.dedup[31] = 0xbe;
	if (!store_inbox_add(b->store, &m))
		give_up("the message is there already");
	free(thread);
	free(raw);
}

/* The newest letter of the template: who got it answers. */
static void
reply(struct bench *b, int64_t case_id, const char *template_name, bool expert,
    const char *text)
{
	size_t all, bytes, n;
	struct outbox_row *rows = store_outbox_list(b->store, case_id, NULL, &all);
	char *wire, *to;
	const char *at;

	n = all;
	while (n > 0 &&
	       !(str_eq(rows[n - 1].template_name, template_name) &&
	           (strstr(rows[n - 1].recipient, "@bench-experts") != NULL) == expert))
		n--;
	if (!n)
		give_up(template_name);
	wire = store_outbox_wire(b->store, rows[n - 1].id, &bytes);
	at = wire ? strstr(wire, "soudan+") : NULL;
	to = at ? xstrndup(at, strcspn(at, ">\r\n ")) : xstrdup(DESK);
	put(b, rows[n - 1].recipient, to, rows[n - 1].message_id, text);
	free(to);
	free(wire);
	outbox_rows_free(rows, all);
}

static void
send_all(struct bench *b)
{
	struct outbox_mail m;

	while (store_outbox_take(b->store, b->now, &m)) {
		store_outbox_sent(b->store, m.id, b->now);
		outbox_mail_free(&m);
	}
}

/* --- time --- */

static void
fire_until(struct bench *b, int64_t case_id, int64_t until)
{
	struct timer due;

	b->now = until;
	while (store_timer_due(b->store, b->now, &due)) {
		struct case_row c = {0};
		double at[PARTS + 1];
		bool ours = due.case_id == case_id;

		at[0] = at[READING] = at[UNDERSTANDING] = milliseconds();
		begin(b);
		store_timer_remove(b->store, due.id);
		if (ours && store_case_get(b->store, due.case_id, &c)) {
			b->desk.actor = "clock";
			(void)handle_timer(&b->desk, &c, &due);
			b->desk.actor = "desk";
			case_row_free(&c);
		}
		at[HANDLING] = milliseconds();
		commit(b);
		at[COMMITTING] = milliseconds();
		if (ours)
			note(b, TIMER, at);
		timer_free(&due);
	}
}

/* --- one course --- */

static const char request_text[] =
    "株式会社つばめ精機の山田と申します。大阪府東大阪市で金属部品を製造しております。\r\n"
    "従業員は45名です。\r\n\r\n最近、不審なメールが増えており、従業員向けの情報セキュリテ"
    "ィ"
    "研修を\r\n実施していただける専門家をご紹介ください。\r\n訪問での実施を希望します。"
    "予算は1回あたり4万円程度です。\r\n\r\nどうぞよろしくお願いいたします。\r\n\r\n-- "
    "\r\n"
    "株式会社つばめ精機　総務部　山田 太郎\r\n〒577-0000 大阪府東大阪市\r\n"
    "TEL 06-0123-4567\r\n";

static int64_t
newest_case(struct bench *b, char **state)
{
	size_t n;
	struct case_row *rows = store_case_list(b->store, NULL, &n);
	int64_t id = n ? rows[n - 1].id : 0;

	*state = n ? xstrdup(rows[n - 1].state) : xstrdup("");
	case_rows_free(rows, n);
	return id;
}

static void
expect_state(struct bench *b, int64_t case_id, const char *state)
{
	struct case_row c;

	if (!store_case_get(b->store, case_id, &c))
		give_up("the case is gone");
	if (!str_eq(c.state, state)) {
		(void)fprintf(stderr, "time_events: expected %s: ", state);
		give_up(c.state);
	}
	case_row_free(&c);
}

static void
course(struct bench *b, unsigned round)
{
	char *from = xasprintf("yamada%u@company%u.example.co.jp", round, round), *state;
	struct visit v;
	int64_t id;

	put(b, from, DESK, NULL, request_text);
	raw_commit(b);
	take(b, REQUEST);
	id = newest_case(b, &state);
	free(state);
	free(from);
	expect_state(b, id, "offered");
	send_all(b);
	b->now += HOUR;
	reply(b, id, "offer", true, "お引き受けします。よろしくお願いいたします。\r\n");
	raw_commit(b);
	take(b, ACCEPT);
	expect_state(b, id, "accepted");
	send_all(b);
	reply(b, id, "visit_slots", false, "①と②でお願いいたします。\r\n");
	raw_commit(b);
	take(b, SLOTS);
	reply(b, id, "visit_slots", true, "②でお願いいたします。\r\n");
	raw_commit(b);
	take(b, FIX);
	send_all(b);
	if (!store_visit_find(b->store, id, 1, &v) || !str_eq(v.state, "fixed"))
		give_up("no date was fixed");
	fire_until(b, id, v.starts_at - HOUR);
	fire_until(b, id, v.ends_at + HOUR);
	visit_free(&v);
	expect_state(b, id, "visits");
	send_all(b);
	reply(b, id, "report_request", true,
	    "第1回の訪問を終えましたのでご報告します。\r\n内容: 研修を行いました。\r\n"
	    "次回までの宿題: なし\r\n目標達成: 達成\r\n");
	raw_commit(b);
	take(b, REPORT);
	expect_state(b, id, "survey");
	send_all(b);
	b->now += HOUR;
	reply(b, id, "survey", false,
	    "Q1. 達成\r\nQ2. 5\r\nQ3. 特になし\r\nQ4. ありがとうございました。\r\n");
	raw_commit(b);
	take(b, SURVEY);
	expect_state(b, id, "closed");
	send_all(b);
}

/* --- the whole --- */

static void
put_experts(struct bench *b)
{
	for (int i = 0; i < EXPERTS; i++) {
		struct expert e;

		expert_init(&e);
		e.registration_no = xasprintf("8%05d", i);
		e.name = xasprintf("見本 %d", i);
		e.email = xasprintf(EXPERT, i);
		e.themes = 0x7e;
		e.forms = FORM_VISIT;
		e.prefectures = ((uint64_t)1 << 47) - 1;
		e.capacity = 1000;
		set_str(&e.valid_until, "2099-03-31");
		(void)store_expert_put(b->store, &e, b->now, NULL);
		expert_free(&e);
	}
	desk_experts_changed(&b->desk);
}

static void
bench_open(struct bench *b, const char *store)
{
	struct strlist problems = {0};
	struct err e = {0};

	b->config = config_default();
	set_str(&b->config->desk.address, DESK);
	set_str(&b->config->templates_dir, "templates");
	set_str(&b->config->data_dir, ".");
	b->config->supervised.all = false;
	b->config->visits.count = 1;
	b->config->limits.alerts_per_day = 1000;
	b->store = store_open(store, &e);
	b->brain = b->store ? brain_load(".", &e) : NULL;
	if (!b->brain || !desk_open(&b->desk, b->config, b->store, &problems))
		give_up(problems.n ? problems.v[0] : e.text);
	/* How sure it has to be changes nothing of what it costs. */
	brain_thresholds(b->brain, 0.5, 0.1);
	b->box =
	    box_new(b->config->limits.read_seconds, b->config->limits.read_memory_mib);
	b->now = clock_now();
	b->serial = (unsigned)b->now;
	b->source = store_source(b->store, "bench").id;
	begin(b);
	put_experts(b);
	commit(b);
	raw_open(b, store);
}

static int
cmp_number(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
quantile(double *list, size_t n, double q)
{
	if (!n)
		return 0;
	qsort(list, n, sizeof(*list), cmp_number);
	return list[(size_t)((double)(n - 1) * q + 0.5)];
}

static void
print(struct bench *b)
{
	for (int k = 0; k < EVENTS; k++) {
		double p99 = quantile(b->took[k][ALL], b->n[k], 0.99);

		(void)printf("%s\t%zu\t%.3f\t%.3f", names[k], b->n[k],
		    quantile(b->took[k][ALL], b->n[k], 0.5), p99);
		for (int p = READING; p < PARTS; p++)
			(void)printf("\t%.3f", quantile(b->took[k][p], b->n[k], 0.5));
		(void)printf("\n");
	}
}

int
main(int argc, char **argv)
{
	static struct bench b;
	unsigned rounds = argc == 3 ? (unsigned)strtoul(argv[2], NULL, 10) : 0;

	if (!rounds || rounds > ROUNDS_MOST / 8) {
		(void)fprintf(stderr, "usage: time_events STORE ROUNDS\n");
		return 2;
	}
	bench_open(&b, argv[1]);
	for (unsigned i = 0; i < rounds; i++)
		course(&b, b.serial + i);
	print(&b);
	(void)sqlite3_close(b.raw);
	box_free(b.box);
	desk_close(&b.desk);
	brain_free(b.brain);
	store_close(b.store);
	config_free(b.config);
	return 0;
}
