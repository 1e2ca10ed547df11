/* A specialist's application for the list, or a change of an entry: a draft, that the
 * operator verifies. */
#include "handlers.h"

#include "desk_draft.h"

#include <stdlib.h>

static bool
match(const struct input *in)
{
	return in->r->kind == KIND_LIST_APPLICATION;
}

static enum outcome
run(struct desk *d, struct input *in)
{
	enum outcome outcome;
	int64_t id;
	char *summary;

	if (!in->m->from.addr)
		return handler_ask(d, in, "専門家リストへの申請です");
	id = desk_draft_take(d, in->m, in->r->lang, in->route->forged);
	summary = desk_draft_summary(d, id);
	outcome = handler_ask(d, in, "%s", summary);
	store_draft_of_event(d->store, id, in->inbox_id);
	free(summary);
	return outcome;
}

const struct message_handler handler_application = {"application", match, run};
