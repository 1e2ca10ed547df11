/* Which case a chat message belongs to. See route_chat.h. */
#include "route_chat.h"

#include "chat.h"
#include "chat_pieces.h"
#include "chat_provider.h"
#include "oproom.h"
#include "store_chat.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { ADDRESS_ALONE_MAX = 240 }; /* bytes; about 80 characters */
enum { CHOICE_BYTES = 150 };      /* a longer text says more than a letter */

/* The writer, as a chat identity or by the address that the provider vouches for. */
static void
find_role(struct desk *d, const struct message *m, const char *identity, struct route *r)
{
	char *role = NULL;

	if (store_case_has_person(d->store, r->case_id, identity, &role) ||
	    (m->from.addr &&
	        store_case_has_person(d->store, r->case_id, m->from.addr, &role))) {
		free(r->role);
		r->role = role;
		r->trusted = r->proved = true;
	}
}

static bool
by_thread(struct desk *d, const struct chat_origin *o, struct route *r)
{
	struct chat_talk t = {0};
	bool found = store_chat_case(d->store, o->source_id, o->room, o->thread, &t);

	if (found) {
		r->case_id = t.case_id;
		r->threaded = true;
		set_str(&r->how, "チャットの同じスレッド");
	}
	free(t.source);
	free(t.room);
	free(t.thread);
	free(t.author);
	return found;
}

/* A piece of what was read before its writer had ended: an incident, or a long row. */
static bool
by_row(struct desk *d, const struct message *m, const char *identity, struct route *r)
{
	const struct chat_origin *o = m->origin;
	const struct config_source *s = chat_source(d->config, o->source);
	const struct chat_provider *p = s ? chat_provider_of(s) : NULL;
	int quiet = s ? chat_quiet_sec(d->config, s) : 0;

	if (!p || !quiet || o->reply || str_empty(o->author))
		return false;
	r->case_id = store_chat_recent(d->store, o, o->sent_at - quiet, p->threads);
	if (r->case_id)
		find_role(d, m, identity, r);
	if (!r->role) {
		r->case_id = 0;
		return false;
	}
	r->threaded = true;
	set_str(&r->how, "チャットの直前の発言の続き");
	return true;
}

char *
chat_case_number(const char *text)
{
	const char *p = text ? strstr(text, "案件") : NULL;
	size_t n = 0;

	if (!p && text)
		p = str_ifind(text, "case");
	for (size_t skipped = 0; p && *p && !isdigit((unsigned char)*p); p++)
		if (++skipped > 24)
			return NULL;
	if (!p)
		return NULL;
	while (isdigit((unsigned char)p[n]) || p[n] == '-')
		n++;
	return n >= 6 && n < 24 && memchr(p, '-', n) ? xstrndup(p, n) : NULL;
}

/* A number alone says nothing: its case must be the writer's. */
static bool
by_number(struct desk *d, const struct message *m, const char *identity, struct route *r)
{
	char *number = chat_case_number(m->text);
	struct case_row c;

	if (number && store_case_find(d->store, number, &c)) {
		r->case_id = c.id;
		find_role(d, m, identity, r);
		case_row_free(&c);
	}
	free(number);
	if (!r->role) {
		r->case_id = 0;
		return false;
	}
	set_str(&r->how, "本文の案件番号（チャットの相談者本人）");
	return true;
}

/* Little more than a mail address, and the case has none yet. */
static bool
gives_address(struct desk *d, const struct message *m, const struct case_row *c)
{
	bool shortly = m->text && strlen(m->text) <= ADDRESS_ALONE_MAX;
	char *addr = shortly ? chat_stated_address(m->text) : NULL;
	struct person p;
	bool gives = addr && store_person_get(d->store, c->requester_id, &p);

	if (gives) {
		gives = chat_is_person_address(p.email);
		person_free(&p);
	}
	free(addr);
	return gives;
}

/* Where people answer without using threads. */
static bool
by_question(
    struct desk *d, const struct message *m, const char *identity, struct route *r)
{
	const struct chat_origin *o = m->origin;
	struct person p;
	struct case_row c;
	int64_t ids[2];
	size_t n = 0;

	if (o->reply || !store_person_find(d->store, identity, &p))
		return false;
	n = store_chat_open_of(
	    d->store, o->source_id, o->room, p.id, ids, ARRAY_LEN(ids));
	person_free(&p);
	if (n != 1 || !store_case_get(d->store, ids[0], &c))
		return false;
	if (str_eq(c.state, "confirm")) {
		r->case_id = c.id;
		set_str(&r->how, "チャットで確認をお願いしている案件");
	} else if (gives_address(d, m, &c)) {
		r->case_id = c.id;
		set_str(&r->how, "チャットでメールアドレスをお尋ねしている案件");
	}
	case_row_free(&c);
	return r->case_id != 0;
}

/* A letter behind the choice changes it, as long as no expert has accepted
 * (menu_chat.c). */
static bool
may_choose_anew(struct desk *d, const struct message *m, const struct route *r)
{
	struct case_row c;
	bool may = false;

	if (!str_eq(r->role, "requester") || !m->text || strlen(m->text) > CHOICE_BYTES ||
	    !store_case_get(d->store, r->case_id, &c))
		return false;
	if (str_eq(c.state, "matching") || str_eq(c.state, "offered") ||
	    str_eq(c.state, "no_expert") || str_eq(c.state, "review"))
		may = store_chat_count(d->store, c.id, "chat/ack_confirm", 0) > 0;
	case_row_free(&c);
	return may;
}

void
route_chat(struct desk *d, const struct message *m, struct route *r)
{
	const struct chat_origin *o = m->origin;
	char *identity;

	if (!o || oproom_is_from(d->config, m))
		return;
	identity = chat_person_address(o->source, o->author, o->thread);
	if (by_thread(d, o, r) || by_question(d, m, identity, r))
		find_role(d, m, identity, r);
	else if (!by_row(d, m, identity, r))
		(void)by_number(d, m, identity, r);
	if (r->case_id && may_choose_anew(d, m, r))
		r->context.context = CONTEXT_CONFIRM_MENU;
	free(identity);
}
