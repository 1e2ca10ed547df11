/* Whatever no other handler takes: the operator reads it. Always matches. */
#include "handlers.h"

static bool
match(const struct input *in)
{
	(void)in;
	return true;
}

static enum outcome
run(struct desk *d, struct input *in)
{
	in->case_id = in->c ? in->c->id : 0;
	return handler_ask(
	    d, in, "自動では扱えないメールです（種別: %s）", kind_label(in->r->kind));
}

const struct message_handler handler_other = {"other", match, run};
