/*
 * The plain data of what was understood: its names, its beginning and end, and its JSON.
 * The key order of reading_to_json is the contract of `madoguchi read --json`.
 */
#include "reading.h"

#include "buf.h"
#include "clock.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const kind_names[KIND_COUNT] = {
    [KIND_REQUEST] = "request",
    [KIND_AGENCY_FORWARD] = "agency_forward",
    [KIND_EXPERT_ACCEPT] = "expert_accept",
    [KIND_EXPERT_DECLINE] = "expert_decline",
    [KIND_EXPERT_CONDITIONAL] = "expert_conditional",
    [KIND_SCHEDULE_REPLY] = "schedule_reply",
    [KIND_VISIT_REPORT] = "visit_report",
    [KIND_FOLLOWUP] = "followup",
    [KIND_WITHDRAW] = "withdraw",
    [KIND_COMPLAINT] = "complaint",
    [KIND_LIST_APPLICATION] = "list_application",
    [KIND_AUTO_REPLY] = "auto_reply",
    [KIND_BOUNCE] = "bounce",
    [KIND_SPAM] = "spam",
    [KIND_OTHER] = "other",
};

static const char *const decision_names[DECISION_COUNT] = {
    [DECISION_AUTO] = "auto",
    [DECISION_CONFIRM] = "confirm",
    [DECISION_REVIEW] = "review",
    [DECISION_IGNORE] = "ignore",
};

static const char *const context_names[CONTEXT_COUNT] = {
    [CONTEXT_NONE] = "none",
    [CONTEXT_OFFER_SENT] = "offer_sent",
    [CONTEXT_CONFIRM_MENU] = "confirm_menu",
    [CONTEXT_INTRO_SENT] = "intro_sent",
    [CONTEXT_VISIT_PROPOSED] = "visit_proposed",
    [CONTEXT_VISIT_FIXED] = "visit_fixed",
    [CONTEXT_REPORT_DUE] = "report_due",
    [CONTEXT_SURVEY_SENT] = "survey_sent",
};

static const char *const reply_names[REPLY_KIND_COUNT] = {
    [REPLY_NONE] = "none",
    [REPLY_EXPERT_ACCEPT] = "expert_accept",
    [REPLY_EXPERT_DECLINE] = "expert_decline",
    [REPLY_EXPERT_CONDITIONAL] = "expert_conditional",
    [REPLY_MENU_CHOICE] = "menu_choice",
    [REPLY_SCHEDULE_ACCEPT] = "schedule_accept",
    [REPLY_SCHEDULE_COUNTER] = "schedule_counter",
    [REPLY_SCHEDULE_CANCEL] = "schedule_cancel",
    [REPLY_SCHEDULE_QUESTION] = "schedule_question",
    [REPLY_VISIT_REPORT] = "visit_report",
    [REPLY_FOLLOWUP] = "followup",
    [REPLY_WITHDRAW] = "withdraw",
    [REPLY_COMPLAINT] = "complaint",
    [REPLY_SURVEY_ANSWER] = "survey_answer",
    [REPLY_THANKS_ONLY] = "thanks_only",
    [REPLY_AUTO_REPLY] = "auto_reply",
    [REPLY_DELEGATE] = "delegate",
    [REPLY_UNRELATED] = "unrelated_new_request",
    [REPLY_OTHER] = "other",
};

static int
name_index(const char *const *names, int n, const char *name)
{
	for (int i = 0; i < n; i++)
		if (str_eq(names[i], name))
			return i;
	return -1;
}

static const char *
name_of(const char *const *names, int n, int i)
{
	return i >= 0 && i < n ? names[i] : "unknown";
}

const char *
kind_label(enum kind k)
{
	static const char *const labels[KIND_COUNT] = {
	    [KIND_REQUEST] = "相談",
	    [KIND_AGENCY_FORWARD] = "支援機関などからの紹介",
	    [KIND_EXPERT_ACCEPT] = "専門家の承諾",
	    [KIND_EXPERT_DECLINE] = "専門家の辞退",
	    [KIND_EXPERT_CONDITIONAL] = "専門家の条件・質問",
	    [KIND_SCHEDULE_REPLY] = "日程の返事",
	    [KIND_VISIT_REPORT] = "訪問の報告",
	    [KIND_FOLLOWUP] = "追加の連絡",
	    [KIND_WITHDRAW] = "取下げ",
	    [KIND_COMPLAINT] = "苦情",
	    [KIND_LIST_APPLICATION] = "名簿への申し出",
	    [KIND_AUTO_REPLY] = "自動返信",
	    [KIND_BOUNCE] = "不達の知らせ",
	    [KIND_SPAM] = "広告・迷惑メール",
	    [KIND_OTHER] = "その他",
	};

	return labels[k];
}

const char *
kind_name(enum kind k)
{
	return name_of(kind_names, KIND_COUNT, (int)k);
}

bool
kind_parse(const char *name, enum kind *k)
{
	int i = name_index(kind_names, KIND_COUNT, name);

	if (i < 0)
		return false;
	*k = (enum kind)i;
	return true;
}

const char *
decision_name(enum decision d)
{
	return name_of(decision_names, DECISION_COUNT, (int)d);
}

const char *
context_name(enum context c)
{
	return name_of(context_names, CONTEXT_COUNT, (int)c);
}

bool
context_parse(const char *name, enum context *c)
{
	int i = name_index(context_names, CONTEXT_COUNT, name);

	if (i < 0)
		return false;
	*c = (enum context)i;
	return true;
}

const char *
reply_kind_name(enum reply_kind k)
{
	return name_of(reply_names, REPLY_KIND_COUNT, (int)k);
}

void
slots_init(struct slots *s)
{
	*s = (struct slots){.employees = -1, .budget_yen = -1};
}

void
slots_free(struct slots *s)
{
	free(s->company);
	free(s->contact);
	free(s->prefecture);
	free(s->industry);
	free(s->format);
	strlist_free(&s->dates);
	strlist_free(&s->unavailable);
	strlist_free(&s->date_conflicts);
	free(s->phone);
	free(s->requester_email);
	slots_init(s);
}

static void
reply_free(struct reply *p)
{
	strlist_free(&p->choice);
	strlist_free(&p->dates);
	strlist_free(&p->unavailable);
	free(p->format);
	free(p->condition);
	free(p->reason);
	free(p->report.done_on);
	free(p->report.next_homework);
	free(p->report.goal_reached);
	*p = (struct reply){0};
}

void
reading_init(struct reading *r)
{
	*r = (struct reading){
	    .kind = KIND_OTHER, .decision = DECISION_REVIEW, .lang = "ja"};
	slots_init(&r->slots);
}

void
reading_free(struct reading *r)
{
	free(r->submenu);
	strlist_free(&r->secondary);
	strlist_free(&r->why);
	slots_free(&r->slots);
	reply_free(&r->reply);
	reading_init(r);
}

void
read_context_free(struct read_context *c)
{
	free(c->from_role);
	strlist_free(&c->proposed);
	free(c->fixed);
	*c = (struct read_context){0};
}

static json_t *
json_text(const char *s)
{
	json_t *j = s ? json_string(s) : NULL;

	return j ? j : json_null();
}

static json_t *
json_list(const struct strlist *list)
{
	json_t *array = json_array();

	for (size_t i = 0; i < list->n; i++)
		json_array_append_new(array, json_text(list->v[i]));
	return array;
}

static json_t *
json_known(int64_t n)
{
	return n < 0 ? json_null() : json_integer(n);
}

static json_t *
json_category(char category)
{
	char text[2] = {category, '\0'};

	return category ? json_string(text) : json_null();
}

static json_t *
json_slots(const struct slots *s)
{
	json_t *o = json_object();

	json_object_set_new(o, "company", json_text(s->company));
	json_object_set_new(o, "contact", json_text(s->contact));
	json_object_set_new(o, "prefecture", json_text(s->prefecture));
	json_object_set_new(o, "industry", json_text(s->industry));
	json_object_set_new(o, "employees", json_known(s->employees));
	json_object_set_new(o, "budget_yen", json_known(s->budget_yen));
	json_object_set_new(o, "format", json_text(s->format));
	json_object_set_new(o, "dates", json_list(&s->dates));
	json_object_set_new(o, "phone", json_text(s->phone));
	json_object_set_new(o, "requester_email", json_text(s->requester_email));
	return o;
}

/* A letter is a string, a slot number a number. */
static json_t *
json_one_choice(const char *s)
{
	char *end;
	long n = strtol(s, &end, 10);

	return end != s && *end == '\0' ? json_integer(n) : json_text(s);
}

static json_t *
json_choice(const struct strlist *choice)
{
	json_t *array;

	if (choice->n == 0)
		return json_null();
	if (choice->n == 1)
		return json_one_choice(choice->v[0]);
	array = json_array();
	for (size_t i = 0; i < choice->n; i++)
		json_array_append_new(array, json_one_choice(choice->v[i]));
	return array;
}

static json_t *
json_report(const struct reply *p)
{
	const struct report *t = &p->report;
	json_t *o;

	if (p->kind != REPLY_VISIT_REPORT && p->kind != REPLY_SURVEY_ANSWER)
		return json_null();
	o = json_object();
	json_object_set_new(
	    o, "visit_no", t->visit_no > 0 ? json_integer(t->visit_no) : json_null());
	json_object_set_new(o, "done_on", json_text(t->done_on));
	json_object_set_new(o, "next_homework", json_text(t->next_homework));
	json_object_set_new(o, "goal_reached", json_text(t->goal_reached));
	return o;
}

static json_t *
json_reply(const struct reply *p)
{
	json_t *o = json_object();
	bool known = p->kind != REPLY_NONE;

	json_object_set_new(
	    o, "kind", known ? json_text(reply_kind_name(p->kind)) : json_null());
	json_object_set_new(o, "choice", json_choice(&p->choice));
	json_object_set_new(o, "dates", json_list(&p->dates));
	json_object_set_new(o, "unavailable", json_list(&p->unavailable));
	json_object_set_new(o, "format", json_text(p->format));
	json_object_set_new(o, "condition", json_text(p->condition));
	json_object_set_new(o, "reason", json_text(p->reason));
	json_object_set_new(o, "report", json_report(p));
	json_object_set_new(o, "ambiguous", json_boolean(p->ambiguous));
	return o;
}

static json_t *
json_attachments(const struct message *m)
{
	json_t *array = json_array();

	for (size_t i = 0; i < m->attachments_n; i++) {
		const struct attachment *a = &m->attachments[i];
		json_t *o = json_object();

		json_object_set_new(o, "name", json_text(a->name));
		json_object_set_new(o, "type", json_text(a->type));
		json_object_set_new(o, "bytes", json_integer((json_int_t)a->bytes));
		json_array_append_new(array, o);
	}
	return array;
}

static void
add_decision(json_t *o, const struct reading *r)
{
	json_object_set_new(o, "kind", json_text(kind_name(r->kind)));
	json_object_set_new(o, "category", json_category(r->category));
	json_object_set_new(o, "submenu", json_text(r->submenu));
	json_object_set_new(o, "secondary", json_list(&r->secondary));
	json_object_set_new(o, "theme", r->theme ? json_integer(r->theme) : json_null());
	json_object_set_new(o, "urgency", json_string(r->urgent ? "urgent" : "normal"));
	json_object_set_new(
	    o, "confidence", json_real(round(r->confidence * 1000) / 1000));
	json_object_set_new(o, "decision", json_text(decision_name(r->decision)));
	json_object_set_new(o, "slots", json_slots(&r->slots));
	json_object_set_new(o, "why", json_list(&r->why));
}

json_t *
reading_to_json(
    const struct reading *r, const struct message *m, const char *file, bool with_reply)
{
	json_t *o = json_object();

	json_object_set_new(o, "file", json_text(file));
	json_object_set_new(o, "message_id", json_text(m->message_id));
	json_object_set_new(o, "subject", json_text(m->subject));
	json_object_set_new(o, "from", json_text(m->from.addr));
	json_object_set_new(o, "text", json_text(m->text));
	json_object_set_new(o, "quoted", json_text(m->quoted));
	json_object_set_new(o, "signature", json_text(m->signature));
	json_object_set_new(o, "attachments", json_attachments(m));
	add_decision(o, r);
	if (with_reply)
		json_object_set_new(o, "reply", json_reply(&r->reply));
	return o;
}

json_t *
reading_summary_json(const struct reading *r)
{
	json_t *o = json_object();

	add_decision(o, r);
	json_object_set_new(o, "lang", json_string(r->lang));
	json_object_set_new(o, "unavailable", json_list(&r->slots.unavailable));
	json_object_set_new(o, "date_conflicts", json_list(&r->slots.date_conflicts));
	if (r->reply.kind != REPLY_NONE)
		json_object_set_new(o, "reply", json_reply(&r->reply));
	return o;
}

static bool
context_problem(char **problem, const char *key, const char *expected)
{
	if (problem)
		*problem = xasprintf("%s: expected %s", key, expected);
	return false;
}

/* One ISO string, checked; null counts as absent. */
static bool
context_iso(const json_t *json, const char *key, const char **text, char **problem)
{
	int64_t t;

	*text = NULL;
	if (json == NULL || json_is_null(json))
		return true;
	if (!json_is_string(json) || !civil_parse_iso(json_string_value(json), &t))
		return context_problem(problem, key, "an ISO date or date-time");
	*text = json_string_value(json);
	return true;
}

static bool
context_proposed(struct read_context *c, const json_t *list, char **problem)
{
	if (list == NULL || json_is_null(list))
		return true;
	if (!json_is_array(list))
		return context_problem(problem, "proposed", "a list of ISO date-times");
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *text;

		if (!context_iso(json_array_get(list, i), "proposed", &text, problem))
			return false;
		if (text)
			strlist_add(&c->proposed, text);
	}
	return true;
}

/* Names those that there are. */
static bool
context_unknown(char **problem)
{
	struct buf list = {0};

	for (int i = 0; i < CONTEXT_COUNT; i++)
		buf_addf(&list, "%s%s", i ? ", " : "one of ", context_names[i]);
	(void)context_problem(problem, "context", buf_str(&list));
	buf_free(&list);
	return false;
}

static bool
context_fill(struct read_context *c, const json_t *json, char **problem)
{
	const json_t *word = json_object_get(json, "context");
	const json_t *role = json_object_get(json, "from_role");
	const char *text;

	if (!json_is_object(json))
		return context_problem(problem, "context", "a JSON object");
	if (word && !json_is_null(word) &&
	    !context_parse(json_string_value(word), &c->context))
		return context_unknown(problem);
	if (role && !json_is_null(role) && !json_is_string(role))
		return context_problem(problem, "from_role", "a word");
	c->from_role = xstrdup_null(json_string_value(role));
	if (!context_proposed(c, json_object_get(json, "proposed"), problem) ||
	    !context_iso(json_object_get(json, "fixed"), "fixed", &text, problem))
		return false;
	c->fixed = xstrdup_null(text);
	if (!context_iso(json_object_get(json, "sent"), "sent", &text, problem))
		return false;
	return text == NULL || civil_parse_iso(text, &c->sent);
}

bool
read_context_from_json(struct read_context *c, const json_t *json, char **problem)
{
	*c = (struct read_context){0};
	if (problem)
		*problem = NULL;
	if (context_fill(c, json, problem))
		return true;
	read_context_free(c);
	return false;
}
