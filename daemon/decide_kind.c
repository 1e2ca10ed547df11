/*
 * What a message is: rules that settle the matter first, then the model over the words
 * and the rules' hints; what a form of the web passes on. See thought.h.
 */
#include "thought.h"

#include "kind.h"
#include "phrase.h"
#include "webform.h"

#include <stdlib.h>
#include <string.h>

/* Spam is never answered, so it has to be likelier than everything else together. */
#define SPAM_MIN       0.5
#define RULE_CERTAINTY 0.99
#define RELAYED_MIN    0.2
/* Below this the model has not recognised a kind; the wish decides. */
#define KIND_UNSURE 0.6
/* Less than three characters of Japanese say nothing that a model could weigh. */
#define SAYS_SOMETHING_BYTES 9

bool
thought_is_case(enum kind k)
{
	return k == KIND_REQUEST || k == KIND_AGENCY_FORWARD;
}

/* A first mail that asks for a consultation or for an introduction, however vaguely. */
static bool
is_first_wish(const struct thought *t)
{
	const struct message *m = t->a.m;

	if (m->in_reply_to || m->references.n || t->a.forward ||
	    (t->context && t->context->context != CONTEXT_NONE))
		return false;
	return phrase_has(t->a.text,
	    "相談したい|相談させて|相談に乗って|相談をお願い|相談いたしたく|相談できます|"
	    "相談は可能|ご紹介いただ|ご紹介くだ|紹介してい|紹介してくだ|"
	    "would like to consult|like to ask for advice|could you introduce|"
	    "please introduce|looking for a specialist|would like to have|we need help|"
	    "would like to ask for|like to receive advice");
}

static void
model_kind(struct thought *t)
{
	struct features f;
	struct answer answer;

	features_make(t->brain->maker, VIEW_KIND, &f);
	model_ask(t->brain->model, HEAD_KIND, &f, &answer);
	features_free(&f);
	t->r->kind = (enum kind)answer.best;
	t->kind_chance = answer.p[answer.best];
	t->junk_chance =
	    answer.p[KIND_SPAM] + answer.p[KIND_AUTO_REPLY] + answer.p[KIND_BOUNCE];
	t->case_chance = answer.p[KIND_REQUEST] + answer.p[KIND_AGENCY_FORWARD];
	if ((t->kind_chance < KIND_UNSURE || t->r->kind == KIND_OTHER) &&
	    is_first_wish(t)) {
		t->r->kind = KIND_REQUEST;
		t->kind_chance = answer.p[KIND_REQUEST];
		t->wish_only = true;
	}
	if (t->r->kind == KIND_SPAM && t->kind_chance < SPAM_MIN)
		t->r->kind = KIND_OTHER;
	if (!t->a.forward &&
	    strlen(t->a.text) + strlen(t->a.subject) < SAYS_SOMETHING_BYTES)
		t->r->kind = KIND_OTHER;
}

static bool
rule_kind(struct thought *t)
{
	char *why = NULL;

	if (kind_is_bounce(&t->a, &why))
		t->r->kind = KIND_BOUNCE;
	else if (kind_is_auto_reply(&t->a, &why))
		t->r->kind = KIND_AUTO_REPLY;
	else
		return false;
	strlist_take(&t->r->why, why);
	t->kind_chance = RULE_CERTAINTY;
	return true;
}

/* Answers are to go to the address in the form, which is not the sender's: who filled it
 * in did not write from there. */
static bool
answers_go_to_field(const struct thought *t)
{
	const struct message *m = t->a.m;
	char *mail;
	bool field;

	if (!m->reply_to.addr || str_ieq(m->reply_to.addr, m->from.addr))
		return false;
	mail = webform_email(t->a.lines);
	field = mail && str_ieq(mail, m->reply_to.addr);
	free(mail);
	return field;
}

/* A form of the web passes on what a person has filled in, and calls itself automatic or
 * shows by its addresses that it is one. */
static bool
is_relayed_form(struct thought *t)
{
	char *why = NULL;
	bool program = t->automatic
	                   ? kind_may_relay(t->a.m)
	                   : kind_is_auto_reply(&t->a, &why) || answers_go_to_field(t);

	free(why);
	t->relayed = program && !t->a.forward && webform_filled(t->a.lines);
	if (t->relayed)
		strlist_add(&t->r->why, "フォームから転送された記入内容: 担当者が確認");
	return t->relayed;
}

/* Whoever fills in a form and names no case is not in the middle of one. */
static bool
begins_case(const struct thought *t)
{
	switch (t->r->kind) {
	case KIND_FOLLOWUP:
	case KIND_SCHEDULE_REPLY:
	case KIND_VISIT_REPORT:
	case KIND_EXPERT_ACCEPT:
	case KIND_EXPERT_DECLINE:
	case KIND_EXPERT_CONDITIONAL: return !t->a.case_number && !t->a.m->in_reply_to;
	default: return false;
	}
}

/* What a program passes on for a person: a request, unless the form says otherwise. */
static void
read_relayed(struct thought *t)
{
	bool wanted = t->case_chance > RELAYED_MIN || is_first_wish(t);
	bool form = t->relayed;

	t->relayed =
	    form || (t->automatic && wanted && kind_only_sender_is_program(t->a.m));
	if (!t->relayed)
		return;
	if (!thought_is_case(t->r->kind) && (wanted || (form && begins_case(t))))
		t->r->kind = KIND_REQUEST;
	if (t->r->kind == KIND_AUTO_REPLY || t->r->kind == KIND_BOUNCE)
		t->r->kind = KIND_OTHER;
}

void
thought_kind(struct thought *t)
{
	char *why = NULL;

	kind_find_hints(&t->a);
	feature_maker_look(t->brain->maker, &t->a);
	t->automatic = decide_automatic(t->a.m, &why);
	if (is_relayed_form(t) || !rule_kind(t)) {
		model_kind(t);
		read_relayed(t);
		/* A list's newsletter stays what it is; only answers are automatic
		 * answers. */
		if (t->automatic && !t->relayed && t->r->kind != KIND_SPAM &&
		    t->r->kind != KIND_OTHER) {
			t->r->kind = KIND_AUTO_REPLY;
			t->kind_chance = RULE_CERTAINTY;
		} else {
			thought_why_kind(t);
		}
	}
	if (why)
		strlist_addf(&t->r->why, "自動メール: %s", why);
	free(why);
}
