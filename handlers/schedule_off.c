/* Whether a side takes back a date that stands. See schedule.h. */
#include "schedule.h"

#include "analysis.h"
#include "clock.h"
#include "date_off.h"

#include <stdlib.h>
#include <string.h>

static bool
rules_out(const struct reply *reply, const struct visit *v)
{
	char *day = civil_iso_date(v->starts_at);
	bool found = false;

	for (size_t i = 0; i < reply->unavailable.n && !found; i++) {
		const char *entry = reply->unavailable.v[i];
		const char *last = strchr(entry, '/');

		found = strncmp(entry, day, strlen(day)) <= 0 &&
		        strncmp(last ? last + 1 : entry, day, strlen(day)) >= 0;
	}
	free(day);
	return found;
}

static bool
is_given_up(const struct input *in)
{
	char *text = analysis_fold(in->m->text ? in->m->text : "");
	bool said = date_off_said(text);

	free(text);
	return said;
}

bool
schedule_gives_up(const struct input *in, const struct visit *v)
{
	return rules_out(&in->r->reply, v) || is_given_up(in);
}

bool
schedule_drops_while_asked(const struct input *in, const struct visit *v)
{
	const struct reply *reply = &in->r->reply;

	return v->round && desk_visit_dated(v) &&
	       (reply->kind == REPLY_SCHEDULE_CANCEL ||
	           (reply->kind == REPLY_SCHEDULE_COUNTER && schedule_gives_up(in, v)));
}

void
schedule_tell_if_near(struct desk *d, const struct input *in, const struct visit *v)
{
	const struct reply *reply = &in->r->reply;
	char *when;

	if (!desk_visit_dated(v) || v->starts_at <= d->now || !desk_visit_near(d, v) ||
	    (reply->kind != REPLY_SCHEDULE_CANCEL &&
	        reply->kind != REPLY_SCHEDULE_COUNTER && !is_given_up(in)))
		return;
	when = civil_ja_datetime(v->starts_at);
	desk_alert(d, in->c, "直前の訪問について確認が必要な連絡があります",
	    "第%d回（%s）を取りやめたい、または変えたいという連絡かもしれません。"
	    "差出人 %s",
	    v->no, when, in->m->from.addr ? in->m->from.addr : "不明");
	free(when);
}
