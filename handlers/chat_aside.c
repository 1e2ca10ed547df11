/*
 * What is said in a channel and not to the desk: by others in the thread of a case, which
 * the operator may want to read, and talk that is no request where many talk.
 */
#include "chat.h"
#include "handlers.h"
#include "store_chat.h"

#include <string.h>

static bool
by_another(const struct input *in)
{
	return in->c && !in->route->role;
}

enum { SHORT_BYTES = 200 }; /* an address with the words that go with it */

/* What the menu or its place is waiting for is not in it. */
static bool
answers_nothing(const struct input *in)
{
	return !str_eq(in->c->state, "confirm") ||
	       (!in->r->slots.prefecture && !in->r->slots.format &&
	           (in->r->reply.kind != REPLY_MENU_CHOICE || in->r->reply.ambiguous));
}

/* The address was what was asked for; nothing else is to be done about it. */
static bool
only_address(const struct input *in)
{
	return in->address_given && !in->r->urgent && answers_nothing(in) &&
	       in->m->text && strlen(in->m->text) < SHORT_BYTES &&
	       (in->r->kind == KIND_FOLLOWUP || in->r->kind == KIND_OTHER ||
	           in->r->kind == KIND_REQUEST);
}

/* What answers something answers nothing of the desk's where there is no case. Where many
 * talk, what goes on from something is theirs as well. */
static bool
is_talk(const struct input *in)
{
	static const enum kind kinds[] = {KIND_OTHER, KIND_SPAM, KIND_EXPERT_ACCEPT,
	    KIND_EXPERT_DECLINE, KIND_EXPERT_CONDITIONAL, KIND_SCHEDULE_REPLY,
	    KIND_VISIT_REPORT, KIND_AUTO_REPLY, KIND_BOUNCE};

	if (in->c || in->r->urgent)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (kinds[i] == in->r->kind)
			return true;
	return in->r->kind == KIND_FOLLOWUP && in->overheard;
}

static bool
match(const struct input *in)
{
	return in->m->origin && (by_another(in) || only_address(in) || is_talk(in));
}

static enum outcome
run(struct desk *d, struct input *in)
{
	in->case_id = in->c ? in->c->id : 0;
	if (by_another(in)) {
		desk_event(d, in->c, "chat", true,
		    "案件のスレッドに、相談者ではない方が発言しました（%"
		    "s）。何も変えていません",
		    in->m->from.name ? in->m->from.name : "名前不明");
		return OUTCOME_PERSON;
	}
	return in->c ? OUTCOME_DONE : OUTCOME_IGNORED;
}

const struct message_handler handler_chat_aside = {"chat_aside", match, run};
