/*
 * From a message to a reading: rules that settle the matter first, then the model over
 * the words and the rules' hints, then slots, the reply in its context, and last what the
 * desk may do about it by itself.
 */
#include "decide.h"

#include "analysis.h"
#include "kind.h"
#include "model.h"
#include "phrase.h"
#include "reply.h"
#include "slots.h"
#include "webform.h"

#include <stdlib.h>
#include <string.h>

#define AUTO_MIN_DEFAULT   0.85
#define REVIEW_MAX_DEFAULT 0.35
/* Spam is never answered, so it has to be likelier than everything else together. */
#define SPAM_MIN 0.5
/* A request that may as well be spam or a program's is not answered but shown to the
 * operator. An incident is answered in more doubt, since waiting does harm, and so is a
 * stated wish to consult the desk. */
#define JUNK_MAX        0.10
#define JUNK_MAX_URGENT 0.15
#define JUNK_MAX_WISH   0.35
#define SECONDARY_MIN   0.2
#define URGENT_SURE     0.5
#define CATEGORY_SURE   0.95
#define RULE_CERTAINTY  0.99
#define SPAM_SURE       0.7
#define AUTO_SURE       0.85
#define RELAYED_MIN     0.2
/* Below this the model has not recognised a kind; the wish decides. */
#define KIND_UNSURE 0.6
#define WORDS_SHOWN 3
/* Less than three characters of Japanese say nothing that a model could weigh. */
#define SAYS_SOMETHING_BYTES 9
/* Some forty characters; a longer answer to the menu states its need. */
#define MENU_WORDS_BYTES 120

struct brain {
	struct text_model *model;
	struct words *words;
	struct feature_maker *maker;
	struct gazetteer *gazetteer;
	double auto_min, review_max;
};

/* One decision under way. */
struct thought {
	const struct brain *brain;
	struct analysis a;
	const struct read_context *context;
	struct reading *r;
	int64_t sent;
	bool automatic;
	bool relayed; /* automatic, but holds a person's request: the operator sees it */
	bool wish_only; /* taken for a request for its wish alone: the sender is asked */
	double kind_chance, category_chance;
	double case_chance; /* that it is a request or a forwarded one */
	double urgent_chance;
	double junk_chance; /* that it is spam or automatic */
};

struct brain *
brain_load_model(const char *data_dir, const char *model, struct err *e)
{
	struct brain *b = xcalloc(1, sizeof(*b));

	b->auto_min = AUTO_MIN_DEFAULT;
	b->review_max = REVIEW_MAX_DEFAULT;
	b->model = model_load(model, e);
	if (b->model)
		b->words = words_open(NULL, e);
	if (b->words)
		b->gazetteer = gazetteer_load(data_dir, e);
	if (b->gazetteer) {
		b->maker = feature_maker_new(&b->model->vocabulary, b->words);
		return b;
	}
	brain_free(b);
	return NULL;
}

struct brain *
brain_load(const char *data_dir, struct err *e)
{
	char *file = xasprintf("%s/conf/model.bin", data_dir);
	struct brain *b = brain_load_model(data_dir, file, e);

	free(file);
	return b;
}

void
brain_free(struct brain *b)
{
	if (b == NULL)
		return;
	feature_maker_free(b->maker);
	words_close(b->words);
	model_free(b->model);
	if (b->gazetteer)
		gazetteer_free(b->gazetteer);
	free(b);
}

const struct gazetteer *
brain_lists(const struct brain *b)
{
	return b ? b->gazetteer : NULL;
}

struct words *
brain_words(const struct brain *b)
{
	return b->words;
}

void
brain_thresholds(struct brain *b, double auto_min, double review_max)
{
	b->auto_min = auto_min;
	b->review_max = review_max;
}

/* --- why --- */

/* Adds "label: 「語」「語」という語", from what spoke for a class of a head. */
static void
explain_words(const struct thought *t, const char *label, enum head h, int class)
{
	struct strlist words = {0};
	char *line = xstrdup(""), *longer;
	bool passed_on = h != HEAD_KIND && t->a.forward && *t->a.fwd;
	enum gram_text own = passed_on ? TEXT_FORWARDED : TEXT_OWN;
	struct grams said = feature_maker_words(t->brain->maker, own);
	struct grams subject = feature_maker_words(t->brain->maker, TEXT_SUBJECT);

	model_evidence(t->brain->model, h, class, passed_on ? t->a.fwd : t->a.text, &said,
	    WORDS_SHOWN, &words);
	if (words.n == 0)
		model_evidence(t->brain->model, h, class, t->a.subject, &subject,
		    WORDS_SHOWN, &words);
	for (size_t i = 0; i < words.n; i++) {
		longer = xasprintf("%s「%s」", line, words.v[i]);
		free(line);
		line = longer;
	}
	if (words.n > 0)
		strlist_addf(&t->r->why, "%s: %sという語", label, line);
	else
		strlist_addf(&t->r->why, "%s: 文面全体の傾向", label);
	free(line);
	strlist_free(&words);
}

static void
explain_kind(const struct thought *t)
{
	static const char *const labels[KIND_COUNT] = {
	    [KIND_REQUEST] = "企業からの相談",
	    [KIND_AGENCY_FORWARD] = "支援機関からの取次ぎ",
	    [KIND_EXPERT_ACCEPT] = "専門家の承諾",
	    [KIND_EXPERT_DECLINE] = "専門家の辞退",
	    [KIND_EXPERT_CONDITIONAL] = "専門家の条件付き回答",
	    [KIND_SCHEDULE_REPLY] = "日程の返事",
	    [KIND_VISIT_REPORT] = "訪問の報告",
	    [KIND_FOLLOWUP] = "進行中の案件への連絡",
	    [KIND_WITHDRAW] = "取り下げ",
	    [KIND_COMPLAINT] = "苦情",
	    [KIND_LIST_APPLICATION] = "専門家リストの申込み・変更",
	    [KIND_AUTO_REPLY] = "自動応答",
	    [KIND_BOUNCE] = "不達通知",
	    [KIND_SPAM] = "営業・迷惑メール",
	    [KIND_OTHER] = "その他",
	};
	enum kind k = t->r->kind;
	const char *hint = t->a.hint_word[k];

	if (hint)
		strlist_addf(&t->r->why, "%s: 「%.*s」という語", labels[k],
		    (int)strcspn(hint, "|"), hint);
	else
		explain_words(t, labels[k], HEAD_KIND, (int)k);
}

/* --- kind --- */

static bool
is_case(enum kind k)
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

/* A form of the web passes on what a person has filled in, and calls itself automatic. */
static bool
is_relayed_form(struct thought *t)
{
	char *why = NULL;
	bool program =
	    t->automatic ? kind_may_relay(t->a.m) : kind_is_auto_reply(&t->a, &why);

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
	if (!is_case(t->r->kind) && (wanted || (form && begins_case(t))))
		t->r->kind = KIND_REQUEST;
	if (t->r->kind == KIND_AUTO_REPLY || t->r->kind == KIND_BOUNCE)
		t->r->kind = KIND_OTHER;
}

static void
read_kind(struct thought *t)
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
			explain_kind(t);
		}
	}
	if (why)
		strlist_addf(&t->r->why, "自動メール: %s", why);
	free(why);
}

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
	explain_words(t, label, HEAD_CATEGORY, answer.best);
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

/* How likely an incident has to be under way, by what the message is; 1 for kinds whose
 * writer has none: a seller of help speaks as loudly of incidents as their victim. */
static double
urgent_from(enum kind k)
{
	switch (k) {
	case KIND_REQUEST:
	case KIND_AGENCY_FORWARD: return MODEL_URGENT_MIN;
	case KIND_FOLLOWUP:
	case KIND_EXPERT_ACCEPT:
	case KIND_EXPERT_DECLINE:
	case KIND_EXPERT_CONDITIONAL:
	case KIND_VISIT_REPORT: return MODEL_URGENT_LATE;
	default: return 1;
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
	t->r->urgent = t->urgent_chance >= urgent_from(t->r->kind);
	if (t->r->urgent)
		explain_words(t, "発生中のインシデント", HEAD_URGENT, 1);
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
	if (!is_case(t->r->kind))
		return;
	features_make(t->brain->maker, VIEW_TOPIC, &f);
	read_category(t, &f);
	if (t->r->urgent)
		put_incident_first(t);
	read_theme(t, &f);
	features_free(&f);
}

/* --- slots and reply --- */

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
	else if (t->r->kind == KIND_REQUEST && s->requester_email == NULL)
		set_str(&s->requester_email, m->from.addr);
	for (size_t i = 0; i < s->date_conflicts.n; i++)
		strlist_addf(
		    &t->r->why, "日付と曜日が合わない: 「%s」", s->date_conflicts.v[i]);
}

/* The kind that a reply amounts to for the handlers; KIND_COUNT keeps the words' kind. */
static enum kind
kind_of_reply(enum reply_kind k)
{
	static const enum kind kinds[REPLY_KIND_COUNT] = {
	    [REPLY_NONE] = KIND_COUNT,
	    [REPLY_EXPERT_ACCEPT] = KIND_EXPERT_ACCEPT,
	    [REPLY_EXPERT_DECLINE] = KIND_EXPERT_DECLINE,
	    [REPLY_EXPERT_CONDITIONAL] = KIND_EXPERT_CONDITIONAL,
	    [REPLY_MENU_CHOICE] = KIND_FOLLOWUP,
	    [REPLY_SCHEDULE_ACCEPT] = KIND_SCHEDULE_REPLY,
	    [REPLY_SCHEDULE_COUNTER] = KIND_SCHEDULE_REPLY,
	    [REPLY_SCHEDULE_CANCEL] = KIND_SCHEDULE_REPLY,
	    [REPLY_SCHEDULE_QUESTION] = KIND_SCHEDULE_REPLY,
	    [REPLY_VISIT_REPORT] = KIND_VISIT_REPORT,
	    [REPLY_FOLLOWUP] = KIND_FOLLOWUP,
	    [REPLY_WITHDRAW] = KIND_WITHDRAW,
	    [REPLY_COMPLAINT] = KIND_COMPLAINT,
	    [REPLY_SURVEY_ANSWER] = KIND_FOLLOWUP,
	    [REPLY_THANKS_ONLY] = KIND_OTHER,
	    [REPLY_AUTO_REPLY] = KIND_AUTO_REPLY,
	    [REPLY_DELEGATE] = KIND_FOLLOWUP,
	    [REPLY_UNRELATED] = KIND_COUNT,
	    [REPLY_OTHER] = KIND_OTHER,
	};

	return kinds[k];
}

/* A letter of the menu with a few words says the category and nothing finer. */
static void
take_menu_choice(struct thought *t)
{
	const struct reply *p = &t->r->reply;

	if (p->kind != REPLY_MENU_CHOICE || p->choice.n != 1)
		return;
	t->r->category = p->choice.v[0][0];
	strlist_free(&t->r->secondary);
	if (strlen(t->a.text) < MENU_WORDS_BYTES) {
		set_str(&t->r->submenu, NULL);
		t->r->theme = t->r->category == 'c' ? 5 : t->r->category == 'd' ? 4 : 0;
	}
}

static void
read_reply(struct thought *t)
{
	struct date_findings dates = {0};
	struct reply *p = &t->r->reply;
	enum kind kind;

	dates_find(t->a.m->text ? t->a.m->text : "", t->sent, &dates);
	reply_read(&(struct reply_input){&t->a, t->context, t->brain->model,
	               t->brain->maker, &dates, t->sent, t->r->kind, t->kind_chance},
	    p, &t->r->why);
	date_findings_free(&dates);
	take_menu_choice(t);
	if (t->context->context == CONTEXT_NONE)
		return;
	kind = kind_of_reply(p->kind);
	if (kind == KIND_COUNT || kind == t->r->kind)
		return;
	t->r->kind = kind;
	t->kind_chance = p->ambiguous ? 0.5 : 0.9;
}

/* --- what to do --- */

static enum decision
decide_case(const struct thought *t)
{
	double most = t->wish_only   ? JUNK_MAX_WISH
	              : t->r->urgent ? JUNK_MAX_URGENT
	                             : JUNK_MAX;

	if (t->junk_chance > most)
		return DECISION_REVIEW;
	if (t->r->urgent || t->r->confidence >= t->brain->auto_min)
		return DECISION_AUTO;
	/* What it is about can be asked of the sender; whether it is a request cannot. */
	return t->wish_only || t->kind_chance >= t->brain->review_max ? DECISION_CONFIRM
	                                                              : DECISION_REVIEW;
}

/* A reply in a known context is clear unless its reader said otherwise. */
static enum decision
decide_answer(const struct thought *t)
{
	const struct reply *p = &t->r->reply;

	if (p->kind == REPLY_MENU_CHOICE && p->ambiguous)
		return DECISION_CONFIRM;
	if (p->ambiguous || p->kind == REPLY_UNRELATED)
		return DECISION_REVIEW;
	if (p->kind != REPLY_NONE && t->context->context != CONTEXT_NONE)
		return DECISION_AUTO;
	/* An acceptance commits people: set words of it alone, and none of another
	 * answer. */
	if (t->r->kind == KIND_EXPERT_ACCEPT && t->a.stance != WORD_ACCEPT)
		return DECISION_REVIEW;
	return t->r->confidence >= t->brain->auto_min && t->junk_chance <= JUNK_MAX
	           ? DECISION_AUTO
	           : DECISION_REVIEW;
}

/* No header proves it, so words alone speak: a person who tells of an incident, or of
 * automatic mail, uses the same ones. Nobody answers either way. */
static enum decision
decide_junk(const struct thought *t)
{
	static const unsigned signs = 1U << INCIDENT_NAMED | 1U << INCIDENT_HELP;
	bool spam = t->r->kind == KIND_SPAM;

	if (t->kind_chance < (spam ? SPAM_SURE : AUTO_SURE))
		return DECISION_REVIEW;
	return !spam && (t->a.incident_signs & signs) ? DECISION_REVIEW : DECISION_IGNORE;
}

static enum decision
choose(const struct thought *t)
{
	if (t->relayed)
		return DECISION_REVIEW;
	if (t->automatic)
		return DECISION_IGNORE;
	switch (t->r->kind) {
	case KIND_AUTO_REPLY:
	case KIND_BOUNCE:
	case KIND_SPAM: return decide_junk(t);
	case KIND_REQUEST:
	case KIND_AGENCY_FORWARD: return decide_case(t);
	case KIND_COMPLAINT: return DECISION_REVIEW;
	case KIND_OTHER:
		/* Thanks in a known context need nobody. */
		return t->r->reply.kind == REPLY_THANKS_ONLY && !t->r->reply.ambiguous
		           ? DECISION_AUTO
		           : DECISION_REVIEW;
	default: return decide_answer(t);
	}
}

void
decide(const struct brain *b, const struct message *m, const struct read_context *context,
    struct reading *r)
{
	struct thought t = {.brain = b, .context = context, .r = r, .category_chance = 1};

	reading_init(r);
	analysis_make(&t.a, m);
	t.sent = context && context->sent ? context->sent : m->date;
	snprintf(r->lang, sizeof(r->lang), "%s", analysis_english(&t.a) ? "en" : "ja");
	read_kind(&t);
	if ((!t.automatic || t.relayed) && r->kind != KIND_SPAM &&
	    r->kind != KIND_BOUNCE && r->kind != KIND_AUTO_REPLY) {
		read_topic(&t);
		read_slots(&t);
	}
	if (context)
		read_reply(&t);
	r->confidence = is_case(r->kind)
	                    ? model_certainty(b->model, t.kind_chance * t.category_chance)
	                    : t.kind_chance;
	r->decision = choose(&t);
	analysis_free(&t.a);
}
