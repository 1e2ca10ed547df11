/* Letters: from a template and a case to bytes in the outbox. See desk.h. */
#include "desk.h"
#include "kind.h"

#include "buf.h"
#include "clock.h"
#include "compose.h"
#include "decide.h"
#include "desk_chat.h"
#include "desk_disclose.h"
#include "ics.h"
#include "token.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* These tell somebody that his mail has arrived; they share one daily limit. */
static const char *const ack_templates[] = {"ack", "ack_confirm", "ack_place",
    "ack_review", "ack_incident", "ack_agency", "followup_receipt", "complaint_receipt",
    "application_receipt", "agency_status", "company_status", "withdraw_check",
    "chat/ack", "chat/ack_confirm", "chat/ack_place", "chat/ack_review",
    "chat/ack_incident", "chat/receipt", "chat/withdraw_check", "chat/menu_again",
    "chat/place_ask", "chat/changed", "chat/ack_agency", "chat/agency_status",
    "chat/company_status", "address_check", "address_code"};

/* These a stranger can bring about as often as he likes, to whatever address he names as
 * a company's. */
enum { NOTICES_PER_DAY = 5 };
static const char *const notice_templates[] = {"no_expert_company", "no_expert_agency",
    "withdrawn_company", "withdrawn_agency", "chat/no_expert", "chat/withdrawn"};

struct recipient {
	char *addr, *name;
};

static const char *
letter_lang(const struct letter *letter)
{
	if (!letter->c && letter->lang)
		return letter->lang;
	return letter->c && letter->party != PARTY_EXPERT &&
	               letter->party != PARTY_OPERATOR
	           ? letter->c->lang
	           : "ja";
}

static bool
person_recipient(struct desk *d, int64_t person_id, struct recipient *to)
{
	struct person p;

	if (!person_id || !store_person_get(d->store, person_id, &p))
		return false;
	to->addr = xstrdup(p.email);
	to->name = xstrdup_null(p.name);
	person_free(&p);
	return true;
}

static bool
find_recipient(struct desk *d, const struct letter *letter, struct recipient *to)
{
	const struct case_row *c = letter->c;

	*to = (struct recipient){0};
	if (letter->to) {
		to->addr = xstrdup(letter->to);
		to->name = xstrdup_null(letter->to_name);
		return true;
	}
	if (letter->party == PARTY_EXPERT) {
		if (!letter->expert)
			return false;
		to->addr = xstrdup(letter->expert->email);
		to->name = xstrdup_null(letter->expert->name);
		return true;
	}
	if (!c)
		return false;
	/* A company whose address nobody gave is reached through who brought the case. */
	if (letter->party == PARTY_REQUESTER)
		return person_recipient(
		    d, c->requester_id ? c->requester_id : c->referrer_id, to);
	return person_recipient(d, c->referrer_id, to);
}

static void
recipient_free(struct recipient *to)
{
	free(to->addr);
	free(to->name);
}

static bool
is_one_of(const char *template_name, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(names[i], template_name))
			return true;
	return false;
}

static bool
is_ack(const char *template_name)
{
	return is_one_of(template_name, ack_templates, ARRAY_LEN(ack_templates));
}

/* The address has had so many of these today. */
static bool
enough(struct desk *d, const char *addr, const char *const *names, size_t n, int limit)
{
	int64_t had = 0;

	for (size_t i = 0; i < n; i++)
		had += store_outbox_count(d->store, addr, names[i], 0, d->now - 86400);
	return had >= limit;
}

/* Why nothing may be written to this address now; NULL when it may. */
static const char *
refusal(struct desk *d, const struct letter *letter, const char *addr)
{
	int64_t day_ago = d->now - 86400;
	struct person p;

	if (token_is_desk(addr, d->config->desk.address))
		return "窓口自身の宛先";
	/* Nor is an address that an automatic mail names told of its receipt. */
	if (d->answering &&
	    (is_ack(letter->template_name) || str_ieq(addr, d->answering->from.addr)) &&
	    (d->answering_program || decide_automatic(d->answering, NULL)))
		return "自動送信メールへの返信";
	if (letter->party != PARTY_OPERATOR && kind_address_is_program(addr))
		return "受信しない送信専用の宛先";
	if (is_ack(letter->template_name) &&
	    enough(d, addr, ack_templates, ARRAY_LEN(ack_templates),
	        d->config->limits.acks_per_sender_day))
		return "同じ宛先への受付通知が1日の上限";
	/* Alerts have a limit of their own, behind which they wait (desk_alert.c). */
	if (letter->c && letter->party != PARTY_OPERATOR &&
	    store_outbox_count(d->store, addr, NULL, letter->c->id, day_ago) >=
	        d->config->limits.mails_per_case_day)
		return "この案件で同じ宛先へのメールが1日の上限";
	if (letter->party != PARTY_OPERATOR && store_person_find(d->store, addr, &p)) {
		bool dead = p.dead;

		person_free(&p);
		if (dead)
			return "配信不能になった宛先";
	}
	return NULL;
}

static char *
desk_domain(const struct desk *d)
{
	return xstrdup(strrchr(d->config->desk.address, '@') + 1);
}

static char *
new_message_id(const struct desk *d, const struct letter *letter)
{
	char *domain = desk_domain(d), *random = random_text(16);
	char *id = xasprintf("%s.%llx.%s@%s", letter->c ? letter->c->number : "desk",
	    (unsigned long long)d->now, random, domain);

	free(domain);
	free(random);
	return id;
}

/* Threading: a company's mails hang on its own first mail; an expert's on what the desk
 * wrote to that expert before, never on a Message-ID that would tell the company's mail
 * host. */
static void
add_references(
    struct desk *d, const struct letter *letter, const char *addr, struct mail *mail)
{
	size_t n;
	struct outbox_row *rows;

	if (letter->party != PARTY_EXPERT && letter->c && letter->c->thread)
		strlist_add(&mail->references, letter->c->thread);
	if (letter->c && letter->party == PARTY_EXPERT) {
		rows = store_outbox_list(d->store, letter->c->id, NULL, &n);
		for (size_t i = 0; i < n; i++)
			if (str_ieq(rows[i].recipient, addr) &&
			    !strlist_has(&mail->references, rows[i].message_id))
				strlist_add(&mail->references, rows[i].message_id);
		outbox_rows_free(rows, n);
	}
	if (d->answering && d->answering->message_id &&
	    str_ieq(d->answering->from.addr, addr)) {
		mail->in_reply_to = d->answering->message_id;
		if (!strlist_has(&mail->references, d->answering->message_id))
			strlist_add(&mail->references, d->answering->message_id);
	} else if (mail->references.n) {
		mail->in_reply_to = mail->references.v[mail->references.n - 1];
	}
}

static void
add_reply_to(
    struct desk *d, const struct letter *letter, const char *addr, struct mail *mail)
{
	struct secret key;
	char kind = letter->offer ? 'o' : letter->visit ? 'v' : 'c';
	int64_t id = letter->offer   ? letter->offer->id
	             : letter->visit ? letter->visit->id
	                             : (letter->c ? letter->c->id : 0);
	int64_t until = letter->offer ? desk_offer_token_until(d, letter->offer) : 0;

	if (!d->config->desk.plus_addressing || !id || letter->party == PARTY_OPERATOR ||
	    !store_secret_newest(d->store, d->now, &key))
		return;
	mail->reply_to.addr =
	    token_address(&key, d->config->desk.address, kind, id, until, addr);
	mail->reply_to.name = xstrdup_null(mail->from.name);
}

/* A letter that is ready: what it was made from, and its bytes. */
struct ready {
	const struct letter *letter;
	const json_t *data;
	const struct mail *mail;
	char *title, *place; /* of its calendar's entry; NULL: it has none */
	char *ics, *wire;
	size_t n;
};

static void
ready_release(struct ready *r)
{
	free(r->title);
	free(r->place);
	free(r->ics);
	free(r->wire);
}

/* Each invitation names its one recipient, so that his answer is his own. Its title stays
 * the same however often the visit moves. */
static char *
calendar(struct desk *d, const struct ready *r, const struct address *attendee)
{
	const struct letter *letter = r->letter;
	const struct visit *v = letter->visit;
	bool en = str_eq(letter_lang(letter), "en");
	struct ics_event event = {
	    .uid = v->uid,
	    .sequence = v->sequence,
	    .starts_at = v->starts_at,
	    .ends_at = v->ends_at,
	    .stamp = d->now,
	    .summary = r->title,
	    .location = str_trim(r->place),
	    .description = r->mail->body,
	    .organizer_name = en ? d->config->desk.name_en : d->config->desk.name_ja,
	    .organizer = d->config->desk.address,
	    .attendees = attendee,
	    .attendees_n = 1,
	};

	return str_eq(letter->calendar_method, "CANCEL") ? ics_cancel(&event)
	                                                 : ics_request(&event);
}

/* The calendar's part of the letter, where it has one. */
static bool
add_calendar(struct desk *d, struct ready *r, struct mail *mail, struct err *e)
{
	const struct letter *letter = r->letter;

	if (!letter->calendar_method || !letter->visit)
		return true;
	if (!templates_render(d->templates, "visit_entry", letter_lang(letter), r->data,
	        &r->title, &r->place, e))
		return false;
	r->ics = calendar(d, r, &mail->to);
	mail->calendar = r->ics;
	mail->calendar_method = letter->calendar_method;
	return true;
}

static void
mail_release(struct mail *mail)
{
	address_free(&mail->from);
	address_free(&mail->to);
	address_free(&mail->reply_to);
	addresses_free(&mail->cc);
	strlist_free(&mail->references);
}

/* For one envelope recipient. */
static void
queue(struct desk *d, const struct ready *r, const char *addr)
{
	const struct letter *letter = r->letter;
	struct outbox_new row = {
	    .case_id = letter->c ? letter->c->id : 0,
	    .offer_id = letter->offer ? letter->offer->id : 0,
	    .visit_id = letter->visit ? letter->visit->id : 0,
	    .template_name = letter->template_name,
	    .lang = r->mail->lang,
	    .recipient = addr,
	    .subject = r->mail->subject,
	    .message_id = r->mail->message_id,
	    .wire = r->wire,
	    .wire_bytes = r->n,
	    .held = letter->party != PARTY_OPERATOR &&
	            config_supervised(d->config, letter->template_name),
	    .now = d->now,
	};

	desk_disclose(d, &(struct disclosed_mail){.letter = letter,
	                     .data = r->data,
	                     .mail = r->mail,
	                     .title = r->title,
	                     .place = r->place,
	                     .outbox_id = store_outbox_add(d->store, &row),
	                     .addr = addr});
	desk_event(d, letter->c, "mail", false, "%s宛のメールを%s: %s", addr,
	    row.held ? "承認待ちに置きました" : "送信待ちに入れました", r->mail->subject);
}

/* Fills the mail's people and threading, and puts its bytes into the outbox. */
static bool
compose_and_queue(struct desk *d, const struct letter *letter, struct recipient *to,
    const json_t *data, const char *subject, const char *body)
{
	bool en = str_eq(letter_lang(letter), "en");
	char *id = new_message_id(d, letter);
	struct ready ready = {.letter = letter, .data = data};
	struct err e = {0};
	bool ok;
	struct mail mail = {
	    .subject = subject,
	    .body = body,
	    .message_id = id,
	    .date = d->now,
	    .lang = letter_lang(letter),
	    .reply = d->answering != NULL,
	};

	mail.from.addr = xstrdup(d->config->desk.address);
	mail.from.name =
	    xstrdup_null(en ? d->config->desk.name_en : d->config->desk.name_ja);
	mail.to.addr = xstrdup(to->addr);
	mail.to.name = xstrdup_null(to->name);
	add_references(d, letter, to->addr, &mail);
	add_reply_to(d, letter, to->addr, &mail);
	ready.mail = &mail;
	ok = add_calendar(d, &ready, &mail, &e) &&
	     compose(&mail, &ready.wire, &ready.n, &e);
	if (ok)
		queue(d, &ready, to->addr);
	if (!ok)
		desk_event(d, letter->c, "mail", true,
		    "%s宛のメールを作れませんでした: %s", to->addr, e.text);
	ready_release(&ready);
	free(id);
	mail_release(&mail);
	return ok;
}

static bool
render_and_queue(struct desk *d, const struct letter *letter, struct recipient *to)
{
	char *subject = NULL, *body = NULL;
	struct err e = {0};
	json_t *data = desk_data(d, letter);
	bool ok = templates_render(d->templates, letter->template_name,
	    letter_lang(letter), data, &subject, &body, &e);

	if (ok)
		ok = compose_and_queue(d, letter, to, data, subject, body);
	else
		desk_event(d, letter->c, "mail", true, "文面「%s」を作れませんでした: %s",
		    letter->template_name, e.text);
	json_decref(data);
	free(subject);
	free(body);
	return ok;
}

/* These ask him whether he does, and hold nothing but the number. */
static bool
asks_stranger(const char *template_name)
{
	return str_eq(template_name, "address_check") ||
	       str_eq(template_name, "address_code");
}

/* Who takes no part in a case learns nothing of it: not its company, number or thread. */
static bool
is_stranger(struct desk *d, const struct letter *letter)
{
	return letter->c && !asks_stranger(letter->template_name) && letter->to &&
	       letter->party != PARTY_OPERATOR &&
	       !store_case_has_person(d->store, letter->c->id, letter->to, NULL);
}

/* Nor may this letter itself. */
static const char *
refusal_of_letter(struct desk *d, const struct letter *letter, const char *addr)
{
	if (d->answering_forged && letter->party != PARTY_OPERATOR)
		return "送信元の認証（DMARC）に失敗したメールへの返事になるため";
	if (is_one_of(
	        letter->template_name, notice_templates, ARRAY_LEN(notice_templates)) &&
	    enough(
	        d, addr, notice_templates, ARRAY_LEN(notice_templates), NOTICES_PER_DAY))
		return "同じ宛先への結果の知らせが1日の上限";
	return refusal(d, letter, addr);
}

/* By mail, in the thread of a chat, or both. */
static bool
write_or_post(struct desk *d, const struct letter *letter, struct recipient *to)
{
	enum desk_way way = desk_chat_way(d, letter, to->addr);

	if (way == DESK_BY_CHAT || way == DESK_OWED)
		return desk_chat_write(d, letter, to->addr, way);
	if (!render_and_queue(d, letter, to))
		return false;
	if (way == DESK_BY_MAIL_AND_LINE)
		(void)desk_chat_write(d, letter, to->addr, way);
	return true;
}

/* Whose case it is answers from the address that the list names now. */
static void
admit_expert(struct desk *d, const struct letter *letter, const char *addr)
{
	const struct expert *e = letter->expert;

	if (letter->party != PARTY_EXPERT || !e || !letter->c || letter->to ||
	    letter->c->expert_id != e->id ||
	    store_case_has_person(d->store, letter->c->id, addr, NULL))
		return;
	store_case_person(d->store, letter->c->id,
	    store_person(d->store, e->email, e->name, e->organisation, NULL, d->now),
	    "expert");
}

bool
desk_write(struct desk *d, const struct letter *given)
{
	struct letter copy = *given, *letter = &copy;
	struct recipient to;
	const char *why = NULL;
	bool ok;

	if (is_stranger(d, letter))
		letter->c = NULL;
	ok = find_recipient(d, letter, &to);
	if (ok)
		admit_expert(d, letter, to.addr);

	if (!ok)
		desk_event(d, letter->c, "mail", true,
		    "文面「%s」の宛先が分かりません。宛先を確認してください",
		    letter->template_name);
	else if ((why = refusal_of_letter(d, letter, to.addr))) {
		desk_event(d, letter->c, "mail", letter->party != PARTY_OPERATOR,
		    "%s宛の文面「%s」は送りません: %s", to.addr, letter->template_name,
		    why);
		ok = false;
	} else {
		ok = write_or_post(d, letter, &to);
	}
	recipient_free(&to);
	if (letter->extra)
		json_decref(letter->extra);
	return ok;
}
