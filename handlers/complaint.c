/* Complaints are a person's: receipt is confirmed, the operator is told at once. */
#include "expert.h"

static bool
match(const struct input *in)
{
	return in->r->kind == KIND_COMPLAINT || in->r->reply.kind == REPLY_COMPLAINT;
}

/* An expert is greeted by his own name; of those who take part, the others by theirs. */
static void
confirm(struct desk *d, const struct input *in)
{
	struct letter letter = {.template_name = "complaint_receipt", .c = in->c};
	struct expert e;

	if (expert_known(d, in, &e)) {
		letter.party = PARTY_EXPERT;
		letter.expert = &e;
		(void)desk_write(d, &letter);
		expert_free(&e);
		return;
	}
	letter.party = handler_writer(d, in);
	letter.to = in->m->from.addr;
	letter.to_name = in->m->from.name;
	(void)desk_write(d, &letter);
}

static enum outcome
run(struct desk *d, struct input *in)
{
	enum outcome outcome = handler_ask(d, in, "苦情・ご不満の連絡です");

	in->case_id = in->c ? in->c->id : 0;
	desk_alert(d, in->c, "苦情の連絡が届きました",
	    "受け取ったことだけを返信します。内容への回答は担当者からお願いします");
	if (in->m->from.addr)
		confirm(d, in);
	return outcome;
}

const struct message_handler handler_complaint = {"complaint", match, run};
