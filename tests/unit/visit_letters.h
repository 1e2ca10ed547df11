/*
 * The letters of a random world of visits, as their readers have them: what their
 * calendars say, in which order they reach whom, and whether each is still true when it
 * leaves.
 */
#ifndef MADOGUCHI_VISIT_LETTERS_H
#define MADOGUCHI_VISIT_LETTERS_H

#include "play_visits.h"

#include <time.h>

/* --- wires --- */

static inline int
base64_digit(char c)
{
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* The first part of that type, decoded and unfolded; NULL: there is none. Owned. */
static inline char *
part_of(const char *wire, const char *type)
{
	const char *at = strstr(wire, type), *from;
	unsigned bits = 0, have = 0;
	size_t n = 0;
	char *out;

	from = at ? strstr(at, "\r\n\r\n") : NULL;
	if (!from)
		return NULL;
	out = xcalloc(strlen(from) + 1, 1);
	for (from += 4; *from && *from != '-' && *from != '='; from++) {
		int digit = base64_digit(*from);

		if (digit < 0)
			continue;
		bits = (bits << 6) | (unsigned)digit;
		have += 6;
		if (have < 8)
			continue;
		have -= 8;
		out[n++] = (char)(bits >> have & 0xff);
		if (n >= 3 && memcmp(out + n - 3, "\r\n ", 3) == 0)
			n -= 3;
	}
	out[n] = '\0';
	return out;
}

static inline int64_t
calendar_time(const char *ics)
{
	/* Its time zone has one of its own. */
	const char *event = strstr(ics, "BEGIN:VEVENT");
	const char *at = event ? strstr(event, "\r\nDTSTART") : NULL;
	int y, mo, d, h, mi, s;

	at = at ? strchr(at + 2, ':') : NULL;
	assert_non_null(at);
	assert_int_equal(sscanf(at, ":%4d%2d%2dT%2d%2d%2d", &y, &mo, &d, &h, &mi, &s), 6);
	return civil_to_time(&(struct civil){
	    .year = y, .month = mo, .day = d, .hour = h, .minute = mi, .second = s});
}

static inline void
read_calendar(struct visit_world *w, struct written *l, const char *wire)
{
	char *ics = part_of(wire, "Content-Type: text/calendar");
	const char *sequence = ics ? strstr(ics, "\r\nSEQUENCE:") : NULL;
	struct known *s = known_visit(w, l->visit_id);

	if (!ics)
		return;
	l->calendar = true;
	l->cancel = strstr(ics, "\r\nMETHOD:CANCEL") != NULL;
	l->sequence = sequence ? atoi(sequence + 11) : 0;
	l->starts_at = calendar_time(ics);
	HOLDS(w, s && (!*s->uid || strstr(ics, s->uid)), "a calendar of another visit");
	if (l->sequence > s->sequence)
		s->sequence = l->sequence;
	free(ics);
}

/* --- what was written --- */

/* For the operator, and about nothing that happens but once. */
static inline bool
may_repeat(const struct written *l)
{
	return l->person < 0 || !l->case_id;
}

/* One event writes nobody the same twice. */
static inline void
check_once(struct visit_world *w, const struct written *l, size_t before)
{
	if (may_repeat(l))
		return;
	for (size_t i = before; i + 1 < w->letters_n; i++) {
		const struct written *o = &w->letters[i];

		HOLDS(w,
		    o->case_id != l->case_id || o->visit_id != l->visit_id ||
		        o->person != l->person ||
		        !str_eq(o->template_name, l->template_name),
		    "\"%s\" was written twice to person %d", l->template_name, l->person);
	}
}

static inline void
note_letters(struct visit_world *w)
{
	size_t before = w->letters_n;
	int64_t last = before ? w->letters[before - 1].id : 0;
	struct sql q = sql_query(w->p.d.store,
	    "SELECT id, case_id, visit_id, template, recipient FROM outbox"
	    " WHERE id > ?1 ORDER BY id",
	    INT(last));

	while (sql_row(&q)) {
		struct written *l = &w->letters[w->letters_n++];
		char *template_name, *to, *wire;
		struct place at;
		size_t n;

		HOLDS(w, w->letters_n < LETTERS_MOST, "too many letters");
		*l = (struct written){.id = col_int(&q), .case_id = col_int(&q)};
		l->visit_id = col_int(&q);
		template_name = col_text(&q);
		to = col_text(&q);
		wire = store_outbox_wire(w->p.d.store, l->id, &n);
		(void)snprintf(
		    l->template_name, sizeof(l->template_name), "%s", template_name);
		l->person = person_of(w, l->case_id, to);
		at = place_of(w, l->visit_id);
		l->starts_at = at.starts_at;
		l->round = at.round;
		if (l->visit_id)
			read_calendar(w, l, wire);
		check_once(w, l, before);
		free(template_name);
		free(to);
		free(wire);
	}
}

/* A letter to that person that takes the visit out, or otherwise gives it another date,
 * has yet to leave. */
static inline bool
on_its_way(struct visit_world *w, int64_t visit_id, int person, bool cancel)
{
	for (size_t i = w->letters_n; i-- > 0;) {
		const struct written *l = &w->letters[i];
		struct outbox_row row;
		bool live;

		if (l->left || !l->calendar || l->visit_id != visit_id ||
		    l->person != person || l->cancel != cancel ||
		    !store_outbox_get(w->p.d.store, l->id, &row))
			continue;
		live = IS_ONE_OF(row.state, "held", "pending", "retry", "sending");
		outbox_row_free(&row);
		if (live)
			return true;
	}
	return false;
}

/* The letter with the slots of a round to a side says that a gap is not the usual one. */
static inline bool
was_told_of_gap(struct visit_world *w, const struct visit *v, int side)
{
	for (size_t i = w->letters_n; i-- > 0;) {
		const struct written *l = &w->letters[i];
		char *wire, *text;
		size_t n;
		bool says;

		if (l->visit_id != v->id || (l->person == 0) != (side == SLOT_COMPANY) ||
		    !str_starts(l->template_name, "visit_slots"))
			continue;
		wire = store_outbox_wire(w->p.d.store, l->id, &n);
		text = wire ? part_of(wire, "Content-Type: text/plain") : NULL;
		says = text && (strstr(text, "間隔の目安から外れる") ||
		                   strstr(text, "usual interval"));
		free(text);
		free(wire);
		if (says)
			return true;
	}
	return false;
}

/* --- when it leaves --- */

static inline void
check_calendar_leaves(struct visit_world *w, struct known *s, const struct written *l,
    const struct visit *v)
{
	struct told *t = &s->told[l->person];
	bool his = is_dated(v->state) &&
	           (l->person == 0 || w->experts[l->person - 1] == v->expert_id);

	HOLDS(w, !l->cancel || t->maybe,
	    "visit %lld is cancelled for person %d, who was never invited",
	    (long long)v->id, l->person);
	HOLDS(w, l->cancel || (is_dated(v->state) && v->starts_at == l->starts_at),
	    "a stale invitation to visit %lld leaves", (long long)v->id);
	HOLDS(w, !l->cancel || !his || v->starts_at != l->starts_at,
	    "a date that stands is cancelled (visit %lld)", (long long)v->id);
	if (!t->any)
		return;
	if (l->cancel != t->cancel || l->starts_at != t->starts_at)
		HOLDS(w, l->sequence > t->sequence,
		    "visit %lld has changed, and SEQUENCE stays %d", (long long)v->id,
		    l->sequence);
	else
		HOLDS(w, l->sequence >= t->sequence, "SEQUENCE of visit %lld falls",
		    (long long)v->id);
}

static inline void
check_visit_leaves(struct visit_world *w, const struct written *l, const struct visit *v)
{
	const char *name = l->template_name;

	if (str_starts(name, "visit_reminder"))
		HOLDS(w,
		    is_dated(v->state) && v->starts_at > w->p.now &&
		        v->starts_at == l->starts_at,
		    "a reminder of visit %lld leaves, which is %s", (long long)v->id,
		    v->state);
	if (IS_ONE_OF(name, "report_request", "report_reminder"))
		HOLDS(w, str_eq(v->state, "held"),
		    "a report of visit %lld is asked for, which is %s", (long long)v->id,
		    v->state);
	if (IS_ONE_OF(name, "visit_slots", "visit_slots_reminder"))
		HOLDS(w, v->round == l->round && v->round,
		    "slots of visit %lld leave that are not on the table",
		    (long long)v->id);
}

static inline void
check_leaves(struct visit_world *w, const struct written *l)
{
	struct case_row c;
	struct visit v;

	if (l->visit_id && store_visit_get(w->p.d.store, l->visit_id, &v)) {
		check_visit_leaves(w, l, &v);
		if (l->calendar && l->person >= 0)
			check_calendar_leaves(w, known_visit(w, v.id), l, &v);
		visit_free(&v);
	}
	if (!IS_ONE_OF(l->template_name, "survey", "survey_reminder", "course_end_ask"))
		return;
	assert_true(store_case_get(w->p.d.store, l->case_id, &c));
	HOLDS(w,
	    str_eq(c.state, str_starts(l->template_name, "survey") ? "survey" : "visits"),
	    "\"%s\" leaves in %s", l->template_name, c.state);
	case_row_free(&c);
}

/* It may be out: from now on its reader knows what it says. */
static inline void
leaves(struct visit_world *w, struct written *l)
{
	struct known *s = l->visit_id ? known_visit(w, l->visit_id) : NULL;

	l->left = true;
	if (!s || !l->calendar || l->person < 0)
		return;
	w->wire_before = s->told[l->person];
	s->told[l->person] = (struct told){.any = true,
	    .cancel = l->cancel,
	    .maybe = true,
	    .sequence = l->sequence,
	    .starts_at = l->starts_at};
}

/* It did not get out after all. */
static inline void
stays(struct visit_world *w, struct written *l)
{
	struct known *s = l->visit_id ? known_visit(w, l->visit_id) : NULL;

	l->left = false;
	if (s && l->calendar && l->person >= 0) {
		s->told[l->person] = w->wire_before;
		s->told[l->person].maybe = true;
	}
}

#endif
