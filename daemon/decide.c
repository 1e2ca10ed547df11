/*
 * From a message to a reading: its kind (decide_kind.c), then what it is about and the
 * facts that it states, its answer in a known context (decide_reply.c), and last what the
 * desk may do about it by itself (decide_act.c).
 */
#include "thought.h"

#include "chat.h"
#include "kind.h"
#include "legible.h"
#include "webform.h"

#include <stdlib.h>
#include <string.h>

/* Some eight characters. */
#define SUBJECT_SAYS_BYTES 24
#define SECONDARY_MIN      0.2
#define URGENT_SURE        0.5
#define CATEGORY_SURE      0.95

/* --- topic --- */

static void
read_category(struct thought *t, const struct features *f)
{
	struct answer answer;
	struct reading *r = t->r;
	char label[32];

	model_ask(t->brain->model, HEAD_CATEGORY, f, &answer);
	r->category = (char)('a' + answer.best);
	t->category_chance = answer.p[answer.best];
	for (int k = 0; k < 5; k++)
		if (k != answer.best && answer.p[k] >= SECONDARY_MIN)
			strlist_addf(&r->secondary, "%c", 'a' + k);
	snprintf(label, sizeof(label), "区分%c", r->category);
	thought_why(t, label, HEAD_CATEGORY, answer.best);
}

/* Training is theme 5 and an incident theme 4 throughout; a single measure has none. */
static void
read_theme(struct thought *t, const struct features *f)
{
	struct answer answer;

	switch (t->r->category) {
	case 'c': t->r->theme = 5; return;
	case 'd': t->r->theme = 4; return;
	case 'e': t->r->theme = 0; return;
	default: break;
	}
	model_ask(t->brain->model, HEAD_THEME, f, &answer);
	t->r->theme = answer.best;
	if (t->r->category == 'a') {
		model_ask(t->brain->model, HEAD_SUBMENU, f, &answer);
		t->r->submenu = xasprintf("a%d", answer.best + 1);
	}
}

/* Somebody of a case, who sells nothing to the desk. */
static bool
partner(const struct thought *t)
{
	const char *role = t->context ? t->context->from_role : NULL;

	return role && !str_eq(role, "unknown");
}

/* The words of an incident are those of automatic mail and spam, too; and what a form
 * passed on is any kind. */
static bool
may_be_incident(const struct thought *t)
{
	static const unsigned signs = 1U << INCIDENT_NAMED | 1U << INCIDENT_HELP;
	enum kind k = t->r->kind;
	bool unclear = k == KIND_AUTO_REPLY || k == KIND_BOUNCE || k == KIND_OTHER;

	return partner(t) || (unclear && (t->a.incident_signs & signs));
}

/* How likely an incident has to be under way, by what the message is; 1 for kinds whose
 * writer has none: a seller of help speaks as loudly of incidents as their victim. */
static double
urgent_from(const struct thought *t)
{
	switch (t->r->kind) {
	case KIND_REQUEST:
	case KIND_AGENCY_FORWARD: return MODEL_URGENT_MIN;
	case KIND_FOLLOWUP:
	case KIND_EXPERT_ACCEPT:
	case KIND_EXPERT_DECLINE:
	case KIND_EXPERT_CONDITIONAL:
	case KIND_VISIT_REPORT: return MODEL_URGENT_LATE;
	default: return may_be_incident(t) ? MODEL_URGENT_LATE : 1;
	}
}

static void
read_urgency(struct thought *t)
{
	struct features f;
	struct answer answer;

	features_make(t->brain->maker, VIEW_INCIDENT, &f);
	model_ask(t->brain->model, HEAD_URGENT, &f, &answer);
	features_free(&f);
	t->urgent_chance = answer.p[1];
	t->r->urgent = t->urgent_chance >= urgent_from(t);
	if (t->r->urgent)
		thought_why(t, "発生中のインシデント", HEAD_URGENT, 1);
}

/* Whatever else is wished for: what is under way comes first. Where the two readings
 * contradict each other, the surer one holds. */
static void
put_incident_first(struct thought *t)
{
	char other[2] = {t->r->category, '\0'};

	if (t->r->category == 'd')
		return;
	if (t->urgent_chance < URGENT_SURE) {
		t->r->urgent = t->category_chance < CATEGORY_SURE;
		return;
	}
	t->r->category = 'd';
	if (!strlist_has(&t->r->secondary, other))
		strlist_add(&t->r->secondary, other);
	strlist_add(&t->r->why, "区分d: 発生中のインシデントを先にする");
}

static void
read_topic(struct thought *t)
{
	struct features f;

	read_urgency(t);
	if (!thought_is_case(t->r->kind))
		return;
	features_make(t->brain->maker, VIEW_TOPIC, &f);
	read_category(t, &f);
	if (t->r->urgent)
		put_incident_first(t);
	read_theme(t, &f);
	features_free(&f);
}

/* --- slots --- */

/* Whom to answer is what the form says, never the program that passed it on. */
static void
name_form_address(struct thought *t)
{
	const struct message *m = t->a.m;
	struct slots *s = &t->r->slots;
	char *mail = webform_email(t->a.lines);

	if (mail)
		set_str(&s->requester_email, mail);
	else if (m->reply_to.addr && !kind_address_is_program(m->reply_to.addr) &&
	         !str_ieq(m->reply_to.addr, m->from.addr))
		set_str(&s->requester_email, m->reply_to.addr);
	else if (kind_address_is_program(s->requester_email) ||
	         str_ieq(s->requester_email, m->from.addr))
		set_str(&s->requester_email, NULL);
	free(mail);
}

static void
read_slots(struct thought *t)
{
	struct slots *s = &t->r->slots;
	const struct message *m = t->a.m;

	slots_extract(
	    t->brain->gazetteer, m, t->r->kind == KIND_AGENCY_FORWARD, t->sent, s);
	if (t->r->kind == KIND_REQUEST && t->relayed)
		name_form_address(t);
	else if (t->r->kind == KIND_REQUEST && s->requester_email == NULL &&
	         !chat_is_person_address(m->from.addr))
		set_str(&s->requester_email, m->from.addr);
	for (size_t i = 0; i < s->date_conflicts.n; i++)
		strlist_addf(
		    &t->r->why, "日付と曜日が合わない: 「%s」", s->date_conflicts.v[i]);
}

/* --- all of it --- */

/* What holds no words is nobody's request, whatever the model makes of it. A long subject
 * may be the whole of one. */
static void
look_at_body(struct thought *t)
{
	static const char *const reasons[] = {[LEGIBLE_EMPTY] = "本文が空です",
	    [LEGIBLE_NOT] = "本文が読めません: 文字ではないデータです"};
	const struct message *m = t->a.m;
	enum legible body = legible(t->a.lines);
	bool awaited = t->context && t->context->context != CONTEXT_NONE;

	/* A report may be all in its attachment; its reader knows what was awaited. */
	if (awaited && body == LEGIBLE_EMPTY)
		return;
	if (body == LEGIBLE_TEXT || t->a.forward || m->dsn.present || m->calendars.n ||
	    (body == LEGIBLE_EMPTY && strlen(t->a.subject) >= SUBJECT_SAYS_BYTES))
		return;
	t->unreadable = true;
	t->r->kind = KIND_OTHER;
	strlist_free(&t->r->why);
	strlist_addf(&t->r->why, "%s%s", reasons[body],
	    m->attachments_n ? "（添付ファイルがあります）" : "");
}

void
decide(const struct brain *b, const struct message *m, const struct read_context *context,
    struct reading *r)
{
	struct thought t = {.brain = b, .context = context, .r = r, .category_chance = 1};

	reading_init(r);
	analysis_make(&t.a, m);
	t.a.context = context ? context->context : CONTEXT_NONE;
	t.sent = context && context->sent ? context->sent : m->date;
	snprintf(r->lang, sizeof(r->lang), "%s", analysis_english(&t.a) ? "en" : "ja");
	thought_kind(&t);
	if (!t.automatic)
		look_at_body(&t);
	if ((!t.automatic || t.relayed) && !t.unreadable && r->kind != KIND_SPAM &&
	    r->kind != KIND_BOUNCE && r->kind != KIND_AUTO_REPLY) {
		read_topic(&t);
		read_slots(&t);
	} else if (!t.automatic && !t.unreadable && may_be_incident(&t)) {
		read_urgency(&t);
	}
	if (context)
		thought_reply(&t);
	r->confidence = thought_is_case(r->kind)
	                    ? model_certainty(b->model, t.kind_chance * t.category_chance)
	                    : t.kind_chance;
	r->relayed = t.relayed;
	r->decision = t.unreadable ? DECISION_REVIEW : thought_decision(&t);
	analysis_free(&t.a);
}
