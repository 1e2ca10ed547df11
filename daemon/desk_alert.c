/*
 * Alerts to the operators. Over their daily limit they are kept as open events, and told
 * together some time later: whoever floods the desk does not flood its people. See
 * desk.h.
 */
#include "desk.h"

#include "clock.h"
#include "excerpt.h"
#include "oproom.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS_LINES = 6, LINE_CHARS = 80, NAME_CHARS = 40 };
enum { DAY_SEC = 86400, SUMMARY_SEC = 3600, URGENT_SEC = 600, SUMMARY_LINES = 30 };

static const char held[] = "alert_held", held_urgent[] = "alert_held_urgent",
                  due_key[] = "alert_summary_due";

/* Who wrote what has come in, and how it begins: whoever is alerted sees at once whether
 * it can wait. */
static void
put_words(const struct desk *d, json_t *alert)
{
	const struct message *m = d->answering;
	struct strlist lines = {0};
	json_t *words;
	char *text;

	if (!m)
		return;
	text = excerpt_first(m->from.name, NAME_CHARS);
	(void)json_object_set_new(alert, "from",
	    json_sprintf("%s%s%s%s", text, *text ? " <" : "",
	        m->from.addr ? m->from.addr : "不明", *text ? ">" : ""));
	free(text);
	text = civil_ja_datetime(d->now);
	(void)json_object_set_new(alert, "received", json_string(text));
	free(text);
	text = excerpt_first(m->subject, LINE_CHARS);
	(void)json_object_set_new(alert, "subject", json_string(text));
	free(text);
	if (excerpt_lines(m->text, WORDS_LINES, LINE_CHARS, &lines))
		(void)json_object_set_new(alert, "more", json_true());
	words = json_array();
	for (size_t i = 0; i < lines.n; i++)
		(void)json_array_append_new(words, json_string(lines.v[i]));
	(void)json_object_set_new(alert, "words", words);
	strlist_free(&lines);
}

/* What is to be typed; `review` names what settles it. */
static void
put_commands(const struct desk *d, const struct case_row *c, json_t *alert)
{
	json_t *commands = json_array();

	if (d->inbox_id)
		(void)json_array_append_new(commands,
		    json_sprintf("madoguchi review show m%lld", (long long)d->inbox_id));
	if (c)
		(void)json_array_append_new(
		    commands, json_sprintf("madoguchi case show %s", c->number));
	if (!d->inbox_id && !c)
		(void)json_array_append_new(commands, json_string("madoguchi review"));
	(void)json_object_set_new(alert, "commands", commands);
}

/* lines: owned by the letter. */
static void
write_to(struct desk *d, struct case_row *c, const char *to, const char *title,
    const json_t *lines)
{
	struct letter letter = {
	    .template_name = "operator_alert",
	    .c = c,
	    .party = PARTY_OPERATOR,
	    .to = to,
	    .extra = json_pack("{s:{s:s, s:O}}", "alert", "title", title, "lines", lines),
	};
	json_t *alert = json_object_get(letter.extra, "alert");
	const struct message *answering = d->answering;

	put_words(d, alert);
	put_commands(d, c, alert);
	d->answering = NULL; /* an alert is a mail of its own */
	(void)desk_write(d, &letter);
	d->answering = answering;
}

static void
write_all(struct desk *d, struct case_row *c, const char *title, const json_t *lines)
{
	const struct strlist *operators = &d->config->desk.operators;

	for (size_t i = 0; i < operators->n; i++)
		write_to(d, c, operators->v[i], title, lines);
	oproom_alert(d, c, title, lines, NULL);
}

/* What is no incident leaves half of it to those that are. */
static bool
over_limit(struct desk *d, bool incident)
{
	const struct strlist *operators = &d->config->desk.operators;
	int limit = d->config->limits.alerts_per_day;

	if (incident)
		limit *= 2;

	for (size_t i = 0; i < operators->n; i++)
		if (store_outbox_count(d->store, operators->v[i], "operator_alert", 0,
		        d->now - DAY_SEC) >= limit)
			return true;
	return oproom_posted(d, d->now - DAY_SEC) >= limit;
}

void
desk_alert_by_mail(struct desk *d, const char *title, const char *text)
{
	const struct strlist *operators = &d->config->desk.operators;
	json_t *lines = json_pack("[s]", text);

	for (size_t i = 0; i < operators->n && !over_limit(d, true); i++)
		write_to(d, NULL, operators->v[i], title, lines);
	json_decref(lines);
}

/* One summary is due for all that are kept until then; an incident does not wait for an
 * hour, however many others there are. */
static void
hold(struct desk *d, const struct case_row *c, bool urgent, const char *title,
    const char *text)
{
	char *known = store_meta_get(d->store, due_key), *due;
	int64_t at = d->now + (urgent ? URGENT_SEC : SUMMARY_SEC);
	int64_t before = known ? strtoll(known, NULL, 10) : 0;

	desk_event(d, c, urgent ? held_urgent : held, true, "%s%s%s: %s%s%s%s",
	    c ? c->number : "", c ? " " : "", title, text,
	    d->answering ? "（差出人 " : "",
	    !d->answering             ? ""
	    : d->answering->from.addr ? d->answering->from.addr
	                              : "不明",
	    d->answering ? "）" : "");
	if (before < d->now || before > at) {
		due = xasprintf("%lld", (long long)at);
		store_meta_set(d->store, due_key, due);
		store_timer_set(d->store, 0, "alert_summary", 0, at);
		free(due);
	}
	free(known);
}

static void
tell(struct desk *d, struct case_row *c, bool incident, const char *title,
    const char *text)
{
	json_t *lines = json_pack("[s]", text);

	if (over_limit(d, incident))
		hold(d, c, incident, title, text);
	else
		write_all(d, c, title, lines);
	json_decref(lines);
}

void
desk_alert(struct desk *d, struct case_row *c, const char *title, const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	tell(d, c, c && c->incident, title, text);
	free(text);
}

void
desk_alert_incident(
    struct desk *d, struct case_row *c, const char *title, const char *text)
{
	tell(d, c, true, title, text);
}

/* How many of one sort were kept; they are told as far as there is room for lines. */
static size_t
tell_held(struct desk *d, const struct event_row *rows, size_t n, const char *what,
    json_t *lines)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		if (!str_eq(rows[i].what, what))
			continue;
		kept++;
		if (json_array_size(lines) < SUMMARY_LINES)
			(void)json_array_append_new(lines, json_string(rows[i].text));
		(void)store_event_close(d->store, rows[i].id, 0);
	}
	return kept;
}

void
desk_alert_summary(struct desk *d)
{
	json_t *lines = json_array();
	size_t n, urgent, kept;
	struct event_row *rows = store_event_open(d->store, &n);
	char *text;

	/* Incidents first: those at the end may have no room. */
	urgent = tell_held(d, rows, n, held_urgent, lines);
	kept = urgent + tell_held(d, rows, n, held, lines);
	event_rows_free(rows, n);
	if (kept > SUMMARY_LINES) {
		text = xasprintf("ほか%zu件（madoguchi cases でご覧いただけます）",
		    kept - SUMMARY_LINES);
		(void)json_array_append_new(lines, json_string(text));
		free(text);
	}
	if (kept) {
		text = urgent ? xasprintf("1日の上限を超えた通知%zu件のまとめです（うち"
		                          "インシデントの案件%zu件）",
		                    kept, urgent)
		              : xasprintf("1日の上限を超えた通知%zu件のまとめです", kept);
		desk_event(d, NULL, "alert", false, "%s", text);
		write_all(d, NULL, text, lines);
		free(text);
	}
	json_decref(lines);
	store_meta_set(d->store, due_key, "0");
}
