/* See move_trouble.h. */
#include "move_trouble.h"

#include "clock.h"
#include "desk_slots.h"

#include <stdlib.h>

static bool
english(const char *lang)
{
	return str_eq(lang, "en");
}

static int64_t
day_of(int64_t t)
{
	struct civil c = civil_from_time(t);

	return civil_day(c.year, c.month, c.day);
}

static int64_t
end_of(const struct desk *d, int64_t at)
{
	return at + (int64_t)d->config->visits.length_minutes * 60;
}

static void
add_day_trouble(const struct desk *d, enum day_trouble t, int64_t at, const char *lang,
    struct strlist *out)
{
	char *iso = civil_iso_minute(at);

	strlist_take(out, desk_day_trouble(d, t, iso, lang));
	free(iso);
}

static void
add_closed(const struct desk *d, int64_t at, const char *lang, struct strlist *out)
{
	struct civil c = civil_from_time(at);
	int end = c.hour * 60 + c.minute + d->config->visits.length_minutes;

	if (!workday(&d->workdays, day_of(at)))
		add_day_trouble(d, DAY_CLOSED, at, lang, out);
	if (c.hour < d->config->calendar.open_hour ||
	    end > d->config->calendar.close_hour * 60)
		strlist_addf(out,
		    english(lang)
		        ? "%d minutes from %d:%02d do not lie within the desk's "
		          "hours (%d:00 to %d:00)"
		        : "%d分の訪問は、%d:%02d開始では窓口の時間帯（%d:00～%d:"
		          "00）に収まりません",
		    d->config->visits.length_minutes, c.hour, c.minute,
		    d->config->calendar.open_hour, d->config->calendar.close_hour);
}

static void
add_booking(const struct visit *o, const struct case_row *of, bool experts,
    const char *lang, struct strlist *out)
{
	if (english(lang))
		strlist_addf(out, "the %s has visit %d of %s at that time",
		    experts ? "expert" : "company", o->no, of->number);
	else
		strlist_addf(out, "%sの第%d回（案件 %s）と重なります",
		    experts ? "専門家" : "相談者", o->no, of->number);
}

/* Other visits of the expert, or of the company, in whichever case. */
static void
add_bookings(struct desk *d, const struct case_row *c, int64_t at, const char *lang,
    struct strlist *out)
{
	size_t n;
	struct visit *rows = store_visit_list(d->store, 0, &n);

	for (size_t i = 0; i < n; i++) {
		bool experts = rows[i].expert_id == c->expert_id;
		struct case_row of;

		if (rows[i].case_id == c->id || !desk_visit_dated(&rows[i]) ||
		    rows[i].starts_at >= end_of(d, at) || rows[i].ends_at <= at ||
		    !store_case_get(d->store, rows[i].case_id, &of))
			continue;
		if (experts || (of.requester_id && of.requester_id == c->requester_id))
			add_booking(&rows[i], &of, experts, lang, out);
		case_row_free(&of);
	}
	visits_free(rows, n);
}

static void
add_gap(const struct desk *d, int64_t days, int other, bool after, const char *lang,
    struct strlist *out)
{
	int min = d->config->visits.gap_days_min, max = d->config->visits.gap_days_max;

	if (days >= min && days <= max)
		return;
	if (english(lang))
		strlist_addf(out, "it would be %lld days %s visit %d (usual: %d to %d)",
		    (long long)days, after ? "after" : "before", other, min, max);
	else
		strlist_addf(out, "第%d回%s%lld日%sです（目安は%d～%d日）", other,
		    after ? "から" : "の", (long long)days, after ? "後" : "前", min,
		    max);
}

/* Beside the other visits of its course. */
static void
add_order(struct desk *d, const struct case_row *c, const struct visit *v, int64_t at,
    const char *lang, struct strlist *out)
{
	size_t n;
	struct visit *rows = store_visit_list(d->store, c->id, &n);

	for (size_t i = 0; i < n; i++) {
		const struct visit *o = &rows[i];
		bool after = o->no < v->no;
		int64_t days = day_of(at) - day_of(o->starts_at);

		if (o->id == v->id || (!desk_visit_dated(o) && !desk_visit_over(o)))
			continue;
		if (after ? o->ends_at > at : o->starts_at < end_of(d, at))
			strlist_addf(out,
			    !english(lang) ? "第%d回と順序が合いません"
			    : after        ? "it would not lie behind visit %d"
			                   : "it would not lie before visit %d",
			    o->no);
		else if (o->no == v->no - 1 || o->no == v->no + 1)
			add_gap(d, after ? days : -days, o->no, after, lang, out);
	}
	visits_free(rows, n);
}

void
move_troubles(struct desk *d, const struct case_row *c, const struct visit *v, int64_t at,
    const char *lang, struct strlist *out)
{
	add_closed(d, at, lang, out);
	add_bookings(d, c, at, lang, out);
	add_order(d, c, v, at, lang, out);
}
