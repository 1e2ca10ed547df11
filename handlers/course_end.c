/* One side would end the course behind the visits that were held; the other agrees or
 * would go on. */
#include "course_words.h"
#include "desk_slots.h"
#include "handlers.h"

static bool
match(const struct input *in)
{
	return in->c && str_eq(in->c->state, "visits") && in->route->role &&
	       !str_eq(in->route->role, "asked") &&
	       in->r->reply.kind != REPLY_VISIT_REPORT &&
	       in->r->reply.kind != REPLY_AUTO_REPLY &&
	       (in->route->end_asked || course_words_end(in->m->text));
}

static enum outcome
go_on(struct desk *d, struct input *in)
{
	size_t n;
	struct visit *rows = store_visit_list(d->store, in->c->id, &n);

	for (size_t i = 0; i < n; i++)
		if (rows[i].ending) {
			rows[i].ending = 0;
			store_visit_update(d->store, &rows[i]);
		}
	visits_free(rows, n);
	store_timer_cancel(d->store, in->c->id, "course_end_silent", 0);
	desk_event(
	    d, in->c, "visit", false, "途中で終えることは見送られ、残りの回を続けます");
	(void)desk_visit_next(d, in->c, true, NULL);
	return OUTCOME_DONE;
}

static enum outcome
run(struct desk *d, struct input *in)
{
	int side =
	    str_eq(in->route->role, "expert") ? 1 << SLOT_EXPERT : 1 << SLOT_COMPANY;
	int others = desk_course_ending(d, in->c) & ~side;
	int agrees = others ? course_words_agree(in->m->text) : 1;

	in->case_id = in->c->id;
	if (!in->route->proved || !agrees)
		return handler_ask(d, in, "支援を途中で終えることについての連絡です");
	if (agrees < 0)
		return go_on(d, in);
	if ((!others && !course_words_end(in->m->text)) ||
	    !desk_course_end_asked(d, in->c, side))
		return handler_ask(d, in, "支援を途中で終えることについての連絡です");
	return OUTCOME_DONE;
}

const struct message_handler handler_course_end = {"course_end", match, run};

static void
run_silent(struct desk *d, struct case_row *c, const struct timer *due)
{
	(void)due;
	if (desk_course_ending(d, c))
		desk_event(d, c, "visit", true,
		    "途中で終えることへの同意について、返信がありません");
}

const struct timer_handler timer_course_end_silent = {
    "course_end_silent", run_silent, false};
