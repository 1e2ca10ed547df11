/* What the operators' channel is told of the desk itself. See oproom_watch.h. */
#include "oproom_watch.h"

#include "chat.h"
#include "clock.h"
#include "oproom.h"
#include "store_inbox.h"
#include "store_oproom.h"

#include <stdlib.h>

enum {
	SILENCE_LOOK_SEC = 600,
	AGAIN_SEC = 86400,
	TELL_MOST = 5, /* at a time; the others are in `review` */
	WAITING_MOST = 5
};

static const char seen_key[] = "oproom.seen";

/* Which open events are told. What alerts the operators by itself (desk_alert) is not
 * among them. */
static const struct {
	const char *what, *ja, *en;
	bool plain; /* its text names nobody who asked */
} told[] = {
    {"source_failing", "受信元を読めません", "A source cannot be read", true},
    {"send_trouble", "メールを送れません", "Mail cannot be sent", true},
    {"chat_trouble", "チャットに投稿できません", "A chat cannot be posted to", true},
    {"chat_gap", "チャットに読めていない発言があるおそれがあります",
        "Messages of a chat may be lost", true},
    {"no_box", "メールの読み取りを始められません", "Mail cannot be read", true},
    {"mail", "送れなかったメールがあります", "A mail was not sent", false},
    {"quarantine", "読めないメールを保留しました", "A message could not be read", true},
};

static size_t
row_of(const char *what)
{
	size_t i = 0;

	while (i < ARRAY_LEN(told) && !str_eq(told[i].what, what))
		i++;
	return i;
}

static int64_t
number_kept(struct desk *d, const char *key, int64_t none)
{
	char *text = store_meta_get(d->store, key);
	int64_t n = str_empty(text) ? none : strtoll(text, NULL, 10);

	free(text);
	return n;
}

static void
keep_number(struct desk *d, const char *key, int64_t n)
{
	char *text = xasprintf("%lld", (long long)n);

	store_meta_set(d->store, key, text);
	free(text);
}

/* --- one thing --- */

/* lines: what may name people; facts: what does not. Either may be NULL. */
static void
tell(struct desk *d, const struct case_row *c, const char *title, const char *line,
    const char *fact)
{
	json_t *lines = json_array(), *facts = json_array();

	if (line)
		(void)json_array_append_new(lines, json_string(line));
	if (fact)
		(void)json_array_append_new(facts, json_string(fact));
	if (oproom_broken(d))
		desk_alert_by_mail(d, title, line ? line : fact ? fact : title);
	else if (oproom_posted(d, d->now - 86400) < d->config->limits.alerts_per_day * 2)
		oproom_alert(d, c, title, lines, facts);
	json_decref(lines);
	json_decref(facts);
}

/* The channel cannot tell of its own trouble. What waits for it is named: it is about
 * cases, and people may rely on it. */
static void
tell_by_mail(struct desk *d, const struct event_row *event)
{
	char *recipient = oproom_recipient(d->config), *text;
	struct strlist subjects = {0};
	size_t n = store_outbox_on_way(d->store, recipient, WAITING_MOST, &subjects);
	struct strlist all = {0};

	for (size_t i = 0; i < subjects.n; i++)
		strlist_addf(&all, "%s「%s」", i ? "、" : "", subjects.v[i]);
	text = xstrdup(event->text);
	for (size_t i = 0; n && i < all.n; i++) {
		char *more =
		    i ? xasprintf("%s%s", text, all.v[i])
		      : xasprintf("%s（待っている投稿%zu件: %s", text, n, all.v[i]);

		free(text);
		text = more;
	}
	if (n) {
		char *more = xasprintf("%s%s）", text, n > all.n ? " など" : "");

		free(text);
		text = more;
	}
	desk_alert_by_mail(d, "担当者のチャンネルに投稿できません", text);
	strlist_free(&all);
	strlist_free(&subjects);
	free(recipient);
	free(text);
}

/* About the channel itself: its chat cannot be posted to, or a post failed for good. */
static bool
is_about_channel(struct desk *d, const struct event_row *event)
{
	char *chat = xasprintf("チャット%sに", d->config->operator_channel.source);
	char *recipient = oproom_recipient(d->config);
	bool about =
	    (str_eq(event->what, "chat_trouble") && str_starts(event->text, chat)) ||
	    (str_eq(event->what, "mail") && str_starts(event->text, recipient));

	free(chat);
	free(recipient);
	return about;
}

static void
tell_event(struct desk *d, const struct event_row *event)
{
	size_t i = row_of(event->what);
	bool english = oproom_english(d);
	struct case_row c;
	bool known;

	if (is_about_channel(d, event)) {
		tell_by_mail(d, event);
		return;
	}
	known = event->case_id && store_case_get(d->store, event->case_id, &c);
	tell(d, known ? &c : NULL, english ? told[i].en : told[i].ja,
	    told[i].plain ? NULL : event->text, told[i].plain ? event->text : NULL);
	if (known)
		case_row_free(&c);
}

/* A process that is started again finds the same trouble anew. */
static bool
is_again(const struct event_row *rows, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (str_eq(rows[k].what, rows[i].what) &&
		    str_eq(rows[k].text, rows[i].text) &&
		    rows[i].at - rows[k].at < AGAIN_SEC)
			return true;
	return false;
}

static void
tell_events(struct desk *d)
{
	int64_t seen = number_kept(d, seen_key, 0),
	        last = store_event_open_last(d->store);
	size_t n, n_told = 0;
	struct event_row *rows;
	char *text;

	if (last > seen) {
		rows = store_event_open(d->store, &n);
		for (size_t i = 0; i < n; i++)
			if (rows[i].id > seen && row_of(rows[i].what) < ARRAY_LEN(told) &&
			    !is_again(rows, i) && n_told++ < TELL_MOST)
				tell_event(d, &rows[i]);
		event_rows_free(rows, n);
		if (n_told > TELL_MOST) {
			text = xasprintf(oproom_english(d) ? "%zu more" : "ほか%zu件",
			    n_told - TELL_MOST);
			tell(d, NULL,
			    oproom_english(d) ? "More waits" : "ほかにもあります", NULL,
			    text);
			free(text);
		}
		keep_number(d, seen_key, last);
	}
}

/* --- silence --- */

static bool
is_failing(struct desk *d, const char *name)
{
	size_t n;
	struct source_status *rows = store_source_status(d->store, &n);
	bool failing = false;

	for (size_t i = 0; i < n; i++)
		failing = failing || (str_eq(rows[i].name, name) && rows[i].problem);
	store_source_status_free(rows, n);
	return failing;
}

/* A mail box that was never heard of is listened to from the first look on. */
static int64_t
heard_at(struct desk *d, const char *name)
{
	char *key = xasprintf("oproom.listening.%s", name);
	int64_t since = number_kept(d, key, 0);
	int64_t heard = store_source_heard(d->store, store_source(d->store, name).id);

	if (!since) {
		since = d->now;
		keep_number(d, key, since);
	}
	free(key);
	return heard > since ? heard : since;
}

static void
look_for_silence(struct desk *d, const char *name)
{
	int hours = d->config->operator_channel.silent_hours;
	char *key = xasprintf("oproom.silent.%s", name), *when, *text;
	int64_t heard = heard_at(d, name);

	if (d->now >= business_hours_after(&d->workdays, heard, hours) &&
	    number_kept(d, key, 0) != heard && !is_failing(d, name)) {
		keep_number(d, key, heard);
		when = oproom_english(d) ? civil_en_datetime(heard)
		                         : civil_ja_datetime(heard);
		text = xasprintf(
		    oproom_english(d)
		        ? "Nothing has come into source %s since %s. Please look whether "
		          "mail still reaches it."
		        : "受信元%sには%"
		          "sから新しいメールがありません。転送や受信箱の設定をご確認"
		          "ください",
		    name, when);
		desk_event(d, NULL, "source_silent", false, "%s", text);
		tell(d, NULL,
		    oproom_english(d) ? "A mail box is silent" : "メールが届いていません",
		    NULL, text);
		free(when);
		free(text);
	}
	free(key);
}

static void
look_for_silences(struct desk *d)
{
	const struct config *c = d->config;

	for (size_t i = 0; c->operator_channel.silent_hours && i < c->sources_n; i++)
		if (!source_is_chat(&c->sources[i]))
			look_for_silence(d, c->sources[i].name);
}

/* --- the watch --- */

bool
oproom_watch_due(const struct oproom_watch *w, struct desk *d, int64_t now)
{
	if (!oproom_source(d->config))
		return false;
	return now >= w->silence_at ||
	       store_event_open_last(d->store) > number_kept(d, seen_key, 0);
}

void
oproom_watch(struct oproom_watch *w, struct desk *d)
{
	tell_events(d);
	if (d->now >= w->silence_at) {
		look_for_silences(d);
		w->silence_at = d->now + SILENCE_LOOK_SEC;
	}
}

int64_t
oproom_watch_until(const struct oproom_watch *w, int64_t until)
{
	if (!w->silence_at)
		return until;
	return until < 0 || w->silence_at < until ? w->silence_at : until;
}
