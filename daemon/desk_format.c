/* Where a visit is held, changed with both sides' consent. See desk_slots.h. */
#include "desk_slots.h"

#include "clock.h"

#include <stdlib.h>

/* The timer remembers that the question is open; when it fires, nobody has answered. */
#define FORMAT_TIMER "format_silent"

enum { SILENT_WORKING_DAYS = 3 };

static void
tell(struct desk *d, struct case_row *c, const struct expert *e, const struct visit *v,
    enum slot_side side, const char *template_name, const char *flag)
{
	json_t *asking = json_pack("{s:b}", "to_expert", side == SLOT_EXPERT);

	if (flag)
		(void)json_object_set_new(asking, flag, json_true());
	(void)desk_write(
	    d, &(struct letter){.template_name = template_name,
	           .c = c,
	           .party = side == SLOT_COMPANY ? PARTY_REQUESTER : PARTY_EXPERT,
	           .expert = e,
	           .visit = v,
	           .calendar_method =
	               str_eq(template_name, "visit_format") && !flag ? "REQUEST" : NULL,
	           .extra = json_pack("{s:o}", "asking", asking)});
}

bool
desk_format_waits(struct desk *d, const struct case_row *c, const struct visit *v)
{
	size_t n;
	bool found = false;
	struct timer *rows = store_timer_list(d->store, c->id, &n);

	for (size_t i = 0; i < n; i++)
		found |= rows[i].ref_id == v->id && str_eq(rows[i].kind, FORMAT_TIMER);
	timers_free(rows, n);
	return found;
}

void
desk_format_ask(
    struct desk *d, struct case_row *c, const struct visit *v, enum slot_side by)
{
	bool online = str_eq(v->format, "online");
	struct expert e;
	struct civil today = civil_from_time(d->now), due;

	if (!desk_case_expert(d, c, &e))
		return;
	desk_event(d, c, "visit", false,
	    "第%d回を%sにしたいと%sが希望しました。%sに伺います", v->no,
	    online ? "訪問" : "オンライン", by == SLOT_EXPERT ? "専門家" : "相談者側",
	    by == SLOT_EXPERT ? "相談者側" : "専門家");
	tell(d, c, &e, v, by == SLOT_EXPERT ? SLOT_COMPANY : SLOT_EXPERT,
	    "visit_format_ask", NULL);
	due = civil_from_day(workday_add(&d->workdays,
	    civil_day(today.year, today.month, today.day), SILENT_WORKING_DAYS));
	due.hour = d->config->calendar.close_hour;
	store_timer_set(d->store, c->id, FORMAT_TIMER, v->id, civil_to_time(&due));
	expert_free(&e);
}

void
desk_format_answered(
    struct desk *d, struct case_row *c, struct visit *v, enum slot_side by, bool yes)
{
	bool online = str_eq(v->format, "online");
	struct expert e;

	store_timer_cancel(d->store, c->id, FORMAT_TIMER, v->id);
	desk_event(d, c, "visit", false, "第%d回を%sにすることに%sが%s", v->no,
	    online ? "訪問" : "オンライン", by == SLOT_EXPERT ? "専門家" : "相談者側",
	    yes ? "同意しました" : "同意しませんでした");
	if (yes) {
		set_str(&v->format, online ? "visit" : "online");
		v->sequence += desk_visit_invited(d, v);
		store_visit_update(d->store, v);
	}
	if (!desk_case_expert(d, c, &e))
		return;
	for (int side = 0; side < SLOT_SIDES; side++)
		if (yes || side != (int)by)
			tell(d, c, &e, v, (enum slot_side)side, "visit_format",
			    yes ? NULL : "kept");
	expert_free(&e);
}
