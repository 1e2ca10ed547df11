/* Whose address is it? See desk_claim.h. */
#include "desk_claim.h"

#include "chat.h"
#include "desk_chat.h"
#include "route_chat.h"
#include "store_claims.h"
#include "token.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { CLAIMS_PER_CASE = 3, CODE_CHARS = 8 };

bool
desk_claim_needed(struct desk *d, const struct message *m, const char *addr)
{
	const struct strlist *operators = &d->config->desk.operators;

	if (m->origin->author_addr && str_ieq(m->origin->author_addr, addr))
		return false;
	for (size_t i = 0; i < operators->n; i++)
		if (str_ieq(operators->v[i], addr))
			return true;
	return store_claim_foreign(d->store, addr, desk_chat_identity(d, m));
}

/* --- asking --- */

/* To an address that takes no part in the case: its number alone is told. */
static bool
ask(struct desk *d, struct case_row *c, const char *template_name, const char *addr,
    const char *code)
{
	json_t *claim = json_object();

	if (code)
		(void)json_object_set_new(claim, "code", json_string(code));
	return desk_write(d, &(struct letter){.template_name = template_name,
	                         .c = c,
	                         .party = PARTY_REQUESTER,
	                         .to = addr,
	                         .extra = json_pack("{s:o}", "claim", claim)});
}

static bool
is_full(struct desk *d, const struct case_row *c, const char *addr)
{
	struct claim known;
	bool again = store_claim_get(d->store, c->id, addr, NULL, 0, &known);

	claim_free(&known);
	return !again && store_claim_count(d->store, c->id) >= CLAIMS_PER_CASE;
}

void
desk_claim_check(struct desk *d, const struct message *m, struct case_row *c,
    const char *addr, bool tell)
{
	struct claim claim = {.case_id = c->id, .address = (char *)(uintptr_t)addr};

	if (!desk_claim_needed(d, m, addr) || is_full(d, c, addr))
		return;
	store_claim_set(d->store, &claim, d->now);
	desk_event(d, c, "contact", false,
	    "チャットで知らされたアドレスは、ほかでも使われているため、ご本人か確かめます"
	    ": %s",
	    addr);
	(void)ask(d, c, "address_check", addr, NULL);
	if (tell)
		(void)desk_write(d, &(struct letter){.template_name = "chat/address",
		                        .c = c,
		                        .party = PARTY_REQUESTER});
}

static bool
is_requester(struct desk *d, const struct case_row *c, const char *addr)
{
	char *role = NULL;
	bool is = store_case_has_person(d->store, c->id, addr, &role) &&
	          str_eq(role, "requester");

	free(role);
	return is;
}

bool
desk_claim_conversation(struct desk *d, const struct input *in)
{
	const struct message *m = in->m;
	char *number = chat_case_number(m->text), *addr = chat_stated_address(m->text);
	struct case_row c;
	struct claim claim;
	bool asked = false;

	if (number && addr && store_case_find(d->store, number, &c)) {
		claim = (struct claim){.case_id = c.id,
		    .address = addr,
		    .inbox_id = in->inbox_id,
		    .source_id = m->origin->source_id,
		    .room = m->origin->room,
		    .thread = m->origin->thread,
		    .person_id = desk_chat_identity(d, m)};
		if (!c.closed_at && is_requester(d, &c, addr) && !is_full(d, &c, addr)) {
			store_claim_set(d->store, &claim, d->now);
			asked = ask(d, &c, "address_check", addr, NULL);
		}
		case_row_free(&c);
	}
	free(number);
	free(addr);
	return asked;
}

/* --- answers --- */

/* The conversation in which the claim was made. */
static void
join_talk(struct desk *d, struct case_row *c, const struct claim *claim)
{
	struct chat_origin o = {
	    .source_id = claim->source_id, .room = claim->room, .thread = claim->thread};

	if (!claim->person_id)
		return;
	store_case_person(d->store, c->id, claim->person_id, "requester");
	store_chat_join(d->store, c->id, &o, claim->person_id, d->now);
	(void)desk_write(
	    d, &(struct letter){
	           .template_name = "chat/here", .c = c, .party = PARTY_REQUESTER});
}

/* Whether it is one matter only a person can say. */
static void
tell_others(struct desk *d, const struct case_row *c, const char *addr)
{
	int64_t ids[8];
	size_t n = store_case_open_of(d->store, addr, ids, ARRAY_LEN(ids));

	for (size_t i = 0; i < n; i++) {
		struct case_row other;

		if (ids[i] == c->id || !store_case_get(d->store, ids[i], &other))
			continue;
		desk_event(d, c, "contact", true,
		    "同じ方の進行中の案件%"
		    "sがあります。同じご相談であれば、一方を終了してください",
		    other.number);
		case_row_free(&other);
	}
}

static void
join(struct desk *d, struct case_row *c, const struct claim *claim)
{
	bool had = desk_chat_has_address(d, c);

	if (!had) {
		c->requester_id =
		    store_person(d->store, claim->address, NULL, NULL, NULL, d->now);
		store_case_person(d->store, c->id, c->requester_id, "requester");
	}
	c->updated_at = d->now;
	store_case_update(d->store, c);
	store_claim_remove(d->store, c->id, claim->address);
	desk_event(d, c, "contact", false, "アドレスがご本人のものと確かめられました: %s",
	    claim->address);
	join_talk(d, c, claim);
	if (!had)
		desk_chat_pay(d, c);
	tell_others(d, c, claim->address);
	if (claim->inbox_id)
		store_claim_reread(d->store, claim->inbox_id);
}

void
desk_claim_join(struct desk *d, struct case_row *c, const char *addr)
{
	struct claim claim;

	if (store_claim_get(d->store, c->id, addr, NULL, d->now - CLAIM_SEC, &claim))
		join(d, c, &claim);
	claim_free(&claim);
}

void
desk_claim_refuse(struct desk *d, struct case_row *c, const char *addr)
{
	store_claim_remove(d->store, c->id, addr);
	desk_event(d, c, "contact", true,
	    "チャットで知らされたアドレスの持ち主は、ご本人ではないとのことです: %s",
	    addr);
}

/* --- codes --- */

static bool
in_code(char c)
{
	return isalnum((unsigned char)c);
}

bool
desk_claim_code(struct desk *d, const struct message *m, struct case_row *c)
{
	const char *p = m->text ? m->text : "";
	bool joined = false;

	while (*p && !joined) {
		size_t n = 0;

		while (in_code(p[n]))
			n++;
		if (n == CODE_CHARS) {
			char *word = xstrndup(p, n);
			struct claim claim;

			joined = store_claim_get(
			    d->store, c->id, NULL, word, d->now - CLAIM_SEC, &claim);
			if (joined)
				join(d, c, &claim);
			claim_free(&claim);
			free(word);
		}
		p += n ? n : 1;
	}
	return joined;
}

/* Its person writes by chat alone. */
static bool
is_chat_case(struct desk *d, const struct case_row *c)
{
	return c->chat && case_state_open(c->state) && !c->referrer_id &&
	       !desk_chat_has_address(d, c);
}

bool
desk_claim_mail(struct desk *d, const struct input *in)
{
	const struct message *m = in->m;
	char *number = chat_case_number(m->subject), *code = random_text(CODE_CHARS);
	struct case_row c;
	bool asked = false;

	if (!number)
		number = chat_case_number(m->text);
	if (number && store_case_find(d->store, number, &c)) {
		struct claim claim = {.case_id = c.id,
		    .address = m->from.addr,
		    .code = code,
		    .inbox_id = in->inbox_id};

		if (is_chat_case(d, &c) && !is_full(d, &c, m->from.addr) &&
		    ask(d, &c, "address_code", m->from.addr, code)) {
			store_claim_set(d->store, &claim, d->now);
			desk_event(d, &c, "contact", false,
			    "案件番号を記したメールが届いたため、確認番号をお送りしました"
			    ": %s",
			    m->from.addr);
			asked = true;
		}
		case_row_free(&c);
	}
	free(number);
	free(code);
	return asked;
}
