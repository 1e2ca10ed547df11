/* Either side says that a visit did not take place: it is asked for anew, and the
 * operator is told, who knows what to say to whom. */
#include "course_words.h"
#include "desk_slots.h"
#include "handlers.h"

enum { DAY_SEC = 86400, LATELY_DAYS = 14 };

static bool
match(const struct input *in)
{
	return in->c && in->c->expert_id && in->route->role && in->route->trusted &&
	       !str_eq(in->route->role, "asked") &&
	       in->r->reply.kind != REPLY_AUTO_REPLY &&
	       course_words_not_held(in->m->text);
}

/* The last one whose time has come. */
static bool
visit_meant(struct desk *d, const struct input *in, struct visit *v)
{
	size_t n;
	struct visit *rows = store_visit_list(d->store, in->c->id, &n);
	int64_t id = 0;

	for (size_t i = 0; i < n; i++)
		if ((desk_visit_dated(&rows[i]) || desk_visit_over(&rows[i])) &&
		    rows[i].starts_at <= d->now &&
		    (!in->route->visit_id || in->route->visit_id == rows[i].id))
			id = rows[i].id;
	visits_free(rows, n);
	return id && store_visit_get(d->store, id, v);
}

static enum outcome
run(struct desk *d, struct input *in)
{
	struct visit v;
	enum outcome outcome = OUTCOME_DONE;

	in->case_id = in->c->id;
	if (!visit_meant(d, in, &v))
		return handler_ask(d, in, "訪問が行われなかったとも読める連絡です");
	if (str_eq(v.state, "reported") ||
	    v.starts_at < d->now - (int64_t)LATELY_DAYS * DAY_SEC)
		outcome = handler_ask(d, in,
		    "第%d回が行われなかったとも読める連絡です（記録では実施済みです）",
		    v.no);
	else
		desk_visit_not_held(d, in->c, &v,
		    str_eq(in->route->role, "expert") ? "専門家からの連絡"
		                                      : "相談者側からの連絡");
	visit_free(&v);
	return outcome;
}

const struct message_handler handler_no_show = {"no_show", match, run};
