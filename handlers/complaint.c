/* Complaints are a person's: receipt is confirmed, the operator is told at once. */
#include "handlers.h"

static bool
match(const struct input *in)
{
	return in->r->kind == KIND_COMPLAINT || in->r->reply.kind == REPLY_COMPLAINT;
}

static enum outcome
run(struct desk *d, struct input *in)
{
	enum outcome outcome = handler_ask(d, in, "苦情・ご不満の連絡です");

	in->case_id = in->c ? in->c->id : 0;
	desk_alert(d, in->c, "苦情の連絡が届きました", "差出人: %s、件名: %s",
	    in->m->from.addr ? in->m->from.addr : "不明",
	    in->m->subject ? in->m->subject : "");
	if (in->m->from.addr)
		(void)desk_write(d, &(struct letter){.template_name = "complaint_receipt",
		                        .c = in->c,
		                        .party = PARTY_REQUESTER,
		                        .to = in->m->from.addr,
		                        .to_name = in->m->from.name});
	return outcome;
}

const struct message_handler handler_complaint = {"complaint", match, run};
