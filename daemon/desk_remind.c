/* When an expert who has not answered is reminded. See desk.h. */
#include "desk.h"

/* Deadline and reminder are both on a full hour, so that they lie apart what the setting
 * says, whatever minute it is. */
void
desk_offer_remind(struct desk *d, const struct case_row *c, const struct offer *o)
{
	int hours = c->incident ? d->config->match.incident_reply_business_hours
	                        : d->config->match.reply_business_hours;
	int before = d->config->match.remind_business_hours;
	int64_t at;

	if (before == 0 || hours < 2 * before) {
		store_timer_cancel(d->store, c->id, "offer_remind", o->id);
		return;
	}
	at = business_hours_after(&d->workdays, d->now, hours - before);
	at = (at + 3599) / 3600 * 3600;
	store_timer_set(d->store, c->id, "offer_remind", o->id, at);
}
