/* Letters of cases that came by chat. See desk_chat.h. */
#include "desk_chat.h"

#include "chat_provider.h"
#include "store_chat.h"
#include "token.h"

#include <stdlib.h>
#include <string.h>

enum { ASK_AGAIN_SEC = 3 * 86400, TELL_AGAIN_SEC = 3600 };

/* Short letters go in the thread instead of by mail; of long ones a line tells. */
static const struct {
	const char *template_name, *chat;
	bool line; /* beside the mail */
} ways[] = {
    {"ack", "chat/ack", false},
    {"ack_agency", "chat/ack_agency", false},
    {"ack_confirm", "chat/ack_confirm", false},
    {"ack_incident", "chat/ack_incident", false},
    {"ack_place", "chat/ack_place", false},
    {"ack_review", "chat/ack_review", false},
    {"company_status", "chat/company_status", false},
    {"complaint_receipt", "chat/receipt", false},
    {"followup_receipt", "chat/receipt", false},
    {"no_expert_company", "chat/no_expert", false},
    {"withdrawn_company", "chat/withdrawn", false},
    {"withdraw_check", "chat/withdraw_check", false},
    {"chat/address", "chat/address", false},
    {"agency_status", "chat/agency_status", false},
    {"agency_visits", "chat/agency_news", false},
    {"closed_agency", "chat/agency_news", false},
    {"course_closed_agency", "chat/agency_news", false},
    {"expert_changed_agency", "chat/agency_news", false},
    {"intro_agency", "chat/agency_news", false},
    {"no_expert_agency", "chat/agency_news", false},
    {"withdrawn_agency", "chat/agency_news", false},
    {"chat/changed", "chat/changed", false},
    {"chat/here", "chat/here", false},
    {"chat/menu_again", "chat/menu_again", false},
    {"chat/place_ask", "chat/place_ask", false},
    {"intro_company", "chat/intro", true},
    {"expert_changed_company", "chat/mailed", true},
    {"visit_cancel", "chat/mailed", true},
    {"visit_slots", "chat/mailed", true},
    {"visit_update", "chat/mailed", true},
};

static const char *
chat_template(const char *name, bool *line)
{
	for (size_t i = 0; i < ARRAY_LEN(ways); i++)
		if (str_eq(ways[i].template_name, name)) {
			*line = ways[i].line;
			return ways[i].chat;
		}
	return NULL;
}

/* --- where --- */

static void
talk_free(struct chat_talk *t)
{
	free(t->source);
	free(t->room);
	free(t->thread);
	free(t->author);
}

static bool
is_private(const struct desk *d, const struct chat_talk *t)
{
	const struct config_source *s = chat_source(d->config, t->source);

	return s && chat_room_private(s, t->room);
}

/* What comes from a form, say, has nowhere to write to. */
static bool
is_answered(const struct desk *d, const struct chat_talk *t)
{
	const struct config_source *s = chat_source(d->config, t->source);

	return s && chat_is_answered(s);
}

/* Where nobody else reads along, if there is such a place; else where the person has
 * written last. False: nowhere. */
static bool
find_talk(struct desk *d, const struct case_row *c, struct chat_talk *out, bool *private)
{
	size_t n, best;
	struct chat_talk *talks = store_chat_talks(d->store, c->id, &n);

	best = n;
	*private = false;
	for (size_t i = 0; i < n && !*private; i++) {
		if (!is_answered(d, &talks[i]))
			continue;
		*private = is_private(d, &talks[i]);
		if (*private || best == n)
			best = i;
	}
	*out = (struct chat_talk){0};
	if (best < n) {
		*out = talks[best];
		talks[best] = (struct chat_talk){0};
	}
	chat_talks_free(talks, n);
	return out->source != NULL;
}

/* The writer of the case's conversations is who brought it. */
static bool
speaks_with_agency(struct desk *d, const struct case_row *c)
{
	size_t n;
	struct chat_talk *talks = store_chat_talks(d->store, c->id, &n);
	struct person p;
	char *role = NULL;
	bool agency = false;

	if (n && store_person_get(d->store, talks[0].person_id, &p)) {
		agency = store_case_has_person(d->store, c->id, p.email, &role) &&
		         str_eq(role, "referrer");
		person_free(&p);
	}
	free(role);
	chat_talks_free(talks, n);
	return agency;
}

/* The case is spoken of with who brought it: what the company is to hear does not go
 * there; what he asked there is answered there, and what he is told of goes to his
 * mailbox where that is known. */
static bool
is_talk_of(struct desk *d, const struct letter *letter)
{
	bool asked = d->answering && d->answering->origin;

	if (letter->party == PARTY_REFERRER)
		return asked && (str_eq(letter->template_name, "ack_agency") ||
		                    str_eq(letter->template_name, "agency_status"));
	return letter->party == PARTY_REQUESTER && !speaks_with_agency(d, letter->c);
}

enum desk_way
desk_chat_way(struct desk *d, const struct letter *letter, const char *addr)
{
	bool identity = chat_is_person_address(addr), line = false, private;
	const char *chat = chat_template(letter->template_name, &line);
	struct chat_talk talk;
	bool talks;

	if (!letter->c || letter->party == PARTY_OPERATOR ||
	    letter->party == PARTY_EXPERT)
		return identity ? DESK_OWED : DESK_BY_MAIL;
	if (!identity && !chat)
		return DESK_BY_MAIL;
	talks = find_talk(d, letter->c, &talk, &private);
	talk_free(&talk);
	if (!identity && (!talks || !is_talk_of(d, letter)))
		return DESK_BY_MAIL;
	if (!identity)
		return line ? DESK_BY_MAIL_AND_LINE : DESK_BY_CHAT;
	return chat && !line && talks ? DESK_BY_CHAT : DESK_OWED;
}

/* --- writing --- */

bool
desk_chat_has_address(struct desk *d, const struct case_row *c)
{
	struct person p;
	bool known = c->requester_id && store_person_get(d->store, c->requester_id, &p);

	if (known) {
		known = !chat_is_person_address(p.email);
		person_free(&p);
	}
	return known;
}

/* In a channel that others read, a text can name nothing but the desk and the number. */
static json_t *
chat_data(struct desk *d, const struct letter *letter, bool private)
{
	json_t *data = desk_data(d, letter), *chat = json_object();
	json_t *number =
	    json_incref(json_object_get(json_object_get(data, "case"), "number"));
	json_t *desk = json_incref(json_object_get(data, "desk"));

	if (private)
		(void)json_object_set_new(chat, "private", json_true());
	if (!desk_chat_has_address(d, letter->c))
		(void)json_object_set_new(chat, "ask", json_true());
	if (str_eq(letter->c->state, "confirm"))
		(void)json_object_set_new(chat, "confirm", json_true());
	if (!private) {
		json_decref(data);
		data = json_object();
		(void)json_object_set(data, "desk", desk);
		(void)json_object_set_new(
		    data, "case", json_pack("{s:O?}", "number", number));
	}
	(void)json_object_set_new(data, "chat", chat);
	json_decref(number);
	json_decref(desk);
	return data;
}

static char *
recipient_of(struct desk *d, const struct chat_talk *t)
{
	struct person p;
	char *addr = NULL;

	if (store_person_get(d->store, t->person_id, &p)) {
		addr = xstrdup(p.email);
		person_free(&p);
	}
	return addr;
}

static void
queue(struct desk *d, const struct letter *letter, const char *name,
    const struct chat_talk *t, const char *subject, const char *text)
{
	char *addr = recipient_of(d, t), *random = random_text(16);
	char *id = xasprintf(
	    "%s.%llx.%s", letter->c->number, (unsigned long long)d->now, random);
	struct outbox_new row = {
	    .case_id = letter->c->id,
	    .template_name = name,
	    .lang = letter->c->lang,
	    .recipient = addr ? addr : "",
	    .subject = subject,
	    .message_id = id,
	    .wire = text,
	    .wire_bytes = strlen(text),
	    .held = config_supervised(d->config, name) ||
	            config_supervised(d->config, letter->template_name),
	    .chat = true,
	    .now = d->now,
	};

	store_chat_post(d->store, store_outbox_add(d->store, &row), t);
	desk_event(d, letter->c, "chat", false, "チャット%sへの返信を%s: %s", t->source,
	    row.held ? "承認待ちに置きました" : "送信待ちに入れました", subject);
	free(addr);
	free(random);
	free(id);
}

static bool
post(struct desk *d, const struct letter *letter, const char *name)
{
	struct chat_talk t;
	struct err e = {0};
	char *subject = NULL, *text = NULL;
	bool private, ok = find_talk(d, letter->c, &t, &private);
	json_t *data;

	if (!ok) {
		talk_free(&t);
		return false;
	}
	data = chat_data(d, letter, private);
	ok = templates_render(
	    d->templates, name, letter->c->lang, data, &subject, &text, &e);
	if (ok)
		queue(d, letter, name, &t, subject, text);
	else
		desk_event(d, letter->c, "chat", true, "文面「%s」を作れませんでした: %s",
		    name, e.text);
	json_decref(data);
	free(subject);
	free(text);
	talk_free(&t);
	return ok;
}

/* --- what waits for an address --- */

static void
owe(struct desk *d, const struct letter *letter)
{
	char *extra = letter->extra ? json_dumps(letter->extra, JSON_COMPACT) : NULL;
	char *calendar = xstrdup_null(letter->calendar_method);
	char *name = xstrdup(letter->template_name);
	struct chat_owed o = {
	    .template_name = name,
	    .calendar = calendar,
	    .extra = extra,
	    .offer_id = letter->offer ? letter->offer->id : 0,
	    .visit_id = letter->visit ? letter->visit->id : 0,
	    .expert_id = letter->expert ? letter->expert->id : 0,
	};

	store_chat_owe(d->store, letter->c->id, &o, d->now);
	desk_event(d, letter->c, "chat", false,
	    "文面「%s」は、相談者のメールアドレスが分かり次第お送りします",
	    letter->template_name);
	free(extra);
	free(calendar);
	free(name);
}

static bool
can_answer(struct desk *d, const struct case_row *c)
{
	struct chat_talk t;
	bool private, found = find_talk(d, c, &t, &private);

	talk_free(&t);
	return found;
}

/* Once: the first letter that waits. */
static void
tell_of_silence(struct desk *d, const struct case_row *c)
{
	size_t n;
	struct chat_owed *owed = store_chat_owed(d->store, c->id, &n);

	chat_owed_free(owed, n);
	if (n == 1)
		desk_event(d, c, "chat", true,
		    "相談者のメールアドレスが分からず、受け取った先へは返信できません。"
		    "本文の連絡先をご確認ください");
}

static bool
asked_lately(struct desk *d, const struct case_row *c)
{
	int64_t since = d->now - ASK_AGAIN_SEC;

	return store_chat_count(d->store, c->id, "chat/ask_address", since) > 0 ||
	       store_chat_count(d->store, c->id, "chat/intro", since) > 0;
}

static bool
owe_and_ask(struct desk *d, const struct letter *letter, const char *addr)
{
	bool line = false;
	const char *chat = chat_template(letter->template_name, &line);

	if (!letter->c || letter->party == PARTY_EXPERT) {
		desk_event(d, letter->c, "chat", true,
		    "チャットの相手（%s）にはメールで送れません: 文面「%s」", addr,
		    letter->template_name);
		return false;
	}
	owe(d, letter);
	if (!can_answer(d, letter->c)) {
		tell_of_silence(d, letter->c);
		return false;
	}
	if (line && str_eq(chat, "chat/intro"))
		return post(d, letter, chat);
	return asked_lately(d, letter->c) || post(d, letter, "chat/ask_address");
}

/* Several letters often leave together. */
static bool
told_of_mail(struct desk *d, const struct case_row *c)
{
	int64_t since = d->now - TELL_AGAIN_SEC;

	return store_chat_count(d->store, c->id, "chat/intro", since) > 0 ||
	       store_chat_count(d->store, c->id, "chat/address", since) > 0 ||
	       store_chat_count(d->store, c->id, "chat/mailed", since) > 0;
}

bool
desk_chat_write(
    struct desk *d, const struct letter *letter, const char *addr, enum desk_way way)
{
	bool line = false;

	switch (way) {
	case DESK_BY_MAIL_AND_LINE:
		if (told_of_mail(d, letter->c))
			return true;
		return post(d, letter, chat_template(letter->template_name, &line));
	case DESK_BY_CHAT:
		return post(d, letter, chat_template(letter->template_name, &line));
	case DESK_OWED: return owe_and_ask(d, letter, addr);
	case DESK_BY_MAIL: break;
	}
	return false;
}

/* What has happened meanwhile is in the letters, because they are made only now. What is
 * over is not announced any more. */
static void
pay_one(
    struct desk *d, struct case_row *c, const struct chat_owed *o, const struct expert *e)
{
	struct visit v = {0};
	struct offer offer = {0};
	bool visit = o->visit_id && store_visit_get(d->store, o->visit_id, &v);
	bool has_offer = o->offer_id && store_offer_get(d->store, o->offer_id, &offer);
	bool stale = (o->visit_id && (!visit || str_eq(v.state, "cancelled"))) ||
	             (o->expert_id && (!e || e->id != o->expert_id));

	if (!stale)
		(void)desk_write(
		    d, &(struct letter){
		           .template_name = o->template_name,
		           .c = c,
		           .party = PARTY_REQUESTER,
		           .expert = o->expert_id ? e : NULL,
		           .offer = has_offer ? &offer : NULL,
		           .visit = visit ? &v : NULL,
		           .calendar_method = o->calendar,
		           .extra = o->extra ? json_loads(o->extra, 0, NULL) : NULL,
		       });
	if (visit)
		visit_free(&v);
	if (has_offer)
		offer_free(&offer);
}

void
desk_chat_pay(struct desk *d, struct case_row *c)
{
	size_t n;
	struct chat_owed *owed = store_chat_owed(d->store, c->id, &n);
	struct expert e;
	bool expert = n && desk_case_expert(d, c, &e);

	(void)desk_write(
	    d, &(struct letter){
	           .template_name = "chat/address", .c = c, .party = PARTY_REQUESTER});
	store_chat_owed_clear(d->store, c->id);
	for (size_t i = 0; i < n && case_state_open(c->state); i++)
		pay_one(d, c, &owed[i], expert ? &e : NULL);
	if (expert)
		expert_free(&e);
	chat_owed_free(owed, n);
}
