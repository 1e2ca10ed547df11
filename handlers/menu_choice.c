/* The answer to the menu (ア)-(オ): the case is understood now, or the operator looks. */
#include "case_intake.h"
#include "handlers.h"

#include <stdlib.h>

static bool
match(const struct input *in)
{
	return in->c && str_eq(in->c->state, "confirm") && in->route->trusted &&
	       !str_eq(in->route->role, "expert") &&
	       (in->r->reply.kind == REPLY_MENU_CHOICE || in->r->kind == KIND_REQUEST ||
	           in->r->kind == KIND_FOLLOWUP || in->r->kind == KIND_AGENCY_FORWARD ||
	           in->r->kind == KIND_OTHER);
}

static char
chosen(const struct input *in)
{
	const struct strlist *choice = &in->r->reply.choice;

	return in->r->reply.kind == REPLY_MENU_CHOICE && !in->r->reply.ambiguous &&
	               choice->n == 1 && choice->v[0][0] >= 'a' && choice->v[0][0] <= 'e'
	           ? choice->v[0][0]
	           : 0;
}

static enum outcome
run(struct desk *d, struct input *in)
{
	char letter = chosen(in);
	char *reason;

	in->case_id = in->c->id;
	store_timer_cancel(d->store, in->c->id, "confirm_silent", 0);
	if (letter) {
		/* What was guessed while nothing was sure is not held against the expert.
		 */
		in->c->theme = 0;
		set_str(&in->c->submenu, NULL);
	}
	intake_apply(d, in->c, in->r);
	if (in->c->incident || letter) {
		reason = xasprintf("相談者がメニューから%sを選びました",
		    letter ? programme_category_mark(letter) : "（インシデント）");
		intake_understood(d, in->c, reason);
		free(reason);
		return OUTCOME_DONE;
	}
	(void)desk_move(
	    d, in->c, TRIGGER_UNCLEAR, "メニューへの返信から区分を一つに決められません");
	return OUTCOME_PERSON;
}

const struct message_handler handler_menu_choice = {"menu_choice", match, run};
