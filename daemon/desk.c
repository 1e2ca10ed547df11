/* The desk: opening, events, moves. See desk.h. */
#include "desk.h"

#include "clock.h"
#include "desk_settle.h"
#include "log.h"

#include <stdio.h>
#include <stdlib.h>

bool
desk_open(struct desk *d, const struct config *config, struct store *store,
    struct strlist *problems)
{
	struct err e = {0};

	*d = (struct desk){.config = config, .store = store, .actor = "desk"};
	d->workdays = (struct workdays){
	    .closed = &config->calendar.closed,
	    .open_hour = config->calendar.open_hour,
	    .close_hour = config->calendar.close_hour,
	};
	d->experts_stale = true;
	d->templates = templates_load(config->templates_dir, problems);
	d->programme = programme_load(config, &e);
	if (!d->programme)
		strlist_add(problems, e.text);
	if (d->templates && d->programme)
		return true;
	desk_close(d);
	return false;
}

void
desk_close(struct desk *d)
{
	if (d->templates)
		templates_free(d->templates);
	if (d->programme)
		programme_free(d->programme);
	desk_forget(d);
	match_index_free(d->experts_index);
	experts_free(d->experts, d->experts_n);
	free(d->experts_version);
	*d = (struct desk){0};
}

void
desk_begin(struct desk *d)
{
	char *version = store_meta_get(d->store, "experts_version");
	struct civil today;
	int64_t day;

	desk_forget(d);
	d->now = clock_now();
	today = civil_from_time(d->now);
	day = civil_day(today.year, today.month, today.day);
	if (day != d->experts_day) {
		d->experts_stale = true;
		d->experts_day = day;
	}
	if (cmp_str(version, d->experts_version) != 0) {
		d->experts_stale = true;
		set_str(&d->experts_version, version);
	}
	free(version);
}

void
desk_experts_changed(struct desk *d)
{
	char *old = store_meta_get(d->store, "experts_version");
	char *next = xasprintf("%ld", (old ? strtol(old, NULL, 10) : 0) + 1);

	store_meta_set(d->store, "experts_version", next);
	d->experts_stale = true;
	free(old);
	free(next);
}

void
desk_event(struct desk *d, const struct case_row *c, const char *what, bool open,
    const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	(void)store_event(
	    d->store, c ? c->id : 0, d->now, d->actor, what, text, d->inbox_id, open);
	free(text);
}

bool
desk_move(struct desk *d, struct case_row *c, enum trigger t, const char *reason)
{
	const char *to = case_next_state(c->state, t);

	if (!to) {
		desk_event(d, c, "state", true,
		    "「%s」の案件では行えない操作です（%s）: %s",
		    case_state_label(c->state), trigger_name(t), reason);
		return false;
	}
	desk_event(d, c, "state", false, "%s → %s: %s", case_state_label(c->state),
	    case_state_label(to), reason);
	desk_settle_move(d, c, c->state, to);
	set_str(&c->state, to);
	if (str_eq(to, "review"))
		desk_event(d, c, "unclear", true, "担当者の判断が必要です: %s", reason);
	c->updated_at = d->now;
	if (str_eq(to, "closed") || str_eq(to, "withdrawn")) {
		c->closed_at = d->now;
		set_str(&c->outcome, reason);
	}
	if (str_eq(to, "survey"))
		set_str(&c->outcome, reason);
	store_case_update(d->store, c);
	return true;
}
