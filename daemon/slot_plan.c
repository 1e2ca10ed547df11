/* Which slots are put to both sides. See slot_plan.h. */
#include "slot_plan.h"

#include "clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	LOOK_AHEAD_DAYS = 60,
	LENGTH_MIN_SEC = 120 * 60, /* two hours, where three would not fit */
	STARTS_MAX = 8,
	CANDIDATES_MAX = 600,
	DAY_SEC = 86400,
	NOON = 12 * 60,
	ISO_DATE = 10 /* of 2026-12-01 */
};

/* How much a candidate is worth. */
enum { WISHED = 100, WISHED_TIME = 20, SAME_DAY = -150, NEXT_DAY = -20, SAME_HOUR = -10 };

static int64_t
day_of(int64_t t)
{
	struct civil c = civil_from_time(t);

	return civil_day(c.year, c.month, c.day);
}

static int64_t
time_on(int64_t day, int minute)
{
	struct civil c = civil_from_day(day);

	c.hour = minute / 60;
	c.minute = minute % 60;
	return civil_to_time(&c);
}

static int
minute_of(int64_t t)
{
	struct civil c = civil_from_time(t);

	return c.hour * 60 + c.minute;
}

/* --- entries of wishes --- */

/* First and last day of an entry; *start gets the time of a moment, else 0. */
static bool
entry_days(const char *entry, int64_t *first, int64_t *last, int64_t *start)
{
	char *from = xstrdup(entry), *slash = strchr(from, '/');
	int64_t a = 0, b = 0;
	bool ok;

	if (slash)
		*slash = '\0';
	ok = civil_parse_iso(from, &a) && (!slash || civil_parse_iso(slash + 1, &b));
	*start = ok && !slash && strchr(from, 'T') ? a : 0;
	*first = day_of(a);
	*last = slash ? day_of(b) : *first;
	free(from);
	return ok;
}

/* What a side said last of a day; the times in `said` are those of the wish. */
struct said {
	int verdict; /* 1 wished, -1 cannot, 0 nothing */
	int64_t start;
	int half;
};

static struct said
said_of(const struct slot_ask *ask, enum slot_side side, int64_t day)
{
	struct said said = {0};
	int64_t first, last, start;

	for (size_t i = 0; i < ask->wishes_n; i++) {
		const struct wish *w = &ask->wishes[i];

		if (w->side != side || !entry_days(w->day, &first, &last, &start) ||
		    day < first || day > last)
			continue;
		said.verdict = w->possible ? 1 : -1;
		said.start = start;
		said.half = w->half;
	}
	return said;
}

/* --- times --- */

/* When a visit that begins then ends: shorter where the business hours want it; 0 when it
 * does not fit into them. */
static int64_t
end_of(const struct config *c, int64_t starts_at)
{
	int64_t day = day_of(starts_at);
	int64_t open = time_on(day, c->calendar.open_hour * 60);
	int64_t close = time_on(day, c->calendar.close_hour * 60);
	int64_t length = (int64_t)c->visits.length_minutes * 60;
	int64_t least = length < LENGTH_MIN_SEC ? length : LENGTH_MIN_SEC;

	if (starts_at < open || starts_at + least > close)
		return 0;
	return starts_at + length <= close ? starts_at + length : close;
}

static bool
in_half(int half, int minute)
{
	return !half || (half == 1) == (minute < NOON);
}

static size_t
starts_of(const struct config *c, int half, int out[STARTS_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < c->visits.starts.n && n < STARTS_MAX; i++) {
		int hour, minute;

		if (sscanf(c->visits.starts.v[i], "%d:%d", &hour, &minute) == 2 &&
		    in_half(half, hour * 60 + minute))
			out[n++] = hour * 60 + minute;
	}
	return n;
}

/* A visit is a day's work with its journey, so beside one the desk proposes no second;
 * whoever names such a day himself knows what he says. */
static bool
expert_taken(
    const struct slot_ask *ask, int64_t starts_at, int64_t ends_at, bool whole_day)
{
	for (size_t i = 0; i < ask->taken_n; i++) {
		const struct taken *t = &ask->taken[i];

		if ((starts_at < t->ends_at && t->starts_at < ends_at) ||
		    (whole_day && t->fixed && day_of(t->starts_at) == day_of(starts_at)))
			return true;
	}
	return false;
}

static bool
was_refused(const struct slot_ask *ask, int64_t starts_at)
{
	for (size_t i = 0; i < ask->refused_n; i++)
		if (ask->refused[i].starts_at == starts_at)
			return true;
	return false;
}

static bool
keeps_order(const struct slot_ask *ask, int64_t starts_at, int64_t ends_at)
{
	return (!ask->after || starts_at >= ask->after) &&
	       (!ask->before || ends_at <= ask->before);
}

/* --- the plan --- */

struct candidate {
	struct span when;
	int value;
	bool used;
};

struct candidates {
	struct candidate v[CANDIDATES_MAX];
	size_t n;
};

static void
consider(
    const struct slot_ask *ask, struct candidates *list, int64_t starts_at, int value)
{
	int64_t ends_at = end_of(ask->config, starts_at);

	for (size_t i = 0; i < list->n; i++)
		if (list->v[i].when.starts_at == starts_at)
			return;
	if (list->n < CANDIDATES_MAX && ends_at && starts_at > ask->now &&
	    !expert_taken(ask, starts_at, ends_at, true) &&
	    !was_refused(ask, starts_at) && keeps_order(ask, starts_at, ends_at))
		list->v[list->n++] =
		    (struct candidate){{starts_at, ends_at}, value, false};
}

static void
consider_day(const struct slot_ask *ask, struct candidates *list, int64_t day)
{
	int starts[STARTS_MAX], wished = 0;
	size_t n = starts_of(ask->config, 0, starts);
	struct said said[SLOT_SIDES];

	if (!workday(ask->workdays, day))
		return;
	for (int side = 0; side < SLOT_SIDES; side++) {
		said[side] = said_of(ask, (enum slot_side)side, day);
		if (said[side].verdict < 0)
			return;
		wished += said[side].verdict;
	}
	if (!wished && day > ask->last_day)
		return;
	for (int side = 0; side < SLOT_SIDES; side++)
		if (said[side].verdict && said[side].start)
			consider(
			    ask, list, said[side].start, wished * WISHED + WISHED_TIME);
	for (size_t i = 0; i < n; i++) {
		int value = 0;

		for (int side = 0; side < SLOT_SIDES; side++)
			if (said[side].verdict && !said[side].start &&
			    in_half(said[side].half, starts[i]))
				value += WISHED;
		if (value || day <= ask->last_day)
			consider(ask, list, time_on(day, starts[i]), value);
	}
}

/* Worth what it is wished for, less what lies near those that were picked before, so that
 * who is away for a day or two still has a choice. */
static int
value_beside(
    const struct candidate *c, const struct candidate *picked, size_t n, size_t place)
{
	int value = c->value - (int)place;

	for (size_t i = 0; i < n; i++) {
		int64_t other = picked[i].when.starts_at;
		int64_t apart = day_of(c->when.starts_at) - day_of(other);

		if (apart == 0)
			value += SAME_DAY;
		else if (apart == 1 || apart == -1)
			value += NEXT_DAY;
		if (minute_of(c->when.starts_at) == minute_of(other))
			value += SAME_HOUR;
	}
	return value;
}

/* Those that somebody wished for first, then as they follow each other. */
static int
in_order(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if ((x->value >= WISHED) != (y->value >= WISHED))
		return x->value >= WISHED ? -1 : 1;
	return (x->when.starts_at > y->when.starts_at) -
	       (x->when.starts_at < y->when.starts_at);
}

size_t
slot_plan(const struct slot_ask *ask, struct span out[SLOTS_A_ROUND])
{
	struct candidates *list = xcalloc(1, sizeof(*list));
	struct candidate picked[SLOTS_A_ROUND] = {0};
	size_t n = 0;

	for (int64_t day = ask->first_day; day <= ask->last_day + LOOK_AHEAD_DAYS; day++)
		consider_day(ask, list, day);
	while (n < SLOTS_A_ROUND && n < list->n) {
		struct candidate *best = NULL;
		int most = 0;

		for (size_t i = 0; i < list->n; i++) {
			int value = value_beside(&list->v[i], picked, n, i);

			if (!list->v[i].used && (!best || value > most)) {
				most = value;
				best = &list->v[i];
			}
		}
		if (!best)
			break;
		best->used = true;
		picked[n++] = *best;
	}
	qsort(picked, n, sizeof(*picked), in_order);
	for (size_t i = 0; i < n; i++)
		out[i] = picked[i].when;
	free(list);
	return n;
}

/* --- days that somebody names --- */

static enum day_trouble
judge(const struct slot_ask *ask, int64_t starts_at, struct span *out)
{
	int64_t day = day_of(starts_at);

	*out = (struct span){starts_at, end_of(ask->config, starts_at)};
	if (starts_at <= ask->now)
		return DAY_PAST;
	if (!workday(ask->workdays, day))
		return DAY_CLOSED;
	if (!out->ends_at)
		return DAY_HOURS;
	if (!keeps_order(ask, starts_at, out->ends_at))
		return DAY_ORDER;
	if (day > ask->last_day + LOOK_AHEAD_DAYS)
		return DAY_FAR;
	return expert_taken(ask, starts_at, out->ends_at, false) ? DAY_TAKEN : DAY_FITS;
}

static void
add_span(struct span out[SLOTS_A_ROUND], size_t *n, const struct span *one)
{
	for (size_t i = 0; i < *n; i++)
		if (out[i].starts_at == one->starts_at)
			return;
	if (*n < SLOTS_A_ROUND)
		out[(*n)++] = *one;
}

/* Every start of the day that fits; of a stretch of days one each. */
static enum day_trouble
add_day(const struct slot_ask *ask, int64_t day, int half, bool one,
    struct span out[SLOTS_A_ROUND], size_t *n)
{
	int starts[STARTS_MAX];
	size_t starts_n = starts_of(ask->config, half, starts);
	enum day_trouble first = DAY_HOURS;
	bool any = false;

	for (size_t i = 0; i < starts_n && !(any && one); i++) {
		struct span span;
		enum day_trouble t = judge(ask, time_on(day, starts[i]), &span);

		if (t == DAY_FITS) {
			any = true;
			add_span(out, n, &span);
		} else if (i == 0 || t < first) {
			first = t;
		}
	}
	return any ? DAY_FITS : first;
}

enum day_trouble
slot_of_wish(const struct slot_ask *ask, const struct wish *w,
    struct span out[SLOTS_A_ROUND], size_t *n)
{
	int64_t first, last, start;
	struct span span;
	enum day_trouble t, worst = DAY_CLOSED;
	bool any = false;

	if (!entry_days(w->day, &first, &last, &start))
		return DAY_CLOSED;
	if (start) {
		t = judge(ask, start, &span);
		if (t == DAY_FITS)
			add_span(out, n, &span);
		return t;
	}
	if (last == first)
		return add_day(ask, first, w->half, false, out, n);
	for (int64_t day = first; day <= last && day - first < LOOK_AHEAD_DAYS; day++) {
		t = add_day(ask, day, w->half, true, out, n);
		any |= t == DAY_FITS;
		if (t != DAY_CLOSED)
			worst = t;
	}
	return any ? DAY_FITS : worst;
}

/* --- half days --- */

static const char *const mornings[] = {"午前", "朝", "amのみ", "morning"};
static const char *const afternoons[] = {
    "午後", "昼過ぎ", "昼から", "pmのみ", "afternoon"};

static int
half_at(const char *p)
{
	for (size_t i = 0; i < ARRAY_LEN(mornings); i++)
		if (str_starts(p, mornings[i]))
			return 1;
	for (size_t i = 0; i < ARRAY_LEN(afternoons); i++)
		if (str_starts(p, afternoons[i]))
			return 2;
	return 0;
}

/* The half that a stretch of text names; 3: both. */
static int
halves_in(const char *from, const char *to)
{
	int found = 0;

	for (const char *p = from; *p && p < to; p++)
		found |= half_at(p);
	return found;
}

/* Where the next day of the month is named, or the sentence ends. */
static const char *
end_of_saying(const char *p)
{
	for (; *p; p++) {
		if (str_starts(p, "。") || *p == '\n')
			return p;
		if (*p >= '0' && *p <= '9') {
			const char *q = p + strspn(p, "0123456789");

			if (str_starts(q, "日") || str_starts(q, "月") || *q == '/')
				return p;
			p = q - 1;
		}
	}
	return p;
}

int
slot_half_named(const char *text, const char *iso)
{
	const char *end = text + strlen(text);
	int day = 0, half;

	if (strlen(iso) < ISO_DATE || sscanf(iso + 8, "%2d", &day) != 1)
		return 0;
	for (const char *p = text; *p; p++) {
		bool inside = p > text && p[-1] >= '0' && p[-1] <= '9';
		char *rest;
		long number;

		if (*p < '0' || *p > '9' || inside)
			continue;
		number = strtol(p, &rest, 10);
		if (number != day ||
		    !(str_starts(rest, "日") || (p > text && p[-1] == '/')))
			continue;
		half = halves_in(rest, end_of_saying(rest));
		if (half == 1 || half == 2)
			return half;
	}
	half = halves_in(text, end);
	return half == 3 ? 0 : half;
}
