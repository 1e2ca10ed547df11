/* What a message by chat tells of its writer, and of where a case is spoken of. See
 * desk_chat.h. */
#include "chat.h"
#include "desk_chat.h"
#include "desk_claim.h"
#include "store_chat.h"
#include "token.h"

#include <stdlib.h>
#include <string.h>

/* The desk's own address is often quoted; it is nobody's. */
static char *
stated_address(struct desk *d, const struct message *m)
{
	char *addr = m->origin && m->origin->author_addr ? xstrdup(m->origin->author_addr)
	                                                 : chat_stated_address(m->text);

	if (addr && token_is_desk(addr, d->config->desk.address))
		set_str(&addr, NULL);
	return addr;
}

int64_t
desk_chat_identity(struct desk *d, const struct message *m)
{
	const struct chat_origin *o = m->origin;
	char *addr = chat_person_address(o->source, o->author, o->thread);
	int64_t id = store_person(d->store, addr, o->author_name, NULL, NULL, d->now);

	free(addr);
	return id;
}

/* By its address where that is configured; else whoever writes there for it. */
int64_t
desk_chat_agency(struct desk *d, const struct message *m)
{
	const struct chat_origin *o = m->origin;
	const struct config_source *s = o ? chat_source(d->config, o->source) : NULL;
	char *name = NULL, *addr = NULL, *own;
	int64_t id = 0;

	if (s && chat_agency(s, o->room, &name, &addr)) {
		own = chat_person_address(o->source, o->author, o->thread);
		id = store_person(d->store, addr ? addr : own,
		    addr ? NULL : o->author_name, name, NULL, d->now);
		free(own);
	}
	free(name);
	free(addr);
	return id;
}

int64_t
desk_chat_requester(struct desk *d, const struct input *in)
{
	const struct slots *s = &in->r->slots;
	char *addr = stated_address(d, in->m);
	int64_t id =
	    addr && !desk_claim_needed(d, in->m, addr)
	        ? store_person(d->store, addr, s->contact ? s->contact : in->m->from.name,
	              s->company, s->phone, d->now)
	        : desk_chat_identity(d, in->m);

	free(addr);
	return id;
}

/* Further threads of what was written in pieces are the case's as well; the answer goes
 * to the first, until the person goes on in another. */
static void
join_talks(
    struct desk *d, const struct case_row *c, const struct chat_origin *o, int64_t id)
{
	struct chat_origin other = *o;

	for (size_t i = 0; i < o->threads.n; i++) {
		other.thread = o->threads.v[i];
		store_chat_join(d->store, c->id, &other, id, d->now - 1);
	}
	store_chat_join(d->store, c->id, o, id, d->now);
}

static void
note_agency(struct desk *d, const struct case_row *c, int64_t id)
{
	struct person p;

	if (!id || id != c->referrer_id || !store_person_get(d->store, id, &p))
		return;
	desk_event(d, c, "contact", false, "紹介元の支援機関（チャット）: %s", p.company);
	person_free(&p);
}

void
desk_chat_opened(struct desk *d, const struct input *in, struct case_row *c)
{
	int64_t id = desk_chat_identity(d, in->m);
	char *addr = stated_address(d, in->m);

	join_talks(d, c, in->m->origin, id);
	if (id != c->requester_id && id != c->referrer_id)
		store_case_person(d->store, c->id, id,
		    in->r->kind == KIND_AGENCY_FORWARD ? "referrer" : "requester");
	note_agency(d, c, desk_chat_agency(d, in->m));
	if (addr && id == c->requester_id)
		desk_claim_check(d, in->m, c, addr, false);
	free(addr);
}

static void
join_address(struct desk *d, struct input *in, const char *addr)
{
	struct case_row *c = in->c;

	if (desk_claim_needed(d, in->m, addr)) {
		in->address_given = true;
		desk_claim_check(d, in->m, c, addr, true);
		return;
	}
	c->requester_id = store_person(d->store, addr,
	    c->contact ? c->contact : in->m->from.name, c->company, c->phone, d->now);
	c->updated_at = d->now;
	store_case_person(d->store, c->id, c->requester_id, "requester");
	store_case_update(d->store, c);
	in->address_given = true;
	desk_event(d, c, "contact", false,
	    "相談者がチャットでメールアドレスを知らせました: %s", addr);
	desk_chat_pay(d, c);
}

/* The case has been spoken of in this channel. */
static bool
talks_here(struct desk *d, const struct case_row *c, const struct chat_origin *o)
{
	size_t n;
	struct chat_talk *talks = store_chat_talks(d->store, c->id, &n);
	bool here = false;

	for (size_t i = 0; i < n; i++)
		here = here || (talks[i].source_id == o->source_id &&
		                   str_eq(talks[i].room, o->room));
	chat_talks_free(talks, n);
	return here;
}

/* A place where nobody else reads: what could not be said elsewhere is said there. */
static void
go_on_here(struct desk *d, struct input *in)
{
	(void)desk_write(
	    d, &(struct letter){
	           .template_name = "chat/here", .c = in->c, .party = PARTY_REQUESTER});
}

/* The one who asks; or who brings a case whose company cannot be reached yet. */
static bool
may_speak(struct desk *d, const struct input *in)
{
	return str_eq(in->route->role, "requester") ||
	       (str_eq(in->route->role, "referrer") && desk_chat_agency(d, in->m));
}

enum { CODE_BYTES = 90 }; /* a code with the words that go with it */

/* A code and nothing else is of no kind that a handler knows. */
static bool
heard_code(struct desk *d, struct input *in)
{
	if (!desk_claim_code(d, in->m, in->c))
		return false;
	if (strlen(in->m->text) <= CODE_BYTES)
		in->r->kind = KIND_OTHER;
	return true;
}

void
desk_chat_heard(struct desk *d, struct input *in)
{
	const struct chat_origin *o = in->m->origin;
	const struct config_source *source = o ? chat_source(d->config, o->source) : NULL;
	char *addr;
	bool known;

	in->overheard = source && !chat_room_private(source, o->room);
	if (o && !in->c && in->r->kind == KIND_REQUEST && desk_chat_agency(d, in->m))
		in->r->kind = KIND_AGENCY_FORWARD;
	if (!o || !in->c || !in->route->trusted || !may_speak(d, in))
		return;
	known = talks_here(d, in->c, o);
	join_talks(d, in->c, o, desk_chat_identity(d, in->m));
	in->address_given = heard_code(d, in);
	addr = desk_chat_has_address(d, in->c) ? NULL : stated_address(d, in->m);
	if (addr)
		join_address(d, in, addr);
	if (!known && !o->reply)
		go_on_here(d, in);
	free(addr);
}
