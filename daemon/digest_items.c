/* What the morning's mail says, item by item. See desk_digest.h. */
#include "digest_item.h"

#include "buf.h"
#include "clock.h"
#include "store_digest.h"
#include "store_inbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	DAY_SEC = 86400,
	LATE_DAYS = 2, /* working days after which what waits is late */
	SOURCE_SEC = 3 * 3600,
	STUCK_SEC = 3 * 3600,
	TEXT_MOST = 80, /* characters of a text that others wrote */
	QUARANTINE_MOST = 200
};

bool
digest_english(const struct digest *g)
{
	return str_eq(g->lang, "en");
}

const char *
digest_say(const struct digest *g, const char *ja, const char *en)
{
	return digest_english(g) ? en : ja;
}

int64_t
digest_day_of(int64_t t)
{
	struct civil c = civil_from_time(t);

	return civil_day(c.year, c.month, c.day);
}

int
digest_working_days(const struct digest *g, int64_t since)
{
	int64_t day = digest_day_of(since);
	int n = 0;

	while (day < g->today && n < 99)
		n += workday(&g->d->workdays, ++day);
	return n;
}

static char *
since_text(const struct digest *g, int64_t t)
{
	struct civil c = civil_from_time(t);
	int n = digest_working_days(g, t);

	if (digest_english(g))
		return xasprintf("since %d %.3s %d:%02d (%d working day%s)", c.day,
		    month_en(c.month), c.hour, c.minute, n, n == 1 ? "" : "s");
	return n ? xasprintf("%d/%d %d:%02dから（%d営業日）", c.month, c.day, c.hour,
	               c.minute, n)
	         : xasprintf("%d/%d %d:%02dから", c.month, c.day, c.hour, c.minute);
}

/* Without what would break a line or a mail, and no longer than one reads on a telephone.
 */
static char *
shortened(const char *s)
{
	struct buf out = {0};
	int n = 0;

	for (; *s && n <= TEXT_MOST; s++) {
		bool begins = ((unsigned char)*s & 0xc0) != 0x80;

		n += begins;
		if (n <= TEXT_MOST)
			buf_addc(&out, (unsigned char)*s < 0x20 ? ' ' : *s);
	}
	if (n > TEXT_MOST)
		buf_adds(&out, "…");
	return buf_steal(&out);
}

struct digest_item *
digest_add(
    struct digest *g, enum digest_section section, char *text, char *todo, int64_t since)
{
	struct digest_item *item;

	g->items[section] = xreallocarray(
	    g->items[section], g->n[section] + 1, sizeof(*g->items[section]));
	item = &g->items[section][g->n[section]++];
	*item = (struct digest_item){.text = shortened(text),
	    .todo = todo,
	    .since = since ? since_text(g, since) : NULL,
	    .at = since};
	free(text);
	return item;
}

/* What waits for the operator is late after some days; an incident the next day. */
static void
add_waiting(struct digest *g, char *text, char *todo, int64_t since, bool incident)
{
	bool late = digest_working_days(g, since) >= (incident ? 1 : LATE_DAYS);

	digest_add(g, late ? DIGEST_LATE : DIGEST_WAITING, text, todo, since)->urgent =
	    incident;
}

char *
digest_case_words(const struct digest *g, const char *number, const char *company)
{
	return xasprintf("%s%s%s%s", digest_say(g, "案件 ", "Case "), number,
	    company ? " " : "", company ? company : "");
}

/* --- what waits for the operator --- */

static struct outbox_row *
failed_mails(struct digest *g, size_t *n)
{
	return store_outbox_list(g->d->store, 0, "failed", n);
}

/* Whether it only says what the list of failed mails says as well. */
static bool
is_of_failed(const struct event_row *e, const struct outbox_row *rows, size_t n)
{
	bool found = false;

	for (size_t i = 0; i < n && !found; i++) {
		char *begins = xasprintf("%s宛のメール「%s」を送れませんでした",
		    rows[i].recipient, rows[i].subject);

		found = str_starts(e->text, begins);
		free(begins);
	}
	return found;
}

/* These are told from what they are about, or in a summary of their own. */
static bool
is_told_elsewhere(const struct event_row *e)
{
	return str_eq(e->what, "source_failing") || str_starts(e->what, "alert_held");
}

/* A report that is missing is told of the visit while its case is under way. */
static bool
is_of_visit(const struct event_row *e, const struct case_row *c)
{
	return str_eq(e->what, "report_late") && !str_eq(c->state, "closed") &&
	       !str_eq(c->state, "withdrawn");
}

static bool
is_failure(const struct event_row *e)
{
	return str_eq(e->what, "mail") || str_eq(e->what, "no_box") ||
	       str_eq(e->what, "timer") || str_eq(e->actor, "fetch");
}

static char *
event_todo(const struct event_row *e, const struct case_row *c)
{
	if (str_eq(e->what, "list"))
		return xstrdup("madoguchi experts drafts");
	if (!c || str_eq(e->what, "review") || str_eq(e->what, "followup"))
		return xasprintf("madoguchi review show e%lld", (long long)e->id);
	if (str_eq(e->what, "question"))
		return xasprintf("madoguchi case answer %s TEXT", c->number);
	if (str_eq(e->what, "nobody"))
		return xasprintf("madoguchi case assign %s REGNO", c->number);
	return xasprintf("madoguchi case show %s", c->number);
}

static void
add_event(struct digest *g, const struct event_row *e)
{
	struct case_row c;
	bool of_case = e->case_id && store_case_get(g->d->store, e->case_id, &c);
	char *words, *text, *todo;

	if (of_case && is_of_visit(e, &c)) {
		case_row_free(&c);
		return;
	}
	words = of_case ? digest_case_words(g, c.number, c.company) : xstrdup("");
	text = xasprintf("%s%s%s", words, of_case ? ": " : "", e->text);
	todo = event_todo(e, of_case ? &c : NULL);
	if (is_failure(e))
		(void)digest_add(g, DIGEST_FAILED, text, todo, e->at);
	else
		add_waiting(g, text, todo, e->at, of_case && c.incident);
	free(words);
	if (of_case)
		case_row_free(&c);
}

static void
collect_events(struct digest *g)
{
	size_t n, failed_n;
	struct event_row *rows = store_event_open(g->d->store, &n);
	struct outbox_row *failed = failed_mails(g, &failed_n);

	for (size_t i = 0; i < n; i++)
		if (!is_told_elsewhere(&rows[i]) &&
		    !is_of_failed(&rows[i], failed, failed_n))
			add_event(g, &rows[i]);
	outbox_rows_free(failed, failed_n);
	event_rows_free(rows, n);
}

/* A case that waits although nothing is open any more. */
static void
collect_cases(struct digest *g)
{
	size_t n;
	struct digest_case *rows = store_digest_cases(g->d->store, &n);

	for (size_t i = 0; i < n; i++) {
		char *words = digest_case_words(g, rows[i].number, rows[i].company);

		if (str_eq(rows[i].state, "confirm"))
			(void)digest_add(g, DIGEST_OTHERS,
			    xasprintf("%s: %s", words,
			        digest_say(g, "内容確認への相談者の返信待ち",
			            "the sender's answer to the menu")),
			    NULL, rows[i].since);
		else if (!rows[i].told)
			add_waiting(g,
			    xasprintf("%s: %s", words,
			        str_eq(rows[i].state, "review")
			            ? digest_say(
			                  g, "担当者の判断待ち", "waits for a decision")
			            : digest_say(g, "専門家が見つかっていません",
			                  "no expert was found")),
			    xasprintf("madoguchi case show %s", rows[i].number),
			    rows[i].since, rows[i].incident);
		free(words);
	}
	digest_cases_free(rows, n);
}

static void
collect_held(struct digest *g)
{
	size_t n;
	struct digest_held *rows = store_digest_held(g->d->store, &n);

	for (size_t i = 0; i < n; i++) {
		char *words =
		    rows[i].number
		        ? digest_case_words(g, rows[i].number, rows[i].company)
		        : xstrdup(digest_say(g, "窓口のメール", "A mail of the desk"));

		add_waiting(g,
		    DIGEST_WORDS(g, "%s: 承認待ちのメール%lld通",
		        "%s: mails to be approved: %lld", words,
		        (long long)rows[i].count),
		    rows[i].number
		        ? xasprintf("madoguchi case approve %s", rows[i].number)
		        : xasprintf("madoguchi review send %lld", (long long)rows[i].id),
		    rows[i].since, rows[i].incident);
		free(words);
	}
	digest_held_free(rows, n);
}

static void
collect_quarantine(struct digest *g)
{
	size_t n;
	struct inbox_row *rows =
	    store_inbox_list(g->d->store, "quarantine", 0, QUARANTINE_MOST, &n);

	for (size_t i = 0; i < n; i++)
		add_waiting(g,
		    xasprintf("%s: %s",
		        digest_say(
		            g, "読み取れないメール", "A mail that could not be read"),
		        rows[i].problem ? rows[i].problem : ""),
		    xasprintf("madoguchi review show %lld", (long long)rows[i].id),
		    rows[i].received_at, false);
	store_inbox_rows_free(rows, n);
}

static void
collect_list(struct digest *g)
{
	struct digest_list list = store_digest_list(g->d->store);

	if (list.drafts)
		add_waiting(g,
		    DIGEST_WORDS(g, "名簿: 登録の確認を待つ専門家%lld名",
		        "The list: experts to be verified: %lld", (long long)list.drafts),
		    xstrdup("madoguchi experts verify REGNO"), list.drafts_since, false);
	if (!list.active)
		(void)digest_add(g, DIGEST_FAILED,
		    xstrdup(digest_say(g, "名簿に打診できる専門家がいません",
		        "The list holds no expert who could be asked")),
		    xstrdup("madoguchi experts import FILE.csv"), 0);
	if (list.unreachable)
		(void)digest_add(g, DIGEST_FAILED,
		    DIGEST_WORDS(g, "名簿: メールが届かない専門家%lld名",
		        "The list: experts whose mail bounces: %lld",
		        (long long)list.unreachable),
		    xstrdup("madoguchi experts list"), 0);
}

/* --- what failed --- */

static void
collect_failed(struct digest *g)
{
	size_t n;
	struct outbox_row *rows = failed_mails(g, &n);

	for (size_t i = 0; i < n; i++)
		(void)digest_add(g, DIGEST_FAILED,
		    DIGEST_WORDS(g, "%s宛「%s」を送れません: %s",
		        "To %s, “%s”, could not be sent: %s", rows[i].recipient,
		        rows[i].subject, rows[i].problem ? rows[i].problem : ""),
		    xasprintf("madoguchi review send %lld", (long long)rows[i].id),
		    rows[i].done_at);
	outbox_rows_free(rows, n);
}

/* How long nobody has to look at a source until that is a failure; -1: it is not
 * configured any more. */
static int64_t
patience(const struct digest *g, const char *source)
{
	const struct config *c = g->d->config;

	for (size_t i = 0; i < c->sources_n; i++)
		if (str_eq(c->sources[i].name, source)) {
			int64_t rounds = (int64_t)c->sources[i].poll_sec * 3;

			return rounds > SOURCE_SEC ? rounds : SOURCE_SEC;
		}
	return -1;
}

static void
collect_sources(struct digest *g)
{
	size_t n;
	struct source_status *rows = store_source_status(g->d->store, &n);

	for (size_t i = 0; i < n; i++) {
		int64_t most = patience(g, rows[i].name);
		bool silent = rows[i].checked_at < g->d->now - most;

		if (most < 0 || (!rows[i].problem && !silent))
			continue;
		(void)digest_add(g, DIGEST_FAILED,
		    xasprintf("%s %s: %s", digest_say(g, "受信元", "Source"),
		        rows[i].name,
		        rows[i].problem ? rows[i].problem
		                        : digest_say(g, "長く確認できていません",
		                              "was not looked at for hours")),
		    xstrdup("madoguchi check-config"), rows[i].checked_at);
	}
	store_source_status_free(rows, n);
}

/* The mail server takes nothing, or nobody hands it anything. */
static void
collect_stuck(struct digest *g)
{
	int64_t since;
	int64_t n = store_digest_stuck(g->d->store, g->d->now - STUCK_SEC, &since);

	if (n)
		(void)digest_add(g, DIGEST_FAILED,
		    DIGEST_WORDS(g, "送信できずに待っているメール%lld通",
		        "Mails that could not leave yet: %lld", (long long)n),
		    xstrdup("madoguchi outbox"), since);
}

/* --- what waits for others, and what comes --- */

static void
collect_offers(struct digest *g)
{
	size_t n;
	struct digest_offer *rows = store_digest_offers(g->d->store, &n);

	for (size_t i = 0; i < n; i++) {
		struct civil due = civil_from_time(rows[i].due_at);
		char *text =
		    DIGEST_WORDS(g, "案件 %s: %s氏の回答待ち（期限 %d/%d %d:%02d）",
		        "Case %s: answer of %s (due %d/%d %d:%02d)", rows[i].number,
		        rows[i].expert, due.month, due.day, due.hour, due.minute);

		digest_add(g, rows[i].due_at < g->d->now ? DIGEST_LATE : DIGEST_OTHERS,
		    text, NULL, rows[i].made_at)
		    ->urgent = rows[i].incident;
	}
	digest_offers_free(rows, n);
}

/* --- all --- */

static int
by_age(const void *a, const void *b)
{
	const struct digest_item *x = a, *y = b;

	if (x->urgent != y->urgent)
		return x->urgent ? -1 : 1;
	return (x->at > y->at) - (x->at < y->at);
}

void
digest_collect(struct digest *g)
{
	g->today = digest_day_of(g->d->now);
	g->next = workday_next(&g->d->workdays, g->today + 1);
	collect_events(g);
	collect_cases(g);
	collect_held(g);
	collect_quarantine(g);
	collect_list(g);
	collect_failed(g);
	collect_sources(g);
	collect_stuck(g);
	collect_offers(g);
	digest_collect_course(g);
	for (int i = 0; i < DIGEST_SECTIONS; i++)
		if (g->n[i])
			qsort(g->items[i], g->n[i], sizeof(*g->items[i]), by_age);
}

void
digest_free(struct digest *g)
{
	for (int i = 0; i < DIGEST_SECTIONS; i++) {
		for (size_t k = 0; k < g->n[i]; k++) {
			free(g->items[i][k].text);
			free(g->items[i][k].since);
			free(g->items[i][k].todo);
		}
		free(g->items[i]);
	}
}
