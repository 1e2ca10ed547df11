/* `madoguchi visits`: those to come and those that were, as lines or as a calendar. */
#include "cmd.h"

#include "clock.h"
#include "ics.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAY_SEC = 86400 };

struct choice {
	int64_t from, to; /* of the beginning; to is the first second that is out */
	int64_t expert_id;
};

static const struct {
	const char *state, *status, *label;
} states[] = {
    {"proposed", "TENTATIVE", "候補日"},
    {"fixed", "CONFIRMED", "確定"},
    {"held", "CONFIRMED", "実施済み（報告待ち）"},
    {"reported", "CONFIRMED", "報告済み"},
    {"cancelled", "CANCELLED", "取消"},
};

/* ARRAY_LEN(states) for one that has no date yet: it stands in no calendar. */
static size_t
state_index(const struct visit *v)
{
	size_t i = 0;

	while (i < ARRAY_LEN(states) && !str_eq(states[i].state, v->state))
		i++;
	return i;
}

const char *
cmd_visit_state_label(const char *state)
{
	const struct visit v = {.state = (char *)(uintptr_t)state};
	size_t i = state_index(&v);

	return i < ARRAY_LEN(states)    ? states[i].label
	       : str_eq(state, "asked") ? "候補日への返事待ち"
	                                : state;
}

/* What the feed's events point to, until it is written. */
struct feed {
	struct ics_event *events;
	struct strlist texts;
	size_t n;
};

/* When something was last noted about the visit: then its entry may have changed. */
static int64_t
changed_at(struct store *s, const struct case_row *row, const struct visit *v)
{
	size_t n;
	struct event_row *events = store_event_list(s, row->id, &n);
	char *name = xasprintf("第%d回", v->no);
	int64_t at = row->opened_at;

	for (size_t i = 0; i < n; i++)
		if (str_eq(events[i].what, "visit") && str_starts(events[i].text, name) &&
		    events[i].at > at)
			at = events[i].at;
	free(name);
	event_rows_free(events, n);
	return at;
}

static char *
description(struct store *s, const struct case_row *row, const struct visit *v)
{
	struct expert e;
	bool known =
	    row->expert_id && store_expert_get(s, row->expert_id, clock_now(), &e);
	char *text = xasprintf("状態: %s\n形態: %s\n企業: %s%s%s\n専門家: %s%s%s",
	    states[state_index(v)].label,
	    str_eq(v->format, "online") ? "オンライン" : "訪問",
	    row->company ? row->company : "不明", row->contact ? " " : "",
	    row->contact ? row->contact : "", known ? e.name : "未定", known ? " " : "",
	    known ? e.registration_no : "");

	if (known)
		expert_free(&e);
	return text;
}

static const char *
keep(struct feed *f, char *text)
{
	strlist_take(&f->texts, text);
	return text;
}

static void
add_event(struct feed *f, struct store *s, const struct visit *v)
{
	struct case_row row;
	bool online = str_eq(v->format, "online");
	size_t state = state_index(v);
	const char *status;
	int64_t at;

	if (state == ARRAY_LEN(states) || !store_case_get(s, v->case_id, &row))
		return;
	status = states[state].status;
	at = changed_at(s, &row, v);
	f->events[f->n++] = (struct ics_event){
	    .uid = v->uid,
	    .sequence = v->sequence,
	    .starts_at = v->starts_at,
	    .ends_at = v->ends_at,
	    .stamp = at,
	    .changed_at = at,
	    .status = status,
	    .summary = keep(
	        f, xasprintf("%s[案件 %s] 第%d回%s %s",
	               str_eq(status, "CANCELLED") ? "【取消】" : "", row.number, v->no,
	               online ? "オンライン" : "訪問", row.company ? row.company : "")),
	    .description = keep(f, description(s, &row, v)),
	    .location =
	        keep(f, online ? xstrdup("オンライン")
	                       : xasprintf("%s%s%s", row.company ? row.company : "",
	                             row.company && row.prefecture ? " " : "",
	                             row.prefecture ? row.prefecture : "")),
	};
	case_row_free(&row);
}

static void
print_feed(struct cmd *c, struct store *s, const struct visit *rows, size_t n)
{
	struct feed f = {.events = xcalloc(n, sizeof(*f.events))};
	char *text;

	for (size_t i = 0; i < n; i++)
		add_event(&f, s, &rows[i]);
	text = ics_feed(f.events, f.n, c->config->desk.name_ja);
	(void)fputs(text, stdout);
	free(text);
	free(f.events);
	strlist_free(&f.texts);
}

static void
print_visit(struct cmd *c, struct store *s, const struct visit *v)
{
	struct case_row row;
	char *when;

	if (!store_case_get(s, v->case_id, &row))
		return;
	if (c->json) {
		json_t *o = cmd_visit_json(v);

		(void)json_object_set_new(o, "case", json_string(row.number));
		(void)json_object_set_new(o, "company", cmd_text(row.company));
		cmd_print_json(o);
	} else {
		when = civil_ja_datetime(v->starts_at);
		(void)printf("%s  第%d回  %s  %s  %s\n", when, v->no, row.number,
		    v->state, row.company ? row.company : "");
		free(when);
	}
	case_row_free(&row);
}

/* Keeps the visits that were chosen, in their order; returns how many. */
static size_t
choose(struct store *s, const struct choice *choice, struct visit *rows, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		struct case_row row = {0};
		bool good =
		    rows[i].starts_at >= choice->from && rows[i].starts_at < choice->to;

		if (good && choice->expert_id) {
			good = store_case_get(s, rows[i].case_id, &row);
			if (good) {
				good = row.expert_id == choice->expert_id;
				case_row_free(&row);
			}
		}
		if (!good)
			continue;
		if (kept < i) {
			struct visit swap = rows[kept];

			rows[kept] = rows[i];
			rows[i] = swap;
		}
		kept++;
	}
	return kept;
}

/* A day's beginning, so many days later; false with a message. */
static bool
read_day(const char *option, const char *text, int64_t later, int64_t *t)
{
	if (!text)
		return true;
	if (!civil_parse_iso(text, t) || strlen(text) != strlen("2026-12-01")) {
		(void)cmd_fail(CMD_USAGE,
		    "visits: --%s %s: a date like 2026-12-01 was expected", option, text);
		return false;
	}
	*t += later * DAY_SEC;
	return true;
}

static int
find_expert(struct store *s, const char *regno, struct choice *choice)
{
	struct expert e;

	if (!regno)
		return CMD_OK;
	if (!store_expert_find(s, regno, clock_now(), &e))
		return cmd_fail(CMD_NO, "no expert %s", regno);
	choice->expert_id = e.id;
	expert_free(&e);
	return CMD_OK;
}

int
cmd_visits(struct cmd *c)
{
	const char *ics = NULL, *expert = NULL, *from = NULL, *to = NULL;
	const struct cmd_option options[] = {{"ics", true, &ics},
	    {"expert", false, &expert}, {"from", false, &from}, {"to", false, &to}};
	struct choice choice = {INT64_MIN, INT64_MAX, 0};
	struct store *s;
	struct visit *rows;
	size_t n, chosen;
	int operands, code;

	if (!cmd_options(c, options, ARRAY_LEN(options), &operands) || operands ||
	    (ics && c->json))
		return cmd_fail(CMD_USAGE, "visits: [--json|--ics] [--expert REGNO] "
		                           "[--from DATE] [--to DATE] was expected");
	if (!read_day("from", from, 0, &choice.from) ||
	    !read_day("to", to, 1, &choice.to))
		return CMD_USAGE;
	s = cmd_store(c);
	if (!s)
		return CMD_SYSTEM;
	code = find_expert(s, expert, &choice);
	if (code == CMD_OK) {
		rows = store_visit_list(s, 0, &n);
		chosen = choose(s, &choice, rows, n);
		if (ics)
			print_feed(c, s, rows, chosen);
		for (size_t i = 0; !ics && i < chosen; i++)
			print_visit(c, s, &rows[i]);
		visits_free(rows, n);
	}
	store_close(s);
	return code;
}
