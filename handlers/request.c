/*
 * A consultation: from a company itself, or brought by an agency or a vendor. Opens a
 * case, acknowledges, and puts it to the first expert where the reading is sure enough.
 */
#include "case_intake.h"
#include "decide.h"
#include "desk_chat.h"
#include "handlers.h"

#include <stdio.h>
#include <stdlib.h>

static bool
match(const struct input *in)
{
	return in->r->kind == KIND_REQUEST || in->r->kind == KIND_AGENCY_FORWARD ||
	       (in->r->kind == KIND_FOLLOWUP && !in->c);
}

static int64_t
sender(struct desk *d, const struct message *m, const char *name)
{
	return m->from.addr ? store_person(d->store, m->from.addr,
	                          name ? name : m->from.name, NULL, NULL, d->now)
	                    : 0;
}

/* A form of the web; not all of them say so in a header. */
static bool
by_program(const struct input *in)
{
	return in->r->relayed || decide_automatic(in->m, NULL);
}

/* Only an address that was stated or wrote itself is ever written to, never a guessed
 * one. */
static void
find_people(struct desk *d, const struct input *in, struct case_row *c)
{
	const struct slots *s = &in->r->slots;
	const char *own = in->m->from.addr;

	if (in->m->origin && in->r->kind != KIND_AGENCY_FORWARD) {
		c->requester_id = desk_chat_requester(d, in);
		return;
	}
	if (in->r->kind == KIND_AGENCY_FORWARD) {
		if (in->m->origin)
			c->referrer_id = desk_chat_agency(d, in->m);
		if (!c->referrer_id)
			c->referrer_id = sender(d, in->m, NULL);
		if (s->requester_email && !str_ieq(s->requester_email, own))
			c->requester_id = store_person(d->store, s->requester_email,
			    s->contact, s->company, s->phone, d->now);
		return;
	}
	/* A form of the web wrote; it names whoever filled it in, and nobody reads what
	 * is sent to the form. */
	if (by_program(in)) {
		if (s->requester_email)
			c->requester_id = store_person(d->store, s->requester_email,
			    s->contact, s->company, s->phone, d->now);
		return;
	}
	c->requester_id = sender(d, in->m, s->contact);
}

static void
add_people(struct desk *d, const struct input *in, const struct case_row *c)
{
	const struct addresses *cc = &in->m->cc;

	if (c->requester_id)
		store_case_person(d->store, c->id, c->requester_id, "requester");
	if (c->referrer_id)
		store_case_person(d->store, c->id, c->referrer_id, "referrer");
	for (size_t i = 0; i < cc->n && i < 10; i++)
		if (!str_ieq(cc->v[i].addr, d->config->desk.address))
			store_case_person(d->store, c->id,
			    store_person(d->store, cc->v[i].addr, cc->v[i].name, NULL,
			        NULL, d->now),
			    "copy");
}

/* The company's own words: of a forwarded mail those of the company, else the newest
 * text. */
static const char *
own_words(const struct input *in)
{
	if (in->r->kind == KIND_AGENCY_FORWARD && !str_empty(in->m->fwd_text))
		return in->m->fwd_text;
	return in->m->text;
}

/* The case has its number by now. */
static void
note_contact(struct desk *d, const struct input *in, const struct case_row *c)
{
	const char *address = in->r->slots.requester_email;

	if (in->r->kind == KIND_AGENCY_FORWARD)
		return;
	if (!by_program(in)) {
		if (address && !str_ieq(address, in->m->from.addr))
			desk_event(
			    d, c, "contact", false, "本文にある連絡先: %s", address);
	} else if (!address) {
		desk_event(d, c, "contact", false,
		    "フォームに返信先のメールアドレスがありません。誰にも返信しません");
	}
}

static void
open_case(struct desk *d, struct input *in, struct case_row *c)
{
	case_row_init(c);
	set_str(&c->state, "received");
	(void)snprintf(
	    c->lang, sizeof(c->lang), "%s", in->r->lang[0] ? in->r->lang : "ja");
	c->chat = in->m->chat;
	set_str(&c->subject, in->m->subject);
	set_str(&c->need, own_words(in));
	if (!in->m->chat)
		set_str(&c->thread, in->m->message_id);
	c->opened_at = d->now;
	intake_apply(d, c, in->r);
	find_people(d, in, c);
	store_case_add(d->store, c);
	in->case_id = c->id;
	add_people(d, in, c);
	if (in->m->origin)
		desk_chat_opened(d, in, c);
	note_contact(d, in, c);
}

static enum outcome
run(struct desk *d, struct input *in)
{
	struct case_row c;
	char *reasons;

	if (!in->m->from.addr)
		return handler_ask(d, in, "差出人のない相談です。返信できません");
	/* A thread in which something new is asked for: a person decides what it belongs
	 * to. */
	if (in->c && case_state_open(in->c->state)) {
		desk_event(d, in->c, "followup", true,
		    "進行中の案件に新しい相談らしきメールが届きました: %s",
		    in->m->subject ? in->m->subject : "");
		in->case_id = in->c->id;
		return OUTCOME_PERSON;
	}
	/* It speaks of a case that is not known: a colleague's, or a first mail after
	 * all. A receipt for what somebody else wrote in his name puzzles its owner. */
	if (in->r->kind == KIND_FOLLOWUP || in->route->forged)
		in->r->decision = DECISION_REVIEW;
	if (in->route->forged)
		strlist_add(&in->r->why, "送信元の認証（DMARC）に失敗");
	open_case(d, in, &c);
	reasons = intake_reasons(in->r);
	desk_event(
	    d, &c, "opened", false, "案件%sとして受け付けました: %s", c.number, reasons);
	if (in->r->kind == KIND_AGENCY_FORWARD && !c.requester_id)
		desk_event(d, &c, "contact", true,
		    "紹介元のメールに相談企業の連絡先がありません。確認してください");
	for (size_t i = 0; i < in->r->slots.date_conflicts.n; i++)
		desk_event(d, &c, "dates", true, "日付と曜日が合いません: %s",
		    in->r->slots.date_conflicts.v[i]);
	if (in->route->forged)
		intake_set_aside(d, &c, in->r);
	else
		intake_go_on(d, &c, in->r);
	free(reasons);
	case_row_free(&c);
	return in->r->decision == DECISION_REVIEW ? OUTCOME_PERSON : OUTCOME_DONE;
}

const struct message_handler handler_request = {"request", match, run};
