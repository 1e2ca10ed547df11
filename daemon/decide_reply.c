/* What a message says in the context of a case, and what that makes of its kind. See
 * thought.h. */
#include "thought.h"

#include "reply.h"

#include <stdlib.h>
#include <string.h>

/* Some forty characters; a longer answer to the menu states its need. */
#define MENU_WORDS_BYTES 120

/* The kind that a reply amounts to for the handlers; KIND_COUNT keeps the words' kind. */
static enum kind
kind_of_reply(enum reply_kind k)
{
	static const enum kind kinds[REPLY_KIND_COUNT] = {
	    [REPLY_NONE] = KIND_COUNT,
	    [REPLY_EXPERT_ACCEPT] = KIND_EXPERT_ACCEPT,
	    [REPLY_EXPERT_DECLINE] = KIND_EXPERT_DECLINE,
	    [REPLY_EXPERT_CONDITIONAL] = KIND_EXPERT_CONDITIONAL,
	    [REPLY_MENU_CHOICE] = KIND_FOLLOWUP,
	    [REPLY_SCHEDULE_ACCEPT] = KIND_SCHEDULE_REPLY,
	    [REPLY_SCHEDULE_COUNTER] = KIND_SCHEDULE_REPLY,
	    [REPLY_SCHEDULE_CANCEL] = KIND_SCHEDULE_REPLY,
	    [REPLY_SCHEDULE_QUESTION] = KIND_SCHEDULE_REPLY,
	    [REPLY_VISIT_REPORT] = KIND_VISIT_REPORT,
	    [REPLY_FOLLOWUP] = KIND_FOLLOWUP,
	    [REPLY_WITHDRAW] = KIND_WITHDRAW,
	    [REPLY_COMPLAINT] = KIND_COMPLAINT,
	    [REPLY_SURVEY_ANSWER] = KIND_FOLLOWUP,
	    [REPLY_THANKS_ONLY] = KIND_OTHER,
	    [REPLY_AUTO_REPLY] = KIND_AUTO_REPLY,
	    [REPLY_DELEGATE] = KIND_FOLLOWUP,
	    [REPLY_UNRELATED] = KIND_COUNT,
	    [REPLY_OTHER] = KIND_OTHER,
	};

	return kinds[k];
}

/* A letter of the menu with a few words says the category and nothing finer. */
static void
take_menu_choice(struct thought *t)
{
	const struct reply *p = &t->r->reply;

	if (p->kind != REPLY_MENU_CHOICE || p->choice.n != 1)
		return;
	t->r->category = p->choice.v[0][0];
	strlist_free(&t->r->secondary);
	if (strlen(t->a.text) < MENU_WORDS_BYTES) {
		set_str(&t->r->submenu, NULL);
		t->r->theme = t->r->category == 'c' ? 5 : t->r->category == 'd' ? 4 : 0;
	}
}

void
thought_reply(struct thought *t)
{
	struct date_findings dates = {0};
	struct reply *p = &t->r->reply;
	enum kind kind;

	dates_find(t->a.m->text ? t->a.m->text : "", t->sent, &dates);
	reply_read(
	    &(struct reply_input){&t->a, t->context, t->brain->model, t->brain->maker,
	        &dates, t->sent, t->r->kind, t->kind_chance, NULL, {.kind = REPLY_NONE}},
	    p, &t->r->why);
	date_findings_free(&dates);
	take_menu_choice(t);
	/* Whatever an expert answers to, he may give up the case that he has. */
	if (t->context->context == CONTEXT_NONE &&
	    !(t->context->engaged && p->kind == REPLY_WITHDRAW))
		return;
	kind = kind_of_reply(p->kind);
	if (kind == KIND_COUNT || kind == t->r->kind)
		return;
	t->r->kind = kind;
	t->kind_chance = p->ambiguous ? 0.5 : 0.9;
}
