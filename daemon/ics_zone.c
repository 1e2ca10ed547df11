/* What a VTIMEZONE says. libical can follow its rules too, but takes minutes for hostile
 * ones. See ics_zone.h. */
#include "ics_zone.h"

enum { WEEK = 7 };

static bool
offset_to(icalcomponent *half, int *offset)
{
	icalproperty *p =
	    icalcomponent_get_first_property(half, ICAL_TZOFFSETTO_PROPERTY);

	if (p)
		*offset = icalproperty_get_tzoffsetto(p);
	return p != NULL;
}

bool
ics_zone_single(icalcomponent *zone, int *offset)
{
	icalcomponent *half = icalcomponent_get_first_component(zone, ICAL_ANY_COMPONENT);
	bool found = false;

	for (; half; half = icalcomponent_get_next_component(zone, ICAL_ANY_COMPONENT)) {
		int seconds = 0;

		if (!offset_to(half, &seconds) || (found && seconds != *offset))
			return false;
		*offset = seconds;
		found = true;
	}
	return found;
}

/* The n-th such weekday (0 Sunday) of a month; from its end when n < 0. 0: none. */
static int
day_of_month(int year, int month, int weekday, int n)
{
	struct civil first = civil_from_day(civil_day(year, month, 1));
	int day =
	    1 + (weekday - first.weekday + WEEK) % WEEK + (n > 0 ? n - 1 : 0) * WEEK;

	if (n < 0) {
		while (civil_valid_date(year, month, day + WEEK))
			day += WEEK;
		day += (n + 1) * WEEK;
	}
	return day > 0 && civil_valid_date(year, month, day) ? day : 0;
}

/* Puts the rule's day of that year into c; false when it is not understood, or over. */
static bool
apply_rule(const struct icalrecurrencetype *rule, int year, struct civil *c)
{
	int day;

	if (rule->freq != ICAL_YEARLY_RECURRENCE ||
	    (!icaltime_is_null_time(rule->until) && rule->until.year < year))
		return false;
	c->year = year;
	if (rule->by_month[0] != ICAL_RECURRENCE_ARRAY_MAX)
		c->month = rule->by_month[0];
	if (c->month < 1 || c->month > 12)
		return false;
	if (rule->by_day[0] == ICAL_RECURRENCE_ARRAY_MAX)
		return civil_valid_date(c->year, c->month, c->day);
	day = day_of_month(year, c->month,
	    (int)icalrecurrencetype_day_day_of_week(rule->by_day[0]) - 1,
	    icalrecurrencetype_day_position(rule->by_day[0]));
	c->day = day;
	return day > 0;
}

/* When its clocks were set, on the clocks of before, in a year or for its only time. */
static bool
begins(icalcomponent *half, int year, int64_t *wall)
{
	icalproperty *start =
	    icalcomponent_get_first_property(half, ICAL_DTSTART_PROPERTY);
	icalproperty *rule = icalcomponent_get_first_property(half, ICAL_RRULE_PROPERTY);
	struct icaltimetype at =
	    start ? icalproperty_get_dtstart(start) : icaltime_null_time();
	struct civil c = {at.year, at.month, at.day, at.hour, at.minute, at.second, 0};
	struct icalrecurrencetype r;

	if (icaltime_is_null_time(at) || at.year > year)
		return false;
	if (rule) {
		r = icalproperty_get_rrule(rule);
		if (!apply_rule(&r, year, &c))
			return false;
	}
	*wall = civil_to_time(&c);
	return true;
}

bool
ics_zone_offset(icalcomponent *zone, const struct civil *local, int *offset)
{
	icalcomponent *half = icalcomponent_get_first_component(zone, ICAL_ANY_COMPONENT);
	int64_t now = civil_to_time(local), latest = INT64_MIN;
	bool found = false;

	for (; half; half = icalcomponent_get_next_component(zone, ICAL_ANY_COMPONENT))
		for (int year = local->year - 1; year <= local->year; year++) {
			int64_t wall;

			if (!begins(half, year, &wall) || wall > now || wall < latest ||
			    !offset_to(half, offset))
				continue;
			latest = wall;
			found = true;
		}
	return found;
}
