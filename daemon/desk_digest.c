/* The morning's mail: when it is due, and its letter. See desk_digest.h. */
#include "desk_digest.h"

#include "clock.h"
#include "store_digest.h"

#include <stdio.h>
#include <stdlib.h>

enum { ITEMS_MOST = 12 };

static const char kind[] = "digest";

/* --- when --- */

/* The first working morning after a time. */
static int64_t
next_morning(const struct desk *d, int64_t after)
{
	struct civil c = civil_from_time(after), morning;
	int64_t day = civil_day(c.year, c.month, c.day), at;

	do {
		day = workday_next(&d->workdays, day);
		morning = civil_from_day(day);
		morning.hour = d->config->reports.digest_hour;
		at = civil_to_time(&morning);
		day++;
	} while (at <= after);
	return at;
}

void
desk_digest_watch(struct desk *d, int64_t now)
{
	size_t n;
	struct timer *rows = store_timer_list(d->store, 0, &n);
	bool missed = false;

	for (size_t i = 0; i < n; i++)
		missed = missed || (str_eq(rows[i].kind, kind) && rows[i].due_at <= now);
	timers_free(rows, n);
	if (d->config->reports.digest_hour < 0)
		store_timer_cancel(d->store, 0, kind, 0);
	else if (!missed)
		store_timer_set(d->store, 0, kind, 0, next_morning(d, now));
}

/* --- what --- */

static const struct {
	enum digest_section section;
	const char *name;
} sections[] = {
    {DIGEST_WAITING, "waiting"},
    {DIGEST_LATE, "late"},
    {DIGEST_FAILED, "failed"},
    {DIGEST_TODAY, "today"},
    {DIGEST_NEXT, "next"},
    {DIGEST_OTHERS, "others"},
};

static void
put(json_t *to, const char *key, const char *value)
{
	if (value)
		(void)json_object_set_new(to, key, json_string(value));
}

static void
put_number(json_t *to, const char *name, const char *suffix, size_t n)
{
	char *key = xasprintf("%s%s", name, suffix), *text = xasprintf("%zu", n);

	if (n)
		put(to, key, text);
	free(key);
	free(text);
}

static void
put_section(json_t *to, const char *name, const struct digest_item *items, size_t n)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n && i < ITEMS_MOST; i++) {
		json_t *item = json_object();

		put(item, "text", items[i].text);
		put(item, "since", items[i].since);
		put(item, "todo", items[i].todo);
		if (items[i].urgent)
			(void)json_object_set_new(item, "urgent", json_true());
		(void)json_array_append_new(list, item);
	}
	(void)json_object_set_new(to, name, list);
	put_number(to, name, "_count", n);
	put_number(to, name, "_more", n > ITEMS_MOST ? n - ITEMS_MOST : 0);
}

/* NULL when there is nothing to say. */
static json_t *
digest_object(struct desk *d)
{
	struct digest g = {.d = d, .lang = d->config->reports.lang};
	json_t *o = json_object();
	size_t n = 0;
	char *day = str_eq(g.lang, "en") ? civil_en_date(d->now) : civil_ja_date(d->now);

	digest_collect(&g);
	put(o, "day", day);
	for (size_t i = 0; i < ARRAY_LEN(sections); i++) {
		enum digest_section section = sections[i].section;

		put_section(o, sections[i].name, g.items[section], g.n[section]);
		n += g.n[section];
	}
	if (!n)
		(void)json_object_set_new(o, "nothing", json_true());
	digest_free(&g);
	free(day);
	if (n || d->config->reports.digest_when_nothing)
		return o;
	json_decref(o);
	return NULL;
}

static void
write_digest(struct desk *d)
{
	const struct strlist *operators = &d->config->desk.operators;
	json_t *digest = digest_object(d);

	store_digest_replace(d->store, d->now);
	for (size_t i = 0; digest && i < operators->n; i++)
		(void)desk_write(d, &(struct letter){.template_name = kind,
		                        .party = PARTY_OPERATOR,
		                        .to = operators->v[i],
		                        .lang = d->config->reports.lang,
		                        .extra = json_pack("{s:O}", "digest", digest)});
	json_decref(digest);
}

void
desk_digest(struct desk *d)
{
	struct civil today = civil_from_time(d->now);

	if (d->config->reports.digest_hour < 0)
		return;
	if (workday(&d->workdays, civil_day(today.year, today.month, today.day)))
		write_digest(d);
	store_timer_set(d->store, 0, kind, 0, next_morning(d, d->now));
}
