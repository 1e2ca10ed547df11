/* Which open events later happenings settle. See desk_settle.h. */
#include "desk_settle.h"

#include "store_inbox.h"

#include <stdlib.h>

/* Whose events a row is about, besides the case's. */
enum about {
	ANY,
	EXPERT, /* begins with the expert's name */
	WRITER, /* somebody who was asked has written: when he is meant, of him alone */
	VISIT   /* begins with the visit's number */
};

static const struct {
	const char *what;
	enum about about;
	unsigned by;
} table[] = {
    {"nobody", ANY, SETTLES_OFFERED | SETTLES_ACCEPTED | SETTLES_ENDED},
    {"unclear", ANY, SETTLES_REVIEWED},
    {"batch", ANY, SETTLES_MATCHED},
    {"question", EXPERT, SETTLES_ANSWERED | SETTLES_STANCE},
    {"question", ANY, SETTLES_ACCEPTED | SETTLES_ENDED},
    {"offer", ANY, SETTLES_ANSWERED | SETTLES_OFFERED | SETTLES_ACCEPTED | SETTLES_ENDED},
    {"review", WRITER, SETTLES_STANCE},
    {"expert", ANY, SETTLES_OFFERED | SETTLES_ACCEPTED | SETTLES_ENDED},
    {"visit", VISIT, SETTLES_DATED},
    {"review", VISIT, SETTLES_DATED},
    {"visit", ANY, SETTLES_ENDED | SETTLES_SOUGHT},
    {"report_late", VISIT, SETTLES_REPORTED | SETTLES_WAIVED},
    {"withdraw_check", ANY, SETTLES_WITHDRAWAL | SETTLES_ENDED},
    {"dates", ANY, SETTLES_REVIEWED | SETTLES_ACCEPTED | SETTLES_ENDED},
    {"contact", ANY, SETTLES_REVIEWED | SETTLES_ENDED},
};

/* 第1回 and not 第10回 */
static bool
of_visit(const struct event_row *row, int visit)
{
	char *begins = xasprintf("第%d回", visit);
	bool found = str_starts(row->text, begins);

	free(begins);
	return found;
}

/* His complaint is another matter. */
static bool
of_writer(struct store *s, const struct event_row *row, const struct expert *e)
{
	struct inbox_row in = {0};
	bool found = row->inbox_id && store_inbox_get(s, row->inbox_id, &in) &&
	             str_ieq(in.from_addr, e->email) && !str_eq(in.kind, "complaint");

	store_inbox_row_free(&in);
	return found;
}

static bool
is_about(struct store *s, const struct event_row *row, enum about about,
    const struct expert *e, int visit)
{
	switch (about) {
	case EXPERT: return e && str_starts(row->text, e->name);
	case WRITER: return e && of_writer(s, row, e);
	case VISIT: return visit && of_visit(row, visit);
	default: return true;
	}
}

static bool
settled(struct store *s, const struct event_row *row, unsigned happened,
    const struct expert *e, int visit)
{
	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		if ((table[i].by & happened) && str_eq(table[i].what, row->what) &&
		    is_about(s, row, table[i].about, e, visit))
			return true;
	return false;
}

void
desk_settle(struct desk *d, const struct case_row *c, unsigned happened,
    const struct expert *e, int visit)
{
	size_t n;
	struct event_row *rows = store_event_list(d->store, c->id, &n);

	for (size_t i = 0; i < n; i++)
		if (rows[i].open && settled(d->store, &rows[i], happened, e, visit))
			(void)store_event_close(d->store, rows[i].id, 0);
	event_rows_free(rows, n);
}

void
desk_settle_offer(struct desk *d, const struct offer *o, const char *state)
{
	static const char *const decided[] = {"accepted", "declined", "cancelled"};
	const struct case_row c = {.id = o->case_id};
	struct expert e;

	/* By silence nothing is: what he asked or wrote may have been a yes. */
	for (size_t i = 0; i < ARRAY_LEN(decided); i++)
		if (str_eq(decided[i], state) &&
		    store_expert_get(d->store, o->expert_id, d->now, &e)) {
			desk_settle(d, &c, SETTLES_STANCE, &e, 0);
			expert_free(&e);
		}
}

void
desk_settle_move(
    struct desk *d, const struct case_row *c, const char *from, const char *to)
{
	static const struct {
		const char *state;
		unsigned entering, leaving;
	} moves[] = {
	    {"review", 0, SETTLES_REVIEWED},
	    {"matching", SETTLES_SOUGHT, SETTLES_MATCHED},
	    {"offered", SETTLES_OFFERED, 0},
	    {"accepted", SETTLES_ACCEPTED, 0},
	    {"survey", SETTLES_ENDED, 0},
	    {"closed", SETTLES_ENDED, 0},
	    {"withdrawn", SETTLES_ENDED, 0},
	};
	unsigned happened = 0;

	for (size_t i = 0; i < ARRAY_LEN(moves); i++)
		happened |= (str_eq(moves[i].state, from) ? moves[i].leaving : 0) |
		            (str_eq(moves[i].state, to) ? moves[i].entering : 0);
	if (happened)
		desk_settle(d, c, happened, NULL, 0);
}

bool
desk_ignore(struct store *s, int64_t inbox_id, int64_t now)
{
	if (store_event_close_of(s, inbox_id) == 0)
		return false;
	(void)store_event(s, 0, now, "operator", "ignored",
	    "担当者がこのメールには何もしないと決めました", inbox_id, false);
	return true;
}
