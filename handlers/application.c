/* A specialist's application for the list, or a change of an entry: verified by the
 * operator. */
#include "handlers.h"

static bool
match(const struct input *in)
{
	return in->r->kind == KIND_LIST_APPLICATION;
}

static enum outcome
run(struct desk *d, struct input *in)
{
	if (in->m->from.addr)
		(void)desk_write(
		    d, &(struct letter){.template_name = "application_receipt",
		           .party = PARTY_REQUESTER,
		           .to = in->m->from.addr,
		           .to_name = in->m->from.name});
	return handler_ask(d, in, "専門家リストへの掲載・変更の申請です");
}

const struct message_handler handler_application = {"application", match, run};
