/* The operator's word on what a message is. See verdict.h. */
#include "verdict.h"

static const struct verdict_kind kinds[] = {
    {"request", "相談", KIND_REQUEST, REPLY_NONE},
    {"forward", "紹介", KIND_AGENCY_FORWARD, REPLY_NONE},
    {"accept", "承諾", KIND_EXPERT_ACCEPT, REPLY_EXPERT_ACCEPT},
    {"decline", "辞退", KIND_EXPERT_DECLINE, REPLY_EXPERT_DECLINE},
    {"question", "条件・質問", KIND_EXPERT_CONDITIONAL, REPLY_EXPERT_CONDITIONAL},
    {"schedule", "日程", KIND_SCHEDULE_REPLY, REPLY_NONE},
    {"report", "報告", KIND_VISIT_REPORT, REPLY_VISIT_REPORT},
    {"withdraw", "取下げ", KIND_WITHDRAW, REPLY_WITHDRAW},
    {"followup", "追加連絡", KIND_FOLLOWUP, REPLY_FOLLOWUP},
    {"complaint", "苦情", KIND_COMPLAINT, REPLY_COMPLAINT},
    {"application", "名簿", KIND_LIST_APPLICATION, REPLY_NONE},
};

const struct verdict_kind *
verdict_kind(size_t i)
{
	return i < ARRAY_LEN(kinds) ? &kinds[i] : NULL;
}

const struct verdict_kind *
verdict_kind_find(const char *word)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (str_eq(kinds[i].word, word) || str_eq(kinds[i].label, word) ||
		    str_eq(kind_name(kinds[i].kind), word))
			return &kinds[i];
	return NULL;
}

static void
put(char **slot, const char *value)
{
	if (value)
		set_str(slot, value);
}

static void
apply_facts(const struct verdict *v, struct reading *r)
{
	struct slots *s = &r->slots;

	if (v->category && v->category != r->category) {
		r->category = v->category;
		set_str(&r->submenu, NULL);
	}
	put(&r->submenu, v->submenu);
	if (v->theme)
		r->theme = v->theme;
	put(&s->prefecture, v->prefecture);
	put(&s->company, v->company);
	put(&s->contact, v->contact);
	put(&s->phone, v->phone);
	put(&s->requester_email, v->email);
	put(&s->industry, v->industry);
	put(&s->format, v->format);
	if (v->budget_yen >= 0)
		s->budget_yen = v->budget_yen;
	if (v->employees >= 0)
		s->employees = (int)v->employees;
	if (v->urgent)
		r->urgent = true;
}

void
verdict_apply(const struct verdict *v, struct reading *r)
{
	char *why;
	bool request;

	apply_facts(v, r);
	if (!v->kind)
		return;
	r->kind = v->kind->kind;
	if (v->kind->reply != REPLY_NONE)
		r->reply.kind = v->kind->reply;
	r->reply.ambiguous = false;
	r->confidence = 1;
	request = r->kind == KIND_REQUEST || r->kind == KIND_AGENCY_FORWARD;
	r->decision = request && !r->category ? DECISION_CONFIRM : DECISION_AUTO;
	why = xasprintf("担当者の判断: %s", v->kind->label);
	strlist_free(&r->why);
	r->why = (struct strlist){0};
	strlist_take(&r->why, why);
}
