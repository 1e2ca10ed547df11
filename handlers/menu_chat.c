/*
 * The menu (ア)-(オ) by chat, where an answer costs a word: who is not understood is
 * asked once more, then a person takes over; and who thinks better of it later says so
 * with another letter, as long as no expert has accepted.
 */
#include "menu_chat.h"

#include "case_intake.h"
#include "handlers.h"
#include "norm.h"
#include "store_chat.h"

#include <stdlib.h>
#include <string.h>

enum { LABEL_BYTES = 3 * 4 }; /* fewer words of a label are a chance */

static char
named(const struct input *in)
{
	const struct strlist *choice = &in->r->reply.choice;

	return in->r->reply.kind == REPLY_MENU_CHOICE && !in->r->reply.ambiguous &&
	               choice->n == 1 && choice->v[0][0] >= 'a' && choice->v[0][0] <= 'e'
	           ? choice->v[0][0]
	           : 0;
}

/* Words that stand in one label alone, or the label itself. */
static char
by_label(const struct desk *d, const struct input *in)
{
	char *said = norm_squeeze(in->m->text ? in->m->text : "");
	char found = 0;
	size_t n = 0;

	for (size_t i = 0; i < 5; i++) {
		char c = (char)('a' + i);
		const char *text = programme_category(
		    d->programme, c, in->c->lang[0] ? in->c->lang : "ja");
		char *label = text ? norm_squeeze(text) : NULL;

		if (label && ((strlen(said) >= LABEL_BYTES && strstr(label, said)) ||
		                 strstr(said, label))) {
			found = c;
			n++;
		}
		free(label);
	}
	free(said);
	return n == 1 ? found : 0;
}

char
menu_letter(const struct desk *d, const struct input *in)
{
	char letter = named(in);

	return letter || !in->m->origin ? letter : by_label(d, in);
}

static bool
was_asked(struct desk *d, const struct case_row *c, const char *template_name)
{
	return store_chat_count(d->store, c->id, template_name, 0) > 0;
}

bool
menu_asks_again(struct desk *d, struct input *in, bool known)
{
	const char *question = known ? "chat/place_ask" : "chat/menu_again";

	if (!in->m->origin || was_asked(d, in->c, question) ||
	    !desk_write(
	        d, &(struct letter){
	               .template_name = question, .c = in->c, .party = PARTY_REQUESTER}))
		return false;
	desk_event(d, in->c, "chat", false,
	    known ? "支援を受ける場所をチャットで尋ねました"
	          : "メニューへの返信を読み取れないため、もう一度だけ尋ねました");
	store_case_update(d->store, in->c);
	intake_await(d, in->c);
	return true;
}

void
menu_handed_over(struct desk *d, struct input *in)
{
	if (in->m->origin)
		(void)desk_write(d, &(struct letter){.template_name = "followup_receipt",
		                        .c = in->c,
		                        .party = PARTY_REQUESTER});
}

/* --- a changed mind --- */

static bool
may_change(const struct case_row *c)
{
	return !c->incident &&
	       (str_eq(c->state, "matching") || str_eq(c->state, "offered") ||
	           str_eq(c->state, "no_expert") || str_eq(c->state, "review"));
}

static bool
match(const struct input *in)
{
	return in->c && in->m->origin && in->route->trusted && may_change(in->c) &&
	       str_eq(in->route->role, "requester") &&
	       in->route->context.context == CONTEXT_CONFIRM_MENU && named(in);
}

static enum outcome
same_again(struct desk *d, struct input *in)
{
	desk_event(d, in->c, "chat", false, "メニューの同じ区分をもう一度選びました");
	return OUTCOME_DONE;
}

static void
choose(struct desk *d, struct case_row *c, char letter)
{
	c->category = letter;
	c->confidence = 1;
	set_str(&c->submenu, NULL);
	c->theme = programme_default_theme(d->programme, letter, NULL);
	c->updated_at = d->now;
	store_case_update(d->store, c);
}

/* Whoever was asked about the former choice is let go, and the search begins anew. */
static void
search_anew(struct desk *d, struct case_row *c, const char *why)
{
	desk_event(d, c, "chat", false, "%s", why);
	(void)desk_write(
	    d, &(struct letter){
	           .template_name = "chat/changed", .c = c, .party = PARTY_REQUESTER});
	desk_offers_end(d, c, 0, why, "offer_recalled");
	if (str_eq(c->state, "offered")) {
		desk_offer_over(d, c, why);
		return;
	}
	if (str_eq(c->state, "no_expert") && !desk_move(d, c, TRIGGER_SEARCH_AGAIN, why))
		return;
	if (d->config->match.wait_for_batch)
		desk_wait_for_batch(d, c);
	else
		desk_offer_next(d, c);
}

static enum outcome
run(struct desk *d, struct input *in)
{
	struct case_row *c = in->c;
	char letter = named(in);
	bool review = str_eq(c->state, "review"), place;
	char *why;

	in->case_id = c->id;
	if (letter == c->category && c->confidence >= 1)
		return same_again(d, in);
	why = xasprintf("相談者がチャットでメニューの%sを選び直しました",
	    programme_category_mark(letter));
	choose(d, c, letter);
	handler_fill_gaps(c, &in->r->slots);
	place = intake_place_known(c);
	if (review && place)
		intake_understood(d, c, why);
	else if (review)
		desk_event(d, c, "chat", true, "%s（場所が分かりません）", why);
	else
		search_anew(d, c, why);
	free(why);
	return review && !place ? OUTCOME_PERSON : OUTCOME_DONE;
}

const struct message_handler handler_menu_change = {"menu_change", match, run};
