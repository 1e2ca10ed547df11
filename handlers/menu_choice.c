/* The answer to the menu (ア)-(オ): the case is understood now, or the operator looks. */
#include "case_intake.h"
#include "handlers.h"
#include "menu_chat.h"

#include <stdlib.h>

static bool
match(const struct input *in)
{
	return in->c && str_eq(in->c->state, "confirm") && in->route->trusted &&
	       (str_eq(in->route->role, "requester") ||
	           str_eq(in->route->role, "referrer") ||
	           str_eq(in->route->role, "copy")) &&
	       (in->r->reply.kind == REPLY_MENU_CHOICE || in->r->kind == KIND_REQUEST ||
	           in->r->kind == KIND_FOLLOWUP || in->r->kind == KIND_AGENCY_FORWARD ||
	           in->r->kind == KIND_OTHER);
}

/* "大阪府です" answers the question about the place and says nothing of the category: a
 * weak guess does not replace what was sure, nor fill in what was asked for by letter. */
static void
keep_what_is_sure(const struct desk *d, struct input *in)
{
	double sure = d->config->decide.auto_min;

	if (in->r->confidence >= sure && in->c->confidence < sure)
		return;
	in->r->category = 0;
	in->r->theme = 0;
	set_str(&in->r->submenu, NULL);
}

static bool
settled_category(const struct desk *d, const struct case_row *c)
{
	return c->category && c->confidence >= d->config->decide.auto_min;
}

/* Enough is known to look for an expert. */
static bool
settled(const struct desk *d, const struct case_row *c)
{
	return settled_category(d, c) && intake_place_known(c);
}

static enum outcome
run(struct desk *d, struct input *in)
{
	char letter = menu_letter(d, in);
	char *reason;

	in->case_id = in->c->id;
	store_timer_cancel(d->store, in->c->id, "confirm_silent", 0);
	if (letter) {
		/* What was guessed while nothing was sure is not held against the expert.
		 */
		in->c->theme = 0;
		set_str(&in->c->submenu, NULL);
	}
	if (!letter)
		keep_what_is_sure(d, in);
	intake_apply(d, in->c, in->r);
	if (letter) {
		in->c->category = letter;
		in->c->confidence = 1;
		if (!in->c->theme)
			in->c->theme =
			    programme_default_theme(d->programme, letter, NULL);
	}
	if (in->c->incident && !letter && in->r->decision == DECISION_REVIEW) {
		/* It may as well be none: no expert is asked before the operator. */
		intake_set_aside(d, in->c, in->r);
		return OUTCOME_PERSON;
	}
	if (in->c->incident || settled(d, in->c)) {
		reason = letter ? xasprintf("相談者がメニューから%sを選びました",
		                      programme_category_mark(letter))
		                : xstrdup("相談者の返信で内容が分かりました");
		intake_understood(d, in->c, reason);
		free(reason);
		return OUTCOME_DONE;
	}
	if (menu_asks_again(d, in, settled_category(d, in->c)))
		return OUTCOME_DONE;
	(void)desk_move(d, in->c, TRIGGER_UNCLEAR,
	    intake_place_known(in->c) ? "返信から区分を一つに決められません"
	                              : "返信から支援を受ける場所が分かりません");
	menu_handed_over(d, in);
	return OUTCOME_PERSON;
}

const struct message_handler handler_menu_choice = {"menu_choice", match, run};
