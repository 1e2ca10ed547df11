/* What the letter's own slots add to the reading of an answer. See schedule.h. */
#include "schedule.h"

#include "analysis.h"
#include "clock.h"
#include "phrase.h"
#include "slot_choice.h"
#include "slot_words.h"

#include <stdlib.h>
#include <string.h>

enum { SHORT_TEXT = 600 };

bool
schedule_names_slots(const struct input *in)
{
	struct slot_words words;

	if (!in->route->slot_round || in->r->reply.kind == REPLY_WITHDRAW ||
	    in->r->reply.kind == REPLY_COMPLAINT ||
	    in->r->reply.kind == REPLY_VISIT_REPORT)
		return false;
	slot_words_read(in->m->text ? in->m->text : "", SLOTS_A_ROUND, &words);
	return words.sure && (words.n > 0 || words.none);
}

bool
schedule_chooses_and_asks(const struct input *in)
{
	struct slot_words words;

	if (!in->route->slot_round || in->r->reply.dates.n)
		return false;
	slot_words_read(in->m->text ? in->m->text : "", SLOTS_A_ROUND, &words);
	return words.n > 0 && !words.none;
}

static void
take_choice(struct reply *reply, const struct slot_words *words)
{
	strlist_free(&reply->choice);
	for (size_t i = 0; i < words->n; i++)
		strlist_addf(&reply->choice, "%d", words->chosen[i]);
	reply->kind = REPLY_SCHEDULE_ACCEPT;
}

/* Where an agreement names days, it is to the slots on these days alone. */
static bool
slots_of_days(const struct slot *told, size_t n, struct reply *reply)
{
	struct slot_words words = {0};

	if (reply->kind != REPLY_SCHEDULE_ACCEPT || reply->ambiguous ||
	    reply->dates.n < 2)
		return false;
	for (size_t i = 0; i < reply->dates.n; i++) {
		size_t before = words.n;

		for (size_t k = 0; k < n; k++) {
			char *day = civil_iso_date(told[k].starts_at);

			if (str_starts(reply->dates.v[i], day) &&
			    !strchr(reply->dates.v[i], '/') && words.n < SLOT_WORDS_MAX)
				words.chosen[words.n++] = told[k].no;
			free(day);
		}
		if (words.n == before)
			return false;
	}
	take_choice(reply, &words);
	return true;
}

/* Nothing but slots was named: the reader of replies has taken them (reply.h). */
static bool
slots_alone(const struct slot *told, size_t n, const char *text)
{
	int64_t starts[SLOT_CHOICE_MAX];
	struct slot_choice c;

	for (size_t i = 0; i < n && i < SLOT_CHOICE_MAX; i++)
		starts[i] = told[i].starts_at;
	return n > 1 && n <= SLOT_CHOICE_MAX && slot_choice_read(text, starts, n, &c);
}

void
schedule_settle_reading(struct desk *d, struct input *in, const struct visit *v)
{
	struct reply *reply = &in->r->reply;
	const char *text = in->m->text ? in->m->text : "";
	struct slot_words words;
	size_t n;
	struct slot *told = store_slots(d->store, v->id, in->route->slot_round, &n);

	if (!reply->ambiguous && slots_alone(told, n, text)) {
		free(told);
		return;
	}
	slot_words_read(text, n, &words);
	if (words.sure && words.n && !words.none && !reply->dates.n) {
		take_choice(reply, &words);
	} else if (words.sure && words.none && !words.n && !reply->dates.n) {
		reply->kind = REPLY_SCHEDULE_COUNTER;
	} else if (!words.named && slots_of_days(told, n, reply)) {
		/* they are the days of these slots, and of no others */
	} else if (reply->kind != REPLY_SCHEDULE_COUNTER || !reply->dates.n ||
	           reply->choice.n || words.named || strlen(text) > SHORT_TEXT) {
		free(told);
		return;
	}
	free(told);
	reply->ambiguous = false;
	if (in->r->decision == DECISION_REVIEW)
		in->r->decision = DECISION_AUTO;
}

bool
schedule_leans_on_slots(const struct input *in)
{
	char *text = analysis_fold(in->m->text ? in->m->text : "");
	bool leans =
	    phrase_has(text, "翌週|その週|その翌|同じ週|翌日|前日|前の週|次の週");

	free(text);
	return leans;
}
