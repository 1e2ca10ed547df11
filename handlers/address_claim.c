/*
 * Mails and messages about whose an address is (desk_claim.h): the answer to the question
 * whether it is his, a mail with the number of a case that came by chat, and a message by
 * chat with that of another case.
 */
#include "address_claim.h"

#include "analysis.h"
#include "decide.h"
#include "desk_claim.h"
#include "handlers.h"
#include "phrase.h"
#include "store_claims.h"

#include <stdlib.h>
#include <string.h>

enum { WORD_BYTES = 60 }; /* "はい、本人です。" is too short to be read as of a kind */

static bool
by_person(const struct input *in)
{
	bool word = in->m->text && strlen(in->m->text) <= WORD_BYTES;

	return in->m->from.addr && !in->route->forged && !in->route->unchecked &&
	       !in->r->relayed && !decide_automatic(in->m, NULL) &&
	       (word || (in->r->decision != DECISION_IGNORE &&
	                    in->r->kind != KIND_AUTO_REPLY &&
	                    in->r->kind != KIND_BOUNCE && in->r->kind != KIND_SPAM));
}

/* --- is it his? --- */

/* The letter that asked went to the address alone; who names it has got it. */
static bool
answers_letter(struct desk *d, const struct message *m, const char *id, int64_t *case_id)
{
	struct outbox_row row;
	bool ours;

	if (!id || !store_outbox_by_message_id(d->store, id, &row))
		return false;
	ours = str_eq(row.template_name, "address_check") &&
	       str_ieq(row.recipient, m->from.addr);
	*case_id = row.case_id;
	outbox_row_free(&row);
	return ours;
}

/* Whose own case it is writes about other things as well: that it answers counts. */
static bool
find_claim(struct desk *d, const struct input *in, struct claim *claim)
{
	int64_t case_id = in->route->case_id;
	bool answers = answers_letter(d, in->m, in->m->in_reply_to, &case_id) ||
	               (in->route->proved && !in->route->role);

	*claim = (struct claim){0};
	return answers && case_id &&
	       store_claim_get(d->store, case_id, in->m->from.addr, NULL,
	           d->now - CLAIM_SEC, claim) &&
	       !claim->code;
}

enum answer_word { SAYS_NEITHER, SAYS_YES, SAYS_NO };

static enum answer_word
said(const char *text)
{
	char *folded = analysis_fold(text ? text : "");
	bool no =
	    phrase_has(folded, "いいえ|違い|ちがい|違う|心当たり|ありません|ではない|"
	                       "知りません|no|not|never");
	bool yes = phrase_has(folded, "はい|本人です|間違いありません|間違いございません|"
	                              "相違ありません|yes|confirm");

	if (phrase_has(folded, "間違いありません|間違いございません|相違ありません"))
		no = phrase_has(folded, "いいえ|心当たり|ではない");
	free(folded);
	return no ? SAYS_NO : yes ? SAYS_YES : SAYS_NEITHER;
}

bool
address_claim_noted(struct desk *d, struct input *in)
{
	enum answer_word word;
	struct case_row c;
	struct claim claim = {0};
	bool found = !in->m->chat && by_person(in) && find_claim(d, in, &claim);

	if (!found || !store_case_get(d->store, claim.case_id, &c)) {
		claim_free(&claim);
		return false;
	}
	word = said(in->m->text);
	in->case_id = c.id;
	if (word == SAYS_YES)
		desk_claim_join(d, &c, in->m->from.addr);
	else if (word == SAYS_NO)
		desk_claim_refuse(d, &c, in->m->from.addr);
	else
		desk_event(d, &c, "contact", true,
		    "アドレスの確認への返信を読み取れません。本文を確かめてください: %s",
		    in->m->from.addr);
	in->r->decision = word == SAYS_YES ? DECISION_AUTO : DECISION_REVIEW;
	case_row_free(&c);
	claim_free(&claim);
	return true;
}

/* --- a case that came another way --- */

/* What it says is read when both are known to be one. */
bool
address_code_sent(struct desk *d, struct input *in)
{
	if (in->c || in->route->case_id || !by_person(in))
		return false;
	if (in->m->chat)
		return in->m->origin && desk_claim_conversation(d, in);
	return desk_claim_mail(d, in);
}
