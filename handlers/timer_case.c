/* Cases that wait: for an answer to the menu, or for another look at the expert list. */
#include "handlers.h"

static void
run_silent(struct desk *d, struct case_row *c, const struct timer *due)
{
	(void)due;
	if (str_eq(c->state, "confirm"))
		(void)desk_move(
		    d, c, TRIGGER_UNCLEAR, "内容確認のメールに返信がありません");
}

static void
run_match(struct desk *d, struct case_row *c, const struct timer *due)
{
	(void)due;
	if (str_eq(c->state, "no_expert") && desk_somebody(d, c) &&
	    desk_move(d, c, TRIGGER_SEARCH_AGAIN,
	        "専門家リストが変わったため、もう一度探します"))
		desk_offer_next(d, c);
}

const struct timer_handler timer_confirm_silent = {"confirm_silent", run_silent, false};
const struct timer_handler timer_match = {"match", run_match, false};
