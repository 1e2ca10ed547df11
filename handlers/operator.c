/*
 * The operators' channel: commands of those who may give them, and silence for the rest
 * of what people say there. See oproom.h.
 */
#include "operator.h"

#include "oproom.h"
#include "store_inbox.h"

#include <stdlib.h>

enum { REFUSE_AGAIN_SEC = 86400 };

/* A message that the operator takes through the desk again (`review as`) is no new
 * command. */
static bool
is_new(struct desk *d, int64_t inbox_id)
{
	struct inbox_row row;
	bool fresh =
	    store_inbox_get(d->store, inbox_id, &row) && str_eq(row.state, "new");

	store_inbox_row_free(&row);
	return fresh;
}

static char *
who_is(const struct chat_origin *from)
{
	return xasprintf("%s %s%s%s%s", from->source, from->author,
	    str_empty(from->author_name) ? "" : "（",
	    str_empty(from->author_name) ? "" : from->author_name,
	    str_empty(from->author_name) ? "" : "）");
}

/* Once a day; whoever goes on hears nothing more. */
static void
refuse(struct desk *d, const struct chat_origin *from, const char *who)
{
	char *key = xasprintf("oproom.refused.%s", from->author);
	char *last = store_meta_get(d->store, key), *now;

	if (!last || d->now - strtoll(last, NULL, 10) >= REFUSE_AGAIN_SEC) {
		oproom_answer(d, from, NULL,
		    oproom_english(d) ? "Sorry, only the operators named in the desk's "
		                        "configuration may "
		                        "give commands here. Nothing was done."
		                      : "恐れ入りますが、ここでの操作は窓口の設定に登録さ"
		                        "れた担当者だけが行え"
		                        "ます。何も行っていません。");
		now = xasprintf("%lld", (long long)d->now);
		store_meta_set(d->store, key, now);
		free(now);
	}
	desk_event(
	    d, NULL, "operator", false, "登録のない方（%s）の操作を断りました", who);
	free(last);
	free(key);
}

static void
obey(struct desk *d, const struct chat_origin *from, const struct op_command *command,
    const char *who)
{
	const struct message *answering = d->answering;
	int64_t inbox_id = d->inbox_id;
	struct case_row about;
	char *text;

	/* What the command brings about is not about this message. */
	d->answering = NULL;
	d->inbox_id = 0;
	text = oproom_do(d, command, who, &about);
	oproom_answer(d, from, about.id ? &about : NULL, text);
	d->answering = answering;
	d->inbox_id = inbox_id;
	case_row_free(&about);
	free(text);
}

bool
operator_heard(struct desk *d, struct input *in)
{
	const struct chat_origin *from = in->m->origin;
	struct op_command command;
	char *who;

	if (!oproom_is_from(d->config, in->m))
		return false;
	in->r->kind = KIND_OTHER;
	in->r->decision = DECISION_IGNORE;
	op_read(in->m->text, &command);
	/* Who wrote it is known by the provider's id alone. */
	if (command.kind != OP_TALK && !str_empty(from->author) &&
	    is_new(d, in->inbox_id)) {
		who = who_is(from);
		if (strlist_has(&d->config->operator_channel.users, from->author))
			obey(d, from, &command, who);
		else
			refuse(d, from, who);
		free(who);
	}
	op_command_free(&command);
	return true;
}
